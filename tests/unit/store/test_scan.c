/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random histories: whatever lies in memory, in parts or both, before and after compaction and
 * reopening, every scan gives what the twin gives. */
#include "twin.h"

#include "base/panic.h"

static const char *const strings[] = {"", "上海", "a", "北京市朝阳区", "naïve", "x\ty", "🐟", "0"};
static const char *const props[] = {"amount", "city",     "vip",  "since",
                                    "mixed",  "order_id", "rare", "wide"};
static const char *const events[] = {"order_completed", "product_viewed", "登录", "e4", "e5", "e6"};

struct shape {
  uint32_t people; /* how many different */
  uint32_t scale_max;
  bool wide, huge_strings, spread; /* spread: subjects over many chunks */
  int64_t time_base, time_step, times;
};

static struct value random_number(struct rng *r, const struct shape *h, bool wide) {
  struct dec d = {.scale = (uint8_t)rng_below(r, h->scale_max + 1)};
  d.m = (i128)(int64_t)(rng_u64(r) >> (24 + rng_below(r, 38)));
  if (wide && rng_chance(r, 0.3)) d.m *= (i128)1000000000000 * (i128)(1 + rng_below(r, 1000));
  if (rng_chance(r, 0.3)) d.m = -d.m;
  if (rng_chance(r, 0.1)) d.m = 0;
  return (struct value){.type = V_NUM, .num = d};
}

static struct value random_value(struct rng *r, const struct shape *h, uint32_t prop, char *text) {
  unsigned kind = (unsigned)rng_below(r, 4);
  if (prop == 0) kind = 0;
  if (prop == 1 || prop == 5) kind = 1;
  if (prop == 2) kind = 2;
  if (prop == 3) kind = 3;
  if (prop == 7) kind = 0;
  switch (kind) {
  case 0:
    return random_number(r, h, prop == 7 && h->wide);
  case 1:
    if (prop == 5) {
      size_t n =
          h->huge_strings && rng_chance(r, 0.02) ? 1000 + rng_below(r, 20000) : rng_below(r, 20);
      for (size_t i = 0; i < n; i++)
        text[i] = (char)('a' + rng_below(r, 26));
      return (struct value){.type = V_STR, .str = str_of(text, n)};
    }
    return (struct value){.type = V_STR, .str = str_from(strings[rng_below(r, 8)])};
  case 2:
    return (struct value){.type = V_BOOL, .b = rng_chance(r, 0.5)};
  default:
    return (struct value){.type = V_TIME,
                          .time = rng_chance(r, 0.05)
                                      ? TIME_MIN
                                      : h->time_base + (int64_t)rng_below(r, 1000000) * 1000};
  }
}

static void random_rows(struct rng *r, const struct shape *h, struct store *s, struct twin *t,
                        size_t n) {
  static char text[32768];
  struct feed f;
  feed_init(&f);
  for (size_t i = 0; i < n; i++) {
    uint32_t subject = (uint32_t)rng_below(r, h->people);
    if (h->spread) subject = subject * 7919 % 400000;
    struct str event = str_from(events[rng_below(r, 1 + rng_below(r, 6))]);
    int64_t time = h->time_base + (int64_t)rng_below(r, (uint64_t)h->times) * h->time_step;
    if (rng_chance(r, 0.02)) time = TIME_MIN;
    feed_row(&f, subject, event, time, 0);
    twin_add(t, subject, event, time, t->next_lsn + i);
    unsigned carries = (unsigned)rng_below(r, 256) | (str_is(event, "order_completed") ? 0x21 : 0);
    if (!str_is(event, "order_completed")) carries &= ~0x21u;
    if (rng_chance(r, 0.98)) carries &= ~0x40u;
    for (uint32_t p = 0; p < 8; p++) {
      if (!(carries >> p & 1)) continue;
      struct value v = random_value(r, h, p, text);
      feed_put(&f, str_from(props[p]), v);
      twin_add_value(t, str_from(props[p]), v);
    }
  }
  store_apply(s, &f.b, f.subject_of.p, t->next_lsn);
  t->next_lsn += n;
  feed_release(&f);
}

