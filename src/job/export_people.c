/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People as rows: all values of all columns are asked for in one shared pass, then written person
 * by person. */
#include "export_int.h"

/* An attribute may hold values of several types, each of them an expression of its own; a person
 * has at most one of them.  Yes and no are two sets, because one alone leaves no from nothing. */
enum { ATTR_EXPRESSIONS = 5 };

enum column_kind { COLUMN_VALUES, COLUMN_CLASS };

struct column {
  enum column_kind kind;
  struct str name;
  bool hidden;
  uint32_t begin, end; /* VALUES: its expressions */
  uint32_t class_at;   /* CLASS */
};

struct people {
  struct exporter *x;
  struct column *columns;
  uint32_t n_columns;
  struct query_expr *e;
  const char **constant; /* of values[i].set: what its people have */
  uint32_t n_values;
  struct query_output *values;
  const struct classification **defs;
  struct classification_result *classes;
  uint32_t n_classes;
};

static const struct measure {
  const char *name, *expression;
} measures[] = {{"first_seen", "first(*)"},
                {"last_seen", "last(*)"},
                {"orders", "count(order_completed)"},
                {"revenue", "sum(order_completed.amount)"}};
#define MEASURES (sizeof measures / sizeof *measures)

static bool add_expression(struct people *k, struct str text, enum lang_type type,
                           const char *constant, struct err *err) {
  struct arena *a = k->x->arena;
  struct node *tree;
  if (!lang_parse(text, a, &tree, err) ||
      !lang_resolve(tree, names_env_lang(k->x->names), type, a, err))
    return false;
  k->constant[k->n_values] = constant;
  k->e[k->n_values++] = (struct query_expr){tree, k->x->want->as_of};
  return true;
}

static bool add_attribute(struct people *k, struct str name, uint8_t types, struct err *err) {
  struct arena *a = k->x->arena;
  struct buf b = BUF_INIT;
  const struct node attr = {.kind = N_ATTR, .is_attr = true, .name = name};
  struct column *c = &k->columns[k->n_columns++];
  *c = (struct column){.name = name, .begin = k->n_values};
  c->hidden = k->x->want->masked && mask_personal(name);
  lang_format(&attr, &b); /* a name may hold anything, also back quotes */
  struct str text = arena_str(a, buf_str(&b));
  buf_release(&b);
  struct str no = arena_printf(a, "%.*s = false", STRF(text));
  bool ok = (!(types & V_MASK(V_BOOL)) || (add_expression(k, text, LT_BOOL, "true", err) &&
                                           add_expression(k, no, LT_BOOL, "false", err))) &&
            (!(types & V_MASK(V_NUM)) || add_expression(k, text, LT_NUM, NULL, err)) &&
            (!(types & V_MASK(V_STR)) || add_expression(k, text, LT_STR, NULL, err)) &&
            (!(types & V_MASK(V_TIME)) || add_expression(k, text, LT_TIME, NULL, err));
  c->end = k->n_values;
  return ok;
}

/* ---- which columns ---- */

/* Property number of an attribute somebody has; INTERN_NONE if nobody does. */
static uint32_t attribute_of(const struct exporter *x, struct str name) {
  uint32_t set = snapshot_event_code(x->n, STR(EV_SET)), p = snapshot_prop_code(x->n, name);
  return set != INTERN_NONE && p != INTERN_NONE && snapshot_event_prop_rows(x->n, set, p)
             ? p
             : INTERN_NONE;
}

static bool add_named(struct people *k, struct str name, struct err *err) {
  struct exporter *x = k->x;
  struct str plain = name, prefix = STR("attribute.");
  bool forced = str_starts(name, prefix);
  if (forced) plain = str_of(name.p + prefix.n, name.n - prefix.n);
  for (size_t i = 0; !forced && i < MEASURES; i++) {
    if (!str_is(name, measures[i].name)) continue;
    struct column c = {.name = name, .begin = k->n_values, .end = k->n_values + 1};
    k->columns[k->n_columns++] = c;
    return add_expression(k, str_from(measures[i].expression), LT_ANY, NULL, err);
  }
  struct err ignored;
  if (!forced && names_env_classification(x->names, name, &k->defs[k->n_classes], &ignored)) {
    struct column c = {.kind = COLUMN_CLASS, .name = name, .class_at = k->n_classes++};
    k->columns[k->n_columns++] = c;
    return true;
  }
  struct str canonical = plain;
  uint8_t types;
  const struct lang_names *names = names_env_lang(x->names);
  if (!names->attr(names->ctx, plain, &canonical, &types))
    return err_fail(err, ERR_unknown_column, "%.*s", STRF(name));
  uint32_t p = attribute_of(x, canonical);
  if (!add_attribute(k, canonical, p == INTERN_NONE ? 0 : snapshot_prop(x->n, p)->told, err))
    return false;
  k->columns[k->n_columns - 1].name = name;
  return true;
}

