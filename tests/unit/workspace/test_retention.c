/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Events past their time: out of answers when the day begins, out of every byte of every file after
 * a run, through openings, rebuilds and interruptions; people and what holds of them stay. */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cursor.h"
#include "base/rng.h"
#include "base/thread.h"
#include "workspace/retention.h"
#include "ws_hunt.h"
#include "ws_test.h"

#define PEOPLE 9
#define TODAY  INT64_C(1790000000000) /* 2026-09-21T14:13:20Z */
#define DAY    INT64_C(86400000)

static uint64_t seed;

struct still {
  struct clock c;
  int64_t ms;
};
static struct wall wall_of(struct clock *c) {
  return (struct wall){((struct still *)c)->ms};
}
static struct mono mono_of(struct clock *c) {
  return clock_system()->mono(clock_system());
}

struct case_of {
  struct place p;
  struct still clock;
  struct rng r;
  int next; /* number of the next row: its note stands nowhere else */
};

static void case_init(struct case_of *k, uint64_t stream, uint64_t round) {
  *k = (struct case_of){.clock = {{wall_of, mono_of}, TODAY}};
  rng_init(&k->r, seed, stream, round);
  place_init(&k->p, 0);
}

static struct workspace *open_at(struct case_of *k, enum ws_mode mode) {
  struct workspace *w;
  struct err err;
  struct ws_options o = {.threads = 1, .clock = &k->clock.c};
  must_ok(ws_open(k->p.dir, STR("shop"), mode, &o, &w, &err), &err);
  return w;
}

static void ingest(struct case_of *k, struct workspace *w, int rows) {
  static const char *const events[] = {"product_viewed", "page", "order_completed", EV_SET};
  struct ev_batch b;
  struct err err;
  ev_batch_init(&b);
  for (int i = 0; i < rows; i++) {
    char name[32], note[64];
    snprintf(name, sizeof name, "p%02d", (int)rng_below(&k->r, PEOPLE));
    int64_t ago = (int64_t)rng_below(&k->r, 200) * DAY + (int64_t)rng_below(&k->r, (uint64_t)DAY);
    const char *event = events[rng_below(&k->r, 4)];
    bool set = strcmp(event, EV_SET) == 0;
    snprintf(note, sizeof note, "the-note-of-row-%06d", k->next++);
    ev_batch_row(&b, ev_batch_id(&b, STR("user_id"), str_from(name)),
                 ev_batch_name(&b, str_from(event)), TODAY - ago,
                 (struct ev_key){rng_u64(&k->r), 2}, 0);
    struct value v = {.type = V_STR, .str = str_from(note)};
    ev_batch_put(&b,
                 ev_batch_prop(&b, !set    ? STR("note")
                                   : i % 2 ? STR("city")
                                           : STR("level")),
                 &v);
  }
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  ev_batch_release(&b);
}

/* ---- what should be ---- */

/* The first moment kept, counted without the code under test: Asia/Shanghai is UTC+8 all year. */
static int64_t low_of(const struct case_of *k, int days) {
  int64_t local = k->clock.ms + 8 * 3600000;
  return local - local % DAY - 8 * 3600000 - days * DAY;
}

static bool is_old(const struct case_of *k, struct str line, int views, int others) {
  str_cut(&line, ' ');
  int64_t time = strtoll(str_cut(&line, ' ').p, NULL, 10);
  struct str event = str_cut(&line, ' ');
  if (str_is(event, "product_viewed")) return views && time < low_of(k, views);
  return str_is(event, "page") && others && time < low_of(k, others);
}

/* Lines of a dump that are shown under bounds of so many days (0 = none); `sets`: also changes of
 * attributes.  Notes of those that are not go to `gone` (may be NULL). */
static char *shown(const struct case_of *k, const char *all, int views, int others, bool sets,
                   struct buf *gone) {
  struct buf out = BUF_INIT;
  struct str rest = str_from(all);
  str_cut(&rest, '\n');
  while (rest.n) {
    struct str line = str_cut(&rest, '\n');
    if (!sets && memmem(line.p, line.n, " $set", 5)) continue;
    if (!is_old(k, line, views, others)) {
      buf_put_str(&out, line);
      buf_putc(&out, '\n');
    } else if (gone) {
      const char *at = memmem(line.p, line.n, "the-note", 8);
      buf_put(gone, at, strlen("the-note-of-row-000000"));
      buf_putc(gone, '\n');
    }
  }
  buf_putc(&out, 0);
  return out.p;
}

