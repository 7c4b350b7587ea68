/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looking for damage, and saving what can be saved: the texts around ws_verify and ws_repair. */
#include <stdio.h>

#include "access/access.h"
#include "cli/cli_int.h"
#include "cli/secrets.h"
#include "incentive/mall.h"
#include "loyalty/ledger.h"
#include "workspace/verify.h"

struct findings {
  struct cli *c;
  struct jw *w;
  uint64_t n, derived;
};

static void put_people(struct cli *c, const struct ws_damage *d) {
  buf_printf(&c->out, tr(c, "    people %u to %u", "    涉及用户编号 %u 至 %u"), d->first, d->last);
  for (uint32_t i = 0; i < d->n_names; i++)
    buf_printf(&c->out, "%s%.*s", i ? tr(c, ", ", "、") : tr(c, ": ", "："), STRF(d->names[i]));
  if (d->n_names && d->last - d->first + 1 > d->n_names) buf_puts(&c->out, " …");
  buf_putc(&c->out, '\n');
}

static void on_damage(void *ctx, const struct ws_damage *d) {
  struct findings *f = ctx;
  struct buf b = BUF_INIT;
  f->n++;
  f->derived += d->derived;
  if (f->c->json) {
    struct buf e = BUF_INIT;
    err_render_json(d->what, f->c->lang, &e);
    jw_begin_object(f->w);
    jw_key(f->w, "error"), jw_raw(f->w, buf_str(&e));
    jw_key(f->w, "derived"), jw_bool(f->w, d->derived);
    if (d->has_people) {
      jw_key(f->w, "first_subject"), jw_uint(f->w, d->first);
      jw_key(f->w, "last_subject"), jw_uint(f->w, d->last);
      jw_key(f->w, "people"), jw_begin_array(f->w);
      for (uint32_t i = 0; i < d->n_names; i++)
        jw_str(f->w, d->names[i]);
      jw_end_array(f->w);
    }
    jw_end_object(f->w);
    buf_release(&e);
  } else {
    err_render(d->what, f->c->lang, &b);
    buf_printf(&f->c->out, "%s%s\n", b.p,
               d->derived ? tr(f->c, " (derived: the log has it)", "（派生数据：日志中仍有）")
                          : "");
    if (d->has_people) put_people(f->c, d);
  }
  buf_release(&b);
}

static void on_bad(void *ctx, const struct err *what) {
  on_damage(ctx, &(struct ws_damage){.what = what});
}

/* The users and keys of the server, if there are any. */
static bool verify_server(struct cli *c, struct findings *f, struct err *err) {
  struct access *a;
  const struct access_options o = {.state = c->ws_options.state};
  if (!access_open(c->data, ACCESS_EXISTING, &o, &a, err)) {
    if (err->code == ERR_server_missing) {
      err_clear(err);
      return true;
    }
    if (err_class_of(err->code) != ERR_CLASS_CORRUPT) return false;
    on_bad(f, err);
    return true;
  }
  bool ok = access_verify(a, on_bad, f, err);
  access_close(a);
  return ok;
}

/* Only of a workspace that is whole: else what is told above is the reason. */
static bool verify_ledger(struct cli *c, struct findings *f, struct secrets_seen *ret,
                          struct err *err) {
  struct workspace *w;
  if (f->n) return true;
  if (!ws_open(c->data, str_from(c->workspace), WS_READ, &c->ws_options, &w, err)) return false;
  state_enter(ws_state(w));
  bool ok = ledger_verify(ws_state(w), on_bad, f, err) && mall_verify(ws_state(w), on_bad, f, err);
  state_leave(ws_state(w));
  ok = ok && cli_secrets(c, c->data, w, ret, err);
  ws_close(w);
  return ok;
}

static void begin(struct findings *f, struct cli *c, struct jw *j) {
  *f = (struct findings){c, j, 0, 0};
  jw_init(j, &c->out, 2);
  if (c->json) jw_begin_object(j), jw_key(j, "damage"), jw_begin_array(j);
}

