/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One look.
 *
 *   snapshot ─▶ segments as they are now ─▶ who was touched, who is due ─▶ everybody or some
 *            ─▶ what is news, by cause ─▶ one transaction: changes and cursor ─▶ sets in memory
 *
 * The snapshot comes before the notes of who was touched, so nobody is missed (consumer.h).  What a
 * look that failed had taken waits for the next one, and that one asks everybody, because times in
 * memory may be half new.  Time never goes back: a look is never before the last one. */
#include <stdlib.h>

#include "base/panic.h"
#include "members_int.h"
#include "workspace/outbox.h"

/* ---- who was touched ---- */

static int by_person(const void *a, const void *b) {
  const struct toucher *x = a, *y = b;
  return x->person < y->person ? -1 : x->person > y->person;
}

/* By person; who was moved stands for himself too, because he may be nobody any more. */
static void gather(struct look *k) {
  struct members *m = k->m;
  struct people *people = ws_people(m->w);
  VEC(struct toucher) v = {0};
  for (size_t i = 0; i < m->waiting.n; i++) {
    const struct ws_touched *t = &m->waiting.p[i];
    struct toucher x = {.person = person_of(people, t->subject), .moved = t->moved};
    if (t->latest != INT64_MIN) {
      x.fresh = t->latest >= k->now - MEMBERS_FRESH_MS;
      x.late = !x.fresh;
    }
    vec_push(&v, x);
    x.person = t->subject;
    if (t->moved) vec_push(&v, x);
  }
  if (v.n) qsort(v.p, v.n, sizeof *v.p, by_person);
  k->touched = arena_array(k->tmp, struct toucher, v.n + 1);
  for (size_t i = 0; i < v.n; i++) {
    struct toucher *last = k->n_touched ? &k->touched[k->n_touched - 1] : NULL;
    if (last && last->person == v.p[i].person) {
      last->moved |= v.p[i].moved;
      last->fresh |= v.p[i].fresh;
      last->late |= v.p[i].late;
    } else {
      k->touched[k->n_touched++] = v.p[i];
    }
  }
  k->all_late = m->waiting_all;
  vec_free(&v);
}

static const struct toucher *toucher_of(const struct look *k, uint32_t person) {
  struct toucher x = {.person = person};
  if (k->n_touched == 0) return NULL;
  return bsearch(&x, k->touched, k->n_touched, sizeof x, by_person);
}

enum member_cause look_cause(const struct look *k, uint32_t person) {
  const struct toucher *t = toucher_of(k, person);
  if (t && t->moved) return MEMBER_IDENTITY;
  if (t && t->fresh) return MEMBER_EVENT;
  if (t && t->late) return MEMBER_LATE;
  if (person_of(ws_people(k->m->w), person) != person) return MEMBER_IDENTITY;
  if (k->all_late) return MEMBER_LATE;
  /* Put off since their last event, which was within a minute. */
  return roaring_bitmap_contains(k->m->hot, person) ? MEMBER_EVENT : MEMBER_TIME;
}

static void take(struct look *k) {
  struct members *m = k->m;
  struct ws_touched *t;
  uint32_t n;
  bool all;
  ws_touched_take(m->w, WS_FOR_MEMBERS, snapshot_lsn(k->n), k->tmp, &t, &n, &all);
  for (uint32_t i = 0; i < n; i++)
    vec_push(&m->waiting, t[i]);
  m->waiting_all |= all;
  gather(k);
}

/* ---- who is asked ---- */

/* Everybody about all segments. */
static bool all_must(const struct look *k) {
  const struct members *m = k->m;
  return m->doubt || m->waiting_all || k->now >= m->turn_ms ||
         (m->compares && k->now - m->full_ms >= MEMBERS_COMPARE_MS);
}

/* Everybody about the segments that are new, mean something else or are not live, while of the
 * others what was known holds on: who saves one of two hundred waits for one.  True: that leaves
 * no live one to go on with. */
static bool mark_anew(struct look *k) {
  uint32_t live = 0, going_on = 0;
  for (uint32_t i = 0; i < k->n_deltas; i++) {
    struct delta *d = &k->deltas[i];
    const struct watched *s = d->s;
    bool is_live = s->tree && s->update.mode == SEGMENT_LIVE;
    d->anew = s->tree && (!is_live || !s->met || strcmp(s->meaning, s->recorded));
    k->n_anew += d->anew;
    live += is_live;
    going_on += is_live && !d->anew;
  }
  return live && !going_on;
}

