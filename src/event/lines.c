/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files whose rows are order lines.
 *
 * Adjacent lines of one (person, order id) make one order.  The order's row is begun at its first
 * good line and each line adds its order_item row; the sums of amount and quantity are kept aside
 * and written into the order's row when another order begins.  Rows of the batch are plain memory,
 * so finishing is two stores; and if the sum turned out negative, or a line was marked as a refund,
 * the rows of the order, which are the last ones of the batch, are renamed and their signs turned:
 * order_refunded and order_item_refunded carry what was given back as positive numbers.
 *
 * Exports of shops leave person and time empty on all lines but the first (Shopify), or write the
 * order's total on one line, or on every line.  So an open order lends its person and time to lines
 * with its order id, and `order_amount` names a column that counts once per order whatever the
 * lines say.
 *
 * A line's own amount is its amount column; without one, price × quantity, or the price alone.
 *
 * The lines of a large order may be far apart in a file sorted by something else.  Then each run of
 * lines becomes an order, which is wrong, and is counted: order ids met are remembered as 32-bit
 * fingerprints in READER_ORDERS_SEEN slots (4 MiB), a newer one taking the place of an older one.
 */
#include <stdlib.h>
#include <xxhash.h>

#include "event/reader_int.h"

bool reader_lines_same_order(struct reader *r) {
  const struct open_order *o = &r->open;
  struct str order = r->in.core[CORE_ORDER_ID], person = r->in.core[CORE_PERSON], type, open_person;
  if (!o->is || order.n == 0 || !str_eq(order, intern_at(&r->batch->strings, o->order)))
    return false;
  ev_batch_id_parts(r->batch, o->id, &type, &open_person);
  return person.n == 0 || str_eq_nocase(person, open_person);
}

static void remember_order(struct reader *r, struct str order) {
  if (!r->orders_seen) r->orders_seen = must_calloc(READER_ORDERS_SEEN, sizeof *r->orders_seen);
  uint64_t h = XXH3_64bits(order.p, order.n);
  uint32_t *slot = &r->orders_seen[h & (READER_ORDERS_SEEN - 1)], print = (uint32_t)(h >> 32) | 1;
  r->scattered += *slot == print;
  *slot = print;
}

struct line {
  struct dec amount, quantity;
  bool has_amount, has_quantity;
  struct dec order_amount;
  bool has_order_amount;
};

static bool line_numbers(struct reader *r, struct line *l, struct err *why) {
  const struct str *core = r->in.core;
  const struct mapping *m = r->map;
  struct dec price = DEC_ZERO;
  bool has_price = false;
  *l = (struct line){.quantity = dec_int(1)};
  for (size_t i = 0; i < r->in.props.n; i++) {
    const struct put *p = &r->in.props.p[i];
    if (p->v.type == V_NUM && p->role == ROLE_PRICE) {
      price = p->v.num;
      has_price = true;
    } else if (p->v.type == V_NUM && p->role == ROLE_QUANTITY) {
      l->quantity = p->v.num;
      l->has_quantity = true;
    }
  }
  l->has_order_amount = core[CORE_ORDER_AMOUNT].n > 0;
  if (l->has_order_amount &&
      !cell_number(core[CORE_ORDER_AMOUNT], m->decimal_comma, &l->order_amount))
    return err_fail(why, ERR_row_bad_amount, "%.*s" ERR_SEP "%.*s", STRF(core[CORE_ORDER_AMOUNT]),
                    STRF(m->order_amount.column));
  l->has_amount = core[CORE_AMOUNT].n > 0;
  bool ok = !l->has_amount || cell_number(core[CORE_AMOUNT], m->decimal_comma, &l->amount);
  if (!l->has_amount && has_price) {
    l->has_amount = true;
    ok = dec_mul(price, l->quantity, &l->amount);
  }
  if (!l->has_amount && m->order_amount.column.n == 0 && m->amount.column.n > 0) ok = false;
  return ok || err_fail(why, ERR_row_bad_amount, "%.*s" ERR_SEP "%.*s", STRF(core[CORE_AMOUNT]),
                        STRF(m->amount.column));
}

/* What of the first line describes the order, not the line. */
static void put_order_props(struct reader *r) {
  for (size_t i = 0; i < r->in.props.n; i++)
    if (r->in.props.p[i].role == ROLE_NONE) reader_put_all(r, &r->in.props.p[i], 1);
}

static uint32_t put_sum(struct reader *r, uint32_t *memo, const char *name) {
  reader_put_num(r, memo, name, DEC_ZERO);
  return (uint32_t)r->batch->vals.n - 1;
}

static void begin_order(struct reader *r, struct read_record *rec, uint32_t id, int64_t time,
                        const struct line *l) {
  struct ev_batch *b = r->batch;
  struct str order = r->in.core[CORE_ORDER_ID];
  if (order.n > 0) remember_order(r, order);
  r->open = (struct open_order){.is = true,
                                .id = id,
                                .order = intern_put(&b->strings, order),
                                .time = time,
                                .row = (uint32_t)b->rows.n,
                                .amount_val = NO_COLUMN,
                                .quantity_val = NO_COLUMN};
  struct str name = r->map->event.n ? r->map->event : STR("order_completed");
  ev_batch_row(b, id, ev_batch_name(b, name), time, reader_row_key(rec->content, rec->row_n++), 0);
  reader_put_str(r, &r->memo.order_id, "order_id", order);
  if (l->has_amount || l->has_order_amount || r->plan.lines_have_amount)
    r->open.amount_val = put_sum(r, &r->memo.amount, "amount");
  if (l->has_quantity) r->open.quantity_val = put_sum(r, &r->memo.quantity, "quantity");
  put_order_props(r);
  reader_add_set_row(r, rec, id, time);
}

