/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ledger as works: what a group will need is read at its beginning (ledger_ahead.c), a request
 * is answered from its key if it was made before, and its posting is taken back as a whole when it
 * fails. */
#include "loyalty/ledger.h"

#include <stdlib.h>

#include "base/panic.h"
#include "loyalty/ledger_post_int.h"
#include "person/person.h"

const char *ledger_kind_name(enum ledger_kind k) {
  static const char *const names[LEDGER_KINDS] = {
      "",         "earn",   "grant",    "spend",  "refund", "reverse", "clawback",
      "transfer", "freeze", "unfreeze", "adjust", "expire", "release"};
  return names[k];
}

/* ---- the same request again ---- */

static bool same_people(struct book *b, const struct ledger_post *p, const struct txn *t) {
  const struct people *people = ws_people(loyalty_workspace(b->l));
  return ledger_follows(p) || (t->subject != SUBJECT_NONE &&
                               person_of(people, t->subject) == person_of(people, p->subject));
}

static void answer(const struct txn *t, bool again, struct ledger_posted *ret) {
  *ret = (struct ledger_posted){.txn = t->n,
                                .at_ms = t->at_ms,
                                .amount = t->amount,
                                .balance = t->balance,
                                .other = t->other,
                                .debt = t->debt,
                                .shortfall = t->shortfall,
                                .lapsed = t->lapsed,
                                .again = again};
}

/* ---- posting ---- */

static bool prepare(struct posting *x, struct err *err) {
  const struct ledger_post *p = x->p;
  struct book *b = x->b;
  uint32_t coin, of;
  if (ledger_follows(p)) {
    if (!book_txn_at(b, x->s, p->of, &of, err)) return false;
    x->currency = b->txns.p[of].currency;
    if (!book_coin_of(b, x->currency, &coin, err)) return false;
  } else {
    if (!book_coin(b, p->currency, &coin, err)) return false;
    x->currency = book_currency(b, &b->coins.p[coin].c, false);
  }
  x->c = b->coins.p[coin].c;
  return ledger_check_amount(p, &x->c, err) && ledger_check_open(p, &b->coins.p[coin], err);
}

static bool post(struct posting *x, struct ledger_posted *ret, struct err *err) {
  const struct ledger_post *p = x->p;
  struct book *b = x->b;
  uint32_t old;
  if (!ledger_check_texts(p, err) ||
      !book_key(b, x->s, book_actor(b, p->actor, false), p->key, &old, err))
    return false;
  x->hash = ledger_hash(p);
  if (old != BOOK_NONE) {
    const struct txn *t = &b->txns.p[old];
    if (t->hash != x->hash || !same_people(b, p, t))
      return err_fail(err, ERR_idempotency_conflict, "%.*s", STRF(p->key));
    answer(t, true, ret);
    return true;
  }
  if (!prepare(x, err) || !posting_run(x, err)) return false;
  answer(&b->txns.p[x->txn], false, ret);
  return true;
}

bool ledger_post(struct loyalty *l, struct state *s, const struct ledger_post *p,
                 struct ledger_posted *ret, struct err *err) {
  struct book *b = l->book;
  struct place before = book_place(b);
  size_t rows = l->news.rows;
  struct posting x = {.b = b, .s = s, .p = p, .now = clock_wall_ms(ws_clock(loyalty_workspace(l)))};
  arena_reset(&b->tmp);
  if (post(&x, ret, err)) return true;
  book_back_to(b, &before);
  news_back_to(&l->news, rows);
  return false;
}

bool ledger_available(struct loyalty *l, struct state *s, uint32_t subject, struct str currency,
                      int64_t *ret, struct err *err) {
  struct book *b = l->book;
  uint32_t coin, n, *places;
  struct posting x = {.b = b, .s = s, .now = clock_wall_ms(ws_clock(loyalty_workspace(l)))};
  arena_reset(&b->tmp);
  if (!book_coin(b, currency, &coin, err)) return false;
  x.c = b->coins.p[coin].c;
  x.currency = book_currency(b, &x.c, false);
  return posting_person(&x, subject, &places, &n, err) && posting_available(&x, subject, ret, err);
}

