/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One import, from the first byte of the file to the last mark in the log.
 *
 *   file ─ reader (thread) ─ slots ─▶ fate of each record ─▶ group ─▶ ws_ingest + mark (thread) ─▶
 * columns │        └▶ keys └▶ reject file
 *
 * Exactly once.  A group's events and the mark that says how many records are accounted for are one
 * commit: after a crash the log has both or neither.  Keys are derived from the events, so a key is
 * known if and only if its record is in the log.
 *
 * Resuming.  If the newest run of this content (fingerprint) from this source has no finished mark,
 * and the mapping is the same, the file is read again from the start.  Records up to the mark's row
 * are not judged, only recognised, so that ordinals among equal rows go on right; counts go on from
 * the mark's.  Should one of them be unknown, the file has changed in the middle: then it is
 * imported like any other file, and what is known of it counts as duplicate.
 *
 * Others may write between two groups.  That disturbs nothing: a group is one commit, a mark names
 * the events of its own group, and keys of a source come only from its imports, of which there is
 * one at a time (w->import).
 *
 * Groups are closed at 65,536 rows, 8 MiB or one second, whichever comes first: large enough that
 * fsync is a small part of the time, small enough that little is done twice.
 */
#include "workspace/import.h"

#include <stdio.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/utf8.h"
#include "import_int.h"

#define EXPECT_ROWS 1000000 /* then it is known how many there are about */

struct job {
  struct workspace *w;
  const struct tz *tz; /* the workspace's when the attempt began */
  const struct import_job *in;
  uint32_t group_rows;
  struct arena arena;
  struct reader *reader;
  struct import_pipe *pipe;
  struct dedupe dedupe;
  struct import_group group;
  struct rejects rejects;
  struct import_counts c;
  struct import_mark mark; /* of the run: names, number, where it was resumed */
  struct import_said said; /* what the log has of it, once nothing is on its way there */
  struct import_committer *committer;
  uint64_t row;    /* records met, resumed ones included */
  uint64_t resume; /* rows up to this are accounted for already */
  bool stale;      /* resuming made no sense: the file is another one */
  struct mono started, last_commit, last_progress;
};

/* ---- names ---- */

static bool choose_reject_path(struct job *j, struct err *err) {
  struct buf b = BUF_INIT;
  struct err ignored;
  if (j->in->reject_path.n) {
    buf_put_str(&b, j->in->reject_path);
    if (import_same_file(b.p, j->in->path)) {
      buf_release(&b);
      return err_fail(err, ERR_reject_is_input, "%s", j->in->path);
    }
  } else {
    buf_printf(&b, "%s/rejects/", j->w->path);
    import_put_name(&b, j->mark.source);
    buf_putc(&b, '-');
    import_put_name(&b, import_stem(j->in->path, &j->arena));
    buf_puts(&b, ".csv");
    io_unlink(j->w->io, b.p, &ignored); /* of an earlier import; this one may have none */
  }
  rejects_init(&j->rejects, j->w->io, b.p, j->in->reject_from,
               j->in->name.n ? arena_cstr(&j->arena, j->in->name) : j->in->path);
  buf_release(&b);
  return true;
}

static uint64_t mapping_hash(const struct job *j) {
  struct buf b = BUF_INIT;
  mapping_write(j->in->map, &b);
  buf_put_str(&b, tz_name(j->tz));
  uint64_t h = XXH3_64bits(b.p, b.n);
  buf_release(&b);
  return h;
}

/* ---- beginning ---- */

/* The source: as told; else, for content that was imported before, the one it had then; else the
 * file's name. */
static bool choose_source(struct job *j, struct err *err) {
  struct str told = j->in->source.n ? j->in->source : j->in->map->source;
  struct str stem = import_stem(j->in->path, &j->arena);
  struct import_mark before;
  bool found = false;
  if (told.n == 0 || (j->in->source.n == 0 && str_eq(told, stem))) {
    if (!imports_last_run(j->w, (struct str){0}, j->mark.fingerprint, &j->arena, &before, &found,
                          err))
      return false;
    told = found ? before.source : stem;
  }
  if (told.n == 0 || told.n > SOURCE_BYTES_MAX || !utf8_valid(told))
    return err_fail(err, ERR_bad_source, "%.*s", STRF(told));
  j->mark.source = arena_str(&j->arena, told);
  return true;
}

