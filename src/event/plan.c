/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The cold half of reading: mapping + header + a sample of the file = where every field comes from
 * and how it is read.
 *
 * The sample is the text already in the window; records are cut from it without taking them, so
 * that standard input can be sampled too.  Decided from it: the line ends, formats of times the
 * mapping does not give, types of columns the mapping leaves open.  All of it depends only on the
 * file's first SAMPLE_BYTES, so reading the file again decides the same.
 */
#include "event/names.h"
#include "event/names_int.h"
#include "event/reader_int.h"

const char *const reader_core_names[CORE_N] = {
    [CORE_PERSON] = "person",
    [CORE_TIME] = "time",
    [CORE_EVENT] = "event",
    [CORE_AMOUNT] = "amount",
    [CORE_ORDER_AMOUNT] = "order_amount",
    [CORE_ORDER_ID] = "order_id",
    [CORE_ITEM_ID] = "item_id",
    [CORE_CATEGORY] = "category",
    [CORE_ROW_ID] = "id",
    [CORE_REFUND] = "refunds.column",
    [CORE_LEAVE_OUT] = "leave_out.column",
};

static struct str core_column(const struct mapping *m, enum core core) {
  switch (core) {
  case CORE_PERSON:
    return m->person.column;
  case CORE_TIME:
    return m->time.column;
  case CORE_EVENT:
    return m->event_column.column;
  case CORE_AMOUNT:
    return m->amount.column;
  case CORE_ORDER_AMOUNT:
    return m->order_amount.column;
  case CORE_ORDER_ID:
    return m->order_id.column;
  case CORE_ITEM_ID:
    return m->item_id.column;
  case CORE_CATEGORY:
    return m->category.column;
  case CORE_ROW_ID:
    return m->row_id.column;
  case CORE_REFUND:
    return m->refund_column;
  case CORE_LEAVE_OUT:
    return m->leave_out_column;
  default:
    panic("no such field");
  }
}

enum role reader_role_of(struct str property) {
  static const struct {
    const char *name;
    enum role role;
  } roles[] = {{"price", ROLE_PRICE},       {"quantity", ROLE_QUANTITY}, {"amount", ROLE_AMOUNT},
               {"order_id", ROLE_ORDER_ID}, {"item_id", ROLE_ITEM},      {"item_name", ROLE_ITEM},
               {"category", ROLE_ITEM},     {"brand", ROLE_ITEM},        {"sku", ROLE_ITEM},
               {"variant", ROLE_ITEM}};
  for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
    if (str_is(property, roles[i].name)) return roles[i].role;
  return ROLE_NONE;
}

/* ---- the sample ---- */

struct sample {
  struct arena arena;
  VEC(struct str) cells; /* n_rows × columns */
  uint32_t n_rows, columns;
};

/* At least SAMPLE_BYTES of the text, if there is so much. */
static bool fill_window(struct reader *r, struct err *err) {
  while (!text_at_end(r->text) && text_view(r->text).n < SAMPLE_BYTES) {
    struct err late = {0};
    if (!text_more(r->text, &late)) {
      if (text_view(r->text).n > 0)
        return true; /* the same error comes again after the rows before it */
      *err = late;
      return false;
    }
  }
  return true;
}

/* What the sample is taken from: never more, so that it does not depend on how the file comes in.
 */
static struct str sample_view(const struct reader *r, bool *ret_at_end) {
  struct str view = text_view(r->text);
  *ret_at_end = text_at_end(r->text) && view.n <= SAMPLE_BYTES;
  return str_of(view.p, view.n < SAMPLE_BYTES ? view.n : SAMPLE_BYTES);
}

/* Cuts the sample's records into a table of cells; those that do not cut or are too short are left
 * out. */
static void take_sample(struct reader *r, struct sample *s, uint32_t columns) {
  bool at_end;
  struct str view = sample_view(r, &at_end);
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

/* ---- steps ---- */

static struct time_reader *new_time_reader(struct reader *r, struct str format) {
  struct time_reader *t = arena_alloc(&r->arena, sizeof *t);
  if (!time_reader_init(t, format, r->map->zone ? r->map->zone : r->tz))
    must(time_reader_init(t, STR("iso"), r->tz)); /* mapping_parse let no other format pass */
  return t;
}

/* Settles type and format of a step from what is told, then known, then seen. */
static void settle(struct reader *r, struct step *step, const struct map_field *f,
                   const struct str *values, uint32_t n) {
  const struct known_name *k = known_name_exact(NAME_PROP, step->name);
  if (!k) k = known_name_exact(NAME_ATTR, step->name);
  struct str format = f ? f->format : STR("");
  step->prop = INTERN_NONE;
  step->role = reader_role_of(step->name);
  step->type = f ? f->type : V_NONE;
  if (step->type == V_NONE && r->ndjson && !(k && k->type == V_TIME)) return; /* JSON says itself */
  if (step->type == V_NONE && k && k->type == V_STR) step->type = V_STR;
  struct inferred seen = {.type = V_STR};
  if (step->type == V_NONE || (step->type == V_TIME && format.n == 0))
    seen = infer_type(values, n, r->map->decimal_comma);
  if (step->type == V_NONE)
    step->type = k && k->type == V_NUM && seen.type == V_STR && n == 0 ? V_NUM : seen.type;
  bool either;
  if (step->type == V_TIME && format.n == 0 &&
      !time_recognise(values, n, tz_utc(), &format, &either))
    format = STR("iso");
  if (step->type == V_TIME) step->time = new_time_reader(r, format);
}

static void settle_time(struct reader *r, const struct str *values, uint32_t n) {
  const struct map_field *f = &r->map->time;
  struct str format = f->format;
  bool either;
  if (format.n == 0 && !time_recognise(values, n, tz_utc(), &format, &either)) format = STR("iso");
  r->plan.time = new_time_reader(r, format);
}

static bool to_attributes(const struct mapping *m, bool is_attribute) {
  return m->kind == MAP_PEOPLE || (is_attribute && m->kind != MAP_ITEMS);
}

static struct step *add_step(struct plan *p, bool attribute, struct step step) {
  if (attribute) {
    vec_push(&p->attrs, step);
    return &p->attrs.p[p->attrs.n - 1];
  }
  vec_push(&p->props, step);
  return &p->props.p[p->props.n - 1];
}

/* ---- CSV ---- */

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
  return fill_window(r, err);
}

