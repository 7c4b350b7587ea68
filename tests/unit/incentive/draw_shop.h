/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A shop with the draw "d", and what its tests do with it. */
#ifndef SHOAL_TESTS_DRAW_SHOP_H
#define SHOAL_TESTS_DRAW_SHOP_H

#include "incentive/draw_int.h"
#include "incentive_shop.h"

#define HEAD                                                                                       \
  "kind: draw\nslug: d\ntitle: D\ngoal: order_completed\nfrom: 2026-05-01\nuntil: 2026-06-30\n"    \
  "holdout: 0.01\n"

/* Somebody who takes part in draw "d". */
__attribute__((unused)) static uint32_t take_part(struct shop *x, int i) {
  const struct launch l = {.holdout_bp = 100};
  char name[24];
  uint32_t s = SUBJECT_NONE;
  for (int k = 0; k < 20; k++) {
    snprintf(name, sizeof name, "u%d-%d", i, k);
    s = shop_subject(x, name);
    if (!launch_held_out(&l, STR("d"), s)) return s;
  }
  fail_msg("nobody takes part");
  return s;
}

static void make(struct shop *x, const char *yaml) {
  make_shop(x, yaml);
  for (int i = 0; i < USERS; i++)
    users[i] = take_part(x, i);
}
__attribute__((unused)) static void end(struct shop *x) {
  close_all(x);
  remove_dir(x->dir);
}

__attribute__((unused)) static bool turn(uint32_t who, const char *key, const char *nonce,
                                         struct draw_done *ret, struct err *err) {
  const struct draw_ask a = {STR("d"), STR("shop"), str_from(key), str_from(nonce), who};
  return draw_do(inc, &a, &mem, ret, err);
}
__attribute__((unused)) static struct draw_done turned(uint32_t who, const char *key) {
  struct draw_done d;
  struct err err;
  must_ok(turn(who, key, "n", &d, &err), &err);
  return d;
}
__attribute__((unused)) static void refused(uint32_t who, const char *key, enum err_code code) {
  struct draw_done d;
  struct err err = {0};
  assert_false(turn(who, key, "n", &d, &err));
  if (err.code != code) fail_msg("%s", err_name(err.code));
}
__attribute__((unused)) static struct draw_state shown(void) {
  struct draw_state s;
  struct err err;
  must_ok(draw_get(inc, STR("d"), 0, &mem, &s, &err), &err);
  return s;
}

/* ---- the audit list ---- */

__attribute__((unused)) static struct buf list_text(void) {
  struct buf out = BUF_INIT;
  struct draw_state s = shown();
  struct draw *versions;
  struct draw_turn *t;
  uint32_t *numbers, n;
  struct err err;
  struct jw w;
  must_ok(draw_versions(inc, STR("d"), &mem, &versions, &numbers, &n, &err), &err);
  jw_init(&w, &out, 0);
  draw_head_line(&s, versions, numbers, n, &w);
  buf_putc(&out, '\n');
  for (int64_t after = 0;;) {
    must_ok(draw_turns(inc, STR("d"), after, 7, &mem, &t, &n, &err), &err);
    for (uint32_t i = 0; i < n; i++) {
      jw_init(&w, &out, 0);
      draw_turn_line(&t[i], &w);
      buf_putc(&out, '\n');
    }
    if (n == 0) return out;
    after = t[n - 1].seq;
  }
}

__attribute__((unused)) static void say(void *ctx, const char *what) {
  *(const char **)ctx = what;
}

__attribute__((unused)) static struct draw_verdict verdict(struct str text, const char **what) {
  struct draw_verify *v = draw_verify_new(say, (void *)what);
  struct draw_verdict r;
  struct err err;
  *what = "";
  while (text.n) {
    size_t n = 0;
    while (text.p[n] != '\n')
      n++;
    must_ok(draw_verify_line(v, str_of(text.p, n), &err), &err);
    text = str_of(text.p + n + 1, text.n - n - 1);
  }
  draw_verify_end(v, &r);
  draw_verify_free(v);
  return r;
}

__attribute__((unused)) static void list_is_clean(int64_t turns) {
  struct buf b = list_text();
  const char *what;
  struct draw_verdict v = verdict(buf_str(&b), &what);
  if (v.bad) fail_msg("%s", what);
  assert_int_equal(v.turns, turns);
  assert_true(v.complete);
  buf_release(&b);
}

/* ---- turns as rewards ---- */

/* As a task promises them. */
struct promising {
  struct writer_work work;
  struct shop *x;
  uint32_t who;
  int64_t n, turns;
};
__attribute__((unused)) static bool run_promising(struct writer_work *w, struct state *s,
                                                  struct err *err) {
  struct promising *k = (struct promising *)w;
  struct gift g = {.origin = STR("task"),
                   .origin_n = k->n,
                   .occasion = STR("done"),
                   .reason = STR("t"),
                   .reward = {.draw = STR("d"), .turns = (uint32_t)k->turns, .points = DEC_ZERO},
                   .at_ms = now_ms};
  return holder_take(k->x->l, k->who, s, &g.holder, err) && gift_put(k->x->l, s, &g, err);
}
__attribute__((unused)) static void promise(struct shop *x, uint32_t who, int64_t n,
                                            int64_t turns) {
  struct promising k = {{.run = run_promising}, x, who, n, turns};
  struct err err;
  must_ok(loyalty_do(x->l, &k.work, &err), &err);
}
__attribute__((unused)) static uint32_t hand_over(struct shop *x) {
  struct err err;
  uint32_t done;
  must_ok(gifts_hand_over(x->l, 1000, &done, &err), &err);
  return done;
}
__attribute__((unused)) static int64_t tickets_left(uint32_t who) {
  struct draw_mine mine;
  struct err err;
  must_ok(draw_mine(inc, STR("d"), who, 1, &mem, &mine, &err), &err);
  return mine.tickets_left;
}

#endif
