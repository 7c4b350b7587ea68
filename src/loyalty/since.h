/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Documents that count for events from a place of the log on: rules, tasks, what enrols.
 *
 * A change of a document is noted with the end of the log at that moment, in SQL: events below it
 * count under the version before, however far a consumer lags, and whoever recomputes reads the
 * same places.  An archived document is a version too (0).
 *
 * Threads: a set by one at a time. */
#ifndef SHOAL_LOYALTY_SINCE_H
#define SHOAL_LOYALTY_SINCE_H

#include "base/json.h"
#include "loyalty/loyalty.h"
#include "resource/resource.h"

#define SINCE_NAMES_MS 600000 /* names are made anew after so long, to let an old snapshot go */

struct since_set { /* first in a set of documents; made anew when one was changed */
  struct arena mem;
  struct snapshot *snap;
  struct names_env *names;
  uint64_t revision;
  int64_t made_ms;
  bool made;
  uint32_t most; /* at least as many as versions are added */
};

struct since_version { /* texts live in the set */
  uint32_t n;          /* of the document, dense from 1 */
  uint32_t version;    /* 0: archived */
  uint32_t kind;       /* of def->kinds */
  struct str slug;
  uint64_t from_lsn, until_lsn; /* it counts for [from, until); UINT64_MAX: it is the newest */
  uint64_t first_lsn;           /* where the document was met first … */
  int64_t first_ms;             /* … and when */
};

struct since_def {
  const char *const *kinds; /* of documents */
  uint32_t n_kinds;
  /* SQL: n, version, slug, from_lsn, first_lsn, first_ms, kind of all versions ORDER BY n,
   * from_lsn. */
  const char *select;
  const char *put_document; /* ?1 n, ?2 slug, ?3 lsn, ?4 ms; ?5 kind, where there are several */
  const char *put_version;  /* ?1 n, ?2 lsn, ?3 version, ?4 ms; one more of a place replaces it */
  /* Adds a version to the set that is made.  `doc`: what it says (of an archived one, the last that
   * it said), or NULL: why it cannot be read.  False only when reading fails. */
  bool (*add)(void *ctx, struct since_set *s, const struct since_version *v, const struct json *doc,
              const struct err *why, struct err *err);
};

/* Whether the set is what the documents are now. */
bool since_is_new(const struct since_set *s, struct workspace *w);
/* Notes what was changed, and makes a set of the versions whose events are not all below `lsn`. */
bool since_update(struct loyalty *l, const struct since_def *def, uint64_t lsn, void *ctx,
                  struct since_set *ret, struct err *err);
/* The same without noting; for one question about the past. */
bool since_at(struct loyalty *l, const struct since_def *def, uint64_t lsn, void *ctx,
              struct since_set *ret, struct err *err);
void since_release(struct since_set *s); /* one that was not made is fine */

/* A document that is wrong now is its own problem; a disk that fails is not. */
bool since_is_ours(const struct err *why);

#endif
