/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One source has rows, the others only people.
 *
 * Whoever asks about events rarely asks about what lies in every part: attributes come by import
 * and events by stream, and the directory says which blocks have a wanted event.  When only one
 * source of a chunk has, its decoded blocks are the batches where they lie (scan.c), and people of
 * the others, the guests, are put between its people: without rows, but known, and perhaps known
 * earlier than the source itself knows. */
#include "store/guests_int.h"

#include <stdlib.h>

static bool has_rows(const struct scanner *s, const struct cursor_of_source *c) {
  const struct part *p = c->src.part;
  if (!p || s->all_events) return true; /* a run does not say which events it has */
  for (uint32_t i = c->block; i < c->end; i++)
    for (uint32_t k = 0; k < p->blocks[i].n_events; k++) {
      uint32_t event = p->blocks[i].events[k];
      if (event < s->snap->catalog.events.n && s->wanted[event]) return true;
    }
  return false;
}

bool guests_only(const struct scanner *s, struct cursor_of_source *c, uint32_t n) {
  uint32_t host = UINT32_MAX;
  if (s->only != UINT32_MAX) return false;
  for (uint32_t i = 0; i < n; i++) {
    if (!has_rows(s, &c[i])) continue;
    if (host != UINT32_MAX) return false;
    host = i;
  }
  if (host == UINT32_MAX) host = 0;
  struct cursor_of_source first = c[0];
  c[0] = c[host];
  c[host] = first;
  return true;
}

bool guests_begin(struct scanner *s, struct cursor_of_source *c, uint32_t n, struct guests *ret,
                  struct err *err) {
  *ret = (struct guests){.c = c, .n = n, .last = UINT32_MAX};
  if (n == 0) return true;
  if (!s->guest_person) {
    size_t people = SCAN_CHUNK_PEOPLE + 1;
    s->guest_person = must_malloc(people * sizeof *s->guest_person);
    s->guest_begin = must_malloc(people * sizeof *s->guest_begin);
    s->guest_first = must_malloc(people * sizeof *s->guest_first);
  }
  for (uint32_t i = 0; i < n; i++) {
    bool got;
    c[i].d = scanner_block(s, 2 + i);
    c[i].person = 0;
    if (!cursor_next(s, &c[i], c[i].d, &got, err)) return false;
    if (!got) c[i].d = NULL;
  }
  return true;
}

static uint32_t next_of(const struct cursor_of_source *c) {
  return c->d ? c->d->person[c->person] : UINT32_MAX;
}

static uint32_t next_guest(const struct guests *g) {
  uint32_t next = UINT32_MAX;
  for (uint32_t i = 0; i < g->n; i++)
    if (next_of(&g->c[i]) < next) next = next_of(&g->c[i]);
  return next;
}

bool guests_wait(const struct guests *g) {
  return next_guest(g) != UINT32_MAX;
}

/* Takes the guest from everywhere he is, also from next blocks. */
static bool take_guest(struct scanner *s, struct guests *g, uint32_t person, int64_t *first,
                       struct err *err) {
  for (uint32_t i = 0; i < g->n; i++) {
    struct cursor_of_source *c = &g->c[i];
    while (next_of(c) == person) {
      bool got = true;
      if (c->d->first[c->person] < *first) *first = c->d->first[c->person];
      if (++c->person < c->d->n_people) continue;
      c->person = 0;
      if (!cursor_next(s, c, c->d, &got, err)) return false;
      if (!got) c->d = NULL;
    }
  }
  return true;
}

bool guests_join(struct scanner *s, struct guests *g, const struct dblock *d, uint32_t limit,
                 struct scan_batch *b, struct err *err) {
  uint32_t n = 0, guest = next_guest(g);
  for (uint32_t p = 0; p < d->n_people || guest <= limit; n++) {
    bool host = p < d->n_people && d->person[p] <= guest;
    uint32_t person = host ? d->person[p] : guest;
    if (person == UINT32_MAX) break; /* no limit and nobody left */
    int64_t first = host ? d->first[p] : INT64_MAX;
    if (person == g->last && g->last_first < first) first = g->last_first;
    if (person == guest) {
      if (!take_guest(s, g, person, &first, err)) return false;
      guest = next_guest(g);
    }
    s->guest_person[n] = person;
    s->guest_first[n] = first;
    s->guest_begin[n] = p < d->n_people ? d->row_begin[p] : d->n_rows;
    p += host;
  }
  s->guest_begin[n] = d->n_rows;
  if (n) {
    g->last = s->guest_person[n - 1];
    g->last_first = s->guest_first[n - 1];
  }
  b->n_people = n;
  b->person = s->guest_person;
  b->row_begin = s->guest_begin;
  b->first_time = s->guest_first;
  return true;
}
