/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which identities a subject or person shows.
 *
 * What was erased shows a number, what was taken off nothing, an anonymous stretch its device.
 * Someone who has nothing of all this to show goes by a number too. */
#include "base/panic.h"
#include "person/person_int.h"

bool people_own_identity(const struct people *p, uint32_t subject, uint32_t i, struct str *ret_type,
                         struct str *ret_value) {
  const struct people_erased *gone = people_erased_of(p, subject);
  if (gone && i == 0) {
    *ret_type = STR(PEOPLE_ERASED);
    *ret_value = str_from(gone->text);
    return true;
  }
  if (gone || subject >= p->kept.subjects || (!p->linked && i > 0)) return false;
  uint32_t entry = subject;
  if (p->linked) {
    uint32_t last = p->last_of.p[subject];
    bool free = people_entry_at(p, last)->type == p->free_type && last < p->kept.entries;
    entry = free ? last : p->next_of.p[last];
    for (; i > 0; i--) {
      if (entry == last) return false;
      entry = p->next_of.p[entry];
    }
  }
  if (entry >= p->kept.entries) return false; /* P3: nothing kept follows */
  const struct people_entry *e = people_entry_at(p, entry);
  *ret_type = p->types.p[e->type];
  *ret_value = people_entry_value(e);
  return true;
}

bool people_subject_identity(const struct people *p, uint32_t subject, uint32_t i,
                             struct str *ret_type, struct str *ret_value) {
  people_read_begin(p);
  bool found = people_own_identity(p, subject, i, ret_type, ret_value);
  people_read_end(p);
  return found;
}

static uint32_t device_of(const struct people *p, uint32_t subject) {
  const struct stretch *s = stretch_at((struct identity *)&p->identity, subject);
  return s ? s->first : subject;
}

/* True if an earlier subject of the person, or the device's own, shows the same device. */
static bool shown_before(const struct people *p, uint32_t person, uint32_t subject,
                         uint32_t device) {
  if (persons_of(&p->persons, device) == person) return true;
  for (uint32_t s = person; s != subject; s = persons_next(&p->persons, s))
    if (device_of(p, s) == device) return true;
  return false;
}

/* The i-th of what a subject shows as part of its person. */
static bool part(const struct people *p, uint32_t person, uint32_t subject, uint32_t i,
                 struct str *ret_type, struct str *ret_value) {
  if (!people_own_identity(p, subject, i, ret_type, ret_value)) return false;
  if (str_is(*ret_type, PEOPLE_FREE)) return false;
  if (!str_is(*ret_type, PEOPLE_EPOCH)) return true;
  uint32_t device = device_of(p, subject);
  return device != subject && !shown_before(p, person, subject, device) &&
         people_own_identity(p, device, 0, ret_type, ret_value) && !str_is(*ret_type, PEOPLE_FREE);
}

static bool of_person(const struct people *p, uint32_t person, uint32_t i, struct str *ret_type,
                      struct str *ret_value) {
  uint32_t s = person;
  bool any = false;
  do {
    for (uint32_t k = 0; part(p, person, s, k, ret_type, ret_value); k++) {
      any = true;
      if (i-- == 0) return true;
    }
    s = persons_next(&p->persons, s);
  } while (s != person);
  return !any && i == 0 && people_own_identity(p, person, 0, ret_type, ret_value);
}

bool people_identity(const struct people *p, uint32_t subject, uint32_t i, struct str *ret_type,
                     struct str *ret_value) {
  people_read_begin(p);
  bool found = of_person(p, persons_of(&p->persons, subject), i, ret_type, ret_value);
  people_read_end(p);
  return found;
}

struct str people_external_id(const struct people *p, uint32_t subject) {
  struct str type, value;
  must(people_subject_identity(p, subject, 0, &type, &value));
  return value;
}

uint32_t people_device_of(const struct people *p, uint32_t subject) {
  people_read_begin(p);
  uint32_t device = device_of(p, subject);
  people_read_end(p);
  return device;
}

bool people_stretch_device(const struct people *p, uint32_t subject, uint32_t *ret_device,
                           struct str *ret_type, struct str *ret_value) {
  people_read_begin(p);
  const struct stretch *s = stretch_at((struct identity *)&p->identity, subject);
  uint32_t first = s ? s->first : SUBJECT_NONE;
  bool found = first < p->kept.entries && subject < p->kept.subjects;
  if (found) {
    const struct people_entry *e = people_entry_at(p, first);
    *ret_device = first;
    *ret_type = p->types.p[e->type];
    *ret_value = people_entry_value(e);
  }
  people_read_end(p);
  return found;
}
