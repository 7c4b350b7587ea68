/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support.h"

#include "base/rng.h"

#define ORDERS "kind: orders\nrest: drop\ncolumns: {person: u, time: t, amount: a, order_id: o}\n"

static void orders(void **state) {
  assert_rows(
      ORDERS,
      "u,t,a,o\n"
      "00001,2026-01-01,\"¥1,234.50\",o1\n"
      "u2,2026-01-01,-5.00,o2\n"
      "u3,2026-01-01,0,\n",
      "2 2025-12-31T16:00:00.000Z user_id:00001 order_completed amount=1234.50 order_id='o1'\n"
      "3 2025-12-31T16:00:00.000Z user_id:u2 order_refunded amount=5.00 order_id='o2'\n"
      "4 2025-12-31T16:00:00.000Z user_id:u3 order_completed amount=0\n");
}

static void rejects(void **state) {
  assert_rows(ORDERS,
              "u,t,a,o\n"
              "null,2026-01-01,1,o\n"
              "游客,2026-01-01,1,o\n"
              ",2026-01-01,1,o\n"
              "1.23E+17,2026-01-01,1,o\n"
              "u1,2026-01-01,1,1.2e+10\n"
              "u\x01,2026-01-01,1,o\n"
              "u1,2026-02-30,1,o\n"
              "u1,,1,o\n"
              "u1,2026-01-01,abc,o\n"
              "u1,2026-01-01,,o\n"
              "u1,2026-01-01,1,o,extra\n"
              "u1,2026-01-01,1,o,,\n"
              "u1,2026-01-01,1\n"
              "u1,2026-01-01\n"
              "\n"
              ",,,\n"
              "u1,\"2026-01-01,1,o\n"
              "u\xff,2026-01-01,1,o\n"
              "u1,2026-01-01,1,o\n",
              "2 !row_no_person\n3 !row_no_person\n4 !row_no_person\n5 !row_mangled_id\n"
              "6 !row_mangled_id\n7 !row_bad_id\n8 !row_bad_time\n9 !row_no_time\n"
              "10 !row_bad_amount\n11 !row_bad_amount\n12 !row_many_columns\n"
              "13 2025-12-31T16:00:00.000Z user_id:u1 order_completed amount=1 order_id='o'\n"
              "14 2025-12-31T16:00:00.000Z user_id:u1 order_completed amount=1\n"
              "15 !row_bad_amount\n"
              "18 !row_broken_quotes\n"
              "19 !row_bad_encoding\n"
              "20 2025-12-31T16:00:00.000Z user_id:u1 order_completed amount=1 order_id='o'\n");
}

static void events(void **state) {
  assert_rows(
      "kind: events\ncolumns: {person: {column: u, type: phone}, time: t, event: e, amount: a}\n"
      "event_names: {抽奖: draw_played}\n"
      "attributes: {city: 城市}\n",
      "u,t,e,a,城市,note,flag\n"
      "138,2026-01-01,支付,5,北京,hello,true\n"
      "138,2026-01-01,抽奖,,,x,false\n"
      "138,2026-01-01,order_completed,-5,,,\n"
      "138,2026-01-01,my own,,,,\n"
      "138,2026-01-01,,,,,\n",
      "2 2025-12-31T16:00:00.000Z phone:138 order_completed amount=5 event_original='支付' "
      "flag=true note='hello'\n"
      "2 2025-12-31T16:00:00.000Z phone:138 $set city='北京'\n"
      "3 2025-12-31T16:00:00.000Z phone:138 draw_played flag=false note='x'\n"
      "4 2025-12-31T16:00:00.000Z phone:138 order_refunded amount=5\n"
      "5 2025-12-31T16:00:00.000Z phone:138 my own\n"
      "6 !row_no_event\n");
}

