/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Earn rule: what events give (earn_rule.h shows a document, earn_rule_read.c reads it). */
#include "resource/earn_rule.h"
#include "resource/issue_int.h"
#include "resource/reading_int.h"

/* An error with a place is inside the text of a value. */
static bool place(const struct document *d, const struct json *at, struct err *err) {
  if (err->place.line == 0 || at->type != JSON_STRING) return document_fail_at(d, at, err);
  document_place(d, at, err);
  return false;
}

static bool count(struct entry *e, struct names_env *env, const struct earn_rule *r,
                  struct err *err) {
  bool ok = env_count(env, e, r->on, err) && (!r->who || env_count(env, e, r->who, err));
  for (uint32_t i = 0; ok && i < r->n_multipliers; i++) {
    const struct earn_multiplier *m = &r->multipliers[i];
    ok = (!m->event || env_count(env, e, m->event, err)) &&
         (!m->who || env_count(env, e, m->who, err));
  }
  return ok;
}

static bool compile(struct entry *e, struct names_env *env, struct err *err) {
  const struct document *d = &e->doc;
  const struct json *at;
  struct earn_rule r;
  struct entry *currency;
  if (!earn_rule_read(d->tree, &env->lang, &env->arena, &r, &at, err)) return place(d, at, err);
  if (!env_refer(env, &kind_currency, r.currency, &currency, err))
    return !env->inner_failed && document_fail_at(d, json_get(d->tree, "currency"), err);
  return count(e, env, &r, err) || document_fail_at(d, d->tree, err);
}

static bool allowed(const struct entry *e, struct names_env *env, struct err *err) {
  const struct json *at;
  struct earn_rule r;
  return earn_rule_read(e->doc.tree, &env->lang, &env->arena, &r, &at, err) &&
         (earn_rule_allowed(&r, e->doc.allow, err) || document_fail_at(&e->doc, e->doc.tree, err));
}

/* What it gives depends on what happens; only a budget with an end says how much at most. */
static bool issue(const struct json *doc, struct issuing *x, struct err *err) {
  const struct json *budget = json_get(json_get(doc, "caps"), "budget"), *at;
  struct reading r = {.out = x->out, .at = &at, .err = err};
  struct launch l = {.active = true, .from = TIME_MIN};
  struct dec d;
  l.has_until = json_get(doc, "until") != NULL;
  if (!budget || !l.has_until || !dec_parse(budget->text, &d) || !dec_rescale(d, ISSUE_SCALE, &d))
    return true;
  if (!reading_moment(&r, doc, "from", x->tz, false, &l.from) ||
      !reading_moment(&r, doc, "until", x->tz, true, &l.until))
    return false;
  issue_total(x, &l, json_get_str(doc, "currency"), issue_units(d));
  return true;
}

static const char *const fields[] = {"currency",        "on",      "who",     "reward",
                                     "multipliers",     "combine", "caps",    "pending_days",
                                     "expiry_days",     "from",    "until",   "priority",
                                     "exclusive_group", "refund",  "history", NULL};

const struct kind_def kind_earn_rule = {.name = "earn_rule",
                                        .zh = "积分规则",
                                        .id_prefix = "ern_",
                                        .fields = fields,
                                        .compile = compile,
                                        .allowed = allowed,
                                        .issue = issue};
