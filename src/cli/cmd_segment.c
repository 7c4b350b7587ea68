/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Segments by name: list, show, people, save, archive; who entered and left is
 * segment_members.c's. */
#include <stdlib.h>

#include "cli/cli_int.h"
#include "cli/session.h"

#define VERBS "list|show|people|save|archive|changes|history|look"

static const struct cli_option options[] = {
    {"as-of", 0, OPT_TEXT, "DATE", "as things stood at the end of that day, or at a date-time",
     "截至某日结束（或某时刻）的情况", NULL},
    {"title", 0, OPT_TEXT, "TEXT", "save: title shown to people", "save：显示名称", NULL},
    {"param", 0, OPT_TEXT, "VALUES",
     "show, people: values of parameters: 'days = 30, city = \"x\"'",
     "show、people：参数的取值，如 'days = 30, city = \"上海\"'", NULL},
    {"description", 0, OPT_TEXT, "TEXT", "save: what it is for", "save：用途说明", NULL},
    {"update", 0, OPT_TEXT, "WHEN",
     "save: when entries and exits are recorded: live, 'daily 03:00' or manual",
     "save：何时记录进入与离开：live、'daily 03:00' 或 manual", NULL},
    {"cause", 0, OPT_TEXT, "CAUSE",
     "changes: only these: event, time, definition, identity, late, baseline",
     "changes：仅此原因：event、time、definition、identity、late、baseline", NULL},
    {"limit", 0, OPT_COUNT, "N", "changes: so many, newest first (50)",
     "changes：条数，由新到旧（默认 50）", NULL},
    {"days", 0, OPT_COUNT, "N", "history: so many days (30)", "history：天数（默认 30）", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static struct str resource_title(const struct cli *c, const struct resource *r) {
  struct str t = c->lang == LANG_ZH && r->title_zh.n ? r->title_zh : r->title_en;
  return t.n ? t : r->slug;
}

static bool count_people(struct session *s, struct str slug, uint64_t *ret, struct err *err) {
  struct str expression;
  roaring_bitmap_t *set;
  if (!session_segment(s, slug, &expression, err) ||
      !session_people(s, expression, &set, NULL, err))
    return false;
  *ret = roaring_bitmap_get_cardinality(set);
  roaring_bitmap_free(set);
  return true;
}

/* All active segments are counted in one shared pass. */
static bool count_all(struct session *s, const struct resource *r, uint32_t n, uint64_t *counts,
                      struct err *err) {
  struct query_expr *e = arena_array(&s->cli->arena, struct query_expr, n);
  struct query_output *o;
  for (uint32_t i = 0; i < n; i++) {
    struct str text;
    struct node *tree;
    if (!session_segment(s, r[i].slug, &text, err) ||
        !lang_compile(text, names_env_lang(s->names), &s->cli->arena, &tree, err))
      return err_at(err, r[i].slug.p, err->place.line, err->place.column, err->place.length);
    e[i] = (struct query_expr){tree, s->as_of};
  }
  if (n == 0) return true;
  if (!expressions_run(e, n, s->snap, &s->env, &s->cli->arena, &o, err)) return false;
  for (uint32_t i = 0; i < n; i++)
    counts[i] = roaring_bitmap_get_cardinality(o[i].set);
  query_outputs_release(o, n);
  return true;
}

static bool list(struct session *s, struct err *err) {
  struct cli *c = s->cli;
  struct resource *all, *r;
  uint32_t n_all, n = 0;
  if (!resource_list(s->ws, STR("segment"), &c->arena, &all, &n_all, err)) return false;
  r = arena_array(&c->arena, struct resource, n_all);
  for (uint32_t i = 0; i < n_all; i++)
    if (str_is(all[i].status, "active")) r[n++] = all[i];
  uint64_t *counts = arena_array(&c->arena, uint64_t, n);
  if (!count_all(s, r, n, counts, err)) return false;
  if (c->json) {
    struct jw w;
    jw_init(&w, &c->out, 2);
    jw_begin_object(&w);
    jw_key(&w, "segments");
    jw_begin_array(&w);
    for (uint32_t i = 0; i < n; i++) {
      jw_begin_object(&w);
      jw_key(&w, "slug"), jw_str(&w, r[i].slug);
      jw_key(&w, "title"), jw_str(&w, resource_title(c, &r[i]));
      jw_key(&w, "people"), jw_uint(&w, counts[i]);
      jw_key(&w, "version"), jw_uint(&w, r[i].version);
      jw_end_object(&w);
    }
    jw_end_array(&w);
    jw_end_object(&w);
    buf_putc(&c->out, '\n');
    return true;
  }
  if (n == 0)
    cli_note(c, "%s",
             tr(c,
                "No segments yet. Save one: shoal segment save loyal 'count(order_completed) >= 3'",
                "还没有分群。新建一个：shoal segment save loyal 'count(order_completed) >= 3'"));
  struct table *t = table_new(&c->arena, 4);
  table_head(t, 0, tr(c, "segment", "分群"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "title", "名称"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "people", "人数"), ALIGN_RIGHT);
  table_head(t, 3, tr(c, "version", "版本"), ALIGN_RIGHT);
  for (uint32_t i = 0; i < n; i++) {
    struct buf b = BUF_INIT;
    put_count(&b, (int64_t)counts[i]);
    table_cell(t, r[i].slug);
    table_cell(t, resource_title(c, &r[i]));
    table_cell(t, buf_str(&b));
    table_cellf(t, "%u", r[i].version);
    buf_release(&b);
  }
  if (n) table_print(c, t, "");
  return true;
}

static bool show(struct session *s, struct str slug, struct err *err) {
  struct cli *c = s->cli;
  struct resource r, *versions;
  uint32_t n;
  uint64_t people;
  struct str expression;
  struct node *tree;
  struct buf words = BUF_INIT;
  if (!resource_get(s->ws, STR("segment"), slug, &c->arena, &r, err) ||
      !resource_versions(s->ws, STR("segment"), slug, &c->arena, &versions, &n, err) ||
      !session_segment(s, slug, &expression, err) || !count_people(s, slug, &people, err) ||
      !lang_compile(expression, names_env_lang(s->names), &c->arena, &tree, err))
    return false;
  lang_explain(tree, c->lang, &words);
  if (c->json) {
    struct jw w;
    jw_init(&w, &c->out, 2);
    jw_begin_object(&w);
    jw_key(&w, "id"), jw_str(&w, r.id);
    jw_key(&w, "slug"), jw_str(&w, r.slug);
    jw_key(&w, "version"), jw_uint(&w, r.version);
    jw_key(&w, "status"), jw_str(&w, r.status);
    jw_key(&w, "people"), jw_uint(&w, people);
    jw_key(&w, "explanation"), jw_str(&w, buf_str(&words));
    jw_key(&w, "document"), jw_raw(&w, r.doc);
    jw_end_object(&w);
    buf_putc(&c->out, '\n');
  } else {
    buf_printf(&c->out, "%.*s  (%.*s, %s %u)\n", STRF(resource_title(c, &r)), STRF(r.slug),
               tr(c, "version", "版本"), r.version);
    buf_printf(&c->out, "  %.*s\n  %s\n  ", STRF(expression), words.p);
    put_count(&c->out, (int64_t)people);
    buf_printf(&c->out, " %s\n\n", tr(c, "people", "人"));
    for (uint32_t i = 0; i < n; i++) {
      struct buf when = BUF_INIT;
      time_format_minute(ws_tz(s->ws), versions[i].updated_ms, &when);
      buf_printf(&c->out, "  %s %u  %s  %.*s\n", tr(c, "version", "版本"), versions[i].version,
                 when.p, STRF(versions[i].author));
      buf_release(&when);
    }
  }
  buf_release(&words);
  return true;
}

static bool people(struct session *s, struct str slug, struct err *err) {
  struct cli *c = s->cli;
  struct str expression;
  roaring_bitmap_t *set;
  struct cli_sink *sink;
  if (!session_segment(s, slug, &expression, err) ||
      !session_people(s, expression, &set, NULL, err))
    return false;
  bool ok = cli_sink_open(c, NULL, &sink, err);
  roaring_uint32_iterator_t it;
  roaring_init_iterator(set, &it);
  for (; ok && it.has_value; roaring_advance_uint32_iterator(&it)) {
    buf_put_str(&c->out, people_external_id(ws_people(s->ws), it.current_value));
    buf_putc(&c->out, '\n');
    ok = cli_sink_write(sink, &c->out, false, err);
  }
  roaring_bitmap_free(set);
  return ok;
}

static void put_text(struct jw *w, const char *key, const char *text) {
  if (!text) return;
  jw_key(w, key);
  jw_cstr(w, text);
}

static bool save(struct cli *c, const char *slug, const char *expression, struct err *err) {
  struct workspace *w;
  struct buf doc = BUF_INIT;
  struct jw j;
  struct resource_change *changes;
  uint32_t n;
  jw_init(&j, &doc, 0);
  jw_begin_object(&j);
  put_text(&j, "kind", "segment");
  put_text(&j, "slug", slug);
  put_text(&j, "title", cli_get(c, "title"));
  put_text(&j, "description", cli_get(c, "description"));
  put_text(&j, "expression", expression);
  put_text(&j, "update", cli_get(c, "update"));
  jw_end_object(&j);
  struct resource_source src = {STR("segment"), buf_str(&doc)};
  bool ok = cli_open(c, WS_WRITE, &w, err);
  if (ok) {
    const char *user = getenv("USER");
    ok = resource_apply(w, &src, 1, str_from(user ? user : "cli"), false, &c->arena, &changes, &n,
                        err);
    if (ok && c->json)
      buf_printf(&c->out, "{\"slug\":\"%s\",\"version\":%u,\"changed\":%s}\n", slug,
                 changes[0].new_version, changes[0].what == CHANGE_NONE ? "false" : "true");
    else if (ok)
      buf_printf(&c->out, tr(c, "saved %s, version %u\n", "已保存 %s，版本 %u\n"), slug,
                 changes[0].new_version);
    ws_close(w);
  }
  buf_release(&doc);
  return ok;
}

static bool archive(struct cli *c, const char *slug, struct err *err) {
  struct workspace *w;
  const char *user = getenv("USER");
  if (!cli_open(c, WS_WRITE, &w, err)) return false;
  bool ok =
      resource_archive(w, STR("segment"), str_from(slug), 0, str_from(user ? user : "cli"), err);
  if (ok && c->json)
    buf_printf(&c->out, "{\"slug\":\"%s\",\"status\":\"archived\"}\n", slug);
  else if (ok)
    buf_printf(&c->out, tr(c, "archived %s\n", "已归档 %s\n"), slug);
  ws_close(w);
  return ok;
}

static bool run(struct cli *c, struct err *err) {
  const char *verb = c->args[0];
  bool is_list = strcmp(verb, "list") == 0, is_save = strcmp(verb, "save") == 0;
  int want = is_list ? 1 : is_save ? 3 : 2;
  if (c->n_args < want)
    return err_fail(err, ERR_missing_argument, "segment" ERR_SEP "shoal segment %s SLUG%s", verb,
                    is_save ? " 'EXPRESSION'" : "");
  if (c->n_args > want)
    return err_fail(err, ERR_extra_argument, "segment" ERR_SEP "%s", c->args[want]);
  if (is_save) return save(c, c->args[1], c->args[2], err);
  if (strcmp(verb, "archive") == 0) return archive(c, c->args[1], err);
  if (strcmp(verb, "changes") == 0) return segment_changes(c, str_from(c->args[1]), err);
  if (strcmp(verb, "history") == 0) return segment_history(c, str_from(c->args[1]), err);
  if (strcmp(verb, "look") == 0) return segment_look(c, str_from(c->args[1]), err);
  if (!is_list && strcmp(verb, "show") != 0 && strcmp(verb, "people") != 0)
    return err_fail(err, ERR_bad_option_value, "segment" ERR_SEP "%s" ERR_SEP VERBS, verb);
  struct session s;
  if (!session_open(c, &s, err)) return false;
  bool ok = !is_list && !session_params(&s, err) ? false
            : is_list                            ? list(&s, err)
            : *verb == 's'                       ? show(&s, str_from(c->args[1]), err)
                                                 : people(&s, str_from(c->args[1]), err);
  session_close(&s);
  return ok;
}

const struct cli_command cmd_segment = {
    .name = "segment",
    .args = "list | show SLUG | people SLUG | save SLUG 'EXPRESSION' | archive SLUG | "
            "changes SLUG | history SLUG | look SLUG",
    .min_args = 1,
    .max_args = 3,
    .en = "Saved segments: list, show, people, save, archive; who entered and left",
    .zh = "分群：列表、详情、名单、保存、归档，以及进入与离开记录",
    .examples = "shoal segment save sleeping_vips 'class(value) = \"high\" and not "
                "did(order_completed, last 60 days)' --title 沉睡高价值\n"
                "shoal segment list\nshoal segment people sleeping_vips > ids.txt",
    .options = options,
    .complete = VERBS,
    .run = run,
};
