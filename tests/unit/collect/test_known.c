/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Attribute operations against a workspace and a naive twin: random set, set once, add, append,
 * union, remove, unset and delete of a few people, several in a request; in the end, and from
 * another opening, everybody has what plain variables say. */
#include "made.h"

#include "base/rng.h"
#include "collect/known.h"

#include "../workspace/ws_dir.h"

#define PEOPLE   3
#define REQUESTS 60

struct twin {
  int n; /* -1: none */
  char tags[8];
  char city; /* 0: none */
};

static void number(struct buf *t, int v) {
  if (v >= 0) buf_printf(t, "%d", v);
}

static void tags(struct buf *t, const char *tags) {
  if (!*tags) return;
  buf_puts(t, "[");
  for (const char *p = tags; *p; p++)
    buf_printf(t, "%s\"%c\"", p == tags ? "" : ",", *p);
  buf_puts(t, "]");
}

static struct str now(struct known *k, struct collect_known *known, const char *who,
                      const char *what, struct arena *mem) {
  struct wire_id id = {STR("user_id"), str_from(who)};
  struct value v;
  struct err err;
  struct buf text = BUF_INIT;
  known_renew(k);
  must_ok(known->value(known->ctx, &id, 1, str_from(what), &v, &(int64_t){0}, &err), &err);
  if (v.type) made_value(&v, &text);
  struct str s = str_trim(arena_str(mem, buf_str(&text)));
  buf_release(&text);
  if (s.n && *s.p == '\'') s = str_of(s.p + 1, s.n - 2);
  if (str_is(s, "[]")) s.n = 0; /* a list that lost all is an empty one */
  return s;
}

static void check(struct workspace *w, const struct twin *all) {
  struct arena mem;
  struct collect_known known;
  arena_init(&mem, "test");
  struct known *k = known_new(w, &mem, &known);
  for (int p = 0; p < PEOPLE; p++) {
    char who[8], city[2] = {all[p].city};
    struct buf expected = BUF_INIT;
    snprintf(who, sizeof who, "u%d", p);
    buf_puts(&expected, "");
    number(&expected, all[p].n);
    assert_true(str_eq(now(k, &known, who, "n", &mem), buf_str(&expected)));
    buf_reset(&expected);
    tags(&expected, all[p].tags);
    struct str got = now(k, &known, who, "tags", &mem);
    if (!str_eq(got, buf_str(&expected)))
      fail_msg("%s tags: %.*s, expected %.*s", who, STRF(got), STRF(buf_str(&expected)));
    assert_true(str_is(now(k, &known, who, "city", &mem), city));
    buf_release(&expected);
  }
  known_free(k);
  arena_release(&mem);
}

/* Clocks of clients, and requests that wait for their turn: what adds to a value or takes it away
 * counts whatever its time. */
static void said_late(struct buf *body, struct rng *r, int64_t now) {
  if (rng_below(r, 3) == 0) buf_printf(body, "\"time\":%lld,", (long long)(now - 90000));
}

/* One operation, as JSON and on the twin. */
static void operation(struct rng *r, struct twin *all, struct buf *body, int64_t now) {
  int p = (int)rng_below(r, PEOPLE), n = (int)rng_below(r, 50);
  char tag = (char)('a' + rng_below(r, 3)), city = (char)('A' + rng_below(r, 3));
  struct twin *t = &all[p];
  buf_printf(body, "{\"user_id\":\"u%d\",", p);
  switch (rng_below(r, 6)) {
  case 0:
    buf_printf(body, "\"set\":{\"n\":%d,\"city\":\"%c\"}}", n, city);
    t->n = n, t->city = city;
    break;
  case 1:
    buf_printf(body, "\"set_once\":{\"city\":\"%c\"}}", city);
    if (!t->city) t->city = city;
    break;
  case 2:
    said_late(body, r, now);
    buf_printf(body, "\"add\":{\"n\":%d}}", n);
    t->n = (t->n < 0 ? 0 : t->n) + n;
    break;
  case 3:
    buf_printf(body, "\"unset\":[\"city\",\"n\"]}");
    t->n = -1, t->city = 0;
    break;
  case 4:
    if (strlen(t->tags) > 5) {
      buf_printf(body, "\"unset\":[\"tags\"]}");
      *t->tags = 0;
    } else {
      said_late(body, r, now);
      buf_printf(body, "\"append\":{\"tags\":\"%c\"}}", tag);
      t->tags[strlen(t->tags) + 1] = 0;
      t->tags[strlen(t->tags)] = tag;
    }
    break;
  default: /* an event with an operation */
    buf_printf(body, "\"event\":\"e\",\"add\":{\"n\":1}}");
    t->n = (t->n < 0 ? 0 : t->n) + 1;
  }
}

