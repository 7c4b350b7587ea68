/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random people in a real store, and the names that expressions about them may use.
 * Included by the test programs of this room. */
#ifndef TEST_QUERY_WORLD_H
#define TEST_QUERY_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/rng.h"
#include "lang/lang.h"
#include "person/persons.h"
#include "query/query.h"

#define UNUSED   __attribute__((unused))
#define JAN_2024 INT64_C(1704067200000)

/* By event: attributes, some events and the other events come in batches of their own, mostly as
 * parts, so that a question may have rows in one of them only. */
enum world_place { IN_MEMTABLE, IN_PARTS, HALF_HALF, BY_EVENT, PLACES };

struct world {
  struct store *store;
  struct snapshot *snap;
  const struct tz *tz;
  char dir[64];
  uint32_t subjects[256]; /* those that may have rows */
  uint32_t n_subjects;
  uint32_t rowed[256], n_rowed; /* some that have rows: who may be merged */
  struct persons persons;
  uint64_t lsn;
  struct ev_batch batch;
  uint32_t subject_of[1024]; /* of the batch's identities */
  struct arena trees;
  struct lang_names names;
  struct intern listed;
  struct intern items; /* the catalogue: most of world_words are ids */
  struct item_column columns[4];
};

#define COUNT(a) (sizeof(a) / sizeof *(a))
static const char *const world_events[] = {"view", "buy", "pay", "share"};
static const char *const world_words[] = {"x", "y", "red", "red wine", "上海", "", "none", "a"};

UNUSED static void must_ok(bool ok, const struct err *err) {
  if (ok) return;
  struct buf b = BUF_INIT;
  err_render(err, LANG_EN, &b);
  fail_msg("%s: %.*s", err_name(err->code), STRF(buf_str(&b)));
}

/* The disk, but without waiting for it: these tests never crash on purpose. */
static bool no_sync(struct io *io, struct io_file *f, struct err *err) {
  return true;
}
static bool no_sync_dir(struct io *io, const char *path, struct err *err) {
  return true;
}

UNUSED static struct io *quick_io(void) {
  static struct io_ops ops;
  static struct io io;
  io = *io_posix();
  ops = *io.ops;
  ops.sync = no_sync;
  ops.sync_dir = no_sync_dir;
  io.ops = &ops;
  return &io;
}

UNUSED static void world_open(struct world *w, const struct tz *tz) {
  struct err err;
  memset(w, 0, sizeof *w);
  w->tz = tz;
  snprintf(w->dir, sizeof w->dir, "/tmp/shoal-query-XXXXXX");
  if (!mkdtemp(w->dir)) fail_msg("no temporary directory");
  must_ok(store_open(quick_io(), w->dir, true, NULL, &w->store, &err), &err);
  ev_batch_init(&w->batch);
  arena_init(&w->trees, "trees");
  intern_init(&w->listed, "listed");
  intern_init(&w->items, "items");
  w->lsn = 1;
}

/* The row that puts go to. */
UNUSED static void world_row(struct world *w, uint32_t subject, const char *event, int64_t time,
                             uint32_t flags) {
  char id[16];
  snprintf(id, sizeof id, "p%u", subject);
  uint32_t at = ev_batch_id(&w->batch, STR("user_id"), str_from(id));
  assert_true(at < COUNT(w->subject_of));
  uint32_t known = 0;
  while (known < w->n_rowed && w->rowed[known] != subject)
    known++;
  if (known == w->n_rowed && known < COUNT(w->rowed)) w->rowed[w->n_rowed++] = subject;
  w->subject_of[at] = subject;
  ev_batch_row(&w->batch, at, ev_batch_name(&w->batch, str_from(event)), time,
               (struct ev_key){w->lsn, w->batch.rows.n}, flags);
}

UNUSED static void world_put(struct world *w, const char *prop, struct value v) {
  ev_batch_put(&w->batch, ev_batch_prop(&w->batch, str_from(prop)), &v);
}
UNUSED static struct value num_value(const char *text) {
  struct value v = {.type = V_NUM};
  assert_true(dec_parse(str_from(text), &v.num));
  return v;
}
UNUSED static struct value str_value(const char *text) {
  return (struct value){.type = V_STR, .str = str_from(text)};
}
UNUSED static struct value bool_value(bool b) {
  return (struct value){.type = V_BOOL, .b = b};
}
UNUSED static struct value time_value(int64_t t) {
  return (struct value){.type = V_TIME, .time = t};
}

UNUSED static void world_apply(struct world *w, bool flush) {
  struct err err;
  store_apply(w->store, &w->batch, w->subject_of, w->lsn);
  w->lsn += w->batch.rows.n;
  ev_batch_reset(&w->batch);
  if (flush) must_ok(store_flush_all(w->store, &err), &err);
}

