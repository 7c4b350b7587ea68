/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tenants one step at a time: the directory, views and what makes a new one, notices, upkeep. */
#include "base/fault.h"
#include "tenant_test.h"

struct bench {
  char dir[PATH_BYTES];
  struct still clock;
  struct tenants *ts;
  struct tenant *t;
};

static int begin(void **state) {
  static struct bench b;
  struct err err;
  b = (struct bench){.clock = STILL};
  struct ws_options o = {.threads = 1, .clock = &b.clock.clock};
  temp_dir(b.dir);
  must_ok(tenants_open(b.dir, &o, &b.ts, &err), &err);
  must_ok(tenants_create(b.ts, STR("shop"), STR("Asia/Shanghai"), STR("CNY"), &b.t, &err), &err);
  *state = &b;
  return 0;
}

static int end(void **state) {
  struct bench *b = *state;
  tenant_release(b->t);
  tenants_close(b->ts);
  remove_dir(b->dir);
  return 0;
}

static void directories(void **state) {
  char dir[PATH_BYTES], path[PATH_BYTES + 16];
  struct tenants *ts;
  struct tenant *t, *again;
  struct err err;
  struct str *slugs;
  uint32_t n;
  struct arena a;
  (void)state;
  arena_init(&a, "test");
  temp_dir(dir);
  snprintf(path, sizeof path, "%s/new/data", dir);
  assert_false(tenants_open("/dev/null/x", NULL, &ts, &err));
  must_ok(tenants_open(path, NULL, &ts, &err), &err); /* made with its parents */
  must_ok(tenants_list(ts, &a, &slugs, &n, &err), &err);
  assert_int_equal(n, 0);
  assert_false(tenant_get(ts, STR("tea"), &t, &err));
  assert_int_equal(err.code, ERR_no_workspace);
  assert_false(tenant_get(ts, STR("../tea"), &t, &err));
  assert_int_equal(err.code, ERR_no_workspace);
  assert_false(tenants_create(ts, STR("Tea"), STR(""), STR(""), &t, &err));
  assert_int_equal(err.code, ERR_bad_workspace_name);
  assert_false(tenants_create(ts, STR("tea"), STR("Mars/Base"), STR(""), &t, &err));
  assert_int_equal(err.code, ERR_unknown_zone);
  assert_false(tenants_create(ts, STR("tea"), STR(""), STR("yuan"), &t, &err));
  assert_int_equal(err.code, ERR_bad_currency);
  must_ok(tenants_create(ts, STR("tea"), STR("Asia/Tokyo"), STR("JPY"), &t, &err), &err);
  assert_false(tenants_create(ts, STR("tea"), STR(""), STR(""), &again, &err));
  assert_int_equal(err.code, ERR_workspace_exists);
  struct resource r;
  must_ok(resource_get(tenant_workspace(t), STR("classification"), STR("rfm"), &a, &r, &err), &err);
  must_ok(tenant_get(ts, STR("tea"), &again, &err), &err);
  assert_ptr_equal(t, again);
  put_orders(t, "b", 5);
  tenant_release(t);
  tenant_release(again);
  tenants_close(ts);
  must_ok(tenants_open(path, NULL, &ts, &err), &err); /* what was there is there */
  must_ok(tenants_list(ts, &a, &slugs, &n, &err), &err);
  assert_true(n == 1 && str_is(slugs[0], "tea"));
  must_ok(tenant_get(ts, STR("tea"), &t, &err), &err);
  assert_int_equal(people_count(ws_people(tenant_workspace(t))), 5);
  assert_true(str_is(ws_currency(tenant_workspace(t)), "JPY"));
  assert_false(ws_dirty(tenant_workspace(t))); /* closing wrote everything */
  struct tenants *other;
  struct tenant *locked;
  must_ok(tenants_open(path, NULL, &other, &err), &err);
  assert_false(tenant_get(other, STR("tea"), &locked, &err));
  assert_int_equal(err.code, ERR_workspace_locked);
  tenant_release(t);
  tenants_close(ts);
  must_ok(tenant_get(other, STR("tea"), &locked, &err), &err); /* the lock is gone: now it opens */
  tenant_release(locked);
  tenants_close(other);
  assert_false(tenants_open(dir, NULL, &ts, &err)); /* holds something else */
  assert_int_equal(err.code, ERR_no_data_dir);
  remove_dir(dir);
  arena_release(&a);
}