static void resume_from(struct job *j, const struct import_mark *m) {
  j->mark.run = m->run;
  j->mark.started_ms = m->started_ms;
  j->mark.resume_row = m->read;
  j->resume = m->read;
  j->said = (struct import_said){.marked = true, .last = *m, .people = m->people};
  j->c.read = m->read;
  j->c.imported = m->imported;
  j->c.duplicate = m->duplicate;
  j->c.rejected = m->rejected;
  j->c.people = m->people;
  j->c.events = m->events;
  j->c.resumed_at = m->read;
}

static bool open_reader(struct job *j, struct err *err) {
  if (!reader_open(j->in->path, j->in->map, j->tz, j->mark.started_ms, &j->reader, err))
    return false;
  reader_calling_code(j->reader, ws_calling_code(j->w));
  return true;
}

static bool begin(struct job *j, bool may_resume, struct err *err) {
  struct import_mark before;
  bool found;
  j->mark.started_ms = clock_wall_ms(j->w->clock);
  j->mark.run = log_end(j->w->log);
  j->mark.path = str_from(j->in->path);
  j->mark.mapping = mapping_hash(j);
  if (!open_reader(j, err)) return false;
  j->mark.fingerprint = arena_str(&j->arena, reader_fingerprint(j->reader));
  j->c.bytes_total = reader_bytes_total(j->reader);
  if (!choose_source(j, err) || !choose_reject_path(j, err) ||
      !imports_last_run(j->w, j->mark.source, j->mark.fingerprint, &j->arena, &before, &found,
                        err) ||
      !dedupe_init(&j->dedupe, j->w, j->mark.source, err))
    return false;
  if (may_resume && found && !before.finished && before.mapping == j->mark.mapping) {
    resume_from(j, &before);
    reader_close(j->reader); /* rows without a time keep the time at which the run began */
    j->reader = NULL;
    if (!open_reader(j, err)) return false;
  }
  j->committer = commit_start(j->w, &j->mark, &j->said);
  group_begin(&j->group, commit_batch(j->committer));
  j->pipe = pipe_start(j->reader);
  return true;
}

/* ---- the group ---- */

/* Keys of the group before and of this one are in the table, and all of them must be in the log
 * before any of them is in a file. */
static bool spill(struct job *j, struct err *err) {
  struct keyset *known = j->dedupe.known;
  if (!keyset_wants_spill(known)) return true;
  if (!commit_wait(j->committer, err) || !log_sync(j->w->log, err)) return false;
  keyset_set_lsn(known, log_durable(j->w->log));
  return keyset_spill(known, err);
}

/* From how far the first rows go in the file; a table that grows step by step touches twice the
 * memory. */
static void expect_keys(struct job *j) {
  const struct import_counts *c = &j->c;
  if (j->row > EXPECT_ROWS || c->bytes == 0 || c->bytes_total == 0) return;
  keyset_expect(j->dedupe.known,
                (uint64_t)((double)j->row / (double)c->bytes * (double)c->bytes_total));
}

/* Gives the group away; it is in the log when the next one is given, or commit_wait returns. */
static bool commit(struct job *j, bool finished, struct err *err) {
  struct workspace *w = j->w;
  j->last_commit = w->clock->mono(w->clock);
  if (j->group.batch->rows.n == 0 && !finished) return true;
  if (!keyset_readable(j->dedupe.known, err) || !keyset_readable(j->dedupe.seen, err)) return false;
  j->c.events += j->group.batch->rows.n;
  j->c.expired += retention_expired(w, j->group.batch);
  if (!commit_give(j->committer, &j->c, finished, err)) return false;
  group_begin(&j->group, commit_batch(j->committer));
  expect_keys(j);
  return spill(j, err);
}

static bool commit_if_due(struct job *j, struct err *err) {
  struct workspace *w = j->w;
  bool late = w->clock->mono(w->clock).ns - j->last_commit.ns >= IMPORT_GROUP_NS;
  if (!late && group_bytes(&j->group) < IMPORT_GROUP_BYTES) return true;
  return commit(j, false, err);
}

