/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plans: resolved expressions compiled into shared scans, run over a snapshot.
 *
 * Many expressions, each with its own as-of, share one pass.  An expression of type bool gives a
 * set of people; any other type gives one value per person.  Results do not depend on the number of
 * threads. Only people who exist at an expression's as-of (have some event with time ≤ as-of) are
 * in its results.
 */
#ifndef SHOAL_QUERY_QUERY_H
#define SHOAL_QUERY_QUERY_H

#include <roaring/roaring.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/pool.h"
#include "base/tz.h"
#include "lang/tree.h"
#include "store/store.h"

/* One value per subject; index = subject, n = snapshot_subjects. */
struct query_column {
  enum lang_type type; /* LT_NUM, LT_TIME, LT_STR, LT_BOOL */
  uint8_t scale;       /* LT_NUM */
  uint32_t n;
  uint64_t *present; /* bits; the values of the others are unspecified */
  i128 *num;         /* LT_NUM: mantissas */
  int64_t *time;     /* LT_TIME */
  uint32_t *code;    /* LT_STR: index into strings */
  struct intern *strings;
};

/* The class of each subject as of some moment: what class(slug) reads.  The moment of a node is
 * lang_class_moment. */
struct query_classes {
  struct str slug;
  int64_t as_of;
  const struct str *names; /* n_names, without "none" */
  uint32_t n_names;
  const uint8_t *class_of; /* per subject: index into names, or QUERY_CLASS_NONE */
};
#define QUERY_CLASS_NONE   255
#define QUERY_CLASS_ABSENT 254 /* not known at that moment: class(slug, before …) is missing */

/* A score or measure of each subject as of some moment: what score(slug, name) reads. */
struct query_scores {
  struct str slug, name;
  int64_t as_of;
  const struct query_column *column; /* LT_NUM */
};

struct query_expr {
  const struct node *tree; /* resolved */
  int64_t as_of;
};

struct query_input {
  const struct query_expr *exprs;
  uint32_t n_exprs;
  const struct tz *tz;
  const struct query_classes *classes; /* every (slug, moment) that N_CLASS nodes need */
  uint32_t n_classes;
  const struct query_scores *scores; /* every (slug, name, moment) that N_SCORE nodes need */
  uint32_t n_scores;
  const struct query_column *measures; /* N_MEASURE index → column */
  uint32_t n_measures;
  int64_t *until;                   /* NULL, or per subject: see query_turn */
  const struct query_expr *watched; /* whose time counts for it too: trees behind classes … */
  uint32_t n_watched;
};

struct query_limits {
  size_t memory;       /* bytes for the whole query; 0 = 4 GiB */
  double seconds;      /* 0 = none: ERR_query_timeout */
  const bool *cancel;  /* set to true from elsewhere to stop: ERR_canceled */
  struct clock *clock; /* for seconds; may be NULL */
  uint32_t tile_rows;  /* worked on at a time; 0 = as suits the question; answers are the same */
};

struct query_output {
  roaring_bitmap_t *set;      /* bool expressions */
  struct query_column column; /* others */
};

/* Runs all expressions; outputs[i] belongs to exprs[i]; columns live in `out`, bitmaps and
 * `strings` until query_outputs_release.  Errors: ERR_number_overflow, ERR_memory_limit,
 * ERR_query_timeout, ERR_canceled, ERR_corrupt. */
bool query_run(const struct snapshot *n, const struct query_input *in, struct pool *pool,
               const struct query_limits *limits, struct arena *out, struct query_output **ret,
               struct err *err);
void query_outputs_release(struct query_output *o, uint32_t n);

/* When time alone may change answers.  until[subject] (snapshot_subjects, all INT64_MAX before)
 * becomes a moment before which none of the expressions changes for this person while nothing new
 * is known; never too late, perhaps too early.  It counts windows that roll (`last 30 days`) and
 * absences that come true.  What changes for everybody at once, at the turn of a day or a clock
 * change, is not in it: at query_turn, the first such moment behind as_of (INT64_MAX: there is
 * none), everybody has to be asked again.  Nor are rows of later than as_of: query_future lowers
 * until[subject] to the person's first such row. */
