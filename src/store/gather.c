/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * After a large load: one part of everything, in one pass.
 *
 * Flushing what is in memory and then merging all parts would encode the newest rows twice and read
 * them once for nothing.  Parts and runs are both sources of a scan, so one merge of all of them
 * does: the order of things is that of a flush (write, sync, switch, forget), and what it replaces
 * are some parts and some sealed memtables at once.
 *
 * It takes as long as the load was large, and events may come in meanwhile.  When another memtable
 * is sealed, all of them are flushed between two batches, those being gathered first because they
 * are older: memory stays bounded, what was gathered is written twice in that case only, and at the
 * end the parts made of it go while those of later rows stay.
 *
 * Each source is sorted by the persons of its own version, and the new part says the oldest of
 * them: whoever left a person since is gathered out of it again, and whom nobody left stands where
 * he does in every source.  So what was gathered out of the old parts meanwhile is let go, and
 * parts that stay are gathered from anew. */
#include <stdlib.h>

#include "base/fault.h"
#include "store/store_int.h"

struct gathering {
  VEC(struct memtable *) mems; /* sealed; the store's until they are forgotten */
  VEC(struct frozen *) runs;   /* of those that have rows */
  size_t waiting;              /* the last of them: not flushed meanwhile */
  VEC(struct part *) flushed;  /* what the others became; the store's */
  struct catalog catalog;      /* of all that is gathered */
  struct buf encoded;          /* … if memtables are among it */
  uint64_t lsn, written;       /* written: the oldest version of persons among parts and runs */
};

static void collect(struct store *s, struct gathering *g) {
  pthread_mutex_lock(&s->lock);
  bool sealed = s->sealed.n && s->sealed.p[s->sealed.n - 1]->lsn >= s->applied;
  if (s->durable < s->applied && !sealed) store_seal(s);
  for (size_t i = 0; i < s->sealed.n; i++)
    vec_push(&g->mems, s->sealed.p[i]);
  catalog_copy(&g->catalog, g->mems.n ? &g->mems.p[g->mems.n - 1]->catalog : &s->catalog);
  g->lsn = g->mems.n ? g->mems.p[g->mems.n - 1]->lsn : s->durable;
  pthread_mutex_unlock(&s->lock);
  g->waiting = g->mems.n;
  if (g->mems.n) catalog_encode(&g->catalog, &g->encoded);
  g->written = UINT64_MAX;
  for (size_t i = 0; i < s->parts.n; i++)
    if (s->parts.p[i]->dirt.taken < g->written) g->written = s->parts.p[i]->dirt.taken;
  for (size_t i = 0; i < g->mems.n; i++) {
    uint64_t written;
    struct frozen *run = store_only_run(s, g->mems.p[i], &written);
    if (!run) continue;
    vec_push(&g->runs, run);
    if (written < g->written) g->written = written;
  }
}

void store_gathering_flushed(struct store *s, struct part *p) {
  struct gathering *g = s->gathering;
  if (!g || g->waiting == 0) return;
  g->waiting--;
  if (p) vec_push(&g->flushed, p);
}

static bool between(struct store *s, struct err *err) {
  if (s->interrupted) return err_fail(err, ERR_canceled, "%s", s->dir);
  store_tidy(s);
  return s->n_sealed <= s->gathering->waiting || store_flush_sealed(s, err);
}

/* Its rows are among those gathered. */
static bool replaced(const struct gathering *g, const struct snapshot *snap, const struct part *p) {
  bool is = false;
  for (uint32_t i = 0; i < snap->n_parts; i++)
    is |= snap->parts[i] == p;
  for (size_t i = 0; i < g->flushed.n; i++)
    is |= g->flushed.p[i] == p;
  return is;
}

/* Leaves the parts that stay. */
static void leave_parts(struct store *s, const struct gathering *g, const struct snapshot *snap) {
  size_t n = 0;
  for (size_t i = 0; i < s->parts.n; i++) {
    if (replaced(g, snap, s->parts.p[i])) {
      part_unref(s->parts.p[i]); /* the snapshot has them still */
      continue;
    }
    s->live.p[n] = s->live.p[i];
    s->parts.p[n++] = s->parts.p[i];
  }
  s->parts.n = s->live.n = n;
}

/* The part stands for all that was gathered, also for rows of people who moved since it was begun.
 */
