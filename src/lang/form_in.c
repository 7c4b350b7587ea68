/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Form to text.  Each row is printed as the language writes it, the whole is parsed, and what comes
 * back is the parser's canonical text: so the language's own checks and ceilings hold here too.
 * What is printed raw (moments, numbers) is lexed first: a value can never become syntax. */
#include <stdio.h>

#include "lang/builder.h"
#include "lang/grammar.h"
#include "lang/lang_int.h"

struct filling {
  struct buf *out;
  struct arena *a;
  char path[120]; /* of the row at hand, for errors */
  struct err *err;
};

static bool bad(struct filling *f, const char *field, const char *want_en, const char *want_zh) {
  char at[sizeof f->path + 64];
  err_fail(f->err, ERR_bad_form, "%s" ERR_SEP "%s" ERR_SEP "%s", field, want_en, want_zh);
  snprintf(at, sizeof at, "%s%s%s", f->path, *f->path ? "/" : "", field);
  return err_at(f->err, at, 0, 0, 0);
}

/* ---- single tokens ---- */

static bool is_token(struct filling *f, struct str s, int kind) {
  struct lexer lx;
  struct token t, end;
  struct err ignored;
  struct str text = arena_str(f->a, s); /* the lexer wants a NUL */
  lexer_init(&lx, text, f->a);
  return lexer_next(&lx, &t, &ignored) && t.kind == kind && t.text.n == text.n &&
         lexer_next(&lx, &end, &ignored) && end.kind == 0;
}

static bool put_number(struct filling *f, const struct json *v, const char *field) {
  struct dec d;
  char text[DEC_TEXT_BYTES];
  if (!v || v->type != JSON_STRING || !dec_parse(v->text, &d))
    return bad(f, field, "a number such as \"12.50\"", "数字，如 \"12.50\"");
  buf_puts(f->out, dec_text(d, text));
  return true;
}

static bool put_moment(struct filling *f, struct str s, const char *field) {
  if (!s.p || !is_token(f, s, TK_DATE))
    return bad(f, field, "a date such as \"2026-01-31\"", "日期，如 \"2026-01-31\"");
  buf_put_str(f->out, s);
  return true;
}

static bool put_name(struct filling *f, struct str s, const char *field) {
  if (s.n == 0) return bad(f, field, "a name", "名称");
  format_name(s, f->out);
  return true;
}

static bool put_value(struct filling *f, const struct json *v, struct str type) {
  if (str_is(type, "number")) return put_number(f, v, "values");
  if (str_is(type, "time")) return put_moment(f, v->text, "values");
  if (str_is(type, "bool")) {
    if (!str_is(v->text, "true") && !str_is(v->text, "false"))
      return bad(f, "values", "\"true\" or \"false\"", "\"true\" 或 \"false\"");
    buf_put_str(f->out, v->text);
    return true;
  }
  format_string(v->text, '"', f->out);
  return true;
}

/* ---- tests ---- */

static bool put_list(struct filling *f, const struct json *values, struct str type) {
  buf_puts(f->out, " (");
  for (uint32_t i = 0; i < values->n; i++) {
    if (i > 0) buf_puts(f->out, ", ");
    if (!put_value(f, &values->items[i], type)) return false;
  }
  buf_putc(f->out, ')');
  return true;
}

/* op, type and values after the name. */
static bool put_test(struct filling *f, const struct json *row) {
  struct str op = json_get_str(row, "op"), type = json_get_str(row, "type");
  const struct json *v = json_get(row, "values");
  bool exists = str_ends(op, STR("exists")), in = str_is(op, "in") || str_is(op, "not in");
  bool between = str_is(op, "between");
  uint32_t want = exists ? 0 : between ? 2 : 1;
  if (in ? v->n == 0 : v->n != want && !exists) {
    return between ? bad(f, "values", "two values", "两个值")
                   : bad(f, "values", in ? "at least one value" : "one value",
                         in ? "至少一个值" : "一个值");
  }
  buf_printf(f->out, " %.*s", STRF(op));
  if (exists) return true;
  if (in) return put_list(f, v, type);
  if (str_ends(op, STR("contains"))) type = STR("text");
  buf_putc(f->out, ' ');
  if (!put_value(f, &v->items[0], type)) return false;
  if (!between) return true;
  buf_puts(f->out, " and ");
  return put_value(f, &v->items[1], type);
}

