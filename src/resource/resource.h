/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Resources: versioned documents with one life (draft → active → archived), one audit trail, one
 * apply/diff/pull.
 *
 * A document is a YAML or JSON object with kind, slug, title and the kind's own fields.  Every
 * change makes a new version; versions are never altered.  A kind is one entry in a table
 * (kind_*.c).
 *
 * Threads: everything here may be called from any thread; changes take turns.
 */
#ifndef SHOAL_RESOURCE_RESOURCE_H
#define SHOAL_RESOURCE_RESOURCE_H

#include "base/json.h"
#include "collect/plan.h"
#include "lang/lang.h"
#include "model/classification.h"
#include "person/identity.h"
#include "query/census.h"
#include "workspace/workspace.h"

#define RESOURCE_DOC_MAX         ((size_t)1 << 20)
#define RESOURCE_TITLE_MAX       120   /* code points of a title in one language … */
#define RESOURCE_DESCRIPTION_MAX 4000  /* … and of a description, of any kind */
#define LIST_VALUES_MAX          50000 /* of a list */

#define BOARD_TEXT_MAX      2000 /* code points of a text on a board */
#define BOARD_COLUMNS       12
#define BOARD_ROWS_MAX      1000
#define BOARD_TILE_ROWS_MAX 40
#define BOARD_TILES_MAX     60

struct resource {
  struct str id; /* seg_…, cls_…, qst_… */
  struct str kind, slug;
  struct str title_en, title_zh;
  uint32_t version;
  struct str status; /* draft, active, archived */
  struct str doc;    /* canonical JSON */
  int64_t created_ms, updated_ms;
  struct str author;
};

/* One parameter as a segment's document declares it: {type, default}.  Errors as below. */
bool segment_parameter(const struct json *declared, struct str name, struct arena *out,
                       struct lang_param *ret, struct err *err);
/* The parameters a segment's document declares, with their defaults.  ERR_bad_field,
 * ERR_parameter_missing (no default), ERR_parameter_value, ERR_too_many_parameters. */
bool segment_parameters(const struct json *doc, struct arena *out, struct lang_param **ret,
                        uint32_t *ret_n, struct err *err);
/* The expression of a segment with the given values, else the defaults, in the place of its
 * parameters; as written when it has none.  ERR_no_such_parameter for what it does not declare. */
bool segment_bound(const struct json *doc, const struct lang_param *given, uint32_t n_given,
                   struct arena *out, struct str *ret, struct err *err);

/* When it is recorded who entered and who left (room members). */
enum segment_mode { SEGMENT_LIVE, SEGMENT_DAILY, SEGMENT_MANUAL };
struct segment_update {
  enum segment_mode mode;
  uint32_t minute; /* SEGMENT_DAILY: of the workspace's day */
  bool events;     /* entries and exits become events too */
};
/* `update` of a segment's document: live (also when absent), daily HH:MM, manual; and `events`, yes
 * or no (also when absent).  ERR_bad_field. */
bool segment_update(const struct json *doc, struct segment_update *ret, struct err *err);

struct names_env; /* the resolver over a workspace and a snapshot */

/* Names as the language sees them: events and properties of the snapshot and names.def, attributes,
 * segments and classifications that are active.  Valid while w and n are; trees it gives out are
 * shared and live as long as it.  One may be used by many threads at once: what it fills lazily it
 * guards, what it gave out never changes.  It shows the resources and the zone of its making. */
bool names_env_new(struct workspace *w, const struct snapshot *n, struct names_env **ret,
                   struct err *err);
void names_env_free(struct names_env *e);
const struct lang_names *names_env_lang(struct names_env *e);
/* The catalogue as it is for this environment: the same one as long as it lives.  NULL when there
 * is none or it cannot be read. */
struct catalogue;
const struct catalogue *names_env_catalogue(struct names_env *e);
struct classification_env names_env_classes(struct names_env *e, const struct query_limits *limits);
/* The classification of a slug: resource, else ERR_unknown_name. */
bool names_env_classification(struct names_env *e, struct str slug,
                              const struct classification **ret, struct err *err);

/* The active tracking plans as one (collect/plan.h); NULL when there is none.  The caller frees it.
 * What was valid when it was applied may be refused by a later version: its error. */
bool resource_tracking_plan(struct workspace *w, struct plan **ret, struct err *err);

/* The identity rules in force for events from now on: the document's, else the defaults.  Their
 * rejects live in out.  Fails as resource_tracking_plan. */
bool resource_identity_rules(struct workspace *w, struct arena *out, struct identity_rules *ret,
                             struct err *err);

