/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Resources as documents: configuration as code over HTTP. */
#include "api/ask.h"
#include "api/questions.h"

static bool list(struct call *c, struct resource **ret, uint32_t *ret_n, struct err *err) {
  struct str kind = call_query(c, "kind");
  return resource_list(tenant_workspace(c->tenant), kind.p ? kind : STR(""), c->arena, ret, ret_n,
                       err);
}

bool api_list_resources(struct call *c, struct err *err) {
  struct resource *r;
  uint32_t n;
  struct jw *w = &c->out;
  if (!list(c, &r, &n, err)) return false;
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(w);
    jw_key(w, "kind"), jw_str(w, r[i].kind);
    jw_key(w, "slug"), jw_str(w, r[i].slug);
    jw_key(w, "title"), put_title(w, r[i].title_en, r[i].title_zh);
    jw_key(w, "version"), jw_uint(w, r[i].version);
    jw_key(w, "status"), jw_str(w, r[i].status);
    jw_key(w, "updated_at"), put_time(w, r[i].updated_ms);
    jw_key(w, "author"), jw_str(w, r[i].author);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

bool api_apply_resources(struct call *c, struct err *err) {
  static const char *const words[] = {[CHANGE_CREATE] = "create",
                                      [CHANGE_UPDATE] = "update",
                                      [CHANGE_NONE] = "none",
                                      [CHANGE_ARCHIVE] = "archive"};
  struct resource_source src = {.name = STR("documents"),
                                .text = json_get_str(c->body, "documents")};
  struct resource_change *ch;
  uint32_t n;
  struct jw *w = &c->out;
  if (!resource_apply(tenant_workspace(c->tenant), &src, 1, call_author(c),
                      json_get_bool(c->body, "dry", false), c->arena, &ch, &n, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "changes"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(w);
    jw_key(w, "what"), jw_cstr(w, words[ch[i].what]);
    jw_key(w, "kind"), jw_str(w, ch[i].kind);
    jw_key(w, "slug"), jw_str(w, ch[i].slug);
    jw_key(w, "old_version"), jw_uint(w, ch[i].old_version);
    jw_key(w, "new_version"), jw_uint(w, ch[i].new_version);
    jw_key(w, "diff"), jw_str(w, ch[i].diff);
    jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
  return true;
}

bool api_pull_resources(struct call *c, struct err *err) {
  struct resource *r;
  uint32_t n;
  struct buf text = BUF_INIT;
  bool ok = list(c, &r, &n, err);
  for (uint32_t i = 0; ok && i < n; i++) {
    if (i > 0) buf_puts(&text, "---\n");
    ok = resource_yaml(&r[i], c->arena, &text, err);
  }
  if (ok) {
    http_reply(c->http, 200, c->route->type, buf_str(&text));
    c->replied = true;
  }
  buf_release(&text);
  return ok;
}
