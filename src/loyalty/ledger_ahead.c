/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading ahead: what the postings of a group will look at, asked for together, because a statement
 * costs more than the rows it brings. */
#include <stdlib.h>

#include "loyalty/ledger_post_int.h"
#include "person/person.h"

struct ahead {
  uint32_t currency;
  int64_t owner;
};

struct wants {
  VEC(struct ahead) owners;
  VEC(int64_t) lots_of; /* accounts */
};

static void want_person(struct book *b, uint32_t subject, uint32_t currency, struct wants *w) {
  uint32_t *seats, n = holders_of_person(b->l, subject, &b->tmp, &seats);
  for (uint32_t i = 0; i < n; i++)
    vec_push(&w->owners, ((struct ahead){currency, seats[i]}));
}

static bool want_keys(struct book *b, struct state *s, const struct ledger_post *const *p,
                      uint32_t n, struct err *err) {
  uint8_t *done = arena_array(&b->tmp, uint8_t, n);
  struct str *keys = arena_array(&b->tmp, struct str, n);
  for (uint32_t i = 0; i < n; i++) {
    int64_t actor = done[i] ? 0 : book_actor(b, p[i]->actor, false);
    size_t k = 0;
    if (actor == 0) continue;
    for (uint32_t j = i; j < n; j++) {
      if (done[j] || !str_eq(p[j]->actor, p[i]->actor)) continue;
      done[j] = 1;
      if (p[j]->key.n && p[j]->key.n <= LEDGER_TEXT_MAX) keys[k++] = p[j]->key;
    }
    if (!book_read_keys(b, s, actor, keys, k, err)) return false;
  }
  return true;
}

/* What is undone: its transaction, then its parts and whose they are. */
static bool want_targets(struct book *b, struct state *s, const struct ledger_post *const *p,
                         uint32_t n, struct wants *w, struct err *err) {
  for (uint32_t i = 0; i < n; i++)
    if (ledger_follows(p[i]) && !book_known(b, BY_TXN, p[i]->of))
      vec_push(&b->want[BY_TXN], p[i]->of);
  if (!book_read_wanted(b, s, err)) return false;
  for (uint32_t i = 0; i < n; i++) {
    if (!ledger_follows(p[i])) continue;
    uint32_t at = book_txn_place(b, p[i]->of);
    const struct txn *t = &b->txns.p[at];
    if (!t->there) continue;
    for (int64_t k = 0; k < t->uses; k++)
      vec_push(&b->want[BY_USE], t->first_use + k);
    for (int64_t k = 0; k < t->lots; k++)
      vec_push(&b->want[BY_LOT], t->first_lot + k);
    if (t->subject != SUBJECT_NONE) want_person(b, t->subject, t->currency, w);
  }
  size_t from = b->want[BY_USE].n;
  int64_t *uses = arena_array(&b->tmp, int64_t, from + 1);
  if (from) memcpy(uses, b->want[BY_USE].p, from * sizeof *uses);
  if (!book_read_wanted(b, s, err)) return false;
  for (size_t i = 0; i < from; i++) {
    uint32_t at = book_use_place(b, uses[i]);
    const struct use *u = &b->uses.p[at];
    if (u->there && !book_known(b, BY_LOT, u->lot)) vec_push(&b->want[BY_LOT], u->lot);
  }
  return book_read_wanted(b, s, err);
}

static int by_currency(const void *p, const void *q) {
  const struct ahead *a = p, *b = q;
  if (a->currency != b->currency) return a->currency < b->currency ? -1 : 1;
  return (a->owner > b->owner) - (a->owner < b->owner);
}

