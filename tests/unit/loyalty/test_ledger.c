/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each kind of transaction does, by example. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ledger_shop.h"
#include "loyalty/ledger_int.h"

static const char documents[] =
    "kind: currency\nslug: points\ntitle: {en: Points, zh: 积分}\n---\n"
    "kind: currency\nslug: coins\ndecimals: 2\ndebt: 5\ntransfers: yes\nclawback: debt\n"
    "approval_above: 100\n---\n"
    "kind: currency\nslug: strict\nclawback: own_lots\nlimits: {grant: 50}\n";

static int setup(void **state) {
  static struct shop x;
  make_shop(&x, documents);
  *state = &x;
  return 0;
}

static int teardown(void **state) {
  struct shop *x = *state;
  close_shop(x);
  remove_dir(x->dir);
  return 0;
}

static struct ledger_posted post(struct shop *x, struct ledger_post p, enum err_code want) {
  static int n;
  char key[32];
  struct err err = {0};
  struct ledger_posted r = {0};
  snprintf(key, sizeof key, "auto-%d", n++);
  if (!p.key.n) p.key = str_from(key);
  if (!p.actor.n) p.actor = STR("usr_test");
  if (!p.reason.n) p.reason = STR("test");
  bool ok = ledger_do(x->l, &p, &r, &err);
  if (ok != (want == ERR_none) || (!ok && err.code != want))
    fail_msg("%s: %s", err_name(err.code), err.args[0]);
  return r;
}

static struct ledger_post of(enum ledger_kind op, uint32_t s, const char *currency, int64_t n) {
  return (struct ledger_post){.op = op, .subject = s, .currency = str_from(currency), .amount = n};
}

static void test_simple(void **state) {
  struct shop *x = *state;
  uint32_t a = subject(x, "ann");
  struct ledger_posted g = post(x, of(LEDGER_GRANT, a, "points", 100), ERR_none);
  assert_int_equal(g.balance, 100);
  struct ledger_posted s = post(x, of(LEDGER_SPEND, a, "points", 70), ERR_none);
  assert_int_equal(s.balance, 30);
  post(x, of(LEDGER_SPEND, a, "points", 31), ERR_ledger_balance);
  struct ledger_post p = of(LEDGER_REFUND, 0, "", 20);
  p.of = s.txn;
  p.key = STR("refund-1");
  struct ledger_posted r = post(x, p, ERR_none);
  assert_int_equal(r.balance, 50);
  assert_false(r.again);
  struct ledger_posted again = post(x, p, ERR_none);
  assert_true(again.again);
  assert_int_equal(again.txn, r.txn);
  assert_int_equal(again.balance, 50);
  p.amount = 21;
  post(x, p, ERR_idempotency_conflict);
  p.key = STR("refund-2");
  p.amount = 51;
  post(x, p, ERR_ledger_returned);
  /* Taken back: 50 are there, and 50 were spent and are owed by nobody. */
  struct ledger_post c = of(LEDGER_REVERSE, 0, "", 0);
  c.of = g.txn;
  struct ledger_posted v = post(x, c, ERR_none);
  assert_int_equal(v.balance, 0);
  assert_int_equal(v.shortfall, 50);
  struct err err;
  state_enter(loyalty_reader(x->l));
  must_ok(ledger_verify(loyalty_reader(x->l), no_bad, NULL, &err), &err);
  state_leave(loyalty_reader(x->l));
}

/* Grants the largest amount until all that is issued would not fit in 64 bits. */
struct heap {
  struct writer_work work;
  struct loyalty *l;
  uint32_t subject;
  int n;
  struct err why;
};
static bool heap_run(struct writer_work *k, struct state *s, struct err *err) {
  struct heap *h = (struct heap *)k;
  (void)err;
  for (h->n = 0; h->n < 9300; h->n++) {
    struct ledger_posted posted;
    char key[32];
    snprintf(key, sizeof key, "large-%d", h->n);
    struct ledger_post p = of(LEDGER_GRANT, h->subject, "points", CURRENCY_AMOUNT_MAX);
    p.actor = STR("usr_heap");
    p.key = str_from(key);
    if (!ledger_post(h->l, s, &p, &posted, &h->why)) break;
  }
  return true;
}

