/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Durable ledger transactions per second.  Usage: bench_ledger DIR [ACCOUNTS [SECONDS
 * [postgresql://…]]]
 *
 * DIR is made, and gets a workspace.  Every account is given something first; then 512 requests are
 * always under way: 60 % grants, 30 % spends, 10 % refunds of spends, of random accounts, each with
 * a key of its own, double entry, lots and an event.  Beside it, in the same run: the naive form
 * (one request after the other, a commit each) and how often the device can sync.  Prints one JSON
 * object. */
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "asking.h"
#include "base/panic.h"
#include "base/rng.h"
#include "loyalty/ledger.h"
#include "resource/resource.h"

#define FLIGHT     512
#define SPENDS     65536 /* remembered, to be refunded */
#define BATCH_ROWS 5000

struct lane {
  struct ledger_work k;
  struct run *run;
  char key[32];
};

struct run {
  struct loyalty *l;
  uint32_t accounts, *subjects;
  struct rng rng;
  uint64_t number, done, refused, stop; /* by the writer's thread */
  int64_t spends[SPENDS];
  uint32_t n_spends;
  pthread_mutex_t lock;
  pthread_cond_t over;
  uint32_t lanes;
  int64_t until_ns;
};

static int64_t now_ns(void) {
  struct clock *c = clock_system();
  return c->mono(c).ns;
}

static void invent(struct run *r, struct lane *x) {
  double which = rng_unit(&r->rng);
  struct ledger_post p = {.actor = STR("key_bench"),
                          .currency = STR("points"),
                          .subject = r->subjects[rng_below(&r->rng, r->accounts)]};
  snprintf(x->key, sizeof x->key, "order-%09" PRIu64, r->number++);
  p.key = p.ref = str_from(x->key);
  p.op = which < 0.6 ? LEDGER_GRANT : LEDGER_SPEND;
  p.amount = 1 + (int64_t)rng_below(&r->rng, which < 0.6 ? 200 : 60);
  if (which >= 0.9 && r->n_spends) {
    uint32_t i = (uint32_t)rng_below(&r->rng, r->n_spends);
    p.op = LEDGER_REFUND;
    p.amount = 0;
    p.of = r->spends[i];
    r->spends[i] = r->spends[--r->n_spends];
  }
  ledger_work_init(&x->k, r->l, &p);
}

static void next(struct run *r, struct lane *x);

/* On the writer's thread. */
static void done(struct writer_work *k, const struct err *why) {
  struct lane *x = (struct lane *)k;
  struct run *r = x->run;
  if (why && why->code != ERR_ledger_balance) panic("%s: %s", err_name(why->code), why->args[0]);
  r->done += !why;
  r->refused += why != NULL;
  if (!why && x->k.post.op == LEDGER_SPEND && r->n_spends < SPENDS)
    r->spends[r->n_spends++] = x->k.posted.txn;
  if (now_ns() < r->until_ns) {
    next(r, x);
    return;
  }
  pthread_mutex_lock(&r->lock);
  r->lanes--;
  pthread_cond_signal(&r->over);
  pthread_mutex_unlock(&r->lock);
}

static void next(struct run *r, struct lane *x) {
  struct err err;
  invent(r, x);
  x->k.work.done = done;
  must_ok(loyalty_add(r->l, &x->k.work, &err), &err);
}

static double fly(struct run *r, double seconds) {
  static struct lane lanes[FLIGHT];
  int64_t from = now_ns();
  r->done = r->refused = 0;
  r->until_ns = from + (int64_t)(seconds * 1e9);
  r->lanes = FLIGHT;
  for (uint32_t i = 0; i < FLIGHT; i++) {
    lanes[i].run = r;
    invent(r, &lanes[i]); /* before the first is answered: then only the writer's thread invents */
    lanes[i].k.work.done = done;
  }
  struct err err;
  for (uint32_t i = 0; i < FLIGHT; i++)
    must_ok(loyalty_add(r->l, &lanes[i].k.work, &err), &err);
  pthread_mutex_lock(&r->lock);
  while (r->lanes > 0)
    pthread_cond_wait(&r->over, &r->lock);
  pthread_mutex_unlock(&r->lock);
  return (double)r->done / ((double)(now_ns() - from) / 1e9);
}

static double naive(struct run *r, double seconds) {
  struct lane x = {.run = r};
  int64_t from = now_ns(), until = from + (int64_t)(seconds * 1e9);
  uint64_t n = 0;
  while (now_ns() < until) {
    struct err err;
    struct ledger_posted posted;
    invent(r, &x);
    struct ledger_post p = x.k.post;
    n += ledger_do(r->l, &p, &posted, &err);
  }
  return (double)n / ((double)(now_ns() - from) / 1e9);
}

static double syncs(const char *dir, double seconds) {
  char path[512], page[4096] = {1};
  snprintf(path, sizeof path, "%s/sync", dir);
  int fd = open(path, O_CREAT | O_RDWR | O_TRUNC, 0600);
  uint64_t n = 0;
  must(fd >= 0);
  int64_t from = now_ns(), until = from + (int64_t)(seconds * 1e9);
  for (; now_ns() < until; n++)
    must(pwrite(fd, page, sizeof page, (off_t)(n % 256) * 4096) == sizeof page &&
         fdatasync(fd) == 0);
  close(fd);
  unlink(path);
  return (double)n / ((double)(now_ns() - from) / 1e9);
}

static void people(struct workspace *w, struct run *r) {
  struct ev_batch b;
  struct err err;
  char user[32];
  ev_batch_init(&b);
  for (uint32_t i = 0; i < r->accounts;) {
    ev_batch_reset(&b);
    for (uint32_t k = 0; k < BATCH_ROWS && i < r->accounts; k++, i++) {
      snprintf(user, sizeof user, "u%u", i);
      ev_batch_row(&b, ev_batch_id(&b, STR("user_id"), str_from(user)),
                   ev_batch_name(&b, STR(EV_SET)), clock_wall_ms(clock_system()),
                   (struct ev_key){0}, EV_SEEN);
    }
    must_ok(ws_ingest(w, &b, NULL, &err), &err);
  }
  ev_batch_release(&b);
  for (uint32_t i = 0; i < r->accounts; i++) {
    snprintf(user, sizeof user, "u%u", i);
    r->subjects[i] = people_find(ws_people(w), STR("user_id"), str_from(user));
  }
}

/* Every account is given something: accounts are there, and caches as they will be. */
struct filling {
  struct writer_work work;
  struct run *r;
  uint32_t from, n;
};
static bool fill_run(struct writer_work *k, struct state *s, struct err *err) {
  struct filling *f = (struct filling *)k;
  struct ledger_posted posted;
  char key[32];
  for (uint32_t i = f->from; i < f->from + f->n; i++) {
    snprintf(key, sizeof key, "first-%u", i);
    const struct ledger_post p = {.op = LEDGER_GRANT,
                                  .subject = f->r->subjects[i],
                                  .currency = STR("points"),
                                  .amount = 100,
                                  .actor = STR("key_first"),
                                  .key = str_from(key)};
    if (!ledger_post(f->r->l, s, &p, &posted, err)) return false;
  }
  return true;
}
static void fill(struct run *r) {
  for (uint32_t i = 0; i < r->accounts; i += BATCH_ROWS) {
    struct err err;
    struct filling f = {.work = {.run = fill_run}, .r = r, .from = i, .n = r->accounts - i};
    if (f.n > BATCH_ROWS) f.n = BATCH_ROWS;
    must_ok(loyalty_do(r->l, &f.work, &err), &err);
  }
}

static void currency(struct workspace *w) {
  struct arena a;
  struct err err;
  struct resource_change *changes;
  uint32_t n;
  const struct resource_source src = {
      .name = STR("bench"),
      .text = STR("kind: currency\nslug: points\nexpires: {months: 12, end_of: month}\n")};
  arena_init(&a, "bench");
  must_ok(resource_apply(w, &src, 1, STR("bench"), false, &a, &changes, &n, &err), &err);
  arena_release(&a);
}

int main(int argc, char **argv) {
  if (argc < 2) return 64;
  static struct run r;
  struct err err;
  struct workspace *w;
  struct loyalty_stats st;
  const struct ws_options o = {
      .threads = 2, .background = true, .state = argc > 4 ? argv[4] : NULL};
  double seconds = argc > 3 ? atof(argv[3]) : 10;
  r.accounts = argc > 2 ? (uint32_t)atoi(argv[2]) : 100000;
  r.subjects = must_calloc(r.accounts, sizeof *r.subjects);
  pthread_mutex_init(&r.lock, NULL);
  pthread_cond_init(&r.over, NULL);
  rng_init(&r.rng, 1, 0, 0);
  must_ok(ws_init_dir_at(argv[1], o.state, NULL, &err), &err);
  must_ok(ws_create(argv[1], STR("main"), STR("UTC"), STR("CNY"), &o, &err), &err);
  must_ok(ws_open(argv[1], STR("main"), WS_WRITE, &o, &w, &err), &err);
  must_ok(loyalty_open(w, &r.l, &err), &err);
  currency(w);
  people(w, &r);
  fill(&r);
  must_ok(loyalty_settle(r.l, &err), &err);
  double before = syncs(argv[1], 1);
  loyalty_stats(r.l, &st);
  uint64_t groups = st.writer.groups;
  double rate = fly(&r, seconds);
  loyalty_stats(r.l, &st);
  uint64_t done = r.done, refused = r.refused;
  groups = st.writer.groups - groups;
  must_ok(loyalty_settle(r.l, &err), &err);
  double alone = naive(&r, 3), after = syncs(argv[1], 1);
  printf("{\"accounts\": %u, \"per_second\": %.0f, \"done\": %" PRIu64 ", \"refused\": %" PRIu64
         ", \"groups\": %" PRIu64 ", \"naive_per_second\": %.0f, \"times\": %.1f, "
         "\"syncs_per_second\": %.0f}\n",
         r.accounts, rate, done, refused, groups, alone, rate / alone, (before + after) / 2);
  loyalty_close(r.l);
  ws_close(w);
  return 0;
}
