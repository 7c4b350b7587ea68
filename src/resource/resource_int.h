/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to the resource room: documents, kinds, the environment they are compiled in, the store.
 *
 * Everything works on a struct state and an env_setup rather than a workspace, so that tests need
 * no directory. */
#ifndef SHOAL_RESOURCE_RESOURCE_INT_H
#define SHOAL_RESOURCE_RESOURCE_INT_H

#include <pthread.h>

#include "base/vec.h"
#include "person/person.h"
#include "resource/resource.h"

#define SLUG_MAX            64
#define SOURCE_MAX          ((size_t)16 << 20) /* bytes of one applied file */
#define APPLY_DOCS_MAX      1000               /* documents of one apply */
#define ACTIVE_MAX          10000              /* active resources of a workspace */
#define REFERENCE_DEPTH_MAX 32                 /* segment in segment in … */
#define REFERENCE_NODES_MAX                                                                        \
  UINT64_C(100000) /* nodes of an expression with its references written out */

struct entry;
struct issuing;
struct kind_def;

/* ---- documents (document.c, place.c) ---- */

struct document {
  const struct kind_def *kind;
  struct str slug, title_en, title_zh;
  const struct json *tree; /* top level in canonical order; lines are those of the file */
  struct str canonical;    /* JSON: what is stored and compared */
  struct str source;       /* file name, or "segment/vip" of a stored one */
  struct str text;         /* the YAML text it was read from; empty for JSON and stored ones */
  uint64_t line0;          /* lines of the file before `text` */
  uint32_t if_version;     /* of its resource_source */
  bool (*allow)(const struct node *tree, struct err *err); /* likewise */
};

struct documents {
  struct document *p;
  uint32_t n;
};

/* Splits the sources and reads every document's common part. */
bool documents_parse(const struct resource_source *src, uint32_t n, struct arena *out,
                     struct documents *ret, struct err *err);
/* A stored document; its canonical text is kept as it is. */
bool document_stored(struct str kind, struct str slug, struct str json, struct arena *out,
                     struct document *ret, struct err *err);
bool slug_valid(struct str s);
/* ERR_text_too_long, placed.  Asked of what is written only: one that is stored may be older than
 * the limits, and is read, restored and applied unchanged as it is. */
bool document_texts_fit(const struct document *d, struct err *err);

/* Gives an error about `v` of the document its place in the file and its field; false. */
bool document_fail_at(const struct document *d, const struct json *v, struct err *err);
/* ERR_bad_field at v; false. */
bool document_refuse(const struct document *d, const struct json *v, const char *field,
                     const char *must_be, struct err *err);
/* Moves an error placed inside the text of string value `v` to its place in the file, and names the
 * field. */
void document_place(const struct document *d, const struct json *v, struct err *err);

/* An error of the model inside the value `root` of the field `name`, whose source is the path
 * within (steps[2].events): its place in the file, and the whole path as field; false. */
bool document_place_in(const struct document *d, const struct json *root, const char *name,
                       struct err *err);

/* For hints: the candidate nearest to `word`, else as many as fit. */
void known_words(struct str word, const struct str *candidates, size_t n, char out[ERR_ARG_BYTES]);

/* ---- kinds (kind_*.c) ---- */

struct kind_def {
  const char *name, *zh; /* the English word is its name */
  const char *id_prefix;
  const char *const *fields; /* its own top-level keys, in the order of YAML text; ends with NULL */
  /* Checks the kind's own fields and compiles them into e->tree or e->classes. */
  bool (*compile)(struct entry *e, struct names_env *env, struct err *err);
  /* Asks doc.allow of every expression of a compiled entry; false with its error, placed. */
  bool (*allowed)(const struct entry *e, struct names_env *env, struct err *err);
  /* What a document may give in points (issue_int.h); NULL: none. */
  bool (*issue)(const struct json *doc, struct issuing *x, struct err *err);
};

extern const struct kind_def kind_segment, kind_classification, kind_list, kind_question,
    kind_board, kind_tracking_plan, kind_identity_rules, kind_coupon, kind_currency, kind_programme,
    kind_earn_rule, kind_customer_pages, kind_webhook, kind_draw, kind_leaderboard, kind_task,
    kind_check_in, kind_badge, kind_mall_item, kind_promotion;
extern const struct kind_def *const kinds[]; /* ends with NULL */
const struct kind_def *kind_find(struct str name);
bool kind_known(struct str name, struct err *err); /* ERR_unknown_kind */

/* ---- environment (env.c: references; names.c: names) ---- */

struct entry {
  struct document doc;
  bool given; /* one of the documents being applied */
  enum { ENTRY_RAW, ENTRY_OPEN, ENTRY_DONE, ENTRY_FAILED } stage;
  struct err *failure;                  /* ENTRY_FAILED */
  struct node *tree;                    /* segment */
  const struct classification *classes; /* classification */
  struct intern *values;                /* list */
  uint64_t nodes;                       /* of its expressions, references written out */
  VEC(struct entry *) refs;             /* whom it names, each once, in order of first mention */
};

