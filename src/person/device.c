/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lists the machine of identity.h keeps, and the journal that takes changes back.
 *
 * A group that is decided is not yet durable, and several may be under way.  So every change notes
 * what was there before; keeping a group forgets its notes, undoing goes through them backwards.  A
 * device is noted once per decision, because most decisions touch it again and again. */
#include "person/identity_int.h"

#include <stdlib.h>

#include "base/panic.h"

#define PAGE (1u << NUMBERS_PAGE_BITS)

/* ---- numbers ---- */

static uint32_t number_of(const struct numbers *t, uint32_t subject) {
  uint32_t i = subject >> NUMBERS_PAGE_BITS;
  return i < t->pages.n && t->pages.p[i] ? t->pages.p[i][subject & (PAGE - 1)] : 0;
}

static void number_set(struct numbers *t, uint32_t subject, uint32_t number) {
  uint32_t i = subject >> NUMBERS_PAGE_BITS;
  while (t->pages.n <= i)
    vec_push(&t->pages, NULL);
  if (!t->pages.p[i]) t->pages.p[i] = must_calloc(PAGE, sizeof **t->pages.p);
  t->pages.p[i][subject & (PAGE - 1)] = number;
}

static void numbers_release(struct numbers *t) {
  for (size_t i = 0; i < t->pages.n; i++)
    free(t->pages.p[i]);
  vec_free(&t->pages);
}

/* ---- life ---- */

void identity_init(struct identity *x) {
  *x = (struct identity){0};
  arena_init(&x->rules_mem, "identity rules");
  identity_rules_default(&x->rules);
}

static void undo_free(struct undo *u) {
  if (u->kind == UNDO_NOTE) free(u->note);
}

void identity_clear(struct identity *x) {
  for (size_t i = x->taken; i < x->journal.n; i++)
    undo_free(&x->journal.p[i]);
  persons_release(&x->ahead);
  vec_free(&x->devices);
  vec_free(&x->stretches);
  vec_free(&x->notes);
  vec_free(&x->rates);
  vec_free(&x->journal);
  vec_free(&x->touched);
  numbers_release(&x->device_of);
  numbers_release(&x->note_of);
  numbers_release(&x->rate_of);
  x->taken = 0;
  x->base = 0;
}

void identity_release(struct identity *x) {
  identity_clear(x);
  arena_release(&x->rules_mem);
}

/* ---- the journal ---- */

uint64_t journal_end(const struct identity *x) {
  return x->base + x->journal.n;
}

static struct undo *push(struct identity *x, enum undo_kind kind, uint32_t at, bool made) {
  struct undo u = {.kind = (uint8_t)kind, .made = made, .at = at};
  vec_push(&x->journal, u);
  return &x->journal.p[x->journal.n - 1];
}

static void take_back(struct identity *x, struct undo *u) {
  switch ((enum undo_kind)u->kind) {
  case UNDO_MOVE:
    persons_take_back(&x->ahead, x->ahead.history.n - 1);
    break;
  case UNDO_DEVICE:
    if (u->made) {
      number_set(&x->device_of, x->devices.p[u->at].first, 0);
      x->devices.n--;
    } else {
      x->devices.p[u->at] = u->device;
    }
    break;
  case UNDO_STRETCH:
    if (u->made)
      x->stretches.n--;
    else
      x->stretches.p[u->at].first_ms = u->first_ms;
    break;
  case UNDO_NOTE:
    if (u->made) {
      number_set(&x->note_of, x->notes.p[u->at].subject, 0);
      x->notes.n--;
    } else {
      x->notes.p[u->at] = *u->note;
    }
    break;
  case UNDO_RATE:
    if (u->made) {
      number_set(&x->rate_of, x->rates.p[u->at].subject, 0);
      x->rates.n--;
    } else {
      x->rates.p[u->at] = u->rate;
    }
  }
  undo_free(u);
}

void journal_undo(struct identity *x, uint64_t to) {
  must(to >= x->base + x->taken);
  while (journal_end(x) > to) {
    take_back(x, &x->journal.p[x->journal.n - 1]);
    x->journal.n--;
  }
}

