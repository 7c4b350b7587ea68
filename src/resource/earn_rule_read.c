/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Earn rules, read and checked.
 *
 * The first thing that is wrong is told with the value it stands in, so that the author sees the
 * line; whoever reads a stored document looks at the error alone. */
#include "base/tz.h"
#include "resource/earn_rule_int.h"
#include "resource/selector.h"

const char *const earn_cap_names[EARN_CAPS] = {"event", "order", "day",   "week",
                                               "month", "total", "budget"};

/* ---- small things ---- */

bool earn_refuse(struct earn_reading *r, const struct json *at, const char *field,
                 const char *must_be) {
  r->at = at;
  return err_fail(r->err, ERR_bad_field, "%s" ERR_SEP "%s", field, must_be);
}

bool earn_only(struct earn_reading *r, const struct json *v, const char *of,
               const char *const *known) {
  if (v->type != JSON_OBJECT) return earn_refuse(r, v, of, "{…: …}");
  for (uint32_t i = 0; i < v->n; i++) {
    char words[ERR_ARG_BYTES];
    size_t used = 0;
    bool is = false;
    for (const char *const *k = known; *k; k++) {
      is = is || str_is(v->keys[i], *k);
      if (used < sizeof words)
        used +=
            (size_t)snprintf(words + used, sizeof words - used, "%s%s", k == known ? "" : ", ", *k);
    }
    if (is) continue;
    r->at = &v->items[i];
    return err_fail(r->err, ERR_unknown_field, "%s" ERR_SEP "%.*s" ERR_SEP "%s", of,
                    STRF(v->keys[i]), words);
  }
  return true;
}

static bool missing(struct earn_reading *r, const struct json *at, const char *field) {
  r->at = at;
  return err_fail(r->err, ERR_missing_field, "earn_rule" ERR_SEP "%s", field);
}

bool earn_text(struct earn_reading *r, const struct json *of, const char *field, bool needed,
               struct str *ret) {
  const struct json *v = json_get(of, field);
  *ret = (struct str){0};
  if (!v) return !needed || missing(r, of, field);
  if (v->type != JSON_STRING || v->text.n == 0 || v->text.n > NAME_MAX_BYTES)
    return earn_refuse(r, v, field, "\"…\"");
  *ret = arena_str(r->out, v->text);
  return true;
}

bool earn_amount(struct earn_reading *r, const struct json *v, const char *field, struct dec *ret) {
  struct dec d;
  bool ok =
      v->type == JSON_NUMBER ? json_dec(v, &d) : v->type == JSON_STRING && dec_parse(v->text, &d);
  if (!ok || d.m < 0 || dec_cmp(d, dec_int(EARN_AMOUNT_MAX)) > 0)
    return earn_refuse(r, v, field, "0 … 1000000000000");
  d = dec_normal(d);
  if (d.scale > EARN_AMOUNT_SCALE) return earn_refuse(r, v, field, "0.000001, 0.000002 …");
  *ret = d;
  return true;
}

bool earn_word(struct earn_reading *r, const struct json *of, const char *field,
               const char *const *words, const char *must_be, unsigned *ret) {
  const struct json *v = json_get(of, field);
  if (!v) return true;
  for (unsigned i = 0; words[i]; i++)
    if (v->type == JSON_STRING && str_is(v->text, words[i])) {
      *ret = i;
      return true;
    }
  return earn_refuse(r, v, field, must_be);
}

bool earn_number(struct earn_reading *r, const struct json *of, const char *field, int64_t min,
                 int64_t max, const char *must_be, int64_t *ret) {
  const struct json *v = json_get(of, field);
  if (!v) return true;
  return (json_int(v, ret) && *ret >= min && *ret <= max) || earn_refuse(r, v, field, must_be);
}

static bool flag(struct earn_reading *r, const struct json *of, const char *field, bool *ret) {
  const struct json *v = json_get(of, field);
  if (!v) return true;
  if (v->type != JSON_BOOL) return earn_refuse(r, v, field, "true, false");
  *ret = v->boolean;
  return true;
}

/* ---- expressions ---- */

bool earn_events(struct earn_reading *r, const struct json *of, const char *field, bool needed,
                 const struct node **ret) {
  const struct json *v = json_get(of, field);
  const struct node *tree;
  *ret = NULL;
  if (!v) return !needed || missing(r, of, field);
  if (v->type != JSON_STRING) return earn_refuse(r, v, field, "order_completed where amount > 0");
  r->at = v;
  if (!selector_read(v->text, r->names, r->out, &tree, r->err)) return false;
  for (uint32_t i = 0; i < tree->agg->n_events; i++)
    if (str_is(tree->agg->canonical[i], "points_changed"))
      return err_fail(r->err, ERR_earn_loop, "points_changed");
  *ret = tree;
  return true;
}

