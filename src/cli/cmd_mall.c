/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal mall`: items, orders and what is done to them, where no server runs.  The same requests as
 * over HTTP, with the same keys; without --key each is a new one.  A list of parcels is shipped
 * line by line under keys made of the order and its parcel, so that giving it twice does nothing
 * twice. */
#include <stdlib.h>

#include "base/id.h"
#include "cli/coupons.h"
#include "cli/mall.h"
#include "incentive/mall.h"
#include "resource/coupon.h"

static const struct cli_option options[] = {
    {"key", 0, OPT_TEXT, "KEY", "the same request with the same key is done once",
     "幂等键：相同的键只执行一次", NULL},
    {"item", 0, OPT_TEXT, "ITEM", "orders, report, bulk: of this item",
     "orders、report、bulk：该商品", NULL},
    {"status", 0, OPT_TEXT, "STATUS", "orders, bulk: in this state", "orders、bulk：该状态", NULL},
    {"person", 0, OPT_TEXT, "PERSON", "orders, bulk: of this person", "orders、bulk：该用户", NULL},
    {"limit", 0, OPT_COUNT, "N", "orders: at most; default 50", "orders：条数上限，默认 50", NULL},
    {"quantity", 0, OPT_COUNT, "N", "place: pieces; default 1", "place：件数，默认 1", NULL},
    {"store", 0, OPT_TEXT, "STORE", "place: where it is picked up", "place：自提门店", NULL},
    {"to", 0, OPT_TEXT, "NAME|PHONE|ADDRESS", "place: where it is sent", "place：收件人|电话|地址",
     NULL},
    {"ref", 0, OPT_TEXT, "REF", "pay: of the payment", "pay：付款凭证号", NULL},
    {"carrier", 0, OPT_TEXT, "NAME", "ship: who carries it", "ship：承运商", NULL},
    {"number", 0, OPT_TEXT, "NUMBER", "ship: of the parcel", "ship：运单号", NULL},
    {"reason", 0, OPT_TEXT, "TEXT", "cancel, return: why", "cancel、return：原因", NULL},
    {"no-restock", 0, OPT_FLAG, NULL, "cancel, return: it is not sold again",
     "cancel、return：不再上架", NULL},
    {"restock", 0, OPT_FLAG, NULL, "return: codes that were seen are given out again",
     "return：已展示的卡密重新发放", NULL},
    {"import", 0, OPT_COUNT, "N", "withdraw: of this import only", "withdraw：仅该次导入", NULL},
    {"dry-run", 0, OPT_FLAG, NULL, "bulk: say what it would mean, and do nothing",
     "bulk：仅显示影响，不执行", NULL},
    {"from", 0, OPT_TEXT, "DAY",
     "report: the first day; default 30 days; bulk: ordered from then on",
     "report：起始日，默认 30 天；bulk：下单时间下限", NULL},
    {"until", 0, OPT_TEXT, "DAY", "report: the last day; default today; bulk: ordered until then",
     "report：结束日，默认今天；bulk：下单时间上限", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static bool place(struct cli *c, struct incentive *i, struct err *err);
static bool act(struct cli *c, struct incentive *i, struct err *err);

struct verb {
  struct cli_verb is;
  bool (*run)(struct cli *c, struct incentive *i, struct err *err);
  enum mall_what what;
};
static const struct verb verbs[] = {
    {{"list", "list", 0, 0}, mall_list_verb, 0},
    {{"orders", "orders [--item ITEM] [--status STATUS] [--person PERSON]", 0, 0},
     mall_orders_verb,
     0},
    {{"order", "order N", 1, 1}, mall_order_verb, 0},
    {{"report", "report [--item ITEM] [--from DAY] [--until DAY]", 0, 0}, mall_report_verb, 0},
    {{"place", "place ITEM PERSON", 2, 2}, place, MALL_DO_ORDER},
    {{"pay", "pay N AMOUNT [--ref REF]", 2, 2}, act, MALL_DO_PAY},
    {{"ship", "ship N [--carrier NAME] [--number NUMBER] / FILE", 1, 1}, act, MALL_DO_SHIP},
    {{"ready", "ready N", 1, 1}, act, MALL_DO_READY},
    {{"done", "done N", 1, 1}, act, MALL_DO_DONE},
    {{"cancel", "cancel N [--reason TEXT] [--no-restock]", 1, 1}, act, MALL_DO_CANCEL},
    {{"return", "return N [--reason TEXT] [--restock / --no-restock]", 1, 1}, act, MALL_DO_RETURN},
    {{"restock", "restock N", 1, 1}, act, MALL_DO_RESTOCK},
    {{"bulk",
      "bulk ready / done / cancel [--item ITEM] [--status STATUS] [--person PERSON] [--from DAY] "
      "[--until DAY] [--reason TEXT] [--no-restock] [--dry-run]",
      1, 1},
     mall_bulk_verb,
     0},
    {{"pools", "pools", 0, 0}, mall_pools_verb, 0},
    {{"codes", "codes POOL FILE", 2, 2}, mall_codes_verb, 0},
    {{"withdraw", "withdraw POOL [--import N]", 1, 1}, mall_withdraw_verb, 0},
    {{"show-codes", "show-codes N", 1, 1}, mall_show_codes_verb, 0},
};

static struct str option(struct cli *c, const char *name) {
  const char *v = cli_get(c, name);
  return v ? str_from(v) : STR("");
}

static struct str key_of(struct cli *c) {
  struct str given = option(c, "key");
  return given.n ? given : id_new("key_", &c->arena);
}

static bool number(struct str text, int64_t *ret) {
  struct json n = {.type = JSON_NUMBER, .text = text};
  bool digits = text.n > 0 && text.n < 19;
  for (size_t k = 0; k < text.n; k++)
    digits = digits && text.p[k] >= '0' && text.p[k] <= '9';
  return digits && json_int(&n, ret);
}

static unsigned decimals_of(struct incentive *i) {
  return iso_currency_decimals(ws_currency(loyalty_workspace(incentive_loyalty(i))));
}

static bool print(struct cli *c, const struct mall_done *d) {
  char points[DEC_TEXT_BYTES];
  const struct mall_order *o = &d->order;
  dec_text((struct dec){o->points, o->scale}, points);
  if (c->json)
    buf_printf(&c->out, "{\"order\":%lld,\"state\":\"%s\",\"points\":\"%s\",\"again\":%s}\n",
               (long long)o->n, mall_state_names[o->state], points, d->again ? "true" : "false");
  else
    buf_printf(&c->out, "%lld  %.*s × %lld  %s  %s\n", (long long)o->n, STRF(o->item),
               (long long)o->quantity, points, mall_state_names[o->state]);
  return true;
}

/* ---- changes ---- */

static bool place(struct cli *c, struct incentive *i, struct err *err) {
  struct mall_ask a = {.what = MALL_DO_ORDER,
                       .actor = STR("cli"),
                       .key = key_of(c),
                       .item = str_from(c->args[1]),
                       .store = option(c, "store"),
                       .quantity = (int64_t)cli_count(c, "quantity", 1)};
  struct str to = option(c, "to");
  struct mall_contact contact = {.note = STR("")};
  struct mall_done d;
  if (to.n) {
    contact.name = str_cut(&to, '|');
    contact.phone = str_cut(&to, '|');
    contact.address = to;
    a.contact = &contact;
  }
  return coupon_subject(incentive_loyalty(i), str_from(c->args[2]), false, &a.subject, err) &&
         mall_do(i, &a, &c->arena, &d, err) && print(c, &d);
}

static bool is_number(const char *text) {
  int64_t n;
  return number(str_from(text), &n);
}

static bool act(struct cli *c, struct incentive *i, struct err *err) {
  const struct verb *v = cli_verb_of(c, verbs, sizeof verbs / sizeof *verbs, sizeof *verbs, err);
  struct mall_ask a = {.what = v->what,
                       .actor = STR("cli"),
                       .key = key_of(c),
                       .subject = SUBJECT_NONE,
                       .ref = option(c, "ref"),
                       .carrier = option(c, "carrier"),
                       .tracking = option(c, "number"),
                       .reason = option(c, "reason"),
                       .keep = cli_get(c, "no-restock") != NULL,
                       .restock = cli_get(c, "restock") != NULL};
  const struct currency money = {.slug = STR("money"), .decimals = (uint8_t)decimals_of(i)};
  struct mall_done d;
  if (v->what == MALL_DO_SHIP && !is_number(c->args[1])) return mall_ship_file(c, i, err);
  if (!number(str_from(c->args[1]), &a.order))
    return err_fail(err, ERR_unknown_mall_order, "%s", c->args[1]);
  if (v->what == MALL_DO_PAY && !currency_amount(&money, str_from(c->args[2]), &a.money, err))
    return false;
  return mall_do(i, &a, &c->arena, &d, err) && print(c, &d);
}

/* ---- parcels ---- */

/* One field of a line of CSV; quotes may stand around it. */
static struct str field(struct str *line, struct arena *out) {
  struct buf b = BUF_INIT;
  size_t k = 0;
  bool quoted = line->n > 0 && line->p[0] == '"';
  for (k = quoted; k < line->n; k++) {
    bool quote = quoted && line->p[k] == '"';
    if (quote && k + 1 < line->n && line->p[k + 1] == '"')
      k++; /* two stand for one */
    else if (quote)
      break;
    else if (!quoted && line->p[k] == ',')
      break;
    buf_putc(&b, line->p[k]);
  }
  while (k < line->n && line->p[k] != ',')
    k++;
  k += k < line->n;
  *line = str_of(line->p + k, line->n - k);
  struct str text = arena_str(out, str_trim(buf_str(&b)));
  buf_release(&b);
  return text;
}

static bool ship_line(struct cli *c, struct incentive *i, struct str line, uint64_t at,
                      struct mall_done *ret, struct err *err) {
  struct mall_ask a = {.what = MALL_DO_SHIP, .actor = STR("cli"), .subject = SUBJECT_NONE};
  struct str order = field(&line, &c->arena);
  if (!number(order, &a.order))
    return err_fail(err, ERR_mall_file, "%llu" ERR_SEP "%.*s", (unsigned long long)at,
                    (int)(order.n < 60 ? order.n : 60), order.p);
  a.carrier = field(&line, &c->arena);
  a.tracking = field(&line, &c->arena);
  a.key = arena_printf(&c->arena, "ship:%lld:%.*s", (long long)a.order,
                       (int)(a.tracking.n < 120 ? a.tracking.n : 120), a.tracking.p);
  return mall_do(i, &a, &c->arena, ret, err);
}

/* A line that is refused is told and stops no other; the exit code says that there were some. */
bool mall_ship_file(struct cli *c, struct incentive *i, struct err *err) {
  struct str text;
  uint64_t at = 0, shipped = 0, before = 0, refused = 0;
  struct err first = {0};
  if (!io_read_all(io_posix(), c->args[1], (size_t)64 << 20, &c->arena, &text, err)) return false;
  if (str_starts(text, STR("\xef\xbb\xbf"))) text = str_of(text.p + 3, text.n - 3);
  while (text.n) {
    struct str line = str_trim(str_cut(&text, '\n'));
    struct mall_done d;
    struct err why = {0};
    at++;
    if (line.n == 0 || (at == 1 && str_starts(line, STR("order")))) continue;
    if (ship_line(c, i, line, at, &d, &why)) {
      *(d.again ? &before : &shipped) += 1;
      continue;
    }
    if (err_class_of(why.code) == ERR_CLASS_SYSTEM) {
      *err = why;
      return false;
    }
    struct buf b = BUF_INIT;
    err_render(&why, c->lang, &b);
    cli_note(c, "%llu: %.*s", (unsigned long long)at, (int)b.n, b.p);
    buf_release(&b);
    if (refused++ == 0) first = why;
  }
  buf_printf(&c->out,
             c->json ? "{\"shipped\":%llu,\"before\":%llu,\"refused\":%llu}\n"
                     : tr(c, "%llu shipped, %llu were before, %llu refused\n",
                          "已发货 %llu 单，此前已发货 %llu 单，失败 %llu 单\n"),
             (unsigned long long)shipped, (unsigned long long)before, (unsigned long long)refused);
  if (refused) *err = first;
  return refused == 0;
}

/* ---- the command ---- */

static bool run(struct cli *c, struct err *err) {
  const struct verb *v = cli_verb_of(c, verbs, sizeof verbs / sizeof *verbs, sizeof *verbs, err);
  struct workspace *w;
  struct loyalty *l;
  struct incentive *i;
  if (!v || !cli_open(c, WS_WRITE, &w, err)) return false;
  bool ok = loyalty_open(w, &l, err);
  if (ok) {
    ok = incentive_open(l, &i, err);
    if (ok) {
      struct err unsent;
      ok = incentive_tick(i, err) && v->run(c, i, err);
      if (ok && (!loyalty_tick(l, &unsent) || !loyalty_settle(l, &unsent)))
        cli_note(c, "%s", err_name(unsent.code));
      incentive_close(i);
    }
    loyalty_close(l);
  }
  ws_close(w);
  return ok;
}

const struct cli_command cmd_mall = {
    .name = "mall",
    .args =
        "list | orders | order N | report | place ITEM PERSON | pay N AMOUNT | ship N / FILE | "
        "ready N | done N | cancel N | return N | restock N | bulk ACT | pools | codes POOL FILE | "
        "withdraw POOL | show-codes N",
    .min_args = 1,
    .max_args = 3,
    .en = "The points mall: items, orders, and what is done to them",
    .zh = "积分商城：商品、订单及其处理",
    .help_en = "ship with a FILE of CSV (order,carrier,number) sends many; the same file again "
               "sends nothing twice.  codes fills a pool that items hand out (`codes` of a "
               "mall_item): one a line, its PIN behind a comma; the same file again adds nothing.  "
               "Works on the data directory while no server runs; beside a "
               "server use its API.  Documents are given to `apply`.",
    .help_zh = "ship 后接 CSV 文件（order、carrier、number "
               "三列）可批量发货，重复提交同一文件不会重复发货。"
               "codes 导入商品发放的卡密（mall_item 的 "
               "codes），每行一个卡号，卡密以逗号隔开，重复导入同一文件不会新增。"
               "在服务未运行时直接操作数据目录；服务运行时请使用其 API。文档用 apply 提交。",
    .examples = "shoal mall orders --status placed\nshoal mall ship parcels.csv\n"
                "shoal mall cancel 17 --reason \"out of stock\"",
    .options = options,
    .complete = "list|orders|order|report|place|pay|ship|ready|done|cancel|return|restock|bulk|"
                "pools|codes|withdraw|"
                "show-codes",
    .run = run,
};
