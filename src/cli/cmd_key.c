/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * API keys of a workspace. */
#include <string.h>

#include "cli/accounts.h"
#include "cli/cli_int.h"

static const struct cli_option options[] = {
    {"scope", 0, OPT_TEXT, "LIST", ACCESS_SCOPES "; separated by commas",
     "read、people、write、rewards、import、export、admin，以逗号分隔", NULL},
    {"on", 0, OPT_TEXT, "WORKSPACE", "workspace of the key (default: the workspace; list: * = all)",
     "密钥所属的工作区（默认当前工作区；列表可用 * 表示全部）", NULL},
    {"days", 0, OPT_COUNT, "N", "days until it expires (default: never)",
     "有效天数（默认永不过期）", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static struct str place(const struct cli *c) {
  const char *on = cli_get(c, "on");
  return str_from(on ? on : c->workspace);
}

static void put_key(struct cli *c, struct jw *w, const struct access_key_info *k) {
  struct str rest = access_scopes_text(k->scopes, &c->arena);
  jw_begin_object(w);
  jw_key(w, "id"), jw_str(w, k->id);
  jw_key(w, "title"), jw_str(w, k->title);
  jw_key(w, "workspace"), jw_str(w, k->workspace);
  jw_key(w, "prefix"), jw_str(w, k->prefix);
  jw_key(w, "scopes"), jw_begin_array(w);
  while (rest.n)
    jw_str(w, str_cut(&rest, ','));
  jw_end_array(w);
  jw_key(w, "created_by"), jw_str(w, k->created_by);
  put_time_json(w, "created", k->created_ms);
  put_time_json(w, "expires", k->expires_ms);
  put_time_json(w, "last_used", k->last_used_ms);
  put_time_json(w, "revoked", k->revoked_ms);
  jw_end_object(w);
}

static const char *status_of(struct cli *c, const struct access_key_info *k) {
  if (k->revoked_ms) return tr(c, "revoked", "已吊销");
  if (k->expires_ms && k->expires_ms <= clock_wall_ms(clock_system()))
    return tr(c, "expired", "已过期");
  return tr(c, "active", "有效");
}

static void print_table(struct cli *c, const struct access_key_info *k, uint32_t n) {
  struct table *t = table_new(&c->arena, 7);
  table_head(t, 0, tr(c, "id", "编号"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "title", "名称"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "workspace", "工作区"), ALIGN_LEFT);
  table_head(t, 3, tr(c, "begins", "开头"), ALIGN_LEFT);
  table_head(t, 4, tr(c, "scopes", "权限"), ALIGN_LEFT);
  table_head(t, 5, tr(c, "status", "状态"), ALIGN_LEFT);
  table_head(t, 6, tr(c, "last used (UTC)", "最近使用（UTC）"), ALIGN_LEFT);
  for (uint32_t i = 0; i < n; i++) {
    table_cell(t, k[i].id);
    table_cell(t, k[i].title);
    table_cell(t, k[i].workspace);
    table_cell(t, k[i].prefix);
    table_cell(t, access_scopes_text(k[i].scopes, &c->arena));
    table_cell(t, str_from(status_of(c, &k[i])));
    put_time_cell(t, k[i].last_used_ms);
  }
  table_print(c, t, "");
}

static bool list(struct cli *c, struct access *a, struct err *err) {
  struct access_key_info *k;
  uint32_t n;
  struct jw w;
  if (!access_keys(a, place(c), &c->arena, &k, &n, err)) return false;
  if (!c->json) {
    print_table(c, k, n);
    return true;
  }
  jw_init(&w, &c->out, 2);
  jw_begin_object(&w);
  jw_key(&w, "keys"), jw_begin_array(&w);
  for (uint32_t i = 0; i < n; i++)
    put_key(c, &w, &k[i]);
  jw_end_array(&w);
  jw_end_object(&w);
  buf_putc(&c->out, '\n');
  return true;
}

static bool create(struct cli *c, struct access *a, struct err *err) {
  const struct actor by = access_cli();
  const char *scope = cli_get(c, "scope");
  uint64_t days = cli_count(c, "days", 0);
  struct access_key_info k;
  struct str secret;
  unsigned scopes;
  struct jw w;
  if (!scope)
    return err_fail(err, ERR_missing_argument,
                    "key create" ERR_SEP "shoal key create TITLE --scope read,…");
  if (days > ACCESS_KEY_DAYS_MAX || (cli_has(c, "days") && days == 0))
    return err_fail(err, ERR_bad_key_days, "%d", ACCESS_KEY_DAYS_MAX);
  if (!access_scopes_parse(str_from(scope), &scopes, err) ||
      !access_key_create(a, &by, place(c), str_from(c->args[1]), scopes, (uint32_t)days, &c->arena,
                         &k, &secret, err))
    return false;
  if (c->json) {
    jw_init(&w, &c->out, 2);
    jw_begin_object(&w);
    jw_key(&w, "secret"), jw_str(&w, secret);
    jw_key(&w, "key"), put_key(c, &w, &k);
    jw_end_object(&w);
    buf_putc(&c->out, '\n');
  } else {
    buf_printf(&c->out, "%.*s\n", STRF(secret));
    cli_note(c, "%s",
             tr(c, "This is the only time the secret is shown; keep it safe.",
                "密钥只显示这一次，请妥善保存。"));
  }
  return true;
}

static bool revoke(struct cli *c, struct access *a, struct err *err) {
  const struct actor by = access_cli();
  if (!access_key_revoke(a, &by, str_from(c->args[1]), err)) return false;
  if (c->json)
    buf_printf(&c->out, "{\"revoked\":\"%s\"}\n", c->args[1]);
  else
    buf_printf(&c->out, "%s: %s\n", c->args[1], tr(c, "revoked", "已吊销"));
  return true;
}

static bool run(struct cli *c, struct err *err) {
  const char *name = c->n_args ? c->args[0] : "list";
  bool (*verb)(struct cli *, struct access *, struct err *) = NULL;
  struct access *a;
  if (strcmp(name, "list") == 0) verb = list;
  if (strcmp(name, "create") == 0) verb = create;
  if (strcmp(name, "revoke") == 0) verb = revoke;
  if (!verb)
    return err_fail(err, ERR_bad_option_value, "key" ERR_SEP "%s" ERR_SEP "list|create|revoke",
                    name);
  if (verb == list ? c->n_args > 1 : c->n_args < 2)
    return verb == list ? err_fail(err, ERR_extra_argument, "key" ERR_SEP "%s", c->args[1])
                        : err_fail(err, ERR_missing_argument, "key" ERR_SEP "shoal key %s %s", name,
                                   verb == create ? "TITLE --scope read,…" : "ID");
  if (!accounts_open(c, ACCESS_EXISTING, &a, err)) return false;
  bool ok = verb(c, a, err);
  access_close(a);
  return ok;
}

const struct cli_command cmd_key = {
    .name = "key",
    .args = "[list | create TITLE --scope LIST | revoke ID]",
    .min_args = 0,
    .max_args = 2,
    .en = "API keys of a workspace: list, create, revoke",
    .zh = "工作区的 API 密钥：列表、创建、吊销",
    .help_en =
        "A key works in one workspace and may do what its scopes say:\n"
        "read (reports, counts), people (personal data), write (segments, classifications,\n"
        "other documents; includes rewards), rewards (for a shop's back end: points, coupons and\n"
        "membership of people, no documents), import, export, admin (users, keys, settings).\n"
        "The secret is shown once.",
    .help_zh = "密钥只在一个工作区内有效，权限由 --scope 决定：\n"
               "read（报表、人数）、people（个人信息）、write（分群、分层等文档，包含 rewards）、\n"
               "rewards（商城后台：用户的积分、优惠券与会员权益，不能修改文档）、import（导入）、\n"
               "export（导出）、admin（用户、密钥、设置）。密钥内容只显示一次。",
    .examples = "shoal key create \"nightly report\" --scope read\n"
                "shoal key create \"shop\" --scope rewards\n"
                "shoal key create \"till 7\" --scope import --on tea --days 365",
    .options = options,
    .complete = "list|create|revoke",
    .run = run,
};
