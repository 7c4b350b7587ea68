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
#include "person/decide_int.h"

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

bool decide_blocked(const struct decision *d, uint32_t subject) {
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

/* ---- what a row names ---- */

static void insert(const struct decision *d, uint32_t *list, uint32_t *n, uint32_t id) {
  uint32_t i = (*n)++;
  for (; i > 0 && d->id[list[i - 1]].priority > d->id[id].priority; i--)
    list[i] = list[i - 1];
  list[i] = id;
}

static void add(struct decision *d, struct group *g, uint32_t id) {
  const struct known_id *k = decide_meet(d, id);
  if (decide_out(d, k)) return;
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

/* ---- rows ---- */

/* The strongest that somebody has; if nobody has any, the strongest. */
static uint32_t strongest(const struct decision *d, const struct group *g) {
  for (uint32_t i = 0; i < g->n_strong; i++)
    if (d->id[g->strong[i]].subject != SUBJECT_NONE) return g->strong[i];
  return g->strong[0];
}

static uint32_t with_login(struct decision *d, struct group *g) {
  bool account = g->account != EV_NO_ID;
  uint32_t main = account ? g->account : strongest(d, g), carrier = decide_subject(d, main);
  bool login = account || g->unionid;
  for (uint32_t i = 0; i < g->n_strong && !d->failed; i++)
    if (g->strong[i] != main) decide_link_strong(d, carrier, g->strong[i], login);
  if (!d->failed) decide_link_previous(d, carrier, g);
  if (g->other_account != EV_NO_ID) {
    uint32_t other = decide_look(d, g->other_account)->subject;
    decide_note(d, NOTE_CONFLICT, carrier, other);
  }
  for (uint32_t i = 0; i < g->n_device && !d->failed; i++) {
    uint32_t first = decide_device(d, g->device[i]);
    if (first != SUBJECT_NONE) device_login(d, first, carrier, account ? carrier : SUBJECT_NONE);
  }
  return carrier;
}

static uint32_t without_login(struct decision *d, struct group *g) {
  uint32_t subject = SUBJECT_NONE;
  for (uint32_t i = 0; i < g->n_device && !d->failed; i++) {
    uint32_t first = decide_device(d, g->device[i]);
    if (first == SUBJECT_NONE) break;
    if (i == 0)
      subject = device_anonymous(d, first);
    else if (d->who->flags & EV_WHO_REPEATS)
      device_logout(d, first);
  }
  return subject;
}

static uint32_t unbind(struct decision *d, struct group *g) {
  uint32_t subject = g->account != EV_NO_ID ? decide_subject(d, g->account) : SUBJECT_NONE;
  if (subject != SUBJECT_NONE) decide_note(d, NOTE_CONFLICT, subject, SUBJECT_NONE);
  for (uint32_t i = 0; i < g->n_strong && !d->failed; i++) {
    uint32_t s = decide_subject(d, g->strong[i]);
    if (s == SUBJECT_NONE) break;
    if (subject == SUBJECT_NONE) subject = s;
    if (decide_size(d, decide_person(d, s)) == 1) continue;
    decide_set_free(d, g->strong[i]);
    decide_note(d, NOTE_UNBOUND, s, SUBJECT_NONE);
  }
  for (uint32_t i = 0; i < g->n_device && !d->failed; i++) {
    uint32_t first = decide_device(d, g->device[i]);
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
  struct str type, value = decide_id_text(d, row->id, &type);
  return decide_allot(d, type, value);
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
  decide_look_up(&d, &tmp);
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
