/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Imports end to end: what becomes of rows, the same file again, overlapping files, resuming. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "workspace/catalogue.h"
#include "ws_test.h"

static void path_in(const struct place *p, const char *name, char out[PATH_BYTES + 64]) {
  snprintf(out, PATH_BYTES + 64, "%s/%s", p->dir, name);
}

static const char small_csv[] = "user,at,paid,no,channel\n"
                                "u1,2026-01-01 10:00:00,12.50,o1,web\n"
                                "u2,2026-01-02 10:00:00,3.00,o2,app\n"
                                "u1,2026-13-02 10:00:00,3.00,o3,app\n"
                                "u1,2026-01-03 10:00:00,\"1.2\",o4,\"a \"\"b\"\"\"\n"
                                "u2,2026-01-02 10:00:00,3.00,o2,app\n";

static void rows_end_somewhere(void **state) {
  struct place p;
  char path[PATH_BYTES + 64];
  struct arena a;
  struct str text;
  struct err err;
  place_init(&p, 0);
  path_in(&p, "orders.csv", path);
  write_file(path, STR(small_csv));
  struct workspace *w = place_open(&p, WS_WRITE);
  struct imported r = import_ok(w, path, orders_yaml, "");
  assert_int_equal(r.c.read, 5);
  assert_int_equal(r.c.rejected, 1);
  assert_int_equal(r.c.duplicate, 0); /* two equal rows are two rows */
  assert_int_equal(r.c.imported, 4);
  assert_int_equal(r.c.events, 4);
  assert_int_equal(r.c.people, 2);
  assert_int_equal(r.c.bytes, r.c.bytes_total);
  arena_init(&a, "test");
  must_ok(io_read_all(io_posix(), r.rejects, 1 << 20, &a, &text, &err), &err);
  assert_true(
      str_starts(text, STR("\xef\xbb\xbfline,code,reason,原因,row,file\r\n4,row_bad_time,")));
  assert_true(str_has(text, STR("2026-13-02 10:00:00,3.00,o3,app\",\"")));
  char *before = dump_all(w);
  r = import_ok(w, path, orders_yaml, "");
  assert_int_equal(r.c.duplicate, 4);
  assert_int_equal(r.c.imported, 0);
  assert_int_equal(r.c.people, 0);
  assert_int_equal(r.c.resumed_at, 0);
  ws_close(w);
  w = place_open(&p, WS_WRITE);
  r = import_ok(w, path, orders_yaml, "");
  assert_int_equal(r.c.duplicate, 4);
  char *after = dump_all(w);
  assert_string_equal(before, after);
  free(before);
  free(after);
  ws_close(w);
  arena_release(&a);
  place_release(&p);
}

static void equal_rows_stay(void **state) {
  struct place p;
  char path[PATH_BYTES + 64];
  struct buf one = BUF_INIT, two = BUF_INIT;
  place_init(&p, 0);
  buf_puts(&one, "user,at,paid,no,channel\n");
  for (int i = 0; i < 256; i++) {
    buf_puts(&one, "u1,2026-01-01,1.00,,web\n");
    if (i % 3 == 0) buf_printf(&one, "u%d,2026-01-02,2.00,,web\n", i);
  }
  buf_puts(&two, "user,at,paid,no,channel\n");
  for (int i = 0; i < 300; i++)
    buf_puts(&two, "u1,2026-01-01,1.00,,web\n");
  struct workspace *w = place_open(&p, WS_WRITE);
  path_in(&p, "one.csv", path);
  write_file(path, buf_str(&one));
  struct imported r = import_ok(w, path, orders_yaml, "till");
  assert_int_equal(r.c.imported, 256 + 86);
  assert_int_equal(r.c.duplicate, 0);
  path_in(&p, "two.csv", path); /* overlapping under the same source: only what is more */
  write_file(path, buf_str(&two));
  r = import_ok(w, path, orders_yaml, "till");
  assert_int_equal(r.c.duplicate, 256);
  assert_int_equal(r.c.imported, 44);
  r = import_ok(w, path, orders_yaml, "till");
  assert_int_equal(r.c.duplicate, 300);
  r = import_ok(w, path, orders_yaml, "another"); /* another source is another world */
  assert_int_equal(r.c.imported, 300);
  ws_close(w);
  buf_release(&one);
  buf_release(&two);
  place_release(&p);
}

