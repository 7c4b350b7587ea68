/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Growth: what was posted of a currency that a programme counts, by day, and the levels it moves.
 */
#include "loyalty/membership_int.h"

static bool add_growth(struct loyalty *l, struct state *s, uint32_t holder, struct str currency,
                       unsigned decimals, int64_t amount, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "INSERT INTO growth_day (holder, currency, day, decimals, amount) VALUES (?1, "
                   "?2, ?3, ?4, ?5) ON CONFLICT (holder, currency, day) DO UPDATE SET "
                   "amount = growth_day.amount + excluded.amount",
                   &q, err))
    return false;
  state_bind_int(q, 1, holder);
  state_bind_str(q, 2, currency);
  state_bind_int(q, 3, day_of(ws_tz(l->w), clock_wall_ms(ws_clock(l->w))));
  state_bind_int(q, 4, decimals);
  state_bind_int(q, 5, amount);
  return state_later(q, err);
}

static bool decide_all(struct loyalty *l, struct state *s, const struct programme_set *set,
                       uint32_t subject, struct str currency, struct arena *tmp, struct err *err) {
  const struct person_facts none = {.known = false};
  for (uint32_t i = 0; i < set->n; i++) {
    struct turn t;
    if (!str_eq(set->p[i].p.growth, currency)) continue;
    if (!turn_begin(l, s, tmp, &set->p[i], subject, &t, err)) return false;
    if (!t.lead) continue;
    /* What needs events is the sweep's, which looks within a second. */
    bool rules = programme_has_rules(t.p);
    if (rules) t.lead->due_ms = t.now;
    if (rules ? !member_update(&t, t.lead, err) : !turn_decide(&t, &none, err)) return false;
  }
  return true;
}

bool membership_grew(struct loyalty *l, struct state *s, uint32_t holder, struct str currency,
                     unsigned decimals, int64_t amount, struct err *err) {
  struct programme_set *set;
  struct arena tmp;
  uint32_t subject;
  bool counted = false;
  if (!programme_set_get(l, &set, err)) return false;
  for (uint32_t i = 0; i < set->n; i++)
    counted |= str_eq(set->p[i].p.growth, currency);
  arena_init(&tmp, "growth");
  bool ok = !counted || (add_growth(l, s, holder, currency, decimals, amount, err) &&
                         holder_subject(s, holder, &subject, err) &&
                         decide_all(l, s, set, subject, currency, &tmp, err));
  arena_release(&tmp);
  programme_set_release(set);
  return ok;
}
