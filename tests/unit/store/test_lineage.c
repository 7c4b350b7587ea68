/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is one person, said while others read: readers take snapshots, read them with what people of
 * several subjects have, keep some and read them again after more was said, and let the last ones
 * go while the store is being closed.  What a snapshot tells is that of its own moment, whenever it
 * is asked: the twin repeats, from a script written before, what had been said below its two LSNs.
 * Meant for the thread sanitizer, and for any other build. */
#include "twin.h"

#include <pthread.h>
#include <time.h>

#include "base/clock.h"
#include "event/batch.h"
#include "person/combine.h"
#include "store/store_int.h"

static uint64_t seed;

#define PEOPLE  30
#define STRIDE  4000 /* so that there are several chunks */
#define STEPS   90
#define READERS 3
#define KEPT    3 /* snapshots a reader keeps */

enum { CITY, POINTS, TAGS, ATTRS };
static const char *const attrs[ATTRS] = {"city", "points", "tags"};

struct said {
  uint32_t attr;
  struct combine_said s;
};

struct step {
  uint64_t lsn, end; /* [lsn, end) are its records */
  struct feed f;     /* rows, if n is 0 */
  struct person_move m[PEOPLE + 1];
  uint32_t n;
  bool nonsense; /* the last of the moves may not be: none is made */
};

/* Written before anything happens, and then only read. */
struct script {
  struct step step[STEPS];
  struct arena mem;
  VEC(struct said) said; /* in order of time, and of LSN */
  VEC(struct person_change) moves;
};

/* ---- writing the script ---- */

static uint32_t someone(struct rng *r) {
  return (uint32_t)rng_below(r, PEOPLE) * STRIDE;
}

static struct value some_value(struct script *c, struct rng *r, uint32_t attr) {
  static const char *const lists[] = {"[1]", "[1,2]", "[\"a\"]", "[\"b\",\"a\"]"};
  char text[2] = {(char)('a' + rng_below(r, 4)), 0};
  if (attr == POINTS) return (struct value){.type = V_NUM, .num = {1 + (i128)rng_below(r, 50), 0}};
  return (struct value){.type = V_STR,
                        .str = attr == TAGS ? str_from(lists[rng_below(r, 4)])
                                            : arena_str(&c->mem, str_from(text))};
}

static void a_row(struct script *c, struct rng *r, struct step *s, uint64_t lsn, int64_t time) {
  uint32_t subject = someone(r), attr = (uint32_t)rng_below(r, ATTRS);
  bool added = attr == POINTS && rng_chance(r, 0.5);
  if (rng_chance(r, 0.3)) {
    feed_row(&s->f, subject, STR("view"), time, 0);
    return;
  }
  feed_row(&s->f, subject, STR(EV_SET), time, 0);
  struct value v = some_value(c, r, attr);
  feed_put(&s->f, str_from(attrs[attr]), v);
  struct combine_said x = {subject, added ? COMBINE_ADDED : COMBINE_SET, lsn, time, v};
  vec_push(&c->said, ((struct said){attr, x}));
  if (added)
    feed_put(&s->f, STR(EV_OPERATION), (struct value){.type = V_STR, .str = STR(EV_ADDED)});
}

static void some_moves(struct script *c, struct rng *r, struct persons *q, struct step *s) {
  uint32_t a = persons_of(q, someone(r)), b = persons_of(q, someone(r)), one = someone(r);
  if (rng_chance(r, 0.4)) {
    if (persons_of(q, one) != one && persons_may_move(q, one, one))
      s->m[s->n++] = (struct person_move){one, one};
  } else if (a != b) {
    for (uint32_t x = persons_next(q, b); x != b; x = persons_next(q, x))
      s->m[s->n++] = (struct person_move){x, a};
    s->m[s->n++] = (struct person_move){b, a};
  }
  uint32_t joined = persons_next(q, a) != a ? persons_next(q, a) : 0;
  s->nonsense = s->n && a != b && joined && joined != b && joined != one && rng_chance(r, 0.2);
  if (s->nonsense) /* nobody is moved to somebody who is no person */
    s->m[s->n++] = (struct person_move){b, joined};
  for (uint32_t i = 0; !s->nonsense && i < s->n; i++) {
    struct person_change m = {s->lsn, s->m[i].subject, 0, s->m[i].to, 0};
    persons_move(q, s->lsn, m.subject, m.to);
    vec_push(&c->moves, m);
  }
  s->end = s->lsn + (s->n > 0 && !s->nonsense);
}

