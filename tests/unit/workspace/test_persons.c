/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People merged, taken apart and claimed in a living workspace: rows stand under the person of
 * their subject, through checkpoints, openings, rebuilds, repair and erasing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/rng.h"
#include "workspace/erase.h"
#include "workspace/persons.h"
#include "workspace/verify.h"
#include "ws_test.h"

#define PEOPLE 14

static uint64_t seed;

struct row {
  uint32_t who;
  int64_t time;
};

struct world {
  struct rng r;
  struct place place;
  struct workspace *w;
  VEC(struct row) rows;
  uint32_t person[PEOPLE]; /* by number; names are given in that order */
  bool erased[PEOPLE];
};

static void name_of(uint32_t who, char out[24]) {
  snprintf(out, 24, "u%02u", who);
}

static void ingest(struct world *x, uint32_t n) {
  struct ev_batch b;
  struct err err;
  ev_batch_init(&b);
  for (uint32_t i = 0; i < n; i++) {
    char name[24];
    struct row row = {x->rows.n < PEOPLE ? (uint32_t)x->rows.n : (uint32_t)rng_below(&x->r, PEOPLE),
                      1700000000000 + (int64_t)rng_below(&x->r, 500)};
    if (x->erased[row.who]) continue;
    name_of(row.who, name);
    ev_batch_row(&b, ev_batch_id(&b, STR("user_id"), str_from(name)),
                 ev_batch_name(&b, STR("bought")), row.time, (struct ev_key){rng_u64(&x->r), 2}, 0);
    vec_push(&x->rows, row);
  }
  must_ok(ws_ingest(x->w, &b, NULL, &err), &err);
  ev_batch_release(&b);
}

