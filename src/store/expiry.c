/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which rows are too old to stay.
 *
 * One pass over the people decides (expiry_new), because a person may lie in several parts: which
 * value of an attribute is the last before the bound, and when he was first there.
 *
 * The first moment of a person must survive his rows, or people would vanish from "as of" and from
 * everything that counts those who did nothing.  It is kept where the store always kept people
 * without events: in a $set without values.
 *
 * Of a person who is several subjects each keeps its own first moment and its own last values: a
 * little more than he needs, but the decision holds whoever is merged or taken apart while the
 * files are written, and for the log, which knows subjects only. */
#include <stdlib.h>

#include "base/panic.h"
#include "kernel/bits.h"
#include "store/store_int.h"

struct kept {
  uint64_t lsn;
  uint32_t prop;
};

/* A value before the bound of a subject that is not its person's number. */
struct other_value {
  uint32_t subject, prop, order;
  uint64_t lsn;
};

struct expiry {
  struct retain *bounds;
  uint64_t end;           /* of what it was decided on: rows from this LSN on stay */
  uint32_t set, n_events; /* INTERN_NONE: no attributes yet */
  int64_t set_low;
  int64_t *first; /* per subject; INT64_MAX = nobody we know of */
  uint32_t n_first;
  VEC(struct kept) kept; /* ascending once found */
  struct expiry_event *reach;
  uint64_t people;
};

static int kept_order(const void *a, const void *b) {
  const struct kept *x = a, *y = b;
  if (x->lsn != y->lsn) return x->lsn < y->lsn ? -1 : 1;
  return x->prop < y->prop ? -1 : x->prop > y->prop;
}

/* The first entry of an LSN at or after (lsn, prop). */
static size_t kept_from(const struct expiry *x, uint64_t lsn, uint32_t prop) {
  const struct kept key = {lsn, prop};
  size_t lo = 0, hi = x->kept.n;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (kept_order(&x->kept.p[mid], &key) < 0)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}

bool expiry_keeps(const struct expiry *x, uint64_t lsn, uint32_t prop) {
  size_t i = kept_from(x, lsn, prop);
  return i < x->kept.n && x->kept.p[i].lsn == lsn && x->kept.p[i].prop == prop;
}

enum expiry_fate expiry_of_row(const struct expiry *x, uint32_t event, uint32_t subject,
                               int64_t time, uint64_t lsn) {
  if (lsn >= x->end || event >= x->n_events || time >= x->bounds->low[event] ||
      subject >= x->n_first || x->first[subject] == INT64_MAX)
    return EXPIRY_STAYS;
  if (event == x->set) {
    size_t i = kept_from(x, lsn, 0);
    if (i < x->kept.n && x->kept.p[i].lsn == lsn) return EXPIRY_VALUES;
  }
  return time == x->first[subject] ? EXPIRY_MARK : EXPIRY_GOES;
}

const struct expiry_event *expiry_reach(const struct expiry *x) {
  return x->reach;
}
uint64_t expiry_people(const struct expiry *x) {
  return x->people;
}

void expiry_free(struct expiry *x) {
  if (!x) return;
  retain_free(x->bounds);
  free(x->first);
  vec_free(&x->kept);
  free(x->reach);
  free(x);
}

/* ---- deciding ---- */

struct finding {
  struct expiry *x;
  const struct scan_col_want *cols;
  uint32_t n_cols, n_props;
  uint32_t person;  /* under way */
  bool any;         /* some row of him goes */
  uint8_t *had;     /* per event: some row of him goes */
  uint64_t *newest; /* per property: LSN of the last value before the bound; 0 = none */
  VEC(uint32_t) touched;
  VEC(struct other_value) others;
};

static int other_order(const void *a, const void *b) {
  const struct other_value *x = a, *y = b;
  if (x->subject != y->subject) return x->subject < y->subject ? -1 : 1;
  if (x->prop != y->prop) return x->prop < y->prop ? -1 : 1;
  return x->order < y->order ? -1 : x->order > y->order;
}

