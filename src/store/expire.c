/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is too old leaves the files.
 *
 * One pass over the people decides (expiry_new), because a person may lie in several parts: which
 * value of an attribute is the last before the bound, and when he was first there.  A second pass
 * writes each part again; the log is written again by the same decisions (workspace), so columns
 * made anew from it agree.
 *
 * The first moment of a person must survive his rows, or people would vanish from "as of" and from
 * everything that counts those who did nothing.  It is kept where the store always kept people
 * without events: in a $set without values.
 *
 * Of a person who is several subjects each keeps its own first moment and its own last values: a
 * little more than he needs, but the decision holds whoever is merged or taken apart while the
 * files are written, and for the log, which knows subjects only. */
#include <stdlib.h>

#include "base/fault.h"
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
  uint32_t set, n_events; /* INTERN_NONE: no attributes yet */
  int64_t set_low;
  int64_t *first; /* per subject; INT64_MAX = nobody we know of */
  uint32_t n_first;
  uint64_t lsn;          /* rows from here on came after the decision */
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
  if (event >= x->n_events || time >= x->bounds->low[event] || subject >= x->n_first ||
      x->first[subject] == INT64_MAX || lsn >= x->lsn)
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

static uint32_t subject_of(const struct scan_batch *b, uint32_t person, uint32_t row) {
  return b->subject ? b->subject[row] : b->person[person];
}

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
      see_row(f, b, r, subject_of(b, i, r));
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
      gone += expiry_of_row(x, x->set, subject_of(b, i, r), b->time[r], b->lsn[r]) == EXPIRY_GOES;
    x->reach[x->set].rows += gone;
    x->reach[x->set].people += gone > 0;
  }
  return true;
}

enum old_rows { OLD_HIDDEN, OLD_TOO };

