/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The set of import keys: one table in memory, a few sorted runs, a manifest.
 *
 *   manifest.keys: "SHKEYSET" u32 version 1, u32 required features 0, u64 lsn, source (length,
 * bytes), count of runs, each u64 number, u64 keys, u64 checksum; u64 XXH3 of everything before
 *
 * A spill writes the table as a run, syncs it, then switches the manifest by atomic rename; files
 * that no manifest names are strays of a crash and go at the next opening.  Runs are never changed.
 *
 * More than KEYSET_RUNS_MAX runs are merged by size (keymerge.c).  Old and fresh runs are never
 * merged with each other while an import is going on: a run has one generation.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "keyset_int.h"

#define MANIFEST_BYTES_MAX ((size_t)1 << 16)
#define RUNS_LIMIT         1024 /* in a manifest: a merge keeps it near KEYSET_RUNS_MAX */

struct keyset {
  struct io *io;
  struct keyset_options o;
  char *dir;
  struct buf label;
  struct ev_key label_hash;
  struct keytable mem;
  VEC(struct keyrun *) runs;
  size_t filter_bytes;
  uint64_t lsn, saved_lsn, next_number;
  bool mem_old; /* what is in memory came before keyset_begin */
  bool damaged;
  bool outdated; /* a run of a version before could not be read */
};

static void path_of(const struct keyset *s, const char *name, char out[KEYRUN_PATH_MAX]) {
  int n = snprintf(out, KEYRUN_PATH_MAX, "%s/%s", s->dir, name);
  must(n > 0 && n < KEYRUN_PATH_MAX);
}

static void drop_runs(struct keyset *s) {
  for (size_t i = 0; i < s->runs.n; i++)
    keyrun_close(s->runs.p[i]);
  s->runs.n = 0;
  s->filter_bytes = 0;
}

/* Version 1 is read by nobody any more: its keys are gathered again from the log. */
static bool is_outdated(struct io *io, const char *dir, uint64_t number) {
  char path[KEYRUN_PATH_MAX];
  struct io_file *f;
  struct err ignored;
  uint8_t head[12];
  size_t got = 0;
  keyrun_path(dir, number, path);
  if (!io_open(io, path, IO_READ, &f, &ignored)) return false;
  bool ok = io_pread(io, f, head, sizeof head, 0, &got, &ignored) && got == sizeof head;
  io_close(io, f);
  return ok && memcmp(head, "SHKEYRUN\1\0\0", sizeof head) == 0;
}

static bool open_run(struct keyset *s, uint64_t number, struct keyrun **ret, struct err *err) {
  size_t room =
      s->o.filter_bytes_max > s->filter_bytes ? s->o.filter_bytes_max - s->filter_bytes : 0;
  if (!keyrun_open(s->io, s->dir, number, s->label_hash, room, KEYRUN_MAPPED, ret, err)) {
    s->outdated |= is_outdated(s->io, s->dir, number);
    return false;
  }
  s->filter_bytes += keyrun_memory(*ret);
  return true;
}

/* ---- manifest ---- */

static bool save_manifest(struct keyset *s, struct err *err) {
  char path[KEYRUN_PATH_MAX];
  struct buf b = BUF_INIT;
  buf_put(&b, "SHKEYSET", 8);
  buf_put_u32(&b, 1);
  buf_put_u32(&b, 0);
  buf_put_u64(&b, s->lsn);
  buf_put_lenstr(&b, buf_str(&s->label));
  buf_put_varint(&b, s->runs.n);
  for (size_t i = 0; i < s->runs.n; i++) {
    buf_put_u64(&b, s->runs.p[i]->number);
    buf_put_u64(&b, s->runs.p[i]->n);
    buf_put_u64(&b, s->runs.p[i]->hash);
  }
  buf_put_u64(&b, XXH3_64bits(b.p, b.n));
  path_of(s, "manifest.keys", path);
  bool ok = io_write_atomic(s->io, path, b.p, b.n, err);
  buf_release(&b);
  if (ok) s->saved_lsn = s->lsn;
  return ok;
}

