/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A request about coupons: from the thread that asks to the writer and back.
 *
 * A sold-out kind is the case that matters in a flash sale: nine of ten requests are refused.  They
 * are refused here, by the committed count, without waiting for the writer; only somebody who has a
 * holder may have asked before with the same key, and is answered by the writer, which knows. */
#include <sodium.h>

#include "base/panic.h"
#include "loyalty/coupon_int.h"
#include "loyalty/loyalty_int.h"

#define CODE_TRIES 4 /* a new code met one that is there */

/* ---- the key ---- */

static void hash_text(crypto_generichash_state *h, struct str s) {
  uint64_t n = s.n;
  crypto_generichash_update(h, (const uint8_t *)&n, sizeof n);
  crypto_generichash_update(h, (const uint8_t *)s.p, s.n);
}
static void hash_int(crypto_generichash_state *h, int64_t v) {
  crypto_generichash_update(h, (const uint8_t *)&v, sizeof v);
}

static void hash_prices(crypto_generichash_state *h, const struct coupon_request *q) {
  for (uint32_t i = 0; i < q->n_prices; i++) {
    const struct promo_ask *a = &q->prices[i];
    hash_text(h, a->promotion);
    hash_text(h, a->item);
    hash_int(h, a->units);
    hash_int(h, a->price);
  }
}

static void hash_points(crypto_generichash_state *h, const struct coupon_request *q) {
  const struct checkout_ask *a = q->points;
  if (a) {
    hash_text(h, a->c.currency.slug);
    hash_int(h, a->points);
    for (uint32_t i = 0; i < a->c.n; i++) {
      hash_text(h, a->c.lines[i].id);
      hash_int(h, a->c.lines[i].quantity);
      hash_int(h, a->c.lines[i].pay);
    }
  }
  for (uint32_t i = 0; i < q->n_back; i++) {
    hash_text(h, q->back[i].line);
    hash_int(h, q->back[i].quantity);
  }
}

/* The person by its holder: numbers of subjects may be given anew by a repair.  Nobody without one
 * can have been answered before. */
static void request_hash(const struct coupon_work *x, uint8_t ret[crypto_generichash_BYTES]) {
  const struct coupon_request *q = x->q;
  crypto_generichash_state h;
  crypto_generichash_init(&h, NULL, 0, crypto_generichash_BYTES);
  hash_int(&h, q->op);
  hash_text(&h, q->kind);
  hash_text(&h, q->code);
  hash_text(&h, q->order);
  hash_text(&h, q->source);
  hash_int(&h, q->subject == SUBJECT_NONE ? 0 : holder_find(x->l, q->subject));
  hash_int(&h, q->count);
  hash_int(&h, q->order_total);
  hash_int(&h, q->hold_ms);
  for (uint32_t i = 0; i < q->n_uses; i++) {
    hash_text(&h, q->uses[i].coupon);
    hash_int(&h, q->uses[i].discount);
  }
  hash_prices(&h, q);
  hash_points(&h, q);
  crypto_generichash_final(&h, ret, crypto_generichash_BYTES);
}

static bool find_act(struct coupon_work *x, struct err *err) {
  struct state_stmt *q;
  uint8_t hash[crypto_generichash_BYTES];
  bool row = false;
  if (!state_query(x->s, "SELECT hash, answer FROM coupon_act WHERE actor = ?1 AND ask_key = ?2",
                   &q, err))
    return false;
  state_bind_str(q, 1, x->q->actor);
  state_bind_str(q, 2, x->q->key);
  if (!state_step(q, &row, err)) return false;
  if (!row) return true;
  request_hash(x, hash);
  bool same = str_eq(state_str(q, 0), str_of(hash, sizeof hash));
  if (same) x->json = arena_str(&x->mem, state_str(q, 1));
  x->replayed = same;
  state_reset(q);
  return same || err_fail(err, ERR_idempotency_conflict, "%.*s", STRF(x->q->key));
}

static bool keep_act(struct coupon_work *x, struct err *err) {
  struct state_stmt *q;
  uint8_t hash[crypto_generichash_BYTES];
  if (!state_query(x->s,
                   "INSERT INTO coupon_act (actor, ask_key, hash, answer, at_ms) "
                   "VALUES (?1, ?2, ?3, ?4, ?5)",
                   &q, err))
    return false;
  request_hash(x, hash);
  state_bind_str(q, 1, x->q->actor);
  state_bind_str(q, 2, x->q->key);
  state_bind_blob(q, 3, str_of(hash, sizeof hash));
  state_bind_str(q, 4, x->json);
  state_bind_int(q, 5, x->now);
  return state_later(q, err);
}

