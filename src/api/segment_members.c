/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was recorded of a segment: who entered and left, day by day and person by person; and a look
 * at once. */
#include "api/people_page.h"
#include "api/segments.h"
#include "base/panic.h"

/* ---- person by person ---- */

static void put_mover(struct ask *a, const struct ask_column *names, uint32_t subject) {
  struct jw *w = &a->c->out;
  struct naive_value name = ask_value(names, subject);
  jw_begin_object(w);
  if (people_erased(ws_people(tenant_workspace(a->c->tenant)), subject)) {
    jw_key(w, "id"), jw_null(w);
    jw_key(w, "subject"), jw_uint(w, subject);
    jw_key(w, "name"), jw_null(w);
  } else {
    put_person_head(a, subject, name.missing ? (struct str){NULL, 0} : name.str);
  }
  jw_end_object(w);
}

static void put_move(struct ask *a, const struct ask_column *names, const struct member_move *m) {
  struct jw *w = &a->c->out;
  jw_begin_object(w);
  jw_key(w, "at"), put_time(w, m->at_ms);
  jw_key(w, "lsn"), jw_uint(w, m->lsn);
  jw_key(w, "version"), jw_uint(w, m->version);
  jw_key(w, "entered"), jw_bool(w, m->entered);
  jw_key(w, "cause"), jw_cstr(w, member_cause_names[m->cause]);
  jw_key(w, "person"), put_mover(a, names, m->person);
  jw_end_object(w);
}

static bool put_changes(struct ask *a, struct err *err) {
  struct call *c = a->c;
  struct page_key key;
  struct member_place from = {0}, next;
  struct member_move *moves;
  struct ask_column names;
  struct str name_attr, who = call_query(c, "person");
  enum member_cause cause;
  uint32_t n, person = UINT32_MAX;
  bool given, by_cause = member_cause_find(call_query(c, "cause"), &cause);
  if (!call_cursor(c, &key, &given, err)) return false;
  if (given && key.n_n != 2) return err_fail(err, ERR_bad_cursor, NULL);
  if (given) from = (struct member_place){key.n[0], (uint32_t)key.n[1]};
  if (who.p && !ask_person(a, who, &person, err)) return false;
  if (!name_column(a, &names, &name_attr, err) ||
      !member_moves(tenant_workspace(c->tenant), call_path(c, "slug"), by_cause ? &cause : NULL,
                    person, from, call_limit(c), c->arena, &moves, &n, &next, err))
    return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "items"), jw_begin_array(&c->out);
  for (uint32_t i = 0; i < n; i++)
    put_move(a, &names, &moves[i]);
  jw_end_array(&c->out);
  key = (struct page_key){.n = {next.n, next.skip}, .n_n = 2};
  call_put_next(c, next.n ? &key : NULL);
  jw_end_object(&c->out);
  return true;
}

bool api_segment_changes(struct call *c, struct err *err) {
  struct ask a;
  bool ok = ask_begin(c, &a, err) && put_changes(&a, err);
  ask_end(&a);
  return ok;
}

/* ---- day by day ---- */

static void put_causes(struct jw *w, const char *all, const char *by,
                       const uint64_t n[MEMBER_CAUSES]) {
  uint64_t sum = 0;
  for (int c = 0; c < MEMBER_CAUSES; c++)
    sum += n[c];
  jw_key(w, all), jw_uint(w, sum);
  jw_key(w, by), jw_begin_object(w);
  for (int c = 0; c < MEMBER_CAUSES; c++)
    if (n[c]) jw_key(w, member_cause_names[c]), jw_uint(w, n[c]);
  jw_end_object(w);
}

bool api_segment_history(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct member_day *d;
  uint32_t n;
  if (!member_days(tenant_workspace(c->tenant), call_path(c, "slug"),
                   (uint32_t)call_query_int(c, "days", 30),
                   clock_wall_ms(ws_clock(tenant_workspace(c->tenant))), c->arena, &d, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "days"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(w);
    jw_key(w, "day"), put_day(w, d[i].day);
    jw_key(w, "people"), jw_uint(w, d[i].people);
    put_causes(w, "entered", "entered_by", d[i].entered);
    put_causes(w, "exited", "exited_by", d[i].exited);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

/* ---- at once ---- */

bool api_look_at_segment(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct members *m;
  struct members_looked k;
  struct member_state s;
  struct str slug = call_path(c, "slug");
  if (!tenant_members(c->tenant, &m, err) || !tenant_look_at(c->tenant, slug, c->arena, &k, err) ||
      !members_state(m, slug, &s, err))
    return false;
  struct member_news news = {.people = s.people};
  for (uint32_t i = 0; i < k.n_news; i++)
    if (str_eq(k.news[i].slug, slug)) news = k.news[i];
  jw_begin_object(w);
  jw_key(w, "at"), put_time(w, k.at_ms);
  jw_key(w, "lsn"), jw_uint(w, k.lsn);
  jw_key(w, "people"), jw_uint(w, news.people);
  jw_key(w, "entered"), jw_uint(w, news.entered);
  jw_key(w, "exited"), jw_uint(w, news.exited);
  jw_end_object(w);
  return true;
}
