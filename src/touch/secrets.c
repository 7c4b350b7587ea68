/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "touch/secrets.h"

#include "incentive/mall_code.h"

const char *const secrets_words[SECRETS_KINDS][2] = {{"codes of the mall", "积分商城卡密"},
                                                     {"secrets of webhooks", "回调密钥"},
                                                     {"keys of customer pages", "顾客页面密钥"}};

static const struct {
  const char *use, *sql;
} kinds[SECRETS_KINDS] = {
    {MALL_SEALED, "SELECT sealed FROM mall_code WHERE sealed IS NOT NULL"},
    {"webhook", "SELECT sealed FROM webhook_secret WHERE over_ms = 0 OR over_ms > ?1"},
    {"visit", "SELECT sealed FROM visit_key WHERE over_ms = 0"},
};

static bool look_at(struct state *s, const struct seal *k, int kind, int64_t now_ms,
                    struct secrets_seen *to, struct arena *tmp, struct err *err) {
  struct state_stmt *q;
  bool row = false, ok = state_query(s, kinds[kind].sql, &q, err);
  if (ok && kind == SECRETS_WEBHOOKS) state_bind_int(q, 1, now_ms);
  while (ok && (ok = state_step(q, &row, err)) && row) {
    struct str text;
    struct err why;
    arena_reset(tmp);
    to->stored[kind]++;
    to->unreadable[kind] += !k || !seal_open(k, kinds[kind].use, state_str(q, 0), tmp, &text, &why);
  }
  return ok;
}

bool secrets_look(struct state *s, const struct seal *k, int64_t now_ms, struct secrets_seen *ret,
                  struct err *err) {
  struct secrets_seen seen = {0};
  struct arena tmp;
  bool ok = true;
  arena_init(&tmp, "secrets");
  for (int i = 0; ok && i < SECRETS_KINDS; i++)
    ok = look_at(s, k, i, now_ms, &seen, &tmp, err);
  arena_release(&tmp);
  if (ok) *ret = seen;
  return ok;
}
