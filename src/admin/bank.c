/*
 * zhenctl bank return: what a bank answers to a file of payments goes to the
 * server line by line, which knows the file that it is about.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/command.h"
#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "db/array.h"
#include "db/server.h"
#include "text/charset.h"

static bool
read_bytes(const char *path, struct buf *bytes, struct error *err)
{
	FILE *file = fopen(path, "rb");
	char part[65536];
	size_t len;
	bool ok;

	if (file == NULL)
		return error_set(err, "%s: %s", path, strerror(errno));
	while ((len = fread(part, 1, sizeof(part), file)) > 0)
		buf_add(bytes, part, len);
	ok = !ferror(file) || error_set(err, "%s: %s", path, strerror(errno));
	fclose(file);
	return ok;
}

static bool
decode(const char *charset, const struct buf *bytes, struct buf *text)
{
	struct charset *cs = charset_new(charset, NULL);
	bool ok = charset_decode_text(cs, bytes->data, bytes->len, text);

	charset_free(cs);
	return ok;
}

/* UTF-8 if it can be that, as hardly anything in GBK can. */
static bool
read_text(const char *path, struct buf *text, struct error *err)
{
	struct buf bytes = BUF_INIT;
	bool ok = read_bytes(path, &bytes, err);

	if (ok && bytes.len == 0)
		ok = error_set(err, _("%s is empty"), path);
	if (ok && !decode("utf-8", &bytes, text) &&
	    !decode("gb18030", &bytes, text))
		ok = error_set(err, _("%s is neither UTF-8 nor GBK"), path);
	buf_done(&bytes);
	return ok;
}

/* An array of the lines, without their ends and without empty last ones. */
static void
add_lines(char *text, struct buf *lines)
{
	size_t len = strlen(text);
	char *line = text, *end;

	if (strncmp(line, "\xef\xbb\xbf", 3) == 0)
		line += 3;
	while (len > 0 && strchr("\r\n \x1a", text[len - 1]))
		text[--len] = '\0';
	for (; line; line = end) {
		end = strchr(line, '\n');
		if (end)
			*end++ = '\0';
		line[strcspn(line, "\r")] = '\0';
		array_add(lines, line);
	}
	array_end(lines);
}

bool
command_bank_return(struct admin *a, int argc, char **argv,
    struct error *err)
{
	struct buf text = BUF_INIT, lines = BUF_INIT;
	const char *slash;
	bool ok;

	if (argc < 2 || argc > 3 ||
	    (argc == 3 && (*argv[2] == '\0' || strlen(argv[2]) > 18 ||
	    argv[2][strspn(argv[2], "0123456789")])))
		return error_set(err, _("bank return takes the file, and perhaps "
		    "the number of the file that it answers to"));
	ok = read_text(argv[1], &text, err);
	if (ok) {
		slash = strrchr(argv[1], '/');
		add_lines(text.data, &lines);
		ok = admin_print(a, SERVER_BANK_RETURN, 3,
		    (const char *const[]){ slash ? slash + 1 : argv[1],
		    lines.data, argc == 3 ? argv[2] : NULL }, err);
	}
	buf_done(&text);
	buf_done(&lines);
	return ok;
}
