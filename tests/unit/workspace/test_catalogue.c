/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random rows of the catalogue against a map that remembers every value of every item: what SQL
 * says, what the columns in memory say, after openings, checkpoints and with the state lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/rng.h"
#include "workspace/catalogue.h"
#include "ws_test.h"

#define ITEMS 12
#define PROPS 5

static const char *const props[PROPS] = {"name", "category", "price", "role", "colour"};
static const char *const values[PROPS][3] = {{"Mug", "Tee", "围巾"},
                                             {"home", "tops", "green"},
                                             {"9.90", "12", "0.5"},
                                             {"star", "明星品", "traffic"},
                                             {"red", "蓝", "7\"x"}};

struct model { /* index into values, or -1 */
  bool alive[ITEMS];
  int value[ITEMS][PROPS];
};

static void one_row(struct rng *r, struct ev_batch *b, struct model *m) {
  unsigned item = (unsigned)rng_below(r, ITEMS);
  char id[16];
  snprintf(id, sizeof id, "sku%02u", item);
  if (rng_chance(r, 0.15)) {
    item_begin(b, STR(ITEM_TYPE), str_from(id), STR(EV_ITEM_DELETE), 0);
    m->alive[item] = false;
    return;
  }
  item_begin(b, STR(ITEM_TYPE), str_from(id), STR(EV_ITEM_SET), 0);
  for (int p = 0; p < PROPS; p++) {
    if (!m->alive[item]) m->value[item][p] = -1;
    if (rng_chance(r, 0.5)) continue;
    int v = (int)rng_below(r, 4) - 1;
    item_put_text(b, props[p], v < 0 ? STR("") : str_from(values[p][v]));
    m->value[item][p] = v;
  }
  m->alive[item] = true;
}

static struct str expected(int p, int v) {
  if (v < 0) return STR("");
  return p == 3 && v == 1 ? STR("star") : str_from(values[p][v]);
}

static void check_item(const struct catalogue_item *it, const int *value, struct arena *a) {
  struct json *all;
  struct err err;
  const struct str got[PROPS - 1] = {it->name, it->category, it->price, it->role};
  must_ok(json_parse(it->properties, a, &all, &err), &err);
  for (int p = 0; p < PROPS - 1; p++)
    assert_true(str_eq(got[p], expected(p, value[p])));
  struct str colour = json_get_str(all, "colour");
  assert_true(str_eq(colour.p ? colour : STR(""), expected(4, value[4])));
  assert_int_equal(all->n, value[4] >= 0);
}

/* The columns say of each item what its row says. */
static void check_columns(struct workspace *w, const struct catalogue_item *items, uint32_t n) {
  struct catalogue *k;
  struct err err;
  struct dec price;
  must_ok(catalogue_get(w, &k, &err), &err);
  for (int p = 0; p < PROPS; p++) {
    const struct item_column *c = catalogue_column(k, str_from(props[p]));
    if (!c) continue; /* nobody has it */
    assert_int_equal(c->ids->n, n);
    for (uint32_t i = 0; i < n && p < 4; i++) {
      uint32_t at = intern_find(c->ids, items[i].id);
      const struct str text[] = {items[i].name, items[i].category, items[i].price, items[i].role};
      assert_true(at != INTERN_NONE);
      assert_int_equal(c->code[at] == INTERN_NONE, text[p].n == 0);
      if (text[p].n == 0) continue;
      const struct value *v = &c->values[c->code[at]];
      if (p == 2)
        assert_true(v->type == V_NUM && dec_parse(text[p], &price) && dec_cmp(v->num, price) == 0);
      else
        assert_true(v->type == V_STR && str_eq(v->str, text[p]));
    }
  }
  catalogue_release(k);
}

static void check(struct workspace *w, const struct model *m) {
  struct arena a;
  struct catalogue_item *items;
  uint32_t n, at = 0;
  struct err err;
  arena_init(&a, "test");
  must_ok(
      catalogue_items(w, &(struct catalogue_filter){0}, STR(""), ITEMS + 1, &a, &items, &n, &err),
      &err);
  for (unsigned i = 0; i < ITEMS; i++) {
    if (!m->alive[i]) continue;
    char id[16];
    snprintf(id, sizeof id, "sku%02u", i);
    assert_true(at < n && str_is(items[at].id, id));
    check_item(&items[at++], m->value[i], &a);
  }
  assert_int_equal(at, n);
  check_columns(w, items, n);
  arena_release(&a);
}

