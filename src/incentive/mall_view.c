/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shelf: every item with what is left of it, and what one person may have of it and for how
 * much.  An offer is what an order would say at this moment; the order says it again. */
#include "incentive/mall_int.h"
#include "resource/resource.h"

const char *const mall_shelf_names[MALL_SHELVES + 1] = {"draft", "coming",   "on_sale", "sold_out",
                                                        "over",  "archived", NULL};
const char *const mall_why_names[MALL_WHYS + 1] = {
    "",       "early", "over",    "audience", "sold_out", "sold_out_today",
    "budget", "limit", "balance", NULL};

static int64_t now_of(struct incentive *i) {
  return clock_wall_ms(ws_clock(loyalty_workspace(i->l)));
}
static int32_t today_of(struct incentive *i) {
  return day_of(ws_tz(loyalty_workspace(i->l)), now_of(i));
}

/* ---- what is left ---- */

static int64_t least(int64_t a, int64_t b) { /* -1: no limit */
  if (a < 0 || b < 0) return a < 0 ? b : a;
  return a < b ? a : b;
}

static int64_t left_of(int64_t limit, int64_t taken) {
  return limit < 0 ? -1 : limit > taken ? limit - taken : 0;
}

static int64_t left_in_all(const struct mall_item *m, const struct mall_counts *c) {
  return left_of(m->stock, c->held + c->sold + c->gone);
}

static bool few_codes(const struct mall_item *m, int64_t free) {
  return m->pool.n && free < m->warn;
}

static bool left_today(struct state *s, const struct mall_item *m, int64_t n, int32_t day,
                       int64_t *ret, struct err *err) {
  int64_t taken = 0;
  *ret = m->stock_day;
  if (m->stock_day < 0) return true;
  if (n && !mall_taken_on(s, n, day, &taken, err)) return false;
  *ret = left_of(m->stock_day, taken);
  return true;
}

/* How many more of it the budget bears; -1: no limit. */
static int64_t left_in_budget(const struct mall_item *m, const struct mall_counts *c) {
  if (m->budget < 0 || m->unit_cost == 0) return -1;
  return m->budget > c->cost ? (m->budget - c->cost) / m->unit_cost : 0;
}

/* ---- for who looks after it ---- */

static enum mall_shelf shelf_of(const struct mall_doc *d, const struct mall_shown *x, int64_t now) {
  if (d->archived) return MALL_IS_ARCHIVED;
  if (!d->on) return MALL_IS_DRAFT;
  if (now >= d->m.until_ms) return MALL_IS_OVER;
  if (now < d->m.from_ms) return MALL_IS_COMING;
  return x->left == 0 || x->left_day == 0 || left_in_budget(&d->m, &x->counts) == 0
             ? MALL_IS_SOLD_OUT
             : MALL_IS_ON_SALE;
}

static bool waiting_of(struct state *s, int64_t n, int64_t *ret, struct err *err) {
  struct state_stmt *q;
  bool row;
  *ret = 0;
  if (n == 0) return true;
  if (!state_query(s, "SELECT count(*) FROM mall_order WHERE item = ?1 AND status IN (1, 3)", &q,
                   err))
    return false;
  state_bind_int(q, 1, n);
  if (!state_step(q, &row, err)) return false;
  *ret = state_int(q, 0);
  state_reset(q);
  return true;
}

/* Texts live in the set, so they are copied: the answer outlives it. */
static bool item_copy(struct incentive *i, const struct mall_doc *d, struct arena *out,
                      struct mall_item *ret, uint32_t *ret_version, struct err *err) {
  bool active;
  return resource_mall_item(loyalty_workspace(i->l), d->m.slug, d->version, out, ret, ret_version,
                            &active, err);
}

static bool show(struct incentive *i, struct state *s, const struct mall_doc *d, struct arena *out,
                 struct mall_shown *ret, struct err *err) {
  int64_t n;
  *ret = (struct mall_shown){0};
  if (!item_copy(i, d, out, &ret->m, &ret->version, err)) return false;
  mall_book_told(i->mall, d->m.slug, &ret->counts, &n);
  int64_t codes = mall_pool_free(i, d->m.pool);
  ret->left = left_in_all(&d->m, &ret->counts);
  if (d->m.pool.n) ret->left = least(ret->left, codes);
  state_enter(s);
  bool ok = left_today(s, &d->m, n, today_of(i), &ret->left_day, err) &&
            waiting_of(s, n, &ret->waiting, err);
  state_leave(s);
  ret->shelf = shelf_of(d, ret, now_of(i));
  ret->few =
      few_codes(&d->m, codes) && (ret->shelf == MALL_IS_ON_SALE || ret->shelf == MALL_IS_SOLD_OUT);
  return ok;
}