/* Some people become one, or are alone again.  Between batches. */
UNUSED static void world_merge(struct world *w, struct rng *r) {
  struct err err;
  for (int i = 0; i < 3 && w->n_rowed; i++) {
    uint32_t who = w->rowed[rng_below(r, w->n_rowed)], to = w->rowed[rng_below(r, w->n_rowed)];
    to = rng_chance(r, 0.2) ? who : persons_of(&w->persons, to);
    if (persons_of(&w->persons, who) == to || !persons_may_move(&w->persons, who, to)) continue;
    persons_move(&w->persons, w->lsn, who, to);
    must_ok(store_persons(w->store, w->lsn++, &(struct person_move){who, to}, 1, &err), &err);
    store_advance(w->store, w->lsn);
  }
}

UNUSED static void world_close(struct world *w) {
  persons_release(&w->persons);
  snapshot_free(w->snap);
  store_close(w->store);
  ev_batch_release(&w->batch);
  arena_release(&w->trees);
  intern_release(&w->listed);
  intern_release(&w->items);
  char cmd[128];
  snprintf(cmd, sizeof cmd, "rm -rf '%s'", w->dir);
  if (system(cmd)) fail_msg("cannot remove %s", w->dir);
}

/* ---- random content ---- */

static struct value random_num(struct rng *r, bool wide) {
  struct value v = {.type = V_NUM};
  v.num = (struct dec){(i128)rng_below(r, 2000) - 700, (uint8_t)rng_below(r, 3)};
  if (wide && rng_chance(r, 0.3)) v.num.m *= (i128)1000000000 * 1000000000 * 10;
  return v;
}

static struct value random_time(struct rng *r) {
  struct value v = {.type = V_TIME};
  v.time = JAN_2024 + (int64_t)rng_below(r, 400 * 24) * MS_HOUR;
  if (rng_chance(r, 0.3)) v.time -= 1;
  return v;
}

static struct value random_value(struct rng *r, enum vtype t) {
  switch (t) {
  case V_NUM:
    return random_num(r, false);
  case V_BOOL:
    return bool_value(rng_chance(r, 0.5));
  case V_TIME:
    return random_time(r);
  default:
    return str_value(world_words[rng_below(r, COUNT(world_words))]);
  }
}

static void random_props(struct world *w, struct rng *r) {
  if (rng_chance(r, 0.7)) world_put(w, "amount", random_num(r, false));
  if (rng_chance(r, 0.5)) world_put(w, "qty", random_value(r, V_NUM));
  if (rng_chance(r, 0.3)) world_put(w, "wide", random_num(r, true));
  if (rng_chance(r, 0.7)) world_put(w, "cat", random_value(r, V_STR));
  if (rng_chance(r, 0.5)) world_put(w, "vip", random_value(r, V_BOOL));
  if (rng_chance(r, 0.4)) world_put(w, "due", random_value(r, V_TIME));
  if (rng_chance(r, 0.7)) world_put(w, "item_id", random_value(r, V_STR));
  if (rng_chance(r, 0.6)) world_put(w, "mixed", random_value(r, 1 + (unsigned)rng_below(r, 4)));
}

static void random_attrs(struct world *w, struct rng *r) {
  if (rng_chance(r, 0.5)) world_put(w, "city", random_value(r, V_STR));
  if (rng_chance(r, 0.5)) world_put(w, "age", random_value(r, V_NUM));
  if (rng_chance(r, 0.5)) world_put(w, "member", random_value(r, V_BOOL));
  if (rng_chance(r, 0.5)) world_put(w, "born", random_value(r, V_TIME));
  if (rng_chance(r, 0.6)) world_put(w, "mix", random_value(r, 1 + (unsigned)rng_below(r, 4)));
}

/* Attributes that are taken away.  (Of the others that would make rules ambiguous: a text was
 * seen.) */
static void random_unset(struct world *w, struct rng *r) {
  static const char *const names[] = {"city", "mix"};
  struct value nothing = {.type = V_STR};
  for (size_t i = 0; i < COUNT(names); i++)
    if (rng_chance(r, 0.5)) world_put(w, names[i], nothing);
}

UNUSED static int64_t random_moment(struct rng *r) {
  int64_t t = JAN_2024 + (int64_t)rng_below(r, 400) * MS_DAY;
  if (rng_chance(r, 0.8)) t += (int64_t)rng_below(r, MS_DAY);
  return t;
}

