/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What documents may give against what is spent.  A currency's figures are asked once a call, and
 * only when a document gives of it. */
#include "effect/sinks.h"

#include "base/vec.h"
#include "effect/effect.h"
#include "resource/currency.h"

struct figures { /* of a currency */
  struct str slug, en, zh;
  bool growth;
  uint32_t days;
  i128 spent, issued; /* units of issue.h, in all these days */
  struct spending ways;
};

struct sinks {
  struct workspace *w;
  struct state *s;
  int64_t now;
  struct arena *out;
  VEC(struct figures) seen;
  VEC(struct sink_warning) found;
};

static bool read_document(struct sinks *x, struct figures *f, struct err *err) {
  struct resource *r;
  uint32_t n;
  if (!resource_list(x->w, STR("currency"), x->out, &r, &n, err)) return false;
  for (uint32_t i = 0; i < n; i++) {
    struct currency c;
    struct json *doc;
    const struct json *at;
    if (!str_eq(r[i].slug, f->slug)) continue;
    f->en = r[i].title_en;
    f->zh = r[i].title_zh;
    if (!json_parse(r[i].doc, x->out, &doc, err) || !currency_read(doc, &c, &at, err)) return false;
    f->growth = c.type == CURRENCY_GROWTH;
  }
  return true;
}

/* The days that figures are of: the newest ones, from the first posting at the earliest. */
static bool read_days(struct sinks *x, struct figures *f, int64_t *ret_number, int64_t *ret_tens,
                      struct err *err) {
  struct state_stmt *q;
  bool row;
  *ret_number = 0;
  if (!state_query(x->s,
                   "SELECT c.n, c.decimals, (SELECT t.at_ms FROM ledger_txn t WHERE t.currency = "
                   "c.n ORDER BY t.n LIMIT 1) FROM ledger_currency c WHERE c.slug = ?1",
                   &q, err))
    return false;
  state_bind_str(q, 1, f->slug);
  if (!state_step(q, &row, err)) return false;
  if (!row) return true;
  *ret_number = state_int(q, 0);
  *ret_tens = (int64_t)dec_pow10((unsigned)(ISSUE_SCALE - state_int(q, 1)));
  if (!state_is_null(q, 2)) {
    int64_t age = (x->now - state_int(q, 2) + MS_DAY - 1) / MS_DAY;
    if (age < f->days) f->days = age < 1 ? 1 : (uint32_t)age;
  }
  state_reset(q);
  return true;
}

static bool read_flows(struct sinks *x, struct figures *f, struct err *err) {
  int64_t number, tens = 1;
  struct state_stmt *q;
  bool row = true;
  f->days = POINTS_BURN_DAYS;
  if (!read_days(x, f, &number, &tens, err) || number == 0) return number == 0;
  if (!state_query(x->s,
                   "SELECT CASE WHEN kind = 3 THEN 1 ELSE 0 END, CAST(sum(amount - returned) AS "
                   "@i64) FROM ledger_txn WHERE "
                   "currency = ?1 AND kind IN (1, 2, 3) AND at_ms >= ?2 GROUP BY 1",
                   &q, err))
    return false;
  state_bind_int(q, 1, number);
  state_bind_int(q, 2, x->now - f->days * MS_DAY);
  while (row) {
    if (!state_step(q, &row, err)) return false;
    if (row) *(state_int(q, 0) ? &f->spent : &f->issued) = (i128)state_int(q, 1) * tens;
  }
  return true;
}

static bool figures_of(struct sinks *x, struct str slug, const struct figures **ret,
                       struct err *err) {
  for (size_t i = 0; i < x->seen.n; i++)
    if (str_eq(x->seen.p[i].slug, slug)) {
      *ret = &x->seen.p[i];
      return true;
    }
  struct figures f = {.slug = slug, .en = slug, .zh = slug};
  if (!read_document(x, &f, err) || !read_flows(x, &f, err) ||
      !resource_spending(x->w, slug, x->now, x->out, &f.ways, err))
    return false;
  vec_push(&x->seen, f);
  *ret = &x->seen.p[x->seen.n - 1];
  return true;
}

static struct dec a_day(i128 units, uint32_t days) {
  return dec_normal((struct dec){units / days, ISSUE_SCALE});
}

/* As people write it: at most two fraction digits. */
static void shown(struct dec d, struct buf *b) {
  struct dec two;
  if (!dec_rescale(d, 2, &two)) two = d;
  two = dec_normal(two);
  dec_format_grouped(two, two.scale, b);
}

static void say(struct sink_warning *w, const struct figures *f) {
  struct buf give = BUF_INIT_MAX(96), spent = BUF_INIT_MAX(96);
  shown(w->a_day, &give);
  shown(w->spent, &spent);
  const struct str many = buf_str(&give), few = buf_str(&spent);
  if (!w->unlimited && w->spent.m > 0)
    err_fail(&w->what, ERR_issue_over_sinks,
             "%.*s" ERR_SEP "%.*s" ERR_SEP "%.*s" ERR_SEP "%.*s" ERR_SEP "%u", STRF(f->en),
             STRF(f->zh), STRF(many), STRF(few), f->days);
  else
    err_fail(&w->what, w->unlimited ? ERR_issue_unlimited : ERR_issue_no_sinks,
             "%.*s" ERR_SEP "%.*s" ERR_SEP "%.*s" ERR_SEP "%u", STRF(f->en), STRF(f->zh),
             STRF(w->unlimited ? few : many), f->days);
  buf_release(&give);
  buf_release(&spent);
}

static bool look_at(struct sinks *x, const struct resource_change *c, struct err *err) {
  struct issues may;
  if (!resource_issues(c->kind, c->doc, ws_tz(x->w), x->now, x->out, &may, err)) return false;
  for (uint32_t i = 0; i < may.n; i++) {
    const struct issue *p = &may.p[i];
    const struct figures *f;
    if (!figures_of(x, p->currency, &f, err)) return false;
    if (f->growth || (!p->unlimited && p->a_day * (i128)f->days <= f->spent)) continue;
    struct sink_warning w = {.kind = c->kind,
                             .slug = c->slug,
                             .currency = p->currency,
                             .unlimited = p->unlimited,
                             .a_day = dec_normal((struct dec){p->a_day, ISSUE_SCALE}),
                             .spent = a_day(f->spent, f->days),
                             .issued = a_day(f->issued, f->days),
                             .days = f->days,
                             .ways = f->ways};
    say(&w, f);
    vec_push(&x->found, w);
  }
  return true;
}

bool sink_warnings(struct workspace *w, struct state *s, const struct resource_change *changes,
                   uint32_t n, int64_t now, struct arena *out, struct sink_warning **ret,
                   uint32_t *ret_n, struct err *err) {
  struct sinks x = {.w = w, .s = s, .now = now, .out = out};
  bool ok = true;
  for (uint32_t i = 0; ok && i < n; i++)
    ok = look_at(&x, &changes[i], err);
  if (ok) {
    *ret = arena_array(out, struct sink_warning, x.found.n + 1);
    if (x.found.n) memcpy(*ret, x.found.p, x.found.n * sizeof **ret);
    *ret_n = (uint32_t)x.found.n;
  }
  vec_free(&x.seen);
  vec_free(&x.found);
  return ok;
}