bool earn_condition(struct earn_reading *r, const struct json *of, const char *field,
                    const struct node **ret) {
  const struct json *v = json_get(of, field);
  struct node *tree;
  *ret = NULL;
  if (!v) return true;
  if (v->type != JSON_STRING) return earn_refuse(r, v, field, "\"…\"");
  r->at = v;
  if (!lang_compile(arena_str(r->out, v->text), r->names, r->out, &tree, r->err) ||
      !selector_own(tree, r->err))
    return false;
  *ret = tree;
  return true;
}

bool earn_measure(struct earn_reading *r, const struct json *of, const char *field,
                  const struct node **ret) {
  const struct json *v = json_get(of, field);
  struct node *tree;
  if (!v || v->type != JSON_STRING) return earn_refuse(r, v ? v : of, field, "\"count(…)\"");
  r->at = v;
  if (!lang_parse(arena_str(r->out, v->text), r->out, &tree, r->err) ||
      !lang_resolve(tree, r->names, LT_NUM, r->out, r->err) || !selector_own(tree, r->err))
    return false;
  *ret = tree;
  return true;
}

/* ---- parts ---- */

static bool read_steps(struct earn_reading *r, const struct json *list) {
  static const char *const fields[] = {"from", "points", "rate", NULL};
  struct earn_rule *x = r->rule;
  if (list->type != JSON_ARRAY || list->n == 0 || list->n > EARN_STEPS_MAX)
    return earn_refuse(r, list, "steps", "[{from, points}, …] (1 … 32)");
  x->steps = arena_array(r->out, struct earn_step, list->n);
  x->n_steps = list->n;
  for (uint32_t i = 0; i < list->n; i++) {
    const struct json *v = &list->items[i];
    struct earn_step *s = &x->steps[i];
    if (!earn_only(r, v, "steps", fields)) return false;
    const struct json *from = json_get(v, "from"), *points = json_get(v, "points"),
                      *rate = json_get(v, "rate");
    if (!from || !points == !rate)
      return earn_refuse(r, v, "steps", "{from, points} / {from, rate}");
    *s = (struct earn_step){.rate = rate};
    if (!earn_amount(r, from, "from", &s->from) ||
        !earn_amount(r, rate ? rate : points, rate ? "rate" : "points", &s->points))
      return false;
    if (i && dec_cmp(s->from, s[-1].from) <= 0) return earn_refuse(r, from, "from", "> from");
  }
  return true;
}

static bool read_reward(struct earn_reading *r, const struct json *doc) {
  static const char *const fields[] = {"of", "points", "per", "steps", "rounding", "minimum", NULL};
  static const char *const roundings[] = {"down", "up", "half_up", "half_even", NULL};
  struct earn_rule *x = r->rule;
  const struct json *v = json_get(doc, "reward");
  unsigned rounding = EARN_DOWN;
  if (!v) return missing(r, doc, "reward");
  if (!earn_only(r, v, "reward", fields) || !earn_text(r, v, "of", false, &x->of) ||
      !earn_word(r, v, "rounding", roundings, "down, up, half_up, half_even", &rounding))
    return false;
  x->rounding = (enum earn_rounding)rounding;
  const struct json *points = json_get(v, "points"), *per = json_get(v, "per"),
                    *steps = json_get(v, "steps"), *minimum = json_get(v, "minimum");
  if (!points == !steps || (steps && (per || !x->of.n)) || (per && !x->of.n))
    return earn_refuse(r, v, "reward", "{points} / {of, points, per} / {of, steps}");
  x->per = dec_int(1);
  if ((points && !earn_amount(r, points, "points", &x->points)) ||
      (per && !earn_amount(r, per, "per", &x->per)) ||
      (minimum && !earn_amount(r, minimum, "minimum", &x->minimum)) ||
      (steps && !read_steps(r, steps)))
    return false;
  return x->per.m > 0 || earn_refuse(r, per, "per", "> 0");
}

static bool read_caps(struct earn_reading *r, const struct json *doc) {
  static const char *const fields[] = {"event", "order",  "day",       "week", "month",
                                       "total", "budget", "give_back", NULL};
  struct earn_rule *x = r->rule;
  const struct json *v = json_get(doc, "caps");
  if (!v) return true;
  if (!earn_only(r, v, "caps", fields) || !flag(r, v, "give_back", &x->caps_give_back))
    return false;
  for (unsigned i = 0; i < EARN_CAPS; i++) {
    const struct json *c = json_get(v, earn_cap_names[i]);
    x->has_cap[i] = c;
    if (c && !earn_amount(r, c, earn_cap_names[i], &x->cap[i])) return false;
  }
  return true;
}