static void random_scan(struct rng *r, struct store *s, struct twin *t, const struct shape *h) {
  struct snapshot *n = store_snapshot(s);
  struct scan_col_want all[64], some[64];
  uint32_t codes[16], n_all = every_column(n, all, 64);
  struct scan_want want = {.cols = some, .events = codes, .t_max = INT64_MAX, .only = UINT32_MAX};
  for (uint32_t i = 0; i < n_all; i++)
    if (rng_chance(r, 0.4)) some[want.n_cols++] = all[i];
  want.all_events = rng_chance(r, 0.3);
  for (uint32_t i = 0; i < snapshot_events(n) && i < 16; i++)
    if (rng_chance(r, 0.4)) codes[want.n_events++] = i;
  if (rng_chance(r, 0.5))
    want.t_max = h->time_base + (int64_t)rng_below(r, (uint64_t)h->times) * h->time_step;
  want.lsn = rng_chance(r, 0.5);
  want.no_time = rng_chance(r, 0.3);
  want.any_order = rng_chance(r, 0.3);
  if (t->rows.n && rng_chance(r, 0.3)) want.only = t->rows.p[rng_below(r, t->rows.n)].subject;
  if (rng_chance(r, 0.02)) want.only = 12345678;
  twin_compare(t, n, &want);
  /* Of the first of a block the whole block is read, of others what is kept of it. */
  for (unsigned i = 0; want.only != UINT32_MAX && t->rows.n && i < 6; i++) {
    want.only = t->rows.p[rng_below(r, t->rows.n)].subject;
    twin_compare(t, n, &want);
  }
  snapshot_free(n);
}

static void check(struct rng *r, struct store *s, struct twin *t, const struct shape *h,
                  int scans) {
  compare_all(t, s);
  for (int i = 0; i < scans; i++)
    random_scan(r, s, t, h);
}

/* ---- hidden people ---- */

static void add_hidden(struct rng *r, const struct twin *t, uint32_t *hidden, uint32_t *n) {
  uint32_t s = t->rows.p[rng_below(r, t->rows.n)].subject, at = 0;
  while (at < *n && hidden[at] < s)
    at++;
  if (at < *n && hidden[at] == s) return;
  memmove(&hidden[at + 1], &hidden[at], (*n - at) * sizeof *hidden);
  hidden[at] = s;
  ++*n;
}

/* Rows of the hidden leave the twin; their values stay in its heap, which nobody walks. */
static void twin_forget(struct twin *t, const uint32_t *hidden, uint32_t n) {
  size_t kept = 0;
  for (size_t i = 0; i < t->rows.n; i++) {
    bool gone = false;
    for (uint32_t k = 0; k < n; k++)
      gone |= hidden[k] == t->rows.p[i].subject;
    if (!gone) t->rows.p[kept++] = t->rows.p[i];
  }
  t->rows.n = kept;
}

static uint64_t twin_count(const struct twin *t, struct str event, int64_t from, int64_t end,
                           int64_t t_max) {
  uint64_t n = 0;
  for (size_t i = 0; i < t->rows.n; i++) {
    const struct twin_row *x = &t->rows.p[i];
    n += str_eq(intern_at(&t->events, x->event), event) && x->time >= from && x->time < end &&
         x->time <= t_max;
  }
  return n;
}

#define SLOTS 5

