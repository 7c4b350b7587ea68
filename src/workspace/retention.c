/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rules, and the moments they mean today.
 *
 * The store is told moments, not rules; they move when a day begins.  Whoever takes a snapshot
 * looks at the clock first, so no thread has to wake at midnight. */
#include "retention_int.h"

#include <stdlib.h>

#include "base/panic.h"

/* What a bound for all events does not touch: money is kept until somebody says otherwise. */
static const char *const orders[] = {"order_cancelled", "order_completed", "order_item",
                                     "order_item_refunded", "order_refunded"};

/* ---- text ---- */

static bool bad(struct str text, struct err *err) {
  return err_fail(err, ERR_bad_retention, "%.*s", (int)(text.n < 80 ? text.n : 80), text.p);
}

static bool parse_keep(struct str s, struct ws_keep *ret) {
  uint32_t n = 0;
  if (str_is(s, "forever")) {
    *ret = (struct ws_keep){0};
    return true;
  }
  if (s.n < 2 || s.n > 6) return false;
  char unit = s.p[s.n - 1];
  for (size_t i = 0; i + 1 < s.n; i++) {
    if (s.p[i] < '0' || s.p[i] > '9') return false;
    n = n * 10 + (uint32_t)(s.p[i] - '0');
  }
  if (n == 0 || (unit != 'd' && unit != 'm') ||
      n > (unit == 'd' ? WS_RETENTION_DAYS_MAX : WS_RETENTION_MONTHS_MAX))
    return false;
  *ret = (struct ws_keep){n, unit};
  return true;
}

static int rule_order(const void *a, const void *b) {
  const struct ws_keep_event *x = a, *y = b;
  return str_cmp(x->event, y->event);
}

bool ws_retention_parse(struct str text, struct arena *out, struct ws_retention *ret,
                        struct err *err) {
  struct ws_retention r = {0};
  struct ws_keep_event *rules = arena_array(out, struct ws_keep_event, WS_RETENTION_RULES_MAX);
  struct str rest = str_is(str_trim(text), "none") ? STR("") : text;
  for (bool first = true; rest.n; first = false) {
    struct str part = str_trim(str_cut(&rest, ',')), keep = part;
    bool named = memchr(part.p, '=', part.n) != NULL;
    struct str event = named ? str_trim(str_cut(&keep, '=')) : STR("");
    if (named && (event.n == 0 || r.n == WS_RETENTION_RULES_MAX)) return bad(text, err);
    if (!named && !first) return bad(text, err);
    if (!parse_keep(str_trim(keep), named ? &rules[r.n].keep : &r.all)) return bad(text, err);
    if (named) rules[r.n++].event = arena_str(out, event);
  }
  qsort(rules, r.n, sizeof *rules, rule_order);
  for (uint32_t i = 1; i < r.n; i++)
    if (str_eq(rules[i].event, rules[i - 1].event)) return bad(text, err);
  r.rules = rules;
  *ret = r;
  return true;
}

void ws_keep_write(struct ws_keep k, struct buf *out) {
  if (k.n)
    buf_printf(out, "%u%c", k.n, k.unit);
  else
    buf_put_str(out, STR("forever"));
}

void ws_retention_write(const struct ws_retention *r, struct buf *out) {
  if (r->all.n) ws_keep_write(r->all, out);
  for (uint32_t i = 0; i < r->n; i++) {
    if (i || r->all.n) buf_putc(out, ',');
    buf_put_str(out, r->rules[i].event);
    buf_putc(out, '=');
    ws_keep_write(r->rules[i].keep, out);
  }
}

/* ---- moments ---- */

static int64_t low_of(struct ws_keep k, const struct tz *tz, int32_t today) {
  if (k.n == 0) return INT64_MIN;
  return day_start(tz, k.unit == 'd' ? today - (int32_t)k.n : day_add_months(today, -(int32_t)k.n));
}

static struct ws_keep keep_of(const struct ws_retention *r, struct str event) {
  for (uint32_t i = 0; i < r->n; i++)
    if (str_eq(r->rules[i].event, event)) return r->rules[i].keep;
  for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
    if (str_is(event, orders[i])) return (struct ws_keep){0};
  return r->all;
}

int64_t ws_retention_low(struct workspace *w, const struct ws_retention *r, struct str event) {
  const struct tz *tz = ws_tz(w);
  return low_of(keep_of(r, event), tz, day_of(tz, clock_wall_ms(w->clock)));
}

struct str ws_retention_text(const struct workspace *w) {
  pthread_mutex_t *lock = (pthread_mutex_t *)&w->settings;
  pthread_mutex_lock(lock);
  struct str text = w->retention;
  pthread_mutex_unlock(lock);
  return text;
}

static void add(struct making *m, struct str event) {
  for (uint32_t i = 0; i < m->b.n; i++)
    if (str_eq(m->list[i].event, event)) return;
  int64_t low = retention_low(m, event), floor = low;
  const struct retention_floor *f = floor_find(m->w, event);
  if (f && f->floor_ms > floor) floor = f->floor_ms;
  int64_t taken = f ? f->floor_ms : INT64_MIN;
  m->list[m->b.n++] = (struct store_bound){event, low, floor, taken};
}

int64_t retention_low(const struct making *m, struct str event) {
  return low_of(keep_of(m->r, event), m->tz, m->today);
}

