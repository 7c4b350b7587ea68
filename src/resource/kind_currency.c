/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Currency: what a ledger counts.  The document is shown in resource/currency.h.
 *
 * What was posted counts in the smallest unit, so the decimals of a currency that has transactions
 * are not changed: the ledger notes them in SQL with its first transaction, and a document that
 * says otherwise is refused here. */
#include "resource/currency.h"

#include <stdio.h>

#include "resource/resource_int.h"

struct reading {
  struct currency *c;
  const struct json **at;
  struct err *err;
};

static const char *const fields[] = {
    "type",      "unit",           "decimals",  "expires",  "pending_days",
    "debt",      "worth",          "unit_cost", "limits",   "approval_above",
    "transfers", "refund_expired", "clawback",  "checkout", NULL};
static const char *const types[] = {"points", "growth", "coins", "credit"};

const char *currency_type_name(enum currency_type t) {
  return types[t];
}

static bool refuse(struct reading *x, const struct json *at, const char *field,
                   const char *must_be) {
  *x->at = at;
  return err_fail(x->err, ERR_bad_field, "%s" ERR_SEP "%s", field, must_be);
}

static bool only(struct reading *x, const struct json *o, const char *of, const char *form,
                 const char *const *words) {
  if (o->type != JSON_OBJECT) return refuse(x, o, of, form);
  for (uint32_t i = 0; i < o->n; i++) {
    const char *const *w = words;
    while (*w && !str_is(o->keys[i], *w))
      w++;
    if (*w) continue;
    *x->at = &o->items[i];
    return err_fail(x->err, ERR_unknown_field, "%s" ERR_SEP "%.*s" ERR_SEP "%s", of,
                    STRF(o->keys[i]), form);
  }
  return true;
}

static struct str scalar(const struct json *v) {
  return v->type == JSON_STRING || v->type == JSON_NUMBER ? v->text : (struct str){0};
}

static bool word(struct reading *x, const struct json *doc, const char *field,
                 const char *const *words, unsigned n, unsigned *ret) {
  char all[ERR_ARG_BYTES];
  size_t used = 0;
  const struct json *v = json_get(doc, field);
  if (!v) return true;
  for (unsigned i = 0; i < n; i++) {
    if (v->type == JSON_STRING && str_is(v->text, words[i])) {
      *ret = i;
      return true;
    }
    used += (size_t)snprintf(all + used, sizeof all - used, "%s%s", i ? ", " : "", words[i]);
  }
  return refuse(x, v, field, all);
}

static bool number(struct reading *x, const struct json *o, const char *field, int64_t min,
                   int64_t max, int64_t *ret) {
  char range[64];
  const struct json *v = json_get(o, field);
  if (!v) return true;
  snprintf(range, sizeof range, "%lld … %lld", (long long)min, (long long)max);
  int64_t n;
  if (!json_int(v, &n) || n < min || n > max) return refuse(x, v, field, range);
  *ret = n;
  return true;
}

static bool yes_no(struct reading *x, const struct json *doc, const char *field, bool *ret) {
  const struct json *v = json_get(doc, field);
  if (!v) return true;
  if (v->type == JSON_BOOL)
    *ret = v->boolean;
  else if (v->type == JSON_STRING && (str_is(v->text, "yes") || str_is(v->text, "no")))
    *ret = str_is(v->text, "yes");
  else
    return refuse(x, v, field, "yes, no");
  return true;
}

static bool amount(struct reading *x, const struct json *o, const char *field, int64_t min,
                   int64_t *ret) {
  const struct json *v = json_get(o, field);
  struct err ignored;
  int64_t n;
  if (!v) return true;
  if (!currency_amount(x->c, scalar(v), &n, &ignored) || n < min)
    return refuse(x, v, field, "an amount of the currency, as 100 or 2.50");
  *ret = n;
  return true;
}

/* A decimal with at most 6 digits after the point. */
static bool decimal(struct reading *x, const struct json *o, const char *field, struct dec max,
                    struct dec *ret) {
  const struct json *v = json_get(o, field);
  struct dec d;
  if (!v) return true;
  if (!dec_parse(scalar(v), &d) || dec_normal(d).scale > 6 || dec_cmp(d, DEC_ZERO) < 0 ||
      dec_cmp(d, max) > 0)
    return refuse(x, v, field, "a decimal number, as 0.01");
  *ret = d;
  return true;
}