static const char id_yaml[] = "kind: orders\nformat: csv\ncolumns:\n  person: user\n  time: at\n"
                              "  amount: paid\n  id: no\n";

static void ids_are_keys(void **state) {
  struct place p;
  char path[PATH_BYTES + 64];
  place_init(&p, 0);
  path_in(&p, "orders.csv", path);
  write_file(path,
             STR("user,at,paid,no\nu1,2026-01-01,1,a\nu1,2026-01-01,1,b\nu2,2026-01-05,7,a\n"));
  struct workspace *w = place_open(&p, WS_WRITE);
  struct imported r = import_ok(w, path, id_yaml, "shop");
  assert_int_equal(r.c.imported, 2);
  assert_int_equal(r.c.duplicate, 1);
  path_in(&p, "more.csv", path);
  write_file(path, STR("user,at,paid,no\nu1,2026-01-01,9,b\nu1,2026-01-01,1,c\n"));
  r = import_ok(w, path, id_yaml, "shop");
  assert_int_equal(r.c.imported, 1);
  assert_int_equal(r.c.duplicate, 1);
  ws_close(w);
  place_release(&p);
}

static void renamed_file_keeps_its_source(void **state) {
  struct place p;
  char path[PATH_BYTES + 64], other[PATH_BYTES + 64];
  place_init(&p, 0);
  path_in(&p, "orders.csv", path);
  path_in(&p, "copy of orders.csv", other);
  write_file(path, STR(small_csv));
  write_file(other, STR(small_csv));
  struct workspace *w = place_open(&p, WS_WRITE);
  assert_int_equal(import_ok(w, path, orders_yaml, "").c.imported, 4);
  struct imported r = import_ok(w, other, orders_yaml, "");
  assert_int_equal(r.c.imported, 0);
  assert_int_equal(r.c.duplicate, 4);
  ws_close(w);
  place_release(&p);
}

static void people_and_items(void **state) {
  static const char people_yaml[] = "kind: people\nformat: csv\ncolumns:\n  person: user\n"
                                    "attributes:\n  city: city\n";
  static const char items_yaml[] = "kind: items\nformat: csv\ncolumns:\n  item_id: sku\n"
                                   "  category: category\nproperties:\n  item_name: title\n"
                                   "  price: {column: price, type: number}\n";
  struct place p;
  char path[PATH_BYTES + 64];
  struct arena a;
  struct catalogue_item *items;
  uint32_t n;
  struct err err;
  arena_init(&a, "test");
  place_init(&p, 0);
  struct workspace *w = place_open(&p, WS_WRITE);
  path_in(&p, "people.csv", path);
  write_file(path, STR("user,city\nu1,上海\nu2,北京\n"));
  struct imported r = import_ok(w, path, people_yaml, "");
  assert_int_equal(r.c.people, 2);
  assert_int_equal(r.c.events, 2);
  path_in(&p, "items.csv", path);
  write_file(path, STR("sku,title,category,price\ns1,Tee,tops,9.90\ns2,Mug,home,\n"));
  r = import_ok(w, path, items_yaml, "");
  assert_int_equal(r.c.imported, 2);
  assert_int_equal(r.c.people, 0);
  must_ok(catalogue_items(w, &(struct catalogue_filter){0}, STR(""), 9, &a, &items, &n, &err),
          &err);
  assert_int_equal(n, 2);
  assert_true(str_is(items[0].name, "Tee") && str_is(items[0].category, "tops"));
  assert_true(str_is(items[0].price, "9.90") && items[1].price.n == 0);
  ws_close(w);
  arena_release(&a);
  place_release(&p);
}

