/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Jobs as their callers see them: adding, looking, canceling, listening.
 *
 * SQL is the truth about which jobs there are; memory only knows the order in which they wait, what
 * runs now and how far it has come.  A row is written before its job is put in the queue, so a
 * crash in between costs nothing: the next attach finds it. */
#include <stdio.h>
#include <stdlib.h>

#include "base/id.h"
#include "job/job_int.h"

const struct job_kind *const job_kinds[] = {&job_kind_import,
                                            &job_kind_export,
                                            &job_kind_question,
                                            &job_kind_demo,
                                            &job_kind_verify,
                                            &job_kind_backup,
                                            &job_kind_coupons,
                                            &job_kind_mall,
                                            NULL};

const struct job_kind *jobs_kind(const struct jobs *j, struct str name) {
  for (const struct job_kind *const *k = j->o.kinds; *k; k++)
    if (str_is(name, (*k)->name)) return *k;
  return NULL;
}

static char *copy(struct str s) {
  char *c = must_malloc(s.n + 1);
  if (s.n) memcpy(c, s.p, s.n);
  c[s.n] = 0;
  return c;
}

struct brand *jobs_brand(struct jobs *j, struct str slug) {
  for (size_t i = 0; i < j->brands.n; i++)
    if (str_is(slug, j->brands.p[i]->slug)) return j->brands.p[i];
  struct brand *b = must_calloc(1, sizeof *b);
  b->slug = copy(slug);
  vec_push(&j->brands, b);
  return b;
}

void jobs_enqueue(struct jobs *j, struct str slug, struct str id, const struct job_kind *kind) {
  struct waiting q = {.kind = kind};
  must(id.n < sizeof q.id);
  memcpy(q.id, id.p, id.n);
  pthread_mutex_lock(&j->mutex);
  vec_push(&jobs_brand(j, slug)->queue, q);
  pthread_cond_broadcast(&j->changed);
  pthread_mutex_unlock(&j->mutex);
}

/* ---- attaching ---- */

static bool sweep(struct workspace *w, struct err *err) {
  return job_dirs_sweep(w, "jobs", "job_", "SELECT 1 FROM job WHERE id = ?1", err) &&
         job_dirs_sweep(w, "uploads", "upl_", "SELECT 1 FROM upload WHERE id = ?1", err);
}

/* What an earlier process left: half-done jobs go back to the queue, strays are swept away. */
static bool attach(struct jobs *j, struct workspace *w, bool swept, struct err *err) {
  struct arena tmp;
  struct waiting_row *rows = NULL;
  uint32_t n = 0;
  int64_t now = clock_wall_ms(j->o.clock);
  arena_init(&tmp, "attach");
  bool ok = rows_recover(w, now, err) && (swept || sweep(w, err)) &&
            rows_waiting(w, &tmp, &rows, &n, err);
  for (uint32_t i = 0; ok && i < n; i++) {
    const struct job_kind *kind = jobs_kind(j, rows[i].kind);
    if (kind) jobs_enqueue(j, ws_slug(w), rows[i].id, kind);
  }
  arena_release(&tmp);
  return ok;
}

/* One thread attaches, the others wait for it.  Returns whether it is done or this caller is to do
 * it. */
static bool attached_or_mine(struct jobs *j, struct str slug, bool *ret_swept) {
  pthread_mutex_lock(&j->mutex);
  struct brand *b = jobs_brand(j, slug);
  while (b->attaching)
    pthread_cond_wait(&j->changed, &j->mutex);
  bool done = b->attached;
  b->attaching = !done;
  *ret_swept = b->swept;
  pthread_mutex_unlock(&j->mutex);
  return done;
}

static void attach_over(struct jobs *j, struct str slug, bool ok) {
  pthread_mutex_lock(&j->mutex);
  struct brand *b = jobs_brand(j, slug);
  b->attaching = false;
  b->attached = ok;
  b->swept |= ok;
  pthread_cond_broadcast(&j->changed);
  pthread_mutex_unlock(&j->mutex);
}

static bool attach_workspace(struct jobs *j, struct workspace *w, struct err *err) {
  bool swept;
  if (attached_or_mine(j, ws_slug(w), &swept)) return true;
  bool ok = attach(j, w, swept, err);
  attach_over(j, ws_slug(w), ok);
  return ok;
}

bool jobs_attach(struct jobs *j, struct str slug, struct err *err) {
  struct workspace *w;
  void *loan;
  if (!j->o.host.lend(j->o.host.ctx, slug, &w, &loan, err)) return false;
  bool ok = attach_workspace(j, w, err);
  j->o.host.give_back(j->o.host.ctx, loan);
  return ok;
}

/* ---- adding and looking ---- */

