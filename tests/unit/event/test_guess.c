/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Exports as people have them, what is guessed of them, and what importing with the guess gives. */
#include "support.h"

#include <iconv.h>

struct guessed {
  struct arena arena;
  struct mapping m;
  struct map_doubt *doubts;
  uint32_t n;
};

static void guess(const char *path, struct guessed *g) {
  struct err err = {0};
  arena_init(&g->arena, "test");
  assert_ok(mapping_guess(path, &g->arena, &g->m, &g->doubts, &g->n, &err), &err);
  for (uint32_t i = 0; i < g->n; i++)
    assert_true(g->doubts[i].en.n > 0 && g->doubts[i].zh.n > 0);
  /* what is shown to be confirmed means the same when it is read again */
  struct buf text = BUF_INIT, twice = BUF_INIT;
  struct mapping again;
  mapping_write(&g->m, &text);
  assert_ok(mapping_parse(buf_str(&text), "guess", &g->arena, &again, &err), &err);
  mapping_write(&again, &twice);
  assert_string_equal(text.p, twice.p);
  buf_release(&text);
  buf_release(&twice);
}

static void assert_guess_path(const char *path, const char *yaml, const char *rows) {
  struct guessed g;
  guess(path, &g);
  struct buf text = BUF_INIT;
  mapping_write(&g.m, &text);
  if (yaml) assert_string_equal(text.p, yaml);
  if (rows) assert_file(path, &g.m, rows);
  buf_release(&text);
  arena_release(&g.arena);
}

static void assert_guess(const char *text, const char *yaml, const char *rows) {
  const char *path = temp_text(text);
  assert_guess_path(path, yaml, rows);
  unlink(path);
}

static uint64_t count_and_sum(const char *path, const struct mapping *m, struct dec *sum,
                              uint32_t *people) {
  struct reader *r;
  struct err err = {0};
  struct ev_batch b;
  struct intern ids;
  struct read_record *recs;
  uint64_t total = 0;
  uint32_t n;
  intern_init(&ids, "test");
  ev_batch_init(&b);
  *sum = DEC_ZERO;
  assert_ok(reader_open(path, m, tz_utc(), NOW_MS, &r, &err), &err);
  for (;;) {
    assert_ok(reader_next(r, &b, &recs, &n, &err), &err);
    if (n == 0) break;
    total += n;
    for (size_t i = 0; i < b.rows.n; i++) {
      const struct ev_row *row = &b.rows.p[i];
      assert_true(str_is(intern_at(&b.names, row->name), "order_completed"));
      intern_put(&ids, intern_at(&b.ids, row->id));
      for (uint32_t k = 0; k < row->prop_n; k++) {
        const struct ev_prop *p = &b.vals.p[row->prop_begin + k];
        if (str_is(intern_at(&b.props, p->name), "amount")) assert_true(dec_add(*sum, p->num, sum));
      }
    }
  }
  *people = ids.n;
  reader_close(r);
  ev_batch_release(&b);
  intern_release(&ids);
  return total;
}

static void cdnow(void **state) {
  const char *path = shared_file("cdnow/CDNOW_master.txt");
  if (!path) skip();
  struct guessed g;
  struct dec sum;
  uint32_t people;
  char text[DEC_TEXT_BYTES];
  guess(path, &g);
  assert_int_equal(g.n, 0);
  assert_int_equal(g.m.kind, MAP_ORDERS);
  assert_int_equal(g.m.delimiter, 0);
  assert_true(g.m.header);
  assert_true(str_is(g.m.time.format, "%Y%m%d"));
  assert_int_equal(count_and_sum(path, &g.m, &sum, &people), 69659);
  assert_int_equal(people, 23570);
  assert_string_equal(dec_text(sum, text), "2500315.63");
  arena_release(&g.arena);

  guess(shared_file("cdnow/CDNOW_sample.txt"), &g);
  assert_false(g.m.header);
  assert_int_equal(g.n, 1);
  assert_true(str_is(g.m.person.column, "1"));
  assert_true(str_is(g.m.time.column, "3"));
  assert_true(str_is(g.m.amount.column, "5"));
  assert_int_equal(count_and_sum(shared_file("cdnow/CDNOW_sample.txt"), &g.m, &sum, &people), 6919);
  assert_int_equal(people, 2357);
  assert_string_equal(dec_text(sum, text), "244091.94");
  arena_release(&g.arena);
}

