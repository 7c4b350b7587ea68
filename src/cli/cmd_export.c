/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * People (with attributes and classes) or events, as CSV or NDJSON, of everybody or of a segment.
 * The rows are written by job/export.h, as those of an export job. */
#include <stdio.h>

#include "cli/cli_int.h"
#include "cli/session.h"
#include "job/export.h"

static const struct cli_option options[] = {
    {"segment", 's', OPT_TEXT, "SLUG", "only people of this segment", "仅该分群的用户", NULL},
    {"where", 0, OPT_TEXT, "EXPR", "only people who satisfy this expression",
     "仅满足该表达式的用户", NULL},
    {"as-of", 0, OPT_TEXT, "DATE", "as things stood at the end of that day, or at a date-time",
     "截至某日结束（或某时刻）的情况", NULL},
    {"format", 'f', OPT_TEXT, "FORMAT", "csv (default) or ndjson", "csv（默认）或 ndjson",
     "csv|ndjson"},
    {"classes", 0, OPT_TEXT, "LIST", "people: classifications to add, e.g. rfm,aipl",
     "people：附加分层，如 rfm,aipl", NULL},
    {"output", 'o', OPT_TEXT, "FILE", "write there (default: standard output)",
     "输出文件（默认标准输出）", NULL},
    {"bom", 0, OPT_FLAG, NULL, "csv: begin with a byte order mark (for Excel)",
     "csv：带 BOM（便于 Excel 打开）", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

struct out {
  struct session *s;
  struct cli_sink *sink;
};

static bool chosen_people(struct session *s, roaring_bitmap_t **ret, struct err *err) {
  struct cli *c = s->cli;
  const char *segment = cli_get(c, "segment"), *where = cli_get(c, "where");
  struct str expression = str_from(where ? where : "");
  if (segment && where) return err_fail(err, ERR_extra_argument, "export" ERR_SEP "--where");
  if (segment && !session_segment(s, str_from(segment), &expression, err)) return false;
  if (segment || where) return session_people(s, expression, ret, NULL, err);
  return query_people(s->snap, s->as_of, ws_pool(s->ws), ret, err);
}

/* --classes: each of them a classification, so that a misspelt one is not taken for an attribute.
 */
static bool classes(struct session *s, struct export_want *want, struct err *err) {
  const char *list = cli_get(s->cli, "classes");
  struct str rest = str_from(list ? list : "");
  struct str *v = arena_array(&s->cli->arena, struct str, rest.n + 1);
  while (rest.n) {
    const struct classification *def;
    struct str slug = str_trim(str_cut(&rest, ','));
    if (!names_env_classification(s->names, slug, &def, err)) return false;
    v[want->n_columns++] = slug;
  }
  want->columns = v;
  return true;
}

static bool on_write(void *ctx, struct buf *b, struct err *err) {
  struct out *o = ctx;
  return cli_sink_write(o->sink, b, true, err);
}

static bool write_out(struct out *o, const struct export_want *want, const char *path,
                      uint64_t *ret_rows, struct err *err) {
  struct session *s = o->s;
  struct export_to to = {.write = on_write, .ctx = o};
  if (!cli_sink_open(s->cli, path, &o->sink, err)) return false;
  if (export_run(s->ws, s->snap, s->names, &s->limits, want, &to, ret_rows, err))
    return cli_sink_close(o->sink, err);
  cli_sink_abandon(o->sink);
  return false;
}

static bool run(struct cli *c, struct err *err) {
  struct session s;
  struct out o = {.s = &s};
  roaring_bitmap_t *set = NULL;
  uint64_t rows = 0;
  const char *what = c->args[0], *format = cli_get(c, "format"), *path = cli_get(c, "output");
  struct export_want want = {.events = strcmp(what, "events") == 0,
                             .ndjson = format && strcmp(format, "ndjson") == 0,
                             .bom = cli_has(c, "bom"),
                             .all_columns = true};
  if (!want.events && strcmp(what, "people") != 0)
    return err_fail(err, ERR_bad_option_value, "export" ERR_SEP "%s" ERR_SEP "people|events", what);
  if (!session_open(c, &s, err)) return false;
  want.as_of = s.as_of;
  bool ok = chosen_people(&s, &set, err) && (want.events || classes(&s, &want, err));
  want.people = set;
  ok = ok && write_out(&o, &want, path, &rows, err);
  if (ok && path && c->json)
    buf_printf(&c->out, "{\"rows\":%llu}\n", (unsigned long long)rows);
  else if (ok && path)
    cli_note(c, tr(c, "%llu rows written to %s", "已写入 %llu 行到 %s"), (unsigned long long)rows,
             path);
  if (set) roaring_bitmap_free(set);
  session_close(&s);
  return ok;
}

const struct cli_command cmd_export = {
    .name = "export",
    .args = "people | events",
    .min_args = 1,
    .max_args = 1,
    .en = "Export people or events as CSV or NDJSON",
    .zh = "导出用户或事件（CSV 或 NDJSON）",
    .examples =
        "shoal export people --segment sleeping_vips --classes rfm,lifecycle -o vips.csv --bom\n"
        "shoal export events --where 'city = \"上海\"' --format ndjson -o events.ndjson",
    .options = options,
    .complete = "people|events",
    .run = run,
};
