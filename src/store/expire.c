/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is too old leaves the files: each part is written again by what expiry.c decided.  The log
 * is written again by the same decisions (workspace), so columns made anew from it agree. */
#include <stdlib.h>

#include "base/fault.h"
#include "base/panic.h"
#include "kernel/bits.h"
#include "store/store_int.h"

struct expiring {
  const struct expiry *x;
  const struct hidden *hidden;
  struct share *gone;
  const struct scan_col_want *cols;
  const struct intern *strings;
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
  share_add_value(e->gone, b, &b->cols[c], e->cols[c], row, e->set, e->strings);
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
  uint32_t subject = row_subject(b, i, row);
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

static const struct scan_batch *without_old(void *ctx, const struct scan_batch *b,
                                            const struct intern *strings) {
  struct expiring *e = ctx;
  e->strings = strings;
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
      l->any |= expiry_of_row(l->x, b->event[r], row_subject(b, i, r), b->time[r], b->lsn[r]) !=
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
    old = expiry_may_be_in(x, &p->blocks[k]);
  struct looking l = {.x = x, .hidden = h};
  const struct scan_want want = {
      .all_events = true, .lsn = true, .subjects = true, .t_max = INT64_MAX, .only = UINT32_MAX};
  l.any = old && p->dirt.taken_rows > 0;
  if (old && !l.any && !expiry_scan(snap, &want, OLD_HIDDEN, look, &l, err)) return false;
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
  uint64_t rows = 0, least = 0;
  uint32_t set;
  must(s->write);
  store_begin_work(s);
  bool ok = have_set(s, &set, err) && store_take_moved(s, err);
  while (ok) {
    ok = expire_parts(s, x, least, set, &rows, err);
    least = s->next_part;
    ok = ok && store_take_moved(s, err);
    if (s->next_part == least) break;
  }
  if (!ok && err->code != ERR_canceled) s->failures++;
  store_end_work(s);
  if (ok) *ret_rows = rows;
  return ok;
}
