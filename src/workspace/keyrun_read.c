/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading runs: opening, finding a key, walking through.
 *
 * A run is either mapped and checked whole at once, for who wants no failure later (imports), or
 * read page by page: opened in the time its tail takes, each page checked before anything is
 * concluded from it.  Paged reading goes through pread because a read error is then an answer
 * and not a signal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/cursor.h"
#include "keyrun_int.h"

#define PAGE_ENTRY_BYTES 24

static uint64_t load64(const uint8_t *p) {
  return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
         (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

static struct ev_key key_at(const uint8_t *page, uint64_t i) {
  return (struct ev_key){load64(page + i * 16), load64(page + i * 16 + 8)};
}

uint64_t keyrun_page_keys(const struct keyrun *r, uint64_t page) {
  uint64_t left = r->n - page * KEYRUN_PAGE_KEYS;
  return left < KEYRUN_PAGE_KEYS ? left : KEYRUN_PAGE_KEYS;
}

const uint8_t *keyrun_page(const struct keyrun *r, uint64_t page, uint8_t room[KEYRUN_PAGE_BYTES]) {
  uint64_t off = KEYRUN_BODY + page * KEYRUN_PAGE_BYTES;
  size_t n = keyrun_page_keys(r, page) * 16, got;
  struct err why;
  if (r->map) return (const uint8_t *)r->map + off;
  if (!io_pread(r->io, r->file, room, n, off, &got, &why) || got != n) return NULL;
  return XXH3_64bits(room, n) == r->page[page].sum ? room : NULL;
}

/* ---- opening ---- */

static const char *read_tail(struct keyrun *r, struct str tail, bool small, size_t filter_max) {
  struct cursor c = cur_of(tail.p, tail.n);
  r->n_pages = (r->n + KEYRUN_PAGE_KEYS - 1) / KEYRUN_PAGE_KEYS;
  if (r->n_pages > tail.n / PAGE_ENTRY_BYTES) return "its pages are not listed";
  r->page = must_calloc(r->n_pages + 1, sizeof *r->page);
  bool sorted = true;
  for (uint64_t i = 0; i < r->n_pages; i++) {
    r->page[i].first.hi = cur_u64(&c);
    r->page[i].first.lo = cur_u64(&c);
    r->page[i].sum = cur_u64(&c);
    sorted &= i == 0 || key_cmp(r->page[i - 1].first, r->page[i].first) < 0;
  }
  if (!sorted) return "pages out of order";
  if (!keyfilter_decode(&c, small, &r->filter) || cur_left(&c) != 0) return "its filter is none";
  if (keyfilter_bytes(&r->filter) > filter_max) keyfilter_release(&r->filter);
  return NULL;
}

static bool load(struct keyrun *r, struct ev_key label, size_t filter_max, const char **why,
                 struct err *err) {
  uint8_t h[KEYRUN_BODY];
  size_t got, zeros = KEYRUN_HEADER_BYTES;
  if (!io_pread(r->io, r->file, h, sizeof h, 0, &got, err)) return false;
  struct cursor c = cur_of(h, got);
  while (zeros < got && h[zeros] == 0)
    zeros++;
  struct str magic = cur_bytes(&c, 8);
  uint32_t version = cur_u32(&c), features = cur_u32(&c);
  r->n = cur_u64(&c);
  struct ev_key whose = {cur_u64(&c), 0};
  whose.lo = cur_u64(&c);
  uint64_t tail_n = cur_u64(&c);
  r->hash = cur_u64(&c);
  uint64_t sum = cur_u64(&c), body_max = r->bytes < KEYRUN_BODY ? 0 : r->bytes - KEYRUN_BODY;
  *why = NULL;
  if (c.bad || !str_is(magic, "SHKEYRUN") || zeros != KEYRUN_BODY ||
      sum != XXH3_64bits(h, KEYRUN_HEADER_BYTES - 8))
    *why = "no header";
  else if (version != 2 || features & ~(uint32_t)KEYRUN_SMALL)
    *why = "a version this program does not know";
  else if (key_cmp(whose, label) != 0)
    *why = "it belongs to another set of keys";
  else if (r->n > body_max / 16 || tail_n != body_max - r->n * 16)
    *why = "its length is wrong";
  if (*why) return true;
  uint8_t *tail = must_malloc(tail_n + 1);
  bool ok = io_pread(r->io, r->file, tail, tail_n, KEYRUN_BODY + r->n * 16, &got, err);
  if (ok && (got != tail_n || XXH3_64bits(tail, tail_n) != r->hash))
    *why = "checksum of its tail";
  else if (ok)
    *why = read_tail(r, str_of((const char *)tail, tail_n), features & KEYRUN_SMALL, filter_max);
  free(tail);
  return ok;
}

bool keyrun_open(struct io *io, const char *dir, uint64_t number, struct ev_key label,
                 size_t filter_max, enum keyrun_access access, struct keyrun **ret,
                 struct err *err) {
  char path[KEYRUN_PATH_MAX];
  const char *why = NULL;
  keyrun_path(dir, number, path);
  struct keyrun *r = must_calloc(1, sizeof *r);
  r->number = number;
  r->io = io;
  bool ok = io_open(io, path, IO_READ, &r->file, err) && io_size(io, r->file, &r->bytes, err) &&
            load(r, label, filter_max, &why, err);
  if (ok && why) ok = err_fail(err, ERR_corrupt, "%s" ERR_SEP "%s", path, why);
  ok = ok && (access == KEYRUN_PAGED || keyrun_check(r, err));
  ok = ok && (access == KEYRUN_PAGED || io_map(io, r->file, (size_t)r->bytes, &r->map, err));
  if (!ok) {
    keyrun_close(r);
    return false;
  }
  *ret = r;
  return true;
}

void keyrun_close(struct keyrun *r) {
  if (!r) return;
  if (r->map) io_unmap(r->io, r->map, (size_t)r->bytes);
  io_close(r->io, r->file);
  free(r->page);
  keyfilter_release(&r->filter);
  free(r);
}

size_t keyrun_memory(const struct keyrun *r) {
  return sizeof *r + r->n_pages * sizeof *r->page + keyfilter_bytes(&r->filter);
}

/* ---- finding ---- */

enum keyrun_hit keyrun_search(const struct keyrun *r, struct ev_key k) {
  uint8_t room[KEYRUN_PAGE_BYTES];
  k = key_stored(k);
  uint64_t lo = 0, hi = r->n_pages; /* the last page that does not begin after k */
  while (lo < hi) {
    uint64_t mid = lo + (hi - lo) / 2;
    if (key_cmp(r->page[mid].first, k) <= 0)
      lo = mid + 1;
    else
      hi = mid;
  }
  if (lo == 0) return KEYRUN_ABSENT;
  const uint8_t *page = keyrun_page(r, lo - 1, room);
  if (!page) return KEYRUN_DAMAGED;
  uint64_t from = 0, to = keyrun_page_keys(r, lo - 1);
  while (from < to) {
    uint64_t mid = from + (to - from) / 2;
    int c = key_cmp(key_at(page, mid), k);
    if (c == 0) return KEYRUN_THERE;
    if (c < 0)
      from = mid + 1;
    else
      to = mid;
  }
  return KEYRUN_ABSENT;
}

enum keyrun_hit keyrun_find(const struct keyrun *r, struct ev_key k) {
  if (keyfilter_is(&r->filter) && !keyfilter_may_have(&r->filter, key_stored(k)))
    return KEYRUN_ABSENT;
  return keyrun_search(r, k);
}

void keyrun_prefetch(const struct keyrun *r, struct ev_key k) {
  if (keyfilter_is(&r->filter)) keyfilter_prefetch(&r->filter, key_stored(k));
}

/* ---- walking ---- */

struct walk {
  const struct keyrun *r;
  uint64_t at;
  const uint8_t *page;
  struct ev_key now; /* the key at `at` */
  uint8_t room[KEYRUN_PAGE_BYTES];
};

bool keyrun_page_damaged(const struct keyrun *r, struct err *err) {
  return err_fail(err, ERR_corrupt, "run-%llu.keys" ERR_SEP "%s", (unsigned long long)r->number,
                  "checksum of a page");
}

static bool walk_load(struct walk *w, struct err *err) {
  if (w->at == w->r->n) return true;
  uint64_t i = w->at % KEYRUN_PAGE_KEYS;
  if (i == 0) w->page = keyrun_page(w->r, w->at / KEYRUN_PAGE_KEYS, w->room);
  if (!w->page) return keyrun_page_damaged(w->r, err);
  w->now = key_at(w->page, i);
  return true;
}

bool keyrun_check(const struct keyrun *r, struct err *err) {
  struct walk w = {.r = r};
  struct ev_key last = {0, 0};
  for (; w.at < r->n; w.at++) {
    if (!walk_load(&w, err)) return false;
    bool first = w.at % KEYRUN_PAGE_KEYS == 0;
    if ((w.at > 0 && key_cmp(last, w.now) >= 0) ||
        (first && key_cmp(w.now, r->page[w.at / KEYRUN_PAGE_KEYS].first) != 0))
      return err_fail(err, ERR_corrupt, "run-%llu.keys" ERR_SEP "%s", (unsigned long long)r->number,
                      "keys out of order");
    last = w.now;
  }
  return true;
}

bool keyrun_sweep(struct io *io, const char *dir, const uint64_t *used, size_t n, struct err *err) {
  struct arena tmp;
  struct str *names;
  size_t n_names;
  arena_init(&tmp, "sweep of key runs");
  bool ok = io_list(io, dir, &tmp, &names, &n_names, err);
  for (size_t i = 0; ok && i < n_names; i++) {
    char path[KEYRUN_PATH_MAX], known[KEYRUN_PATH_MAX];
    if (!str_ends(names[i], STR(".keys")) || !str_starts(names[i], STR("run-"))) continue;
    int len = snprintf(path, sizeof path, "%s/%.*s", dir, STRF(names[i]));
    must(len > 0 && len < (int)sizeof path);
    bool keep = false;
    for (size_t k = 0; k < n && !keep; k++) {
      keyrun_path(dir, used[k], known);
      keep = strcmp(path, known) == 0;
    }
    ok = keep || io_unlink(io, path, err);
  }
  arena_release(&tmp);
  return ok;
}