static void a_view_is_a_moment(void **state) {
  struct bench *b = *state;
  struct view *v, *same, *later;
  struct err err;
  uint64_t n;
  put_orders(b->t, "one", 10);
  put_segment(b->t, "buyers", "did(order_completed)");
  must_ok(tenant_view(b->t, &v, &err), &err);
  must_ok(tenant_view(b->t, &same, &err), &err);
  assert_ptr_equal(v, same);
  view_release(same);
  assert_true(view_lsn(v) == tenant_lsn(b->t) && view_revision(v) == tenant_revision(b->t));
  assert_true(str_is(view_currency(v), "CNY") && str_is(tz_name(view_tz(v)), "Asia/Shanghai"));
  /* all that can change changes */
  put_orders(b->t, "two", 7);
  put_segment(b->t, "buyers", "not did(order_completed)");
  must_ok(ws_set_zone(tenant_workspace(b->t), STR("Asia/Tokyo"), &err), &err);
  must_ok(ws_set_currency(tenant_workspace(b->t), STR("JPY"), &err), &err);
  must_ok(ws_checkpoint(tenant_workspace(b->t), true, &err), &err);
  must_ok(count_people(v, "segment(\"buyers\")", &n, &err), &err);
  assert_int_equal(n, 10);
  assert_true(str_is(view_currency(v), "CNY") && str_is(tz_name(view_tz(v)), "Asia/Shanghai"));
  must_ok(tenant_view(b->t, &later, &err), &err);
  assert_ptr_not_equal(v, later);
  must_ok(count_people(later, "segment(\"buyers\")", &n, &err), &err);
  assert_int_equal(n, 0);
  must_ok(count_people(later, "did(order_completed)", &n, &err), &err);
  assert_int_equal(n, 17);
  assert_true(str_is(view_currency(later), "JPY") && str_is(tz_name(view_tz(later)), "Asia/Tokyo"));
  assert_true(names_env_lang(view_names(later))->tz == view_tz(later));
  view_release(view_ref(later));
  view_release(later);
  view_release(v);
}

static void rows_may_lag_and_changes_may_not(void **state) {
  struct bench *b = *state;
  struct view *v, *w;
  struct err err;
  must_ok(tenant_view(b->t, &v, &err), &err);
  put_orders(b->t, "one", 3);
  must_ok(tenant_view(b->t, &w, &err), &err);
  assert_ptr_equal(v, w); /* no time has passed */
  view_release(w);
  atomic_fetch_add(&b->clock.ns, VIEW_FRESH_MS * INT64_C(1000000) - 1);
  must_ok(tenant_view(b->t, &w, &err), &err);
  assert_ptr_equal(v, w);
  view_release(w);
  atomic_fetch_add(&b->clock.ns, 1);
  must_ok(tenant_view(b->t, &w, &err), &err); /* now it is too old */
  assert_ptr_not_equal(v, w);
  assert_int_equal(view_lsn(w), tenant_lsn(b->t));
  view_release(v);
  v = w;
  put_orders(b->t, "two", 3); /* who wrote wants to see it */
  must_ok(tenant_view_at_least(b->t, tenant_lsn(b->t), 0, &w, &err), &err);
  assert_ptr_not_equal(v, w);
  assert_int_equal(view_lsn(w), tenant_lsn(b->t));
  view_release(v);
  v = w;
  put_segment(b->t, "vip", "did(order_completed)");
  must_ok(tenant_view_at_least(b->t, 0, 0, &w, &err), &err); /* did not ask for it */
  view_release(w);
  must_ok(tenant_view(b->t, &w, &err), &err); /* resources are those of now */
  assert_ptr_not_equal(v, w);
  assert_int_equal(view_revision(w), tenant_revision(b->t));
  view_release(v);
  v = w;
  atomic_fetch_add(&b->clock.ns, INT64_C(3600000000000)); /* as long as nothing changes */
  must_ok(tenant_view(b->t, &w, &err), &err);
  assert_ptr_equal(v, w);
  view_release(w);
  must_ok(tenant_view_at_least(b->t, UINT64_MAX, UINT64_MAX, &w, &err), &err);
  assert_ptr_equal(v, w); /* more than there is */
  view_release(w);
  view_release(v);
}

