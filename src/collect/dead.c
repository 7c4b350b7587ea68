/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dead letters are rows of the workspace's SQL state: few, exact, and durable with one commit.
 *
 * How many bytes there are is counted in memory from the first use on, so that a put costs an
 * insert and not a sum over the table.  Letters that were discarded or erased meanwhile are still
 * in that number, so when it says "full" it is counted again before anything is dropped.  A flood
 * of bad requests costs one commit each; rates of keys (limits.h) bound it.
 *
 * A client that got no answer sends the same again, and its letters may be durable already.  So the
 * newest are known by a hash, in a table of sets that never grows; a hit is compared with the
 * letter itself, and one that was discarded meanwhile is put again. */
#include "collect/dead.h"

#include <xxhash.h>

#include "base/panic.h"
#include "base/utf8.h"

#define COLUMNS "id, received_ms, key, protocol, path, event, code, args, bytes"
/* ?1 key, ?2 code, ?3 protocol, ?4 below, ?5 event, ?6 since, ?7 until */
#define WHERE                                                                                      \
  " WHERE (?1 = '' OR key = ?1) AND (?2 = '' OR code = ?2) AND (?3 < 0 OR protocol = ?3) AND "     \
  "(?4 = 0 OR id < ?4) AND (?5 = '' OR event = ?5) AND received_ms >= ?6 AND "                     \
  "(?7 = 0 OR received_ms < ?7)"

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

/* ---- errors as two columns ---- */

static void join_args(const struct err *e, struct buf *out) {
  for (uint8_t i = 0; i < e->n_args; i++)
    buf_printf(out, "%s%s", i ? ERR_SEP : "", e->args[i]);
}

/* Letters from before each language had its own words: those there are stand in the place of the
 * others. */
static void complete(struct err *e) {
  uint8_t n = e->code == ERR_wire_json || e->code == ERR_wire_message_json ? 2
              : e->code == ERR_wire_bad_field                              ? 3
              : e->code == ERR_collect_plan                                ? 4
                                                                           : 0;
  for (; e->n_args && e->n_args < n; e->n_args++)
    memcpy(e->args[e->n_args], e->args[e->n_args - 1], sizeof *e->args);
}

static void read_err(struct str code, struct str args, struct err *ret) {
  *ret = (struct err){.code = ERR_internal};
  for (int c = ERR_none + 1; c < ERR_count_; c++)
    if (str_is(code, err_name((enum err_code)c))) ret->code = (enum err_code)c;
  while (args.n && ret->n_args < ERR_ARGS_MAX) {
    struct str one = str_cut(&args, ERR_SEP[0]);
    size_t n = one.n < ERR_ARG_BYTES - 1 ? one.n : ERR_ARG_BYTES - 1;
    memcpy(ret->args[ret->n_args], one.p, n);
    ret->args[ret->n_args++][n] = 0;
  }
  complete(ret);
}

/* ---- putting ---- */

static bool sum(struct state *s, const char *sql, uint64_t *ret_n, uint64_t *ret_bytes,
                struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(s, sql, &q, err) || !state_step(q, &row, err)) return false;
  *ret_n = (uint64_t)state_int(q, 0);
  *ret_bytes = (uint64_t)state_int(q, 1);
  state_reset(q);
  return true;
}

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
  if (!d->known &&
      !sum(s, "SELECT count(*), coalesce(sum(bytes), 0) FROM dead_letter", &letters, bytes, err))
    return false;
  if (!d->known && !remember_old(d, s, from->received_ms, err)) return false;
  for (uint32_t i = 0; i < n; i++) {
    bool again;
    if (i && same(&rejects[i], &rejects[i - 1])) continue;
    if (!was_sent(d, s, from, rejects[i].text, &again, err)) return false;
    if (again) continue;
    if (!insert(s, from, &rejects[i], err)) return false;
    *bytes += rejects[i].text.n;
  }
  if (*bytes > DEAD_BYTES &&
      !sum(s, "SELECT count(*), coalesce(sum(bytes), 0) FROM dead_letter", &letters, bytes, err))
    return false;
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

/* ---- looking ---- */

