/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random lives of a workspace whose segments are kept: events on time, late and ahead, time that
 * passes, people who become one, come apart or are erased, segments that come, change and go,
 * openings in between.  After every look what is kept equals what the expressions say of everybody
 * at that moment; and the records, read page by page from the first on, let nobody enter twice or
 * leave without having entered, and end at the same sets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../workspace/ws_dir.h"
#include "members/members_int.h"
#include "workspace/erase.h"
#include "workspace/persons.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define START    INT64_C(1767225600000) /* 2026-01-01 */
#define PEOPLE   40
#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 6
#else
#define ROUNDS 40
#endif

struct still { /* a clock that stands until told */
  struct clock clock;
  int64_t ms;
};
static struct mono still_mono(struct clock *c) {
  return (struct mono){((struct still *)c)->ms * 1000000};
}
static struct wall still_wall(struct clock *c) {
  return (struct wall){((struct still *)c)->ms};
}

struct life {
  char dir[PATH_BYTES];
  struct still clock;
  struct workspace *w;
  struct members *m;
  struct rng r;
  uint64_t seed, key;
  unsigned looks, full, anew, news;
};

/* All of one meaning of time or another. */
static const char *const expressions[] = {
    "count(buy) >= 2",
    "not did(buy, last 30 days)",
    "did(view, last 3 hours) and city = \\\"x\\\"",
    "sum(buy.amount, last 7 days) > 50",
    "sequence(view -> not buy within 1 day)",
    "sequence(view -> buy -> not pay within 2 hours, last 5 days)",
    "days_since(last(*)) >= 2",
    "count(view, today) > 0 or count(buy, yesterday) > 0",
    "segment(\\\"s0\\\") and not did(pay, last 2 days)",
    "class(level) = \\\"high\\\"",
    "score(level, spent) > 30 or city != \\\"x\\\"",
    "city in list(\\\"some\\\")",
    "(did(buy, last 3 days)) as of yesterday",
    "count(*, last 1 month) > 4",
    "streak_now(*) >= 2",
    "true",
};

static const char LEVEL[] =
    "kind: classification\nslug: level\nmeasures: {spent: 'sum(buy.amount, last 10 days)'}\n"
    "classes:\n  - {name: high, rank: 2, when: spent > %u}\n  - {name: low, rank: 1, when: "
    "did(buy)}\n";

static void apply_text(struct life *l, const char *text) {
  struct resource_source src = {STR("t.yaml"), str_from(text), 0};
  struct resource_change *c;
  struct arena a;
  struct err err;
  uint32_t n;
  arena_init(&a, "test");
  must_ok(resource_apply(l->w, &src, 1, STR("ann"), false, &a, &c, &n, &err), &err);
  arena_release(&a);
}

static void put_segment(struct life *l, unsigned i, const char *expression, const char *update) {
  char text[600];
  /* Only s0 is referred to, and it refers to nobody. */
  snprintf(text, sizeof text,
           "kind: segment\nslug: s%u\nexpression: \"%s\"\nupdate: %s\nevents: %s\n", i, expression,
           update, i % 2 ? "true" : "false");
  apply_text(l, text);
}

static void put_level(struct life *l) {
  char text[500];
  snprintf(text, sizeof text, LEVEL, (unsigned)rng_below(&l->r, 80));
  apply_text(l, text);
}

static void put_list(struct life *l) {
  apply_text(l, rng_chance(&l->r, 0.5) ? "kind: list\nslug: some\nvalues: [x, y]\n"
                                       : "kind: list\nslug: some\nvalues: [z]\n");
}

static const char *expression_of(struct life *l, unsigned i) {
  return i == 0 ? "count(buy) >= 1" : expressions[rng_below(&l->r, COUNT(expressions))];
}

static void open_all(struct life *l) {
  struct err err;
  struct ws_options o = {.threads = 2, .clock = &l->clock.clock};
  must_ok(ws_open(l->dir, STR("shop"), WS_WRITE, &o, &l->w, &err), &err);
  must_ok(members_open(l->w, &l->m, &err), &err);
}

