/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The naive twin of identity.h: plain lists, everything found by looking at all of it.  Every event
 * is a thing of its own (a token) with the number of its person; nothing is ever taken back. */
#ifndef TESTS_PERSON_IDENTITY_TWIN_H
#define TESTS_PERSON_IDENTITY_TWIN_H

#include "identity_case.h"

struct tw_id {
  char text[48]; /* type=value */
  int token;     /* -1: nobody's */
};
struct tw_event {
  int64_t t;
  int piece, token, epoch;
};
struct tw_login {
  int account;
  int64_t hour;
};
struct tw_device {
  char value[32], type[32];
  int state, owner;     /* enum device_state; token */
  int epoch, pool;      /* pool: a token of the epoch's anonymous person, or -1 */
  int open, stray;      /* pieces, or -1 */
  int self, self_piece; /* its own identity's token, and the piece it was first part of, or -1 */
  int64_t self_t;
  int64_t last_auth, from, shared_until;
  VEC(struct tw_event) events;
  VEC(struct tw_login) logins;
};
struct itwin {
  VEC(int) person; /* by token */
  VEC(struct tw_id) ids;
  VEC(struct tw_device) devices;
  int pieces;
  struct identity_rules r;
};

static inline int tw_token(struct itwin *w) {
  int token = (int)w->person.n;
  vec_push(&w->person, token);
  return token;
}

static inline void tw_release(struct itwin *w) {
  for (size_t i = 0; i < w->devices.n; i++) {
    vec_free(&w->devices.p[i].events);
    vec_free(&w->devices.p[i].logins);
  }
  vec_free(&w->devices);
  vec_free(&w->ids);
  vec_free(&w->person);
}

static inline const char *tw_value(const char *text) {
  return strchr(text, '=') + 1;
}

static inline struct identity_type_rule tw_type(const struct itwin *w, const char *text,
                                                char type[32]) {
  size_t n = strcspn(text, "=");
  memcpy(type, text, n);
  type[n] = 0;
  return identity_type_of(&w->r, str_from(type));
}

static inline struct tw_id *tw_find(struct itwin *w, const char *text) {
  for (size_t i = 0; i < w->ids.n; i++)
    if (w->ids.p[i].token >= 0 && strcmp(w->ids.p[i].text, text) == 0) return &w->ids.p[i];
  return NULL;
}

static inline struct tw_id *tw_make(struct itwin *w, const char *text) {
  struct tw_id id = {.token = tw_token(w)};
  snprintf(id.text, sizeof id.text, "%s", text);
  vec_push(&w->ids, id);
  return &w->ids.p[w->ids.n - 1];
}

/* self: a token that is to be the device from now on; -1: a new one. */
static inline struct tw_device *tw_device_of(struct itwin *w, const char *text, int64_t t,
                                             int self) {
  const char *value = tw_value(text);
  for (size_t i = 0; i < w->devices.n; i++)
    if (strcmp(w->devices.p[i].value, value) == 0) return &w->devices.p[i];
  if (self < 0) self = tw_token(w);
  struct tw_device d = {.owner = -1,
                        .pool = self,
                        .open = -1,
                        .stray = -1,
                        .self = self,
                        .self_piece = -1,
                        .self_t = t};
  snprintf(d.value, sizeof d.value, "%s", value);
  tw_type(w, text, d.type);
  vec_push(&w->devices, d);
  return &w->devices.p[w->devices.n - 1];
}

static inline struct tw_device *tw_device(struct itwin *w, const char *text, int64_t t) {
  return tw_device_of(w, text, t, -1);
}

static inline int tw_count(struct itwin *w, int person, const char *type) {
  int n = 0;
  for (size_t i = 0; i < w->ids.n; i++) {
    char is[32];
    if (w->ids.p[i].token < 0 || w->person.p[w->ids.p[i].token] != person) continue;
    tw_type(w, w->ids.p[i].text, is);
    n += strcmp(is, type) == 0;
  }
  for (size_t i = 0; i < w->devices.n; i++) { /* types that are devices at times */
    const struct tw_device *d = &w->devices.p[i];
    n += d->value[0] && w->person.p[d->self] == person && strcmp(d->type, type) == 0;
  }
  return n;
}

static inline void tw_join(struct itwin *w, int token, int person) {
  int from = w->person.p[token];
  for (size_t i = 0; i < w->person.n; i++)
    if (w->person.p[i] == from) w->person.p[i] = person;
}

static inline bool tw_fits_limit(struct itwin *w, int p, int q, const char *type) {
  int limit = identity_type_of(&w->r, str_from(type)).limit;
  return !limit || tw_count(w, p, type) + tw_count(w, q, type) <= limit;
}

