/* Statements of records with rows: the SQL and its parameters. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "db/statement.h"

#include "tap.h"

static struct form *
read_form(const char *name)
{
	const char *dir = getenv("srcdir");
	char *path = mem_printf("%s/tests/forms/%s", dir ? dir : ".", name);
	struct form *form = form_read(path, NULL, NULL);

	free(path);
	return form;
}

/* "SQL | param | param"; done with the statement. */
static void
check(struct statement st, const char *expected, const char *name)
{
	struct buf got = BUF_INIT;

	buf_adds(&got, st.sql);
	for (size_t i = 0; i < st.count; i++)
		buf_addf(&got, " | %s", st.param[i] ? st.param[i] : "null");
	is(got.data, expected, name);
	buf_done(&got);
	statement_done(&st);
}

static const char *
key_value(void *data, const char *name)
{
	(void)data;
	return strcmp(name, "county") == 0 ? "371002" : "7";
}

static void
set_old(struct record *r)
{
	for (size_t i = 0; i < r->form->key.count; i++)
		record_set_key(r, i, i == 0 ? "371002" : i == 1 ? "7" : "3");
	record_set_version(r, "5");
	record_settle(r);
}

static void
check_master(const struct form *form)
{
	struct record *r = record_new(form);

	record_set(r, 0, "王建国");
	check(statement_save(r), "INSERT INTO \"petition\" (\"name\") "
	    "VALUES ($1) RETURNING \"county\", \"id\", \"version\" | 王建国",
	    "a record alone");
	check(statement_master(r), "WITH saved AS (INSERT INTO \"petition\" "
	    "(\"name\") VALUES ($1) RETURNING \"county\", \"id\", "
	    "\"version\") SELECT saved.*, request_keep(to_jsonb(saved)) "
	    "FROM saved"
	    " | 王建国", "a new record keeps its key for its rows");
	set_old(r);
	record_set(r, 1, "房屋");
	check(statement_master(r), "WITH saved AS (UPDATE \"petition\" SET "
	    "\"told\" = $1 WHERE \"county\" = $2 AND \"id\" = $3 AND "
	    "\"version\" = $4 RETURNING \"county\", \"id\", \"version\") "
	    "SELECT saved.*, met FROM (SELECT request_met(count(*)) FROM "
	    "saved) AS met LEFT JOIN saved ON true | 房屋 | 371002 | 7 | 5",
	    "an old one must be met");
	record_free(r);
}

static void
check_row(const struct form *form)
{
	const struct rows *rows = &form->detail[0];
	struct record *master = record_new(form);
	struct record *r = record_new(rows->row);
	const struct part part = { r, rows, master, false };
	const struct part removed = { r, rows, master, true };

	record_set(r, 2, "约谈");
	record_set(r, 4, "12.50");
	check(statement_row(&part), "INSERT INTO "
	    "\"petition_step\" (\"county\", \"petition\", \"what\", \"cost\") "
	    "SELECT master.\"county\", master.\"id\", $1, $2 FROM "
	    "jsonb_populate_record(NULL::\"petition\", request_kept()) AS "
	    "master | 约谈 | 12.50", "a row of a new record");
	set_old(master);
	check(statement_row(&part), "INSERT INTO "
	    "\"petition_step\" (\"county\", \"petition\", \"what\", \"cost\") "
	    "SELECT $1, $2, $3, $4 | 371002 | 7 | 约谈 | 12.50",
	    "a row of an old one");
	set_old(r);
	record_set(r, 4, "");
	check(statement_row(&part), "WITH saved AS (UPDATE "
	    "\"petition_step\" SET \"cost\" = $1 WHERE \"county\" = $2 AND "
	    "\"petition\" = $3 AND \"line\" = $4 AND \"version\" = $5 "
	    "RETURNING \"version\") SELECT request_met(count(*)) FROM saved"
	    " | null | 371002 | 7 | 3 | 5", "a changed row");
	check(statement_row(&removed), "WITH saved AS (UPDATE "
	    "\"petition_step\" SET \"is_removed\" = $1 WHERE \"county\" = $2 "
	    "AND \"petition\" = $3 AND \"line\" = $4 AND \"version\" = $5 "
	    "RETURNING \"version\") SELECT request_met(count(*)) FROM saved"
	    " | true | 371002 | 7 | 3 | 5", "a removed row");
	record_clear(r, false);
	check(statement_row(&part), "INSERT INTO "
	    "\"petition_step\" (\"county\", \"petition\") SELECT $1, $2"
	    " | 371002 | 7", "an empty row");
	record_free(r);
	record_free(master);
}