bool job_add(struct jobs *j, struct workspace *w, const struct job_new *n, struct arena *out,
             struct job *ret, struct err *err) {
  const struct job_kind *kind = jobs_kind(j, str_from(n->kind));
  struct str id = id_new("job_", out);
  must(kind);
  if (n->params.n > JOB_PARAMS_MAX)
    return err_fail(err, ERR_too_large, "%s" ERR_SEP "%zu", n->kind, JOB_PARAMS_MAX);
  if (!attach_workspace(j, w, err) || !rows_insert(w, n, id, clock_wall_ms(j->o.clock), err) ||
      !job_row(w, id, out, ret, err))
    return false;
  jobs_enqueue(j, ws_slug(w), id, kind);
  jobs_notice(j, arena_cstr(out, ws_slug(w)), ret);
  return true;
}

static struct live *live_of(struct jobs *j, struct str id) {
  for (size_t i = 0; i < j->live.n; i++)
    if (str_is(id, j->live.p[i]->id)) return j->live.p[i];
  return NULL;
}

void jobs_overlay(struct jobs *j, struct job *job) {
  const struct live *l = live_of(j, job->id);
  if (!l || job->status != JOB_RUNNING) return;
  job->progress = l->progress;
  job->phase = str_from(l->canceled ? "canceling" : l->phase);
}

static void overlay_all(struct jobs *j, struct job *jobs, uint32_t n) {
  pthread_mutex_lock(&j->mutex);
  for (uint32_t i = 0; i < n; i++)
    jobs_overlay(j, &jobs[i]);
  pthread_mutex_unlock(&j->mutex);
}

bool job_get(struct jobs *j, struct workspace *w, struct str id, struct arena *out, struct job *ret,
             struct err *err) {
  if (!job_row(w, id, out, ret, err)) return false;
  overlay_all(j, ret, 1);
  return true;
}

bool job_list(struct jobs *j, struct workspace *w, const struct job_filter *f, struct arena *out,
              struct job **ret, uint32_t *ret_n, struct err *err) {
  if (!job_rows(w, f, out, ret, ret_n, err)) return false;
  overlay_all(j, *ret, *ret_n);
  return true;
}

/* ---- canceling, trying again ---- */

enum found { FOUND_NOT, FOUND_WAITING, FOUND_RUNNING };

/* Takes it out of the queue, or tells the one who runs it. */
static enum found stop(struct jobs *j, struct str slug, struct str id) {
  enum found found = FOUND_NOT;
  pthread_mutex_lock(&j->mutex);
  struct brand *b = jobs_brand(j, slug);
  for (size_t i = 0; i < b->queue.n && !found; i++) {
    if (!str_is(id, b->queue.p[i].id)) continue;
    found = FOUND_WAITING;
    memmove(b->queue.p + i, b->queue.p + i + 1, (--b->queue.n - i) * sizeof *b->queue.p);
  }
  struct live *l = found ? NULL : live_of(j, id);
  if (l) {
    found = FOUND_RUNNING;
    l->canceled = true;
    __atomic_store_n(&l->cancel, true, __ATOMIC_RELAXED);
  }
  pthread_mutex_unlock(&j->mutex);
  return found;
}

bool job_cancel(struct jobs *j, struct workspace *w, struct str id, struct arena *out,
                struct job *ret, struct err *err) {
  bool done = false;
  int64_t now = clock_wall_ms(j->o.clock);
  if (!attach_workspace(j, w, err) || !job_row(w, id, out, ret, err)) return false;
  if (ret->status != JOB_QUEUED && ret->status != JOB_RUNNING)
    return err_fail(err, ERR_job_over, "%.*s", STRF(id));
  enum found found = stop(j, ws_slug(w), id);
  if (found != FOUND_RUNNING && !rows_cancel_waiting(w, id, now, &done, err)) return false;
  if (done && !upload_job_over(w, id, false, now, err)) return false;
  if (!job_get(j, w, id, out, ret, err)) return false;
  jobs_notice(j, arena_cstr(out, ws_slug(w)), ret);
  return true;
}

bool job_cancel_left(struct workspace *w, struct str id, struct arena *out, struct job *ret,
                     struct err *err) {
  bool done;
  int64_t now = clock_wall_ms(ws_clock(w));
  return job_row(w, id, out, ret, err) && rows_cancel_left(w, id, now, &done, err) &&
         (done || err_fail(err, ERR_job_over, "%.*s", STRF(id))) &&
         upload_job_over(w, id, false, now, err) && job_row(w, id, out, ret, err);
}

bool job_retry(struct jobs *j, struct workspace *w, struct str id, struct str author,
               struct str author_id, struct arena *out, struct job *ret, struct err *err) {
  struct job old;
  if (!job_row(w, id, out, &old, err)) return false;
  if (old.status != JOB_FAILED && old.status != JOB_CANCELED)
    return err_fail(err, ERR_job_not_over, "%.*s", STRF(id));
  const struct job_kind *kind = jobs_kind(j, old.kind);
  if (!kind) return err_fail(err, ERR_unknown_job, "%.*s", STRF(id));
  struct job_new n = {.kind = kind->name,
                      .title_en = old.title_en,
                      .title_zh = old.title_zh,
                      .author = author,
                      .author_id = author_id,
                      .ref = old.ref,
                      .params = old.params};
  return job_add(j, w, &n, out, ret, err);
}

