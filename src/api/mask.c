/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whose questions and answers are masked (model/mask.h says how). */
#include "api/ask.h"
#include "api/segments.h"

/* Which saved segment says just this does not matter: whoever could make one may ask it. */
static bool is_saved(struct call *c, const struct view *v, const struct node *tree) {
  struct resource *r;
  uint32_t n;
  struct err ignored;
  struct buf mine = BUF_INIT, theirs = BUF_INIT;
  bool same = false;
  if (!resource_list(tenant_workspace(c->tenant), STR("segment"), c->arena, &r, &n, &ignored))
    return false;
  lang_format(tree, &mine);
  for (uint32_t i = 0; !same && i < n; i++) {
    struct str text;
    struct node *other;
    if (!segment_expression(&r[i], c->arena, &text, &ignored) ||
        !lang_compile(text, names_env_lang(view_names(v)), c->arena, &other, &ignored))
      continue;
    buf_reset(&theirs);
    lang_format(other, &theirs);
    same = str_eq(buf_str(&mine), buf_str(&theirs));
  }
  buf_release(&mine), buf_release(&theirs);
  return same;
}

bool call_may_ask(struct call *c, const struct view *v, const struct node *tree, struct err *err) {
  return !access_masks(&c->actor, tenant_slug(c->tenant)) || mask_allows(tree, err) ||
         is_saved(c, v, tree);
}

bool (*call_allow(const struct call *c))(const struct node *tree, struct err *err) {
  return access_masks(&c->actor, tenant_slug(c->tenant)) ? mask_allows : NULL;
}
