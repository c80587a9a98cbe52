#include "sheet/book_part.h"

#include <string.h>

#include "base/i18n.h"

#define BYTES 65536
#define BYTES_MOST ((size_t)4 << 30)	/* of a part: more is an attack */

bool
part_open(struct part *p, zip_t *zip, const char *name, struct error *err)
{
	zip_stat_t st;

	*p = (struct part){ .zip = zip };
	if (zip_stat(zip, name, 0, &st) != 0 || !(st.valid & ZIP_STAT_SIZE) ||
	    st.size > BYTES_MOST || (p->file = zip_fopen(zip, name, 0)) == NULL)
		return error_set(err, _("the spreadsheet's part %s is missing "
		    "or damaged: open it and save it again as .xlsx"), name);
	p->all = (size_t)st.size;
	p->parser = XML_ParserCreate(NULL);
	return true;
}

static bool
read_on(struct part *p, enum XML_Status *status)
{
	void *bytes = XML_GetBuffer(p->parser, BYTES);
	zip_int64_t len = bytes ? zip_fread(p->file, bytes, BYTES) : -1;

	if (len < 0)
		return false;
	p->done += (size_t)len;
	*status = XML_ParseBuffer(p->parser, (int)len, len == 0);
	p->has_ended = len == 0;
	return true;
}

bool
part_go(struct part *p, struct error *err)
{
	enum XML_Status status = XML_STATUS_OK;

	if (p->is_stopped) {
		p->is_stopped = false;
		status = XML_ResumeParser(p->parser);
	}
	while (status == XML_STATUS_OK && !p->has_ended)
		if (!read_on(p, &status))
			status = XML_STATUS_ERROR;
	p->is_stopped = status == XML_STATUS_SUSPENDED;
	return status != XML_STATUS_ERROR || error_set(err, _("the spreadsheet "
	    "is damaged: open it and save it again as .xlsx"));
}

void
part_close(struct part *p)
{
	if (p->parser)
		XML_ParserFree(p->parser);
	if (p->file)
		zip_fclose(p->file);
	*p = (struct part){ 0 };
}

const char *
part_name(const char *qualified)
{
	const char *colon = strchr(qualified, ':');

	return colon ? colon + 1 : qualified;
}

const char *
part_attribute(const char **attribute, const char *name)
{
	for (; *attribute; attribute += 2)
		if (strcmp(attribute[0], name) == 0)
			return attribute[1];
	return NULL;
}
