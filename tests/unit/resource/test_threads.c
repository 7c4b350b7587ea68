/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One workspace, many threads: files are imported and events taken in, resources come and go, files
 * of the store are merged, and meanwhile questions are asked.  What the askers saw must fit
 * together afterwards: the same number at the same LSN, never less at a later one, all of it at the
 * end.  Worth most under the thread sanitizer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../workspace/ws_test.h"
#include "resource/resource_int.h"

#define FILES    8
#define ROWS     300
#define PINGS    60
#define ROUNDS   40
#define ASKERS   3
#define SEEN_MAX 4096

static atomic_int writers; /* still at work */

struct seen {
  uint64_t lsn, buyers, vips;
};

struct asker {
  struct workspace *w;
  pthread_t thread;
  uint64_t seed;
  struct seen seen[SEEN_MAX];
  uint32_t n;
};

#define SEGMENT(slug, expr) "kind: segment\nslug: " slug "\nexpression: " expr "\n"

static bool apply(struct workspace *w, const char *text, uint32_t if_version, struct err *err) {
  struct resource_source src = {STR("t.yaml"), str_from(text), if_version};
  struct resource_change *c;
  struct arena a;
  uint32_t n;
  arena_init(&a, "test");
  bool ok = resource_apply(w, &src, 1, STR("ann"), false, &a, &c, &n, err);
  arena_release(&a);
  return ok;
}

/* ---- writers ---- */

static void *importer(void *arg) {
  struct workspace *w = arg;
  char dir[PATH_BYTES], path[PATH_BYTES + 32];
  temp_dir(dir);
  for (int f = 0; f < FILES; f++) {
    struct buf b = BUF_INIT;
    buf_puts(&b, "user,at,paid,no,channel\n");
    for (int i = 0; i < ROWS; i++)
      buf_printf(&b, "buyer-%d,2026-01-%02d 10:00:00,%d.50,o%d-%d,店\n", f * ROWS + i, 1 + i % 28,
                 1 + i, f, i);
    snprintf(path, sizeof path, "%s/f%d.csv", dir, f);
    write_file(path, buf_str(&b));
    buf_release(&b);
    struct imported r = import_with(w, path, orders_yaml, "shop", 64, NULL, NULL);
    must_ok(r.ok, &r.err);
    assert_int_equal(r.c.imported, ROWS);
    r = import_with(w, path, orders_yaml, "shop", 64, NULL, NULL); /* again: nothing new */
    must_ok(r.ok, &r.err);
    assert_int_equal(r.c.duplicate, ROWS);
  }
  remove_dir(dir);
  atomic_fetch_sub(&writers, 1);
  return NULL;
}

static void *collector(void *arg) {
  struct workspace *w = arg;
  for (int i = 0; i < PINGS; i++) {
    struct ev_batch b;
    struct err err;
    char who[32];
    ev_batch_init(&b);
    for (int k = 0; k < 20; k++) {
      snprintf(who, sizeof who, "a visitor with a long name %d", (i * 20 + k) % 700);
      uint32_t id = ev_batch_id(&b, STR("device"), str_from(who));
      ev_batch_row(&b, id, ev_batch_name(&b, STR("ping")), INT64_C(1767225600000) + i,
                   (struct ev_key){1, (uint64_t)(i * 20 + k)}, 0);
    }
    must_ok(ws_ingest(w, &b, NULL, &err), &err);
    ev_batch_release(&b);
  }
  atomic_fetch_sub(&writers, 1);
  return NULL;
}

static void *author(void *arg) {
  struct workspace *w = arg;
  struct err err;
  for (int i = 0; i < ROUNDS; i++) {
    uint64_t before = resource_revision(w);
    must_ok(apply(w,
                  i & 1 ? SEGMENT("other", "segment(\"vip\") and true")
                        : SEGMENT("other", "segment(\"vip\")"),
                  0, &err),
            &err);
    assert_true(resource_revision(w) > before);
    assert_false(resource_archive(w, STR("segment"), STR("vip"), 0, STR("ann"), &err));
    assert_int_equal(err.code, ERR_in_use);
    must_ok(resource_archive(w, STR("segment"), STR("other"), 0, STR("ann"), &err), &err);
    if (i % 4 == 0)
      must_ok(resource_restore(w, STR("segment"), STR("other"), STR("ann"), &err), &err);
    must_ok(ws_set_currency(w, i & 1 ? STR("CNY") : STR("EUR"), &err), &err);
    must_ok(ws_set_zone(w, i & 1 ? STR("Asia/Shanghai") : STR("Asia/Tokyo"), &err), &err);
  }
  atomic_fetch_sub(&writers, 1);
  return NULL;
}

