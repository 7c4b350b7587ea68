/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli_int.h"
#include "resource/resource.h"

static const struct cli_option options[] = {
    {"zone", 0, OPT_TEXT, "ZONE", "IANA time zone, e.g. Asia/Shanghai", "时区，如 Asia/Shanghai",
     NULL},
    {"currency", 0, OPT_TEXT, "CODE", "currency of amounts, e.g. CNY", "金额币种，如 CNY", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static bool list(struct cli *c, struct err *err) {
  struct str *names;
  uint32_t n;
  struct jw w;
  if (!ws_list(c->data, io_posix(), &c->arena, &names, &n, err)) return false;
  struct table *t = table_new(&c->arena, 5);
  table_head(t, 0, tr(c, "workspace", "工作区"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "zone", "时区"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "currency", "币种"), ALIGN_LEFT);
  table_head(t, 3, tr(c, "people", "用户"), ALIGN_RIGHT);
  table_head(t, 4, tr(c, "events", "事件"), ALIGN_RIGHT);
  jw_init(&w, &c->out, 2);
  if (c->json) jw_begin_object(&w), jw_key(&w, "workspaces"), jw_begin_array(&w);
  for (uint32_t i = 0; i < n; i++) {
    struct workspace *ws;
    if (!ws_open(c->data, names[i], WS_READ, &c->ws_options, &ws, err)) return false;
    struct snapshot *snap = ws_snapshot(ws);
    uint64_t people = people_living(ws_people(ws)), rows = snapshot_rows(snap);
    if (c->json) {
      jw_begin_object(&w);
      jw_key(&w, "slug"), jw_str(&w, names[i]);
      jw_key(&w, "zone"), jw_str(&w, tz_name(ws_tz(ws)));
      jw_key(&w, "currency"), jw_str(&w, ws_currency(ws));
      jw_key(&w, "people"), jw_uint(&w, people);
      jw_key(&w, "events"), jw_uint(&w, rows);
      jw_end_object(&w);
    } else {
      struct buf b = BUF_INIT;
      table_cell(t, names[i]);
      table_cell(t, tz_name(ws_tz(ws)));
      table_cell(t, ws_currency(ws));
      put_count(&b, (int64_t)people);
      table_cell(t, buf_str(&b));
      buf_reset(&b);
      put_count(&b, (int64_t)rows);
      table_cell(t, buf_str(&b));
      buf_release(&b);
    }
    snapshot_free(snap);
    ws_close(ws);
  }
  if (c->json) {
    jw_end_array(&w);
    jw_end_object(&w);
    buf_putc(&c->out, '\n');
  } else if (n) {
    table_print(c, t, "");
  } else {
    cli_note(c,
             tr(c, "No workspaces in %s yet; `shoal import FILE` makes one.",
                "%s 中还没有工作区；`shoal import 文件` 会自动创建。"),
             c->data);
  }
  return true;
}

static void done(struct cli *c, const char *what, const char *en, const char *zh) {
  if (c->json)
    buf_printf(&c->out, "{\"workspace\":\"%s\",\"%s\":true}\n", c->workspace, what);
  else
    buf_printf(&c->out, "%s: %s\n", c->workspace, c->lang == LANG_ZH ? zh : en);
}

static bool create(struct cli *c, struct err *err) {
  struct workspace *w;
  const char *zone = cli_get(c, "zone"), *currency = cli_get(c, "currency");
  if (!ws_create(c->data, str_from(c->workspace), str_from(zone ? zone : ""),
                 str_from(currency ? currency : ""), &c->ws_options, err) ||
      !cli_open(c, WS_WRITE, &w, err))
    return false;
  bool ok = resource_install_presets(w, err);
  ws_close(w);
  if (ok) done(c, "created", "created", "已创建");
  return ok;
}

static bool set(struct cli *c, struct err *err) {
  struct workspace *w;
  const char *zone = cli_get(c, "zone"), *currency = cli_get(c, "currency");
  if (!zone && !currency)
    return err_fail(err, ERR_missing_argument,
                    "workspace" ERR_SEP "shoal workspace set --zone ZONE --currency CODE");
  if (!cli_open(c, WS_WRITE, &w, err)) return false;
  bool ok = (!zone || ws_set_zone(w, str_from(zone), err)) &&
            (!currency || ws_set_currency(w, str_from(currency), err));
  ws_close(w);
  if (ok) done(c, "set", "set", "已设置");
  return ok;
}

static bool run(struct cli *c, struct err *err) {
  const char *verb = c->n_args ? c->args[0] : "list";
  if (strcmp(verb, "list") == 0) return list(c, err);
  if (strcmp(verb, "create") == 0) return create(c, err);
  if (strcmp(verb, "set") == 0) return set(c, err);
  return err_fail(err, ERR_bad_option_value, "workspace" ERR_SEP "%s" ERR_SEP "list|create|set",
                  verb);
}

const struct cli_command cmd_workspace = {
    .name = "workspace",
    .args = "[list | create | set]",
    .min_args = 0,
    .max_args = 1,
    .en = "Workspaces (brands): list, create, set zone or currency",
    .zh = "工作区（品牌）：列表、创建、设置时区或币种",
    .examples = "shoal --workspace tea workspace create --zone Asia/Shanghai --currency CNY\nshoal "
                "workspace set --zone Europe/Berlin",
    .options = options,
    .complete = "list|create|set",
    .run = run,
};
