/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * YAML: what it means, what it refuses and where; and that every tree written is read back the
 * same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/rng.h"

#define SEED 20260202

static struct arena arena;

static char *as_json(const char *yaml) {
  static struct buf b = BUF_INIT;
  struct json *v;
  struct err err = {0};
  buf_reset(&b);
  if (!yaml_parse(str_from(yaml), &arena, &v, &err))
    fail_msg("%s\n%s at %d:%d", yaml, err.args[0], (int)err.place.line, (int)err.place.column);
  json_write_tree(v, false, &b);
  return b.p;
}

static void means_the_same_as_json(void **state) {
  assert_string_equal(as_json("a: 1\nb: [x, 2.50, true, null, ~, ]\nc: {d: -1e3}\n"),
                      "{\"a\":1,\"b\":[\"x\",2.50,true,null,null],\"c\":{\"d\":-1e3}}");
  assert_string_equal(
      as_json("- no\n- 2026-01-31\n- 0x1F\n- 1.\n- .5\n- +1\n- True\n- '12'\n- \"x\\u4e2d\"\n"),
      "[\"no\",\"2026-01-31\",\"0x1F\",\"1.\",\".5\",\"+1\",\"True\",\"12\",\"x中\"]");
  assert_string_equal(
      as_json("标题: 高价值客户\nempty:\nwhen: |\n  count(order)\n    >= 3\n"),
      "{\"标题\":\"高价值客户\",\"empty\":null,\"when\":\"count(order)\\n  >= 3\\n\"}");
  assert_string_equal(as_json("[!!str 12, !!int 12, !!float 1.5, !!bool true, ! 7]"),
                      "[\"12\",12,1.5,true,\"7\"]");
  assert_string_equal(as_json("1: one\ntrue: yes"), "{\"1\":\"one\",\"true\":\"yes\"}");
  assert_string_equal(as_json(""), "null");
  assert_string_equal(as_json("# nothing\n"), "null");
  assert_string_equal(as_json("{\"json\": [1, {\"is\": \"yaml\"}]}"),
                      "{\"json\":[1,{\"is\":\"yaml\"}]}");
}

