/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of units in orders: reading, counting, writing, telling, and as JSON. */
#include "base/panic.h"
#include "loyalty/loyalty_int.h"
#include "loyalty/promo_int.h"

const char *const promo_status_names[] = {"reserved", "redeemed", "released", "lapsed"};

#define COLUMNS                                                                                    \
  "SELECT u.n, u.promotion, u.item, u.version, u.holder, h.subject, u.order_ref, u.status, "       \
  "u.units, u.returned, u.kept, u.price, u.list, u.at_ms, u.due_ms FROM promotion_use u "          \
  "LEFT JOIN holder h ON h.n = u.holder "

static void row_of(struct state_stmt *q, struct arena *out, struct promo_use *u) {
  *u = (struct promo_use){.n = state_int(q, 0),
                          .promotion = arena_str(out, state_str(q, 1)),
                          .item = arena_str(out, state_str(q, 2)),
                          .version = (uint32_t)state_int(q, 3),
                          .holder = (uint32_t)state_int(q, 4),
                          .subject = holder_subject_at(q, 5),
                          .order = arena_str(out, state_str(q, 6)),
                          .status = (enum promo_status)state_int(q, 7),
                          .units = state_int(q, 8),
                          .returned = state_int(q, 9),
                          .kept = state_int(q, 10),
                          .price = state_int(q, 11),
                          .list = state_int(q, 12),
                          .at_ms = state_int(q, 13),
                          .due_ms = state_is_null(q, 14) ? INT64_MIN : state_int(q, 14)};
}

static bool rows(struct state_stmt *q, struct arena *out, struct promo_use *ret, uint32_t *n,
                 struct err *err) {
  bool row = false, ok;
  while ((ok = state_step(q, &row, err)) && row)
    row_of(q, out, &ret[(*n)++]);
  return ok;
}

/* Released and wholly returned ones are history: what counts of an order is what it has, or lost by
 * itself. */
bool promo_rows_of(struct state *s, struct str order, struct arena *out, struct promo_use **ret,
                   uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  *ret_n = 0;
  if (!state_query(s,
                   COLUMNS "WHERE u.order_ref = ?1 AND u.status <> 2 AND u.returned < u.units "
                           "ORDER BY u.n LIMIT ?2",
                   &q, err))
    return false;
  state_bind_str(q, 1, order);
  state_bind_int(q, 2, 2 * PROMO_LINES_MAX);
  *ret = arena_array(out, struct promo_use, 2 * PROMO_LINES_MAX);
  return rows(q, out, *ret, ret_n, err);
}

bool promo_rows_due(struct state *s, int64_t now, struct arena *out, struct promo_use *ret,
                    uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  *ret_n = 0;
  if (!state_query(s, COLUMNS "WHERE u.due_ms <= ?1 ORDER BY u.due_ms, u.n LIMIT ?2", &q, err))
    return false;
  state_bind_int(q, 1, now);
  state_bind_int(q, 2, PROMO_SWEEP_ROWS);
  return rows(q, out, ret, ret_n, err);
}

/* ---- counting ---- */

#define HELD                                                                                       \
  "SELECT coalesce(sum(units - returned + kept), 0), "                                             \
  "coalesce(sum(CASE WHEN item = ?2 THEN units - returned + kept ELSE 0 END), 0) "                 \
  "FROM promotion_use WHERE promotion = ?1 AND (status = 1 OR (status = 0 AND due_ms > ?3 AND "    \
  "order_ref <> ?4)) AND holder IN "

/* Nearly everybody has one holder; a list is filled up by repeating the first. */
static const struct {
  uint32_t n;
  const char *sql;
} helds[] = {{1, HELD "(?5)"}, {8, HELD "(?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"}};

bool promo_rows_held(struct state *s, struct str slug, struct str item, const uint32_t *holders,
                     uint32_t n, int64_t now, struct str order, int64_t *ret_item, int64_t *ret_all,
                     struct err *err) {
  int64_t all = 0, of_item = 0;
  for (uint32_t i = 0; i < n;) {
    struct state_stmt *q;
    bool row = false;
    int k = n - i == 1 ? 0 : 1;
    uint32_t take = n - i < helds[k].n ? n - i : helds[k].n;
    if (!state_query(s, helds[k].sql, &q, err)) return false;
    state_bind_str(q, 1, slug);
    state_bind_str(q, 2, item);
    state_bind_int(q, 3, now);
    state_bind_str(q, 4, order);
    for (uint32_t j = 0; j < helds[k].n; j++)
      state_bind_int(q, 5 + (int)j, holders[i + (j < take ? j : 0)]);
    if (!state_step(q, &row, err)) return false;
    must(row);
    all += state_int(q, 0);
    of_item += state_int(q, 1);
    state_reset(q);
    i += take;
  }
  *ret_item = of_item;
  *ret_all = all;
  return true;
}

/* ---- writing ---- */

static void bind_due(struct state_stmt *q, int i, const struct promo_use *u) {
  if (u->status == PROMO_RESERVED)
    state_bind_int(q, i, u->due_ms);
  else
    state_bind_null(q, i);
}

