/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routes of the dictionary of events and attributes. */
#include "api/questions.h"

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
    {0}};
