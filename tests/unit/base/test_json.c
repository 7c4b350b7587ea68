/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON against a second reader written here in the plainest way, on random documents and on damaged
 * ones: both must accept the same texts and mean the same by them. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/rng.h"
#include "base/utf8.h"

#define SEED 20260201

/* The twin: reads the text byte by byte and writes what it understood.
 * -------------------------------- */

struct twin {
  const char *p, *end;
  struct buf out;
};

static void blanks(struct twin *t) {
  while (t->p < t->end && strchr(" \t\r\n", *t->p) && *t->p)
    t->p++;
}

static bool twin_hex(struct twin *t, uint32_t *ret) {
  char digits[5] = {0};
  for (int i = 0; i < 4; i++) {
    if (t->p == t->end || !strchr("0123456789abcdefABCDEF", *t->p) || !*t->p) return false;
    digits[i] = *t->p++;
  }
  *ret = (uint32_t)strtoul(digits, NULL, 16);
  return true;
}

static bool twin_string(struct twin *t, struct buf *text) {
  if (t->p == t->end || *t->p++ != '"') return false;
  for (;;) {
    if (t->p == t->end) return false;
    unsigned char c = (unsigned char)*t->p++;
    if (c == '"') return true;
    if (c < 0x20) return false;
    if (c != '\\') {
      buf_putc(text, (char)c);
      continue;
    }
    if (t->p == t->end) return false;
    uint32_t cp, low;
    char bytes[4];
    switch (*t->p++) {
    case '"':
      buf_putc(text, '"');
      break;
    case '\\':
      buf_putc(text, '\\');
      break;
    case '/':
      buf_putc(text, '/');
      break;
    case 'b':
      buf_putc(text, '\b');
      break;
    case 'f':
      buf_putc(text, '\f');
      break;
    case 'n':
      buf_putc(text, '\n');
      break;
    case 'r':
      buf_putc(text, '\r');
      break;
    case 't':
      buf_putc(text, '\t');
      break;
    case 'u':
      if (!twin_hex(t, &cp) || cp == 0 || (cp >= 0xDC00 && cp <= 0xDFFF)) return false;
      if (cp >= 0xD800 && cp <= 0xDBFF) {
        if (t->end - t->p < 2 || *t->p++ != '\\' || *t->p++ != 'u' || !twin_hex(t, &low))
          return false;
        if (low < 0xDC00 || low > 0xDFFF) return false;
        cp = 0x10000 + (cp - 0xD800) * 0x400 + low - 0xDC00;
      }
      buf_put(text, bytes, utf8_put(cp, bytes));
      break;
    default:
      return false;
    }
  }
}

static bool twin_digits(struct twin *t) {
  const char *start = t->p;
  while (t->p < t->end && *t->p >= '0' && *t->p <= '9')
    t->p++;
  return t->p > start;
}

static bool twin_number(struct twin *t) {
  const char *start = t->p;
  if (*t->p == '-') t->p++;
  if (t->p < t->end && *t->p == '0')
    t->p++;
  else if (!twin_digits(t))
    return false;
  if (t->p < t->end && *t->p == '.') {
    t->p++;
    if (!twin_digits(t)) return false;
  }
  if (t->p < t->end && (*t->p == 'e' || *t->p == 'E')) {
    t->p++;
    if (t->p < t->end && (*t->p == '+' || *t->p == '-')) t->p++;
    if (!twin_digits(t)) return false;
  }
  buf_put(&t->out, start, (size_t)(t->p - start));
  return true;
}

static bool twin_value(struct twin *t, int depth);

static bool twin_container(struct twin *t, int depth, char close) {
  struct buf keys[200];
  size_t n = 0;
  bool ok = false;
  if (depth > JSON_DEPTH_MAX) return false;
  buf_putc(&t->out, *t->p++);
  blanks(t);
  if (t->p < t->end && *t->p == close) goto closed;
  for (;;) {
    if (n) buf_putc(&t->out, ',');
    if (close == '}') {
      assert_true(n < 200);
      keys[n++] = (struct buf)BUF_INIT;
      blanks(t);
      if (!twin_string(t, &keys[n - 1])) goto out;
      for (size_t i = 0; i + 1 < n; i++)
        if (str_eq(buf_str(&keys[i]), buf_str(&keys[n - 1]))) goto out;
      struct jw w;
      jw_init(&w, &t->out, 0);
      jw_str(&w, buf_str(&keys[n - 1]));
      blanks(t);
      if (t->p == t->end || *t->p++ != ':') goto out;
      buf_putc(&t->out, ':');
    } else {
      n = 1;
      keys[0] = (struct buf)BUF_INIT;
    }
    if (!twin_value(t, depth)) goto out;
    blanks(t);
    if (t->p == t->end || (*t->p != ',' && *t->p != close)) goto out;
    if (*t->p == close) break;
    t->p++;
  }
closed:
  buf_putc(&t->out, *t->p++);
  ok = true;
out:
  while (n)
    buf_release(&keys[--n]);
  return ok;
}

