/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why somebody is or is not in a set: every part of the condition with the values it looked at.
 *
 * A part without kids is a test of operands.  What is shown of an operand is what a person would
 * look up to check it: of an aggregate the events behind it and the last of them, of an attribute
 * its value and since when, of days since something that something.  Arithmetic shows its result,
 * then its operands.  When a test has several, each is told with its words before it. */
#include "event/batch.h"
#include "lang/lang.h"
#include "model/person.h"

#define NO_EVENT INT64_MIN

struct telling {
  const struct person_model *p;
  int64_t as_of;
  struct arena *out;
  struct err *err;
  uint32_t left; /* parts that may still be opened */
};

struct found { /* actuals of the test at hand */
  struct why_actual p[WHY_ACTUALS_MAX];
  const struct node *of[WHY_ACTUALS_MAX];
  uint32_t n;
};

/* ---- words ---- */

static void put_moment(const struct telling *t, int64_t ms, struct buf *b) {
  struct buf full = BUF_INIT;
  time_format_minute(t->p->env.tz, ms, &full);
  buf_put(b, full.p, full.n - strlen(":00")); /* seconds are noise here */
  buf_release(&full);
}

static void put_plain(const struct telling *t, const struct naive_value *v, enum lang lang,
                      struct buf *b) {
  if (v->missing) {
    buf_puts(b, lang == LANG_ZH ? "没有值" : "no value");
    return;
  }
  switch (v->type) {
  case LT_NUM:
    dec_format(dec_normal(v->num), b);
    break;
  case LT_TIME:
    put_moment(t, v->time, b);
    break;
  case LT_STR:
    if (v->str.n == 0) buf_puts(b, lang == LANG_ZH ? "（空）" : "(empty)");
    buf_put_str(b, v->str);
    break;
  default:
    buf_puts(b, v->b ? (lang == LANG_ZH ? "是" : "true") : lang == LANG_ZH ? "否" : "false");
  }
}

static void put_times(const struct telling *t, const struct query_rows *r, enum lang lang,
                      struct buf *b) {
  bool zh = lang == LANG_ZH;
  if (r->n == 0) {
    buf_puts(b, zh ? "没有发生" : "not once");
    return;
  }
  buf_printf(b, zh ? "%llu 次" : "%llu %s", (unsigned long long)r->n, r->n == 1 ? "time" : "times");
  buf_puts(b, r->n == 1 ? (zh ? "，在 " : ", on ") : zh ? "，最近一次在 " : ", last on ");
  put_moment(t, r->last->time, b);
}

struct words {
  struct buf en, zh;
};

static void words_done(struct telling *t, struct words *w, struct why_actual *a) {
  a->en = arena_str(t->out, buf_str(&w->en));
  a->zh = arena_str(t->out, buf_str(&w->zh));
  buf_release(&w->en);
  buf_release(&w->zh);
}

/* ---- operands ---- */

static bool value_of(struct telling *t, const struct node *n, struct naive_value *ret) {
  bool exists;
  return person_value(t->p, n, t->as_of, t->out, &exists, ret, t->err);
}

static struct why_actual *take(struct found *f, const struct node *n) {
  if (f->n == WHY_ACTUALS_MAX) return NULL;
  f->of[f->n] = n;
  f->p[f->n] = (struct why_actual){.event_at = NO_EVENT};
  return &f->p[f->n++];
}

static bool rows_of(struct telling *t, const struct agg *agg, struct query_rows *ret) {
  struct query_input in = {.tz = t->p->env.tz};
  return query_one_rows(&t->p->history, agg, t->as_of, &in, ret, t->err);
}

