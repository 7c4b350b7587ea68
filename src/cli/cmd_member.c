/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Members of programmes: counts, lists, one member, joining, leaving, a level by hand. */
#include <stdlib.h>

#include "cli/cli_int.h"
#include "collect/find.h"
#include "loyalty/membership.h"

#define VERBS "counts|list|show|join|leave|level"

static const struct cli_option options[] = {
    {"status", 0, OPT_TEXT, "STATUS", "list: active (default), left or lapsed",
     "list：active（默认）、left 或 lapsed", "active|left|lapsed"},
    {"limit", 0, OPT_COUNT, "N", "list: so many (50)", "list：条数（默认 50）", NULL},
    {"after", 0, OPT_COUNT, "N", "list: behind this number", "list：自该编号之后", NULL},
    {"reason", 0, OPT_TEXT, "TEXT", "leave, level: why", "leave、level：原因", NULL},
    {"until", 0, OPT_TEXT, "TIME",
     "level: until then (a date: through that day) it neither rises nor falls (default: for ever)",
     "level：在此之前（日期含当日）不升不降（默认永久）", NULL},
    {"source", 0, OPT_TEXT, "TEXT", "join: where from", "join：入会来源", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static void put_when(struct workspace *w, struct table *t, int64_t ms) {
  struct buf b = BUF_INIT;
  if (ms && ms != PROGRAMME_FOREVER) time_format_minute(ws_tz(w), ms, &b);
  table_cell(t, b.n ? buf_str(&b) : STR("–"));
  buf_release(&b);
}

static bool counts(struct cli *c, struct loyalty *l, struct str programme, struct err *err) {
  struct membership_count *n;
  struct jw j;
  uint32_t k;
  if (!membership_counts(l, programme, &c->arena, &n, &k, err)) return false;
  if (c->json) {
    jw_init(&j, &c->out, 2);
    jw_begin_object(&j);
    jw_key(&j, "counts"), jw_begin_array(&j);
    for (uint32_t i = 0; i < k; i++) {
      jw_begin_object(&j);
      jw_key(&j, "level"), jw_str(&j, n[i].level);
      jw_key(&j, "status"), jw_cstr(&j, membership_status_names[n[i].status]);
      jw_key(&j, "members"), jw_int(&j, n[i].members);
      jw_end_object(&j);
    }
    jw_end_array(&j);
    jw_end_object(&j);
    buf_putc(&c->out, '\n');
    return true;
  }
  struct table *t = table_new(&c->arena, 3);
  table_head(t, 0, tr(c, "level", "等级"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "status", "状态"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "members", "会员数"), ALIGN_RIGHT);
  for (uint32_t i = 0; i < k; i++) {
    table_cell(t, n[i].level.n ? n[i].level : STR("–"));
    table_cellf(t, "%s", membership_status_names[n[i].status]);
    table_cellf(t, "%lld", (long long)n[i].members);
  }
  if (k) table_print(c, t, "");
  return true;
}

/* Empty where a repair lost whose membership it is. */
static struct str person_text(struct workspace *w, uint32_t subject) {
  return subject == SUBJECT_NONE ? STR("") : people_external_id(ws_people(w), subject);
}

static void row_json(struct jw *j, struct workspace *w, const struct membership_row *r) {
  jw_begin_object(j);
  jw_key(j, "member"), jw_int(j, r->n);
  jw_key(j, "person"), jw_str(j, person_text(w, r->subject));
  jw_key(j, "level"), jw_str(j, r->level);
  jw_key(j, "status"), jw_cstr(j, membership_status_names[r->status]);
  jw_end_object(j);
}

static bool list(struct cli *c, struct workspace *w, struct loyalty *l, struct str programme,
                 struct err *err) {
  struct membership_row *r;
  const char *word = cli_get(c, "status");
  enum membership_status status = MEMBERSHIP_ACTIVE;
  struct jw j;
  uint32_t n;
  bool known = !word;
  for (int i = 0; word && i < MEMBERSHIP_STATES; i++)
    if (strcmp(word, membership_status_names[i]) == 0) {
      status = (enum membership_status)i;
      known = true;
    }
  if (!known)
    return err_fail(err, ERR_bad_option_value, "status" ERR_SEP "%s" ERR_SEP "active|left|lapsed",
                    word);
  uint64_t limit = cli_count(c, "limit", 50);
  if (!membership_list(l, programme, NULL, status, (int64_t)cli_count(c, "after", 0),
                       limit > 10000 ? 10000 : (uint32_t)limit, &c->arena, &r, &n, err))
    return false;
  if (c->json) {
    jw_init(&j, &c->out, 2);
    jw_begin_object(&j);
    jw_key(&j, "members"), jw_begin_array(&j);
    for (uint32_t i = 0; i < n; i++)
      row_json(&j, w, &r[i]);
    jw_end_array(&j);
    jw_end_object(&j);
    buf_putc(&c->out, '\n');
    return true;
  }
  struct table *t = table_new(&c->arena, 4);
  table_head(t, 0, tr(c, "member", "编号"), ALIGN_RIGHT);
  table_head(t, 1, tr(c, "person", "人"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "level", "等级"), ALIGN_LEFT);
  table_head(t, 3, tr(c, "joined", "入会时间"), ALIGN_LEFT);
  for (uint32_t i = 0; i < n; i++) {
    table_cellf(t, "%lld", (long long)r[i].n);
    table_cell(t, person_text(w, r[i].subject));
    table_cell(t, r[i].level.n ? r[i].level : STR("–"));
    put_when(w, t, r[i].joined_ms);
  }
  if (n) table_print(c, t, "");
  return true;
}

static bool find(struct cli *c, struct workspace *w, uint32_t *ret, struct err *err) {
  struct str who = str_from(c->args[2]);
  *ret = collect_find_any(w, who);
  return *ret != SUBJECT_NONE || err_fail(err, ERR_unknown_person, "%.*s", STRF(who));
}

static bool show(struct cli *c, struct workspace *w, struct loyalty *l, struct str programme,
                 struct err *err) {
  struct membership_view v;
  struct programme p;
  uint32_t subject;
  char growth[DEC_TEXT_BYTES], missing[DEC_TEXT_BYTES];
  if (!find(c, w, &subject, err) || !membership_get(l, subject, programme, &c->arena, &p, &v, err))
    return false;
  struct str level = v.standing.level < 0 ? STR("") : p.levels[v.standing.level].slug;
  if (c->json) {
    struct jw j;
    jw_init(&j, &c->out, 2);
    jw_begin_object(&j);
    jw_key(&j, "member"), jw_int(&j, v.member);
    jw_key(&j, "status"), jw_cstr(&j, membership_status_names[v.status]);
    jw_key(&j, "level"), jw_str(&j, level);
    jw_key(&j, "growth"), jw_cstr(&j, dec_text(v.growth, growth));
    jw_key(&j, "missing"), jw_cstr(&j, dec_text(v.missing, missing));
    jw_end_object(&j);
    buf_putc(&c->out, '\n');
    return true;
  }
  buf_printf(&c->out, tr(c, "%s, level %.*s, growth %s", "%s，等级 %.*s，成长值 %s"),
             membership_status_names[v.status], STRF(level.n ? level : STR("–")),
             dec_text(v.growth, growth));
  if (v.next >= 0)
    buf_printf(&c->out, tr(c, ", %s to %.*s", "，还差 %s 升至 %.*s"), dec_text(v.missing, missing),
               STRF(p.levels[v.next].slug));
  buf_putc(&c->out, '\n');
  return true;
}

static bool change(struct cli *c, struct workspace *w, struct loyalty *l, struct membership_ask *a,
                   struct err *err) {
  const char *user = getenv("USER"), *until = cli_get(c, "until");
  struct membership_done d;
  a->actor = str_from(user ? user : "cli");
  a->reason = str_from(cli_get(c, "reason"));
  a->source = str_from(cli_get(c, "source"));
  a->until_ms = PROGRAMME_FOREVER;
  if (!find(c, w, &a->subject, err) ||
      (until && !time_parse_until(str_from(until), ws_tz(w), &a->until_ms, err)) ||
      !membership_do(l, a, &d, err))
    return false;
  if (c->json)
    buf_printf(&c->out, "{\"member\":%lld,\"status\":\"%s\",\"level\":\"%s\",\"changed\":%s}\n",
               (long long)d.member, membership_status_names[d.status], d.level,
               d.changed ? "true" : "false");
  else
    buf_printf(&c->out, tr(c, "%s, level %s\n", "%s，等级 %s\n"), membership_status_names[d.status],
               d.level[0] ? d.level : "–");
  return true;
}

static bool run_verb(struct cli *c, struct workspace *w, struct loyalty *l, struct err *err) {
  const char *verb = c->args[0];
  struct str programme = str_from(c->args[1]);
  struct membership_ask a = {.programme = programme};
  if (strcmp(verb, "counts") == 0) return counts(c, l, programme, err);
  if (strcmp(verb, "list") == 0) return list(c, w, l, programme, err);
  if (strcmp(verb, "show") == 0) return show(c, w, l, programme, err);
  a.act = strcmp(verb, "join") == 0    ? MEMBERSHIP_JOIN
          : strcmp(verb, "leave") == 0 ? MEMBERSHIP_LEAVE
                                       : MEMBERSHIP_SET_LEVEL;
  if (a.act == MEMBERSHIP_SET_LEVEL) a.level = str_from(c->args[3]);
  return change(c, w, l, &a, err);
}

static bool run(struct cli *c, struct err *err) {
  static const struct {
    const char *verb;
    int args;
  } verbs[] = {{"counts", 2}, {"list", 2}, {"show", 3}, {"join", 3}, {"leave", 3}, {"level", 4}};
  struct workspace *w;
  struct loyalty *l;
  int want = 0;
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
    if (strcmp(c->args[0], verbs[i].verb) == 0) want = verbs[i].args;
  if (!want)
    return err_fail(err, ERR_bad_option_value, "member" ERR_SEP "%s" ERR_SEP VERBS, c->args[0]);
  if (c->n_args < want)
    return err_fail(err, ERR_missing_argument, "member" ERR_SEP "shoal member %s PROGRAMME%s%s",
                    c->args[0], want > 2 ? " ID" : "", want > 3 ? " LEVEL" : "");
  if (c->n_args > want)
    return err_fail(err, ERR_extra_argument, "member" ERR_SEP "%s", c->args[want]);
  if (!cli_open(c, WS_WRITE, &w, err)) return false;
  bool ok = loyalty_open(w, &l, err);
  if (ok) {
    ok = run_verb(c, w, l, err) && loyalty_settle(l, err);
    loyalty_close(l);
  }
  ws_close(w);
  return ok;
}

const struct cli_command cmd_member = {
    .name = "member",
    .args = "counts PROGRAMME | list PROGRAMME | show PROGRAMME ID | join PROGRAMME ID | "
            "leave PROGRAMME ID | level PROGRAMME ID LEVEL",
    .min_args = 2,
    .max_args = 4,
    .en = "Members of programmes: counts, list, one member, join, leave, level by hand",
    .zh = "会员：各等级人数、列表、详情、入会、退会、人工设定等级",
    .help_en = "It needs that no server has the workspace open; then use its API.",
    .help_zh = "要求没有服务器打开该工作区，否则请使用其 API。",
    .examples = "shoal member counts club\nshoal member show club u1001\n"
                "shoal member level club u1001 gold --reason \"apology\" --until 2026-12-31",
    .options = options,
    .complete = VERBS,
    .run = run,
};
