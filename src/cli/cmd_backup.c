/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Backups: taking one beside a running server, and making a data directory of one. */
#include "cli/accounts.h"
#include "cli/cli_int.h"
#include "cli/secrets.h"
#include "workspace/backup.h"

static const struct cli_option backup_options[] = {
    {"to", 0, OPT_TEXT, "TARGET", "directory that holds the backups", "存放备份的目录", NULL},
    {"keep", 0, OPT_COUNT, "N", "backups to keep, oldest go first (default 7, 0 = all)",
     "保留的备份份数，先删除最早的(默认 7,0 为全部)", NULL},
    {"key-passphrase", 0, OPT_TEXT, "FILE",
     "take secrets.key along, encrypted with the passphrase in FILE",
     "用 FILE 中的口令加密 secrets.key，一并备份", NULL},
    {"list", 0, OPT_FLAG, NULL, "show the backups there are, newest first",
     "列出已有的备份，最新的在前", NULL},
    {"check", 0, OPT_TEXT, "NAME", "read every byte of a backup (latest = the newest)",
     "逐字节校验一份备份（latest 为最新的一份）", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static const struct cli_option restore_options[] = {
    {"to", 0, OPT_TEXT, "DIR", "the data directory to make; absent or empty",
     "要生成的数据目录，须不存在或为空", NULL},
    {"backup", 0, OPT_TEXT, "NAME", "which backup (default: the newest)",
     "使用哪一份备份(默认最新)", NULL},
    {"erasures", 0, OPT_TEXT, "FILE", "erase who was erased since then: the erasures.json of now",
     "补做此后的抹除：当前的 erasures.json", NULL},
    {"key-passphrase", 0, OPT_TEXT, "FILE",
     "put secrets.key back: the passphrase with which the backup was taken",
     "恢复 secrets.key：FILE 中为备份时的口令", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static void put_workspaces(struct cli *c, struct jw *j, const struct backup_result *r) {
  if (c->json) jw_key(j, "workspaces"), jw_begin_array(j);
  for (uint32_t i = 0; i < r->n_workspaces; i++) {
    if (!c->json) {
      buf_printf(&c->out, "%s: LSN %llu\n", r->workspaces[i].slug,
                 (unsigned long long)r->workspaces[i].lsn);
      continue;
    }
    jw_begin_object(j);
    jw_key(j, "workspace"), jw_cstr(j, r->workspaces[i].slug);
    jw_key(j, "lsn"), jw_uint(j, r->workspaces[i].lsn);
    jw_end_object(j);
  }
  if (c->json) jw_end_array(j);
}

static bool needs_to(struct cli *c, const char **ret, struct err *err) {
  *ret = cli_get(c, "to");
  return *ret || err_fail(err, ERR_missing_argument, "%s" ERR_SEP "shoal %s %s", c->cmd->name,
                          c->cmd->name, c->cmd->args);
}

static void on_bad(void *ctx, const struct err *what) {
  struct cli *c = ctx;
  struct buf b = BUF_INIT;
  err_render(what, c->lang, &b);
  cli_note(c, "%s", b.p);
  buf_release(&b);
}

/* ---- what there is ---- */

static void list_json(struct cli *c, const struct backup_info *b, uint32_t n) {
  struct jw j;
  jw_init(&j, &c->out, 2);
  jw_begin_array(&j);
  for (uint32_t i = 0; i < n; i++) {
    struct backup_result r = {.workspaces = b[i].workspaces, .n_workspaces = b[i].n_workspaces};
    jw_begin_object(&j);
    jw_key(&j, "backup"), jw_cstr(&j, b[i].name);
    put_time_json(&j, "at", b[i].at_ms);
    jw_key(&j, "readable"), jw_bool(&j, b[i].why.code == ERR_none);
    jw_key(&j, "files"), jw_uint(&j, b[i].files);
    jw_key(&j, "bytes"), jw_uint(&j, b[i].bytes);
    put_time_json(&j, "checked", b[i].checked_ms);
    jw_key(&j, "damaged"), jw_uint(&j, b[i].bad);
    jw_key(&j, "has_key"), jw_bool(&j, b[i].has_key);
    put_workspaces(c, &j, &r);
    jw_end_object(&j);
  }
  jw_end_array(&j);
  buf_putc(&c->out, '\n');
}

static struct str state_of(struct cli *c, const struct backup_info *b) {
  if (b->why.code != ERR_none) return str_from(tr(c, "list damaged", "清单已损坏"));
  if (b->checked_ms == 0) return str_from(tr(c, "not checked", "未校验"));
  if (b->bad)
    return arena_printf(&c->arena, tr(c, "%llu files damaged", "%llu 个文件损坏"),
                        (unsigned long long)b->bad);
  return str_from(tr(c, "whole", "完好"));
}

static bool run_list(struct cli *c, const char *to, struct err *err) {
  struct backup_info *b;
  uint32_t n;
  if (!ws_backups(io_posix(), to, &c->arena, &b, &n, err)) return false;
  if (c->json) {
    list_json(c, b, n);
    return true;
  }
  struct table *t = table_new(&c->arena, 6);
  table_head(t, 0, tr(c, "backup", "备份"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "taken (UTC)", "时间（UTC）"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "size", "大小"), ALIGN_RIGHT);
  table_head(t, 3, tr(c, "checked (UTC)", "校验（UTC）"), ALIGN_LEFT);
  table_head(t, 4, tr(c, "state", "状态"), ALIGN_LEFT);
  table_head(t, 5, "secrets.key", ALIGN_LEFT);
  for (uint32_t i = 0; i < n; i++) {
    struct buf size = BUF_INIT;
    put_bytes(&size, b[i].bytes);
    table_cell(t, str_from(b[i].name));
    put_time_cell(t, b[i].at_ms);
    table_cell(t, buf_str(&size));
    put_time_cell(t, b[i].checked_ms);
    table_cell(t, state_of(c, &b[i]));
    table_cell(t, str_from(b[i].has_key ? tr(c, "encrypted", "已加密") : tr(c, "no", "无")));
    buf_release(&size);
  }
  table_print(c, t, "");
  return true;
}

static bool run_check(struct cli *c, const char *to, struct err *err) {
  struct str name = str_from(cli_get(c, "check"));
  struct backup_info *b;
  struct backup_checked k;
  uint32_t n;
  if (!ws_backups(io_posix(), to, &c->arena, &b, &n, err)) return false;
  if (n == 0) return err_fail(err, ERR_not_a_backup, "%s", to);
  if (str_is(name, "latest")) name = str_from(b[0].name);
  if (!ws_backup_check(to, name, &c->ws_options, NULL, on_bad, c, &k, err)) return false;
  if (c->json)
    buf_printf(&c->out, "{\"backup\":\"%.*s\",\"files\":%llu,\"bytes\":%llu,\"damaged\":%llu}\n",
               STRF(name), (unsigned long long)k.files, (unsigned long long)k.bytes,
               (unsigned long long)k.bad);
  else
    buf_printf(
        &c->out,
        tr(c, "%.*s: %llu files read, %llu damaged\n", "%.*s：已校验 %llu 个文件，损坏 %llu 个\n"),
        STRF(name), (unsigned long long)k.files, (unsigned long long)k.bad);
  return k.bad == 0 || err_fail(err, ERR_damage_found, "%llu", (unsigned long long)k.bad);
}

static bool run_backup(struct cli *c, struct err *err) {
  struct backup_result r;
  struct jw j;
  const char *to;
  if (!needs_to(c, &to, err)) return false;
  if (cli_has(c, "list")) return run_list(c, to, err);
  if (cli_has(c, "check")) return run_check(c, to, err);
  struct backup_wish wish = {.keep = (uint32_t)cli_count(c, "keep", BACKUP_KEEP_DEFAULT),
                             .passphrase = cli_get(c, "key-passphrase")};
  if (!ws_backup(c->n_args ? c->args[0] : c->data, to, &wish, &c->ws_options, &c->arena, &r, err))
    return false;
  jw_init(&j, &c->out, 2);
  if (c->json) {
    jw_begin_object(&j);
    jw_key(&j, "backup"), jw_cstr(&j, r.name);
    jw_key(&j, "files"), jw_uint(&j, r.files);
    jw_key(&j, "bytes"), jw_uint(&j, r.bytes);
    jw_key(&j, "new_files"), jw_uint(&j, r.new_files);
    jw_key(&j, "new_bytes"), jw_uint(&j, r.new_bytes);
    jw_key(&j, "removed"), jw_uint(&j, r.removed);
    jw_key(&j, "has_key"), jw_bool(&j, r.has_key);
    put_workspaces(c, &j, &r);
    jw_end_object(&j);
    buf_putc(&c->out, '\n');
    return true;
  }
  put_workspaces(c, &j, &r);
  buf_printf(&c->out, "%s: ", r.name);
  put_bytes(&c->out, r.bytes);
  buf_puts(&c->out, tr(c, ", copied ", "，新复制 "));
  put_bytes(&c->out, r.new_bytes);
  if (r.has_key) buf_puts(&c->out, tr(c, ", with secrets.key", "，含 secrets.key"));
  buf_putc(&c->out, '\n');
  return true;
}

const struct cli_command cmd_backup = {
    .name = "backup",
    .args = "[DIR] --to TARGET",
    .min_args = 0,
    .max_args = 1,
    .en = "Back up all workspaces, also while a server runs",
    .zh = "备份全部工作区，服务运行时也可进行",
    .help_en = "Each workspace is taken as of one LSN, which is printed.  What the target has "
               "already is not copied again.  Uploads, files of jobs and reject files are not part "
               "of a backup.  secrets.key is in it only with --key-passphrase: the first line of "
               "that file, 12 characters at least.  Keep the passphrase elsewhere: without it the "
               "key is lost.  A person who is erased leaves backups when the backups go: see "
               "--keep.",
    .help_zh =
        "每个工作区按同一 LSN 备份，并输出该 LSN。目标中已有的内容不会重复复制。"
        "上传文件、任务文件与拒绝文件不在备份之内。仅在使用 --key-passphrase 时备份才含 "
        "secrets.key：口令为该文件的第一行，至少 12 "
        "个字符，请另行保管，丢失后密钥无法取回。被抹除的用户会随旧备份的清除而消失，见 --keep。",
    .examples = "shoal backup --to /backup/shoal\nshoal backup --to /backup/shoal --key-passphrase "
                "/etc/shoal/passphrase\nshoal backup data --to /backup/shoal --keep 30 "
                "--json\nshoal backup --to /backup/shoal --list\nshoal backup --to /backup/shoal "
                "--check latest",
    .options = backup_options,
    .run = run_backup,
};

/* Of all workspaces: what cannot be read in the directory that was just made. */
static bool look_at_secrets(struct cli *c, const char *dir, const struct backup_result *r,
                            uint64_t *ret_unreadable, struct err *err) {
  struct ws_options o = c->ws_options;
  *ret_unreadable = 0;
  o.state = NULL; /* a restored directory has it in files */
  for (uint32_t i = 0; i < r->n_workspaces; i++) {
    struct secrets_seen seen;
    struct workspace *w;
    if (!ws_open(dir, str_from(r->workspaces[i].slug), WS_READ, &o, &w, err)) return false;
    bool ok = cli_secrets(c, dir, w, &seen, err);
    ws_close(w);
    if (!ok) return false;
    for (int k = 0; k < SECRETS_KINDS; k++)
      *ret_unreadable += seen.unreadable[k];
  }
  return true;
}

static bool run_restore(struct cli *c, struct err *err) {
  struct backup_result r;
  struct jw j;
  const char *to, *name = cli_get(c, "backup");
  uint64_t unreadable;
  if (!needs_to(c, &to, err)) return false;
  struct restore_options ro = {.backup = str_from(name ? name : ""),
                               .erasures = cli_get(c, "erasures"),
                               .passphrase = cli_get(c, "key-passphrase"),
                               .bad = on_bad,
                               .ctx = c};
  if (!ws_restore(c->args[0], to, &ro, &c->ws_options, &c->arena, &r, err) ||
      !look_at_secrets(c, to, &r, &unreadable, err))
    return false;
  jw_init(&j, &c->out, 2);
  if (c->json) {
    jw_begin_object(&j);
    jw_key(&j, "files"), jw_uint(&j, r.files);
    jw_key(&j, "bytes"), jw_uint(&j, r.bytes);
    jw_key(&j, "later_events"), jw_uint(&j, r.later_events);
    jw_key(&j, "has_key"), jw_bool(&j, r.has_key);
    jw_key(&j, "secrets_unreadable"), jw_uint(&j, unreadable);
    put_workspaces(c, &j, &r);
    jw_end_object(&j);
    buf_putc(&c->out, '\n');
    return true;
  }
  put_workspaces(c, &j, &r);
  put_bytes(&c->out, r.bytes);
  buf_printf(&c->out, tr(c, " restored to %s\n", " 已恢复到 %s\n"), to);
  if (r.later_events)
    cli_note(
        c,
        tr(c,
           "%llu events were left out: they tell of changes that were made while the backup was "
           "taken, after its copy of the state.",
           "已略去 %llu 个事件：它们对应的变更发生在备份过程中、状态复制完成之后。"),
        (unsigned long long)r.later_events);
  return true;
}

const struct cli_command cmd_restore = {
    .name = "restore",
    .args = "TARGET --to DIR",
    .min_args = 1,
    .max_args = 1,
    .en = "Make a data directory of a backup",
    .zh = "由备份生成数据目录",
    .help_en =
        "Every byte is checked; if anything is damaged it is named and nothing is restored.  "
        "The restored workspaces begin a new epoch: positions that others noted in the "
        "history after the backup are refused.  Secrets and codes that need secrets.key are "
        "counted when it is not there.",
    .help_zh =
        "逐字节校验；如有损坏，将逐一列出且不恢复任何内容。恢复后的工作区进入新的纪元，"
        "他处记录的、备份之后的位置将被拒绝。缺少 secrets.key 时，会提示无法读取的密钥与卡密数量。",
    .examples =
        "shoal restore /backup/shoal --to data\nshoal restore /backup/shoal --to data --backup "
        "20260131T120000.123Z --erasures old/w/main/erasures.json",
    .options = restore_options,
    .run = run_restore,
};
