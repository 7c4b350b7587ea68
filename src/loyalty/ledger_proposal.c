/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Adjustments that wait for a second person.
 *
 *   waiting ──approve──▶ approved (the adjustment is posted, under the proposal's actor and key)
 *      └──────reject───▶ rejected
 *
 * Rare and by hand, so these are plain statements; the posting is the ledger's like any other. */
#include "loyalty/ledger_post_int.h"
#include "person/person.h"

struct proposing {
  struct writer_work work;
  struct loyalty *l;
  const struct ledger_post *p;
  int64_t n;
  bool again;
};

/* *ret_n 0: there is none under this key.  Whose it is is compared as people are now. */
static bool find_key(const struct proposing *x, struct state *s, int64_t actor, int64_t hash,
                     int64_t *ret_n, struct err *err) {
  const struct people *people = ws_people(loyalty_workspace(x->l));
  const struct ledger_post *p = x->p;
  struct state_stmt *q;
  bool row = false;
  *ret_n = 0;
  if (actor == 0) return true;
  if (!state_query(s,
                   "SELECT p.n, p.hash, h.subject FROM ledger_proposal p JOIN holder h ON h.n = "
                   "p.holder WHERE p.actor = ?1 AND p.key = ?2",
                   &q, err))
    return false;
  state_bind_int(q, 1, actor);
  state_bind_str(q, 2, p->key);
  if (!state_step(q, &row, err)) return false;
  if (!row) return true;
  int64_t n = state_int(q, 0), was = state_int(q, 1), of = state_int(q, 2);
  state_reset(q);
  if (was != hash || of < 0 || person_of(people, (uint32_t)of) != person_of(people, p->subject))
    return err_fail(err, ERR_idempotency_conflict, "%.*s", STRF(p->key));
  *ret_n = n;
  return true;
}

static bool next_number(struct state *s, int64_t *ret, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(s, "SELECT coalesce(max(n), 0) + 1 FROM ledger_proposal", &q, err) ||
      !state_step(q, &row, err))
    return false;
  *ret = state_int(q, 0);
  state_reset(q);
  return true;
}

static bool insert(struct proposing *x, struct state *s, int64_t hash, uint32_t currency,
                   struct err *err) {
  struct state_stmt *q;
  struct book *b = x->l->book;
  const struct ledger_post *p = x->p;
  uint32_t seat;
  int64_t n;
  if (!next_number(s, &n, err) || !holder_take(x->l, p->subject, s, &seat, err) ||
      !state_query(s,
                   "INSERT INTO ledger_proposal (n, status, at_ms, actor, key, hash, holder, "
                   "currency, amount, reason, ref, decided_ms, decider, note, txn) VALUES (?1, 0, "
                   "?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, 0, '', 0)",
                   &q, err))
    return false;
  state_bind_int(q, 1, n);
  state_bind_int(q, 2, clock_wall_ms(ws_clock(loyalty_workspace(x->l))));
  state_bind_int(q, 3, book_actor(b, p->actor, true));
  state_bind_str(q, 4, p->key);
  state_bind_int(q, 5, hash);
  state_bind_int(q, 6, seat);
  state_bind_int(q, 7, currency);
  state_bind_int(q, 8, p->amount);
  state_bind_str(q, 9, p->reason);
  state_bind_str(q, 10, p->ref);
  x->n = n;
  return state_exec(q, err);
}

static bool propose_run(struct writer_work *k, struct state *s, struct err *err) {
  struct proposing *x = (struct proposing *)k;
  struct book *b = x->l->book;
  const struct ledger_post *p = x->p;
  int64_t hash = ledger_hash(p), actor = book_actor(b, p->actor, false);
  uint32_t coin, posted;
  if (!ledger_check_texts(p, err) || !find_key(x, s, actor, hash, &x->n, err)) return false;
  x->again = x->n != 0;
  if (x->again) return true;
  if (!book_key(b, s, actor, p->key, &posted, err)) return false;
  if (posted != BOOK_NONE) return err_fail(err, ERR_idempotency_conflict, "%.*s", STRF(p->key));
  if (!book_coin(b, p->currency, &coin, err)) return false;
  const struct currency *c = &b->coins.p[coin].c;
  return ledger_check_adjust(p, c, err) && ledger_check_open(p, &b->coins.p[coin], err) &&
         insert(x, s, hash, book_currency(b, c, true), err);
}

