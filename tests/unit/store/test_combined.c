/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Attributes of people who are several subjects, in scans: whatever was said of whom, merged and
 * taken apart, in memory, in parts and both, every attribute row tells what the person has as of
 * it. The twin keeps everything that was said, repeats too, and asks person/combine.h, which has a
 * twin of its own, about rows sorted by time.  So it also shows that dropping repeats changes
 * nothing. */
#include "twin.h"

#include "base/clock.h"
#include "event/batch.h"
#include "person/combine.h"

static uint64_t seed;

#define PEOPLE 40
#define STRIDE 4000 /* so that there are several chunks */
#define ATTRS  4

static const char *const attrs[ATTRS] = {"city", "points", "first_seen", "tags"};

struct said {
  uint32_t attr;
  struct combine_said s;
};

struct world {
  struct rng r;
  char *dir;
  struct store *s;
  struct persons persons;
  struct feed f;
  struct arena mem;
  VEC(struct said) said;
  uint64_t lsn;
  int64_t now;
  uint64_t rows_compared;
};

static uint32_t someone(struct world *w) {
  return (uint32_t)rng_below(&w->r, PEOPLE) * STRIDE;
}

static struct value some_value(struct world *w, uint32_t attr, enum combine_how how) {
  static const char *const lists[] = {"[1]", "[1,2]", "[\"a\"]", "[\"b\",\"a\"]", "[]"};
  char text[2] = {(char)('a' + rng_below(&w->r, 4)), 0};
  if (attr == 1 && (how == COMBINE_ADDED || rng_chance(&w->r, 0.5))) {
    struct dec d = {1 + (i128)rng_below(&w->r, 50), (uint8_t)rng_below(&w->r, 3)};
    return (struct value){.type = V_NUM, .num = d};
  }
  if (attr == 2) return (struct value){.type = V_TIME, .time = (int64_t)rng_below(&w->r, 5)};
  if (attr == 3 && rng_chance(&w->r, 0.8))
    return (struct value){.type = V_STR, .str = str_from(lists[rng_below(&w->r, 5)])};
  if (attr == 0 && rng_chance(&w->r, 0.2))
    return (struct value){.type = V_BOOL, .b = rng_chance(&w->r, 0.5)};
  return (struct value){
      .type = V_STR, .str = rng_chance(&w->r, 0.1) ? STR("") : arena_str(&w->mem, str_from(text))};
}

static void say_some(struct world *w, uint32_t subject, int64_t time) {
  static const char *const operations[] = {NULL, EV_ADDED, EV_ONCE};
  enum combine_how how = (enum combine_how)rng_below(&w->r, 3);
  feed_row(&w->f, subject, STR(EV_SET), time, 0);
  for (uint32_t a = 0; a < ATTRS; a++) {
    if (rng_chance(&w->r, 0.5)) continue;
    struct value v = some_value(w, a, how);
    feed_put(&w->f, str_from(attrs[a]), v);
    vec_push(&w->said, ((struct said){a, {subject, how, w->lsn, time, v}}));
  }
  if (operations[how])
    feed_put(&w->f, STR(EV_OPERATION),
             (struct value){.type = V_STR, .str = str_from(operations[how])});
}

static void some_rows(struct world *w, uint32_t n) {
  uint64_t first = w->lsn;
  feed_reset(&w->f);
  for (uint32_t i = 0; i < n; i++, w->lsn++) {
    w->now += rng_chance(&w->r, 0.7);
    if (rng_chance(&w->r, 0.5))
      say_some(w, someone(w), w->now);
    else
      feed_row(&w->f, someone(w), STR("view"), w->now, 0);
  }
  store_apply(w->s, &w->f.b, w->f.subject_of.p, first);
  store_advance(w->s, w->lsn);
}

static void everybody_has_a_row(struct world *w) {
  uint64_t first = w->lsn;
  feed_reset(&w->f);
  for (uint32_t i = 0; i < PEOPLE; i++, w->lsn++)
    feed_row(&w->f, i * STRIDE, STR("view"), 0, 0);
  store_apply(w->s, &w->f.b, w->f.subject_of.p, first);
  store_advance(w->s, w->lsn);
}

