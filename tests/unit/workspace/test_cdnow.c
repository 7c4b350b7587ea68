/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CDNOW_master.txt: 69,659 purchases of 23,570 people for 2,500,315.63, of which 255 rows equal an
 * earlier one and are legitimate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ws_test.h"

static const char cdnow_yaml[] = "kind: orders\n"
                                 "source: cdnow\n"
                                 "format: csv\n"
                                 "delimiter: blank\n"
                                 "columns:\n"
                                 "  person: customer_id\n"
                                 "  time: {column: date, format: \"%Y%m%d\"}\n"
                                 "  amount: dollar_value\n"
                                 "properties:\n"
                                 "  quantity: {column: number_of_cds, type: number}\n";

struct sum {
  i128 cents;
  uint8_t scale;
};

static bool add_amounts(void *ctx, const struct scan_batch *b, struct err *err) {
  struct sum *s = ctx;
  (void)err;
  s->scale = b->cols[0].scale;
  for (uint32_t i = 0; i < b->n_rows; i++)
    if (b->cols[0].present[i / 64] >> (i % 64) & 1)
      s->cents += b->cols[0].wide ? b->cols[0].wide_num[i] : b->cols[0].num[i];
  return true;
}

static void totals(void **state) {
  const char *shared = getenv("SHOAL_SHARED");
  char path[PATH_BYTES], text[DEC_TEXT_BYTES];
  struct place p;
  struct err err;
  struct scanner *sc;
  struct sum sum = {0};
  snprintf(path, sizeof path, "%s/data/cdnow/CDNOW_master.txt",
           shared && *shared ? shared : "../shared");
  if (!io_exists(io_posix(), path)) skip();
  place_init(&p, 0);
  struct workspace *w = place_open(&p, WS_WRITE);
  struct imported r = import_ok(w, path, cdnow_yaml, "");
  assert_int_equal(r.c.read, 69659);
  assert_int_equal(r.c.imported, 69659);
  assert_int_equal(r.c.events, 69659);
  assert_int_equal(r.c.people, 23570);
  r = import_ok(w, path, cdnow_yaml, "");
  assert_int_equal(r.c.duplicate, 69659);
  ws_close(w);
  w = place_open(&p, WS_READ);
  struct snapshot *n = ws_snapshot(w);
  struct scan_col_want col = {snapshot_prop_code(n, STR("amount")), V_NUM};
  struct scan_want want = {
      .all_events = true, .cols = &col, .n_cols = 1, .t_max = TIME_MAX, .only = SUBJECT_NONE};
  must_ok(scanner_new(n, &want, &sc, &err), &err);
  for (uint32_t c = 0; c < scan_chunks(n); c++)
    must_ok(scanner_run(sc, c, add_amounts, &sum, &err), &err);
  assert_string_equal(dec_text((struct dec){sum.cents, sum.scale}, text), "2500315.63");
  scanner_free(sc);
  snapshot_free(n);
  ws_close(w);
  place_release(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(totals)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
