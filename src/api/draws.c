/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prize draws, for shop back ends and for who looks after them.  A draw needs an Idempotency-Key,
 * which stays with the turn for ever (room incentive). */
#include "api/draws.h"

#include "api/coupons.h"
#include "api/points.h"
#include "api/put.h"
#include "incentive/draw.h"
#include "loyalty/ledger.h"

/* ---- pieces ---- */

/* Decimals of the currency asked for last: a page mostly speaks of one. */
struct units {
  struct call *c;
  struct loyalty *l;
  struct str currency;
  struct dec last;
};

static void put_points(struct units *u, struct str currency, int64_t n) {
  struct currency k;
  struct err ignored;
  if (currency.n && !str_eq(currency, u->currency)) {
    u->currency = currency;
    u->last.scale = ledger_currency(u->l, currency, u->c->arena, &k, &ignored) ? k.decimals : 0;
  }
  put_decimal(&u->c->out, (struct dec){n, currency.n ? u->last.scale : 0});
}

static void put_limit(struct jw *w, const char *name, int64_t n, bool none) {
  jw_key(w, name);
  if (none)
    jw_null(w);
  else
    jw_int(w, n);
}

static const char *state_of(struct call *c, const struct draw_state *s) {
  int64_t now = clock_wall_ms(ws_clock(tenant_workspace(c->tenant)));
  if (!s->active) return "archived";
  if (now < s->d.launch.from) return "coming";
  return now < s->d.launch.until && !s->revealed_ms ? "running" : "ended";
}

static void put_head(struct call *c, const struct draw_state *s) {
  struct jw *w = &c->out;
  jw_key(w, "slug"), jw_str(w, s->d.slug);
  jw_key(w, "title"), put_title(w, s->d.title.en, s->d.title.zh);
  jw_key(w, "version"), jw_uint(w, s->version);
  jw_key(w, "state"), jw_cstr(w, state_of(c, s));
  jw_key(w, "from"), put_time(w, s->d.launch.from);
  jw_key(w, "until"), put_time(w, s->d.launch.until);
  jw_key(w, "turns"), jw_int(w, s->turns);
  jw_key(w, "people"), jw_int(w, s->people);
  jw_key(w, "wins"), jw_int(w, s->wins);
  jw_key(w, "waiting"), jw_int(w, s->waiting);
  jw_key(w, "cost"), put_decimal(w, s->cost);
  jw_key(w, "budget"), put_decimal(w, s->d.launch.money);
}

static void put_prize(struct jw *w, const struct draw *d, const struct draw_prize *p,
                      const struct draw_prize_state *s) {
  jw_begin_object(w);
  jw_key(w, "slug"), jw_str(w, p->slug);
  jw_key(w, "title"), put_title(w, p->title.en, p->title.zh);
  jw_key(w, "probability"), put_decimal(w, draw_share(p->chance));
  put_limit(w, "stock", p->stock, p->stock < 0);
  put_limit(w, "left", s->left, s->left < 0);
  jw_key(w, "given"), jw_int(w, s->given);
  jw_key(w, "drawn"), jw_int(w, s->drawn);
  put_limit(w, "per_person", p->wins, p->wins == 0);
  jw_key(w, "falls_to"), jw_str(w, p->falls_to < 0 ? STR("") : d->prizes[p->falls_to].slug);
  jw_key(w, "cost"), put_decimal(w, p->cost);
  jw_key(w, "coupon"), jw_str(w, p->reward.coupon.p ? p->reward.coupon : STR(""));
  jw_key(w, "coupons"), jw_uint(w, p->has_reward ? p->reward.coupons : 0);
  jw_key(w, "points"), put_decimal(w, p->has_reward ? p->reward.points : DEC_ZERO);
  jw_key(w, "currency"), jw_str(w, p->reward.currency.p ? p->reward.currency : STR(""));
  jw_key(w, "draw"), jw_str(w, p->reward.draw.p ? p->reward.draw : STR(""));
  jw_key(w, "turns"), jw_uint(w, p->has_reward ? p->reward.turns : 0);
  jw_key(w, "gift");
  if (p->has_reward)
    jw_null(w);
  else
    put_title(w, p->gift.en, p->gift.zh);
  jw_end_object(w);
}

static void put_prizes(struct jw *w, const struct draw_state *s) {
  int64_t none = DRAW_WHOLE;
  for (uint32_t i = 0; i < s->d.n_prizes; i++)
    none -= s->d.prizes[i].chance;
  jw_key(w, "none"), put_decimal(w, draw_share(none));
  jw_key(w, "prizes"), jw_begin_array(w);
  for (uint32_t i = 0; i < s->d.n_prizes; i++)
    put_prize(w, &s->d, &s->d.prizes[i], &s->prizes[i]);
  jw_end_array(w);
}

