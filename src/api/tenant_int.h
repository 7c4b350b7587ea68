/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What tenant.c, view.c, answers.c and upkeep.c share.
 *
 * Locks: none of these is held while a workspace is called, except `opening` (by those who wait for
 * that very workspace).  Order: notices → tenants; otherwise each is taken alone. */
#ifndef SHOAL_API_TENANT_INT_H
#define SHOAL_API_TENANT_INT_H

#include <pthread.h>
#include <stdatomic.h>

#include "api/tenant.h"
#include "base/vec.h"

#define UPKEEP_LOOK_MS   500   /* how often upkeep looks around */
#define EARN_RETRY_MS    1000  /* after a step that failed */
#define EARN_STEPS       8     /* of one workspace, before the others have their turn */
#define MEMBERS_RETRY_MS 10000 /* after a look that failed */

struct answers;

struct view {
  atomic_uint refs; /* the tenant's own included */
  struct tenant *t;
  struct snapshot *snap;
  struct names_env *names;
  const struct tz *tz;
  struct str currency;
  uint64_t lsn, revision;
  int64_t taken_ns, made_ns; /* monotonic: before its rows were taken, when it was ready */
  int64_t spent_ns;          /* of a processor, on making it */
};

struct subscription {
  uint64_t id;
  tenant_notice_fn *fn;
  void *ctx;
  struct tenant_change told;
};

/* What upkeep remembers of a tenant; its thread's own. */
struct upkeep {
  bool met;
  uint64_t lsn;
  int64_t moved_ns; /* when lsn was seen to move */
  int64_t clean_ns; /* when all was last seen in files */
  int64_t retry_ns; /* not before */
};

struct tenant {
  struct tenants *ts;
  char *slug;
  uint32_t refs; /* given out, of the tenant and of its views; guarded by ts->lock */
  bool open;     /* ws is set for good; guarded by ts->lock */
  pthread_mutex_t opening;
  struct workspace *ws;

  pthread_mutex_t view_lock;
  pthread_cond_t view_made;
  struct view *view; /* the newest; may be NULL */
  bool making;
  int64_t asked_ns; /* when somebody wanted one last; 0 = never */
  int64_t slow_ns;  /* what a view took that was slow to be made, less an eighth for each since */
  struct {
    struct view *v;
    int64_t used_ns;
  } kept[VIEWS_KEPT_MAX]; /* some may be the newest one too; guarded by view_lock */
  uint32_t n_kept;

  pthread_mutex_t notices; /* held while subscribers are called */
  VEC(struct subscription) subs;
  uint64_t last_id;

  struct answers *answers;
  struct collect *collect; /* set with ws */

  struct members *members; /* set with ws; NULL: */
  struct err no_members;
  int64_t members_retry_ns; /* the thread's: not before */

  struct loyalty *loyalty; /* set with ws; NULL: */
  struct err no_loyalty;
  int64_t loyalty_retry_ns;    /* the thread's: not before */
  int64_t ranks_retry_ns;      /* likewise */
  struct incentive *incentive; /* as earn */
  struct earn *earn;           /* set with loyalty; NULL: no_loyalty says why */
  int64_t earn_retry_ns;
  struct touch *touch; /* likewise */
  struct enrol *enrol; /* likewise */
  int64_t enrol_retry_ns;

  pthread_mutex_t health;
  struct err trouble; /* code ERR_none: none */
  struct upkeep upkeep;
};

struct tenants {
  char *dir;
  struct ws_options o;
  struct io *io;
  struct clock *clock;
  pthread_mutex_t creating;
  pthread_mutex_t lock;
  pthread_cond_t released;      /* some tenant's refs fell to 0 */
  VEC(struct tenant *) tenants; /* only grows: as many as there are workspaces */
  bool stopping;
  pthread_cond_t stop; /* by the monotonic clock */
  pthread_t pulse, keeper, looker, ranker, earner, viewer;
  struct touch_options touch;
  tenant_members_fn *on_members;
  void *on_members_ctx;
};

/* tenant.c: the i-th that is open, skipping the others; NULL behind the last.  Not a reference: for
 * threads that tenants_close joins. */
struct tenant *tenants_open_at(struct tenants *ts, size_t *i);

void tenant_tell_members(struct tenant *t, const struct members_looked *k);

/* view.c */
/* Drops the tenant's own hold on its newest view, if `all` or if rows came in since: parts that
 * were merged meanwhile and a sorted copy of fresh rows are worth freeing. */
void view_forget(struct tenant *t, bool all);
/* While somebody asks and rows come in: makes the next view before the newest is too old, so that
 * nobody waits for it.  False: nobody asks. */
bool view_ahead(struct tenant *t);
/* Drops the moments whose pages nobody turns any more (`all`: every one). */
void view_forget_kept(struct tenant *t, bool all);

/* answers.c */
struct answers *answers_new(size_t bytes_max);
void answers_free(struct answers *c); /* nobody computes or waits */
bool answers_get(struct answers *c, struct str key, const bool *cancel, answer_fn *compute,
                 void *ctx, struct answer **ret, struct err *err);
void answers_stats(struct answers *c, struct answer_stats *ret);

/* upkeep.c */
void upkeep_start(struct tenants *ts);
void upkeep_stop(struct tenants *ts); /* joins the threads */
/* One look at a tenant at monotonic `now`. */
void upkeep_look(struct tenant *t, int64_t now);
/* Calls the subscribers to whom something is news. */
void notices_send(struct tenant *t);

/* A condition variable whose timed waits go by the monotonic clock. */
void cond_init_monotonic(pthread_cond_t *c);
/* False when `ms` have passed without a signal (or with one that means nothing: look again). */
bool cond_wait_ms(pthread_cond_t *c, pthread_mutex_t *m, int64_t ms);

#endif
