/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words shared by the reader, the writer and the guesser of mappings. */
#ifndef SHOAL_EVENT_MAPPING_INT_H
#define SHOAL_EVENT_MAPPING_INT_H

#include "event/mapping.h"

#define SKIP_LINES_MAX 10000

/* '|'-separated, in the order of the enums. */
extern const char *const kind_words, *const format_words, *const encoding_words;
extern const char *const vtype_words[V_TYPES];

struct mapping mapping_default(void);

#endif
