/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows too old: hidden from scans and tallies at once wherever they lie, then out of the parts,
 * with every person still there since the first moment; attributes keep the values that hold.
 * People are merged and taken apart meanwhile: what stays of one stays of each of its subjects. */
#include "twin.h"

#include "base/clock.h"

#define EVENTS 5
#define PEOPLE 40
#define SPAN   1000 /* of times */

static uint64_t seed;
static struct persons persons;
static const char *const names[EVENTS] = {"viewed", "bought", "asked", "left", "rare"};

static void add_rows(struct rng *r, struct store *s, struct twin *t, int n) {
  struct feed f;
  feed_init(&f);
  for (int i = 0; i < n; i++) {
    uint32_t subject = (uint32_t)rng_below(r, PEOPLE) * 3000; /* several chunks */
    struct str event = str_from(names[rng_below(r, 1 + rng_below(r, EVENTS))]);
    int64_t time = (int64_t)rng_below(r, SPAN);
    char word[32];
    snprintf(word, sizeof word, "w%d", (int)rng_below(r, 50));
    struct value note = {.type = V_STR, .str = str_from(word)};
    struct value amount = {.type = V_NUM, .num = dec_int((int64_t)rng_below(r, 1000))};
    feed_row(&f, subject, event, time, 0);
    twin_add(t, subject, event, time, t->next_lsn + (uint64_t)i);
    if (rng_chance(r, 0.7)) {
      feed_put(&f, STR("note"), note);
      twin_add_value(t, STR("note"), note);
    }
    if (rng_chance(r, 0.5)) {
      feed_put(&f, STR("amount"), amount);
      twin_add_value(t, STR("amount"), amount);
    }
  }
  store_apply(s, &f.b, f.subject_of.p, t->next_lsn);
  t->next_lsn += (uint64_t)n;
  feed_release(&f);
}

/* Everybody who is moved has a row. */
static void some_moves(struct rng *r, struct store *s, struct twin *t) {
  struct err err;
  for (int i = 0; i < 4 && t->rows.n; i++) {
    uint32_t subject = t->rows.p[rng_below(r, t->rows.n)].subject;
    uint32_t to = t->rows.p[rng_below(r, t->rows.n)].subject;
    to = rng_chance(r, 0.3) ? subject : persons_of(&persons, to);
    if (persons_of(&persons, subject) == to || !persons_may_move(&persons, subject, to)) continue;
    persons_move(&persons, t->next_lsn, subject, to);
    assert_true(store_persons(s, t->next_lsn++, &(struct person_move){subject, to}, 1, &err));
    store_advance(s, t->next_lsn);
  }
}

/* Everybody alone again. */
static void take_apart(struct store *s, struct twin *t) {
  struct err err;
  for (uint32_t i = 0; i < PEOPLE; i++) {
    uint32_t subject = i * 3000;
    if (persons_of(&persons, subject) == subject) continue;
    persons_move(&persons, t->next_lsn, subject, subject);
    assert_true(store_persons(s, t->next_lsn++, &(struct person_move){subject, subject}, 1, &err));
    store_advance(s, t->next_lsn);
  }
}

/* Bounds of some events, of the others the common one; also as the twin's numbers have them. */
static void some_bounds(struct rng *r, struct store *s, const struct twin *t, int64_t *low) {
  struct store_bound list[EVENTS];
  struct store_bounds b = {.low = rng_chance(r, 0.5) ? INT64_MIN : (int64_t)rng_below(r, SPAN),
                           .bounds = list};
  for (uint32_t i = 0; i < EVENTS; i++) {
    int64_t at = rng_chance(r, 0.2) ? INT64_MIN : (int64_t)rng_below(r, SPAN + 100);
    bool own = rng_chance(r, 0.6);
    if (own) list[b.n++] = (struct store_bound){str_from(names[i]), at, at};
    uint32_t number = intern_find(&t->events, str_from(names[i]));
    if (number != INTERN_NONE) low[number] = own ? at : b.low;
  }
  store_retain(s, &b);
}

