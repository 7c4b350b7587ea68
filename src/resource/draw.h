/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prize draws: the meaning of a `kind: draw` document.
 *
 * Every draw is a number below DRAW_WHOLE; prizes stand side by side from 0 in the order of the
 * document, each as wide as its probability; what is left above them is no prize.  A prize that
 * cannot be given (no stock, no budget, the person had enough of it) becomes the one it falls to,
 * or none. */
#ifndef SHOAL_RESOURCE_DRAW_H
#define SHOAL_RESOURCE_DRAW_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "base/tz.h"
#include "resource/bilingual.h"
#include "resource/launch.h"
#include "resource/reward.h"

#define DRAW_WHOLE       INT64_C(1000000000) /* probability 1 */
#define DRAW_DIGITS      9                   /* its fraction digits */
#define DRAW_PRIZES_MAX  50
#define DRAW_STOCK_MAX   INT64_C(1000000000)
#define DRAW_TIMES_MAX   1000 /* draws of a person in a day; in all DRAW_TOTAL_MAX */
#define DRAW_TOTAL_MAX   100000
#define DRAW_WINS_MAX    1000
#define DRAW_DAYS_MAX    1100
#define DRAW_HOLDOUT_MIN 100 /* of ten thousand */

struct draw_prize {
  struct str slug;
  struct bilingual title;
  bool has_reward; /* else a thing that somebody hands over: `gift` says which and how */
  struct reward reward;
  struct bilingual gift;
  int64_t chance;   /* of DRAW_WHOLE */
  int64_t stock;    /* -1: no limit */
  int64_t wins;     /* of one person; 0: no limit */
  int32_t falls_to; /* index; -1: none */
  struct dec cost;
};

struct draw {
  struct str slug;
  struct bilingual title;
  struct launch launch; /* active, with from, until, money and holdout_bp */
  struct str audience;  /* empty: everybody */
  struct str currency;  /* price; empty: only free ones */
  struct dec price;
  bool free_given;             /* false: without a price every draw is free */
  bool free_none;              /* `free: none`: only with turns that were given, or a price */
  int64_t free_day, free_all;  /* of a person; 0: none of that sort */
  int64_t per_day, per_person; /* draws of a person; 0: no limit */
  struct str goal;             /* event that the draw is to bring about */
  struct draw_prize *prizes;
  uint32_t n_prizes;
};

/* Reads a document; all of *ret lives in `out`.  The audience is not looked into and names of other
 * documents not looked for (kind_draw.c does both).  False: *ret_at is the value that is wrong, or
 * NULL (the document as a whole).  ERR_bad_field, ERR_unknown_field, ERR_missing_field,
 * ERR_gate_…, ERR_bad_date. */
bool draw_read(const struct json *doc, const struct tz *z, struct arena *out, struct draw *ret,
               const struct json **ret_at, struct err *err);

int32_t draw_prize_find(const struct draw *d, struct str slug); /* -1: none */
/* Which prize a number below DRAW_WHOLE is; -1: none. */
int32_t draw_prize_at(const struct draw *d, int64_t number);
/* A share of DRAW_WHOLE as exact text: "0.05". */
struct dec draw_share(int64_t chance);

/* The draw of a slug in a version (0: of now); *ret_active: not archived.  ERR_unknown_resource,
 * ERR_unknown_version. */
struct workspace;
bool resource_draw(struct workspace *w, struct str slug, uint32_t version, struct arena *out,
                   struct draw *ret, uint32_t *ret_version, bool *ret_active, struct err *err);

#endif
