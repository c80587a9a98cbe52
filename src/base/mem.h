/* Memory that is there or the program ends: callers never check. */
#ifndef ZHEN_BASE_MEM_H
#define ZHEN_BASE_MEM_H

#include <stddef.h>

void *mem_alloc(size_t size);			/* zeroed */
void *mem_resize(void *p, size_t count, size_t size);
char *mem_dup(const char *s);			/* NULL gives NULL */
char *mem_dup_len(const char *s, size_t len);
char *mem_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Makes room for one more element in an array that has count of them and
 * returns the (zeroed) new element; *array may move.
 */
void *mem_push(void *array, size_t *count, size_t size);
#define MEM_PUSH(array, count) \
	((__typeof__(*(array)) *)mem_push(&(array), &(count), sizeof(**(&(array)))))

/* Replaces what *p owns by a copy of s. */
void mem_set(char **p, const char *s);

#endif