static void close_all(struct life *l) {
  members_close(l->m);
  ws_close(l->w);
}

#define SEGMENTS 9

static void begin(struct life *l, uint64_t seed) {
  static const char *const zones[] = {"Asia/Shanghai", "America/New_York", "UTC"};
  struct err err;
  struct ws_options o = {.threads = 1};
  *l = (struct life){.seed = seed, .clock = {{still_wall, still_mono}, START}};
  rng_init(&l->r, seed, 1, 0);
  temp_dir(l->dir);
  must_ok(ws_create(l->dir, STR("shop"), str_from(zones[seed % 3]), STR(""), &o, &err), &err);
  open_all(l);
  put_level(l);
  put_list(l);
  for (unsigned i = 0; i < SEGMENTS; i++)
    put_segment(l, i, expression_of(l, i), "live");
}

/* ---- what happens ---- */

static int64_t some_time(struct life *l) {
  int64_t now = l->clock.ms;
  if (rng_chance(&l->r, 0.8)) return now - (int64_t)rng_below(&l->r, 60000);
  if (rng_chance(&l->r, 0.8)) return now - (int64_t)rng_below(&l->r, 40 * MS_DAY);
  return now + (int64_t)rng_below(&l->r, 2 * MS_DAY);
}

static void ingest(struct life *l) {
  static const char *const events[] = {"view", "buy", "pay"}, *const cities[] = {"x", "y", "z"};
  struct ev_batch b;
  struct err err;
  ev_batch_init(&b);
  for (uint64_t i = 0, n = 1 + rng_below(&l->r, 12); i < n; i++) {
    char who[32];
    snprintf(who, sizeof who, "p%u", (unsigned)rng_below(&l->r, PEOPLE));
    uint32_t id = ev_batch_id(&b, STR("user_id"), str_from(who));
    bool set = rng_chance(&l->r, 0.2);
    const char *event = set ? EV_SET : events[rng_below(&l->r, 3)];
    ev_batch_row(&b, id, ev_batch_name(&b, str_from(event)), some_time(l),
                 (struct ev_key){7, l->key += 2}, 0);
    struct value v = {.type = V_NUM, .num = dec_int((int64_t)rng_below(&l->r, 60))};
    if (set) v = (struct value){.type = V_STR, .str = str_from(cities[rng_below(&l->r, 3)])};
    ev_batch_put(&b, ev_batch_prop(&b, set ? STR("city") : STR("amount")), &v);
  }
  must_ok(ws_ingest(l->w, &b, NULL, &err), &err);
  ev_batch_release(&b);
}

static uint32_t somebody(struct life *l) {
  char who[32];
  snprintf(who, sizeof who, "p%u", (unsigned)rng_below(&l->r, PEOPLE));
  return people_find_any(ws_people(l->w), str_from(who));
}

