/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The route table: from one line per route come routing, authorisation, validation, the OpenAPI
 * document, its browsable page and the authorisation tests.  A feature is one file with its routes
 * in an array, listed in routes.c.
 *
 * A route without a rule cannot be registered: RULE_NONE stops the server at start and fails the
 * test of the table.
 */
#ifndef SHOAL_API_ROUTE_H
#define SHOAL_API_ROUTE_H

#include "access/access.h"
#include "api/shape.h"
#include "api/tenant.h"
#include "base/arena.h"
#include "base/json.h"
#include "http/http.h"
#include "touch/visit.h"

enum route_rule {
  RULE_NONE,      /* not allowed */
  RULE_PUBLIC,    /* anybody */
  RULE_SIGNED_IN, /* a user (or a key, unless users_only) */
  RULE_WORKSPACE, /* {workspace} of the path; `role` for users, `scope` for keys */
  RULE_SERVER,    /* `role` on the workspace `*` */
  RULE_VISITOR,   /* the token of a visit, and nothing else; only of its person */
};

struct route_param { /* of the query; path parameters are text or slugs by their name */
  const char *name;  /* NULL ends the table */
  const struct shape *shape;
  const char *en, *zh;
};

/* What every route of a workspace takes besides its own: `wait`. */
extern const struct route_param workspace_params[];
#define LSN_HEADER "Shoal-LSN" /* of every answer that looked at rows: what it saw */

struct call;

struct route {
  enum http_method method;
  const char *path; /* "/api/w/{workspace}/segments/{slug}" */
  const char *id;   /* operationId */
  const char *tag;
  enum route_rule rule;
  enum role role;
  enum scope scope;
  enum scope or_scope; /* another one that is enough; 0 = none */
  bool users_only;     /* API keys are refused (account routes) */
  const struct route_param *params;
  const struct shape *body;     /* JSON; NULL = none */
  bool body_optional;           /* may be absent although `body` is set */
  const struct shape *response; /* NULL = no content, or `type` */
  int status;                   /* of success; 0 = 200, or 204 without response and type */
  const char *type;             /* of an answer that is not JSON */
  bool creates;                 /* honours Idempotency-Key: the answer is kept and replayed */
  bool waits;                   /* its handler mostly waits for a commit that many share */
  bool upload;                  /* the body is raw bytes streamed to a file, up to body_max */
  uint64_t body_max;            /* 0 = API_BODY_MAX */
  double seconds;               /* deadline; 0 = API_SECONDS */
  const char *title_en, *title_zh;
  const char *help_en, *help_zh; /* paragraphs; NULL if the title says all */
  bool (*run)(struct call *c, struct err *err);
};

#define API_BODY_MAX ((uint64_t)2 << 20)
#define API_SECONDS  60.0
#define PAGE_DEFAULT 50
#define PAGE_MAX     500

struct api; /* server-wide: access, tenants, jobs, settings (api.h) */

/* One request being answered.  Lives in the request's arena. */
struct call {
  struct api *api;
  const struct route *route;
  struct http_request *http;
  struct arena *arena;
  struct actor actor;      /* checked against the rule already */
  enum role role;          /* of the actor on this workspace */
  struct tenant *tenant;   /* RULE_WORKSPACE, RULE_VISITOR; NULL otherwise */
  struct visit visit;      /* RULE_VISITOR */
  const struct json *body; /* checked against the shape already; NULL if none */
  enum lang lang;
  struct jw out;              /* write the answer here; one value */
  int status;                 /* change it to override the route's */
  bool replied;               /* set by who answers through http_reply_… directly */
  struct query_limits limits; /* deadline, memory, cancelled when the client leaves */
  struct call_own *own;       /* of call.c and dispatch.c */
};

/* ---- what a handler asks of its call ---- */

struct str call_path(const struct call *c, const char *name);  /* path parameter, decoded */
struct str call_query(const struct call *c, const char *name); /* {NULL,0} if absent; checked */
int64_t call_query_int(const struct call *c, const char *name, int64_t otherwise);
/* A time or a date in the workspace's zone; a date as an end (exclusive) is that whole day.  Empty:
 * *ret stays as it is.  ERR_bad_date, at `name`. */
bool call_moment(struct call *c, const char *name, struct str text, bool end, int64_t *ret,
                 struct err *err);
bool call_query_bool(const struct call *c, const char *name, bool otherwise);
/* as_of of the query or, if given, of the body: a date is its last millisecond in the workspace's
 * zone; absent = now, down to the minute.  ERR_bad_date. */
bool call_as_of(struct call *c, int64_t *ret, struct err *err);
/* The shared view of this call's workspace: the same one each time; released with the call. */
bool call_view(struct call *c, struct view **ret, struct err *err);
/* The same, of now if the usual one is from before the subject was first seen; before anybody leans
 * on it. */
bool call_view_knows(struct call *c, uint32_t subject, struct err *err);
/* The same with the moment of an earlier page, before the view is first asked for.
 * ERR_page_expired. */
