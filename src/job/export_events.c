/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Events as rows, straight from the scan: a billion of them stream through a bounded buffer. */
#include "export_int.h"

struct events {
  struct exporter *x;
  const struct scan_want *want;
  struct intern *strings;
};

static void column_value(const struct events *k, const struct scan_col *c, uint32_t row,
                         struct buf *b) {
  switch (c->type) {
  case V_BOOL:
    buf_puts(b, c->bit[row] ? "true" : "false");
    break;
  case V_NUM:
    dec_format((struct dec){c->wide ? c->wide_num[row] : c->num[row], c->scale}, b);
    break;
  case V_STR:
    buf_put_str(b, intern_at(k->strings, c->code[row]));
    break;
  case V_TIME:
    time_format_iso(c->num[row], b);
    break;
  case V_NONE:
    break;
  }
}

static struct str prop_name(const struct events *k, uint32_t col) {
  return snapshot_prop(k->x->n, k->want->cols[col].prop)->name;
}

static void json_row(const struct events *k, const struct scan_batch *s, uint32_t row,
                     struct str id, struct str when, struct str event) {
  struct buf cell = BUF_INIT, *out = &k->x->b;
  struct jw w;
  jw_init(&w, out, 0);
  jw_begin_object(&w);
  jw_key(&w, "person"), jw_str(&w, id);
  jw_key(&w, "time");
  if (when.n)
    jw_str(&w, when);
  else
    jw_null(&w); /* known since ever */
  jw_key(&w, "event"), jw_str(&w, event);
  for (uint32_t i = 0; i < k->want->n_cols; i++) {
    const struct scan_col *c = &s->cols[i];
    if (!(c->present[row >> 6] >> (row & 63) & 1)) continue;
    buf_reset(&cell);
    column_value(k, c, row, &cell);
    jw_key_str(&w, prop_name(k, i));
    if (k->x->want->masked && mask_personal(prop_name(k, i)))
      jw_cstr(&w, "***");
    else if (c->type == V_NUM || c->type == V_BOOL)
      jw_raw(&w, buf_str(&cell));
    else
      jw_str(&w, buf_str(&cell));
  }
  jw_end_object(&w);
  buf_putc(out, '\n');
  buf_release(&cell);
}

static void csv_row(const struct events *k, const struct scan_batch *s, uint32_t row, struct str id,
                    struct str when, struct str event) {
  struct buf cell = BUF_INIT, *out = &k->x->b;
  csv_cell_guarded(out, id);
  buf_putc(out, ',');
  csv_cell(out, when);
  buf_putc(out, ',');
  csv_cell_guarded(out, event);
  for (uint32_t i = 0; i < k->want->n_cols; i++) {
    const struct scan_col *c = &s->cols[i];
    /* A property seen with several types is one CSV column; a row has at most one of them. */
    if (i == 0 || k->want->cols[i - 1].prop != k->want->cols[i].prop) buf_putc(out, ',');
    if (!(c->present[row >> 6] >> (row & 63) & 1)) continue;
    buf_reset(&cell);
    column_value(k, c, row, &cell);
    if (k->x->want->masked && mask_personal(prop_name(k, i))) {
      buf_reset(&cell);
      buf_puts(&cell, "***");
    }
    csv_cell_guarded(out, buf_str(&cell));
  }
  buf_putc(out, '\n');
  buf_release(&cell);
}

static bool on_batch(void *ctx, const struct scan_batch *s, struct err *err) {
  struct events *k = ctx;
  struct exporter *x = k->x;
  struct buf id = BUF_INIT, when = BUF_INIT;
  bool ok = export_progress(x, -1, err);
  for (uint32_t p = 0; ok && p < s->n_people; p++) {
    if (!roaring_bitmap_contains(x->want->people, s->person[p])) continue;
    buf_reset(&id);
    export_id(x, s->person[p], &id);
    for (uint32_t row = s->row_begin[p]; row < s->row_begin[p + 1]; row++) {
      struct str event = snapshot_event(x->n, s->event[row])->name;
      buf_reset(&when);
      if (s->time[row] != TIME_MIN) time_format_iso(s->time[row], &when);
      (x->want->ndjson ? json_row : csv_row)(k, s, row, buf_str(&id), buf_str(&when), event);
      x->rows++;
    }
    ok = export_flush(x, false, err);
  }
  buf_release(&id);
  buf_release(&when);
  return ok;
}

/* A column per (property, type), types of one property beside each other. */
static uint32_t add_prop(const struct exporter *x, uint32_t p, struct scan_col_want *to) {
  uint32_t n = 0;
  for (int t = V_BOOL; t < V_TYPES; t++)
    if (snapshot_prop(x->n, p)->types & V_MASK(t))
      to[n++] = (struct scan_col_want){p, (enum vtype)t};
  return n;
}

static bool choose(const struct exporter *x, struct scan_col_want **ret, uint32_t *ret_n,
                   struct err *err) {
  uint32_t n_props = snapshot_props(x->n), n = 0;
  if (x->want->n_columns > EXPORT_COLUMNS_MAX)
    return err_fail(err, ERR_too_large, "%s" ERR_SEP "%d", "columns", EXPORT_COLUMNS_MAX);
  struct scan_col_want *cols = arena_array(x->arena, struct scan_col_want,
                                           ((size_t)n_props + x->want->n_columns) * V_TYPES + 1);
  for (uint32_t p = 0; x->want->all_columns && p < n_props; p++)
    n += add_prop(x, p, cols + n);
  for (uint32_t i = 0; i < x->want->n_columns; i++) {
    uint32_t p = snapshot_prop_code(x->n, x->want->columns[i]);
    if (p == INTERN_NONE)
      return err_fail(err, ERR_unknown_column, "%.*s", STRF(x->want->columns[i]));
    bool again = false;
    for (uint32_t c = 0; c < n && !again; c++)
      again = cols[c].prop == p;
    if (!again) n += add_prop(x, p, cols + n);
  }
  *ret = cols;
  *ret_n = n;
  return true;
}

bool export_events(struct exporter *x, struct err *err) {
  struct scan_col_want *cols = NULL;
  uint32_t n = 0;
  if (!choose(x, &cols, &n, err)) return false;
  struct scan_want want = {
      .all_events = true, .cols = cols, .n_cols = n, .t_max = x->want->as_of, .only = SUBJECT_NONE};
  struct events k = {.x = x, .want = &want};
  struct scanner *scan;
  if (!x->want->ndjson) {
    buf_puts(&x->b, "person,time,event");
    for (uint32_t i = 0; i < n; i++)
      if (i == 0 || cols[i - 1].prop != cols[i].prop)
        buf_putc(&x->b, ','), csv_cell_guarded(&x->b, prop_name(&k, i));
    buf_putc(&x->b, '\n');
  }
  if (!scanner_new(x->n, &want, &scan, err)) return false;
  k.strings = scanner_strings(scan);
  bool ok = true;
  uint32_t chunks = scan_chunks(x->n);
  for (uint32_t chunk = 0; ok && chunk < chunks; chunk++)
    ok = export_progress(x, (double)chunk / chunks, err) &&
         scanner_run(scan, chunk, on_batch, &k, err);
  scanner_free(scan);
  return ok;
}
