/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What erasing somebody would take, counted before it is done. */
#include "erase_int.h"

#include "kernel/bits.h"

struct counting {
  struct ws_erase_reach *r;
  uint32_t set, orders, refunds;
  struct scan_col_want amount;
  bool money; /* there are amounts */
  bool ok;    /* their sum fits */
};

static bool count(void *ctx, const struct scan_batch *b, struct err *err) {
  struct counting *k = ctx;
  for (uint32_t i = 0; i < b->n_rows; i++) {
    struct ws_erase_reach *r = k->r;
    bool order = b->event[i] == k->orders;
    if (b->event[i] == k->set) {
      r->changes++;
      continue;
    }
    r->events++;
    r->orders += order;
    if (b->time[i] < r->first_ms) r->first_ms = b->time[i];
    if (b->time[i] > r->last_ms) r->last_ms = b->time[i];
    if (!order || !k->money || !bits_test(b->cols->present, i)) continue;
    struct dec v = {b->cols->wide ? b->cols->wide_num[i] : b->cols->num[i], b->cols->scale};
    k->ok = k->ok && dec_add(r->amount, v, &r->amount);
  }
  return true;
}

bool ws_erase_reach(struct workspace *w, uint32_t subject, struct ws_erase_reach *ret,
                    struct err *err) {
  struct ws_erase_reach r = {.first_ms = INT64_MAX, .last_ms = INT64_MIN};
  struct str type, value;
  struct scanner *s;
  if (subject >= people_count(w->people) || people_erased(w->people, subject))
    return err_fail(err, ERR_unknown_person, "%u", subject);
  while (people_identity(w->people, subject, r.identities, &type, &value))
    r.identities++;
  struct snapshot *n = ws_snapshot(w);
  subject = person_of(w->people, subject);
  struct counting k = {.r = &r,
                       .set = snapshot_event_code(n, STR(EV_SET)),
                       .orders = snapshot_event_code(n, STR("order_completed")),
                       .amount = {snapshot_prop_code(n, STR("amount")), V_NUM},
                       .ok = true};
  k.money = k.amount.prop != INTERN_NONE && snapshot_prop(n, k.amount.prop)->rows[V_NUM] > 0;
  struct scan_want want = {.all_events = true,
                           .cols = &k.amount,
                           .n_cols = k.money,
                           .t_max = INT64_MAX,
                           .only = subject};
  bool ok = scanner_new(n, &want, &s, err);
  if (ok) {
    ok = scanner_run(s, subject >> SCAN_CHUNK_BITS, count, &k, err);
    scanner_free(s);
  }
  if (ok && !k.ok) ok = err_fail(err, ERR_number_overflow, "amount");
  r.log_bytes = log_bytes(w->log);
  r.column_bytes = snapshot_bytes(n);
  snapshot_free(n);
  if (ok) *ret = r;
  return ok;
}
