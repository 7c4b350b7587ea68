/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file nobody has described, as a table of its first rows: the shape of the text only, no meaning
 * yet.
 *
 * Delimiter: each candidate cuts the sample, and the one that gives most records the same number
 * (two or more) of fields wins; runs of blanks are tried last, because sentences have blanks too.
 * Header: the first row, if its cells look like titles (filled, distinct, neither numbers nor
 * times) and some title is a known name or some column below is of another kind than its title.
 * Lines before it (report titles) have fewer fields than the table.
 */
#include "base/utf8.h"
#include "event/guess_int.h"

struct shape {
  uint32_t fields; /* of most records */
  uint32_t share;  /* of records with so many, per mille */
};

static struct shape shape_with(char delimiter, char newline, struct str view, bool at_end) {
  struct csv c;
  csv_init(&c, delimiter, '"', newline, RECORD_BYTES_MAX);
  uint32_t *count = must_calloc(GUESS_COLUMNS_MAX + 1, sizeof *count), best = 0, n = 0, lines;
  size_t used;
  while (view.n > 0 && n < SAMPLE_RECORDS) {
    enum csv_result cut = csv_next(&c, view, at_end, &used, &lines);
    if (cut == CSV_MORE) break;
    view = str_of(view.p + used, view.n - used);
    if (cut == CSV_EMPTY) continue;
    n++;
    if (cut == CSV_ROW && c.fields.n <= GUESS_COLUMNS_MAX && ++count[c.fields.n] > count[best])
      best = (uint32_t)c.fields.n;
  }
  struct shape s = {best, n ? count[best] * 1000 / n : 0};
  free(count);
  csv_release(&c);
  return s;
}

#define SHARE_GOOD 900
#define SHARE_FAIR 600

static bool find_delimiter(struct str view, bool at_end, char newline, char *ret) {
  static const char candidates[] = {',', '\t', ';', '|', '\x01', CSV_BLANKS};
  struct shape best = {0};
  for (size_t i = 0; i < sizeof candidates; i++) {
    struct shape s = shape_with(candidates[i], newline, view, at_end);
    bool blanks = candidates[i] == CSV_BLANKS;
    if (s.fields < 2 || s.share < (blanks ? SHARE_GOOD : SHARE_FAIR) || (blanks && best.fields))
      continue;
    bool both_good = s.share >= SHARE_GOOD && best.share >= SHARE_GOOD;
    if (both_good ? s.fields > best.fields : s.share > best.share) {
      best = s;
      *ret = candidates[i];
    }
  }
  return best.fields >= 2;
}

/* ---- CSV ---- */

struct rows {
  VEC(struct str) cells;
  uint32_t n, columns;
  uint32_t first_line; /* physical lines before the first of them */
};

static void read_rows(struct guess_table *t, char newline, struct str view, bool at_end,
                      struct rows *rows) {
  struct csv c;
  struct shape shape = shape_with(t->delimiter, newline, view, at_end);
  uint32_t lines, line = 0;
  size_t used;
  rows->columns = shape.fields;
  csv_init(&c, t->delimiter, t->quote, newline, RECORD_BYTES_MAX);
  while (view.n > 0 && rows->n <= SAMPLE_RECORDS) {
    enum csv_result cut = csv_next(&c, view, at_end, &used, &lines);
    if (cut == CSV_MORE) break;
    bool whole =
        cut == CSV_ROW && c.fields.n == shape.fields && text_is_valid(str_of(view.p, used));
    if (whole && rows->n == 0) rows->first_line = line;
    for (uint32_t i = 0; whole && i < shape.fields; i++) {
      struct str cell = arena_str(t->out, str_trim(c.fields.p[i]));
      vec_push(&rows->cells, cell);
    }
    rows->n += whole;
    line += lines;
    view = str_of(view.p + used, view.n - used);
  }
  csv_release(&c);
}

static bool looks_like_data(struct str s) {
  struct str format;
  bool either, b;
  struct dec num;
  return infer_number_like(s, false) || infer_number_like(s, true) || cell_number(s, false, &num) ||
         time_recognise(&s, 1, tz_utc(), &format, &either) || (cell_bool(s, &b) && s.n > 1);
}

static bool is_header(const struct rows *rows) {
  const struct str *first = rows->cells.p;
  bool known = false, other_kind = false;
  uint32_t empty = 0;
  for (uint32_t i = 0; i < rows->columns; i++) {
    if (first[i].n == 0 && ++empty > 1) return false;
    if (looks_like_data(first[i])) return false;
    for (uint32_t k = 0; k < i; k++)
      if (first[i].n > 0 && str_eq(first[i], first[k])) return false;
    known |= mapping_title_known(first[i]);
    uint32_t data = 0;
    for (uint32_t row = 1; row < rows->n && row < 20; row++)
      data += looks_like_data(rows->cells.p[(size_t)row * rows->columns + i]);
    other_kind |= data > 0 && data * 2 >= (rows->n < 20 ? rows->n : 20) - 1;
  }
  return known || other_kind;
}

