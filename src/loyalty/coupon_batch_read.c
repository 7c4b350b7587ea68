/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading batches: one, those of a kind, the codes of a pool. */
#include "loyalty/coupon_int.h"
#include "loyalty/loyalty_int.h"

#define COLUMNS                                                                                    \
  "n, id, kind, what, started_ms, targets, done, issued, held_out, refused, exported_ms, "         \
  "exported_by"

const char *const coupon_batch_whats[] = {"segment", "pool", "file"};

static void batch_row(struct loyalty *l, struct state_stmt *q, struct arena *out,
                      struct coupon_batch *ret) {
  *ret = (struct coupon_batch){
      .n = state_int(q, 0),
      .id = arena_str(out, state_str(q, 1)),
      .kind = coupon_book_slug(&l->coupons, state_int(q, 2), out),
      .started_ms = state_int(q, 4),
      .targets = state_int(q, 5),
      .done = state_int(q, 6),
      .issued = state_int(q, 7),
      .held_out = state_int(q, 8),
      .refused = state_int(q, 9),
      .exported_ms = state_is_null(q, 10) ? INT64_MIN : state_int(q, 10),
      .exported_by = state_is_null(q, 11) ? STR("") : arena_str(out, state_str(q, 11))};
  while (!str_is(state_str(q, 3), coupon_batch_whats[ret->what]))
    ret->what++;
}

bool coupon_batch_load(struct loyalty *l, struct state *s, struct str id, struct arena *out,
                       struct coupon_batch *ret, bool *ret_found, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(s, "SELECT " COLUMNS " FROM coupon_batch WHERE id = ?1", &q, err)) return false;
  state_bind_str(q, 1, id);
  if (!state_step(q, &row, err)) return false;
  *ret_found = row;
  if (!row) return true;
  batch_row(l, q, out, ret);
  state_reset(q);
  return true;
}

bool coupon_batches_of(struct loyalty *l, struct str kind, int64_t before, uint32_t limit,
                       struct arena *out, struct coupon_batch **ret, uint32_t *ret_n,
                       struct err *err) {
  struct state_stmt *q;
  struct coupon_batch *p = arena_array(out, struct coupon_batch, limit);
  int64_t number = coupon_book_number(&l->coupons, kind);
  uint32_t n = 0;
  bool row = false, ok = true;
  if (number) { /* a kind of which nothing was made has none */
    state_enter(l->reader);
    ok = state_query(l->reader,
                     "SELECT " COLUMNS " FROM coupon_batch WHERE kind = ?1 AND n < ?2 "
                     "ORDER BY n DESC LIMIT ?3",
                     &q, err);
    if (ok) {
      state_bind_int(q, 1, number);
      state_bind_int(q, 2, before > 0 ? before : INT64_MAX);
      state_bind_int(q, 3, limit);
    }
    while (ok && (ok = state_step(q, &row, err)) && row)
      batch_row(l, q, out, &p[n++]);
    state_leave(l->reader);
  }
  if (!ok) return false;
  *ret = p;
  *ret_n = n;
  return true;
}

bool coupon_batch_get(struct loyalty *l, struct str id, struct arena *out, struct coupon_batch *ret,
                      struct err *err) {
  struct coupon_batch b = {0};
  bool found = false;
  state_enter(l->reader);
  bool ok = coupon_batch_load(l, l->reader, id, out, &b, &found, err);
  state_leave(l->reader);
  if (!ok) return false;
  if (!found) return err_fail(err, ERR_unknown_coupon_pool, "%.*s", STRF(id));
  *ret = b;
  return true;
}

bool coupon_batch_list(struct loyalty *l, int64_t batch, int64_t after, uint32_t limit,
                       struct arena *out, struct coupon **ret, uint32_t *ret_n, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  uint32_t n = 0;
  struct coupon *p = arena_array(out, struct coupon, limit);
  state_enter(l->reader);
  bool ok = state_query(l->reader,
                        "SELECT " COUPON_COLUMNS COUPON_FROM
                        "WHERE c.batch = ?1 AND c.n > ?2 ORDER BY c.n LIMIT ?3",
                        &q, err);
  if (ok) {
    state_bind_int(q, 1, batch);
    state_bind_int(q, 2, after);
    state_bind_int(q, 3, limit);
  }
  while (ok && (ok = state_step(q, &row, err)) && row) {
    int64_t kind;
    coupon_row(q, out, &p[n], &kind);
    p[n++].kind = coupon_book_slug(&l->coupons, kind, out);
  }
  state_leave(l->reader);
  *ret = p;
  *ret_n = n;
  return ok;
}
