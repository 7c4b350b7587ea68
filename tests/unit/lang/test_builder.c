/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Forms: what becomes which row, back to the same text, and what is refused. */
#include "fixture.h"
#include "lang/builder.h"
#include "random_tree.h"

#define ROUNDS 20000

static struct str form_of(const struct node *tree, struct arena *a) {
  struct buf b = BUF_INIT;
  struct jw w;
  jw_init(&w, &b, 0);
  lang_to_form(tree, &w);
  struct str s = arena_str(a, buf_str(&b));
  buf_release(&b);
  return s;
}

static struct str text_of(const struct node *tree, struct arena *a) {
  struct buf b = BUF_INIT;
  lang_format(tree, &b);
  struct str s = arena_str(a, buf_str(&b));
  buf_release(&b);
  return s;
}

/* Tree → form → text → tree: the same tree. */
static void check_back(const struct node *tree, struct arena *a, uint64_t seed) {
  struct err err = {0};
  struct json *form;
  struct str text, json = form_of(tree, a);
  struct node *again;
  bool ok = json_parse(json, a, &form, &err) && lang_from_form(form, a, &text, &err) &&
            lang_parse(text, a, &again, &err);
  if (!ok || !lang_equal(tree, again)) {
    struct str was = text_of(tree, a);
    fail_msg("seed %llu: %s\nwas  %.*s\nform %.*s\nnow  %.*s", (unsigned long long)seed,
             ok ? "another tree" : err_name(err.code), STRF(was), STRF(json), STRF(text));
  }
}

static void test_random_trees(void **state) {
  struct arena a;
  unsigned rows = 0, codes = 0;
  arena_init(&a, "trees");
  print_message("# seeds 1 to %d\n", ROUNDS);
  for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
    struct gen g = {.a = &a};
    rng_init(&g.rng, seed, 7, 0);
    struct node *tree = gen_any(&g, 4);
    check_back(tree, &a, seed);
    struct str json = form_of(tree, &a);
    rows += str_has(json, STR("\"kind\":\"attribute\"")) || str_has(json, STR("\"kind\":\"did\""));
    codes += str_has(json, STR("\"kind\":\"code\""));
    arena_reset(&a);
  }
  print_message("# %u with rows of their own, %u with code rows\n", rows, codes);
  assert_true(rows > ROUNDS / 100 && codes > ROUNDS / 100);
  arena_release(&a);
}

/* ---- rows only: what the form can show never becomes code ---- */

static struct node *plain_literal(struct gen *g, enum lang_type type) {
  struct node *n;
  do
    n = gen_literal(g);
  while (n->lit.type != type);
  return n;
}

static struct node *row_test(struct gen *g, struct node *of) {
  static const enum lang_type types[] = {LT_NUM, LT_STR, LT_TIME, LT_BOOL};
  static const enum node_kind kinds[] = {N_CMP, N_IN, N_BETWEEN, N_EXISTS, N_CONTAINS};
  struct node *n = gen_node(g, GEN_PICK(g, kinds));
  enum lang_type type = GEN_PICK(g, types);
  n->a = of;
  n->negated = n->kind != N_CMP && n->kind != N_BETWEEN && rng_chance(&g->rng, 0.4);
  n->op = (enum node_op)rng_below(&g->rng, OP_GE + 1);
  if (n->kind == N_CMP) n->b = plain_literal(g, type);
  if (n->kind == N_CONTAINS) n->b = plain_literal(g, LT_STR);
  if (n->kind != N_IN && n->kind != N_BETWEEN) return n;
  n->n_kids = n->kind == N_BETWEEN ? 2 : 1 + (uint32_t)rng_below(&g->rng, 3);
  n->kids = arena_array(g->a, struct node *, n->n_kids);
  for (uint32_t i = 0; i < n->n_kids; i++)
    n->kids[i] = plain_literal(g, type);
  return n;
}

static struct node *row_filter(struct gen *g) {
  struct node *p = gen_node(g, N_PROP);
  do {
    p->pseudo = PSEUDO_NONE;
    p->name = gen_name(g);
    if (rng_chance(&g->rng, 0.3)) p->pseudo = gen_pseudo(g, &p->name);
  } while (str_is(p->name, "`"));
  return row_test(g, p);
}

