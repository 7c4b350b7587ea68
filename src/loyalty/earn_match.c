/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One event and all rules: which match, and how much each gives before caps.
 *
 * Nothing here is remembered or written, and nothing is read but the event, the person's history
 * up to it and the rule, so the same event gives the same answer whenever it is asked.  What is
 * wrong with a rule and this event (no number where an amount should be) is the hit's business and
 * stops nobody. */
#include "loyalty/earn_int.h"

struct matching {
  struct earn_view *v;
  const struct person_event *ev;
  struct arena *out;
  struct err *err;
  struct query_input in;
  struct query_history history;
  bool has_history;
  enum earn_verdict *says; /* what this rule says; NULL: nobody asks */
};

static void say(struct matching *m, enum earn_verdict v) {
  if (m->says) *m->says = v;
}

struct person_event earn_event(const struct ev_batch *b, size_t row, uint64_t lsn, uint32_t subject,
                               struct arena *out) {
  const struct ev_row *r = &b->rows.p[row];
  struct str *props = arena_array(out, struct str, r->prop_n);
  struct value *values = arena_array(out, struct value, r->prop_n);
  for (uint32_t i = 0; i < r->prop_n; i++) {
    const struct ev_prop *p = &b->vals.p[r->prop_begin + i];
    props[i] = arena_str(out, intern_at(&b->props, p->name));
    values[i] = ev_value(b, p);
    if (values[i].type == V_STR) values[i].str = arena_str(out, values[i].str);
  }
  return (struct person_event){.time = r->time,
                               .subject = subject,
                               .lsn = lsn,
                               .event = arena_str(out, intern_at(&b->names, r->name)),
                               .props = props,
                               .values = values,
                               .n_props = r->prop_n};
}

bool earn_listens(const struct earn_active *a, struct str event) {
  if (a->broken) return false;
  return selector_names(a->rule.on, event) ||
         (a->rule.refund_on && selector_names(a->rule.refund_on, event));
}

/* ---- conditions: false with *why when they cannot be answered ---- */

bool event_fits(const struct node *selector, const struct person_event *ev,
                const struct query_input *in, bool *ret, struct err *why) {
  struct query_history alone = {.events = ev, .n = 1, .subject = ev->subject};
  struct query_rows rows;
  *ret = selector_names(selector, ev->event);
  if (!*ret || !selector->agg->where) return true;
  if (!query_one_rows(&alone, selector->agg, ev->time, in, &rows, why)) return false;
  *ret = rows.n > 0;
  return true;
}

static bool passes(struct matching *m, const struct node *selector, bool *ret, struct err *why) {
  return event_fits(selector, m->ev, &m->in, ret, why);
}

static bool holds(struct matching *m, const struct node *who, bool *ret, struct err *why) {
  struct naive_value v;
  bool exists;
  if (!m->has_history) {
    if (!view_history(m->v, m->ev->subject, m->ev->lsn, &m->history, why)) return false;
    m->has_history = true;
  }
  if (!query_one_value(&m->history, who, m->ev->time, &m->in, &exists, &v, why)) return false;
  *ret = exists && !v.missing && v.b;
  return true;
}

void earn_spans(const struct tz *tz, int64_t at_ms, int64_t ret[EARN_SPANS]) {
  int32_t day = day_of(tz, at_ms);
  ret[0] = day;
  ret[1] = day_week_start(day);
  ret[2] = day_month_start(day);
  ret[3] = 0;
}

static bool on_its_day(const struct earn_multiplier *x, const struct tz *tz, int64_t at_ms) {
  int32_t day = day_of(tz, at_ms), year;
  unsigned month, of_month;
  day_to_ymd(day, &year, &month, &of_month);
  if (x->month_days && !(x->month_days >> of_month & 1)) return false;
  if (x->weekdays && !(x->weekdays >> day_weekday(day) & 1)) return false;
  bool dated = x->n_dates == 0;
  for (uint32_t i = 0; !dated && i < x->n_dates; i++)
    dated = x->dates[i] == day;
  if (!dated) return false;
  if (x->minute_from == x->minute_to) return true;
  struct civil c = civil_of(tz, at_ms);
  uint16_t now = (uint16_t)(c.hour * 60 + c.minute);
  return x->minute_from < x->minute_to ? now >= x->minute_from && now < x->minute_to
                                       : now >= x->minute_from || now < x->minute_to;
}

static bool multiplies(struct matching *m, const struct earn_multiplier *x, bool *ret,
                       struct err *why) {
  *ret = on_its_day(x, m->in.tz, m->ev->time);
  if (*ret && x->event && !passes(m, x->event, ret, why)) return false;
  return !*ret || !x->who || holds(m, x->who, ret, why);
}

