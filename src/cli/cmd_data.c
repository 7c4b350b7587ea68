/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The dictionary from the shell: what came beside what the tracking plans declare, a plan drafted
 * from it, and what a plan that is not in force yet would have found. */
#include "cli/cli_int.h"
#include "cli/session.h"
#include "query/breaches.h"
#include "query/census.h"

#define SHOW_DAYS   7
#define DAYS_MAX    366
#define VALUE_ROWS  2000000
#define VALUE_WIDTH 40 /* bytes of an example in a table */

static const struct cli_option options[] = {
    {"days", 0, OPT_COUNT, "N", "show, check: judge rows of the last N days (default 7)",
     "show、check：判断最近 N 天的数据（默认 7）", NULL},
    {"as-of", 0, OPT_TEXT, "TIME", "ask as of this date or time (default: now)",
     "查询的时点（默认为现在）", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static const char *status(const struct cli *c, const struct plan *plan, bool declared,
                          uint64_t rows) {
  if (!plan) return "";
  if (!declared) return tr(c, "not declared", "未声明");
  return rows ? tr(c, "declared", "已声明") : tr(c, "never seen", "从未上报");
}

static bool declares(struct cli *c, const struct plan *plan, struct str event) {
  struct plan_says *says;
  uint32_t n;
  return plan && plan_of_event(plan, event, &c->arena, &says, &n);
}

/* ---- list ---- */

static void put_row(struct cli *c, struct table *t, struct jw *j, const struct plan *plan,
                    struct str name, const struct event_census *e) {
  bool seen = e->first <= e->last, declared = declares(c, plan, name);
  struct buf last = BUF_INIT;
  if (seen) time_format_iso(e->last, &last);
  if (c->json) {
    jw_begin_object(j);
    jw_key(j, "name"), jw_str(j, name);
    jw_key(j, "rows"), jw_uint(j, e->rows);
    jw_key(j, "last_day"), jw_uint(j, e->recent);
    jw_key(j, "last_week"), jw_uint(j, e->week);
    jw_key(j, "flagged"), jw_uint(j, e->marked);
    jw_key(j, "last_at"), seen ? jw_str(j, buf_str(&last)) : jw_null(j);
    jw_key(j, "declared"), plan ? jw_bool(j, declared) : jw_null(j);
    jw_end_object(j);
  } else {
    table_cell(t, name);
    table_cellf(t, "%llu", (unsigned long long)e->rows);
    table_cellf(t, "%llu", (unsigned long long)e->recent);
    table_cellf(t, "%llu", (unsigned long long)e->week);
    table_cellf(t, "%llu", (unsigned long long)e->marked);
    table_cell(t, buf_str(&last));
    table_cell(t, str_from(status(c, plan, declared, e->rows)));
  }
  buf_release(&last);
}

static bool list(struct session *s, const struct plan *plan, struct err *err) {
  struct cli *c = s->cli;
  const struct event_census never = {.first = 1, .last = 0};
  const char *heads[] = {tr(c, "event", "事件"),     tr(c, "rows", "总量"),
                         tr(c, "24 h", "近24小时"),  tr(c, "7 days", "近7天"),
                         tr(c, "flagged", "带标记"), tr(c, "latest", "最近"),
                         tr(c, "plan", "埋点方案")};
  struct event_census *e;
  struct table *t = table_new(&c->arena, 7);
  struct jw j;
  if (!query_event_census(s->snap, s->as_of, s->env.tz, 1, STR(PLAN_PROP), s->env.pool, &c->arena,
                          &e, err))
    return false;
  for (uint32_t i = 0; i < 7; i++)
    table_head(t, i, heads[i], i >= 1 && i <= 4 ? ALIGN_RIGHT : ALIGN_LEFT);
  jw_init(&j, &c->out, 2);
  if (c->json) jw_begin_object(&j), jw_key(&j, "items"), jw_begin_array(&j);
  for (uint32_t i = 0; i < snapshot_events(s->snap); i++)
    if (e[i].rows && !ev_of_items(snapshot_event(s->snap, i)->name))
      put_row(c, t, &j, plan, snapshot_event(s->snap, i)->name, &e[i]);
  for (uint32_t i = 0; plan && i < plan_events(plan); i++) {
    uint32_t code = snapshot_event_code(s->snap, plan_event_at(plan, i));
    if (code == INTERN_NONE || e[code].rows == 0)
      put_row(c, t, &j, plan, plan_event_at(plan, i), &never);
  }
  if (c->json)
    jw_end_array(&j), jw_end_object(&j), buf_putc(&c->out, '\n');
  else
    table_print(c, t, "");
  return true;
}

/* ---- violations ---- */

static struct str short_value(struct str v, struct arena *out) {
  size_t n = v.n;
  while (n > VALUE_WIDTH || (n < v.n && ((unsigned char)v.p[n] & 0xc0) == 0x80))
    n--;
  return n == v.n ? v : arena_printf(out, "%.*s…", (int)n, v.p);
}

static void violations_json(struct session *s, const struct breaches *b, struct jw *j) {
  jw_key(j, "rows"), jw_uint(j, b->rows);
  jw_key(j, "flagged"), jw_uint(j, b->flagged);
  jw_key(j, "rejected"), jw_uint(j, b->rejected);
  jw_key(j, "complete"), jw_bool(j, b->complete);
  jw_key(j, "violations"), jw_begin_array(j);
  for (uint32_t i = 0; i < b->n; i++) {
    jw_begin_object(j);
    jw_key(j, "event"), jw_str(j, snapshot_event(s->snap, b->list[i].event)->name);
    jw_key(j, "property"), jw_str(j, b->list[i].prop);
    jw_key(j, "reason"), jw_cstr(j, plan_reason_name(b->list[i].reason));
    jw_key(j, "rows"), jw_uint(j, b->list[i].rows);
    jw_key(j, "example"), jw_str(j, b->list[i].value);
    jw_end_object(j);
  }
  jw_end_array(j);
}

static void violations_table(struct session *s, const struct breaches *b) {
  struct cli *c = s->cli;
  struct table *t = table_new(&c->arena, 5);
  buf_printf(&c->out,
             tr(c, "%llu rows judged: %llu to be flagged, %llu to be refused%s\n",
                "判断 %llu 行：%llu 行应标记，%llu 行应拒收%s\n"),
             (unsigned long long)b->rows, (unsigned long long)b->flagged,
             (unsigned long long)b->rejected,
             b->complete ? "" : tr(c, " (there are more rows)", "（仅判断了部分行）"));
  if (b->n == 0) return;
  const char *heads[] = {tr(c, "event", "事件"), tr(c, "property", "属性"), tr(c, "wrong", "问题"),
                         tr(c, "rows", "行数"), tr(c, "newest value", "最近的取值")};
  for (uint32_t i = 0; i < 5; i++)
    table_head(t, i, heads[i], i == 3 ? ALIGN_RIGHT : ALIGN_LEFT);
  for (uint32_t i = 0; i < b->n; i++) {
    const struct breach *one = &b->list[i];
    table_cell(t, snapshot_event(s->snap, one->event)->name);
    table_cell(t, one->prop);
    table_cell(t, str_from(plan_reason_name(one->reason)));
    table_cellf(t, "%llu", (unsigned long long)one->rows);
    table_cell(t, short_value(one->value, &c->arena));
  }
  table_print(c, t, "");
}

static bool judge(struct session *s, const struct plan *plan, uint32_t event, struct breaches *ret,
                  struct err *err) {
  uint64_t days = cli_count(s->cli, "days", SHOW_DAYS);
  if (days < 1 || days > DAYS_MAX)
    return err_fail(err, ERR_bad_option_value, "days" ERR_SEP "%s" ERR_SEP "1 … %d",
                    cli_get(s->cli, "days"), DAYS_MAX);
  return query_breaches(s->snap, plan, event, s->as_of - (int64_t)days * MS_DAY, s->as_of,
                        BREACH_ROWS_MAX, &s->limits, &s->cli->arena, ret, err);
}

/* ---- show ---- */

static void put_types(const struct value_census *v, uint32_t prop, struct buf *out) {
  static const char *const names[V_TYPES] = {"", "bool", "number", "text", "time"};
  uint64_t all = 0;
  for (uint32_t i = 0; i < v->n_props; i++)
    if (v->props[i].prop == prop) all += v->props[i].rows;
  for (uint32_t i = 0; i < v->n_props; i++) {
    const struct prop_census *p = &v->props[i];
    if (p->prop != prop || p->type == V_NONE) continue;
    buf_printf(out, "%s%s", out->n ? ", " : "", names[p->type]);
    if (p->rows < all) buf_printf(out, " %.1f %%", 100 * (double)p->rows / (double)all);
  }
}

static void put_prop(struct session *s, const struct value_census *v, uint32_t at, struct table *t,
                     struct jw *j) {
  struct cli *c = s->cli;
  struct str name = snapshot_prop(s->snap, v->props[at].prop)->name;
  struct buf types = BUF_INIT;
  uint64_t rows = 0, distinct = 0;
  bool exact = v->complete;
  for (uint32_t i = at; i < v->n_props && v->props[i].prop == v->props[at].prop; i++) {
    rows += v->props[i].rows;
    distinct += v->props[i].distinct;
    exact = exact && v->props[i].distinct_exact;
  }
  double coverage = v->rows ? (double)rows / (double)v->rows : 0;
  put_types(v, v->props[at].prop, &types);
  if (c->json) {
    jw_begin_object(j);
    jw_key(j, "name"), jw_str(j, name);
    jw_key(j, "types"), jw_str(j, buf_str(&types));
    jw_key(j, "rows"), jw_uint(j, rows);
    jw_key(j, "coverage"), jw_double(j, coverage);
    jw_key(j, "distinct"), jw_uint(j, distinct);
    jw_key(j, "distinct_exact"), jw_bool(j, exact);
    jw_end_object(j);
  } else {
    table_cell(t, name);
    table_cell(t, buf_str(&types));
    table_cellf(t, "%llu", (unsigned long long)rows);
    table_cellf(t, "%.1f %%", 100 * coverage);
    table_cellf(t, "%s%llu", exact ? "" : "≈ ", (unsigned long long)distinct);
  }
  buf_release(&types);
}

static bool show(struct session *s, const struct plan *plan, struct str name, struct err *err) {
  struct cli *c = s->cli;
  const char *heads[] = {tr(c, "property", "属性"), tr(c, "types", "类型"), tr(c, "rows", "行数"),
                         tr(c, "coverage", "覆盖率"), tr(c, "different", "不同取值")};
  uint32_t code = snapshot_event_code(s->snap, name);
  struct value_census v;
  struct breaches b;
  struct jw j;
  if (code == INTERN_NONE) return err_fail(err, ERR_unknown_event, "%.*s", STRF(name));
  if (!query_value_census(s->snap, code, UINT8_MAX, s->as_of, VALUE_ROWS, 0, &s->limits, &c->arena,
                          &v, err) ||
      (plan && !judge(s, plan, code, &b, err)))
    return false;
  struct table *t = table_new(&c->arena, 5);
  for (uint32_t i = 0; i < 5; i++)
    table_head(t, i, heads[i], i < 2 ? ALIGN_LEFT : ALIGN_RIGHT);
  jw_init(&j, &c->out, 2);
  if (c->json) jw_begin_object(&j), jw_key(&j, "props"), jw_begin_array(&j);
  for (uint32_t i = 0; i < v.n_props; i++)
    if (i == 0 || v.props[i - 1].prop != v.props[i].prop) put_prop(s, &v, i, t, &j);
  if (c->json) {
    jw_end_array(&j);
    if (plan) violations_json(s, &b, &j);
    jw_end_object(&j), buf_putc(&c->out, '\n');
    return true;
  }
  table_print(c, t, "");
  if (plan) violations_table(s, &b);
  return true;
}

/* ---- draft, check ---- */

static bool draft(struct session *s, struct str event, struct err *err) {
  struct cli *c = s->cli;
  struct value_census v;
  uint32_t code = INTERN_NONE;
  struct json *tree;
  struct buf text = BUF_INIT;
  struct jw j;
  if (event.n) {
    code = snapshot_event_code(s->snap, event);
    if (code == INTERN_NONE) return err_fail(err, ERR_unknown_event, "%.*s", STRF(event));
  }
  if (!query_value_census(s->snap, code, UINT8_MAX, s->as_of, PLAN_DRAFT_ROWS, 0, &s->limits,
                          &c->arena, &v, err))
    return false;
  jw_init(&j, &text, 2);
  jw_begin_object(&j);
  jw_key(&j, "kind"), jw_cstr(&j, "tracking_plan");
  jw_key(&j, "slug"), jw_cstr(&j, "observed");
  (void)resource_plan_draft(s->snap, &v, &j);
  jw_end_object(&j);
  bool ok = c->json || json_parse(arena_str(&c->arena, buf_str(&text)), &c->arena, &tree, err);
  if (ok && c->json)
    buf_put_str(&c->out, buf_str(&text)), buf_putc(&c->out, '\n');
  else if (ok)
    yaml_write_tree(tree, &c->out);
  buf_release(&text);
  return ok;
}

static bool check(struct session *s, const char *path, struct err *err) {
  struct cli *c = s->cli;
  const struct json *at, *doc;
  struct json *tree;
  struct plan *plan;
  struct breaches b;
  struct str text;
  struct jw j;
  if (!io_read_all(io_posix(), path, RESOURCE_DOC_MAX, &c->arena, &text, err)) return false;
  if (!yaml_parse(text, &c->arena, &tree, err))
    return err_at(err, path, err->place.line, err->place.column, err->place.length);
  doc = tree;
  if (!plan_new(&doc, 1, &plan, &at, err))
    return err_at(err, path, at ? at->line : 0, at ? at->column : 0, 0);
  bool ok = judge(s, plan, INTERN_NONE, &b, err);
  plan_free(plan);
  if (!ok) return false;
  if (!c->json) {
    violations_table(s, &b);
    return true;
  }
  jw_init(&j, &c->out, 2);
  jw_begin_object(&j);
  violations_json(s, &b, &j);
  jw_end_object(&j), buf_putc(&c->out, '\n');
  return true;
}

static bool run(struct cli *c, struct err *err) {
  const char *verb = c->args[0];
  bool lists = strcmp(verb, "list") == 0, shows = strcmp(verb, "show") == 0;
  bool drafts = strcmp(verb, "draft") == 0, checks = strcmp(verb, "check") == 0;
  struct plan *plan = NULL;
  struct session s;
  if (!lists && !shows && !drafts && !checks)
    return err_fail(err, ERR_bad_option_value, "data" ERR_SEP "%s" ERR_SEP "list|show|draft|check",
                    verb);
  if ((shows || checks) && c->n_args < 2)
    return err_fail(err, ERR_missing_argument, "data" ERR_SEP "shoal data %s %s", verb,
                    shows ? "EVENT" : "FILE");
  if (lists && c->n_args > 1)
    return err_fail(err, ERR_extra_argument, "data" ERR_SEP "%s", c->args[1]);
  if (!session_open(c, &s, err)) return false;
  struct str name = c->n_args > 1 ? str_from(c->args[1]) : STR("");
  bool ok = drafts   ? draft(&s, name, err)
            : checks ? check(&s, c->args[1], err)
                     : resource_tracking_plan(s.ws, &plan, err) &&
                           (lists ? list(&s, plan, err) : show(&s, plan, name, err));
  plan_free(plan);
  session_close(&s);
  return ok;
}

const struct cli_command cmd_data = {
    .name = "data",
    .args = "list | show EVENT | draft [EVENT] | check FILE",
    .min_args = 1,
    .max_args = 2,
    .en = "The dictionary: what came, beside what tracking plans declare",
    .zh = "数据字典：实际上报与埋点方案对照",
    .help_en =
        "show judges stored rows of the last days by the active tracking plans. draft prints a "
        "plan "
        "made from what was observed: types as seen, required what every row has; save it with "
        "shoal apply. check judges stored rows by a plan in a file that is not in force.",
    .help_zh = "show 按生效的埋点方案判断最近几天已入库的数据。draft "
               "由实际数据生成方案：类型取自数据，每行都有的属性"
               "标为必填；可用 shoal apply 保存。check 用文件中尚未生效的方案判断已入库的数据。",
    .examples = "shoal data list\n"
                "shoal data show order_completed --days 30\n"
                "shoal data draft > plan.yaml\n"
                "shoal data check plan.yaml",
    .options = options,
    .complete = "list|show|draft|check",
    .run = run,
};