static bool run_verify(struct cli *c, struct err *err) {
  struct jw j;
  struct findings f;
  struct ws_verified n;
  struct secrets_seen secrets = {0};
  uint64_t stored = 0, unreadable = 0;
  begin(&f, c, &j);
  if (!ws_verify(c->data, str_from(c->workspace), &c->ws_options, on_damage, &f, &n, err) ||
      !verify_ledger(c, &f, &secrets, err) || !verify_server(c, &f, err)) {
    buf_reset(&c->out);
    return false;
  }
  for (int i = 0; i < SECRETS_KINDS; i++) {
    stored += secrets.stored[i];
    unreadable += secrets.unreadable[i];
  }
  if (c->json) {
    jw_end_array(&j);
    jw_key(&j, "secrets"), jw_uint(&j, stored);
    jw_key(&j, "secrets_unreadable"), jw_uint(&j, unreadable);
    jw_key(&j, "log_groups"), jw_uint(&j, n.log_groups);
    jw_key(&j, "log_events"), jw_uint(&j, n.log_events);
    jw_key(&j, "parts"), jw_uint(&j, n.parts);
    jw_key(&j, "rows"), jw_uint(&j, n.rows);
    jw_end_object(&j);
    buf_putc(&c->out, '\n');
  } else {
    buf_printf(&c->out,
               tr(c,
                  "log: %llu groups, %llu events; columns: %llu parts, %llu rows; %llu problems\n",
                  "日志：%llu 组，%llu 个事件；列存：%llu 个分片，%llu 行；问题 %llu 个\n"),
               (unsigned long long)n.log_groups, (unsigned long long)n.log_events,
               (unsigned long long)n.parts, (unsigned long long)n.rows, (unsigned long long)f.n);
  }
  if (f.n) return err_fail(err, ERR_damage_found, "%llu", (unsigned long long)f.n);
  return true;
}

static void report(struct cli *c, struct jw *j, const struct ws_repaired *n, const char *to) {
  if (c->json) {
    jw_end_array(j);
    jw_key(j, "to"), jw_cstr(j, to);
    jw_key(j, "records"), jw_uint(j, n->records);
    jw_key(j, "events"), jw_uint(j, n->events);
    jw_key(j, "lost_lsns"), jw_uint(j, n->lost_lsns);
    jw_key(j, "lost_ranges"), jw_uint(j, n->lost_ranges);
    jw_key(j, "people_allotted_again"), jw_uint(j, n->renamed_people);
    jw_key(j, "merges_lost"), jw_uint(j, n->lost_merges);
    jw_key(j, "renumbered"), jw_bool(j, n->renumbered);
    jw_key(j, "state_whole"), jw_bool(j, n->state_whole);
    jw_end_object(j);
    buf_putc(&c->out, '\n');
    return;
  }
  buf_printf(&c->out,
             tr(c, "saved into %s: %llu records of the log, %llu events\n",
                "已保存到 %s：日志记录 %llu 条，事件 %llu 个\n"),
             to, (unsigned long long)n->records, (unsigned long long)n->events);
  if (n->lost_ranges)
    buf_printf(&c->out,
               tr(c, "lost: %llu log positions (events or other records) in %u ranges\n",
                  "丢失：%llu 个日志位置（事件或其他记录），共 %u 段\n"),
               (unsigned long long)n->lost_lsns, n->lost_ranges);
  if (!n->state_whole)
    buf_puts(&c->out, tr(c, "resources, audit and jobs were saved row by row\n",
                         "资源、审计与任务已逐行抢救\n"));
  if (n->lost_ranges)
    buf_puts(&c->out, tr(c,
                         "Import the files of lost ranges again: rows that are there are "
                         "recognised.\n",
                         "请重新导入涉及丢失区段的文件：已有的行会被识别为重复。\n"));
}

static bool run_repair(struct cli *c, struct err *err) {
  struct jw j;
  struct findings f;
  struct ws_repaired n;
  const char *to = cli_get(c, "to");
  if (!to) return err_fail(err, ERR_option_needs_value, "--to" ERR_SEP "DIR");
  begin(&f, c, &j);
  if (!ws_repair(c->data, str_from(c->workspace), to, &c->ws_options, on_damage, &f, &n, err)) {
    buf_reset(&c->out);
    return false;
  }
  report(c, &j, &n, to);
  return true;
}

static const struct cli_option repair_options[] = {
    {"to", 0, OPT_TEXT, "DIR", "data directory to save into; made if absent",
     "保存到的数据目录，不存在时新建", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

const struct cli_command cmd_verify = {
    .name = "verify",
    .args = "",
    .min_args = 0,
    .max_args = 0,
    .en = "Check every checksum and invariant of the workspace, and the database of users",
    .zh = "校验工作区的全部校验和与不变量，以及用户数据库",
    .run = run_verify,
};

const struct cli_command cmd_repair = {
    .name = "repair",
    .args = "--to DIR",
    .min_args = 0,
    .max_args = 0,
    .en = "Save what can be saved of a damaged workspace into a new data directory",
    .zh = "将损坏的工作区中可用的部分保存到新的数据目录",
    .help_en =
        "Every whole group of the log is written again at its place, settings and SQL state are "
        "saved as far as they can be read, everything derived is made anew. What could not be "
        "saved is listed: files, bytes, log positions. The source is never changed.",
    .help_zh = "日志中完整的组按原位置重写，设置与 SQL "
               "状态尽量保存，派生数据全部重建。无法保存的部分逐项列出："
               "文件、字节、日志位置。源目录绝不改动。",
    .options = repair_options,
    .run = run_repair,
};
