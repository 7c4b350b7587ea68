/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an identity of a batch is: its kind, whose it is, and when it begins anew. */
#include <inttypes.h>
#include <stdio.h>

#include "person/decide_int.h"

struct str decide_id_text(const struct decision *d, uint32_t id, struct str *ret_type) {
  struct str value;
  ev_batch_id_parts(d->b, id, ret_type, &value);
  return value;
}

struct identity_type_rule decide_rule(const struct decision *d, struct str type) {
  return identity_type_of(&d->x->rules, type);
}

/* The account, else the device with this value, else a device nobody has seen. */
static void look_up_untyped(struct decision *d, struct known_id *k, struct str value) {
  const struct people *p = d->p;
  uint32_t account = people_find_now(p, STR("user_id"), value);
  k->class = account == SUBJECT_NONE ? ID_DEVICE : ID_ACCOUNT;
  k->subject = account;
  k->looked = account != SUBJECT_NONE;
}

/* Devices have one name space: the same value under two types is one device. */
uint32_t decide_find_device(const struct decision *d, struct str type, struct str value) {
  uint32_t own = people_find_now(d->p, type, value);
  if (own != SUBJECT_NONE) return own;
  for (uint32_t t = 0; t < d->p->types.n; t++) {
    enum id_class class = decide_rule(d, d->p->types.p[t]).class;
    if (class != ID_DEVICE && class != ID_UNTYPED) continue;
    uint32_t s = people_find_now(d->p, d->p->types.p[t], value);
    if (s != SUBJECT_NONE) return s;
  }
  return SUBJECT_NONE;
}

struct known_id *decide_look(struct decision *d, uint32_t id) {
  struct known_id *k = &d->id[id];
  struct str type, value;
  if (k->looked) return k;
  value = decide_id_text(d, id, &type);
  struct identity_type_rule r = decide_rule(d, type);
  *k = (struct known_id){.subject = SUBJECT_NONE,
                         .class = (uint8_t)r.class,
                         .priority = r.priority,
                         .limit = r.limit,
                         .unionid = str_is(type, "wx_unionid"),
                         .number_like = str_is(type, "phone") || str_is(type, "email"),
                         .rejected = identity_rejected(&d->x->rules, value)};
  if (k->rejected) {
    k->looked = true;
  } else if (r.class == ID_UNTYPED) {
    look_up_untyped(d, k, value);
    if (!k->looked) k->subject = decide_find_device(d, type, value);
  } else if (r.class == ID_DEVICE) {
    k->subject = decide_find_device(d, type, value);
    k->looked = k->subject != SUBJECT_NONE;
  } else {
    k->subject = people_find_now(d->p, type, value);
    k->looked = k->subject != SUBJECT_NONE;
  }
  return k;
}

bool decide_out(const struct decision *d, const struct known_id *k) {
  return k->rejected || (k->subject != SUBJECT_NONE && decide_blocked(d, k->subject));
}

/* The subject of an identity, made if there is none. */
uint32_t decide_subject(struct decision *d, uint32_t id) {
  struct known_id *k = decide_look(d, id);
  struct str type, value = decide_id_text(d, id, &type);
  if (k->subject == SUBJECT_NONE) {
    k->subject = decide_allot(d, type, value);
    k->looked = k->class != ID_DEVICE || decide_rule(d, type).class != ID_UNTYPED;
  }
  return k->subject;
}

uint32_t decide_device(struct decision *d, uint32_t id) {
  uint32_t first = decide_subject(d, id);
  if (first != SUBJECT_NONE && !device_at(d->x, first)) device_begin(d, first);
  return first;
}

/* The old subject keeps its events and its person; the identity is nobody's. */
void decide_set_free(struct decision *d, uint32_t id) {
  uint32_t s = d->id[id].subject;
  char value[PEOPLE_TOMB_BYTES];
  int n = snprintf(value, sizeof value, "~%" PRIu32, s);
  if (!d->failed && !people_set_free(d->p, s, str_of(value, (size_t)n), d->subjects, d->err))
    d->failed = true;
  for (uint32_t i = 0; i < d->b->ids.n; i++)
    if (d->id[i].subject == s) d->id[i] = (struct known_id){.subject = SUBJECT_NONE};
}

/* Known as what it is not any more since the rules were changed: a device that became a strong
 * identity, or the other way round while it was somebody's. */
static bool changed_kind(const struct decision *d, const struct known_id *k) {
  if (k->subject == SUBJECT_NONE) return false;
  bool device = device_at(d->x, k->subject) != NULL;
  if (k->class != ID_DEVICE) return k->class == ID_STRONG && device;
  if (device || decide_size(d, decide_person(d, k->subject)) == 1) return false;
  const struct id_type *born = id_type_find(people_subject_type(d->p, k->subject));
  return born->class == ID_STRONG;
}

/* What changed its kind begins anew; its past stays where it is. */
struct known_id *decide_meet(struct decision *d, uint32_t id) {
  struct known_id *k = decide_look(d, id);
  if (decide_out(d, k) || !changed_kind(d, k)) return k;
  decide_set_free(d, id);
  return decide_look(d, id);
}

/* Known ones first, abreast, because each look-up among millions waits for memory (many.c). */
void decide_look_up(struct decision *d, struct arena *tmp) {
  const struct ev_batch *b = d->b;
  uint32_t n = b->ids.n;
  struct people_id *ids = arena_array(tmp, struct people_id, n);
  uint32_t *found = arena_array(tmp, uint32_t, n);
  for (uint32_t i = 0; i < n; i++)
    ev_batch_id_parts(b, i, &ids[i].type, &ids[i].value);
  people_find_now_many(d->p, ids, n, found);
  struct identity_type_rule r = {0};
  for (uint32_t i = 0; i < n; i++) {
    if (i == 0 || !str_eq(ids[i].type, ids[i - 1].type)) r = decide_rule(d, ids[i].type);
    d->id[i].subject = SUBJECT_NONE;
    if (found[i] == SUBJECT_NONE || r.class == ID_UNTYPED) continue;
    if (identity_rejected(&d->x->rules, ids[i].value)) continue;
    d->id[i] = (struct known_id){.subject = found[i],
                                 .class = (uint8_t)r.class,
                                 .priority = r.priority,
                                 .limit = r.limit,
                                 .looked = true,
                                 .unionid = str_is(ids[i].type, "wx_unionid"),
                                 .number_like =
                                     str_is(ids[i].type, "phone") || str_is(ids[i].type, "email")};
  }
}
