/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Multipliers of earn rules: when each holds.  All that one says must hold.
 *
 * A tier is an expression like any other, over the events that the membership wrote, so that it is
 * what it was at the moment of the event and needs no table beside the log. */
#include "base/tz.h"
#include "resource/earn_rule_int.h"

static bool read_month_days(struct earn_reading *r, const struct json *v,
                            struct earn_multiplier *m) {
  if (v->type != JSON_ARRAY || v->n == 0) return earn_refuse(r, v, "month_days", "[1 … 31]");
  for (uint32_t i = 0; i < v->n; i++) {
    int64_t d;
    if (!json_int(&v->items[i], &d) || d < 1 || d > 31)
      return earn_refuse(r, &v->items[i], "month_days", "1 … 31");
    m->month_days |= 1u << d;
  }
  return true;
}

static bool read_weekdays(struct earn_reading *r, const struct json *v, struct earn_multiplier *m) {
  static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  if (v->type != JSON_ARRAY || v->n == 0) return earn_refuse(r, v, "weekdays", "[mon … sun]");
  for (uint32_t i = 0; i < v->n; i++) {
    unsigned d = 0;
    while (d < 7 && !(v->items[i].type == JSON_STRING && str_is(v->items[i].text, names[d])))
      d++;
    if (d == 7) return earn_refuse(r, &v->items[i], "weekdays", "mon … sun");
    m->weekdays |= (uint8_t)(1u << d);
  }
  return true;
}

static bool read_dates(struct earn_reading *r, const struct json *v, struct earn_multiplier *m) {
  if (v->type != JSON_ARRAY || v->n == 0 || v->n > EARN_DATES_MAX)
    return earn_refuse(r, v, "dates", "[2026-11-11, …] (1 … 366)");
  m->dates = arena_array(r->out, int32_t, v->n);
  m->n_dates = v->n;
  for (uint32_t i = 0; i < v->n; i++) {
    int64_t ms;
    bool is_date = false;
    struct err why = {0};
    if (v->items[i].type != JSON_STRING ||
        !time_parse_iso(v->items[i].text, tz_utc(), &ms, &is_date, &why) || !is_date)
      return earn_refuse(r, &v->items[i], "dates", "2026-11-11");
    m->dates[i] = day_of(tz_utc(), ms);
  }
  return true;
}

static bool clock_of(struct str s, uint16_t *ret) {
  bool ok = s.n == 5 && s.p[2] == ':';
  for (size_t i = 0; ok && i < 5; i++)
    ok = i == 2 || (s.p[i] >= '0' && s.p[i] <= '9');
  if (!ok) return false;
  int h = (s.p[0] - '0') * 10 + s.p[1] - '0', min = (s.p[3] - '0') * 10 + s.p[4] - '0';
  *ret = (uint16_t)(h * 60 + min);
  return min < 60 && *ret <= 24 * 60;
}

static bool read_hours(struct earn_reading *r, const struct json *v, struct earn_multiplier *m) {
  bool ok = v->type == JSON_STRING && v->text.n == 11 && v->text.p[5] == '-' &&
            clock_of(str_of(v->text.p, 5), &m->minute_from) &&
            clock_of(str_of(v->text.p + 6, 5), &m->minute_to) && m->minute_from != m->minute_to;
  return ok || earn_refuse(r, v, "hours", "10:00-14:00");
}

static void quoted(struct buf *b, struct str s) {
  buf_puts(b, "\"");
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] == '"' || s.p[i] == '\\') buf_puts(b, "\\");
    buf_put(b, s.p + i, 1);
  }
  buf_puts(b, "\"");
}

static bool read_tier(struct earn_reading *r, const struct json *v, struct earn_multiplier *m) {
  static const char *const fields[] = {"programme", "levels", NULL};
  struct str programme;
  struct node *tree = NULL;
  struct buf text = BUF_INIT;
  if (!earn_only(r, v, "tier", fields) || !earn_text(r, v, "programme", true, &programme))
    return false;
  const struct json *levels = json_get(v, "levels");
  if (!levels || levels->type != JSON_ARRAY || levels->n == 0)
    return earn_refuse(r, levels ? levels : v, "levels", "[gold, …]");
  buf_puts(&text, "last(tier_changed.level where programme = ");
  quoted(&text, programme);
  buf_puts(&text, ") in (");
  bool ok = true;
  for (uint32_t i = 0; ok && i < levels->n; i++) {
    ok = levels->items[i].type == JSON_STRING && levels->items[i].text.n > 0;
    if (i) buf_puts(&text, ", ");
    if (ok) quoted(&text, levels->items[i].text);
  }
  buf_puts(&text, ")");
  if (!ok)
    earn_refuse(r, levels, "levels", "[gold, …]");
  else
    ok = lang_compile(arena_str(r->out, buf_str(&text)), r->names, r->out, &tree, r->err);
  buf_release(&text);
  m->who = tree;
  return ok;
}

static bool read_one(struct earn_reading *r, const struct json *v, struct earn_multiplier *m) {
  static const char *const fields[] = {"name",       "by",       "event", "who",   "tier",
                                       "month_days", "weekdays", "dates", "hours", NULL};
  const struct json *by, *x;
  if (!earn_only(r, v, "multipliers", fields) || !earn_text(r, v, "name", true, &m->name))
    return false;
  by = json_get(v, "by");
  if (!by) return earn_refuse(r, v, "multipliers", "{name, by, …}");
  if (json_get(v, "who") && json_get(v, "tier"))
    return earn_refuse(r, v, "multipliers", "{who} / {tier}");
  return earn_amount(r, by, "by", &m->by) && earn_events(r, v, "event", false, &m->event) &&
         earn_condition(r, v, "who", &m->who) &&
         (!(x = json_get(v, "tier")) || read_tier(r, x, m)) &&
         (!(x = json_get(v, "month_days")) || read_month_days(r, x, m)) &&
         (!(x = json_get(v, "weekdays")) || read_weekdays(r, x, m)) &&
         (!(x = json_get(v, "dates")) || read_dates(r, x, m)) &&
         (!(x = json_get(v, "hours")) || read_hours(r, x, m));
}

bool earn_multipliers(struct earn_reading *r, const struct json *doc) {
  static const char *const combines[] = {"max", "product", "sum", NULL};
  struct earn_rule *x = r->rule;
  const struct json *list = json_get(doc, "multipliers");
  unsigned combine = EARN_MAX;
  if (!earn_word(r, doc, "combine", combines, "max, product, sum", &combine)) return false;
  x->combine = (enum earn_combine)combine;
  if (!list) return true;
  if (list->type != JSON_ARRAY || list->n > EARN_MULTIPLIERS_MAX)
    return earn_refuse(r, list, "multipliers", "[{name, by, …}, …] (≤ 32)");
  x->multipliers = arena_array(r->out, struct earn_multiplier, list->n);
  x->n_multipliers = list->n;
  for (uint32_t i = 0; i < list->n; i++) {
    x->multipliers[i] = (struct earn_multiplier){0};
    if (!read_one(r, &list->items[i], &x->multipliers[i])) return false;
  }
  return true;
}