static void write_prices(struct jw *w, const struct coupon_work *x) {
  jw_key(w, "promotions"), jw_begin_array(w);
  for (size_t i = 0; i < x->prices.n; i++)
    promo_use_put(w, &x->prices.p[i], coupon_decimals(x->l));
  jw_end_array(w);
}

/* What this request gave back of the points. */
static void write_back(struct jw *w, const struct coupon_work *x) {
  char text[DEC_TEXT_BYTES];
  const struct dec points = {x->points_back.points, x->points->decimals};
  jw_key(w, "given_back"), jw_begin_object(w);
  jw_key(w, "points"), jw_cstr(w, dec_text(points, text));
  jw_key(w, "money");
  jw_cstr(w, dec_text(coupon_amount(x->points_back.money, coupon_decimals(x->l)), text));
  jw_end_object(w);
}

static void write_answer(struct coupon_work *x) {
  struct buf b = BUF_INIT;
  struct jw w;
  jw_init(&w, &b, 0);
  jw_begin_object(&w);
  jw_key(&w, "coupons"), jw_begin_array(&w);
  for (size_t i = 0; i < x->did.n; i++)
    coupon_put(&w, &x->did.p[i], coupon_decimals(x->l));
  jw_end_array(&w);
  if (x->prices.n) write_prices(&w, x);
  if (x->points) {
    jw_key(&w, "points"), checkout_put(&w, x->points, coupon_decimals(x->l));
    if (x->points_back.points || x->points_back.money) write_back(&w, x);
  }
  jw_end_object(&w);
  x->json = arena_str(&x->mem, buf_str(&b));
  buf_release(&b);
}

/* ---- on the writer's thread ---- */

static bool give(struct coupon_work *x, struct err *err) {
  const struct coupon_request *q = x->q;
  struct coupon did[COUPON_GIVE_MAX];
  struct coupon_gift g = {.l = x->l,
                          .s = x->s,
                          .mem = &x->mem,
                          .doc = x->doc,
                          .subject = q->subject,
                          .count = q->count,
                          .now = x->now,
                          .source = q->source,
                          .claimed = q->op == COUPON_OP_CLAIM};
  if (!coupon_book_take(x->l, q->kind, x->s, &g.book, err) || !coupon_give(&g, did, err))
    return false;
  for (uint32_t i = 0; i < q->count; i++)
    vec_push(&x->did, did[i]);
  return true;
}

static bool run(struct writer_work *k, struct state *s, struct err *err) {
  struct coupon_work *x = (struct coupon_work *)k;
  enum coupon_op op = x->q->op;
  arena_reset(&x->mem);
  x->s = s;
  x->now = clock_wall_ms(ws_clock(x->l->w));
  x->did.n = 0;
  x->prices.n = 0;
  x->points = NULL;
  x->points_back = (struct checkout_part){0};
  x->replayed = false;
  if (!find_act(x, err)) return false;
  if (x->replayed) return true;
  bool ok = op <= COUPON_OP_CLAIM  ? give(x, err)
            : op == COUPON_OP_CODE ? coupon_claim_code(x, err)
                                   : coupon_use_all(x, err);
  if (!ok) return false;
  write_answer(x);
  return keep_act(x, err);
}

/* ---- on the thread that asks ---- */

static bool bad(struct err *err, const char *field, const char *must_be) {
  return err_fail(err, ERR_bad_field, "%s" ERR_SEP "%s", field, must_be);
}

static bool check_prices(const struct coupon_request *q, struct err *err) {
  bool takes = q->op == COUPON_OP_RESERVE || q->op == COUPON_OP_REDEEM;
  if (q->n_prices == 0) return true;
  if (!takes && q->op != COUPON_OP_REVERSE)
    return bad(err, "promotions", "reserve, redeem, reverse");
  if (q->n_prices > PROMO_LINES_MAX)
    return err_fail(err, ERR_too_large, "promotions" ERR_SEP "%d", PROMO_LINES_MAX);
  if (takes && q->subject == SUBJECT_NONE) return bad(err, "person", "promotions: …");
  if (q->order.n == 0 || (!takes && q->n_uses)) return bad(err, "order", "promotions: …");
  for (uint32_t i = 0; i < q->n_prices; i++) {
    const struct promo_ask *a = &q->prices[i];
    if (a->units < 1 || a->units > QUOTE_QUANTITY_MAX) return bad(err, "units", "1 … 10^6");
    if (a->item.n == 0 || a->item.n > COUPON_ID_BYTES_MAX) return bad(err, "item", "1 … 255 B");
    for (uint32_t k = 0; k < i; k++)
      if (str_eq(q->prices[k].promotion, a->promotion) && str_eq(q->prices[k].item, a->item))
        return err_fail(err, ERR_quote_twice, "item" ERR_SEP "%.*s", STRF(a->item));
  }
  return true;
}