static inline bool tw_merge(struct itwin *w, int a, int b) {
  int p = w->person.p[a], q = w->person.p[b];
  for (size_t i = 0; i < w->ids.n; i++) {
    char type[32];
    tw_type(w, w->ids.p[i].text, type);
    if (w->ids.p[i].token >= 0 && !tw_fits_limit(w, p, q, type)) return false;
  }
  for (size_t i = 0; i < w->devices.n; i++)
    if (!tw_fits_limit(w, p, q, w->devices.p[i].type)) return false;
  tw_join(w, b, p);
  return true;
}

/* ---- devices ---- */

static inline void tw_epoch(struct tw_device *d) {
  d->epoch++;
  d->pool = d->open = d->stray = -1;
}

static inline void tw_leave(struct tw_device *d, int64_t t) {
  if (d->state != DEVICE_OWNED) return;
  d->state = DEVICE_LEFT;
  d->from = t;
  tw_epoch(d);
}

static inline bool tw_span(struct tw_device *d, int piece, int64_t *first, int64_t *last) {
  bool any = false;
  for (size_t i = 0; i < d->events.n; i++) {
    if (d->events.p[i].piece != piece) continue;
    if (!any || d->events.p[i].t < *first) *first = d->events.p[i].t;
    if (!any || d->events.p[i].t > *last) *last = d->events.p[i].t;
    any = true;
  }
  return any;
}

static inline int tw_put(struct itwin *w, struct tw_device *d, int64_t t, int piece, int person) {
  int token = tw_token(w);
  for (size_t i = 0; i < d->events.n; i++)
    if (d->events.p[i].piece == piece) person = w->person.p[d->events.p[i].token];
  if (person >= 0) w->person.p[token] = person;
  vec_push(&d->events, ((struct tw_event){t, piece, token, d->epoch}));
  return token;
}

static inline int tw_anonymous_piece(struct itwin *w, struct tw_device *d, int64_t t, int piece) {
  int token = tw_put(w, d, t, piece, d->pool >= 0 ? w->person.p[d->pool] : -1);
  if (d->pool < 0) d->pool = token;
  return token;
}

static inline bool tw_fits(struct itwin *w, struct tw_device *d, int64_t t) {
  int64_t first = 0, last = 0;
  if (d->open < 0 || !tw_span(d, d->open, &first, &last)) return false;
  if (d->state == DEVICE_FREE || t < d->shared_until)
    return (t > last ? t : last) - (t < first ? t : first) <= w->r.stretch_ms;
  return t >= first - w->r.session_ms && t <= last + w->r.session_ms;
}

static inline bool tw_before_open(struct tw_device *d, int64_t t) {
  int64_t first = 0, last = 0;
  return d->open >= 0 && tw_span(d, d->open, &first, &last) && t < first;
}

static inline int tw_stray(struct itwin *w, struct tw_device *d, int64_t t) {
  if (d->stray < 0) d->stray = w->pieces++;
  return tw_anonymous_piece(w, d, t, d->stray);
}

static inline int tw_anonymous(struct itwin *w, struct tw_device *d, int64_t t, bool repeats) {
  if (d->state == DEVICE_OWNED && t >= d->from && t >= d->shared_until) {
    bool logout = repeats && t > d->last_auth;
    if (!logout && t <= d->last_auth + w->r.sticky_ms) {
      if (t < d->last_auth) return d->owner;
      if (!tw_fits(w, d, t)) {
        if (tw_before_open(d, t)) return d->owner;
        d->open = w->pieces++;
      }
      return tw_put(w, d, t, d->open, w->person.p[d->owner]);
    }
    tw_leave(d, t);
  }
  if (d->state != DEVICE_FREE && t < d->from) return tw_stray(w, d, t);
  if (!tw_fits(w, d, t)) {
    if (tw_before_open(d, t)) return tw_stray(w, d, t);
    bool unused = d->state == DEVICE_FREE && d->open < 0 && d->pool == d->self;
    d->open = w->pieces++;
    if (unused) d->self_piece = d->open;
  }
  return tw_anonymous_piece(w, d, t, d->open);
}

/* Pieces of this epoch's anonymous person that begin late enough. */
static inline void tw_claim(struct itwin *w, struct tw_device *d, int64_t t, int carrier) {
  int pool = d->pool < 0 ? -1 : w->person.p[d->pool], to = w->person.p[carrier];
  for (size_t i = 0; pool >= 0 && pool != to && i < d->events.n; i++) {
    struct tw_event *e = &d->events.p[i];
    int64_t first = 0, last = 0;
    tw_span(d, e->piece, &first, &last);
    if (w->person.p[e->token] != pool || first < t - w->r.claim_ms) continue;
    if (d->shared_until && first < d->shared_until) continue;
    w->person.p[e->token] = to;
  }
  int64_t first = d->self_t, last = 0;
  if (d->self_piece >= 0) tw_span(d, d->self_piece, &first, &last);
  if (pool >= 0 && pool != to && w->person.p[d->self] == pool && first >= t - w->r.claim_ms &&
      !(d->shared_until && first < d->shared_until))
    w->person.p[d->self] = to;
  tw_epoch(d);
}

