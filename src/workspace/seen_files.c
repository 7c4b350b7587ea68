/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening, the manifest, closing.
 *
 *   manifest.seen: "SHSEENID" u32 version 1, u32 required features 0, label (length, bytes),
 *     u64 lsn, clock; z known_from; count of runs, each u64 number, keys, checksum of its tail,
 *     u64 lsn_begin, clock, z first, z last; u64 XXH3 of everything before
 *     clock: z high, z now                        (integers little-endian; z zigzag varint)
 *
 * Runs are in the order of the log.  What is sound is a prefix: at the first damaged run the set
 * ends, with the LSN and the clock that stood there, and replay from that LSN makes the rest again.
 * So damage in the newest run costs an hour of replay, and damage in the manifest all of it.
 */
#include "seen_parts_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/cursor.h"

#define MANIFEST_BYTES_MAX ((size_t)1 << 20)
#define RUN_BYTES_MIN      36
#define TABLE_SHARE        4 /* of memory_max, for tables */
#define TABLE_BITS_MIN     11
#define TABLE_BITS_MAX     20
#define RUNS_IN_MEMORY     12  /* a run is at most this part of what fits: what shrinking costs */
#define MEMORY_PER_KEY_PC  130 /* bytes per 100 keys: filter and pages */

void seen_path(const struct seen *s, const char *name, char out[KEYRUN_PATH_MAX]) {
  int n = snprintf(out, KEYRUN_PATH_MAX, "%s/%s", s->dir, name);
  must(n > 0 && n < KEYRUN_PATH_MAX);
}

/* ---- manifest ---- */

static void put_clock(struct buf *b, struct seen_clock c) {
  buf_put_zigzag(b, c.high);
  buf_put_zigzag(b, c.now);
}

static struct seen_clock get_clock(struct cursor *c) {
  struct seen_clock k = {cur_zigzag(c), 0};
  k.now = cur_zigzag(c);
  c->bad |= k.high < 0 || k.now < 0;
  return k;
}

static void put_run(struct buf *b, const struct seen_run *r) {
  buf_put_u64(b, r->run->number);
  buf_put_u64(b, r->run->n);
  buf_put_u64(b, r->run->hash);
  buf_put_u64(b, r->span.lsn_begin);
  put_clock(b, r->span.begin);
  buf_put_zigzag(b, r->span.first);
  buf_put_zigzag(b, r->span.last);
}

bool seen_save(struct seen *s, struct err *err) {
  char path[KEYRUN_PATH_MAX];
  struct buf b = BUF_INIT;
  size_t sound = 0;
  pthread_mutex_lock(&s->lock);
  struct seen_span end = *seen_first_unfiled(s);
  while (sound < s->runs.n && !s->runs.p[sound].damaged)
    sound++;
  if (sound < s->runs.n) end = s->runs.p[sound].span;
  buf_put(&b, "SHSEENID", 8);
  buf_put_u32(&b, 1);
  buf_put_u32(&b, 0);
  buf_put_lenstr(&b, buf_str(&s->label));
  buf_put_u64(&b, end.lsn_begin);
  put_clock(&b, end.begin);
  buf_put_zigzag(&b, s->known_from);
  buf_put_varint(&b, sound);
  for (size_t i = 0; i < sound; i++)
    put_run(&b, &s->runs.p[i]);
  pthread_mutex_unlock(&s->lock);
  buf_put_u64(&b, XXH3_64bits(b.p, b.n));
  seen_path(s, "manifest.seen", path);
  bool ok = io_write_atomic(s->io, path, b.p, b.n, err);
  buf_release(&b);
  if (ok) s->saved_lsn = end.lsn_begin;
  return ok;
}

/* False: the set ends before this run. */
static bool get_run(struct seen *s, struct cursor *c, struct seen_run *ret) {
  struct err why;
  uint64_t number = cur_u64(c), keys = cur_u64(c), hash = cur_u64(c);
  struct seen_run r = {.span.lsn_begin = cur_u64(c)};
  r.span.begin = get_clock(c);
  r.span.first = cur_zigzag(c);
  r.span.last = cur_zigzag(c);
  *ret = r;
  if (c->bad) return false;
  if (number >= s->next_number) s->next_number = number + 1;
  if (!keyrun_open(s->io, s->dir, number, s->label_hash, SIZE_MAX, KEYRUN_PAGED, &r.run, &why)) {
    s->damage = why;
    return false;
  }
  *ret = r;
  return r.run->n == keys && r.run->hash == hash;
}

static bool read_manifest(struct seen *s, struct cursor *c) {
  struct str magic = cur_bytes(c, 8);
  uint32_t version = cur_u32(c), features = cur_u32(c);
  struct str label = cur_lenstr(c);
  if (c->bad || !str_is(magic, "SHSEENID") || version != 1 || features != 0 ||
      !str_eq(label, buf_str(&s->label)))
    return false;
  struct seen_span *end = &s->active->span;
  end->lsn_begin = cur_u64(c);
  end->begin = get_clock(c);
  s->known_from = cur_zigzag(c);
  uint64_t n = cur_count(c, RUN_BYTES_MIN);
  if (n > SEEN_RUNS_MAX) return false;
  for (uint64_t i = 0; i < n; i++) {
    struct seen_run r;
    if (get_run(s, c, &r)) {
      vec_push(&s->runs, r);
      continue;
    }
    keyrun_close(r.run);
    if (c->bad) return false;
    s->was_damaged = true;
    *end = r.span;
    return true;
  }
  return !c->bad && cur_left(c) == 0;
}

