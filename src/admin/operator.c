/* zhenctl operator: logins, their place and their duties. */
#include "admin/command.h"
#include "base/i18n.h"
#include "base/password.h"
#include "db/server.h"

bool
command_operator_add(struct admin *a, int argc, char **argv, struct error *err)
{
	const char *param[5];
	char *password;
	bool ok;

	if (argc != 5)
		return error_set(err,
		    _("operator add takes ROLE NAME DIVISION DUTIES"));
	password = password_ask(_("password of the operator: "));
	for (int i = 0; i < 4; i++)
		param[i] = argv[i + 1];
	param[4] = password && *password ? password : NULL;
	ok = admin_print(a, SERVER_OPERATOR_ADD, 5, param, err);
	password_free(password);
	return ok;
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
command_operator_disable(struct admin *a, int argc, char **argv,
    struct error *err)
{
	if (argc != 2)
		return error_set(err, _("operator disable takes ROLE"));
	return admin_print(a, SERVER_OPERATOR_DISABLE, 1,
	    (const char *const[]){ argv[1] }, err);
}
