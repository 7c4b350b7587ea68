/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Coupons for many: kind `coupons`.  params: {what, kind, batch} and
 *   segment   expression or segment, as_of, masked: everybody of it gets one
 *   pool      count: new codes that nobody has yet
 *   file      (ref is an upload) codes of a file, one a line
 *   export    pool: the batch that made it; its codes in codes.csv, once
 *
 * Who is meant is looked up once and kept in the file `targets`, so that going on after a crash
 * means the same people; how far it got stands with the coupons in SQL (loyalty/coupon.h). */
#include <stdlib.h>
#include <xxhash.h>

#include "job/kinds.h"
#include "job/upload.h"
#include "loyalty/coupon.h"

#define CODES_FILE_MAX ((size_t)256 << 20) /* bytes of a file of codes */
#define EXPORT_ROWS    5000                /* codes fetched at a time */

/* A job that is tried again is another job, but the same batch. */
static struct str batch_of(const struct job_run *r) {
  return json_get_str(r->params, "batch");
}

static void put_result(struct job_run *r, const struct coupon_batch *b) {
  struct jw w;
  buf_reset(&r->result);
  jw_init(&w, &r->result, 0);
  jw_begin_object(&w);
  jw_key(&w, "batch"), jw_str(&w, b->id);
  jw_key(&w, "kind"), jw_str(&w, b->kind);
  jw_key(&w, "targets"), jw_int(&w, b->targets);
  jw_key(&w, "done"), jw_int(&w, b->done);
  jw_key(&w, "issued"), jw_int(&w, b->issued);
  jw_key(&w, "held_out"), jw_int(&w, b->held_out);
  jw_key(&w, "refused"), jw_int(&w, b->refused);
  jw_end_object(&w);
}

/* ---- to a segment ---- */

static bool look_up(struct job_run *r, struct err *err) {
  struct job_view v;
  struct str expression;
  roaring_bitmap_t *set = NULL;
  bool ok = job_view_open(r, &v, err) && job_expression(r, &expression, err) &&
            export_people_of(r->w, v.n, v.names, &v.limits, expression, v.as_of, &set, err);
  if (ok) {
    uint64_t n = roaring_bitmap_get_cardinality(set);
    uint32_t *all = must_malloc((n + 1) * sizeof *all);
    roaring_bitmap_to_uint32_array(set, all);
    ok = job_write(r, "targets", str_of(all, n * sizeof *all), err);
    free(all);
  }
  if (set) roaring_bitmap_free(set);
  job_view_close(&v);
  return ok;
}

static bool step_on(struct job_run *r, const struct coupon_batch *b, struct err *err) {
  put_result(r, b);
  job_progress(r, b->targets ? (double)b->done / (double)b->targets : 1, "issuing");
  return !job_canceled(r) || err_fail(err, ERR_canceled, NULL);
}

static uint32_t step_of(const struct coupon_batch *b) {
  int64_t left = b->targets - b->done;
  return left < COUPON_BATCH_STEP ? (uint32_t)left : COUPON_BATCH_STEP;
}

static bool to_segment(struct job_run *r, struct loyalty *l, struct err *err) {
  struct str bytes, kind = json_get_str(r->params, "kind");
  struct coupon_batch b;
  if (!io_exists(ws_io(r->w), job_path(r, "targets")) && !look_up(r, err)) return false;
  if (!io_read_all(ws_io(r->w), job_path(r, "targets"), SIZE_MAX, r->arena, &bytes, err) ||
      !coupon_batch_begin(l, batch_of(r), kind, COUPON_TO_SEGMENT,
                          (int64_t)(bytes.n / sizeof(uint32_t)), XXH3_64bits(bytes.p, bytes.n),
                          r->arena, &b, err))
    return false;
  const uint32_t *subjects = (const uint32_t *)(const void *)bytes.p;
  while (b.done < b.targets)
    if (!step_on(r, &b, err) || !coupon_batch_people(l, &b, subjects + b.done, step_of(&b), err))
      return false;
  put_result(r, &b);
  return true;
}

/* ---- pools ---- */

static bool to_pool(struct job_run *r, struct loyalty *l, struct err *err) {
  struct coupon_batch b;
  int64_t count = 0;
  const struct json *n = json_get(r->params, "count");
  if (!n || !json_int(n, &count) || count < 1 || count > COUPON_POOL_MAX)
    return err_fail(err, ERR_bad_field, "count" ERR_SEP "1 … %d", COUPON_POOL_MAX);
  if (!coupon_batch_begin(l, batch_of(r), json_get_str(r->params, "kind"), COUPON_TO_POOL, count, 0,
                          r->arena, &b, err))
    return false;
  while (b.done < b.targets)
    if (!step_on(r, &b, err) || !coupon_batch_codes(l, &b, NULL, step_of(&b), err)) return false;
  put_result(r, &b);
  return true;
}

