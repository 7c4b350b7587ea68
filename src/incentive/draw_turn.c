/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A turn: one work.  Whether somebody may take part was asked before, of a snapshot (draw_ask.c);
 * everything that is counted (stock, limits, budget, the number of the turn) is asked here, where
 * nobody else changes anything. */
#include <stdio.h>
#include <xxhash.h>

#include "incentive/draw_int.h"

struct turning { /* inside the work */
  struct draw_asking *k;
  struct state *s;
  struct draw_row row;
  struct draw_used used;
  uint32_t holder, *holders, n_holders;
  int64_t now, day, cost;
  struct draw_turn *t;
};

/* ---- the same again ---- */

static int64_t hash_of(const struct draw_ask *a) {
  char text[64 + DRAW_NONCE_MAX + 32];
  int n = snprintf(text, sizeof text, "%u|%.*s|%.*s", a->subject,
                   (int)(a->draw.n < 64 ? a->draw.n : 64), a->draw.p, STRF(a->nonce));
  return (int64_t)XXH3_64bits(text, (size_t)n);
}

static bool answered(struct draw_asking *k, struct state *s, bool *ret, struct err *err) {
  const struct draw_ask *a = &k->ask;
  struct state_stmt *q;
  if (!state_query(s, DRAW_TURN_SELECT "WHERE t.actor = ?1 AND t.key = ?2", &q, err)) return false;
  state_bind_str(q, 1, a->actor);
  state_bind_str(q, 2, a->key);
  if (!state_step(q, ret, err)) return false;
  if (!*ret) return true;
  bool same = state_int(q, 17) == hash_of(a);
  draw_turn_read(q, &k->mem, &k->done.turn);
  k->done.balance = state_int(q, 18);
  k->done.again = true;
  state_reset(q);
  return same || err_fail(err, ERR_idempotency_conflict, "%.*s", STRF(a->key));
}

/* ---- whether ---- */

static bool in_time(struct turning *x, struct err *err) {
  const struct draw *d = &x->k->doc->d;
  if (x->now < d->launch.from) return err_fail(err, ERR_draw_early, "%.*s", STRF(d->slug));
  if (x->now >= d->launch.until || x->row.revealed_ms)
    return err_fail(err, ERR_draw_over, "%.*s", STRF(d->slug));
  return x->k->may || err_fail(err, ERR_draw_audience, "%.*s", STRF(d->slug));
}

static bool is_free(const struct draw *d, const struct draw_used *u) {
  if (!d->free_given) return d->currency.n == 0;
  if (d->free_none) return false;
  return (d->free_day == 0 || u->free_today < d->free_day) &&
         (d->free_all == 0 || u->free_all < d->free_all);
}

static bool within_limits(struct turning *x, struct err *err) {
  const struct draw *d = &x->k->doc->d;
  if (!draw_used(x->s, x->row.n, x->holders, x->n_holders, x->day, &x->used, err)) return false;
  if (d->per_day && x->used.today >= d->per_day)
    return err_fail(err, ERR_draw_limit_day, "%.*s" ERR_SEP "%lld", STRF(d->slug),
                    (long long)x->used.today);
  if (d->per_person && x->used.in_all >= d->per_person)
    return err_fail(err, ERR_draw_limit, "%.*s" ERR_SEP "%lld", STRF(d->slug),
                    (long long)x->used.in_all);
  return true;
}

static bool price(struct turning *x, struct err *err) {
  const struct draw *d = &x->k->doc->d;
  int64_t left;
  x->t->free = is_free(d, &x->used);
  if (x->t->free) return true;
  return draw_tickets(x->s, x->row.n, x->holders, x->n_holders, &left, &x->t->ticket, err) &&
         (x->t->ticket || d->currency.n || err_fail(err, ERR_draw_no_free, "%.*s", STRF(d->slug)));
}

/* ---- what ---- */

