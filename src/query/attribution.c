/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everybody's conversions: a walk with two selectors, touches and conversions.
 *
 * A person's touches are collected as they come; each conversion looks back at those in its window,
 * whose beginning only moves forward.  What models give (attribution_credit.c) is added up per
 * channel of the worker at once, since it does not depend on which channels are told apart later;
 * what does (conversions that some channel of the rest touched) is kept as records
 * (attribution_answer.c). */
#include <stdlib.h>

#include "base/panic.h"
#include "query/attribution_work_int.h"

#define TOUCH      UINT64_C(1)
#define CONVERSION UINT64_C(2)

#define grow(v, want)                                                                              \
  do {                                                                                             \
    size_t had_ = (v)->n;                                                                          \
    if (had_ < (want)) {                                                                           \
      vec_reserve((v), (want));                                                                    \
      memset((v)->p + had_, 0, ((v)->cap - had_) * sizeof *(v)->p);                                \
      (v)->n = (v)->cap;                                                                           \
    }                                                                                              \
  } while (0)

/* ---- codes ---- */

/* A code is met the first time. */
static bool know_code(struct attribution_at *t, uint32_t code, struct err *err) {
  struct attributing *q = t->q;
  struct attribution_work *k = t->k;
  size_t had = k->direct.n, each = q->a->n_models * sizeof(struct attribution_sum) + 45;
  if (code < had) return true;
  size_t want = code < 64 ? 128 : 2 * (size_t)code;
  if (!walk_charge(q->walk, (want - had) * each, err)) return false;
  grow(&t->part->sums, want * q->a->n_models);
  grow(&t->part->touches, want);
  grow(&t->part->touched, want);
  grow(&k->visit_seen, want);
  grow(&k->place, want);
  grow(&k->seen, want);
  vec_reserve(&k->direct, want);
  k->direct.n = want;
  memset(k->direct.p + had, ATTRIBUTION_UNASKED, want - had);
  return true;
}

/* ---- steps of journeys ---- */

static void step(struct attribution_at *t, uint32_t from, uint32_t to) {
  struct attribution_step s = {from, to};
  uint32_t i = intern_put(&t->part->steps, str_of(&s, sizeof s));
  if (i == t->part->step_n.n) vec_push(&t->part->step_n, 0);
  t->part->step_n.p[i]++;
}

static void journey(struct attribution_at *t, const uint32_t *code, uint32_t n, uint32_t end) {
  uint32_t from = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (code[i] + 1 != from) step(t, from, code[i] + 1);
    from = code[i] + 1;
  }
  step(t, from, end);
}

/* Touches before r0 belong to no conversion, those from r0 to r1 - 1 do. */
static void close_touches(struct attribution_at *t, uint32_t r0, uint32_t r1) {
  struct attribution_work *k = t->k;
  for (; k->closed < r0; k->closed++)
    if (k->time.p[k->closed] >= t->q->a->from) vec_push(&k->open, k->code.p[k->closed]);
  k->closed = r1;
}

/* ---- records ---- */

struct head {
  uint32_t n, first, last, undirect;
  uint64_t lag;
};

static bool record_room(struct attribution_at *t, size_t words, struct err *err) {
  struct attribution_records *to = t->to;
  if (to->n + words <= to->cap) return true;
  size_t cap = to->cap ? to->cap * 2 : 4096;
  while (cap < to->n + words)
    cap *= 2;
  if (!walk_charge(t->q->walk, (cap - to->cap) * 4, err)) return false;
  vec_reserve(to, cap);
  return true;
}

/* The different channels of touches r0 … r1 - 1 into k->channel. */
static void channels_of(struct attribution_work *k, uint32_t r0, uint32_t r1) {
  k->now++;
  k->channel.n = 0;
  for (uint32_t i = r0; i < r1; i++) {
    uint32_t code = k->code.p[i];
    if (k->seen.p[code] == k->now) continue;
    k->seen.p[code] = k->now;
    k->place.p[code] = (uint32_t)k->channel.n;
    vec_push(&k->channel, code);
  }
}

static bool record(struct attribution_at *t, struct head head, const uint32_t *codes, uint32_t m,
                   struct err *err) {
  if (!record_room(t, RECORD_HEAD + m, err)) return false;
  uint32_t *w = t->to->p + t->to->n;
  w[0] = t->p->subject;
  w[1] = head.n;
  w[2] = (uint32_t)head.lag;
  w[3] = (uint32_t)(head.lag >> 32);
  w[4] = head.first;
  w[5] = head.last;
  w[6] = head.undirect;
  w[7] = m;
  if (m) memcpy(w + RECORD_HEAD, codes, m * sizeof *w);
  t->to->n += RECORD_HEAD + m;
  return true;
}