static void move_people(struct life *l) {
  uint32_t a = somebody(l), b = somebody(l);
  struct ws_moved moved;
  struct ws_erased erased;
  struct err err;
  if (a == SUBJECT_NONE || b == SUBJECT_NONE) return;
  struct people *p = ws_people(l->w);
  if (rng_chance(&l->r, 0.2))
    must_ok(ws_erase_person(l->w, person_of(p, a), STR("ann"), &erased, &err), &err);
  else if (person_of(p, a) != person_of(p, b))
    must_ok(ws_merge_people(l->w, a, &b, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  else if (a != b && person_of(p, a) != a)
    must_ok(ws_unmerge_people(l->w, &a, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
}

static void change_segment(struct life *l) {
  unsigned i = (unsigned)rng_below(&l->r, SEGMENTS);
  char slug[8];
  struct err err;
  snprintf(slug, sizeof slug, "s%u", i);
  switch (rng_below(&l->r, 6)) {
  case 0:
    if (!resource_archive(l->w, STR("segment"), str_from(slug), 0, STR("ann"), &err))
      assert_int_equal(err.code, ERR_in_use);
    break;
  case 1:
    must_ok(resource_restore(l->w, STR("segment"), str_from(slug), STR("ann"), &err), &err);
    break;
  case 2:
    put_level(l);
    break;
  case 3:
    put_list(l);
    break;
  default:
    put_segment(l, i, expression_of(l, i), "live");
  }
}

static void pass_time(struct life *l) {
  static const int64_t steps[] = {1, 1000, 60000, MS_HOUR, 7 * MS_HOUR, MS_DAY, 9 * MS_DAY};
  l->clock.ms += 1 + (int64_t)rng_below(&l->r, (uint64_t)steps[rng_below(&l->r, COUNT(steps))]);
}

/* ---- what has to be so ---- */

static roaring_bitmap_t *truth(struct life *l, const struct resource *r, int64_t now) {
  struct snapshot *n = ws_snapshot(l->w);
  struct names_env *env;
  struct arena a;
  struct json *doc;
  struct str text;
  struct node *tree;
  struct query_output *o;
  struct err err;
  struct query_limits limits = {0};
  arena_init(&a, "truth");
  must_ok(names_env_new(l->w, n, &env, &err), &err);
  must_ok(json_parse(r->doc, &a, &doc, &err), &err);
  must_ok(segment_bound(doc, NULL, 0, &a, &text, &err), &err);
  must_ok(lang_compile(text, names_env_lang(env), &a, &tree, &err), &err);
  struct classification_env ce = names_env_classes(env, &limits);
  struct query_expr e = {tree, now};
  must_ok(expressions_run(&e, 1, n, &ce, &a, &o, &err), &err);
  roaring_bitmap_t *set = o->set;
  o->set = NULL;
  query_outputs_release(o, 1);
  names_env_free(env);
  snapshot_free(n);
  arena_release(&a);
  return set;
}

static void blame(const struct life *l, struct str slug, const char *what,
                  const roaring_bitmap_t *have, const roaring_bitmap_t *want) {
  roaring_bitmap_t *more = roaring_bitmap_andnot(have, want),
                   *less = roaring_bitmap_andnot(want, have);
  fail_msg("seed %llu, %.*s: %s: %llu too many (first %u), %llu missing (first %u)",
           (unsigned long long)l->seed, STRF(slug), what,
           (unsigned long long)roaring_bitmap_get_cardinality(more), roaring_bitmap_minimum(more),
           (unsigned long long)roaring_bitmap_get_cardinality(less), roaring_bitmap_minimum(less));
}

static void check_sets(struct life *l, int64_t now) {
  struct arena a;
  struct resource *r;
  uint32_t n;
  struct err err;
  arena_init(&a, "check");
  must_ok(resource_list(l->w, STR("segment"), &a, &r, &n, &err), &err);
  for (uint32_t i = 0; i < n; i++) {
    roaring_bitmap_t *kept, *folded, *want = truth(l, &r[i], now);
    must_ok(members_set(l->m, r[i].slug, &kept, &err), &err);
    must_ok(member_set_at(l->w, r[i].slug, INT64_MAX, &folded, &err), &err);
    if (!roaring_bitmap_equals(kept, want)) blame(l, r[i].slug, "kept", kept, want);
    if (!roaring_bitmap_equals(folded, kept)) blame(l, r[i].slug, "recorded", folded, kept);
    roaring_bitmap_free(kept);
    roaring_bitmap_free(folded);
    roaring_bitmap_free(want);
  }
  must_ok(resource_list_archived(l->w, STR("segment"), &a, &r, &n, &err), &err);
  for (uint32_t i = 0; i < n; i++) {
    roaring_bitmap_t *kept;
    must_ok(members_set(l->m, r[i].slug, &kept, &err), &err);
    assert_true(roaring_bitmap_is_empty(kept));
    roaring_bitmap_free(kept);
  }
  arena_release(&a);
}

static void look(struct life *l) {
  struct members_looked k;
  struct arena out;
  struct err err;
  arena_init(&out, "look");
  must_ok(members_look(l->m, &out, &k, &err), &err);
  l->looks += k.looked;
  l->full += k.everybody;
  l->anew += k.anew > 0;
  l->news += k.n_news;
  /* Whether it looked or not: nothing may have changed. */
  check_sets(l, l->clock.ms);
  arena_release(&out);
}

/* All moves, oldest first. */
static uint32_t all_moves(struct life *l, struct str slug, struct arena *a,
                          struct member_move **ret) {
  VEC(struct member_move) v = {0};
  struct member_place at = {0};
  struct err err;
  do {
    struct member_move *page;
    uint32_t n, limit = 1 + (uint32_t)rng_below(&l->r, 30);
    must_ok(member_moves(l->w, slug, NULL, UINT32_MAX, at, limit, a, &page, &n, &at, &err), &err);
    assert_true(n <= limit && (n == limit || at.n == 0));
    for (uint32_t i = 0; i < n; i++)
      vec_push(&v, page[i]);
  } while (at.n);
  *ret = arena_array(a, struct member_move, v.n + 1);
  for (size_t i = 0; i < v.n; i++)
    (*ret)[i] = v.p[v.n - 1 - i];
  uint32_t n = (uint32_t)v.n;
  vec_free(&v);
  return n;
}

static void check_moves(struct life *l, struct str slug) {
  struct arena a;
  struct member_move *v;
  struct err err;
  roaring_bitmap_t *twin = roaring_bitmap_create(), *set;
  arena_init(&a, "moves");
  uint32_t n = all_moves(l, slug, &a, &v);
  for (uint32_t i = 0; i < n; i++) {
    assert_true(i == 0 || v[i].at_ms >= v[i - 1].at_ms);
    assert_int_equal(roaring_bitmap_contains(twin, v[i].person), !v[i].entered);
    if (v[i].entered)
      roaring_bitmap_add(twin, v[i].person);
    else
      roaring_bitmap_remove(twin, v[i].person);
    if (i + 1 < n && v[i + 1].at_ms == v[i].at_ms) continue;
    if (i + 1 < n && !rng_chance(&l->r, 0.1)) continue;
    must_ok(member_set_at(l->w, slug, v[i].at_ms, &set, &err), &err);
    if (!roaring_bitmap_equals(set, twin)) blame(l, slug, "as of then", set, twin);
    roaring_bitmap_free(set);
  }
  must_ok(members_set(l->m, slug, &set, &err), &err);
  if (!roaring_bitmap_equals(set, twin)) blame(l, slug, "at the end", set, twin);
  roaring_bitmap_free(set);
  roaring_bitmap_free(twin);
  arena_release(&a);
}

static void check_days(struct life *l, struct str slug) {
  struct arena a;
  struct member_day *d;
  struct err err;
  uint32_t n;
  arena_init(&a, "days");
  must_ok(member_days(l->w, slug, MEMBER_DAYS_MAX, l->clock.ms, &a, &d, &n, &err), &err);
  uint64_t before = 0;
  for (uint32_t i = 0; i < n; i++) {
    for (int c = 0; c < MEMBER_CAUSES; c++)
      before += d[i].entered[c] - d[i].exited[c];
    assert_int_equal(before, d[i].people);
  }
  arena_release(&a);
}

/* Of a segment that tells: an event for every recorded change that happened to somebody, and none
 * of one that does not. */
static void check_told(struct life *l, unsigned i) {
  struct arena a;
  struct member_move *v;
  struct err err;
  char slug[8];
  uint32_t told[2] = {0}, found[2] = {0};
  const struct people *p = ws_people(l->w);
  struct snapshot *snap = ws_snapshot(l->w);
  snprintf(slug, sizeof slug, "s%u", i);
  arena_init(&a, "told");
  uint32_t n = all_moves(l, str_from(slug), &a, &v);
  for (uint32_t k = 0; k < n; k++)
    if ((v[k].cause == MEMBER_EVENT || v[k].cause == MEMBER_TIME || v[k].cause == MEMBER_LATE) &&
        !people_erased(p, v[k].person))
      told[v[k].entered] += i % 2;
  for (uint32_t who = 0; who < snapshot_subjects(snap); who++) {
    struct person_event *e;
    uint32_t n_e;
    if (person_of(p, who) != who) continue;
    must_ok(query_person_events(snap, who, TIME_MAX, &a, &e, &n_e, &err), &err);
    for (uint32_t k = 0; k < n_e; k++)
      if ((str_is(e[k].event, EV_ENTERED) || str_is(e[k].event, EV_EXITED)) &&
          str_is(e[k].props[0], "segment") && str_is(e[k].values[0].str, slug))
        found[str_is(e[k].event, EV_ENTERED)]++;
  }
  for (int k = 0; k < 2; k++)
    if (told[k] != found[k])
      fail_msg("seed %llu, %s: %u events of %s, %u recorded", (unsigned long long)l->seed, slug,
               found[k], k ? EV_ENTERED : EV_EXITED, told[k]);
  snapshot_free(snap);
  arena_release(&a);
}

static void test_lives(void **state) {
  const char *fixed = getenv("SEED"), *rounds = getenv("ROUNDS");
  uint64_t first = fixed ? strtoull(fixed, NULL, 10) : 10;
  uint64_t n = fixed ? 1 : rounds ? strtoull(rounds, NULL, 10) : ROUNDS;
  unsigned looks = 0, full = 0, anew = 0, news = 0;
  for (uint64_t seed = first; seed < first + n; seed++) {
    static struct life l;
    begin(&l, seed);
    for (unsigned step = 0; step < 60; step++) {
      for (uint64_t k = rng_below(&l.r, 4); k > 0; k--)
        ingest(&l);
      if (rng_chance(&l.r, 0.7)) pass_time(&l);
      if (rng_chance(&l.r, 0.1)) move_people(&l);
      if (rng_chance(&l.r, 0.12)) change_segment(&l);
      if (rng_chance(&l.r, 0.1)) {
        close_all(&l);
        open_all(&l);
      }
      if (rng_chance(&l.r, 0.8)) look(&l);
    }
    look(&l);
    for (unsigned i = 0; i < SEGMENTS; i++) {
      char slug[8];
      snprintf(slug, sizeof slug, "s%u", i);
      check_moves(&l, str_from(slug));
      check_days(&l, str_from(slug));
      check_told(&l, i);
    }
    close_all(&l);
    remove_dir(l.dir);
    looks += l.looks;
    full += l.full;
    anew += l.anew;
    news += l.news;
  }
  print_message("# %u looks, %u of them at everybody, %u so for some segments, %u changes\n", looks,
                full, anew, news);
  assert_true(n < 5 || (full < looks && anew > looks / 50 && news > looks / 4));
}

/* ---- causes, daily and manual ones ---- */

static void put_row(struct life *l, const char *who, const char *event, int64_t at) {
  struct ev_batch b;
  struct err err;
  ev_batch_init(&b);
  uint32_t id = ev_batch_id(&b, STR("user_id"), str_from(who));
  ev_batch_row(&b, id, ev_batch_name(&b, str_from(event)), at, (struct ev_key){7, l->key += 2}, 0);
  must_ok(ws_ingest(l->w, &b, NULL, &err), &err);
  ev_batch_release(&b);
}

static void look_only(struct life *l) {
  struct members_looked k;
  struct arena out;
  struct err err;
  arena_init(&out, "look");
  must_ok(members_look(l->m, &out, &k, &err), &err);
  arena_release(&out);
}

/* The newest move of a segment, as text. */
static void newest_is(struct life *l, const char *slug, const char *want) {
  struct arena a;
  struct member_move *v;
  struct member_place next;
  struct err err;
  uint32_t n;
  char got[100] = "none";
  arena_init(&a, "moves");
  must_ok(member_moves(l->w, str_from(slug), NULL, UINT32_MAX, (struct member_place){0}, 1, &a, &v,
                       &n, &next, &err),
          &err);
  if (n)
    snprintf(got, sizeof got, "%s %s %.*s", member_cause_names[v->cause],
             v->entered ? "enters" : "leaves",
             STRF(people_external_id(ws_people(l->w), v->person)));
  if (strcmp(got, want) != 0) fail_msg("%s: %s, not %s", slug, got, want);
  arena_release(&a);
}

static void test_causes(void **state) {
  static struct life l;
  struct err err;
  struct ws_moved moved;
  struct members_looked k;
  struct arena out;
  struct ws_options o = {.threads = 1};
  l = (struct life){.clock = {{still_wall, still_mono}, START}};
  temp_dir(l.dir);
  must_ok(ws_create(l.dir, STR("shop"), STR("Asia/Shanghai"), STR(""), &o, &err), &err);
  open_all(&l);
  put_row(&l, "a", "buy", START - MS_DAY);
  put_segment(&l, 0, "did(buy, last 2 days)", "live");
  look_only(&l);
  newest_is(&l, "s0", "baseline enters a");
  put_row(&l, "b", "buy", START - 1000);
  look_only(&l);
  newest_is(&l, "s0", "event enters b");
  put_row(&l, "c", "buy", START - MS_DAY);
  look_only(&l);
  newest_is(&l, "s0", "late enters c");
  l.clock.ms = START + MS_DAY + 500;
  look_only(&l);
  newest_is(&l, "s0", "time leaves a");
  put_row(&l, "a", "view", l.clock.ms);
  look_only(&l);
  newest_is(&l, "s0", "time leaves a");
  put_segment(&l, 0, "did(view)", "live");
  look_only(&l);
  newest_is(&l, "s0", "definition enters a");
  uint32_t a = people_find_any(ws_people(l.w), STR("a")),
           b = people_find_any(ws_people(l.w), STR("b"));
  must_ok(ws_merge_people(l.w, b, &a, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  look_only(&l);
  newest_is(&l, "s0", moved.person == b ? "identity enters b" : "definition enters a");
  /* While nobody looks: why is told from the log. */
  members_close(l.m);
  put_row(&l, "d", "view", l.clock.ms - 5000);
  must_ok(members_open(l.w, &l.m, &err), &err);
  look_only(&l);
  newest_is(&l, "s0", "event enters d");
  /* Only at its hour; the first look is at once. */
  put_segment(&l, 1, "did(view)", "daily 03:00");
  put_segment(&l, 2, "did(view)", "manual");
  look_only(&l);
  newest_is(&l, "s1", "baseline enters b");
  put_row(&l, "e", "view", l.clock.ms);
  look_only(&l);
  newest_is(&l, "s0", "event enters e");
  newest_is(&l, "s1", "baseline enters b");
  l.clock.ms = day_start(ws_tz(l.w), day_of(ws_tz(l.w), l.clock.ms) + 1) + 3 * MS_HOUR;
  l.clock.ms -= 1;
  look_only(&l);
  newest_is(&l, "s1", "baseline enters b");
  l.clock.ms += 1;
  look_only(&l);
  newest_is(&l, "s1", "time enters e");
  newest_is(&l, "s2", "baseline enters b");
  arena_init(&out, "look");
  must_ok(members_look_at(l.m, STR("s2"), &out, &k, &err), &err);
  assert_int_equal(k.n_news, 1);
  newest_is(&l, "s2", "time enters e");
  assert_false(members_look_at(l.m, STR("s9"), &out, &k, &err));
  assert_int_equal(err.code, ERR_unknown_resource);
  arena_release(&out);
  close_all(&l);
  remove_dir(l.dir);
}

/* Who is left by somebody has less than before, without anything new of their own. */
static void test_left(void **state) {
  static struct life l;
  struct err err;
  struct ws_moved moved;
  struct ws_options o = {.threads = 1};
  (void)state;
  l = (struct life){.clock = {{still_wall, still_mono}, START}};
  temp_dir(l.dir);
  must_ok(ws_create(l.dir, STR("shop"), STR("Asia/Shanghai"), STR(""), &o, &err), &err);
  open_all(&l);
  put_row(&l, "a", "buy", START - 2000);
  put_row(&l, "b", "buy", START - 1000);
  put_segment(&l, 0, "count(buy) >= 2", "live");
  look_only(&l);
  newest_is(&l, "s0", "none");
  uint32_t a = people_find_any(ws_people(l.w), STR("a")),
           b = people_find_any(ws_people(l.w), STR("b"));
  must_ok(ws_merge_people(l.w, a, &b, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  look_only(&l);
  newest_is(&l, "s0", "identity enters a");
  must_ok(ws_unmerge_people(l.w, &b, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  look_only(&l);
  newest_is(&l, "s0", "identity leaves a");
  close_all(&l);
  remove_dir(l.dir);
}

/* A look at everybody because of somebody's numbers forgets nothing that was found before: of the
 * archived segment they all leave. */
static void test_overflow(void **state) {
  static struct life l;
  struct err err;
  struct member_state m;
  struct ws_options o = {.threads = 1};
  (void)state;
  l = (struct life){.clock = {{still_wall, still_mono}, START}};
  temp_dir(l.dir);
  must_ok(ws_create(l.dir, STR("shop"), STR("Asia/Shanghai"), STR(""), &o, &err), &err);
  open_all(&l);
  put_row(&l, "a", "view", START - 2000);
  put_segment(&l, 0, "did(view)", "live");
  put_segment(&l, 1, "did(view)", "live");
  put_segment(&l, 2,
              "count(buy, last 1 day) * 1000000000000000000 * 1000000000000000000 * "
              "1000000000000000000 > 0",
              "live");
  put_row(&l, "a", "buy", START - 3 * MS_DAY);
  look_only(&l);
  newest_is(&l, "s0", "baseline enters a");
  must_ok(resource_archive(l.w, STR("segment"), STR("s0"), 0, STR("ann"), &err), &err);
  put_row(&l, "b", "view", START - 1000);
  put_row(&l, "b", "buy", START - 1000);
  look_only(&l);
  newest_is(&l, "s0", "definition leaves a");
  newest_is(&l, "s1", "event enters b");
  newest_is(&l, "s2", "none");
  must_ok(members_state(l.m, STR("s2"), &m, &err), &err);
  assert_int_equal(m.problem.code, ERR_number_overflow);
  close_all(&l);
  remove_dir(l.dir);
}

/* Who changes one segment has everybody asked about that one only. */
static void test_anew(void **state) {
  static struct life l;
  struct err err;
  struct members_looked k;
  struct arena out;
  struct ws_options o = {.threads = 1};
  (void)state;
  l = (struct life){.clock = {{still_wall, still_mono}, START}};
  temp_dir(l.dir);
  must_ok(ws_create(l.dir, STR("shop"), STR("Asia/Shanghai"), STR(""), &o, &err), &err);
  open_all(&l);
  put_row(&l, "a", "view", START - 2000);
  put_row(&l, "b", "buy", START - 2000);
  put_segment(&l, 0, "did(view, last 2 days)", "live");
  put_segment(&l, 1, "did(buy)", "live");
  put_segment(&l, 2, "did(*)", "daily 03:00");
  look_only(&l);
  put_segment(&l, 1, "did(view) and not did(buy, last 1 day)", "live");
  put_row(&l, "c", "view", START - 1000);
  arena_init(&out, "look");
  must_ok(members_look(l.m, &out, &k, &err), &err);
  assert_false(k.everybody);
  assert_int_equal(k.people, 1);
  assert_int_equal(k.anew, 1);
  newest_is(&l, "s0", "event enters c");
  newest_is(&l, "s1", "definition enters a");
  /* The time until which answers hold is that of the new meaning too. */
  put_row(&l, "a", "buy", START);
  look_only(&l);
  newest_is(&l, "s1", "event leaves a");
  l.clock.ms = day_start(ws_tz(l.w), day_of(ws_tz(l.w), START) + 1) + 3 * MS_HOUR;
  must_ok(members_look(l.m, &out, &k, &err), &err);
  assert_false(k.everybody);
  assert_int_equal(k.anew, 1);
  newest_is(&l, "s2", "time enters c");
  l.clock.ms = START + MS_DAY + 1;
  must_ok(members_look(l.m, &out, &k, &err), &err);
  assert_false(k.everybody);
  newest_is(&l, "s1", "time enters a");
  arena_release(&out);
  close_all(&l);
  remove_dir(l.dir);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_causes), cmocka_unit_test(test_left),
                                     cmocka_unit_test(test_overflow), cmocka_unit_test(test_anew),
                                     cmocka_unit_test(test_lives)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
