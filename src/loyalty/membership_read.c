/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is so and what was: over a reading connection, beside the writer. */
#include "base/panic.h"
#include "base/vec.h"
#include "loyalty/membership_int.h"

/* What the person's memberships are as of now; a term that is over is over, swept or not. */
static struct membership *shown(struct turn *t) {
  struct membership *m = t->lead;
  for (uint32_t i = 0; !m && i < t->n_rows; i++)
    m = &t->rows[i];
  for (uint32_t i = 0; !t->lead && i < t->n_rows; i++)
    if (t->rows[i].joined_ms > m->joined_ms) m = &t->rows[i];
  return m;
}

static enum membership_status status_of(const struct membership *m, int64_t now) {
  if (m->status != MEMBERSHIP_ACTIVE || membership_honoured(m, now)) return m->status;
  return m->ends ? MEMBERSHIP_LEFT : MEMBERSHIP_LAPSED;
}

static void next_level(const struct programme *p, struct membership_view *v) {
  v->next = -1;
  v->missing = DEC_ZERO;
  for (int32_t i = v->standing.level + 1; i < (int32_t)p->n_levels; i++) {
    if (!p->levels[i].by_growth) continue;
    struct dec missing;
    v->next = i;
    if (dec_sub(p->levels[i].growth, v->growth, &missing) && missing.m > 0) v->missing = missing;
    return;
  }
}

static bool view_of(struct turn *t, const struct membership *m, struct arena *out,
                    struct membership_view *ret, struct err *err) {
  struct programme_moment moment;
  struct programme_facts f = {.rules = 0};
  programme_moment(t->p, t->z, &m->s, t->now, &moment);
  if (!turn_growth(t, &moment, &f, err)) return false;
  *ret = (struct membership_view){.member = m->n,
                                  .status = status_of(m, t->now),
                                  .joined_ms = m->joined_ms,
                                  .left_ms = m->left_ms,
                                  .source = arena_str(out, m->source),
                                  .store = arena_str(out, m->store),
                                  .staff = arena_str(out, m->staff),
                                  .plan = arena_str(out, m->plan),
                                  .paid_until = m->paid_until,
                                  .paid_grace = m->paid_grace,
                                  .ends = m->ends,
                                  .standing = m->s,
                                  .growth = f.up,
                                  .keeping = f.keep,
                                  .birthday = m->birthday};
  for (uint32_t i = 0; i < t->n_rows; i++)
    ret->memberships += membership_honoured(&t->rows[i], t->now);
  next_level(t->p, ret);
  return true;
}

bool membership_get(struct loyalty *l, uint32_t subject, struct str slug, struct arena *out,
                    struct programme *ret_programme, struct membership_view *ret, struct err *err) {
  const struct programme_doc *doc;
  struct programme_set *set;
  uint32_t version;
  bool active;
  struct turn t;
  if (!programme_set_get(l, &set, err)) return false;
  bool ok = programme_set_find(l, set, slug, &doc, err);
  if (ok) {
    state_enter(l->reader);
    ok = turn_begin(l, l->reader, out, doc, subject, &t, err) &&
         (t.n_rows > 0 || err_fail(err, ERR_not_member, "%.*s", STRF(slug))) &&
         view_of(&t, shown(&t), out, ret, err);
    state_leave(l->reader);
  }
  programme_set_release(set);
  /* The set may be gone when the answer is written: the caller's copy lives in `out`. */
  return ok && resource_programme(l->w, slug, out, ret_programme, &version, &active, err);
}

/* ---- what was ---- */

