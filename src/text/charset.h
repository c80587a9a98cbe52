/*
 * The charsets of terminals and files.  Conversion happens here and nowhere
 * else; tables are iconv's, corrected by text/fold's private-use list.
 */
#ifndef ZHEN_TEXT_CHARSET_H
#define ZHEN_TEXT_CHARSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

struct charset;

/* "utf-8", "gbk" or "gb18030", in any case and with or without the hyphen. */
struct charset *charset_new(const char *name, struct error *err);
void charset_free(struct charset *cs);
const char *charset_name(const struct charset *cs);	/* canonical */

/* True if the character survives the way there and back. */
bool charset_holds(struct charset *cs, uint32_t cp);

/*
 * Appends the text in the charset to out.  False at the first character that
 * it can't hold, which goes to *bad; out is then as it was.  Nothing is ever
 * replaced.
 */
bool charset_encode(struct charset *cs, const char *utf8, struct buf *out,
    uint32_t *bad);

/*
 * Appends the bytes, which are all of a text, as UTF-8 to out.  False if any
 * of them is no character or NUL; out is then as it was.
 */
bool charset_decode_text(struct charset *cs, const char *bytes, size_t len,
    struct buf *out);

enum charset_result { CHARSET_CHAR, CHARSET_MORE, CHARSET_BAD };

/*
 * Decodes one character from len bytes.  CHARSET_CHAR: *cp and *used are set.
 * CHARSET_MORE: the bytes are the start of a character.  CHARSET_BAD: the
 * first *used bytes (1) are no character and should be dropped.
 */
enum charset_result charset_decode(struct charset *cs, const char *bytes,
    size_t len, uint32_t *cp, size_t *used);

#endif
