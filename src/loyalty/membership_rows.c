/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of memberships in SQL. */
#include "loyalty/membership_int.h"

const char *const membership_status_names[MEMBERSHIP_STATES] = {"active", "left", "lapsed"};

bool memberships_load(struct loyalty *l, struct err *err) {
  static const char *const names[MEMBER_TABLES] = {"member", "member_level", "member_term",
                                                   "member_act"};
  for (int i = 0; i < MEMBER_TABLES; i++)
    if (!loyalty_table(l, names[i], &l->members.tables[i], err)) return false;
  return true;
}

void memberships_release(struct memberships *m) {
  doc_sets_release(&m->docs);
}

/* ---- a turn ---- */

#define COLUMNS                                                                                    \
  "n, holder, status, joined_ms, left_ms, source, store, staff, level, since_ms, anchor, "         \
  "period_from, period_end, grace_until, held_until, plan, paid_until, paid_grace, ends, "         \
  "birthday, swept_day, due_ms, version"

static void read_row(const struct turn *t, struct state_stmt *q, struct membership *m) {
  struct arena *a = t->tmp;
  m->n = state_int(q, 0);
  m->holder = (uint32_t)state_int(q, 1);
  m->status = (enum membership_status)state_int(q, 2);
  m->joined_ms = state_int(q, 3);
  m->left_ms = state_int(q, 4);
  m->source = arena_str(a, state_str(q, 5));
  m->store = arena_str(a, state_str(q, 6));
  m->staff = arena_str(a, state_str(q, 7));
  /* A level that the document has lost is none. */
  m->s = (struct standing){.level = programme_level_find(t->p, state_str(q, 8)),
                           .since = state_int(q, 9),
                           .anchor = (int32_t)state_int(q, 10),
                           .period_from = state_int(q, 11),
                           .period_end = state_int(q, 12),
                           .grace_until = state_int(q, 13),
                           .held_until = state_int(q, 14)};
  m->plan = arena_str(a, state_str(q, 15));
  m->paid_until = state_int(q, 16);
  m->paid_grace = state_int(q, 17);
  m->ends = state_int(q, 18) != 0;
  m->birthday = (uint32_t)state_int(q, 19);
  m->swept_day = (int32_t)state_int(q, 20);
  m->due_ms = state_int(q, 21);
  m->version = (uint32_t)state_int(q, 22);
}

static bool load(struct turn *t, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(t->s, "SELECT " COLUMNS " FROM member WHERE holder = ?1 AND programme = ?2", &q,
                   err))
    return false;
  t->rows = arena_array(t->tmp, struct membership, t->n_holders + 1);
  for (uint32_t i = 0; i < t->n_holders; i++) {
    state_reset(q);
    state_bind_int(q, 1, t->holders[i]);
    state_bind_str(q, 2, t->p->slug);
    if (!state_step(q, &row, err)) return false;
    if (row) read_row(t, q, &t->rows[t->n_rows++]);
  }
  state_reset(q);
  return true;
}

bool membership_honoured(const struct membership *m, int64_t now) {
  return m->status == MEMBERSHIP_ACTIVE &&
         (m->paid_grace == 0 || now < (m->ends ? m->paid_until : m->paid_grace));
}

/* Level, then age, then number: the same whoever asks. */
static bool leads(const struct membership *a, const struct membership *b) {
  if (a->s.level != b->s.level) return a->s.level > b->s.level;
  return a->joined_ms != b->joined_ms ? a->joined_ms < b->joined_ms : a->n < b->n;
}

bool turn_begin(struct loyalty *l, struct state *s, struct arena *tmp,
                const struct programme_doc *doc, uint32_t subject, struct turn *ret,
                struct err *err) {
  struct turn t = {.l = l,
                   .s = s,
                   .tmp = tmp,
                   .doc = doc,
                   .p = &doc->p,
                   .z = ws_tz(l->w),
                   .now = clock_wall_ms(ws_clock(l->w)),
                   .subject = subject};
  t.n_holders = holders_of_person(l, subject, tmp, &t.holders);
  if (!load(&t, err)) return false;
  for (uint32_t i = 0; i < t.n_rows; i++)
    if (membership_honoured(&t.rows[i], t.now) && (!t.lead || leads(&t.rows[i], t.lead)))
      t.lead = &t.rows[i];
  *ret = t;
  return true;
}

/* Days are small numbers; what began before all of them has none of its own. */
static int64_t first_day(const struct turn *t, int64_t from) {
  return from == TIME_MIN ? INT32_MIN : day_of(t->z, from);
}

