/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of the mall in SQL.  What limits a person is summed over all holders of the person, what
 * limits an item over all versions of the document; orders that were given back count nowhere,
 * unless what came back is not sold again. */
#include "incentive/mall_int.h"
#include "person/person.h"

const char *const mall_state_names[MALL_STATES + 1] = {
    "awaiting_payment", "placed", "shipped", "ready", "done", "canceled", "returned", NULL};
const char *const mall_what_names[MALL_WHATS + 1] = {
    "order", "pay", "ship", "ready", "done", "cancel", "return", "expire", "restock", NULL};

/* ---- one order ---- */

void mall_order_read(struct incentive *i, struct state_stmt *q, struct arena *out,
                     struct mall_order *ret, int64_t *ret_item) {
  struct people *p = ws_people(loyalty_workspace(i->l));
  uint32_t subject = holder_subject_at(q, 4);
  if (subject != SUBJECT_NONE && people_erased(p, subject)) subject = SUBJECT_NONE;
  *ret = (struct mall_order){.n = state_int(q, 0),
                             .item = arena_str(out, state_str(q, 1)),
                             .version = state_int(q, 2),
                             .holder = (uint32_t)state_int(q, 3),
                             .subject = subject,
                             .at_ms = state_int(q, 5),
                             .day = (int32_t)state_int(q, 6),
                             .hand = (enum mall_hand)state_int(q, 7),
                             .quantity = state_int(q, 8),
                             .currency = arena_str(out, state_str(q, 9)),
                             .scale = (uint8_t)state_int(q, 10),
                             .points = state_int(q, 11),
                             .money = state_int(q, 12),
                             .cost = state_int(q, 13),
                             .balance = state_int(q, 14),
                             .txn = state_int(q, 15),
                             .back_txn = state_int(q, 16),
                             .state = (enum mall_state)state_int(q, 17),
                             .kept = state_int(q, 18) != 0,
                             .until_ms = state_int(q, 19),
                             .changed_ms = state_int(q, 20),
                             .store = arena_str(out, state_str(q, 21)),
                             .ref = arena_str(out, state_str(q, 22)),
                             .carrier = arena_str(out, state_str(q, 23)),
                             .tracking = arena_str(out, state_str(q, 24)),
                             .reason = arena_str(out, state_str(q, 25))};
  ret->has_contact = !state_is_null(q, 26) && subject != SUBJECT_NONE;
  if (ret->has_contact)
    ret->contact =
        (struct mall_contact){arena_str(out, state_str(q, 26)), arena_str(out, state_str(q, 27)),
                              arena_str(out, state_str(q, 28)), arena_str(out, state_str(q, 29))};
  if (ret_item) *ret_item = state_int(q, 30);
  ret->pool_n = state_int(q, 31);
  ret->pool = ret->pool_n ? arena_str(out, state_str(q, 32)) : STR("");
}

bool mall_order_load(struct incentive *i, struct state *s, int64_t n, struct arena *out,
                     struct mall_order *ret, int64_t *ret_item, bool *ret_found, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s, MALL_ORDER_SELECT "WHERE o.n = ?1", &q, err)) return false;
  state_bind_int(q, 1, n);
  if (!state_step(q, ret_found, err)) return false;
  if (!*ret_found) return true;
  mall_order_read(i, q, out, ret, ret_item);
  state_reset(q);
  return true;
}

static bool insert_contact(struct state *s, const struct mall_order *o, struct err *err) {
  struct state_stmt *q;
  if (!o->has_contact) return true;
  if (!state_query(s,
                   "INSERT INTO mall_contact (ord, holder, name, phone, address, note) VALUES (?1, "
                   "?2, ?3, ?4, ?5, ?6)",
                   &q, err))
    return false;
  state_bind_int(q, 1, o->n);
  state_bind_int(q, 2, o->holder);
  state_bind_str(q, 3, o->contact.name);
  state_bind_str(q, 4, o->contact.phone);
  state_bind_str(q, 5, o->contact.address);
  state_bind_str(q, 6, o->contact.note);
  return state_later(q, err);
}

