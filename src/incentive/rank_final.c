/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A period is over and its time for late events too: places, once and for ever.
 *
 *   snapshot ─▶ everybody's score as of the end ─▶ rows of a period that does not count yet, in
 *   portions ─▶ one mark: settled
 *
 * The mark is one statement in one transaction: before it nothing is there, and whatever an attempt
 * left that came to nothing is taken away by the next one; after it nothing is ever written again
 * but prizes.  In portions, because ten million places are 100 MB that nobody should wait for. */
#include <stdlib.h>

#include "base/panic.h"
#include "incentive/rank_int.h"

#define PLACES_A_WORK 500

struct finishing {
  struct writer_work work; /* first: what the writer runs is a finishing */
  struct ranks *r;
  struct rank_doc *d;
  int64_t from, until, now;
  uint64_t lsn;
  struct rank_order *o;
  int64_t period;       /* row */
  uint32_t n, kept, at; /* listed; kept in order; the portion begins there */
  struct rank_final *by_person;
  struct rank_entry *entries; /* of the portion */
  uint32_t n_entries;
  struct buf chunk;
  uint32_t chunk_n;
};

static bool run_delete(struct state *s, const char *sql, int64_t period, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, sql, &q, err)) return false;
  state_bind_int(q, 1, period);
  return state_exec(q, err);
}

/* What an attempt left that came to nothing. */
static bool forget(struct finishing *x, struct state *s, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(s, "SELECT n FROM rank_period WHERE doc = ?1 AND until_ms = ?2 AND state = 0",
                   &q, err))
    return false;
  state_bind_int(q, 1, x->d->n);
  state_bind_int(q, 2, x->until);
  if (!state_step(q, &row, err)) return false;
  if (!row) return true;
  int64_t n = state_int(q, 0);
  state_reset(q);
  return run_delete(s, "DELETE FROM rank_place WHERE period = ?1", n, err) &&
         run_delete(s, "DELETE FROM rank_chunk WHERE period = ?1", n, err) &&
         run_delete(s, "DELETE FROM rank_period WHERE n = ?1", n, err);
}

static bool run_begin(struct writer_work *w, struct state *s, struct err *err) {
  struct finishing *x = (struct finishing *)w;
  struct state_stmt *q;
  if (!forget(x, s, err) ||
      !state_query(s,
                   "INSERT INTO rank_period (n, doc, from_ms, until_ms, version, state, lsn, "
                   "settled_ms, people, kept, done, winners) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, "
                   "?7, ?8, ?9, 0, 0)",
                   &q, err))
    return false;
  x->period = loyalty_number(x->r->l, x->r->tables[RANK_PERIOD_ROWS]);
  const int64_t v[] = {x->period,       x->d->n, x->from, x->until, x->d->version,
                       (int64_t)x->lsn, x->now,  x->n,    x->kept};
  for (int i = 0; i < 9; i++)
    state_bind_int(q, i + 1, v[i]);
  return state_exec(q, err);
}

static bool put_place(struct finishing *x, struct state *s, uint32_t at, const struct rank_entry *e,
                      struct err *err) {
  struct state_stmt *q;
  uint32_t holder, rank = rank_order_rank(x->o, at, e);
  if (people_erased(ws_people(x->r->w), e->person)) return true;
  if (!holder_take(x->r->l, e->person, s, &holder, err) ||
      !state_query(s,
                   "INSERT INTO rank_place (n, period, position, holder, rank, score, at_ms, "
                   "prize, status) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0)",
                   &q, err))
    return false;
  const int64_t v[] = {loyalty_number(x->r->l, x->r->tables[RANK_PLACES]),
                       x->period,
                       at + 1,
                       holder,
                       rank,
                       x->d->l.lowest ? e->key : -e->key,
                       e->tie,
                       leaderboard_prize_of(&x->d->l, rank)};
  for (int i = 0; i < 8; i++)
    state_bind_int(q, i + 1, v[i]);
  return state_later(q, err);
}

static bool run_places(struct writer_work *w, struct state *s, struct err *err) {
  struct finishing *x = (struct finishing *)w;
  for (uint32_t i = 0; i < x->n_entries; i++)
    if (!put_place(x, s, x->at + i, &x->entries[i], err)) return false;
  return true;
}

static bool run_chunk(struct writer_work *w, struct state *s, struct err *err) {
  struct finishing *x = (struct finishing *)w;
  struct state_stmt *q;
  if (!state_query(s, "INSERT INTO rank_chunk (period, chunk, places) VALUES (?1, ?2, ?3)", &q,
                   err))
    return false;
  state_bind_int(q, 1, x->period);
  state_bind_int(q, 2, x->chunk_n);
  state_bind_blob(q, 3, buf_str(&x->chunk));
  return state_exec(q, err);
}

static bool run_seal(struct writer_work *w, struct state *s, struct err *err) {
  struct finishing *x = (struct finishing *)w;
  struct state_stmt *q;
  if (!state_query(s, "UPDATE rank_period SET state = ?2 WHERE n = ?1 AND state = 0", &q, err))
    return false;
  state_bind_int(q, 1, x->period);
  state_bind_int(q, 2, x->d->l.n_prizes ? 1 : 2);
  return state_exec(q, err);
}

