/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What names mean: the data first, then what Shoal knows by itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "event/batch.h"
#include "resource/resource_int.h"

struct bench {
  char dir[64];
  struct state *s;
  struct store *store;
  struct snapshot *n;
  struct names_env *env;
};

static void put_str(struct ev_batch *b, const char *prop, const char *v) {
  struct value value = {.type = V_STR, .str = str_from(v)};
  ev_batch_put(b, ev_batch_prop(b, str_from(prop)), &value);
}

static void put_num(struct ev_batch *b, const char *prop, int64_t v) {
  struct value value = {.type = V_NUM, .num = dec_int(v)};
  ev_batch_put(b, ev_batch_prop(b, str_from(prop)), &value);
}

/* One person: an order with a numeric and a private property, an event that the brand calls 下单,
 * two attributes. */
static void fill(struct store *s) {
  struct ev_batch b;
  const uint32_t subjects[] = {0};
  const int64_t t = INT64_C(1767225600000);
  ev_batch_init(&b);
  uint32_t id = ev_batch_id(&b, STR("user"), STR("u1"));
  ev_batch_row(&b, id, ev_batch_name(&b, STR("order_completed")), t, (struct ev_key){1, 1}, 0);
  put_num(&b, "amount", 12);
  put_str(&b, "柜台", "A3");
  ev_batch_row(&b, id, ev_batch_name(&b, STR("purchase")), t, (struct ev_key){1, 2}, 0);
  put_num(&b, "amount", 1);
  ev_batch_row(&b, id, ev_batch_name(&b, STR(EV_SET)), t, (struct ev_key){1, 3}, 0);
  put_str(&b, "city", "上海");
  put_num(&b, "会员分", 7);
  store_apply(s, &b, subjects, 1);
  ev_batch_release(&b);
}

static int begin(void **state) {
  static struct bench b;
  struct err err = {0};
  struct store_options o = {0};
  strcpy(b.dir, "/tmp/shoal-names-XXXXXX");
  if (!mkdtemp(b.dir)) return -1;
  if (!state_open("", true, &b.s, &err)) return -1;
  if (!store_open(io_posix(), b.dir, true, &o, &b.store, &err)) return -1;
  fill(b.store);
  b.n = store_snapshot(b.store);
  struct env_setup setup = {.state = b.s, .tz = tz_utc(), .snapshot = b.n};
  if (!env_new(&setup, &b.env, &err)) return -1;
  *state = &b;
  return 0;
}

static int end(void **state) {
  struct bench *b = *state;
  struct arena a;
  struct str *names;
  size_t n;
  struct err err = {0};
  names_env_free(b->env);
  snapshot_free(b->n);
  store_close(b->store);
  state_close(b->s);
  arena_init(&a, "test");
  if (!io_list(io_posix(), b->dir, &a, &names, &n, &err)) return -1;
  for (size_t i = 0; i < n; i++)
    unlink(arena_cstr(&a, arena_printf(&a, "%s/%.*s", b->dir, STRF(names[i]))));
  arena_release(&a);
  rmdir(b->dir);
  return 0;
}

static void test_events(void **state) {
  struct bench *b = *state;
  const struct lang_names *l = names_env_lang(b->env);
  struct str c;
  assert_true(l->event(l->ctx, STR("order_completed"), &c) && str_is(c, "order_completed"));
  assert_true(l->event(l->ctx, STR("支付订单"), &c) && str_is(c, "order_completed"));
  assert_true(l->event(l->ctx, STR("Order"), &c) && str_is(c, "order_completed"));
  assert_true(l->event(l->ctx, STR("order paid"), &c) && str_is(c, "order_completed"));
  /* An alias of order_completed, but this brand has an event of that very name. */
  assert_true(l->event(l->ctx, STR("purchase"), &c) && str_is(c, "purchase"));
  assert_true(l->event(l->ctx, STR("product_viewed"), &c)); /* known, not seen */
  assert_false(l->event(l->ctx, STR("no_such_thing"), &c));
}

static void test_properties_and_attributes(void **state) {
  struct bench *b = *state;
  const struct lang_names *l = names_env_lang(b->env);
  struct str c;
  uint8_t types;
  assert_true(l->prop(l->ctx, STR("金额"), &c, &types) && str_is(c, "amount"));
  assert_int_equal(types, V_MASK(V_NUM));
  assert_true(l->prop(l->ctx, STR("柜台"), &c, &types) && str_is(c, "柜台"));
  assert_int_equal(types, V_MASK(V_STR));
  assert_true(l->prop(l->ctx, STR("price"), &c, &types));
  assert_int_equal(types, V_MASK(V_NUM)); /* never seen: the known type */
  assert_true(l->attr(l->ctx, STR("城市"), &c, &types) && str_is(c, "city"));
  assert_int_equal(types, V_MASK(V_STR));
  assert_true(l->attr(l->ctx, STR("会员分"), &c, &types));
  assert_int_equal(types, V_MASK(V_NUM));
  assert_false(l->attr(l->ctx, STR("柜台"), &c, &types)); /* a property, never set on a person */
  assert_false(l->attr(l->ctx, STR("nonsense"), &c, &types));
}

static bool listed(const struct lang_names *l, char kind, const char *word) {
  struct arena a;
  struct str *w;
  bool found = false;
  arena_init(&a, "test");
  uint32_t n = l->list(l->ctx, kind, &a, &w);
  for (uint32_t i = 0; i < n; i++)
    found |= str_is(w[i], word);
  arena_release(&a);
  return found;
}

static void test_candidates(void **state) {
  struct bench *b = *state;
  const struct lang_names *l = names_env_lang(b->env);
  assert_true(listed(l, 'e', "purchase") && listed(l, 'e', "product_viewed") &&
              listed(l, 'e', "支付订单"));
  assert_false(listed(l, 'e', EV_SET));
  assert_true(listed(l, 'p', "柜台") && listed(l, 'p', "price"));
  assert_true(listed(l, 'a', "会员分") && listed(l, 'a', "age"));
  assert_false(listed(l, 'a', "柜台"));
  assert_false(listed(l, 's', "anything"));
}

static void test_without_data(void **state) {
  struct bench *b = *state;
  struct names_env *env;
  struct err err = {0};
  struct str c;
  struct env_setup setup = {.state = b->s, .tz = tz_utc()};
  assert_true(env_new(&setup, &env, &err));
  const struct lang_names *l = names_env_lang(env);
  assert_true(l->event(l->ctx, STR("purchase"), &c) && str_is(c, "order_completed"));
  const struct classification *k;
  assert_false(names_env_classification(env, STR("rfm"), &k, &err));
  assert_int_equal(err.code, ERR_unknown_name);
  names_env_free(env);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_events),
      cmocka_unit_test(test_properties_and_attributes),
      cmocka_unit_test(test_candidates),
      cmocka_unit_test(test_without_data),
  };
  return cmocka_run_group_tests(tests, begin, end);
}
