/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A bit flipped anywhere in a closed workspace is found or heals: no crash, and never another
 * answer.  What can be saved of a damaged one is saved.  A file cut under an open map is an error.
 *
 *   SHOAL_DAMAGE_SEED=N
 *   SHOAL_DAMAGE_FLIPS=N    per file; default 60
 *   SHOAL_DAMAGE_SECONDS=N  instead, as long as this takes: two thirds flips, then repairs
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/clock.h"
#include "kernel/bits.h"
#include "resource/resource.h"
#include "workspace/retention.h"
#include "workspace/verify.h"
#include "ws_test.h"

struct brand {
  struct place p;
  char csv[PATH_BYTES + 64];
  char *dump;
  VEC(char *) files;
};
static struct brand *walking; /* nftw has no context */

static int add_file(const char *path, const struct stat *st, int kind, struct FTW *ftw) {
  (void)ftw;
  if (kind != FTW_F || st->st_size == 0 || strstr(path, "/rejects/") || strstr(path, ".csv"))
    return 0;
  char *copy = strdup(path);
  vec_push(&walking->files, copy);
  return 0;
}

static uint64_t setting(const char *name, uint64_t otherwise) {
  const char *v = getenv(name);
  return v && *v ? strtoull(v, NULL, 10) : otherwise;
}

/* How long something goes on: so many times, or until then if SHOAL_DAMAGE_SECONDS says so. */
struct limit {
  uint64_t times;
  int64_t until_ns; /* 0 = no matter */
};

static struct limit limit_of(uint64_t times, double share) {
  uint64_t seconds = setting("SHOAL_DAMAGE_SECONDS", 0);
  struct clock *k = clock_system();
  struct limit l = {.times = times};
  if (seconds) l.until_ns = k->mono(k).ns + (int64_t)((double)seconds * share * 1e9);
  return l;
}

static bool goes_on(const struct limit *l, uint64_t done) {
  struct clock *k = clock_system();
  return l->until_ns ? k->mono(k).ns < l->until_ns : done < l->times;
}

static void ingest(struct workspace *w, int from, int n) {
  struct ev_batch b;
  struct err err;
  ev_batch_init(&b);
  b.received = INT64_C(1767232800000) + from; /* keys are message ids */
  for (int i = from; i < from + n; i++) {
    char who[24];
    struct value v = {.type = V_STR,
                      .str = i % 3 ? STR("上海") : STR("a longer text of some kind")};
    snprintf(who, sizeof who, "u%d", i % 400);
    ev_batch_row(&b, ev_batch_id(&b, STR("user_id"), str_from(who)),
                 ev_batch_name(&b, i % 2 ? STR("product_viewed") : STR("signed_up")),
                 INT64_C(1767232800000) + i * 1000, (struct ev_key){(uint64_t)i, 2}, 0);
    ev_batch_put(&b, ev_batch_prop(&b, STR("city")), &v);
  }
  must_ok(ws_ingest(w, &b, NULL, &err), &err);
  ev_batch_release(&b);
}

static void resource(struct workspace *w) {
  struct arena a;
  struct resource_change *c;
  struct err err;
  uint32_t n;
  struct resource_source src = {
      STR("t.yaml"), STR("kind: segment\nslug: buyers\nexpression: count(order_completed) > 0\n"),
      0};
  arena_init(&a, "resource");
  must_ok(resource_apply(w, &src, 1, STR("ann"), false, &a, &c, &n, &err), &err);
  arena_release(&a);
}

static void brand_init(struct brand *b) {
  struct err err;
  struct buf csv = BUF_INIT;
  *b = (struct brand){0};
  place_init(&b->p, 2u << 20);
  struct workspace *w = place_open(&b->p, WS_WRITE);
  must_ok(ws_set(w, &(struct ws_change){.title = STR("店铺 one")}, &err), &err);
  ingest(w, 0, 500);
  must_ok(ws_checkpoint(w, false, &err), &err);
  buf_puts(&csv, "user,at,paid,no,channel\n");
  for (int i = 0; i < 300; i++)
    buf_printf(&csv, "c%d,2026-01-%02d 10:00:00,%d.50,o%d,店\n", i % 90, 1 + i % 28, i, i);
  snprintf(b->csv, sizeof b->csv, "%s/orders.csv", b->p.dir);
  write_file(b->csv, buf_str(&csv));
  buf_release(&csv);
  import_ok(w, b->csv, orders_yaml, "shop");
  resource(w);
  for (int i = 0; i < 6; i++) /* stays in the log alone */
    ingest(w, 500 + i * 50, 50);
  ws_close(w);
  w = place_open(&b->p, WS_READ);
  b->dump = dump_all(w);
  ws_close(w);
  walking = b;
  assert_int_equal(nftw(b->p.dir, add_file, 16, FTW_PHYS), 0);
}

