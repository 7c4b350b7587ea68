/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the questions of bench_behaviour have in common: the rows of the store as raw arrays, and
 * threads over whole people.  A kind of question is one file behaviour_KIND.c with an array of
 * struct behaviour_question, a line in bench_behaviour.c, and behaviour/KIND.mjs with the peers'
 * best queries. */
#ifndef SHOAL_BENCH_BEHAVIOUR_H
#define SHOAL_BENCH_BEHAVIOUR_H

#include <inttypes.h>

#include "asking.h"
#include "base/panic.h"
#include "model/question.h"

#define RAW_NONE 0 /* of item, category and channel: no value */

struct raw {
  uint64_t rows; /* by person, time, order of storing */
  uint32_t people;
  uint32_t *person, *item, *category; /* texts: 1 + index into names */
  int64_t *time, *amount;             /* ms; cents, 0 without */
  uint8_t *event, *channel;           /* channel: 1 + index into channels */
  int64_t earliest;                   /* of time; the latest is at most bench->as_of */
  const struct bench *bench;
  struct str *names, *channels; /* [0] is empty */
  uint32_t n_names, n_channels;
};
/* The code that `event` holds for that name. */
uint8_t raw_event(const struct raw *r, const char *name);

/* Rows from … to - 1 are whole people; `out` is this share's own. */
typedef void raw_fn(const struct raw *r, uint64_t from, uint64_t to, void *out);
/* The loop over `threads` shares of the rows; outs: threads × each bytes, zeroed by the caller. */
void raw_run(const struct raw *r, struct pool *pool, unsigned threads, raw_fn *fn, void *outs,
             size_t each);

struct behaviour_question {
  const char *name, *doc;
  const struct question_kind *kind; /* NULL: doc is an expression, the answer {"people": n} */
  /* The answer in the form in which all peers are compared: JSON. */
  void (*canonical)(const struct json *answer, struct buf *out);
  /* The same over raw arrays: all its work, and only that, is timed. */
  void (*naive)(const struct raw *r, struct pool *pool, unsigned threads, struct buf *out);
};
/* Each ends with one without a name. */
extern const struct behaviour_question behaviour_funnel[], behaviour_retention[], behaviour_paths[],
    behaviour_attribution[], behaviour_trend[], behaviour_segment[];

#endif