static void refuses_with_place(void **state) {
  static const struct {
    const char *text;
    enum err_code code;
    unsigned line, column;
  } cases[] = {
      {"a: &x 1\nb: *x", ERR_bad_yaml, 1, 4},
      {"b: *x", ERR_bad_yaml, 1, 4},
      {"名: 1\nb: 2\n名: 3", ERR_bad_yaml, 3, 1},
      {"a: {x: 1, x: 2}", ERR_bad_yaml, 1, 11},
      {"a: 1\n---\nb: 2", ERR_bad_yaml, 2, 1},
      {"a: 1\n b: 2", ERR_bad_yaml, 2, 3},
      {"[1, 2", ERR_bad_yaml, 2, 1},
      {"? [1]\n: 2", ERR_bad_yaml, 1, 3},
      {"a: !point 1", ERR_bad_yaml, 1, 4},
      {"a: !!int x", ERR_bad_yaml, 1, 4},
      {"a: \"x\\0\"", ERR_bad_yaml, 1, 4},
      {"a: !x [1]", ERR_bad_yaml, 1, 4},
      {"<<: {a: 1}", ERR_bad_yaml, 1, 1},
      {"a: \xFF", ERR_bad_utf8, 0, 0},
      {"\t- a", ERR_bad_yaml, 1, 1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct json *v = NULL;
    struct err err = {0};
    if (yaml_parse(str_from(cases[i].text), &arena, &v, &err))
      fail_msg("accepted %s", cases[i].text);
    if (err.code != cases[i].code || err.place.line != cases[i].line ||
        err.place.column != cases[i].column)
      fail_msg("%s: %s %s at %d:%d", cases[i].text, err_name(err.code), err.args[0],
               (int)err.place.line, (int)err.place.column);
    assert_null(v);
    /* No English words in the Chinese sentence. */
    struct buf said = BUF_INIT;
    err_render(&err, LANG_ZH, &said);
    struct str s = buf_str(&said);
    for (size_t k = 0; err.code == ERR_bad_yaml && k + 3 < s.n; k++)
      if (s.p[k] >= 'a' && s.p[k] <= 'z' && s.p[k + 1] >= 'a' && s.p[k + 1] <= 'z')
        fail_msg("%s: %.*s", cases[i].text, STRF(s));
    buf_release(&said);
  }
  char deep[2 * JSON_DEPTH_MAX + 2];
  memset(deep, '[', JSON_DEPTH_MAX + 1);
  memset(deep + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
  struct json *v;
  struct err err = {0};
  assert_false(yaml_parse(str_of(deep, sizeof deep), &arena, &v, &err));
  assert_int_equal(err.code, ERR_too_deep);
  assert_true(yaml_parse(str_of(deep + 1, sizeof deep - 2), &arena, &v, &err));
}

static void values_know_their_place(void **state) {
  struct json *v;
  struct err err = {0};
  assert_true(yaml_parse(STR("名字: x\nlist:\n  - 1\n  - k: v\n"), &arena, &v, &err));
  assert_int_equal(json_get(v, "名字")->line, 1);
  assert_int_equal(json_get(v, "名字")->column, 5);
  const struct json *inner = json_get(&json_get(v, "list")->items[1], "k");
  assert_int_equal(inner->line, 4);
  assert_int_equal(inner->column, 8);
}

static void reads_well(void **state) {
  struct json *v;
  struct err err = {0};
  struct buf b = BUF_INIT;
  assert_true(
      json_parse(STR("{\"kind\":\"segment\",\"title\":\"高价值: 客户\",\"when\":\"a >= 1\\nand b\","
                     "\"tags\":[\"x\",\"no\",\"12\",\"30 "
                     "days\"],\"none\":{},\"list\":[[1,2],{\"a\":1,\"b\":[]}]}"),
                 &arena, &v, &err));
  yaml_write_tree(v, &b);
  assert_string_equal(
      b.p, "kind: segment\ntitle: \"高价值: 客户\"\nwhen: |-\n  a >= 1\n  and b\ntags:\n  - x\n"
           "  - \"no\"\n  - \"12\"\n  - 30 days\nnone: {}\nlist:\n  - - 1\n    - 2\n"
           "  - a: 1\n    b: []\n");
  buf_release(&b);
}

/* Random trees --------------------------------------------------------------------------------- */

static struct str random_text(struct rng *r) {
  static const char *const parts[] = {
      "a",   "订单", " ",    "\n",   ": ",       " #",     "-",      "- ",   "?",         ":",
      "0",   "1e5",  "true", "null", "~",        "'",      "\"",     "\\",   "[",         "]",
      "{",   "}",    ",",    "&",    "*",        "!",      "|",      ">",    "%",         "@",
      "`",   "\t",   "\r",   "😀",    "\xC2\x85", "\u2028", "\uFEFF", "\x7f", "\x01",      "---",
      "...", "<<",   "=",    "no",   "é",        ".",      "\u00a0", "word", "two words", "\uFFFF"};
  struct buf b = BUF_INIT;
  for (uint64_t n = rng_chance(r, 0.02) ? 400 : rng_below(r, 6); n > 0; n--)
    buf_puts(&b, parts[rng_below(r, sizeof parts / sizeof *parts)]);
  struct str s = arena_str(&arena, buf_str(&b));
  buf_release(&b);
  return s;
}

static void random_tree(struct rng *r, struct json *v, int depth) {
  static const char *const numbers[] = {"0", "-1", "12.50", "1e-7", "12345678901234567890123"};
  v->type = (enum json_type)rng_below(r, depth > 4 ? 4 : 6);
  v->boolean = v->type == JSON_BOOL && rng_chance(r, 0.5);
  if (v->type == JSON_NUMBER) v->text = str_from(numbers[rng_below(r, 5)]);
  if (v->type == JSON_STRING) v->text = random_text(r);
  if (v->type < JSON_ARRAY) return;
  uint32_t n = (uint32_t)rng_below(r, 5);
  v->items = arena_array(&arena, struct json, n);
  v->keys = arena_array(&arena, struct str, n);
  for (uint32_t i = 0; i < n; i++) {
    v->keys[v->n] = random_text(r);
    bool known = false;
    for (uint32_t j = 0; j < v->n; j++)
      known |= str_eq(v->keys[j], v->keys[v->n]);
    if (known && v->type == JSON_OBJECT) continue;
    random_tree(r, &v->items[v->n++], depth + 1);
  }
}

static void what_is_written_is_read_back(void **state) {
  struct rng r;
  rng_init(&r, SEED, 1, 0);
  print_message("seed %d\n", SEED);
  struct buf yaml = BUF_INIT, before = BUF_INIT, after = BUF_INIT;
  for (int round = 0; round < 20000; round++) {
    arena_reset(&arena);
    struct json v = {0}, *back;
    struct err err = {0};
    random_tree(&r, &v, 0);
    buf_reset(&yaml);
    buf_reset(&before);
    buf_reset(&after);
    json_write_tree(&v, false, &before);
    yaml_write_tree(&v, &yaml);
    if (!yaml_parse(buf_str(&yaml), &arena, &back, &err))
      fail_msg("%s\n%s\n%s at %d:%d", before.p, yaml.p, err.args[0], (int)err.place.line,
               (int)err.place.column);
    json_write_tree(back, false, &after);
    if (!str_eq(buf_str(&before), buf_str(&after)))
      fail_msg("%s\n%s\n%s", before.p, yaml.p, after.p);
  }
  buf_release(&yaml);
  buf_release(&before);
  buf_release(&after);
}

/* Damaged documents are refused or read, but nothing breaks. */
static void damaged_documents(void **state) {
  static const char good[] = "kind: segment\ntitle: \"高价值\"\nwhen: |-\n  a >= 1\n  and "
                             "b\nlist:\n  - - 1\n    - {a: [1, 2]}\n"
                             "  - 'x'\n? long\n: >\n  folded\n  text\n";
  struct rng r;
  rng_init(&r, SEED, 2, 0);
  int accepted = 0;
  for (int round = 0; round < 20000; round++) {
    arena_reset(&arena);
    size_t n = sizeof good - 1;
    char *text = malloc(n);
    memcpy(text, good, n);
    for (uint64_t k = 1 + rng_below(&r, 3); k > 0; k--)
      text[rng_below(&r, n)] = "\"'-:[]{}#&*!|>%@`? \n\tax1\x80"[rng_below(&r, 26)];
    struct json *v = NULL;
    struct err err = {0};
    if (yaml_parse(str_of(text, n), &arena, &v, &err))
      accepted++;
    else
      assert_true(err.code != ERR_none && v == NULL);
    free(text);
  }
  assert_true(accepted > 100);
}

static int set_up(void **state) {
  arena_init(&arena, "test");
  return 0;
}
static int tear_down(void **state) {
  arena_release(&arena);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(means_the_same_as_json),       cmocka_unit_test(refuses_with_place),
      cmocka_unit_test(values_know_their_place),      cmocka_unit_test(reads_well),
      cmocka_unit_test(what_is_written_is_read_back), cmocka_unit_test(damaged_documents),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