static void same_shown(const struct case_of *k, struct workspace *w, const char *want, bool facts) {
  char *is = dump_rows(w, facts), *events = shown(k, is, 0, 0, false, NULL);
  assert_string_equal(events, want);
  free(is);
  free(events);
}

static bool put_people(void *ctx, const struct scan_batch *b, struct err *err) {
  struct buf *out = ctx;
  for (uint32_t i = b->first_continued; i < b->n_people; i++)
    buf_printf(out, "%u since %lld\n", b->person[i], (long long)b->first_time[i]);
  return true;
}

/* Who is known, and since when. */
static char *people_of(struct workspace *w) {
  struct buf out = BUF_INIT;
  struct snapshot *n = ws_snapshot(w);
  struct scan_want want = {.t_max = INT64_MAX, .only = UINT32_MAX};
  struct scanner *s;
  struct err err;
  must_ok(scanner_new(n, &want, &s, &err), &err);
  must_ok(scanner_run(s, 0, put_people, &out, &err), &err);
  scanner_free(s);
  snapshot_free(n);
  buf_putc(&out, 0);
  return out.p;
}

static bool put_attributes(void *ctx, const struct scan_batch *b, struct err *err) {
  struct buf *values = ctx; /* [subject][2] */
  for (uint32_t i = 0; i < b->n_people; i++)
    for (uint32_t r = b->row_begin[i]; r < b->row_begin[i + 1]; r++)
      for (int c = 0; c < 2; c++)
        if (b->cols[c].present[r / 64] >> r % 64 & 1)
          ((uint64_t *)(void *)values->p)[b->person[i] * 2 + (uint32_t)c] = b->lsn[r];
  return true;
}

/* Which row says what holds of city and level, as of a moment. */
static struct buf attributes_of(struct workspace *w, int64_t as_of) {
  struct buf out = BUF_INIT;
  struct snapshot *n = ws_snapshot(w);
  uint32_t set = snapshot_event_code(n, STR(EV_SET));
  struct scan_col_want cols[2] = {{snapshot_prop_code(n, STR("city")), V_STR},
                                  {snapshot_prop_code(n, STR("level")), V_STR}};
  struct scan_want want = {.events = &set,
                           .n_events = 1,
                           .cols = cols,
                           .n_cols = 2,
                           .lsn = true,
                           .t_max = as_of,
                           .only = UINT32_MAX};
  struct scanner *s;
  struct err err;
  for (uint32_t i = 0; i < 2 * snapshot_subjects(n); i++)
    buf_put_u64(&out, 0);
  must_ok(scanner_new(n, &want, &s, &err), &err);
  must_ok(scanner_run(s, 0, put_attributes, &out, &err), &err);
  scanner_free(s);
  snapshot_free(n);
  return out;
}

static void same_attributes(const struct case_of *k, struct workspace *w, const struct buf *now,
                            const struct buf *then) {
  struct buf a = attributes_of(w, INT64_MAX), b = attributes_of(w, low_of(k, 90));
  assert_true(str_eq(buf_str(&a), buf_str(now)));
  assert_true(str_eq(buf_str(&b), buf_str(then)));
  buf_release(&a);
  buf_release(&b);
}

static void same_people(struct workspace *w, const char *want) {
  char *is = people_of(w);
  assert_string_equal(is, want);
  free(is);
}

static void set_rules(struct workspace *w, const char *text) {
  struct err err;
  must_ok(ws_retention_set(w, str_from(text), STR("test"), &err), &err);
}

static void none_is_found(const struct case_of *k, const struct buf *gone) {
  struct str rest = buf_str(gone);
  for (int i = 0; rest.n; i++) {
    char word[64];
    struct str note = str_cut(&rest, '\n');
    snprintf(word, sizeof word, "%.*s", STRF(note));
    if (i % 7 == 0 && occurrences(k->p.dir, word)) fail_msg("%s is still in %s", word, hunt.where);
  }
}

static void rebuild(struct case_of *k) {
  struct ws_options o = {.threads = 1, .clock = &k->clock.c};
  struct ws_rebuilt built;
  struct err err;
  must_ok(ws_rebuild(k->p.dir, STR("shop"), &o, &built, &err), &err);
}