bool turn_growth(const struct turn *t, const struct programme_moment *m,
                 struct programme_facts *ret, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  int64_t up = 0, keep = 0, decimals = 0;
  ret->up = ret->keep = DEC_ZERO;
  if (t->p->growth.n == 0) return true;
  if (!state_query(t->s,
                   "SELECT CAST(coalesce(sum(amount) FILTER (WHERE day >= ?3), 0) AS @i64), "
                   "CAST(coalesce(sum(amount) FILTER (WHERE day >= ?4), 0) AS @i64), "
                   "coalesce(max(decimals), 0) "
                   "FROM growth_day WHERE holder = ?1 AND currency = ?2 AND day <= ?5",
                   &q, err))
    return false;
  for (uint32_t i = 0; i < t->n_holders; i++) {
    state_reset(q);
    state_bind_int(q, 1, t->holders[i]);
    state_bind_str(q, 2, t->p->growth);
    state_bind_int(q, 3, first_day(t, m->up_from));
    state_bind_int(q, 4, first_day(t, m->keep_from));
    state_bind_int(q, 5, day_of(t->z, m->until - 1));
    if (!state_step(q, &row, err)) return false;
    bool over = __builtin_add_overflow(up, state_int(q, 0), &up) ||
                __builtin_add_overflow(keep, state_int(q, 1), &keep);
    if (state_int(q, 2) > decimals) decimals = state_int(q, 2);
    state_reset(q);
    if (over) return err_fail(err, ERR_number_overflow, "growth");
  }
  ret->up = (struct dec){up, (uint8_t)decimals};
  ret->keep = (struct dec){keep, (uint8_t)decimals};
  return true;
}

/* ---- writing ---- */

static void bind(struct state_stmt *q, const struct turn *t, const struct membership *m) {
  state_bind_int(q, 1, m->n);
  state_bind_int(q, 2, m->status);
  state_bind_int(q, 3, m->joined_ms);
  state_bind_int(q, 4, m->left_ms);
  state_bind_str(q, 5, m->source);
  state_bind_str(q, 6, m->store);
  state_bind_str(q, 7, m->staff);
  state_bind_str(q, 8, m->s.level < 0 ? STR("") : t->p->levels[m->s.level].slug);
  state_bind_int(q, 9, m->s.since);
  state_bind_int(q, 10, m->s.anchor);
  state_bind_int(q, 11, m->s.period_from);
  state_bind_int(q, 12, m->s.period_end);
  state_bind_int(q, 13, m->s.grace_until);
  state_bind_int(q, 14, m->s.held_until);
  state_bind_str(q, 15, m->plan);
  state_bind_int(q, 16, m->paid_until);
  state_bind_int(q, 17, m->paid_grace);
  state_bind_int(q, 18, m->ends);
  state_bind_int(q, 19, m->birthday);
  state_bind_int(q, 20, m->swept_day);
  state_bind_int(q, 21, m->due_ms);
  state_bind_int(q, 22, m->version);
}

bool member_insert(struct turn *t, struct membership *m, struct err *err) {
  struct state_stmt *q;
  if (!state_query(t->s,
                   "INSERT INTO member (n, status, joined_ms, left_ms, source, store, staff, "
                   "level, since_ms, anchor, period_from, period_end, grace_until, held_until, "
                   "plan, paid_until, paid_grace, ends, birthday, swept_day, due_ms, version, "
                   "holder, programme) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
                   "?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)",
                   &q, err))
    return false;
  m->n = member_number(t->l, MEMBER_ROWS);
  bind(q, t, m);
  state_bind_int(q, 23, m->holder);
  state_bind_str(q, 24, t->p->slug);
  return state_later(q, err);
}

bool member_update(struct turn *t, const struct membership *m, struct err *err) {
  struct state_stmt *q;
  if (!state_query(t->s,
                   "UPDATE member SET status = ?2, joined_ms = ?3, left_ms = ?4, source = ?5, "
                   "store = ?6, staff = ?7, level = ?8, since_ms = ?9, anchor = ?10, "
                   "period_from = ?11, period_end = ?12, grace_until = ?13, held_until = ?14, "
                   "plan = ?15, paid_until = ?16, paid_grace = ?17, ends = ?18, birthday = ?19, "
                   "swept_day = ?20, due_ms = ?21, version = ?22 WHERE n = ?1",
                   &q, err))
    return false;
  bind(q, t, m);
  return state_later(q, err);
}

bool member_level_insert(struct turn *t, const struct membership *m, int64_t at, int32_t from,
                         enum standing_cause cause, struct err *err) {
  struct state_stmt *q;
  if (!state_query(t->s,
                   "INSERT INTO member_level (n, member, at_ms, from_level, to_level, cause, "
                   "actor, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                   &q, err))
    return false;
  state_bind_int(q, 1, member_number(t->l, MEMBER_LEVELS));
  state_bind_int(q, 2, m->n);
  state_bind_int(q, 3, at);
  state_bind_str(q, 4, from < 0 ? STR("") : t->p->levels[from].slug);
  state_bind_str(q, 5, m->s.level < 0 ? STR("") : t->p->levels[m->s.level].slug);
  state_bind_int(q, 6, cause);
  state_bind_str(q, 7, t->actor);
  state_bind_str(q, 8, t->reason);
  return state_later(q, err);
}

bool member_gifted(struct turn *t, struct str occasion, bool *ret, struct err *err) {
  *ret = false;
  for (uint32_t i = 0; i < t->n_rows && !*ret; i++)
    if (!gift_promised(t->s, STR(GIFT_OF_MEMBER), t->rows[i].n, occasion, t->now, ret, err))
      return false;
  return true;
}
