/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file shown to the person who brings it: how it is written, what each column seems to hold, and
 * what to look out for.  The judgement is the guesser's; here it only gets words.
 *
 * Notes are about damage that a table cannot show by itself: digits a spreadsheet replaced by an
 * exponent are gone for ever, and importing them would merge people who share the first digits. */
#include "event/csv_int.h"
#include "event/guess_int.h"
#include "event/mapping_int.h"
#include "event/times_int.h"

#define MOSTLY_EMPTY 0.5

static bool has_sample(const struct look_column *c, struct str v) {
  for (uint32_t i = 0; i < c->n_samples; i++)
    if (str_eq(c->samples[i], v)) return true;
  return false;
}

static bool fits(const struct guess_column *c, struct time_reader *times, bool comma,
                 struct str v) {
  int64_t ms;
  bool b;
  switch (c->seen.type) {
  case V_NUM:
    return infer_number_like(v, comma);
  case V_TIME:
    return time_read(times, v, &ms);
  case V_BOOL:
    return cell_bool(v, &b);
  default:
    return !cell_id_is_mangled(v);
  }
}

static double share_that_fits(const struct guess_table *t, const struct guess_column *c) {
  static _Thread_local struct time_reader times;
  uint32_t n = 0;
  if (c->seen.type == V_TIME && !time_reader_init(&times, c->seen.format, tz_utc())) return 0;
  for (uint32_t i = 0; i < t->n_rows; i++)
    n += c->values[i].n > 0 && fits(c, &times, t->decimal_comma, c->values[i]);
  return c->filled ? (double)n / c->filled : 0;
}

static bool is_id(const struct guess *g, uint32_t i) {
  return i == g->person || i == g->order_id || i == g->item_id;
}

/* Text of digits that is no number: leading zeros, or too long for one. */
static bool digits(const struct guess_table *t, const struct guess_column *c) {
  for (uint32_t i = 0; i < t->n_rows; i++)
    for (size_t k = 0; k < c->values[i].n; k++)
      if (c->values[i].p[k] < '0' || c->values[i].p[k] > '9') return false;
  return c->filled > 0;
}

static const char *type_of(const struct guess *g, uint32_t i) {
  const struct guess_column *c = &g->t.columns[i];
  if (is_id(g, i)) return "id";
  switch (c->seen.type) {
  case V_NUM:
    return "number";
  case V_TIME:
    return "time";
  case V_BOOL:
    return "bool";
  default:
    return digits(&g->t, c) ? "id" : "text";
  }
}

static struct map_doubt note_of(const struct guess *g, const struct guess_column *c) {
  struct arena *a = g->out;
  for (uint32_t i = 0; i < g->t.n_rows; i++)
    if (cell_id_is_mangled(c->values[i]))
      return (struct map_doubt){
          arena_printf(a,
                       "\"%.*s\": a spreadsheet ruined the digits.  Export again with this column "
                       "formatted as text.",
                       STRF(c->values[i])),
          arena_printf(a, "“%.*s”：数字已被电子表格改坏，请将该列设为文本格式后重新导出。",
                       STRF(c->values[i]))};
  if (c->seen.type == V_TIME && c->seen.either)
    return (struct map_doubt){STR("Day and month could also be the other way round."),
                              STR("日与月的顺序无法确定。")};
  if (c->filled == 0)
    return (struct map_doubt){STR("Empty in the rows looked at."), STR("所查看的行中该列为空。")};
  if (c->filled < g->t.n_rows * MOSTLY_EMPTY)
    return (struct map_doubt){arena_printf(a, "Filled in %u of %u rows.", c->filled, g->t.n_rows),
                              arena_printf(a, "%2$u 行中仅 %1$u 行有值。", c->filled, g->t.n_rows)};
  return (struct map_doubt){0};
}

static void show_column(const struct guess *g, uint32_t i, struct look_column *ret) {
  const struct guess_column *c = &g->t.columns[i];
  struct look_column k = {.name = arena_str(g->out, c->name),
                          .type = type_of(g, i),
                          .confidence = share_that_fits(&g->t, c),
                          .note = note_of(g, c)};
  if (c->seen.type == V_TIME) k.format = arena_str(g->out, c->seen.format);
  for (uint32_t row = 0; row < g->t.n_rows && k.n_samples < LOOK_SAMPLES; row++)
    if (c->values[row].n > 0 && !has_sample(&k, c->values[row]))
      k.samples[k.n_samples++] = c->values[row];
  *ret = k;
}

/* How the file is written, without meaning. */
static struct mapping form_only(const struct guess_table *t) {
  struct mapping m = mapping_default();
  m.format = t->format;
  if (t->format == MAP_CSV) {
    m.delimiter = t->delimiter;
    m.quote = t->quote;
    m.header = t->header;
    m.decimal_comma = t->decimal_comma;
    m.skip_lines = t->skip_lines;
  }
  return m;
}

bool mapping_look(const char *path, const struct look_hints *hints, struct arena *out,
                  struct look *ret, struct err *err) {
  struct guess g;
  guess_init(&g, out);
  if (!guess_table_read(path, hints, out, &g.t, err)) return false;
  const struct guess_table *t = &g.t;
  struct look l = {.format = t->format,
                   .encoding = t->utf16                     ? "utf-16"
                               : t->encoding == MAP_GB18030 ? "gb18030"
                                                            : "utf-8",
                   .delimiter = t->delimiter,
                   .quote = t->quote,
                   .header = t->header,
                   .n_columns = t->n_columns,
                   .rows = t->raw,
                   .n_rows = t->raw_rows,
                   .row_cells = t->raw_columns};
  l.guessed = guess_meaning(&g);
  l.mapping = l.guessed ? g.m : form_only(t);
  if (hints && hints->encoding != MAP_AUTO) l.mapping.encoding = hints->encoding;
  if (!l.guessed) {
    g.person = g.order_id = g.item_id = GUESS_NONE;
    g.doubts.n = 0;
    guess_doubt(&g, STR("No column is known to name a person: say which one does."),
                STR("无法确定哪一列标识用户，请指定。"));
  }
  l.n_doubts = (uint32_t)g.doubts.n;
  l.doubts = arena_array(out, struct map_doubt, g.doubts.n + 1);
  for (size_t i = 0; i < g.doubts.n; i++)
    l.doubts[i] = g.doubts.p[i];
  l.columns = arena_array(out, struct look_column, t->n_columns + 1);
  for (uint32_t i = 0; i < t->n_columns; i++)
    show_column(&g, i, &l.columns[i]);
  guess_release(&g);
  *ret = l;
  return true;
}

bool mapping_delimiter(struct str word, int *ret) {
  if (str_is(word, "\\t") || str_is(word, "tab"))
    *ret = '\t';
  else if (str_is(word, "blank"))
    *ret = CSV_BLANKS;
  else if (word.n == 1 && (unsigned char)word.p[0] < 0x7f && !strchr("\"\r\n", word.p[0]))
    *ret = word.p[0];
  else
    return false;
  return true;
}
