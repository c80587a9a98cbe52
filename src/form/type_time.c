/*
 * Times of a day, to the minute.  The canonical text has the seconds that the
 * server writes, so that a value which comes back is the one that went.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "form/numeral.h"
#include "form/typed.h"
#include "form/types.h"
#include "text/fold.h"

#define HOUR 60
#define DAY (24 * HOUR)

static const struct typed_word words[] = {
	{ "现在", 0 }, { "此刻", 0 }, { "刚才", 0 },
};

/* Parts of the day: the hours from least to most, and what is added to them.
 * 12 at night is left out: it may be either end of the day. */
static const struct part {
	const char *word;
	int least, most, add;
} parts[] = {
	{ "上午", 0, 12, 0 }, { "早上", 0, 11, 0 }, { "早晨", 0, 11, 0 },
	{ "凌晨", 0, 11, 0 }, { "中午", 11, 13, 0 }, { "中午", 1, 2, 12 },
	{ "下午", 12, 23, 0 }, { "下午", 1, 11, 12 }, { "傍晚", 12, 23, 0 },
	{ "傍晚", 1, 11, 12 }, { "晚上", 13, 23, 0 }, { "晚上", 1, 11, 12 },
};

/* Minutes of the hour, with the colon that they stand behind. */
static const struct {
	const char *sign, *minutes;
} signs[] = {
	{ "点半", ":30" }, { "点1刻", ":15" }, { "点3刻", ":45" },
	{ "点整", ":00" }, { "点钟", ":00" }, { "点", ":" }, { "时", ":" },
	{ "分", "" }, { ".", ":" },
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool
accept(const struct field *f, uint32_t cp)
{
	(void)f;
	return typed_is_date_char(cp) || fold_ascii(cp) == ':';
}

static char *
plain(const char *s)
{
	struct buf out = BUF_INIT;
	char *numbers = numeral_plain(s);

	for (const char *p = numbers; *p; ) {
		size_t i = 0;

		while (i < COUNT(signs) &&
		    strncmp(p, signs[i].sign, strlen(signs[i].sign)) != 0)
			i++;
		if (i < COUNT(signs)) {
			buf_adds(&out, signs[i].minutes);
			p += strlen(signs[i].sign);
		} else {
			buf_addc(&out, *p++);
		}
	}
	free(numbers);
	return out.data ? buf_take(&out) : mem_dup("");
}

/* "8", "0830", "830", "8:30", and "08:30:12" of the server; else false. */
static bool
read_clock(const char *s, int *hour, int *minute)
{
	size_t first = strspn(s, "0123456789"), second;
	int number = atoi(s);

	if (first == 0 || first > 4 || (first > 2 && s[first]))
		return false;
	*hour = first > 2 ? number / 100 : number;
	*minute = first > 2 ? number % 100 : 0;
	if (s[first] == '\0')
		return true;
	s += first + 1;
	second = strspn(s, "0123456789");
	*minute = atoi(s);
	s += second;
	return s[-1 - (int)second] == ':' && second <= 2 &&
	    (*s == '\0' || (*s == ':' && strlen(s) == 3 &&
	    typed_is_digits(s + 1)));
}

/* Takes the part of the day from the start of s; NULL: there is none. */
static const char *
strip_part(char *s)
{
	for (size_t i = 0; i < COUNT(parts); i++)
		if (typed_strip_start(s, parts[i].word))
			return parts[i].word;
	return NULL;
}

static bool
add_part(const char *word, int *hour)
{
	for (size_t i = 0; i < COUNT(parts); i++) {
		const struct part *p = &parts[i];

		if (strcmp(p->word, word) == 0 && *hour >= p->least &&
		    *hour <= p->most) {
			*hour += p->add;
			return true;
		}
	}
	return false;
}

static bool
read_time(char *s, int *minutes, struct error *err)
{
	const char *part = strip_part(s);
	char *clock = plain(s);
	int hour = 0, minute = 0;
	bool ok = read_clock(clock, &hour, &minute);

	free(clock);
	if (!ok || (part && !add_part(part, &hour)))
		return error_set(err, _("\"%s%s\" is no time: enter it like "
		    "0830, 8:30 or -30"), part ? part : "", s);
	if (hour > 23)
		return error_set(err, _("a day has the hours 0 to 23, not "
		    "%d: midnight is 0:00 of the day that begins"), hour);
	if (minute > 59)
		return error_set(err, _("an hour has the minutes 0 to 59, "
		    "not %d: correct it"), minute);
	*minutes = hour * HOUR + minute;
	return true;
}

/* By the clock of the server: now, or so many minutes from it. */
static bool
read_offset(const char *now, int offset, int *minutes, struct error *err)
{
	int hour, minute;

	if (strlen(now) < 11 || !read_clock(now + 11, &hour, &minute))
		return error_set(err, _("the time isn't known yet: try again"));
	*minutes = hour * HOUR + minute + offset;
	if (*minutes < 0 || *minutes >= DAY)
		return error_set(err, _("that lies in another day: enter the "
		    "time itself"));
	return true;
}

static char *
parse(const struct field *f, const char *typed, const char *now,
    struct error *err)
{
	char *s = typed_fold(typed, " ");
	int offset, minutes = 0;
	bool ok;

	(void)f;
	if (typed_offset(s, DAY, &offset) ||
	    typed_word(s, words, COUNT(words), &offset))
		ok = read_offset(now, offset, &minutes, err);
	else
		ok = read_time(s, &minutes, err);
	free(s);
	return ok ? mem_printf("%02d:%02d:00", minutes / HOUR, minutes % HOUR) :
	    NULL;
}

static char *
format(const struct field *f, const char *value)
{
	(void)f;
	return mem_dup_len(value, strlen(value) > 5 ? 5 : strlen(value));
}

const struct type type_time = {
	.name = "time",
	.is_retyped = true,
	.sql = "time(0)",
	.example = "0830, 8:30, 8点半, 现在, -30",
	.width = 5,
	.max_chars = 12,
	.has_range = true,
	.accept = accept,
	.parse = parse,
	.format = format,
};
