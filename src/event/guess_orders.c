/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What can be guessed of orders beyond their columns: whether rows are lines, whose the amount is,
 * how refunds and unpaid orders look.
 *
 * Rows are lines if neighbours share an order id and there is something like an item.  The amount
 * is the order's, not the line's, when every further line of an order repeats it or leaves it empty
 * and price × quantity does not give it; summing it would count an order as many times as it has
 * lines, the most expensive mistake an import can make, so it is also asked about.
 */
#include "event/guess_int.h"
#include "event/names_int.h"

#define PERSON(score, type, aliases)
#define TIME(score, aliases)
#define AMOUNT(score, aliases)
#define ORDER(score, aliases)
#define EVENT_COLUMN(aliases)
#define ROW_ID(aliases)
#define REFUND_WORDS(words) static const char refund_words[] = words;
#define UNPAID_WORDS(words) static const char unpaid_words[] = words;
#include "event/columns.def"

struct str guess_cell(struct guess *g, uint32_t col, uint32_t row) {
  return col == GUESS_NONE ? STR("") : guess_column(g, col)->values[row];
}

static bool same_order(struct guess *g, uint32_t a, uint32_t b) {
  struct str order = guess_cell(g, g->order_id, a);
  return order.n > 0 && str_eq(order, guess_cell(g, g->order_id, b));
}

/* Does price × quantity of the row give its amount? */
static bool product_is_amount(struct guess *g, uint32_t price, uint32_t quantity, uint32_t row) {
  struct dec p, q, a, product;
  return price != GUESS_NONE && quantity != GUESS_NONE &&
         cell_number(guess_cell(g, price, row), false, &p) &&
         cell_number(guess_cell(g, quantity, row), false, &q) &&
         cell_number(guess_cell(g, g->amount, row), false, &a) && dec_mul(p, q, &product) &&
         dec_cmp(product, a) == 0;
}

void guess_lines(struct guess *g) {
  uint32_t price = guess_by_prop(g, "price"), quantity = guess_by_prop(g, "quantity");
  bool items = g->item_id != GUESS_NONE || guess_has_prop(g, "item_name") || price != GUESS_NONE;
  if (g->order_id == GUESS_NONE || !items) return;
  uint32_t joined = 0, repeated = 0, empty = 0, products = 0;
  for (uint32_t row = 1; row < g->t.n_rows; row++) {
    if (!same_order(g, row - 1, row)) continue;
    joined++;
    struct str amount = guess_cell(g, g->amount, row);
    empty += amount.n == 0;
    repeated += amount.n > 0 && str_eq(amount, guess_cell(g, g->amount, row - 1));
    products += product_is_amount(g, price, quantity, row);
  }
  g->m.line_items =
      joined > 0 || (g->amount == GUESS_NONE && price != GUESS_NONE && quantity != GUESS_NONE);
  if (joined == 0 || g->amount == GUESS_NONE || empty + repeated < joined || products * 2 > joined)
    return;
  g->m.order_amount = g->m.amount;
  g->m.amount = (struct map_field){0};
  DOUBT(g, "\"%.*s\" is taken as the amount of the whole order, not of its lines.",
        "把“%.*s”当作整单金额，而不是每行金额。", STRF(g->m.order_amount.column));
}

/* Distinct values of the status column that are in the list. */
static uint32_t listed_values(struct guess *g, const char *words, struct str **ret) {
  struct intern seen;
  intern_init(&seen, "status values");
  for (uint32_t row = 0; row < g->t.n_rows; row++) {
    struct str v = guess_cell(g, g->status, row);
    if (v.n > 0 && name_in_list(v, str_from(words))) intern_put(&seen, v);
  }
  uint32_t n = seen.n;
  *ret = arena_array(g->out, struct str, n + 1);
  for (uint32_t i = 0; i < n; i++)
    (*ret)[i] = arena_str(g->out, intern_at(&seen, i));
  intern_release(&seen);
  return n;
}

void guess_status(struct guess *g) {
  struct mapping *m = &g->m;
  for (uint32_t i = 0; i < g->t.n_columns; i++) {
    struct guess_column *c = guess_column(g, i);
    struct str *refunds, *unpaid;
    if (!c->prop || strcmp(c->prop->name, "status") != 0) continue;
    g->status = i;
    uint32_t n = listed_values(g, refund_words, &refunds);
    if (n > 0 && m->n_refund_values == 0) {
      m->refund_column = guess_title(g, i);
      m->refund_values = refunds;
      m->n_refund_values = n;
    }
    n = listed_values(g, unpaid_words, &unpaid);
    if (n > 0 && m->n_leave_out_values == 0) {
      m->leave_out_column = guess_title(g, i);
      m->leave_out_values = unpaid;
      m->n_leave_out_values = n;
      DOUBT(g, "Rows whose \"%.*s\" is \"%.*s\" or the like are left out: no payment was made.",
            "“%.*s”为“%.*s”等的行不导入：没有完成付款。", STRF(m->leave_out_column),
            STRF(unpaid[0]));
    }
  }
}

/* Invoices that begin with C among numbered ones are cancellations (UCI Online Retail). */
void guess_prefix(struct guess *g) {
  uint32_t cancelled = 0, numbered = 0;
  for (uint32_t row = 0; row < g->t.n_rows; row++) {
    struct str v = guess_cell(g, g->order_id, row);
    bool c = v.n >= 4 && v.p[0] == 'C' && v.p[1] >= '0' && v.p[1] <= '9';
    cancelled += c;
    numbered += v.n >= 4 && v.p[0] >= '0' && v.p[0] <= '9';
  }
  bool uci = name_same(g->m.order_id.column, STR("invoiceno")) ||
             (name_same(g->m.order_id.column, STR("invoice")) && guess_has_prop(g, "item_id"));
  if (numbered > cancelled && (cancelled > 0 || uci)) g->m.refund_prefix = STR("C");
}