static void brand_release(struct brand *b) {
  for (size_t i = 0; i < b->files.n; i++)
    free(b->files.p[i]);
  vec_free(&b->files);
  free(b->dump);
  place_release(&b->p);
}

/* ---- asking without insisting ---- */

static bool drop_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  (void)err;
  *(uint64_t *)ctx += b->n_rows;
  return true;
}

static bool can_scan(struct workspace *w, struct err *err) {
  struct scan_want want = {.all_events = true, .t_max = TIME_MAX, .only = SUBJECT_NONE};
  struct snapshot *n = ws_snapshot(w);
  struct scanner *s;
  struct arena a;
  uint64_t rows = 0;
  arena_init(&a, "scan");
  dump_columns(n, &a, &want);
  bool ok = scanner_new(n, &want, &s, err);
  if (ok) {
    for (uint32_t c = 0; ok && c < scan_chunks(n); c++)
      ok = scanner_run(s, c, drop_batch, &rows, err);
    scanner_free(s);
  }
  snapshot_free(n);
  arena_release(&a);
  return ok;
}

/* The whole answer, or the error; other content fails the test. */
static bool ask(const struct brand *b, const char *path, struct err *err) {
  struct ws_options o = {.threads = 1, .memory = b->p.memory};
  struct workspace *w;
  struct arena a;
  struct resource r;
  if (!ws_open(b->p.dir, STR("shop"), WS_READ, &o, &w, err)) return false;
  arena_init(&a, "ask");
  bool ok = can_scan(w, err);
  if (ok) {
    char *dump = dump_all(w);
    if (strcmp(dump, b->dump) != 0) fail_msg("%s: another answer", path);
    free(dump);
    if (!str_is(ws_title(w), "店铺 one")) fail_msg("%s: another title", path);
    ok = resource_get(w, STR("segment"), STR("buyers"), &a, &r, err);
    if (ok) assert_true(r.version == 1 && str_has(r.doc, STR("order_completed")));
  }
  arena_release(&a);
  ws_close(w);
  return ok;
}

struct found {
  uint32_t n, named, derived, people, ids;
  const char *file;
};

static void on_damage(void *ctx, const struct ws_damage *d) {
  struct found *f = ctx;
  struct buf text = BUF_INIT;
  err_render(d->what, LANG_EN, &text);
  if (getenv("SHOAL_DAMAGE_SHOW")) print_message("# %s\n", text.p);
  f->n++;
  f->named += strstr(text.p, f->file) != NULL;
  f->derived += d->derived;
  f->people += d->has_people;
  f->ids += d->n_names;
  buf_release(&text);
}

static bool verify(const struct brand *b, struct found *f) {
  struct ws_options o = {.threads = 1, .memory = b->p.memory};
  struct ws_verified n;
  struct err err;
  bool ok = ws_verify(b->p.dir, STR("shop"), &o, on_damage, f, &n, &err);
  if (ok) assert_int_equal(n.problems, f->n);
  return ok && n.problems == 0;
}

/* ---- flips ---- */

static void flip_at(const char *path, off_t at, int bit) {
  unsigned char c = 0;
  int fd = open(path, O_RDWR);
  if (fd < 0 || pread(fd, &c, 1, at) != 1) fail_msg("cannot read %s", path);
  c ^= (unsigned char)(1u << bit);
  if (pwrite(fd, &c, 1, at) != 1) fail_msg("cannot write %s", path);
  close(fd);
}

/* Where something stands: the zeros behind the log's end are nobody's. */
static off_t end_of_data(const char *path) {
  struct arena a;
  struct str text;
  struct err err;
  arena_init(&a, "file");
  must_ok(io_read_all(io_posix(), path, 1 << 28, &a, &text, &err), &err);
  while (text.n > 1 && text.p[text.n - 1] == 0)
    text.n--;
  arena_release(&a);
  return (off_t)text.n;
}

