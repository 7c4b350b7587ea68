/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Judging: has this id come before?
 *
 * A batch is judged in pieces of 64 keys.  For each filter the memory of all 64 is fetched before
 * the first is looked at, so that a piece costs a few round trips to memory per run and not
 * hundreds.  Runs number about one per slot and a few young ones; that is why slots are a seventh
 * of the window and not an hour: 168 filters to ask would cost twenty times as much.
 *
 * New keys go to the active table at once, which is what finds a key standing twice in one batch,
 * and to `pending`, which is what seen_undo removes them by.  A table is sealed between groups
 * only, so a group's keys lie in one table.
 */
#include "seen_parts_int.h"

#include <stdlib.h>
#include <string.h>

#define PIECE 64

/* ---- time ---- */

static int64_t slot_of(const struct seen *s, int64_t t) {
  return t / s->slot_ms;
}

bool seen_slot_known(const struct seen *s, int64_t last) {
  return slot_of(s, s->clock.now) - slot_of(s, last) <= SEEN_SLOTS;
}

bool seen_slot_over(const struct seen *s, int64_t last) {
  const struct seen_clock *c = &s->clock;
  if (s->groups.n > 0)
    c = &s->groups.p[0].before;
  else if (s->adding)
    c = &s->before;
  return slot_of(s, c->now) - slot_of(s, last) > SEEN_SLOTS;
}

static void advance(struct seen_clock *c, int64_t received) {
  int64_t step = received - c->high;
  if (c->now == 0) {
    c->high = c->now = received;
  } else if (step > 0) {
    c->now += step < SEEN_STEP_MAX ? step : SEEN_STEP_MAX;
    c->high = received;
  } else if (step < -SEEN_BACK_MAX) {
    c->high = received;
  }
}

/* ---- tables ---- */

struct seen_table *seen_table_new(struct seen *s) {
  struct seen_table *t = must_calloc(1, sizeof *t);
  t->seq = ++s->next_seq;
  return t;
}

void seen_table_free(struct seen_table *t) {
  if (!t) return;
  keytable_release(&t->keys);
  free(t);
}

size_t seen_tables_bytes(const struct seen *s) {
  size_t n = keytable_bytes(&s->active->keys) + s->pending.cap * sizeof *s->pending.p;
  for (size_t i = 0; i < s->sealed.n; i++)
    n += keytable_bytes(&s->sealed.p[i]->keys);
  return n + keytable_bytes(&s->spare);
}

const struct seen_span *seen_first_unfiled(const struct seen *s) {
  return s->sealed.n ? &s->sealed.p[0]->span : &s->active->span;
}

void seen_unseal(struct seen *s) {
  memmove(s->sealed.p, s->sealed.p + 1, --s->sealed.n * sizeof *s->sealed.p);
  atomic_store(&s->n_sealed, (uint32_t)s->sealed.n);
}

uint32_t seen_backlog(const struct seen *s) {
  return atomic_load(&s->n_sealed);
}

/* Nobody has read it without the lock, and no group of it is in flight. */
static bool forgettable(const struct seen *s, const struct seen_table *t) {
  return !t->busy && (s->groups.n == 0 || s->groups.p[0].seq > t->seq);
}

/* The room of tables is bounded even if maintenance cannot write: then the window shrinks. */
static void forget_over_ceiling(struct seen *s) {
  if (seen_tables_bytes(s) > s->tables_max) keytable_release(&s->spare);
  while (s->sealed.n > 0 && seen_tables_bytes(s) > s->tables_max &&
         forgettable(s, s->sealed.p[0])) {
    struct seen_table *t = s->sealed.p[0];
    if (t->keys.n > 0 && t->span.last > s->known_from) s->known_from = t->span.last;
    seen_unseal(s);
    seen_table_free(t);
  }
}

void seen_seal(struct seen *s) {
  struct seen_table *old = s->active, *t = seen_table_new(s);
  if (s->spare.bits) {
    t->keys = s->spare;
    s->spare = (struct keytable){0};
  } else if (old->keys.n >= s->spill_keys / 2) {
    keytable_reserve(&t->keys, s->table_bits);
  }
  t->span =
      (struct seen_span){.lsn_begin = old->lsn_end, .begin = s->adding ? s->before : s->clock};
  t->lsn_end = old->lsn_end;
  vec_push(&s->sealed, old);
  atomic_store(&s->n_sealed, (uint32_t)s->sealed.n);
  s->active = t;
  s->seal_wanted = false;
  forget_over_ceiling(s);
}

static struct seen_table *table_of(struct seen *s, uint64_t seq) {
  for (size_t i = 0; i < s->sealed.n; i++)
    if (s->sealed.p[i]->seq == seq) return s->sealed.p[i];
  must(s->active->seq == seq);
  return s->active;
}

