/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Services that a level entitles to, so often in so long.  Uses are counted over all memberships of
 * the person in that time, and written down on the leading one. */
#include "loyalty/membership_int.h"

void service_span(const struct turn *t, const struct membership *m,
                  const struct programme_service *v, int64_t *ret_from, int64_t *ret_until) {
  int32_t day = day_of(t->z, t->now), month = day_month_start(day), year;
  unsigned of, d;
  switch (v->per) {
  case PROGRAMME_PER_DAY:
    *ret_from = day_start(t->z, day);
    *ret_until = day_start(t->z, day + 1);
    return;
  case PROGRAMME_PER_MONTH:
    *ret_from = day_start(t->z, month);
    *ret_until = day_start(t->z, day_add_months(month, 1));
    return;
  case PROGRAMME_PER_YEAR:
    day_to_ymd(day, &year, &of, &d);
    *ret_from = day_start(t->z, day_from_ymd(year, 1, 1));
    *ret_until = day_start(t->z, day_from_ymd(year + 1, 1, 1));
    return;
  case PROGRAMME_PER_PERIOD:
    /* An upgrade inside a lifetime is no new period: it would bring the quota back. */
    *ret_from = t->p->period == PROGRAMME_LIFETIME ? 0 : m->s.period_from;
    *ret_until = m->s.period_end;
  }
}

bool service_used(const struct turn *t, struct str service, int64_t from, int64_t *ret,
                  struct err *err) {
  struct state_stmt *q;
  int64_t used = 0;
  bool row = false;
  if (!state_query(t->s,
                   "SELECT CAST(coalesce(sum(used), 0) AS @i64) FROM member_service WHERE "
                   "member = ?1 AND service = ?2 AND from_ms >= ?3",
                   &q, err))
    return false;
  for (uint32_t i = 0; i < t->n_rows; i++) {
    state_reset(q);
    state_bind_int(q, 1, t->rows[i].n);
    state_bind_str(q, 2, service);
    state_bind_int(q, 3, from);
    if (!state_step(q, &row, err)) return false;
    used += state_int(q, 0);
  }
  state_reset(q);
  *ret = used;
  return true;
}

static bool use(struct turn *t, struct str service, int64_t from, int64_t n, struct err *err) {
  struct state_stmt *q;
  if (!state_query(t->s,
                   "INSERT INTO member_service (member, service, from_ms, used) VALUES (?1, ?2, "
                   "?3, ?4) ON CONFLICT (member, service, from_ms) DO UPDATE SET "
                   "used = member_service.used + excluded.used",
                   &q, err))
    return false;
  state_bind_int(q, 1, t->lead->n);
  state_bind_str(q, 2, service);
  state_bind_int(q, 3, from);
  state_bind_int(q, 4, n);
  return state_later(q, err);
}

bool turn_use(struct turn *t, const struct membership_ask *a, struct membership_done *ret,
              struct err *err) {
  const struct programme_service *v = NULL;
  int64_t from, used;
  if (!t->lead) return err_fail(err, ERR_not_member, "%.*s", STRF(t->p->slug));
  const struct programme_level *l = t->lead->s.level < 0 ? NULL : &t->p->levels[t->lead->s.level];
  for (uint32_t i = 0; l && i < l->n_services; i++)
    if (str_eq(l->services[i].slug, a->service)) v = &l->services[i];
  if (!v)
    return err_fail(err, ERR_programme_no, "%.*s" ERR_SEP "service" ERR_SEP "%.*s" ERR_SEP "服务",
                    STRF(t->p->slug), STRF(a->service));
  if (a->quantity < 1 || a->quantity > PROGRAMME_QUOTA_MAX)
    return err_fail(err, ERR_bad_field, "quantity" ERR_SEP "1 … %d", PROGRAMME_QUOTA_MAX);
  service_span(t, t->lead, v, &from, &ret->until_ms);
  if (!service_used(t, v->slug, from, &used, err)) return false;
  if (v->quota >= 0 && used + a->quantity > v->quota)
    return err_fail(err, ERR_quota_used, "%.*s" ERR_SEP "%lld" ERR_SEP "%lld", STRF(v->slug),
                    (long long)used, (long long)v->quota);
  ret->remaining = v->quota < 0 ? -1 : v->quota - used - a->quantity;
  ret->changed = true;
  return use(t, v->slug, from, a->quantity, err);
}
