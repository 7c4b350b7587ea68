/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal import --dry-run`: what the first rows would become.  Nothing is written. */
#include "cli/import_int.h"

#define DRY_RECORDS 10

static void put_row(struct cli *c, const struct tz *tz, const struct ev_batch *b,
                    const struct ev_row *row, struct table *t) {
  struct str type, id;
  struct buf text = BUF_INIT;
  ev_batch_id_parts(b, row->id, &type, &id);
  if (row->flags & EV_SINCE_EVER)
    buf_puts(&text, tr(c, "since ever", "一直以来"));
  else
    time_format_minute(tz, row->time, &text);
  table_cell(t, id);
  table_cell(t, buf_str(&text));
  table_cell(t, intern_at(&b->names, row->name));
  buf_reset(&text);
  for (uint32_t i = 0; i < row->prop_n; i++) {
    const struct ev_prop *p = &b->vals.p[row->prop_begin + i];
    struct value v = ev_value(b, p);
    buf_printf(&text, "%s%.*s=", i ? "  " : "", STRF(intern_at(&b->props, p->name)));
    put_value_text(&text, tz, &v);
  }
  table_cell(t, buf_str(&text));
  buf_release(&text);
}

static void dry_json(struct jw *w, const struct ev_batch *b, const struct ev_row *row) {
  struct str type, id;
  struct buf when = BUF_INIT;
  ev_batch_id_parts(b, row->id, &type, &id);
  time_format_iso(row->time, &when);
  jw_begin_object(w);
  jw_key(w, "person"), jw_str(w, id);
  jw_key(w, "time");
  if (row->flags & EV_SINCE_EVER)
    jw_null(w);
  else
    jw_str(w, buf_str(&when));
  jw_key(w, "event"), jw_str(w, intern_at(&b->names, row->name));
  jw_key(w, "properties"), ev_put_properties(w, b, row);
  jw_end_object(w);
  buf_release(&when);
}

static void dry_table(struct cli *c, const struct tz *tz, const struct ev_batch *b,
                      const struct read_record *records, uint32_t n) {
  struct table *t = table_new(&c->arena, 4);
  table_head(t, 0, tr(c, "person", "用户"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "time", "时间"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "event", "事件"), ALIGN_LEFT);
  table_head(t, 3, tr(c, "properties", "属性"), ALIGN_LEFT);
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t k = 0; k < records[i].row_n; k++)
      put_row(c, tz, b, &b->rows.p[records[i].row_begin + k], t);
  table_print(c, t, "");
  for (uint32_t i = 0; i < n; i++) {
    if (!records[i].rejected) continue;
    struct buf why = BUF_INIT;
    err_render(&records[i].why, c->lang, &why);
    buf_printf(&c->out, tr(c, "line %llu would be rejected: %s\n", "第 %llu 行将被拒绝：%s\n"),
               (unsigned long long)records[i].line, why.p);
    buf_release(&why);
  }
}

/* The first rows of a file; with --json into the array that w has open. */
static bool dry_run(struct cli *c, const char *path, const struct tz *tz, unsigned calling_code,
                    struct jw *w, uint32_t *rejected, struct err *err) {
  struct mapping m;
  struct reader *r;
  struct ev_batch b;
  struct read_record *records;
  uint32_t n;
  if (!import_mapping(c, path, false, &m, err)) return false;
  if (!reader_open(path, &m, tz, clock_wall_ms(c->ws_options.clock), &r, err)) return false;
  reader_calling_code(r, calling_code);
  ev_batch_init(&b);
  bool ok = reader_next(r, &b, &records, &n, err);
  if (ok && n > DRY_RECORDS) n = DRY_RECORDS;
  for (uint32_t i = 0; ok && i < n; i++) {
    *rejected += records[i].rejected;
    for (uint32_t k = 0; c->json && k < records[i].row_n; k++)
      dry_json(w, &b, &b.rows.p[records[i].row_begin + k]);
  }
  if (ok && !c->json) dry_table(c, tz, &b, records, n);
  ev_batch_release(&b);
  reader_close(r);
  return ok;
}

/* A dry run needs only the zone and the country, and must not make a workspace. */
bool import_dry(struct cli *c, struct err *err) {
  struct workspace *w = NULL;
  struct jw j;
  const struct tz *tz = tz_utc();
  const char *zone = cli_get(c, "zone");
  uint32_t rejected = 0;
  unsigned calling_code = 0;
  if (cli_open(c, WS_READ, &w, err))
    tz = ws_tz(w), calling_code = ws_calling_code(w);
  else if (!import_is_new(err) || (zone && !tz_load(str_from(zone), &tz, err)))
    return false;
  bool ok = !w || import_agrees(c, w, err);
  jw_init(&j, &c->out, 2);
  if (c->json) jw_begin_object(&j), jw_key(&j, "rows"), jw_begin_array(&j);
  for (int i = 0; ok && i < c->n_args; i++)
    ok = dry_run(c, c->args[i], tz, calling_code, &j, &rejected, err);
  if (w) ws_close(w);
  if (!ok && c->json) buf_reset(&c->out);
  if (!ok) return false;
  if (c->json) {
    jw_end_array(&j);
    jw_key(&j, "rejected"), jw_uint(&j, rejected);
    jw_end_object(&j);
    buf_putc(&c->out, '\n');
  } else {
    buf_printf(&c->out, "%s\n",
               tr(c, "Nothing was imported (--dry-run).", "未导入任何数据（--dry-run）。"));
  }
  return true;
}