static void somebody_moves(struct world *w) {
  struct person_move m[PEOPLE];
  struct err err;
  struct persons *q = &w->persons;
  uint32_t n = 0, a = persons_of(q, someone(w)), b = persons_of(q, someone(w)), s = someone(w);
  if (rng_chance(&w->r, 0.4)) {
    if (persons_of(q, s) != s && persons_may_move(q, s, s)) m[n++] = (struct person_move){s, s};
  } else if (a != b) {
    for (uint32_t x = persons_next(q, b); x != b; x = persons_next(q, x))
      m[n++] = (struct person_move){x, a};
    m[n++] = (struct person_move){b, a};
  }
  for (uint32_t i = 0; i < n; i++)
    persons_move(q, w->lsn, m[i].subject, m[i].to);
  if (n == 0) return;
  assert_true(store_persons(w->s, w->lsn++, m, n, &err));
  store_advance(w->s, w->lsn);
}

/* ---- comparing ---- */

static int by_time(const void *a, const void *b) {
  const struct said *x = a, *y = b;
  if (x->s.time != y->s.time) return x->s.time < y->s.time ? -1 : 1;
  return x->s.lsn < y->s.lsn ? -1 : x->s.lsn > y->s.lsn;
}

/* What the person has of the attribute up to a row. */
static struct value twin_value(struct world *w, uint32_t person, uint32_t attr, int64_t time,
                               uint64_t lsn) {
  combine_sides sides = {0};
  struct value v = {0};
  for (size_t i = 0; i < w->said.n; i++) {
    const struct said *x = &w->said.p[i];
    bool later = x->s.time > time || (x->s.time == time && x->s.lsn > lsn);
    if (x->attr == attr && !later && persons_of(&w->persons, x->s.subject) == person)
      combine_say(&sides, &w->persons, UINT64_MAX, &x->s);
  }
  if (sides.n)
    v = combine_value(&sides, &w->persons, UINT64_MAX, combine_earliest(str_from(attrs[attr])),
                      &w->mem);
  vec_free(&sides);
  return v;
}

struct look {
  struct world *w;
  const struct snapshot *n;
  const struct scan_want *want;
  struct intern *strings;
  uint32_t set;
};

static void show(const char *what, const struct value *v) {
  char text[DEC_TEXT_BYTES];
  if (v->type == V_NUM)
    print_message(" %s number %s", what, dec_text(v->num, text));
  else if (v->type == V_STR)
    print_message(" %s text %.*s", what, STRF(v->str));
  else
    print_message(" %s type %d %lld", what, v->type,
                  (long long)(v->type == V_TIME ? v->time : v->b));
}

/* Fails with what was said of the attribute. */
static void equal(const struct world *w, uint32_t person, uint32_t attr, struct value got,
                  struct value want) {
  if (value_unsets(&got)) got = (struct value){0};
  if (value_same(got, want)) return;
  for (size_t i = 0; i < w->said.n; i++) {
    const struct combine_said *x = &w->said.p[i].s;
    if (w->said.p[i].attr != attr || persons_of(&w->persons, x->subject) != person) continue;
    print_message("subject %u lsn %llu time %lld how %d", x->subject, (unsigned long long)x->lsn,
                  (long long)x->time, x->how);
    show("", &x->value);
    print_message("\n");
  }
  for (size_t i = 0; i < w->persons.history.n; i++)
    print_message("lsn %llu: %u from %u to %u\n", (unsigned long long)w->persons.history.p[i].lsn,
                  w->persons.history.p[i].subject, w->persons.history.p[i].from,
                  w->persons.history.p[i].to);
  show("got", &got);
  show("want", &want);
  fail_msg("%s of %u", attrs[attr], person);
}

static struct value cell(const struct look *k, const struct scan_batch *b, uint32_t c, uint32_t r) {
  const struct scan_col *col = &b->cols[c];
  return bits_test(col->present, r) ? scan_value(col, r, k->strings) : (struct value){0};
}

