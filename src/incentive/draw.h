/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prize draws: seeded, published, verifiable by anybody (docs/DRAWS.md).
 *
 *   commitment = SHA-256(seed)                                         published before the first
 *   digest     = HMAC-SHA-256(seed, "slug:seq:nonce:round")            turn seq = 1, 2, …
 *   number     = the first of the digest's four 64-bit words (big-endian) below the largest
 *                multiple of 10^9, modulo 10^9; when none is, the next round (from 0)
 *   odds       = SHA-256 of the version's prizes, a line "slug:chance:stock:falls_to" each
 *   chain      = SHA-256(chain of the turn before | odds | the turn)       0: the commitment
 *
 * A turn is free by the document, or one of those that somebody was given (a reward {draw, turns}),
 * or paid, in this order.
 *
 * The number decides by the odds of the document's version of that moment (resource/draw.h).  The
 * seed is revealed when the draw is over; then nobody can turn any more.  A turn (price, stock,
 * limits, budget, row, gift, event) is one work: all of it or nothing.
 *
 * Threads: as loyalty.h; what is called pure by any.
 */
#ifndef SHOAL_INCENTIVE_DRAW_H
#define SHOAL_INCENTIVE_DRAW_H

#include "incentive/incentive.h"
#include "resource/draw.h"

#define DRAW_KEY_MAX   200 /* bytes of key and actor: ERR_bad_field */
#define DRAW_NONCE_MAX 64  /* letters, digits, - and _: ERR_bad_field */
#define DRAW_NOTE_MAX  500
#define DRAW_HASH_TEXT 65 /* 32 bytes in hex, and a NUL */
#define DRAW_WHO_TEXT  17 /* pseudonym: 8 bytes in hex, and a NUL */
#define DRAW_PAGE_MAX  1000

/* Why a prize was given other than the one drawn; numbers are stored. */
enum draw_why { DRAW_AS_DRAWN, DRAW_NO_STOCK, DRAW_NO_BUDGET, DRAW_ENOUGH, DRAW_WHYS };
extern const char *const draw_why_names[DRAW_WHYS]; /* "", stock, budget, person */

/* ---- chance: pure ---- */

/* The number of turn `seq` (≥ 1), below DRAW_WHOLE. */
int64_t draw_number(const uint8_t seed[32], struct str slug, int64_t seq, struct str nonce);
void draw_commitment(const uint8_t seed[32], char ret[DRAW_HASH_TEXT]);

struct draw_turn { /* one turn, as it stands in the audit list */
  int64_t n, seq, at_ms, version, number;
  struct str pseudonym, nonce, drawn, prize; /* "": none */
  enum draw_why why;
  struct str chain;
  bool free;           /* by the document */
  uint32_t ticket;     /* one of the turns that this holder was given; 0: free, or paid */
  struct str currency; /* price; smallest units */
  int64_t points;
  uint32_t subject;  /* of whom; SUBJECT_NONE: erased */
  int64_t handed_ms; /* 0: not handed over by hand */
  struct str note;
};
void draw_odds(const struct draw *d, char ret[DRAW_HASH_TEXT]);
/* The chain with the turn behind `before`. */
void draw_chain(const char *before, struct str slug, const char *odds, const struct draw_turn *t,
                char ret[DRAW_HASH_TEXT]);

/* ---- a turn ---- */

struct draw_ask { /* texts are copied */
  struct str draw, actor, key, nonce;
  uint32_t subject;
};
struct draw_done { /* texts live in `out` */
  struct draw_turn turn;
  struct bilingual title; /* of the prize; empty: none */
  int64_t balance;        /* of the price's currency afterwards; smallest units */
  bool again;             /* the answer to an earlier, same request */
};
/* ERR_unknown_resource, ERR_draw_closed, ERR_draw_early, ERR_draw_over, ERR_draw_audience,
 * ERR_draw_limit_day, ERR_draw_limit, ERR_draw_no_free, ERR_ledger_balance …,
 * ERR_idempotency_conflict, ERR_bad_field. */
bool draw_do(struct incentive *i, const struct draw_ask *a, struct arena *out,
             struct draw_done *ret, struct err *err);

/* The same without waiting.  `done` is called once, on the writer's thread or (refused at once) the
 * caller's; afterwards draw_asking_end says the outcome and gives it back, on another thread. `out`
 * holds what was asked and its answer; the texts of `a` are kept until then.  What was made is run.
 */
