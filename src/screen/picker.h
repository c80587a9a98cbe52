/* The list of values of a field: typing narrows it, Enter takes one. */
#ifndef ZHEN_SCREEN_PICKER_H
#define ZHEN_SCREEN_PICKER_H

#include "screen/session.h"

/* Called with the code that was taken; not at all when it was left. */
typedef void (*picker_done)(struct screen *s, void *data, const char *code);

void picker_open(struct session *s, const char *title, const char *set,
    const char *typed, picker_done done, void *data);

#endif