static void add_item(struct reader *r, struct read_record *rec, uint32_t id, int64_t time,
                     const struct line *l) {
  const struct str *core = r->in.core;
  ev_batch_row(r->batch, id, reader_fixed_name(r, &r->memo.item, "order_item"), time,
               reader_row_key(rec->content, rec->row_n++), 0);
  reader_put_all(r, r->in.props.p, r->in.props.n);
  reader_put_str(r, &r->memo.order_id, "order_id", core[CORE_ORDER_ID]);
  reader_put_str(r, &r->memo.item_id, "item_id", core[CORE_ITEM_ID]);
  reader_put_str(r, &r->memo.category, "category", core[CORE_CATEGORY]);
  if (l->has_amount) reader_put_num(r, &r->memo.amount, "amount", l->amount);
}

/* The sums with this line in them; false when they leave the range of exact numbers. */
static bool sum_up(const struct open_order *o, const struct line *l, struct dec *ret_amount,
                   struct dec *ret_quantity) {
  return dec_add(o->amount, l->amount, ret_amount) &&
         dec_add(o->quantity, l->has_quantity ? l->quantity : DEC_ZERO, ret_quantity);
}

bool reader_lines_add(struct reader *r, struct read_record *rec, struct err *why) {
  struct open_order *o = &r->open;
  char form[IDENTITY_MAX_BYTES];
  struct str person, type;
  struct line l;
  struct dec amount = DEC_ZERO, quantity = DEC_ZERO;
  bool same = reader_lines_same_order(r);
  int64_t time = o->time;
  if (same && r->in.core[CORE_PERSON].n == 0)
    ev_batch_id_parts(r->batch, o->id, &type, &person);
  else if (!reader_person_of(r, form, &person, why))
    return false;
  if (!(same && r->in.core[CORE_TIME].n == 0) && !reader_time_of(r, &time, why)) return false;
  if (!line_numbers(r, &l, why)) return false;
  if (same && !sum_up(o, &l, &amount, &quantity))
    return err_fail(why, ERR_row_bad_amount, "%.*s" ERR_SEP "%.*s", STRF(r->in.core[CORE_AMOUNT]),
                    STRF(r->map->amount.column));
  if (!same) {
    reader_lines_close(r);
    begin_order(r, rec, ev_batch_id(r->batch, r->map->person.to, person), time, &l);
    amount = l.amount;
    quantity = l.has_quantity ? l.quantity : DEC_ZERO;
  }
  o->quantity = quantity;
  if (l.has_order_amount && !o->fixed_amount) {
    o->fixed_amount = true;
    o->amount = l.order_amount;
  } else if (!o->fixed_amount) {
    o->amount = amount;
  }
  o->refunded |= reader_is_refund(r, DEC_ZERO);
  add_item(r, rec, o->id, time, &l);
  return true;
}

/* A property of the order's row, or of its items: turned as a whole when its sum is negative.  What
 * was bought in an exchange that ends in a refund keeps the sign against it, so that items still
 * sum up to their order. */
static void turn_sign(struct ev_batch *b, size_t row, uint32_t name, uint32_t prop) {
  struct dec sum = DEC_ZERO;
  for (int turn = 0; turn < 2 && (turn == 0 || sum.m < 0); turn++)
    for (size_t r = row; r < b->rows.n; r++)
      for (uint32_t i = 0; b->rows.p[r].name == name && i < b->rows.p[r].prop_n; i++) {
        struct ev_prop *p = &b->vals.p[b->rows.p[r].prop_begin + i];
        if (p->name != prop || p->type != V_NUM) continue;
        if (turn)
          p->num.m = -p->num.m;
        else if (!dec_add(sum, p->num, &sum))
          return;
      }
}

void reader_lines_close(struct reader *r) {
  struct open_order *o = &r->open;
  struct ev_batch *b = r->batch;
  if (!o->is) return;
  o->is = false;
  bool refund = o->refunded || (r->map->refund_negative && o->amount.m < 0);
  if (o->amount_val != NO_COLUMN) b->vals.p[o->amount_val].num = o->amount;
  if (o->quantity_val != NO_COLUMN) b->vals.p[o->quantity_val].num = o->quantity;
  if (!refund) return;
  b->rows.p[o->row].name = reader_fixed_name(r, &r->memo.refunded, "order_refunded");
  uint32_t refunded = reader_fixed_name(r, &r->memo.item_refunded, "order_item_refunded");
  for (size_t i = o->row; i < b->rows.n; i++)
    if (b->rows.p[i].name == r->memo.item) b->rows.p[i].name = refunded;
  turn_sign(b, o->row, r->memo.refunded, r->memo.amount);
  turn_sign(b, o->row, r->memo.refunded, r->memo.quantity);
  turn_sign(b, o->row, refunded, r->memo.amount);
  turn_sign(b, o->row, refunded, r->memo.quantity);
}
