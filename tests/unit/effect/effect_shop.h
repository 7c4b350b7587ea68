/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A workspace with loyalty state, a clock that tests set, and its reports of effects. */
#ifndef TESTS_EFFECT_SHOP_H
#define TESTS_EFFECT_SHOP_H

#include <math.h>

#include "../loyalty/on_postgres.h"
#include "../workspace/ws_dir.h"
#include "effect/effect.h"
#include "loyalty/coupon.h"
#include "loyalty/ledger.h"
#include "loyalty/membership.h"
#include "resource/resource.h"
#include "workspace/persons.h"

struct set_clock {
  struct clock clock;
  int64_t ms;
};
static struct wall set_wall(struct clock *c) {
  return (struct wall){((struct set_clock *)c)->ms};
}
static struct mono set_mono(struct clock *c) {
  return clock_system()->mono(c);
}

struct shop {
  char dir[PATH_BYTES];
  struct set_clock clock;
  struct workspace *w;
  struct loyalty *l;
  struct ev_batch b; /* rows to come */
  struct rng r;
};

static inline void shop_new(struct shop *x, const char *yaml, const char *now) {
  struct err err;
  *x = (struct shop){.clock = {{set_wall, set_mono}, 0}};
  const struct ws_options o = {.state = pg_shop_new(), .threads = 2, .clock = &x->clock.clock};
  temp_dir(x->dir);
  must_ok(ws_init_dir_at(x->dir, pg_shop(), NULL, &err), &err);
  must_ok(ws_create(x->dir, STR("shop"), STR("Asia/Shanghai"), STR("CNY"), &o, &err), &err);
  must_ok(ws_open(x->dir, STR("shop"), WS_WRITE, &o, &x->w, &err), &err);
  must_ok(time_parse_iso(str_from(now), ws_tz(x->w), &x->clock.ms, NULL, &err), &err);
  must_ok(loyalty_open(x->w, &x->l, &err), &err);
  ev_batch_init(&x->b);
  struct arena mem;
  struct resource_change *changes;
  uint32_t n;
  const struct resource_source src = {.name = STR("test.yaml"), .text = str_from(yaml)};
  arena_init(&mem, "test");
  must_ok(resource_apply(x->w, &src, 1, STR("ann"), false, &mem, &changes, &n, &err), &err);
  arena_release(&mem);
}

static inline void shop_free(struct shop *x) {
  ev_batch_release(&x->b);
  loyalty_close(x->l);
  ws_close(x->w);
  remove_dir(x->dir);
}

static inline int64_t moment(struct shop *x, const char *text) {
  struct err err;
  int64_t ms;
  must_ok(time_parse_iso(str_from(text), ws_tz(x->w), &ms, NULL, &err), &err);
  return ms;
}

static inline uint32_t subject(struct shop *x, uint32_t user) {
  struct err err;
  char name[32];
  uint32_t s = SUBJECT_NONE;
  snprintf(name, sizeof name, "u%u", user);
  must_ok(loyalty_subject(x->l, STR("user_id"), str_from(name), true, &s, &err), &err);
  return s;
}

/* ---- events ---- */

static inline void row(struct shop *x, uint32_t user, const char *event, int64_t ms) {
  char name[32];
  snprintf(name, sizeof name, "u%u", user);
  ev_batch_row(&x->b, ev_batch_id(&x->b, STR("user_id"), str_from(name)),
               ev_batch_name(&x->b, str_from(event)), ms, (struct ev_key){0}, 0);
}
static inline void word(struct shop *x, const char *prop, const char *v) {
  const struct value text = {.type = V_STR, .str = str_from(v)};
  ev_batch_put(&x->b, ev_batch_prop(&x->b, str_from(prop)), &text);
}
static inline void number(struct shop *x, const char *prop, int64_t m, uint8_t scale) {
  const struct value v = {.type = V_NUM, .num = {m, scale}};
  ev_batch_put(&x->b, ev_batch_prop(&x->b, str_from(prop)), &v);
}
static inline void order(struct shop *x, const char *event, uint32_t user, int64_t ms, uint64_t no,
                         int64_t cents) {
  char id[32];
  row(x, user, event, ms);
  snprintf(id, sizeof id, "o%llu", (unsigned long long)no);
  word(x, "order_id", id);
  number(x, "amount", cents, 2);
}
static inline void send_rows(struct shop *x) {
  struct err err;
  if (x->b.rows.n) must_ok(ws_ingest(x->w, &x->b, NULL, &err), &err);
  ev_batch_reset(&x->b);
}

