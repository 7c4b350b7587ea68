/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who they are, page by page, and some of them at random.
 *
 * A cursor is the place of the last person shown (their subject, or their sort value and subject)
 * in one moment: as_of and the view of the first page, which is kept while its pages are turned.
 * So a list has everybody once, however much arrives meanwhile.
 *
 * Sorting by value walks one order of all people, largest first, that is made once per moment and
 * shared by all questions; the set only says who of it is shown. */
#include <inttypes.h>
#include <stdlib.h>

#include "api/people_page.h"
#include "base/panic.h"
#include "base/rng.h"

/* ---- orders of everybody ---- */

struct sort_key {
  int64_t value; /* INT64_MIN: none; numbers beyond 64 bits count as the largest */
  uint32_t subject;
};

static int64_t key_of(const struct ask_column *c, uint32_t subject) {
  struct naive_value v = ask_value(c, subject);
  if (v.missing) return INT64_MIN;
  if (v.type == LT_TIME) return v.time > INT64_MIN ? v.time : INT64_MIN + 1;
  return v.num.m > INT64_MAX ? INT64_MAX : v.num.m <= INT64_MIN ? INT64_MIN + 1 : (int64_t)v.num.m;
}

static int before(struct sort_key a, struct sort_key b) {
  if (a.value != b.value) return a.value > b.value ? -1 : 1;
  return a.subject < b.subject ? -1 : a.subject > b.subject;
}

static int by_key(const void *a, const void *b) {
  return before(*(const struct sort_key *)a, *(const struct sort_key *)b);
}

struct ordering {
  const struct ask_column *column;
};

static bool make_order(void *ctx, struct buf *out, struct err *err) {
  const struct ask_column *c = ((struct ordering *)ctx)->column;
  struct sort_key *keys = must_calloc((size_t)c->n + 1, sizeof *keys);
  for (uint32_t i = 0; i < c->n; i++)
    keys[i] = (struct sort_key){key_of(c, i), i};
  qsort(keys, c->n, sizeof *keys, by_key);
  for (uint32_t i = 0; i < c->n; i++)
    buf_put_u32(out, keys[i].subject);
  free(keys);
  return true;
}

struct order {
  struct ask_column column;
  const uint32_t *subjects;
  uint32_t n;
};

static bool order_of(struct ask *a, const char *expression, struct order *ret, struct err *err) {
  struct buf key = BUF_INIT;
  struct answer *answer;
  if (!ask_column_text(a, expression, &ret->column, err)) return false;
  struct ordering o = {&ret->column};
  buf_printf(&key, "order\n%" PRId64 "\n%s", a->as_of, expression);
  bool ok = tenant_cached(a->v, buf_str(&key), a->c->limits.cancel, make_order, &o, &answer, err);
  buf_release(&key);
  if (!ok) return false;
  must(a->n_held < ASK_HELD_MAX);
  a->held[a->n_held++] = answer;
  ret->subjects = (const uint32_t *)(const void *)answer_bytes(answer).p;
  ret->n = ret->column.n;
  return true;
}

/* ---- pages ---- */

struct page {
  uint32_t subjects[PAGE_MAX + 1]; /* one more than asked for tells whether there is a next page */
  uint32_t n, want;
};

static void page_by_id(const roaring_bitmap_t *set, const struct page_key *from, bool given,
                       struct page *p) {
  roaring_uint32_iterator_t it;
  roaring_init_iterator(set, &it);
  if (given && (from->n[1] == UINT32_MAX ||
                !roaring_move_uint32_iterator_equalorlarger(&it, (uint32_t)from->n[1] + 1)))
    return;
  for (; it.has_value && p->n <= p->want; roaring_advance_uint32_iterator(&it))
    p->subjects[p->n++] = it.current_value;
}

static void page_by_value(const roaring_bitmap_t *set, const struct order *o,
                          const struct page_key *from, bool given, struct page *p) {
  uint32_t low = 0, high = o->n;
  struct sort_key last = {from->n[2], (uint32_t)from->n[1]};
  while (given && low < high) { /* the first that comes after the last one shown */
    uint32_t mid = low + (high - low) / 2, s = o->subjects[mid];
    if (before((struct sort_key){key_of(&o->column, s), s}, last) <= 0)
      low = mid + 1;
    else
      high = mid;
  }
  for (; low < o->n && p->n <= p->want; low++)
    if (roaring_bitmap_contains(set, o->subjects[low])) p->subjects[p->n++] = o->subjects[low];
}

