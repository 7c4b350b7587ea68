/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which rows of a batch have come before.
 *
 * A message may be several rows (an order and its lines).  Its id stands on the first, with bit 0
 * of `lo` clear; the rows that follow with the bit set share its fate, as in imports
 * (imports_int.h).
 */
#include "imports_int.h"
#include "seen_int.h"

/* Keys of records in place of rows; {0, 0}, which is no id, for rows that follow one. */
static struct ev_key *record_keys(const struct ev_batch *b) {
  struct ev_key *k = must_calloc(b->rows.n + 1, sizeof *k);
  for (size_t i = 0; i < b->rows.n; i++)
    if (key_is_record(b->rows.p[i].key)) k[i] = b->rows.p[i].key;
  return k;
}

uint32_t seen_judge(struct seen *s, const struct ev_batch *b, struct ev_batch *less) {
  struct ev_key *k = record_keys(b);
  uint8_t *drop = must_calloc(b->rows.n + 1, 1);
  uint32_t dropped = 0;
  seen_add_many(s, k, b->rows.n, b->received, drop);
  for (size_t i = 0; i < b->rows.n; i++) {
    if (i > 0 && !key_is_record(b->rows.p[i].key)) drop[i] = drop[i - 1];
    dropped += drop[i];
  }
  if (dropped > 0) ev_batch_without(b, drop, less);
  free(drop);
  free(k);
  return dropped;
}

void seen_replay_batch(struct seen *s, const struct ev_batch *b, uint64_t lsn_end) {
  if (b->received == 0 || lsn_end <= seen_lsn(s)) return;
  struct ev_key *k = record_keys(b);
  seen_replay(s, k, b->rows.n, b->received, lsn_end);
  free(k);
}