/* One number is one person, however the file writes it; what is none stays as it is. */
static void phones(void **state) {
  assert_rows("kind: people\ncolumns: {person: {column: tel, type: phone}}\n",
              "tel,x\n138 0013 8000,a\n8613800138000,b\n+8613800138000,c\n+1 (212) 555-0100,d\n"
              "010-1234,e\n",
              "2 2026-01-01T00:00:00.000Z phone:+8613800138000 $set since-ever x='a'\n"
              "3 2026-01-01T00:00:00.000Z phone:+8613800138000 $set since-ever x='b'\n"
              "4 2026-01-01T00:00:00.000Z phone:+8613800138000 $set since-ever x='c'\n"
              "5 2026-01-01T00:00:00.000Z phone:+12125550100 $set since-ever x='d'\n"
              "6 2026-01-01T00:00:00.000Z phone:010-1234 $set since-ever x='e'\n");
}

static void people(void **state) {
  assert_rows(
      "kind: people\ncolumns: {person: id, time: at}\nattributes: {registered_at: {column: reg, "
      "type: time}}\n",
      "id,at,reg,age\n1,2026-01-02,2025-01-01 10:00:00,31\n2,,,\n",
      "2 2026-01-01T16:00:00.000Z user_id:1 $set age=31 registered_at=@2025-01-01T02:00:00.000Z\n"
      "2 2025-01-01T02:00:00.000Z user_id:1 signed_up\n"
      "3 2026-01-01T00:00:00.000Z user_id:2 $set since-ever\n");
  assert_rows("kind: people\ntime: 2020-01-01\ncolumns: {person: id}\n", "id,x\n1,a\n",
              "2 2019-12-31T16:00:00.000Z user_id:1 $set x='a'\n");
}

static void types_hold_for_the_file(void **state) {
  assert_rows("kind: people\ncolumns: {person: id}\nattributes: {age: {column: age, type: number}, "
              "vip: {column: vip, type: boolean}}\n",
              "id,age,vip,code,date,tel,n\n"
              "1,31,是,007,2026-01-01,13800138000,1\n"
              "2,old,maybe,8,2026-01-02,13900138000,2.5\n",
              "2 2026-01-01T00:00:00.000Z user_id:1 $set since-ever age=31 code='007' "
              "date=@2025-12-31T16:00:00.000Z n=1 tel='13800138000' vip=true\n"
              "3 2026-01-01T00:00:00.000Z user_id:2 $set since-ever age='old' code='8' "
              "date=@2026-01-01T16:00:00.000Z n=2.5 tel='13900138000' vip='maybe'\n");
}

static void ndjson(void **state) {
  assert_rows("kind: events\nformat: ndjson\ncolumns: {person: user.id, time: ts, event: name, id: "
              "id, amount: properties.total}\n"
              "properties: {kind: {column: type, type: text}}\n",
              "{\"id\":1,\"user\":{\"id\":77,\"city\":\"x\"},\"ts\":1767225600,\"name\":\"Product "
              "Viewed\",\"type\":5,\"tags\":[1,\"a\"],\"n\":null,\"e\":\"\"}\n"
              "\n"
              "not json\n"
              "[1]\n"
              "{\"id\":2,\"user\":{\"id\":\"u\"},\"ts\":1767225601,\"name\":\"buy\",\"properties\":"
              "{\"total\":-3,\"deep\":{\"x\":true}},\"products\":[{\"sku\":\"s1\",\"price\":1.5,"
              "\"quantity\":2,\"name\":\"n\"},{\"id\":\"s2\",\"amount\":9}]}\n"
              "{\"id\":3,\"user\":{\"id\":\"u\"},\"ts\":1767225602,\"name\":\"cart\",\"items\":[{"
              "\"id\":\"s1\"}]}\n",
              "1 2026-01-01T00:00:00.000Z user_id:77 product_viewed event_original='Product "
              "Viewed' kind='5' tags='[1,\"a\"]' user.city='x'\n"
              "3 !row_bad_json\n4 !row_bad_json\n"
              "5 2026-01-01T00:00:01.000Z user_id:u order_refunded amount=3 deep.x=true "
              "event_original='buy'\n"
              "5 2026-01-01T00:00:01.000Z user_id:u order_item_refunded amount=3.0 item_id='s1' "
              "item_name='n' price=1.5 quantity=2\n"
              "5 2026-01-01T00:00:01.000Z user_id:u order_item_refunded amount=9 item_id='s2'\n"
              "6 2026-01-01T00:00:02.000Z user_id:u product_added event_original='cart' "
              "items='[{\"id\":\"s1\"}]'\n");
}

