/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a request says, and whether it may: texts, amounts, limits, approval. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/utf8.h"
#include "loyalty/ledger_post_int.h"

bool ledger_follows(const struct ledger_post *p) {
  return p->op == LEDGER_REFUND || p->op == LEDGER_REVERSE || p->op == LEDGER_CLAWBACK ||
         p->op == LEDGER_UNFREEZE || (p->op == LEDGER_SPEND && p->of);
}

/* Not whose it is: that is compared as people are now.  Not the approver: the request is the same.
 */
int64_t ledger_hash(const struct ledger_post *p) {
  const int64_t numbers[] = {p->op,
                             p->amount,
                             p->of,
                             p->expires_ms,
                             p->pending_ms,
                             (int64_t)p->reason.n,
                             (int64_t)p->ref.n,
                             (int64_t)p->currency.n,
                             p->op == LEDGER_TRANSFER ? p->to : 0};
  uint64_t h = XXH3_64bits(numbers, sizeof numbers);
  const struct str texts[] = {p->reason, p->ref, p->currency};
  for (size_t i = 0; i < 3; i++)
    h = XXH3_64bits_withSeed(texts[i].n ? texts[i].p : "", texts[i].n, h);
  return (int64_t)h;
}

static bool text(const char *name, struct str t, size_t min, struct err *err) {
  return (t.n >= min && t.n <= LEDGER_TEXT_MAX && utf8_valid(t)) ||
         err_fail(err, ERR_ledger_text, "%s" ERR_SEP "%d", name, LEDGER_TEXT_MAX);
}

bool ledger_check_texts(const struct ledger_post *p, struct err *err) {
  return text("actor", p->actor, 1, err) && text("key", p->key, 1, err) &&
         text("reason", p->reason, p->op == LEDGER_ADJUST, err) && text("ref", p->ref, 0, err) &&
         text("approver", p->approver, 0, err);
}

static bool over_limit(const struct currency *c, const char *en, const char *zh, int64_t limit,
                       struct err *err) {
  char most[CURRENCY_TEXT_BYTES];
  return err_fail(err, ERR_ledger_limit, "%s" ERR_SEP "%.*s" ERR_SEP "%s" ERR_SEP "%s", en,
                  STRF(c->slug), currency_text(c, limit, most), zh);
}

static bool bad_amount(const struct currency *c, int64_t amount, struct err *err) {
  char t[CURRENCY_TEXT_BYTES];
  return err_fail(err, ERR_bad_amount, "%s" ERR_SEP "%.*s" ERR_SEP "%u",
                  currency_text(c, amount, t), STRF(c->slug), c->decimals);
}

static bool check_approval(const struct ledger_post *p, const struct currency *c, int64_t size,
                           struct err *err) {
  char most[CURRENCY_TEXT_BYTES];
  if (str_eq(p->approver, p->actor)) return err_fail(err, ERR_proposal_own, NULL);
  if (size <= c->approval_above || p->approver.n) return true;
  return err_fail(err, ERR_ledger_approval, "%s" ERR_SEP "%.*s",
                  currency_text(c, c->approval_above, most), STRF(c->slug));
}

bool ledger_check_adjust(const struct ledger_post *p, const struct currency *c, struct err *err) {
  int64_t a = p->amount;
  if (a == 0 || a > CURRENCY_AMOUNT_MAX || a < -CURRENCY_AMOUNT_MAX) return bad_amount(c, a, err);
  return (a < 0 ? -a : a) <= c->limit_adjust ||
         over_limit(c, "An adjustment", "调整", c->limit_adjust, err);
}

/* An archived currency runs out: what people have of it moves and is given back as ever. */
bool ledger_check_open(const struct ledger_post *p, const struct coin *k, struct err *err) {
  bool brings =
      p->op == LEDGER_EARN || p->op == LEDGER_GRANT || (p->op == LEDGER_ADJUST && p->amount > 0);
  return !k->archived || !brings || err_fail(err, ERR_ledger_archived, "%.*s", STRF(k->c.slug));
}

bool ledger_check_amount(const struct ledger_post *p, const struct currency *c, struct err *err) {
  int64_t a = p->amount;
  if (a > CURRENCY_AMOUNT_MAX || a < -CURRENCY_AMOUNT_MAX ||
      (p->op == LEDGER_ADJUST ? a == 0 : a < !ledger_follows(p)))
    return bad_amount(c, a, err);
  switch (p->op) {
  case LEDGER_EARN:
  case LEDGER_GRANT:
    return a <= c->limit_grant || over_limit(c, "A grant", "发放", c->limit_grant, err);
  case LEDGER_SPEND:
  case LEDGER_FREEZE:
    return a <= c->limit_spend || over_limit(c, "Spending", "消费", c->limit_spend, err);
  case LEDGER_TRANSFER:
    return a <= c->limit_transfer || over_limit(c, "A transfer", "转赠", c->limit_transfer, err);
  case LEDGER_ADJUST:
    return ledger_check_adjust(p, c, err) && check_approval(p, c, a < 0 ? -a : a, err);
  default:
    return true;
  }
}
