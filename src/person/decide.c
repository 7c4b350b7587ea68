/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Row by row: which subject, and who is one person because of it (R2 … R6, R9, R10).
 *
 * An identity that is not known yet is free and is attached where it is seen, if the person may
 * have one more of its type.  One that is somebody else's makes one person of two only if the
 * message says so or carries a login, and only if the result breaks no limit; else the message
 * stays with the stronger identity.  So what is wrong in the data costs at most that events of one
 * person are counted as of two, which can be mended, and not the other way round. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/panic.h"
#include "person/person_int.h"

struct group { /* what a row names, the strongest first; numbers in the batch */
  uint32_t account, other_account;
  uint32_t strong[EV_WHO_IDS_MAX], device[EV_WHO_IDS_MAX];
  uint32_t n_strong, n_device;
  bool unionid;
};

/* ---- small things ---- */

uint32_t decide_person(const struct decision *d, uint32_t subject) {
  return persons_of(&d->x->ahead, subject);
}

uint32_t decide_size(const struct decision *d, uint32_t person) {
  uint32_t n = 1;
  for (uint32_t s = persons_next(&d->x->ahead, person); s != person;
       s = persons_next(&d->x->ahead, s))
    n++;
  return n;
}

bool decide_frozen(const struct decision *d, uint32_t person) {
  const struct note *n = note_at(d->x, person);
  return n && n->frozen;
}

static bool blocked(const struct decision *d, uint32_t subject) {
  const struct note *n = note_at(d->x, subject);
  return n && n->blocked;
}

void decide_move(struct decision *d, uint32_t subject, uint32_t to, enum move_cause cause,
                 uint32_t a, uint32_t b) {
  struct move_evidence e = d->now;
  if (decide_person(d, subject) == to) return;
  e.cause = cause;
  e.a = a;
  e.b = b;
  ops_put_move(d->moves, subject, to, &e);
  ahead_move(d->x, subject, to);
}

void decide_note(struct decision *d, enum identity_note n, uint32_t a, uint32_t b) {
  struct move_evidence e = d->now;
  e.a = a;
  e.b = b;
  ops_put_note(d->moves, n, &e);
}

uint32_t decide_allot(struct decision *d, struct str type, struct str value) {
  uint32_t subject = SUBJECT_NONE;
  if (!d->failed && !people_allot(d->p, type, value, d->subjects, &subject, d->err))
    d->failed = true;
  return d->failed ? SUBJECT_NONE : subject;
}

uint32_t decide_allot_numbered(struct decision *d, const char *type) {
  char value[PEOPLE_TOMB_BYTES];
  int n = snprintf(value, sizeof value, "~%" PRIu32, d->p->n_subjects);
  return decide_allot(d, str_from(type), str_of(value, (size_t)n));
}

/* ---- types ---- */

static struct str id_of(const struct decision *d, uint32_t id, struct str *ret_type) {
  struct str value;
  ev_batch_id_parts(d->b, id, ret_type, &value);
  return value;
}

static struct identity_type_rule rule_of(const struct decision *d, struct str type) {
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
static uint32_t find_device(const struct decision *d, struct str type, struct str value) {
  uint32_t own = people_find_now(d->p, type, value);
  if (own != SUBJECT_NONE) return own;
  for (uint32_t t = 0; t < d->p->types.n; t++) {
    enum id_class class = rule_of(d, d->p->types.p[t]).class;
    if (class != ID_DEVICE && class != ID_UNTYPED) continue;
    uint32_t s = people_find_now(d->p, d->p->types.p[t], value);
    if (s != SUBJECT_NONE) return s;
  }
  return SUBJECT_NONE;
}

static struct known_id *look(struct decision *d, uint32_t id) {
  struct known_id *k = &d->id[id];
  struct str type, value;
  if (k->looked) return k;
  value = id_of(d, id, &type);
  struct identity_type_rule r = rule_of(d, type);
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
    if (!k->looked) k->subject = find_device(d, type, value);
  } else if (r.class == ID_DEVICE) {
    k->subject = find_device(d, type, value);
    k->looked = k->subject != SUBJECT_NONE;
  } else {
    k->subject = people_find_now(d->p, type, value);
    k->looked = k->subject != SUBJECT_NONE;
  }
  return k;
}

