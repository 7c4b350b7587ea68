/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finding somebody by what a person types.  Identities are stored as they are compared, so a
 * telephone number is looked for as collecting would have stored it too: an operator types
 * 138 0013 8000 where +8613800138000 is kept, as clients do; and one function for everybody who
 * asks, so that whoever is found by one door is found by all. */
#include "collect/find.h"

static uint32_t find_phone(const struct workspace *w, const struct people *people, struct str text,
                           char as[PHONE_E164_BYTES], struct str *ret_value) {
  struct str phone;
  if (!phone_e164(str_trim(text), ws_calling_code(w), as, &phone)) return SUBJECT_NONE;
  uint32_t subject = people_find(people, STR("phone"), phone);
  if (subject != SUBJECT_NONE) *ret_value = phone;
  return subject;
}

/* ~ and the number of a subject. */
static uint32_t find_number(const struct people *people, struct str text) {
  uint64_t n = 0;
  if (text.n < 2 || text.n > 11 || text.p[0] != '~') return SUBJECT_NONE;
  for (size_t i = 1; i < text.n; i++) {
    if (text.p[i] < '0' || text.p[i] > '9') return SUBJECT_NONE;
    n = n * 10 + (uint64_t)(text.p[i] - '0');
  }
  return n < people_count(people) ? (uint32_t)n : SUBJECT_NONE;
}

uint32_t collect_find_as(struct workspace *w, struct str text, char as[PHONE_E164_BYTES],
                         struct str *ret_value) {
  const struct people *people = ws_people(w);
  struct str value = text, type = str_cut(&value, ':');
  *ret_value = text;
  uint32_t subject = people_find_any(people, text);
  if (subject == SUBJECT_NONE) subject = find_number(people, text);
  if (subject == SUBJECT_NONE && type.n && value.n) {
    subject = people_find(people, type, value);
    if (subject != SUBJECT_NONE)
      *ret_value = value;
    else if (str_is(type, "phone"))
      subject = find_phone(w, people, value, as, ret_value);
  }
  return subject != SUBJECT_NONE ? subject : find_phone(w, people, text, as, ret_value);
}

uint32_t collect_find_any(struct workspace *w, struct str text) {
  char as[PHONE_E164_BYTES];
  struct str ignored;
  return collect_find_as(w, text, as, &ignored);
}

uint32_t collect_find_person(struct workspace *w, struct str text) {
  uint32_t subject = collect_find_any(w, text);
  return subject == SUBJECT_NONE ? SUBJECT_NONE : person_of(ws_people(w), subject);
}
