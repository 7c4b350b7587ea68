/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People who are merged and taken apart again while their rows lie in memory, in parts, or both:
 * every snapshot equals the twin that sorts all rows by the persons of its moment. */
#include "twin.h"

#include <pthread.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fault.h"
#include "store/store_int.h"

static uint64_t seed;

#define PEOPLE 90
#define STRIDE 2500 /* so that there are several chunks */

struct world {
  struct rng r;
  char *dir;
  struct store *s;
  struct twin t; /* its rows carry subjects; compared under the persons of now */
  struct persons persons;
  struct feed f;
  size_t memtable;
};

static uint32_t someone(struct world *w) {
  return (uint32_t)rng_below(&w->r, PEOPLE) * STRIDE;
}

static void a_value(struct world *w, const char *prop, struct value v) {
  feed_put(&w->f, str_from(prop), v);
  twin_add_value(&w->t, str_from(prop), v);
}

static void a_row(struct world *w, uint32_t subject, uint64_t lsn) {
  static const char *const names[] = {"view", "order", "open"};
  uint32_t kind = (uint32_t)rng_below(&w->r, 3);
  int64_t time = rng_chance(&w->r, 0.05) ? TIME_MIN : (int64_t)rng_below(&w->r, 300);
  char text[32];
  feed_row(&w->f, subject, str_from(names[kind]), time, 0);
  twin_add(&w->t, subject, str_from(names[kind]), time, lsn);
  if (kind == 1) {
    struct dec price = {(i128)rng_below(&w->r, 100000), (uint8_t)rng_below(&w->r, 4)};
    if (rng_chance(&w->r, 0.02)) price.m *= dec_pow10(20);
    a_value(w, "price", (struct value){.type = V_NUM, .num = price});
    a_value(w, "paid", (struct value){.type = V_BOOL, .b = rng_chance(&w->r, 0.5)});
  }
  if (kind == 0) a_value(w, "at", (struct value){.type = V_TIME, .time = time / 3});
  int n = snprintf(text, sizeof text, "s%llu", (unsigned long long)rng_below(&w->r, 50));
  if (kind != 2) a_value(w, "text", (struct value){.type = V_STR, .str = str_of(text, (size_t)n)});
}

static void some_rows(struct world *w, uint32_t n) {
  uint64_t first = w->t.next_lsn;
  feed_reset(&w->f);
  for (uint32_t i = 0; i < n; i++)
    a_row(w, someone(w), w->t.next_lsn++);
  store_apply(w->s, &w->f.b, w->f.subject_of.p, first);
  store_advance(w->s, w->t.next_lsn);
}

static void everybody_has_a_row(struct world *w) {
  uint64_t first = w->t.next_lsn;
  feed_reset(&w->f);
  for (uint32_t i = 0; i < PEOPLE; i++)
    a_row(w, i * STRIDE, w->t.next_lsn++);
  store_apply(w->s, &w->f.b, w->f.subject_of.p, first);
  store_advance(w->s, w->t.next_lsn);
}

/* A step that keeps Q1, told to the store and to the twin. */
static void somebody_moves(struct world *w) {
  struct person_move m[4];
  struct err err;
  uint32_t n = 0, most = 1 + (uint32_t)rng_below(&w->r, 4);
  struct persons *q = &w->persons;
  for (int tries = 0; tries < 20 && n < most; tries++) {
    uint32_t subject = someone(w);
    uint32_t to = rng_chance(&w->r, 0.3) ? subject : persons_of(q, someone(w));
    if (persons_of(q, subject) == to || !persons_may_move(q, subject, to)) continue;
    persons_move(q, w->t.next_lsn, subject, to);
    m[n++] = (struct person_move){subject, to};
  }
  if (n == 0) return;
  assert_true(store_persons(w->s, w->t.next_lsn, m, n, &err));
  w->t.next_lsn++;
  store_advance(w->s, w->t.next_lsn);
}