static bool load_runs(struct keyset *s, struct cursor *c, struct err *err) {
  uint64_t n = cur_count(c, 24);
  bool ok = n <= RUNS_LIMIT;
  for (uint64_t i = 0; ok && i < n; i++) {
    uint64_t number = cur_u64(c), keys = cur_u64(c), hash = cur_u64(c);
    struct keyrun *r;
    if (c->bad || !open_run(s, number, &r, err)) return false;
    vec_push(&s->runs, r);
    ok = r->n == keys && r->hash == hash;
    if (number >= s->next_number) s->next_number = number + 1;
  }
  return ok && !c->bad && cur_left(c) == 0;
}

/* False: there is none, or something is wrong with it; either way the set begins empty. */
static bool load_manifest(struct keyset *s, bool *ret_exists, struct err *why) {
  char path[KEYRUN_PATH_MAX];
  struct arena tmp;
  struct str text;
  err_clear(why);
  path_of(s, "manifest.keys", path);
  *ret_exists = io_exists(s->io, path);
  arena_init(&tmp, "keyset manifest");
  bool ok = *ret_exists && io_read_all(s->io, path, MANIFEST_BYTES_MAX, &tmp, &text, why);
  if (ok) {
    struct cursor c = cur_of(text.p, text.n < 8 ? 0 : text.n - 8);
    struct cursor sum = cur_of(text.p + (text.n < 8 ? 0 : text.n - 8), text.n < 8 ? 0 : 8);
    struct str magic = cur_bytes(&c, 8);
    uint32_t version = cur_u32(&c), features = cur_u32(&c);
    s->lsn = cur_u64(&c);
    struct str label = cur_lenstr(&c);
    ok = !c.bad && str_is(magic, "SHKEYSET") && version == 1 && features == 0 &&
         cur_u64(&sum) == XXH3_64bits(text.p, text.n - 8) && str_eq(label, buf_str(&s->label)) &&
         load_runs(s, &c, why);
  }
  arena_release(&tmp);
  return ok;
}

/* Removes run files that the set does not use. */
static bool sweep(struct keyset *s, struct err *err) {
  uint64_t used[RUNS_LIMIT];
  must(s->runs.n <= RUNS_LIMIT);
  for (size_t i = 0; i < s->runs.n; i++)
    used[i] = s->runs.p[i]->number;
  return keyrun_sweep(s->io, s->dir, used, s->runs.n, err);
}

/* ---- life ---- */

bool keyset_open(struct io *io, const char *dir, struct str label, const struct keyset_options *o,
                 struct keyset **ret, struct err *err) {
  if (!io_mkdirs(io, dir, err)) return false;
  struct keyset *s = must_calloc(1, sizeof *s);
  s->io = io;
  s->o = *o;
  if (s->o.mem_keys_max < KEYSET_MEM_KEYS_MIN) s->o.mem_keys_max = KEYSET_MEM_KEYS_MIN;
  if (s->o.mem_keys_max > KEYSET_MEM_KEYS_MAX) s->o.mem_keys_max = KEYSET_MEM_KEYS_MAX;
  s->dir = must_malloc(strlen(dir) + 1);
  strcpy(s->dir, dir);
  s->label = (struct buf)BUF_INIT;
  buf_put_str(&s->label, label);
  XXH128_hash_t h = XXH3_128bits(label.n ? label.p : "", label.n);
  s->label_hash = (struct ev_key){h.high64, h.low64};
  s->next_number = 1;
  struct err why; /* a damaged set begins empty */
  bool exists = false;
  if (!o->scratch && !load_manifest(s, &exists, &why)) {
    drop_runs(s);
    s->lsn = 0;
    s->next_number = 1;
    s->damaged = exists;
  }
  s->saved_lsn = s->lsn;
  s->mem_old = true;
  if (!sweep(s, err)) {
    keyset_free(s);
    return false;
  }
  *ret = s;
  return true;
}

