/*
 * The functions of the server that the program itself calls; all else comes
 * from forms.  See sql/ for what they promise.
 */
#ifndef ZHEN_DB_SERVER_H
#define ZHEN_DB_SERVER_H

/* The versions of the database that this program speaks with: "version" of
 * session_open(). */
#define SERVER_OLDEST 1
#define SERVER_NEWEST 2

#define SERVER_SESSION "SELECT * FROM session_open($1)"
#define SERVER_PASSWORD "SELECT operator_password($1)"
#define SERVER_LOGIN_LEFT "SELECT login_left($1)"
#define SERVER_SESSION_NAMES "SELECT session_names()"
#define SERVER_MARK "SELECT zhen.replica_mark()"
#define SERVER_REACHED "SELECT zhen.replica_reached($1)"
#define SERVER_PLANS \
	"SELECT set_config('plan_cache_mode', 'force_generic_plan', true)"
#define SERVER_LOOKUP "SELECT * FROM lookup($1)"
#define SERVER_USES "SELECT * FROM value_uses($1)"
#define SERVER_USED "SELECT value_used($1, $2)"
#define SERVER_QUERIES "SELECT * FROM query_list($1)"
#define SERVER_QUERY_KEEP "SELECT query_keep($1, $2, $3, $4)"
#define SERVER_QUERY_FORGET "SELECT query_forget($1, $2)"
#define SERVER_CHARACTERS "SELECT * FROM characters($1)"
#define SERVER_SLIP "SELECT slip_print($1, $2)"
#define SERVER_EXPORT "SELECT export_begin($1, $2, $3, $4, $5)"
#define SERVER_EXPORTED "SELECT export_end($1, $2, $3)"
#define SERVER_SPELL "SELECT * FROM spell($1)"
#define SERVER_DRAFT_LIST "SELECT * FROM draft_list($1)"
#define SERVER_DRAFT_VALUES "SELECT * FROM draft_values($1)"
#define SERVER_DRAFT_KEEP "SELECT draft_keep($1, $2, $3, $4, $5, $6)"
#define SERVER_DRAFT_DROP "SELECT draft_drop($1)"
#define SERVER_REFUSAL "SELECT * FROM refusal($1, $2)"
#define SERVER_PATH "SET search_path = zhen"
#define SERVER_SETUP "SELECT setup()"
#define SERVER_DEMO "SELECT * FROM demo_plan($1)"
#define SERVER_OPERATOR_ADD \
	"SELECT operator_add($1, $2, $3, string_to_array($4, ','), $5)"
#define SERVER_OPERATOR_LIST "SELECT * FROM operator_list()"
#define SERVER_OPERATOR_DISABLE "SELECT operator_disable($1)"
#define SERVER_OPERATOR_ENABLE "SELECT operator_enable($1)"
#define SERVER_OPERATOR_PASSWD "SELECT operator_passwd($1, $2)"
#define SERVER_OPERATOR_MOVE "SELECT operator_move($1, $2)"
#define SERVER_OPERATOR_DUTIES \
	"SELECT operator_assign($1, string_to_array($2, ','))"
#define SERVER_OPERATOR_COVER "SELECT operator_cover($1, $2, $3)"
#define SERVER_OPERATOR_SWEEP "SELECT login_sweep()"
#define SERVER_OPERATOR_SESSIONS \
	"SELECT role, name, place, address, " \
	"to_char(since, 'YYYY-MM-DD HH24:MI'), client FROM operator_sessions()"
#define SERVER_PASSWORD_LENGTH "SELECT password_length($1, $2)"
#define SERVER_DUTY_ROLE "SELECT duty_role($1)"
#define SERVER_PROGRAMME "SELECT programme_load($1)"
#define SERVER_PREVIEW "SELECT compile_preview($1, NULL, $2)"
#define SERVER_CHANGED "SELECT * FROM record_changed($1, $2, $3)"
#define SERVER_DOCTOR "SELECT * FROM doctor()"
#define SERVER_AMCHECK \
	"CREATE EXTENSION IF NOT EXISTS amcheck SCHEMA pg_catalog"
