/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Classes over time: counts at the end of each day, and who went where between two days.  The flow
 * includes `none` and, at the start, people not known yet, so that rows and columns add up to the
 * counts of both days. */
#include "model/class_views.h"
#include "model/overview_int.h"

#define DAILY_GROUP 16 /* moments per pass: bounds memory */

static int64_t end_of_day(const struct report_params *p, int32_t day) {
  int64_t end = day_start(p->env.tz, day + 1) - 1;
  return end < p->as_of ? end : p->as_of;
}

/* counts of k ≤ DAILY_GROUP days. */
static bool add_days(const struct report_params *p, const struct classification *c, int32_t from,
                     int32_t step, uint32_t k, int64_t *counts, struct err *err) {
  struct arena tmp;
  struct classification_result r[DAILY_GROUP];
  int64_t as_of[DAILY_GROUP];
  uint32_t width = c->n_classes + 1;
  for (uint32_t i = 0; i < k; i++)
    as_of[i] = end_of_day(p, from + (int32_t)i * step);
  arena_init(&tmp, "daily counts");
  bool ok = classification_run(c, p->snapshot, as_of, k, &p->env, &tmp, r, err);
  for (uint32_t i = 0; ok && i < k; i++) {
    for (uint32_t j = 0; j < width; j++)
      counts[(size_t)i * width + j] = (int64_t)r[i].counts[j];
    classification_result_release(&r[i]);
  }
  arena_release(&tmp);
  return ok;
}

/* A moment that is too old is refused before anything is read, so days are tried one by one. */
bool class_daily(const struct report_params *p, const struct classification *c, int32_t *from,
                 int32_t to, int32_t step, struct arena *out, int64_t **ret_counts,
                 struct err *err) {
  if (to < *from || (to - *from) / step >= CLASS_DAILY_MAX)
    return err_fail(err, ERR_bad_period, "%d", CLASS_DAILY_MAX);
  uint32_t n = (uint32_t)((to - *from) / step + 1), width = c->n_classes + 1;
  int32_t first = *from;
  int64_t *counts = arena_array(out, int64_t, (size_t)n * width);
  for (uint32_t at = 0, k; at < n; at += k) {
    k = n - at < DAILY_GROUP ? n - at : DAILY_GROUP;
    if (add_days(p, c, first + (int32_t)at * step, step, k, counts + (size_t)at * width, err))
      continue;
    if (at > 0 || n == 1 || err->code != ERR_as_of_too_old) return false;
    first += step;
    n--;
    k = 0;
  }
  *from = first;
  *ret_counts = counts;
  return true;
}

/* Better: of greater rank, among equals the one listed first. */
static bool better(const struct classification *c, uint32_t a, uint32_t b) {
  int32_t x = c->classes[a].rank, y = c->classes[b].rank;
  return x != y ? x > y : a < b;
}

static void add_identity(const struct classification *c, uint32_t a, uint32_t b, int64_t people,
                         struct flow_identity *identity) {
  uint32_t none = c->n_classes, absent = none + 1;
  if (a == absent) {
    identity[b].entered += people;
  } else {
    identity[a].start += people;
    if (a == b)
      identity[a].stayed += people;
    else if (b == none)
      identity[a].lost += people;
    else if (a == none || better(c, b, a))
      identity[a].up += people;
    else
      identity[a].down += people;
    if (a != b) identity[b].arrived += people;
  }
  identity[b].end += people;
}

bool class_flow(const struct report_params *p, const struct classification *c, int32_t from,
                int32_t to, struct arena *out, struct class_flow *ret, struct err *err) {
  struct classification_result r[2];
  int64_t as_of[2] = {end_of_day(p, from), end_of_day(p, to)};
  uint32_t none = c->n_classes, width = none + 2;
  if (to < from) return err_fail(err, ERR_bad_period, "%d", CLASS_DAILY_MAX);
  if (!classification_run(c, p->snapshot, as_of, 2, &p->env, out, r, err)) return false;
  *ret = (struct class_flow){arena_array(out, int64_t, (size_t)width * width),
                             arena_array(out, struct flow_identity, none + 1)};
  roaring_uint32_iterator_t it;
  roaring_init_iterator(r[1].people, &it);
  for (; it.has_value; roaring_advance_uint32_iterator(&it)) {
    uint32_t s = it.current_value, a = r[0].class_of[s], b = r[1].class_of[s];
    if (a == QUERY_CLASS_NONE) a = roaring_bitmap_contains(r[0].people, s) ? none : none + 1;
    if (b == QUERY_CLASS_NONE) b = none;
    ret->matrix[(size_t)a * width + b]++;
  }
  for (uint32_t a = 0; a < width; a++)
    for (uint32_t b = 0; b <= none; b++)
      add_identity(c, a, b, ret->matrix[(size_t)a * width + b], ret->identity);
  classification_result_release(&r[0]);
  classification_result_release(&r[1]);
  return true;
}

static bool class_known(const struct classification *c, struct str name, bool absent_too,
                        struct err *err) {
  struct str names[CLASS_MAX + 2];
  uint32_t n = 0;
  for (; n < c->n_classes; n++)
    names[n] = c->classes[n].name;
  names[n++] = STR("none");
  if (absent_too) names[n++] = STR("absent");
  for (uint32_t i = 0; i < n; i++)
    if (str_eq(names[i], name)) return true;
  int near = str_nearest(name, names, n);
  struct str hint = near >= 0 ? names[near] : STR("none");
  return err_fail(err, ERR_unknown_class, "%.*s" ERR_SEP "%.*s" ERR_SEP "%.*s", STRF(name),
                  STRF(c->slug), STRF(hint));
}

static void put_side(struct buf *b, struct str slug, int32_t day, struct str name) {
  buf_printf(b, "class(\"%.*s\", before ", STRF(slug));
  day_format(day + 1, b);
  if (str_is(name, "absent"))
    buf_puts(b, ") not exists");
  else if (name.n)
    buf_printf(b, ") = \"%.*s\"", STRF(name));
  else
    buf_puts(b, ") exists");
}

bool class_flow_expression(const struct classification *c, int32_t from, int32_t to,
                           struct str from_class, struct str to_class, struct arena *out,
                           struct str *ret, struct err *err) {
  struct buf b = BUF_INIT;
  if ((from_class.n && !class_known(c, from_class, true, err)) ||
      (to_class.n && !class_known(c, to_class, false, err)))
    return false;
  if (to < from) return err_fail(err, ERR_bad_period, "%d", CLASS_DAILY_MAX);
  if (from_class.n) {
    put_side(&b, c->slug, from, from_class);
    buf_puts(&b, " and ");
  }
  put_side(&b, c->slug, to, to_class);
  *ret = expression_text(out, "%.*s", STRF(buf_str(&b)));
  buf_release(&b);
  return true;
}
