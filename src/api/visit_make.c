/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Making visits, and the page itself: one file for all pages, whose policy names the sites that may
 * show it in a frame. */
#include "api/api_int.h"
#include "api/coupons.h"
#include "api/visit.h"
#include "resource/customer_pages.h"
#include "touch/visit.h"

static unsigned acts_of(const struct json *names) {
  unsigned all = 0;
  if (!names) return VISIT_ACTS_ALL;
  for (uint32_t i = 0; i < names->n; i++)
    for (const struct visit_act_def *d = visit_acts; d->name; d++)
      if (str_is(names->items[i].text, d->name)) all |= d->act;
  return all;
}

/* type:value of somebody nobody knows yet makes them a person, as with giving. */
static bool subject_of(struct call *c, uint32_t *ret, struct err *err) {
  struct str rest = call_path(c, "id"), type = str_cut(&rest, ':');
  struct loyalty *l;
  if (coupon_path_subject(c, ret, err)) return true;
  return rest.n && type.n && tenant_loyalty(c->tenant, &l, err) &&
         loyalty_subject(l, type, rest, true, ret, err);
}

static struct str origin(struct call *c) {
  struct str set;
  struct err ignored;
  if (access_setting(c->api->access, STR("public_url"), c->arena, &set, &ignored) && set.n) {
    while (set.n && set.p[set.n - 1] == '/')
      set.n--;
    return set;
  }
  return arena_printf(c->arena, "%s://%.*s", http_secure(c->http) ? "https" : "http",
                      STRF(http_host(c->http)));
}

bool api_make_visit(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct visit v = {.acts = acts_of(json_get(c->body, "acts"))};
  struct str token, page = json_get_str(c->body, "page"), lang = json_get_str(c->body, "lang");
  struct touch *t;
  const struct json *asked = json_get(c->body, "minutes");
  int64_t minutes = VISIT_MINUTES;
  if (asked) json_int(asked, &minutes);
  v.until_ms = (clock_wall_ms(c->api->clock) / MS_SECOND) * MS_SECOND + minutes * MS_MINUTE;
  if (!subject_of(c, &v.subject, err) || !tenant_touch(c->tenant, &t, err) ||
      !visit_sign(t, &v, c->arena, &token, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "url");
  jw_str(w, arena_printf(c->arena, "%.*s/me/%.*s%s%.*s%s%.*s#%.*s", STRF(origin(c)),
                         STRF(tenant_slug(c->tenant)), page.n ? "/" : "", STRF(page),
                         lang.n ? "?lang=" : "", STRF(lang), STRF(token)));
  jw_key(w, "token"), jw_str(w, token);
  jw_key(w, "expires_at"), put_time(w, v.until_ms);
  jw_end_object(w);
  return true;
}

bool api_rotate_visits(struct call *c, struct err *err) {
  struct touch *t;
  bool at_once = c->body && json_get_bool(c->body, "at_once", false);
  return tenant_touch(c->tenant, &t, err) && visit_rotate(t, at_once, err) &&
         call_audit(c, "visit.rotated", STR(""),
                    at_once ? STR("{\"at_once\":true}") : STR("{\"at_once\":false}"), err);
}

/* ---- the page ---- */

#define POLICY                                                                                     \
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; "         \
  "connect-src "                                                                                   \
  "'self'; base-uri 'none'; form-action 'none'; frame-ancestors"

/* Who may show a brand's pages in a frame; of a brand that is not there nobody. */
static void policy(struct call *c, struct buf *out) {
  struct str slug = call_path(c, "brand");
  struct customer_pages p = {0};
  struct tenant *t;
  struct err err;
  buf_puts(out, POLICY);
  if (!ws_exists(c->api->dir, slug, c->api->o.ws.io) ||
      !tenant_get(c->api->tenants, slug, &t, &err)) {
    buf_puts(out, " 'none'");
    return;
  }
  if (!resource_customer_pages(tenant_workspace(t), c->arena, &p, &err)) p.n_embed = 0;
  if (p.n_embed == 0) buf_puts(out, " 'none'");
  for (uint32_t i = 0; i < p.n_embed; i++)
    buf_printf(out, " %.*s", STRF(p.embed[i]));
  tenant_release(t);
}

bool api_customer_page(struct call *c, struct err *err) {
  struct buf b = BUF_INIT;
  policy(c, &b);
  http_add_header(c->http, "Content-Security-Policy", buf_str(&b));
  http_add_header(c->http, "Referrer-Policy", STR("no-referrer"));
  buf_release(&b);
  if (!asset_reply(c->http, assets_console, STR("me.html")))
    return err_fail(err, ERR_no_route, "%.*s", STRF(http_path(c->http)));
  c->replied = true;
  return true;
}
