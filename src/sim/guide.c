/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What lies beside the data for whoever opens the directory: mappings that import takes as they
 * are, and a page that says in both languages what is what.
 *
 * The source named in the mappings holds everything the data depends on, so that two brands can be
 * imported into one workspace, and the same brand twice without doubling.
 */
#include "sim/sim_int.h"

static void put_source(const struct sim *s, const char *kind, struct buf *b) {
  buf_printf(b, "source: simulated-%s-%llu-%llu-%u-%d-", kind, (unsigned long long)s->seed,
             (unsigned long long)s->o->events, s->people, s->o->days);
  day_format(s->calendar.first_day + s->calendar.days, b);
  buf_putc(b, '\n');
}

static void put_events_map(const struct sim *s, struct buf *b) {
  buf_puts(b, "kind: events\n");
  put_source(s, "events", b);
  buf_puts(b, s->o->csv ? "format: csv\n" : "format: ndjson\n");
  buf_puts(b, "encoding: utf-8\n"
              "columns:\n"
              "  person: user\n"
              "  time: {column: time, format: iso}\n"
              "  event: event\n"
              "  id: id\n"
              "  order_id: order_id\n"
              "  amount: amount\n"
              "  item_id: item_id\n"
              "  category: category\n");
  if (s->o->csv)
    buf_puts(b, "properties:\n"
                "  channel: {column: channel, type: text}\n"
                "  quantity: {column: quantity, type: number}\n");
  buf_puts(b, s->o->csv ? "rest: drop\n" : "rest: keep\n");
}

/* Sign-ups are among the events; an attribute named registered_at would make each a second time. */
static void put_people_map(const struct sim *s, struct buf *b) {
  buf_puts(b, "kind: people\n");
  put_source(s, "people", b);
  buf_puts(b, "format: csv\n"
              "encoding: utf-8\n"
              "columns:\n"
              "  person: user\n"
              "attributes:\n"
              "  name: {column: name, type: text}\n"
              "  gender: {column: gender, type: text}\n"
              "  age: {column: age, type: number}\n"
              "  birthday: {column: birthday, format: iso}\n"
              "  city: {column: city, type: text}\n"
              "  province: {column: province, type: text}\n"
              "  level: {column: level, type: text}\n"
              "  phone: {column: phone, type: text}\n"
              "  channel: {column: channel, type: text}\n"
              "  joined_at: {column: registered_at, format: iso}\n"
              "rest: drop\n");
}

static void put_items_map(const struct sim *s, struct buf *b) {
  buf_puts(b, "kind: items\n");
  put_source(s, "items", b);
  buf_puts(b, "format: csv\n"
              "encoding: utf-8\n"
              "columns:\n"
              "  item_id: item_id\n"
              "  category: category\n"
              "properties:\n"
              "  item_name: {column: item_name, type: text}\n"
              "  brand: {column: brand, type: text}\n"
              "  price: {column: price, type: number}\n"
              "rest: drop\n");
}

static const char english[] =
    "\n"
    "Nothing here is real. Prices, orders and names were drawn by `shoal simulate`; the same "
    "options\n"
    "give the same bytes. Phone numbers lie in ranges that are given to nobody.\n"
    "\n"
    "| file | what |\n"
    "|---|---|\n"
    "| `%s` | everything that happened, in order of time: visits, searches, carts, orders with "
    "their "
    "lines, refunds, reviews, messages |\n"
    "| `people.csv` | the people as a shop knows them |\n"
    "| `items.csv` | the catalogue: 12 categories, 300 items |\n"
    "| `truth.csv` | what no shop knows: see below |\n"
    "| `*.map.yaml` | mappings for the import |\n"
    "\n"
    "    shoal import people.csv --map people.map.yaml\n"
    "    shoal import items.csv --map items.map.yaml\n"
    "    shoal import %s --map events.map.yaml\n"
    "\n"
    "An order's amount is the sum of price × quantity of its lines, less its discount; a refund "
    "never\n"
    "exceeds its order. In CSV the lines of an order are rows of their own (`order_item`).\n"
    "\n"
    "**Truth.** While a person is alive she orders at her own rate `lambda_per_day` (an average "
    "day; busy\n"
    "days have more), and she is lost at `mu_per_day` (Pareto/NBD: both are drawn from gammas).\n"
    "`alive_until` is when she was lost, empty if she was not. `spend_level` (log-normal, mean 1) "
    "makes\n"
    "baskets larger; `discount_sensitivity` (0 to 1) makes coupons used; `touch_response` (0 to 1) "
    "makes\n"
    "messages opened, clicked and followed by an order that would not have been: `touch_lift` "
    "orders for\n"
    "each message. People with `holdout` 1 never get a message. `favourite_category` is her "
    "strongest\n"
    "taste; people of the north buy three times as many down jackets. `expected_orders_90d` is "
    "the\n"
    "expected number of orders in the 90 days after the end.\n";

