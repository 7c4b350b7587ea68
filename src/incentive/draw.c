/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The works of draws.  Whether somebody may take part is asked before, of a snapshot; everything
 * that is counted (stock, limits, budget, the number of the turn) inside the work, where nobody
 * else changes anything. */
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/panic.h"
#include "incentive/draw_int.h"
#include "resource/resource.h"

struct turn_work {
  struct writer_work work;
  struct incentive *i;
  const struct draw_ask *a;
  const struct draw_doc *doc;
  bool may;
  struct arena *out;
  struct draw_done done;
};

struct turning { /* inside the work */
  struct turn_work *k;
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

static bool answered(struct turn_work *k, struct state *s, bool *ret, struct err *err) {
  const struct draw_ask *a = k->a;
  struct state_stmt *q;
  if (!state_query(s, DRAW_TURN_SELECT "WHERE t.actor = ?1 AND t.key = ?2", &q, err)) return false;
  state_bind_str(q, 1, a->actor);
  state_bind_str(q, 2, a->key);
  if (!state_step(q, ret, err)) return false;
  if (!*ret) return true;
  bool same = state_int(q, 17) == hash_of(a);
  draw_turn_read(q, k->out, &k->done.turn);
  k->done.balance = state_int(q, 18);
  k->done.again = true;
  state_reset(q);
  return same || err_fail(err, ERR_idempotency_conflict, "%.*s", STRF(a->key));
}

/* ---- whether ---- */

static bool in_time(struct turning *x, struct err *err) {
  const struct draw *d = &x->k->doc->d;
  if (x->now < d->from_ms) return err_fail(err, ERR_draw_early, "%.*s", STRF(d->slug));
  if (x->now >= d->until_ms || x->row.revealed_ms)
    return err_fail(err, ERR_draw_over, "%.*s", STRF(d->slug));
  return x->k->may || err_fail(err, ERR_draw_audience, "%.*s", STRF(d->slug));
}

static bool is_free(const struct draw *d, const struct draw_used *u) {
  if (!d->free_given) return d->currency.n == 0;
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
  x->t->free = is_free(d, &x->used);
  if (!x->t->free && d->currency.n == 0)
    return err_fail(err, ERR_draw_no_free, "%.*s", STRF(d->slug));
  return true;
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
  snprintf(key, sizeof key, "draw:%lld", (long long)x->t->n);
  const struct ledger_post p = {.op = LEDGER_SPEND,
                                .subject = x->k->a->subject,
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
                   "txn, chain) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
                   "?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
                   &q, err))
    return false;
  state_bind_int(q, 1, t->n);
  state_bind_int(q, 2, x->row.n);
  state_bind_int(q, 3, t->seq);
  state_bind_int(q, 4, t->version);
  state_bind_int(q, 5, x->holder);
  state_bind_int(q, 6, t->at_ms);
  state_bind_str(q, 7, x->k->a->actor);
  state_bind_str(q, 8, x->k->a->key);
  state_bind_int(q, 9, hash_of(x->k->a));
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
  struct ev_batch *b = loyalty_tell(x->k->i->l, x->k->a->subject, "prize_drawn");
  tell_text(b, "draw", x->k->doc->d.slug);
  tell_text(b, "prize", t->prize.n ? t->prize : STR("none"));
  tell_text(b, "price", t->free ? STR("free") : STR("points"));
  tell_number(b, "turn", dec_int(t->seq));
}

static bool effects(struct turning *x, struct err *err) {
  char who[DRAW_WHO_TEXT], chain[DRAW_HASH_TEXT];
  struct draw_turn *t = x->t;
  int64_t txn;
  int32_t prize;
  draw_pseudonym(&x->row, x->holder, who);
  t->pseudonym = arena_str(x->k->out, str_from(who));
  if (!pay(x, &txn, err) || !choose(x, &prize, err)) return false;
  draw_chain(x->row.head, x->k->doc->d.slug, x->k->doc->odds, t, chain);
  t->chain = arena_str(x->k->out, str_from(chain));
  t->drawn = arena_str(x->k->out, t->drawn);
  t->prize = arena_str(x->k->out, t->prize);
  t->currency = arena_str(x->k->out, t->currency);
  x->row.turns = t->seq;
  x->row.cost += x->cost;
  memcpy(x->row.head, chain, sizeof x->row.head);
  if (!insert(x, txn, err) || !draw_row_save(x->s, &x->row, err) ||
      !draw_count(x->s, &x->row, t, x->holder, x->day, x->cost, err) || !promise(x, prize, err))
    return false;
  tell(x);
  return true;
}