/* The bits of a file that were flipped: none twice, so small files are done with some time. */
struct flipped {
  uint64_t *done, bits, n;
};

static void flipped_init(struct flipped *p, const char *path) {
  p->bits = 8 * (uint64_t)end_of_data(path);
  p->done = calloc(bits_words(p->bits), sizeof *p->done);
}

static uint64_t another_bit(struct flipped *p, struct rng *r) {
  uint64_t bit = rng_below(r, p->bits);
  while (bits_test(p->done, bit))
    bit = bit + 1 == p->bits ? 0 : bit + 1;
  bits_set(p->done, bit);
  p->n++;
  return bit;
}

struct flips {
  uint64_t all, refused, seen;
  struct found sum;
};

static void flip_and_look(const struct brand *b, const char *path, uint64_t bit, struct flips *t) {
  struct err err;
  struct found f = {.file = strrchr(path, '/') + 1};
  off_t at = (off_t)(bit / 8);
  flip_at(path, at, (int)(bit % 8));
  bool answered = ask(b, path, &err), clean = verify(b, &f);
  t->all++;
  t->refused += !answered;
  t->seen += !clean;
  if (!answered && clean)
    fail_msg("%s byte %lld: refused, but verify sees nothing", path, (long long)at);
  if (!answered && err_class_of(err.code) == ERR_CLASS_INTERNAL) must_ok(answered, &err);
  t->sum.n += f.n;
  t->sum.named += f.named;
  t->sum.people += f.people;
  t->sum.ids += f.ids;
  flip_at(path, at, (int)(bit % 8));
}

static void flips_are_found(void **state) {
  struct brand b;
  struct rng r;
  struct err err;
  struct flips t = {0};
  uint64_t seed = setting("SHOAL_DAMAGE_SEED", 1), flips = setting("SHOAL_DAMAGE_FLIPS", 60);
  uint32_t whole = 0;
  rng_init(&r, seed, 0, 0);
  brand_init(&b);
  assert_true(verify(&b, &(struct found){.file = "?"}));
  struct flipped *per = calloc(b.files.n, sizeof *per);
  for (size_t i = 0; i < b.files.n; i++)
    flipped_init(&per[i], b.files.p[i]);
  struct limit l = limit_of(1, 2.0 / 3);
  for (uint64_t pass = 0; goes_on(&l, pass) && whole < b.files.n; pass++)
    for (size_t i = 0; i < b.files.n; i++)
      for (uint64_t k = 0; k < flips && per[i].n < per[i].bits && goes_on(&l, pass); k++) {
        flip_and_look(&b, b.files.p[i], another_bit(&per[i], &r), &t);
        whole += per[i].n == per[i].bits;
      }
  must_ok(ask(&b, "healed", &err), &err);
  print_message(
      "# seed %llu: %llu flips in %zu files (every bit of %u): %llu answers refused, %llu seen by "
      "verify (%u findings, %u name the file, %u the people)\n",
      (unsigned long long)seed, (unsigned long long)t.all, b.files.n, whole,
      (unsigned long long)t.refused, (unsigned long long)t.seen, t.sum.n, t.sum.named,
      t.sum.people);
  assert_true(t.seen > t.all / 2 && t.sum.named > t.sum.n / 2 && t.sum.people > 0 && t.sum.ids > 0);
  for (size_t i = 0; i < b.files.n; i++)
    free(per[i].done);
  free(per);
  brand_release(&b);
}

/* Keys of imports and message ids: any byte, by its file's name, and nothing is lost. */
static void keys_are_named(void **state) {
  static const char *const dirs[] = {"/imports/", "/seen/"};
  struct brand b;
  struct rng r;
  int runs[2] = {0};
  rng_init(&r, setting("SHOAL_DAMAGE_SEED", 1), 1, 0);
  brand_init(&b);
  for (size_t i = 0; i < b.files.n; i++) {
    const char *path = b.files.p[i], *name = strrchr(path, '/') + 1;
    int which = strstr(path, dirs[0]) ? 0 : strstr(path, dirs[1]) ? 1 : -1;
    if (which < 0 || strncmp(name, "run-", 4) != 0) continue;
    runs[which]++;
    off_t size = file_bytes(path);
    for (int k = 0; k < 40; k++) {
      struct found f = {.file = name};
      off_t at = k == 0 ? 0 : k == 1 ? size - 1 : (off_t)rng_below(&r, (uint64_t)size);
      int bit = (int)rng_below(&r, 8);
      flip_at(path, at, bit);
      if (verify(&b, &f)) fail_msg("%s byte %lld: nothing found", path, (long long)at);
      if (f.n != 1 || f.named != 1 || f.derived != 1)
        fail_msg("%s byte %lld: %u found, %u named, %u derived", path, (long long)at, f.n, f.named,
                 f.derived);
      flip_at(path, at, bit);
    }
    assert_true(verify(&b, &(struct found){.file = "?"}));
  }
  assert_true(runs[0] > 0 && runs[1] > 0);
  brand_release(&b);
}

