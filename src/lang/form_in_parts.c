/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Form to text: what rows are made of.  What is printed raw (moments, numbers) is lexed first: a
 * value can never become syntax. */
#include <stdio.h>

#include "lang/form_int.h"
#include "lang/grammar.h"
#include "lang/lang_int.h"

bool fill_bad(struct filling *f, const char *field, const char *want_en, const char *want_zh) {
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

bool fill_number(struct filling *f, const struct json *v, const char *field) {
  struct dec d;
  char text[DEC_TEXT_BYTES];
  if (!v || v->type != JSON_STRING || !dec_parse(v->text, &d))
    return fill_bad(f, field, "a number such as \"12.50\"", "数字，如 \"12.50\"");
  buf_puts(f->out, dec_text(d, text));
  return true;
}

static bool fill_moment(struct filling *f, struct str s, const char *field) {
  if (!s.p || !is_token(f, s, TK_DATE))
    return fill_bad(f, field, "a date such as \"2026-01-31\"", "日期，如 \"2026-01-31\"");
  buf_put_str(f->out, s);
  return true;
}

bool fill_name(struct filling *f, struct str s, const char *field) {
  if (s.n == 0) return fill_bad(f, field, "a name", "名称");
  format_name(s, f->out);
  return true;
}

static bool put_value(struct filling *f, const struct json *v, struct str type) {
  if (str_is(type, "number")) return fill_number(f, v, "values");
  if (str_is(type, "time")) return fill_moment(f, v->text, "values");
  if (str_is(type, "bool")) {
    if (!str_is(v->text, "true") && !str_is(v->text, "false"))
      return fill_bad(f, "values", "\"true\" or \"false\"", "\"true\" 或 \"false\"");
    buf_put_str(f->out, v->text);
    return true;
  }
  format_string(v->text, '"', f->out);
  return true;
}

/* ---- tests ---- */

bool fill_list(struct filling *f, const struct json *values, struct str type) {
  buf_puts(f->out, " (");
  for (uint32_t i = 0; i < values->n; i++) {
    if (i > 0) buf_puts(f->out, ", ");
    if (!put_value(f, &values->items[i], type)) return false;
  }
  buf_putc(f->out, ')');
  return true;
}

/* op, type and values after the name. */
bool fill_test(struct filling *f, const struct json *row) {
  struct str op = json_get_str(row, "op"), type = json_get_str(row, "type");
  const struct json *v = json_get(row, "values");
  bool exists = str_ends(op, STR("exists")), in = str_is(op, "in") || str_is(op, "not in");
  bool between = str_is(op, "between");
  uint32_t want = exists ? 0 : between ? 2 : 1;
  if (in ? v->n == 0 : v->n != want && !exists) {
    return between ? fill_bad(f, "values", "two values", "两个值")
                   : fill_bad(f, "values", in ? "at least one value" : "one value",
                              in ? "至少一个值" : "一个值");
  }
  buf_printf(f->out, " %.*s", STRF(op));
  if (exists) return true;
  if (in) return fill_list(f, v, type);
  if (str_ends(op, STR("contains"))) type = STR("text");
  buf_putc(f->out, ' ');
  if (!put_value(f, &v->items[0], type)) return false;
  if (!between) return true;
  buf_puts(f->out, " and ");
  return put_value(f, &v->items[1], type);
}

bool fill_prop(struct filling *f, struct str s, const char *field) {
  bool quoted = s.n > 2 && s.p[0] == '`' && s.p[s.n - 1] == '`';
  if (lang_pseudo_find(s) != PSEUDO_NONE ||
      (quoted && lang_pseudo_find(str_of(s.p + 1, s.n - 2)) != PSEUDO_NONE)) {
    buf_put_str(f->out, s);
    return true;
  }
  return fill_name(f, s, field);
}

static bool fill_where(struct filling *f, const struct json *where) {
  for (uint32_t i = 0; i < where->n; i++) {
    const struct json *row = &where->items[i];
    buf_puts(f->out, i ? " and " : " where ");
    struct str prop = json_get_str(row, "prop");
    bool item = str_starts(prop, STR("item."));
    if (item) {
      buf_puts(f->out, "item.");
      prop = str_of(prop.p + 5, prop.n - 5);
    }
    if (!(item ? fill_name(f, prop, "where") : fill_prop(f, prop, "where")) || !fill_test(f, row))
      return false;
  }
  return true;
}

/* ---- aggregates ---- */

bool fill_window(struct filling *f, const struct json *w) {
  struct str kind = json_get_str(w, "kind"), unit = json_get_str(w, "unit");
  struct str from = json_get_str(w, "from"), to = json_get_str(w, "to");
  int64_t n = 0;
  if (!w || str_is(kind, "all")) return true;
  buf_puts(f->out, ", ");
  if (str_is(kind, "since") || str_is(kind, "before")) {
    buf_printf(f->out, "%.*s ", STRF(kind));
    return fill_moment(f, str_is(kind, "since") ? from : to, "window");
  }
  if (str_is(kind, "between")) {
    buf_puts(f->out, "between ");
    if (!fill_moment(f, from, "window")) return false;
    buf_puts(f->out, " and ");
    return fill_moment(f, to, "window");
  }
  if (!unit.n) return fill_bad(f, "window", "a unit", "时间单位");
  if (str_is(kind, "last") || str_is(kind, "last_full")) {
    const struct json *v = json_get(w, "n");
    if (!v || !json_int(v, &n)) return fill_bad(f, "window", "a number n", "数字 n");
    buf_printf(f->out, "last %lld %s%.*s%s", (long long)n, str_is(kind, "last") ? "" : "full ",
               STRF(unit), n == 1 ? "" : "s");
  } else if (str_is(unit, "day")) {
    buf_puts(f->out, str_is(kind, "this") ? "today" : "yesterday");
  } else {
    buf_printf(f->out, "%.*s %.*s", STRF(kind), STRF(unit));
  }
  return true;
}

bool fill_target(struct filling *f, const struct json *row) {
  const struct json *events = json_get(row, "events");
  struct str prop = json_get_str(row, "prop");
  bool brackets = prop.p && events->n > 1;
  if (events->n == 0) return fill_bad(f, "events", "at least one event", "至少一个事件");
  if (brackets) buf_putc(f->out, '(');
  for (uint32_t i = 0; i < events->n; i++) {
    if (i > 0) buf_puts(f->out, " or ");
    if (events->n == 1 && str_is(events->items[0].text, "*"))
      buf_putc(f->out, '*');
    else if (!fill_name(f, events->items[i].text, "events"))
      return false;
  }
  if (brackets) buf_putc(f->out, ')');
  if (prop.p) {
    buf_putc(f->out, '.');
    if (!fill_prop(f, prop, "prop")) return false;
  }
  return fill_where(f, json_get(row, "where"));
}

bool fill_agg(struct filling *f, const char *fn, const struct json *row) {
  int64_t nth = 0;
  buf_printf(f->out, "%s(", fn);
  if (strcmp(fn, "nth") == 0) {
    if (!json_int(json_get(row, "nth"), &nth)) return fill_bad(f, "nth", "a number", "数字");
    buf_printf(f->out, "%lld, ", (long long)nth);
  }
  if (!fill_target(f, row) || !fill_window(f, json_get(row, "window"))) return false;
  buf_putc(f->out, ')');
  return true;
}
