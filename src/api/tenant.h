/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The brands of a running server, each opened for writing and shared by all its requests.
 *
 *   struct tenants   the data directory: which workspaces there are, opened when first asked for
 *   struct tenant    one of them, open; tells subscribers when it changed
 *   struct view      an immutable moment of it: rows, names, zone, currency; what a question is
 *                    asked of, shared by all requests of that moment
 *   struct answer    bytes computed for a question at a moment, kept for whoever asks it again
 *
 * Threads: everything here from any thread.  A tenant and a view are held by reference;
 * tenants_close waits for the last one.
 *
 * A request typically goes
 *
 *   tenant_get → tenant_view → tenant_cached(view, key, …) ─ miss ─▶ view_names, view_env,
 * query_run ← answer_bytes; answer_release, view_release, tenant_release
 */
#ifndef SHOAL_API_TENANT_H
#define SHOAL_API_TENANT_H

#include "collect/collect.h"
#include "incentive/incentive.h"
#include "loyalty/earn.h"
#include "loyalty/enrol.h"
#include "loyalty/loyalty.h"
#include "members/members.h"
#include "model/classification.h"
#include "resource/resource.h"
#include "touch/touch.h"
#include "workspace/workspace.h"

#define VIEW_FRESH_MS            100 /* an answer has what was acknowledged so long before it was asked */
#define VIEW_AHEAD_MS            20 /* while somebody asks: how often is looked whether one gets old */
#define VIEW_AHEAD_TIMES         4 /* what is made ahead leaves so many times its processor time to others */
#define VIEW_ASKED_MS            1000 /* since the last question: somebody asks */
#define VIEWS_KEPT_MAX           4 /* moments of lists whose pages are being turned, per tenant */
#define VIEW_KEPT_MS             600000 /* since the last page */
#define TENANT_PULSE_MS          200    /* least time between two calls of a subscriber */
#define TENANT_IDLE_MS           2000 /* without new rows for so long: written to files and compacted */
#define TENANT_BUSY_MS           300000 /* as long as rows keep coming: this often */
#define TENANT_RETRY_MS          60000  /* after a failed attempt */
#define TENANT_EARN_MS           200    /* between two looks for events that earn something */
#define TENANT_MEMBERS_MS        1000   /* between two looks at who is in which segment */
#define ANSWER_CACHE_BYTES       ((size_t)64 << 20) /* of answers and keys, per tenant */
#define ANSWER_KEPT_MAX(ceiling) ((ceiling) / 8)    /* a larger answer is given but not kept */
#define ANSWER_KEY_MAX           65536              /* ERR_too_large */
#define SUBSCRIBERS_MAX          1024               /* per tenant: ERR_too_many_subscribers */

struct tenants;
struct tenant;
struct view;
struct answer;

/* ---- the directory ---- */

/* Opens DIR, making it a data directory if it is absent or empty; opens no workspace yet.  `o` is
 * for every workspace and is copied.  ERR_no_data_dir if DIR is something else. */
bool tenants_open(const char *dir, const struct ws_options *o, struct tenants **ret,
                  struct err *err);
/* Stops upkeep and notices, waits until every tenant and view is released, writes everything to its
 * files and closes.  What fails to be written is safe in the log.  NULL is fine. */
void tenants_close(struct tenants *ts);
/* Slugs in byte order. */
bool tenants_list(struct tenants *ts, struct arena *out, struct str **ret, uint32_t *ret_n,
                  struct err *err);
/* Makes a workspace with the preset classifications and opens it.  zone and currency as ws_create.
 * ERR_workspace_exists, ERR_bad_workspace_name, ERR_unknown_zone, ERR_bad_currency. */
bool tenants_create(struct tenants *ts, struct str slug, struct str zone, struct str currency,
                    struct tenant **ret, struct err *err);
/* For every workspace; before the first is opened.  `dir` of it is not looked at. */
void tenants_touch(struct tenants *ts, const struct touch_options *o);
struct clock *tenants_clock(const struct tenants *ts);
const char *tenants_dir(const struct tenants *ts);

/* ---- one workspace ---- */

/* Opens it at the first call (which may take a while: the end of the log is replayed; only those
 * who ask for this workspace wait).  ERR_no_workspace, ERR_workspace_locked. */
bool tenant_get(struct tenants *ts, struct str slug, struct tenant **ret, struct err *err);
struct tenant *tenant_ref(struct tenant *t);
void tenant_release(struct tenant *t); /* NULL is fine */

struct workspace *tenant_workspace(struct tenant *t);
struct str tenant_slug(const struct tenant *t);
uint64_t tenant_lsn(const struct tenant *t);      /* = ws_lsn */
uint64_t tenant_revision(const struct tenant *t); /* = ws_revision */
/* What people have: points, coupons, memberships; as long as the tenant.  False when its state
 * cannot be read. */