static bool check_points(const struct coupon_request *q, struct err *err) {
  if (q->points && q->subject == SUBJECT_NONE) return bad(err, "person", "points: …");
  if ((q->points || q->op == COUPON_OP_RETURN) && q->order.n > CHECKOUT_ORDER_MAX)
    return bad(err, "order", "1 … 200 B");
  if (q->points && (q->points->points < 0 || q->points->points > CURRENCY_AMOUNT_MAX))
    return bad(err, "points", "0 … 10^15");
  if (q->op != COUPON_OP_RETURN) return true;
  if (q->order.n == 0) return bad(err, "order", "1 … 200 B");
  for (uint32_t i = 0; i < q->n_back; i++)
    if (q->back[i].quantity > QUOTE_QUANTITY_MAX) return bad(err, "quantity", "0 … 10^6");
  return q->n_back > 0 || bad(err, "lines", "[…]");
}

static bool check_uses(const struct coupon_request *q, struct err *err) {
  bool by_order = q->op != COUPON_OP_RESERVE && q->op != COUPON_OP_REVOKE;
  bool needs_order = q->op == COUPON_OP_RESERVE || q->op == COUPON_OP_REDEEM;
  if (q->n_uses > COUPON_USES_MAX)
    return err_fail(err, ERR_too_large, "coupons" ERR_SEP "%d", COUPON_USES_MAX);
  if (!check_points(q, err) || !check_prices(q, err)) return false;
  if (q->n_uses == 0 && !q->points && !q->n_prices && !(by_order && q->order.n))
    return bad(err, "coupons", by_order ? "[…] / order" : "[…]");
  if (q->order.n > COUPON_ORDER_MAX || (needs_order && q->order.n == 0))
    return bad(err, "order", "1 … 255 B");
  if (q->order_total < 0 || q->order_total > COUPON_MONEY_MAX)
    return bad(err, "order_total", "0 … 10^15");
  if (q->hold_ms < 0 || q->hold_ms > COUPON_HOLD_MAX_MS) return bad(err, "hold", "0 … 7 d");
  for (uint32_t i = 0; i < q->n_uses; i++)
    if (q->uses[i].discount < 0 || q->uses[i].discount > COUPON_MONEY_MAX)
      return bad(err, "discount", "0 … 10^15");
  return true;
}

static bool check(const struct coupon_request *q, struct err *err) {
  bool person = q->op <= COUPON_OP_CODE;
  if (q->key.n == 0 || q->key.n > COUPON_KEY_MAX)
    return err_fail(err, ERR_coupon_key_needed, "%d", COUPON_KEY_MAX);
  if (q->source.n > COUPON_SOURCE_MAX) return bad(err, "source", "0 … 64 B");
  if (!person) return check_uses(q, err);
  if (q->subject == SUBJECT_NONE) return err_fail(err, ERR_unknown_person, "%s", "");
  if (q->op <= COUPON_OP_CLAIM && (q->count == 0 || q->count > COUPON_GIVE_MAX))
    return bad(err, "count", "1 … 100");
  return true;
}

bool coupon_some_left(struct loyalty *l, const struct coupon_doc *d, uint32_t n, struct err *err) {
  struct coupon_counts now;
  if (!d->kind.budget_issue) return true;
  coupon_counts_of(l, d->kind.slug, &now);
  return (uint64_t)now.issued + n <= d->kind.budget_issue ||
         err_fail(err, ERR_coupon_sold_out, "%.*s" ERR_SEP "%llu", STRF(d->kind.slug),
                  (unsigned long long)d->kind.budget_issue);
}

