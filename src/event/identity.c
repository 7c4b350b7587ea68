/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Telephone numbers as E.164, addresses in lower case. */
#include "event/identity.h"

#include <stdio.h>
#include <string.h>

#define PHONE_DIGITS_MIN 8
#define PHONE_DIGITS_MAX 15 /* of E.164, with the country's */
#define PHONE_TEXT_MAX   40

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

unsigned phone_calling_code(struct str currency, struct str zone) {
  static const struct {
    const char *currency, *zones; /* zones: those that begin so */
    unsigned code;
  } known[] = {{"CNY", "", 86}, {"HKD", "", 852},      {"MOP", "", 853}, {"TWD", "", 886},
               {"JPY", "", 81}, {"KRW", "", 82},       {"SGD", "", 65},  {"MYR", "", 60},
               {"THB", "", 66}, {"VND", "", 84},       {"IDR", "", 62},  {"PHP", "", 63},
               {"INR", "", 91}, {"GBP", "", 44},       {"AUD", "", 61},  {"NZD", "", 64},
               {"CAD", "", 1},  {"USD", "America/", 1}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (str_is(currency, known[i].currency) && str_starts(zone, str_from(known[i].zones)))
      return known[i].code;
  return 0;
}

/* Digits of s; other characters that people put between them are dropped.  False: others. */
static bool digits_of(struct str s, char out[PHONE_TEXT_MAX], size_t *ret_n) {
  size_t n = 0;
  if (s.n >= PHONE_TEXT_MAX) return false;
  for (size_t i = 0; i < s.n; i++) {
    if (is_digit(s.p[i]))
      out[n++] = s.p[i];
    else if (!strchr(" -().\t", s.p[i]))
      return false;
  }
  *ret_n = n;
  return true;
}

/* A mainland Chinese mobile number has 11 digits and begins with 1; it is also often written with
 * 86 before it and no +.  Elsewhere a leading 0 is for calls within the country. */
bool phone_e164(struct str s, unsigned calling_code, char out[PHONE_E164_BYTES], struct str *ret) {
  char digits[PHONE_TEXT_MAX], *d = digits;
  size_t n = 0;
  bool full = s.n && *s.p == '+';
  if (full) s = str_of(s.p + 1, s.n - 1);
  if (!digits_of(s, digits, &n) || !n) return false;
  if (!full && n > 2 && d[0] == '0' && d[1] == '0') {
    d += 2, n -= 2;
    full = true;
  }
  if (!full && calling_code == 86 && n == 13 && d[0] == '8' && d[1] == '6' && d[2] == '1')
    full = true;
  if (full ? *d == '0' : !calling_code) return false;
  if (!full && calling_code != 86 && d[0] == '0') d++, n--;
  if (!full && calling_code == 86 && (n != 11 || d[0] != '1')) return false;
  int length = full ? snprintf(out, PHONE_E164_BYTES, "+%.*s", (int)n, d)
                    : snprintf(out, PHONE_E164_BYTES, "+%u%.*s", calling_code, (int)n, d);
  *ret = str_of(out, (size_t)length);
  return length > PHONE_DIGITS_MIN && length <= PHONE_DIGITS_MAX + 1;
}

struct str identity_form(struct str type, struct str value, unsigned calling_code,
                         char form[IDENTITY_MAX_BYTES]) {
  if (str_is(type, "email")) {
    for (size_t i = 0; i < value.n; i++)
      form[i] = value.p[i] >= 'A' && value.p[i] <= 'Z' ? (char)(value.p[i] | 0x20) : value.p[i];
    value.p = form;
  } else if (str_is(type, "phone")) {
    phone_e164(value, calling_code, form, &value);
  }
  return value;
}
