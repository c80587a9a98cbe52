/* The statements that make an entry a subsidy programme. */
#include "form/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "form/suggest.h"

#define BACK_MAX 600		/* months */

static bool
read_month(struct reader *r, char **out)
{
	const char *month = r->at->text;
	size_t len = strlen(month);

	if (r->at->kind != TOKEN_NUMBER || len != 6 || month[0] < '1' ||
	    strchr(month, '.') || strcmp(month + 4, "01") < 0 ||
	    strcmp(month + 4, "12") > 0)
		return reader_fail(r, _("a month is written YYYYMM, "
		    "not \"%.40s\""), month);
	*out = mem_dup(month);
	r->at++;
	return true;
}

bool
read_programme(struct reader *r)
{
	struct form *f = r->form;

	if (!reader_once(r, f->programme, "programme"))
		return false;
	f->programme = mem_alloc(sizeof(*f->programme));
	f->programme->line = r->at->line;
	return reader_name(r, &f->programme->name,
	    _("the name of the programme")) &&
	    reader_label(r, &f->programme->title, TITLE_COLUMNS) &&
	    (!reader_accept(r, "from") ||
	    read_month(r, &f->programme->from));
}

struct programme *
reader_programme(struct reader *r)
{
	if (r->form->programme == NULL)
		reader_fail(r, _("this needs \"programme\" before it"));
	return r->form->programme;
}

bool
read_basis(struct reader *r)
{
	struct programme *p = reader_programme(r);

	return p && reader_once(r, p->basis, "basis") &&
	    reader_text(r, &p->basis, _("a text in quotes"));
}

bool
read_fund(struct reader *r)
{
	struct programme *p = reader_programme(r);

	return p && reader_once(r, p->fund, "fund") &&
	    reader_name(r, &p->fund, _("the class of a fund"));
}

bool
read_rate(struct reader *r)
{
	struct programme *p = reader_programme(r);
	struct rate *rate;

	if (p == NULL)
		return false;
	rate = MEM_PUSH(p->rate, p->rate_count);
	rate->line = r->at->line;
	if (!reader_name(r, &rate->name, _("the name of the rate")) ||
	    !reader_amount(r, &rate->value, _("a number")) ||
	    !reader_word(r, "from") || !read_month(r, &rate->from) ||
	    !reader_text(r, &rate->source, _("the source in quotes")))
		return false;
	rate->is_demo = reader_accept(r, "demo");
	return true;
}

bool
read_require(struct reader *r)
{
	struct programme *p = reader_programme(r);
	struct requirement *q;

	if (p == NULL)
		return false;
	q = MEM_PUSH(p->requirement, p->requirement_count);
	return reader_sql(r, &q->sql, "require") && reader_word(r, "else") &&
	    reader_text(r, &q->reason, _("the reason in quotes"));
}

bool
read_stop(struct reader *r)
{
	struct programme *p = reader_programme(r);
	struct requirement *q;

	if (p == NULL)
		return false;
	q = MEM_PUSH(p->stop, p->stop_count);
	return reader_sql(r, &q->sql, "stop") &&
	    reader_text(r, &q->reason, _("the reason in quotes"));
}

bool
read_excludes(struct reader *r)
{
	struct programme *p = reader_programme(r);
	struct exclusion *e;

	if (p == NULL)
		return false;
	e = MEM_PUSH(p->exclusion, p->exclusion_count);
	e->line = r->at->line;
	return reader_names(r, &e->programme,
	    _("the name of the programme")) &&
	    reader_text(r, &e->reason, _("the reason in quotes"));
}

bool
read_back(struct reader *r)
{
	struct programme *p = reader_programme(r);

	return p && reader_once(r, p->back ? p : NULL, "back") &&
	    reader_number(r, &p->back, BACK_MAX, _("a number of months"));
}

/* once | month | quarter | year [in {sql}] */
bool
read_period(struct reader *r)
{
	static const char *const words[] = { "once", "month", "quarter", "year" };
	struct programme *p = reader_programme(r);
	struct suggest s;
	char *nearest;

	if (p == NULL || !reader_once(r, p->period, "period"))
		return false;
	suggest_begin(&s, r->at->text);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		suggest_offer(&s, words[i]);
		if (reader_accept(r, words[i])) {
			p->period = mem_dup(words[i]);
			return !reader_accept(r, "in") ||
			    reader_sql(r, &p->period_in, "in");
		}
	}
	nearest = suggest_end(&s);
	reader_fail(r, _("a period is once, month, quarter or year%s"),
	    nearest);
	free(nearest);
	return false;
}

bool
read_recheck(struct reader *r)
{
	static const char *const rhythm[] = { "year", "quarter", "month" };
	struct programme *p = reader_programme(r);

	if (p == NULL || !reader_once(r, p->recheck, "recheck"))
		return false;
	for (size_t i = 0; i < sizeof(rhythm) / sizeof(rhythm[0]); i++)
		if (reader_accept(r, rhythm[i])) {
			p->recheck = mem_dup(rhythm[i]);
			return true;
		}
	return reader_fail(r, _("year, quarter or month is expected "
	    "after \"recheck\""));
}

bool
read_payee(struct reader *r)
{
	struct programme *p = reader_programme(r);

	if (p == NULL || !reader_once(r, p->payee, "payee"))
		return false;
	if (!reader_accept(r, "employer"))
		return reader_fail(r, _("employer is expected after "
		    "\"payee\"; without it, the person is paid"));
	p->payee = mem_dup("employer");
	return true;
}

bool
read_amount(struct reader *r)
{
	struct programme *p = reader_programme(r);

	return p && reader_sql(r, &p->amount, "amount");
}

bool
read_because(struct reader *r)
{
	struct programme *p = reader_programme(r);

	return p && reader_sql(r, &p->because, "because");
}
