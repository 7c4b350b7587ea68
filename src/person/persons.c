/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The partition of subjects into persons.
 *
 * Most subjects are never merged, so pages are made when one of theirs is, and reading finds out by
 * a NULL.  The ring makes a person's subjects cheap to list without a list per person; it ascends,
 * so that the order in which identities are shown does not depend on the order of merges. */
#include <stdlib.h>
#include <string.h>

#include "base/panic.h"
#include "person/persons.h"

#define AT(subject) ((subject) & (PERSONS_PAGE - 1))

void persons_release(struct persons *p) {
  for (size_t i = 0; i < p->pages.n; i++)
    free(p->pages.p[i]);
  vec_free(&p->pages);
  vec_free(&p->history);
  p->moved = 0;
}

void persons_copy_now(struct persons *ret, const struct persons *p) {
  *ret = (struct persons){.moved = p->moved};
  for (size_t i = 0; i < p->pages.n && p->moved > 0; i++) {
    struct persons_page *g = p->pages.p[i] ? must_malloc(sizeof *g) : NULL;
    if (g) {
      *g = *p->pages.p[i];
      memset(g->change, 0, sizeof g->change);
    }
    vec_push(&ret->pages, g);
  }
}

static struct persons_page *page(struct persons *p, uint32_t subject) {
  uint32_t i = subject >> PERSONS_PAGE_BITS, first = subject & ~(PERSONS_PAGE - 1);
  while (p->pages.n <= i)
    vec_push(&p->pages, NULL);
  if (p->pages.p[i]) return p->pages.p[i];
  struct persons_page *g = must_calloc(1, sizeof *g);
  for (uint32_t k = 0; k < PERSONS_PAGE; k++)
    g->person[k] = g->next[k] = first + k;
  return p->pages.p[i] = g;
}

static void set_next(struct persons *p, uint32_t subject, uint32_t next) {
  page(p, subject)->next[AT(subject)] = next;
}

static void ring_leave(struct persons *p, uint32_t subject) {
  uint32_t before = subject;
  while (persons_next(p, before) != subject)
    before = persons_next(p, before);
  set_next(p, before, persons_next(p, subject));
  set_next(p, subject, subject);
}

/* The ring of `member` ascends but where the greatest is followed by the least. */
static void ring_enter(struct persons *p, uint32_t subject, uint32_t member) {
  for (uint32_t at = member;; at = persons_next(p, at)) {
    uint32_t next = persons_next(p, at);
    bool between = at < subject && subject < next;
    bool ends = next <= at && (subject > at || subject < next);
    if (!between && !ends) continue;
    set_next(p, at, subject);
    set_next(p, subject, next);
    return;
  }
}

bool persons_may_move(const struct persons *p, uint32_t subject, uint32_t to) {
  uint32_t from = persons_of(p, subject);
  if (from == to) return true;
  if (subject == from && persons_next(p, subject) != subject) return false;
  return subject == to || persons_of(p, to) == to;
}

static void put(struct persons *p, uint32_t subject, uint32_t from, uint32_t to) {
  struct persons_page *g = page(p, subject);
  p->moved += (to != subject);
  p->moved -= (from != subject);
  ring_leave(p, subject);
  if (to != subject) ring_enter(p, subject, to);
  g->person[AT(subject)] = to;
}

void persons_move(struct persons *p, uint64_t lsn, uint32_t subject, uint32_t to) {
  uint32_t from = persons_of(p, subject);
  if (from == to) return;
  must(persons_may_move(p, subject, to));
  must(p->history.n == 0 || p->history.p[p->history.n - 1].lsn <= lsn);
  must(p->history.n < UINT32_MAX); /* so many the checkpoint can say */
  struct persons_page *g = page(p, subject);
  vec_push(&p->history, ((struct person_change){lsn, subject, from, to, g->change[AT(subject)]}));
  g->change[AT(subject)] = (uint32_t)p->history.n;
  put(p, subject, from, to);
}

