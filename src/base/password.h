/* A secret from the keyboard. */
#ifndef ZHEN_BASE_PASSWORD_H
#define ZHEN_BASE_PASSWORD_H

/*
 * Asks on standard error and reads a line of standard input, without echo
 * when that is a terminal.  NULL at the end of input.
 */
char *password_ask(const char *prompt);

/* Wipes and frees it; NULL is fine. */
void password_free(char *password);

#endif
