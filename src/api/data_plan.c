/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was observed beside what tracking plans declare.
 *
 * Nothing is counted on the way in.  What rows break is judged when somebody asks, over the rows of
 * the last days and by the plans of now: so it covers what was imported, and changes with the plan.
 * What was refused is not stored; it is counted in the dead letters that are kept.  Both survive a
 * restart because neither is a counter. */
#include "api/data.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "collect/dead.h"
#include "resource/resource.h"

bool planned_begin(struct call *c, struct planned *ret, struct err *err) {
  struct workspace *ws = tenant_workspace(c->tenant);
  VEC(struct refusal) v = {0};
  *ret = (struct planned){0};
  if (!resource_tracking_plan(ws, &ret->plan, err) ||
      !dead_kinds(ws, str_from(err_name(ERR_collect_plan)), REFUSALS_MAX, c->arena, &ret->kinds,
                  &ret->n_kinds, err))
    return false;
  for (uint32_t i = 0; i < ret->n_kinds; i++) {
    const struct dead_kind *k = &ret->kinds[i];
    struct plan_finding found[PLAN_FOUND_MAX];
    uint32_t n = plan_read_text(str_from(k->why.args[1]), found);
    for (uint32_t f = 0; f < n; f++)
      vec_push(&v, ((struct refusal){str_from(k->why.args[0]), found[f].prop, found[f].reason,
                                     k->letters, k->newest, k->newest_ms}));
  }
  ret->refusals = arena_array(c->arena, struct refusal, v.n);
  ret->n_refusals = (uint32_t)v.n;
  if (v.n) memcpy(ret->refusals, v.p, v.n * sizeof *v.p);
  vec_free(&v);
  return true;
}

void planned_end(struct planned *p) {
  plan_free(p->plan);
}

/* Letters tell the event's name cut as the normaliser cuts it. */
static bool is_of(struct str said, struct str event) {
  return str_eq(said, str_of(event.p, utf8_cut(event, 60)));
}

/* ---- status ---- */

static const char *status_word(bool plans, bool declared, uint64_t rows) {
  return !plans ? "none" : !declared ? "undeclared" : rows ? "declared" : "unseen";
}

void put_event_plan(struct jw *w, const struct planned *p, struct str event, uint64_t rows,
                    uint64_t flagged) {
  struct arena tmp;
  struct plan_says *says;
  uint64_t refused = 0;
  uint32_t n;
  arena_init(&tmp, "declared");
  bool declared = p->plan && plan_of_event(p->plan, event, &tmp, &says, &n);
  arena_release(&tmp);
  for (uint32_t i = 0; i < p->n_kinds; i++)
    if (is_of(str_from(p->kinds[i].why.args[0]), event)) refused += p->kinds[i].letters;
  jw_begin_object(w);
  jw_key(w, "status"), jw_cstr(w, status_word(p->plan != NULL, declared, rows));
  jw_key(w, "flagged"), jw_uint(w, flagged);
  jw_key(w, "refused"), jw_uint(w, refused);
  jw_end_object(w);
}

static const char *type_name(enum vtype t) {
  static const char *const names[V_TYPES] = {"any", "bool", "number", "text", "time"};
  return names[t];
}

void put_property_plan(struct jw *w, const struct planned *p, const struct plan_says *says,
                       uint32_t n, struct str prop, uint64_t rows) {
  const struct plan_says *own = NULL;
  for (uint32_t i = 0; says && i < n && !own; i++)
    if (str_eq(says[i].name, prop)) own = &says[i];
  jw_begin_object(w);
  jw_key(w, "status"), jw_cstr(w, status_word(p->plan && says, own != NULL, rows));
  jw_key(w, "type");
  if (own)
    jw_cstr(w, type_name(own->type));
  else
    jw_null(w);
  jw_key(w, "required"), jw_bool(w, own && own->required);
  jw_end_object(w);
}

/* ---- violations ---- */

static void put_moment(struct jw *w, int64_t ms) {
  if (ms > TIME_MIN)
    put_time(w, ms);
  else
    jw_null(w);
}

static void put_finding(struct jw *w, struct str event, struct str prop, enum plan_reason reason) {
  jw_key(w, "event"), jw_str(w, event);
  jw_key(w, "property"), jw_str(w, prop);
  jw_key(w, "reason"), jw_cstr(w, plan_reason_name(reason));
}

