/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages to rows: names, times, money, orders, visits, identities, limits. */
#include "made.h"

#define T0 "2026-01-01T00:00:00.000Z "

static int setup(void **state) {
  *state = made_new();
  return 0;
}

static int teardown(void **state) {
  made_free(*state);
  return 0;
}

static void names(void **state) {
  struct made *m = *state;
  made_is(
      m, "/v1/events",
      "{\"event\":\"Something "
      "Else\",\"user_id\":7,\"properties\":{\"a\":1,\"b\":\"x\",\"c\":true,\"d\":null,\"e\":\"\"}}",
      T0 "user_id:7 Something Else a=1 b='x' c=true\n");
  made_is(m, "/v1/events",
          "{\"event\":\"Product "
          "Viewed\",\"user_id\":\"u\",\"properties\":{\"product_id\":\"P1\",\"sku\":\"S\",\"name\":"
          "\"围巾\",\"price\":\"9.90\"}}",
          T0
          "user_id:u product_viewed event_original='Product Viewed' item_id='P1' item_name='围巾' "
          "price=9.90 sku='S'\n");
  made_is(m, "/v1/events", "{\"event\":\"加购\",\"user_id\":\"u\"}",
          T0 "user_id:u product_added event_original='加购'\n");
  const struct collect_rename events[] = {{STR("加购"), {0}}, {STR("下单"), STR("order_placed")}};
  const struct collect_rename props[] = {{STR("钱"), STR("amount")}};
  m->rules.events = events, m->rules.n_events = 2;
  m->rules.props = props, m->rules.n_props = 1;
  m->rules.revision++;
  made_is(m, "/v1/events",
          "[{\"event\":\"加购\",\"user_id\":\"u\"},{\"event\":\"下单\",\"user_id\":\"u\","
          "\"properties\":{\"钱\":\"3\"}}]",
          T0 "user_id:u 加购\n" T0 "user_id:u order_placed amount=3 event_original='下单'\n");
}

static void shapes(void **state) {
  struct made *m = *state;
  made_is(m, "/v1/events",
          "{\"event\":\"e\",\"user_id\":\"u\",\"properties\":{\"o\":{\"a\":{\"b\":{\"c\":1,\"d\":{"
          "\"e\":2}}}},"
          "\"l\":[\"x\", \"y\"],\"m\":[],\"n\":[{\"k\":1}],\"order_id\":42,\"big\":1e400}}",
          T0 "user_id:u e big='1e400' l='[\"x\",\"y\"]' n='[{\"k\":1}]' o.a.b.c=1 "
             "o.a.b.d='{\"e\":2}' order_id='42'\n");
}

static void orders(void **state) {
  struct made *m = *state;
  made_is(m, "/v1/batch",
          "{\"batch\":[{\"type\":\"track\",\"event\":\"Order "
          "Completed\",\"userId\":\"u\",\"messageId\":\"m1\","
          "\"properties\":{\"order_id\":\"o1\",\"total\":299.9,\"revenue\":\"269.90\",\"currency\":"
          "\"CNY\","
          "\"products\":[{\"product_id\":\"P1\",\"sku\":\"S1\",\"name\":\"卫衣\",\"price\":149.95,"
          "\"quantity\":2},"
          "{\"product_id\":\"P2\",\"price\":1.5}]}}]}",
          T0
          "user_id:u order_completed amount=269.90 currency='CNY' event_original='Order Completed' "
          "order_id='o1' quantity=2 revenue=269.90 total=299.9\n" T0
          "user_id:u order_item amount=299.90 item_id='P1' item_name='卫衣' order_id='o1' "
          "price=149.95 quantity=2 sku='S1'\n" T0
          "user_id:u order_item amount=1.5 item_id='P2' order_id='o1' price=1.5\n");
  const struct ev_row *r = m->batch.rows.p;
  assert_true(r[0].key.hi && !(r[0].key.lo & 1));
  for (int i = 1; i < 3; i++) {
    assert_int_equal(r[i].key.hi, r[0].key.hi);
    assert_int_equal(r[i].key.lo, r[0].key.lo | 1);
  }
  made_is(
      m, "/v1/events",
      "[{\"event\":\"order_completed\",\"user_id\":\"u\",\"properties\":{\"order_id\":1,\"items\":["
      "{\"id\":\"a\",\"price\":2,\"quantity\":3},{\"id\":\"b\",\"amount\":\"0.5\"}]}},"
      "{\"event\":\"Order "
      "Refunded\",\"user_id\":\"u\",\"properties\":{\"order_id\":\"2\",\"total\":-5}},"
      "{\"event\":\"order_completed\",\"user_id\":\"u\",\"properties\":{\"amount\":-7,\"products\":"
      "[{\"id\":\"a\",\"price\":-7,\"quantity\":1}]}},"
      "{\"event\":\"order_completed\",\"user_id\":\"u\",\"properties\":{\"products\":[{\"id\":"
      "\"a\",\"price\":-7},{\"id\":\"b\",\"price\":2}]}},"
      "{\"event\":\"order_completed\",\"user_id\":\"u\",\"properties\":{\"total\":\"N/A\"}}]",
      "!collect_bad_amount\n" T0 "user_id:u order_completed amount=6.5 order_id='1' quantity=3\n" T0
      "user_id:u order_item amount=6 item_id='a' order_id='1' price=2 quantity=3\n" T0
      "user_id:u order_item amount=0.5 item_id='b' order_id='1'\n" T0
      "user_id:u order_refunded amount=5 event_original='Order Refunded' order_id='2' total=-5\n" T0
      "user_id:u order_refunded amount=7 quantity=1\n" T0
      "user_id:u order_item_refunded amount=7 item_id='a' price=-7 quantity=1\n" T0
      "user_id:u order_refunded amount=5\n" T0
      "user_id:u order_item_refunded amount=7 item_id='a' price=-7\n" T0
      "user_id:u order_item_refunded amount=-2 item_id='b' price=2\n");
}