static bool combine(enum earn_combine how, bool first, struct dec by, struct dec *times) {
  switch (how) {
  case EARN_MAX:
    if (first || dec_cmp(by, *times) > 0) *times = by;
    return true;
  case EARN_PRODUCT:
    return dec_mul(*times, by, times);
  case EARN_SUM:
    return dec_add(*times, by, times) && dec_sub(*times, dec_int(1), times);
  }
  return true;
}

static bool times_of(struct matching *m, const struct earn_rule *r, struct dec *ret,
                     struct str *ret_text, struct err *why) {
  struct buf names = BUF_INIT;
  struct dec times = dec_int(1);
  bool first = true, ok = true;
  char text[DEC_TEXT_BYTES];
  for (uint32_t i = 0; ok && i < r->n_multipliers; i++) {
    const struct earn_multiplier *x = &r->multipliers[i];
    bool is = false;
    ok = multiplies(m, x, &is, why);
    if (!ok || !is) continue;
    ok = combine(r->combine, first, x->by, &times) || err_fail(why, ERR_number_overflow, "by");
    buf_printf(&names, "%s%.*s", first ? " " : ", ", STRF(x->name));
    first = false;
  }
  if (ok) {
    *ret = dec_normal(times);
    struct buf all = BUF_INIT;
    buf_printf(&all, "%s%.*s", dec_text(*ret, text), STRF(buf_str(&names)));
    *ret_text = arena_str(m->out, buf_str(&all));
    buf_release(&all);
  }
  buf_release(&names);
  return ok;
}

/* ---- amounts ---- */

static const struct value *prop(const struct person_event *ev, struct str name) {
  for (uint32_t i = 0; i < ev->n_props; i++)
    if (str_eq(ev->props[i], name)) return &ev->values[i];
  return NULL;
}

static bool amount_of(const struct person_event *ev, struct str name, struct dec *ret,
                      struct err *why) {
  const struct value *v = prop(ev, name);
  if (!v || v->type != V_NUM)
    return err_fail(why, ERR_earn_amount, "%.*s" ERR_SEP "%.*s", STRF(name), STRF(ev->event));
  *ret = v->num;
  return true;
}

static bool raw_of(struct matching *m, const struct earn_active *a, struct earn_hit *h,
                   struct err *why) {
  const struct earn_rule *r = &a->rule;
  struct dec amount = dec_int(1), times, points = r->points, per = r->per;
  if (!times_of(m, r, &times, &h->times, why)) return false;
  if (r->of.n && !amount_of(m->ev, r->of, &amount, why)) return false;
  if (r->of.n) h->base = amount;
  if (amount.m <= 0) return true;
  for (uint32_t i = r->n_steps; i-- > 0;) {
    const struct earn_step *s = &r->steps[i];
    if (dec_cmp(amount, s->from) < 0) continue;
    points = s->points;
    if (!s->rate) amount = dec_int(1);
    break;
  }
  if (!earn_units(amount, points, per, times, a->decimals, r->rounding, &h->raw))
    return err_fail(why, ERR_number_overflow, "%.*s", STRF(r->of));
  if (h->raw < a->minimum) h->raw = a->minimum;
  return true;
}

/* Of texts and numbers; empty when one is missing or it is too long to be an order's. */
static struct str ref_of(struct matching *m, const struct earn_rule *r) {
  struct buf b = BUF_INIT;
  struct str ref = {0};
  char text[DEC_TEXT_BYTES];
  bool all = true;
  for (uint32_t i = 0; all && i < r->n_refund_by; i++) {
    const struct value *v = prop(m->ev, r->refund_by[i]);
    all = v && ((v->type == V_STR && v->str.n) || v->type == V_NUM);
    if (!all) break;
    if (i) buf_puts(&b, "\n");
    if (v->type == V_STR)
      buf_put(&b, v->str.p, v->str.n);
    else
      buf_puts(&b, dec_text(dec_normal(v->num), text));
  }
  if (all && b.n <= EARN_REF_BYTES) ref = arena_str(m->out, buf_str(&b));
  buf_release(&b);
  return ref;
}

/* ---- rules ---- */

static struct earn_hit *push(struct matching *m, const struct earn_active *a, earn_hits *hits) {
  vec_push(hits, ((struct earn_hit){.rule = a,
                                    .lsn = m->ev->lsn,
                                    .at_ms = m->ev->time,
                                    .subject = m->ev->subject,
                                    .times = STR("1"),
                                    .ref = ref_of(m, &a->rule)}));
  struct earn_hit *h = &hits->p[hits->n - 1];
  h->n_others = view_subjects(m->v, h->subject, m->out, &h->others);
  return h;
}