bool ledger_propose(struct loyalty *l, const struct ledger_post *p, int64_t *ret, bool *ret_again,
                    struct err *err) {
  struct proposing x = {.work = {.run = propose_run}, .l = l, .p = p};
  if (!loyalty_do(l, &x.work, err)) return false;
  *ret = x.n;
  *ret_again = x.again;
  return true;
}

/* ---- deciding ---- */

#define PROPOSAL                                                                                   \
  "SELECT p.n, p.status, p.at_ms, p.amount, p.decided_ms, p.txn, h.subject, p.key, p.reason, "     \
  "p.ref, p.note, a.name, d.name, c.slug, c.decimals FROM ledger_proposal p JOIN holder h ON h.n " \
  "= p.holder JOIN ledger_actor a ON a.n = p.actor JOIN ledger_currency c ON c.n = p.currency "    \
  "LEFT JOIN ledger_actor d ON d.n = p.decider WHERE h.subject >= 0 AND "

static void take(struct state_stmt *q, struct arena *out, struct ledger_proposal *ret) {
  *ret = (struct ledger_proposal){.n = state_int(q, 0),
                                  .status = (enum ledger_decision)state_int(q, 1),
                                  .at_ms = state_int(q, 2),
                                  .amount = state_int(q, 3),
                                  .decided_ms = state_int(q, 4),
                                  .txn = state_int(q, 5),
                                  .subject = holder_subject_at(q, 6),
                                  .key = arena_str(out, state_str(q, 7)),
                                  .reason = arena_str(out, state_str(q, 8)),
                                  .ref = arena_str(out, state_str(q, 9)),
                                  .note = arena_str(out, state_str(q, 10)),
                                  .actor = arena_str(out, state_str(q, 11)),
                                  .decider = arena_str(out, state_str(q, 12)),
                                  .currency = arena_str(out, state_str(q, 13)),
                                  .decimals = (uint8_t)state_int(q, 14)};
}

struct deciding {
  struct writer_work work;
  struct loyalty *l;
  int64_t n;
  enum ledger_decision how;
  struct str decider, note;
  struct ledger_posted posted;
};

static bool waiting(struct deciding *x, struct state *s, struct arena *tmp,
                    struct ledger_proposal *ret, struct err *err) {
  struct state_stmt *q;
  bool row = false;
  if (!state_query(s, PROPOSAL "p.n = ?1", &q, err)) return false;
  state_bind_int(q, 1, x->n);
  if (!state_step(q, &row, err)) return false;
  if (!row) return err_fail(err, ERR_unknown_proposal, "%lld", (long long)x->n);
  take(q, tmp, ret);
  state_reset(q);
  if (ret->status != LEDGER_WAITING)
    return err_fail(err, ERR_proposal_over, "%lld", (long long)x->n);
  return true;
}

static bool note_decision(struct deciding *x, struct state *s, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "UPDATE ledger_proposal SET status = ?2, decided_ms = ?3, decider = ?4, note = "
                   "?5, txn = ?6 WHERE n = ?1",
                   &q, err))
    return false;
  state_bind_int(q, 1, x->n);
  state_bind_int(q, 2, x->how);
  state_bind_int(q, 3, clock_wall_ms(ws_clock(loyalty_workspace(x->l))));
  state_bind_int(q, 4, book_actor(x->l->book, x->decider, true));
  state_bind_str(q, 5, x->note);
  state_bind_int(q, 6, x->posted.txn);
  return state_exec(q, err);
}

