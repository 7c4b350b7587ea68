/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People who were merged or taken apart after their rows were sorted.
 *
 * A part is sorted by the persons of one version, `written`.  When a subject leaves its person, the
 * rows it has there stand in the wrong place, and one cannot tell them from the others' without
 * reading; so all rows of that person are taken out of the part once: hidden there from now on, and
 * gathered, sorted by the persons of today, as a run in memory beside those of fresh rows.  Whoever
 * only receives subjects stays where he is, because scans merge sources anyway.
 *
 * Which persons are gone follows from the history alone: whom any subject left since `written`,
 * also one that came since and has no rows there.  So after a crash the same ones are gone again,
 * and `taken` says which of them need not be gathered once more: their rows have become a part of
 * its own since.  (Asking whether the subject was there already would gather less, but then a
 * merged part could not take over what was gathered from those it is made of: for one of them the
 * subject was there, for another not.)  Compaction leaves the hidden rows behind.
 *
 * Gathering happens when the first snapshot after a merge is taken, for all merges since the last
 * one together and beside the applier, or before by upkeep; it reads the blocks that the people are
 * in.  Rows of memtables need none of this: runs in which somebody left are sorted again. */
#include <stdlib.h>

#include "base/panic.h"
#include "store/dirty_int.h"

#define DIRTY_SHARE 8 /* a part of which more than one row in so many moved is written again */

void dirt_release(struct dirt *d) {
  hidden_unref(d->gone);
  hidden_unref(d->taken_gone);
  hidden_unref(d->asked_gone);
}

