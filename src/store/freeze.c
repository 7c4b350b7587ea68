/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Snapshots of fresh rows.
 *
 * A snapshot takes away the segments that nobody has put in order yet (a pointer swap under the
 * lock; the applier goes on in another segment) and makes a run of them beside the applier.  So the
 * price of a snapshot is that of the rows since the last one.  Runs are merged so that each is
 * larger than all later ones together: about log2(n) runs, and a row is copied about log2(n) times
 * until it is in a part.  A snapshot merges small runs only, so that its delay is bounded; upkeep
 * merges the rest. */
#include <stdlib.h>

#include "base/panic.h"
#include "store/share_int.h"
#include "store/store_int.h"

/* Segments taken from a memtable, and the strings their codes are of. */
struct raw {
  struct memtable *m;
  VEC(struct segment *) segs;
  const struct str *strings;
  uint32_t n_strings;
};

/* Caller holds the lock. */
static bool take_raw(struct store *s, struct memtable *m, struct raw *ret) {
  if (m->tail && m->tail->rows) {
    vec_push(&m->full, m->tail);
    m->tail = segments_take(&s->spare);
    if (!m->tail) m->tail = segment_new();
  }
  if (m->full.n == 0) return false;
  *ret = (struct raw){.m = mem_ref(m), .strings = m->strings->at, .n_strings = m->strings->n};
  ret->segs.p = m->full.p;
  ret->segs.n = m->full.n;
  ret->segs.cap = m->full.cap;
  m->full.p = NULL;
  m->full.n = m->full.cap = 0;
  return true;
}

static void reuse(struct store *s, struct segment *g) {
  if (g->cap <= 2 * SEGMENT_ROWS) {
    segment_reset(g);
    pthread_mutex_lock(&s->lock);
    if (segments_keep(&s->spare, g, s->o.memtable_bytes)) g = NULL;
    pthread_mutex_unlock(&s->lock);
  }
  segment_free(g);
}

/* Caller holds freezing. */
static void freeze_raw(struct store *s, struct raw *r) {
  uint32_t n = (uint32_t)r->segs.n;
  struct run_input *in = must_calloc(n, sizeof *in);
  for (uint32_t i = 0; i < n; i++)
    in[i].seg = r->segs.p[i];
  struct frozen *run = run_build(r->m->strings, r->strings, r->n_strings, in, n,
                                 &s->lineage->persons, s->persons_lsn);
  vec_push(&r->m->runs, run);
  for (uint32_t i = 0; i < n; i++) {
    if (r->m->building)
      vec_push(&r->m->read, r->segs.p[i]);
    else
      reuse(s, r->segs.p[i]);
  }
  free(in);
  vec_free(&r->segs);
  mem_unref(r->m);
}

/* Caller holds freezing. */
static void freeze_fresh(struct store *s, struct memtable *m) {
  struct raw r;
  pthread_mutex_lock(&s->lock);
  bool any = take_raw(s, m, &r);
  pthread_mutex_unlock(&s->lock);
  if (any) freeze_raw(s, &r);
}

/* ---- people who moved ---- */

