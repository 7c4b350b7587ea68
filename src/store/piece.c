/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gathered rows that memory has no room for.
 *
 * One record may merge any number of people, and their rows are gathered at once, because a
 * snapshot has all of them in their new places or none.  So whenever as many are together as a
 * memtable may have, they are written to a file as a part is, and the file loses its name while it
 * is open: a piece.  It lives as long as somebody reads it and leaves nothing behind in a crash:
 * the rows are in older parts still, and will be gathered again.  Until then it is a source like a
 * part, from which people who go on are gathered again, and which no manifest knows; the next
 * writing of gathered rows folds all pieces into one part (moved.c).
 *
 * Where a file cannot be written (a store opened for reading, a full disk) everything is gathered
 * in memory: reads go on. */
#include <stdlib.h>

#include "base/panic.h"
#include "store/store_int.h"

static bool write_piece(struct store *s, struct frozen *run, struct part **ret, struct err *err) {
  struct catalog c;
  pthread_mutex_lock(&s->lock);
  catalog_copy(&c, &s->catalog);
  pthread_mutex_unlock(&s->lock);
  struct snapshot *snap = snapshot_make(&c, NULL, 0, &run, 1, s->durable);
  bool ok = store_write_unnamed(s, snap, ret, err);
  snapshot_free(snap);
  return ok;
}

bool piece_write(struct store *s, struct segment *seg, struct mem_strings *strings,
                 uint64_t version, struct part **ret, struct err *err) {
  struct run_input in = {.seg = seg};
  struct frozen *run =
      run_build(strings, strings->at, strings->n, &in, 1, &s->lineage->persons, version);
  bool ok = write_piece(s, run, ret, err);
  frozen_unref(run);
  if (!ok) return false;
  dirty_open(*ret, &(struct manifest_part){.written = version, .taken = version});
  return true;
}

uint64_t pieces_rows(const struct store *s) {
  uint64_t rows = 0;
  for (size_t i = 0; i < s->pieces.n; i++)
    rows += s->pieces.p[i]->rows - s->pieces.p[i]->dirt.gone_rows;
  return rows;
}

void pieces_drop(struct store *s, size_t n, parts_gone *ret) {
  for (size_t i = 0; i < n; i++)
    vec_push(ret, s->pieces.p[i]);
  s->pieces.n -= n;
  if (n) memmove(s->pieces.p, s->pieces.p + n, s->pieces.n * sizeof *s->pieces.p);
}

void parts_release(parts_gone *v) {
  for (size_t i = 0; i < v->n; i++)
    part_unref(v->p[i]);
  vec_free(v);
}