static bool run_in(struct turn_work *k, struct state *s, struct arena *tmp, struct err *err) {
  struct loyalty *l = k->i->l;
  struct workspace *w = loyalty_workspace(l);
  struct turning x = {.k = k, .s = s, .t = &k->done.turn, .now = clock_wall_ms(ws_clock(w))};
  bool was;
  if (!answered(k, s, &was, err)) return false;
  if (was) return true;
  x.day = day_of(ws_tz(w), x.now);
  x.n_holders = holders_of_person(l, k->a->subject, tmp, &x.holders);
  if (!draw_row_take(k->i, s, k->doc->d.slug, &x.row, err) || !in_time(&x, err) ||
      !within_limits(&x, err) || !holder_take(l, k->a->subject, s, &x.holder, err))
    return false;
  *x.t = (struct draw_turn){.n = loyalty_number(l, k->i->draws->turns),
                            .seq = x.row.turns + 1,
                            .at_ms = x.now,
                            .version = k->doc->version,
                            .nonce = arena_str(k->out, k->a->nonce),
                            .free = x.t->free,
                            .subject = k->a->subject};
  return effects(&x, err);
}

static bool run(struct writer_work *w, struct state *s, struct err *err) {
  struct turn_work *k = (struct turn_work *)w;
  struct arena tmp;
  k->done = (struct draw_done){0};
  arena_init(&tmp, "draw");
  bool ok = run_in(k, s, &tmp, err);
  arena_release(&tmp);
  return ok;
}

/* ---- asking ---- */

static bool nonce_fits(struct str nonce) {
  if (nonce.n > DRAW_NONCE_MAX) return false;
  for (size_t i = 0; i < nonce.n; i++) {
    char c = nonce.p[i];
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
          c == '_'))
      return false;
  }
  return true;
}

static bool fits(const struct draw_ask *a, struct err *err) {
  if (a->key.n == 0) return err_fail(err, ERR_missing_field, "draw" ERR_SEP "key");
  if (a->key.n > DRAW_KEY_MAX || a->actor.n > DRAW_KEY_MAX)
    return err_fail(err, ERR_bad_field, "key" ERR_SEP "≤ %d bytes", DRAW_KEY_MAX);
  return nonce_fits(a->nonce) ||
         err_fail(err, ERR_bad_field, "nonce" ERR_SEP "[0-9A-Za-z_-]{0,%d}", DRAW_NONCE_MAX);
}

bool draw_do(struct incentive *i, const struct draw_ask *a, struct arena *out,
             struct draw_done *ret, struct err *err) {
  struct turn_work k = {.work = {.run = run}, .i = i, .a = a, .out = out};
  struct people *people = ws_people(loyalty_workspace(i->l));
  struct draw_set *set;
  if (!fits(a, err) || !draw_set_get(i, &set, err)) return false;
  bool ok = draw_set_find(i, set, a->draw, &k.doc, err) &&
            incentive_holds(i, k.doc->d.audience, a->subject, &k.may, err);
  if (ok) {
    k.may = k.may && !draw_held_out(&k.doc->d, person_of(people, a->subject));
    ok = loyalty_do(i->l, &k.work, err);
  }
  draw_set_release(set);
  if (ok) *ret = k.done;
  return ok;
}

/* ---- handing over ---- */

struct hand_work {
  struct writer_work work;
  struct incentive *i;
  struct str draw, actor, note;
  int64_t seq;
  bool changed;
};

static bool run_hand(struct writer_work *w, struct state *s, struct err *err) {
  struct hand_work *k = (struct hand_work *)w;
  struct state_stmt *q;
  bool row;
  k->changed = false;
  if (!state_query(s,
                   "SELECT t.n, x.at_ms FROM draw_turn t JOIN draw d ON d.n = t.draw LEFT JOIN "
                   "draw_handed x ON x.turn = t.n WHERE d.slug = ?1 AND t.seq = ?2 AND t.prize <> "
                   "'' AND NOT EXISTS (SELECT 1 FROM gift g WHERE g.origin = 'draw' AND "
                   "g.origin_n = t.n)",
                   &q, err))
    return false;
  state_bind_str(q, 1, k->draw);
  state_bind_int(q, 2, k->seq);
  if (!state_step(q, &row, err)) return false;
  if (!row)
    return err_fail(err, ERR_draw_no_win, "%.*s" ERR_SEP "%lld", STRF(k->draw), (long long)k->seq);
  int64_t turn = state_int(q, 0);
  bool done = !state_is_null(q, 1);
  state_reset(q);
  if (done) return true;
  if (!state_query(s, "INSERT INTO draw_handed (turn, at_ms, actor, note) VALUES (?1, ?2, ?3, ?4)",
                   &q, err))
    return false;
  state_bind_int(q, 1, turn);
  state_bind_int(q, 2, clock_wall_ms(ws_clock(loyalty_workspace(k->i->l))));
  state_bind_str(q, 3, k->actor);
  state_bind_str(q, 4, k->note);
  k->changed = true;
  return state_later(q, err);
}

