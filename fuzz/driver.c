/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs a fuzz target as an ordinary test: every file of its corpus, then seeded mutations of them.
 * Usage: fuzz_NAME CORPUS-DIR [ROUNDS].  SHOAL_FUZZ_SEED overrides the seed, which is printed. */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/io.h"
#include "base/rng.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INPUT_BYTES_MAX ((size_t)1 << 20)
#define ROUNDS          4000

/* Overwrites, inserts, removes and repeats pieces; sometimes crosses two inputs. */
static void mutate(struct rng *g, const struct str *inputs, size_t n, struct buf *out) {
  struct str base = inputs[rng_below(g, n)], other = inputs[rng_below(g, n)];
  buf_reset(out);
  if (rng_chance(g, 0.3)) {
    buf_put(out, base.p, rng_below(g, base.n + 1));
    size_t from = rng_below(g, other.n + 1);
    buf_put(out, other.p + from, other.n - from);
  } else {
    buf_put_str(out, base);
  }
  for (uint64_t k = 1 + rng_below(g, 8); k > 0 && out->n > 0; k--) {
    size_t at = rng_below(g, out->n), len = 1 + rng_below(g, 8);
    len = len < out->n - at ? len : out->n - at;
    switch (rng_below(g, 4)) {
    case 0:
      out->p[at] = (char)rng_u64(g);
      break;
    case 1:
      out->p[at] = "\",\n\r\t;:{}[]0 \\-"[rng_below(g, 16)];
      break;
    case 2:
      memmove(out->p + at, out->p + at + len, out->n - at - len);
      out->n -= len;
      break;
    default:
      buf_reserve(out, len);
      memmove(out->p + at + len, out->p + at, out->n - at);
      out->n += len;
    }
  }
}

int main(int argc, char **argv) {
  struct arena a;
  struct rng g;
  struct err err = {0};
  struct str *names, inputs[1000];
  size_t n_names, n = 0;
  struct buf mutated = BUF_INIT;
  const char *seed_text = getenv("SHOAL_FUZZ_SEED");
  uint64_t seed = seed_text ? strtoull(seed_text, NULL, 10) : 1;
  long rounds = argc > 2 ? strtol(argv[2], NULL, 10) : ROUNDS;
  arena_init(&a, "fuzz driver");
  if (argc < 2 || !io_list(io_posix(), argv[1], &a, &names, &n_names, &err)) {
    printf("not ok 1 - usage: %s CORPUS-DIR [ROUNDS]\n", argv[0]);
    return 1;
  }
  for (size_t i = 0; i < n_names && n < sizeof inputs / sizeof inputs[0]; i++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%.*s", argv[1], STRF(names[i]));
    if (io_read_all(io_posix(), path, INPUT_BYTES_MAX, &a, &inputs[n], &err)) n++;
  }
  if (n == 0) {
    printf("not ok 1 - no corpus in %s\n", argv[1]);
    return 1;
  }
  for (size_t i = 0; i < n; i++)
    LLVMFuzzerTestOneInput((const uint8_t *)inputs[i].p, inputs[i].n);
  printf("ok 1 - %zu corpus files\n", n);
  fflush(stdout);
  rng_init(&g, seed, 0, 0);
  for (long i = 0; i < rounds; i++) {
    mutate(&g, inputs, n, &mutated);
    LLVMFuzzerTestOneInput((const uint8_t *)mutated.p, mutated.n);
  }
  printf("ok 2 - %ld mutations, seed %llu\n", rounds, (unsigned long long)seed);
  buf_release(&mutated);
  arena_release(&a);
  return 0;
}
