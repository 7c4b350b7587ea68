/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Decimals against a twin that calculates the way children do: digits in arrays, one at a time, no
 * limit on length, rounding and range looked at only at the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/decimal.h"
#include "base/rng.h"

#define SEED 20260203

/* The twin ----------------------------------------------------------------------------------------
 */

#define PLACES 60 /* digits behind the point */
#define WIDE   260

struct big { /* d[0] is the lowest digit; value = digits × 10^-PLACES */
  uint8_t d[WIDE];
  bool negative;
};

static struct big big_of(struct dec v) {
  struct big b = {.negative = v.m < 0};
  u128 m = v.m < 0 ? -(u128)v.m : (u128)v.m;
  for (int i = PLACES - v.scale; m; i++, m /= 10)
    b.d[i] = (uint8_t)(m % 10);
  return b;
}

static int compare_digits(const struct big *a, const struct big *b) {
  for (int i = WIDE - 1; i >= 0; i--)
    if (a->d[i] != b->d[i]) return a->d[i] < b->d[i] ? -1 : 1;
  return 0;
}

static void add_digits(struct big *a, const struct big *b) {
  int carry = 0;
  for (int i = 0; i < WIDE; i++) {
    int s = a->d[i] + b->d[i] + carry;
    a->d[i] = (uint8_t)(s % 10);
    carry = s / 10;
  }
}

static void subtract_digits(struct big *a, const struct big *b) { /* a ≥ b */
  int borrow = 0;
  for (int i = 0; i < WIDE; i++) {
    int s = a->d[i] - b->d[i] - borrow;
    borrow = s < 0;
    a->d[i] = (uint8_t)(s + 10 * borrow);
  }
}

static struct big big_add(struct big a, struct big b) {
  if (a.negative == b.negative) {
    add_digits(&a, &b);
    return a;
  }
  if (compare_digits(&a, &b) < 0) {
    struct big t = a;
    a = b;
    b = t;
  }
  subtract_digits(&a, &b);
  return a;
}

static struct big big_mul(const struct big *a, const struct big *b) {
  int sum[2 * WIDE] = {0};
  struct big r = {.negative = a->negative != b->negative};
  for (int i = 0; i < WIDE; i++)
    for (int j = 0; a->d[i] && j < WIDE; j++)
      sum[i + j] += a->d[i] * b->d[j];
  for (int i = 0; i + 1 < 2 * WIDE; i++) {
    sum[i + 1] += sum[i] / 10;
    sum[i] %= 10;
    if (i >= PLACES && i - PLACES < WIDE) r.d[i - PLACES] = (uint8_t)sum[i];
  }
  return r; /* 36 places at most: nothing is lost */
}

/* Digits of a / b by schoolbook division, PLACES behind the point; *ret_exact when nothing was
 * left. */
static struct big big_div(const struct big *a, const struct big *b, bool *ret_exact) {
  struct big r = {.negative = a->negative != b->negative}, rest = {0}, divisor = *b;
  for (int i = WIDE - 1 + PLACES; i >= 0; i--) {
    memmove(rest.d + 1, rest.d, WIDE - 1);
    rest.d[0] = i >= PLACES ? a->d[i - PLACES] : 0;
    uint8_t q = 0;
    while (compare_digits(&rest, &divisor) >= 0) {
      subtract_digits(&rest, &divisor);
      q++;
    }
    if (i < WIDE) r.d[i] = q;
  }
  struct big zero = {0};
  *ret_exact = compare_digits(&rest, &zero) == 0;
  return r;
}

/* Half-even to `scale` places; `more` says that non-zero digits follow those kept. */
static void big_round(struct big *v, int scale, bool more) {
  int cut = scale < PLACES ? PLACES - scale : 0; /* digits below go */
  int half = cut ? v->d[cut - 1] : 0;
  for (int i = 0; i + 1 < cut; i++)
    more |= v->d[i] != 0;
  bool up = half > 5 || (half == 5 && (more || (v->d[cut] & 1)));
  for (int i = 0; i < cut; i++)
    v->d[i] = 0;
  struct big one = {0};
  one.d[cut] = 1;
  if (up) add_digits(v, &one);
}

/* Whether 36 digits and 18 places can hold the value. */
static bool fits(const struct big *v) {
  int low = 0, high = WIDE - 1;
  while (low < PLACES && v->d[low] == 0)
    low++;
  while (high > low && v->d[high] == 0)
    high--;
  return low >= PLACES - DEC_SCALE_MAX && high - low < DEC_DIGITS_MAX;
}

