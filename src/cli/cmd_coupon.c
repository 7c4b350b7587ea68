/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal coupon`: the life of coupons where no server runs.  The same requests as over HTTP, with
 * the same keys; without --key each is a new one. */
#include <stdlib.h>

#include "base/id.h"
#include "cli/coupons.h"
#include "collect/find.h"
#include "loyalty/coupon.h"

static const struct cli_option options[] = {
    {"key", 0, OPT_TEXT, "KEY", "the same request with the same key is done once",
     "幂等键：相同的键只执行一次", NULL},
    {"count", 0, OPT_COUNT, "N", "issue: how many; pool: how many codes",
     "issue：张数；pool：券码数", NULL},
    {"source", 0, OPT_TEXT, "TEXT", "issue, claim: where it comes from", "issue、claim：来源",
     NULL},
    {"total", 0, OPT_TEXT, "AMOUNT", "reserve, redeem: what the order costs after discounts",
     "reserve、redeem：订单优惠后金额", NULL},
    {"minutes", 0, OPT_COUNT, "N", "reserve: for how long; default 15",
     "reserve：锁定分钟数，默认 15", NULL},
    {"person", 0, OPT_TEXT, "PERSON", "quote, reserve, redeem: whose coupons and points",
     "quote、reserve、redeem：使用该用户的优惠券与积分", NULL},
    {"points", 0, OPT_TEXT, "FILE",
     "reserve, redeem: points that pay too: JSON of amount (or max), currency, lines, shipping",
     "reserve、redeem：同时抵扣的积分，JSON 文件，含 amount（或 max）、currency、lines、shipping",
     NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static bool list_person(struct cli *c, struct loyalty *l, struct err *err);
static bool show(struct cli *c, struct loyalty *l, struct err *err);
static bool counts(struct cli *c, struct loyalty *l, struct err *err);
static bool pool(struct cli *c, struct loyalty *l, struct err *err);

struct verb {
  struct cli_verb is;
  enum coupon_op op;
  bool (*run)(struct cli *c, struct loyalty *l, struct err *err); /* instead of op */
};
static const struct verb verbs[] = {
    {{"issue", "issue KIND PERSON", 2, 2}, COUPON_OP_ISSUE, NULL},
    {{"claim", "claim KIND PERSON", 2, 2}, COUPON_OP_CLAIM, NULL},
    {{"code", "code CODE PERSON", 2, 2}, COUPON_OP_CODE, NULL},
    {{"reserve", "reserve ORDER [COUPON=DISCOUNT…]", 1, -1}, COUPON_OP_RESERVE, NULL},
    {{"redeem", "redeem ORDER [COUPON=DISCOUNT…]", 1, -1}, COUPON_OP_REDEEM, NULL},
    {{"release", "release ORDER", 1, 1}, COUPON_OP_RELEASE, NULL},
    {{"reverse", "reverse ORDER", 1, 1}, COUPON_OP_REVERSE, NULL},
    {{"revoke", "revoke COUPON…", 1, -1}, COUPON_OP_REVOKE, NULL},
    {{"list", "list PERSON", 1, 1}, 0, list_person},
    {{"show", "show COUPON", 1, 1}, 0, show},
    {{"counts", "counts KIND", 1, 1}, 0, counts},
    {{"pool", "pool KIND --count N", 1, 1}, 0, pool},
    {{"segment", "segment KIND EXPRESSION", 2, 2}, 0, coupon_segment_verb},
    {{"quote", "quote [FILE]", 0, 1}, 0, coupon_quote_verb},
};

static unsigned decimals_of(const struct loyalty *l) {
  return iso_currency_decimals(ws_currency(loyalty_workspace(l)));
}

static bool units(const struct loyalty *l, const char *what, struct str text, int64_t *ret,
                  struct err *err) {
  unsigned decimals = decimals_of(l);
  struct dec d;
  bool ok = dec_parse(text, &d);
  if (ok) d = dec_normal(d);
  if (!ok || d.m < 0 || d.scale > decimals ||
      dec_cmp(d, (struct dec){COUPON_MONEY_MAX, (uint8_t)decimals}) > 0)
    return err_fail(err, ERR_bad_option_value, "%s" ERR_SEP "%.*s" ERR_SEP "%u", what, STRF(text),
                    decimals);
  *ret = coupon_units(d, decimals);
  return true;
}

/* Any identity, or type:value, of which a new person is made. */
bool coupon_subject(struct loyalty *l, struct str who, bool make, uint32_t *ret, struct err *err) {
  struct str rest = who, type = str_cut(&rest, ':');
  *ret = collect_find_any(loyalty_workspace(l), who);
  if (*ret != SUBJECT_NONE) return true;
  if (make && type.n && rest.n) return loyalty_subject(l, type, rest, true, ret, err);
  return err_fail(err, ERR_unknown_person, "%.*s", STRF(who));
}

static bool uses_of(struct cli *c, struct loyalty *l, const struct verb *v,
                    struct coupon_request *q, struct err *err) {
  int from = v->op == COUPON_OP_REVOKE ? 1 : 2;
  if (c->n_args <= from) return true;
  struct coupon_use *u = arena_array(&c->arena, struct coupon_use, c->n_args);
  for (int i = from; i < c->n_args; i++) {
    struct str rest = str_from(c->args[i]);
    u[q->n_uses].coupon = str_cut(&rest, '=');
    if (v->op != COUPON_OP_REVOKE && !units(l, "discount", rest, &u[q->n_uses].discount, err))
      return false;
    q->n_uses++;
  }
  q->uses = u;
  return true;
}

static void print_one(struct cli *c, const struct json *k) {
  struct str until = json_get_str(k, "valid_until"), order = json_get_str(k, "order");
  buf_printf(&c->out, "%.*s  %.*s  %.*s  %.*s", STRF(json_get_str(k, "id")),
             STRF(json_get_str(k, "kind")), STRF(json_get_str(k, "code")),
             STRF(json_get_str(k, "status")));
  if (order.n) buf_printf(&c->out, "  %.*s  %.*s", STRF(order), STRF(json_get_str(k, "discount")));
  if (until.n) buf_printf(&c->out, "  %s %.*s", tr(c, "until", "至"), STRF(until));
  buf_putc(&c->out, '\n');
}

/* {"coupons": […]} as it is, or a line for each. */
static bool print(struct cli *c, struct str json, struct err *err) {
  struct json *tree;
  if (c->json) {
    buf_printf(&c->out, "%.*s\n", STRF(json));
    return true;
  }
  if (!json_parse(json, &c->arena, &tree, err)) return false;
  const struct json *all = json_get(tree, "coupons");
  for (uint32_t i = 0; i < all->n; i++)
    print_one(c, &all->items[i]);
  points_of_order(c, json_get(tree, "points"));
  return true;
}

static bool change(struct cli *c, struct loyalty *l, const struct verb *v, struct err *err) {
  const char *given = cli_get(c, "key"), *source = cli_get(c, "source");
  struct coupon_request q = {.op = v->op,
                             .actor = STR("cli"),
                             .key = given ? str_from(given) : id_new("key_", &c->arena),
                             .subject = SUBJECT_NONE,
                             .source = source ? str_from(source) : STR("cli")};
  struct coupon_answer a;
  if (q.op <= COUPON_OP_CODE) {
    *(q.op == COUPON_OP_CODE ? &q.code : &q.kind) = str_from(c->args[1]);
    uint64_t count = q.op == COUPON_OP_ISSUE ? cli_count(c, "count", 1) : 1;
    q.count = count > COUPON_GIVE_MAX ? COUPON_GIVE_MAX + 1 : (uint32_t)count;
    if (!coupon_subject(l, str_from(c->args[2]), true, &q.subject, err)) return false;
  } else {
    if (q.op != COUPON_OP_REVOKE) q.order = str_from(c->args[1]);
    uint64_t minutes = cli_count(c, "minutes", 0), most = COUPON_HOLD_MAX_MS / MS_MINUTE;
    q.hold_ms = (int64_t)(minutes > most ? most + 1 : minutes) * MS_MINUTE;
    bool enters = q.op == COUPON_OP_RESERVE || q.op == COUPON_OP_REDEEM;
    if (!uses_of(c, l, v, &q, err) || (enters && !coupon_points_of(c, l, &q, err)) ||
        (cli_has(c, "total") &&
         !units(l, "total", str_from(cli_get(c, "total")), &q.order_total, err)))
      return false;
  }
  return coupon_do(l, &q, &c->arena, &a, err) && print(c, a.json, err);
}

static bool list(struct cli *c, struct loyalty *l, const struct coupon *all, uint32_t n,
                 struct err *err) {
  struct buf b = BUF_INIT;
  struct jw w;
  jw_init(&w, &b, 0);
  jw_begin_object(&w);
  jw_key(&w, "coupons"), jw_begin_array(&w);
  for (uint32_t i = 0; i < n; i++)
    coupon_put(&w, &all[i], decimals_of(l));
  jw_end_array(&w);
  jw_end_object(&w);
  bool ok = print(c, buf_str(&b), err);
  buf_release(&b);
  return ok;
}

static bool list_person(struct cli *c, struct loyalty *l, struct err *err) {
  struct coupon_filter f = {.of_person = true, .status = -1, .limit = COUPON_LIST_MAX};
  struct coupon *all;
  int64_t next;
  uint32_t n;
  return coupon_subject(l, str_from(c->args[1]), false, &f.subject, err) &&
         coupon_list_of(l, &f, &c->arena, &all, &n, &next, err) && list(c, l, all, n, err);
}

static bool show(struct cli *c, struct loyalty *l, struct err *err) {
  struct coupon k;
  return coupon_find(l, str_from(c->args[1]), &c->arena, &k, err) && list(c, l, &k, 1, err);
}

static bool counts(struct cli *c, struct loyalty *l, struct err *err) {
  const struct coupon_doc *d = NULL;
  struct coupon_counts n;
  if (!coupon_doc_of(l, str_from(c->args[1]), 0, &d, err)) return false;
  coupon_doc_free(l, d);
  coupon_counts_of(l, str_from(c->args[1]), &n);
  const struct {
    const char *name, *zh;
    int64_t v;
  } rows[] = {{"pool", "券码池", n.pool},         {"issued", "已发放", n.issued},
              {"claimed", "已领取", n.claimed},   {"reserved", "已锁定", n.reserved},
              {"redeemed", "已核销", n.redeemed}, {"expired", "已过期", n.expired},
              {"revoked", "已作废", n.revoked}};
  if (c->json) buf_printf(&c->out, "{\"kind\":\"%s\"", c->args[1]);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (c->json)
      buf_printf(&c->out, ",\"%s\":%lld", rows[i].name, (long long)rows[i].v);
    else
      buf_printf(&c->out, "%s  %lld\n", tr(c, rows[i].name, rows[i].zh), (long long)rows[i].v);
  if (c->json) buf_puts(&c->out, "}\n");
  return true;
}

static bool pool(struct cli *c, struct loyalty *l, struct err *err) {
  uint64_t n = cli_count(c, "count", 0);
  const char *key = cli_get(c, "key");
  struct coupon_batch b;
  if (n == 0 || n > COUPON_POOL_MAX)
    return err_fail(err, ERR_bad_option_value, "count" ERR_SEP "%llu" ERR_SEP "1 … %d",
                    (unsigned long long)n, COUPON_POOL_MAX);
  struct str id = key ? str_from(key) : id_new("cbt_", &c->arena);
  bool ok = coupon_batch_begin(l, id, str_from(c->args[1]), COUPON_TO_POOL, (int64_t)n, 0,
                               &c->arena, &b, err);
  while (ok && b.done < b.targets) {
    int64_t left = b.targets - b.done;
    ok = coupon_batch_codes(l, &b, NULL,
                            left < COUPON_BATCH_STEP ? (uint32_t)left : COUPON_BATCH_STEP, err);
  }
  if (ok)
    buf_printf(&c->out,
               c->json ? "{\"batch\":\"%.*s\",\"codes\":%lld}\n"
                       : tr(c, "%.*s: %lld codes\n", "%.*s：%lld 个券码\n"),
               STRF(b.id), (long long)b.issued);
  return ok;
}

static bool run(struct cli *c, struct err *err) {
  struct workspace *w;
  struct loyalty *l;
  const struct verb *v = cli_verb_of(c, verbs, sizeof verbs / sizeof *verbs, sizeof *verbs, err);
  if (!v || !cli_open(c, WS_WRITE, &w, err)) return false;
  bool ok = loyalty_open(w, &l, err);
  if (ok) {
    ok = v->run ? v->run(c, l, err) : change(c, l, v, err);
    struct err unsent;
    if (ok && !loyalty_settle(l, &unsent)) cli_note(c, "%s", err_name(unsent.code));
    loyalty_close(l);
  }
  ws_close(w);
  return ok;
}

const struct cli_command cmd_coupon = {
    .name = "coupon",
    .args = "issue | claim | code | list | show | counts | reserve | redeem | release | reverse | "
            "revoke | pool | segment | quote …",
    .min_args = 1,
    .max_args = -1,
    .en = "Coupons: issue, claim, reserve, redeem, give back, pools of codes, carts",
    .zh = "优惠券：发放、领取、锁定、核销、退回、券码池、试算",
    .help_en = "Works on the data directory while no server runs; beside a server use its API.  "
               "PERSON is any identity; type:value makes a person whom nobody knows yet.",
    .help_zh = "在服务未运行时直接操作数据目录；服务运行时请使用其 API。PERSON "
               "可为任一身份标识，以 type:value 的形式指定尚不存在的用户时会新建该用户。",
    .examples = "shoal coupon issue autumn-30 user_id:u1 --key welcome-u1\n"
                "shoal coupon reserve order-7 cpn_…=30 --total 170\n"
                "shoal coupon redeem order-7\n"
                "shoal coupon reverse order-7\n"
                "shoal coupon pool partner --count 100k\n"
                "shoal coupon segment autumn-30 'did(order_completed, last 30 days)'\n"
                "shoal coupon quote cart.json --person user_id:u1",
    .options = options,
    .complete = "issue|claim|code|list|show|counts|reserve|redeem|release|reverse|revoke|pool|"
                "segment|quote",
    .run = run,
};
