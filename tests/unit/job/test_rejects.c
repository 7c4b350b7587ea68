/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reject files read in pages of any size. */
#include "brand.h"

#include "job/rejects.h"

enum { ROWS = 5000 };

static void write_file(const char *path, int cut_off) {
  FILE *f = fopen(path, "wb");
  if (!f) fail_msg("no file %s", path);
  fputs("\xef\xbb\xbfline,code,reason,原因,row,file\r\n", f);
  for (int i = 0; i < ROWS; i++)
    fprintf(f,
            "%d,row_bad_time,\"no \"\"time\"\", %d\",\"第\n%d "
            "行\",\"a,\"\"b\"\"\r\n%d%0*d\",\"x.csv\"\r\n",
            i + 2, i, i, i, i % 400, 0);
  fclose(f);
  if (cut_off && truncate(path, file_bytes(path) - cut_off) != 0) fail_msg("truncate");
}

static uint32_t read_all(const char *path, enum lang lang, uint32_t page, struct arena *a) {
  uint64_t at = 0;
  uint32_t total = 0, n;
  do {
    struct reject_row *rows;
    struct err err;
    char want[64];
    must_ok(rejects_read(io_posix(), path, lang, &at, page, a, &rows, &n, &err), &err);
    for (uint32_t i = 0; i < n; i++, total++) {
      assert_int_equal(rows[i].line, total + 2);
      assert_true(str_is(rows[i].code, "row_bad_time"));
      snprintf(want, sizeof want, lang == LANG_EN ? "no \"time\", %u" : "第\n%u 行", total);
      assert_true(str_is(rows[i].detail, want));
      snprintf(want, sizeof want, "a,\"b\"\r\n%u", total);
      assert_true(str_starts(rows[i].text, str_from(want)));
    }
    assert_true(n <= page);
  } while (at);
  return total;
}

static void any_page_size_gives_all_rows_in_both_languages(void **state) {
  char dir[PATH_BYTES], path[PATH_BYTES + 16];
  struct arena a;
  temp_dir(dir);
  snprintf(path, sizeof path, "%s/r.csv", dir);
  write_file(path, 0);
  arena_init(&a, "rejects");
  static const uint32_t pages[] = {7, 500, ROWS - 1, ROWS, ROWS + 1};
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
    assert_int_equal(read_all(path, i % 2 ? LANG_ZH : LANG_EN, pages[i], &a), ROWS);
    arena_reset(&a);
  }
  write_file(path, 3); /* a crash cut the last row */
  assert_int_equal(read_all(path, LANG_EN, 1000, &a), ROWS - 1);
  arena_release(&a);
  remove_dir(dir);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(any_page_size_gives_all_rows_in_both_languages),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
