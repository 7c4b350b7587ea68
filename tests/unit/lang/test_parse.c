/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is accepted, how it is formatted, and what is said about the rest. */
#include "fixture.h"

/* Text and its canonical form; NULL: it is canonical already. */
static const struct {
  const char *text, *canonical;
} good[] = {
    {"true", NULL},
    {"age = 18", NULL},
    {"AGE >= 18 AND City != 'x'", "AGE >= 18 and City != \"x\""},
    {"  age\n=\t18 -- eighteen\n", "age = 18"},
    {"a or b and not c", NULL},
    {"((a) or (b)) and (c)", "(a or b) and c"},
    {"a and (b and c) and (d or (e or f))", "a and b and c and (d or e or f)"},
    {"not (a and b)", NULL},
    {"not not a", NULL},
    {"not a = 1", NULL},
    {"not (a = 1)", "not a = 1"},
    {"(not a) = true", NULL},
    {"a + b * c - d / e > 1_000.50", "a + b * c - d / e > 1000.50"},
    {"(a + b) * (c - d) > 0", NULL},
    {"a - (b - c) > 0", NULL},
    {"(a - b) - c > 0", "a - b - c > 0"},
    {"a * (b / c) > 0", NULL},
    {"-a < -5", NULL},
    {"- (-5) < - (-a)", "-(-5) < -(-a)"},
    {"-(a + b) * -(c) = 0", "-(a + b) * -c = 0"},
    {"a - -5 = 3 - - b", "a - -5 = 3 - -b"},
    {"level in ('gold',\"black\")", "level in (\"gold\", \"black\")"},
    {"age not in (-1, 2, 3.50)", NULL},
    {"age between 18 and 25 and vip", NULL},
    {"age not between -1 and a + 1", NULL},
    {"name contains \"王\"", NULL},
    {"name not contains \"\"", NULL},
    {"phone exists and email not exists", NULL},
    {"birthday = 1990-05-01 or birthday > 2026-01-31T10:00", NULL},
    {"registered_at >= 2026-01-31T10:00:59", NULL},
    {"did(order_completed)", NULL},
    {"did(product_viewed or product_added where category = \"鞋\", last 7 days)", NULL},
    {"did((product_viewed or product_added))", "did(product_viewed or product_added)"},
    {"count(* , last 30 days) > 3", "count(*, last 30 days) > 3"},
    {"Sum(order_completed.amount where channel = “小程序”，Last 90 Day)＞＝300",
     "sum(order_completed.amount where channel = \"小程序\", last 90 days) >= 300"},
    {"（age ＝ 18）or level ！＝ ‘金’", "age = 18 or level != \"金\""},
    {"age ≥ 1 and age ≤ 2 and age ≠ 3 and age ＜ 4 and age < 5 and age ＜= 6",
     "age >= 1 and age <= 2 and age != 3 and age < 4 and age < 5 and age <= 6"},
    {"sum((支付订单 or 直播下单).金额) > 0", NULL},
    {"distinct(order_completed.day, this month) >= 2", NULL},
    {"distinct(order_completed.`day`) = 1", NULL},
    {"distinct(*.event) > 1", NULL},
    {"last(order_completed.`order id`) = \"x\"", NULL},
    {"first(order_completed) >= 2026-01-01", NULL},
    {"gap(order_completed, last 1 years) < 30", "gap(order_completed, last 1 year) < 30"},
    {"did(order_completed where hour between 0 and 6 and weekday in (5, 6))", NULL},
    {"did(order_completed where event = \"order_completed\" and `event` = 1)", NULL},
    {"did(order_completed where a in (1, 2), last 3 days)", NULL},
    {"did(x, today) or did(x, yesterday) or did(x, this week) or did(x, previous year)", NULL},
    {"did(x, this day) or did(x, previous day)", "did(x, today) or did(x, yesterday)"},
    {"did(x, last 30 full days) or did(x, last 2 full weeks) or did(x, last 1 full month)", NULL},
    {"did(x, since 2026-01-01) or did(x, before 2026-01-01T08:00)", NULL},
    {"did(x, between 2026-01-01 and 2026-01-31)", NULL},
    {"count > 1 and last > 2 and day > 3 and today and this and full and since", NULL},
    {"`in` = 1 and `count` = 2 and `a b` = 3 and `1x` = 4 and `AND` = 5",
     "`in` = 1 and count = 2 and `a b` = 3 and `1x` = 4 and `AND` = 5"},
    {"attr.city = \"x\" and ATTR.`in` = 1 and attr = 2 and attr.last = 3",
     "attr.city = \"x\" and attr.`in` = 1 and attr = 2 and attr.last = 3"},
    {"did(day, last 3 days) and did(last, today)", NULL},
    {"Points(gold) > 1 and tier('金') = \"a\" and member(x) and coupons(y) = 0 and points > 1",
     "points(\"gold\") > 1 and tier(\"金\") = \"a\" and member(\"x\") and coupons(\"y\") = 0 and "
     "points > 1"},
    {"segment(loyal) or segment('双十一')", "segment(\"loyal\") or segment(\"双十一\")"},
    {"class(\"rfm\") = \"lost\" and class(\"my-rfm\") = \"none\"",
     "class(rfm) = \"lost\" and class(\"my-rfm\") = \"none\""},
    {"class(rfm，before 2026-01-31) not exists", "class(rfm, before 2026-01-31) not exists"},
    {"class(\"x y\", before 2026-01-31T10:00) = \"none\"", NULL},
    {"Score(\"rfm\", \"R\") = 5 and score(rfm, \"or\") > 1",
     "score(rfm, R) = 5 and score(rfm, \"or\") > 1"},
    {"score(\"my-rfm\", m, before 2026-01-31) / 2 > score(before, before) and score = 1", NULL},
    {"days_since(last(order_completed)) > 30", NULL},
    {"coalesce(age, 积分, 0) + abs(floor(a)) = ceil(1.5)", NULL},
    {"year(birthday) = 1990 and month(birthday) = 5 and day_of_month(birthday) = 1", NULL},
    {"name = \"a\\\"b\\\\c\\n\\t\\r\\u{4e2d}\\u{1}\"", "name = \"a\\\"b\\\\c\\n\\t\\r中\\u{1}\""},
    {"name = 'it\\'s' or `a\\`b` = 1", "name = \"it's\" or `a\\`b` = 1"},
    {"名称 = 1 and имя = 2 and 数量_2 = 3 and 安娜·卡列尼娜 = 4", NULL},
    {"(a = 1) = (b or c)", NULL},
    {"SEQUENCE(a→(b or c) where x = 1 or y Within 2 Days -> NOT * within 1 hour By day, today)",
     "sequence(a -> b or c where x = 1 or y within 2 days -> not * within 1 hour by day, today)"},
    {"sequences(within -> by within 1 week by by) > by and within = 1",
     "sequences(within -> by within 1 week by by) > by and within = 1"},
    {"NTH(2, a) > 2026-01-01 and nth(-1000, (a or b).c where d, today) = 1",
     "nth(2, a) > 2026-01-01 and nth(-1000, (a or b).c where d, today) = 1"},
    {"streak(a, last 3 days) + streak_now(a where b) > 1", NULL},
    {"not Anniversary(a) WITHIN next 7 day and anniversary(next) within last 1 year",
     "not anniversary(a) within next 7 days and anniversary(next) within last 1 year"},
    {"((a or b)) as of 2026-01-01 and (a + 1) AS OF Previous Month > 3 and (a) as of yesterday",
     "(a or b) as of 2026-01-01 and (a + 1) as of previous month > 3 and (a) as of yesterday"},
    {"((a) as of previous day) as of 2026-01-01T10:00 and as = of",
     "((a) as of yesterday) as of 2026-01-01T10:00 and as = of"},
    {"a not IN list(vips) and b + 1 in List('x y') and did(c where d in list(\"e\"))",
     "a not in list(\"vips\") and b + 1 in list(\"x y\") and did(c where d in list(\"e\"))"},
    {"a > $x and b in ($y, 1) and c contains $名称 and did(d where e between $f and 3)", NULL},
    {"did(a where anniversary(b) within next 2 weeks)", NULL},
    {"sequence(a where anniversary(b) within next 2 weeks -> a where b within 2 weeks)", NULL},
    {"sequence(a -> not b -> not c where d -> a within 1 second -> not b -> not c)", NULL},
};

