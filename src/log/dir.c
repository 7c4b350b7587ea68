/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The log's directory: names of files, log.json, and how a new file comes to be (L1, L9).
 *
 * Files are filled with zeros before use because a sync that also has to write the file's length
 * and new block addresses costs a journal commit of the file system on top: 3.8 thousand syncs a
 * second became 6.2 thousand.  fallocate would not do: unwritten extents must still be converted at
 * the first write.  log.json is compared with what we would have written, byte for byte: it has no
 * freedom, so every flipped bit in it shows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/panic.h"
#include "log/log_int.h"

#define ID_FILE    "log.json"
#define JSON_HEAD  "{\"format\":1,\"id\":\""
#define JSON_TAIL  "\"}\n"
#define JSON_MAX   4096
#define ZERO_CHUNK ((size_t)1 << 20)

void log_name(uint64_t first_lsn, char out[LOG_NAME_BYTES]) {
  snprintf(out, LOG_NAME_BYTES, "log-%016llx.shl", (unsigned long long)first_lsn);
}

char *log_path(const char *dir, const char *name) {
  size_t n = strlen(dir) + strlen(name) + 2;
  char *p = must_malloc(n);
  snprintf(p, n, "%s/%s", dir, name);
  return p;
}

static bool name_parse(struct str name, uint64_t *ret) {
  uint64_t v = 0;
  char again[LOG_NAME_BYTES];
  if (name.n != 24) return false;
  for (size_t i = 4; i < 20; i++) {
    char c = name.p[i];
    unsigned digit = c >= '0' && c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'a' + 10);
    v = v << 4 | (digit & 15);
  }
  log_name(v, again);
  if (!str_is(name, again)) return false;
  *ret = v;
  return true;
}

/* Byte order of names is LSN order, because the hex digits have a fixed width. */
bool log_list(struct io *io, const char *dir, log_files *ret, struct err *err) {
  struct arena tmp;
  struct str *names;
  size_t n;
  arena_init(&tmp, "log list");
  bool ok = io_list(io, dir, &tmp, &names, &n, err);
  for (size_t i = 0; ok && i < n; i++) {
    uint64_t lsn;
    if (name_parse(names[i], &lsn)) vec_push(ret, lsn);
  }
  arena_release(&tmp);
  return ok;
}

uint64_t log_boundary(const log_joints *joints, uint64_t first) {
  for (size_t i = 0; i < joints->n; i++)
    if (joints->p[i].first == first) return joints->p[i].before;
  return first;
}

bool log_in_gap(const log_joints *joints, uint64_t lsn) {
  for (size_t i = 0; i < joints->n; i++)
    if (lsn > joints->p[i].before && lsn < joints->p[i].first) return true;
  return false;
}

bool log_joints_read(struct io *io, const char *dir, const uint8_t id[LOG_ID_BYTES],
                     const log_files *files, log_joints *ret, struct err *err) {
  for (size_t i = 1; i < files->n; i++) {
    struct log_reader r;
    if (log_epoch_of(files->p[i]) == log_epoch_of(files->p[i - 1])) continue;
    if (!log_reader_open(io, dir, files->p[i], id, &r, err)) return false;
    struct log_joint j = {r.head.first_lsn, r.head.before};
    log_reader_close(&r);
    if (j.before < files->p[i - 1]) {
      char name[LOG_NAME_BYTES];
      log_name(files->p[i], name);
      return err_fail(err, ERR_corrupt, "%s" ERR_SEP "its epoch does not follow the one before",
                      name);
    }
    vec_push(ret, j);
  }
  return true;
}

bool log_remove_tmp(struct io *io, const char *dir, struct err *err) {
  struct arena tmp;
  struct str *names;
  size_t n;
  arena_init(&tmp, "log list");
  bool ok = io_list(io, dir, &tmp, &names, &n, err);
  for (size_t i = 0; ok && i < n; i++) {
    if (!str_starts(names[i], STR("log")) || !str_ends(names[i], STR(".tmp"))) continue;
    char *path = log_path(dir, arena_cstr(&tmp, names[i]));
    ok = io_unlink(io, path, err);
    free(path);
  }
  arena_release(&tmp);
  return ok;
}

void log_id_text(const uint8_t id[LOG_ID_BYTES], char out[LOG_ID_TEXT + 1]) {
  sodium_bin2hex(out, LOG_ID_TEXT + 1, id, LOG_ID_BYTES);
}

