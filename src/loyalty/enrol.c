/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Joining as a consumer of the log.  A programme whose selectors cannot be compiled any more (a
 * name is gone) enrols nobody by them and keeps nobody else from joining.  Which events count is
 * the word of the document that was in force where they stand in the log; what joining brings is
 * the word of the one that is now. */
#include "loyalty/enrol.h"

#include <stdlib.h>

#include "base/panic.h"
#include "base/utf8.h"
#include "loyalty/consumer.h"
#include "loyalty/earn_int.h"
#include "loyalty/membership_int.h"
#include "loyalty/since.h"
#include "workspace/consumer.h"

#define ENROL_SAVE  10000 /* the cursor is saved after so many rows without joins */
#define ENROL_ACTOR "programme"

struct listening { /* for LSNs [from, until) */
  struct str programme;
  uint64_t from, until;
  const struct programme_enrol *rule;
  const struct node *on;
};
typedef VEC(struct listening) listenings;

struct enrol_set {
  struct since_set set;
  listenings all;
};

struct hit {
  struct str programme;
  const struct programme_doc *doc; /* of now; looked up before the work */
  uint32_t subject;
  struct str source;
};

struct enrol {
  struct consumer c; /* whose turn guards what follows */
  struct enrol_set now;
  VEC(struct hit) hits; /* of the step */
};

static struct enrol *enrol_of(const struct consumer *c) {
  return (struct enrol *)c;
}

/* ---- what is listened to ---- */

static bool listen(listenings *all, struct since_set *set, const struct since_version *v,
                   const struct programme_enrol *rule, struct err *err) {
  struct listening x = {v->slug, v->from_lsn, v->until_lsn, rule, NULL};
  struct err why = {0};
  if (selector_read(rule->on, names_env_lang(set->names), &set->mem, &x.on, &why))
    vec_push(all, x);
  else if (since_is_ours(&why))
    *err = why;
  return !since_is_ours(&why);
}

static bool add(void *ctx, struct since_set *set, const struct since_version *v,
                const struct json *doc, const struct err *why, struct err *err) {
  struct programme p;
  const struct json *at;
  struct err ignored; /* it was fine when it was applied */
  (void)why;
  if (!doc || v->version == 0 || !programme_read(doc, &set->mem, &p, &at, &ignored)) return true;
  for (uint32_t i = 0; i < p.n_enrol; i++)
    if (!listen(ctx, set, v, &p.enrol[i], err)) return false;
  return true;
}

static const char *const kinds[] = {"programme"};
static const struct since_def docs = {
    .kinds = kinds,
    .n_kinds = 1,
    .select =
        "SELECT d.n, v.version, d.slug, v.from_lsn, d.first_lsn, d.first_ms, 'programme' FROM "
        "enrol_doc d JOIN enrol_version v ON v.doc = d.n ORDER BY d.n, v.from_lsn",
    .put_document = "INSERT INTO enrol_doc (n, slug, first_lsn, first_ms) VALUES (?1, ?2, ?3, ?4)",
    .put_version = "INSERT INTO enrol_version (doc, from_lsn, version, at_ms) VALUES (?1, ?2, ?3, "
                   "?4) ON CONFLICT (doc, from_lsn) DO UPDATE SET version = excluded.version, "
                   "at_ms = excluded.at_ms",
    .add = add,
};

static void forget(struct enrol_set *s) {
  vec_free(&s->all);
  since_release(&s->set);
}

static bool update(struct consumer *c, struct err *err) {
  struct enrol *e = enrol_of(c);
  struct enrol_set s = {0};
  if (since_is_new(&e->now.set, c->w)) return true;
  if (!since_update(c->l, &docs, c->cursor, &s.all, &s.set, err)) {
    vec_free(&s.all);
    return false;
  }
  forget(&e->now);
  e->now = s;
  return true;
}

/* ---- hearing ---- */

static bool listens(const struct consumer *c) {
  return enrol_of(c)->now.all.n > 0;
}

static bool hears(const struct consumer *c, struct str event) {
  const listenings *all = &enrol_of(c)->now.all;
  for (size_t i = 0; i < all->n; i++)
    if (selector_names(all->p[i].on, event)) return true;
  return false;
}

static struct str source_of(const struct programme_enrol *r, const struct person_event *ev) {
  for (uint32_t i = 0; r->source_from.n && i < ev->n_props; i++)
    if (str_eq(ev->props[i], r->source_from) && ev->values[i].type == V_STR)
      return str_of(ev->values[i].str.p, utf8_cut(ev->values[i].str, MEMBERSHIP_TEXT_MAX));
  return r->source.n || r->source_from.n ? r->source : ev->event;
}

