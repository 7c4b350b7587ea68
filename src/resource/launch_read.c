/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What incentives have in common, read and checked. */
#include <string.h>
#include <xxhash.h>

#include "event/value.h"
#include "resource/launch_int.h"

bool launch_held_out(const struct launch *l, struct str slug, uint32_t seat) {
  uint64_t h = XXH3_64bits_withSeed(slug.p, slug.n, seat);
  return h % 10000 < l->holdout_bp;
}

static int64_t in_units(struct dec d) {
  return (int64_t)(d.m * dec_pow10(LAUNCH_SCALE - d.scale));
}

static bool read_counts(struct reading *r, const struct json *doc, struct launch *l) {
  static const char *const known[] = {"times", "points", "coupons", NULL};
  const struct json *v = json_get(doc, "budget");
  struct dec points;
  bool given;
  if (!v) return true;
  if (!reading_object(r, v, "budget", known) ||
      !reading_whole(r, v, "times", 0, LAUNCH_TIMES_MAX, &l->times) ||
      !reading_whole(r, v, "coupons", 0, LAUNCH_TIMES_MAX, &l->coupons) ||
      !reading_amount(r, v, "points", false, &points, &given))
    return false;
  if (given) l->points = in_units(points);
  return true;
}

static bool read_budget(struct reading *r, const struct json *doc, enum launch_form form,
                        struct launch *l) {
  l->times = l->points = l->coupons = -1;
  return form == LAUNCH_COUNTED ? read_counts(r, doc, l)
                                : reading_amount(r, doc, "budget", false, &l->money, &l->has_money);
}

/* 10, "10%"; of a share of one 0.1, "10%". */
static bool read_share(struct reading *r, const struct json *doc, enum launch_form form,
                       struct launch *l) {
  const struct json *v = json_get(doc, "holdout");
  bool percent = form == LAUNCH_COUNTED;
  struct dec d;
  l->has_holdout = v != NULL;
  if (!v) return true;
  struct str text = v->text;
  bool ok = v->type == JSON_NUMBER || v->type == JSON_STRING;
  if (ok && v->type == JSON_STRING && text.n && text.p[text.n - 1] == '%') {
    text.n--;
    percent = true;
  }
  const int scale = percent ? 2 : 4; /* of a basis point */
  const struct dec most = {LAUNCH_HOLDOUT_MAX, (uint8_t)scale};
  ok = ok && text.n <= 24 && dec_parse(text, &d);
  if (ok) {
    d = dec_normal(d);
    ok = d.scale <= scale && d.m >= 0 && dec_cmp(d, most) <= 0;
  }
  if (!ok)
    return reading_refuse(r, v, "holdout",
                          form == LAUNCH_COUNTED ? "0% … 50% (0.01%)" : "0 … 0.5 (0.0001)");
  l->holdout_bp = (uint32_t)(d.m * dec_pow10((unsigned)(scale - d.scale)));
  return true;
}

bool launch_read(struct reading *r, const struct json *doc, const struct tz *tz,
                 enum launch_form form, struct launch *ret) {
  struct launch l = {.from = TIME_MIN, .until = TIME_MAX};
  if (!reading_flag(r, doc, "active", &l.active) || !read_budget(r, doc, form, &l) ||
      !reading_amount(r, doc, "unit_cost", false, &l.unit_cost, &l.has_cost) ||
      !reading_moment(r, doc, "from", tz, false, &l.from) ||
      !reading_moment(r, doc, "until", tz, true, &l.until) ||
      !reading_moment(r, doc, "review", tz, false, &l.review) || !read_share(r, doc, form, &l))
    return false;
  l.has_until = json_get(doc, "until") != NULL;
  l.has_review = json_get(doc, "review") != NULL;
  if (l.from >= l.until) return reading_refuse(r, json_get(doc, "until"), "until", "> from");
  *ret = l;
  return true;
}

uint32_t launch_clauses(const struct node *n) {
  uint32_t sum = 0;
  if (!n) return 0;
  if (n->kind == N_NOT) return launch_clauses(n->a);
  if (n->kind != N_AND && n->kind != N_OR) return 1;
  for (uint32_t i = 0; i < n->n_kids; i++)
    sum += launch_clauses(n->kids[i]);
  return sum;
}

bool launch_lacks(struct reading *r, const struct json *at, enum err_code code, const char *field) {
  *r->at = at;
  return err_fail(r->err, code, "%s", field);
}

bool launch_few(uint32_t clauses, struct err *err) {
  return clauses <= LAUNCH_CLAUSES_MAX ||
         err_fail(err, ERR_gate_clauses, "%u" ERR_SEP "%d", clauses, LAUNCH_CLAUSES_MAX);
}

bool launch_check(struct reading *r, const struct json *doc, const struct launch *l,
                  uint32_t clauses, unsigned needs) {
  if (!l->active) return true;
  if (!launch_few(clauses, r->err)) {
    *r->at = doc;
    return false;
  }
  if ((needs & LAUNCH_BUDGET) && !l->has_money && l->times < 0 && l->points < 0 && l->coupons < 0)
    return launch_lacks(r, doc, ERR_gate_budget, "budget");
  if ((needs & LAUNCH_COST) && !l->has_cost)
    return launch_lacks(r, doc, ERR_gate_unit_cost, "unit_cost");
  if ((needs & LAUNCH_END) && !l->has_until && !l->has_review)
    return launch_lacks(r, doc, ERR_gate_end, "until, review");
  if ((needs & LAUNCH_UNTIL) && !l->has_until) return launch_lacks(r, doc, ERR_gate_end, "until");
  if ((needs & LAUNCH_HOLDOUT) && l->holdout_bp == 0)
    return launch_lacks(r, doc, ERR_gate_holdout, "holdout");
  return true;
}

bool rewards_read(struct reading *r, const struct json *o, const char *field, struct rewards *ret) {
  const struct json *list;
  struct rewards w = {0};
  if (!reading_list(r, o, field, REWARDS_MAX, &list)) return false;
  if (list) {
    w.p = arena_array(r->out, struct reward, list->n + 1);
    w.n = list->n;
  }
  for (uint32_t i = 0; i < w.n; i++) {
    if (!reward_read(r, &list->items[i], field, &w.p[i])) return false;
    w.coupons += w.p[i].coupons;
    w.points += in_units(w.p[i].points);
  }
  *ret = w;
  return true;
}

bool refer_to(struct entry *e, struct names_env *env, const struct kind_def *k, struct str slug,
              const struct json *at, struct err *err) {
  struct entry *to;
  return env_refer(env, k, slug, &to, err) ||
         (!env->inner_failed && document_fail_at(&e->doc, at, err));
}

bool rewards_refer(struct entry *e, struct names_env *env, const struct rewards *w,
                   const struct json *list, struct err *err) {
  for (uint32_t i = 0; i < w->n; i++)
    if (!reward_refer(e, env, &w->p[i], &list->items[i], err)) return false;
  return true;
}
