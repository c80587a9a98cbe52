/*
 * Characters that the terminal can't show, in words: code and pinyin, so that
 * they can be compared with a paper and typed elsewhere.
 */
#ifndef ZHEN_SCREEN_HIDDEN_H
#define ZHEN_SCREEN_HIDDEN_H

struct session;

/*
 * A line for those of the text, yours to free; NULL if there are none.
 * Pinyin that isn't known yet is asked for, and the screen is painted again
 * when it comes.
 */
char *hidden_line(struct session *s, const char *text);

#endif
