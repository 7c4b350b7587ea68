/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From sealed memtables to parts, beside the applier and snapshots.
 *
 * A change of the live set is always: write the new part completely, sync it, switch the manifest
 * by one rename, and only then forget the old files or the memtable.  Whatever stops the program in
 * between leaves either the old or the new set.  A failure leaves the old one in memory too, and
 * takes back the file it wrote.  Only when the switch itself failed after its rename is the outcome
 * unknown: then the file stays, until a later manifest that does not name it is durable [F 10].
 *
 * One thread at a time works.  A merge of parts flushes between its batches what is sealed
 * meanwhile, so memory does not wait for long merges; who waits to flush is told. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/panic.h"
#include "store/store_int.h"

#define PACE_SLICE_NS INT64_C(20000000) /* how soon a change of the limit is noticed */

/* ---- who works ---- */

void store_begin_work(struct store *s) {
  must(s->write);
  pthread_mutex_lock(&s->turn);
  while (s->working)
    pthread_cond_wait(&s->turned, &s->turn);
  s->working = true;
  pthread_mutex_unlock(&s->turn);
}

void store_end_work(struct store *s) {
  pthread_mutex_lock(&s->turn);
  s->working = false;
  pthread_cond_broadcast(&s->turned);
  pthread_mutex_unlock(&s->turn);
}

/* As store_begin_work, but false as soon as everything below lsn is durable by another's work. */
static bool begin_unless_durable(struct store *s, uint64_t lsn) {
  pthread_mutex_lock(&s->turn);
  while (s->working && s->durable < lsn)
    pthread_cond_wait(&s->turned, &s->turn);
  bool mine = s->durable < lsn;
  if (mine) s->working = true;
  pthread_mutex_unlock(&s->turn);
  return mine;
}

/* ---- writing slowly ---- */

/* Sleeps off `bytes` just written.  What is not slept because somebody is in a hurry is owed. */
static void pace(struct store *s, uint64_t bytes, bool flushing) {
  struct clock *k = clock_system();
  int64_t now = k->mono(k).ns;
  uint64_t limit = s->limit;
  if (limit == 0) {
    s->pace_ns = 0;
    return;
  }
  if (s->pace_ns < now) s->pace_ns = now;
  s->pace_ns += (int64_t)((double)bytes / (double)limit * 1e9);
  while (now < s->pace_ns && s->limit == limit && !s->interrupted && s->n_sealed <= flushing) {
    int64_t left = s->pace_ns - now < PACE_SLICE_NS ? s->pace_ns - now : PACE_SLICE_NS;
    nanosleep(&(struct timespec){.tv_nsec = left}, NULL);
    now = k->mono(k).ns;
  }
  if (s->limit != limit) s->pace_ns = now;
}

/* ---- one part ---- */

struct scan_col_want *all_columns(const struct catalog *c, uint32_t *ret_n) {
  struct scan_col_want *cols = must_calloc((size_t)c->props.n * V_TYPES + 1, sizeof *cols);
  uint32_t n = 0;
  for (uint32_t p = 0; p < c->props.n; p++)
    for (int t = 1; t < V_TYPES; t++)
      if (c->prop.p[p].rows[t]) cols[n++] = (struct scan_col_want){p, (enum vtype)t};
  *ret_n = n;
  return cols;
}

struct part_job {
  struct store *s;
  struct part_writer *w;
  struct scanner *scan;
  struct intern own; /* strings of the only source */
  const struct intern *strings;
  between_fn *between;
  through_fn *through; /* may be NULL */
  void *ctx;
  uint64_t bytes;
  bool unpaced; /* somebody waits who is not the one who works */
};

static bool add_to_part(void *ctx, const struct scan_batch *b, struct err *err) {
  struct part_job *j = ctx;
  if (j->through && !(b = j->through(j->ctx, b, j->strings))) return true;
  if (!part_writer_add(j->w, b, j->strings, err)) return false;
  uint64_t bytes = part_writer_bytes(j->w);
  if (!j->unpaced) pace(j->s, bytes - j->bytes, j->between == NULL);
  j->bytes = bytes;
  return !j->between || j->between(j->s, err);
}

static char *part_path(const struct store *s, uint64_t id) {
  char name[PART_NAME_BYTES], *path = must_malloc(strlen(s->dir) + sizeof name + 2);
  part_name(id, name);
  sprintf(path, "%s/%s", s->dir, name);
  return path;
}

void store_forget_file(struct store *s, uint64_t id) {
  char *path = part_path(s, id);
  struct err ignored;
  err_clear(&ignored);
  if (!io_unlink(s->io, path, &ignored)) vec_push(&s->strays, id);
  free(path);
}

bool store_write_part(struct store *s, const struct snapshot *snap, between_fn *between,
                      struct part **ret, struct err *err) {
  return store_write_part_through(s, snap, between, NULL, NULL, ret, err);
}