static bool see(void *ctx, const struct scan_batch *b, struct err *err) {
  struct look *k = ctx;
  for (uint32_t p = 0; p < b->n_people; p++)
    for (uint32_t r = b->row_begin[p]; r < b->row_begin[p + 1]; r++) {
      if (b->event[r] != k->set) continue;
      for (uint32_t a = 0; a < ATTRS; a++) {
        struct value got = {0};
        uint32_t types = 0;
        for (uint32_t c = 0; c < k->want->n_cols; c++) {
          if (!str_is(snapshot_prop(k->n, k->want->cols[c].prop)->name, attrs[a])) continue;
          struct value v = cell(k, b, c, r);
          types += v.type != V_NONE;
          if (v.type) got = v;
        }
        if (types == 0) continue;
        assert_int_equal(types, 1);
        struct value want = twin_value(k->w, b->person[p], a, b->time[r], b->lsn[r]);
        equal(k->w, b->person[p], a, got, want);
        k->w->rows_compared++;
      }
    }
  return true;
}

/* The last rows are those everybody looks at: nobody may have anything else. */
struct last {
  struct look k;
  struct value v[ATTRS];
  uint32_t person;
};

static void end_person(struct last *l) {
  for (uint32_t a = 0; l->person != UINT32_MAX && a < ATTRS; a++) {
    struct value want = twin_value(l->k.w, l->person, a, l->k.want->t_max, UINT64_MAX);
    equal(l->k.w, l->person, a, l->v[a], want);
  }
  memset(l->v, 0, sizeof l->v);
}

static bool see_last(void *ctx, const struct scan_batch *b, struct err *err) {
  struct last *l = ctx;
  for (uint32_t p = 0; p < b->n_people; p++) {
    if (b->person[p] != l->person) end_person(l);
    l->person = b->person[p];
    for (uint32_t r = b->row_begin[p]; r < b->row_begin[p + 1]; r++)
      for (uint32_t c = 0; c < l->k.want->n_cols; c++)
        for (uint32_t a = 0; a < ATTRS; a++) {
          if (!str_is(snapshot_prop(l->k.n, l->k.want->cols[c].prop)->name, attrs[a])) continue;
          struct value v = cell(&l->k, b, c, r);
          if (v.type == V_STR) v.str = arena_str(&l->k.w->mem, v.str); /* outlives the scanner */
          if (v.type) l->v[a] = v;
        }
  }
  return true;
}

static void scan_all(const struct scan_want *want, struct snapshot *n, scan_fn *fn,
                     struct look *k) {
  struct scanner *s;
  struct err err;
  assert_true(scanner_new(n, want, &s, &err));
  k->strings = scanner_strings(s);
  for (uint32_t c = 0; c < scan_chunks(n); c++)
    assert_true(scanner_run(s, c, fn, k, &err));
  scanner_free(s);
}

static void check(struct world *w) {
  struct snapshot *n = store_snapshot(w->s);
  struct scan_col_want cols[64];
  struct scan_want want = {.all_events = true,
                           .cols = cols,
                           .lsn = true,
                           .t_max = INT64_MAX,
                           .only = UINT32_MAX,
                           .combined = true};
  want.n_cols = every_column(n, cols, 64);
  struct look k = {w, n, &want, NULL, snapshot_event_code(n, STR(EV_SET))};
  scan_all(&want, n, see, &k);
  /* Attribute rows alone, one attribute of them, an earlier moment, nobody's order asked for. */
  want.all_events = false;
  want.events = &k.set;
  want.n_events = k.set != INTERN_NONE;
  want.t_max = (int64_t)rng_below(&w->r, (uint32_t)w->now + 1);
  want.lsn = false;
  struct last l = {.k = k, .person = UINT32_MAX};
  l.k.want = &want;
  scan_all(&want, n, see_last, &l.k);
  end_person(&l);
  /* One by one: several subjects or not. */
  struct scanner *s;
  struct err err;
  want.only = 0;
  assert_true(scanner_new(n, &want, &s, &err));
  l.k.strings = scanner_strings(s);
  for (int i = 0; i < 10; i++) {
    l.person = UINT32_MAX;
    uint32_t who = persons_of(&w->persons, someone(w));
    scanner_only(s, who);
    assert_true(scanner_run(s, who >> SCAN_CHUNK_BITS, see_last, &l, &err));
    end_person(&l);
  }
  scanner_free(s);
  snapshot_free(n);
}

