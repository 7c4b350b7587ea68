/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Directories and damaged files for this room's tests. */
#ifndef SHOAL_TESTS_WS_DIR_H
#define SHOAL_TESTS_WS_DIR_H

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/rng.h"

#define PATH_BYTES 512

/* Fails the test with the error's sentence. */
#define must_ok(done, err)                                                                         \
  do {                                                                                             \
    if (!(done)) {                                                                                 \
      struct buf text_ = BUF_INIT;                                                                 \
      err_render((err), LANG_EN, &text_);                                                          \
      fail_msg("%s: %s %s", #done, err_name((err)->code), text_.p);                                \
    }                                                                                              \
  } while (0)

/* In memory where possible: what a killed process wrote survives there as it does in the page cache
 * of a disk, and thousands of syncs cost nothing. */
static inline void temp_dir(char out[PATH_BYTES]) {
  const char *base = getenv("TMPDIR");
  if (!base || !*base) base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
  snprintf(out, PATH_BYTES, "%s/shoal-ws-XXXXXX", base);
  if (!mkdtemp(out)) fail_msg("no temporary directory");
}

static inline int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw) {
  (void)st, (void)kind, (void)ftw;
  return remove(path);
}

static inline void remove_dir(const char *dir) {
  nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline off_t file_bytes(const char *path) {
  struct stat st;
  if (stat(path, &st) != 0) fail_msg("no file %s", path);
  return st.st_size;
}

static inline void cut_file(const char *path, struct rng *r) {
  if (truncate(path, (off_t)rng_below(r, (uint64_t)file_bytes(path))) != 0) fail_msg("truncate");
}

static inline void flip_byte(const char *path, struct rng *r) {
  int fd = open(path, O_RDWR);
  off_t at = (off_t)rng_below(r, (uint64_t)file_bytes(path));
  unsigned char c;
  if (pread(fd, &c, 1, at) != 1) fail_msg("pread");
  c ^= (unsigned char)(1u << rng_below(r, 8));
  if (pwrite(fd, &c, 1, at) != 1) fail_msg("pwrite");
  close(fd);
}

#endif