static bool write_file(struct part_job *j, const struct snapshot *snap, uint64_t id,
                       struct err *err) {
  struct scan_want want = {
      .all_events = true, .lsn = true, .subjects = true, .t_max = INT64_MAX, .only = UINT32_MAX};
  struct scan_col_want *cols = all_columns(&snap->catalog, &want.n_cols);
  struct store *s = j->s;
  want.cols = cols;
  bool ok = scanner_new(snap, &want, &j->scan, err) &&
            part_writer_new(s->io, s->dir, id, cols, want.n_cols, snapshot_mixed(snap), &j->w, err);
  if (ok && j->between == NULL) part_writer_hurry(j->w); /* what a flush writes is merged soon */
  if (ok && j->unpaced) part_writer_passing(j->w);
  if (ok) {
    j->scan->forget_strings = true;
    j->strings = scanner_keep_codes(j->scan, &j->own) ? &j->own : scanner_strings(j->scan);
  }
  for (uint32_t c = 0; ok && c < scan_chunks(snap); c++)
    ok = scanner_run(j->scan, c, add_to_part, j, err);
  ok = ok && part_writer_finish(j->w, err);
  part_writer_free(j->w);
  scanner_free(j->scan);
  free(cols);
  return ok;
}

bool store_write_part_through(struct store *s, const struct snapshot *snap, between_fn *between,
                              through_fn *through, void *ctx, struct part **ret, struct err *err) {
  uint64_t id = s->next_part++; /* never used twice, whatever comes of it */
  struct part_job j = {.s = s, .between = between, .through = through, .ctx = ctx};
  if (!write_file(&j, snap, id, err)) return false;
  bool ok = !fault_hit(FAULT_part_written) ||
            err_fail(err, ERR_io, "%s" ERR_SEP "fault part_written", s->dir);
  if (ok && part_open(s->io, s->dir, id, 0, 0, ret, err)) return true;
  store_forget_file(s, id);
  return false;
}

bool store_write_unnamed(struct store *s, const struct snapshot *snap, struct part **ret,
                         struct err *err) {
  uint64_t id = s->next_part++;
  struct part_job j = {.s = s, .unpaced = true};
  struct part *p = NULL;
  struct err ignored;
  if (!write_file(&j, snap, id, err)) return false;
  bool ok = part_open(s->io, s->dir, id, 0, 0, &p, err);
  char *path = part_path(s, id);
  if (!io_unlink(s->io, path, ok ? err : &ignored)) ok = false; /* the next opening does */
  free(path);
  if (!ok) {
    part_unref(p);
    return false;
  }
  *ret = p;
  return true;
}

struct manifest_part store_manifest_part(const struct part *p) {
  return (struct manifest_part){.id = p->id,
                                .bytes = p->bytes,
                                .rows = p->rows,
                                .sum = p->sum,
                                .written = p->dirt.written,
                                .taken = p->dirt.taken,
                                .moved = p->dirt.taken_rows};
}

void catalog_reach(struct catalog *c, const struct part *p) {
  if (p->n_blocks == 0) return;
  uint32_t last = p->blocks[p->n_blocks - 1].subject_last;
  if (last >= c->subjects) c->subjects = last + 1;
}

void catalog_encode_reaching(struct str encoded, const struct part *p, struct buf *ret) {
  struct cursor c = cur_of(encoded.p, encoded.n);
  struct catalog wider;
  must(catalog_decode(&c, true, &wider)); /* we encoded it */
  catalog_reach(&wider, p);
  catalog_encode(&wider, ret);
  catalog_release(&wider);
}

/* ---- the switch ---- */

static bool named_on_disk(struct store *s, uint64_t id) {
  struct manifest m;
  struct err ignored;
  bool found, named = false;
  err_clear(&ignored);
  if (!manifest_read(s->io, s->dir, &m, &found, &ignored)) return true; /* unknown: keep it */
  for (size_t i = 0; i < m.parts.n; i++)
    named |= m.parts.p[i].id == id;
  manifest_release(&m);
  return named;
}

bool store_switch(struct store *s, const struct manifest_part *live, uint32_t n, uint64_t durable,
                  struct str catalog, const struct part *fresh, struct err *err) {
  if (s->o.before_switch && !s->o.before_switch(s->o.ctx, err)) return false;
  if (!manifest_write(s->io, s->dir, s->next_part, durable, live, n, catalog, err)) {
    if (fresh && named_on_disk(s, fresh->id))
      vec_push(&s->strays, fresh->id);
    else if (fresh)
      store_forget_file(s, fresh->id);
    return false;
  }
  size_t strays = s->strays.n;
  for (size_t i = 0; i < strays; i++)
    store_forget_file(s, s->strays.p[i]); /* comes back at the end if it fails */
  if (strays)
    memmove(s->strays.p, s->strays.p + strays, (s->strays.n - strays) * sizeof *s->strays.p);
  s->strays.n -= strays;
  return true;
}

/* ---- flush ---- */

static bool flush_rows(struct store *s, struct memtable *m, struct part **ret, struct err *err) {
  uint64_t written;
  struct frozen *run = store_only_run(s, m, &written);
  *ret = NULL;
  if (!run) return true;
  struct catalog c;
  catalog_copy(&c, &m->catalog);
  struct snapshot *snap = snapshot_make(&c, NULL, 0, &run, 1, m->lsn);
  frozen_unref(run);
  bool ok = store_write_part(s, snap, NULL, ret, err);
  snapshot_free(snap);
  if (!ok) return false;
  dirty_open(*ret, &(struct manifest_part){.written = written, .taken = written});
  catalog_reach(&m->catalog, *ret);
  return true;
}