/* Of attributes (1) or events, or any (0) … */
static void random_row_of(struct world *w, struct rng *r, uint32_t subject, uint32_t kind) {
  int64_t t = random_moment(r);
  if (rng_chance(r, 0.2)) t = JAN_2024 + (int64_t)rng_below(r, 3) * 37 * MS_DAY; /* ties */
  if (kind ? kind == 1 : rng_chance(r, 0.25)) {
    world_row(w, subject, EV_SET, t, rng_chance(r, 0.3) ? EV_SINCE_EVER : 0);
    if (rng_chance(r, 0.2))
      random_unset(w, r);
    else
      random_attrs(w, r);
  } else {
    uint32_t event = (uint32_t)rng_below(r, COUNT(world_events));
    if (kind) event = event / 2 * 2 + kind % 2; /* … of which 2 and 3 are half each */
    world_row(w, subject, world_events[event], t, 0);
    random_props(w, r);
  }
}

UNUSED static void random_row(struct world *w, struct rng *r, uint32_t subject) {
  random_row_of(w, r, subject, 0);
}

UNUSED static void world_fill(struct world *w, struct rng *r, enum world_place place) {
  uint32_t at = (uint32_t)rng_below(r, 3);
  w->n_subjects = 1 + (uint32_t)rng_below(r, 24);
  for (uint32_t i = 0; i < w->n_subjects; i++) {
    w->subjects[i] = at;
    at += 1 + (uint32_t)(rng_chance(r, 0.2) ? rng_below(r, 70) : 0);
    if (rng_chance(r, 0.02)) at += 40000; /* other chunks */
  }
  uint32_t batches = 1 + (uint32_t)rng_below(r, 4);
  for (uint32_t b = 0; b < batches; b++) {
    uint32_t rows = (uint32_t)rng_below(r, 12 * w->n_subjects);
    uint32_t kind = place == BY_EVENT ? 1 + (uint32_t)rng_below(r, 3) : 0;
    for (uint32_t i = 0; i < rows; i++) {
      uint32_t k = (uint32_t)rng_below(r, w->n_subjects);
      if (k % 3 == 2 && rng_chance(r, 0.8)) k = 0; /* some have much, some nothing */
      random_row_of(w, r, w->subjects[k], kind);
    }
    world_apply(w, place == IN_PARTS || (place == BY_EVENT && rng_chance(r, 0.9)) ||
                       (place == HALF_HALF && b % 2 == 0));
    if (rng_chance(r, 0.2)) world_merge(w, r);
  }
  w->snap = store_snapshot(w->store);
}

/* ---- names ---- */

static bool name_event(void *ctx, struct str name, struct str *ret) {
  *ret = name;
  return true;
}

static bool name_typed(struct world *w, struct str name, struct str *ret, uint8_t *ret_types) {
  uint32_t code = snapshot_prop_code(w->snap, name);
  *ret = name;
  *ret_types = code == INTERN_NONE ? 0 : snapshot_prop(w->snap, code)->types;
  if (str_starts(name, STR("mix")))
    *ret_types = 0; /* any use, whatever these people happened to have */
  return true;
}

static bool name_prop(void *ctx, struct str name, struct str *ret, uint8_t *ret_types) {
  return name_typed(ctx, name, ret, ret_types);
}

#define WORLD_SEGMENT "count(buy) > 1 or city = \"x\""
static bool name_segment(void *ctx, struct str slug, struct arena *out, struct node **ret,
                         struct err *err) {
  struct world *w = ctx;
  return lang_compile(STR(WORLD_SEGMENT), &w->names, out, ret, err);
}

static const struct str world_classes[] = {{"gold", 4}, {"silver", 6}};
static bool name_classes(void *ctx, struct str slug, struct arena *out, struct str **ret,
                         uint32_t *ret_n, struct err *err) {
  *ret = (struct str *)world_classes;
  *ret_n = 2;
  return true;
}

static bool name_scores(void *ctx, struct str slug, struct arena *out, struct str **ret,
                        uint32_t *ret_n, struct err *err) {
  static struct str points = {"points", 6};
  *ret = &points;
  *ret_n = 1;
  return true;
}

/* Every value may be a word, a number or somebody's name. */
static bool name_values(void *ctx, struct str slug, struct str identity, struct arena *out,
                        const struct lang_list **ret, struct err *err) {
  static const char *const some[] = {"x", "红", "red wine", "12.50", "3", "-0.5", "007", "上海"};
  struct world *w = ctx;
  struct lang_list *l = arena_new(out, struct lang_list);
  if (w->listed.n == 0)
    for (size_t i = 0; i < COUNT(some); i++)
      intern_put(&w->listed, str_from(some[i]));
  *l = (struct lang_list){.values = &w->listed};
  if (identity.n) {
    uint64_t *bits = arena_array(out, uint64_t, 2);
    bits[0] = 0x5555aaaa0f0f3cc3;
    l->people = bits;
    l->n_people = 64;
  }
  *ret = l;
  return true;
}