/* The twin as of now: rows by the persons of their subjects. */
static struct twin of_now(const struct world *w) {
  struct twin t = w->t;
  memset(&t.rows, 0, sizeof t.rows);
  t.sorted = false;
  for (size_t i = 0; i < w->t.rows.n; i++) {
    struct twin_row r = w->t.rows.p[i];
    r.subject = persons_of(&w->persons, r.subject);
    vec_push(&t.rows, r);
  }
  return t;
}

static void compare(struct world *w, struct snapshot *n) {
  struct scan_col_want cols[64];
  struct twin t = of_now(w);
  struct scan_want want = {
      .all_events = true, .cols = cols, .lsn = true, .t_max = INT64_MAX, .only = UINT32_MAX};
  uint32_t order = snapshot_event_code(n, STR("order"));
  want.n_cols = every_column(n, cols, 64);
  assert_true(snapshot_rows(n) == t.rows.n);
  twin_compare(&t, n, &want);
  want.t_max = 150;
  want.all_events = false;
  want.events = &order;
  want.n_events = 1;
  twin_compare(&t, n, &want);
  want.only = persons_of(&w->persons, someone(w));
  twin_compare(&t, n, &want);
  vec_free(&t.rows);
}

/* Rows per event, counted on packed blocks. */
static void compare_tally(struct world *w, struct snapshot *n) {
  struct scan_want want = {.all_events = true, .t_max = INT64_MAX, .only = UINT32_MAX};
  int64_t from[] = {0, 100, 200, 300};
  uint64_t rows[16 * 3] = {0}, wanted[3] = {0}, got[3] = {0};
  struct scan_tally y = {
      .by_event = true, .from = from, .n_slots = 3, .t_min = INT64_MIN, .rows = rows};
  struct scanner *s;
  struct err err;
  assert_true(scanner_new(n, &want, &s, &err));
  for (uint32_t c = 0; c < scan_chunks(n); c++)
    assert_true(scanner_tally(s, c, &y, &err));
  scanner_free(s);
  for (size_t i = 0; i < w->t.rows.n; i++)
    if (w->t.rows.p[i].time >= 0) wanted[w->t.rows.p[i].time / 100]++;
  for (uint32_t e = 0; e < snapshot_events(n); e++)
    for (int k = 0; k < 3; k++)
      got[k] += rows[e * 3 + (uint32_t)k];
  assert_memory_equal(wanted, got, sizeof got);
}

static void check(struct world *w) {
  struct snapshot *n = store_snapshot(w->s);
  compare(w, n);
  compare_tally(w, n);
  snapshot_free(n);
}

struct troubles {
  uint32_t n;
};

static void bad(void *ctx, const struct err *what) {
  struct troubles *t = ctx;
  t->n++;
  print_message("%s: %s %s\n", err_name(what->code), what->args[0], what->args[1]);
}

static void verify(struct world *w) {
  struct troubles t = {0};
  uint64_t parts, rows;
  struct err err;
  assert_true(store_verify(io_posix(), w->dir, &parts, &rows, bad, &t, NULL, &err));
  assert_int_equal(t.n, 0);
}

static void world_begin(struct world *w, uint64_t round, size_t memtable) {
  *w = (struct world){.dir = folder_make(), .memtable = memtable};
  rng_init(&w->r, seed, 11, round);
  twin_init(&w->t);
  feed_init(&w->f);
  w->s = store_open_small(w->dir, memtable);
}

static void world_end(struct world *w) {
  store_close(w->s);
  feed_release(&w->f);
  twin_release(&w->t);
  persons_release(&w->persons);
  folder_remove(w->dir);
}

/* The history told from the beginning, as the workspace does at opening. */
static void tell_all(struct world *w) {
  struct err err;
  const struct person_change *c = w->persons.history.p;
  for (size_t i = 0, n; i < w->persons.history.n; i += n) {
    struct person_move m[PEOPLE];
    for (n = 0; i + n < w->persons.history.n && c[i + n].lsn == c[i].lsn; n++)
      m[n] = (struct person_move){c[i + n].subject, c[i + n].to};
    assert_true(store_persons(w->s, c[i].lsn, m, (uint32_t)n, &err));
  }
}