static void
check_review(const struct form *form)
{
	const struct rows *rows = &form->detail[0];
	struct record *master = record_new(form);
	struct record *r = record_new(rows->row);
	const struct part part[] = {
		{ .record = master }, { r, rows, master, false },
	};
	const char *draft[] = { "a", "b" };

	record_set(master, 0, "李四");
	record_set(r, 2, "约谈");
	check(statement_review(part, 2, "petition", "李四", draft, 1),
	    "SELECT review_send($1, $2, jsonb_build_object($3::text, $4::text), "
	    "jsonb_build_array(jsonb_build_object('relation', $5::text, "
	    "'key', jsonb_build_object(), 'values', "
	    "jsonb_build_object($6::text, $7::text), "
	    "'kept', jsonb_build_object()), "
	    "jsonb_build_object('relation', $8::text, "
	    "'key', jsonb_build_object(), 'values', "
	    "jsonb_build_object($9::text, $10::text), 'kept', "
	    "jsonb_build_object($11::text, $12::text, $13::text, $14::text"
	    ")))) | petition | 李四 | a"
	    " | b | petition | name | 李四 | petition_step | what | 约谈 | "
	    "county | county | petition | id", "a new record with a row");
	set_old(master);
	set_old(r);
	record_set(r, 4, "12.50");
	check(statement_review(part + 1, 1, "petition", "", NULL, 0),
	    "SELECT review_send($1, $2, jsonb_build_object(), jsonb_build_array("
	    "jsonb_build_object('relation', $3::text, 'key', "
	    "jsonb_build_object($4::text, $5::text, $6::text, $7::text, "
	    "$8::text, $9::text, $10::text, $11::text), 'values', "
	    "jsonb_build_object($12::text, $13::text), 'kept', "
	    "jsonb_build_object())))"
	    " | petition | null | petition_step | county | 371002 | petition"
	    " | 7 | line | 3 | version | 5 | cost | 12.50",
	    "a changed row of an old one");
	record_free(r);
	record_free(master);
}

static void
check_read(const struct form *form)
{
	check(statement_rows(&form->detail[0], key_value, NULL), "SELECT "
	    "\"county\", \"petition\", \"line\", \"version\", \"done_on\", "
	    "\"kind\", \"what\", \"hours\", \"cost\" FROM \"petition_step\" "
	    "WHERE \"county\" = $1 AND \"petition\" = $2 AND \"is_removed\" "
	    "IS NOT TRUE ORDER BY \"done_on\" DESC, \"line\" | 371002 | 7",
	    "the rows of a record");
	check(statement_rows(&form->detail[1], key_value, NULL), "SELECT "
	    "\"county\", \"petition\", \"no\", \"version\", \"no\", "
	    "\"title\" FROM \"paper\" WHERE \"county\" = $1 AND \"petition\" "
	    "= $2 ORDER BY \"county\", \"petition\", \"no\" | 371002 | 7",
	    "ordered by their key");
}

/* "told" hangs on "kind"; nobody reads or writes what is computed. */
static void
check_conditions(void)
{
	static const char text[] =
	    "entry a \"a\"\ntable a key id version version\nsection \"a\"\n"
	    "kind \"类别\" text 2\n"
	    "told \"说明\" text 9 when kind = \"2\"\n"
	    "sum \"合计\" integer computed {SELECT :kind}\n";
	struct form *form = form_parse("a", text, sizeof(text) - 1, NULL,
	    NULL);
	struct record *r = record_new(form);

	check(statement_load(form, key_value, NULL), "SELECT \"id\", "
	    "\"version\", \"kind\", \"told\", NULL FROM \"a\" WHERE \"id\" = $1"
	    " | 7", "a computed field keeps its place");
	record_set(r, 0, "1");
	record_set(r, 1, "事");
	record_set(r, 2, "3");
	check(statement_save(r), "INSERT INTO \"a\" (\"kind\") VALUES ($1) "
	    "RETURNING \"id\", \"version\" | 1", "not asked, not written");
	record_set(r, 0, "2");
	set_old(r);
	record_set(r, 0, "1");
	record_set(r, 2, "4");
	check(statement_save(r), "UPDATE \"a\" SET \"kind\" = $1, \"told\" = $2 "
	    "WHERE \"id\" = $3 AND \"version\" = $4 RETURNING \"id\", \"version\""
	    " | 1 | null | 371002 | 5", "no longer asked: null");
	record_free(r);
	form_free(form);
}

int
main(void)
{
	struct form *form = read_form("rows.form");

	if (ok(form != NULL, "rows.form is read")) {
		check_master(form);
		check_row(form);
	check_review(form);
		check_read(form);
	}
	form_free(form);
	check_conditions();
	return done_testing();
}