static bool read_by(struct earn_reading *r, const struct json *v) {
  struct earn_rule *x = r->rule;
  const struct json *by = json_get(v, "by");
  x->refund_by[0] = STR("order_id");
  x->n_refund_by = 1;
  if (!by) return true;
  if (by->type == JSON_STRING) return earn_text(r, v, "by", true, &x->refund_by[0]);
  if (by->type != JSON_ARRAY || by->n == 0 || by->n > EARN_REF_PROPS_MAX)
    return earn_refuse(r, by, "by", "order_id, [order_id, item_id]");
  for (uint32_t i = 0; i < by->n; i++) {
    if (by->items[i].type != JSON_STRING || by->items[i].text.n == 0)
      return earn_refuse(r, &by->items[i], "by", "\"…\"");
    x->refund_by[i] = arena_str(r->out, by->items[i].text);
  }
  x->n_refund_by = by->n;
  return true;
}

/* Without a word about it an order that is given back gives back what it earned. */
static bool read_refund(struct earn_reading *r, const struct json *doc) {
  static const char *const fields[] = {"on", "by", "of", "points", NULL};
  static const char *const words[] = {"proportional", "all", NULL};
  static const struct json none = {.type = JSON_OBJECT};
  struct earn_rule *x = r->rule;
  const struct json *v = json_get(doc, "refund");
  unsigned how = 0;
  if (v && v->type == JSON_STRING && str_is(v->text, "none")) return read_by(r, &none);
  if (!v) v = &none;
  if (!earn_only(r, v, "refund", fields) || !read_by(r, v) ||
      !earn_text(r, v, "of", false, &x->refund_of) ||
      !earn_word(r, v, "points", words, "proportional, all", &how))
    return false;
  if (x->refund_of.n == 0) x->refund_of = STR("amount");
  x->refund = how ? EARN_ALL : EARN_PROPORTIONAL;
  if (json_get(v, "on")) return earn_events(r, v, "on", true, &x->refund_on);
  struct node *tree;
  if (!lang_parse_events(STR("order_refunded"), r->out, &tree, r->err) ||
      !lang_resolve(tree, r->names, LT_NUM, r->out, r->err))
    return false;
  x->refund_on = tree;
  return true;
}

static bool read_moment(struct earn_reading *r, const struct json *doc, const char *field,
                        bool is_end, int64_t *ret) {
  const struct json *v = json_get(doc, field);
  const struct tz *tz = r->names->tz;
  struct err why = {0};
  if (!v) return true;
  return (v->type == JSON_STRING && (is_end ? time_parse_until(v->text, tz, ret, &why)
                                            : time_parse_iso(v->text, tz, ret, NULL, &why))) ||
         earn_refuse(r, v, field, "2026-11-01, 2026-11-01T10:00");
}

static bool read_days(struct earn_reading *r, const struct json *doc, const char *field,
                      int32_t *ret) {
  int64_t n = -1;
  if (!earn_number(r, doc, field, 0, EARN_DAYS_MAX, "0 … 3660", &n)) return false;
  *ret = (int32_t)n;
  return true;
}

static bool read_rest(struct earn_reading *r, const struct json *doc) {
  struct earn_rule *x = r->rule;
  int64_t priority = 0;
  x->from = TIME_MIN;
  x->until = TIME_MAX;
  bool ok = read_days(r, doc, "pending_days", &x->pending_days) &&
            read_days(r, doc, "expiry_days", &x->expiry_days) &&
            read_moment(r, doc, "from", false, &x->from) &&
            read_moment(r, doc, "until", true, &x->until) &&
            earn_number(r, doc, "priority", -EARN_PRIORITY_MAX, EARN_PRIORITY_MAX,
                        "-1000000 … 1000000", &priority) &&
            earn_text(r, doc, "exclusive_group", false, &x->group) &&
            flag(r, doc, "history", &x->history);
  x->priority = (int32_t)priority;
  if (ok && x->from >= x->until) return earn_refuse(r, json_get(doc, "until"), "until", "> from");
  return ok;
}

bool earn_rule_read(const struct json *doc, const struct lang_names *names, struct arena *out,
                    struct earn_rule *ret, const struct json **ret_at, struct err *err) {
  struct earn_rule rule = {0};
  struct earn_reading r = {.rule = &rule, .names = names, .out = out, .at = doc, .err = err};
  bool ok = earn_text(&r, doc, "currency", true, &rule.currency) &&
            earn_events(&r, doc, "on", true, &rule.on) &&
            earn_condition(&r, doc, "who", &rule.who) && read_reward(&r, doc) &&
            earn_multipliers(&r, doc) && read_caps(&r, doc) && read_refund(&r, doc) &&
            read_rest(&r, doc);
  if (ok)
    *ret = rule;
  else
    *ret_at = r.at;
  return ok;
}

bool earn_rule_allowed(const struct earn_rule *r,
                       bool (*allow)(const struct node *tree, struct err *err), struct err *err) {
  if (!allow(r->on, err) || (r->who && !allow(r->who, err)) ||
      (r->refund_on && !allow(r->refund_on, err)))
    return false;
  for (uint32_t i = 0; i < r->n_multipliers; i++) {
    const struct earn_multiplier *m = &r->multipliers[i];
    if ((m->event && !allow(m->event, err)) || (m->who && !allow(m->who, err))) return false;
  }
  return true;
}
