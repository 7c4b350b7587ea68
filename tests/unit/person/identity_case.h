/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For tests of identity.h: messages as short lines of text, and a second index that sees nothing
 * but the records, as replay does.
 *
 *   struct idcase c;  idcase_init(&c);
 *   uint32_t a = says(&c, T0, EV_OCCURS, 0, "user_id:A anonymous_id:d", NULL);
 *   assert_true(same(&c, a, b));
 */
#ifndef TESTS_PERSON_IDENTITY_CASE_H
#define TESTS_PERSON_IDENTITY_CASE_H

#include "people_twin.h"

#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
#define T0     (20000 * DAY)

struct idcase {
  struct mem_io *io;
  struct people *p, *replica;
  struct ev_batch b;
  uint64_t lsn, messages;
  int64_t received; /* 0 = when it happened */
};

static inline void idcase_init(struct idcase *c) {
  struct err err;
  *c = (struct idcase){.io = mem_io_new(7), .lsn = 10};
  assert_true(people_open(&c->io->io, PEOPLE_DIR, &c->p, &err));
  assert_true(people_open(&c->io->io, "replica", &c->replica, &err));
  ev_batch_init(&c->b);
}

static inline void idcase_right(struct idcase *c) {
  const char *why = NULL;
  struct buf one = BUF_INIT, two = BUF_INIT;
  if (!people_validate(c->p, &why) || !people_validate(c->replica, &why)) fail_msg("%s", why);
  identity_picture(&c->p->identity, &one);
  identity_picture(&c->replica->identity, &two);
  assert_true(str_eq(buf_str(&one), buf_str(&two)));
  assert_int_equal(people_count(c->p), people_count(c->replica));
  for (uint32_t s = 0; s < people_count(c->p); s++)
    assert_int_equal(person_of(c->p, s), person_of(c->replica, s));
  buf_release(&one);
  buf_release(&two);
}

static inline void idcase_release(struct idcase *c) {
  idcase_right(c);
  ev_batch_release(&c->b);
  people_close(c->p);
  people_close(c->replica);
  mem_io_free(c->io);
}

static inline uint32_t id_of_text(struct ev_batch *b, struct str text) {
  struct str value = text, type = str_cut(&value, '=');
  return ev_batch_id(b, type, value);
}

/* Adds a row; identities are type=value with blanks between. */
static inline void adds(struct idcase *c, int64_t t, enum ev_link link, unsigned flags,
                        const char *ids, const char *previous) {
  uint32_t list[EV_WHO_IDS_MAX], n = 0;
  struct str rest = str_from(ids);
  while (rest.n)
    list[n++] = id_of_text(&c->b, str_cut(&rest, ' '));
  uint32_t before = previous ? id_of_text(&c->b, str_from(previous)) : EV_NO_ID;
  ev_batch_row(&c->b, list[0], ev_batch_name(&c->b, STR("e")), t, (struct ev_key){++c->messages, 2},
               0);
  ev_batch_row_who(&c->b, ev_batch_who(&c->b, list, n, link, before, flags));
}

/* Decides what was added and keeps it, through the records. */
static inline void decides(struct idcase *c, uint32_t *ret) {
  struct buf subjects = BUF_INIT, moves = BUF_INIT;
  struct err err = {0};
  if (!people_decide(c->p, &c->b, &subjects, &moves, ret, &err)) fail_msg("error %d", err.code);
  struct people_mark mark = people_mark(c->p);
  struct people_moves m = {buf_str(&moves), c->lsn + 1};
  assert_true(people_keep_moves(c->p, &mark, c->lsn + 2, &m, moves.n > 0, &err));
  if (subjects.n) assert_true(people_apply(c->replica, buf_str(&subjects), c->lsn + 1, &err));
  if (moves.n)
    assert_true(people_apply_persons(c->replica, buf_str(&moves), c->lsn + 1, c->lsn + 2, &err));
  people_set_lsn(c->replica, c->lsn + 2);
  c->lsn += 2;
  buf_release(&subjects);
  buf_release(&moves);
  ev_batch_reset(&c->b);
}

static inline uint32_t says(struct idcase *c, int64_t t, enum ev_link link, unsigned flags,
                            const char *ids, const char *previous) {
  uint32_t subject = SUBJECT_NONE;
  c->b.received = c->received ? c->received : 0;
  adds(c, t, link, flags, ids, previous);
  decides(c, &subject);
  assert_int_not_equal(subject, SUBJECT_NONE);
  return subject;
}

static inline bool same(struct idcase *c, uint32_t a, uint32_t b) {
  return person_of(c->p, a) == person_of(c->p, b);
}

/* The person an identity is found as. */
static inline uint32_t found(struct idcase *c, const char *text) {
  struct str value = str_from(text), type = str_cut(&value, '=');
  return people_find(c->p, type, value);
}

#endif
