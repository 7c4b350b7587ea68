/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cells of exports, columns, and what is hidden. */
#include "brand.h"

#include "event/mapping.h"
#include "job/export.h"
#include "workspace/import.h"

static void cells_are_quoted_and_guarded(void **state) {
  static const char *const cases[][2] = {
      {"", ""},
      {"plain", "plain"},
      {"a,b", "\"a,b\""},
      {"a\"b", "\"a\"\"b\""},
      {"-12.50", "-12.50"},
      {"-", "'-"},
      {"-1.2.3", "'-1.2.3"},
      {"+8613800000000", "'+8613800000000"},
      {"=1+1", "'=1+1"},
      {"@x", "'@x"},
      {"\tx", "'\tx"},
      {"=a,b", "\"'=a,b\""},
      {"\rx", "\"'\rx\""},
      {"-2+3", "'-2+3"},
      {"你好", "你好"},
  };
  struct buf b = BUF_INIT;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    buf_reset(&b);
    csv_cell_guarded(&b, str_from(cases[i][0]));
    if (!str_is(buf_str(&b), cases[i][1])) fail_msg("%s: %.*s", cases[i][0], STRF(buf_str(&b)));
  }
  buf_release(&b);
}

static bool keep(void *ctx, struct buf *b, struct err *err) {
  (void)err;
  buf_put_str(ctx, buf_str(b));
  buf_reset(b);
  return true;
}

static void import(struct world *x, const char *name, const char *text, const char *yaml) {
  char path[PATH_BYTES + 16];
  struct mapping m;
  struct import_counts c;
  struct str rejects;
  struct err err;
  snprintf(path, sizeof path, "%s/%s", x->dir, name);
  FILE *f = fopen(path, "wb");
  if (!f) fail_msg("no file %s", path);
  fputs(text, f);
  fclose(f);
  must_ok(mapping_parse(str_from(yaml), "map", &x->arena, &m, &err), &err);
  struct import_job job = {.path = path, .map = &m};
  must_ok(ws_import(x->w[0], &job, &x->arena, &c, &rejects, &err), &err);
  assert_int_equal(c.rejected, 0);
}

static struct str export(struct world *x, struct export_want want, const char *expression,
                         enum err_code expected) {
  struct snapshot *n = ws_snapshot(x->w[0]);
  struct names_env *names;
  struct query_limits limits = {0};
  struct buf b = BUF_INIT;
  struct export_to to = {.write = keep, .ctx = &b};
  roaring_bitmap_t *set;
  uint64_t rows;
  struct err err = {0};
  must_ok(names_env_new(x->w[0], n, &names, &err), &err);
  want.as_of = START;
  must_ok(export_people_of(x->w[0], n, names, &limits, str_from(expression), START, &set, &err),
          &err);
  want.people = set;
  bool ok = export_run(x->w[0], n, names, &limits, &want, &to, &rows, &err);
  assert_int_equal(err.code, expected);
  assert_int_equal(ok, expected == ERR_none);
  struct str s = arena_str(&x->arena, buf_str(&b));
  buf_release(&b);
  roaring_bitmap_free(set);
  names_env_free(names);
  snapshot_free(n);
  return s;
}

static void same(struct str got, const char *want) {
  if (!str_is(got, want)) fail_msg("got:\n%.*s\nexpected:\n%s", STRF(got), want);
}

static void columns_are_chosen_hidden_and_written_both_ways(void **state) {
  struct world x;
  world_init(&x);
  import(&x, "p.csv", "id,name,city,vip\n007,=cmd(),上海,true\n=8,Bo,,false\n",
         "kind: people\nformat: csv\nheader: true\ncolumns: {person: id}\n"
         "attributes: {name: name, city: city, vip: {column: vip, type: boolean}}\n");
  import(&x, "o.csv", "id,t,a\n007,2023-01-02T03:04:05Z,12.50\n007,2023-02-02T00:00:00Z,1.5\n",
         "kind: orders\nformat: csv\nheader: true\ncolumns: {person: id, time: t, amount: a}\n");
  struct export_want all = {.all_columns = true, .bom = true};
  same(export(&x, all, "", ERR_none),
       "\xef\xbb\xbfid,name,city,vip\n007,'=cmd(),上海,true\n'=8,Bo,,false\n");
  all.masked = true;
  all.bom = false;
  same(export(&x, all, "vip = true", ERR_none), "id,name,city,vip\n#0,***,上海,true\n");
  const struct str some[] = {STR("orders"), STR("revenue"), STR("last_seen"), STR("new_old"),
                             STR("attribute.city")};
  struct export_want chosen = {.columns = some, .n_columns = 5};
  same(export(&x, chosen, "did(order_completed)", ERR_none),
       "id,orders,revenue,last_seen,new_old,attribute.city\n"
       "007,2,14.00,2023-02-02 00:00:00,old,上海\n");
  chosen.ndjson = true;
  same(export(&x, chosen, "", ERR_none),
       "{\"id\":\"007\",\"orders\":2,\"revenue\":14.00,\"last_seen\":\"2023-02-02 00:00:00\","
       "\"new_old\":\"old\",\"attribute.city\":\"上海\"}\n"
       "{\"id\":\"=8\",\"orders\":0,\"revenue\":0.00,\"new_old\":\"none\"}\n");
  const struct str wrong[] = {STR("nope")};
  export(&x, (struct export_want){.columns = wrong, .n_columns = 1}, "", ERR_unknown_column);
  export(&x, (struct export_want){.events = true, .columns = wrong, .n_columns = 1}, "",
         ERR_unknown_column);
  const struct str amount[] = {STR("amount"), STR("amount")};
  struct export_want events = {.events = true, .columns = amount, .n_columns = 2};
  same(export(&x, events, "did(order_completed)", ERR_none),
       "person,time,event,amount\n007,,$set,\n"
       "007,2023-01-02T03:04:05.000Z,order_completed,12.50\n"
       "007,2023-02-02T00:00:00.000Z,order_completed,1.50\n");
  world_release(&x);
}

static bool no_more(void *ctx, double share) {
  (void)ctx, (void)share;
  return false;
}

static void an_export_can_be_stopped(void **state) {
  struct world x;
  struct err err;
  uint64_t rows = 7;
  world_init(&x);
  import(&x, "o.csv", "id,t,a\n007,2023-01-02T03:04:05Z,12.50\n",
         "kind: orders\nformat: csv\nheader: true\ncolumns: {person: id, time: t, amount: a}\n");
  struct snapshot *n = ws_snapshot(x.w[0]);
  struct names_env *names;
  struct query_limits limits = {0};
  struct buf b = BUF_INIT;
  struct export_to to = {.write = keep, .progress = no_more, .ctx = &b};
  roaring_bitmap_t *set;
  must_ok(names_env_new(x.w[0], n, &names, &err), &err);
  must_ok(query_people(n, START, ws_pool(x.w[0]), &set, &err), &err);
  struct export_want want = {.events = true, .all_columns = true, .people = set, .as_of = START};
  assert_false(export_run(x.w[0], n, names, &limits, &want, &to, &rows, &err));
  assert_int_equal(err.code, ERR_canceled);
  assert_int_equal(rows, 7);
  roaring_bitmap_free(set);
  names_env_free(names);
  snapshot_free(n);
  buf_release(&b);
  world_release(&x);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cells_are_quoted_and_guarded),
      cmocka_unit_test(columns_are_chosen_hidden_and_written_both_ways),
      cmocka_unit_test(an_export_can_be_stopped),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
