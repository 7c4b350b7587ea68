/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The naive twin: identities in a list, found by looking at all of them. */
#ifndef TESTS_PERSON_PEOPLE_TWIN_H
#define TESTS_PERSON_PEOPLE_TWIN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../lib/mem_io.h"
#include "person/person_int.h"

#define PEOPLE_DIR "people"

struct ident {
  uint32_t subject;
  char type[PEOPLE_TYPE_BYTES_MAX + 1];
  char value[PEOPLE_VALUE_BYTES_MAX + 1];
};

struct people_twin {
  VEC(struct ident) ids;
  uint32_t subjects;
};

static inline uint32_t ptwin_find(const struct people_twin *t, const char *type,
                                  const char *value) {
  for (size_t i = 0; i < t->ids.n; i++)
    if (strcmp(t->ids.p[i].type, type) == 0 && strcmp(t->ids.p[i].value, value) == 0)
      return t->ids.p[i].subject;
  return SUBJECT_NONE;
}

static inline void ptwin_add(struct people_twin *t, uint32_t subject, const char *type,
                             const char *value) {
  struct ident id = {.subject = subject};
  snprintf(id.type, sizeof id.type, "%s", type);
  snprintf(id.value, sizeof id.value, "%s", value);
  vec_push(&t->ids, id);
  if (subject == t->subjects) t->subjects++;
}

/* The twin of before: its first ids and subjects (not to be added to). */
static inline struct people_twin ptwin_upto(const struct people_twin *t, size_t ids,
                                            uint32_t subjects) {
  struct people_twin k = *t;
  k.ids.n = ids;
  k.subjects = subjects;
  return k;
}

static inline uint32_t ptwin_find_any(const struct people_twin *t, const char *value) {
  uint32_t found = ptwin_find(t, "user_id", value);
  /* "any other": types in the order they were first seen */
  for (size_t i = 0; i < t->ids.n && found == SUBJECT_NONE; i++)
    found = ptwin_find(t, t->ids.p[i].type, value);
  return found;
}

static inline void ptwin_random(struct rng *r, const char **ret_type, char value[600]) {
  static const char *const types[] = {"phone", "user_id", "email", "wechat_openid"};
  uint64_t v = rng_below(r, 400);
  *ret_type = types[rng_below(r, 4)];
  int n = snprintf(value, 600, v & 1 ? "%llu" : "客户-%llu", (unsigned long long)v);
  if (v % 16 == 3) /* long ones: two bytes of length */
    for (uint64_t want = 100 + v; n < (int)want; n++)
      value[n] = (char)('a' + n % 26), value[n + 1] = 0;
}

/* Every identity both ways, in order, and the structure itself. */
static inline void ptwin_check(const struct people_twin *t, const struct people *p) {
  const char *why = "";
  if (!people_validate(p, &why)) fail_msg("%s", why);
  assert_int_equal(people_count(p), t->subjects);
  uint32_t *nth = must_calloc(t->subjects + 1, sizeof *nth);
  for (size_t i = 0; i < t->ids.n; i++) {
    const struct ident *id = &t->ids.p[i];
    struct str type, value;
    assert_int_equal(people_find(p, str_from(id->type), str_from(id->value)), id->subject);
    assert_true(people_identity(p, id->subject, nth[id->subject]++, &type, &value));
    assert_true(str_is(type, id->type) && str_is(value, id->value));
  }
  for (uint32_t s = 0; s < t->subjects; s++) {
    struct str type, value;
    assert_false(people_identity(p, s, nth[s], &type, &value));
    assert_true(people_identity(p, s, 0, &type, &value));
    assert_true(str_eq(people_external_id(p, s), value));
  }
  free(nth);
}

static inline struct people *ptwin_open(struct mem_io *m) {
  struct people *p;
  struct err err;
  assert_true(people_open(&m->io, PEOPLE_DIR, &p, &err));
  return p;
}

#endif