static void reopen(struct world *w) {
  struct err err;
  assert_true(store_flush_all(w->s, &err));
  store_close(w->s);
  w->s = store_open_small(w->dir, 1 << 14);
  const struct person_change *c = w->persons.history.p;
  for (size_t i = 0, n; i < w->persons.history.n; i += n) {
    struct person_move m[PEOPLE];
    for (n = 0; i + n < w->persons.history.n && c[i + n].lsn == c[i].lsn; n++)
      m[n] = (struct person_move){c[i + n].subject, c[i + n].to};
    assert_true(store_persons(w->s, c[i].lsn, m, (uint32_t)n, &err));
  }
  store_advance(w->s, w->lsn);
}

static void some_step(struct world *w) {
  struct err err;
  bool did;
  switch (rng_below(&w->r, 12)) {
  case 0:
    assert_true(store_flush_all(w->s, &err));
    break;
  case 1:
    assert_true(store_compact_step(w->s, &did, &err));
    break;
  case 2:
    if (rng_chance(&w->r, 0.3)) assert_true(store_compact(w->s, rng_chance(&w->r, 0.3), &err));
    if (rng_chance(&w->r, 0.3)) reopen(w);
    break;
  case 3:
  case 4:
  case 5:
    somebody_moves(w);
    break;
  default:
    some_rows(w, 1 + (uint32_t)rng_below(&w->r, 40));
  }
}

static void every_row_tells_what_the_person_has(void **state) {
  for (uint64_t round = 0; round < 20; round++) {
    struct world w = {.dir = folder_make(), .lsn = 1};
    rng_init(&w.r, seed, 12, round);
    arena_init(&w.mem, "test");
    feed_init(&w.f);
    w.s = store_open_small(w.dir, 1 << 14);
    everybody_has_a_row(&w);
    for (int step = 0; step < 60; step++) {
      some_step(&w);
      if (w.said.n) qsort(w.said.p, w.said.n, sizeof *w.said.p, by_time);
      if (step % 4 == 3) check(&w);
    }
    assert_true(w.rows_compared > 500);
    store_close(w.s);
    feed_release(&w.f);
    persons_release(&w.persons);
    arena_release(&w.mem);
    vec_free(&w.said);
    folder_remove(w.dir);
  }
}

/* More rows than a block: a person's batches follow each other. */
static void people_of_several_blocks(void **state) {
  struct world w = {.dir = folder_make(), .lsn = 1};
  struct err err;
  rng_init(&w.r, seed, 13, 0);
  arena_init(&w.mem, "test");
  feed_init(&w.f);
  w.s = store_open_small(w.dir, 64 << 20);
  everybody_has_a_row(&w);
  for (int i = 0; i < 8; i++) {
    uint64_t first = w.lsn;
    feed_reset(&w.f);
    for (int k = 0; k < 20000; k++, w.lsn++) {
      uint32_t who = (uint32_t)(k % 3) * STRIDE;
      w.now++;
      if (k % 4000 < 3)
        say_some(&w, who, w.now);
      else
        feed_row(&w.f, who, STR("view"), w.now, 0);
    }
    store_apply(w.s, &w.f.b, w.f.subject_of.p, first);
    store_advance(w.s, w.lsn);
    if (i == 3) assert_true(store_flush_all(w.s, &err));
    if (i == 5) {
      struct person_move m = {STRIDE, 0};
      persons_move(&w.persons, w.lsn, m.subject, m.to);
      assert_true(store_persons(w.s, w.lsn++, &m, 1, &err));
    }
  }
  struct person_move m = {2 * STRIDE, 0};
  persons_move(&w.persons, w.lsn, m.subject, m.to);
  assert_true(store_persons(w.s, w.lsn++, &m, 1, &err));
  store_advance(w.s, w.lsn);
  if (w.said.n) qsort(w.said.p, w.said.n, sizeof *w.said.p, by_time);
  check(&w);
  assert_true(store_flush_all(w.s, &err));
  assert_true(store_compact(w.s, true, &err));
  check(&w);
  assert_true(w.rows_compared > 100);
  store_close(w.s);
  feed_release(&w.f);
  persons_release(&w.persons);
  arena_release(&w.mem);
  vec_free(&w.said);
  folder_remove(w.dir);
}

int main(void) {
  const char *again = getenv("SEED");
  seed = again ? strtoull(again, NULL, 10) : (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_row_tells_what_the_person_has),
      cmocka_unit_test(people_of_several_blocks),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
