/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What would change before anybody moves an identity: segments entered and left, attributes with
 * another value.
 *
 * Told from each side: who somebody is counted as now, and as whom they would be.  The histories
 * are put together as the log would, and asked like any person's; nothing is written.  Lists of
 * identities are asked for the person as it is now, since those are not of the history. */
#include <stdlib.h>

#include "api/person_identity.h"
#include "api/segments.h"
#include "event/batch.h"

#define SEGMENTS_ASKED 200 /* active segments, by slug: as on the page of a person */
#define ATTRIBUTES_MAX 500

struct preview {
  struct ask *a;
  struct person_event *all; /* of everybody concerned, in order */
  uint32_t n;
  struct resource *segments;
  struct node **trees; /* NULL: not to be asked */
  uint32_t n_segments;
};

struct attribute {
  struct str name;
  struct value before, after;
};

static int by_number(const void *x, const void *y) {
  uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
  return a < b ? -1 : a > b;
}

static int by_time(const void *x, const void *y) {
  const struct person_event *a = x, *b = y;
  if (a->time != b->time) return a->time < b->time ? -1 : 1;
  return a->lsn < b->lsn ? -1 : a->lsn > b->lsn;
}

/* Events of all persons that the sides' subjects are of. */
static bool gather(struct preview *p, const struct preview_side *sides, uint32_t n,
                   struct err *err) {
  struct ask *a = p->a;
  struct people *people = ws_people(tenant_workspace(a->c->tenant));
  uint32_t persons = 0, room = 0, *v;
  for (uint32_t i = 0; i < n; i++)
    room += sides[i].n_before;
  v = arena_array(a->c->arena, uint32_t, room);
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t k = 0; k < sides[i].n_before; k++)
      v[persons++] = person_of(people, sides[i].before[k]);
  if (persons) qsort(v, persons, sizeof *v, by_number);
  VEC(struct person_event) all = {0};
  bool ok = true;
  for (uint32_t i = 0; ok && i < persons; i++) {
    struct person_event *said;
    uint32_t n_said;
    if (i && v[i] == v[i - 1]) continue;
    ok = query_person_said(view_snapshot(a->v), v[i], a->as_of, a->c->arena, &said, &n_said, err);
    for (uint32_t k = 0; ok && k < n_said; k++)
      vec_push(&all, said[k]);
  }
  if (all.n) qsort(all.p, all.n, sizeof *all.p, by_time);
  p->all = arena_array(a->c->arena, struct person_event, all.n);
  if (all.n) memcpy(p->all, all.p, all.n * sizeof *all.p);
  p->n = (uint32_t)all.n;
  vec_free(&all);
  return ok;
}

static bool compile(struct preview *p, struct err *err) {
  struct ask *a = p->a;
  if (!resource_list(tenant_workspace(a->c->tenant), STR("segment"), a->c->arena, &p->segments,
                     &p->n_segments, err))
    return false;
  if (p->n_segments > SEGMENTS_ASKED) p->n_segments = SEGMENTS_ASKED;
  p->trees = arena_array(a->c->arena, struct node *, p->n_segments);
  for (uint32_t i = 0; i < p->n_segments; i++) {
    struct node *t = arena_new(a->c->arena, struct node);
    struct err ignored;
    *t = (struct node){.kind = N_SEGMENT, .name = p->segments[i].slug};
    p->trees[i] = lang_resolve(t, names_env_lang(view_names(a->v)), LT_BOOL, a->c->arena, &ignored)
                      ? t
                      : NULL;
  }
  return true;
}

static bool is_of(uint32_t subject, const uint32_t *subjects, uint32_t n) {
  return bsearch(&subject, subjects, n, sizeof *subjects, by_number);
}

/* Who these were and became, and that they are one person now, that of `person`. */
static void as_one(const struct preview *p, const uint32_t *subjects, uint32_t n, uint32_t person,
                   struct persons *ret) {
  struct person_change *c;
  size_t changes = people_changes(ws_people(tenant_workspace(p->a->c->tenant)), 0, &c);
  for (size_t i = 0; i < changes; i++)
    if (is_of(c[i].subject, subjects, n)) persons_move(ret, c[i].lsn, c[i].subject, c[i].to);
  free(c);
  uint32_t to = persons_of(ret, person);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t from = persons_of(ret, subjects[i]);
    if (from == to) continue;
    while (persons_next(ret, from) != from)
      persons_move(ret, UINT64_MAX - 1, persons_next(ret, from), to);
    persons_move(ret, UINT64_MAX - 1, from, to);
  }
}

static bool history_of(struct preview *p, const uint32_t *subjects, uint32_t n, uint32_t person,
                       struct person_model *ret, struct err *err) {
  struct person_event *v = arena_array(p->a->c->arena, struct person_event, p->n);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < p->n; i++)
    if (n && is_of(p->all[i].subject, subjects, n))
      v[kept++] = p->all[i];
  if (!ask_history(p->a, person, ret, err)) return false; /* all but the events */
  struct persons one = {0};
  if (n) as_one(p, subjects, n, person, &one);
  query_combine(v, kept, &one, p->a->c->arena);
  persons_release(&one);
  ret->history.events = v;
  ret->history.n = kept;
  return true;
}

