/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A small server's day: brands are made and asked for, rows come in, segments change, and many
 * threads ask the same questions of views and caches.  Answers must agree with the moment they are
 * of.  Worth most under the thread sanitizer. */
#include "tenant_test.h"

#define BRANDS 3
#define WRITES 40
#define ASKERS 4
#define ASKS   60

struct day {
  struct tenants *ts;
  atomic_int writing;
  atomic_uint computed, answered, told;
};

static struct str brand(int i) {
  static const char *const slugs[BRANDS] = {"tea", "shoes", "books"};
  return str_from(slugs[i]);
}

struct writer {
  struct day *day;
  int brand;
  pthread_t thread;
};

static bool told(void *ctx, const struct tenant_change *now) {
  struct day *d = ctx;
  if (now->lsn > 0) atomic_fetch_add(&d->told, 1);
  return true;
}

/* Each write is 10 new buyers, and seen at once by who wrote. */
static void *write_rows(void *arg) {
  struct writer *w = arg;
  struct tenant *t;
  struct err err;
  uint64_t id, n;
  char prefix[32];
  must_ok(tenant_get(w->day->ts, brand(w->brand), &t, &err), &err);
  must_ok(tenant_subscribe(t, told, w->day, &id, &err), &err);
  for (int i = 0; i < WRITES; i++) {
    struct view *v;
    snprintf(prefix, sizeof prefix, "w%d", i);
    put_orders(t, prefix, 10);
    if (i % 8 == 0) put_segment(t, "all", i % 16 ? "true" : "did(order_completed)");
    must_ok(tenant_view_at_least(t, tenant_lsn(t), tenant_revision(t), &v, &err), &err);
    must_ok(count_people(v, "segment(\"all\")", &n, &err), &err);
    assert_int_equal(n, 10 * (i + 1));
    view_release(v);
  }
  tenant_unsubscribe(t, id);
  tenant_release(t);
  atomic_fetch_sub(&w->day->writing, 1);
  return NULL;
}

struct question {
  struct day *day;
  struct view *v;
};

static bool answer(void *ctx, struct buf *out, struct err *err) {
  struct question *q = ctx;
  uint64_t n = 0;
  atomic_fetch_add(&q->day->computed, 1);
  if (!count_people(q->v, "did(order_completed)", &n, err)) return false;
  buf_printf(out, "%llu of %llu", (unsigned long long)n,
             (unsigned long long)snapshot_rows(view_snapshot(q->v)));
  return true;
}

static void *ask(void *arg) {
  struct day *d = arg;
  struct answer *last = NULL;
  for (int i = 0; i < ASKS || atomic_load(&d->writing) > 0; i++) {
    struct tenant *t;
    struct question q = {.day = d};
    struct answer *a;
    struct err err;
    struct buf want = BUF_INIT;
    must_ok(tenant_get(d->ts, brand(i % BRANDS), &t, &err), &err);
    must_ok(tenant_view(t, &q.v, &err), &err);
    tenant_release(t); /* the view holds it */
    must_ok(tenant_cached(q.v, STR("buyers"), NULL, answer, &q, &a, &err), &err);
    atomic_fetch_add(&d->answered, 1);
    uint64_t rows = snapshot_rows(view_snapshot(q.v)); /* every row is a buyer */
    buf_printf(&want, "%llu of %llu", (unsigned long long)rows, (unsigned long long)rows);
    assert_true(str_eq(answer_bytes(a), buf_str(&want)));
    buf_release(&want);
    view_release(q.v);
    answer_release(last);
    last = answer_ref(a); /* outlives the view */
    answer_release(a);
  }
  answer_release(last);
  return NULL;
}

struct maker {
  struct day *day;
  int made, refused;
};

/* Both want to make every brand; each is made once. */
static void *make_brands(void *arg) {
  struct maker *m = arg;
  for (int i = 0; i < BRANDS; i++) {
    struct tenant *t;
    struct err err;
    if (tenants_create(m->day->ts, brand(i), STR("Asia/Shanghai"), STR("CNY"), &t, &err)) {
      m->made++;
      tenant_release(t);
    } else {
      assert_int_equal(err.code, ERR_workspace_exists);
      m->refused++;
    }
  }
  return NULL;
}

static void *hold_for_a_moment(void *view) {
  struct view *v = view;
  uint64_t n;
  struct err err;
  nap();
  must_ok(count_people(v, "did(order_completed)", &n, &err), &err); /* all is still open */
  assert_int_equal(n, 10 * WRITES);
  view_release(v);
  return NULL;
}

static void a_day(void **state) {
  char dir[PATH_BYTES];
  struct day d = {.writing = BRANDS};
  struct ws_options o = {.threads = 2, .memory = (size_t)8 << 20};
  struct maker makers[2] = {{&d}, {&d}};
  struct writer writers[BRANDS];
  pthread_t making[2], asking[ASKERS], holding;
  struct err err;
  (void)state;
  temp_dir(dir);
  must_ok(tenants_open(dir, &o, &d.ts, &err), &err);
  for (int i = 0; i < 2; i++)
    pthread_create(&making[i], NULL, make_brands, &makers[i]);
  for (int i = 0; i < 2; i++)
    pthread_join(making[i], NULL);
  assert_int_equal(makers[0].made + makers[1].made, BRANDS);
  assert_int_equal(makers[0].refused + makers[1].refused, BRANDS);
  tenants_close(d.ts);
  must_ok(tenants_open(dir, &o, &d.ts, &err), &err); /* opened by whoever comes first */
  for (int i = 0; i < BRANDS; i++) {
    writers[i] = (struct writer){&d, i};
    pthread_create(&writers[i].thread, NULL, write_rows, &writers[i]);
  }
  for (int i = 0; i < ASKERS; i++)
    pthread_create(&asking[i], NULL, ask, &d);
  for (int i = 0; i < BRANDS; i++)
    pthread_join(writers[i].thread, NULL);
  for (int i = 0; i < ASKERS; i++)
    pthread_join(asking[i], NULL);
  assert_true(atomic_load(&d.computed) <= atomic_load(&d.answered));
  struct tenant *t;
  struct view *v;
  must_ok(tenant_get(d.ts, brand(0), &t, &err), &err);
  must_ok(tenant_view_at_least(t, UINT64_MAX, UINT64_MAX, &v, &err), &err);
  struct answer_stats s;
  tenant_answer_stats(t, &s);
  assert_true(s.hits + s.misses + s.waits > 0);
  tenant_release(t);
  pthread_create(&holding, NULL, hold_for_a_moment, v);
  tenants_close(d.ts); /* waits for it */
  pthread_join(holding, NULL);
  remove_dir(dir);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_day)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
