/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random expressions, as text, of every construct of the language. */
#ifndef TEST_QUERY_TEXTS_H
#define TEST_QUERY_TEXTS_H

#include "world.h"

struct gen {
  struct rng *r;
  struct buf *out;
  bool where; /* inside an aggregate's where */
};

#define PICK(g, list) ((list)[rng_below((g)->r, COUNT(list))])
#define ONE_OF(g, ...)                                                                             \
  (((const char *const[]){                                                                         \
      __VA_ARGS__})[rng_below((g)->r, COUNT(((const char *const[]){__VA_ARGS__})))])

static void text_bool(struct gen *g, int depth);
static void text_num(struct gen *g, int depth);

static void put(struct gen *g, const char *s) {
  buf_puts(g->out, s);
}

static void put_number(struct gen *g) {
  struct dec d = {(i128)rng_below(g->r, 2000) - 700, (uint8_t)rng_below(g->r, 4)};
  char text[DEC_TEXT_BYTES];
  put(g, dec_text(d, text));
}

static void put_date(struct gen *g) {
  int64_t t = random_moment(g->r);
  if (rng_chance(g->r, 0.6)) {
    time_format_date(tz_utc(), t, g->out);
  } else {
    struct civil c = civil_of(tz_utc(), t);
    buf_printf(g->out, "%04d-%02u-%02uT%02u:%02u:00", c.year, c.month, c.day, c.hour, c.minute);
  }
}

static void put_word(struct gen *g) {
  buf_printf(g->out, "\"%s\"", PICK(g, world_words));
}

static void put_window(struct gen *g) {
  static const char *const units[] = {"seconds", "minutes", "hours", "days",
                                      "weeks",   "months",  "years"};
  uint32_t n = 1 + (uint32_t)rng_below(g->r, 90);
  switch (rng_below(g->r, 9)) {
  case 0:
    buf_printf(g->out, ", last %u %s", n, PICK(g, units));
    break;
  case 1:
    buf_printf(g->out, ", last %u full %s", n, units[3 + rng_below(g->r, 4)]);
    break;
  case 2:
    put(g, ONE_OF(g, ", today", ", yesterday"));
    break;
  case 3:
    buf_printf(g->out, ", this %s", ONE_OF(g, "week", "month", "year"));
    break;
  case 4:
    buf_printf(g->out, ", previous %s", ONE_OF(g, "week", "month", "year"));
    break;
  case 5:
    put(g, ", since ");
    put_date(g);
    break;
  case 6:
    put(g, ", before ");
    put_date(g);
    break;
  case 7:
    buf_printf(g->out, ", between 2024-0%u-10 and 2024-0%u-11", 1 + (unsigned)rng_below(g->r, 4),
               5 + (unsigned)rng_below(g->r, 4));
    break;
  default:
    break;
  }
}

static void put_events(struct gen *g, const char *prop) {
  switch (rng_below(g->r, 6)) {
  case 0:
    put(g, "*");
    break;
  case 1:
    put(g, prop ? "(buy or view)" : "buy or view");
    break;
  case 2:
    put(g, prop ? "(pay or ghost)" : "pay or ghost");
    break;
  case 3:
    put(g, rng_chance(g->r, 0.1) ? "ghost" : "view");
    break;
  default:
    put(g, PICK(g, world_events));
  }
  if (prop) buf_printf(g->out, ".%s", prop);
}

/* What is put between is asked as of another moment. */
static bool begin_as_of(struct gen *g) {
  if (g->where || !rng_chance(g->r, 0.06)) return false;
  put(g, "(");
  return true;
}

static void end_as_of(struct gen *g, bool begun) {
  if (!begun) return;
  put(g, ONE_OF(g, ") as of 2024-06-30", ") as of 2024-03-10T07:00", ") as of 2024-10-01",
                ") as of yesterday", ") as of previous week", ") as of previous month",
                ") as of previous year"));
}

static void put_agg(struct gen *g, const char *fn, const char *prop, int depth) {
  buf_printf(g->out, "%s(", fn);
  if (strcmp(fn, "nth") == 0)
    buf_printf(g->out, "%s%u, ", rng_chance(g->r, 0.5) ? "-" : "",
               1 + (unsigned)rng_below(g->r, 6));
  put_events(g, prop);
  if (rng_chance(g->r, 0.4)) {
    put(g, " where ");
    g->where = true;
    text_bool(g, depth > 2 ? 2 : depth);
    g->where = false;
  }
  if (rng_chance(g->r, 0.6)) put_window(g);
  put(g, ")");
}

static void put_selector(struct gen *g, int depth) {
  put_events(g, NULL);
  if (!rng_chance(g->r, 0.3)) return;
  put(g, " where ");
  g->where = true;
  text_bool(g, depth > 1 ? 1 : depth);
  g->where = false;
}