bool call_view_again(struct call *c, uint64_t lsn, uint64_t revision, struct err *err);
/* ETag "<version>" of a resource, for If-Match: 0 = header absent. */
bool call_if_match(struct call *c, uint32_t *ret_version, struct err *err);
/* The answer's ETag, without quotes; a GET with a matching If-None-Match then gets a 304. */
void call_etag(struct call *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Pages.  A cursor holds up to 8 numbers and one string, bound to the route and its parameters,
 * authenticated; ERR_bad_cursor, ERR_page_expired. */
struct page_key {
  int64_t n[8];
  uint32_t n_n;
  struct str text;
};
uint32_t call_limit(const struct call *c); /* `limit`, 1 … PAGE_MAX */
bool call_cursor(struct call *c, struct page_key *ret, bool *ret_given, struct err *err);
void call_put_next(struct call *c, const struct page_key *next); /* writes "next": …; NULL = null */

/* An entry in the audit trail of this workspace (of the server where the call has none), by the
 * call's actor.  For changes that do not write one themselves. */
bool call_audit(struct call *c, const char *action, struct str object, struct str detail,
                struct err *err);
/* The name under which the actor changes resources. */
struct str call_author(const struct call *c);
/* Location of what was made, relative to the workspace: ("jobs/%s", id). */
void call_location(struct call *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* For a handler that has only to wait for somebody else: it calls this, sees to it that call_go_on
 * is called once (by any thread, also at once), and returns true; `then` writes the answer
 * afterwards, on another thread, unless `why` says what failed.  `then` must not block.  Not of
 * routes that keep their answers (creates). */
void call_later(struct call *c, bool (*then)(struct call *c, void *ctx, struct err *err),
                void *ctx);
void call_go_on(struct call *c, const struct err *why); /* why NULL: all is well */
void call_ready(void *call); /* the same, where `then` knows itself what became of it */

/* Parameters that several routes have: {"limit", …}, {"cursor", …}, {"as_of", …}. */
#define PARAM_LIMIT                                                                                \
  { "limit", &shape_limit, "Items of a page; 50 if not given.", "每页条数，默认 50。" }
#define PARAM_CURSOR                                                                               \
  { "cursor", &shape_cursor, "From `next` of the page before.", "上一页的 `next`。" }
#define PARAM_AS_OF                                                                                \
  {                                                                                                \
    "as_of", &shape_time,                                                                          \
        "The moment to ask about: a date (its end) or a date-time; now if not "                    \
        "given.",                                                                                  \
        "查询的时点：日期（取当日结束）或日期时间；默认为现在。"        \
  }
extern const struct shape shape_limit, shape_cursor;

/* Small writers shared by all answers. */
void put_time(struct jw *w, int64_t ms); /* ISO 8601 UTC with ms */
void put_day(struct jw *w, int32_t day); /* YYYY-MM-DD */
void put_title(struct jw *w, struct str en, struct str zh);
/* The sentence of an error, and its hint, as titles. */
void put_detail(struct jw *w, const struct err *e);
void put_hint(struct jw *w, const struct err *e);
/* The description of a resource's document as a title: one text stands for both languages; null
 * when it has none. */
void put_description(struct jw *w, const struct json *doc);
void put_decimal(struct jw *w, struct dec v);                       /* as a string */
void put_asof(struct call *c, int64_t as_of, const struct view *v); /* "as_of": …, "lsn": … */

/* Answers that depend only on the view, as_of and the call's parameters are kept: run `compute`
 * (which writes to c->out) unless the tenant's cache has the answer; sends a weak ETag and 304s. */
bool call_cached(struct call *c, int64_t as_of, const struct view *v,
                 bool (*compute)(struct call *c, int64_t as_of, const struct view *v, void *ctx,
                                 struct err *err),
                 void *ctx, struct err *err);

#define ROUTE_VALUES_MAX 8 /* path parameters of a route */

/* All routes: arrays, each ending with a NULL path; the list ends with NULL. */
extern const struct route *const route_tables[];

/* `path` as http_path gives it: clean, with a slash or percent sign inside a segment still encoded.
 * The values are decoded, in `out` or in `path`.  HEAD finds the GET.  A literal segment beats a
 * parameter. NULL: no such path, or (*ret_other_method) only with other methods. */
const struct route *route_find(enum http_method m, struct str path, struct arena *out,
                               struct str ret_values[ROUTE_VALUES_MAX], bool *ret_other_method);
/* The methods of a path, as an Allow header wants them: "GET, HEAD, PUT". */
void route_allow(struct str path, struct buf *out);
/* The value of {name} among those that route_find gave; {NULL, 0} if the path has no such. */
struct str route_value(const struct route *r, const struct str values[ROUTE_VALUES_MAX],
                       const char *name);
/* Success status: as given, or 200, or 204 without an answer. */
int route_status(const struct route *r);
/* What must hold of every table before a server starts: a rule, a role and a scope where the rule
 * asks for them, unique ids, words in both languages.  ERR_bad_route. */
bool route_check_all(struct err *err);
/* All routes in the order of the tables; NULL when i is past the last. */
const struct route *route_at(uint32_t i);
uint32_t route_number(const struct route *r); /* route_at(route_number(r)) == r */

#endif
