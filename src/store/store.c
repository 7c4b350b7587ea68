/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening, closing, sealing.
 *
 * Opening takes what the manifest names; files that no manifest names are removed when a writer
 * opens [F 10].  How the set changes: flush.c. */
#include "store/store_int.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/panic.h"

#define OPEN_RETRIES 20

bool part_codes_known(const struct part *p, const struct catalog *c, struct err *err) {
  for (uint32_t i = 0; i < p->n_blocks; i++) {
    const struct block_info *b = &p->blocks[i];
    bool ok = b->events[b->n_events - 1] < c->events.n && b->subject_last < c->subjects;
    for (uint32_t k = 4; k < b->n_sections; k++)
      ok &= b->sections[k].kind != SECTION_COLUMN || b->sections[k].prop < c->props.n;
    if (!ok) return part_damaged(p, i, "a code that the catalogue does not know", err);
  }
  return true;
}

static void drop_parts(struct store *s) {
  for (size_t i = 0; i < s->parts.n; i++)
    part_unref(s->parts.p[i]);
  s->parts.n = 0;
}

/* *ret_gone: a part that the manifest names is not there (any more). */
static bool open_parts(struct store *s, const struct manifest *m, bool *ret_gone, struct err *err) {
  *ret_gone = false;
  for (size_t i = 0; i < m->parts.n; i++) {
    const struct manifest_part *mp = &m->parts.p[i];
    struct part *p;
    if (!part_open(s->io, s->dir, mp->id, mp->bytes, mp->sum, &p, err)) {
      *ret_gone = err->code == ERR_not_found_file;
      return false;
    }
    dirty_open(p, mp);
    vec_push(&s->parts, p);
    if (!part_codes_known(p, &m->catalog, err)) return false;
  }
  return true;
}

/* A reader may find the manifest just before a compaction removes its parts: it looks again.  A
 * part missing under a manifest that does not change is damage. */
static bool load(struct store *s, struct err *err) {
  for (int attempt = 0;; attempt++) {
    struct manifest m;
    bool found, gone;
    if (!manifest_read(s->io, s->dir, &m, &found, err)) return false;
    if (open_parts(s, &m, &gone, err)) {
      s->next_part = m.next_part;
      s->durable = s->applied = m.durable;
      for (size_t i = 0; i < m.parts.n; i++)
        vec_push(&s->live, m.parts.p[i]);
      catalog_encode(&m.catalog, &s->durable_catalog);
      catalog_release(&s->catalog);
      s->catalog = m.catalog;
      vec_free(&m.parts);
      return true;
    }
    manifest_release(&m);
    drop_parts(s);
    if (!gone) return false;
    if (attempt < OPEN_RETRIES) {
      err_clear(err);
      continue;
    }
    char path[ERR_ARG_BYTES];
    snprintf(path, sizeof path, "%s", err->args[0]);
    return err_fail(err, ERR_corrupt, "%s" ERR_SEP "a part is missing: %s", s->dir, path);
  }
}

static bool remove_orphans(struct store *s, struct err *err) {
  struct arena tmp;
  arena_init(&tmp, "orphans");
  struct str *names;
  size_t n;
  bool ok = io_list(s->io, s->dir, &tmp, &names, &n, err);
  for (size_t i = 0; ok && i < n; i++) {
    if (!str_starts(names[i], STR("part-"))) continue;
    bool live = false;
    for (size_t k = 0; k < s->live.n && !live; k++) {
      char name[PART_NAME_BYTES];
      part_name(s->live.p[k].id, name);
      live = str_is(names[i], name);
    }
    if (!live) ok = io_unlink(s->io, arena_printf(&tmp, "%s/%.*s", s->dir, STRF(names[i])).p, err);
  }
  arena_release(&tmp);
  return ok;
}

bool store_open(struct io *io, const char *dir, bool write, const struct store_options *o,
                struct store **ret, struct err *err) {
  struct store *s = must_calloc(1, sizeof *s);
  s->lineage = lineage_new();
  s->io = io;
  s->dir = must_malloc(strlen(dir) + 1);
  strcpy(s->dir, dir);
  s->write = write;
  if (o) s->o = *o;
  if (s->o.memtable_bytes == 0) s->o.memtable_bytes = MEMTABLE_BYTES_DEFAULT;
  pthread_mutex_init(&s->lock, NULL);
  pthread_mutex_init(&s->freezing, NULL);
  pthread_mutex_init(&s->hiding, NULL);
  pthread_mutex_init(&s->turn, NULL);
  pthread_cond_init(&s->turned, NULL);
  catalog_init(&s->catalog);
  s->durable_catalog = (struct buf)BUF_INIT;
  s->mem = mem_new(segment_new());
  if ((write && !io_mkdirs(io, dir, err)) || !load(s, err) || (write && !remove_orphans(s, err))) {
    store_close(s);
    return false;
  }
  if (s->next_part < s->o.first_part) s->next_part = s->o.first_part;
  *ret = s;
  return true;
}

void store_close(struct store *s) {
  if (!s) return;
  snapshot_free(s->cached);
  drop_parts(s);
  vec_free(&s->parts);
  vec_free(&s->live);
  vec_free(&s->strays);
  for (size_t i = 0; i < s->sealed.n; i++)
    mem_unref(s->sealed.p[i]);
  vec_free(&s->sealed);
  mem_unref(s->mem);
  mem_unref(s->moved);
  mem_unref(s->taking);
  for (size_t i = 0; i < s->pieces.n; i++)
    part_unref(s->pieces.p[i]);
  vec_free(&s->pieces);
  lineage_unref(s->lineage);
  segments_release(&s->spare);
  catalog_release(&s->catalog);
  buf_release(&s->durable_catalog);
  latest_free(s->latest);
  vec_free(&s->scratch);
  vec_free(&s->lanes);
  pthread_cond_destroy(&s->turned);
  pthread_mutex_destroy(&s->turn);
  pthread_mutex_destroy(&s->hiding);
  pthread_mutex_destroy(&s->freezing);
  hidden_unref(s->hidden);
  bounds_unref(s->bounds);
  pthread_mutex_destroy(&s->lock);
  free(s->dir);
  free(s);
}

uint64_t store_durable_lsn(const struct store *s) {
  return s->durable;
}
uint64_t store_applied_lsn(const struct store *s) {
  return s->applied;
}
size_t store_unflushed_bytes(const struct store *s) {
  return s->unflushed;
}

struct snapshot *store_changed(struct store *s) {
  struct snapshot *stale = s->cached;
  s->cached = NULL;
  s->version++;
  return stale;
}

void store_seal(struct store *s) {
  struct memtable *m = s->mem;
  struct segment *next = segments_take(&s->spare);
  if (m->tail->rows) {
    vec_push(&m->full, m->tail);
  } else if (!next) {
    next = m->tail;
  } else {
    segment_free(m->tail);
  }
  m->tail = NULL;
  catalog_release(&m->catalog);
  catalog_copy(&m->catalog, &s->catalog);
  m->lsn = s->applied;
  vec_push(&s->sealed, m);
  s->n_sealed = (uint32_t)s->sealed.n;
  s->mem = mem_new(next ? next : segment_new());
}