static bool decide(struct deciding *x, struct state *s, const struct ledger_proposal *p,
                   struct err *err) {
  x->posted = (struct ledger_posted){0};
  if (x->how == LEDGER_APPROVED) {
    if (str_eq(p->actor, x->decider)) return err_fail(err, ERR_proposal_own, NULL);
    const struct ledger_post post = {.op = LEDGER_ADJUST,
                                     .subject = p->subject,
                                     .currency = p->currency,
                                     .amount = p->amount,
                                     .actor = p->actor,
                                     .key = p->key,
                                     .reason = p->reason,
                                     .ref = p->ref,
                                     .approver = x->decider};
    if (!ledger_post(x->l, s, &post, &x->posted, err)) return false;
  }
  return note_decision(x, s, err);
}

static bool decide_run(struct writer_work *k, struct state *s, struct err *err) {
  struct deciding *x = (struct deciding *)k;
  struct ledger_proposal p;
  struct arena tmp;
  arena_init(&tmp, "proposal");
  bool ok = waiting(x, s, &tmp, &p, err) && decide(x, s, &p, err);
  arena_release(&tmp);
  return ok;
}

bool ledger_decide(struct loyalty *l, int64_t n, enum ledger_decision how, struct str decider,
                   struct str note, struct ledger_posted *ret, struct err *err) {
  struct deciding x = {
      .work = {.run = decide_run}, .l = l, .n = n, .how = how, .decider = decider, .note = note};
  if (note.n > LEDGER_TEXT_MAX)
    return err_fail(err, ERR_ledger_text, "note" ERR_SEP "%d", LEDGER_TEXT_MAX);
  if (!loyalty_do(l, &x.work, err)) return false;
  *ret = x.posted;
  return true;
}

bool ledger_proposals(struct loyalty *l, bool all, int64_t before, uint32_t limit,
                      struct arena *out, struct ledger_proposal **ret, uint32_t *ret_n,
                      struct err *err) {
  struct state *s = loyalty_reader(l);
  struct state_stmt *q;
  struct ledger_proposal *list = arena_array(out, struct ledger_proposal, limit + 1);
  uint32_t n = 0;
  bool row = true;
  state_enter(s);
  bool ok = state_query(s,
                        all ? PROPOSAL "p.n < ?1 ORDER BY p.n DESC LIMIT ?2"
                            : PROPOSAL "p.n < ?1 AND p.status = 0 ORDER BY p.n DESC LIMIT ?2",
                        &q, err);
  if (ok) {
    state_bind_int(q, 1, before ? before : INT64_MAX);
    state_bind_int(q, 2, limit);
  }
  while (ok && row) {
    ok = state_step(q, &row, err);
    if (ok && row) take(q, out, &list[n++]);
  }
  state_leave(s);
  *ret = list;
  *ret_n = n;
  return ok;
}

bool ledger_proposal_get(struct loyalty *l, int64_t n, struct arena *out,
                         struct ledger_proposal *ret, struct err *err) {
  struct state *s = loyalty_reader(l);
  struct state_stmt *q;
  bool row = false;
  state_enter(s);
  bool ok = state_query(s, PROPOSAL "p.n = ?1", &q, err);
  if (ok) {
    state_bind_int(q, 1, n);
    ok = state_step(q, &row, err);
  }
  if (ok && row) {
    take(q, out, ret);
    state_reset(q);
  }
  state_leave(s);
  return ok && (row || err_fail(err, ERR_unknown_proposal, "%lld", (long long)n));
}

bool ledger_proposals_waiting(struct loyalty *l, int64_t *ret, struct err *err) {
  struct state *s = loyalty_reader(l);
  struct state_stmt *q;
  bool row = false;
  state_enter(s);
  bool ok = state_query(s,
                        "SELECT count(*) FROM ledger_proposal p JOIN holder h ON h.n = p.holder "
                        "WHERE p.status = 0 AND h.subject >= 0",
                        &q, err) &&
            state_step(q, &row, err);
  if (ok) {
    *ret = row ? state_int(q, 0) : 0;
    state_reset(q);
  }
  state_leave(s);
  return ok;
}
