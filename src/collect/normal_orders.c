/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Orders and their lines, in the same rows as an import makes of a file of orders.
 *
 * An order's amount is amount, revenue, total or value, the first of them that is there; without
 * any, what its lines add up to.  A completed order of a negative amount is a refund; what refunds
 * give back are positive numbers.  Each element of products (items, line_items) is one order_item,
 * amount = its own or price × quantity; the order carries the sum of quantities.  Money that is no
 * number rejects the message: a wrong sum is worse than a dead letter that says so. */
#include "base/utf8.h"
#include "collect/normal_int.h"

struct line {
  struct dec amount, quantity;
  bool has_amount, has_quantity;
};

static bool bad_amount(struct making *k, const char *name) {
  return err_fail(k->why, ERR_collect_bad_amount, "%s", name);
}

static struct word *named(struct making *k, const char *name) {
  return prop_word(k, SCOPE_ITEM, str_from(name));
}

/* A number of the last row, where it stands; NULL if absent. */
static struct dec *number_in_row(struct making *k, struct word *w) {
  struct ev_batch *b = k->out;
  const struct ev_row *row = &b->rows.p[b->rows.n - 1];
  uint32_t at = word_at(k, w);
  for (uint32_t i = 0; i < row->prop_n; i++) {
    struct ev_prop *p = &b->vals.p[row->prop_begin + i];
    if (p->name == at && p->type == V_NUM) return &p->num;
  }
  return NULL;
}

static bool put_number(struct making *k, const char *name, struct dec v) {
  struct value value = {.type = V_NUM, .num = v};
  return put_value(k, named(k, name), false, &value);
}

static void turn(struct dec *v) {
  v->m = -v->m;
}

/* ---- lines ---- */

/* One line's properties into the row that was begun. */
static bool put_line(struct making *k, const struct json *item, struct line *l) {
  k->has = 0;
  if (!put_members(k, SCOPE_ITEM, item)) return false;
  if (k->has >> ROLE_ITEM & 1 && !put_value(k, k->slot_word[ROLE_ITEM], false, &k->slot[ROLE_ITEM]))
    return false;
  const struct dec *price = number_in_row(k, named(k, "price"));
  const struct dec *quantity = number_in_row(k, named(k, "quantity"));
  const struct dec *amount = number_in_row(k, named(k, "amount"));
  *l = (struct line){.quantity = quantity ? *quantity : dec_int(1), .has_quantity = quantity};
  if (amount) {
    l->amount = *amount;
  } else if (price) {
    if (!dec_mul(*price, l->quantity, &l->amount)) return bad_amount(k, "price");
    if (!put_number(k, "amount", l->amount)) return false;
  }
  l->has_amount = amount || price;
  return true;
}

struct sums {
  struct dec amount, quantity;
  bool has_amount, has_quantity;
};

static bool add_line(struct making *k, const struct line *l, struct sums *s) {
  if (l->has_amount && !dec_add(s->amount, l->amount, &s->amount)) return bad_amount(k, "amount");
  if (l->has_quantity && !dec_add(s->quantity, l->quantity, &s->quantity))
    return bad_amount(k, "quantity");
  s->has_amount |= l->has_amount;
  s->has_quantity |= l->has_quantity;
  return true;
}

static bool is_list_of_objects(const struct json *v) {
  for (uint32_t i = 0; i < v->n; i++)
    if (v->items[i].type != JSON_OBJECT) return false;
  return v->n > 0;
}

static bool put_list(struct making *k, const struct json *list) {
  struct value v = {.type = V_STR, .str = json_text(k, list)};
  return put_value(k, prop_word(k, SCOPE_OTHER, STR("items")), false, &v);
}

bool put_items(struct making *k) {
  const struct json *list = k->items;
  if (!list || !list->n) return true;
  if (list->n > 1 || !is_list_of_objects(list)) return put_list(k, list);
  uint64_t has = k->has;
  struct line ignored;
  bool ok = put_line(k, &list->items[0], &ignored);
  k->has = has;
  return ok;
}

/* ---- orders ---- */

/* Values of the order's row are found again by place: the lines behind it may move the table. */
struct order {
  bool refund, has_amount;
  struct dec amount;
  size_t row;
  uint32_t amount_at, quantity_at; /* in vals */
};

static bool amount_of(struct making *k, struct order *o) {
  o->has_amount = k->has >> ROLE_AMOUNT & 1;
  if (!o->has_amount) return true;
  if (k->slot[ROLE_AMOUNT].type != V_NUM)
    return err_fail(k->why, ERR_collect_bad_amount, "%.*s",
                    (int)utf8_cut(k->slot_word[ROLE_AMOUNT]->from, 60),
                    k->slot_word[ROLE_AMOUNT]->from.p);
  o->amount = k->slot[ROLE_AMOUNT].num;
  if (o->amount.m < 0) {
    o->refund = true;
    turn(&o->amount);
  }
  return put_number(k, "amount", o->amount);
}