static void accepted_text_has_one_form(void **state) {
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    struct arena a;
    struct err err = {0};
    struct buf b = BUF_INIT, again = BUF_INIT;
    struct node *t = NULL, *u = NULL;
    arena_init(&a, "test");
    if (!lang_parse(str_from(good[i].text), &a, &t, &err)) {
      err_render(&err, LANG_EN, &b);
      fail_msg("%s: %s", good[i].text, b.p);
    }
    lang_format(t, &b);
    assert_string_equal(b.p, good[i].canonical ? good[i].canonical : good[i].text);
    assert_true(lang_parse(buf_str(&b), &a, &u, &err));
    assert_true(lang_equal(t, u));
    lang_format(u, &again);
    assert_string_equal(b.p, again.p);
    buf_release(&b);
    buf_release(&again);
    arena_release(&a);
  }
}

struct bad {
  const char *text;
  enum err_code code;
  unsigned line, column, length;
  const char *message, *hint; /* NULL: not looked at */
};

static const struct bad bads[] = {
    {"", ERR_expression_empty, 1, 1, 1, "The expression is empty.", NULL},
    {" -- nothing", ERR_expression_empty, 1, 12, 1, NULL, NULL},
    {"age =", ERR_syntax_end, 1, 6, 1, "The expression ends too early; expected a value.", NULL},
    {"age = 18 and", ERR_syntax_end, 1, 13, 1,
     "The expression ends too early; expected a condition.", NULL},
    {"age = 18 city", ERR_syntax, 1, 10, 4,
     "“city” cannot stand here; expected an operator, and, or or the end.", ""},
    {"age betwen 1 and 2", ERR_syntax, 1, 5, 6, NULL, "Did you mean between?"},
    {"年龄 = 18 且 vip", ERR_syntax, 1, 9, 1, NULL, ""},
    {"a = b = c", ERR_syntax, 1, 7, 1, NULL, NULL},
    {"(a = 1", ERR_syntax_end, 1, 7, 1,
     "The expression ends too early; expected an operator, and, or or “)”.", NULL},
    {"a = 1)", ERR_syntax, 1, 6, 1, NULL, NULL},
    {"a in ()", ERR_syntax, 1, 7, 1,
     "“)” cannot stand here; expected a number, text in quotes or a date such as 2026-01-31.",
     NULL},
    {"a in (b)", ERR_syntax, 1, 7, 1, NULL, NULL},
    {"a contains b", ERR_syntax, 1, 12, 1, "“b” cannot stand here; expected text in quotes.", NULL},
    {"did()", ERR_syntax, 1, 5, 1, "“)” cannot stand here; expected an event or “(”.", NULL},
    {"did(order, last days)", ERR_syntax, 1, 17, 4, "“days” cannot stand here; expected a number.",
     NULL},
    {"did(order, last 3)", ERR_syntax, 1, 18, 1,
     "“)” cannot stand here; expected a unit such as days.", NULL},
    {"did(order, lst 3 days)", ERR_syntax, 1, 12, 3,
     "“lst” cannot stand here; expected a window such as last 30 days.", "Did you mean last?"},
    {"did(order whre a = 1)", ERR_syntax, 1, 11, 4, NULL, "Did you mean where?"},
    {"did(order, since yesterday)", ERR_syntax, 1, 18, 9,
     "“yesterday” cannot stand here; expected a date such as 2026-01-31.", NULL},
    {"amount > 30 days", ERR_syntax, 1, 13, 4, NULL, NULL},
    {"a = 1 &&\n b = 2", ERR_wrong_symbol, 1, 7, 2, NULL, "Write and instead."},
    {"a == 1", ERR_wrong_symbol, 1, 3, 2, NULL, "Write = instead."},
    {"a = 1\n  or 城市 、 b", ERR_wrong_symbol, 2, 9, 1, NULL, "Write , instead."},
    {"a = 😀", ERR_bad_character, 1, 5, 1, "“😀” is not part of the language.", NULL},
    {"a @ 1", ERR_bad_character, 1, 3, 1, NULL, NULL},
    {"a = \"x", ERR_unterminated, 1, 5, 1, NULL, NULL},
    {"a = “x\n”", ERR_unterminated, 1, 5, 1, NULL, NULL},
    {"a = \"x\\q\"", ERR_bad_escape, 1, 7, 2, "\\q is not an escape.", NULL},
    {"a = \"\\u{d800}\"", ERR_bad_escape, 1, 6, 2, NULL, NULL},
    {"a = \"\\u{0}\"", ERR_bad_escape, 1, 6, 2, NULL, NULL},
    {"a = \"\\u{1234567}\"", ERR_bad_escape, 1, 6, 2, NULL, NULL},
    {"`` = 1", ERR_empty_name, 1, 1, 2, NULL, NULL},
    {"segment(\"\")", ERR_empty_name, 1, 9, 2, NULL, NULL},
    {"cuont(order) > 1", ERR_unknown_name, 1, 1, 5, "There is no function called “cuont”.",
     "Did you mean “count”?"},
    {"frobnicate(x)", ERR_unknown_name, 1, 1, 10, NULL, ""},
    {"sum(order) > 1", ERR_needs_property, 1, 5, 5, NULL, "Write for example sum(order.amount)."},
    {"count(order.amount) > 1", ERR_takes_no_property, 1, 13, 6, NULL, "Write count(order)."},
    {"did(a or b.c)", ERR_ambiguous_property, 1, 11, 1, NULL,
     "Put the events in parentheses: (a or b).c."},
    {"order.amount > 1", ERR_property_outside, 1, 1, 12, NULL, NULL},
    {"did(a where count(b) > 1)", ERR_not_in_where, 1, 13, 8, NULL, NULL},
    {"points(\"\") > 1", ERR_empty_name, 1, 8, 2, NULL, NULL},
    {"did(a where points(b) > 1)", ERR_not_in_where, 1, 13, 9, NULL, NULL},
    {"did(a where segment(b))", ERR_not_in_where, 1, 13, 10, NULL, NULL},
    {"did(a where attr.b = 1)", ERR_not_in_where, 1, 13, 6, NULL, NULL},
    {"abs(1, 2) > 1", ERR_wrong_arguments, 1, 1, 9, "abs() takes 1 values, not 2.", NULL},
    {"coalesce(a) > 1", ERR_wrong_arguments, 1, 1, 11, "coalesce() takes 2–20 values, not 1.",
     NULL},
    {"a in list(\"\")", ERR_empty_name, 1, 11, 2, NULL, NULL},
    {"a = list(\"x\")", ERR_syntax, 1, 5, 4, NULL, NULL},
    {"a = $", ERR_bad_character, 1, 5, 1, NULL, NULL},
    {"did(a, last $n full hours)", ERR_bad_window, 1, 8, 18, NULL, NULL},
    {"did(a, this $n)", ERR_syntax, 1, 13, 2, NULL, NULL},
    {"nth(0, a) > 1", ERR_bad_nth, 1, 5, 1, NULL, NULL},
    {"nth(1.5, a) > 1", ERR_bad_nth, 1, 5, 3, NULL, NULL},
    {"nth(-1001, a) > 1", ERR_bad_nth, 1, 5, 5,
     "nth() counts from 1, or back from -1, up to 1000; -1001 is not such a number.", NULL},
    {"streak(a.b) > 1", ERR_takes_no_property, 1, 10, 1, NULL, "Write streak(a)."},
    {"anniversary(a) within next 5 hours", ERR_bad_anniversary, 1, 28, 7,
     "“5 hours” is not a span for an anniversary.", NULL},
    {"anniversary(a) within next 13 months", ERR_bad_anniversary, 1, 28, 9, NULL, NULL},
    {"anniversary(a)", ERR_syntax_end, 1, 15, 1, NULL, NULL},
    {"(a) as of previous hour", ERR_bad_window, 1, 20, 4, NULL, NULL},
    {"a as of yesterday", ERR_syntax, 1, 3, 2, NULL, NULL},
    {"did(a where (b) as of yesterday)", ERR_not_in_where, 1, 13, 19, NULL, NULL},
    {"sequence(a)", ERR_sequence_short, 1, 1, 11, "A sequence has at least two steps.", NULL},
    {"sequence(a within 1 day -> b)", ERR_sequence_first_bound, 1, 10, 1, NULL, NULL},
    {"sequence(a -> not b within 1 day -> c)", ERR_sequence_bound, 1, 15, 5, NULL, NULL},
    {"sequence(a -> b within 1 month)", ERR_bad_bound, 1, 17, 14, NULL, NULL},
    {"sequence(a -> b within 0 days)", ERR_bad_bound, 1, 17, 13, NULL, NULL},
    {"sequence(not a -> b)", ERR_syntax, 1, 10, 3, NULL, NULL},
    {"sequence(a -> b where did(c))", ERR_not_in_where, 1, 23, 6, NULL, NULL},
    {"did(a where sequence(b -> c))", ERR_not_in_where, 1, 13, 16, NULL, NULL},
    {"sequence(a -> b->c->d->e->f->g->h->i->j->k->l->m->n->o->p->q)", ERR_sequence_long, 1, 1, 61,
     "The sequence has 17 steps; at most 16 are allowed.", NULL},
    {"did(a, last 0 days)", ERR_bad_window, 1, 8, 11, "“last 0 days” is not a window of time.",
     NULL},
    {"did(a, last 1.5 days)", ERR_bad_window, 1, 8, 13, NULL, NULL},
    {"did(a, last 201 years)", ERR_bad_window, 1, 8, 14, NULL, NULL},
    {"did(a, last 5 full hours)", ERR_bad_window, 1, 8, 17,
     "“last 5 full hours” is not a window of time.", NULL},
    {"did(a, this hour)", ERR_bad_window, 1, 8, 9, "“this hour” is not a window of time.", NULL},
    {"a > 2026-02-30", ERR_bad_date, 1, 5, 10, NULL, NULL},
    {"a > 2026-02-28T25:00", ERR_bad_date, 1, 5, 16, NULL, NULL},
    {"a > 1000000000000000000000000000000000000000", ERR_number_overflow, 1, 5, 40, NULL, NULL},
    {"a = \"\xff\"", ERR_bad_utf8, 1, 6, 1, NULL, NULL},
};