/* Of touches r0 … r1 - 1, whose channels are in k->channel. */
static bool record_conversion(struct attribution_at *t, uint32_t r0, uint32_t r1, int64_t when,
                              uint32_t undirect, struct err *err) {
  struct attribution_work *k = t->k;
  struct head head = {.n = r1 - r0, .undirect = undirect};
  if (head.n) {
    head.lag = (uint64_t)(when - k->time.p[r0]);
    head.first = k->code.p[r0];
    head.last = k->code.p[r1 - 1];
  }
  for (size_t i = 0; i < k->channel.n; i++)
    t->part->touched.p[k->channel.p[i]]++;
  return record(t, head, k->channel.p, (uint32_t)k->channel.n, err);
}

static bool take_touch(struct attribution_at *t, uint32_t code, int64_t when, struct err *err) {
  struct attribution_work *k = t->k;
  if (!know_code(t, code, err)) return false;
  vec_push(&k->time, when);
  vec_push(&k->code, code);
  if (when < t->q->a->from) return true;
  t->part->touches.p[code]++;
  if (k->visit_seen.p[code] == k->visitor) return true;
  k->visit_seen.p[code] = k->visitor;
  vec_push(&k->visit, code);
  return true;
}

/* What the person touched within the range. */
static bool record_visit(struct attribution_at *t, struct err *err) {
  struct attribution_work *k = t->k;
  uint32_t n = (uint32_t)k->time.n;
  struct head head = {.n = RECORD_VISIT};
  if (k->visit.n && !record(t, head, k->visit.p, (uint32_t)k->visit.n, err)) return false;
  if (!t->q->markov) return true;
  close_touches(t, n, n);
  if (k->open.n) journey(t, k->open.p, (uint32_t)k->open.n, NOWHERE);
  return true;
}

/* ---- one conversion ---- */

static bool worth_of(struct attribution_at *t, uint32_t row, struct attribution_worth *ret,
                     struct err *err) {
  ret->conversions = dec_pow10(ATTRIBUTION_SCALE);
  ret->value = 0;
  if (!t->q->a->value.n) return true;
  i128 v = t->p->num[0][row];
  if (v >= SHARE_UNITS_MAX / t->q->up || v <= -SHARE_UNITS_MAX / t->q->up)
    return err_fail(err, ERR_number_overflow, "attribution");
  ret->value = v * t->q->up;
  return true;
}

/* By its touches r0 … the last so far. */
static bool convert(struct attribution_at *t, uint32_t row, uint32_t r0, struct err *err) {
  struct attribution_work *k = t->k;
  uint32_t r1 = (uint32_t)k->time.n, undirect = 0;
  struct attribution_worth w;
  if (!worth_of(t, row, &w, err)) return false;
  if (r1 - r0 > ATTRIBUTION_TOUCHES_MAX) r0 = r1 - ATTRIBUTION_TOUCHES_MAX;
  t->part->all.conversions += w.conversions;
  t->part->all.value += w.value;
  channels_of(k, r0, r1);
  if (r0 == r1) {
    t->part->none.conversions += w.conversions;
    t->part->none.value += w.value;
    return record_conversion(t, r0, r1, t->p->time[row], 0, err);
  }
  undirect = attribution_credit(t, r0, r1, w);
  if (t->q->markov) {
    close_touches(t, r0, r1);
    journey(t, k->code.p + r0, r1 - r0, 0);
  }
  return record_conversion(t, r0, r1, t->p->time[row], undirect, err);
}

/* ---- people ---- */

