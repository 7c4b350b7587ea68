/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is asked of webhooks from outside: how they do, secrets, tests, sending again. */
#include <sodium.h>
#include <string.h>

#include "base/panic.h"
#include "resource/resource.h"
#include "touch/webhook_int.h"

const char *const webhook_status_names[WEBHOOK_STATUSES] = {"off",    "secret", "fine",
                                                            "trying", "broken", "crowded"};

/* The document of a slug that is not archived. */
static bool doc_of(struct touch *t, struct str slug, struct arena *out, struct webhook_doc *ret,
                   struct err *err) {
  struct resource r;
  if (!resource_get(t->w, STR("webhook"), slug, out, &r, err)) return false;
  if (str_is(r.status, "archived"))
    return err_fail(err, ERR_unknown_resource, "webhook" ERR_SEP "%.*s", STRF(slug));
  return webhook_doc_read(&r, out, ret, err);
}

static enum webhook_status status_of(const struct webhook_doc *d, const struct webhook_keys *k,
                                     const struct webhook_row *r, bool runs) {
  if (!d->active) return WEBHOOK_OFF;
  if (k->n == 0) return WEBHOOK_SECRET;
  if (!runs) return WEBHOOK_CROWDED;
  return r->broken ? WEBHOOK_BROKEN : r->tries ? WEBHOOK_TRYING : WEBHOOK_FINE;
}

static bool state_of(struct touch *t, const struct resource *r, struct arena *out,
                     struct webhook_state *ret, struct err *err) {
  uint64_t end = log_end(ws_log(t->w));
  struct webhook_row row;
  struct webhook_keys keys;
  struct webhook_doc d;
  if (!webhook_doc_read(r, out, &d, err) || !webhook_keys_for(t, r->slug, &d, &keys, err) ||
      !webhook_row_get(t, r->slug, end, out, &row, err) ||
      !webhook_dead_count(t, r->slug, &ret->dead, err))
    return false;
  ret->status = status_of(&d, &keys, &row, webhook_runs(t, r->slug));
  ret->slug = r->slug;
  ret->title_en = r->title_en;
  ret->title_zh = r->title_zh;
  ret->url = d.url;
  ret->lag = end > row.place ? end - row.place : 0;
  ret->tries = row.tries;
  ret->next_ms = row.next_ms;
  ret->sent = row.sent;
  ret->sent_ms = row.sent_ms;
  ret->http = row.status;
  ret->answer = row.answer;
  if (keys.n) ret->secret_ms = keys.p[0].made_ms;
  if (keys.n > 1) ret->old_secret_ms = keys.p[1].over_ms;
  sodium_memzero(&keys, sizeof keys);
  return true;
}

bool webhook_list(struct touch *t, struct arena *out, struct webhook_state **ret, uint32_t *ret_n,
                  struct err *err) {
  struct resource *r;
  uint32_t n;
  if (!webhook_adopt(t, err) || !resource_list(t->w, STR("webhook"), out, &r, &n, err))
    return false;
  *ret = arena_array(out, struct webhook_state, n ? n : 1);
  memset(*ret, 0, (n ? n : 1) * sizeof **ret);
  for (uint32_t i = 0; i < n; i++)
    if (!state_of(t, &r[i], out, &(*ret)[i], err)) return false;
  *ret_n = n;
  return true;
}

bool webhook_secret_new(struct touch *t, struct str slug, uint32_t old_hours, struct arena *out,
                        struct str *ret, struct err *err) {
  struct webhook_doc d;
  struct webhook_row row;
  struct str origin = STR("");
  if (!doc_of(t, slug, out, &d, err)) return false;
  webhook_origin(d.url, &origin);
  /* What happens from now on is sent, not what happened before the first secret. */
  if (!webhook_row_get(t, slug, log_end(ws_log(t->w)), out, &row, err) ||
      !webhook_key_put(t, slug, origin, old_hours * MS_HOUR, out, ret, err))
    return false;
  return webhook_restart(t, slug, err);
}

bool webhook_resume(struct touch *t, struct str slug, struct err *err) {
  struct webhook_doc d;
  struct arena tmp;
  arena_init(&tmp, "webhook");
  bool ok = doc_of(t, slug, &tmp, &d, err);
  arena_release(&tmp);
  if (!ok) return false;
  webhook_nudge(t, slug);
  return true;
}

bool webhook_test(struct touch *t, struct str slug, struct arena *out, struct webhook_answer *ret,
                  struct err *err) {
  struct webhook_keys keys;
  struct webhook_doc d;
  uint8_t some[8];
  char hex[2 * sizeof some + 1];
  if (!doc_of(t, slug, out, &d, err) || !webhook_keys_for(t, slug, &d, &keys, err)) return false;
  if (keys.n == 0) return err_fail(err, ERR_webhook_secret, "%.*s", STRF(slug));
  randombytes_buf(some, sizeof some);
  sodium_bin2hex(hex, sizeof hex, some, sizeof some);
  struct webhook_client *c = webhook_client_new(t->o.private_webhooks);
  webhook_post(c, d.url, arena_printf(out, "%.*s-test-%s", STRF(ws_slug(t->w)), hex),
               clock_wall_ms(ws_clock(t->w)), webhook_test_body(t->w, out), &keys, NULL, out, ret);
  webhook_client_free(c);
  sodium_memzero(&keys, sizeof keys);
  return true;
}

bool webhook_replay(struct touch *t, struct str slug, int64_t n, int64_t *ret, struct err *err) {
  return webhook_mark_again(t, slug, n, ret, err) && webhook_resume(t, slug, err);
}
