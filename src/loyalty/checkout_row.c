/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of points in orders: reading, writing, telling, and as JSON. */
#include "base/panic.h"
#include "loyalty/checkout_int.h"
#include "loyalty/loyalty_int.h"

const char *const checkout_status_names[] = {"reserved", "redeemed", "released", "lapsed",
                                             "returned"};

/* ---- lines in a column: [[id, quantity, pay, money, points, returned], …] ---- */

static struct str lines_text(const struct checkout *c, struct buf *b) {
  struct jw w;
  jw_init(&w, b, 0);
  jw_begin_array(&w);
  for (uint32_t i = 0; i < c->n_lines; i++) {
    const struct checkout_line *l = &c->lines[i];
    jw_begin_array(&w);
    jw_str(&w, l->id);
    jw_uint(&w, l->quantity), jw_int(&w, l->pay), jw_int(&w, l->money), jw_int(&w, l->points);
    jw_uint(&w, l->returned);
    jw_end_array(&w);
  }
  jw_end_array(&w);
  return buf_str(b);
}

static bool lines_read(struct str text, struct arena *out, struct checkout *c, struct err *err) {
  struct json *doc;
  if (!json_parse(text, out, &doc, err)) return false;
  c->lines = arena_array(out, struct checkout_line, doc->n + 1);
  for (uint32_t i = 0; i < doc->n; i++) {
    const struct json *v = &doc->items[i];
    struct checkout_line *l = &c->lines[i];
    int64_t n[5];
    bool ok = v->type == JSON_ARRAY && v->n == 6;
    for (uint32_t k = 0; ok && k < 5; k++)
      ok = json_int(&v->items[k + 1], &n[k]);
    if (!ok) return err_fail(err, ERR_corrupt, "state.db" ERR_SEP "lines of a checkout");
    *l = (struct checkout_line){.id = v->items[0].text,
                                .quantity = (uint32_t)n[0],
                                .pay = n[1],
                                .money = n[2],
                                .points = n[3],
                                .returned = (uint32_t)n[4],
                                .fits = n[2] > 0};
  }
  c->n_lines = doc->n;
  return true;
}

/* ---- rows ---- */

#define SELECT                                                                                     \
  "SELECT c.n, c.order_ref, c.currency, c.decimals, c.holder, h.subject, c.status, c.points, "     \
  "c.money, c.points_back, c.money_back, c.hold, c.spend, c.steps, c.at_ms, c.due_ms, c.lines "    \
  "FROM checkout c LEFT JOIN holder h ON h.n = c.holder "

static enum checkout_status status_of(struct str name) {
  int i = 0;
  while (!str_is(name, checkout_status_names[i]))
    must(++i <= CHECKOUT_RETURNED);
  return (enum checkout_status)i;
}

static bool row_of(struct state_stmt *q, struct arena *out, struct checkout *ret, struct err *err) {
  *ret = (struct checkout){.n = state_int(q, 0),
                           .order = arena_str(out, state_str(q, 1)),
                           .currency = arena_str(out, state_str(q, 2)),
                           .decimals = (uint8_t)state_int(q, 3),
                           .holder = (uint32_t)state_int(q, 4),
                           .subject = holder_subject_at(q, 5),
                           .status = status_of(state_str(q, 6)),
                           .points = state_int(q, 7),
                           .money = state_int(q, 8),
                           .points_back = state_int(q, 9),
                           .money_back = state_int(q, 10),
                           .hold = state_int(q, 11),
                           .spend = state_int(q, 12),
                           .steps = state_int(q, 13),
                           .at_ms = state_int(q, 14),
                           .due_ms = state_is_null(q, 15) ? INT64_MIN : state_int(q, 15)};
  return lines_read(state_str(q, 16), out, ret, err);
}

bool checkout_load(struct state *s, struct str order, struct arena *out, struct checkout *ret,
                   bool *ret_found, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  *ret_found = false;
  if (order.n == 0) return true;
  if (!state_query(s, SELECT "WHERE c.order_ref = ?1", &q, err)) return false;
  state_bind_str(q, 1, order);
  if (!state_step(q, &row, err)) return false;
  bool ok = !row || row_of(q, out, ret, err);
  if (row) state_reset(q);
  *ret_found = row;
  return ok;
}

bool checkout_due(struct state *s, int64_t now, uint32_t limit, struct arena *out,
                  struct checkout *ret, uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  bool row = false, ok;
  *ret_n = 0;
  if (!state_query(s, SELECT "WHERE c.due_ms <= ?1 ORDER BY c.due_ms, c.n LIMIT ?2", &q, err))
    return false;
  state_bind_int(q, 1, now);
  state_bind_int(q, 2, limit);
  while ((ok = state_step(q, &row, err)) && row)
    if (!row_of(q, out, &ret[(*ret_n)++], err)) {
      state_reset(q);
      return false;
    }
  return ok;
}

