/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Giving coupons to somebody: made for them, or a code of a pool that they typed.
 *
 * What can be refused is refused before the first write, so that the group need not be run again:
 * first by what is in memory (budget), then by counting what the person has. */
#include "base/id.h"
#include "base/panic.h"
#include "loyalty/coupon_int.h"
#include "loyalty/loyalty_int.h"

static bool budget_allows(const struct coupon_gift *g, struct err *err) {
  const struct coupon_kind *k = &g->doc->kind;
  int64_t issued = coupon_book_count(&g->l->coupons, g->book, COUNT_ISSUED);
  if (!k->budget_issue || (uint64_t)issued + g->count <= k->budget_issue) return true;
  return err_fail(err, ERR_coupon_sold_out, "%.*s" ERR_SEP "%llu", STRF(k->slug),
                  (unsigned long long)k->budget_issue);
}

static bool person_may(const struct coupon_gift *g, struct err *err) {
  const struct coupon_kind *k = &g->doc->kind;
  uint32_t *holders, n;
  struct held h;
  if (!k->per_person_claimed) return true;
  n = holders_of_person(g->l, g->subject, g->mem, &holders);
  if (!coupon_held(g->s, g->l->coupons.books.p[g->book].n, holders, n, g->now, g->now, 0, &h, err))
    return false;
  if ((uint64_t)h.got + g->count <= k->per_person_claimed) return true;
  return err_fail(err, ERR_coupon_limit_claimed, "%.*s" ERR_SEP "%u", STRF(k->slug),
                  k->per_person_claimed);
}

static bool kind_over(const struct coupon_kind *k, int64_t until, struct err *err) {
  struct buf b = BUF_INIT_MAX(64);
  time_format_iso(until, &b);
  err_fail(err, ERR_coupon_kind_over, "%.*s" ERR_SEP "%.*s", STRF(k->slug), STRF(buf_str(&b)));
  buf_release(&b);
  return false;
}

static void count_given(const struct coupon_gift *g, uint32_t n) {
  coupon_book_add(g->l, g->book, COUNT_ISSUED, n);
  if (g->claimed) coupon_book_add(g->l, g->book, COUNT_CLAIMED, n);
}

bool coupon_give(const struct coupon_gift *g, struct coupon *did, struct err *err) {
  const struct coupon_kind *k = &g->doc->kind;
  char code[COUPON_CODE_TEXT_MAX + 1];
  int64_t from, until;
  uint32_t holder;
  coupon_window(k, ws_tz(g->l->w), g->now, &from, &until);
  if (until <= g->now || from >= until) return kind_over(k, until, err);
  if (!budget_allows(g, err) || !person_may(g, err) ||
      !holder_take(g->l, g->subject, g->s, &holder, err))
    return false;
  for (uint32_t i = 0; i < g->count; i++) {
    coupon_code_new(k->code_prefix, k->code_length, code);
    did[i] = (struct coupon){.n = g->l->coupons.next,
                             .id = id_new("cpn_", g->mem),
                             .kind = k->slug,
                             .code = arena_str(g->mem, str_from(code)),
                             .version = g->doc->version,
                             .holder = holder,
                             .subject = g->subject,
                             .from_ms = from,
                             .until_ms = until,
                             .issued_ms = g->now,
                             .claimed_ms = g->claimed ? g->now : INT64_MIN,
                             .used_ms = INT64_MIN,
                             .held_ms = INT64_MIN,
                             .source = g->source};
    if (!coupon_insert(g->s, &did[i], g->l->coupons.books.p[g->book].n, g->batch, err))
      return false;
    g->l->coupons.next++;
    coupon_tell(g->l, &did[i], g->claimed ? "coupon_claimed" : "coupon_issued");
  }
  count_given(g, g->count);
  return true;
}

/* ---- a code of a pool ---- */

static bool claimable(struct coupon_work *x, const struct coupon *c, struct err *err) {
  if (c->holder) return err_fail(err, ERR_coupon_code_taken, "%.*s", STRF(c->code));
  if (c->status == COUPON_IS_ISSUED && c->until_ms > x->now) return true;
  return err_fail(err, ERR_coupon_state, "%.*s" ERR_SEP "%s" ERR_SEP "issued", STRF(c->code),
                  c->status == COUPON_IS_REVOKED ? "revoked" : "expired");
}

/* The document is that of the code's kind, which only its row tells. */
static bool take_code(struct coupon_work *x, const struct coupon_gift *g, struct coupon *c,
                      struct err *err) {
  const struct coupon_kind *k = &g->doc->kind;
  if (!g->doc->active) return err_fail(err, ERR_coupon_closed, "%.*s", STRF(k->slug));
  coupon_window(k, ws_tz(x->l->w), k->starts == COUPON_FROM_ISSUE ? c->issued_ms : x->now,
                &c->from_ms, &c->until_ms);
  if (c->until_ms <= x->now) return kind_over(k, c->until_ms, err);
  if (!budget_allows(g, err) || !person_may(g, err) ||
      !holder_take(x->l, g->subject, x->s, &c->holder, err))
    return false;
  c->subject = g->subject;
  c->claimed_ms = x->now;
  c->source = g->source;
  if (!coupon_update(x->s, c, err)) return false;
  coupon_book_add(x->l, g->book, COUNT_POOL, -1);
  count_given(g, 1);
  coupon_tell(x->l, c, "coupon_claimed");
  vec_push(&x->did, *c);
  return true;
}

bool coupon_claim_code(struct coupon_work *x, struct err *err) {
  const struct coupon_request *q = x->q;
  const struct coupon_doc *doc = NULL;
  struct coupon c;
  int64_t kind;
  bool found;
  if (!coupon_load(x->s, q->code, &x->mem, &c, &kind, &found, err)) return false;
  if (!found) return coupon_not_found(q->code, err);
  c.kind = coupon_book_slug(&x->l->coupons, kind, &x->mem);
  if (!claimable(x, &c, err) || !coupon_doc_of(x->l, c.kind, 0, &doc, err)) return false;
  const struct coupon_gift g = {.l = x->l,
                                .s = x->s,
                                .mem = &x->mem,
                                .doc = doc,
                                .book = coupon_book_at(x->l, kind),
                                .subject = q->subject,
                                .count = 1,
                                .now = x->now,
                                .source = q->source,
                                .claimed = true};
  bool ok = take_code(x, &g, &c, err);
  coupon_doc_free(x->l, doc);
  return ok;
}
