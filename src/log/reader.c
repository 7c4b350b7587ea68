/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading one file's groups through a window, and finding out where the file ends.
 *
 * pread into a window, not mmap: a writer cuts the unused zeros off a file when it goes on to the
 * next one, and a mapped page behind the new end is a SIGBUS; a failing disk would be one too,
 * where pread is an error with a name.
 *
 * The tail rule (L6) needs more than the first bad group: behind it, every multiple of 8 may be a
 * header that knows better.  The search reads the rest of the file once, at most LOG_FILE_BYTES,
 * and notes on the way where the last non-zero byte is, which is what a writer must know (L5). */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "base/panic.h"
#include "log/log_int.h"

#define WINDOW ((size_t)256 << 10)

/* Makes `n` bytes at off visible (fewer at the end of the file). */
static bool window(struct log_reader *r, uint64_t off, size_t n, const uint8_t **ret, size_t *ret_n,
                   struct err *err) {
  if (off >= r->size) {
    *ret = r->win;
    *ret_n = 0;
    return true;
  }
  if (n > r->size - off) n = (size_t)(r->size - off);
  if (off < r->win_off || off + n > r->win_off + r->win_n) {
    size_t want = n > WINDOW ? n : WINDOW;
    if (want > r->size - off) want = (size_t)(r->size - off);
    if (want > r->win_cap) {
      r->win = must_realloc(r->win, want, 1);
      r->win_cap = want;
    }
    r->win_n = 0;
    size_t got;
    if (!io_pread(r->io, r->f, r->win, want, off, &got, err)) return false;
    r->win_off = off;
    r->win_n = got;
  }
  size_t have = (size_t)(r->win_off + r->win_n - off);
  *ret = r->win + (off - r->win_off);
  *ret_n = have < n ? have : n;
  return true;
}

bool log_reader_open(struct io *io, const char *dir, uint64_t first_lsn,
                     const uint8_t id[LOG_ID_BYTES], struct log_reader *ret, struct err *err) {
  struct log_reader r = {.io = io};
  const uint8_t *page;
  size_t n;
  log_name(first_lsn, r.name);
  char *path = log_path(dir, r.name);
  bool ok = io_open(io, path, IO_READ, &r.f, err);
  free(path);
  ok = ok && io_size(io, r.f, &r.size, err) && window(&r, 0, LOG_PAGE, &page, &n, err);
  if (ok && n < LOG_PAGE)
    ok = err_fail(err, ERR_corrupt, "%s" ERR_SEP "it is only %zu bytes long", r.name, n);
  ok = ok && log_file_head_get(page, r.name, &r.head, err);
  if (ok && (r.head.first_lsn != first_lsn || memcmp(r.head.id, id, LOG_ID_BYTES) != 0))
    ok = err_fail(err, ERR_corrupt, "%s" ERR_SEP "it belongs to another log or another place",
                  r.name);
  if (!ok) {
    log_reader_close(&r);
    return false;
  }
  *ret = r;
  return true;
}

void log_reader_close(struct log_reader *r) {
  io_close(r->io, r->f);
  free(r->win);
  *r = (struct log_reader){0};
}

bool log_reader_group(struct log_reader *r, uint64_t off, struct log_group_head *ret,
                      const uint8_t **ret_body, enum log_group_state *ret_state, struct err *err) {
  const uint8_t *p;
  size_t n;
  struct log_group_head h;
  if (!window(r, off, LOG_GROUP_HEAD, &p, &n, err)) return false;
  enum log_head_state state =
      n < LOG_GROUP_HEAD ? LOG_HEAD_BAD : log_group_head_get(p, r->head.salt, &h);
  if (state == LOG_HEAD_BAD) {
    *ret_state = LOG_GROUP_NONE;
    return true;
  }
  if (state != LOG_HEAD_GOOD)
    return err_fail(err, state == LOG_HEAD_UNKNOWN ? ERR_unsupported_format : ERR_corrupt,
                    "%s" ERR_SEP "group at byte %" PRIu64, r->name, off);
  size_t body = (size_t)(log_group_bytes(&h) - LOG_GROUP_HEAD);
  if (off + LOG_GROUP_HEAD + body > r->size) {
    *ret_state = LOG_GROUP_TORN;
  } else if (!ret_body) {
    *ret_state = LOG_GROUP_GOOD;
  } else {
    if (!window(r, off + LOG_GROUP_HEAD, body, &p, &n, err)) return false;
    *ret_state = n == body && XXH3_64bits(p, body) == h.body_sum ? LOG_GROUP_GOOD : LOG_GROUP_TORN;
    *ret_body = p;
  }
  *ret = h;
  return true;
}

