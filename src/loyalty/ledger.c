/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ledger as works: what a group will need is read at its beginning, a request is answered from
 * its key if it was made before, and its posting is taken back as a whole when it fails. */
#include "loyalty/ledger.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/panic.h"
#include "base/utf8.h"
#include "loyalty/ledger_post_int.h"
#include "person/person.h"

const char *ledger_kind_name(enum ledger_kind k) {
  static const char *const names[LEDGER_KINDS] = {
      "",         "earn",   "grant",    "spend",  "refund", "reverse", "clawback",
      "transfer", "freeze", "unfreeze", "adjust", "expire", "release"};
  return names[k];
}

/* ---- what a request says ---- */

/* What is about another transaction; a spend may be out of a freeze. */
static bool follows(const struct ledger_post *p) {
  return p->op == LEDGER_REFUND || p->op == LEDGER_REVERSE || p->op == LEDGER_CLAWBACK ||
         p->op == LEDGER_UNFREEZE || (p->op == LEDGER_SPEND && p->of);
}

/* Not whose it is: that is compared as people are now.  Not the approver: the request is the same.
 */
int64_t ledger_hash(const struct ledger_post *p) {
  const int64_t numbers[] = {p->op,
                             p->amount,
                             p->of,
                             p->expires_ms,
                             p->pending_ms,
                             (int64_t)p->reason.n,
                             (int64_t)p->ref.n,
                             (int64_t)p->currency.n,
                             p->op == LEDGER_TRANSFER ? p->to : 0};
  uint64_t h = XXH3_64bits(numbers, sizeof numbers);
  const struct str texts[] = {p->reason, p->ref, p->currency};
  for (size_t i = 0; i < 3; i++)
    h = XXH3_64bits_withSeed(texts[i].n ? texts[i].p : "", texts[i].n, h);
  return (int64_t)h;
}

static bool text(const char *name, struct str t, size_t min, struct err *err) {
  return (t.n >= min && t.n <= LEDGER_TEXT_MAX && utf8_valid(t)) ||
         err_fail(err, ERR_ledger_text, "%s" ERR_SEP "%d", name, LEDGER_TEXT_MAX);
}

bool ledger_check_texts(const struct ledger_post *p, struct err *err) {
  return text("actor", p->actor, 1, err) && text("key", p->key, 1, err) &&
         text("reason", p->reason, p->op == LEDGER_ADJUST, err) && text("ref", p->ref, 0, err) &&
         text("approver", p->approver, 0, err);
}

static bool over_limit(const struct currency *c, const char *en, const char *zh, int64_t limit,
                       struct err *err) {
  char most[CURRENCY_TEXT_BYTES];
  return err_fail(err, ERR_ledger_limit, "%s" ERR_SEP "%.*s" ERR_SEP "%s" ERR_SEP "%s", en,
                  STRF(c->slug), currency_text(c, limit, most), zh);
}

static bool bad_amount(const struct currency *c, int64_t amount, struct err *err) {
  char t[CURRENCY_TEXT_BYTES];
  return err_fail(err, ERR_bad_amount, "%s" ERR_SEP "%.*s" ERR_SEP "%u",
                  currency_text(c, amount, t), STRF(c->slug), c->decimals);
}

static bool check_approval(const struct ledger_post *p, const struct currency *c, int64_t size,
                           struct err *err) {
  char most[CURRENCY_TEXT_BYTES];
  if (str_eq(p->approver, p->actor)) return err_fail(err, ERR_proposal_own, NULL);
  if (size <= c->approval_above || p->approver.n) return true;
  return err_fail(err, ERR_ledger_approval, "%s" ERR_SEP "%.*s",
                  currency_text(c, c->approval_above, most), STRF(c->slug));
}

bool ledger_check_adjust(const struct ledger_post *p, const struct currency *c, struct err *err) {
  int64_t a = p->amount;
  if (a == 0 || a > CURRENCY_AMOUNT_MAX || a < -CURRENCY_AMOUNT_MAX) return bad_amount(c, a, err);
  return (a < 0 ? -a : a) <= c->limit_adjust ||
         over_limit(c, "An adjustment", "调整", c->limit_adjust, err);
}

