/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal collect key …`. */
#include <string.h>

#include "access/write_key.h"
#include "cli/accounts.h"
#include "cli/collect_int.h"

static struct str place(const struct cli *c) {
  return str_from(c->workspace);
}

static void put_secrets(struct jw *w, const struct write_key *k) {
  jw_key(w, "secrets"), jw_begin_array(w);
  for (uint32_t i = 0; i < k->n_secrets; i++) {
    jw_begin_object(w);
    jw_key(w, "prefix"), jw_str(w, k->secrets[i].prefix);
    jw_key(w, "secret");
    if (k->secrets[i].shown.n)
      jw_str(w, k->secrets[i].shown);
    else
      jw_null(w);
    put_time_json(w, "created", k->secrets[i].created_ms);
    put_time_json(w, "until", k->secrets[i].until_ms);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static void put_key(struct cli *c, struct jw *w, const struct write_key *k) {
  struct str rest = collect_scopes_text(k->key.scopes, &c->arena);
  jw_begin_object(w);
  jw_key(w, "id"), jw_str(w, k->key.id);
  jw_key(w, "title"), jw_str(w, k->title);
  jw_key(w, "workspace"), jw_str(w, k->key.workspace);
  jw_key(w, "kind"), jw_cstr(w, collect_kind_name(k->key.kind));
  jw_key(w, "scopes"), jw_begin_array(w);
  while (rest.n)
    jw_str(w, str_cut(&rest, ','));
  jw_end_array(w);
  jw_key(w, "origins"), jw_begin_array(w);
  for (uint32_t i = 0; i < k->key.n_origins; i++)
    jw_str(w, k->key.origins[i]);
  jw_end_array(w);
  jw_key(w, "rate"), jw_uint(w, k->key.rate);
  jw_key(w, "address_rate"), jw_uint(w, k->key.address_rate);
  jw_key(w, "keep_ip"), jw_bool(w, k->key.keep_ip);
  jw_key(w, "created_by"), jw_str(w, k->created_by);
  put_time_json(w, "created", k->created_ms);
  put_time_json(w, "revoked", k->revoked_ms);
  jw_key(w, "events"), jw_uint(w, k->events);
  put_time_json(w, "last_event", k->last_event_ms);
  put_secrets(w, k);
  jw_end_object(w);
}

/* What to put into a client: the newest secret, or of it what is known. */
static struct str shown(struct cli *c, const struct write_key *k) {
  if (k->n_secrets == 0) return STR("–");
  const struct write_secret *s = &k->secrets[0];
  return s->shown.n ? s->shown : arena_printf(&c->arena, "%.*s…", STRF(s->prefix));
}

static void print_table(struct cli *c, const struct write_key *k, uint32_t n) {
  struct table *t = table_new(&c->arena, 7);
  table_head(t, 0, tr(c, "id", "编号"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "title", "名称"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "kind", "类型"), ALIGN_LEFT);
  table_head(t, 3, tr(c, "secret", "密钥内容"), ALIGN_LEFT);
  table_head(t, 4, tr(c, "status", "状态"), ALIGN_LEFT);
  table_head(t, 5, tr(c, "events", "事件数"), ALIGN_RIGHT);
  table_head(t, 6, tr(c, "last event (UTC)", "最近事件（UTC）"), ALIGN_LEFT);
  for (uint32_t i = 0; i < n; i++) {
    struct buf count = BUF_INIT;
    put_count(&count, (int64_t)k[i].events);
    table_cell(t, k[i].key.id);
    table_cell(t, k[i].title);
    table_cell(t, str_from(collect_kind_name(k[i].key.kind)));
    table_cell(t, shown(c, &k[i]));
    table_cell(t, str_from(k[i].revoked_ms ? tr(c, "revoked", "已吊销") : tr(c, "active", "有效")));
    table_cell(t, arena_str(&c->arena, buf_str(&count)));
    put_time_cell(t, k[i].last_event_ms);
    buf_release(&count);
  }
  table_print(c, t, "");
}

static bool list(struct cli *c, struct access *a, struct err *err) {
  struct write_key *k;
  uint32_t n;
  struct jw w;
  if (!write_keys(a, place(c), &c->arena, &k, &n, err)) return false;
  if (!c->json) {
    print_table(c, k, n);
    return true;
  }
  jw_init(&w, &c->out, 2);
  jw_begin_object(&w);
  jw_key(&w, "keys"), jw_begin_array(&w);
  for (uint32_t i = 0; i < n; i++)
    put_key(c, &w, &k[i]);
  jw_end_array(&w);
  jw_end_object(&w);
  buf_putc(&c->out, '\n');
  return true;
}

/* secret: to be shown now; {NULL, 0} = none was made. */
static void print_one(struct cli *c, const struct write_key *k, struct str secret) {
  struct jw w;
  if (c->json) {
    jw_init(&w, &c->out, 2);
    jw_begin_object(&w);
    if (secret.p) jw_key(&w, "secret"), jw_str(&w, secret);
    jw_key(&w, "key"), put_key(c, &w, k);
    jw_end_object(&w);
    buf_putc(&c->out, '\n');
    return;
  }
  buf_printf(&c->out, "%.*s\n", STRF(secret.p ? secret : k->key.id));
  if (secret.p && k->key.kind == COLLECT_SERVER)
    cli_note(c, "%s",
             tr(c, "This is the only time the secret is shown; keep it safe.",
                "密钥只显示这一次，请妥善保存。"));
}

struct settings {
  struct write_key_change change;
  uint32_t rate, address_rate;
  bool keep_ip;
};

static const uint32_t *number(struct cli *c, const char *name, uint32_t *to) {
  uint64_t n = cli_count(c, name, 0);
  *to = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
  return cli_has(c, name) ? to : NULL;
}

static const struct write_key_change *settings(struct cli *c, struct settings *s,
                                               struct str title) {
  const char *keep = cli_get(c, "keep-ip");
  s->keep_ip = keep && strcmp(keep, "yes") == 0;
  s->change = (struct write_key_change){.title = title,
                                        .scopes = str_from(cli_get(c, "scope")),
                                        .origins = str_from(cli_get(c, "origin")),
                                        .rate = number(c, "rate", &s->rate),
                                        .address_rate = number(c, "address-rate", &s->address_rate),
                                        .keep_ip = keep ? &s->keep_ip : NULL};
  return &s->change;
}

static bool create(struct cli *c, struct access *a, struct err *err) {
  const struct actor by = access_cli();
  const char *kind = cli_get(c, "kind");
  enum collect_kind of = COLLECT_BROWSER;
  struct settings s;
  struct write_key k;
  struct str secret;
  if (!collect_args(c, 1, "key create TITLE", err) ||
      (kind && !collect_kind_parse(str_from(kind), &of, err)) ||
      !write_key_create(a, &by, place(c), of, settings(c, &s, str_from(c->args[2])), &c->arena, &k,
                        &secret, err))
    return false;
  print_one(c, &k, secret);
  return true;
}

static bool change(struct cli *c, struct access *a, struct err *err) {
  const struct actor by = access_cli();
  struct settings s;
  struct write_key k;
  if (!collect_args(c, 1, "key change ID --rate N", err) ||
      !write_key_change(a, &by, place(c), str_from(c->args[2]),
                        settings(c, &s, (struct str){NULL, 0}), &c->arena, &k, err))
    return false;
  print_one(c, &k, (struct str){NULL, 0});
  return true;
}

static bool rotate(struct cli *c, struct access *a, struct err *err) {
  const struct actor by = access_cli();
  uint64_t days = cli_count(c, "overlap", WRITE_OVERLAP_DAYS);
  struct write_key k;
  struct str secret;
  if (days > WRITE_OVERLAP_DAYS_MAX) days = WRITE_OVERLAP_DAYS_MAX + 1; /* refused there */
  if (!collect_args(c, 1, "key rotate ID", err) ||
      !write_key_rotate(a, &by, place(c), str_from(c->args[2]), (uint32_t)days, &c->arena, &k,
                        &secret, err))
    return false;
  print_one(c, &k, secret);
  return true;
}

static bool revoke(struct cli *c, struct access *a, struct err *err) {
  const struct actor by = access_cli();
  if (!collect_args(c, 1, "key revoke ID", err) ||
      !write_key_revoke(a, &by, place(c), str_from(c->args[2]), err))
    return false;
  if (c->json)
    buf_printf(&c->out, "{\"revoked\":\"%s\"}\n", c->args[2]);
  else
    buf_printf(&c->out, "%s: %s\n", c->args[2], tr(c, "revoked", "已吊销"));
  return true;
}

bool collect_key_run(struct cli *c, struct err *err) {
  static const struct {
    const char *name;
    bool (*run)(struct cli *c, struct access *a, struct err *err);
  } verbs[] = {{"list", list},
               {"create", create},
               {"change", change},
               {"rotate", rotate},
               {"revoke", revoke}};
  const char *name = c->n_args > 1 ? c->args[1] : "list";
  struct access *a;
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
    if (strcmp(verbs[i].name, name) != 0) continue;
    if (!accounts_open(c, ACCESS_CREATE, &a, err)) return false;
    bool ok = verbs[i].run(c, a, err);
    access_close(a);
    return ok;
  }
  return err_fail(err, ERR_bad_option_value,
                  "collect key" ERR_SEP "%s" ERR_SEP "list|create|change|rotate|revoke", name);
}
