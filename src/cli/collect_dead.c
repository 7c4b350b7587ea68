/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal collect dead …`. */
#include <stdlib.h>
#include <string.h>

#include "access/write_key.h"
#include "cli/accounts.h"
#include "cli/cli_int.h"
#include "cli/collect_int.h"
#include "collect/collect.h"
#include "resource/resource.h"

#define LIST_DEFAULT 50

/* --since and --until: a date is its beginning, in the workspace's zone. */
static bool moment(struct cli *c, const struct workspace *ws, const char *name, int64_t *ret,
                   struct err *err) {
  const char *text = cli_get(c, name);
  return !text || time_parse_iso(str_from(text), ws_tz(ws), ret, NULL, err) ||
         err_at(err, name, 0, 0, 0);
}

static bool filter_of(struct cli *c, const struct workspace *ws, struct dead_filter *ret,
                      struct err *err) {
  uint64_t limit = cli_count(c, "limit", LIST_DEFAULT);
  *ret = (struct dead_filter){.key = str_from(cli_get(c, "key")),
                              .code = str_from(cli_get(c, "code")),
                              .event = str_from(cli_get(c, "event")),
                              .protocol = -1,
                              .limit = limit > DEAD_LIST_MAX ? DEAD_LIST_MAX
                                       : limit < 1           ? 1
                                                             : (uint32_t)limit};
  return moment(c, ws, "since", &ret->since_ms, err) && moment(c, ws, "until", &ret->until_ms, err);
}

static bool id_of(struct cli *c, int64_t *ret, struct err *err) {
  char *end;
  *ret = strtoll(c->args[2], &end, 10);
  return (*end == 0 && *ret > 0) || err_fail(err, ERR_unknown_dead_letter, "%s", c->args[2]);
}

static void put_letter(struct cli *c, struct jw *w, const struct dead_letter *d, bool text) {
  struct buf b = BUF_INIT;
  err_render(&d->why, c->lang, &b);
  jw_begin_object(w);
  jw_key(w, "id"), jw_int(w, d->id);
  put_time_json(w, "received", d->received_ms);
  jw_key(w, "protocol"), jw_cstr(w, wire_protocol_name(d->protocol));
  jw_key(w, "key"), jw_str(w, d->key);
  jw_key(w, "path"), jw_str(w, d->path);
  jw_key(w, "event"), jw_str(w, d->event);
  jw_key(w, "code"), jw_cstr(w, err_name(d->why.code));
  jw_key(w, "message"), jw_str(w, buf_str(&b));
  jw_key(w, "bytes"), jw_uint(w, d->bytes);
  if (text) jw_key(w, "text"), jw_str(w, d->text);
  jw_end_object(w);
  buf_release(&b);
}

static void print_table(struct cli *c, const struct workspace *ws, const struct dead_letter *d,
                        uint32_t n) {
  struct table *t = table_new(&c->arena, 5);
  table_head(t, 0, tr(c, "id", "编号"), ALIGN_RIGHT);
  table_head(t, 1, tr(c, "received", "接收时间"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "protocol", "协议"), ALIGN_LEFT);
  table_head(t, 3, tr(c, "event", "事件"), ALIGN_LEFT);
  table_head(t, 4, tr(c, "problem", "问题"), ALIGN_LEFT);
  for (uint32_t i = 0; i < n; i++) {
    struct buf when = BUF_INIT, why = BUF_INIT;
    time_format_minute(ws_tz(ws), d[i].received_ms, &when);
    err_render(&d[i].why, c->lang, &why);
    table_cellf(t, "%lld", (long long)d[i].id);
    table_cell(t, arena_str(&c->arena, buf_str(&when)));
    table_cell(t, str_from(wire_protocol_name(d[i].protocol)));
    table_cell(t, d[i].event);
    table_cell(t, arena_str(&c->arena, buf_str(&why)));
    buf_release(&when);
    buf_release(&why);
  }
  table_print(c, t, "");
}

static bool list(struct cli *c, struct workspace *ws, struct err *err) {
  struct dead_filter f;
  struct dead_letter *d;
  struct jw w;
  uint64_t letters, bytes;
  uint32_t n;
  if (!filter_of(c, ws, &f, err) || !dead_list(ws, &f, &c->arena, &d, &n, err) ||
      !dead_count(ws, &letters, &bytes, err))
    return false;
  if (!c->json) {
    print_table(c, ws, d, n);
    return true;
  }
  jw_init(&w, &c->out, 2);
  jw_begin_object(&w);
  jw_key(&w, "letters"), jw_uint(&w, letters);
  jw_key(&w, "bytes"), jw_uint(&w, bytes);
  jw_key(&w, "dead"), jw_begin_array(&w);
  for (uint32_t i = 0; i < n; i++)
    put_letter(c, &w, &d[i], false);
  jw_end_array(&w);
  jw_end_object(&w);
  buf_putc(&c->out, '\n');
  return true;
}

static void print_reasons(struct cli *c, const struct workspace *ws, const struct dead_reason *r,
                          uint32_t n) {
  struct table *t = table_new(&c->arena, 4);
  table_head(t, 0, tr(c, "letters", "数量"), ALIGN_RIGHT);
  table_head(t, 1, tr(c, "code", "代码"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "newest", "最新"), ALIGN_LEFT);
  table_head(t, 3, tr(c, "its problem", "最新一封的问题"), ALIGN_LEFT);
  for (uint32_t i = 0; i < n; i++) {
    struct buf when = BUF_INIT, why = BUF_INIT;
    time_format_minute(ws_tz(ws), r[i].newest.received_ms, &when);
    err_render(&r[i].newest.why, c->lang, &why);
    table_cellf(t, "%llu", (unsigned long long)r[i].letters);
    table_cell(t, str_from(err_name(r[i].newest.why.code)));
    table_cell(t, arena_str(&c->arena, buf_str(&when)));
    table_cell(t, arena_str(&c->arena, buf_str(&why)));
    buf_release(&when);
    buf_release(&why);
  }
  table_print(c, t, "");
}

static bool reasons(struct cli *c, struct workspace *ws, struct err *err) {
  struct dead_filter f;
  struct dead_reason *r;
  struct jw w;
  uint32_t n;
  if (!collect_args(c, 0, "dead reasons", err) || !filter_of(c, ws, &f, err) ||
      !dead_reasons(ws, &f, &c->arena, &r, &n, err))
    return false;
  if (!c->json) {
    print_reasons(c, ws, r, n);
    return true;
  }
  jw_init(&w, &c->out, 2);
  jw_begin_array(&w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(&w);
    jw_key(&w, "code"), jw_cstr(&w, err_name(r[i].newest.why.code));
    jw_key(&w, "letters"), jw_uint(&w, r[i].letters);
    jw_key(&w, "bytes"), jw_uint(&w, r[i].bytes);
    jw_key(&w, "events"), jw_uint(&w, r[i].events);
    jw_key(&w, "keys"), jw_uint(&w, r[i].keys);
    put_time_json(&w, "oldest", r[i].oldest_ms);
    jw_key(&w, "newest"), put_letter(c, &w, &r[i].newest, false);
    jw_end_object(&w);
  }
  jw_end_array(&w);
  buf_putc(&c->out, '\n');
  return true;
}

static bool get(struct cli *c, struct workspace *ws, struct err *err) {
  struct dead_letter d;
  struct jw w;
  int64_t id;
  if (!collect_args(c, 1, "dead get ID", err) || !id_of(c, &id, err) ||
      !dead_get(ws, id, &c->arena, &d, err))
    return false;
  if (c->json) {
    jw_init(&w, &c->out, 2);
    put_letter(c, &w, &d, true);
  } else {
    buf_put_str(&c->out, d.text);
  }
  buf_putc(&c->out, '\n');
  return true;
}

/* ---- again ---- */

static bool key_of(struct cli *c, struct access *a, struct str id, struct collect_key *ret,
                   struct err *err) {
  struct write_key k;
  if (write_key_get(a, str_from(c->workspace), id, &c->arena, &k, err)) {
    *ret = k.key;
    return true;
  }
  *ret = (struct collect_key){
      .id = id, .kind = COLLECT_BROWSER, .scopes = collect_scopes_of(COLLECT_BROWSER)};
  return err->code == ERR_unknown_write_key;
}

static bool again(struct cli *c, struct access *a, struct collect *col, const struct dead_letter *d,
                  struct err *err) {
  const char *file = cli_get(c, "text");
  struct collect_key key;
  struct collect_taken taken;
  struct str text;
  if (file && !io_read_all(io_posix(), file, WIRE_MESSAGE_MAX, &c->arena, &text, err)) return false;
  return key_of(c, a, d->key, &key, err) &&
         collect_replay(col, &key, d->id, file ? &text : NULL, &c->arena, &taken, err);
}

static bool letters_of(struct cli *c, struct workspace *ws, struct dead_letter **ret,
                       uint32_t *ret_n, struct err *err) {
  struct dead_filter f;
  int64_t id;
  if (!filter_of(c, ws, &f, err)) return false;
  if (c->n_args < 3) return dead_list(ws, &f, &c->arena, ret, ret_n, err);
  struct dead_letter *d = arena_new(&c->arena, struct dead_letter);
  if (!id_of(c, &id, err) || !dead_get(ws, id, &c->arena, d, err)) return false;
  *ret = d;
  *ret_n = 1;
  return true;
}

static bool replay_all(struct cli *c, struct workspace *ws, struct access *a, struct err *err) {
  struct collect *col = collect_open(ws);
  struct dead_letter *d;
  struct plan *plan = NULL;
  struct err why = {0};
  uint32_t n = 0, taken = 0;
  bool ok = letters_of(c, ws, &d, &n, err) && resource_tracking_plan(ws, &plan, err) &&
            cli_identity_rules(c, ws, err);
  collect_set_plan(col, plan, resource_revision(ws));
  for (uint32_t i = 0; ok && i < n; i++)
    taken += again(c, a, col, &d[i], &why);
  if (ok && c->n_args > 2 && taken == 0) {
    *err = why; /* the one that was asked for */
    ok = false;
  }
  collect_close(col);
  if (!ok) return false;
  if (c->json)
    buf_printf(&c->out, "{\"taken\":%u,\"left\":%u}\n", taken, n - taken);
  else
    buf_printf(&c->out, tr(c, "%u became events, %u left\n", "%u 封已成为事件，%u 封保留\n"), taken,
               n - taken);
  return true;
}

static bool replay(struct cli *c, struct workspace *ws, struct err *err) {
  struct access *a;
  if (!accounts_open(c, ACCESS_CREATE, &a, err)) return false;
  bool ok = replay_all(c, ws, a, err);
  access_close(a);
  return ok;
}

static bool discard(struct cli *c, struct workspace *ws, struct err *err) {
  struct dead_filter f;
  uint64_t n = 1;
  int64_t id;
  if (!filter_of(c, ws, &f, err)) return false;
  bool ok = c->n_args > 2 ? id_of(c, &id, err) && dead_discard(ws, id, err)
                          : dead_discard_all(ws, &f, &n, err);
  if (!ok) return false;
  if (c->json)
    buf_printf(&c->out, "{\"discarded\":%llu}\n", (unsigned long long)n);
  else
    buf_printf(&c->out, tr(c, "%llu discarded\n", "已丢弃 %llu 封\n"), (unsigned long long)n);
  return true;
}

bool collect_dead_run(struct cli *c, struct err *err) {
  static const struct {
    const char *name;
    enum ws_mode mode;
    bool (*run)(struct cli *c, struct workspace *ws, struct err *err);
  } verbs[] = {{"list", WS_READ, list},
               {"reasons", WS_READ, reasons},
               {"get", WS_READ, get},
               {"replay", WS_WRITE, replay},
               {"discard", WS_WRITE, discard}};
  const char *name = c->n_args > 1 ? c->args[1] : "list";
  struct workspace *ws;
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
    if (strcmp(verbs[i].name, name) != 0) continue;
    if (!cli_open(c, verbs[i].mode, &ws, err)) return false;
    bool ok = verbs[i].run(c, ws, err);
    ws_close(ws);
    return ok;
  }
  return err_fail(err, ERR_bad_option_value,
                  "collect dead" ERR_SEP "%s" ERR_SEP "list|reasons|get|replay|discard", name);
}
