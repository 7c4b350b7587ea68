/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Old rows: gone from every answer at once, from the files later (expire.c).
 *
 * A snapshot carries a lower bound of time per event code.  The one decoding path leaves rows
 * before it out, people stay; so whose every event is too old is still known, since the moment he
 * first was.  Attribute changes are not hidden: the value that holds at the bound may be as old as
 * it likes, and one that was followed by another before the bound holds at no moment that may be
 * asked for.
 *
 * A question as of a moment before the bound would see too little, so it is refused here, where
 * every scan begins, and by the planner, whose scans serve several moments at once. */
#include "store/retain_int.h"

#include <stdlib.h>

#include "base/panic.h"
#include "kernel/bits.h"
#include "kernel/ops.h"
#include "store/store_int.h"

struct bounds *bounds_new(const struct store_bounds *b) {
  struct bounds *r = must_calloc(1, sizeof *r);
  struct store_bound *own = must_calloc(b->n + 1, sizeof *own);
  atomic_init(&r->refs, 1);
  r->b = *b;
  for (uint32_t i = 0; i < b->n; i++) {
    char *name = must_malloc(b->bounds[i].event.n + 1);
    memcpy(name, b->bounds[i].event.p, b->bounds[i].event.n);
    own[i] = b->bounds[i];
    own[i].event.p = name;
  }
  r->b.bounds = own;
  return r;
}

struct bounds *bounds_ref(struct bounds *b) {
  if (b) atomic_fetch_add(&b->refs, 1);
  return b;
}

void bounds_unref(struct bounds *b) {
  if (!b || atomic_fetch_sub(&b->refs, 1) != 1) return;
  for (uint32_t i = 0; i < b->b.n; i++)
    free((char *)b->b.bounds[i].event.p);
  free((void *)b->b.bounds);
  free(b);
}

struct retain *retain_new(struct bounds *b, const struct catalog *c) {
  if (!b) return NULL;
  uint32_t n = c->events.n;
  struct retain *r = must_calloc(1, sizeof *r);
  r->of = bounds_ref(b);
  r->shown = must_malloc((n + 1) * sizeof *r->shown);
  r->low = must_malloc((n + 1) * sizeof *r->low);
  r->floor = must_malloc((n + 1) * sizeof *r->floor);
  r->taken = must_malloc((n + 1) * sizeof *r->taken);
  for (uint32_t i = 0; i < n; i++) {
    struct str name = intern_at(&c->events, i);
    r->low[i] = r->floor[i] = b->b.low;
    r->taken[i] = INT64_MIN;
    for (uint32_t k = 0; k < b->b.n; k++)
      if (str_eq(b->b.bounds[k].event, name)) {
        r->low[i] = b->b.bounds[k].low;
        r->floor[i] = b->b.bounds[k].floor;
        r->taken[i] = b->b.bounds[k].taken;
      }
    r->shown[i] = str_is(name, EV_SET) ? INT64_MIN : r->low[i];
  }
  return r;
}

void retain_free(struct retain *r) {
  if (!r) return;
  bounds_unref((struct bounds *)r->of);
  free(r->shown);
  free(r->low);
  free(r->floor);
  free(r->taken);
  free(r);
}

void store_retain(struct store *s, const struct store_bounds *b) {
  struct bounds *fresh = b ? bounds_new(b) : NULL;
  pthread_mutex_lock(&s->lock);
  struct bounds *old = s->bounds;
  s->bounds = fresh;
  struct snapshot *stale = store_changed(s);
  pthread_mutex_unlock(&s->lock);
  snapshot_free(stale);
  bounds_unref(old);
}

static bool too_old(const struct snapshot *n, uint32_t event, int64_t since, enum err_code code,
                    struct err *err) {
  struct buf day = BUF_INIT;
  const struct tz *zone = n->retain->of->b.zone;
  time_format_date(zone ? zone : tz_utc(), since, &day);
  err_fail(err, code, "%.*s" ERR_SEP "%.*s", STRF(n->events[event].name), STRF(buf_str(&day)));
  buf_release(&day);
  return false;
}