static void first_error_is_placed_and_explained(void **state) {
  for (size_t i = 0; i < sizeof bads / sizeof bads[0]; i++) {
    const struct bad *w = &bads[i];
    struct arena a;
    struct err err = {0};
    struct buf b = BUF_INIT, zh = BUF_INIT;
    struct node *t = NULL;
    arena_init(&a, "test");
    if (lang_parse(str_from(w->text), &a, &t, &err)) fail_msg("accepted: %s", w->text);
    assert_null(t);
    err_render(&err, LANG_EN, &b);
    if (err.code != w->code || err.place.line != w->line || err.place.column != w->column ||
        err.place.length != w->length)
      fail_msg("%s: %s at %d:%u+%u: %s", w->text, err_name(err.code), (int)err.place.line,
               err.place.column, err.place.length, b.p);
    assert_string_equal(err.place.source, "expression");
    if (w->message) assert_string_equal(b.p, w->message);
    buf_reset(&b);
    err_render_hint(&err, LANG_EN, &b);
    if (w->hint) assert_string_equal(b.n ? b.p : "", w->hint);
    err_render(&err, LANG_ZH, &zh);
    assert_true(zh.n > 0);
    buf_release(&b);
    buf_release(&zh);
    arena_release(&a);
  }
}

static enum err_code code_of(struct buf *b) {
  struct arena a;
  struct err err = {0};
  struct node *t;
  arena_init(&a, "test");
  lang_parse(buf_str(b), &a, &t, &err);
  arena_release(&a);
  buf_reset(b);
  return err.code;
}