static void test_amounts(void **state) {
  struct shop *x = *state;
  uint32_t a = subject(x, "amy");
  post(x, of(LEDGER_GRANT, a, "points", 0), ERR_bad_amount);
  post(x, of(LEDGER_GRANT, a, "points", -5), ERR_bad_amount);
  post(x, of(LEDGER_SPEND, a, "points", -5), ERR_bad_amount);
  post(x, of(LEDGER_GRANT, a, "points", INT64_MAX), ERR_bad_amount);
  post(x, of(LEDGER_GRANT, a, "points", INT64_MIN), ERR_bad_amount);
  post(x, of(LEDGER_ADJUST, a, "points", 0), ERR_bad_amount);
  post(x, of(LEDGER_ADJUST, a, "points", INT64_MIN), ERR_bad_amount);
  post(x, of(LEDGER_GRANT, a, "points", CURRENCY_AMOUNT_MAX + 1), ERR_bad_amount);
  post(x, of(LEDGER_GRANT, a, "nothing", 5), ERR_unknown_resource);
  post(x, of(LEDGER_GRANT, a, "strict", 51), ERR_ledger_limit);
  post(x, of(LEDGER_TRANSFER, a, "points", 5), ERR_ledger_transfer);
  struct ledger_post odd = of(LEDGER_GRANT, a, "points", 5);
  odd.ref = STR("\xff");
  post(x, odd, ERR_ledger_text);
  struct ledger_post p = of(LEDGER_REFUND, 0, "", 0);
  p.of = 999999;
  post(x, p, ERR_unknown_transaction);
  p = of(LEDGER_GRANT, a, "points", 5);
  p.expires_ms = 1;
  post(x, p, ERR_ledger_expiry);
  struct heap h = {.work = {.run = heap_run}, .l = x->l, .subject = a};
  struct err err;
  must_ok(loyalty_do(x->l, &h.work, &err), &err);
  assert_true(h.n > 9000 && h.n < 9300);
  assert_int_equal(h.why.code, ERR_number_overflow);
  post(x, of(LEDGER_SPEND, a, "points", CURRENCY_AMOUNT_MAX), ERR_none);
}

static void test_texts(void **state) {
  struct shop *x = *state;
  struct currency c;
  struct arena mem;
  struct err err;
  int64_t n;
  static const char *const bad[] = {"",
                                    "1.234",
                                    "1e2",
                                    "0x5",
                                    "1,0",
                                    "--1",
                                    "1.",
                                    ".5",
                                    "1 ",
                                    "NaN",
                                    "9999999999999999999",
                                    "１",
                                    "-",
                                    "1000000000000001"};
  arena_init(&mem, "test");
  must_ok(ledger_currency(x->l, STR("coins"), &mem, &c, &err), &err);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    assert_false(currency_amount(&c, str_from(bad[i]), &n, &err));
    assert_int_equal(err.code, ERR_bad_amount);
  }
  must_ok(currency_amount(&c, STR("12.5"), &n, &err), &err);
  assert_int_equal(n, 1250);
  must_ok(currency_amount(&c, STR("-0.01"), &n, &err), &err);
  assert_int_equal(n, -1);
  char text[CURRENCY_TEXT_BYTES];
  assert_string_equal(currency_text(&c, -1, text), "-0.01");
  arena_release(&mem);
}

static void test_approval(void **state) {
  struct shop *x = *state;
  uint32_t a = subject(x, "abe");
  post(x, of(LEDGER_ADJUST, a, "coins", 10001), ERR_ledger_approval);
  post(x, of(LEDGER_ADJUST, a, "coins", -10001), ERR_ledger_approval);
  struct ledger_post p = of(LEDGER_ADJUST, a, "coins", 10001);
  p.approver = STR("usr_test");
  post(x, p, ERR_proposal_own);
  p.approver = STR("usr_other");
  assert_int_equal(post(x, p, ERR_none).balance, 10001);
  /* Five coins may be owed, and what comes in pays them first. */
  post(x, of(LEDGER_SPEND, a, "coins", 10502), ERR_ledger_balance);
  struct ledger_posted s = post(x, of(LEDGER_SPEND, a, "coins", 10501), ERR_none);
  assert_int_equal(s.balance, -500);
  assert_int_equal(s.debt, 500);
  assert_int_equal(post(x, of(LEDGER_GRANT, a, "coins", 600), ERR_none).balance, 100);
}

