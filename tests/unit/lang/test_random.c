/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random trees: parse(format(t)) = t, format is a fixed point, resolving changes nothing that was
 * written. Random damage to good texts: an answer or a placed error, never anything else. */
#include "fixture.h"
#include "random_tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

static uint64_t seed(void) {
  const char *s = getenv("SHOAL_SEED");
  uint64_t v = s ? strtoull(s, NULL, 10) : 20260131;
  printf("# seed %llu\n", (unsigned long long)v);
  return v;
}

/* A world where every name is known and any use is fine. */
static bool any_event(void *ctx, struct str name, struct str *ret) {
  *ret = STR("canonical");
  return true;
}
static bool any_column(void *ctx, struct str name, struct str *ret, uint8_t *types) {
  *ret = STR("canonical");
  *types = 0;
  return true;
}
static bool any_segment(void *ctx, struct str slug, struct arena *out, struct node **ret,
                        struct err *err) {
  return lang_parse(STR("true"), out, ret, err);
}
static bool any_class(void *ctx, struct str slug, struct arena *out, struct str **ret,
                      uint32_t *ret_n, struct err *err) {
  *ret_n = 0;
  return true;
}

/* Half of the names are scores, so that both ways of the resolver are walked. */
static bool any_score(void *ctx, struct str slug, struct arena *out, struct str **ret,
                      uint32_t *ret_n, struct err *err) {
  static struct str names[] = {{"age", 3}, {"city", 4}, {"day", 3}, {"count", 5}, {"a b", 3}};
  *ret = names;
  *ret_n = sizeof names / sizeof names[0];
  return true;
}

static bool any_values(void *ctx, struct str slug, struct str identity, struct arena *out,
                       const struct lang_list **ret, struct err *err) {
  static struct intern values;
  static const struct lang_list list = {&values, NULL, 0};
  *ret = &list;
  return true;
}

/* Once all have values, no $ is left and the text still says the same tree. */
static uint32_t check_bound(struct node *tree, struct str text, uint64_t round) {
  const struct literal values[] = {
      {.type = LT_NUM, .num = dec_int(7)},
      {.type = LT_STR, .str = STR("七")},
      {.type = LT_TIME, .moment = {.text = STR("2026-01-31"), .is_date = true}}};
  struct lang_param two[] = {{.name = STR("x"), .value = values[round % 3]},
                             {.name = STR("参数_1"), .value = values[round / 3 % 3]}};
  struct arena a;
  struct buf b = BUF_INIT;
  struct err err = {0};
  struct node *u, *v;
  arena_init(&a, "bound");
  bool some = lang_names_param(tree, STR("x")) || lang_names_param(tree, STR("参数_1"));
  assert_true(lang_parse(text, &a, &u, &err));
  if (some) assert_false(lang_bind(u, NULL, 0, &err));
  err = (struct err){0};
  if (!lang_bind(u, two, 2, &err)) { /* contains wants text, a length a number */
    assert_true(err.code == ERR_parameter_value && err.place.line == 1);
    buf_release(&b);
    arena_release(&a);
    return 0;
  }
  assert_false(lang_names_param(u, STR("x")) || lang_names_param(u, STR("参数_1")));
  lang_format(u, &b);
  assert_true(lang_parse(buf_str(&b), &a, &v, &err));
  assert_true(lang_equal(u, v) && lang_equal(tree, u) == !some);
  buf_release(&b);
  arena_release(&a);
  return some;
}

static void trees_survive_their_text(void **state) {
  struct lang_names names = {.tz = tz_utc(),
                             .event = any_event,
                             .prop = any_column,
                             .attr = any_column,
                             .segment = any_segment,
                             .classes = any_class,
                             .scores = any_score,
                             .values = any_values};
  uint64_t from = seed();
  uint32_t resolved = 0, bound = 0;
  struct arena a;
  struct buf b = BUF_INIT, again = BUF_INIT, words = BUF_INIT;
  arena_init(&a, "test");
  for (uint64_t i = 0; i < 20000; i++) {
    struct gen g = {.a = &a};
    struct err err = {0};
    struct node *t, *u = NULL;
    rng_init(&g.rng, from, 1, i);
    t = gen_any(&g, (int)rng_below(&g.rng, 7));
    lang_format(t, &b);
    assert_null(memchr(b.p, '\n', b.n));
    if (!lang_parse(buf_str(&b), &a, &u, &err)) {
      err_render(&err, LANG_EN, &again);
      fail_msg("round %u: %s: %s", (unsigned)i, b.p, again.p);
    }
    if (!lang_equal(t, u)) fail_msg("round %u: not the same tree: %s", (unsigned)i, b.p);
    lang_format(u, &again);
    assert_string_equal(b.p, again.p);
    lang_explain(u, (enum lang)(i & 1), &words);
    assert_true(words.n > 0 && utf8_valid(buf_str(&words)));
    bound += check_bound(u, buf_str(&b), i);
    if (lang_resolve(u, &names, i & 2 ? LT_BOOL : LT_ANY, &a, &err)) {
      resolved++;
      buf_reset(&again);
      lang_format(u, &again);
      assert_string_equal(b.p, again.p);
      assert_true(lang_equal(t, u));
      lang_explain(u, (enum lang)(i & 1), &words);
    } else {
      assert_true(err.place.line == 1 && err.place.column > 0 && err.place.length > 0);
    }
    buf_reset(&b);
    buf_reset(&again);
    buf_reset(&words);
    arena_reset(&a);
  }
  assert_true(resolved > 1000 && bound > 1000);
  buf_release(&b);
  buf_release(&again);
  buf_release(&words);
  arena_release(&a);
}

static void damage_is_answered(void **state) {
  static const char *const bits[] = {"(", ")",    "\"", "“", " and ", "--", "last",  ",", "",
                                     "`", "\xe4", "\n", "9", ".",     "（", "where", "-"};
  uint64_t from = seed();
  struct arena a;
  struct buf b = BUF_INIT, cut = BUF_INIT, out = BUF_INIT;
  arena_init(&a, "test");
  for (uint64_t i = 0; i < 20000; i++) {
    struct gen g = {.a = &a};
    struct err err = {0};
    struct node *t = NULL, *u = NULL;
    rng_init(&g.rng, from, 2, i);
    lang_format(gen_any(&g, 3), &b);
    size_t at = rng_below(&g.rng, b.n + 1), skip_n = rng_below(&g.rng, 6);
    if (at + skip_n > b.n) skip_n = b.n - at;
    buf_put(&cut, b.p, at);
    buf_puts(&cut, GEN_PICK(&g, bits));
    buf_put(&cut, b.p + at + skip_n, b.n - at - skip_n);
    if (lang_parse(buf_str(&cut), &a, &t, &err)) {
      lang_format(t, &out);
      assert_true(lang_parse(buf_str(&out), &a, &u, &err));
      assert_true(lang_equal(t, u));
    } else {
      assert_string_equal(err.place.source, "expression");
      assert_true(err.place.line > 0 && err.place.column > 0 && err.place.length > 0);
      lang_caret(buf_str(&cut), &err, &out);
      assert_true(out.n > 0);
      buf_reset(&out);
      err_render(&err, LANG_ZH, &out);
      assert_true(utf8_valid(buf_str(&out)));
    }
    buf_reset(&b);
    buf_reset(&cut);
    buf_reset(&out);
    arena_reset(&a);
  }
  buf_release(&b);
  buf_release(&cut);
  buf_release(&out);
  arena_release(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(trees_survive_their_text),
                                     cmocka_unit_test(damage_is_answered)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
