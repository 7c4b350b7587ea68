/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Form to text.  Each row is printed as the language writes it, the whole is parsed, and what comes
 * back is the parser's canonical text: so the language's own checks and ceilings hold here too. */
#include <stdio.h>

#include "lang/builder.h"
#include "lang/form_int.h"
#include "lang/lang_int.h"

static bool put_measured(struct filling *f, const struct json *row, const char *one,
                         const char *two) {
  struct str op = json_get_str(row, "op");
  buf_printf(f->out, " %.*s ", STRF(op));
  if (!fill_number(f, json_get(row, one), one)) return false;
  if (!str_is(op, "between")) return true;
  buf_puts(f->out, " and ");
  return fill_number(f, json_get(row, two), two);
}

/* ---- rows ---- */

static bool put_did(struct filling *f, const struct json *row) {
  const struct json *count = json_get(row, "count");
  bool counted = count && count->type == JSON_OBJECT;
  if (json_get_bool(row, "not", false)) buf_puts(f->out, "not ");
  if (!fill_agg(f, counted ? "count" : "did", row)) return false;
  return !counted || put_measured(f, count, "n", "m");
}

static bool put_attribute_name(struct filling *f, const struct json *row) {
  struct str name = json_get_str(row, "name");
  if (str_starts(name, STR("attr."))) {
    buf_puts(f->out, "attr.");
    name = str_of(name.p + 5, name.n - 5);
  }
  return fill_name(f, name, "name");
}

static bool put_attribute(struct filling *f, const struct json *row) {
  return put_attribute_name(f, row) && fill_test(f, row);
}

/* "3 days" */
static bool put_span(struct filling *f, const struct json *span, const char *field) {
  struct str unit = json_get_str(span, "unit");
  int64_t n;
  if (!unit.n || !json_int(json_get(span, "n"), &n))
    return fill_bad(f, field, "a number n and a unit", "数字 n 和时间单位");
  buf_printf(f->out, "%lld %.*s%s", (long long)n, STRF(unit), n == 1 ? "" : "s");
  return true;
}

static bool put_anniversary(struct filling *f, const struct json *row) {
  buf_puts(f->out, "anniversary(");
  if (!put_attribute_name(f, row)) return false;
  buf_printf(f->out, ") within %s ", str_is(json_get_str(row, "when"), "last") ? "last" : "next");
  return put_span(f, row, "n");
}

static bool put_in_list(struct filling *f, const struct json *row) {
  if (!put_attribute_name(f, row)) return false;
  buf_puts(f->out, json_get_bool(row, "not", false) ? " not in list(" : " in list(");
  format_string(json_get_str(row, "slug"), '"', f->out);
  buf_putc(f->out, ')');
  return true;
}

static bool put_step(struct filling *f, const struct json *step) {
  const struct json *within = json_get(step, "within");
  if (json_get_bool(step, "not", false)) buf_puts(f->out, "not ");
  if (!fill_target(f, step)) return false;
  if (!within || within->type != JSON_OBJECT) return true;
  buf_puts(f->out, " within ");
  return put_span(f, within, "within");
}

static bool put_steps(struct filling *f, const struct json *row, const char *fn) {
  const struct json *steps = json_get(row, "steps");
  struct str by = json_get_str(row, "by");
  size_t at = strlen(f->path);
  buf_printf(f->out, "%s(", fn);
  for (uint32_t i = 0; i < steps->n; i++) {
    if (i > 0) buf_puts(f->out, " -> ");
    snprintf(f->path + at, sizeof f->path - at, "%ssteps/%u", at ? "/" : "", i);
    if (!put_step(f, &steps->items[i])) return false;
    f->path[at] = '\0';
  }
  if (by.n) {
    buf_puts(f->out, " by ");
    if (!fill_prop(f, by, "by")) return false;
  }
  if (!fill_window(f, json_get(row, "window"))) return false;
  buf_putc(f->out, ')');
  return true;
}

static bool put_sequence(struct filling *f, const struct json *row) {
  const struct json *count = json_get(row, "count");
  bool counted = count && count->type == JSON_OBJECT;
  if (json_get_bool(row, "not", false)) buf_puts(f->out, "not ");
  if (!put_steps(f, row, counted ? "sequences" : "sequence")) return false;
  return !counted || put_measured(f, count, "n", "m");
}

static bool put_class(struct filling *f, const struct json *row) {
  struct str op = json_get_str(row, "op");
  const struct json *v = json_get(row, "values");
  bool in = str_is(op, "in") || str_is(op, "not in");
  if (in ? v->n == 0 : v->n != 1)
    return fill_bad(f, "values", in ? "at least one class" : "one class",
                    in ? "至少一个层级" : "一个层级");
  buf_puts(f->out, "class(");
  format_string(json_get_str(row, "slug"), '"', f->out);
  buf_printf(f->out, ") %.*s", STRF(op));
  if (in) return fill_list(f, v, STR("text"));
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

static bool put_fact(struct filling *f, const struct json *row) {
  buf_printf(f->out, "%.*s(", STRF(json_get_str(row, "fn")));
  format_string(json_get_str(row, "slug"), '"', f->out);
  buf_putc(f->out, ')');
  return fill_test(f, row);
}

static bool put_member(struct filling *f, const struct json *row) {
  if (json_get_bool(row, "not", false)) buf_puts(f->out, "not ");
  buf_puts(f->out, "member(");
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
  if (!fill_agg(f, str_is(json_get_str(row, "fn"), "first") ? "first" : "last", row)) return false;
  buf_putc(f->out, ')');
  return put_measured(f, row, "days", "");
}

/* The aggregate that `fn` of the row names. */
static bool put_named(struct filling *f, const struct json *row) {
  char fn[16];
  snprintf(fn, sizeof fn, "%.*s", STRF(json_get_str(row, "fn")));
  return fill_agg(f, fn, row);
}

static bool put_aggregate(struct filling *f, const struct json *row) {
  return put_named(f, row) && put_measured(f, row, "value", "value2");
}

static bool put_value(struct filling *f, const struct json *row) {
  return put_named(f, row) && fill_test(f, row);
}

static bool put_compare(struct filling *f, const struct json *row) {
  if (!put_named(f, json_get(row, "a"))) return false;
  buf_printf(f->out, " %.*s ", STRF(json_get_str(row, "op")));
  return put_named(f, json_get(row, "b"));
}

static bool put_form(struct filling *f, const struct json *row);

static bool put_group(struct filling *f, const struct json *row) {
  const struct json *items = json_get(row, "items");
  const char *op = str_is(json_get_str(row, "op"), "or") ? " or " : " and ";
  size_t at = strlen(f->path);
  if (items->n == 0) return fill_bad(f, "items", "at least one condition", "至少一个条件");
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
  } rows[] = {{"did", put_did},
              {"aggregate", put_aggregate},
              {"attribute", put_attribute},
              {"since", put_since},
              {"class", put_class},
              {"segment", put_segment},
              {"code", put_code},
              {"value", put_value},
              {"compare", put_compare},
              {"sequence", put_sequence},
              {"anniversary", put_anniversary},
              {"list", put_in_list},
              {"fact", put_fact},
              {"member", put_member}};
  struct str kind = json_get_str(row, "kind");
  if (!kind.p) return put_group(f, row);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (str_is(kind, rows[i].kind)) return rows[i].put(f, row);
  return fill_bad(f, "kind", "a kind of row", "条件类型");
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
