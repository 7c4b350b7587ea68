/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The power fails at every write, sync, truncation, rename, removal and synced directory of random
 * lives of a whole workspace.
 *
 * The workload runs on a file system in memory (mem_io.h).  Before each operation it forks; the
 * child loses power several times from that very state, each time with another fate of what was not
 * synced, opens what is left, compares it with what had been acknowledged (crash_model.h), and goes
 * on working.  Every third time the power fails once more while the workspace recovers.
 *
 *   SHOAL_CRASH_SEED=N      where to begin (default 1)
 *   SHOAL_CRASH_POINTS=N    distinct (operation, fate) pairs at least (default 10,000)
 *   SHOAL_CRASH_SECONDS=N   instead, as long as this takes
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "base/clock.h"
#include "crash_model.h"
#include "workspace/persons.h"

#define FATES         8
#define CHILDREN      2
#define CHILD_SECONDS 120
#define AFTER         70 /* number of the first batch after a loss */

struct sim {
  uint64_t seed;
  struct rng rng;
  struct mem_io *m;
  struct crash_model model;
  struct workspace *w;
  uint64_t op, points, step;
  const char *what, *path; /* the operation at hand */
  struct {
    pid_t pid;
    int out;
    uint64_t op;
  } child[CHILDREN];
  uint64_t fate; /* in the child */
  bool failed;
};
static struct sim sim;

/* ---- the steps of a life ---- */

/* New rows, what they say of the catalogue, and perhaps messages that were acknowledged before. */
static uint32_t batch_make(struct workspace *w, struct rng *r, struct ev_batch *b,
                           const struct crash_model *m, const struct crash_deed *d) {
  ev_batch_reset(b);
  b->received = d->received;
  if (m->sure.n && rng_chance(r, 0.4)) {
    const struct crash_deed *old = &m->sure.p[rng_below(r, m->sure.n)];
    if (old->what == DEED_ROWS) crash_put_rows(w, b, sim.seed, old->step);
  }
  uint32_t again = (uint32_t)b->rows.n;
  crash_put_rows(w, b, sim.seed, d->step);
  crash_put_items(b, sim.seed, d->step);
  return again;
}

/* The deed at hand is acknowledged. */
static void done(struct crash_model *m) {
  m->doing = DOING_NOTHING;
  vec_push(&m->sure, m->deed);
}

static void do_ingest(struct workspace *w, struct crash_model *m, struct rng *r, uint64_t step) {
  struct ev_batch b;
  struct ws_receipt receipt;
  struct err err;
  ev_batch_init(&b);
  m->deed = (struct crash_deed){
      .what = DEED_ROWS, .step = step, .received = CRASH_T0 + (int64_t)step * CRASH_STEP_MS};
  uint32_t again = batch_make(w, r, &b, m, &m->deed);
  m->doing = DOING_DEED;
  must_ok(ws_ingest_from(w, &b, NULL, &receipt, &err), &err);
  assert_int_equal(receipt.duplicates, again);
  done(m);
  ev_batch_release(&b);
}

/* After the loss: whoever was acknowledged is a repetition, whoever was in doubt is what the rows
 * say: there (then it is among the sure ones now) and a repetition, or lost and new. */
static void deliver_again(struct workspace *w, struct crash_model *m) {
  struct ev_batch b;
  struct ws_receipt receipt;
  struct err err;
  ev_batch_init(&b);
  for (size_t i = 0; i < m->sure.n; i++) {
    if (m->sure.p[i].what != DEED_ROWS) continue;
    ev_batch_reset(&b);
    b.received = CRASH_T0 + CRASH_DAY_MS;
    crash_put_rows(w, &b, sim.seed, m->sure.p[i].step);
    must_ok(ws_ingest_from(w, &b, NULL, &receipt, &err), &err);
    assert_int_equal(receipt.duplicates, b.rows.n);
  }
  if (m->doing == DOING_DEED && m->deed.what == DEED_ROWS) {
    ev_batch_reset(&b);
    m->deed.received = b.received = CRASH_T0 + CRASH_DAY_MS;
    crash_put_rows(w, &b, sim.seed, m->deed.step);
    crash_put_items(&b, sim.seed, m->deed.step);
    must_ok(ws_ingest_from(w, &b, NULL, &receipt, &err), &err);
    assert_int_equal(receipt.duplicates, 0);
    done(m);
  }
  ev_batch_release(&b);
}

