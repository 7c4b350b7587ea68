/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * shoal serve: the HTTP server, its console and API.
 *
 * Signals are blocked before the first thread is made, so that only this one ever takes them:
 *
 *   SIGTERM, SIGINT   stop: finish what runs, for stop-seconds at most; once more: at once
 *   SIGHUP            open the access log anew
 *
 * Stopping at once is safe: whatever was acknowledged is in the log. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "api/api.h"
#include "cli/cli_int.h"
#include "cli/serve.h"

struct serving {
  struct cli *c;
  struct serve_settings s;
  struct serve_log *log;
  struct api *api;
  sigset_t signals;
};

static void on_trouble(void *ctx, const char *text) {
  fprintf(stderr, "shoal: %s\n", text);
}

static void on_http_trouble(void *log, const char *text) {
  on_trouble(NULL, text);
}

static bool open_api(struct serving *v, struct err *err) {
  const char *check = getenv("SHOAL_CHECK_ANSWERS");
  struct api_options o = {.dir = v->s.data,
                          .ws = v->c->ws_options,
                          .backup = v->s.backup,
                          .touch = v->s.touch,
                          .access = {.clock = v->c->ws_options.clock, .state = v->s.state},
                          .check_answers = check && strcmp(check, "1") == 0,
                          .trouble = on_trouble};
  o.ws.state = v->s.state;
  o.ws.threads = v->s.threads;
  o.ws.memory = v->s.memory;
  o.ws.background = true;
  o.ws.sync_ms = v->s.sync_ms;
  return api_open(&o, &v->api, err);
}

static bool start(struct serving *v, struct err *err) {
  const struct http_options o = {.address = v->s.address,
                                 .port = v->s.port,
                                 .tls_cert = v->s.tls_cert,
                                 .tls_key = v->s.tls_key,
                                 .proxies = v->s.proxies,
                                 .n_proxies = v->s.n_proxies,
                                 .hosts = v->s.hosts,
                                 .n_hosts = v->s.n_hosts,
                                 .log = v->log ? serve_log_line : NULL,
                                 .log_ctx = v->log,
                                 .trouble = on_http_trouble};
  return api_start(v->api, &o, err);
}

/* ---- what is printed ---- */

/* How a person on this machine reaches it, unless the server was told its public address. */
static struct str base_url(struct serving *v) {
  struct arena *a = &v->c->arena;
  struct str public_url;
  struct err ignored;
  struct http_server *h = api_http(v->api);
  const char *host = v->s.n_hosts ? v->s.hosts[0] : v->s.address;
  if (access_setting(api_access(v->api), STR("public_url"), a, &public_url, &ignored) &&
      public_url.n)
    return public_url;
  if (strcmp(host, "0.0.0.0") == 0 || strcmp(host, "::") == 0) host = "localhost";
  return arena_printf(a, strchr(host, ':') ? "%s://[%s]:%u" : "%s://%s:%u",
                      http_is_tls(h) ? "https" : "http", host, http_port(h));
}

static bool login_link(struct serving *v, struct str *ret, struct err *err) {
  struct cli *c = v->c;
  struct access *a = api_access(v->api);
  const struct actor me = access_cli();
  struct access_user owner;
  struct str token;
  int64_t expires_ms;
  bool made;
  if (!access_bootstrap(a, STR(""), c->lang, &c->arena, &owner, &made, err) ||
      !access_link_make(a, &me, owner.id, 0, &c->arena, &token, &expires_ms, err))
    return false;
  *ret = access_link_url(base_url(v), token, &c->arena);
  return true;
}

/* Kept, because `shoal user link` makes links too. */
static bool keep_url(struct serving *v, struct err *err) {
  const struct actor me = access_cli();
  return !v->s.public_url || access_setting_set(api_access(v->api), &me, STR("public_url"),
                                                str_from(v->s.public_url), err);
}

