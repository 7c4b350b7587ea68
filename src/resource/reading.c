/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small readers of one value of a document. */
#include <stdio.h>

#include "resource/reading_int.h"
#include "resource/resource_int.h"

bool reading_refuse(struct reading *r, const struct json *at, const char *field,
                    const char *must_be) {
  *r->at = at;
  return err_fail(r->err, ERR_bad_field, "%s" ERR_SEP "%s", field, must_be);
}

bool reading_missing(struct reading *r, const struct json *at, const char *of, const char *field) {
  *r->at = at;
  return err_fail(r->err, ERR_missing_field, "%s" ERR_SEP "%s", of, field);
}

static void put_words(const char *const *words, char out[ERR_ARG_BYTES]) {
  size_t n = 0;
  out[0] = 0;
  for (; *words && n < ERR_ARG_BYTES - 1; words++)
    n += (size_t)snprintf(out + n, ERR_ARG_BYTES - n, "%s%s", n ? ", " : "", *words);
}

bool reading_object(struct reading *r, const struct json *v, const char *field,
                    const char *const *known) {
  char words[ERR_ARG_BYTES];
  if (v->type != JSON_OBJECT) return reading_refuse(r, v, field, "{…: …}");
  for (uint32_t i = 0; i < v->n; i++) {
    bool is = false;
    for (const char *const *k = known; *k; k++)
      is = is || str_is(v->keys[i], *k);
    if (is) continue;
    put_words(known, words);
    *r->at = &v->items[i];
    return err_fail(r->err, ERR_unknown_field, "%s" ERR_SEP "%.*s" ERR_SEP "%s", field,
                    STRF(v->keys[i]), words);
  }
  return true;
}

bool reading_list(struct reading *r, const struct json *o, const char *field, uint32_t max,
                  const struct json **ret) {
  const struct json *v = json_get(o, field);
  char range[40];
  *ret = v;
  if (!v || (v->type == JSON_ARRAY && v->n <= max)) return true;
  snprintf(range, sizeof range, "[…], 0 … %u", max);
  return reading_refuse(r, v, field, range);
}

bool reading_whole(struct reading *r, const struct json *o, const char *field, int64_t min,
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
  return reading_refuse(r, v, field, range);
}

/* dec_parse rounds what is beyond 18 fraction digits; a text that could have such is no amount. */
bool reading_amount(struct reading *r, const struct json *o, const char *field, bool positive,
                    struct dec *ret, bool *ret_given) {
  const struct json *v = json_get(o, field);
  struct dec d;
  if (ret_given) *ret_given = v != NULL;
  if (!v) return true;
  bool ok = (v->type == JSON_NUMBER || v->type == JSON_STRING) && v->text.n <= 24 &&
            dec_parse(v->text, &d);
  if (ok) {
    d = dec_normal(d);
    ok = d.scale <= READING_SCALE && dec_cmp(d, DEC_ZERO) >= positive &&
         dec_cmp(d, dec_int(REWARD_AMOUNT_MAX)) <= 0;
  }
  if (!ok) return reading_refuse(r, v, field, positive ? "0.0001 … 10^14" : "0 … 10^14 (0.0001)");
  *ret = d;
  return true;
}

bool reading_text_of(struct reading *r, const struct json *o, const char *field,
                     struct bilingual *ret) {
  const struct json *v = json_get(o, field);
  struct bilingual t = {0};
  if (!v) return true;
  bool ok = v->type == JSON_STRING || v->type == JSON_OBJECT;
  if (v->type == JSON_STRING) t.en = t.zh = v->text;
  for (uint32_t i = 0; ok && v->type == JSON_OBJECT && i < v->n; i++) {
    bool en = str_is(v->keys[i], "en");
    ok = v->items[i].type == JSON_STRING && (en || str_is(v->keys[i], "zh"));
    *(en ? &t.en : &t.zh) = v->items[i].text;
  }
  ok = ok && (t.en.n || t.zh.n) && t.en.n <= READING_TEXT_MAX && t.zh.n <= READING_TEXT_MAX;
  if (!ok) return reading_refuse(r, v, field, "\"…\" / {en: \"…\", zh: \"…\"}");
  ret->en = arena_str(r->out, t.en.n ? t.en : t.zh);
  ret->zh = arena_str(r->out, t.zh.n ? t.zh : t.en);
  return true;
}

bool reading_word(struct reading *r, const struct json *o, const char *field,
                  const char *const *words, unsigned *ret) {
  const struct json *v = json_get(o, field);
  char all[ERR_ARG_BYTES];
  if (!v) return true;
  for (unsigned i = 0; words[i]; i++)
    if (v->type == JSON_STRING && str_is(v->text, words[i])) {
      *ret = i;
      return true;
    }
  put_words(words, all);
  return reading_refuse(r, v, field, all);
}

/* `when: true` is a valid expression that YAML reads as a truth value. */
bool reading_expression(struct reading *r, const struct json *o, const char *field,
                        struct str *ret) {
  const struct json *v = json_get(o, field);
  if (!v) return true;
  bool literal = v->type == JSON_BOOL;
  if (!literal && (v->type != JSON_STRING || v->text.n == 0))
    return reading_refuse(r, v, field, "\"…\"");
  *ret = arena_str(r->out, literal ? (v->boolean ? STR("true") : STR("false")) : v->text);
  return true;
}

bool reading_flag(struct reading *r, const struct json *o, const char *field, bool *ret) {
  const struct json *v = json_get(o, field);
  if (!v) return true;
  if (v->type != JSON_BOOL) return reading_refuse(r, v, field, "true, false");
  *ret = v->boolean;
  return true;
}

bool reading_moment(struct reading *r, const struct json *o, const char *field, const struct tz *tz,
                    bool is_end, int64_t *ret) {
  const struct json *v = json_get(o, field);
  if (!v) return true;
  if (v->type != JSON_STRING)
    return reading_refuse(r, v, field, "2026-11-01 / 2026-11-01T20:00:00");
  *r->at = v;
  return is_end ? time_parse_until(v->text, tz, ret, r->err)
                : time_parse_iso(v->text, tz, ret, NULL, r->err);
}

bool reading_slug(struct reading *r, const struct json *o, const char *of, const char *field,
                  struct str *ret) {
  const struct json *v = json_get(o, field);
  if (!v) return reading_missing(r, o, of, field);
  if (v->type != JSON_STRING || !slug_valid(v->text)) {
    *r->at = v;
    return err_fail(r->err, ERR_bad_slug, "%.*s",
                    STRF(v->type == JSON_STRING ? v->text : STR("…")));
  }
  *ret = arena_str(r->out, v->text);
  return true;
}