static inline void tw_claim_session(struct itwin *w, struct tw_device *d, int64_t t, int carrier) {
  int64_t first = 0, last = 0;
  int to = w->person.p[carrier];
  d->from = t;
  if (d->open >= 0 && tw_span(d, d->open, &first, &last) && last + w->r.session_ms >= t &&
      first <= t && first >= d->last_auth && !(d->shared_until && first < d->shared_until)) {
    bool moved = false;
    for (size_t i = 0; i < d->events.n; i++) {
      struct tw_event *e = &d->events.p[i];
      if (e->piece != d->open || w->person.p[e->token] == to) continue;
      w->person.p[e->token] = to;
      moved = true;
    }
    if (moved) d->from = first;
  }
  tw_epoch(d);
}

static inline int tw_accounts(struct tw_device *d, int64_t hour, int64_t within) {
  int n = 0;
  for (size_t i = 0; i < d->logins.n; i++) {
    int64_t age = hour - d->logins.p[i].hour;
    n += age >= -within && age <= within;
  }
  return n;
}

static inline void tw_seen(struct itwin *w, struct tw_device *d, int64_t t, int account) {
  int64_t hour = t / HOUR;
  bool known = false;
  for (size_t i = 0; i < d->logins.n; i++) {
    if (d->logins.p[i].account != account) continue;
    known = true;
    if (hour > d->logins.p[i].hour) d->logins.p[i].hour = hour;
  }
  if (!known) vec_push(&d->logins, ((struct tw_login){account, hour}));
  if (tw_accounts(d, hour, 7 * 24) < (int)w->r.shared_week &&
      tw_accounts(d, hour, 90 * 24) < (int)w->r.shared_quarter)
    return;
  if (t >= d->shared_until) tw_leave(d, t);
  if (t + w->r.shared_ms > d->shared_until) d->shared_until = t + w->r.shared_ms;
}

static inline void tw_login(struct itwin *w, struct tw_device *d, int64_t t, bool late, int carrier,
                            int account) {
  if (account >= 0) tw_seen(w, d, t, account);
  if (t < d->shared_until) return;
  bool owned = d->state == DEVICE_OWNED;
  if (d->state == DEVICE_FREE) {
    tw_claim(w, d, t, carrier);
    d->from = t - w->r.claim_ms;
  } else if (w->person.p[d->owner] == w->person.p[carrier]) {
    if (owned && t >= d->last_auth) d->open = -1;
    if (!owned && t >= d->from)
      tw_claim(w, d, t, carrier);
    else {
      if (t > d->last_auth) d->last_auth = t;
      return;
    }
    if (t < d->last_auth) t = d->last_auth;
  } else if (!late && t >= d->last_auth && (owned || t >= d->from)) {
    tw_claim_session(w, d, t, carrier);
  } else {
    return;
  }
  d->state = DEVICE_OWNED;
  d->owner = carrier;
  d->last_auth = t;
}

/* ---- messages ---- */

struct tw_message {
  int64_t t;
  bool late;
  enum ev_link link;
  unsigned flags;
  char ids[EV_WHO_IDS_MAX][48];
  int n;
  char previous[48]; /* "" = none */
};

static inline void tw_attach(struct itwin *w, const char *text, int carrier) {
  int token = tw_make(w, text)->token; /* may move w->person.p */
  w->person.p[token] = w->person.p[carrier];
}

static inline void tw_strong(struct itwin *w, const struct tw_message *m, int carrier,
                             const char *text, bool login) {
  char type[32];
  struct tw_id *id = tw_find(w, text);
  bool told = m->link == EV_ASSOCIATES || m->link == EV_BINDS || m->link == EV_ALIASES;
  int limit = tw_type(w, text, type).limit;
  bool place = !limit || tw_count(w, w->person.p[carrier], type) < limit;
  if (!id) {
    if (place) tw_attach(w, text, carrier);
    return;
  }
  if (w->person.p[id->token] == w->person.p[carrier] || (!told && !login)) return;
  if (tw_merge(w, carrier, id->token)) return;
  bool number = strcmp(type, "phone") == 0 || strcmp(type, "email") == 0;
  bool bind = m->link == EV_BINDS;
  if (!place ||
      !((bind && m->flags & EV_WHO_SERVER) || (number && (bind || m->link == EV_ASSOCIATES))))
    return;
  id->token = -1;
  tw_attach(w, text, carrier);
}