static bool tell_agg(struct telling *t, const struct node *n, struct found *f) {
  struct why_actual *a = take(f, n);
  struct query_rows r;
  struct words w = {BUF_INIT, BUF_INIT};
  enum agg_fn fn = n->agg->fn;
  if (!a) return true;
  if (!value_of(t, n, &a->value) || !rows_of(t, n->agg, &r)) return false;
  const struct person_event *shown = fn == AGG_FIRST ? r.first : r.last;
  if (shown) a->event_at = shown->time;
  if (fn == AGG_DID || fn == AGG_COUNT) {
    a->events = true;
    a->value = (struct naive_value){.type = LT_NUM, .num = dec_int((int64_t)r.n)};
  } else {
    put_plain(t, &a->value, LANG_EN, &w.en);
    put_plain(t, &a->value, LANG_ZH, &w.zh);
    if ((fn == AGG_FIRST || fn == AGG_LAST) && n->agg->prop.n == 0) goto out;
    buf_puts(&w.en, " (");
    buf_puts(&w.zh, "（");
  }
  put_times(t, &r, LANG_EN, &w.en);
  put_times(t, &r, LANG_ZH, &w.zh);
  if (!a->events) {
    buf_puts(&w.en, ")");
    buf_puts(&w.zh, "）");
  }
out:
  words_done(t, &w, a);
  return true;
}

/* The $set row that gave the attribute its value. */
static const struct person_event *set_by(const struct telling *t, struct str name) {
  const struct query_history *h = &t->p->history;
  for (uint32_t i = h->n; i-- > 0;) {
    const struct person_event *e = &h->events[i];
    if (e->time > t->as_of || !str_is(e->event, EV_SET)) continue;
    for (uint32_t k = 0; k < e->n_props; k++)
      if (str_eq(e->props[k], name)) return e;
  }
  return NULL;
}

static bool tell_attr(struct telling *t, const struct node *n, struct found *f) {
  struct why_actual *a = take(f, n);
  struct words w = {BUF_INIT, BUF_INIT};
  if (!a) return true;
  struct node any = *n; /* also a value of another type than the test wants is what is so */
  any.type = LT_ANY;
  if (!value_of(t, &any, &a->value)) return false;
  a->attr = n->canonical.n ? n->canonical : n->name;
  put_plain(t, &a->value, LANG_EN, &w.en);
  put_plain(t, &a->value, LANG_ZH, &w.zh);
  const struct person_event *e = set_by(t, a->attr);
  if (e && e->time != TIME_MIN) {
    a->event_at = e->time;
    buf_puts(&w.en, ", since ");
    put_moment(t, e->time, &w.en);
    buf_puts(&w.zh, "，自 ");
    put_moment(t, e->time, &w.zh);
    buf_puts(&w.zh, " 起");
  }
  words_done(t, &w, a);
  return true;
}

static bool tell_class(struct telling *t, const struct node *n, struct found *f) {
  struct why_actual *a = take(f, n);
  const struct classification *c;
  struct str slug = n->canonical.n ? n->canonical : n->name;
  if (!a) return true;
  if (!value_of(t, n, &a->value) || !t->p->env.find(t->p->env.ctx, slug, &c, t->err)) return false;
  a->en = a->value.missing ? STR("not known then") : STR("in no class");
  a->zh = a->value.missing ? STR("当时尚不存在") : STR("不属于任何层级");
  for (uint32_t i = 0; i < c->n_classes; i++) {
    if (a->value.missing || !str_eq(c->classes[i].name, a->value.str)) continue;
    a->en = c->classes[i].title.en;
    a->zh = c->classes[i].title.zh;
  }
  return true;
}

static bool tell_days(struct telling *t, const struct node *n, struct found *f) {
  struct why_actual *a = take(f, n);
  struct naive_value when;
  struct words w = {BUF_INIT, BUF_INIT};
  if (!a) return true;
  if (!value_of(t, n, &a->value) || !value_of(t, n->kids[0], &when)) return false;
  put_plain(t, &a->value, LANG_EN, &w.en);
  put_plain(t, &a->value, LANG_ZH, &w.zh);
  if (!when.missing) {
    bool one = a->value.num.m == 1 && a->value.num.scale == 0;
    a->event_at = when.time;
    buf_puts(&w.en, one ? " day, since " : " days, since ");
    put_moment(t, when.time, &w.en);
    buf_puts(&w.zh, " 天，自 ");
    put_moment(t, when.time, &w.zh);
    buf_puts(&w.zh, " 起");
  }
  words_done(t, &w, a);
  return true;
}