static bool progress(struct job *j, bool always) {
  struct clock *clock = j->w->clock;
  struct mono now = clock->mono(clock);
  j->c.seconds = (double)(now.ns - j->started.ns) * 1e-9;
  if (!j->in->progress || (!always && now.ns - j->last_progress.ns < IMPORT_PROGRESS_NS))
    return true;
  j->last_progress = now;
  return j->in->progress(j->in->ctx, &j->c);
}

/* ---- records ---- */

/* A record that the interrupted run accounted for.  False with j->stale when it never saw it. */
static bool recognise(struct job *j, const struct import_slot *s, const struct parsed *p,
                      struct ev_key first, struct err *err) {
  struct ev_key key;
  if (p->rejected) return rejects_add(&j->rejects, p->line, &s->rejects.p[p->reject], err);
  if (!dedupe_is_new(&j->dedupe, p->content, p->has_id, first, &key)) return true;
  j->stale = true;
  return err_fail(err, ERR_canceled, NULL);
}

static bool judge(struct job *j, const struct import_slot *s, const struct parsed *p,
                  struct ev_key first, struct err *err) {
  struct ev_key key;
  if (p->rejected) {
    j->c.read++;
    j->c.rejected++;
    return rejects_add(&j->rejects, p->line, &s->rejects.p[p->reject], err);
  }
  /* before the key is known: a commit must not count it */
  if (j->group.batch->rows.n + p->row_n > j->group_rows && j->group.batch->rows.n > 0 &&
      !commit(j, false, err))
    return false;
  j->c.read++;
  if (!dedupe_is_new(&j->dedupe, p->content, p->has_id, first, &key)) {
    j->c.duplicate++;
    return true;
  }
  j->c.imported++;
  group_add(&j->group, p->row_begin, p->row_n, key);
  return group_bytes(&j->group) < IMPORT_GROUP_BYTES || commit(j, false, err);
}

#define AHEAD 32 /* records whose places in the key set are fetched while as many are judged */

static void look_ahead(const struct job *j, const struct import_slot *s, size_t from,
                       struct ev_key first[AHEAD]) {
  for (size_t i = from; i < from + AHEAD && i < s->records.n; i++)
    first[i - from] =
        dedupe_look_ahead(&j->dedupe, s->records.p[i].content, s->records.p[i].has_id);
}

static bool take_slot(struct job *j, const struct import_slot *s, struct err *err) {
  struct ev_key first[2][AHEAD];
  group_source(&j->group, &s->batch);
  look_ahead(j, s, 0, first[0]);
  for (size_t i = 0; i < s->records.n; i++) {
    const struct parsed *p = &s->records.p[i];
    unsigned turn = i / AHEAD % 2;
    if (i % AHEAD == 0) look_ahead(j, s, i + AHEAD, first[!turn]);
    struct ev_key key = first[turn][i % AHEAD];
    bool known = ++j->row <= j->resume;
    if (!(known ? recognise(j, s, p, key, err) : judge(j, s, p, key, err))) return false;
  }
  j->c.bytes = s->bytes;
  return dedupe_spill(&j->dedupe, err) && commit_if_due(j, err);
}

/* What was read before the trouble stays: it is accounted for in the log. */
static bool stop_early(struct job *j, const struct err *why, struct err *err) {
  if (!commit(j, false, err) || !commit_wait(j->committer, err)) return false;
  *err = *why;
  return false;
}

static bool run(struct job *j, struct err *err) {
  struct err why;
  j->last_commit = j->w->clock->mono(j->w->clock);
  for (;;) {
    struct import_slot *s;
    switch (pipe_take(j->pipe, IMPORT_GROUP_NS, &s, &why)) {
    case PIPE_END:
      if (j->row < j->resume) { /* shorter than it was: another file after all */
        j->stale = true;
        return err_fail(err, ERR_canceled, NULL);
      }
      return true;
    case PIPE_FAILED:
      return stop_early(j, &why, err);
    case PIPE_LATE:
      if (!commit_if_due(j, err)) return false;
      break;
    case PIPE_SLOT:
      if (!take_slot(j, s, err)) return false;
      group_source(&j->group, NULL);
      pipe_give_back(j->pipe);
      break;
    }
    if (!progress(j, false)) {
      err_fail(&why, ERR_canceled, NULL);
      return stop_early(j, &why, err);
    }
  }
}

