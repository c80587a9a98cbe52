/* The table of commands, and what several of them do. */
#include "admin/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "text/tell.h"

const struct command command_all[] = {
	{ "init", "[--to VERSION]",
	    N_("make the schema in an empty database"), true, command_init },
	{ "upgrade", "[--dry-run] [--now]",
	    N_("bring the database to this version"), true,
	    command_upgrade },
	{ "demo", "[--residents N]", N_("fill it with made-up people"), true,
	    command_demo },
	{ "operator add", "ROLE NAME DIVISION DUTY[,DUTY...]",
	    N_("a login for an operator; asks for the password"), true,
	    command_operator_add },
	{ "operator list", "", N_("who may log in, where, for what"), true,
	    command_operator_list },
	{ "operator sessions", "", N_("who is logged in, and from where"), true,
	    command_operator_sessions },
	{ "operator passwd", "ROLE",
	    N_("another password, to be changed at the next login"), true,
	    command_operator_passwd },
	{ "operator move", "ROLE DIVISION", N_("another place to work at"),
	    true, command_operator_move },
	{ "operator duties", "ROLE DUTY[,DUTY...]",
	    N_("these duties and no others"), true, command_operator_duties },
	{ "operator cover", "ROLE FOR-ROLE UNTIL-DATE|end",
	    N_("stands in for a colleague until that day"), true,
	    command_operator_cover },
	{ "operator disable", "ROLE", N_("no login from now on"), true,
	    command_operator_disable },
	{ "operator enable", "ROLE", N_("may log in again"), true,
	    command_operator_enable },
	{ "operator sweep", "",
	    N_("lock who failed to log in too often, from the server's log"),
	    true, command_operator_sweep },
	{ "form check", "FILE...", N_("hold forms against the database"), true,
	    command_form_check },
	{ "form show", "FILE...", N_("print the screens of forms"), false,
	    command_form_show },
	{ "programme load", "[--dry-run] FILE...",
	    N_("compile a programme's form, or tell what it would change"), true,
	    command_programme_load },
	{ "import undo", "NUMBER", N_("take an import back whole"), true,
	    command_import_undo },
	{ "import", "FORM FILE [--dry-run] [--bad FILE] ...",
	    N_("bring an old ledger in, as an operator"), true,
	    command_import },
	{ "bank return", "FILE [NUMBER]",
	    N_("read what the bank answers to a file, as an operator"), true,
	    command_bank_return },
	{ "settings", "[NAME VALUE]", N_("show the settings, or change one"),
	    true, command_settings },
	{ "backup", "FOLDER", N_("all of it, with the logins, into a new folder"),
	    true, command_backup },
	{ "restore", "FOLDER",
	    N_("a backup into an empty database, and the proof of it"), true,
	    command_restore },
	{ "check", "[--data]", N_("look for what grew wrong in the database"),
	    true, command_check },
	{ "verify", "[--county CODE] [--since DATE] | --head | --against FILE",
	    N_("prove the audit record"), true, command_verify },
	{ NULL, NULL, NULL, false, NULL },
};

char *
file_text(const char *path, struct error *err)
{
	FILE *file = fopen(path, "r");
	struct buf text = BUF_INIT;
	char part[8192];
	size_t len;
	bool ok;

	if (file == NULL) {
		error_set(err, "%s: %s", path, strerror(errno));
		return NULL;
	}
	while ((len = fread(part, 1, sizeof(part), file)) > 0)
		buf_add(&text, part, len);
	ok = !ferror(file) || error_set(err, "%s: %s", path, strerror(errno));
	fclose(file);
	if (!ok)
		buf_done(&text);
	return ok ? buf_take(&text) : NULL;
}

bool
admin_do(struct admin *a, const char *sql, struct error *err)
{
	struct table *t = run_query(a->run, sql, 0, NULL, err);

	table_free(t);
	return t != NULL;
}

void
admin_rows(const struct table *t)
{
	for (size_t i = 0; i < table_rows(t); i++)
		for (size_t j = 0; j < table_columns(t); j++) {
			tell_text(stdout, table_text(t, i, j));
			putchar(j + 1 < table_columns(t) ? '\t' : '\n');
		}
}

bool
admin_print(struct admin *a, const char *sql, int count,
    const char *const *param, struct error *err)
{
	struct table *t = run_query(a->run, sql, (size_t)count, param, err);

	admin_rows(t);
	table_free(t);
	return t != NULL;
}