static void items_of_events(void **state) {
  struct made *m = *state;
  made_is(m, "/v1/events",
          "[{\"event\":\"add_to_cart\",\"user_id\":\"u\",\"properties\":{\"value\":3,\"items\":[{"
          "\"item_id\":\"a\",\"item_brand\":\"B\"}]}},"
          "{\"event\":\"Cart "
          "Viewed\",\"user_id\":\"u\",\"properties\":{\"products\":[{\"product_id\":\"a\"},{"
          "\"product_id\":\"b\"}]}}]",
          T0
          "user_id:u product_added brand='B' event_original='add_to_cart' item_id='a' value=3\n" T0
          "user_id:u cart_viewed event_original='Cart Viewed' "
          "items='[{\"product_id\":\"a\"},{\"product_id\":\"b\"}]'\n");
}

static void times(void **state) {
  struct made *m = *state;
#define AT(time, sent)                                                                             \
  "{\"batch\":[{\"type\":\"track\",\"event\":\"e\",\"userId\":\"u\",\"timestamp\":\"" time         \
  "\"}],\"sentAt\":\"" sent "\"}"
  made_is(m, "/v1/batch", AT("2025-12-31T23:00:00Z", "2025-12-31T23:59:30Z"),
          "2025-12-31T23:00:00.000Z user_id:u e\n"); /* off by 30 s: right */
  made_is(m, "/v1/batch", AT("2025-12-31T20:00:00Z", "2025-12-31T21:00:00Z"),
          "2025-12-31T23:00:00.000Z user_id:u e client_time=@2025-12-31T20:00:00.000Z\n");
  made_is(m, "/v1/import", AT("2025-12-31T20:00:00Z", "2025-12-31T21:00:00Z"),
          "2025-12-31T20:00:00.000Z user_id:u e\n");
  made_is(m, "/v1/batch", AT("2026-01-01T00:30:00Z", "2026-01-01T00:00:00Z"),
          "2026-01-01T00:30:00.000Z user_id:u e\n");
  made_is(m, "/v1/batch", AT("2026-01-01T01:00:01Z", "2026-01-01T00:00:00Z"),
          T0 "user_id:u e client_time=@2026-01-01T01:00:01.000Z clock_clamped=true\n");
  made_is(m, "/v1/events", "{\"event\":\"e\",\"user_id\":\"u\",\"time\":\"2025-06-01 08:00:00\"}",
          "2025-06-01T00:00:00.000Z user_id:u e\n"); /* local: Shanghai */
  made_is(m, "/v1/events", "{\"event\":\"e\",\"user_id\":\"u\",\"time\":1700000000}",
          "2023-11-14T22:13:20.000Z user_id:u e\n");
}

