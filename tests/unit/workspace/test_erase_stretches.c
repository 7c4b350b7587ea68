/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Somebody is erased whose events began before he said who he is: in a copy of the workspace from
 * before that login, what he did on his device goes too, and nobody else's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "workspace/erase.h"
#include "ws_hunt.h"
#include "ws_test.h"

#define T0     INT64_C(1700000000000)
#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

/* One event on a device, perhaps of somebody, with a word of its own. */
static void says(struct workspace *w, const char *user, const char *device, int64_t t,
                 const char *word) {
  static uint64_t key;
  struct ev_batch b;
  struct err err;
  uint32_t ids[2], n = 0;
  struct value v = {.type = V_STR, .str = str_from(word)};
  ev_batch_init(&b);
  if (user) ids[n++] = ev_batch_id(&b, STR("user_id"), str_from(user));
  if (device) ids[n++] = ev_batch_id(&b, STR("anonymous_id"), str_from(device));
  ev_batch_row(&b, ids[0], ev_batch_name(&b, STR("did")), t, (struct ev_key){++key, 2}, 0);
  ev_batch_row_who(
      &b, ev_batch_who(&b, ids, n, user ? EV_ASSOCIATES : EV_OCCURS, EV_NO_ID, EV_WHO_REPEATS));
  ev_batch_put(&b, ev_batch_prop(&b, STR("word")), &v);
  b.received = t;
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  ev_batch_release(&b);
}

static void checkpoint(struct workspace *w) {
  struct err err;
  must_ok(ws_checkpoint(w, false, &err), &err);
}

static void copy_of(const struct place *from, struct place *to) {
  char cmd[3 * PATH_BYTES];
  to->memory = from->memory;
  temp_dir(to->dir);
  snprintf(cmd, sizeof cmd, "cp -r %s/. %s", from->dir, to->dir);
  assert_int_equal(system(cmd), 0);
}

static bool shows(struct workspace *w, const char *word) {
  char *dump = dump_rows(w, false);
  bool found = strstr(dump, word) != NULL;
  free(dump);
  return found;
}

struct copies {
  struct place here, before;
  char list[2 * PATH_BYTES];
};

static void erase(struct workspace *w, const char *user) {
  struct ws_erased r;
  struct err err;
  uint32_t s = people_find(ws_people(w), STR("user_id"), str_from(user));
  must_ok(ws_erase_person(w, s, STR("ann"), &r, &err), &err);
}

static void carry_over(struct copies *c, struct workspace *w) {
  struct err err;
  uint32_t n;
  must_ok(ws_erase_from(w, c->list, STR("ann"), &n, &err), &err);
}

static void begin(struct copies *c) {
  *c = (struct copies){0};
  place_init(&c->here, 2 << 20);
  snprintf(c->list, sizeof c->list, "%s/w/shop/erasures.json", c->here.dir);
}

static void end(struct copies *c) {
  place_release(&c->here);
  place_release(&c->before);
}

static void gone_from_files(struct copies *c, struct workspace **w, const char *const *words) {
  struct ws_erase_done done;
  struct err err;
  must_ok(ws_erase_run(*w, &done, &err), &err);
  ws_close(*w);
  for (; *words; words++)
    if (occurrences(c->before.dir, *words)) fail_msg("%s is in %s", *words, hunt.where);
  *w = place_open(&c->before, WS_WRITE);
}

static void stretches_before_the_login_go(void **state) {
  static const char *const his[] = {"lantern", "harbour", "thistle", NULL};
  struct copies c;
  begin(&c);
  struct workspace *w = place_open(&c.here, WS_WRITE);
  says(w, NULL, "d", T0, "lantern");           /* the device's own subject */
  says(w, NULL, "d", T0 + 9 * DAY, "harbour"); /* another piece of the same epoch */
  says(w, "B", "e", T0, "pebble");
  says(w, NULL, "e", T0 + 2 * DAY, "meadow"); /* of a device that had an owner */
  says(w, NULL, "f", T0 + 2 * DAY, "walnut");
  says(w, NULL, "e", T0 + 3 * DAY, "thistle");
  checkpoint(w);
  ws_close(w);
  copy_of(&c.here, &c.before);
  w = place_open(&c.here, WS_WRITE);
  says(w, "A", "d", T0 + 10 * DAY, "saffron");
  says(w, "A", "e", T0 + 3 * DAY + MINUTE, "juniper"); /* claims the session of thistle */
  erase(w, "A");

  assert_false(shows(w, "harbour") || shows(w, "lantern") || shows(w, "thistle"));
  ws_close(w);

  w = place_open(&c.before, WS_WRITE);
  assert_true(shows(w, "harbour") && shows(w, "lantern") && shows(w, "thistle"));
  carry_over(&c, w);
  for (int k = 0; k < 2; k++) {
    assert_false(shows(w, "harbour") || shows(w, "lantern") || shows(w, "thistle"));
    assert_true(shows(w, "pebble") && shows(w, "meadow") && shows(w, "walnut"));
    if (k == 0) gone_from_files(&c, &w, his);
  }
  ws_close(w);
  end(&c);
}

/* The copy went on by itself: its stretches have numbers that are other people's there. */
static void nobody_elses_stretches_go(void **state) {
  struct copies c;
  begin(&c);
  struct workspace *w = place_open(&c.here, WS_WRITE);
  says(w, NULL, "d", T0, "lantern");
  says(w, NULL, "e", T0, "pebble");
  checkpoint(w);
  ws_close(w);
  copy_of(&c.here, &c.before);
  w = place_open(&c.here, WS_WRITE);
  says(w, NULL, "d", T0 + 9 * DAY, "harbour");
  says(w, "A", "d", T0 + 10 * DAY, "saffron");
  erase(w, "A");
  ws_close(w);

  w = place_open(&c.before, WS_WRITE);
  says(w, NULL, "e", T0 + 9 * DAY, "walnut"); /* as harbour there */
  says(w, NULL, "d", T0 + 9 * DAY, "harbour");
  carry_over(&c, w);
  assert_true(shows(w, "pebble") && shows(w, "walnut"));
  assert_false(shows(w, "lantern") || shows(w, "harbour"));
  ws_close(w);
  end(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(stretches_before_the_login_go),
      cmocka_unit_test(nobody_elses_stretches_go),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
