/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looking at dead letters, and discarding them: rows of the state back to letters, one by one, by
 * kind of problem, counted. */
#include "base/panic.h"
#include "collect/dead_int.h"

#define COLUMNS "id, received_ms, key, protocol, path, event, code, args, bytes"
/* ?1 key, ?2 code, ?3 protocol, ?4 below, ?5 event, ?6 since, ?7 until */
#define WHERE                                                                                      \
  " WHERE (?1 = '' OR key = ?1) AND (?2 = '' OR code = ?2) AND (?3 < 0 OR protocol = ?3) AND "     \
  "(?4 = 0 OR id < ?4) AND (?5 = '' OR event = ?5) AND received_ms >= ?6 AND "                     \
  "(?7 = 0 OR received_ms < ?7)"

/* ---- errors out of two columns ---- */

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

bool dead_sum(struct state *s, uint64_t *ret_n, uint64_t *ret_bytes, struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(s, "SELECT count(*), coalesce(sum(bytes), 0) FROM dead_letter", &q, err) ||
      !state_step(q, &row, err))
    return false;
  *ret_n = (uint64_t)state_int(q, 0);
  *ret_bytes = (uint64_t)state_int(q, 1);
  state_reset(q);
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
  bool ok = dead_sum(s, ret_letters, ret_bytes, err);
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
