/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Attribution: which touches share in a conversion.  docs/QUESTIONS.md is the user's version.
 *
 * - A conversion is a row of `conversion` within [from, to]; with `first_only` a person's first
 *   such.  It is worth one, or its number of the property `value` (without one: 0).
 * - Its touches are the person's rows of `touch` at most `within` before it, inclusive, that are
 *   stored before it by (time, LSN), and its own row if that is a touch; of more than
 *   ATTRIBUTION_TOUCHES_MAX the last.  A touch's channel is its value of `prop`; none is a channel.
 * - A conversion without a touch is credited to nobody: `none`, in all models.
 *
 * Models share a conversion out by weights of its touches:
 *   first, last          all to that one
 *   last_non_direct      the last whose channel is not among `direct`; if all are, the last
 *   linear               equal
 *   position             `first_percent` to the first, `last_percent` to the last, the rest equally
 *                        to those between; of two touches in that proportion (equally if both are
 *                        0), of one all
 *   time_decay           2^(−age / half_life)
 *   shapley              equal to each different channel.  That is the Shapley value of the game
 *                        v(S) = conversions whose channels all lie in S (Shapley 1953; the closed
 *                        form is Zhao, Mahboobi, Bagheri, "Shapley Value Methods for Attribution
 *                        Modeling in Online Advertising", 2018), so it is exact for any number of
 *                        channels
 *   markov               by removal effect in a first-order chain (Anderl, Becker, von Wangenheim,
 *                        Schumann, "Mapping the customer journey", IJRM 33, 2016): the states are
 *                        the channels told apart (and the rest), neighbours with the same are one;
 *                        journeys are those of the conversions and, of each person, their touches
 *                        within [from, to] that belong to no conversion, which end nowhere; the
 *                        effect of a channel is the share of conversions lost when what goes to it
 *                        goes nowhere; the total of conversions with a touch is shared by effects
 *
 * Sums are exact: a conversion is shared out in units of 10^−6 (of finer ones if its value has more
 * digits); each channel of it gets the whole units of its part, and the units left go one each to
 * the largest remainders, of equal ones to the channel touched first (markov: told apart first).
 */
#ifndef SHOAL_QUERY_ATTRIBUTION_H
#define SHOAL_QUERY_ATTRIBUTION_H

#include "base/decimal.h"
#include "query/breakdown.h"
#include "query/query.h"

#define ATTRIBUTION_TOUCHES_MAX 10000
#define ATTRIBUTION_TOP         20
#define ATTRIBUTION_TOP_MAX     100
#define ATTRIBUTION_DIRECT_MAX  20
#define ATTRIBUTION_LENGTHS     11 /* 1 … 10 touches, more */
#define ATTRIBUTION_LAGS        9
#define ATTRIBUTION_SCALE       6 /* at least */
#define ATTRIBUTION_WITHIN      (30 * MS_DAY)
#define ATTRIBUTION_HALF_LIFE   (7 * MS_DAY)

enum attribution_model {
  ATTRIBUTION_FIRST,
  ATTRIBUTION_LAST,
  ATTRIBUTION_LAST_NON_DIRECT,
  ATTRIBUTION_LINEAR,
  ATTRIBUTION_POSITION,
  ATTRIBUTION_TIME_DECAY,
  ATTRIBUTION_MARKOV,
  ATTRIBUTION_SHAPLEY,
  ATTRIBUTION_MODELS
};

struct attribution {
  const struct node *conversion, *touch;
  struct str prop; /* of touches */
  /* Set: not its own values, but those of this field of the item whose id it names. */
  const struct item_column *item;
  struct str value; /* of conversions; empty: each is worth one */
  int64_t within, half_life;
  const enum attribution_model *models; /* each once */
  uint32_t n_models;                    /* 1 … ATTRIBUTION_MODELS */
  const struct str *direct;             /* labels; touches without a value: see direct_none */
  uint32_t n_direct;
  bool direct_none;                     /* those without a value are direct */
  uint32_t first_percent, last_percent; /* together ≤ 100 */
  bool first_only;
  uint32_t top;
  int64_t from, to, as_of;
  const struct tz *tz;
  const roaring_bitmap_t *people; /* NULL: everybody */
};

struct attribution_credit {
  struct dec conversions, value;
};
enum attribution_kind { ATTRIBUTION_VALUE, ATTRIBUTION_OTHER, ATTRIBUTION_NONE };
struct attribution_channel {
  enum attribution_kind kind;         /* NONE: conversions without a touch */
  struct value value;                 /* VALUE: V_NONE = touches without one; text in `out` */
  uint64_t touches, people;           /* rows of `touch` within [from, to], and whose */
  uint64_t touched;                   /* conversions with a touch of it (NONE: that have none) */
  uint64_t assisted;                  /* … whose last touch is another's */
  struct attribution_credit *credits; /* by model, as asked */
};

struct attribution_result {
  uint64_t conversions, people, touched; /* conversions; whose; those with a touch */
  struct dec value;                      /* of all */
  /* Most conversions touched first, then most touches, then by value; the rest, then none. */
  struct attribution_channel *channels;
  uint32_t n_channels;
  uint64_t lengths[ATTRIBUTION_LENGTHS]; /* conversions with a touch by number of touches */
  uint64_t lags[ATTRIBUTION_LAGS];       /* … by time from the first touch: attribution_lags */
  double lag_median;                     /* ms; 0 when there are none */
};
extern const int64_t attribution_lags[ATTRIBUTION_LAGS + 1]; /* ms: [i] ≤ lag < [i + 1] */

/* People behind a number. */
struct attribution_ask {
  enum {
    ATTRIBUTION_OF_ALL,      /* who converted */
    ATTRIBUTION_OF_CREDIT,   /* of `channel` by `model`; by those that share: who touched it */
    ATTRIBUTION_OF_TOUCHED,  /* whose conversion has a touch of it */
    ATTRIBUTION_OF_ASSISTED, /* … and its last touch is another's */
    ATTRIBUTION_OF_TOUCHES,  /* who has touches of it within [from, to] */
    ATTRIBUTION_OF_LENGTH,   /* a conversion of `bin` */
    ATTRIBUTION_OF_LAG
  } what;
  enum attribution_model model;
  struct breakdown_pick channel; /* grouped */
  bool none;                     /* instead: conversions without a touch */
  uint32_t bin;
};

/* The answer lives in `out`.  With `ask` *ret_people (the caller frees it) are the people of that
 * number.  The answer does not depend on the number of threads.
 * Errors: those of query_run; ERR_number_overflow. */
bool query_attribution(const struct snapshot *n, const struct attribution *a, struct pool *pool,
                       const struct query_limits *limits, const struct attribution_ask *ask,
                       struct arena *out, struct attribution_result *ret,
                       roaring_bitmap_t **ret_people, struct err *err);

/* ---- the slow twin ---- */

struct attribution_touch {
  struct value channel;
  int64_t time;
  bool first;                                                 /* of its channel, in its journey */
  i128 credit[ATTRIBUTION_MODELS], value[ATTRIBUTION_MODELS]; /* units of first touches' channels */
};
/* A conversion; or (open) what a person's touches within the range were that belong to none. */
struct attribution_journey {
  uint32_t person, n;
  bool open;
  int64_t time;
  struct dec value;
  struct attribution_touch *touches; /* in order */
};
/* The journeys of one person's events and what all models but markov credit, in units of
 * 10^-ATTRIBUTION_SCALE and, of values, 10^-`scale`. */
bool attribution_naive(const struct attribution *a, uint32_t person,
                       const struct person_event *events, uint32_t n, uint8_t scale,
                       struct arena *out, struct attribution_journey **ret, uint32_t *ret_n,
                       struct err *err);
/* Everything the person touched within the range, whatever it belongs to. */
bool attribution_naive_visits(const struct attribution *a, const struct person_event *events,
                              uint32_t n, struct arena *out, struct value **ret, uint32_t *ret_n,
                              struct err *err);

#endif