/* Few steps and mostly bounded: the twin tries all ways. */
static void put_sequence(struct gen *g, const char *fn, int depth) {
  unsigned steps = 2 + (unsigned)rng_below(g->r, 3), positive = 1;
  bool no = false;
  buf_printf(g->out, "%s(", fn);
  put_selector(g, depth);
  for (unsigned i = 1; i < steps; i++) {
    bool was = no;
    no = positive == 3 || rng_chance(g->r, 0.35);
    positive += !no;
    put(g, no ? " -> not " : " -> ");
    put_selector(g, depth);
    if (rng_chance(g->r, 0.7) && (!no || i + 1 == steps) && !(no && was && i + 1 < steps))
      buf_printf(g->out, " within %u %s", 1 + (unsigned)rng_below(g->r, 60),
                 ONE_OF(g, "days", "days", "weeks", "hours"));
  }
  if (rng_chance(g->r, 0.3))
    buf_printf(g->out, " by %s", ONE_OF(g, "cat", "mixed", "qty", "vip", "weekday", "nothing"));
  if (rng_chance(g->r, 0.4)) put_window(g);
  put(g, ")");
}

static void text_str(struct gen *g, int depth) {
  if (g->where)
    put(g, ONE_OF(g, "cat", "cat", "mixed"));
  else if (rng_chance(g->r, 0.3))
    put_agg(g, ONE_OF(g, "first", "last", "nth"), ONE_OF(g, "cat", "mixed"), depth);
  else
    put(g, ONE_OF(g, "city", "city", "mix", "m1", "class(tier)", "coalesce(city, m1)"));
}

static void text_time(struct gen *g, int depth) {
  if (g->where) {
    put(g, ONE_OF(g, "due", "time", "day", "coalesce(due, time)"));
    return;
  }
  switch (rng_below(g->r, 6)) {
  case 0:
    put(g, ONE_OF(g, "born", "m2"));
    break;
  case 1:
    put_agg(g, ONE_OF(g, "first", "last", "min", "max"), "due", depth);
    break;
  case 2:
    put_agg(g, ONE_OF(g, "first", "last", "min", "max"), ONE_OF(g, "time", "day"), depth);
    break;
  case 3:
    put(g, "coalesce(born, ");
    put_agg(g, "last", NULL, depth);
    put(g, ")");
    break;
  default:
    put_agg(g, ONE_OF(g, "first", "last", "nth"), NULL, depth);
  }
}

static void text_num_leaf(struct gen *g, int depth) {
  if (g->where) {
    put(g, ONE_OF(g, "amount", "qty", "wide", "hour", "weekday", "amount", "nothing"));
    return;
  }
  const char *prop = ONE_OF(g, "amount", "qty", "wide", "hour", "weekday", "nothing");
  switch (rng_below(g->r, 10)) {
  case 8:
    put_sequence(g, "sequences", depth);
    break;
  case 0:
    put(g, ONE_OF(g, "age", "m0", "nobody", "score(tier, points)", "score(tier, points)",
                  "score(tier, points, before 2024-06-01)"));
    break;
  case 1:
    put_agg(g, ONE_OF(g, "sum", "avg"), prop, depth);
    break;
  case 2:
    put_agg(g, ONE_OF(g, "min", "max"), prop, depth);
    break;
  case 3:
    put_agg(g, ONE_OF(g, "first", "last", "nth"), prop, depth);
    break;
  case 4:
    put_agg(
        g, "distinct",
        ONE_OF(g, "day", "cat", "amount", "mixed", "wide", "vip", "event", "due", "hour", "time"),
        depth);
    break;
  case 5:
    put_agg(g, ONE_OF(g, "gap", "streak", "streak_now"), NULL, depth);
    break;
  default:
    put_agg(g, "count", NULL, depth);
  }
}

static void num_here(struct gen *g, int depth) {
  if (depth <= 0 || rng_chance(g->r, 0.5)) {
    text_num_leaf(g, depth);
    return;
  }
  switch (rng_below(g->r, 4)) {
  case 0:
    put(g, ONE_OF(g, "abs(", "floor(", "ceil(", "-("));
    text_num(g, depth - 1);
    put(g, ")");
    break;
  case 1:
    put(g, ONE_OF(g, "days_since(", "year(", "month(", "day_of_month("));
    text_time(g, depth - 1);
    put(g, ")");
    break;
  case 2:
    put(g, "coalesce(");
    text_num(g, depth - 1);
    put(g, ", ");
    if (rng_chance(g->r, 0.5))
      put_number(g);
    else
      text_num(g, depth - 1);
    put(g, ")");
    break;
  default:
    put(g, "(");
    text_num(g, depth - 1);
    put(g, ONE_OF(g, " + ", " - ", " * ", " / "));
    if (rng_chance(g->r, 0.4))
      put_number(g);
    else
      text_num(g, depth - 1);
    put(g, ")");
  }
}

