/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The outbox: with the transaction or not at all, in order, and once, wherever the process ended
 * and however much later it goes on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../lib/mem_io.h"
#include "workspace/backup.h"
#include "workspace/erase.h"
#include "workspace/outbox.h"
#include "workspace/verify.h"
#include "workspace/workspace_int.h"
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

static void sql(struct shop *s, const char *text) {
  struct state_stmt *q;
  struct err err;
  must_ok(state_begin(ws_state(s->w), &err) && state_query(ws_state(s->w), text, &q, &err) &&
              state_exec(q, &err) && state_commit(ws_state(s->w), &err),
          &err);
}

/* So many batches of `name`, of one row each. */
static void change(struct shop *s, const char *name, uint32_t times) {
  struct err err;
  must_ok(state_begin(ws_state(s->w), &err), &err);
  for (uint32_t i = 0; i < times; i++)
    must_ok(put(s, i % 2 ? "a" : "b", name, 1, &err), &err);
  must_ok(state_commit(ws_state(s->w), &err), &err);
}

static void refuses(struct shop *s, enum err_code code) {
  struct err err;
  struct ws_options o = {.threads = 1, .clock = &s->clock.clock};
  struct workspace *w;
  assert_false(ws_open(s->dir, STR("shop"), WS_WRITE, &o, &w, &err));
  if (err.code != code) must_ok(false, &err);
  must_ok(ws_open(s->dir, STR("shop"), WS_READ, &o, &w, &err), &err); /* questions are answered */
  ws_close(w);
}

/* ---- files of a workspace that nobody has open ---- */

static __attribute__((format(printf, 1, 2))) void run(const char *fmt, ...) {
  char cmd[4 * PATH_BYTES];
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(cmd, sizeof cmd, fmt, ap);
  va_end(ap);
  if (system(cmd) != 0) fail_msg("%s", cmd);
}
static void keep(struct shop *s, const char *what, const char *as) {
  run("rm -rf %s/%s && cp -r %s/w/shop/%s %s/%s", s->dir, as, s->dir, what, s->dir, as);
}
static void put_back(struct shop *s, const char *as, const char *what) {
  run("rm -rf %s/w/shop/%s* && cp -r %s/%s %s/w/shop/%s", s->dir, what, s->dir, as, s->dir, what);
}

/* The same batches with other ids of rows: nothing but their numbers says what they are. */
static void disguise(struct buf *batch) {
  struct ev_batch b;
  struct err err;
  ev_batch_init(&b);
  must_ok(ev_batch_decode(buf_str(batch), &b, &err), &err);
  for (size_t i = 0; i < b.rows.n; i++)
    b.rows.p[i].key.hi ^= 77;
  buf_reset(batch);
  ev_batch_encode(&b, batch);
  ev_batch_release(&b);
}

/* SQL as it was before it heard of the sending: what a crash between the log and SQL leaves. */
static void again(struct shop *s, const struct buf *batch, uint32_t from, uint32_t n) {
  struct state_stmt *q;
  struct err err;
  sql(s, "DELETE FROM outbox_batch");
  must_ok(state_begin(ws_state(s->w), &err), &err);
  for (uint32_t i = from; i < n; i++) {
    must_ok(state_query(ws_state(s->w), "INSERT INTO outbox_batch (seq, batch) VALUES (?1, ?2)", &q,
                        &err),
            &err);
    state_bind_int(q, 1, (int64_t)i + 1);
    state_bind_blob(q, 2, buf_str(&batch[i]));
    must_ok(state_exec(q, &err), &err);
  }
  must_ok(state_commit(ws_state(s->w), &err), &err);
  sql(s, "UPDATE outbox_head SET logged = 0, logged_lsn = 0");
  sql(s, "DELETE FROM cursor WHERE consumer = 'outbox'");
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
  must_ok(state_query(ws_state(s.w), "SELECT batch FROM outbox_batch ORDER BY seq", &q, &err),
          &err);
  while (state_step(q, &row, &err) && row) {
    kept[n] = (struct buf)BUF_INIT;
    buf_put_str(&kept[n++], state_str(q, 0));
  }
  state_leave(ws_state(s.w));
  assert_int_equal(n, BATCHES);
  for (uint32_t i = 0; i < n; i++)
    disguise(&kept[i]);
  uint64_t all = sent(&s);
  assert_int_equal(rows(&s), all);
  /* All of it, and a half, also by another process and forty days later. */
  again(&s, kept, 0, BATCHES);
  assert_int_equal(waiting(&s), 0);
  assert_int_equal(sent(&s), 0);
  again(&s, kept, BATCHES / 2, BATCHES);
  ws_close(s.w);
  s.clock.ms += 40 * DAY;
  open_shop(&s);
  assert_int_equal(waiting(&s), 0);
  assert_int_equal(sent(&s), 0);
  assert_int_equal(rows(&s), all);
  /* The same words again are other events. */
  change(&s, "won", 2);
  assert_int_equal(sent(&s), 2);
  assert_int_equal(rows(&s), all + 2);
  for (uint32_t i = 0; i < n; i++)
    buf_release(&kept[i]);
  end(&s);
}

