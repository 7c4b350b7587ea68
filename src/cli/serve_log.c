/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The access log: one JSON object a line, each written with one call to a file opened for
 * appending, so that lines of several threads never mix.  Values of the query are not in it
 * (http.h). */
#include "cli/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/panic.h"

struct serve_log {
  const char *path; /* NULL = standard output */
  int fd;
  pthread_rwlock_t lock; /* written while the file is changed */
};

static bool open_file(const char *path, int *ret, struct err *err) {
  int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  if (fd < 0) return err_fail_errno(err, ERR_io, errno, "%s", path);
  *ret = fd;
  return true;
}

bool serve_log_open(const char *path, struct serve_log **ret, struct err *err) {
  int fd = STDOUT_FILENO;
  bool file = strcmp(path, "-") != 0;
  if (file && !open_file(path, &fd, err)) return false;
  struct serve_log *log = must_calloc(1, sizeof *log);
  log->path = file ? path : NULL;
  log->fd = fd;
  pthread_rwlock_init(&log->lock, NULL);
  *ret = log;
  return true;
}

bool serve_log_reopen(struct serve_log *log, struct err *err) {
  int fd = -1;
  if (!log || !log->path) return true;
  if (!open_file(log->path, &fd, err)) return false;
  pthread_rwlock_wrlock(&log->lock);
  close(log->fd);
  log->fd = fd;
  pthread_rwlock_unlock(&log->lock);
  return true;
}

void serve_log_close(struct serve_log *log) {
  if (!log) return;
  if (log->path) close(log->fd);
  pthread_rwlock_destroy(&log->lock);
  free(log);
}

void serve_log_line(void *ctx, const struct http_log *l) {
  struct serve_log *log = ctx;
  struct buf b = BUF_INIT, ts = BUF_INIT;
  struct jw w;
  if (!log) return;
  time_format_iso(clock_wall_ms(clock_system()), &ts);
  jw_init(&w, &b, 0);
  jw_begin_object(&w);
  jw_key(&w, "ts"), jw_str(&w, buf_str(&ts));
  jw_key(&w, "id"), jw_cstr(&w, l->id);
  jw_key(&w, "method"), jw_cstr(&w, l->method);
  jw_key(&w, "path"), jw_cstr(&w, l->target);
  jw_key(&w, "route"), jw_cstr(&w, l->route);
  jw_key(&w, "status"), jw_int(&w, l->status);
  jw_key(&w, "ms"), jw_double(&w, (double)(int64_t)(l->seconds * 1e6) / 1e3);
  jw_key(&w, "bytes_in"), jw_uint(&w, l->bytes_in);
  jw_key(&w, "bytes"), jw_uint(&w, l->bytes_out);
  jw_key(&w, "actor"), jw_cstr(&w, l->actor);
  jw_key(&w, "remote"), jw_cstr(&w, l->remote);
  jw_key(&w, "code"), jw_cstr(&w, l->code);
  jw_end_object(&w);
  buf_putc(&b, '\n');
  pthread_rwlock_rdlock(&log->lock);
  /* A full disk must not stop the server; what is lost is a line of the log. */
  ssize_t done = write(log->fd, b.p, b.n);
  (void)done;
  pthread_rwlock_unlock(&log->lock);
  buf_release(&b);
  buf_release(&ts);
}
