/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kinds of resources: one file and one line here each. */
#include "resource/resource_int.h"

const struct kind_def *const kinds[] = {
    &kind_segment,        &kind_classification, &kind_list,
    &kind_question,       &kind_board,          &kind_tracking_plan,
    &kind_identity_rules, &kind_coupon,         &kind_currency,
    &kind_programme,      &kind_earn_rule,      &kind_customer_pages,
    &kind_webhook,        &kind_draw,           &kind_task,
    &kind_check_in,       &kind_badge,          &kind_leaderboard,
    &kind_mall_item,      &kind_promotion,      NULL};

const struct kind_def *kind_find(struct str name) {
  for (const struct kind_def *const *k = kinds; *k; k++)
    if (str_is(name, (*k)->name)) return *k;
  return NULL;
}

bool kind_known(struct str name, struct err *err) {
  struct str names[sizeof kinds / sizeof *kinds];
  char words[ERR_ARG_BYTES];
  size_t n = 0;
  if (kind_find(name)) return true;
  for (; kinds[n]; n++)
    names[n] = str_from(kinds[n]->name);
  known_words(name, names, n, words);
  return err_fail(err, ERR_unknown_kind, "%.*s" ERR_SEP "%s", STRF(name), words);
}
