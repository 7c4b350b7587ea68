/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal repair`: a new workspace from what is whole in a damaged one.
 *
 * The log is the truth, so the work is to write it again without its holes and let opening derive
 * the rest.  Every saved record stands at the LSN it had: marks of imports name LSNs, run numbers
 * are LSNs, and what remains can be compared with the original.  Lost ranges become LOG_LOST
 * records of the same width.
 *
 * With a lost range the allotment of subjects may be lost too, while later events use its
 * identities.  So the log is read twice.  The first pass gives every identity its number in a
 * scratch index and notes those that appear in events without a surviving allotment (orphans) at
 * the last hole before them, with the number they had where a row says it; the second writes, and
 * gives the last LSN of each such hole to a LOG_SUBJECTS record for its orphans.  Numbers may
 * differ from the original's then; of what is taken over, erasures (repair_erased.c) and merged
 * people go by them, and are written again by the new ones.  Moves of people whose allotment is
 * lost are lost, and counted (person/salvage.h).
 *
 * Import keys of lost rows are lost with them: importing the file again brings exactly those rows
 * back. */
#include "workspace/verify.h"

#include "base/cursor.h"
#include "repair_int.h"
#include "workspace_int.h"

#define REPAIR_COMMIT_BYTES ((size_t)32 << 20)
#define COPY_BYTES_MAX      ((size_t)256 << 20)

struct hole {
  uint64_t lsn;  /* after it stands this record */
  uint64_t room; /* places in it that are no erasure's */
  struct buf orphans;
};

struct repair {
  struct io *io;
  char from[WS_PATH_MAX], to[WS_PATH_MAX];
  struct buf state_at; /* of `from` */
  ws_damage_fn *bad;
  void *ctx;
  bool quiet; /* second reading: said already */
  struct people *people;
  bool renumbered; /* second pass, so far */
  struct log *log;
  VEC(struct hole) holes;
  VEC(uint32_t) nameless; /* first pass: numbers whose allotment is lost, and their name so far */
  size_t hole;            /* next to be written */
  uint64_t next;
  size_t pending;
  struct ev_batch batch, fewer;
  struct identity_rules rules; /* values that identify nobody */
  struct buf subjects, moves, events;
  struct arena tmp;
  struct repair_erased erased;
  struct buf erasure;
  struct outbox_seen outbox; /* second pass */
  struct ws_repaired n;
};

static void on_bad(void *ctx, const struct err *what) {
  struct repair *r = ctx;
  const struct ws_damage d = {.what = what};
  if (!r->quiet) r->bad(r->ctx, &d);
}

/* ---- first pass: who has no allotment ---- */

static bool lose(struct repair *r, uint32_t before, struct str type, struct str value,
                 struct err *err) {
  size_t i = r->holes.n;
  while (i > 0 && r->holes.p[i - 1].room == 0)
    i--;
  if (i == 0)
    return err_fail(err, ERR_corrupt, "%s" ERR_SEP "events without a subject, and nothing lost",
                    r->from);
  struct hole *h = &r->holes.p[i - 1];
  r->n.renamed_people++;
  return people_salvage_lost(r->people, &r->erased.numbers, before, type, value, &h->orphans, err);
}

/* The row's subject has the strongest identity of its who, if there is no other of that class: of
 * several strong ones it may be any, and on a device it may be whoever uses it. */
static bool names_subject(const struct repair *r, const struct ev_row *row, struct str type,
                          struct str value) {
  const struct ev_batch *b = &r->batch;
  const struct ev_who *who = ev_row_who(b, row);
  enum id_class class = id_type_find(type)->class;
  uint32_t n = 0;
  for (uint32_t i = 0; i < who->n; i++) {
    struct str t, v;
    ev_batch_id_parts(b, b->who_ids.p[who->begin + i], &t, &v);
    n += id_type_find(t)->class == class;
  }
  return n == 1 && (class == ID_ACCOUNT || class == ID_STRONG) && who->link != EV_UNBINDS &&
         !identity_rejected(&r->rules, value);
}

static uint32_t *nameless_at(struct repair *r, uint32_t before) {
  for (size_t i = 0; i < r->nameless.n; i++)
    if (r->nameless.p[i] == before) return &r->nameless.p[i];
  return NULL;
}

/* Rows with a who say the number of their subject, so that what the log says of it later on still
 * finds it.  Of its name they only tell what is certain. */
static bool note_numbered(struct repair *r, const struct ev_row *row, uint32_t before, uint64_t lsn,
                          struct err *err) {
  struct str type, value;
  bool unknown = repair_erased_now(&r->erased, before) == SUBJECT_NONE;
  uint32_t *nameless = unknown ? NULL : nameless_at(r, before);
  if (people_number_is_erased(&r->erased.numbers, before) || (!unknown && !nameless)) return true;
  ev_batch_id_parts(&r->batch, row->id, &type, &value);
  bool named = people_find(r->people, type, value) == SUBJECT_NONE &&
               names_subject(r, row, type, value) &&
               !repair_erased_covers(&r->erased, type, value, lsn);
  if (nameless && !named) return true;
  if (nameless) *nameless = SUBJECT_NONE;
  if (!named) vec_push(&r->nameless, before);
  return lose(r, before, named ? type : STR(""), value, err);
}

static bool note_orphans(struct repair *r, struct str body, uint64_t lsn, struct err *err) {
  struct err ignored;
  if (!ev_batch_decode(body, &r->batch, &ignored)) return true; /* verify says so; replay would */
  arena_reset(&r->tmp);
  const uint8_t *used = ws_people_ids(&r->batch, &r->tmp);
  bool ok = true;
  for (size_t i = 0; ok && i < r->batch.rows.n && r->batch.subjects.n; i++)
    if (r->batch.rows.p[i].who)
      ok = note_numbered(r, &r->batch.rows.p[i], r->batch.subjects.p[i], lsn, err);
  for (uint32_t i = 0; ok && i < r->batch.ids.n; i++) {
    struct str type, value;
    if (!used[i]) continue;
    ev_batch_id_parts(&r->batch, i, &type, &value);
    if (str_is(type, "$erased") || repair_erased_covers(&r->erased, type, value, lsn)) continue;
    if (people_find(r->people, type, value) != SUBJECT_NONE) continue;
    ok = lose(r, SUBJECT_NONE, type, value, err);
  }
  return ok;
}

static bool look(void *ctx, const struct log_record *rec, bool last, struct err *err) {
  struct repair *r = ctx;
  if (rec->lsn > r->next) {
    struct hole h = {
        .lsn = rec->lsn, .room = rec->lsn - r->next, .orphans = BUF_INIT_MAX(LOG_RECORD_BYTES_MAX)};
    r->n.lost_lsns += rec->lsn - r->next;
    r->n.lost_ranges++;
    for (uint64_t from = r->next, at = 0;
         repair_erased_lost(&r->erased, r->people, from, rec->lsn, &at, &r->erasure); from = at + 1)
      h.room--;
    vec_push(&r->holes, h);
  }
  r->next = rec->lsn + rec->n;
  if (rec->n == 0 && !last) r->next += LOG_LSN_SEQUENCE; /* the next epoch */
  if (rec->n == 0) return true;
  r->n.records++;
  if (rec->kind == LOG_ERASE)
    return repair_erased_record(&r->erased, r->people, rec, &r->erasure, err);
  if (rec->kind == LOG_SUBJECTS)
    return people_salvage(r->people, rec->body, &r->erased.numbers, &r->subjects, &r->n.renumbered,
                          err);
  if (rec->kind != LOG_EVENTS) return true;
  r->n.events += rec->n;
  return note_orphans(r, rec->body, rec->lsn, err);
}

/* ---- second pass: writing ---- */

static bool put_lost(struct repair *r, uint64_t n, struct err *err) {
  while (n > 0) {
    uint32_t part = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
    if (!log_append(r->log, LOG_LOST, part, STR(""), NULL, err)) return false;
    n -= part;
  }
  return true;
}

static bool put_orphans(struct repair *r, const struct hole *h, struct err *err) {
  return people_salvage(r->people, buf_str(&h->orphans), &r->erased.numbers, &r->subjects,
                        &r->renumbered, err) &&
         log_append(r->log, r->subjects.n ? LOG_SUBJECTS : LOG_LOST, 1, buf_str(&r->subjects), NULL,
                    err);
}

/* Rows say whose they are by number: where something is lost, by other numbers.  Whose allotment is
 * lost without a substitute was erased, and so is the row. */
static void renumber(struct repair *r, struct str *body) {
  struct ev_batch *b = &r->batch;
  struct err ignored;
  bool changed = false;
  if (r->holes.n == 0 || !ev_batch_decode(*body, b, &ignored) || b->subjects.n == 0) return;
  ev_batch_reset(&r->fewer);
  r->fewer.received = b->received;
  for (size_t i = 0; i < b->rows.n; i++) {
    const struct ev_row *row = &b->rows.p[i];
    uint32_t now = row->who ? repair_erased_now(&r->erased, b->subjects.p[i]) : EV_NO_SUBJECT;
    changed |= row->who && now != b->subjects.p[i];
    if (row->who) b->subjects.p[i] = now;
    if (row->who && now == SUBJECT_NONE)
      ev_batch_row(&r->fewer, ev_batch_id(&r->fewer, STR("$erased"), STR("0")),
                   ev_batch_name(&r->fewer, STR("$erased")), 0, row->key, 0);
    else
      ev_batch_copy_row(&r->fewer, b, i, NULL);
  }
  if (!changed) return;
  buf_reset(&r->events);
  ev_batch_encode(&r->fewer, &r->events);
  *body = buf_str(&r->events);
}

/* Erasures whose records are lost come back at their places; the orphans' allotment takes the last
 * place that is nobody's, because whoever was allotted there came after any erasure before. */
static bool fill_hole(struct repair *r, uint64_t to, struct err *err) {
  struct hole *h = &r->holes.p[r->hole++];
  uint64_t orphans = h->orphans.n > 0, at = r->next, lsn;
  must(h->lsn == to);
  while (repair_erased_lost(&r->erased, r->people, at, to, &lsn, &r->erasure)) {
    bool here = orphans && lsn + 1 == to; /* no place behind it */
    if (here && lsn == at) return err_fail(err, ERR_repair_erased, "%s", r->from);
    if (!put_lost(r, lsn - at - here, err) || (here && !put_orphans(r, h, err)) ||
        !log_append(r->log, LOG_ERASE, 1, buf_str(&r->erasure), NULL, err))
      return false;
    orphans -= here;
    at = lsn + 1;
  }
  return put_lost(r, to - at - orphans, err) && (!orphans || put_orphans(r, h, err));
}

static bool commit(struct repair *r, struct err *err) {
  r->pending = 0;
  return log_commit(r->log, err);
}

static bool next_epoch(struct repair *r, struct err *err) {
  if (!commit(r, err) || !log_begin_epoch(r->log, err)) return false;
  r->next = log_end(r->log);
  return true;
}

/* A record of whose subjects are: as it is, or by the numbers of now. */
static struct str put_moves(struct repair *r, const struct log_record *rec) {
  uint64_t next = rec->lsn + rec->n;
  struct err ignored;
  uint32_t lost;
  if (r->holes.n == 0 && people_apply_persons(r->people, rec->body, rec->lsn, next, &ignored))
    return rec->body;
  bool ok = people_salvage_persons(r->people, rec->body, rec->lsn, next, &r->erased.numbers,
                                   &r->moves, &lost, &ignored);
  r->n.lost_merges += !ok || lost > 0;
  return buf_str(&r->moves);
}

static bool put(void *ctx, const struct log_record *rec, bool last, struct err *err) {
  struct repair *r = ctx;
  struct str body = rec->body;
  enum log_kind kind = rec->kind;
  if (rec->lsn > r->next && !fill_hole(r, rec->lsn, err)) return false;
  if (rec->n == 0) return last || next_epoch(r, err);
  if (kind == LOG_SUBJECTS) {
    if (!people_salvage(r->people, body, &r->erased.numbers, &r->subjects, &r->renumbered, err))
      return false;
    body = buf_str(&r->subjects);
    if (body.n == 0) kind = LOG_LOST; /* all of it was an orphan already */
  } else if (kind == LOG_ERASE) {
    if (!repair_erased_record(&r->erased, r->people, rec, &r->erasure, err)) return false;
    body = buf_str(&r->erasure);
    if (body.n == 0) kind = LOG_LOST; /* nothing is left of whom it means */
  }
  if (kind == LOG_EVENTS) renumber(r, &body);
  struct outbox_mark m;
  struct err ignored;
  if (kind == LOG_OUTBOX && outbox_mark_read(body, &m, &ignored)) outbox_see(&r->outbox, &m);
  if (kind == LOG_PERSONS) {
    body = put_moves(r, rec);
    if (body.n == 0) kind = LOG_LOST;
  }
  uint64_t lsn;
  if (!log_append(r->log, kind, rec->n, body, &lsn, err)) return false;
  must(lsn == rec->lsn);
  r->next = rec->lsn + rec->n;
  r->pending += body.n;
  return !last || r->pending < REPAIR_COMMIT_BYTES || commit(r, err);
}

/* Of erasures behind the last whole group. */
static bool put_tail(struct repair *r, struct err *err) {
  uint64_t end = log_end(r->log);
  while (repair_erased_beyond(&r->erased, r->people, end, &r->erasure)) {
    if (r->erasure.n == 0) continue;
    if (!log_append(r->log, LOG_ERASE, 1, buf_str(&r->erasure), NULL, err)) return false;
    end++;
  }
  return commit(r, err);
}

static bool write_log(struct repair *r, struct err *err) {
  char from[WS_PATH_MAX], path[WS_PATH_MAX];
  ws_join(from, r->from, "log");
  ws_join(path, r->to, "people");
  r->next = 1;
  repair_erased_begin(&r->erased);
  bool ok =
      people_open(r->io, path, &r->people, err) && log_salvage(r->io, from, look, on_bad, r, err);
  people_close(r->people);
  r->people = NULL;
  if (!ok) return false;
  ws_join(path, r->to, "people");
  if (!people_open(r->io, path, &r->people, err)) return false;
  r->next = 1;
  repair_erased_begin(&r->erased);
  r->quiet = true;
  ws_join(path, r->to, "log");
  ok = log_open(r->io, path, true, &r->log, err) && log_salvage(r->io, from, put, on_bad, r, err) &&
       commit(r, err) && put_tail(r, err) &&
       repair_erased_save(&r->erased, r->io, r->to, log_end(r->log), err);
  log_close(r->log);
  people_close(r->people);
  r->quiet = false;
  return ok;
}

/* ---- the rest ---- */

static bool copy_file(struct repair *r, const char *from, const char *to, struct err *err) {
  struct arena tmp;
  struct str text;
  arena_init(&tmp, "repair");
  bool ok = io_read_all(r->io, from, COPY_BYTES_MAX, &tmp, &text, err) &&
            io_write_atomic(r->io, to, text.p, text.n, err);
  arena_release(&tmp);
  return ok;
}

/* What people look at and nobody computes with; a file that cannot be read is said and left. */
static void copy_rejects(struct repair *r) {
  char from[WS_PATH_MAX], to[WS_PATH_MAX], in[WS_PATH_MAX], out[WS_PATH_MAX];
  struct arena tmp;
  struct str *names;
  struct err what;
  size_t n;
  ws_join(from, r->from, "rejects");
  ws_join(to, r->to, "rejects");
  arena_init(&tmp, "rejects");
  if (!io_list(r->io, from, &tmp, &names, &n, &what)) {
    on_bad(r, &what);
    n = 0;
  }
  for (size_t i = 0; i < n; i++) {
    ws_join(in, from, arena_cstr(&tmp, names[i]));
    ws_join(out, to, arena_cstr(&tmp, names[i]));
    if (!copy_file(r, in, out, &what)) on_bad(r, &what);
  }
  arena_release(&tmp);
}

/* The new log has another id, and everything it feeds is derived again. */
static bool forget_positions(struct repair *r, struct err *err) {
  char path[WS_PATH_MAX];
  struct state *s;
  struct state_stmt *q;
  struct err what;
  uint32_t lost = 0;
  ws_join(path, r->to, "state.db");
  if (!state_open_in(r->io, path, true, &s, err)) return false;
  bool ok = state_begin(s, err);
  if (ok) {
    ok = state_query(s, "DELETE FROM cursor", &q, err) && state_exec(q, err) &&
         state_query(s, "DELETE FROM item", &q, err) && state_exec(q, err) &&
         /* Final places of people who had other numbers; those kept in order stand on seats. */
         state_query(s, "DELETE FROM rank_chunk", &q, err) && state_exec(q, err) &&
         repair_holders(&r->erased, s, &lost, err) && outbox_anew(s, &r->outbox, err);
    if (!ok) state_rollback(s);
    ok = ok && state_commit(s, err);
  }
  state_close(s);
  if (ok && lost) {
    err_clear(&what);
    err_fail(&what, ERR_corrupt, "%s" ERR_SEP "%u people who own something are lost", r->from,
             lost);
    on_bad(r, &what);
  }
  return ok;
}

static bool save_state(struct repair *r, struct err *err) {
  static const char *const made[] = {"state.db", "state.db-wal", "state.db-shm"};
  char from[WS_PATH_MAX], to[WS_PATH_MAX];
  for (size_t i = 0; i < sizeof made / sizeof *made; i++) { /* of the creation: empty */
    ws_join(to, r->to, made[i]);
    if (!io_unlink(r->io, to, err)) return false;
  }
  ws_join(to, r->to, "state.db");
  if (state_is_url(
          r->state_at.p)) { /* PostgreSQL keeps its own house; the copy is ours to change */
    r->n.state_whole = true;
    return state_snapshot(r->io, r->state_at.p, to, err) && forget_positions(r, err);
  }
  ws_join(from, r->from, "state.db");
  return state_salvage(r->io, from, to, false, &r->n.state_whole, on_bad, r, err) &&
         io_sync_dir(r->io, r->to, err) && forget_positions(r, err);
}

/* Settings as they are, if they can be believed; else those of a new workspace, and it is said. */
static bool save_settings(struct repair *r, bool whole, struct err *err) {
  char from[WS_PATH_MAX], to[WS_PATH_MAX];
  if (!whole) return true;
  ws_join(from, r->from, "workspace.json");
  ws_join(to, r->to, "workspace.json");
  return copy_file(r, from, to, err);
}

/* Up to when events are gone; what the rules say of today is known without it. */
static bool save_floors(struct repair *r, struct err *err) {
  char from[WS_PATH_MAX], to[WS_PATH_MAX];
  struct workspace old = {.io = r->io, .path = r->from};
  struct err what;
  ws_join(from, r->from, "retention.json");
  ws_join(to, r->to, "retention.json");
  if (!io_exists(r->io, from)) return true;
  bool whole = floors_load(&old, &what);
  floors_release(&old);
  if (whole) return copy_file(r, from, to, err);
  on_bad(r, &what);
  return true;
}

static bool derive(const char *to, struct str slug, const struct ws_options *o, struct err *err) {
  struct workspace *w;
  if (!ws_open(to, slug, WS_WRITE, o, &w, err)) return false;
  bool ok = ws_checkpoint(w, true, err);
  ws_close(w);
  return ok;
}

static bool take_source(struct repair *r, struct str slug, struct io_file **ret, struct err *err) {
  char path[WS_PATH_MAX];
  struct io_file *f;
  struct err why;
  bool got = false;
  ws_join(path, r->from, "lock");
  if (!io_open(r->io, path, IO_READ, &f, &why)) { /* nobody ever wrote */
    *ret = NULL;
    return true;
  }
  bool ok = io_lock(r->io, f, &got, err);
  if (ok && !got) ok = err_fail(err, ERR_workspace_locked, "%.*s", STRF(slug));
  if (!ok)
    io_close(r->io, f);
  else
    *ret = f;
  return ok;
}

static bool run(struct repair *r, const char *to, struct str slug, const struct ws_options *o,
                struct err *err) {
  struct err what;
  struct workspace old = {.io = r->io, .slug = slug, .path = r->from};
  arena_init(&old.life, "settings");
  bool settings = ws_settings_load(&old, &what);
  if (!settings) on_bad(r, &what);
  bool ok = ws_create(to, slug, settings ? tz_name(old.tz) : STR("UTC"),
                      settings ? old.currency : STR("USD"), o, err);
  arena_release(&old.life);
  ok = ok && repair_erased_load(&r->erased, r->io, r->from, err) && write_log(r, err) &&
       save_state(r, err) && save_settings(r, settings, err) && save_floors(r, err);
  if (ok) copy_rejects(r);
  return ok && derive(to, slug, o, err);
}

bool ws_repair(const char *dir, struct str slug, const char *to, const struct ws_options *o,
               ws_damage_fn *bad, void *ctx, struct ws_repaired *ret, struct err *err) {
  struct repair r = {.io = o && o->io ? o->io : io_posix(), .bad = bad, .ctx = ctx};
  struct io_file *lock = NULL;
  r.subjects = (struct buf)BUF_INIT_MAX(LOG_RECORD_BYTES_MAX);
  r.moves = (struct buf)BUF_INIT_MAX(LOG_RECORD_BYTES_MAX);
  r.events = (struct buf)BUF_INIT_MAX(LOG_RECORD_BYTES_MAX);
  r.erasure = (struct buf)BUF_INIT;
  r.state_at = (struct buf)BUF_INIT;
  if (!ws_path_of(dir, slug, r.from, err) || !ws_path_of(to, slug, r.to, err)) return false;
  if (!ws_exists(dir, slug, r.io)) return err_fail(err, ERR_no_workspace, "%.*s", STRF(slug));
  if (!ws_state_at(dir, slug, o ? o->state : NULL, r.io, &r.state_at, err) ||
      !take_source(&r, slug, &lock, err)) {
    buf_release(&r.state_at);
    return false;
  }
  /* What is made has its state with it; `shoal state move` can take it elsewhere. */
  struct ws_options here = o ? *o : (struct ws_options){0};
  here.state = NULL;
  ev_batch_init(&r.batch);
  ev_batch_init(&r.fewer);
  identity_rules_default(&r.rules);
  arena_init(&r.tmp, "repair");
  bool ok = run(&r, to, slug, &here, err);
  buf_release(&r.state_at);
  for (size_t i = 0; i < r.holes.n; i++)
    buf_release(&r.holes.p[i].orphans);
  vec_free(&r.holes);
  vec_free(&r.nameless);
  outbox_seen_release(&r.outbox);
  ev_batch_release(&r.batch);
  ev_batch_release(&r.fewer);
  arena_release(&r.tmp);
  buf_release(&r.subjects);
  buf_release(&r.moves);
  buf_release(&r.events);
  buf_release(&r.erasure);
  repair_erased_release(&r.erased);
  io_close(r.io, lock);
  if (!ok) return false;
  *ret = r.n;
  return true;
}
