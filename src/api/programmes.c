/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Members of programmes, as they are: one, a page of them, how many. */
#include "api/programmes.h"
#include "api/people_page.h"
#include "api/put.h"
#include "collect/find.h"
#include "loyalty/membership.h"

/* ---- who ---- */

static bool known_subject(struct call *c, struct str who, uint32_t *ret) {
  struct people *people = ws_people(tenant_workspace(c->tenant));
  uint32_t found = collect_find_any(tenant_workspace(c->tenant), who);
  *ret = found;
  return found != SUBJECT_NONE && !people_erased(people, found);
}

bool member_subject(struct call *c, struct loyalty *l, bool make, uint32_t *ret, struct err *err) {
  struct str who = call_path(c, "id"), type = make ? json_get_str(c->body, "type") : STR("");
  if (known_subject(c, who, ret)) return true;
  if (type.n == 0) return err_fail(err, ERR_unknown_person, "%.*s", STRF(who));
  return loyalty_subject(l, type, who, true, ret, err);
}

/* ---- answers ---- */

static void put_level(struct jw *w, const char *name, const struct programme *p, int32_t i) {
  jw_key(w, name);
  if (i < 0) {
    jw_null(w);
    return;
  }
  jw_begin_object(w);
  jw_key(w, "slug"), jw_str(w, p->levels[i].slug);
  jw_key(w, "title"), put_title(w, p->levels[i].title.en, p->levels[i].title.zh);
  jw_end_object(w);
}

static void put_view(struct jw *w, const struct programme *p, const struct membership_view *v) {
  jw_key(w, "member"), jw_int(w, v->member);
  jw_key(w, "memberships"), jw_uint(w, v->memberships);
  jw_key(w, "status"), jw_cstr(w, membership_status_names[v->status]);
  put_moment(w, "joined_at", v->joined_ms);
  put_moment(w, "left_at", v->left_ms);
  jw_key(w, "source"), jw_str(w, v->source);
  jw_key(w, "store"), jw_str(w, v->store);
  jw_key(w, "staff"), jw_str(w, v->staff);
  put_level(w, "level", p, v->standing.level);
  put_moment(w, "level_since", v->standing.since);
  put_moment(w, "period_from", v->standing.period_from);
  put_moment(w, "period_end", v->standing.period_end);
  put_moment(w, "grace_until", v->standing.grace_until);
  jw_key(w, "held"), jw_bool(w, v->standing.held_until != 0);
  put_moment(w, "held_until", v->standing.held_until);
  jw_key(w, "growth"), put_decimal(w, v->growth);
  jw_key(w, "keeping"), put_decimal(w, v->keeping);
  put_level(w, "next", p, v->next);
  jw_key(w, "missing");
  if (v->next < 0)
    jw_null(w);
  else
    put_decimal(w, v->missing);
  jw_key(w, "plan"), jw_str(w, v->plan);
  put_moment(w, "paid_until", v->paid_until);
  put_moment(w, "paid_grace", v->paid_grace);
  jw_key(w, "ends"), jw_bool(w, v->ends);
}

