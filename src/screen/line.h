/* What the operator is told when the server is slow to answer. */
#ifndef ZHEN_SCREEN_LINE_H
#define ZHEN_SCREEN_LINE_H

#include "screen/session.h"

/* Tells when an answer is owed for so many seconds; 0: never. */
void line_watch(struct session *s, int seconds);

#endif
