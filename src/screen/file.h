/* Files for others: there whole, or not at all. */
#ifndef ZHEN_SCREEN_FILE_H
#define ZHEN_SCREEN_FILE_H

#include <stdbool.h>

#include "base/buf.h"

/* False with errno set; what was there under that name before stays then. */
bool file_write(const char *path, const struct buf *data);

/* The same of one that was written as part: safe on the disk, then renamed. */
bool file_settle(const char *part, const char *path);

#endif
