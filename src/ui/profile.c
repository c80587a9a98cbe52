/* The words of a profile's file, and which files apply. */
#include "ui/profile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "text/charset.h"

#define MILLISECONDS_MAX 10000
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool
bad_value(struct error *err, const char *value, const char *wanted)
{
	return error_set(err, _("\"%s\" should be %s"), value, wanted);
}

static bool
set_flag(bool *flag, const char *value, struct error *err)
{
	if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
		return bad_value(err, value, "yes, no");
	*flag = *value == 'y';
	return true;
}

static bool
set_number(int *number, const char *value, int least, int most,
    struct error *err)
{
	char *end, range[32];
	long n = strtol(value, &end, 10);

	snprintf(range, sizeof(range), "%d-%d", least, most);
	if (*value == '\0' || *end != '\0' || n < least || n > most)
		return bad_value(err, value, range);
	*number = (int)n;
	return true;
}

static bool
set_charset(struct profile *p, char *value, struct error *err)
{
	(void)err;
	mem_set(&p->charset, value);
	return true;
}

static bool
set_ambiguous(struct profile *p, char *value, struct error *err)
{
	return set_number(&p->ambiguous, value, 1, 2, err);
}

static bool
set_theme(struct profile *p, char *value, struct error *err)
{
	p->theme = theme_find(value);
	return p->theme != THEME_NONE ||
	    bad_value(err, value, "plain, mono, light, dark, contrast");
}

static bool
set_lines(struct profile *p, char *value, struct error *err)
{
	static const char *const names[] = {
		[LINES_NONE] = "none", [LINES_ASCII] = "ascii",
		[LINES_ACS] = "acs", [LINES_UNICODE] = "unicode",
	};

	for (size_t i = 0; i < COUNT(names); i++) {
		if (strcmp(names[i], value) != 0)
			continue;
		p->lines = (enum lines)i;
		return true;
	}
	return bad_value(err, value, "none, ascii, acs, unicode");
}

static bool
set_escape(struct profile *p, char *value, struct error *err)
{
	return set_number(&p->escape_delay, value, 1, MILLISECONDS_MAX, err);
}

static bool
set_colour(struct profile *p, char *value, struct error *err)
{
	return set_flag(&p->has_colour, value, err);
}

static bool
set_rep(struct profile *p, char *value, struct error *err)
{
	return set_flag(&p->has_rep, value, err);
}

static bool
set_ech(struct profile *p, char *value, struct error *err)
{
	return set_flag(&p->has_ech, value, err);
}

static bool
set_scroll(struct profile *p, char *value, struct error *err)
{
	return set_flag(&p->has_scroll, value, err);
}

static bool
set_thrift(struct profile *p, char *value, struct error *err)
{
	return set_flag(&p->is_thrifty, value, err);
}

static bool
set_printer(struct profile *p, char *value, struct error *err)
{
	static const struct {
		const char *name;
		enum printer_way way;
	} ways[] = {
		{ "file", PRINTER_FILE }, { "terminal", PRINTER_TERMINAL },
		{ "command", PRINTER_COMMAND },
	};
	size_t len = strcspn(value, " \t");
	char *command = value + len + strspn(value + len, " \t");

	for (size_t i = 0; i < COUNT(ways); i++) {
		if (strlen(ways[i].name) != len ||
		    strncmp(ways[i].name, value, len) != 0 ||
		    (*command != '\0') != (ways[i].way == PRINTER_COMMAND))
			continue;
		p->printer.way = ways[i].way;
		mem_set(&p->printer.command, *command ? command : NULL);
		return true;
	}
	return bad_value(err, value, "terminal, file, command ...");
}

static bool
set_printer_charset(struct profile *p, char *value, struct error *err)
{
	struct charset *cs = charset_new(value, err);

	charset_free(cs);
	mem_set(&p->printer.charset, value);
	return cs != NULL;
}

static bool
set_printer_feed(struct profile *p, char *value, struct error *err)
{
	return set_flag(&p->printer.has_feed, value, err);
}

/* Replaces \e by ESC. */
static void
put_escapes(char *s)
{
	char *to = s;

	while (*s) {
		bool is_escape = s[0] == '\\' && s[1] == 'e';

		*to++ = is_escape ? '\033' : *s;
		s += is_escape ? 2 : 1;
	}
	*to = '\0';
}

static bool
set_key(struct profile *p, char *value, struct error *err)
{
	char *sequence = value + strcspn(value, " \t");
	struct profile_key *added;
	enum key key;

	if (*sequence)
		*sequence++ = '\0';
	sequence += strspn(sequence, " \t");
	key = key_find(value);
	if (key == K_NONE)
		return error_set(err, _("there is no key \"%s\""), value);
	put_escapes(sequence);
	if (*sequence != '\033')
		return bad_value(err, sequence, "\\e...");
	added = MEM_PUSH(p->key, p->key_count);
	added->key = key;
	added->sequence = mem_dup(sequence);
	return true;
}