static void tally_check(struct rng *r, struct store *s, const struct twin *t,
                        const struct shape *h) {
  struct snapshot *n = store_snapshot(s);
  uint32_t events_n = snapshot_events(n), codes[16], picked = 0;
  uint64_t *rows = must_calloc((size_t)events_n * SLOTS + 1, sizeof *rows);
  int64_t from[SLOTS + 1], width = 1 + (int64_t)rng_below(r, (uint64_t)h->times) * h->time_step / 3;
  bool uniform = rng_chance(r, 0.5), one = rng_chance(r, 0.3);
  uint32_t slots = one ? 1 : SLOTS;
  from[0] = one ? TIME_MIN + 1 : h->time_base + h->time_step;
  for (int i = 1; i <= SLOTS; i++)
    from[i] = from[i - 1] + width * (uniform ? 1 : i);
  if (!one && rng_chance(r, 0.5)) { /* the ends are cut, as those of a calendar are */
    from[0] += (int64_t)rng_below(r, (uint64_t)width);
    from[SLOTS] -= (int64_t)rng_below(r, (uint64_t)width);
  }
  if (one) from[1] = INT64_MAX;
  struct scan_want want = {.events = codes, .t_max = INT64_MAX, .only = UINT32_MAX};
  want.all_events = rng_chance(r, 0.5);
  for (uint32_t i = 0; i < events_n && i < 16; i++)
    if (rng_chance(r, 0.5)) codes[picked++] = i;
  want.n_events = picked;
  if (rng_chance(r, 0.4))
    want.t_max = h->time_base + (int64_t)rng_below(r, (uint64_t)h->times) * h->time_step;
  struct scan_tally tally = {
      .by_event = true, .from = from, .n_slots = slots, .t_min = INT64_MIN, .rows = rows};
  struct scanner *scan;
  struct err err;
  assert_true(scanner_new(n, &want, &scan, &err));
  for (uint32_t c = 0; c < scan_chunks(n); c++)
    assert_true(scanner_tally(scan, c, &tally, &err));
  uint64_t all = 0;
  for (uint32_t e = 0; e < events_n; e++) {
    bool asked = want.all_events;
    for (uint32_t i = 0; i < picked; i++)
      asked |= codes[i] == e;
    for (uint32_t i = 0; i < slots; i++) {
      uint64_t naive =
          asked ? twin_count(t, snapshot_event(n, e)->name, from[i], from[i + 1], want.t_max) : 0;
      assert_int_equal(rows[e * slots + i], naive);
      all += naive;
    }
    assert_int_equal(snapshot_event(n, e)->rows,
                     twin_count(t, snapshot_event(n, e)->name, INT64_MIN, INT64_MAX, INT64_MAX));
  }
  assert_int_equal(snapshot_rows(n), t->rows.n);
  memset(rows, 0, slots * sizeof *rows);
  tally.by_event = false;
  for (uint32_t c = 0; c < scan_chunks(n); c++)
    assert_true(scanner_tally(scan, c, &tally, &err));
  uint64_t together = 0;
  for (uint32_t i = 0; i < slots; i++)
    together += rows[i];
  assert_int_equal(together, all);
  scanner_free(scan);
  snapshot_free(n);
  free(rows);
}

static void check_hidden(struct rng *r, struct store *s, struct twin *t, const struct shape *h) {
  check(r, s, t, h, 3);
  for (int i = 0; i < 4; i++)
    tally_check(r, s, t, h);
}

/* Whatever lies where, what is hidden is in no scan, tally or fact; purging, merging and opening
 * again change no answer. */
static void hidden_people_are_in_no_answer(void **state) {
  uint32_t purged = 0;
  for (uint64_t round = 0; round < 24; round++) {
    struct rng r;
    rng_init(&r, 20261122, 8, round);
    struct shape h = {.people = 2 + (uint32_t)rng_below(&r, round % 3 ? 40 : 2000),
                      .scale_max = 2,
                      .spread = round % 4 == 1,
                      .time_base = 1700000000000,
                      .time_step = round % 2 ? 86400000 : 1000,
                      .times = 1 + (int64_t)rng_below(&r, 300)};
    char *dir = folder_make();
    struct store *s = store_open_small(dir, round % 2 ? 40000 : 0);
    struct twin t;
    struct err err;
    uint32_t hidden[64], n = 0;
    twin_init(&t);
    for (int i = 0; i < 5; i++) {
      if (i < 3) {
        random_rows(&r, &h, s, &t, 1 + rng_below(&r, 1500));
        twin_forget(&t, hidden, n); /* nobody sends rows of theirs; if so, they stay hidden */
        assert_true(store_hide(s, hidden, n, &err));
      }
      for (uint64_t k = rng_below(&r, 5); k && t.rows.n; k--)
        add_hidden(&r, &t, hidden, &n);
      assert_true(store_hide(s, hidden, n, &err));
      twin_forget(&t, hidden, n);
      check_hidden(&r, s, &t, &h);
      if (rng_chance(&r, 0.5)) assert_true(store_flush_all(s, &err));
      if (rng_chance(&r, 0.3)) assert_true(store_compact(s, false, &err));
      if (rng_chance(&r, 0.2)) assert_true(store_gather(s, &err));
      if (rng_chance(&r, 0.4)) assert_true(store_purge(s, &err));
      check_hidden(&r, s, &t, &h);
    }
    assert_true(store_flush_all(s, &err) && store_purge(s, &err));
    assert_true(store_hide(s, NULL, 0, &err));
    purged += n;
    check_hidden(&r, s, &t, &h);
    assert_true(store_compact(s, true, &err));
    store_close(s);
    s = store_must_open(dir, true);
    check_hidden(&r, s, &t, &h);
    store_close(s);
    twin_release(&t);
    folder_remove(dir);
  }
  assert_true(purged > 24);
}

