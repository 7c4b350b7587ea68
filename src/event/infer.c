/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a column holds, judged from a sample.
 *
 * The judgement is made once per column and then holds for the whole file (and, written into the
 * mapping, for all files of the source), because a property that is a number in one row and text in
 * the next cannot be asked about.  So it leans to text, which loses nothing: number    19 of 20
 * values look like one, and none looks like an identifier: a leading zero, or ten or more digits
 * without a fraction (telephone and order numbers) boolean   all are true or false, in words time
 * all are times in one format with day, month and year
 */
#include "event/reader_int.h"

#define ID_DIGITS 10

/* Digits with perhaps thousands separators; *ret_digits counts them. */
static size_t whole_part(struct str s, char separator, size_t *ret_digits) {
  size_t i = 0, group = 0;
  bool grouped = false;
  *ret_digits = 0;
  for (; i < s.n; i++) {
    if (s.p[i] >= '0' && s.p[i] <= '9') {
      group++;
      ++*ret_digits;
    } else if (s.p[i] == separator && group >= 1 && group <= 3 && (!grouped || group == 3)) {
      grouped = true;
      group = 0;
    } else {
      break;
    }
  }
  if (grouped && group != 3) *ret_digits = 0;
  return i;
}

bool number_like(struct str s, bool decimal_comma) {
  static const char *const currencies[] = {"¥", "￥", "$", "€", "£"};
  size_t digits, fraction = 0;
  if (s.n > 0 && (s.p[0] == '-' || s.p[0] == '+')) s = str_of(s.p + 1, s.n - 1);
  bool money = false;
  for (size_t i = 0; i < sizeof currencies / sizeof currencies[0] && !money; i++) {
    struct str c = str_from(currencies[i]);
    money = str_starts(s, c);
    if (money) s = str_trim(str_of(s.p + c.n, s.n - c.n));
  }
  bool leading_zero = s.n >= 2 && s.p[0] == '0' && s.p[1] >= '0' && s.p[1] <= '9';
  size_t i = whole_part(s, decimal_comma ? '.' : ',', &digits);
  if (i < s.n && s.p[i] == (decimal_comma ? ',' : '.'))
    for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
      fraction++;
  return i == s.n && digits > 0 && !leading_zero && (fraction > 0 || money || digits < ID_DIGITS);
}

static bool digits_only(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] < '0' || s.p[i] > '9') return false;
  return s.n > 0;
}

struct inferred infer_type(const struct str *values, size_t n, bool decimal_comma) {
  size_t filled = 0, numbers = 0, bools = 0, ids = 0, counts = 0;
  for (size_t i = 0; i < n; i++) {
    struct str v = str_trim(values[i]);
    if (v.n == 0) continue;
    filled++;
    bool number = number_like(v, decimal_comma);
    numbers += number;
    counts += digits_only(v);
    ids += !number && digits_only(v);
    bools += str_eq_nocase(v, STR("true")) || str_eq_nocase(v, STR("false"));
  }
  struct inferred text = {.type = V_STR}, r = {.type = V_TIME};
  if (filled == 0) return text;
  if (bools == filled) return (struct inferred){.type = V_BOOL};
  if (ids == 0 && numbers * 20 >= filled * 19) return (struct inferred){.type = V_NUM};
  size_t read = 0;
  int64_t ms;
  static _Thread_local struct time_reader reader;
  if (counts == filled || !time_recognise(values, n, tz_utc(), &r.format, &r.either) ||
      !time_reader_init(&reader, r.format, tz_utc()))
    return text;
  for (size_t i = 0; i < n; i++)
    read += time_read(&reader, str_trim(values[i]), &ms);
  return read == filled ? r : text;
}
