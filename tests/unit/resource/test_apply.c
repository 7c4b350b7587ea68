/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Apply, versions, references, archive, audit, presets: on a state in memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "resource/resource_int.h"

struct bench {
  struct arena arena;
  struct env_setup setup;
  struct state *s;
};

static int begin(void **state) {
  static struct bench b;
  struct err err = {0};
  arena_init(&b.arena, "test");
  if (!state_open("", true, &b.s, &err)) return -1;
  b.setup = (struct env_setup){.state = b.s, .tz = tz_utc()};
  *state = &b;
  return 0;
}

static int end(void **state) {
  struct bench *b = *state;
  state_close(b->s);
  arena_release(&b->arena);
  return 0;
}

static bool try_apply(struct bench *b, const char *text, bool dry, struct resource_change **ret,
                      uint32_t *ret_n, struct err *err) {
  struct resource_source src = {STR("a.yaml"), str_from(text)};
  struct documents docs;
  err_clear(err);
  if (!documents_parse(&src, 1, &b->arena, &docs, err)) return false;
  *ret_n = docs.n;
  return apply_documents(&b->setup, &docs, STR("ann"), dry, &b->arena, ret, err);
}

static struct resource_change *apply(struct bench *b, const char *text) {
  struct resource_change *c;
  struct err err;
  uint32_t n;
  bool ok = try_apply(b, text, false, &c, &n, &err);
  if (!ok) {
    struct buf m = BUF_INIT;
    err_render(&err, LANG_EN, &m);
    print_error("%s:%d: %s\n", err.place.source, (int)err.place.line, m.p);
    buf_release(&m);
  }
  assert_true(ok);
  return c;
}

static struct err refuse(struct bench *b, const char *text, enum err_code code) {
  struct resource_change *c;
  struct err err;
  uint32_t n;
  assert_false(try_apply(b, text, false, &c, &n, &err));
  assert_int_equal(err.code, code);
  return err;
}

#define SEG(slug, expr) "---\nkind: segment\nslug: " slug "\nexpression: " expr "\n"

static int64_t ask(struct bench *b, const char *sql) {
  struct state_stmt *q;
  struct err err = {0};
  bool row;
  assert_true(state_query(b->s, sql, &q, &err));
  assert_true(state_step(q, &row, &err) && row);
  int64_t v = state_int(q, 0);
  state_reset(q);
  return v;
}

static void test_life(void **state) {
  struct bench *b = *state;
  struct err err = {0};
  struct resource r;
  bool found;
  struct resource_change *c = apply(b, SEG("vip", "age > 30"));
  assert_int_equal(c->what, CHANGE_CREATE);
  assert_int_equal(c->new_version, 1);
  assert_true(str_is(c->diff, "+ kind: segment\n+ slug: vip\n+ expression: age > 30\n"));
  c = apply(b, "# same\n" SEG("vip", "'age > 30'"));
  assert_int_equal(c->what, CHANGE_NONE);
  assert_int_equal(c->diff.n, 0);
  c = apply(b, SEG("vip", "age > 40"));
  assert_int_equal(c->what, CHANGE_UPDATE);
  assert_int_equal(c->old_version, 1);
  assert_int_equal(c->new_version, 2);
  assert_true(str_has(c->diff, STR("- expression: age > 30\n+ expression: age > 40\n")));

  assert_true(store_get(b->s, STR("segment"), STR("vip"), &b->arena, &r, &found, &err) && found);
  assert_int_equal(r.version, 2);
  assert_true(str_starts(r.id, STR("seg_")) && r.id.n == 30);
  assert_true(str_is(r.status, "active") && str_is(r.author, "ann") && str_is(r.title_en, "vip"));
  struct str id = r.id;

  struct resource *v;
  uint32_t n;
  assert_true(store_versions(b->s, STR("segment"), STR("vip"), &b->arena, &v, &n, &err));
  assert_int_equal(n, 2);
  assert_int_equal(v[0].version, 2);
  assert_true(str_has(v[1].doc, STR("age > 30")));

  assert_true(store_archive(b->s, STR("segment"), STR("vip"), 0, STR("bob"), &(bool){false}, &err));
  assert_true(store_archive(b->s, STR("segment"), STR("vip"), 0, STR("bob"), &(bool){false},
                            &err)); /* again: nothing */
  assert_true(store_list(b->s, (struct str){0}, &b->arena, &v, &n, &err));
  assert_int_equal(n, 0);
  c = apply(b, SEG("vip", "age > 40"));
  assert_int_equal(c->what, CHANGE_UPDATE);
  assert_int_equal(c->new_version, 3);
  assert_true(store_get(b->s, STR("segment"), STR("vip"), &b->arena, &r, &found, &err) && found);
  assert_true(str_eq(r.id, id));

  struct audit_entry *a;
  assert_true(audit_list(b->s, 0, 100, &b->arena, &a, &n, &err));
  const char *want[] = {"restore", "archive", "update", "create"};
  assert_int_equal(n, 4);
  for (uint32_t i = 0; i < 4; i++)
    assert_true(str_is(a[i].action, want[i]));
  assert_true(str_is(a[1].author, "bob"));
  assert_true(audit_list(b->s, 0, 2, &b->arena, &a, &n, &err));
  assert_int_equal(n, 2);
}