static bool put_prop(struct filling *f, struct str s, const char *field) {
  bool quoted = s.n > 2 && s.p[0] == '`' && s.p[s.n - 1] == '`';
  if (lang_pseudo_find(s) != PSEUDO_NONE ||
      (quoted && lang_pseudo_find(str_of(s.p + 1, s.n - 2)) != PSEUDO_NONE)) {
    buf_put_str(f->out, s);
    return true;
  }
  return put_name(f, s, field);
}

static bool put_where(struct filling *f, const struct json *where) {
  for (uint32_t i = 0; i < where->n; i++) {
    const struct json *row = &where->items[i];
    buf_puts(f->out, i ? " and " : " where ");
    struct str prop = json_get_str(row, "prop");
    if (str_starts(prop, STR("item."))) {
      buf_puts(f->out, "item.");
      prop = str_of(prop.p + 5, prop.n - 5);
      if (!put_name(f, prop, "where") || !put_test(f, row)) return false;
      continue;
    }
    if (!put_prop(f, prop, "where") || !put_test(f, row)) return false;
  }
  return true;
}

/* ---- aggregates ---- */

static bool put_window(struct filling *f, const struct json *w) {
  struct str kind = json_get_str(w, "kind"), unit = json_get_str(w, "unit");
  struct str from = json_get_str(w, "from"), to = json_get_str(w, "to");
  int64_t n = 0;
  if (!w || str_is(kind, "all")) return true;
  buf_puts(f->out, ", ");
  if (str_is(kind, "since") || str_is(kind, "before")) {
    buf_printf(f->out, "%.*s ", STRF(kind));
    return put_moment(f, str_is(kind, "since") ? from : to, "window");
  }
  if (str_is(kind, "between")) {
    buf_puts(f->out, "between ");
    if (!put_moment(f, from, "window")) return false;
    buf_puts(f->out, " and ");
    return put_moment(f, to, "window");
  }
  if (!unit.n) return bad(f, "window", "a unit", "时间单位");
  if (str_is(kind, "last") || str_is(kind, "last_full")) {
    const struct json *v = json_get(w, "n");
    if (!v || !json_int(v, &n)) return bad(f, "window", "a number n", "数字 n");
    buf_printf(f->out, "last %lld %s%.*s%s", (long long)n, str_is(kind, "last") ? "" : "full ",
               STRF(unit), n == 1 ? "" : "s");
  } else if (str_is(unit, "day")) {
    buf_puts(f->out, str_is(kind, "this") ? "today" : "yesterday");
  } else {
    buf_printf(f->out, "%.*s %.*s", STRF(kind), STRF(unit));
  }
  return true;
}

static bool put_agg(struct filling *f, const char *fn, const struct json *row) {
  const struct json *events = json_get(row, "events");
  struct str prop = json_get_str(row, "prop");
  if (events->n == 0) return bad(f, "events", "at least one event", "至少一个事件");
  buf_printf(f->out, "%s(%s", fn, prop.p && events->n > 1 ? "(" : "");
  for (uint32_t i = 0; i < events->n; i++) {
    if (i > 0) buf_puts(f->out, " or ");
    if (events->n == 1 && str_is(events->items[0].text, "*"))
      buf_putc(f->out, '*');
    else if (!put_name(f, events->items[i].text, "events"))
      return false;
  }
  if (prop.p && events->n > 1) buf_putc(f->out, ')');
  if (prop.p) {
    buf_putc(f->out, '.');
    if (!put_prop(f, prop, "prop")) return false;
  }
  if (!put_where(f, json_get(row, "where")) || !put_window(f, json_get(row, "window")))
    return false;
  buf_putc(f->out, ')');
  return true;
}

static bool put_measured(struct filling *f, const struct json *row, const char *one,
                         const char *two) {
  struct str op = json_get_str(row, "op");
  buf_printf(f->out, " %.*s ", STRF(op));
  if (!put_number(f, json_get(row, one), one)) return false;
  if (!str_is(op, "between")) return true;
  buf_puts(f->out, " and ");
  return put_number(f, json_get(row, two), two);
}

/* ---- rows ---- */

static bool put_did(struct filling *f, const struct json *row) {
  const struct json *count = json_get(row, "count");
  bool counted = count && count->type == JSON_OBJECT;
  if (json_get_bool(row, "not", false)) buf_puts(f->out, "not ");
  if (!put_agg(f, counted ? "count" : "did", row)) return false;
  return !counted || put_measured(f, count, "n", "m");
}

