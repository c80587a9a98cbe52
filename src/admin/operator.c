/*
 * zhenctl operator: logins, their place, their duties and their passwords,
 * which leave this program only as what the server keeps of them.
 */
#include <stdlib.h>
#include <string.h>

#include "admin/command.h"
#include "base/i18n.h"
#include "base/password.h"
#include "db/server.h"

static bool
usage(const char *command, const char *args, struct error *err)
{
	return error_set(err, _("operator %s takes %s"), command, args);
}

/* What the server keeps of it, NULL for an empty one; false: it won't do. */
static bool
make_verifier(struct admin *a, const char *role, const char *division,
    const char *password, char **verifier, struct error *err)
{
	struct password_new to = { .login = role };
	struct table *t;
	char *why;

	if (*password == '\0')
		return true;
	t = run_query(a->run, SERVER_PASSWORD_LENGTH, 2,
	    (const char *const[]){ role, division }, err);
	if (t == NULL)
		return false;
	to.least = atoi(table_text(t, 0, 0));
	table_free(t);
	why = password_refuse(password, &to);
	if (why) {
		error_set(err, "%s", why);
		free(why);
		return false;
	}
	*verifier = run_verifier(a->run, role, password, err);
	return *verifier != NULL;
}

static bool
ask_verifier(struct admin *a, const char *role, const char *division,
    char **verifier, struct error *err)
{
	char *password = password_ask(_("password of the operator: "));
	bool ok = password == NULL || make_verifier(a, role, division,
	    password, verifier, err);

	password_free(password);
	return ok;
}

bool
command_operator_add(struct admin *a, int argc, char **argv, struct error *err)
{
	char *verifier = NULL;
	bool ok;

	if (argc != 5)
		return usage("add", "ROLE NAME DIVISION DUTY[,DUTY...]", err);
	ok = ask_verifier(a, argv[1], argv[3], &verifier, err) &&
	    admin_print(a, SERVER_OPERATOR_ADD, 5, (const char *const[]){
	    argv[1], argv[2], argv[3], argv[4], verifier }, err);
	password_free(verifier);
	return ok;
}

bool
command_operator_passwd(struct admin *a, int argc, char **argv,
    struct error *err)
{
	char *verifier = NULL;
	bool ok;

	if (argc != 2)
		return usage("passwd", "ROLE", err);
	ok = ask_verifier(a, argv[1], NULL, &verifier, err) &&
	    (verifier || error_set(err, _("the password is missing"))) &&
	    admin_print(a, SERVER_OPERATOR_PASSWD, 2, (const char *const[]){
	    argv[1], verifier }, err);
	password_free(verifier);
	return ok;
}

bool
command_operator_move(struct admin *a, int argc, char **argv,
    struct error *err)
{
	if (argc != 3)
		return usage("move", "ROLE DIVISION", err);
	return admin_print(a, SERVER_OPERATOR_MOVE, 2,
	    (const char *const[]){ argv[1], argv[2] }, err);
}

bool
command_operator_duties(struct admin *a, int argc, char **argv,
    struct error *err)
{
	if (argc != 3)
		return usage("duties", "ROLE DUTY[,DUTY...]", err);
	return admin_print(a, SERVER_OPERATOR_DUTIES, 2,
	    (const char *const[]){ argv[1], argv[2] }, err);
}

bool
command_operator_cover(struct admin *a, int argc, char **argv,
    struct error *err)
{
	if (argc != 4)
		return usage("cover", "ROLE FOR-ROLE UNTIL-DATE|end", err);
	return admin_print(a, SERVER_OPERATOR_COVER, 3,
	    (const char *const[]){ argv[1], argv[2], argv[3] }, err);
}

bool
command_operator_list(struct admin *a, int argc, char **argv,
    struct error *err)
{
	(void)argc;
	(void)argv;
	return admin_print(a, SERVER_OPERATOR_LIST, 0, NULL, err);
}

bool
command_operator_sessions(struct admin *a, int argc, char **argv,
    struct error *err)
{
	(void)argc;
	(void)argv;
	return admin_print(a, SERVER_OPERATOR_SESSIONS, 0, NULL, err);
}

bool
command_operator_disable(struct admin *a, int argc, char **argv,
    struct error *err)
{
	if (argc != 2)
		return usage("disable", "ROLE", err);
	return admin_print(a, SERVER_OPERATOR_DISABLE, 1,
	    (const char *const[]){ argv[1] }, err);
}

bool
command_operator_enable(struct admin *a, int argc, char **argv,
    struct error *err)
{
	if (argc != 2)
		return usage("enable", "ROLE", err);
	return admin_print(a, SERVER_OPERATOR_ENABLE, 1,
	    (const char *const[]){ argv[1] }, err);
}

bool
command_operator_sweep(struct admin *a, int argc, char **argv,
    struct error *err)
{
	(void)argc;
	(void)argv;
	return admin_print(a, SERVER_OPERATOR_SWEEP, 0, NULL, err);
}
