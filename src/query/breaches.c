/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stored rows judged by a plan.  A row is put together again as it was before it was stored, one at
 * a time in a batch of its own, and given to the judge that new rows meet: there is one judge. */
#include "query/breaches.h"

#include <stdlib.h>

#include "base/panic.h"
#include "event/batch.h"
#include "query/breakdown.h"

struct judging {
  const struct snapshot *snap;
  const struct plan *plan;
  struct scan_want want;
  struct intern *strings; /* of the scanner */
  struct ev_batch row;
  int64_t from;
  uint64_t rows_max;
  bool full, more;
  const struct query_limits *limits;
  struct mono began;
  struct arena *out;
  struct intern keys; /* of breaches */
  VEC(struct breach) found;
  struct breach_event *events;
  struct breaches *ret;
};

static void put_row(struct judging *j, const struct scan_batch *b, uint32_t i) {
  struct ev_batch *row = &j->row;
  ev_batch_reset(row);
  uint32_t id = ev_batch_id(row, STR("row"), STR("1"));
  uint32_t name = ev_batch_name(row, snapshot_event(j->snap, b->event[i])->name);
  ev_batch_row(row, id, name, b->time[i], (struct ev_key){0}, 0);
  for (uint32_t k = 0; k < j->want.n_cols; k++) {
    if (!(b->cols[k].present[i / 64] >> (i % 64) & 1)) continue;
    struct value v = scan_value(&b->cols[k], i, j->strings);
    ev_batch_put(row, ev_batch_prop(row, snapshot_prop(j->snap, j->want.cols[k].prop)->name), &v);
  }
}

static struct breach *breach_of(struct judging *j, uint32_t event, const struct plan_finding *f) {
  struct buf key = BUF_INIT;
  buf_put(&key, &event, sizeof event);
  buf_put_u8(&key, (uint8_t)f->reason);
  buf_put_str(&key, f->prop);
  uint32_t known = j->keys.n, at = intern_find(&j->keys, buf_str(&key));
  if (at == INTERN_NONE && known < BREACHES_MAX) {
    at = intern_put(&j->keys, buf_str(&key));
    vec_push(&j->found, ((struct breach){.event = event,
                                         .prop = arena_str(j->out, f->prop),
                                         .reason = f->reason,
                                         .newest = {.time = INT64_MIN}}));
  }
  buf_release(&key);
  j->more |= at == INTERN_NONE;
  return at == INTERN_NONE ? NULL : &j->found.p[at];
}

static void keep_newest(struct judging *j, struct breach *br, const struct scan_batch *b,
                        uint32_t subject, uint32_t i) {
  const struct ev_row *r = &j->row.rows.p[0];
  struct buf text = BUF_INIT;
  if (br->newest.time > b->time[i] || (br->newest.time == b->time[i] && br->newest.lsn > b->lsn[i]))
    return;
  br->newest = (struct newest_row){subject, b->time[i], b->lsn[i]};
  for (uint32_t k = 0; k < r->prop_n; k++) {
    const struct ev_prop *p = &j->row.vals.p[r->prop_begin + k];
    if (!str_eq(intern_at(&j->row.props, p->name), br->prop)) continue;
    struct value v = ev_value(&j->row, p);
    breakdown_label(&v, &text);
  }
  if (!str_eq(br->value, buf_str(&text))) br->value = arena_str(j->out, buf_str(&text));
  buf_release(&text);
}

static void judge_row(struct judging *j, const struct scan_batch *b, uint32_t subject, uint32_t i) {
  struct plan_finding found[PLAN_FOUND_MAX];
  struct breach_event *e = &j->events[b->event[i]];
  uint32_t n;
  put_row(j, b, i);
  enum plan_action action = plan_judge(j->plan, &j->row, 0, found, &n);
  e->rows++;
  e->flagged += action == PLAN_FLAG;
  e->rejected += action == PLAN_REJECT;
  for (uint32_t k = 0; k < n; k++) {
    struct breach *br = breach_of(j, b->event[i], &found[k]);
    if (!br) continue;
    br->rows++;
    keep_newest(j, br, b, subject, i);
  }
}