static void forget_all(struct seen *s) {
  for (size_t i = 0; i < s->runs.n; i++)
    keyrun_close(s->runs.p[i].run);
  s->runs.n = 0;
  s->active->span = (struct seen_span){0};
  s->known_from = SEEN_ALWAYS;
  s->next_number = 1;
  s->was_damaged = true;
}

void seen_load(struct seen *s) {
  char path[KEYRUN_PATH_MAX];
  struct arena tmp;
  struct str text;
  struct err why;
  seen_path(s, "manifest.seen", path);
  if (!io_exists(s->io, path)) return;
  arena_init(&tmp, "manifest of message ids");
  bool ok = io_read_all(s->io, path, MANIFEST_BYTES_MAX, &tmp, &text, &why) && text.n > 8;
  if (ok) {
    struct cursor sum = cur_of(text.p + text.n - 8, 8), c = cur_of(text.p, text.n - 8);
    ok = cur_u64(&sum) == XXH3_64bits(text.p, text.n - 8) && read_manifest(s, &c);
  }
  if (!ok) forget_all(s);
  arena_release(&tmp);
  s->clock = s->active->span.begin;
  s->active->lsn_end = s->last_mark = s->saved_lsn = s->active->span.lsn_begin;
}

/* ---- life ---- */

static bool sweep(struct seen *s, struct err *err) {
  uint64_t used[SEEN_RUNS_MAX];
  must(s->runs.n <= SEEN_RUNS_MAX);
  for (size_t i = 0; i < s->runs.n; i++)
    used[i] = s->runs.p[i].run->number;
  return keyrun_sweep(s->io, s->dir, used, s->runs.n, err);
}

/* How the ceilings are shared out. */
static void share_out(struct seen *s, const struct seen_options *o) {
  s->o = *o;
  if (s->o.window_ms <= 0) s->o.window_ms = SEEN_WINDOW_MS;
  if (s->o.memory_max == 0) s->o.memory_max = SEEN_MEMORY_MAX;
  if (s->o.memory_max < SEEN_MEMORY_MIN) s->o.memory_max = SEEN_MEMORY_MIN;
  if (s->o.disk_max == 0) s->o.disk_max = SEEN_DISK_MAX;
  if (s->o.disk_max < SEEN_DISK_MIN) s->o.disk_max = SEEN_DISK_MIN;
  s->slot_ms = (s->o.window_ms + SEEN_SLOTS - 1) / SEEN_SLOTS;
  s->tables_max = s->o.memory_max / TABLE_SHARE;
  s->runs_max = s->o.memory_max - s->tables_max;
  /* four tables fit: the active one, two that wait, and the copy of one being written */
  size_t one = s->tables_max / 5;
  for (s->table_bits = TABLE_BITS_MIN;
       s->table_bits < TABLE_BITS_MAX && (size_t)32 << s->table_bits <= one;)
    s->table_bits++;
  s->spill_keys = ((uint64_t)3 << (s->table_bits - 2)) / 8 * 7; /* before it would grow */
  uint64_t by_memory = s->runs_max * 100 / MEMORY_PER_KEY_PC, by_disk = s->o.disk_max / 17;
  s->run_keys_max = (by_memory < by_disk ? by_memory : by_disk) / RUNS_IN_MEMORY;
  if (s->spill_keys > s->run_keys_max) s->spill_keys = s->run_keys_max;
}

struct seen *seen_new(struct io *io, const char *dir, struct str log_id,
                      const struct seen_options *o) {
  struct seen *s = must_calloc(1, sizeof *s);
  s->io = io;
  s->dir = must_malloc(strlen(dir) + 1);
  strcpy(s->dir, dir);
  s->label = (struct buf)BUF_INIT;
  buf_put_str(&s->label, log_id);
  XXH128_hash_t h = XXH3_128bits(log_id.n ? log_id.p : "", log_id.n);
  s->label_hash = (struct ev_key){h.high64, h.low64};
  pthread_mutex_init(&s->maintenance, NULL);
  pthread_mutex_init(&s->lock, NULL);
  share_out(s, o);
  s->known_from = SEEN_ALWAYS;
  s->next_number = 1;
  s->active = seen_table_new(s);
  return s;
}

bool seen_open(struct io *io, const char *dir, struct str log_id, const struct seen_options *o,
               struct seen **ret, struct err *err) {
  if (!io_mkdirs(io, dir, err)) return false;
  struct seen *s = seen_new(io, dir, log_id, o);
  seen_load(s);
  if (!sweep(s, err)) {
    seen_free(s);
    return false;
  }
  *ret = s;
  return true;
}

void seen_free(struct seen *s) {
  if (!s) return;
  for (size_t i = 0; i < s->runs.n; i++)
    keyrun_close(s->runs.p[i].run);
  for (size_t i = 0; i < s->sealed.n; i++)
    seen_table_free(s->sealed.p[i]);
  seen_table_free(s->active);
  keytable_release(&s->spare);
  vec_free(&s->runs);
  vec_free(&s->sealed);
  vec_free(&s->pending);
  vec_free(&s->groups);
  vec_free(&s->doomed);
  pthread_mutex_destroy(&s->maintenance);
  pthread_mutex_destroy(&s->lock);
  buf_release(&s->label);
  free(s->dir);
  free(s);
}
