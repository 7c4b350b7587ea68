/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Seats of people in SQL through a repair: their subjects have the numbers of now.
 *
 * What somebody owns refers to the seat and is not touched.  A seat whose subject nobody can tell
 * any more keeps what is on it under a number below zero, which no subject has. */
#include "repair_int.h"

struct moved {
  int64_t seat, subject;
};

typedef VEC(struct moved) moved_vec;

static bool read_moved(const struct repair_erased *e, struct state *s, moved_vec *ret,
                       struct err *err) {
  struct state_stmt *q;
  bool row = true;
  if (!state_query(s, "SELECT n, subject FROM holder ORDER BY n", &q, err)) return false;
  while (row) {
    if (!state_step(q, &row, err)) return false;
    if (!row) break;
    struct moved m = {state_int(q, 0), state_int(q, 1)};
    uint32_t now = m.subject < 0 ? SUBJECT_NONE : repair_erased_now(e, (uint32_t)m.subject);
    int64_t then = now == SUBJECT_NONE ? -m.seat : (int64_t)now;
    if (then == m.subject) continue;
    m.subject = then;
    vec_push(ret, m);
  }
  return true;
}

static bool set(struct state *s, const moved_vec *all, bool out_of_the_way, struct err *err) {
  struct state_stmt *q;
  for (size_t i = 0; i < all->n; i++) {
    const struct moved *m = &all->p[i];
    if (!state_query(s, "UPDATE holder SET subject = ?2 WHERE n = ?1", &q, err)) return false;
    state_bind_int(q, 1, m->seat);
    state_bind_int(q, 2, out_of_the_way ? -m->seat : m->subject);
    if (!state_exec(q, err)) return false;
  }
  return true;
}

bool repair_holders(const struct repair_erased *e, struct state *s, uint32_t *ret_lost,
                    struct err *err) {
  moved_vec all = {0};
  bool ok = read_moved(e, s, &all, err) && set(s, &all, true, err) && set(s, &all, false, err);
  *ret_lost = 0;
  for (size_t i = 0; i < all.n; i++)
    *ret_lost += all.p[i].subject < 0;
  vec_free(&all);
  return ok;
}
