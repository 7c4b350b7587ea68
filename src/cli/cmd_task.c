/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal task`: tasks, check-ins and badges where no server runs.  The same requests as over HTTP,
 * with the same keys; without --key each is a new one. */
#include "base/id.h"
#include "cli/cli_int.h"
#include "collect/find.h"
#include "incentive/incentive.h"
#include "incentive/task.h"
#include "loyalty/consumer.h"

static const struct cli_option options[] = {
    {"key", 0, OPT_TEXT, "KEY", "the same request with the same key is done once",
     "幂等键：相同的键只执行一次", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static bool subject_of(struct cli *c, struct loyalty *l, int at, uint32_t *ret, struct err *err) {
  struct str who = str_from(c->args[at]);
  *ret = collect_find_any(loyalty_workspace(l), who);
  return *ret != SUBJECT_NONE || err_fail(err, ERR_unknown_person, "%.*s", STRF(who));
}

static void units(int64_t v, char out[DEC_TEXT_BYTES]) {
  const char *text = dec_text(dec_normal((struct dec){v, LAUNCH_SCALE}), out);
  if (text != out) memmove(out, text, strlen(text) + 1);
}

static bool counts(struct cli *c, struct tasks *t, struct err *err) {
  struct task_counts *v;
  uint32_t n;
  if (!task_counts(t, &c->arena, &v, &n, err)) return false;
  for (uint32_t i = 0; i < n; i++)
    buf_printf(&c->out,
               c->json
                   ? "{\"kind\":\"%.*s\",\"slug\":\"%.*s\",\"started\":%lld,\"completed\":%lld,"
                     "\"claimable\":%lld,\"given\":%lld,\"reopened\":%lld}\n"
                   : tr(c,
                        "%.*s %.*s: %lld began, %lld completed, %lld to be claimed, %lld given, "
                        "%lld taken back\n",
                        "%.*s %.*s：%lld 人开始，完成 %lld，待领取 %lld，已发放 %lld，撤回 %lld\n"),
               STRF(v[i].kind), STRF(v[i].slug), (long long)v[i].started, (long long)v[i].completed,
               (long long)v[i].claimable, (long long)v[i].given, (long long)v[i].reopened);
  return true;
}

static bool list(struct cli *c, struct tasks *t, uint32_t subject, struct err *err) {
  struct task_view *v;
  char progress[DEC_TEXT_BYTES], reach[DEC_TEXT_BYTES];
  uint32_t n;
  if (!tasks_of_person(t, subject, &c->arena, &v, &n, err)) return false;
  for (uint32_t i = 0; i < n; i++) {
    units(v[i].progress, progress);
    units(v[i].reach, reach);
    buf_printf(&c->out,
               c->json ? "{\"slug\":\"%.*s\",\"progress\":\"%s\",\"reach\":\"%s\",\"claimable\":"
                         "%lld,\"given\":%lld}\n"
                       : tr(c, "%.*s  %s/%s  %lld to be claimed, %lld given\n",
                            "%.*s  %s/%s  待领取 %lld，已发放 %lld\n"),
               STRF(v[i].slug), progress, reach, (long long)v[i].claimable, (long long)v[i].given);
  }
  return true;
}

static bool badges(struct cli *c, struct tasks *t, uint32_t subject, struct err *err) {
  struct badge_view *v;
  uint32_t n;
  if (!badges_of_person(t, subject, &c->arena, &v, &n, err)) return false;
  for (uint32_t i = 0; i < n; i++)
    if (v[i].has)
      buf_printf(&c->out, c->json ? "{\"badge\":\"%.*s\"}\n" : "%.*s\n", STRF(v[i].slug));
  return true;
}

static bool act(struct cli *c, struct tasks *t, uint32_t subject, bool claims, struct err *err) {
  const char *given = cli_get(c, "key");
  const struct task_ask q = {.actor = STR("cli"),
                             .key = given ? str_from(given) : id_new("key_", &c->arena),
                             .slug = str_from(c->args[1]),
                             .subject = subject};
  struct task_answer a;
  if (!task_ask_do(t, claims ? TASK_CLAIM : TASK_CHECK_IN, &q, &c->arena, &a, err)) return false;
  buf_printf(&c->out, "%.*s\n", STRF(a.json));
  return true;
}

static bool run_verb(struct cli *c, struct loyalty *l, struct tasks *t, struct err *err) {
  const char *verb = c->args[0];
  uint32_t subject;
  bool acts = strcmp(verb, "claim") == 0 || strcmp(verb, "check-in") == 0;
  bool sees = strcmp(verb, "list") == 0 || strcmp(verb, "badges") == 0;
  int needs = acts ? 3 : sees ? 2 : 1;
  if (!acts && !sees && strcmp(verb, "counts") != 0)
    return err_fail(err, ERR_bad_option_value, "task" ERR_SEP "%s" ERR_SEP "%s", verb,
                    "list|claim|check-in|badges|counts");
  if (c->n_args < needs)
    return err_fail(err, ERR_missing_argument, "task" ERR_SEP "shoal task %s %s", verb,
                    acts ? "SLUG PERSON" : "PERSON");
  if (c->n_args > needs)
    return err_fail(err, ERR_extra_argument, "task" ERR_SEP "%s", c->args[needs]);
  if (!consumer_settle(task_consumer(t), err)) return false;
  if (needs == 1) return counts(c, t, err);
  if (!subject_of(c, l, needs - 1, &subject, err)) return false;
  if (acts) return act(c, t, subject, strcmp(verb, "claim") == 0, err);
  return strcmp(verb, "list") == 0 ? list(c, t, subject, err) : badges(c, t, subject, err);
}

static bool run(struct cli *c, struct err *err) {
  struct workspace *w;
  struct loyalty *l;
  struct incentive *i;
  if (!cli_open(c, WS_WRITE, &w, err)) return false;
  bool ok = loyalty_open(w, &l, err);
  if (ok) {
    ok = incentive_open(l, &i, err);
    if (ok) {
      struct err unsent;
      ok = run_verb(c, l, incentive_tasks(i), err);
      if (ok && (!loyalty_tick(l, &unsent) || !loyalty_settle(l, &unsent)))
        cli_note(c, "%s", err_name(unsent.code));
      incentive_close(i);
    }
    loyalty_close(l);
  }
  ws_close(w);
  return ok;
}

const struct cli_command cmd_task = {
    .name = "task",
    .args = "list PERSON | claim TASK PERSON | check-in CHECK-IN PERSON | badges PERSON | counts",
    .min_args = 1,
    .max_args = -1,
    .en = "Tasks, check-ins, badges: of a person, claimed, counted",
    .zh = "任务、签到与徽章：查看、领取、统计",
    .help_en = "Works on the data directory while no server runs; beside a server use its API.  "
               "The log is read to its end first.  Documents are given to `apply`.",
    .help_zh = "在服务未运行时直接操作数据目录；服务运行时请使用其 API。会先处理完日志。"
               "文档用 apply 提交。",
    .examples = "shoal task list user_id:u1\n"
                "shoal task claim three-orders user_id:u1 --key claim-1\n"
                "shoal task check-in daily user_id:u1\n"
                "shoal task counts",
    .options = options,
    .complete = "list|claim|check-in|badges|counts",
    .run = run,
};