/* ---- cut under a map ---- */

static char *part_of(const struct brand *b, int which) {
  for (size_t i = 0; i < b->files.n; i++)
    if (strstr(b->files.p[i], "/store/part-") && which-- == 0) return b->files.p[i];
  fail_msg("no such part");
  return NULL;
}

static void cut_under_a_snapshot(void **state) {
  struct brand b;
  struct err err;
  brand_init(&b);
  for (int warm = 0; warm < 2; warm++) {
    struct workspace *w = place_open(&b.p, WS_READ);
    char *path = part_of(&b, 0), *keep = NULL;
    off_t size = file_bytes(path);
    struct arena a;
    struct str text;
    arena_init(&a, "part");
    must_ok(io_read_all(io_posix(), path, 1 << 28, &a, &text, &err), &err);
    keep = arena_cstr(&a, text);
    if (warm) must_ok(can_scan(w, &err), &err); /* every checksum was right once */
    assert_int_equal(truncate(path, 0), 0);
    assert_false(can_scan(w, &err));
    assert_int_equal(err.code, ERR_io);
    assert_non_null(strstr(err.args[0], strrchr(path, '/')));
    assert_false(can_scan(w, &err)); /* zeros are in its place now: still no answer */
    ws_close(w);
    (void)keep;
    write_file(path, str_of(text.p, (size_t)size));
    must_ok(ask(&b, path, &err), &err);
    arena_release(&a);
  }
  brand_release(&b);
}

/* ---- repair ---- */

static char *repaired_dump(const struct brand *b, struct ws_repaired *n, struct found *f,
                           char to[PATH_BYTES + 16]) {
  struct ws_options o = {.threads = 1, .memory = b->p.memory};
  struct workspace *w;
  struct err err;
  snprintf(to, PATH_BYTES + 16, "%s-saved", b->p.dir);
  must_ok(ws_repair(b->p.dir, STR("shop"), to, &o, on_damage, f, n, &err), &err);
  must_ok(ws_open(to, STR("shop"), WS_WRITE, &o, &w, &err), &err);
  char *dump = dump_all(w);
  struct imported again = import_with(w, b->csv, orders_yaml, "shop", 50, NULL, NULL);
  must_ok(again.ok, &again.err); /* lost rows come back, others are known */
  ws_close(w);
  struct ws_verified v;
  struct found none = {.file = "?"};
  must_ok(ws_verify(to, STR("shop"), &o, on_damage, &none, &v, &err), &err);
  assert_int_equal(v.problems, 0);
  return dump;
}

static void whole_is_saved_whole(void **state) {
  struct brand b;
  struct ws_repaired n;
  struct found f = {.file = "?"};
  char to[PATH_BYTES + 16];
  brand_init(&b);
  char *dump = repaired_dump(&b, &n, &f, to);
  assert_string_equal(dump, b.dump);
  assert_true(n.state_whole && !n.renumbered && n.lost_ranges == 0 && n.renamed_people == 0);
  assert_int_equal(f.n, 0);
  free(dump);
  remove_dir(to);
  brand_release(&b);
}