static void pass(struct bench *b, int64_t ms) {
  atomic_fetch_add(&b->clock.ns, ms * INT64_C(1000000));
}

/* Whatever it cost: that was taken as an excuse once. */
static void an_answer_has_what_was_there_a_moment_before(void **state) {
  struct bench *b = *state;
  struct view *v, *w;
  struct err err;
  must_ok(tenant_view(b->t, &v, &err), &err);
  v->taken_ns -= INT64_C(2000000000); /* two seconds */
  put_orders(b->t, "one", 3);
  must_ok(tenant_view(b->t, &w, &err), &err); /* it was just made, of rows of long ago */
  assert_ptr_not_equal(v, w);
  assert_int_equal(view_lsn(w), tenant_lsn(b->t));
  view_release(v);
  v = w;
  v->made_ns += INT64_C(2000000000);
  put_orders(b->t, "two", 3);
  pass(b, VIEW_FRESH_MS);
  must_ok(tenant_view(b->t, &w, &err), &err);
  assert_int_equal(view_lsn(w), tenant_lsn(b->t));
  view_release(v);
  view_release(w);
}

static void the_next_one_is_made_ahead(void **state) {
  struct bench *b = *state;
  struct view *v, *w;
  struct err err;
  assert_false(view_ahead(b->t)); /* nobody asks */
  must_ok(tenant_view(b->t, &v, &err), &err);
  put_orders(b->t, "one", 3);
  assert_true(view_ahead(b->t));
  assert_ptr_equal(b->t->view, v); /* too early */
  pass(b, VIEW_FRESH_MS - 2 * VIEW_AHEAD_MS);
  assert_true(view_ahead(b->t));
  assert_ptr_not_equal(b->t->view, v);
  must_ok(tenant_view(b->t, &w, &err), &err);
  assert_int_equal(view_lsn(w), tenant_lsn(b->t));
  view_release(v);
  /* lately one took 30 ms to be made: begun so much earlier */
  b->t->slow_ns = INT64_C(30000000);
  put_orders(b->t, "slow", 3);
  pass(b, VIEW_FRESH_MS - 2 * VIEW_AHEAD_MS - 31);
  assert_true(view_ahead(b->t));
  assert_ptr_equal(b->t->view, w);
  pass(b, 1);
  assert_true(view_ahead(b->t));
  assert_ptr_not_equal(b->t->view, w);
  assert_true(b->t->slow_ns < INT64_C(30000000)); /* which is forgotten again */
  view_release(w);
  must_ok(tenant_view(b->t, &w, &err), &err);
  /* one that costs half a second of a processor: ahead, only after two more */
  w->spent_ns = INT64_C(500000000);
  put_orders(b->t, "two", 3);
  pass(b, 500 * VIEW_AHEAD_TIMES - 1);
  b->t->asked_ns = b->clock.ns;
  assert_true(view_ahead(b->t));
  assert_ptr_equal(b->t->view, w);
  pass(b, 1);
  assert_true(view_ahead(b->t));
  assert_ptr_not_equal(b->t->view, w);
  pass(b, VIEW_ASKED_MS);
  assert_false(view_ahead(b->t));
  view_release(w);
}

/* ---- notices ---- */

struct heard {
  struct tenant_change last;
  uint32_t calls;
  bool enough;
};

static bool hear(void *ctx, const struct tenant_change *now) {
  struct heard *h = ctx;
  h->last = *now;
  h->calls++;
  return !h->enough;
}

static void notices(void **state) {
  struct bench *b = *state;
  struct heard one = {0}, two = {.enough = true};
  struct err err;
  uint64_t id1, id2;
  must_ok(tenant_subscribe(b->t, hear, &one, &id1, &err), &err);
  must_ok(tenant_subscribe(b->t, hear, &two, &id2, &err), &err);
  assert_true(id1 != 0 && id2 != 0 && id1 != id2);
  notices_send(b->t);
  put_orders(b->t, "a", 2);
  notices_send(b->t); /* or the pulse was quicker: then this one has nothing to say */
  notices_send(b->t);
  pthread_mutex_lock(&b->t->notices);
  assert_true(one.calls == 1 && two.calls == 1); /* the second wanted no more */
  assert_int_equal(one.last.lsn, tenant_lsn(b->t));
  pthread_mutex_unlock(&b->t->notices);
  put_segment(b->t, "vip", "did(order_completed)");
  notices_send(b->t);
  tenant_unsubscribe(b->t, id1);
  tenant_unsubscribe(b->t, id1); /* of nobody */
  tenant_unsubscribe(b->t, id2);
  assert_true(one.calls == 2 && two.calls == 1);
  assert_int_equal(one.last.revision, tenant_revision(b->t));
  put_orders(b->t, "c", 2);
  notices_send(b->t);
  assert_int_equal(one.calls, 2);
  for (int i = 0; i < SUBSCRIBERS_MAX; i++)
    must_ok(tenant_subscribe(b->t, hear, &two, &id1, &err), &err);
  assert_false(tenant_subscribe(b->t, hear, &two, &id1, &err));
  assert_int_equal(err.code, ERR_too_many_subscribers);
}

