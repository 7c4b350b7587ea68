/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How much one person may be: limits of identities, and the breakers that stop a person or an
 * identity that grows like none (R9). */
#include "person/decide_int.h"

static void count_entry(const struct decision *d, uint32_t entry, struct census *c) {
  uint8_t type = people_entry_at(d->p, entry)->type;
  struct str name = d->p->types.p[type];
  if (name.p[0] == '$') return; /* stretches, the free */
  c->of_type[type]++;
  c->ids++;
}

/* Identities of a subject that are its own still: after ($free, …) none is. */
static void count_subject(const struct decision *d, uint32_t s, struct census *c) {
  const struct people *p = d->p;
  c->subjects++;
  if (!p->linked) {
    count_entry(d, s, c);
    return;
  }
  uint32_t last = p->last_of.p[s];
  if (str_is(p->types.p[people_entry_at(p, last)->type], PEOPLE_FREE)) return;
  for (uint32_t e = p->next_of.p[last];; e = p->next_of.p[e]) {
    count_entry(d, e, c);
    if (e == last) break;
  }
}

void decide_count(const struct decision *d, uint32_t person, struct census *c) {
  uint32_t s = person;
  do {
    count_subject(d, s, c);
    s = persons_next(&d->x->ahead, s);
  } while (s != person);
}

void decide_look_for_account(const struct decision *d, struct census *c) {
  for (uint32_t t = 0; t < d->p->types.n; t++)
    if (c->of_type[t] && decide_rule(d, d->p->types.p[t]).class == ID_ACCOUNT) c->account = true;
}

bool decide_within_limits(const struct decision *d, const struct census *c) {
  if (c->subjects > PERSON_SUBJECTS_MAX) return false;
  for (uint32_t t = 0; t < d->p->types.n; t++) {
    uint32_t limit = c->of_type[t] > 1 ? decide_rule(d, d->p->types.p[t]).limit : 0;
    if (limit && c->of_type[t] > limit) return false;
  }
  return true;
}

/* One more of a type that may be new. */
bool decide_has_place(const struct decision *d, uint32_t person, struct str type) {
  struct census c = {0};
  uint32_t t = people_type(d->p, type), limit = decide_rule(d, type).limit;
  if (decide_frozen(d, person)) return false;
  decide_count(d, person, &c);
  if (c.subjects >= PERSON_SUBJECTS_MAX) return false;
  return !limit || t == UINT32_MAX || c.of_type[t] < limit;
}

/* ---- breakers (R9) ---- */

static void save_note(struct decision *d, const struct note *n) {
  ops_put_note_state(d->moves, n);
}

void decide_freeze(struct decision *d, uint32_t person) {
  if (decide_frozen(d, person)) return;
  struct note *n = note_touch(d->x, person);
  n->frozen = 1;
  save_note(d, n);
  decide_note(d, NOTE_FROZEN, person, SUBJECT_NONE);
}

void decide_look_at_size(struct decision *d, uint32_t person) {
  struct census c = {0};
  decide_count(d, person, &c);
  if (c.ids > d->x->rules.person_ids) decide_freeze(d, person);
}

void decide_count_merge(struct decision *d, uint32_t person) {
  int64_t day = d->t >= 0 ? d->t / DAY_MS : -1;
  struct rate *r = rate_touch(d->x, person);
  if (day > r->day) {
    r->day = day;
    r->merges = 0;
  }
  r->merges++;
  ops_put_rate(d->moves, r);
  if (r->merges > d->x->rules.person_merges) decide_freeze(d, person);
}

/* An identity is seen with a person it is not of. */
bool decide_touch(struct decision *d, uint32_t subject, uint32_t person) {
  uint32_t hour = d->t < 0 ? 0 : (uint32_t)(d->t / HOUR_MS), kept = 0;
  const struct note *old = note_at(d->x, subject);
  for (uint32_t i = 0; old && i < old->n; i++)
    if (old->person[i] == person && old->hour[i] == hour) return true;
  struct note *n = note_touch(d->x, subject);
  for (uint32_t i = 0; i < n->n; i++) {
    if (n->person[i] == person || n->hour[i] + 24 < hour) continue;
    n->person[kept] = n->person[i];
    n->hour[kept++] = n->hour[i];
  }
  n->person[kept] = person;
  n->hour[kept++] = hour;
  n->n = (uint8_t)kept;
  save_note(d, n);
  return kept <= d->x->rules.touch_persons;
}