void keyset_free(struct keyset *s) {
  if (!s) return;
  struct err ignored;
  drop_runs(s);
  if (s->o.scratch) sweep(s, &ignored);
  keytable_release(&s->mem);
  vec_free(&s->runs);
  buf_release(&s->label);
  free(s->dir);
  free(s);
}

/* The manifest says itself whose it is. */
static bool read_label(struct keyset *s) {
  char path[KEYRUN_PATH_MAX];
  struct arena tmp;
  struct str text;
  struct err ignored;
  arena_init(&tmp, "keyset label");
  path_of(s, "manifest.keys", path);
  bool ok = io_read_all(s->io, path, MANIFEST_BYTES_MAX, &tmp, &text, &ignored);
  if (ok) {
    struct cursor c = cur_of(text.p, text.n);
    cur_bytes(&c, 24);
    struct str label = cur_lenstr(&c);
    ok = !c.bad;
    if (ok) {
      buf_put_str(&s->label, label);
      XXH128_hash_t h = XXH3_128bits(label.n ? label.p : "", label.n);
      s->label_hash = (struct ev_key){h.high64, h.low64};
    }
  }
  arena_release(&tmp);
  return ok;
}

bool keyset_check(struct io *io, const char *dir, struct err *err) {
  char path[KEYRUN_PATH_MAX];
  struct keyset *s = must_calloc(1, sizeof *s);
  struct err why = {0};
  bool exists = false;
  s->io = io;
  s->dir = must_malloc(strlen(dir) + 1);
  strcpy(s->dir, dir);
  s->label = (struct buf)BUF_INIT;
  path_of(s, "manifest.keys", path);
  /* Runs of a version before are gathered again from the log when they are asked for. */
  bool ok =
      !io_exists(io, path) || (read_label(s) && load_manifest(s, &exists, &why)) || s->outdated;
  if (!ok && why.code)
    *err = why;
  else if (!ok)
    err_fail(err, ERR_corrupt, "%s" ERR_SEP "it or a file it names has another checksum", path);
  keyset_free(s);
  return ok;
}

uint64_t keyset_lsn(const struct keyset *s) {
  return s->lsn;
}

void keyset_set_lsn(struct keyset *s, uint64_t lsn) {
  if (lsn > s->lsn) s->lsn = lsn;
}

bool keyset_was_damaged(const struct keyset *s) {
  return s->damaged;
}

/* ---- use ---- */

bool keyset_begin(struct keyset *s, struct err *err) {
  if (!keyset_spill(s, err)) return false;
  for (size_t i = 0; i < s->runs.n; i++)
    s->runs.p[i]->fresh = false;
  s->mem_old = false;
  return true;
}

enum keyset_hit keyset_find(const struct keyset *s, struct ev_key k) {
  if (keytable_has(&s->mem, k)) return s->mem_old ? KEYSET_OLD : KEYSET_FRESH;
  for (size_t i = s->runs.n; i-- > 0;)
    if (keyrun_find(s->runs.p[i], k) == KEYRUN_THERE)
      return s->runs.p[i]->fresh ? KEYSET_FRESH : KEYSET_OLD;
  return KEYSET_ABSENT;
}

bool keyset_readable(const struct keyset *s, struct err *err) {
  char path[KEYRUN_PATH_MAX];
  for (size_t i = 0; i < s->runs.n; i++) {
    if (!io_map_lost(s->io, s->runs.p[i]->map)) continue;
    keyrun_path(s->dir, s->runs.p[i]->number, path);
    return err_fail_errno(err, ERR_io, EIO, "%s", path);
  }
  return true;
}

void keyset_prefetch(const struct keyset *s, struct ev_key k) {
  keytable_prefetch(&s->mem, k);
  for (size_t i = 0; i < s->runs.n; i++)
    keyrun_prefetch(s->runs.p[i], k);
}

void keyset_add(struct keyset *s, struct ev_key k) {
  keytable_add(&s->mem, k);
}

void keyset_expect(struct keyset *s, uint64_t keys) {
  keytable_reserve(&s->mem, keytable_bits_for(keys < s->o.mem_keys_max ? keys : s->o.mem_keys_max));
}

