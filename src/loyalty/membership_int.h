/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: memberships.
 *
 *   membership_set.c      the documents, read once per revision
 *   membership_facts.c    what expressions and attributes say of people    before a work
 *   membership_rows.c     rows in SQL
 *   membership.c          the works: join, leave, set_level
 *   membership_turn.c     what happens in them: levels, gifts
 *   membership_grow.c     growth that was posted
 *   enrol.c               joining by events
 *   membership_paid.c     the works of terms
 *   membership_service.c  use of services
 *   membership_sweep.c    whoever is due
 *   membership_read.c     what is so, what was */
#ifndef SHOAL_LOYALTY_MEMBERSHIP_INT_H
#define SHOAL_LOYALTY_MEMBERSHIP_INT_H

#include "loyalty/loyalty_int.h"
#include "loyalty/membership.h"

#define GIFT_OF_MEMBER "programme" /* origin; its row is the membership */

/* ---- documents ---- */

struct programme_doc {
  struct programme p;
  uint32_t version;
  bool active;
};
struct programme_set {
  struct doc_set docs;
  struct programme_doc *p; /* archived ones are not among them */
  uint32_t n;
};
/* Those of now; to be released. */
bool programme_set_get(struct loyalty *l, struct programme_set **ret, struct err *err);
void programme_set_release(struct programme_set *s); /* NULL is fine */
/* ERR_programme_closed, ERR_unknown_resource. */
bool programme_set_find(struct loyalty *l, const struct programme_set *s, struct str slug,
                        const struct programme_doc **ret, struct err *err);

/* ---- facts ---- */

struct person_facts {
  bool known;        /* false: nothing could be asked (an expression is broken) */
  bool eligible;     /* join.when holds */
  uint32_t rules;    /* bit i: of level i */
  uint32_t packs;    /* bit i: of welcome pack i; only where `joining` */
  uint32_t birthday; /* 100 × month + day; 0: unknown */
};
struct facts_of {
  uint32_t subject;
  const struct programme *p;
  bool joining; /* what is asked of those who join is wanted too */
  struct person_facts facts;
};
/* Not inside a work.  Fails only when the data cannot be read. */
bool person_facts_read(struct loyalty *l, struct facts_of *f, uint32_t n, struct err *err);

/* ---- a turn: one person in one programme, in a work or while reading ---- */

struct membership {
  int64_t n;
  uint32_t holder;
  enum membership_status status;
  int64_t joined_ms, left_ms;
  struct str source, store, staff, plan;
  struct standing s;
  int64_t paid_until, paid_grace;
  bool ends;
  uint32_t birthday;
  int32_t swept_day;
  int64_t due_ms;
  uint32_t version;
};
struct turn {
  struct loyalty *l;
  struct state *s;
  struct arena *tmp;
  const struct programme_doc *doc;
  const struct programme *p;
  const struct tz *z;
  int64_t now;
  uint32_t subject;
  struct str actor, reason; /* of changes of level */
  uint32_t *holders, n_holders;
  struct membership *rows; /* of the holders */
  uint32_t n_rows;
  struct membership *lead; /* the active one that counts; NULL: none */
};
bool turn_begin(struct loyalty *l, struct state *s, struct arena *tmp,
                const struct programme_doc *doc, uint32_t subject, struct turn *ret,
                struct err *err);
/* Of the turn's currency within [day_of(a), day_of(until - 1)], and so for b. */
bool turn_growth(const struct turn *t, const struct programme_moment *m,
                 struct programme_facts *ret, struct err *err);
bool membership_honoured(const struct membership *m, int64_t now);

/* Inside a work. */
static inline int64_t member_number(struct loyalty *l, enum member_table t) {
  return loyalty_number(l, l->members.tables[t]);
}
bool member_insert(struct turn *t, struct membership *m, struct err *err);
bool member_update(struct turn *t, const struct membership *m, struct err *err);
bool member_level_insert(struct turn *t, const struct membership *m, int64_t at, int32_t from,
                         enum standing_cause cause, struct err *err);
bool member_gifted(struct turn *t, struct str occasion, bool *ret, struct err *err);

/* ---- membership_turn.c ---- */

struct str turn_level(const struct turn *t, int32_t level); /* its slug; empty: none */
/* The leading membership has another level than `from`: kept and told. */
bool turn_note_level(struct turn *t, struct membership *m, int64_t at, int32_t from,
                     enum standing_cause cause, struct err *err);
bool turn_welcome(struct turn *t, const struct person_facts *f, struct str source, struct err *err);

/* Decides all that is due of the leading membership; saves it. */
bool turn_decide(struct turn *t, const struct person_facts *f, struct err *err);
/* Makes the subject a member (again), with no level yet; *ret is t->lead then. */
bool turn_join(struct turn *t, const struct membership_ask *a, struct err *err);
/* That with its gifts and the first level (membership.c). */
bool turn_enter(struct turn *t, const struct person_facts *f, const struct membership_ask *a,
                struct err *err);
bool turn_leave(struct turn *t, struct membership *m, enum membership_status to, const char *cause,
                struct err *err);
/* When the sweep has to look at it. */
int64_t turn_due(const struct turn *t, const struct membership *m);
/* Gifts of the level of now at birthdays and member days since swept_day; saves it. */
bool turn_occasions(struct turn *t, struct err *err);

bool turn_subscribe(struct turn *t, const struct membership_ask *a, struct membership_done *ret,
                    struct err *err);
bool turn_renew(struct turn *t, const struct membership_ask *a, struct membership_done *ret,
                struct err *err);
bool turn_cancel(struct turn *t, const struct membership_ask *a, struct membership_done *ret,
                 struct err *err);
bool turn_refund(struct turn *t, const struct membership_ask *a, struct membership_done *ret,
                 struct err *err);
bool turn_use(struct turn *t, const struct membership_ask *a, struct membership_done *ret,
              struct err *err);
/* The time that a quota is for, [from, until). */
void service_span(const struct turn *t, const struct membership *m,
                  const struct programme_service *v, int64_t *ret_from, int64_t *ret_until);
bool service_used(const struct turn *t, struct str service, int64_t from, int64_t *ret,
                  struct err *err);

#endif
