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

/* By quarters of an hour, of which every day of every zone is made. */
#define QUARTER_MS INT64_C(900000)
static const char *const by_quarter[TASK_KINDS] = {
    [TASK_DOC] =
        "SELECT at_ms / 900000, count(*), CAST(sum(CASE WHEN status = 3 THEN 1 ELSE 0 END) "
        "AS @i64) FROM task_done WHERE doc = ?1 AND at_ms >= ?2 AND status <> 2 GROUP BY 1",
    [CHECK_IN_DOC] = "SELECT at_ms / 900000, count(*), CAST(sum(CASE WHEN EXISTS (SELECT 1 FROM "
                     "task_person p WHERE p.doc = check_in_day.doc AND p.holder = "
                     "check_in_day.holder AND p.held = 1) THEN 1 ELSE 0 END) AS @i64) FROM "
                     "check_in_day WHERE doc = ?1 AND at_ms >= ?2 GROUP BY 1",
    [BADGE_DOC] = "SELECT at_ms / 900000, count(*), 0 FROM badge_award WHERE doc = ?1 AND at_ms >= "
                  "?2 GROUP BY 1",
};

static bool read_days(struct tasks *t, struct state *s, enum task_kind kind, uint32_t doc,
                      struct task_day *v, uint32_t n, struct err *err) {
  const struct tz *tz = ws_tz(t->c.w);
  struct state_stmt *q;
  bool row, ok = state_query(s, by_quarter[kind], &q, err);
  if (!ok) return false;
  state_bind_int(q, 1, doc);
  state_bind_int(q, 2, day_start(tz, v[0].day));
  while ((ok = state_step(q, &row, err)) && row) {
    int64_t i = day_of(tz, state_int(q, 0) * QUARTER_MS) - v[0].day;
    if (i < 0 || i >= n) continue;
    v[i].n += state_int(q, 1);
    v[i].held += state_int(q, 2);
  }
  return ok;
}

bool task_days(struct tasks *t, struct str kind, struct str slug, uint32_t days, struct arena *out,
               struct task_day **ret, struct err *err) {
  struct state *s = loyalty_reader(t->c.l);
  enum task_kind k = kind_of(kind);
  int32_t today = day_of(ws_tz(t->c.w), clock_wall_ms(ws_clock(t->c.w)));
  struct task_day *v = arena_array(out, struct task_day, (size_t)days + 1);
  uint32_t doc = 0;
  for (uint32_t i = 0; i < days; i++)
    v[i] = (struct task_day){.day = today - (int32_t)(days - 1 - i)};
  *ret = v;
  state_enter(s);
  bool ok = k == TASK_KINDS || task_doc_find(s, k, slug, &doc, err);
  if (ok && doc) ok = read_days(t, s, k, doc, v, days, err);
  state_leave(s);
  return ok;
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
