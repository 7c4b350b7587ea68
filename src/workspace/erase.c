/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Erasing, first in answers, then on disk.
 *
 * The record in the log is the moment: replay meets it in its place among the others, so an
 * identity means the old person before it and a new one after it, for everybody who reads the log.
 * The list (erase_list.c) follows the record at once, while the names are still known; a crash
 * between the two is mended by the replay, which finds the record past the list's position.  Rows
 * are hidden by subject until no part holds them.
 *
 * The second half may be repeated at any time: everything it does is "make it so".  An erasure is
 * marked done after all of it. */
#include <stdio.h>
#include <stdlib.h>

#include <sodium.h>

#include "base/cursor.h"
#include "base/panic.h"
#include "erase_int.h"
#include "workspace/persons.h"

#define RECORD_VERSION 1

static int number_order(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

bool erase_hide(struct workspace *w, struct err *err) {
  const struct erasures *e = &w->erasures;
  VEC(uint32_t) v = {0};
  for (size_t i = 0; i < e->list.n; i++)
    if (!e->list.p[i].done) { /* a person is erased with all subjects, so rows go by person */
      uint32_t person = person_of(w->people, e->list.p[i].subject);
      vec_push(&v, person);
    }
  if (v.n) qsort(v.p, v.n, sizeof *v.p, number_order);
  size_t n = v.n;
  v.n = 0;
  for (size_t i = 0; i < n; i++)
    if (i == 0 || v.p[v.n - 1] != v.p[i]) v.p[v.n++] = v.p[i];
  bool ok = store_hide(w->store, v.p, (uint32_t)v.n, err);
  vec_free(&v);
  return ok;
}

/* The names leave the index only when the list that replaces them is safe: nothing else knows then
 * whom the log means. */
static bool enlist(struct workspace *w, const struct erasure *x, uint64_t end, struct err *err) {
  struct erasures *e = &w->erasures;
  uint64_t was = e->lsn;
  vec_push(&e->list, *x);
  e->lsn = end;
  if (w->mode != WS_WRITE || erasures_save(w, err)) return true;
  e->list.n--;
  e->lsn = was;
  return false;
}

/* A stretch has no name but its number, and a copy of this workspace that went on by itself gave
 * that number to somebody else.  So in the list it goes by its device too. */
static bool stretch_hash(const struct erasures *e, const struct people *p, uint32_t subject,
                         uint8_t out[ERASE_HASH_BYTES]) {
  struct buf value = BUF_INIT;
  struct str type, device;
  uint32_t first;
  if (!people_stretch_device(p, subject, &first, &type, &device) || str_is(type, "$erased"))
    return false;
  buf_printf(&value, "~%u\x1f%.*s\x1f", subject, STRF(type));
  buf_put_str(&value, device);
  erasure_hash(e, STR("$epoch"), buf_str(&value), out);
  buf_release(&value);
  return true;
}

/* What follows from the record at `lsn`, which ends at `end`.  All of it or, failing, nothing that
 * stands in the way of another attempt. */
static bool note(struct workspace *w, struct erasure x, uint64_t end, struct ws_erased *ret,
                 struct err *err) {
  VEC(struct str) values = {0};
  struct str type, value;
  bool ok = true;
  for (uint32_t i = 0; people_subject_identity(w->people, x.subject, i, &type, &value); i++) {
    struct erased_id id;
    if (!stretch_hash(&w->erasures, w->people, x.subject, id.hash))
      erasure_hash(&w->erasures, type, value, id.hash);
    vec_push(&x.ids, id);
    vec_push(&values, value);
  }
  uint32_t files = 0;
  if (w->mode == WS_WRITE) ok = erase_files(w, values.p, (uint32_t)values.n, &files, err);
  vec_free(&values);
  if (!ok || !enlist(w, &x, end, err)) {
    vec_free(&x.ids);
    return false;
  }
  if (ret) {
    ret->identities += (uint32_t)x.ids.n;
    ret->files += files;
  }
  people_erase(w->people, &x.subject, 1);
  return true;
}

bool erase_replay(struct workspace *w, const struct log_record *rec, struct err *err) {
  struct cursor c = cur_of(rec->body.p, rec->body.n);
  uint8_t version = cur_u8(&c);
  int64_t at = cur_zigzag(&c);
  uint64_t subject = cur_varint(&c);
  if (!c.bad && version > RECORD_VERSION)
    return err_fail(err, ERR_unsupported_format, "%s" ERR_SEP "version %u", "an erasure", version);
  if (c.bad || version == 0 || cur_left(&c) || subject >= SUBJECT_NONE)
    return err_fail(err, ERR_corrupt, "%s" ERR_SEP "%s", "an erasure", "it makes no sense");
  uint32_t one = (uint32_t)subject;
  if (rec->lsn >= w->erasures.lsn)
    return note(w, (struct erasure){.subject = one, .lsn = rec->lsn, .at_ms = at},
                rec->lsn + rec->n, NULL, err);
  if (rec->lsn >= people_lsn(w->people)) people_erase(w->people, &one, 1);
  return true;
}

/* Before the first record, so that hashes never wait for a key. */
static bool have_key(struct workspace *w, struct err *err) {
  if (w->erasures.has_key) return true;
  must(sodium_init() >= 0);
  randombytes_buf(w->erasures.key, sizeof w->erasures.key);
  w->erasures.has_key = true;
  w->erasures.lsn = log_end(w->log);
  if (erasures_save(w, err)) return true;
  w->erasures.has_key = false;
  return false;
}

/* The record is durable: the rest follows, or recovery sees to it. */
static bool take_effect(struct workspace *w, const struct erasure *x, uint32_t n,
                        struct ws_erased *ret, struct err *err) {
  uint64_t end = log_end(w->log);
  for (uint32_t i = 0; i < n; i++)
    if (!note(w, x[i], i + 1 < n ? x[i + 1].lsn : end, ret, err)) return false;
  for (uint32_t i = 0; i < n; i++)
    touched_moved(w, x[i].subject, end);
  people_set_lsn(w->people, end);
  store_advance(w->store, end);
  if (!w->items_behind) w->items_lsn = end;
  return erase_hide(w, err);
}

static bool append(struct workspace *w, struct erasure *x, struct err *err) {
  struct buf body = BUF_INIT;
  buf_put_u8(&body, RECORD_VERSION);
  buf_put_zigzag(&body, x->at_ms);
  buf_put_varint(&body, x->subject);
  bool ok = log_append(w->log, LOG_ERASE, 1, buf_str(&body), &x->lsn, err);
  buf_release(&body);
  return ok;
}

/* For who holds the pipeline.  A record per subject of the person, in one group: all or none.  An
 * import that goes on meanwhile makes a new person of further rows. */
static bool erase_one(struct workspace *w, uint32_t subject, struct ws_erased *ret,
                      struct err *err) {
  if (subject >= people_count(w->people) || people_erased(w->people, subject))
    return err_fail(err, ERR_unknown_person, "%u", subject);
  if (!have_key(w, err)) return false;
  uint32_t n = person_subjects(w->people, subject, NULL, 0);
  uint32_t *subjects = must_malloc(n * sizeof *subjects);
  struct erasure *x = must_calloc(n, sizeof *x);
  int64_t now = clock_wall_ms(w->clock);
  bool ok = true;
  person_subjects(w->people, subject, subjects, n);
  for (uint32_t i = 0; ok && i < n; i++) {
    x[i] = (struct erasure){.subject = subjects[i], .at_ms = now};
    ok = append(w, &x[i], err);
  }
  ok = ok && log_commit(w->log, err) && log_sync(w->log, err) && take_effect(w, x, n, ret, err);
  if (ok) ret->lsn = x[0].lsn;
  free(subjects);
  free(x);
  if (!ok) {
    log_drop(w->log);
    pipeline_stop(w, err); /* memory, list or log may not show it: recovery looks */
  }
  return ok;
}

static bool audit(struct workspace *w, uint32_t subject, struct str author, struct err *err) {
  struct state_stmt *q;
  char number[16];
  snprintf(number, sizeof number, "~%u", subject);
  state_enter(w->state);
  bool ok = state_query(w->state,
                        "INSERT INTO audit (at_ms, author, action, kind, slug, version, detail) "
                        "VALUES (@now, ?1, 'erase', 'person', ?2, 1, '')",
                        &q, err);
  if (ok) {
    state_bind_str(q, 1, author);
    state_bind_str(q, 2, str_from(number));
    ok = state_exec(q, err);
  }
  state_leave(w->state);
  return ok;
}

bool ws_erase_person(struct workspace *w, uint32_t subject, struct str author,
                     struct ws_erased *ret, struct err *err) {
  struct ws_erased r = {0};
  must(w->mode == WS_WRITE);
  /* What still waits to be sent belongs to the person, and nothing is half sent meanwhile. */
  pthread_mutex_lock(&w->outbox);
  bool held = outbox_empty(w, NULL, err) && pipeline_hold(w, err);
  bool ok = held && erase_one(w, subject, &r, err) && audit(w, subject, author, err);
  if (held) pipeline_let_go(w);
  pthread_mutex_unlock(&w->outbox);
  if (!held) return false;
  ws_revise(w);
  if (ok) *ret = r;
  return ok;
}

static uint32_t undone(const struct erasures *e) {
  uint32_t n = 0;
  for (size_t i = 0; i < e->list.n; i++)
    n += !e->list.p[i].done;
  return n;
}

bool ws_erase_waits(struct workspace *w) {
  struct err stopped;
  pipeline_take_turn(w);
  uint32_t n = undone(&w->erasures);
  pipeline_give_turn(w);
  return n > 0 && pipeline_check(w, &stopped);
}

/* The list of now; entries stay where they are until closing, so copies of them do.  Everything
 * that says the names is in files that end here. */
static bool begin_run(struct workspace *w, struct erasures *ret, struct err *err) {
  if (!pipeline_hold(w, err)) return false;
  *ret = w->erasures;
  ret->list.p = NULL;
  ret->list.n = ret->list.cap = 0;
  for (size_t i = 0; i < w->erasures.list.n; i++)
    vec_push(&ret->list, w->erasures.list.p[i]);
  bool ok = undone(ret) == 0 || log_roll(w->log, err);
  if (!ok) pipeline_stop(w, err);
  pipeline_let_go(w);
  return ok;
}

static bool finish(struct workspace *w, const struct erasures *e, struct err *err) {
  pipeline_take_turn(w);
  for (size_t i = 0; i < w->erasures.list.n; i++)
    for (size_t k = 0; k < e->list.n; k++)
      if (w->erasures.list.p[i].lsn == e->list.p[k].lsn) w->erasures.list.p[i].done = true;
  bool ok = erasures_save(w, err) && erase_hide(w, err);
  pipeline_give_turn(w);
  return ok;
}

/* Where something was sent to somebody, and codes that somebody was given, are in SQL (the mall's
 * orders); the scrub takes them out of the file as well.  A code's mark stays: it is known, should
 * it be imported again. */
static bool forget_orders(struct workspace *w, const struct erasures *e, struct err *err) {
  static const char *const sql[] = {
      "DELETE FROM mall_contact WHERE holder IN (SELECT n FROM holder WHERE subject = ?1)",
      "UPDATE mall_code SET sealed = NULL WHERE status IN (2, 3) AND ord <> 0 AND ord IN (SELECT n "
      "FROM mall_order WHERE holder IN (SELECT n FROM holder WHERE subject = ?1))"};
  struct state_stmt *q;
  bool ok = true;
  state_enter(w->state);
  for (size_t i = 0; ok && i < e->list.n; i++)
    for (size_t k = 0; ok && !e->list.p[i].done && k < sizeof sql / sizeof *sql; k++) {
      ok = state_query(w->state, sql[k], &q, err);
      if (!ok) break;
      state_bind_int(q, 1, e->list.p[i].subject);
      ok = state_exec(q, err);
    }
  state_leave(w->state);
  return ok;
}

/* What is in memory goes into files first, people without names; then every file that had them is
 * written again.  Events go on coming in. */
static bool run_all(struct workspace *w, const struct erasures *e, uint32_t *ret_log_files,
                    struct err *err) {
  return ws_checkpoint_people(w, err) && store_flush_all(w->store, err) &&
         erase_log(w, e, ret_log_files, err) && store_purge(w->store, err) &&
         forget_orders(w, e, err) && erase_members(w, e, err) && state_scrub(w->state, err) &&
         finish(w, e, err);
}

bool ws_erase_run(struct workspace *w, struct ws_erase_done *ret, struct err *err) {
  struct ws_erase_done r = {0};
  struct erasures e = {0};
  must(w->mode == WS_WRITE);
  pthread_mutex_lock(&w->import);
  bool ok = begin_run(w, &e, err);
  r.people = undone(&e);
  if (ok && r.people) ok = run_all(w, &e, &r.log_files, err);
  pthread_mutex_unlock(&w->import);
  vec_free(&e.list);
  if (ok) *ret = r;
  return ok;
}

static bool has(const struct erasures *e, const uint8_t hash[ERASE_HASH_BYTES]) {
  for (size_t i = 0; i < e->list.n; i++)
    for (size_t k = 0; k < e->list.p[i].ids.n; k++)
      if (memcmp(e->list.p[i].ids.p[k].hash, hash, ERASE_HASH_BYTES) == 0) return true;
  return false;
}

/* Older lists have the number of a stretch alone. */
static bool listed(const struct erasures *e, const struct people *p, uint32_t subject) {
  uint8_t hash[ERASE_HASH_BYTES];
  struct str type, value;
  if (stretch_hash(e, p, subject, hash) && has(e, hash)) return true;
  for (uint32_t i = 0; people_subject_identity(p, subject, i, &type, &value); i++) {
    erasure_hash(e, type, value, hash);
    if (has(e, hash)) return true;
  }
  return false;
}

/* What this copy knows of already: the same record of the part that both histories share. */
static void forget_known(struct erasures *theirs, const struct erasures *ours) {
  for (size_t i = 0; i < theirs->list.n; i++)
    for (size_t k = 0; k < ours->list.n; k++)
      if (theirs->list.p[i].lsn == ours->list.p[k].lsn &&
          theirs->list.p[i].subject == ours->list.p[k].subject)
        theirs->list.p[i].ids.n = 0;
}

/* Nobody but this device, all in one epoch: who claimed a part of it there, erased all of it. */
static bool only_device(struct workspace *w, uint32_t device) {
  uint32_t n = person_subjects(w->people, device, NULL, 0), i = 0;
  uint32_t *all = must_malloc(n * sizeof *all);
  person_subjects(w->people, device, all, n);
  while (i < n && people_device_of(w->people, all[i]) == device)
    i++;
  free(all);
  return i == n;
}

/* Whoever is one person with him here, and was not there, stays. */
static bool erase_listed(struct workspace *w, uint32_t subject, struct str author,
                         struct err *err) {
  struct ws_moved apart;
  struct ws_erased ignored;
  return (only_device(w, subject) ||
          ws_unmerge_people(w, &subject, 1, WS_MOVES, author, &apart, err)) &&
         ws_erase_person(w, subject, author, &ignored, err);
}

bool ws_erase_from(struct workspace *w, const char *path, struct str author, uint32_t *ret_people,
                   struct err *err) {
  struct erasures theirs;
  struct arena tmp;
  uint32_t n = 0;
  arena_init(&tmp, "erasures");
  bool ok = erasures_read(w->io, path, &tmp, &theirs, err);
  arena_release(&tmp);
  if (!ok) return false;
  forget_known(&theirs, &w->erasures);
  for (uint32_t s = 0; ok && s < people_count(w->people); s++) {
    if (people_erased(w->people, s) || !listed(&theirs, w->people, s)) continue;
    ok = erase_listed(w, s, author, err);
    n += ok;
  }
  erasures_release(&theirs);
  if (ok) *ret_people = n;
  return ok;
}