static void put_days(struct units *u, const struct draw_state *s) {
  struct jw *w = &u->c->out;
  jw_key(w, "days"), jw_begin_array(w);
  for (uint32_t i = 0; i < s->n_days; i++) {
    const struct draw_day *d = &s->days[i];
    jw_begin_object(w);
    jw_key(w, "day"), put_day(w, d->day);
    jw_key(w, "currency"), jw_str(w, d->currency);
    jw_key(w, "turns"), jw_int(w, d->turns);
    jw_key(w, "wins"), jw_int(w, d->wins);
    jw_key(w, "points"), put_points(u, d->currency, d->points);
    jw_key(w, "cost"), put_decimal(w, d->cost);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static void put_turn(struct jw *w, const struct draw_turn *t) {
  jw_key(w, "seq"), jw_int(w, t->seq);
  jw_key(w, "at"), put_time(w, t->at_ms);
  jw_key(w, "version"), jw_int(w, t->version);
  jw_key(w, "number"), jw_int(w, t->number);
  jw_key(w, "nonce"), jw_str(w, t->nonce);
  jw_key(w, "drawn"), jw_str(w, t->drawn);
  jw_key(w, "prize"), jw_str(w, t->prize);
  jw_key(w, "why");
  if (t->why)
    jw_cstr(w, draw_why_names[t->why]);
  else
    jw_null(w);
  jw_key(w, "pseudonym"), jw_str(w, t->pseudonym);
  jw_key(w, "chain"), jw_str(w, t->chain);
}

static void put_price(struct units *u, const struct draw_turn *t) {
  struct jw *w = &u->c->out;
  jw_key(w, "free"), jw_bool(w, t->free || t->ticket);
  jw_key(w, "ticket"), jw_bool(w, t->ticket != 0);
  jw_key(w, "points"), put_points(u, t->currency, t->points);
  jw_key(w, "currency"), jw_str(w, t->currency);
}

/* ---- reading ---- */

bool api_list_draws(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct incentive *i;
  struct resource *r;
  uint32_t n;
  if (!tenant_incentive(c->tenant, &i, err) ||
      !resource_list(tenant_workspace(c->tenant), STR("draw"), c->arena, &r, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t k = 0; k < n; k++) {
    struct draw_state s;
    if (!draw_get(i, r[k].slug, 0, c->arena, &s, err)) return false;
    jw_begin_object(w);
    put_head(c, &s);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

bool api_get_draw(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct incentive *i;
  struct draw_state s;
  int64_t version = call_query_int(c, "version", 0);
  if (!tenant_incentive(c->tenant, &i, err)) return false;
  struct units u = {.c = c, .l = incentive_loyalty(i)};
  if (!draw_get(i, call_path(c, "slug"), version < UINT32_MAX ? (uint32_t)version : UINT32_MAX,
                c->arena, &s, err))
    return false;
  const struct draw *d = &s.d;
  jw_begin_object(w);
  put_head(c, &s);
  jw_key(w, "turns_version"), jw_int(w, s.turns_version);
  jw_key(w, "commitment"), jw_str(w, s.commitment);
  jw_key(w, "seed");
  if (s.seed.n)
    jw_str(w, s.seed);
  else
    jw_null(w);
  put_moment(w, "revealed_at", s.revealed_ms);
  jw_key(w, "head"), jw_str(w, s.head);
  jw_key(w, "goal"), jw_str(w, d->goal);
  jw_key(w, "audience"), jw_str(w, d->audience.p ? d->audience : STR(""));
  jw_key(w, "holdout"), put_decimal(w, dec_normal((struct dec){d->launch.holdout_bp, 4}));
  jw_key(w, "price"), put_decimal(w, d->price);
  jw_key(w, "currency"), jw_str(w, d->currency.p ? d->currency : STR(""));
  put_limit(w, "free_per_day", d->free_day, d->free_day == 0 && !d->free_none);
  put_limit(w, "free_in_all", d->free_all, d->free_all == 0 && !d->free_none);
  put_limit(w, "limit_per_day", d->per_day, d->per_day == 0);
  put_limit(w, "limit_in_all", d->per_person, d->per_person == 0);
  jw_key(w, "tickets_given"), jw_int(w, s.tickets_given);
  jw_key(w, "tickets_used"), jw_int(w, s.tickets_used);
  put_prizes(w, &s);
  put_days(&u, &s);
  jw_end_object(w);
  return true;
}

bool api_draw_audit(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct incentive *i;
  struct draw_state s;
  struct draw *versions;
  struct draw_turn *t;
  struct page_key key = {.n_n = 1};
  uint32_t *numbers, n_versions, n, limit = call_limit(c);
  bool given;
  if (!tenant_incentive(c->tenant, &i, err) || !call_cursor(c, &key, &given, err) ||
      !draw_get(i, call_path(c, "slug"), 0, c->arena, &s, err) ||
      !draw_versions(i, s.d.slug, c->arena, &versions, &numbers, &n_versions, err) ||
      !draw_turns(i, s.d.slug, given ? key.n[0] : 0, limit, c->arena, &t, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "head"), draw_head_line(&s, versions, numbers, n_versions, w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t k = 0; k < n; k++)
    draw_turn_line(&t[k], w);
  jw_end_array(w);
  key = (struct page_key){.n = {n ? t[n - 1].seq : 0}, .n_n = 1};
  call_put_next(c, n == limit ? &key : NULL);
  jw_end_object(w);
  return true;
}

static bool is_thing(const struct draw *d, struct str prize) {
  int32_t p = draw_prize_find(d, prize);
  return p >= 0 && !d->prizes[p].has_reward;
}

bool api_draw_wins(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct incentive *i;
  struct draw_state s;
  struct draw_turn *t;
  struct page_key key = {.n_n = 1};
  uint32_t n, limit = call_limit(c);
  bool given;
  if (!tenant_incentive(c->tenant, &i, err) || !call_cursor(c, &key, &given, err) ||
      !draw_get(i, call_path(c, "slug"), 0, c->arena, &s, err) ||
      !draw_wins(i, s.d.slug, call_query_bool(c, "things", false), given ? key.n[0] : 0, limit,
                 c->arena, &t, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t k = 0; k < n; k++) {
    jw_begin_object(w);
    put_turn(w, &t[k]);
    jw_key(w, "person"), put_holder(c, t[k].subject);
    put_limit(w, "subject", t[k].subject, t[k].subject == SUBJECT_NONE);
    jw_key(w, "thing"), jw_bool(w, is_thing(&s.d, t[k].prize));
    put_moment(w, "handed_at", t[k].handed_ms);
    jw_key(w, "note"), jw_str(w, t[k].note);
    jw_end_object(w);
  }
  jw_end_array(w);
  key = (struct page_key){.n = {n ? t[n - 1].seq : 0}, .n_n = 1};
  call_put_next(c, n == limit ? &key : NULL);
  jw_end_object(w);
  return true;
}

bool api_draw_person(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct incentive *i;
  struct draw_mine m;
  uint32_t subject;
  if (!tenant_incentive(c->tenant, &i, err) || !coupon_path_subject(c, &subject, err) ||
      !draw_mine(i, call_path(c, "slug"), subject, call_limit(c), c->arena, &m, err))
    return false;
  struct units u = {.c = c, .l = incentive_loyalty(i)};
  jw_begin_object(w);
  jw_key(w, "may"), jw_bool(w, m.may);
  jw_key(w, "today"), jw_int(w, m.today);
  jw_key(w, "in_all"), jw_int(w, m.in_all);
  put_limit(w, "free_left", m.free_left, m.free_left < 0);
  jw_key(w, "tickets_left"), jw_int(w, m.tickets_left);
  put_limit(w, "turns_left", m.turns_left, m.turns_left < 0);
  jw_key(w, "turns"), jw_begin_array(w);
  for (uint32_t k = 0; k < m.n_turns; k++) {
    jw_begin_object(w);
    put_turn(w, &m.turns[k]);
    put_price(&u, &m.turns[k]);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

/* ---- changes ---- */

static bool turned(struct call *c, void *asking, struct err *err) {
  struct jw *w = &c->out;
  struct units u = {.c = c};
  struct incentive *i;
  struct draw_done d;
  if (!draw_asking_end(asking, &d, err) || !tenant_incentive(c->tenant, &i, err)) return false;
  u.l = incentive_loyalty(i);
  if (d.again) http_add_header(c->http, "Idempotency-Replayed", STR("true"));
  jw_begin_object(w);
  put_turn(w, &d.turn);
  put_price(&u, &d.turn);
  jw_key(w, "title"), put_title(w, d.title.en, d.title.zh);
  jw_key(w, "balance");
  if (d.turn.free || d.turn.ticket)
    jw_null(w);
  else
    put_points(&u, d.turn.currency, d.balance);
  jw_key(w, "again"), jw_bool(w, d.again);
  jw_end_object(w);
  return true;
}

bool api_draw_prize(struct call *c, struct err *err) {
  struct draw_ask a = {.draw = call_path(c, "slug"),
                       .actor = c->actor.id,
                       .nonce = c->body ? json_get_str(c->body, "nonce") : STR("")};
  struct incentive *i;
  struct draw_asking *x;
  if (!a.nonce.p) a.nonce = STR("");
  if (!tenant_incentive(c->tenant, &i, err) || !points_key(c, &a.key, err) ||
      !coupon_path_subject(c, &a.subject, err) || !draw_asking_new(i, &a, c->arena, &x, err))
    return false;
  call_later(c, turned, x);
  draw_asking_run(x, call_ready, c);
  return true;
}

bool api_hand_over_win(struct call *c, struct err *err) {
  struct str note = c->body ? json_get_str(c->body, "note") : STR("");
  struct incentive *i;
  struct err ignored;
  int64_t seq;
  bool changed;
  if (!note.p) note = STR("");
  if (!points_number(c, ERR_draw_no_win, &seq, &ignored))
    return err_fail(err, ERR_draw_no_win, "%.*s" ERR_SEP "%.*s", STRF(call_path(c, "slug")),
                    STRF(call_path(c, "n")));
  if (!tenant_incentive(c->tenant, &i, err) ||
      !draw_hand(i, call_path(c, "slug"), seq, c->actor.id, note, &changed, err))
    return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "changed"), jw_bool(&c->out, changed);
  jw_end_object(&c->out);
  return true;
}
