/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mappings as YAML: a tree in the order of docs/IMPORT.md, printed by base.  Only what differs from
 * the default is written, so a guessed mapping is short enough to be read and confirmed. */
#include "base/json.h"
#include "event/mapping_int.h"

#define TREE_KEYS_MAX 32

static struct json *node(struct arena *t, enum json_type type, uint32_t room) {
  struct json *j = arena_new(t, struct json);
  j->type = type;
  if (room > 0) {
    j->items = arena_array(t, struct json, room);
    j->keys = arena_array(t, struct str, room);
  }
  return j;
}

static void set(struct json *o, struct str key, const struct json *v) {
  o->keys[o->n] = key;
  o->items[o->n++] = *v;
}

static struct json text(struct str s) {
  return (struct json){.type = JSON_STRING, .text = s};
}

static void set_text(struct json *o, const char *key, struct str s) {
  struct json v = text(s);
  if (s.n > 0) set(o, str_from(key), &v);
}

static void set_bool(struct json *o, const char *key, bool b) {
  struct json v = {.type = JSON_BOOL, .boolean = b};
  set(o, str_from(key), &v);
}

static struct str nth_word(const char *words, int i) {
  struct str rest = str_from(words), word = {0};
  for (; i >= 0; i--)
    word = str_cut(&rest, '|');
  return word;
}

static void set_list(struct arena *t, struct json *o, const char *key, const struct str *list,
                     uint32_t n) {
  struct json *array = node(t, JSON_ARRAY, n);
  for (uint32_t i = 0; i < n; i++)
    array->items[array->n++] = text(list[i]);
  if (n > 0) set(o, str_from(key), array);
}

/* The short form where it says everything. */
static void set_field(struct arena *t, struct json *o, struct str key, const struct map_field *f,
                      struct str type, const struct tz *zone) {
  struct json plain = text(f->column);
  if (f->column.n == 0) return;
  if (type.n == 0 && f->format.n == 0 && !zone) {
    set(o, key, &plain);
    return;
  }
  struct json *v = node(t, JSON_OBJECT, 4);
  set_text(v, "column", f->column);
  set_text(v, "type", type);
  set_text(v, "format", f->format);
  if (zone) set_text(v, "zone", tz_name(zone));
  set(o, key, v);
}

static void set_core(struct arena *t, struct json *o, const char *key, const struct map_field *f) {
  set_field(t, o, str_from(key), f, (struct str){0}, NULL);
}

static void set_columns(struct arena *t, struct json *o, const struct mapping *m) {
  struct json *c = node(t, JSON_OBJECT, TREE_KEYS_MAX);
  struct str type = str_is(m->person.to, "user_id") ? (struct str){0} : m->person.to;
  set_field(t, c, STR("person"), &m->person, type, NULL);
  set_core(t, c, "time", &m->time);
  set_core(t, c, "event", &m->event_column);
  set_core(t, c, "amount", &m->amount);
  set_core(t, c, "order_amount", &m->order_amount);
  set_core(t, c, "order_id", &m->order_id);
  set_core(t, c, "item_id", &m->item_id);
  set_core(t, c, "category", &m->category);
  set_core(t, c, "id", &m->row_id);
  if (c->n > 0) set(o, STR("columns"), c);
}

static void set_fields(struct arena *t, struct json *o, const char *key,
                       const struct map_field *fields, uint32_t n) {
  struct json *v = node(t, JSON_OBJECT, n);
  for (uint32_t i = 0; i < n; i++)
    set_field(t, v, fields[i].to, &fields[i], str_from(vtype_words[fields[i].type]), NULL);
  if (n > 0) set(o, str_from(key), v);
}

static void set_event_names(struct arena *t, struct json *o, const struct mapping *m) {
  struct json *v = node(t, JSON_OBJECT, m->n_event_names);
  for (uint32_t i = 0; i < m->n_event_names; i++) {
    struct json name = text(m->event_names[i][1]);
    set(v, m->event_names[i][0], &name);
  }
  if (v->n > 0) set(o, STR("event_names"), v);
}

static void set_refunds(struct arena *t, struct json *o, const struct mapping *m) {
  struct json *v = node(t, JSON_OBJECT, 4);
  if (!m->refund_negative) set_bool(v, "negative_amount", false);
  set_text(v, "order_id_prefix", m->refund_prefix);
  set_text(v, "column", m->refund_column);
  set_list(t, v, "values", m->refund_values, m->n_refund_values);
  if (v->n > 0) set(o, STR("refunds"), v);
}

static void set_leave_out(struct arena *t, struct json *o, const struct mapping *m) {
  struct json *v = node(t, JSON_OBJECT, 2);
  set_text(v, "column", m->leave_out_column);
  set_list(t, v, "values", m->leave_out_values, m->n_leave_out_values);
  if (v->n > 0) set(o, STR("leave_out"), v);
}

static void set_shape(struct arena *t, struct json *o, const struct mapping *m) {
  set_text(o, "format", nth_word(format_words, (int)m->format));
  if (m->encoding != MAP_AUTO) set_text(o, "encoding", nth_word(encoding_words, (int)m->encoding));
  if (m->format == MAP_CSV) {
    struct str one = {arena_cstr(t, str_of(&m->delimiter, 1)), 1};
    set_text(o, "delimiter",
             m->delimiter == 0      ? STR("blank")
             : m->delimiter == '\t' ? STR("tab")
             : m->delimiter == 1    ? STR("^A")
                                    : one);
    struct str quote = {arena_cstr(t, str_of(&m->quote, 1)), 1};
    if (m->quote != '"') set_text(o, "quote", m->quote ? quote : STR("none"));
    set_bool(o, "header", m->header);
  }
  if (m->skip_lines > 0) {
    struct json n = {.type = JSON_NUMBER, .text = arena_printf(t, "%u", m->skip_lines)};
    set(o, STR("skip_lines"), &n);
  }
  if (m->decimal_comma) set_bool(o, "decimal_comma", true);
  if (m->zone) set_text(o, "zone", tz_name(m->zone));
}

void mapping_write(const struct mapping *m, struct buf *out) {
  struct arena t;
  arena_init(&t, "mapping");
  struct json *o = node(&t, JSON_OBJECT, TREE_KEYS_MAX);
  set_text(o, "kind", nth_word(kind_words, (int)m->kind));
  set_text(o, "source", m->source);
  set_shape(&t, o, m);
  set_columns(&t, o, m);
  set_text(o, "event", m->event);
  set_text(o, "time", m->time_fixed);
  set_event_names(&t, o, m);
  set_fields(&t, o, "properties", m->properties, m->n_properties);
  set_fields(&t, o, "attributes", m->attributes, m->n_attributes);
  set_text(o, "rest", m->keep_rest ? STR("keep") : STR("drop"));
  if (m->line_items) set_bool(o, "line_items", true);
  set_refunds(&t, o, m);
  set_leave_out(&t, o, m);
  yaml_write_tree(o, out);
  arena_release(&t);
}