/* Only what is durable is there again; the twin forgets the rest. */
static void reopen(struct world *w, bool clean) {
  struct err err;
  if (clean) assert_true(store_flush_all(w->s, &err));
  uint64_t durable = store_durable_lsn(w->s);
  store_close(w->s);
  w->s = store_open_small(w->dir, w->memtable);
  assert_true(store_durable_lsn(w->s) == durable);
  assert_true(store_persons_wanted(w->s) <= persons_lsn(&w->persons));
  tell_all(w);
  size_t kept = 0;
  while (kept < w->t.rows.n && w->t.rows.p[kept].lsn < durable)
    kept++;
  w->t.rows.n = kept;
  store_advance(w->s, w->t.next_lsn);
}

static void some_step(struct world *w, bool crash) {
  struct err err;
  bool did;
  switch (rng_below(&w->r, 12)) {
  case 0:
    assert_true(store_flush_all(w->s, &err));
    break;
  case 1:
    assert_true(store_flush(w->s, &err));
    break;
  case 2:
    assert_true(store_compact_step(w->s, &did, &err));
    break;
  case 3:
    if (rng_chance(&w->r, 0.3)) assert_true(store_compact(w->s, rng_chance(&w->r, 0.3), &err));
    if (rng_chance(&w->r, 0.3)) assert_true(store_gather(w->s, &err));
    break;
  case 4:
    if (rng_chance(&w->r, 0.5)) reopen(w, !crash);
    break;
  case 5:
  case 6:
  case 7:
    somebody_moves(w);
    break;
  default:
    some_rows(w, 1 + (uint32_t)rng_below(&w->r, 60));
  }
}

static void run_world(uint64_t round, size_t memtable, bool crash) {
  struct world w;
  struct err err;
  world_begin(&w, round, memtable);
  everybody_has_a_row(&w);
  if (crash) assert_true(store_flush_all(w.s, &err)); /* who is moved has rows */
  for (int step = 0; step < 120; step++) {
    some_step(&w, crash);
    if (rng_chance(&w.r, 0.3)) check(&w);
    if (rng_chance(&w.r, 0.1)) verify(&w);
  }
  check(&w);
  assert_true(store_compact(w.s, true, &err));
  check(&w);
  reopen(&w, true);
  check(&w);
  verify(&w);
  assert_true(store_compact(w.s, true, &err));
  assert_true(store_flush_all(w.s, &err));
  assert_true(store_compact(w.s, true, &err));
  struct store_stats t;
  store_stats(w.s, &t);
  assert_int_equal(t.parts, 1);
  assert_true(t.part_rows == w.t.rows.n && t.moved_rows == 0);
  check(&w);
  world_end(&w);
}

static void in_memory_and_parts(void **state) {
  for (uint64_t round = 0; round < 25; round++)
    run_world(round, round % 3 == 0 ? 0 : 4096 << round % 3, false);
}

static void nothing_but_the_durable_survives(void **state) {
  for (uint64_t round = 100; round < 125; round++)
    run_world(round, 4096, true);
}

/* ---- erasing ---- */