static void one_history(uint64_t seed) {
  struct place p;
  struct rng r;
  struct ev_batch b;
  struct err err;
  struct model m = {0};
  char path[PATH_BYTES + 32];
  rng_init(&r, seed, 7, 0);
  place_init(&p, 0);
  ev_batch_init(&b);
  struct workspace *w = place_open(&p, WS_WRITE);
  for (int step = 0; step < 40; step++) {
    ev_batch_reset(&b);
    for (uint64_t i = 0, n = 1 + rng_below(&r, 8); i < n; i++)
      one_row(&r, &b, &m);
    uint64_t before = ws_revision(w);
    must_ok(ws_ingest(w, &b, NULL, &err), &err);
    check(w, &m);
    uint64_t after = ws_revision(w);
    assert_true(after >= before);
    if (rng_chance(&r, 0.3)) must_ok(some_checkpoint(w, rng_chance(&r, 0.5), false, &err), &err);
    if (!rng_chance(&r, 0.2)) continue;
    ws_close(w);
    snprintf(path, sizeof path, "%s/w/shop/state.db", p.dir);
    if (rng_chance(&r, 0.5)) assert_int_equal(unlink(path), 0); /* derived, all of it */
    w = place_open(&p, WS_WRITE);
    check(w, &m);
  }
  ws_close(w);
  ev_batch_release(&b);
  place_release(&p);
}

static void histories(void **state) {
  const char *given = getenv("SEED");
  uint64_t seed = given ? strtoull(given, NULL, 10) : 1;
  print_message("# seeds %llu to %llu\n", (unsigned long long)seed, (unsigned long long)seed + 7);
  for (uint64_t i = 0; i < 8; i++)
    one_history(seed + i);
}

/* The same said again changes nothing, so kept answers stay. */
static void saying_it_again_is_no_change(void **state) {
  struct place p;
  struct ev_batch b;
  struct err err;
  place_init(&p, 0);
  ev_batch_init(&b);
  struct workspace *w = place_open(&p, WS_WRITE);
  item_begin(&b, STR(ITEM_TYPE), STR("a"), STR(EV_ITEM_SET), 0);
  item_put_text(&b, "name", STR("Mug"));
  item_begin(&b, STR(CATEGORY_TYPE), STR("home"), STR(EV_ITEM_SET), 0);
  item_put_text(&b, "name", STR("Home"));
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  uint64_t revision = ws_revision(w);
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  assert_int_equal(ws_revision(w), revision);
  ev_batch_reset(&b);
  item_begin(&b, STR(ITEM_TYPE), STR("a"), STR(EV_ITEM_DELETE), 0);
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  assert_true(ws_revision(w) > revision);
  ws_close(w);
  ev_batch_release(&b);
  place_release(&p);
}

/* Rows from outside may put a category below itself: it stands at the top, and nothing is lost. */
static void circles_are_cut(void **state) {
  struct place p;
  struct ev_batch b;
  struct err err;
  struct arena a;
  struct catalogue_category *list;
  struct intern under;
  struct catalogue *k;
  struct str name;
  uint32_t n;
  static const char *const pairs[][2] = {{"a", "b"}, {"b", "c"}, {"c", "a"},
                                         {"d", "c"}, {"e", "e"}, {"f", "none"}};
  place_init(&p, 0);
  ev_batch_init(&b);
  arena_init(&a, "test");
  struct workspace *w = place_open(&p, WS_WRITE);
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
    item_begin(&b, STR(CATEGORY_TYPE), str_from(pairs[i][0]), STR(EV_ITEM_SET), 0);
    item_put_text(&b, "parent", str_from(pairs[i][1]));
  }
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  must_ok(catalogue_categories(w, &a, &list, &n, &err), &err);
  assert_int_equal(n, 6);
  must_ok(catalogue_get(w, &k, &err), &err);
  intern_init(&under, "test");
  assert_true(catalogue_under(k, STR("e"), &under, &name));
  assert_int_equal(under.n, 1);
  intern_release(&under);
  catalogue_release(k);
  ws_close(w);
  arena_release(&a);
  ev_batch_release(&b);
  place_release(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(histories),
      cmocka_unit_test(saying_it_again_is_no_change),
      cmocka_unit_test(circles_are_cut),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
