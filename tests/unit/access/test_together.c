/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Many at once: threads on one struct access, two processes on one database. */
#include <sys/wait.h>

#include "support.h"

#define THREADS 8

static const struct access_client here = {STR(""), STR("test")};

struct job {
  struct server *s;
  pthread_t thread;
  struct arena arena;
  struct str link, id;
  bool done;
  enum err_code code;
};

static void together(struct server *s, struct job *j, void *(*f)(void *)) {
  for (int i = 0; i < THREADS; i++) {
    j[i].s = s;
    arena_init(&j[i].arena, "job");
    assert_int_equal(pthread_create(&j[i].thread, NULL, f, &j[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(j[i].thread, NULL);
    arena_release(&j[i].arena);
  }
}

static int count_done(const struct job *j, enum err_code otherwise) {
  int n = 0;
  for (int i = 0; i < THREADS; i++) {
    n += j[i].done;
    if (!j[i].done) assert_int_equal(j[i].code, otherwise);
  }
  return n;
}

static void *use_link(void *p) {
  struct job *j = p;
  struct access_login l;
  struct err err = {0};
  j->done = access_login_link(j->s->a, j->link, &here, &j->arena, &l, &err);
  j->code = err.code;
  return NULL;
}

static void test_link_is_used_once(void **state) {
  struct server *s = *state;
  struct job j[THREADS] = {0};
  int64_t ms;
  ok(access_link_make(s->a, by_cli(), s->boss.id, 5, &s->arena, &j[0].link, &ms, &err));
  for (int i = 1; i < THREADS; i++)
    j[i].link = j[0].link;
  together(s, j, use_link);
  assert_int_equal(count_done(j, ERR_bad_link), 1);
}

static void *demote(void *p) {
  struct job *j = p;
  struct err err = {0};
  j->done = access_grant(j->s->a, by_cli(), j->id, STR("*"), ROLE_VIEWER, &err);
  j->code = err.code;
  return NULL;
}

static void test_one_owner_is_left(void **state) {
  struct server *s = *state;
  struct job j[THREADS] = {0};
  j[0].id = s->boss.id;
  for (int i = 1; i < THREADS; i++) {
    char email[32];
    snprintf(email, sizeof email, "o%d@x", i);
    j[i].id = make_user(s, by_cli(), email, "*", ROLE_OWNER).id;
  }
  together(s, j, demote);
  assert_int_equal(count_done(j, ERR_last_owner), THREADS - 1);
}

static void *guess(void *p) {
  struct job *j = p;
  struct access_login l;
  struct err err = {0};
  j->done = access_login(j->s->a, STR("boss@example.com"), STR("a wrong guess"), &here, &j->arena,
                         &l, &err);
  assert_false(j->done);
  j->done = err.code == ERR_bad_credentials || err.code == ERR_login_busy;
  j->code = err.code;
  return NULL;
}

static void test_guesses_at_once_are_counted_at_once(void **state) {
  struct server *s = *state;
  struct job j[THREADS] = {0};
  int judged = 0;
  together(s, j, guess);
  count_done(j, ERR_login_throttled);
  for (int i = 0; i < THREADS; i++)
    judged += j[i].code == ERR_bad_credentials;
  /* Never more than five, whatever the order; fewer when some found no place to hash. */
  assert_in_range(judged, 1, 5);
}

static void *work(void *p) {
  struct job *j = p;
  struct actor a;
  struct access_user *u;
  struct access_audit *e;
  struct access_audit_filter f = {.limit = 5};
  uint32_t n;
  int64_t next;
  struct err err = {0};
  j->done = true;
  for (int i = 0; i < 50 && j->done; i++)
    j->done = access_session(j->s->a, j->link, &here, &j->arena, &a, &err) &&
              access_audit_add(j->s->a, &a, "x.y", STR(""), STR(""), STR(""), &err) &&
              access_users(j->s->a, STR("*"), &j->arena, &u, &n, &err) &&
              access_audit_list(j->s->a, &f, &j->arena, &e, &n, &next, &err);
  j->code = err.code;
  return NULL;
}

static void test_threads_share(void **state) {
  struct server *s = *state;
  struct job j[THREADS] = {0};
  log_in(s, "boss@example.com", &j[0].link);
  for (int i = 1; i < THREADS; i++)
    j[i].link = j[0].link;
  together(s, j, work);
  assert_int_equal(count_done(j, ERR_none), THREADS);
}

/* In a child that never had the parent's connections: SQLite does not survive a fork. */
static int in_another_process(const char *dir, const struct access_options *o, struct str session,
                              struct str user, struct str key) {
  struct access *b;
  struct err err = {0};
  bool ok_ = access_open(dir, ACCESS_EXISTING, o, &b, &err) &&
             access_session_end(b, by_cli(), user, session, &err) &&
             access_key_revoke(b, by_cli(), key, &err);
  access_close(ok_ ? b : NULL);
  return ok_ ? 0 : 1;
}

static void test_revoked_elsewhere_is_revoked_here(void **state) {
  struct server *s = *state;
  struct str token, secret;
  struct access_key_info k;
  struct actor a, m;
  int go[2], status;
  char user[64], session[64], key[64];
  assert_int_equal(pipe(go), 0);
  access_close(s->a);
  s->a = NULL;
  pid_t child = fork();
  if (child == 0) {
    char line[3][64];
    if (read(go[0], line, sizeof line) != sizeof line) _exit(2);
    _exit(in_another_process(s->dir, options_of(s), str_from(line[0]), str_from(line[1]),
                             str_from(line[2])));
  }
  ok(access_open(s->dir, ACCESS_EXISTING, options_of(s), &s->a, &err));
  struct actor l = log_in(s, "boss@example.com", &token);
  ok(access_key_create(s->a, by_cli(), STR("tea"), STR("t"), SCOPE_READ, 0, &s->arena, &k, &secret,
                       &err));
  ok(access_session(s->a, token, &here, &s->arena, &a, &err));
  ok(access_key(s->a, secret, &here, &s->arena, &m, &err));
  snprintf(session, sizeof session, "%.*s", STRF(l.session));
  snprintf(user, sizeof user, "%.*s", STRF(s->boss.id));
  snprintf(key, sizeof key, "%.*s", STRF(k.id));
  char line[3][64];
  memcpy(line[0], session, 64), memcpy(line[1], user, 64), memcpy(line[2], key, 64);
  assert_int_equal(write(go[1], line, sizeof line), sizeof line);
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
  refused(ERR_unauthenticated, access_session(s->a, token, &here, &s->arena, &a, &err));
  refused(ERR_unauthenticated, access_key(s->a, secret, &here, &s->arena, &m, &err));
  close(go[0]), close(go[1]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_link_is_used_once),
      TEST(test_one_owner_is_left),
      TEST(test_guesses_at_once_are_counted_at_once),
      TEST(test_threads_share),
      TEST(test_revoked_elsewhere_is_revoked_here),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
