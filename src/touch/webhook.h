/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Webhooks: events of the log, posted to addresses of the brand's own systems.
 *
 *   log ─▶ the next event that is wanted ─▶ POST, signed ─▶ 2xx ─▶ one work: place behind it, noted
 *                          ▲                     └─ else ─▶ one work: when to try again
 *                          └───────── until it went well, or is dead ─────────┘
 *
 * Each webhook has a thread, a place in the log, and sends one event at a time: in order, each at
 * least once, with the same webhook-id however often.  The place moves in the transaction that
 * notes the outcome, so a crash repeats one delivery at most and loses none.  What failed for
 * WEBHOOK_DAYS or `tries` times is dead: kept in a list, from where it can be sent again.  After a
 * dead one the breaker is open: the next one is tried from time to time and never given up, until
 * something goes well.
 *
 * Signed as the Standard Webhooks say: webhook-id, webhook-timestamp, webhook-signature
 * (v1, HMAC-SHA256 of id.timestamp.body). */
#ifndef SHOAL_TOUCH_WEBHOOK_H
#define SHOAL_TOUCH_WEBHOOK_H

#include "resource/webhook.h"
#include "touch/touch.h"

#define WEBHOOKS_MAX       20   /* active in a workspace; more send nothing, and say so */
#define WEBHOOK_SECONDS    15   /* for one try; 5 of them to connect */
#define WEBHOOK_RETRY_MS   5000 /* before the second try (setting); × 4 each time … */
#define WEBHOOK_RETRY_MAX  4320 /* … up to so many times as much: 6 hours */
#define WEBHOOK_PROBE      720  /* times the first wait between tries while the breaker is open */
#define WEBHOOK_DAYS       3
#define WEBHOOK_ANSWER_MAX 300  /* bytes kept of an answer */
#define WEBHOOK_KEPT       1000 /* delivered ones kept in the list */
#define WEBHOOK_OLD_HOURS  24   /* an old secret signs so long beside the new one, unless asked */
#define WEBHOOK_OLD_MAX    720

enum webhook_status {
  WEBHOOK_OFF,     /* active: no */
  WEBHOOK_SECRET,  /* waits for a secret, or for a new one since it goes to another host */
  WEBHOOK_FINE,    /* nothing failed last time */
  WEBHOOK_TRYING,  /* an event is tried again */
  WEBHOOK_BROKEN,  /* the breaker is open */
  WEBHOOK_CROWDED, /* there are more than WEBHOOKS_MAX */
  WEBHOOK_STATUSES
};
extern const char *const webhook_status_names[WEBHOOK_STATUSES];

struct webhook_state {
  struct str slug, title_en, title_zh, url;
  enum webhook_status status;
  uint64_t lag; /* rows between its place and the end of the log */
  uint32_t tries;
  int64_t next_ms, sent, sent_ms, dead; /* dead: in the list */
  int http;                             /* of the last failure; 0 = no answer */
  struct str answer;                    /* empty: it never failed */
  int64_t secret_ms, old_secret_ms;     /* made; until when the one before still signs; 0 = none */
};
/* All that are not archived, by slug; in `out`. */
bool webhook_list(struct touch *t, struct arena *out, struct webhook_state **ret, uint32_t *ret_n,
                  struct err *err);

/* A new secret ("whsec_…"), shown this once; the one before signs beside it for old_hours.
 * ERR_unknown_resource. */
bool webhook_secret_new(struct touch *t, struct str slug, uint32_t old_hours, struct arena *out,
                        struct str *ret, struct err *err);
/* Tries now what waits. */
bool webhook_resume(struct touch *t, struct str slug, struct err *err);

struct webhook_answer {
  int status;      /* of HTTP; 0 = none */
  struct str text; /* the beginning of the answer, or why there is none */
  int64_t ms;
};
/* Posts an event `webhook_test` now, beside what waits.  ERR_webhook_secret. */
bool webhook_test(struct touch *t, struct str slug, struct arena *out, struct webhook_answer *ret,
                  struct err *err);

enum webhook_delivered { WEBHOOK_SENT = 1, WEBHOOK_DEAD = 2, WEBHOOK_AGAIN = 3 };
struct webhook_delivery {
  int64_t n, at_ms;
  uint64_t lsn;
  enum webhook_delivered state;
  uint32_t tries;
  int http;
  struct str event, answer;
};
/* Newest first, below n `before` (0: from the newest); state 0: any. */
bool webhook_deliveries(struct touch *t, struct str slug, int state, int64_t before, uint32_t limit,
                        struct arena *out, struct webhook_delivery **ret, uint32_t *ret_n,
                        struct err *err);
/* Dead ones are to be sent again: one, or all (n = 0); one try each, before what is new.  *ret:
 * how many.  ERR_webhook_delivery. */
bool webhook_replay(struct touch *t, struct str slug, int64_t n, int64_t *ret, struct err *err);

/* Documents may have changed; cheap when none did. */
bool webhook_adopt(struct touch *t, struct err *err);

#endif