static int number_order(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

/* Takes the numbers over; NULL if there are none. */
static struct hidden *set_of(numbers *v) {
  uint32_t n = 0;
  if (v->n == 0) {
    vec_free(v);
    return NULL;
  }
  qsort(v->p, v->n, sizeof *v->p, number_order);
  for (size_t i = 0; i < v->n; i++)
    if (n == 0 || v->p[n - 1] != v->p[i]) v->p[n++] = v->p[i];
  struct hidden *h = must_calloc(1, sizeof *h);
  atomic_init(&h->refs, 1);
  h->subject = v->p;
  h->n = n;
  return h;
}

/* Persons that somebody left in [from, to). */
static struct hidden *leavers(const struct persons *q, uint64_t from, uint64_t to,
                              const struct hidden *less) {
  numbers v = {0};
  for (size_t i = persons_since(q, from); i < q->history.n && q->history.p[i].lsn < to; i++) {
    uint32_t person = q->history.p[i].from;
    if (!less || !hidden_has(less, person)) vec_push(&v, person);
  }
  return set_of(&v);
}

static void join(numbers *v, const struct hidden *h, const struct hidden *less) {
  for (uint32_t i = 0; h && i < h->n; i++)
    if (!less || !hidden_has(less, h->subject[i])) vec_push(v, h->subject[i]);
}

static struct hidden *keep(struct hidden *h) {
  return h ? hidden_ref(h) : NULL;
}

/* ---- versions of parts ---- */

void dirty_open(struct part *p, const struct manifest_part *mp) {
  p->dirt = (struct dirt){.written = mp->written,
                          .taken = mp->taken,
                          .gathered = mp->taken,
                          .gone_rows = mp->moved,
                          .taken_rows = mp->moved,
                          .known = mp->written == mp->taken};
}

void dirty_begin(struct part *fresh, const struct part *old) {
  fresh->dirt = (struct dirt){.written = old->dirt.taken,
                              .taken = old->dirt.taken,
                              .gathered = old->dirt.taken,
                              .known = true};
}

void dirty_succeed(struct part *fresh, struct part *const *old, uint32_t n) {
  numbers v = {0};
  for (uint32_t i = 0; i < n; i++) {
    const struct dirt *d = &old[i]->dirt;
    must(d->taken == fresh->dirt.written && d->gathered == old[0]->dirt.gathered);
    join(&v, d->gone, d->taken_gone);
    fresh->dirt.gone_rows += d->gone_rows - d->taken_rows;
  }
  fresh->dirt.gathered = old[0]->dirt.gathered;
  fresh->dirt.gone = set_of(&v);
}

void dirty_again(struct part *p) {
  struct dirt *d = &p->dirt;
  if (!d->known) return; /* nothing was */
  hidden_unref(d->gone);
  d->gathered = d->taken;
  d->gone = keep(d->taken_gone);
  d->gone_rows = d->taken_rows;
}

void dirty_let_go(struct store *s, struct memtable **ret_moved, parts_gone *ret_pieces) {
  *ret_moved = s->moved;
  if (s->moved) s->unflushed -= s->moved->bytes;
  s->moved = NULL;
  s->moved_large = false;
  pieces_drop(s, s->pieces.n, ret_pieces);
  for (size_t i = 0; i < s->parts.n; i++)
    dirty_again(s->parts.p[i]);
}

uint64_t dirty_own_rows(const struct part *p) {
  return p->rows - p->dirt.taken_rows;
}

bool dirty_much(const struct part *p) {
  return p->dirt.gone_rows * DIRTY_SHARE > p->rows;
}

/* ---- settling ---- */

struct settling {
  VEC(struct part *) parts; /* referenced */
  VEC(struct hidden *) who; /* per part; NULL: nobody */
  VEC(uint64_t) rows;
  struct gathering g;
  uint64_t version;
};

static bool due(const struct store *s, const struct part *p) {
  return !p->dirt.known || p->dirt.gathered < s->persons_lsn;
}

bool dirty_settled(const struct store *s) {
  for (size_t i = 0; i < s->parts.n; i++)
    if (due(s, s->parts.p[i])) return false;
  for (size_t i = 0; i < s->pieces.n; i++)
    if (due(s, s->pieces.p[i])) return false;
  return true;
}

static void settling_release(struct settling *t) {
  for (size_t i = 0; i < t->parts.n; i++)
    part_unref(t->parts.p[i]);
  for (size_t i = 0; i < t->who.n; i++)
    hidden_unref(t->who.p[i]);
  vec_free(&t->parts);
  vec_free(&t->who);
  vec_free(&t->rows);
  vec_free(&t->g.code);
  vec_free(&t->g.which);
  segment_free(t->g.seg);
  mem_strings_unref(t->g.own);
  parts_release(&t->g.pieces);
}

/* The history is there now: who was gone when the manifest was written. */
static void know(struct store *s, struct part *p) {
  struct dirt *d = &p->dirt;
  struct hidden *gone = leavers(&s->lineage->persons, d->written, d->taken, NULL);
  pthread_mutex_lock(&s->lock);
  d->taken_gone = gone;
  d->gone = keep(gone);
  d->known = true;
  pthread_mutex_unlock(&s->lock);
}

static bool gather_all(struct store *s, struct settling *t, struct memtable *m, struct err *err) {
  t->g.seg = segment_new();
  t->g.strings = m->strings;
  for (size_t i = 0; i < t->parts.n; i++) {
    struct part *p = t->parts.p[i];
    if (!p->dirt.known) know(s, p);
    const struct dirt *d = &p->dirt;
    uint64_t before = t->g.rows;
    vec_push(&t->who, leavers(&s->lineage->persons, d->gathered, t->version, d->gone));
    if (t->who.p[i] && !dirty_gather(s, p, t->who.p[i], &t->g, err)) return false;
    vec_push(&t->rows, t->g.rows - before);
  }
  return t->g.pieces.n == 0 || t->g.seg->rows == 0 || dirty_spill(&t->g, err);
}

static bool live(const struct store *s, const struct part *p) {
  for (size_t i = 0; i < s->parts.n; i++)
    if (s->parts.p[i] == p) return true;
  for (size_t i = 0; i < s->pieces.n; i++)
    if (s->pieces.p[i] == p) return true;
  return false;
}

static void count_gone(struct settling *t) {
  for (size_t i = 0; i < t->parts.n; i++) {
    struct dirt *d = &t->parts.p[i]->dirt;
    numbers v = {0};
    d->gathered = t->version;
    if (!t->who.p[i]) continue;
    join(&v, d->gone, NULL);
    join(&v, t->who.p[i], NULL);
    hidden_unref(d->gone);
    d->gone = set_of(&v);
    d->gone_rows += t->rows.p[i];
  }
}

/* Caller has the lock. */
static void keep_gathered(struct store *s, struct settling *t, struct memtable *m,
                          struct frozen *run) {
  size_t bytes = run ? t->g.bytes : s->moved == m ? t->g.left : 0;
  if (run) {
    vec_push(&m->runs, run);
    m->rows += run->rows;
    if (!s->moved) s->moved = mem_ref(m);
  }
  m->bytes += bytes;
  s->unflushed += bytes;
  for (size_t i = 0; i < t->g.pieces.n; i++)
    vec_push(&s->pieces, t->g.pieces.p[i]);
  if (t->g.pieces.n || m->bytes >= s->o.memtable_bytes) s->moved_large = true;
  t->g.pieces.n = 0;
}

/* The gathered rows count from this moment, and not in their parts any more.  Not when a part was
 * replaced meanwhile: then its successor is asked. */
static bool commit(struct store *s, struct settling *t, struct memtable *m, struct frozen *run) {
  struct snapshot *stale = NULL;
  bool ok = true;
  pthread_mutex_lock(&s->lock);
  for (size_t i = 0; i < t->parts.n; i++)
    ok &= live(s, t->parts.p[i]);
  if (ok) {
    count_gone(t);
    keep_gathered(s, t, m, run);
    stale = store_changed(s);
  }
  pthread_mutex_unlock(&s->lock);
  snapshot_free(stale);
  return ok;
}

static bool settle_once(struct store *s, struct settling *t, struct err *err) {
  struct memtable *m = s->moved ? mem_ref(s->moved) : mem_new(NULL);
  t->g.s = s;
  t->g.version = t->version;
  bool ok = gather_all(s, t, m, err);
  if (ok) {
    struct run_input in = {.seg = t->g.seg};
    struct frozen *run = NULL;
    if (t->g.seg->rows)
      run = run_build(m->strings, m->strings->at, m->strings->n, &in, 1, &s->lineage->persons,
                      t->version);
    if (!commit(s, t, m, run)) frozen_unref(run);
  }
  mem_unref(m);
  return ok;
}

static void add_due(const struct store *s, struct settling *t, struct part *const *p, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (due(s, p[i])) {
      part_ref(p[i]);
      vec_push(&t->parts, p[i]);
    }
}

bool dirty_settle(struct store *s, struct err *err) {
  size_t most = s->write ? s->o.memtable_bytes : 0;
  for (bool ok = true;;) {
    struct settling t = {.version = s->persons_lsn, .g.most = most};
    pthread_mutex_lock(&s->lock);
    add_due(s, &t, s->parts.p, s->parts.n);
    add_due(s, &t, s->pieces.p, s->pieces.n);
    pthread_mutex_unlock(&s->lock);
    bool done = t.parts.n == 0;
    if (!done) ok = settle_once(s, &t, err);
    if (t.g.refused) { /* once more, in memory */
      most = 0;
      ok = true;
    }
    settling_release(&t);
    if (done) s->moves = 0; /* more come with freezing only */
    if (done || !ok) return ok;
  }
}

bool store_wants_settle(const struct store *s) {
  return s->moves >= STORE_MOVES_MAX;
}

bool store_settle(struct store *s, struct err *err) {
  pthread_mutex_lock(&s->freezing);
  bool ok = dirty_settle(s, err);
  pthread_mutex_unlock(&s->freezing);
  return ok;
}

/* ---- who moved ---- */

bool store_persons(struct store *s, uint64_t lsn, const struct person_move *m, uint32_t n,
                   struct err *err) {
  bool ok = true;
  pthread_mutex_lock(&s->freezing);
  pthread_mutex_lock(&s->lock);
  size_t before = s->lineage->persons.history.n;
  must(lsn >= s->persons_lsn);
  pthread_rwlock_wrlock(&s->lineage->lock);
  for (uint32_t i = 0; ok && i < n; i++) {
    ok = persons_may_move(&s->lineage->persons, m[i].subject, m[i].to);
    if (ok) persons_move(&s->lineage->persons, lsn, m[i].subject, m[i].to);
  }
  if (!ok) persons_take_back(&s->lineage->persons, before);
  pthread_rwlock_unlock(&s->lineage->lock);
  struct snapshot *stale = NULL;
  if (ok) {
    s->persons_lsn = lsn + 1;
    s->moves += n;
    stale = store_changed(s);
  } else {
    err_fail(err, ERR_corrupt, "%s" ERR_SEP "a record of merged people makes no sense", s->dir);
  }
  pthread_mutex_unlock(&s->lock);
  pthread_mutex_unlock(&s->freezing);
  snapshot_free(stale);
  return ok;
}

uint64_t store_persons_lsn(const struct store *s) {
  return s->persons_lsn;
}

uint64_t store_persons_wanted(const struct store *s) {
  uint64_t most = 0;
  for (size_t i = 0; i < s->live.n; i++)
    if (s->live.p[i].taken > most) most = s->live.p[i].taken;
  return most;
}
