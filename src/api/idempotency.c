/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Requests that may be repeated: the header Idempotency-Key.
 *
 * The first answer to (workspace, actor, route, key) is kept for IDEMPOTENCY_HOURS and given again;
 * the same key with another body is a conflict; while the first is still being worked on, a second
 * is told so.  What is in flight is known in memory only: a server that dies in the middle leaves
 * nothing that would block the repetition.  An error is not kept: repeating may well succeed.
 *
 * An answer may hold what is shown once (an API key, a login link), and server.db is copied in
 * backups.  So answers are sealed, with a key made from the client's Idempotency-Key, of which only
 * a hash is stored: whoever reads the file cannot read them. */
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

#include "api/api_int.h"
#include "base/vec.h"
#include "state/state.h"

#define IDEMPOTENCY_HOURS  24
#define IDEMPOTENCY_KEY    200               /* bytes of a key */
#define IDEMPOTENCY_ANSWER ((size_t)1 << 20) /* larger answers are not kept */

struct flight {
  uint8_t id[32];
};

struct idempotency {
  struct state *state;
  pthread_mutex_t lock;
  VEC(struct flight) flying;
};

bool idempotency_open(struct api *a, struct idempotency **ret, struct err *err) {
  struct idempotency *i = must_calloc(1, sizeof *i);
  struct buf path = BUF_INIT;
  bool ok = ws_state_at(a->dir, STR(""), a->o.ws.state, io_posix(), &path, err) &&
            state_open_server(path.p, true, &i->state, err);
  buf_release(&path);
  if (!ok) {
    free(i);
    return false;
  }
  pthread_mutex_init(&i->lock, NULL);
  *ret = i;
  return true;
}

void idempotency_close(struct idempotency *i) {
  if (!i) return;
  state_close(i->state);
  pthread_mutex_destroy(&i->lock);
  vec_free(&i->flying);
  free(i);
}

/* ---- what a request is ---- */

static void identify(struct call *c, struct idempotent *x) {
  struct buf b = BUF_INIT;
  buf_put_lenstr(&b, c->tenant ? tenant_slug(c->tenant) : STR(""));
  buf_put_lenstr(&b, c->actor.id);
  buf_put_lenstr(&b, str_from(c->route->id));
  buf_put_lenstr(&b, x->key);
  secret_mac(c->api, "idempotency id", buf_str(&b), x->id, sizeof x->id);
  buf_reset(&b);
  for (int i = 0; i < ROUTE_VALUES_MAX; i++)
    buf_put_lenstr(&b, c->own->path[i]);
  for (uint32_t i = 0; i < http_query_n(c->http); i++) {
    buf_put_lenstr(&b, http_query_name(c->http, i));
    buf_put_lenstr(&b, http_query_value(c->http, i));
  }
  if (c->body) json_write_tree(c->body, true, &b);
  secret_mac(c->api, "idempotency request", buf_str(&b), x->hash, sizeof x->hash);
  buf_release(&b);
}

static void seal_key(struct call *c, const struct idempotent *x,
                     uint8_t ret[crypto_secretbox_KEYBYTES]) {
  secret_mac(c->api, "idempotency answer", x->key, ret, crypto_secretbox_KEYBYTES);
}

/* ---- in flight ---- */

static bool take_off(struct idempotency *i, const struct idempotent *x) {
  struct flight f;
  bool free_ = true;
  pthread_mutex_lock(&i->lock);
  for (size_t k = 0; k < i->flying.n; k++)
    free_ &= memcmp(i->flying.p[k].id, x->id, sizeof x->id) != 0;
  memcpy(f.id, x->id, sizeof f.id);
  if (free_) vec_push(&i->flying, f);
  pthread_mutex_unlock(&i->lock);
  return free_;
}

static void land(struct idempotency *i, const struct idempotent *x) {
  pthread_mutex_lock(&i->lock);
  for (size_t k = 0; k < i->flying.n; k++)
    if (memcmp(i->flying.p[k].id, x->id, sizeof x->id) == 0) {
      i->flying.p[k] = i->flying.p[--i->flying.n];
      break;
    }
  pthread_mutex_unlock(&i->lock);
}

/* ---- kept ---- */

