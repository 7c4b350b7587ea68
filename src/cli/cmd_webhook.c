/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal webhook`: how webhooks do, what is dead, sending again, a test; where no server runs.
 * What is to be sent again is sent by the next server. */
#include "base/tz.h"
#include "cli/cli_int.h"
#include "loyalty/loyalty.h"
#include "touch/webhook.h"

static const struct cli_option options[] = {
    {"private", 0, OPT_FLAG, NULL, "a test may go to loopback and private networks",
     "测试可发往本机与内网", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

static void put_state(struct jw *w, const struct webhook_state *x) {
  jw_begin_object(w);
  jw_key(w, "slug"), jw_str(w, x->slug);
  jw_key(w, "url"), jw_str(w, x->url);
  jw_key(w, "status"), jw_cstr(w, webhook_status_names[x->status]);
  jw_key(w, "lag"), jw_uint(w, x->lag);
  jw_key(w, "tries"), jw_uint(w, x->tries);
  jw_key(w, "delivered"), jw_int(w, x->sent);
  jw_key(w, "dead"), jw_int(w, x->dead);
  jw_key(w, "http_status"), jw_int(w, x->http);
  jw_key(w, "answer"), jw_str(w, x->answer);
  jw_end_object(w);
}

static void end_line(struct cli *c) {
  buf_putc(&c->out, '\n');
}

static bool list(struct cli *c, struct touch *t, struct str slug, struct err *err) {
  struct webhook_state *x;
  struct jw w;
  uint32_t n;
  bool found = slug.n == 0;
  if (!webhook_list(t, &c->arena, &x, &n, err)) return false;
  struct table *rows = table_new(&c->arena, 6);
  table_head(rows, 0, tr(c, "webhook", "回调"), ALIGN_LEFT);
  table_head(rows, 1, tr(c, "status", "状态"), ALIGN_LEFT);
  table_head(rows, 2, tr(c, "delivered", "已投递"), ALIGN_RIGHT);
  table_head(rows, 3, tr(c, "dead", "失败"), ALIGN_RIGHT);
  table_head(rows, 4, tr(c, "behind", "落后行数"), ALIGN_RIGHT);
  table_head(rows, 5, tr(c, "last failure", "最近一次失败"), ALIGN_LEFT);
  for (uint32_t i = 0; i < n; i++) {
    if (slug.n && !str_eq(slug, x[i].slug)) continue;
    found = true;
    if (c->json) {
      jw_init(&w, &c->out, 0);
      put_state(&w, &x[i]);
      end_line(c);
      continue;
    }
    table_cell(rows, x[i].slug);
    table_cell(rows, str_from(webhook_status_names[x[i].status]));
    table_cellf(rows, "%lld", (long long)x[i].sent);
    table_cellf(rows, "%lld", (long long)x[i].dead);
    table_cellf(rows, "%llu", (unsigned long long)x[i].lag);
    table_cell(rows, x[i].answer.n ? x[i].answer : STR("–"));
  }
  if (!found) return err_fail(err, ERR_unknown_resource, "webhook" ERR_SEP "%.*s", STRF(slug));
  if (!c->json) table_print(c, rows, "");
  return true;
}

static bool dead(struct cli *c, struct touch *t, struct str slug, struct err *err) {
  enum { PAGE = 500 };
  struct webhook_delivery *d;
  uint32_t n = PAGE;
  for (int64_t before = 0; n == PAGE; before = n ? d[n - 1].n : 0) {
    if (!webhook_deliveries(t, slug, WEBHOOK_DEAD, before, PAGE, &c->arena, &d, &n, err))
      return false;
    for (uint32_t i = 0; i < n; i++) {
      struct buf at = BUF_INIT;
      struct jw w;
      time_format_iso(d[i].at_ms, &at);
      if (c->json) {
        jw_init(&w, &c->out, 0);
        jw_begin_object(&w);
        jw_key(&w, "n"), jw_int(&w, d[i].n);
        jw_key(&w, "event"), jw_str(&w, d[i].event);
        jw_key(&w, "lsn"), jw_uint(&w, d[i].lsn);
        jw_key(&w, "tries"), jw_uint(&w, d[i].tries);
        jw_key(&w, "at"), jw_str(&w, buf_str(&at));
        jw_key(&w, "http_status"), jw_int(&w, d[i].http);
        jw_key(&w, "answer"), jw_str(&w, d[i].answer);
        jw_end_object(&w);
        end_line(c);
      } else {
        buf_printf(&c->out, "%lld  %.*s  %.*s  %u×  %d  %.*s\n", (long long)d[i].n,
                   STRF(buf_str(&at)), STRF(d[i].event), d[i].tries, d[i].http, STRF(d[i].answer));
      }
      buf_release(&at);
    }
  }
  return true;
}

static bool retry(struct cli *c, struct touch *t, struct str slug, struct err *err) {
  uint64_t n = 0;
  int64_t done;
  if (c->n_args > 2 && (!cli_parse_count(c->args[2], 1, &n) || n < 1 || n > INT64_MAX))
    return err_fail(err, ERR_webhook_delivery, "%s", c->args[2]);
  if (!webhook_replay(t, slug, (int64_t)n, &done, err)) return false;
  buf_printf(&c->out,
             c->json ? "{\"waiting\":%lld}\n"
                     : tr(c, "%lld will be sent again\n", "将重新发送 %lld 条\n"),
             (long long)done);
  return true;
}

static bool send_test(struct cli *c, struct touch *t, struct str slug, struct err *err) {
  struct webhook_answer a;
  if (!webhook_test(t, slug, &c->arena, &a, err)) return false;
  bool fine = a.status >= 200 && a.status < 300;
  if (c->json) {
    struct jw w;
    jw_init(&w, &c->out, 0);
    jw_begin_object(&w);
    jw_key(&w, "ok"), jw_bool(&w, fine);
    jw_key(&w, "http_status"), jw_int(&w, a.status);
    jw_key(&w, "answer"), jw_str(&w, a.text);
    jw_key(&w, "ms"), jw_int(&w, a.ms);
    jw_end_object(&w);
    end_line(c);
  } else {
    buf_printf(&c->out, "%s  %d  %lld ms  %.*s\n",
               fine ? tr(c, "answered", "已应答") : tr(c, "failed", "失败"), a.status,
               (long long)a.ms, STRF(a.text));
  }
  return true;
}

static const struct {
  const char *name;
  int min, max; /* arguments with the verb */
  bool (*run)(struct cli *c, struct touch *t, struct str slug, struct err *err);
} verbs[] = {{"list", 1, 1, list},
             {"show", 2, 2, list},
             {"dead", 2, 2, dead},
             {"retry", 2, 3, retry},
             {"send-test", 2, 2, send_test}};

static bool run_verb(struct cli *c, struct touch *t, struct err *err) {
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
    if (strcmp(verbs[i].name, c->args[0]) != 0) continue;
    if (c->n_args < verbs[i].min)
      return err_fail(err, ERR_missing_argument, "webhook" ERR_SEP "shoal webhook %s WEBHOOK",
                      c->args[0]);
    if (c->n_args > verbs[i].max)
      return err_fail(err, ERR_extra_argument, "webhook" ERR_SEP "%s", c->args[verbs[i].max]);
    return verbs[i].run(c, t, c->n_args > 1 ? str_from(c->args[1]) : STR(""), err);
  }
  return err_fail(err, ERR_bad_option_value, "webhook" ERR_SEP "%s" ERR_SEP "%s", c->args[0],
                  "list|show|dead|retry|send-test");
}

static bool run(struct cli *c, struct err *err) {
  struct workspace *w;
  struct loyalty *l;
  struct touch *t;
  if (!cli_open(c, WS_WRITE, &w, err)) return false;
  bool ok = loyalty_open(w, &l, err);
  if (ok) {
    const struct touch_options o = {
        .dir = c->data, .idle = true, .private_webhooks = cli_has(c, "private")};
    ok = touch_open(l, &o, &t, err);
    if (ok) {
      ok = run_verb(c, t, err);
      touch_close(t);
    }
    loyalty_close(l);
  }
  ws_close(w);
  return ok;
}

const struct cli_command cmd_webhook = {
    .name = "webhook",
    .args = "list | show WEBHOOK | dead WEBHOOK | retry WEBHOOK [N] | send-test WEBHOOK",
    .min_args = 1,
    .max_args = -1,
    .en = "Webhooks: how they do, what is dead, sending again, a test",
    .zh = "回调：运行情况、失败投递、重新发送与测试",
    .help_en = "Works on the data directory while no server runs; beside a server use its API.  "
               "What is to be sent again goes out with the next server.  Documents are given to "
               "`apply`, secrets are made over the API.",
    .help_zh =
        "在服务未运行时直接操作数据目录；服务运行时请使用其 API。待重发的事件由下次启动的服务发送。"
        "文档用 apply 提交，密钥通过 API 生成。",
    .examples = "shoal webhook list\n"
                "shoal webhook dead shop\n"
                "shoal webhook retry shop\n"
                "shoal webhook send-test shop",
    .options = options,
    .complete = "list|show|dead|retry|send-test",
    .run = run,
};
