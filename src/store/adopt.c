/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A store built elsewhere takes the place of another.
 *
 * The parts move first, under numbers that nobody there has, so that they are orphans until the
 * manifest follows them: its rename is the moment.  Whatever stops the program before it leaves the
 * old store and some orphans, which the next writer removes [F 10]. */
#include <stdio.h>
#include <stdlib.h>

#include "base/panic.h"
#include "store/store_int.h"

static char *join(const char *dir, const char *name) {
  size_t n = strlen(dir) + strlen(name) + 2;
  char *p = must_malloc(n);
  snprintf(p, n, "%s/%s", dir, name);
  return p;
}

bool store_free_part(struct io *io, const char *dir, uint64_t *ret, struct err *err) {
  struct arena tmp;
  struct str *names;
  size_t n;
  uint64_t next = 0;
  struct manifest m;
  struct err ignored;
  bool found;
  /* A damaged manifest is a reason to come here, not to fail; readers may still hold its parts. */
  if (manifest_read(io, dir, &m, &found, &ignored)) {
    next = m.next_part;
    manifest_release(&m);
  }
  arena_init(&tmp, "part names");
  bool ok = io_list(io, dir, &tmp, &names, &n, err);
  for (size_t i = 0; ok && i < n; i++) {
    if (!str_starts(names[i], STR("part-"))) continue;
    uint64_t id = strtoull(arena_cstr(&tmp, str_of(names[i].p + 5, names[i].n - 5)), NULL, 16);
    if (id >= next && id < UINT64_MAX) next = id + 1;
  }
  arena_release(&tmp);
  if (ok) *ret = next;
  return ok;
}

static bool move(struct io *io, const char *from, const char *to, const char *name,
                 struct err *err) {
  char *a = join(from, name), *b = join(to, name);
  bool ok = io_rename(io, a, b, err);
  free(a);
  free(b);
  return ok;
}

bool store_adopt(struct io *io, const char *from, const char *to, struct err *err) {
  struct manifest m;
  bool found;
  if (!manifest_read(io, from, &m, &found, err)) return false;
  bool ok = found || err_fail(err, ERR_not_found_file, "%s/manifest", from);
  for (size_t i = 0; ok && i < m.parts.n; i++) {
    char name[PART_NAME_BYTES];
    part_name(m.parts.p[i].id, name);
    ok = move(io, from, to, name, err);
  }
  ok = ok && io_sync_dir(io, to, err) && move(io, from, to, "manifest", err) &&
       io_sync_dir(io, to, err);
  manifest_release(&m);
  return ok;
}