static void row_where(struct gen *g, struct agg *a) {
  a->where = NULL;
  if (rng_chance(&g->rng, 0.5)) return;
  struct node *n = row_filter(g);
  if (rng_chance(&g->rng, 0.5)) {
    struct node *all = gen_node(g, N_AND);
    all->n_kids = 2;
    all->kids = arena_array(g->a, struct node *, 2);
    all->kids[0] = n, all->kids[1] = row_filter(g);
    n = all;
  }
  a->where = n;
}

static struct node *row_agg(struct gen *g, enum agg_fn from, enum agg_fn to) {
  struct node *n;
  do
    n = gen_agg(g, 0);
  while (n->agg->fn < from || n->agg->fn > to);
  row_where(g, n->agg);
  return n;
}

static struct node *row_measured(struct gen *g, struct node *of) {
  struct node *n = gen_node(g, rng_chance(&g->rng, 0.5) ? N_CMP : N_BETWEEN);
  n->a = of;
  n->op = (enum node_op)rng_below(&g->rng, OP_GE + 1);
  if (n->kind == N_CMP) {
    n->b = plain_literal(g, LT_NUM);
    return n;
  }
  n->n_kids = 2;
  n->kids = arena_array(g->a, struct node *, 2);
  n->kids[0] = plain_literal(g, LT_NUM), n->kids[1] = plain_literal(g, LT_NUM);
  return n;
}

static struct node *row_sequence(struct gen *g) {
  struct node *n = gen_sequence(g, 0);
  for (uint32_t i = 0; i < n->n_kids; i++)
    row_where(g, n->kids[i]->agg);
  return n->agg->fn == AGG_COUNT ? row_measured(g, n) : n;
}

static struct node *attribute(struct gen *g) {
  struct node *n = gen_node(g, N_ATTR);
  n->name = gen_name(g);
  n->is_attr = rng_chance(&g->rng, 0.3);
  return n;
}

static struct node *row(struct gen *g) {
  struct node *n;
  switch (rng_below(&g->rng, 9)) {
  case 0:
    return row_agg(g, AGG_DID, AGG_DID);
  case 1:
    do
      n = row_agg(g, AGG_COUNT, AGG_STREAK_NOW);
    while (n->agg->fn == AGG_FIRST || n->agg->fn == AGG_LAST || n->agg->fn == AGG_NTH);
    return row_measured(g, n);
  case 2:
    do
      n = row_agg(g, AGG_FIRST, AGG_NTH);
    while (n->agg->fn == AGG_GAP);
    return row_test(g, n);
  case 3:
    n = gen_node(g, N_CMP);
    n->op = (enum node_op)rng_below(&g->rng, OP_GE + 1);
    n->a = row_agg(g, AGG_COUNT, AGG_STREAK_NOW), n->b = row_agg(g, AGG_COUNT, AGG_STREAK_NOW);
    return n;
  case 4:
    return row_sequence(g);
  case 5:
    n = gen_node(g, N_ANNIVERSARY);
    n->lit = (struct literal){.type = LT_DURATION,
                              .n = 1 + (uint32_t)rng_below(&g->rng, 12),
                              .unit = (enum lang_unit)(LU_DAY + rng_below(&g->rng, 3)),
                              .b = rng_chance(&g->rng, 0.5)};
    n->a = attribute(g);
    return n;
  case 6:
    n = gen_node(g, N_LISTED);
    n->name = gen_name(g);
    n->negated = rng_chance(&g->rng, 0.5);
    n->a = attribute(g);
    return n;
  case 7:
    n = gen_node(g, N_SEGMENT);
    n->name = gen_name(g);
    return n;
  default:
    return row_test(g, attribute(g));
  }
}

static struct node *rows(struct gen *g, int depth, enum node_kind around) {
  if (depth == 0 || rng_chance(&g->rng, 0.4)) {
    struct node *one = row(g);
    if (!rng_chance(&g->rng, 0.2)) return one;
    struct node *no = gen_node(g, N_NOT);
    no->a = one;
    return no;
  }
  struct node *n = gen_node(g, around == N_AND ? N_OR : N_AND);
  n->n_kids = 2 + (uint32_t)rng_below(&g->rng, 2);
  n->kids = arena_array(g->a, struct node *, n->n_kids);
  for (uint32_t i = 0; i < n->n_kids; i++)
    n->kids[i] = rows(g, depth - 1, n->kind);
  return n;
}