bool promo_row_insert(struct state *s, const struct promo_use *u, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "INSERT INTO promotion_use (n, promotion, item, version, holder, order_ref, "
                   "status, units, returned, kept, price, list, at_ms, due_ms) VALUES (?1, ?2, ?3, "
                   "?4, ?5, ?6, ?7, ?8, 0, 0, ?9, ?10, ?11, ?12)",
                   &q, err))
    return false;
  state_bind_int(q, 1, u->n);
  state_bind_str(q, 2, u->promotion);
  state_bind_str(q, 3, u->item);
  state_bind_int(q, 4, u->version);
  state_bind_int(q, 5, u->holder);
  state_bind_str(q, 6, u->order);
  state_bind_int(q, 7, u->status);
  state_bind_int(q, 8, u->units);
  state_bind_int(q, 9, u->price);
  state_bind_int(q, 10, u->list);
  state_bind_int(q, 11, u->at_ms);
  bind_due(q, 12, u);
  return state_later(q, err);
}

bool promo_row_update(struct state *s, const struct promo_use *u, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "UPDATE promotion_use SET status = ?2, returned = ?3, kept = ?4, at_ms = ?5, "
                   "due_ms = ?6 WHERE n = ?1",
                   &q, err))
    return false;
  state_bind_int(q, 1, u->n);
  state_bind_int(q, 2, u->status);
  state_bind_int(q, 3, u->returned);
  state_bind_int(q, 4, u->kept);
  state_bind_int(q, 5, u->at_ms);
  bind_due(q, 6, u);
  return state_later(q, err);
}

/* ---- telling ---- */

void promo_tell(struct loyalty *l, const struct promo_use *u, const char *event, int64_t units) {
  unsigned decimals = coupon_decimals(l);
  i128 off = (i128)(u->list - u->price) * units;
  if (u->subject == SUBJECT_NONE) return;
  struct ev_batch *b = loyalty_tell(l, u->subject, event);
  tell_text(b, "promotion_id", u->promotion);
  tell_text(b, "item_id", u->item);
  tell_text(b, "order_id", u->order);
  tell_number(b, "quantity", dec_int(units));
  tell_number(b, "price", coupon_amount(u->price, decimals));
  tell_number(b, "discount", (struct dec){off, (uint8_t)decimals});
}

static void put_ms(struct jw *w, const char *key, int64_t ms) {
  struct buf b = BUF_INIT_MAX(64);
  jw_key(w, key);
  if (ms == INT64_MIN) {
    jw_null(w);
    return;
  }
  time_format_iso(ms, &b);
  jw_str(w, buf_str(&b));
  buf_release(&b);
}

static void put_amount(struct jw *w, const char *key, int64_t units, unsigned decimals) {
  char text[DEC_TEXT_BYTES];
  jw_key(w, key), jw_cstr(w, dec_text(coupon_amount(units, decimals), text));
}

void promo_use_fields(struct jw *w, const struct promo_use *u, unsigned decimals) {
  jw_key(w, "promotion"), jw_str(w, u->promotion);
  jw_key(w, "item"), jw_str(w, u->item);
  jw_key(w, "order"), jw_str(w, u->order);
  jw_key(w, "status"), jw_cstr(w, promo_status_names[u->status]);
  jw_key(w, "units"), jw_int(w, u->units);
  jw_key(w, "returned"), jw_int(w, u->returned);
  put_amount(w, "price", u->price, decimals);
  put_amount(w, "list_price", u->list, decimals);
  jw_key(w, "version"), jw_uint(w, u->version);
  put_ms(w, "at", u->at_ms);
  put_ms(w, "reserved_until", u->status == PROMO_RESERVED ? u->due_ms : INT64_MIN);
}

void promo_use_put(struct jw *w, const struct promo_use *u, unsigned decimals) {
  jw_begin_object(w);
  promo_use_fields(w, u, decimals);
  jw_end_object(w);
}

/* ---- lists ---- */

bool promo_uses_of(struct loyalty *l, const struct promo_filter *f, struct arena *out,
                   struct promo_use **ret, uint32_t *ret_n, int64_t *ret_next, struct err *err) {
  struct state_stmt *q;
  int64_t now = clock_wall_ms(ws_clock(l->w));
  struct promo_use *p = arena_array(out, struct promo_use, f->limit + 1);
  bool by_order = f->promotion.n == 0;
  uint32_t n = 0;
  state_enter(l->reader);
  bool ok = state_query(
      l->reader,
      by_order ? COLUMNS "WHERE u.order_ref = ?1 AND (u.item = ?2 OR ?2 = '') AND u.n < ?3 AND "
                         "(u.status = ?4 OR (?4 < 0 AND u.status <= 1)) ORDER BY u.n DESC LIMIT "
                         "?5"
               : COLUMNS "WHERE u.promotion = ?1 AND (u.item = ?2 OR ?2 = '') AND u.n < ?3 AND "
                         "(u.status = ?4 OR (?4 < 0 AND u.status <= 1)) ORDER BY u.n DESC LIMIT "
                         "?5",
      &q, err);
  if (ok) {
    state_bind_str(q, 1, by_order ? f->order : f->promotion);
    state_bind_str(q, 2, f->item);
    state_bind_int(q, 3, f->before ? f->before : INT64_MAX);
    state_bind_int(q, 4, f->status);
    state_bind_int(q, 5, f->limit + 1);
    ok = rows(q, out, p, &n, err);
  }
  state_leave(l->reader);
  if (!ok) return false;
  bool more = n > f->limit;
  if (more) n = f->limit;
  for (uint32_t i = 0; i < n; i++)
    if (p[i].status == PROMO_RESERVED && p[i].due_ms <= now) p[i].status = PROMO_LAPSED;
  *ret = p;
  *ret_n = n;
  *ret_next = more ? p[n - 1].n : 0;
  return true;
}