static void leaving_out(void **state) {
  assert_rows(ORDERS "leave_out: {column: s, values: [待付款]}\n",
              "u,t,a,o,s\nu1,2026-01-01,1,o1,待付款\nu1,2026-01-01,1,o2,完成\n",
              "2 !row_left_out\n"
              "3 2025-12-31T16:00:00.000Z user_id:u1 order_completed amount=1 order_id='o2'\n");
}

static void columns_by_number(void **state) {
  assert_rows("kind: orders\nheader: false\ndelimiter: blank\ncolumns: {person: 1, time: 2, "
              "amount: 4}\nskip_lines: 1\n",
              "title of the file\n 001 19970101 2 3.5\r\n 001 19970102 x 3.5\r\n",
              "2 1996-12-31T16:00:00.000Z user_id:001 order_completed amount=3.5 column_3='2'\n"
              "3 1997-01-01T16:00:00.000Z user_id:001 order_completed amount=3.5 column_3='x'\n");
}

static void missing_column(void **state) {
  struct arena a;
  struct mapping m;
  struct err err = {0};
  struct reader *r = NULL;
  arena_init(&a, "test");
  assert_ok(mapping_parse(STR(ORDERS), "m", &a, &m, &err), &err);
  const char *path = temp_text("user,t,a,o\n1,2,3,4\n");
  assert_false(reader_open(path, &m, tz_utc(), NOW_MS, &r, &err));
  assert_int_equal(err.code, ERR_map_no_column);
  assert_string_equal(err.args[0], "u");
  assert_string_equal(err.args[2], "user, t, a, o");
  assert_null(r);
  unlink(path);
  arena_release(&a);
}

static void nothing_in_it(void **state) {
  assert_rows(ORDERS, "", "");
  assert_rows(ORDERS, "\n\n", "");
  assert_rows(ORDERS, "u,t,a,o", "");
  assert_rows("kind: events\nformat: ndjson\ncolumns: {person: u, event: e}\n", "", "");
}

static struct ev_key first_key(const char *yaml, const void *bytes, size_t n) {
  struct arena a;
  struct mapping m;
  struct err err = {0};
  struct reader *r;
  struct ev_batch b;
  struct read_record *recs;
  uint32_t got;
  arena_init(&a, "test");
  ev_batch_init(&b);
  const char *path = temp_file(bytes, n);
  assert_ok(mapping_parse(str_from(yaml), "m", &a, &m, &err), &err);
  assert_ok(reader_open(path, &m, tz_utc(), NOW_MS, &r, &err), &err);
  assert_ok(reader_next(r, &b, &recs, &got, &err), &err);
  assert_int_equal(got, 1);
  assert_false(recs[0].rejected);
  struct ev_key key = recs[0].content;
  unlink(path);
  reader_close(r);
  ev_batch_release(&b);
  arena_release(&a);
  return key;
}

#define KEY(yaml, text) first_key((yaml), (text), sizeof(text) - 1)

static void assert_same_key(struct ev_key a, struct ev_key b, bool same) {
  assert_int_equal(a.hi == b.hi && a.lo == b.lo, same);
}

static void keys(void **state) {
  struct ev_key k = KEY(ORDERS, "u,t,a,o\n会员,2026-01-01,5,x\n");
  assert_same_key(k, KEY(ORDERS, "u,t,a,o\r\n\"会员\",\"2026-01-01\",5,x\r\n"), true);
  assert_same_key(k, KEY(ORDERS "delimiter: \";\"\n", "u;t;a;o;\n会员;2026-01-01;5;x;\n"), true);
  assert_same_key(k, KEY(ORDERS, "u,t,a,o\n\xbb\xe1\xd4\xb1,2026-01-01,5,x\n"), true);
  assert_same_key(k, KEY(ORDERS, "u,t,a,o\n会员,2026-01-01,5,y\n"), false);
  assert_same_key(KEY(ORDERS, "u,t,a,o,x,y\nu,2026-01-01,5,o,a,bc\n"),
                  KEY(ORDERS, "u,t,a,o,x,y\nu,2026-01-01,5,o,ab,c\n"), false);
#define WITH_ID "kind: orders\ncolumns: {person: u, id: i}\n"
  assert_same_key(KEY(WITH_ID, "u,i,x\na,7,1\n"), KEY(WITH_ID, "u,i,x\nb,7,2\n"), true);
  assert_same_key(KEY(WITH_ID, "u,i,x\na,7,1\n"), KEY(WITH_ID, "u,i,x\na,8,1\n"), false);
#define JSON "kind: events\nformat: ndjson\nevent: e\ncolumns: {person: u}\n"
  assert_same_key(KEY(JSON, "{\"u\":\"a\",\"x\":1}\n"),
                  KEY(JSON, "{ \"x\": 1, \"u\": \"\\u0061\"}"), true);
  assert_same_key(KEY(JSON, "{\"u\":\"a\",\"x\":1}\n"), KEY(JSON, "{\"u\":\"a\",\"x\":2}\n"),
                  false);
}