bool mall_items(struct incentive *i, struct arena *out, struct mall_shown **ret, uint32_t *ret_n,
                struct err *err) {
  struct mall_set *set;
  if (!mall_set_get(i, &set, err)) return false;
  bool ok = true;
  *ret = arena_array(out, struct mall_shown, set->n + 1);
  *ret_n = 0;
  for (uint32_t k = 0; ok && k < set->n; k++)
    ok = show(i, loyalty_reader(i->l), &set->p[k], out, &(*ret)[(*ret_n)++], err);
  mall_set_release(set);
  return ok;
}

/* ERR_unknown_resource when there was never such an item. */
static bool find(struct incentive *i, const struct mall_set *set, struct str slug,
                 struct arena *out, const struct mall_doc **ret, struct err *err) {
  struct resource r;
  *ret = mall_set_find(set, slug);
  if (*ret) return true;
  return resource_get(loyalty_workspace(i->l), STR("mall_item"), slug, out, &r, err) &&
         err_fail(err, ERR_mall_closed, "%.*s", STRF(slug));
}

bool mall_item_get(struct incentive *i, struct str slug, struct arena *out, struct mall_shown *ret,
                   struct err *err) {
  struct mall_set *set;
  const struct mall_doc *d;
  if (!mall_set_get(i, &set, err)) return false;
  bool ok = find(i, set, slug, out, &d, err) && show(i, loyalty_reader(i->l), d, out, ret, err);
  mall_set_release(set);
  return ok;
}

/* ---- for one person ---- */

struct looking { /* at offers */
  struct incentive *i;
  struct arena *out;
  uint32_t subject, *holders, n_holders;
  int64_t now;
  int32_t day;
  struct str texts[MALL_ASKED_MAX]; /* expressions, each once */
  bool holds[MALL_ASKED_MAX];
  uint32_t n_texts;
  struct ledger_balance *balances;
  uint32_t n_balances;
};

/* -1: there is no room for one more. */
static int asked(struct looking *x, struct str text) {
  uint32_t k = 0;
  while (k < x->n_texts && !str_eq(x->texts[k], text))
    k++;
  if (k < x->n_texts) return (int)k;
  if (k == MALL_ASKED_MAX) return -1;
  x->texts[x->n_texts++] = text;
  return (int)k;
}

static bool ask_all(struct looking *x, const struct mall_item *m) {
  if (asked(x, m->audience) < 0) return false;
  for (uint32_t k = 0; k < m->n_levels; k++)
    if (asked(x, m->levels[k].when) < 0) return false;
  return true;
}

static void put_price(struct looking *x, const struct mall_doc *d, struct mall_offer *o) {
  o->level = -1;
  for (uint32_t k = 0; k < d->m.n_levels && o->level < 0; k++)
    if (x->holds[asked(x, d->m.levels[k].when)]) o->level = (int32_t)k;
  o->points = mall_points(d, o->level);
  o->money = mall_money(d, o->level);
  o->full_points = d->points;
  o->full_money = d->m.price.money;
  for (uint32_t k = 0; k < x->n_balances; k++)
    if (str_eq(x->balances[k].currency, d->m.currency)) o->balance = x->balances[k].available;
  /* What a currency allows to owe can be spent too. */
  int64_t can = o->balance + d->c.debt;
  o->missing = can >= o->points ? 0 : o->points - can;
}

static bool put_limits(struct looking *x, const struct mall_doc *d, int64_t n, struct mall_offer *o,
                       struct err *err) {
  struct mall_used used = {{0}};
  o->left_person = -1;
  if (!mall_limited(&d->m)) return true;
  if (n && !mall_used(loyalty_reader(x->i->l), n, x->holders, x->n_holders, x->day, &used, err))
    return false;
  for (int k = 0; k < MALL_LIMITS; k++) {
    int64_t left = left_of(d->m.limits[k] ? d->m.limits[k] : -1, used.n[k]);
    if (left < 0 || (o->left_person >= 0 && left >= o->left_person)) continue;
    o->left_person = left;
    o->limit = (enum mall_limit)k;
  }
  return true;
}

