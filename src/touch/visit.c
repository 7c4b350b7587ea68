/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tokens of visits: their keys in SQL and in memory, signing, checking, and the brake. */
#include "touch/visit.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/panic.h"
#include "base/vec.h"
#include "person/person.h"
#include "touch/touch_int.h"

#define PREFIX      "vst_1."
#define KEY_BYTES   crypto_auth_hmacsha256_KEYBYTES
#define CODE_BYTES  crypto_auth_hmacsha256_BYTES
#define CODE_TEXT   43 /* CODE_BYTES in base64 without padding */
#define BASE64      sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define PACE_PLACES 4096
#define PACE_PROBES 8

const struct visit_act_def visit_acts[] = {
    {VISIT_CLAIM, "claim"}, {VISIT_JOIN, "join"},   {VISIT_CHECK_IN, "check_in"},
    {VISIT_DRAW, "draw"},   {VISIT_ORDER, "order"}, {0}};

struct visit_key {
  int64_t n, over_ms; /* over_ms 0: it signs */
  uint8_t key[KEY_BYTES];
};

struct paced {
  uint32_t person;
  uint32_t requests, acts;
  int64_t since_ms; /* 0: free */
};

struct visits {
  pthread_mutex_t lock; /* guards all */
  VEC(struct visit_key) keys;
  struct paced paced[PACE_PLACES];
};

/* ---- keys ---- */

/* Those that may still be met.  Inside state_enter or a transaction. */
static bool load(struct touch *t, struct state *s, struct err *err) {
  struct state_stmt *q;
  struct arena tmp;
  struct err unreadable;
  bool row = false;
  struct visits *v = t->visits;
  v->keys.n = 0;
  if (!state_query(s, "SELECT n, over_ms, sealed FROM visit_key ORDER BY n", &q, err)) return false;
  arena_init(&tmp, "visit keys");
  bool ok;
  while ((ok = state_step(q, &row, err)) && row) {
    struct visit_key k = {.n = state_int(q, 0), .over_ms = state_int(q, 1)};
    struct str key;
    /* With another secrets.key they are lost, and their tokens too: the next token has a new one.
     */
    if (!seal_open(&t->seal, "visit", state_str(q, 2), &tmp, &key, &unreadable) ||
        key.n != KEY_BYTES)
      continue;
    memcpy(k.key, key.p, KEY_BYTES);
    vec_push(&v->keys, k);
  }
  arena_release(&tmp);
  return ok;
}

bool visits_open(struct touch *t, struct err *err) {
  struct state *s = loyalty_reader(t->l);
  t->visits = must_calloc(1, sizeof *t->visits);
  pthread_mutex_init(&t->visits->lock, NULL);
  state_enter(s);
  bool ok = load(t, s, err);
  state_leave(s);
  return ok;
}

void visits_close(struct visits *v) {
  if (!v) return;
  if (v->keys.n) sodium_memzero(v->keys.p, v->keys.n * sizeof *v->keys.p);
  vec_free(&v->keys);
  pthread_mutex_destroy(&v->lock);
  free(v);
}

struct renewing {
  struct writer_work work;
  struct touch *t;
  bool at_once;
  uint8_t key[KEY_BYTES];
};

static bool end_old(struct renewing *x, struct state *s, int64_t now, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, "DELETE FROM visit_key WHERE over_ms > 0 AND (over_ms <= ?1 OR ?2 = 1)", &q,
                   err))
    return false;
  state_bind_int(q, 1, now - VISIT_MINUTES_MAX * MS_MINUTE);
  state_bind_int(q, 2, x->at_once);
  if (!state_exec(q, err)) return false;
  if (!state_query(s,
                   x->at_once ? "DELETE FROM visit_key WHERE over_ms < ?1"
                              : "UPDATE visit_key SET over_ms = ?1 WHERE over_ms = 0",
                   &q, err))
    return false;
  state_bind_int(q, 1, now);
  return state_exec(q, err);
}