/* A relay leaves what it sent to the transaction of the next batch. */
static void the_next_batch_takes_away(void **state) {
  struct shop s;
  struct err err;
  uint64_t n = 0;
  begin(&s);
  change(&s, "won", 3);
  must_ok(ws_outbox_relay(s.w, &n, &err), &err);
  assert_int_equal(n, 3);
  assert_int_equal(waiting(&s), 0);
  sql(&s, "UPDATE outbox_head SET seq = seq WHERE (SELECT count(*) FROM outbox_batch) = 3");
  assert_int_equal(state_changes(ws_state(s.w)), 1);
  change(&s, "lost", 2);
  sql(&s, "UPDATE outbox_head SET seq = seq WHERE (SELECT count(*) FROM outbox_batch) = 2 AND seq "
          "= 5 AND logged = 3");
  assert_int_equal(state_changes(ws_state(s.w)), 1);
  ws_close(s.w);
  open_shop(&s);
  assert_int_equal(waiting(&s), 2);
  assert_int_equal(sent(&s), 2);
  assert_int_equal(rows(&s), 5);
  end(&s);
}

/* ---- what does not belong together ---- */

static void on_damage(void *ctx, const struct ws_damage *d) {
  (void)d;
  ++*(int *)ctx;
}

static void a_state_older_than_its_log(void **state) {
  struct shop s;
  struct err err;
  struct ws_repaired r;
  int bad = 0;
  begin(&s);
  change(&s, "won", 2);
  assert_int_equal(sent(&s), 2);
  change(&s, "won", 1); /* waits */
  ws_close(s.w);
  keep(&s, "state.db", "old");
  open_shop(&s);
  change(&s, "won", 2);
  assert_int_equal(sent(&s), 3);
  ws_close(s.w);
  put_back(&s, "old", "state.db");
  refuses(&s, ERR_state_behind);
  refuses(&s, ERR_state_behind); /* and goes on refusing */
  /* A workspace of what is there: what the log has is not sent again, what comes is sent. */
  char dir[PATH_BYTES];
  temp_dir(dir);
  struct ws_options o = {.threads = 1, .clock = &s.clock.clock};
  must_ok(ws_repair(s.dir, STR("shop"), dir, &o, on_damage, &bad, &r, &err), &err);
  assert_int_equal(bad, 0);
  remove_dir(s.dir);
  snprintf(s.dir, sizeof s.dir, "%s", dir);
  open_shop(&s);
  assert_int_equal(waiting(&s), 0);
  assert_int_equal(rows(&s), 5);
  change(&s, "lost", 2);
  assert_int_equal(sent(&s), 2);
  assert_int_equal(rows(&s), 7);
  end(&s);
}

static void meet_again(struct shop *s, int n) {
  struct ev_batch b;
  struct err err;
  for (int i = 0; i < n; i++) {
    ev_batch_init(&b);
    ev_batch_row(&b, ev_batch_id(&b, STR("user_id"), STR("a")), ev_batch_name(&b, STR("came")),
                 START + i, (struct ev_key){9, 2 + 2 * (uint64_t)i}, 0);
    must_ok(ws_ingest(s->w, &b, NULL, &err), &err);
    ev_batch_release(&b);
  }
}

