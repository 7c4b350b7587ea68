/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cases of questions as text (tests/cases/README.md): read, put into a store, asked, compared. */
#ifndef TEST_MODEL_CASES_H
#define TEST_MODEL_CASES_H

#include <ctype.h>
#include <math.h>

#include "../query/world.h"
#include "base/json.h"
#include "model/question.h"

#define CASE_START  JAN_2026 /* what times such as 90s count from, in the case's zone */
#define JAN_2026    "2026-01-01"
#define CASE_PEOPLE 64

struct case_file {
  const char *path;
  uint32_t line;
};

struct people_check {
  struct str cell, want;
  uint32_t line;
};

struct test_case {
  struct str name, question, error;
  const struct tz *tz;
  int64_t start, as_of;
  size_t memory; /* 0: as much as there is */
  uint32_t line;
  VEC(struct str) events; /* lines */
  VEC(struct str) expect;
  VEC(uint32_t) event_line;
  VEC(uint32_t) expect_line;
  VEC(struct people_check) people;
};

/* ---- the world of a case ---- */

struct case_world {
  struct world w;
  struct str person[CASE_PEOPLE];
  uint32_t n;
  struct classification_env env;
};

UNUSED static uint32_t case_person(struct case_world *c, struct str name) {
  for (uint32_t i = 0; i < c->n; i++)
    if (str_eq(c->person[i], name)) return i;
  assert_true(c->n < CASE_PEOPLE);
  c->person[c->n] = arena_str(&c->w.trees, name);
  return c->n++;
}

static bool no_class(void *ctx, struct str slug, const struct classification **ret,
                     struct err *err) {
  return err_fail(err, ERR_unknown_name, "%.*s" ERR_SEP "classification" ERR_SEP "" ERR_SEP "分层",
                  STRF(slug));
}

UNUSED static void case_world_open(struct case_world *c, const struct tz *tz) {
  memset(c, 0, sizeof *c);
  world_open(&c->w, tz);
  c->env = (struct classification_env){.find = no_class, .tz = tz};
}

UNUSED static void case_world_ready(struct case_world *c, bool flush) {
  world_apply(&c->w, flush);
  c->w.snap = store_snapshot(c->w.store);
  world_names(&c->w);
}

/* "90s", "2d3h", "1h30m": after the start; else ISO in the zone.  Fractions of a second: "0.001s".
 */
UNUSED static int64_t case_time(const struct test_case *t, struct str s) {
  int64_t ms = t->start;
  struct err err;
  if (s.n > 4 && s.p[4] == '-') {
    must_ok(time_parse_iso(s, t->tz, &ms, NULL, &err), &err);
    return ms;
  }
  for (size_t i = 0; i < s.n;) {
    char *end;
    double n = strtod(s.p + i, &end);
    size_t at = (size_t)(end - s.p);
    int64_t unit = s.p[at] == 'd'   ? MS_DAY
                   : s.p[at] == 'h' ? MS_HOUR
                   : s.p[at] == 'm' ? MS_MINUTE
                                    : MS_SECOND;
    assert_true(at > i && at < s.n && strchr("dhms", s.p[at]));
    ms += (int64_t)llround(n * (double)unit);
    i = at + 1;
  }
  return ms;
}

static struct str next_word(struct str *rest) {
  size_t i = 0;
  bool quoted = false;
  *rest = str_trim(*rest);
  for (; i < rest->n && (quoted || !isspace((unsigned char)rest->p[i])); i++)
    quoted ^= rest->p[i] == '"';
  struct str word = str_of(rest->p, i);
  *rest = str_trim(str_of(rest->p + i, rest->n - i));
  return word;
}

static struct value case_value(struct str s) {
  struct value v = {.type = V_NUM};
  if (s.n >= 2 && s.p[0] == '"')
    return (struct value){.type = V_STR, .str = str_of(s.p + 1, s.n - 2)};
  if (str_is(s, "true") || str_is(s, "false")) return bool_value(str_is(s, "true"));
  if (dec_parse(s, &v.num)) return v;
  return (struct value){.type = V_STR, .str = s};
}

/* person time event prop=value … */
static void case_event(struct case_world *c, const struct test_case *t, struct str line) {
  struct str person = next_word(&line), time = next_word(&line), event = next_word(&line);
  char name[256];
  snprintf(name, sizeof name, "%.*s", STRF(event));
  world_row(&c->w, case_person(c, person), name, case_time(t, time), 0);
  while (line.n) {
    struct str word = next_word(&line), prop = str_cut(&word, '=');
    struct value v = case_value(word);
    ev_batch_put(&c->w.batch, ev_batch_prop(&c->w.batch, prop), &v);
  }
}

/* ---- answers ---- */

static void flat(const struct json *v, struct buf *out) {
  if (out->n) buf_putc(out, ' ');
  if (v->type == JSON_STRING)
    buf_put_str(out, v->text.n ? v->text : STR("\"\""));
  else
    json_write_tree(v, false, out);
}

/* Values at a path such as all.steps[*].reached, one after the other. */
static void collect(const struct json *v, struct str path, struct buf *out) {
  if (path.n == 0) {
    flat(v, out);
    return;
  }
  if (path.p[0] == '[') {
    struct str index =
        str_of(path.p + 1, (size_t)((const char *)memchr(path.p, ']', path.n) - path.p) - 1);
    struct str rest = str_of(index.p + index.n + 1, path.n - index.n - 2);
    for (uint32_t i = 0; i < v->n; i++)
      if (str_is(index, "*") || (uint32_t)atoi(index.p) == i) collect(&v->items[i], rest, out);
    return;
  }
  if (path.p[0] == '.') path = str_of(path.p + 1, path.n - 1);
  size_t i = 0;
  while (i < path.n && path.p[i] != '.' && path.p[i] != '[')
    i++;
  char key[64];
  snprintf(key, sizeof key, "%.*s", (int)i, path.p);
  const struct json *at = json_get(v, key);
  if (at)
    collect(at, str_of(path.p + i, path.n - i), out);
  else
    flat(&(struct json){.type = JSON_STRING, .text = STR("(absent)")}, out);
}

/* Word by word; numbers as exactly as they are written. */
static bool alike(struct str got, struct str want) {
  while (got.n || want.n) {
    struct str a = next_word(&got), b = next_word(&want);
    char x[64], y[64], *end_x, *end_y;
    snprintf(x, sizeof x, "%.*s", STRF(a));
    snprintf(y, sizeof y, "%.*s", STRF(b));
    double nx = strtod(x, &end_x), ny = strtod(y, &end_y);
    const char *dot = strchr(y, '.');
    double slack = dot ? 0.5 * pow(10, -(double)strlen(dot + 1)) : 0;
    bool numbers = *x && *y && !*end_x && !*end_y;
    if (numbers ? fabs(nx - ny) > slack + 1e-12 : !str_eq(a, b)) return false;
  }
  return true;
}

#endif
