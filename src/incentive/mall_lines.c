/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Codes out of the text of a file: one a line, its PIN in a second column of CSV. */
#include "incentive/mall_int.h"

/* What a first line says that names columns; it must not be handed to somebody as a gift card. */
static bool is_heading(struct str cell) {
  static const char *const words[] = {"code",   "codes",   "card", "card number",
                                      "number", "voucher", "卡号", "卡密",
                                      "兑换码", "券码",    "编号", "代金券码"};
  char small[32];
  if (cell.n == 0 || cell.n >= sizeof small) return false;
  for (size_t i = 0; i < cell.n; i++)
    small[i] = (char)(cell.p[i] >= 'A' && cell.p[i] <= 'Z' ? cell.p[i] + 32 : cell.p[i]);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (str_eq(str_of(small, cell.n), str_from(words[i]))) return true;
  return false;
}

/* One cell; quotes may stand around it, and two stand for one. */
static struct str cut_cell(struct str *line, struct arena *out) {
  struct str s = str_trim(*line);
  size_t k = 0, n = 0;
  if (s.n == 0 || s.p[0] != '"') return str_trim(str_cut(line, ','));
  char *text = arena_alloc(out, s.n + 1);
  for (k = 1; k < s.n; k++) {
    if (s.p[k] != '"')
      text[n++] = s.p[k];
    else if (k + 1 < s.n && s.p[k + 1] == '"')
      text[n++] = s.p[k++];
    else
      break;
  }
  while (k < s.n && s.p[k] != ',')
    k++;
  k += k < s.n;
  *line = str_of(s.p + k, s.n - k);
  return str_trim(str_of(text, n));
}

uint32_t mall_lines_of(struct str text, struct arena *out, struct mall_line **ret,
                       uint32_t **ret_at) {
  uint32_t n = 0, at = 0, lines = 1;
  for (size_t i = 0; i < text.n; i++)
    lines += text.p[i] == '\n';
  *ret = arena_array(out, struct mall_line, lines);
  *ret_at = arena_array(out, uint32_t, lines);
  if (str_starts(text, STR("\xef\xbb\xbf"))) text = str_of(text.p + 3, text.n - 3);
  while (text.n) {
    struct str line = str_trim(str_cut(&text, '\n'));
    at++;
    if (line.n == 0) continue;
    struct str code = cut_cell(&line, out);
    if (at == 1 && is_heading(code)) continue;
    (*ret)[n] = (struct mall_line){code, cut_cell(&line, out)};
    (*ret_at)[n++] = at;
  }
  return n;
}