bool checkout_write(struct state *s, const struct checkout *c, bool fresh, struct err *err) {
  struct state_stmt *q;
  struct buf b = BUF_INIT;
  bool ok = state_query(
      s,
      fresh ? "INSERT INTO checkout (n, currency, decimals, holder, status, points, money, "
              "points_back, money_back, hold, spend, steps, at_ms, lines, due_ms, order_ref) "
              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)"
            : "UPDATE checkout SET currency = ?2, decimals = ?3, holder = ?4, status = ?5, points "
              "= ?6, money = ?7, points_back = ?8, money_back = ?9, hold = ?10, spend = ?11, steps "
              "= ?12, at_ms = ?13, lines = ?14, due_ms = ?15 WHERE n = ?1 AND order_ref = ?16",
      &q, err);
  if (ok) {
    state_bind_int(q, 1, c->n);
    state_bind_str(q, 2, c->currency);
    state_bind_int(q, 3, c->decimals);
    state_bind_int(q, 4, c->holder);
    state_bind_str(q, 5, str_from(checkout_status_names[c->status]));
    state_bind_int(q, 6, c->points);
    state_bind_int(q, 7, c->money);
    state_bind_int(q, 8, c->points_back);
    state_bind_int(q, 9, c->money_back);
    state_bind_int(q, 10, c->hold);
    state_bind_int(q, 11, c->spend);
    state_bind_int(q, 12, c->steps);
    state_bind_int(q, 13, c->at_ms);
    state_bind_str(q, 14, lines_text(c, &b));
    if (c->due_ms == INT64_MIN)
      state_bind_null(q, 15);
    else
      state_bind_int(q, 15, c->due_ms);
    state_bind_str(q, 16, c->order);
    ok = state_later(q, err);
  }
  buf_release(&b);
  return ok;
}

bool checkout_used(struct state *s, const uint32_t *holders, uint32_t n, struct str currency,
                   struct str order, int64_t day_ms, int64_t now, int64_t *ret, struct err *err) {
  int64_t sum = 0;
  for (uint32_t i = 0; i < n; i++) {
    struct state_stmt *q;
    bool row = false;
    if (!state_query(s,
                     "SELECT CAST(coalesce(sum(points - points_back), 0) AS BIGINT) FROM checkout "
                     "WHERE holder = ?1 AND currency = ?2 AND at_ms >= ?3 AND order_ref <> ?4 AND "
                     "(status IN ('redeemed', 'returned') OR (status = 'reserved' AND due_ms > "
                     "?5))",
                     &q, err))
      return false;
    state_bind_int(q, 1, holders[i]);
    state_bind_str(q, 2, currency);
    state_bind_int(q, 3, day_ms);
    state_bind_str(q, 4, order);
    state_bind_int(q, 5, now);
    if (!state_step(q, &row, err)) return false;
    must(row);
    bool over = __builtin_add_overflow(sum, state_int(q, 0), &sum);
    state_reset(q);
    if (over) return err_fail(err, ERR_number_overflow, "points of a day");
  }
  *ret = sum;
  return true;
}

void checkout_look(struct checkout *c, int64_t now) {
  if (c->status == CHECKOUT_RESERVED && c->due_ms <= now)
    c->status = CHECKOUT_LAPSED, c->due_ms = INT64_MIN;
}

/* ---- told ---- */

void checkout_tell(struct loyalty *l, const struct checkout *c, const char *event, int64_t points,
                   int64_t money) {
  if (c->subject == SUBJECT_NONE) return;
  struct ev_batch *e = loyalty_tell(l, c->subject, event);
  tell_text(e, "currency", c->currency);
  tell_number(e, "points", (struct dec){points, c->decimals});
  tell_number(e, "amount", coupon_amount(money, coupon_decimals(l)));
  tell_text(e, "order_id", c->order);
}

/* ---- JSON ---- */

static void put_amount(struct jw *w, const char *key, int64_t units, unsigned decimals) {
  char text[DEC_TEXT_BYTES];
  jw_key(w, key), jw_cstr(w, dec_text((struct dec){units, (uint8_t)decimals}, text));
}

static void put_time(struct jw *w, const char *key, int64_t ms) {
  struct buf b = BUF_INIT_MAX(64);
  if (ms != INT64_MIN) time_format_iso(ms, &b);
  jw_key(w, key);
  if (ms == INT64_MIN)
    jw_null(w);
  else
    jw_str(w, buf_str(&b));
  buf_release(&b);
}

static void put_txn(struct jw *w, const char *key, int64_t n) {
  jw_key(w, key);
  if (n)
    jw_int(w, n);
  else
    jw_null(w);
}

void checkout_put(struct jw *w, const struct checkout *c, unsigned decimals) {
  jw_begin_object(w);
  jw_key(w, "order"), jw_str(w, c->order);
  jw_key(w, "currency"), jw_str(w, c->currency);
  jw_key(w, "status"), jw_cstr(w, checkout_status_names[c->status]);
  put_amount(w, "points", c->points, c->decimals);
  put_amount(w, "money", c->money, decimals);
  put_amount(w, "points_back", c->points_back, c->decimals);
  put_amount(w, "money_back", c->money_back, decimals);
  put_txn(w, "freeze", c->hold);
  put_txn(w, "spend", c->spend);
  put_time(w, "at", c->at_ms);
  put_time(w, "reserved_until", c->due_ms);
  jw_key(w, "lines"), jw_begin_array(w);
  for (uint32_t i = 0; i < c->n_lines; i++) {
    const struct checkout_line *l = &c->lines[i];
    jw_begin_object(w);
    jw_key(w, "line"), jw_str(w, l->id);
    jw_key(w, "quantity"), jw_uint(w, l->quantity);
    jw_key(w, "returned"), jw_uint(w, l->returned);
    put_amount(w, "pay", l->pay, decimals);
    put_amount(w, "money", l->money, decimals);
    put_amount(w, "points", l->points, c->decimals);
    jw_end_object(w);
  }
  jw_end_array(w), jw_end_object(w);
}
