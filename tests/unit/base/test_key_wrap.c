/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A wrapped key comes back with its passphrase and with nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/key_wrap.h"
#include "lib/mem_io.h"

#define SECRET STR("0123456789abcdef\n")

static struct arena a;

static int begin(void **state) {
  (void)state;
  arena_init(&a, "test");
  return 0;
}

static int end(void **state) {
  (void)state;
  arena_release(&a);
  return 0;
}

static bool opens(struct str phrase, struct str text, struct err *err) {
  struct str got = STR("untouched");
  err_clear(err);
  bool ok = key_unwrap(phrase, text, &a, &got, err);
  assert_true(str_eq(got, ok ? SECRET : STR("untouched")));
  return ok;
}

static void test_comes_back(void **state) {
  (void)state;
  struct str w, again;
  struct err err;
  assert_true(key_wrap(STR("correct horse battery"), SECRET, &a, &w, &err));
  assert_int_equal(w.n, SECRET.n + KEY_WRAP_OVERHEAD);
  assert_null(memmem(w.p, w.n, SECRET.p, 8));
  assert_true(key_wrap(STR("correct horse battery"), SECRET, &a, &again, &err));
  assert_false(str_eq(w, again)); /* a salt of its own */
  assert_true(opens(STR("correct horse battery"), w, &err));
  assert_false(opens(STR("correct horse batterz"), w, &err));
  assert_int_equal(err.code, ERR_passphrase_wrong);
}

static struct str changed(struct str w, size_t at, int by) {
  char *p = arena_alloc(&a, w.n);
  memcpy(p, w.p, w.n);
  p[at] = (char)(p[at] ^ by);
  return str_of(p, w.n);
}

/* Texts come from outside: none may cost more than a bound, none may be half believed. */
static void test_changed_texts(void **state) {
  (void)state;
  const struct str phrase = STR("correct horse battery");
  struct str w;
  struct err err;
  assert_true(key_wrap(phrase, SECRET, &a, &w, &err));
  for (size_t n = 0; n <= KEY_WRAP_OVERHEAD; n += 9) {
    assert_false(opens(phrase, str_of(w.p, n), &err));
    assert_int_equal(err.code, ERR_corrupt);
  }
  assert_false(opens(phrase, changed(w, 0, 1), &err)); /* what it is */
  assert_int_equal(err.code, ERR_corrupt);
  assert_false(opens(phrase, changed(w, 8, 2), &err)); /* version */
  assert_int_equal(err.code, ERR_unsupported_format);
  for (size_t at = 12; at <= 16; at += 4) { /* the highest byte of passes, of KiB */
    assert_false(opens(phrase, changed(w, at, 0x40), &err));
    assert_int_equal(err.code, ERR_corrupt);
  }
  static const size_t later[] = {14, 40, 60, 80}; /* head, nonce, content, code */
  for (size_t i = 0; i < sizeof later / sizeof *later; i++) {
    assert_false(opens(phrase, changed(w, later[i], 1), &err));
    assert_int_equal(err.code, ERR_passphrase_wrong);
  }
  assert_false(opens(phrase, str_of(w.p, w.n - 1), &err));
  assert_int_equal(err.code, ERR_passphrase_wrong);
}

static void test_files(void **state) {
  (void)state;
  static const struct {
    const char *text;
    enum err_code want;
    const char *phrase;
  } cases[] = {
      {"", ERR_passphrase_short, NULL},
      {"\n", ERR_passphrase_short, NULL},
      {"eleven char\nand more below", ERR_passphrase_short, NULL},
      {"twelve chars", ERR_none, "twelve chars"},
      {"twelve chars\r\nbelow\n", ERR_none, "twelve chars"},
      {"十二个汉字的口令是够长的", ERR_none, "十二个汉字的口令是够长的"},
      {"十二个汉字不够", ERR_passphrase_short, NULL},
      {"not utf-8: \xff\xfe", ERR_bad_utf8, NULL},
  };
  struct mem_io *m = mem_io_new(1);
  struct err err;
  struct str got;
  assert_true(io_mkdirs(&m->io, "d", &err));
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_true(io_write_atomic(&m->io, "d/p", cases[i].text, strlen(cases[i].text), &err));
    err_clear(&err);
    assert_int_equal(passphrase_read(&m->io, "d/p", &a, &got, &err), cases[i].want == ERR_none);
    assert_int_equal(err.code, cases[i].want);
    if (cases[i].phrase) assert_true(str_eq(got, str_from(cases[i].phrase)));
  }
  assert_false(passphrase_read(&m->io, "d/nothing", &a, &got, &err));
  assert_int_equal(err.code, ERR_not_found_file);
  char *large = arena_alloc(&a, PASSPHRASE_MAX + 2);
  memset(large, 'x', PASSPHRASE_MAX + 2);
  assert_true(io_write_atomic(&m->io, "d/p", large, PASSPHRASE_MAX, &err));
  assert_true(passphrase_read(&m->io, "d/p", &a, &got, &err));
  assert_true(io_write_atomic(&m->io, "d/p", large, PASSPHRASE_MAX + 1, &err));
  assert_false(passphrase_read(&m->io, "d/p", &a, &got, &err));
  assert_int_equal(err.code, ERR_too_large);
  mem_io_free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_comes_back, begin, end),
      cmocka_unit_test_setup_teardown(test_changed_texts, begin, end),
      cmocka_unit_test_setup_teardown(test_files, begin, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