#define PAST(type, sql, fill)                                                                      \
  struct state_stmt *q;                                                                            \
  VEC(struct type) v = {0};                                                                        \
  bool ok = state_query(t->s, sql, &q, err), row = false;                                          \
  for (uint32_t i = 0; ok && i < t->n_rows; i++) {                                                 \
    state_reset(q);                                                                                \
    state_bind_int(q, 1, t->rows[i].n);                                                            \
    state_bind_int(q, 2, MEMBERSHIP_PAST_MAX);                                                     \
    while (ok && (ok = state_step(q, &row, err)) && row) {                                         \
      struct type x = fill;                                                                        \
      vec_push(&v, x);                                                                             \
    }                                                                                              \
  }                                                                                                \
  if (ok) {                                                                                        \
    *ret = arena_array(out, struct type, v.n + 1);                                                 \
    if (v.n) memcpy(*ret, v.p, v.n * sizeof *v.p);                                                 \
    *ret_n = (uint32_t)v.n;                                                                        \
  }                                                                                                \
  vec_free(&v);                                                                                    \
  return ok

#define TEXT(col) arena_str(out, state_str(q, col))

static bool past_levels(struct turn *t, struct arena *out, struct membership_level_change **ret,
                        uint32_t *ret_n, struct err *err) {
  PAST(membership_level_change,
       "SELECT n, at_ms, from_level, to_level, cause, actor, reason FROM member_level WHERE "
       "member = ?1 ORDER BY n DESC LIMIT ?2",
       ((struct membership_level_change){.n = state_int(q, 0),
                                         .at_ms = state_int(q, 1),
                                         .from = TEXT(2),
                                         .to = TEXT(3),
                                         .cause = (enum standing_cause)state_int(q, 4),
                                         .actor = TEXT(5),
                                         .reason = TEXT(6)}));
}

static bool past_gifts(struct turn *t, struct arena *out, struct gift_row **ret, uint32_t *ret_n,
                       struct err *err) {
  VEC(struct gift_row) v = {0};
  struct gift_row *of;
  uint32_t n;
  bool ok = true;
  for (uint32_t i = 0; ok && i < t->n_rows; i++) {
    ok = gifts_of(t->s, STR(GIFT_OF_MEMBER), t->rows[i].n, MEMBERSHIP_PAST_MAX, out, &of, &n, err);
    for (uint32_t k = 0; ok && k < n; k++)
      vec_push(&v, of[k]);
  }
  if (ok) {
    *ret = arena_array(out, struct gift_row, v.n + 1);
    if (v.n) memcpy(*ret, v.p, v.n * sizeof *v.p);
    *ret_n = (uint32_t)v.n;
  }
  vec_free(&v);
  return ok;
}

static bool past_terms(struct turn *t, struct arena *out, struct membership_term **ret,
                       uint32_t *ret_n, struct err *err) {
  PAST(membership_term,
       "SELECT n, from_ms, until_ms, at_ms, plan, price, coalesce(order_ref, ''), refund, trial, "
       "status, refunded_ms FROM member_term WHERE member = ?1 ORDER BY n DESC LIMIT ?2",
       ((struct membership_term){.n = state_int(q, 0),
                                 .from_ms = state_int(q, 1),
                                 .until_ms = state_int(q, 2),
                                 .at_ms = state_int(q, 3),
                                 .plan = TEXT(4),
                                 .price = TEXT(5),
                                 .order = TEXT(6),
                                 .refund = TEXT(7),
                                 .trial = state_int(q, 8) != 0,
                                 .refunded = state_int(q, 9) != 0,
                                 .refunded_ms = state_int(q, 10)}));
}

static bool past_uses(struct turn *t, const struct programme *p, struct arena *out,
                      struct membership_past *ret, struct err *err) {
  const struct membership *m = t->lead;
  const struct programme_level *l = m && m->s.level >= 0 ? &p->levels[m->s.level] : NULL;
  ret->uses = arena_array(out, struct membership_use, l ? l->n_services + 1 : 1);
  for (uint32_t i = 0; l && i < l->n_services; i++) {
    struct membership_use *u = &ret->uses[ret->n_uses++];
    const struct programme_service *v = &l->services[i];
    int64_t from;
    u->service = v;
    service_span(t, m, v, &from, &u->renews_ms);
    if (!service_used(t, v->slug, from, &u->used, err)) return false;
    u->remaining = v->quota < 0 ? -1 : v->quota > u->used ? v->quota - u->used : 0;
  }
  return true;
}

