/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Groups by value.  Equal values of different workers have different codes, so each code is looked
 * up once per worker by what it says, and is a number from then on. */
#include "query/breakdown_int.h"

#include <stdlib.h>

#include "base/panic.h"

void breakdown_init(struct breakdown *b, const struct walk *walk, struct arena *out) {
  unsigned workers = walk_workers(walk);
  *b = (struct breakdown){.walk = walk, .out = out};
  intern_init(&b->index, "breakdown");
  b->number = must_calloc(workers, sizeof *b->number);
  b->number_n = must_calloc(workers, sizeof *b->number_n);
}

void breakdown_release(struct breakdown *b) {
  for (unsigned i = 0; i < walk_workers(b->walk); i++)
    free(b->number[i]);
  free(b->number);
  free(b->number_n);
  intern_release(&b->index);
  vec_free(&b->groups);
}

void breakdown_label(const struct value *v, struct buf *out) {
  char number[DEC_TEXT_BYTES];
  switch (v->type) {
  case V_STR:
    buf_put_str(out, v->str);
    break;
  case V_NUM:
    dec_text(v->num, number);
    buf_puts(out, number);
    break;
  case V_TIME:
    time_format_iso(v->time, out);
    break;
  case V_BOOL:
    buf_puts(out, v->b ? "true" : "false");
    break;
  case V_NONE:
    break;
  }
}

bool breakdown_picks(const struct breakdown_pick *p, enum breakdown_kind kind,
                     const struct value *v) {
  struct buf label = BUF_INIT;
  if (p->other || kind == BREAKDOWN_OTHER) return p->other && kind == BREAKDOWN_OTHER;
  if (p->none || v->type == V_NONE) return p->none && v->type == V_NONE;
  breakdown_label(v, &label);
  bool same = str_eq(buf_str(&label), p->label);
  buf_release(&label);
  return same;
}

static uint32_t number_of(struct breakdown *b, struct value v) {
  struct buf key = BUF_INIT;
  buf_put_u8(&key, (uint8_t)v.type);
  breakdown_label(&v, &key);
  uint32_t i = intern_put(&b->index, buf_str(&key));
  buf_release(&key);
  if (i == b->groups.n) {
    if (v.type == V_STR) v.str = arena_str(b->out, v.str);
    vec_push(&b->groups, ((struct breakdown_group){.value = v}));
  }
  return i;
}

uint32_t breakdown_code(struct breakdown *b, unsigned worker, uint32_t code) {
  if (code >= b->number_n[worker]) {
    uint32_t n = code < 1024 ? 1024 : code * 2;
    b->number[worker] = must_realloc(b->number[worker], n, sizeof(uint32_t));
    memset(b->number[worker] + b->number_n[worker], 0, (n - b->number_n[worker]) * 4);
    b->number_n[worker] = n;
  }
  uint32_t *at = &b->number[worker][code];
  if (!*at) *at = 1 + number_of(b, walk_value(b->walk, worker, code));
  return *at - 1;
}

uint32_t breakdown_name(struct breakdown *b, const struct str *names, uint32_t n, uint32_t i) {
  struct value v = {.type = V_NONE};
  if (i < n) {
    v.type = V_STR;
    v.str = names[i];
  }
  return number_of(b, v);
}

static int compare_value(const struct value *a, const struct value *b) {
  if (a->type != b->type) return a->type < b->type ? -1 : 1;
  switch (a->type) {
  case V_STR:
    return str_cmp(a->str, b->str);
  case V_NUM:
    return dec_cmp(a->num, b->num);
  case V_TIME:
    return a->time < b->time ? -1 : a->time > b->time;
  default:
    return a->type == V_BOOL ? (int)a->b - (int)b->b : 0;
  }
}

static int compare_groups(const void *x, const void *y) {
  const struct breakdown_group *a = *(struct breakdown_group *const *)x;
  const struct breakdown_group *b = *(struct breakdown_group *const *)y;
  if (a->size != b->size) return a->size > b->size ? -1 : 1;
  return compare_value(&a->value, &b->value);
}

uint32_t breakdown_choose(struct breakdown *b, uint32_t top, struct value **ret) {
  uint32_t n = (uint32_t)b->groups.n;
  struct breakdown_group **order = must_calloc(n + 1, sizeof *order);
  for (uint32_t i = 0; i < n; i++)
    order[i] = &b->groups.p[i];
  qsort(order, n, sizeof *order, compare_groups);
  for (uint32_t i = 0; i < n; i++)
    order[i]->place = i < top ? i : top;
  while (n && !order[n - 1]->size)
    n--;
  uint32_t told = n < top ? n : top;
  *ret = arena_array(b->out, struct value, told);
  for (uint32_t i = 0; i < told; i++)
    (*ret)[i] = order[i]->value;
  free(order);
  return n <= top ? n : top + 1;
}
