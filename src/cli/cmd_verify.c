/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads every byte and checks every checksum and invariant; changes nothing. */
#include <stdio.h>

#include "access/access.h"
#include "cli/cli_int.h"

struct findings {
  struct cli *c;
  struct jw *w;
  uint64_t n;
};

static void on_bad(void *ctx, const struct err *what) {
  struct findings *f = ctx;
  struct buf b = BUF_INIT;
  f->n++;
  if (f->c->json) {
    err_render_json(what, f->c->lang, &b);
    jw_raw(f->w, buf_str(&b));
  } else {
    err_render(what, f->c->lang, &b);
    buf_printf(&f->c->out, "%s\n", b.p);
  }
  buf_release(&b);
}

/* Where there is nothing to check, saying that a file of the log is missing would be a false alarm.
 */
static bool is_there(struct cli *c, struct io *io, struct err *err) {
  char path[4096];
  snprintf(path, sizeof path, "%s/shoal.json", c->data);
  if (!io_exists(io, path)) return err_fail(err, ERR_no_data_dir, "%s", c->data);
  snprintf(path, sizeof path, "%s/w/%s/workspace.json", c->data, c->workspace);
  return io_exists(io, path) || err_fail(err, ERR_no_workspace, "%s", c->workspace);
}

/* The users and keys of the server, if there are any. */
static bool verify_server(struct cli *c, struct io *io, struct findings *f, struct err *err) {
  struct access *a;
  char path[4096];
  snprintf(path, sizeof path, "%s/server.db", c->data);
  if (!io_exists(io, path)) return true;
  if (!access_open(c->data, ACCESS_EXISTING, NULL, &a, err)) {
    if (err_class_of(err->code) != ERR_CLASS_CORRUPT) return false;
    on_bad(f, err);
    return true;
  }
  bool ok = access_verify(a, on_bad, f, err);
  access_close(a);
  return ok;
}

static bool run(struct cli *c, struct err *err) {
  struct workspace *w;
  struct io *io = io_posix();
  struct jw j;
  struct findings f = {c, &j, 0};
  uint64_t groups = 0, log_events = 0, parts = 0, rows = 0;
  const char *reason;
  char path[4096];
  bool ok = true;
  if (!is_there(c, io, err)) return false;
  jw_init(&j, &c->out, 2);
  if (c->json) jw_begin_object(&j), jw_key(&j, "damage"), jw_begin_array(&j);
  snprintf(path, sizeof path, "%s/w/%s/log", c->data, c->workspace);
  ok = log_verify(io, path, &groups, &log_events, on_bad, &f, err);
  snprintf(path, sizeof path, "%s/w/%s/store", c->data, c->workspace);
  ok = ok && store_verify(io, path, &parts, &rows, on_bad, &f, err);
  ok = ok && verify_server(c, io, &f, err);
  /* Opening replays the log's tail; a damaged store would stop it, and is reported above already.
   */
  if (ok && f.n == 0) {
    ok = cli_open(c, WS_READ, &w, err);
    if (ok && !people_validate(ws_people(w), &reason)) {
      struct err what;
      err_fail(&what, ERR_corrupt, "people" ERR_SEP "%s", reason);
      on_bad(&f, &what);
    }
    ok = ok && state_verify(ws_state(w), on_bad, &f, err);
    if (ok) ws_close(w);
  }
  if (!ok) {
    buf_reset(&c->out);
    return false;
  }
  if (c->json) {
    jw_end_array(&j);
    jw_key(&j, "log_groups"), jw_uint(&j, groups);
    jw_key(&j, "log_events"), jw_uint(&j, log_events);
    jw_key(&j, "parts"), jw_uint(&j, parts);
    jw_key(&j, "rows"), jw_uint(&j, rows);
    jw_end_object(&j);
    buf_putc(&c->out, '\n');
  } else {
    buf_printf(&c->out,
               tr(c,
                  "log: %llu groups, %llu events; columns: %llu parts, %llu rows; %llu problems\n",
                  "日志：%llu 组，%llu 个事件；列存：%llu 个分片，%llu 行；问题 %llu 个\n"),
               (unsigned long long)groups, (unsigned long long)log_events,
               (unsigned long long)parts, (unsigned long long)rows, (unsigned long long)f.n);
  }
  if (f.n) return err_fail(err, ERR_damage_found, "%llu", (unsigned long long)f.n);
  return true;
}

const struct cli_command cmd_verify = {
    .name = "verify",
    .args = "",
    .min_args = 0,
    .max_args = 0,
    .en = "Check every checksum and invariant of the workspace, and the database of users",
    .zh = "校验工作区的全部校验和与不变量，以及用户数据库",
    .run = run,
};