/* Errors of input and limits are the rule's and the event's; others are ours. */
static bool blame(struct matching *m, struct earn_hit *h, const struct err *why) {
  enum err_class c = err_class_of(why->code);
  if (c != ERR_CLASS_INPUT && c != ERR_CLASS_LIMIT) {
    *m->err = *why;
    return false;
  }
  h->why = arena_alloc(m->out, sizeof *h->why);
  *h->why = *why;
  return true;
}

static bool refunds(struct matching *m, const struct earn_active *a, earn_hits *hits) {
  const struct earn_rule *r = &a->rule;
  struct err why = {0};
  bool is;
  if (r->refund == EARN_KEEPS) return true;
  if (!passes(m, r->refund_on, &is, &why)) return blame(m, push(m, a, hits), &why);
  if (!is) return true;
  struct earn_hit *h = push(m, a, hits);
  h->refund = true;
  if (r->refund == EARN_ALL || amount_of(m->ev, r->refund_of, &h->base, &why)) return true;
  return blame(m, h, &why);
}

static bool in_time(const struct earn_active *a, const struct person_event *ev) {
  const struct earn_rule *r = &a->rule;
  return ev->time >= r->from && ev->time < r->until && (r->history || ev->time >= a->first_ms);
}

static bool grants(struct matching *m, const struct earn_active *a, earn_hits *hits,
                   bool *ret_matched) {
  const struct earn_rule *r = &a->rule;
  struct err why = {0};
  bool is;
  *ret_matched = false;
  say(m, EARN_FAILS);
  if (!passes(m, r->on, &is, &why)) return blame(m, push(m, a, hits), &why);
  if (!is) say(m, selector_names(r->on, m->ev->event) ? EARN_NOT_WHERE : EARN_NOT_EVENT);
  if (!is) return true;
  if (r->who && !holds(m, r->who, &is, &why)) return blame(m, push(m, a, hits), &why);
  if (!is) say(m, EARN_NOT_WHO);
  if (!is) return true;
  *ret_matched = true;
  struct earn_hit *h = push(m, a, hits);
  if (!raw_of(m, a, h, &why)) return blame(m, h, &why);
  say(m, EARN_MATCHES);
  const struct value *v = r->of.n ? NULL : prop(m->ev, r->refund_of);
  if (v && v->type == V_NUM) h->base = v->num;
  return true;
}

/* Of a rule that is not asked: an event that is not its own is the nearer reason. */
static void say_closed(struct matching *m, const struct earn_active *a, bool free_group) {
  const struct earn_rule *r = &a->rule;
  bool within = m->ev->time >= r->from && m->ev->time < r->until;
  say(m, !selector_names(r->on, m->ev->event) ? EARN_NOT_EVENT
         : a->ended                           ? EARN_ENDED
         : !free_group                        ? EARN_GROUP
         : within                             ? EARN_BEFORE_RULE
                                              : EARN_NOT_TIME);
}

static bool match(struct matching *m, const struct earn_active *rules, uint32_t n, earn_hits *hits,
                  enum earn_verdict *says) {
  const struct person_event *ev = m->ev;
  struct str *taken = arena_array(m->out, struct str, n);
  uint32_t n_taken = 0;
  for (uint32_t i = 0; i < n; i++) {
    const struct earn_active *a = &rules[i];
    size_t had = hits->n;
    m->says = says ? &says[i] : NULL;
    say(m, a->broken ? EARN_BROKEN : EARN_LATER);
    if (a->broken || ev->lsn < a->from_lsn || ev->lsn >= a->until_lsn) continue;
    if (!refunds(m, a, hits)) return false;
    bool matched = false, free_group = true, refunded = hits->n > had;
    for (uint32_t k = 0; a->rule.group.n && k < n_taken; k++)
      free_group &= !str_eq(taken[k], a->rule.group);
    if (a->ended || !free_group || !in_time(a, ev))
      say_closed(m, a, free_group);
    else if (!grants(m, a, hits, &matched))
      return false;
    if (matched && a->rule.group.n) taken[n_taken++] = a->rule.group;
    if (refunded && says && says[i] == EARN_NOT_EVENT) say(m, EARN_REFUND);
  }
  return true;
}

bool earn_match(struct earn_view *v, const struct earn_active *rules, uint32_t n,
                const struct person_event *ev, struct arena *out, earn_hits *hits,
                struct err *err) {
  struct matching m = {.v = v, .ev = ev, .out = out, .err = err, .in = {.tz = ws_tz(v->w)}};
  return match(&m, rules, n, hits, NULL);
}

bool earn_match_says(struct earn_view *v, const struct earn_active *rules, uint32_t n,
                     const struct person_event *ev, struct arena *out, earn_hits *hits,
                     enum earn_verdict *says, struct err *err) {
  struct matching m = {.v = v, .ev = ev, .out = out, .err = err, .in = {.tz = ws_tz(v->w)}};
  return match(&m, rules, n, hits, says);
}