static void visits(void **state) {
  struct made *m = *state;
  m->origin.server_key = false;
  m->origin.user_agent =
      STR("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
          "like Gecko) Mobile/15E148 MicroMessenger/8.0.44");
  made_is(m, "/v1/p",
          "{\"type\":\"page\",\"name\":\"P\",\"anonymousId\":\"a\",\"properties\":{\"title\":\"T\","
          "\"url\":\"https://www.s.cn/?utm_source=wx&utm_medium=Social\"},"
          "\"context\":{\"page\":{\"url\":\"https://other/\",\"path\":\"/\",\"referrer\":\"https://"
          "weixin.qq.com/"
          "\"},\"ip\":\"1.2.3.4\",\"library\":{\"name\":\"analytics.js\",\"version\":\"2\"},\"x\":{"
          "\"y\":1}}}",
          T0 "anonymous_id:a[ repeats] page_viewed browser='WeChat' channel='social' context.x.y=1 "
             "device_type='mobile' lib='analytics.js/2' medium='Social' os='iOS' page_name='P' "
             "page_title='T' path='/' referrer='https://weixin.qq.com/' source='wx' "
             "url='https://www.s.cn/?utm_source=wx&utm_medium=Social'\n");
  m->origin.user_agent = STR("Mozilla/5.0 (compatible; Googlebot/2.1)");
  made_is(m, "/v1/events",
          "{\"event\":\"page_viewed\",\"anonymous_id\":\"a\",\"properties\":{\"url\":\"https://"
          "s.cn/\",\"ip\":\"9.9.9.9\"}}",
          T0 "anonymous_id:a page_viewed $bot=true channel='direct' url='https://s.cn/'\n");
  assert_true(m->outcomes[0].bot);
  m->origin.user_agent = (struct str){0};
  m->rules.keep_ip = true;
  made_is(
      m, "/v1/events",
      "{\"event\":\"e\",\"anonymous_id\":\"a\",\"properties\":{\"ip\":\"9.9.9.9\",\"$utm_source\":"
      "\"x\",\"utm_source\":\"y\",\"referrer\":\"http://m.baidu.com/s\",\"url\":\"http://s.cn\"}}",
      T0 "anonymous_id:a e $utm_source='x' channel='search' ip='9.9.9.9' "
         "referrer='http://m.baidu.com/s' source='y' url='http://s.cn'\n");
}

static void people(void **state) {
  struct made *m = *state;
  made_is(m, "/v1/batch",
          "{\"batch\":[{\"type\":\"identify\",\"userId\":\"u\",\"anonymousId\":\"a\",\"traits\":{"
          "\"phone\":\"138 0013 "
          "8000\",\"email\":\"A@B.c\",\"createdAt\":\"2024-01-02T03:04:05Z\",\"age\":\"30\","
          "\"address\":{\"city\":\"上海\",\"street\":\"x\"}}},"
          "{\"type\":\"identify\",\"userId\":\"u\"},{\"type\":\"alias\",\"userId\":\"u\","
          "\"previousId\":\"a\"},{\"type\":\"alias\",\"userId\":\"u\",\"previousId\":\"u\"},"
          "{\"type\":\"group\",\"userId\":\"u\",\"groupId\":\"g\",\"traits\":{\"n\":1}}]}",
          T0 "user_id:u+anonymous_id:a+phone:+8613800138000+email:a@b.c[associates] $set "
             "address.street='x' age=30 city='上海' email='A@B.c' phone='138 0013 8000' "
             "registered_at=@2024-01-02T03:04:05.000Z\n" T0 "user_id:u[associates] $set seen\n" T0
             "user_id:u[aliases distinct_id:a] $set seen\n" T0
             "user_id:u group_joined group_id='g' traits.n=1\n");
  m->origin.server_key = false; /* anybody can type any number */
  made_is(m, "/v1/i", "{\"userId\":\"u\",\"traits\":{\"phone\":\"13800138000\"}}",
          T0 "user_id:u[associates] $set phone='13800138000'\n");
  made_is(m, "/v1/events",
          "{\"event\":\"e\",\"anonymous_id\":\"a\",\"ids\":{\"phone\":\"12\",\"email\":\" Q@W.e "
          "\",\"my_crm\":\"1\",\"wx_openid:wx1\":\"o\"}}",
          T0 "wx_openid:wx1:o+anonymous_id:a+email:q@w.e e id.my_crm='1' id.phone='12'\n");
  made_is(m, "/v1/events", "{\"event\":\"e\",\"ids\":{\"my_crm\":\"1\"}}",
          "!collect_no_identity\n");
}

static void attributes(void **state) {
  struct made *m = *state;
  made_is(m, "/v1/events",
          "{\"event\":\"e\",\"user_id\":\"u\",\"message_id\":1,\"set\":{\"level\":\"gold\","
          "\"tags\":[\"a\",\"b\"]},\"unset\":[\"city\"]}",
          T0 "user_id:u e\n" T0 "user_id:u $set level='gold' tags='[\"a\",\"b\"]'\n" T0
             "user_id:u $set city=''\n");
  assert_false(m->batch.rows.p[0].key.lo & 1);
  assert_true(m->batch.rows.p[1].key.lo & m->batch.rows.p[2].key.lo & 1);
  made_is(m, "/v1/events",
          "[{\"item\":{\"id\":\"p1\",\"name\":\"N\",\"category\":\"C\",\"price\":\"3\"}},{\"item\":"
          "{\"id\":\"p2\",\"deleted\":true}}]",
          T0 "item:p1 item_set item category='C' item_name='N' price=3\n" T0
             "item:p2 item_set item deleted=true\n");
}

