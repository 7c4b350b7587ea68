/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packing a group while it fills.
 *
 * One zstd frame per group, fed piece by piece.  A frame that is begun before its length is known
 * says nothing of that length, but readers want it said before they allocate (pack.c); so room for
 * four bytes is left, and the head of the frame is written again at the end: magic, a descriptor
 * that announces a length of four bytes, the window as it was, the length (RFC 8878, 3.1.1.1).
 * What is on disk cannot be told from a frame that was packed in one go.
 *
 * Each piece is flushed, else zstd would keep up to 128 KiB of it for the end, which is what the
 * sync would wait for again.  At this level literals are stored as they are, so that many small
 * blocks are as small as one large. */
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>
#include <zstd.h>

#include "base/panic.h"
#include "log/log_int.h"

#define AHEAD_PIECE_MAX ((size_t)1 << 20) /* about 1.5 ms */
#define FRAME_HEAD      6u                /* magic, descriptor, window */
#define FRAME_LENGTH    4u
#define LENGTH_OF_FOUR  0x80u
#define AHEAD_BEGIN     (LOG_GROUP_HEAD + FRAME_LENGTH)

struct log_ahead {
  ZSTD_CCtx *zstd; /* NULL until the first large group: a megabyte that most logs never need */
  struct buf out;  /* room for the heads, then the frame */
  size_t fed;      /* of the group's bytes; 0 = nothing is packed */
};

struct log_ahead *log_ahead_new(void) {
  struct log_ahead *a = must_calloc(1, sizeof *a);
  a->out = (struct buf)BUF_INIT;
  return a;
}

void log_ahead_free(struct log_ahead *a) {
  if (!a) return;
  ZSTD_freeCCtx(a->zstd);
  buf_release(&a->out);
  free(a);
}

void log_ahead_reset(struct log_ahead *a) {
  if (a) a->fed = 0;
}

static void begin(struct log_ahead *a) {
  if (!a->zstd) {
    a->zstd = ZSTD_createCCtx();
    must(a->zstd);
    must(!ZSTD_isError(ZSTD_CCtx_setParameter(a->zstd, ZSTD_c_compressionLevel, LOG_ZSTD_HURRY)));
  }
  ZSTD_CCtx_reset(a->zstd, ZSTD_reset_session_only);
  buf_reset(&a->out);
  must(buf_reserve(&a->out, AHEAD_BEGIN));
  a->out.n = AHEAD_BEGIN;
}

static void put(struct log_ahead *a, struct str raw, ZSTD_EndDirective how) {
  ZSTD_inBuffer in = {raw.p + a->fed, raw.n - a->fed, 0};
  for (size_t left = 1; left > 0 || in.pos < in.size;) {
    must(buf_reserve(&a->out, ZSTD_compressBound(in.size - in.pos) + 64));
    ZSTD_outBuffer out = {a->out.p + a->out.n, a->out.cap - a->out.n - 1, 0};
    left = ZSTD_compressStream2(a->zstd, &out, &in, how);
    must(!ZSTD_isError(left));
    a->out.n += out.pos;
  }
  a->fed = raw.n;
}

void log_ahead_feed(struct log_ahead *a, struct str raw) {
  if (raw.n < LOG_HURRY_BYTES || raw.n == a->fed || raw.n - a->fed > AHEAD_PIECE_MAX) return;
  if (a->fed == 0) begin(a);
  put(a, raw, ZSTD_e_flush);
}

static void say_length(uint8_t *frame, uint32_t raw) {
  uint8_t *as_made = frame + FRAME_LENGTH;
  uint32_t le = htole32(raw);
  must(as_made[4] == 0); /* no length, checksum or dictionary, and a window */
  memmove(frame, as_made, FRAME_HEAD);
  frame[4] = LENGTH_OF_FOUR;
  memcpy(frame + FRAME_HEAD, &le, sizeof le);
}

bool log_ahead_take(struct log_ahead *a, struct log_group_head *h, struct str raw,
                    struct buf *out) {
  if (a->fed == 0) return false;
  put(a, raw, ZSTD_e_end);
  a->fed = 0;
  size_t n = a->out.n - LOG_GROUP_HEAD;
  if (n > raw.n - raw.n / 8) return false;
  struct buf full = a->out;
  a->out = *out;
  *out = full;
  say_length((uint8_t *)out->p + LOG_GROUP_HEAD, (uint32_t)raw.n);
  h->codec = LOG_ZSTD;
  log_group_finish(h, n, raw.n, out);
  return true;
}