/* The front is cut off when it is the larger half, so that keeping costs what was kept. */
void journal_keep(struct identity *x, uint64_t to) {
  size_t moves = 0, n = (size_t)(to - x->base);
  must(to >= x->base + x->taken && to <= journal_end(x));
  for (size_t i = x->taken; i < n; i++)
    undo_free(&x->journal.p[i]);
  x->taken = n;
  if (n * 2 < x->journal.n || n == 0) return;
  for (size_t i = 0; i < n; i++)
    moves += x->journal.p[i].kind == UNDO_MOVE;
  x->journal.n -= n;
  memmove(x->journal.p, x->journal.p + n, x->journal.n * sizeof *x->journal.p);
  x->base += n;
  x->taken = 0;
  if (moves == 0) return;
  x->ahead.history.n -= moves;
  memmove(x->ahead.history.p, x->ahead.history.p + moves,
          x->ahead.history.n * sizeof *x->ahead.history.p);
}

void ahead_move(struct identity *x, uint32_t subject, uint32_t to) {
  if (persons_of(&x->ahead, subject) == to) return;
  persons_move(&x->ahead, 0, subject, to);
  push(x, UNDO_MOVE, subject, false);
}

/* ---- devices ---- */

struct device *device_at(struct identity *x, uint32_t first) {
  uint32_t n = number_of(&x->device_of, first);
  return n ? &x->devices.p[n - 1] : NULL;
}

static void journal_device(struct identity *x, uint32_t at, bool made) {
  struct device *v = &x->devices.p[at];
  struct undo *u = push(x, UNDO_DEVICE, at, made);
  u->device = made ? (struct device){.first = v->first, .owner = SUBJECT_NONE} : *v;
  v->stamp = x->stamp;
  vec_push(&x->touched, (uint32_t)x->journal.n - 1);
}

struct device *device_touch(struct identity *x, uint32_t first) {
  uint32_t n = number_of(&x->device_of, first);
  must(n);
  if (x->devices.p[n - 1].stamp != x->stamp) journal_device(x, n - 1, false);
  return &x->devices.p[n - 1];
}

struct device *device_make(struct identity *x, uint32_t first) {
  struct device v = {.first = first,
                     .owner = SUBJECT_NONE,
                     .anon = SUBJECT_NONE,
                     .stretch = SUBJECT_NONE,
                     .stray = SUBJECT_NONE};
  vec_push(&x->devices, v);
  number_set(&x->device_of, first, (uint32_t)x->devices.n);
  journal_device(x, (uint32_t)x->devices.n - 1, true);
  return &x->devices.p[x->devices.n - 1];
}

/* ---- stretches ---- */

struct stretch *stretch_at(struct identity *x, uint32_t subject) {
  size_t lo = 0, hi = x->stretches.n;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (x->stretches.p[mid].subject < subject)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo < x->stretches.n && x->stretches.p[lo].subject == subject ? &x->stretches.p[lo] : NULL;
}

void stretch_make(struct identity *x, uint32_t subject, uint32_t first, int64_t first_ms) {
  must(x->stretches.n == 0 || x->stretches.p[x->stretches.n - 1].subject < subject);
  struct stretch s = {subject, first, first_ms};
  vec_push(&x->stretches, s);
  push(x, UNDO_STRETCH, (uint32_t)x->stretches.n - 1, true);
}

void stretch_set(struct identity *x, struct stretch *s, int64_t first_ms) {
  push(x, UNDO_STRETCH, (uint32_t)(s - x->stretches.p), false)->first_ms = s->first_ms;
  s->first_ms = first_ms;
}

/* ---- notes and rates ---- */

const struct note *note_at(const struct identity *x, uint32_t subject) {
  uint32_t n = number_of(&x->note_of, subject);
  return n ? &x->notes.p[n - 1] : NULL;
}

struct note *note_touch(struct identity *x, uint32_t subject) {
  uint32_t n = number_of(&x->note_of, subject);
  if (n) {
    struct undo *u = push(x, UNDO_NOTE, n - 1, false);
    u->note = must_malloc(sizeof *u->note);
    *u->note = x->notes.p[n - 1];
    return &x->notes.p[n - 1];
  }
  vec_push(&x->notes, (struct note){.subject = subject});
  number_set(&x->note_of, subject, (uint32_t)x->notes.n);
  push(x, UNDO_NOTE, (uint32_t)x->notes.n - 1, true);
  return &x->notes.p[x->notes.n - 1];
}

struct rate *rate_touch(struct identity *x, uint32_t subject) {
  uint32_t n = number_of(&x->rate_of, subject);
  if (n) {
    push(x, UNDO_RATE, n - 1, false)->rate = x->rates.p[n - 1];
    return &x->rates.p[n - 1];
  }
  vec_push(&x->rates, (struct rate){.subject = subject});
  number_set(&x->rate_of, subject, (uint32_t)x->rates.n);
  push(x, UNDO_RATE, (uint32_t)x->rates.n - 1, true);
  return &x->rates.p[x->rates.n - 1];
}