/* ---- tests ---- */

static void out_of_answers_then_of_files(void **state) {
  for (uint64_t round = 0; round < 8; round++) {
    struct case_of k;
    struct err err;
    struct ws_retention_done done;
    struct buf gone = BUF_INIT;
    case_init(&k, 1, round);
    struct workspace *w = open_at(&k, WS_WRITE);
    for (int i = 0; i < 5; i++) {
      ingest(&k, w, 1 + (int)rng_below(&k.r, 150));
      if (rng_chance(&k.r, 0.4)) must_ok(ws_checkpoint(w, false, &err), &err);
    }
    assert_false(ws_retention_waits(w));
    char *before = dump_all(w), *people = people_of(w);
    char *want = shown(&k, before, 30, 90, false, &gone);
    struct buf now = attributes_of(w, INT64_MAX), then = attributes_of(w, low_of(&k, 90));
    set_rules(w, "90d, product_viewed=30d");
    same_shown(&k, w, want, false);
    same_people(w, people);
    assert_true(gone.n > 0 && ws_retention_waits(w));
    if (rng_chance(&k.r, 0.5)) {
      ws_close(w);
      w = open_at(&k, WS_READ);
      same_shown(&k, w, want, false);
      ws_close(w);
      w = open_at(&k, WS_WRITE);
      same_shown(&k, w, want, false);
    }
    must_ok(ws_retention_run(w, &done, &err), &err);
    assert_true(done.rows > 0 && done.log_files > 0);
    assert_false(ws_retention_waits(w));
    same_shown(&k, w, want, true);
    same_people(w, people);
    same_attributes(&k, w, &now, &then);
    none_is_found(&k, &gone);
    char *all = dump_all(w);
    ws_close(w);
    rebuild(&k);
    w = open_at(&k, WS_WRITE);
    same_people(w, people);
    same_attributes(&k, w, &now, &then);
    char *built = dump_all(w);
    assert_string_equal(built, all);
    ingest(&k, w, 100); /* goes on, also with rows too old */
    ws_close(w);
    w = open_at(&k, WS_WRITE);
    must_ok(ws_retention_run(w, &done, &err), &err);
    ws_close(w);
    free(before);
    free(want);
    free(people);
    free(all);
    free(built);
    buf_release(&gone);
    buf_release(&now);
    buf_release(&then);
    place_release(&k.p);
  }
}

static void days_pass(void **state) {
  struct case_of k;
  struct err err;
  struct ws_retention_done done;
  case_init(&k, 2, 0);
  struct workspace *w = open_at(&k, WS_WRITE);
  ingest(&k, w, 600);
  char *before = dump_all(w);
  set_rules(w, "90d,product_viewed=30d");
  must_ok(ws_retention_run(w, &done, &err), &err);
  uint64_t revision = ws_revision(w);
  for (int day = 1; day <= 9; day++) {
    k.clock.ms += DAY;
    char *want = shown(&k, before, 30, 90, false, NULL);
    same_shown(&k, w, want, false);
    assert_true(ws_revision(w) > revision);
    revision = ws_revision(w);
    assert_int_equal(ws_retention_waits(w), day > WS_RETENTION_RUN_DAYS);
    free(want);
  }
  must_ok(ws_retention_run(w, &done, &err), &err);
  assert_true(done.rows > 0);
  /* Another zone has another day; looser rules bring nothing back, and say so. */
  set_rules(w, "none");
  char *want = shown(&k, before, 30, 90, false, NULL);
  same_shown(&k, w, want, true);
  struct snapshot *n = ws_snapshot(w);
  struct scanner *s;
  uint32_t code = snapshot_event_code(n, STR("product_viewed"));
  struct scan_want ask = {
      .events = &code, .n_events = 1, .t_max = low_of(&k, 30) - 1, .only = UINT32_MAX};
  assert_false(scanner_new(n, &ask, &s, &err));
  assert_int_equal(err.code, ERR_as_of_too_old);
  ask.t_max++;
  must_ok(scanner_new(n, &ask, &s, &err), &err);
  scanner_free(s);
  code = snapshot_event_code(n, STR("order_completed"));
  ask.t_max = low_of(&k, 150);
  must_ok(scanner_new(n, &ask, &s, &err), &err);
  scanner_free(s);
  snapshot_free(n);
  free(want);
  free(before);
  ws_close(w);
  place_release(&k.p);
}