static void bind(struct state_stmt *q, const struct dead_filter *f) {
  state_bind_str(q, 1, f->key.n ? f->key : STR(""));
  state_bind_str(q, 2, f->code.n ? f->code : STR(""));
  state_bind_int(q, 3, f->protocol);
  state_bind_int(q, 4, f->before);
  state_bind_str(q, 5, f->event.n ? f->event : STR(""));
  state_bind_int(q, 6, f->since_ms);
  state_bind_int(q, 7, f->until_ms);
}

static void read_row(struct state_stmt *q, bool text, struct arena *out, struct dead_letter *ret) {
  int64_t protocol = state_int(q, 3);
  *ret = (struct dead_letter){.id = state_int(q, 0),
                              .received_ms = state_int(q, 1),
                              .key = arena_str(out, state_str(q, 2)),
                              .protocol = protocol >= 0 && protocol < WIRE_PROTOCOLS
                                              ? (enum wire_protocol)protocol
                                              : WIRE_SHOAL,
                              .path = arena_str(out, state_str(q, 4)),
                              .event = arena_str(out, state_str(q, 5)),
                              .bytes = (uint64_t)state_int(q, 8)};
  read_err(state_str(q, 6), state_str(q, 7), &ret->why);
  if (text) ret->text = arena_str(out, state_str(q, 9));
}

static bool list(struct state *s, const struct dead_filter *f, struct arena *out,
                 struct dead_letter *v, uint32_t *n, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  const char *sql =
      f->text ? "SELECT " COLUMNS ", text FROM dead_letter" WHERE " ORDER BY id DESC LIMIT ?8"
              : "SELECT " COLUMNS " FROM dead_letter" WHERE " ORDER BY id DESC LIMIT ?8";
  if (!state_query(s, sql, &q, err)) return false;
  bind(q, f);
  state_bind_int(q, 8, f->limit);
  bool ok = true;
  while ((ok = state_step(q, &row, err)) && row)
    read_row(q, f->text, out, &v[(*n)++]);
  return ok;
}

bool dead_list(struct workspace *w, const struct dead_filter *f, struct arena *out,
               struct dead_letter **ret, uint32_t *ret_n, struct err *err) {
  struct state *s = ws_state(w);
  must(f->limit >= 1 && f->limit <= DEAD_LIST_MAX);
  struct dead_letter *v = arena_array(out, struct dead_letter, f->limit);
  uint32_t n = 0;
  state_enter(s);
  bool ok = list(s, f, out, v, &n, err);
  state_leave(s);
  if (ok) *ret = v, *ret_n = n;
  return ok;
}

static bool kinds(struct state *s, struct str code, uint32_t limit, struct dead_kind *v,
                  uint32_t *n, struct err *err) {
  struct state_stmt *q;
  bool row = false, ok = true;
  if (!state_query(s,
                   "SELECT args, count(*), max(id), max(received_ms) FROM dead_letter WHERE code = "
                   "?1 GROUP BY args ORDER BY 2 DESC, args LIMIT ?2",
                   &q, err))
    return false;
  state_bind_str(q, 1, code);
  state_bind_int(q, 2, limit);
  while ((ok = state_step(q, &row, err)) && row) {
    struct dead_kind *k = &v[(*n)++];
    read_err(code, state_str(q, 0), &k->why);
    k->letters = (uint64_t)state_int(q, 1);
    k->newest = state_int(q, 2);
    k->newest_ms = state_int(q, 3);
  }
  return ok;
}

bool dead_kinds(struct workspace *w, struct str code, uint32_t limit, struct arena *out,
                struct dead_kind **ret, uint32_t *ret_n, struct err *err) {
  struct state *s = ws_state(w);
  must(limit >= 1 && limit <= DEAD_KINDS_MAX);
  struct dead_kind *v = arena_array(out, struct dead_kind, limit);
  uint32_t n = 0;
  state_enter(s);
  bool ok = kinds(s, code, limit, v, &n, err);
  state_leave(s);
  if (ok) *ret = v, *ret_n = n;
  return ok;
}