static void same(struct dec got, const struct big *expected, const char *what, struct dec a,
                 struct dec b) {
  struct big g = big_of(got);
  struct big zero = {0};
  bool is_zero = compare_digits(&g, &zero) == 0;
  if (compare_digits(&g, expected) == 0 && (is_zero || g.negative == expected->negative) &&
      got.scale <= DEC_SCALE_MAX)
    return;
  char x[DEC_TEXT_BYTES], y[DEC_TEXT_BYTES], z[DEC_TEXT_BYTES];
  fail_msg("%s %s %s = %s", dec_text(a, x), what, dec_text(b, y), dec_text(got, z));
}

static struct dec random_dec(struct rng *r) {
  i128 m = 0;
  for (uint64_t n = rng_below(r, DEC_DIGITS_MAX + 1); n > 0; n--) {
    unsigned digit =
        rng_chance(r, 0.3) ? (unsigned)rng_below(r, 2) * 9 : (unsigned)rng_below(r, 10);
    m = m * 10 + digit;
  }
  if (rng_chance(r, 0.1)) m = m / dec_pow10(18) * dec_pow10(18); /* trailing zeros */
  if (rng_chance(r, 0.05)) m = dec_pow10(36) - 1 - (int)rng_below(r, 2);
  return (struct dec){rng_chance(r, 0.5) ? -m : m, (uint8_t)rng_below(r, DEC_SCALE_MAX + 1)};
}

static void arithmetic_agrees_with_the_twin(void **state) {
  struct rng r;
  rng_init(&r, SEED, 1, 0);
  print_message("seed %d\n", SEED);
  int overflows = 0, results = 0;
  for (int round = 0; round < 20000; round++) {
    struct dec a = random_dec(&r), b = random_dec(&r), got = {7, 7};
    struct big x = big_of(a), y = big_of(b), minus_y = y;
    minus_y.negative = !y.negative;

    struct big sum = big_add(x, y), difference = big_add(x, minus_y), product = big_mul(&x, &y);
    big_round(&product, DEC_SCALE_MAX, false);
    assert_int_equal(dec_add(a, b, &got), fits(&sum));
    if (fits(&sum)) same(got, &sum, "+", a, b);
    assert_int_equal(dec_sub(a, b, &got), fits(&difference));
    if (fits(&difference)) same(got, &difference, "-", a, b);
    got = (struct dec){7, 7};
    bool ok = dec_mul(a, b, &got);
    assert_int_equal(ok, fits(&product));
    if (ok)
      same(got, &product, "*", a, b);
    else
      assert_true(got.m == 7 && got.scale == 7);
    overflows += !ok;
    results += ok;

    int expected = compare_digits(&x, &y) * (a.m < 0 ? -1 : 1);
    if ((a.m < 0) != (b.m < 0)) expected = a.m < 0 ? -1 : 1;
    assert_int_equal(dec_cmp(a, b), expected);
    struct dec normal = dec_normal(a);
    same(normal, &x, "normal", a, b);
    assert_true(normal.scale == 0 || normal.m % 10 != 0);

    uint8_t scale = (uint8_t)rng_below(&r, DEC_SCALE_MAX + 1);
    struct big rounded = x;
    big_round(&rounded, scale, false);
    if (dec_rescale(a, scale, &got)) {
      assert_int_equal(got.scale, scale);
      same(got, &rounded, "rescale", a, b);
    } else {
      assert_true(scale > a.scale);
    }
    if (b.m == 0 || round % 8) continue; /* the twin's division is slow */
    bool exact;
    struct big quotient = big_div(&x, &y, &exact);
    big_round(&quotient, scale, !exact);
    bool in_range = true;
    for (int i = PLACES - scale + DEC_DIGITS_MAX; i < WIDE; i++)
      in_range &= quotient.d[i] == 0;
    ok = dec_div(a, b, scale, &got);
    assert_int_equal(ok, in_range);
    if (ok) {
      assert_int_equal(got.scale, scale);
      same(got, &quotient, "/", a, b);
    }
  }
  assert_true(overflows > 1000 && results > 1000);
}

