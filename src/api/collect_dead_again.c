/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dead letters: mending and sending them again, discarding. */
#include <inttypes.h>

#include "access/write_key.h"
#include "api/collect_int.h"

#define REPLAY_MAX 200u /* letters of one request: each is a commit */

static const struct shape text = {.kind = SHAPE_TEXT, .min = 1, .max = WIRE_MESSAGE_MAX};

static const struct shape_field replay_fields[] = {
    MAY("text", text, "What to send instead of the text as received.", "用于替换原文的内容。"),
    {0}};
static const struct shape replay_body = OBJECT("Replay", replay_fields, NULL, NULL);
static const struct shape_field replayed_fields[] = {
    MUST("taken", shape_count, "Letters that became events and are gone.",
         "已成为事件并移除的数量。"),
    MUST("left", shape_count, "Letters that failed again and stay.", "再次失败而保留的数量。"),
    {0}};
static const struct shape shape_replayed = OBJECT("Replayed", replayed_fields, NULL, NULL);
static const struct shape_field replayed_all_fields[] = {
    MUST("taken", shape_count, "Letters that became events and are gone.",
         "已成为事件并移除的数量。"),
    MUST("left", shape_count, "Letters that failed again and stay.", "再次失败而保留的数量。"),
    MUST_OR_NULL("next", shape_text, "There are older ones: the `cursor` to go on with.",
                 "还有更早的死信时，为继续重放所用的 `cursor`。"),
    {0}};
static const struct shape shape_replayed_all =
    OBJECT("ReplayedAll", replayed_all_fields, NULL, NULL);
static const struct shape_field discarded_fields[] = {MUST("discarded", shape_count, NULL, NULL),
                                                      {0}};
static const struct shape shape_discarded = OBJECT(NULL, discarded_fields, NULL, NULL);

/* As the key that it came with, as that key is now; a browser's where it is no more. */
static void key_of(struct call *c, const struct dead_letter *d, struct collect_key *ret) {
  struct write_key k;
  struct err ignored;
  *ret = (struct collect_key){
      .id = d->key, .kind = COLLECT_BROWSER, .scopes = collect_scopes_of(COLLECT_BROWSER)};
  if (write_key_get(c->api->access, tenant_slug(c->tenant), d->key, c->arena, &k, &ignored))
    *ret = k.key;
}

static bool again(struct call *c, const struct dead_letter *d, const struct str *other,
                  struct err *err) {
  struct collect_key key;
  struct collect_taken taken;
  key_of(c, d, &key);
  if (!client_plan(c->api, c->tenant, err)) return false;
  return collect_replay(tenant_collect(c->tenant), &key, d->id, other, c->arena, &taken, err);
}

static void put_replayed(struct call *c, uint32_t taken, uint32_t left) {
  jw_key(&c->out, "taken"), jw_uint(&c->out, taken);
  jw_key(&c->out, "left"), jw_uint(&c->out, left);
}

static bool run_replay(struct call *c, struct err *err) {
  struct dead_letter d;
  int64_t id;
  struct str other = c->body ? json_get_str(c->body, "text") : (struct str){0};
  if (!dead_id_of(c, &id, err) || !dead_get(tenant_workspace(c->tenant), id, c->arena, &d, err) ||
      !again(c, &d, other.p ? &other : NULL, err) ||
      !call_audit(c, "dead_letter.replayed", call_path(c, "id"), STR(""), err))
    return false;
  jw_begin_object(&c->out);
  put_replayed(c, 1, 0);
  jw_end_object(&c->out);
  return true;
}

static bool run_replay_all(struct call *c, struct err *err) {
  struct dead_filter f;
  struct dead_letter *d;
  struct err why;
  uint32_t n, taken = 0;
  if (!dead_filter_of(c, &f, err) || !dead_from_cursor(c, &f, err)) return false;
  f.limit = REPLAY_MAX;
  if (!dead_list(tenant_workspace(c->tenant), &f, c->arena, &d, &n, err)) return false;
  for (uint32_t i = 0; i < n; i++)
    taken += again(c, &d[i], NULL, &why);
  if (!call_audit(c, "dead_letter.replayed", arena_printf(c->arena, "%u", taken), STR(""), err))
    return false;
  jw_begin_object(&c->out);
  put_replayed(c, taken, n - taken);
  dead_put_next(c, d, n, f.limit);
  jw_end_object(&c->out);
  return true;
}

static bool run_discard(struct call *c, struct err *err) {
  int64_t id;
  return dead_id_of(c, &id, err) && dead_discard(tenant_workspace(c->tenant), id, err) &&
         call_audit(c, "dead_letter.discarded", call_path(c, "id"), STR(""), err);
}

static bool run_discard_all(struct call *c, struct err *err) {
  struct dead_filter f;
  uint64_t n;
  if (!dead_filter_of(c, &f, err) || !dead_discard_all(tenant_workspace(c->tenant), &f, &n, err) ||
      !call_audit(c, "dead_letter.discarded", arena_printf(c->arena, "%" PRIu64, n), STR(""), err))
    return false;
  jw_begin_object(&c->out);
  jw_key(&c->out, "discarded"), jw_uint(&c->out, n);
  jw_end_object(&c->out);
  return true;
}

/* ---- routes ---- */

static const struct route_param all_params[] = {DEAD_FILTERS, {0}};
static const struct route_param replay_params[] = {DEAD_FILTERS, PARAM_CURSOR, {0}};

#define OF_OPERATORS                                                                               \
  .tag = "collect", .rule = RULE_WORKSPACE, .role = ROLE_OPERATOR, .scope = SCOPE_IMPORT

const struct route collect_dead_again_routes[] = {
    {.method = HTTP_POST,
     .path = "/api/w/{workspace}/collect/dead/{id}/replay",
     .id = "replayDeadLetter",
     OF_OPERATORS,
     .body = &replay_body,
     .body_optional = true,
     .response = &shape_replayed,
     .title_en = "Send a dead letter again",
     .title_zh = "重放死信",
     .help_en = "As if it came when it did, with another text if one is given.  The answer of a "
                "letter that fails again is its problem; it stays.",
     .help_zh = "按原接收时间重新处理，可提供修改后的内容。再次失败时返回其问题，死信保留。",
     .run = run_replay},
    {.method = HTTP_POST,
     .path = "/api/w/{workspace}/collect/dead/replay",
     .id = "replayDeadLetters",
     OF_OPERATORS,
     .params = replay_params,
     .response = &shape_replayed_all,
     .title_en = "Send dead letters again",
     .title_zh = "批量重放死信",
     .help_en = "The newest 200 that the filters let through; `next` goes on with older ones.",
     .help_zh = "符合筛选条件的最新 200 封；可用 `next` 继续处理更早的。",
     .run = run_replay_all},
    {.method = HTTP_DELETE,
     .path = "/api/w/{workspace}/collect/dead/{id}",
     .id = "discardDeadLetter",
     OF_OPERATORS,
     .title_en = "Discard a dead letter",
     .title_zh = "丢弃死信",
     .run = run_discard},
    {.method = HTTP_DELETE,
     .path = "/api/w/{workspace}/collect/dead",
     .id = "discardDeadLetters",
     OF_OPERATORS,
     .params = all_params,
     .response = &shape_discarded,
     .title_en = "Discard dead letters",
     .title_zh = "批量丢弃死信",
     .help_en = "All that the filters let through; without any, all there are.",
     .help_zh = "符合筛选条件的全部；不加条件则为所有死信。",
     .run = run_discard_all},
    {0},
};
