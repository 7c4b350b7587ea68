/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Settings of the server: one table, four places they may come from.
 *
 *   --tls-cert FILE   >   SHOAL_TLS_CERT   >   tls_cert: in the file of --config   >   default
 *
 * A list (trusted-proxy, host) is written with commas, in the file as a YAML list too.  What the
 * table does not know is an error: a misspelt setting that is silently ignored is a hole. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "api/api.h"
#include "base/key_wrap.h"
#include "cli/serve.h"
#include "workspace/backup.h"

#define CONFIG_MAX ((size_t)1 << 20)
#define LIST_MAX   64

const struct cli_option serve_options[] = {
    {"listen", 'l', OPT_TEXT, "ADDR:PORT", "where to listen (default: 127.0.0.1:7420)",
     "监听地址（默认 127.0.0.1:7420）", NULL},
    {"tls-cert", 0, OPT_TEXT, "FILE", "certificate chain (PEM); turns TLS on",
     "证书链（PEM）；设置后启用 TLS", NULL},
    {"tls-key", 0, OPT_TEXT, "FILE", "its private key (PEM)", "证书的私钥（PEM）", NULL},
    {"trusted-proxy", 0, OPT_TEXT, "CIDR,…", "proxies whose X-Forwarded headers are believed",
     "受信任的代理，采信其 X-Forwarded 请求头", NULL},
    {"host", 0, OPT_TEXT, "NAME,…",
     "names the server answers for (default: any; on loopback only it)",
     "响应的主机名（默认任意；回环地址上仅限本机名）", NULL},
    {"public-url", 0, OPT_TEXT, "URL", "what login links begin with (default: from --listen)",
     "登录链接的开头（默认取自 --listen）", NULL},
    {"access-log", 0, OPT_TEXT, "FILE|-|off", "JSON lines of all requests (default: off)",
     "访问日志，JSON 行（默认 off）", NULL},
    {"stop-seconds", 0, OPT_COUNT, "N", "time running requests get when it stops (default: 20)",
     "停止时留给未完成请求的秒数（默认 20）", NULL},
    {"durability", 0, OPT_TEXT, "strict|relaxed",
     "acknowledge events when synced, or when written (default: strict)",
     "事件何时应答：strict 落盘后，relaxed 写入后（默认 strict）", NULL},
    {"sync-ms", 0, OPT_COUNT, "N", "relaxed: a sync every N milliseconds (default: 1000)",
     "relaxed 模式下每 N 毫秒落盘一次（默认 1000）", NULL},
    {"backup-dir", 0, OPT_TEXT, "DIR", "where backups go; also makes them from the console",
     "备份目录；设置后可在控制台备份", NULL},
    {"backup-at", 0, OPT_TEXT, "HH:MM", "take one every day then, in the first workspace's zone",
     "每天定时备份，按第一个工作区的时区", NULL},
    {"backup-keep", 0, OPT_COUNT, "N", "backups to keep, oldest go first (default: 7, 0 = all)",
     "保留的备份份数，先删除最早的（默认 7，0 为全部）", NULL},
    {"backup-key-passphrase", 0, OPT_TEXT, "FILE",
     "secrets.key goes into backups, encrypted with the passphrase in FILE",
     "用 FILE 中的口令加密 secrets.key，并放入备份", NULL},
    {"allow-private-webhooks", 0, OPT_TEXT, "yes|no",
     "webhooks may go to private networks and without TLS (default: no)",
     "允许回调发往内网地址且不使用 TLS（默认 no）", NULL},
    {"webhook-retry-ms", 0, OPT_COUNT, "N",
     "before a webhook's second try; four times as long each time (default: 5000)",
     "回调首次重试前等待的毫秒数，此后每次为四倍（默认 5000）", NULL},
    {"config", 0, OPT_TEXT, "FILE", "settings in YAML", "YAML 配置文件", NULL},
    {"login-link", 0, OPT_FLAG, NULL, "print a one-time link that signs the owner in",
     "输出所有者的一次性登录链接", NULL},
    {NULL, 0, OPT_FLAG, NULL, NULL, NULL, NULL},
};

/* Of the global options those that a file may set. */
static const char *const globals[] = {"data", "state", "threads", "memory"};

struct source {
  struct cli *c;
  const struct json *file; /* NULL = no file */
  const char *path;
};

static void spell(const char *name, char sep, bool upper, char out[64]) {
  snprintf(out, 64, "%s%s", upper ? "SHOAL_" : "", name);
  for (char *p = out; *p; p++) {
    if (*p == '-') *p = sep;
    if (upper) *p = (char)toupper((unsigned char)*p);
  }
}

/* ---- the file ---- */

static bool settable(const char *name) {
  return strcmp(name, "config") != 0 && strcmp(name, "login-link") != 0;
}

