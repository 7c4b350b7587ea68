/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Routes of questions about sets of people. */
#include "api/questions.h"

#define READS(tag_) .rule = RULE_WORKSPACE, .role = ROLE_VIEWER, .scope = SCOPE_READ, .tag = (tag_)

/* Both routes of a kind of question about behaviour (model/question.c). */
#define BEHAVIOUR(kind_, id_, en_, zh_, of_en_, of_zh_)                                            \
  {READS("questions"), .method = HTTP_POST, .path = "/api/w/{workspace}/questions/" #kind_,        \
   .id = "ask" #id_, .body = &shape_##kind_##_body, .response = &shape_##kind_##_answer,           \
   .title_en = en_, .title_zh = zh_,                                                               \
   .help_en = "What every field means stands in docs/QUESTIONS.md.",                               \
   .help_zh = "各字段的含义见 docs/QUESTIONS.zh-CN.md。", .run = api_ask_behaviour},               \
  {READS("questions"), .method = HTTP_POST,                                                        \
   .path = "/api/w/{workspace}/questions/" #kind_ "/people", .id = #kind_ "People",                \
   .body = &shape_##kind_##_people_body, .response = &shape_people_page,                           \
   .title_en = "The people behind a number of " of_en_,                                            \
   .title_zh = of_zh_ "中某个数字背后的人员", .help_en = "Pages as of listPeople.",                \
   .help_zh = "翻页方式同 listPeople。", .run = api_behaviour_people}

const struct route question_routes[] = {
    {READS("questions"), .method = HTTP_POST, .path = "/api/w/{workspace}/questions/count",
     .id = "countPeople", .body = &shape_count_body, .response = &shape_count_answer,
     .title_en = "Count people", .title_zh = "统计人数",
     .help_en = "An expression that cannot be understood is a 422 with its place.  With `clauses` "
                "every part of the condition is counted too, up to 64.",
     .help_zh =
         "无法解析的表达式返回 422 并指出位置。设置 clauses 时同时统计每个条件，最多 64 个。",
     .run = api_count_people},
    {READS("questions"), .method = HTTP_POST, .path = "/api/w/{workspace}/questions/people",
     .id = "listPeople", .body = &shape_people_body, .response = &shape_people_page,
     .title_en = "List people", .title_zh = "列出人员",
     .help_en =
         "The next page is asked with the same body and the cursor; as_of stays that of the first "
         "page.  People whom nothing changed meanwhile come exactly once, also while rows arrive.  "
         "Identities and names are masked for viewers and keys without the scope people.",
     .help_zh = "翻页时使用相同的请求体并带上 cursor，as_of "
                "沿用第一页。数据写入期间，未受影响的人恰好出现一次。对 viewer 及没有 people "
                "权限的密钥，身份标识与姓名以掩码显示。",
     .run = api_list_people},
    {READS("questions"), .method = HTTP_POST, .path = "/api/w/{workspace}/questions/sample",
     .id = "samplePeople", .body = &shape_sample_body, .response = &shape_people_page,
     .title_en = "Some people at random", .title_zh = "随机抽取人员", .run = api_sample_people},
    {READS("questions"), .method = HTTP_POST, .path = "/api/w/{workspace}/questions/profile",
     .id = "profilePeople", .body = &shape_profile_body, .response = &shape_profile_answer,
     .title_en = "A set of people against another", .title_zh = "人群画像对比",
     .run = api_profile_people},
    {READS("questions"), .method = HTTP_POST, .path = "/api/w/{workspace}/questions/explain",
     .id = "explainPerson", .body = &shape_explain_body, .response = &shape_explain_answer,
     .title_en = "Why somebody is or is not in a set", .title_zh = "解释某人为何在（不在）人群中",
     .run = api_explain_person},
    {READS("questions"), .method = HTTP_POST, .path = "/api/w/{workspace}/questions/parse",
     .id = "parseExpression", .body = &shape_parse_body, .response = &shape_parse_answer,
     .title_en = "Expression to form", .title_zh = "表达式转表单",
     .help_en = "Conditions that the form cannot show become rows of kind code.",
     .help_zh = "表单无法表示的条件成为 code 行。", .run = api_parse_expression},
    {READS("questions"), .method = HTTP_POST, .path = "/api/w/{workspace}/questions/check",
     .id = "checkExpression", .body = &shape_parse_body, .response = &shape_checked,
     .title_en = "All that is wrong with an expression", .title_zh = "表达式的全部错误",
     .help_en = "The first error of each clause, with places; and what asking it would cost.",
     .help_zh = "每个条件的首个错误及位置，以及查询开销的估计。", .run = api_check_expression},
    {READS("questions"), .method = HTTP_POST, .path = "/api/w/{workspace}/questions/format",
     .id = "formatBuilder", .body = &shape_format_body, .response = &shape_format_answer,
     .title_en = "Form to expression", .title_zh = "表单转表达式", .run = api_format_builder},
    {READS("questions"), .method = HTTP_GET, .path = "/api/w/{workspace}/questions/vocabulary",
     .id = "vocabulary", .response = &shape_vocabulary, .title_en = "What expressions can speak of",
     .title_zh = "表达式可用的词汇", .run = api_vocabulary},
    BEHAVIOUR(funnel, Funnel, "How far people get through a series of steps", "漏斗：人们走到哪一步", "a funnel", "漏斗"),
    BEHAVIOUR(retention, Retention, "Who of those who started in a period comes back, and when", "留存：某时段起始的人中谁会回来、何时回来", "a retention", "留存"),
    BEHAVIOUR(paths, Paths, "What people do after an event, before one, or between two", "路径：人们在某事件之后、之前或两者之间做了什么", "paths", "路径"),
    BEHAVIOUR(trend, Trend, "How much happens, period by period", "趋势：各时段发生多少", "a trend", "趋势"),
    BEHAVIOUR(distribution, Distribution, "How many people have how much", "分布：多少人各有多少", "a distribution", "分布"),
    BEHAVIOUR(attribution, Attribution, "Which touches share in conversions", "归因：哪些触点促成了转化", "an attribution", "归因"),
    BEHAVIOUR(overlap, Overlap, "How much sets of people overlap", "重叠：各人群有多少人相同", "an overlap", "重叠"),
    BEHAVIOUR(difference, Difference, "Who came into a set and who left it between two moments", "前后变化：两个时刻之间谁进入、谁离开", "a difference", "变化"),
    {READS("questions"), .method = HTTP_POST, .path = "/api/w/{workspace}/questions/saved/{slug}",
     .id = "askSaved", .body = &shape_ask_saved_body, .body_optional = true,
     .response = &shape_saved_answer, .title_en = "Ask a kept question",
     .title_zh = "提问已保存的问题",
     .help_en = "A resource of kind question; for another range, fewer people or another moment.",
     .help_zh = "kind 为 question 的资源；可另选时间范围、缩小人群或指定时刻。",
     .run = api_ask_saved},
    {0}};