static bool renew_run(struct writer_work *k, struct state *s, struct err *err) {
  struct renewing *x = (struct renewing *)k;
  struct touch *t = x->t;
  struct state_stmt *q;
  struct arena tmp;
  bool row = false;
  int64_t now = clock_wall_ms(ws_clock(t->w));
  if (!state_query(s, "SELECT coalesce(max(n), 0) + 1 FROM visit_key", &q, err) ||
      !state_step(q, &row, err))
    return false;
  int64_t n = state_int(q, 0);
  state_reset(q);
  if (!end_old(x, s, now, err) ||
      !state_query(s, "INSERT INTO visit_key (n, sealed, made_ms, over_ms) VALUES (?1, ?2, ?3, 0)",
                   &q, err))
    return false;
  arena_init(&tmp, "visit key");
  state_bind_int(q, 1, n);
  state_bind_blob(q, 2, seal_close(&t->seal, "visit", str_of(x->key, sizeof x->key), &tmp));
  state_bind_int(q, 3, now);
  bool ok = state_exec(q, err);
  arena_release(&tmp);
  return ok;
}

/* The caller has the lock: of several that find no key, one makes it. */
static bool renew(struct touch *t, bool at_once, struct err *err) {
  struct renewing x = {.work = {.run = renew_run}, .t = t, .at_once = at_once};
  struct state *s = loyalty_reader(t->l);
  randombytes_buf(x.key, sizeof x.key);
  bool ok = loyalty_do(t->l, &x.work, err);
  sodium_memzero(x.key, sizeof x.key);
  if (!ok) return false;
  state_enter(s);
  ok = load(t, s, err);
  state_leave(s);
  return ok;
}

bool visit_rotate(struct touch *t, bool at_once, struct err *err) {
  pthread_mutex_lock(&t->visits->lock);
  bool ok = renew(t, at_once, err);
  pthread_mutex_unlock(&t->visits->lock);
  return ok;
}

/* ---- tokens ---- */

static void code_of(struct touch *t, const struct visit_key *k, struct str text, uint32_t subject,
                    unsigned char ret[CODE_BYTES]) {
  struct people *people = ws_people(t->w);
  crypto_auth_hmacsha256_state h;
  struct str type = STR(""), value = STR("");
  people_subject_identity(people, subject, 0, &type, &value);
  crypto_auth_hmacsha256_init(&h, k->key, sizeof k->key);
  crypto_auth_hmacsha256_update(&h, (const unsigned char *)text.p, text.n);
  crypto_auth_hmacsha256_update(&h, (const unsigned char *)"\n", 1);
  crypto_auth_hmacsha256_update(&h, (const unsigned char *)type.p, type.n);
  crypto_auth_hmacsha256_update(&h, (const unsigned char *)":", 1);
  crypto_auth_hmacsha256_update(&h, (const unsigned char *)value.p, value.n);
  crypto_auth_hmacsha256_final(&h, ret);
}

/* The key that signs, made if there is none. */
static bool signing_key(struct touch *t, struct visit_key *ret, struct err *err) {
  struct visits *v = t->visits;
  pthread_mutex_lock(&v->lock);
  bool has = v->keys.n > 0 && v->keys.p[v->keys.n - 1].over_ms == 0;
  bool ok = has || renew(t, false, err);
  if (ok) *ret = v->keys.p[v->keys.n - 1];
  pthread_mutex_unlock(&v->lock);
  return ok;
}

bool visit_sign(struct touch *t, const struct visit *v, struct arena *out, struct str *ret,
                struct err *err) {
  struct visit_key k;
  unsigned char code[CODE_BYTES];
  char text[CODE_TEXT + 1];
  if (!signing_key(t, &k, err)) return false;
  struct str head =
      arena_printf(out, PREFIX "%.*s.%" PRId64 ".%u.%" PRId64 ".%u", STRF(ws_slug(t->w)), k.n,
                   v->subject, v->until_ms / MS_SECOND, v->acts);
  code_of(t, &k, head, v->subject, code);
  sodium_bin2base64(text, sizeof text, code, sizeof code, BASE64);
  *ret = arena_printf(out, "%.*s.%s", STRF(head), text);
  sodium_memzero(&k, sizeof k);
  return true;
}

static bool number(struct str text, int64_t max, int64_t *ret) {
  int64_t n = 0;
  if (text.n == 0 || text.n > 15) return false;
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] < '0' || text.p[i] > '9') return false;
    n = n * 10 + (text.p[i] - '0');
  }
  *ret = n;
  return n <= max;
}

struct parts {
  struct str workspace, head; /* head: all that the code is about */
  int64_t key, subject, until_s, acts;
  unsigned char code[CODE_BYTES];
};