static bool known(struct str key, const struct json *at, const char *path, struct err *err) {
  struct str names[32];
  char text[32][64];
  size_t n = 0;
  for (const struct cli_option *o = serve_options; o->name; o++)
    if (settable(o->name)) spell(o->name, '_', false, text[n++]);
  for (size_t i = 0; i < sizeof globals / sizeof *globals; i++)
    spell(globals[i], '_', false, text[n++]);
  for (size_t i = 0; i < n; i++) {
    names[i] = str_from(text[i]);
    if (str_eq(names[i], key)) return true;
  }
  int near = str_nearest(key, names, n);
  err_fail(err, ERR_unknown_server_setting, "%.*s" ERR_SEP "%s", STRF(key),
           near >= 0 ? text[near] : "shoal serve --help");
  return err_at(err, path, at->line, at->column, 0);
}

static bool read_file(struct source *s, struct err *err) {
  struct str text;
  struct json *doc;
  s->path = cli_get(s->c, "config");
  if (!s->path) s->path = getenv("SHOAL_CONFIG");
  if (!s->path || !*s->path) return true;
  if (!io_read_all(io_posix(), s->path, CONFIG_MAX, &s->c->arena, &text, err)) return false;
  if (!yaml_parse(text, &s->c->arena, &doc, err))
    return err_at(err, s->path, err->place.line, err->place.column, err->place.length);
  if (doc->type == JSON_NULL) return true;
  if (doc->type != JSON_OBJECT) {
    err_fail(err, ERR_bad_yaml, "it is not a mapping" ERR_SEP "内容不是映射");
    return err_at(err, s->path, doc->line, doc->column, 0);
  }
  for (uint32_t i = 0; i < doc->n; i++)
    if (!known(doc->keys[i], &doc->items[i], s->path, err)) return false;
  s->file = doc;
  return true;
}

/* A list becomes its items with commas between. */
static const char *file_text(const struct source *s, const struct json *v) {
  struct buf b = BUF_INIT;
  if (v->type != JSON_ARRAY) return arena_cstr(&s->c->arena, v->text);
  for (uint32_t i = 0; i < v->n; i++)
    buf_printf(&b, "%s%.*s", i ? "," : "", STRF(v->items[i].text));
  const char *text = arena_cstr(&s->c->arena, buf_str(&b));
  buf_release(&b);
  return text;
}

static const char *value(const struct source *s, const char *name) {
  char text[64];
  const char *v = cli_get(s->c, name);
  if (v) return v;
  spell(name, '_', true, text);
  v = getenv(text);
  if (v && *v) return v;
  spell(name, '_', false, text);
  const struct json *f = s->file ? json_get(s->file, text) : NULL;
  v = f ? file_text(s, f) : NULL;
  return v && *v ? v : NULL;
}

/* ---- values ---- */

static bool bad(const char *name, const char *v, const char *want, struct err *err) {
  return err_fail(err, ERR_bad_option_value, "%s" ERR_SEP "%s" ERR_SEP "%s", name, v, want);
}

/* 127.0.0.1:7420, [::1]:7420, :7420, 7420 */
static bool listen_on(struct cli *c, const char *v, struct serve_settings *ret, struct err *err) {
  static const char want[] = "127.0.0.1:7420, [::1]:7420, 0.0.0.0:7420";
  const char *colon = strrchr(v, ':'), *port = colon ? colon + 1 : v;
  struct str host = colon ? str_of(v, (size_t)(colon - v)) : STR("");
  char *end;
  if (host.n > 1 && host.p[0] == '[') {
    if (host.p[host.n - 1] != ']') return bad("listen", v, want, err);
    host = str_of(host.p + 1, host.n - 2);
  } else if (host.n && memchr(host.p, ':', host.n)) {
    return bad("listen", v, want, err);
  }
  if (str_is(host, "localhost")) host = STR("127.0.0.1");
  unsigned long n = strtoul(port, &end, 10);
  if (!*port || *end || *port < '0' || *port > '9' || n > UINT16_MAX)
    return bad("listen", v, want, err);
  ret->address = host.n ? arena_cstr(&c->arena, host) : "127.0.0.1";
  ret->port = (uint16_t)n;
  return true;
}

static bool list(struct cli *c, const char *name, const char *v, const char *const **ret,
                 uint32_t *ret_n, struct err *err) {
  const char **items = arena_array(&c->arena, const char *, LIST_MAX);
  uint32_t n = 0;
  for (struct str rest = str_from(v); rest.n;) {
    struct str one = str_trim(str_cut(&rest, ','));
    if (one.n == 0) continue;
    if (n == LIST_MAX) return bad(name, v, "at most 64", err);
    items[n++] = arena_cstr(&c->arena, one);
  }
  *ret = items;
  *ret_n = n;
  return true;
}

static bool count(const char *name, const char *v, uint64_t unit, uint64_t *ret, struct err *err) {
  return cli_parse_count(v, unit, ret) || bad(name, v, unit == 1000 ? "12" : "512m, 4g", err);
}

static bool of_globals(const struct source *s, struct serve_settings *ret, struct err *err) {
  const char *threads = value(s, "threads"), *memory = value(s, "memory");
  uint64_t n = s->c->ws_options.threads;
  ret->data = value(s, "data");
  if (!ret->data) ret->data = s->c->data;
  ret->memory = s->c->ws_options.memory;
  ret->state = value(s, "state");
  if (!ret->state) ret->state = s->c->ws_options.state;
  if (threads && !count("threads", threads, 1000, &n, err)) return false;
  if (n > 1024) return bad("threads", threads, "1 … 1024", err);
  ret->threads = (unsigned)n;
  return !memory || count("memory", memory, 1024, &ret->memory, err);
}

