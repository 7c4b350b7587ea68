/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A shop with tasks, on a clock that is set. */
#ifndef SHOAL_TESTS_TASK_SHOP_H
#define SHOAL_TESTS_TASK_SHOP_H

#include "../loyalty/on_postgres.h"
#include "../workspace/ws_dir.h"
#include "incentive/incentive.h"
#include "incentive/task.h"
#include "loyalty/consumer.h"
#include "loyalty/holder.h"
#include "loyalty/ledger.h"
#include "resource/resource.h"
#include "workspace/persons.h"

#ifndef SHOP_ZONE
#define SHOP_ZONE "Asia/Shanghai"
#endif

struct shop {
  char dir[PATH_BYTES];
  struct clock *clock; /* NULL: the system's */
  struct workspace *w;
  struct loyalty *l;
  struct incentive *i;
  struct tasks *t;
  struct arena mem;
};

#define CURRENCY "kind: currency\nslug: points\n---\n"
#define GATE     "active: true\nbudget: {times: 1000000}\nunit_cost: 1\nuntil: 2100-01-01\n"

static bool shop_try(struct shop *x, const char *text, struct err *err) {
  struct resource_change *c;
  uint32_t n;
  const struct resource_source src = {.name = STR("test.yaml"), .text = str_from(text)};
  return resource_apply(x->w, &src, 1, STR("ann"), false, &x->mem, &c, &n, err);
}

__attribute__((unused)) static void shop_apply(struct shop *x, const char *text) {
  struct err err;
  must_ok(shop_try(x, text, &err), &err);
  must_ok(consumer_adopt(task_consumer(x->t), &err), &err);
}

static void shop_open(struct shop *x) {
  struct err err;
  const struct ws_options o = {.state = pg_shop(), .threads = 2, .clock = x->clock};
  must_ok(ws_open(x->dir, STR("shop"), WS_WRITE, &o, &x->w, &err), &err);
  must_ok(loyalty_open(x->w, &x->l, &err), &err);
  must_ok(incentive_open(x->l, &x->i, &err), &err);
  x->t = incentive_tasks(x->i);
}

static void shop_close(struct shop *x) {
  incentive_close(x->i);
  loyalty_close(x->l);
  ws_close(x->w);
}

static void shop_new(struct shop *x, struct clock *clock) {
  struct err err;
  const struct ws_options o = {.state = pg_shop_new(), .threads = 2, .clock = clock};
  *x = (struct shop){.clock = clock};
  arena_init(&x->mem, "test");
  temp_dir(x->dir);
  must_ok(ws_init_dir_at(x->dir, pg_shop(), NULL, &err), &err);
  must_ok(ws_create(x->dir, STR("shop"), STR(SHOP_ZONE), STR("CNY"), &o, &err), &err);
  shop_open(x);
}

static void shop_drop(struct shop *x) {
  shop_close(x);
  arena_release(&x->mem);
  remove_dir(x->dir);
}

__attribute__((unused)) static void settle(struct shop *x) {
  struct err err;
  must_ok(loyalty_settle(x->l, &err), &err);
  must_ok(consumer_settle(task_consumer(x->t), &err), &err);
}

static int64_t now_of(struct shop *x) {
  return clock_wall_ms(x->clock ? x->clock : clock_system());
}

static void put_num(struct ev_batch *b, const char *prop, int64_t cents) {
  const struct value v = {.type = V_NUM, .num = {cents, 2}};
  ev_batch_put(b, ev_batch_prop(b, str_from(prop)), &v);
}
static void put_word(struct ev_batch *b, const char *prop, const char *word) {
  const struct value v = {.type = V_STR, .str = str_from(word)};
  ev_batch_put(b, ev_batch_prop(b, str_from(prop)), &v);
}
static void row(struct ev_batch *b, const char *user, const char *event, int64_t time) {
  ev_batch_row(b, ev_batch_id(b, STR("user_id"), str_from(user)), ev_batch_name(b, str_from(event)),
               time, (struct ev_key){0}, 0);
}

/* One event of now. */
__attribute__((unused)) static void happens(struct shop *x, const char *user, const char *event, int64_t cents,
                    const char *order, const char *item) {
  struct ev_batch b;
  struct err err;
  ev_batch_init(&b);
  b.received = now_of(x);
  row(&b, user, event, now_of(x));
  if (cents) put_num(&b, "amount", cents);
  if (order) put_word(&b, "order_id", order);
  if (item) put_word(&b, "item_id", item);
  must_ok(ws_ingest(x->w, &b, NULL, &err), &err);
  ev_batch_release(&b);
}

static uint32_t who(struct shop *x, const char *user) {
  struct err err;
  uint32_t s;
  must_ok(loyalty_subject(x->l, STR("user_id"), str_from(user), true, &s, &err), &err);
  return s;
}

__attribute__((unused)) static int64_t number(struct shop *x, const char *sql) {
  struct state *s = loyalty_reader(x->l);
  struct state_stmt *q;
  struct err err;
  bool is;
  state_enter(s);
  must_ok(state_query(s, sql, &q, &err), &err);
  must_ok(state_step(q, &is, &err), &err);
  int64_t n = is ? state_int(q, 0) : -1;
  if (is) state_reset(q);
  state_leave(s);
  return n;
}

/* ERR_none: claimed. */
__attribute__((unused)) static enum err_code claim(struct shop *x, const char *user, const char *task, const char *key) {
  const struct task_ask q = {.actor = STR("ann"),
                             .key = str_from(key),
                             .slug = str_from(task),
                             .subject = who(x, user)};
  struct task_answer a;
  struct arena out;
  struct err err = {0};
  arena_init(&out, "test");
  bool ok = task_ask_do(x->t, TASK_CLAIM, &q, &out, &a, &err);
  arena_release(&out);
  return ok ? ERR_none : err.code;
}

__attribute__((unused)) static void merge(struct shop *x, const char *a, const char *b) {
  uint32_t other = who(x, b);
  struct ws_moved moved;
  struct err err;
  must_ok(ws_merge_people(x->w, who(x, a), &other, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
}

#endif
