/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One person within a call: who is meant, and their history.  Thresholds of classifications are
 * facts about everybody, so they are kept per moment like columns are. */
#include <inttypes.h>

#include "api/ask.h"
#include "collect/find.h"

bool ask_subject(struct ask *a, struct str who, uint32_t *ret, struct err *err) {
  struct workspace *w = tenant_workspace(a->c->tenant);
  struct people *people = ws_people(w);
  uint32_t subject = collect_find_any(w, who);
  if (subject == SUBJECT_NONE || subject >= snapshot_subjects(view_snapshot(a->v)) ||
      people_erased(people, subject))
    return err_fail(err, ERR_unknown_person, "%.*s", STRF(who));
  *ret = subject;
  return true;
}

bool ask_person(struct ask *a, struct str who, uint32_t *ret, struct err *err) {
  uint32_t subject;
  if (!ask_subject(a, who, &subject, err)) return false;
  *ret = person_of(ws_people(tenant_workspace(a->c->tenant)), subject);
  return true;
}

struct cutting {
  struct ask *a;
  const struct classification *c;
  const int64_t *as_of;
  uint32_t n;
};

static uint32_t numbers_of(const struct measure_def *d) {
  return d->kind == MEASURE_SCORE ? d->bins - 1 : d->kind == MEASURE_REFERENCE;
}

/* Thresholds of all the moments, one after the other. */
static bool make_cuts(void *ctx, struct buf *out, struct err *err) {
  struct cutting *m = ctx;
  struct arena tmp;
  arena_init(&tmp, "cuts");
  struct classification_cuts *cuts = arena_array(&tmp, struct classification_cuts, m->n);
  bool ok = classification_cuts(m->c, view_snapshot(m->a->v), m->as_of, m->n, &m->a->env, &tmp,
                                cuts, err);
  for (uint32_t t = 0; ok && t < m->n; t++)
    for (uint32_t i = 0; i < m->c->n_measures; i++)
      for (uint32_t k = 0; k < numbers_of(&m->c->measures[i]); k++)
        buf_put(out, &cuts[t].of[i][k], sizeof(struct dec));
  arena_release(&tmp);
  return ok;
}

static bool kept_cuts(void *ctx, const struct classification *c, int64_t as_of, struct arena *out,
                      struct classification_cuts *ret, struct err *err) {
  struct cutting m = {.a = ctx, .c = c, .as_of = &as_of, .n = 1};
  struct buf key = BUF_INIT_MAX(ANSWER_KEY_MAX);
  struct answer *answer;
  uint32_t at = 0, numbers = 0;
  for (uint32_t t = 0; t < m.a->n_months; t++)
    if (m.a->months[t] == as_of) {
      m.as_of = m.a->months;
      m.n = m.a->n_months;
      at = t;
    }
  buf_printf(&key, "cuts\n%" PRId64 "\n%u\n%.*s", m.as_of[0], m.n, STRF(c->slug));
  bool ok =
      tenant_cached(m.a->v, buf_str(&key), m.a->c->limits.cancel, make_cuts, &m, &answer, err);
  buf_release(&key);
  if (!ok) return false;
  for (uint32_t i = 0; i < c->n_measures; i++)
    numbers += numbers_of(&c->measures[i]);
  const char *from = answer_bytes(answer).p + (size_t)at * numbers * sizeof(struct dec);
  *ret = (struct classification_cuts){as_of, arena_array(out, struct dec *, c->n_measures)};
  for (uint32_t i = 0; i < c->n_measures; i++) {
    uint32_t n = numbers_of(&c->measures[i]);
    if (n == 0) continue;
    ret->of[i] = arena_array(out, struct dec, n);
    memcpy(ret->of[i], from, n * sizeof(struct dec));
    from += n * sizeof(struct dec);
  }
  answer_release(answer);
  return true;
}

bool ask_history(struct ask *a, uint32_t subject, struct person_model *ret, struct err *err) {
  struct person_event *events;
  *ret = (struct person_model){
      .snapshot = view_snapshot(a->v), .env = a->env, .cuts = kept_cuts, .ctx = a};
  if (!query_person_events(ret->snapshot, subject, a->as_of, a->c->arena, &events, &ret->history.n,
                           err))
    return false;
  ret->history.events = events;
  ret->history.subject = subject;
  return true;
}