int64_t query_turn(const struct node *tree, const struct tz *tz, int64_t as_of);
bool query_future(const struct snapshot *n, int64_t as_of, int64_t *until, struct err *err);

/* Expressions prepared once and asked of one person after the other, each with nobody else's rows
 * read: the same answers as query_run.  One thread; `n` and `in` live as long.  `in`: conditions,
 * numbers and times of one as_of; classes, scores and measures are of the person being asked, index 0, and may change
 * from person to person (not their names); until is not used. */
struct query_each;
bool query_each_new(const struct snapshot *n, const struct query_input *in,
                    const struct query_limits *limits, struct query_each **ret, struct err *err);
void query_each_free(struct query_each *e); /* NULL is fine */
struct query_lane { /* a value that is no condition */
  bool present;
  uint8_t scale; /* of num */
  i128 num;
  int64_t time;
};
struct query_asked {
  bool known;      /* by then */
  uint64_t rows;   /* looked at */
  int64_t until;   /* as query_turn says, with rows of later */
  uint64_t *holds; /* bit i: expression i; these valid until the next question */
  const struct query_lane *values; /* by expression */
};
bool query_each_ask(struct query_each *e, uint32_t person, struct query_asked *ret,
                    struct err *err);

/* The set of people known as of T. */
bool query_people(const struct snapshot *n, int64_t as_of, struct pool *pool,
                  roaring_bitmap_t **ret, struct err *err);

/* The slow twin: walks one person's rows and evaluates the tree directly; no plan, no kernels.  For
 * tests. */
struct naive_value {
  bool missing;
  enum lang_type type;
  bool b;
  struct dec num;
  int64_t time;
  struct str str;
};
bool query_naive(const struct snapshot *n, uint32_t subject, const struct query_input *in,
                 uint32_t expr, struct arena *tmp, bool *ret_exists, struct naive_value *ret,
                 struct err *err);

/* One person's events up to as_of, newest last; all properties.  For the person page and for
 * export.  Attributes are what the person had as of each row (person/combine.h). */
struct person_event {
  int64_t time;
  uint32_t subject; /* that it came with */
  uint64_t lsn;
  struct str event;
  const struct str *props;
  const struct value *values;
  uint32_t n_props;
};
bool query_person_events(const struct snapshot *n, uint32_t subject, int64_t as_of,
                         struct arena *out, struct person_event **ret, uint32_t *ret_n,
                         struct err *err);

/* The same as they were said, EV_OPERATION too. */
bool query_person_said(const struct snapshot *n, uint32_t subject, int64_t as_of,
                       struct arena *out, struct person_event **ret, uint32_t *ret_n,
                       struct err *err);
/* Such events, by time and LSN, of subjects who are one person in `people`, which has its history:
 * attributes become what the person had as of each row.  EV_OPERATION may stay. */
void query_combine(struct person_event *events, uint32_t n, const struct persons *people,
                   struct arena *out);

/* ---- one person, asked again and again ---- */

/* Events oldest first, as query_person_events gives them. */
struct query_history {
  const struct person_event *events;
  uint32_t n;
  uint32_t subject; /* whose: for lists of identities */
};

/* What a resolved tree is for this person as of a moment (events after it do not exist): the same
 * as query_run says.  Of `in` the zone is used, and classes (with this as_of) and measures of one
 * person: index 0.  *ret_exists: whether the person was known by then; if not the value is missing.
 * ERR_number_overflow. */
bool query_one_value(const struct query_history *h, const struct node *tree, int64_t as_of,
                     const struct query_input *in, bool *ret_exists, struct naive_value *ret,
                     struct err *err);

/* The rows that take part in an aggregate: its events, within its window, passing `where`, with its
 * property.  first and last (by time, then LSN) are NULL when n = 0. */
struct query_rows {
  uint64_t n;
  const struct person_event *first, *last;
};
bool query_one_rows(const struct query_history *h, const struct agg *agg, int64_t as_of,
                    const struct query_input *in, struct query_rows *ret, struct err *err);

/* False (ERR_range_too_old) when rows of the selector's events that happened at `from` or later are
 * not kept any more: what counts them would be too small.  TIME_MIN: as far as they are kept. */
bool query_reaches_back(const struct snapshot *n, const struct agg *rows, int64_t from,
                        struct err *err);

#endif
