/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prize draws: lists, odds, the audit list as a file, and checking such a file, which needs no
 * workspace and trusts nobody. */
#include "cli/cli_int.h"
#include "incentive/draw.h"
#include "resource/resource.h"

#define VERBS    "list|show|audit|verify"
#define FILE_MAX ((size_t)1 << 30)

static const struct cli_option options[] = {
    {"odds-of", 0, OPT_COUNT, "VERSION", "show: the odds of this version", "show：该版本的概率",
     NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

/* ---- checking a file ---- */

static void say(void *ctx, const char *what) {
  struct cli *c = ctx;
  if (!c->json) buf_printf(&c->out, "%s\n", what);
}

static bool check_lines(struct cli *c, struct draw_verify *v, struct str text, struct err *err) {
  (void)c;
  while (text.n) {
    const char *end = memchr(text.p, '\n', text.n);
    size_t n = end ? (size_t)(end - text.p) : text.n;
    if (n && !draw_verify_line(v, str_of(text.p, n), err)) return false;
    n += end != NULL;
    text = str_of(text.p + n, text.n - n);
  }
  return true;
}

static bool verify(struct cli *c, const char *path, struct err *err) {
  struct draw_verify *v;
  struct draw_verdict r;
  struct str text;
  if (!io_read_all(io_posix(), path, FILE_MAX, &c->arena, &text, err)) return false;
  v = draw_verify_new(say, c);
  bool ok = check_lines(c, v, text, err);
  draw_verify_end(v, &r);
  draw_verify_free(v);
  if (!ok) return false;
  bool sound = r.bad == 0 && r.complete;
  if (c->json)
    buf_printf(&c->out,
               "{\"turns\":%lld,\"bad\":%lld,\"revealed\":%s,\"complete\":%s,\"sound\":%s}\n",
               (long long)r.turns, (long long)r.bad, r.revealed ? "true" : "false",
               r.complete ? "true" : "false", sound ? "true" : "false");
  else
    buf_printf(&c->out,
               tr(c, "%lld turns checked, %lld wrong; %s; %s.\n",
                  "已校验 %lld 次抽奖，%lld 次不符；%s；%s。\n"),
               (long long)r.turns, (long long)r.bad,
               r.complete ? tr(c, "the list is complete", "清单完整")
                          : tr(c, "the list is not complete", "清单不完整"),
               r.revealed ? tr(c, "every number comes from the seed", "随机数均由种子得出")
                          : tr(c, "the seed is not revealed yet, so numbers were not checked",
                               "种子尚未公开，未校验随机数"));
  return sound || err_fail(err, ERR_draw_unsound, "%s", path);
}

/* ---- of a workspace ---- */

static void put_moment(struct workspace *w, struct table *t, int64_t ms) {
  struct buf b = BUF_INIT;
  time_format_minute(ws_tz(w), ms, &b);
  table_cell(t, buf_str(&b));
  buf_release(&b);
}

static bool list(struct cli *c, struct workspace *w, struct incentive *i, struct err *err) {
  struct resource *r;
  uint32_t n;
  char cost[DEC_TEXT_BYTES];
  if (!resource_list(w, STR("draw"), &c->arena, &r, &n, err)) return false;
  struct table *t = table_new(&c->arena, 6);
  table_head(t, 0, tr(c, "draw", "抽奖"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "from", "开始"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "until", "结束"), ALIGN_LEFT);
  table_head(t, 3, tr(c, "draws", "抽奖次数"), ALIGN_RIGHT);
  table_head(t, 4, tr(c, "wins", "中奖次数"), ALIGN_RIGHT);
  table_head(t, 5, tr(c, "cost", "成本"), ALIGN_RIGHT);
  for (uint32_t k = 0; k < n; k++) {
    struct draw_state s;
    if (!draw_get(i, r[k].slug, 0, &c->arena, &s, err)) return false;
    if (c->json) {
      buf_printf(&c->out, "{\"draw\":\"%.*s\",\"turns\":%lld,\"wins\":%lld,\"cost\":\"%s\"}\n",
                 STRF(r[k].slug), (long long)s.turns, (long long)s.wins, dec_text(s.cost, cost));
      continue;
    }
    table_cell(t, r[k].slug);
    put_moment(w, t, s.d.launch.from);
    put_moment(w, t, s.d.launch.until);
    table_cellf(t, "%lld", (long long)s.turns);
    table_cellf(t, "%lld", (long long)s.wins);
    table_cell(t, str_from(dec_text(s.cost, cost)));
  }
  if (!c->json) table_print(c, t, "");
  return true;
}

static bool show(struct cli *c, struct incentive *i, struct str slug, struct err *err) {
  struct draw_state s;
  char text[DEC_TEXT_BYTES];
  uint64_t version = cli_count(c, "odds-of", 0);
  if (!draw_get(i, slug, version < UINT32_MAX ? (uint32_t)version : UINT32_MAX, &c->arena, &s, err))
    return false;
  if (c->json) {
    struct jw w;
    jw_init(&w, &c->out, 0);
    draw_head_line(&s, &s.d, &s.version, 1, &w);
    buf_putc(&c->out, '\n');
    return true;
  }
  buf_printf(&c->out, tr(c, "commitment  %.*s\nseed        %.*s\n", "承诺值  %.*s\n种子    %.*s\n"),
             STRF(s.commitment), STRF(s.seed.n ? s.seed : STR("–")));
  if (s.tickets_given)
    buf_printf(&c->out, tr(c, "turns given %lld, used %lld\n", "赠送次数  %lld，已用 %lld\n"),
               (long long)s.tickets_given, (long long)s.tickets_used);
  struct table *t = table_new(&c->arena, 5);
  table_head(t, 0, tr(c, "prize", "奖品"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "probability", "概率"), ALIGN_RIGHT);
  table_head(t, 2, tr(c, "drawn", "抽中"), ALIGN_RIGHT);
  table_head(t, 3, tr(c, "given", "发放"), ALIGN_RIGHT);
  table_head(t, 4, tr(c, "left", "剩余"), ALIGN_RIGHT);
  for (uint32_t k = 0; k < s.d.n_prizes; k++) {
    const struct draw_prize_state *p = &s.prizes[k];
    table_cell(t, s.d.prizes[k].slug);
    table_cell(t, str_from(dec_text(draw_share(s.d.prizes[k].chance), text)));
    table_cellf(t, "%lld", (long long)p->drawn);
    table_cellf(t, "%lld", (long long)p->given);
    if (p->left < 0)
      table_cell(t, STR("–"));
    else
      table_cellf(t, "%lld", (long long)p->left);
  }
  table_print(c, t, "");
  return true;
}

static bool audit(struct cli *c, struct incentive *i, struct str slug, struct err *err) {
  struct draw_state s;
  struct draw *versions;
  struct draw_turn *t;
  uint32_t *numbers, n;
  struct jw w;
  if (!draw_get(i, slug, 0, &c->arena, &s, err) ||
      !draw_versions(i, slug, &c->arena, &versions, &numbers, &n, err))
    return false;
  jw_init(&w, &c->out, 0);
  draw_head_line(&s, versions, numbers, n, &w);
  buf_putc(&c->out, '\n');
  for (int64_t after = 0; after < s.turns; after = t[n - 1].seq) {
    if (!draw_turns(i, slug, after, DRAW_PAGE_MAX, &c->arena, &t, &n, err)) return false;
    if (n == 0) break;
    for (uint32_t k = 0; k < n && t[k].seq <= s.turns; k++) {
      jw_init(&w, &c->out, 0);
      draw_turn_line(&t[k], &w);
      buf_putc(&c->out, '\n');
    }
  }
  return true;
}

static bool run_verb(struct cli *c, struct workspace *w, struct incentive *i, struct err *err) {
  const char *verb = c->args[0];
  if (strcmp(verb, "list") == 0) return list(c, w, i, err);
  return strcmp(verb, "show") == 0 ? show(c, i, str_from(c->args[1]), err)
                                   : audit(c, i, str_from(c->args[1]), err);
}

static bool run(struct cli *c, struct err *err) {
  static const char *const verbs[] = {"list", "show", "audit", "verify"};
  const char *verb = c->args[0];
  struct workspace *w;
  struct loyalty *l;
  struct incentive *i;
  int want = 0;
  for (size_t k = 0; k < sizeof verbs / sizeof *verbs; k++)
    if (strcmp(verb, verbs[k]) == 0) want = k == 0 ? 1 : 2;
  if (!want) return err_fail(err, ERR_bad_option_value, "draw" ERR_SEP "%s" ERR_SEP VERBS, verb);
  if (c->n_args < want)
    return err_fail(err, ERR_missing_argument, "draw" ERR_SEP "shoal draw %s %s", verb,
                    strcmp(verb, "verify") == 0 ? "FILE" : "DRAW");
  if (c->n_args > want)
    return err_fail(err, ERR_extra_argument, "draw" ERR_SEP "%s", c->args[want]);
  if (strcmp(verb, "verify") == 0) return verify(c, c->args[1], err);
  if (!cli_open(c, WS_WRITE, &w, err)) return false;
  bool ok = loyalty_open(w, &l, err);
  if (ok) {
    ok = incentive_open(l, &i, err);
    if (ok) {
      ok = incentive_tick(i, err) && run_verb(c, w, i, err);
      incentive_close(i);
    }
    loyalty_close(l);
  }
  ws_close(w);
  return ok;
}

const struct cli_command cmd_draw = {
    .name = "draw",
    .args = "list | show DRAW | audit DRAW | verify FILE",
    .min_args = 1,
    .max_args = 2,
    .en = "Prize draws: list, odds, the audit list, and checking one",
    .zh = "抽奖：列表、概率、审计清单及其校验",
    .help_en = "audit prints the list of all draws, a line each; verify checks such a file: every "
               "number from the revealed seed, every prize from the published odds.  All but "
               "verify need that no server has the workspace open; then use its API.",
    .help_zh =
        "audit 输出全部抽奖记录，每行一条；verify 校验该文件：随机数是否由公开的种子得出，"
        "奖品是否符合公布的概率。除 verify 外，要求没有服务器打开该工作区，否则请使用其 API。",
    .examples = "shoal draw audit spring > spring.ndjson\nshoal draw verify spring.ndjson",
    .options = options,
    .complete = VERBS,
    .run = run,
};
