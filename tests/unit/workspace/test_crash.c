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

/* The rows of batch `step`, always the same: who delivers it again delivers the same messages. */
static void put_rows(struct workspace *w, struct ev_batch *b, uint64_t step, lines *ret) {
  struct rng r;
  rng_init(&r, sim.seed, 77, step);
  uint32_t rows = 1 + (uint32_t)rng_below(&r, 12);
  for (uint32_t i = 0; i < rows; i++) {
    char who[24], id[48], line[128], text[DEC_TEXT_BYTES];
    int64_t time = CRASH_T0 + (int64_t)(step * 1000 + i);
    struct value v = {.type = V_NUM, .num = {(int64_t)rng_below(&r, 100000), 2}};
    snprintf(who, sizeof who, "u%llu", (unsigned long long)rng_below(&r, 20 + step));
    snprintf(id, sizeof id, "message %llu of batch %llu", (unsigned long long)i,
             (unsigned long long)step);
    ev_batch_row(b, ev_batch_id(b, STR("user_id"), str_from(who)),
                 ev_batch_name(b, STR("product_viewed")), time, ws_message_key(w, str_from(id)), 0);
    ev_batch_put(b, ev_batch_prop(b, STR("amount")), &v);
    if (!ret) continue;
    snprintf(line, sizeof line, "%s %lld product_viewed amount=%s", who, (long long)time,
             dec_text(dec_normal(v.num), text));
    char *copy = strdup(line);
    vec_push(ret, copy);
  }
}

/* New rows, perhaps an item, and perhaps messages that were acknowledged before. */
static uint32_t batch_make(struct workspace *w, struct rng *r, struct ev_batch *b,
                           struct crash_model *m, uint64_t step) {
  ev_batch_reset(b);
  b->received = CRASH_T0 + (int64_t)step;
  if (m->sent.n && rng_chance(r, 0.4)) put_rows(w, b, m->sent.p[rng_below(r, m->sent.n)], NULL);
  uint32_t again = (uint32_t)b->rows.n;
  put_rows(w, b, step, &m->maybe);
  m->maybe_item_cents = 0;
  if (!rng_chance(r, 0.4)) return again;
  struct value v = {.type = V_NUM, .num = {100 + (int64_t)step, 2}};
  m->maybe_item_cents = v.num.m;
  ev_batch_row(b, ev_batch_id(b, STR("item"), STR("sku")), ev_batch_name(b, STR(EV_ITEM_SET)),
               TIME_MIN, (struct ev_key){0, 0}, EV_ITEM);
  ev_batch_put(b, ev_batch_prop(b, STR("price")), &v);
  return again;
}

static void do_ingest(struct workspace *w, struct crash_model *m, struct rng *r, uint64_t step) {
  struct ev_batch b;
  struct ws_receipt receipt;
  struct err err;
  ev_batch_init(&b);
  uint32_t again = batch_make(w, r, &b, m, step);
  m->doing = DOING_INGEST;
  m->maybe_sent = step;
  must_ok(ws_ingest_from(w, &b, NULL, &receipt, &err), &err);
  assert_int_equal(receipt.duplicates, again);
  m->doing = DOING_NOTHING;
  m->maybe_sent = 0;
  vec_push(&m->sent, step);
  lines_take(&m->sure, &m->maybe);
  if (m->maybe_item_cents) m->item_cents = m->maybe_item_cents;
  ev_batch_release(&b);
}

/* After the loss: whoever was acknowledged is a repetition, whoever was in doubt is what the rows
 * say: there and a repetition, or lost and new. */
static void deliver_again(struct workspace *w, struct crash_model *m, struct rng *r) {
  struct ev_batch b;
  struct ws_receipt receipt;
  struct err err;
  ev_batch_init(&b);
  for (size_t i = 0; i < m->sent.n; i++) {
    ev_batch_reset(&b);
    b.received = CRASH_T0 + 800000;
    put_rows(w, &b, m->sent.p[i], NULL);
    must_ok(ws_ingest_from(w, &b, NULL, &receipt, &err), &err);
    assert_int_equal(receipt.duplicates, b.rows.n);
  }
  if (m->maybe_sent) {
    lines again = {0};
    ev_batch_reset(&b);
    b.received = CRASH_T0 + 800000;
    put_rows(w, &b, m->maybe_sent, &again);
    must_ok(ws_ingest_from(w, &b, NULL, &receipt, &err), &err);
    assert_int_equal(receipt.duplicates, m->maybe_there ? b.rows.n : 0);
    if (m->maybe_there)
      lines_free(&again);
    else
      lines_take(&m->sure, &again);
    m->maybe_sent = 0;
  }
  ev_batch_release(&b);
}