static bool hear_from_afar(void *ctx, const struct tenant_change *now) {
  (void)now;
  atomic_fetch_add((atomic_uint *)ctx, 1);
  return true;
}

/* Nobody calls notices_send here: the pulse does. */
static void notices_come_by_themselves(void **state) {
  struct bench *b = *state;
  atomic_uint calls = 0;
  struct err err;
  uint64_t id;
  must_ok(tenant_subscribe(b->t, hear_from_afar, &calls, &id, &err), &err);
  put_orders(b->t, "a", 2);
  while (atomic_load(&calls) == 0)
    nap();
  tenant_unsubscribe(b->t, id);
}

/* ---- upkeep: the clock stands still, so only the looks taken here count ---- */

#define MS(n) ((n)*INT64_C(1000000))

static int64_t after(struct bench *b, int64_t ms) {
  return atomic_fetch_add(&b->clock.ns, MS(ms)) + MS(ms);
}

/* The keeper's thread must not look in between: it is stopped, as tenants_close does first. */
static void only_these_looks(struct bench *b) {
  upkeep_stop(b->ts);
}
static void as_ever(struct bench *b) {
  b->ts->stopping = false;
  upkeep_start(b->ts);
}

static void idle_is_written_out(void **state) {
  struct bench *b = *state;
  struct view *v;
  struct err err;
  only_these_looks(b);
  struct workspace *w = tenant_workspace(b->t);
  upkeep_look(b->t, after(b, 0));
  put_orders(b->t, "a", 20);
  must_ok(tenant_view_at_least(b->t, UINT64_MAX, 0, &v, &err), &err);
  view_release(v);
  upkeep_look(b->t, after(b, 1000));
  assert_true(ws_dirty(w));
  upkeep_look(b->t, after(b, TENANT_IDLE_MS - 1));
  assert_true(ws_dirty(w));
  upkeep_look(b->t, after(b, 1));
  assert_false(ws_dirty(w));
  assert_null(b->t->view); /* its files may be gone */
  for (int64_t ms = 0; ms <= TENANT_BUSY_MS;
       ms += 1000) { /* never idle: after a while all the same */
    put_orders(b->t, "b", 1);
    upkeep_look(b->t, after(b, 1000));
    if (ms < TENANT_BUSY_MS - 2000) assert_true(ws_dirty(w));
    if (!ws_dirty(w)) break;
  }
  assert_false(ws_dirty(w));
  as_ever(b);
}

static void old_views_are_let_go(void **state) {
  struct bench *b = *state;
  struct view *v;
  struct err err;
  only_these_looks(b);
  put_orders(b->t, "a", 20);
  must_ok(ws_checkpoint(tenant_workspace(b->t), true, &err), &err);
  must_ok(tenant_view(b->t, &v, &err), &err);
  view_release(v);
  upkeep_look(b->t, after(b, 0));
  upkeep_look(b->t, after(b, TENANT_IDLE_MS));
  assert_ptr_equal(b->t->view, v); /* it is of now */
  put_orders(b->t, "b", 20);
  must_ok(ws_checkpoint(tenant_workspace(b->t), true, &err), &err);
  upkeep_look(b->t, after(b, 0));
  assert_ptr_equal(b->t->view, v);
  upkeep_look(b->t, after(b, TENANT_IDLE_MS));
  assert_null(b->t->view);
  as_ever(b);
}