void retention_bounds(struct making *m, struct workspace *w, const struct ws_retention *r,
                      struct arena *tmp) {
  size_t n_orders = sizeof orders / sizeof *orders;
  *m = (struct making){.w = w, .r = r, .tz = ws_tz(w)};
  m->today = day_of(m->tz, clock_wall_ms(w->clock));
  m->list = arena_array(tmp, struct store_bound, r->n + n_orders + w->floors.n + 1);
  for (uint32_t i = 0; i < r->n; i++)
    add(m, r->rules[i].event);
  for (size_t i = 0; i < n_orders; i++)
    add(m, str_from(orders[i]));
  for (size_t i = 0; i < w->floors.n; i++)
    add(m, str_from(w->floors.p[i].event));
  m->b.low = low_of(r->all, m->tz, m->today);
  m->b.bounds = m->list;
  m->b.zone = m->tz;
}

bool retention_apply(struct workspace *w, struct err *err) {
  struct arena tmp;
  struct ws_retention r;
  struct making m;
  arena_init(&tmp, "retention");
  pthread_mutex_lock(&w->retaining);
  bool ok = ws_retention_parse(ws_retention_text(w), &tmp, &r, err);
  if (ok) {
    retention_bounds(&m, w, &r, &tmp);
    bool any = r.all.n || r.n || w->floors.n;
    atomic_store(&w->bounds_until, any ? day_start(m.tz, m.today + 1) : INT64_MAX);
    store_retain(w->store, any ? &m.b : NULL);
  }
  pthread_mutex_unlock(&w->retaining);
  arena_release(&tmp);
  return ok;
}

/* Answers of before today's bound must not be taken for today's. */
void retention_look(struct workspace *w) {
  struct err ignored; /* the text was parsed when it was set or loaded */
  if (clock_wall_ms(w->clock) < atomic_load(&w->bounds_until)) return;
  if (retention_apply(w, &ignored)) ws_revise(w);
}

uint32_t retention_expired(struct workspace *w, const struct ev_batch *b) {
  struct arena tmp;
  struct ws_retention r;
  struct err ignored;
  uint32_t n = 0;
  struct str text = ws_retention_text(w);
  if (text.n == 0) return 0;
  arena_init(&tmp, "retention");
  if (ws_retention_parse(text, &tmp, &r, &ignored)) {
    int64_t *low = arena_array(&tmp, int64_t, b->names.n + 1);
    for (uint32_t i = 0; i < b->names.n; i++)
      low[i] = str_is(intern_at(&b->names, i), EV_SET)
                   ? INT64_MIN
                   : ws_retention_low(w, &r, intern_at(&b->names, i));
    for (size_t i = 0; i < b->rows.n; i++)
      n += !(b->rows.p[i].flags & EV_ITEM) && b->rows.p[i].time < low[b->rows.p[i].name];
  }
  arena_release(&tmp);
  return n;
}

/* ---- setting ---- */

static bool audit(struct workspace *w, struct str author, struct str text, struct err *err) {
  struct state_stmt *q;
  state_enter(w->state);
  bool ok = state_query(w->state,
                        "INSERT INTO audit (at_ms, author, action, kind, slug, version, detail) "
                        "VALUES (@now, ?1, 'retention', 'workspace', ?2, 1, ?3)",
                        &q, err);
  if (ok) {
    state_bind_str(q, 1, author);
    state_bind_str(q, 2, w->slug);
    state_bind_str(q, 3, text);
    ok = state_exec(q, err);
  }
  state_leave(w->state);
  return ok;
}

bool ws_retention_set(struct workspace *w, struct str text, struct str author, struct err *err) {
  const struct ws_change c = {.retention = &text};
  return ws_set(w, &c, err) && audit(w, author, ws_retention_text(w), err);
}

/* ---- reach ---- */

static int most_first(const void *a, const void *b) {
  const struct ws_reach_event *x = a, *y = b;
  return x->rows > y->rows ? -1 : x->rows < y->rows;
}

static void fill(struct workspace *w, const struct making *m, const struct snapshot *n,
                 const struct expiry *x, struct arena *out, struct ws_reach *ret) {
  const struct expiry_event *by = expiry_reach(x);
  struct ws_reach_event *list = arena_array(out, struct ws_reach_event, snapshot_events(n) + 1);
  struct ws_reach r = {.people = expiry_people(x), .rows_total = snapshot_rows(n)};
  for (uint32_t i = 0; i < snapshot_events(n); i++) {
    if (by[i].rows == 0) continue;
    struct str name = snapshot_event(n, i)->name;
    list[r.n++] = (struct ws_reach_event){arena_str(out, name), retention_low(m, name), by[i].rows,
                                          by[i].people};
    r.rows += by[i].rows;
  }
  qsort(list, r.n, sizeof *list, most_first);
  r.events = list;
  if (r.rows) r.rewrite_bytes = log_bytes(w->log) + snapshot_bytes(n);
  *ret = r;
}

bool ws_retention_reach(struct workspace *w, const struct ws_retention *r, struct arena *out,
                        struct ws_reach *ret, struct err *err) {
  struct snapshot *n = ws_snapshot(w);
  struct making m;
  struct expiry *x;
  struct arena tmp;
  arena_init(&tmp, "reach");
  pthread_mutex_lock(&w->retaining);
  retention_bounds(&m, w, r, &tmp);
  pthread_mutex_unlock(&w->retaining);
  bool ok = expiry_new(n, &m.b, &x, err);
  if (ok) {
    fill(w, &m, n, x, out, ret);
    expiry_free(x);
  }
  arena_release(&tmp);
  snapshot_free(n);
  return ok;
}
