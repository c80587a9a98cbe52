/* The sequences that keys send, of all the terminals that we know. */
#ifndef ZHEN_UI_KEY_TABLE_H
#define ZHEN_UI_KEY_TABLE_H

#include "ui/key.h"

/* What a sequence stands for, beside the keys. */
#define PASTE_BEGIN ((enum key)K_COUNT)
#define PASTE_END ((enum key)(K_COUNT + 1))

/* A control character (0 to 0x1F and 0x7F); K_NONE: nothing to us. */
enum key key_of_control(unsigned char c);

/* ESC and a digit (or - =), for terminals without function keys, and ESC and a
 * letter of those that counters are used to. */
enum key key_of_escaped(unsigned char c);

/* CSI number ~ */
enum key key_of_number(unsigned int number);

/* CSI ... letter */
enum key key_of_letter(unsigned char c);

/* CSI [ letter: the Linux console's */
enum key key_of_console(unsigned char c);

/* SS3 letter; *text is set instead for a character key of the keypad. */
enum key key_of_ss3(unsigned char c, char *text);

#endif
