/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which rules there are, and since when.
 *
 * A change of a document is noted with the end of the log at that moment, in SQL: events below it
 * count under the version before, however far the consumer lags, and whoever recomputes reads the
 * same places.  An archived rule is a version too (0): it grants nothing, but what it granted is
 * still taken back by the last document's word. */
#include <stdlib.h>

#include "base/panic.h"
#include "loyalty/earn_int.h"
#include "loyalty/ledger.h"

/* ---- what is noted ---- */

struct noted { /* a row of earn_version with its rule */
  uint32_t n, version;
  struct str slug;
  uint64_t from_lsn, first_lsn;
  int64_t first_ms;
};
typedef VEC(struct noted) notes;

/* By rule and place. */
static bool read_notes(struct state *s, struct arena *out, notes *ret, struct err *err) {
  struct state_stmt *q;
  bool row, ok;
  state_enter(s);
  ok = state_query(s,
                   "SELECT r.n, v.version, r.slug, v.from_lsn, r.first_lsn, r.first_ms FROM "
                   "earn_rule r JOIN earn_version v ON v.rule = r.n ORDER BY r.n, v.from_lsn",
                   &q, err);
  while (ok && (ok = state_step(q, &row, err)) && row)
    vec_push(ret, ((struct noted){.n = (uint32_t)state_int(q, 0),
                                  .version = (uint32_t)state_int(q, 1),
                                  .slug = arena_str(out, state_str(q, 2)),
                                  .from_lsn = (uint64_t)state_int(q, 3),
                                  .first_lsn = (uint64_t)state_int(q, 4),
                                  .first_ms = state_int(q, 5)}));
  state_leave(s);
  return ok;
}

static const struct noted *newest(const notes *v, struct str slug) {
  for (size_t i = v->n; i-- > 0;)
    if (str_eq(v->p[i].slug, slug)) return &v->p[i];
  return NULL;
}

/* ---- noting ---- */

struct change {
  struct str slug;
  uint32_t n, version; /* n 0: a new rule */
};
struct noting {
  struct writer_work work;
  struct earn *e;
  const struct change *changes;
  size_t n;
  uint32_t next;
};

static bool put_rule(struct state *s, uint32_t n, struct str slug, uint64_t lsn, int64_t ms,
                     struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "INSERT INTO earn_rule (n, slug, first_lsn, first_ms, grants, granted, "
                   "taken_back, budget_used, errors, error_lsn, error_en, error_zh) VALUES (?1, "
                   "?2, ?3, ?4, 0, 0, 0, 0, 0, 0, '', '')",
                   &q, err))
    return false;
  state_bind_int(q, 1, n);
  state_bind_str(q, 2, slug);
  state_bind_int(q, 3, (int64_t)lsn);
  state_bind_int(q, 4, ms);
  return state_later(q, err);
}

static bool put_note(struct state *s, uint32_t n, uint32_t version, uint64_t lsn, int64_t ms,
                     struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "INSERT INTO earn_version (rule, from_lsn, version, at_ms) VALUES (?1, ?2, ?3, "
                   "?4) ON CONFLICT (rule, from_lsn) DO UPDATE SET version = excluded.version, "
                   "at_ms = excluded.at_ms",
                   &q, err))
    return false;
  state_bind_int(q, 1, n);
  state_bind_int(q, 2, (int64_t)lsn);
  state_bind_int(q, 3, version);
  state_bind_int(q, 4, ms);
  return state_later(q, err);
}

static bool run_noting(struct writer_work *k, struct state *s, struct err *err) {
  struct noting *x = (struct noting *)k;
  uint64_t lsn = log_end(ws_log(x->e->w));
  int64_t ms = clock_wall_ms(ws_clock(x->e->w));
  uint32_t next = x->next;
  for (size_t i = 0; i < x->n; i++) {
    const struct change *c = &x->changes[i];
    uint32_t n = c->n ? c->n : next++;
    if (!c->n && !put_rule(s, n, c->slug, lsn, ms, err)) return false;
    if (!put_note(s, n, c->version, lsn, ms, err)) return false;
  }
  return true;
}

static bool note_changes(struct earn *e, const notes *have, const struct resource *r, uint32_t n,
                         bool *ret_changed, struct err *err) {
  VEC(struct change) v = {0};
  uint32_t next = have->n ? have->p[have->n - 1].n + 1 : 1;
  for (uint32_t i = 0; i < n; i++) {
    const struct noted *x = newest(have, r[i].slug);
    if (!x || x->version != r[i].version)
      vec_push(&v, ((struct change){r[i].slug, x ? x->n : 0, r[i].version}));
  }
  for (size_t i = 0; i < have->n; i++) {
    const struct noted *x = &have->p[i];
    bool is = false;
    for (uint32_t k = 0; k < n; k++)
      is |= str_eq(r[k].slug, x->slug);
    if (!is && x->version && newest(have, x->slug) == x)
      vec_push(&v, ((struct change){x->slug, x->n, 0}));
  }
  struct noting work = {
      .work = {.run = run_noting}, .e = e, .changes = v.p, .n = v.n, .next = next};
  bool ok = v.n == 0 || loyalty_do(e->l, &work.work, err);
  *ret_changed = v.n > 0;
  vec_free(&v);
  return ok;
}

/* ---- compiling ---- */

bool rules_compile(struct earn *e, const struct json *doc, const struct names_env *names,
                   struct arena *out, struct earn_active *ret, struct err *err) {
  const struct json *at;
  struct currency c;
  if (!earn_rule_read(doc, names_env_lang((struct names_env *)names), out, &ret->rule, &at, err) ||
      !ledger_currency(e->l, ret->rule.currency, out, &c, err))
    return false;
  ret->decimals = c.decimals;
  ret->minimum = earn_limit(ret->rule.minimum, c.decimals);
  for (unsigned i = 0; i < EARN_CAPS; i++)
    ret->cap[i] = earn_limit(ret->rule.cap[i], c.decimals);
  return true;
}