static bool has_person(const struct frozen *f, uint32_t person) {
  uint32_t lo = 0, hi = f->rows;
  while (lo < hi) {
    uint32_t mid = lo + (hi - lo) / 2;
    if (f->subject[mid] < person)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo < f->rows && f->subject[lo] == person;
}

/* Somebody left a person whose rows are in the run. */
static bool outdated(const struct frozen *f, const struct persons *q) {
  for (size_t i = persons_since(q, f->written); i < q->history.n; i++)
    if (has_person(f, q->history.p[i].from)) return true;
  return false;
}

/* Runs sorted by persons of before are sorted again, if that makes a difference.  Caller holds
 * freezing. */
static void refresh_runs(struct store *s, struct memtable *m) {
  uint64_t version = s->persons_lsn;
  for (size_t i = 0; i < m->runs.n; i++) {
    struct frozen *f = m->runs.p[i];
    if (f->written == version) continue;
    if (outdated(f, &s->lineage->persons)) {
      struct run_input in = {.run = f};
      m->runs.p[i] =
          run_build(f->mem, f->strings, f->n_strings, &in, 1, &s->lineage->persons, version);
      frozen_unref(f);
    } else {
      f->written = version;
    }
  }
}

/* ---- merging ---- */

/* The latest runs from index `least` on that should be one: some run is no larger than those that
 * follow it together. */
static bool due(const struct memtable *m, uint32_t least, uint64_t rows_max, uint32_t *ret_from,
                uint32_t *ret_end) {
  for (uint32_t end = (uint32_t)m->runs.n; end >= least + 2; end--) {
    uint32_t from = end - 1;
    uint64_t sum = m->runs.p[from]->rows;
    while (from > least && m->runs.p[from - 1]->rows <= sum &&
           sum + m->runs.p[from - 1]->rows <= rows_max)
      sum += m->runs.p[--from]->rows;
    if (from + 1 == end) continue;
    *ret_from = from;
    *ret_end = end;
    return true;
  }
  return false;
}

/* The last of them knows all strings of the others. */
static struct frozen *merged(struct frozen *const *runs, uint32_t n, uint64_t written) {
  struct run_input *in = must_calloc(n, sizeof *in);
  for (uint32_t i = 0; i < n; i++)
    in[i].run = runs[i];
  struct frozen *f = run_build(runs[n - 1]->mem, runs[n - 1]->strings, runs[n - 1]->n_strings, in,
                               n, NULL, written);
  free(in);
  return f;
}

/* Caller holds freezing. */
static void replace_runs(struct memtable *m, uint32_t from, uint32_t end, struct frozen *by) {
  for (uint32_t i = from; i < end; i++)
    frozen_unref(m->runs.p[i]);
  m->runs.p[from] = by;
  memmove(m->runs.p + from + 1, m->runs.p + end, (m->runs.n - end) * sizeof *m->runs.p);
  m->runs.n -= end - from - 1;
}

/* Caller holds freezing.  Into runs of at most `most`; true when larger ones should be merged too.
 */
static bool merge_small(struct store *s, struct memtable *m, uint64_t most) {
  uint32_t from, end;
  if (m->runs.n > RUNS_MAX) most = UINT64_MAX;
  while (due(m, m->busy_end, most, &from, &end))
    replace_runs(m, from, end, merged(m->runs.p + from, end - from, s->persons_lsn));
  return due(m, m->busy_end, UINT64_MAX, &from, &end);
}

/* Caller holds freezing and has refreshed the runs; it is let go during the work.  Snapshots add
 * and merge runs behind `end` only, so the places of ours stay; if they sort one of ours again
 * meanwhile, because people were merged, the next snapshot does so with the merged run. */
static void merge_beside(struct store *s, struct memtable *m, uint32_t from, uint32_t end) {
  uint32_t n = end - from;
  uint64_t written = s->persons_lsn;
  struct frozen **old = must_calloc(n, sizeof(struct frozen *));
  for (uint32_t i = 0; i < n; i++)
    old[i] = frozen_ref(m->runs.p[from + i]);
  m->busy_end = end;
  pthread_mutex_unlock(&s->freezing);
  struct frozen *one = merged(old, n, written);
  pthread_mutex_lock(&s->freezing);
  m->busy_end = 0;
  replace_runs(m, from, end, one);
  pthread_mutex_lock(&s->lock);
  struct snapshot *stale = store_changed(s); /* holds the old runs */
  pthread_mutex_unlock(&s->lock);
  snapshot_free(stale);
  for (uint32_t i = 0; i < n; i++)
    frozen_unref(old[i]);
  free(old);
}

bool store_tidy(struct store *s) {
  uint32_t from, end;
  pthread_mutex_lock(&s->lock);
  struct memtable *m = mem_ref(s->mem);
  pthread_mutex_unlock(&s->lock);
  pthread_mutex_lock(&s->freezing);
  refresh_runs(s, m);
  bool any = due(m, 0, UINT64_MAX, &from, &end);
  if (!any) s->untidy = false;
  if (any) merge_beside(s, m, from, end);
  pthread_mutex_unlock(&s->freezing);
  mem_unref(m);
  return any;
}

/* Caller holds freezing; it is let go during the work.  All rows of a sealed memtable that nobody
 * has asked for yet: perhaps millions, and the caller is in no hurry; a snapshot must not wait for
 * either.  One that comes meanwhile takes
 * the segments as always, and then what was made here is of no use.  People may be merged
 * meanwhile, so the order is that of a copy of the persons. */
static void freeze_all_beside(struct store *s, struct memtable *m) {
  VEC(struct segment *) segs = {0};
  struct persons persons;
  uint64_t written = s->persons_lsn;
  persons_copy_now(&persons, &s->lineage->persons);
  pthread_mutex_lock(&s->lock);
  for (size_t i = 0; i < m->full.n; i++)
    vec_push(&segs, m->full.p[i]);
  const struct str *strings = m->strings->at;
  uint32_t n_strings = m->strings->n;
  pthread_mutex_unlock(&s->lock);
  struct run_input *in = must_calloc(segs.n, sizeof *in);
  for (size_t i = 0; i < segs.n; i++)
    in[i].seg = segs.p[i];
  m->building = true;
  pthread_mutex_unlock(&s->freezing);
  struct frozen *run =
      run_build(m->strings, strings, n_strings, in, (uint32_t)segs.n, &persons, written);
  persons_release(&persons);
  pthread_mutex_lock(&s->freezing);
  m->building = false;
  pthread_mutex_lock(&s->lock);
  bool ours = m->full.n > 0;
  m->full.n = 0;
  pthread_mutex_unlock(&s->lock);
  if (ours)
    vec_push(&m->runs, run);
  else
    frozen_unref(run);
  must(ours == (m->read.n == 0));
  for (size_t i = 0; i < segs.n; i++)
    reuse(s, segs.p[i]);
  m->read.n = 0;
  vec_free(&segs);
  free(in);
}

struct frozen *store_only_run(struct store *s, struct memtable *m, uint64_t *ret_written) {
  pthread_mutex_lock(&s->freezing);
  if (m->full.n > 0) freeze_all_beside(s, m);
  freeze_fresh(s, m);
  refresh_runs(s, m);
  if (m->runs.n > 1) merge_beside(s, m, 0, (uint32_t)m->runs.n);
  struct frozen *run = m->runs.n ? frozen_ref(m->runs.p[0]) : NULL;
  *ret_written = run ? run->written : 0;
  pthread_mutex_unlock(&s->freezing);
  return run;
}

/* ---- snapshots ---- */

static struct snapshot *cached(struct store *s) {
  if (s->cached) atomic_fetch_add(&s->cached->refs, 1);
  return s->cached;
}

/* What a snapshot will be made of, taken at one moment. */
struct moment {
  VEC(struct part *) parts;
  VEC(struct hidden *) gone; /* per part */
  const struct err *damage;  /* rows of people who were merged could not be gathered */
  VEC(struct memtable *) mems;
  VEC(struct raw) raws;
  struct catalog catalog;
  struct hidden *hidden;
  struct bounds *bounds;
  uint64_t lsn, version;
};

static void add_memtable(struct store *s, struct memtable *m, struct moment *t) {
  struct raw r;
  vec_push(&t->mems, mem_ref(m));
  if (take_raw(s, m, &r)) vec_push(&t->raws, r);
}

static void add_parts(struct moment *t, struct part *const *p, size_t n) {
  for (size_t i = 0; i < n; i++) {
    struct hidden *gone = p[i]->dirt.gone ? hidden_ref(p[i]->dirt.gone) : NULL;
    part_ref(p[i]);
    vec_push(&t->parts, p[i]);
    vec_push(&t->gone, gone);
  }
}

/* Caller holds the lock. */
static void take_moment(struct store *s, struct moment *t) {
  add_parts(t, s->parts.p, s->parts.n);
  add_parts(t, s->pieces.p, s->pieces.n);
  if (s->taking) add_memtable(s, s->taking, t);
  if (s->moved) add_memtable(s, s->moved, t);
  for (size_t i = 0; i < s->sealed.n; i++)
    add_memtable(s, s->sealed.p[i], t);
  add_memtable(s, s->mem, t);
  catalog_copy(&t->catalog, &s->catalog);
  if (s->hidden) {
    t->hidden = hidden_ref(s->hidden);
    share_subtract(s->hidden->share, &t->catalog);
  }
  t->bounds = bounds_ref(s->bounds);
  t->lsn = s->applied;
  t->version = s->version;
}

/* Caller holds freezing: order is made of what is new, and runs do not change until we are done. */
static struct snapshot *snapshot_of(struct store *s, struct moment *t) {
  VEC(struct frozen *) runs = {0};
  uint64_t fresh = 0;
  for (size_t i = 0; i < t->raws.n; i++) {
    for (size_t k = 0; k < t->raws.p[i].segs.n; k++)
      fresh += t->raws.p[i].segs.p[k]->rows;
    freeze_raw(s, &t->raws.p[i]);
  }
  uint64_t most = 2 * fresh > RUN_MERGE_ROWS ? 2 * fresh : RUN_MERGE_ROWS;
  for (size_t i = 0; i < t->mems.n; i++) {
    struct memtable *m = t->mems.p[i];
    /* The open one; of sealed and moved rows all runs are merged when they are written. */
    refresh_runs(s, m);
    if (merge_small(s, m, most) && m->lsn == 0 && i + 1 == t->mems.n) s->untidy = true;
    for (size_t k = 0; k < m->runs.n; k++)
      vec_push(&runs, m->runs.p[k]);
  }
  struct snapshot *n = snapshot_make(&t->catalog, t->parts.p, (uint32_t)t->parts.n, runs.p,
                                     (uint32_t)runs.n, t->lsn);
  n->lineage = lineage_ref(s->lineage);
  n->persons_lsn = s->persons_lsn;
  snapshot_hide(n, t->hidden);
  hidden_unref(t->hidden);
  n->retain = retain_new(t->bounds, &n->catalog);
  bounds_unref(t->bounds);
  if (t->damage) {
    n->damage = must_malloc(sizeof *n->damage);
    *n->damage = *t->damage;
  }
  for (size_t i = 0; i < t->parts.n; i++) {
    snapshot_leave(n, (uint32_t)i, t->gone.p[i]);
    hidden_unref(t->gone.p[i]);
    part_unref(t->parts.p[i]);
  }
  vec_free(&t->gone);
  for (size_t i = 0; i < t->mems.n; i++)
    mem_unref(t->mems.p[i]);
  vec_free(&t->parts);
  vec_free(&t->mems);
  vec_free(&t->raws);
  vec_free(&runs);
  return n;
}

struct snapshot *store_snapshot(struct store *s) {
  pthread_mutex_lock(&s->lock);
  struct snapshot *n = cached(s);
  pthread_mutex_unlock(&s->lock);
  if (n) return n;
  struct moment t = {0};
  struct err why;
  bool settled;
  err_clear(&why);
  pthread_mutex_lock(&s->freezing);
  do { /* a part may come meanwhile that nothing was gathered from */
    settled = dirty_settle(s, &why);
    pthread_mutex_lock(&s->lock);
    n = cached(s); /* another reader was faster */
    if (n || !settled || dirty_settled(s)) break;
    pthread_mutex_unlock(&s->lock);
  } while (true);
  if (!n) take_moment(s, &t);
  if (!settled) t.damage = &why;
  pthread_mutex_unlock(&s->lock);
  if (!n) {
    n = snapshot_of(s, &t);
    pthread_mutex_lock(&s->lock);
    if (s->version == t.version && settled) {
      atomic_fetch_add(&n->refs, 1);
      s->cached = n;
    }
    pthread_mutex_unlock(&s->lock);
  }
  pthread_mutex_unlock(&s->freezing);
  return n;
}
