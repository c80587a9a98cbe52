/* Questions in the message line. */
#ifndef ZHEN_SCREEN_ASK_H
#define ZHEN_SCREEN_ASK_H

#include "screen/session.h"

/* text: what was typed; "" after a yes.  Not called when it was left. */
typedef void (*ask_done)(struct screen *s, void *data, const char *text);

/* A question that only Y answers with yes; Enter doesn't. */
void ask_yes(struct session *s, const char *question, ask_done done,
    void *data);

/* One line of text. */
void ask_line(struct session *s, const char *label, ask_done done,
    void *data);

#endif