static bool twin_value(struct twin *t, int depth) {
  static const char *const words[] = {"true", "false", "null"};
  blanks(t);
  if (t->p == t->end) return false;
  if (*t->p == '{') return twin_container(t, depth + 1, '}');
  if (*t->p == '[') return twin_container(t, depth + 1, ']');
  if (*t->p == '"') {
    struct buf text = BUF_INIT;
    bool ok = twin_string(t, &text);
    struct jw w;
    jw_init(&w, &t->out, 0);
    jw_str(&w, buf_str(&text));
    buf_release(&text);
    return ok;
  }
  for (size_t i = 0; i < 3; i++)
    if (str_starts(str_of(t->p, (size_t)(t->end - t->p)), str_from(words[i]))) {
      buf_puts(&t->out, words[i]);
      t->p += strlen(words[i]);
      return true;
    }
  return twin_number(t);
}

static bool twin_parse(struct str s, struct buf *out) {
  struct twin t = {s.p, s.p + s.n, BUF_INIT};
  bool zero = memchr(s.p, 0, s.n);
  bool ok = !zero && utf8_valid(s) && twin_value(&t, 0);
  if (ok) {
    blanks(&t);
    ok = t.p == t.end;
  }
  if (ok) buf_put_str(out, buf_str(&t.out));
  buf_release(&t.out);
  return ok;
}

/* Random documents -------------------------------------------------------------------------------
 */

static void random_blanks(struct rng *r, struct buf *b) {
  while (rng_chance(r, 0.15))
    buf_putc(b, " \t\r\n"[rng_below(r, 4)]);
}

static void random_string(struct rng *r, struct buf *b) {
  static const char *const parts[] = {"a",          "bc",
                                      "订单",       "é",
                                      "😀",          "\\n",
                                      "\\\"",       "\\\\",
                                      "\\/",        "\\u00e9",
                                      "\\u4E2d",    "\\ud83d\\ude00",
                                      " ",          "x",
                                      "0123456789", "\\t",
                                      "{",          "]",
                                      ":",          ",",
                                      "true",       "the quick brown fox",
                                      "'",          "\u2028",
                                      "\x7f",       "\\u0001"};
  buf_putc(b, '"');
  for (uint64_t n = rng_below(r, 6); n > 0; n--)
    buf_puts(b, parts[rng_below(r, sizeof parts / sizeof *parts)]);
  buf_putc(b, '"');
}

static void random_value(struct rng *r, struct buf *b, int depth) {
  static const char *const scalars[] = {
      "0",    "-0",    "12.50", "1e5",   "-3.25E-7",     "123456789012345678901234567890",
      "true", "false", "null",  "19.90", "1767225600000"};
  random_blanks(r, b);
  uint64_t kind = rng_below(r, depth > 4 ? 2 : 4);
  if (kind == 0) {
    buf_puts(b, scalars[rng_below(r, sizeof scalars / sizeof *scalars)]);
  } else if (kind == 1) {
    random_string(r, b);
  } else {
    buf_putc(b, kind == 2 ? '[' : '{');
    for (uint64_t i = 0, n = rng_below(r, rng_chance(r, 0.02) ? 120 : 6); i < n; i++) {
      if (i) buf_putc(b, ',');
      if (kind == 3) {
        random_blanks(r, b);
        if (rng_chance(r, 0.97))
          buf_printf(b, "\"k%d\"", (int)i);
        else
          random_string(r, b);
        random_blanks(r, b);
        buf_putc(b, ':');
      }
      random_value(r, b, depth + 1);
      random_blanks(r, b);
    }
    buf_putc(b, kind == 2 ? ']' : '}');
  }
  random_blanks(r, b);
}

static void damage(struct rng *r, struct buf *b) {
  static const char pool[] = "\"\\{}[],:0123eE+-.tfnu x\n\t\x01\x80\xC3\xED\xF0";
  if (b->n == 0) return;
  for (uint64_t k = rng_below(r, 4); k > 0; k--) {
    size_t at = rng_below(r, b->n);
    if (rng_chance(r, 0.3)) {
      memmove(b->p + at, b->p + at + 1, b->n - at - 1);
      if (--b->n == 0) return;
    } else if (rng_chance(r, 0.2)) {
      b->n = at + 1;
    } else {
      b->p[at] = pool[rng_below(r, sizeof pool)];
    }
  }
}

