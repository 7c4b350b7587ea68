/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Server-sent events.  A stream is a bounded backlog between senders on any thread and one
 * connection: when the backlog is empty the connection is suspended, and the next sender resumes
 * it.
 *
 *   open ──send──▶ backlog ──reader──▶ socket
 *     ├── end (server stops, or the owner closes): what is in the backlog is sent, then the end
 *     └── lost (client left, or lags more than the backlog): nothing more is sent
 *
 * Two hold it: the owner until http_stream_close, and the response until libmicrohttpd drops it.
 * `attached` is false once the connection is done with it; suspend, resume and shutdown are called
 * only under the stream's lock while it is attached, so never on a connection that is gone. */
#include <stdlib.h>
#include <sys/socket.h>

#include "http/http_int.h"

#define BLOCK (16u << 10)

struct http_stream {
  pthread_mutex_t lock;
  struct http_server *s; /* while attached */
  struct MHD_Connection *mhd;
  int fd;
  unsigned holders;
  bool attached, suspended, ended, lost;
  size_t backlog;
  double heartbeat_s;
  struct mono sent;
  struct buf out;
  size_t taken; /* of out */
};

static void release(struct http_stream *t) {
  pthread_mutex_lock(&t->lock);
  unsigned left = --t->holders;
  pthread_mutex_unlock(&t->lock);
  if (left) return;
  pthread_mutex_destroy(&t->lock);
  buf_release(&t->out);
  free(t);
}

static void drop_response(void *cls) {
  release(cls);
}

/* With the lock held. */
static void resume(struct http_stream *t) {
  if (!t->attached || !t->suspended) return;
  t->suspended = false;
  MHD_resume_connection(t->mhd);
}

static ssize_t read_backlog(void *cls, uint64_t at, char *p, size_t max) {
  struct http_stream *t = cls;
  ssize_t result = 0;
  pthread_mutex_lock(&t->lock);
  size_t n = t->out.n - t->taken;
  if (t->lost || !t->attached) {
    result = MHD_CONTENT_READER_END_WITH_ERROR;
  } else if (n > 0) {
    n = n < max ? n : max;
    memcpy(p, t->out.p + t->taken, n);
    t->taken += n;
    if (t->taken == t->out.n) {
      buf_reset(&t->out);
      t->taken = 0;
    }
    stat_add(t->s, bytes_out, n);
    result = (ssize_t)n;
  } else if (t->ended) {
    result = MHD_CONTENT_READER_END_OF_STREAM;
  } else {
    t->suspended = true;
    MHD_suspend_connection(t->mhd);
  }
  pthread_mutex_unlock(&t->lock);
  return result;
}

struct http_stream *http_reply_stream(struct http_request *q) {
  struct http_stream *t = must_calloc(1, sizeof *t);
  pthread_mutex_init(&t->lock, NULL);
  t->s = q->s;
  t->mhd = q->mhd;
  t->fd = q->c->fd;
  t->holders = 2;
  t->attached = true;
  t->backlog = q->s->tuning.stream_backlog;
  t->heartbeat_s = q->s->tuning.heartbeat_s;
  t->sent = q->s->clock->mono(q->s->clock);
  t->out = (struct buf)BUF_INIT;
  stat_add(q->s, streams, 1);
  http_add_header(q, "X-Accel-Buffering", STR("no")); /* or nginx holds events back */
  reply_set(
      q, 200, "text/event-stream; charset=utf-8",
      MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, read_backlog, t, drop_response),
      0);
  q->stream = t;
  return t;
}

/* With the lock held.  Drops what was read when that is most of the buffer. */
static void make_room(struct http_stream *t) {
  if (t->taken < t->out.n / 2 || t->taken == 0) return;
  memmove(t->out.p, t->out.p + t->taken, t->out.n - t->taken);
  t->out.n -= t->taken;
  t->taken = 0;
}

/* With the lock held. */
static void lose(struct http_stream *t) {
  t->lost = true;
  if (t->attached) shutdown(t->fd, SHUT_RDWR);
  resume(t);
}

/* One line of a field: a line break in it would begin another field, or end the event. */
static void put_field(struct buf *b, const char *name, struct str value) {
  buf_puts(b, name);
  for (size_t i = 0; i < value.n; i++)
    if (value.p[i] != '\n' && value.p[i] != '\r' && value.p[i] != 0) buf_putc(b, value.p[i]);
  buf_putc(b, '\n');
}

/* Lines end with \n, \r\n or \r (WHATWG HTML 9.2.5). */
static void put_data(struct buf *b, struct str data) {
  size_t from = 0;
  for (size_t i = 0; i <= data.n; i++) {
    if (i < data.n && data.p[i] != '\n' && data.p[i] != '\r') continue;
    put_field(b, "data: ", str_of(data.n ? data.p + from : "", i - from));
    if (i + 1 < data.n && data.p[i] == '\r' && data.p[i + 1] == '\n') i++;
    from = i + 1;
  }
}

bool http_stream_send(struct http_stream *t, const char *event, struct str id, struct str data) {
  pthread_mutex_lock(&t->lock);
  bool open = t->attached && !t->lost && !t->ended;
  if (open) {
    make_room(t);
    if (event) put_field(&t->out, "event: ", str_from(event));
    if (id.n) put_field(&t->out, "id: ", id);
    put_data(&t->out, data);
    buf_putc(&t->out, '\n');
    t->sent = t->s->clock->mono(t->s->clock);
    if (t->out.n - t->taken > t->backlog) {
      lose(t);
      open = false;
    } else {
      resume(t);
    }
  }
  pthread_mutex_unlock(&t->lock);
  return open;
}

bool http_stream_open(struct http_stream *t) {
  pthread_mutex_lock(&t->lock);
  bool open = t->attached && !t->lost && !t->ended;
  pthread_mutex_unlock(&t->lock);
  return open;
}

void http_stream_close(struct http_stream *t) {
  if (!t) return;
  stream_end(t);
  release(t);
}

void stream_end(struct http_stream *t) {
  pthread_mutex_lock(&t->lock);
  t->ended = true;
  resume(t);
  pthread_mutex_unlock(&t->lock);
}

void stream_lost(struct http_stream *t) {
  pthread_mutex_lock(&t->lock);
  if (!t->lost) lose(t);
  pthread_mutex_unlock(&t->lock);
}

void stream_detach(struct http_stream *t) {
  pthread_mutex_lock(&t->lock);
  t->attached = t->suspended = false;
  __atomic_sub_fetch(&t->s->stats.streams, 1, __ATOMIC_RELAXED);
  pthread_mutex_unlock(&t->lock);
}

/* A comment now and then keeps proxies from closing the connection, and shows a dead one. */
void stream_tick(struct http_stream *t, struct mono now) {
  pthread_mutex_lock(&t->lock);
  if (t->attached && !t->lost && !t->ended &&
      (double)(now.ns - t->sent.ns) * 1e-9 >= t->heartbeat_s) {
    t->sent = now;
    if (t->out.n == t->taken) { /* what waits is sign of life enough */
      buf_puts(&t->out, ":\n\n");
      resume(t);
    }
  }
  pthread_mutex_unlock(&t->lock);
}
