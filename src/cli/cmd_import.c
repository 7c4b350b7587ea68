/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files in.  Without a mapping one is guessed, shown and asked about; --dry-run is import_dry.c.
 * Several files are imported one after the other with
 * the same mapping (or a guess each). */
#include <stdio.h>
#include <sys/stat.h>

#include "cli/import_int.h"
#include "resource/resource.h"
#include "workspace/import.h"

#define MAP_BYTES_MAX ((size_t)1 << 20)

static const struct cli_option options[] = {
    {"map", 'm', OPT_TEXT, "FILE", "mapping: which column is what (docs/IMPORT.md)",
     "映射文件：各列的含义（见 docs/IMPORT.md）", NULL},
    {"save-map", 0, OPT_TEXT, "FILE", "write the guessed mapping there and stop",
     "将推测的映射写入文件后退出", NULL},
    {"dry-run", 'n', OPT_FLAG, NULL, "show what the first rows would become; import nothing",
     "预览前几行导入后的样子，不写入", NULL},
    {"source", 0, OPT_TEXT, "NAME",
     "name under which rows are recognised again (default: the file's)",
     "来源名，用于识别重复行（默认文件名）", NULL},
    {"rejects", 0, OPT_TEXT, "FILE", "where rejected rows go (default: in the workspace)",
     "被拒绝的行写到哪里（默认在工作区内）", NULL},
    {"zone", 0, OPT_TEXT, "ZONE", "time zone of a workspace that is made now, e.g. Asia/Shanghai",
     "新建工作区的时区，如 Asia/Shanghai", NULL},
    {"currency", 0, OPT_TEXT, "CODE", "currency of a workspace that is made now",
     "新建工作区的币种", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

bool import_is_new(const struct err *err) {
  return err->code == ERR_no_workspace || err->code == ERR_no_data_dir;
}

bool import_agrees(struct cli *c, const struct workspace *w, struct err *err) {
  const char *zone = cli_get(c, "zone"), *currency = cli_get(c, "currency");
  if (zone && !str_is(tz_name(ws_tz(w)), zone))
    return err_fail(err, ERR_setting_differs, "zone" ERR_SEP "%.*s" ERR_SEP "%s",
                    STRF(tz_name(ws_tz(w))), zone);
  if (currency && !str_is(ws_currency(w), currency))
    return err_fail(err, ERR_setting_differs, "currency" ERR_SEP "%.*s" ERR_SEP "%s",
                    STRF(ws_currency(w)), currency);
  return true;
}

/* Presets are installed at every opening, not only the first: a kill may have come between the two.
 */
static bool open_or_create(struct cli *c, struct workspace **ret, struct err *err) {
  const char *zone = cli_get(c, "zone"), *currency = cli_get(c, "currency");
  if (!cli_open(c, WS_WRITE, ret, err)) {
    if (!import_is_new(err)) return false;
    if (!ws_create(c->data, str_from(c->workspace), str_from(zone ? zone : ""),
                   str_from(currency ? currency : ""), &c->ws_options, err) &&
        err->code != ERR_workspace_exists) /* another import was quicker */
      return false;
    if (!cli_open(c, WS_WRITE, ret, err)) return false;
  }
  if (import_agrees(c, *ret, err) && resource_install_presets(*ret, err)) return true;
  ws_close(*ret);
  *ret = NULL;
  return false;
}

static bool read_map(struct cli *c, const char *path, struct mapping *ret, struct err *err) {
  struct str text;
  return io_read_all(io_posix(), path, MAP_BYTES_MAX, &c->arena, &text, err) &&
         mapping_parse(text, path, &c->arena, ret, err);
}

static bool guess_map(struct cli *c, const char *path, bool ask, struct mapping *ret,
                      struct err *err) {
  struct map_doubt *doubts;
  uint32_t n;
  struct buf yaml = BUF_INIT;
  if (!mapping_guess(path, &c->arena, ret, &doubts, &n, err)) return false;
  mapping_write(ret, &yaml);
  cli_note(c, tr(c, "%s: no mapping given; this is the guess:\n", "%s：未提供映射，推测如下：\n"),
           path);
  cli_note(c, "%s", yaml.p);
  for (uint32_t i = 0; i < n; i++)
    cli_note(c, "? %.*s", STRF(c->lang == LANG_ZH ? doubts[i].zh : doubts[i].en));
  buf_release(&yaml);
  if (!ask || cli_confirm(c, n == 0, tr(c, "Import with this mapping?", "按此映射导入吗？")))
    return true;
  return err_fail(err, ERR_mapping_unconfirmed, "%s", path);
}

bool import_mapping(struct cli *c, const char *path, bool ask, struct mapping *ret,
                    struct err *err) {
  const char *map = cli_get(c, "map");
  if (!map && strcmp(path, "-") == 0) return err_fail(err, ERR_map_needed, NULL);
  return map ? read_map(c, map, ret, err) : guess_map(c, path, ask, ret, err);
}

static bool same_file(const char *a, const char *b) {
  struct stat x, y;
  return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* Before anything is made or asked: a wrong name should cost nothing. */
static bool check_files(struct cli *c, struct err *err) {
  const char *rejects = cli_get(c, "rejects"), *map = cli_get(c, "map");
  for (int i = 0; i < c->n_args; i++) {
    struct io_file *f;
    if (strcmp(c->args[i], "-") == 0) continue;
    if (!io_open(io_posix(), c->args[i], IO_READ, &f, err)) return false;
    io_close(io_posix(), f);
    if (rejects && same_file(rejects, c->args[i]))
      return err_fail(err, ERR_reject_is_input, "%s", c->args[i]);
  }
  if (rejects && map && same_file(rejects, map))
    return err_fail(err, ERR_reject_is_input, "%s", map);
  return true;
}

/* ---- the import ---- */

struct watch {
  struct progress bar;
  const struct cli *c;
};

static bool on_progress(void *ctx, const struct import_counts *n) {
  struct watch *w = ctx;
  double fraction = n->bytes_total ? (double)n->bytes / (double)n->bytes_total : -1;
  progress_draw(&w->bar, fraction, n->read, tr(w->c, "rows", "行"));
  return true;
}

/* Rejects of several files go into one, that of the first which has any. */
static bool import_file(struct cli *c, struct workspace *w, const char *path,
                        const struct mapping *m, struct import_counts *sum, struct str *rejects,
                        struct err *err) {
  struct watch watch = {.c = c};
  struct import_counts n = {0};
  const char *source = cli_get(c, "source"), *told = cli_get(c, "rejects");
  struct import_job job = {
      .path = path,
      .map = m,
      .source = str_from(source ? source : ""),
      .reject_path = rejects->n ? *rejects : str_from(told ? told : ""),
      .reject_from = sum->reject_bytes,
      .progress = on_progress,
      .ctx = &watch,
  };
  struct str reject_path = {0};
  progress_begin(&watch.bar, c);
  bool ok = ws_import(w, &job, &c->arena, &n, &reject_path, err);
  progress_end(&watch.bar);
  if (!ok) return false;
  if (n.resumed_at)
    cli_note(c,
             tr(c, "%s: went on after row %llu, where an earlier import had stopped",
                "%s：从上次中断的第 %llu 行之后继续"),
             path, (unsigned long long)n.resumed_at);
  if (n.scattered_orders)
    cli_note(c,
             tr(c,
                "%s: %llu orders were cut into several, because their lines are not adjacent; sort "
                "the file by order id",
                "%s：有 %llu 个订单因明细行不相邻被拆成多个订单；请先按订单号排序"),
             path, (unsigned long long)n.scattered_orders);
  if (n.kept_as_text)
    cli_note(c,
             tr(c, "%s: %llu values do not fit the type of their column and were kept as text",
                "%s：有 %llu 个值与所在列的类型不符，已按文本保存"),
             path, (unsigned long long)n.kept_as_text);
  if (n.expired)
    cli_note(c,
             tr(c, "%s: %llu events are older than the workspace keeps them: counted, not shown",
                "%s：有 %llu 个事件早于工作区的保留期限：已计入，但不展示"),
             path, (unsigned long long)n.expired);
  if (reject_path.n) {
    *rejects = reject_path;
    sum->reject_bytes = n.reject_bytes;
  }
  sum->expired += n.expired, sum->scattered_orders += n.scattered_orders,
      sum->kept_as_text += n.kept_as_text;
  sum->read += n.read, sum->imported += n.imported, sum->duplicate += n.duplicate,
      sum->rejected += n.rejected;
  sum->people += n.people, sum->events += n.events, sum->seconds += n.seconds;
  return true;
}

static void print_counts(struct cli *c, const struct import_counts *n, struct str rejects) {
  if (c->json) {
    struct jw w;
    jw_init(&w, &c->out, 2);
    jw_begin_object(&w);
    jw_key(&w, "read"), jw_uint(&w, n->read);
    jw_key(&w, "imported"), jw_uint(&w, n->imported);
    jw_key(&w, "duplicate"), jw_uint(&w, n->duplicate);
    jw_key(&w, "rejected"), jw_uint(&w, n->rejected);
    jw_key(&w, "people"), jw_uint(&w, n->people);
    jw_key(&w, "events"), jw_uint(&w, n->events);
    jw_key(&w, "seconds"), jw_double(&w, (double)(int64_t)(n->seconds * 1000 + .5) / 1000);
    jw_key(&w, "expired"), jw_uint(&w, n->expired);
    jw_key(&w, "scattered_orders"), jw_uint(&w, n->scattered_orders);
    jw_key(&w, "kept_as_text"), jw_uint(&w, n->kept_as_text);
    jw_key(&w, "rejects");
    if (rejects.n)
      jw_str(&w, rejects);
    else
      jw_null(&w);
    jw_end_object(&w);
    buf_putc(&c->out, '\n');
    return;
  }
  const struct {
    const char *en, *zh;
    uint64_t v;
  } facts[] = {
      {"rows read", "读取行数", n->read},
      {"imported", "导入", n->imported},
      {"duplicate", "重复（已跳过）", n->duplicate},
      {"rejected", "拒绝", n->rejected},
      {"new people", "新用户", n->people},
      {"events written", "写入事件", n->events},
  };
  struct table *t = table_new(&c->arena, 2);
  table_head(t, 0, NULL, ALIGN_LEFT);
  table_head(t, 1, NULL, ALIGN_RIGHT);
  for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
    struct buf b = BUF_INIT;
    put_count(&b, (int64_t)facts[i].v);
    table_cell(t, str_from(tr(c, facts[i].en, facts[i].zh)));
    table_cell(t, buf_str(&b));
    buf_release(&b);
  }
  struct buf time = BUF_INIT;
  put_duration(&time, n->seconds);
  table_cell(t, str_from(tr(c, "time", "用时")));
  table_cell(t, buf_str(&time));
  buf_release(&time);
  table_print(c, t, "");
  if (rejects.n)
    buf_printf(&c->out, tr(c, "rejected rows with reasons: %.*s\n", "被拒绝的行及原因：%.*s\n"),
               STRF(rejects));
}

static bool save_map(struct cli *c, struct err *err) {
  struct mapping m;
  struct buf yaml = BUF_INIT;
  bool ok = guess_map(c, c->args[0], false, &m, err);
  if (ok) {
    mapping_write(&m, &yaml);
    ok = io_write_atomic(io_posix(), cli_get(c, "save-map"), yaml.p, yaml.n, err);
  }
  buf_release(&yaml);
  return ok;
}

/* The workspace is opened, or made, when the first mapping stands: a question answered with no
 * leaves nothing behind. */
static bool run(struct cli *c, struct err *err) {
  struct workspace *w = NULL;
  struct import_counts sum = {0};
  struct str rejects = {0};
  struct mapping m;
  bool ok = true;
  if (!check_files(c, err)) return false;
  if (cli_has(c, "save-map")) return save_map(c, err);
  if (cli_has(c, "dry-run")) return import_dry(c, err);
  c->ws_options.background = true; /* parts are written while the file is read */
  for (int i = 0; ok && i < c->n_args; i++)
    ok = import_mapping(c, c->args[i], true, &m, err) && (w || open_or_create(c, &w, err)) &&
         import_file(c, w, c->args[i], &m, &sum, &rejects, err);
  if (w) ws_close(w);
  if (ok) print_counts(c, &sum, rejects);
  return ok;
}

const struct cli_command cmd_import = {
    .name = "import",
    .args = "FILE…",
    .min_args = 1,
    .max_args = -1,
    .en = "Import orders, events, people or items from CSV or NDJSON (.gz, .zst too)",
    .zh = "导入订单、事件、用户或商品文件（CSV、NDJSON，可为 .gz、.zst）",
    .help_en = "Every row ends as imported, duplicate or rejected.  Importing the same file again "
               "imports nothing twice; an\n"
               "interrupted import goes on where it stopped.  Rejected rows are kept with line and "
               "reason.",
    .help_zh = "每一行的结果都是导入、重复或拒绝之一。同一文件再次导入不会重复；"
               "中断的导入会从断点继续。\n被拒绝的行会连同行号和原因一起保存。",
    .examples = "shoal import orders.csv\nshoal import orders.csv --dry-run\nshoal import "
                "orders.csv.gz --map orders.map.yaml --json",
    .options = options,
    .complete = "file",
    .run = run,
};