static bool read_owners(struct book *b, struct state *s, struct wants *w, struct err *err) {
  int64_t *owners = arena_array(&b->tmp, int64_t, w->owners.n + LEDGER_SYSTEMS);
  if (w->owners.n) qsort(w->owners.p, w->owners.n, sizeof *w->owners.p, by_currency);
  for (size_t i = 0, k = 0; i < w->owners.n; i++) {
    const struct ahead *a = &w->owners.p[i];
    bool known, last = i + 1 == w->owners.n || a[1].currency != a->currency;
    bool twice = !last && a[1].owner == a->owner;
    int64_t pair[2] = {a->owner, a->currency};
    known = intern_find(&b->by_owner, str_of(pair, sizeof pair)) != INTERN_NONE;
    if (!known && !twice) owners[k++] = a->owner;
    if (!last) continue;
    for (int64_t system = -LEDGER_SYSTEMS; system < 0; system++)
      owners[k++] = system;
    if (!book_read_owners(b, s, a->currency, owners, k, err)) return false;
    k = 0;
  }
  return true;
}

/* Accounts whose lots will be looked at: who spends, and what is due. */
static bool read_lots(struct book *b, struct state *s, const struct ledger_post *const *p,
                      uint32_t n, const uint32_t *currencies, struct wants *w, struct err *err) {
  int64_t now = clock_wall_ms(ws_clock(loyalty_workspace(b->l)));
  for (uint32_t i = 0; i < n; i++) {
    bool takes = p[i]->op == LEDGER_SPEND || p[i]->op == LEDGER_FREEZE ||
                 p[i]->op == LEDGER_TRANSFER || (p[i]->op == LEDGER_ADJUST && p[i]->amount < 0);
    if (!takes || !currencies[i]) continue;
    uint32_t *seats, k = holders_of_person(b->l, p[i]->subject, &b->tmp, &seats);
    for (uint32_t j = 0; j < k; j++) {
      bool known;
      uint32_t at = *book_owned(b, seats[j], currencies[i], &known);
      if (at != BOOK_NONE && !b->accounts.p[at].lots_known && !b->accounts.p[at].wanted) {
        b->accounts.p[at].wanted = true;
        vec_push(&w->lots_of, b->accounts.p[at].n);
      }
    }
  }
  for (size_t i = 0; i < b->accounts.n; i++) {
    struct account *a = &b->accounts.p[i];
    if (a->there && a->due <= now && !a->lots_known && !a->wanted) vec_push(&w->lots_of, a->n);
  }
  return book_read_open_lots(b, s, w->lots_of.p, w->lots_of.n, err);
}

/* The accounts of lots that are of nobody asked for: people who were taken apart since. */
static bool read_strays(struct book *b, struct state *s, struct err *err) {
  for (size_t i = 0; i < b->lots.n; i++)
    if (b->lots.p[i].there && !book_known(b, BY_ACCOUNT, b->lots.p[i].account))
      vec_push(&b->want[BY_ACCOUNT], b->lots.p[i].account);
  return book_read_wanted(b, s, err);
}

static bool fetch(struct book *b, struct state *s, const struct ledger_post *const *p, uint32_t n,
                  struct wants *w, struct err *err) {
  uint32_t *currencies = arena_array(&b->tmp, uint32_t, n);
  if (!want_keys(b, s, p, n, err) || !want_targets(b, s, p, n, w, err)) return false;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t known =
        ledger_follows(p[i]) ? INTERN_NONE : intern_find(&b->currencies, p[i]->currency);
    if (known == INTERN_NONE) continue;
    currencies[i] = known + 1;
    want_person(b, p[i]->subject, known + 1, w);
    if (p[i]->op == LEDGER_TRANSFER) want_person(b, p[i]->to, known + 1, w);
  }
  return read_owners(b, s, w, err) && read_lots(b, s, p, n, currencies, w, err) &&
         read_strays(b, s, err);
}

bool book_read_ahead(struct book *b, struct state *s, const struct ledger_post *const *p,
                     uint32_t n, struct err *err) {
  struct wants w = {0};
  bool ok = n == 0 || fetch(b, s, p, n, &w, err);
  vec_free(&w.owners);
  vec_free(&w.lots_of);
  return ok;
}