void persons_take_back(struct persons *p, size_t n) {
  while (p->history.n > n) {
    struct person_change c = p->history.p[--p->history.n];
    put(p, c.subject, c.to, c.from);
    page(p, c.subject)->change[AT(c.subject)] = c.before;
  }
}

uint64_t persons_lsn(const struct persons *p) {
  return p->history.n ? p->history.p[p->history.n - 1].lsn + 1 : 0;
}

size_t persons_since(const struct persons *p, uint64_t lsn) {
  size_t lo = 0, hi = p->history.n;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (p->history.p[mid].lsn < lsn)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}

/* ---- since when ---- */

struct past { /* of a subject, going back */
  uint32_t person, change;
};

static const struct person_change *change_of(const struct persons *p, const struct past *x) {
  return x->change ? &p->history.p[x->change - 1] : NULL;
}

static void back_before(const struct persons *p, struct past *x, uint64_t lsn) {
  for (const struct person_change *c; (c = change_of(p, x)) && c->lsn >= lsn;) {
    x->person = c->from;
    x->change = c->before;
  }
}

static struct past past_of(const struct persons *p, uint32_t subject, uint64_t version) {
  const struct persons_page *g = persons_page_of(p, subject);
  struct past x = {persons_of(p, subject), g ? g->change[AT(subject)] : 0};
  back_before(p, &x, version);
  return x;
}

uint64_t persons_joined(const struct persons *p, uint32_t a, uint32_t b, uint64_t version,
                        bool *ret_first) {
  struct past x = past_of(p, a, version), y = past_of(p, b, version);
  *ret_first = a < b;
  if (a == b) return 0;
  while (x.person == y.person) {
    const struct person_change *cx = change_of(p, &x), *cy = change_of(p, &y);
    must(cx || cy); /* before any change everybody is alone */
    uint64_t lsn = !cy || (cx && cx->lsn > cy->lsn) ? cx->lsn : cy->lsn;
    uint32_t one = x.person;
    back_before(p, &x, lsn);
    back_before(p, &y, lsn);
    if (x.person == y.person) continue;
    *ret_first = x.person == one || (y.person != one && x.person < y.person);
    return lsn;
  }
  return UINT64_MAX;
}

static bool no(const char **ret_reason, const char *why) {
  *ret_reason = why;
  return false;
}

static bool ring_right(const struct persons *p, uint32_t person, uint64_t *seen,
                       const char **ret_reason) {
  uint32_t at = person, falls = 0;
  do {
    uint32_t next = persons_next(p, at);
    if (persons_of(p, at) != person) return no(ret_reason, "Q2: a ring leads to another person");
    falls += next <= at;
    if (falls > 1) return no(ret_reason, "Q2: a ring does not ascend");
    ++*seen;
    at = next;
  } while (at != person);
  return true;
}

bool persons_validate(const struct persons *p, const char **ret_reason) {
  uint64_t seen = 0, all = 0;
  uint32_t moved = 0;
  for (size_t i = 0; i < p->pages.n; i++) {
    if (!p->pages.p[i]) continue;
    for (uint32_t k = 0; k < PERSONS_PAGE; k++) {
      uint32_t s = (uint32_t)i * PERSONS_PAGE + k, person = p->pages.p[i]->person[k];
      all++;
      moved += person != s;
      if (persons_of(p, person) != person) return no(ret_reason, "Q1: a person is none of its own");
      if (person == s && !ring_right(p, s, &seen, ret_reason)) return false;
    }
  }
  for (size_t i = 0; i < p->history.n; i++) {
    const struct person_change *c = &p->history.p[i];
    if (c->before > i || (c->before && (p->history.p[c->before - 1].subject != c->subject ||
                                        p->history.p[c->before - 1].to != c->from)))
      return no(ret_reason, "Q4: a change does not follow the one it names");
  }
  if (seen != all) return no(ret_reason, "Q2: a subject is in no person's ring");
  if (moved != p->moved) return no(ret_reason, "the number of moved subjects is wrong");
  for (size_t i = 1; i < p->history.n; i++)
    if (p->history.p[i].lsn < p->history.p[i - 1].lsn)
      return no(ret_reason, "Q3: the history goes back");
  return true;
}
