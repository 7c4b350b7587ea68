/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal verify` of the columns: every byte under its checksum, every invariant of format.h that
 * can be checked from the files alone.  Damage is reported and the next block looked at, so that
 * the list says what is affected and not only that something is. */
#include <stdio.h>
#include <stdlib.h>

#include "base/panic.h"
#include "kernel/bits.h"
#include "kernel/range.h"
#include "store/store_int.h"

struct checker {
  void (*bad)(void *ctx, const struct err *what);
  void *ctx;
  const struct pace *pace;
  const struct part *p;
  struct scanner *s;
  /* the last row seen: keys ascend across blocks [F 3] */
  bool any;
  uint32_t subject;
  int64_t time;
  uint64_t lsn;
};

static void report(struct checker *k, uint32_t block, const char *what) {
  struct err err;
  err_clear(&err);
  part_damaged(k->p, block, what, &err);
  k->bad(k->ctx, &err);
}

static const char *check_order(struct checker *k, const struct dblock *d) {
  for (uint32_t p = 0; p < d->n_people; p++) {
    uint32_t begin = d->row_begin[p], end = d->row_begin[p + 1];
    if (begin >= end || d->first[p] != d->time[begin]) return "first times";
    for (uint32_t r = begin; r < end; r++) {
      bool above = !k->any || d->person[p] > k->subject ||
                   (d->person[p] == k->subject &&
                    (d->time[r] > k->time || (d->time[r] == k->time && d->lsn[r] > k->lsn)));
      if (!above) return "order of rows";
      k->any = true;
      k->subject = d->person[p];
      k->time = d->time[r];
      k->lsn = d->lsn[r];
    }
  }
  return NULL;
}

static const char *check_statistics(const struct block_info *b, const struct dblock *d) {
  int64_t lo, hi;
  if (d->n_people != b->people || d->n_rows != b->rows) return "number of rows";
  if (d->person[0] != b->subject_first) return "first subject";
  range_i64(d->time, d->n_rows, &lo, &hi);
  if (lo != b->time_min || hi != b->time_max) return "range of time";
  range_i64((const int64_t *)d->lsn, d->n_rows, &lo, &hi);
  if ((uint64_t)lo != b->lsn_min || (uint64_t)hi != b->lsn_max) return "range of lsn";
  uint8_t *seen = must_calloc(b->n_events, 1);
  uint32_t n = 0;
  for (uint32_t r = 0; r < d->n_rows; r++)
    for (uint32_t lo_i = 0, hi_i = b->n_events; lo_i < hi_i;) {
      uint32_t mid = lo_i + (hi_i - lo_i) / 2;
      if (b->events[mid] == d->event[r]) {
        n += !seen[mid];
        seen[mid] = 1;
        break;
      }
      if (b->events[mid] < d->event[r])
        lo_i = mid + 1;
      else
        hi_i = mid;
    }
  free(seen);
  return n == b->n_events ? NULL : "set of events";
}

/* The directory's least and greatest value of a column of numbers or times. */
static const char *check_column(const struct block_info *b, const struct col_plan *plan,
                                const struct dcol *c, uint32_t rows) {
  const struct section_info *info = block_section(b, SECTION_COLUMN, plan->prop, plan->type);
  if (!info) return NULL;
  if (bits_count(c->present, rows) != info->values) return "number of values";
  if ((plan->type != V_NUM && plan->type != V_TIME) || plan->wide || c->raw) return NULL;
  int64_t p = plan->type == V_NUM ? (int64_t)dec_pow10((unsigned)(plan->scale - c->scale)) : 1;
  int64_t lo = INT64_MAX, hi = INT64_MIN;
  for (uint32_t r = 0; r < rows; r++) {
    if (!bits_test(c->present, r)) continue;
    int64_t v = ((const int64_t *)c->values)[r];
    lo = v < lo ? v : lo;
    hi = v > hi ? v : hi;
  }
  return (i128)info->min * p == lo && (i128)info->max * p == hi ? NULL : "range of a property";
}

static void check_block(struct checker *k, uint32_t block) {
  struct cursor_of_source c = {.src = {.part = k->p}, .last_subject = UINT32_MAX};
  struct dblock *d = scanner_block(k->s, 0);
  struct err err;
  err_clear(&err);
  if (!block_decode(k->s, &c, block, d, &err)) {
    k->bad(k->ctx, &err);
    return;
  }
  const char *what = check_order(k, d);
  if (!what) what = check_statistics(&k->p->blocks[block], d);
  for (uint32_t i = 0; i < k->s->n_cols && !what; i++)
    what = check_column(&k->p->blocks[block], &k->s->plan[i], &d->cols[i], d->n_rows);
  if (what) report(k, block, what);
}

static bool check_part(struct checker *k, struct part *p, const struct catalog *catalog,
                       struct err *err) {
  struct catalog copy;
  catalog_copy(&copy, catalog);
  struct snapshot *snap = snapshot_make(&copy, &p, 1, NULL, 0, 0);
  struct scan_want want = {
      .all_events = true, .lsn = true, .subjects = true, .t_max = INT64_MAX, .only = UINT32_MAX};
  struct scan_col_want *cols = all_columns(catalog, &want.n_cols);
  want.cols = cols;
  bool made = scanner_new(snap, &want, &k->s, err), ok = made;
  k->p = p;
  k->any = false;
  for (uint32_t i = 0; ok && i < p->n_blocks; i++) {
    check_block(k, i);
    ok = pace_on(k->pace, p->bytes / p->n_blocks, err);
  }
  struct err unreadable;
  if (ok && !part_readable(p, &unreadable)) k->bad(k->ctx, &unreadable);
  scanner_free(made ? k->s : NULL);
  free(cols);
  snapshot_free(snap);
  return ok;
}

static void check_totals(struct checker *k, const char *dir, const struct manifest *m,
                         uint64_t rows) {
  struct err err;
  err_clear(&err);
  if (rows == m->catalog.rows) return;
  err_fail(&err, ERR_corrupt, "%s/manifest" ERR_SEP "%llu rows in parts, %llu in the catalogue",
           dir, (unsigned long long)rows, (unsigned long long)m->catalog.rows);
  k->bad(k->ctx, &err);
}

/* One manifest and its parts, all open before the first is looked at: after that a writer may merge
 * them and remove their names as it likes. */
struct opened {
  struct manifest m;
  struct str text; /* of the manifest */
  struct part **part;
  struct err *why; /* of parts that are NULL */
  bool gone;       /* one of them is not there */
};

static void release_opened(struct opened *o) {
  for (size_t i = 0; o->part && i < o->m.parts.n; i++)
    part_unref(o->part[i]);
  manifest_release(&o->m);
}

static bool open_once(struct io *io, const char *dir, struct arena *tmp, struct opened *ret,
                      struct err *err) {
  struct opened o = {0};
  bool found;
  catalog_init(&o.m.catalog);
  if (!manifest_text(io, dir, tmp, &o.text, &o.m, &found, err)) {
    manifest_release(&o.m);
    return false;
  }
  o.part = arena_array(tmp, struct part *, o.m.parts.n + 1);
  o.why = arena_array(tmp, struct err, o.m.parts.n + 1);
  for (size_t i = 0; i < o.m.parts.n; i++) {
    const struct manifest_part *mp = &o.m.parts.p[i];
    struct part *p = NULL;
    err_clear(&o.why[i]);
    bool ok = part_open(io, dir, mp->id, mp->bytes, mp->sum, &p, &o.why[i]) &&
              part_codes_known(p, &o.m.catalog, &o.why[i]);
    if (ok && p->rows != mp->rows)
      ok = err_fail(&o.why[i], ERR_corrupt, "%s" ERR_SEP "rows differ from the manifest", p->path);
    o.gone |= !ok && o.why[i].code == ERR_not_found_file;
    o.part[i] = ok ? p : NULL;
    if (!ok) part_unref(p);
  }
  *ret = o;
  return true;
}

/* A part that is not there means a newer manifest, or damage when it is still the same one. */
static bool open_parts(struct io *io, const char *dir, struct arena *tmp, struct opened *ret,
                       struct err *err) {
  struct opened now, before;
  if (!open_once(io, dir, tmp, &now, err)) return false;
  while (now.gone) {
    before = now;
    bool ok = open_once(io, dir, tmp, &now, err);
    bool same = ok && str_eq(now.text, before.text);
    release_opened(&before);
    if (!ok) return false;
    if (same) break;
  }
  *ret = now;
  return true;
}

static bool check_parts(struct checker *k, const char *dir, const struct opened *o,
                        uint64_t *ret_parts, uint64_t *ret_rows, struct err *err) {
  uint64_t parts = 0, rows = 0;
  bool whole = true;
  for (size_t i = 0; i < o->m.parts.n; i++) {
    struct part *p = o->part[i];
    if (!p) {
      whole = false;
      k->bad(k->ctx, &o->why[i]);
      continue;
    }
    if (!check_part(k, p, &o->m.catalog, err)) return false;
    parts++;
    rows += p->rows - o->m.parts.p[i].moved; /* [F 13] */
  }
  if (whole) check_totals(k, dir, &o->m, rows);
  *ret_parts = parts;
  *ret_rows = rows;
  return true;
}

bool store_verify(struct io *io, const char *dir, uint64_t *ret_parts, uint64_t *ret_rows,
                  void (*bad)(void *ctx, const struct err *what), void *ctx,
                  const struct pace *pace, struct err *err) {
  struct checker k = {.bad = bad, .ctx = ctx, .pace = pace};
  struct opened o;
  struct arena tmp;
  uint64_t parts = 0, rows = 0;
  arena_init(&tmp, "store verify");
  bool ok = open_parts(io, dir, &tmp, &o, err);
  if (ok) {
    ok = check_parts(&k, dir, &o, &parts, &rows, err);
    release_opened(&o);
  } else if (err_class_of(err->code) == ERR_CLASS_CORRUPT) {
    bad(ctx, err);
    ok = true;
  }
  arena_release(&tmp);
  if (!ok) return false;
  *ret_parts = parts;
  *ret_rows = rows;
  return true;
}
