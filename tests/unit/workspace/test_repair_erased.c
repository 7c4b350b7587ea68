/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Repairing a damaged log that holds erasures: whatever is lost, nobody erased comes back, nobody
 * else goes, and a run takes the rest of them from the files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/rng.h"
#include "workspace/erase.h"
#include "workspace/verify.h"
#include "ws_hunt.h"
#include "ws_test.h"

#define PEOPLE 10
#define ROUNDS 60

static uint64_t seed;

static void name_of(int who, int life, char out[64]) {
  snprintf(out, 64, "person%02d-of-life%d-whoever", who, life);
}

static void ingest(struct workspace *w, struct rng *r, const int *life, int rows) {
  struct ev_batch b;
  struct err err;
  ev_batch_init(&b);
  for (int i = 0; i < rows; i++) {
    char name[64];
    int who = (int)rng_below(r, PEOPLE);
    name_of(who, life[who], name);
    ev_batch_row(
        &b, ev_batch_id(&b, STR("user_id"), str_from(name)), ev_batch_name(&b, STR("bought")),
        1700000000000 + (int64_t)(rng_u64(r) % 1000000000000u), (struct ev_key){rng_u64(r), 2}, 0);
    struct value v = {.type = V_NUM, .num = dec_int((int64_t)rng_below(r, 100000))};
    ev_batch_put(&b, ev_batch_prop(&b, STR("amount")), &v);
  }
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  ev_batch_release(&b);
}

/* Somebody goes; half of them come back under their old name, the others under none. */
static void erase_somebody(struct workspace *w, struct rng *r, int *life, struct buf *gone) {
  char name[64];
  struct err err;
  struct ws_erased e;
  int who = (int)rng_below(r, PEOPLE);
  name_of(who, life[who], name);
  uint32_t subject = people_find_any(ws_people(w), str_from(name));
  if (subject == SUBJECT_NONE) return;
  must_ok(ws_erase_person(w, subject, STR("test"), &e, &err), &err);
  if (rng_chance(r, 0.5)) return;
  life[who]++;
  buf_puts(gone, name);
  buf_putc(gone, '\n');
}

/* Bits of log files, behind their heads. */
static int damage_one(const char *path, const struct stat *st, int kind, struct FTW *ftw) {
  static struct rng r;
  static bool ready;
  (void)ftw;
  if (!ready) rng_init(&r, seed, 9, 9);
  ready = true;
  if (kind != FTW_F || !strstr(path, "/log/log-")) return 0;
  FILE *f = fopen(path, "rb");
  assert_non_null(f);
  off_t end = 0;
  for (int c, at = 0; (c = fgetc(f)) != EOF; at++)
    if (c) end = at + 1; /* zeros behind the data are no data */
  fclose(f);
  for (int n = (int)rng_below(&r, 3); n >= 0 && end > 4100; n--) {
    int fd = open(path, O_RDWR);
    off_t at = 4096 + (off_t)rng_below(&r, (uint64_t)(end - 4096));
    unsigned char c;
    if (pread(fd, &c, 1, at) != 1) fail_msg("pread");
    c ^= (unsigned char)(1u << rng_below(&r, 8));
    if (pwrite(fd, &c, 1, at) != 1) fail_msg("pwrite");
    close(fd);
  }
  return 0;
}

static void ignore_damage(void *ctx, const struct ws_damage *d) {}

static void only_lines_of(char *part, const char *whole, const char *when) {
  char *save = NULL, *line = strtok_r(part, "\n", &save);
  while ((line = strtok_r(NULL, "\n", &save)))
    if (!strstr(whole, line)) fail_msg("%s: a row that should not be: %s", when, line);
}

static void nobody_comes_back(void **state) {
  int lost = 0, refused = 0, erased = 0;
  for (uint64_t round = 0; round < ROUNDS; round++) {
    struct place p;
    struct rng r;
    struct err err;
    struct buf gone = BUF_INIT;
    struct ws_erase_done done;
    int life[PEOPLE] = {0};
    char to[PATH_BYTES + 16], list[PATH_BYTES + 64];
    rng_init(&r, seed, 1, round);
    place_init(&p, 0);
    struct workspace *w = place_open(&p, WS_WRITE);
    for (int i = 0; i < 14; i++) {
      ingest(w, &r, life, 1 + (int)rng_below(&r, 40));
      if (rng_chance(&r, 0.4)) erase_somebody(w, &r, life, &gone);
      if (rng_chance(&r, 0.15)) must_ok(ws_erase_run(w, &done, &err), &err);
      if (rng_chance(&r, 0.2)) must_ok(ws_checkpoint(w, false, &err), &err);
    }
    erased += gone.n > 0;
    char *before = dump_all(w);
    ws_close(w);
    if (round % 4) nftw(p.dir, damage_one, 16, FTW_PHYS);
    bool listless = round % 5 == 4;
    snprintf(list, sizeof list, "%s/w/shop/erasures.json", p.dir);
    if (listless) unlink(list);
    struct ws_options o = {.threads = 1};
    struct ws_repaired n;
    snprintf(to, sizeof to, "%s-saved", p.dir);
    bool ok = ws_repair(p.dir, STR("shop"), to, &o, ignore_damage, NULL, &n, &err);
    if (!ok && listless && err.code == ERR_repair_erased) {
      refused++;
    } else {
      must_ok(ok, &err);
      lost += n.lost_ranges > 0;
      must_ok(ws_open(to, STR("shop"), WS_WRITE, &o, &w, &err), &err);
      char *after = dump_all(w), *again;
      if (round % 4 == 0) assert_string_equal(after, before);
      if (!listless || n.lost_ranges == 0) {
        char *copy = strdup(after);
        only_lines_of(copy, before, "repaired");
        free(copy);
        must_ok(ws_erase_run(w, &done, &err), &err);
        struct str rest = buf_str(&gone);
        while (rest.n) {
          char word[80];
          struct str one = str_cut(&rest, '\n');
          snprintf(word, sizeof word, "%.*s", STRF(one));
          if (occurrences(to, word)) fail_msg("%s is still in %s", word, hunt.where);
        }
      }
      ws_close(w);
      struct ws_rebuilt built;
      must_ok(ws_rebuild(to, STR("shop"), &o, &built, &err), &err);
      must_ok(ws_open(to, STR("shop"), WS_WRITE, &o, &w, &err), &err);
      again = dump_all(w);
      assert_string_equal(again, after);
      ws_close(w);
      free(after);
      free(again);
    }
    free(before);
    buf_release(&gone);
    remove_dir(to);
    place_release(&p);
  }
  print_message("# %d with losses, %d refused without a list, %d with somebody gone for good\n",
                lost, refused, erased);
  assert_true(lost > 10 && erased > 20);
}

int main(void) {
  seed = (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {cmocka_unit_test(nobody_comes_back)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
