/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The life of coupons; what kinds of them there are: resource/coupon.h.
 *
 *              ┌───────────── released, or the reservation is over ─────────────┐
 *              ▼                                                                │
 *   pool ─▶ issued ──────────────────── reserved for an order ──────────────────┤
 *  (code)    │ ▲ │                                                              ▼
 *            │ │ └───────────────────────────────────────────────────────▶  redeemed
 *            │ └───────────────── reversed: the order was refunded ─────────────┘
 *            └─▶ expired             issued, reserved ─▶ revoked
 *
 * A coupon stands on the holder of the subject that got it (loyalty/holder.h); limits of a person
 * count over all holders of the person.  Budgets and limits are those of the newest version of the
 * kind, what the coupon is worth is said by the version it was issued with.
 *
 * Every change is asked for with a key of who asks: the same request with the same key gives the
 * first answer again, for ever; another request with it is ERR_idempotency_conflict.
 *
 * Amounts are in the smallest unit of the workspace's currency.  Threads: any. */
#ifndef SHOAL_LOYALTY_COUPON_H
#define SHOAL_LOYALTY_COUPON_H

#include "base/json.h"
#include "base/tz.h"
#include "loyalty/loyalty.h"
#include "resource/coupon.h"

#define COUPON_HOLD_MS        (15 * MS_MINUTE) /* a reservation, unless asked otherwise … */
#define COUPON_HOLD_MAX_MS    (7 * MS_DAY)     /* … and at most */
#define COUPON_GIVE_MAX       100              /* coupons of one request */
#define COUPON_USES_MAX       50               /* likewise, of one order */
#define COUPON_KEY_MAX        200              /* bytes of a key */
#define COUPON_ORDER_MAX      255              /* bytes of an order's number */
#define COUPON_SOURCE_MAX     64               /* bytes */
#define COUPON_GUESSES_PERSON 10               /* wrong codes of a person in COUPON_GUESS_MS … */
#define COUPON_GUESSES_ACTOR  1000             /* … and of a key or user: ERR_coupon_guessing */
#define COUPON_GUESS_MS       (15 * MS_MINUTE)
#define COUPON_SWEEP_ROWS     500   /* settled by one work of the sweep … */
#define COUPON_SWEEP_WORKS    20    /* … and so many works by one tick */
#define COUPON_LIST_MAX       500   /* of one page */
#define COUPON_LOOKED_MAX     20000 /* rows looked at for one page */
#define COUPON_CODE_TEXT_MAX  64    /* bytes of a code as somebody types it */

enum coupon_op {
  COUPON_OP_ISSUE,   /* kind, subject, count; source */
  COUPON_OP_CLAIM,   /* kind, subject; source.  Of kinds with `claim: open` */
  COUPON_OP_CODE,    /* code, subject; source.  Takes a code of a pool */
  COUPON_OP_RESERVE, /* uses, points, order; subject, order_total, hold_ms */
  COUPON_OP_REDEEM,  /* uses, points, order, order_total; subject.  No uses: all that are reserved
                        for it; points that are reserved for it in any case */
  COUPON_OP_RELEASE, /* uses, or order: all that are reserved for it, points too */
  COUPON_OP_REVERSE, /* uses, or order: all that it redeemed, points too */
  COUPON_OP_REVOKE,  /* uses */
  COUPON_OP_RETURN   /* order, back: points of lines that were returned (loyalty/checkout.h) */
};

struct coupon_use {
  struct str coupon; /* id or code */
  int64_t discount;  /* RESERVE, REDEEM: ≥ 0 */
};

struct promo_ask;
struct checkout_ask;
struct checkout_back;
struct coupon_request {
  enum coupon_op op;
  struct str actor, key;
  struct str kind, code, order, source;
  uint32_t subject; /* whose; SUBJECT_NONE where nobody is named */
  uint32_t count;
  const struct coupon_use *uses;
  uint32_t n_uses;
  int64_t order_total, hold_ms; /* hold_ms 0: COUPON_HOLD_MS */
  /* RESERVE, REDEEM: promotional prices of the order (loyalty/promo.h), with a subject; REVERSE:
   * only these units are returned, and nothing else. */
  const struct promo_ask *prices;
  uint32_t n_prices;
  const struct checkout_ask *points; /* NULL: none; with a subject */
  const struct checkout_back *back;
  uint32_t n_back;
};

