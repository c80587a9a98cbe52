/* A secret from the keyboard. */
#ifndef ZHEN_BASE_PASSWORD_H
#define ZHEN_BASE_PASSWORD_H

/*
 * Asks on standard error and reads a line of standard input, without echo
 * when that is a terminal.  NULL at the end of input.
 */
char *password_ask(const char *prompt);

/*
 * Why it won't do as a new password, in words for the operator; NULL if it
 * will.  It has at least so many characters, is neither the login nor what it
 * was before (NULL: not known), and is the same when it is typed again (NULL:
 * it wasn't).  Yours to free.
 */
struct password_new {
	const char *login, *before, *again;
	int least;
};
char *password_refuse(const char *password, const struct password_new *to);

/* Wipes and frees it; NULL is fine. */
void password_free(char *password);

#endif
