/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looking after the data: whether what is acknowledged is safe, what lies on the disk, looking for
 * damage, backups.
 *
 * A backup is of the whole server, so whoever starts one speaks for all brands; the list of backups
 * that a brand's admins see has only what concerns them. */
#include "api/api_int.h"
#include "api/jobs_int.h"
#include "api/put.h"
#include "workspace/backup.h"
#include "workspace/erase.h"
#include "workspace/retention.h"
#include "workspace/verify.h"

/* ---- shapes ---- */

static const struct shape durability = CHOICE(NULL, "strict|relaxed");

static const struct shape_field writing_fields[] = {
    MUST("accepting", shape_bool, "False: it takes no events until the disk works again.",
         "false：磁盘恢复前不接收事件。"),
    MUST_OR_NULL("stopped_at", shape_time, NULL, NULL),
    MUST_OR_NULL("problem", shape_trouble, "Why it stopped.", "停止的原因。"),
    MUST("durability", durability,
         "`strict`: acknowledged means synced. `relaxed`: a power failure may lose what came in "
         "after the last sync.",
         "`strict`：应答即已落盘。`relaxed`：断电可能丢失最近一次落盘之后的数据。"),
    MUST("sync_ms", shape_count, "Relaxed: a sync every so many milliseconds; 0 = strict.",
         "relaxed 模式的落盘间隔（毫秒），strict 为 0。"),
    MUST_OR_NULL("synced_at", shape_time, "The last sync since the workspace was opened.",
                 "工作区打开以来最近一次落盘。"),
    MUST("acknowledged_lsn", shape_count, "What was acknowledged ends here.", "已应答的末尾位置。"),
    MUST("durable_lsn", shape_count, "What is synced ends here.", "已落盘的末尾位置。"),
    MUST("failures", shape_count, "Since the workspace was opened, as the next two.",
         "自工作区打开以来，以下两项相同。"),
    MUST("recoveries", shape_count, NULL, NULL),
    MUST("refused", shape_count, "Deliveries refused meanwhile.", "其间拒绝的写入次数。"),
    {0}};
static const struct shape shape_writing = OBJECT("CareWriting", writing_fields, NULL, NULL);

static const struct shape_field files_fields[] = {
    MUST("log_bytes", shape_count, "Of the log, the truth about events.",
         "日志（事件的原始记录）。"),
    MUST("column_bytes", shape_count, "Of columns, derived from it.", "列存（由日志派生）。"),
    MUST("parts", shape_count, "Files of columns.", "列存分片数。"),
    MUST("memory_rows", shape_count, "Rows that lie only in log and memory yet.",
         "仅在日志与内存中的行数。"),
    MUST("merge_failing", shape_bool, "Parts cannot be merged; questions get slower.",
         "分片无法合并，查询会变慢。"),
    MUST("merge_failures", shape_count, NULL, NULL),
    MUST_OR_NULL("merge_problem", shape_trouble, NULL, NULL),
    MUST_OR_NULL("upkeep_problem", shape_trouble, "Why the last upkeep failed.",
                 "最近一次维护失败的原因。"),
    MUST("erasures_wait", shape_bool, "Erased people are in the files still.",
         "已抹除用户的数据仍在文件中。"),
    MUST("retention_waits", shape_bool, "Events too old are in the files still.",
         "过期事件仍在文件中。"),
    {0}};
static const struct shape shape_files = OBJECT("CareFiles", files_fields, NULL, NULL);

static const struct shape_field ids_fields[] = {
    MUST("count", shape_count, NULL, NULL),
    MUST("window_ms", shape_count, "Repetitions within it are recognised.",
         "该时长内的重复消息可被识别。"),
    MUST("asked_window_ms", shape_count,
         "As long as it should be; more than window_ms: a ceiling "
         "shrank it, or damage.",
         "应有的时长；大于 window_ms 表示受上限或损坏影响。"),
    MUST("memory_bytes", shape_count, NULL, NULL),
    MUST("disk_bytes", shape_count, NULL, NULL),
    MUST("duplicates", shape_count, "Recognised since the workspace was opened.",
         "自工作区打开以来识别的重复。"),
    MUST("damaged", shape_bool, "Opening the workspace again makes them anew.",
         "重新打开工作区后会重建。"),
    {0}};
static const struct shape shape_ids = OBJECT("CareMessageIds", ids_fields, NULL, NULL);