/* A code that a newer version knew reads as an internal error: several of those stay several. */
static bool reasons(struct state *s, const struct dead_filter *f, struct arena *out,
                    struct dead_reason *v, uint32_t *n, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(s,
                   "SELECT d.id, d.received_ms, d.key, d.protocol, d.path, d.event, d.code, "
                   "d.args, d.bytes, g.letters, g.bytes, g.events, g.keys, g.oldest FROM (SELECT "
                   "max(id) AS newest, count(*) AS letters, sum(bytes) AS bytes, count(DISTINCT "
                   "event) AS events, count(DISTINCT key) AS keys, min(received_ms) AS oldest "
                   "FROM dead_letter" WHERE " GROUP BY code) g JOIN dead_letter d ON d.id = "
                   "g.newest ORDER BY g.letters DESC, d.id DESC LIMIT ?8",
                   &q, err))
    return false;
  bind(q, f);
  state_bind_int(q, 8, ERR_count_);
  bool ok = true;
  while ((ok = state_step(q, &row, err)) && row) {
    struct dead_reason *r = &v[(*n)++];
    read_row(q, false, out, &r->newest);
    r->letters = (uint64_t)state_int(q, 9);
    r->bytes = (uint64_t)state_int(q, 10);
    r->events = (uint64_t)state_int(q, 11);
    r->keys = (uint64_t)state_int(q, 12);
    r->oldest_ms = state_int(q, 13);
  }
  return ok;
}

bool dead_reasons(struct workspace *w, const struct dead_filter *f, struct arena *out,
                  struct dead_reason **ret, uint32_t *ret_n, struct err *err) {
  struct state *s = ws_state(w);
  struct dead_reason *v = arena_array(out, struct dead_reason, ERR_count_);
  uint32_t n = 0;
  state_enter(s);
  bool ok = reasons(s, f, out, v, &n, err);
  state_leave(s);
  if (ok) *ret = v, *ret_n = n;
  return ok;
}

bool dead_count(struct workspace *w, uint64_t *ret_letters, uint64_t *ret_bytes, struct err *err) {
  struct state *s = ws_state(w);
  state_enter(s);
  bool ok = sum(s, "SELECT count(*), coalesce(sum(bytes), 0) FROM dead_letter", ret_letters,
                ret_bytes, err);
  state_leave(s);
  return ok;
}

static bool unknown(int64_t id, struct err *err) {
  return err_fail(err, ERR_unknown_dead_letter, "%lld", (long long)id);
}

bool dead_get(struct workspace *w, int64_t id, struct arena *out, struct dead_letter *ret,
              struct err *err) {
  struct state *s = ws_state(w);
  struct state_stmt *q;
  bool row = false;
  state_enter(s);
  bool ok = state_query(s, "SELECT " COLUMNS ", text FROM dead_letter WHERE id = ?1", &q, err);
  if (ok) state_bind_int(q, 1, id);
  ok = ok && state_step(q, &row, err);
  if (ok && row) {
    read_row(q, true, out, ret);
    state_reset(q);
  }
  state_leave(s);
  return ok && (row || unknown(id, err));
}

/* ---- discarding ---- */

bool dead_discard(struct workspace *w, int64_t id, struct err *err) {
  struct state *s = ws_state(w);
  struct state_stmt *q;
  state_enter(s);
  bool ok = state_query(s, "DELETE FROM dead_letter WHERE id = ?1", &q, err);
  if (ok) state_bind_int(q, 1, id);
  ok = ok && state_exec(q, err);
  bool gone = ok && state_changes(s) > 0;
  state_leave(s);
  return ok && (gone || unknown(id, err));
}

bool dead_discard_all(struct workspace *w, const struct dead_filter *f, uint64_t *ret_n,
                      struct err *err) {
  struct state *s = ws_state(w);
  struct state_stmt *q;
  state_enter(s);
  bool ok = state_query(s, "DELETE FROM dead_letter" WHERE, &q, err);
  if (ok) bind(q, f);
  ok = ok && state_exec(q, err);
  if (ok) *ret_n = (uint64_t)state_changes(s);
  state_leave(s);
  return ok;
}