/* A file of everything that can be wrong reads the same however it comes in. */
static void any_chunks(void **state) {
  struct rng g;
  struct arena a;
  struct mapping m;
  struct err err = {0};
  static const char *const pieces[] = {
      "u1,2026-01-01,5,o1\n",
      "会员,2026-01-02 10:00:00,5.5,\"a\nb\"\r\n",
      "\n",
      "u2,bad,1,o\n",
      "u3,2026-01-01,1,\"open\n",
      "u\xff,2026-01-01,1,o\n",
      ",,,\n",
      "\"q\"\"q\",2026-01-03,7,x\n",
      "u,2026-01-01,1,xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n"};
  uint64_t seed = 23;
  print_message("seed %llu\n", (unsigned long long)seed);
  rng_init(&g, seed, 0, 0);
  arena_init(&a, "test");
  assert_ok(mapping_parse(STR(ORDERS "encoding: utf-8\n"), "m", &a, &m, &err), &err);
  for (int round = 0; round < 40; round++) {
    struct buf text = BUF_INIT, whole = BUF_INIT;
    buf_puts(&text, "u,t,a,o\n");
    for (int i = 0; i < 60; i++)
      buf_puts(&text, pieces[rng_below(&g, sizeof pieces / sizeof pieces[0])]);
    if (rng_chance(&g, 0.5)) text.n -= rng_below(&g, 30);
    const char *path = temp_file(text.p, text.n);
    struct reader_limits limits = {.record_bytes = 50};
    render_file(path, &m, &limits, &whole);
    for (limits.read_step = 1; limits.read_step <= 7; limits.read_step++) {
      struct buf part = BUF_INIT;
      render_file(path, &m, &limits, &part);
      assert_string_equal(part.p, whole.p);
      buf_release(&part);
    }
    unlink(path);
    buf_release(&text);
    buf_release(&whole);
  }
  arena_release(&a);
}

/* Exactly the lines that are no text are rejected, wherever they stand among those judged with
 * them.
 */
static void spoilt_lines(void **state) {
  static const char *const spoilt[] = {"\xff", "\xe4\xbc", "\xed\xa0\x80", "\xc0\x80",
                                       "\xf4\x90\x80\x80"};
  struct rng g;
  struct arena a;
  struct mapping m;
  struct err err = {0};
  rng_init(&g, 29, 0, 0);
  arena_init(&a, "test");
  assert_ok(mapping_parse(STR(ORDERS "encoding: utf-8\n"), "m", &a, &m, &err), &err);
  for (int round = 0; round < 12; round++) {
    struct buf text = BUF_INIT, expected = BUF_INIT, got = BUF_INIT;
    double share = round % 3 == 0 ? 0.3 : 0.0005;
    buf_puts(&text, "u,t,a,o\n");
    for (int line = 2; line < 6000; line++) {
      bool bad = rng_chance(&g, share);
      const char *what = spoilt[rng_below(&g, sizeof spoilt / sizeof spoilt[0])];
      buf_puts(&text, rng_chance(&g, 0.5) ? "会员" : "u");
      if (bad && rng_chance(&g, 0.2))
        buf_putc(&text, 0);
      else if (bad)
        buf_puts(&text, what);
      buf_puts(&text, ",2026-01-01,1,o\n");
      if (bad) buf_printf(&expected, "%d !row_bad_encoding\n", line);
    }
    const char *path = temp_file(text.p, text.n);
    struct reader_limits limits = {.read_step = round % 2 ? 1 + rng_below(&g, 5000) : 0};
    render_file(path, &m, &limits, &got);
    struct str rest = buf_str(&got), want = buf_str(&expected);
    while (rest.n > 0) {
      struct str line = str_cut(&rest, '\n'), next = want;
      const char *mark = memchr(line.p, '!', line.n);
      if (!mark) continue;
      assert_true(want.n > 0 && str_eq(line, str_cut(&next, '\n')));
      want = next;
    }
    assert_int_equal(want.n, 0);
    unlink(path);
    buf_release(&text);
    buf_release(&expected);
    buf_release(&got);
  }
  arena_release(&a);
}

