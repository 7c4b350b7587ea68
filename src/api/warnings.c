/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Warnings beside what was applied: documents that may give more points than people spend
 * (effect/sinks.h).  They are asked with a connection of their own, after everything was written;
 * what cannot be told is left out, because nothing is wrong with the documents. */
#include "api/warnings.h"

#include "effect/sinks.h"

// clang-format off
static const struct shape_field ways_fields[] = {
    MUST("items", shape_count, "Items of the mall, on sale.", "在售的商城商品数。"),
    MUST("draws", shape_count, "Draws with a price in it, running.", "进行中的付费抽奖数。"),
    MUST("checkout", shape_bool, "As money in orders.", "是否可在订单中抵扣。"), {0}};
static const struct shape ways = OBJECT("SpendingWays", ways_fields, "Where it may be spent now.", "目前的消耗途径。");
static const struct shape_field warning_fields[] = {
    MUST("kind", shape_text, NULL, NULL),
    MUST("slug", shape_slug, NULL, NULL),
    MUST("code", shape_text, "issue_over_sinks, issue_no_sinks, issue_unlimited", "issue_over_sinks、issue_no_sinks、issue_unlimited"),
    MUST("detail", shape_title, NULL, NULL),
    MUST("hint", shape_title, NULL, NULL),
    MUST("currency", shape_text, NULL, NULL),
    MUST_OR_NULL("a_day", shape_decimal, "What it may give a day; null when nothing limits it.", "每天可能发放的数量；没有限制时为 null。"),
    MUST("spent", shape_decimal, "A day, less what was given back.", "平均每天消耗（已扣除退还）。"),
    MUST("issued", shape_decimal, "A day, less what was taken back.", "平均每天发放（已扣除收回）。"),
    MUST("days", shape_count, "That these two are of.", "以上两项的统计天数。"),
    MUST("ways", ways, NULL, NULL), {0}};
static const struct shape warning = OBJECT("Warning", warning_fields, "The document is good; this should be known of it.", "文档有效，但有需要注意之处。");
const struct shape shape_warnings = LIST(warning);
// clang-format on

static void put(struct jw *w, const struct sink_warning *x) {
  jw_begin_object(w);
  jw_key(w, "kind"), jw_str(w, x->kind);
  jw_key(w, "slug"), jw_str(w, x->slug);
  jw_key(w, "code"), jw_cstr(w, err_name(x->what.code));
  jw_key(w, "detail"), put_detail(w, &x->what);
  jw_key(w, "hint"), put_hint(w, &x->what);
  jw_key(w, "currency"), jw_str(w, x->currency);
  jw_key(w, "a_day");
  if (x->unlimited)
    jw_null(w);
  else
    put_decimal(w, x->a_day);
  jw_key(w, "spent"), put_decimal(w, x->spent);
  jw_key(w, "issued"), put_decimal(w, x->issued);
  jw_key(w, "days"), jw_uint(w, x->days);
  jw_key(w, "ways"), jw_begin_object(w);
  jw_key(w, "items"), jw_uint(w, x->ways.items);
  jw_key(w, "draws"), jw_uint(w, x->ways.draws);
  jw_key(w, "checkout"), jw_bool(w, x->ways.checkout);
  jw_end_object(w);
  jw_end_object(w);
}

static bool ask(struct call *c, const struct resource_change *changes, uint32_t n,
                struct sink_warning **ret, uint32_t *ret_n) {
  struct workspace *w = tenant_workspace(c->tenant);
  struct state *s;
  struct err why;
  bool any = false;
  for (uint32_t i = 0; i < n; i++)
    any = any || resource_gives(changes[i].kind);
  if (!any || !state_reader(ws_state(w), &s, &why)) return false;
  bool ok = sink_warnings(w, s, changes, n, clock_wall_ms(ws_clock(w)), c->arena, ret, ret_n, &why);
  state_close(s);
  return ok;
}

void put_warnings_of(struct call *c, const struct resource_change *changes, uint32_t n) {
  struct sink_warning *list;
  uint32_t found = 0;
  if (!ask(c, changes, n, &list, &found)) found = 0;
  jw_begin_array(&c->out);
  for (uint32_t i = 0; i < found; i++)
    put(&c->out, &list[i]);
  jw_end_array(&c->out);
}
