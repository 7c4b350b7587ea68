/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The dictionary of events, and how fresh the data is. */
#include "api/data.h"
#include "api/questions.h"
#include "event/batch.h"

void put_event_facts(struct jw *w, struct str name, const struct event_census *e,
                     const struct planned *p) {
  const struct event_census never = {.first = 1, .last = 0};
  if (!e) e = &never;
  const struct known_name *k = known_name_exact(NAME_EVENT, name);
  jw_key(w, "name"), jw_str(w, name);
  jw_key(w, "title"), put_name_title(w, NAME_EVENT, name);
  jw_key(w, "help");
  if (str_is(name, EV_SET))
    put_title(w, STR("Attributes of the person were given or changed."),
              STR("用户属性的设置或变更。"));
  else if (k)
    put_title(w, STR("Known to Shoal: reports, classifications and titles use it."),
              STR("系统内置事件，报表、分层与名称均会使用。"));
  else
    put_title(w, STR("An event of this workspace."), STR("本工作区自有的事件。"));
  jw_key(w, "standard"), jw_bool(w, k != NULL || str_is(name, EV_SET));
  jw_key(w, "rows"), jw_uint(w, e->rows);
  jw_key(w, "people"), jw_uint(w, e->people);
  jw_key(w, "first_at");
  if (e->first > e->last)
    jw_null(w);
  else
    put_time(w, e->first);
  jw_key(w, "last_at");
  if (e->first > e->last)
    jw_null(w);
  else
    put_time(w, e->last);
  jw_key(w, "last_day"), jw_uint(w, e->recent);
  jw_key(w, "last_week"), jw_uint(w, e->week);
  jw_key(w, "plan"), put_event_plan(w, p, name, e->rows, e->marked);
}

uint32_t event_props(const struct snapshot *n, uint32_t code) {
  uint32_t found = 0;
  for (uint32_t p = 0; p < snapshot_props(n); p++)
    found += snapshot_event_prop_rows(n, code, p) > 0;
  return found;
}

/* What plans declare and never came, in their order. */
static void put_unseen(struct jw *w, const struct snapshot *n, const struct event_census *e,
                       const struct planned *p) {
  for (uint32_t i = 0; p->plan && i < plan_events(p->plan); i++) {
    struct str name = plan_event_at(p->plan, i);
    uint32_t code = snapshot_event_code(n, name);
    if (code != INTERN_NONE && e[code].rows) continue;
    jw_begin_object(w);
    put_event_facts(w, name, NULL, p);
    jw_key(w, "trend"), jw_begin_array(w);
    for (uint32_t d = 0; d < DATA_DAYS; d++)
      jw_uint(w, 0);
    jw_end_array(w);
    jw_key(w, "props"), jw_uint(w, 0);
    jw_end_object(w);
  }
}

static bool write_events(struct call *c, int64_t as_of, const struct view *v, void *ctx,
                         struct err *err) {
  struct ask *a = ctx;
  struct planned plans;
  const struct snapshot *n = view_snapshot(v);
  struct event_census *e;
  struct jw *w = &c->out;
  if (!query_event_census(n, as_of, view_tz(v), DATA_DAYS, STR(PLAN_PROP), a->env.pool, c->arena,
                          &e, err))
    return false;
  bool ok = planned_begin(c, &plans, err);
  uint32_t *order = arena_array(c->arena, uint32_t, snapshot_events(n) + 1), found = 0;
  for (uint32_t i = 0; i < snapshot_events(n); i++) { /* most rows first */
    if (ev_of_items(snapshot_event(n, i)->name) || e[i].rows == 0) continue;
    uint32_t at = found++;
    for (; at > 0 && e[order[at - 1]].rows < e[i].rows; at--)
      order[at] = order[at - 1];
    order[at] = i;
  }
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; ok && i < found; i++) {
    jw_begin_object(w);
    put_event_facts(w, snapshot_event(n, order[i])->name, &e[order[i]], &plans);
    jw_key(w, "trend"), jw_begin_array(w);
    for (uint32_t d = 0; d < DATA_DAYS; d++)
      jw_uint(w, e[order[i]].days[d]);
    jw_end_array(w);
    jw_key(w, "props"), jw_uint(w, event_props(n, order[i]));
    jw_end_object(w);
  }
  if (ok) put_unseen(w, n, e, &plans);
  jw_end_array(w);
  jw_end_object(w);
  planned_end(&plans);
  return ok;
}