/* A line longer than window and limit together, in the middle of a file. */
static void huge_line(void **state) {
  struct arena a;
  struct mapping m;
  struct err err = {0};
  struct buf text = BUF_INIT, out = BUF_INIT;
  arena_init(&a, "test");
  assert_ok(mapping_parse(STR(ORDERS), "m", &a, &m, &err), &err);
  buf_puts(&text, "u,t,a,o\nu1,2026-01-01,1,o1\nu2,2026-01-01,1,");
  for (int i = 0; i < 3 << 18; i++)
    buf_puts(&text, "xxxxxxxxxxxxxxxx");
  buf_puts(&text, "\nu3,2026-01-01,1,o3\nu4,2026-01-01,1,\"");
  for (int i = 0; i < 3 << 17; i++)
    buf_puts(&text, "yyyyyyy\n");
  const char *path = temp_file(text.p, text.n);
  render_file(path, &m, NULL, &out);
  const char *after = strstr(out.p, "3 !row_too_long\n4 2025-12-31T16:00:00.000Z user_id:u3");
  assert_non_null(after);
  assert_non_null(strstr(after, "\n5 !row_broken_quotes\n6 !row_no_time\n"));
  unlink(path);
  buf_release(&text);
  buf_release(&out);
  arena_release(&a);
}

static void reject_text(void **state) {
  struct arena a;
  struct mapping m;
  struct err err = {0};
  struct reader *r;
  struct ev_batch b;
  struct read_record *recs;
  uint32_t n;
  arena_init(&a, "test");
  ev_batch_init(&b);
  assert_ok(mapping_parse(STR(ORDERS "encoding: utf-8\n"), "m", &a, &m, &err), &err);
  const char *path = temp_text("u,t,a,o\nnull,\"a\xff\"\"b\",1,会\r\n");
  assert_ok(reader_open(path, &m, tz_utc(), NOW_MS, &r, &err), &err);
  assert_true(reader_fingerprint(r).n > 0);
  assert_ok(reader_next(r, &b, &recs, &n, &err), &err);
  assert_int_equal(n, 1);
  assert_true(str_is(recs[0].text, "null,\"a\xef\xbf\xbd\"\"b\",1,会"));
  assert_string_equal(recs[0].why.place.source, path);
  assert_int_equal(reader_bytes(r), reader_bytes_total(r));
  assert_ok(reader_next(r, &b, &recs, &n, &err), &err);
  assert_int_equal(n, 0);
  unlink(path);
  reader_close(r);
  ev_batch_release(&b);
  arena_release(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(orders),
                                     cmocka_unit_test(rejects),
                                     cmocka_unit_test(events),
                                     cmocka_unit_test(people), cmocka_unit_test(phones),
                                     cmocka_unit_test(types_hold_for_the_file),
                                     cmocka_unit_test(ndjson),
                                     cmocka_unit_test(leaving_out),
                                     cmocka_unit_test(columns_by_number),
                                     cmocka_unit_test(missing_column),
                                     cmocka_unit_test(nothing_in_it),
                                     cmocka_unit_test(keys),
                                     cmocka_unit_test(any_chunks),
                                     cmocka_unit_test(spoilt_lines),
                                     cmocka_unit_test(huge_line),
                                     cmocka_unit_test(reject_text)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