/* Up to when events are gone outlives the settings; damaged itself, it is told and left. */
static void floors_are_saved(void **state) {
  struct brand b;
  struct ws_retention_done done;
  struct ws_repaired n;
  struct ws_options o = {.threads = 1};
  struct found f = {.file = "retention.json"};
  struct err err;
  struct arena a;
  struct str floors, saved;
  char settings[PATH_BYTES + 64], path[PATH_BYTES + 64], to[PATH_BYTES + 16], kept[PATH_BYTES + 64];
  arena_init(&a, "floors");
  brand_init(&b);
  struct workspace *w = place_open(&b.p, WS_WRITE);
  must_ok(ws_retention_set(w, STR("product_viewed=30d"), STR("ann"), &err), &err);
  must_ok(ws_retention_run(w, &done, &err), &err);
  ws_close(w);
  snprintf(settings, sizeof settings, "%s/w/shop/workspace.json", b.p.dir);
  snprintf(path, sizeof path, "%s/w/shop/retention.json", b.p.dir);
  snprintf(to, sizeof to, "%s-saved", b.p.dir);
  snprintf(kept, sizeof kept, "%s/w/shop/retention.json", to);
  must_ok(io_read_all(io_posix(), path, 1 << 20, &a, &floors, &err), &err);
  flip_at(settings, 20, 1);
  must_ok(ws_repair(b.p.dir, STR("shop"), to, &o, on_damage, &f, &n, &err), &err);
  must_ok(io_read_all(io_posix(), kept, 1 << 20, &a, &saved, &err), &err);
  assert_true(str_eq(saved, floors) && str_has(floors, STR("product_viewed")));
  flip_at(settings, 20, 1);
  remove_dir(to);
  write_file(path, STR("{"));
  f = (struct found){.file = "retention.json"};
  assert_false(verify(&b, &f));
  assert_true(f.n == 1 && f.named == 1 && f.derived == 0);
  must_ok(ws_repair(b.p.dir, STR("shop"), to, &o, on_damage, &f, &n, &err), &err);
  assert_true(f.n == 2 && f.named == 2 && !io_exists(io_posix(), kept));
  remove_dir(to);
  arena_release(&a);
  brand_release(&b);
}

static uint32_t lines_in(const char *text) {
  uint32_t n = 0;
  for (; *text; text++)
    n += *text == '\n';
  return n;
}

/* Every line of `part` stands in `whole`. */
static void only_lines_of(char *part, const char *whole, const char *when) {
  char *save = NULL, *line = strtok_r(part, "\n", &save);
  while ((line = strtok_r(NULL, "\n", &save)))
    if (!strstr(whole, line)) fail_msg("%s: a row that never was: %s", when, line);
}

static void damage_is_saved_around(void **state) {
  struct rng r;
  uint32_t lost_some = 0, state_rows = 0;
  rng_init(&r, setting("SHOAL_DAMAGE_SEED", 1), 7, 0);
  struct limit l = limit_of(12, 1.0 / 3);
  uint32_t round = 0;
  for (; round < 12 || (l.until_ns && goes_on(&l, round)); round++) {
    struct brand b;
    struct ws_repaired n;
    struct found f = {.file = "?"};
    char to[PATH_BYTES + 16];
    brand_init(&b);
    for (size_t i = 0; i < b.files.n; i++) {
      const char *path = b.files.p[i];
      bool log = strstr(path, "/log/log-") != NULL;
      if (strstr(path, "/shoal.json") || (!log && rng_chance(&r, 0.4))) continue;
      if (strstr(path, "workspace.json")) continue;
      off_t end = end_of_data(path);
      flip_at(path,
              log ? 4096 + (off_t)rng_below(&r, (uint64_t)end - 4096)
                  : (off_t)rng_below(&r, (uint64_t)end),
              (int)rng_below(&r, 8));
    }
    char *dump = repaired_dump(&b, &n, &f, to);
    assert_true(n.lost_ranges <= 2);
    if (lines_in(dump) + n.lost_lsns < lines_in(b.dump))
      fail_msg("round %u: %u rows of %u saved, %llu positions lost, %u findings", round,
               lines_in(dump), lines_in(b.dump), (unsigned long long)n.lost_lsns, f.n);
    lost_some += n.lost_ranges > 0;
    state_rows += !n.state_whole;
    only_lines_of(dump, b.dump, "repaired");
    free(dump);
    remove_dir(to);
    brand_release(&b);
  }
  print_message("# lost ranges in %u of %u, SQL saved by row in %u\n", lost_some, round,
                state_rows);
  assert_true(lost_some > 0 && state_rows > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(flips_are_found),      cmocka_unit_test(keys_are_named),
      cmocka_unit_test(cut_under_a_snapshot), cmocka_unit_test(whole_is_saved_whole),
      cmocka_unit_test(floors_are_saved),     cmocka_unit_test(damage_is_saved_around),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
