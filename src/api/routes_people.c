/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routes of one person's pages. */
#include "api/person_identity.h"

static const struct shape limit = {.kind = SHAPE_INT, .min = 1, .max = PAGE_MAX};
static const struct shape words = {.kind = SHAPE_TEXT, .min = 1, .max = 512};
static const struct route_param search_params[] = {
    {"q", &words, "Any identity, its beginning, or a name.", "任一身份标识或其前缀，或姓名。"},
    {"limit", &limit, "Items of a page.", "每页条数。"},
    {0}};
static const struct route_param person_params[] = {
    {"as_of", &shape_time, "A date (its last millisecond) or a time; default now.",
     "日期（取当日最后一毫秒）或时间，默认现在。"},
    {0}};
static const struct route_param events_params[] = {
    {"before", &shape_time, "Only events before it.", "仅此前的事件。"},
    {"event", &shape_text, "Only this event.", "仅该事件。"},
    {"limit", &limit, "Items of a page.", "每页条数。"},
    {"cursor", &shape_text, "From `next` of the page before.", "上一页的 next。"},
    {0}};

#define READS(tag_) .rule = RULE_WORKSPACE, .role = ROLE_VIEWER, .scope = SCOPE_READ, .tag = (tag_)

#define BY_ADMINS                                                                                  \
  .rule = RULE_WORKSPACE, .role = ROLE_ADMIN, .scope = SCOPE_ADMIN, .tag = "people"