bool membership_past(struct loyalty *l, uint32_t subject, const struct programme *p,
                     struct arena *out, struct membership_past *ret, struct err *err) {
  const struct programme_doc doc = {.p = *p, .active = true};
  struct membership_past past = {0};
  struct turn t;
  state_enter(l->reader);
  bool ok = turn_begin(l, l->reader, out, &doc, subject, &t, err) &&
            past_levels(&t, out, &past.levels, &past.n_levels, err) &&
            past_gifts(&t, out, &past.gifts, &past.n_gifts, err) &&
            past_terms(&t, out, &past.terms, &past.n_terms, err) &&
            past_uses(&t, p, out, &past, err);
  state_leave(l->reader);
  if (ok) *ret = past;
  return ok;
}

/* ---- lists ---- */

bool membership_counts(struct loyalty *l, struct str programme, struct arena *out,
                       struct membership_count **ret, uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  VEC(struct membership_count) v = {0};
  bool row = false;
  state_enter(l->reader);
  bool ok = state_query(l->reader,
                        "SELECT level, status, count(*) FROM member WHERE programme = ?1 "
                        "GROUP BY level, status ORDER BY level, status",
                        &q, err);
  if (ok) state_bind_str(q, 1, programme);
  while (ok && (ok = state_step(q, &row, err)) && row) {
    struct membership_count c = {.level = TEXT(0),
                                 .status = (enum membership_status)state_int(q, 1),
                                 .members = state_int(q, 2)};
    vec_push(&v, c);
  }
  state_leave(l->reader);
  if (ok) {
    *ret = arena_array(out, struct membership_count, v.n + 1);
    if (v.n) memcpy(*ret, v.p, v.n * sizeof *v.p);
    *ret_n = (uint32_t)v.n;
  }
  vec_free(&v);
  return ok;
}

#define LIST_COLUMNS                                                                               \
  "SELECT m.n, h.subject, m.status, m.level, m.source, m.store, m.staff, m.joined_ms, "            \
  "m.since_ms, m.period_end, m.paid_until FROM member m JOIN holder h ON h.n = m.holder WHERE "    \
  "m.programme = ?1 AND m.status = ?2 AND m.n > ?3 "

bool membership_list(struct loyalty *l, struct str programme, const struct str *level,
                     enum membership_status status, int64_t after, uint32_t limit,
                     struct arena *out, struct membership_row **ret, uint32_t *ret_n,
                     struct err *err) {
  struct state_stmt *q;
  struct membership_row *rows = arena_array(out, struct membership_row, limit + 1);
  uint32_t n = 0;
  bool row = false;
  state_enter(l->reader);
  bool ok = state_query(l->reader,
                        level ? LIST_COLUMNS "AND m.level = ?5 ORDER BY m.n LIMIT ?4"
                              : LIST_COLUMNS "ORDER BY m.n LIMIT ?4",
                        &q, err);
  if (ok) {
    state_bind_str(q, 1, programme);
    state_bind_int(q, 2, status);
    state_bind_int(q, 3, after);
    state_bind_int(q, 4, limit);
    if (level) state_bind_str(q, 5, *level);
  }
  while (ok && n < limit && (ok = state_step(q, &row, err)) && row)
    rows[n++] = (struct membership_row){.n = state_int(q, 0),
                                        .subject = holder_subject_at(q, 1),
                                        .status = (enum membership_status)state_int(q, 2),
                                        .level = TEXT(3),
                                        .source = TEXT(4),
                                        .store = TEXT(5),
                                        .staff = TEXT(6),
                                        .joined_ms = state_int(q, 7),
                                        .since_ms = state_int(q, 8),
                                        .period_end = state_int(q, 9),
                                        .paid_until = state_int(q, 10)};
  if (ok) state_reset(q);
  state_leave(l->reader);
  if (ok) {
    *ret = rows;
    *ret_n = n;
  }
  return ok;
}
