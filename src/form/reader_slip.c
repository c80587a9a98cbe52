/* Slips: a query, and the lines of a page. */
#include "form/reader.h"

#include "base/i18n.h"
#include "base/mem.h"

#define COLUMNS_MAX 80

bool
read_slip(struct reader *r)
{
	struct slip *slip;

	if (!reader_once(r, r->form->slip, "slip"))
		return false;
	slip = r->form->slip = mem_alloc(sizeof(*slip));
	slip->line_number = r->at->line;
	return reader_label(r, &slip->title, COLUMNS_MAX) &&
	    reader_sql(r, &slip->query, "slip");
}

bool
read_slip_line(struct reader *r)
{
	struct slip *slip = r->form->slip;
	struct slip_line *line;

	if (slip == NULL)
		return reader_fail(r, _("\"line\" belongs to a slip that "
		    "stands before it"));
	line = MEM_PUSH(slip->line, slip->line_count);
	line->number = r->at->line;
	return reader_label(r, &line->text, COLUMNS_MAX) &&
	    (r->at->kind != TOKEN_SQL ||
	    reader_sql(r, &line->query, "line"));
}

/* {sql} [by COLUMN] [total COLUMN, ...] */
bool
read_paper(struct reader *r)
{
	struct printed *p = &r->form->rows.printed;

	if (!reader_once(r, p->head.text, "paper"))
		return false;
	p->line = r->at->line;
	return reader_sql(r, &p->head, "paper") &&
	    (!reader_accept(r, "by") || reader_name(r, &p->by,
	    _("the name of a column"))) &&
	    (!reader_accept(r, "total") || reader_names(r, &p->total,
	    _("the name of a column")));
}

bool
read_foot(struct reader *r)
{
	struct printed *p = &r->form->rows.printed;

	if (p->head.text == NULL)
		return reader_fail(r, _("\"foot\" belongs to a \"paper\" "
		    "that stands before it"));
	return reader_label(r, MEM_PUSH(p->foot.name, p->foot.count),
	    COLUMNS_MAX);
}