/* brand: text; price: numbers; active: truth values; odd: of every type.  Some items have none. */
static const struct item_column *name_item(void *ctx, struct str name) {
  static const struct value values[] = {
      {.type = V_STR, .str = {"x", 1}},  {.type = V_STR, .str = {"red wine", 8}},
      {.type = V_NUM, .num = {1250, 2}}, {.type = V_NUM, .num = {3, 0}},
      {.type = V_NUM, .num = {-5, 1}},   {.type = V_BOOL, .b = true},
      {.type = V_BOOL, .b = false},      {.type = V_STR, .str = {"", 0}}};
  static const struct {
    const char *name;
    uint32_t from, n;
    uint8_t types;
  } fields[] = {{"brand", 0, 2, V_MASK(V_STR)},
                {"price", 2, 3, V_MASK(V_NUM)},
                {"active", 5, 2, V_MASK(V_BOOL)},
                {"odd", 0, 8, V_MASK(V_STR) | V_MASK(V_NUM) | V_MASK(V_BOOL)}};
  struct world *w = ctx;
  for (uint32_t i = 0; w->items.n == 0 && i < COUNT(world_words); i++)
    if (i != 3) intern_put(&w->items, str_from(world_words[i]));
  for (size_t f = 0; f < COUNT(fields); f++) {
    if (!str_is(name, fields[f].name)) continue;
    struct item_column *c = &w->columns[f];
    if (c->ids) return c;
    uint32_t *code = arena_array(&w->trees, uint32_t, w->items.n);
    for (uint32_t i = 0; i < w->items.n; i++)
      code[i] = i % 5 == f ? INTERN_NONE : (i * 7 + (uint32_t)f) % fields[f].n;
    *c = (struct item_column){.name = str_from(fields[f].name),
                              .types = fields[f].types,
                              .ids = &w->items,
                              .code = code,
                              .values = values + fields[f].from,
                              .n_values = fields[f].n};
    return c;
  }
  return NULL;
}

/* Sometimes a field of items in the place of the property that something is broken down by. */
UNUSED static void random_item(struct world *w, struct rng *r, struct str *prop,
                               const struct item_column **item) {
  static const char *const fields[] = {"brand", "price", "active", "odd"};
  *item = NULL;
  if (rng_chance(r, 0.7)) return;
  *prop = rng_chance(r, 0.9) ? STR("item_id") : STR("mixed"); /* which is not always a text */
  *item = name_item(w, str_from(fields[rng_below(r, COUNT(fields))]));
}

static bool name_category(void *ctx, struct str name, struct arena *out,
                          const struct lang_list **ret, struct str *ret_name) {
  struct err err;
  *ret_name = name;
  return name_values(ctx, name, STR(""), out, ret, &err);
}

/* m1 is an attribute too. */
static bool name_identity(void *ctx, struct str name, struct lang_title *ret) {
  return str_is(name, "user_id") || str_is(name, "m1");
}

static bool name_attr(void *ctx, struct str name, struct str *ret, uint8_t *ret_types) {
  return !str_is(name, "user_id") && name_typed(ctx, name, ret, ret_types);
}

static const enum lang_type measure_types[] = {LT_NUM, LT_STR, LT_TIME, LT_BOOL};
static bool name_measure(void *ctx, struct str name, uint32_t *ret_index,
                         enum lang_type *ret_type) {
  if (name.n != 2 || name.p[0] != 'm' || name.p[1] < '0' || name.p[1] > '3') return false;
  *ret_index = (uint32_t)(name.p[1] - '0');
  *ret_type = measure_types[*ret_index];
  return true;
}

UNUSED static void world_names(struct world *w) {
  w->names = (struct lang_names){.ctx = w,
                                 .tz = w->tz,
                                 .event = name_event,
                                 .prop = name_prop,
                                 .attr = name_attr,
                                 .segment = name_segment,
                                 .classes = name_classes,
                                 .scores = name_scores,
                                 .values = name_values,
                                 .identity = name_identity,
                                 .item = name_item,
                                 .category = name_category,
                                 .measure = name_measure};
}

UNUSED static const struct node *world_tree(struct world *w, const char *text,
                                            enum lang_type want) {
  struct node *tree;
  struct err err = {0};
  bool ok = lang_parse(str_from(text), &w->trees, &tree, &err) &&
            lang_resolve(tree, &w->names, want, &w->trees, &err);
  if (!ok) print_message("# %s\n", text);
  must_ok(ok, &err);
  return tree;
}

#endif
