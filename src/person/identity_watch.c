/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an operator looks at: who is blocked or frozen, which devices are shared, what a merge by
 * hand would break.  All of it is walked when somebody asks; nothing is kept for it. */
#include <stdlib.h>

#include "base/panic.h"
#include "person/person_int.h"

uint32_t people_watched(const struct people *p, struct people_watched **ret) {
  VEC(struct people_watched) v = {0};
  people_read_begin(p);
  for (size_t i = 0; i < p->identity.notes.n; i++) {
    const struct note *n = &p->identity.notes.p[i];
    if ((!n->blocked && !n->frozen) || n->subject >= p->kept.subjects) continue;
    vec_push(&v, ((struct people_watched){n->subject, n->blocked, n->frozen, n->n}));
  }
  people_read_end(p);
  *ret = v.p;
  return (uint32_t)v.n;
}

static struct people_device shown(const struct device *v) {
  bool login = v->state != DEVICE_FREE;
  return (struct people_device){.first = v->first,
                                .owner = v->state == DEVICE_OWNED ? v->owner : SUBJECT_NONE,
                                .last_login_ms = login ? v->last_auth : INT64_MIN,
                                .shared_until_ms = v->shared_until,
                                .accounts = v->n_accounts};
}

bool people_device(const struct people *p, uint32_t subject, struct people_device *ret) {
  people_read_begin(p);
  const struct device *v = device_at((struct identity *)&p->identity, subject);
  if (v) *ret = shown(v);
  people_read_end(p);
  return v != NULL;
}

uint32_t people_shared(const struct people *p, int64_t at_ms, struct people_device **ret) {
  VEC(struct people_device) v = {0};
  people_read_begin(p);
  for (size_t i = 0; i < p->identity.devices.n; i++) {
    const struct device *d = &p->identity.devices.p[i];
    if (at_ms < d->shared_until && d->first < p->kept.subjects) vec_push(&v, shown(d));
  }
  people_read_end(p);
  *ret = v.p;
  return (uint32_t)v.n;
}

/* ---- conflicts ---- */

struct counted {
  struct str type;
  uint32_t of_into, all;
};
struct count {
  VEC(struct counted) types;
};

static void count_person(const struct people *p, uint32_t person, bool into, struct count *c) {
  uint32_t s = person;
  do {
    struct str type, value;
    for (uint32_t i = 0; people_own_identity(p, s, i, &type, &value); i++) {
      size_t at = 0;
      if (type.p[0] == '$') continue;
      while (at < c->types.n && !str_eq(c->types.p[at].type, type))
        at++;
      if (at == c->types.n) vec_push(&c->types, (struct counted){.type = type});
      c->types.p[at].all++;
      c->types.p[at].of_into += into;
    }
    s = persons_next(&p->persons, s);
  } while (s != person);
}

uint32_t people_conflicts(const struct people *p, uint32_t into, const uint32_t *from, uint32_t n,
                          struct people_conflict *ret, uint32_t room) {
  struct count c = {0};
  uint32_t found = 0;
  people_read_begin(p);
  uint32_t person = persons_of(&p->persons, into);
  count_person(p, person, true, &c);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t other = persons_of(&p->persons, from[i]);
    bool again = other == person;
    for (uint32_t k = 0; k < i && !again; k++)
      again = persons_of(&p->persons, from[k]) == other;
    if (!again) count_person(p, other, false, &c);
  }
  for (size_t i = 0; i < c.types.n && found < room; i++) {
    const struct counted *t = &c.types.p[i];
    uint32_t limit = identity_type_of(&p->identity.rules, t->type).limit;
    if (limit && t->all > limit && t->all > t->of_into)
      ret[found++] = (struct people_conflict){t->type, t->all, limit};
  }
  people_read_end(p);
  vec_free(&c.types);
  return found;
}

struct identity_type_rule people_type_rule(const struct people *p, struct str type) {
  people_read_begin(p);
  struct identity_type_rule r = identity_type_of(&p->identity.rules, type);
  people_read_end(p);
  return r;
}

uint32_t people_types(const struct people *p, struct str **ret) {
  VEC(struct str) v = {0};
  people_read_begin(p);
  for (uint32_t t = 0; t < p->kept.types; t++)
    if (p->types.p[t].p[0] != '$') vec_push(&v, p->types.p[t]);
  people_read_end(p);
  *ret = v.p;
  return (uint32_t)v.n;
}