bool ledger_fetch(struct loyalty *l, struct state *s, const struct ledger_post *p, uint32_t n,
                  struct err *err) {
  struct book *b = l->book;
  arena_reset(&b->tmp);
  const struct ledger_post **list = arena_array(&b->tmp, const struct ledger_post *, n);
  for (uint32_t i = 0; i < n; i++)
    list[i] = &p[i];
  return book_read_ahead(b, s, list, n, err);
}

/* ---- works ---- */

static bool ledger_run(struct writer_work *k, struct state *s, struct err *err) {
  struct ledger_work *x = (struct ledger_work *)k;
  return ledger_post(x->l, s, &x->post, &x->posted, err);
}

void ledger_work_init(struct ledger_work *k, struct loyalty *l, const struct ledger_post *p) {
  *k = (struct ledger_work){.work = {.run = ledger_run}, .l = l, .post = *p};
}

bool ledger_do(struct loyalty *l, const struct ledger_post *p, struct ledger_posted *ret,
               struct err *err) {
  struct ledger_work k;
  ledger_work_init(&k, l, p);
  if (!loyalty_do(l, &k.work, err)) return false;
  *ret = k.posted;
  return true;
}

/* ---- hooks ---- */

bool ledger_begin(struct book *b, struct state *s, struct writer_work *first, struct err *err) {
  const struct ledger_post *list[WRITER_GROUP_MAX];
  uint32_t n = 0, seen = 0;
  for (struct writer_work *k = first; k && seen < WRITER_GROUP_MAX; k = k->next, seen++)
    if (k->run == ledger_run) list[n++] = &((struct ledger_work *)k)->post;
  arena_reset(&b->tmp);
  return book_read_ahead(b, s, list, n, err);
}

void ledger_mark(struct book *b) {
  b->marked = book_place(b);
}
void ledger_undo(struct book *b) {
  book_back_to(b, &b->marked);
}

bool ledger_open(struct loyalty *l, struct book **ret, struct err *err) {
  struct book *b = must_calloc(1, sizeof *b);
  b->l = l;
  arena_init(&b->mem, "ledger group");
  arena_init(&b->tmp, "ledger posting");
  arena_init(&b->documents, "currencies");
  coin_docs_init(&b->shared);
  for (int i = 0; i < 4; i++)
    intern_init(&b->by_number[i], "ledger numbers");
  intern_init(&b->by_owner, "ledger owners");
  intern_init(&b->keys, "ledger keys");
  intern_init(&b->actors, "ledger actors");
  intern_init(&b->currencies, "ledger currencies");
  intern_init(&b->slugs, "currencies");
  book_texts(b);
  book_write_texts(b);
  *ret = b;
  return book_load(b, l->reader, err);
}

void ledger_close(struct book *b) {
  if (!b) return;
  arena_release(&b->mem);
  arena_release(&b->tmp);
  arena_release(&b->documents);
  coin_docs_release(&b->shared);
  for (int i = 0; i < 4; i++) {
    intern_release(&b->by_number[i]);
    vec_free(&b->want[i]);
  }
  intern_release(&b->by_owner);
  intern_release(&b->keys);
  intern_release(&b->actors);
  intern_release(&b->currencies);
  intern_release(&b->slugs);
  vec_free(&b->owned);
  vec_free(&b->keyed);
  vec_free(&b->accounts);
  vec_free(&b->lots);
  vec_free(&b->uses);
  vec_free(&b->txns);
  vec_free(&b->posted);
  vec_free(&b->entries);
  vec_free(&b->undos);
  vec_free(&b->decimals);
  vec_free(&b->coins);
  for (int i = 0; i < BOOK_READS; i++)
    buf_release(&b->read_sql[i]);
  for (int i = 0; i < BOOK_WRITES; i++)
    buf_release(&b->write_sql[i]);
  free(b);
}
