/*
 * Key sequences of xterm, VT220, Linux console, PuTTY and rxvt in all their
 * modes: they don't contradict each other, so one table serves all of them.
 * CSI R is not F3 here: it is the answer to a cursor report.
 */
#include "ui/key_table.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const names[] = {
#define X(id, name) [K_##id] = name,
	KEY_LIST(X)
#undef X
};

static const enum key controls[0x20] = {
	[0x01] = K_CTRL_A, [0x02] = K_CTRL_B, [0x03] = K_CTRL_C,
	[0x04] = K_CTRL_D, [0x05] = K_CTRL_E, [0x06] = K_CTRL_F,
	[0x07] = K_CTRL_G, [0x08] = K_BACKSPACE, [0x09] = K_TAB,
	[0x0A] = K_ENTER, [0x0B] = K_CTRL_K, [0x0C] = K_CTRL_L,
	[0x0D] = K_ENTER, [0x0E] = K_CTRL_N, [0x0F] = K_CTRL_O,
	[0x10] = K_CTRL_P, [0x11] = K_CTRL_Q, [0x12] = K_CTRL_R,
	[0x13] = K_CTRL_S, [0x14] = K_CTRL_T, [0x15] = K_CTRL_U,
	[0x16] = K_CTRL_V, [0x17] = K_CTRL_W, [0x18] = K_CTRL_X,
	[0x19] = K_CTRL_Y, [0x1A] = K_CTRL_Z,
};

/* What stands for another key behind ESC. */
static const struct {
	char c;
	enum key key;
} escaped[] = {
	{ '1', K_F1 }, { '2', K_F2 }, { '3', K_F3 }, { '4', K_F4 },
	{ '5', K_F5 }, { '6', K_F6 }, { '7', K_F7 }, { '8', K_F8 },
	{ '9', K_F9 }, { '0', K_F10 }, { '-', K_F11 }, { '=', K_F12 },
	{ 'C', K_ESC_C }, { 'E', K_ESC_E }, { 'L', K_ESC_L }, { 'P', K_ESC_P },
	{ 'Q', K_ESC_Q }, { 'R', K_ESC_R }, { 'S', K_ESC_S },
};

static const enum key numbers[] = {
	[1] = K_HOME, [2] = K_INSERT, [3] = K_DELETE, [4] = K_END,
	[5] = K_PAGE_UP, [6] = K_PAGE_DOWN, [7] = K_HOME, [8] = K_END,
	[11] = K_F1, [12] = K_F2, [13] = K_F3, [14] = K_F4, [15] = K_F5,
	[17] = K_F6, [18] = K_F7, [19] = K_F8, [20] = K_F9, [21] = K_F10,
	[23] = K_F11, [24] = K_F12,
	[200] = PASTE_BEGIN, [201] = PASTE_END,
};

static const enum key letters['Z' - 'A' + 1] = {
	['A' - 'A'] = K_UP, ['B' - 'A'] = K_DOWN, ['C' - 'A'] = K_RIGHT,
	['D' - 'A'] = K_LEFT, ['F' - 'A'] = K_END, ['H' - 'A'] = K_HOME,
	['P' - 'A'] = K_F1, ['Q' - 'A'] = K_F2, ['S' - 'A'] = K_F4,
	['Z' - 'A'] = K_BACKTAB,
};

/* T to [ are PuTTY's VT100+ mode. */
static const enum key ss3_keys['[' - 'A' + 1] = {
	['A' - 'A'] = K_UP, ['B' - 'A'] = K_DOWN, ['C' - 'A'] = K_RIGHT,
	['D' - 'A'] = K_LEFT, ['F' - 'A'] = K_END, ['H' - 'A'] = K_HOME,
	['I' - 'A'] = K_TAB, ['M' - 'A'] = K_ENTER,
	['P' - 'A'] = K_F1, ['Q' - 'A'] = K_F2, ['R' - 'A'] = K_F3,
	['S' - 'A'] = K_F4, ['T' - 'A'] = K_F5, ['U' - 'A'] = K_F6,
	['V' - 'A'] = K_F7, ['W' - 'A'] = K_F8, ['X' - 'A'] = K_F9,
	['Y' - 'A'] = K_F10, ['Z' - 'A'] = K_F11, ['[' - 'A'] = K_F12,
};

static const char keypad[] = "*+,-./0123456789";	/* SS3 j to y */

const char *
key_label(enum key key)
{
	return names[key];
}

enum key
key_find(const char *name)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(names[i], name) == 0)
			return (enum key)i;
	return K_NONE;
}

enum key
key_of_control(unsigned char c)
{
	return c == 0x7F ? K_BACKSPACE : controls[c];
}

enum key
key_of_escaped(unsigned char c)
{
	if (c >= 'a' && c <= 'z')
		c -= 'a' - 'A';
	for (size_t i = 0; i < COUNT(escaped); i++)
		if (escaped[i].c == c)
			return escaped[i].key;
	return K_NONE;
}

enum key
key_of_number(unsigned int number)
{
	return number < COUNT(numbers) ? numbers[number] : K_NONE;
}

enum key
key_of_letter(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? letters[c - 'A'] : K_NONE;
}

enum key
key_of_console(unsigned char c)
{
	return c >= 'A' && c <= 'E' ? (enum key)(K_F1 + (c - 'A')) : K_NONE;
}

enum key
key_of_ss3(unsigned char c, char *text)
{
	*text = c >= 'j' && c <= 'y' ? keypad[c - 'j'] : '\0';
	return c >= 'A' && c <= '[' ? ss3_keys[c - 'A'] : K_NONE;
}
