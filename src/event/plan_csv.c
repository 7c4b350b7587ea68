/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plan of a CSV file: lines to skip, the header or as many columns as most records have, a
 * sample as a table of cells, and which column each field of the mapping is. */
#include "event/names_int.h"
#include "event/plan_int.h"

/* Cuts the sample's records into a table of cells; those that do not cut or are too short are left
 * out. */
static void take_sample(struct reader *r, struct sample *s, uint32_t columns) {
  bool at_end;
  struct str view = reader_sample_view(r, &at_end);
  size_t used;
  uint32_t lines;
  s->columns = columns;
  while (view.n > 0 && s->n_rows < SAMPLE_RECORDS) {
    enum csv_result cut = csv_next(&r->csv, view, at_end, &used, &lines);
    if (cut == CSV_MORE) break;
    view = str_of(view.p + used, view.n - used);
    if (cut != CSV_ROW) continue;
    for (uint32_t i = 0; i < columns; i++) {
      struct str cell = i < r->csv.fields.n ? arena_str(&s->arena, r->csv.fields.p[i]) : STR("");
      vec_push(&s->cells, cell);
    }
    s->n_rows++;
  }
}

static struct str *column_of(struct sample *s, uint32_t at) {
  struct str *values = arena_array(&s->arena, struct str, s->n_rows + 1);
  for (uint32_t i = 0; i < s->n_rows; i++)
    values[i] = s->cells.p[(size_t)i * s->columns + at];
  return values;
}

struct header {
  struct str *names;
  uint32_t n;
};

static uint32_t find_column(const struct reader *r, const struct header *h, struct str name) {
  for (uint32_t i = 0; r->map->header && i < h->n; i++)
    if (str_eq(h->names[i], name)) return i;
  for (uint32_t i = 0; r->map->header && i < h->n; i++)
    if (name_same(h->names[i], name)) return i;
  uint64_t number = 0;
  for (size_t i = 0; i < name.n; i++) {
    if (name.p[i] < '0' || name.p[i] > '9' || name.n > 5) return NO_COLUMN;
    number = number * 10 + (uint64_t)(name.p[i] - '0');
  }
  return number >= 1 && number <= h->n ? (uint32_t)number - 1 : NO_COLUMN;
}

static bool no_column(const struct reader *r, const struct header *h, struct str name,
                      const char *what, struct str what_name, struct err *err) {
  struct buf list = BUF_INIT_MAX(ERR_ARG_BYTES);
  if (!r->map->header) buf_printf(&list, "1 … %u", h->n);
  for (uint32_t i = 0; r->map->header && i < h->n && !list.overflow; i++) {
    buf_puts(&list, i ? ", " : "");
    buf_put_str(&list, h->names[i]);
  }
  err_fail(err, ERR_map_no_column, "%.*s" ERR_SEP "%s%.*s" ERR_SEP "%.*s", STRF(name), what,
           STRF(what_name), STRF(buf_str(&list)));
  buf_release(&list);
  return err_at(err, r->path, r->line ? r->line : 1, 0, 0); /* the header's, just read */
}

static bool skip_lines(struct reader *r, struct err *err) {
  for (uint32_t left = r->map->skip_lines; left > 0;) {
    struct str view = text_view(r->text);
    const char *end = view.n ? memchr(view.p, r->csv.newline, view.n) : NULL;
    text_take(r->text, end ? (size_t)(end - view.p) + 1 : view.n);
    if (end) {
      left--;
      r->line++;
    } else if (text_at_end(r->text)) {
      return true;
    } else if (!text_more(r->text, err)) {
      return false;
    }
  }
  return reader_sample_fill(r, err);
}

/* Takes the header off the text. */
static bool read_header(struct reader *r, struct header *h, struct err *err) {
  enum csv_result cut = CSV_EMPTY;
  while (cut == CSV_EMPTY) {
    bool at_end;
    struct str view = reader_sample_view(r, &at_end);
    size_t used;
    uint32_t lines;
    if (view.n == 0) return true;
    cut = csv_next(&r->csv, view, at_end, &used, &lines);
    if (cut != CSV_ROW && cut != CSV_EMPTY) {
      err_fail(err, cut == CSV_BROKEN ? ERR_row_broken_quotes : ERR_row_too_long,
               cut == CSV_BROKEN ? NULL : "%zu", SAMPLE_BYTES);
      return err_at(err, r->path, r->line + 1, 0, 0);
    }
    if (!text_is_valid(str_of(view.p, used))) {
      err_fail(err, ERR_row_bad_encoding, NULL);
      return err_at(err, r->path, r->line + 1, 0, 0);
    }
    h->n = cut == CSV_ROW ? (uint32_t)r->csv.fields.n : 0;
    h->names = arena_array(&r->arena, struct str, h->n + 1);
    for (uint32_t i = 0; i < h->n; i++)
      h->names[i] = arena_str(&r->arena, str_trim(r->csv.fields.p[i]));
    text_take(r->text, used);
    r->line += lines;
  }
  return reader_sample_fill(r, err);
}

