/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tracking plans: what is refused in a document, and rows judged, also against a judge that reads
 * the document itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/rng.h"
#include "collect/plan.h"

struct fixture {
  struct arena mem;
  struct ev_batch b;
};

static struct plan *plan_of(struct fixture *f, const char *const *yaml, uint32_t n) {
  const struct json *docs[4], *at;
  struct plan *p = NULL;
  struct err err = {0};
  for (uint32_t i = 0; i < n; i++) {
    struct json *doc;
    assert_true(yaml_parse(str_from(yaml[i]), &f->mem, &doc, &err));
    docs[i] = doc;
  }
  if (!plan_new(docs, n, &p, &at, &err)) fail_msg("refused: %d", (int)err.code);
  return p;
}

static void begin(struct fixture *f, const char *event) {
  uint32_t id = ev_batch_id(&f->b, STR("user_id"), STR("u1"));
  ev_batch_row(&f->b, id, ev_batch_name(&f->b, str_from(event)), 1000, (struct ev_key){0}, 0);
}
static void put_text(struct fixture *f, const char *name, const char *text) {
  struct value v = {.type = V_STR, .str = str_from(text)};
  ev_batch_put(&f->b, ev_batch_prop(&f->b, str_from(name)), &v);
}
static void put_number(struct fixture *f, const char *name, int64_t n) {
  struct value v = {.type = V_NUM, .num = dec_int(n)};
  ev_batch_put(&f->b, ev_batch_prop(&f->b, str_from(name)), &v);
}

/* Judges the last row. */
static void expect(struct fixture *f, const struct plan *p, enum plan_action want,
                   const char *text) {
  struct plan_finding found[PLAN_FOUND_MAX];
  char out[PLAN_FLAG_BYTES + 1];
  uint32_t n = 99;
  enum plan_action got = plan_judge(p, &f->b, (uint32_t)f->b.rows.n - 1, found, &n);
  assert_string_equal(plan_text(found, n, out).p, text);
  assert_int_equal(got, want);
}

static const char shop[] = "unknown_events: flag\n"
                           "names: {events: {下单: order_completed}, properties: {jine: amount}}\n"
                           "events:\n"
                           "  order_completed:\n"
                           "    on_violation: reject\n"
                           "    properties:\n"
                           "      order_id: {type: text, required: true}\n"
                           "      amount: {min: 0, max: 1000}\n"
                           "      channel: {values: [app, 小程序]}\n"
                           "  product_viewed:\n"
                           "    other_properties: flag\n"
                           "    properties: {item_id: {required: true}}\n"
                           "attributes: {level: {values: [gold]}, age: {type: number}}\n";

static void test_what_a_plan_says(void **state) {
  struct fixture *f = *state;
  struct plan *p = plan_of(f, (const char *[]){shop}, 1);
  begin(f, "order_completed");
  expect(f, p, PLAN_REJECT, "order_id missing");
  put_text(f, "order_id", "o1");
  put_text(f, "anything", "is accepted");
  expect(f, p, PLAN_ACCEPT, "");
  put_number(f, "amount", 1001);
  put_text(f, "channel", "web");
  expect(f, p, PLAN_REJECT, "amount large, channel value");
  begin(f, "order_completed");
  put_number(f, "order_id", 7);
  put_number(f, "amount", -1);
  put_text(f, "channel", "小程序");
  expect(f, p, PLAN_REJECT, "order_id type, amount small");
  begin(f, "product_viewed");
  put_text(f, "item_id", "p1");
  expect(f, p, PLAN_ACCEPT, "");
  put_text(f, "colour", "red");
  expect(f, p, PLAN_FLAG, "colour unknown");
  begin(f, "shaken");
  expect(f, p, PLAN_FLAG, "unknown event");
  begin(f, EV_SET);
  put_text(f, "level", "silver");
  put_text(f, "name", "李雷");
  expect(f, p, PLAN_FLAG, "level value");
  begin(f, EV_SET);
  put_text(f, "age", "old");
  expect(f, p, PLAN_FLAG, "age type");
  begin(f, EV_SET); /* taken away */
  put_text(f, "age", "");
  put_text(f, "level", "");
  expect(f, p, PLAN_ACCEPT, "");
  begin(f, "order_completed"); /* a property is a text like another */
  put_text(f, "order_id", "");
  put_text(f, "channel", "");
  expect(f, p, PLAN_REJECT, "channel value");
  plan_free(p);
}

