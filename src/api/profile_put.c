/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The dimensions of a profile as JSON, and which of their buckets stand out.
 *
 * A profile asks dozens of questions at once, so some differences would look remarkable by chance;
 * p-values are adjusted for that (Benjamini and Hochberg, JRSS B 57, 1995): of what is called sure
 * at 5 %, at most a twentieth is chance.  Each is a test of two proportions (funnel_compare): of
 * the set, and of those of the other set who are not in it; a set that is not within the other is
 * tested against all of it. */
#include <math.h>
#include <stdlib.h>

#include "api/profile.h"
#include "query/funnel.h"

#define STANDOUTS 12
#define SURE      0.05

struct judged {
  const struct profile_dimension *of;
  const struct profile_bucket *bucket;
  double share, against_share, lift, p; /* p: adjusted; NAN: not judged */
};

void profile_add(struct profiling *p, struct profile_dimension *d) {
  vec_push(&p->dimensions, d);
}

static double ratio(uint64_t part, uint64_t of) {
  return of ? (double)part / (double)of : 0;
}

static void judge(const struct profiling *p, const struct profile_dimension *d, uint32_t i,
                  bool within, struct judged *ret) {
  const struct profile_bucket *b = &d->buckets[i];
  bool rest = within && b->against >= b->people;
  uint64_t x[2] = {b->people, rest ? b->against - b->people : b->against};
  uint64_t n[2] = {p->people, rest ? p->against_people - p->people : p->against_people};
  struct funnel_test t = {0};
  if (n[0] && n[1]) funnel_compare(x, n, &t);
  *ret = (struct judged){.of = d, .bucket = b, .p = t.told ? t.p : NAN};
  ret->share = ratio(b->people, p->people);
  ret->against_share = ratio(b->against, p->against_people);
  ret->lift = b->against ? ret->share / ret->against_share : NAN;
}

static int by_p(const void *a, const void *b) {
  const struct judged *x = *(const struct judged *const *)a, *y = *(const struct judged *const *)b;
  if (x->p != y->p) return x->p < y->p ? -1 : 1;
  return x < y ? -1 : x > y;
}

/* From the largest down: p · n / rank, never more than the one above. */
static void adjust(struct judged *list, uint32_t n, struct arena *out) {
  struct judged **order = arena_array(out, struct judged *, n + 1);
  uint32_t told = 0;
  for (uint32_t i = 0; i < n; i++)
    if (!isnan(list[i].p)) order[told++] = &list[i];
  qsort(order, told, sizeof *order, by_p);
  double least = 1;
  for (uint32_t i = told; i-- > 0;) {
    double p = order[i]->p * told / (i + 1);
    least = p < least ? p : least;
    order[i]->p = least;
  }
}

static void put_judged(struct jw *w, const struct judged *j) {
  const struct profile_bucket *b = j->bucket;
  jw_key(w, "label");
  if (b->zh.n)
    put_title(w, b->en, b->zh);
  else
    jw_str(w, b->en);
  jw_key(w, "expression"), jw_str(w, b->expression);
  jw_key(w, "people"), jw_uint(w, b->people);
  jw_key(w, "share"), jw_double(w, j->share);
  jw_key(w, "against_share"), jw_double(w, j->against_share);
  jw_key(w, "lift"), jw_double(w, j->lift);
  jw_key(w, "p"), jw_double(w, j->p);
  jw_key(w, "sure"), jw_bool(w, j->p < SURE);
}

static void put_dimension(struct jw *w, const struct profile_dimension *d,
                          const struct judged *list) {
  jw_begin_object(w);
  jw_key(w, "id"), jw_str(w, d->id);
  jw_key(w, "title"), put_title(w, d->en, d->zh);
  jw_key(w, "kind"), jw_cstr(w, d->kind);
  jw_key(w, "buckets"), jw_begin_array(w);
  for (uint32_t i = 0; i < d->n; i++) {
    if (d->buckets[i].people == 0 && d->buckets[i].against == 0) continue;
    jw_begin_object(w), put_judged(w, &list[i]), jw_end_object(w);
  }
  jw_end_array(w);
  jw_end_object(w);
}

/* Twice as common and half as common are equally far from 1; what nobody has is farthest. */
static double distance(const struct judged *j) {
  return j->lift > 0 ? fabs(log(j->lift)) : INFINITY;
}

static int by_distance(const void *a, const void *b) {
  const struct judged *x = *(const struct judged *const *)a, *y = *(const struct judged *const *)b;
  double dx = distance(x), dy = distance(y);
  if (dx != dy) return dx > dy ? -1 : 1;
  return x < y ? -1 : x > y;
}

static void put_standouts(struct jw *w, struct judged *list, uint32_t n, struct arena *out) {
  struct judged **order = arena_array(out, struct judged *, n + 1);
  uint32_t sure = 0;
  for (uint32_t i = 0; i < n; i++)
    if (list[i].p < SURE && !isnan(list[i].lift)) order[sure++] = &list[i];
  qsort(order, sure, sizeof *order, by_distance);
  jw_key(w, "standouts"), jw_begin_array(w);
  for (uint32_t i = 0; i < sure && i < STANDOUTS; i++) {
    jw_begin_object(w);
    jw_key(w, "dimension"), jw_str(w, order[i]->of->id);
    jw_key(w, "title"), put_title(w, order[i]->of->en, order[i]->of->zh);
    put_judged(w, order[i]);
    jw_end_object(w);
  }
  jw_end_array(w);
}

void profile_put(struct profiling *p) {
  struct arena *out = p->a->c->arena;
  struct jw *w = &p->a->c->out;
  uint32_t n = 0, at = 0;
  bool within = roaring_bitmap_is_subset(p->set, p->against);
  for (size_t i = 0; i < p->dimensions.n; i++)
    n += p->dimensions.p[i]->n;
  struct judged *list = arena_array(out, struct judged, n + 1);
  for (size_t i = 0; i < p->dimensions.n; i++)
    for (uint32_t b = 0; b < p->dimensions.p[i]->n; b++)
      judge(p, p->dimensions.p[i], b, within, &list[at++]);
  adjust(list, n, out);
  at = 0;
  jw_key(w, "dimensions"), jw_begin_array(w);
  for (size_t i = 0; i < p->dimensions.n; i++) {
    put_dimension(w, p->dimensions.p[i], list + at);
    at += p->dimensions.p[i]->n;
  }
  jw_end_array(w);
  put_standouts(w, list, n, out);
}
