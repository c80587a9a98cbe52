/* What the SQL of a field is given. */
#include "screen/fields_sql.h"

#include "base/buf.h"
#include "base/mem.h"

const char *
fields_sql_value(void *data, const char *name)
{
	struct fields *f = data;
	int i = form_field(f->form, name);

	return i >= 0 ? record_value(f->record, (size_t)i) :
	    screen_value(f->screen, name);
}

char *
fields_sql_basis(struct fields *f, const struct sql *sql, bool *is_empty)
{
	struct names names = { 0 };
	struct buf text = BUF_INIT, basis = BUF_INIT;
	size_t fields = 0, filled = 0;

	sql_number(sql->text, &text, &names);
	for (size_t i = 0; i < names.count; i++) {
		const char *value = fields_sql_value(f, names.name[i]);

		buf_addf(&basis, "%s\n", value ? value : "");
		if (form_field(f->form, names.name[i]) < 0)
			continue;
		fields++;
		filled += *value != '\0';
	}
	*is_empty = fields > 0 && filled == 0;
	names_done(&names);
	buf_done(&text);
	return basis.data ? buf_take(&basis) : mem_dup("");
}
