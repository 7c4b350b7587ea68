/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Badges: awarded when their condition comes to hold or a task was completed often enough, ended
 * when one that is kept while something holds does not hold any more.
 *
 * A condition about time ends without an event, so those are looked at once a day as well. */
#include "incentive/task_int.h"
#include "model/person.h"

#define BADGES_LOOK 100 /* awards at a time */

/* The person's award; 0: none. */
static bool award_of(struct task_work *k, uint32_t doc, const struct task_seats *seats,
                     int64_t *ret, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  *ret = 0;
  for (uint32_t i = 0; *ret == 0 && i < seats->n; i++) {
    if (!state_query(k->s,
                     "SELECT n FROM badge_award WHERE holder = ?1 AND doc = ?2 AND until_ms = 0",
                     &q, err))
      return false;
    state_bind_int(q, 1, seats->p[i]);
    state_bind_int(q, 2, doc);
    if (!state_step(q, &row, err)) return false;
    if (!row) continue;
    *ret = state_int(q, 0);
    state_reset(q);
  }
  return true;
}

bool badge_award(struct task_work *k, const struct task_active *a, struct task_seats *seats,
                 uint64_t lsn, int64_t at_ms, struct err *err) {
  struct state_stmt *q;
  struct task_tally *t;
  struct task_begun who;
  int64_t have;
  if (!award_of(k, a->n, seats, &have, err)) return false;
  if (have) return true;
  if (!task_begin(k, a, seats, at_ms, &who, err) || !task_tally_of(k, a->n, &t, err) ||
      !state_query(k->s,
                   "INSERT INTO badge_award (n, doc, holder, lsn, at_ms, until_ms, looked_day) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6)",
                   &q, err))
    return false;
  state_bind_int(q, 1, loyalty_number(k->t->c.l, k->t->tables[BADGE_AWARDS]));
  state_bind_int(q, 2, a->n);
  state_bind_int(q, 3, who.seat);
  state_bind_int(q, 4, (int64_t)lsn);
  state_bind_int(q, 5, at_ms);
  state_bind_int(q, 6, day_of(ws_tz(k->t->c.w), k->now));
  t->completed++;
  return state_later(q, err) &&
         task_tell(k, seats->subject, "badge_awarded", "badge", a->slug, 0, NULL, err);
}

bool badge_end(struct task_work *k, const struct task_active *a, const struct task_seats *seats,
               int64_t at_ms, struct err *err) {
  struct state_stmt *q;
  struct task_tally *t;
  int64_t have;
  bool any = false;
  for (;;) {
    if (!award_of(k, a->n, seats, &have, err)) return false;
    if (!have) break;
    if (!state_query(k->s, "UPDATE badge_award SET until_ms = ?2 WHERE n = ?1", &q, err))
      return false;
    state_bind_int(q, 1, have);
    state_bind_int(q, 2, at_ms > 0 ? at_ms : 1);
    if (!state_later(q, err) || !task_tally_of(k, a->n, &t, err)) return false;
    t->reopened++;
    any = true;
  }
  return !any || task_tell(k, seats->subject, "badge_ended", "badge", a->slug, 0, NULL, err);
}

bool badges_of_task(struct task_work *k, struct str task, uint32_t doc, struct task_seats *seats,
                    uint64_t lsn, int64_t at_ms, struct err *err) {
  const struct task_set *s = &k->t->set;
  struct task_dones d;
  bool asked = false;
  for (uint32_t i = 0; i < s->n; i++) {
    const struct task_active *a = &s->p[i];
    if (a->kind != BADGE_DOC || a->broken || a->ended || !str_eq(a->badge.task, task)) continue;
    if (lsn < a->from_lsn || lsn >= a->until_lsn) continue;
    if (!asked && !task_dones_of(k, doc, seats, 0, &d, err)) return false;
    asked = true;
    if (d.all >= a->badge.times && !badge_award(k, a, seats, lsn, at_ms, err)) return false;
  }
  return true;
}

/* ---- once a day ---- */

struct looked {
  uint32_t doc, subject;
  int64_t n;
  bool holds;
};
struct looking {
  struct writer_work work;
  struct task_work k;
  struct looked *p;
  uint32_t n;
  int32_t day;
};

static const struct task_active *doc_now(const struct task_set *s, uint32_t n) {
  for (uint32_t i = 0; i < s->n; i++)
    if (s->p[i].n == n && s->p[i].until_lsn == UINT64_MAX) return &s->p[i];
  return NULL;
}

