/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SQL of webhooks: where each stands, secrets, and the list of deliveries. */
#include <sodium.h>

#include "touch/webhook_int.h"

/* ---- where it stands ---- */

static bool find(struct touch *t, struct str slug, struct arena *out, struct webhook_row *ret,
                 bool *ret_found, struct err *err) {
  struct state *s = loyalty_reader(t->l);
  struct state_stmt *q;
  *ret_found = false;
  state_enter(s);
  bool ok = state_query(s,
                        "SELECT place, tries, began_ms, next_ms, broken, sent, sent_ms, status, "
                        "answer FROM webhook WHERE slug = ?1",
                        &q, err);
  if (ok) {
    state_bind_str(q, 1, slug);
    ok = state_step(q, ret_found, err);
  }
  if (ok && *ret_found) {
    *ret = (struct webhook_row){.place = (uint64_t)state_int(q, 0),
                                .tries = (uint32_t)state_int(q, 1),
                                .began_ms = state_int(q, 2),
                                .next_ms = state_int(q, 3),
                                .broken = state_int(q, 4),
                                .sent = state_int(q, 5),
                                .sent_ms = state_int(q, 6),
                                .status = (int)state_int(q, 7),
                                .answer = arena_str(out, state_str(q, 8))};
    state_reset(q);
  }
  state_leave(s);
  return ok;
}

struct putting {
  struct writer_work work;
  struct touch *t;
  struct str slug, event;
  const struct webhook_row *row;
  int state;
  uint64_t lsn;
  uint32_t tries;
  const struct webhook_answer *a;
};

static bool put_row(const struct putting *x, struct state *s, struct err *err) {
  const struct webhook_row *r = x->row;
  struct state_stmt *q;
  if (!state_query(s,
                   "INSERT INTO webhook (slug, place, tries, began_ms, next_ms, broken, sent, "
                   "sent_ms, status, answer) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON "
                   "CONFLICT (slug) DO UPDATE SET place = excluded.place, tries = excluded.tries, "
                   "began_ms = excluded.began_ms, next_ms = excluded.next_ms, broken = "
                   "excluded.broken, sent = excluded.sent, sent_ms = excluded.sent_ms, status = "
                   "excluded.status, answer = excluded.answer",
                   &q, err))
    return false;
  state_bind_str(q, 1, x->slug);
  state_bind_int(q, 2, (int64_t)r->place);
  state_bind_int(q, 3, r->tries);
  state_bind_int(q, 4, r->began_ms);
  state_bind_int(q, 5, r->next_ms);
  state_bind_int(q, 6, r->broken);
  state_bind_int(q, 7, r->sent);
  state_bind_int(q, 8, r->sent_ms);
  state_bind_int(q, 9, r->status);
  state_bind_str(q, 10, r->answer.p ? r->answer : STR(""));
  return state_exec(q, err);
}

static bool next_number(struct state *s, const char *sql, int64_t *ret, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(s, sql, &q, err) || !state_step(q, &row, err)) return false;
  *ret = state_int(q, 0);
  state_reset(q);
  return true;
}

/* Of those that went well only the newest are kept. */
static bool prune(const struct putting *x, struct state *s, struct err *err) {
  struct state_stmt *q;
  if (x->state != WEBHOOK_SENT || x->row->sent % 100 != 0) return true;
  if (!state_query(s,
                   "DELETE FROM webhook_delivery WHERE slug = ?1 AND state = 1 AND n < (SELECT "
                   "coalesce(min(n), 0) FROM (SELECT n FROM webhook_delivery WHERE slug = ?1 AND "
                   "state = 1 ORDER BY n DESC LIMIT 1000) newest)",
                   &q, err))
    return false;
  state_bind_str(q, 1, x->slug);
  return state_exec(q, err);
}
_Static_assert(WEBHOOK_KEPT == 1000, "in the statement");

