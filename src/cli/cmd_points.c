/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal points`: the ledger where no server runs.  The same requests as over HTTP, with the same
 * keys; without --key each is a new one. */
#include "cli/points.h"

#include "base/id.h"
#include "collect/find.h"

static const struct cli_option options[] = {
    {"key", 0, OPT_TEXT, "KEY", "the same request with the same key is done once",
     "幂等键：相同的键只执行一次", NULL},
    {"reason", 0, OPT_TEXT, "TEXT", "why; adjust needs one; list: only for this reason",
     "原因，adjust 必填；list：仅该原因", NULL},
    {"ref", 0, OPT_TEXT, "TEXT", "such as the number of an order", "如订单号", NULL},
    {"expires", 0, OPT_TEXT, "TIME",
     "grant, adjust: no longer valid from then on, or `never`; default: as the currency says",
     "grant、adjust：失效时刻，或 `never`；默认按币种设置", NULL},
    {"limit", 0, OPT_COUNT, "N", "history, list: so many (50)", "history、list：条数（默认 50）",
     NULL},
    {"before", 0, OPT_COUNT, "N", "history, list: below this number", "history、list：自该编号之前",
     NULL},
    {"kind", 0, OPT_TEXT, "KIND", "list: only of this kind", "list：仅该类型",
     "earn|grant|spend|refund|reverse|clawback|transfer|freeze|unfreeze|adjust|expire|release"},
    {"actor", 0, OPT_TEXT, "ACTOR", "list: only by this actor, such as earn",
     "list：仅该经办，如 earn", NULL},
    {"from", 0, OPT_TEXT, "TIME", "list: from then on", "list：时间下限", NULL},
    {"until", 0, OPT_TEXT, "TIME", "list: before then; a date: until its end",
     "list：时间上限；日期表示截至当日结束", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

struct verb {
  struct cli_verb is;
  enum ledger_kind op;
  bool (*show)(struct cli *c, struct loyalty *l, struct err *err); /* instead of op */
};
static const struct verb verbs[] = {
    {{"balance", "balance PERSON", 1, 1}, 0, points_balance},
    {{"history", "history PERSON CURRENCY", 2, 2}, 0, points_history},
    {{"grant", "grant PERSON CURRENCY AMOUNT", 3, 3}, LEDGER_GRANT, NULL},
    {{"spend", "spend PERSON CURRENCY AMOUNT", 3, 3}, LEDGER_SPEND, NULL},
    {{"freeze", "freeze PERSON CURRENCY AMOUNT", 3, 3}, LEDGER_FREEZE, NULL},
    {{"adjust", "adjust PERSON CURRENCY AMOUNT --reason TEXT", 3, 3}, LEDGER_ADJUST, NULL},
    {{"transfer", "transfer PERSON CURRENCY AMOUNT TO", 4, 4}, LEDGER_TRANSFER, NULL},
    {{"refund", "refund TXN [AMOUNT]", 1, 2}, LEDGER_REFUND, NULL},
    {{"clawback", "clawback TXN [AMOUNT]", 1, 2}, LEDGER_CLAWBACK, NULL},
    {{"unfreeze", "unfreeze TXN [AMOUNT]", 1, 2}, LEDGER_UNFREEZE, NULL},
    {{"reverse", "reverse TXN", 1, 1}, LEDGER_REVERSE, NULL},
    {{"list", "list [CURRENCY]", 0, 1}, 0, points_list},
    {{"show", "show TXN", 1, 1}, 0, points_transaction},
    {{"order", "order ORDER", 1, 1}, 0, points_order},
    {{"return", "return ORDER LINE=QUANTITY…", 2, -1}, 0, points_return},
    {{"totals", "totals", 0, 0}, 0, points_totals},
    {{"verify", "verify", 0, 0}, 0, points_verify},
};

bool points_subject(struct loyalty *l, struct str who, uint32_t *ret, struct err *err) {
  *ret = collect_find_any(loyalty_workspace(l), who);
  return *ret != SUBJECT_NONE || err_fail(err, ERR_unknown_person, "%.*s", STRF(who));
}

/* Where something is given, type:value makes a person whom nobody knows yet. */
static bool holder_of(struct loyalty *l, struct str who, bool make, uint32_t *ret,
                      struct err *err) {
  struct str rest = who, type = str_cut(&rest, ':');
  if (points_subject(l, who, ret, err)) return true;
  return make && type.n && rest.n && loyalty_subject(l, type, rest, true, ret, err);
}

static bool expiry(struct cli *c, struct loyalty *l, const struct verb *v, int64_t *ret,
                   struct err *err) {
  const char *text = cli_get(c, "expires");
  if (!text) return true;
  if (v->op != LEDGER_GRANT && v->op != LEDGER_ADJUST)
    return err_fail(err, ERR_bad_option_value,
                    "expires" ERR_SEP "%s" ERR_SEP "points grant, points adjust", text);
  if (strcmp(text, "never") == 0) {
    *ret = LEDGER_NEVER;
    return true;
  }
  if (!time_parse_iso(str_from(text), ws_tz(loyalty_workspace(l)), ret, NULL, err)) return false;
  if (*ret <= 0) *ret = 1; /* long ago; 0 would be the default */
  return true;
}

static bool of_person(struct cli *c, struct loyalty *l, const struct verb *v, struct ledger_post *p,
                      struct currency *k, struct err *err) {
  p->currency = str_from(c->args[2]);
  return ledger_currency(l, p->currency, &c->arena, k, err) &&
         currency_amount(k, str_from(c->args[3]), &p->amount, err) &&
         expiry(c, l, v, &p->expires_ms, err) &&
         (p->op != LEDGER_TRANSFER || points_subject(l, str_from(c->args[4]), &p->to, err)) &&
         holder_of(l, str_from(c->args[1]), p->op == LEDGER_GRANT, &p->subject, err);
}

static bool of_transaction(struct cli *c, struct loyalty *l, const struct verb *v,
                           struct ledger_post *p, struct currency *k, struct err *err) {
  struct json number = {.type = JSON_NUMBER, .text = str_from(c->args[1])};
  struct ledger_txn t;
  struct ledger_line *lines;
  uint32_t n;
  if (!json_int(&number, &p->of) || p->of <= 0)
    return err_fail(err, ERR_unknown_transaction, "%s", c->args[1]);
  if (!expiry(c, l, v, &p->expires_ms, err) ||
      !ledger_txn_get(l, p->of, &c->arena, &t, &lines, &n, err))
    return false;
  *k = (struct currency){.slug = t.currency, .decimals = t.decimals};
  p->currency = t.currency;
  if (c->n_args < 3) return true;
  if (!currency_amount(k, str_from(c->args[2]), &p->amount, err)) return false;
  return p->amount > 0 || /* 0 would be all of it */
         err_fail(err, ERR_bad_amount, "%s" ERR_SEP "%.*s" ERR_SEP "%u", c->args[2], STRF(k->slug),
                  k->decimals);
}

static bool change(struct cli *c, struct loyalty *l, const struct verb *v, struct err *err) {
  const char *key = cli_get(c, "key");
  struct ledger_post p = {.op = v->op,
                          .actor = STR("cli"),
                          .key = key ? str_from(key) : id_new("key_", &c->arena),
                          .reason = str_from(cli_get(c, "reason")),
                          .ref = str_from(cli_get(c, "ref"))};
  struct currency k;
  struct ledger_posted d;
  bool known =
      v->is.max <= 2 ? of_transaction(c, l, v, &p, &k, err) : of_person(c, l, v, &p, &k, err);
  if (!known || !ledger_do(l, &p, &d, err)) return false;
  points_posted(c, &p, &d, k.decimals);
  return true;
}

static bool run(struct cli *c, struct err *err) {
  struct workspace *w;
  struct loyalty *l;
  const struct verb *v = cli_verb_of(c, verbs, sizeof verbs / sizeof *verbs, sizeof *verbs, err);
  if (!v || !cli_open(c, WS_WRITE, &w, err)) return false;
  bool ok = loyalty_open(w, &l, err);
  if (ok) {
    struct err unsent;
    ok = v->show ? v->show(c, l, err) : change(c, l, v, err);
    if (ok && !loyalty_settle(l, &unsent)) cli_note(c, "%s", err_name(unsent.code));
    loyalty_close(l);
  }
  ws_close(w);
  return ok;
}

const struct cli_command cmd_points = {
    .name = "points",
    .args = "balance | history | grant | spend | freeze | unfreeze | transfer | adjust | refund | "
            "clawback | reverse | order | return | list | show | totals | verify …",
    .min_args = 1,
    .max_args = -1,
    .en = "The ledger: balances, history, grant, spend, give back, transfer, adjust, totals",
    .zh = "账本：余额、历史、发放、消费、退回、转赠、调整、合计",
    .help_en = "Works on the data directory while no server runs; beside a server use its API.  "
               "PERSON is any identity; to be granted, type:value makes a person whom nobody knows "
               "yet.  A negative amount stands behind --.",
    .help_zh = "在服务未运行时直接操作数据目录；服务运行时请使用其 API。PERSON "
               "可为任一身份标识；grant 以 type:value 的形式指定尚不存在的用户时会新建该用户。"
               "负数须写在 -- 之后。",
    .examples = "shoal points grant user_id:u1 points 100 --key welcome-u1\n"
                "shoal points spend u1 points 30 --ref order-7\n"
                "shoal points refund 2 10\n"
                "shoal points adjust u1 points --reason correction -- -5\n"
                "shoal points history u1 points\n"
                "shoal points list points --ref order-7",
    .options = options,
    .complete = "balance|history|grant|spend|freeze|unfreeze|transfer|adjust|refund|clawback|"
                "reverse|order|return|list|show|totals|verify",
    .run = run,
};