/* A file with everything: equal rows far apart, rejects, many people. */
static void make_orders(struct buf *b, uint64_t seed, int rows) {
  struct rng r;
  rng_init(&r, seed, 0, 0);
  buf_puts(b, "user,at,paid,no,channel\n");
  for (int i = 0; i < rows; i++) {
    uint64_t kind = rng_below(&r, 20);
    if (kind == 0)
      buf_puts(b, "u7,not a day,1.00,,web\n");
    else if (kind < 4)
      buf_printf(b, "u%d,2026-02-0%d,5.00,,app\n", (int)rng_below(&r, 3),
                 1 + (int)rng_below(&r, 3));
    else
      buf_printf(b, "u%d,2026-01-%02d 08:00:00,%d.%02d,o%d,web\n", (int)rng_below(&r, 400),
                 1 + (int)rng_below(&r, 28), (int)rng_below(&r, 900), (int)rng_below(&r, 100), i);
  }
}

static bool stop_at(void *ctx, const struct import_counts *c) {
  uint64_t *left = ctx;
  (void)c;
  return (*left)-- > 1;
}

static void stopped_and_resumed(void **state) {
  struct place p, q;
  char path[PATH_BYTES + 64];
  struct buf text = BUF_INIT;
  make_orders(&text, 1, 60000);
  place_init(&p, 0);
  place_init(&q, 0);
  path_in(&p, "orders.csv", path);
  write_file(path, buf_str(&text));
  struct workspace *w = place_open(&p, WS_WRITE);
  struct imported whole = import_ok(w, path, orders_yaml, "");
  char *want = dump_all(w);
  ws_close(w);
  w = place_open(&q, WS_WRITE);
  uint64_t left = 1;
  struct imported r = import_with(w, path, orders_yaml, "", 1000, stop_at, &left);
  if (!r.ok) { /* progress is by time: a very fast import is never asked */
    assert_int_equal(r.err.code, ERR_canceled);
    ws_close(w);
    w = place_open(&q, WS_WRITE);
    r = import_ok(w, path, orders_yaml, "");
    assert_true(r.c.resumed_at > 0);
  }
  assert_int_equal(r.c.imported, whole.c.imported);
  assert_int_equal(r.c.rejected, whole.c.rejected);
  assert_int_equal(r.c.people, whole.c.people);
  char *got = dump_all(w);
  assert_string_equal(want, got);
  ws_close(w);
  free(want);
  free(got);
  buf_release(&text);
  place_release(&p);
  place_release(&q);
}

/* Interrupted, then changed in the middle: not the file it was, though its ends are the same. */
static void changed_file_is_not_resumed(void **state) {
  struct place p;
  char path[PATH_BYTES + 64];
  struct buf text = BUF_INIT;
  make_orders(&text, 2, 120000); /* over 2 MiB: the fingerprint sees the ends only */
  place_init(&p, 0);
  path_in(&p, "orders.csv", path);
  write_file(path, buf_str(&text));
  assert_int_equal(import_in_child(&p, path, orders_yaml, 500, "import_batch:160:fail"),
                   CHILD_ERROR);
  char *row = strstr(text.p + text.n / 2, "2026-01-");
  row[3] = '5';
  write_file(path, buf_str(&text));
  struct workspace *w = place_open(&p, WS_WRITE);
  struct imported r = import_ok(w, path, orders_yaml, "");
  assert_int_equal(r.c.resumed_at, 0);
  assert_int_equal(r.c.read, 120000);
  assert_int_equal(r.c.duplicate, 160 * 500 - 1);
  r = import_ok(w, path, orders_yaml, "");
  assert_int_equal(r.c.imported, 0);
  ws_close(w);
  buf_release(&text);
  place_release(&p);
}

/* Another mapping reads other rows from the same bytes: its import begins anew. */
static void changed_mapping_is_not_resumed(void **state) {
  struct place p;
  char path[PATH_BYTES + 64];
  struct buf text = BUF_INIT;
  static const char other[] = "kind: orders\nformat: csv\ncolumns:\n  person: user\n  time: at\n"
                              "  amount: paid\n  order_id: no\n";
  make_orders(&text, 4, 3000);
  place_init(&p, 0);
  path_in(&p, "orders.csv", path);
  write_file(path, buf_str(&text));
  assert_int_equal(import_in_child(&p, path, orders_yaml, 100, "import_batch:10:fail"),
                   CHILD_ERROR);
  struct workspace *w = place_open(&p, WS_WRITE);
  struct imported r = import_ok(w, path, other, "");
  assert_int_equal(r.c.resumed_at, 0);
  assert_int_equal(r.c.read, 3000);
  assert_int_equal(r.c.duplicate, 1000);
  ws_close(w);
  buf_release(&text);
  place_release(&p);
}

