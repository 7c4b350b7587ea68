/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Settings of the server that people change while it runs: one table here, values in SQL, read
 * where they are used. */
#include <stdio.h>

#include "access/access_int.h"

#define URL_MAX 500

const struct setting_def access_settings[] = {
    {"session_idle_days", SETTING_COUNT, "14", 1, ACCESS_SESSION_DAYS,
     "days after which a session that is not used ends", "会话闲置多少天后失效"},
    {"public_url", SETTING_URL, "", 0, 0,
     "address under which people reach the server; login links begin with it",
     "用户访问服务器的地址，登录链接以此开头"},
    {NULL, SETTING_COUNT, NULL, 0, 0, NULL, NULL},
};

static const struct setting_def *find(struct str name) {
  for (const struct setting_def *d = access_settings; d->name; d++)
    if (str_is(name, d->name)) return d;
  return NULL;
}

static bool count_of(struct str text, int64_t *ret) {
  int64_t v = 0;
  if (text.n < 1 || text.n > 9) return false;
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] < '0' || text.p[i] > '9') return false;
    v = v * 10 + (text.p[i] - '0');
  }
  *ret = v;
  return true;
}

/* http(s)://host…, printable ASCII without what could break out of an attribute or a header. */
static bool url_ok(struct str s) {
  bool http = str_starts(s, STR("http://"));
  if (!http && !str_starts(s, STR("https://"))) return false;
  size_t from = http ? 7 : 8;
  if (s.n > URL_MAX || s.n == from || s.p[from] == '/') return false;
  for (size_t i = from; i < s.n; i++)
    if (s.p[i] <= ' ' || s.p[i] >= 0x7f || strchr("\"'<>\\`#?@", s.p[i])) return false;
  return true;
}

static bool value_ok(const struct setting_def *d, struct str value, struct err *err) {
  int64_t n;
  if (d->type == SETTING_COUNT ? count_of(value, &n) && n >= d->min && n <= d->max : url_ok(value))
    return true;
  struct str shown = cut_text(value, ERR_ARG_BYTES - 1);
  if (d->type == SETTING_URL)
    return err_fail(err, ERR_bad_setting,
                    "%s" ERR_SEP "%.*s" ERR_SEP "http(s)://host[:port][/path]" ERR_SEP
                    "http(s)://主机[:端口][/路径]",
                    d->name, STRF(shown));
  return err_fail(err, ERR_bad_setting,
                  "%s" ERR_SEP "%.*s" ERR_SEP "a number from %lld to %lld" ERR_SEP
                  "%lld 至 %lld 的整数",
                  d->name, STRF(shown), (long long)d->min, (long long)d->max, (long long)d->min,
                  (long long)d->max);
}

static bool unknown(struct str name, struct err *err) {
  struct str shown = cut_text(name, ERR_ARG_BYTES - 1);
  return err_fail(err, ERR_unknown_setting, "%.*s", STRF(shown));
}

bool setting_count(struct state *s, const char *name, int64_t *ret, struct err *err) {
  struct state_stmt *q;
  int64_t v;
  bool row;
  const struct setting_def *d = find(str_from(name));
  must(d && d->type == SETTING_COUNT && count_of(str_from(d->otherwise), &v));
  if (!sql_query(s, &q, err, "SELECT value FROM setting WHERE name = ?1", "s", str_from(name)) ||
      !state_step(q, &row, err))
    return false;
  if (row) count_of(state_str(q, 0), &v); /* what cannot be read counts as not set */
  state_reset(q);
  *ret = v < d->min ? d->min : v > d->max ? d->max : v;
  return true;
}

bool access_setting(struct access *a, struct str name, struct arena *out, struct str *ret,
                    struct err *err) {
  const struct setting_def *d = find(name);
  struct state_stmt *q;
  bool row = false;
  if (!d) return unknown(name, err);
  struct state *s = read_enter(a);
  bool ok = sql_query(s, &q, err, "SELECT value FROM setting WHERE name = ?1", "s", name) &&
            state_step(q, &row, err);
  if (ok) *ret = row ? arena_str(out, state_str(q, 0)) : str_from(d->otherwise);
  if (ok && row) state_reset(q);
  read_leave(a);
  return ok;
}

static bool set(struct tx *t, const struct actor *by, const struct setting_def *d, struct str value,
                struct arena *tmp, struct err *err) {
  struct str name = str_from(d->name);
  if (!authority_place(t, by, EVERYWHERE, ROLE_OWNER, err)) return false;
  bool ok = value.n == 0
                ? sql_do(t->s, err, "DELETE FROM setting WHERE name = ?1", "s", name)
                : sql_do(t->s, err,
                         "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO "
                         "UPDATE SET value = excluded.value",
                         "ss", name, value);
  return ok && audit_put(t, by, "setting.changed", name, STR(""),
                         detail_of(tmp, "value", value, NULL, STR("")), err);
}

bool access_setting_set(struct access *a, const struct actor *by, struct str name, struct str value,
                        struct err *err) {
  const struct setting_def *d = find(name);
  struct arena tmp;
  struct tx t;
  if (!d) return unknown(name, err);
  value = str_trim(value);
  if (value.n && !value_ok(d, value, err)) return false;
  arena_init(&tmp, "setting");
  bool ok = tx_begin(a, &t, err) && tx_end(&t, set(&t, by, d, value, &tmp, err), err);
  arena_release(&tmp);
  return ok;
}
