/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a set of people is like, against another.
 *
 * A dimension puts every subject into a bucket; both sets are counted over the same buckets, which
 * are chosen by the other set (its frequent values, its quartiles), so that two profiles against
 * everyone can be laid side by side.  Each bucket carries the condition that selects it. */
#include <stdlib.h>

#include "api/attributes.h"
#include "api/profile.h"
#include "api/questions.h"
#include "base/panic.h"

#define PROFILE_ATTRIBUTES 8
#define PROFILE_BUCKETS    12   /* of an attribute's texts, besides the rest */
#define PROFILE_TEXTS_MAX  1000 /* an attribute with more different texts is a name, not a trait */

static struct str text_of(const struct node *tree, struct arena *out) {
  struct buf b = BUF_INIT;
  lang_format(tree, &b);
  struct str s = arena_str(out, buf_str(&b));
  buf_release(&b);
  return s;
}

/* ---- classes ---- */

static void count_classes(const struct ask_classes *k, const roaring_bitmap_t *set,
                          uint64_t counts[QUERY_CLASS_NONE + 1]) {
  roaring_uint32_iterator_t it;
  roaring_init_iterator(set, &it);
  for (; it.has_value; roaring_advance_uint32_iterator(&it))
    counts[it.current_value < k->n ? k->of[it.current_value] : QUERY_CLASS_NONE]++;
}

static bool class_dimension(struct profiling *p, struct str slug, struct err *err) {
  struct arena *out = p->a->c->arena;
  struct ask_classes k;
  uint64_t counts[QUERY_CLASS_NONE + 1] = {0}, against[QUERY_CLASS_NONE + 1] = {0};
  struct profile_dimension *d = arena_new(out, struct profile_dimension);
  if (!ask_classes(p->a, slug, &k, err)) return false;
  count_classes(&k, p->set, counts);
  count_classes(&k, p->against, against);
  d->id = slug, d->en = k.def->title.en, d->zh = k.def->title.zh, d->kind = "class";
  for (uint32_t i = 0; i <= k.def->n_classes; i++) {
    bool none = i == k.def->n_classes;
    uint32_t at = none ? QUERY_CLASS_NONE : i;
    struct node of = {.kind = N_CLASS, .name = slug};
    struct node name = {
        .kind = N_LITERAL,
        .lit = {.type = LT_STR, .str = none ? STR("none") : k.def->classes[i].name}};
    struct node e = {.kind = N_CMP, .op = OP_EQ, .a = &of, .b = &name};
    d->buckets[d->n++] = (struct profile_bucket){none ? STR("None") : k.def->classes[i].title.en,
                                                 none ? STR("无") : k.def->classes[i].title.zh,
                                                 text_of(&e, out), counts[at], against[at]};
  }
  profile_add(p, d);
  return true;
}

static bool class_dimensions(struct profiling *p, struct err *err) {
  static const char *const wanted[] = {"rfm", "aipl", "lifecycle", "payers", "new_old"};
  struct str *slugs;
  uint32_t n;
  if (!ask_classifications(p->a, &slugs, &n, err)) return false;
  for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
    for (uint32_t k = 0; k < n; k++)
      if (str_is(slugs[k], wanted[i]) && !class_dimension(p, slugs[k], err)) return false;
  return true;
}

/* ---- attributes ---- */

struct text_count {
  uint32_t code;
  uint64_t people, against;
};

static int most_against(const void *a, const void *b) {
  const struct text_count *x = a, *y = b;
  if (x->against != y->against) return x->against > y->against ? -1 : 1;
  if (x->people != y->people) return x->people > y->people ? -1 : 1;
  return x->code < y->code ? -1 : x->code > y->code;
}

static void count_texts(const struct ask_column *c, const roaring_bitmap_t *set, bool against,
                        struct text_count *counts) {
  roaring_uint32_iterator_t it;
  roaring_init_iterator(set, &it);
  for (; it.has_value; roaring_advance_uint32_iterator(&it)) {
    if (!ask_has(c, it.current_value)) continue;
    struct text_count *t = &counts[ask_code(c, it.current_value)];
    *(against ? &t->against : &t->people) += 1;
  }
}