static const struct shape_field backup_fields[] = {
    MUST("name", shape_text, "For `shoal restore --backup`.", "用于 `shoal restore --backup`。"),
    MUST_OR_NULL("at", shape_time, "Null: its list cannot be read.", "null 表示清单无法读取。"),
    MUST_OR_NULL("lsn", shape_count, "This workspace up to here; null: it is not in it.",
                 "本工作区备份到的位置；null 表示不含本工作区。"),
    MUST("bytes", shape_count, "Of this workspace.", "本工作区的字节数。"),
    MUST_OR_NULL("checked_at", shape_time, "When every byte was last read back.",
                 "最近一次逐字节校验的时间。"),
    MUST("damaged", shape_count, "Files missing or damaged then.", "当时缺失或损坏的文件数。"),
    MUST("has_key", shape_bool, "secrets.key is in it, encrypted with a passphrase.",
         "是否包含用口令加密的 secrets.key。"),
    {0}};
static const struct shape shape_backup = OBJECT("Backup", backup_fields, NULL, NULL);
static const struct shape backups = LIST(shape_backup);
static const struct shape_field backups_fields[] = {
    MUST("configured", shape_bool, "The server has a backup directory (--backup-dir).",
         "服务器已设置备份目录（--backup-dir）。"),
    MUST_OR_NULL("directory", shape_text, "For who may start backups.", "仅向可发起备份者显示。"),
    MUST_OR_NULL("daily_at", shape_text, "HH:MM, in the zone of the first workspace.",
                 "HH:MM，按第一个工作区的时区。"),
    MUST("keep", shape_count, "The newest so many are kept; 0 = all.",
         "保留最近的份数，0 为全部。"),
    MUST("may_start", shape_bool, "Whether you may.", "当前用户能否发起备份。"),
    MUST("items", backups, "Newest first.", "最新的在前。"),
    MUST_OR_NULL("problem", shape_trouble, "Why they cannot be listed.", "无法列出的原因。"),
    {0}};
static const struct shape shape_backups = OBJECT("Backups", backups_fields, NULL, NULL);

static const struct shape_field care_fields[] = {MUST("writing", shape_writing, NULL, NULL),
                                                 MUST("files", shape_files, NULL, NULL),
                                                 MUST("message_ids", shape_ids, NULL, NULL),
                                                 MUST("backups", shape_backups, NULL, NULL),
                                                 {0}};
static const struct shape shape_care =
    OBJECT("Care", care_fields, "How safe the data is.", "数据的保管情况。");

static const struct shape_field start_fields[] = {
    MUST("shown_in", shape_slug, "Whose list of jobs shows it.", "任务显示在哪个工作区。"),
    MAY("check", shape_text, "Only read this backup again.", "仅校验这份备份。"),
    {0}};
static const struct shape start_body = OBJECT("BackupRequest", start_fields, NULL, NULL);

/* ---- how it is ---- */

static void put_trouble(struct jw *w, const char *key, bool any, const struct err *e,
                        enum lang lang) {
  jw_key(w, key);
  if (any && e->code != ERR_none)
    put_problem(w, e, lang);
  else
    jw_null(w);
}

static void put_writing(struct call *c, const struct ws_health *h) {
  struct jw *w = &c->out;
  jw_begin_object(w);
  jw_key(w, "accepting"), jw_bool(w, h->accepting);
  put_moment(w, "stopped_at", h->accepting ? 0 : h->since_ms);
  put_trouble(w, "problem", !h->accepting, &h->why, c->lang);
  jw_key(w, "durability"), jw_cstr(w, h->relaxed ? "relaxed" : "strict");
  jw_key(w, "sync_ms"), jw_uint(w, h->relaxed ? h->sync_ms : 0);
  put_moment(w, "synced_at", h->log.synced_ms);
  jw_key(w, "acknowledged_lsn"), jw_uint(w, h->acknowledged);
  jw_key(w, "durable_lsn"), jw_uint(w, h->durable);
  jw_key(w, "failures"), jw_uint(w, h->failures);
  jw_key(w, "recoveries"), jw_uint(w, h->recoveries);
  jw_key(w, "refused"), jw_uint(w, h->refused);
  jw_end_object(w);
}