#define SERVER_RELATIONS "SELECT * FROM relation_looks()"
#define SERVER_IS_INSTALLED \
	"SELECT to_regproc('zhen.upgrade_check') IS NOT NULL"
#define SERVER_INSTALLED_KEEP "SELECT zhen.installed_keep($1, $2, $3)"
#define SERVER_INSTALLED_CHECK "SELECT zhen.installed_check($1, $2, $3)"
#define SERVER_UPGRADE_CHECK "SELECT zhen.upgrade_check($1, $2, $3)"
#define SERVER_UPGRADE_BEGIN "SELECT zhen.upgrade_begin()"
#define SERVER_UPGRADE_END "SELECT * FROM zhen.upgrade_end($1)"
#define SERVER_SETTINGS "SELECT * FROM setting_list()"
#define SERVER_SETTING_SET "SELECT setting_set($1, $2)"
#define SERVER_BEGIN_SNAPSHOT \
	"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
#define SERVER_SNAPSHOT "SELECT pg_export_snapshot()"
#define SERVER_BACKUP_ROLES "SELECT backup_roles()"
#define SERVER_MANIFEST "SELECT * FROM zhen.backup_manifest()"
#define SERVER_HAS_SCHEMA "SELECT to_regnamespace('zhen') IS NOT NULL"
#define SERVER_DATABASE "SELECT current_database()"
#define SERVER_GRANTS "SELECT grants_keep()"
#define SERVER_VERIFY "SELECT * FROM verify_county($1, $2)"
#define SERVER_VERIFY_COUNTIES \
	"SELECT * FROM verify_counties() WHERE $1::int IS NULL OR county = $1::int"
#define SERVER_VERIFY_HEADS "SELECT * FROM verify_heads()"
#define SERVER_VERIFY_AGAINST "SELECT verify_against($1, $2, $3)"
#define SERVER_IMPORT_LOOKUP "SELECT * FROM import_lookup($1, $2)"
#define SERVER_IMPORT_WORDS "SELECT * FROM import_words($1)"
#define SERVER_IMPORT_MAP "SELECT import_map_keep($1, $2, $3, $4)"
#define SERVER_IMPORT_OPEN \
	"SELECT * FROM import_open($1, $2, $3, $4, $5, $6, $7, $8)"
#define SERVER_IMPORT_PUT "SELECT import_put($1, $2, $3)"
#define SERVER_IMPORT_STEP "SELECT import_step($1, $2, $3, $4)"
#define SERVER_IMPORT_CLOSE "SELECT * FROM import_close($1)"
#define SERVER_IMPORT_PROBLEMS "SELECT * FROM import_problems($1, $2, $3)"
#define SERVER_IMPORT_UNDO "SELECT import_undo($1)"
#define SERVER_BANK_HEAR "SELECT bank_hear($1, $2)"
#define SERVER_BANK_RETURN "SELECT bank_return_read($1, NULL, $2)"
#define SERVER_OPEN "SELECT request_open($1, $2, $3)"
#define SERVER_CLOSE "SELECT request_close($1)"
#define SERVER_KEEP "request_keep"
#define SERVER_KEPT "request_kept()"
#define SERVER_MET "request_met"
#define SERVER_REVIEW "SELECT review_send("

/* SQLSTATEs of our own. */
#define STATE_KNOWN_KEY "ZH100"

/* A notice that says how far the server is, in hundredths. */
#define STATE_PROGRESS "ZH300"

/* The server was told to stop a statement, by us or by a limit of its own. */
#define STATE_STOPPED "57014"

/* A plan that was kept gives other columns now. */
#define STATE_OUTDATED "0A000"

/* session_open() isn't there, or isn't for this login. */
#define STATE_NO_FUNCTION "42883"

#endif
