/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sides of an attribute: what was said of those who were not one person yet.
 *
 * Whatever is said of a person replaces what was said of them before, by the order of times, and
 * "of them" is decided at the later of the two rows in the log.  So there are never more sides than
 * people who became one, and mostly there is one.  Sides are ordered as survivors are: who survived
 * the latest merge comes first, and likewise within each half; then whoever became one stands side
 * by side, and values are put together in the order in which people were.  What is said again holds
 * since it was said first, so repeats need not be kept (store/apply.c). */
#include "person/combine.h"

#include <ctype.h>

#include "base/intern.h"
#include "base/json.h"
#include "event/batch.h"

enum combine_how combine_how(struct str operation) {
  if (str_is(operation, EV_ADDED)) return COMBINE_ADDED;
  return str_is(operation, EV_ONCE) ? COMBINE_ONCE : COMBINE_SET;
}

static bool begins(struct str s, const char *with) {
  size_t n = strlen(with);
  for (size_t i = 0; i < n && i < s.n; i++)
    if (tolower((unsigned char)s.p[i]) != (unsigned char)with[i]) return false;
  return s.n >= n;
}

bool combine_earliest(struct str attribute) {
  if (attribute.n && *attribute.p == '$') attribute = str_of(attribute.p + 1, attribute.n - 1);
  return begins(attribute, "first_") || begins(attribute, "initial_") || begins(attribute, "首次");
}

static bool same(const struct combine_said *a, const struct combine_said *b) {
  const struct value *x = &a->value, *y = &b->value;
  if (x->type != y->type || a->how != b->how) return false;
  switch (x->type) {
  case V_BOOL:
    return x->b == y->b;
  case V_NUM:
    return dec_cmp(x->num, y->num) == 0;
  case V_STR:
    return str_eq(x->str, y->str);
  default:
    return x->time == y->time;
  }
}

void combine_say(combine_sides *sides, const struct persons *p, uint64_t version,
                 const struct combine_said *x) {
  size_t kept = 0;
  int64_t since = x->time;
  for (size_t i = 0; i < sides->n; i++) {
    const struct combine_said *y = &sides->p[i];
    uint64_t later = x->lsn > y->lsn ? x->lsn : y->lsn;
    bool first;
    if (y->subject != x->subject &&
        persons_joined(p, x->subject, y->subject, version, &first) > later)
      sides->p[kept++] = *y;
    else if (same(x, y) && y->time < since)
      since = y->time;
  }
  sides->n = kept;
  vec_push(sides, *x);
  sides->p[kept].time = since;
}

/* ---- two values ---- */

static const struct json *list_in(const struct value *v, struct arena *out) {
  struct json *list;
  struct err ignored;
  bool may = v->type == V_STR && v->str.n && *v->str.p == '[';
  return may && json_parse(v->str, out, &list, &ignored) && list->type == JSON_ARRAY ? list : NULL;
}

/* True: not met before, under this text. */
static bool first_met(struct intern *met, const struct json *v, struct buf *text) {
  uint32_t n = met->n;
  buf_reset(text);
  json_write_tree(v, true, text);
  return intern_put(met, buf_str(text)) == n;
}

static bool united(const struct value *a, const struct value *b, struct arena *out,
                   struct value *ret) {
  const struct json *x = list_in(a, out), *y = x ? list_in(b, out) : NULL;
  if (!y) return false;
  struct json both = {.type = JSON_ARRAY, .n = x->n};
  struct buf text = BUF_INIT;
  struct intern met;
  intern_init(&met, "elements");
  both.items = arena_alloc(out, (x->n + y->n) * sizeof *both.items);
  for (uint32_t i = 0; i < x->n; i++) {
    both.items[i] = x->items[i];
    first_met(&met, &x->items[i], &text);
  }
  for (uint32_t i = 0; i < y->n; i++)
    if (first_met(&met, &y->items[i], &text)) both.items[both.n++] = y->items[i];
  *ret = *a;
  buf_reset(&text);
  if (both.n > x->n) json_write_tree(&both, true, &text);
  if (text.n && text.n <= VALUE_STR_MAX) ret->str = arena_str(out, buf_str(&text));
  intern_release(&met);
  buf_release(&text);
  return true;
}

/* Into *a, which survived. */
static void fold(struct combine_said *a, const struct combine_said *b, bool earliest,
                 struct arena *out) {
  if (b->value.type == V_NONE || value_unsets(&b->value)) return;
  if (a->value.type == V_NONE || value_unsets(&a->value)) {
    *a = *b;
    return;
  }
  if (earliest || (a->how == COMBINE_ONCE && b->how == COMBINE_ONCE)) {
    if (b->time < a->time) *a = *b;
  } else if (a->how == COMBINE_ADDED && b->how == COMBINE_ADDED && a->value.type == V_NUM &&
             b->value.type == V_NUM) {
    struct dec sum;
    if (dec_add(a->value.num, b->value.num, &sum)) a->value.num = sum;
  } else {
    struct value both;
    if (united(&a->value, &b->value, out, &both)) a->value = both;
  }
}

/* Of those who became one last, each part by itself first; joined[i]: when i and i + 1 did. */
static struct combine_said fold_all(const struct combine_said *in, const uint64_t *joined, size_t n,
                                    bool earliest, struct arena *out) {
  uint64_t last = 0;
  if (n == 1) return in[0];
  for (size_t i = 0; i + 1 < n; i++)
    if (joined[i] > last) last = joined[i];
  struct combine_said all = {0};
  for (size_t i = 0, from = 0; i < n; i++) {
    if (i + 1 < n && joined[i] < last) continue;
    struct combine_said part = fold_all(in + from, joined + from, i + 1 - from, earliest, out);
    fold(&all, &part, earliest, out);
    from = i + 1;
  }
  return all;
}

struct value combine_value(const combine_sides *sides, const struct persons *p, uint64_t version,
                           bool earliest, struct arena *out) {
  size_t n = sides->n;
  if (n == 1) return value_unsets(&sides->p[0].value) ? (struct value){0} : sides->p[0].value;
  struct combine_said *in = arena_array(out, struct combine_said, n + 1);
  for (size_t i = 0; i < n; i++) {
    size_t at = i;
    bool first = true;
    while (at &&
           (persons_joined(p, sides->p[i].subject, in[at - 1].subject, version, &first), first))
      in[at] = in[at - 1], at--;
    in[at] = sides->p[i];
  }
  uint64_t *joined = arena_array(out, uint64_t, n + 1);
  for (size_t i = 0; i + 1 < n; i++)
    joined[i] = persons_joined(p, in[i].subject, in[i + 1].subject, version, &(bool){false});
  struct combine_said all = fold_all(in, joined, n, earliest, out);
  return value_unsets(&all.value) ? (struct value){0} : all.value;
}
