/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every case under tests/cases, with its rows in memory, in parts and in both; and the reference
 * cases of the shared folder, when it is there. */
#include <dirent.h>

#include "cases.h"

/* ---- reading ---- */

static struct str read_text(const char *path, struct arena *a) {
  FILE *f = fopen(path, "rb");
  if (!f) fail_msg("cannot read %s", path);
  struct buf b = BUF_INIT;
  char part[4096];
  for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;)
    buf_put(&b, part, n);
  fclose(f);
  struct str s = arena_str(a, buf_str(&b));
  buf_release(&b);
  return s;
}

static struct str without_comment(struct str line) {
  for (size_t i = 0; i < line.n; i++)
    if (line.p[i] == '#' && (i == 0 || isspace((unsigned char)line.p[i - 1])))
      return str_of(line.p, i);
  return line;
}

static void case_done(struct test_case *t) {
  vec_free(&t->events);
  vec_free(&t->event_line);
  vec_free(&t->expect);
  vec_free(&t->expect_line);
  vec_free(&t->people);
}

/* ---- asking ---- */

static struct str people_names(struct case_world *c, const roaring_bitmap_t *set, struct arena *a) {
  struct buf b = BUF_INIT;
  for (uint32_t i = 0; i < c->n; i++)
    if (roaring_bitmap_contains(set, i))
      buf_printf(&b, "%s%.*s", b.n ? " " : "", STRF(c->person[i]));
  struct str s = arena_str(a, buf_str(&b));
  buf_release(&b);
  return s;
}

static struct question_env env_of(struct case_world *c, const struct test_case *t) {
  return (struct question_env){
      .snapshot = c->w.snap, .names = &c->w.names, .env = &c->env, .as_of = t->as_of};
}

static void check_error(const char *path, const struct test_case *t, bool ok,
                        const struct err *err) {
  struct str want = t->error;
  if (ok) fail_msg("%s:%u: an error was expected", path, t->line);
  if (!str_is(next_word(&want), err_name(err->code)))
    fail_msg("%s:%u: got the error %s, expected %.*s", path, t->line, err_name(err->code),
             STRF(t->error));
  if (want.n && !str_is(want, err->place.source))
    fail_msg("%s:%u: the error is placed in %s", path, t->line, err->place.source);
}

/* Without data a document is refused for the same reason, or only the data refuse it. */
static void check_alone(const char *path, const struct test_case *t,
                        const struct question_kind *kind, const struct question_env *asked,
                        const struct json *doc, const struct err *refused) {
  struct question_env e = *asked;
  struct arena tmp;
  struct err err;
  e.snapshot = NULL;
  arena_init(&tmp, "check");
  bool ok = kind->check(&e, doc, &tmp, &err);
  if (!ok && !refused) fail_msg("%s:%u: refused by check: %s", path, t->line, err_name(err.code));
  if (!ok && err.code != refused->code)
    fail_msg("%s:%u: check says %s", path, t->line, err_name(err.code));
  arena_release(&tmp);
}

static enum err_code asked_with(const struct question_kind *kind, const struct question_env *e,
                                const struct json *doc, const struct query_limits *limits) {
  struct classification_env env = *e->env;
  struct question_env with = *e;
  struct buf text = BUF_INIT;
  struct arena tmp;
  struct jw w;
  struct err err = {0};
  env.limits = limits;
  with.env = &env;
  arena_init(&tmp, "limits");
  jw_init(&w, &text, 0);
  jw_begin_object(&w);
  bool ok = kind->ask(&with, doc, &tmp, &w, &err);
  buf_release(&text);
  arena_release(&tmp);
  return ok ? ERR_none : err.code;
}

/* Too little memory, or nobody who waits: the named error or the answer, never anything else; and
 * where rows are looked at, a byte is too little. */
static void check_limits(const char *path, const struct test_case *t,
                         const struct question_kind *kind, const struct question_env *e,
                         const struct json *doc) {
  static const size_t memory[] = {1, 1 << 12, 1 << 15, 1 << 17, 1 << 20};
  bool gone = true, reads = false;
  struct query_limits canceled = {.cancel = &gone};
  enum err_code code;
  for (size_t i = 0; i < sizeof memory / sizeof *memory; i++) {
    struct query_limits limits = {.memory = memory[i]};
    code = asked_with(kind, e, doc, &limits);
    reads = reads || code == ERR_memory_limit;
    if (code != ERR_memory_limit && code != ERR_none)
      fail_msg("%s:%u: with %zu bytes, got %s", path, t->line, memory[i], err_name(code));
  }
  code = asked_with(kind, e, doc, &canceled);
  if (code != ERR_canceled && (reads || code != ERR_none))
    fail_msg("%s:%u: canceled, got %s", path, t->line, err_name(code));
}

