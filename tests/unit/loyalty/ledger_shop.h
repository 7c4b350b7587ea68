/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A workspace with currencies, for tests of the ledger. */
#ifndef LEDGER_SHOP_H
#define LEDGER_SHOP_H

#include "../workspace/ws_dir.h"
#include "loyalty/ledger.h"
#include "on_postgres.h"
#include "resource/resource.h"
#include "workspace/persons.h"

struct shop {
  char dir[PATH_BYTES];
  struct workspace *w;
  struct loyalty *l;
};

/* The machine's clock, put forward. */
struct shop_clock {
  struct clock clock;
  int64_t ahead_ms;
};
static inline struct wall shop_wall(struct clock *c) {
  return (struct wall){clock_wall_ms(clock_system()) + ((struct shop_clock *)c)->ahead_ms};
}
static inline struct mono shop_mono(struct clock *c) {
  (void)c;
  return clock_system()->mono(clock_system());
}
static struct shop_clock shop_clock = {{shop_wall, shop_mono}, 0};

static void open_shop(struct shop *x) {
  struct err err;
  const struct ws_options o = {.state = pg_shop(), .threads = 2, .clock = &shop_clock.clock};
  must_ok(ws_open(x->dir, STR("shop"), WS_WRITE, &o, &x->w, &err), &err);
  must_ok(loyalty_open(x->w, &x->l, &err), &err);
}

static void close_shop(struct shop *x) {
  loyalty_close(x->l);
  ws_close(x->w);
}

static void apply_text(struct shop *x, const char *yaml) {
  struct err err;
  struct arena mem;
  struct resource_change *changes;
  uint32_t n;
  const struct resource_source src = {.name = STR("test.yaml"), .text = str_from(yaml)};
  arena_init(&mem, "test");
  must_ok(resource_apply(x->w, &src, 1, STR("test"), false, &mem, &changes, &n, &err), &err);
  arena_release(&mem);
}

static void make_shop(struct shop *x, const char *yaml) {
  struct err err;
  const struct ws_options o = {.state = pg_shop_new(), .threads = 2};
  temp_dir(x->dir);
  must_ok(ws_init_dir_at(x->dir, pg_shop(), NULL, &err), &err);
  must_ok(ws_create(x->dir, STR("shop"), STR("Asia/Shanghai"), STR("CNY"), &o, &err), &err);
  open_shop(x);
  apply_text(x, yaml);
}

static uint32_t subject(struct shop *x, const char *user) {
  struct err err;
  uint32_t s = SUBJECT_NONE;
  must_ok(loyalty_subject(x->l, STR("user_id"), str_from(user), true, &s, &err), &err);
  return s;
}

static inline void no_bad(void *ctx, const struct err *what) {
  struct buf text = BUF_INIT;
  (void)ctx;
  err_render(what, LANG_EN, &text);
  fail_msg("%.*s", (int)text.n, text.p);
}

#endif
