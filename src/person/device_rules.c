/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who uses a device: R7 and R8.
 *
 * A device says who may have been there, never that two people are one.  It has at most one owner
 * at a time, who logged in on it last; anonymous events on it are the owner's, or of the anonymous
 * person of its current epoch.  A login claims that epoch: all of it where nobody else had been on
 * the device, the session alone where somebody had. */
#include <stdlib.h>

#include "base/panic.h"
#include "person/decide_int.h"

static bool gone(const struct decision *d, uint32_t subject) {
  return subject != SUBJECT_NONE && d->p->erased.n && people_erased_of(d->p, subject);
}

/* Who was erased owns nothing, and nothing is added to what he left. */
static void forget_erased(const struct decision *d, struct device *v) {
  if (!d->p->erased.n) return;
  if (gone(d, v->owner)) {
    v->owner = SUBJECT_NONE;
    v->state = DEVICE_FREE;
  }
  if (gone(d, v->anon)) v->anon = SUBJECT_NONE;
  if (gone(d, v->stretch)) v->stretch = SUBJECT_NONE;
  if (gone(d, v->stray)) v->stray = SUBJECT_NONE;
}

static void new_epoch(struct device *v) {
  v->anon = v->stretch = v->stray = SUBJECT_NONE;
}

static void leave(struct device *v, int64_t at) {
  if (v->state != DEVICE_OWNED) return;
  v->state = DEVICE_LEFT;
  v->from = at;
  new_epoch(v);
}

static bool shared(const struct decision *d, const struct device *v) {
  return d->t < v->shared_until;
}

void device_begin(struct decision *d, uint32_t first) {
  struct device *v = device_make(d->x, first);
  v->anon = first;
  v->first_ms = d->t;
}

/* ---- stretches ---- */

static int64_t *first_of(struct decision *d, struct device *v, uint32_t subject,
                         struct stretch **ret) {
  *ret = NULL;
  if (subject == v->first) return &v->first_ms;
  *ret = stretch_at(d->x, subject);
  return *ret && (*ret)->first == v->first ? &(*ret)->first_ms : NULL;
}

static void reaches_back(struct decision *d, struct device *v, uint32_t subject) {
  struct stretch *s;
  int64_t *first = first_of(d, v, subject, &s);
  if (!first || d->t >= *first) return;
  if (s) {
    stretch_set(d->x, s, d->t);
    ops_put_stretch(d->moves, s);
  } else {
    *first = d->t;
  }
}

static uint32_t allot(struct decision *d, struct device *v) {
  uint32_t subject = decide_allot_numbered(d, PEOPLE_EPOCH);
  if (subject == SUBJECT_NONE) return subject;
  stretch_make(d->x, subject, v->first, d->t);
  ops_put_stretch(d->moves, stretch_at(d->x, subject));
  return subject;
}

/* Of the epoch's anonymous person. */
static uint32_t allot_anonymous(struct decision *d, struct device *v) {
  uint32_t subject = allot(d, v);
  if (subject == SUBJECT_NONE) return subject;
  if (v->anon == SUBJECT_NONE)
    v->anon = subject;
  else if (decide_size(d, decide_person(d, v->anon)) < PERSON_SUBJECTS_MAX)
    decide_move(d, subject, decide_person(d, v->anon), MOVE_STRETCH, v->anon, subject);
  return subject;
}

/* The very first stretch is the device's own subject, which nothing happened to yet. */
static bool unused(const struct device *v) {
  return v->anon == v->first && v->stretch == SUBJECT_NONE && v->stray == SUBJECT_NONE &&
         v->state == DEVICE_FREE;
}

static uint32_t stray(struct decision *d, struct device *v) {
  if (v->stray == SUBJECT_NONE)
    v->stray = allot_anonymous(d, v);
  else
    reaches_back(d, v, v->stray);
  return v->stray;
}

static bool fits_open(const struct decision *d, const struct device *v) {
  const struct identity_rules *r = &d->x->rules;
  if (v->stretch == SUBJECT_NONE) return false;
  int64_t first = d->t < v->stretch_first ? d->t : v->stretch_first;
  int64_t last = d->t > v->stretch_last ? d->t : v->stretch_last;
  if (v->state == DEVICE_FREE || shared(d, v)) return last - first <= r->stretch_ms;
  return d->t >= v->stretch_first - r->session_ms && d->t <= v->stretch_last + r->session_ms;
}

static void open_stretch(struct decision *d, struct device *v, uint32_t subject) {
  v->stretch = subject;
  v->stretch_first = v->stretch_last = d->t;
}

/* The open stretch takes the event, if it does not lie too far from it. */
static bool extend(struct decision *d, struct device *v) {
  if (!fits_open(d, v)) return false;
  if (d->t < v->stretch_first) v->stretch_first = d->t;
  if (d->t > v->stretch_last) v->stretch_last = d->t;
  reaches_back(d, v, v->stretch);
  return true;
}

