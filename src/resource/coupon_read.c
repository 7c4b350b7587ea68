/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Coupon documents: the small readers of one value, and the order in which the sections are read.
 * Each section has one function (here or in coupon_benefit.c, coupon_valid.c, coupon_terms.c) that
 * knows its keys, so an unknown key is told at its place. */
#include <stdio.h>
#include <stdlib.h>

#include "resource/coupon_int.h"

bool coupon_refuse(struct coupon_reading *r, const struct json *at, const char *field,
                   const char *must_be) {
  *r->at = at;
  return err_fail(r->err, ERR_bad_field, "%s" ERR_SEP "%s", field, must_be);
}

bool coupon_missing(struct coupon_reading *r, const struct json *at, const char *of,
                    const char *field) {
  *r->at = at;
  return err_fail(r->err, ERR_missing_field, "%s" ERR_SEP "%s", of, field);
}

bool coupon_object(struct coupon_reading *r, const struct json *v, const char *field,
                   const char *const *known) {
  if (v->type != JSON_OBJECT) return coupon_refuse(r, v, field, "{…: …}");
  for (uint32_t i = 0; i < v->n; i++) {
    struct buf words = BUF_INIT;
    bool is = false;
    for (const char *const *k = known; *k; k++) {
      is = is || str_is(v->keys[i], *k);
      buf_printf(&words, "%s%s", k == known ? "" : ", ", *k);
    }
    if (!is) {
      *r->at = &v->items[i];
      err_fail(r->err, ERR_unknown_field, "%s" ERR_SEP "%.*s" ERR_SEP "%.*s", field,
               STRF(v->keys[i]), STRF(buf_str(&words)));
    }
    buf_release(&words);
    if (!is) return false;
  }
  return true;
}

/* Numbers and texts of numbers, as money and percents are written both ways.  dec_parse rounds
 * what is beyond 18 fraction digits; a text that could have such is no amount. */
static bool decimal_of(const struct json *v, struct dec *ret) {
  if ((v->type != JSON_NUMBER && v->type != JSON_STRING) || v->text.n > 24) return false;
  struct dec d;
  if (!dec_parse(v->text, &d)) return false;
  *ret = dec_normal(d);
  return true;
}

bool coupon_money(struct coupon_reading *r, const struct json *o, const char *field, bool positive,
                  struct dec *ret) {
  const struct json *v = json_get(o, field);
  char range[96], least[DEC_TEXT_BYTES], most[DEC_TEXT_BYTES];
  unsigned decimals = r->k->decimals;
  struct dec d, min = {positive, (uint8_t)decimals}, max = {COUPON_MONEY_MAX, (uint8_t)decimals};
  if (!v) return true;
  if (decimal_of(v, &d) && d.scale <= decimals && dec_cmp(d, min) >= 0 && dec_cmp(d, max) <= 0) {
    *ret = d;
    return true;
  }
  snprintf(range, sizeof range, "%s … %s", dec_text(min, least), dec_text(max, most));
  return coupon_refuse(r, v, field, range);
}

bool coupon_whole(struct coupon_reading *r, const struct json *o, const char *field, int64_t min,
                  int64_t max, int64_t *ret) {
  const struct json *v = json_get(o, field);
  char range[64];
  int64_t value;
  if (!v) return true;
  if (json_int(v, &value) && value >= min && value <= max) {
    *ret = value;
    return true;
  }
  snprintf(range, sizeof range, "%lld … %lld", (long long)min, (long long)max);
  return coupon_refuse(r, v, field, range);
}

bool coupon_bool(struct coupon_reading *r, const struct json *o, const char *field, bool *ret) {
  const struct json *v = json_get(o, field);
  if (v && v->type != JSON_BOOL) return coupon_refuse(r, v, field, "true / false");
  if (v) *ret = v->boolean;
  return true;
}

bool coupon_percent(struct coupon_reading *r, const struct json *o, const char *field,
                    uint32_t min_bp, uint32_t max_bp, uint32_t *ret) {
  const struct json *v = json_get(o, field);
  struct dec d, min = {min_bp, 2}, max = {max_bp, 2};
  char range[96], least[DEC_TEXT_BYTES], most[DEC_TEXT_BYTES];
  if (!v) return true;
  if (decimal_of(v, &d) && d.scale <= 2 && dec_cmp(d, min) >= 0 && dec_cmp(d, max) <= 0) {
    *ret = (uint32_t)(d.m * dec_pow10(2U - d.scale));
    return true;
  }
  snprintf(range, sizeof range, "%s … %s", dec_text(min, least), dec_text(max, most));
  return coupon_refuse(r, v, field, range);
}