static bool finish(struct job *j, struct err *err) {
  if (!rejects_finish(&j->rejects, err)) return false;
  j->c.reject_bytes = j->rejects.off;
  j->c.scattered_orders = reader_scattered_orders(j->reader) + reader_split_orders(j->reader);
  j->c.kept_as_text = reader_misfit_values(j->reader);
  return commit(j, true, err) && commit_wait(j->committer, err);
}

static void job_release(struct job *j) {
  pipe_stop(j->pipe);
  reader_close(j->reader);
  dedupe_release(&j->dedupe);
  commit_stop(j->committer);
  group_release(&j->group);
  if (j->rejects.io) rejects_release(&j->rejects);
}

/* One attempt.  History in SQL is best effort: the log has it, and opening writes what is missing.
 */
static bool attempt(struct job *j, bool may_resume, struct err *err) {
  struct err ignored;
  bool ok = begin(j, may_resume, err) && run(j, err) && finish(j, err);
  if (j->committer) j->said = commit_said(j->committer);
  j->c.people = j->said.people;
  if (!ok && j->rejects.io) rejects_finish(&j->rejects, &ignored);
  /* the set may hold keys that are not in the log; the next import opens it anew */
  if (!ok && j->dedupe.known) imports_forget(j->w, j->mark.source);
  j->dedupe.known = NULL;
  if (j->said.marked) {
    const char *status = ok ? "done" : err->code == ERR_canceled ? "stopped" : "failed";
    struct str reject_path = j->rejects.file ? str_from(j->rejects.path) : (struct str){0};
    imports_save_run(j->w, &j->said.last, status, reject_path, &ignored);
  }
  return ok;
}

static void job_init(struct job *j, struct workspace *w, const struct import_job *in,
                     uint32_t group_rows, struct mono started) {
  *j = (struct job){.w = w, .tz = ws_tz(w), .in = in, .group_rows = group_rows, .started = started};
  arena_init(&j->arena, "import");
}

static bool import(struct workspace *w, const struct import_job *in, uint32_t group_rows,
                   struct arena *out, struct import_counts *ret, struct str *ret_reject_path,
                   struct err *err) {
  struct job j;
  struct str reject_path = {0};
  struct mono started = w->clock->mono(w->clock);
  job_init(&j, w, in, group_rows, started);
  bool ok = attempt(&j, true, err);
  if (!ok && j.stale) {
    job_release(&j);
    arena_release(&j.arena);
    job_init(&j, w, in, group_rows, started);
    ok = attempt(&j, false, err);
  }
  if (ok && j.rejects.file) reject_path = arena_str(out, str_from(j.rejects.path));
  job_release(&j);
  ok = ok && ws_checkpoint_importing(w, true, err);
  if (ok) {
    ws_revise(w); /* whoever asks after the end wants to see what came in, not a view of before */
    j.c.bytes = j.c.bytes_total ? j.c.bytes_total : j.c.bytes;
    progress(&j, true);
    *ret = j.c;
    *ret_reject_path = reject_path;
  }
  arena_release(&j.arena);
  return ok;
}

bool ws_import_grouped(struct workspace *w, const struct import_job *in, uint32_t group_rows,
                       struct arena *out, struct import_counts *ret, struct str *ret_reject_path,
                       struct err *err) {
  must(w->mode == WS_WRITE);
  pthread_mutex_lock(&w->import);
  bool ok = import(w, in, group_rows, out, ret, ret_reject_path, err);
  pthread_mutex_unlock(&w->import);
  return ok;
}

bool ws_import(struct workspace *w, const struct import_job *in, struct arena *out,
               struct import_counts *ret, struct str *ret_reject_path, struct err *err) {
  return ws_import_grouped(w, in, IMPORT_GROUP_ROWS, out, ret, ret_reject_path, err);
}
