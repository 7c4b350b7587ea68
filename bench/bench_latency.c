/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long questions take while events come in, in one process.
 *
 *   bench_latency DIR [million events] [seconds] [threads that answer]
 *
 * A workspace is filled, merged, and asked by one thread, one question after the other: the five of
 * bench/store.mjs in small, and one person's last events after each of them.  Questions share a
 * snapshot as they do in the server (api/view.c): while nothing changes, and for a tenth of a
 * second since its rows were taken; the next one is made ahead by a thread that shares the
 * processors, and waited for when it comes late.  Told of each loaded stage: how old the rows were
 * that a question saw when it came, and what a snapshot cost.
 *
 * Stages: idle; 200,000 events a second; idle again, on what that left; full speed of 32 producers;
 * idle again.  Each loaded stage stands beside the idle one after it too, because the data has
 * grown meanwhile. */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/thread.h"
#include "base/tz.h"
#include "batches.h"
#include "model/classification.h"
#include "query/groups.h"
#include "resource/resource.h"

#define PEOPLE    200000u
#define BATCH     100
#define BATCHES   32
#define PRODUCERS 32
#define ASKED_MAX 20000
#define NOW_MS    INT64_C(1750000000000)
#define FRESH     0.1 /* seconds, as the server's VIEW_FRESH_MS */
#define VIEWS_MAX 20000

static void must_ok(bool ok, const struct err *err) {
  if (!ok) die("question", err);
}

/* ---- events ---- */

static void make_batch(struct ev_batch *b, struct rng *r) {
  static const char *const events[] = {"page_viewed", "product_viewed", "order_completed",
                                       "order_item",  "product_shared", "cart_added"};
  static const char *const categories[] = {"tea", "shoes", "books", "toys", "phones", "home"};
  char text[48];
  ev_batch_reset(b);
  for (uint32_t i = 0; i < BATCH; i++) {
    uint32_t e = (uint32_t)rng_below(r, 6);
    snprintf(text, sizeof text, "user-%06llu", (unsigned long long)rng_below(r, PEOPLE));
    ev_batch_row(b, ev_batch_id(b, STR("user_id"), str_from(text)),
                 ev_batch_name(b, str_from(events[e])),
                 NOW_MS - (int64_t)rng_below(r, 365) * MS_DAY - (int64_t)rng_below(r, MS_DAY),
                 (struct ev_key){rng_u64(r), rng_u64(r) & ~(uint64_t)1}, 0);
    put_text(b, "category", categories[rng_below(r, 6)]);
    if (e == 2) put_number(b, "amount", (int64_t)rng_below(r, 50000), 2);
    snprintf(text, sizeof text, "sku-%05llu", (unsigned long long)rng_below(r, 20000));
    put_text(b, "item_id", text);
    snprintf(text, sizeof text, "s-%012llx", (unsigned long long)(rng_u64(r) >> 16));
    put_text(b, "session", text);
  }
}

struct producer {
  pthread_t thread;
  struct workspace *w;
  uint32_t number, rounds;
  double pause; /* seconds between batches; 0 = none */
  uint64_t rows;
};

static _Atomic bool over;
static _Atomic int64_t left; /* batches, when filling */

static void *produce(void *arg) {
  struct producer *p = arg;
  struct ev_batch b[BATCHES];
  struct rng r;
  struct err err;
  rng_init(&r, 11, p->rounds, p->number);
  for (uint32_t i = 0; i < BATCHES; i++) {
    ev_batch_init(&b[i]);
    make_batch(&b[i], &r);
  }
  double due = now();
  for (uint32_t i = 0; !atomic_load(&over); i++, due += p->pause) {
    struct ev_batch *one = &b[i % BATCHES];
    double early = due - now();
    if (early > 0) nanosleep(&(struct timespec){.tv_nsec = (long)(early * 1e9)}, NULL);
    if (p->rounds == 0) {
      if (atomic_fetch_sub(&left, 1) <= 0) break;
      make_batch(one, &r);
    }
    renew(one, &r, 0);
    while (!ws_ingest(p->w, one, NULL, &err))
      if (err.code != ERR_overloaded) die("ingest", &err);
    p->rows += BATCH;
  }
  for (uint32_t i = 0; i < BATCHES; i++)
    ev_batch_release(&b[i]);
  return NULL;
}

static void start(struct workspace *w, struct producer *p, uint32_t n, double per_second) {
  static uint32_t rounds;
  for (uint32_t i = 0; i < n; i++) {
    p[i] = (struct producer){.w = w,
                             .number = i,
                             .rounds = rounds,
                             .pause = per_second > 0 ? BATCH * (double)n / per_second : 0};
    if (pthread_create(&p[i].thread, NULL, produce, &p[i]) != 0) panic("cannot start a thread");
  }
  rounds++;
}

