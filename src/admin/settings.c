/* zhenctl settings: what holds for all, a county or an operator. */
#include "admin/command.h"
#include "base/i18n.h"
#include "db/server.h"

bool
command_settings(struct admin *a, int argc, char **argv, struct error *err)
{
	if (argc == 1)
		return admin_print(a, SERVER_SETTINGS, 0, NULL, err);
	if (argc != 3)
		return error_set(err, _("either NAME VALUE, or nothing"));
	return admin_print(a, SERVER_SETTING_SET, 2,
	    (const char *const[]){ argv[1], argv[2] }, err);
}