bool keyset_wants_spill(const struct keyset *s) {
  return s->mem.n >= s->o.mem_keys_max;
}

uint64_t keyset_count(const struct keyset *s) {
  uint64_t n = s->mem.n;
  for (size_t i = 0; i < s->runs.n; i++)
    n += s->runs.p[i]->n;
  return n;
}

uint32_t keyset_runs(const struct keyset *s) {
  return (uint32_t)s->runs.n;
}

size_t keyset_bytes(const struct keyset *s) {
  return keytable_bytes(&s->mem) + s->filter_bytes;
}

/* ---- spill and merge ---- */

static bool spill_table(struct keyset *s, struct err *err) {
  struct keyrun_writer *w;
  uint64_t number = s->next_number, n = s->mem.n;
  if (!keyrun_create(s->io, s->dir, number, s->label_hash, n, KEYFILTER_SMALL, !s->o.scratch, &w,
                     err))
    return false;
  const struct ev_key *k = s->mem.slot;
  keytable_sorted(&s->mem, s->mem.slot);
  bool ok = keyrun_put(w, k, n, err);
  struct keyrun *r = NULL;
  if (ok)
    ok = keyrun_finish(w, err) && open_run(s, number, &r, err);
  else
    keyrun_abandon(w);
  if (!ok) { /* what was in memory is still to be known, though no longer as a table */
    struct keytable back = {0};
    for (uint64_t i = 0; i < n; i++)
      keytable_add(&back, k[i]);
    keytable_release(&s->mem);
    s->mem = back;
    return false;
  }
  r->fresh = !s->mem_old;
  s->next_number++;
  vec_push(&s->runs, r);
  keytable_clear(&s->mem);
  s->saved_lsn = UINT64_MAX; /* the manifest does not know the run yet, whatever its LSN says */
  return true;
}

/* The merged runs stay open until the manifest no longer names them; the caller closes `ret_old`.
 */
static bool merge(struct keyset *s, struct keyrun **ret_old, size_t *ret_n, struct err *err) {
  struct keyrun *merged;
  size_t n = keyrun_choose(s->runs.p, s->runs.n, ret_old), kept = 0;
  uint64_t number = s->next_number;
  if (!keyrun_merge(s->io, s->dir, number, s->label_hash, KEYFILTER_SMALL, !s->o.scratch, ret_old,
                    n, err))
    return false;
  for (size_t i = 0; i < n; i++)
    s->filter_bytes -= keyrun_memory(ret_old[i]);
  if (!open_run(s, number, &merged, err)) {
    for (size_t i = 0; i < n; i++)
      s->filter_bytes += keyrun_memory(ret_old[i]);
    return false;
  }
  merged->fresh = ret_old[0]->fresh;
  s->next_number++;
  for (size_t i = 0; i < s->runs.n; i++) {
    bool gone = false;
    for (size_t k = 0; k < n; k++)
      gone |= s->runs.p[i] == ret_old[k];
    if (!gone) s->runs.p[kept++] = s->runs.p[i];
  }
  s->runs.n = kept;
  vec_push(&s->runs, merged);
  *ret_n = n;
  return true;
}

bool keyset_spill(struct keyset *s, struct err *err) {
  struct keyrun *old[RUNS_LIMIT];
  size_t n_old = 0;
  if (s->mem.n == 0 && s->lsn == s->saved_lsn) return true;
  if (s->mem.n > 0 && !spill_table(s, err)) return false;
  if (s->runs.n > KEYSET_RUNS_MAX && !merge(s, old, &n_old, err)) return false;
  bool ok = s->o.scratch || save_manifest(s, err);
  for (size_t i = 0; i < n_old; i++) {
    char path[KEYRUN_PATH_MAX];
    struct err ignored; /* a file that stays is a stray: the next opening sweeps it */
    keyrun_path(s->dir, old[i]->number, path);
    if (ok) io_unlink(s->io, path, &ignored);
    keyrun_close(old[i]);
  }
  return ok;
}