static void limits(void **state) {
  struct made *m = *state;
  struct buf body = BUF_INIT;
  buf_puts(&body, "[{\"event\":\"a\",\"user_id\":\"u\"},{\"event\":\"b\",\"user_id\":\"u\","
                  "\"properties\":{\"x\":\"");
  for (int i = 0; i <= VALUE_STR_MAX; i++)
    buf_putc(&body, 'x');
  buf_puts(&body, "\"}},{\"event\":\"c\",\"user_id\":\"u\",\"properties\":{");
  for (int i = 0; i <= COLLECT_PROPS_MAX; i++)
    buf_printf(&body, "%s\"p%d\":1", i ? "," : "", i);
  buf_puts(&body, "}},{\"event\":\"");
  for (int i = 0; i <= NAME_MAX_BYTES; i++)
    buf_putc(&body, 'n');
  buf_puts(&body,
           "\",\"user_id\":\"u\"},{\"event\":\"d\",\"user_id\":\"u\",\"properties\":{\"\":1}},");
  buf_puts(&body, "{\"event\":\"order_completed\",\"user_id\":\"u\",\"properties\":{\"items\":[");
  for (int i = 0; i <= COLLECT_ITEMS_MAX; i++)
    buf_puts(&body, i ? ",{\"id\":1}" : "{\"id\":1}");
  buf_puts(&body, "]}},{\"event\":\"z\",\"user_id\":\"u\",\"set\":{\"\":1}},{\"event\":\"y\","
                  "\"user_id\":\"u\"}]");
  assert_string_equal(made_post(m, "/v1/events", buf_str(&body)),
                      "!collect_value_long\n!collect_many_props\n!collect_event_long\n"
                      "!collect_name_long\n!collect_many_items\n!collect_name_long\n"
                      "!collect_name_long\n" T0 "user_id:u a\n" T0 "user_id:u y\n");
  buf_release(&body);
}

/* More than a batch: it stops where it is full, and goes on from there. */
static void full(void **state) {
  struct made *m = *state;
  struct buf body = BUF_INIT;
  struct wire_request q = {.post = true, .path = STR("/v1/events")};
  struct err err;
  uint32_t at = 0, next, rounds = 0;
  size_t rows = 0;
  buf_putc(&body, '[');
  for (int i = 0; i < 100; i++) {
    buf_printf(&body,
               "%s{\"event\":\"order_completed\",\"user_id\":\"u%d\",\"properties\":{\"items\":[",
               i ? "," : "", i);
    for (int k = 0; k < COLLECT_ITEMS_MAX; k++)
      buf_puts(&body, k ? ",{\"id\":1,\"price\":2}" : "{\"id\":1,\"price\":2}");
    buf_puts(&body, "]}}");
  }
  buf_putc(&body, ']');
  q.body = buf_str(&body);
  assert_true(wire_decode(&q, WIRE_SHOAL, m->parser, &m->out, &m->wire, &err));
  m->outcomes = arena_array(&m->mem, struct collect_outcome, m->wire.n_messages);
  for (; at < m->wire.n_messages; at = next, rounds++) {
    ev_batch_reset(&m->batch);
    assert_true(collect_normalise(m->n, &m->rules, &m->origin, &m->wire, at, &m->batch, m->outcomes,
                                  &m->mem, &next, &err));
    assert_true(next > at);
    rows += m->batch.rows.n;
  }
  assert_int_equal(rows, 100 * (COLLECT_ITEMS_MAX + 1));
  assert_true(rounds > 1);
  buf_release(&body);
}

/* The same order over the wire and as a line of a file. */
static void as_imports(void **state) {
  struct made *m = *state;
  static const char body[] =
      "{\"event\":\"order_completed\",\"time\":\"2025-01-02T03:04:05.678+08:00\",\"user_id\":"
      "\"u000123\","
      "\"properties\":{\"order_id\":\"o55\",\"amount\":129.00,\"channel\":\"小程序\",\"items\":[{"
      "\"item_id\":\"p12\","
      "\"item_name\":\"围巾\",\"category\":\"配饰\",\"price\":64.5,\"quantity\":2}]}}";
  made_is(m, "/v1/events", body,
          "2025-01-01T19:04:05.678Z user_id:u000123 order_completed amount=129.00 channel='小程序' "
          "order_id='o55' quantity=2\n"
          "2025-01-01T19:04:05.678Z user_id:u000123 order_item amount=129.0 category='配饰' "
          "item_id='p12' item_name='围巾' order_id='o55' price=64.5 quantity=2\n");
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
  const struct CMUnitTest tests[] = {T(names),  T(shapes), T(orders),    T(items_of_events),
                                     T(times),  T(visits), T(people),    T(attributes),
                                     T(limits), T(full),   T(as_imports)};
  cmocka_set_message_output(CM_OUTPUT_TAP);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