static bool why_not(struct turning *x, int32_t prize, enum draw_why *ret, struct err *err) {
  const struct draw_prize *p = &x->k->doc->d.prizes[prize];
  int64_t n = 0;
  *ret = DRAW_AS_DRAWN;
  if (p->stock >= 0) {
    if (!draw_given(x->s, x->row.n, p->slug, &n, err)) return false;
    if (n >= p->stock) *ret = DRAW_NO_STOCK;
  }
  if (*ret == DRAW_AS_DRAWN && x->k->doc->cost[prize] > x->k->doc->budget - x->row.cost)
    *ret = DRAW_NO_BUDGET;
  if (*ret == DRAW_AS_DRAWN && p->wins) {
    if (!draw_won(x->s, x->row.n, p->slug, x->holders, x->n_holders, &n, err)) return false;
    if (n >= p->wins) *ret = DRAW_ENOUGH;
  }
  return true;
}

static bool choose(struct turning *x, int32_t *ret, struct err *err) {
  const struct draw_doc *doc = x->k->doc;
  struct draw_turn *t = x->t;
  t->number = draw_number(x->row.seed, doc->d.slug, t->seq, t->nonce);
  int32_t at = draw_prize_at(&doc->d, t->number);
  t->drawn = at < 0 ? STR("") : doc->d.prizes[at].slug;
  while (at >= 0) {
    enum draw_why why;
    if (!why_not(x, at, &why, err)) return false;
    if (why == DRAW_AS_DRAWN) break;
    if (t->why == DRAW_AS_DRAWN) t->why = why;
    at = doc->d.prizes[at].falls_to;
  }
  t->prize = at < 0 ? STR("") : doc->d.prizes[at].slug;
  x->cost = at < 0 ? 0 : doc->cost[at];
  *ret = at;
  return true;
}

/* ---- effects ---- */

static bool pay(struct turning *x, int64_t *ret_txn, struct err *err) {
  const struct draw_doc *doc = x->k->doc;
  struct ledger_posted posted = {0};
  char key[40];
  *ret_txn = 0;
  if (x->t->free) return true;
  if (x->t->ticket) return draw_ticket_use(x->s, x->row.n, x->t->ticket, err);
  snprintf(key, sizeof key, "draw:%lld", (long long)x->t->n);
  const struct ledger_post p = {.op = LEDGER_SPEND,
                                .subject = x->k->ask.subject,
                                .currency = doc->d.currency,
                                .amount = doc->price,
                                .actor = STR(GIFT_OF_DRAW),
                                .key = str_from(key),
                                .reason = doc->d.slug};
  if (!ledger_post(x->k->i->l, x->s, &p, &posted, err)) return false;
  x->t->currency = doc->d.currency;
  x->t->points = doc->price;
  x->k->done.balance = posted.balance;
  *ret_txn = posted.txn;
  return true;
}

static bool insert(struct turning *x, int64_t txn, struct err *err) {
  const struct draw_turn *t = x->t;
  struct state_stmt *q;
  if (!state_query(x->s,
                   "INSERT INTO draw_turn (n, draw, seq, version, holder, at_ms, actor, key, hash, "
                   "nonce, pseudonym, number, drawn, prize, why, free, currency, points, balance, "
                   "txn, chain, ticket) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
                   "?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
                   &q, err))
    return false;
  state_bind_int(q, 1, t->n);
  state_bind_int(q, 2, x->row.n);
  state_bind_int(q, 3, t->seq);
  state_bind_int(q, 4, t->version);
  state_bind_int(q, 5, x->holder);
  state_bind_int(q, 6, t->at_ms);
  state_bind_str(q, 7, x->k->ask.actor);
  state_bind_str(q, 8, x->k->ask.key);
  state_bind_int(q, 9, hash_of(&x->k->ask));
  state_bind_str(q, 10, t->nonce);
  state_bind_str(q, 11, t->pseudonym);
  state_bind_int(q, 12, t->number);
  state_bind_str(q, 13, t->drawn);
  state_bind_str(q, 14, t->prize);
  state_bind_int(q, 15, t->why);
  state_bind_int(q, 16, t->free);
  state_bind_str(q, 17, t->currency);
  state_bind_int(q, 18, t->points);
  state_bind_int(q, 19, x->k->done.balance);
  state_bind_int(q, 20, txn);
  state_bind_str(q, 21, t->chain);
  state_bind_int(q, 22, t->ticket);
  return state_later(q, err);
}