static void test_proposals(void **state) {
  struct shop *x = *state;
  struct err err;
  struct arena mem;
  struct ledger_proposal *all;
  struct ledger_posted r;
  uint32_t a = subject(x, "pat"), n;
  int64_t one, again, two, waiting;
  bool repeated;
  struct ledger_post p = of(LEDGER_ADJUST, a, "coins", 20000);
  p.actor = STR("usr_one");
  p.key = STR("p-1");
  assert_false(ledger_propose(x->l, &p, &one, &repeated, &err)); /* no reason */
  assert_int_equal(err.code, ERR_ledger_text);
  p.reason = STR("a gift");
  must_ok(ledger_propose(x->l, &p, &one, &repeated, &err), &err);
  assert_false(repeated);
  must_ok(ledger_propose(x->l, &p, &again, &repeated, &err), &err);
  assert_true(repeated);
  assert_int_equal(one, again);
  p.amount++;
  assert_false(ledger_propose(x->l, &p, &again, &repeated, &err));
  assert_int_equal(err.code, ERR_idempotency_conflict);
  p.key = STR("p-2");
  must_ok(ledger_propose(x->l, &p, &two, &repeated, &err), &err);
  must_ok(ledger_proposals_waiting(x->l, &waiting, &err), &err);
  assert_int_equal(waiting, 2);
  assert_false(ledger_decide(x->l, one, LEDGER_APPROVED, STR("usr_one"), STR(""), &r, &err));
  assert_int_equal(err.code, ERR_proposal_own);
  must_ok(ledger_decide(x->l, one, LEDGER_APPROVED, STR("usr_two"), STR("fine"), &r, &err), &err);
  assert_int_equal(r.balance, 20000);
  assert_false(ledger_decide(x->l, one, LEDGER_APPROVED, STR("usr_two"), STR(""), &r, &err));
  assert_int_equal(err.code, ERR_proposal_over);
  must_ok(ledger_decide(x->l, two, LEDGER_REJECTED, STR("usr_one"), STR(""), &r, &err), &err);
  assert_int_equal(r.txn, 0);
  assert_false(ledger_decide(x->l, 77, LEDGER_REJECTED, STR("usr_one"), STR(""), &r, &err));
  assert_int_equal(err.code, ERR_unknown_proposal);
  arena_init(&mem, "test");
  struct ledger_proposal got;
  must_ok(ledger_proposal_get(x->l, one, &mem, &got, &err), &err);
  assert_true(got.amount == 20000 && str_is(got.actor, "usr_one"));
  assert_false(ledger_proposal_get(x->l, 77, &mem, &got, &err));
  assert_int_equal(err.code, ERR_unknown_proposal);
  must_ok(ledger_proposals_waiting(x->l, &waiting, &err), &err);
  assert_int_equal(waiting, 0);
  must_ok(ledger_proposals(x->l, false, 0, 10, &mem, &all, &n, &err), &err);
  assert_int_equal(n, 0);
  must_ok(ledger_proposals(x->l, true, 0, 10, &mem, &all, &n, &err), &err);
  assert_int_equal(n, 2);
  assert_int_equal(all[0].status, LEDGER_REJECTED);
  assert_int_equal(all[1].status, LEDGER_APPROVED);
  assert_true(str_is(all[1].decider, "usr_two") && all[1].subject == a && all[1].txn > 0);
  arena_release(&mem);
}