/* Small numbers where plain 128-bit integers are the twin, ties included. */
static void rounding_is_half_even(void **state) {
  for (int m = -2500; m <= 2500; m++) {
    struct dec got;
    assert_true(dec_rescale((struct dec){m, 2}, 0, &got));
    int q = m / 100, rest = m % 100, away = m < 0 ? -1 : 1;
    if (abs(rest) > 50 || (abs(rest) == 50 && q % 2)) q += away;
    assert_int_equal((int)got.m, q);
    assert_true(dec_div((struct dec){m, 0}, (struct dec){100, 0}, 0, &got));
    assert_int_equal((int)got.m, q);
  }
}

static void parses(void **state) {
  static const struct {
    const char *text, *expected; /* NULL: refused */
  } cases[] = {
      {"0", "0"},
      {"-0", "0"},
      {"12.50", "12.50"},
      {"+7", "7"},
      {"00012", "12"},
      {"1e3", "1000"},
      {"1.50e1", "15.0"},
      {"1E-3", "0.001"},
      {"-2.5e+2", "-250"},
      {"0e999999999999999999", "0"},
      {"9999999999999999999", "9999999999999999999"},
      {"-9999999999999999999", "-9999999999999999999"},
      {"0.000000000000000001", "0.000000000000000001"},
      {"0.0000000000000000005", "0.000000000000000000"},
      {"0.00000000000000000050001", "0.000000000000000001"},
      {"0.0000000000000000015", "0.000000000000000002"},
      {"0.0000000000000000025", "0.000000000000000002"},
      {"1e-400000000000000000000", "0.000000000000000000"},
      {"999999999999999999999999999999999999", "999999999999999999999999999999999999"},
      {"1000000000000000000000000000000000000", NULL},
      {"1e36", NULL},
      {"1e35", "100000000000000000000000000000000000"},
      {"1e99999999999999999999", NULL},
      {"1000000000000000000000.0000000000000000000", "1000000000000000000000.00000000000000"},
      {"1000000000000000000000.000000000000000001", NULL},
      {"999999999999999999.9999999999999999999", "1000000000000000000.00000000000000000"},
      {"", NULL},
      {"-", NULL},
      {"+", NULL},
      {".", NULL},
      {".5", NULL},
      {"5.", NULL},
      {"1e", NULL},
      {"1e+", NULL},
      {"1.2.3", NULL},
      {" 1", NULL},
      {"1 ", NULL},
      {"--1", NULL},
      {"0x10", NULL},
      {"1,000", NULL},
      {"inf", NULL},
      {"nan", NULL},
      {"1e5.0", NULL},
      {"e5", NULL},
      {"123456789012345678901234x", NULL},
  };
  char text[DEC_TEXT_BYTES];
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct dec v = {7, 7};
    bool ok = dec_parse(str_from(cases[i].text), &v);
    if (!cases[i].expected) {
      if (ok || v.m != 7) fail_msg("accepted %s", cases[i].text);
    } else if (!ok || strcmp(dec_text(v, text), cases[i].expected) != 0) {
      fail_msg("%s: %s", cases[i].text, ok ? text : "refused");
    }
  }
}

/* Texts of random length and exponent: the twin shifts digits. */
static void long_texts_agree_with_the_twin(void **state) {
  struct rng r;
  rng_init(&r, SEED, 2, 0);
  int accepted = 0;
  for (int round = 0; round < 50000; round++) {
    char text[128];
    struct big v = {.negative = rng_chance(&r, 0.5)};
    int n = 1 + (int)rng_below(&r, 45), point = (int)rng_below(&r, (uint64_t)n), used = 0;
    int exponent = (int)rng_below(&r, 31) - 15;
    if (v.negative) text[used++] = '-';
    int first = PLACES + n - 1 - point + exponent; /* where the first digit belongs */
    for (int i = 0; i < n; i++) {
      int digit = rng_chance(&r, 0.5) ? (rng_chance(&r, 0.5) ? 0 : 5) : (int)rng_below(&r, 10);
      if (i == n - point && point) text[used++] = '.';
      text[used++] = (char)('0' + digit);
      if (first - i >= 0 && first - i < WIDE) v.d[first - i] = (uint8_t)digit;
      if (first - i < 0) goto next; /* beyond what the twin holds */
    }
    if (exponent) used += snprintf(text + used, 8, "e%d", exponent);
    text[used] = 0;
    big_round(&v, DEC_SCALE_MAX, false);
    struct dec got;
    bool ok = dec_parse(str_from(text), &got);
    if (ok != fits(&v)) fail_msg("%s %s", ok ? "accepted" : "refused", text);
    if (ok) same(got, &v, text, got, got);
    accepted += ok;
  next:;
  }
  assert_true(accepted > 10000);
}

