/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looking for a word in every byte of every file, packed or not. */
#ifndef SHOAL_TESTS_WS_HUNT_H
#define SHOAL_TESTS_WS_HUNT_H

#include <zstd.h>

#include "base/panic.h"
#include "ws_dir.h"

static struct {
  const char *word;
  int found;
  char where[PATH_BYTES];
} hunt;

static inline void hunt_look(const char *path, const char *p, size_t n) {
  if (!memmem(p, n, hunt.word, strlen(hunt.word))) return;
  hunt.found++;
  snprintf(hunt.where, sizeof hunt.where, "%s", path);
}

/* The file as it is, and everything in it that zstd can unpack. */
static inline int hunt_file(const char *path, const struct stat *st, int kind, struct FTW *ftw) {
  (void)ftw;
  if (kind != FTW_F || st->st_size == 0) return 0;
  size_t n = (size_t)st->st_size;
  char *p = must_malloc(n);
  FILE *f = fopen(path, "rb");
  if (!f || fread(p, 1, n, f) != n) fail_msg("cannot read %s", path);
  fclose(f);
  hunt_look(path, p, n);
  for (char *at = p; (at = memmem(at, n - (size_t)(at - p), "\x28\xb5\x2f\xfd", 4)); at++) {
    size_t left = n - (size_t)(at - p), packed = ZSTD_findFrameCompressedSize(at, left);
    unsigned long long raw = ZSTD_getFrameContentSize(at, left);
    if (ZSTD_isError(packed) || raw > (1u << 28)) continue;
    char *out = must_malloc((size_t)raw + 1);
    size_t got = ZSTD_decompress(out, (size_t)raw, at, packed);
    if (!ZSTD_isError(got)) hunt_look(path, out, got);
    free(out);
  }
  free(p);
  return 0;
}

static inline int occurrences(const char *dir, const char *word) {
  hunt.word = word;
  hunt.found = 0;
  nftw(dir, hunt_file, 16, FTW_PHYS);
  return hunt.found;
}

#endif
