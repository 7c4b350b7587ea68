/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Columns as a batch has them: those of a decoded block under the types of the plan, texts by the
 * scanner's numbers, and one value out of a column. */
#include "kernel/bits.h"
#include "store/scan_int.h"

void fill_batch_cols(struct scanner *s, const struct dblock *d, struct scan_col *cols) {
  for (uint32_t i = 0; i < s->n_cols; i++) {
    const struct col_plan *p = &s->plan[i];
    cols[i] = (struct scan_col){
        .type = p->type, .scale = p->scale, .wide = p->wide, .present = d->cols[i].present};
    switch (p->type) {
    case V_BOOL:
      cols[i].bit = d->cols[i].values;
      break;
    case V_STR:
      cols[i].code = d->cols[i].values;
      break;
    case V_NUM:
      if (p->wide)
        cols[i].wide_num = d->cols[i].values;
      else
        cols[i].num = d->cols[i].values;
      break;
    default:
      cols[i].num = d->cols[i].values;
    }
  }
}

/* Of few texts all get their numbers first; then no row is asked whether its has one, and where
 * many rows have a value, none whether it has one: without, any number will do. */
static bool number_all(struct scanner *s, struct dblock *d, struct dcol *c) {
  enum { MANY = 20 }; /* of a word's rows */
  struct str_table *t = &c->strings;
  uint32_t *code = c->values;
  if (t->n == 0 || t->each || t->n > kernel->count(c->present, bits_words(d->n_rows)) / 8)
    return false;
  for (uint32_t i = 0; i < t->n; i++)
    string_number(s, t, i);
  const uint32_t *number = t->number, last = t->n - 1;
  for (uint32_t w = 0; w < bits_words(d->n_rows); w++) {
    uint64_t bits = c->present[w];
    uint32_t row = w * 64, end = row + 64 < d->n_rows ? row + 64 : d->n_rows;
    if (__builtin_popcountll(bits) < MANY) {
      for (; bits; bits &= bits - 1) {
        uint32_t i = row + (uint32_t)__builtin_ctzll(bits);
        code[i] = number[code[i]];
      }
      continue;
    }
    kernel->translate(code + row, end - row, number, last);
  }
  return true;
}

void number_strings(struct scanner *s, struct dblock *d) {
  for (uint32_t i = 0; i < s->n_cols; i++) {
    struct dcol *c = &d->cols[i];
    if (s->plan[i].type != V_STR || !(c->strings.number || c->strings.each) || number_all(s, d, c))
      continue;
    uint32_t *code = c->values;
    for (uint32_t w = 0; w < bits_words(d->n_rows); w++)
      for (uint64_t bits = c->present[w]; bits; bits &= bits - 1) {
        uint32_t row = w * 64 + (uint32_t)__builtin_ctzll(bits);
        code[row] = string_number(s, &c->strings, code[row]);
      }
  }
}

struct value scan_value(const struct scan_col *c, uint32_t row, const struct intern *strings) {
  struct value v = {.type = c->type};
  switch (c->type) {
  case V_BOOL:
    v.b = c->bit[row] != 0;
    break;
  case V_NUM:
    v.num = dec_normal((struct dec){c->wide ? c->wide_num[row] : c->num[row], c->scale});
    break;
  case V_STR:
    v.str = intern_at(strings, c->code[row]);
    break;
  default:
    v.time = c->num[row];
  }
  return v;
}
