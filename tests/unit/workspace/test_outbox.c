/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The outbox: with the transaction or not at all, in order, and once, wherever the process ended
 * and however much later it goes on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "workspace/erase.h"
#include "workspace/outbox.h"
#include "ws_dir.h"

#define START INT64_C(1767225600000) /* 2026-01-01 */
#define DAY   INT64_C(86400000)

struct still {
  struct clock clock;
  int64_t ms;
};
static struct mono still_mono(struct clock *c) {
  return (struct mono){((struct still *)c)->ms * 1000000};
}
static struct wall still_wall(struct clock *c) {
  return (struct wall){((struct still *)c)->ms};
}

struct shop {
  char dir[PATH_BYTES];
  struct still clock;
  struct workspace *w;
};

static void open_shop(struct shop *s) {
  struct err err;
  struct ws_options o = {.threads = 1, .clock = &s->clock.clock};
  must_ok(ws_open(s->dir, STR("shop"), WS_WRITE, &o, &s->w, &err), &err);
}

/* An event of their own: the outbox is about people who are known. */
static void meet(struct shop *s) {
  struct ev_batch b;
  struct err err;
  ev_batch_init(&b);
  for (int i = 0; i < 2; i++)
    ev_batch_row(&b, ev_batch_id(&b, STR("user_id"), i ? STR("b") : STR("a")),
                 ev_batch_name(&b, STR("came")), START, (struct ev_key){7, 2 + 2 * (uint64_t)i}, 0);
  must_ok(ws_ingest(s->w, &b, NULL, &err), &err);
  ev_batch_release(&b);
}

static void begin(struct shop *s) {
  struct err err;
  struct ws_options o = {.threads = 1};
  *s = (struct shop){.clock = {{still_wall, still_mono}, START}};
  temp_dir(s->dir);
  must_ok(ws_create(s->dir, STR("shop"), STR("UTC"), STR(""), &o, &err), &err);
  open_shop(s);
  meet(s);
}

static void end(struct shop *s) {
  ws_close(s->w);
  remove_dir(s->dir);
}

/* Rows of one batch: who did `name` that often. */
static bool put(struct shop *s, const char *who, const char *name, uint32_t times,
                struct err *err) {
  struct ev_batch b;
  ev_batch_init(&b);
  uint32_t id = ev_batch_id(&b, STR("user_id"), str_from(who));
  for (uint32_t i = 0; i < times; i++)
    ev_batch_row(&b, id, ev_batch_name(&b, str_from(name)), s->clock.ms, (struct ev_key){0}, 0);
  bool ok = ws_outbox_put(s->w, &b, err);
  ev_batch_release(&b);
  return ok;
}

static uint64_t sent(struct shop *s) {
  uint64_t rows = 99;
  struct err err;
  must_ok(ws_outbox_send(s->w, &rows, &err), &err);
  return rows;
}

static uint64_t waiting(struct shop *s) {
  uint64_t n = 99;
  struct err err;
  must_ok(ws_outbox_waiting(s->w, &n, &err), &err);
  return n;
}

static uint64_t rows(struct shop *s) {
  struct snapshot *n = ws_snapshot(s->w);
  uint64_t sum = 0;
  for (uint32_t i = 0; i < snapshot_events(n); i++)
    if (!str_is(snapshot_event(n, i)->name, "came")) sum += snapshot_event(n, i)->rows;
  snapshot_free(n);
  return sum;
}

static void what_rolls_back_is_not_there(void **state) {
  struct shop s;
  struct err err;
  begin(&s);
  must_ok(state_begin(ws_state(s.w), &err) && put(&s, "a", "won", 3, &err), &err);
  state_rollback(ws_state(s.w));
  assert_int_equal(waiting(&s), 0);
  assert_int_equal(sent(&s), 0);
  must_ok(state_begin(ws_state(s.w), &err) && put(&s, "a", "won", 3, &err) &&
              put(&s, "b", "lost", 1, &err) && state_commit(ws_state(s.w), &err),
          &err);
  assert_int_equal(waiting(&s), 2);
  assert_int_equal(rows(&s), 0);
  assert_int_equal(sent(&s), 4);
  assert_int_equal(waiting(&s), 0);
  assert_int_equal(sent(&s), 0);
  assert_int_equal(rows(&s), 4);
  end(&s);
}