static void test_views(void **state) {
  struct shop *x = *state;
  struct err err;
  struct arena mem;
  uint32_t a = subject(x, "vic"), b = subject(x, "vicky"), n, m;
  struct ws_moved moved;
  arena_init(&mem, "test");
  for (int i = 1; i <= 5; i++) {
    post(x, of(LEDGER_GRANT, a, "coins", 100 * i), ERR_none);
    post(x, of(LEDGER_GRANT, b, "coins", 1000 * i), ERR_none);
  }
  must_ok(ws_merge_people(x->w, a, &b, 1, WS_MOVES, STR("test"), &moved, &err), &err);
  struct ledger_posted s = post(x, of(LEDGER_SPEND, b, "coins", 150), ERR_none);
  struct ledger_balance *balances;
  must_ok(ledger_balances(x->l, a, &mem, &balances, &n, &err), &err);
  assert_int_equal(n, 1);
  assert_int_equal(balances[0].available, 16350);
  assert_int_equal(balances[0].decimals, 2);
  struct ledger_lot *lots;
  must_ok(ledger_lots(x->l, a, STR("coins"), 100, &mem, &lots, &n, &err), &err);
  assert_int_equal(n, 9);
  assert_int_equal(lots[0].rest, 950); /* 100 and 50 of the next were spent */
  must_ok(ledger_lots(x->l, a, STR("coins"), 3, &mem, &lots, &n, &err), &err);
  assert_int_equal(n, 3);
  /* Pages of any length have the same lines. */
  struct ledger_line *all, *page;
  must_ok(ledger_history(x->l, a, STR("coins"), 0, 100, &mem, &all, &n, &err), &err);
  assert_int_equal(n, 12); /* ten grants, and a spend of two lots */
  for (uint32_t i = 1; i < n; i++)
    assert_true(all[i].n < all[i - 1].n);
  uint32_t at = 0;
  for (int64_t before = 0; at < n; before = page[m - 1].n) {
    must_ok(ledger_history(x->l, b, STR(""), before, 5, &mem, &page, &m, &err), &err);
    assert_true(m > 0);
    for (uint32_t i = 0; i < m; i++, at++)
      assert_true(page[i].n == all[at].n && page[i].balance == all[at].balance);
  }
  assert_int_equal(at, n);
  struct ledger_txn t;
  must_ok(ledger_txn_get(x->l, s.txn, &mem, &t, &page, &m, &err), &err);
  assert_int_equal(m, 3);
  assert_int_equal(page[0].amount + page[1].amount + page[2].amount, 0);
  assert_true(t.subject == b && t.kind == LEDGER_SPEND && str_is(t.actor, "usr_test"));
  assert_false(ledger_txn_get(x->l, 999999, &mem, &t, &page, &m, &err));
  assert_int_equal(err.code, ERR_unknown_transaction);
  struct ledger_totals *totals;
  must_ok(ledger_totals(x->l, &mem, &totals, &n, &err), &err);
  for (uint32_t i = 0; i < n; i++)
    assert_int_equal(totals[i].issued + totals[i].spent + totals[i].expired + totals[i].shortfall +
                         totals[i].adjusted + totals[i].available + totals[i].pending +
                         totals[i].frozen,
                     0);
  arena_release(&mem);
}