static void put_files(struct call *c, const struct ws_health *h) {
  struct workspace *ws = tenant_workspace(c->tenant);
  struct store_stats s;
  struct jw *w = &c->out;
  struct err why;
  bool ailing = tenant_ailing(c->tenant, &why);
  store_stats(ws_store(ws), &s);
  jw_begin_object(w);
  jw_key(w, "log_bytes"), jw_uint(w, log_bytes(ws_log(ws)));
  jw_key(w, "column_bytes"), jw_uint(w, s.part_bytes);
  jw_key(w, "parts"), jw_uint(w, s.parts);
  jw_key(w, "memory_rows"), jw_uint(w, s.memory_rows);
  jw_key(w, "merge_failing"), jw_bool(w, h->merge_failing);
  jw_key(w, "merge_failures"), jw_uint(w, h->merge_failures);
  put_trouble(w, "merge_problem", h->merge_failing, &h->merge_why, c->lang);
  put_trouble(w, "upkeep_problem", ailing, &why, c->lang);
  jw_key(w, "erasures_wait"), jw_bool(w, ws_erase_waits(ws));
  jw_key(w, "retention_waits"), jw_bool(w, ws_retention_waits(ws));
  jw_end_object(w);
}

static void put_ids(struct jw *w, const struct ws_ids *i) {
  jw_begin_object(w);
  jw_key(w, "count"), jw_uint(w, i->ids);
  jw_key(w, "window_ms"), jw_int(w, i->window_ms);
  jw_key(w, "asked_window_ms"), jw_int(w, i->asked_window_ms);
  jw_key(w, "memory_bytes"), jw_uint(w, i->memory);
  jw_key(w, "disk_bytes"), jw_uint(w, i->disk);
  jw_key(w, "duplicates"), jw_uint(w, i->duplicates);
  jw_key(w, "damaged"), jw_bool(w, i->damaged);
  jw_end_object(w);
}

/* ---- backups ---- */

static void put_backup(struct call *c, const struct backup_info *b) {
  const struct backup_workspace *of = NULL;
  struct jw *w = &c->out;
  for (uint32_t i = 0; i < b->n_workspaces; i++)
    if (str_is(tenant_slug(c->tenant), b->workspaces[i].slug)) of = &b->workspaces[i];
  jw_begin_object(w);
  jw_key(w, "name"), jw_cstr(w, b->name);
  put_moment(w, "at", b->at_ms);
  jw_key(w, "lsn");
  if (of)
    jw_uint(w, of->lsn);
  else
    jw_null(w);
  jw_key(w, "bytes"), jw_uint(w, of ? of->bytes : 0);
  put_moment(w, "checked_at", b->checked_ms);
  jw_key(w, "damaged"), jw_uint(w, b->bad);
  jw_key(w, "has_key"), jw_bool(w, b->has_key);
  jw_end_object(w);
}

static bool may_start(const struct call *c) {
  struct err ignored;
  return access_may(&c->actor, STR("*"), ROLE_OWNER, SCOPE_ADMIN, &ignored);
}

static void put_backups(struct call *c) {
  const struct jobs_backup *o = &c->api->o.backup;
  struct backup_info *list = NULL;
  struct jw *w = &c->out;
  struct err why;
  uint32_t n = 0;
  bool may = may_start(c);
  bool ok =
      !o->to || ws_backups(ws_io(tenant_workspace(c->tenant)), o->to, c->arena, &list, &n, &why);
  jw_begin_object(w);
  jw_key(w, "configured"), jw_bool(w, o->to != NULL);
  jw_key(w, "directory");
  if (o->to && may)
    jw_cstr(w, o->to);
  else
    jw_null(w);
  jw_key(w, "daily_at");
  if (o->to && o->minute >= 0)
    jw_str(w, arena_printf(c->arena, "%02d:%02d", o->minute / 60, o->minute % 60));
  else
    jw_null(w);
  jw_key(w, "keep"), jw_uint(w, o->keep);
  jw_key(w, "may_start"), jw_bool(w, may);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++)
    put_backup(c, &list[i]);
  jw_end_array(w);
  put_trouble(w, "problem", !ok, &why, c->lang);
  jw_end_object(w);
}