static void ask_case(const char *path, const struct question_kind *kind, struct case_world *c,
                     const struct test_case *t, struct arena *a) {
  struct question_env e = env_of(c, t);
  struct json *doc, *answer;
  struct err err = {0};
  struct buf text = BUF_INIT;
  struct jw w;
  struct query_limits limits = {.memory = t->memory};
  if (t->memory) c->env.limits = &limits;
  if (!json_parse(t->question, a, &doc, &err)) fail_msg("%s:%u: bad JSON", path, t->line);
  jw_init(&w, &text, 0);
  jw_begin_object(&w);
  bool ok = kind->ask(&e, doc, a, &w, &err);
  check_alone(path, t, kind, &e, doc, ok ? NULL : &err);
  if (t->error.n) {
    check_error(path, t, ok, &err);
    buf_release(&text);
    return;
  }
  must_ok(ok, &err);
  check_limits(path, t, kind, &e, doc);
  jw_end_object(&w);
  must_ok(json_parse(buf_str(&text), a, &answer, &err), &err);
  for (size_t i = 0; i < t->expect.n; i++) {
    struct str want = t->expect.p[i], at = str_trim(str_cut(&want, '='));
    struct buf got = BUF_INIT;
    collect(answer, at, &got);
    if (!alike(buf_str(&got), str_trim(want)))
      fail_msg("%s:%u (%.*s): %.*s is %.*s, expected%.*s", path, t->expect_line.p[i], STRF(t->name),
               STRF(at), STRF(buf_str(&got)), STRF(want));
    buf_release(&got);
  }
  for (size_t i = 0; i < t->people.n; i++) {
    struct json *cell;
    roaring_bitmap_t *set;
    must_ok(json_parse(t->people.p[i].cell, a, &cell, &err), &err);
    must_ok(kind->people(&e, doc, cell, a, &set, &err), &err);
    struct str got = people_names(c, set, a);
    roaring_bitmap_free(set);
    if (!str_eq(got, t->people.p[i].want))
      fail_msg("%s:%u (%.*s): the people are %.*s", path, t->people.p[i].line, STRF(t->name),
               STRF(got));
  }
  buf_release(&text);
}

static void run_case(const char *path, const struct question_kind *kind,
                     const struct test_case *t) {
  for (unsigned place = 0; place < 3; place++) {
    struct case_world c;
    struct arena a;
    arena_init(&a, "case");
    case_world_open(&c, t->tz);
    for (size_t i = 0; i < t->events.n; i++) {
      case_event(&c, t, t->events.p[i]);
      if (place == HALF_HALF && i == t->events.n / 2) world_apply(&c.w, true);
    }
    case_world_ready(&c, place == IN_PARTS);
    ask_case(path, kind, &c, t, &a);
    world_close(&c.w);
    arena_release(&a);
  }
}

/* ---- files ---- */

enum part { PART_HEAD, PART_EVENTS, PART_ASK, PART_EXPECT };

static void fresh(struct test_case *t, struct str name, uint32_t line) {
  case_done(t);
  *t = (struct test_case){.name = name, .tz = tz_utc(), .line = line};
}

static void finish(const char *path, const struct question_kind *kind, struct test_case *t,
                   uint32_t *count) {
  struct err err;
  if (!t->name.n) return;
  if (!t->question.n || (!t->expect.n && !t->people.n && !t->error.n))
    fail_msg("%s:%u: a case needs ask, and expect, people or error", path, t->line);
  must_ok(time_parse_iso(STR(CASE_START), t->tz, &t->start, NULL, &err), &err);
  if (!t->as_of) t->as_of = t->start + 3650 * MS_DAY;
  run_case(path, kind, t);
  ++*count;
}

static void add_people(struct test_case *t, struct str rest, uint32_t line) {
  size_t i = rest.n;
  while (i > 0 && rest.p[i - 1] != '=')
    i--;
  struct people_check p = {str_trim(str_of(rest.p, i ? i - 1 : 0)),
                           str_trim(str_of(rest.p + i, rest.n - i)), line};
  vec_push(&t->people, p);
}