static void *keeper(void *arg) {
  struct workspace *w = arg;
  struct err err;
  bool done;
  while (atomic_load(&writers) > 0) {
    must_ok(ws_checkpoint_try(w, true, &done, &err), &err);
    struct timespec t = {.tv_nsec = 2000000};
    nanosleep(&t, NULL);
  }
  return NULL;
}

/* ---- askers ---- */

static uint64_t ask(struct names_env *env, const struct snapshot *n, const char *text) {
  struct arena a;
  struct node *tree;
  struct query_output *o;
  struct err err;
  struct query_limits limits = {0};
  struct classification_env ce = names_env_classes(env, &limits);
  arena_init(&a, "test question");
  must_ok(lang_compile(str_from(text), names_env_lang(env), &a, &tree, &err), &err);
  struct query_expr e = {tree, TIME_MAX / 2};
  must_ok(expressions_run(&e, 1, n, &ce, &a, &o, &err), &err);
  uint64_t count = roaring_bitmap_get_cardinality(o->set);
  query_outputs_release(o, 1);
  arena_release(&a);
  return count;
}

static struct seen look(struct workspace *w) {
  struct snapshot *n = ws_snapshot(w);
  struct names_env *env;
  struct err err;
  must_ok(names_env_new(w, n, &env, &err), &err);
  struct seen s = {.lsn = snapshot_lsn(n),
                   .buyers = ask(env, n, "did(order_completed)"),
                   .vips = ask(env, n, "segment(\"vip\")")};
  names_env_free(env);
  snapshot_free(n);
  return s;
}

/* People only come, and each is found by the name it goes by. */
static void look_at_people(struct workspace *w, struct rng *r, uint32_t *count) {
  struct people *p = ws_people(w);
  uint32_t now = people_count(p);
  assert_true(now >= *count);
  *count = now;
  for (int i = 0; i < 50 && now > 0; i++) {
    uint32_t subject = (uint32_t)rng_below(r, now);
    struct str type, value, id = people_external_id(p, subject);
    assert_true(people_identity(p, subject, 0, &type, &value) && str_eq(id, value));
    assert_int_equal(people_find(p, type, value), subject);
    assert_int_equal(people_find_any(p, value), subject);
  }
}

static void look_at_resources(struct workspace *w) {
  struct arena a;
  struct resource *r, one;
  struct resource_use *use;
  uint32_t n;
  struct err err;
  arena_init(&a, "test");
  must_ok(resource_list(w, STR("segment"), &a, &r, &n, &err), &err);
  assert_in_range(n, 1, 2);
  must_ok(resource_get(w, STR("segment"), STR("vip"), &a, &one, &err), &err);
  assert_int_equal(one.version, 1);
  must_ok(resource_used_by(w, STR("segment"), STR("vip"), &a, &use, &n, &err), &err);
  assert_true(n == 0 || (n == 1 && str_is(use->slug, "other")));
  struct str c = ws_currency(w);
  assert_true(str_is(c, "CNY") || str_is(c, "EUR"));
  assert_true(str_starts(tz_name(ws_tz(w)), STR("Asia/")));
  arena_release(&a);
}

static void *asker(void *arg) {
  struct asker *a = arg;
  struct rng r;
  uint32_t people = 0;
  bool more = true;
  rng_init(&r, a->seed, 1, 0);
  while (more && a->n < SEEN_MAX) {
    more = atomic_load(&writers) > 0; /* once more after the last */
    a->seen[a->n++] = look(a->w);
    look_at_people(a->w, &r, &people);
    look_at_resources(a->w);
  }
  return NULL;
}

static int by_lsn(const void *x, const void *y) {
  const struct seen *a = x, *b = y;
  return a->lsn < b->lsn ? -1 : a->lsn > b->lsn;
}

