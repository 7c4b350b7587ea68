/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What time does to members: ends of periods, grace, holds and terms; rules of levels; birthdays
 * and member days; and documents that were changed.
 *
 * Due members are read beside the writer, a chunk at a time, with what expressions say of them;
 * then one work does them, each looked at again inside.  Whoever was done is due later in the same
 * transaction: a crash repeats nothing, and what it lost is still due. */
#include "base/panic.h"
#include "loyalty/membership_int.h"

struct due_member {
  int64_t n;
  const struct programme_doc *doc;
};
struct sweep {
  struct writer_work work;
  struct loyalty *l;
  const struct programme_set *set;
  struct due_member *due;
  struct facts_of *facts;
  uint32_t n;
};

static bool note_due(struct sweep *k, struct state_stmt *q, struct err *err) {
  bool row = false;
  while (k->n < MEMBERSHIP_SWEEP_MAX) {
    if (!state_step(q, &row, err)) return false;
    if (!row) return true;
    for (uint32_t i = 0; i < k->set->n; i++) {
      if (!str_eq(k->set->p[i].p.slug, state_str(q, 2))) continue;
      k->due[k->n] = (struct due_member){state_int(q, 0), &k->set->p[i]};
      k->facts[k->n++] =
          (struct facts_of){.subject = (uint32_t)state_int(q, 1), .p = &k->set->p[i].p};
    }
  }
  state_reset(q);
  return true;
}

/* Members of archived programmes are not due: nothing is promised any more. */
static bool find_due(struct sweep *k, struct state *s, int64_t now, struct err *err) {
  struct state_stmt *q;
  for (uint32_t i = 0; i < k->set->n && k->n < MEMBERSHIP_SWEEP_MAX; i++) {
    if (!state_query(
            s,
            "SELECT m.n, h.subject, m.programme FROM member m JOIN holder h ON "
            "h.n = m.holder WHERE m.status = 0 AND h.subject >= 0 AND m.programme = ?1 AND "
            "m.version < ?2 ORDER BY m.version, m.n LIMIT ?3",
            &q, err))
      return false;
    state_bind_str(q, 1, k->set->p[i].p.slug);
    state_bind_int(q, 2, k->set->p[i].version);
    state_bind_int(q, 3, MEMBERSHIP_SWEEP_MAX - k->n);
    if (!note_due(k, q, err)) return false;
  }
  if (k->n) return true; /* these may be among the others too; each once in a work */
  for (uint32_t i = 0; i < k->set->n && k->n < MEMBERSHIP_SWEEP_MAX; i++) {
    if (!state_query(s,
                     "SELECT m.n, h.subject, m.programme FROM member m JOIN holder h ON "
                     "h.n = m.holder WHERE m.status = 0 AND h.subject >= 0 AND m.programme = ?1 "
                     "AND m.due_ms <= ?2 "
                     "ORDER BY m.due_ms, m.n LIMIT ?3",
                     &q, err))
      return false;
    state_bind_str(q, 1, k->set->p[i].p.slug);
    state_bind_int(q, 2, now);
    state_bind_int(q, 3, MEMBERSHIP_SWEEP_MAX - k->n);
    if (!note_due(k, q, err)) return false;
  }
  return true;
}

static bool over(const struct turn *t, const struct membership *m) {
  return m->status == MEMBERSHIP_ACTIVE && !membership_honoured(m, t->now);
}

/* A membership beside the leading one rests: it gives nothing and its level stays as it is; parted
 * again, it is looked at as of then. */
static bool rest(struct turn *t, struct membership *m, struct err *err) {
  m->version = t->doc->version;
  m->swept_day = day_of(t->z, t->now);
  m->due_ms = day_start(t->z, day_of(t->z, t->now) + 1);
  return member_update(t, m, err);
}

static bool sweep_one(struct sweep *k, struct state *s, uint32_t i, struct arena *tmp,
                      struct err *err) {
  const struct person_facts *f = &k->facts[i].facts;
  struct membership *m = NULL;
  struct turn t;
  if (!turn_begin(k->l, s, tmp, k->due[i].doc, k->facts[i].subject, &t, err)) return false;
  for (uint32_t j = 0; j < t.n_rows; j++)
    if (t.rows[j].n == k->due[i].n) m = &t.rows[j];
  if (!m || m->status != MEMBERSHIP_ACTIVE) return true; /* left meanwhile */
  if (over(&t, m))
    return turn_leave(&t, m, m->ends ? MEMBERSHIP_LEFT : MEMBERSHIP_LAPSED,
                      m->ends ? "ended" : "lapsed", err);
  if (m != t.lead) return rest(&t, m, err);
  if (f->birthday || programme_gives(t.p, PROGRAMME_AT_BIRTHDAY)) m->birthday = f->birthday;
  return turn_decide(&t, f, err) && turn_occasions(&t, err);
}

static bool run(struct writer_work *w, struct state *s, struct err *err) {
  struct sweep *k = (struct sweep *)w;
  struct arena tmp;
  bool ok = true;
  arena_init(&tmp, "members");
  for (uint32_t i = 0; ok && i < k->n; i++) {
    ok = sweep_one(k, s, i, &tmp, err);
    arena_reset(&tmp);
  }
  arena_release(&tmp);
  return ok;
}

static bool sweep_chunk(struct loyalty *l, const struct programme_set *set, uint32_t *ret_n,
                        struct err *err) {
  struct arena tmp;
  arena_init(&tmp, "sweep");
  struct sweep k = {.work = {.run = run},
                    .l = l,
                    .set = set,
                    .due = arena_array(&tmp, struct due_member, MEMBERSHIP_SWEEP_MAX),
                    .facts = arena_array(&tmp, struct facts_of, MEMBERSHIP_SWEEP_MAX)};
  state_enter(l->reader);
  bool ok = find_due(&k, l->reader, clock_wall_ms(ws_clock(l->w)), err);
  state_leave(l->reader);
  ok = ok && (k.n == 0 || (person_facts_read(l, k.facts, k.n, err) && loyalty_do(l, &k.work, err)));
  if (ok) *ret_n = k.n;
  arena_release(&tmp);
  return ok;
}

bool membership_sweep(struct loyalty *l, uint32_t max, uint32_t *ret_done, struct err *err) {
  struct programme_set *set;
  uint32_t done = 0, n = MEMBERSHIP_SWEEP_MAX;
  bool ok = programme_set_get(l, &set, err);
  if (!ok) return false;
  while (ok && n == MEMBERSHIP_SWEEP_MAX && done < max) {
    ok = sweep_chunk(l, set, &n, err);
    if (ok) done += n;
  }
  programme_set_release(set);
  if (ok) *ret_done = done;
  return ok;
}