static void a_log_older_than_its_state(void **state) {
  struct shop s;
  begin(&s);
  change(&s, "won", 1);
  assert_int_equal(sent(&s), 1);
  ws_close(s.w);
  keep(&s, "log", "old-log");
  keep(&s, "state.db", "old");
  open_shop(&s);
  change(&s, "won", 2);
  assert_int_equal(sent(&s), 2);
  meet_again(&s, 1);
  ws_close(s.w);
  keep(&s, "state.db", "new");
  put_back(&s, "old-log", "log");
  run("rm -rf %s/w/shop/people %s/w/shop/store", s.dir, s.dir);
  refuses(&s, ERR_log_behind); /* the log ends before */
  put_back(&s, "old", "state.db");
  open_shop(&s);
  meet_again(&s, 20); /* it went its own way, and further */
  ws_close(s.w);
  put_back(&s, "new", "state.db");
  refuses(&s, ERR_log_behind);
  remove_dir(s.dir);
}

static void a_missing_batch(void **state) {
  struct shop s;
  struct err err;
  begin(&s);
  change(&s, "won", 3);
  sql(&s, "DELETE FROM outbox_batch WHERE seq = 2");
  assert_false(ws_outbox_send(s.w, NULL, &err));
  assert_int_equal(err.code, ERR_corrupt);
  ws_close(s.w);
  refuses(&s, ERR_corrupt);
  remove_dir(s.dir);
}

/* Of a program that had no numbers. */
static void batches_without_numbers(void **state) {
  struct shop s;
  begin(&s);
  change(&s, "won", 4);
  sql(&s, "DELETE FROM outbox_head");
  sql(&s, "UPDATE outbox_batch SET seq = seq + 40");
  sql(&s, "DELETE FROM outbox_batch WHERE seq = 42");
  ws_close(s.w);
  open_shop(&s);
  assert_int_equal(waiting(&s), 3);
  assert_int_equal(sent(&s), 3);
  change(&s, "won", 1);
  assert_int_equal(sent(&s), 1);
  assert_int_equal(rows(&s), 4);
  end(&s);
}

