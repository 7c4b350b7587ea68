/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gathered rows to a part.
 *
 * The rows of people who moved are in older parts still, so they need no log and may wait in memory
 * as long as there is room.  Writing them moves `taken` of the parts they came from in the same
 * switch of the manifest: before it they are gathered again after a crash, after it they are not.
 * Merges and purges of parts leave hidden rows behind, so what is hidden must be written first.
 *
 * Where there were too many for memory, most of them lie in pieces (piece.c), and all of it is
 * folded into one part, as a merge does.  Pieces are sorted by the persons of the moment of asking,
 * and from there on people are gathered out of them too, and not out of the rows in memory, which
 * are sorted again.  So the part says that moment, and what was gathered since is let go: whoever
 * left a person since is gathered out of the part as out of all others (the same as in gather.c).
 */
#include <stdlib.h>

#include "base/fault.h"
#include "base/panic.h"
#include "store/store_int.h"

static struct hidden *keep(struct hidden *h) {
  return h ? hidden_ref(h) : NULL;
}

static void ask_of(struct part *const *p, size_t n) {
  for (size_t i = 0; i < n; i++) {
    struct dirt *d = &p[i]->dirt;
    hidden_unref(d->asked_gone);
    d->asked = d->gathered;
    d->asked_gone = keep(d->gone);
    d->asked_rows = d->gone_rows;
  }
}

/* Caller has freezing and the lock: what is gathered is what will be written. */
static void ask(struct store *s) {
  s->taking = s->moved;
  s->pieces_taking = s->pieces.n;
  s->moved = NULL;
  s->moved_large = false;
  ask_of(s->parts.p, s->parts.n);
  ask_of(s->pieces.p, s->pieces.n);
}

/* Asked only by who is working. */
static bool taking(const struct store *s) {
  return s->taking || s->pieces_taking;
}

/* Caller has the lock. */
static void promote(struct store *s) {
  for (size_t i = 0; i < s->parts.n; i++) {
    struct dirt *d = &s->parts.p[i]->dirt;
    if (d->asked > d->taken) {
      hidden_unref(d->taken_gone);
      d->taken = d->asked;
      d->taken_gone = d->asked_gone;
      d->taken_rows = d->asked_rows;
    } else {
      hidden_unref(d->asked_gone);
    }
    d->asked = 0;
    d->asked_gone = NULL;
    s->live.p[i].taken = d->taken;
    s->live.p[i].moved = d->taken_rows;
  }
}

static bool settle_and_ask(struct store *s, struct err *err) {
  bool ok, all = false;
  pthread_mutex_lock(&s->freezing);
  do {
    ok = dirty_settle(s, err);
    pthread_mutex_lock(&s->lock);
    all = dirty_settled(s);
    if (ok && all) {
      ask(s);
      if (!taking(s)) promote(s);
    }
    pthread_mutex_unlock(&s->lock);
  } while (ok && !all);
  pthread_mutex_unlock(&s->freezing);
  return ok;
}

static bool switch_to(struct store *s, struct part *p, struct buf *catalog, struct err *err) {
  VEC(struct manifest_part) live = {0};
  for (size_t i = 0; i < s->live.n; i++) {
    const struct dirt *d = &s->parts.p[i]->dirt;
    vec_push(&live, s->live.p[i]);
    if (d->asked <= d->taken) continue;
    live.p[i].taken = d->asked;
    live.p[i].moved = d->asked_rows;
  }
  vec_push(&live, store_manifest_part(p));
  bool ok = store_switch(s, live.p, (uint32_t)live.n, s->durable, buf_str(catalog), p, err);
  vec_free(&live);
  return ok;
}

static void take_place(struct store *s, struct part *p, struct buf *catalog) {
  struct memtable *m = s->taking, *since = NULL;
  size_t n = s->pieces_taking;
  parts_gone pieces = {0};
  if (n) pthread_mutex_lock(&s->freezing); /* nobody is gathering out of them */
  pthread_mutex_lock(&s->lock);
  promote(s);
  vec_push(&s->parts, p);
  vec_push(&s->live, store_manifest_part(p));
  s->taking = NULL;
  s->pieces_taking = 0;
  if (m) s->unflushed -= m->bytes;
  pieces_drop(s, n, &pieces);
  if (n) dirty_let_go(s, &since, &pieces);
  struct snapshot *stale = store_changed(s);
  pthread_mutex_unlock(&s->lock);
  if (n) pthread_mutex_unlock(&s->freezing);
  snapshot_free(stale);
  mem_unref(m);
  mem_unref(since);
  parts_release(&pieces);
  buf_release(&s->durable_catalog);
  s->durable_catalog = *catalog;
}

/* Folding takes as long as the merge was large, and memory does not wait for it. */
static bool between(struct store *s, struct err *err) {
  store_tidy(s);
  return s->n_sealed == 0 || store_flush_sealed(s, err);
}

/* What is being written, and the version that it can be said to be sorted by. */
static struct snapshot *snapshot_of_taking(struct store *s, uint64_t *ret_written) {
  struct catalog c;
  struct frozen *run = s->taking ? store_only_run(s, s->taking, ret_written) : NULL;
  pthread_mutex_lock(&s->lock);
  uint32_t n = (uint32_t)s->pieces_taking;
  catalog_copy(&c, &s->catalog);
  struct snapshot *snap = snapshot_make(&c, s->pieces.p, n, &run, run != NULL, s->durable);
  for (uint32_t i = 0; i < n; i++)
    snapshot_leave(snap, i, s->pieces.p[i]->dirt.asked_gone);
  if (n) *ret_written = s->pieces.p[0]->dirt.asked;
  pthread_mutex_unlock(&s->lock);
  frozen_unref(run);
  return snap;
}

static bool write_taking(struct store *s, struct err *err) {
  struct buf catalog = BUF_INIT;
  struct part *p;
  uint64_t written;
  struct snapshot *snap = snapshot_of_taking(s, &written);
  bool ok = store_write_part(s, snap, snap->n_parts ? between : NULL, &p, err);
  snapshot_free(snap);
  if (!ok) return false;
  dirty_open(p, &(struct manifest_part){.written = written, .taken = written});
  catalog_encode_reaching(buf_str(&s->durable_catalog), p, &catalog);
  if (!switch_to(s, p, &catalog, err)) {
    part_unref(p);
    buf_release(&catalog);
    return false;
  }
  s->bytes_compacted += p->bytes;
  take_place(s, p, &catalog);
  return !fault_hit(FAULT_manifest_switched) ||
         err_fail(err, ERR_io, "%s" ERR_SEP "fault manifest_switched", s->dir);
}

/* What an earlier attempt could not write comes first, and then what came since. */
bool store_take_moved(struct store *s, struct err *err) {
  if (s->persons_lsn == 0) return true;
  if (taking(s) && !write_taking(s, err)) return false;
  return settle_and_ask(s, err) && (!taking(s) || write_taking(s, err));
}