/* A power failure may lose sync-ms of what was acknowledged: only who asks for it by name gets it.
 */
static bool durability(const struct source *s, struct serve_settings *ret, struct err *err) {
  const char *mode = value(s, "durability"), *ms = value(s, "sync-ms");
  uint64_t n = 1000;
  bool relaxed = mode && strcmp(mode, "relaxed") == 0;
  if (mode && !relaxed && strcmp(mode, "strict") != 0)
    return bad("durability", mode, "strict, relaxed", err);
  if (ms && !count("sync-ms", ms, 1000, &n, err)) return false;
  if (ms && (!relaxed || n < 1 || n > LOG_SYNC_MS_MAX))
    return bad("sync-ms", ms, relaxed ? "1 … 60000" : "--durability relaxed", err);
  ret->sync_ms = relaxed ? (uint32_t)n : 0;
  return true;
}

static bool minute_of(const char *v, int *ret) {
  unsigned h, m;
  char end;
  if (strlen(v) != 5 || v[2] != ':' || sscanf(v, "%2u:%2u%c", &h, &m, &end) != 2) return false;
  *ret = (int)(h * 60 + m);
  return h < 24 && m < 60;
}

/* The passphrase is read for each backup; that it can be is better known now than at night. */
static bool backup(const struct source *s, struct serve_settings *ret, struct err *err) {
  const char *to = value(s, "backup-dir"), *at = value(s, "backup-at"),
             *keep = value(s, "backup-keep"), *phrase = value(s, "backup-key-passphrase");
  uint64_t n = BACKUP_KEEP_DEFAULT;
  struct str text;
  ret->backup = (struct jobs_backup){.to = to, .minute = -1, .passphrase = phrase};
  if (at && !minute_of(at, &ret->backup.minute)) return bad("backup-at", at, "03:00", err);
  if (keep && !count("backup-keep", keep, 1000, &n, err)) return false;
  if (n > UINT16_MAX) return bad("backup-keep", keep, "0 … 65535", err);
  if (!to && (at || keep))
    return bad(at ? "backup-at" : "backup-keep", at ? at : keep, "--backup-dir DIR", err);
  if (phrase && !to) return bad("backup-key-passphrase", phrase, "--backup-dir DIR", err);
  if (phrase && !passphrase_read(io_posix(), phrase, &s->c->arena, &text, err)) return false;
  ret->backup.keep = (uint32_t)n;
  return true;
}

static bool webhooks(const struct source *s, struct serve_settings *ret, struct err *err) {
  const char *private = value(s, "allow-private-webhooks"), *retry = value(s, "webhook-retry-ms");
  uint64_t ms = 0;
  if (private && strcmp(private, "yes") != 0 && strcmp(private, "no") != 0)
    return bad("allow-private-webhooks", private, "yes, no", err);
  if (retry && (!count("webhook-retry-ms", retry, 1000, &ms, err))) return false;
  if (retry && (ms < 1 || ms > 3600000)) return bad("webhook-retry-ms", retry, "1 … 3600000", err);
  ret->touch.private_webhooks = private && strcmp(private, "yes") == 0;
  ret->touch.retry_ms = (int64_t)ms;
  return true;
}

bool serve_settings(struct cli *c, struct serve_settings *ret, struct err *err) {
  struct source s = {.c = c};
  struct serve_settings out = {.stop_seconds = API_STOP_SECONDS};
  uint64_t seconds = API_STOP_SECONDS;
  if (!read_file(&s, err)) return false;
  const char *where = value(&s, "listen"), *log = value(&s, "access-log"),
             *proxies = value(&s, "trusted-proxy"), *hosts = value(&s, "host"),
             *stop = value(&s, "stop-seconds");
  out.public_url = value(&s, "public-url");
  out.tls_cert = value(&s, "tls-cert");
  out.tls_key = value(&s, "tls-key");
  out.access_log = log && strcmp(log, "off") != 0 ? log : NULL;
  if (!listen_on(c, where ? where : "127.0.0.1:7420", &out, err)) return false;
  if (proxies && !list(c, "trusted-proxy", proxies, &out.proxies, &out.n_proxies, err))
    return false;
  if (hosts && !list(c, "host", hosts, &out.hosts, &out.n_hosts, err)) return false;
  if (stop && !count("stop-seconds", stop, 1000, &seconds, err)) return false;
  if (seconds > 3600) return bad("stop-seconds", stop, "0 … 3600", err);
  out.stop_seconds = (double)seconds;
  if (!out.tls_cert != !out.tls_key)
    return bad(out.tls_cert ? "tls-key" : "tls-cert", "", "PEM", err);
  if (!durability(&s, &out, err) || !backup(&s, &out, err) || !webhooks(&s, &out, err) ||
      !of_globals(&s, &out, err))
    return false;
  *ret = out;
  return true;
}
