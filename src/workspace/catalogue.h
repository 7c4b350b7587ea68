/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The catalogue of a workspace: its items and the tree of their categories, as the EV_ITEM rows of
 * the log say (items.c).  It is written by ingesting such rows (item_put …, then ws_ingest) and
 * read here; what ws_ingest acknowledged is in it.
 *
 * Threads: any.  Strings are given out in `out`. */
#ifndef SHOAL_WORKSPACE_CATALOGUE_H
#define SHOAL_WORKSPACE_CATALOGUE_H

#include "base/json.h"
#include "event/item_words.h"
#include "workspace/workspace.h"

/* Rows beyond them stay in the log and out of the catalogue. */
#define CATALOGUE_ITEMS_MAX      1000000
#define CATALOGUE_CATEGORIES_MAX 10000
#define CATALOGUE_DEPTH_MAX      32 /* of the tree; deeper or circular is shown at the top */

struct catalogue_item {
  struct str id, name, category, brand, kind, role; /* empty = none */
  struct str price;                                 /* a decimal; empty = none */
  bool active;
  struct str properties; /* a JSON object of the others */
};

/* Those that fit all that is not empty. */
struct catalogue_filter {
  struct str words;    /* in id or name, case-blind for ASCII */
  struct str category; /* and what is below it */
  struct str brand, kind, role;
  const bool *active;
};
/* At most `limit`, by id, behind `after`. */
bool catalogue_items(struct workspace *w, const struct catalogue_filter *f, struct str after,
                     uint32_t limit, struct arena *out, struct catalogue_item **ret,
                     uint32_t *ret_n, struct err *err);
bool catalogue_count(struct workspace *w, const struct catalogue_filter *f, uint64_t *ret,
                     struct err *err);
/* ERR_unknown_item. */
bool catalogue_item(struct workspace *w, struct str id, struct arena *out,
                    struct catalogue_item *ret, struct err *err);

struct catalogue_category {
  struct str id, name; /* name: the id unless it has one */
  struct str parent;   /* empty = at the top */
  bool listed;         /* in the tree; false: only items name it */
  uint64_t items;      /* that name it themselves */
  uint32_t depth;      /* 0 at the top */
};
/* Every category before those below it, siblings by position, then id; those that are only named
 * by items at the end, by id. */
bool catalogue_categories(struct workspace *w, struct arena *out, struct catalogue_category **ret,
                          uint32_t *ret_n, struct err *err);

struct catalogue_brand {
  struct str name;
  uint64_t items;
};
/* Most items first; at most `limit`. */
bool catalogue_brands(struct workspace *w, uint32_t limit, struct arena *out,
                      struct catalogue_brand **ret, uint32_t *ret_n, struct err *err);

/* Rows that change the catalogue, for a batch to be ingested: item_begin, then any puts. */
void item_begin(struct ev_batch *b, struct str type, struct str id, struct str event, int64_t now);
void item_put_text(struct ev_batch *b, const char *property, struct str text);
void item_put(struct ev_batch *b, struct str property, const struct value *v);

#endif
