/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random histories of logins, logouts, devices, binds, unbinds, late and disordered events against
 * the naive twin: the same partition of all events.  Groups are decided while others are under way,
 * taken back and decided again; the records alone lead a second index to the same state; so does
 * the checkpoint. */
#include "identity_twin.h"

#include "base/clock.h"

static uint64_t seed;

struct story {
  struct rng r;
  struct idcase c;
  struct itwin twin;
  int64_t now;
  int64_t pace;
  bool changes;                /* rules, now and then */
  uint32_t most_phones;        /* that a person might ever have */
  VEC(struct tw_message) said; /* of the batch being made */
  VEC(uint32_t) subject;       /* by event, in order */
  VEC(int) token;
};

static void some_id(struct story *s, char out[48], const char *type, uint32_t n) {
  snprintf(out, 48, "%s=%c%u", type, type[0], (uint32_t)rng_below(&s->r, n));
}

static void some_message(struct story *s, struct tw_message *m) {
  static const char *const strong[] = {"phone", "email", "wx_unionid", "wx_openid:a", "loyalty"};
  static const char *const previous[] = {"anonymous_id", "phone", "loyalty"};
  *m = (struct tw_message){.flags = (unsigned)rng_below(&s->r, 4)};
  s->now += (int64_t)rng_below(&s->r, (uint64_t)s->pace);
  m->t = s->now;
  if (rng_chance(&s->r, 0.15)) m->t -= (int64_t)rng_below(&s->r, 60) * HOUR;
  if (rng_chance(&s->r, 0.15)) m->t -= (int64_t)rng_below(&s->r, 90) * MINUTE;
  m->late = s->now - m->t > DAY;
  if (rng_chance(&s->r, 0.4)) some_id(s, m->ids[m->n++], "user_id", 5);
  for (int i = 0; i < 2; i++)
    if (rng_chance(&s->r, 0.2)) some_id(s, m->ids[m->n++], strong[rng_below(&s->r, 5)], 5);
  for (int i = 0; i < 2; i++)
    if ((i == 0 && m->n == 0) || rng_chance(&s->r, 0.5))
      some_id(s, m->ids[m->n++], "anonymous_id", 4);
  for (int i = 1; i < m->n; i++)
    for (int k = 0; k < i; k++)
      if (strcmp(m->ids[i], m->ids[k]) == 0) m->n = i; /* no repeats */
  if (rng_chance(&s->r, 0.3)) m->link = (enum ev_link)rng_below(&s->r, EV_LINKS);
  if (m->link == EV_ALIASES) some_id(s, m->previous, previous[rng_below(&s->r, 3)], 4);
}

static void add(struct story *s, const struct tw_message *m) {
  char ids[512] = "";
  for (int i = 0; i < m->n; i++) {
    if (i) strcat(ids, " ");
    strcat(ids, m->ids[i]);
  }
  adds(&s->c, m->t, m->link, m->flags, ids, m->previous[0] ? m->previous : NULL);
}

static void some_batch(struct story *s) {
  s->said.n = 0;
  for (uint64_t n = 1 + rng_below(&s->r, 6); n > 0; n--) {
    struct tw_message m;
    some_message(s, &m);
    vec_push(&s->said, m);
  }
  for (size_t i = 0; i < s->said.n; i++)
    s->said.p[i].late = s->now - s->said.p[i].t > DAY;
}

static void make(struct story *s) {
  s->c.b.received = s->now;
  for (size_t i = 0; i < s->said.n; i++)
    add(s, &s->said.p[i]);
}

static void picture(struct people *p, struct buf *out) {
  buf_reset(out);
  identity_picture(&p->identity, out);
}

/* Decided and taken back: nothing is left of it. */
static void in_vain(struct story *s) {
  struct buf before = BUF_INIT, after = BUF_INIT, subjects = BUF_INIT, moves = BUF_INIT;
  struct err err;
  const char *why = "";
  uint32_t ret[16];
  struct people *p = s->c.p;
  picture(p, &before);
  struct people_mark mark = people_mark(p);
  for (int groups = 1 + (int)rng_below(&s->r, 3); groups > 0; groups--) {
    make(s);
    assert_true(people_decide(p, &s->c.b, &subjects, &moves, ret, &err));
    ev_batch_reset(&s->c.b);
    picture(p, &after); /* of what is kept, so nothing shows */
    assert_true(str_eq(buf_str(&before), buf_str(&after)));
  }
  people_undo_to(p, &mark);
  picture(p, &after);
  assert_true(str_eq(buf_str(&before), buf_str(&after)));
  if (!people_validate(p, &why)) fail_msg("%s", why);
  buf_release(&before);
  buf_release(&after);
  buf_release(&subjects);
  buf_release(&moves);
}