/* Without a header: as many columns as most records of the sample have. */
static void number_columns(struct reader *r, struct header *h) {
  bool at_end;
  struct str view = reader_sample_view(r, &at_end);
  uint32_t *count = must_calloc(CSV_FIELDS_MAX + 1, sizeof *count), lines;
  size_t used;
  for (uint32_t n = 0; view.n > 0 && n < SAMPLE_RECORDS; n++) {
    enum csv_result cut = csv_next(&r->csv, view, at_end, &used, &lines);
    if (cut == CSV_MORE) break;
    view = str_of(view.p + used, view.n - used);
    if (cut == CSV_ROW && ++count[r->csv.fields.n] > count[h->n]) h->n = (uint32_t)r->csv.fields.n;
  }
  free(count);
  h->names = arena_array(&r->arena, struct str, h->n + 1);
  for (uint32_t i = 0; i < h->n; i++)
    h->names[i] = arena_printf(&r->arena, "column_%u", i + 1);
}

static bool map_columns(struct reader *r, const struct header *h, struct sample *s, bool *used,
                        bool attributes, struct err *err) {
  const struct mapping *m = r->map;
  const struct map_field *fields = attributes ? m->attributes : m->properties;
  uint32_t n = attributes ? m->n_attributes : m->n_properties;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t at = find_column(r, h, fields[i].column);
    if (at == NO_COLUMN)
      return no_column(r, h, fields[i].column, attributes ? "attributes." : "properties.",
                       fields[i].to, err);
    used[at] = true;
    struct step *step =
        reader_add_step(&r->plan, reader_to_attributes(m, attributes),
                        (struct step){.column = fields[i].column, .name = fields[i].to, .at = at});
    reader_settle(r, step, &fields[i], column_of(s, at), s->n_rows);
  }
  return true;
}

/* Columns that the mapping does not name. */
static void keep_rest(struct reader *r, const struct header *h, struct sample *s,
                      const bool *used) {
  struct intern names;
  intern_init(&names, "column names");
  for (uint32_t i = 0; i < h->n; i++) {
    struct str name = h->names[i];
    if (name.n > 0 && intern_find(&names, name) != INTERN_NONE)
      name = arena_printf(&r->arena, "%.*s_%u", STRF(name), i + 1);
    if (name.n == 0 || name.n > NAME_MAX_BYTES) name = arena_printf(&r->arena, "column_%u", i + 1);
    intern_put(&names, name);
    if (used[i]) continue;
    struct step *step =
        reader_add_step(&r->plan, reader_to_attributes(r->map, false),
                        (struct step){.column = h->names[i], .name = name, .at = i});
    reader_settle(r, step, NULL, column_of(s, i), s->n_rows);
  }
  intern_release(&names);
}

static bool plan_columns(struct reader *r, struct header *h, struct sample *s, struct err *err) {
  struct plan *p = &r->plan;
  bool *used = arena_array(&s->arena, bool, h->n + 1);
  for (enum core c = 0; c < CORE_N; c++) {
    if (p->core_column[c].n == 0) continue;
    p->core_at[c] = find_column(r, h, p->core_column[c]);
    if (p->core_at[c] == NO_COLUMN)
      return no_column(r, h, p->core_column[c], reader_core_names[c], STR(""), err);
    if (c != CORE_REFUND && c != CORE_LEAVE_OUT) used[p->core_at[c]] = true;
  }
  if (p->core_at[CORE_TIME] != NO_COLUMN)
    reader_settle_time(r, column_of(s, p->core_at[CORE_TIME]), s->n_rows);
  if (!map_columns(r, h, s, used, false, err) || !map_columns(r, h, s, used, true, err))
    return false;
  if (r->map->keep_rest) keep_rest(r, h, s, used);
  return true;
}

bool reader_plan_csv(struct reader *r, struct err *err) {
  struct header h = {0};
  bool at_end;
  reader_plan_core(r);
  if (!reader_sample_fill(r, err)) return false;
  char newline = csv_newline_of(reader_sample_view(r, &at_end));
  csv_init(&r->csv, r->map->delimiter, r->map->quote, newline, r->limit);
  if (!skip_lines(r, err)) return false;
  if (!r->map->header)
    number_columns(r, &h);
  else if (!read_header(r, &h, err))
    return false;
  if (h.n == 0) return true; /* nothing in the file */
  struct sample s = {0};
  arena_init(&s.arena, "sample");
  take_sample(r, &s, h.n);
  r->plan.columns = h.n;
  bool ok = plan_columns(r, &h, &s, err);
  reader_note_numbers(&r->plan);
  vec_free(&s.cells);
  arena_release(&s.arena);
  return ok;
}