static struct script *script_new(uint64_t round) {
  struct script *c = calloc(1, sizeof *c);
  struct persons q = {0};
  struct rng r;
  uint64_t lsn = 1;
  int64_t now = 0;
  rng_init(&r, seed, 14, round);
  arena_init(&c->mem, "test");
  for (int i = 0; i < STEPS; i++) {
    struct step *s = &c->step[i];
    feed_init(&s->f);
    s->lsn = s->end = lsn;
    if (i && rng_chance(&r, 0.5)) {
      some_moves(c, &r, &q, s);
    } else {
      uint32_t rows = i ? 1 + (uint32_t)rng_below(&r, 25) : PEOPLE;
      for (uint32_t k = 0; k < rows; k++, s->end++) {
        now += rng_chance(&r, 0.7);
        if (i)
          a_row(c, &r, s, s->end, now);
        else /* everybody is there */
          feed_row(&s->f, k * STRIDE, STR("view"), 0, 0);
      }
    }
    lsn = s->end;
  }
  persons_release(&q);
  return c;
}

static void script_free(struct script *c) {
  for (int i = 0; i < STEPS; i++)
    feed_release(&c->step[i].f);
  arena_release(&c->mem);
  vec_free(&c->said);
  vec_free(&c->moves);
  free(c);
}

/* ---- a snapshot beside the twin ---- */

struct look {
  const struct script *c;
  const struct snapshot *n;
  const struct scan_want *want;
  struct intern *strings;
  struct persons persons; /* of the snapshot's moment */
  struct arena mem;
  uint32_t set;
  uint64_t rows, compared;
};

static void look_init(struct look *k, const struct script *c, const struct snapshot *n) {
  *k = (struct look){.c = c, .n = n, .set = snapshot_event_code(n, STR(EV_SET))};
  arena_init(&k->mem, "test");
  for (size_t i = 0; i < c->moves.n && c->moves.p[i].lsn < n->persons_lsn; i++)
    persons_move(&k->persons, c->moves.p[i].lsn, c->moves.p[i].subject, c->moves.p[i].to);
}

static struct value twin_value(struct look *k, uint32_t person, uint32_t attr, uint64_t lsn) {
  combine_sides sides = {0};
  for (size_t i = 0; i < k->c->said.n && k->c->said.p[i].s.lsn <= lsn; i++) {
    const struct said *x = &k->c->said.p[i];
    if (x->attr == attr && persons_of(&k->persons, x->s.subject) == person)
      combine_say(&sides, &k->persons, UINT64_MAX, &x->s);
  }
  assert_true(sides.n > 0);
  struct value v = combine_value(&sides, &k->persons, UINT64_MAX, false, &k->mem);
  vec_free(&sides);
  return v;
}

static bool see(void *ctx, const struct scan_batch *b, struct err *err) {
  struct look *k = ctx;
  (void)err;
  k->rows += b->n_rows;
  for (uint32_t p = 0; p < b->n_people; p++)
    for (uint32_t r = b->row_begin[p]; r < b->row_begin[p + 1]; r++)
      for (uint32_t c = 0; b->event[r] == k->set && c < k->want->n_cols; c++) {
        const struct scan_col *col = &b->cols[c];
        uint32_t attr = 0;
        if (!bits_test(col->present, r)) continue;
        while (attr < ATTRS &&
               !str_is(snapshot_prop(k->n, k->want->cols[c].prop)->name, attrs[attr]))
          attr++;
        if (attr == ATTRS) continue; /* how it came about */
        struct value got = {.type = col->type};
        if (col->type == V_NUM)
          got.num = (struct dec){col->num[r], col->scale};
        else
          got.str = intern_at(k->strings, col->code[r]);
        if (!value_same(got, twin_value(k, b->person[p], attr, b->lsn[r])))
          fail_msg("%s of %u at row %llu, snapshot %llu persons %llu", attrs[attr], b->person[p],
                   (unsigned long long)b->lsn[r], (unsigned long long)snapshot_lsn(k->n),
                   (unsigned long long)k->n->persons_lsn);
        k->compared++;
      }
  arena_reset(&k->mem);
  return true;
}

