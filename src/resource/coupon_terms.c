/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who may have a coupon, how many, where, and with what else: all sections but benefit, scope and
 * validity. */
#include <stdio.h>
#include <string.h>

#include "resource/coupon_int.h"

static const char *const claims[] = {"issued", "open", "code", NULL};

const char *coupon_claim_name(enum coupon_claim c) {
  return claims[c];
}

/* ---- numbers ---- */

static bool read_budget(struct coupon_reading *r, const struct json *doc) {
  static const char *const fields[] = {"issue", "amount", NULL};
  const struct json *o = json_get(doc, "budget");
  int64_t issue = 0;
  if (!o) return true;
  if (!coupon_object(r, o, "budget", fields) ||
      !coupon_whole(r, o, "issue", 1, COUPON_ISSUE_MAX, &issue) ||
      !coupon_money(r, o, "amount", true, &r->k->budget_amount))
    return false;
  r->k->budget_issue = (uint64_t)issue;
  return true;
}

static bool read_limits(struct coupon_reading *r, const struct json *doc) {
  static const char *const fields[] = {"claimed", "used", "used_per_day", "per_order", NULL};
  const struct json *o = json_get(doc, "limits");
  /* Whoever may take coupons takes one, unless the document lets them have more. */
  int64_t claimed = r->k->claim != COUPON_ISSUED, used = 0, day = 0, order = 1;
  if (o && (!coupon_object(r, o, "limits", fields) ||
            !coupon_whole(r, o, "claimed", 1, COUPON_ISSUE_MAX, &claimed) ||
            !coupon_whole(r, o, "used", 1, COUPON_ISSUE_MAX, &used) ||
            !coupon_whole(r, o, "used_per_day", 1, COUPON_ISSUE_MAX, &day) ||
            !coupon_whole(r, o, "per_order", 1, COUPON_ISSUE_MAX, &order)))
    return false;
  r->k->per_person_claimed = (uint32_t)claimed;
  r->k->per_person_used = (uint32_t)used;
  r->k->per_person_used_per_day = (uint32_t)day;
  r->k->per_order = (uint32_t)order;
  return true;
}

/* ---- what else may be used ---- */

static bool group_valid(struct str s) {
  if (s.n == 0 || s.n > 64) return false;
  for (size_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_' && c != '-') return false;
  }
  return true;
}

static bool read_stacking(struct coupon_reading *r, const struct json *doc) {
  static const char *const fields[] = {"group", "exclusive", "per_group", "with", "priority", NULL};
  const struct json *o = json_get(doc, "stacking"), *group = json_get(o, "group");
  struct coupon_kind *k = r->k;
  int64_t per_group = 1, priority = 0;
  if (!o) return true;
  if (!coupon_object(r, o, "stacking", fields)) return false;
  if (group && (group->type != JSON_STRING || !group_valid(group->text)))
    return coupon_refuse(r, group, "group", "a-z 0-9 _ -, 1 … 64 B");
  if (group) k->group = arena_str(r->out, group->text);
  const struct json *with = json_get(o, "with");
  k->with_any = !with;
  if (!coupon_bool(r, o, "exclusive", &k->exclusive) ||
      !coupon_whole(r, o, "per_group", 1, COUPON_ISSUE_MAX, &per_group) ||
      !coupon_whole(r, o, "priority", -COUPON_PRIORITY_MAX, COUPON_PRIORITY_MAX, &priority) ||
      !coupon_list(r, o, "with", COUPON_GROUPS_MAX, &k->with))
    return false;
  for (uint32_t i = 0; with && i < with->n; i++)
    if (!group_valid(with->items[i].text))
      return coupon_refuse(r, &with->items[i], "with", "a-z 0-9 _ -, 1 … 64 B");
  k->per_group = (uint32_t)per_group;
  k->priority = (int32_t)priority;
  return true;
}

static bool read_combines(struct coupon_reading *r, const struct json *doc) {
  static const char *const fields[] = {"promotions", "member_price", "points", NULL};
  const struct json *o = json_get(doc, "combines");
  return !o || (coupon_object(r, o, "combines", fields) &&
                coupon_bool(r, o, "promotions", &r->k->with_promotions) &&
                coupon_bool(r, o, "member_price", &r->k->with_member_price) &&
                coupon_bool(r, o, "points", &r->k->with_points));
}

/* ---- how it comes to people ---- */

