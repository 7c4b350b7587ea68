/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two become one person, or not: what is free is attached, what is somebody's is contested, and
 * what is contested by too many is blocked. */
#include "person/decide_int.h"

static void move_all(struct decision *d, uint32_t from, uint32_t to, uint32_t a, uint32_t b) {
  VEC(uint32_t) list = {0};
  for (uint32_t s = persons_next(&d->x->ahead, from); s != from; s = persons_next(&d->x->ahead, s))
    vec_push(&list, s);
  vec_push(&list, from); /* who has the number leaves last */
  for (size_t i = 0; i < list.n; i++)
    decide_move(d, list.p[i], to, MOVE_MERGED, a, b);
  vec_free(&list);
}

/* False: a limit. */
static bool merge(struct decision *d, uint32_t a, uint32_t b) {
  uint32_t p = decide_person(d, a), q = decide_person(d, b);
  struct census both = {0}, one = {0};
  if (decide_frozen(d, p) || decide_frozen(d, q)) return false;
  decide_count(d, p, &one);
  decide_look_for_account(d, &one);
  both = one;
  both.account = false;
  decide_count(d, q, &both);
  if (!decide_within_limits(d, &both)) return false;
  decide_look_for_account(d, &both);
  bool p_stays = one.account || (!both.account && p < q);
  uint32_t stays = p_stays ? p : q;
  move_all(d, p_stays ? q : p, stays, a, b);
  decide_count_merge(d, stays);
  if (both.ids > d->x->rules.person_ids) decide_freeze(d, stays);
  return true;
}

static void attach(struct decision *d, uint32_t carrier, uint32_t id, enum move_cause cause) {
  uint32_t s = decide_subject(d, id), person = decide_person(d, carrier);
  if (s == SUBJECT_NONE) return;
  decide_move(d, s, person, cause, carrier, s);
  decide_look_at_size(d, person);
}

/* It leaves the person that has it, and counts no more. */
static void block(struct decision *d, uint32_t id) {
  uint32_t was = d->id[id].subject;
  if (decide_size(d, decide_person(d, was)) > 1) decide_set_free(d, id);
  decide_look(d, id);
  uint32_t s = decide_subject(d, id);
  if (s == SUBJECT_NONE) return;
  struct note *n = note_touch(d->x, s);
  n->blocked = 1;
  n->n = 0;
  ops_put_note_state(d->moves, n);
  decide_note(d, NOTE_BLOCKED, s, was);
}

static bool associates(const struct decision *d) {
  return d->who->link == EV_ASSOCIATES || d->who->link == EV_BINDS || d->who->link == EV_ALIASES;
}

/* A number that was given to somebody else by its operator: whoever shows it now has it. */
static bool may_recycle(const struct decision *d, const struct known_id *k) {
  bool bind = d->who->link == EV_BINDS;
  return (bind && d->who->flags & EV_WHO_SERVER) ||
         (k->number_like && (bind || d->who->link == EV_ASSOCIATES));
}

static void contested(struct decision *d, uint32_t carrier, uint32_t id, bool login) {
  struct known_id *k = &d->id[id];
  uint32_t s = k->subject;
  struct str type;
  if (!decide_touch(d, s, decide_person(d, carrier))) {
    block(d, id);
    return;
  }
  if (!associates(d) && !login) return;
  if (merge(d, carrier, s)) return;
  decide_id_text(d, id, &type);
  if (may_recycle(d, k) && k->class == ID_STRONG && !decide_frozen(d, decide_person(d, s)) &&
      decide_has_place(d, decide_person(d, carrier), type)) {
    decide_set_free(d, id);
    attach(d, carrier, id, MOVE_RECYCLED);
    return;
  }
  decide_note(d, NOTE_CONFLICT, carrier, s);
}

void decide_link_strong(struct decision *d, uint32_t carrier, uint32_t id, bool login) {
  struct known_id *k = decide_look(d, id);
  struct str type;
  if (decide_out(d, k)) return;
  if (k->subject == SUBJECT_NONE) {
    decide_id_text(d, id, &type);
    if (decide_has_place(d, decide_person(d, carrier), type))
      attach(d, carrier, id, MOVE_ATTACHED);
    else
      decide_note(d, NOTE_CONFLICT, carrier, SUBJECT_NONE);
  } else if (decide_person(d, k->subject) != decide_person(d, carrier)) {
    contested(d, carrier, id, login);
  }
}

/* What these identities were called before. */
void decide_link_previous(struct decision *d, uint32_t carrier, struct group *g) {
  uint32_t id = d->who->previous;
  struct str type, value;
  if (id == EV_NO_ID) return;
  struct known_id *k = decide_meet(d, id);
  if (decide_out(d, k)) return;
  if (k->class == ID_DEVICE) {
    for (uint32_t i = 0; i < g->n_device; i++)
      if (g->device[i] == id) return;
    g->device[g->n_device < EV_WHO_IDS_MAX ? g->n_device++ : 0] = id;
    return;
  }
  if (k->subject == SUBJECT_NONE) { /* a name without a past; perhaps a device's */
    value = decide_id_text(d, id, &type);
    uint32_t first = decide_find_device(d, STR("distinct_id"), value);
    if (first != SUBJECT_NONE && device_at(d->x, first) && !decide_blocked(d, first))
      device_login(d, first, carrier, SUBJECT_NONE);
    return;
  }
  if (decide_person(d, k->subject) == decide_person(d, carrier)) return;
  if (!merge(d, carrier, k->subject)) decide_note(d, NOTE_CONFLICT, carrier, k->subject);
}