bool draw_hand(struct incentive *i, struct str draw, int64_t seq, struct str actor, struct str note,
               bool *ret_changed, struct err *err) {
  struct hand_work k = {
      .work = {.run = run_hand}, .i = i, .draw = draw, .actor = actor, .note = note, .seq = seq};
  if (note.n > DRAW_NOTE_MAX)
    return err_fail(err, ERR_bad_field, "note" ERR_SEP "≤ %d bytes", DRAW_NOTE_MAX);
  if (!loyalty_do(i->l, &k.work, err)) return false;
  *ret_changed = k.changed;
  return true;
}

/* ---- opening and revealing ---- */

struct sweep_work {
  struct writer_work work;
  struct incentive *i;
  struct str slug;
  bool reveal;
};

static bool run_sweep(struct writer_work *w, struct state *s, struct err *err) {
  struct sweep_work *k = (struct sweep_work *)w;
  struct draw_row r;
  if (!draw_row_take(k->i, s, k->slug, &r, err)) return false;
  if (!k->reveal || r.revealed_ms) return true;
  r.revealed_ms = clock_wall_ms(ws_clock(loyalty_workspace(k->i->l)));
  return draw_row_save(s, &r, err);
}

static bool sweep(struct incentive *i, struct str slug, bool reveal, struct err *err) {
  struct sweep_work k = {.work = {.run = run_sweep}, .i = i, .slug = slug, .reveal = reveal};
  return loyalty_do(i->l, &k.work, err);
}

/* Every draw has its seed from the moment its document is there, so that the commitment can be
 * published before anybody turns. */
static bool open_new(struct incentive *i, struct err *err) {
  struct draw_set *set;
  bool ok = true;
  if (!draw_set_get(i, &set, err)) return false;
  for (uint32_t k = 0; ok && set->revision != i->draws->opened && k < set->n; k++)
    ok = sweep(i, set->p[k].d.slug, false, err);
  if (ok) i->draws->opened = set->revision;
  draw_set_release(set);
  return ok;
}

static bool secret_ones(struct incentive *i, struct arena *out, struct str *ret, uint32_t max,
                        uint32_t *ret_n, struct err *err) {
  struct state *s = loyalty_reader(i->l);
  struct state_stmt *q;
  bool row = false;
  *ret_n = 0;
  state_enter(s);
  bool ok = state_query(s, "SELECT slug FROM draw WHERE revealed_ms = 0 ORDER BY n", &q, err);
  while (ok && (ok = state_step(q, &row, err)) && row && *ret_n < max)
    ret[(*ret_n)++] = arena_str(out, state_str(q, 0));
  if (ok && row) state_reset(q);
  state_leave(s);
  return ok;
}

/* A draw that was archived keeps its secret until its time is over: it may be restored. */
static bool reveal_ended(struct incentive *i, struct err *err) {
  enum { MAX = 10000 };
  struct draws *m = i->draws;
  int64_t now = clock_wall_ms(ws_clock(loyalty_workspace(i->l))), next = INT64_MAX;
  uint64_t revision = ws_revision(loyalty_workspace(i->l));
  if (m->looked == revision && now < m->due_ms) return true;
  struct arena tmp;
  uint32_t n;
  arena_init(&tmp, "draws");
  struct str *slugs = arena_array(&tmp, struct str, MAX);
  bool ok = secret_ones(i, &tmp, slugs, MAX, &n, err);
  for (uint32_t k = 0; ok && k < n; k++) {
    struct draw d;
    struct err why;
    uint32_t version;
    bool active;
    if (!resource_draw(loyalty_workspace(i->l), slugs[k], 0, &tmp, &d, &version, &active, &why))
      continue;
    if (d.until_ms <= now)
      ok = sweep(i, slugs[k], true, err);
    else if (d.until_ms < next)
      next = d.until_ms;
  }
  arena_release(&tmp);
  if (ok) {
    m->looked = revision;
    m->due_ms = next;
  }
  return ok;
}

bool draws_tick(struct incentive *i, struct err *err) {
  return open_new(i, err) && reveal_ended(i, err);
}

bool draws_open(struct incentive *i, struct err *err) {
  struct draws *m = must_calloc(1, sizeof *m);
  i->draws = m;
  pthread_mutex_init(&m->lock, NULL);
  m->opened = m->looked = UINT64_MAX;
  return loyalty_table(i->l, "draw", &m->rows, err) &&
         loyalty_table(i->l, "draw_turn", &m->turns, err);
}

void draws_close(struct incentive *i) {
  if (!i->draws) return;
  draw_set_release(i->draws->set);
  pthread_mutex_destroy(&i->draws->lock);
  free(i->draws);
}