/* What people have of an archived currency runs out; nothing new comes. */
static void test_archived(void **state) {
  struct shop *x = *state;
  struct err err;
  bool repeated;
  int64_t n;
  uint32_t a = subject(x, "ada");
  apply_text(x, "kind: currency\nslug: old\ntransfers: yes\n");
  struct ledger_posted g = post(x, of(LEDGER_GRANT, a, "old", 100), ERR_none);
  struct ledger_post spend = of(LEDGER_SPEND, a, "old", 30);
  int64_t spent = post(x, spend, ERR_none).txn;
  must_ok(resource_archive(x->w, STR("currency"), STR("old"), 0, STR("test"), &err), &err);
  post(x, of(LEDGER_GRANT, a, "old", 1), ERR_ledger_archived);
  post(x, of(LEDGER_EARN, a, "old", 1), ERR_ledger_archived);
  post(x, of(LEDGER_ADJUST, a, "old", 1), ERR_ledger_archived);
  struct ledger_post p = of(LEDGER_ADJUST, a, "old", 5);
  p.actor = STR("usr_one");
  p.key = STR("archived-1");
  p.reason = STR("more");
  assert_false(ledger_propose(x->l, &p, &n, &repeated, &err));
  assert_int_equal(err.code, ERR_ledger_archived);
  assert_int_equal(post(x, of(LEDGER_ADJUST, a, "old", -1), ERR_none).balance, 69);
  assert_int_equal(post(x, of(LEDGER_SPEND, a, "old", 9), ERR_none).balance, 60);
  struct ledger_post back = of(LEDGER_REFUND, 0, "", 10);
  back.of = spent;
  assert_int_equal(post(x, back, ERR_none).balance, 70);
  struct ledger_post freeze = of(LEDGER_FREEZE, a, "old", 20);
  back.of = post(x, freeze, ERR_none).txn;
  back.op = LEDGER_UNFREEZE;
  back.amount = 0;
  assert_int_equal(post(x, back, ERR_none).balance, 70);
  struct ledger_post give = of(LEDGER_TRANSFER, a, "old", 5);
  give.to = subject(x, "adam");
  assert_int_equal(post(x, give, ERR_none).balance, 65);
  back.op = LEDGER_CLAWBACK;
  back.of = g.txn;
  back.amount = 15;
  post(x, back, ERR_none);
  must_ok(resource_restore(x->w, STR("currency"), STR("old"), STR("test"), &err), &err);
  post(x, of(LEDGER_GRANT, a, "old", 1), ERR_none);
}

/* The statement with values in it, which databases explain. */
static const char *with_values(int k, struct buf *b) {
  buf_printf(b, "%s", pg_server ? "EXPLAIN " : "EXPLAIN QUERY PLAN ");
  for (const char *p = ledger_find_sql[k]; *p; p++) {
    if (*p != '?') {
      buf_putc(b, *p);
      continue;
    }
    p++;
    buf_puts(b, *p == '4' ? "50" : *p == '8' && k >= LEDGER_BY_REASON ? "'why'" : "1");
  }
  buf_putc(b, 0);
  return b->p;
}

static void plan_fits(int k, struct str line, bool *index) {
  char text[400];
  snprintf(text, sizeof text, "%.*s", STRF(line));
  bool sorts = strstr(text, "TEMP B-TREE") || strstr(text, "Sort");
  if (strstr(text, "Seq Scan") || strstr(text, "SCAN ") ||
      (sorts && k != LEDGER_BY_REF)) /* of an order there are few */
    fail_msg("%d: %s", k, text);
  *index |= strstr(text, "ledger_txn_") != NULL;
}

/* No list reads the table: each comes from an index, and in its order, so nothing is sorted. */
static void test_find_by_index(void **state) {
  struct shop *x = *state;
  struct state *r = loyalty_reader(x->l);
  PGconn *c = pg_server ? PQconnectdb(pg_address) : NULL;
  struct err err;
  if (c) /* a table of few rows is read whole, or sorted, unless that is forbidden where it can be
            done without */
    PQclear(PQexec(
        c, "SET search_path = shoal_w_shop; SET enable_seqscan = off; SET enable_sort = off; "
           "SET enable_bitmapscan = off"));
  for (int k = 0; k < LEDGER_FIND_SQL; k++) {
    struct buf sql = BUF_INIT;
    bool row = true, index = false;
    with_values(k, &sql);
    if (c) {
      PGresult *plan = PQexec(c, sql.p);
      assert_int_equal(PQresultStatus(plan), PGRES_TUPLES_OK);
      for (int i = 0; i < PQntuples(plan); i++)
        plan_fits(k, str_from(PQgetvalue(plan, i, 0)), &index);
      PQclear(plan);
    } else {
      struct state_stmt *q;
      state_enter(r);
      must_ok(state_query(r, sql.p, &q, &err), &err);
      for (;;) {
        must_ok(state_step(q, &row, &err), &err);
        if (!row) break;
        plan_fits(k, state_str(q, 3), &index);
      }
      state_leave(r);
    }
    assert_true(index);
    buf_release(&sql);
  }
  if (c) { /* which knows nothing of the values here, and must not look up keys along the list of an
              actor */
    PGresult *plan = PQexec(c, "EXPLAIN SELECT n FROM ledger_txn WHERE actor = 1 AND key = 'k'");
    assert_int_equal(PQresultStatus(plan), PGRES_TUPLES_OK);
    for (int i = 0; i < PQntuples(plan); i++)
      assert_null(strstr(PQgetvalue(plan, i, 0), "ledger_txn_actor "));
    PQclear(plan);
    PQfinish(c);
  }
}

