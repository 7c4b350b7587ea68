/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Statements of PostgreSQL, and the pipeline.
 *
 * A statement is prepared when it is first run, because only then the types of its parameters are
 * known: PostgreSQL guesses them from where they stand, and guesses `text` where SQLite would take
 * what it is given (INSERT … SELECT ?1).  Integers go as bigint, text as text, bytes as bytea, all
 * in binary; NULL has no type, so a parameter that was NULL so far costs a second preparation when
 * it first is not.
 *
 * Answers are read whole before the first row is seen: other statements may be run between two
 * rows, as SQLite allows.
 *
 * What is done later goes into libpq's pipeline and is asked about together with the next statement
 * that needs an answer, with the commit, or after PG_LATER_MAX.  The first of them that failed
 * explains all that follow, which the server has not tried.
 *
 * PostgreSQL's text has no U+0000.  Neither has ours (it is refused where it comes in), which is
 * checked here once more.
 */
#include <endian.h>
#include <stdlib.h>

#include "base/panic.h"
#include "state/postgres_int.h"

struct param {
  Oid type; /* PG_UNKNOWN: NULL */
  size_t at, n;
};

struct pg_stmt {
  struct state_stmt st;
  char *text; /* expanded */
  char name[32];
  uint32_t version;    /* in the name: preparations so far */
  uint64_t generation; /* of the connection it is prepared in; 0 = none */
  VEC(Oid) types;      /* as prepared */
  int takes;           /* parameters */
  VEC(struct param) params;
  struct buf bytes; /* … and their values */
  bool has_zero;    /* a text has U+0000 */
  PGresult *r;      /* while it is being stepped through */
  int row;
  struct arena shown; /* numbers that were asked for as text, of this row */
};

static struct pg_stmt *stmt_of(struct state_stmt *q) {
  return (struct pg_stmt *)q;
}