static void test_dry_changes_nothing(void **state) {
  struct bench *b = *state;
  struct resource_change *c;
  struct err err;
  uint32_t n;
  assert_true(try_apply(b, SEG("a", "true") SEG("b", "segment(\"a\")"), true, &c, &n, &err));
  assert_int_equal(n, 2);
  assert_int_equal(c[1].what, CHANGE_CREATE);
  assert_int_equal(c[1].new_version, 0);
  assert_int_equal(ask(b, "SELECT (SELECT count(*) FROM resource) + (SELECT count(*) FROM audit)"),
                   0);
}

static void test_references_in_any_order(void **state) {
  struct bench *b = *state;
  apply(b,
        SEG("a", "segment(\"b\") and segment(\"c\")") SEG("b", "segment(\"c\")") SEG("c", "true"));
  apply(b, SEG("d", "segment(\"a\") or not segment(\"c\")"));
  assert_int_equal(ask(b, "SELECT count(*) FROM resource_ref"), 5);
  apply(b, SEG("d", "segment(\"c\")"));
  assert_int_equal(ask(b, "SELECT count(*) FROM resource_ref"), 4);
  struct err err = refuse(b, SEG("e", "age > 3 and segment(\"dd\")"), ERR_unknown_name);
  assert_string_equal(err.place.source, "a.yaml");
  assert_int_equal(err.place.line, 4);
}

static void test_all_or_nothing(void **state) {
  struct bench *b = *state;
  refuse(b, SEG("a", "true") SEG("b", "age >"), ERR_syntax_end);
  refuse(b, SEG("a", "true") "---\nkind: segment\nslug: b\n", ERR_missing_field);
  refuse(b, SEG("a", "true") SEG("b", "3"), ERR_bad_field);
  assert_int_equal(ask(b, "SELECT (SELECT count(*) FROM resource) + (SELECT count(*) FROM audit)"),
                   0);
  apply(b, SEG("a", "true"));
}

static void test_errors_in_expressions_have_places(void **state) {
  struct bench *b = *state;
  struct err err =
      refuse(b, SEG("a", "true") SEG("b", "age > 3 and did(order_complete)"), ERR_unknown_name);
  assert_string_equal(err.place.source, "a.yaml");
  assert_int_equal(err.place.line, 8);
  assert_int_equal(err.place.column, 29);
}

static void test_lists(void **state) {
  struct bench *b = *state;
  struct err err = {0};
  apply(b, "kind: list\nslug: vips\nvalues: [\"a\", 13800000000, a]\n");
  apply(b, SEG("x", "city in list(\"vips\") and age in list(vips)"));
  assert_int_equal(ask(b, "SELECT count(*) FROM resource_ref"), 1);
  assert_false(store_archive(b->s, STR("list"), STR("vips"), 0, STR("ann"), &(bool){false}, &err));
  assert_int_equal(err.code, ERR_in_use);
  err = refuse(b, SEG("y", "city in list(\"vip\")"), ERR_unknown_name);
  assert_string_equal(err.args[2], "vips");
  refuse(b, "kind: list\nslug: z\n", ERR_missing_field);
  refuse(b, "kind: list\nslug: z\nvalues: a\n", ERR_bad_field);
  refuse(b, "kind: list\nslug: z\nvalues: [[a]]\n", ERR_bad_field);
  struct buf many = BUF_INIT;
  buf_puts(&many, "{\"kind\":\"list\",\"slug\":\"many\",\"values\":[0");
  for (int i = 1; i <= LIST_VALUES_MAX; i++)
    buf_printf(&many, ",%d", i);
  buf_puts(&many, "]}");
  refuse(b, many.p, ERR_too_large);
  buf_release(&many);
}

