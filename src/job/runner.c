/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The threads: which job is next, one attempt at it, and what is written when it ends.
 *
 * Fair.  The search for work begins behind the workspace that was served last and takes the first
 * waiting job that may run: at most one writer per workspace (imports would only wait for each
 * other inside), JOB_WRITERS_MAX writers in all, so that long imports leave threads for exports and
 * questions.  A reader may overtake a waiting writer of its workspace, never another reader.
 *
 * Ends.  A kind that fails with ERR_canceled was canceled by somebody, or the server stops: then
 * its row goes back to the queue.  When even the row cannot be written (disk full), it stays
 * `running` and the next attach takes it up. */
#include <stdlib.h>

#include "job/job_int.h"

/* ---- what a kind asks for ---- */

static void tell(struct job_run *r) {
  struct jobs *j = r->jobs;
  struct job job = *r->job;
  pthread_mutex_lock(&j->mutex);
  job.status = JOB_RUNNING;
  job.progress = r->live->progress;
  job.phase = str_from(r->live->canceled ? "canceling" : r->live->phase);
  pthread_mutex_unlock(&j->mutex);
  jobs_notice(j, r->live->brand->slug, &job);
}

void job_progress(struct job_run *r, double progress, const char *phase) {
  struct jobs *j = r->jobs;
  if (!j) return;
  struct mono now = j->o.clock->mono(j->o.clock);
  pthread_mutex_lock(&j->mutex);
  r->live->progress = progress > 1 ? 1 : progress;
  r->live->phase = phase;
  bool due = now.ns - r->live->noticed.ns >= JOB_NOTICE_NS;
  if (due) r->live->noticed = now;
  pthread_mutex_unlock(&j->mutex);
  if (due) tell(r);
}

static bool on_pace(void *ctx, uint64_t bytes) {
  struct job_pace *p = ctx;
  p->done += bytes;
  double share = p->of ? (double)p->done / (double)p->of : -1;
  if (share > 1) share = 1;
  job_progress(p->run, share < 0 ? -1 : p->from + share * (p->to - p->from), p->phase);
  return !job_canceled(p->run);
}

void job_pace_begin(struct job_pace *p, struct job_run *r, const char *phase, double from,
                    double to, uint64_t of) {
  *p = (struct job_pace){
      .pace = {on_pace, p}, .run = r, .phase = phase, .from = from, .to = to, .of = of};
  job_progress(r, from, phase);
}

bool job_loyalty(const struct job_run *r, struct loyalty **ret, struct err *err) {
  const struct job_host *h = &r->jobs->o.host;
  return h->loyalty(h->ctx, r->loan, ret, err);
}

bool job_incentive(const struct job_run *r, struct incentive **ret, struct err *err) {
  const struct job_host *h = &r->jobs->o.host;
  return h->incentive(h->ctx, r->loan, ret, err);
}

bool job_write(struct job_run *r, const char *name, struct str bytes, struct err *err) {
  struct io *io = ws_io(r->w);
  const char *path = job_path(r, name), *part = arena_printf(r->arena, "%s.part", path).p;
  struct io_file *f;
  if (!io_open(io, part, IO_CREATE, &f, err)) return false;
  bool ok = io_truncate(io, f, 0, err) &&
            (bytes.n == 0 || io_pwrite(io, f, bytes.p, bytes.n, 0, err)) && io_sync(io, f, err);
  io_close(io, f);
  return ok && io_rename(io, part, path, err);
}

const char *job_path(const struct job_run *r, const char *name) {
  return arena_printf(r->arena, "%s/%s", r->dir, name).p;
}

bool job_file_add(struct job_run *r, const char *name, const char *type, struct err *err) {
  struct io *io = ws_io(r->w);
  struct io_file *f;
  struct job_file file = {.name = arena_str(r->arena, str_from(name)), .type = str_from(type)};
  if (!io_exists(io, job_path(r, name))) return true;
  if (!io_open(io, job_path(r, name), IO_READ, &f, err)) return false;
  bool ok = io_size(io, f, &file.bytes, err);
  io_close(io, f);
  if (ok) vec_push(&r->files, file);
  return ok;
}

/* ---- one attempt ---- */