static bool id_parse(struct str json, uint8_t id[LOG_ID_BYTES]) {
  char again[LOG_ID_TEXT + 1];
  size_t got;
  struct str head = STR(JSON_HEAD), tail = STR(JSON_TAIL);
  if (json.n != head.n + LOG_ID_TEXT + tail.n || !str_starts(json, head) || !str_ends(json, tail))
    return false;
  if (sodium_hex2bin(id, LOG_ID_BYTES, json.p + head.n, LOG_ID_TEXT, NULL, &got, NULL) != 0 ||
      got != LOG_ID_BYTES)
    return false;
  log_id_text(id, again); /* upper-case digits are not ours */
  return memcmp(again, json.p + head.n, LOG_ID_TEXT) == 0;
}

bool log_id_read(struct io *io, const char *dir, uint8_t ret_id[LOG_ID_BYTES], bool *ret_found,
                 struct err *err) {
  struct arena tmp;
  struct str json;
  uint8_t id[LOG_ID_BYTES];
  arena_init(&tmp, "log id");
  char *path = log_path(dir, ID_FILE);
  bool ok = io_read_all(io, path, JSON_MAX, &tmp, &json, err);
  if (ok && !id_parse(json, id))
    ok = err_fail(err, ERR_corrupt, "%s" ERR_SEP "it is not what Shoal writes there", ID_FILE);
  if (ok) {
    memcpy(ret_id, id, sizeof id);
    *ret_found = true;
  } else if (err->code == ERR_not_found_file) {
    *ret_found = false;
    ok = true;
  }
  free(path);
  arena_release(&tmp);
  return ok;
}

bool log_id_write(struct io *io, const char *dir, const uint8_t id[LOG_ID_BYTES], struct err *err) {
  char hex[LOG_ID_TEXT + 1], json[128];
  log_id_text(id, hex);
  int n = snprintf(json, sizeof json, "%s%s%s", JSON_HEAD, hex, JSON_TAIL);
  char *path = log_path(dir, ID_FILE);
  bool ok = io_write_atomic(io, path, json, (size_t)n, err);
  free(path);
  return ok;
}

enum zeros_synced { ZEROS_NOT_SYNCED, ZEROS_BY_PIECE };

static bool put_zeros(struct io *io, struct io_file *f, uint64_t bytes, enum zeros_synced synced,
                      struct err *err) {
  uint8_t *chunk = must_calloc(1, ZERO_CHUNK);
  bool ok = io_truncate(io, f, 0, err);
  for (uint64_t off = 0; ok && off < bytes;) {
    size_t n = bytes - off < ZERO_CHUNK ? (size_t)(bytes - off) : ZERO_CHUNK;
    ok = io_pwrite(io, f, chunk, n, off, err);
    ok = ok && (synced == ZEROS_NOT_SYNCED || io_sync(io, f, err));
    off += n;
  }
  free(chunk);
  return ok;
}

/* Commits go on meanwhile, and the sync of each waits for what the device has in hand: a piece of
 * this, never all of it. */
bool log_file_zeros(struct io *io, const char *dir, uint64_t bytes, struct io_file **ret,
                    struct err *err) {
  struct io_file *f = NULL;
  struct err ignored;
  char *path = log_path(dir, LOG_SPARE);
  bool ok = io_open(io, path, IO_CREATE, &f, err) && put_zeros(io, f, bytes, ZEROS_BY_PIECE, err);
  if (!ok) {
    io_close(io, f);
    io_unlink(io, path, &ignored); /* a full disk is not to be kept full by half a file */
  }
  free(path);
  if (ok) *ret = f;
  return ok;
}

bool log_file_make(struct io *io, const char *dir, const struct log_file_head *h, uint64_t bytes,
                   struct io_file *spare, struct io_file **ret, struct err *err) {
  char name[LOG_NAME_BYTES], tmp_name[LOG_NAME_BYTES + 4] = LOG_SPARE;
  uint8_t page[LOG_PAGE];
  struct io_file *f = spare;
  log_name(h->first_lsn, name);
  log_file_head_put(h, page);
  if (!spare) snprintf(tmp_name, sizeof tmp_name, "%s.tmp", name);
  char *path = log_path(dir, name), *tmp = log_path(dir, tmp_name);
  bool ok = spare || (io_open(io, tmp, IO_CREATE, &f, err) &&
                      put_zeros(io, f, bytes, ZEROS_NOT_SYNCED, err));
  ok = ok && io_pwrite(io, f, page, LOG_PAGE, 0, err) && io_sync(io, f, err) &&
       io_rename(io, tmp, path, err) && io_sync_dir(io, dir, err);
  free(path);
  free(tmp);
  if (!ok) {
    io_close(io, f);
    return false;
  }
  *ret = f;
  return true;
}