static void killed_anywhere(void **state) {
  static const char *const points[] = {"io_pwrite", "io_sync", "io_rename", "part_written",
                                       "manifest_switched"};
  int killed = 0;
  for (size_t f = 0; f < sizeof points / sizeof *points; f++)
    for (int n = 1; n <= 16; n += 1 + n / 3) {
      struct case_of k;
      struct err err;
      struct ws_retention_done done;
      struct buf gone = BUF_INIT;
      char fault[64];
      case_init(&k, 3, (uint64_t)n);
      struct workspace *w = open_at(&k, WS_WRITE);
      ingest(&k, w, 200);
      must_ok(ws_checkpoint(w, false, &err), &err);
      ingest(&k, w, 60);
      char *before = dump_all(w), *people = people_of(w);
      char *want = shown(&k, before, 30, 90, false, &gone);
      struct buf now = attributes_of(w, INT64_MAX), then = attributes_of(w, low_of(&k, 90));
      set_rules(w, "90d,product_viewed=30d");
      ws_close(w);
      snprintf(fault, sizeof fault, "%s:%d", points[f], n);
      fflush(NULL);
      pid_t pid = fork();
      if (pid == 0) {
        w = open_at(&k, WS_WRITE);
        setenv("SHOAL_FAULT", fault, 1);
        fault_init();
        _exit(ws_retention_run(w, &done, &err) ? 0 : 1);
      }
      int status;
      assert_int_equal(waitpid(pid, &status, 0), pid);
      killed += WIFSIGNALED(status);
      w = open_at(&k, WS_WRITE);
      same_shown(&k, w, want, false);
      same_people(w, people);
      if (WIFSIGNALED(status)) assert_true(ws_retention_waits(w) || n > 8);
      must_ok(ws_retention_run(w, &done, &err), &err);
      same_shown(&k, w, want, true);
      same_people(w, people);
      same_attributes(&k, w, &now, &then);
      none_is_found(&k, &gone);
      ws_close(w);
      free(before);
      free(people);
      free(want);
      buf_release(&gone);
      buf_release(&now);
      buf_release(&then);
      place_release(&k.p);
    }
  assert_true(killed > 15);
}

static void reach_is_what_goes(void **state) {
  struct case_of k;
  struct err err;
  struct arena a;
  struct ws_retention r;
  struct ws_reach reach;
  struct ws_retention_done done;
  case_init(&k, 4, 0);
  arena_init(&a, "test");
  struct workspace *w = open_at(&k, WS_WRITE);
  ingest(&k, w, 500);
  char *before = dump_all(w);
  struct buf gone = BUF_INIT;
  char *want = shown(&k, before, 30, 90, false, &gone);
  uint64_t lines = gone.n / (strlen("the-note-of-row-000000") + 1), sets = 0;
  must_ok(ws_retention_parse(STR("90d,product_viewed=30d"), &a, &r, &err), &err);
  must_ok(ws_retention_reach(w, &r, &a, &reach, &err), &err);
  for (uint32_t i = 0; i < reach.n; i++) {
    assert_true(i == 0 || reach.events[i].rows <= reach.events[i - 1].rows);
    assert_true(reach.events[i].people <= PEOPLE && reach.events[i].people > 0);
    if (str_is(reach.events[i].event, EV_SET)) sets = reach.events[i].rows;
    assert_false(str_is(reach.events[i].event, "order_completed"));
  }
  assert_int_equal(reach.rows - sets, lines);
  assert_int_equal(reach.people, PEOPLE);
  char *same = dump_all(w); /* nothing happened */
  assert_string_equal(same, before);
  set_rules(w, "90d,product_viewed=30d");
  must_ok(ws_retention_run(w, &done, &err), &err);
  assert_true(done.rows >= lines - PEOPLE && done.rows <= reach.rows);
  free(before);
  free(same);
  free(want);
  buf_release(&gone);
  ws_close(w);
  arena_release(&a);
  place_release(&k.p);
}