static bool replay(struct call *c, const struct idempotent *x, struct state_stmt *q,
                   struct err *err) {
  struct str sealed = state_str(q, 3);
  uint8_t key[crypto_secretbox_KEYBYTES];
  if (sodium_memcmp(state_str(q, 0).p, x->hash, sizeof x->hash) != 0)
    return err_fail(err, ERR_idempotency_conflict, "%.*s", STRF(x->key));
  if (sealed.n < crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)
    return err_fail(err, ERR_corrupt, "server.db" ERR_SEP "a kept answer is cut off");
  const uint8_t *nonce = (const uint8_t *)sealed.p, *box = nonce + crypto_secretbox_NONCEBYTES;
  size_t n = sealed.n - crypto_secretbox_NONCEBYTES;
  uint8_t *plain = arena_alloc(c->arena, n);
  seal_key(c, x, key);
  if (crypto_secretbox_open_easy(plain, box, n, nonce, key) != 0)
    return err_fail(err, ERR_corrupt, "server.db" ERR_SEP "a kept answer cannot be opened");
  http_add_header(c->http, "Idempotency-Replayed", STR("true"));
  http_add_header(c->http, "Location", state_str(q, 2));
  http_reply(c->http, (int)state_int(q, 1), "application/json",
             str_of(plain, n - crypto_secretbox_MACBYTES));
  return true;
}

static bool find(struct call *c, const struct idempotent *x, bool *ret_replay, struct err *err) {
  struct state *s = c->api->idempotency->state;
  struct state_stmt *q;
  bool row = false;
  state_enter(s);
  bool ok = state_query(
      s, "SELECT hash, status, location, answer FROM idempotent WHERE id = ?1 AND at_ms > ?2", &q,
      err);
  if (ok) {
    state_bind_blob(q, 1, str_of(x->id, sizeof x->id));
    state_bind_int(q, 2, clock_wall_ms(c->api->clock) - IDEMPOTENCY_HOURS * MS_HOUR);
    ok = state_step(q, &row, err) && (!row || replay(c, x, q, err));
    state_reset(q);
  }
  state_leave(s);
  *ret_replay = ok && row;
  return ok;
}

bool idempotency_begin(struct call *c, struct idempotent *ret, bool *ret_replay, struct err *err) {
  *ret = (struct idempotent){.key = str_trim(http_header(c->http, "Idempotency-Key"))};
  if (ret->key.n == 0 || ret->key.n > IDEMPOTENCY_KEY)
    return err_fail(err, ERR_bad_header, "Idempotency-Key" ERR_SEP "1 … %d bytes", IDEMPOTENCY_KEY);
  identify(c, ret);
  if (!take_off(c->api->idempotency, ret))
    return err_fail(err, ERR_idempotency_in_progress, "%.*s", STRF(ret->key));
  bool ok = find(c, ret, ret_replay, err);
  if (!ok || *ret_replay) land(c->api->idempotency, ret);
  return ok;
}

static bool keep(struct call *c, const struct idempotent *x, int status, struct str body,
                 struct err *err) {
  struct idempotency *i = c->api->idempotency;
  struct state_stmt *q;
  int64_t now = clock_wall_ms(c->api->clock);
  uint8_t key[crypto_secretbox_KEYBYTES];
  size_t n = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + body.n;
  uint8_t *sealed = arena_alloc(c->arena, n);
  seal_key(c, x, key);
  randombytes_buf(sealed, crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy(sealed + crypto_secretbox_NONCEBYTES, (const uint8_t *)body.p, body.n,
                        sealed, key);
  if (!state_begin(i->state, err)) return false;
  bool ok = state_query(i->state, "DELETE FROM idempotent WHERE at_ms <= ?1 OR id = ?2", &q, err);
  if (ok) {
    state_bind_int(q, 1, now - IDEMPOTENCY_HOURS * MS_HOUR);
    state_bind_blob(q, 2, str_of(x->id, sizeof x->id));
    ok = state_exec(q, err) &&
         state_query(i->state,
                     "INSERT INTO idempotent (id, hash, status, location, answer, at_ms) "
                     "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                     &q, err);
  }
  if (ok) {
    state_bind_blob(q, 1, str_of(x->id, sizeof x->id));
    state_bind_blob(q, 2, str_of(x->hash, sizeof x->hash));
    state_bind_int(q, 3, status);
    state_bind_str(q, 4, c->own->location);
    state_bind_blob(q, 5, str_of(sealed, n));
    state_bind_int(q, 6, now);
    ok = state_exec(q, err);
  }
  if (ok) return state_commit(i->state, err);
  state_rollback(i->state);
  return false;
}

void idempotency_end(struct call *c, const struct idempotent *x, int status, struct str body) {
  struct err err;
  /* The work is done and answered; if keeping the answer fails, a repetition will be a second
   * request, which is what it would be without the header. */
  if (status >= 200 && status < 300 && body.n <= IDEMPOTENCY_ANSWER)
    if (!keep(c, x, status, body, &err)) api_trouble(c->api, &err, "idempotency");
  land(c->api->idempotency, x);
}