/* ---- reports ---- */

struct asking {
  struct arena mem;
  struct snapshot *n;
  struct names_env *names;
  struct query_limits limits;
  struct effect_in in;
  struct report r;
};
static inline void ask_begin(struct asking *a, struct shop *x) {
  struct err err;
  *a = (struct asking){.limits = {.memory = (size_t)1 << 30}};
  arena_init(&a->mem, "report");
  must_ok(loyalty_settle(x->l, &err), &err);
  a->n = ws_snapshot(x->w);
  must_ok(names_env_new(x->w, a->n, &a->names, &err), &err);
  a->in = (struct effect_in){.w = x->w,
                             .snapshot = a->n,
                             .names = names_env_lang(a->names),
                             .env = names_env_classes(a->names, &a->limits),
                             .now = x->clock.ms};
  must_ok(state_reader(loyalty_reader(x->l), &a->in.state, &err), &err);
}
static inline void ask_end(struct asking *a) {
  state_close(a->in.state);
  names_env_free(a->names);
  snapshot_free(a->n);
  arena_release(&a->mem);
}

static inline const struct report_section *section(const struct report *r, const char *id) {
  for (uint32_t i = 0; i < r->n_sections; i++)
    if (strcmp(r->sections[i].id, id) == 0) return &r->sections[i];
  fail_msg("no section %s", id);
  return NULL;
}
static inline const struct report_cell *cell(const struct report *r, const char *id, uint32_t at,
                                             const char *column) {
  const struct report_section *s = section(r, id);
  if (at >= s->n_rows) fail_msg("%s has %u rows", id, s->n_rows);
  for (uint32_t i = 0; i < s->n_columns; i++)
    if (strcmp(s->columns[i].id, column) == 0) return &s->cells[at * s->n_columns + i];
  fail_msg("no column %s of %s", column, id);
  return NULL;
}
static inline void expect_dec(const struct report_cell *c, i128 m, uint8_t scale,
                              const char *what) {
  char a[DEC_TEXT_BYTES], b[DEC_TEXT_BYTES];
  if (!c->present || dec_cmp(c->dec, (struct dec){m, scale}) != 0)
    fail_msg("%s is %s, not %s", what, c->present ? dec_text(c->dec, a) : "absent",
             dec_text((struct dec){m, scale}, b));
}
static inline void expect_near(const struct report_cell *c, double v, const char *what) {
  if (!c->present || fabs(c->real - v) > 1e-9 * (fabs(v) + 1))
    fail_msg("%s is %.12g, not %.12g", what, c->present ? c->real : NAN, v);
}
static inline void expect_count(const struct report_cell *c, int64_t v, const char *what) {
  if (!c->present || c->count != v)
    fail_msg("%s is %lld, not %lld", what, c->present ? (long long)c->count : -1, (long long)v);
}
/* Whether the report says a sentence that begins so. */
static inline bool says(const struct report *r, const char *words) {
  const struct report_section *s = section(r, "said");
  for (uint32_t i = 0; i < s->n_rows; i++)
    if (str_starts(s->cells[i * 2 + 1].title.en, str_from(words))) return true;
  return false;
}

/* Rows of a statement as numbers, n columns each. */
static inline int64_t *table(struct shop *x, const char *sql, uint32_t columns, size_t *ret_n) {
  struct state *s = loyalty_reader(x->l);
  struct state_stmt *q;
  struct err err;
  size_t n = 0, cap = 0;
  int64_t *all = NULL;
  bool more = true;
  state_enter(s);
  must_ok(state_query(s, sql, &q, &err), &err);
  for (;;) {
    must_ok(state_step(q, &more, &err), &err);
    if (!more) break;
    if (n == cap) all = realloc(all, (cap = cap ? cap * 2 : 256) * columns * sizeof *all);
    for (uint32_t i = 0; i < columns; i++)
      all[n * columns + i] = state_is_null(q, (int)i) ? INT64_MIN : state_int(q, (int)i);
    n++;
  }
  state_leave(s);
  *ret_n = n;
  return all;
}

#endif