/* Every page of every filter has what a look at all of them has. */
static void test_find(void **state) {
  struct shop *x = *state;
  struct err err;
  struct arena mem;
  struct ledger_txn *all, *page;
  uint32_t n, m, a = subject(x, "fay");
  int64_t next, spends[6];
  arena_init(&mem, "test");
  post(x, of(LEDGER_GRANT, a, "coins", 1000), ERR_none);
  for (int i = 0; i < 6; i++) {
    struct ledger_post p = of(LEDGER_SPEND, a, "coins", 10 + i);
    p.ref = i % 2 ? STR("order-odd") : STR("order-even");
    p.actor = i < 3 ? STR("usr_find") : STR("key_find");
    p.reason = i % 3 ? STR("why-a") : STR("why-b");
    spends[i] = post(x, p, ERR_none).txn;
  }
  const struct ledger_find every = {.limit = 10000};
  must_ok(ledger_find(x->l, &every, &mem, &all, &n, &next, &err), &err);
  assert_int_equal(next, 0);
  assert_true(n >= 7 && all[0].n == spends[5] && all[0].moved == -15 && all[6].moved == 1000);
  const struct ledger_find wanted[] = {{.currency = STR("coins")},
                                       {.ref = STR("order-odd")},
                                       {.actor = STR("usr_find")},
                                       {.kind = LEDGER_SPEND, .currency = STR("coins")},
                                       {.ref = STR("order-even"), .actor = STR("key_find")},
                                       {.reason = STR("why-a")},
                                       {.reason = STR("why-b"), .actor = STR("usr_find")},
                                       {.kind = LEDGER_SPEND},
                                       {.from_ms = all[n - 1].at_ms, .until_ms = all[0].at_ms + 1},
                                       {.from_ms = all[3].at_ms, .until_ms = all[1].at_ms + 1},
                                       {.until_ms = all[2].at_ms + 1, .kind = LEDGER_SPEND},
                                       {.limit = 0}};
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    struct ledger_find f = wanted[i];
    uint32_t at = 0;
    f.limit = 2;
    do {
      must_ok(ledger_find(x->l, &f, &mem, &page, &m, &next, &err), &err);
      for (uint32_t k = 0; k < m; k++) {
        while (at < n && !((!f.currency.n || str_eq(all[at].currency, f.currency)) &&
                           (!f.ref.n || str_eq(all[at].ref, f.ref)) &&
                           (!f.actor.n || str_eq(all[at].actor, f.actor)) &&
                           (!f.reason.n || str_eq(all[at].reason, f.reason)) &&
                           (!f.from_ms || all[at].at_ms >= f.from_ms) &&
                           (!f.until_ms || all[at].at_ms < f.until_ms) &&
                           (!f.kind || all[at].kind == f.kind)))
          at++;
        assert_true(at < n && page[k].n == all[at].n);
        at++;
      }
      f.before = next;
    } while (next);
    assert_true(at > 0);
  }
  const struct ledger_find none = {.currency = STR("nowhere"), .limit = 5};
  must_ok(ledger_find(x->l, &none, &mem, &page, &m, &next, &err), &err);
  assert_true(m == 0 && next == 0);
  /* What hangs on one. */
  struct ledger_post back = of(LEDGER_REFUND, 0, "", 4);
  back.of = spends[0];
  int64_t refund = post(x, back, ERR_none).txn;
  struct ledger_parts parts;
  must_ok(ledger_txn_parts(x->l, spends[0], &mem, &parts, &err), &err);
  assert_true(parts.n_took == 1 && parts.took[0].amount == 10 && parts.took[0].back == 4);
  assert_true(parts.n_followers == 1 && parts.followers[0] == refund && parts.n_made == 0);
  must_ok(ledger_txn_parts(x->l, parts.took[0].txn, &mem, &parts, &err), &err);
  assert_true(parts.n_made == 1 && parts.made[0].granted == 1000 && !parts.more);
  assert_false(ledger_txn_parts(x->l, 999999, &mem, &parts, &err));
  assert_int_equal(err.code, ERR_unknown_transaction);
  arena_release(&mem);
}