struct env_setup {
  struct state *state;
  const struct tz *tz;
  struct pool *pool;
  const struct people *people;     /* NULL: no identities */
  const struct snapshot *snapshot; /* NULL: only the names Shoal knows by itself */
  struct workspace *workspace;     /* whose catalogue; NULL: none */
};

struct category_set { /* a category that was asked for, and all below it */
  struct str asked, name;
  struct intern ids;
};

struct names_env {
  pthread_mutex_t lock; /* recursive; guards all that is filled lazily: arena … inner, names */
  struct intern names;  /* event, property and attribute names that were asked for */
  struct arena arena;
  struct env_setup setup;
  struct lang_names lang;
  struct catalogue *catalogue;     /* once asked for */
  VEC(struct category_set *) sets; /* of categories that trees speak of */
  struct intern keys;              /* "kind\x1fslug" … */
  VEC(struct entry *) entries;     /* … by the same number */
  VEC(struct entry *) open;        /* being compiled, outermost first */
  bool inner_failed;               /* the error came from a referenced resource: */
  struct err inner;                /* keep its place instead of the reference's */
};

/* With all active resources of the state. */
bool env_new(const struct env_setup *setup, struct names_env **ret, struct err *err);
/* Puts a document in, over the stored one of the same kind and slug. */
struct entry *env_put(struct names_env *env, const struct document *d);
struct entry *env_find(struct names_env *env, const struct kind_def *kind, struct str slug);
/* Index into entries; INTERN_NONE if there is no such resource. */
uint32_t env_number(struct names_env *env, struct str kind, struct str slug);
bool env_compile(struct names_env *env, struct entry *e, struct err *err);
/* What an expression's segment("…") or class(…) means: the compiled entry.  ERR_unknown_name,
 * ERR_reference_cycle. */
bool env_refer(struct names_env *env, const struct kind_def *kind, struct str slug,
               struct entry **ret, struct err *err);
/* Whoever is being compiled refers to e, whatever that says. */
void env_mention(struct names_env *env, struct entry *e);
/* Adds the nodes of a tree to e->nodes; ERR_too_large. */
bool env_count(struct names_env *env, struct entry *e, const struct node *tree, struct err *err);
void names_fill(struct names_env *env); /* sets env->lang */

/* ---- store (resource.c, audit.c) ---- */

bool store_get(struct state *s, struct str kind, struct str slug, struct arena *out,
               struct resource *ret, bool *ret_found, struct err *err);
bool store_version_get(struct state *s, struct str kind, struct str slug, uint32_t version,
                       struct arena *out, struct resource *ret, bool *ret_found, struct err *err);
bool store_used_by(struct state *s, struct str kind, struct str slug, struct arena *out,
                   struct resource_use **ret, uint32_t *ret_n, struct err *err);
bool store_list(struct state *s, struct str kind, struct arena *out, struct resource **ret,
                uint32_t *ret_n, struct err *err);
bool store_list_archived(struct state *s, struct str kind, struct arena *out, struct resource **ret,
                         uint32_t *ret_n, struct err *err);
bool store_versions(struct state *s, struct str kind, struct str slug, struct arena *out,
                    struct resource **ret, uint32_t *ret_n, struct err *err);
bool store_unknown(struct state *s, struct str kind, struct str slug, struct err *err);
/* Writes version `version` of e: row, version, references.  Inside a transaction. */
bool store_put(struct state *s, const struct entry *e, struct str id /* empty: new */,
               uint32_t version, struct str author, struct err *err);
bool store_archive(struct state *s, struct str kind, struct str slug, uint32_t if_version,
                   struct str author, bool *ret_changed, struct err *err);
bool audit_add(struct state *s, struct str author, const char *action, struct str kind,
               struct str slug, uint32_t version, struct str detail, struct err *err);
bool audit_list(struct state *s, int64_t before, uint32_t limit, struct arena *out,
                struct audit_entry **ret, uint32_t *ret_n, struct err *err);

/* ---- apply, presets, diff ---- */

bool apply_documents(const struct env_setup *setup, const struct documents *docs, struct str author,
                     bool dry, struct arena *out, struct resource_change **ret, struct err *err);
bool presets_install(const struct env_setup *setup, const struct preset *presets, struct err *err);

/* The difference of two documents (canonical JSON; empty = none) as YAML lines, and "+1 -2". */
bool make_diff(struct str old, struct str new, struct arena *out, struct str *ret_diff,
               struct str *ret_summary, struct err *err);

#define DIFF_CELLS_MAX ((size_t)4 << 20)
/* Appends the lines of both texts, each with "  ", "- " or "+ " before it. */
void diff_lines(struct str old, struct str new, struct arena *tmp, struct buf *out,
                uint32_t *ret_added, uint32_t *ret_removed);

struct env_setup setup_of(struct workspace *w, const struct snapshot *n);

#endif
