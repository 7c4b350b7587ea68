/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions about behaviour as documents: one JSON object per question, the same for the API, the
 * command line, boards and tests.  docs/QUESTIONS.md describes every field and what it means.
 *
 * A kind of question is one file with a `const struct question_kind` and a line in question.c. */
#ifndef SHOAL_MODEL_QUESTION_H
#define SHOAL_MODEL_QUESTION_H

#include "model/classification.h"

#define QUESTION_TITLE_MAX 120 /* code points of a title inside: of a step, a series, a set */

struct question_env {
  const struct snapshot *snapshot; /* check: NULL */
  const struct lang_names *names;
  const struct classification_env *env; /* zone, pool, limits, classifications */
  int64_t as_of;
  /* Whether the asker may use the names of a tree (ERR_masked_attribute); NULL: all of them. */
  bool (*allow)(const struct node *tree, struct err *err);
  /* How a value of that property or attribute may be shown to the asker; NULL: as it is. */
  struct str (*mask)(struct str name, struct str value, struct arena *out);
};

struct question_kind {
  const char *name, *title_en, *title_zh; /* "funnel" */
  /* The fields that say when, separated by commas, `range` first: a range given from outside stands
   * in place of all of them.  NULL: no period concerns it. */
  const char *when;
  /* Whether the document can be asked: its fields, expressions and names, and e->allow, with the
   * errors of `ask`.  Nothing is looked at but names: no snapshot is needed. */
  bool (*check)(const struct question_env *e, const struct json *doc, struct arena *tmp,
                struct err *err);
  /* Writes the answer's fields into an object that the caller has opened.  Errors have the field of
   * the document as source, those of expressions with line and column in it. */
  bool (*ask)(const struct question_env *e, const struct json *doc, struct arena *out, struct jw *w,
              struct err *err);
  /* The people behind one number of the answer to the same document; the caller frees the set. */
  bool (*people)(const struct question_env *e, const struct json *doc, const struct json *cell,
                 struct arena *out, roaring_bitmap_t **ret, struct err *err);
};

/* An error inside a kept question's document is one of that document: its place's source becomes
 * question/SLUG, what was the source the field; always false. */
bool question_of_document(struct str slug, struct err *err);
/* Whether a range and a `who` could stand in any question; either may be NULL. */
bool question_filters_check(const struct question_env *e, const struct json *range,
                            const struct json *who, struct arena *tmp, struct err *err);
/* Whether the moment that a kept document is asked as of, if it says one, is one; source: as_of. */
bool question_moment_check(const struct question_env *e, const struct json *doc, struct err *err);
/* The document with another range (NULL: its own; also where no period concerns the kind) and only
 * of people that also satisfy `who` (empty: its own).  Shares what it does not change; the rest is
 * in `out`. */
const struct json *question_filtered(const struct question_kind *kind, const struct json *doc,
                                     const struct json *range, struct str who, struct arena *out);
/* … asked as of that moment, written as in a document. */
const struct json *question_as_of(const struct json *doc, struct str as_of, struct arena *out);

/* ---- when a kept question is asked by itself (question_schedule.c) ---- */

/* {"every": "day", "at": "08:00"} | {"every": "week", "day": 1 (Monday) … 7, "at"} |
 * {"every": "month", "day": 1 … 31, "at"}: a month without that day takes its last. */
#define QUESTION_SCHEDULE_FORM "{every: day / week / month, day: 1 … 7 / 1 … 31, at: \"08:00\"}"
struct question_schedule {
  enum { EVERY_DAY, EVERY_WEEK, EVERY_MONTH } every;
  int day, minute; /* of the day */
};
bool question_schedule_read(const struct json *v, struct question_schedule *ret);
/* The latest moment at or before `now` (ms) at which it is due.  A minute that the clocks leave out
 * is shifted by the gap, one that comes twice is the first. */
int64_t question_schedule_due(const struct question_schedule *s, const struct tz *tz, int64_t now);

extern const struct question_kind question_overlap, question_difference;
extern const struct question_kind question_funnel;
extern const struct question_kind question_paths;
extern const struct question_kind question_retention;
extern const struct question_kind question_trend, question_distribution;
extern const struct question_kind question_attribution;
extern const struct question_kind *const question_kinds[];  /* ends with NULL */
const struct question_kind *question_find(struct str name); /* NULL: there is none */

#endif
