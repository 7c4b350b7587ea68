/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A proposed definition beside the one in force, over the same people at the same moment: who would
 * be in another class.  Classes are told apart by name. */
#include "model/class_views.h"

static uint32_t class_index(const struct classification_result *r, uint32_t subject) {
  uint8_t k = r->class_of ? r->class_of[subject] : QUERY_CLASS_NONE;
  return k != QUERY_CLASS_NONE ? k : r->def ? r->def->n_classes : 0;
}

static struct str class_name(const struct classification_result *r, uint32_t i) {
  return r->def && i < r->def->n_classes ? r->def->classes[i].name : STR("none");
}

static void compare(struct class_preview *v, struct arena *out) {
  uint32_t a = v->now.def ? v->now.def->n_classes : 0, b = v->then.def->n_classes;
  v->matrix = arena_array(out, int64_t, (size_t)(a + 1) * (b + 1));
  v->was = arena_array(out, int64_t, b + 1);
  roaring_uint32_iterator_t it;
  roaring_init_iterator(v->then.people, &it);
  for (; it.has_value; roaring_advance_uint32_iterator(&it))
    v->matrix[(size_t)class_index(&v->now, it.current_value) * (b + 1) +
              class_index(&v->then, it.current_value)]++;
  for (uint32_t i = 0; i <= a; i++)
    for (uint32_t j = 0; j <= b; j++) {
      int64_t people = v->matrix[(size_t)i * (b + 1) + j];
      if (!str_eq(class_name(&v->now, i), class_name(&v->then, j))) v->moved += people;
      for (uint32_t k = 0; k <= b; k++)
        if (str_eq(class_name(&v->then, k), class_name(&v->now, i))) v->was[k] += people;
    }
}

bool class_preview_run(const struct report_params *p, const struct classification *c,
                       const struct classification *proposed, struct arena *out,
                       struct class_preview *ret, struct err *err) {
  struct class_preview v = {0};
  if (c && !classification_run(c, p->snapshot, &p->as_of, 1, &p->env, out, &v.now, err))
    return false;
  if (!classification_run(proposed, p->snapshot, &p->as_of, 1, &p->env, out, &v.then, err)) {
    classification_result_release(&v.now);
    return false;
  }
  compare(&v, out);
  *ret = v;
  return true;
}
