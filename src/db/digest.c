/* FNV-1a of 64 bits: nobody gains by two saves of their own that collide. */
#include "db/digest.h"

#include <inttypes.h>
#include <stdint.h>

#include "base/mem.h"

#define START UINT64_C(0xcbf29ce484222325)
#define PRIME UINT64_C(0x100000001b3)

static uint64_t
add_byte(uint64_t hash, unsigned char byte)
{
	return (hash ^ byte) * PRIME;
}

/* With its end, so that "ab", "c" isn't "a", "bc"; NULL isn't "". */
static uint64_t
add_text(uint64_t hash, const char *text)
{
	if (text == NULL)
		return add_byte(hash, 1);
	for (; *text; text++)
		hash = add_byte(hash, (unsigned char)*text);
	return add_byte(hash, 0);
}

char *
digest_of(const struct save *save)
{
	uint64_t hash = START;

	for (size_t i = 0; i < save->count; i++) {
		const struct statement *st = &save->statement[i];

		hash = add_text(hash, st->sql);
		for (size_t j = 0; j < st->count; j++)
			hash = add_text(hash, st->param[j]);
	}
	return mem_printf("%016" PRIx64, hash);
}