static void forget_memtable(struct store *s, struct memtable *m, struct part *p,
                            struct buf *catalog) {
  pthread_mutex_lock(&s->lock);
  must(s->sealed.p[0] == m);
  if (p) {
    vec_push(&s->parts, p);
    vec_push(&s->live, store_manifest_part(p));
  }
  store_gathering_flushed(s, p);
  memmove(s->sealed.p, s->sealed.p + 1, --s->sealed.n * sizeof *s->sealed.p);
  s->n_sealed = (uint32_t)s->sealed.n;
  s->unflushed -= m->bytes;
  s->durable = m->lsn;
  struct snapshot *stale = store_changed(s);
  pthread_mutex_unlock(&s->lock);
  snapshot_free(stale);
  buf_release(&s->durable_catalog);
  s->durable_catalog = *catalog;
  mem_unref(m);
  pthread_mutex_lock(&s->turn);
  pthread_cond_broadcast(&s->turned);
  pthread_mutex_unlock(&s->turn);
}

static bool flush_one(struct store *s, struct memtable *m, struct err *err) {
  struct part *p;
  if (!flush_rows(s, m, &p, err)) return false;
  struct buf catalog = BUF_INIT;
  VEC(struct manifest_part) live = {0};
  for (size_t i = 0; i < s->live.n; i++) {
    vec_push(&live, s->live.p[i]);
    catalog_reach(&m->catalog, s->parts.p[i]);
  }
  if (p) vec_push(&live, store_manifest_part(p));
  catalog_encode(&m->catalog, &catalog);
  bool ok = store_switch(s, live.p, (uint32_t)live.n, m->lsn, buf_str(&catalog), p, err);
  vec_free(&live);
  if (!ok) {
    part_unref(p);
    buf_release(&catalog);
    return false;
  }
  if (p) {
    s->flushes++;
    s->bytes_flushed += p->bytes;
  }
  forget_memtable(s, m, p, &catalog);
  return !fault_hit(FAULT_manifest_switched) ||
         err_fail(err, ERR_io, "%s" ERR_SEP "fault manifest_switched", s->dir);
}

bool store_flush_sealed(struct store *s, struct err *err) {
  if (s->damaged) {
    *err = s->damage;
    return false;
  }
  for (uint32_t n = s->n_sealed; n > 0; n--) {
    pthread_mutex_lock(&s->lock);
    struct memtable *m = s->sealed.p[0];
    pthread_mutex_unlock(&s->lock);
    if (!flush_one(s, m, err)) {
      s->failures++;
      return false;
    }
  }
  return true;
}

static bool flush_to(struct store *s, uint64_t lsn, struct err *err) {
  must(s->write);
  if (!begin_unless_durable(s, lsn)) return true;
  bool ok = true, did = s->parts.n >= PARTS_MANY;
  while (ok && did && s->parts.n >= PARTS_MANY)
    ok = store_merge_step(s, MERGE_DUE, &did, err);
  ok = ok && store_flush_sealed(s, err);
  store_end_work(s);
  return ok;
}

bool store_wants_tidy(const struct store *s) {
  return s->untidy;
}

bool store_wants_flush(const struct store *s) {
  return s->n_sealed > 0 || s->moved_large;
}

/* People whose rows cannot be gathered out of a damaged part are no reason to stop: the part still
 * has them, and scans say what is wrong. */
static bool flush_moved(struct store *s, struct err *err) {
  struct err why;
  store_begin_work(s);
  bool ok = store_take_moved(s, &why);
  if (!ok) s->failures++;
  store_end_work(s);
  if (ok || why.code == ERR_corrupt) return true;
  *err = why;
  return false;
}

bool store_flush(struct store *s, struct err *err) {
  pthread_mutex_lock(&s->lock);
  uint64_t lsn = s->sealed.n ? s->sealed.p[s->sealed.n - 1]->lsn : 0;
  pthread_mutex_unlock(&s->lock);
  if (!flush_to(s, lsn, err)) return false;
  return !s->moved_large || flush_moved(s, err);
}

bool store_flush_all(struct store *s, struct err *err) {
  pthread_mutex_lock(&s->lock);
  uint64_t lsn = s->applied;
  bool newest = s->sealed.n && s->sealed.p[s->sealed.n - 1]->lsn >= lsn;
  if (s->durable < lsn && !newest) store_seal(s);
  pthread_mutex_unlock(&s->lock);
  return flush_to(s, lsn, err) && flush_moved(s, err);
}

void store_limit_writes(struct store *s, uint64_t bytes_per_second) {
  s->limit = bytes_per_second;
}

void store_press(struct store *s, bool pressed) {
  s->pressed = pressed;
}

void store_interrupt(struct store *s, bool stop) {
  s->interrupted = stop;
}
