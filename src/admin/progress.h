/* How far a long command is, on the standard error, if it is a terminal. */
#ifndef ZHEN_ADMIN_PROGRESS_H
#define ZHEN_ADMIN_PROGRESS_H

#include "base/progress.h"

/* Ends the line when all is done. */
void progress_show(const struct progress *p, size_t done);

#endif
