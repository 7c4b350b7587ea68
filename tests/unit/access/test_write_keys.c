/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Write keys: made, found, rotated without loss, revoked; who may; origins and scopes as text. */
#include "access/write_key.h"
#include "support.h"

static const struct write_key_change shop = {.title = STR("shop")};

static bool works(struct server *s, struct str secret, struct collect_key *ret) {
  bool found = false;
  ok(write_key_find(s->a, secret, &s->arena, ret, &found, &err));
  return found;
}

static void test_browser_keys_are_shown_again(void **state) {
  struct server *s = *state;
  struct write_key k, *all;
  struct collect_key found;
  struct str secret;
  uint32_t n;
  ok(write_key_create(s->a, &s->owner, STR("tea"), COLLECT_BROWSER, &shop, &s->arena, &k, &secret,
                      &err));
  assert_true(str_starts(secret, STR("wk_")) && secret.n == 29);
  assert_int_equal(k.key.scopes, COLLECT_EVENTS | COLLECT_PEOPLE | COLLECT_LINKS);
  assert_int_equal(k.key.address_rate, COLLECT_ADDRESS_RATE);
  ok(write_keys(s->a, STR("tea"), &s->arena, &all, &n, &err));
  assert_int_equal(n, 1);
  assert_int_equal(all[0].n_secrets, 1);
  assert_true(str_eq(all[0].secrets[0].shown, secret));
  assert_true(works(s, secret, &found) && str_eq(found.id, k.key.id));
  assert_true(str_is(found.workspace, "tea") && found.kind == COLLECT_BROWSER);
  assert_false(works(s, STR("wk_aaaaaaaaaaaaaaaaaaaaaaaaaa"), &found));
  assert_false(works(s, STR(""), &found));
  assert_false(works(s, STR("shk_nothing"), &found));
}

static void test_server_keys_are_hashed(void **state) {
  struct server *s = *state;
  struct write_key k;
  struct collect_key found;
  struct str secret;
  ok(write_key_create(s->a, by_cli(), STR("tea"), COLLECT_SERVER, &shop, &s->arena, &k, &secret,
                      &err));
  assert_true(str_starts(secret, STR("wks_")) && secret.n == 56);
  assert_int_equal(k.key.scopes, COLLECT_SCOPES);
  assert_int_equal(k.key.address_rate, 0);
  assert_int_equal(k.secrets[0].shown.n, 0);
  assert_true(str_starts(secret, k.secrets[0].prefix) && k.secrets[0].prefix.n == 12);
  assert_true(works(s, secret, &found) && found.kind == COLLECT_SERVER);
}

static void test_rotation_loses_nothing(void **state) {
  struct server *s = *state;
  struct write_key k;
  struct collect_key found;
  struct str first, second, third;
  ok(write_key_create(s->a, &s->owner, STR("tea"), COLLECT_BROWSER, &shop, &s->arena, &k, &first,
                      &err));
  ok(write_key_rotate(s->a, &s->owner, STR("tea"), k.key.id, 7, &s->arena, &k, &second, &err));
  assert_int_equal(k.n_secrets, 2);
  assert_true(str_eq(k.secrets[0].shown, second) || str_eq(k.secrets[1].shown, second));
  assert_true(works(s, first, &found) && works(s, second, &found));
  assert_true(str_eq(found.id, k.key.id));
  s->clock.ms += 7 * MS_DAY - 1;
  assert_true(works(s, first, &found));
  s->clock.ms += 1;
  assert_false(works(s, first, &found));
  assert_true(works(s, second, &found));
  /* A second rotation never lengthens a life that ends sooner. */
  ok(write_key_rotate(s->a, &s->owner, STR("tea"), k.key.id, 0, &s->arena, &k, &third, &err));
  assert_false(works(s, second, &found));
  assert_true(works(s, third, &found));
  assert_int_equal(k.n_secrets, 1);
  refused(ERR_bad_field, write_key_rotate(s->a, &s->owner, STR("tea"), k.key.id, 366, &s->arena, &k,
                                          &third, &err));
  for (uint32_t i = 1; i < WRITE_SECRETS_MAX; i++)
    ok(write_key_rotate(s->a, &s->owner, STR("tea"), k.key.id, 9, &s->arena, &k, &third, &err));
  refused(ERR_too_many_write_secrets,
          write_key_rotate(s->a, &s->owner, STR("tea"), k.key.id, 9, &s->arena, &k, &third, &err));
}

