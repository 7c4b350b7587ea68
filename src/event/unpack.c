/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Inflating, as a stream.
 *
 * Files are imported once and may be larger than memory in either form, so both codecs run in their
 * streaming form over one input buffer.  libdeflate is faster than zlib but wants the whole member
 * in memory; here the reader behind it, not inflating, sets the pace.
 *
 * A gzip file may be several members in a row (`cat a.gz b.gz`, pigz, log shippers): at the end of
 * one the next begins if its magic follows; zero padding is ignored, as gzip does, and anything
 * else is damage. zstd joins frames by itself; a file that ends inside a frame shows as a last
 * return value that is not 0.
 */
#include "event/unpack_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/panic.h"

#define RAW_BYTES      ((size_t)256 << 10)
#define SNIFF          4
#define ZSTD_HEADER_N  3               /* bytes of a block's header */
#define ZSTD_PIECE_MAX (RAW_BYTES / 2) /* a block is not longer */

enum packing { PLAIN, GZIP, ZSTD };

struct unpack {
  int fd;
  char *path;
  uint64_t total, read;
  size_t step;
  enum packing packing;
  z_stream z;
  ZSTD_DStream *zs;
  size_t zs_left; /* last value of ZSTD_decompressStream; 0 = between frames */
  bool zs_full;   /* it filled all it was given: the rest of the block before anything else */
  bool z_ended;   /* between gzip members */
  size_t at, n;   /* unread part of raw */
  bool raw_end;
  struct err failed; /* damage stays damage: asked again, the same answer */
  size_t raw_room;   /* RAW_BYTES, or as much as a small file is long */
  uint8_t *raw;
};

/* Adds file bytes to the end of raw, which has room. */
static bool more_raw(struct unpack *u, struct err *err) {
  if (u->at == u->n) u->at = u->n = 0;
  size_t want = u->raw_room - u->n;
  if (u->step && want > u->step) want = u->step;
  ssize_t got;
  do
    got = read(u->fd, u->raw + u->n, want);
  while (got < 0 && errno == EINTR);
  if (got < 0) return err_fail_errno(err, ERR_io, errno, "%s", u->path);
  u->raw_end = got == 0;
  u->n += (size_t)got;
  u->read += (uint64_t)got;
  return true;
}

static bool start(struct unpack *u, struct err *err) {
  while (u->n < SNIFF && !u->raw_end)
    if (!more_raw(u, err)) return false;
  if (u->n >= 2 && u->raw[0] == 0x1f && u->raw[1] == 0x8b) {
    u->packing = GZIP;
    must(inflateInit2(&u->z, 15 + 16) == Z_OK);
  } else if (u->n >= SNIFF && memcmp(u->raw, "\x28\xb5\x2f\xfd", SNIFF) == 0) {
    u->packing = ZSTD;
    u->zs = ZSTD_createDStream();
    must(u->zs);
  }
  return true;
}

bool unpack_open(const char *path, size_t step, struct unpack **ret, struct err *err) {
  bool is_stdin = strcmp(path, "-") == 0;
  int fd = is_stdin ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) return err_fail(err, ERR_not_found_file, "%s", path);
  struct stat st;
  if (fd < 0 || fstat(fd, &st) != 0 || (S_ISDIR(st.st_mode) && (errno = EISDIR))) {
    int errnum = errno;
    if (fd >= 0) close(fd);
    return err_fail_errno(err, ERR_io, errnum, "%s", path);
  }
  struct unpack *u = must_calloc(1, sizeof *u);
  u->fd = fd;
  u->path = must_malloc(strlen(path) + 1);
  strcpy(u->path, path);
  u->step = step;
  u->total = S_ISREG(st.st_mode) && !is_stdin ? (uint64_t)st.st_size : 0;
  u->raw_room = u->total > 0 && u->total < RAW_BYTES ? (size_t)u->total + SNIFF : RAW_BYTES;
  u->raw = must_malloc(u->raw_room);
  if (!start(u, err)) {
    unpack_close(u);
    return false;
  }
  *ret = u;
  return true;
}

void unpack_close(struct unpack *u) {
  if (!u) return;
  if (u->packing == GZIP) inflateEnd(&u->z);
  ZSTD_freeDStream(u->zs);
  close(u->fd);
  free(u->path);
  free(u->raw);
  free(u);
}

static bool damaged(const struct unpack *u, struct err *err) {
  return err_fail(err, ERR_bad_compression, "%s" ERR_SEP "%llu", u->path,
                  (unsigned long long)unpack_bytes(u));
}

static bool read_plain(struct unpack *u, void *p, size_t cap, size_t *ret_n, struct err *err) {
  while (u->at == u->n && !u->raw_end)
    if (!more_raw(u, err)) return false;
  size_t n = u->n - u->at < cap ? u->n - u->at : cap;
  memcpy(p, u->raw + u->at, n);
  u->at += n;
  *ret_n = n;
  return true;
}

