/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bodies: inflated as they come, counted as they come, kept in memory or in a file.
 *
 * Memory is charged to one account for all requests as the buffer grows, not by what a head
 * announces, so that claiming much costs the claimer's bandwidth and not our memory.
 *
 * Files are written on the I/O thread.  That is a write into the page cache, and it waits for the
 * disk only when the machine is so far behind with writing that slowing the sender down is the
 * right answer; the other I/O threads (there are always at least two) go on meanwhile.  Nothing is
 * synced here: an upload becomes durable by what is made of it. */
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "http/http_int.h"

#define INFLATE_BLOCK (64u << 10)
#define ROOM_MIN      4096u
#define ROOM_FIRST    (64u << 10)

static struct str unit(struct http_request *q, size_t bytes) {
  if (bytes >= (1u << 20) && bytes % (1u << 20) == 0)
    return arena_printf(&q->arena, "%zu MiB", bytes >> 20);
  return arena_printf(&q->arena, "%zu B", bytes);
}

static bool too_large(struct http_request *q) {
  reply_refuse(q, ERR_http_too_large, "%.*s", STRF(unit(q, q->plan.body_max)));
  return false;
}

/* What deflate may at worst make of body_max bytes. */
static uint64_t raw_max(const struct http_request *q) {
  return q->body.zip ? (uint64_t)q->plan.body_max + q->plan.body_max / 64 + 1024 : q->plan.body_max;
}

/* A disk that is full, say.  Who sends a large file reads nothing before its end, and cut off would
 * know no reason; and half of it is not to keep the disk full meanwhile. */
static bool cannot_keep(struct http_request *q, const struct err *why) {
  struct body *b = &q->body;
  struct err ignored;
  http_reply_error(q, why);
  b->lost = true;
  if (b->file) io_close(io_posix(), b->file);
  b->file = NULL;
  if (b->path) io_unlink(io_posix(), b->path, &ignored);
  b->path = NULL;
  return false;
}

uint64_t body_drain_max(const struct http_request *q) {
  return q->body.lost ? raw_max(q) : HTTP_DRAIN_MAX;
}

static bool encoding(struct http_request *q) {
  struct str coding = http_header(q, "Content-Encoding");
  if (q->plan.raw || !coding.n || str_eq_nocase(coding, STR("identity"))) return true;
  if (!str_eq_nocase(coding, STR("gzip")) && !str_eq_nocase(coding, STR("x-gzip"))) {
    http_add_header(q, "Accept-Encoding", STR("gzip"));
    reply_refuse(q, ERR_http_bad_encoding, "Content-Encoding: %.*s", STRF(coding));
    return false;
  }
  q->body.zip = must_calloc(1, sizeof *q->body.zip);
  must(inflateInit2(q->body.zip, 15 + 16) == Z_OK);
  return true;
}

bool body_begin(struct http_request *q) {
  struct err err;
  if (q->plan.body_max == 0) {
    reply_refuse(q, ERR_http_no_body, "%s", q->method_name);
    return false;
  }
  if (!encoding(q)) return false;
  if (head_length(q) > raw_max(q)) return too_large(q);
  if (q->plan.body_dir) {
    char name[HTTP_ID_BYTES + 1];
    http_random_id(name);
    q->body.path = arena_printf(&q->arena, "%s/http-%s.part", q->plan.body_dir, name).p;
    if (!io_open(io_posix(), q->body.path, IO_CREATE_NEW, &q->body.file, &err)) {
      q->body.path = NULL;
      return cannot_keep(q, &err);
    }
  }
  return true;
}

static bool charge(struct http_request *q, size_t more) {
  struct http_server *s = q->s;
  uint64_t held = __atomic_add_fetch(&s->memory, more, __ATOMIC_RELAXED);
  if (held <= s->o.memory_max) return true;
  __atomic_sub_fetch(&s->memory, more, __ATOMIC_RELAXED);
  http_add_header(q, "Retry-After", STR("5"));
  reply_refuse(q, ERR_http_memory, "%.*s", STRF(unit(q, s->o.memory_max)));
  return false;
}

/* Of what is announced little is believed, so that usual bodies do not grow by steps. */
static size_t first_room(const struct http_request *q) {
  uint64_t said = head_length(q) + 1;
  return said < ROOM_MIN ? ROOM_MIN : said > ROOM_FIRST ? ROOM_FIRST : (size_t)said;
}