static const char chinese[] =
    "\n"
    "以下内容全部为虚构：价格、订单和姓名均由 `shoal simulate` "
    "随机生成，相同参数得到完全相同的文件。手机号取自"
    "未放号的号段。\n"
    "\n"
    "| 文件 | 内容 |\n"
    "|---|---|\n"
    "| `%s` | 按时间排列的全部事件：访问、搜索、加购、含明细的订单、退款、评价、消息触达 |\n"
    "| `people.csv` | 商家所知的用户资料 |\n"
    "| `items.csv` | 商品目录：12 个品类，300 种商品 |\n"
    "| `truth.csv` | 商家无从得知的真值，见下文 |\n"
    "| `*.map.yaml` | 导入用的映射文件 |\n"
    "\n"
    "订单金额 = 各明细单价 × 数量之和 − 优惠；退款不超过原订单金额。CSV "
    "中订单明细单独成行（`order_item`）。\n"
    "\n"
    "**真值。** 用户在流失之前按各自的速率 `lambda_per_day` 下单（以平均日计，大促时更密），并以 "
    "`mu_per_day` "
    "的速率流失（Pareto/NBD 模型，二者均服从伽马分布）。`alive_until` "
    "为流失时刻，未流失则为空。`spend_level`"
    "（对数正态，均值 "
    "1）决定客单大小；`discount_sensitivity`（0–1）决定用券倾向；`touch_response`（0–1）决定"
    "消息的打开、点击和由此多出的订单：每条消息平均带来 `touch_lift` 单。`holdout` 为 1 "
    "的用户从不接收消息，"
    "可作对照组。`favourite_category` "
    "为最偏好的品类；北方用户购买羽绒服约为南方的三倍。`expected_orders_90d` "
    "为历史结束后 90 天内的期望订单数。\n";

static void put_readme(const struct sim *s, const char *events, struct buf *b) {
  buf_puts(b, SIM_README_MARK "\n");
  buf_printf(b, "Seed %llu, %u people, %d days until ", (unsigned long long)s->seed, s->people,
             s->o->days);
  day_format(s->calendar.first_day + s->calendar.days - 1, b);
  buf_printf(b, " (%.*s).\n", STRF(tz_name(s->calendar.tz)));
  buf_printf(b, english, events, events);
  buf_printf(b, chinese, events);
}

static bool put_file(struct out_dir *d, const char *name, struct buf *b, struct err *err) {
  struct out_file *f = sim_out_add(d, name, err);
  bool ok = f && sim_out_put(f, b->p, b->n, err);
  buf_reset(b);
  return ok;
}

bool sim_write_guide(const struct sim *s, struct out_dir *d, const char *events_name,
                     struct err *err) {
  struct buf b = BUF_INIT;
  put_events_map(s, &b);
  bool ok = put_file(d, "events.map.yaml", &b, err);
  put_people_map(s, &b);
  ok = ok && put_file(d, "people.map.yaml", &b, err);
  put_items_map(s, &b);
  ok = ok && put_file(d, "items.map.yaml", &b, err);
  put_readme(s, events_name, &b);
  ok = ok && put_file(d, "README.md", &b, err);
  buf_release(&b);
  return ok;
}
