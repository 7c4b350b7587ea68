/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Leaderboards, read and checked.
 *
 * A board without prizes gives nothing away and needs no more than a score and a time; one with
 * prizes passes the gate of everything that gives (resource/launch.h). */
#include "resource/leaderboard.h"

#include "resource/launch_int.h"

const char *const leaderboard_period_names[] = {"once", "day", "week", "month", NULL};
const char *const leaderboard_ties_names[] = {"shared", "dense", "first", NULL};
const char *const leaderboard_names_names[] = {"masked", "hidden", NULL};

struct board_reading {
  struct reading r;
  const struct lang_names *names;
  struct leaderboard *l;
  uint32_t clauses;
};

/* ---- expressions ---- */

static void count_clauses(const struct node *n, uint32_t *ret) {
  if (!n) return;
  if (n->agg) *ret += launch_clauses(n->agg->where);
  count_clauses(n->a, ret);
  count_clauses(n->b, ret);
  for (uint32_t i = 0; i < n->n_kids; i++)
    count_clauses(n->kids[i], ret);
}

static bool read_score(struct board_reading *x, const struct json *doc) {
  const struct json *v = json_get(doc, "score");
  struct node *tree, *times[RANK_AGGS_MAX];
  if (!v) return reading_missing(&x->r, doc, "leaderboard", "score");
  if (!reading_expression(&x->r, doc, "score", &x->l->score)) return false;
  if (!x->names) return true;
  *x->r.at = v;
  if (!leaderboard_score(x->l->score, x->names, 0, MS_DAY, x->r.out, &tree, x->r.err)) return false;
  if (leaderboard_times(tree, x->r.out, times) > RANK_AGGS_MAX)
    return reading_refuse(&x->r, v, "score", "≤ 8 × count(…), sum(…) …");
  count_clauses(tree, &x->clauses);
  return true;
}

static bool read_people(struct board_reading *x, const struct json *doc) {
  struct node *tree;
  if (!reading_expression(&x->r, doc, "people", &x->l->people)) return false;
  if (!x->names || !x->l->people.n) return true;
  *x->r.at = json_get(doc, "people");
  if (!lang_compile(x->l->people, x->names, x->r.out, &tree, x->r.err)) return false;
  x->clauses += launch_clauses(tree);
  return true;
}

/* ---- prizes ---- */

/* 1, "2-10" */
static bool read_ranks(struct board_reading *x, const struct json *v, struct leaderboard_prize *p) {
  const char *must_be = "1, \"2-10\" (≤ 10000)";
  const struct json *ranks = json_get(v, "ranks");
  uint32_t n[2] = {0};
  int at = 0;
  bool ok = ranks && (ranks->type == JSON_NUMBER || ranks->type == JSON_STRING) && ranks->text.n &&
            ranks->text.n <= 11;
  for (size_t i = 0; ok && i < ranks->text.n; i++) {
    char c = ranks->text.p[i];
    if (c == '-' && at == 0 && i)
      at = 1;
    else if (c >= '0' && c <= '9' && n[at] <= RANK_KEPT)
      n[at] = n[at] * 10 + (uint32_t)(c - '0');
    else
      ok = false;
  }
  if (at == 0) n[1] = n[0];
  if (!ok || n[0] == 0 || n[1] < n[0] || n[1] > RANK_KEPT)
    return reading_refuse(&x->r, ranks ? ranks : v, "ranks", must_be);
  p->from = n[0];
  p->to = n[1];
  return true;
}

static bool read_prizes(struct board_reading *x, const struct json *doc) {
  static const char *const known[] = {"ranks", "rewards", NULL};
  struct leaderboard *l = x->l;
  const struct json *list;
  if (!reading_list(&x->r, doc, "prizes", RANK_PRIZES_MAX, &list)) return false;
  if (!list) return true;
  l->prizes = arena_array(x->r.out, struct leaderboard_prize, list->n + 1);
  for (uint32_t i = 0; i < list->n; i++) {
    const struct json *v = &list->items[i];
    struct leaderboard_prize *p = &l->prizes[i];
    if (!reading_object(&x->r, v, "prizes", known) || !read_ranks(x, v, p) ||
        !rewards_read(&x->r, v, "rewards", &p->rewards))
      return false;
    if (p->rewards.n == 0) return reading_missing(&x->r, v, "prizes", "rewards");
    if (i && p->from <= p[-1].to)
      return reading_refuse(&x->r, json_get(v, "ranks"), "ranks", "> those before");
    l->n_prizes++;
  }
  return true;
}

/* What one period gives at most, ties apart, has to be within the budget. */
static bool within_budget(struct board_reading *x, const struct json *doc) {
  const struct leaderboard *l = x->l;
  i128 times = 0, points = 0, coupons = 0;
  char most[96];
  for (uint32_t i = 0; i < l->n_prizes; i++) {
    const struct leaderboard_prize *p = &l->prizes[i];
    int64_t n = p->to - p->from + 1;
    times += n;
    points += (i128)n * p->rewards.points;
    coupons += (i128)n * p->rewards.coupons;
  }
  bool ok = (l->launch.times < 0 || times <= l->launch.times) &&
            (l->launch.points < 0 || points <= l->launch.points) &&
            (l->launch.coupons < 0 || coupons <= l->launch.coupons);
  if (ok) return true;
  points /= dec_pow10(LAUNCH_SCALE);
  snprintf(most, sizeof most, "≥ {times: %lld, points: %lld, coupons: %lld}", (long long)times,
           (long long)(points > INT64_MAX ? INT64_MAX : points), (long long)coupons);
  return reading_refuse(&x->r, json_get(doc, "budget"), "budget", most);
}

