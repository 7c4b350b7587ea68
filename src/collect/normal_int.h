/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a message becomes rows, in the order of the files: ids (whose), names (what things are
 * called), values (JSON to properties), visit (what the context tells), orders, profile
 * (attributes), normal.c (all together). */
#ifndef SHOAL_COLLECT_NORMAL_INT_H
#define SHOAL_COLLECT_NORMAL_INT_H

#include "base/intern.h"
#include "collect/normal.h"
#include "person/idtypes.h"

/* ---- what names mean ---- */

/* What a property is beside being a property. */
enum role {
  ROLE_NONE,
  ROLE_AMOUNT, /* the money of an order, the best first: amount, revenue, total, value */
  ROLE_ITEMS,
  ROLE_ITEM,
  ROLE_SOURCE,
  ROLE_MEDIUM,
  ROLE_CAMPAIGN,
  ROLE_TERM,
  ROLE_CONTENT,
  ROLE_CHANNEL,
  ROLE_SCENE,
  ROLE_URL,
  ROLE_REFERRER,
  ROLE_DEVICE,
  ROLE_OS,
  ROLE_BROWSER,
  ROLE_AGENT,
  ROLE_IP,
  ROLE_DROP,
  ROLES
};

/* What kind of event a property is of: the same word means different things. */
enum scope {
  SCOPE_OTHER = 1,
  SCOPE_ORDER = 2,
  SCOPE_PRODUCT = 4,
  SCOPE_PAGE = 8,
  SCOPE_ITEM = 16,    /* a line of an order, or a catalogue item */
  SCOPE_CONTEXT = 32, /* Segment's context, by path */
  SCOPE_ANY = 15,
};
#define SCOPES 6
#define RANK_CONTEXT                                                                               \
  9 /* what the context says is beaten by what the event itself says, and gone                     \
     */

struct word {
  struct str from, to;           /* as the client calls it; as it is stored */
  enum vtype want;               /* of `to`, if the house knows it; else V_NONE */
  uint8_t role, rank;            /* the lowest rank has the role; the others keep their own names */
  uint8_t scopes;                /* of events: the one scope its properties are of */
  bool keep;                     /* the name `from` is stored as well */
  bool changed;                  /* `to` is not `from` */
  bool order, refund;            /* of events */
  uint32_t run;                  /* in which call the following were found; 0 = never */
  uint32_t at;                   /* of `to` in the batch's table */
  uint32_t own_run, own_at;      /* the same of `from` */
  uint32_t at_name_run, at_name; /* of an event's `to`, in the table of event names */
  uint32_t value_run, value_at;  /* the last text stored under it, and its number in the batch */
  struct str value;
};

#define WORDS_PLACES 32u
struct words {
  struct intern names;
  VEC(struct word *) at; /* by number; pointers stay */
  /* Where it stood in the message before: the next one's is mostly the same, and a comparison is
   * less than a hash. */
  struct word *place[WORDS_PLACES];
  struct arena mem;
};

/* What a user agent says; static strings, empty = it does not. */
struct agent {
  struct str device, os, browser;
  bool bot;
};

/* A kind of identity looked up lately; found again by length and first letter. */
#define KINDS_KEPT 16
struct kind {
  const struct id_type *type; /* NULL: empty */
  uint8_t n;
  char name[64];
};

struct changed {
  uint32_t id;        /* of the batch: the person's strongest identity */
  uint32_t prop;      /* of the batch */
  struct value value; /* V_NONE: unset */
  uint32_t row;       /* of the batch: has its time */
};

struct normaliser {
  uint64_t revision;
  bool used;
  uint32_t run; /* number of the call */
  struct words events, attrs, props[SCOPES];
  struct intern agent_names;
  VEC(struct agent) agents;
  struct buf text, path;
  struct kind kinds[KINDS_KEPT];
  struct wire_id ids[EV_WHO_IDS_MAX]; /* of the message at hand, and their kinds */
  const struct id_type *types[EV_WHO_IDS_MAX];
  struct arena mem;            /* of one call */
  VEC(struct changed) changed; /* attributes that this call has set, where operations ask */
};

/* ---- one message ---- */

struct making {
  struct normaliser *n;
  const struct collect_rules *rules;
  const struct collect_origin *origin;
  const struct wire_message *m;
  struct ev_batch *out;
  struct collect_outcome *outcome;
  struct err *why;
  uint32_t n_ids;   /* in n->ids: normalised, the strongest first */
  uint32_t refused; /* bits of the message's ids that are none */
  uint32_t id, who; /* of the batch */
  int64_t time;
  struct ev_key key;
  bool further; /* rows of this thing were made already */
  uint32_t puts;
  bool open;      /* the last row has not been judged by the plan */
  bool unplanned; /* … which refused one, for k->why */
  enum scope scope;
  uint64_t has; /* bits of roles in `slot` */
  struct value slot[ROLES];
  uint8_t rank[ROLES];
  struct word *slot_word[ROLES];
  const struct json *items;
  const struct json *ip;
};

/* names.c */
void words_init(struct words *w, const char *name);
void words_release(struct words *w);
void words_reset(struct words *w);
const struct collect_rename *rename_find(const struct collect_rename *r, uint32_t n,
                                         struct str from);
struct word *event_word(struct making *k, struct str name);
struct word *prop_word(struct making *k, enum scope scope, struct str name);
struct word *attr_word(struct making *k, struct str name);
/* prop_word of the i-th member of an object; attr_word (scope 0). */
struct word *member_word(struct making *k, enum scope scope, struct str name, uint32_t i);
uint32_t word_at(struct making *k, struct word *w);     /* its `to` in the batch's properties */
uint32_t word_own_at(struct making *k, struct word *w); /* its `from` */

/* values.c: all of them count, and fail with a reason. */
void begin_row(struct making *k, uint32_t name, unsigned flags);
/* Puts a value; arrays as JSON text, objects flattened under their path.  `own`: under `from`. */
bool put_json(struct making *k, enum scope scope, struct word *w, bool own, const struct json *v,
              unsigned depth);
bool put_value(struct making *k, struct word *w, bool own, const struct value *v);
bool put_text(struct making *k, struct word *w, struct str s);
/* A scalar as the wanted type if it can be that, else as what it is.  False: nothing (null, ""). */
bool value_of(struct making *k, const struct json *v, enum vtype want, struct value *ret);
struct str json_text(struct making *k, const struct json *v); /* valid until the next */
bool put_members(struct making *k, enum scope scope, const struct json *o);
bool put_role_json(struct making *k, struct word *w, const struct json *v, bool *ret_taken);
bool name_ok(struct str name, struct err *why);

/* visit.c */
bool put_context(struct making *k);
bool put_visit(struct making *k);
/* agent.c */
struct agent agent_of(struct normaliser *n, struct str text);

/* orders.c */
bool make_order(struct making *k, const struct word *event);
/* Items of an event that is no order: one is the event's, several are a list. */
bool put_items(struct making *k);

/* ids.c */
bool make_ids(struct making *k);
bool put_refused_ids(struct making *k);

/* plan.c: judges the last row, if there is one that was not; says what is wrong with it in a
 * property of its own.  False with k->why: the plan refuses it (or it has too many properties for
 * that). */
bool judge_row(struct making *k);

/* profile.c: a row of attributes, by the message's operation.  *ret_fatal: it was the reading of
 * what is known that failed. */
bool make_profile(struct making *k, bool *ret_fatal);

#endif