/* Once in the model's mind, whatever an interrupted run did before. */
static void do_import(struct workspace *w, struct crash_model *m, uint32_t k) {
  const struct crash_file *f = &m->files[k];
  bool known = m->imported > k;
  if (!known) {
    m->deed = (struct crash_deed){.what = DEED_FILE, .file = k};
    m->doing = DOING_IMPORT;
  }
  struct imported r = import_with(w, f->path, orders_yaml, "shop", CRASH_GROUP, NULL, NULL);
  must_ok(r.ok, &r.err);
  m->doing = DOING_NOTHING;
  assert_int_equal(r.c.read, f->read);
  assert_int_equal(r.c.rejected, f->rejected);
  uint64_t most = known ? 0 : f->new_.n;
  /* all of it, or what is left of a run that had ended in the log */
  assert_true(r.c.imported == most || r.c.imported == 0);
  assert_int_equal(r.c.imported + r.c.duplicate, f->new_.n + f->duplicate);
  assert_int_equal(crash_run_imported(w, f->path), f->new_.n);
  if (known) return;
  m->deed.n = (uint32_t)f->new_.n;
  done(m);
  m->imported = k + 1;
}

static void do_title(struct workspace *w, struct crash_model *m) {
  char title[32];
  struct err err;
  snprintf(title, sizeof title, "title %u", m->title + 1);
  m->doing = DOING_TITLE;
  must_ok(ws_set(w, &(struct ws_change){.title = str_from(title)}, &err), &err);
  m->doing = DOING_NOTHING;
  m->title++;
}

static void do_resource(struct workspace *w, struct crash_model *m) {
  char text[160];
  struct arena a;
  struct resource_change *c;
  struct err err;
  uint32_t n;
  snprintf(text, sizeof text,
           "kind: segment\nslug: buyers\nexpression: count(order_completed) > %u\n", m->resource);
  struct resource_source src = {STR("t.yaml"), str_from(text), 0};
  arena_init(&a, "resource");
  m->doing = DOING_RESOURCE;
  must_ok(resource_apply(w, &src, 1, STR("ann"), false, &a, &c, &n, &err), &err);
  m->doing = DOING_NOTHING;
  m->resource++;
  arena_release(&a);
}