/* ---- expiry ---- */

#define EXPIRES "never, {months: 12, end_of: month}, {days: 90}, {yearly: 12-31}"

static bool read_yearly(struct reading *x, const struct json *v) {
  static const uint8_t lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  unsigned m = 0, d = 0;
  struct str t = v->type == JSON_STRING ? v->text : (struct str){0};
  if (t.n == 5 && t.p[2] == '-') {
    for (int i = 0; i < 5; i++)
      if (i != 2 && (t.p[i] < '0' || t.p[i] > '9')) return refuse(x, v, "yearly", "12-31");
    m = (unsigned)(t.p[0] - '0') * 10 + (unsigned)(t.p[1] - '0');
    d = (unsigned)(t.p[3] - '0') * 10 + (unsigned)(t.p[4] - '0');
  }
  if (m < 1 || m > 12 || d < 1 || d > lengths[m - 1]) return refuse(x, v, "yearly", "12-31");
  x->c->expires = EXPIRES_YEARLY;
  x->c->month = (uint8_t)m;
  x->c->day = (uint8_t)d;
  return true;
}

static bool read_expires(struct reading *x, const struct json *doc) {
  static const char *const words[] = {"months", "days", "end_of", "yearly", NULL};
  static const char *const ends[] = {"moment", "day", "month", "year"};
  const struct json *o = json_get(doc, "expires");
  if (!o || (o->type == JSON_STRING && str_is(o->text, "never"))) return true;
  if (!only(x, o, "expires", EXPIRES, words)) return false;
  const struct json *yearly = json_get(o, "yearly");
  if (yearly) return o->n == 1 ? read_yearly(x, yearly) : refuse(x, o, "expires", EXPIRES);
  int64_t months = 0, days = 0;
  unsigned end = END_MOMENT;
  if (!number(x, o, "months", 1, 1200, &months) ||
      !number(x, o, "days", 1, CURRENCY_DAYS_MAX, &days) || !word(x, o, "end_of", ends, 4, &end))
    return false;
  if ((months == 0) == (days == 0)) return refuse(x, o, "expires", EXPIRES);
  x->c->expires = EXPIRES_AFTER;
  x->c->months = (uint32_t)months;
  x->c->days = (uint32_t)days;
  x->c->end = (enum currency_end)end;
  return true;
}

static int32_t end_of(const struct currency *c, int32_t day) {
  int32_t y;
  unsigned m, d;
  if (c->end == END_DAY) return day + 1;
  if (c->end == END_MONTH) return day_add_months(day_month_start(day), 1);
  day_to_ymd(day, &y, &m, &d);
  return day_from_ymd(y + 1, 1, 1);
}

static int64_t expiry_after(const struct currency *c, const struct tz *tz, int64_t ms) {
  int32_t day = day_of(tz, ms),
          then = c->months ? day_add_months(day, (int32_t)c->months) : day + (int32_t)c->days;
  if (c->end != END_MOMENT) return day_start(tz, end_of(c, then));
  struct civil at = civil_of(tz, ms);
  unsigned m, d;
  day_to_ymd(then, &at.year, &m, &d);
  at.month = (uint8_t)m;
  at.day = (uint8_t)d;
  return civil_ms(tz, at);
}

/* The day after the yearly one that comes next: who is granted something on the day itself has it
 * until the end of that day.  The 29th of February is the 28th where there is none. */
static int64_t expiry_yearly(const struct currency *c, const struct tz *tz, int64_t ms) {
  int32_t day = day_of(tz, ms), y;
  unsigned m, d;
  day_to_ymd(day, &y, &m, &d);
  for (;; y++) {
    int32_t first = day_from_ymd(y, c->month, 1);
    int32_t next = first + c->day, month_end = day_add_months(first, 1);
    if (next > month_end) next = month_end;
    if (next > day) return day_start(tz, next);
  }
}

int64_t currency_expiry(const struct currency *c, const struct tz *tz, int64_t ms) {
  if (c->expires == EXPIRES_NEVER) return CURRENCY_NEVER;
  return c->expires == EXPIRES_YEARLY ? expiry_yearly(c, tz, ms) : expiry_after(c, tz, ms);
}

/* ---- the rest of the document ---- */

