/*
 * What the server is to be told of drafts, behind the typist's back: one
 * request is under way at most, and of what waits for it only the newest of
 * each draft is sent.  What the line loses is sent again.
 */
#ifndef ZHEN_SCREEN_DRAFT_NEWS_H
#define ZHEN_SCREEN_DRAFT_NEWS_H

#include <stdbool.h>

#include "screen/draft.h"

struct session;
struct draft_news;

struct draft_news *draft_news_new(struct session *s);
void draft_news_free(struct draft_news *n);

void draft_news_keep(struct draft_news *n, const struct draft *draft);
void draft_news_drop(struct draft_news *n, const char *key);

/* Nothing is to be told of it any more. */
void draft_news_forget(struct draft_news *n, const char *key);

/* True while the server hasn't answered that it dropped it. */
bool draft_news_drops(const struct draft_news *n, const char *key);

/* Goes on, after the line is back. */
void draft_news_send(struct draft_news *n);

#endif
