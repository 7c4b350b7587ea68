/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People (with attributes and classes) or events, as CSV or NDJSON, of everybody or of a segment.
 * People: all attributes and classes are asked for in one shared pass.  Events: straight from the
 * scan, so a billion rows stream through a bounded buffer. */
#include <stdio.h>

#include "cli/cli_int.h"
#include "cli/session.h"

static const struct cli_option options[] = {
    {"segment", 's', OPT_TEXT, "SLUG", "only people of this segment", "仅该分群的用户", NULL},
    {"where", 0, OPT_TEXT, "EXPR", "only people who satisfy this expression",
     "仅满足该表达式的用户", NULL},
    {"as-of", 0, OPT_TEXT, "DATE", "as things stood at the end of that day, or at a date-time",
     "截至某日结束(或某时刻)的情况", NULL},
    {"format", 'f', OPT_TEXT, "FORMAT", "csv (default) or ndjson", "csv(默认)或 ndjson",
     "csv|ndjson"},
    {"classes", 0, OPT_TEXT, "LIST", "people: classifications to add, e.g. rfm,aipl",
     "people:附加分层，如 rfm,aipl", NULL},
    {"output", 'o', OPT_TEXT, "FILE", "write there (default: standard output)",
     "输出文件(默认标准输出)", NULL},
    {"bom", 0, OPT_FLAG, NULL, "csv: begin with a byte order mark (for Excel)",
     "csv:带 BOM(便于 Excel 打开)", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

struct out {
  struct session *s;
  struct cli_sink *sink;
  struct buf b;
  bool ndjson;
  uint64_t rows;
};

static bool chosen_people(struct session *s, roaring_bitmap_t **ret, struct err *err) {
  struct cli *c = s->cli;
  const char *segment = cli_get(c, "segment"), *where = cli_get(c, "where");
  struct str expression = str_from(where ? where : "");
  if (segment && where) return err_fail(err, ERR_extra_argument, "export" ERR_SEP "--where");
  if (segment && !session_segment(s, str_from(segment), &expression, err)) return false;
  if (segment || where) return session_people(s, expression, ret, NULL, err);
  return query_people(s->snap, s->as_of, ws_pool(s->ws), ret, err);
}

/* ---- people ---- */

/* An attribute may hold values of several types, each of them an expression of its own; a person
 * has at most one of them.  Yes and no are two sets, because one alone leaves no from nothing. */
enum { ATTR_EXPRESSIONS = 5 };

struct people_columns {
  struct str *names;
  uint32_t *begin;       /* n_attrs + 1: where the values of an attribute begin */
  const char **constant; /* of values[i].set: what its people have */
  struct query_output *values;
  uint32_t n_attrs, n_values;
  struct classification_result *classes;
  uint32_t n_classes;
};

static bool add_expression(struct session *s, struct people_columns *k, struct query_expr *e,
                           struct str text, enum lang_type type, const char *constant,
                           struct err *err) {
  struct arena *a = &s->cli->arena;
  struct node *tree;
  if (!lang_parse(text, a, &tree, err) ||
      !lang_resolve(tree, names_env_lang(s->names), type, a, err))
    return false;
  k->constant[k->n_values] = constant;
  e[k->n_values++] = (struct query_expr){tree, s->as_of};
  return true;
}

static bool add_attribute(struct session *s, struct people_columns *k, struct query_expr *e,
                          const struct prop_info *p, struct err *err) {
  struct arena *a = &s->cli->arena;
  struct buf b = BUF_INIT;
  const struct node attr = {.kind = N_ATTR, .is_attr = true, .name = p->name};
  lang_format(&attr, &b); /* a name may hold anything, also back quotes */
  struct str text = arena_str(a, buf_str(&b));
  buf_release(&b);
  struct str no = arena_printf(a, "%.*s = false", STRF(text));
  k->names[k->n_attrs] = p->name;
  k->begin[k->n_attrs++] = k->n_values;
  return (!(p->types & V_MASK(V_BOOL)) || (add_expression(s, k, e, text, LT_BOOL, "true", err) &&
                                           add_expression(s, k, e, no, LT_BOOL, "false", err))) &&
         (!(p->types & V_MASK(V_NUM)) || add_expression(s, k, e, text, LT_NUM, NULL, err)) &&
         (!(p->types & V_MASK(V_STR)) || add_expression(s, k, e, text, LT_STR, NULL, err)) &&
         (!(p->types & V_MASK(V_TIME)) || add_expression(s, k, e, text, LT_TIME, NULL, err));
}

static bool attribute_columns(struct session *s, struct people_columns *k, struct err *err) {
  struct arena *a = &s->cli->arena;
  uint32_t set = snapshot_event_code(s->snap, STR(EV_SET)), n = snapshot_props(s->snap);
  struct query_expr *e = arena_array(a, struct query_expr, (size_t)n * ATTR_EXPRESSIONS);
  k->names = arena_array(a, struct str, n);
  k->begin = arena_array(a, uint32_t, n + 1);
  k->constant = arena_array(a, const char *, (size_t)n *ATTR_EXPRESSIONS);
  for (uint32_t p = 0; set != INTERN_NONE && p < n; p++)
    if (snapshot_event_prop_rows(s->snap, set, p) &&
        !add_attribute(s, k, e, snapshot_prop(s->snap, p), err))
      return false;
  k->begin[k->n_attrs] = k->n_values;
  return k->n_values == 0 || expressions_run(e, k->n_values, s->snap, &s->env, a, &k->values, err);
}

static bool class_columns(struct session *s, struct people_columns *k, struct err *err) {
  const char *list = cli_get(s->cli, "classes");
  struct str rest = str_from(list ? list : "");
  k->classes = arena_array(&s->cli->arena, struct classification_result, rest.n + 1);
  while (rest.n) {
    const struct classification *def;
    struct str slug = str_trim(str_cut(&rest, ','));
    if (!names_env_classification(s->names, slug, &def, err) ||
        !classification_run(def, s->snap, &s->as_of, 1, &s->env, &s->cli->arena,
                            &k->classes[k->n_classes], err))
      return false;
    k->n_classes++;
  }
  return true;
}

static void column_text(const struct session *s, const struct query_column *q, uint32_t subject,
                        struct buf *b) {
  if (subject >= q->n || !(q->present[subject >> 6] >> (subject & 63) & 1)) return;
  switch (q->type) {
  case LT_NUM:
    dec_format((struct dec){q->num[subject], q->scale}, b);
    break;
  case LT_TIME:
    time_format_minute(ws_tz(s->ws), q->time[subject], b);
    break;
  case LT_STR:
    buf_put_str(b, intern_at(q->strings, q->code[subject]));
    break;
  default:
    break;
  }
}

static struct str class_name(const struct classification_result *r, uint32_t subject) {
  uint8_t at = subject < r->n_subjects ? r->class_of[subject] : QUERY_CLASS_NONE;
  return at == QUERY_CLASS_NONE ? STR("none") : r->def->classes[at].name;
}

static void people_row(struct out *o, const struct people_columns *k, uint32_t subject) {
  struct str id = people_external_id(ws_people(o->s->ws), subject);
  struct buf cell = BUF_INIT;
  struct jw w;
  jw_init(&w, &o->b, 0);
  if (o->ndjson) {
    jw_begin_object(&w);
    jw_key(&w, "id"), jw_str(&w, id);
  } else {
    csv_cell(&o->b, id);
  }
  for (uint32_t i = 0; i < k->n_attrs; i++) {
    bool raw = false;
    for (uint32_t v = k->begin[i]; v < k->begin[i + 1] && cell.n == 0; v++) {
      const struct query_output *q = &k->values[v];
      if (!q->set)
        column_text(o->s, &q->column, subject, &cell);
      else if (roaring_bitmap_contains(q->set, subject))
        buf_puts(&cell, k->constant[v]);
      raw = q->set || q->column.type == LT_NUM;
    }
    if (!o->ndjson) {
      buf_putc(&o->b, ',');
      csv_cell(&o->b, buf_str(&cell));
    } else if (cell.n) {
      jw_key_str(&w, k->names[i]);
      if (raw)
        jw_raw(&w, buf_str(&cell));
      else
        jw_str(&w, buf_str(&cell));
    }
    buf_reset(&cell);
  }
  for (uint32_t i = 0; i < k->n_classes; i++) {
    struct str name = class_name(&k->classes[i], subject);
    if (o->ndjson) {
      jw_key_str(&w, k->classes[i].def->slug), jw_str(&w, name);
    } else {
      buf_putc(&o->b, ',');
      csv_cell(&o->b, name);
    }
  }
  if (o->ndjson) jw_end_object(&w);
  buf_putc(&o->b, '\n');
  buf_release(&cell);
}

static bool export_people(struct out *o, const roaring_bitmap_t *set, struct err *err) {
  struct people_columns k = {0};
  bool ok = attribute_columns(o->s, &k, err) && class_columns(o->s, &k, err);
  if (ok && !o->ndjson) {
    buf_puts(&o->b, "id");
    for (uint32_t i = 0; i < k.n_attrs; i++)
      buf_putc(&o->b, ','), csv_cell(&o->b, k.names[i]);
    for (uint32_t i = 0; i < k.n_classes; i++)
      buf_putc(&o->b, ','), csv_cell(&o->b, k.classes[i].def->slug);
    buf_putc(&o->b, '\n');
  }
  roaring_uint32_iterator_t it;
  roaring_init_iterator(set, &it);
  for (; ok && it.has_value; roaring_advance_uint32_iterator(&it)) {
    people_row(o, &k, it.current_value);
    o->rows++;
    ok = cli_sink_write(o->sink, &o->b, false, err);
  }
  if (k.values) query_outputs_release(k.values, k.n_values);
  for (uint32_t i = 0; i < k.n_classes; i++)
    classification_result_release(&k.classes[i]);
  return ok;
}

/* ---- events ---- */

struct events {
  struct out *o;
  const roaring_bitmap_t *set;
  const struct scan_want *want;
  struct intern *strings;
};

static void column_value(const struct events *x, const struct scan_col *c, uint32_t row,
                         struct buf *b) {
  switch (c->type) {
  case V_BOOL:
    buf_puts(b, c->bit[row] ? "true" : "false");
    break;
  case V_NUM:
    dec_format((struct dec){c->wide ? c->wide_num[row] : c->num[row], c->scale}, b);
    break;
  case V_STR:
    buf_put_str(b, intern_at(x->strings, c->code[row]));
    break;
  case V_TIME:
    time_format_iso(c->num[row], b);
    break;
  case V_NONE:
    break;
  }
}

static void event_row(const struct events *x, const struct scan_batch *s, uint32_t person,
                      uint32_t row) {
  struct out *o = x->o;
  struct str id = people_external_id(ws_people(o->s->ws), person);
  struct str event = snapshot_event(o->s->snap, s->event[row])->name;
  struct buf cell = BUF_INIT;
  struct jw w;
  if (s->time[row] != TIME_MIN) time_format_iso(s->time[row], &cell);
  jw_init(&w, &o->b, 0);
  if (o->ndjson) {
    jw_begin_object(&w);
    jw_key(&w, "person"), jw_str(&w, id);
    jw_key(&w, "time");
    if (cell.n)
      jw_str(&w, buf_str(&cell));
    else
      jw_null(&w); /* known since ever */
    jw_key(&w, "event"), jw_str(&w, event);
  } else {
    csv_cell(&o->b, id);
    buf_putc(&o->b, ',');
    csv_cell(&o->b, buf_str(&cell));
    buf_putc(&o->b, ',');
    csv_cell(&o->b, event);
  }
  for (uint32_t k = 0; k < x->want->n_cols; k++) {
    const struct scan_col *c = &s->cols[k];
    bool has = c->present[row >> 6] >> (row & 63) & 1;
    buf_reset(&cell);
    if (has) column_value(x, c, row, &cell);
    if (o->ndjson && has) {
      jw_key_str(&w, snapshot_prop(o->s->snap, x->want->cols[k].prop)->name);
      if (c->type == V_NUM || c->type == V_BOOL)
        jw_raw(&w, buf_str(&cell));
      else
        jw_str(&w, buf_str(&cell));
    } else if (!o->ndjson) {
      /* A property seen with several types is one CSV column. */
      if (k == 0 || x->want->cols[k - 1].prop != x->want->cols[k].prop) buf_putc(&o->b, ',');
      csv_cell(&o->b, buf_str(&cell));
    }
  }
  if (o->ndjson) jw_end_object(&w);
  buf_putc(&o->b, '\n');
  buf_release(&cell);
}

static bool on_batch(void *ctx, const struct scan_batch *s, struct err *err) {
  struct events *x = ctx;
  for (uint32_t p = 0; p < s->n_people; p++) {
    if (!roaring_bitmap_contains(x->set, s->person[p])) continue;
    for (uint32_t row = s->row_begin[p]; row < s->row_begin[p + 1]; row++) {
      event_row(x, s, s->person[p], row);
      x->o->rows++;
    }
    if (!cli_sink_write(x->o->sink, &x->o->b, false, err)) return false;
  }
  return true;
}

static bool export_events(struct out *o, const roaring_bitmap_t *set, struct err *err) {
  struct session *s = o->s;
  uint32_t n_props = snapshot_props(s->snap), n = 0;
  struct scan_col_want *cols =
      arena_array(&s->cli->arena, struct scan_col_want, (size_t)n_props * V_TYPES);
  for (uint32_t p = 0; p < n_props; p++)
    for (int t = V_BOOL; t < V_TYPES; t++)
      if (snapshot_prop(s->snap, p)->types & V_MASK(t))
        cols[n++] = (struct scan_col_want){p, (enum vtype)t};
  struct scan_want want = {
      .all_events = true, .cols = cols, .n_cols = n, .t_max = s->as_of, .only = SUBJECT_NONE};
  struct events x = {.o = o, .set = set, .want = &want};
  struct scanner *scan;
  if (!o->ndjson) {
    buf_puts(&o->b, "person,time,event");
    for (uint32_t k = 0; k < n; k++)
      if (k == 0 || cols[k - 1].prop != cols[k].prop)
        buf_putc(&o->b, ','), csv_cell(&o->b, snapshot_prop(s->snap, cols[k].prop)->name);
    buf_putc(&o->b, '\n');
  }
  if (!scanner_new(s->snap, &want, &scan, err)) return false;
  x.strings = scanner_strings(scan);
  bool ok = true;
  for (uint32_t chunk = 0; ok && chunk < scan_chunks(s->snap); chunk++)
    ok = scanner_run(scan, chunk, on_batch, &x, err);
  scanner_free(scan);
  return ok;
}

static bool run(struct cli *c, struct err *err) {
  struct session s;
  struct out o = {.s = &s, .b = BUF_INIT};
  roaring_bitmap_t *set = NULL;
  const char *what = c->args[0], *format = cli_get(c, "format"), *path = cli_get(c, "output");
  bool events = strcmp(what, "events") == 0;
  if (!events && strcmp(what, "people") != 0)
    return err_fail(err, ERR_bad_option_value, "export" ERR_SEP "%s" ERR_SEP "people|events", what);
  o.ndjson = format && strcmp(format, "ndjson") == 0;
  if (!session_open(c, &s, err)) return false;
  bool ok = chosen_people(&s, &set, err) && cli_sink_open(c, path, &o.sink, err);
  if (ok) {
    if (cli_has(c, "bom") && !o.ndjson) buf_puts(&o.b, "\xef\xbb\xbf");
    ok = events ? export_events(&o, set, err) : export_people(&o, set, err);
    ok = ok && cli_sink_write(o.sink, &o.b, true, err);
    if (ok)
      ok = cli_sink_close(o.sink, err);
    else
      cli_sink_abandon(o.sink);
  }
  if (ok && path && c->json)
    buf_printf(&c->out, "{\"rows\":%llu}\n", (unsigned long long)o.rows);
  else if (ok && path)
    cli_note(c, tr(c, "%llu rows written to %s", "已写入 %llu 行到 %s"), (unsigned long long)o.rows,
             path);
  if (set) roaring_bitmap_free(set);
  buf_release(&o.b);
  session_close(&s);
  return ok;
}

const struct cli_command cmd_export = {
    .name = "export",
    .args = "people | events",
    .min_args = 1,
    .max_args = 1,
    .en = "Export people or events as CSV or NDJSON",
    .zh = "导出用户或事件(CSV 或 NDJSON)",
    .examples =
        "shoal export people --segment sleeping_vips --classes rfm,lifecycle -o vips.csv --bom\n"
        "shoal export events --where 'city = \"上海\"' --format ndjson -o events.ndjson",
    .options = options,
    .complete = "people|events",
    .run = run,
};
