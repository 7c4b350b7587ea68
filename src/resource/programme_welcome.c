/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Programme documents: welcome packs.
 *
 *   welcome:
 *     - {slug: shop, sources: [till, counter], gifts: [{coupon: hello-10}]}
 *     - {slug: vip, when: 'segment("big-spenders")', gifts: [{points: 500, currency: points}]}
 *     - {slug: all, gifts: [{points: 50, currency: points}]} */
#include "resource/programme_int.h"

static bool read_sources(struct programme_reading *r, const struct json *v,
                         struct programme_pack *p) {
  const struct json *list;
  if (!reading_list(&r->r, v, "sources", PROGRAMME_SOURCES_MAX, &list)) return false;
  p->sources = arena_array(r->r.out, struct str, list ? list->n + 1 : 1);
  for (uint32_t i = 0; list && i < list->n; i++) {
    const struct json *s = &list->items[i];
    if (s->type != JSON_STRING || s->text.n == 0 || s->text.n > PROGRAMME_SOURCE_BYTES)
      return reading_refuse(&r->r, s, "sources", "\"till\"");
    p->sources[p->n_sources++] = arena_str(r->r.out, s->text);
  }
  return !list || p->n_sources || reading_refuse(&r->r, list, "sources", "[\"till\", …]");
}

static bool read_gifts(struct programme_reading *r, const struct json *v,
                       struct programme_gifts *g) {
  const struct json *list;
  if (!reading_list(&r->r, v, "gifts", PROGRAMME_GIFTS_MAX, &list)) return false;
  if (!list) return reading_missing(&r->r, v, "welcome", "gifts");
  if (list->n == 0)
    return reading_refuse(&r->r, list, "gifts", "[{coupon: …} / {points: …, currency: …}]");
  g->p = arena_array(r->r.out, struct reward, list->n);
  for (uint32_t i = 0; i < list->n; i++)
    if (!reward_read(&r->r, &list->items[i], "gifts", &g->p[g->n++])) return false;
  return true;
}

static bool read_pack(struct programme_reading *r, const struct json *v) {
  static const char *const known[] = {"slug", "title", "sources", "when", "gifts", NULL};
  struct programme *p = r->p;
  struct programme_pack k = {0};
  if (!reading_object(&r->r, v, "welcome", known) ||
      !reading_slug(&r->r, v, "welcome", "slug", &k.slug))
    return false;
  for (uint32_t i = 0; i < p->n_packs; i++)
    if (str_eq(p->packs[i].slug, k.slug))
      return reading_refuse(&r->r, json_get(v, "slug"), "slug", "≠ …");
  k.title = (struct bilingual){k.slug, k.slug};
  if (!reading_text_of(&r->r, v, "title", &k.title) || !read_sources(r, v, &k) ||
      !reading_expression(&r->r, v, "when", &k.when) || !read_gifts(r, v, &k.gifts))
    return false;
  p->packs[p->n_packs++] = k;
  return true;
}

bool programme_read_welcome(struct programme_reading *r, const struct json *doc) {
  const struct json *v;
  if (!reading_list(&r->r, doc, "welcome", PROGRAMME_PACKS_MAX, &v)) return false;
  r->p->packs = arena_array(r->r.out, struct programme_pack, v ? v->n + 1 : 1);
  for (uint32_t i = 0; v && i < v->n; i++)
    if (!read_pack(r, &v->items[i])) return false;
  return true;
}

const struct programme_pack *programme_pack_find(const struct programme *p, struct str source,
                                                 uint32_t holds) {
  for (uint32_t i = 0; i < p->n_packs; i++) {
    const struct programme_pack *k = &p->packs[i];
    bool fits = k->when.n == 0 || (holds >> i & 1);
    bool from = k->n_sources == 0;
    for (uint32_t s = 0; s < k->n_sources; s++)
      from = from || str_eq(k->sources[s], source);
    if (fits && from) return k;
  }
  return NULL;
}
