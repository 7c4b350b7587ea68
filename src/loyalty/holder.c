/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of holders, and all of it in memory: 4 bytes by subject, in pages of 4,096 subjects.
 *
 * Every request begins with "who is this in SQL", and a person may have thousands of subjects of
 * which two have anything; asking SQL would be a statement per request with a list of unknown
 * length.  Numbers are given by the one writer, so they need no answer from the database either. */
#include "loyalty/holder.h"

#include <stdlib.h>

#include "base/id.h"
#include "base/panic.h"
#include "loyalty/loyalty_int.h"

#define PAGE_BITS 12u
#define PAGE      (1u << PAGE_BITS)

static uint32_t seat_of(const struct seats *s, uint32_t subject) {
  size_t page = subject >> PAGE_BITS;
  if (page >= s->pages.n || !s->pages.p[page]) return 0;
  return s->pages.p[page][subject & (PAGE - 1)];
}

static void keep(struct seats *s, uint32_t subject, uint32_t holder) {
  size_t page = subject >> PAGE_BITS;
  while (s->pages.n <= page)
    vec_push(&s->pages, NULL);
  if (!s->pages.p[page]) s->pages.p[page] = must_calloc(PAGE, sizeof **s->pages.p);
  s->pages.p[page][subject & (PAGE - 1)] = holder;
}

bool seats_load(struct loyalty *l, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  struct seats *s = &l->seats;
  s->next = 1;
  state_enter(l->reader);
  bool ok = state_query(l->reader, "SELECT n, subject FROM holder ORDER BY n", &q, err);
  while (ok && (ok = state_step(q, &row, err)) && row) {
    if (state_int(q, 1) >= 0) keep(s, (uint32_t)state_int(q, 1), (uint32_t)state_int(q, 0));
    s->next = (uint32_t)state_int(q, 0) + 1;
  }
  state_leave(l->reader);
  return ok;
}

void seats_release(struct seats *s) {
  for (size_t i = 0; i < s->pages.n; i++)
    free(s->pages.p[i]);
  vec_free(&s->pages);
  vec_free(&s->fresh);
}

void seats_mark(struct seats *s) {
  s->marked = s->fresh.n;
}

void seats_undo(struct seats *s) {
  s->next -= (uint32_t)(s->fresh.n - s->marked);
  s->fresh.n = s->marked;
}

void seats_over(struct seats *s, bool committed) {
  if (committed && s->fresh.n) {
    pthread_rwlock_wrlock(&s->lock);
    for (size_t i = 0; i < s->fresh.n; i++)
      keep(s, s->fresh.p[i].subject, s->fresh.p[i].holder);
    pthread_rwlock_unlock(&s->lock);
  } else {
    s->next -= (uint32_t)s->fresh.n;
  }
  s->fresh.n = s->marked = 0;
}

/* The writer reads without the lock: nobody else writes. */
static uint32_t fresh_seat(const struct seats *s, uint32_t subject) {
  uint32_t n = seat_of(s, subject);
  for (size_t i = 0; n == 0 && i < s->fresh.n; i++)
    if (s->fresh.p[i].subject == subject) n = s->fresh.p[i].holder;
  return n;
}

uint32_t holder_find(struct loyalty *l, uint32_t subject) {
  if (writer_thread_is(l->writer)) return fresh_seat(&l->seats, subject);
  pthread_rwlock_rdlock(&l->seats.lock);
  uint32_t n = seat_of(&l->seats, subject);
  pthread_rwlock_unlock(&l->seats.lock);
  return n;
}

static bool insert(struct state *s, uint32_t holder, uint32_t subject, struct err *err) {
  struct state_stmt *q;
  struct arena tmp;
  arena_init(&tmp, "holder");
  bool ok = state_query(s, "INSERT INTO holder (n, id, subject) VALUES (?1, ?2, ?3)", &q, err);
  if (ok) {
    state_bind_int(q, 1, holder);
    state_bind_str(q, 2, id_new("per_", &tmp));
    state_bind_int(q, 3, subject);
    ok = state_later(q, err);
  }
  arena_release(&tmp);
  return ok;
}

bool holder_take(struct loyalty *l, uint32_t subject, struct state *s, uint32_t *ret,
                 struct err *err) {
  uint32_t n = fresh_seat(&l->seats, subject);
  if (n == 0) {
    n = l->seats.next;
    if (!insert(s, n, subject, err)) return false;
    l->seats.next++;
    vec_push(&l->seats.fresh, ((struct seat){.subject = subject, .holder = n}));
  }
  *ret = n;
  return true;
}

uint32_t holders_of_person(struct loyalty *l, uint32_t subject, struct arena *out, uint32_t **ret) {
  const struct people *p = ws_people(l->w);
  uint32_t n = person_subjects(p, person_of(p, subject), NULL, 0), k = 0;
  uint32_t *all = arena_array(out, uint32_t, n + 1), own = holder_find(l, subject);
  /* Somebody may join the person meanwhile. */
  uint32_t now = person_subjects(p, person_of(p, subject), all, n);
  n = now < n ? now : n;
  uint32_t *seats = arena_array(out, uint32_t, n + 1);
  if (own) seats[k++] = own;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t seat = all[i] == subject ? 0 : holder_find(l, all[i]);
    if (seat) seats[k++] = seat;
  }
  *ret = seats;
  return k;
}

uint32_t holder_subject_at(struct state_stmt *q, int column) {
  bool none = state_is_null(q, column) || state_int(q, column) < 0;
  return none ? SUBJECT_NONE : (uint32_t)state_int(q, column);
}

bool holder_subject(struct state *s, uint32_t holder, uint32_t *ret, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(s, "SELECT subject FROM holder WHERE n = ?1", &q, err)) return false;
  state_bind_int(q, 1, holder);
  if (!state_step(q, &row, err)) return false;
  uint32_t subject = row ? holder_subject_at(q, 0) : SUBJECT_NONE;
  if (row) state_reset(q);
  if (subject == SUBJECT_NONE) return err_fail(err, ERR_unknown_person, "%u", holder);
  *ret = subject;
  return true;
}
