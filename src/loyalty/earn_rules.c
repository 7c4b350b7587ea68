/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which rules there are, and since when (since.h).  An archived rule grants nothing, but what it
 * granted is still taken back by the last document's word. */
#include <stdlib.h>

#include "base/panic.h"
#include "loyalty/earn_int.h"
#include "loyalty/ledger.h"

bool rules_compile(struct earn *e, const struct json *doc, const struct names_env *names,
                   struct arena *out, struct earn_active *ret, struct err *err) {
  const struct json *at;
  struct currency c;
  if (!earn_rule_read(doc, names_env_lang((struct names_env *)names), out, &ret->rule, &at, err) ||
      !ledger_currency(e->c.l, ret->rule.currency, out, &c, err))
    return false;
  ret->decimals = c.decimals;
  ret->minimum = earn_limit(ret->rule.minimum, c.decimals);
  for (unsigned i = 0; i < EARN_CAPS; i++)
    ret->cap[i] = earn_limit(ret->rule.cap[i], c.decimals);
  return true;
}

struct making {
  struct earn *e;
  struct earn_rules *r;
  uint32_t alive;
};

static bool add(void *ctx, struct since_set *set, const struct since_version *v,
                const struct json *doc, const struct err *why, struct err *err) {
  struct making *m = ctx;
  struct earn_rules *r = m->r;
  if (!r->p) r->p = arena_array(&set->mem, struct earn_active, set->most);
  struct earn_active *a = &r->p[r->n++];
  *a = (struct earn_active){.n = v->n,
                            .version = v->version,
                            .slug = v->slug,
                            .from_lsn = v->from_lsn,
                            .until_lsn = v->until_lsn,
                            .first_lsn = v->first_lsn,
                            .first_ms = v->first_ms,
                            .ended = v->version == 0,
                            .problem = *why};
  a->broken = !doc || !rules_compile(m->e, doc, set->names, &set->mem, a, &a->problem);
  if (a->broken && since_is_ours(&a->problem)) {
    *err = a->problem;
    return false;
  }
  if (v->until_lsn == UINT64_MAX && v->version && ++m->alive > EARN_RULES_MAX) {
    a->broken = true;
    err_fail(&a->problem, ERR_too_many_resources, "%d", EARN_RULES_MAX);
  }
  return true;
}

static const char *const kinds[] = {"earn_rule"};
static const struct since_def def = {
    .kinds = kinds,
    .n_kinds = 1,
    .select = "SELECT r.n, v.version, r.slug, v.from_lsn, r.first_lsn, r.first_ms, 'earn_rule' "
              "FROM earn_rule r JOIN earn_version v ON v.rule = r.n ORDER BY r.n, v.from_lsn",
    .put_document = "INSERT INTO earn_rule (n, slug, first_lsn, first_ms, grants, granted, "
                    "taken_back, budget_used, errors, error_lsn, error_en, error_zh) VALUES (?1, "
                    "?2, ?3, ?4, 0, 0, 0, 0, 0, 0, '', '')",
    .put_version = "INSERT INTO earn_version (rule, from_lsn, version, at_ms) VALUES (?1, ?2, ?3, "
                   "?4) ON CONFLICT (rule, from_lsn) DO UPDATE SET version = excluded.version, "
                   "at_ms = excluded.at_ms",
    .add = add,
};

static int by_priority(const void *a, const void *b) {
  const struct earn_active *x = a, *y = b;
  if (x->rule.priority != y->rule.priority) return x->rule.priority > y->rule.priority ? -1 : 1;
  int c = str_cmp(x->slug, y->slug);
  if (c) return c;
  return x->from_lsn < y->from_lsn ? -1 : x->from_lsn > y->from_lsn;
}

static void sort(struct earn_rules *r) {
  if (r->n) qsort(r->p, r->n, sizeof *r->p, by_priority);
}

bool rules_at(struct earn *e, uint64_t lsn, struct earn_rules *ret, struct err *err) {
  struct earn_rules r = {0};
  if (!since_at(e->c.l, &def, lsn, &(struct making){.e = e, .r = &r}, &r.set, err)) return false;
  sort(&r);
  *ret = r;
  return true;
}

bool rules_update(struct earn *e, struct err *err) {
  struct earn_rules r = {0};
  uint32_t active = 0;
  if (since_is_new(&e->rules.set, e->c.w)) return true;
  if (!since_update(e->c.l, &def, e->c.cursor, &(struct making){.e = e, .r = &r}, &r.set, err))
    return false;
  sort(&r);
  since_release(&e->rules.set);
  e->rules = r;
  for (uint32_t i = 0; i < r.n; i++)
    active += !r.p[i].ended && !r.p[i].broken && r.p[i].until_lsn == UINT64_MAX;
  atomic_store(&e->active, active);
  return true;
}