static void random_histories(void **state) {
  uint64_t seed = 20261122;
  for (uint64_t round = 0; round < 40; round++) {
    struct rng r;
    rng_init(&r, seed, 7, round);
    struct shape h = {.people = 1 + (uint32_t)rng_below(&r, round % 3 ? 40 : 3000),
                      .scale_max = (uint32_t)rng_below(&r, 5),
                      .wide = round % 2,
                      .huge_strings = round % 5 == 0,
                      .spread = round % 4 == 1,
                      .time_base = round % 2 ? 1700000000000 : -99999,
                      .time_step = round % 3 == 0   ? 86400000
                                   : round % 3 == 1 ? 1000
                                                    : 1,
                      .times = 1 + (int64_t)rng_below(&r, 500)};
    print_message("# seed %llu round %llu\n", (unsigned long long)seed, (unsigned long long)round);
    char *dir = folder_make();
    struct store *s = store_open_small(dir, round % 2 ? 40000 : 0);
    struct twin t;
    struct err err;
    bool did;
    twin_init(&t);
    unsigned steps = 2 + (unsigned)rng_below(&r, 7);
    for (unsigned i = 0; i < steps; i++) {
      random_rows(&r, &h, s, &t, 1 + rng_below(&r, 1200));
      if (rng_chance(&r, 0.6)) check(&r, s, &t, &h, 3);
      if (h.scale_max < 6) h.scale_max += (uint32_t)rng_below(&r, 2);
      if (rng_chance(&r, 0.3)) assert_true(store_flush(s, &err));
      if (rng_chance(&r, 0.3)) assert_true(store_compact_step(s, &did, &err));
      if (rng_chance(&r, 0.5)) assert_true(store_flush_all(s, &err));
      if (rng_chance(&r, 0.3)) assert_true(store_compact(s, false, &err));
      if (rng_chance(&r, 0.2)) {
        struct store_stats stats;
        assert_true(store_gather(s, &err));
        assert_true(store_durable_lsn(s) == t.next_lsn);
        store_stats(s, &stats);
        assert_true(stats.parts <= 1 && stats.memory_rows == 0 && stats.unflushed_bytes == 0);
      }
      check(&r, s, &t, &h, 3);
    }
    assert_true(store_flush_all(s, &err));
    assert_true(store_durable_lsn(s) == t.next_lsn);
    check(&r, s, &t, &h, 4);
    struct snapshot *before = store_snapshot(s);
    assert_true(store_compact(s, true, &err));
    check(&r, s, &t, &h, 6);
    store_close(s);
    s = store_must_open(dir, round % 2);
    assert_true(store_durable_lsn(s) == t.next_lsn);
    check(&r, s, &t, &h, 4);
    struct scan_want people = {.t_max = INT64_MAX, .only = UINT32_MAX};
    twin_compare(&t, before, &people); /* its parts are gone, its map is not */
    snapshot_free(before);
    store_close(s);
    twin_release(&t);
    folder_remove(dir);
  }
}

