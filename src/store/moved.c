/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gathered rows to a part.
 *
 * The rows of people who moved are in older parts still, so they need no log and may wait in memory
 * as long as there is room.  Writing them moves `taken` of the parts they came from in the same
 * switch of the manifest: before it they are gathered again after a crash, after it they are not.
 * Merges and purges of parts leave hidden rows behind, so what is hidden must be written first. */
#include <stdlib.h>

#include "base/fault.h"
#include "base/panic.h"
#include "store/store_int.h"

static struct hidden *keep(struct hidden *h) {
  return h ? hidden_ref(h) : NULL;
}

/* Caller has freezing and the lock: what is gathered is what will be written. */
static void ask(struct store *s) {
  s->taking = s->moved;
  s->moved = NULL;
  s->moved_large = false;
  for (size_t i = 0; i < s->parts.n; i++) {
    struct dirt *d = &s->parts.p[i]->dirt;
    hidden_unref(d->asked_gone);
    d->asked = d->gathered;
    d->asked_gone = keep(d->gone);
    d->asked_rows = d->gone_rows;
  }
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
      if (!s->taking) promote(s);
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
  struct memtable *m = s->taking;
  pthread_mutex_lock(&s->lock);
  promote(s);
  vec_push(&s->parts, p);
  vec_push(&s->live, store_manifest_part(p));
  s->taking = NULL;
  s->unflushed -= m->bytes;
  struct snapshot *stale = store_changed(s);
  pthread_mutex_unlock(&s->lock);
  snapshot_free(stale);
  mem_unref(m);
  buf_release(&s->durable_catalog);
  s->durable_catalog = *catalog;
}

static bool write_taking(struct store *s, struct err *err) {
  struct buf catalog = BUF_INIT;
  struct catalog c;
  struct part *p;
  uint64_t written;
  struct frozen *run = store_only_run(s, s->taking, &written);
  pthread_mutex_lock(&s->lock);
  catalog_copy(&c, &s->catalog);
  pthread_mutex_unlock(&s->lock);
  struct snapshot *snap = snapshot_make(&c, NULL, 0, &run, 1, s->durable);
  frozen_unref(run);
  bool ok = store_write_part(s, snap, NULL, &p, err);
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
  if (s->taking && !write_taking(s, err)) return false;
  return settle_and_ask(s, err) && (!s->taking || write_taking(s, err));
}