static void test_rows_alone(void **state) {
  struct arena a;
  arena_init(&a, "rows");
  print_message("# seeds 1 to %d\n", ROUNDS);
  for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
    struct gen g = {.a = &a, .values = true};
    rng_init(&g.rng, seed, 8, 0);
    struct node *tree = rows(&g, 3, N_OR);
    struct str json = form_of(tree, &a);
    if (str_has(json, STR("\"kind\":\"code\"")))
      fail_msg("seed %llu: code in %.*s", (unsigned long long)seed, STRF(json));
    check_back(tree, &a, seed);
    arena_reset(&a);
  }
  arena_release(&a);
}

/* Everything a person can click together comes back as the row it was, never as code. */
static void test_every_row(void **state) {
  static const struct {
    const char *text, *form;
  } cases[] = {
      {"did(order_completed, last 30 days)",
       "{\"kind\":\"did\",\"not\":false,\"events\":[\"order_completed\"],\"where\":[],\"count\":"
       "null,"
       "\"window\":{\"kind\":\"last\",\"n\":30,\"unit\":\"day\"}}"},
      {"not did(支付订单 or order_refunded where amount >= 12.50 and channel in (\"a\", \"b\"), "
       "last 2 full weeks)",
       "{\"kind\":\"did\",\"not\":true,\"events\":[\"支付订单\",\"order_refunded\"],\"where\":[{"
       "\"prop\":\"amount\",\"op\":\">=\",\"type\":\"number\",\"values\":[\"12.50\"]},{\"prop\":"
       "\"channel\",\"op\":\"in\",\"type\":\"text\",\"values\":[\"a\",\"b\"]}],\"count\":null,"
       "\"window\":{\"kind\":\"last_full\",\"n\":2,\"unit\":\"week\"}}"},
      {"count(*, today) between 2 and 5",
       "{\"kind\":\"did\",\"not\":false,\"events\":[\"*\"],\"where\":[],\"count\":{\"op\":"
       "\"between\","
       "\"n\":\"2\",\"m\":\"5\"},\"window\":{\"kind\":\"this\",\"unit\":\"day\"}}"},
      {"sum((order_completed or order_refunded).amount, since 2026-01-01) > 100",
       "{\"kind\":\"aggregate\",\"fn\":\"sum\",\"events\":[\"order_completed\",\"order_refunded\"],"
       "\"prop\":\"amount\",\"where\":[],\"op\":\">\",\"value\":\"100\",\"window\":{\"kind\":"
       "\"since\",\"from\":\"2026-01-01\"}}"},
      {"distinct(order_completed.day where `day` exists, before 2026-01-01) >= 2",
       "{\"kind\":\"aggregate\",\"fn\":\"distinct\",\"events\":[\"order_completed\"],\"prop\":"
       "\"day\",\"where\":[{\"prop\":\"`day`\",\"op\":\"exists\",\"type\":\"text\",\"values\":[]}],"
       "\"op\":\">=\",\"value\":\"2\",\"window\":{\"kind\":\"before\",\"to\":\"2026-01-01\"}}"},
      {"streak(order_completed, last 30 days) >= 7",
       "{\"kind\":\"aggregate\",\"fn\":\"streak\",\"events\":[\"order_completed\"],\"where\":[],"
       "\"op\":\">=\",\"value\":\"7\",\"window\":{\"kind\":\"last\",\"n\":30,\"unit\":\"day\"}}"},
      {"last(order_completed.channel where amount > 5) in (\"a\", \"b\")",
       "{\"kind\":\"value\",\"fn\":\"last\",\"events\":[\"order_completed\"],\"prop\":\"channel\","
       "\"where\":[{\"prop\":\"amount\",\"op\":\">\",\"type\":\"number\",\"values\":[\"5\"]}],"
       "\"window\":{\"kind\":\"all\"},\"op\":\"in\",\"type\":\"text\",\"values\":[\"a\",\"b\"]}"},
      {"nth(-2, order_completed) < 2026-01-01",
       "{\"kind\":\"value\",\"fn\":\"nth\",\"nth\":-2,\"events\":[\"order_completed\"],\"where\":[]"
       ","
       "\"window\":{\"kind\":\"all\"},\"op\":\"<\",\"type\":\"time\",\"values\":[\"2026-01-01\"]}"},
      {"count(order_completed, this month) > count(order_completed, previous month)",
       "{\"kind\":\"compare\",\"a\":{\"fn\":\"count\",\"events\":[\"order_completed\"],\"where\":[]"
       ","
       "\"window\":{\"kind\":\"this\",\"unit\":\"month\"}},\"op\":\">\",\"b\":{\"fn\":\"count\","
       "\"events\":[\"order_completed\"],\"where\":[],\"window\":{\"kind\":\"previous\",\"unit\":"
       "\"month\"}}}"},
      {"not sequence(product_viewed where amount > 5 -> order_completed within 1 day -> not "
       "order_refunded within 3 days by channel, last 30 days)",
       "{\"kind\":\"sequence\",\"not\":true,\"steps\":[{\"not\":false,\"events\":[\"product_"
       "viewed\"],"
       "\"where\":[{\"prop\":\"amount\",\"op\":\">\",\"type\":\"number\",\"values\":[\"5\"]}],"
       "\"within\":null},{\"not\":false,\"events\":[\"order_completed\"],\"where\":[],\"within\":{"
       "\"n\":"
       "1,\"unit\":\"day\"}},{\"not\":true,\"events\":[\"order_refunded\"],\"where\":[],\"within\":"
       "{"
       "\"n\":3,\"unit\":\"day\"}}],\"by\":\"channel\",\"count\":null,\"window\":{\"kind\":"
       "\"last\","
       "\"n\":30,\"unit\":\"day\"}}"},
      {"sequences(order_completed -> order_refunded) between 2 and 5",
       "{\"kind\":\"sequence\",\"not\":false,\"steps\":[{\"not\":false,\"events\":[\"order_"
       "completed\"],"
       "\"where\":[],\"within\":null},{\"not\":false,\"events\":[\"order_refunded\"],\"where\":[],"
       "\"within\":null}],\"count\":{\"op\":\"between\",\"n\":\"2\",\"m\":\"5\"},\"window\":{"
       "\"kind\":\"all\"}}"},
      {"anniversary(registered_at) within next 7 days",
       "{\"kind\":\"anniversary\",\"name\":\"registered_at\",\"when\":\"next\",\"n\":7,\"unit\":"
       "\"day\"}"},
      {"points(\"gold\") between 1 and 1000",
       "{\"kind\":\"fact\",\"fn\":\"points\",\"slug\":\"gold\",\"op\":\"between\",\"type\":"
       "\"number\",\"values\":[\"1\",\"1000\"]}"},
      {"coupons(\"welcome\") = 0",
       "{\"kind\":\"fact\",\"fn\":\"coupons\",\"slug\":\"welcome\",\"op\":\"=\",\"type\":"
       "\"number\",\"values\":[\"0\"]}"},
      {"tier(\"club\") in (\"gold\", \"none\")",
       "{\"kind\":\"fact\",\"fn\":\"tier\",\"slug\":\"club\",\"op\":\"in\",\"type\":\"text\","
       "\"values\":[\"gold\",\"none\"]}"},
      {"member(\"club\")", "{\"kind\":\"member\",\"slug\":\"club\",\"not\":false}"},
      {"not member(\"club\")", "{\"kind\":\"member\",\"slug\":\"club\",\"not\":true}"},
      {"500 < points(\"gold\")", "{\"kind\":\"code\",\"text\":\"500 < points(\\\"gold\\\")\"}"},
      {"city not in list(\"vips\")",
       "{\"kind\":\"list\",\"name\":\"city\",\"slug\":\"vips\",\"not\":true}"},
      {"days_since(last(order_completed)) <= 30",
       "{\"kind\":\"since\",\"fn\":\"last\",\"events\":[\"order_completed\"],\"where\":[],\"op\":"
       "\"<=\",\"days\":\"30\"}"},
      {"city not in (\"上海\", \"北京\")",
       "{\"kind\":\"attribute\",\"name\":\"city\",\"op\":\"not in\",\"type\":\"text\",\"values\":["
       "\"上海\",\"北京\"]}"},
      {"attr.age between 18 and 30",
       "{\"kind\":\"attribute\",\"name\":\"attr.age\",\"op\":\"between\",\"type\":\"number\","
       "\"values\":[\"18\",\"30\"]}"},
      {"class(rfm) in (\"champions\", \"lost\")",
       "{\"kind\":\"class\",\"slug\":\"rfm\",\"op\":\"in\",\"values\":[\"champions\",\"lost\"]}"},
      {"not segment(\"loyal\")", "{\"kind\":\"segment\",\"slug\":\"loyal\",\"not\":true}"},
      {"30 > age", "{\"kind\":\"code\",\"text\":\"30 > age\"}"},
      {"not (city = \"x\" or vip = true)", "{\"op\":\"or\",\"not\":true,\"items\":[{\"kind\":"
                                           "\"attribute\",\"name\":\"city\",\"op\":\"=\","
                                           "\"type\":\"text\",\"values\":[\"x\"]},{\"kind\":"
                                           "\"attribute\",\"name\":\"vip\",\"op\":\"=\","
                                           "\"type\":\"bool\",\"values\":[\"true\"]}]}"},
  };
  struct arena a;
  struct lang_names names = fixture_names();
  arena_init(&a, "trees");
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct node *tree;
    struct err err;
    assert_true(lang_compile(str_from(cases[i].text), &names, &a, &tree, &err));
    struct str form = form_of(tree, &a);
    assert_string_equal(form.p, cases[i].form);
    check_back(tree, &a, i);
  }
  arena_release(&a);
}

