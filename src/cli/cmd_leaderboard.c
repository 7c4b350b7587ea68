/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Leaderboards: which there are, how they stand, past periods, and standings as a file. */
#include "cli/cli_int.h"
#include "collect/find.h"
#include "incentive/rank.h"
#include "job/export.h"
#include "person/person.h"
#include "resource/resource.h"

#define VERBS "list|show|among|periods|export"
#define SHOWN 20

static const struct cli_option options[] = {
    {"at", 0, OPT_TEXT, "TIME", "a moment of the period; the newest that has begun",
     "所查周期内的任一时刻，默认最近一个已开始的周期", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static void put_moment(struct workspace *w, struct table *t, int64_t ms) {
  struct buf b = BUF_INIT;
  time_format_minute(ws_tz(w), ms, &b);
  table_cell(t, buf_str(&b));
  buf_release(&b);
}

static const char *score_of(int64_t units, char text[DEC_TEXT_BYTES]) {
  return dec_text(dec_normal((struct dec){units, RANK_SCALE}), text);
}

static void put_period(struct cli *c, const char *name, const struct rank_period *p) {
  struct buf *b = &c->out;
  buf_printf(b, "%s{\"from\":\"", name);
  time_format_iso(p->from, b);
  buf_puts(b, "\",\"until\":\"");
  time_format_iso(p->until, b);
  buf_printf(b, "\",\"state\":\"%s\",\"lsn\":%llu,\"people\":%llu,\"winners\":%llu}",
             rank_state_names[p->state], (unsigned long long)p->lsn, (unsigned long long)p->people,
             (unsigned long long)p->winners);
}

/* ---- list ---- */

static bool list(struct cli *c, struct workspace *w, struct ranks *r, struct err *err) {
  struct resource *docs;
  uint32_t n;
  if (!resource_list(w, STR("leaderboard"), &c->arena, &docs, &n, err)) return false;
  struct table *t = table_new(&c->arena, 6);
  table_head(t, 0, tr(c, "leaderboard", "排行榜"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "state", "状态"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "from", "开始"), ALIGN_LEFT);
  table_head(t, 3, tr(c, "until", "结束"), ALIGN_LEFT);
  table_head(t, 4, tr(c, "people", "上榜人数"), ALIGN_RIGHT);
  table_head(t, 5, tr(c, "settled", "已结算"), ALIGN_RIGHT);
  for (uint32_t k = 0; k < n; k++) {
    struct rank_view v;
    if (!rank_get(r, docs[k].slug, &c->arena, &v, err)) return false;
    if (c->json) {
      buf_printf(&c->out, "{\"leaderboard\":\"%.*s\",\"state\":\"%s\",\"settled\":%llu,\"now\":",
                 STRF(docs[k].slug), rank_state_names[v.state], (unsigned long long)v.settled);
      if (v.has_period)
        put_period(c, "", &v.now);
      else
        buf_puts(&c->out, "null");
      buf_puts(&c->out, "}\n");
      continue;
    }
    table_cell(t, docs[k].slug);
    table_cell(t, str_from(rank_state_names[v.state]));
    if (v.has_period) {
      put_moment(w, t, v.now.from);
      put_moment(w, t, v.now.until);
    } else {
      table_cell(t, STR("–"));
      table_cell(t, STR("–"));
    }
    table_cellf(t, "%llu", (unsigned long long)v.now.people);
    table_cellf(t, "%llu", (unsigned long long)v.settled);
  }
  if (!c->json) table_print(c, t, "");
  return true;
}

/* ---- standings ---- */

static struct str id_of(struct cli *c, struct workspace *w, const struct rank_place *p) {
  if (p->person == SUBJECT_NONE) return STR("");
  return arena_str(&c->arena, people_external_id(ws_people(w), p->person));
}

static void put_line(struct cli *c, struct str id, const struct rank_place *p) {
  char score[DEC_TEXT_BYTES];
  struct jw w;
  jw_init(&w, &c->out, 0);
  jw_begin_object(&w);
  jw_key(&w, "position"), jw_uint(&w, p->position);
  jw_key(&w, "rank"), jw_uint(&w, p->rank);
  jw_key(&w, "score"), jw_cstr(&w, score_of(p->score, score));
  jw_key(&w, "person"), jw_str(&w, id);
  jw_key(&w, "given"), jw_bool(&w, p->given);
  jw_end_object(&w);
  buf_putc(&c->out, '\n');
}

static bool show(struct cli *c, struct workspace *w, struct ranks *r, struct str slug, int64_t at,
                 struct err *err) {
  struct rank_page p;
  char score[DEC_TEXT_BYTES];
  if (!rank_standings(r, slug, at, 0, SHOWN, &c->arena, &p, err)) return false;
  if (c->json) {
    put_period(c, "", &p.period);
    buf_putc(&c->out, '\n');
    for (uint32_t i = 0; i < p.n; i++)
      put_line(c, id_of(c, w, &p.places[i]), &p.places[i]);
    return true;
  }
  struct table *t = table_new(&c->arena, 4);
  table_head(t, 0, tr(c, "rank", "名次"), ALIGN_RIGHT);
  table_head(t, 1, tr(c, "score", "分数"), ALIGN_RIGHT);
  table_head(t, 2, tr(c, "person", "用户"), ALIGN_LEFT);
  table_head(t, 3, tr(c, "prize", "奖品"), ALIGN_LEFT);
  for (uint32_t i = 0; i < p.n; i++) {
    const struct rank_place *x = &p.places[i];
    struct str id = id_of(c, w, x);
    table_cellf(t, "%llu", (unsigned long long)x->rank);
    table_cell(t, str_from(score_of(x->score, score)));
    table_cell(t, id.n ? id : STR("–"));
    table_cell(t, str_from(x->given ? tr(c, "given", "已发放") : x->prize >= 0 ? "…" : ""));
  }
  buf_printf(&c->out, tr(c, "%s; %llu people\n", "%s；上榜 %llu 人\n"),
             rank_state_names[p.period.state], (unsigned long long)p.period.people);
  table_print(c, t, "");
  return true;
}

/* Those who are called so (from the third argument on) beside each other. */
static bool among(struct cli *c, struct workspace *w, struct ranks *r, struct str slug, int64_t at,
                  struct err *err) {
  struct rank_among a;
  uint32_t subjects[RANK_AMONG_MAX], n = 0;
  char score[DEC_TEXT_BYTES];
  for (int i = 2; i < c->n_args; i++) {
    subjects[n] = collect_find_any(w, str_from(c->args[i]));
    if (subjects[n] == SUBJECT_NONE) return err_fail(err, ERR_unknown_person, "%s", c->args[i]);
    n++;
  }
  if (!rank_among(r, slug, at, subjects, n, &c->arena, &a, err)) return false;
  struct table *t = table_new(&c->arena, 4);
  table_head(t, 0, tr(c, "among them", "其中名次"), ALIGN_RIGHT);
  table_head(t, 1, tr(c, "rank", "名次"), ALIGN_RIGHT);
  table_head(t, 2, tr(c, "score", "分数"), ALIGN_RIGHT);
  table_head(t, 3, tr(c, "person", "用户"), ALIGN_LEFT);
  for (uint32_t i = 0; i < a.n; i++) {
    const struct rank_place *x = &a.p[i].place;
    if (c->json) {
      buf_printf(&c->out, "{\"among\":%llu,\"place\":", (unsigned long long)a.p[i].rank);
      put_line(c, id_of(c, w, x), x);
      c->out.n--; /* the end of its line */
      buf_puts(&c->out, "}\n");
      continue;
    }
    table_cellf(t, "%llu", (unsigned long long)a.p[i].rank);
    table_cellf(t, "%llu", (unsigned long long)x->rank);
    table_cell(t, str_from(score_of(x->score, score)));
    table_cell(t, id_of(c, w, x));
  }
  if (!c->json) table_print(c, t, "");
  return true;
}

/* Everybody of live standings; of settled ones those kept in order. */
static bool export(struct cli *c, struct workspace *w, struct ranks *r, struct str slug, int64_t at,
                   struct err *err) {
  struct cli_sink *out;
  char score[DEC_TEXT_BYTES];
  if (!cli_sink_open(c, "-", &out, err)) return false;
  buf_puts(&c->out, "position,rank,score,person,at,prize_given\n");
  for (uint64_t from = 0;;) {
    struct rank_page p;
    if (!rank_standings(r, slug, at, from, RANK_PAGE_MAX, &c->arena, &p, err)) return false;
    at = p.period.from;
    for (uint32_t i = 0; i < p.n; i++) {
      const struct rank_place *x = &p.places[i];
      buf_printf(&c->out, "%llu,%llu,%s,", (unsigned long long)x->position,
                 (unsigned long long)x->rank, score_of(x->score, score));
      csv_cell(&c->out, id_of(c, w, x));
      buf_putc(&c->out, ',');
      if (x->at_ms) time_format_iso(x->at_ms, &c->out);
      buf_printf(&c->out, ",%s\n", x->given ? "yes" : "no");
    }
    if (!cli_sink_write(out, &c->out, false, err)) return false;
    uint64_t most = p.period.state == RANK_SETTLED ? p.period.kept : p.period.people;
    if (p.n == 0) break;
    from = p.places[p.n - 1].position;
    if (from >= most) break;
  }
  return cli_sink_write(out, &c->out, true, err) && cli_sink_close(out, err);
}

static bool periods(struct cli *c, struct workspace *w, struct ranks *r, struct str slug,
                    struct err *err) {
  struct rank_period *p;
  uint32_t n;
  if (!rank_periods(r, slug, INT64_MAX, 1000, &c->arena, &p, &n, err)) return false;
  struct table *t = table_new(&c->arena, 4);
  table_head(t, 0, tr(c, "from", "开始"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "until", "结束"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "people", "上榜人数"), ALIGN_RIGHT);
  table_head(t, 3, tr(c, "winners", "获奖人数"), ALIGN_RIGHT);
  for (uint32_t i = 0; i < n; i++) {
    if (c->json) {
      put_period(c, "", &p[i]);
      buf_putc(&c->out, '\n');
      continue;
    }
    put_moment(w, t, p[i].from);
    put_moment(w, t, p[i].until);
    table_cellf(t, "%llu", (unsigned long long)p[i].people);
    table_cellf(t, "%llu", (unsigned long long)p[i].winners);
  }
  if (!c->json) table_print(c, t, "");
  return true;
}

/* ---- the command ---- */

static bool run_verb(struct cli *c, struct workspace *w, struct ranks *r, struct err *err) {
  const char *verb = c->args[0], *given = cli_get(c, "at");
  int64_t at = 0;
  if (given && !time_parse_iso(str_from(given), ws_tz(w), &at, NULL, err)) return false;
  if (strcmp(verb, "list") == 0) return list(c, w, r, err);
  struct str slug = str_from(c->args[1]);
  if (strcmp(verb, "show") == 0) return show(c, w, r, slug, at, err);
  if (strcmp(verb, "among") == 0) return among(c, w, r, slug, at, err);
  if (strcmp(verb, "periods") == 0) return periods(c, w, r, slug, err);
  return export(c, w, r, slug, at, err);
}

static bool run(struct cli *c, struct err *err) {
  static const char *const verbs[] = {"list", "show", "among", "periods", "export"};
  const char *verb = c->args[0];
  struct workspace *w;
  struct loyalty *l;
  struct incentive *i;
  int want = 0, most = 2;
  for (size_t k = 0; k < sizeof verbs / sizeof *verbs; k++)
    if (strcmp(verb, verbs[k]) == 0) want = k == 0 ? 1 : 2;
  if (!want)
    return err_fail(err, ERR_bad_option_value, "leaderboard" ERR_SEP "%s" ERR_SEP VERBS, verb);
  if (strcmp(verb, "among") == 0) want = 3, most = 2 + RANK_AMONG_MAX;
  if (want == 1) most = 1;
  if (c->n_args < want)
    return err_fail(err, ERR_missing_argument, "leaderboard" ERR_SEP "shoal leaderboard %s BOARD%s",
                    verb, want == 3 ? " PERSON…" : "");
  if (c->n_args > most)
    return err_fail(err, ERR_extra_argument, "leaderboard" ERR_SEP "%s", c->args[most]);
  if (!cli_open(c, WS_WRITE, &w, err)) return false;
  bool ok = loyalty_open(w, &l, err);
  if (ok) {
    ok = incentive_open(l, &i, err);
    if (ok) {
      struct ranks *r = incentive_ranks(i);
      ok = rank_settle(r, err) && run_verb(c, w, r, err);
      incentive_close(i);
    }
    loyalty_close(l);
  }
  ws_close(w);
  return ok;
}

const struct cli_command cmd_leaderboard = {
    .name = "leaderboard",
    .args = "list | show BOARD | among BOARD PERSON… | periods BOARD | export BOARD",
    .min_args = 1,
    .max_args = 2 + RANK_AMONG_MAX,
    .en = "Leaderboards: standings, past periods, and standings as CSV",
    .zh = "排行榜：榜单、历史周期与 CSV 导出",
    .help_en =
        "show prints the first 20 places of a period, among how these people stand beside each "
        "other, export all places (of a settled one "
        "the first 10,000, which are kept in order).  Live standings are computed first.  "
        "Needs that no server has the workspace open; then use its API.",
    .help_zh = "show 输出某一周期的前 20 位，among 输出指定人员之间的名次，export "
               "输出全部（已结算的周期为按名次保留的前 10000 "
               "位）。进行中的榜单会先行计算。要求没有服务器打开该工作区，否则请使用其 API。",
    .examples = "shoal leaderboard show top-buyers\nshoal leaderboard export top-buyers --at "
                "2026-11-16 > top.csv",
    .options = options,
    .complete = VERBS,
    .run = run,
};