static bool announce(struct serving *v, struct err *err) {
  struct cli *c = v->c;
  struct str url = base_url(v), link = {0};
  struct jw w;
  if (cli_has(c, "login-link") && !login_link(v, &link, err)) return false;
  if (c->json) {
    jw_init(&w, &c->out, 0);
    jw_begin_object(&w);
    jw_key(&w, "url"), jw_str(&w, url);
    jw_key(&w, "port"), jw_int(&w, http_port(api_http(v->api)));
    jw_key(&w, "pid"), jw_int(&w, getpid());
    if (link.n) jw_key(&w, "login_link"), jw_str(&w, link);
    jw_end_object(&w);
    buf_putc(&c->out, '\n');
  } else {
    buf_printf(&c->out,
               tr(c, "Shoal %s listens on %s:%u: %.*s\n", "鱼群 Shoal %s 正在监听 %s:%u：%.*s\n"),
               SHOAL_VERSION, v->s.address, http_port(api_http(v->api)), STRF(url));
    if (link.n)
      buf_printf(&c->out,
                 tr(c, "Sign in (once, within %d minutes): %.*s\n",
                    "登录链接（限一次，%d 分钟内有效）：%.*s\n"),
                 ACCESS_LINK_MINUTES, STRF(link));
  }
  cli_flush(c);
  return true;
}

static void warn(struct serving *v) {
  struct cli *c = v->c;
  bool loopback = strncmp(v->s.address, "127.", 4) == 0 || strcmp(v->s.address, "::1") == 0;
  if (!loopback && !v->s.tls_cert && v->s.n_proxies == 0)
    cli_note(c, "%s",
             tr(c,
                "Note: others can reach this server without encryption; use --tls-cert, or a "
                "proxy with --trusted-proxy (docs/SERVER.md).",
                "提示：其他机器可以不经加密访问本服务；请使用 --tls-cert，或在代理之后以 "
                "--trusted-proxy 运行（见 docs/SERVER.zh-CN.md）。"));
}

/* ---- until it is told to stop ---- */

static void *impatient(void *ctx) {
  struct serving *v = ctx;
  int sig;
  do
    sigwait(&v->signals, &sig);
  while (sig == SIGHUP);
  _exit(130);
}

static void wait_for_stop(struct serving *v) {
  struct err err;
  int sig;
  for (;;) {
    must(sigwait(&v->signals, &sig) == 0);
    if (sig != SIGHUP) return;
    if (!serve_log_reopen(v->log, &err)) cli_error(v->c, &err);
  }
}

static void stop(struct serving *v) {
  pthread_t second;
  serve_notify("STOPPING=1");
  cli_note(v->c, "%s",
           tr(v->c, "Stopping; once more to stop at once.", "正在停止；再次中断则立即退出。"));
  if (pthread_create(&second, NULL, impatient, v) == 0) pthread_detach(second);
  api_stop(v->api, v->s.stop_seconds);
}

static void block_signals(sigset_t *set) {
  sigemptyset(set);
  sigaddset(set, SIGINT);
  sigaddset(set, SIGTERM);
  sigaddset(set, SIGHUP);
  must(pthread_sigmask(SIG_BLOCK, set, NULL) == 0);
}

static bool run(struct cli *c, struct err *err) {
  static struct serving v; /* the impatient thread may outlive this frame */
  v.c = c;
  block_signals(&v.signals);
  if (!serve_settings(c, &v.s, err)) return false;
  if (v.s.access_log && !serve_log_open(v.s.access_log, &v.log, err)) return false;
  bool ok = open_api(&v, err) && keep_url(&v, err) && start(&v, err) && announce(&v, err);
  if (ok) {
    warn(&v);
    serve_notify("READY=1");
    wait_for_stop(&v);
    stop(&v);
  }
  api_close(v.api);
  serve_log_close(v.log);
  return ok;
}

const struct cli_command cmd_serve = {
    .name = "serve",
    .args = "",
    .min_args = 0,
    .max_args = 0,
    .en = "Serve the console and the API",
    .zh = "启动控制台与 API 服务",
    .help_en = "Settings come from the flag, else from SHOAL_<NAME> in the environment, else from "
               "the file of "
               "--config, else from the default (docs/SERVER.md).  SIGTERM stops it, SIGHUP opens "
               "the access "
               "log anew.",
    .help_zh = "设置依次取自命令行选项、环境变量 SHOAL_<名称>、--config 指定的文件、默认值（见 "
               "docs/SERVER.zh-CN.md）。SIGTERM 停止服务，SIGHUP 重新打开访问日志。",
    .examples =
        "shoal serve --login-link\nshoal serve --listen 0.0.0.0:443 --tls-cert cert.pem --tls-key "
        "key.pem\nshoal serve --config /etc/shoal.yaml",
    .options = serve_options,
    .run = run,
};
