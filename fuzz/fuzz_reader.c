/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any file through a few mappings and through the one guessed of it: every record ends as rows or
 * as a reject; what is made encodes and decodes; and the file reads the same when it comes in a few
 * bytes at a time.  The first byte chooses the mapping. */
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
};

/* A digest of all that came out. */
static struct ev_key read_all(const char *path, const struct mapping *m, size_t step) {
  struct reader *r;
  struct err err = {0};
  struct ev_batch b, copy;
  struct read_record *recs;
  struct buf all = BUF_INIT, bytes = BUF_INIT;
  uint32_t n;
  struct reader_limits limits = {.record_bytes = 300, .read_step = step};
  ev_batch_init(&b);
  ev_batch_init(&copy);
  if (reader_open_limited(path, m, tz_utc(), 1000, &limits, &r, &err)) {
    while (reader_next(r, &b, &recs, &n, &err) && n > 0) {
      uint32_t rows = 0;
      for (uint32_t i = 0; i < n; i++) {
        must(recs[i].rejected == (recs[i].row_n == 0));
        must(!recs[i].rejected || (recs[i].why.code && text_is_valid(recs[i].text)));
        rows += recs[i].row_n;
        buf_printf(&all, "%llu %d %d,", (unsigned long long)recs[i].line, recs[i].rejected,
                   recs[i].rejected ? (int)recs[i].why.code : 0);
      }
      must(rows == b.rows.n);
      buf_reset(&bytes);
      ev_batch_encode(&b, &bytes);
      must(ev_batch_decode(buf_str(&bytes), &copy, &err));
      buf_put_str(&all, buf_str(&bytes));
    }
    reader_close(r);
  }
  buf_printf(&all, "%d", (int)err.code);
  struct ev_key digest = reader_content_of(buf_str(&all));
  ev_batch_release(&b);
  ev_batch_release(&copy);
  buf_release(&all);
  buf_release(&bytes);
  return digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct arena a;
  struct mapping m;
  struct err err = {0};
  char path[64];
  if (size < 1) return 0;
  int fd = memfd_create("fuzz", MFD_CLOEXEC);
  must(fd >= 0 && write(fd, data + 1, size - 1) == (ssize_t)size - 1);
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  arena_init(&a, "fuzz");
  const char *yaml = mappings[data[0] % (sizeof mappings / sizeof mappings[0])];
  struct map_doubt *doubts;
  uint32_t n;
  bool ok = yaml ? mapping_parse(str_from(yaml), "fuzz", &a, &m, &err)
                 : mapping_guess(path, &a, &m, &doubts, &n, &err);
  if (ok) {
    /* Few bytes at a time, but not so many reads that a long input is nothing but them. */
    struct ev_key whole = read_all(path, &m, 0), parts = read_all(path, &m, 3 + size / 500);
    must(whole.hi == parts.hi && whole.lo == parts.lo);
  }
  arena_release(&a);
  close(fd);
  return 0;
}
