/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finding somebody by what a person types.  Identities are stored as they are compared, so a
 * telephone number is looked for as collecting would have stored it too: an operator types
 * 138 0013 8000 where +8613800138000 is kept, as clients do. */
#include "collect/find.h"

#include "collect/normal.h"

uint32_t collect_find_as(struct workspace *w, struct str text, char as[COLLECT_PHONE_BYTES],
                         struct str *ret_value) {
  const struct people *people = ws_people(w);
  unsigned code = collect_calling_code(ws_currency(w), tz_name(ws_tz(w)));
  struct str phone, trimmed = str_trim(text);
  uint32_t subject = people_find_any(people, text);
  *ret_value = text;
  if (subject == SUBJECT_NONE && collect_phone(trimmed, code, as, &phone)) {
    subject = people_find(people, STR("phone"), phone);
    *ret_value = phone;
  }
  return subject;
}

uint32_t collect_find_any(struct workspace *w, struct str text) {
  char as[COLLECT_PHONE_BYTES];
  struct str ignored;
  return collect_find_as(w, text, as, &ignored);
}

uint32_t collect_find_person(struct workspace *w, struct str text) {
  uint32_t subject = collect_find_any(w, text);
  return subject == SUBJECT_NONE ? SUBJECT_NONE : person_of(ws_people(w), subject);
}