bool log_reader_group_again(struct log_reader *r, uint64_t off, struct log_group_head *ret,
                            const uint8_t **ret_body, enum log_group_state *ret_state,
                            struct err *err) {
  r->win_n = 0;
  return log_reader_group(r, off, ret, ret_body, ret_state, err);
}

bool log_reader_claim(struct log_reader *r, uint64_t off, uint64_t past, struct log_claim *ret,
                      struct err *err) {
  struct log_claim c = {.data_end = off};
  must(off % 8 == 0);
  while (off < r->size) {
    const uint8_t *p;
    size_t n;
    if (!window(r, off, WINDOW, &p, &n, err)) return false;
    if (n == 0) break;
    /* A header may cross the window's end: words too near to it are looked at in the next one. */
    bool last = n < WINDOW;
    size_t stop = last ? n : n - LOG_GROUP_HEAD, i = 0;
    for (; i < stop; i += 8) {
      uint64_t word = 0;
      memcpy(&word, p + i, n - i < 8 ? n - i : 8);
      if (word == 0) continue;
      c.data_end = off + i + 8;
      struct log_group_head h;
      if (c.found || (uint32_t)word != LOG_GROUP_MAGIC || n - i < LOG_GROUP_HEAD) continue;
      if (log_group_head_get(p + i, r->head.salt, &h) == LOG_HEAD_GOOD && h.durable > past) {
        c.found = true;
        c.off = off + i;
        c.head = h;
      }
    }
    off += i;
    if (last) break;
  }
  if (c.data_end > r->size) c.data_end = r->size;
  *ret = c;
  return true;
}

bool log_reader_tail(struct log_reader *r, struct log_tail *ret, struct err *err) {
  struct log_tail t = {
      .lsn = r->head.first_lsn, .off = LOG_PAGE, .unproven = LOG_PAGE, .sealed = true};
  uint64_t records_end = LOG_PAGE;
  for (;;) {
    struct log_group_head h;
    const uint8_t *body;
    enum log_group_state state;
    if (!log_reader_group(r, t.off, &h, &body, &state, err)) return false;
    if (state != LOG_GROUP_GOOD || h.first_lsn != t.lsn) {
      struct log_claim claim;
      if (!log_reader_claim(r, t.off, t.lsn, &claim, err)) return false;
      if (!claim.found) {
        t.data_end = claim.data_end;
        break;
      }
      if (!log_reader_group_again(r, t.off, &h, &body, &state, err)) return false;
      if (state != LOG_GROUP_GOOD || h.first_lsn != t.lsn)
        return err_fail(err, ERR_corrupt,
                        "%s" ERR_SEP "the group at byte %" PRIu64 " (LSN %" PRIu64
                        ") is broken, but was durable before LSN %" PRIu64 " was written",
                        r->name, t.off, t.lsn, claim.head.first_lsn);
    }
    /* Its claim is about records: a seal right before it is as unproven as itself (L7). */
    if (h.durable == h.first_lsn) t.unproven = records_end;
    t.off += log_group_bytes(&h);
    t.lsn += h.lsns;
    t.sealed = h.records == 0;
    if (h.records) records_end = t.off;
  }
  *ret = t;
  return true;
}