bool job_file_path(struct workspace *w, const struct job *job, struct str name, struct arena *out,
                   const char **ret, const struct job_file **ret_file, struct err *err) {
  char dir[JOB_PATH_MAX];
  for (uint32_t i = 0; i < job->n_files; i++) {
    if (!str_eq(name, job->files[i].name)) continue;
    job_dir(w, "jobs", job->id, dir);
    *ret = arena_printf(out, "%s/%.*s", dir, STRF(name)).p;
    *ret_file = &job->files[i];
    return true;
  }
  return err_fail(err, ERR_unknown_job_file, "%.*s" ERR_SEP "%.*s", STRF(job->id), STRF(name));
}

/* ---- notices ---- */

void jobs_notice(struct jobs *j, const char *slug, const struct job *job) {
  pthread_mutex_lock(&j->notices);
  for (size_t i = 0; i < j->listeners.n; i++)
    if (strcmp(j->listeners.p[i].slug, slug) == 0) j->listeners.p[i].fn(j->listeners.p[i].ctx, job);
  pthread_mutex_unlock(&j->notices);
}

bool jobs_subscribe(struct jobs *j, struct str slug, job_notice_fn *fn, void *ctx, uint64_t *ret_id,
                    struct err *err) {
  pthread_mutex_lock(&j->notices);
  bool room = j->listeners.n < JOB_LISTENERS_MAX;
  if (room) {
    struct listener l = {++j->next_listener, copy(slug), fn, ctx};
    vec_push(&j->listeners, l);
    *ret_id = l.id;
  }
  pthread_mutex_unlock(&j->notices);
  return room || err_fail(err, ERR_too_many_subscribers, "%.*s" ERR_SEP "%d", STRF(slug),
                          JOB_LISTENERS_MAX);
}

void jobs_unsubscribe(struct jobs *j, uint64_t id) {
  pthread_mutex_lock(&j->notices);
  for (size_t i = 0; i < j->listeners.n; i++) {
    if (j->listeners.p[i].id != id) continue;
    free(j->listeners.p[i].slug);
    j->listeners.p[i] = j->listeners.p[--j->listeners.n];
    break;
  }
  pthread_mutex_unlock(&j->notices);
}

void jobs_stats(struct jobs *j, struct jobs_stats *ret) {
  pthread_mutex_lock(&j->mutex);
  *ret = j->stats;
  ret->running = (uint32_t)j->live.n;
  ret->waiting = 0;
  for (size_t i = 0; i < j->brands.n; i++)
    ret->waiting += (uint32_t)j->brands.p[i]->queue.n;
  pthread_mutex_unlock(&j->mutex);
}

/* ---- life ---- */

bool jobs_start(const struct jobs_options *o, struct jobs **ret, struct err *err) {
  (void)err;
  struct jobs *j = must_calloc(1, sizeof *j);
  pthread_condattr_t attr;
  j->o = *o;
  if (!j->o.clock) j->o.clock = clock_system();
  if (!j->o.kinds) j->o.kinds = job_kinds;
  j->n_threads = o->threads ? o->threads : JOB_THREADS;
  pthread_mutex_init(&j->mutex, NULL);
  pthread_mutex_init(&j->notices, NULL);
  pthread_condattr_init(&attr);
  pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
  pthread_cond_init(&j->changed, &attr);
  pthread_condattr_destroy(&attr);
  j->threads = must_calloc(j->n_threads, sizeof *j->threads);
  for (unsigned i = 0; i < j->n_threads; i++)
    must(pthread_create(&j->threads[i], NULL, jobs_work, j) == 0);
  must(pthread_create(&j->tender, NULL, jobs_tender, j) == 0);
  *ret = j;
  return true;
}

void jobs_stop(struct jobs *j) {
  if (!j) return;
  pthread_mutex_lock(&j->mutex);
  __atomic_store_n(&j->stop, true,
                   __ATOMIC_RELAXED); /* read without the mutex between workspaces */
  for (size_t i = 0; i < j->live.n; i++)
    __atomic_store_n(&j->live.p[i]->cancel, true, __ATOMIC_RELAXED);
  pthread_cond_broadcast(&j->changed);
  pthread_mutex_unlock(&j->mutex);
  for (unsigned i = 0; i < j->n_threads; i++)
    pthread_join(j->threads[i], NULL);
  pthread_join(j->tender, NULL);
  for (size_t i = 0; i < j->brands.n; i++) {
    vec_free(&j->brands.p[i]->queue);
    free(j->brands.p[i]->slug);
    free(j->brands.p[i]);
  }
  for (size_t i = 0; i < j->listeners.n; i++)
    free(j->listeners.p[i].slug);
  vec_free(&j->brands);
  vec_free(&j->live);
  vec_free(&j->listeners);
  free(j->threads);
  pthread_cond_destroy(&j->changed);
  pthread_mutex_destroy(&j->mutex);
  pthread_mutex_destroy(&j->notices);
  free(j);
}