/* Has the attribute, and none of the values shown. */
static struct str rest_of(struct str name, const struct ask_column *c,
                          const struct text_count *counts, uint32_t n, struct arena *out) {
  struct node attr = {.kind = N_ATTR, .name = name}, values[PROFILE_BUCKETS],
              *list[PROFILE_BUCKETS];
  for (uint32_t i = 0; i < n; i++) {
    values[i] = (struct node){.kind = N_LITERAL,
                              .lit = {.type = LT_STR, .str = ask_text(c, counts[i].code)}};
    list[i] = &values[i];
  }
  struct node exists = {.kind = N_EXISTS, .a = &attr};
  struct node in = {.kind = N_IN, .negated = true, .a = &attr, .kids = list, .n_kids = n};
  struct node *both[] = {&exists, &in};
  struct node e = {.kind = N_AND, .kids = both, .n_kids = 2};
  return text_of(&e, out);
}

static void name_dimension(struct profile_dimension *d, struct str name, const char *kind) {
  const struct known_name *k = known_name_exact(NAME_ATTR, name);
  if (!k) k = known_name_exact(NAME_PROP, name);
  d->id = name, d->kind = kind;
  d->en = k ? str_from(k->en) : name, d->zh = k ? str_from(k->zh) : name;
}

/* The name of the item or category whose id the value is; else the value. */
static struct str called(const struct profiling *p, struct str name, struct str value) {
  const struct lang_names *names = names_env_lang(view_names(p->a->v));
  struct str s = names->called ? names->called(names->ctx, name, value) : STR("");
  return s.n ? arena_printf(p->a->c->arena, "%.*s (%.*s)", STRF(s), STRF(value)) : value;
}

static void text_dimension(struct profiling *p, struct str name, const struct ask_column *c) {
  struct arena *out = p->a->c->arena;
  struct text_count *counts = arena_array(out, struct text_count, c->n_texts + 1);
  struct profile_dimension *d = arena_new(out, struct profile_dimension);
  struct profile_bucket rest = {STR("Other"), STR("其他"), {NULL, 0}, 0, 0};
  name_dimension(d, name, "attribute");
  for (uint32_t i = 0; i < c->n_texts; i++)
    counts[i].code = i;
  count_texts(c, p->set, false, counts);
  count_texts(c, p->against, true, counts);
  qsort(counts, c->n_texts, sizeof *counts, most_against);
  for (uint32_t i = 0; i < c->n_texts; i++) {
    struct str text = ask_text(c, counts[i].code);
    if (d->n == PROFILE_BUCKETS) {
      rest.people += counts[i].people, rest.against += counts[i].against;
      continue;
    }
    d->buckets[d->n++] = (struct profile_bucket){called(p, name, text),
                                                 {NULL, 0},
                                                 equals_text(name, text, out),
                                                 counts[i].people,
                                                 counts[i].against};
  }
  if (rest.people || rest.against) {
    rest.expression = rest_of(name, c, counts, d->n, out);
    d->buckets[d->n++] = rest;
  }
  profile_add(p, d);
}

/* ---- numbers ---- */

struct numbers {
  i128 *v; /* ascending */
  uint64_t n;
  uint8_t scale;
};

static int by_value(const void *a, const void *b) {
  i128 x = *(const i128 *)a, y = *(const i128 *)b;
  return x < y ? -1 : x > y;
}

static void numbers_of(const struct ask_column *c, const roaring_bitmap_t *set, struct arena *out,
                       struct numbers *ret) {
  roaring_uint32_iterator_t it;
  *ret = (struct numbers){.scale = c->scale};
  ret->v = arena_alloc(out, (roaring_bitmap_get_cardinality(set) + 1) * sizeof(i128));
  roaring_init_iterator(set, &it);
  for (; it.has_value; roaring_advance_uint32_iterator(&it))
    if (ask_has(c, it.current_value)) ret->v[ret->n++] = ask_value(c, it.current_value).num.m;
  qsort(ret->v, ret->n, sizeof *ret->v, by_value);
}

