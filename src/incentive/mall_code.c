/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Codes: what orders take of a pool, and who sees it.
 *
 * Which codes an order gets is one statement without an answer: how many are free is known (the
 * pool's count), and between a count and a change there is nobody else. */
#include "incentive/mall_int.h"

#define DOTS       "••••"
#define TAIL       4      /* characters that are shown of a code … */
#define TAIL_OF    8      /* … that has so many */
#define CODE_SPLIT '\x1f' /* between a code and its pin, in what is sealed */

/* ---- inside an order's work ---- */

bool mall_codes_take(struct mall_work *k, const struct mall_order *o, uint32_t pool,
                     struct err *err) {
  enum mall_code_state to = o->state == MALL_AWAITING ? MALL_CODE_HELD : MALL_CODE_GIVEN;
  int64_t *counts = mall_pool_change(k->i->mall, pool);
  struct state_stmt *q;
  counts[MALL_CODE_FREE] -= o->quantity;
  counts[to] += o->quantity;
  if (!state_query(k->s,
                   "UPDATE mall_code SET status = ?3, ord = ?4 WHERE n IN (SELECT n FROM mall_code "
                   "WHERE pool = ?1 AND status = 0 ORDER BY n LIMIT ?2)",
                   &q, err))
    return false;
  state_bind_int(q, 1, o->pool_n);
  state_bind_int(q, 2, o->quantity);
  state_bind_int(q, 3, to);
  state_bind_int(q, 4, o->n);
  return state_later(q, err);
}

static enum mall_code_state state_of(const struct mall_order *o) {
  if (o->state == MALL_AWAITING) return MALL_CODE_HELD;
  if (o->state == MALL_DONE) return MALL_CODE_GIVEN;
  return o->kept ? MALL_CODE_SPENT : MALL_CODE_FREE;
}

bool mall_codes_follow(struct mall_work *k, const struct mall_order *was,
                       const struct mall_order *is, struct err *err) {
  enum mall_code_state from = state_of(was), to = state_of(is);
  struct state_stmt *q;
  if (from == to) return true;
  int64_t *counts = mall_pool_change(k->i->mall, (uint32_t)(is->pool_n - 1)); /* dense */
  counts[from] -= is->quantity;
  counts[to] += is->quantity;
  if (!state_query(k->s, "UPDATE mall_code SET status = ?2, ord = ?3 WHERE ord = ?1 AND ord <> 0",
                   &q, err))
    return false;
  state_bind_int(q, 1, is->n);
  state_bind_int(q, 2, to);
  state_bind_int(q, 3, to == MALL_CODE_FREE ? 0 : is->n);
  return state_later(q, err);
}

/* ---- who sees them ---- */

static struct mall_code parts_of(struct str text) {
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] == CODE_SPLIT)
      return (struct mall_code){.code = str_of(text.p, i),
                                .pin = str_of(text.p + i + 1, text.n - i - 1)};
  return (struct mall_code){.code = text, .pin = STR("")};
}

static struct str masked(struct str code, struct arena *out) {
  size_t chars = 0, at = code.n;
  for (size_t i = 0; i < code.n; i++)
    chars += ((unsigned char)code.p[i] & 0xc0) != 0x80;
  if (chars < TAIL_OF) return STR(DOTS);
  for (int i = 0; i < TAIL; i++)
    do
      at--;
    while (((unsigned char)code.p[at] & 0xc0) == 0x80);
  return arena_printf(out, DOTS "%.*s", (int)(code.n - at), code.p + at);
}

/* mask: what cannot be read is dots; otherwise it is an error. */
static bool read_codes(struct state *s, const struct seal *k, const struct mall_order *o, bool mask,
                       struct arena *out, struct mall_code **ret, uint32_t *ret_n,
                       struct err *err) {
  struct state_stmt *q;
  bool row = false;
  *ret = arena_array(out, struct mall_code, (size_t)o->quantity + 1);
  *ret_n = 0;
  if (!state_query(s, "SELECT sealed, status FROM mall_code WHERE ord = ?1 AND ord <> 0 ORDER BY n",
                   &q, err))
    return false;
  state_bind_int(q, 1, o->n);
  while (*ret_n < o->quantity) {
    struct mall_code *c = &(*ret)[*ret_n];
    struct str text = STR("");
    struct err why = {0};
    if (!state_step(q, &row, err)) return false;
    if (!row) return true;
    bool open =
        k && !state_is_null(q, 0) && seal_open(k, MALL_SEALED, state_str(q, 0), out, &text, &why);
    if (!open && !mask) {
      state_reset(q);
      return err_fail(err, ERR_secret_unreadable, "%s", MALL_SEALED);
    }
    *c = parts_of(text);
    c->state = (enum mall_code_state)state_int(q, 1);
    if (mask) c->code = masked(c->code, out), c->pin = STR("");
    (*ret_n)++;
  }
  state_reset(q);
  return true;
}

static bool load_order(struct incentive *i, struct state *s, int64_t n, struct arena *out,
                       struct mall_order *ret, struct err *err) {
  bool found = false;
  return mall_order_load(i, s, n, out, ret, NULL, &found, err) &&
         (found || err_fail(err, ERR_unknown_mall_order, "%lld", (long long)n));
}

static bool may_see(struct incentive *i, const struct mall_order *o, uint32_t subject,
                    struct err *err) {
  const struct people *p = ws_people(loyalty_workspace(i->l));
  if (subject != SUBJECT_NONE &&
      (o->subject == SUBJECT_NONE || person_of(p, o->subject) != person_of(p, subject)))
    return err_fail(err, ERR_unknown_mall_order, "%lld", (long long)o->n);
  if (o->state == MALL_DONE && o->subject != SUBJECT_NONE) return true;
  return err_fail(err, ERR_mall_codes_shut, "%lld" ERR_SEP "`%s`", (long long)o->n,
                  o->state == MALL_DONE ? "erased" : mall_state_names[o->state]);
}

bool mall_codes(struct incentive *i, int64_t order, uint32_t subject, struct arena *out,
                struct mall_code **ret, uint32_t *ret_n, struct err *err) {
  struct state *s = loyalty_reader(i->l);
  const struct seal *k = NULL;
  struct mall_order o;
  state_enter(s);
  bool ok = load_order(i, s, order, out, &o, err) && may_see(i, &o, subject, err);
  if (ok && o.pool_n == 0) {
    *ret = NULL;
    *ret_n = 0;
  } else {
    ok = ok && mall_seal(i, &k, err) && read_codes(s, k, &o, false, out, ret, ret_n, err);
  }
  state_leave(s);
  return ok;
}

bool mall_codes_masked(struct incentive *i, int64_t order, struct arena *out,
                       struct mall_code **ret, uint32_t *ret_n, struct err *err) {
  struct state *s = loyalty_reader(i->l);
  const struct seal *k = NULL;
  struct mall_order o;
  struct err unreadable = {0};
  *ret = NULL;
  *ret_n = 0;
  state_enter(s);
  bool ok = load_order(i, s, order, out, &o, err);
  if (ok && o.pool_n) {
    if (o.subject == SUBJECT_NONE || !mall_seal(i, &k, &unreadable)) k = NULL;
    ok = read_codes(s, k, &o, true, out, ret, ret_n, err);
  }
  state_leave(s);
  return ok;
}