static bool on_person(void *ctx, unsigned worker, uint32_t chunk, const struct walk_person *p,
                      struct err *err) {
  struct attributing *q = ctx;
  const struct attribution *a = q->a;
  struct attribution_work *k = &q->works[worker];
  struct attribution_at t = {q, &q->parts[worker], k, &q->chunks[chunk], p, worker};
  uint32_t r0 = 0;
  bool done = false;
  t.to->worker = worker;
  k->time.n = k->code.n = k->open.n = k->visit.n = k->closed = 0;
  k->visitor++;
  for (uint32_t i = 0; i < p->n; i++) {
    uint64_t mask = p->mask[i];
    int64_t when = p->time[i];
    if (mask & TOUCH) {
      if (!take_touch(&t, p->code[0][i], when, err)) return false;
    }
    if (!(mask & CONVERSION) || when < a->from || (done && a->first_only)) continue;
    while (r0 < k->time.n && when - k->time.p[r0] > a->within)
      r0++;
    if (!convert(&t, i, r0, err)) return false;
    t.part->people += !done;
    done = true;
  }
  return record_visit(&t, err);
}

/* ---- the whole ---- */

static void plan(struct attributing *q, struct walk_query *w, struct walk_select *sel) {
  const struct attribution *a = q->a;
  /* One span for both keeps selectors without conditions a table by event (walk_batch.c). */
  int64_t begin = a->from < TIME_MIN + a->within ? TIME_MIN : a->from - a->within;
  sel[0] = (struct walk_select){a->touch, begin, a->to};
  sel[1] = (struct walk_select){a->conversion, begin, a->to};
  *w = (struct walk_query){.selects = sel,
                           .n_selects = 2,
                           .props = &a->prop,
                           .n_props = 1,
                           .items = &a->item,
                           .nums = &a->value,
                           .n_nums = a->value.n > 0,
                           .people = a->people,
                           .as_of = a->as_of,
                           .tz = a->tz};
  for (uint32_t i = 0; i < a->n_models; i++)
    q->markov |= a->models[i] == ATTRIBUTION_MARKOV;
}

static void start(struct attributing *q) {
  unsigned workers = walk_workers(q->walk);
  q->chunks = must_calloc(walk_chunks(q->walk) + 1, sizeof *q->chunks);
  q->parts = must_calloc(workers, sizeof *q->parts);
  q->works = must_calloc(workers, sizeof *q->works);
  for (unsigned i = 0; i < workers; i++)
    intern_init(&q->parts[i].steps, "steps of journeys");
  uint8_t scale = q->a->value.n ? walk_scale(q->walk, 0) : 0;
  q->scale = scale > ATTRIBUTION_SCALE ? scale : ATTRIBUTION_SCALE;
  q->up = dec_pow10(q->scale - scale);
}

static void release_work(struct attribution_work *k) {
  vec_free(&k->time);
  vec_free(&k->code);
  vec_free(&k->open);
  vec_free(&k->channel);
  vec_free(&k->weight);
  vec_free(&k->each);
  vec_free(&k->share);
  vec_free(&k->value);
  vec_free(&k->place);
  vec_free(&k->seen);
  vec_free(&k->visit);
  vec_free(&k->visit_seen);
  vec_free(&k->direct);
}

static void release(struct attributing *q) {
  for (uint32_t i = 0; q->walk && i < walk_chunks(q->walk); i++)
    vec_free(&q->chunks[i]);
  for (unsigned i = 0; q->walk && i < walk_workers(q->walk); i++) {
    vec_free(&q->parts[i].sums);
    vec_free(&q->parts[i].touches);
    vec_free(&q->parts[i].touched);
    vec_free(&q->parts[i].step_n);
    intern_release(&q->parts[i].steps);
    release_work(&q->works[i]);
  }
  free(q->chunks);
  free(q->parts);
  free(q->works);
  walk_free(q->walk);
}

bool query_attribution(const struct snapshot *n, const struct attribution *a, struct pool *pool,
                       const struct query_limits *limits, const struct attribution_ask *ask,
                       struct arena *out, struct attribution_result *ret,
                       roaring_bitmap_t **ret_people, struct err *err) {
  struct attribution bounded = *a;
  struct attributing q = {.a = &bounded};
  struct walk_select sel[2];
  struct walk_query w;
  if (bounded.to > a->as_of) bounded.to = a->as_of;
  plan(&q, &w, sel);
  bool ok = walk_new(n, &w, pool, limits, &q.walk, err);
  if (ok) {
    start(&q);
    struct attribution_found found = {.a = &bounded,
                                      .walk = q.walk,
                                      .parts = q.parts,
                                      .chunks = q.chunks,
                                      .n_chunks = walk_chunks(q.walk),
                                      .scale = q.scale};
    ok = walk_run(q.walk, on_person, &q, err) &&
         attribution_answer(&found, ask, out, ret, ret_people, err);
  }
  release(&q);
  return ok;
}