/* "1.234,50": digits, a comma and one or two digits, in most values of some column and no point so.
 */
static bool has_decimal_comma(const struct rows *rows, char delimiter) {
  if (delimiter == ',') return false;
  size_t comma = 0, point = 0;
  for (size_t i = 0; i < rows->cells.n; i++) {
    struct str s = rows->cells.p[i];
    const char *c = s.n ? memchr(s.p, ',', s.n) : NULL;
    size_t after = c ? (size_t)(s.p + s.n - c) - 1 : 0;
    comma += c && (after == 1 || after == 2) && infer_number_like(s, true);
    point += !c && s.n && memchr(s.p, '.', s.n) && infer_number_like(s, false) &&
             !infer_number_like(s, true);
  }
  return comma > 0 && comma > point * 4;
}

static uint32_t count_distinct(const struct str *values, uint32_t n) {
  struct intern seen;
  intern_init(&seen, "distinct");
  for (uint32_t i = 0; i < n; i++)
    if (values[i].n > 0) intern_put(&seen, values[i]);
  uint32_t distinct = seen.n;
  intern_release(&seen);
  return distinct;
}

static void finish_column(struct guess_table *t, struct guess_column *c) {
  for (uint32_t i = 0; i < t->n_rows; i++)
    c->filled += c->values[i].n > 0;
  c->distinct = count_distinct(c->values, t->n_rows);
  c->seen = infer_type(c->values, t->n_rows, t->decimal_comma);
  if (t->header) {
    c->prop = known_name_find(NAME_PROP, c->name);
    c->attr = known_name_find(NAME_ATTR, c->name);
  }
}

static void columns_of_rows(struct guess_table *t, const struct rows *rows) {
  uint32_t from = t->header ? 1 : 0;
  t->n_rows = rows->n - from;
  t->n_columns = rows->columns;
  t->columns = arena_array(t->out, struct guess_column, rows->columns);
  for (uint32_t i = 0; i < rows->columns; i++) {
    struct guess_column *c = &t->columns[i];
    c->name =
        t->header && rows->cells.p[i].n ? rows->cells.p[i] : arena_printf(t->out, "%u", i + 1);
    c->values = arena_array(t->out, struct str, t->n_rows + 1);
    for (uint32_t row = 0; row < t->n_rows; row++)
      c->values[row] = rows->cells.p[(size_t)(row + from) * rows->columns + i];
    finish_column(t, c);
  }
}

static void keep_raw(struct guess_table *t, const struct rows *rows) {
  t->raw_rows = rows->n < LOOK_ROWS ? rows->n : LOOK_ROWS;
  t->raw_columns = rows->columns;
  size_t n = (size_t)t->raw_rows * t->raw_columns;
  t->raw = arena_array(t->out, struct str, n + 1);
  for (size_t i = 0; i < n; i++)
    t->raw[i] = rows->cells.p[i];
}

static bool read_csv(struct guess_table *t, const struct look_hints *hints, struct str view,
                     bool at_end) {
  char newline = csv_newline_of(view);
  if (hints->delimiter >= 0)
    t->delimiter = (char)hints->delimiter;
  else if (!find_delimiter(view, at_end, newline, &t->delimiter))
    return false;
  struct rows rows = {0};
  read_rows(t, newline, view, at_end, &rows);
  if (rows.n > 0 && rows.columns > 0) {
    t->header = hints->header >= 0 ? hints->header > 0 : is_header(&rows);
    keep_raw(t, &rows);
    t->skip_lines = t->header || rows.first_line > 0 ? rows.first_line : 0;
    t->decimal_comma = has_decimal_comma(&rows, t->delimiter);
    columns_of_rows(t, &rows);
  }
  vec_free(&rows.cells);
  return t->n_rows > 0;
}

/* ---- NDJSON ---- */

struct leaves {
  struct guess_table *t;
  struct intern paths;
  VEC(struct str *) values; /* by path, SAMPLE_RECORDS each */
  VEC(bool) strings;        /* by path: has string values */
};

static void add_leaf(struct leaves *l, struct str path, const struct json *v) {
  if (v->type != JSON_STRING && v->type != JSON_NUMBER && v->type != JSON_BOOL) return;
  if (l->paths.n >= GUESS_COLUMNS_MAX && intern_find(&l->paths, path) == INTERN_NONE) return;
  uint32_t p = intern_put(&l->paths, path);
  if (p == l->values.n) {
    vec_push(&l->values, arena_array(l->t->out, struct str, SAMPLE_RECORDS));
    vec_push(&l->strings, false);
  }
  struct str text = v->type == JSON_BOOL ? (v->boolean ? STR("true") : STR("false")) : v->text;
  l->values.p[p][l->t->n_rows] = str_trim(text);
  l->strings.p[p] |= v->type == JSON_STRING;
}