static uint32_t anonymous(struct decision *d, struct device *v) {
  if (extend(d, v)) return v->stretch;
  if (v->stretch != SUBJECT_NONE && d->t < v->stretch_first) return stray(d, v);
  bool first = unused(v);
  uint32_t subject = first ? v->first : allot_anonymous(d, v);
  if (first) v->first_ms = d->t;
  open_stretch(d, v, subject);
  return subject;
}

/* The owner's, but as a stretch: somebody else may log in within the session. */
static uint32_t sticky(struct decision *d, struct device *v) {
  uint32_t person = decide_person(d, v->owner);
  if (d->t < v->last_auth) return v->owner;
  if (extend(d, v)) return v->stretch;
  if ((v->stretch != SUBJECT_NONE && d->t < v->stretch_first) || decide_frozen(d, person) ||
      decide_size(d, person) >= PERSON_SUBJECTS_MAX)
    return v->owner;
  uint32_t subject = allot(d, v);
  if (subject == SUBJECT_NONE) return subject;
  decide_move(d, subject, person, MOVE_STICKY, v->owner, v->first);
  open_stretch(d, v, subject);
  return subject;
}

uint32_t device_anonymous(struct decision *d, uint32_t first) {
  const struct identity_rules *r = &d->x->rules;
  struct device *v = device_touch(d->x, first);
  forget_erased(d, v);
  if (v->state == DEVICE_OWNED && d->t >= v->from && !shared(d, v)) {
    bool logout = d->who->flags & EV_WHO_REPEATS && d->t > v->last_auth;
    if (!logout && d->t <= v->last_auth + r->sticky_ms) return sticky(d, v);
    leave(v, d->t);
  }
  if (v->state != DEVICE_FREE && d->t < v->from) return stray(d, v);
  return anonymous(d, v);
}

/* ---- claiming ---- */

struct taken {
  VEC(uint32_t) list; /* ascending */
  uint32_t from;      /* the person they are of */
  bool leader;        /* its number's subject is among them */
};

static bool is_taken(const struct taken *k, uint32_t s) {
  for (size_t i = 0; i < k->list.n; i++)
    if (k->list.p[i] == s) return true;
  return false;
}

/* What happened while the device was shared stays its own. */
static bool own_time(const struct device *v, int64_t first) {
  return v->shared_until == 0 || first >= v->shared_until;
}

/* Stretches of this epoch that begin late enough. */
static void look_for(struct decision *d, struct device *v, struct taken *ret) {
  uint32_t s = ret->from = decide_person(d, v->anon);
  do {
    struct stretch *at;
    int64_t *first = first_of(d, v, s, &at);
    if (first && *first >= d->t - d->x->rules.claim_ms && own_time(v, *first)) {
      vec_push(&ret->list, s);
      ret->leader |= s == ret->from;
    }
    s = persons_next(&d->x->ahead, s);
  } while (s != ret->from);
}

/* Who has the number leaves last, and the rest gets another before. */
static void renumber_rest(struct decision *d, const struct taken *k) {
  const struct persons *q = &d->x->ahead;
  uint32_t least = SUBJECT_NONE, s = k->from;
  VEC(uint32_t) rest = {0};
  do {
    if (!is_taken(k, s)) {
      vec_push(&rest, s);
      if (s < least) least = s;
    }
    s = persons_next(q, s);
  } while (s != k->from);
  if (least != SUBJECT_NONE)
    decide_move(d, least, least, MOVE_NUMBERED, SUBJECT_NONE, SUBJECT_NONE);
  for (size_t i = 0; i < rest.n; i++)
    if (rest.p[i] != least)
      decide_move(d, rest.p[i], least, MOVE_NUMBERED, SUBJECT_NONE, SUBJECT_NONE);
  vec_free(&rest);
}

static void take(struct decision *d, const struct taken *k, uint32_t to, enum move_cause cause,
                 uint32_t carrier, uint32_t first) {
  if (k->leader) renumber_rest(d, k);
  for (size_t i = 0; i < k->list.n; i++)
    if (k->list.p[i] != k->from) decide_move(d, k->list.p[i], to, cause, carrier, first);
  if (k->leader) decide_move(d, k->from, to, cause, carrier, first);
}

static bool may_take(struct decision *d, uint32_t to, size_t n) {
  if (decide_frozen(d, to)) return false;
  if (decide_size(d, to) + n <= PERSON_SUBJECTS_MAX) return true;
  decide_note(d, NOTE_CONFLICT, to, SUBJECT_NONE);
  return false;
}

static void claim(struct decision *d, struct device *v, uint32_t carrier) {
  struct taken k = {0};
  uint32_t to = decide_person(d, carrier);
  if (v->anon != SUBJECT_NONE && decide_person(d, v->anon) != to) {
    look_for(d, v, &k);
    if (k.list.n && may_take(d, to, k.list.n)) take(d, &k, to, MOVE_CLAIMED, carrier, v->first);
  }
  vec_free(&k.list);
  new_epoch(v);
}

