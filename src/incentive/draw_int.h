/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private: draws.
 *
 *   draw_chance.c   numbers, commitment, chain                             pure
 *   draw_verify.c   an audit list, checked                                 pure
 *   draw_set.c      the documents, read once per revision
 *   draw_may.c      whether an audience holds of somebody                  before a work
 *   draw_row.c      rows in SQL
 *   draw_ticket.c   turns that somebody was given                          SQL
 *   draw_ask.c      a turn, from who asks to the writer and back
 *   draw_turn.c     its work
 *   draw.c          other works: opening, revealing, handing over
 *   draw_view.c     what is so */
#ifndef SHOAL_INCENTIVE_DRAW_INT_H
#define SHOAL_INCENTIVE_DRAW_INT_H

#include "incentive/draw.h"
#include "incentive/incentive_int.h"
#include "loyalty/doc_set.h"
#include "loyalty/gift.h"
#include "loyalty/holder.h"
#include "loyalty/ledger.h"
#include "loyalty/work.h"

#define GIFT_OF_DRAW "draw" /* origin; its row is the turn */

/* ---- documents ---- */

struct draw_doc {
  struct draw d;
  uint32_t version;
  int64_t price;  /* smallest units */
  int64_t budget; /* ten-thousandths */
  int64_t *cost;  /* of prizes; ten-thousandths */
  char odds[DRAW_HASH_TEXT];
};
struct draw_set {
  struct doc_set docs;
  struct draw_doc *p; /* archived ones are not among them */
  uint32_t n;
};
struct draws {
  uint32_t rows, turns; /* tables, for loyalty_number */
  struct doc_sets docs;
  /* Of who calls incentive_tick: revisions whose draws are all open, and which of them ends next.
   */
  uint64_t opened, looked;
  int64_t due_ms;
};
/* Those of now; to be released. */
bool draw_set_get(struct incentive *i, struct draw_set **ret, struct err *err);
void draw_set_release(struct draw_set *s); /* NULL is fine */
/* ERR_draw_closed, ERR_unknown_resource. */
bool draw_set_find(struct incentive *i, const struct draw_set *s, struct str slug,
                   const struct draw_doc **ret, struct err *err);
struct dec draw_money(int64_t ten_thousandths);

/* ---- a turn ---- */

struct draw_asking {
  struct errand errand; /* first */
  struct incentive *i;
  struct draw_ask ask;
  struct draw_set *set;
  const struct draw_doc *doc; /* in it */
  bool may;
  struct arena *out, mem; /* mem: of one run */
  struct draw_done done;  /* texts in mem */
};
bool draw_turn_run(struct writer_work *w, struct state *s, struct err *err);

/* ---- who ---- */

/* Whether an expression holds of the person of the subject, as of now.  Not inside a work. */
bool incentive_holds(struct incentive *i, struct str text, uint32_t subject, bool *ret,
                     struct err *err);

/* ---- rows ---- */

struct draw_row {
  int64_t n, turns, cost, revealed_ms;
  uint8_t seed[32], salt[32];
  char commitment[DRAW_HASH_TEXT], head[DRAW_HASH_TEXT];
};
bool draw_row_get(struct state *s, struct str slug, struct draw_row *ret, bool *ret_found,
                  struct err *err);
/* Inside a work: the same, made if there is none. */
bool draw_row_take(struct incentive *i, struct state *s, struct str slug, struct draw_row *ret,
                   struct err *err);
bool draw_row_save(struct state *s, const struct draw_row *r, struct err *err);
void draw_pseudonym(const struct draw_row *r, uint32_t holder, char ret[DRAW_WHO_TEXT]);

struct draw_used {
  int64_t today, in_all, free_today, free_all;
};
bool draw_used(struct state *s, int64_t draw, const uint32_t *holders, uint32_t n, int64_t day,
               struct draw_used *ret, struct err *err);
bool draw_given(struct state *s, int64_t draw, struct str prize, int64_t *ret, struct err *err);
bool draw_won(struct state *s, int64_t draw, struct str prize, const uint32_t *holders, uint32_t n,
              int64_t *ret, struct err *err);
bool draw_count(struct state *s, const struct draw_row *r, const struct draw_turn *t,
                uint32_t holder, int64_t day, int64_t cost, struct err *err);

/* Columns of turns, for reading with draw_turn_read; `t` names the table, joined to holder h and
 * draw_handed x. */
#define DRAW_TURN_SELECT                                                                           \
  "SELECT t.n, t.seq, t.at_ms, t.version, t.number, t.pseudonym, t.nonce, t.drawn, t.prize, "      \
  "t.why, t.chain, t.free, t.currency, t.points, h.subject, coalesce(x.at_ms, 0), "                \
  "coalesce(x.note, ''), t.hash, t.balance, t.draw, t.ticket FROM draw_turn t JOIN holder h ON "   \
  "h.n = t.holder LEFT JOIN draw_handed x ON x.turn = t.n "
void draw_turn_read(struct state_stmt *q, struct arena *out, struct draw_turn *ret);

/* ---- turns given ---- */

/* What is left to the holders of a person; *ret_of: the holder whose next one is used, 0: none is
 * left. */
bool draw_tickets(struct state *s, int64_t draw, const uint32_t *holders, uint32_t n,
                  int64_t *ret_left, uint32_t *ret_of, struct err *err);
bool draw_ticket_use(struct state *s, int64_t draw, uint32_t holder, struct err *err);
bool draw_tickets_sum(struct state *s, int64_t draw, int64_t *ret_given, int64_t *ret_used,
                      struct err *err);
void draw_tickets_attach(struct incentive *i);

#endif