static void take(struct made *m, struct workspace *w, const char *path, struct str body) {
  struct collect_known known;
  struct err err;
  struct arena mem;
  arena_init(&mem, "test");
  struct known *k = known_new(w, &mem, &known);
  m->rules.known = &known;
  const char *text = made_post(m, path, body);
  if (strchr(text, '!')) fail_msg("%.*s: %s", STRF(body), text);
  must_ok(ws_ingest_from(w, &m->batch, NULL, NULL, &err), &err);
  known_free(k);
  arena_release(&mem);
  m->origin.received += 1000;
}

static void against_twin(void **state) {
  struct made *m = made_new();
  struct twin all[PEOPLE] = {0};
  struct ws_options o = {.threads = 1};
  struct workspace *w;
  struct err err;
  struct rng r;
  char dir[PATH_BYTES];
  rng_init(&r, 7, 0, 0);
  temp_dir(dir);
  must_ok(ws_create(dir, STR("shop"), STR("Asia/Shanghai"), STR(""), &o, &err), &err);
  must_ok(ws_open(dir, STR("shop"), WS_WRITE, &o, &w, &err), &err);
  for (int p = 0; p < PEOPLE; p++)
    all[p].n = -1;
  for (int i = 0; i < REQUESTS; i++) {
    struct buf body = BUF_INIT;
    uint32_t n = 1 + (uint32_t)rng_below(&r, 5);
    buf_putc(&body, '[');
    for (uint32_t k = 0; k < n; k++) {
      if (k) buf_putc(&body, ',');
      operation(&r, all, &body, m->origin.received);
    }
    buf_putc(&body, ']');
    take(m, w, "/v1/events", buf_str(&body));
    buf_release(&body);
    check(w, all);
  }
  ws_close(w);
  must_ok(ws_open(dir, STR("shop"), WS_WRITE, &o, &w, &err), &err);
  check(w, all);
  ws_close(w);
  remove_dir(dir);
  made_free(m);
}

/* What only SDKs say: union, remove, delete. */
static void engage(void **state) {
  struct made *m = made_new();
  struct twin one[PEOPLE] = {{.n = -1}, {.n = -1}, {.n = -1}};
  struct ws_options o = {.threads = 1};
  struct workspace *w;
  struct err err;
  char dir[PATH_BYTES];
  temp_dir(dir);
  must_ok(ws_create(dir, STR("shop"), STR("UTC"), STR(""), &o, &err), &err);
  must_ok(ws_open(dir, STR("shop"), WS_WRITE, &o, &w, &err), &err);
#define ENGAGE(ops) take(m, w, "/mixpanel/engage", STR("[" ops "]"))
#define OP(op)      "{\"$token\":\"t\",\"$distinct_id\":\"u0\"," op "}"
  ENGAGE(OP("\"$set\":{\"n\":5,\"city\":\"A\"}"));
  ENGAGE(OP("\"$union\":{\"tags\":[\"a\",\"b\",\"a\"]}") "," OP(
      "\"$union\":{\"tags\":[\"b\",\"c\"]}"));
  one[0].n = 5, one[0].city = 'A';
  strcpy(one[0].tags, "abc");
  check(w, one);
  ENGAGE(OP("\"$remove\":{\"tags\":\"b\"}"));
  strcpy(one[0].tags, "ac");
  check(w, one);
  ENGAGE(OP("\"$delete\":\"\""));
  one[0] = (struct twin){.n = -1};
  check(w, one);
  ws_close(w);
  remove_dir(dir);
  made_free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(against_twin), cmocka_unit_test(engage)};
  cmocka_set_message_output(CM_OUTPUT_TAP);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