static bool may_give(struct loyalty *l, const struct coupon_request *q, const struct coupon_doc *d,
                     struct arena *tmp, struct err *err) {
  static const char *const ways[] = {"issued", "open", "code"};
  uint32_t *holders;
  if (!d->active) return err_fail(err, ERR_coupon_closed, "%.*s", STRF(q->kind));
  if (q->op == COUPON_OP_CLAIM && d->kind.claim != COUPON_OPEN)
    return err_fail(err, ERR_coupon_not_open, "%.*s" ERR_SEP "%s", STRF(q->kind),
                    ways[d->kind.claim]);
  if (coupon_some_left(l, d, q->count, err)) return true;
  return holders_of_person(l, q->subject, tmp, &holders) > 0;
}

/* Somebody who has no holder yet has reserved nothing, and was never answered. */
static bool may_price(struct loyalty *l, const struct coupon_request *q, struct arena *tmp,
                      struct err *err) {
  uint32_t *holders;
  if (promo_some_left(l, q->prices, q->n_prices, err)) return true;
  return err->code == ERR_promotion_sold_out && holders_of_person(l, q->subject, tmp, &holders) > 0;
}

/* ---- a request, whoever waits for it ---- */

struct coupon_task {
  struct coupon_work x; /* first */
  struct coupon_request q;
  struct arena *out;
  uint32_t person; /* who types a code */
};

static bool begin(struct coupon_task *t, struct err *err) {
  struct loyalty *l = t->x.l;
  const struct coupon_request *q = &t->q;
  if (q->op == COUPON_OP_CODE) {
    t->person = person_of(ws_people(l->w), q->subject);
    return coupon_may_guess(l->coupons.guesses, t->person, q->actor, clock_wall_ms(ws_clock(l->w)),
                            err);
  }
  if (q->n_prices && q->op != COUPON_OP_REVERSE && !may_price(l, q, t->out, err)) return false;
  return q->op > COUPON_OP_CLAIM ||
         (coupon_doc_of(l, q->kind, 0, &t->x.doc, err) && may_give(l, q, t->x.doc, t->out, err));
}

static void release(struct coupon_task *t) {
  coupon_doc_free(t->x.l, t->x.doc);
  vec_free(&t->x.did);
  vec_free(&t->x.prices);
  arena_release(&t->x.mem);
}

bool coupon_task_new(struct loyalty *l, const struct coupon_request *q, struct arena *out,
                     struct coupon_task **ret, struct err *err) {
  if (!check(q, err)) return false;
  struct coupon_task *t = arena_new(out, struct coupon_task);
  *t = (struct coupon_task){.x = {.errand = {.work = {.run = run}}, .l = l}, .q = *q, .out = out};
  t->x.q = &t->q;
  arena_init(&t->x.mem, "coupons");
  if (!begin(t, err)) {
    release(t);
    return false;
  }
  *ret = t;
  return true;
}

void coupon_task_run(struct coupon_task *t, void (*done)(void *ctx), void *ctx) {
  loyalty_send(t->x.l, &t->x.errand, done, ctx);
}

void coupon_task_wait(struct coupon_task *t) {
  loyalty_wait(t->x.l, &t->x.errand); /* coupon_task_end says it */
}

/* A code that was somebody's already is drawn again; so seldom that waiting for it is no matter. */
static bool again(struct coupon_task *t) {
  struct errand *e = &t->x.errand;
  for (int i = 1; i < CODE_TRIES && e->why.code == ERR_state_constraint; i++)
    loyalty_wait(t->x.l, e);
  return e->why.code == ERR_none;
}

bool coupon_task_end(struct coupon_task *t, struct coupon_answer *ret, struct err *err) {
  struct loyalty *l = t->x.l;
  bool ok = again(t);
  if (ok)
    *ret = (struct coupon_answer){arena_str(t->out, t->x.json), t->x.replayed};
  else
    *err = t->x.errand.why;
  if (!ok && t->q.op == COUPON_OP_CODE &&
      (err->code == ERR_unknown_coupon || err->code == ERR_coupon_code_mistyped ||
       err->code == ERR_coupon_code_taken))
    coupon_guessed_wrong(l->coupons.guesses, t->person, t->q.actor, clock_wall_ms(ws_clock(l->w)));
  release(t);
  return ok;
}

bool coupon_do(struct loyalty *l, const struct coupon_request *q, struct arena *out,
               struct coupon_answer *ret, struct err *err) {
  struct coupon_task *t;
  if (!coupon_task_new(l, q, out, &t, err)) return false;
  coupon_task_wait(t);
  return coupon_task_end(t, ret, err);
}