/* Only what somebody did in the session in which he then logged in. */
static void claim_session(struct decision *d, struct device *v, uint32_t carrier) {
  const struct identity_rules *r = &d->x->rules;
  uint32_t to = decide_person(d, carrier), s = v->stretch;
  bool near = s != SUBJECT_NONE && v->stretch_last + r->session_ms >= d->t &&
              v->stretch_first <= d->t && v->stretch_first >= v->last_auth &&
              own_time(v, v->stretch_first);
  v->from = d->t;
  if (near && decide_person(d, s) != to && may_take(d, to, 1)) {
    struct taken k = {.from = decide_person(d, s)};
    vec_push(&k.list, s);
    k.leader = s == k.from;
    take(d, &k, to, MOVE_SESSION, carrier, v->first);
    vec_free(&k.list);
    v->from = v->stretch_first;
  }
  new_epoch(v);
}

/* ---- logins ---- */

static void seen(struct device *v, uint32_t account, int64_t t) {
  uint32_t hour = t < 0 ? 0 : (uint32_t)(t / HOUR_MS), i = 0, oldest = 0;
  while (i < v->n_accounts && v->account[i] != account)
    i++;
  if (i < v->n_accounts) {
    if (hour > v->seen[i]) v->seen[i] = hour;
    return;
  }
  if (v->n_accounts < IDENTITY_ACCOUNTS_MAX) {
    v->account[i] = account;
    v->seen[i] = hour;
    v->n_accounts++;
    return;
  }
  for (i = 1; i < v->n_accounts; i++)
    if (v->seen[i] < v->seen[oldest]) oldest = i;
  if (hour < v->seen[oldest]) return;
  v->account[oldest] = account;
  v->seen[oldest] = hour;
}

/* Hours are compared, so that a login every minute does not change what is remembered. */
static uint32_t accounts_within(const struct device *v, int64_t t, int64_t hours) {
  int64_t now = t < 0 ? 0 : t / HOUR_MS;
  uint32_t n = 0;
  for (uint32_t i = 0; i < v->n_accounts; i++) {
    int64_t age = now - (int64_t)v->seen[i];
    n += age >= -hours && age <= hours;
  }
  return n;
}

static void look_whether_shared(struct decision *d, struct device *v) {
  const struct identity_rules *r = &d->x->rules;
  if (accounts_within(v, d->t, WEEK_HOURS) < r->shared_week &&
      accounts_within(v, d->t, 90 * 24) < r->shared_quarter)
    return;
  if (!shared(d, v)) {
    decide_note(d, NOTE_SHARED, v->first, SUBJECT_NONE);
    if (v->state == DEVICE_OWNED) leave(v, d->t);
  }
  if (d->t + r->shared_ms > v->shared_until) v->shared_until = d->t + r->shared_ms;
}

static void own(struct decision *d, struct device *v, uint32_t carrier) {
  v->owner = carrier;
  v->state = DEVICE_OWNED;
  v->last_auth = d->t;
}

/* The owner again.  A login from before his logout that only comes now opens nothing. */
static void again(struct decision *d, struct device *v, uint32_t carrier) {
  int64_t last = v->last_auth > d->t ? v->last_auth : d->t;
  if (v->state == DEVICE_LEFT && d->t >= v->from) {
    claim(d, v, carrier);
    own(d, v, carrier);
  } else if (v->state == DEVICE_OWNED && d->t >= v->last_auth) {
    v->stretch = SUBJECT_NONE; /* what was before stays before */
  }
  v->last_auth = last;
}

void device_login(struct decision *d, uint32_t first, uint32_t carrier, uint32_t account) {
  struct device *v = device_touch(d->x, first);
  forget_erased(d, v);
  if (account != SUBJECT_NONE) {
    seen(v, account, d->t);
    look_whether_shared(d, v);
  }
  if (shared(d, v)) return;
  if (v->state == DEVICE_FREE) {
    claim(d, v, carrier);
    own(d, v, carrier);
    v->from = d->t - d->x->rules.claim_ms;
  } else if (decide_person(d, v->owner) == decide_person(d, carrier)) {
    again(d, v, carrier);
  } else if (!d->late && d->t >= v->last_auth && (v->state == DEVICE_OWNED || d->t >= v->from)) {
    claim_session(d, v, carrier);
    own(d, v, carrier);
  }
}

void device_logout(struct decision *d, uint32_t first) {
  struct device *v = device_touch(d->x, first);
  forget_erased(d, v);
  if (d->t > v->last_auth && d->t >= v->from) leave(v, d->t);
}

void device_unbind(struct decision *d, uint32_t first) {
  struct device *v = device_touch(d->x, first);
  forget_erased(d, v);
  leave(v, d->t);
}