/* Every event but $set, which marks are of. */
static void compare(struct twin *subjects, struct store *s, struct rng *r) {
  struct twin now = *subjects, *t = &now; /* rows by the persons of now */
  memset(&now.rows, 0, sizeof now.rows);
  now.sorted = false;
  for (size_t i = 0; i < subjects->rows.n; i++) {
    struct twin_row x = subjects->rows.p[i];
    x.subject = persons_of(&persons, x.subject);
    vec_push(&now.rows, x);
  }
  struct snapshot *n = store_snapshot(s);
  struct scan_col_want cols[16];
  uint32_t events[EVENTS + 1];
  struct scan_want want = {
      .events = events, .cols = cols, .lsn = true, .t_max = INT64_MAX, .only = UINT32_MAX};
  want.n_cols = every_column(n, cols, 16);
  for (uint32_t i = 0; i < snapshot_events(n); i++)
    if (!str_is(snapshot_event(n, i)->name, EV_SET)) events[want.n_events++] = i;
  twin_compare(t, n, &want);
  want.events = events + rng_below(r, want.n_events); /* one alone, without columns */
  want.n_events = 1;
  want.n_cols = 0;
  want.lsn = false;
  twin_compare(t, n, &want);
  uint64_t rows[4] = {0}, naive[4] = {0};
  int64_t from[5] = {0, SPAN / 4, SPAN / 3, SPAN / 2, SPAN};
  struct scan_tally y = {.from = from, .n_slots = 4, .t_min = INT64_MIN, .rows = rows};
  struct scanner *k;
  struct err err;
  assert_true(scanner_new(n, &want, &k, &err));
  for (uint32_t c = 0; c < scan_chunks(n); c++)
    assert_true(scanner_tally(k, c, &y, &err));
  uint32_t number = intern_find(&t->events, snapshot_event(n, want.events[0])->name);
  for (size_t i = 0; i < t->rows.n; i++) {
    const struct twin_row *x = &t->rows.p[i];
    if (x->event != number || x->time < t->low[number]) continue;
    for (int k2 = 0; k2 < 4; k2++)
      naive[k2] += x->time >= from[k2] && x->time < from[k2 + 1];
  }
  assert_memory_equal(rows, naive, sizeof rows);
  scanner_free(k);
  snapshot_free(n);
  vec_free(&now.rows);
}

static void expire(struct store *s) {
  struct err err;
  struct expiry *x;
  uint64_t rows;
  assert_true(store_flush_all(s, &err));
  struct snapshot *n = store_snapshot(s);
  assert_true(expiry_new(n, NULL, &x, &err));
  assert_true(store_expire(s, x, &rows, &err));
  expiry_free(x);
  snapshot_free(n);
}

/* What a store counts of its rows is what is in its parts. */
static void facts_agree(struct store *s) {
  struct snapshot *n = store_snapshot(s);
  uint64_t rows = 0;
  for (uint32_t i = 0; i < snapshot_events(n); i++)
    rows += snapshot_event(n, i)->rows;
  assert_true(rows == snapshot_rows(n));
  struct store_stats st;
  store_stats(s, &st);
  assert_true(st.part_rows - st.moved_rows + st.memory_rows == rows);
  snapshot_free(n);
}

static void hidden_then_gone(void **state) {
  for (uint64_t round = 0; round < 60; round++) {
    struct rng r;
    struct twin t;
    struct err err;
    char *dir = folder_make();
    rng_init(&r, seed, 1, round);
    twin_init(&t);
    for (int i = 0; i < EVENTS; i++) /* numbers of the twin before any bound */
      intern_put(&t.events, str_from(names[i]));
    int64_t low[EVENTS + 1];
    for (int i = 0; i < EVENTS; i++)
      low[i] = INT64_MIN;
    low[EVENTS] = INT64_MAX; /* what is gone */
    struct store *s = store_open_small(dir, 0);
    for (int step = 0; step < 8; step++) {
      add_rows(&r, s, &t, 1 + (int)rng_below(&r, 300));
      t.low = low;
      if (rng_chance(&r, 0.6)) some_bounds(&r, s, &t, low);
      if (round % 2 && rng_chance(&r, 0.6)) some_moves(&r, s, &t);
      compare(&t, s, &r);
      if (rng_chance(&r, 0.5)) assert_true(store_flush_all(s, &err));
      if (round % 2 && rng_chance(&r, 0.2)) some_moves(&r, s, &t);
      if (rng_chance(&r, 0.3)) {
        expire(s);
        /* looser bounds bring nothing back that is gone: the twin forgets it too */
        for (size_t i = 0; i < t.rows.n; i++)
          if (t.rows.p[i].time < low[t.rows.p[i].event]) t.rows.p[i].event = EVENTS;
        intern_put(&t.events, STR("gone"));
        facts_agree(s);
      }
      compare(&t, s, &r);
      if (rng_chance(&r, 0.2)) assert_true(store_compact(s, true, &err));
      if (rng_chance(&r, 0.1)) assert_true(store_gather(s, &err));
      if (rng_chance(&r, 0.2)) take_apart(s, &t);
      compare(&t, s, &r);
      t.low = NULL;
    }
    store_close(s);
    s = store_must_open(dir, true);
    uint64_t parts, rows;
    assert_true(store_verify(io_posix(), dir, &parts, &rows, NULL, NULL, NULL, &err));
    store_close(s);
    twin_release(&t);
    persons_release(&persons);
    folder_remove(dir);
  }
}