static bool row(struct consumer *c, struct consumer_step *x, const struct person_event *ev,
                struct err *err) {
  struct enrol *e = enrol_of(c);
  const struct query_input in = {.tz = ws_tz(c->w)};
  (void)x;
  if (ev->time < clock_wall_ms(ws_clock(c->w)) - ENROL_LATE_MS) return true;
  for (size_t i = 0; i < e->now.all.n; i++) {
    const struct listening *k = &e->now.all.p[i];
    struct err why = {0};
    bool fits = false;
    if (ev->lsn < k->from || ev->lsn >= k->until) continue;
    if (!event_fits(k->on, ev, &in, &fits, &why) && since_is_ours(&why)) {
      *err = why;
      return false;
    }
    if (fits)
      vec_push(&e->hits, ((struct hit){.programme = k->programme,
                                       .subject = ev->subject,
                                       .source = source_of(k->rule, ev)}));
  }
  return true;
}

static size_t hits(const struct consumer *c) {
  return enrol_of(c)->hits.n;
}

/* ---- joining ---- */

struct enrolling {
  struct writer_work work;
  struct enrol *e;
  uint64_t cursor;
  struct facts_of *facts; /* of the hits */
};

static bool join_one(struct enrolling *x, struct state *s, uint32_t i, struct arena *tmp,
                     struct err *err) {
  struct loyalty *l = x->e->c.l;
  const struct hit *h = &x->e->hits.p[i];
  const struct membership_ask a = {.act = MEMBERSHIP_JOIN, .source = h->source};
  struct turn t;
  if (people_erased(ws_people(l->w), h->subject)) return true;
  if (!turn_begin(l, s, tmp, h->doc, h->subject, &t, err)) return false;
  if (t.lead || !x->facts[i].facts.eligible) return true;
  t.actor = STR(ENROL_ACTOR);
  t.reason = STR("");
  return turn_enter(&t, &x->facts[i].facts, &a, err);
}

static bool run(struct writer_work *w, struct state *s, struct err *err) {
  struct enrolling *x = (struct enrolling *)w;
  struct arena tmp;
  bool ok = true;
  arena_init(&tmp, "enrol");
  for (uint32_t i = 0; ok && i < x->e->hits.n; i++) {
    ok = join_one(x, s, i, &tmp, err);
    arena_reset(&tmp);
  }
  arena_release(&tmp);
  return ok && ws_cursor_save(x->e->c.w, x->e->c.def->name, x->cursor, err);
}

static bool post(struct enrol *e, struct consumer_step *x, const struct programme_set *set,
                 struct err *err) {
  struct enrolling k = {.work = {.run = run}, .e = e, .cursor = x->cursor};
  uint32_t n = 0;
  k.facts = arena_array(&x->out, struct facts_of, e->hits.n + 1);
  for (size_t i = 0; i < e->hits.n; i++) {
    struct hit *h = &e->hits.p[i];
    for (uint32_t p = 0; !h->doc && p < set->n; p++)
      if (str_eq(set->p[p].p.slug, h->programme)) h->doc = &set->p[p];
    if (!h->doc) continue;
    e->hits.p[n] = *h;
    k.facts[n++] = (struct facts_of){.subject = h->subject, .p = &h->doc->p, .joining = true};
  }
  e->hits.n = n;
  return person_facts_read(e->c.l, k.facts, n, err) && loyalty_do(e->c.l, &k.work, err);
}

static bool effect(struct consumer *c, struct consumer_step *x, struct err *err) {
  struct programme_set *set;
  if (!programme_set_get(c->l, &set, err)) return false;
  bool ok = post(enrol_of(c), x, set, err);
  programme_set_release(set);
  return ok;
}

static void end(struct consumer *c, bool ok) {
  (void)ok;
  enrol_of(c)->hits.n = 0;
}

static const struct consumer_def def = {.name = "enrol",
                                        .from_end = true,
                                        .rows_max = ENROL_STEP_ROWS,
                                        .hits_max = ENROL_STEP_HITS,
                                        .save_lsns = ENROL_SAVE,
                                        .update = update,
                                        .listens = listens,
                                        .hears = hears,
                                        .row = row,
                                        .hits = hits,
                                        .effect = effect,
                                        .end = end};

/* ---- outside ---- */

bool enrol_open(struct loyalty *l, struct enrol **ret, struct err *err) {
  struct enrol *e = must_calloc(1, sizeof *e);
  if (!consumer_open(&e->c, &def, l, err)) {
    free(e);
    return false;
  }
  *ret = e;
  return true;
}

void enrol_close(struct enrol *e) {
  if (!e) return;
  forget(&e->now);
  vec_free(&e->hits);
  consumer_close(&e->c);
  free(e);
}

struct consumer *enrol_consumer(struct enrol *e) {
  return &e->c;
}