static bool in_segment(struct preview *p, const struct person_model *m, struct node *tree,
                       bool *ret, struct err *err) {
  struct naive_value v;
  bool exists;
  *ret = false;
  if (!person_value(m, tree, p->a->as_of, p->a->c->arena, &exists, &v, err))
    return err->code == ERR_number_overflow; /* then nobody is in it */
  *ret = !v.missing && v.b;
  return true;
}

/* in[i]: 1 before, 2 after. */
static bool ask_segments(struct preview *p, const struct person_model *before,
                         const struct person_model *after, uint8_t *in, struct err *err) {
  for (uint32_t i = 0; i < p->n_segments; i++) {
    bool was, is;
    if (!p->trees[i]) continue;
    if (!in_segment(p, before, p->trees[i], &was, err) ||
        !in_segment(p, after, p->trees[i], &is, err))
      return false;
    in[i] = (uint8_t)(was | is << 1);
  }
  return true;
}

static void put_segments(struct preview *p, const char *key, const uint8_t *in, uint8_t which) {
  struct jw *w = &p->a->c->out;
  jw_key(w, key), jw_begin_array(w);
  for (uint32_t i = 0; i < p->n_segments; i++) {
    if (in[i] != which) continue;
    jw_begin_object(w);
    jw_key(w, "slug"), jw_str(w, p->segments[i].slug);
    jw_key(w, "title"), put_title(w, p->segments[i].title_en, p->segments[i].title_zh);
    jw_end_object(w);
  }
  jw_end_array(w);
}

/* ---- attributes ---- */

static void tell(const struct person_model *m, struct attribute *v, uint32_t *n, bool after) {
  for (uint32_t i = 0; i < m->history.n; i++) {
    const struct person_event *e = &m->history.events[i];
    if (!str_is(e->event, EV_SET)) continue;
    for (uint32_t k = 0; k < e->n_props; k++) {
      uint32_t at = 0;
      if (!ev_attribute(e->props[k])) continue;
      while (at < *n && !str_eq(v[at].name, e->props[k]))
        at++;
      if (at == ATTRIBUTES_MAX) continue;
      if (at == *n) v[(*n)++] = (struct attribute){.name = e->props[k]};
      *(after ? &v[at].after : &v[at].before) =
          value_unsets(&e->values[k]) ? (struct value){.type = V_NONE} : e->values[k];
    }
  }
}

static bool same_value(const struct value *a, const struct value *b) {
  if (a->type != b->type) return false;
  switch (a->type) {
  case V_NUM:
    return dec_cmp(a->num, b->num) == 0;
  case V_STR:
    return str_eq(a->str, b->str);
  case V_TIME:
    return a->time == b->time;
  case V_BOOL:
    return a->b == b->b;
  default:
    return true;
  }
}

static void put_value(struct ask *a, struct str name, struct value v) {
  if (v.type == V_NONE) {
    jw_null(&a->c->out);
    return;
  }
  if (a->masked && v.type == V_STR) v.str = mask_text(name, v.str, a->c->arena);
  put_prop_value(&a->c->out, &v);
}

static void put_attributes(struct preview *p, const struct person_model *before,
                           const struct person_model *after) {
  struct ask *a = p->a;
  struct jw *w = &a->c->out;
  struct attribute *v = arena_array(a->c->arena, struct attribute, ATTRIBUTES_MAX);
  uint32_t n = 0;
  tell(before, v, &n, false);
  tell(after, v, &n, true);
  jw_key(w, "attributes"), jw_begin_array(w);
  for (uint32_t i = 0; i < n; i++) {
    if (same_value(&v[i].before, &v[i].after)) continue;
    if (a->masked && mask_personal(v[i].name)) continue;
    jw_begin_object(w);
    jw_key(w, "name"), jw_str(w, v[i].name);
    jw_key(w, "title"), put_name_title(w, NAME_ATTR, v[i].name);
    jw_key(w, "before"), put_value(a, v[i].name, v[i].before);
    jw_key(w, "after"), put_value(a, v[i].name, v[i].after);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static bool put_side(struct preview *p, const struct preview_side *s, struct err *err) {
  struct ask *a = p->a;
  struct jw *w = &a->c->out;
  struct person_model before, after;
  uint8_t *in = arena_array(a->c->arena, uint8_t, p->n_segments);
  memset(in, 0, p->n_segments);
  if (!history_of(p, s->before, s->n_before, s->person, &before, err) ||
      !history_of(p, s->after, s->n_after, s->person, &after, err) ||
      !ask_segments(p, &before, &after, in, err))
    return false;
  jw_begin_object(w);
  jw_key(w, "identity"), put_subject(a, s->person);
  jw_key(w, "gone"), jw_bool(w, s->gone);
  jw_key(w, "rows_before"), jw_uint(w, before.history.n);
  jw_key(w, "rows_after"), jw_uint(w, after.history.n);
  put_segments(p, "entered", in, 2);
  put_segments(p, "left", in, 1);
  put_attributes(p, &before, &after);
  jw_end_object(w);
  return true;
}

bool put_preview(struct ask *a, const struct preview_side *sides, uint32_t n, struct err *err) {
  struct preview p = {.a = a};
  if (!gather(&p, sides, n, err) || !compile(&p, err)) return false;
  jw_begin_array(&a->c->out);
  for (uint32_t i = 0; i < n; i++)
    if (!put_side(&p, &sides[i], err)) return false;
  jw_end_array(&a->c->out);
  return true;
}