static int line_order(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void compare(struct world *x) {
  char *got = dump_all(x->w), *save = NULL;
  VEC(char *) want = {0};
  for (size_t i = 0; i < x->rows.n; i++) {
    char line[80], name[24];
    name_of(x->person[x->rows.p[i].who], name);
    snprintf(line, sizeof line, "%s %lld bought", name, (long long)x->rows.p[i].time);
    char *copy = strdup(line);
    if (x->erased[x->rows.p[i].who]) {
      free(copy);
      continue;
    }
    vec_push(&want, copy);
  }
  if (want.n) qsort(want.p, want.n, sizeof *want.p, line_order);
  char *line = strtok_r(got, "\n", &save); /* "N rows" */
  for (size_t i = 0; i < want.n; i++) {
    line = strtok_r(NULL, "\n", &save);
    assert_non_null(line);
    assert_string_equal(line, want.p[i]);
    free(want.p[i]);
  }
  assert_null(strtok_r(NULL, "\n", &save));
  vec_free(&want);
  free(got);
  const char *why = "";
  uint32_t living = 0;
  if (!people_validate(ws_people(x->w), &why)) fail_msg("%s", why);
  for (uint32_t s = 0; s < PEOPLE; s++)
    living += x->person[s] == s && !x->erased[s];
  assert_int_equal(people_living(ws_people(x->w)), living);
}

/* The twin learns it from the index of people, whose own twin is in tests/unit/person. */
static void learn(struct world *x) {
  for (uint32_t s = 0; s < PEOPLE; s++)
    x->person[s] = person_of(ws_people(x->w), s);
}

static uint64_t rows_of(const struct world *x, const bool *who) {
  uint64_t n = 0;
  for (size_t i = 0; i < x->rows.n; i++)
    n += who[x->rows.p[i].who];
  return n;
}

static void somebody_moves(struct world *x) {
  uint32_t a = (uint32_t)rng_below(&x->r, PEOPLE), b = (uint32_t)rng_below(&x->r, PEOPLE);
  struct ws_moved shown, r;
  struct err err;
  bool who[PEOPLE] = {false};
  if (a == b || x->erased[a] || x->erased[b]) return;
  switch (rng_below(&x->r, 3)) {
  case 0:
    for (uint32_t s = 0; s < PEOPLE; s++)
      who[s] = x->person[s] == x->person[b] && x->person[a] != x->person[b];
    must_ok(ws_merge_people(x->w, a, &b, 1, WS_SHOWS, STR(""), &shown, &err), &err);
    must_ok(ws_merge_people(x->w, a, &b, 1, WS_MOVES, STR("ann"), &r, &err), &err);
    assert_int_equal(person_of(ws_people(x->w), b), r.person);
    assert_true(r.events == rows_of(x, who));
    break;
  case 1:
    must_ok(ws_unmerge_people(x->w, &a, 1, WS_SHOWS, STR(""), &shown, &err), &err);
    must_ok(ws_unmerge_people(x->w, &a, 1, WS_MOVES, STR("ann"), &r, &err), &err);
    assert_int_equal(person_subjects(ws_people(x->w), a, NULL, 0), 1);
    break;
  default:
    must_ok(ws_claim_subject(x->w, a, b, WS_SHOWS, STR(""), &shown, &err), &err);
    must_ok(ws_claim_subject(x->w, a, b, WS_MOVES, STR("ann"), &r, &err), &err);
    assert_int_equal(person_of(ws_people(x->w), a), person_of(ws_people(x->w), b));
  }
  assert_true(shown.lsn == 0 && shown.subjects == r.subjects);
  assert_true(shown.events == r.events && shown.identities == r.identities);
  assert_true((r.lsn > 0) == (r.subjects > 0));
  learn(x);
}

static void begin(struct world *x, uint64_t round) {
  *x = (struct world){0};
  rng_init(&x->r, seed, 5, round);
  place_init(&x->place, 2 << 20);
  x->w = place_open(&x->place, WS_WRITE);
  for (uint32_t s = 0; s < PEOPLE; s++)
    x->person[s] = s;
  ingest(x, PEOPLE);
}

static void end(struct world *x) {
  ws_close(x->w);
  place_release(&x->place);
  vec_free(&x->rows);
}

static void reopen(struct world *x) {
  ws_close(x->w);
  x->w = place_open(&x->place, WS_READ);
  compare(x);
  ws_close(x->w);
  x->w = place_open(&x->place, WS_WRITE);
}

static void rebuild(struct world *x) {
  struct ws_options o = {.threads = 1, .memory = x->place.memory};
  struct ws_rebuilt r;
  struct err err;
  ws_close(x->w);
  must_ok(ws_rebuild(x->place.dir, STR("shop"), &o, &r, &err), &err);
  x->w = place_open(&x->place, WS_WRITE);
  assert_int_equal(r.people, people_living(ws_people(x->w)));
}

static void erase(struct world *x) {
  uint32_t who = (uint32_t)rng_below(&x->r, PEOPLE), n = 0;
  struct ws_erased r;
  struct ws_erase_done done;
  struct err err;
  if (x->erased[who]) return;
  must_ok(ws_erase_person(x->w, who, STR("ann"), &r, &err), &err);
  for (uint32_t s = 0; s < PEOPLE; s++)
    if (x->person[s] == x->person[who]) {
      x->erased[s] = true;
      n++;
    }
  assert_int_equal(r.identities, n);
  compare(x);
  if (rng_chance(&x->r, 0.7)) must_ok(ws_erase_run(x->w, &done, &err), &err);
}

static void no_damage(void *ctx, const struct ws_damage *d) {
  fail_msg("damage: %s %s", d->what->args[0], d->what->args[1]);
}

static void verify(struct world *x) {
  struct ws_verified v;
  struct err err;
  must_ok(ws_verify(x->place.dir, STR("shop"), NULL, no_damage, NULL, &v, &err), &err);
}

static void random_lives(void **state) {
  for (uint64_t round = 0; round < 12; round++) {
    struct world x;
    struct err err;
    begin(&x, round);
    for (int step = 0; step < 60; step++) {
      switch (rng_below(&x.r, 12)) {
      case 0:
        must_ok(ws_checkpoint(x.w, rng_chance(&x.r, 0.5), &err), &err);
        break;
      case 1:
        reopen(&x);
        break;
      case 2:
        if (rng_chance(&x.r, 0.3)) rebuild(&x);
        break;
      case 3:
        if (round % 2 && rng_chance(&x.r, 0.2)) erase(&x);
        break;
      case 4:
      case 5:
      case 6:
      case 7:
        somebody_moves(&x);
        break;
      default:
        ingest(&x, 1 + (uint32_t)rng_below(&x.r, 30));
      }
      if (rng_chance(&x.r, 0.4)) compare(&x);
    }
    compare(&x);
    must_ok(ws_checkpoint(x.w, true, &err), &err);
    compare(&x);
    reopen(&x);
    compare(&x);
    verify(&x);
    end(&x);
  }
}

/* The checkpoint of people is lost, parts are sorted by merges that only the log still tells. */
static void parts_may_know_more_than_people(void **state) {
  struct world x;
  struct err err;
  char path[PATH_BYTES + 64];
  begin(&x, 100);
  ingest(&x, 50);
  for (int i = 0; i < 12; i++)
    somebody_moves(&x);
  must_ok(ws_checkpoint(x.w, true, &err), &err);
  ws_close(x.w);
  snprintf(path, sizeof path, "%s/w/shop/people/people.shp", x.place.dir);
  assert_int_equal(unlink(path), 0);
  x.w = place_open(&x.place, WS_READ);
  compare(&x);
  ws_close(x.w);
  x.w = place_open(&x.place, WS_WRITE);
  compare(&x);
  ingest(&x, 30);
  somebody_moves(&x);
  compare(&x);
  end(&x);
}

static void repair_keeps_merges(void **state) {
  struct world x;
  struct err err;
  struct ws_repaired r;
  struct place to = {.memory = 2 << 20};
  struct ws_options o = {.threads = 1, .memory = 2 << 20};
  begin(&x, 200);
  ingest(&x, 50);
  for (int i = 0; i < 10; i++)
    somebody_moves(&x);
  ws_close(x.w);
  temp_dir(to.dir);
  must_ok(ws_repair(x.place.dir, STR("shop"), to.dir, &o, no_damage, NULL, &r, &err), &err);
  assert_int_equal(r.lost_merges, 0);
  remove_dir(x.place.dir);
  x.place = to;
  x.w = place_open(&x.place, WS_WRITE);
  compare(&x);
  end(&x);
}

static void ingest_named(struct workspace *w, const char *prefix, int n) {
  struct ev_batch b;
  struct err err;
  ev_batch_init(&b);
  for (int i = 0; i < n; i++) {
    char name[24];
    snprintf(name, sizeof name, "%s%d", prefix, i);
    ev_batch_row(&b, ev_batch_id(&b, STR("user_id"), str_from(name)),
                 ev_batch_name(&b, STR("bought")), 1700000000000 + i, (struct ev_key){0, 0}, 0);
  }
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  ev_batch_release(&b);
}

static uint32_t named(struct workspace *w, const char *name) {
  uint32_t s = people_find(ws_people(w), STR("user_id"), str_from(name));
  assert_true(s != SUBJECT_NONE);
  return s;
}

static void merge_named(struct workspace *w, const char *into, const char *from) {
  struct ws_moved r;
  struct err err;
  uint32_t other = named(w, from);
  must_ok(ws_merge_people(w, named(w, into), &other, 1, WS_MOVES, STR("ann"), &r, &err), &err);
}

static bool one_person(struct workspace *w, const char *a, const char *b) {
  return person_of(ws_people(w), named(w, a)) == person_of(ws_people(w), named(w, b));
}

static void count_damage(void *ctx, const struct ws_damage *d) {
  *(int *)ctx += !d->derived;
}

static void first_log_file(const struct place *p, char *out, size_t size) {
  struct arena a;
  struct str *names;
  size_t n;
  struct err err;
  char dir[PATH_BYTES + 64];
  arena_init(&a, "log");
  snprintf(dir, sizeof dir, "%s/w/shop/log", p->dir);
  must_ok(io_list(io_posix(), dir, &a, &names, &n, &err), &err);
  for (size_t i = n; i-- > 0;)
    if (!str_is(names[i], "log.json")) snprintf(out, size, "%s/%.*s", dir, STRF(names[i]));
  arena_release(&a);
}

/* The first group, with an allotment, is lost: everybody behind it gets another number. */
static void repair_carries_merges_to_new_numbers(void **state) {
  struct place p = {.memory = 2 << 20}, to = {.memory = 2 << 20};
  struct ws_options o = {.threads = 1, .memory = 2 << 20};
  struct ws_repaired r;
  struct ws_moved moved;
  struct err err;
  char path[PATH_BYTES + 256];
  int damages = 0;
  place_init(&p, 2 << 20);
  struct workspace *w = place_open(&p, WS_WRITE);
  ingest_named(w, "lost", 3);
  ingest_named(w, "k", 8);
  merge_named(w, "k0", "k1");
  merge_named(w, "k2", "k3");
  merge_named(w, "k4", "k2");
  merge_named(w, "lost0", "k5");
  uint32_t apart = named(w, "k3");
  must_ok(ws_unmerge_people(w, &apart, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  ws_close(w);
  first_log_file(&p, path, sizeof path);
  struct io_file *f;
  uint8_t byte;
  size_t got;
  must_ok(io_open(io_posix(), path, IO_CREATE, &f, &err), &err);
  must_ok(io_pread(io_posix(), f, &byte, 1, 4096 + 90, &got, &err), &err);
  byte ^= 1;
  must_ok(io_pwrite(io_posix(), f, &byte, 1, 4096 + 90, &err), &err);
  io_close(io_posix(), f);
  temp_dir(to.dir);
  must_ok(ws_repair(p.dir, STR("shop"), to.dir, &o, count_damage, &damages, &r, &err), &err);
  assert_true(damages > 0 && r.renumbered && r.lost_ranges == 1);
  assert_int_equal(r.lost_merges, 1);
  w = place_open(&to, WS_WRITE);
  assert_int_equal(people_find(ws_people(w), STR("user_id"), STR("lost0")), SUBJECT_NONE);
  assert_true(one_person(w, "k0", "k1") && one_person(w, "k2", "k4"));
  assert_false(one_person(w, "k3", "k2"));
  assert_false(one_person(w, "k5", "k0"));
  assert_int_equal(people_living(ws_people(w)), 6);
  const char *why = "";
  if (!people_validate(ws_people(w), &why)) fail_msg("%s", why);
  ws_close(w);
  place_release(&to);
  place_release(&p);
}

static void what_makes_no_sense_has_a_name(void **state) {
  struct world x;
  struct err err;
  struct ws_moved r;
  struct ws_erased e;
  uint32_t a = 1, b = 2, nobody = PEOPLE;
  begin(&x, 300);
  assert_false(ws_merge_people(x.w, a, &a, 1, WS_MOVES, STR(""), &r, &err));
  assert_int_equal(err.code, ERR_merge_self);
  assert_false(ws_merge_people(x.w, a, &nobody, 1, WS_SHOWS, STR(""), &r, &err));
  assert_int_equal(err.code, ERR_unknown_person);
  assert_false(ws_unmerge_people(x.w, (uint32_t[]){1, 2}, 2, WS_MOVES, STR(""), &r, &err));
  assert_int_equal(err.code, ERR_unmerge_several);
  must_ok(ws_erase_person(x.w, b, STR("ann"), &e, &err), &err);
  assert_false(ws_merge_people(x.w, a, &b, 1, WS_MOVES, STR(""), &r, &err));
  assert_int_equal(err.code, ERR_unknown_person);
  x.erased[b] = true;
  compare(&x);
  end(&x);
}

int main(void) {
  seed = (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(random_lives),
      cmocka_unit_test(parts_may_know_more_than_people),
      cmocka_unit_test(repair_keeps_merges),
      cmocka_unit_test(repair_carries_merges_to_new_numbers),
      cmocka_unit_test(what_makes_no_sense_has_a_name),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
