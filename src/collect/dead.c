/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Putting dead letters, which are rows of the workspace's SQL state: few, exact, and durable with
 * one commit.
 *
 * How many bytes there are is counted in memory from the first use on, so that a put costs an
 * insert and not a sum over the table.  Letters that were discarded or erased meanwhile are still
 * in that number, so when it says "full" it is counted again before anything is dropped.  A flood
 * of bad requests costs one commit each; rates of keys (limits.h) bound it.
 *
 * A client that got no answer sends the same again, and its letters may be durable already.  So the
 * newest are known by a hash, in a table of sets that never grows; a hit is compared with the
 * letter itself, and one that was discarded meanwhile is put again. */
#include <xxhash.h>

#include "base/panic.h"
#include "base/utf8.h"
#include "collect/dead_int.h"

#define AGAIN_SETS 2048u
#define AGAIN_WAYS 8u
#define AGAIN_MS   (INT64_C(60) * 60 * 1000) /* as long as clients repeat themselves */

struct sent {
  uint64_t hash;       /* of key and text; 0 = free */
  int64_t received_ms; /* of the letter */
};

struct dead_room {
  struct workspace *w;
  struct sent sent[AGAIN_SETS][AGAIN_WAYS]; /* newest first; guarded by the state */
  bool known;                               /* guarded by the state, as are: */
  uint64_t bytes, dropped;
};

struct dead_room *dead_open(struct workspace *w) {
  struct dead_room *d = must_calloc(1, sizeof *d);
  d->w = w;
  return d;
}

void dead_close(struct dead_room *d) {
  free(d);
}

uint64_t dead_dropped(const struct dead_room *d) {
  return __atomic_load_n(&d->dropped, __ATOMIC_RELAXED);
}

static void join_args(const struct err *e, struct buf *out) {
  for (uint8_t i = 0; i < e->n_args; i++)
    buf_printf(out, "%s%s", i ? ERR_SEP : "", e->args[i]);
}

/* ---- putting ---- */

static bool insert(struct state *s, const struct dead_from *from, const struct wire_reject *r,
                   struct err *err) {
  struct buf args = BUF_INIT;
  struct state_stmt *q;
  bool ok = state_query(s,
                        "INSERT INTO dead_letter (received_ms, key, protocol, path, event, code, "
                        "args, bytes, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                        &q, err);
  join_args(&r->why, &args);
  if (ok) {
    state_bind_int(q, 1, from->received_ms);
    state_bind_str(q, 2, from->key);
    state_bind_int(q, 3, from->protocol);
    state_bind_str(q, 4, from->path);
    state_bind_str(q, 5, utf8_valid(r->event) ? r->event : STR(""));
    state_bind_str(q, 6, str_from(err_name(r->why.code)));
    state_bind_str(q, 7, args.n ? buf_str(&args) : STR(""));
    state_bind_int(q, 8, (int64_t)r->text.n);
    state_bind_blob(q, 9, r->text.n ? r->text : STR(""));
    ok = state_exec(q, err);
  }
  buf_release(&args);
  return ok;
}

/* ---- the same again ---- */

static uint64_t sent_hash(struct str key, struct str text) {
  uint64_t seed = XXH3_64bits(key.p ? key.p : "", key.n);
  uint64_t h = XXH3_64bits_withSeed(text.p ? text.p : "", text.n, seed);
  return h ? h : 1;
}

static void remember(struct dead_room *d, uint64_t hash, int64_t received_ms) {
  struct sent *set = d->sent[hash % AGAIN_SETS];
  memmove(set + 1, set, (AGAIN_WAYS - 1) * sizeof *set);
  set[0] = (struct sent){hash, received_ms};
}

/* After opening: those of the last hour. */
static bool remember_old(struct dead_room *d, struct state *s, int64_t now, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  bool ok = state_query(s,
                        "SELECT key, text, received_ms FROM dead_letter WHERE received_ms >= ?1 "
                        "ORDER BY received_ms",
                        &q, err);
  if (ok) state_bind_int(q, 1, now - AGAIN_MS);
  while (ok && (ok = state_step(q, &row, err)) && row)
    remember(d, sent_hash(state_str(q, 0), state_str(q, 1)), state_int(q, 2));
  return ok;
}

static bool is_there(struct state *s, struct str key, struct str text, int64_t received_ms,
                     bool *ret, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "SELECT 1 FROM dead_letter WHERE received_ms = ?1 AND key = ?2 AND text = ?3 "
                   "LIMIT 1",
                   &q, err))
    return false;
  state_bind_int(q, 1, received_ms);
  state_bind_str(q, 2, key);
  state_bind_blob(q, 3, text.n ? text : STR(""));
  if (!state_step(q, ret, err)) return false;
  if (*ret) state_reset(q);
  return true;
}

