/*
 * What a typed text means, and what the form alone can say of it.
 */
#ifndef ZHEN_SCREEN_FIELDS_CHECK_H
#define ZHEN_SCREEN_FIELDS_CHECK_H

#include "screen/fields.h"

/* Typed text to the canonical value, yours to free; "" for an empty one. */
char *fields_parse(struct fields *f, size_t field, const char *typed,
    struct error *err);

/* Tells the record what day it is, for rules that name today. */
void fields_know_today(struct fields *f);

/* What is sought in the list of the focus by what was typed; yours to free. */
char *fields_sought(struct fields *f);

/* True if several values of the field's list could be meant. */
bool fields_is_unclear(struct fields *f, size_t field, const char *typed);

/* Notes what the type finds odd about a value that is allowed. */
void fields_note_doubt(struct fields *f, size_t field);

#endif
