/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sweep: lots whose time has come become available or expire, account by account, in works that
 * others can pass between. */
#include "loyalty/ledger_post_int.h"

struct sweep {
  struct writer_work work;
  struct loyalty *l;
  int64_t accounts[LEDGER_SWEEP_MAX];
  uint32_t n;
};

static bool sweep_run(struct writer_work *k, struct state *s, struct err *err) {
  struct sweep *w = (struct sweep *)k;
  struct book *b = w->l->book;
  int64_t now = clock_wall_ms(ws_clock(loyalty_workspace(w->l)));
  uint32_t places[LEDGER_SWEEP_MAX], coin;
  arena_reset(&b->tmp);
  for (uint32_t i = 0; i < w->n; i++)
    if (!book_known(b, BY_ACCOUNT, w->accounts[i])) vec_push(&b->want[BY_ACCOUNT], w->accounts[i]);
  if (!book_read_wanted(b, s, err) || !book_read_open_lots(b, s, w->accounts, w->n, err))
    return false;
  for (uint32_t i = 0; i < w->n; i++)
    places[i] = book_account_place(b, w->accounts[i]);
  for (uint32_t i = 0; i < w->n; i++) {
    struct posting x = {.b = b, .s = s, .now = now, .currency = b->accounts.p[places[i]].currency};
    if (!book_coin_of(b, x.currency, &coin, err)) return false;
    x.c = b->coins.p[coin].c;
    if (!posting_settle(&x, places[i], err)) return false;
  }
  return true;
}

static bool find_due(struct loyalty *l, int64_t now, uint32_t max, struct sweep *w,
                     struct err *err) {
  struct state *s = loyalty_reader(l);
  struct state_stmt *q;
  bool row = true;
  w->n = 0;
  state_enter(s);
  bool ok = state_query(s, "SELECT n FROM ledger_account WHERE due <= ?1 ORDER BY due, n LIMIT ?2",
                        &q, err);
  if (ok) {
    state_bind_int(q, 1, now);
    state_bind_int(q, 2, max < LEDGER_SWEEP_MAX ? max : LEDGER_SWEEP_MAX);
  }
  while (ok && row) {
    ok = state_step(q, &row, err);
    if (ok && row) w->accounts[w->n++] = state_int(q, 0);
  }
  state_leave(s);
  return ok;
}

bool ledger_sweep(struct loyalty *l, uint32_t max, uint32_t *ret_done, struct err *err) {
  uint32_t done = 0;
  bool more = true;
  while (more && done < max) {
    struct sweep w = {.work = {.run = sweep_run}, .l = l};
    int64_t now = clock_wall_ms(ws_clock(loyalty_workspace(l)));
    if (!find_due(l, now, max - done, &w, err)) return false;
    if (w.n && !loyalty_do(l, &w.work, err)) return false;
    done += w.n;
    more = w.n == LEDGER_SWEEP_MAX;
  }
  *ret_done = done;
  return true;
}