/* ---- the rest ---- */

static int64_t length_of(enum leaderboard_period p) {
  static const int64_t ms[] = {[RANK_ONCE] = 31 * MS_DAY,
                               [RANK_DAY] = 23 * MS_HOUR,
                               [RANK_WEEK] = 6 * MS_DAY,
                               [RANK_MONTH] = 27 * MS_DAY};
  return ms[p];
}

/* {minutes: 10}, {hours: 6}, {days: 2}: shorter than a period, so that two never wait. */
static bool read_settle(struct board_reading *x, const struct json *doc) {
  static const char *const known[] = {"minutes", "hours", "days", NULL};
  static const int64_t units[] = {MS_MINUTE, MS_HOUR, MS_DAY};
  const struct json *v = json_get(doc, "settle");
  x->l->settle_ms = MS_HOUR;
  if (!v) return true;
  if (!reading_object(&x->r, v, "settle", known)) return false;
  if (v->n != 1) return reading_refuse(&x->r, v, "settle", "{hours: 6}");
  for (int i = 0; known[i]; i++) {
    int64_t n = -1;
    if (!reading_whole(&x->r, v, known[i], 0, 100000, &n)) return false;
    if (n >= 0) x->l->settle_ms = n * units[i];
  }
  return x->l->settle_ms <= length_of(x->l->period) ||
         reading_refuse(&x->r, v, "settle", "day ≤ 23 h, week ≤ 6 d, month ≤ 27 d, once ≤ 31 d");
}

static bool read_minimum(struct board_reading *x, const struct json *doc) {
  struct dec d;
  if (!reading_amount(&x->r, doc, "minimum", false, &d, &x->l->has_minimum)) return false;
  if (x->l->has_minimum) x->l->minimum = (int64_t)(d.m * dec_pow10(RANK_SCALE - d.scale));
  return true;
}

static bool read_terms(struct board_reading *x, const struct json *doc, const struct tz *tz) {
  static const char *const orders[] = {"highest", "lowest", NULL};
  struct leaderboard *l = x->l;
  unsigned period = RANK_ONCE, ties = RANK_SHARED, names = RANK_MASKED, order = 0;
  int64_t show = 100;
  if (!reading_slug(&x->r, doc, "leaderboard", "slug", &l->slug)) return false;
  l->title = (struct bilingual){l->slug, l->slug};
  if (!reading_text_of(&x->r, doc, "title", &l->title) ||
      !reading_text_of(&x->r, doc, "description", &l->description) ||
      !launch_read(&x->r, doc, tz, LAUNCH_COUNTED, &l->launch) ||
      !reading_word(&x->r, doc, "period", leaderboard_period_names, &period) ||
      !reading_word(&x->r, doc, "ties", leaderboard_ties_names, &ties) ||
      !reading_word(&x->r, doc, "names", leaderboard_names_names, &names) ||
      !reading_word(&x->r, doc, "order", orders, &order) || !read_minimum(x, doc) ||
      !reading_whole(&x->r, doc, "show", 1, RANK_SHOW_MAX, &show))
    return false;
  l->period = (enum leaderboard_period)period;
  l->ties = (enum leaderboard_ties)ties;
  l->names = (enum leaderboard_names)names;
  l->lowest = order == 1;
  l->show = (uint32_t)show;
  l->has_from = json_get(doc, "from") != NULL;
  if (l->period == RANK_ONCE && l->launch.active && !l->has_from)
    return reading_missing(&x->r, doc, "leaderboard", "from");
  if (l->period == RANK_ONCE && l->launch.active && !l->launch.has_until)
    return reading_missing(&x->r, doc, "leaderboard", "until");
  return read_settle(x, doc) && read_prizes(x, doc);
}

bool leaderboard_read(const struct json *doc, const struct lang_names *names, const struct tz *tz,
                      struct arena *out, struct leaderboard *ret, const struct json **ret_at,
                      struct err *err) {
  struct leaderboard l = {0};
  struct board_reading x = {.r = {.out = out, .at = ret_at, .err = err}, .names = names, .l = &l};
  *ret_at = NULL;
  if (!read_terms(&x, doc, tz) || !read_score(&x, doc) || !read_people(&x, doc)) return false;
  if (l.n_prizes && (!launch_check(&x.r, doc, &l.launch, x.clauses, LAUNCH_GIVES) ||
                     (l.launch.active && !within_budget(&x, doc))))
    return false;
  *ret = l;
  return true;
}

/* ---- asking ---- */

int32_t leaderboard_prize_of(const struct leaderboard *l, uint64_t rank) {
  for (uint32_t i = 0; i < l->n_prizes; i++)
    if (rank >= l->prizes[i].from && rank <= l->prizes[i].to) return (int32_t)i;
  return -1;
}

bool leaderboard_period_at(const struct leaderboard *l, const struct tz *tz, int64_t first,
                           int64_t at, int64_t *ret_from, int64_t *ret_until) {
  int64_t start = l->has_from && l->launch.from > first ? l->launch.from : first, from, until;
  if (l->period == RANK_ONCE) {
    from = l->launch.from;
    until = l->launch.until;
  } else {
    int32_t day = day_of(tz, at), next = day + 1;
    if (l->period == RANK_WEEK) day = day_week_start(day), next = day + 7;
    if (l->period == RANK_MONTH) day = day_month_start(day), next = day_add_months(day, 1);
    from = day_start(tz, day);
    until = day_start(tz, next);
    if (until <= start || from >= l->launch.until) return false;
  }
  if (at < from || at >= until) return false;
  *ret_from = from;
  *ret_until = until;
  return true;
}
