/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Deciding about the rows of one batch, by the people of one writer: what the files of it share. */
#ifndef SHOAL_PERSON_DECIDE_INT_H
#define SHOAL_PERSON_DECIDE_INT_H

#include "person/person_int.h"

struct known_id {
  uint32_t subject; /* SUBJECT_NONE: not known, or not asked yet */
  uint16_t priority;
  uint16_t limit;
  uint8_t class;                               /* enum id_class */
  bool looked, rejected, unionid, number_like; /* phone, email: what may be recycled */
};
struct decision {
  struct people *p;
  struct identity *x;
  const struct ev_batch *b;
  struct buf *subjects, *moves;
  struct known_id *id;
  const struct ev_who *who;
  struct move_evidence now; /* time and key of the row */
  int64_t t;
  bool late;
  bool failed;
  struct err *err;
};

struct group { /* what a row names, the strongest first; numbers in the batch */
  uint32_t account, other_account;
  uint32_t strong[EV_WHO_IDS_MAX], device[EV_WHO_IDS_MAX];
  uint32_t n_strong, n_device;
  bool unionid;
};

/* ---- decide.c ---- */
uint32_t decide_person(const struct decision *d, uint32_t subject);
void decide_move(struct decision *d, uint32_t subject, uint32_t to, enum move_cause cause,
                 uint32_t a, uint32_t b);
void decide_note(struct decision *d, enum identity_note n, uint32_t a, uint32_t b);
bool decide_frozen(const struct decision *d, uint32_t person);
uint32_t decide_size(const struct decision *d, uint32_t person);
/* Allots; SUBJECT_NONE and d->failed when it cannot. */
uint32_t decide_allot(struct decision *d, struct str type, struct str value);
uint32_t decide_allot_numbered(struct decision *d, const char *type);

bool decide_blocked(const struct decision *d, uint32_t subject);

/* ---- decide_ids.c; `id` is a number in the batch ---- */

/* Its value. */
struct str decide_id_text(const struct decision *d, uint32_t id, struct str *ret_type);
struct identity_type_rule decide_rule(const struct decision *d, struct str type);
/* Devices have one name space: the same value under two types is one device.  SUBJECT_NONE. */
uint32_t decide_find_device(const struct decision *d, struct str type, struct str value);
/* Of all ids of the batch that are known. */
void decide_look_up(struct decision *d, struct arena *tmp);
struct known_id *decide_look(struct decision *d, uint32_t id);
/* The same when a row names it: what changed its kind begins anew; its past stays where it is. */
struct known_id *decide_meet(struct decision *d, uint32_t id);
/* It identifies nobody, or is blocked. */
bool decide_out(const struct decision *d, const struct known_id *k);
/* Its subject, made if there is none; SUBJECT_NONE and d->failed when that cannot be. */
uint32_t decide_subject(struct decision *d, uint32_t id);
/* The same of a device, which begins if it is new. */
uint32_t decide_device(struct decision *d, uint32_t id);
/* The old subject keeps its events and its person; the identity is nobody's. */
void decide_set_free(struct decision *d, uint32_t id);

/* ---- decide_limits.c ---- */

struct census { /* of one person, or two */
  uint32_t of_type[PEOPLE_TYPES_MAX + 3];
  uint32_t ids, subjects;
  bool account;
};
/* Adds a person. */
void decide_count(const struct decision *d, uint32_t person, struct census *c);
void decide_look_for_account(const struct decision *d, struct census *c);
bool decide_within_limits(const struct decision *d, const struct census *c);
/* For one more of a type that may be new. */
bool decide_has_place(const struct decision *d, uint32_t person, struct str type);
void decide_freeze(struct decision *d, uint32_t person);
void decide_look_at_size(struct decision *d, uint32_t person);
void decide_count_merge(struct decision *d, uint32_t person);
/* An identity is seen with a person it is not of; false: with too many. */
bool decide_touch(struct decision *d, uint32_t subject, uint32_t person);

/* ---- decide_join.c ---- */

/* The row of `carrier` names a strong identity too. */
void decide_link_strong(struct decision *d, uint32_t carrier, uint32_t id, bool login);
/* What these identities were called before. */
void decide_link_previous(struct decision *d, uint32_t carrier, struct group *g);

/* ---- device_rules.c: R7, R8 ---- */
void device_login(struct decision *d, uint32_t first, uint32_t carrier, uint32_t account);
uint32_t device_anonymous(struct decision *d, uint32_t first);
/* A client that repeats its login sent none. */
void device_logout(struct decision *d, uint32_t first);
void device_unbind(struct decision *d, uint32_t first);
/* A device met for the first time. */
void device_begin(struct decision *d, uint32_t first);

#endif