/* ---- attributes ---- */

static void put_set_of(struct store *s, uint32_t subject, uint64_t lsn, int64_t time,
                       const char *prop, const char *v, const char *prop2, const char *v2) {
  struct feed f;
  feed_init(&f);
  feed_row(&f, subject, STR(EV_SET), time, 0);
  feed_put(&f, str_from(prop), (struct value){.type = V_STR, .str = str_from(v)});
  if (prop2) feed_put(&f, str_from(prop2), (struct value){.type = V_STR, .str = str_from(v2)});
  store_apply(s, &f.b, f.subject_of.p, lsn);
  feed_release(&f);
}

static void put_set(struct store *s, uint64_t lsn, int64_t time, const char *prop, const char *v,
                    const char *prop2, const char *v2) {
  put_set_of(s, 7, lsn, time, prop, v, prop2, v2);
}

struct listing {
  struct scanner *s;
  const struct scan_want *want;
  struct buf text;
};

static bool list_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct listing *l = ctx;
  for (uint32_t r = 0; r < b->n_rows; r++) {
    buf_printf(&l->text, "%lld", (long long)b->time[r]);
    for (uint32_t c = 0; c < l->want->n_cols; c++)
      if (bits_test(b->cols[c].present, r))
        buf_printf(&l->text, " %.*s", STRF(intern_at(scanner_strings(l->s), b->cols[c].code[r])));
    buf_putc(&l->text, ';');
  }
  return true;
}

static void rows_are(struct store *s, const char *want_text) {
  struct snapshot *n = store_snapshot(s);
  struct scan_col_want cols[8];
  struct scan_want want = {
      .all_events = true, .cols = cols, .t_max = INT64_MAX, .only = UINT32_MAX};
  struct listing l = {.want = &want, .text = BUF_INIT};
  struct err err;
  want.n_cols = every_column(n, cols, 8);
  assert_true(scanner_new(n, &want, &l.s, &err));
  assert_true(scanner_run(l.s, 0, list_batch, &l, &err));
  buf_putc(&l.text, 0);
  assert_string_equal(l.text.p, want_text);
  scanner_free(l.s);
  buf_release(&l.text);
  snapshot_free(n);
}

static void attributes_keep_what_holds(void **state) {
  char *dir = folder_make();
  struct store *s = store_open_small(dir, 0);
  struct err err;
  put_set(s, 1, 10, "city", "rome", "tier", "gold");
  assert_true(store_flush_all(s, &err));
  put_set(s, 2, 20, "city", "oslo", NULL, NULL);
  put_set(s, 3, 30, "city", "bern", NULL, NULL);
  put_set(s, 4, 60, "city", "kyiv", "tier", "none");
  rows_are(s, "10 rome gold;20 oslo;30 bern;60 kyiv none;");
  store_retain(s, &(struct store_bounds){.low = 50});
  rows_are(s, "10 rome gold;20 oslo;30 bern;60 kyiv none;");
  expire(s);
  rows_are(s, "10 gold;30 bern;60 kyiv none;"); /* as of 50: bern, gold */
  facts_agree(s);
  store_retain(s, &(struct store_bounds){.low = 70});
  expire(s);
  rows_are(s, "10;60 kyiv none;"); /* known since 10 */
  expire(s);
  rows_are(s, "10;60 kyiv none;");
  facts_agree(s);
  store_close(s);
  folder_remove(dir);
}