static void agrees_with_the_twin(void **state) {
  struct rng r;
  rng_init(&r, SEED, 1, 0);
  print_message("seed %d\n", SEED);
  struct json_parser *parser = json_parser_new();
  struct arena arena;
  arena_init(&arena, "test");
  struct buf text = BUF_INIT, mine = BUF_INIT, twins = BUF_INIT;
  int accepted = 0, refused = 0;
  for (int round = 0; round < 30000; round++) {
    buf_reset(&text);
    buf_reset(&mine);
    buf_reset(&twins);
    arena_reset(&arena);
    random_value(&r, &text, 0);
    if (round % 2) damage(&r, &text);
    char *exact = malloc(text.n + 1); /* so that sanitizers see a byte too far */
    memcpy(exact, text.p, text.n);
    struct str s = str_of(exact, text.n);
    struct json *v = NULL;
    struct err err = {0};
    bool expected = twin_parse(s, &twins);
    bool got = json_parser_parse(parser, s, &arena, &v, &err);
    if (got != expected) fail_msg("%s: %.*s", got ? "accepted" : err.args[0], STRF(s));
    free(exact);
    if (got) {
      accepted++;
      json_write_tree(v, false, &mine);
      assert_string_equal(mine.p, twins.p);
    } else {
      refused++;
      assert_null(v);
      assert_true(err.code != ERR_none);
    }
  }
  assert_true(accepted > 10000 && refused > 5000);
  buf_release(&text);
  buf_release(&mine);
  buf_release(&twins);
  arena_release(&arena);
  json_parser_free(parser);
}

static void refusals_name_the_place(void **state) {
  static const struct {
    const char *text;
    enum err_code code;
    unsigned line, column;
  } cases[] = {
      {"", ERR_bad_json, 1, 1},
      {"{\"a\":1,\n \"b\" 2}", ERR_bad_json, 2, 6},
      {"{\"订\":1,\"订\":2}", ERR_bad_json, 1, 8},
      {"[1,2", ERR_bad_json, 1, 5},
      {"[01]", ERR_bad_json, 1, 2},
      {"[1 2]", ERR_bad_json, 1, 4},
      {"{\"a\":\"x\"y}", ERR_bad_json, 1, 9},
      {"\"\\u0000\"", ERR_bad_json, 1, 2},
      {"\"a\\ud800\"", ERR_bad_json, 1, 3},
      {"\"a\\udc00\"", ERR_bad_json, 1, 3},
      {"\"\\x\"", ERR_bad_json, 1, 2},
      {"\"\n\"", ERR_bad_json, 0, 0},
      {"\"a", ERR_bad_json, 0, 0},
      {"\"\xED\xA0\x80\"", ERR_bad_utf8, 0, 0},
      {"nul", ERR_bad_json, 1, 1},
      {"{} {}", ERR_bad_json, 1, 4},
      {"truefalse", ERR_bad_json, 1, 1},
      {"\xEF\xBB\xBF{}", ERR_bad_json, 1, 1},
  };
  struct arena arena;
  arena_init(&arena, "test");
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct json *v = NULL;
    struct err err = {0};
    if (json_parse(str_from(cases[i].text), &arena, &v, &err))
      fail_msg("accepted %s", cases[i].text);
    if (err.code == ERR_bad_json && (err.n_args != 2 || (unsigned char)err.args[1][0] < 0x80))
      if (err.args[1][0] != '\\') fail_msg("%s: not in both languages", cases[i].text);
    if (err.code != cases[i].code || err.place.line != cases[i].line ||
        err.place.column != cases[i].column)
      fail_msg("%s: %s %s at %d:%d", cases[i].text, err_name(err.code), err.args[0],
               (int)err.place.line, (int)err.place.column);
  }
  char deep[2 * JSON_DEPTH_MAX + 2];
  struct json *v;
  struct err err = {0};
  memset(deep, '[', JSON_DEPTH_MAX);
  memset(deep + JSON_DEPTH_MAX, ']', JSON_DEPTH_MAX);
  assert_true(json_parse(str_of(deep, 2 * JSON_DEPTH_MAX), &arena, &v, &err));
  memset(deep, '[', JSON_DEPTH_MAX + 1);
  memset(deep + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
  assert_false(json_parse(str_of(deep, 2 * JSON_DEPTH_MAX + 2), &arena, &v, &err));
  assert_int_equal(err.code, ERR_too_deep);

  /* A large object is checked for repeated keys too. */
  struct buf b = BUF_INIT;
  buf_putc(&b, '{');
  for (int i = 0; i < 5000; i++)
    buf_printf(&b, "%s\"k%d\":%d", i ? "," : "", i == 4999 ? 17 : i, i);
  buf_putc(&b, '}');
  assert_false(json_parse(buf_str(&b), &arena, &v, &err));
  assert_string_equal(err.args[0], "the key \"k17\" appears twice");
  buf_release(&b);
  arena_release(&arena);
}