static void text_num(struct gen *g, int depth) {
  bool then = begin_as_of(g);
  num_here(g, depth);
  end_as_of(g, then);
}

static void text_compare(struct gen *g, int depth) {
  switch (rng_below(g->r, 4)) {
  case 0:
    text_num(g, depth);
    put(g, ONE_OF(g, " in (", " not in ("));
    for (unsigned i = 0, n = 1 + (unsigned)rng_below(g->r, 7); i < n; i++) {
      if (i) put(g, ", ");
      put_number(g);
    }
    put(g, ")");
    break;
  case 1: {
    bool constant = rng_chance(g->r, 0.6);
    text_num(g, depth);
    put(g, ONE_OF(g, " between ", " not between "));
    put_number(g);
    put(g, " and ");
    if (constant)
      put_number(g);
    else
      text_num(g, depth - 1);
    break;
  }
  default:
    if (rng_chance(g->r, 0.1)) {
      put_number(g);
      put(g, ONE_OF(g, " = ", " != ", " < ", " <= ", " > ", " >= "));
      text_num(g, depth);
      break;
    }
    text_num(g, depth);
    put(g, ONE_OF(g, " = ", " != ", " < ", " <= ", " > ", " >= "));
    if (rng_chance(g->r, 0.7))
      put_number(g);
    else
      text_num(g, depth - 1);
  }
}

static void text_time_test(struct gen *g, int depth) {
  if (rng_chance(g->r, 0.1)) {
    put_date(g);
    put(g, ONE_OF(g, " = ", " != ", " < ", " <= ", " > ", " >= ", " between 2024-02-01 and "));
    text_time(g, depth);
    return;
  }
  text_time(g, depth);
  switch (rng_below(g->r, 4)) {
  case 0:
    put(g, ONE_OF(g, " in (", " not in ("));
    put_date(g);
    put(g, ", ");
    put_date(g);
    put(g, ")");
    break;
  case 1:
    put(g, ONE_OF(g, " between ", " not between "));
    put_date(g);
    put(g, " and ");
    if (rng_chance(g->r, 0.5))
      put_date(g);
    else
      text_time(g, depth - 1);
    break;
  default:
    put(g, ONE_OF(g, " = ", " != ", " < ", " <= ", " > ", " >= "));
    if (rng_chance(g->r, 0.7))
      put_date(g);
    else
      text_time(g, depth - 1);
  }
}

static void text_str_test(struct gen *g, int depth) {
  if (!g->where && rng_chance(g->r, 0.15)) {
    put(g,
        ONE_OF(g, "class(tier) = \"gold\"", "class(tier) != \"none\"",
               "class(tier) in (\"gold\", \"none\")", "class(tier, before 2024-06-01) = \"gold\"",
               "class(tier, before 2024-06-01) != \"none\"",
               "class(tier, before 2024-06-01) = class(tier)"));
    return;
  }
  if (g->where && rng_chance(g->r, 0.15)) {
    put(g, ONE_OF(g, "event = \"buy\"", "event != \"view\"", "event contains \"a\""));
    return;
  }
  if (rng_chance(g->r, 0.15)) {
    put(g, g->where ? ONE_OF(g, "cat", "mixed", "amount", "qty", "hour", "coalesce(qty, 3)")
                    : ONE_OF(g, "city", "m1", "age", "class(tier)", "user_id", "user_id",
                             "last(buy.cat)", "count(buy)", "mix"));
    put(g, ONE_OF(g, " in list(\"some\")", " not in list(\"some\")"));
    return;
  }
  if (rng_chance(g->r, 0.2)) { /* two texts */
    put(g, g->where ? ONE_OF(g, "cat = mixed", "cat != event")
                    : ONE_OF(g, "city = m1", "city != class(tier)"));
    return;
  }
  put(g, g->where ? ONE_OF(g, "cat", "mixed") : ONE_OF(g, "city", "mix", "m1"));
  switch (rng_below(g->r, 3)) {
  case 0:
    put(g, ONE_OF(g, " contains ", " not contains "));
    put_word(g);
    break;
  case 1:
    put(g, ONE_OF(g, " in (", " not in ("));
    put_word(g);
    put(g, ", ");
    put_word(g);
    put(g, ")");
    break;
  default:
    put(g, ONE_OF(g, " = ", " != "));
    put_word(g);
  }
}