static void walk(struct leaves *l, const struct json *o, struct str prefix) {
  for (uint32_t i = 0; i < o->n; i++) {
    struct str path = prefix.n
                          ? arena_printf(l->t->out, "%.*s.%.*s", STRF(prefix), STRF(o->keys[i]))
                          : o->keys[i];
    bool envelope = prefix.n == 0 && str_is(path, "properties");
    if (o->items[i].type == JSON_OBJECT)
      walk(l, &o->items[i], envelope ? STR("") : path);
    else if (path.n > 0 && path.n <= NAME_MAX_BYTES)
      add_leaf(l, path, &o->items[i]);
  }
}

static bool read_ndjson(struct guess_table *t, struct str view, bool at_end) {
  struct csv c;
  struct leaves l = {.t = t};
  t->raw = arena_array(t->out, struct str, LOOK_ROWS);
  t->raw_columns = 1;
  uint32_t lines, tried = 0;
  size_t used;
  struct err ignored;
  csv_init(&c, ',', 0, '\n', RECORD_BYTES_MAX);
  intern_init(&l.paths, "paths");
  while (view.n > 0 && t->n_rows < SAMPLE_RECORDS) {
    enum csv_result cut = csv_line_next(&c, view, at_end, &used, &lines);
    struct json *doc;
    if (cut == CSV_MORE) break;
    view = str_of(view.p + used, view.n - used);
    tried += cut == CSV_ROW;
    if (cut != CSV_ROW || !json_parse(c.fields.p[0], t->out, &doc, &ignored) ||
        doc->type != JSON_OBJECT)
      continue;
    walk(&l, doc, STR(""));
    if (t->raw_rows < LOOK_ROWS)
      t->raw[t->raw_rows++] =
          arena_str(t->out, str_of(c.fields.p[0].p, utf8_cut(c.fields.p[0], REJECT_TEXT_BYTES)));
    t->n_rows++;
  }
  t->format = MAP_NDJSON;
  t->header = true;
  t->n_columns = l.paths.n;
  t->columns = arena_array(t->out, struct guess_column, l.paths.n + 1);
  for (uint32_t i = 0; i < l.paths.n; i++) {
    t->columns[i].name = arena_str(t->out, intern_at(&l.paths, i));
    t->columns[i].values = l.values.p[i];
    t->columns[i].native = !l.strings.p[i];
    finish_column(t, &t->columns[i]);
  }
  bool ok = t->n_rows * 2 > tried && t->n_columns > 0;
  csv_release(&c);
  intern_release(&l.paths);
  vec_free(&l.values);
  vec_free(&l.strings);
  return ok;
}

bool guess_table_read(const char *path, const struct look_hints *hints, struct arena *out,
                      struct guess_table *ret, struct err *err) {
  struct text_in *text;
  const struct look_hints none = LOOK_HINTS_NONE;
  if (!hints) hints = &none;
  if (strcmp(path, "-") == 0) return err_fail(err, ERR_cannot_guess, "-");
  if (!text_open(path, hints->encoding, 0, &text, err)) return false;
  struct str view = text_view(text);
  while (!text_at_end(text) && view.n < SAMPLE_BYTES) {
    struct err late = {0};
    bool more = text_more(text, &late);
    view = text_view(text);
    if (!more && view.n == 0) {
      *err = late;
      text_close(text);
      return false;
    }
    if (!more) break;
  }
  bool at_end = text_at_end(text) && view.n <= SAMPLE_BYTES;
  view.n = view.n < SAMPLE_BYTES ? view.n : SAMPLE_BYTES;
  struct guess_table t = {.out = out, .quote = '"'};
  struct str start = str_trim(str_of(view.p, view.n < 4096 ? view.n : 4096));
  while (start.n > 0 && (*start.p == '\n' || *start.p == '\r'))
    start = str_trim(str_of(start.p + 1, start.n - 1));
  bool json = start.n > 0 && (hints->format >= 0 ? hints->format == MAP_NDJSON : *start.p == '{');
  bool ok =
      start.n > 0 && (json ? read_ndjson(&t, view, at_end) : read_csv(&t, hints, view, at_end));
  struct text_facts facts = text_facts(text);
  t.encoding = facts.encoding;
  t.utf16 = facts.utf16;
  text_close(text);
  if (!ok) return err_fail(err, ERR_cannot_guess, "%s", path);
  *ret = t;
  return true;
}