bool snapshot_reaches(const struct snapshot *n, uint32_t event, int64_t as_of, struct err *err) {
  if (!n->retain || event >= n->catalog.events.n || as_of >= n->retain->floor[event]) return true;
  return too_old(n, event, n->retain->floor[event], ERR_as_of_too_old, err);
}

/* A bound that nothing has reached yet takes nothing from anybody. */
bool snapshot_kept(const struct snapshot *n, uint32_t event, int64_t from, struct err *err) {
  if (!n->retain || event >= n->catalog.events.n) return true;
  const struct event_info *e = &n->events[event];
  int64_t hidden =
      e->rows && e->time_min < n->retain->shown[event] ? n->retain->shown[event] : INT64_MIN;
  int64_t since = n->retain->taken[event] > hidden ? n->retain->taken[event] : hidden;
  return from >= since || too_old(n, event, since, ERR_range_too_old, err);
}

int64_t snapshot_floor(const struct snapshot *n) {
  int64_t floor = INT64_MIN;
  for (uint32_t i = 0; n->retain && i < n->catalog.events.n; i++)
    if (n->retain->floor[i] > floor) floor = n->retain->floor[i];
  return floor;
}

bool retain_allows(const struct snapshot *n, const struct scan_want *want, struct err *err) {
  if (!n->retain || want->t_max == INT64_MAX) return true;
  for (uint32_t i = 0; want->all_events && i < n->catalog.events.n; i++)
    if (!snapshot_reaches(n, i, want->t_max, err)) return false;
  for (uint32_t i = 0; !want->all_events && i < want->n_events; i++)
    if (!snapshot_reaches(n, want->events[i], want->t_max, err)) return false;
  return true;
}

/* ---- rows of a block ---- */

void scanner_retain(struct scanner *s) {
  const struct snapshot *n = s->snap;
  s->low_top = INT64_MIN;
  if (!n->retain) return;
  for (uint32_t i = 0; i < n->catalog.events.n; i++)
    if ((s->all_events || s->wanted[i]) && n->retain->shown[i] > s->low_top)
      s->low_top = n->retain->shown[i];
  if (s->low_top == INT64_MIN) return;
  s->low = n->retain->shown;
  s->of_low = must_calloc(n->catalog.events.n + 1, 1);
}

static bool old_event(const struct scanner *s, const struct block_info *b, uint32_t i) {
  uint32_t code = b->events[i];
  return code < s->snap->catalog.events.n && (s->all_events || s->wanted[code]) &&
         s->low[code] > b->time_min;
}

bool part_has_old(const struct scanner *s, const struct block_info *b) {
  if (b->time_min >= s->low_top) return false;
  for (uint32_t i = 0; i < b->n_events; i++)
    if (old_event(s, b, i)) return true;
  return false;
}

/* One comparison of all times per different bound: there are few. */
void part_hide_old(struct scanner *s, const struct block_info *b, const int64_t *time) {
  size_t words = bits_words(b->rows);
  for (uint32_t i = 0; i < b->n_events; i++) {
    if (!old_event(s, b, i)) continue;
    int64_t low = s->low[b->events[i]];
    bool first = true;
    for (uint32_t k = 0; k < b->n_events; k++) {
      s->of_low[k] = old_event(s, b, k) && s->low[b->events[k]] == low;
      first &= k >= i || !s->of_low[k];
    }
    if (!first) continue;
    event_words(&s->events, b->rows, s->of_low, b->n_events, s->both);
    kernel->range_i64(time, b->rows, INT64_MIN, low - 1, s->present);
    for (size_t w = 0; w < words; w++)
      s->select[w] &= ~(s->both[w] & s->present[w]);
  }
}

void frozen_hide_old(struct scanner *s, const uint32_t *event, const int64_t *time, uint32_t rows) {
  for (uint32_t i = 0; i < rows; i++)
    if (time[i] < s->low[event[i]]) s->select[i / 64] &= ~(UINT64_C(1) << i % 64);
}