static void text_exists(struct gen *g, int depth) {
  if (g->where)
    put(g, ONE_OF(g, "amount", "mixed", "vip", "nothing", "cat", "time"));
  else if (rng_chance(g->r, 0.5))
    put(g, ONE_OF(g, "city", "mix", "member", "m0", "m1", "nobody", "score(tier, points)",
                  "class(tier, before 2024-06-01)"));
  else
    put_agg(g, ONE_OF(g, "last", "min", "avg"), ONE_OF(g, "amount", "wide"), depth);
  put(g, ONE_OF(g, " exists", " not exists"));
}

static void text_did(struct gen *g, int depth) {
  if (g->where)
    put(g, ONE_OF(g, "vip", "vip = true", "vip != false", "vip in (true, false)", "mixed = true"));
  else if (rng_chance(g->r, 0.6))
    put_agg(g, "did", NULL, depth);
  else if (rng_chance(g->r, 0.3))
    put_agg(g, ONE_OF(g, "first", "last"), "vip", depth);
  else if (rng_chance(g->r, 0.6))
    put_sequence(g, "sequence", depth);
  else
    put(g, ONE_OF(g, "member", "member = false", "m3", "m3 = true", "segment(\"loyal\")",
                  "member != m3", "coalesce(member, m3)", "not member", "mix = 3", "mix = \"x\"",
                  "mix = true"));
}

/* What the item of the row is. */
static void text_item(struct gen *g) {
  const char *op = ONE_OF(g, "=", "!=", "<", "<=", ">", ">=");
  switch (rng_below(g->r, 8)) {
  case 0:
    buf_printf(g->out, "item.%s %s ", ONE_OF(g, "price", "odd"), op);
    put_number(g);
    break;
  case 1:
    put_number(g);
    buf_printf(g->out, " %s item.%s", op, ONE_OF(g, "price", "odd"));
    break;
  case 2:
    buf_printf(g->out, "item.%s %s ", ONE_OF(g, "brand", "odd"), ONE_OF(g, "=", "!="));
    put_word(g);
    break;
  case 3:
    buf_printf(g->out, "item.%s %s (", ONE_OF(g, "brand", "odd"), ONE_OF(g, "in", "not in"));
    put_word(g);
    put(g, ", ");
    put_word(g);
    put(g, ")");
    break;
  case 4:
    buf_printf(g->out, "item.%s %s -1 and 12.5", ONE_OF(g, "price", "odd"),
               ONE_OF(g, "between", "not between"));
    break;
  case 5:
    buf_printf(g->out, "item.%s %s", ONE_OF(g, "brand", "odd", "price", "active"),
               ONE_OF(g, "exists", "not exists"));
    break;
  case 6:
    put(g, ONE_OF(g, "item.active", "not item.active", "item.active != false", "item.odd = true",
                  "item.brand contains \"red\"", "item.odd not contains \"x\""));
    break;
  default:
    buf_printf(g->out, "%s %s %s(\"some\")", ONE_OF(g, "item.brand", "item.odd", "cat"),
               ONE_OF(g, "in", "not in"), ONE_OF(g, "list", "category"));
  }
}

static void bool_here(struct gen *g, int depth) {
  if (depth > 0 && rng_chance(g->r, 0.4)) {
    bool negate = rng_chance(g->r, 0.3);
    const char *op = ONE_OF(g, " and ", " or ");
    put(g, negate ? "not (" : "(");
    for (unsigned i = 0, n = 1 + (unsigned)rng_below(g->r, 3); i < n; i++) {
      if (i) put(g, op);
      text_bool(g, depth - 1);
    }
    put(g, ")");
    return;
  }
  if (g->where && rng_chance(g->r, 0.3)) {
    text_item(g);
    return;
  }
  switch (rng_below(g->r, 7)) {
  case 6:
    put(g, "anniversary(");
    text_time(g, depth);
    buf_printf(g->out, ") within %s",
               ONE_OF(g, "next 7 days", "last 30 days", "next 2 months", "last 1 year",
                      "next 366 days", "last 5 weeks"));
    break;
  case 0:
    text_str_test(g, depth);
    break;
  case 1:
    text_time_test(g, depth);
    break;
  case 2:
    text_exists(g, depth);
    break;
  case 3:
    text_did(g, depth);
    break;
  default:
    text_compare(g, depth);
  }
}

static void text_bool(struct gen *g, int depth) {
  bool then = begin_as_of(g);
  bool_here(g, depth);
  end_as_of(g, then);
}

/* Any expression at all; returns its type. */
UNUSED static enum lang_type random_text(struct rng *r, struct buf *out) {
  struct gen g = {r, out, false};
  buf_reset(out);
  switch (rng_below(r, 6)) {
  case 0:
    text_num(&g, 3);
    return LT_NUM;
  case 1:
    text_time(&g, 2);
    return LT_TIME;
  case 2:
    text_str(&g, 2);
    return LT_STR;
  default:
    text_bool(&g, 3);
    return LT_BOOL;
  }
}

#endif