static void text_reads_back(void **state) {
  struct rng r;
  rng_init(&r, SEED, 3, 0);
  char text[DEC_TEXT_BYTES];
  for (int i = 0; i < 100000; i++) {
    struct dec v = random_dec(&r), back;
    assert_true(dec_parse(str_from(dec_text(v, text)), &back));
    assert_true(back.m == v.m && back.scale == v.scale);
    assert_true(dec_to_double(v) == strtod(text, NULL));
  }
  struct buf b = BUF_INIT;
  dec_format_grouped((struct dec){-123456789, 2}, 2, &b);
  buf_putc(&b, '|');
  dec_format_grouped((struct dec){999995, 3}, 2, &b);
  buf_putc(&b, '|');
  dec_format_grouped((struct dec){5, 1}, 0, &b);
  buf_putc(&b, '|');
  dec_format_grouped((struct dec){dec_pow10(35), 0}, 2, &b);
  buf_putc(&b, '|');
  dec_format_grouped((struct dec){100, 0}, 0, &b);
  buf_putc(&b, '|');
  dec_format((struct dec){-5, 3}, &b);
  assert_string_equal(
      b.p,
      "-1,234,567.89|1,000.00|0|100,000,000,000,000,000,000,000,000,000,000,000.00|100|-0.005");
  buf_release(&b);
}

static void money(void **state) {
  static const struct {
    const char *text;
    bool comma;
    const char *expected;
  } cases[] = {
      {"12.50", false, "12.50"},
      {" ¥1,234.50 ", false, "1234.50"},
      {"￥99", false, "99"},
      {"-$5.00", false, "-5.00"},
      {"$-5.00", false, "-5.00"},
      {"(1.00)", false, "-1.00"},
      {"($1,000.00)", false, "-1000.00"},
      {"$(3)", false, "-3"},
      {"7.5-", false, "-7.5"},
      {"1 234 567.8", false, "1234567.8"},
      {"1\u00a0234", false, "1234"},
      {"€ 1'000.25", false, "1000.25"},
      {"1.234,50 €", true, "1234.50"},
      {"12,5", true, "12.5"},
      {"1.234", true, "1234"},
      {"1234", true, "1234"},
      {".50", false, "0.50"},
      {",5", true, "0.5"},
      {"£.99", false, "0.99"},
      {"88元", false, "88"},
      {"−3.20", false, "-3.20"},
      {"+4", false, "4"},
      {"1e3", false, "1000"},
      {"1,000,000", false, "1000000"},
      {"12,50", false, NULL},
      {"1,00,000", false, NULL},
      {"1,234,5", false, NULL},
      {"1234,567", false, NULL},
      {",123", false, NULL},
      {"1,234 567", false, NULL},
      {"1.5,000", false, NULL},
      {"1.23", true, NULL},
      {"1,5,3", true, NULL},
      {"1,5.300", true, NULL},
      {"--1", false, NULL},
      {"-(1)", false, NULL},
      {"(-1)", false, NULL},
      {"$$1", false, NULL},
      {"$", false, NULL},
      {"-", false, NULL},
      {"()", false, NULL},
      {"", false, NULL},
      {"   ", false, NULL},
      {"abc", false, NULL},
      {"1 2", false, NULL},
      {"1.2.3", false, NULL},
      {"12.", false, NULL},
      {"1,234,", false, NULL},
      {"5 apples", false, NULL},
      {"-5-", false, NULL},
  };
  char text[DEC_TEXT_BYTES];
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct dec v = {7, 7};
    bool ok = dec_parse_money(str_from(cases[i].text), cases[i].comma, &v);
    if (!cases[i].expected) {
      if (ok || v.m != 7) fail_msg("accepted %s as %s", cases[i].text, dec_text(v, text));
    } else if (!ok || strcmp(dec_text(v, text), cases[i].expected) != 0) {
      fail_msg("%s: %s", cases[i].text, ok ? text : "refused");
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(arithmetic_agrees_with_the_twin),
      cmocka_unit_test(rounding_is_half_even),
      cmocka_unit_test(parses),
      cmocka_unit_test(long_texts_agree_with_the_twin),
      cmocka_unit_test(text_reads_back),
      cmocka_unit_test(money),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