static int by_number(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

/* Those touched and those due, each once, ascending.  People of very many rows wait for their
 * minute. */
static void choose_people(struct look *k) {
  struct members *m = k->m;
  uint32_t known = snapshot_subjects(k->n), kept = 0;
  for (uint32_t i = 0; i < k->n_touched; i++) {
    const struct toucher *t = &k->touched[i];
    if (t->person >= known) continue;
    if (roaring_bitmap_contains(m->hot, t->person) && !t->moved) {
      int64_t at = k->now + MEMBERS_HOT_MS;
      if (at < m->due.until[t->person]) due_set(&m->due, t->person, at);
    } else {
      vec_push(&k->people, t->person);
    }
  }
  due_now(&m->due, k->now, &k->people);
  if (k->people.n) qsort(k->people.p, k->people.n, sizeof *k->people.p, by_number);
  for (size_t i = 0; i < k->people.n; i++)
    if (kept == 0 || k->people.p[kept - 1] != k->people.p[i]) k->people.p[kept++] = k->people.p[i];
  k->people.n = kept;
}

static void choose_segments(struct look *k, struct str also) {
  struct members *m = k->m;
  k->deltas = arena_array(k->tmp, struct delta, m->segs.n + 1);
  for (size_t i = 0; i < m->segs.n; i++) {
    struct watched *s = m->segs.p[i];
    bool asked = s->tree && str_eq(also, str_from(s->slug));
    if (asked || watched_due(m, s, k->now)) k->deltas[k->n_deltas++] = (struct delta){.s = s};
  }
}

/* Of an archived segment everybody leaves. */
static void leave(struct look *k) {
  for (uint32_t i = 0; i < k->n_deltas; i++) {
    struct delta *d = &k->deltas[i];
    roaring_uint32_iterator_t it;
    if (d->s->active) continue;
    roaring_init_iterator(d->s->set, &it);
    for (; it.has_value; roaring_advance_uint32_iterator(&it))
      vec_push(&d->exited[MEMBER_DEFINITION], it.current_value);
  }
}

static void forget_changes(struct look *k) {
  for (uint32_t i = 0; i < k->n_deltas; i++)
    for (int c = 0; c < MEMBER_CAUSES; c++) {
      vec_free(&k->deltas[i].entered[c]);
      vec_free(&k->deltas[i].exited[c]);
    }
}

static bool evaluate(struct look *k, struct err *err) {
  uint32_t many = snapshot_subjects(k->n) / ONE_BY_ONE_OF;
  k->everybody = mark_anew(k) || all_must(k);
  if (!k->everybody) choose_people(k);
  k->everybody |= k->people.n > (many > ONE_BY_ONE_MIN ? many : ONE_BY_ONE_MIN);
  leave(k);
  if (!k->everybody) {
    if (evaluate_anew(k, err) && evaluate_some(k, err)) return true;
    if (err->code != ERR_number_overflow) return false;
    forget_changes(k);
    leave(k);
    k->everybody = true; /* finds out whose numbers overflow */
  }
  return evaluate_everybody(k, err);
}

/* ---- the look ---- */

static void tell(const struct look *k, struct arena *out, struct members_looked *ret) {
  struct members_looked r = {.looked = true,
                             .everybody = k->everybody,
                             .people = (uint32_t)k->people.n,
                             .anew = k->everybody ? 0 : k->n_anew,
                             .at_ms = k->now,
                             .lsn = snapshot_lsn(k->n)};
  r.news = arena_array(out, struct member_news, k->n_deltas + 1);
  for (uint32_t i = 0; i < k->n_deltas; i++) {
    const struct delta *d = &k->deltas[i];
    struct member_news x = {.slug = arena_str(out, str_from(d->s->slug)),
                            .people = roaring_bitmap_get_cardinality(d->s->set)};
    for (int c = 0; c < MEMBER_CAUSES; c++) {
      x.entered += d->entered[c].n;
      x.exited += d->exited[c].n;
    }
    if (x.entered || x.exited) r.news[r.n_news++] = x;
  }
  *ret = r;
}

static void count(struct look *k, const struct members_looked *r, double seconds) {
  struct members_stats *s = &k->m->stats;
  pthread_mutex_lock(&k->m->lock);
  s->looks++;
  s->seconds += seconds;
  if (r->everybody) s->full_looks++, s->full_seconds += seconds;
  if (!r->everybody) s->asked += r->people;
  for (uint32_t i = 0; i < r->n_news; i++) {
    s->entered += r->news[i].entered;
    s->exited += r->news[i].exited;
  }
  s->turn_ms = k->m->turn_ms;
  pthread_mutex_unlock(&k->m->lock);
}

static bool run(struct look *k, struct str also, struct err *err) {
  struct members *m = k->m;
  take(k);
  if (!watched_update(m, k->n, k->now, err)) return false;
  if (also.n) {
    struct resource r;
    if (!resource_get(m->w, STR("segment"), also, k->tmp, &r, err)) return false;
    const struct watched *s = watched_find(m, also);
    if (s && s->problem.code != ERR_none) {
      *err = s->problem;
      return false;
    }
  }
  due_resize(&m->due, snapshot_subjects(k->n));
  choose_segments(k, also);
  if (!evaluate(k, err) || !record_write(k, err)) {
    m->doubt = true;
    return false;
  }
  m->waiting.n = 0;
  m->doubt = m->waiting_all = false;
  m->now = k->now;
  return true;
}

/* Cheap: nearly every call finds nothing. */
static bool called_for(struct members *m, int64_t now) {
  subjects due = {0};
  if (m->doubt || !m->names || m->revision != resource_revision(m->w) || now >= m->turn_ms)
    return true;
  /* A look takes a snapshot, which sorts what came since the last one: 5 % of the time of a server
   * that does nothing but collect.  With nothing to tell it only moves the cursor. */
  if (m->segs.n == 0 && now - m->now < MEMBERS_IDLE_MS) return false;
  if (m->waiting_all || m->waiting.n || ws_touched_count(m->w, WS_FOR_MEMBERS)) return true;
  for (size_t i = 0; i < m->segs.n; i++)
    if (m->segs.p[i]->update.mode == SEGMENT_DAILY && watched_due(m, m->segs.p[i], now))
      return true;
  due_now(&m->due, now, &due);
  bool any = due.n > 0;
  vec_free(&due);
  return any;
}

static bool look(struct members *m, struct str also, struct arena *out, struct members_looked *ret,
                 struct err *err) {
  struct clock *clock = ws_clock(m->w);
  struct mono begun = clock->mono(clock);
  int64_t now = clock_wall_ms(clock);
  if (now < m->now) now = m->now;
  if (also.n == 0 && !called_for(m, now)) {
    *ret = (struct members_looked){0};
    return true;
  }
  struct arena tmp;
  struct look k = {.m = m, .now = now, .tmp = &tmp};
  struct members_looked r;
  arena_init(&tmp, "look");
  k.n = ws_snapshot(m->w);
  bool ok = run(&k, also, err);
  if (ok) {
    tell(&k, out, &r);
    count(&k, &r, clock_seconds_since(clock, begun));
    *ret = r;
  }
  forget_changes(&k);
  vec_free(&k.people);
  snapshot_free(k.n);
  arena_release(&tmp);
  return ok;
}

/* A workspace that stopped says so itself; what could not be sent waits for the next look. */
static void send(struct members *m) {
  struct err ignored;
  if (m->to_send) m->to_send = !ws_outbox_send(m->w, NULL, &ignored);
}

bool members_look_at(struct members *m, struct str slug, struct arena *out,
                     struct members_looked *ret, struct err *err) {
  pthread_mutex_lock(&m->turn);
  bool ok = look(m, slug, out, ret, err);
  send(m);
  pthread_mutex_unlock(&m->turn);
  return ok;
}

bool members_look(struct members *m, struct arena *out, struct members_looked *ret,
                  struct err *err) {
  return members_look_at(m, (struct str){0}, out, ret, err);
}

void members_doubt(struct members *m) {
  pthread_mutex_lock(&m->turn);
  m->doubt = true;
  pthread_mutex_unlock(&m->turn);
}
