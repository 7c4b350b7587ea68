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
  struct str_table *t = &c->strings;
  uint32_t *code = c->values;
  size_t values = t->n && !t->each ? kernel->count(c->present, bits_words(d->n_rows)) : 0;
  if (values == 0 || t->n > values / 8) return false;
  for (uint32_t i = 0; i < t->n; i++)
    string_number(s, t, i);
  const uint32_t *number = t->number, last = t->n - 1;
  if (values > d->n_rows / 8) {
    kernel->translate(code, d->n_rows, number, last);
    return true;
  }
  for (uint32_t w = 0; w < bits_words(d->n_rows); w++)
    for (uint64_t bits = c->present[w]; bits; bits &= bits - 1) {
      uint32_t i = w * 64 + (uint32_t)__builtin_ctzll(bits);
      code[i] = number[code[i]];
    }
  return true;
}

/* Of the rows of one person who goes on. */
static bool number_apart(struct scanner *s, struct dblock *d, struct dcol *c, uint32_t person,
                         struct err *err) {
  uint32_t *code = c->values;
  for (uint32_t row = d->row_begin[person]; row < d->row_begin[person + 1]; row++) {
    if (!bits_test(c->present, row)) continue;
    if (!column_unpack(c))
      return part_damaged(c->packed.part, c->packed.block, "texts of a property", err);
    code[row] = SCAN_BATCH_ROWS + string_number(s, &c->strings, code[row]);
  }
  return true;
}

bool number_strings(struct scanner *s, struct dblock *d, bool first_continued, bool last_continues,
                    struct err *err) {
  for (uint32_t i = 0; i < s->n_cols; i++) {
    struct dcol *c = &d->cols[i];
    if (s->plan[i].type == V_STR && s->plan[i].local && s->local_texts && !c->strings.at) {
      uint32_t last = d->n_people - 1;
      if ((first_continued && !number_apart(s, d, c, 0, err)) ||
          (last_continues && !(first_continued && last == 0) && !number_apart(s, d, c, last, err)))
        return false;
      continue;
    }
    if (s->plan[i].type != V_STR || !(c->strings.number || c->strings.each) || number_all(s, d, c))
      continue;
    uint32_t *code = c->values;
    for (uint32_t w = 0; w < bits_words(d->n_rows); w++)
      for (uint64_t bits = c->present[w]; bits; bits &= bits - 1) {
        uint32_t row = w * 64 + (uint32_t)__builtin_ctzll(bits);
        code[row] = string_number(s, &c->strings, code[row]);
      }
  }
  return true;
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