struct draw_asking;
bool draw_asking_new(struct incentive *i, const struct draw_ask *a, struct arena *out,
                     struct draw_asking **ret, struct err *err);
void draw_asking_run(struct draw_asking *x, void (*done)(void *ctx), void *ctx);
bool draw_asking_end(struct draw_asking *x, struct draw_done *ret, struct err *err);

/* A prize that is a thing was handed over: once; the same again changes nothing.  ERR_draw_no_win.
 */
bool draw_hand(struct incentive *i, struct str draw, int64_t seq, struct str actor, struct str note,
               bool *ret_changed, struct err *err);

/* ---- what is so; not inside a work ---- */

struct draw_prize_state {
  int64_t given, left; /* of all versions; left -1: no limit */
  int64_t drawn;       /* came out in this version */
};
struct draw_day {
  int32_t day;
  struct str currency;
  int64_t turns, wins, points;
  struct dec cost;
};
struct draw_state {
  struct draw d;
  uint32_t version;
  bool active;
  bool open;                         /* it has a seed; else commitment and head are "" */
  struct str commitment, head, seed; /* seed "": not revealed */
  int64_t revealed_ms;
  int64_t turns;         /* of all versions */
  int64_t turns_version; /* of this one */
  int64_t people, wins;
  int64_t tickets_given, tickets_used;
  int64_t waiting; /* things that nobody has handed over yet */
  struct dec cost;
  struct draw_prize_state *prizes; /* as d.prizes */
  struct draw_day *days;           /* by day, oldest first; the newest 400 rows */
  uint32_t n_days;
};
/* version 0: of now. */
bool draw_get(struct incentive *i, struct str slug, uint32_t version, struct arena *out,
              struct draw_state *ret, struct err *err);

/* Turns by seq, above `after`, at most `limit` (≤ DRAW_PAGE_MAX). */
bool draw_turns(struct incentive *i, struct str slug, int64_t after, uint32_t limit,
                struct arena *out, struct draw_turn **ret, uint32_t *ret_n, struct err *err);
/* Wins, newest first, below `before` (0: from the newest); things only: those to hand over. */
bool draw_wins(struct incentive *i, struct str slug, bool things, int64_t before, uint32_t limit,
               struct arena *out, struct draw_turn **ret, uint32_t *ret_n, struct err *err);

struct draw_mine {
  bool may;              /* as far as time, audience and share go */
  int64_t today, in_all; /* turns */
  int64_t free_left;     /* by the document, now; -1: no limit */
  int64_t tickets_left;  /* given and not used */
  int64_t turns_left;    /* now, by limits; -1: no limit */
  struct draw_turn *turns;
  uint32_t n_turns; /* newest first */
};
bool draw_mine(struct incentive *i, struct str slug, uint32_t subject, uint32_t limit,
               struct arena *out, struct draw_mine *ret, struct err *err);

/* ---- verifying: pure ---- */

/* Reads an audit list line by line (its first line is the head) and checks everything that can be:
 * the commitment, every number, every prize by its version's odds and stock, the chain.  *ret_bad:
 * turns that are not as they should be; `bad` is told each.  ERR_draw_file. */
struct draw_verify;
struct draw_verify *draw_verify_new(void (*bad)(void *ctx, const char *what), void *ctx);
void draw_verify_free(struct draw_verify *v);
bool draw_verify_line(struct draw_verify *v, struct str line, struct err *err);
struct draw_verdict {
  int64_t turns, bad;
  bool revealed; /* else numbers could not be checked */
  bool complete; /* all turns of the head are there, and the chain ends in its hash */
};
void draw_verify_end(struct draw_verify *v, struct draw_verdict *ret);
/* The lines, as `audit` gives them; without a line feed. */
struct jw;
void draw_head_line(const struct draw_state *s, const struct draw *versions,
                    const uint32_t *numbers, uint32_t n, struct jw *w);
void draw_turn_line(const struct draw_turn *t, struct jw *w);
/* Every version that somebody turned in; in `out`. */
bool draw_versions(struct incentive *i, struct str slug, struct arena *out, struct draw **ret,
                   uint32_t **ret_numbers, uint32_t *ret_n, struct err *err);

#endif