static bool run(struct finishing *x,
                bool (*what)(struct writer_work *, struct state *, struct err *), struct err *err) {
  x->work = (struct writer_work){.run = what};
  return loyalty_do(x->r->l, &x->work, err);
}

/* ---- everybody ---- */

static int by_person(const void *a, const void *b) {
  const struct rank_final *x = a, *y = b;
  return x->person < y->person ? -1 : x->person > y->person;
}

static void list_all(struct finishing *x) {
  struct rank_entry page[1024];
  enum leaderboard_ties ties = x->d->l.ties;
  uint32_t rank = 0, put = 0;
  int64_t key = 0;
  x->by_person = must_malloc(((size_t)x->n + 1) * sizeof *x->by_person);
  while (put < x->n) {
    uint32_t k = rank_order_page(x->o, put, sizeof page / sizeof *page, page);
    for (uint32_t i = 0; i < k; i++, put++) {
      if (ties == RANK_FIRST || put == 0 || page[i].key != key)
        rank = ties == RANK_DENSE ? rank + 1 : put + 1;
      key = page[i].key;
      x->by_person[put] =
          (struct rank_final){page[i].person, put + 1, rank, x->d->l.lowest ? key : -key};
    }
  }
  if (x->n) qsort(x->by_person, x->n, sizeof *x->by_person, by_person);
}

static bool write_chunks(struct finishing *x, struct err *err) {
  bool ok = true;
  for (uint32_t i = 0; ok && i < x->n;) {
    uint32_t k = i;
    x->chunk_n = x->by_person[i].person >> RANK_CHUNK_BITS;
    while (k < x->n && x->by_person[k].person >> RANK_CHUNK_BITS == x->chunk_n)
      k++;
    buf_reset(&x->chunk);
    rank_bytes_put(x->by_person + i, k - i, &x->chunk);
    ok = run(x, run_chunk, err);
    i = k;
  }
  return ok;
}

static bool write_places(struct finishing *x, struct err *err) {
  struct rank_entry page[PLACES_A_WORK];
  bool ok = true;
  x->entries = page;
  for (x->at = 0; ok && x->at < x->kept; x->at += x->n_entries) {
    uint32_t want = x->kept - x->at;
    x->n_entries = rank_order_page(x->o, x->at, want < PLACES_A_WORK ? want : PLACES_A_WORK, page);
    ok = run(x, run_places, err);
  }
  return ok;
}

static bool score(struct finishing *x, struct err *err) {
  struct workspace *w = x->r->w;
  struct rank_terms t;
  struct rank_scored s;
  struct arena tmp;
  arena_init(&tmp, "rank final");
  struct snapshot *n = ws_snapshot(w);
  bool ok =
      rank_terms(&x->d->l, x->from, x->until, names_env_lang(x->r->set.names), &tmp, &t, err) &&
      rank_score_all(w, &t, x->r->set.names, n, x->until, NULL, &s, err);
  if (ok) {
    x->lsn = snapshot_lsn(n);
    x->o = rank_order_new(s.e, s.tmp, s.n, s.subjects, x->d->l.ties);
    x->n = rank_order_n(x->o);
    x->kept = x->n < RANK_KEPT ? x->n : RANK_KEPT;
    rank_scored_release(&s);
  }
  snapshot_free(n);
  arena_release(&tmp);
  return ok;
}

static bool finish(struct ranks *r, struct rank_doc *d, int64_t from, int64_t until, int64_t now,
                   struct err *err) {
  struct finishing x = {.r = r, .d = d, .from = from, .until = until, .now = now};
  bool ok = ws_wait_lsn(r->w, log_durable(ws_log(r->w)), WS_WAIT_LSN_MS_MAX, err) &&
            score(&x, err) && run(&x, run_begin, err);
  if (ok) list_all(&x);
  ok = ok && write_places(&x, err) && write_chunks(&x, err) && run(&x, run_seal, err);
  if (ok) d->settled_until = until;
  rank_order_unref(x.o);
  free(x.by_person);
  buf_release(&x.chunk);
  return ok;
}

bool rank_finish(struct ranks *r, int64_t now, uint32_t *ret_done, struct err *err) {
  const struct tz *tz = ws_tz(r->w);
  for (uint32_t i = 0; i < r->set.n; i++) {
    struct rank_doc *d = &r->set.p[i];
    int64_t from, until, at = d->l.has_from ? d->l.launch.from : d->first_ms;
    if (d->l.period != RANK_ONCE && d->first_ms > at) at = d->first_ms;
    if (d->settled_until > at) at = d->settled_until;
    if (!leaderboard_period_at(&d->l, tz, d->first_ms, at, &from, &until) ||
        now < until + d->l.settle_ms || now < d->retry_ms)
      continue;
    if (finish(r, d, from, until, now, err)) {
      ++*ret_done;
      continue;
    }
    enum err_class c = err_class_of(err->code);
    if (c == ERR_CLASS_SYSTEM || c == ERR_CLASS_CORRUPT) return false;
    d->retry_ms = now + RANK_AGAIN_MS; /* the others go on */
  }
  return true;
}
