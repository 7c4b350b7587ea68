/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A small world of names for the language's tests: everything in names.def, some columns of a
 * brand's own, one segment, one classification, one measure. */
#ifndef TEST_LANG_FIXTURE_H
#define TEST_LANG_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/tz.h"
#include "event/names.h"
#include "lang/lang.h"

static inline bool fixture_known(enum name_kind kind, struct str name, struct str *ret,
                                 uint8_t *types) {
  const struct known_name *k = known_name_find(kind, name);
  if (!k) return false;
  *ret = str_from(k->name);
  if (types) *types = (uint8_t)V_MASK(k->type);
  return true;
}

static inline bool fixture_event(void *ctx, struct str name, struct str *ret) {
  if (str_is(name, "直播下单") || str_is(name, "day")) {
    *ret = name;
    return true;
  }
  return fixture_known(NAME_EVENT, name, ret, NULL);
}

static inline bool fixture_prop(void *ctx, struct str name, struct str *ret, uint8_t *types) {
  *ret = name;
  *types = str_is(name, "mixed") ? V_MASK(V_NUM) | V_MASK(V_STR) : 0;
  if (str_is(name, "mixed") || str_is(name, "unseen") || str_is(name, "day")) return true;
  return fixture_known(NAME_PROP, name, ret, types);
}

static inline bool fixture_attr(void *ctx, struct str name, struct str *ret, uint8_t *types) {
  static const struct {
    const char *name;
    uint8_t types;
  } own[] = {{"vip", V_MASK(V_BOOL)},
             {"unseen", 0},
             {"mixed", V_MASK(V_NUM) | V_MASK(V_STR)},
             {"count", V_MASK(V_NUM)},
             {"last", V_MASK(V_NUM)},
             {"day", V_MASK(V_NUM)},
             {"in", V_MASK(V_STR)},
             {"积分", V_MASK(V_NUM)},
             {"r", V_MASK(V_STR)},
             {"会员 等级", V_MASK(V_STR)}};
  for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
    if (str_is(name, own[i].name)) {
      *ret = name;
      *types = own[i].types;
      return true;
    }
  return fixture_known(NAME_ATTR, name, ret, types);
}

static inline bool fixture_segment(void *ctx, struct str slug, struct arena *out, struct node **ret,
                                   struct err *err) {
  if (str_is(slug, "round"))
    return err_fail(err, ERR_reference_cycle, "round" ERR_SEP "round → round");
  if (!str_is(slug, "loyal"))
    return err_fail(err, ERR_unknown_name, "%.*s" ERR_SEP "segment", STRF(slug));
  return lang_parse(STR("true"), out, ret, err);
}

static inline bool fixture_classes(void *ctx, struct str slug, struct arena *out, struct str **ret,
                                   uint32_t *ret_n, struct err *err) {
  static struct str names[] = {{"champions", 9}, {"at_risk", 7}, {"lost", 4}};
  if (!str_is(slug, "rfm"))
    return err_fail(err, ERR_unknown_name, "%.*s" ERR_SEP "classification", STRF(slug));
  *ret = names;
  *ret_n = 3;
  return true;
}

static inline bool fixture_scores(void *ctx, struct str slug, struct arena *out, struct str **ret,
                                  uint32_t *ret_n, struct err *err) {
  static struct str names[] = {{"r", 1}, {"R", 1}, {"F", 1}, {"m", 1}, {"spend", 5}};
  *ret = names;
  *ret_n = 5;
  return true;
}

static inline bool fixture_values(void *ctx, struct str slug, struct str identity,
                                  struct arena *out, const struct lang_list **ret,
                                  struct err *err) {
  static struct intern values;
  static const uint64_t people[1];
  static const struct lang_list texts = {&values, NULL, 0}, listed = {&values, people, 1};
  if (!str_is(slug, "vips"))
    return err_fail(err, ERR_unknown_name, "%.*s" ERR_SEP "list", STRF(slug));
  *ret = identity.n ? &listed : &texts;
  return true;
}

static inline const struct item_column *fixture_item(void *ctx, struct str name) {
  static struct intern ids;
  static const struct item_column columns[] = {
      {.name = {"role", 4}, .types = V_MASK(V_STR), .ids = &ids},
      {.name = {"category", 8}, .types = V_MASK(V_STR), .ids = &ids},
      {.name = {"price", 5}, .types = V_MASK(V_NUM), .ids = &ids},
      {.name = {"active", 6}, .types = V_MASK(V_BOOL), .ids = &ids},
      {.name = {"brand", 5}, .types = V_MASK(V_STR), .ids = &ids},
      {.name = {"季节", 6}, .types = V_MASK(V_STR), .ids = &ids}};
  for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
    if (str_eq(name, columns[i].name)) return &columns[i];
  return NULL;
}

static inline bool fixture_category(void *ctx, struct str name, struct arena *out,
                                    const struct lang_list **ret, struct str *ret_name) {
  static struct intern values;
  static const struct lang_list below = {.values = &values};
  *ret = &below;
  *ret_name = STR("服饰");
  return str_is(name, "c1") || str_is(name, "服饰");
}

static inline bool fixture_fact(void *ctx, char kind, struct str slug, struct lang_title *ret) {
  bool known = str_is(slug, kind == 'y'   ? "gold"
                            : kind == 'm' ? "club"
                            : kind == 't' ? "first-order"
                                          : "welcome");
  if (known && kind == 'y') *ret = (struct lang_title){{"Gold", 4}, {"金币", 6}};
  return known;
}

/* phone is an attribute too. */
static inline bool fixture_identity(void *ctx, struct str name, struct lang_title *ret) {
  *ret = (struct lang_title){STR("Id"), STR("编号")};
  return str_is(name, "user_id") || str_is(name, "phone");
}

static inline bool fixture_measure(void *ctx, struct str name, uint32_t *ret_index,
                                   enum lang_type *ret_type) {
  if (!str_is(name, "r") && !str_is(name, "积分")) return false;
  *ret_index = str_is(name, "r") ? 0 : 1;
  *ret_type = LT_NUM;
  return true;
}

static inline uint32_t fixture_list(void *ctx, char kind, struct arena *out, struct str **ret) {
  struct str *list = arena_array(out, struct str, known_names_n + 1);
  uint32_t n = 0;
  if (kind == 's') list[n++] = STR("loyal");
  if (kind == 'c') list[n++] = STR("rfm");
  if (kind == 'l') list[n++] = STR("vips");
  if (kind == 'i') list[n++] = STR("price");
  if (kind == 'k') list[n++] = STR("c1");
  if (kind == 'y') list[n++] = STR("gold");
  for (size_t i = 0; i < known_names_n; i++)
    if ((kind == 'e' && known_names[i].kind == NAME_EVENT) ||
        (kind == 'p' && known_names[i].kind == NAME_PROP) ||
        (kind == 'a' && known_names[i].kind == NAME_ATTR))
      list[n++] = str_from(known_names[i].name);
  *ret = list;
  return n;
}

/* Without measures, as outside a classification; set .measure = fixture_measure for inside. */
static inline struct lang_names fixture_names(void) {
  return (struct lang_names){.tz = tz_utc(),
                             .event = fixture_event,
                             .prop = fixture_prop,
                             .attr = fixture_attr,
                             .segment = fixture_segment,
                             .classes = fixture_classes,
                             .scores = fixture_scores,
                             .values = fixture_values,
                             .identity = fixture_identity,
                             .item = fixture_item,
                             .category = fixture_category,
                             .fact = fixture_fact,
                             .list = fixture_list};
}

#endif
