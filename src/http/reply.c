/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Answers with a body: from memory, compressed when that pays, and from files, with ranges.
 *
 * Compressing happens where the answer is made, on a worker, and its result is kept only if it is
 * smaller.  The ETag of a resource is the same with and without gzip: it is the handle for
 * If-Match, and a client that got the compressed form must be able to use it; Vary keeps caches
 * from mixing the forms.
 *
 * Files are read block by block on the I/O thread, when the socket takes more: from the page cache
 * as a rule.  There are at least two such threads, and a whole answer never depends on one read. */
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "http/http_int.h"

#define GZIP_LEVEL   4 /* on JSON within 4 % of level 6 at half its time */
#define INFLATED_MAX ((size_t)64 << 20)

static bool wants_gzip(const struct http_request *q) {
  return accepts_gzip(http_header(q, "Accept-Encoding"));
}

static void vary(struct http_request *q) {
  if (!reply_header(q, "Vary").p) http_add_header(q, "Vary", STR("Accept-Encoding"));
}

/* malloc'd; NULL if it is not smaller. */
static void *compress_body(struct str body, size_t *ret_n) {
  z_stream z = {0};
  if (body.n > UINT32_MAX) return NULL;
  void *p = must_malloc(body.n);
  must(deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  z.next_in = (Bytef *)body.p;
  z.avail_in = (uInt)body.n;
  z.next_out = p;
  z.avail_out = (uInt)body.n;
  bool fits = deflate(&z, Z_FINISH) == Z_STREAM_END;
  *ret_n = body.n - z.avail_out;
  deflateEnd(&z);
  if (fits) return p;
  free(p);
  return NULL;
}

static void *copy_of(struct str body) {
  void *p = must_malloc(body.n);
  if (body.n) memcpy(p, body.p, body.n);
  return p;
}

void http_reply(struct http_request *q, int status, const char *type, struct str body) {
  void *p = NULL;
  size_t n = body.n;
  bool text = type && body.n >= HTTP_GZIP_MIN && type_is_text(str_from(type));
  if (text) vary(q);
  if (reply_unchanged(q, status)) return;
  if (text && wants_gzip(q)) p = compress_body(body, &n);
  if (p)
    http_add_header(q, "Content-Encoding", STR("gzip"));
  else
    p = copy_of(body), n = body.n;
  reply_set(q, status, type, MHD_create_response_from_buffer(n, p, MHD_RESPMEM_MUST_FREE), n);
}

static bool inflate_all(struct str gz, struct buf *out) {
  z_stream z = {0};
  int r = Z_OK;
  must(inflateInit2(&z, 15 + 16) == Z_OK);
  z.next_in = (Bytef *)gz.p;
  z.avail_in = (uInt)gz.n;
  while (r == Z_OK && buf_reserve(out, HTTP_FILE_BLOCK)) {
    z.next_out = (Bytef *)out->p + out->n;
    z.avail_out = HTTP_FILE_BLOCK;
    r = inflate(&z, Z_NO_FLUSH);
    out->n += HTTP_FILE_BLOCK - z.avail_out;
  }
  inflateEnd(&z);
  return r == Z_STREAM_END;
}

void http_reply_static(struct http_request *q, int status, const char *type, struct str body,
                       bool gzipped) {
  struct buf plain = BUF_INIT_MAX(INFLATED_MAX);
  if (gzipped) vary(q);
  if (reply_unchanged(q, status)) return;
  if (gzipped && !wants_gzip(q)) {
    if (!inflate_all(body, &plain)) panic("a static body that is said to be gzip is not");
    reply_set(q, status, type,
              MHD_create_response_from_buffer(plain.n, plain.p, MHD_RESPMEM_MUST_FREE), plain.n);
    return;
  }
  if (gzipped) http_add_header(q, "Content-Encoding", STR("gzip"));
  reply_set(q, status, type,
            MHD_create_response_from_buffer(body.n, (void *)body.p, MHD_RESPMEM_PERSISTENT),
            body.n);
}

struct reading {
  struct io_file *file;
  uint64_t from;
};

static ssize_t read_file(void *cls, uint64_t at, char *p, size_t max) {
  struct reading *r = cls;
  struct err err;
  size_t n;
  if (!io_pread(io_posix(), r->file, p, max, r->from + at, &n, &err) || n == 0)
    return MHD_CONTENT_READER_END_WITH_ERROR; /* the file became shorter */
  return (ssize_t)n;
}

static void close_file(void *cls) {
  struct reading *r = cls;
  io_close(io_posix(), r->file);
  free(r);
}

/* A range counts only if it is of the file the client knows (If-Range). */
static enum range wanted_range(struct http_request *q, int status, uint64_t size, uint64_t *from,
                               uint64_t *n) {
  struct str range = http_header(q, "Range"), condition = http_header(q, "If-Range");
  struct str etag = reply_header(q, "ETag");
  if (status != 200 || q->method != HTTP_GET || !range.p) return RANGE_NONE;
  if (condition.p && !(etag.p && str_eq(condition, etag) && etag.p[0] == '"')) return RANGE_NONE;
  return range_parse(range, size, from, n);
}

static void no_such_range(struct http_request *q, uint64_t size) {
  struct str all = arena_printf(&q->arena, "bytes */%llu", (unsigned long long)size);
  http_add_header(q, "Content-Range", all);
  reply_refuse(q, ERR_http_bad_range, "%llu", (unsigned long long)size);
}

bool http_reply_file(struct http_request *q, int status, const char *type, const char *path,
                     const char *download_name, struct err *err) {
  struct io_file *file;
  uint64_t size, from = 0, n;
  if (!io_open(io_posix(), path, IO_READ, &file, err)) return false;
  if (!io_size(io_posix(), file, &size, err)) {
    io_close(io_posix(), file);
    return false;
  }
  n = size;
  enum range range = wanted_range(q, status, size, &from, &n);
  if (range == RANGE_BAD || reply_unchanged(q, status)) {
    io_close(io_posix(), file);
    if (range == RANGE_BAD) no_such_range(q, size);
    return true;
  }
  if (download_name) {
    struct buf b = BUF_INIT;
    disposition_put(str_from(download_name), &b);
    http_add_header(q, "Content-Disposition", buf_str(&b));
    buf_release(&b);
  }
  http_add_header(q, "Accept-Ranges", STR("bytes"));
  if (range == RANGE_PART) {
    status = 206;
    http_add_header(q, "Content-Range",
                    arena_printf(&q->arena, "bytes %llu-%llu/%llu", (unsigned long long)from,
                                 (unsigned long long)(from + n - 1), (unsigned long long)size));
  }
  struct reading *r = must_malloc(sizeof *r);
  *r = (struct reading){file, from};
  reply_set(q, status, type,
            MHD_create_response_from_callback(n, HTTP_FILE_BLOCK, read_file, r, close_file), n);
  return true;
}