static void put_example(struct ask *a, const struct breach *b) {
  struct jw *w = &a->c->out;
  jw_key(w, "newest_at"), put_moment(w, b ? b->newest.time : TIME_MIN);
  jw_key(w, "example");
  if (!b || b->value.n == 0 || (a->masked && mask_personal(b->prop)))
    jw_null(w);
  else
    jw_str(w, a->masked ? mask_text(b->prop, b->value, a->c->arena) : b->value);
  jw_key(w, "person");
  struct str id = STR("");
  if (b) id = people_external_id(ws_people(tenant_workspace(a->c->tenant)), b->newest.subject);
  if (id.n == 0)
    jw_null(w);
  else
    jw_str(w, a->masked ? mask_identity(id, a->c->arena) : id);
}

static void put_refused(struct jw *w, const struct refusal *r, uint64_t letters) {
  jw_key(w, "refused"), jw_uint(w, letters);
  jw_key(w, "letter");
  if (r)
    jw_int(w, r->newest);
  else
    jw_null(w);
  jw_key(w, "refused_at"), put_moment(w, r ? r->newest_ms : TIME_MIN);
}

/* All refusals of one finding: their number, and the newest. */
static const struct refusal *refused(const struct planned *p, struct str event, struct str prop,
                                     enum plan_reason reason, uint64_t *ret) {
  const struct refusal *newest = NULL;
  *ret = 0;
  for (uint32_t i = 0; i < p->n_refusals; i++) {
    const struct refusal *r = &p->refusals[i];
    if (r->reason != reason || !str_eq(r->prop, prop) || !is_of(r->event, event)) continue;
    *ret += r->letters;
    if (!newest || r->newest > newest->newest) newest = r;
  }
  return newest;
}

static void put_stored(struct ask *a, const struct breach *b, const struct planned *p) {
  struct jw *w = &a->c->out;
  struct str event = snapshot_event(view_snapshot(a->v), b->event)->name;
  uint64_t letters = 0;
  const struct refusal *r = p ? refused(p, event, b->prop, b->reason, &letters) : NULL;
  jw_begin_object(w);
  put_finding(w, event, b->prop, b->reason);
  jw_key(w, "rows"), jw_uint(w, b->rows);
  put_example(a, b);
  put_refused(w, r, letters);
  jw_end_object(w);
}

static bool is_told(const struct ask *a, const struct breaches *b, const struct refusal *r,
                    struct str event) {
  for (uint32_t i = 0; i < b->n && i < VIOLATIONS_TOLD; i++)
    if (b->list[i].reason == r->reason && str_eq(b->list[i].prop, r->prop) &&
        str_eq(snapshot_event(view_snapshot(a->v), b->list[i].event)->name, event))
      return true;
  return false;
}

/* Findings that only refused messages have. */
static void put_only_refused(struct ask *a, const struct breaches *b, const struct planned *p,
                             struct str event) {
  struct jw *w = &a->c->out;
  uint32_t told = 0;
  for (uint32_t i = 0; i < p->n_refusals && told < VIOLATIONS_TOLD; i++) {
    const struct refusal *one = &p->refusals[i];
    uint64_t letters;
    bool before = false;
    for (uint32_t k = 0; k < i && !before; k++)
      before = p->refusals[k].reason == one->reason && str_eq(p->refusals[k].prop, one->prop) &&
               str_eq(p->refusals[k].event, one->event);
    if (before || !is_of(one->event, event) || is_told(a, b, one, event)) continue;
    const struct refusal *newest = refused(p, event, one->prop, one->reason, &letters);
    jw_begin_object(w);
    put_finding(w, event, one->prop, one->reason);
    jw_key(w, "rows"), jw_uint(w, 0);
    put_example(a, NULL);
    put_refused(w, newest, letters);
    jw_end_object(w);
    told++;
  }
}

void put_violations(struct ask *a, const struct breaches *b, int64_t from, const struct planned *p,
                    const struct str *event) {
  struct jw *w = &a->c->out;
  jw_begin_object(w);
  jw_key(w, "from"), put_time(w, from);
  jw_key(w, "rows"), jw_uint(w, b->rows);
  jw_key(w, "flagged"), jw_uint(w, b->flagged);
  jw_key(w, "rejected"), jw_uint(w, b->rejected);
  jw_key(w, "complete"), jw_bool(w, b->complete);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < b->n && i < VIOLATIONS_TOLD; i++)
    put_stored(a, &b->list[i], event ? p : NULL);
  if (event) put_only_refused(a, b, p, *event);
  jw_end_array(w);
  jw_end_object(w);
}