static bool choose(struct people *k, struct err *err) {
  struct exporter *x = k->x;
  uint32_t n_props = snapshot_props(x->n), max = x->want->n_columns;
  if (x->want->all_columns) max += n_props;
  if (x->want->n_columns > EXPORT_COLUMNS_MAX)
    return err_fail(err, ERR_too_large, "%s" ERR_SEP "%d", "columns", EXPORT_COLUMNS_MAX);
  k->columns = arena_array(x->arena, struct column, max + 1);
  k->e = arena_array(x->arena, struct query_expr, (size_t)max * ATTR_EXPRESSIONS + 1);
  k->constant = arena_array(x->arena, const char *, (size_t)max *ATTR_EXPRESSIONS + 1);
  k->defs = arena_array(x->arena, const struct classification *, x->want->n_columns + 1);
  uint32_t set = snapshot_event_code(x->n, STR(EV_SET));
  for (uint32_t p = 0; x->want->all_columns && set != INTERN_NONE && p < n_props; p++) {
    const struct prop_info *i = snapshot_prop(x->n, p);
    if (snapshot_event_prop_rows(x->n, set, p) && !add_attribute(k, i->name, i->told, err))
      return false;
  }
  for (uint32_t i = 0; i < x->want->n_columns; i++)
    if (!add_named(k, x->want->columns[i], err)) return false;
  return true;
}

static bool compute(struct people *k, struct err *err) {
  struct exporter *x = k->x;
  uint32_t n = k->n_classes;
  k->n_classes = 0;
  k->classes = arena_array(x->arena, struct classification_result, n + 1);
  if (k->n_values && !expressions_run(k->e, k->n_values, x->n, &x->env, x->arena, &k->values, err))
    return false;
  for (; k->n_classes < n; k->n_classes++)
    if (!export_progress(x, 0, err) ||
        !classification_run(k->defs[k->n_classes], x->n, &x->want->as_of, 1, &x->env, x->arena,
                            &k->classes[k->n_classes], err))
      return false;
  return true;
}

/* ---- rows ---- */

static void column_text(const struct people *k, const struct query_column *q, uint32_t subject,
                        struct buf *b) {
  if (subject >= q->n || !(q->present[subject >> 6] >> (subject & 63) & 1)) return;
  switch (q->type) {
  case LT_NUM:
    dec_format((struct dec){q->num[subject], q->scale}, b);
    break;
  case LT_TIME:
    time_format_minute(k->x->env.tz, q->time[subject], b);
    break;
  case LT_STR:
    buf_put_str(b, intern_at(q->strings, q->code[subject]));
    break;
  default:
    break;
  }
}

/* Appends the cell; true: it is JSON already. */
static bool values_text(const struct people *k, const struct column *c, uint32_t subject,
                        struct buf *b) {
  bool raw = false;
  for (uint32_t v = c->begin; v < c->end && b->n == 0; v++) {
    const struct query_output *q = &k->values[v];
    if (!q->set)
      column_text(k, &q->column, subject, b);
    else if (roaring_bitmap_contains(q->set, subject))
      buf_puts(b, k->constant[v]);
    raw = q->set || q->column.type == LT_NUM;
  }
  return raw;
}

static struct str class_name(const struct classification_result *r, uint32_t subject) {
  uint8_t at = subject < r->n_subjects ? r->class_of[subject] : QUERY_CLASS_NONE;
  return at == QUERY_CLASS_NONE ? STR("none") : r->def->classes[at].name;
}

static bool cell_text(const struct people *k, const struct column *c, uint32_t subject,
                      struct buf *b) {
  if (c->kind == COLUMN_CLASS) {
    buf_put_str(b, class_name(&k->classes[c->class_at], subject));
    return false;
  }
  bool raw = values_text(k, c, subject, b);
  if (!c->hidden || b->n == 0) return raw;
  buf_reset(b);
  buf_puts(b, "***");
  return false;
}

static void row(const struct people *k, uint32_t subject) {
  struct buf cell = BUF_INIT, *out = &k->x->b;
  struct jw w;
  export_id(k->x, subject, &cell);
  jw_init(&w, out, 0);
  if (k->x->want->ndjson) {
    jw_begin_object(&w);
    jw_key(&w, "id"), jw_str(&w, buf_str(&cell));
  } else {
    csv_cell_guarded(out, buf_str(&cell));
  }
  for (uint32_t i = 0; i < k->n_columns; i++) {
    buf_reset(&cell);
    bool raw = cell_text(k, &k->columns[i], subject, &cell);
    if (!k->x->want->ndjson) {
      buf_putc(out, ',');
      csv_cell_guarded(out, buf_str(&cell));
    } else if (cell.n) {
      jw_key_str(&w, k->columns[i].name);
      if (raw)
        jw_raw(&w, buf_str(&cell));
      else
        jw_str(&w, buf_str(&cell));
    }
  }
  if (k->x->want->ndjson) jw_end_object(&w);
  buf_putc(out, '\n');
  buf_release(&cell);
}

static bool write_all(struct people *k, struct err *err) {
  struct exporter *x = k->x;
  uint64_t total = roaring_bitmap_get_cardinality(x->want->people);
  if (!x->want->ndjson) {
    buf_puts(&x->b, "id");
    for (uint32_t i = 0; i < k->n_columns; i++)
      buf_putc(&x->b, ','), csv_cell_guarded(&x->b, k->columns[i].name);
    buf_putc(&x->b, '\n');
  }
  roaring_uint32_iterator_t it;
  roaring_init_iterator(x->want->people, &it);
  for (; it.has_value; roaring_advance_uint32_iterator(&it)) {
    row(k, it.current_value);
    x->rows++;
    if (!export_flush(x, false, err)) return false;
    if (x->rows % 4096 == 0 && !export_progress(x, (double)x->rows / (double)total, err))
      return false;
  }
  return true;
}

bool export_people(struct exporter *x, struct err *err) {
  struct people k = {.x = x};
  bool ok = choose(&k, err) && compute(&k, err) && write_all(&k, err);
  if (k.values) query_outputs_release(k.values, k.n_values);
  for (uint32_t i = 0; k.classes && i < k.n_classes; i++)
    classification_result_release(&k.classes[i]);
  return ok;
}