static void others_shared(void **state) {
  struct guessed g;
  struct err err = {0};
  struct mapping m;
  struct map_doubt *d;
  uint32_t n;
  if (!shared_file("telco/telco.csv")) skip();
  guess(shared_file("telco/telco.csv"), &g);
  assert_int_equal(g.m.kind, MAP_PEOPLE);
  arena_release(&g.arena);
  guess(shared_file("cookie-cats/cookie_cats.csv"), &g);
  assert_int_equal(g.m.kind, MAP_PEOPLE);
  assert_false(mapping_guess(shared_file("groceries/groceries.csv"), &g.arena, &m, &d, &n, &err));
  assert_int_equal(err.code, ERR_cannot_guess);
  assert_false(mapping_guess(shared_file("hillstrom/hillstrom.csv"), &g.arena, &m, &d, &n, &err));
  arena_release(&g.arena);
}

/* Excel guards long numbers with ="…"; the status tells refunds and unpaid orders. */
static const char taobao[] =
    "订单编号,买家会员名,买家应付货款,买家实际支付金额,订单状态,订单创建时间,订单付款时间,宝贝标题,"
    "宝贝种类,宝贝总数量\n"
    "=\"2026010100001\",小鱼儿,120.00,118.50,交易成功,2026-01-01 10:00:00,2026-01-01 "
    "10:01:02,羽绒服 加厚,1,1\n"
    "=\"2026010100002\",tb_0007,59.00,59.00,退款成功,2026-01-01 11:00:00,2026-01-01 "
    "11:00:09,围巾,1,2\n"
    "=\"2026010100003\",tb_0008,59.00,0.00,交易关闭,2026-01-01 12:00:00,,围巾,1,1\n";

static void taobao_export(void **state) {
  static const char rows[] =
      "2 2026-01-01T02:01:02.000Z user_id:小鱼儿 order_completed amount=118.50 item_name='羽绒服 "
      "加厚' "
      "order_id='2026010100001' quantity=1 status='交易成功' 买家应付货款=120.00 宝贝种类=1 "
      "订单创建时间=@2026-01-01T02:00:00.000Z\n"
      "3 2026-01-01T03:00:09.000Z user_id:tb_0007 order_refunded amount=59.00 item_name='围巾' "
      "order_id='2026010100002' quantity=2 status='退款成功' 买家应付货款=59.00 宝贝种类=1 "
      "订单创建时间=@2026-01-01T03:00:00.000Z\n"
      "4 !row_left_out\n";
  assert_guess(taobao, NULL, rows);
  /* the same file as Chinese Windows writes it */
  char gb[4096], *in = (char *)(uintptr_t)taobao, *out = gb;
  size_t in_left = sizeof taobao - 1, out_left = sizeof gb;
  iconv_t cd = iconv_open("GB18030", "UTF-8");
  assert_true(iconv(cd, &in, &in_left, &out, &out_left) != (size_t)-1);
  iconv_close(cd);
  const char *path = temp_file(gb, (size_t)(out - gb));
  assert_guess_path(path, NULL, rows);
  unlink(path);
}

static void shopify_export(void **state) {
  assert_guess(
      "Name,Email,Financial Status,Paid at,Total,Lineitem quantity,Lineitem name,Lineitem "
      "price,Lineitem sku,Billing City\n"
      "#1001,Ann@Example.com,paid,2026-01-02 15:04:05 -0500,31.00,1,Cup,10.00,CUP-1,Boston\n"
      "#1001,Ann@Example.com,,,,2,Plate,10.00,PLT-1,\n"
      "#1002,bob@example.com,refunded,2026-01-03 15:04:05 -0500,10.00,1,Cup,10.00,CUP-1,\n",
      NULL,
      "2 2026-01-02T20:04:05.000Z email:ann@example.com order_completed amount=31.00 "
      "order_id='#1001' quantity=3 status='paid'\n"
      "2 2026-01-02T20:04:05.000Z email:ann@example.com $set city='Boston'\n"
      "2 2026-01-02T20:04:05.000Z email:ann@example.com order_item amount=10.00 item_id='CUP-1' "
      "item_name='Cup' order_id='#1001' price=10.00 quantity=1 status='paid'\n"
      "3 2026-01-02T20:04:05.000Z email:ann@example.com order_item amount=20.00 item_id='PLT-1' "
      "item_name='Plate' order_id='#1001' price=10.00 quantity=2\n"
      "4 2026-01-03T20:04:05.000Z email:bob@example.com order_refunded amount=10.00 "
      "order_id='#1002' quantity=1 status='refunded'\n"
      "4 2026-01-03T20:04:05.000Z email:bob@example.com order_item_refunded amount=10.00 "
      "item_id='CUP-1' item_name='Cup' order_id='#1002' price=10.00 quantity=1 "
      "status='refunded'\n");
}