static void replace_all(struct store *s, struct gathering *g, const struct snapshot *snap,
                        struct part *gathered) {
  size_t n = g->waiting;
  pthread_mutex_lock(&s->freezing); /* nobody is gathering out of the old parts */
  pthread_mutex_lock(&s->lock);
  struct memtable *moved;
  parts_gone pieces = {0};
  leave_parts(s, g, snap);
  dirty_let_go(s, &moved, &pieces);
  vec_push(&s->parts, gathered);
  vec_push(&s->live, store_manifest_part(gathered));
  struct memtable **mems = g->mems.p + (g->mems.n - n);
  for (size_t i = 0; i < n; i++)
    s->unflushed -= mems[i]->bytes;
  s->sealed.n -= n;
  if (n) memmove(s->sealed.p, s->sealed.p + n, s->sealed.n * sizeof *s->sealed.p);
  s->n_sealed = (uint32_t)s->sealed.n;
  if (n) s->durable = g->lsn;
  struct snapshot *stale = store_changed(s);
  pthread_mutex_unlock(&s->lock);
  pthread_mutex_unlock(&s->freezing);
  snapshot_free(stale);
  mem_unref(moved);
  parts_release(&pieces);
  buf_release(&s->durable_catalog);
  s->durable_catalog = g->encoded;
  g->encoded = (struct buf)BUF_INIT;
  for (size_t i = 0; i < n; i++)
    mem_unref(mems[i]);
  pthread_mutex_lock(&s->turn);
  pthread_cond_broadcast(&s->turned);
  pthread_mutex_unlock(&s->turn);
}

/* The manifest in which the part stands for all that was gathered; g->encoded becomes its
 * catalogue. */
static bool switch_to(struct store *s, struct gathering *g, const struct snapshot *snap,
                      struct part *gathered, struct err *err) {
  VEC(struct manifest_part) live = {0};
  struct buf encoded = BUF_INIT;
  for (size_t i = 0; i < s->parts.n; i++)
    if (!replaced(g, snap, s->parts.p[i])) vec_push(&live, s->live.p[i]);
  vec_push(&live, store_manifest_part(gathered));
  catalog_encode_reaching(buf_str(g->waiting ? &g->encoded : &s->durable_catalog), gathered,
                          &encoded);
  buf_release(&g->encoded);
  g->encoded = encoded;
  bool ok = store_switch(s, live.p, (uint32_t)live.n, g->waiting ? g->lsn : s->durable,
                         buf_str(&g->encoded), gathered, err);
  vec_free(&live);
  return ok;
}

static bool merge_all(struct store *s, struct gathering *g, struct err *err) {
  struct part *gathered;
  VEC(uint64_t) files = {0};
  struct snapshot *snap = snapshot_make(&g->catalog, s->parts.p, (uint32_t)s->parts.n, g->runs.p,
                                        (uint32_t)g->runs.n, g->lsn);
  for (uint32_t i = 0; i < snap->n_parts; i++)
    snapshot_leave(snap, i, s->parts.p[i]->dirt.taken_gone);
  s->gathering = g;
  bool ok = store_write_part(s, snap, between, &gathered, err);
  s->gathering = NULL;
  if (ok) {
    dirty_open(gathered, &(struct manifest_part){.written = g->written, .taken = g->written});
    ok = switch_to(s, g, snap, gathered, err);
    if (!ok) part_unref(gathered);
  }
  if (ok) {
    s->merges++;
    s->bytes_compacted += gathered->bytes;
    for (size_t i = 0; i < s->parts.n; i++)
      if (replaced(g, snap, s->parts.p[i])) vec_push(&files, s->parts.p[i]->id);
    replace_all(s, g, snap, gathered);
    if (fault_hit(FAULT_manifest_switched))
      ok = err_fail(err, ERR_io, "%s" ERR_SEP "fault manifest_switched", s->dir);
    for (size_t i = 0; ok && i < files.n; i++)
      store_forget_file(s, files.p[i]);
  }
  vec_free(&files);
  snapshot_free(snap);
  return ok;
}

static bool gather(struct store *s, struct err *err) {
  struct gathering g = {.encoded = BUF_INIT};
  if (s->damaged) {
    *err = s->damage;
    return false;
  }
  if (!store_take_moved(s, err)) return false;
  collect(s, &g);
  bool merge = g.runs.n + s->parts.n > 1, ok;
  if (merge) {
    ok = merge_all(s, &g, err);
  } else {
    catalog_release(&g.catalog);
    ok = store_flush_sealed(s, err);
  }
  for (size_t i = 0; i < g.runs.n; i++)
    frozen_unref(g.runs.p[i]);
  vec_free(&g.runs);
  vec_free(&g.mems);
  vec_free(&g.flushed);
  buf_release(&g.encoded);
  return ok;
}

bool store_gather(struct store *s, struct err *err) {
  store_begin_work(s);
  bool ok = gather(s, err);
  if (!ok && err->code != ERR_canceled) s->failures++;
  store_end_work(s);
  return ok;
}
