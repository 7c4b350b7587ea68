/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every invariant of person_int.h that can be seen from the structure alone, in linear time.  Used
 * by tests and `shoal verify`; never on a hot path. */
#include "person/person_int.h"

static bool no(const char **ret_reason, const char *why) {
  *ret_reason = why;
  return false;
}

static bool table_right(const struct people *p, const char **ret_reason) {
  uint64_t full = 0, hidden = 0;
  for (uint64_t i = 0; i < p->slots; i++)
    full += p->slot[i] != 0;
  for (uint32_t e = 0; e < p->n_entries; e++) {
    const struct people_entry *at = people_entry_at(p, e);
    struct str value = people_entry_value(at);
    if (at->type >= p->types.n) return no(ret_reason, "an entry has an unknown type");
    if (value.n == 0 || value.n > PEOPLE_VALUE_BYTES_MAX)
      return no(ret_reason, "an entry has an impossible length");
    bool taken_off = people_taken_off(p, e);
    hidden += taken_off;
    if (taken_off || people_erased_of(p, people_entry_subject(p, e))) continue; /* P9, P7 */
    if (people_entry_find(p, at->type, value, people_hash(p, at->type, value)) != e)
      return no(ret_reason, "P2: an entry is not found by its own value");
  }
  return full + hidden == p->n_entries || no(ret_reason, "P2: the table has another size");
}

static bool links_right(const struct people *p, const char **ret_reason) {
  uint64_t seen = 0;
  if (p->last_of.n != p->n_subjects || p->subject_of.n != p->n_entries ||
      p->next_of.n != p->n_entries)
    return no(ret_reason, "P1: the links have another size");
  for (uint32_t s = 0; s < p->n_subjects; s++) {
    uint32_t last = p->last_of.p[s];
    if (last >= p->n_entries) return no(ret_reason, "P3: a subject's last entry is not there");
    for (uint32_t e = p->next_of.p[last], before = 0;; before = e, e = p->next_of.p[e], seen++) {
      if (e >= p->n_entries || p->subject_of.p[e] != s)
        return no(ret_reason, "P3: a ring leads to another subject");
      if (e != p->next_of.p[last] && e <= before) return no(ret_reason, "P3: a ring goes back");
      if (e == last) break;
    }
    seen++;
  }
  return seen == p->n_entries || no(ret_reason, "P3: an entry is in no ring");
}

/* Long values lie in the pages in the order of their entries, without a gap. */
static bool pages_right(const struct people *p, const char **ret_reason) {
  size_t page = 0, used = 0;
  for (uint32_t e = 0; e < p->n_entries; e++) {
    const struct people_entry *at = people_entry_at(p, e);
    if (at->n != PEOPLE_LONG) continue;
    if (used > 0 && page < p->pages.n && used == p->pages.p[page].used) {
      page++;
      used = 0;
    }
    if (page >= p->pages.n || at->wide.text != p->pages.p[page].bytes + used)
      return no(ret_reason, "P6: a long value is not where it belongs");
    used += at->wide.n;
  }
  if (p->pages.n > 0 && (page + 1 != p->pages.n || used != p->pages.p[page].used))
    return no(ret_reason, "P6: a page holds more than its values");
  return true;
}

static bool persons_right(const struct people *p, const char **ret_reason) {
  const struct persons *q = &p->persons;
  if (!persons_validate(q, ret_reason)) return false;
  for (size_t i = 0; i < q->history.n; i++)
    if (q->history.p[i].subject >= p->kept.subjects || q->history.p[i].to >= p->kept.subjects)
      return no(ret_reason, "P8: somebody who is not there was moved");
  for (size_t i = 0; i < p->erased.n; i++) {
    uint32_t gone = p->erased.p[i]->subject, s = gone;
    do {
      if (!people_erased_of(p, s)) return no(ret_reason, "P8: a person is erased in part");
      s = persons_next(q, s);
    } while (s != gone);
  }
  return true;
}

bool people_validate(const struct people *p, const char **ret_reason) {
  if (p->n_subjects > p->n_entries) return no(ret_reason, "P1: a subject has no identity");
  if (!p->linked && p->n_subjects != p->n_entries)
    return no(ret_reason, "P4: identities without links");
  if (p->kept.entries > p->n_entries || p->kept.subjects > p->n_subjects ||
      p->kept.types > p->types.n)
    return no(ret_reason, "P5: more is kept than there is");
  if (!pages_right(p, ret_reason) || !table_right(p, ret_reason)) return false;
  if (!persons_right(p, ret_reason) || !identity_validate(p, ret_reason)) return false;
  return !p->linked || links_right(p, ret_reason);
}