bool tenant_loyalty(struct tenant *t, struct loyalty **ret, struct err *err);
/* False as tenant_loyalty. */
bool tenant_incentive(struct tenant *t, struct incentive **ret, struct err *err);
/* Earning: its consumer runs while the tenant is open.  False as tenant_loyalty. */
bool tenant_earn(struct tenant *t, struct earn **ret, struct err *err);
/* Visits and what is sent to the world outside.  False as tenant_loyalty. */
bool tenant_touch(struct tenant *t, struct touch **ret, struct err *err);
/* Documents were changed: rules among them count from now on. */
void tenant_rules_changed(struct tenant *t);
/* Who is in which segment; looked at once every TENANT_MEMBERS_MS while the tenant is open.  False
 * (ERR_corrupt …) when what was recorded cannot be read. */
bool tenant_members(struct tenant *t, struct members **ret, struct err *err);
/* What takes the events of clients; as long as the tenant. */
struct collect *tenant_collect(struct tenant *t);
/* fn is called from a thread of the tenants after a look that found entries or exits, however the
 * look came about is no matter; before the first tenant is opened.  It must be quick. */
typedef void tenant_members_fn(void *ctx, struct tenant *t, const struct members_looked *news);
void tenants_on_members(struct tenants *ts, tenant_members_fn *fn, void *ctx);
/* One look at once, with this segment whatever its `update`, and those who listen told.
 * ERR_unknown_resource. */
bool tenant_look_at(struct tenant *t, struct str slug, struct arena *out,
                    struct members_looked *ret, struct err *err);
/* True while the last upkeep failed (full disk …); says why. */
bool tenant_ailing(struct tenant *t, struct err *ret);

/* ---- notices ---- */

struct tenant_change {
  uint64_t lsn, revision;
};
/* Must be quick and must not subscribe or unsubscribe.  Returning false ends the subscription. */
typedef bool tenant_notice_fn(void *ctx, const struct tenant_change *now);
/* fn is called from a thread of the tenants when LSN or revision moved since its last call (since
 * subscribing), at most every TENANT_PULSE_MS.  *ret_id is never 0. */
bool tenant_subscribe(struct tenant *t, tenant_notice_fn *fn, void *ctx, uint64_t *ret_id,
                      struct err *err);
/* When this returns fn is not running and will not be called.  An id that ended is fine. */
void tenant_unsubscribe(struct tenant *t, uint64_t id);

/* ---- views ---- */

/* The newest view, or one that lacks no row acknowledged VIEW_FRESH_MS before the call (while an
 * import runs every commit makes another moment, and each costs a sort).  Resources and settings
 * are always those of now. */
bool tenant_view(struct tenant *t, struct view **ret, struct err *err);
/* One that holds at least rows below `lsn` and resources of `revision`: what somebody saw after
 * their own change.  With tenant_lsn and tenant_revision: of now.  More than there is gives the
 * newest. */
bool tenant_view_at_least(struct tenant *t, uint64_t lsn, uint64_t revision, struct view **ret,
                          struct err *err);
/* Keeps this moment for those who go on turning its pages: for VIEW_KEPT_MS since it was last kept
 * or asked for, unless VIEWS_KEPT_MAX others were wanted since. */
void view_keep(struct view *v);
/* The moment of that LSN and revision again: the newest one or a kept one; ERR_page_expired. */
bool tenant_view_again(struct tenant *t, uint64_t lsn, uint64_t revision, struct view **ret,
                       struct err *err);
struct view *view_ref(struct view *v);
void view_release(struct view *v); /* NULL is fine */

struct tenant *view_tenant(const struct view *v); /* not a new reference */
const struct snapshot *view_snapshot(const struct view *v);
uint64_t view_lsn(const struct view *v);
uint64_t view_revision(const struct view *v);
const struct tz *view_tz(const struct view *v);
struct str view_currency(const struct view *v);
/* For lang_compile and names_env_classification.  Trees compiled with it live no longer than v. */
struct names_env *view_names(const struct view *v);
/* For classification_run and expressions_run; *limits must live as long as the result is used. */
struct classification_env view_env(const struct view *v, const struct query_limits *limits);

/* ---- answers ---- */

/* Appends the answer; false with *err.  Runs on the thread that asked first. */
typedef bool answer_fn(void *ctx, struct buf *out, struct err *err);

/* The answer to `key` at the moment of v: kept, being computed by another thread (then waits for
 * it), or computed now.  `key` is everything else that the bytes depend on: route, canonical
 * parameters, as-of, language; LSN and revision of v are added here.  *cancel (NULL: never) ends
 * the waiting with ERR_canceled; compute has to look at it itself.  When the one who computes
 * fails, those who wait get the same error, except that a cancelled or timed-out one is not theirs:
 * the next of them computes.  Errors are not kept. */
bool tenant_cached(struct view *v, struct str key, const bool *cancel, answer_fn *compute,
                   void *ctx, struct answer **ret, struct err *err);
struct str answer_bytes(const struct answer *a);
struct answer *answer_ref(struct answer *a);
void answer_release(struct answer *a); /* NULL is fine; may outlive view and tenant */

struct answer_stats {
  uint64_t hits, misses, waits; /* waits: answers that another thread was computing */
  uint64_t dropped;             /* for want of room */
  size_t bytes;                 /* now */
  uint32_t entries;             /* now */
};
void tenant_answer_stats(struct tenant *t, struct answer_stats *ret);

#endif
