/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Paths: what people do after an event, before one, or between two.  docs/QUESTIONS.md is the
 * user's version.
 *
 * Rows: those of a person within [from, to], by (time, LSN): rows of one moment are in stored
 * order. Those that an item selects, and those of `start` and `end`, are *nodes*.  A row's node is
 * the title of the first item that selects it and has one; else its event; else, when its event is
 * split, its event and its value of that property, where values other than the `top_values` most
 * frequent on the nodes of that event (rows; ties by value) are one node.
 *
 * - Without `within`, a person's rows of any event fall into sessions: a gap longer than `gap`
 *   parts them.  Each session is at most one attempt.  With `within` there are no sessions: an
 *   attempt's rows lie within that of its first (with an end only: of its last) row, inclusive, and
 *   the next attempt's first (last) row lies after that.
 * - An attempt begins at the first row of `start`; without one, at the first node.  It takes the
 *   nodes from there, to the end of the session or window, or to the first later row of `end`, with
 *   which it is *converted*.
 * - With an end and no start it is read backwards: from the first row of `end`, that is level 1, to
 *   the nodes before it.  Without such a row there is no attempt.
 * - With `fold`, neighbours with the same node are one, at the time of the first row; the row of
 *   `end` always stands alone.
 * - An attempt's first `depth` nodes are its path.  It *ended* at its last node if there is none
 *   beyond; else it goes on unseen.  It is converted also when `end` comes after the last level.
 * - With `converted_only` other attempts do not exist (when there is a start and an end).
 *
 * Counts: attempts; or people, each once per total, node, link and path, so that neither the nodes
 * of a level nor the ends and links of a node need add up.  Medians are of attempts in both.
 */
#ifndef SHOAL_QUERY_PATHS_H
#define SHOAL_QUERY_PATHS_H

#include "query/query.h"

#define PATHS_DEPTH      5
#define PATHS_DEPTH_MAX  20
#define PATHS_ITEMS_MAX  20
#define PATHS_SPLITS_MAX 8
#define PATHS_TOP        50
#define PATHS_TOP_MAX    1000
#define PATHS_NODES      20 /* told apart per level */
#define PATHS_NODES_MAX  50
#define PATHS_VALUES     10 /* told apart per split event */
#define PATHS_VALUES_MAX 100
#define PATHS_GAP        (30 * MS_MINUTE)

enum paths_count { PATHS_PEOPLE, PATHS_OCCURRENCES };

struct paths_item {
  const struct node *rows; /* a resolved event selector */
  struct str title;        /* empty: each event is a node of its own */
};
struct paths_split {
  struct str event, prop; /* stored names; an event once */
  /* NULL, or the field of items whose value counts instead: of the item whose id the property is */
  const struct item_column *item;
};

struct paths {
  const struct node *start, *end; /* NULL: none */
  const struct paths_item *items;
  uint32_t n_items; /* 1 … PATHS_ITEMS_MAX */
  const struct paths_split *splits;
  uint32_t n_splits, top_values;
  int64_t gap, within; /* ms; within < 0: sessions */
  uint32_t depth;      /* 1 … PATHS_DEPTH_MAX */
  bool fold, converted_only;
  enum paths_count count;
  uint32_t top, top_nodes; /* paths; nodes per level; the rest is `other` */
  double min_share;        /* … and what has less of all than this */
  int64_t from, to, as_of;
  const struct tz *tz;
  const struct node *others;      /* the selector `*`: sessions */
  const roaring_bitmap_t *people; /* NULL: everybody */
};

/* What a node is.  Keys are unique in an answer: an event's name, a title, event[value] with the
 * value as JSON (null: none), event[*] for its other values, * for the rest of a level. */
struct paths_node {
  enum { PATHS_EVENT, PATHS_TITLE, PATHS_VALUE, PATHS_VALUES_OTHER, PATHS_OTHER } kind;
  struct str key, name; /* name: of the event, or the title */
  struct value value;   /* VALUE: V_NONE = without one */
};

struct paths_cell {
  uint32_t node; /* index into `nodes` */
  uint64_t count, ended;
};
struct paths_level {
  struct paths_cell *cells; /* most first, then by key; the rest last */
  uint32_t n_cells;
};
struct paths_link { /* from a cell of `level` to one of the next */
  uint32_t level, from, to;
  uint64_t count;
  double median; /* ms between the two rows */
};
struct paths_path {
  const uint32_t *nodes; /* indexes into `nodes`, n of them */
  uint32_t n;
  uint64_t count, converted;
  double median; /* ms between the first and the last node shown */
};

struct paths_result {
  struct paths_node *nodes;
  uint32_t n_nodes;
  struct paths_level *levels;
  uint32_t n_levels; /* as deep as somebody got */
  struct paths_link *links;
  uint32_t n_links;         /* by level, from, to */
  struct paths_path *paths; /* most first, then the shorter, then by keys */
  uint32_t n_paths;
  uint64_t other, other_paths; /* of the paths not listed; how many they are */
  uint64_t count, people, attempts, converted;
};

/* People behind a number. */
struct paths_ask {
  enum { PATHS_OF_ALL, PATHS_OF_NODE, PATHS_OF_LINK, PATHS_OF_PATH, PATHS_OF_OTHER_PATHS } what;
  uint32_t level;         /* from 0; of a link's first node */
  struct str from, to;    /* keys; a node's in `from` */
  const struct str *path; /* keys */
  uint32_t n_path;
  bool ended;     /* NODE: only those who ended there */
  bool converted; /* only attempts that did */
};

/* The answer lives in `out`.  With `ask` *ret_people (the caller frees it) are the people of that
 * number; what nobody did is empty.  The answer does not depend on the number of threads.
 * Errors: those of query_run. */
bool query_paths(const struct snapshot *n, const struct paths *p, struct pool *pool,
                 const struct query_limits *limits, const struct paths_ask *ask, struct arena *out,
                 struct paths_result *ret, roaring_bitmap_t **ret_people, struct err *err);

/* ---- the slow twin ---- */

/* One attempt: the keys of its path (in the arena). */
struct paths_attempt {
  uint32_t person, n;
  struct str key[PATHS_DEPTH_MAX];
  int64_t at[PATHS_DEPTH_MAX];
  bool ended, converted;
};
/* The attempts of everybody given, read rule by rule. */
bool paths_naive(const struct snapshot *n, const struct paths *p, const uint32_t *people,
                 uint32_t n_people, struct arena *out, struct paths_attempt **ret, uint32_t *ret_n,
                 struct err *err);

#endif