static void take_line(struct test_case *t, enum part *part, struct str line, uint32_t n,
                      struct arena *a) {
  struct str rest = line, word = next_word(&rest);
  struct err err;
  if (str_is(word, "zone")) {
    must_ok(tz_load(rest, &t->tz, &err), &err);
  } else if (str_is(word, "as_of")) {
    bool is_date;
    must_ok(time_parse_iso(rest, t->tz, &t->as_of, &is_date, &err), &err);
    if (is_date) t->as_of = day_start(t->tz, day_of(t->tz, t->as_of) + 1) - 1;
  } else if (str_is(word, "memory")) {
    t->memory = strtoull(arena_cstr(a, rest), NULL, 10);
  } else if (str_is(word, "events") && !rest.n) {
    *part = PART_EVENTS;
  } else if (str_is(word, "ask")) {
    *part = PART_ASK;
    t->question = rest;
  } else if (str_is(word, "expect") && !rest.n) {
    *part = PART_EXPECT;
  } else if (str_is(word, "people")) {
    add_people(t, rest, n);
  } else if (str_is(word, "error")) {
    t->error = rest;
  } else if (*part == PART_EVENTS) {
    vec_push(&t->events, line);
    vec_push(&t->event_line, n);
  } else if (*part == PART_ASK) {
    t->question = arena_printf(a, "%.*s %.*s", STRF(t->question), STRF(line));
  } else if (*part == PART_EXPECT) {
    vec_push(&t->expect, line);
    vec_push(&t->expect_line, n);
  } else {
    fail_msg("line %u: what is this: %.*s", n, STRF(line));
  }
}

static uint32_t run_file(const char *path, const struct question_kind *kind) {
  struct arena a;
  struct test_case t = {.name = {NULL, 0}};
  enum part part = PART_HEAD;
  uint32_t n = 0, count = 0;
  arena_init(&a, "cases");
  struct str text = read_text(path, &a);
  while (text.n) {
    struct str line = str_trim(without_comment(str_cut(&text, '\n'))), rest = line;
    n++;
    if (!line.n) continue;
    if (str_is(next_word(&rest), "case")) {
      finish(path, kind, &t, &count);
      fresh(&t, rest, n);
      part = PART_HEAD;
    } else {
      take_line(&t, &part, line, n, &a);
    }
  }
  finish(path, kind, &t, &count);
  case_done(&t);
  arena_release(&a);
  return count;
}

static int text_file(const struct dirent *d) {
  const char *dot = strrchr(d->d_name, '.');
  return dot && strcmp(dot, ".txt") == 0;
}

static void test_texts(void **state) {
  for (size_t k = 0; question_kinds[k]; k++) {
    char dir[256], path[1024];
    struct dirent **files;
    snprintf(dir, sizeof dir, "tests/cases/%s", question_kinds[k]->name);
    int n = scandir(dir, &files, text_file, alphasort);
    if (n < 1) fail_msg("no cases in %s", dir);
    uint32_t cases = 0;
    for (int i = 0; i < n; i++) {
      snprintf(path, sizeof path, "%s/%s", dir, files[i]->d_name);
      cases += run_file(path, question_kinds[k]);
      free(files[i]);
    }
    free(files);
    print_message("# %u cases of %s\n", cases, question_kinds[k]->name);
    assert_true(cases > 0);
  }
}

/* ---- the reference cases ---- */

static struct json *shared_cases(const char *name, struct arena *a) {
  const char *shared = getenv("SHOAL_SHARED");
  char path[4096];
  struct json *doc;
  struct err err;
  snprintf(path, sizeof path, "%s/cases/%s", shared && *shared ? shared : "../shared", name);
  if (!io_exists(io_posix(), path)) {
    print_message("# skipped: %s is not there\n", path);
    return NULL;
  }
  must_ok(json_parse(read_text(path, a), a, &doc, &err), &err);
  return doc;
}

static double number_of(const struct json *v) {
  char text[64];
  snprintf(text, sizeof text, "%.*s", STRF(v->text));
  return strtod(text, NULL);
}

/* A journey's event lists every step label it satisfies: signup, or pv[u=1]|pv. */
static void put_labelled(struct case_world *c, uint32_t person, int64_t time, struct str labels) {
  struct buf b = BUF_INIT;
  world_row(&c->w, person, "event", time, 0);
  buf_printf(&b, "|%.*s|", STRF(labels));
  struct value v = {.type = V_STR, .str = buf_str(&b)};
  ev_batch_put(&c->w.batch, ev_batch_prop(&c->w.batch, STR("labels")), &v);
  buf_release(&b);
}

