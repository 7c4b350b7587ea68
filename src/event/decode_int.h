/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file of any packing and encoding as a sliding window of UTF-8 text.
 *
 *   bytes of the file → inflate (gzip, zstd, none) → UTF-8 (from GB18030, UTF-16, as is) → window
 *
 * The window is a contiguous piece of text that the caller takes from the front of; text_more
 * slides the rest to the front and adds to its end.  Bytes that are not text in the encoding stay
 * or become bytes that are not valid UTF-8 (0xFF), so that whoever cuts records rejects exactly
 * those records. */
#ifndef SHOAL_EVENT_DECODE_INT_H
#define SHOAL_EVENT_DECODE_INT_H

#include "base/err.h"
#include "base/str.h"
#include "event/mapping.h"

#define TEXT_WINDOW_BYTES ((size_t)4 << 20)
#define TEXT_SNIFF_BYTES  ((size_t)1 << 20) /* looked at to tell the encoding */

struct text_in;

/* What was found out about the file. */
struct text_facts {
  enum map_encoding encoding; /* MAP_UTF8 (also for UTF-16) or MAP_GB18030 */
  bool utf16;
};

/* path "-" = standard input.  step: most bytes read at a time (0 = as many as fit); tests make it
 * tiny. */
bool text_open(const char *path, enum map_encoding encoding, size_t step, struct text_in **ret,
               struct err *err);
void text_close(struct text_in *t); /* NULL is fine */

struct str text_view(const struct text_in *t); /* valid until text_more */
void text_take(struct text_in *t, size_t n);
bool text_at_end(const struct text_in *t); /* nothing will be added to the view any more */
/* Adds at least one byte to the view unless the end is reached; the view must not fill the window.
 */
bool text_more(struct text_in *t, struct err *err);

uint64_t text_bytes(const struct text_in *t);       /* of the stored file read */
uint64_t text_bytes_total(const struct text_in *t); /* 0 = unknown */
struct text_facts text_facts(const struct text_in *t);

/* UTF-8, unless most lines that are not plain ASCII are not valid UTF-8: a few damaged rows must
 * not turn a whole UTF-8 file into nonsense, and lines of GB18030 are almost never valid UTF-8. */
bool text_looks_utf8(struct str prefix);

#endif