/* Values never become syntax. */
static void test_refused(void **state) {
  static const struct {
    const char *form, *place;
  } cases[] = {
      {"{\"kind\":\"attribute\",\"name\":\"age\",\"op\":\">\",\"type\":\"number\",\"values\":[\"1 "
       "or "
       "true\"]}",
       "values"},
      {"{\"kind\":\"attribute\",\"name\":\"x\",\"op\":\"=\",\"type\":\"time\",\"values\":[\"2026-"
       "01-01 "
       "or true\"]}",
       "values"},
      {"{\"op\":\"and\",\"items\":[{\"op\":\"or\",\"items\":[]}]}", "items/0/items"},
      {"{\"op\":\"and\",\"items\":[{\"kind\":\"did\",\"not\":false,\"events\":[],\"where\":[],"
       "\"window\":{\"kind\":\"all\"}}]}",
       "items/0/events"},
      {"{\"kind\":\"did\",\"not\":false,\"events\":[\"a\"],\"where\":[],\"window\":{\"kind\":"
       "\"last\","
       "\"n\":3}}",
       "window"},
      {"{\"kind\":\"did\",\"not\":false,\"events\":[\"a\"],\"where\":[],\"count\":{\"op\":"
       "\"between\","
       "\"n\":\"1\"},\"window\":{\"kind\":\"all\"}}",
       "m"},
      {"{\"kind\":\"class\",\"slug\":\"rfm\",\"op\":\"=\",\"values\":[]}", "values"},
  };
  struct arena a;
  arena_init(&a, "forms");
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct json *form;
    struct str text;
    struct err err = {0};
    assert_true(json_parse(str_from(cases[i].form), &a, &form, &err));
    assert_false(lang_from_form(form, &a, &text, &err));
    assert_string_equal(err_name(err.code), "bad_form");
    assert_string_equal(err.place.source, cases[i].place);
  }
  struct json *code;
  struct str text;
  struct err err = {0};
  assert_true(
      json_parse(STR("{\"kind\":\"code\",\"text\":\"age > 1) or (true\"}"), &a, &code, &err));
  assert_false(lang_from_form(code, &a, &text, &err));
  assert_int_equal(err.code, ERR_syntax);
  arena_release(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_random_trees), cmocka_unit_test(test_rows_alone),
      cmocka_unit_test(test_every_row), cmocka_unit_test(test_refused)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