static void test_items_are_no_events(void **state) {
  struct fixture *f = *state;
  struct plan *p = plan_of(f, (const char *[]){"unknown_events: reject"}, 1);
  uint32_t id = ev_batch_id(&f->b, STR("item"), STR("p1"));
  ev_batch_row(&f->b, id, ev_batch_name(&f->b, STR(EV_ITEM_SET)), 1, (struct ev_key){0}, EV_ITEM);
  expect(f, p, PLAN_ACCEPT, "");
  begin(f, "x");
  expect(f, p, PLAN_REJECT, "unknown event");
  plan_free(p);
}

static void test_plans_add_up(void **state) {
  struct fixture *f = *state;
  struct plan *p =
      plan_of(f,
              (const char *[]){
                  "events: {a: {properties: {x: {required: true}}}}\n"
                  "names: {events: {A: a}}",
                  "unknown_events: reject\n"
                  "events: {a: {on_violation: reject, properties: {y: {type: number}}}, b: {}}\n"
                  "names: {events: {A: b, B: b}}"},
              2);
  const struct collect_rename *events, *props;
  uint32_t n, n_props;
  begin(f, "a");
  put_text(f, "y", "1");
  expect(f, p, PLAN_REJECT, "x missing, y type");
  begin(f, "b");
  expect(f, p, PLAN_ACCEPT, "");
  begin(f, "c");
  expect(f, p, PLAN_REJECT, "unknown event");
  plan_renames(p, &events, &n, &props, &n_props);
  assert_int_equal(n, 2);
  assert_int_equal(n_props, 0);
  assert_true(str_is(events[0].from, "A") && str_is(events[0].to, "a"));
  assert_true(str_is(events[1].from, "B") && str_is(events[1].to, "b"));
  plan_free(p);
}

static void test_findings_are_bounded(void **state) {
  struct fixture *f = *state;
  struct buf text = BUF_INIT;
  char name[64], out[PLAN_FLAG_BYTES + 1];
  struct plan_finding found[PLAN_FOUND_MAX];
  uint32_t n;
  buf_puts(&text, "events:\n  e:\n    properties:\n");
  for (int i = 0; i < 40; i++)
    buf_printf(&text, "      a_rather_long_name_of_a_property_%02d: {required: true}\n", i);
  buf_putc(&text, 0);
  struct plan *p = plan_of(f, (const char *[]){text.p}, 1);
  begin(f, "e");
  assert_int_equal(plan_judge(p, &f->b, 0, found, &n), PLAN_FLAG);
  assert_int_equal(n, PLAN_FOUND_MAX);
  struct str said = plan_text(found, n, out);
  assert_true(said.n <= PLAN_FLAG_BYTES && said.n > PLAN_FLAG_BYTES - 50);
  struct buf words = BUF_INIT;
  plan_say(found, 2, LANG_ZH, &words);
  buf_putc(&words, ' ');
  found[0] = (struct plan_finding){.reason = PLAN_UNKNOWN_EVENT};
  plan_say(found, 1, LANG_EN, &words);
  assert_true(str_eq(
      buf_str(&words),
      STR("a_rather_long_name_of_a_property_00 缺失，a_rather_long_name_of_a_property_01 缺失 "
          "no plan names the event")));
  buf_release(&words);
  (void)snprintf(name, sizeof name, "missing");
  assert_true(str_eq(str_of(said.p + said.n - 7, 7), str_from(name)));
  plan_free(p);
  buf_release(&text);
}