static uint64_t finish(struct producer *p, uint32_t n) {
  uint64_t rows = 0;
  for (uint32_t i = 0; i < n; i++) {
    pthread_join(p[i].thread, NULL);
    rows += p[i].rows;
  }
  return rows;
}

static void fill(struct workspace *w, double million) {
  struct producer p[8];
  struct err err;
  atomic_store(&left, (int64_t)(million * 1e6 / BATCH));
  start(w, p, 8, 0);
  finish(p, 8);
  if (!ws_checkpoint(w, false, &err) || !store_compact(ws_store(w), true, &err))
    die("checkpoint", &err);
}

/* ---- questions ---- */

struct moment;

struct asker {
  struct workspace *w;
  struct snapshot *n;
  struct names_env *names;
  struct query_limits limits;
  struct classification_env env;
  struct rng r;
  struct moment *m; /* has both */
};

static struct node *tree_of(struct asker *k, const char *text, enum lang_type want,
                            struct arena *a) {
  struct node *tree;
  struct err err;
  must_ok(lang_parse(str_from(text), a, &tree, &err) &&
              lang_resolve(tree, names_env_lang(k->names), want, a, &err),
          &err);
  return tree;
}

static void ask_groups(struct asker *k, const char *count, enum group_by by, const char *prop,
                       struct arena *a) {
  struct groups_query q = {.rows = tree_of(k, count, LT_ANY, a),
                           .as_of = NOW_MS,
                           .by = by,
                           .prop = str_from(prop),
                           .people = by == GROUP_VALUE,
                           .tz = k->env.tz};
  struct query_group *g;
  struct err err;
  uint32_t n;
  must_ok(query_groups(k->n, &q, k->env.pool, &k->limits, a, &g, &n, &err), &err);
}

static void ask_text(struct asker *k, const char *const *text, uint32_t n, enum lang_type want,
                     struct arena *a) {
  struct query_expr e[4];
  struct query_output *o;
  struct err err;
  for (uint32_t i = 0; i < n; i++)
    e[i] = (struct query_expr){tree_of(k, text[i], want, a), NOW_MS};
  must_ok(expressions_run(e, n, k->n, &k->env, a, &o, &err), &err);
  query_outputs_release(o, n);
}

static void ask_events(struct asker *k, struct arena *a) {
  ask_groups(k, "count(*)", GROUP_EVENT, "", a);
}
static void ask_days(struct asker *k, struct arena *a) {
  ask_groups(k, "count(*)", GROUP_DAY, "", a);
}
static void ask_buyers(struct asker *k, struct arena *a) {
  ask_groups(k, "count(order_item)", GROUP_VALUE, "category", a);
}
static void ask_rfm(struct asker *k, struct arena *a) {
  static const char *const text[] = {"last(order_completed.time)", "count(order_completed)",
                                     "sum(order_completed.amount)"};
  ask_text(k, text, 3, LT_ANY, a);
}
static void ask_segment(struct asker *k, struct arena *a) {
  static const char *const text[] = {
      "count(order_completed, last 30 days) >= 2 and sum(order_completed.amount, last 90 days) > "
      "300 and not did(product_shared)"};
  ask_text(k, text, 1, LT_BOOL, a);
}

static bool count_rows(void *ctx, const struct scan_batch *b, struct err *err) {
  *(uint64_t *)ctx += b->n_rows;
  return true;
}

static void ask_person(struct asker *k, struct arena *a) {
  char who[24];
  struct scanner *s;
  struct err err;
  uint64_t rows = 0;
  snprintf(who, sizeof who, "user-%06llu", (unsigned long long)rng_below(&k->r, PEOPLE));
  uint32_t subject = people_find(ws_people(k->w), STR("user_id"), str_from(who));
  struct scan_want want = {.all_events = true, .t_max = NOW_MS, .only = subject, .lsn = true};
  if (subject == SUBJECT_NONE) return;
  must_ok(scanner_new(k->n, &want, &s, &err) &&
              scanner_run(s, subject >> SCAN_CHUNK_BITS, count_rows, &rows, &err),
          &err);
  scanner_free(s);
}

static const struct {
  const char *name;
  void (*ask)(struct asker *k, struct arena *a);
} questions[] = {{"events", ask_events}, {"days", ask_days},       {"rfm", ask_rfm},
                 {"buyers", ask_buyers}, {"segment", ask_segment}, {"person", ask_person}};
#define N_QUESTIONS (sizeof questions / sizeof *questions)
#define PERSON      (N_QUESTIONS - 1)

/* One moment for all who hold it, as in the server. */
struct moment {
  atomic_uint refs;
  struct snapshot *n;
  struct names_env *names;
  double taken, made, spent; /* in seconds; the last of a processor */
};