/* Takes the header off the text. */
static bool read_header(struct reader *r, struct header *h, struct err *err) {
  enum csv_result cut = CSV_EMPTY;
  while (cut == CSV_EMPTY) {
    bool at_end;
    struct str view = sample_view(r, &at_end);
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
  return fill_window(r, err);
}

/* Without a header: as many columns as most records of the sample have. */
static void number_columns(struct reader *r, struct header *h) {
  bool at_end;
  struct str view = sample_view(r, &at_end);
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
        add_step(&r->plan, to_attributes(m, attributes),
                 (struct step){.column = fields[i].column, .name = fields[i].to, .at = at});
    settle(r, step, &fields[i], column_of(s, at), s->n_rows);
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
    struct step *step = add_step(&r->plan, to_attributes(r->map, false),
                                 (struct step){.column = h->names[i], .name = name, .at = i});
    settle(r, step, NULL, column_of(s, i), s->n_rows);
  }
  intern_release(&names);
}

static void note_line_numbers(struct plan *p) {
  p->lines_have_amount =
      p->core_column[CORE_AMOUNT].n > 0 || p->core_column[CORE_ORDER_AMOUNT].n > 0;
  for (size_t i = 0; i < p->props.n; i++) {
    p->lines_have_amount |= p->props.p[i].role == ROLE_PRICE;
    p->lines_have_quantity |= p->props.p[i].role == ROLE_QUANTITY;
  }
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
    settle_time(r, column_of(s, p->core_at[CORE_TIME]), s->n_rows);
  if (!map_columns(r, h, s, used, false, err) || !map_columns(r, h, s, used, true, err))
    return false;
  if (r->map->keep_rest) keep_rest(r, h, s, used);
  return true;
}

static void plan_core(struct reader *r) {
  for (enum core c = 0; c < CORE_N; c++) {
    r->plan.core_column[c] = core_column(r->map, c);
    r->plan.core_at[c] = NO_COLUMN;
  }
}

bool reader_plan_csv(struct reader *r, struct err *err) {
  struct header h = {0};
  bool at_end;
  plan_core(r);
  if (!fill_window(r, err)) return false;
  char newline = csv_newline_of(sample_view(r, &at_end));
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
  note_line_numbers(&r->plan);
  vec_free(&s.cells);
  arena_release(&s.arena);
  return ok;
}

/* ---- NDJSON ---- */

/* Texts at one path in the sample's lines. */
static uint32_t path_values(struct sample *s, struct json **docs, struct str path,
                            struct str **ret) {
  struct str *values = arena_array(&s->arena, struct str, s->n_rows + 1);
  for (uint32_t i = 0; i < s->n_rows; i++) {
    const struct json *v = ndjson_at(docs[i], path);
    if (v && (v->type == JSON_STRING || v->type == JSON_NUMBER)) values[i] = v->text;
  }
  *ret = values;
  return s->n_rows;
}

static void plan_paths(struct reader *r, struct sample *s, struct json **docs, bool attributes) {
  const struct mapping *m = r->map;
  const struct map_field *fields = attributes ? m->attributes : m->properties;
  uint32_t n = attributes ? m->n_attributes : m->n_properties;
  for (uint32_t i = 0; i < n; i++) {
    struct str *values;
    uint32_t rows = path_values(s, docs, fields[i].column, &values);
    struct step *step = add_step(&r->plan, to_attributes(m, attributes),
                                 (struct step){.column = fields[i].column, .name = fields[i].to});
    settle(r, step, &fields[i], values, rows);
  }
}

bool reader_plan_ndjson(struct reader *r, struct err *err) {
  plan_core(r);
  if (!fill_window(r, err)) return false;
  csv_init(&r->csv, ',', 0, '\n', r->limit);
  struct sample s = {0};
  arena_init(&s.arena, "sample");
  struct json **docs = arena_array(&s.arena, struct json *, SAMPLE_RECORDS);
  bool at_end;
  struct str view = sample_view(r, &at_end);
  size_t used;
  uint32_t lines;
  struct err ignored;
  while (view.n > 0 && s.n_rows < SAMPLE_RECORDS) {
    enum csv_result cut = csv_line_next(&r->csv, view, at_end, &used, &lines);
    if (cut == CSV_MORE) break;
    view = str_of(view.p + used, view.n - used);
    if (cut == CSV_ROW && json_parse(r->csv.fields.p[0], &s.arena, &docs[s.n_rows], &ignored))
      s.n_rows++;
  }
  if (r->map->time.column.n > 0) {
    struct str *values;
    uint32_t n = path_values(&s, docs, r->map->time.column, &values);
    settle_time(r, values, n);
  }
  plan_paths(r, &s, docs, false);
  plan_paths(r, &s, docs, true);
  note_line_numbers(&r->plan);
  arena_release(&s.arena);
  ndjson_index(r);
  return true;
}