static inline int tw_priority(struct itwin *w, const char *text) {
  char type[32];
  return tw_type(w, text, type).priority;
}

/* The rules say otherwise than when it was seen last: then it begins anew, unless it is alone. */
static inline void tw_meet(struct itwin *w, const char *text, int64_t t) {
  char type[32];
  enum id_class class = tw_type(w, text, type).class;
  struct tw_id *id = tw_find(w, text);
  if (class == ID_DEVICE && id) {
    int others = 0, token = id->token;
    for (size_t k = 0; k < w->person.n; k++)
      others += w->person.p[k] == w->person.p[token] && (int)k != token;
    id->token = -1;
    if (!others) tw_device_of(w, text, t, token);
  }
  for (size_t i = 0; class == ID_STRONG && i < w->devices.n; i++)
    if (strcmp(w->devices.p[i].value, tw_value(text)) == 0)
      w->devices.p[i].value[0] = 0; /* nobody finds it again */
}

static inline int tw_unbind(struct itwin *w, const struct tw_message *m, const char *account,
                            const char *const *strong, int n_strong, const char *const *device,
                            int n_device) {
  int subject = -1;
  if (account) subject = (tw_find(w, account) ? tw_find(w, account) : tw_make(w, account))->token;
  for (int i = 0; i < n_strong; i++) {
    struct tw_id *id = tw_find(w, strong[i]);
    if (!id) id = tw_make(w, strong[i]);
    int others = 0;
    for (size_t k = 0; k < w->person.n; k++)
      others += w->person.p[k] == w->person.p[id->token] && (int)k != id->token;
    if (subject < 0) subject = id->token;
    if (others) id->token = -1;
  }
  for (int i = 0; i < n_device; i++) {
    struct tw_device *d = tw_device(w, device[i], m->t);
    tw_leave(d, m->t);
    if (subject < 0) subject = tw_anonymous(w, d, m->t, m->flags & EV_WHO_REPEATS);
  }
  return subject;
}

/* The token of the message's event. */
static inline int tw_says(struct itwin *w, const struct tw_message *m) {
  const char *account = NULL, *strong[EV_WHO_IDS_MAX], *device[EV_WHO_IDS_MAX];
  int n_strong = 0, n_device = 0;
  bool union_id = false;
  for (int i = 0; i < m->n; i++) {
    char type[32];
    tw_meet(w, m->ids[i], m->t);
    int class = (int)tw_type(w, m->ids[i], type).class;
    const char **list = class == ID_STRONG ? strong : device;
    int *n = class == ID_STRONG ? &n_strong : &n_device, at;
    union_id |= strcmp(type, "wx_unionid") == 0;
    if (class == ID_ACCOUNT) {
      if (!account) account = m->ids[i];
      continue;
    }
    for (at = (*n)++; at > 0 && tw_priority(w, list[at - 1]) > tw_priority(w, m->ids[i]); at--)
      list[at] = list[at - 1];
    list[at] = m->ids[i];
  }
  if (m->link == EV_UNBINDS) return tw_unbind(w, m, account, strong, n_strong, device, n_device);
  if (!account && n_strong == 0) {
    int token = -1;
    for (int i = 0; i < n_device; i++) {
      struct tw_device *d = tw_device(w, device[i], m->t);
      if (i == 0)
        token = tw_anonymous(w, d, m->t, m->flags & EV_WHO_REPEATS);
      else if (m->flags & EV_WHO_REPEATS && m->t > d->last_auth && m->t >= d->from)
        tw_leave(d, m->t);
    }
    return token;
  }
  const char *main = account ? account : strong[0];
  for (int i = n_strong - 1; i >= 0 && !account; i--)
    if (tw_find(w, strong[i])) main = strong[i];
  int carrier = (tw_find(w, main) ? tw_find(w, main) : tw_make(w, main))->token;
  for (int i = 0; i < n_strong; i++)
    if (strong[i] != main) tw_strong(w, m, carrier, strong[i], account || union_id);
  if (m->previous[0]) {
    char type[32];
    tw_meet(w, m->previous, m->t);
    bool is_device = tw_type(w, m->previous, type).class == ID_DEVICE;
    struct tw_id *id = is_device ? NULL : tw_find(w, m->previous);
    if (is_device)
      device[n_device++] = m->previous;
    else if (id && w->person.p[id->token] != w->person.p[carrier])
      tw_merge(w, carrier, id->token);
  }
  for (int i = 0; i < n_device; i++) {
    bool again = false;
    for (int k = 0; k < i; k++)
      again |= strcmp(device[k], device[i]) == 0;
    if (!again)
      tw_login(w, tw_device(w, device[i], m->t), m->t, m->late, carrier, account ? carrier : -1);
  }
  return carrier;
}

#endif
