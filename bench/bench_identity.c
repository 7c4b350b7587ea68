/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finding people by their identities, in one thread.
 *
 *   bench_identity DIR [PEOPLE …]      default 1000000 10000000
 *
 * So many people, one identity each (user_id of 7 to 9 digits, as a shop numbers them; a third of
 * them phones of 14 bytes), and then look-ups of known ones in an order that no cache foresees: one
 * by one, as an API request asks, and 1,000 at a time, as a batch of events does.  Every answer is
 * compared with who it must be.  Then memory a person, the checkpoint, and opening from it. */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/rng.h"
#include "person/person.h"

#define BATCH   1000u
#define LOOKUPS 20000000u
#define BLOCK   100000u /* identities made before the clock runs: text does not count */

static double now(void) {
  struct clock *k = clock_system();
  return (double)k->mono(k).ns / 1e9;
}

static void must_ok(bool ok, const char *what) {
  if (ok) return;
  fprintf(stderr, "bench: %s\n", what);
  exit(1);
}

struct names {
  char (*text)[16];
  struct people_id *id;
  uint32_t *want, *got;
};

static struct people_id name_of(uint32_t i, char text[16]) {
  bool phone = i % 3 == 0;
  int n = phone ? snprintf(text, 16, "+86138%08u", i) : snprintf(text, 16, "%u", 1000000 + i);
  return (struct people_id){phone ? STR("phone") : STR("user_id"), str_of(text, (size_t)n)};
}

static void fill(struct people *p, uint32_t n) {
  struct buf record = BUF_INIT;
  char text[16];
  uint32_t s;
  struct err err;
  people_write_begin(p);
  for (uint32_t i = 0; i < n; i++) {
    struct people_id id = name_of(i, text);
    must_ok(people_resolve(p, id.type, id.value, &record, &s, &err) && s == i, "allotting");
    buf_reset(&record);
  }
  people_write_end(p);
  people_keep(p);
  buf_release(&record);
}

static void draw(struct names *x, struct rng *r, uint32_t n) {
  for (uint32_t i = 0; i < BLOCK; i++) {
    x->want[i] = (uint32_t)rng_below(r, n);
    x->id[i] = name_of(x->want[i], x->text[i]);
  }
}

/* Millions a second. */
static double rate(const struct people *p, struct names *x, uint32_t n, bool many) {
  struct rng r;
  double took = 0;
  rng_init(&r, 5, n, many);
  for (uint32_t done = 0; done < LOOKUPS; done += BLOCK) {
    draw(x, &r, n);
    double from = now();
    for (uint32_t i = 0; i < BLOCK; i += many ? BATCH : 1)
      if (many)
        people_find_many(p, x->id + i, BATCH, x->got + i);
      else
        x->got[i] = people_find(p, x->id[i].type, x->id[i].value);
    took += now() - from;
    must_ok(memcmp(x->want, x->got, BLOCK * sizeof *x->want) == 0, "somebody else was found");
  }
  return LOOKUPS / took / 1e6;
}

static void run(const char *dir, uint32_t n) {
  struct names x = {malloc(BLOCK * sizeof *x.text), malloc(BLOCK * sizeof *x.id),
                    malloc(BLOCK * sizeof *x.want), malloc(BLOCK * sizeof *x.got)};
  struct people *p;
  struct err err;
  must_ok(x.text && x.id && x.want && x.got, "memory");
  must_ok(people_open(io_posix(), dir, &p, &err), "opening");
  people_bind(p, STR("bench"));
  struct mallinfo2 before = mallinfo2();
  double from = now();
  fill(p, n);
  double filled = now() - from;
  struct mallinfo2 after = mallinfo2();
  double bytes = (double)(after.uordblks + after.hblkhd - before.uordblks - before.hblkhd) / n;
  double many = rate(p, &x, n, true), one = rate(p, &x, n, false);
  from = now();
  must_ok(people_checkpoint(p, &err), "checkpoint");
  double written = now() - from;
  people_close(p);
  from = now();
  must_ok(people_open(io_posix(), dir, &p, &err) && people_count(p) == n, "opening again");
  double opened = now() - from;
  printf("%9u people  known, 1,000 at a time %5.2f M/s  one by one %5.2f M/s  new %5.2f M/s  "
         "%4.1f bytes a person  checkpoint %.2f s  open %.2f s\n",
         n, many, one, n / filled / 1e6, bytes, written, opened);
  fflush(stdout);
  people_close(p);
  free(x.text), free(x.id), free(x.want), free(x.got);
}

int main(int argc, char **argv) {
  char path[4096];
  if (argc < 2) return fprintf(stderr, "usage: bench_identity DIR [PEOPLE …]\n"), 64;
  static const uint32_t usual[] = {1000000, 10000000};
  for (int i = 0; i < (argc > 2 ? argc - 2 : 2); i++) {
    uint32_t n = argc > 2 ? (uint32_t)strtoul(argv[i + 2], NULL, 10) : usual[i];
    struct err err;
    snprintf(path, sizeof path, "%s/%u", argv[1], n);
    must_ok(n > 0 && n < 90000000, "so many people");
    must_ok(io_mkdirs(io_posix(), path, &err), "the directory");
    run(path, n);
  }
  return 0;
}