static const char *sort_expression(struct str sort) {
  return str_is(sort, "last_seen") ? ASK_LAST_SEEN
         : str_is(sort, "orders")  ? ASK_ORDERS
         : str_is(sort, "revenue") ? ASK_REVENUE
                                   : NULL;
}

static bool list(struct ask *a, const struct page_key *from, bool given, struct err *err) {
  struct call *c = a->c;
  struct node *tree;
  roaring_bitmap_t *set;
  struct people_columns *cols = arena_new(c->arena, struct people_columns);
  struct page *p = arena_new(c->arena, struct page);
  struct order o = {.n = 0};
  int64_t next[2];
  const char *sort = sort_expression(json_get_str(c->body, "sort"));
  p->want = call_limit(c);
  if (!ask_condition(a, json_get_str(c->body, "expression"), "expression", &tree, err) ||
      !people_columns(a, json_get(c->body, "columns"), cols, err) ||
      (sort && !order_of(a, sort, &o, err)) || !ask_set(a, tree, &set, err))
    return false;
  if (sort)
    page_by_value(set, &o, from, given, p);
  else
    page_by_id(set, from, given, p);
  bool more = p->n > p->want;
  if (more) {
    uint32_t last = p->subjects[--p->n - 1];
    next[0] = last;
    next[1] = sort ? key_of(&o.column, last) : 0;
  }
  put_people_page(a, cols, p->subjects, p->n, roaring_bitmap_get_cardinality(set),
                  more ? next : NULL);
  roaring_bitmap_free(set);
  return true;
}

bool api_list_people(struct call *c, struct err *err) {
  struct ask a;
  struct page_key from;
  bool given;
  bool ok = people_begin(c, &a, &from, &given, err) && list(&a, &from, given, err);
  ask_end(&a);
  return ok;
}

/* ---- samples ---- */

static int by_number(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

/* Distinct ranks of the set by Floyd's algorithm: n draws, whatever the size of the set. */
static uint32_t draw(struct rng *r, uint64_t people, uint32_t n, uint32_t *ranks) {
  uint32_t got = 0;
  if (people < n) n = (uint32_t)people;
  for (uint64_t j = people - n; got < n; j++) {
    uint32_t t = (uint32_t)rng_below(r, j + 1);
    for (uint32_t i = 0; i < got; i++)
      if (ranks[i] == t) t = (uint32_t)j;
    ranks[got++] = t;
  }
  qsort(ranks, got, sizeof *ranks, by_number);
  return got;
}

static bool sample(struct ask *a, struct err *err) {
  struct call *c = a->c;
  struct node *tree;
  roaring_bitmap_t *set;
  struct people_columns *cols = arena_new(c->arena, struct people_columns);
  uint32_t *who = arena_array(c->arena, uint32_t, SAMPLE_MAX);
  struct rng r;
  int64_t n = 20, seed = 0;
  const struct json *n_given = json_get(c->body, "n"), *seed_given = json_get(c->body, "seed");
  if ((n_given && !json_int(n_given, &n)) || (seed_given && !json_int(seed_given, &seed)))
    return err_fail(err, ERR_bad_field, "seed" ERR_SEP "an integer");
  if (!ask_condition(a, json_get_str(c->body, "expression"), "expression", &tree, err) ||
      !people_columns(a, NULL, cols, err) || !ask_set(a, tree, &set, err))
    return false;
  uint64_t people = roaring_bitmap_get_cardinality(set);
  rng_init(&r, (uint64_t)seed, 0, 0);
  uint32_t got = draw(&r, people, (uint32_t)n, who);
  for (uint32_t i = 0; i < got; i++) {
    must(roaring_bitmap_select(set, who[i], &who[i]));
  }
  put_people_page(a, cols, who, got, people, NULL);
  roaring_bitmap_free(set);
  return true;
}

bool api_sample_people(struct call *c, struct err *err) {
  struct ask a;
  bool ok = ask_begin(c, &a, err) && sample(&a, err);
  ask_end(&a);
  return ok;
}