static void keep_others(struct finding *f) {
  size_t n = f->others.n;
  const struct other_value *v = f->others.p;
  if (n) qsort(f->others.p, n, sizeof *v, other_order);
  for (size_t i = 0; i < n; i++)
    if (i + 1 == n || v[i].subject != v[i + 1].subject || v[i].prop != v[i + 1].prop)
      vec_push(&f->x->kept, ((struct kept){v[i].lsn, v[i].prop}));
  f->others.n = 0;
}

static void end_person(struct finding *f) {
  struct expiry *x = f->x;
  keep_others(f);
  for (size_t i = 0; i < f->touched.n; i++) {
    uint32_t prop = f->touched.p[i];
    vec_push(&x->kept, ((struct kept){f->newest[prop], prop}));
    f->newest[prop] = 0;
  }
  f->touched.n = 0;
  for (uint32_t e = 0; f->any && e < x->n_events; e++) {
    x->reach[e].people += f->had[e];
    f->had[e] = 0;
  }
  x->people += f->any;
  f->any = false;
}

/* Rows come by (time, LSN), so a later one replaces. */
static void see_values(struct finding *f, const struct scan_batch *b, uint32_t row,
                       uint32_t subject) {
  for (uint32_t c = 0; c < f->n_cols; c++) {
    if (!bits_test(b->cols[c].present, row)) continue;
    if (subject != f->person) {
      vec_push(&f->others, ((struct other_value){subject, f->cols[c].prop, (uint32_t)f->others.n,
                                                 b->lsn[row]}));
      continue;
    }
    uint64_t *newest = &f->newest[f->cols[c].prop];
    if (*newest == 0) vec_push(&f->touched, f->cols[c].prop);
    *newest = b->lsn[row];
  }
}

static void see_row(struct finding *f, const struct scan_batch *b, uint32_t row, uint32_t subject) {
  struct expiry *x = f->x;
  uint32_t event = b->event[row];
  if (b->time[row] >= x->bounds->low[event]) return;
  if (event == x->set) {
    see_values(f, b, row, subject);
    return;
  }
  x->reach[event].rows++;
  f->had[event] = 1;
  f->any = true;
}

static bool see_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct finding *f = ctx;
  for (uint32_t i = 0; i < b->n_people; i++) {
    uint32_t person = b->person[i];
    if (person != f->person) end_person(f);
    f->person = person;
    if (!b->subject && b->first_time[i] < f->x->first[person])
      f->x->first[person] = b->first_time[i];
    for (uint32_t r = b->row_begin[i]; r < b->row_begin[i + 1]; r++)
      see_row(f, b, r, row_subject(b, i, r));
  }
  return true;
}

/* $set rows of which nothing stays, and whose. */
static bool count_set(void *ctx, const struct scan_batch *b, struct err *err) {
  struct finding *f = ctx;
  struct expiry *x = f->x;
  for (uint32_t i = 0; i < b->n_people; i++) {
    uint32_t gone = 0;
    for (uint32_t r = b->row_begin[i]; r < b->row_begin[i + 1]; r++)
      gone += expiry_of_row(x, x->set, row_subject(b, i, r), b->time[r], b->lsn[r]) == EXPIRY_GOES;
    x->reach[x->set].rows += gone;
    x->reach[x->set].people += gone > 0;
  }
  return true;
}

bool expiry_scan(const struct snapshot *n, const struct scan_want *want, enum old_rows old,
                 scan_fn *fn, void *ctx, struct err *err) {
  struct scanner *s;
  if (!scanner_new(n, want, &s, err)) return false;
  bool ok = true;
  if (old == OLD_TOO) s->low = NULL;
  s->forget_strings = true;
  for (uint32_t c = 0; ok && c < scan_chunks(n); c++)
    ok = scanner_run(s, c, fn, ctx, err);
  scanner_free(s);
  return ok;
}

static bool see_subjects(void *ctx, const struct scan_batch *b, struct err *err) {
  struct expiry *x = ctx;
  for (uint32_t r = 0; r < b->n_rows; r++)
    if (b->time[r] < x->first[b->subject[r]]) x->first[b->subject[r]] = b->time[r];
  return true;
}

