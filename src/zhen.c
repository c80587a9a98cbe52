/* zhen: the operator's program.  Options, the connection, and the screen. */
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/closed.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/password.h"
#include "screen/draft.h"
#include "screen/drafts.h"
#include "screen/line.h"
#include "screen/loop.h"
#include "screen/offer.h"
#include "screen/replay.h"
#include "screen/session.h"
#include "text/tell.h"
#include "ui/term.h"

#define PATIENCE 10

struct options {
	struct term_options term;
	struct db_options db;
	const char *forms, *replay, *theme;
	char *successor_name;
	bool is_closed;
};

/* What the server or the command line said may be in it. */
#define say(...) \
	do { \
		char *text_ = mem_printf(__VA_ARGS__); \
		tell_text(stderr, text_); \
		free(text_); \
	} while (0)

static void
usage(FILE *out)
{
	fputs(_("usage: zhen [options] [conninfo]\n"
	    "  -U, --user NAME        operator (default: the account's name)\n"
	    "  -c, --charset NAME     utf-8, gbk or gb18030 (default: ask the terminal)\n"
	    "  -p, --profile NAMES    what the terminal needs, for example slow\n"
	    "  -t, --theme NAME       light, dark, contrast, mono or plain\n"
	    "  -f, --forms DIR        where the screens are\n"
	    "  -r, --replay FILE      type the keys of a file, print the screens\n"
	    "      --closed           no way out: for sshd, see zhenctl(8)\n"
	    "  -V, --version          -h, --help\n"), out);
}