bool api_list_events(struct call *c, struct err *err) {
  struct ask a;
  bool ok = ask_begin(c, &a, err) && call_cached(c, a.as_of, a.v, write_events, &a, err);
  ask_end(&a);
  return ok;
}

/* ---- freshness ---- */

#define SOURCES_MAX 200 /* shown */

static void put_moment(struct jw *w, int64_t ms) {
  if (ms > 0)
    put_time(w, ms);
  else
    jw_null(w);
}

static bool put_last_import(struct jw *w, struct state *s, struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(s,
                   "SELECT id, source, path, status, started_ms, finished_ms, imported "
                   "FROM import_run ORDER BY id DESC LIMIT 1",
                   &q, err) ||
      !state_step(q, &row, err))
    return false;
  jw_key(w, "last_import");
  if (!row) {
    jw_null(w);
    return true;
  }
  struct str path = state_str(q, 2), file = path;
  while (path.n) /* the server's directories are nobody's business */
    file = str_cut(&path, '/');
  jw_begin_object(w);
  jw_key(w, "id"), jw_int(w, state_int(q, 0));
  jw_key(w, "source"), jw_str(w, state_str(q, 1));
  jw_key(w, "file"), jw_str(w, file);
  jw_key(w, "status"), jw_str(w, state_str(q, 3));
  jw_key(w, "started_at"), put_time(w, state_int(q, 4));
  jw_key(w, "finished_at"), put_moment(w, state_int(q, 5));
  jw_key(w, "rows"), jw_int(w, state_int(q, 6));
  jw_end_object(w);
  state_reset(q);
  return true;
}

static bool put_sources(struct jw *w, struct state *s, struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(s,
                   "SELECT source, max(coalesce(finished_ms, started_ms)), sum(imported) "
                   "FROM import_run GROUP BY source ORDER BY 2 DESC, source LIMIT ?1",
                   &q, err))
    return false;
  state_bind_int(q, 1, SOURCES_MAX);
  jw_key(w, "sources"), jw_begin_array(w);
  for (;;) {
    if (!state_step(q, &row, err)) return false;
    if (!row) break;
    jw_begin_object(w);
    jw_key(w, "source"), jw_str(w, state_str(q, 0));
    jw_key(w, "last_at"), put_moment(w, state_int(q, 1));
    jw_key(w, "rows"), jw_int(w, state_int(q, 2));
    jw_end_object(w);
  }
  jw_end_array(w);
  return true;
}

static bool write_freshness(struct call *c, int64_t as_of, const struct view *v, void *ctx,
                            struct err *err) {
  struct ask *a = ctx;
  const struct snapshot *n = view_snapshot(v);
  struct state *s = ws_state(tenant_workspace(c->tenant));
  struct event_census *e;
  struct jw *w = &c->out;
  uint64_t today = 0;
  int64_t last = INT64_MIN;
  if (!query_event_census(n, as_of, view_tz(v), 1, STR(""), a->env.pool, c->arena, &e, err))
    return false;
  for (uint32_t i = 0; i < snapshot_events(n); i++) {
    if (str_is(snapshot_event(n, i)->name, EV_SET)) continue;
    today += e[i].days[0];
    if (e[i].first <= e[i].last && e[i].last > last) last = e[i].last;
  }
  jw_begin_object(w);
  jw_key(w, "last_event_at");
  if (last == INT64_MIN)
    jw_null(w);
  else
    put_time(w, last);
  state_enter(s);
  bool ok = put_last_import(w, s, err);
  if (ok) jw_key(w, "events_today"), jw_uint(w, today);
  ok = ok && put_sources(w, s, err);
  state_leave(s);
  if (ok) jw_end_object(w);
  return ok;
}

bool api_freshness(struct call *c, struct err *err) {
  struct ask a;
  /* Not kept: runs of imports change without rows or resources changing. */
  bool ok = ask_begin(c, &a, err) && write_freshness(c, a.as_of, a.v, &a, err);
  ask_end(&a);
  return ok;
}
