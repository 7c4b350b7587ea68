/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routes of the dictionary of events and attributes. */
#include "api/data.h"
#include "api/questions.h"

static const struct route_param draft_params[] = {
    {"event", &shape_text, "Only of this event.", "仅此事件。"}, {0}};

#define READS(tag_) .rule = RULE_WORKSPACE, .role = ROLE_VIEWER, .scope = SCOPE_READ, .tag = (tag_)

const struct route data_routes[] = {
    {READS("data"), .method = HTTP_GET, .path = "/api/w/{workspace}/data/events",
     .id = "listEvents", .response = &shape_event_list, .title_en = "All events",
     .title_zh = "事件列表", .run = api_list_events},
    {READS("data"), .method = HTTP_GET, .path = "/api/w/{workspace}/data/events/{name}",
     .id = "getEvent", .response = &shape_event_detail, .title_en = "One event",
     .title_zh = "事件详情", .run = api_get_event},
    {READS("data"), .method = HTTP_GET, .path = "/api/w/{workspace}/data/attributes",
     .id = "listAttributes", .response = &shape_attribute_list, .title_en = "All attributes",
     .title_zh = "用户属性列表", .run = api_list_attributes},
    {READS("data"), .method = HTTP_GET, .path = "/api/w/{workspace}/data/freshness",
     .id = "freshness", .response = &shape_freshness, .title_en = "How fresh the data is",
     .title_zh = "数据新鲜度", .run = api_freshness},
    {READS("data"), .method = HTTP_GET, .path = "/api/w/{workspace}/data/plan-draft",
     .id = "draftPlan", .params = draft_params, .response = &shape_plan_draft,
     .title_en = "A tracking plan made from what was observed",
     .title_zh = "由实际数据生成埋点方案草稿",
     .help_en = "Nothing is saved: save it as a document of kind tracking_plan.",
     .help_zh = "仅生成草稿，不会保存；请以 tracking_plan 类型的文档保存。", .run = api_draft_plan},
    {READS("data"), .method = HTTP_POST, .path = "/api/w/{workspace}/data/plan-preview",
     .id = "previewPlan", .body = &shape_plan_preview_body, .response = &shape_plan_preview,
     .title_en = "What a tracking plan would have found", .title_zh = "预览埋点方案的判断结果",
     .help_en = "Judges the rows that are stored of the last days, beside the other active plans. "
                "Messages that were refused then are not stored, and not among them.  Errors of "
                "the document have their field as place: events/order_completed/properties/amount.",
     .help_zh = "与其他生效方案一起判断最近几天已入库的数据；当时被拒收的消息未入库，不在其中。文档"
                "错误的位置为字段路径，例如 events/order_completed/properties/amount。",
     .run = api_preview_plan},
    {0}};
