/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files of a simulation, all or none.
 *
 * Each is written under its name with `.part` and gets its own at the end, README.md first.  That
 * README is also the mark by which a later run knows the directory as its own: files of these names
 * beside another README, or none, are somebody's data and are not touched.  Nothing is synced: what
 * a power failure tears, the same command makes again, byte for byte.
 */
#include "sim/sim_int.h"

#define FILES_MAX 12

static const char *const names[] = {"README.md",       "events.ndjson",  "events.ndjson.zst",
                                    "events.csv",      "events.csv.zst", "people.csv",
                                    "items.csv",       "truth.csv",      "events.map.yaml",
                                    "people.map.yaml", "items.map.yaml"};
#define NAMES (sizeof names / sizeof *names)

struct out_file {
  struct out_dir *dir;
  struct io_file *file;
  const char *name;
  char *part, *path;
  uint64_t size;
};

struct out_dir {
  struct io *io;
  struct arena *a;
  const char *path;
  struct out_file files[FILES_MAX];
  uint32_t n;
  bool finished;
};

static char *in_dir(struct out_dir *d, const char *name, const char *more) {
  return (char *)arena_printf(d->a, "%s/%s%s", d->path, name, more).p;
}

/* False when there is nothing of ours; `whose` the first file that is in the way. */
static bool dir_is_ours(struct out_dir *d, struct err *err) {
  struct io_file *f;
  char head[sizeof SIM_README_MARK];
  size_t n = 0;
  const char *whose = NULL;
  for (size_t i = 0; i < NAMES && !whose; i++)
    if (io_exists(d->io, in_dir(d, names[i], ""))) whose = names[i];
  if (!whose) return true;
  char *readme = in_dir(d, names[0], "");
  if (io_exists(d->io, readme)) {
    if (!io_open(d->io, readme, IO_READ, &f, err)) return false;
    bool ok = io_pread(d->io, f, head, sizeof head - 1, 0, &n, err);
    io_close(d->io, f);
    if (!ok) return false;
    if (str_eq(str_of(head, n), STR(SIM_README_MARK))) return true;
  }
  return err_fail(err, ERR_sim_dir, "%s" ERR_SEP "%s", d->path, whose);
}

bool sim_out_open(const char *path, struct io *io, struct arena *a, struct out_dir **ret,
                  struct err *err) {
  struct out_dir *d = arena_new(a, struct out_dir);
  *d = (struct out_dir){.io = io, .a = a, .path = path};
  if (!io_mkdirs(io, path, err) || !dir_is_ours(d, err)) return false;
  *ret = d;
  return true;
}

struct out_file *sim_out_add(struct out_dir *d, const char *name, struct err *err) {
  struct out_file *f = &d->files[d->n];
  must(d->n < FILES_MAX);
  *f = (struct out_file){.dir = d, .name = name};
  f->part = in_dir(d, name, ".part");
  f->path = in_dir(d, name, "");
  if (!io_open(d->io, f->part, IO_CREATE, &f->file, err)) return NULL;
  d->n++;
  return io_truncate(d->io, f->file, 0, err) ? f : NULL;
}

uint64_t sim_out_claim(struct out_file *f, size_t n) {
  f->size += n;
  return f->size - n;
}

bool sim_out_fill(struct out_file *f, uint64_t at, const void *p, size_t n, struct err *err) {
  return io_pwrite(f->dir->io, f->file, p, n, at, err);
}

bool sim_out_put(struct out_file *f, const void *p, size_t n, struct err *err) {
  return sim_out_fill(f, sim_out_claim(f, n), p, n, err);
}

static bool is_made(const struct out_dir *d, const char *name) {
  for (uint32_t i = 0; i < d->n; i++)
    if (str_is(str_from(name), d->files[i].name)) return true;
  return false;
}

static void close_files(struct out_dir *d) {
  for (uint32_t i = 0; i < d->n; i++) {
    io_close(d->io, d->files[i].file);
    d->files[i].file = NULL;
  }
}

bool sim_out_finish(struct out_dir *d, uint64_t *ret_bytes, struct err *err) {
  uint64_t bytes = 0;
  close_files(d);
  /* Events of an earlier run in another shape would not belong to these people. */
  for (size_t i = 0; i < NAMES; i++)
    if (!is_made(d, names[i]) && !io_unlink(d->io, in_dir(d, names[i], ""), err)) return false;
  for (size_t k = 0; k < NAMES; k++)
    for (uint32_t i = 0; i < d->n; i++) {
      struct out_file *f = &d->files[i];
      if (!str_is(str_from(names[k]), f->name)) continue;
      if (!io_rename(d->io, f->part, f->path, err)) return false;
      bytes += f->size;
    }
  d->finished = true;
  *ret_bytes = bytes;
  return io_sync_dir(d->io, d->path, err);
}

void sim_out_close(struct out_dir *d) {
  struct err ignored;
  if (!d || d->finished) return;
  close_files(d);
  for (uint32_t i = 0; i < d->n; i++)
    io_unlink(d->io, d->files[i].part, &ignored);
}
