/* A string that grows. */
#ifndef ZHEN_BASE_BUF_H
#define ZHEN_BASE_BUF_H

#include <stddef.h>

struct buf {
	char *data;		/* ends in NUL once anything was added */
	size_t len, size;
};

#define BUF_INIT { NULL, 0, 0 }

void buf_add(struct buf *b, const void *data, size_t len);
void buf_addc(struct buf *b, char c);
void buf_adds(struct buf *b, const char *s);
void buf_addf(struct buf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void buf_clear(struct buf *b);		/* keeps the memory */
char *buf_take(struct buf *b);		/* yours to free; b is empty again */
void buf_done(struct buf *b);

#endif