/* All people, and then some one by one. */
static uint64_t compare(const struct script *c, const struct snapshot *n, struct rng *r) {
  struct scan_col_want cols[16];
  struct scan_want want = {.all_events = true,
                           .cols = cols,
                           .lsn = true,
                           .t_max = INT64_MAX,
                           .only = UINT32_MAX,
                           .combined = true};
  struct look k;
  struct scanner *s;
  struct err err;
  want.n_cols = every_column(n, cols, 16);
  look_init(&k, c, n);
  k.want = &want;
  assert_true(scanner_new(n, &want, &s, &err));
  k.strings = scanner_strings(s);
  for (uint32_t i = 0; i < scan_chunks(n); i++)
    assert_true(scanner_run(s, i, see, &k, &err));
  scanner_free(s);
  assert_true(k.rows == snapshot_rows(n));
  want.only = 0;
  assert_true(scanner_new(n, &want, &s, &err));
  k.strings = scanner_strings(s);
  for (int i = 0; i < 8; i++) {
    uint32_t who = persons_of(&k.persons, someone(r));
    scanner_only(s, who);
    if (who >> SCAN_CHUNK_BITS < scan_chunks(n))
      assert_true(scanner_run(s, who >> SCAN_CHUNK_BITS, see, &k, &err));
  }
  scanner_free(s);
  persons_release(&k.persons);
  arena_release(&k.mem);
  return k.compared;
}

/* ---- beside each other ---- */

struct stage {
  const struct script *c;
  struct store *s;
  uint64_t round;
  pthread_barrier_t end; /* readers hold their last snapshots, and the store is closed now */
  _Atomic bool stop;
  _Atomic uint64_t looks, compared, number;
};

static void *read_on(void *ctx) {
  struct stage *g = ctx;
  struct snapshot *kept[KEPT] = {0};
  struct rng r;
  rng_init(&r, seed, 15, g->round * READERS + g->number++);
  while (!g->stop) {
    struct snapshot **at = &kept[rng_below(&r, KEPT)];
    if (!*at || rng_chance(&r, 0.6)) {
      snapshot_free(*at);
      *at = store_snapshot(g->s);
    }
    g->compared += compare(g->c, *at, &r);
    g->looks++;
  }
  pthread_barrier_wait(&g->end);
  for (int i = 0; i < KEPT; i++) {
    if (kept[i]) compare(g->c, kept[i], &r);
    snapshot_free(kept[i]);
  }
  return NULL;
}

static void *tidy_on(void *ctx) {
  struct stage *g = ctx;
  struct err err;
  for (uint32_t i = 0; !g->stop; i++) {
    bool did;
    assert_true(i % 5 == 0   ? store_flush_all(g->s, &err)
                : i % 7 == 0 ? store_gather(g->s, &err)
                             : store_flush(g->s, &err));
    assert_true(store_compact_step(g->s, &did, &err));
    nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL); /* others are to come between */
  }
  return NULL;
}

static void say(struct store *s, const struct step *x) {
  struct err err;
  if (x->n == 0)
    store_apply(s, &x->f.b, x->f.subject_of.p, x->lsn);
  else
    assert_true(store_persons(s, x->lsn, x->m, x->n, &err) == !x->nonsense);
  store_advance(s, x->end);
}

static void what_a_snapshot_tells_stays(void **state) {
  uint64_t nonsense = 0, moves = 0;
  for (uint64_t round = 0; round < 6; round++) {
    char *dir = folder_make();
    struct script *c = script_new(round);
    struct stage g = {.c = c, .s = store_open_small(dir, 1 << 14), .round = round};
    pthread_t reader[READERS], upkeep;
    pthread_barrier_init(&g.end, NULL, READERS + 1);
    say(g.s, &c->step[0]);
    for (int i = 0; i < READERS; i++)
      assert_int_equal(pthread_create(&reader[i], NULL, read_on, &g), 0);
    assert_int_equal(pthread_create(&upkeep, NULL, tidy_on, &g), 0);
    for (int i = 1; i < STEPS; i++) {
      uint64_t looks = g.looks;
      say(g.s, &c->step[i]);
      nonsense += c->step[i].nonsense;
      moves += c->step[i].n;
      while (i % 3 == 0 && g.looks == looks) /* somebody has looked since */
        nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
    }
    g.stop = true;
    pthread_join(upkeep, NULL);
    pthread_barrier_wait(&g.end);
    store_close(g.s);
    for (int i = 0; i < READERS; i++)
      pthread_join(reader[i], NULL);
    pthread_barrier_destroy(&g.end);
    assert_true(g.looks >= STEPS / 3 && g.compared > 1000);
    script_free(c);
    folder_remove(dir);
  }
  assert_true(moves > 100 && nonsense > 0);
}

int main(void) {
  seed = (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_a_snapshot_tells_stays),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
