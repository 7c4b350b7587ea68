/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which subjects are one person, now and since when: a partition of dense numbers, and its history.
 *
 * A person goes by the number of one of its subjects, so a subject that nobody merged is its own
 * person and costs nothing; of others a page of 4,096 holds person, ring and latest change (48
 * KiB). The index of people keeps one of these, and the columns another, each under its own lock:
 * whoever has it says who may touch it.  Nothing here waits, fails or reads a clock.
 *
 *   Q1  persons_of(person) == person: a person's number is that of one of its subjects.
 *   Q2  The subjects of a person stand in one ring, ascending but for one place.
 *   Q3  The history ascends by LSN; taking it back change by change leads to "everybody alone".
 *   Q4  The changes of a subject are linked, from the latest on backwards.
 */
#ifndef SHOAL_PERSON_PERSONS_H
#define SHOAL_PERSON_PERSONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"

#define PERSONS_PAGE_BITS 12u
#define PERSONS_PAGE      (1u << PERSONS_PAGE_BITS)

struct person_change {
  uint64_t lsn; /* of the record that said so */
  uint32_t subject, from, to;
  uint32_t before; /* its change before: place + 1, 0 = none */
};

/* What a record says: `subject` is of person `to` from now on. */
struct person_move {
  uint32_t subject, to;
};

struct persons_page {
  uint32_t person[PERSONS_PAGE], next[PERSONS_PAGE];
  uint32_t change[PERSONS_PAGE]; /* the latest: place in the history + 1, 0 = none */
};

struct persons {                    /* zero is empty */
  VEC(struct persons_page *) pages; /* NULL: everybody in it is alone and always was */
  VEC(struct person_change) history;
  uint32_t moved; /* subjects whose person has another number */
};

void persons_release(struct persons *p);
/* The partition of now without its history (Q4 does not hold), for who sorts rows beside whoever
 * changes it; released like any other. */
void persons_copy_now(struct persons *ret, const struct persons *p);

static inline const struct persons_page *persons_page_of(const struct persons *p,
                                                         uint32_t subject) {
  return subject >> PERSONS_PAGE_BITS < p->pages.n ? p->pages.p[subject >> PERSONS_PAGE_BITS]
                                                   : NULL;
}
static inline uint32_t persons_of(const struct persons *p, uint32_t subject) {
  const struct persons_page *g = persons_page_of(p, subject);
  return g ? g->person[subject & (PERSONS_PAGE - 1)] : subject;
}
/* The next subject of the same person; from the last on the first again.  From the person's own
 * number on, all the others come before it comes again. */
static inline uint32_t persons_next(const struct persons *p, uint32_t subject) {
  const struct persons_page *g = persons_page_of(p, subject);
  return g ? g->next[subject & (PERSONS_PAGE - 1)] : subject;
}

/* True if moving keeps Q1: `to` is a person or the subject itself, and who has the person's number
 * leaves it last. */
bool persons_may_move(const struct persons *p, uint32_t subject, uint32_t to);
/* Moves a subject that may; lsn is not below that of the change before.  Nothing happens if it is
 * there already. */
void persons_move(struct persons *p, uint64_t lsn, uint32_t subject, uint32_t to);
/* Back to the state after the first n changes. */
void persons_take_back(struct persons *p, size_t n);

/* Behind the last change: the version of the partition; 0 = nobody was ever moved. */
uint64_t persons_lsn(const struct persons *p);
/* The place of the first change with this LSN or a later one. */
size_t persons_since(const struct persons *p, uint64_t lsn);

/* Two subjects that were one person under the records below `version`: the LSN of the record that
 * joined them without their parting again since, 0 if they are the same subject, UINT64_MAX if they
 * were not one person.  *ret_first: what a was of then is what survived, or, if neither did, has
 * the lower number; among the subjects of one person this orders them all. */
uint64_t persons_joined(const struct persons *p, uint32_t a, uint32_t b, uint64_t version,
                        bool *ret_first);
bool persons_validate(const struct persons *p, const char **ret_reason);

#endif
