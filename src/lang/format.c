/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tree to canonical text: one line, lower-case words, ASCII punctuation, the fewest parentheses.
 *
 * Each kind of node binds at a level, the same levels as the rules of grammar.y; a kid that binds
 * looser than its place allows is put in parentheses.  A name is written bare when the lexer would
 * read it back as a name in that place; the tests hold parse(format(t)) = t over random trees,
 * which is how a new keyword that forgets this file is found.
 *
 * lang_equal compares what was written, not what it was resolved to.
 */
#include "lang/grammar.h"
#include "lang/lang_int.h"

enum level { L_OR = 1, L_AND, L_NOT, L_TEST, L_SUM, L_PRODUCT, L_SIGNED, L_PRIMARY };

static void put(const struct node *n, enum level min, struct buf *out);

static bool is_negative(const struct node *n) {
  return n->kind == N_LITERAL && n->lit.type == LT_NUM && n->lit.num.m < 0;
}

static enum level level_of(const struct node *n) {
  switch (n->kind) {
  case N_OR:
    return L_OR;
  case N_AND:
    return L_AND;
  case N_NOT:
    return L_NOT;
  case N_CMP:
  case N_IN:
  case N_BETWEEN:
  case N_CONTAINS:
  case N_EXISTS:
  case N_LISTED:
    return L_TEST;
  case N_ARITH:
    return n->op == OP_ADD || n->op == OP_SUB ? L_SUM : L_PRODUCT;
  case N_NEG:
    return L_SIGNED;
  case N_LITERAL:
    return is_negative(n) ? L_SIGNED : L_PRIMARY;
  default:
    return L_PRIMARY;
  }
}

