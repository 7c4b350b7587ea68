/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Customer pages: the document is shown in resource/customer_pages.h. */
#include "resource/customer_pages.h"

#include "resource/resource_int.h"

#define SLUG "pages"

const char *const customer_page_names[] = {"points", "coupons", "card", "tasks",        "check_in",
                                           "badges", "draws",   "mall", "leaderboards", NULL};

static bool refuse(const struct json *at, const char *field, const char *must_be,
                   const struct json **ret_at, struct err *err) {
  *ret_at = at;
  return err_fail(err, ERR_bad_field, "%s" ERR_SEP "%s", field, must_be);
}

static bool read_pages(const struct json *doc, struct customer_pages *c, const struct json **at,
                       struct err *err) {
  const char *form = "a list of points, coupons, card, tasks, check_in, badges, draws, mall, "
                     "leaderboards";
  const struct json *v = json_get(doc, "pages");
  if (!v) {
    for (const char *const *name = customer_page_names; *name; name++)
      c->pages[c->n_pages++] = str_from(*name);
    return true;
  }
  if (v->type != JSON_ARRAY || v->n == 0) return refuse(v, "pages", form, at, err);
  c->chosen = true;
  for (uint32_t i = 0; i < v->n; i++) {
    const struct json *x = &v->items[i];
    const char *const *name = customer_page_names;
    while (*name && !(x->type == JSON_STRING && str_is(x->text, *name)))
      name++;
    for (uint32_t k = 0; *name && k < c->n_pages; k++)
      if (str_is(c->pages[k], *name)) return refuse(x, "pages", "each page once", at, err);
    if (!*name) return refuse(x, "pages", form, at, err);
    c->pages[c->n_pages++] = str_from(*name);
  }
  return true;
}

static bool hexadecimal(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static bool read_color(const struct json *doc, struct customer_pages *c, const struct json **at,
                       struct err *err) {
  const struct json *v = json_get(doc, "color");
  if (!v) return true;
  bool ok = v->type == JSON_STRING && v->text.n == 7 && v->text.p[0] == '#';
  for (size_t i = 1; ok && i < 7; i++)
    ok = hexadecimal(v->text.p[i]);
  if (!ok) return refuse(v, "color", "\"#1f6f54\", in lower case", at, err);
  c->color = v->text;
  return true;
}

/* What may stand in a Content-Security-Policy and cannot be read as anything else there. */
static bool is_origin(struct str s) {
  struct str host = s;
  if (str_starts(s, STR("https://")))
    host = str_of(s.p + 8, s.n - 8);
  else if (str_starts(s, STR("http://")))
    host = str_of(s.p + 7, s.n - 7);
  else
    return false;
  if (host.n == 0 || s.n > CUSTOMER_ORIGIN_MAX) return false;
  struct str name = str_cut(&host, ':'), port = host;
  bool ok = name.n > 0;
  for (size_t i = 0; ok && i < name.n; i++) {
    char x = name.p[i];
    ok = (x >= 'a' && x <= 'z') || (x >= '0' && x <= '9') || x == '-' ||
         (x == '.' && i > 0 && i + 1 < name.n && name.p[i - 1] != '.');
  }
  ok = ok && port.n <= 5;
  for (size_t i = 0; ok && i < port.n; i++)
    ok = port.p[i] >= '0' && port.p[i] <= '9';
  return ok && s.p[s.n - 1] != ':';
}

static bool read_embed(const struct json *doc, struct customer_pages *c, const struct json **at,
                       struct err *err) {
  const char *form = "origins as https://shop.example.com, at most 20";
  const struct json *v = json_get(doc, "embed");
  if (!v) return true;
  if (v->type != JSON_ARRAY || v->n > CUSTOMER_EMBEDS_MAX) return refuse(v, "embed", form, at, err);
  for (uint32_t i = 0; i < v->n; i++) {
    if (v->items[i].type != JSON_STRING || !is_origin(v->items[i].text))
      return refuse(&v->items[i], "embed", form, at, err);
    c->embed[c->n_embed++] = v->items[i].text;
  }
  return true;
}

static void read_title(const struct json *doc, struct customer_pages *c) {
  const struct json *v = json_get(doc, "title");
  if (!v) return;
  c->title_en = v->type == JSON_STRING ? v->text : json_get_str(v, "en");
  c->title_zh = v->type == JSON_STRING ? v->text : json_get_str(v, "zh");
  if (!c->title_en.n) c->title_en = c->title_zh;
  if (!c->title_zh.n) c->title_zh = c->title_en;
}

bool customer_pages_read(const struct json *doc, struct customer_pages *ret,
                         const struct json **ret_at, struct err *err) {
  *ret = (struct customer_pages){.color = STR("")};
  read_title(doc, ret);
  return read_pages(doc, ret, ret_at, err) && read_color(doc, ret, ret_at, err) &&
         read_embed(doc, ret, ret_at, err);
}

static bool compile(struct entry *e, struct names_env *env, struct err *err) {
  const struct document *d = &e->doc;
  const struct json *at = NULL;
  struct customer_pages c;
  (void)env;
  if (!str_is(d->slug, SLUG)) {
    const struct json *slug = json_get(d->tree, "slug");
    return document_refuse(d, slug ? slug : d->tree, "slug", SLUG, err);
  }
  return customer_pages_read(d->tree, &c, &at, err) || document_fail_at(d, at ? at : d->tree, err);
}

static bool allowed(const struct entry *e, struct names_env *env, struct err *err) {
  (void)e, (void)env, (void)err;
  return true; /* no expression in it */
}

bool resource_customer_pages(struct workspace *w, struct arena *out, struct customer_pages *ret,
                             struct err *err) {
  static const struct json empty = {.type = JSON_OBJECT};
  struct resource *r;
  const struct json *at;
  struct json *doc;
  uint32_t n;
  if (!resource_list(w, STR("customer_pages"), out, &r, &n, err)) return false;
  if (n == 0) return customer_pages_read(&empty, ret, &at, err);
  return json_parse(r[0].doc, out, &doc, err) && customer_pages_read(doc, ret, &at, err);
}

static const char *const fields[] = {"pages", "color", "embed", NULL};

const struct kind_def kind_customer_pages = {.name = "customer_pages",
                                             .zh = "顾客页面",
                                             .id_prefix = "cpg_",
                                             .fields = fields,
                                             .compile = compile,
                                             .allowed = allowed};
