/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mappings from YAML.
 *
 * A mapping is written by hand by people who know their columns, not our keys, so it is read
 * strictly: an unknown key, a value of the wrong shape, a word that is not offered is an error with
 * its line, column and the nearest valid word, never ignored.  Each level of the document is a
 * table of keys with the function that reads the value; the same table gives the lists in the
 * errors.
 */
#include "event/mapping_read_int.h"

/* ---- fields ---- */

enum field_keys { FIELD_PERSON = 1, FIELD_TIME = 2, FIELD_VALUE = 4 };

/* `column`, or {column: …, and what the kind of field allows}. */
static bool field(struct mapping_parse *p, const struct json *v, const char *what,
                  enum field_keys kind, struct map_field *f) {
  if (v->type != JSON_OBJECT) return mapping_name(p, v, what, &f->column);
  static const struct mapping_key all[] = {
      {"column", NULL}, {"type", NULL}, {"format", NULL}, {"zone", NULL}};
  for (uint32_t i = 0; i < v->n; i++) {
    struct str key = v->keys[i];
    const struct json *x = &v->items[i];
    bool ok;
    if (str_is(key, "column"))
      ok = mapping_name(p, x, what, &f->column);
    else if (str_is(key, "type") && kind == FIELD_PERSON)
      ok = mapping_identity_type(p, x, &f->to);
    else if (str_is(key, "type") && kind == FIELD_VALUE)
      ok = mapping_type(p, x, &f->type);
    else if (str_is(key, "format") && (kind == FIELD_TIME || kind == FIELD_VALUE))
      ok = mapping_time_format(p, x, &f->format);
    else if (str_is(key, "zone") && kind == FIELD_TIME)
      ok = mapping_zone(p, x);
    else
      ok = mapping_unknown_key(p, key, x, all, kind ? 4 : 1);
    if (!ok) return false;
  }
  return f->column.n > 0 || mapping_bad_value(p, v, what, "{column: …}");
}

static bool field_list(struct mapping_parse *p, const struct json *v, const char *what,
                       struct map_field **ret, uint32_t *ret_n) {
  if (v->type != JSON_OBJECT && v->type != JSON_ARRAY)
    return mapping_bad_value(p, v, what, "{name: column}, [column]");
  struct map_field *list = arena_array(p->out, struct map_field, v->n + 1);
  for (uint32_t i = 0; i < v->n; i++) {
    const struct json *x = &v->items[i];
    bool named = v->type == JSON_OBJECT;
    if (!named && x->type == JSON_OBJECT)
      return mapping_bad_value(p, x, what, "{name: column}, [column]");
    if (!field(p, x, what, FIELD_VALUE, &list[i])) return false;
    list[i].to = named ? arena_str(p->out, v->keys[i]) : list[i].column;
    if (list[i].to.n == 0 || list[i].to.n > NAME_MAX_BYTES)
      return mapping_bad_value(p, x, what, "1 … 255 bytes");
    if (list[i].format.n > 0) list[i].type = V_TIME;
  }
  *ret = list;
  *ret_n = v->n;
  return true;
}

#define CORE_FIELD(fn, member, what, kind)                                                         \
  static bool fn(struct mapping_parse *p, const struct json *v) {                                  \
    return field(p, v, what, kind, &p->m->member);                                                 \
  }
CORE_FIELD(read_person, person, "person", FIELD_PERSON)
CORE_FIELD(read_time_column, time, "time", FIELD_TIME)
CORE_FIELD(read_event_column, event_column, "event", 0)
CORE_FIELD(read_amount, amount, "amount", 0)
CORE_FIELD(read_order_amount, order_amount, "order_amount", 0)
CORE_FIELD(read_order_id, order_id, "order_id", 0)
CORE_FIELD(read_item_id, item_id, "item_id", 0)
CORE_FIELD(read_category, category, "category", 0)
CORE_FIELD(read_row_id, row_id, "id", 0)

static bool read_columns(struct mapping_parse *p, const struct json *v) {
  static const struct mapping_key keys[] = {
      {"person", read_person},   {"time", read_time_column},  {"event", read_event_column},
      {"amount", read_amount},   {"order_id", read_order_id}, {"order_amount", read_order_amount},
      {"item_id", read_item_id}, {"category", read_category}, {"id", read_row_id},
  };
  return mapping_keys(p, v, "columns", keys, sizeof keys / sizeof keys[0]);
}

/* ---- refunds, leave_out ---- */

