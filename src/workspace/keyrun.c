/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run: keys in ascending order in one immutable file.  This file writes it; keyrun_read.c reads.
 *
 *   0  "SHKEYRUN"    8  u32 version 2    12  u32 required features (1: keyblock.c)
 *  16  u64 keys      24  u64 label hi, lo (whose it is: a run of another set is damage)
 *  40  u64 bytes of the tail             48  u64 XXH3 of the tail      56  u64 XXH3 of bytes 0 … 55
 *  4096  keys: u64 hi, u64 lo; strictly ascending; a page is 256 of them
 *  tail: per page its first key and u64 XXH3 of its bytes; the filter (keyfilter.c, keyblock.c)
 *                                                            (integers little-endian)
 *
 * The tail is what is kept in memory, so that opening a run costs reading a twelfth of it: the
 * manifest's checksum of the tail covers the page sums, and these cover the keys whenever a page is
 * read.  A key is found with one page.  Version 1 had neither pages nor filter; runs are derived,
 * so it is not read but made again from the log.
 */
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "keyrun_int.h"

#define CHUNK_BYTES ((size_t)16 * KEYRUN_PAGE_BYTES)

struct keyrun_writer {
  struct io *io;
  struct io_file *file;
  struct ev_key label, last;
  uint64_t n, off;
  size_t page; /* where the page being filled begins in chunk */
  bool durable;
  struct buf chunk, tail;
  struct keyfilter_maker *filter;
};

void keyrun_path(const char *dir, uint64_t number, char out[KEYRUN_PATH_MAX]) {
  int n = snprintf(out, KEYRUN_PATH_MAX, "%s/run-%llu.keys", dir, (unsigned long long)number);
  must(n > 0 && n < KEYRUN_PATH_MAX);
}

bool keyrun_create(struct io *io, const char *dir, uint64_t number, struct ev_key label,
                   uint64_t keys_max, uint64_t blocked_max, bool durable,
                   struct keyrun_writer **ret, struct err *err) {
  char path[KEYRUN_PATH_MAX];
  struct io_file *file;
  keyrun_path(dir, number, path);
  if (!io_open(io, path, IO_CREATE, &file, err)) return false;
  if (!io_truncate(io, file, 0, err)) {
    io_close(io, file);
    return false;
  }
  struct keyrun_writer *w = must_calloc(1, sizeof *w);
  *w = (struct keyrun_writer){.io = io,
                              .file = file,
                              .label = label,
                              .off = KEYRUN_BODY,
                              .durable = durable,
                              .chunk = BUF_INIT,
                              .tail = BUF_INIT_MAX(SIZE_MAX),
                              .filter = keyfilter_maker_new(keys_max, blocked_max)};
  *ret = w;
  return true;
}

void keyrun_abandon(struct keyrun_writer *w) {
  if (!w) return;
  io_close(w->io, w->file);
  buf_release(&w->chunk);
  buf_release(&w->tail);
  keyfilter_maker_free(w->filter);
  free(w);
}

static void end_page(struct keyrun_writer *w) {
  if (w->chunk.n == w->page) return;
  buf_put_u64(&w->tail, XXH3_64bits(w->chunk.p + w->page, w->chunk.n - w->page));
  w->page = w->chunk.n;
}

static bool write_chunk(struct keyrun_writer *w, struct err *err) {
  if (w->chunk.n == 0) return true;
  if (!io_pwrite(w->io, w->file, w->chunk.p, w->chunk.n, w->off, err)) return false;
  w->off += w->chunk.n;
  w->page = 0;
  buf_reset(&w->chunk);
  return true;
}

/* Keys that ascend strictly, up to the end of the page; returns how many. */
static size_t fill_page(struct keyrun_writer *w, const struct ev_key *k, size_t n) {
  size_t room = KEYRUN_PAGE_KEYS - w->n % KEYRUN_PAGE_KEYS, i = 0;
  must(buf_reserve(&w->chunk, KEYRUN_PAGE_BYTES));
  char *to = w->chunk.p + w->chunk.n;
  if (room == KEYRUN_PAGE_KEYS) {
    buf_put_u64(&w->tail, k[0].hi);
    buf_put_u64(&w->tail, k[0].lo);
  }
  n = n < room ? n : room;
  do {
    const uint64_t le[2] = {htole64(k[i].hi), htole64(k[i].lo)};
    memcpy(to + 16 * i, le, sizeof le);
    i++;
  } while (i < n && key_cmp(k[i - 1], k[i]) < 0);
  w->chunk.n += 16 * i;
  w->last = k[i - 1];
  w->n += i;
  return i;
}

bool keyrun_put(struct keyrun_writer *w, const struct ev_key *k, size_t n, struct err *err) {
  for (size_t done; n > 0; k += done, n -= done) {
    int c = w->n > 0 ? key_cmp(w->last, *k) : -1;
    must(c <= 0);
    done = 1;
    if (c == 0) continue;
    done = fill_page(w, k, n);
    keyfilter_maker_add(w->filter, k, done);
    if (w->n % KEYRUN_PAGE_KEYS == 0) end_page(w);
    if (w->chunk.n >= CHUNK_BYTES && !write_chunk(w, err)) return false;
  }
  return true;
}

static bool write_header(struct keyrun_writer *w, struct err *err) {
  struct buf h = BUF_INIT;
  buf_put(&h, "SHKEYRUN", 8);
  buf_put_u32(&h, 2);
  buf_put_u32(&h, keyfilter_maker_small(w->filter) ? KEYRUN_SMALL : 0);
  buf_put_u64(&h, w->n);
  buf_put_u64(&h, w->label.hi);
  buf_put_u64(&h, w->label.lo);
  buf_put_u64(&h, w->tail.n);
  buf_put_u64(&h, XXH3_64bits(w->tail.p, w->tail.n));
  buf_put_u64(&h, XXH3_64bits(h.p, h.n));
  must(h.n == KEYRUN_HEADER_BYTES);
  bool ok = io_pwrite(w->io, w->file, h.p, h.n, 0, err);
  buf_release(&h);
  return ok;
}

bool keyrun_finish(struct keyrun_writer *w, struct err *err) {
  end_page(w);
  bool ok = write_chunk(w, err);
  if (ok) {
    keyfilter_maker_finish(w->filter, &w->tail);
    must(!w->tail.overflow);
    ok = io_pwrite(w->io, w->file, w->tail.p, w->tail.n, w->off, err) && write_header(w, err) &&
         (!w->durable || io_sync(w->io, w->file, err));
  }
  keyrun_abandon(w);
  return ok;
}
