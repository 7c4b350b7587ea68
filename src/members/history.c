/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was: moves page by page, days, the set of an earlier moment.  Only SQL; a workspace opened
 * for reading sees what was recorded when it was opened or since. */
#include "members_int.h"

static bool id_of(struct workspace *w, struct str slug, struct arena *tmp, struct str *ret,
                  struct err *err) {
  struct resource r;
  if (!resource_get(w, STR("segment"), slug, tmp, &r, err)) return false;
  *ret = r.id;
  return true;
}

/* ---- moves ---- */

struct page {
  VEC(struct member_move) v;
  uint32_t limit, person;
  const enum member_cause *cause;
  struct member_place next;
};

/* One set of a change, behind `skip` of its moves.  False when the page is full. */
static bool add_set(struct page *p, const roaring_bitmap_t *set, struct member_move x, int64_t n,
                    uint32_t skip, uint32_t *at) {
  roaring_uint32_iterator_t it;
  roaring_init_iterator(set, &it);
  for (; it.has_value; roaring_advance_uint32_iterator(&it), ++*at) {
    if (*at < skip || (p->person != UINT32_MAX && it.current_value != p->person)) continue;
    if (p->v.n == p->limit) {
      p->next = (struct member_place){n, *at};
      return false;
    }
    x.person = it.current_value;
    vec_push(&p->v, x);
  }
  return true;
}

static bool add_change(struct page *p, struct state_stmt *q, uint32_t skip, bool *ret_more,
                       struct err *err) {
  roaring_bitmap_t *in = NULL, *out = NULL;
  struct member_move x = {.at_ms = state_int(q, 2),
                          .lsn = (uint64_t)state_int(q, 3),
                          .version = (uint32_t)state_int(q, 1),
                          .entered = true};
  uint32_t at = 0;
  bool ok = member_cause_find(state_str(q, 4), &x.cause) ||
            err_fail(err, ERR_corrupt, "state.db" ERR_SEP "member_change");
  *ret_more = true;
  if (ok && p->cause && *p->cause != x.cause) return true;
  int64_t n = state_int(q, 0);
  ok = ok && set_get(state_str(q, 5), &in, err) && set_get(state_str(q, 6), &out, err);
  if (ok) {
    *ret_more = add_set(p, in, x, n, skip, &at);
    x.entered = false;
    *ret_more = *ret_more && add_set(p, out, x, n, skip, &at);
  }
  if (in) roaring_bitmap_free(in);
  if (out) roaring_bitmap_free(out);
  return ok;
}

static bool read_moves(struct state *st, struct str id, struct member_place from, struct page *p,
                       struct err *err) {
  struct state_stmt *q;
  bool row = false, more = true, ok;
  if (!state_query(st,
                   "SELECT n, version, at_ms, lsn, cause, entered, exited FROM member_change "
                   "WHERE segment = ?1 AND n <= ?2 ORDER BY n DESC",
                   &q, err))
    return false;
  state_bind_str(q, 1, id);
  state_bind_int(q, 2, from.n ? from.n : INT64_MAX);
  while ((ok = state_step(q, &row, err)) && row && more) {
    ok = add_change(p, q, state_int(q, 0) == from.n ? from.skip : 0, &more, err);
    if (!ok) break;
  }
  state_reset(q);
  return ok;
}

bool member_moves(struct workspace *w, struct str slug, const enum member_cause *cause,
                  uint32_t person, struct member_place from, uint32_t limit, struct arena *out,
                  struct member_move **ret, uint32_t *ret_n, struct member_place *ret_next,
                  struct err *err) {
  struct page p = {.limit = limit, .person = person, .cause = cause};
  struct state *st = ws_state(w);
  struct str id;
  must(limit > 0 && limit <= MEMBER_PAGE_MAX);
  if (!id_of(w, slug, out, &id, err)) return false;
  state_enter(st);
  bool ok = read_moves(st, id, from, &p, err);
  state_leave(st);
  if (ok) {
    *ret = arena_array(out, struct member_move, p.v.n + 1);
    if (p.v.n) memcpy(*ret, p.v.p, p.v.n * sizeof *p.v.p);
    *ret_n = (uint32_t)p.v.n;
    *ret_next = p.next;
  }
  vec_free(&p.v);
  return ok;
}

/* ---- days ---- */

static bool read_days(struct state *st, struct str id, const struct tz *tz, struct member_day *d,
                      uint32_t n, bool *met, struct err *err) {
  struct state_stmt *q;
  bool row = false, ok;
  int64_t start = day_start(tz, d[0].day);
  if (!state_query(st,
                   "SELECT at_ms, cause, entered_n, exited_n, people FROM member_change "
                   "WHERE segment = ?1 AND at_ms < ?2 ORDER BY n",
                   &q, err))
    return false;
  state_bind_str(q, 1, id);
  state_bind_int(q, 2, day_start(tz, d[n - 1].day + 1));
  uint64_t people = 0;
  uint32_t at = 0;
  bool any = false;
  while ((ok = state_step(q, &row, err)) && row) {
    int64_t when = state_int(q, 0);
    enum member_cause cause;
    int32_t day = day_of(tz, when);
    for (; when >= start && at < n && d[at].day < day; at++) {
      d[at].people = people;
      met[at] = any;
    }
    any = true;
    people = (uint64_t)state_int(q, 4);
    if (when < start || at >= n || !member_cause_find(state_str(q, 1), &cause)) continue;
    d[at].entered[cause] += (uint64_t)state_int(q, 2);
    d[at].exited[cause] += (uint64_t)state_int(q, 3);
  }
  state_reset(q);
  for (; at < n; at++) {
    d[at].people = people;
    met[at] = any;
  }
  return ok;
}

bool member_days(struct workspace *w, struct str slug, uint32_t days, int64_t now,
                 struct arena *out, struct member_day **ret, uint32_t *ret_n, struct err *err) {
  const struct tz *tz = ws_tz(w);
  struct state *st = ws_state(w);
  struct str id;
  must(days > 0 && days <= MEMBER_DAYS_MAX);
  if (!id_of(w, slug, out, &id, err)) return false;
  struct member_day *d = arena_array(out, struct member_day, days);
  bool *met = arena_array(out, bool, days);
  for (uint32_t i = 0; i < days; i++)
    d[i].day = day_of(tz, now) - (int32_t)(days - 1 - i);
  state_enter(st);
  bool ok = read_days(st, id, tz, d, days, met, err);
  state_leave(st);
  if (!ok) return false;
  uint32_t from = 0;
  while (from < days && !met[from])
    from++;
  *ret = d + from;
  *ret_n = days - from;
  return true;
}

/* ---- the set of an earlier moment ---- */

bool member_set_at(struct workspace *w, struct str slug, int64_t at, roaring_bitmap_t **ret,
                   struct err *err) {
  struct arena tmp;
  struct str id;
  arena_init(&tmp, "members");
  bool ok = id_of(w, slug, &tmp, &id, err) && record_fold(ws_state(w), id, at, ret, err);
  arena_release(&tmp);
  return ok;
}