static void times(struct buf *b, const char *s, int n) {
  for (int i = 0; i < n; i++)
    buf_puts(b, s);
}

static void ceilings_have_names(void **state) {
  struct buf b = BUF_INIT;
  times(&b, "(", 60000);
  assert_int_equal(code_of(&b), ERR_expression_too_deep);
  times(&b, "- ", 30000);
  assert_int_equal(code_of(&b), ERR_expression_too_deep);
  times(&b, "not ", 16000);
  assert_int_equal(code_of(&b), ERR_expression_too_deep);
  times(&b, "abs(", 16000);
  assert_int_equal(code_of(&b), ERR_expression_too_deep);
  times(&b, "1 + ", 16000);
  buf_puts(&b, "1 > 0");
  assert_int_equal(code_of(&b), ERR_expression_too_deep);
  times(&b, "a or b and not c = d + e * -(", 350);
  buf_puts(&b, "x");
  times(&b, ")", 350);
  assert_int_equal(code_of(&b), ERR_expression_too_deep);
  times(&b, "not ", LANG_DEPTH_MAX - 1);
  buf_puts(&b, "a");
  assert_int_equal(code_of(&b), ERR_none);
  times(&b, "(", 400);
  buf_puts(&b, "a");
  times(&b, ")", 400);
  assert_int_equal(code_of(&b), ERR_none);
  times(&b, "a or ", 9000);
  buf_puts(&b, "a");
  assert_int_equal(code_of(&b), ERR_none);
  buf_puts(&b, "a in (1");
  times(&b, ",1", 21000);
  buf_puts(&b, ")");
  assert_int_equal(code_of(&b), ERR_expression_too_big);
  buf_puts(&b, "did(a");
  times(&b, " or a", 12900);
  buf_puts(&b, ")");
  assert_int_equal(code_of(&b), ERR_none);
  times(&b, " ", LANG_TEXT_MAX + 1);
  assert_int_equal(code_of(&b), ERR_expression_too_long);
  times(&b, "n", 256);
  assert_int_equal(code_of(&b), ERR_name_too_long);
  buf_release(&b);
}