/* A change from before the bound that came while the log was written again. */
static void what_comes_meanwhile_stays(void **state) {
  char *dir = folder_make();
  struct store *s = store_open_small(dir, 0);
  struct expiry *x;
  struct err err;
  uint64_t rows;
  put_set(s, 1, 10, "city", "rome", NULL, NULL);
  put_set(s, 2, 20, "city", "oslo", NULL, NULL);
  store_retain(s, &(struct store_bounds){.low = 50});
  assert_true(store_flush_all(s, &err));
  struct snapshot *n = store_snapshot(s);
  assert_true(expiry_new(n, NULL, &x, &err));
  put_set(s, 3, 30, "city", "bern", "tier", "gold");
  assert_true(store_flush_all(s, &err));
  assert_true(store_expire(s, x, &rows, &err));
  rows_are(s, "10;20 oslo;30 bern gold;");
  expiry_free(x);
  snapshot_free(n);
  expire(s);
  rows_are(s, "10;30 bern gold;");
  facts_agree(s);
  store_close(s);
  folder_remove(dir);
}

/* Person 7 is 7 and 9: each keeps when it came and its own last values. */
static void attributes_of_each_subject(void **state) {
  for (int in_parts = 0; in_parts < 2; in_parts++) {
    char *dir = folder_make();
    struct store *s = store_open_small(dir, 0);
    struct err err;
    put_set_of(s, 7, 1, 10, "city", "rome", "tier", "gold");
    put_set_of(s, 9, 2, 15, "city", "oslo", NULL, NULL);
    if (in_parts) assert_true(store_flush_all(s, &err));
    assert_true(store_persons(s, 3, &(struct person_move){9, 7}, 1, &err));
    put_set_of(s, 9, 4, 20, "city", "bern", NULL, NULL);
    put_set_of(s, 7, 5, 30, "city", "lyon", NULL, NULL);
    store_retain(s, &(struct store_bounds){.low = 50});
    expire(s);
    rows_are(s, "10 gold;15;20 bern;30 lyon;");
    facts_agree(s);
    assert_true(store_persons(s, 6, &(struct person_move){9, 9}, 1, &err));
    store_advance(s, 7);
    rows_are(s, "10 gold;30 lyon;15;20 bern;");
    expire(s);
    rows_are(s, "10 gold;30 lyon;15;20 bern;");
    facts_agree(s);
    store_close(s);
    folder_remove(dir);
  }
}

static void nothing_to_take(void **state) {
  char *dir = folder_make();
  struct store *s = store_open_small(dir, 0);
  store_retain(s, &(struct store_bounds){.low = 50});
  expire(s);
  rows_are(s, "");
  store_close(s);
  folder_remove(dir);
}

static void as_of_before_the_bound(void **state) {
  char *dir = folder_make();
  struct store *s = store_open_small(dir, 0);
  struct rng r;
  struct twin t;
  struct err err;
  rng_init(&r, seed, 3, 0);
  twin_init(&t);
  add_rows(&r, s, &t, 500);
  const struct store_bound own[] = {{STR("bought"), 100, 200},
                                    {STR("asked"), INT64_MIN, INT64_MIN}};
  store_retain(s, &(struct store_bounds){.low = 300, .bounds = own, .n = 2});
  struct snapshot *n = store_snapshot(s);
  const struct {
    const char *event; /* NULL = all */
    int64_t t_max;
    bool ok;
  } cases[] = {{"bought", 200, true},  {"bought", 199, false}, {"asked", 0, true},
               {"viewed", 299, false}, {"viewed", 300, true},  {NULL, 299, false},
               {NULL, 300, true}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct scanner *k = NULL;
    uint32_t code = cases[i].event ? snapshot_event_code(n, str_from(cases[i].event)) : 0;
    struct scan_want want = {.all_events = !cases[i].event,
                             .events = &code,
                             .n_events = cases[i].event != NULL,
                             .t_max = cases[i].t_max,
                             .only = UINT32_MAX};
    err_clear(&err);
    assert_int_equal(scanner_new(n, &want, &k, &err), cases[i].ok);
    if (!cases[i].ok) assert_int_equal(err.code, ERR_as_of_too_old);
    scanner_free(k);
  }
  snapshot_free(n);
  store_close(s);
  twin_release(&t);
  folder_remove(dir);
}

int main(void) {
  seed = (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(hidden_then_gone),
      cmocka_unit_test(attributes_keep_what_holds),
      cmocka_unit_test(what_comes_meanwhile_stays),
      cmocka_unit_test(attributes_of_each_subject),
      cmocka_unit_test(nothing_to_take),
      cmocka_unit_test(as_of_before_the_bound),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