struct coupon_answer {
  struct str json; /* {"coupons": […]}: each as it stood after the change (coupon_put); with
                      "points" (checkout_put) when the order uses some */
  bool replayed;   /* it is the first answer to the key */
};

/* Everything of one request or nothing; *ret is in `out`.  Refusals are errors of the section
 * `loyalty: coupons` of errors.def, ERR_unknown_resource (kind), ERR_idempotency_conflict,
 * ERR_bad_field. */
bool coupon_do(struct loyalty *l, const struct coupon_request *q, struct arena *out,
               struct coupon_answer *ret, struct err *err);

/* The same without waiting.  `done` is called once, on the writer's thread or (refused at once) the
 * caller's; afterwards coupon_task_end says the outcome and gives the task back, on another thread.
 * `out` holds the task and what it answers; what `q` points to is kept until then.  A task that was
 * made is run. */
struct coupon_task;
bool coupon_task_new(struct loyalty *l, const struct coupon_request *q, struct arena *out,
                     struct coupon_task **ret, struct err *err);
void coupon_task_run(struct coupon_task *t, void (*done)(void *ctx), void *ctx);
void coupon_task_wait(struct coupon_task *t); /* instead of coupon_task_run; then coupon_task_end */
bool coupon_task_end(struct coupon_task *t, struct coupon_answer *ret, struct err *err);

/* ---- reading: what is committed; an end that has come is seen before the sweep has ---- */

enum coupon_status {
  COUPON_IS_ISSUED,
  COUPON_IS_RESERVED,
  COUPON_IS_REDEEMED,
  COUPON_IS_EXPIRED,
  COUPON_IS_REVOKED
};
extern const char *const coupon_status_names[]; /* by enum coupon_status */

struct coupon {
  int64_t n; /* grows with every coupon */
  struct str id, kind, code;
  uint32_t version;
  uint32_t holder, subject; /* 0, SUBJECT_NONE: nobody has it */
  enum coupon_status status;
  int64_t from_ms, until_ms;                       /* until exclusive */
  int64_t issued_ms, claimed_ms, used_ms, held_ms; /* INT64_MIN: not */
  struct str source, order;                        /* order empty: none */
  int64_t discount, order_total;
};
/* One JSON object, or the fields of one; decimals: of the workspace's currency. */
void coupon_put(struct jw *w, const struct coupon *c, unsigned decimals);
void coupon_put_fields(struct jw *w, const struct coupon *c, unsigned decimals);

/* By id or code; ERR_unknown_coupon, ERR_coupon_code_mistyped. */
bool coupon_find(struct loyalty *l, struct str id_or_code, struct arena *out, struct coupon *ret,
                 struct err *err);

enum coupon_whose { COUPON_ANYBODYS, COUPON_SOMEBODYS, COUPON_NOBODYS /* a code of a pool */ };
struct coupon_filter {
  bool of_person, of_kind;
  enum coupon_whose whose;
  uint32_t subject;
  struct str kind;
  int status;     /* enum coupon_status, or −1 */
  int64_t before; /* only n below; 0: from the newest */
  uint32_t limit; /* 1 … COUPON_LIST_MAX */
};
/* Newest first, of a person (all its holders) or of a kind.  *ret_next is `before` of the next
 * page, 0 after the last; a page may have fewer than `limit`, even none, and not be the last. */
bool coupon_list_of(struct loyalty *l, const struct coupon_filter *f, struct arena *out,
                    struct coupon **ret, uint32_t *ret_n, int64_t *ret_next, struct err *err);

struct coupon_counts {
  int64_t pool, issued, claimed, reserved, redeemed, expired, revoked;
  int64_t reserved_amount, redeemed_amount;
};
/* Zeros for a kind of which nothing was ever made. */
void coupon_counts_of(struct loyalty *l, struct str kind, struct coupon_counts *ret);

/* A kind at a version (0: the newest; also an archived one), kept in memory; coupon_doc_free gives
 * it back. ERR_unknown_resource, ERR_unknown_version. */