static bool tell_result(struct telling *t, const struct node *n, struct found *f) {
  struct why_actual *a = take(f, n);
  struct words w = {BUF_INIT, BUF_INIT};
  if (!a) return true;
  if (!value_of(t, n, &a->value)) return false;
  put_plain(t, &a->value, LANG_EN, &w.en);
  put_plain(t, &a->value, LANG_ZH, &w.zh);
  words_done(t, &w, a);
  return true;
}

static bool tell(struct telling *t, const struct node *n, struct found *f);

/* What was so at that moment. */
static bool tell_as_of(struct telling *t, const struct node *n, struct found *f) {
  int64_t now = t->as_of;
  t->as_of = lang_as_of_moment(n, t->p->env.tz, now);
  bool ok = tell(t, n->a, f);
  t->as_of = now;
  return ok;
}

static bool tell(struct telling *t, const struct node *n, struct found *f) {
  if (!n || n->kind == N_LITERAL) return true;
  if (n->kind == N_AS_OF) return tell_as_of(t, n, f);
  if (n->kind == N_LISTED && n->list->people && !n->either) return true; /* the words say it all */
  if (n->kind == N_AGG) return tell_agg(t, n, f);
  if (n->kind == N_ATTR) return tell_attr(t, n, f);
  if (n->kind == N_CLASS) return tell_class(t, n, f);
  if (n->kind == N_SCORE) return tell_result(t, n, f);
  if (n->kind == N_CALL && n->fn == CALL_DAYS_SINCE) return tell_days(t, n, f);
  bool computed = n->kind == N_CALL || n->kind == N_ARITH || n->kind == N_NEG ||
                  (n->kind == N_SEQUENCE && n->agg->fn == AGG_COUNT);
  if (computed && !tell_result(t, n, f)) return false;
  if (!tell(t, n->a, f) || !tell(t, n->b, f)) return false;
  for (uint32_t i = 0; i < n->n_kids; i++)
    if (!tell(t, n->kids[i], f)) return false;
  return true;
}

static struct str labelled(struct telling *t, const struct node *n, enum lang lang,
                           struct str text) {
  struct buf b = BUF_INIT;
  lang_explain(n, lang, &b);
  struct str s = arena_printf(t->out, "%.*s%s%.*s", STRF(buf_str(&b)),
                              lang == LANG_ZH ? "：" : ": ", STRF(text));
  buf_release(&b);
  return s;
}

static bool tell_test(struct telling *t, struct why *y) {
  struct found f = {.n = 0};
  if (!tell(t, y->node, &f)) return false;
  y->actuals = arena_array(t->out, struct why_actual, f.n);
  y->n_actuals = f.n;
  for (uint32_t i = 0; i < f.n; i++) {
    y->actuals[i] = f.p[i];
    if (f.n == 1) break;
    y->actuals[i].en = labelled(t, f.of[i], LANG_EN, f.p[i].en);
    y->actuals[i].zh = labelled(t, f.of[i], LANG_ZH, f.p[i].zh);
  }
  return true;
}

/* ---- the tree ---- */

static bool part(struct telling *t, const struct node *n, const char *path, struct why *ret) {
  struct naive_value v;
  *ret = (struct why){.node = n, .path = path};
  if (!value_of(t, n, &v)) return false;
  ret->holds = !v.missing && v.b;
  struct node *const *kids = n->kind == N_NOT || n->kind == N_SEGMENT ? &n->a : n->kids;
  uint32_t n_kids = n->kind == N_NOT || n->kind == N_SEGMENT ? n->a != NULL
                    : n->kind == N_AND || n->kind == N_OR    ? n->n_kids
                                                             : 0;
  if (n_kids == 0 || n_kids > t->left) return n_kids || tell_test(t, ret);
  t->left -= n_kids;
  ret->kids = arena_array(t->out, struct why, n_kids);
  ret->n_kids = n_kids;
  for (uint32_t i = 0; i < n_kids; i++) {
    struct str at = arena_printf(t->out, "%s%s%u", path, *path ? "." : "", i);
    if (!part(t, kids[i], at.p, &ret->kids[i])) return false;
  }
  return true;
}

bool person_why(const struct person_model *p, const struct node *tree, int64_t as_of,
                struct arena *out, struct why *ret, struct err *err) {
  struct telling t = {p, as_of, out, err, WHY_NODES_MAX - 1};
  return part(&t, tree, "", ret);
}
