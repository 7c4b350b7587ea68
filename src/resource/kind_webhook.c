/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Webhook: the document is shown in resource/webhook.h. */
#include "resource/webhook.h"

#include "resource/resource_int.h"
#include "resource/selector.h"

static bool refuse(const struct json *at, const char *field, const char *must_be,
                   const struct json **ret_at, struct err *err) {
  *ret_at = at;
  return err_fail(err, ERR_bad_field, "%s" ERR_SEP "%s", field, must_be);
}

static bool host_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '[' || c == ']' || c == ':';
}

bool webhook_origin(struct str url, struct str *ret) {
  size_t begin = str_starts(url, STR("https://")) ? 8 : str_starts(url, STR("http://")) ? 7 : 0;
  size_t end = begin;
  if (!begin || url.n > WEBHOOK_URL_MAX) return false;
  while (end < url.n && host_char(url.p[end]))
    end++;
  /* No user:password@, no fragment, nothing that is not printed. */
  if (end == begin || (end < url.n && url.p[end] != '/' && url.p[end] != '?')) return false;
  for (size_t i = end; i < url.n; i++)
    if ((unsigned char)url.p[i] <= 0x20 || (unsigned char)url.p[i] >= 0x7f || url.p[i] == '#')
      return false;
  *ret = str_of(url.p, end);
  return true;
}

bool webhook_has_where(struct str entry) {
  for (size_t i = 0; i + 7 < entry.n; i++)
    if (memcmp(entry.p + i, " where ", 7) == 0) return true;
  return false;
}

static bool is_entry(const struct json *v) {
  struct str s = v->text;
  if (v->type != JSON_STRING || s.n == 0) return false;
  if (webhook_has_where(s)) return s.n <= WEBHOOK_WHERE_MAX;
  const char *star = memchr(s.p, '*', s.n);
  return s.n <= 255 && (!star || star == s.p + s.n - 1);
}

static bool read_events(const struct json *doc, struct webhook_doc *w, const struct json **at,
                        struct err *err) {
  const char *form = "a list of 1 … 100 names of events; * at the end stands for any; "
                     "`name where condition`";
  const struct json *v = json_get(doc, "events");
  if (!v) return err_fail(err, ERR_missing_field, "webhook" ERR_SEP "events");
  if (v->type != JSON_ARRAY || v->n == 0 || v->n > WEBHOOK_EVENTS_MAX)
    return refuse(v, "events", form, at, err);
  for (uint32_t i = 0; i < v->n; i++) {
    if (!is_entry(&v->items[i])) return refuse(&v->items[i], "events", form, at, err);
    w->events[w->n_events++] = v->items[i].text;
  }
  return true;
}

bool webhook_read(const struct json *doc, struct webhook_doc *ret, const struct json **ret_at,
                  struct err *err) {
  const struct json *url = json_get(doc, "url"), *tries = json_get(doc, "tries"),
                    *active = json_get(doc, "active");
  struct str origin;
  int64_t n = WEBHOOK_TRIES;
  *ret = (struct webhook_doc){.active = true};
  *ret_at = NULL;
  if (!url) return err_fail(err, ERR_missing_field, "webhook" ERR_SEP "url");
  if (url->type != JSON_STRING || !webhook_origin(url->text, &origin))
    return refuse(url, "url", "https://shop.example.com/path", ret_at, err);
  ret->url = url->text;
  if (!read_events(doc, ret, ret_at, err)) return false;
  if (tries && (!json_int(tries, &n) || n < 1 || n > WEBHOOK_TRIES_MAX))
    return refuse(tries, "tries", "1 … 20", ret_at, err);
  ret->tries = (uint32_t)n;
  if (!active) return true;
  bool word =
      active->type == JSON_STRING && (str_is(active->text, "yes") || str_is(active->text, "no"));
  if (active->type != JSON_BOOL && !word) return refuse(active, "active", "yes, no", ret_at, err);
  ret->active = word ? str_is(active->text, "yes") : active->boolean;
  return true;
}

bool webhook_wants(const struct webhook_doc *d, struct str event) {
  for (uint32_t i = 0; i < d->n_events; i++) {
    struct str s = d->events[i];
    bool any = s.p[s.n - 1] == '*';
    if (webhook_has_where(s)) continue;
    if (any ? str_starts(event, str_of(s.p, s.n - 1)) : str_eq(event, s)) return true;
  }
  return false;
}

static bool conditions(const struct entry *e, struct names_env *env, const struct webhook_doc *w,
                       bool (*allow)(const struct node *, struct err *), struct err *err) {
  const struct json *list = json_get(e->doc.tree, "events");
  const struct node *tree;
  for (uint32_t i = 0; i < w->n_events; i++) {
    if (!webhook_has_where(w->events[i]) ||
        (selector_read(w->events[i], &env->lang, &env->arena, &tree, err) &&
         (!allow || allow(tree, err))))
      continue;
    document_place(&e->doc, &list->items[i], err);
    return false;
  }
  return true;
}

static bool compile(struct entry *e, struct names_env *env, struct err *err) {
  const struct document *d = &e->doc;
  const struct json *at = NULL;
  struct webhook_doc w;
  if (!webhook_read(d->tree, &w, &at, err)) return document_fail_at(d, at ? at : d->tree, err);
  return conditions(e, env, &w, NULL, err);
}

static bool allowed(const struct entry *e, struct names_env *env, struct err *err) {
  const struct json *at;
  struct webhook_doc w;
  return webhook_read(e->doc.tree, &w, &at, err) && conditions(e, env, &w, e->doc.allow, err);
}

static const char *const fields[] = {"url", "events", "tries", "active", NULL};

const struct kind_def kind_webhook = {.name = "webhook",
                                      .zh = "回调",
                                      .id_prefix = "whk_",
                                      .fields = fields,
                                      .compile = compile,
                                      .allowed = allowed};
