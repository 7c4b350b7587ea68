/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a visitor sees of prize draws: odds, what may be done, what was won; and drawing.
 *
 * Shown are the draws that the visitor may take part in now, and those of which there are turns of
 * theirs: who is held out, or not of the audience, sees nothing. */
#include "api/api_int.h"
#include "api/draws.h"
#include "api/points.h"
#include "api/visit.h"
#include "incentive/draw.h"
#include "touch/visit.h"

static void put_left(struct jw *w, const char *name, int64_t n) {
  jw_key(w, name);
  if (n < 0)
    jw_null(w);
  else
    jw_int(w, n);
}

/* The prize of a turn by the odds that it was under; *ret NULL: none. */
static bool prize_of(struct call *c, const struct draw_turn *t, struct str slug,
                     const struct draw_prize **ret, struct err *err) {
  struct draw *d = arena_array(c->arena, struct draw, 1);
  uint32_t version;
  bool active;
  *ret = NULL;
  if (t->prize.n == 0) return true;
  if (!resource_draw(tenant_workspace(c->tenant), slug, (uint32_t)t->version, c->arena, d, &version,
                     &active, err))
    return false;
  int32_t p = draw_prize_find(d, t->prize);
  if (p >= 0) *ret = &d->prizes[p];
  return true;
}

static bool put_turn(struct call *c, const struct draw_turn *t, struct str slug, struct err *err) {
  struct jw *w = &c->out;
  const struct draw_prize *p;
  if (!prize_of(c, t, slug, &p, err)) return false;
  jw_begin_object(w);
  jw_key(w, "seq"), jw_int(w, t->seq);
  jw_key(w, "at"), put_time(w, t->at_ms);
  jw_key(w, "prize");
  if (p)
    put_title(w, p->title.en, p->title.zh);
  else
    jw_null(w);
  jw_key(w, "gift");
  if (p && !p->has_reward)
    put_title(w, p->gift.en, p->gift.zh);
  else
    jw_null(w);
  jw_key(w, "handed"), jw_bool(w, p && (p->has_reward || t->handed_ms));
  jw_key(w, "number"), jw_int(w, t->number);
  jw_key(w, "chain"), jw_str(w, t->chain);
  jw_end_object(w);
  return true;
}

static void put_prizes(struct jw *w, const struct draw_state *s) {
  int64_t none = DRAW_WHOLE;
  jw_key(w, "prizes"), jw_begin_array(w);
  for (uint32_t i = 0; i < s->d.n_prizes; i++) {
    const struct draw_prize *p = &s->d.prizes[i];
    none -= p->chance;
    jw_begin_object(w);
    jw_key(w, "title"), put_title(w, p->title.en, p->title.zh);
    jw_key(w, "probability"), put_decimal(w, draw_share(p->chance));
    put_left(w, "left", s->prizes[i].left);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_key(w, "none"), put_decimal(w, draw_share(none));
}

/* What one draw costs in points, and how many the visitor has. */
static bool put_price(struct call *c, struct loyalty *l, const struct draw *d, struct err *err) {
  struct jw *w = &c->out;
  struct ledger_balance *all;
  struct currency k;
  uint32_t n, at = 0;
  jw_key(w, "price");
  if (d->currency.n == 0) {
    jw_null(w);
    return true;
  }
  if (!ledger_currency(l, d->currency, c->arena, &k, err) ||
      !ledger_balances(l, c->visit.subject, c->arena, &all, &n, err))
    return false;
  while (at < n && !str_eq(all[at].currency, d->currency))
    at++;
  jw_begin_object(w);
  jw_key(w, "amount"), put_decimal(w, d->price);
  jw_key(w, "title"), put_title(w, k.title_en, k.title_zh);
  jw_key(w, "available");
  put_decimal(w, (struct dec){at < n ? all[at].available : 0, k.decimals});
  jw_end_object(w);
  return true;
}

static bool put_draw(struct call *c, struct incentive *i, const struct draw_state *s,
                     const struct draw_mine *m, struct err *err) {
  struct jw *w = &c->out;
  jw_begin_object(w);
  jw_key(w, "draw"), jw_str(w, s->d.slug);
  jw_key(w, "title"), put_title(w, s->d.title.en, s->d.title.zh);
  jw_key(w, "until"), put_time(w, s->d.launch.until);
  jw_key(w, "open"), jw_bool(w, m->may);
  put_left(w, "free_left", m->free_left);
  put_left(w, "turns_left", m->turns_left);
  if (!put_price(c, incentive_loyalty(i), &s->d, err)) return false;
  put_prizes(w, s);
  jw_key(w, "commitment"), jw_str(w, s->commitment);
  jw_key(w, "seed");
  if (s->seed.n)
    jw_str(w, s->seed);
  else
    jw_null(w);
  jw_key(w, "turns"), jw_begin_array(w);
  for (uint32_t k = 0; k < m->n_turns; k++)
    if (!put_turn(c, &m->turns[k], s->d.slug, err)) return false;
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

bool api_visit_draws(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct incentive *i;
  struct resource *r;
  uint32_t n, shown = 0;
  if (!tenant_incentive(c->tenant, &i, err) ||
      !resource_list(tenant_workspace(c->tenant), STR("draw"), c->arena, &r, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t k = 0; k < n && shown < VISIT_DRAWS_MAX; k++) {
    struct draw_mine m;
    struct draw_state s;
    if (!draw_mine(i, r[k].slug, c->visit.subject, VISIT_TURNS, c->arena, &m, err)) return false;
    if (!m.may && m.n_turns == 0) continue;
    if (!draw_get(i, r[k].slug, 0, c->arena, &s, err) || !put_draw(c, i, &s, &m, err)) return false;
    shown++;
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

static bool turned(struct call *c, void *asking, struct err *err) {
  struct draw_done d;
  if (!draw_asking_end(asking, &d, err)) return false;
  if (d.again) http_add_header(c->http, "Idempotency-Replayed", STR("true"));
  jw_begin_object(&c->out);
  jw_key(&c->out, "turn");
  bool ok = put_turn(c, &d.turn, call_path(c, "slug"), err);
  jw_end_object(&c->out);
  return ok;
}

bool api_visit_draw(struct call *c, struct err *err) {
  struct draw_ask a = {.draw = call_path(c, "slug"),
                       .actor = visit_actor(c),
                       .nonce = c->body ? json_get_str(c->body, "nonce") : STR(""),
                       .subject = c->visit.subject};
  struct incentive *i;
  struct draw_asking *x;
  if (!a.nonce.p) a.nonce = STR("");
  if (!visit_may(c, VISIT_DRAW, err) || !tenant_incentive(c->tenant, &i, err) ||
      !points_key(c, &a.key, err) || !draw_asking_new(i, &a, c->arena, &x, err))
    return false;
  call_later(c, turned, x);
  draw_asking_run(x, call_ready, c);
  return true;
}