/* ---- keys ---- */

static char *find_run(const struct place *p, char out[2 * PATH_BYTES]) {
  char dir[PATH_BYTES + 64];
  struct arena a;
  struct str *dirs, *files;
  size_t n_dirs, n_files;
  struct err err;
  path_in(p, "w/shop/imports", dir);
  arena_init(&a, "test");
  out[0] = 0;
  must_ok(io_list(io_posix(), dir, &a, &dirs, &n_dirs, &err), &err);
  for (size_t i = 0; i < n_dirs; i++) {
    char sub[2 * PATH_BYTES - 64];
    snprintf(sub, sizeof sub, "%s/%.*s", dir, STRF(dirs[i]));
    must_ok(io_list(io_posix(), sub, &a, &files, &n_files, &err), &err);
    for (size_t k = 0; k < n_files; k++)
      if (str_starts(files[k], STR("run-")))
        snprintf(out, 2 * PATH_BYTES, "%s/%.*s", sub, STRF(files[k]));
  }
  arena_release(&a);
  return out;
}

static void keys_are_rebuilt_from_the_log(void **state) {
  struct place p;
  char path[PATH_BYTES + 64], run[2 * PATH_BYTES], other[PATH_BYTES + 64], dir[PATH_BYTES + 64];
  struct buf text = BUF_INIT;
  struct rng r;
  rng_init(&r, 9, 0, 0);
  make_orders(&text, 3, 30000); /* a table of 2,730 keys: spills, merges, also of the keys met */
  place_init(&p, 2u << 20);
  path_in(&p, "orders.csv", path);
  path_in(&p, "other.csv", other);
  write_file(path, buf_str(&text));
  write_file(other, STR(small_csv));
  struct workspace *w = place_open(&p, WS_WRITE);
  struct imported first = import_ok(w, path, orders_yaml, "a");
  import_ok(w, other, orders_yaml, "b");
  for (int round = 0; round < 4; round++) {
    ws_close(w);
    if (round < 2) {
      flip_byte(find_run(&p, run), &r);
    } else {
      path_in(&p, "w/shop/imports", dir);
      remove_dir(dir);
    }
    w = place_open(&p, WS_WRITE);
    struct imported again = import_ok(w, path, orders_yaml, "a");
    assert_int_equal(again.c.duplicate, first.c.imported);
    assert_int_equal(again.c.imported, 0);
    again = import_ok(w, other, orders_yaml, "b");
    assert_int_equal(again.c.duplicate, 4);
  }
  ws_close(w);
  buf_release(&text);
  place_release(&p);
}

static void rejects_never_overwrite_the_input(void **state) {
  struct place p;
  char path[PATH_BYTES + 64], same[PATH_BYTES + 64];
  struct arena a;
  struct mapping m;
  struct err err;
  struct import_counts c;
  struct str rejects;
  arena_init(&a, "test");
  place_init(&p, 0);
  path_in(&p, "orders.csv", path);
  path_in(&p, "./orders.csv", same);
  write_file(path, STR(small_csv));
  struct workspace *w = place_open(&p, WS_WRITE);
  must_ok(mapping_parse(str_from(orders_yaml), "test", &a, &m, &err), &err);
  struct import_job job = {.path = path, .map = &m, .reject_path = str_from(same)};
  assert_false(ws_import(w, &job, &a, &c, &rejects, &err));
  assert_int_equal(err.code, ERR_reject_is_input);
  assert_int_equal(file_bytes(path), sizeof small_csv - 1);
  ws_close(w);
  arena_release(&a);
  place_release(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_end_somewhere),
      cmocka_unit_test(equal_rows_stay),
      cmocka_unit_test(ids_are_keys),
      cmocka_unit_test(renamed_file_keeps_its_source),
      cmocka_unit_test(people_and_items),
      cmocka_unit_test(stopped_and_resumed),
      cmocka_unit_test(changed_file_is_not_resumed),
      cmocka_unit_test(changed_mapping_is_not_resumed),
      cmocka_unit_test(keys_are_rebuilt_from_the_log),
      cmocka_unit_test(rejects_never_overwrite_the_input),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