static bool out(const struct decision *d, const struct known_id *k) {
  return k->rejected || (k->subject != SUBJECT_NONE && blocked(d, k->subject));
}

/* The subject of an identity, made if there is none. */
static uint32_t subject_of(struct decision *d, uint32_t id) {
  struct known_id *k = look(d, id);
  struct str type, value = id_of(d, id, &type);
  if (k->subject == SUBJECT_NONE) {
    k->subject = decide_allot(d, type, value);
    k->looked = k->class != ID_DEVICE || rule_of(d, type).class != ID_UNTYPED;
  }
  return k->subject;
}

static uint32_t device_of(struct decision *d, uint32_t id) {
  uint32_t first = subject_of(d, id);
  if (first != SUBJECT_NONE && !device_at(d->x, first)) device_begin(d, first);
  return first;
}

/* The old subject keeps its events and its person; the identity is nobody's. */
static void set_free(struct decision *d, uint32_t id) {
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
static struct known_id *meet(struct decision *d, uint32_t id) {
  struct known_id *k = look(d, id);
  if (out(d, k) || !changed_kind(d, k)) return k;
  set_free(d, id);
  return look(d, id);
}

static void insert(const struct decision *d, uint32_t *list, uint32_t *n, uint32_t id) {
  uint32_t i = (*n)++;
  for (; i > 0 && d->id[list[i - 1]].priority > d->id[id].priority; i--)
    list[i] = list[i - 1];
  list[i] = id;
}

static void add(struct decision *d, struct group *g, uint32_t id) {
  const struct known_id *k = meet(d, id);
  if (out(d, k)) return;
  if (k->class == ID_ACCOUNT && g->account == EV_NO_ID)
    g->account = id;
  else if (k->class == ID_ACCOUNT)
    g->other_account = id;
  else if (k->class == ID_STRONG)
    insert(d, g->strong, &g->n_strong, id);
  else
    insert(d, g->device, &g->n_device, id);
  g->unionid |= k->unionid;
}

static void gather(struct decision *d, struct group *g) {
  g->account = g->other_account = EV_NO_ID;
  g->n_strong = g->n_device = 0;
  g->unionid = false;
  for (uint32_t i = 0; i < d->who->n; i++)
    add(d, g, d->b->who_ids.p[d->who->begin + i]);
}

/* ---- limits ---- */

struct census { /* of one person, or two */
  uint32_t of_type[PEOPLE_TYPES_MAX + 3];
  uint32_t ids, subjects;
  bool account;
};

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

static void count(const struct decision *d, uint32_t person, struct census *c) {
  uint32_t s = person;
  do {
    count_subject(d, s, c);
    s = persons_next(&d->x->ahead, s);
  } while (s != person);
}

static void look_for_account(const struct decision *d, struct census *c) {
  for (uint32_t t = 0; t < d->p->types.n; t++)
    if (c->of_type[t] && rule_of(d, d->p->types.p[t]).class == ID_ACCOUNT) c->account = true;
}

static bool within_limits(const struct decision *d, const struct census *c) {
  if (c->subjects > PERSON_SUBJECTS_MAX) return false;
  for (uint32_t t = 0; t < d->p->types.n; t++) {
    uint32_t limit = c->of_type[t] > 1 ? rule_of(d, d->p->types.p[t]).limit : 0;
    if (limit && c->of_type[t] > limit) return false;
  }
  return true;
}

/* One more of a type that may be new. */
static bool has_place(const struct decision *d, uint32_t person, struct str type) {
  struct census c = {0};
  uint32_t t = people_type(d->p, type), limit = rule_of(d, type).limit;
  if (decide_frozen(d, person)) return false;
  count(d, person, &c);
  if (c.subjects >= PERSON_SUBJECTS_MAX) return false;
  return !limit || t == UINT32_MAX || c.of_type[t] < limit;
}

/* ---- breakers (R9) ---- */

static void save_note(struct decision *d, const struct note *n) {
  ops_put_note_state(d->moves, n);
}

static void freeze(struct decision *d, uint32_t person) {
  if (decide_frozen(d, person)) return;
  struct note *n = note_touch(d->x, person);
  n->frozen = 1;
  save_note(d, n);
  decide_note(d, NOTE_FROZEN, person, SUBJECT_NONE);
}

static void look_at_size(struct decision *d, uint32_t person) {
  struct census c = {0};
  count(d, person, &c);
  if (c.ids > d->x->rules.person_ids) freeze(d, person);
}

static void count_merge(struct decision *d, uint32_t person) {
  int64_t day = d->t >= 0 ? d->t / DAY_MS : -1;
  struct rate *r = rate_touch(d->x, person);
  if (day > r->day) {
    r->day = day;
    r->merges = 0;
  }
  r->merges++;
  ops_put_rate(d->moves, r);
  if (r->merges > d->x->rules.person_merges) freeze(d, person);
}

/* An identity is seen with a person it is not of. */
static bool touch(struct decision *d, uint32_t subject, uint32_t person) {
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

/* ---- joining ---- */

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
  count(d, p, &one);
  look_for_account(d, &one);
  both = one;
  both.account = false;
  count(d, q, &both);
  if (!within_limits(d, &both)) return false;
  look_for_account(d, &both);
  bool p_stays = one.account || (!both.account && p < q);
  uint32_t stays = p_stays ? p : q;
  move_all(d, p_stays ? q : p, stays, a, b);
  count_merge(d, stays);
  if (both.ids > d->x->rules.person_ids) freeze(d, stays);
  return true;
}

static void attach(struct decision *d, uint32_t carrier, uint32_t id, enum move_cause cause) {
  uint32_t s = subject_of(d, id), person = decide_person(d, carrier);
  if (s == SUBJECT_NONE) return;
  decide_move(d, s, person, cause, carrier, s);
  look_at_size(d, person);
}

/* It leaves the person that has it, and counts no more. */
static void block(struct decision *d, uint32_t id) {
  uint32_t was = d->id[id].subject;
  if (decide_size(d, decide_person(d, was)) > 1) set_free(d, id);
  look(d, id);
  uint32_t s = subject_of(d, id);
  if (s == SUBJECT_NONE) return;
  struct note *n = note_touch(d->x, s);
  n->blocked = 1;
  n->n = 0;
  save_note(d, n);
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
  if (!touch(d, s, decide_person(d, carrier))) {
    block(d, id);
    return;
  }
  if (!associates(d) && !login) return;
  if (merge(d, carrier, s)) return;
  id_of(d, id, &type);
  if (may_recycle(d, k) && k->class == ID_STRONG && !decide_frozen(d, decide_person(d, s)) &&
      has_place(d, decide_person(d, carrier), type)) {
    set_free(d, id);
    attach(d, carrier, id, MOVE_RECYCLED);
    return;
  }
  decide_note(d, NOTE_CONFLICT, carrier, s);
}

static void link_strong(struct decision *d, uint32_t carrier, uint32_t id, bool login) {
  struct known_id *k = look(d, id);
  struct str type;
  if (out(d, k)) return;
  if (k->subject == SUBJECT_NONE) {
    id_of(d, id, &type);
    if (has_place(d, decide_person(d, carrier), type))
      attach(d, carrier, id, MOVE_ATTACHED);
    else
      decide_note(d, NOTE_CONFLICT, carrier, SUBJECT_NONE);
  } else if (decide_person(d, k->subject) != decide_person(d, carrier)) {
    contested(d, carrier, id, login);
  }
}

/* What these identities were called before. */
static void link_previous(struct decision *d, uint32_t carrier, struct group *g) {
  uint32_t id = d->who->previous;
  struct str type, value;
  if (id == EV_NO_ID) return;
  struct known_id *k = meet(d, id);
  if (out(d, k)) return;
  if (k->class == ID_DEVICE) {
    for (uint32_t i = 0; i < g->n_device; i++)
      if (g->device[i] == id) return;
    g->device[g->n_device < EV_WHO_IDS_MAX ? g->n_device++ : 0] = id;
    return;
  }
  if (k->subject == SUBJECT_NONE) { /* a name without a past; perhaps a device's */
    value = id_of(d, id, &type);
    uint32_t first = find_device(d, STR("distinct_id"), value);
    if (first != SUBJECT_NONE && device_at(d->x, first) && !blocked(d, first))
      device_login(d, first, carrier, SUBJECT_NONE);
    return;
  }
  if (decide_person(d, k->subject) == decide_person(d, carrier)) return;
  if (!merge(d, carrier, k->subject)) decide_note(d, NOTE_CONFLICT, carrier, k->subject);
}

/* ---- rows ---- */

/* The strongest that somebody has; if nobody has any, the strongest. */
static uint32_t strongest(const struct decision *d, const struct group *g) {
  for (uint32_t i = 0; i < g->n_strong; i++)
    if (d->id[g->strong[i]].subject != SUBJECT_NONE) return g->strong[i];
  return g->strong[0];
}

static uint32_t with_login(struct decision *d, struct group *g) {
  bool account = g->account != EV_NO_ID;
  uint32_t main = account ? g->account : strongest(d, g), carrier = subject_of(d, main);
  bool login = account || g->unionid;
  for (uint32_t i = 0; i < g->n_strong && !d->failed; i++)
    if (g->strong[i] != main) link_strong(d, carrier, g->strong[i], login);
  if (!d->failed) link_previous(d, carrier, g);
  if (g->other_account != EV_NO_ID) {
    uint32_t other = look(d, g->other_account)->subject;
    decide_note(d, NOTE_CONFLICT, carrier, other);
  }
  for (uint32_t i = 0; i < g->n_device && !d->failed; i++) {
    uint32_t first = device_of(d, g->device[i]);
    if (first != SUBJECT_NONE) device_login(d, first, carrier, account ? carrier : SUBJECT_NONE);
  }
  return carrier;
}

static uint32_t without_login(struct decision *d, struct group *g) {
  uint32_t subject = SUBJECT_NONE;
  for (uint32_t i = 0; i < g->n_device && !d->failed; i++) {
    uint32_t first = device_of(d, g->device[i]);
    if (first == SUBJECT_NONE) break;
    if (i == 0)
      subject = device_anonymous(d, first);
    else if (d->who->flags & EV_WHO_REPEATS)
      device_logout(d, first);
  }
  return subject;
}

static uint32_t unbind(struct decision *d, struct group *g) {
  uint32_t subject = g->account != EV_NO_ID ? subject_of(d, g->account) : SUBJECT_NONE;
  if (subject != SUBJECT_NONE) decide_note(d, NOTE_CONFLICT, subject, SUBJECT_NONE);
  for (uint32_t i = 0; i < g->n_strong && !d->failed; i++) {
    uint32_t s = subject_of(d, g->strong[i]);
    if (s == SUBJECT_NONE) break;
    if (subject == SUBJECT_NONE) subject = s;
    if (decide_size(d, decide_person(d, s)) == 1) continue;
    set_free(d, g->strong[i]);
    decide_note(d, NOTE_UNBOUND, s, SUBJECT_NONE);
  }
  for (uint32_t i = 0; i < g->n_device && !d->failed; i++) {
    uint32_t first = device_of(d, g->device[i]);
    if (first == SUBJECT_NONE) break;
    device_unbind(d, first);
    if (subject == SUBJECT_NONE) subject = device_anonymous(d, first);
  }
  return subject;
}

static uint32_t decide_row(struct decision *d, const struct ev_row *row) {
  struct group g;
  gather(d, &g);
  if (d->who->link == EV_UNBINDS && (g.account != EV_NO_ID || g.n_strong || g.n_device))
    return unbind(d, &g);
  if (g.account != EV_NO_ID || g.n_strong) return with_login(d, &g);
  if (g.n_device) return without_login(d, &g);
  /* Nothing that identifies anybody: the value is a subject of its own, linked with nobody. */
  struct str type, value = id_of(d, row->id, &type);
  return decide_allot(d, type, value);
}

/* Known ones first, abreast, because each look-up among millions waits for memory (many.c). */
static void look_up_all(struct decision *d, struct arena *tmp) {
  const struct ev_batch *b = d->b;
  uint32_t n = b->ids.n;
  struct people_id *ids = arena_array(tmp, struct people_id, n);
  uint32_t *found = arena_array(tmp, uint32_t, n);
  for (uint32_t i = 0; i < n; i++)
    ev_batch_id_parts(b, i, &ids[i].type, &ids[i].value);
  people_find_now_many(d->p, ids, n, found);
  struct identity_type_rule r = {0};
  for (uint32_t i = 0; i < n; i++) {
    if (i == 0 || !str_eq(ids[i].type, ids[i - 1].type)) r = rule_of(d, ids[i].type);
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

static void put_devices(struct decision *d) {
  struct identity *x = d->x;
  for (size_t i = 0; i < x->touched.n; i++) {
    const struct undo *u = &x->journal.p[x->touched.p[i]];
    struct device before = u->device;
    if (u->made)
      before = (struct device){.first = u->device.first,
                               .owner = SUBJECT_NONE,
                               .anon = SUBJECT_NONE,
                               .stretch = SUBJECT_NONE,
                               .stray = SUBJECT_NONE};
    ops_put_device(d->moves, &before, &x->devices.p[u->at]);
  }
}

static bool too_large(struct decision *d) {
  if (!d->subjects->overflow && !d->moves->overflow) return false;
  return !err_fail(d->err, ERR_too_large, "The record of new people" ERR_SEP "%zu bytes",
                   d->moves->max);
}

bool people_decide(struct people *p, const struct ev_batch *b, struct buf *subjects,
                   struct buf *moves, uint32_t *ret, struct err *err) {
  struct decision d = {
      .p = p, .x = &p->identity, .b = b, .subjects = subjects, .moves = moves, .err = err};
  struct arena tmp;
  if (b->whos.n == 0) return true;
  arena_init(&tmp, "identities");
  people_write_begin(p);
  d.x->stamp++;
  d.x->touched.n = 0;
  d.id = arena_array(&tmp, struct known_id, b->ids.n);
  memset(d.id, 0, b->ids.n * sizeof *d.id);
  look_up_all(&d, &tmp);
  for (size_t i = 0; i < b->rows.n && !d.failed; i++) {
    const struct ev_row *row = &b->rows.p[i];
    if (!row->who) continue;
    d.who = ev_row_who(b, row);
    d.t = row->time;
    d.late = b->received > 0 && b->received - row->time > d.x->rules.late_ms;
    d.now = (struct move_evidence){
        .a = SUBJECT_NONE, .b = SUBJECT_NONE, .time = row->time, .key = row->key};
    ret[i] = decide_row(&d, row);
  }
  if (!d.failed) put_devices(&d);
  if (!d.failed && too_large(&d)) d.failed = true;
  people_write_end(p);
  arena_release(&tmp);
  return !d.failed;
}