static struct {
  pthread_mutex_t lock;
  pthread_cond_t ready;
  struct moment *newest;
  bool making;
  double slow;
  _Atomic bool over;
  pthread_t thread;
  float cost[VIEWS_MAX]; /* ms, of those made in this stage */
  uint32_t n;
} views = {.lock = PTHREAD_MUTEX_INITIALIZER, .ready = PTHREAD_COND_INITIALIZER};

static void moment_drop(struct moment *m) {
  if (!m || atomic_fetch_sub(&m->refs, 1) != 1) return;
  names_env_free(m->names);
  snapshot_free(m->n);
  free(m);
}

static struct moment *moment_new(struct workspace *w) {
  struct err err;
  struct moment *m = must_calloc(1, sizeof *m);
  m->taken = now();
  m->spent = -(double)thread_cpu_ns() * 1e-9;
  atomic_init(&m->refs, 1);
  m->n = ws_snapshot(w);
  must_ok(names_env_new(w, m->n, &m->names, &err), &err);
  m->made = now();
  m->spent += (double)thread_cpu_ns() * 1e-9;
  return m;
}

/* As api/view.c.  Caller has the lock, which is let go meanwhile, and drops what it returns. */
static struct moment *make_newest(struct workspace *w) {
  views.making = true;
  pthread_mutex_unlock(&views.lock);
  struct moment *m = moment_new(w), *old;
  pthread_mutex_lock(&views.lock);
  views.making = false;
  double took = m->made - m->taken;
  views.slow = took > views.slow * 7 / 8 ? took : views.slow * 7 / 8;
  if (views.n < VIEWS_MAX) views.cost[views.n++] = (float)(took * 1e3);
  old = views.newest;
  views.newest = m;
  pthread_cond_broadcast(&views.ready);
  return old;
}

static bool suits(const struct workspace *w, const struct moment *m, double asked) {
  return m && (snapshot_lsn(m->n) == ws_lsn(w) || asked - m->taken < FRESH);
}

static bool gets_old(const struct workspace *w, const struct moment *m) {
  double t = now();
  return snapshot_lsn(m->n) != ws_lsn(w) && t - m->taken >= FRESH - views.slow - 0.04 &&
         t - m->made >= 4 * m->spent;
}

/* As api/upkeep.c: the next one before the newest is too old. */
static void *make_ahead(void *arg) {
  struct workspace *w = arg;
  thread_prompt();
  while (!atomic_load(&views.over)) {
    struct moment *old = NULL;
    usleep(20000);
    pthread_mutex_lock(&views.lock);
    if (views.newest && !views.making && gets_old(w, views.newest)) old = make_newest(w);
    pthread_mutex_unlock(&views.lock);
    moment_drop(old);
  }
  return NULL;
}

static void forget_view(struct asker *k) {
  moment_drop(k->m);
  k->m = NULL;
}

/* How old its rows are, in ms, for who came at `asked`. */
static float renew_view(struct asker *k, double asked) {
  forget_view(k);
  struct moment *old = NULL;
  bool mine = false;
  pthread_mutex_lock(&views.lock);
  while (!mine && !suits(k->w, views.newest, asked)) {
    mine = !views.making;
    if (mine)
      old = make_newest(k->w);
    else
      pthread_cond_wait(&views.ready, &views.lock);
  }
  k->m = views.newest;
  atomic_fetch_add(&k->m->refs, 1);
  bool all = snapshot_lsn(k->m->n) == ws_lsn(k->w);
  pthread_mutex_unlock(&views.lock);
  moment_drop(old);
  k->n = k->m->n;
  k->names = k->m->names;
  k->env = names_env_classes(k->names, &k->limits);
  return all || asked < k->m->taken ? 0 : (float)((asked - k->m->taken) * 1e3);
}

static double once(struct asker *k, unsigned q, float *ret_age) {
  struct arena a;
  arena_init(&a, "bench");
  double t = now();
  *ret_age = renew_view(k, t);
  questions[q].ask(k, &a);
  t = now() - t;
  arena_release(&a);
  return t * 1e3;
}

/* ---- stages ---- */

struct figures {
  float p50[N_QUESTIONS], p95[N_QUESTIONS];
  float age[3], cost[3]; /* median, of 95 %, worst */
  double events;         /* a second */
};

static void three(float *v, uint32_t n, float ret[3]) {
  if (n == 0) return;
  qsort(v, n, sizeof *v, by_ms);
  ret[0] = v[n / 2];
  ret[1] = v[n * 95 / 100];
  ret[2] = v[n - 1];
}

