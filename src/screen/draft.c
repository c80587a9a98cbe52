/* A line a value: name, tab, text with backslash escapes. */
#include "screen/draft.h"

#include <dirent.h>
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
#define SUFFIX ".draft"
#define KEY_LENGTH 36		/* of a UUID */
#define SCREEN "%screen"
#define TITLE "%title"

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

void
draft_done(struct draft *d)
{
	free(d->key);
	free(d->screen);
	free(d->title);
	values_done(&d->value);
	*d = (struct draft){ 0 };
}

bool
draft_is_key(const char *text)
{
	return strlen(text) == KEY_LENGTH &&
	    strspn(text, "0123456789abcdef-") == KEY_LENGTH;
}

static char *
path_of(const char *dir, const char *key)
{
	return mem_printf("%s/%s" SUFFIX, dir, key);
}

static void
add(struct buf *b, const char *name, const char *text)
{
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

static char *
draft_text(const struct draft *d)
{
	struct buf b = BUF_INIT;

	add(&b, SCREEN, d->screen);
	add(&b, TITLE, d->title);
	for (size_t i = 0; i < d->value.count; i++)
		add(&b, d->value.item[i].name, d->value.item[i].value);
	return buf_take(&b);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char *
draft_opened(const struct draft *d)
{
	struct buf b = BUF_INIT;
	char **pair = NULL;
	size_t count = 0, len = strlen(DRAFT_WITH);

	for (size_t i = 0; i < d->value.count; i++)
		if (strncmp(d->value.item[i].name, DRAFT_WITH, len) == 0)
			*MEM_PUSH(pair, count) = mem_printf("%s=%s",
			    d->value.item[i].name + len,
			    d->value.item[i].value);
	if (count)
		qsort(pair, count, sizeof(*pair), by_text);
	for (size_t i = 0; i < count; i++) {
		buf_addf(&b, "%s%s", i ? "&" : "", pair[i]);
		free(pair[i]);
	}
	free(pair);
	return b.data ? buf_take(&b) : mem_dup("");
}

bool
draft_write(const char *dir, const struct draft *d, bool is_safe)
{
	char *path = path_of(dir, d->key), *part = mem_printf("%s.part", path);
	char *text = draft_text(d);
	size_t len = strlen(text);
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	bool ok = fd >= 0;

	ok = ok && write(fd, text, len) == (ssize_t)len;
	if (fd >= 0) {
		ok = (!is_safe || fsync(fd) == 0) && ok;
		ok = close(fd) == 0 && ok;
	}
	ok = ok && rename(part, path) == 0;
	free(text);
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

static void
take_line(struct draft *d, char *line, size_t len)
{
	char *tab = strchr(line, '\t');

	if (tab == NULL || line[len - 1] != '\n')
		return;
	line[len - 1] = '\0';
	*tab++ = '\0';
	unescape(tab);
	if (strcmp(line, SCREEN) == 0)
		mem_set(&d->screen, tab);
	else if (strcmp(line, TITLE) == 0)
		mem_set(&d->title, tab);
	else
		values_set(&d->value, line, tab);
}

bool
draft_read(const char *dir, const char *key, struct draft *d)
{
	char *path = path_of(dir, key), *line = NULL;
	FILE *file = fopen(path, "r");
	struct stat st;
	size_t size = 0;
	ssize_t len;

	free(path);
	if (file == NULL)
		return false;
	*d = (struct draft){ .key = mem_dup(key), .title = mem_dup("") };
	d->age = fstat(fileno(file), &st) == 0 ? time(NULL) - st.st_mtime : 0;
	while ((len = getline(&line, &size, file)) > 0)
		take_line(d, line, (size_t)len);
	free(line);
	fclose(file);
	if (d->screen)
		return true;
	draft_done(d);
	return false;
}

void
draft_remove(const char *dir, const char *key)
{
	char *path = path_of(dir, key);

	unlink(path);
	free(path);
}

char **
draft_keys(const char *dir, size_t *count)
{
	DIR *folder = opendir(dir);
	struct dirent *entry;
	char **key = NULL;

	*count = 0;
	while (folder && (entry = readdir(folder))) {
		char *name = mem_dup(entry->d_name);
		size_t len = strlen(name), tail = strlen(SUFFIX);

		if (len > tail && strcmp(name + len - tail, SUFFIX) == 0)
			name[len - tail] = '\0';
		if (draft_is_key(name))
			*MEM_PUSH(key, *count) = name;
		else
			free(name);
	}
	if (folder)
		closedir(folder);
	return key;
}