static bool put_attribute(struct filling *f, const struct json *row) {
  struct str name = json_get_str(row, "name");
  if (str_starts(name, STR("attr."))) {
    buf_puts(f->out, "attr.");
    name = str_of(name.p + 5, name.n - 5);
  }
  return put_name(f, name, "name") && put_test(f, row);
}

static bool put_class(struct filling *f, const struct json *row) {
  struct str op = json_get_str(row, "op");
  const struct json *v = json_get(row, "values");
  bool in = str_is(op, "in") || str_is(op, "not in");
  if (in ? v->n == 0 : v->n != 1)
    return bad(f, "values", in ? "at least one class" : "one class",
               in ? "至少一个层级" : "一个层级");
  buf_puts(f->out, "class(");
  format_string(json_get_str(row, "slug"), '"', f->out);
  buf_printf(f->out, ") %.*s", STRF(op));
  if (in) return put_list(f, v, STR("text"));
  buf_putc(f->out, ' ');
  format_string(v->items[0].text, '"', f->out);
  return true;
}

static bool put_segment(struct filling *f, const struct json *row) {
  if (json_get_bool(row, "not", false)) buf_puts(f->out, "not ");
  buf_puts(f->out, "segment(");
  format_string(json_get_str(row, "slug"), '"', f->out);
  buf_putc(f->out, ')');
  return true;
}

/* Parsed by itself, so that it is one condition whatever it says. */
static bool put_code(struct filling *f, const struct json *row) {
  struct node *tree;
  if (!lang_parse(json_get_str(row, "text"), f->a, &tree, f->err)) return false;
  buf_putc(f->out, '(');
  lang_format(tree, f->out);
  buf_putc(f->out, ')');
  return true;
}

static bool put_since(struct filling *f, const struct json *row) {
  buf_puts(f->out, "days_since(");
  if (!put_agg(f, str_is(json_get_str(row, "fn"), "first") ? "first" : "last", row)) return false;
  buf_putc(f->out, ')');
  return put_measured(f, row, "days", "");
}

static bool put_aggregate(struct filling *f, const struct json *row) {
  char fn[16];
  struct str name = json_get_str(row, "fn");
  snprintf(fn, sizeof fn, "%.*s", STRF(name));
  return put_agg(f, fn, row) && put_measured(f, row, "value", "value2");
}

static bool put_form(struct filling *f, const struct json *row);

static bool put_group(struct filling *f, const struct json *row) {
  const struct json *items = json_get(row, "items");
  const char *op = str_is(json_get_str(row, "op"), "or") ? " or " : " and ";
  size_t at = strlen(f->path);
  if (items->n == 0) return bad(f, "items", "at least one condition", "至少一个条件");
  buf_puts(f->out, json_get_bool(row, "not", false) ? "not (" : "(");
  for (uint32_t i = 0; i < items->n; i++) {
    if (i > 0) buf_puts(f->out, op);
    snprintf(f->path + at, sizeof f->path - at, "%sitems/%u", at ? "/" : "", i);
    if (!put_form(f, &items->items[i])) return false;
    f->path[at] = '\0';
  }
  buf_putc(f->out, ')');
  return true;
}

static bool put_form(struct filling *f, const struct json *row) {
  static const struct {
    const char *kind;
    bool (*put)(struct filling *f, const struct json *row);
  } rows[] = {{"did", put_did},     {"aggregate", put_aggregate}, {"attribute", put_attribute},
              {"since", put_since}, {"class", put_class},         {"segment", put_segment},
              {"code", put_code}};
  struct str kind = json_get_str(row, "kind");
  if (!kind.p) return put_group(f, row);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (str_is(kind, rows[i].kind)) return rows[i].put(f, row);
  return bad(f, "kind", "a kind of row", "条件类型");
}

bool lang_from_form(const struct json *form, struct arena *out, struct str *ret, struct err *err) {
  struct buf text = BUF_INIT, canonical = BUF_INIT;
  struct filling f = {.out = &text, .a = out, .err = err};
  struct node *tree;
  bool ok = put_form(&f, form) && lang_parse(buf_str(&text), out, &tree, err);
  if (ok) {
    lang_format(tree, &canonical);
    *ret = arena_str(out, buf_str(&canonical));
  }
  buf_release(&text);
  buf_release(&canonical);
  return ok;
}