/* The table as it was before sending, put back: what a crash between the log and SQL leaves. */
static void again(struct shop *s, const struct buf *batch, uint32_t n) {
  struct state_stmt *q;
  struct err err;
  must_ok(state_begin(ws_state(s->w), &err), &err);
  for (uint32_t i = 0; i < n; i++) {
    must_ok(state_query(ws_state(s->w), "INSERT INTO outbox (batch) VALUES (?1)", &q, &err), &err);
    state_bind_blob(q, 1, buf_str(&batch[i]));
    must_ok(state_exec(q, &err), &err);
  }
  must_ok(state_commit(ws_state(s->w), &err), &err);
}

static void what_was_sent_is_known(void **state) {
  enum { BATCHES = 70 };
  struct shop s;
  struct err err;
  struct buf kept[BATCHES] = {0};
  struct state_stmt *q;
  bool row;
  uint32_t n = 0;
  begin(&s);
  must_ok(state_begin(ws_state(s.w), &err), &err);
  for (uint32_t i = 0; i < BATCHES; i++)
    must_ok(put(&s, i % 2 ? "a" : "b", "won", 1 + i % 3, &err), &err);
  must_ok(state_commit(ws_state(s.w), &err), &err);
  state_enter(ws_state(s.w));
  must_ok(state_query(ws_state(s.w), "SELECT batch FROM outbox ORDER BY n", &q, &err), &err);
  while (state_step(q, &row, &err) && row) {
    kept[n] = (struct buf)BUF_INIT;
    buf_put_str(&kept[n++], state_str(q, 0));
  }
  state_leave(ws_state(s.w));
  assert_int_equal(n, BATCHES);
  uint64_t all = sent(&s);
  assert_int_equal(rows(&s), all);
  /* All of it, and a half, also by another process and nine days later. */
  again(&s, kept, BATCHES);
  assert_int_equal(sent(&s), 0);
  again(&s, kept + BATCHES / 2, BATCHES / 2);
  ws_close(s.w);
  s.clock.ms += 9 * DAY;
  open_shop(&s);
  assert_int_equal(waiting(&s), BATCHES / 2);
  assert_int_equal(sent(&s), 0);
  assert_int_equal(waiting(&s), 0);
  assert_int_equal(rows(&s), all);
  /* The same words again are other events. */
  must_ok(state_begin(ws_state(s.w), &err) && put(&s, "a", "won", 2, &err) &&
              state_commit(ws_state(s.w), &err),
          &err);
  assert_int_equal(sent(&s), 2);
  assert_int_equal(rows(&s), all + 2);
  for (uint32_t i = 0; i < n; i++)
    buf_release(&kept[i]);
  end(&s);
}

/* What waits when somebody is erased goes with the person; what was put about nobody any more makes
 * no person of the name. */
static void nobody_comes_back(void **state) {
  struct shop s;
  struct err err;
  struct ws_erased gone;
  begin(&s);
  uint32_t a = people_find(ws_people(s.w), STR("user_id"), STR("a"));
  must_ok(state_begin(ws_state(s.w), &err) && put(&s, "a", "won", 3, &err) &&
              put(&s, "b", "won", 2, &err) && state_commit(ws_state(s.w), &err),
          &err);
  must_ok(ws_erase_person(s.w, a, STR("ann"), &gone, &err), &err);
  assert_int_equal(waiting(&s), 0);
  must_ok(state_begin(ws_state(s.w), &err) && put(&s, "a", "won", 3, &err) &&
              put(&s, "b", "lost", 1, &err) && state_commit(ws_state(s.w), &err),
          &err);
  assert_int_equal(sent(&s), 1);
  assert_int_equal(waiting(&s), 0);
  assert_int_equal(people_find(ws_people(s.w), STR("user_id"), STR("a")), SUBJECT_NONE);
  assert_int_equal(people_living(ws_people(s.w)), 1);
  end(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_rolls_back_is_not_there),
                                     cmocka_unit_test(what_was_sent_is_known),
                                     cmocka_unit_test(nobody_comes_back)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
