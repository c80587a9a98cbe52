/*
 * The options win over the profile, the profile over the terminal's answer,
 * the answer over the environment.
 */
#include "ui/setup.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "text/width.h"
#include "ui/locale.h"
#include "ui/probe.h"

/* An answer of GBK doesn't exclude GB18030, which the environment may know. */
static const char *
probed_charset(const struct probe *probe)
{
	const char *environment = locale_charset();

	if (probe->result == PROBE_UTF8)
		return "utf-8";
	if (probe->result == PROBE_GB18030)
		return "gb18030";
	if (probe->result == PROBE_GBK && strcmp(environment, "utf-8") == 0)
		return "gbk";
	return environment;
}

/* What the terminal says, also of its columns. */
static const char *
ask_charset(struct setup *s)
{
	struct probe probe;

	probe_terminal(STDIN_FILENO, STDOUT_FILENO, &probe);
	for (int i = 0; i < WIDTH_KINDS; i++)
		width_set(i, probe.columns[i]);
	s->typed = probe.typed;
	return probed_charset(&probe);
}

static bool
is_gb(const char *charset)
{
	return strncasecmp(charset, "gb", 2) == 0;
}

/* The charset decides which files apply, and they may say which one it is. */
static const char *
chosen(const struct setup *s, const struct term_options *options,
    const char *asked)
{
	if (options->charset)
		return options->charset;
	return s->profile.charset ? s->profile.charset : asked;
}

/* The charset decides which files apply; those of GBK may say GB18030. */
static bool
find_charset(struct setup *s, const struct term_options *options,
    const char *type, struct error *err)
{
	struct profile_query query = {
		.dirs = options->profile_dirs, .asked = options->profile,
		.type = type,
	};
	const char *asked = "utf-8";

	if (!profile_read(&s->profile, &query, err))
		return false;
	if (!options->charset && !s->profile.charset && !options->is_headless)
		asked = ask_charset(s);
	query.is_gb = is_gb(chosen(s, options, asked));
	if (query.is_gb) {
		width_set_ambiguous(2);
		profile_done(&s->profile);
		if (!profile_read(&s->profile, &query, err))
			return false;
	}
	s->charset = charset_new(chosen(s, options, asked), err);
	return s->charset != NULL;
}

bool
setup_find(struct setup *s, const struct term_options *options,
    const char *type, struct error *err)
{
	*s = (struct setup){ .typed = BUF_INIT };
	width_set_ambiguous(1);
	if (!find_charset(s, options, type, err))
		return false;
	if (s->profile.ambiguous)
		width_set_ambiguous(s->profile.ambiguous);
	return locale_set(charset_name(s->charset), options->locale_dir, err);
}

void
setup_done(struct setup *s)
{
	profile_done(&s->profile);
	charset_free(s->charset);
	buf_done(&s->typed);
	*s = (struct setup){ .typed = BUF_INIT };
}