static void refuse(struct shop *x, const char *yaml, enum err_code want) {
  struct err err;
  struct arena mem;
  struct resource_change *changes;
  uint32_t n;
  const struct resource_source src = {.name = STR("test.yaml"), .text = str_from(yaml)};
  arena_init(&mem, "test");
  assert_false(resource_apply(x->w, &src, 1, STR("test"), false, &mem, &changes, &n, &err));
  assert_int_equal(err.code, want);
  arena_release(&mem);
}

static void test_documents(void **state) {
  struct shop *x = *state;
  refuse(x, "kind: currency\nslug: points\ndecimals: 2\n", ERR_currency_decimals);
  refuse(x, "kind: currency\nslug: a\ndecimals: 5\n", ERR_bad_field);
  refuse(x, "kind: currency\nslug: a\ntype: gold\n", ERR_bad_field);
  refuse(x, "kind: currency\nslug: a\nexpires: {months: 1, days: 2}\n", ERR_bad_field);
  refuse(x, "kind: currency\nslug: a\nexpires: {yearly: 02-30}\n", ERR_bad_field);
  refuse(x, "kind: currency\nslug: a\nlimits: {grants: 5}\n", ERR_unknown_field);
  refuse(x, "kind: currency\nslug: a\ndebt: 0.5\n", ERR_bad_field);
  refuse(x, "kind: currency\nslug: a\ncheckout: {max_share: 1.5}\n", ERR_bad_field);
}

static void expect_expiry(const char *from, const char *expires, const char *want) {
  struct arena mem;
  struct err err;
  struct json *doc;
  const struct json *at;
  struct currency c;
  const struct tz *tz;
  int64_t ms, until;
  arena_init(&mem, "test");
  must_ok(tz_load(STR("Asia/Shanghai"), &tz, &err), &err);
  struct str text = arena_printf(&mem, "slug: a\nexpires: %s\n", expires);
  must_ok(yaml_parse(text, &mem, &doc, &err), &err);
  must_ok(currency_read(doc, &c, &at, &err), &err);
  must_ok(time_parse_iso(str_from(from), tz, &ms, NULL, &err), &err);
  must_ok(time_parse_iso(str_from(want), tz, &until, NULL, &err), &err);
  assert_int_equal(currency_expiry(&c, tz, ms), until);
  arena_release(&mem);
}

static void test_expiry(void **state) {
  (void)state;
  expect_expiry("2026-01-31T10:00:00", "{months: 1}", "2026-02-28T10:00:00");
  expect_expiry("2026-01-31T10:00:00", "{days: 1}", "2026-02-01T10:00:00");
  expect_expiry("2026-01-31T10:00:00", "{months: 12, end_of: month}", "2027-02-01");
  expect_expiry("2026-01-31T23:59:59", "{days: 1, end_of: day}", "2026-02-02");
  expect_expiry("2026-06-01", "{months: 1, end_of: year}", "2027-01-01");
  expect_expiry("2026-12-31T23:59:59", "{yearly: 12-31}", "2027-01-01");
  expect_expiry("2027-01-01", "{yearly: 12-31}", "2028-01-01");
  expect_expiry("2026-03-01", "{yearly: 02-29}", "2027-03-01");
  expect_expiry("2028-02-28", "{yearly: 02-29}", "2028-03-01");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_simple),        cmocka_unit_test(test_amounts),
      cmocka_unit_test(test_texts),         cmocka_unit_test(test_approval),
      cmocka_unit_test(test_proposals),     cmocka_unit_test(test_views),
      cmocka_unit_test(test_archived),      cmocka_unit_test(test_find),
      cmocka_unit_test(test_find_by_index), cmocka_unit_test(test_documents),
      cmocka_unit_test(test_expiry)};
  return RUN_ON_BOTH(tests, setup, teardown);
}