static void test_what_is_refused(void **state) {
  static const struct {
    const char *yaml;
    enum err_code code;
    unsigned line;
  } cases[] = {
      {"unknown_events: maybe", ERR_bad_field, 1},
      {"events: [a]", ERR_bad_field, 1},
      {"events:\n  a: {propertys: {}}", ERR_unknown_field, 2},
      {"events:\n  a:\n    properties:\n      x: {type: money}", ERR_bad_field, 4},
      {"events:\n  a:\n    properties:\n      x: {values: []}", ERR_bad_field, 4},
      {"events:\n  a:\n    properties:\n      x: {values: [1]}", ERR_bad_field, 4},
      {"events:\n  a:\n    properties:\n      x: {type: text, min: 1}", ERR_bad_field, 4},
      {"events:\n  a:\n    properties:\n      x: {min: 2, max: 1}", ERR_bad_field, 4},
      {"events:\n  a:\n    properties:\n      x: {values: [a], max: 1}", ERR_bad_field, 4},
      {"events:\n  a:\n    on_violation: accept", ERR_bad_field, 3},
      {"attributes:\n  phone: {required: true}", ERR_bad_field, 2},
      {"names: {event: {a: b}}", ERR_unknown_field, 1},
      {"names:\n  events:\n    a: ''", ERR_bad_field, 3},
  };
  struct fixture *f = *state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct json *at;
    struct json *doc;
    struct plan *p;
    struct err err = {0};
    assert_true(yaml_parse(str_from(cases[i].yaml), &f->mem, &doc, &err));
    const struct json *docs[1] = {doc};
    if (plan_new(docs, 1, &p, &at, &err)) fail_msg("taken: %s", cases[i].yaml);
    if (err.code != cases[i].code || !at || at->line != cases[i].line)
      fail_msg("%s: code %d, line %u", cases[i].yaml, (int)err.code, at ? at->line : 0);
  }
}

/* ---- a judge that knows no tables ---- */

#define EVENTS 3
#define PROPS  4

struct naive_prop {
  bool named, required, numbers;
  int64_t min;
};
struct naive {
  bool named;
  enum plan_action others, broken;
  struct naive_prop prop[PROPS];
};

static void write_naive(const struct naive *plan, enum plan_action unknown, struct buf *out) {
  static const char *const words[] = {"accept", "flag", "reject"};
  buf_printf(out, "unknown_events: %s\nevents:\n  never: {}\n", words[unknown]);
  for (int e = 0; e < EVENTS; e++) {
    if (!plan[e].named) continue;
    buf_printf(out, "  e%d:\n    on_violation: %s\n    other_properties: %s\n    properties:\n", e,
               words[plan[e].broken], words[plan[e].others]);
    buf_puts(out, "      never: {}\n");
    for (int k = 0; k < PROPS; k++) {
      const struct naive_prop *p = &plan[e].prop[k];
      if (!p->named) continue;
      buf_printf(out, "      p%d: {required: %s", k, p->required ? "true" : "false");
      if (p->numbers) buf_printf(out, ", min: %d", (int)p->min);
      buf_puts(out, "}\n");
    }
  }
  buf_putc(out, 0);
}

static void test_random_plans(void **state) {
  struct fixture *f = *state;
  struct rng rng;
  rng_init(&rng, 20261122, 0, 0);
  for (int round = 0; round < 300; round++) {
    struct naive plan[EVENTS] = {0};
    enum plan_action unknown = (enum plan_action)rng_below(&rng, 3);
    struct buf yaml = BUF_INIT;
    for (int e = 0; e < EVENTS; e++) {
      plan[e].named = rng_below(&rng, 4) > 0;
      plan[e].others = (enum plan_action)rng_below(&rng, 3);
      plan[e].broken = (enum plan_action)(1 + rng_below(&rng, 2));
      for (int k = 0; k < PROPS; k++)
        plan[e].prop[k] = (struct naive_prop){rng_below(&rng, 2) > 0, rng_below(&rng, 2) > 0,
                                              rng_below(&rng, 2) > 0, (int64_t)rng_below(&rng, 9)};
    }
    write_naive(plan, unknown, &yaml);
    struct plan *p = plan_of(f, (const char *[]){yaml.p}, 1);
    for (int i = 0; i < 50; i++) {
      int e = (int)rng_below(&rng, EVENTS);
      enum plan_action want = plan[e].named ? PLAN_ACCEPT : unknown;
      char name[8];
      (void)snprintf(name, sizeof name, "e%d", e);
      begin(f, name);
      for (int k = 0; k < PROPS; k++) {
        const struct naive_prop *q = &plan[e].prop[k];
        bool there = rng_below(&rng, 2), number = rng_below(&rng, 2);
        int64_t v = (int64_t)rng_below(&rng, 9);
        bool bad = there ? q->numbers && (!number || v < q->min) : q->required;
        (void)snprintf(name, sizeof name, "p%d", k);
        if (there && number) put_number(f, name, v);
        if (there && !number) put_text(f, name, "1");
        if (!plan[e].named) continue;
        enum plan_action a = q->named ? (bad ? plan[e].broken : PLAN_ACCEPT)
                                      : (there ? plan[e].others : PLAN_ACCEPT);
        if (a > want) want = a;
      }
      struct plan_finding found[PLAN_FOUND_MAX];
      uint32_t n;
      assert_int_equal(plan_judge(p, &f->b, (uint32_t)f->b.rows.n - 1, found, &n), want);
      assert_true((n > 0) == (want != PLAN_ACCEPT));
    }
    plan_free(p);
    buf_release(&yaml);
    ev_batch_reset(&f->b);
  }
}

