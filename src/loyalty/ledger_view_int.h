/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: between what people have (ledger_view.c) and what happened (ledger_lines.c).  All within
 * state_enter … state_leave. */
#ifndef SHOAL_LOYALTY_LEDGER_VIEW_INT_H
#define SHOAL_LOYALTY_LEDGER_VIEW_INT_H

#include "base/vec.h"
#include "loyalty/ledger_int.h"

struct seen { /* an account */
  int64_t n, last, due, balance[3];
  uint32_t currency;
};
typedef VEC(struct seen) seen_vec;

/* The accounts of a person, of one currency or (empty) all. */
bool view_accounts(struct loyalty *l, struct state *s, uint32_t subject, struct str currency,
                   struct arena *tmp, seen_vec *ret, struct err *err);
/* Slug and decimals of a numbered currency; false in *ok with its error. */
struct str view_coin(struct state *s, int64_t n, struct arena *out, uint8_t *ret_decimals, bool *ok,
                     struct err *err);

#endif