static void rules_are_read_strictly(void **state) {
  static const struct {
    const char *text, *canonical; /* NULL = refused */
  } cases[] = {{"", ""},
               {"none", ""},
               {"36m", "36m"},
               {" 90d , page = 7d ", "90d,page=7d"},
               {"b=1m,a=forever", "a=forever,b=1m"},
               {"forever,a=2d", "a=2d"},
               {"0d", NULL},
               {"12", NULL},
               {"12w", NULL},
               {"36501d", NULL},
               {"1201m", NULL},
               {"a=1d,90d", NULL},
               {"a=1d,a=2d", NULL},
               {"=1d", NULL},
               {"a=", NULL},
               {"-3d", NULL}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct arena a;
    struct ws_retention r;
    struct err err;
    struct buf b = BUF_INIT;
    arena_init(&a, "test");
    bool ok = ws_retention_parse(str_from(cases[i].text), &a, &r, &err);
    assert_int_equal(ok, cases[i].canonical != NULL);
    if (ok) {
      ws_retention_write(&r, &b);
      assert_true(str_is(buf_str(&b), cases[i].canonical));
    } else {
      assert_int_equal(err.code, ERR_bad_retention);
    }
    buf_release(&b);
    arena_release(&a);
  }
}

/* ---- relaxed ---- */

/* While somebody writes without waiting for the disk, no run puts people into their file who are
 * not in the log for certain: the next opening would find a position that the log does not have. */
struct beside {
  struct case_of *k;
  struct workspace *w;
  _Atomic bool stop;
};
static struct workspace *_Atomic watched;

static bool sync_slowly(struct io *io, struct io_file *f, struct err *err) {
  bool ok = io_posix()->ops->sync(io, f, err);
  if (watched) usleep(20000);
  return ok;
}

static bool rename_watched(struct io *io, const char *from, const char *to, struct err *err) {
  if (watched && strstr(to, "people.shp")) {
    uint8_t lsn[8];
    FILE *f = fopen(from, "rb");
    assert_non_null(f);
    assert_int_equal(fseek(f, 24, SEEK_SET), 0);
    assert_int_equal(fread(lsn, 1, sizeof lsn, f), sizeof lsn);
    fclose(f);
    struct cursor c = cur_of(lsn, sizeof lsn);
    assert_true(cur_u64(&c) <= log_durable(watched->log));
  }
  return io_posix()->ops->rename(io, from, to, err);
}

static void *produce(void *arg) {
  struct beside *b = arg;
  for (int i = 0; !b->stop && i < 20000; i++)
    ingest(b->k, b->w, 3);
  return NULL;
}

static void people_are_not_ahead_of_a_relaxed_log(void **state) {
  struct io_ops ops = *io_posix()->ops;
  struct io io = *io_posix();
  struct err err;
  struct case_of k;
  struct ws_retention_done done;
  pthread_t thread;
  cpu_set_t all, one;
  /* On one processor and in the background the run is overtaken wherever it can be. */
  assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
  CPU_ZERO(&one);
  for (int i = 0; CPU_COUNT(&one) == 0; i++)
    if (CPU_ISSET(i, &all)) CPU_SET(i, &one);
  ops.sync = sync_slowly;
  ops.rename = rename_watched;
  io.ops = &ops;
  case_init(&k, 9, 0);
  struct ws_options o = {.threads = 1, .clock = &k.clock.c, .io = &io, .sync_ms = 60000};
  struct beside b = {.k = &k};
  must_ok(ws_open(k.p.dir, STR("shop"), WS_WRITE, &o, &b.w, &err), &err);
  assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
  assert_int_equal(pthread_create(&thread, NULL, produce, &b), 0);
  thread_background();
  watched = b.w;
  for (int i = 0; i < 20; i++)
    must_ok(ws_retention_run(b.w, &done, &err), &err);
  b.stop = true;
  assert_int_equal(pthread_join(thread, NULL), 0);
  watched = NULL;
  sched_setaffinity(0, sizeof all, &all);
  ws_close(b.w);
  place_release(&k.p);
}

int main(void) {
  seed = (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(out_of_answers_then_of_files),
      cmocka_unit_test(days_pass),
      cmocka_unit_test(killed_anywhere),
      cmocka_unit_test(reach_is_what_goes),
      cmocka_unit_test(rules_are_read_strictly),
      cmocka_unit_test(people_are_not_ahead_of_a_relaxed_log),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
