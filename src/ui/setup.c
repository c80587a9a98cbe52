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

/* GBK and GB18030 give the same answer; only the environment can tell. */
static const char *
probed_charset(const struct probe *probe)
{
	const char *environment = locale_charset();

	if (probe->result == PROBE_UTF8)
		return "utf-8";
	if (probe->result == PROBE_GBK && strcmp(environment, "utf-8") == 0)
		return "gbk";
	return environment;
}

/* What the terminal says; *ambiguous are its columns. */
static const char *
ask_charset(struct setup *s, int *ambiguous)
{
	struct probe probe;

	probe_terminal(STDIN_FILENO, STDOUT_FILENO, &probe);
	*ambiguous = probe.ambiguous;
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
    const char *type, int *ambiguous, struct error *err)
{
	struct profile_query query = {
		.dirs = options->profile_dirs, .asked = options->profile,
		.type = type,
	};
	const char *asked = "utf-8";

	if (!profile_read(&s->profile, &query, err))
		return false;
	if (!options->charset && !s->profile.charset && !options->is_headless)
		asked = ask_charset(s, ambiguous);
	query.is_gb = is_gb(chosen(s, options, asked));
	if (query.is_gb) {
		*ambiguous = 2;
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
	int ambiguous = 1;

	*s = (struct setup){ .typed = BUF_INIT };
	if (!find_charset(s, options, type, &ambiguous, err))
		return false;
	width_set_ambiguous(s->profile.ambiguous ? s->profile.ambiguous :
	    ambiguous);
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