/* ---- one batch ---- */

/* The first add of a group moves time; what an unmarked batch without new keys moved is taken back,
 * because replay will not meet that batch (as seen_mark does for who calls it). */
static void begin_group(struct seen *s, int64_t received) {
  if (s->adding && s->unmarked > 0) return;
  if (s->adding) s->clock = s->before;
  s->adding = true;
  s->before = s->clock;
  must(received > 0);
  advance(&s->clock, received);
  if (s->gap) s->known_from = s->clock.now;
  s->gap = false;
  struct seen_table *t = s->active;
  if (t->keys.n > 0 && slot_of(s, t->span.last) != slot_of(s, s->clock.now)) {
    seen_seal(s);
    t = s->active;
  }
  if (t->keys.n == 0) t->span.first = s->clock.now;
  t->span.last = s->clock.now;
}

/* Which of n ≤ 64 keys lie in sealed tables or runs of the window. */
static uint64_t known_before(struct seen *s, const struct ev_key *k, uint32_t n, uint64_t asked) {
  uint64_t known = 0;
  for (uint32_t i = 0; i < n; i++)
    keytable_prefetch(&s->active->keys, k[i]);
  for (size_t t = 0; t < s->sealed.n; t++) {
    const struct seen_table *table = s->sealed.p[t];
    if (table->keys.n == 0 || !seen_slot_known(s, table->span.last)) continue;
    for (uint32_t i = 0; i < n; i++)
      keytable_prefetch(&table->keys, k[i]);
    for (uint32_t i = 0; i < n; i++)
      known |= (uint64_t)keytable_has(&table->keys, k[i]) << i;
  }
  for (size_t r = s->runs.n; r-- > 0;) {
    struct seen_run *run = &s->runs.p[r];
    if (!seen_slot_known(s, run->span.last)) continue;
    uint64_t maybe = keyfilter_may_have_many(&run->run->filter, k, n) & asked & ~known;
    for (; maybe; maybe &= maybe - 1) {
      uint32_t i = (uint32_t)__builtin_ctzll(maybe);
      enum keyrun_hit hit = keyrun_search(run->run, k[i]);
      if (hit == KEYRUN_THERE) known |= (uint64_t)1 << i;
      if (hit == KEYRUN_DAMAGED) run->damaged = true;
    }
  }
  return known & asked;
}

static uint64_t with_id(const struct ev_key *k, uint32_t n) {
  uint64_t mask = 0;
  for (uint32_t i = 0; i < n; i++)
    mask |= (uint64_t)(k[i].hi != 0 || k[i].lo != 0) << i;
  return mask;
}

static void add_piece(struct seen *s, const struct ev_key *k, uint32_t n, uint8_t *ret_dup) {
  uint64_t asked = with_id(k, n), known = known_before(s, k, n, asked);
  for (uint32_t i = 0; i < n; i++) {
    bool is_id = asked >> i & 1;
    bool dup = is_id && ((known >> i & 1) || !keytable_add(&s->active->keys, k[i]));
    ret_dup[i] = dup;
    s->duplicates += dup;
    if (!is_id || dup) continue;
    vec_push(&s->pending, k[i]);
    s->unmarked++;
  }
}

void seen_add_many(struct seen *s, const struct ev_key *k, size_t n, int64_t received_ms,
                   uint8_t *ret_dup) {
  pthread_mutex_lock(&s->lock);
  begin_group(s, received_ms);
  for (size_t i = 0; i < n; i += PIECE)
    add_piece(s, k + i, (uint32_t)(n - i < PIECE ? n - i : PIECE), ret_dup + i);
  pthread_mutex_unlock(&s->lock);
}

bool seen_add(struct seen *s, struct ev_key k, int64_t received_ms) {
  uint8_t dup;
  seen_add_many(s, &k, 1, received_ms, &dup);
  return !dup;
}

/* ---- groups ---- */

static void end_group(struct seen *s, uint64_t lsn_end) {
  must(lsn_end >= s->active->lsn_end);
  s->active->lsn_end = lsn_end;
  s->adding = false;
  s->unmarked = 0;
  s->last_mark = lsn_end;
  if (s->seal_wanted || s->active->keys.n >= s->spill_keys) seen_seal(s);
}

static void take_back(struct seen *s, struct seen_table *t, uint32_t n) {
  for (; n > 0; n--)
    keytable_remove(&t->keys, s->pending.p[--s->pending.n]);
}

/* The group being added, as if it never came. */
static void drop_group(struct seen *s) {
  take_back(s, s->active, s->unmarked);
  s->clock = s->before;
  s->adding = false;
  s->unmarked = 0;
}