static const struct {
	const char *name;
	bool (*set)(struct profile *p, char *value, struct error *err);
} words[] = {
	{ "charset", set_charset },
	{ "ambiguous", set_ambiguous },
	{ "theme", set_theme },
	{ "colour", set_colour },
	{ "lines", set_lines },
	{ "escape", set_escape },
	{ "rep", set_rep },
	{ "ech", set_ech },
	{ "scroll", set_scroll },
	{ "thrift", set_thrift },
	{ "printer", set_printer },
	{ "printer-charset", set_printer_charset },
	{ "printer-feed", set_printer_feed },
	{ "key", set_key },
};

/* A word and its value; a comment begins with "#" and a blank before it. */
static bool
read_line(struct profile *p, char *line, struct error *err)
{
	char *value, *end;

	line += strspn(line, " \t");
	end = line + strlen(line);
	while (end > line && strchr(" \t\r\n", end[-1]))
		*--end = '\0';
	if (*line == '\0' || *line == '#')
		return true;
	value = line + strcspn(line, " \t");
	if (*value)
		*value++ = '\0';
	value += strspn(value, " \t");
	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(words[i].name, line) == 0)
			return words[i].set(p, value, err);
	return error_set(err, _("unknown word \"%s\""), line);
}

static bool
read_lines(struct profile *p, FILE *file, const char *path, struct error *err)
{
	struct error why;
	char *line = NULL;
	size_t size = 0;
	int number = 0;
	bool ok = true;

	while (ok && getline(&line, &size, file) >= 0) {
		number++;
		ok = read_line(p, line, &why);
	}
	free(line);
	return ok || error_set(err, "%s:%d: %s", path, number, why.text);
}

/* The first of the folders that has it; NULL if none has. */
static FILE *
find_file(const char *dirs, const char *name, struct buf *path)
{
	for (const char *dir = dirs; dir && *dir; ) {
		int len = (int)strcspn(dir, ":");
		FILE *file;

		path->len = 0;
		buf_addf(path, "%.*s/%s.profile", len, dir, name);
		if (len && (file = fopen(path->data, "r")))
			return file;
		dir += len + (dir[len] == ':');
	}
	return NULL;
}

static bool
read_file(struct profile *p, const char *dirs, const char *name,
    bool *is_found, struct error *err)
{
	struct buf path = BUF_INIT;
	FILE *file = find_file(dirs, name, &path);
	bool ok = true;

	if (file) {
		*is_found = true;
		ok = read_lines(p, file, path.data, err);
		fclose(file);
	}
	buf_done(&path);
	return ok;
}

/* Names are parts of paths, and TERM is anybody's. */
static bool
is_plain_name(const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (name[i] == '/' || name[i] == '\0')
			return false;
	return len > 0 && len < 64 && name[0] != '.';
}

/* NAME and NAME.gb; *is_found (may be NULL) if there was one. */
static bool
read_named(struct profile *p, const struct profile_query *q, const char *name,
    size_t len, bool *is_found, struct error *err)
{
	bool found = false, ok = true;

	if (is_plain_name(name, len)) {
		char *base = mem_dup_len(name, len);
		char *gb = mem_printf("%s.gb", base);

		ok = read_file(p, q->dirs, base, &found, err) &&
		    (!q->is_gb || read_file(p, q->dirs, gb, &found, err));
		free(base);
		free(gb);
	}
	if (is_found)
		*is_found = found;
	return ok;
}

static bool
read_asked(struct profile *p, const struct profile_query *q,
    struct error *err)
{
	for (const char *name = q->asked; name && *name; ) {
		size_t len = strcspn(name, ",");
		bool is_found;

		if (!read_named(p, q, name, len, &is_found, err))
			return false;
		if (!is_found)
			return error_set(err, _("there is no profile \"%.*s\" "
			    "in %s"), (int)len, name, q->dirs);
		name += len + (name[len] == ',');
	}
	return true;
}

bool
profile_read(struct profile *p, const struct profile_query *q,
    struct error *err)
{
	const char *type = q->type;
	size_t family = strcspn(type, "-"), whole = strlen(type);

	*p = (struct profile){
		.lines = LINES_NONE, .escape_delay = 500, .has_ech = true,
		.has_colour = true, .has_scroll = true,
	};
	if (read_named(p, q, "default", strlen("default"), NULL, err) &&
	    read_named(p, q, type, family, NULL, err) &&
	    (family == whole || read_named(p, q, type, whole, NULL, err)) &&
	    read_asked(p, q, err))
		return true;
	profile_done(p);
	return false;
}

void
profile_done(struct profile *p)
{
	for (size_t i = 0; i < p->key_count; i++)
		free(p->key[i].sequence);
	free(p->key);
	free(p->charset);
	free(p->printer.command);
	free(p->printer.charset);
	*p = (struct profile){ .key = NULL };
}