static bool
parse(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = {
		{ "user", required_argument, NULL, 'U' },
		{ "charset", required_argument, NULL, 'c' },
		{ "profile", required_argument, NULL, 'p' },
		{ "theme", required_argument, NULL, 't' },
		{ "forms", required_argument, NULL, 'f' },
		{ "replay", required_argument, NULL, 'r' },
		{ "closed", no_argument, NULL, 'C' },
		{ "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "U:c:p:t:f:r:Vh", longs, NULL)) !=
	    -1) {
		switch (c) {
		case 'U': o->db.user = optarg; break;
		case 'c': o->term.charset = optarg; break;
		case 'p': o->term.profile = optarg; break;
		case 't': o->theme = optarg; break;
		case 'f': o->forms = optarg; break;
		case 'r': o->replay = optarg; break;
		case 'C': if (o->is_closed) break; usage(stderr); return false;
		case 'V': puts(PACKAGE_STRING); exit(0);
		case 'h': usage(stdout); exit(0);
		default: usage(stderr); return false;
		}
	}
	o->db.conninfo = optind < argc ? argv[optind] : NULL;
	o->term.theme = theme_find(o->theme);
	if (o->theme == NULL || *o->theme == '\0' || o->term.theme)
		return true;
	say(_("zhen: there is no theme \"%s\", but light, dark, contrast, mono and plain\n"),
	    o->theme);
	return false;
}

/* For the lock: with nothing but what was typed there, and not with a password
 * that stands in the connection's own words or in a file that they name. */
static struct db *
connect_as(void *data, const char *name, const char *password,
    struct error *err)
{
	const struct options *o = data;
	const struct db_options own = {
		.conninfo = o->db.conninfo, .user = name, .password = password,
	};
	bool needs_password = false;
	struct db *db = db_open(&own, &needs_password, err);

	if (*password == '\0' && (needs_password ||
	    (db && db_used_password(db)))) {
		db_close(db);
		db = NULL;
		error_set(err, _("the password is missing"));
	}
	return db;
}

/* From here on nobody gets in by a password that lies around.  The file can't
 * be: libpq complains on the terminal of one that is there and is no file. */
static void
forget_passwords(void)
{
	unsetenv("PGPASSWORD");
	setenv("PGPASSFILE", "/dev/null/none", 1);
}

static struct db *
connect_db(struct options *o)
{
	struct error err;
	bool needs_password = false;
	struct db *db = db_open(&o->db, &needs_password, &err);
	char *password;

	if (db == NULL && needs_password &&
	    (password = password_ask(_("password: ")))) {
		o->db.password = password;
		db = db_open(&o->db, NULL, &err);
		password_free(password);
		o->db.password = NULL;
	}
	if (db == NULL)
		say(_("zhen: the database can't be reached: %s\n"
		    "zhen: check the network and the name of the server, then start again\n"),
		    err.text);
	return db;
}

/* A directory of the operator's own, made if it has to be; yours to free. */
static char *
own_dir(const char *variable, const char *fallback, const char *name)
{
	const char *base = getenv(variable), *home = getenv("HOME");
	char *path = base && *base ? mem_printf("%s/zhen/%s", base, name) :
	    mem_printf("%s/%s/zhen/%s", home ? home : "", fallback, name);

	for (char *s = path + 1; *s; s++) {
		if (*s != '/')
			continue;
		*s = '\0';
		mkdir(path, 0700);
		*s = '/';
	}
	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		return path;
	free(path);
	return NULL;
}

static char *
open_drafts(const struct options *o)
{
	char *dir = own_dir("XDG_STATE_HOME", ".local/state",
	    o->db.user ? o->db.user : "drafts");
	char *folder = dir ? draft_folder(dir) : NULL;

	free(dir);
	return folder;
}

/* A script of keys sees what everybody sees. */
static void
read_settings(const struct options *o, struct settings *settings)
{
	char *dir = o->replay ? NULL :
	    own_dir("XDG_CONFIG_HOME", ".config", "operators");
	char *path = dir ? mem_printf("%s/%s", dir,
	    o->db.user ? o->db.user : "default") : NULL;

	if (path)
		settings_read(settings, path);
	free(dir);
	free(path);
}

/* What was asked for, what the operator likes, what the account likes. */
static enum theme
wanted_theme(enum theme asked, const struct settings *settings)
{
	const char *none = getenv("NO_COLOR");

	if (asked != THEME_NONE)
		return asked;
	if (settings->theme != THEME_NONE)
		return settings->theme;
	return none && *none ? THEME_MONO : THEME_NONE;
}

/* The administrator's go before ours; yours to free. */
static char *
profile_dirs(void)
{
	const char *own = getenv("ZHEN_PROFILES");

	return mem_printf("%s%s%s", own ? own : "", own && *own ? ":" : "",
	    SYSCONFDIR "/zhen/profiles:" PKGDATADIR "/profiles");
}

/* Seconds until an answer is late. */
static int
patience(void)
{
	const char *own = getenv("ZHEN_PATIENCE");

	return own && *own ? atoi(own) : PATIENCE;
}

static bool
run(struct session *s, const struct options *o, struct error *err)
{
	FILE *script;
	bool ok;

	if (o->replay == NULL) {
		line_watch(s, patience());
		loop_run(s);
		return true;
	}
	script = strcmp(o->replay, "-") == 0 ? stdin : fopen(o->replay, "r");
	if (script == NULL)
		return error_set(err, "%s: %s", o->replay, strerror(errno));
	ok = replay_run(s, script, o->replay, stdout, err);
	if (script != stdin)
		fclose(script);
	return ok;
}

/* What the administrator or the account has set. */
static void
read_environment(struct options *o)
{
	*o = (struct options){
		.forms = getenv("ZHEN_FORMS"),
		.theme = getenv("ZHEN_THEME"),
		.term = { .locale_dir = PKGLIBDIR "/locale",
		    .profile = getenv("ZHEN_PROFILE"),
		    .terminfo_dir = PKGLIBDIR "/terminfo",
		    .rows = 24, .columns = 80 },
	};
}

/* Before all else, because of what libraries find in the environment. */
static bool
start(int argc, char **argv, struct options *o)
{
	struct error err = { "" };
	enum closed closed = closed_start(&argc, argv,
	    SYSCONFDIR "/zhen/environment", &err);

	i18n_start(PKGLIBDIR "/locale", LOCALEDIR);
	if (closed == CLOSED_REFUSED) {
		say("zhen: %s\n", _(err.text));
		return false;
	}
	read_environment(o);
	o->is_closed = closed == CLOSED_FINE;
	return parse(argc, argv, o);
}

/* One operator's turn, with settings of theirs, which are taken over.  NULL, or
 * the connection of who comes next, whose name goes to o. */
static struct db *
serve(struct options *o, struct db *db, const struct settings *settings,
    bool *ok)
{
	struct session *s = session_new(db, o->forms ? o->forms :
	    PKGDATADIR "/forms");
	struct error err = { "" };
	struct db *successor;
	char *last;

	s->settings = *settings;
	s->connect = connect_as;
	s->connect_data = o;
	if (!o->replay)
		drafts_start(s, open_drafts(o), offer_first);
	s->export_dir = o->replay ? mem_dup(".") :
	    own_dir("XDG_DATA_HOME", ".local/share", "export");
	*ok = run(s, o, &err);
	successor = s->successor;
	if (successor) {
		free(o->successor_name);
		o->db.user = o->successor_name = s->successor_name;
		s->successor_name = NULL;
	}
	else
		term_stop();
	last = s->is_over && !s->is_open ? mem_dup(s->message) : NULL;
	if (!*ok)
		say("zhen: %s\n", err.text);
	if (last)
		say("zhen: %s\n", last);
	*ok = *ok && last == NULL;
	free(last);
	session_free(s);
	return successor;
}

/* What the next one likes, as far as this terminal has it. */
static void
change_over(const struct options *o, struct settings *settings)
{
	enum theme theme;

	*settings = (struct settings){ NULL };
	read_settings(o, settings);
	theme = settings->theme;
	if (theme != THEME_NONE && (!theme_has_colour(theme) ||
	    term_has_colour()))
		term_set_theme(theme);
}

int
main(int argc, char **argv)
{
	struct settings settings = { NULL };
	struct error err = { "" };
	struct options o;
	struct db *db;
	char *dirs;
	bool ok;

	if (!start(argc, argv, &o))
		return 2;
	o.term.is_headless = o.replay != NULL;
	if ((db = connect_db(&o)) == NULL)
		return 1;
	forget_passwords();
	read_settings(&o, &settings);
	o.term.theme = wanted_theme(o.term.theme, &settings);
	o.term.profile_dirs = dirs = profile_dirs();
	ok = term_start(&o.term, &err);
	free(dirs);
	if (!ok) {
		say("zhen: %s\n", err.text);
		settings_done(&settings);
		db_close(db);
		return 1;
	}
	while ((db = serve(&o, db, &settings, &ok)))
		change_over(&o, &settings);
	free(o.successor_name);
	return ok ? 0 : 1;
}