/* At least n unread bytes in raw, or as many as there are. */
static bool gather(struct unpack *u, size_t n, struct err *err) {
  while (u->n - u->at < n && !u->raw_end) {
    if (u->n == u->raw_room) {
      if (u->at == 0) break;
      memmove(u->raw, u->raw + u->at, u->n - u->at);
      u->n -= u->at;
      u->at = 0;
    }
    if (!more_raw(u, err)) return false;
  }
  return true;
}

/* Between two gzip members: true with *ret_more when another begins. */
static bool next_member(struct unpack *u, bool *ret_more, struct err *err) {
  for (;;) {
    while (u->at < u->n && u->raw[u->at] == 0)
      u->at++;
    if (u->n - u->at >= 2 || u->raw_end) break;
    if (!gather(u, 2, err)) return false;
  }
  *ret_more = u->at < u->n;
  if (!*ret_more) return true;
  if (u->n - u->at < 2 || u->raw[u->at] != 0x1f || u->raw[u->at + 1] != 0x8b)
    return damaged(u, err);
  must(inflateReset(&u->z) == Z_OK);
  u->z_ended = false;
  return true;
}

static bool read_gzip(struct unpack *u, void *p, size_t cap, size_t *ret_n, struct err *err) {
  for (;;) {
    bool more = true;
    if (u->z_ended && !next_member(u, &more, err)) return false;
    if (!more) {
      *ret_n = 0;
      return true;
    }
    if (u->at == u->n && !u->raw_end && !more_raw(u, err)) return false;
    u->z.next_in = u->raw + u->at;
    u->z.avail_in = (uInt)(u->n - u->at);
    u->z.next_out = p;
    u->z.avail_out = cap > UINT32_MAX ? UINT32_MAX : (uInt)cap;
    uInt room = u->z.avail_out;
    int rc = inflate(&u->z, Z_NO_FLUSH);
    u->at = u->n - u->z.avail_in;
    size_t made = room - u->z.avail_out;
    if (rc == Z_STREAM_END)
      u->z_ended = true;
    else if (rc != Z_OK && rc != Z_BUF_ERROR && made == 0)
      return damaged(u, err);
    if (made > 0) {
      *ret_n = made;
      return true;
    }
    if (!u->z_ended && u->at == u->n && u->raw_end) return damaged(u, err);
  }
}

/* How much zstd is given next, if there is so much: a block, or a header.  zstd's own wish is a
 * block and the header after it. */
static size_t zstd_piece(const struct unpack *u) {
  if (u->zs_full) return 0;
  size_t piece = u->zs_left == 0              ? SNIFF
                 : u->zs_left > ZSTD_HEADER_N ? u->zs_left - ZSTD_HEADER_N
                                              : u->zs_left;
  return piece < ZSTD_PIECE_MAX ? piece : ZSTD_PIECE_MAX;
}

/* A call that fails tells nothing of what it had already made; so none reaches from a block into
 * the next header, nor into anything while a block is still being handed out, and what is given at
 * a time does not depend on how the file comes in: all that is whole before damage comes out. */
static bool read_zstd(struct unpack *u, void *p, size_t cap, size_t *ret_n, struct err *err) {
  ZSTD_outBuffer out = {p, cap, 0};
  while (out.pos == 0) {
    size_t piece = zstd_piece(u);
    if (!gather(u, piece, err)) return false;
    if (piece > u->n - u->at) piece = u->n - u->at;
    if (piece == 0 && !u->zs_full) {
      if (u->zs_left > 0) return damaged(u, err);
      break;
    }
    ZSTD_inBuffer in = {u->raw, u->at + piece, u->at};
    size_t rc = ZSTD_decompressStream(u->zs, &out, &in);
    if (ZSTD_isError(rc)) return damaged(u, err);
    u->at = in.pos;
    u->zs_left = rc;
    u->zs_full = out.pos == cap && rc > 0;
  }
  *ret_n = out.pos;
  return true;
}

static bool read_some(struct unpack *u, void *p, size_t cap, size_t *ret_n, struct err *err) {
  switch (u->packing) {
  case GZIP:
    return read_gzip(u, p, cap, ret_n, err);
  case ZSTD:
    return read_zstd(u, p, cap, ret_n, err);
  default:
    return read_plain(u, p, cap, ret_n, err);
  }
}

bool unpack_read(struct unpack *u, void *p, size_t cap, size_t *ret_n, struct err *err) {
  must(cap > 0);
  if (u->failed.code == ERR_none && !read_some(u, p, cap, ret_n, &u->failed))
    must(u->failed.code != ERR_none);
  if (u->failed.code == ERR_none) return true;
  *err = u->failed;
  return false;
}

uint64_t unpack_bytes(const struct unpack *u) {
  return u->read - (u->n - u->at);
}

uint64_t unpack_bytes_total(const struct unpack *u) {
  return u->total;
}