static void test_revoked_keys_end_at_once(void **state) {
  struct server *s = *state;
  struct write_key k;
  struct collect_key found;
  struct str secret;
  ok(write_key_create(s->a, &s->owner, STR("tea"), COLLECT_SERVER, &shop, &s->arena, &k, &secret,
                      &err));
  refused(ERR_unknown_write_key, write_key_revoke(s->a, &s->owner, STR("silk"), k.key.id, &err));
  ok(write_key_revoke(s->a, &s->owner, STR("tea"), k.key.id, &err));
  ok(write_key_revoke(s->a, &s->owner, STR("tea"), k.key.id, &err));
  assert_false(works(s, secret, &found));
  refused(ERR_unknown_write_key,
          write_key_change(s->a, &s->owner, STR("tea"), k.key.id, &shop, &s->arena, &k, &err));
}

static void test_changes_and_use(void **state) {
  struct server *s = *state;
  struct write_key k;
  struct collect_key found;
  struct str secret;
  const uint32_t rate = 100, none = 0, much = COLLECT_RATE_MAX + 1;
  const bool yes = true;
  bool is = false;
  struct write_key_change c = {.title = STR("pages"),
                               .scopes = STR("events, people"),
                               .origins = STR("https://Shop.example/, https://*.shop.example"),
                               .rate = &rate,
                               .address_rate = &none,
                               .keep_ip = &yes};
  ok(write_key_create(s->a, &s->owner, STR("tea"), COLLECT_BROWSER, &c, &s->arena, &k, &secret,
                      &err));
  assert_int_equal(k.key.n_origins, 2);
  assert_true(collect_admits_origin(&k.key, STR("https://shop.example")));
  assert_true(collect_admits_origin(&k.key, STR("https://www.shop.example")));
  assert_false(collect_admits_origin(&k.key, STR("http://shop.example")));
  assert_false(collect_admits_origin(&k.key, STR("https://evilshop.example")));
  assert_false(collect_admits_origin(&k.key, STR("https://.shop.example.evil")));
  assert_false(collect_admits_origin(&k.key, STR("")));
  ok(write_key_of_origin(s->a, STR("https://SHOP.example"), &s->arena, &found, &is, &err));
  assert_true(is && str_eq(found.id, k.key.id));
  ok(write_key_of_origin(s->a, STR("https://www.shop.example"), &s->arena, &found, &is, &err));
  assert_false(is); /* only by its own name */
  struct write_key_change less = {.origins = STR(""), .scopes = STR("events")};
  ok(write_key_change(s->a, &s->owner, STR("tea"), k.key.id, &less, &s->arena, &k, &err));
  assert_true(str_is(k.title, "pages") && k.key.n_origins == 0 && k.key.rate == 100);
  assert_true(k.key.keep_ip && k.key.scopes == COLLECT_EVENTS);
  assert_true(collect_admits_origin(&k.key, STR("")));
  less = (struct write_key_change){.rate = &much};
  refused(ERR_bad_field,
          write_key_change(s->a, &s->owner, STR("tea"), k.key.id, &less, &s->arena, &k, &err));
  less = (struct write_key_change){.scopes = STR("read")};
  refused(ERR_collect_scope_name,
          write_key_change(s->a, &s->owner, STR("tea"), k.key.id, &less, &s->arena, &k, &err));
  static const char *const wrong[] = {"shop.example",   "https://",  "https://a b/c", "ftp://x",
                                      "https://x/path", "https://*", "null"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    less = (struct write_key_change){.origins = str_from(wrong[i])};
    if (strcmp(wrong[i], "https://a b/c") == 0) continue; /* two words, the second one wrong */
    refused(ERR_collect_origin_form,
            write_key_change(s->a, &s->owner, STR("tea"), k.key.id, &less, &s->arena, &k, &err));
  }
  struct write_use *uses, n = {.events = 250, .rejects = 2, .last_ms = 77, .at_ms = 77};
  uint32_t n_uses;
  ok(write_key_used(s->a, k.key.id, &n, &err));
  n = (struct write_use){.events = 1, .refusals = 3, .last_ms = 66, .at_ms = 66};
  ok(write_key_used(s->a, k.key.id, &n, &err));
  ok(write_key_used(s->a, STR("wky_none"), &n, &err)); /* a key that is no more: nothing */
  ok(write_key_uses(s->a, STR("tea"), 77, &s->arena, &uses, &n_uses, &err));
  assert_int_equal(n_uses, 1);
  assert_true(str_eq(uses[0].key, k.key.id));
  assert_int_equal(uses[0].events, 251);
  assert_int_equal(uses[0].rejects, 2);
  assert_int_equal(uses[0].refusals, 3);
  ok(write_key_uses(s->a, STR("silk"), 0, &s->arena, &uses, &n_uses, &err));
  assert_int_equal(n_uses, 0);
  /* Two quarters apart, and what is older than two days is gone with the next use. */
  n.last_ms = n.at_ms = 2 * WRITE_USE_MS;
  ok(write_key_used(s->a, k.key.id, &n, &err));
  ok(write_key_uses(s->a, STR("tea"), WRITE_USE_MS, &s->arena, &uses, &n_uses, &err));
  assert_int_equal(uses[0].refusals, 3);
  n = (struct write_use){.refusals = 1, .at_ms = 2 * MS_DAY + WRITE_USE_MS};
  ok(write_key_used(s->a, k.key.id, &n, &err));
  ok(write_key_uses(s->a, STR("tea"), 0, &s->arena, &uses, &n_uses, &err));
  assert_int_equal(uses[0].refusals, 4);
  ok(write_key_get(s->a, STR("tea"), k.key.id, &s->arena, &k, &err));
  assert_int_equal(k.events, 252);
  assert_int_equal(k.last_event_ms, 2 * WRITE_USE_MS);
}