struct coupon_doc {
  struct coupon_kind kind;
  uint32_t version;
  bool active;
};
bool coupon_doc_of(struct loyalty *l, struct str slug, uint32_t version,
                   const struct coupon_doc **ret, struct err *err);
void coupon_doc_free(struct loyalty *l, const struct coupon_doc *d); /* NULL is fine */

/* Whether n more of the kind may be issued, by what is committed; ERR_coupon_sold_out. */
bool coupon_some_left(struct loyalty *l, const struct coupon_doc *d, uint32_t n, struct err *err);

/* ---- codes ----
 *
 * Crockford's base32: digits and letters without I, L, O, U.  Case, blanks and hyphens do not
 * count, O is 0, I and L are 1.  The last character checks all others, the prefix among them: a sum
 * over GF(32) in which any 31 places in a row have weights of their own, so that any one wrong
 * character and any two neighbours that changed places are found (of codes up to 31 characters: any
 * two). */

/* prefix and `length` characters, the check among them; unguessable.  NUL-terminated. */
void coupon_code_new(struct str prefix, uint32_t length, char out[COUPON_CODE_TEXT_MAX + 1]);
/* How codes are compared; false: no code at all (empty, too long, other characters). */
bool coupon_code_key(struct str typed, char out[COUPON_CODE_TEXT_MAX + 1]);
/* Whether the last character of a key fits the others. */
bool coupon_code_sound(struct str key);

/* ---- many at once ---- */

#define COUPON_BATCH_STEP 200      /* targets settled in one transaction */
#define COUPON_POOL_MAX   10000000 /* codes of one pool */
#define COUPON_CODES_THIN 1024     /* a code is at most one of so many that might be */

enum coupon_batch_what { COUPON_TO_SEGMENT, COUPON_TO_POOL, COUPON_FROM_FILE };
extern const char *const coupon_batch_whats[]; /* by enum coupon_batch_what */
struct coupon_batch {
  int64_t n;
  struct str id, kind, exported_by;
  enum coupon_batch_what what;
  int64_t started_ms, exported_ms; /* INT64_MIN: not */
  int64_t targets, done, issued, held_out, refused;
};
/* Begins it, or finds it as it stands: `id` is the same after a crash.  `list` is a hash of the
 * list of targets (0: there is none); with another list it begins again at the first target, and
 * those who have got their coupon of this batch are passed over. */
bool coupon_batch_begin(struct loyalty *l, struct str id, struct str kind,
                        enum coupon_batch_what what, int64_t targets, uint64_t list,
                        struct arena *out, struct coupon_batch *ret, struct err *err);
/* Settles targets done … done + n (n ≤ COUPON_BATCH_STEP) and moves *b on, together or not at all.
 * Each of `subjects` gets one coupon, unless it is held out, or a limit refuses it; a person whose
 * subjects are among the targets more than once gets one. */
bool coupon_batch_people(struct loyalty *l, struct coupon_batch *b, const uint32_t *subjects,
                         uint32_t n, struct err *err);
/* n new codes; or those of `codes` (NULL: new ones), of which wrong or known ones are refused. */
bool coupon_batch_codes(struct loyalty *l, struct coupon_batch *b, const struct str *codes,
                        uint32_t n, struct err *err);
/* The codes of a batch above `after`, by n. */
bool coupon_batch_list(struct loyalty *l, int64_t batch, int64_t after, uint32_t limit,
                       struct arena *out, struct coupon **ret, uint32_t *ret_n, struct err *err);
/* Codes of a pool are given out once, by whoever says so first: ERR_coupon_pool_exported,
 * ERR_unknown_coupon_pool. */
bool coupon_batch_exported(struct loyalty *l, struct str id, struct str by, struct err *err);
bool coupon_batch_get(struct loyalty *l, struct str id, struct arena *out, struct coupon_batch *ret,
                      struct err *err);
/* Of a kind, newest first; only n below `before` (0: from the newest). */
bool coupon_batches_of(struct loyalty *l, struct str kind, int64_t before, uint32_t limit,
                       struct arena *out, struct coupon_batch **ret, uint32_t *ret_n,
                       struct err *err);
/* Whether somebody is of the share of a kind's targets to whom nothing is issued: the same person
 * in every batch of the kind. */
bool coupon_held_out(const struct coupon_kind *k, uint32_t holder);

#endif
