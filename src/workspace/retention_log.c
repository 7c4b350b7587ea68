/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The log without rows that are too old.
 *
 * As in an erasure a row becomes a hole: its place (LSN) and its key stay, its person, name and
 * values go, and the batch is put together again from what stays.  The row that says when a person
 * was first there becomes a $set without values at that moment (EV_SEEN), so that columns made anew
 * know him since then.  Of a $set only the values stay that the columns keep. */
#include "retention_int.h"

struct aging {
  struct workspace *w;
  const struct snapshot *n;
  const struct expiry *x;
  struct erasures erased; /* of the beginning; who follows is not in the index any more */
  struct ev_batch from, to;
  struct arena tmp;
  /* of the batch */
  uint32_t *subject_of, *event_of, *prop_of;
};

static void name_batch(struct aging *a, uint64_t lsn) {
  const struct ev_batch *b = &a->from;
  const uint8_t *used = ws_people_ids(b, &a->tmp);
  a->subject_of = arena_array(&a->tmp, uint32_t, b->ids.n + 1);
  a->event_of = arena_array(&a->tmp, uint32_t, b->names.n + 1);
  a->prop_of = arena_array(&a->tmp, uint32_t, b->props.n + 1);
  for (uint32_t i = 0; i < b->ids.n; i++) {
    struct str type, value;
    a->subject_of[i] = SUBJECT_NONE;
    if (!used[i]) continue;
    ev_batch_id_parts(b, i, &type, &value);
    if (!str_is(type, "$erased") && !erasures_cover(&a->erased, type, value, lsn))
      a->subject_of[i] = people_find(a->w->people, type, value);
  }
  for (uint32_t i = 0; i < b->names.n; i++)
    a->event_of[i] = snapshot_event_code(a->n, intern_at(&b->names, i));
  for (uint32_t i = 0; i < b->props.n; i++)
    a->prop_of[i] = snapshot_prop_code(a->n, intern_at(&b->props, i));
}

static uint32_t subject_of(const struct aging *a, const struct ev_row *r, uint64_t lsn) {
  if (r->flags & EV_ITEM) return SUBJECT_NONE;
  if (!r->who) return a->subject_of[r->id];
  uint32_t subject = a->from.subjects.n ? a->from.subjects.p[r - a->from.rows.p] : SUBJECT_NONE;
  return erasures_have(&a->erased, subject, lsn) ? SUBJECT_NONE : subject;
}

/* *ret_time: when a mark says that the person was there. */
static enum expiry_fate fate_of(const struct aging *a, const struct ev_row *r, uint64_t lsn,
                                int64_t *ret_time) {
  uint32_t subject = subject_of(a, r, lsn);
  uint32_t event = a->event_of[r->name];
  *ret_time = r->time;
  if (subject == SUBJECT_NONE || event == INTERN_NONE) return EXPIRY_STAYS;
  enum expiry_fate fate = expiry_of_row(a->x, event, subject, r->time, lsn);
  if (fate == EXPIRY_MARK && r->flags & EV_SEEN) return EXPIRY_STAYS;
  if (fate == EXPIRY_GOES && r->flags & EV_SINCE_EVER &&
      expiry_of_row(a->x, event, subject, TIME_MIN, lsn) == EXPIRY_MARK) {
    *ret_time = TIME_MIN;
    return EXPIRY_MARK;
  }
  return fate;
}

static bool loses_values(const struct aging *a, const struct ev_row *r, uint64_t lsn) {
  for (uint32_t i = 0; i < r->prop_n; i++)
    if (!expiry_keeps(a->x, lsn, a->prop_of[a->from.vals.p[r->prop_begin + i].name])) return true;
  return false;
}

static void copy_row(struct aging *a, size_t row, uint64_t lsn, bool some) {
  const struct ev_batch *b = &a->from;
  const struct ev_row *r = &b->rows.p[row];
  ev_batch_copy_head(&a->to, b, row, NULL);
  for (uint32_t i = 0; i < r->prop_n; i++) {
    const struct ev_prop *p = &b->vals.p[r->prop_begin + i];
    struct value v = ev_value(b, p);
    if (some && !expiry_keeps(a->x, lsn, a->prop_of[p->name])) continue;
    ev_batch_put(&a->to, ev_batch_prop(&a->to, intern_at(&b->props, p->name)), &v);
  }
}

static void put_mark(struct aging *a, size_t row, int64_t time) {
  ev_batch_copy_head(&a->to, &a->from, row, NULL);
  struct ev_row *mark = &a->to.rows.p[a->to.rows.n - 1];
  mark->name = ev_batch_name(&a->to, STR(EV_SET));
  mark->time = time;
  mark->flags = EV_SEEN;
}

static bool any_old(const struct aging *a, uint64_t lsn) {
  for (size_t i = 0; i < a->from.rows.n; i++) {
    const struct ev_row *r = &a->from.rows.p[i];
    int64_t ignored;
    enum expiry_fate fate = fate_of(a, r, lsn + i, &ignored);
    if (fate == EXPIRY_GOES || fate == EXPIRY_MARK ||
        (fate == EXPIRY_VALUES && loses_values(a, r, lsn + i)))
      return true;
  }
  return false;
}

static bool on_record(void *ctx, const struct log_record *rec, struct buf *out, bool *ret_changed,
                      struct err *err) {
  struct aging *a = ctx;
  if (rec->kind != LOG_EVENTS || rec->lsn + rec->n > snapshot_lsn(a->n)) return true;
  arena_reset(&a->tmp);
  if (!ev_batch_decode(rec->body, &a->from, err)) return false;
  name_batch(a, rec->lsn);
  if (!any_old(a, rec->lsn)) return true;
  ev_batch_reset(&a->to);
  a->to.received = a->from.received;
  for (size_t i = 0; i < a->from.rows.n; i++) {
    const struct ev_row *r = &a->from.rows.p[i];
    int64_t time;
    enum expiry_fate fate = fate_of(a, r, rec->lsn + i, &time);
    if (fate == EXPIRY_STAYS || fate == EXPIRY_VALUES)
      copy_row(a, i, rec->lsn + i, fate == EXPIRY_VALUES);
    else if (fate == EXPIRY_MARK)
      put_mark(a, i, time);
    else
      ev_batch_row(&a->to, ev_batch_id(&a->to, STR("$erased"), STR("0")),
                   ev_batch_name(&a->to, STR("$erased")), 0, r->key, 0);
  }
  ev_batch_encode(&a->to, out);
  *ret_changed = true;
  return true;
}

/* Entries stay where they are until closing, so copies of them do. */
static void copy_list(struct workspace *w, struct erasures *ret) {
  pipeline_take_turn(w);
  *ret = w->erasures;
  ret->list.p = NULL;
  ret->list.n = ret->list.cap = 0;
  for (size_t i = 0; i < w->erasures.list.n; i++)
    vec_push(&ret->list, w->erasures.list.p[i]);
  pipeline_give_turn(w);
}

bool retention_log(struct workspace *w, const struct snapshot *n, const struct expiry *x,
                   uint32_t *ret_files, struct err *err) {
  struct aging a = {.w = w, .n = n, .x = x};
  copy_list(w, &a.erased);
  ev_batch_init(&a.from);
  ev_batch_init(&a.to);
  arena_init(&a.tmp, "retention log");
  bool ok = log_rewrite(w->log, on_record, &a, ret_files, err);
  ev_batch_release(&a.from);
  ev_batch_release(&a.to);
  arena_release(&a.tmp);
  vec_free(&a.erased.list);
  return ok;
}