static void test_who_may(void **state) {
  struct server *s = *state;
  struct write_key k;
  struct str secret, token;
  make_user(s, &s->owner, "op@example.com", "tea", ROLE_OPERATOR);
  make_user(s, &s->owner, "admin@example.com", "silk", ROLE_ADMIN);
  struct actor op = log_in(s, "op@example.com", &token);
  struct actor silk = log_in(s, "admin@example.com", &token);
  refused(ERR_forbidden, write_key_create(s->a, &op, STR("tea"), COLLECT_SERVER, &shop, &s->arena,
                                          &k, &secret, &err));
  refused(ERR_no_workspace, write_key_create(s->a, &silk, STR("tea"), COLLECT_SERVER, &shop,
                                             &s->arena, &k, &secret, &err));
  refused(ERR_no_workspace, write_key_create(s->a, &s->owner, STR("*"), COLLECT_SERVER, &shop,
                                             &s->arena, &k, &secret, &err));
  refused(ERR_unauthenticated, write_key_create(s->a, NULL, STR("tea"), COLLECT_SERVER, &shop,
                                                &s->arena, &k, &secret, &err));
  ok(write_key_create(s->a, &silk, STR("silk"), COLLECT_SERVER, &shop, &s->arena, &k, &secret,
                      &err));
  refused(ERR_no_workspace, write_key_revoke(s->a, &op, STR("silk"), k.key.id, &err));
  refused(ERR_forbidden, write_key_revoke(s->a, &op, STR("tea"), k.key.id, &err));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_browser_keys_are_shown_again),
      TEST(test_server_keys_are_hashed),
      TEST(test_rotation_loses_nothing),
      TEST(test_revoked_keys_end_at_once),
      TEST(test_changes_and_use),
      TEST(test_who_may),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