static bool read_negative(struct mapping_parse *p, const struct json *v) {
  return mapping_bool(p, v, "negative_amount", &p->m->refund_negative);
}
static bool read_prefix(struct mapping_parse *p, const struct json *v) {
  return mapping_name(p, v, "order_id_prefix", &p->m->refund_prefix);
}
static bool read_refund_column(struct mapping_parse *p, const struct json *v) {
  return mapping_name(p, v, "column", &p->m->refund_column);
}
static bool read_refund_values(struct mapping_parse *p, const struct json *v) {
  return mapping_texts(p, v, "values", &p->m->refund_values, &p->m->n_refund_values);
}
static bool read_out_column(struct mapping_parse *p, const struct json *v) {
  return mapping_name(p, v, "column", &p->m->leave_out_column);
}
static bool read_out_values(struct mapping_parse *p, const struct json *v) {
  return mapping_texts(p, v, "values", &p->m->leave_out_values, &p->m->n_leave_out_values);
}

static bool pair(struct mapping_parse *p, const struct json *v, const char *what, struct str column,
                 uint32_t n_values) {
  return (column.n > 0) == (n_values > 0) || mapping_bad_value(p, v, what, "column + values");
}

static bool read_refunds(struct mapping_parse *p, const struct json *v) {
  static const struct mapping_key keys[] = {{"negative_amount", read_negative},
                                            {"order_id_prefix", read_prefix},
                                            {"column", read_refund_column},
                                            {"values", read_refund_values}};
  return mapping_keys(p, v, "refunds", keys, sizeof keys / sizeof keys[0]) &&
         pair(p, v, "refunds", p->m->refund_column, p->m->n_refund_values);
}

static bool read_leave_out(struct mapping_parse *p, const struct json *v) {
  static const struct mapping_key keys[] = {{"column", read_out_column},
                                            {"values", read_out_values}};
  return mapping_keys(p, v, "leave_out", keys, sizeof keys / sizeof keys[0]) &&
         pair(p, v, "leave_out", p->m->leave_out_column, p->m->n_leave_out_values);
}

/* ---- the document ---- */

const char *const mapping_kind_words = "orders|events|people|items";
const char *const mapping_format_words = "csv|ndjson";
const char *const mapping_encoding_words = "auto|utf-8|gb18030";

static bool read_kind(struct mapping_parse *p, const struct json *v) {
  int i;
  if (!mapping_word(p, v, "kind", mapping_kind_words, &i)) return false;
  p->m->kind = (enum map_kind)i;
  return true;
}
static bool read_format(struct mapping_parse *p, const struct json *v) {
  int i;
  if (!mapping_word(p, v, "format", mapping_format_words, &i)) return false;
  p->m->format = (enum map_format)i;
  return true;
}
static bool read_encoding(struct mapping_parse *p, const struct json *v) {
  int i;
  if (!mapping_word(p, v, "encoding", mapping_encoding_words, &i)) return false;
  p->m->encoding = (enum map_encoding)i;
  return true;
}
static bool read_source(struct mapping_parse *p, const struct json *v) {
  return mapping_name(p, v, "source", &p->m->source);
}

static bool read_delimiter(struct mapping_parse *p, const struct json *v) {
  struct str s = v->text;
  const char *use = "a single character, \\t, blank";
  if (v->type != JSON_STRING) return mapping_bad_value(p, v, "delimiter", use);
  if (str_is(s, "blank"))
    p->m->delimiter = 0;
  else if (str_is(s, "tab") || str_is(s, "\\t"))
    p->m->delimiter = '\t';
  else if (str_is(s, "^A"))
    p->m->delimiter = 1;
  else if (s.n == 1 && (signed char)s.p[0] > 0 && !strchr("\r\n\"", s.p[0]))
    p->m->delimiter = s.p[0];
  else
    return mapping_bad_value(p, v, "delimiter", use);
  return true;
}

static bool read_quote(struct mapping_parse *p, const struct json *v) {
  if (v->type == JSON_STRING && str_is(v->text, "none"))
    p->m->quote = 0;
  else if (v->type == JSON_STRING && v->text.n == 1 && strchr("\"'`", v->text.p[0]))
    p->m->quote = v->text.p[0];
  else
    return mapping_bad_value(p, v, "quote", "\", ', none");
  return true;
}

static bool read_header(struct mapping_parse *p, const struct json *v) {
  return mapping_bool(p, v, "header", &p->m->header);
}
static bool read_comma(struct mapping_parse *p, const struct json *v) {
  return mapping_bool(p, v, "decimal_comma", &p->m->decimal_comma);
}
static bool read_lines(struct mapping_parse *p, const struct json *v) {
  return mapping_bool(p, v, "line_items", &p->m->line_items);
}

static bool read_skip(struct mapping_parse *p, const struct json *v) {
  int64_t n;
  if (!json_int(v, &n) || n < 0 || n > SKIP_LINES_MAX)
    return mapping_bad_value(p, v, "skip_lines", "0 … 10000");
  p->m->skip_lines = (uint32_t)n;
  return true;
}

