/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Is this record new?
 *
 * With an id column: its key is (source, id), and a key that is known, from another file or from
 * this one, is a duplicate.
 *
 * Without: its key is (source, content, ordinal among equal rows of this file).  CDNOW has 255
 * legitimate rows equal to an earlier one; they are ordinals 1, 2 … and are imported, yet another
 * file with the same rows meets the same ordinals and adds nothing.  The ordinal is not counted
 * (a map from content to count would grow with the file) but found: ordinal k was used in this file
 * if its key is FRESH (imported from this file), or OLD and in `seen` (a duplicate of this file).
 * Used ordinals are 0 … k-1 without gaps, so doubling and halving finds k in a logarithm of
 * lookups. Most rows need one lookup: nothing equal was ever seen.
 *
 * Both sets spill to disk; memory does not depend on the file.
 */
#include "import_int.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

enum key_form { KEY_BY_CONTENT = 1, KEY_BY_ID = 2 }; /* in the log: never renumbered */

static struct ev_key key_of(const struct dedupe *d, struct ev_key content, enum key_form form,
                            uint64_t ordinal) {
  const uint64_t in[6] = {d->source.hi, d->source.lo, content.hi, content.lo, form, ordinal};
  XXH128_hash_t h = XXH3_128bits(in, sizeof in);
  return (struct ev_key){h.high64, h.low64 & ~(uint64_t)KEY_DERIVED};
}

bool dedupe_init(struct dedupe *d, struct workspace *w, struct str source, struct err *err) {
  char dir[WS_PATH_MAX];
  struct keyset_options o = imports_keyset_options(w, true);
  XXH128_hash_t h = XXH3_128bits(source.p, source.n);
  *d = (struct dedupe){.source = {h.high64, h.low64}};
  imports_dir(w, source, ".seen", dir);
  return imports_keyset(w, source, &d->known, err) && keyset_begin(d->known, err) &&
         keyset_open(w->io, dir, source, &o, &d->seen, err);
}

void dedupe_release(struct dedupe *d) {
  keyset_free(d->seen);
  *d = (struct dedupe){0};
}

struct ev_key dedupe_look_ahead(const struct dedupe *d, struct ev_key content, bool has_id) {
  struct ev_key first = key_of(d, content, has_id ? KEY_BY_ID : KEY_BY_CONTENT, 0);
  keyset_prefetch(d->known, first);
  return first;
}

/* What the key is, seen from this file. */
enum in_file { IN_NEITHER, IN_OTHER_FILE, IN_THIS_FILE };

static enum in_file where(const struct dedupe *d, struct ev_key k) {
  switch (keyset_find(d->known, k)) {
  case KEYSET_ABSENT:
    return IN_NEITHER;
  case KEYSET_FRESH:
    return IN_THIS_FILE;
  default:
    return keyset_find(d->seen, k) == KEYSET_ABSENT ? IN_OTHER_FILE : IN_THIS_FILE;
  }
}

static bool used(const struct dedupe *d, struct ev_key content, uint64_t ordinal) {
  return where(d, key_of(d, content, KEY_BY_CONTENT, ordinal)) == IN_THIS_FILE;
}

/* The first ordinal not used in this file, given that `from - 1` is. */
static uint64_t next_ordinal(const struct dedupe *d, struct ev_key content, uint64_t from) {
  uint64_t lo = from, step = 1;
  while (used(d, content, lo + step - 1)) {
    lo += step;
    step *= 2;
  }
  for (uint64_t hi = lo + step - 1; lo < hi;) { /* below lo used, hi not */
    uint64_t mid = lo + (hi - lo) / 2;
    if (used(d, content, mid))
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}

bool dedupe_is_new(struct dedupe *d, struct ev_key content, bool has_id, struct ev_key first,
                   struct ev_key *ret_key) {
  struct ev_key k = first;
  if (has_id) {
    *ret_key = k;
    if (keyset_find(d->known, k) != KEYSET_ABSENT) return false;
    keyset_add(d->known, k);
    return true;
  }
  uint64_t ordinal = 0;
  enum in_file at = where(d, k);
  if (at == IN_THIS_FILE) {
    bool again = d->has_last && key_cmp(d->last, content) == 0;
    ordinal = again ? d->last_ordinal + 1 : next_ordinal(d, content, 1);
    k = key_of(d, content, KEY_BY_CONTENT, ordinal);
    at = where(d, k);
  }
  d->last = content;
  d->last_ordinal = ordinal;
  d->has_last = true;
  *ret_key = k;
  if (at == IN_NEITHER)
    keyset_add(d->known, k);
  else
    keyset_add(d->seen, k);
  return at == IN_NEITHER;
}

bool dedupe_spill(struct dedupe *d, struct err *err) {
  return !keyset_wants_spill(d->seen) || keyset_spill(d->seen, err);
}