/* Once in the model's mind, whatever an interrupted run did before. */
static void do_import(struct workspace *w, struct crash_model *m, uint32_t k) {
  const struct crash_file *f = &m->files[k];
  bool known = m->imported > k;
  m->file = k;
  if (!known) m->doing = DOING_IMPORT;
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
  lines_copy(&m->sure, &f->new_, f->new_.n);
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

static void name_in(const lines *l, struct rng *r, char out[24]) {
  const char *line = l->p[rng_below(r, l->n)];
  size_t n = strcspn(line, " ");
  memcpy(out, line, n);
  out[n] = 0;
}

/* Two become one, or one who was merged is alone again. */
static void do_merge(struct workspace *w, struct crash_model *m, struct rng *r) {
  char a[24], b[24];
  struct err err;
  struct ws_moved moved;
  if (m->sure.n == 0) return;
  name_in(&m->sure, r, a);
  name_in(&m->sure, r, b);
  if (strcmp(a, b) == 0) return;
  bool apart = strcmp(alias_of(&m->people, a), a) != 0 && rng_chance(r, 0.5);
  aliases_copy(&m->maybe_people, &m->people);
  if (apart) {
    alias_set(&m->maybe_people, a, a);
  } else {
    char from[24], to[24];
    snprintf(from, sizeof from, "%s", alias_of(&m->people, a));
    snprintf(to, sizeof to, "%s", alias_of(&m->people, b));
    alias_set(&m->maybe_people, from, to);
    for (size_t i = 0; i < m->maybe_people.n; i++)
      if (strcmp(m->maybe_people.p[i].is, from) == 0)
        alias_set(&m->maybe_people, m->maybe_people.p[i].who, to);
  }
  uint32_t who = people_find(ws_people(w), STR("user_id"), str_from(a));
  uint32_t into = people_find(ws_people(w), STR("user_id"), str_from(b));
  m->doing = DOING_MERGE;
  if (apart)
    must_ok(ws_unmerge_people(w, &who, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  else
    must_ok(ws_merge_people(w, into, &who, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  m->doing = DOING_NOTHING;
  aliases_copy(&m->people, &m->maybe_people);
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
  switch (rng_below(&s->rng, 14)) {
  case 12:
  case 13:
    do_merge(s->w, m, &s->rng);
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
  if (model->doing == DOING_IMPORT) do_import(w, model, model->file);
  model->doing = DOING_NOTHING;
  lines_free(&model->maybe); /* it is not there, or among the sure ones */
  model->maybe = (typeof(model->maybe)){0};
  deliver_again(w, model, r);
  do_ingest(w, model, r, 900000);
  if (rng_chance(r, 0.5)) do_merge(w, model, r);
  if (rng_chance(r, 0.5)) do_title(w, model);
  if (rng_chance(r, 0.5)) do_resource(w, model);
  if (model->imported && rng_chance(r, 0.3)) do_import(w, model, 0); /* all known */
  must_ok(ws_checkpoint(w, rng_chance(r, 0.5), &err), &err);
  do_ingest(w, model, r, 900001);
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
  memset(&model.maybe, 0, sizeof model.maybe);
  memset(&model.people, 0, sizeof model.people);
  memset(&model.maybe_people, 0, sizeof model.maybe_people);
  aliases_copy(&model.people, &s->model.people);
  aliases_copy(&model.maybe_people, &s->model.maybe_people);
  lines_copy(&model.sure, &s->model.sure, s->model.sure.n);
  lines_copy(&model.maybe, &s->model.maybe, s->model.maybe.n);
  memset(&model.sent, 0, sizeof model.sent);
  for (size_t i = 0; i < s->model.sent.n; i++)
    vec_push(&model.sent, s->model.sent.p[i]);
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
  lines_free(&model.sure);
  lines_free(&model.maybe);
  vec_free(&model.sent);
  vec_free(&model.people);
  vec_free(&model.maybe_people);
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

static void at_op(void *ctx, const char *what, const char *path) {
  static size_t turn;
  sim.op++;
  if (sim.failed) return;
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

/* One life; the power fails at every operation of it. */
static void one_life(uint64_t seed, const char *dir) {
  struct err err;
  uint64_t points = sim.points;
  sim = (struct sim){.seed = seed, .points = points};
  rng_init(&sim.rng, seed, 1, 0);
  crash_model_init(&sim.model, dir, &sim.rng);
  sim.m = mem_io_new(seed);
  sim.m->at_op = at_op;
  sim.model.doing = DOING_CREATE;
  create(&sim.m->io, &err);
  sim.model.created = true;
  sim.model.doing = DOING_NOTHING;
  must_ok(crash_try_open(&sim.m->io, WS_WRITE, &sim.w, &err), &err);
  uint64_t steps = 10 + rng_below(&sim.rng, 12);
  while (sim.step < steps && !sim.failed)
    one_step(&sim);
  ws_close(sim.w);
  sim.m->at_op = NULL;
  for (size_t i = 0; i < CHILDREN; i++)
    if (sim.child[i].pid) child_take(i);
  mem_io_free(sim.m);
  crash_model_release(&sim.model);
  if (sim.failed) fail_msg("seed %llu", (unsigned long long)seed);
}

static uint64_t setting(const char *name, uint64_t otherwise) {
  const char *v = getenv(name);
  return v && *v ? strtoull(v, NULL, 10) : otherwise;
}

static void power_fails_everywhere(void **state) {
  uint64_t first = setting("SHOAL_CRASH_SEED", 1), seconds = setting("SHOAL_CRASH_SECONDS", 0);
  uint64_t points = setting("SHOAL_CRASH_POINTS", 10000), lives = 0, ops = 0;
  char dir[PATH_BYTES];
  struct clock *clock = clock_system();
  struct mono start = clock->mono(clock);
  temp_dir(dir);
  for (;; lives++) {
    int64_t ns = clock->mono(clock).ns - start.ns;
    if (seconds ? ns >= (int64_t)seconds * 1000000000 : sim.points >= points) break;
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
