/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A shop with leaderboards, on a clock that is set. */
#ifndef SHOAL_TESTS_RANK_SHOP_H
#define SHOAL_TESTS_RANK_SHOP_H

#include "incentive/rank.h"
#include "task_shop.h"
#include "workspace/erase.h"

static int64_t rank_now;
static struct wall rank_wall(struct clock *c) {
  (void)c;
  return (struct wall){.ms = rank_now};
}
static struct clock rank_clock;

__attribute__((unused)) static void rank_clock_begin(void) {
  rank_clock = *clock_system();
  rank_clock.wall = rank_wall;
  rank_now = INT64_C(1781000000000); /* 2026-06-09 18:13 in Shanghai */
}

/* Everything that came is in the standings. */
__attribute__((unused)) static void looks(struct shop *x) {
  struct err err;
  must_ok(loyalty_settle(x->l, &err), &err);
  must_ok(rank_settle(incentive_ranks(x->i), &err), &err);
}

/* "b 1 30|a 2 10": who, rank, score. */
static struct str standing(struct shop *x, const char *board, int64_t at) {
  struct rank_page p;
  struct err err;
  struct buf b = BUF_INIT;
  must_ok(rank_standings(incentive_ranks(x->i), str_from(board), at, 0, RANK_PAGE_MAX, &x->mem, &p,
                         &err),
          &err);
  for (uint32_t i = 0; i < p.n; i++) {
    char score[DEC_TEXT_BYTES];
    struct str name = STR("–");
    if (p.places[i].person != SUBJECT_NONE)
      name = people_external_id(ws_people(x->w), p.places[i].person);
    buf_printf(&b, "%s%.*s %llu %s", i ? "|" : "", STRF(name), (unsigned long long)p.places[i].rank,
               dec_text(dec_normal((struct dec){p.places[i].score, RANK_SCALE}), score));
  }
  buf_putc(&b, 0);
  struct str s = arena_str(&x->mem, buf_str(&b));
  buf_release(&b);
  return s;
}

__attribute__((unused)) static void stands_at(struct shop *x, const char *board, int64_t at,
                                              const char *expected) {
  looks(x);
  assert_string_equal(standing(x, board, at).p, expected);
}
__attribute__((unused)) static void stands(struct shop *x, const char *board,
                                           const char *expected) {
  stands_at(x, board, 0, expected);
}

__attribute__((unused)) static void happens_at(struct shop *x, const char *user, const char *event,
                                               int64_t cents, int64_t time) {
  struct ev_batch b;
  struct err err;
  ev_batch_init(&b);
  b.received = rank_now;
  row(&b, user, event, time);
  if (cents) put_num(&b, "amount", cents);
  must_ok(ws_ingest(x->w, &b, NULL, &err), &err);
  ev_batch_release(&b);
}

__attribute__((unused)) static void sets(struct shop *x, const char *user, const char *attr,
                                         const char *word) {
  struct ev_batch b;
  struct err err;
  ev_batch_init(&b);
  b.received = rank_now;
  row(&b, user, EV_SET, rank_now);
  put_word(&b, attr, word);
  must_ok(ws_ingest(x->w, &b, NULL, &err), &err);
  ev_batch_release(&b);
  rank_now += 1000;
}

__attribute__((unused)) static uint32_t subject(struct shop *x, const char *user) {
  return people_find(ws_people(x->w), STR("user_id"), str_from(user));
}

__attribute__((unused)) static void unmerge(struct shop *x, const char *user) {
  uint32_t s = subject(x, user);
  struct ws_moved moved;
  struct err err;
  must_ok(ws_unmerge_people(x->w, &s, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
}

__attribute__((unused)) static void erase(struct shop *x, const char *user) {
  struct ws_erased e;
  struct err err;
  must_ok(ws_erase_person(x->w, subject(x, user), STR("ann"), &e, &err), &err);
}

__attribute__((unused)) static void shop_reopen(struct shop *x) {
  shop_close(x);
  shop_open(x);
}

__attribute__((unused)) static int64_t points(struct shop *x, const char *user) {
  struct ledger_balance *b;
  struct err err;
  uint32_t n;
  int64_t have = 0;
  must_ok(loyalty_tick(x->l, &err), &err);
  must_ok(ledger_balances(x->l, who(x, user), &x->mem, &b, &n, &err), &err);
  for (uint32_t i = 0; i < n; i++)
    if (str_is(b[i].currency, "points")) have += b[i].available;
  return have;
}

/* Events of the name in the log. */
__attribute__((unused)) static uint64_t told(struct shop *x, const char *event) {
  struct log_iter *it;
  struct log_record rec;
  struct ev_batch b;
  struct err err;
  uint64_t rows = 0;
  bool more;
  must_ok(loyalty_settle(x->l, &err), &err);
  ev_batch_init(&b);
  must_ok(log_iter_new(ws_log(x->w), 1, &it, &err), &err);
  for (;;) {
    must_ok(log_iter_next(it, &rec, &more, &err), &err);
    if (!more) break;
    if (rec.kind != LOG_EVENTS) continue;
    must_ok(ev_batch_decode(rec.body, &b, &err), &err);
    for (size_t i = 0; i < b.rows.n; i++)
      rows += str_is(intern_at(&b.names, b.rows.p[i].name), event);
  }
  log_iter_free(it);
  ev_batch_release(&b);
  return rows;
}

#endif