void seen_mark(struct seen *s, uint64_t lsn_end) {
  pthread_mutex_lock(&s->lock);
  if (s->adding && lsn_end == 0) {
    drop_group(s);
  } else if (s->adding) {
    struct seen_group g = {.lsn = lsn_end,
                           .seq = s->active->seq,
                           .end_before = s->active->lsn_end,
                           .before = s->before,
                           .keys = s->unmarked};
    vec_push(&s->groups, g);
    end_group(s, lsn_end);
  }
  pthread_mutex_unlock(&s->lock);
}

void seen_keep(struct seen *s, uint64_t lsn) {
  size_t groups = 0, keys = 0;
  pthread_mutex_lock(&s->lock);
  for (; groups < s->groups.n && s->groups.p[groups].lsn <= lsn; groups++)
    keys += s->groups.p[groups].keys;
  s->groups.n -= groups;
  s->pending.n -= keys;
  if (groups) memmove(s->groups.p, s->groups.p + groups, s->groups.n * sizeof *s->groups.p);
  if (keys) memmove(s->pending.p, s->pending.p + keys, s->pending.n * sizeof *s->pending.p);
  pthread_mutex_unlock(&s->lock);
}

static void cut_back(struct seen_table *t, uint64_t end, struct seen_clock now) {
  if (t->lsn_end > end) t->lsn_end = end;
  if (t->span.lsn_begin > end) t->span.lsn_begin = end;
  if (t->keys.n == 0) t->span.begin = now;
}

void seen_undo(struct seen *s) {
  uint64_t end = UINT64_MAX;
  pthread_mutex_lock(&s->lock);
  if (s->adding) drop_group(s);
  for (; s->groups.n > 0; s->groups.n--) {
    const struct seen_group *g = &s->groups.p[s->groups.n - 1];
    struct seen_table *t = table_of(s, g->seq);
    take_back(s, t, g->keys);
    t->lsn_end = g->end_before;
    s->clock = g->before;
    end = g->end_before;
  }
  if (end < s->last_mark) s->last_mark = end;
  must(s->pending.n == 0);
  for (size_t i = 0; i <= s->sealed.n; i++) /* LSNs of what is undone are given again */
    cut_back(i < s->sealed.n ? s->sealed.p[i] : s->active, end, s->clock);
  pthread_mutex_unlock(&s->lock);
}

uint64_t seen_last_mark(const struct seen *s) {
  return s->last_mark;
}

/* ---- replay ---- */

uint64_t seen_lsn(const struct seen *s) {
  return seen_first_unfiled(s)->lsn_begin;
}

void seen_replay_from(struct seen *s, uint64_t lsn) {
  uint64_t have = seen_lsn(s);
  pthread_mutex_lock(&s->lock);
  s->gap = lsn > (have ? have : 1);
  pthread_mutex_unlock(&s->lock);
}

void seen_replay(struct seen *s, const struct ev_key *k, size_t n, int64_t received_ms,
                 uint64_t lsn_end) {
  pthread_mutex_lock(&s->lock);
  must(!s->adding);
  begin_group(s, received_ms);
  for (size_t i = 0; i < n; i++)
    if (k[i].hi != 0 || k[i].lo != 0) keytable_add(&s->active->keys, k[i]);
  end_group(s, lsn_end);
  pthread_mutex_unlock(&s->lock);
}

/* ---- numbers ---- */

struct seen_stats seen_stats(struct seen *s) {
  pthread_mutex_lock(&s->lock);
  struct seen_stats st = {.ids = s->active->keys.n,
                          .memory = seen_tables_bytes(s),
                          .duplicates = s->duplicates,
                          .window_ms = s->o.window_ms,
                          .asked_window_ms = s->o.window_ms,
                          .damaged = s->was_damaged,
                          .runs = (uint32_t)s->runs.n};
  int64_t from = s->known_from;
  for (size_t i = 0; i < s->sealed.n; i++)
    st.ids += s->sealed.p[i]->keys.n;
  for (size_t i = 0; i < s->runs.n; i++) {
    const struct seen_run *r = &s->runs.p[i];
    st.ids += r->run->n;
    st.disk += r->run->bytes;
    st.memory += keyrun_memory(r->run);
    st.damaged |= r->damaged;
    if (r->damaged && r->span.last > from) from = r->span.last;
  }
  if (from != SEEN_ALWAYS && s->clock.now - from < st.window_ms)
    st.window_ms = s->clock.now > from ? s->clock.now - from : 0;
  st.shrunk = st.window_ms < st.asked_window_ms;
  pthread_mutex_unlock(&s->lock);
  return st;
}