/* One byte more than asked for, so that the body ends with a NUL. */
static bool grow(struct http_request *q, size_t n) {
  struct body *b = &q->body;
  if (n < b->cap) return true;
  size_t cap = b->cap ? b->cap : first_room(q);
  while (cap <= n)
    cap *= 2;
  if (cap > q->plan.body_max + 1 && q->plan.body_max >= n) cap = q->plan.body_max + 1;
  if (!charge(q, cap - b->cap)) return false;
  b->p = must_realloc(b->p, cap, 1);
  b->cap = cap;
  return true;
}

static bool store(struct http_request *q, const void *p, size_t n) {
  struct body *b = &q->body;
  struct err err;
  if (n > q->plan.body_max - b->bytes) return too_large(q);
  if (!b->path) {
    if (!grow(q, b->n + n)) return false;
    memcpy(b->p + b->n, p, n);
    b->n += n;
    b->p[b->n] = 0;
  } else if (!io_pwrite(io_posix(), b->file, p, n, b->bytes, &err)) {
    return cannot_keep(q, &err);
  }
  b->bytes += n;
  return true;
}

static bool bad_gzip(struct http_request *q) {
  reply_refuse(q, ERR_http_bad_gzip, "%llu", (unsigned long long)q->body.raw);
  return false;
}

/* Members one after the other are one body (RFC 1952); anything else behind the end is refused. */
static bool inflate_some(struct http_request *q, const char *p, size_t n) {
  uint8_t block[INFLATE_BLOCK];
  z_stream *z = q->body.zip;
  z->next_in = (Bytef *)p;
  z->avail_in = (uInt)n;
  do {
    if (q->body.zip_ended) {
      if (z->avail_in == 0) return true;
      if (inflateReset(z) != Z_OK) return bad_gzip(q);
      q->body.zip_ended = false;
    }
    z->next_out = block;
    z->avail_out = sizeof block;
    int r = inflate(z, Z_NO_FLUSH);
    if (r != Z_OK && r != Z_STREAM_END && r != Z_BUF_ERROR) return bad_gzip(q);
    if (!store(q, block, sizeof block - z->avail_out)) return false;
    q->body.zip_ended = r == Z_STREAM_END;
  } while (z->avail_in > 0 || z->avail_out == 0);
  return true;
}

bool body_add(struct http_request *q, const char *p, size_t n) {
  struct body *b = &q->body;
  b->raw += n;
  if (b->raw > raw_max(q)) return too_large(q);
  if (!b->zip) return store(q, p, n);
  for (; n > INFLATE_BLOCK; p += INFLATE_BLOCK, n -= INFLATE_BLOCK)
    if (!inflate_some(q, p, INFLATE_BLOCK)) return false;
  return inflate_some(q, p, n);
}

bool body_end(struct http_request *q) {
  struct body *b = &q->body;
  if (b->file) io_close(io_posix(), b->file);
  b->file = NULL;
  return !b->zip || b->zip_ended || bad_gzip(q);
}

void body_release(struct http_request *q) {
  struct body *b = &q->body;
  struct err err;
  if (b->zip) inflateEnd(b->zip);
  free(b->zip);
  if (b->file) io_close(io_posix(), b->file);
  if (b->path && !io_unlink(io_posix(), b->path, &err) && q->s->o.trouble) {
    struct buf text = BUF_INIT;
    err_render(&err, LANG_EN, &text);
    q->s->o.trouble(q->s->o.log_ctx, text.p);
    buf_release(&text);
  }
  free(b->p);
  __atomic_sub_fetch(&q->s->memory, b->cap, __ATOMIC_RELAXED);
  *b = (struct body){0};
}

struct str http_body(const struct http_request *q) {
  return q->body.p ? str_of(q->body.p, q->body.n) : STR("");
}

const char *http_body_path(const struct http_request *q) {
  return q->body.path;
}

uint64_t http_body_bytes(const struct http_request *q) {
  return q->body.bytes;
}

bool http_body_keep(struct http_request *q, const char *path, struct err *err) {
  must(q->body.path);
  if (!io_rename(io_posix(), q->body.path, path, err)) return false;
  q->body.path = NULL;
  return true;
}