static bool parse(struct str token, struct parts *ret) {
  struct str rest = token;
  size_t n = 0;
  if (token.n > VISIT_TOKEN_MAX || token.n < CODE_TEXT + 1 || !str_starts(token, STR(PREFIX)))
    return false;
  rest = str_of(token.p + sizeof PREFIX - 1, token.n - (sizeof PREFIX - 1));
  ret->workspace = str_cut(&rest, '.');
  ret->head = str_of(token.p, token.n - CODE_TEXT - 1);
  return ret->workspace.n && number(str_cut(&rest, '.'), INT64_C(1) << 50, &ret->key) &&
         number(str_cut(&rest, '.'), UINT32_MAX - 1, &ret->subject) &&
         number(str_cut(&rest, '.'), INT64_C(1) << 40, &ret->until_s) &&
         number(str_cut(&rest, '.'), 255, &ret->acts) && rest.n == CODE_TEXT &&
         sodium_base642bin(ret->code, sizeof ret->code, rest.p, rest.n, NULL, &n, NULL, BASE64) ==
             0 &&
         n == sizeof ret->code;
}

bool visit_names(struct str token, struct str *ret_workspace) {
  struct parts p;
  if (!parse(token, &p)) return false;
  *ret_workspace = p.workspace;
  return true;
}

static bool key_of(struct visits *v, int64_t n, struct visit_key *ret) {
  bool found = false;
  pthread_mutex_lock(&v->lock);
  for (size_t i = 0; i < v->keys.n && !found; i++)
    if (v->keys.p[i].n == n) {
      *ret = v->keys.p[i];
      found = true;
    }
  pthread_mutex_unlock(&v->lock);
  return found;
}

bool visit_check(struct touch *t, struct str token, struct visit *ret, struct err *err) {
  struct people *people = ws_people(t->w);
  unsigned char code[CODE_BYTES];
  struct visit_key k;
  struct parts p;
  if (!parse(token, &p) || !str_eq(p.workspace, ws_slug(t->w)) || !key_of(t->visits, p.key, &k) ||
      p.subject >= people_count(people))
    return err_fail(err, ERR_visit_over, NULL);
  uint32_t subject = (uint32_t)p.subject;
  /* Whose identities are gone has no code any more: that is said of whoever has such a number. */
  if (people_erased(people, subject)) return err_fail(err, ERR_visit_gone, NULL);
  code_of(t, &k, p.head, subject, code);
  sodium_memzero(&k, sizeof k);
  if (sodium_memcmp(code, p.code, sizeof code) != 0 ||
      p.until_s * MS_SECOND <= clock_wall_ms(ws_clock(t->w)))
    return err_fail(err, ERR_visit_over, NULL);
  *ret = (struct visit){subject, (unsigned)p.acts & VISIT_ACTS_ALL, p.until_s * MS_SECOND};
  return true;
}

/* ---- the brake ---- */

static struct paced *place(struct visits *v, uint32_t person, int64_t now) {
  struct paced *oldest = NULL;
  for (uint32_t i = 0; i < PACE_PROBES; i++) {
    struct paced *p = &v->paced[(person + i) % PACE_PLACES];
    if (p->since_ms && p->person == person) {
      oldest = p;
      break;
    }
    if (!oldest || p->since_ms < oldest->since_ms) oldest = p;
  }
  if (!oldest->since_ms || oldest->person != person || now - oldest->since_ms >= VISIT_PACE_MS ||
      now < oldest->since_ms)
    *oldest = (struct paced){.person = person, .since_ms = now};
  return oldest;
}

bool visit_pace(struct touch *t, uint32_t person, bool acts, struct err *err) {
  struct visits *v = t->visits;
  int64_t now = clock_wall_ms(ws_clock(t->w));
  pthread_mutex_lock(&v->lock);
  struct paced *p = place(v, person, now);
  p->requests++;
  if (acts) p->acts++;
  bool ok = p->requests <= VISIT_PACE_REQUESTS && (!acts || p->acts <= VISIT_PACE_ACTS);
  int64_t wait = (p->since_ms + VISIT_PACE_MS - now + MS_SECOND - 1) / MS_SECOND;
  pthread_mutex_unlock(&v->lock);
  return ok || err_fail(err, ERR_visit_busy, "%" PRId64, wait);
}
