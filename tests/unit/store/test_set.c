/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Attribute changes: only what is news becomes rows.  The rule is written once more here, over a
 * list, and random histories must agree, across flushes and reopenings. */
#include "twin.h"

struct known {
  uint32_t subject, prop;
  struct value v;
  int64_t time;
};
static VEC(struct known) known;

static struct known *find(uint32_t subject, uint32_t prop) {
  for (size_t i = 0; i < known.n; i++)
    if (known.p[i].subject == subject && known.p[i].prop == prop) return &known.p[i];
  return NULL;
}

static bool has_row(const struct twin *t, uint32_t subject) {
  for (size_t i = 0; i < t->rows.n; i++)
    if (t->rows.p[i].subject == subject) return true;
  return false;
}

static void learn(struct twin *t, uint32_t subject, uint32_t prop, struct value v, int64_t time) {
  struct known *k = find(subject, prop);
  if (k && time < k->time) return;
  if (!k) {
    vec_push(&known, ((struct known){subject, prop, {.type = V_NONE}, 0}));
    k = &known.p[known.n - 1];
  }
  k->v = twin_keep(t, v);
  k->time = time;
}

static const char *const names[] = {"city", "age", "level"};

static void naive_set(struct twin *t, uint32_t subject, int64_t time, bool ever,
                      const struct value *v, uint64_t lsn) {
  bool stranger = !has_row(t, subject), any = false;
  int place[3]; /* 0 nowhere, 1 since ever, 2 at its time */
  for (uint32_t p = 0; p < 3; p++) {
    place[p] = 0;
    if (v[p].type == V_NONE) continue;
    struct known *k = find(subject, p);
    if (k && value_same(k->v, v[p]) && (ever || time >= k->time)) continue;
    place[p] = ever && !k ? 1 : 2;
    any = true;
    learn(t, subject, p, v[p], place[p] == 1 ? TIME_MIN : time);
  }
  for (int where = 1; where <= 2; where++) {
    bool row = false;
    for (uint32_t p = 0; p < 3; p++) {
      if (place[p] != where) continue;
      if (!row) twin_add(t, subject, STR(EV_SET), where == 1 ? TIME_MIN : time, lsn);
      row = true;
      twin_add_value(t, str_from(names[p]), v[p]);
    }
  }
  if (!any && stranger) twin_add(t, subject, STR(EV_SET), ever ? TIME_MIN : time, lsn);
}

static struct value random_attribute(struct rng *r, uint32_t p) {
  static const char *const cities[] = {"上海", "北京", ""};
  if (rng_chance(r, 0.4)) return (struct value){.type = V_NONE};
  if (p == 0) return (struct value){.type = V_STR, .str = str_from(cities[rng_below(r, 3)])};
  if (p == 1 && rng_chance(r, 0.5)) return (struct value){.type = V_NUM, .num = {1200, 2}};
  if (p == 1) return (struct value){.type = V_NUM, .num = {(i128)(11 + rng_below(r, 3)), 0}};
  if (rng_chance(r, 0.5)) return (struct value){.type = V_BOOL, .b = rng_chance(r, 0.5)};
  return (struct value){.type = V_TIME, .time = (int64_t)rng_below(r, 2)};
}

/* Somebody's values are off the facts too, hidden and purged. */
static void check_hidden(struct store *s, struct twin *t, uint32_t who, struct err *err) {
  size_t kept = 0;
  for (size_t i = 0; i < t->rows.n; i++)
    if (t->rows.p[i].subject != who) t->rows.p[kept++] = t->rows.p[i];
  t->rows.n = kept;
  assert_true(store_hide(s, &who, 1, err));
  compare_all(t, s);
  assert_true(store_flush_all(s, err) && store_purge(s, err) && store_hide(s, NULL, 0, err));
  compare_all(t, s);
}

static void random_changes(void **state) {
  for (uint64_t round = 0; round < 24; round++) {
    struct rng r;
    rng_init(&r, 20261122, 11, round);
    print_message("# seed 20261122 round %llu\n", (unsigned long long)round);
    char *dir = folder_make();
    size_t small = round % 2 ? 3000 : 0;
    struct store *s = store_open_small(dir, small);
    struct twin t;
    struct feed f;
    struct err err;
    twin_init(&t);
    feed_init(&f);
    known.n = 0;
    for (int batch = 0; batch < 12; batch++) {
      feed_reset(&f);
      uint32_t n = 1 + (uint32_t)rng_below(&r, 60);
      for (uint32_t i = 0; i < n; i++) {
        uint32_t subject = (uint32_t)rng_below(&r, 12);
        int64_t time = rng_chance(&r, 0.05) ? TIME_MIN : (int64_t)rng_below(&r, 100);
        uint64_t lsn = t.next_lsn + i;
        if (rng_chance(&r, 0.1)) {
          feed_row(&f, subject, STR("order"), time, 0);
          twin_add(&t, subject, STR("order"), time, lsn);
          continue;
        }
        bool ever = rng_chance(&r, 0.5);
        struct value v[3];
        feed_row(&f, subject, STR(EV_SET), time, ever ? EV_SINCE_EVER : 0);
        for (uint32_t p = 0; p < 3; p++) {
          v[p] = random_attribute(&r, p);
          if (v[p].type != V_NONE) feed_put(&f, str_from(names[p]), v[p]);
        }
        /* since ever at TIME_MIN: both places are one moment, one row */
        if (time == TIME_MIN && ever) {
          size_t before = t.rows.n;
          naive_set(&t, subject, time, ever, v, lsn);
          if (t.rows.n == before + 2) {
            t.rows.p[before].n += t.rows.p[before + 1].n;
            t.rows.n--;
          }
        } else {
          naive_set(&t, subject, time, ever, v, lsn);
        }
      }
      store_apply(s, &f.b, f.subject_of.p, t.next_lsn);
      t.next_lsn += n;
      compare_all(&t, s);
      if (rng_chance(&r, 0.4)) assert_true(store_flush_all(s, &err));
      if (rng_chance(&r, 0.4)) assert_true(store_flush(s, &err));
      if (rng_chance(&r, 0.3)) {
        assert_true(store_flush_all(s, &err));
        store_close(s);
        s = store_open_small(dir, small);
      }
    }
    check_hidden(s, &t, (uint32_t)rng_below(&r, 12), &err);
    store_close(s);
    feed_release(&f);
    twin_release(&t);
    folder_remove(dir);
  }
  vec_free(&known);
}

/* The plain story: an import without times, a change, a repeat. */
static void story(void **state) {
  char *dir = folder_make();
  struct store *s = store_must_open(dir, true);
  struct feed f;
  feed_init(&f);
  static const char *const cities[] = {"上海", "上海", "北京", "北京"};
  for (uint32_t i = 0; i < 4; i++) {
    feed_reset(&f);
    feed_row(&f, 1, STR(EV_SET), 1000 * (1 + (int64_t)i), EV_SINCE_EVER);
    feed_put(&f, STR("city"), (struct value){.type = V_STR, .str = str_from(cities[i])});
    store_apply(s, &f.b, f.subject_of.p, 10 + i);
  }
  struct snapshot *n = store_snapshot(s);
  assert_int_equal(snapshot_rows(n), 2);
  snapshot_free(n);
  store_close(s);
  feed_release(&f);
  folder_remove(dir);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(story), cmocka_unit_test(random_changes)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
