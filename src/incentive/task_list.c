/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who did it and when, newest first: completions, days checked in, awards; and how many have so
 * many days in a row. */
#include "incentive/task_int.h"

#define STATUS_CLAIMABLE 0
#define STATUS_BACK      2
#define STATUS_HELD      3

/* n, subject, at, number, status, end.  Whether a day was of somebody held out is the person's: it
 * may have given nothing because the budget was used up. */
static const char *const selects[TASK_KINDS] = {
    [TASK_DOC] =
        "SELECT x.n, h.subject, x.at_ms, x.nth, x.status, 0 FROM task_done x JOIN holder h "
        "ON h.n = x.holder WHERE x.doc = ?1 AND x.n < ?2 ORDER BY x.n DESC LIMIT ?3",
    [CHECK_IN_DOC] =
        "SELECT x.n, h.subject, x.at_ms, x.streak, CASE WHEN EXISTS (SELECT 1 FROM task_person p "
        "WHERE p.doc = x.doc AND p.holder = x.holder AND p.held = 1) THEN 3 ELSE 1 END, 0 FROM "
        "check_in_day x JOIN holder h ON h.n = x.holder WHERE x.doc = ?1 AND x.n < ?2 ORDER BY x.n "
        "DESC LIMIT ?3",
    [BADGE_DOC] = "SELECT x.n, h.subject, x.at_ms, 0, 1, x.until_ms FROM badge_award x JOIN holder "
                  "h ON h.n = x.holder WHERE x.doc = ?1 AND x.n < ?2 ORDER BY x.n DESC LIMIT ?3",
};

static enum task_kind kind_of(struct str name) {
  enum task_kind k = TASK_DOC;
  while (k < TASK_KINDS && !str_is(name, task_kind_names[k]))
    k++;
  return k;
}

static bool read_rows(struct state *s, enum task_kind kind, uint32_t doc, int64_t before,
                      uint32_t limit, struct task_row *v, uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  bool row, ok = state_query(s, selects[kind], &q, err);
  if (!ok) return false;
  state_bind_int(q, 1, doc);
  state_bind_int(q, 2, before ? before : INT64_MAX);
  state_bind_int(q, 3, (int64_t)limit + 1);
  while ((ok = state_step(q, &row, err)) && row) {
    int64_t status = state_int(q, 4);
    v[(*ret_n)++] = (struct task_row){.n = state_int(q, 0),
                                      .subject = (uint32_t)state_int(q, 1),
                                      .at_ms = state_int(q, 2),
                                      .number = state_int(q, 3),
                                      .waits = status == STATUS_CLAIMABLE,
                                      .back = status == STATUS_BACK,
                                      .held = status == STATUS_HELD,
                                      .end_ms = state_int(q, 5)};
  }
  return ok;
}

bool task_rows(struct tasks *t, struct str kind, struct str slug, int64_t before, uint32_t limit,
               struct arena *out, struct task_row **ret, uint32_t *ret_n, int64_t *ret_next,
               struct err *err) {
  struct state *s = loyalty_reader(t->c.l);
  enum task_kind k = kind_of(kind);
  uint32_t doc = 0, n = 0;
  struct task_row *v = arena_array(out, struct task_row, (size_t)limit + 1);
  state_enter(s);
  bool ok = k == TASK_KINDS || task_doc_find(s, k, slug, &doc, err);
  if (ok && doc) ok = read_rows(s, k, doc, before, limit, v, &n, err);
  state_leave(s);
  if (!ok) return false;
  *ret_n = n < limit ? n : limit;
  *ret_next = n > limit ? v[limit - 1].n : 0;
  *ret = v;
  return true;
}

bool task_streaks(struct tasks *t, struct str check_in, struct arena *out, struct task_streak **ret,
                  uint32_t *ret_n, struct err *err) {
  struct state *s = loyalty_reader(t->c.l);
  struct state_stmt *q;
  int64_t today = day_of(ws_tz(t->c.w), clock_wall_ms(ws_clock(t->c.w)));
  bool row;
  uint32_t doc;
  *ret = arena_array(out, struct task_streak, TASK_STREAKS_MAX);
  *ret_n = 0;
  state_enter(s);
  bool ok = task_doc_find(s, CHECK_IN_DOC, check_in, &doc, err) &&
            state_query(s,
                        "SELECT x.streak, count(*) FROM check_in_day x WHERE x.doc = ?1 AND (x.day "
                        "= ?2 OR (x.day = ?3 AND NOT EXISTS (SELECT 1 FROM check_in_day y WHERE "
                        "y.doc = x.doc AND y.holder = x.holder AND y.day = ?2))) GROUP BY x.streak "
                        "ORDER BY x.streak LIMIT ?4",
                        &q, err);
  if (ok) {
    state_bind_int(q, 1, doc);
    state_bind_int(q, 2, today);
    state_bind_int(q, 3, today - 1);
    state_bind_int(q, 4, TASK_STREAKS_MAX);
    while ((ok = state_step(q, &row, err)) && row)
      (*ret)[(*ret_n)++] = (struct task_streak){state_int(q, 0), state_int(q, 1)};
  }
  state_leave(s);
  return ok;
}