void format_string(struct str s, char quote, struct buf *out) {
  buf_putc(out, quote);
  for (size_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    if (c == (unsigned char)quote || c == '\\') {
      buf_putc(out, '\\');
      buf_putc(out, (char)c);
    } else if (c == '\n' || c == '\t' || c == '\r') {
      buf_puts(out, c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r");
    } else if (c < 0x20 || c == 0x7f) {
      buf_printf(out, "\\u{%x}", c);
    } else {
      buf_putc(out, (char)c);
    }
  }
  buf_putc(out, quote);
}

void format_name(struct str s, struct buf *out) {
  if (lang_plain_name(s))
    buf_put_str(out, s);
  else
    format_string(s, '`', out);
}

/* Where `day` bare would be the pseudo-property, the property of that name is quoted. */
static void format_prop(struct str s, enum pseudo pseudo, struct buf *out) {
  if (pseudo == PSEUDO_NONE && lang_pseudo_find(s) != PSEUDO_NONE)
    format_string(s, '`', out);
  else if (pseudo != PSEUDO_NONE)
    buf_puts(out, lang_pseudo_name(pseudo));
  else
    format_name(s, out);
}

/* A number, or the parameter it is to become. */
static void format_count(struct str param, int64_t n, struct buf *out) {
  if (param.n)
    buf_printf(out, "$%.*s", STRF(param));
  else
    buf_printf(out, "%lld", (long long)n);
}

/* 30 days; the unit of a parameter is in the plural */
static void format_length(struct str param, uint32_t n, const char *full, enum lang_unit unit,
                          struct buf *out) {
  format_count(param, n, out);
  buf_printf(out, " %s%s", full, lang_unit_name(unit, param.n ? 2 : n));
}

static void format_literal(const struct node *n, struct buf *out) {
  switch (n->lit.type) {
  case LT_BOOL:
    buf_puts(out, n->lit.b ? "true" : "false");
    break;
  case LT_NUM:
    dec_format(n->lit.num, out);
    break;
  case LT_STR:
    format_string(n->name.n ? n->name : n->lit.str, '"', out);
    break;
  case LT_TIME:
    buf_put_str(out, n->lit.moment.text);
    break;
  case LT_DURATION:
    format_length(n->part, n->lit.n, "", n->lit.unit, out);
    break;
  case LT_ANY:
    buf_printf(out, "$%.*s", STRF(n->part));
    break;
  }
}

static void format_window(const struct window *w, struct buf *out) {
  const char *unit = lang_unit_name(w->unit, 1);
  bool day = w->unit == LU_DAY;
  switch (w->kind) {
  case W_ALL:
    return;
  case W_LAST:
  case W_LAST_FULL:
    buf_puts(out, ", last ");
    format_length(w->n_param, w->n, w->kind == W_LAST ? "" : "full ", w->unit, out);
    break;
  case W_THIS:
    buf_printf(out, ", %s%s", day ? "today" : "this ", day ? "" : unit);
    break;
  case W_PREVIOUS:
    buf_printf(out, ", %s%s", day ? "yesterday" : "previous ", day ? "" : unit);
    break;
  case W_SINCE:
  case W_BEFORE:
    buf_printf(out, ", %s %.*s", w->kind == W_SINCE ? "since" : "before", STRF(w->from.text));
    break;
  case W_BETWEEN:
    buf_printf(out, ", between %.*s and %.*s", STRF(w->from.text), STRF(w->to.text));
    break;
  }
}

static void format_target(const struct agg *a, struct buf *out) {
  bool several = a->n_events > 1 && a->prop.n > 0;
  if (several) buf_putc(out, '(');
  if (a->any_event) buf_putc(out, '*');
  for (uint32_t i = 0; i < a->n_events; i++) {
    if (i > 0) buf_puts(out, " or ");
    format_name(a->events[i], out);
  }
  if (several) buf_putc(out, ')');
  if (a->prop.n > 0) {
    buf_putc(out, '.');
    format_prop(a->prop_written, a->pseudo, out);
  }
  if (a->where) {
    buf_puts(out, " where ");
    put(a->where, L_OR, out);
  }
}

static void format_agg(const struct agg *a, struct buf *out) {
  buf_printf(out, "%s(", lang_agg_name(a->fn));
  if (a->fn == AGG_NTH) format_count(a->nth_param, a->nth, out), buf_puts(out, ", ");
  format_target(a, out);
  format_window(&a->window, out);
  buf_putc(out, ')');
}

static void format_sequence(const struct node *n, struct buf *out) {
  const struct agg *a = n->agg;
  buf_printf(out, "%s(", lang_function_name(TK_SEQUENCE, a->fn));
  for (uint32_t i = 0; i < n->n_kids; i++) {
    const struct node *s = n->kids[i];
    if (i > 0) buf_puts(out, s->negated ? " -> not " : " -> ");
    format_target(s->agg, out);
    if (s->lit.n) buf_puts(out, " within "), format_literal(s, out);
  }
  if (a->prop.n) {
    buf_puts(out, " by ");
    format_prop(a->prop_written, a->pseudo, out);
  }
  format_window(&a->window, out);
  buf_putc(out, ')');
}

void lang_format_events(const struct node *count, struct buf *out) {
  format_target(count->agg, out);
}

static void put_list(const struct node *n, const char *between, enum level min, struct buf *out) {
  for (uint32_t i = 0; i < n->n_kids; i++) {
    if (i > 0) buf_puts(out, between);
    put(n->kids[i], min, out);
  }
}

static void put_binary(const struct node *n, enum level left, enum level right, struct buf *out) {
  put(n->a, left, out);
  buf_printf(out, " %s ", lang_op_text(n->op));
  put(n->b, right, out);
}

static void put_test(const struct node *n, struct buf *out) {
  const char *no = n->negated ? " not" : "";
  put(n->a, L_SUM, out);
  switch (n->kind) {
  case N_IN:
    buf_printf(out, "%s in (", no);
    put_list(n, ", ", L_SIGNED, out);
    buf_putc(out, ')');
    break;
  case N_BETWEEN:
    buf_printf(out, "%s between ", no);
    put_list(n, " and ", L_SUM, out);
    break;
  case N_CONTAINS:
    buf_printf(out, "%s contains ", no);
    put(n->b, L_PRIMARY, out);
    break;
  case N_LISTED:
    buf_printf(out, "%s in %s(", no, lang_function_name(TK_LIST, n->category));
    format_string(n->name, '"', out);
    buf_putc(out, ')');
    break;
  default:
    buf_printf(out, "%s exists", no);
  }
}

static void put_slug(struct str s, bool bare, struct buf *out) {
  if (bare && lang_plain_name(s))
    buf_put_str(out, s);
  else
    format_string(s, '"', out);
}

static void put_reference(const struct node *n, struct buf *out) {
  const char *name = n->kind == N_SEGMENT ? "segment" : n->kind == N_CLASS ? "class" : "score";
  buf_printf(out, "%s(", name);
  put_slug(n->name, n->kind != N_SEGMENT, out);
  if (n->kind == N_SCORE) {
    buf_puts(out, ", ");
    put_slug(n->part, true, out);
  }
  if (n->before.text.n) buf_printf(out, ", before %.*s", STRF(n->before.text));
  buf_putc(out, ')');
}

static void put_anniversary(const struct node *n, struct buf *out) {
  buf_puts(out, "anniversary(");
  put(n->a, L_OR, out);
  buf_printf(out, ") within %s ", n->lit.b ? "last" : "next");
  format_literal(n, out);
}

static void put_as_of(const struct node *n, struct buf *out) {
  buf_putc(out, '(');
  put(n->a, L_OR, out);
  buf_puts(out, ") as of ");
  if (n->before.text.n)
    buf_put_str(out, n->before.text);
  else if (n->lit.unit == LU_DAY)
    buf_puts(out, "yesterday");
  else
    buf_printf(out, "previous %s", lang_unit_name(n->lit.unit, 1));
}

static void put_bare(const struct node *n, struct buf *out) {
  switch (n->kind) {
  case N_LITERAL:
    format_literal(n, out);
    break;
  case N_ATTR:
  case N_MEASURE:
    if (n->is_attr) buf_puts(out, "attr.");
    format_name(n->name, out);
    break;
  case N_PROP:
    format_prop(n->name, n->pseudo, out);
    break;
  case N_ITEM:
    buf_puts(out, "item.");
    format_name(n->name, out);
    break;
  case N_AGG:
    format_agg(n->agg, out);
    break;
  case N_ANNIVERSARY:
    put_anniversary(n, out);
    break;
  case N_AS_OF:
    put_as_of(n, out);
    break;
  case N_SEQUENCE:
    format_sequence(n, out);
    break;
  case N_NOT:
    buf_puts(out, "not ");
    put(n->a, L_NOT, out);
    break;
  case N_AND:
    put_list(n, " and ", L_NOT, out);
    break;
  case N_OR:
    put_list(n, " or ", L_AND, out);
    break;
  case N_CMP:
    put_binary(n, L_SUM, L_SUM, out);
    break;
  case N_ARITH:
    if (n->op == OP_ADD || n->op == OP_SUB)
      put_binary(n, L_SUM, L_PRODUCT, out);
    else
      put_binary(n, L_PRODUCT, L_SIGNED, out);
    break;
  case N_NEG: /* never two signs in a row: `--` begins a comment */
    buf_putc(out, '-');
    put(n->a, L_PRIMARY, out);
    break;
  case N_CALL:
    buf_printf(out, "%s(", lang_function_name(TK_CALL, n->fn));
    put_list(n, ", ", L_OR, out);
    buf_putc(out, ')');
    break;
  case N_FACT:
    buf_printf(out, "%s(", lang_function_name(TK_FACT, n->index));
    put_slug(n->name, false, out);
    buf_putc(out, ')');
    break;
  case N_SEGMENT:
  case N_CLASS:
  case N_SCORE:
    put_reference(n, out);
    break;
  case N_IN:
  case N_BETWEEN:
  case N_CONTAINS:
  case N_EXISTS:
  case N_LISTED:
    put_test(n, out);
    break;
  }
}

static void put(const struct node *n, enum level min, struct buf *out) {
  bool wrap = level_of(n) < min;
  if (wrap) buf_putc(out, '(');
  put_bare(n, out);
  if (wrap) buf_putc(out, ')');
}

void lang_format(const struct node *tree, struct buf *out) {
  put(tree, L_OR, out);
}