static void one_writer_many_readers(void **state) {
  static struct asker askers[ASKERS];
  static struct seen all[ASKERS * SEEN_MAX];
  struct place p;
  struct err err;
  struct ws_options o = {.threads = 2, .memory = (size_t)4 << 20};
  struct workspace *w;
  pthread_t importing, collecting, writing, keeping;
  (void)state;
  place_init(&p, o.memory);
  must_ok(ws_open(p.dir, STR("shop"), WS_WRITE, &o, &w, &err), &err);
  must_ok(apply(w, SEGMENT("vip", "sum(order_completed.amount) >= 100"), RESOURCE_NEW, &err), &err);
  atomic_store(&writers, 3);
  pthread_create(&importing, NULL, importer, w);
  pthread_create(&collecting, NULL, collector, w);
  pthread_create(&writing, NULL, author, w);
  pthread_create(&keeping, NULL, keeper, w);
  for (int i = 0; i < ASKERS; i++) {
    askers[i] = (struct asker){.w = w, .seed = (uint64_t)i};
    pthread_create(&askers[i].thread, NULL, asker, &askers[i]);
  }
  pthread_join(importing, NULL);
  pthread_join(collecting, NULL);
  pthread_join(writing, NULL);
  pthread_join(keeping, NULL);
  uint32_t n = 0;
  for (int i = 0; i < ASKERS; i++) {
    pthread_join(askers[i].thread, NULL);
    for (uint32_t k = 1; k < askers[i].n; k++)
      assert_true(askers[i].seen[k].lsn >= askers[i].seen[k - 1].lsn);
    memcpy(all + n, askers[i].seen, askers[i].n * sizeof *all);
    n += askers[i].n;
  }
  qsort(all, n, sizeof *all, by_lsn);
  for (uint32_t i = 1; i < n; i++) {
    bool same = all[i].lsn == all[i - 1].lsn;
    assert_true(all[i].buyers >= all[i - 1].buyers && all[i].vips >= all[i - 1].vips);
    if (same) assert_true(all[i].buyers == all[i - 1].buyers && all[i].vips == all[i - 1].vips);
  }
  struct seen last = look(w);
  assert_int_equal(last.buyers, FILES * ROWS);
  assert_int_equal(last.vips, FILES * (ROWS - 99)); /* 1.5 … 300.5: from 100.5 */
  assert_int_equal(people_count(ws_people(w)), FILES * ROWS + 700);
  char *dump = dump_all(w);
  ws_close(w);
  w = place_open(&p, WS_WRITE);
  char *again = dump_all(w);
  assert_string_equal(dump, again);
  free(dump);
  free(again);
  ws_close(w);
  place_release(&p);
}

/* ---- one environment, many threads ---- */

struct shared {
  struct names_env *env;
  const struct snapshot *n;
};

static void *resolver(void *arg) {
  struct shared *s = arg;
  static const char *const texts[] = {"segment(\"c\")", "segment(\"a\") or not segment(\"b\")",
                                      "class(new_old) = \"new\"", "did(支付订单)",
                                      "class(new_old) != \"new\" or segment(\"b\")"};
  for (int i = 0; i < 25; i++) {
    const char *text = texts[i % (sizeof texts / sizeof *texts)];
    ask(s->env, s->n, text);
    struct arena a;
    struct node *tree;
    struct err err;
    arena_init(&a, "test");
    assert_false(lang_compile(STR("segment(\"bad\")"), names_env_lang(s->env), &a, &tree, &err));
    assert_int_equal(err.code, ERR_unknown_name);
    arena_release(&a);
  }
  return NULL;
}

static void one_environment_many_threads(void **state) {
  struct place p;
  struct err err;
  struct shared s;
  pthread_t t[4];
  (void)state;
  place_init(&p, 0);
  struct workspace *w = place_open(&p, WS_WRITE);
  must_ok(resource_install_presets(w, &err), &err);
  must_ok(
      apply(
          w,
          SEGMENT("a", "did(order_completed)") "---\n" SEGMENT(
              "b", "segment(\"a\")") "---\n" SEGMENT("c",
                                                     "segment(\"b\") and class(new_old) = \"new\""),
          0, &err),
      &err);
  struct snapshot *n = ws_snapshot(w);
  must_ok(names_env_new(w, n, &s.env, &err), &err);
  s.n = n;
  for (int i = 0; i < 4; i++)
    pthread_create(&t[i], NULL, resolver, &s);
  for (int i = 0; i < 4; i++)
    pthread_join(t[i], NULL);
  /* asking again makes nothing grow */
  size_t used = s.env->arena.used + s.env->names.bytes.used;
  resolver(&s);
  assert_int_equal(s.env->arena.used + s.env->names.bytes.used, used);
  names_env_free(s.env);
  snapshot_free(n);
  ws_close(w);
  place_release(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_writer_many_readers),
      cmocka_unit_test(one_environment_many_threads),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