static void tell(struct story *s) {
  uint32_t ret[16];
  make(s);
  size_t n = s->c.b.rows.n;
  decides(&s->c, ret);
  for (size_t i = 0; i < n; i++) {
    vec_push(&s->subject, ret[i]);
    int token = tw_says(&s->twin, &s->said.p[i]);
    vec_push(&s->token, token);
  }
}

static void compare(struct story *s) {
  for (size_t i = 0; i < s->subject.n; i++)
    for (size_t k = 0; k < i; k++) {
      bool one = s->twin.person.p[s->token.p[i]] == s->twin.person.p[s->token.p[k]];
      if (same(&s->c, s->subject.p[i], s->subject.p[k]) != one)
        fail_msg("events %zu and %zu: the twin says %s", k, i, one ? "one" : "two");
    }
}

/* A workspace thinks again: how many phones, what a loyalty number is, when a device is shared.
 * What was decided stays; later events follow the new rules. */
static void other_rules(struct story *s) {
  struct identity_rules *r = &s->twin.r;
  bool device = rng_chance(&s->r, 0.5);
  r->n_types = 2;
  r->types[0] =
      (struct identity_type_rule){.type = "phone",
                                  .class = ID_STRONG,
                                  .priority = (uint16_t)(rng_chance(&s->r, 0.5) ? 40 : 65),
                                  .limit = (uint16_t)(1 + rng_below(&s->r, 3))};
  r->types[1] = (struct identity_type_rule){.type = "loyalty",
                                            .class = device ? ID_DEVICE : ID_STRONG,
                                            .priority = device ? 119 : 90,
                                            .limit = !device};
  r->shared_week = 2 + (uint32_t)rng_below(&s->r, 4);
  r->sticky_ms = (int64_t)rng_below(&s->r, 40) * DAY;
  r->session_ms = (int64_t)(1 + rng_below(&s->r, 90)) * MINUTE;
  if (s->most_phones < r->types[0].limit) s->most_phones = r->types[0].limit;
  people_set_rules(s->c.p, r);
}

/* No two accounts, and no type beyond its limit (of phones: beyond the largest there was), however
 * anybody came together. */
static void limits_hold(struct story *s) {
  struct people *p = s->c.p;
  for (uint32_t who = 0; who < people_count(p); who++) {
    uint32_t of[64] = {0}, n;
    const struct id_type *all = id_types(&n);
    struct str type, value;
    assert_true(n <= 64);
    if (person_of(p, who) != who) continue;
    for (uint32_t i = 0; people_identity(p, who, i, &type, &value); i++) {
      const struct id_type *t = id_type_find(type);
      uint32_t limit = str_is(type, "phone") ? s->most_phones : t->limit;
      if (str_is(type, "loyalty") && s->changes) continue; /* was a device at times */
      if (type.p[0] != '$' && limit && ++of[t - all] > limit)
        fail_msg("%u has too many %.*s", who, STRF(type));
    }
  }
}

static void from_the_checkpoint(struct story *s) {
  struct buf before = BUF_INIT, after = BUF_INIT;
  struct err err;
  picture(s->c.p, &before);
  assert_true(people_checkpoint(s->c.p, &err));
  people_close(s->c.p);
  assert_true(people_open(&s->c.io->io, PEOPLE_DIR, &s->c.p, &err));
  picture(s->c.p, &after);
  assert_true(str_eq(buf_str(&before), buf_str(&after)));
  people_set_rules(s->c.p, &s->twin.r);
  buf_release(&before);
  buf_release(&after);
}

static void random_histories_equal_the_twin(void **state) {
  for (uint64_t round = 0; round < 150; round++) {
    struct story s = {.now = T0};
    rng_init(&s.r, seed, 3, round);
    s.changes = rng_chance(&s.r, 0.5);
    s.most_phones = id_type_find(STR("phone"))->limit;
    s.pace = rng_chance(&s.r, 0.5) ? 40 * MINUTE : 20 * HOUR;
    idcase_init(&s.c);
    identity_rules_default(&s.twin.r);
    s.twin.r.person_merges = UINT32_MAX; /* the breakers have tests of their own */
    s.twin.r.touch_persons = IDENTITY_TOUCH_MAX;
    s.twin.r.shared_week = rng_chance(&s.r, 0.5) ? 3 : 5;
    people_set_rules(s.c.p, &s.twin.r);
    for (int step = 0; step < 60; step++) {
      some_batch(&s);
      if (s.changes && rng_chance(&s.r, 0.1)) other_rules(&s);
      if (rng_chance(&s.r, 0.2)) in_vain(&s);
      tell(&s);
      if (rng_chance(&s.r, 0.03)) from_the_checkpoint(&s);
    }
    compare(&s);
    limits_hold(&s);
    vec_free(&s.said);
    vec_free(&s.subject);
    vec_free(&s.token);
    tw_release(&s.twin);
    idcase_release(&s.c);
  }
}

int main(void) {
  seed = (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {cmocka_unit_test(random_histories_equal_the_twin)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