static void put_benefits(struct jw *w, const struct programme *p, int32_t level,
                         const struct membership_past *past) {
  const struct programme_level *l = level < 0 ? NULL : &p->levels[level];
  jw_key(w, "multiplier"), put_decimal(w, l ? l->multiplier : dec_int(1));
  jw_key(w, "benefits"), jw_begin_array(w);
  for (uint32_t i = 0; l && i < l->n_texts; i++)
    put_title(w, l->texts[i].en, l->texts[i].zh);
  jw_end_array(w);
  jw_key(w, "services"), jw_begin_array(w);
  for (uint32_t i = 0; i < past->n_uses; i++) {
    const struct membership_use *u = &past->uses[i];
    jw_begin_object(w);
    jw_key(w, "slug"), jw_str(w, u->service->slug);
    jw_key(w, "title"), put_title(w, u->service->title.en, u->service->title.zh);
    jw_key(w, "promise"), put_title(w, u->service->promise.en, u->service->promise.zh);
    jw_key(w, "per"), jw_cstr(w, programme_per_names[u->service->per]);
    jw_key(w, "used"), jw_int(w, u->used);
    jw_key(w, "remaining");
    if (u->remaining < 0)
      jw_null(w);
    else
      jw_int(w, u->remaining);
    put_moment(w, "renews_at", u->renews_ms);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static void put_levels(struct jw *w, const struct membership_past *past) {
  jw_key(w, "history"), jw_begin_array(w);
  for (uint32_t i = 0; i < past->n_levels; i++) {
    const struct membership_level_change *x = &past->levels[i];
    jw_begin_object(w);
    put_moment(w, "at", x->at_ms);
    jw_key(w, "from"), jw_str(w, x->from);
    jw_key(w, "to"), jw_str(w, x->to);
    jw_key(w, "cause"), jw_cstr(w, standing_cause_names[x->cause]);
    jw_key(w, "actor"), jw_str(w, x->actor);
    jw_key(w, "reason"), jw_str(w, x->reason);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static void put_gifts(struct jw *w, const struct membership_past *past) {
  jw_key(w, "gifts"), jw_begin_array(w);
  for (uint32_t i = 0; i < past->n_gifts; i++) {
    const struct gift_row *x = &past->gifts[i];
    jw_begin_object(w);
    put_moment(w, "at", x->at_ms);
    jw_key(w, "occasion"), jw_str(w, x->occasion);
    jw_key(w, "coupon"), jw_str(w, x->coupon);
    jw_key(w, "coupons"), jw_int(w, x->coupons);
    jw_key(w, "currency"), jw_str(w, x->currency);
    jw_key(w, "points"), jw_str(w, x->points.n ? x->points : STR("0"));
    jw_key(w, "draw"), jw_str(w, x->draw);
    jw_key(w, "turns"), jw_int(w, x->turns);
    jw_key(w, "given"), jw_bool(w, x->given);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static void put_terms(struct jw *w, const struct membership_past *past) {
  jw_key(w, "terms"), jw_begin_array(w);
  for (uint32_t i = 0; i < past->n_terms; i++) {
    const struct membership_term *x = &past->terms[i];
    jw_begin_object(w);
    jw_key(w, "plan"), jw_str(w, x->plan);
    put_moment(w, "from", x->from_ms);
    put_moment(w, "until", x->until_ms);
    jw_key(w, "trial"), jw_bool(w, x->trial);
    jw_key(w, "price"), jw_str(w, x->price);
    jw_key(w, "order"), jw_str(w, x->order);
    jw_key(w, "refunded"), jw_bool(w, x->refunded);
    jw_key(w, "refund"), jw_str(w, x->refund.n ? x->refund : STR("0"));
    jw_end_object(w);
  }
  jw_end_array(w);
}

/* ---- reading ---- */

/* Fails with ERR_not_member when the person never was one; nothing is written then. */
static bool put_member(struct call *c, struct loyalty *l, uint32_t subject, struct str slug,
                       struct err *err) {
  struct jw *w = &c->out;
  struct membership_view v;
  struct membership_past past;
  struct programme p;
  if (!membership_get(l, subject, slug, c->arena, &p, &v, err) ||
      !membership_past(l, subject, &p, c->arena, &past, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "programme");
  jw_begin_object(w);
  jw_key(w, "slug"), jw_str(w, p.slug);
  jw_key(w, "title"), put_title(w, p.title.en, p.title.zh);
  jw_end_object(w);
  put_view(w, &p, &v);
  put_benefits(w, &p, v.status == MEMBERSHIP_ACTIVE ? v.standing.level : -1, &past);
  put_levels(w, &past);
  put_gifts(w, &past);
  put_terms(w, &past);
  jw_end_object(w);
  return true;
}

bool api_get_member(struct call *c, struct err *err) {
  struct loyalty *l;
  uint32_t subject;
  return tenant_loyalty(c->tenant, &l, err) && member_subject(c, l, false, &subject, err) &&
         put_member(c, l, subject, call_path(c, "slug"), err);
}

bool api_person_memberships(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct loyalty *l;
  struct resource *r;
  uint32_t subject, n;
  if (!tenant_loyalty(c->tenant, &l, err) || !member_subject(c, l, false, &subject, err) ||
      !resource_list(tenant_workspace(c->tenant), STR("programme"), c->arena, &r, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    struct err why = {0};
    if (put_member(c, l, subject, r[i].slug, &why) || why.code == ERR_not_member) continue;
    *err = why;
    return false;
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

static bool known_programme(struct call *c, struct programme *ret, struct err *err) {
  uint32_t version;
  bool active;
  return resource_programme(tenant_workspace(c->tenant), call_path(c, "slug"), c->arena, ret,
                            &version, &active, err);
}

bool api_count_members(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct membership_count *n;
  struct programme p;
  struct loyalty *l;
  uint32_t k;
  if (!tenant_loyalty(c->tenant, &l, err) || !known_programme(c, &p, err) ||
      !membership_counts(l, p.slug, c->arena, &n, &k, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < k; i++) {
    jw_begin_object(w);
    jw_key(w, "level"), jw_str(w, n[i].level);
    jw_key(w, "status"), jw_cstr(w, membership_status_names[n[i].status]);
    jw_key(w, "members"), jw_int(w, n[i].members);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

/* Whose it is: by name where the view knows one already. */
static void put_row_person(struct ask *a, const struct ask_column *names, uint32_t subject) {
  struct call *c = a->c;
  struct jw *w = &c->out;
  struct people *people = ws_people(tenant_workspace(c->tenant));
  bool erased = subject == SUBJECT_NONE || people_erased(people, subject);
  jw_key(w, "person");
  jw_str(w, erased ? STR("") : arena_printf(c->arena, "~%u", subject));
  jw_key(w, "known");
  if (erased) {
    jw_null(w);
    return;
  }
  subject = person_of(people, subject);
  struct naive_value name = ask_value(names, subject);
  jw_begin_object(w);
  put_person_head(a, subject, name.missing ? (struct str){NULL, 0} : name.str);
  jw_end_object(w);
}

static void put_row(struct ask *a, const struct ask_column *names,
                    const struct membership_row *row) {
  struct jw *w = &a->c->out;
  jw_begin_object(w);
  jw_key(w, "member"), jw_int(w, row->n);
  put_row_person(a, names, row->subject);
  jw_key(w, "status"), jw_cstr(w, membership_status_names[row->status]);
  jw_key(w, "level"), jw_str(w, row->level);
  jw_key(w, "source"), jw_str(w, row->source);
  jw_key(w, "store"), jw_str(w, row->store);
  jw_key(w, "staff"), jw_str(w, row->staff);
  put_moment(w, "joined_at", row->joined_ms);
  put_moment(w, "level_since", row->since_ms);
  put_moment(w, "period_end", row->period_end);
  put_moment(w, "paid_until", row->paid_until);
  jw_end_object(w);
}

static bool list_members(struct ask *a, struct err *err) {
  struct call *c = a->c;
  struct jw *w = &c->out;
  struct membership_row *rows;
  struct programme p;
  struct loyalty *l;
  struct ask_column names;
  struct page_key key = {.n_n = 1};
  struct str level = call_query(c, "level"), word = call_query(c, "status"), name_attr;
  enum membership_status status = MEMBERSHIP_ACTIVE;
  uint32_t n, limit = call_limit(c);
  bool given;
  for (int i = 0; i < MEMBERSHIP_STATES; i++)
    if (word.n && str_is(word, membership_status_names[i])) status = (enum membership_status)i;
  if (!tenant_loyalty(c->tenant, &l, err) || !known_programme(c, &p, err) ||
      !call_cursor(c, &key, &given, err) || !name_column(a, &names, &name_attr, err) ||
      !membership_list(l, p.slug, level.p ? &level : NULL, status, given ? key.n[0] : 0, limit,
                       c->arena, &rows, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++)
    put_row(a, &names, &rows[i]);
  jw_end_array(w);
  key = (struct page_key){.n = {n ? rows[n - 1].n : 0}, .n_n = 1};
  call_put_next(c, n == limit ? &key : NULL);
  jw_end_object(w);
  return true;
}

bool api_list_members(struct call *c, struct err *err) {
  struct ask a;
  bool ok = ask_begin(c, &a, err) && list_members(&a, err);
  ask_end(&a);
  return ok;
}