static bool attempt(struct job_run *r, const struct job_kind *kind, struct err *err) {
  struct json *params;
  return json_parse(r->job->params, r->arena, &params, err) && (r->params = params) &&
         io_mkdirs(ws_io(r->w), r->dir, err) && kind->run(r, err);
}

static void count(struct jobs *j, enum job_status status) {
  pthread_mutex_lock(&j->mutex);
  j->stats.done += status == JOB_DONE;
  j->stats.failed += status == JOB_FAILED;
  j->stats.canceled += status == JOB_CANCELED;
  pthread_mutex_unlock(&j->mutex);
}

static bool was_canceled(struct jobs *j, const struct live *l) {
  pthread_mutex_lock(&j->mutex);
  bool by_somebody = l->canceled;
  pthread_mutex_unlock(&j->mutex);
  return by_somebody;
}

static bool conclude(struct jobs *j, struct job_run *r, bool ok, const struct err *why,
                     struct err *err) {
  bool stopped = !ok && why->code == ERR_canceled, asked = was_canceled(j, r->live);
  struct job job;
  if (stopped && !asked) return rows_requeue(r->w, r->job->id, err);
  enum job_status status = ok ? JOB_DONE : stopped ? JOB_CANCELED : JOB_FAILED;
  int64_t now = clock_wall_ms(j->o.clock);
  if (!upload_job_over(r->w, r->job->id, ok, now, err) ||
      !rows_end(r->w, r->job->id, status, buf_str(&r->result), status == JOB_FAILED ? why : NULL,
                r->files.p, (uint32_t)r->files.n, now, err) ||
      !job_row(r->w, r->job->id, r->arena, &job, err))
    return false;
  count(j, status);
  jobs_notice(j, r->live->brand->slug, &job);
  return true;
}

static bool run(struct jobs *j, struct live *l, struct workspace *w, void *loan, struct err *err) {
  struct arena arena;
  struct job job;
  char dir[JOB_PATH_MAX];
  struct err why = {0};
  arena_init(&arena, "job");
  job_dir(w, "jobs", str_from(l->id), dir);
  bool ok = rows_start(w, str_from(l->id), clock_wall_ms(j->o.clock), err) &&
            job_row(w, str_from(l->id), &arena, &job, err);
  if (ok) {
    struct job_run r = {.jobs = j,
                        .w = w,
                        .loan = loan,
                        .job = &job,
                        .arena = &arena,
                        .cancel = &l->cancel,
                        .dir = dir,
                        .result = BUF_INIT,
                        .live = l};
    tell(&r);
    bool done = attempt(&r, l->kind, &why);
    ok = conclude(j, &r, done, &why, err);
    vec_free(&r.files);
    buf_release(&r.result);
  }
  arena_release(&arena);
  return ok;
}

/* ---- which one ---- */

static bool may_run(const struct jobs *j, const struct brand *b, const struct job_kind *kind) {
  return kind->writes ? b->writers == 0 && j->writers < JOB_WRITERS_MAX
                      : b->readers < JOB_READERS_MAX;
}

/* With the mutex.  NULL: nothing may run now. */
static struct live *take(struct jobs *j) {
  for (size_t i = 0; i < j->brands.n; i++) {
    size_t at = (j->next + i) % j->brands.n;
    struct brand *b = j->brands.p[at];
    for (size_t k = 0; k < b->queue.n; k++) {
      const struct job_kind *kind = b->queue.p[k].kind;
      if (!may_run(j, b, kind)) continue;
      struct live *l = must_calloc(1, sizeof *l);
      memcpy(l->id, b->queue.p[k].id, sizeof l->id);
      l->brand = b;
      l->kind = kind;
      l->progress = -1;
      l->phase = "starting";
      memmove(b->queue.p + k, b->queue.p + k + 1, (--b->queue.n - k) * sizeof *b->queue.p);
      *(kind->writes ? &b->writers : &b->readers) += 1;
      j->writers += kind->writes;
      vec_push(&j->live, l);
      j->next = at + 1;
      return l;
    }
  }
  return NULL;
}

