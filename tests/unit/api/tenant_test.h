/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tenants in a temporary directory, rows to put in, questions to ask. */
#ifndef SHOAL_TESTS_API_TENANT_TEST_H
#define SHOAL_TESTS_API_TENANT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../workspace/ws_dir.h"
#include "api/tenant_int.h"

static inline void nap(void) {
  struct timespec t = {.tv_nsec = 1000000};
  nanosleep(&t, NULL);
}

/* A clock that stands still until told. */
struct still {
  struct clock clock;
  _Atomic int64_t ns;
};

static inline struct mono still_mono(struct clock *c) {
  return (struct mono){atomic_load(&((struct still *)c)->ns)};
}
static inline struct wall still_wall(struct clock *c) {
  return (struct wall){INT64_C(1767225600000) + still_mono(c).ns / 1000000};
}
#define STILL                                                                                      \
  { {still_wall, still_mono}, 1 }

/* n orders of as many new buyers. */
static inline void put_orders(struct tenant *t, const char *prefix, int n) {
  struct ev_batch b;
  struct err err;
  char who[64];
  ev_batch_init(&b);
  for (int i = 0; i < n; i++) {
    snprintf(who, sizeof who, "%s-%d", prefix, i);
    uint32_t id = ev_batch_id(&b, STR("user_id"), str_from(who));
    ev_batch_row(&b, id, ev_batch_name(&b, STR("order_completed")), INT64_C(1767225600000) - i,
                 (struct ev_key){1, (uint64_t)i}, 0);
  }
  must_ok(ws_ingest(tenant_workspace(t), &b, NULL, &err), &err);
  ev_batch_release(&b);
}

static inline void put_segment(struct tenant *t, const char *slug, const char *expression) {
  struct resource_change *c;
  struct arena a;
  struct err err;
  uint32_t n;
  arena_init(&a, "test");
  struct str text = arena_printf(&a, "kind: segment\nslug: %s\nexpression: %s\n", slug, expression);
  struct resource_source src = {STR("t.yaml"), text};
  must_ok(resource_apply(tenant_workspace(t), &src, 1, STR("ann"), false, &a, &c, &n, &err), &err);
  arena_release(&a);
}

static inline bool count_people(struct view *v, const char *text, uint64_t *ret, struct err *err) {
  struct arena a;
  struct node *tree;
  struct query_output *o;
  struct query_limits limits = {0};
  struct classification_env env = view_env(v, &limits);
  arena_init(&a, "test question");
  bool ok = lang_compile(str_from(text), names_env_lang(view_names(v)), &a, &tree, err);
  struct query_expr e = {tree, TIME_MAX / 2};
  ok = ok && expressions_run(&e, 1, view_snapshot(v), &env, &a, &o, err);
  if (ok) {
    *ret = roaring_bitmap_get_cardinality(o->set);
    query_outputs_release(o, 1);
  }
  arena_release(&a);
  return ok;
}

#endif