bool mall_order_insert(struct state *s, const struct mall_order *o, int64_t item, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "INSERT INTO mall_order (n, item, version, holder, at_ms, day, hand, quantity, "
                   "currency, scale, points, money, cost, balance, txn, back_txn, status, kept, "
                   "until_ms, changed_ms, store, paid_ref, carrier, tracking, reason, pool) VALUES "
                   "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, 0, ?16, 0, "
                   "?17, ?5, ?18, '', '', '', '', ?19)",
                   &q, err))
    return false;
  state_bind_int(q, 1, o->n);
  state_bind_int(q, 2, item);
  state_bind_int(q, 3, o->version);
  state_bind_int(q, 4, o->holder);
  state_bind_int(q, 5, o->at_ms);
  state_bind_int(q, 6, o->day);
  state_bind_int(q, 7, o->hand);
  state_bind_int(q, 8, o->quantity);
  state_bind_str(q, 9, o->currency);
  state_bind_int(q, 10, o->scale);
  state_bind_int(q, 11, o->points);
  state_bind_int(q, 12, o->money);
  state_bind_int(q, 13, o->cost);
  state_bind_int(q, 14, o->balance);
  state_bind_int(q, 15, o->txn);
  state_bind_int(q, 16, o->state);
  state_bind_int(q, 17, o->until_ms);
  state_bind_str(q, 18, o->store);
  state_bind_int(q, 19, o->pool_n);
  return state_later(q, err) && insert_contact(s, o, err);
}

bool mall_order_update(struct state *s, const struct mall_order *o, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "UPDATE mall_order SET back_txn = ?2, status = ?3, kept = ?4, until_ms = ?5, "
                   "changed_ms = ?6, paid_ref = ?7, carrier = ?8, tracking = ?9, reason = ?10 "
                   "WHERE n = ?1",
                   &q, err))
    return false;
  state_bind_int(q, 1, o->n);
  state_bind_int(q, 2, o->back_txn);
  state_bind_int(q, 3, o->state);
  state_bind_int(q, 4, o->kept);
  state_bind_int(q, 5, o->until_ms);
  state_bind_int(q, 6, o->changed_ms);
  state_bind_str(q, 7, o->ref);
  state_bind_str(q, 8, o->carrier);
  state_bind_str(q, 9, o->tracking);
  state_bind_str(q, 10, o->reason);
  return state_later(q, err);
}

/* ---- what is used up ---- */

bool mall_limited(const struct mall_item *m) {
  bool any = false;
  for (int i = 0; i < MALL_LIMITS; i++)
    any = any || m->limits[i];
  return any;
}

bool mall_used(struct state *s, int64_t item, const uint32_t *holders, uint32_t n, int32_t day,
               struct mall_used *ret, struct err *err) {
  struct state_stmt *q;
  bool row;
  *ret = (struct mall_used){{0}};
  if (!state_query(
          s,
          "SELECT CAST(coalesce(sum(quantity), 0) AS @i64), "
          "CAST(coalesce(sum(quantity) FILTER (WHERE day >= ?3), 0) AS @i64), "
          "CAST(coalesce(sum(quantity) FILTER (WHERE day >= ?4), 0) AS @i64), "
          "CAST(coalesce(sum(quantity) FILTER (WHERE day >= ?5), 0) AS @i64) FROM mall_order "
          "WHERE item = ?1 AND holder = ?2 AND status < 5",
          &q, err))
    return false;
  for (uint32_t i = 0; i < n; i++) {
    state_reset(q);
    state_bind_int(q, 1, item);
    state_bind_int(q, 2, holders[i]);
    state_bind_int(q, 3, day);
    state_bind_int(q, 4, day_week_start(day));
    state_bind_int(q, 5, day_month_start(day));
    if (!state_step(q, &row, err)) return false;
    for (int k = 0; k < MALL_LIMITS; k++)
      ret->n[k] += state_int(q, k);
  }
  state_reset(q);
  return true;
}

bool mall_taken_on(struct state *s, int64_t item, int32_t day, int64_t *ret, struct err *err) {
  struct state_stmt *q;
  bool row;
  if (!state_query(s,
                   "SELECT CAST(coalesce(sum(quantity), 0) AS @i64) FROM mall_order WHERE item = "
                   "?1 AND day = ?2 AND (status < 5 OR kept = 1)",
                   &q, err))
    return false;
  state_bind_int(q, 1, item);
  state_bind_int(q, 2, day);
  if (!state_step(q, &row, err)) return false;
  *ret = state_int(q, 0);
  state_reset(q);
  return true;
}