static bool read_unit(struct reading *x, const struct json *doc) {
  static const char *const words[] = {"en", "zh", NULL};
  const struct json *v = json_get(doc, "unit");
  if (!v) return true;
  if (v->type == JSON_STRING) {
    x->c->unit_en = x->c->unit_zh = v->text;
    return v->text.n <= 40 || refuse(x, v, "unit", "{en: pts, zh: 分}");
  }
  if (!only(x, v, "unit", "{en: pts, zh: 分}", words)) return false;
  x->c->unit_en = json_get_str(v, "en");
  x->c->unit_zh = json_get_str(v, "zh");
  if (x->c->unit_en.n == 0) x->c->unit_en = x->c->unit_zh;
  if (x->c->unit_zh.n == 0) x->c->unit_zh = x->c->unit_en;
  return (x->c->unit_en.n > 0 && x->c->unit_en.n <= 40 && x->c->unit_zh.n <= 40) ||
         refuse(x, v, "unit", "{en: pts, zh: 分}");
}

static bool read_limits(struct reading *x, const struct json *doc) {
  static const char *const words[] = {"grant", "spend", "transfer", "adjust", NULL};
  const struct json *o = json_get(doc, "limits");
  if (!o) return true;
  return only(x, o, "limits", "grant, spend, transfer, adjust", words) &&
         amount(x, o, "grant", 1, &x->c->limit_grant) &&
         amount(x, o, "spend", 1, &x->c->limit_spend) &&
         amount(x, o, "transfer", 1, &x->c->limit_transfer) &&
         amount(x, o, "adjust", 1, &x->c->limit_adjust);
}

static bool read_refund(struct reading *x, const struct json *doc) {
  static const char *const words[] = {"grace_days", NULL};
  const struct json *v = json_get(doc, "refund_expired");
  int64_t days = 0;
  if (!v || (v->type == JSON_STRING && str_is(v->text, "old_expiry"))) return true;
  if (!only(x, v, "refund_expired", "old_expiry, {grace_days: 30}", words) ||
      !number(x, v, "grace_days", 1, 3650, &days))
    return false;
  if (days == 0) return refuse(x, v, "refund_expired", "old_expiry, {grace_days: 30}");
  x->c->grace = true;
  x->c->grace_days = (uint32_t)days;
  return true;
}

static bool read_rules(struct reading *x, const struct json *doc) {
  static const char *const clawbacks[] = {"own_lots", "other_lots", "debt"};
  struct currency *c = x->c;
  unsigned type = CURRENCY_POINTS, clawback = CLAWBACK_OTHER_LOTS;
  int64_t decimals = 0, pending = 0;
  if (!word(x, doc, "type", types, 4, &type) ||
      !word(x, doc, "clawback", clawbacks, 3, &clawback) ||
      !number(x, doc, "decimals", 0, CURRENCY_DECIMALS_MAX, &decimals) ||
      !number(x, doc, "pending_days", 0, CURRENCY_DAYS_MAX, &pending))
    return false;
  c->type = (enum currency_type)type;
  c->clawback = (enum currency_clawback)clawback;
  c->decimals = (uint8_t)decimals;
  c->pending_days = (uint32_t)pending;
  return true;
}

bool currency_read(const struct json *doc, struct currency *ret, const struct json **ret_at,
                   struct err *err) {
  struct currency c = {.limit_grant = CURRENCY_AMOUNT_MAX,
                       .limit_spend = CURRENCY_AMOUNT_MAX,
                       .limit_transfer = CURRENCY_AMOUNT_MAX,
                       .limit_adjust = CURRENCY_AMOUNT_MAX,
                       .approval_above = CURRENCY_AMOUNT_MAX,
                       .slug = json_get_str(doc, "slug")};
  const struct json *title = json_get(doc, "title");
  struct reading x = {.c = &c, .at = ret_at, .err = err};
  c.title_en = c.title_zh = title && title->type == JSON_STRING ? title->text : c.slug;
  if (title && json_get_str(title, "en").n) c.title_en = json_get_str(title, "en");
  if (title && json_get_str(title, "zh").n) c.title_zh = json_get_str(title, "zh");
  *ret_at = NULL;
  if (!read_rules(&x, doc) || !read_unit(&x, doc) || !read_expires(&x, doc) ||
      !amount(&x, doc, "debt", 0, &c.debt) ||
      !decimal(&x, doc, "worth", dec_int(1000000), &c.worth) ||
      !decimal(&x, doc, "unit_cost", dec_int(1000000), &c.unit_cost) || !read_limits(&x, doc) ||
      !amount(&x, doc, "approval_above", 0, &c.approval_above) ||
      !yes_no(&x, doc, "transfers", &c.transfers) || !read_refund(&x, doc) ||
      !checkout_terms_read(doc, &c, NULL, &c.checkout, ret_at, err))
    return false;
  if (!json_get(doc, "unit_cost")) c.unit_cost = c.worth;
  *ret = c;
  return true;
}