static int setup(void **state) {
  static struct fixture f;
  arena_init(&f.mem, "test");
  ev_batch_init(&f.b);
  *state = &f;
  return 0;
}
static int teardown(void **state) {
  struct fixture *f = *state;
  ev_batch_release(&f->b);
  arena_release(&f->mem);
  return 0;
}

/* What flags and refusals say can be read again. */
static void test_texts_are_read(void **state) {
  (void)state;
  static const char *const names[] = {"amount", "a b", "a, b", "unknown", "x missing", "小程序"};
  struct rng r;
  rng_init(&r, 5, 1, 0);
  for (int round = 0; round < 2000; round++) {
    struct plan_finding said[5], read[PLAN_FOUND_MAX];
    char out[PLAN_FLAG_BYTES + 1];
    uint32_t n = (uint32_t)rng_below(&r, 6);
    for (uint32_t i = 0; i < n; i++) {
      said[i].reason = (enum plan_reason)rng_below(&r, PLAN_LARGE + 1);
      bool event = said[i].reason == PLAN_UNKNOWN_EVENT;
      said[i].prop = event ? STR("") : str_from(names[rng_below(&r, 6)]);
    }
    struct str text = plan_text(said, n, out);
    assert_int_equal(plan_read_text(text, read), n);
    for (uint32_t i = 0; i < n; i++) {
      assert_int_equal(read[i].reason, said[i].reason);
      assert_true(str_eq(read[i].prop, said[i].prop));
    }
  }
  struct plan_finding read[PLAN_FOUND_MAX];
  assert_int_equal(plan_read_text(STR("amount missing, chan"), read), 1); /* was cut */
  assert_int_equal(plan_read_text(STR("nonsense"), read), 0);
}

static void test_what_is_declared(void **state) {
  struct fixture *f = *state;
  static const char more[] = "events: {order_completed: {properties: {amount: {type: number, "
                             "required: true}, order_id: {type: number}, extra: {}}}}\n";
  struct plan *p = plan_of(f, (const char *[]){shop, more}, 2);
  struct plan_says *says;
  uint32_t n;
  assert_int_equal(plan_events(p), 2);
  assert_true(str_is(plan_event_at(p, 1), "product_viewed"));
  assert_true(plan_of_event(p, STR("order_completed"), &f->mem, &says, &n));
  assert_int_equal(n, 4);
  assert_true(str_is(says[0].name, "order_id") && says[0].required && says[0].type == V_NONE);
  assert_true(str_is(says[1].name, "amount") && says[1].required && says[1].type == V_NUM);
  assert_true(str_is(says[3].name, "extra") && !says[3].required);
  assert_true(plan_of_event(p, STR(EV_SET), &f->mem, &says, &n));
  assert_int_equal(n, 2);
  assert_false(plan_of_event(p, STR("nothing"), &f->mem, &says, &n));
  plan_free(p);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      T(test_what_a_plan_says),     T(test_items_are_no_events), T(test_plans_add_up),
      T(test_findings_are_bounded), T(test_what_is_refused),     T(test_random_plans),
      T(test_texts_are_read),       T(test_what_is_declared),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
