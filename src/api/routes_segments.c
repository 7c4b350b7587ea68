/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routes of segments. */
#include "api/questions.h"
#include "members/members.h"

static const struct shape status = CHOICE(NULL, "active|archived");
static const struct shape trend_days = {.kind = SHAPE_INT, .min = 1, .max = SEGMENT_TREND_MAX};
static const struct shape version = {.kind = SHAPE_INT, .min = 1, .max = UINT32_MAX};
static const struct route_param list_params[] = {
    {"status", &status, "Default active.", "默认 active。"},
    {"sizes", &shape_bool, "Also count their people, now and on the 14 days before.",
     "同时统计当前及前 14 天的人数。"},
    {"as_of", &shape_time, "A date (its last millisecond) or a time; default now.",
     "日期（取当日最后一毫秒）或时间，默认现在。"},
    {0}};
static const struct route_param diff_params[] = {{"a", &version, "The older version.", "旧版本。"},
                                                 {"b", &version, "The newer version.", "新版本。"},
                                                 {0}};
static const struct route_param trend_params[] = {{"days", &trend_days, "Default 30.", "默认 30。"},
                                                  {0}};

static const struct shape history_days = {.kind = SHAPE_INT, .min = 1, .max = MEMBER_DAYS_MAX};
static const struct route_param changes_params[] = {
    {"cause", &shape_member_cause, "Only those.", "仅此原因。"},
    {"person", &shape_text, "Only of this person: an identity, or ~ and a number.",
     "仅此人：任一身份标识，或 ~ 加编号。"},
    PARAM_LIMIT,
    PARAM_CURSOR,
    {0}};
static const struct route_param history_params[] = {
    {"days", &history_days, "Default 30.", "默认 30。"}, {0}};

#define READS(tag_) .rule = RULE_WORKSPACE, .role = ROLE_VIEWER, .scope = SCOPE_READ, .tag = (tag_)
#define WRITES(tag_)                                                                               \
  .rule = RULE_WORKSPACE, .role = ROLE_OPERATOR, .scope = SCOPE_WRITE, .tag = (tag_)

const struct route segment_routes[] = {
    {READS("segments"), .method = HTTP_GET, .path = "/api/w/{workspace}/segments",
     .id = "listSegments", .params = list_params, .response = &shape_segment_list,
     .title_en = "List segments", .title_zh = "分群列表",
     .help_en = "Sizes are of the first 200 segments by slug; those of the others are null.",
     .help_zh = "人数统计覆盖按标识排序的前 200 个分群，其余为 null。", .run = api_list_segments},
    {READS("segments"), .method = HTTP_GET, .path = "/api/w/{workspace}/segments/{slug}",
     .id = "getSegment", .response = &shape_segment_detail, .title_en = "One segment",
     .title_zh = "查看分群", .run = api_get_segment},
    {WRITES("segments"), .method = HTTP_PUT, .path = "/api/w/{workspace}/segments/{slug}",
     .id = "putSegment", .body = &shape_segment_body, .response = &shape_segment_detail,
     .title_en = "Create or change a segment", .title_zh = "新建或修改分群",
     .help_en = "If-Match with the ETag refuses to overwrite what somebody else changed; "
                "If-None-Match: * only creates.  201 when it is new.",
     .help_zh =
         "If-Match 携带 ETag 可避免覆盖他人的修改；If-None-Match: * 仅新建。新建时返回 201。",
     .run = api_put_segment},
    {WRITES("segments"), .method = HTTP_DELETE, .path = "/api/w/{workspace}/segments/{slug}",
     .id = "archiveSegment", .title_en = "Archive a segment", .title_zh = "归档分群",
     .help_en = "409 in_use while others refer to it.", .help_zh = "被引用时返回 409 in_use。",
     .run = api_archive_segment},
    {WRITES("segments"), .method = HTTP_POST, .path = "/api/w/{workspace}/segments/{slug}/restore",
     .id = "restoreSegment", .response = &shape_segment_detail,
     .title_en = "Restore an archived segment", .title_zh = "恢复已归档的分群",
     .run = api_restore_segment},
    {READS("segments"), .method = HTTP_GET, .path = "/api/w/{workspace}/segments/{slug}/versions",
     .id = "segmentVersions", .response = &shape_segment_versions,
     .title_en = "Versions of a segment", .title_zh = "分群的历史版本",
     .run = api_segment_versions},
    {READS("segments"), .method = HTTP_GET, .path = "/api/w/{workspace}/segments/{slug}/diff",
     .id = "diffSegment", .params = diff_params, .response = &shape_segment_diff,
     .title_en = "Two versions compared", .title_zh = "比较两个版本",
     .help_en = "Default: the newest against the one before.",
     .help_zh = "默认比较最新版本与前一版本。", .run = api_diff_segment},
    {READS("segments"), .method = HTTP_GET, .path = "/api/w/{workspace}/segments/{slug}/trend",
     .id = "segmentTrend", .params = trend_params, .response = &shape_segment_trend,
     .title_en = "Size day by day", .title_zh = "每日人数",
     .help_en = "Computed now, by today's definition; what was recorded: history.",
     .help_zh = "按当前定义即时计算；历史记录见 history。", .run = api_segment_trend},
    {READS("segments"), .method = HTTP_GET, .path = "/api/w/{workspace}/segments/{slug}/history",
     .id = "segmentHistory", .params = history_params, .response = &shape_segment_history,
     .title_en = "Who entered and left, day by day", .title_zh = "每日进入与离开",
     .help_en = "As it was recorded then, by the definitions of then; never computed again.  Kept "
                "400 days.",
     .help_zh = "按当时的定义记录，之后不再重算；保留 400 天。", .run = api_segment_history},
    {READS("segments"), .method = HTTP_GET,
     .path = "/api/w/{workspace}/segments/{slug}/changes", .id = "segmentChanges",
     .params = changes_params, .response = &shape_segment_changes,
     .title_en = "Who entered and left", .title_zh = "进入与离开记录",
     .help_en =
         "Causes: event (something the person did), time (a window passed), definition (the segment "
         "or what it refers to changed), identity (merged, taken apart, erased), late (events told "
         "more than an hour after their time), baseline (already in it at the first look).",
     .help_zh =
         "原因：event（个人行为）、time（时间推移）、definition（分群或其引用的定义变更）、identity"
         "（合并、拆分或删除）、late（迟到一小时以上的数据）、baseline（首次计算时已在其中）。",
     .run = api_segment_changes},
    {WRITES("segments"), .method = HTTP_POST, .path = "/api/w/{workspace}/segments/{slug}/look",
     .id = "lookAtSegment", .response = &shape_segment_look, .title_en = "Look at it now",
     .title_zh = "立即计算", .help_en = "For segments with update: manual or daily, at any time.",
     .help_zh = "适用于 update 为 manual 或 daily 的分群，可随时执行。",
     .run = api_look_at_segment},
    {0}};