/* SQL is copied first and the log afterwards: the events of changes in between are taken out. */
static void a_copy_between_two_moments(void **state) {
  for (int flushed = 0; flushed < 2; flushed++) {
    struct shop s;
    struct err err;
    struct log *log;
    uint64_t later = 99;
    char path[PATH_BYTES + 16];
    begin(&s);
    change(&s, "won", 2);
    assert_int_equal(sent(&s), 2);
    change(&s, "won", 3);         /* wait in the copy of the state, and are in the log */
    sql(&s, "DELETE FROM audit"); /* into the file, not its -wal */
    ws_close(s.w);
    keep(&s, "state.db", "old");
    open_shop(&s);
    assert_int_equal(sent(&s), 3);
    change(&s, "lost", 4);
    assert_int_equal(sent(&s), 4);
    if (flushed) must_ok(ws_checkpoint(s.w, true, &err), &err);
    ws_close(s.w);
    put_back(&s, "old", "state.db");
    snprintf(path, sizeof path, "%s/w/shop", s.dir);
    char log_dir[PATH_BYTES + 32];
    snprintf(log_dir, sizeof log_dir, "%s/log", path);
    must_ok(log_open(io_posix(), log_dir, true, &log, &err) && log_begin_epoch(log, &err), &err);
    log_close(log);
    must_ok(outbox_restored(io_posix(), path, &later, &err), &err);
    assert_int_equal(later, 4);
    open_shop(&s);
    assert_int_equal(rows(&s), 5);
    assert_int_equal(waiting(&s), 0);
    change(&s, "won", 2);
    assert_int_equal(sent(&s), 2);
    assert_int_equal(rows(&s), 7);
    end(&s);
  }
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

/* ---- power ---- */

enum { LIVES = 6 };

/* Batches that are committed; what was under way when the power failed may be. */
static int64_t committed(struct shop *s) {
  struct outbox_head h;
  struct err err;
  bool found;
  must_ok(outbox_head_read(ws_state(s->w), &h, &found, &err) && found, &err);
  return (int64_t)h.seq;
}

/* What waits gets other ids of rows: the window of ids knows nothing of it. */
static void disguise_all(struct shop *s) {
  struct state *db = ws_state(s->w);
  struct state_stmt *q;
  struct err err;
  bool row = false;
  VEC(struct {
    int64_t seq;
    struct buf b;
  })
  all = {0};
  must_ok(state_begin(db, &err), &err);
  must_ok(state_query(db, "SELECT seq, batch FROM outbox_batch", &q, &err), &err);
  while (state_step(q, &row, &err) && row) {
    vec_reserve(&all, all.n + 1);
    all.p[all.n].seq = state_int(q, 0);
    all.p[all.n].b = (struct buf)BUF_INIT;
    buf_put_str(&all.p[all.n++].b, state_str(q, 1));
  }
  for (size_t i = 0; i < all.n; i++) {
    disguise(&all.p[i].b);
    must_ok(state_query(db, "UPDATE outbox_batch SET batch = ?2 WHERE seq = ?1", &q, &err), &err);
    state_bind_int(q, 1, all.p[i].seq);
    state_bind_blob(q, 2, buf_str(&all.p[i].b));
    must_ok(state_exec(q, &err), &err);
    buf_release(&all.p[i].b);
  }
  must_ok(state_commit(db, &err), &err);
  vec_free(&all);
}

static void a_life(struct shop *s, struct rng *r, struct mem_io *m) {
  struct err err;
  m->fail_in = (int64_t)rng_below(r, 60);
  m->dead = false;
  for (int i = 0; i < 12 && !m->dead; i++) {
    uint32_t n = 1 + (uint32_t)rng_below(r, 3);
    if (!state_begin(ws_state(s->w), &err)) break;
    bool ok = true;
    for (uint32_t k = 0; ok && k < n; k++)
      ok = put(s, k % 2 ? "a" : "b", "won", 1, &err);
    if (!ok || rng_chance(r, 0.2))
      state_rollback(ws_state(s->w));
    else if (!state_commit(ws_state(s->w), &err))
      break;
    if (rng_chance(r, 0.5)) (void)ws_outbox_relay(s->w, NULL, &err);
    if (rng_chance(r, 0.3)) (void)ws_outbox_send(s->w, NULL, &err);
    if (rng_chance(r, 0.2)) (void)ws_checkpoint(s->w, true, &err);
  }
  m->fail_in = 0; /* what closing would still write is lost too */
  m->dead = true;
}

static void power_fails(void **state) {
  for (uint64_t seed = 1; seed <= 60; seed++) {
    struct mem_io *m = mem_io_new(seed);
    struct shop s = {.dir = "disk", .clock = {{still_wall, still_mono}, START}};
    struct ws_options o = {
        .threads = 1, .io = &m->io, .clock = &s.clock.clock, .sync_ms = seed % 2 ? 0 : 50};
    struct err err;
    struct rng r;
    rng_init(&r, seed, 3, 0);
    must_ok(ws_create(s.dir, STR("shop"), STR("UTC"), STR(""), &o, &err) &&
                ws_open(s.dir, STR("shop"), WS_WRITE, &o, &s.w, &err),
            &err);
    meet(&s);
    must_ok(ws_checkpoint(s.w, false, &err), &err);
    for (int life = 0; life < LIVES; life++) {
      a_life(&s, &r, m);
      ws_close(s.w);
      mem_io_crash(m);
      s.clock.ms += rng_chance(&r, 0.5) ? 9 * DAY : 1000;
      must_ok(ws_open(s.dir, STR("shop"), WS_WRITE, &o, &s.w, &err), &err);
      disguise_all(&s);
      if (rng_chance(&r, 0.3)) continue; /* some of it is left to a later life */
      sent(&s);
      assert_int_equal(rows(&s), committed(&s));
    }
    sent(&s);
    assert_int_equal(rows(&s), committed(&s));
    ws_close(s.w);
    mem_io_free(m);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_rolls_back_is_not_there),
                                     cmocka_unit_test(what_was_sent_is_known),
                                     cmocka_unit_test(the_next_batch_takes_away),
                                     cmocka_unit_test(nobody_comes_back),
                                     cmocka_unit_test(a_state_older_than_its_log),
                                     cmocka_unit_test(a_log_older_than_its_state),
                                     cmocka_unit_test(a_missing_batch),
                                     cmocka_unit_test(batches_without_numbers),
                                     cmocka_unit_test(a_copy_between_two_moments),
                                     cmocka_unit_test(power_fails)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
