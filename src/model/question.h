/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions about behaviour as documents: one JSON object per question, the same for the API, the
 * command line, boards and tests.  docs/QUESTIONS.md describes every field and what it means.
 *
 * A kind of question is one file with a `const struct question_kind` and a line in question.c. */
#ifndef SHOAL_MODEL_QUESTION_H
#define SHOAL_MODEL_QUESTION_H

#include "model/classification.h"

struct question_env {
  const struct snapshot *snapshot;
  const struct lang_names *names;
  const struct classification_env *env; /* zone, pool, limits, classifications */
  int64_t as_of;
  /* Whether the asker may use the names of a tree (ERR_masked_attribute); NULL: all of them. */
  bool (*allow)(const struct node *tree, struct err *err);
  /* How a value of that property or attribute may be shown to the asker; NULL: as it is. */
  struct str (*mask)(struct str name, struct str value, struct arena *out);
};

struct question_kind {
  const char *name; /* "funnel" */
  /* Writes the answer's fields into an object that the caller has opened.  Errors have the field of
   * the document as source, those of expressions with line and column in it. */
  bool (*ask)(const struct question_env *e, const struct json *doc, struct arena *out, struct jw *w,
              struct err *err);
  /* The people behind one number of the answer to the same document; the caller frees the set. */
  bool (*people)(const struct question_env *e, const struct json *doc, const struct json *cell,
                 struct arena *out, roaring_bitmap_t **ret, struct err *err);
};

extern const struct question_kind question_funnel;
extern const struct question_kind question_paths;
extern const struct question_kind question_retention;
extern const struct question_kind *const question_kinds[];  /* ends with NULL */
const struct question_kind *question_find(struct str name); /* NULL: there is none */

#endif
