/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Codes of others (gift cards, vouchers) that items of the mall hand out, one for each piece.
 *
 *   import ─▶ free ─▶ held (its order waits for money) ─▶ given (the order is done) ─▶ spent
 *              ▲  │        │                                     │ returned             │
 *              │  ▼        │ not paid: nobody saw it             │ and said so          │ said so
 *        withdrawn         └───────────────▶ free ◀──────────────┴──────────────────────┘
 *
 * A pool is a name that items say (`codes` of a mall_item) and imports fill; several items may
 * share one.  What an order has of a pool is taken in the order's own work, so a code is of one
 * order at most.  What somebody may have seen is never given out again unless that is asked for by
 * name (mall.h: `restock`).
 *
 * In SQL codes are sealed, and known again by a mark that tells nothing without the key
 * (base/seal.h): the key is DIR/secrets.key, which is in a backup only when it was asked to be.  A
 * code is in the workspace once, whichever pool: one that comes again is refused.
 *
 * Threads: as loyalty.h. */
#ifndef SHOAL_INCENTIVE_MALL_CODE_H
#define SHOAL_INCENTIVE_MALL_CODE_H

#include "incentive/mall.h"

#define MALL_SEALED        "mall code" /* what codes are to base/seal.h */
#define MALL_CODE_MAX      160         /* bytes of a code … */
#define MALL_PIN_MAX       80          /* … and of the PIN that some have */
#define MALL_LOAD_MAX      1000000
#define MALL_LOAD_STEP     500  /* lines of one work */
#define MALL_WITHDRAW_STEP 2000 /* codes of one work */
#define MALL_LOADS_SHOWN   50
#define MALL_POOL_ITEMS    20 /* that are named as using a pool */

enum mall_code_state { /* stored */
                       MALL_CODE_FREE,
                       MALL_CODE_HELD,
                       MALL_CODE_GIVEN,
                       MALL_CODE_SPENT,
                       MALL_CODE_WITHDRAWN,
                       MALL_CODE_STATES
};
extern const char *const mall_code_state_names[MALL_CODE_STATES + 1];

/* ---- pools ---- */

struct mall_pool {
  int64_t n, codes[MALL_CODE_STATES];
  struct str slug;
  int64_t warn;      /* few: fewer than this are free; the largest of its items */
  bool few;          /* and something on sale gives them */
  struct str *items; /* that give its codes now, drafts among them; at most MALL_POOL_ITEMS */
  uint32_t n_items;
};
/* By slug: those that were filled, and those that items wait for (n 0). */
bool mall_pools(struct incentive *i, struct arena *out, struct mall_pool **ret, uint32_t *ret_n,
                struct err *err);
/* ERR_unknown_mall_pool. */
bool mall_pool_get(struct incentive *i, struct str slug, struct arena *out, struct mall_pool *ret,
                   struct err *err);
/* Free codes of a pool, committed; 0 where there is none. */
int64_t mall_pool_free(struct incentive *i, struct str slug);

struct mall_load {
  int64_t n, at_ms, lines, done, added;
  struct str actor;
};
/* Newest first, at most MALL_LOADS_SHOWN. */
bool mall_loads(struct incentive *i, struct str slug, struct arena *out, struct mall_load **ret,
                uint32_t *ret_n, struct err *err);

/* ---- filling ---- */

struct mall_line {
  struct str code, pin; /* pin empty: none */
};
struct mall_refused {
  int64_t line;   /* from 1 */
  struct err why; /* ERR_mall_code_bad, ERR_mall_code_twice, ERR_mall_code_known */
};
struct mall_loading {
  struct str pool, actor, key; /* the same key again goes on where it was, for ever */
  const struct mall_line *lines;
  uint32_t n; /* 1 … MALL_LOAD_MAX */
  /* Between two works; false ends it with *err as it set it.  NULL: nobody asks. */
  bool (*step)(void *ctx, int64_t done, int64_t lines, struct err *err);
  void *ctx;
};
struct mall_loaded {
  struct mall_load load;
  bool again; /* all of it was done before */
  /* The refused lines, in order, at most as many as were asked for. */
  struct mall_refused *refused;
  uint32_t n_refused;
};
/* Portions, each one work; after a crash the same call goes on.  ERR_bad_slug, ERR_too_large,
 * ERR_missing_field, ERR_idempotency_conflict. */
bool mall_pool_load(struct incentive *i, const struct mall_loading *x, uint32_t refused_max,
                    struct arena *out, struct mall_loaded *ret, struct err *err);

/* The lines of a text that are not empty: a code, and behind a comma its PIN; a heading is left
 * out. Slices of `text` or in `out`; (*ret_at)[k]: in which line it stands. */
uint32_t mall_lines_of(struct str text, struct arena *out, struct mall_line **ret,
                       uint32_t **ret_at);

/* What is free is not given out any more: of one import, or (0) all.  *ret: how many.
 * ERR_unknown_mall_pool. */
bool mall_pool_withdraw(struct incentive *i, struct str slug, int64_t load, int64_t *ret,
                        struct err *err);

/* ---- what an order has ---- */

struct mall_code {
  struct str code, pin;
  enum mall_code_state state;
};
/* For whoever may see them: of an order that is done, of a person who is known, otherwise
 * ERR_mall_codes_shut.  subject: only if the order is this person's, else ERR_unknown_mall_order;
 * SUBJECT_NONE: anybody's.  ERR_secret_unreadable. */
bool mall_codes(struct incentive *i, int64_t order, uint32_t subject, struct arena *out,
                struct mall_code **ret, uint32_t *ret_n, struct err *err);
/* Of any order, as operators see them: the last characters of long ones, the rest dots; no pin.
 * What cannot be read, or is erased, is dots. */
bool mall_codes_masked(struct incentive *i, int64_t order, struct arena *out,
                       struct mall_code **ret, uint32_t *ret_n, struct err *err);

#endif