static bool scan_all(const struct snapshot *n, const struct scan_want *want, enum old_rows old,
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
  return !snapshot_mixed(n) || scan_all(n, &want, OLD_TOO, see_subjects, x, err);
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
  bool ok = find_firsts(x, n, err) && scan_all(n, &want, OLD_HIDDEN, see_batch, f, err);
  end_person(f);
  if (x->kept.n) qsort(x->kept.p, x->kept.n, sizeof *x->kept.p, kept_order);
  if (ok && set) {
    want.events = &x->set;
    want.n_events = 1;
    want.n_cols = 0;
    ok = scan_all(n, &want, OLD_HIDDEN, count_set, f, err);
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
  x->n_events = n->catalog.events.n;
  x->set = snapshot_event_code(n, STR(EV_SET));
  x->n_first = n->catalog.subjects;
  x->lsn = n->lsn;
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

/* ---- a part without them ---- */

struct expiring {
  const struct expiry *x;
  const struct hidden *hidden;
  struct share *gone;
  const struct scan_col_want *cols;
  uint32_t n_cols, cap, set;
  uint64_t rows; /* that went, marks not counted */
  uint32_t last; /* the subject of the row written last */
  struct scan_batch out;
  uint32_t *person, *row_begin, *event, *subject;
  int64_t *time;
  uint64_t *lsn;
  struct scan_col *out_cols;
  uint64_t **present;
  void **values;
};

static size_t value_size(const struct scan_col *c) {
  if (c->type == V_NUM) return c->wide ? sizeof(i128) : sizeof(int64_t);
  return c->type == V_STR ? sizeof(uint32_t) : c->type == V_BOOL ? 1 : sizeof(int64_t);
}

static const void *values_of(const struct scan_col *c) {
  if (c->type == V_NUM && c->wide) return c->wide_num;
  if (c->type == V_STR) return c->code;
  return c->type == V_BOOL ? (const void *)c->bit : (const void *)c->num;
}

static void expiring_init(struct expiring *e, const struct scan_col_want *cols, uint32_t n_cols) {
  e->cols = cols;
  e->n_cols = n_cols;
  e->last = UINT32_MAX;
  e->person = must_malloc(BLOCK_ROWS * sizeof *e->person);
  e->row_begin = must_malloc((BLOCK_ROWS + 1) * sizeof *e->row_begin);
  e->event = must_malloc(BLOCK_ROWS * sizeof *e->event);
  e->subject = must_malloc(BLOCK_ROWS * sizeof *e->subject);
  e->time = must_malloc(BLOCK_ROWS * sizeof *e->time);
  e->lsn = must_malloc(BLOCK_ROWS * sizeof *e->lsn);
  e->out_cols = must_calloc(n_cols + 1, sizeof *e->out_cols);
  e->present = must_calloc(n_cols + 1, sizeof(uint64_t *));
  e->values = must_calloc(n_cols + 1, sizeof(void *));
}

static void expiring_release(struct expiring *e) {
  for (uint32_t c = 0; c < e->n_cols; c++) {
    free(e->present[c]);
    free(e->values[c]);
  }
  free(e->person);
  free(e->row_begin);
  free(e->event);
  free(e->subject);
  free(e->time);
  free(e->lsn);
  free(e->out_cols);
  free(e->present);
  free(e->values);
}

/* What a source batch's columns are; memory is lazily touched. */
static void begin_columns(struct expiring *e, const struct scan_batch *b) {
  for (uint32_t c = 0; c < e->n_cols; c++) {
    const struct scan_col *from = &b->cols[c];
    if (!e->present[c]) {
      e->present[c] = must_calloc(bits_words(BLOCK_ROWS) + 1, sizeof(uint64_t));
      e->values[c] = must_malloc(BLOCK_ROWS * value_size(from));
    }
    memset(e->present[c], 0, (bits_words(BLOCK_ROWS) + 1) * sizeof(uint64_t));
    struct scan_col *to = &e->out_cols[c];
    *to = *from;
    to->present = e->present[c];
    if (from->type == V_NUM && from->wide)
      to->wide_num = e->values[c];
    else if (from->type == V_STR)
      to->code = e->values[c];
    else if (from->type == V_BOOL)
      to->bit = e->values[c];
    else
      to->num = e->values[c];
  }
}

static void lose(struct expiring *e, const struct scan_batch *b, uint32_t row, uint32_t c) {
  share_add(e->gone, b->event[row], e->cols[c].prop, e->cols[c].type, 1);
}

/* Values of a row that stays, or those that do. */
static void copy_values(struct expiring *e, const struct scan_batch *b, uint32_t row, bool some) {
  uint32_t at = e->out.n_rows;
  for (uint32_t c = 0; c < e->n_cols; c++) {
    const struct scan_col *from = &b->cols[c];
    if (!bits_test(from->present, row)) continue;
    if (some && !expiry_keeps(e->x, b->lsn[row], e->cols[c].prop)) {
      lose(e, b, row, c);
      continue;
    }
    size_t size = value_size(from);
    bits_set(e->present[c], at);
    memcpy((char *)e->values[c] + at * size, (const char *)values_of(from) + row * size, size);
  }
}

static void put_row(struct expiring *e, const struct scan_batch *b, uint32_t row, uint32_t event,
                    uint32_t subject) {
  uint32_t at = e->out.n_rows++;
  e->time[at] = b->time[row];
  e->lsn[at] = b->lsn[row];
  e->event[at] = event;
  e->subject[at] = e->last = subject;
}

static void lose_row(struct expiring *e, const struct scan_batch *b, uint32_t row) {
  share_add(e->gone, b->event[row], SHARE_ROWS, V_NONE, 1);
  for (uint32_t c = 0; c < e->n_cols; c++)
    if (bits_test(b->cols[c].present, row)) lose(e, b, row, c);
}

static void one_row(struct expiring *e, const struct scan_batch *b, uint32_t i, uint32_t row) {
  enum expiry_fate fate = EXPIRY_STAYS;
  uint32_t subject = subject_of(b, i, row);
  if (!e->hidden || !hidden_has(e->hidden, b->person[i]))
    fate = expiry_of_row(e->x, b->event[row], subject, b->time[row], b->lsn[row]);
  if (fate == EXPIRY_MARK && e->last == subject) fate = EXPIRY_GOES; /* he is there already */
  if (fate == EXPIRY_STAYS || fate == EXPIRY_VALUES) {
    copy_values(e, b, row, fate == EXPIRY_VALUES);
    put_row(e, b, row, b->event[row], subject);
    return;
  }
  lose_row(e, b, row);
  if (fate == EXPIRY_GOES) {
    e->rows++;
    return;
  }
  share_add(e->gone, e->set, SHARE_ROWS, V_NONE, -1);
  e->rows += b->event[row] != e->set;
  put_row(e, b, row, e->set, subject);
}

static const struct scan_batch *without_old(void *ctx, const struct scan_batch *b) {
  struct expiring *e = ctx;
  begin_columns(e, b);
  e->out = (struct scan_batch){.person = e->person,
                               .row_begin = e->row_begin,
                               .first_time = b->first_time,
                               .time = e->time,
                               .event = e->event,
                               .lsn = e->lsn,
                               .subject = b->subject ? e->subject : NULL,
                               .cols = e->out_cols};
  for (uint32_t i = 0; i < b->n_people; i++) {
    uint32_t before = e->out.n_rows;
    e->row_begin[e->out.n_people] = before;
    for (uint32_t r = b->row_begin[i]; r < b->row_begin[i + 1]; r++)
      one_row(e, b, i, r);
    if (e->out.n_rows > before) e->person[e->out.n_people++] = b->person[i];
  }
  e->row_begin[e->out.n_people] = e->out.n_rows;
  return e->out.n_rows ? &e->out : NULL;
}

/* ---- all of them ---- */

struct looking {
  const struct expiry *x;
  const struct hidden *hidden;
  bool any;
};

/* Whether a $set that stays loses values is not asked: parts that have old ones are written again.
 */
static bool look(void *ctx, const struct scan_batch *b, struct err *err) {
  struct looking *l = ctx;
  for (uint32_t i = 0; i < b->n_people && !l->any; i++) {
    if (l->hidden && hidden_has(l->hidden, b->person[i])) continue;
    for (uint32_t r = b->row_begin[i]; r < b->row_begin[i + 1]; r++)
      l->any |= expiry_of_row(l->x, b->event[r], subject_of(b, i, r), b->time[r], b->lsn[r]) !=
                EXPIRY_STAYS;
  }
  return true;
}

/* The directory says of most young parts that nothing of them is old.  Rows that moved elsewhere
 * are not read, and may be. */
static bool needed(const struct expiry *x, const struct hidden *h, const struct snapshot *snap,
                   const struct part *p, bool *ret, struct err *err) {
  bool old = false;
  for (uint32_t k = 0; k < p->n_blocks && !old; k++)
    for (uint32_t i = 0; i < p->blocks[k].n_events && !old; i++)
      old = p->blocks[k].events[i] < x->n_events &&
            p->blocks[k].time_min < x->bounds->low[p->blocks[k].events[i]];
  struct looking l = {.x = x, .hidden = h};
  const struct scan_want want = {
      .all_events = true, .lsn = true, .subjects = true, .t_max = INT64_MAX, .only = UINT32_MAX};
  l.any = old && p->dirt.taken_rows > 0;
  if (old && !l.any && !scan_all(snap, &want, OLD_HIDDEN, look, &l, err)) return false;
  *ret = l.any;
  return true;
}

static struct hidden *hidden_now(struct store *s) {
  pthread_mutex_lock(&s->lock);
  struct hidden *h = s->hidden ? hidden_ref(s->hidden) : NULL;
  pthread_mutex_unlock(&s->lock);
  return h;
}

static bool expire_part(struct store *s, const struct expiry *x, struct part *old, uint32_t set,
                        uint64_t *rows, struct err *err) {
  struct part *fresh = NULL;
  struct catalog c;
  struct hidden *h = hidden_now(s);
  struct share *gone = must_calloc(1, sizeof *gone);
  pthread_mutex_lock(&s->lock);
  catalog_copy(&c, &s->catalog);
  pthread_mutex_unlock(&s->lock);
  struct snapshot *snap = snapshot_make(&c, &old, 1, NULL, 0, s->durable);
  snapshot_leave(snap, 0, old->dirt.taken_gone);
  struct expiring e = {.x = x, .hidden = h, .gone = gone, .set = set};
  uint32_t n_cols;
  struct scan_col_want *cols = all_columns(&snap->catalog, &n_cols);
  bool some = false;
  expiring_init(&e, cols, n_cols);
  bool ok = needed(x, h, snap, old, &some, err);
  if (ok && some)
    ok = store_write_part_through(s, snap, store_between_batches, without_old, &e, &fresh, err);
  snapshot_free(snap);
  if (ok && some && fresh->rows == 0) {
    uint64_t id = fresh->id;
    part_unref(fresh);
    fresh = NULL;
    store_forget_file(s, id);
  }
  if (ok && fresh) dirty_begin(fresh, old);
  ok = ok && (!some || store_replace_part(s, old, fresh, gone, false, err));
  if (ok) *rows += e.rows;
  expiring_release(&e);
  free(cols);
  share_free(gone);
  hidden_unref(h);
  return ok;
}

/* Marks need the code of $set in the manifest before a part has it [F 9]. */
static bool have_set(struct store *s, uint32_t *ret, struct err *err) {
  pthread_mutex_lock(&s->lock);
  bool known = intern_find(&s->catalog.events, STR(EV_SET)) != INTERN_NONE;
  *ret = catalog_event(&s->catalog, STR(EV_SET));
  if (!known) store_seal(s);
  pthread_mutex_unlock(&s->lock);
  return store_flush_sealed(s, err);
}

/* The parts of now with this id or a later one; what is flushed meanwhile has nothing that was
 * decided on. */
static bool expire_parts(struct store *s, const struct expiry *x, uint64_t least, uint32_t set,
                         uint64_t *rows, struct err *err) {
  bool ok = true;
  VEC(struct part *) parts = {0};
  for (size_t i = 0; i < s->parts.n; i++)
    if (s->parts.p[i]->id >= least) vec_push(&parts, part_ref(s->parts.p[i]));
  for (size_t i = 0; ok && i < parts.n; i++)
    ok = expire_part(s, x, parts.p[i], set, rows, err);
  for (size_t i = 0; i < parts.n; i++)
    part_unref(parts.p[i]);
  vec_free(&parts);
  return ok;
}

/* Rows of people who are merged meanwhile may have been gathered out of a part before they left it:
 * they become a part, which is looked at then. */
bool store_expire(struct store *s, const struct expiry *x, uint64_t *ret_rows, struct err *err) {
  uint64_t rows = 0, next = 0;
  uint32_t set;
  must(s->write);
  store_begin_work(s);
  bool ok = have_set(s, &set, err) && store_take_moved(s, err);
  for (uint64_t least = 0; ok && (least == 0 || s->next_part > least); least = next) {
    ok = expire_parts(s, x, least, set, &rows, err);
    next = s->next_part;
    ok = ok && store_take_moved(s, err);
  }
  if (!ok && err->code != ERR_canceled) s->failures++;
  store_end_work(s);
  if (ok) *ret_rows = rows;
  return ok;
}