static int number_order(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

static void erased_people_leave_whole(void **state) {
  for (uint64_t round = 200; round < 212; round++) {
    struct world w;
    struct err err;
    uint32_t gone[3];
    world_begin(&w, round, 4096);
    everybody_has_a_row(&w);
    for (int step = 0; step < 40; step++)
      some_step(&w, false);
    for (int i = 0; i < 3; i++)
      gone[i] = persons_of(&w.persons, someone(&w));
    qsort(gone, 3, sizeof *gone, number_order);
    uint32_t n = 1 + (gone[1] != gone[0]);
    gone[1] = gone[n - 1];
    size_t kept = 0;
    assert_true(store_hide(w.s, gone, n, &err));
    for (size_t i = 0; i < w.t.rows.n; i++) {
      uint32_t person = persons_of(&w.persons, w.t.rows.p[i].subject);
      if (person != gone[0] && person != gone[1]) w.t.rows.p[kept++] = w.t.rows.p[i];
    }
    w.t.rows.n = kept;
    w.t.sorted = false;
    check(&w);
    assert_true(store_flush_all(w.s, &err));
    assert_true(store_purge(w.s, &err));
    check(&w);
    struct store_stats t;
    store_stats(w.s, &t);
    assert_true(t.part_rows - t.moved_rows == kept);
    assert_true(store_hide(w.s, NULL, 0, &err));
    check(&w); /* nothing of them is in any file */
    verify(&w);
    reopen(&w, true);
    check(&w);
    world_end(&w);
  }
}

/* ---- rows and merges while everything is gathered ---- */

static struct meanwhile {
  struct io io;
  struct io_ops ops;
  struct world *w;
  uint32_t left; /* files of parts at whose beginning something happens */
} meanwhile;

/* Rows for two memtables, people are merged, and somebody asks; but not while what is gathered is
 * written aside, because everybody waits for that. */
static bool may_live(struct world *w) {
  if (pthread_mutex_trylock(&w->s->freezing) != 0) return false;
  pthread_mutex_unlock(&w->s->freezing);
  return true;
}

static bool open_and_live(struct io *io, const char *path, enum io_mode mode, struct io_file **ret,
                          struct err *err) {
  struct world *w = meanwhile.w;
  if (mode != IO_READ && strstr(path, "/part-") && meanwhile.left && may_live(w)) {
    meanwhile.left--;
    some_rows(w, 60);
    somebody_moves(w);
    somebody_moves(w);
    check(w);
    some_rows(w, 60);
  }
  return io_posix()->ops->open(io_posix(), path, mode, ret, err);
}

static void gathered_beside_merges(void **state) {
  for (uint64_t round = 300; round < 320; round++) {
    struct world w;
    struct store_stats before, after;
    struct err err;
    world_begin(&w, round, 4096);
    everybody_has_a_row(&w);
    for (int step = 0; step < 30; step++)
      some_step(&w, false);
    assert_true(store_flush_all(w.s, &err));
    store_close(w.s);
    meanwhile = (struct meanwhile){.w = &w, .ops = *io_posix()->ops};
    meanwhile.ops.open = open_and_live;
    meanwhile.io = (struct io){.ops = &meanwhile.ops, .ctx = io_posix()->ctx};
    struct store_options o = {.memtable_bytes = w.memtable};
    assert_true(store_open(&meanwhile.io, w.dir, true, &o, &w.s, &err));
    tell_all(&w);
    store_advance(w.s, w.t.next_lsn);
    some_rows(&w, 10);
    store_stats(w.s, &before);
    meanwhile.left = 2 + (uint32_t)rng_below(&w.r, 8);
    assert_true(store_gather(w.s, &err));
    store_stats(w.s, &after);
    assert_true(meanwhile.left == 0 && after.flushes > before.flushes + 1);
    check(&w);
    assert_true(store_flush_all(w.s, &err));
    check(&w);
    verify(&w);
    reopen(&w, round % 2);
    check(&w);
    assert_true(store_gather(w.s, &err));
    check(&w);
    verify(&w);
    world_end(&w);
  }
}

/* ---- more than memory has room for ---- */

static void everybody_becomes_one(struct world *w) {
  struct person_move m[PEOPLE];
  struct persons *q = &w->persons;
  struct err err;
  uint32_t n = 0;
  for (uint32_t before = UINT32_MAX; before != n;) {
    before = n;
    for (uint32_t s = STRIDE; s < PEOPLE * STRIDE; s += STRIDE) {
      if (persons_of(q, s) == 0 || persons_of(q, 0) != 0 || !persons_may_move(q, s, 0)) continue;
      persons_move(q, w->t.next_lsn, s, 0);
      m[n++] = (struct person_move){s, 0};
    }
  }
  if (n == 0) return; /* nothing was said: everybody is one already */
  assert_true(store_persons(w->s, w->t.next_lsn++, m, n, &err));
  store_advance(w->s, w->t.next_lsn);
}

static uint32_t files_in(const char *dir) {
  struct arena a;
  struct str *names;
  struct err err;
  size_t n;
  arena_init(&a, "test");
  assert_true(io_list(io_posix(), dir, &a, &names, &n, &err));
  arena_release(&a);
  return (uint32_t)n;
}

static bool refuse(struct io *io, const char *path, enum io_mode mode, struct io_file **ret,
                   struct err *err) {
  if (mode == IO_CREATE_NEW) return err_fail(err, ERR_io, "%s" ERR_SEP "no room", path);
  return io_posix()->ops->open(io_posix(), path, mode, ret, err);
}

static void more_than_memory_has_room_for(void **state) {
  uint64_t let_go = 0;
  for (uint64_t round = 700; round < 724; round++) {
    struct world w;
    struct err err;
    struct store_stats before, t;
    bool full = round % 4 == 3; /* the disk */
    world_begin(&w, round, 4096);
    everybody_has_a_row(&w);
    some_rows(&w, 700);
    for (int step = 0; step < 20; step++)
      some_step(&w, false);
    reopen(&w, true);
    while (persons_of(&w.persons, 0) != 0) /* or nobody can become nobody */
      somebody_moves(&w);
    store_close(w.s);
    meanwhile = (struct meanwhile){.w = &w, .ops = *io_posix()->ops};
    meanwhile.ops.open = open_and_live;
    meanwhile.io = (struct io){.ops = &meanwhile.ops, .ctx = io_posix()->ctx};
    struct store_options o = {.memtable_bytes = w.memtable};
    assert_true(store_open(&meanwhile.io, w.dir, true, &o, &w.s, &err));
    tell_all(&w);
    store_advance(w.s, w.t.next_lsn);
    check(&w);
    assert_true(store_flush_all(w.s, &err));
    store_stats(w.s, &before);
    uint32_t files = files_in(w.dir);
    if (full) meanwhile.ops.open = refuse;
    everybody_becomes_one(&w);
    check(&w);
    store_stats(w.s, &t);
    assert_int_equal(files_in(w.dir), files);
    assert_int_equal(t.moved_rows - before.moved_rows, t.piece_rows + t.memory_rows);
    if (full) {
      assert_true(t.piece_rows == 0);
      meanwhile.ops.open = open_and_live;
    } else {
      assert_true(t.piece_rows > 300 && t.memory_rows == 0 && t.unflushed_bytes == 0);
    }
    for (int i = 0; i < 3; i++) { /* out of pieces */
      somebody_moves(&w);
      check(&w);
    }
    if (rng_chance(&w.r, 0.3)) everybody_becomes_one(&w);
    store_stats(w.s, &t);
    let_go += t.piece_rows > 0;
    assert_true(store_wants_flush(w.s) || full);
    if (rng_chance(&w.r, 0.4)) { /* what was asked for cannot be written, and people go on */
      meanwhile.ops.open = refuse;
      assert_false(store_flush_all(w.s, &err));
      meanwhile.ops.open = open_and_live;
      check(&w);
      somebody_moves(&w);
      somebody_moves(&w);
      check(&w);
    }
    meanwhile.left = round % 2 ? 0 : 1 + (uint32_t)rng_below(&w.r, 3);
    if (rng_chance(&w.r, 0.2))
      assert_true(store_gather(w.s, &err));
    else
      assert_true(store_flush_all(w.s, &err));
    meanwhile.left = 0;
    check(&w);
    assert_true(store_flush_all(w.s, &err));
    check(&w);
    verify(&w);
    everybody_becomes_one(&w);
    check(&w);
    reopen(&w, round % 2); /* a crash leaves nothing of pieces */
    check(&w);
    assert_true(store_compact(w.s, true, &err));
    store_stats(w.s, &t);
    assert_true(t.piece_rows == 0 && t.moved_rows == 0);
    check(&w);
    verify(&w);
    world_end(&w);
  }
  assert_true(let_go > 5);
}

/* ---- many merges that nobody asks about ---- */

static bool count_people(void *ctx, const struct scan_batch *b, struct err *err) {
  uint64_t *n = ctx;
  n[0] += b->n_people - b->first_continued;
  n[1] += b->n_rows;
  return true;
}

/* Rows of people are gathered in portions when nobody takes snapshots, and written when they are
 * many. */
static void moves_are_gathered_in_portions(void **state) {
  enum { SUBJECTS = 5 * STORE_MOVES_MAX, MEMTABLE = 80000 };
  char *dir = folder_make();
  struct store *s = store_open_small(dir, MEMTABLE);
  struct store_stats t;
  struct feed f;
  struct err err;
  uint64_t lsn = 1, n[2] = {0};
  uint32_t settled = 0, flushed = 0;
  feed_init(&f);
  for (uint32_t i = 0; i < SUBJECTS; i++)
    feed_row(&f, i, STR("e"), i, 0);
  store_apply(s, &f.b, f.subject_of.p, lsn);
  lsn += SUBJECTS;
  assert_true(store_flush_all(s, &err));
  for (uint32_t i = 0; i < SUBJECTS; i += 2) {
    struct person_move m = {.subject = i + 1, .to = i};
    assert_true(store_persons(s, lsn++, &m, 1, &err));
    store_advance(s, lsn);
    assert_int_equal(store_wants_settle(s), (i / 2 + 1) % STORE_MOVES_MAX == 0);
    if (!store_wants_settle(s)) continue;
    assert_true(store_settle(s, &err));
    settled++;
    store_stats(s, &t);
    assert_true(t.memory_rows + t.piece_rows == STORE_MOVES_MAX && t.unflushed_bytes < MEMTABLE);
    flushed += store_wants_flush(s);
    assert_true(store_flush(s, &err));
  }
  assert_int_equal(settled, SUBJECTS / 2 / STORE_MOVES_MAX);
  assert_int_equal(flushed, settled);
  struct snapshot *snap = store_snapshot(s);
  struct scan_want want = {.all_events = true, .t_max = INT64_MAX, .only = UINT32_MAX};
  struct scanner *scan;
  assert_true(scanner_new(snap, &want, &scan, &err));
  assert_true(scanner_run(scan, 0, count_people, n, &err));
  assert_int_equal(n[0], SUBJECTS / 2);
  assert_int_equal(n[1], SUBJECTS);
  scanner_free(scan);
  snapshot_free(snap);
  store_close(s);
  feed_release(&f);
  folder_remove(dir);
}

/* ---- a merge costs what it moves ---- */

static void only_the_moved_are_gathered(void **state) {
  struct world w;
  struct err err;
  struct store_stats t;
  world_begin(&w, 300, 0);
  everybody_has_a_row(&w);
  some_rows(&w, 5000);
  assert_true(store_flush_all(w.s, &err));
  struct person_move m = {STRIDE, 0};
  uint64_t his = 0;
  for (size_t i = 0; i < w.t.rows.n; i++)
    his += w.t.rows.p[i].subject == STRIDE;
  persons_move(&w.persons, w.t.next_lsn, STRIDE, 0);
  assert_true(store_persons(w.s, w.t.next_lsn++, &m, 1, &err));
  store_advance(w.s, w.t.next_lsn);
  check(&w);
  store_stats(w.s, &t);
  assert_true(t.moved_rows == his && t.memory_rows == his);
  assert_true(store_flush_all(w.s, &err));
  store_stats(w.s, &t);
  assert_int_equal(t.parts, 2);
  assert_true(t.moved_rows == his && t.memory_rows == 0 && t.unflushed_bytes == 0);
  reopen(&w, true); /* and are not gathered again */
  check(&w);
  store_stats(w.s, &t);
  assert_true(t.moved_rows == his && t.memory_rows == 0);
  world_end(&w);
}

/* ---- attributes ---- */

static void set_city(struct world *w, uint32_t subject, const char *city, int64_t time) {
  struct value v = {.type = V_STR, .str = str_from(city)};
  feed_reset(&w->f);
  feed_row(&w->f, subject, STR("$set"), time, 0);
  feed_put(&w->f, STR("city"), v);
  store_apply(w->s, &w->f.b, w->f.subject_of.p, w->t.next_lsn);
  w->t.next_lsn++;
  store_advance(w->s, w->t.next_lsn);
}

static uint64_t set_rows(struct world *w) {
  struct snapshot *n = store_snapshot(w->s);
  uint64_t rows = snapshot_event(n, snapshot_event_code(n, STR("$set")))->rows;
  snapshot_free(n);
  return rows;
}

static void repeats_are_those_of_subject_and_person(void **state) {
  for (int reopened = 0; reopened < 2; reopened++) {
    struct world w;
    struct err err;
    world_begin(&w, 400, 0);
    some_rows(&w, 10);
    w.t.rows.n = 0;
    set_city(&w, 0, "Wuhan", 10);
    set_city(&w, 5, "Xi'an", 20);
    set_city(&w, 0, "Wuhan", 25);
    assert_int_equal(set_rows(&w), 2);
    struct person_move m = {5, 0};
    persons_move(&w.persons, w.t.next_lsn, 5, 0);
    assert_true(store_persons(w.s, w.t.next_lsn++, &m, 1, &err));
    store_advance(w.s, w.t.next_lsn);
    if (reopened) reopen(&w, true); /* known from the files */
    set_city(&w, 0, "Wuhan", 30);   /* news: the person lived in Xi'an */
    assert_int_equal(set_rows(&w), 3);
    set_city(&w, 0, "Wuhan", 40);
    assert_int_equal(set_rows(&w), 3);
    set_city(&w, 5, "Wuhan", 50); /* news for the subject */
    assert_int_equal(set_rows(&w), 4);
    set_city(&w, 5, "Wuhan", 60);
    assert_int_equal(set_rows(&w), 4);
    set_city(&w, 0, "Beijing", 70);
    set_city(&w, 7, "Wuhan", 75);
    assert_int_equal(set_rows(&w), 6);
    persons_move(&w.persons, w.t.next_lsn, 7, 0);
    assert_true(store_persons(w.s, w.t.next_lsn++, &(struct person_move){7, 0}, 1, &err));
    store_advance(w.s, w.t.next_lsn);
    if (reopened) reopen(&w, true);
    set_city(&w, 7, "Wuhan", 80); /* the last, said when they were not one, would not count alone */
    assert_int_equal(set_rows(&w), 7);
    set_city(&w, 7, "Wuhan", 85);
    assert_int_equal(set_rows(&w), 7);
    set_city(&w, 5, "Wuhan", 90); /* news when 7 is taken apart: the others were in Beijing */
    assert_int_equal(set_rows(&w), 8);
    world_end(&w);
  }
}

/* ---- beside each other ---- */

struct reading {
  struct world *w;
  _Atomic bool stop;
  uint64_t rows;
};

/* Every snapshot has all rows, each person once and in order, whoever merges meanwhile. */
static bool in_order(void *ctx, const struct scan_batch *b, struct err *err) {
  struct reading *k = ctx;
  k->rows += b->n_rows;
  for (uint32_t p = 0; p < b->n_people; p++) {
    assert_true(p == 0 || b->person[p] > b->person[p - 1]);
    for (uint32_t r = b->row_begin[p] + 1; r < b->row_begin[p + 1]; r++)
      assert_true(b->time[r] > b->time[r - 1] ||
                  (b->time[r] == b->time[r - 1] && b->lsn[r] > b->lsn[r - 1]));
  }
  return true;
}

static void *read_on(void *ctx) {
  struct reading k = {.w = ((struct reading *)ctx)->w};
  struct err err;
  while (!((struct reading *)ctx)->stop) {
    struct snapshot *n = store_snapshot(k.w->s);
    struct scan_want want = {
        .all_events = true, .lsn = true, .t_max = INT64_MAX, .only = UINT32_MAX};
    struct scanner *s;
    assert_true(scanner_new(n, &want, &s, &err));
    k.rows = 0;
    for (uint32_t c = 0; c < scan_chunks(n); c++)
      assert_true(scanner_run(s, c, in_order, &k, &err));
    assert_true(k.rows == snapshot_rows(n));
    scanner_free(s);
    snapshot_free(n);
  }
  return NULL;
}

static void *tidy_on(void *ctx) {
  struct reading *k = ctx;
  struct err err;
  for (uint32_t i = 0; !k->stop; i++) {
    bool did;
    assert_true(i % 5 == 0   ? store_flush_all(k->w->s, &err)
                : i % 7 == 0 ? store_gather(k->w->s, &err)
                             : store_flush(k->w->s, &err));
    assert_true(store_compact_step(k->w->s, &did, &err));
  }
  return NULL;
}

static void beside_readers_and_upkeep(void **state) {
  struct world w;
  struct err err;
  pthread_t threads[3];
  world_begin(&w, 500, 16384);
  everybody_has_a_row(&w);
  struct reading k = {.w = &w};
  for (int i = 0; i < 3; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, i ? read_on : tidy_on, &k), 0);
  for (int step = 0; step < 300; step++) {
    some_rows(&w, 1 + (uint32_t)rng_below(&w.r, 100));
    somebody_moves(&w);
  }
  k.stop = true;
  for (int i = 0; i < 3; i++)
    pthread_join(threads[i], NULL);
  check(&w);
  assert_true(store_compact(w.s, true, &err));
  check(&w);
  world_end(&w);
}

