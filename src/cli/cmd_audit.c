/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who changed which resource when. */
#include "cli/cli_int.h"
#include "resource/resource.h"

#define ENTRIES_DEFAULT 50

static const struct cli_option options[] = {
    {"limit", 0, OPT_COUNT, "N", "at most N entries, newest first (default 50)",
     "最多 N 条，新的在前（默认 50）", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static void print_json(struct cli *c, const struct audit_entry *e, uint32_t n) {
  struct jw w;
  struct buf when = BUF_INIT;
  jw_init(&w, &c->out, 2);
  jw_begin_object(&w);
  jw_key(&w, "audit"), jw_begin_array(&w);
  for (uint32_t i = 0; i < n; i++) {
    buf_reset(&when);
    time_format_iso(e[i].at_ms, &when);
    jw_begin_object(&w);
    jw_key(&w, "at"), jw_str(&w, buf_str(&when));
    jw_key(&w, "author"), jw_str(&w, e[i].author);
    jw_key(&w, "action"), jw_str(&w, e[i].action);
    jw_key(&w, "kind"), jw_str(&w, e[i].kind);
    jw_key(&w, "slug"), jw_str(&w, e[i].slug);
    jw_key(&w, "version"), jw_uint(&w, e[i].version);
    jw_end_object(&w);
  }
  jw_end_array(&w);
  jw_end_object(&w);
  buf_putc(&c->out, '\n');
  buf_release(&when);
}

static void print_table(struct cli *c, const struct tz *tz, const struct audit_entry *e,
                        uint32_t n) {
  struct table *t = table_new(&c->arena, 5);
  struct buf when = BUF_INIT;
  table_head(t, 0, tr(c, "when", "时间"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "who", "操作人"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "what", "操作"), ALIGN_LEFT);
  table_head(t, 3, tr(c, "resource", "资源"), ALIGN_LEFT);
  table_head(t, 4, tr(c, "version", "版本"), ALIGN_RIGHT);
  for (uint32_t i = 0; i < n; i++) {
    buf_reset(&when);
    time_format_minute(tz, e[i].at_ms, &when);
    table_cell(t, buf_str(&when));
    table_cell(t, e[i].author);
    table_cell(t, e[i].action);
    table_cellf(t, "%.*s/%.*s", STRF(e[i].kind), STRF(e[i].slug));
    table_cellf(t, "%u", e[i].version);
  }
  table_print(c, t, "");
  buf_release(&when);
}

static bool run(struct cli *c, struct err *err) {
  struct workspace *w;
  struct audit_entry *e;
  uint32_t n;
  if (!cli_open(c, WS_READ, &w, err)) return false;
  bool ok = resource_audit(w, 0, (uint32_t)cli_count(c, "limit", ENTRIES_DEFAULT), &c->arena, &e,
                           &n, err);
  if (ok && c->json)
    print_json(c, e, n);
  else if (ok)
    print_table(c, ws_tz(w), e, n);
  ws_close(w);
  return ok;
}

const struct cli_command cmd_audit = {
    .name = "audit",
    .args = "",
    .min_args = 0,
    .max_args = 0,
    .en = "Who changed which resource when",
    .zh = "查看资源的变更记录",
    .options = options,
    .run = run,
};
