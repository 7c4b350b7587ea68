/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a workspace's collecting has between requests: benches, the plan in force, counts, rates;
 * and whether a request is let in. */
#include "base/panic.h"
#include "collect/collect_int.h"
#include "collect/limits.h"

struct collect *collect_open(struct workspace *w) {
  struct collect *c = must_calloc(1, sizeof *c);
  c->w = w;
  c->limits = limits_new();
  c->dead = dead_open(w);
  c->watch = watch_new(ws_clock(w));
  c->planned = must_calloc(1, sizeof *c->planned);
  c->planned->users = 1;
  c->plan_revision = UINT64_MAX;
  pthread_mutex_init(&c->lock, NULL);
  pthread_mutex_init(&c->known, NULL);
  return c;
}

static void bench_free(struct bench *b) {
  normaliser_free(b->normal);
  ev_batch_release(&b->batch);
  buf_release(&b->rows);
  free(b);
}

/* Under c->lock, or when nobody else is there. */
static void planned_leave(struct planned *p) {
  if (--p->users) return;
  plan_free(p->plan);
  free(p);
}

void collect_close(struct collect *c) {
  if (!c) return;
  planned_leave(c->planned);
  while (c->benches) {
    struct bench *b = c->benches;
    c->benches = b->next;
    bench_free(b);
  }
  watch_free(c->watch);
  dead_close(c->dead);
  limits_free(c->limits);
  pthread_mutex_destroy(&c->lock);
  pthread_mutex_destroy(&c->known);
  free(c);
}

struct bench *collect_bench_take(struct collect *c) {
  pthread_mutex_lock(&c->lock);
  struct bench *b = c->benches;
  if (b) c->benches = b->next;
  pthread_mutex_unlock(&c->lock);
  if (b) return b;
  b = must_calloc(1, sizeof *b);
  b->normal = normaliser_new();
  b->rows = (struct buf)BUF_INIT;
  ev_batch_init(&b->batch);
  return b;
}

void collect_bench_give(struct collect *c, struct bench *b) {
  pthread_mutex_lock(&c->lock);
  b->next = c->benches;
  c->benches = b;
  pthread_mutex_unlock(&c->lock);
}

void collect_set_plan(struct collect *c, struct plan *plan, uint64_t revision) {
  struct planned *p = must_calloc(1, sizeof *p);
  *p = (struct planned){.plan = plan, .users = 1};
  pthread_mutex_lock(&c->lock);
  planned_leave(c->planned);
  c->planned = p;
  c->plan_number++;
  pthread_mutex_unlock(&c->lock);
  __atomic_store_n(&c->plan_revision, revision, __ATOMIC_RELEASE);
}

uint64_t collect_plan_revision(const struct collect *c) {
  return __atomic_load_n(&c->plan_revision, __ATOMIC_ACQUIRE);
}

struct planned *collect_plan_enter(struct collect *c, uint64_t *ret_number) {
  pthread_mutex_lock(&c->lock);
  struct planned *p = c->planned;
  p->users++;
  *ret_number = c->plan_number;
  pthread_mutex_unlock(&c->lock);
  return p;
}

void collect_plan_exit(struct collect *c, struct planned *p) {
  pthread_mutex_lock(&c->lock);
  planned_leave(p);
  pthread_mutex_unlock(&c->lock);
}

struct watch *collect_watch(struct collect *c) {
  return c->watch;
}

uint64_t collect_dropped(const struct collect *c) {
  return dead_dropped(c->dead);
}

void collect_counts(const struct collect *c, struct collect_counts ret[WIRE_PROTOCOLS]) {
  for (int p = 0; p < WIRE_PROTOCOLS; p++)
    ret[p] = (struct collect_counts){
        .requests = __atomic_load_n(&c->counts[p].requests, __ATOMIC_RELAXED),
        .events = __atomic_load_n(&c->counts[p].events, __ATOMIC_RELAXED),
        .rejects = __atomic_load_n(&c->counts[p].rejects, __ATOMIC_RELAXED),
        .duplicates = __atomic_load_n(&c->counts[p].duplicates, __ATOMIC_RELAXED),
        .refused = __atomic_load_n(&c->counts[p].refused, __ATOMIC_RELAXED)};
}

/* ---- admission ---- */

bool collect_rates(struct collect *c, const struct collect_key *k, struct str address, uint32_t n,
                   uint32_t *ret_wait_s, struct err *err) {
  struct clock *clock = ws_clock(c->w);
  int64_t now = clock->mono(clock).ns;
  if (k->rate && !limits_take(c->limits, limits_who(k->id, STR("")), k->rate, COLLECT_BURST_S, n,
                              now, ret_wait_s))
    return err_fail(err, ERR_collect_rate, "%u", k->rate);
  if (k->address_rate && address.n &&
      !limits_take(c->limits, limits_who(k->id, address), k->address_rate, COLLECT_BURST_S, n, now,
                   ret_wait_s))
    return err_fail(err, ERR_collect_address_rate, "%u", k->address_rate);
  return true;
}

bool collect_admit(struct collect *c, const struct collect_key *k, const struct collect_from *from,
                   uint32_t *ret_wait_s, struct err *err) {
  struct str origin = from->origin.n ? from->origin : STR("-");
  if (k->kind == COLLECT_BROWSER && !collect_admits_origin(k, from->origin))
    return err_fail(err, ERR_collect_origin, "%.*s", STRF(origin));
  return collect_rates(c, k, from->address, 0, ret_wait_s, err);
}