/* ---- failing and damaged ---- */

static void at_every_fault(void **state) {
  static const char *const points[] = {"part_written", "manifest_switched", "io_pwrite", "io_sync",
                                       "io_rename"};
  for (uint64_t round = 600; round < 650; round++) {
    struct world w;
    struct err err;
    world_begin(&w, round, 4096);
    everybody_has_a_row(&w);
    assert_true(store_flush_all(w.s, &err));
    for (int step = 0; step < 25; step++)
      some_step(&w, false);
    check(&w);
    somebody_moves(&w);
    check(&w); /* gathered */
    char arm[64];
    snprintf(arm, sizeof arm, "%s:%u:fail", points[round % 5], 1 + (uint32_t)rng_below(&w.r, 2));
    setenv("SHOAL_FAULT", arm, 1);
    fault_init();
    bool ok = rng_chance(&w.r, 0.5)   ? store_flush_all(w.s, &err)
              : rng_chance(&w.r, 0.5) ? store_gather(w.s, &err)
                                      : store_compact(w.s, true, &err);
    (void)ok;
    check(&w); /* whatever came of it */
    if (rng_chance(&w.r, 0.5)) somebody_moves(&w);
    setenv("SHOAL_FAULT", "", 1);
    fault_init();
    if (rng_chance(&w.r, 0.5)) reopen(&w, false);
    check(&w);
    assert_true(store_compact(w.s, true, &err));
    check(&w);
    verify(&w);
    world_end(&w);
  }
}

int main(void) {
  const char *again = getenv("SEED");
  seed = again ? strtoull(again, NULL, 10) : (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(in_memory_and_parts),
      cmocka_unit_test(nothing_but_the_durable_survives),
      cmocka_unit_test(erased_people_leave_whole),
      cmocka_unit_test(gathered_beside_merges),
      cmocka_unit_test(more_than_memory_has_room_for),
      cmocka_unit_test(moves_are_gathered_in_portions),
      cmocka_unit_test(only_the_moved_are_gathered),
      cmocka_unit_test(repeats_are_those_of_subject_and_person),
      cmocka_unit_test(beside_readers_and_upkeep),
      cmocka_unit_test(at_every_fault),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
