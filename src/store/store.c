/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening, snapshots, flush.
 *
 * A change of the live set is always: write the new part completely, sync it, switch the manifest
 * by one rename, and only then forget the old files.  Whatever stops the program in between leaves
 * either the old or the new set; files that no manifest names are removed when a writer opens [F
 * 10].  When the switch itself fails its outcome is unknown, so nothing is unlinked and part ids
 * move on. */
#include "store/store_int.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/fault.h"
#include "base/panic.h"

#define OPEN_RETRIES 20

bool part_codes_known(const struct part *p, const struct catalog *c, struct err *err) {
  for (uint32_t i = 0; i < p->n_blocks; i++) {
    const struct block_info *b = &p->blocks[i];
    bool ok = b->events[b->n_events - 1] < c->events.n && b->subject_last < c->subjects;
    for (uint32_t k = 4; k < b->n_sections; k++)
      ok &= b->sections[k].prop < c->props.n;
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
  s->io = io;
  s->dir = must_malloc(strlen(dir) + 1);
  strcpy(s->dir, dir);
  s->write = write;
  if (o) s->o = *o;
  if (s->o.memtable_bytes == 0) s->o.memtable_bytes = MEMTABLE_BYTES_DEFAULT;
  pthread_mutex_init(&s->lock, NULL);
  catalog_init(&s->catalog);
  s->durable_catalog = (struct buf)BUF_INIT;
  s->mem = mem_new();
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
  mem_unref(s->mem);
  catalog_release(&s->catalog);
  buf_release(&s->durable_catalog);
  latest_free(s->latest);
  hidden_unref(s->hidden);
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
bool store_wants_flush(const struct store *s) {
  return s->mem->bytes >= s->o.memtable_bytes;
}

void store_changed(struct store *s) {
  snapshot_free(s->cached);
  s->cached = NULL;
}

struct snapshot *store_snapshot(struct store *s) {
  pthread_mutex_lock(&s->lock);
  if (!s->cached) {
    struct frozen *f = mem_rows(s->mem) ? mem_freeze(s->mem) : NULL;
    s->cached = snapshot_make(&s->catalog, s->parts.p, (uint32_t)s->parts.n, f, s->applied);
    snapshot_hide(s->cached, s->hidden, true);
  }
  struct snapshot *n = s->cached;
  atomic_fetch_add(&n->refs, 1);
  pthread_mutex_unlock(&s->lock);
  return n;
}

struct scan_col_want *all_columns(const struct catalog *c, uint32_t *ret_n) {
  struct scan_col_want *cols = must_calloc((size_t)c->props.n * V_TYPES + 1, sizeof *cols);
  uint32_t n = 0;
  for (uint32_t p = 0; p < c->props.n; p++)
    for (int t = 1; t < V_TYPES; t++)
      if (c->prop.p[p].rows[t]) cols[n++] = (struct scan_col_want){p, (enum vtype)t};
  *ret_n = n;
  return cols;
}

struct part_job {
  struct part_writer *w;
  struct scanner *scan;
};

static bool add_to_part(void *ctx, const struct scan_batch *b, struct err *err) {
  struct part_job *j = ctx;
  return part_writer_add(j->w, b, scanner_strings(j->scan), err);
}

bool store_write_part(struct store *s, const struct snapshot *snap, struct part **ret,
                      struct err *err) {
  struct scan_want want = {.all_events = true, .lsn = true, .t_max = INT64_MAX, .only = UINT32_MAX};
  struct scan_col_want *cols = all_columns(&snap->catalog, &want.n_cols);
  want.cols = cols;
  struct part_job j = {0};
  bool ok = scanner_new(snap, &want, &j.scan, err) &&
            part_writer_new(s->io, s->dir, s->next_part, cols, want.n_cols, &j.w, err);
  if (ok) j.scan->forget_strings = true;
  for (uint32_t c = 0; ok && c < scan_chunks(snap); c++)
    ok = scanner_run(j.scan, c, add_to_part, &j, err);
  ok = ok && part_writer_finish(j.w, err);
  part_writer_free(j.w);
  scanner_free(j.scan);
  free(cols);
  if (!ok) return false;
  if (fault_hit(FAULT_part_written))
    return err_fail(err, ERR_io, "%s" ERR_SEP "fault part_written", s->dir);
  return part_open(s->io, s->dir, s->next_part, 0, 0, ret, err);
}

struct manifest_part store_manifest_part(const struct part *p) {
  return (struct manifest_part){.id = p->id, .bytes = p->bytes, .rows = p->rows, .sum = p->sum};
}

bool store_switch(struct store *s, const struct manifest_part *live, uint32_t n, uint64_t durable,
                  struct str catalog, struct err *err) {
  return manifest_write(s->io, s->dir, s->next_part, durable, live, n, catalog, err);
}

/* The memtable of now as a part, or none if it is empty. */
static bool flush_rows(struct store *s, struct part **ret, struct err *err) {
  *ret = NULL;
  if (mem_rows(s->mem) == 0) return true;
  struct snapshot *now = store_snapshot(s), *snap;
  atomic_fetch_add(&now->frozen->refs, 1);
  snap = snapshot_make(&now->catalog, NULL, 0, now->frozen, s->applied);
  snapshot_free(now);
  bool ok = store_write_part(s, snap, ret, err);
  snapshot_free(snap);
  s->next_part++;
  return ok;
}

bool store_flush(struct store *s, struct err *err) {
  must(s->write);
  if (s->damage.code != ERR_none) {
    *err = s->damage;
    return false;
  }
  if (mem_rows(s->mem) == 0 && s->applied == s->durable) return true;
  if (s->parts.n >= MANIFEST_PARTS_MAX && !store_compact(s, false, err)) return false;
  struct part *p;
  if (!flush_rows(s, &p, err)) return false;
  struct buf catalog = BUF_INIT;
  catalog_encode(&s->catalog, &catalog);
  if (p) vec_push(&s->live, store_manifest_part(p));
  if (!store_switch(s, s->live.p, (uint32_t)s->live.n, s->applied, buf_str(&catalog), err)) {
    if (p) s->live.n--;
    part_unref(p);
    buf_release(&catalog);
    return false;
  }
  pthread_mutex_lock(&s->lock);
  if (p) {
    vec_push(&s->parts, p);
    mem_unref(s->mem);
    s->mem = mem_new();
  }
  s->durable = s->applied;
  buf_release(&s->durable_catalog);
  s->durable_catalog = catalog;
  store_changed(s);
  pthread_mutex_unlock(&s->lock);
  return !fault_hit(FAULT_manifest_switched) ||
         err_fail(err, ERR_io, "%s" ERR_SEP "fault manifest_switched", s->dir);
}