static bool read_event(struct mapping_parse *p, const struct json *v) {
  return mapping_name(p, v, "event", &p->m->event);
}

static bool read_time(struct mapping_parse *p, const struct json *v) {
  int64_t ms;
  struct err bad;
  if (!mapping_text(p, v, "time", &p->m->time_fixed)) return false;
  return time_parse_iso(p->m->time_fixed, tz_utc(), &ms, NULL, &bad) ||
         mapping_bad_value(p, v, "time", "2026-01-31, 2026-01-31T10:00:00");
}

static bool read_event_names(struct mapping_parse *p, const struct json *v) {
  if (v->type != JSON_OBJECT) return mapping_bad_value(p, v, "event_names", "{word: event}");
  p->m->event_names = arena_alloc(p->out, (v->n + 1) * sizeof *p->m->event_names);
  for (uint32_t i = 0; i < v->n; i++) {
    p->m->event_names[i][0] = arena_str(p->out, v->keys[i]);
    if (!mapping_name(p, &v->items[i], "event_names", &p->m->event_names[i][1])) return false;
  }
  p->m->n_event_names = v->n;
  return true;
}

static bool read_properties(struct mapping_parse *p, const struct json *v) {
  return field_list(p, v, "properties", &p->m->properties, &p->m->n_properties);
}
static bool read_attributes(struct mapping_parse *p, const struct json *v) {
  return field_list(p, v, "attributes", &p->m->attributes, &p->m->n_attributes);
}

static bool read_rest(struct mapping_parse *p, const struct json *v) {
  int i;
  if (!mapping_word(p, v, "rest", "keep|drop", &i)) return false;
  p->m->keep_rest = i == 0;
  return true;
}

static const struct mapping_key root_keys[] = {
    {"kind", read_kind},
    {"source", read_source},
    {"format", read_format},
    {"encoding", read_encoding},
    {"delimiter", read_delimiter},
    {"quote", read_quote},
    {"header", read_header},
    {"skip_lines", read_skip},
    {"decimal_comma", read_comma},
    {"zone", mapping_zone},
    {"columns", read_columns},
    {"event", read_event},
    {"time", read_time},
    {"event_names", read_event_names},
    {"properties", read_properties},
    {"attributes", read_attributes},
    {"rest", read_rest},
    {"line_items", read_lines},
    {"refunds", read_refunds},
    {"leave_out", read_leave_out},
};

struct mapping mapping_default(void) {
  return (struct mapping){.delimiter = ',',
                          .quote = '"',
                          .header = true,
                          .keep_rest = true,
                          .refund_negative = true,
                          .person = {.to = STR("user_id")}};
}

/* What must be there and what excludes what. */
static bool check(struct mapping_parse *p, const struct json *doc) {
  const struct mapping *m = p->m;
  const char *missing = NULL;
  if (m->kind == MAP_ITEMS && m->item_id.column.n == 0)
    missing = "item_id";
  else if (m->kind != MAP_ITEMS && m->person.column.n == 0)
    missing = "person";
  else if (m->kind == MAP_EVENTS && m->event.n == 0 && m->event_column.column.n == 0)
    missing = "event";
  else if (m->line_items && m->order_id.column.n == 0)
    missing = "order_id";
  if (missing) {
    err_fail(p->err, ERR_map_missing, "%s", missing);
    return mapping_at(p, doc);
  }
  const char *one = NULL, *other = NULL;
  if (m->event.n > 0 && m->event_column.column.n > 0) one = "event", other = "columns.event";
  if (m->time_fixed.n > 0 && m->time.column.n > 0) one = "time", other = "columns.time";
  if (m->line_items && m->kind != MAP_ORDERS) one = "line_items", other = "kind";
  if (m->line_items && m->event_column.column.n > 0) one = "line_items", other = "columns.event";
  if (!one) return true;
  err_fail(p->err, ERR_map_both, "%s" ERR_SEP "%s", one, other);
  return mapping_at(p, doc);
}

bool mapping_parse(struct str yaml, const char *source_name, struct arena *out, struct mapping *ret,
                   struct err *err) {
  struct arena tmp;
  struct json *doc;
  struct mapping m = mapping_default();
  struct mapping_parse p = {.source = source_name, .out = out, .m = &m, .err = err};
  arena_init(&tmp, "mapping");
  bool ok = yaml_parse(yaml, &tmp, &doc, err);
  if (!ok)
    err_at(err, source_name, err->place.line, err->place.column, err->place.length);
  else
    ok = mapping_keys(&p, doc, "mapping", root_keys, sizeof root_keys / sizeof root_keys[0]) &&
         check(&p, doc);
  arena_release(&tmp);
  if (ok) *ret = m;
  return ok;
}