#define PLAN_DRAFT_ROWS     2000000 /* looked at for a draft */
#define PLAN_DRAFT_ROWS_MIN 20      /* fewer of an event say nothing of what it always has */
/* Writes the fields of a tracking plan that a census of values would keep: events and attributes
 * with the types seen, required what every row of an event has.  Returns how many events. */
uint32_t resource_plan_draft(const struct snapshot *n, const struct value_census *v, struct jw *w);

/* Installs the presets that are absent (at workspace creation); idempotent. */
bool resource_install_presets(struct workspace *w, struct err *err);

/* Also of an archived one (see status). */
bool resource_get(struct workspace *w, struct str kind, struct str slug, struct arena *out,
                  struct resource *ret, struct err *err); /* ERR_unknown_resource */
/* All that are not archived, by kind and slug. */
bool resource_list(struct workspace *w, struct str kind /* "" = all */, struct arena *out,
                   struct resource **ret, uint32_t *ret_n, struct err *err);
/* The archived ones of a kind, by slug. */
bool resource_list_archived(struct workspace *w, struct str kind, struct arena *out,
                            struct resource **ret, uint32_t *ret_n, struct err *err);
/* One version, the newest or an older one; ERR_unknown_version. */
bool resource_version_get(struct workspace *w, struct str kind, struct str slug, uint32_t version,
                          struct arena *out, struct resource *ret, struct err *err);
/* What changed from a to b, as resource_change.diff has it. */
bool resource_diff_text(const struct resource *a, const struct resource *b, struct arena *out,
                        struct str *ret, struct err *err);
/* Newest first; author and updated_ms are the version's. */
bool resource_versions(struct workspace *w, struct str kind, struct str slug, struct arena *out,
                       struct resource **ret, uint32_t *ret_n, struct err *err);

enum change_kind { CHANGE_CREATE, CHANGE_UPDATE, CHANGE_NONE, CHANGE_ARCHIVE };
struct resource_change {
  enum change_kind what;
  struct str kind, slug;
  uint32_t old_version, new_version; /* new_version 0 in a dry run */
  struct str doc;                    /* canonical JSON of what was given */
  struct str diff;                   /* line by line of the YAML text, "+ " "- " "  " */
};

#define RESOURCE_NEW UINT32_MAX

struct resource_source {
  struct str name; /* file name for places */
  struct str text; /* YAML or JSON (several --- documents) */
  /* Every document of this source must be at this version now (archived counts as absent), or
   * RESOURCE_NEW: must be absent; else ERR_resource_changed.  0 = whatever there is. */
  uint32_t if_version;
  /* Whether the author may write this expression (resolved); asked of every expression of every
   * document that would change.  False with *err, placed in the expression.  NULL: all may be
   * written. */
  bool (*allow)(const struct node *tree, struct err *err);
};
/* Validates all documents (references between them included, in any order), then writes all or
 * nothing. `dry` only computes the changes (diff). */
bool resource_apply(struct workspace *w, const struct resource_source *src, uint32_t n,
                    struct str author, bool dry, struct arena *out, struct resource_change **ret,
                    uint32_t *ret_n, struct err *err);
/* if_version: the newest version must be this one, else ERR_resource_changed; 0 = whatever there
 * is. ERR_in_use. */
bool resource_archive(struct workspace *w, struct str kind, struct str slug, uint32_t if_version,
                      struct str author, struct err *err);
/* The archived resource as its next version with the same document, validated anew; nothing if it
 * is active. */
bool resource_restore(struct workspace *w, struct str kind, struct str slug, struct str author,
                      struct err *err);

struct resource_use {
  struct str kind, slug, title_en, title_zh;
};
/* The active resources that refer to this one directly, by kind and slug. */
bool resource_used_by(struct workspace *w, struct str kind, struct str slug, struct arena *out,
                      struct resource_use **ret, uint32_t *ret_n, struct err *err);

/* = ws_revision: grows with every applied change of a resource and of zone or currency.  For cache
 * keys and ETags; read it before what it is to describe. */
uint64_t resource_revision(const struct workspace *w);

/* YAML text of a resource as `pull` writes it. */
bool resource_yaml(const struct resource *r, struct arena *tmp, struct buf *out, struct err *err);

struct audit_entry {
  int64_t id, at_ms;
  struct str author, action, kind, slug; /* action: create, update, archive … */
  uint32_t version;
};
/* Newest first; only ids below `before` (0 = from the newest). */
bool resource_audit(struct workspace *w, int64_t before, uint32_t limit, struct arena *out,
                    struct audit_entry **ret, uint32_t *ret_n, struct err *err);

#endif
