/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Compaction: several parts become one, so that a person lives in few places.
 *
 * Merging is the scan of the parts with all columns, written as a part: the same code that answers
 * questions, so it cannot disagree with them, and its memory is a block per part.  Size tiers are
 * powers of four rows; four parts in a tier are merged, so a row is rewritten once per tier: log4
 * of its age in rows.  Parts below the tiers are merged at once: rewriting 65,536 rows costs little
 * and many tiny parts would be many places.
 *
 * A flush of a full memtable makes a part of some tier by itself, so there are seldom as many parts
 * as the bound allows.  While the store is pressed (rows come in as fast as processors allow, and a
 * merge takes a share of them that rows need), four of a tier wait until the bound is reached, and
 * then the fewest are merged that keep it.  What waited is done when the rush is over.
 *
 * Upkeep of memory does not wait for a merge of parts: between its batches runs are merged and
 * sealed memtables flushed.  What a merge replaces it remembers by itself, not by position. */
#include <stdio.h>
#include <stdlib.h>

#include "base/fault.h"
#include "base/panic.h"
#include "store/store_int.h"

#define TIERS             32
#define FLUSHED_MEANWHILE 2

static unsigned tier_of(uint64_t rows) {
  unsigned tier = 0;
  for (uint64_t most = TIER_ROWS; rows >= most; most *= 4)
    tier++;
  return tier;
}

bool store_between_batches(struct store *s, struct err *err) {
  if (s->interrupted) return err_fail(err, ERR_canceled, "%s", s->dir);
  store_tidy(s);
  return s->n_sealed == 0 || store_flush_sealed(s, err);
}

static bool has(struct part *const *parts, uint32_t n, const struct part *p) {
  for (uint32_t i = 0; i < n; i++)
    if (parts[i] == p) return true;
  return false;
}

/* Puts `merged` (NULL: nothing is left) in the place of the old ones, in the manifest and then in
 * memory. */
static bool replace(struct store *s, struct part *const *old, uint32_t n, struct part *merged,
                    struct err *err) {
  VEC(struct manifest_part) live = {0};
  VEC(struct part *) parts = {0};
  for (size_t i = 0; i < s->parts.n; i++)
    if (!has(old, n, s->parts.p[i])) {
      vec_push(&live, s->live.p[i]);
      vec_push(&parts, s->parts.p[i]);
    }
  if (merged) {
    vec_push(&live, store_manifest_part(merged));
    vec_push(&parts, merged);
  }
  bool ok = store_switch(s, live.p, (uint32_t)live.n, s->durable, buf_str(&s->durable_catalog),
                         merged, err);
  if (ok) {
    pthread_mutex_lock(&s->lock);
    if (merged) dirty_succeed(merged, old, n);
    s->parts.n = s->live.n = 0;
    for (size_t i = 0; i < parts.n; i++) {
      vec_push(&s->parts, parts.p[i]);
      vec_push(&s->live, live.p[i]);
    }
    struct snapshot *stale = store_changed(s);
    pthread_mutex_unlock(&s->lock);
    snapshot_free(stale);
    for (uint32_t i = 0; i < n; i++)
      part_unref(old[i]);
  }
  vec_free(&live);
  vec_free(&parts);
  return ok;
}

static bool merge_parts(struct store *s, struct part *const *old, uint32_t n, struct err *err) {
  struct catalog c;
  struct part *merged = NULL;
  uint64_t rows = 0;
  pthread_mutex_lock(&s->lock);
  catalog_copy(&c, &s->catalog);
  pthread_mutex_unlock(&s->lock);
  struct snapshot *snap = snapshot_make(&c, old, n, NULL, 0, s->durable);
  for (uint32_t i = 0; i < n; i++) {
    snapshot_leave(snap, i, old[i]->dirt.taken_gone);
    rows += dirty_own_rows(old[i]);
  }
  bool ok = rows == 0 || store_write_part(s, snap, store_between_batches, &merged, err);
  if (merged) dirty_begin(merged, old[0]);
  if (ok && !replace(s, old, n, merged, err)) {
    part_unref(merged);
    ok = false;
  }
  if (ok) {
    s->merges++;
    s->bytes_compacted += merged ? merged->bytes : 0;
    if (fault_hit(FAULT_manifest_switched)) {
      ok = err_fail(err, ERR_io, "%s" ERR_SEP "fault manifest_switched", s->dir);
    } else {
      for (uint32_t i = 0; i < n; i++)
        store_forget_file(s, snap->parts[i]->id);
    }
  }
  snapshot_free(snap);
  return ok;
}

uint32_t store_parts_max(uint64_t rows) {
  return 1 + 3 * (rows < TIER_ROWS ? 1 : tier_of(rows));
}

/* What is flushed during a merge is still within the bound. */
static bool may_wait(const struct store *s) {
  uint64_t rows = 0;
  for (size_t i = 0; i < s->parts.n; i++)
    rows += s->parts.p[i]->rows;
  return s->parts.n + FLUSHED_MEANWHILE < store_parts_max(rows);
}