/* A document that is wrong now is the rule's problem; a disk that fails is not. */
static bool make(struct earn *e, struct earn_rules *r, const struct noted *x, uint32_t version,
                 struct earn_active *ret, struct err *err) {
  struct resource doc;
  struct json *tree;
  struct err why = {0};
  *ret = (struct earn_active){.n = x->n,
                              .version = x->version,
                              .slug = arena_str(&r->mem, x->slug),
                              .from_lsn = x->from_lsn,
                              .until_lsn = UINT64_MAX,
                              .first_lsn = x->first_lsn,
                              .first_ms = x->first_ms,
                              .ended = x->version == 0};
  if (resource_version_get(e->w, STR("earn_rule"), x->slug, version, &r->mem, &doc, &why) &&
      json_parse(doc.doc, &r->mem, &tree, &why) &&
      rules_compile(e, tree, r->names, &r->mem, ret, &why))
    return true;
  enum err_class c = err_class_of(why.code);
  if (c == ERR_CLASS_SYSTEM || c == ERR_CLASS_CORRUPT) {
    *err = why;
    return false;
  }
  ret->broken = true;
  ret->problem = why;
  return true;
}

static int by_priority(const void *a, const void *b) {
  const struct earn_active *x = a, *y = b;
  if (x->rule.priority != y->rule.priority) return x->rule.priority > y->rule.priority ? -1 : 1;
  int c = str_cmp(x->slug, y->slug);
  if (c) return c;
  return x->from_lsn < y->from_lsn ? -1 : x->from_lsn > y->from_lsn;
}

/* Those whose events are not all below `cursor`. */
static bool make_all(struct earn *e, struct earn_rules *r, const notes *v, uint64_t cursor,
                     struct err *err) {
  uint32_t alive = 0, last = 0;
  r->p = arena_array(&r->mem, struct earn_active, v->n);
  for (size_t i = 0; i < v->n; i++) {
    const struct noted *x = &v->p[i];
    bool has_next = i + 1 < v->n && v->p[i + 1].n == x->n;
    if (i == 0 || v->p[i - 1].n != x->n) last = 0;
    if (x->version) last = x->version;
    if (has_next && v->p[i + 1].from_lsn <= cursor) continue; /* all its events are done */
    struct earn_active *a = &r->p[r->n];
    if (!make(e, r, x, last, a, err)) return false;
    if (has_next) a->until_lsn = v->p[i + 1].from_lsn;
    if (!has_next && x->version && ++alive > EARN_RULES_MAX) {
      a->broken = true;
      err_fail(&a->problem, ERR_too_many_resources, "%d", EARN_RULES_MAX);
    }
    r->n++;
  }
  if (r->n) qsort(r->p, r->n, sizeof *r->p, by_priority);
  return true;
}

void rules_release(struct earn_rules *r) {
  names_env_free(r->names);
  snapshot_free(r->snap);
  arena_release(&r->mem);
  *r = (struct earn_rules){0};
}

static bool renew(struct earn *e, struct earn_rules *r, struct arena *tmp, struct err *err) {
  struct resource *list;
  uint32_t n;
  notes v = {0};
  bool changed = false;
  bool ok = resource_list(e->w, STR("earn_rule"), tmp, &list, &n, err) &&
            read_notes(loyalty_reader(e->l), tmp, &v, err) &&
            note_changes(e, &v, list, n, &changed, err);
  if (ok && changed) {
    v.n = 0;
    ok = read_notes(loyalty_reader(e->l), tmp, &v, err);
  }
  r->snap = ws_snapshot(e->w);
  ok = ok && names_env_new(e->w, r->snap, &r->names, err) && make_all(e, r, &v, e->cursor, err);
  vec_free(&v);
  return ok;
}

bool rules_at(struct earn *e, uint64_t lsn, struct earn_rules *ret, struct err *err) {
  struct earn_rules r = {.snap = ws_snapshot(e->w)};
  struct arena tmp;
  notes v = {0};
  arena_init(&tmp, "earn rules");
  arena_init(&r.mem, "earn rules");
  bool ok = read_notes(loyalty_reader(e->l), &tmp, &v, err) &&
            names_env_new(e->w, r.snap, &r.names, err) && make_all(e, &r, &v, lsn, err);
  vec_free(&v);
  arena_release(&tmp);
  if (ok)
    *ret = r;
  else
    rules_release(&r);
  return ok;
}

bool rules_update(struct earn *e, struct err *err) {
  int64_t now = clock_wall_ms(ws_clock(e->w));
  uint64_t revision = resource_revision(e->w);
  struct earn_rules r = {.revision = revision, .made_ms = now};
  struct arena tmp;
  if (e->asked && e->rules.revision == revision && now - e->rules.made_ms < EARN_NAMES_MS)
    return true;
  arena_init(&tmp, "earn rules");
  arena_init(&r.mem, "earn rules");
  bool ok = renew(e, &r, &tmp, err);
  arena_release(&tmp);
  if (!ok) {
    rules_release(&r);
    return false;
  }
  if (e->asked) rules_release(&e->rules);
  e->rules = r;
  e->asked = true;
  uint32_t active = 0;
  for (uint32_t i = 0; i < r.n; i++)
    active += !r.p[i].ended && !r.p[i].broken && r.p[i].until_lsn == UINT64_MAX;
  pthread_mutex_lock(&e->lock);
  e->stats.rules = active;
  pthread_mutex_unlock(&e->lock);
  return true;
}