/* Two become one, or one who was merged is alone again. */
static void do_merge(struct workspace *w, struct crash_model *m, struct rng *r) {
  const struct people *p = ws_people(w);
  struct err err;
  struct ws_moved moved;
  m->deed = (struct crash_deed){.what = DEED_MERGE};
  snprintf(m->deed.who, sizeof m->deed.who, "u%llu", (unsigned long long)rng_below(r, 20));
  snprintf(m->deed.into, sizeof m->deed.into, "u%llu", (unsigned long long)rng_below(r, 20));
  uint32_t who = crash_user(p, m->deed.who), into = crash_user(p, m->deed.into);
  if (who == SUBJECT_NONE || into == SUBJECT_NONE || who == into) return;
  if (person_of(p, who) != who && rng_chance(r, 0.5)) m->deed.what = DEED_APART;
  m->doing = DOING_DEED;
  if (m->deed.what == DEED_APART)
    must_ok(ws_unmerge_people(w, &who, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  else
    must_ok(ws_merge_people(w, into, &who, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  done(m);
}

/* An identity is blocked, a person frozen; or no more. */
static void do_hand(struct workspace *w, struct crash_model *m, struct rng *r) {
  struct err err;
  uint64_t lsn;
  m->deed = (struct crash_deed){.what = DEED_HAND, .hand = (enum ws_hand)rng_below(r, 4)};
  snprintf(m->deed.who, sizeof m->deed.who, "u%llu", (unsigned long long)rng_below(r, 9));
  uint32_t who = crash_user(ws_people(w), m->deed.who);
  if (who == SUBJECT_NONE) return;
  m->doing = DOING_DEED;
  must_ok(ws_person_set(w, who, m->deed.hand, STR("ann"), &lsn, &err), &err);
  done(m);
}

/* Something a client sent could not become an event. */
static void do_letter(struct workspace *w, struct crash_model *m) {
  struct dead_room *room = dead_open(w);
  struct dead_from from = {.key = STR("k1"), .path = STR("/v1/events")};
  struct wire_reject reject = {.why = {.code = ERR_wire_json}};
  struct err err;
  char text[32];
  snprintf(text, sizeof text, "letter %u", m->letters + 1);
  reject.text = str_from(text);
  from.received_ms = clock_wall_ms(ws_clock(w));
  m->doing = DOING_LETTER;
  must_ok(dead_put(room, &from, &reject, 1, &err), &err);
  m->doing = DOING_NOTHING;
  m->letters++;
  dead_close(room);
}

static void do_reopen(struct sim *s) {
  struct err err;
  ws_close(s->w);
  must_ok(crash_try_open(&s->m->io, WS_WRITE, &s->w, &err), &err);
}

static void create(struct io *io, struct err *err) {
  struct ws_options o = crash_options(io);
  must_ok(io_mkdir(io, "disk", err), err);
  must_ok(ws_create(CRASH_DIR, STR("shop"), STR("Asia/Shanghai"), STR(""), &o, err), err);
}

static void one_step(struct sim *s) {
  struct crash_model *m = &s->model;
  struct err err;
  s->step++;
  switch (rng_below(&s->rng, 17)) {
  case 12:
  case 13:
    do_merge(s->w, m, &s->rng);
    break;
  case 14:
  case 15:
    do_hand(s->w, m, &s->rng);
    break;
  case 16:
    do_letter(s->w, m);
    break;
  case 0:
    do_title(s->w, m);
    break;
  case 1:
    do_resource(s->w, m);
    break;
  case 2:
    must_ok(some_checkpoint(s->w, rng_chance(&s->rng, 0.6), rng_chance(&s->rng, 0.6), &err), &err);
    break;
  case 3:
    do_reopen(s);
    break;
  case 4:
    do_import(s->w, m, m->imported < CRASH_FILES ? m->imported : 0);
    break;
  default:
    do_ingest(s->w, m, &s->rng, s->step);
  }
}

/* ---- after the loss ---- */

/* Power fails again while the workspace is opened and worked with. */
static void fail_recovering(struct mem_io *m, struct rng *r) {
  struct workspace *w = NULL;
  struct err err;
  m->fail_in = (int64_t)rng_below(r, 40);
  if (crash_try_open(&m->io, WS_WRITE, &w, &err)) {
    some_checkpoint(w, rng_chance(r, 0.7), rng_chance(r, 0.5), &err);
    ws_close(w);
  }
  m->dead = true;
  mem_io_crash(m);
}

/* All that a living workspace must be able to. */
static void goes_on(struct workspace *w, struct mem_io *m, struct crash_model *model,
                    struct rng *r) {
  struct err err;
  if (model->doing == DOING_IMPORT) do_import(w, model, model->deed.file);
  deliver_again(w, model);
  model->doing = DOING_NOTHING; /* it is not there, or among the sure ones */
  do_ingest(w, model, r, AFTER);
  if (rng_chance(r, 0.5)) do_merge(w, model, r);
  if (rng_chance(r, 0.5)) do_hand(w, model, r);
  if (rng_chance(r, 0.5)) do_letter(w, model);
  if (rng_chance(r, 0.5)) do_title(w, model);
  if (rng_chance(r, 0.5)) do_resource(w, model);
  if (model->imported && rng_chance(r, 0.3)) do_import(w, model, 0); /* all known */
  must_ok(ws_checkpoint(w, rng_chance(r, 0.5), &err), &err);
  do_ingest(w, model, r, AFTER + 1);
  ws_close(w);
  must_ok(crash_try_open(&m->io, WS_WRITE, &w, &err), &err);
  crash_check(w, model, "after going on");
  crash_verify(w, &m->io);
  ws_close(w);
}

static void one_fate(struct sim *s, uint64_t fate) {
  struct mem_io *m = mem_io_clone(s->m, s->seed * 1000003 + s->op * 64 + fate);
  struct crash_model model = {0};
  struct workspace *w;
  struct rng r;
  struct err err;
  rng_init(&r, s->seed, s->op, fate);
  model = s->model;
  memset(&model.sure, 0, sizeof model.sure);
  for (size_t i = 0; i < s->model.sure.n; i++)
    vec_push(&model.sure, s->model.sure.p[i]);
  mem_io_crash(m);
  if (fate % 3 == 2) fail_recovering(m, &r);
  if (!ws_exists(CRASH_DIR, STR("shop"), &m->io)) {
    assert_false(model.created);
    create(&m->io, &err);
  }
  if (fate % 2) { /* a reader comes first, and changes nothing */
    must_ok(crash_try_open(&m->io, WS_READ, &w, &err), &err);
    crash_check(w, &model, "read");
    ws_close(w);
  }
  must_ok(crash_try_open(&m->io, WS_WRITE, &w, &err), &err);
  crash_check(w, &model, "opened");
  crash_verify(w, &m->io);
  if (fate % 4 < 2)
    goes_on(w, m, &model, &r);
  else
    ws_close(w);
  vec_free(&model.sure);
  mem_io_free(m);
}

static void fates(void **state) {
  for (sim.fate = 0; sim.fate < FATES; sim.fate++)
    one_fate(&sim, sim.fate);
}

/* ---- forking ---- */

static void child_take(size_t i) {
  int status;
  if (waitpid(sim.child[i].pid, &status, 0) != sim.child[i].pid) fail_msg("waitpid");
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    char text[8192];
    ssize_t n = pread(sim.child[i].out, text, sizeof text - 1, 0);
    text[n > 0 ? n : 0] = 0;
    sim.failed = true;
    fprintf(stderr, "# seed %llu, operation %llu, ended with %x:\n%s\n",
            (unsigned long long)sim.seed, (unsigned long long)sim.child[i].op, (unsigned)status,
            text);
  }
  close(sim.child[i].out);
  sim.child[i].pid = 0;
}

static void child_run(int out) {
  const struct CMUnitTest test[] = {cmocka_unit_test(fates)};
  dup2(out, 1);
  dup2(out, 2);
  alarm(CHILD_SECONDS);
  dprintf(out, "before %s of %s, doing %d, step %llu\n", sim.what, sim.path, (int)sim.model.doing,
          (unsigned long long)sim.step);
  sim.m->at_op = NULL;
  int failed = cmocka_run_group_tests(test, NULL, NULL);
  fflush(NULL);
  if (failed) dprintf(out, "fate %llu\n", (unsigned long long)sim.fate);
  _exit(failed ? 1 : 0);
}

static uint64_t setting(const char *name, uint64_t otherwise) {
  const char *v = getenv(name);
  return v && *v ? strtoull(v, NULL, 10) : otherwise;
}

static bool time_is_over(void) {
  static int64_t end;
  struct clock *k = clock_system();
  int64_t now = k->mono(k).ns, seconds = (int64_t)setting("SHOAL_CRASH_SECONDS", 0);
  if (!end) end = now + seconds * 1000000000;
  return seconds && now >= end;
}

static void at_op(void *ctx, const char *what, const char *path) {
  static size_t turn;
  sim.op++;
  if (sim.failed || time_is_over()) return;
  turn = (turn + 1) % CHILDREN;
  if (sim.child[turn].pid) child_take(turn);
  sim.what = what;
  sim.path = path;
  fflush(NULL);
  int out = memfd_create("crash", 0);
  pid_t pid = fork();
  if (pid == 0) child_run(out);
  if (pid < 0 || out < 0) fail_msg("fork");
  sim.child[turn].pid = pid;
  sim.child[turn].out = out;
  sim.child[turn].op = sim.op;
  sim.points += FATES;
}

/* One life; the power fails at every operation of it, until the time is over: it may take minutes.
 */
static void one_life(uint64_t seed, const char *dir) {
  struct err err;
  uint64_t points = sim.points;
  sim = (struct sim){.seed = seed, .points = points};
  rng_init(&sim.rng, seed, 1, 0);
  crash_model_init(&sim.model, dir, &sim.rng);
  sim.model.seed = seed;
  sim.m = mem_io_new(seed);
  sim.m->at_op = at_op;
  sim.model.doing = DOING_CREATE;
  create(&sim.m->io, &err);
  sim.model.created = true;
  sim.model.doing = DOING_NOTHING;
  must_ok(crash_try_open(&sim.m->io, WS_WRITE, &sim.w, &err), &err);
  uint64_t steps = 10 + rng_below(&sim.rng, 12);
  while (sim.step < steps && !sim.failed && !time_is_over())
    one_step(&sim);
  ws_close(sim.w);
  sim.m->at_op = NULL;
  for (size_t i = 0; i < CHILDREN; i++)
    if (sim.child[i].pid) child_take(i);
  mem_io_free(sim.m);
  crash_model_release(&sim.model);
  if (sim.failed) fail_msg("seed %llu", (unsigned long long)seed);
}

static void power_fails_everywhere(void **state) {
  uint64_t first = setting("SHOAL_CRASH_SEED", 1), seconds = setting("SHOAL_CRASH_SECONDS", 0);
  uint64_t points = setting("SHOAL_CRASH_POINTS", 10000), lives = 0, ops = 0;
  char dir[PATH_BYTES];
  temp_dir(dir);
  for (; seconds ? !time_is_over() : sim.points < points; lives++) {
    one_life(first + lives, dir);
    ops += sim.op;
  }
  remove_dir(dir);
  print_message("# seed %llu: %llu crash points (%llu operations, %d fates each) in %llu lives\n",
                (unsigned long long)first, (unsigned long long)sim.points, (unsigned long long)ops,
                FATES, (unsigned long long)lives);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(power_fails_everywhere)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