static bool promise(struct turning *x, int32_t prize, struct err *err) {
  const struct draw_prize *p = prize < 0 ? NULL : &x->k->doc->d.prizes[prize];
  if (!p || !p->has_reward) return true;
  return gift_put(x->k->i->l, x->s,
                  &(struct gift){.origin = STR(GIFT_OF_DRAW),
                                 .origin_n = x->t->n,
                                 .occasion = p->slug,
                                 .holder = x->holder,
                                 .reason = x->k->doc->d.slug,
                                 .reward = p->reward,
                                 .at_ms = x->now},
                  err);
}

static void tell(struct turning *x) {
  const struct draw_turn *t = x->t;
  struct ev_batch *b = loyalty_tell(x->k->i->l, x->k->ask.subject, "prize_drawn");
  tell_text(b, "draw", x->k->doc->d.slug);
  tell_text(b, "prize", t->prize.n ? t->prize : STR("none"));
  tell_text(b, "price", t->free ? STR("free") : t->ticket ? STR("ticket") : STR("points"));
  tell_number(b, "turn", dec_int(t->seq));
}

static bool effects(struct turning *x, struct err *err) {
  char who[DRAW_WHO_TEXT], chain[DRAW_HASH_TEXT];
  struct draw_turn *t = x->t;
  int64_t txn;
  int32_t prize;
  draw_pseudonym(&x->row, x->holder, who);
  t->pseudonym = arena_str(&x->k->mem, str_from(who));
  if (!pay(x, &txn, err) || !choose(x, &prize, err)) return false;
  draw_chain(x->row.head, x->k->doc->d.slug, x->k->doc->odds, t, chain);
  t->chain = arena_str(&x->k->mem, str_from(chain));
  t->drawn = arena_str(&x->k->mem, t->drawn);
  t->prize = arena_str(&x->k->mem, t->prize);
  t->currency = arena_str(&x->k->mem, t->currency);
  x->row.turns = t->seq;
  x->row.cost += x->cost;
  memcpy(x->row.head, chain, sizeof x->row.head);
  if (!insert(x, txn, err) || !draw_row_save(x->s, &x->row, err) ||
      !draw_count(x->s, &x->row, t, x->holder, x->day, x->cost, err) || !promise(x, prize, err))
    return false;
  tell(x);
  return true;
}

static bool run_in(struct draw_asking *k, struct state *s, struct err *err) {
  struct loyalty *l = k->i->l;
  struct workspace *w = loyalty_workspace(l);
  struct turning x = {.k = k, .s = s, .t = &k->done.turn, .now = clock_wall_ms(ws_clock(w))};
  bool was;
  if (!answered(k, s, &was, err)) return false;
  if (was) return true;
  x.day = day_of(ws_tz(w), x.now);
  x.n_holders = holders_of_person(l, k->ask.subject, &k->mem, &x.holders);
  if (!draw_row_take(k->i, s, k->doc->d.slug, &x.row, err) || !in_time(&x, err) ||
      !within_limits(&x, err) || !price(&x, err) ||
      !holder_take(l, k->ask.subject, s, &x.holder, err))
    return false;
  *x.t = (struct draw_turn){.n = loyalty_number(l, k->i->draws->turns),
                            .seq = x.row.turns + 1,
                            .at_ms = x.now,
                            .version = k->doc->version,
                            .nonce = arena_str(&k->mem, k->ask.nonce),
                            .free = x.t->free,
                            .ticket = x.t->ticket,
                            .subject = k->ask.subject};
  return effects(&x, err);
}

bool draw_turn_run(struct writer_work *w, struct state *s, struct err *err) {
  struct draw_asking *k = (struct draw_asking *)w;
  k->done = (struct draw_done){0};
  arena_reset(&k->mem);
  return run_in(k, s, err);
}