static bool put_delivery(const struct putting *x, struct state *s, struct err *err) {
  struct state_stmt *q;
  int64_t n;
  if (!next_number(s, "SELECT coalesce(max(n), 0) + 1 FROM webhook_delivery", &n, err) ||
      !state_query(s,
                   "INSERT INTO webhook_delivery (n, slug, lsn, event, state, tries, at_ms, "
                   "status, answer) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                   &q, err))
    return false;
  state_bind_int(q, 1, n);
  state_bind_str(q, 2, x->slug);
  state_bind_int(q, 3, (int64_t)x->lsn);
  state_bind_str(q, 4, x->event);
  state_bind_int(q, 5, x->state);
  state_bind_int(q, 6, x->tries);
  state_bind_int(q, 7, clock_wall_ms(ws_clock(x->t->w)));
  state_bind_int(q, 8, x->a->status);
  state_bind_str(q, 9, x->a->text);
  return state_exec(q, err) && prune(x, s, err);
}

static bool put_run(struct writer_work *k, struct state *s, struct err *err) {
  const struct putting *x = (const struct putting *)k;
  return put_row(x, s, err) && (x->state == 0 || put_delivery(x, s, err));
}

bool webhook_row_put(struct touch *t, struct str slug, const struct webhook_row *row, int state,
                     uint64_t lsn, struct str event, uint32_t tries, const struct webhook_answer *a,
                     struct err *err) {
  struct putting x = {.work = {.run = put_run},
                      .t = t,
                      .slug = slug,
                      .event = event,
                      .row = row,
                      .state = state,
                      .lsn = lsn,
                      .tries = tries,
                      .a = a};
  return loyalty_do(t->l, &x.work, err);
}

bool webhook_row_get(struct touch *t, struct str slug, uint64_t place, struct arena *out,
                     struct webhook_row *ret, struct err *err) {
  bool found;
  if (!find(t, slug, out, ret, &found, err)) return false;
  if (found) return true;
  *ret = (struct webhook_row){.place = place, .answer = STR("")};
  /* No place beyond what is durable. */
  return log_sync(ws_log(t->w), err) && webhook_row_put(t, slug, ret, 0, 0, STR(""), 0, NULL, err);
}

/* ---- secrets ---- */

bool webhook_keys_of(struct touch *t, struct str slug, struct str origin, struct webhook_keys *ret,
                     struct err *err) {
  struct state *s = loyalty_reader(t->l);
  int64_t now = clock_wall_ms(ws_clock(t->w));
  struct err unreadable;
  struct state_stmt *q;
  struct arena tmp;
  bool row = false;
  ret->n = 0;
  arena_init(&tmp, "webhook secrets");
  state_enter(s);
  bool ok = state_query(s,
                        "SELECT sealed, made_ms, over_ms FROM webhook_secret WHERE slug = ?1 AND "
                        "origin = ?2 AND (over_ms = 0 OR over_ms > ?3) ORDER BY n DESC LIMIT 8",
                        &q, err);
  if (ok) {
    state_bind_str(q, 1, slug);
    state_bind_str(q, 2, origin);
    state_bind_int(q, 3, now);
  }
  while (ok && (ok = state_step(q, &row, err)) && row) {
    struct webhook_key *k = &ret->p[ret->n];
    struct str secret;
    if (ret->n == WEBHOOK_SECRETS_MAX ||
        !seal_open(&t->seal, "webhook", state_str(q, 0), &tmp, &secret, &unreadable) ||
        secret.n != sizeof k->bytes)
      continue;
    memcpy(k->bytes, secret.p, sizeof k->bytes);
    k->made_ms = state_int(q, 1);
    k->over_ms = state_int(q, 2);
    ret->n++;
  }
  state_leave(s);
  arena_release(&tmp);
  return ok;
}

struct keying {
  struct writer_work work;
  struct touch *t;
  struct str slug, origin, sealed;
  int64_t old_ms;
};

static bool key_run(struct writer_work *k, struct state *s, struct err *err) {
  struct keying *x = (struct keying *)k;
  int64_t n, now = clock_wall_ms(ws_clock(x->t->w));
  struct state_stmt *q;
  if (!next_number(s, "SELECT coalesce(max(n), 0) + 1 FROM webhook_secret", &n, err) ||
      !state_query(s,
                   "DELETE FROM webhook_secret WHERE slug = ?1 AND over_ms > 0 AND over_ms <= ?2",
                   &q, err))
    return false;
  state_bind_str(q, 1, x->slug);
  state_bind_int(q, 2, now);
  if (!state_exec(q, err) ||
      !state_query(s,
                   x->old_ms
                       ? "UPDATE webhook_secret SET over_ms = ?2 WHERE slug = ?1 AND over_ms = 0"
                       : "DELETE FROM webhook_secret WHERE slug = ?1 AND (over_ms = 0 OR over_ms "
                         "> ?2)",
                   &q, err))
    return false;
  state_bind_str(q, 1, x->slug);
  state_bind_int(q, 2, x->old_ms ? now + x->old_ms : 0);
  if (!state_exec(q, err) ||
      !state_query(s,
                   "INSERT INTO webhook_secret (n, slug, origin, sealed, made_ms, over_ms) VALUES "
                   "(?1, ?2, ?3, ?4, ?5, 0)",
                   &q, err))
    return false;
  state_bind_int(q, 1, n);
  state_bind_str(q, 2, x->slug);
  state_bind_str(q, 3, x->origin);
  state_bind_blob(q, 4, x->sealed);
  state_bind_int(q, 5, now);
  return state_exec(q, err);
}

bool webhook_key_put(struct touch *t, struct str slug, struct str origin, int64_t old_ms,
                     struct arena *out, struct str *ret, struct err *err) {
  uint8_t bytes[WEBHOOK_SECRET_BYTES];
  char text[sodium_base64_ENCODED_LEN(sizeof bytes, sodium_base64_VARIANT_ORIGINAL)];
  randombytes_buf(bytes, sizeof bytes);
  struct keying x = {.work = {.run = key_run},
                     .t = t,
                     .slug = slug,
                     .origin = origin,
                     .sealed = seal_close(&t->seal, "webhook", str_of(bytes, sizeof bytes), out),
                     .old_ms = old_ms};
  sodium_bin2base64(text, sizeof text, bytes, sizeof bytes, sodium_base64_VARIANT_ORIGINAL);
  *ret = arena_printf(out, "whsec_%s", text);
  sodium_memzero(bytes, sizeof bytes);
  sodium_memzero(text, sizeof text);
  return loyalty_do(t->l, &x.work, err);
}

/* ---- the list ---- */

#define DELIVERY "SELECT n, lsn, event, state, tries, at_ms, status, answer FROM webhook_delivery "

static struct webhook_delivery read_delivery(struct state_stmt *q, struct arena *out) {
  return (struct webhook_delivery){.n = state_int(q, 0),
                                   .lsn = (uint64_t)state_int(q, 1),
                                   .event = arena_str(out, state_str(q, 2)),
                                   .state = (enum webhook_delivered)state_int(q, 3),
                                   .tries = (uint32_t)state_int(q, 4),
                                   .at_ms = state_int(q, 5),
                                   .http = (int)state_int(q, 6),
                                   .answer = arena_str(out, state_str(q, 7))};
}

bool webhook_deliveries(struct touch *t, struct str slug, int state, int64_t before, uint32_t limit,
                        struct arena *out, struct webhook_delivery **ret, uint32_t *ret_n,
                        struct err *err) {
  struct state *s = loyalty_reader(t->l);
  VEC(struct webhook_delivery) all = {0};
  struct state_stmt *q;
  bool row = false;
  state_enter(s);
  bool ok = state_query(s,
                        DELIVERY "WHERE slug = ?1 AND (?2 = 0 OR state = ?2) AND (?3 = 0 OR n < "
                                 "?3) ORDER BY n DESC LIMIT ?4",
                        &q, err);
  if (ok) {
    state_bind_str(q, 1, slug);
    state_bind_int(q, 2, state);
    state_bind_int(q, 3, before);
    state_bind_int(q, 4, limit);
  }
  while (ok && (ok = state_step(q, &row, err)) && row)
    vec_push(&all, read_delivery(q, out));
  state_leave(s);
  *ret_n = (uint32_t)all.n;
  *ret = arena_array(out, struct webhook_delivery, all.n ? all.n : 1);
  if (all.n) memcpy(*ret, all.p, all.n * sizeof *all.p);
  vec_free(&all);
  return ok;
}

bool webhook_dead_count(struct touch *t, struct str slug, int64_t *ret, struct err *err) {
  struct state *s = loyalty_reader(t->l);
  struct state_stmt *q;
  bool row = false;
  state_enter(s);
  bool ok = state_query(
      s, "SELECT count(*) FROM webhook_delivery WHERE slug = ?1 AND state IN (2, 3)", &q, err);
  if (ok) {
    state_bind_str(q, 1, slug);
    ok = state_step(q, &row, err);
  }
  if (ok) *ret = state_int(q, 0), state_reset(q);
  state_leave(s);
  return ok;
}

bool webhook_again(struct touch *t, struct str slug, struct arena *out,
                   struct webhook_delivery *ret, bool *ret_found, struct err *err) {
  struct state *s = loyalty_reader(t->l);
  struct state_stmt *q;
  *ret_found = false;
  state_enter(s);
  bool ok = state_query(s, DELIVERY "WHERE slug = ?1 AND state = 3 ORDER BY n LIMIT 1", &q, err);
  if (ok) {
    state_bind_str(q, 1, slug);
    ok = state_step(q, ret_found, err);
  }
  if (ok && *ret_found) {
    *ret = read_delivery(q, out);
    state_reset(q);
  }
  state_leave(s);
  return ok;
}

struct marking {
  struct writer_work work;
  struct touch *t;
  struct str slug;
  int64_t n, done;
  bool sent;
  const struct webhook_answer *a; /* NULL: it is to be sent again */
};

static bool mark_run(struct writer_work *k, struct state *s, struct err *err) {
  struct marking *x = (struct marking *)k;
  struct state_stmt *q;
  if (!x->a) {
    if (!state_query(s,
                     "UPDATE webhook_delivery SET state = 3 WHERE slug = ?1 AND state = 2 AND (?2 "
                     "= 0 OR n = ?2)",
                     &q, err))
      return false;
    state_bind_str(q, 1, x->slug);
    state_bind_int(q, 2, x->n);
    bool ok = state_exec(q, err);
    x->done = state_changes(s);
    return ok;
  }
  if (!state_query(s,
                   "UPDATE webhook_delivery SET state = ?2, tries = tries + 1, at_ms = ?3, status "
                   "= ?4, answer = ?5 WHERE n = ?1",
                   &q, err))
    return false;
  state_bind_int(q, 1, x->n);
  state_bind_int(q, 2, x->sent ? WEBHOOK_SENT : WEBHOOK_DEAD);
  state_bind_int(q, 3, clock_wall_ms(ws_clock(x->t->w)));
  state_bind_int(q, 4, x->a->status);
  state_bind_str(q, 5, x->a->text);
  return state_exec(q, err);
}

bool webhook_again_put(struct touch *t, int64_t n, bool sent, const struct webhook_answer *a,
                       struct err *err) {
  struct marking x = {.work = {.run = mark_run}, .t = t, .n = n, .sent = sent, .a = a};
  return loyalty_do(t->l, &x.work, err);
}

bool webhook_mark_again(struct touch *t, struct str slug, int64_t n, int64_t *ret,
                        struct err *err) {
  struct marking x = {.work = {.run = mark_run}, .t = t, .slug = slug, .n = n};
  if (!loyalty_do(t->l, &x.work, err)) return false;
  if (n && x.done == 0) return err_fail(err, ERR_webhook_delivery, "%lld", (long long)n);
  *ret = x.done;
  return true;
}