static void give_back(struct jobs *j, struct live *l, bool ok) {
  pthread_mutex_lock(&j->mutex);
  struct brand *b = l->brand;
  *(l->kind->writes ? &b->writers : &b->readers) -= 1;
  j->writers -= l->kind->writes;
  /* SQL says more than the queue knows: attached again, by the tender, when nothing of it runs */
  b->stale |= !ok;
  if (b->stale && b->queue.n == 0 && b->writers + b->readers == 0) b->stale = b->attached = false;
  for (size_t i = 0; i < j->live.n; i++)
    if (j->live.p[i] == l) {
      j->live.p[i] = j->live.p[--j->live.n];
      break;
    }
  pthread_cond_broadcast(&j->changed);
  pthread_mutex_unlock(&j->mutex);
  free(l);
}

void *jobs_work(void *arg) {
  struct jobs *j = arg;
  struct live *l = NULL;
  pthread_mutex_lock(&j->mutex);
  while (!j->stop) {
    l = take(j);
    if (!l) {
      pthread_cond_wait(&j->changed, &j->mutex);
      continue;
    }
    pthread_mutex_unlock(&j->mutex);
    struct workspace *w;
    void *loan;
    struct err err;
    bool ok = j->o.host.lend(j->o.host.ctx, str_from(l->brand->slug), &w, &loan, &err);
    if (ok) {
      ok = run(j, l, w, loan, &err);
      j->o.host.give_back(j->o.host.ctx, loan);
    }
    give_back(j, l, ok);
    pthread_mutex_lock(&j->mutex);
  }
  pthread_mutex_unlock(&j->mutex);
  return NULL;
}

/* ---- upkeep ---- */

static void tend_one(struct jobs *j, struct str slug) {
  struct workspace *w;
  void *loan;
  struct arena tmp;
  struct str *gone;
  uint32_t n = 0;
  struct err err;
  int64_t now = clock_wall_ms(j->o.clock);
  char dir[JOB_PATH_MAX];
  if (!jobs_attach(j, slug, &err) || !j->o.host.lend(j->o.host.ctx, slug, &w, &loan, &err)) return;
  arena_init(&tmp, "tend");
  if (rows_expire(w, now - JOB_KEEP_DAYS * MS_DAY, &tmp, &gone, &n, &err))
    for (uint32_t i = 0; i < n; i++) {
      job_dir(w, "jobs", gone[i], dir);
      job_dir_remove(ws_io(w), dir);
    }
  uploads_tend(w, now, &err);
  schedules_look(j, w, now, &tmp, &err);
  arena_release(&tmp);
  j->o.host.give_back(j->o.host.ctx, loan);
}

/* The work of the server belongs to the first of its workspaces. */
static void tend_server(struct jobs *j, struct str slug) {
  struct workspace *w;
  void *loan;
  struct arena tmp;
  struct err err;
  if (!j->o.backup.to || j->o.backup.minute < 0) return;
  if (!j->o.host.lend(j->o.host.ctx, slug, &w, &loan, &err)) return;
  arena_init(&tmp, "tend");
  backup_look(j, w, clock_wall_ms(j->o.clock), &tmp, &err);
  arena_release(&tmp);
  j->o.host.give_back(j->o.host.ctx, loan);
}

void jobs_tend(struct jobs *j) {
  struct arena tmp;
  struct str *slugs;
  uint32_t n = 0;
  struct err err;
  arena_init(&tmp, "tend");
  if (j->o.host.list(j->o.host.ctx, &tmp, &slugs, &n, &err))
    for (uint32_t i = 0; i < n && !__atomic_load_n(&j->stop, __ATOMIC_RELAXED); i++)
      tend_one(j, slugs[i]);
  if (n) tend_server(j, slugs[0]);
  arena_release(&tmp);
}

void *jobs_tender(void *arg) {
  struct jobs *j = arg;
  for (;;) {
    jobs_tend(j);
    int64_t until = clock_system()->mono(clock_system()).ns + JOB_TEND_S * INT64_C(1000000000);
    struct timespec ts = {.tv_sec = until / 1000000000, .tv_nsec = until % 1000000000};
    pthread_mutex_lock(&j->mutex);
    int waited = 0;
    while (!j->stop && waited == 0)
      waited = pthread_cond_timedwait(&j->changed, &j->mutex, &ts);
    bool stop = j->stop;
    pthread_mutex_unlock(&j->mutex);
    if (stop) return NULL;
  }
}