static bool read_code(struct coupon_reading *r, const struct json *doc) {
  static const char *const fields[] = {"prefix", "length", NULL};
  const struct json *o = json_get(doc, "code"), *prefix = json_get(o, "prefix");
  int64_t length = r->k->code_length;
  if (!o) return true;
  if (!coupon_object(r, o, "code", fields) ||
      !coupon_whole(r, o, "length", COUPON_CODE_MIN, COUPON_CODE_MAX, &length))
    return false;
  r->k->code_length = (uint32_t)length;
  if (!prefix) return true;
  bool good =
      prefix->type == JSON_STRING && prefix->text.n >= 1 && prefix->text.n <= COUPON_PREFIX_MAX;
  for (size_t i = 0; good && i < prefix->text.n; i++) {
    char c = prefix->text.p[i];
    good = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
  if (!good) return coupon_refuse(r, prefix, "prefix", "A-Z 0-9, 1 … 12 B");
  r->k->code_prefix = arena_str(r->out, prefix->text);
  return true;
}

static bool read_refund(struct coupon_reading *r, const struct json *doc) {
  static const char *const fields[] = {"coupon", "days", NULL};
  static const char *const words[] = {"back", "back_for_days", "stays_used", NULL};
  const struct json *o = json_get(doc, "on_refund");
  unsigned refund = COUPON_BACK;
  int64_t days = 0;
  if (!o) return true;
  if (!coupon_object(r, o, "on_refund", fields) ||
      !coupon_word(r, o, "coupon", words, "back / back_for_days / stays_used", &refund) ||
      !coupon_whole(r, o, "days", 1, COUPON_DAYS_MAX, &days))
    return false;
  if (refund == COUPON_BACK_FOR_DAYS && days == 0) return coupon_missing(r, o, "on_refund", "days");
  if (refund != COUPON_BACK_FOR_DAYS && days)
    return coupon_refuse(r, json_get(o, "days"), "days", "back_for_days");
  r->k->refund = (enum coupon_refund)refund;
  r->k->refund_days = (uint32_t)days;
  return true;
}

static bool read_shares(struct coupon_reading *r, const struct json *doc) {
  const struct json *o = json_get(doc, "cost_share");
  uint32_t sum = 0;
  if (!o) return true;
  if (o->type != JSON_OBJECT || o->n == 0)
    return coupon_refuse(r, o, "cost_share", "{brand: 60, platform: 40}");
  if (o->n > COUPON_SHARES_MAX) {
    *r->at = o;
    return err_fail(r->err, ERR_too_large, "cost_share" ERR_SEP "%d", COUPON_SHARES_MAX);
  }
  for (uint32_t i = 0; i < o->n; i++) {
    struct coupon_share *s = &r->k->shares[i];
    char name[COUPON_ID_BYTES_MAX + 1];
    if (o->keys[i].n == 0 || o->keys[i].n > COUPON_ID_BYTES_MAX)
      return coupon_refuse(r, &o->items[i], "cost_share", "1 … 255 B");
    memcpy(name, o->keys[i].p, o->keys[i].n);
    name[o->keys[i].n] = '\0';
    if (!coupon_percent(r, o, name, 0, 10000, &s->percent_bp)) return false;
    s->name = arena_str(r->out, o->keys[i]);
    sum += s->percent_bp;
  }
  r->k->n_shares = o->n;
  return sum == 10000 || coupon_refuse(r, o, "cost_share", "Σ = 100");
}

static bool read_text(struct coupon_reading *r, const struct json *o, const char *field, size_t max,
                      struct str *ret_en, struct str *ret_zh) {
  static const char *const langs[] = {"en", "zh", NULL};
  const struct json *v = json_get(o, field);
  char range[48];
  if (!v) return true;
  if (v->type != JSON_STRING && !coupon_object(r, v, field, langs)) return false;
  const struct json *en = v->type == JSON_STRING ? v : json_get(v, "en");
  const struct json *zh = v->type == JSON_STRING ? v : json_get(v, "zh");
  if (!en) en = zh;
  if (!zh) zh = en;
  snprintf(range, sizeof range, "\"…\", 1 … %zu B", max);
  for (int i = 0; i < 2; i++) {
    const struct json *s = i ? zh : en;
    if (!s || s->type != JSON_STRING || s->text.n == 0 || s->text.n > max)
      return coupon_refuse(r, s ? s : v, field, range);
    *(i ? ret_zh : ret_en) = arena_str(r->out, s->text);
  }
  return true;
}

static bool read_texts(struct coupon_reading *r, const struct json *doc) {
  static const char *const fields[] = {"title", "rules", NULL};
  const struct json *o = json_get(doc, "texts"), *title = json_get(doc, "title");
  struct coupon_texts *t = &r->k->texts;
  struct str en = json_get_str(title, "en"), zh = json_get_str(title, "zh");
  if (title && title->type == JSON_STRING) en = zh = title->text;
  if (!en.n) en = zh.n ? zh : r->k->slug;
  if (!zh.n) zh = en;
  t->title_en = arena_str(r->out, en), t->title_zh = arena_str(r->out, zh);
  return !o || (coupon_object(r, o, "texts", fields) &&
                read_text(r, o, "title", COUPON_TITLE_MAX, &t->title_en, &t->title_zh) &&
                read_text(r, o, "rules", COUPON_RULES_MAX, &t->rules_en, &t->rules_zh));
}

bool coupon_read_terms(struct coupon_reading *r, const struct json *doc) {
  const struct json *audience = json_get(doc, "audience");
  unsigned claim = COUPON_ISSUED;
  if (audience && audience->type != JSON_STRING && audience->type != JSON_BOOL)
    return coupon_refuse(r, audience, "audience", "\"…\"");
  if (audience)
    r->k->audience = audience->type == JSON_STRING ? arena_str(r->out, audience->text)
                     : audience->boolean           ? STR("true")
                                                   : STR("false");
  if (!coupon_word(r, doc, "claim", claims, "issued / open / code", &claim)) return false;
  r->k->claim = (enum coupon_claim)claim;
  return read_budget(r, doc) && read_limits(r, doc) && read_stacking(r, doc) &&
         read_combines(r, doc) &&
         coupon_list(r, doc, "channels", COUPON_SCOPE_MAX, &r->k->channels) &&
         coupon_list(r, doc, "stores", COUPON_SCOPE_MAX, &r->k->stores) && read_code(r, doc) &&
         read_refund(r, doc) && read_shares(r, doc) &&
         coupon_percent(r, doc, "holdout", 0, COUPON_HOLDOUT_MAX_BP, &r->k->holdout_bp) &&
         read_texts(r, doc);
}