static void ask_selector(struct buf *q, struct str label) {
  struct buf text = BUF_INIT, json = BUF_INIT;
  struct jw w;
  buf_printf(&text, "* where labels contains \"|%.*s|\"", STRF(label));
  jw_init(&w, &json, 0);
  jw_str(&w, buf_str(&text));
  buf_put_str(q, buf_str(&json));
  buf_release(&text);
  buf_release(&json);
}

static void reference_question(const struct json *c, struct buf *q) {
  const struct json *steps = json_get(c, "steps"), *ex = json_get(c, "exclusions");
  struct str order = json_get_str(c, "order");
  buf_puts(q, "{\"steps\": [");
  for (uint32_t i = 0; i < steps->n; i++) {
    if (i) buf_puts(q, ", ");
    ask_selector(q, steps->items[i].text);
  }
  buf_printf(q, "], \"order\": \"%.*s\", \"within\": \"%.*ss\", \"exclude\": [",
             STRF(str_is(order, "unordered") ? STR("any") : order),
             STRF(json_get(c, "window_s")->text));
  for (uint32_t i = 0; i < ex->n; i++) {
    const struct json *x = &ex->items[i];
    buf_puts(q, i ? ", {\"events\": " : "{\"events\": ");
    ask_selector(q, json_get_str(x, "event"));
    buf_printf(q, ", \"after\": %d, \"before\": %d}", 1 + (int)number_of(json_get(x, "from_step")),
               1 + (int)number_of(json_get(x, "to_step")));
  }
  buf_puts(q, "]}");
}

static void reference_journeys(struct case_world *c, const struct json *journeys, int64_t start) {
  for (uint32_t i = 0; i < journeys->n; i++) {
    uint32_t person = case_person(c, journeys->keys[i]);
    for (uint32_t k = 0; k < journeys->items[i].n; k++) {
      const struct json *event = &journeys->items[i].items[k];
      int64_t time = start + llround(number_of(&event->items[0]) * 1000);
      put_labelled(c, person, time, event->items[1].text);
    }
  }
}

static void expected_people(const struct question_env *e, const struct json *doc,
                            struct case_world *c, const struct json *want, struct arena *a) {
  for (uint32_t i = 0; want && i < want->n; i++) {
    struct err err;
    struct json *cell;
    roaring_bitmap_t *set, *mine = roaring_bitmap_create();
    must_ok(json_parse(arena_printf(a, "{\"step\": %.*s}", STRF(want->keys[i])), a, &cell, &err),
            &err);
    must_ok(question_funnel.people(e, doc, cell, a, &set, &err), &err);
    for (uint32_t k = 0; k < want->items[i].n; k++)
      roaring_bitmap_add(mine, case_person(c, want->items[i].items[k].text));
    assert_true(roaring_bitmap_equals(set, mine));
    roaring_bitmap_free(set);
    roaring_bitmap_free(mine);
  }
}

static void expected_times(const struct json *answer, const struct json *extra, const char *key,
                           const char *at) {
  const struct json *want = json_get(extra, key);
  const struct json *steps = json_get(json_get(answer, "all"), "steps");
  for (uint32_t i = 0; want && i < want->n; i++) {
    const struct json *times = json_get(&steps->items[i], "seconds");
    if (want->items[i].type == JSON_NULL)
      assert_int_equal(times->type, JSON_NULL);
    else
      assert_true(fabs(number_of(json_get(times, at)) - number_of(&want->items[i])) < 0.001);
  }
}

static struct json *ask_json(const struct question_env *e, const struct json *doc,
                             struct arena *a) {
  struct buf text = BUF_INIT;
  struct jw w;
  struct json *answer;
  struct err err = {0};
  jw_init(&w, &text, 0);
  jw_begin_object(&w);
  must_ok(question_funnel.ask(e, doc, a, &w, &err), &err);
  jw_end_object(&w);
  must_ok(json_parse(arena_str(a, buf_str(&text)), a, &answer, &err), &err);
  buf_release(&text);
  return answer;
}

static void reference_case(const struct json *c) {
  struct case_world world;
  struct test_case t = {.tz = tz_utc(), .start = JAN_2024, .as_of = JAN_2024 + 3650 * MS_DAY};
  struct arena a;
  struct err err;
  struct json *doc;
  struct buf q = BUF_INIT;
  print_message("# %.*s\n", STRF(json_get_str(c, "id")));
  arena_init(&a, "reference");
  case_world_open(&world, t.tz);
  reference_journeys(&world, json_get(c, "journeys"), t.start);
  case_world_ready(&world, false);
  reference_question(c, &q);
  must_ok(json_parse(buf_str(&q), &a, &doc, &err), &err);
  struct question_env e = env_of(&world, &t);
  struct json *answer = ask_json(&e, doc, &a);
  const struct json *counts = json_get(c, "expected_counts");
  const struct json *steps = json_get(json_get(answer, "all"), "steps");
  for (uint32_t i = 0; i < counts->n; i++)
    assert_int_equal(number_of(json_get(&steps->items[i], "reached")),
                     number_of(&counts->items[i]));
  expected_people(&e, doc, &world, json_get(c, "expected_persons"), &a);
  expected_times(answer, json_get(c, "extra"), "avg_conversion_s", "mean");
  expected_times(answer, json_get(c, "extra"), "median_conversion_s", "median");
  buf_release(&q);
  world_close(&world.w);
  arena_release(&a);
}