static void pages_are_of_one_moment(void **state) {
  struct bench *b = *state;
  struct view *v[VIEWS_KEPT_MAX + 1], *again;
  struct err err;
  uint64_t n = 0;
  only_these_looks(b);
  for (uint32_t i = 0; i <= VIEWS_KEPT_MAX; i++) {
    char name[8];
    snprintf(name, sizeof name, "f%u", i);
    put_orders(b->t, name, 1 + i);
    must_ok(tenant_view_at_least(b->t, tenant_lsn(b->t), 0, &v[i], &err), &err);
    after(b, 1);
    view_keep(v[i]);
    view_keep(v[i]);
  }
  assert_int_equal(b->t->n_kept, VIEWS_KEPT_MAX);
  /* the first had to go, the others are what they were */
  assert_false(tenant_view_again(b->t, view_lsn(v[0]), view_revision(v[0]), &again, &err));
  assert_int_equal(err.code, ERR_page_expired);
  for (uint32_t i = 1; i <= VIEWS_KEPT_MAX; i++) {
    must_ok(tenant_view_again(b->t, view_lsn(v[i]), view_revision(v[i]), &again, &err), &err);
    assert_ptr_equal(again, v[i]);
    must_ok(count_people(again, "did(order_completed)", &n, &err), &err);
    assert_int_equal(n, (i + 1) * (i + 2) / 2);
    view_release(again);
  }
  /* asking keeps, time forgets */
  after(b, VIEW_KEPT_MS);
  must_ok(tenant_view_again(b->t, view_lsn(v[2]), view_revision(v[2]), &again, &err), &err);
  view_release(again);
  upkeep_look(b->t, after(b, 1));
  assert_int_equal(b->t->n_kept, 1);
  assert_false(tenant_view_again(b->t, view_lsn(v[1]), view_revision(v[1]), &again, &err));
  uint64_t lsn = view_lsn(v[2]), revision = view_revision(v[2]);
  for (uint32_t i = 0; i <= VIEWS_KEPT_MAX; i++)
    view_release(v[i]);
  must_ok(tenant_view_again(b->t, lsn, revision, &again, &err), &err);
  view_release(again);
  /* what is of now needs no keeping */
  view_forget(b->t, true);
  view_forget_kept(b->t, true);
  assert_int_equal(b->t->n_kept, 0);
  must_ok(tenant_view_again(b->t, tenant_lsn(b->t), tenant_revision(b->t), &again, &err), &err);
  view_release(again);
  as_ever(b);
}

static void trouble_is_told_and_tried_again(void **state) {
  struct bench *b = *state;
  struct err err;
  only_these_looks(b);
  assert_false(tenant_ailing(b->t, &err));
  upkeep_look(b->t, after(b, 0));
  put_orders(b->t, "a", 20);
  upkeep_look(b->t, after(b, 0));
  setenv("SHOAL_FAULT", "part_written:1:fail", 1);
  fault_init();
  upkeep_look(b->t, after(b, TENANT_IDLE_MS));
  unsetenv("SHOAL_FAULT");
  fault_init();
  assert_true(tenant_ailing(b->t, &err));
  assert_int_equal(err.code, ERR_io);
  upkeep_look(b->t, after(b, TENANT_RETRY_MS - 1));
  assert_true(ws_dirty(tenant_workspace(b->t)) && tenant_ailing(b->t, &err));
  upkeep_look(b->t, after(b, 1));
  assert_false(ws_dirty(tenant_workspace(b->t)) || tenant_ailing(b->t, &err));
  as_ever(b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(directories),
      cmocka_unit_test_setup_teardown(a_view_is_a_moment, begin, end),
      cmocka_unit_test_setup_teardown(rows_may_lag_and_changes_may_not, begin, end),
      cmocka_unit_test_setup_teardown(an_answer_has_what_was_there_a_moment_before, begin, end),
      cmocka_unit_test_setup_teardown(the_next_one_is_made_ahead, begin, end),
      cmocka_unit_test_setup_teardown(notices, begin, end),
      cmocka_unit_test_setup_teardown(notices_come_by_themselves, begin, end),
      cmocka_unit_test_setup_teardown(idle_is_written_out, begin, end),
      cmocka_unit_test_setup_teardown(old_views_are_let_go, begin, end),
      cmocka_unit_test_setup_teardown(pages_are_of_one_moment, begin, end),
      cmocka_unit_test_setup_teardown(trouble_is_told_and_tried_again, begin, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