/* One person with far more rows than a batch holds, between small ones, in two places. */
static void huge_person(void **state) {
  char *dir = folder_make();
  struct store *s = store_must_open(dir, true);
  struct twin t;
  struct err err;
  struct rng r;
  struct feed f;
  twin_init(&t);
  feed_init(&f);
  rng_init(&r, 20261122, 8, 0);
  for (int part = 0; part < 5; part++) {
    feed_reset(&f);
    for (uint32_t i = 0; i < EV_BATCH_ROWS_MAX; i++) {
      uint32_t subject = i % 50 ? 77 : (uint32_t)rng_below(&r, 200);
      int64_t time = (int64_t)rng_below(&r, 1000000);
      struct str event = i % 3000 ? STR("view") : STR("order");
      feed_row(&f, subject, event, time, 0);
      twin_add(&t, subject, event, time, t.next_lsn + i);
      if (i % 3000 == 0) {
        struct value v = {.type = V_NUM, .num = {i, 2}};
        feed_put(&f, STR("amount"), v);
        twin_add_value(&t, STR("amount"), v);
      }
    }
    store_apply(s, &f.b, f.subject_of.p, t.next_lsn);
    t.next_lsn += EV_BATCH_ROWS_MAX;
    if (part == 1 || part == 3) assert_true(store_flush_all(s, &err));
  }
  for (int step = 0; step < 3; step++) {
    compare_all(&t, s);
    struct snapshot *n = store_snapshot(s);
    uint32_t order = snapshot_event_code(n, STR("order")), none = UINT32_MAX;
    for (int what = 0; what < 4; what++) {
      struct scan_want want = {.events = what == 3 ? &none : &order,
                               .n_events = 1,
                               .t_max = what % 2 ? 500000 : INT64_MAX,
                               .only = what == 2 ? 77 : UINT32_MAX};
      twin_compare(&t, n, &want);
    }
    struct scan_want late = {.all_events = true, .t_max = 300, .only = UINT32_MAX};
    twin_compare(&t, n, &late);
    snapshot_free(n);
    assert_true(step == 0 ? store_flush_all(s, &err) : store_compact(s, true, &err));
  }
  store_close(s);
  feed_release(&f);
  twin_release(&t);
  folder_remove(dir);
}

static void facts(void **state) {
  char *dir = folder_make();
  struct store *s = store_must_open(dir, true);
  struct feed f;
  struct err err;
  feed_init(&f);
  feed_row(&f, 3, STR("a"), 1000, 0);
  feed_put(&f, STR("n"), (struct value){.type = V_NUM, .num = {1250, 2}});
  feed_row(&f, 9, STR("b"), TIME_MIN, 0);
  feed_put(&f, STR("n"), (struct value){.type = V_STR, .str = STR("x")});
  feed_row(&f, 70000, STR("item_set"), 5, EV_ITEM);
  feed_row(&f, 4, STR("a"), 3000, 0);
  feed_put(&f, STR("n"), (struct value){.type = V_NUM, .num = {7, 0}});
  store_apply(s, &f.b, f.subject_of.p, 10);
  store_advance(s, 20);
  for (int reopened = 0; reopened < 3; reopened++) {
    struct snapshot *n = store_snapshot(s);
    int64_t lo, hi;
    assert_int_equal(snapshot_lsn(n), 20);
    assert_int_equal(snapshot_rows(n), 3);
    assert_int_equal(snapshot_subjects(n), 10);
    assert_int_equal(snapshot_events(n), 2);
    uint32_t a = snapshot_event_code(n, STR("a")), b = snapshot_event_code(n, STR("b"));
    assert_int_equal(snapshot_event(n, a)->rows, 2);
    assert_true(snapshot_event(n, a)->time_min == 1000 && snapshot_event(n, a)->time_max == 3000);
    assert_true(snapshot_event(n, b)->time_min > snapshot_event(n, b)->time_max);
    snapshot_time_range(n, &lo, &hi);
    assert_true(lo == 1000 && hi == 3000);
    uint32_t p = snapshot_prop_code(n, STR("n"));
    const struct prop_info *info = snapshot_prop(n, p);
    assert_int_equal(info->types, V_MASK(V_NUM) | V_MASK(V_STR));
    assert_true(info->rows[V_NUM] == 2 && info->rows[V_STR] == 1);
    assert_int_equal(info->scale, 2);
    assert_false(info->wide);
    assert_int_equal(snapshot_event_prop_rows(n, a, p), 2);
    assert_int_equal(snapshot_event_prop_rows(n, b, p), 1);
    assert_int_equal(snapshot_event_code(n, STR("item_set")), INTERN_NONE);
    snapshot_free(n);
    assert_true(store_flush_all(s, &err));
    assert_int_equal(store_durable_lsn(s), 20);
    if (reopened) {
      store_close(s);
      s = store_must_open(dir, true);
    }
  }
  store_close(s);
  feed_release(&f);
  folder_remove(dir);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(facts), cmocka_unit_test(random_histories),
                                     cmocka_unit_test(hidden_people_are_in_no_answer),
                                     cmocka_unit_test(huge_person)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