static void test_reference(void **state) {
  struct arena a;
  arena_init(&a, "reference");
  struct json *doc = shared_cases("funnel.json", &a);
  for (uint32_t i = 0; doc && i < doc->n; i++)
    reference_case(&doc->items[i]);
  bool skipped = !doc;
  arena_release(&a);
  if (skipped) skip();
}

/* ---- ClickHouse's windowFunnel, where the definitions coincide ---- */

/* Without a mode, and with strict_once, which is what one event fills one step means.  The other
 * modes are different definitions (docs/QUESTIONS.md). */
static bool coincides(const struct json *c) {
  const struct json *modes = json_get(c, "modes");
  return modes->n == 0 || (modes->n == 1 && str_is(modes->items[0].text, "strict_once"));
}

static void window_funnel_case(const struct json *c) {
  struct case_world world;
  struct test_case t = {.tz = tz_utc(), .start = JAN_2024, .as_of = JAN_2024 + 3650 * MS_DAY};
  const struct json *rows = json_get(c, "rows");
  int64_t first = INT64_MAX, conds, want;
  struct arena a;
  struct err err;
  struct json *doc;
  struct buf q = BUF_INIT;
  arena_init(&a, "window funnel");
  case_world_open(&world, t.tz);
  assert_true(json_int(json_get(c, "n_conds"), &conds) && json_int(json_get(c, "expected"), &want));
  for (uint32_t i = 0; i < rows->n; i++) {
    int64_t at;
    assert_true(json_int(&rows->items[i].items[0], &at));
    if (at < first) first = at;
  }
  uint32_t person = case_person(&world, STR("one"));
  for (uint32_t i = 0; i < rows->n; i++) {
    const struct json *row = &rows->items[i];
    struct buf labels = BUF_INIT;
    int64_t at;
    assert_true(json_int(&row->items[0], &at));
    for (uint32_t k = 0; k < row->items[1].n; k++)
      if (number_of(&row->items[1].items[k]) != 0) buf_printf(&labels, "c%u|", k);
    put_labelled(&world, person, t.start + (at - first) * 1000, buf_str(&labels));
    buf_release(&labels);
  }
  case_world_ready(&world, false);
  buf_puts(&q, "{\"steps\": [");
  for (int64_t k = 0; k < conds; k++) {
    char label[16];
    snprintf(label, sizeof label, "c%d", (int)k);
    if (k) buf_puts(&q, ", ");
    ask_selector(&q, str_from(label));
  }
  buf_printf(&q, "], \"within\": \"%.*ss\"}", STRF(json_get(c, "window")->text));
  must_ok(json_parse(buf_str(&q), &a, &doc, &err), &err);
  struct question_env e = env_of(&world, &t);
  struct json *answer = ask_json(&e, doc, &a);
  const struct json *steps = json_get(json_get(answer, "all"), "steps");
  int64_t got = 0;
  for (uint32_t i = 0; i < steps->n; i++)
    got += number_of(json_get(&steps->items[i], "reached")) > 0;
  if (got != want)
    fail_msg("%.*s: %d steps, expected %d", STRF(json_get_str(c, "id")), (int)got, (int)want);
  buf_release(&q);
  world_close(&world.w);
  arena_release(&a);
}

static void test_window_funnel(void **state) {
  struct arena a;
  uint32_t asked = 0;
  arena_init(&a, "reference");
  struct json *doc = shared_cases("window_funnel.json", &a);
  for (uint32_t i = 0; doc && i < doc->n; i++) {
    if (!coincides(&doc->items[i])) continue;
    window_funnel_case(&doc->items[i]);
    asked++;
  }
  bool skipped = !doc;
  assert_true(skipped || asked > 20);
  arena_release(&a);
  if (skipped) skip();
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_texts), cmocka_unit_test(test_reference),
                                     cmocka_unit_test(test_window_funnel)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
