/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Jobs as the workspace's own records tell them.  A server may run meanwhile: what is told is what
 * it has written, which knows states and results but not how far a running job is.  Canceling is
 * the server's business while it runs; without one it is ours. */
#include <string.h>

#include "cli/accounts.h"
#include "cli/cli_int.h"
#include "job/job.h"

#define LIST_DEFAULT 50
#define LIST_MAX     10000

static const struct cli_option options[] = {
    {"status", 0, OPT_TEXT, "STATUS", "only jobs of this status", "仅该状态的任务",
     "queued|running|done|failed|canceled"},
    {"limit", 'n', OPT_COUNT, "N", "so many, the newest first (default 50)",
     "条数，最新的在前（默认 50）", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static const char *status_text(const struct cli *c, enum job_status s) {
  static const char *const zh[] = {[JOB_QUEUED] = "排队中",
                                   [JOB_RUNNING] = "运行中",
                                   [JOB_DONE] = "已完成",
                                   [JOB_FAILED] = "失败",
                                   [JOB_CANCELED] = "已取消"};
  return tr(c, job_status_names[s], zh[s]);
}

static struct str title_of(const struct cli *c, const struct job *j) {
  return c->lang == LANG_ZH && j->title_zh.n ? j->title_zh : j->title_en;
}

static void put_json_or_null(struct jw *w, const char *key, struct str json) {
  jw_key(w, key);
  if (json.n)
    jw_raw(w, json);
  else
    jw_null(w);
}

static void put_job(struct cli *c, struct jw *w, const struct job *j) {
  struct buf text = BUF_INIT;
  jw_begin_object(w);
  jw_key(w, "id"), jw_str(w, j->id);
  jw_key(w, "kind"), jw_str(w, j->kind);
  jw_key(w, "title"), jw_str(w, title_of(c, j));
  jw_key(w, "status"), jw_cstr(w, job_status_names[j->status]);
  put_time_json(w, "created", j->created_ms);
  put_time_json(w, "started", j->started_ms);
  put_time_json(w, "ended", j->ended_ms);
  jw_key(w, "author"), jw_str(w, j->author);
  jw_key(w, "attempts"), jw_uint(w, j->attempts);
  put_json_or_null(w, "params", j->params);
  put_json_or_null(w, "result", j->result);
  if (j->problem.code != ERR_none) err_render_json(&j->problem, c->lang, &text);
  put_json_or_null(w, "problem", str_trim(buf_str(&text)));
  jw_key(w, "files"), jw_begin_array(w);
  for (uint32_t i = 0; i < j->n_files; i++) {
    jw_begin_object(w);
    jw_key(w, "name"), jw_str(w, j->files[i].name);
    jw_key(w, "bytes"), jw_uint(w, j->files[i].bytes);
    jw_key(w, "type"), jw_str(w, j->files[i].type);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  buf_release(&text);
}

static void print_table(struct cli *c, const struct job *j, uint32_t n) {
  struct table *t = table_new(&c->arena, 6);
  table_head(t, 0, tr(c, "id", "编号"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "title", "名称"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "status", "状态"), ALIGN_LEFT);
  table_head(t, 3, tr(c, "created (UTC)", "创建（UTC）"), ALIGN_LEFT);
  table_head(t, 4, tr(c, "ended (UTC)", "结束（UTC）"), ALIGN_LEFT);
  table_head(t, 5, tr(c, "author", "创建者"), ALIGN_LEFT);
  for (uint32_t i = 0; i < n; i++) {
    table_cell(t, j[i].id);
    table_cell(t, title_of(c, &j[i]));
    table_cell(t, str_from(status_text(c, j[i].status)));
    put_time_cell(t, j[i].created_ms);
    put_time_cell(t, j[i].ended_ms);
    table_cell(t, j[i].author);
  }
  table_print(c, t, "");
}

static bool list(struct cli *c, struct err *err) {
  struct job_filter f = {.status = -1, .limit = (uint32_t)cli_count(c, "limit", LIST_DEFAULT)};
  const char *status = cli_get(c, "status");
  struct workspace *ws;
  struct job *jobs;
  uint32_t n;
  struct jw w;
  for (int s = JOB_QUEUED; status && s <= JOB_CANCELED; s++)
    if (strcmp(status, job_status_names[s]) == 0) f.status = s;
  if (cli_count(c, "limit", LIST_DEFAULT) > LIST_MAX)
    return err_fail(err, ERR_too_large, "--limit" ERR_SEP "%d", LIST_MAX);
  if (f.limit == 0) f.limit = 1;
  if (!cli_open(c, WS_READ, &ws, err)) return false;
  bool ok = job_rows(ws, &f, &c->arena, &jobs, &n, err);
  ws_close(ws);
  if (!ok) return false;
  if (!c->json) {
    print_table(c, jobs, n);
    return true;
  }
  jw_init(&w, &c->out, 2);
  jw_begin_object(&w);
  jw_key(&w, "jobs"), jw_begin_array(&w);
  for (uint32_t i = 0; i < n; i++)
    put_job(c, &w, &jobs[i]);
  jw_end_array(&w);
  jw_end_object(&w);
  buf_putc(&c->out, '\n');
  return true;
}

static void print_one(struct cli *c, const struct job *j) {
  struct buf why = BUF_INIT;
  print_table(c, j, 1);
  if (j->problem.code != ERR_none) {
    err_render(&j->problem, c->lang, &why);
    buf_printf(&c->out, "%s: %.*s\n", tr(c, "problem", "原因"), STRF(buf_str(&why)));
  }
  if (j->result.n) buf_printf(&c->out, "%s: %.*s\n", tr(c, "result", "结果"), STRF(j->result));
  for (uint32_t i = 0; i < j->n_files; i++) {
    buf_printf(&c->out, "%s: %.*s, ", tr(c, "file", "文件"), STRF(j->files[i].name));
    put_bytes(&c->out, j->files[i].bytes);
    buf_putc(&c->out, '\n');
  }
  buf_release(&why);
}

static void tell(struct cli *c, const struct job *j) {
  struct jw w;
  if (!c->json) {
    print_one(c, j);
    return;
  }
  jw_init(&w, &c->out, 2);
  put_job(c, &w, j);
  buf_putc(&c->out, '\n');
}

static bool show(struct cli *c, struct err *err) {
  struct workspace *ws;
  struct job j;
  if (!cli_open(c, WS_READ, &ws, err)) return false;
  bool ok = job_row(ws, str_from(c->args[1]), &c->arena, &j, err);
  ws_close(ws);
  if (ok) tell(c, &j);
  return ok;
}

static bool cancel(struct cli *c, struct err *err) {
  struct workspace *ws;
  struct job j;
  if (!cli_open(c, WS_WRITE, &ws, err))
    return err->code == ERR_workspace_locked
               ? err_fail(err, ERR_job_of_server, "%s" ERR_SEP "%s", c->args[1], c->workspace)
               : false;
  bool ok = job_cancel_left(ws, str_from(c->args[1]), &c->arena, &j, err);
  ws_close(ws);
  if (ok) tell(c, &j);
  return ok;
}

static bool run(struct cli *c, struct err *err) {
  const char *name = c->n_args ? c->args[0] : "list";
  bool (*verb)(struct cli *, struct err *) = NULL;
  if (strcmp(name, "list") == 0) verb = list;
  if (strcmp(name, "show") == 0) verb = show;
  if (strcmp(name, "cancel") == 0) verb = cancel;
  if (!verb)
    return err_fail(err, ERR_bad_option_value, "job" ERR_SEP "%s" ERR_SEP "list|show|cancel", name);
  if (verb == list && c->n_args > 1)
    return err_fail(err, ERR_extra_argument, "job" ERR_SEP "%s", c->args[1]);
  if (verb != list && c->n_args < 2)
    return err_fail(err, ERR_missing_argument, "job" ERR_SEP "shoal job %s ID", name);
  return verb(c, err);
}

const struct cli_command cmd_job = {
    .name = "job",
    .args = "[list | show ID | cancel ID]",
    .min_args = 0,
    .max_args = 2,
    .en = "Jobs of a workspace (imports, exports, slow questions): list, show, cancel",
    .zh = "工作区的任务（导入、导出、慢查询）：列表、查看、取消",
    .help_en = "Jobs are started in the console or over HTTP and run in the server; they are\n"
               "forgotten 7 days after they end.  Listing and showing work while it runs.\n"
               "cancel is for jobs that wait for a server that is stopped; while it runs, cancel\n"
               "in the console or with POST /api/w/WORKSPACE/jobs/ID/cancel.",
    .help_zh =
        "任务在控制台或通过接口启动，由服务执行；结束 7 天后清除。服务运行时也可列出和查看。\n"
        "cancel 用于服务已停止时仍在等待的任务；服务运行时，请在控制台取消，或调用\n"
        "POST /api/w/工作区/jobs/编号/cancel。",
    .examples = "shoal job list --status failed\nshoal job show job_… --json",
    .options = options,
    .complete = "list|show|cancel",
    .run = run,
};
