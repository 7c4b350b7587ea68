/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the rules of programmes say of people, and when they were born: read from a snapshot as of
 * now, by whoever is about to ask the writer, because the writer must not wait for events.  So a
 * rule holds as of the moment before the request, which is what any question about it would say. */
#include "loyalty/membership_int.h"
#include "model/person.h"
#include "resource/resource.h"

struct facts_reader {
  struct loyalty *l;
  struct snapshot *snap;
  struct names_env *names;
  struct query_limits limits;
  struct person_model model;
  int64_t now;
  struct arena tmp; /* trees */
  struct arena one; /* of a person */
};

static bool holds(struct facts_reader *r, struct str text, bool *ret, struct err *err) {
  struct node *tree;
  struct naive_value v;
  bool exists;
  if (!lang_compile(text, names_env_lang(r->names), &r->tmp, &tree, err) ||
      !person_value(&r->model, tree, r->now, &r->one, &exists, &v, err))
    return false;
  *ret = exists && !v.missing && v.b;
  return true;
}

static uint32_t born(const struct facts_reader *r, const struct value *v) {
  const struct tz *z = ws_tz(r->l->w);
  int64_t ms = v->time;
  struct err ignored;
  if (v->type != V_TIME && (v->type != V_STR || !time_parse_iso(v->str, z, &ms, NULL, &ignored)))
    return 0;
  struct civil c = civil_of(z, ms);
  return 100U * c.month + c.day;
}

/* The newest value of the attribute. */
static uint32_t birthday(const struct facts_reader *r, struct str attribute) {
  const struct query_history *h = &r->model.history;
  for (uint32_t i = h->n; i-- > 0;) {
    const struct person_event *e = &h->events[i];
    if (!str_is(e->event, EV_SET)) continue;
    for (uint32_t k = 0; k < e->n_props; k++)
      if (str_eq(e->props[k], attribute)) return born(r, &e->values[k]);
  }
  return 0;
}

static bool ask_packs(struct facts_reader *r, const struct programme *p, struct person_facts *f,
                      struct err *err) {
  bool is;
  for (uint32_t i = 0; i < p->n_packs; i++) {
    if (p->packs[i].when.n == 0) continue;
    if (!holds(r, p->packs[i].when, &is, err)) return false;
    f->packs |= (uint32_t)is << i;
  }
  return true;
}

static bool ask_rules(struct facts_reader *r, const struct programme *p, struct person_facts *f,
                      struct err *err) {
  bool is;
  f->rules = 0;
  f->eligible = true;
  if (p->join == PROGRAMME_RULE && !holds(r, p->join_when, &f->eligible, err)) return false;
  for (uint32_t i = 0; i < p->n_levels; i++) {
    if (!p->levels[i].by_rule) continue;
    if (!holds(r, p->levels[i].when, &is, err)) return false;
    f->rules |= (uint32_t)is << i;
  }
  return true;
}

static bool read_one(struct facts_reader *r, struct facts_of *f, struct err *err) {
  struct person_event *events;
  struct err why = {0};
  uint32_t person = person_of(ws_people(r->l->w), f->subject);
  f->facts = (struct person_facts){0};
  if (person >= snapshot_subjects(r->snap)) { /* came this moment: nothing is known */
    f->facts.known = !programme_has_rules(f->p);
    f->facts.eligible = f->p->join != PROGRAMME_RULE;
    return true;
  }
  arena_reset(&r->one);
  if (!query_person_events(r->snap, person, r->now, &r->one, &events, &r->model.history.n, err))
    return false;
  r->model.history.events = events;
  r->model.history.subject = person;
  f->facts.birthday = birthday(r, f->p->birthday);
  f->facts.known = ask_rules(r, f->p, &f->facts, &why) &&
                   (!f->joining || ask_packs(r, f->p, &f->facts, &why));
  if (f->facts.known || why.code != ERR_corrupt) return true;
  *err = why;
  return false;
}

bool person_facts_read(struct loyalty *l, struct facts_of *f, uint32_t n, struct err *err) {
  struct facts_reader r = {.l = l,
                           .now = clock_wall_ms(ws_clock(l->w)),
                           .limits = {.memory = ws_memory(l->w) / 4, .clock = ws_clock(l->w)}};
  bool needed = false, ok = true;
  for (uint32_t i = 0; i < n; i++) {
    f[i].facts = (struct person_facts){.known = true, .eligible = true};
    needed |= programme_has_rules(f[i].p) || f[i].p->join == PROGRAMME_RULE ||
              programme_gives(f[i].p, PROGRAMME_AT_BIRTHDAY) || (f[i].joining && f[i].p->n_packs);
  }
  if (!needed) return true;
  r.snap = ws_snapshot(l->w);
  arena_init(&r.tmp, "rules");
  arena_init(&r.one, "person");
  ok = names_env_new(l->w, r.snap, &r.names, err);
  if (ok)
    r.model =
        (struct person_model){.snapshot = r.snap, .env = names_env_classes(r.names, &r.limits)};
  for (uint32_t i = 0; ok && i < n; i++)
    ok = read_one(&r, &f[i], err);
  names_env_free(r.names);
  arena_release(&r.tmp);
  arena_release(&r.one);
  snapshot_free(r.snap);
  return ok;
}