static struct value order_id(struct making *k) {
  struct ev_batch *b = k->out;
  const struct ev_row *row = &b->rows.p[b->rows.n - 1];
  uint32_t at = word_at(k, named(k, "order_id"));
  for (uint32_t i = 0; i < row->prop_n; i++)
    if (b->vals.p[row->prop_begin + i].name == at)
      return ev_value(b, &b->vals.p[row->prop_begin + i]);
  return (struct value){0};
}

/* The rows of the lines, refunds turned so that what was given back is positive. */
static bool make_lines(struct making *k, struct order *o, const struct value *id, struct sums *s) {
  struct str name = o->refund ? STR("order_item_refunded") : STR("order_item");
  uint32_t event = ev_batch_name(k->out, name);
  for (uint32_t i = 0; i < k->items->n; i++) {
    struct line l;
    begin_row(k, event, 0);
    if (id->type && !put_value(k, named(k, "order_id"), false, id)) return false;
    if (!put_line(k, &k->items->items[i], &l) || !add_line(k, &l, s)) return false;
  }
  return true;
}

/* All lines' numbers of a property, when they sum up to less than nothing. */
static void turn_lines(struct making *k, size_t first, const char *name, struct dec *sum) {
  uint32_t at = word_at(k, named(k, name));
  if (sum->m >= 0) return;
  turn(sum);
  for (size_t r = first; r < k->out->rows.n; r++)
    for (uint32_t i = 0; i < k->out->rows.p[r].prop_n; i++) {
      struct ev_prop *p = &k->out->vals.p[k->out->rows.p[r].prop_begin + i];
      if (p->name == at && p->type == V_NUM) turn(&p->num);
    }
}

/* A place for a sum that is known when the lines are. */
static bool reserve(struct making *k, const char *name, uint32_t *ret_at) {
  struct dec *old = number_in_row(k, named(k, name));
  if (!old && !put_number(k, name, DEC_ZERO)) return false;
  *ret_at = (uint32_t)(k->out->vals.n - 1);
  if (old) *ret_at = UINT32_MAX; /* the order says it itself */
  return true;
}

static bool lines_have(const struct json *list, struct making *k, const char *name) {
  for (uint32_t i = 0; i < list->n; i++)
    for (uint32_t m = 0; m < list->items[i].n; m++) {
      if (!name_ok(list->items[i].keys[m], k->why)) return false;
      if (str_is(prop_word(k, SCOPE_ITEM, list->items[i].keys[m])->to, name)) return true;
    }
  return false;
}

static bool finish_lines(struct making *k, struct order *o) {
  struct sums s = {0};
  struct value id = order_id(k);
  size_t first = k->out->rows.n;
  o->amount_at = o->quantity_at = UINT32_MAX;
  if (!o->has_amount && (lines_have(k->items, k, "amount") || lines_have(k->items, k, "price")) &&
      !reserve(k, "amount", &o->amount_at))
    return false;
  if (lines_have(k->items, k, "quantity") && !reserve(k, "quantity", &o->quantity_at)) return false;
  if (!make_lines(k, o, &id, &s)) return false;
  if (!o->has_amount && s.amount.m < 0 && !o->refund) {
    o->refund = true;
    uint32_t event = ev_batch_name(k->out, STR("order_item_refunded"));
    for (size_t r = first; r < k->out->rows.n; r++)
      k->out->rows.p[r].name = event;
  }
  if (o->refund) {
    turn_lines(k, first, "amount", &s.amount);
    turn_lines(k, first, "quantity", &s.quantity);
  }
  if (o->amount_at != UINT32_MAX) k->out->vals.p[o->amount_at].num = s.amount;
  if (o->quantity_at != UINT32_MAX) k->out->vals.p[o->quantity_at].num = s.quantity;
  return true;
}

/* The order's own row is begun and has its properties; it becomes whole, and its lines follow. */
bool make_order(struct making *k, const struct word *event) {
  struct order o = {.refund = event->refund, .row = k->out->rows.n - 1};
  const struct json *list = k->items;
  if (!amount_of(k, &o)) return false;
  if (list && list->n > COLLECT_ITEMS_MAX)
    return err_fail(k->why, ERR_collect_many_items, "%d", COLLECT_ITEMS_MAX);
  if (list && list->n && !is_list_of_objects(list)) return put_list(k, list);
  if (list && list->n && !finish_lines(k, &o)) return false;
  if (o.refund && !event->refund)
    k->out->rows.p[o.row].name = ev_batch_name(k->out, STR("order_refunded"));
  return true;
}