static struct figures ask_for(struct workspace *w, double seconds, double per_second) {
  static float ms[N_QUESTIONS][ASKED_MAX], age[N_QUESTIONS * ASKED_MAX];
  struct figures f = {0};
  struct producer p[PRODUCERS];
  struct asker k = {.w = w, .limits = {.memory = ws_memory(w)}};
  uint32_t n[N_QUESTIONS] = {0}, asked = 0;
  rng_init(&k.r, 5, 0, 0);
  thread_prompt(); /* as who answers in the server */
  for (unsigned q = 0; q < N_QUESTIONS; q++)
    once(&k, q, age);
  pthread_mutex_lock(&views.lock);
  views.n = 0;
  pthread_mutex_unlock(&views.lock);
  atomic_store(&over, false);
  if (per_second != 0) start(w, p, PRODUCERS, per_second);
  double begin = now();
  for (unsigned i = 0; now() - begin < seconds; i++) {
    unsigned q = i % 2 ? PERSON : i / 2 % PERSON;
    if (n[q] < ASKED_MAX) ms[q][n[q]++] = (float)once(&k, q, &age[asked++]);
  }
  atomic_store(&over, true);
  if (per_second != 0) f.events = (double)finish(p, PRODUCERS) / (now() - begin);
  forget_view(&k);
  three(age, asked, f.age);
  pthread_mutex_lock(&views.lock);
  three(views.cost, views.n, f.cost);
  pthread_mutex_unlock(&views.lock);
  for (unsigned q = 0; q < N_QUESTIONS; q++) {
    if (n[q] == 0) continue;
    qsort(ms[q], n[q], sizeof(float), by_ms);
    f.p50[q] = ms[q][n[q] / 2];
    f.p95[q] = ms[q][n[q] * 95 / 100];
  }
  return f;
}

static void show(struct workspace *w, const char *what, const struct figures *f) {
  struct store_stats s;
  store_stats(ws_store(w), &s);
  printf("%-10s %8.0f events/s; %5.1f M rows in %llu parts, %.1f M in %llu runs\n", what, f->events,
         (double)s.part_rows / 1e6, (unsigned long long)s.parts, (double)s.memory_rows / 1e6,
         (unsigned long long)s.runs);
  for (unsigned q = 0; q < N_QUESTIONS; q++)
    printf("  %-8s p50 %8.2f  p95 %8.2f ms\n", questions[q].name, (double)f->p50[q],
           (double)f->p95[q]);
  if (f->events > 0)
    printf("  rows seen were %.0f ms old (95 %% %.0f, worst %.0f); a snapshot took %.1f ms (95 %% "
           "%.1f, worst "
           "%.1f)\n",
           (double)f->age[0], (double)f->age[1], (double)f->age[2], (double)f->cost[0],
           (double)f->cost[1], (double)f->cost[2]);
}

static void compare(const char *what, const struct figures *f, const struct figures *before,
                    const struct figures *after) {
  printf("%s: p95 beside the idle one before / after:", what);
  for (unsigned q = 0; q < N_QUESTIONS; q++)
    printf(" %s %.1f/%.1f", questions[q].name, (double)(f->p95[q] / before->p95[q]),
           (double)(f->p95[q] / after->p95[q]));
  printf("\n");
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "bench_latency DIR [million events] [seconds] [threads that answer]\n");
    return 64;
  }
  double million = argc > 2 ? atof(argv[2]) : 4, seconds = argc > 3 ? atof(argv[3]) : 8;
  struct ws_options o = {.background = true, .threads = argc > 4 ? (unsigned)atoi(argv[4]) : 2};
  struct workspace *w;
  struct err err;
  if (!ws_create(argv[1], STR("bench"), STR("UTC"), STR(""), &o, &err)) die("create", &err);
  if (!ws_open(argv[1], STR("bench"), WS_WRITE, &o, &w, &err)) die("open", &err);
  fill(w, million);
  if (pthread_create(&views.thread, NULL, make_ahead, w) != 0) panic("cannot start a thread");
  struct figures idle = ask_for(w, seconds, 0);
  show(w, "idle", &idle);
  struct figures steady = ask_for(w, seconds, 200000);
  show(w, "200,000/s", &steady);
  struct figures idle_2 = ask_for(w, seconds, 0);
  show(w, "idle", &idle_2);
  struct figures full = ask_for(w, seconds, -1);
  show(w, "full speed", &full);
  struct figures idle_3 = ask_for(w, seconds, 0);
  show(w, "idle", &idle_3);
  compare("200,000/s", &steady, &idle, &idle_2);
  compare("full speed", &full, &idle_2, &idle_3);
  atomic_store(&views.over, true);
  pthread_join(views.thread, NULL);
  moment_drop(views.newest);
  ws_close(w);
  return 0;
}