static void test_parameters(void **state) {
  struct bench *b = *state;
  struct resource r;
  struct err err = {0};
  struct json *doc;
  struct str text;
  bool found;
#define PARAMS                                                                                     \
  SEG("often", "count(order_completed where channel = $channel) >= $times")                        \
  "parameters: {times: {type: number, default: 3}, channel: {type: text, default: x}}\n"
  apply(b, PARAMS SEG("z", "segment(\"often\")"));
  assert_true(store_get(b->s, STR("segment"), STR("often"), &b->arena, &r, &found, &err) && found);
  assert_true(json_parse(r.doc, &b->arena, &doc, &err));
  assert_true(segment_bound(doc, NULL, 0, &b->arena, &text, &err));
  assert_true(str_is(text, "count(order_completed where channel = \"x\") >= 3"));
  struct lang_param *given;
  uint32_t n;
  assert_true(lang_params_parse(STR("times = 5"), &b->arena, &given, &n, &err));
  assert_true(segment_bound(doc, given, n, &b->arena, &text, &err));
  assert_true(str_is(text, "count(order_completed where channel = \"x\") >= 5"));
  assert_true(lang_params_parse(STR("times = \"5\""), &b->arena, &given, &n, &err));
  assert_false(segment_bound(doc, given, n, &b->arena, &text, &err));
  assert_int_equal(err.code, ERR_parameter_value);
  assert_true(lang_params_parse(STR("time = 5"), &b->arena, &given, &n, &err));
  assert_false(segment_bound(doc, given, n, &b->arena, &text, &err));
  assert_int_equal(err.code, ERR_no_such_parameter);
  refuse(b, SEG("a", "age > $n"), ERR_no_such_parameter);
  refuse(b, SEG("a", "age > $n") "parameters: {n: {type: number}}\n", ERR_parameter_missing);
  refuse(b, SEG("a", "age > $n") "parameters: {n: {type: number, default: x}}\n",
         ERR_parameter_value);
  refuse(b, SEG("a", "age > $n") "parameters: {n: {type: int, default: 1}}\n", ERR_bad_field);
  refuse(b, SEG("a", "age > 1") "parameters: {n: {type: number, default: 1}}\n",
         ERR_no_such_parameter);
  refuse(b, SEG("a", "age > $n") "parameters: {n: {type: text, default: x}}\n", ERR_type_mismatch);
}

static void test_cycles(void **state) {
  struct bench *b = *state;
  struct err err = refuse(b, SEG("a", "segment(\"a\")"), ERR_reference_cycle);
  assert_string_equal(err.args[1], "a → a");
  err = refuse(b, SEG("a", "segment(\"b\")") SEG("b", "segment(\"c\")") SEG("c", "segment(\"b\")"),
               ERR_reference_cycle);
  assert_string_equal(err.args[1], "b → c → b");
  assert_int_equal(err.place.line, 12); /* where it closes */
  apply(b, SEG("x", "true") SEG("y", "segment(\"x\")"));
  refuse(b, SEG("x", "segment(\"y\")"), ERR_reference_cycle);
  apply(b, SEG("y", "true") SEG("x", "segment(\"y\")")); /* turned round in one go */
}

#define COUPON(slug, audience)                                                                     \
  "---\nkind: coupon\nslug: " slug "\nbenefit: {type: amount_off, amount: 5}\nvalid: {days: 7}\n"  \
  "audience: '" audience "'\n"

/* What a person has of a coupon is said of a kind that there is; a kind may ask for itself. */
static void test_facts(void **state) {
  struct bench *b = *state;
  struct err err = {0};
  apply(b, COUPON("welcome", "coupons(\"welcome\") = 0 and not did(order_completed)"));
  apply(b, SEG("x", "coupons(\"welcome\") > 0 and coupons(welcome) < 3"));
  assert_int_equal(ask(b, "SELECT count(*) FROM resource_ref"), 1);
  err = refuse(b, SEG("y", "coupons(\"welcom\") > 0"), ERR_unknown_name);
  assert_string_equal(err.args[2], "welcome");
  assert_false(
      store_archive(b->s, STR("coupon"), STR("welcome"), 0, STR("ann"), &(bool){false}, &err));
  assert_int_equal(err.code, ERR_in_use);
  apply(b, SEG("x", "true"));
  assert_true(
      store_archive(b->s, STR("coupon"), STR("welcome"), 0, STR("ann"), &(bool){false}, &err));
}