static void uci_export(void **state) {
  assert_guess("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
               "536365,85123A,WHITE HANGING HEART,6,12/1/2010 8:26,2.55,17850,United Kingdom\n"
               "536365,71053,WHITE METAL LANTERN,6,12/1/2010 8:26,3.39,17850,United Kingdom\n"
               "536366,22633,HAND WARMER,6,12/13/2010 8:28,1.85,,United Kingdom\n"
               "C536379,D,Discount,-1,12/13/2010 9:41,27.50,14527,United Kingdom\n",
               "kind: orders\n"
               "format: csv\n"
               "delimiter: \",\"\n"
               "header: true\n"
               "columns:\n"
               "  person: CustomerID\n"
               "  time:\n"
               "    column: InvoiceDate\n"
               "    format: mdy\n"
               "  order_id: InvoiceNo\n"
               "  item_id: StockCode\n"
               "properties:\n"
               "  item_name:\n"
               "    column: Description\n"
               "    type: text\n"
               "  quantity:\n"
               "    column: Quantity\n"
               "    type: number\n"
               "  price:\n"
               "    column: UnitPrice\n"
               "    type: number\n"
               "attributes:\n"
               "  country:\n"
               "    column: Country\n"
               "    type: text\n"
               "rest: keep\n"
               "line_items: true\n"
               "refunds:\n"
               "  order_id_prefix: C\n",
               "2 2010-12-01T00:26:00.000Z user_id:17850 order_completed amount=35.64 "
               "order_id='536365' quantity=12\n"
               "2 2010-12-01T00:26:00.000Z user_id:17850 $set country='United Kingdom'\n"
               "2 2010-12-01T00:26:00.000Z user_id:17850 order_item amount=15.30 item_id='85123A' "
               "item_name='WHITE HANGING HEART' order_id='536365' price=2.55 quantity=6\n"
               "3 2010-12-01T00:26:00.000Z user_id:17850 order_item amount=20.34 item_id='71053' "
               "item_name='WHITE METAL LANTERN' order_id='536365' price=3.39 quantity=6\n"
               "4 !row_no_person\n"
               "5 2010-12-13T01:41:00.000Z user_id:14527 order_refunded amount=27.50 "
               "order_id='C536379' quantity=1\n"
               "5 2010-12-13T01:41:00.000Z user_id:14527 $set country='United Kingdom'\n"
               "5 2010-12-13T01:41:00.000Z user_id:14527 order_item_refunded amount=27.50 "
               "item_id='D' item_name='Discount' order_id='C536379' price=27.50 quantity=1\n");
}

static void people_file(void **state) {
  assert_guess("会员号;年龄;城市;会员等级;注册日期;余额\n"
               "00012;31;北京;金卡;2024/5/6;12,50\n"
               "00013;;上海;银卡;2024/5/7;1.100,00\n",
               NULL,
               "2 2026-01-01T00:00:00.000Z user_id:00012 $set since-ever age=31 city='北京' "
               "level='金卡' registered_at=@2024-05-05T16:00:00.000Z 余额=12.50\n"
               "2 2024-05-05T16:00:00.000Z user_id:00012 signed_up\n"
               "3 2026-01-01T00:00:00.000Z user_id:00013 $set since-ever city='上海' level='银卡' "
               "registered_at=@2024-05-06T16:00:00.000Z 余额=1100.00\n"
               "3 2024-05-06T16:00:00.000Z user_id:00013 signed_up\n");
}

static void items_file(void **state) {
  assert_guess("商品编码\t商品名称\t类目\t品牌\t售价\n"
               "p01\t羽绒服\t服装\t鲸\t599.00\n"
               "p02\t围巾\t配饰\t鲸\t59.00\n",
               NULL,
               "2 2026-01-01T00:00:00.000Z item:p01 item_set item brand='鲸' category='服装' "
               "item_name='羽绒服' price=599.00\n"
               "3 2026-01-01T00:00:00.000Z item:p02 item_set item brand='鲸' category='配饰' "
               "item_name='围巾' price=59.00\n");
}