const struct route people_routes[] = {
    {READS("people"), .method = HTTP_GET, .path = "/api/w/{workspace}/people", .id = "searchPeople",
     .params = search_params, .response = &shape_person_matches, .title_en = "Find people",
     .title_zh = "搜索用户",
     .help_en = "First whose identity equals q; then whose identities begin with it (case-blind), "
                "then whose name equals it.  Prefixes are looked for during 0.15 s at most, and "
                "not for those who see identities masked.",
     .help_zh = "依次为：身份标识完全等于 q；身份标识以 q 开头（不区分大小写）；姓名等于 "
                "q。前缀搜索最长 0.15 秒，且不对只能看到掩码的人开放。",
     .run = api_search_people},
    {READS("people"), .method = HTTP_GET, .path = "/api/w/{workspace}/people/{id}",
     .id = "getPerson", .params = person_params, .response = &shape_person,
     .title_en = "One person", .title_zh = "查看用户",
     .help_en = "By any identity, or ~ and the subject number.  Classes are told at the ends of "
                "the last 12 months and now.",
     .help_zh = "可用任一身份标识，或 ~ 加内部编号。层级历史取最近 12 个月末及现在。",
     .run = api_get_person},
    {.rule = RULE_WORKSPACE, .role = ROLE_ADMIN, .scope = SCOPE_ADMIN, .tag = "people",
     .method = HTTP_GET, .path = "/api/w/{workspace}/people/{id}/reach", .id = "personEraseReach",
     .response = &shape_erase_reach, .title_en = "What erasing a person would take",
     .title_zh = "预览抹除用户的影响范围",
     .help_en = "Nothing is changed.  Backups keep the person until they are pruned.",
     .help_zh = "不做任何更改。备份中的数据保留至该备份被清理。",
     .run = api_erase_reach},
    {.rule = RULE_WORKSPACE, .role = ROLE_ADMIN, .scope = SCOPE_ADMIN, .tag = "people",
     .method = HTTP_DELETE, .path = "/api/w/{workspace}/people/{id}", .id = "erasePerson",
     .response = &shape_person_erased, .title_en = "Erase a person", .title_zh = "抹除用户",
     .help_en = "Cannot be undone.  The person and all their events are gone from every answer at "
                "once, and from the files of the workspace within minutes; backups forget them as "
                "they age.  The same identity met again is somebody new.",
     .help_zh = "不可撤销。该用户及其全部行为立即从所有结果中消失，并在数分钟内从工作区文件中清除；"
                "备份随保留期届满而清除。同一身份标识再次出现时视为新用户。",
     .run = api_erase_person},
    {.rule = RULE_WORKSPACE, .role = ROLE_ADMIN, .scope = SCOPE_ADMIN, .tag = "people",
     .method = HTTP_POST, .path = "/api/w/{workspace}/people/{id}/merge", .id = "mergePeople",
     .body = &shape_people_merge, .response = &shape_person_moved, .title_en = "Merge people",
     .title_zh = "合并用户",
     .help_en = "The people named become one with {id}: one history, all identities, of each "
                "attribute the survivor's value, the earliest, the sum or both lists.  Nothing is lost; it can be taken apart again.  Asking "
                "again changes nothing (`merged` is 0).  Two accounts, or more of another type than a "
                "person may have, need `force`: 409 merge_limit.",
     .help_zh = "将指定用户并入 {id}：行为合为一条时间线，身份标识合并，属性以保留方为准（累加值相加、列表合并、首次值取最早）。"
                "不会丢失数据，可再次拆分。重复请求不产生更改（merged 为 0）。合并后有两个账号，"
                "或某类标识超过上限时须使用 force，否则返回 409 merge_limit。",
     .run = api_merge_people},
    {.rule = RULE_WORKSPACE, .role = ROLE_ADMIN, .scope = SCOPE_ADMIN, .tag = "people",
     .method = HTTP_POST, .path = "/api/w/{workspace}/people/{id}/unmerge",
     .id = "unmergePeople", .body = &shape_people_unmerge, .response = &shape_person_moved,
     .title_en = "Take a person apart", .title_zh = "拆分用户",
     .help_en = "The identities named, with the events that came with them, become a person of "
                "their own again; of a device also what was claimed on it.  A later message that "
                "shows both together may make them one again: freeze them to prevent it.",
     .help_zh = "将指定身份标识及随其产生的行为重新拆为独立用户；设备标识连同其被认领的匿名行为一并拆出。"
                "之后若有消息同时出现双方标识，仍可能再次合并，可冻结以避免。",
     .run = api_unmerge_people},
    {READS("people"), .method = HTTP_GET, .path = "/api/w/{workspace}/people/{id}/identity",
     .id = "personIdentity", .response = &shape_person_identity,
     .title_en = "What somebody is known as, and why it is one person",
     .title_zh = "用户的身份标识及归并依据",
     .help_en = "Each move with its rule, time, message and the two identities that came together.  "
                "It is read from the log, so of what retention has taken only the fact is left.",
     .help_zh = "逐条列出归并所依据的规则、时间、消息与同时出现的两个标识。依据读自日志，"
                "已按保留期限清除的部分只剩归并结果。",
     .run = api_person_identity},
    {BY_ADMINS, .method = HTTP_POST, .path = "/api/w/{workspace}/people/{id}/block",
     .id = "blockIdentity", .body = &shape_identity_block, .response = &shape_person_hand,
     .title_en = "Block an identity, or unblock it", .title_zh = "封禁或解封身份标识",
     .help_en = "{id} is one identity, best as ~ and its subject.  Blocked it counts for nothing in "
                "events to come; nothing is taken apart.",
     .help_zh = "{id} 指一个身份标识，建议写作 ~ 加内部编号。封禁后，"
                "该标识在之后的事件中不参与识别；已有归并不受影响。",
     .run = api_block_identity},
    {BY_ADMINS, .method = HTTP_POST, .path = "/api/w/{workspace}/people/{id}/freeze",
     .id = "freezePerson", .body = &shape_person_freeze, .response = &shape_person_hand,
     .title_en = "Freeze a person, or unfreeze", .title_zh = "冻结或解冻用户",
     .help_en = "Frozen, a person receives events and merges with nobody.",
     .help_zh = "冻结后仍接收事件，但不再与任何人合并。", .run = api_freeze_person},
    {READS("people"), .method = HTTP_GET, .path = "/api/w/{workspace}/identity/watch",
     .id = "identityWatch", .response = &shape_identity_watch,
     .title_en = "Identities to look after", .title_zh = "待处理的身份问题",
     .help_en = "Identities that are blocked, people who are frozen, by hand or by the rules, and "
                "devices of several people.",
     .help_zh = "被人工或规则封禁的标识、冻结的用户，以及多人共用的设备。",
     .run = api_identity_watch},
    {READS("people"), .method = HTTP_GET, .path = "/api/w/{workspace}/identity/rules",
     .id = "identityRules", .response = &shape_identity_rules,
     .title_en = "Identity rules in force", .title_zh = "当前生效的身份规则",
     .help_en = "Change them with PUT resources/identity_rules/identity; they count for events that "
                "come afterwards.",
     .help_zh = "通过 PUT resources/identity_rules/identity 修改，对之后的事件生效。",
     .run = api_identity_rules},
    {READS("people"), .method = HTTP_GET, .path = "/api/w/{workspace}/people/{id}/events",
     .id = "personEvents", .params = events_params, .response = &shape_person_events,
     .title_en = "What somebody did", .title_zh = "用户行为序列", .run = api_person_events},
    {READS("people"), .method = HTTP_GET, .path = "/api/w/{workspace}/people/{id}/orders",
     .id = "personOrders", .response = &shape_person_orders, .title_en = "What somebody bought",
     .title_zh = "用户订单", .run = api_person_orders},
    {READS("people"), .method = HTTP_GET,
     .path = "/api/w/{workspace}/people/{id}/attributes/{name}", .id = "attributeHistory",
     .response = &shape_attribute_history, .title_en = "Values of an attribute over time",
     .title_zh = "属性历史取值", .run = api_attribute_history},
    {0}};
