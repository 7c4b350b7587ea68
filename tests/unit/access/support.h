/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A server's directory with workspaces "tea" and "silk", a clock that tests turn, cheap hashing. */
#ifndef TESTS_ACCESS_SUPPORT_H
#define TESTS_ACCESS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include <ftw.h>
#include <sodium.h>

#include "access/access_int.h"
#include "workspace/workspace.h"

#define OWNER    STR("boss@example.com")
#define PASSWORD STR("four words in a row")

struct test_clock {
  struct clock base;
  int64_t ms;
};

static inline struct wall test_wall(struct clock *c) {
  return (struct wall){((struct test_clock *)c)->ms};
}

struct server {
  char dir[64];
  struct test_clock clock;
  struct access *a;
  struct arena arena;
  struct access_user boss;
  struct actor owner; /* boss */
};

static const struct actor *by_cli(void) {
  static struct actor cli;
  cli = access_cli();
  return &cli;
}

/* Fails the test with the error's sentence. */
#define ok(done)                                                                                   \
  do {                                                                                             \
    struct err err = {0};                                                                          \
    if (!(done)) {                                                                                 \
      struct buf text_ = BUF_INIT;                                                                 \
      err_render(&err, LANG_EN, &text_);                                                           \
      fail_msg("%s: %s %s", #done, err_name(err.code), text_.p);                                   \
    }                                                                                              \
  } while (0)
#define refused(want, done)                                                                        \
  do {                                                                                             \
    struct err err = {0};                                                                          \
    if (done) fail_msg("%s: expected %s", #done, #want);                                           \
    if (err.code != want) fail_msg("%s: %s, expected %s", #done, err_name(err.code), #want);       \
  } while (0)

static inline const struct access_options *options_of(struct server *s) {
  static struct access_options o;
  o = (struct access_options){.clock = &s->clock.base,
                              .hash_passes = crypto_pwhash_OPSLIMIT_MIN,
                              .hash_bytes = crypto_pwhash_MEMLIMIT_MIN};
  return &o;
}

static inline struct access_user make_user(struct server *s, const struct actor *by,
                                           const char *email, const char *workspace,
                                           enum role role) {
  struct access_user u = {0};
  struct access_new_user n = {.email = str_from(email),
                              .name = STR("Somebody"),
                              .password = PASSWORD,
                              .workspace = str_from(workspace),
                              .role = role};
  ok(access_user_create(s->a, by, &n, &s->arena, &u, &err));
  return u;
}

static inline struct actor log_in(struct server *s, const char *email, struct str *ret_token) {
  struct access_client client = {STR("192.0.2.1"), STR("test")};
  struct access_login l = {0};
  ok(access_login(s->a, str_from(email), PASSWORD, &client, &s->arena, &l, &err));
  if (ret_token) *ret_token = l.token;
  return l.actor;
}

static inline int server_start(void **state) {
  struct server *s = calloc(1, sizeof *s);
  const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
  struct ws_options w = {0};
  snprintf(s->dir, sizeof s->dir, "%s/shoal-access-XXXXXX", base);
  if (!mkdtemp(s->dir)) return -1;
  s->clock = (struct test_clock){{test_wall, NULL}, INT64_C(1780000000000)};
  arena_init(&s->arena, "test");
  ok(ws_create(s->dir, STR("tea"), STR("Asia/Shanghai"), STR("CNY"), &w, &err));
  ok(ws_create(s->dir, STR("silk"), STR("Asia/Shanghai"), STR("CNY"), &w, &err));
  ok(access_open(s->dir, ACCESS_CREATE, options_of(s), &s->a, &err));
  s->boss = make_user(s, by_cli(), "Boss@Example.com", "*", ROLE_OWNER);
  s->owner = actor_of_user(&s->boss, NULL, &s->arena);
  *state = s;
  return 0;
}

static inline int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw) {
  (void)st, (void)kind, (void)ftw;
  return remove(path);
}

static inline int server_stop(void **state) {
  struct server *s = *state;
  access_close(s->a);
  arena_release(&s->arena);
  nftw(s->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  free(s);
  return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, server_start, server_stop)

#endif