static void put_why(struct looking *x, const struct mall_doc *d, const struct mall_counts *c,
                    struct mall_offer *o) {
  int64_t budget = left_in_budget(&d->m, c);
  int64_t can = o->balance + d->c.debt;
  int64_t afford = o->points == 0 ? -1 : can > 0 ? can / o->points : 0;
  o->why = x->now < d->m.from_ms                ? MALL_NOT_YET
           : x->now >= d->m.until_ms            ? MALL_OVER
           : !x->holds[asked(x, d->m.audience)] ? MALL_AUDIENCE
           : o->left == 0                       ? MALL_NONE_LEFT
           : o->left_today == 0                 ? MALL_NONE_TODAY
           : budget == 0                        ? MALL_NO_BUDGET
           : o->left_person == 0                ? MALL_LIMIT
           : afford == 0                        ? MALL_BALANCE
                                                : MALL_MAY;
  o->most = o->why ? 0
                   : least(least(least(o->left, o->left_today), least(budget, o->left_person)),
                           least(afford, d->m.quantity));
}

static bool offer(struct looking *x, const struct mall_doc *d, struct mall_offer *o,
                  struct err *err) {
  struct state *s = loyalty_reader(x->i->l);
  struct mall_counts c;
  int64_t n;
  *o = (struct mall_offer){0};
  if (!item_copy(x->i, d, x->out, &o->m, &o->version, err) ||
      !ledger_currency(x->i->l, d->m.currency, x->out, &o->currency, err))
    return false;
  mall_book_told(x->i->mall, d->m.slug, &c, &n);
  o->left = left_in_all(&d->m, &c);
  if (d->m.pool.n) o->left = least(o->left, mall_pool_free(x->i, d->m.pool));
  put_price(x, d, o);
  state_enter(s);
  bool ok = left_today(s, &d->m, n, x->day, &o->left_today, err) && put_limits(x, d, n, o, err);
  state_leave(s);
  put_why(x, d, &c, o);
  return ok;
}

static bool look(struct looking *x, struct err *err) {
  x->now = now_of(x->i);
  x->day = today_of(x->i);
  x->n_holders = holders_of_person(x->i->l, x->subject, x->out, &x->holders);
  return incentive_hold_each(x->i, x->texts, x->n_texts, x->subject, x->holds, err) &&
         ledger_balances(x->i->l, x->subject, x->out, &x->balances, &x->n_balances, err);
}

static bool offers_in(struct looking *x, const struct mall_set *set, struct mall_offer **ret,
                      uint32_t *ret_n, struct err *err) {
  const struct mall_doc **docs = arena_array(x->out, const struct mall_doc *, set->n + 1);
  uint32_t n = 0;
  int64_t now = now_of(x->i);
  for (uint32_t k = 0; k < set->n && n < MALL_OFFERS_MAX; k++)
    if (set->p[k].on && now < set->p[k].m.until_ms && ask_all(x, &set->p[k].m))
      docs[n++] = &set->p[k];
  *ret = arena_array(x->out, struct mall_offer, n + 1);
  *ret_n = 0;
  bool ok = look(x, err);
  for (uint32_t k = 0; ok && k < n; k++)
    ok = offer(x, docs[k], &(*ret)[(*ret_n)++], err);
  return ok;
}

bool mall_offers(struct incentive *i, uint32_t subject, struct arena *out, struct mall_offer **ret,
                 uint32_t *ret_n, struct err *err) {
  struct looking x = {.i = i, .out = out, .subject = subject};
  struct mall_set *set;
  if (!mall_set_get(i, &set, err)) return false;
  bool ok = offers_in(&x, set, ret, ret_n, err);
  mall_set_release(set);
  return ok;
}

bool mall_offer_of(struct incentive *i, uint32_t subject, struct str slug, struct arena *out,
                   struct mall_offer *ret, struct err *err) {
  struct looking x = {.i = i, .out = out, .subject = subject};
  struct mall_set *set;
  const struct mall_doc *d;
  if (!mall_set_get(i, &set, err)) return false;
  bool ok = find(i, set, slug, out, &d, err);
  if (ok && !d->on) ok = err_fail(err, ERR_mall_closed, "%.*s", STRF(slug));
  ok = ok && (ask_all(&x, &d->m), look(&x, err)) && offer(&x, d, ret, err);
  mall_set_release(set);
  return ok;
}
