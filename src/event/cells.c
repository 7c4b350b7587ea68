/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Single values: numbers, truth values, identifiers.
 *
 * Numbers in files are short: the common shape (sign, up to 18 digits, one point) is read here in
 * one loop, and whatever else money looks like (¥1,234.50, (12.00), decimal comma) goes to the
 * careful reader in base.
 *
 * Identifiers are text, always: "00001" is not 1.  Spreadsheets are their enemies.  What they add
 * is taken off (="00001", '00001); what they destroyed (1.23E+17) cannot be brought back, and the
 * row is rejected rather than all such people made into one.
 */
#include "base/utf8.h"
#include "event/reader_int.h"

#define S(lit)                                                                                     \
  { lit, sizeof(lit) - 1 } /* STR for static tables */

bool cell_number(struct str s, bool decimal_comma, struct dec *ret) {
  int64_t m = 0;
  uint8_t scale = 0;
  size_t i = 0, digits = 0;
  bool minus = false, point = false;
  if (s.n > 0 && (s.p[0] == '-' || s.p[0] == '+')) minus = s.p[i++] == '-';
  for (; i < s.n; i++) {
    unsigned d = (unsigned char)s.p[i] - '0';
    if (d < 10 && digits < 18) {
      m = m * 10 + d;
      digits++;
      scale += point;
    } else if (s.p[i] == '.' && !point && !decimal_comma && digits > 0) {
      point = true;
    } else {
      break;
    }
  }
  if (i < s.n || digits == 0) return s.n > 0 && dec_parse_money(s, decimal_comma, ret);
  *ret = (struct dec){minus ? -m : m, scale};
  return true;
}

#define IN_LIST(s, list) in_list((s), (list), sizeof(list) / sizeof((list)[0]))

static bool in_list(struct str s, const struct str *list, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (list[i].n == s.n && str_eq_nocase(s, list[i])) return true;
  return false;
}

bool cell_bool(struct str s, bool *ret) {
  static const struct str yes[] = {S("true"), S("yes"), S("y"), S("1"), S("是"), S("t")};
  static const struct str no[] = {S("false"), S("no"), S("n"), S("0"), S("否"), S("f")};
  *ret = IN_LIST(s, yes);
  return *ret || IN_LIST(s, no);
}

bool cell_value(const struct step *step, struct str s, bool decimal_comma, uint64_t *misfits,
                struct value *ret) {
  if (s.n > VALUE_STR_MAX) return false;
  ret->type = step->type;
  switch (step->type) {
  case V_NUM:
    if (cell_number(s, decimal_comma, &ret->num)) return true;
    break;
  case V_BOOL:
    if (cell_bool(s, &ret->b)) return true;
    break;
  case V_TIME:
    if (time_read(step->time, s, &ret->time)) return true;
    break;
  default:
    ret->type = V_STR;
    ret->str = s;
    return true;
  }
  (*misfits)++;
  ret->type = V_STR;
  ret->str = s;
  return true;
}

struct str cell_id_clean(struct str s) {
  if (s.n >= 3 && s.p[0] == '=' && s.p[1] == '"' && s.p[s.n - 1] == '"')
    s = str_of(s.p + 2, s.n - 3);
  else if (s.n >= 2 && (s.p[0] == '\'' || s.p[0] == '`'))
    s = str_of(s.p + 1, s.n - 1);
  else
    return s;
  return str_trim(s);
}

bool cell_id_is_placeholder(struct str s) {
  static const struct str none[] = {S("null"),
                                    S("(null)"),
                                    S("none"),
                                    S("nan"),
                                    S("undefined"),
                                    S("-1"),
                                    S("0"),
                                    S("-"),
                                    S("n/a"),
                                    S("#n/a"),
                                    S("void"),
                                    S("unknown"),
                                    S("guest"),
                                    S("游客"),
                                    S("匿名"),
                                    S("匿名用户"),
                                    S("anonymous"),
                                    S("未知"),
                                    S("[object object]"),
                                    S("00000000-0000-0000-0000-000000000000")};
  if (s.n == 0) return true;
  bool digit = (unsigned char)(s.p[s.n - 1] - '0') < 10; /* as nearly all identifiers end, and three
                                                            of these */
  if (digit && s.p[0] != '0' && s.p[0] != '-') return false;
  return s.n <= 36 && IN_LIST(s, none);
}

bool cell_id_is_mangled(struct str s) {
  const char *plus = memchr(s.p, '+', s.n);
  if (!plus || plus < s.p + 2 || (plus[-1] != 'E' && plus[-1] != 'e') || plus + 1 == s.p + s.n)
    return false;
  for (const char *p = s.p; p < s.p + s.n; p++)
    if (p != plus && p != plus - 1 && *p != '.' && (unsigned char)(*p - '0') > 9) return false;
  return s.p[0] != '.';
}

bool text_is_valid(struct str s) {
  const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
  uint64_t odd = 0, w;
  size_t i = 0;
  for (; i + 8 <= s.n; i += 8) {
    memcpy(&w, s.p + i, 8);
    odd |= (w | (w - ones)) & tops; /* a byte ≥ 0x80, or 0 (or 0 next to 1: seen again below) */
  }
  for (; i < s.n; i++)
    odd |= (uint64_t)((signed char)s.p[i] <= 0) << 7;
  return odd == 0 || utf8_valid(s);
}

bool cell_id_check(struct str s, struct str column, struct err *why) {
  bool control = false, plus = false;
  for (size_t i = 0; i < s.n; i++) {
    control |= (unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f;
    plus |= s.p[i] == '+';
  }
  if (plus && cell_id_is_mangled(s))
    return err_fail(why, ERR_row_mangled_id, "%.*s" ERR_SEP "%.*s", STRF(s), STRF(column));
  if (control || s.n > IDENTITY_MAX_BYTES)
    return err_fail(why, ERR_row_bad_id, "%.*s" ERR_SEP "%d", STRF(column), IDENTITY_MAX_BYTES);
  return true;
}
