/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Compaction: several parts become one, so that a person lives in few places.
 *
 * Merging is the scan of the parts with all columns, written as a part: the same code that answers
 * questions, so it cannot disagree with them, and its memory is a block per part.  Size tiers are
 * powers of four rows; four parts in a tier are merged, so a row is rewritten once per tier: log₄
 * of its age in rows. */
#include <stdio.h>
#include <stdlib.h>

#include "base/fault.h"
#include "base/panic.h"
#include "store/store_int.h"

static unsigned tier_of(uint64_t rows) {
  unsigned tier = 0;
  for (uint64_t most = TIER_ROWS; rows >= most; most *= 4)
    tier++;
  return tier;
}

static bool unlink_parts(struct store *s, struct part **gone, uint32_t n, struct err *err) {
  for (uint32_t i = 0; i < n; i++)
    if (!io_unlink(s->io, gone[i]->path, err)) return false;
  return true;
}

/* Replaces the parts with picked[i] by one. */
static bool merge_parts(struct store *s, const bool *picked, struct err *err) {
  struct part **old = must_calloc(s->parts.n + 1, sizeof(struct part *)), *merged;
  uint32_t n = 0;
  for (size_t i = 0; i < s->parts.n; i++)
    if (picked[i]) old[n++] = part_ref(s->parts.p[i]);
  struct snapshot *snap = snapshot_make(&s->catalog, old, n, NULL, s->durable);
  bool ok = store_write_part(s, snap, &merged, err);
  snapshot_free(snap);
  s->next_part++;
  VEC(struct manifest_part) live = {0};
  VEC(struct part *) parts = {0};
  if (ok) {
    for (size_t i = 0; i < s->parts.n; i++)
      if (!picked[i]) {
        vec_push(&live, s->live.p[i]);
        vec_push(&parts, s->parts.p[i]);
      }
    vec_push(&live, store_manifest_part(merged));
    vec_push(&parts, merged);
    ok = store_switch(s, live.p, (uint32_t)live.n, s->durable, buf_str(&s->durable_catalog), err);
    if (!ok) part_unref(merged);
  }
  if (ok) {
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < s->parts.n; i++)
      if (picked[i]) part_unref(s->parts.p[i]);
    s->parts.n = s->live.n = 0;
    for (size_t i = 0; i < parts.n; i++) {
      vec_push(&s->parts, parts.p[i]);
      vec_push(&s->live, live.p[i]);
    }
    store_changed(s);
    pthread_mutex_unlock(&s->lock);
    ok = fault_hit(FAULT_manifest_switched)
             ? err_fail(err, ERR_io, "%s" ERR_SEP "fault manifest_switched", s->dir)
             : unlink_parts(s, old, n, err);
  }
  for (uint32_t i = 0; i < n; i++)
    part_unref(old[i]);
  free(old);
  vec_free(&live);
  vec_free(&parts);
  return ok;
}

bool store_compact(struct store *s, bool full, struct err *err) {
  must(s->write);
  for (;;) {
    bool *picked = must_calloc(s->parts.n + 1, sizeof *picked), any = false;
    for (unsigned tier = 0; tier < 32 && !any; tier++) {
      uint32_t n = 0;
      for (size_t i = 0; i < s->parts.n; i++)
        n += picked[i] = full || tier_of(s->parts.p[i]->rows) == tier;
      any = n >= (full ? 2 : TIER_PARTS);
    }
    bool ok = !any || merge_parts(s, picked, err);
    free(picked);
    if (!ok || !any) return ok;
  }
}