/* A batch says when the first row of a person was, not whose; so where somebody is several subjects
 * all rows are looked at. */
static bool find_firsts(struct expiry *x, const struct snapshot *n, struct err *err) {
  const struct scan_want want = {
      .all_events = true, .subjects = true, .t_max = INT64_MAX, .only = UINT32_MAX};
  return !snapshot_mixed(n) || expiry_scan(n, &want, OLD_TOO, see_subjects, x, err);
}

/* Events with a bound; of $set with all its properties. */
static bool find(struct finding *f, const struct snapshot *n, struct err *err) {
  struct expiry *x = f->x;
  VEC(struct scan_col_want) cols = {0};
  VEC(uint32_t) events = {0};
  for (uint32_t e = 0; e < x->n_events; e++)
    if (x->bounds->low[e] > INT64_MIN) vec_push(&events, e);
  bool set = x->set != INTERN_NONE && x->bounds->low[x->set] > INT64_MIN;
  for (uint32_t p = 0; set && p < snapshot_props(n); p++)
    for (int t = 1; t < V_TYPES && catalog_pair(&n->catalog, x->set, p); t++)
      if (n->catalog.prop.p[p].rows[t]) vec_push(&cols, ((struct scan_col_want){p, (enum vtype)t}));
  f->cols = cols.p;
  f->n_cols = (uint32_t)cols.n;
  struct scan_want want = {.events = events.p,
                           .n_events = (uint32_t)events.n,
                           .cols = cols.p,
                           .n_cols = f->n_cols,
                           .lsn = true,
                           .subjects = true,
                           .t_max = INT64_MAX,
                           .only = UINT32_MAX};
  bool ok = find_firsts(x, n, err) && expiry_scan(n, &want, OLD_HIDDEN, see_batch, f, err);
  end_person(f);
  if (x->kept.n) qsort(x->kept.p, x->kept.n, sizeof *x->kept.p, kept_order);
  if (ok && set) {
    want.events = &x->set;
    want.n_events = 1;
    want.n_cols = 0;
    ok = expiry_scan(n, &want, OLD_HIDDEN, count_set, f, err);
  }
  vec_free(&cols);
  vec_free(&events);
  return ok;
}

bool expiry_new(const struct snapshot *n, const struct store_bounds *b, struct expiry **ret,
                struct err *err) {
  struct expiry *x = must_calloc(1, sizeof *x);
  struct bounds *own = b ? bounds_new(b) : n->retain ? bounds_ref((void *)n->retain->of) : NULL;
  if (!own) own = bounds_new(&(struct store_bounds){.low = INT64_MIN});
  x->bounds = retain_new(own, &n->catalog);
  bounds_unref(own);
  x->end = snapshot_lsn(n);
  x->n_events = n->catalog.events.n;
  x->set = snapshot_event_code(n, STR(EV_SET));
  x->n_first = n->catalog.subjects;
  x->first = must_malloc((x->n_first + 1) * sizeof *x->first);
  for (uint32_t i = 0; i < x->n_first; i++)
    x->first[i] = INT64_MAX;
  x->reach = must_calloc(x->n_events + 1, sizeof *x->reach);
  struct finding f = {.x = x, .person = UINT32_MAX};
  f.had = must_calloc(x->n_events + 1, 1);
  f.newest = must_calloc(snapshot_props(n) + 1, sizeof *f.newest);
  bool ok = find(&f, n, err);
  free(f.had);
  free(f.newest);
  vec_free(&f.touched);
  vec_free(&f.others);
  if (ok)
    *ret = x;
  else
    expiry_free(x);
  return ok;
}

/* ---- for who writes parts ---- */

bool expiry_may_be_in(const struct expiry *x, const struct block_info *b) {
  for (uint32_t i = 0; i < b->n_events; i++)
    if (b->events[i] < x->n_events && b->time_min < x->bounds->low[b->events[i]]) return true;
  return false;
}