bool coupon_word(struct coupon_reading *r, const struct json *o, const char *field,
                 const char *const *words, const char *all, unsigned *ret) {
  const struct json *v = json_get(o, field);
  if (!v) return true;
  for (unsigned i = 0; words[i]; i++)
    if (v->type == JSON_STRING && str_is(v->text, words[i])) {
      *ret = i;
      return true;
    }
  return coupon_refuse(r, v, field, all);
}

static int by_text(const void *a, const void *b) {
  return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

bool coupon_list(struct coupon_reading *r, const struct json *o, const char *field, uint32_t max,
                 struct coupon_names *ret) {
  const struct json *v = json_get(o, field);
  uint32_t n = 0;
  if (!v) return true;
  if (v->type != JSON_ARRAY || v->n == 0) return coupon_refuse(r, v, field, "[\"…\", \"…\"]");
  if (v->n > max) {
    *r->at = v;
    return err_fail(r->err, ERR_too_large, "%s" ERR_SEP "%u", field, max);
  }
  struct str *p = arena_array(r->out, struct str, v->n);
  for (uint32_t i = 0; i < v->n; i++) {
    const struct json *s = &v->items[i];
    if (s->type != JSON_STRING || s->text.n == 0 || s->text.n > COUPON_ID_BYTES_MAX)
      return coupon_refuse(r, s, field, "\"…\", 1 … 255 B");
    p[i] = arena_str(r->out, s->text);
  }
  qsort(p, v->n, sizeof *p, by_text);
  for (uint32_t i = 0; i < v->n; i++)
    if (n == 0 || !str_eq(p[n - 1], p[i])) p[n++] = p[i];
  *ret = (struct coupon_names){p, n};
  return true;
}

bool coupon_names_have(const struct coupon_names *names, struct str s) {
  return names->n > 0 && bsearch(&s, names->p, names->n, sizeof s, by_text);
}

/* ---- scope, minimum ---- */

static bool read_set(struct coupon_reading *r, const struct json *o, struct coupon_set *ret) {
  return coupon_list(r, o, "items", COUPON_SCOPE_MAX, &ret->items) &&
         coupon_list(r, o, "categories", COUPON_SCOPE_MAX, &ret->categories) &&
         coupon_list(r, o, "brands", COUPON_SCOPE_MAX, &ret->brands) &&
         coupon_list(r, o, "roles", COUPON_SCOPE_MAX, &ret->roles);
}

static bool read_scope(struct coupon_reading *r, const struct json *doc) {
  static const char *const fields[] = {"items", "categories", "brands", "roles", "exclude", NULL};
  static const char *const out[] = {"items", "categories", "brands", "roles", NULL};
  const struct json *o = json_get(doc, "scope"), *exclude = json_get(o, "exclude");
  if (!o) return true;
  return coupon_object(r, o, "scope", fields) && read_set(r, o, &r->k->in) &&
         (!exclude ||
          (coupon_object(r, exclude, "exclude", out) && read_set(r, exclude, &r->k->out)));
}

static bool read_minimum(struct coupon_reading *r, const struct json *doc) {
  static const char *const fields[] = {"spend", "quantity", "counts", NULL};
  static const char *const counts[] = {"before_coupons", "after_coupons", NULL};
  const struct json *o = json_get(doc, "minimum");
  int64_t quantity = 0;
  unsigned after = 0;
  if (!o) return true;
  if (!coupon_object(r, o, "minimum", fields) ||
      !coupon_money(r, o, "spend", false, &r->k->minimum_spend) ||
      !coupon_whole(r, o, "quantity", 0, COUPON_UNITS_MAX, &quantity) ||
      !coupon_word(r, o, "counts", counts, "before_coupons / after_coupons", &after))
    return false;
  r->k->minimum_quantity = (uint32_t)quantity;
  r->k->after_coupons = after == 1;
  return true;
}

/* ---- all ---- */

bool coupon_kind_read(const struct json *doc, const struct tz *tz, unsigned decimals,
                      struct arena *out, struct coupon_kind *ret, const struct json **ret_at,
                      struct err *err) {
  struct coupon_kind k = {.decimals = decimals,
                          .from_ms = TIME_MIN,
                          .until_ms = TIME_MAX,
                          .weekdays = 0x7f,
                          .per_order = 1,
                          .per_group = 1,
                          .group = STR("default"),
                          .with_any = true,
                          .with_promotions = true,
                          .with_member_price = true,
                          .with_points = true,
                          .code_length = 12};
  struct coupon_reading r = {.k = &k, .tz = tz, .out = out, .at = ret_at, .err = err};
  *ret_at = NULL;
  k.slug = arena_str(out, json_get_str(doc, "slug"));
  if (!coupon_read_benefit(&r, doc) || !read_scope(&r, doc) || !read_minimum(&r, doc) ||
      !coupon_read_valid(&r, doc) || !coupon_read_terms(&r, doc))
    return false;
  *ret = k;
  return true;
}