/* ---- amounts ---- */

static bool digits_only(struct str t, unsigned decimals) {
  size_t i = t.n && (t.p[0] == '-' || t.p[0] == '+'), whole = 0, part = 0;
  for (; i < t.n && t.p[i] >= '0' && t.p[i] <= '9'; i++)
    whole++;
  if (i < t.n && t.p[i] == '.')
    for (i++; i < t.n && t.p[i] >= '0' && t.p[i] <= '9'; i++)
      part++;
  return i == t.n && whole > 0 && whole <= 18 && part <= decimals && t.p[t.n - 1] != '.';
}

bool currency_amount(const struct currency *c, struct str text, int64_t *ret, struct err *err) {
  struct dec d;
  if (text.n == 0 || !digits_only(text, c->decimals) || !dec_parse(text, &d) ||
      !dec_rescale(d, c->decimals, &d) || d.m > CURRENCY_AMOUNT_MAX || d.m < -CURRENCY_AMOUNT_MAX)
    return err_fail(err, ERR_bad_amount, "%.*s" ERR_SEP "%.*s" ERR_SEP "%u", STRF(text),
                    STRF(c->slug), c->decimals);
  *ret = (int64_t)d.m;
  return true;
}

struct dec currency_dec(const struct currency *c, int64_t amount) {
  return (struct dec){amount, c->decimals};
}

char *currency_text(const struct currency *c, int64_t amount, char out[CURRENCY_TEXT_BYTES]) {
  char text[DEC_TEXT_BYTES];
  snprintf(out, CURRENCY_TEXT_BYTES, "%s", dec_text(currency_dec(c, amount), text));
  return out;
}

/* ---- the kind ---- */

/* As the ledger counts it, if it does. */
static bool check_used(struct entry *e, struct names_env *env, const struct currency *c,
                       struct err *err) {
  struct state_stmt *q;
  struct state *s = env->setup.state;
  bool row = false;
  int64_t decimals = c->decimals;
  state_enter(s);
  bool ok = state_query(s, "SELECT decimals FROM ledger_currency WHERE slug = ?1", &q, err);
  if (ok) {
    state_bind_str(q, 1, e->doc.slug);
    ok = state_step(q, &row, err);
    if (row) decimals = state_int(q, 0);
    if (ok) state_reset(q);
  }
  state_leave(s);
  if (!ok || decimals == c->decimals) return ok;
  const struct json *at = json_get(e->doc.tree, "decimals");
  err_fail(err, ERR_currency_decimals, "%.*s" ERR_SEP "%d", STRF(e->doc.slug), (int)decimals);
  return document_fail_at(&e->doc, at ? at : e->doc.tree, err);
}

static bool compile(struct entry *e, struct names_env *env, struct err *err) {
  const struct document *d = &e->doc;
  const struct json *at;
  struct currency c;
  if (!currency_read(d->tree, &c, &at, err)) return document_fail_at(d, at ? at : d->tree, err);
  const struct json *checkout = json_get(d->tree, "checkout");
  if (checkout && !c.checkout.on) {
    err_fail(err, ERR_bad_field, "checkout" ERR_SEP "with `worth`: money, of one unit, as 0.01");
    return document_fail_at(d, checkout, err);
  }
  return check_used(e, env, &c, err);
}

static bool allowed(const struct entry *e, struct names_env *env, struct err *err) {
  (void)e, (void)env, (void)err;
  return true; /* no expression in it */
}

const struct kind_def kind_currency = {.name = "currency",
                                       .zh = "积分币种",
                                       .id_prefix = "cur_",
                                       .fields = fields,
                                       .compile = compile,
                                       .allowed = allowed};
