/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Group bodies: records one after another, compressed as a whole when that pays.
 *
 * zstd level 1 was chosen over lz4 by measuring on bodies shaped like event batches (one core; raw
 * → stored, packing / unpacking MB/s): 20 rows 8.3× at 730/750 against 4.0× at 1800/5500; 65,536
 * rows 1.58× at 256/916 against 1.25× at 454/3500.  The log is kept as long as its events, and 256
 * MB/s of raw records is some four million events a second, far above what the rest of the path
 * does; so the smaller file wins.  Bodies under LOG_PACK_MIN, and those that do not shrink by an
 * eighth, are stored plain: reading them back then costs nothing.
 *
 * Large groups are those of crowds and imports, where the processor is what everybody waits for:
 * from LOG_HURRY_BYTES on they are packed at zstd's level -5, which stores 0.71 of batches of
 * events with random ids at 630 MB/s where level 1 stores 0.55 at 270 – 370: 0.2 µs less per event.
 * (lz4 would be no different: 0.71 at 630 – 700.)  Sealing packs the file again, as well as ever.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>
#include <zstd.h>

#include "base/cursor.h"
#include "base/panic.h"
#include "log/log_int.h"

#define ZSTD_LEVEL 1

struct log_packer {
  ZSTD_CCtx *zstd;
  int level, large; /* of small groups and of large ones */
};

struct log_packer *log_packer_new(void) {
  struct log_packer *p = must_calloc(1, sizeof *p);
  p->zstd = ZSTD_createCCtx();
  must(p->zstd);
  p->level = ZSTD_LEVEL;
  p->large = LOG_ZSTD_HURRY;
  return p;
}

void log_packer_free(struct log_packer *p) {
  if (!p) return;
  ZSTD_freeCCtx(p->zstd);
  free(p);
}

void log_packer_level(struct log_packer *p, int zstd_level) {
  p->level = p->large = zstd_level;
}

void log_group_finish(struct log_group_head *h, size_t stored, size_t raw, struct buf *out) {
  h->stored = (uint32_t)stored;
  h->raw = (uint32_t)raw;
  size_t all = (size_t)log_group_bytes(h), at = out->n - stored - LOG_GROUP_HEAD;
  must(buf_reserve(out, 8));
  uint8_t *body = (uint8_t *)out->p + at + LOG_GROUP_HEAD;
  memset(body + stored, 0, all - LOG_GROUP_HEAD - stored);
  h->body_sum = XXH3_64bits(body, all - LOG_GROUP_HEAD);
  log_group_head_put(h, (uint8_t *)out->p + at);
  out->n = at + all;
}

void log_pack(struct log_packer *p, struct log_group_head *h, struct str raw, struct buf *out) {
  must(raw.n <= LOG_GROUP_BYTES_MAX);
  size_t at = out->n; /* the bound is never less than raw.n */
  must(buf_reserve(out, LOG_GROUP_HEAD + ZSTD_compressBound(raw.n) + 8));
  uint8_t *body = (uint8_t *)out->p + at + LOG_GROUP_HEAD;
  size_t n = 0;
  h->codec = LOG_PLAIN;
  if (raw.n >= LOG_PACK_MIN) {
    int level = raw.n < LOG_HURRY_BYTES ? p->level : p->large;
    n = ZSTD_compressCCtx(p->zstd, body, ZSTD_compressBound(raw.n), raw.p, raw.n, level);
    if (!ZSTD_isError(n) && n <= raw.n - raw.n / 8) h->codec = LOG_ZSTD;
  }
  if (h->codec == LOG_PLAIN) {
    if (raw.n) memcpy(body, raw.p, raw.n);
    n = raw.n;
  }
  out->n = at + LOG_GROUP_HEAD + n;
  log_group_finish(h, n, raw.n, out);
}

static bool damaged(const char *name, uint64_t off, const struct log_group_head *h,
                    const char *what, struct err *err) {
  return err_fail(err, ERR_corrupt, "%s" ERR_SEP "%s (group at byte %" PRIu64 ", LSN %" PRIu64 ")",
                  name, what, off, h->first_lsn);
}

bool log_record_take(struct cursor *c, struct log_record *ret) {
  uint8_t kind = cur_u8(c);
  uint64_t n = cur_varint(c), bytes = cur_varint(c);
  if (c->bad || kind == 0 || n == 0 || n > UINT32_MAX || bytes > LOG_RECORD_BYTES_MAX) return false;
  struct str body = cur_bytes(c, (size_t)bytes);
  if (c->bad) return false;
  *ret = (struct log_record){.kind = (enum log_kind)kind, .n = (uint32_t)n, .body = body};
  return true;
}

/* All records are walked before the first is handed out, so that no part of a malformed group is
 * ever applied. */
static bool records_right(const struct log_group_head *h, const struct buf *raw) {
  struct cursor c = cur_of(raw->p, raw->n);
  struct log_record rec;
  uint64_t lsns = 0;
  uint32_t records = 0;
  while (cur_left(&c) > 0) {
    if (!log_record_take(&c, &rec) || ++records > h->records) return false;
    lsns += rec.n;
  }
  return records == h->records && lsns == h->lsns;
}

bool log_unpack(const struct log_group_head *h, const uint8_t *stored, struct buf *raw,
                const char *name, uint64_t off, struct err *err) {
  buf_reset(raw);
  if (h->codec == LOG_ZSTD) {
    /* The frame says its own size too: asked before anything is allocated for it. */
    if (ZSTD_getFrameContentSize(stored, h->stored) != h->raw)
      return damaged(name, off, h, "its packed body has another length", err);
    must(buf_reserve(raw, h->raw));
    size_t n = ZSTD_decompress(raw->p, h->raw, stored, h->stored);
    if (ZSTD_isError(n) || n != h->raw)
      return damaged(name, off, h, "its body cannot be unpacked", err);
    raw->n = n;
  } else {
    buf_put(raw, stored, h->stored);
  }
  if (!records_right(h, raw)) return damaged(name, off, h, "its records are malformed", err);
  return true;
}
