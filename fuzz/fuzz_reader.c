/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any file through a few mappings and through the one guessed of it: every record ends as rows or
 * as a reject; what is made encodes and decodes; and the file reads the same when it comes in
 * parts.  The first byte chooses the mapping, and its highest bit whether a part is half of the
 * file or a few bytes, which takes several times as long.
 *
 * What does not depend on the input is made once: the file, the mappings, the batches. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/panic.h"
#include "event/reader_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const mappings[] = {
    NULL, /* guessed */
    "kind: orders\ncolumns: {person: u, time: t, amount: a, order_id: o}\n",
    "kind: orders\nline_items: true\ncolumns: {person: u, time: t, order_id: o, item_id: i}\n"
    "properties: {price: {column: p, type: number}, quantity: {column: q, type: number}}\n",
    "kind: orders\nheader: false\ndelimiter: blank\ncolumns: {person: 1, time: 2, amount: 3}\n",
    "kind: events\nformat: ndjson\ncolumns: {person: user, time: time, event: event, id: id}\n",
    "kind: people\ncolumns: {person: {column: u, type: email}}\ndelimiter: \";\"\n",
    "kind: items\ncolumns: {item_id: i}\n",
    "kind: orders\ndecimal_comma: true\nquote: none\nrest: drop\n"
    "columns: {person: u, time: {column: t, zone: America/New_York}, amount: a, order_id: o}\n"
    "refunds: {negative_amount: true, order_id_prefix: R, column: s, values: [back]}\n"
    "leave_out: {column: s, values: [open]}\n",
};
#define MAPPINGS_N  (sizeof mappings / sizeof mappings[0])
#define LARGE_PARTS 0x80 /* in the first byte */

static struct {
  bool is;
  int fd;
  char path[32];
  struct arena arena; /* of the mappings */
  struct mapping m[MAPPINGS_N];
  struct ev_batch batch, copy;
  struct buf all, bytes;
} kept;

static void make_once(void) {
  struct err err = {0};
  if (kept.is) return;
  kept.is = true;
  kept.fd = memfd_create("fuzz", MFD_CLOEXEC);
  must(kept.fd >= 0);
  snprintf(kept.path, sizeof kept.path, "/proc/self/fd/%d", kept.fd);
  arena_init(&kept.arena, "fuzz");
  for (size_t i = 1; i < MAPPINGS_N; i++)
    must(mapping_parse(str_from(mappings[i]), "fuzz", &kept.arena, &kept.m[i], &err));
  ev_batch_init(&kept.batch);
  ev_batch_init(&kept.copy);
  kept.all = kept.bytes = (struct buf)BUF_INIT;
}

/* A digest of all that came out. */
static struct ev_key read_all(const struct mapping *m, size_t step) {
  struct reader *r;
  struct err err = {0};
  struct ev_batch *b = &kept.batch;
  struct read_record *recs;
  struct buf *all = &kept.all, *bytes = &kept.bytes;
  uint32_t n;
  struct reader_limits limits = {.record_bytes = 300, .read_step = step};
  buf_reset(all);
  if (reader_open_limited(kept.path, m, tz_utc(), 1000, &limits, &r, &err)) {
    while (reader_next(r, b, &recs, &n, &err) && n > 0) {
      uint32_t rows = 0;
      for (uint32_t i = 0; i < n; i++) {
        must(recs[i].rejected == (recs[i].row_n == 0));
        must(!recs[i].rejected || (recs[i].why.code && text_is_valid(recs[i].text)));
        rows += recs[i].row_n;
        buf_printf(all, "%llu %d %d,", (unsigned long long)recs[i].line, recs[i].rejected,
                   recs[i].rejected ? (int)recs[i].why.code : 0);
      }
      must(rows == b->rows.n);
      buf_reset(bytes);
      ev_batch_encode(b, bytes);
      must(ev_batch_decode(buf_str(bytes), &kept.copy, &err));
      buf_put_str(all, buf_str(bytes));
    }
    reader_close(r);
  }
  buf_printf(all, "%d", (int)err.code);
  return reader_content_of(buf_str(all));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct arena a;
  struct mapping guessed, *m = &guessed;
  struct err err = {0};
  struct map_doubt *doubts;
  uint32_t n;
  if (size < 1) return 0;
  make_once();
  must(ftruncate(kept.fd, (off_t)size - 1) == 0);
  must(pwrite(kept.fd, data + 1, size - 1, 0) == (ssize_t)size - 1);
  arena_init(&a, "guessed");
  size_t which = (data[0] & ~LARGE_PARTS) % MAPPINGS_N;
  if (which > 0) m = &kept.m[which];
  if (which > 0 || mapping_guess(kept.path, &a, m, &doubts, &n, &err)) {
    /* Few bytes at a time, but not so many reads that a long input is nothing but them. */
    size_t step = data[0] & LARGE_PARTS ? 1 + size / 2 : 3 + size / 500;
    struct ev_key whole = read_all(m, 0), parts = read_all(m, step);
    must(whole.hi == parts.hi && whole.lo == parts.lo);
  }
  arena_release(&a);
  return 0;
}
