/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * After a large load: one part of everything, in one pass.
 *
 * Flushing what is in memory and then merging all parts would encode the newest rows twice and read
 * them once for nothing.  Parts and runs are both sources of a scan, so one merge of all of them
 * does: the order of things is that of a flush (write, sync, switch, forget), and what it replaces
 * are some parts and some sealed memtables at once.  Rows that come in meanwhile stay in memory.
 *
 * Each source is sorted by the persons of its own version, and the new part says the oldest of
 * them: whoever left a person since is gathered out of it again, and whom nobody left stands where
 * he does in every source.  So what was gathered out of the old parts meanwhile is let go. */
#include <stdlib.h>

#include "base/fault.h"
#include "store/store_int.h"

struct gathering {
  VEC(struct memtable *) mems; /* sealed; the store's until they are forgotten */
  VEC(struct frozen *) runs;   /* of those that have rows */
  struct catalog catalog;      /* of all that is gathered */
  struct buf encoded;
  uint64_t lsn, written; /* written: the oldest version of persons among parts and runs */
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
  if (g->mems.n)
    catalog_encode(&g->catalog, &g->encoded);
  else
    buf_put_str(&g->encoded, buf_str(&s->durable_catalog));
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

static bool unless_interrupted(struct store *s, struct err *err) {
  return !s->interrupted || err_fail(err, ERR_canceled, "%s", s->dir);
}

/* The part stands for all that was gathered, also for rows of people who moved since it was begun.
 */
static void replace_all(struct store *s, struct gathering *g, struct part *gathered) {
  size_t n = g->mems.n;
  pthread_mutex_lock(&s->freezing); /* nobody is gathering out of the old parts */
  pthread_mutex_lock(&s->lock);
  struct memtable *moved = s->moved;
  if (moved) s->unflushed -= moved->bytes;
  s->moved = NULL;
  s->moved_large = false;
  for (size_t i = 0; i < s->parts.n; i++)
    part_unref(s->parts.p[i]); /* the snapshot has them still */
  s->parts.n = s->live.n = 0;
  vec_push(&s->parts, gathered);
  vec_push(&s->live, store_manifest_part(gathered));
  for (size_t i = 0; i < n; i++)
    s->unflushed -= g->mems.p[i]->bytes;
  s->sealed.n -= n;
  if (n) memmove(s->sealed.p, s->sealed.p + n, s->sealed.n * sizeof *s->sealed.p);
  s->n_sealed = (uint32_t)s->sealed.n;
  s->durable = g->lsn;
  struct snapshot *stale = store_changed(s);
  pthread_mutex_unlock(&s->lock);
  pthread_mutex_unlock(&s->freezing);
  snapshot_free(stale);
  mem_unref(moved);
  buf_release(&s->durable_catalog);
  s->durable_catalog = g->encoded;
  g->encoded = (struct buf)BUF_INIT;
  for (size_t i = 0; i < n; i++)
    mem_unref(g->mems.p[i]);
  pthread_mutex_lock(&s->turn);
  pthread_cond_broadcast(&s->turned);
  pthread_mutex_unlock(&s->turn);
}

static bool merge_all(struct store *s, struct gathering *g, struct err *err) {
  struct part *gathered;
  struct snapshot *snap = snapshot_make(&g->catalog, s->parts.p, (uint32_t)s->parts.n, g->runs.p,
                                        (uint32_t)g->runs.n, g->lsn);
  for (uint32_t i = 0; i < snap->n_parts; i++)
    snapshot_leave(snap, i, s->parts.p[i]->dirt.taken_gone);
  bool ok = store_write_part(s, snap, unless_interrupted, &gathered, err);
  if (ok) {
    dirty_open(gathered, &(struct manifest_part){.written = g->written, .taken = g->written});
    struct buf encoded = g->encoded;
    g->encoded = (struct buf)BUF_INIT;
    catalog_encode_reaching(buf_str(&encoded), gathered, &g->encoded);
    buf_release(&encoded);
    struct manifest_part live = store_manifest_part(gathered);
    ok = store_switch(s, &live, 1, g->lsn, buf_str(&g->encoded), gathered, err);
    if (!ok) part_unref(gathered);
  }
  if (ok) {
    s->merges++;
    s->bytes_compacted += gathered->bytes;
    replace_all(s, g, gathered);
    if (fault_hit(FAULT_manifest_switched))
      ok = err_fail(err, ERR_io, "%s" ERR_SEP "fault manifest_switched", s->dir);
    for (uint32_t i = 0; ok && i < snap->n_parts; i++)
      store_forget_file(s, snap->parts[i]->id);
  }
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