static void test_archive_in_use(void **state) {
  struct bench *b = *state;
  struct err err = {0};
  apply(b, SEG("a", "true") SEG("b", "segment(\"a\")") SEG("c", "segment(\"a\")"));
  assert_false(store_archive(b->s, STR("segment"), STR("a"), 0, STR("ann"), &(bool){false}, &err));
  assert_int_equal(err.code, ERR_in_use);
  assert_string_equal(err.args[2], "the segment \"b\", the segment \"c\"");
  assert_string_equal(err.args[4], "分群“b”、分群“c”");
  assert_true(store_archive(b->s, STR("segment"), STR("b"), 0, STR("ann"), &(bool){false}, &err));
  apply(b, SEG("c", "true"));
  assert_true(store_archive(b->s, STR("segment"), STR("a"), 0, STR("ann"), &(bool){false}, &err));
  refuse(b, SEG("b", "segment(\"a\")"), ERR_unknown_name);
  err_clear(&err);
  assert_false(store_archive(b->s, STR("segment"), STR("cc"), 0, STR("ann"), &(bool){false}, &err));
  assert_int_equal(err.code, ERR_unknown_resource);
  assert_string_equal(err.args[2], "c");
  err_clear(&err);
  assert_false(store_archive(b->s, STR("segmnt"), STR("c"), 0, STR("ann"), &(bool){false}, &err));
  assert_int_equal(err.code, ERR_unknown_kind);
}

static void test_depth_and_size(void **state) {
  struct bench *b = *state;
  struct buf text = BUF_INIT;
  for (int i = 0; i <= REFERENCE_DEPTH_MAX; i++)
    buf_printf(&text, "---\nkind: segment\nslug: s%d\nexpression: %s\n", i,
               i == REFERENCE_DEPTH_MAX ? "true" : "segment(\"next\")");
  buf_reset(&text);
  for (int i = 0; i <= REFERENCE_DEPTH_MAX; i++) {
    buf_printf(&text, "---\nkind: segment\nslug: s%d\nexpression: ", i);
    if (i == REFERENCE_DEPTH_MAX)
      buf_puts(&text, "true\n");
    else
      buf_printf(&text, "segment(\"s%d\")\n", i + 1);
  }
  refuse(b, text.p, ERR_too_deep);
  /* Each doubles the one before: small as stored, huge written out. */
  buf_reset(&text);
  for (int i = 0; i < 24; i++) {
    buf_printf(&text, "---\nkind: segment\nslug: s%d\nexpression: ", i);
    if (i == 0)
      buf_puts(&text, "age > 1\n");
    else
      buf_printf(&text, "segment(\"s%d\") and segment(\"s%d\")\n", i - 1, i - 1);
  }
  refuse(b, text.p, ERR_too_large);
  buf_release(&text);
}

static void test_pull_then_apply_changes_nothing(void **state) {
  struct bench *b = *state;
  struct err err = {0};
  struct resource *r;
  uint32_t n;
  apply(b,
        "kind: segment\nslug: a\ntitle: {zh: 常客, en: 'Re: regulars'}\ndescription: |\n  two\n  "
        "lines\n"
        "expression: |\n  age > 30\n    and city = \"上海\"\n" SEG("b", "'true'") SEG("c", "true"));
  assert_true(store_list(b->s, STR("segment"), &b->arena, &r, &n, &err));
  assert_int_equal(n, 3);
  for (uint32_t i = 0; i < n; i++) {
    struct buf yaml = BUF_INIT;
    assert_true(resource_yaml(&r[i], &b->arena, &yaml, &err));
    assert_int_equal(apply(b, yaml.p)->what, CHANGE_NONE);
    buf_release(&yaml);
  }
}