/* Parts that should be one; how many.  One alone if much of it moved. */
static uint32_t pick(struct store *s, enum merge_how how, struct part **ret) {
  bool full = how == MERGE_FULL, lazy = how == MERGE_LAZY;
  if (full && s->parts.n == 1 && s->parts.p[0]->dirt.taken_rows > 0) {
    ret[0] = s->parts.p[0];
    return 1;
  }
  for (unsigned tier = 0; tier < (lazy && may_wait(s) ? 1 : TIERS); tier++) {
    uint32_t n = 0;
    for (size_t i = 0; i < s->parts.n && !(lazy && n == TIER_PARTS); i++)
      if (full || tier_of(s->parts.p[i]->rows) == tier) ret[n++] = s->parts.p[i];
    if (n >= (full || tier == 0 ? 2 : TIER_PARTS)) return n;
  }
  uint32_t n = 0;
  pthread_mutex_lock(&s->lock);
  for (size_t i = 0; i < s->parts.n && n == 0; i++)
    if (dirty_much(s->parts.p[i])) ret[n++] = s->parts.p[i];
  pthread_mutex_unlock(&s->lock);
  return n;
}

bool store_merge_step(struct store *s, enum merge_how how, bool *ret_did, struct err *err) {
  if (how == MERGE_FULL && !store_take_moved(s, err))
    return false; /* one part with everybody in it */
  struct part **picked = must_calloc(s->parts.n + 1, sizeof(struct part *));
  uint32_t n = pick(s, how, picked);
  bool ok = n == 0 || (s->interrupted ? err_fail(err, ERR_canceled, "%s", s->dir)
                                      : store_take_moved(s, err) && merge_parts(s, picked, n, err));
  free(picked);
  *ret_did = n > 0;
  return ok;
}

static bool counted(struct store *s, bool ok, const struct err *err) {
  if (!ok && err->code != ERR_canceled) s->failures++;
  return ok;
}

/* What a reader would have to gather is gathered now; what it cannot be told why, he is. */
static void gather_early(struct store *s) {
  struct err ignored;
  if (s->persons_lsn > 0) store_settle(s, &ignored);
}

/* Memory that nobody wanted while upkeep had nothing to do (it looks every second) is given back, a
 * segment of some six megabytes at a time. */
static void cool(struct store *s) {
  pthread_mutex_lock(&s->lock);
  struct segment *g = segments_cool(&s->spare);
  pthread_mutex_unlock(&s->lock);
  segment_free(g);
}

bool store_compact_step(struct store *s, bool *ret_did, struct err *err) {
  bool did = true;
  store_begin_work(s);
  gather_early(s);
  enum merge_how how = s->pressed ? MERGE_LAZY : MERGE_DUE;
  bool ok = store_tidy(s) || counted(s, store_merge_step(s, how, &did, err), err);
  if (ok && !did) cool(s);
  store_end_work(s);
  if (ok) *ret_did = did;
  return ok;
}

bool store_compact(struct store *s, bool full, struct err *err) {
  bool did = true, ok = true;
  store_begin_work(s);
  for (bool all = full; ok && did; all = false) /* flushes beside us must not make it endless */
    ok = counted(s, store_merge_step(s, all ? MERGE_FULL : MERGE_DUE, &did, err), err);
  store_end_work(s);
  return ok;
}

void store_stats(struct store *s, struct store_stats *ret) {
  struct store_stats t = {.unflushed_bytes = s->unflushed};
  pthread_mutex_lock(&s->freezing);
  pthread_mutex_lock(&s->lock);
  t.parts = s->parts.n;
  for (size_t i = 0; i < s->parts.n; i++) {
    t.part_rows += s->parts.p[i]->rows;
    t.part_bytes += s->parts.p[i]->bytes;
    t.moved_rows += s->parts.p[i]->dirt.gone_rows;
  }
  t.sealed = s->sealed.n;
  for (size_t i = 0; i <= s->sealed.n; i++) {
    const struct memtable *m = i < s->sealed.n ? s->sealed.p[i] : s->mem;
    t.runs += m->runs.n;
    t.memory_rows += m->rows;
  }
  t.piece_rows = pieces_rows(s);
  if (s->moved) t.memory_rows += s->moved->rows;
  if (s->taking) t.memory_rows += s->taking->rows;
  pthread_mutex_unlock(&s->lock);
  pthread_mutex_unlock(&s->freezing);
  t.flushes = s->flushes;
  t.merges = s->merges;
  t.failures = s->failures;
  t.bytes_flushed = s->bytes_flushed;
  t.bytes_compacted = s->bytes_compacted;
  if (t.bytes_flushed)
    t.write_amplification = (double)(t.bytes_flushed + t.bytes_compacted) / (double)t.bytes_flushed;
  *ret = t;
}