static bool is_read(struct str text) {
  static const char *const words[] = {"SELECT", "BEGIN", "SAVEPOINT", "RELEASE"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (str_starts(text, str_from(words[i]))) return true;
  return str_starts(text, STR("WITH ")) && !str_has(text, STR("INSERT ")) &&
         !str_has(text, STR("UPDATE ")) && !str_has(text, STR("DELETE "));
}

bool pg_prepare(struct state *s, const char *sql, struct str text, struct state_stmt **ret,
                struct err *err) {
  (void)sql, (void)err;
  struct pg_stmt *st = must_calloc(1, sizeof *st);
  st->text = must_malloc(text.n + 1);
  memcpy(st->text, text.p, text.n);
  st->text[text.n] = 0;
  st->st.writes = !is_read(str_trim(text));
  st->bytes = (struct buf)BUF_INIT;
  arena_init(&st->shown, "sql row");
  (void)s;
  *ret = &st->st;
  return true;
}

void pg_drop(struct state_stmt *q) {
  struct pg_stmt *st = stmt_of(q);
  PQclear(st->r);
  arena_release(&st->shown);
  buf_release(&st->bytes);
  vec_free(&st->params);
  vec_free(&st->types);
  free(st->text);
  free(st);
}

void pg_reset(struct state_stmt *q) {
  struct pg_stmt *st = stmt_of(q);
  PQclear(st->r);
  st->r = NULL;
  arena_reset(&st->shown);
}

void pg_clear(struct state_stmt *q) {
  struct pg_stmt *st = stmt_of(q);
  pg_reset(q);
  st->params.n = 0;
  st->has_zero = false;
  buf_reset(&st->bytes);
}

/* ---- parameters ---- */

static void bind(struct state_stmt *q, int i, Oid type, const void *p, size_t n) {
  struct pg_stmt *st = stmt_of(q);
  must(i >= 1 && !st->r);
  while (st->params.n < (size_t)i)
    vec_push(&st->params, ((struct param){0}));
  st->params.p[i - 1] = (struct param){type, st->bytes.n, n};
  buf_put(&st->bytes, p, n);
}

void pg_bind_int(struct state_stmt *q, int i, int64_t v) {
  uint64_t big = htobe64((uint64_t)v);
  bind(q, i, PG_INT8, &big, sizeof big);
}

void pg_bind_str(struct state_stmt *q, int i, struct str v) {
  if (v.n && memchr(v.p, 0, v.n)) stmt_of(q)->has_zero = true;
  bind(q, i, PG_TEXT, v.n ? v.p : "", v.n);
}

void pg_bind_blob(struct state_stmt *q, int i, struct str v) {
  bind(q, i, PG_BYTEA, v.n ? v.p : "", v.n);
}

void pg_bind_null(struct state_stmt *q, int i) {
  bind(q, i, PG_UNKNOWN, "", 0);
}

/* True when a parameter has a type that the statement was not prepared for. */
static bool learn_types(struct pg_stmt *st) {
  bool news = false;
  while (st->types.n < st->params.n)
    vec_push(&st->types, PG_UNKNOWN);
  for (size_t i = 0; i < st->params.n; i++) {
    Oid t = st->params.p[i].type;
    if (t == PG_UNKNOWN || t == st->types.p[i]) continue;
    st->types.p[i] = t;
    news = true;
  }
  return news;
}

/* An older preparation of the same statement stays with the server until the connection ends:
 * there are as many as it has parameters, at most. */
static bool make_ready(struct pg *p, struct pg_stmt *st, struct err *err) {
  bool news = learn_types(st);
  if (st->has_zero) return err_fail(err, ERR_internal, "U+0000 in a text for \"%.60s\"", st->text);
  if (!news && st->generation == p->generation) return true;
  st->generation = 0; /* whatever fails: what there is is of other types */
  if (!pg_settle(&p->s, err)) return false;
  snprintf(st->name, sizeof st->name, "s%llx_%u", (unsigned long long)(uintptr_t)st, ++st->version);
  PGresult *r = PQprepare(p->c, st->name, st->text, (int)st->types.n, st->types.p);
  if (PQresultStatus(r) != PGRES_COMMAND_OK) return pg_fail(p, r, st->text, err);
  PQclear(r);
  r = PQdescribePrepared(p->c, st->name);
  if (PQresultStatus(r) != PGRES_COMMAND_OK) return pg_fail(p, r, st->text, err);
  st->takes = PQnparams(r);
  PQclear(r);
  st->generation = p->generation;
  return true;
}

#define PARAMS_INLINE 32

struct packed {
  const char **values;
  int *lengths, *formats;
  const char *few_values[PARAMS_INLINE];
  int few[2][PARAMS_INLINE];
};

static void pack(struct pg_stmt *st, struct packed *k) {
  size_t n = (size_t)st->takes;
  must(st->params.n <= n); /* the text has no such parameter */
  k->values = n > PARAMS_INLINE ? must_malloc(n * sizeof *k->values) : k->few_values;
  k->lengths = n > PARAMS_INLINE ? must_malloc(n * sizeof(int)) : k->few[0];
  k->formats = n > PARAMS_INLINE ? must_malloc(n * sizeof(int)) : k->few[1];
  for (size_t i = 0; i < n; i++) {
    const struct param *a = i < st->params.n ? &st->params.p[i] : NULL;
    bool null = !a || a->type == PG_UNKNOWN;
    k->values[i] = null ? NULL : a->n ? st->bytes.p + a->at : ""; /* "" is no NULL */
    k->lengths[i] = null ? 0 : (int)a->n;
    k->formats[i] = 1;
  }
}

static void unpack(struct pg_stmt *st, struct packed *k) {
  if (st->takes <= PARAMS_INLINE) return;
  free(k->values);
  free(k->lengths);
  free(k->formats);
}

/* ---- the pipeline ---- */

static bool is_done(const PGresult *r) {
  ExecStatusType s = PQresultStatus(r);
  return s == PGRES_COMMAND_OK || s == PGRES_TUPLES_OK;
}

/* The answer of one statement in the pipeline. */
static PGresult *next_answer(struct pg *p) {
  PGresult *r = PQgetResult(p->c);
  if (r) PQclear(PQgetResult(p->c)); /* its end, which is NULL */
  return r;
}

/* Reads up to the answer of the sync.  A connection on which it does not come is of no use. */
static void leave_pipeline(struct pg *p) {
  bool end = false;
  p->sent.n = 0;
  for (int i = 0; !end && i < 3 * PG_LATER_MAX + 3 && PQstatus(p->c) == CONNECTION_OK; i++) {
    PGresult *r = PQgetResult(p->c);
    end = PQresultStatus(r) == PGRES_PIPELINE_SYNC;
    PQclear(r);
  }
  if (end && PQexitPipelineMode(p->c)) return;
  PQfinish(p->c);
  p->c = NULL;
  p->lost = p->s.open;
}

/* Asks about all that was sent, which ends with `last` if that is not NULL; its answer is *ret. */
static bool collect(struct pg *p, struct pg_stmt *last, PGresult **ret, struct err *err) {
  bool ok = PQpipelineSync(p->c) == 1;
  if (!ok) pg_fail(p, NULL, "sync", err);
  for (size_t i = 0; ok && i < p->sent.n; i++) {
    PGresult *r = next_answer(p);
    ok = is_done(r);
    if (!ok)
      pg_fail(p, r, p->sent.p[i]->text, err);
    else if (last && i + 1 == p->sent.n) /* it may be there more than once */
      *ret = r;
    else {
      /* the only one with a row: of the beginning (postgres.c) */
      if (PQntuples(r) == 1 && !p->xid[0])
        snprintf(p->xid, sizeof p->xid, "%llu",
                 (unsigned long long)be64toh(*(const uint64_t *)(const void *)PQgetvalue(r, 0, 0)));
      PQclear(r);
    }
  }
  leave_pipeline(p);
  return ok;
}

static bool send(struct pg *p, struct pg_stmt *st, struct err *err) {
  struct packed k;
  if (p->sent.n == 0) must(PQenterPipelineMode(p->c));
  pack(st, &k);
  bool ok = PQsendQueryPrepared(p->c, st->name, st->takes, k.values, k.lengths, k.formats, 1);
  unpack(st, &k);
  vec_push(&p->sent, st);
  if (ok) return true;
  p->sent.n--;
  pg_fail(p, NULL, st->text, err);
  pg_drain(p);
  return false;
}

bool pg_settle(struct state *s, struct err *err) {
  struct pg *p = pg_of(s);
  return p->sent.n == 0 || collect(p, NULL, NULL, err);
}

void pg_drain(struct pg *p) {
  struct err ignored;
  if (p->sent.n) collect(p, NULL, NULL, &ignored);
}

static bool lost(struct pg *p, struct err *err) {
  return err_fail(err, ERR_state_down, "%s" ERR_SEP "%s", p->s.shown,
                  "the connection was lost in the transaction");
}

static bool ready_for(struct pg *p, struct pg_stmt *st, struct err *err) {
  if (p->s.open && p->lost) return lost(p, err);
  return (p->s.open || pg_ready(p, err)) && make_ready(p, st, err);
}

static bool ask(struct pg *p, struct pg_stmt *st, PGresult **ret, struct err *err) {
  if (p->sent.n) return send(p, st, err) && collect(p, st, ret, err);
  struct packed k;
  pack(st, &k);
  PGresult *r = PQexecPrepared(p->c, st->name, st->takes, k.values, k.lengths, k.formats, 1);
  unpack(st, &k);
  if (!is_done(r)) return pg_fail(p, r, st->text, err);
  *ret = r;
  return true;
}

bool pg_ask(struct state_stmt *q, PGresult **ret, struct err *err) {
  struct pg *p = pg_of(q->s);
  return ready_for(p, stmt_of(q), err) && ask(p, stmt_of(q), ret, err);
}

/* ---- stepping ---- */

static bool execute(struct pg *p, struct pg_stmt *st, struct err *err) {
  PGresult *r;
  if (!pg_ask(&st->st, &r, err)) return false;
  if (st->st.writes) p->changes = strtoll(PQcmdTuples(r), NULL, 10);
  st->r = r;
  st->row = -1;
  return true;
}

/* Writers are one after the other, also where a single statement is its own transaction. */
static bool execute_in_turn(struct pg *p, struct pg_stmt *st, struct err *err) {
  if (p->s.open || p->s.setup.alone || !st->st.writes) return execute(p, st, err);
  if (!state_begin(&p->s, err)) return false;
  bool ok = execute(p, st, err);
  if (ok) return state_commit(&p->s, err);
  state_rollback(&p->s);
  return false;
}

bool pg_step(struct state_stmt *q, bool *ret_row, struct err *err) {
  struct pg_stmt *st = stmt_of(q);
  if (!st->r && !execute_in_turn(pg_of(q->s), st, err)) {
    pg_reset(q);
    return false;
  }
  arena_reset(&st->shown);
  *ret_row = ++st->row < PQntuples(st->r);
  if (!*ret_row) pg_reset(q);
  return true;
}

bool pg_later(struct state_stmt *q, struct err *err) {
  struct pg *p = pg_of(q->s);
  struct pg_stmt *st = stmt_of(q);
  if (!p->s.open) {
    bool row;
    if (!pg_step(q, &row, err)) return false;
    must(!row);
    return true;
  }
  if (!ready_for(p, st, err) || !send(p, st, err)) return false;
  return p->sent.n < PG_LATER_MAX || pg_settle(&p->s, err);
}

/* ---- columns ---- */

static uint64_t big_endian(const char *p, int n) {
  uint64_t v = 0;
  for (int i = 0; i < n; i++)
    v = v << 8 | (uint8_t)p[i];
  return v;
}

/* sum() of bigints is numeric: groups of four decimal digits, the first with weight `weight`.
 * Beyond int64 it is the nearest that fits. */
static int64_t numeric_int(const char *p) {
  int n = (int)big_endian(p, 2), weight = (int16_t)big_endian(p + 2, 2);
  bool minus = big_endian(p + 4, 2) == 0x4000;
  __int128 v = 0;
  for (int i = 0; i <= weight && i < 8; i++)
    v = v * 10000 + (i < n ? (int64_t)big_endian(p + 8 + 2 * i, 2) : 0);
  if (minus) v = -v;
  return v > INT64_MAX ? INT64_MAX : v < INT64_MIN ? INT64_MIN : (int64_t)v;
}

int64_t pg_int(struct state_stmt *q, int col) {
  struct pg_stmt *st = stmt_of(q);
  if (PQgetisnull(st->r, st->row, col)) return 0;
  const char *p = PQgetvalue(st->r, st->row, col);
  switch (PQftype(st->r, col)) {
  case PG_INT8:
    return (int64_t)big_endian(p, 8);
  case PG_INT4:
    return (int32_t)big_endian(p, 4);
  case PG_INT2:
    return (int16_t)big_endian(p, 2);
  case PG_BOOL:
    return *p;
  case PG_NUMERIC:
    return numeric_int(p);
  case PG_TEXT:
    return strtoll(p, NULL, 10);
  default:
    panic("a column of type %u in \"%.60s\"", PQftype(st->r, col), st->text);
  }
}

struct str pg_str(struct state_stmt *q, int col) {
  struct pg_stmt *st = stmt_of(q);
  if (PQgetisnull(st->r, st->row, col)) return (struct str){0};
  Oid type = PQftype(st->r, col);
  if (type == PG_INT8 || type == PG_INT4 || type == PG_INT2 || type == PG_NUMERIC ||
      type == PG_BOOL)
    return arena_printf(&st->shown, "%lld", (long long)pg_int(q, col));
  return str_of(PQgetvalue(st->r, st->row, col), (size_t)PQgetlength(st->r, st->row, col));
}

bool pg_is_null(struct state_stmt *q, int col) {
  struct pg_stmt *st = stmt_of(q);
  return PQgetisnull(st->r, st->row, col);
}
