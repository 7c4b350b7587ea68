/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a workspace does with what clients send: admits it by a write key, makes rows of it, stores
 * them, keeps what it could not take as dead letters, and shows what comes in.
 *
 *   wire_decode ─▶ collect_admit ─▶ collect_take ─▶ answer
 *                  origin, rates     scopes → rows → ws_ingest_from → dead letters → watch
 *
 * True from collect_take means: every message is durable, as rows or as a dead letter; or it came
 * before and is.
 *
 * Threads: one struct collect per open workspace, any number of threads. */
#ifndef SHOAL_COLLECT_COLLECT_H
#define SHOAL_COLLECT_COLLECT_H

#include "collect/dead.h"
#include "collect/key.h"
#include "collect/plan.h"
#include "collect/watch.h"
#include "workspace/workspace.h"

struct collect;
struct collect *collect_open(struct workspace *w); /* opened for writing */
void collect_close(struct collect *c);             /* NULL is fine; nobody is in it */

/* The tracking plans of now, as they were when the workspace's revision was `revision`; takes the
 * plan (NULL: there is none).  Requests on their way keep the one they began with. */
void collect_set_plan(struct collect *c, struct plan *p, uint64_t revision);
uint64_t collect_plan_revision(const struct collect *c); /* UINT64_MAX: never set */

struct collect_from { /* one request */
  struct str path;    /* as sent: replaying a dead letter needs it */
  struct str address; /* the peer's */
  struct str origin;  /* of the page: Origin, or that of Referer; empty = no page */
  struct str user_agent;
  int64_t received; /* ms UTC */
};

struct collect_taken {
  uint32_t taken, rejected; /* messages */
  uint32_t duplicates;      /* rows that were known */
  uint64_t end;             /* answers that have seen this LSN have seen the rows */
};

/* Whether the key lets this request in now, whatever is in it: ERR_collect_origin,
 * ERR_collect_rate, ERR_collect_address_rate; *ret_wait_s is when to come back. */
bool collect_admit(struct collect *c, const struct collect_key *k, const struct collect_from *from,
                   uint32_t *ret_wait_s, struct err *err);
/* Charges the key and the address for the messages, and takes them.  What is not taken is added to
 * b->rejects (in `mem`).  ERR_overloaded, ERR_workspace_stopped, ERR_disk_full …: then nothing is
 * promised, and sending all of it again is right. */
bool collect_take(struct collect *c, const struct collect_key *k, const struct collect_from *from,
                  struct wire_batch *b, struct arena *mem, struct collect_taken *ret,
                  struct err *err);

/* Shows and counts a request that was turned away as a whole: nothing of it is kept. */
void collect_refused(struct collect *c, const struct collect_key *k,
                     const struct collect_from *from, enum wire_protocol p, const struct err *why);

/* A dead letter once more, with another text if `text` is given, as if it came at its time; gone if
 * it is taken.  False with why it is refused again (the letter stays), or that the workspace takes
 * nothing.  key: as what it is admitted (a server key of all scopes admits anything). */
bool collect_replay(struct collect *c, const struct collect_key *key, int64_t id,
                    const struct str *text, struct arena *mem, struct collect_taken *ret,
                    struct err *err);

struct watch *collect_watch(struct collect *c);
uint64_t collect_dropped(const struct collect *c); /* dead letters, for age or room */

/* Since the workspace was opened, by protocol. */
struct collect_counts {
  uint64_t requests, events, rejects, duplicates;
  uint64_t refused; /* requests turned away as a whole: not among `requests` */
};
void collect_counts(const struct collect *c, struct collect_counts ret[WIRE_PROTOCOLS]);

#endif
