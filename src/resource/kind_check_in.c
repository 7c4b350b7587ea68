/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Check-in: read and checked (check_in.h shows a document). */
#include "resource/check_in.h"

#include "resource/issue_int.h"
#include "resource/launch_int.h"

static bool read_days(struct reading *r, const struct json *doc, struct check_in *c) {
  const struct json *list;
  if (!reading_list(r, doc, "days", CHECK_IN_DAYS_MAX, &list)) return false;
  if (!list) return true;
  c->days = arena_array(r->out, struct rewards, list->n + 1);
  c->n_days = list->n;
  for (uint32_t i = 0; i < list->n; i++) {
    /* rewards_read takes a field of an object */
    char *key = (char *)"days";
    struct str name = str_from(key);
    struct json one = {
        .type = JSON_OBJECT, .n = 1, .keys = &name, .items = (struct json *)&list->items[i]};
    if (!rewards_read(r, &one, "days", &c->days[i])) return false;
  }
  return true;
}

static bool read_milestones(struct reading *r, const struct json *doc, struct check_in *c) {
  static const char *const known[] = {"days", "rewards", NULL};
  const struct json *list;
  if (!reading_list(r, doc, "milestones", CHECK_IN_MILESTONES_MAX, &list)) return false;
  if (!list) return true;
  c->milestones = arena_array(r->out, struct check_in_milestone, list->n + 1);
  c->n_milestones = list->n;
  for (uint32_t i = 0; i < list->n; i++) {
    const struct json *v = &list->items[i];
    struct check_in_milestone *m = &c->milestones[i];
    *m = (struct check_in_milestone){0};
    if (!reading_object(r, v, "milestones", known) ||
        !reading_whole(r, v, "days", 1, CHECK_IN_STREAK_MAX, &m->days) ||
        !rewards_read(r, v, "rewards", &m->rewards))
      return false;
    if (m->days == 0) return reading_missing(r, v, "milestones", "days");
    if (i && m->days <= m[-1].days) return reading_refuse(r, v, "days", "> days");
  }
  return true;
}

bool check_in_read(const struct json *doc, const struct tz *tz, struct arena *out,
                   struct check_in *ret, const struct json **ret_at, struct err *err) {
  struct check_in c = {0};
  struct reading r = {.out = out, .at = ret_at, .err = err};
  *ret_at = NULL;
  if (!reading_slug(&r, doc, "check_in", "slug", &c.slug)) return false;
  c.title = (struct bilingual){c.slug, c.slug};
  if (!reading_text_of(&r, doc, "title", &c.title) ||
      !reading_text_of(&r, doc, "description", &c.description) ||
      !launch_read(&r, doc, tz, LAUNCH_COUNTED, &c.launch) || !read_days(&r, doc, &c) ||
      !read_milestones(&r, doc, &c) || !launch_check(&r, doc, &c.launch, 1, LAUNCH_GIVES))
    return false;
  if (c.launch.active && c.n_days == 0 && c.n_milestones == 0)
    return reading_missing(&r, doc, "check_in", "days");
  *ret = c;
  return true;
}

bool resource_check_in(struct workspace *w, struct str slug, struct arena *out,
                       struct check_in *ret, bool *ret_active, struct err *err) {
  struct resource r;
  struct json *doc;
  const struct json *at;
  if (!resource_get(w, STR("check_in"), slug, out, &r, err) || !json_parse(r.doc, out, &doc, err) ||
      !check_in_read(doc, ws_tz(w), out, ret, &at, err))
    return false;
  *ret_active = ret->launch.active && !str_is(r.status, "archived");
  return true;
}

static bool compile(struct entry *e, struct names_env *env, struct err *err) {
  const struct document *d = &e->doc;
  const struct json *at = NULL, *days = json_get(d->tree, "days"),
                    *miles = json_get(d->tree, "milestones");
  struct check_in c;
  if (!check_in_read(d->tree, env->setup.tz, &env->arena, &c, &at, err))
    return document_fail_at(d, at ? at : d->tree, err);
  for (uint32_t i = 0; i < c.n_days; i++)
    if (!rewards_refer(e, env, &c.days[i], &days->items[i], err)) return false;
  for (uint32_t i = 0; i < c.n_milestones; i++)
    if (!rewards_refer(e, env, &c.milestones[i].rewards, json_get(&miles->items[i], "rewards"),
                       err))
      return false;
  return true;
}

/* A check-in gives at most the best of its days, and of each milestone a day's share. */
static bool issue(const struct json *doc, struct issuing *x, struct err *err) {
  struct giving g = {0};
  const struct json *at;
  struct check_in c;
  if (!check_in_read(doc, x->tz, x->out, &c, &at, err)) return false;
  for (uint32_t i = 0; i < c.n_days; i++) {
    struct giving day = {0};
    giving_add(&day, &c.days[i], 1, x->out);
    giving_most(&g, &day, x->out);
  }
  for (uint32_t i = 0; i < c.n_milestones; i++)
    giving_share(&g, &c.milestones[i].rewards, c.milestones[i].days, x->out);
  issue_completions(x, &c.launch, &g, -1);
  return true;
}

static const char *const fields[] = {LAUNCH_FIELDS, "days", "milestones", NULL};

const struct kind_def kind_check_in = {.name = "check_in",
                                       .zh = "签到",
                                       .id_prefix = "chk_",
                                       .fields = fields,
                                       .compile = compile,
                                       .issue = issue};