static void behaviour_log(void **state) {
  assert_guess("user_id,item_id,category_id,behavior_type,timestamp\n"
               "1,2268318,2520377,pv,1511544070\n"
               "1,2333346,2520771,buy,1511561733\n",
               NULL,
               "2 2017-11-24T17:21:10.000Z user_id:1 product_viewed category_id=2520377 "
               "event_original='pv' item_id='2268318'\n"
               "3 2017-11-24T22:15:33.000Z user_id:1 order_completed category_id=2520771 "
               "event_original='buy' item_id='2333346'\n");
}

static void simulated_events(void **state) {
  assert_guess(
      "{\"id\":\"e17\",\"time\":\"2026-01-02T03:04:05.678+08:00\",\"user\":\"u000123\",\"event\":"
      "\"order_completed\",\"order_id\":\"o55\",\"amount\":129.00,\"channel\":\"小程序\",\"items\":"
      "[{\"item_id\":\"p12\",\"item_name\":\"围巾\",\"category\":\"配饰\",\"price\":64.5,"
      "\"quantity\":2}]}\n"
      "{\"id\":\"e18\",\"time\":\"2026-01-02T03:05:05.000+08:00\",\"user\":\"u000123\",\"event\":"
      "\"product_viewed\",\"item_id\":\"p12\",\"channel\":\"小程序\",\"depth\":{\"screens\":3}}\n",
      "kind: events\n"
      "format: ndjson\n"
      "columns:\n"
      "  person: user\n"
      "  time:\n"
      "    column: time\n"
      "    format: iso\n"
      "  event: event\n"
      "  amount: amount\n"
      "  order_id: order_id\n"
      "  item_id: item_id\n"
      "  id: id\n"
      "rest: keep\n",
      "1 2026-01-01T19:04:05.678Z user_id:u000123 order_completed amount=129.00 channel='小程序' "
      "order_id='o55'\n"
      "1 2026-01-01T19:04:05.678Z user_id:u000123 order_item amount=129.0 category='配饰' "
      "item_id='p12' item_name='围巾' order_id='o55' price=64.5 quantity=2\n"
      "2 2026-01-01T19:05:05.000Z user_id:u000123 product_viewed channel='小程序' depth.screens=3 "
      "item_id='p12'\n");
}

static void doubts(void **state) {
  struct guessed g;
  const char *path = temp_text("customer_id,date,amount\n7,01/02/2026,5\n8,02/02/2026,6\n");
  guess(path, &g);
  assert_int_equal(g.n, 1);
  assert_non_null(strstr(g.doubts[0].en.p, "day/month/year"));
  unlink(path);
  arena_release(&g.arena);
  path = temp_text("bill of January\nsecond "
                   "line\n\nphone|day|total\n13800138000|2026-01-02|5\n13800138001|2026-01-03|6\n");
  guess(path, &g);
  assert_int_equal(g.m.skip_lines, 3);
  assert_int_equal(g.m.delimiter, '|');
  assert_true(str_is(g.m.person.to, "phone"));
  assert_int_equal(g.n, 1);
  unlink(path);
  arena_release(&g.arena);
}

static void not_guessed(void **state) {
  static const char *const texts[] = {"",
                                      "\n\n",
                                      "hello\nworld\n",
                                      "a,b\n1,2\n3,4\n",
                                      "{\"a\":1}\n",
                                      "[1,2]\n",
                                      "name,colour\nx,y\n",
                                      "{{{\n"};
  struct arena a;
  struct mapping m;
  struct map_doubt *d;
  uint32_t n;
  arena_init(&a, "test");
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    struct err err = {0};
    const char *path = temp_text(texts[i]);
    if (mapping_guess(path, &a, &m, &d, &n, &err)) fail_msg("%s", texts[i]);
    assert_int_equal(err.code, ERR_cannot_guess);
    unlink(path);
  }
  struct err err = {0};
  assert_false(mapping_guess("/nonexistent/file", &a, &m, &d, &n, &err));
  assert_int_equal(err.code, ERR_not_found_file);
  arena_release(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(cdnow),
                                     cmocka_unit_test(others_shared),
                                     cmocka_unit_test(taobao_export),
                                     cmocka_unit_test(shopify_export),
                                     cmocka_unit_test(uci_export),
                                     cmocka_unit_test(people_file),
                                     cmocka_unit_test(items_file),
                                     cmocka_unit_test(behaviour_log),
                                     cmocka_unit_test(simulated_events),
                                     cmocka_unit_test(doubts),
                                     cmocka_unit_test(not_guessed)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
