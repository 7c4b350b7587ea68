/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What people did lately, as a dimension of their profile: the most frequent events, each with who
 * did it in the last 90 days, all in one pass. */
#include <stdlib.h>

#include "api/profile.h"

#define BEHAVIOURS 24

struct frequent {
  struct str name;
  uint64_t rows;
};

static int by_rows(const void *a, const void *b) {
  const struct frequent *x = a, *y = b;
  if (x->rows != y->rows) return x->rows > y->rows ? -1 : 1;
  return str_cmp(x->name, y->name);
}

static uint32_t frequent_events(const struct snapshot *n, struct arena *out,
                                struct frequent **ret) {
  uint32_t of = snapshot_events(n), found = 0;
  struct frequent *list = arena_array(out, struct frequent, of + 1);
  for (uint32_t i = 0; i < of; i++) {
    struct str name = snapshot_event(n, i)->name;
    bool shown = snapshot_event(n, i)->rows > 0 && name.n && name.p[0] != '$' &&
                 !memchr(name.p, '`', name.n);
    if (shown) list[found++] = (struct frequent){name, snapshot_event(n, i)->rows};
  }
  qsort(list, found, sizeof *list, by_rows);
  *ret = list;
  return found < BEHAVIOURS ? found : BEHAVIOURS;
}

bool profile_behaviours(struct profiling *p, struct err *err) {
  struct ask *a = p->a;
  struct arena *out = a->c->arena;
  const struct snapshot *n = view_snapshot(a->v);
  struct profile_dimension *d = arena_new(out, struct profile_dimension);
  struct query_expr x[BEHAVIOURS];
  struct query_output *o;
  struct frequent *list;
  uint32_t found = frequent_events(n, out, &list);
  *d = (struct profile_dimension){.id = STR("behaviour"),
                                  .en = STR("Did in the last 90 days"),
                                  .zh = STR("近 90 天做过"),
                                  .kind = "behaviour"};
  for (uint32_t i = 0; i < found; i++) {
    const struct known_name *k = known_name_exact(NAME_EVENT, list[i].name);
    struct profile_bucket *b = &d->buckets[i];
    struct buf text = BUF_INIT;
    struct node *tree;
    struct str asked = arena_printf(out, "did(`%.*s`, last 90 days)", STRF(list[i].name));
    if (!lang_compile(asked, names_env_lang(view_names(a->v)), out, &tree, err)) return false;
    x[i] = (struct query_expr){tree, a->as_of};
    lang_format(tree, &text);
    *b = (struct profile_bucket){.en = k ? str_from(k->en) : list[i].name,
                                 .zh = k ? str_from(k->zh) : STR(""),
                                 .expression = arena_str(out, buf_str(&text))};
    buf_release(&text);
  }
  d->n = found;
  if (found == 0) return true;
  if (!expressions_run(x, found, n, &a->env, out, &o, err)) return false;
  for (uint32_t i = 0; i < found; i++) {
    d->buckets[i].people = roaring_bitmap_and_cardinality(o[i].set, p->set);
    d->buckets[i].against = roaring_bitmap_and_cardinality(o[i].set, p->against);
  }
  query_outputs_release(o, found);
  profile_add(p, d);
  return true;
}