static bool run_care(struct call *c, struct err *err) {
  struct ws_health h;
  struct jw *w = &c->out;
  ws_health(tenant_workspace(c->tenant), &h);
  jw_begin_object(w);
  jw_key(w, "writing"), put_writing(c, &h);
  jw_key(w, "files"), put_files(c, &h);
  jw_key(w, "message_ids"), put_ids(w, &h.ids);
  jw_key(w, "backups"), put_backups(c);
  jw_end_object(w);
  return true;
}

/* ---- starting ---- */

static bool start(struct call *c, struct job_new *n, const char *action, struct err *err) {
  struct job j;
  n->author = call_author(c);
  n->author_id = c->actor.id;
  return job_add(api_jobs(c->api), tenant_workspace(c->tenant), n, c->arena, &j, err) &&
         reply_job(c, &j, action, err);
}

static bool run_verify(struct call *c, struct err *err) {
  struct job_new n = {.kind = "verify",
                      .title_en = STR("Look for damage"),
                      .title_zh = STR("校验数据"),
                      .params = STR("{}")};
  return start(c, &n, "verify.started", err);
}

static bool run_backup(struct call *c, struct err *err) {
  struct str name = json_get_str(c->body, "check");
  struct buf params = BUF_INIT;
  struct jw w;
  if (!c->api->o.backup.to) return err_fail(err, ERR_no_backup_dir, NULL);
  if (!tenant_get(c->api->tenants, json_get_str(c->body, "shown_in"), &c->tenant, err))
    return false;
  jw_init(&w, &params, 0);
  jw_begin_object(&w);
  jw_key(&w, "what"), jw_cstr(&w, name.n ? "check" : "take");
  if (name.n) jw_key(&w, "backup"), jw_str(&w, name);
  jw_end_object(&w);
  struct job_new n = {
      .kind = "backup",
      .title_en = name.n ? arena_printf(c->arena, "Check backup %.*s", STRF(name)) : STR("Backup"),
      .title_zh = name.n ? arena_printf(c->arena, "校验备份 %.*s", STRF(name)) : STR("备份"),
      .params = buf_str(&params)};
  bool ok = start(c, &n, name.n ? "backup.check_started" : "backup.started", err);
  buf_release(&params);
  return ok;
}

const struct route care_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/w/{workspace}/care",
     .id = "getCare",
     .tag = "care",
     .rule = RULE_WORKSPACE,
     .role = ROLE_ADMIN,
     .scope = SCOPE_ADMIN,
     .response = &shape_care,
     .title_en = "How safe the data is",
     .title_zh = "数据保管情况",
     .help_en = "Whether events are taken and synced, what lies on the disk, how long repeated "
                "messages are recognised, which backups there are.",
     .help_zh = "是否正常接收与落盘、占用的磁盘、重复消息的识别窗口，以及已有的备份。",
     .run = run_care},
    {.method = HTTP_POST,
     .path = "/api/w/{workspace}/care/verify",
     .id = "startVerify",
     .tag = "care",
     .rule = RULE_WORKSPACE,
     .role = ROLE_ADMIN,
     .scope = SCOPE_ADMIN,
     .response = &shape_job,
     .status = 202,
     .creates = true,
     .title_en = "Look for damage",
     .title_zh = "校验数据",
     .help_en = "Reads every byte of the workspace beside everybody and checks every checksum and "
                "invariant; nothing is changed.  The job's result has the findings; who is "
                "affected stands in its file findings.json.",
     .help_zh = "在不影响使用的情况下逐字节校验工作区的校验和与不变量，不做任何更改。发现的问题见任"
                "务结果，"
                "受影响的用户见任务文件 findings.json。",
     .run = run_verify},
    {.method = HTTP_POST,
     .path = "/api/backups",
     .id = "startBackup",
     .tag = "care",
     .rule = RULE_SERVER,
     .role = ROLE_OWNER,
     .users_only = true,
     .body = &start_body,
     .response = &shape_job,
     .status = 202,
     .creates = true,
     .title_en = "Back the server up, or check a backup",
     .title_zh = "备份服务器，或校验一份备份",
     .help_en = "All workspaces, users and keys, into the server's backup directory, while "
                "everything goes on; what is there already is not copied again.  Afterwards every "
                "byte of the backup is read back.  For owners of everything.",
     .help_zh =
         "将全部工作区、用户与密钥备份到服务器的备份目录，不影响使用；已有的内容不会重复复制，"
         "完成后逐字节校验。仅限全部工作区的所有者。",
     .run = run_backup},
    {0}};
