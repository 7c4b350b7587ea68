/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A log file of any bytes.  The input is the body of the only file of a log whose header is right:
 * first a byte of flags, then what follows the header page.
 *
 * Random bytes never guess a checksum, so by the first flag bit the fuzzer may ask for help: then
 * every place that begins with a group's magic gets the file's salt and right sums, as a forger
 * with the file's salt would do.  By the second bit, LSNs are also made to follow one another.
 *
 * Properties: nothing crashes; what a reader sees is a prefix, LSN after LSN from the first; a
 * writer that opens after it sees the same and leaves a log that opens again with the same end;
 * verify agrees with opening about damage. */
#include <xxhash.h>

#include "../tests/lib/mem_io.h"
#include "log/log_int.h"

#define DIR      "log"
#define FILE_1   DIR "/log-0000000000000001.shl"
#define BODY_MAX 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t id[LOG_ID_BYTES] = "sixteen bytes :)";

static void put_le(uint8_t *p, uint64_t v, unsigned bytes) {
  for (unsigned i = 0; i < bytes; i++)
    p[i] = (uint8_t)(v >> (8 * i));
}

static uint32_t get_u32(const uint8_t *p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Offsets are those of the layout in log_int.h. */
static void forge(uint8_t *p, size_t n, uint64_t salt, bool chain) {
  uint64_t lsn = 1;
  for (size_t i = 0; i + LOG_GROUP_HEAD <= n; i += 8) {
    uint8_t *g = p + i;
    if (get_u32(g) != LOG_GROUP_MAGIC) continue;
    uint64_t stored = get_u32(g + 16),
             body = ((LOG_GROUP_HEAD + stored + 7) & ~7u) - LOG_GROUP_HEAD;
    put_le(g + 8, salt, 8);
    if (chain) {
      put_le(g + 24, lsn, 8);
      put_le(g + 48, lsn, 8);
      put_le(g + 33, 0, 7); /* at most 255 LSNs */
      lsn += g[32];
    }
    if (body <= n - i - LOG_GROUP_HEAD)
      put_le(g + 56, XXH3_64bits(g + LOG_GROUP_HEAD, (size_t)body), 8);
    put_le(g + 64, XXH3_64bits(g, 64), 8);
  }
}

static void count(void *ctx, const struct err *what) {
  must(what->code == ERR_corrupt || what->code == ERR_unsupported_format);
  ++*(int *)ctx;
}

/* The end of the readable log, or 0 when opening refuses. */
static uint64_t open_and_walk(struct mem_io *m, bool write, bool *ret_whole) {
  struct log *log;
  struct log_iter *it;
  struct log_record rec;
  struct err err;
  bool more = true, ok;
  if (!log_open(&m->io, DIR, write, &log, &err)) {
    must(err.code == ERR_corrupt || err.code == ERR_unsupported_format);
    return 0;
  }
  uint64_t end = log_end(log), lsn = log_oldest(log);
  must(log_iter_new(log, lsn, &it, &err));
  while ((ok = log_iter_next(it, &rec, &more, &err)) && more) {
    must(rec.lsn == lsn && rec.n >= 1);
    lsn += rec.n;
  }
  must(ok ? lsn == end : err.code == ERR_corrupt && lsn < end);
  *ret_whole = ok;
  log_iter_free(it);
  log_close(log);
  return end;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1 || size > BODY_MAX) return 0;
  struct err err;
  struct mem_io *m = mem_io_new(1);
  struct log_file_head head = {.salt = 0x0123456789abcdef, .first_lsn = 1};
  size_t n = LOG_PAGE + size - 1;
  uint8_t *file = must_malloc(n);
  memcpy(head.id, id, LOG_ID_BYTES);
  log_file_head_put(&head, file);
  if (size > 1) memcpy(file + LOG_PAGE, data + 1, size - 1);
  if (data[0] & 1) forge(file + LOG_PAGE, size - 1, head.salt, data[0] & 2);
  mem_io_put(m, FILE_1, file, n);
  must(log_id_write(&m->io, DIR, id, &err));

  bool whole = true, again;
  uint64_t groups, events, end = open_and_walk(m, false, &whole);
  int bad = 0;
  must(log_verify(&m->io, DIR, &groups, &events, count, &bad, NULL, &err));
  must((bad > 0) == (end == 0 || !whole));
  uint64_t end_write = open_and_walk(m, true, &again);
  must(end_write == end);
  if (end) must(open_and_walk(m, false, &again) == end && again == whole);
  mem_io_free(m);
  free(file);
  return 0;
}
