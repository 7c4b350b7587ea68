/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The store handed out file by file, beside its writer: all parts of one manifest are opened before
 * the first is copied; after that they may be unlinked as they like.  A part that has gone between
 * reading the manifest and opening it means that there is a newer manifest. */
#include <stdio.h>
#include <stdlib.h>

#include "base/panic.h"
#include "store/store_int.h"

#define COPY_ATTEMPTS 20

typedef VEC(struct io_file *) open_files;

static bool open_all(struct io *io, const char *dir, const struct manifest *m, open_files *files,
                     struct err *err) {
  for (size_t i = 0; i < m->parts.n; i++) {
    char name[PART_NAME_BYTES];
    struct io_file *f;
    part_name(m->parts.p[i].id, name);
    size_t n = strlen(dir) + sizeof name + 2;
    char *path = must_malloc(n);
    snprintf(path, n, "%s/%s", dir, name);
    bool ok = io_open(io, path, IO_READ, &f, err);
    free(path);
    if (!ok) return false;
    vec_push(files, f);
  }
  return true;
}

static void close_all(struct io *io, open_files *files) {
  for (size_t i = 0; i < files->n; i++)
    io_close(io, files->p[i]);
  vec_free(files);
}

static bool hand_out(const struct manifest *m, const open_files *files, struct str manifest,
                     copy_fn *fn, void *ctx, struct err *err) {
  for (size_t i = 0; i < m->parts.n; i++) {
    char name[PART_NAME_BYTES];
    part_name(m->parts.p[i].id, name);
    struct copy_item item = {.name = name, .file = files->p[i], .bytes = m->parts.p[i].bytes};
    if (!fn(ctx, &item, err)) return false;
  }
  struct copy_item item = {.name = "manifest", .content = manifest, .bytes = manifest.n};
  return fn(ctx, &item, err);
}

bool store_copy(struct io *io, const char *dir, copy_fn *fn, void *ctx, struct err *err) {
  struct arena tmp;
  bool ok = false, again = true;
  arena_init(&tmp, "store copy");
  for (int attempt = 0; again && attempt < COPY_ATTEMPTS; attempt++) {
    struct manifest m = {0};
    struct str bytes = {0};
    open_files files = {0};
    bool found;
    arena_reset(&tmp);
    catalog_init(&m.catalog);
    again = false;
    ok = manifest_text(io, dir, &tmp, &bytes, &m, &found, err);
    if (ok && found) {
      ok = open_all(io, dir, &m, &files, err);
      again = !ok && err->code == ERR_not_found_file;
      ok = ok && hand_out(&m, &files, bytes, fn, ctx, err);
    }
    close_all(io, &files);
    manifest_release(&m);
  }
  arena_release(&tmp);
  return ok || (again && err_fail(err, ERR_backup_overtaken, "%s", dir));
}