static void test_presets(void **state) {
  struct bench *b = *state;
  struct err err = {0};
  struct resource *r;
  uint32_t n, count = 0;
  while (classification_presets[count].slug)
    count++;
  bool ok = presets_install(&b->setup, classification_presets, &err);
  if (!ok) {
    struct buf m = BUF_INIT;
    err_render(&err, LANG_EN, &m);
    print_error("%s:%d:%d: %s\n", err.place.source, (int)err.place.line, (int)err.place.column,
                m.p);
  }
  assert_true(ok);
  assert_true(store_list(b->s, STR("classification"), &b->arena, &r, &n, &err));
  assert_int_equal(n, count);
  assert_true(str_starts(r[0].id, STR("cls_")));

  /* Installing again neither restores nor changes. */
  assert_int_equal(ask(b, "SELECT count(*) FROM audit"), count);
  assert_true(presets_install(&b->setup, classification_presets, &err));
  assert_int_equal(ask(b, "SELECT count(*) FROM audit"), count);

  apply(b, SEG("keen", "class(aipl) = \"interest\" and class(rfm) != \"none\""));
  assert_int_equal(
      ask(b, "SELECT count(*) FROM resource_ref WHERE to_kind = 'classification' AND resource_id "
             "LIKE 'seg_%'"),
      2);
  assert_false(
      store_archive(b->s, STR("classification"), STR("rfm"), 0, STR("ann"), &(bool){false}, &err));
  assert_int_equal(err.code, ERR_in_use);
  for (uint32_t i = 0; i < n; i++) {
    struct buf yaml = BUF_INIT;
    assert_true(resource_yaml(&r[i], &b->arena, &yaml, &err));
    assert_int_equal(apply(b, yaml.p)->what, CHANGE_NONE);
    buf_release(&yaml);
  }
}

/* Random graphs of references, applied in random order: refused exactly when they have a cycle. */
static bool has_cycle(const uint8_t g[6]) {
  uint8_t reach[6];
  memcpy(reach, g, 6);
  for (int k = 0; k < 6; k++)
    for (int i = 0; i < 6; i++)
      if (reach[i] >> k & 1) reach[i] |= reach[k];
  for (int i = 0; i < 6; i++)
    if (reach[i] >> i & 1) return true;
  return false;
}

static void test_random_graphs(void **state) {
  struct bench *b = *state;
  const uint64_t seed = 5;
  struct rng r;
  int cycles = 0;
  rng_init(&r, seed, 1, 0);
  print_message("# seed %llu\n", (unsigned long long)seed);
  apply(b, SEG("s0", "true") SEG("s1", "true") SEG("s2", "true") SEG("s3", "true") SEG("s4", "true")
               SEG("s5", "true"));
  uint8_t stored[6] = {0};
  for (int round = 0; round < 1500; round++) {
    uint8_t g[6];
    struct buf text = BUF_INIT;
    uint32_t order = (uint32_t)rng_below(&r, 6), given = 0;
    memcpy(g, stored, 6);
    for (uint32_t k = 0; k < 6; k++) {
      uint32_t i = (order + k * 5) % 6;
      if (rng_chance(&r, 0.5)) continue;
      g[i] = (uint8_t)(rng_u64(&r) & rng_u64(&r) & 63);
      given++;
      buf_printf(&text, "---\nkind: segment\nslug: s%u\nexpression: age > %d", i, round);
      for (int j = 0; j < 6; j++)
        if (g[i] >> j & 1) buf_printf(&text, " or segment(\"s%d\")", j);
      buf_putc(&text, '\n');
    }
    if (given > 0 && has_cycle(g)) {
      refuse(b, text.p, ERR_reference_cycle);
      cycles++;
    } else if (given > 0) {
      apply(b, text.p);
      memcpy(stored, g, 6);
    }
    buf_release(&text);
    arena_reset(&b->arena);
  }
  assert_true(cycles > 100 && cycles < 1400);
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void) {
  const struct CMUnitTest tests[] = {
      T(test_life),
      T(test_dry_changes_nothing),
      T(test_references_in_any_order),
      T(test_all_or_nothing),
      T(test_errors_in_expressions_have_places),
      T(test_lists),
      T(test_parameters),
      T(test_cycles),
      T(test_facts),
      T(test_archive_in_use),
      T(test_depth_and_size),
      T(test_pull_then_apply_changes_nothing),
      T(test_presets),
      T(test_random_graphs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