/* An archived currency runs out: what people have of it moves and is given back as ever. */
bool ledger_check_open(const struct ledger_post *p, const struct coin *k, struct err *err) {
  bool brings =
      p->op == LEDGER_EARN || p->op == LEDGER_GRANT || (p->op == LEDGER_ADJUST && p->amount > 0);
  return !k->archived || !brings || err_fail(err, ERR_ledger_archived, "%.*s", STRF(k->c.slug));
}

static bool check_amount(const struct ledger_post *p, const struct currency *c, struct err *err) {
  int64_t a = p->amount;
  if (a > CURRENCY_AMOUNT_MAX || a < -CURRENCY_AMOUNT_MAX ||
      (p->op == LEDGER_ADJUST ? a == 0 : a < !follows(p)))
    return bad_amount(c, a, err);
  switch (p->op) {
  case LEDGER_EARN:
  case LEDGER_GRANT:
    return a <= c->limit_grant || over_limit(c, "A grant", "发放", c->limit_grant, err);
  case LEDGER_SPEND:
  case LEDGER_FREEZE:
    return a <= c->limit_spend || over_limit(c, "Spending", "消费", c->limit_spend, err);
  case LEDGER_TRANSFER:
    return a <= c->limit_transfer || over_limit(c, "A transfer", "转赠", c->limit_transfer, err);
  case LEDGER_ADJUST:
    return ledger_check_adjust(p, c, err) && check_approval(p, c, a < 0 ? -a : a, err);
  default:
    return true;
  }
}

/* ---- the same request again ---- */

static bool same_people(struct book *b, const struct ledger_post *p, const struct txn *t) {
  const struct people *people = ws_people(loyalty_workspace(b->l));
  return follows(p) || (t->subject != SUBJECT_NONE &&
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
  if (follows(p)) {
    if (!book_txn_at(b, x->s, p->of, &of, err)) return false;
    x->currency = b->txns.p[of].currency;
    if (!book_coin_of(b, x->currency, &coin, err)) return false;
  } else {
    if (!book_coin(b, p->currency, &coin, err)) return false;
    x->currency = book_currency(b, &b->coins.p[coin].c, false);
  }
  x->c = b->coins.p[coin].c;
  return check_amount(p, &x->c, err) && ledger_check_open(p, &b->coins.p[coin], err);
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

/* ---- reading ahead ---- */

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
    if (follows(p[i]) && !book_known(b, BY_TXN, p[i]->of)) vec_push(&b->want[BY_TXN], p[i]->of);
  if (!book_read_wanted(b, s, err)) return false;
  for (uint32_t i = 0; i < n; i++) {
    if (!follows(p[i])) continue;
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
    uint32_t known = follows(p[i]) ? INTERN_NONE : intern_find(&b->currencies, p[i]->currency);
    if (known == INTERN_NONE) continue;
    currencies[i] = known + 1;
    want_person(b, p[i]->subject, known + 1, w);
    if (p[i]->op == LEDGER_TRANSFER) want_person(b, p[i]->to, known + 1, w);
  }
  return read_owners(b, s, w, err) && read_lots(b, s, p, n, currencies, w, err) &&
         read_strays(b, s, err);
}

static bool fetch_all(struct book *b, struct state *s, const struct ledger_post *const *p,
                      uint32_t n, struct err *err) {
  struct wants w = {0};
  bool ok = n == 0 || fetch(b, s, p, n, &w, err);
  vec_free(&w.owners);
  vec_free(&w.lots_of);
  return ok;
}

bool ledger_fetch(struct loyalty *l, struct state *s, const struct ledger_post *p, uint32_t n,
                  struct err *err) {
  struct book *b = l->book;
  arena_reset(&b->tmp);
  const struct ledger_post **list = arena_array(&b->tmp, const struct ledger_post *, n);
  for (uint32_t i = 0; i < n; i++)
    list[i] = &p[i];
  return fetch_all(b, s, list, n, err);
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
  return fetch_all(b, s, list, n, err);
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