static struct node *compare(struct str name, enum node_op op, struct dec v, struct arena *out) {
  struct node *a = arena_new(out, struct node), *b = arena_new(out, struct node),
              *e = arena_new(out, struct node);
  *a = (struct node){.kind = N_ATTR, .name = name};
  *b = (struct node){.kind = N_LITERAL, .lit = {.type = LT_NUM, .num = dec_normal(v)}};
  *e = (struct node){.kind = N_CMP, .op = op, .a = a, .b = b};
  return e;
}

static uint64_t up_to(const struct numbers *x, i128 v) { /* how many are ≤ v */
  uint64_t low = 0, high = x->n;
  while (low < high) {
    uint64_t mid = low + (high - low) / 2;
    if (x->v[mid] <= v)
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

static void quartile_dimension(struct profiling *p, struct str name, const struct ask_column *c) {
  struct arena *out = p->a->c->arena;
  struct profile_dimension *d = arena_new(out, struct profile_dimension);
  struct numbers set, all;
  struct dec cuts[3];
  uint32_t n_cuts = 0;
  numbers_of(c, p->set, out, &set);
  numbers_of(c, p->against, out, &all);
  if (all.n == 0) return;
  name_dimension(d, name, "number");
  for (uint64_t i = 1; i <= 3; i++) {
    struct dec cut = {all.v[(i * all.n + 3) / 4 - 1], all.scale};
    if ((n_cuts == 0 || cut.m > cuts[n_cuts - 1].m) && cut.m < all.v[all.n - 1])
      cuts[n_cuts++] = cut;
  }
  for (uint32_t i = 0; i <= n_cuts; i++) {
    struct node *kids[2], both = {.kind = N_AND, .kids = kids};
    char low[DEC_TEXT_BYTES], high[DEC_TEXT_BYTES];
    if (i > 0) kids[both.n_kids++] = compare(name, OP_GT, cuts[i - 1], out);
    if (i < n_cuts) kids[both.n_kids++] = compare(name, OP_LE, cuts[i], out);
    struct node exists = {.kind = N_EXISTS, .a = compare(name, OP_EQ, DEC_ZERO, out)->a};
    if (i > 0) dec_text(dec_normal(cuts[i - 1]), low);
    if (i < n_cuts) dec_text(dec_normal(cuts[i]), high);
    struct str label = n_cuts == 0   ? STR("*")
                       : i == 0      ? arena_printf(out, "≤ %s", high)
                       : i == n_cuts ? arena_printf(out, "> %s", low)
                                     : arena_printf(out, "%s – %s", low, high);
    const struct node *e = both.n_kids == 2 ? &both : both.n_kids == 1 ? kids[0] : &exists;
    d->buckets[d->n++] = (struct profile_bucket){
        label,
        {NULL, 0},
        text_of(e, out),
        (i < n_cuts ? up_to(&set, cuts[i].m) : set.n) - (i ? up_to(&set, cuts[i - 1].m) : 0),
        (i < n_cuts ? up_to(&all, cuts[i].m) : all.n) - (i ? up_to(&all, cuts[i - 1].m) : 0)};
  }
  profile_add(p, d);
}

static bool attribute_dimensions(struct profiling *p, struct err *err) {
  struct attribute *list;
  uint32_t n, shown = 0;
  if (!attributes_list(p->a, &list, &n, err)) return false;
  for (uint32_t i = 0; i < n && shown < PROFILE_ATTRIBUTES; i++) {
    struct ask_column c;
    bool text = list[i].types == V_MASK(V_STR), number = list[i].types == V_MASK(V_NUM);
    if ((!text && !number) || list[i].people == 0 || mask_personal(list[i].name)) continue;
    if (!ask_attribute(p->a, list[i].name, text ? LT_STR : LT_NUM, &c, err)) return false;
    bool trait = !text || c.n_texts <= PROFILE_TEXTS_MAX;
    if (trait && text) text_dimension(p, list[i].name, &c);
    if (trait && number) quartile_dimension(p, list[i].name, &c);
    shown += trait;
    answer_release(p->a->held[--p->a->n_held]); /* written; there may be more than may be held */
  }
  return true;
}

/* ---- the numbers of two sets ---- */

static void put_mean_median(struct jw *w, const struct numbers *x, const char *mean_key,
                            const char *median_key, uint8_t places) {
  struct dec sum = {0, x->scale}, mean, median, two;
  bool fine = x->n > 0;
  for (uint64_t i = 0; fine && i < x->n; i++)
    fine = !__builtin_add_overflow(sum.m, x->v[i], &sum.m);
  jw_key(w, mean_key);
  if (fine && dec_div(sum, dec_int((int64_t)x->n), places, &mean))
    put_decimal(w, mean);
  else
    jw_null(w);
  jw_key(w, median_key);
  struct dec low = {x->n ? x->v[(x->n - 1) / 2] : 0, x->scale},
             high = {x->n ? x->v[x->n / 2] : 0, x->scale};
  if (x->n && dec_add(low, high, &two) && dec_div(two, dec_int(2), places, &median))
    put_decimal(w, median);
  else
    jw_null(w);
}

static bool put_numbers(struct profiling *p, struct err *err) {
  static const struct {
    const char *id, *expression, *type, *en, *zh;
    uint8_t places;
  } list[] = {
      {"orders_365", "count(order_completed, last 365 days)", "count", "Orders in 365 days",
       "近 365 天订单数", 2},
      {"revenue_365",
       "sum(order_completed.amount, last 365 days) - sum(order_refunded.amount, last 365 days)",
       "money", "Revenue in 365 days", "近 365 天净消费", 2},
      {"days_since_order", "days_since(last(order_completed))", "days", "Days since the last order",
       "距上次下单天数", 1},
  };
  struct jw *w = &p->a->c->out;
  jw_key(w, "numbers"), jw_begin_array(w);
  for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
    struct ask_column c;
    struct numbers set, all;
    if (!ask_column_text(p->a, list[i].expression, &c, err)) return false;
    numbers_of(&c, p->set, p->a->c->arena, &set);
    numbers_of(&c, p->against, p->a->c->arena, &all);
    jw_begin_object(w);
    jw_key(w, "id"), jw_cstr(w, list[i].id);
    jw_key(w, "title"), put_title(w, str_from(list[i].en), str_from(list[i].zh));
    put_mean_median(w, &set, "mean", "median", list[i].places);
    put_mean_median(w, &all, "against_mean", "against_median", list[i].places);
    jw_key(w, "type"), jw_cstr(w, list[i].type);
    jw_end_object(w);
  }
  jw_end_array(w);
  return true;
}

struct question {
  struct ask *a;
  struct node *tree, *against;
};

static bool write_profile(struct call *c, int64_t as_of, const struct view *v, void *ctx,
                          struct err *err) {
  struct question *q = ctx;
  struct profiling p = {.a = q->a};
  struct jw *w = &c->out;
  bool ok = ask_set(q->a, q->tree, &p.set, err) && ask_set(q->a, q->against, &p.against, err);
  if (ok) {
    p.people = roaring_bitmap_get_cardinality(p.set);
    p.against_people = roaring_bitmap_get_cardinality(p.against);
    jw_begin_object(w);
    put_asof(c, as_of, v);
    jw_key(w, "people"), jw_uint(w, p.people);
    jw_key(w, "against_people"), jw_uint(w, p.against_people);
    ok = class_dimensions(&p, err) && profile_behaviours(&p, err) && attribute_dimensions(&p, err);
    if (ok) profile_put(&p);
    ok = ok && put_numbers(&p, err);
    if (ok) jw_end_object(w);
  }
  vec_free(&p.dimensions);
  if (p.set) roaring_bitmap_free(p.set);
  if (p.against) roaring_bitmap_free(p.against);
  return ok;
}

bool api_profile_people(struct call *c, struct err *err) {
  struct ask a;
  struct question q = {.a = &a};
  struct str against = json_get_str(c->body, "against");
  bool ok = ask_begin(c, &a, err) &&
            ask_condition(&a, json_get_str(c->body, "expression"), "expression", &q.tree, err) &&
            (!against.p || ask_condition(&a, against, "against", &q.against, err)) &&
            call_cached(c, a.as_of, a.v, write_profile, &q, err);
  ask_end(&a);
  return ok;
}
