/* A line a value: name, tab, text with backslash escapes. */
#include "screen/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

#define FOLDERS 64

/* The lock goes with the process, whatever ends it. */
static bool
hold(const char *folder)
{
	int fd;

	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return false;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return true;
	close(fd);
	return false;
}

char *
draft_folder(const char *dir)
{
	for (int i = 1; i <= FOLDERS; i++) {
		char *folder = mem_printf("%s/%d", dir, i);

		if (hold(folder))
			return folder;
		free(folder);
	}
	return NULL;
}

static char *
path_of(const char *dir, const struct form *form)
{
	return mem_printf("%s/%s.draft", dir, form->name);
}

static void
add(struct buf *b, const char *name, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	buf_addf(b, "%s\t", name);
	for (; *text; text++) {
		if (*text == '\n')
			buf_adds(b, "\\n");
		else if (*text == '\\')
			buf_adds(b, "\\\\");
		else
			buf_addc(b, *text);
	}
	buf_addc(b, '\n');
}

static void
add_record(struct buf *b, const struct draft *d)
{
	const struct record *r = d->record;
	char *const *typed = d->typed;

	add(b, DRAFT_KEY, d->key);
	add(b, DRAFT_VERSION, r->version);
	for (size_t i = 0; i < r->form->key.count; i++)
		if (form_field(r->form, r->form->key.name[i]) < 0)
			add(b, r->form->key.name[i], r->key[i]);
	for (size_t i = 0; i < r->form->field_count; i++)
		if (!record_is_new(r) && !record_is_dirty(r, i) && !typed[i])
			continue;
		else
			add(b, r->form->field[i].name,
			    typed[i] ? typed[i] : r->value[i].text);
	for (size_t i = 0; i < d->more.count; i++)
		add(b, d->more.item[i].name, d->more.item[i].value);
}

bool
draft_write(const char *dir, const struct draft *d, bool is_safe)
{
	char *path = path_of(dir, d->record->form);
	char *part = mem_printf("%s.part", path);
	struct buf b = BUF_INIT;
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	bool ok = fd >= 0;

	add_record(&b, d);
	ok = ok && write(fd, b.data, b.len) == (ssize_t)b.len;
	if (fd >= 0) {
		ok = (!is_safe || fsync(fd) == 0) && ok;
		ok = close(fd) == 0 && ok;
	}
	ok = ok && rename(part, path) == 0;
	buf_done(&b);
	free(part);
	free(path);
	return ok;
}

static void
unescape(char *text)
{
	char *to = text;

	for (const char *s = text; *s; s++) {
		if (*s == '\\' && s[1]) {
			s++;
			*to++ = *s == 'n' ? '\n' : *s;
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
}

bool
draft_read(const char *dir, const struct form *form, struct values *values,
    long *age)
{
	char *path = path_of(dir, form), *line = NULL;
	FILE *file = fopen(path, "r");
	struct stat st;
	size_t size = 0;
	ssize_t len;

	free(path);
	if (file == NULL)
		return false;
	*age = fstat(fileno(file), &st) == 0 ? time(NULL) - st.st_mtime : 0;
	while ((len = getline(&line, &size, file)) > 0) {
		char *tab = strchr(line, '\t');

		if (tab == NULL || line[len - 1] != '\n')
			continue;
		line[len - 1] = '\0';
		*tab = '\0';
		unescape(tab + 1);
		values_set(values, line, tab + 1);
	}
	free(line);
	fclose(file);
	return values->count > 0;
}

void
draft_remove(const char *dir, const struct form *form)
{
	char *path = path_of(dir, form);

	unlink(path);
	free(path);
}