static void lookup_and_order(void **state) {
  struct arena arena;
  arena_init(&arena, "test");
  struct json *v;
  struct err err = {0};
  assert_true(json_parse(STR("{\"n\":12.50,\"s\":\"x\",\"t\":true,\"i\":-7,\"e\":1e3,\"big\":1e30,"
                             "\"a\":[1,{\"z\":1,\"b\":2}]}"),
                         &arena, &v, &err));
  struct dec d;
  int64_t i;
  assert_true(json_dec(json_get(v, "n"), &d) && d.m == 1250 && d.scale == 2);
  assert_false(json_int(json_get(v, "n"), &i));
  assert_true(json_int(json_get(v, "i"), &i) && i == -7);
  assert_true(json_int(json_get(v, "e"), &i) && i == 1000);
  assert_false(json_int(json_get(v, "big"), &i));
  assert_false(json_int(json_get(v, "absent"), &i));
  assert_true(str_is(json_get_str(v, "s"), "x"));
  assert_null(json_get_str(v, "n").p);
  assert_true(json_get_bool(v, "t", false));
  assert_true(json_get_bool(v, "s", true));
  assert_null(json_get(json_get(v, "s"), "x"));
  struct buf b = BUF_INIT;
  json_write_tree(v, true, &b);
  assert_string_equal(b.p,
                      "{\"a\":[1,{\"b\":2,\"z\":1}],\"big\":1e30,\"e\":1e3,\"i\":-7,\"n\":12.50,"
                      "\"s\":\"x\",\"t\":true}");
  buf_release(&b);
  arena_release(&arena);
}

static void writer(void **state) {
  struct buf b = BUF_INIT;
  struct jw w;
  jw_init(&w, &b, 2);
  jw_begin_object(&w);
  jw_key(&w, "a");
  jw_begin_array(&w);
  jw_int(&w, INT64_MIN);
  jw_uint(&w, UINT64_MAX);
  jw_end_array(&w);
  jw_key(&w, "empty");
  jw_begin_object(&w);
  jw_end_object(&w);
  jw_key(&w, "s");
  jw_str(&w, STR("q\"\\\b\t\n\f\r\v订\xff\x7f"));
  jw_key(&w, "d");
  jw_dec(&w, (struct dec){-1205, 2});
  jw_key(&w, "r");
  jw_raw(&w, STR("[1]"));
  jw_key(&w, "none");
  jw_cstr(&w, NULL);
  jw_key(&w, "nan");
  jw_double(&w, NAN);
  jw_end_object(&w);
  assert_string_equal(
      b.p, "{\n  \"a\": [\n    -9223372036854775808,\n    18446744073709551615\n  ],\n"
           "  \"empty\": {},\n  \"s\": \"q\\\"\\\\\\b\\t\\n\\f\\r\\u000b订\uFFFD\x7f\",\n"
           "  \"d\": -12.05,\n  \"r\": [1],\n  \"none\": null,\n  \"nan\": null\n}");
  buf_release(&b);
}

static void doubles_are_shortest(void **state) {
  static const struct {
    double v;
    const char *text;
  } cases[] = {{0.1, "0.1"},
               {1.0 / 3, "0.3333333333333333"},
               {5e-324, "4.94065645841247e-324"},
               {1e21, "1e+21"},
               {100, "100"},
               {-0.0, "-0"},
               {123456789012345680.0, "1.2345678901234568e+17"},
               {2.5, "2.5"}};
  struct buf b = BUF_INIT;
  struct jw w;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    buf_reset(&b);
    jw_init(&w, &b, 0);
    jw_double(&w, cases[i].v);
    assert_string_equal(b.p, cases[i].text);
  }
  struct rng r;
  rng_init(&r, SEED, 2, 0);
  for (int i = 0; i < 30000; i++) {
    uint64_t bits = rng_u64(&r);
    double v, back;
    memcpy(&v, &bits, 8);
    if (i % 2) v = (double)(int64_t)rng_below(&r, 100000000) / 100;
    if (!isfinite(v)) continue;
    buf_reset(&b);
    jw_init(&w, &b, 0);
    jw_double(&w, v);
    back = strtod(b.p, NULL);
    assert_memory_equal(&back, &v, 8);
    for (int digits = 1; digits < 15; digits++) { /* nothing shorter reads back */
      char text[40];
      snprintf(text, sizeof text, "%.*g", digits, v);
      if (strtod(text, NULL) == v && strlen(text) < b.n && fabs(v) >= 1e-300)
        fail_msg("%s: %s", b.p, text);
    }
  }
  buf_release(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(agrees_with_the_twin), cmocka_unit_test(refusals_name_the_place),
      cmocka_unit_test(lookup_and_order),     cmocka_unit_test(writer),
      cmocka_unit_test(doubles_are_shortest),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