static bool run_looking(struct writer_work *w, struct state *s, struct err *err) {
  struct looking *x = (struct looking *)w;
  struct task_work *k = &x->k;
  struct state_stmt *q;
  task_work_begin(k, s);
  for (uint32_t i = 0; i < x->n; i++) {
    const struct task_active *a = doc_now(&k->t->set, x->p[i].doc);
    struct task_seats seats;
    if (!state_query(s, "UPDATE badge_award SET looked_day = ?2 WHERE n = ?1", &q, err))
      return false;
    state_bind_int(q, 1, x->p[i].n);
    state_bind_int(q, 2, x->day);
    if (!state_later(q, err)) return false;
    if (x->p[i].holds || x->p[i].subject == SUBJECT_NONE || !a) continue;
    task_seats_now(k, x->p[i].subject, &seats);
    seats.subject = x->p[i].subject;
    if (!badge_end(k, a, &seats, k->now, err)) return false;
  }
  return task_tallies_put(k, err);
}

static bool ask(struct tasks *t, struct looking *x, struct err *err) {
  struct snapshot *snap = ws_snapshot(t->c.w);
  const struct query_input in = {.tz = ws_tz(t->c.w)};
  struct arena tmp;
  bool ok = true;
  arena_init(&tmp, "badges");
  for (uint32_t i = 0; ok && i < x->n; i++) {
    struct looked *l = &x->p[i];
    const struct task_active *a = doc_now(&t->set, l->doc);
    struct person_event *events;
    struct query_history h = {0};
    struct naive_value v;
    struct err why = {0};
    bool exists = false;
    l->holds = true;
    if (!a || a->broken || a->ended || !a->badge.when || !a->badge.keeps_while ||
        l->subject == SUBJECT_NONE)
      continue;
    h.subject = person_of(ws_people(t->c.w), l->subject);
    if (h.subject >= snapshot_subjects(snap)) continue;
    arena_reset(&tmp);
    ok = query_person_events(snap, h.subject, x->k.now, &tmp, &events, &h.n, err);
    if (!ok) break;
    h.events = events;
    if (query_one_value(&h, a->badge.when, x->k.now, &in, &exists, &v, &why))
      l->holds = exists && !v.missing && v.b;
  }
  arena_release(&tmp);
  snapshot_free(snap);
  return ok;
}

static bool due(struct tasks *t, struct looking *x, struct err *err) {
  struct state *s = loyalty_reader(t->c.l);
  struct state_stmt *q;
  bool ok = true, row = false;
  state_enter(s);
  for (uint32_t i = 0; ok && i < t->set.n && x->n < BADGES_LOOK; i++) {
    const struct task_active *a = &t->set.p[i];
    if (a->kind != BADGE_DOC || a->broken || a->ended || !a->badge.keeps_while ||
        a->until_lsn != UINT64_MAX)
      continue;
    ok = state_query(s,
                     "SELECT a.n, h.subject FROM badge_award a JOIN holder h ON h.n = a.holder "
                     "WHERE a.doc = ?1 AND a.until_ms = 0 AND a.looked_day < ?2 ORDER BY a.n LIMIT "
                     "?3",
                     &q, err);
    if (!ok) break;
    state_bind_int(q, 1, a->n);
    state_bind_int(q, 2, x->day);
    state_bind_int(q, 3, BADGES_LOOK - x->n);
    while ((ok = state_step(q, &row, err)) && row)
      x->p[x->n++] = (struct looked){.doc = a->n,
                                     .subject = holder_subject_at(q, 1),
                                     .n = state_int(q, 0)};
  }
  state_leave(s);
  return ok;
}

bool badges_look(struct tasks *t, struct err *err) {
  int64_t now = clock_wall_ms(ws_clock(t->c.w));
  struct looked room[BADGES_LOOK];
  struct looking x = {.work = {.run = run_looking},
                      .k = {.t = t, .now = now},
                      .p = room,
                      .day = day_of(ws_tz(t->c.w), now)};
  bool ok = true;
  pthread_mutex_lock(&t->c.turn);
  if (t->looked_day != x.day) {
    arena_init(&x.k.mem, "badges");
    ok = task_set_update(t, err) && due(t, &x, err);
    if (ok && x.n == 0) t->looked_day = x.day;
    ok = ok && (x.n == 0 || (ask(t, &x, err) && loyalty_do(t->c.l, &x.work, err)));
    vec_free(&x.k.tallies);
    arena_release(&x.k.mem);
  }
  pthread_mutex_unlock(&t->c.turn);
  return ok;
}