static struct str first_cell(struct str line) {
  struct str cell = str_trim(str_cut(&line, ','));
  if (cell.n >= 2 && cell.p[0] == '"' && cell.p[cell.n - 1] == '"')
    cell = str_of(cell.p + 1, cell.n - 2);
  return str_trim(cell);
}

/* Lines that are not empty; a heading is refused like any other text that is no code. */
static uint32_t codes_of(struct str text, struct arena *out, struct str **ret) {
  uint32_t n = 0, lines = 1;
  for (size_t i = 0; i < text.n; i++)
    lines += text.p[i] == '\n';
  struct str *codes = arena_array(out, struct str, lines);
  if (str_starts(text, STR("\xef\xbb\xbf"))) text = str_of(text.p + 3, text.n - 3);
  while (text.n) {
    struct str code = first_cell(str_cut(&text, '\n'));
    if (code.n) codes[n++] = code;
  }
  *ret = codes;
  return n;
}

static bool from_file(struct job_run *r, struct loyalty *l, struct err *err) {
  struct upload u;
  struct coupon_batch b;
  struct str text, *codes;
  if (!upload_get(r->w, r->job->ref, r->arena, &u, err)) return false;
  if (!io_read_all(ws_io(r->w), u.path, CODES_FILE_MAX, r->arena, &text, err)) {
    upload_hide(&u, err);
    return false;
  }
  uint32_t n = codes_of(text, r->arena, &codes);
  if (!coupon_batch_begin(l, batch_of(r), json_get_str(r->params, "kind"), COUPON_FROM_FILE, n, 0,
                          r->arena, &b, err))
    return false;
  while (b.done < b.targets)
    if (!step_on(r, &b, err) || !coupon_batch_codes(l, &b, codes + b.done, step_of(&b), err))
      return false;
  put_result(r, &b);
  return true;
}

/* ---- giving codes out ---- */

static bool write_codes(struct job_run *r, struct loyalty *l, int64_t batch, uint64_t *ret_n,
                        struct err *err) {
  struct buf out = BUF_INIT;
  struct arena tmp;
  int64_t after = 0;
  uint32_t n = 0;
  bool ok = true;
  arena_init(&tmp, "codes");
  *ret_n = 0;
  buf_puts(&out, "code,id\n");
  do {
    struct coupon *c;
    arena_reset(&tmp);
    ok = coupon_batch_list(l, batch, after, EXPORT_ROWS, &tmp, &c, &n, err);
    for (uint32_t i = 0; ok && i < n; i++) {
      buf_printf(&out, "%.*s,%.*s\n", STRF(c[i].code), STRF(c[i].id));
      after = c[i].n;
    }
    if (ok) *ret_n += n;
    if (ok && job_canceled(r)) ok = err_fail(err, ERR_canceled, NULL);
  } while (ok && n == EXPORT_ROWS);
  ok = ok && job_write(r, "codes.csv", buf_str(&out), err);
  buf_release(&out);
  arena_release(&tmp);
  return ok;
}

/* The file is whole before it is said to be exported, and is shown only afterwards: at most one
 * export of a pool succeeds, also when it is interrupted at any place. */
static bool export_pool(struct job_run *r, struct loyalty *l, struct err *err) {
  struct str pool = json_get_str(r->params, "pool");
  struct coupon_batch b;
  uint64_t n;
  struct jw w;
  if (!coupon_batch_get(l, pool, r->arena, &b, err)) return false;
  if (b.exported_ms == INT64_MIN &&
      (!write_codes(r, l, b.n, &n, err) || !coupon_batch_exported(l, pool, r->job->id, err)))
    return false;
  if (b.exported_ms != INT64_MIN && !str_eq(b.exported_by, r->job->id))
    return err_fail(err, ERR_coupon_pool_exported, "%.*s", STRF(pool));
  jw_init(&w, &r->result, 0);
  jw_begin_object(&w);
  jw_key(&w, "kind"), jw_str(&w, b.kind);
  jw_key(&w, "codes"), jw_int(&w, b.issued);
  jw_end_object(&w);
  return job_file_add(r, "codes.csv", "text/csv; charset=utf-8", err);
}

static bool run(struct job_run *r, struct err *err) {
  struct str what = json_get_str(r->params, "what");
  struct loyalty *l;
  if (!job_loyalty(r, &l, err)) return false;
  return str_is(what, "segment") ? to_segment(r, l, err)
         : str_is(what, "pool")  ? to_pool(r, l, err)
         : str_is(what, "file")  ? from_file(r, l, err)
                                 : export_pool(r, l, err);
}

const struct job_kind job_kind_coupons = {.name = "coupons", .run = run};
