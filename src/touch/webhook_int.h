/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to webhooks.
 *
 *   webhook.c        those that run
 *   webhook_life.c   one of them: its thread, what it tries, what waits
 *   webhook_ask.c    what is asked from outside
 *   webhook_next.c   the next event of the log, and its body
 *   webhook_filter.c conditions of events
 *   webhook_send.c   posting, signing, whom not to post to
 *   webhook_rows.c   SQL
 */
#ifndef SHOAL_TOUCH_WEBHOOK_INT_H
#define SHOAL_TOUCH_WEBHOOK_INT_H

#include <pthread.h>

#include "base/vec.h"
#include "event/batch.h"
#include "log/log.h"
#include "touch/touch_int.h"
#include "touch/webhook.h"

#define WEBHOOK_SECRET_BYTES 24
#define WEBHOOK_SECRETS_MAX  8 /* that sign at a time: the newest ones */

struct webhook_key {
  uint8_t bytes[WEBHOOK_SECRET_BYTES];
  int64_t made_ms, over_ms; /* over_ms 0: no end */
};
struct webhook_keys {
  struct webhook_key p[WEBHOOK_SECRETS_MAX]; /* newest first */
  uint32_t n;
};

/* ---- webhook_send.c ---- */

struct webhook_client; /* one connection, kept; one thread */
struct webhook_client *webhook_client_new(bool private_networks);
void webhook_client_free(struct webhook_client *c);
/* *stop (may be NULL) ends it early.  *ret in `out`. */
void webhook_post(struct webhook_client *c, struct str url, struct str id, int64_t now_ms,
                  struct str body, const struct webhook_keys *keys, const bool *stop,
                  struct arena *out, struct webhook_answer *ret);
/* Whether an address of the network is of everybody's internet. */
struct sockaddr;
bool webhook_public(const struct sockaddr *a);

/* ---- webhook_filter.c: entries with conditions ---- */

struct node;
struct webhook_filter {
  bool made;
  int64_t made_ms;
  struct arena mem;
  struct snapshot *snap;
  struct names_env *names;
  VEC(const struct node *) on;
};
/* Cheap when it is made, or there is nothing to make. */
bool webhook_filter_make(struct webhook_filter *f, struct workspace *w, const struct webhook_doc *d,
                         struct err *err);
bool webhook_filter_fits(const struct webhook_filter *f, struct workspace *w,
                         const struct ev_batch *b, size_t row, uint64_t lsn, uint32_t subject);
void webhook_filter_release(struct webhook_filter *f); /* one that was not made is fine */

/* ---- webhook_next.c: reading the log, one record decoded at a time ---- */

struct webhook_reader {
  struct workspace *w;
  struct log_iter *it;
  struct ev_batch batch;
  struct webhook_filter filter;
  struct arena mem;
  uint32_t *subjects;
  uint64_t lsn; /* of the record in `batch` */
  bool has;
};
void webhook_reader_init(struct webhook_reader *r, struct workspace *w);
/* Holds nothing of the log any more until it is asked again: erasing rewrites its files. */
void webhook_reader_rest(struct webhook_reader *r);
void webhook_reader_release(struct webhook_reader *r);

struct webhook_event {
  uint64_t lsn;
  struct str name, body, id; /* in `out` */
};
/* The next wanted event at or behind *place, which moves on to it, or to where there is no more. */
bool webhook_next(struct webhook_reader *r, const struct webhook_doc *d, uint64_t *place,
                  struct arena *out, struct webhook_event *ret, bool *ret_found, struct err *err);
/* The event at `lsn` alone; not found when it is not kept any more. */
bool webhook_event_at(struct workspace *w, uint64_t lsn, struct arena *out,
                      struct webhook_event *ret, bool *ret_found, struct err *err);
/* The body of a test. */
struct str webhook_test_body(struct workspace *w, struct arena *out);

/* ---- webhook_rows.c ---- */

struct webhook_row {
  uint64_t place;
  uint32_t tries;
  int64_t began_ms, next_ms, sent, sent_ms;
  bool broken;
  int status;
  struct str answer;
};
/* The row of a slug, made with its place at `place` if there is none. */
bool webhook_row_get(struct touch *t, struct str slug, uint64_t place, struct arena *out,
                     struct webhook_row *ret, struct err *err);
bool webhook_keys_of(struct touch *t, struct str slug, struct str origin, struct webhook_keys *ret,
                     struct err *err);
/* The row as it is now and, if `state` is not 0, what became of an event: one transaction. */
bool webhook_row_put(struct touch *t, struct str slug, const struct webhook_row *row, int state,
                     uint64_t lsn, struct str event, uint32_t tries, const struct webhook_answer *a,
                     struct err *err);
/* The first that is to be sent again. */
bool webhook_again(struct touch *t, struct str slug, struct arena *out,
                   struct webhook_delivery *ret, bool *ret_found, struct err *err);
bool webhook_again_put(struct touch *t, int64_t n, bool sent, const struct webhook_answer *a,
                       struct err *err);

bool webhook_mark_again(struct touch *t, struct str slug, int64_t n, int64_t *ret, struct err *err);
bool webhook_dead_count(struct touch *t, struct str slug, int64_t *ret, struct err *err);
/* The old ones sign for old_ms more; 0: no longer. */
bool webhook_key_put(struct touch *t, struct str slug, struct str origin, int64_t old_ms,
                     struct arena *out, struct str *ret, struct err *err);

/* ---- webhook_life.c ---- */

struct resource;
struct hook;
/* *ret NULL: it is not to run. */
bool hook_begin(struct touch *t, const struct resource *r, struct hook **ret, struct err *err);
void hook_stop(struct hook *h); /* tells its thread to end; hook_end waits for that and frees */
void hook_end(struct hook *h);
void hook_nudge(struct hook *h); /* what waits is tried now */
struct str hook_slug(const struct hook *h);
uint32_t hook_version(const struct hook *h); /* of its document */

/* ---- webhook.c ---- */

bool webhook_doc_read(const struct resource *r, struct arena *out, struct webhook_doc *ret,
                      struct err *err);
/* Those that sign for where it goes to. */
bool webhook_keys_for(struct touch *t, struct str slug, const struct webhook_doc *d,
                      struct webhook_keys *ret, struct err *err);
bool webhook_runs(struct touch *t, struct str slug); /* it has a thread, or nothing here has one */
bool webhook_restart(struct touch *t, struct str slug, struct err *err); /* with other secrets */
void webhook_nudge(struct touch *t, struct str slug); /* what waits is tried now */

bool webhooks_open(struct touch *t, struct err *err); /* sets t->webhooks */
void webhooks_close(struct webhooks *w);              /* ends its threads; NULL is fine */

#endif