static bool may_go_on(const struct judging *j, struct err *err) {
  const struct query_limits *l = j->limits;
  if (!l) return true;
  if (l->cancel && *l->cancel) return err_fail(err, ERR_canceled, NULL);
  if (l->seconds > 0 && l->clock && clock_seconds_since(l->clock, j->began) > l->seconds)
    return err_fail(err, ERR_query_timeout, "%g", l->seconds);
  return true;
}

static bool on_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct judging *j = ctx;
  if (!may_go_on(j, err)) return false;
  for (uint32_t p = 0; p < b->n_people; p++)
    for (uint32_t i = b->row_begin[p]; i < b->row_begin[p + 1]; i++) {
      if (b->time[i] <= j->from || ev_of_items(snapshot_event(j->snap, b->event[i])->name))
        continue;
      if (j->ret->rows == j->rows_max) {
        j->full = true;
        return err_fail(err, ERR_canceled, NULL); /* ends the scan; not an error of ours */
      }
      j->ret->rows++;
      judge_row(j, b, b->person[p], i);
    }
  return true;
}

/* Columns that occur with the event, the note of an earlier judgement apart. */
static void columns(struct judging *j, uint32_t event, struct arena *out) {
  const struct snapshot *n = j->snap;
  struct scan_col_want *cols =
      arena_array(out, struct scan_col_want, (size_t)snapshot_props(n) * V_TYPES);
  for (uint32_t p = 0; p < snapshot_props(n); p++) {
    struct str name = snapshot_prop(n, p)->name;
    if (str_is(name, PLAN_PROP) || !ev_attribute(name) ||
        (event != INTERN_NONE && snapshot_event_prop_rows(n, event, p) == 0))
      continue;
    for (unsigned t = V_BOOL; t < V_TYPES; t++)
      if (snapshot_prop(n, p)->types & V_MASK(t))
        cols[j->want.n_cols++] = (struct scan_col_want){p, (enum vtype)t};
  }
  j->want.cols = cols;
}

static int by_rows(const void *a, const void *b) {
  const struct breach *x = a, *y = b;
  if (x->rows != y->rows) return x->rows > y->rows ? -1 : 1;
  if (x->event != y->event) return x->event < y->event ? -1 : 1;
  int c = str_cmp(x->prop, y->prop);
  return c ? c : (int)x->reason - (int)y->reason;
}

static void finish(struct judging *j) {
  struct breaches *r = j->ret;
  struct breach *list = arena_array(j->out, struct breach, j->found.n);
  if (j->found.n) {
    memcpy(list, j->found.p, j->found.n * sizeof *list);
    qsort(list, j->found.n, sizeof *list, by_rows);
  }
  r->list = list;
  r->n = (uint32_t)j->found.n;
  r->events = j->events;
  r->complete = !j->full && !j->more;
  for (uint32_t i = 0; i < snapshot_events(j->snap); i++) {
    r->flagged += j->events[i].flagged;
    r->rejected += j->events[i].rejected;
  }
}

bool query_breaches(const struct snapshot *n, const struct plan *plan, uint32_t event, int64_t from,
                    int64_t as_of, uint64_t rows_max, const struct query_limits *limits,
                    struct arena *out, struct breaches *ret, struct err *err) {
  struct judging j = {.snap = n,
                      .plan = plan,
                      .from = from,
                      .rows_max = rows_max,
                      .limits = limits,
                      .out = out,
                      .ret = ret};
  struct scanner *s = NULL;
  must(rows_max <= BREACH_ROWS_MAX);
  *ret = (struct breaches){0};
  j.want = (struct scan_want){.all_events = event == INTERN_NONE,
                              .events = &event,
                              .n_events = event != INTERN_NONE,
                              .lsn = true,
                              .t_max = as_of,
                              .only = UINT32_MAX};
  columns(&j, event, out);
  j.events = arena_array(out, struct breach_event, snapshot_events(n) + 1);
  ev_batch_init(&j.row);
  intern_init(&j.keys, "breaches");
  if (limits && limits->clock) j.began = limits->clock->mono(limits->clock);
  bool ok = scanner_new(n, &j.want, &s, err);
  if (ok) j.strings = scanner_strings(s);
  for (uint32_t i = 0; ok && !j.full && i < scan_chunks(n); i++)
    ok = scanner_run(s, i, on_batch, &j, err) || j.full;
  if (ok) finish(&j);
  scanner_free(s);
  ev_batch_release(&j.row);
  intern_release(&j.keys);
  vec_free(&j.found);
  return ok;
}