static bool was_sent(const struct dead_room *d, struct state *s, const struct dead_from *from,
                     struct str text, bool *ret, struct err *err) {
  uint64_t hash = sent_hash(from->key, text);
  const struct sent *set = d->sent[hash % AGAIN_SETS];
  *ret = false;
  for (uint32_t i = 0; i < AGAIN_WAYS && !*ret; i++)
    if (set[i].hash == hash && set[i].received_ms >= from->received_ms - AGAIN_MS &&
        !is_there(s, from->key, text, set[i].received_ms, ret, err))
      return false;
  return true;
}

struct dropping {
  int64_t upto; /* ids up to here go */
  uint64_t letters, bytes;
};

/* The oldest: all that are too old, and as many as do not fit. */
static bool oldest(struct state *s, int64_t cutoff, uint64_t bytes, struct dropping *ret,
                   struct err *err) {
  struct state_stmt *q;
  bool row = false;
  bool ok = state_query(s, "SELECT id, received_ms, bytes FROM dead_letter ORDER BY id", &q, err);
  while (ok && (ok = state_step(q, &row, err)) && row) {
    if (state_int(q, 1) >= cutoff && bytes - ret->bytes <= DEAD_BYTES) break;
    ret->upto = state_int(q, 0);
    ret->bytes += (uint64_t)state_int(q, 2);
    ret->letters++;
  }
  if (ok && row) state_reset(q);
  return ok;
}

static bool drop(struct dead_room *d, struct state *s, uint64_t bytes, struct dropping *ret,
                 struct err *err) {
  struct state_stmt *q;
  int64_t cutoff = clock_wall_ms(ws_clock(d->w)) - DEAD_DAYS * MS_DAY;
  if (!oldest(s, cutoff, bytes, ret, err)) return false;
  if (ret->letters == 0) return true;
  if (!state_query(s, "DELETE FROM dead_letter WHERE id <= ?1", &q, err)) return false;
  state_bind_int(q, 1, ret->upto);
  return state_exec(q, err);
}

static bool same(const struct wire_reject *a, const struct wire_reject *b) {
  return a->index == b->index && a->text.p == b->text.p && a->text.n == b->text.n;
}

static bool put(struct dead_room *d, struct state *s, const struct dead_from *from,
                const struct wire_reject *rejects, uint32_t n, uint64_t *bytes,
                struct dropping *gone, struct err *err) {
  uint64_t letters;
  if (!d->known && !dead_sum(s, &letters, bytes, err)) return false;
  if (!d->known && !remember_old(d, s, from->received_ms, err)) return false;
  for (uint32_t i = 0; i < n; i++) {
    bool again;
    if (i && same(&rejects[i], &rejects[i - 1])) continue;
    if (!was_sent(d, s, from, rejects[i].text, &again, err)) return false;
    if (again) continue;
    if (!insert(s, from, &rejects[i], err)) return false;
    *bytes += rejects[i].text.n;
  }
  if (*bytes > DEAD_BYTES && !dead_sum(s, &letters, bytes, err)) return false;
  return drop(d, s, *bytes, gone, err);
}

bool dead_put(struct dead_room *d, const struct dead_from *from, const struct wire_reject *rejects,
              uint32_t n, struct err *err) {
  struct state *s = ws_state(d->w);
  struct dropping gone = {0};
  if (!state_begin(s, err)) return false;
  uint64_t bytes = d->bytes;
  if (!put(d, s, from, rejects, n, &bytes, &gone, err)) {
    state_rollback(s);
    return false;
  }
  d->bytes = bytes - gone.bytes;
  d->known = true;
  if (!state_commit(s, err)) {
    __atomic_store_n(&d->known, false, __ATOMIC_RELAXED); /* counted again next time */
    return false;
  }
  for (uint32_t i = 0; i < n; i++)
    remember(d, sent_hash(from->key, rejects[i].text), from->received_ms);
  __atomic_add_fetch(&d->dropped, gone.letters, __ATOMIC_RELAXED);
  return true;
}