static void check_caret(const char *text, enum err_code code, const char *want) {
  struct arena a;
  struct err err = {0};
  struct buf b = BUF_INIT;
  struct node *t;
  arena_init(&a, "test");
  assert_false(lang_parse(str_from(text), &a, &t, &err));
  assert_int_equal(err.code, code);
  lang_caret(str_from(text), &err, &b);
  assert_string_equal(b.p, want);
  buf_release(&b);
  arena_release(&a);
}

static void carets_stand_under_the_place(void **state) {
  check_caret("a = 1 and\n年龄 = 城市 北京 or x", ERR_syntax,
              "年龄 = 城市 北京 or x\n            ^^^^\n");
  check_caret("age =", ERR_syntax_end, "age =\n     ^\n");
  check_caret("\tage = @", ERR_bad_character, " age = @\n       ^\n");
}

/* Event selectors: what stands inside a count, as a text of its own. */
static void test_events(void **state) {
  static const char *const texts[][2] = {
      {"order_completed", NULL},
      {"*", NULL},
      {"(product_viewed OR product_added) where channel = '小程序'",
       "product_viewed or product_added where channel = \"小程序\""},
      {"`or` or view where day = 3 and amount > 5", NULL},
      {"* where event != \"x\"", NULL}};
  static const struct {
    const char *text;
    enum err_code code;
    uint32_t column;
  } bad[] = {{"", ERR_expression_empty, 1},
             {"view, last 3 days", ERR_syntax, 5},
             {"view where", ERR_syntax_end, 11},
             {"count(view)", ERR_syntax, 1},
             {"view.amount", ERR_takes_no_property, 6},
             {"view where did(x)", ERR_not_in_where, 12}};
  struct arena a;
  struct err err;
  struct node *t;
  arena_init(&a, "selectors");
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    struct buf b = BUF_INIT;
    assert_true(lang_parse_events(str_from(texts[i][0]), &a, &t, &err));
    assert_int_equal(t->kind, N_AGG);
    assert_int_equal(t->agg->fn, AGG_COUNT);
    lang_format_events(t, &b);
    assert_string_equal(b.p, texts[i][1] ? texts[i][1] : texts[i][0]);
    buf_release(&b);
  }
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    err_clear(&err);
    assert_false(lang_parse_events(str_from(bad[i].text), &a, &t, &err));
    assert_int_equal(err.code, bad[i].code);
    assert_int_equal(err.place.column, bad[i].column);
  }
  assert_false(lang_parse(STR("view or buy where a = 1"), &a, &t, &err)); /* no selector there */
  arena_release(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_events),
      cmocka_unit_test(accepted_text_has_one_form),
      cmocka_unit_test(first_error_is_placed_and_explained),
      cmocka_unit_test(ceilings_have_names),
      cmocka_unit_test(carets_stand_under_the_place),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
