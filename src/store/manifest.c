/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small and rewritten whole: one atomic rename is the moment at which a flush or a compaction
 * happened. */
#include "store/manifest_int.h"

#include <stdio.h>
#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/panic.h"

#define HEAD_BYTES 24

static char *path_of(const char *dir) {
  char *p = must_malloc(strlen(dir) + sizeof "/manifest");
  sprintf(p, "%s/manifest", dir);
  return p;
}

void manifest_release(struct manifest *m) {
  vec_free(&m->parts);
  catalog_release(&m->catalog);
}

static bool read_body(struct cursor c, uint32_t features, struct manifest *m) {
  bool subjects = features & FEATURE_SUBJECTS;
  m->next_part = cur_varint(&c);
  m->durable = cur_varint(&c);
  uint64_t n = cur_count(&c, 11);
  if (n > MANIFEST_PARTS_MAX) return false;
  for (uint64_t i = 0; i < n; i++) {
    struct manifest_part p = {
        .id = cur_varint(&c), .bytes = cur_varint(&c), .rows = cur_varint(&c)};
    p.sum = cur_u64(&c);
    if (subjects) {
      p.written = cur_varint(&c);
      p.taken = cur_varint(&c);
      p.moved = cur_varint(&c);
      if (p.taken < p.written || p.moved > p.rows) return false;
    }
    if (p.id >= m->next_part || p.bytes == 0 || p.bytes > INT64_MAX) return false;
    for (size_t j = 0; j < m->parts.n; j++)
      if (m->parts.p[j].id == p.id) return false;
    vec_push(&m->parts, p);
  }
  struct catalog catalog;
  if (c.bad || !catalog_decode(&c, features & FEATURE_UNSETS, &catalog)) return false;
  catalog_release(&m->catalog);
  m->catalog = catalog;
  return cur_left(&c) == 0;
}

static bool parse(const char *path, struct str bytes, struct manifest *m, struct err *err) {
  const char *what = NULL;
  struct cursor c = cur_of(bytes.p, bytes.n);
  struct str magic = cur_bytes(&c, 8);
  uint32_t version = cur_u32(&c), required = cur_u32(&c);
  uint64_t body = cur_u64(&c);
  if (c.bad || !str_is(magic, MANIFEST_MAGIC) || cur_left(&c) < 8 || body != cur_left(&c) - 8) {
    what = "not a manifest, or cut off";
  } else {
    struct cursor tail = cur_of(bytes.p + HEAD_BYTES + body, 8);
    if (cur_u64(&tail) != XXH3_64bits(bytes.p, HEAD_BYTES + body)) what = "checksum";
  }
  if (!what && (version > FORMAT_VERSION || required & ~FORMAT_REQUIRED))
    return err_fail(err, ERR_unsupported_format, "%s" ERR_SEP "version %u, features %x", path,
                    version, required);
  if (!what && !read_body(cur_of(bytes.p + HEAD_BYTES, body), required, m)) what = "contents";
  return !what || err_fail(err, ERR_corrupt, "%s" ERR_SEP "%s", path, what);
}

bool manifest_text(struct io *io, const char *dir, struct arena *out, struct str *ret_bytes,
                   struct manifest *ret, bool *ret_found, struct err *err) {
  char *path = path_of(dir);
  struct str bytes;
  bool ok = io_read_all(io, path, MANIFEST_BYTES_MAX, out, &bytes, err);
  *ret_found = ok;
  if (ok) {
    *ret_bytes = bytes;
    ok = parse(path, bytes, ret, err);
  } else {
    ok = err->code == ERR_not_found_file;
  }
  free(path);
  return ok;
}

bool manifest_read(struct io *io, const char *dir, struct manifest *ret, bool *ret_found,
                   struct err *err) {
  struct manifest m = {0};
  struct arena tmp;
  struct str bytes;
  bool found;
  catalog_init(&m.catalog);
  arena_init(&tmp, "manifest");
  bool ok = manifest_text(io, dir, &tmp, &bytes, &m, &found, err);
  arena_release(&tmp);
  if (!ok) {
    manifest_release(&m);
    return false;
  }
  if (!found) err_clear(err);
  *ret = m;
  *ret_found = found;
  return true;
}

bool manifest_write(struct io *io, const char *dir, uint64_t next_part, uint64_t durable,
                    const struct manifest_part *parts, uint32_t n, struct str catalog,
                    struct err *err) {
  struct buf body = BUF_INIT, out = BUF_INIT;
  bool subjects = false;
  for (uint32_t i = 0; i < n; i++)
    subjects |= parts[i].taken > 0;
  buf_put_varint(&body, next_part);
  buf_put_varint(&body, durable);
  buf_put_varint(&body, n);
  for (uint32_t i = 0; i < n; i++) {
    buf_put_varint(&body, parts[i].id);
    buf_put_varint(&body, parts[i].bytes);
    buf_put_varint(&body, parts[i].rows);
    buf_put_u64(&body, parts[i].sum);
    if (!subjects) continue;
    buf_put_varint(&body, parts[i].written);
    buf_put_varint(&body, parts[i].taken);
    buf_put_varint(&body, parts[i].moved);
  }
  buf_put_str(&body, catalog);
  buf_put(&out, MANIFEST_MAGIC, 8);
  buf_put_u32(&out, FORMAT_VERSION);
  buf_put_u32(&out, FEATURE_UNSETS | (subjects ? FEATURE_SUBJECTS : 0));
  buf_put_u64(&out, body.n);
  buf_put_str(&out, buf_str(&body));
  buf_put_u64(&out, XXH3_64bits(out.p, out.n));
  char *path = path_of(dir);
  bool ok = !body.overflow && !out.overflow && out.n <= MANIFEST_BYTES_MAX;
  ok = ok ? io_write_atomic(io, path, out.p, out.n, err)
          : err_fail(err, ERR_too_large, "%s" ERR_SEP "1 GiB", path);
  free(path);
  buf_release(&body);
  buf_release(&out);
  return ok;
}
