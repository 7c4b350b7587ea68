/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions, segments, people and data over HTTP: shapes and handlers behind routes_questions.c,
 * routes_segments.c, routes_people.c and routes_data.c. */
#ifndef SHOAL_API_QUESTIONS_H
#define SHOAL_API_QUESTIONS_H

#include "api/route.h"

#define COLUMNS_MAX       20  /* of a page of people */
#define SAMPLE_MAX        500 /* people of a sample */
#define SEGMENT_TREND_MAX 180 /* days */

/* shapes_questions.c */
extern const struct shape shape_count_body, shape_count_answer, shape_people_body,
    shape_people_page, shape_sample_body, shape_profile_body, shape_profile_answer,
    shape_explain_body, shape_explain_answer, shape_vocabulary;
/* shapes_builder.c */
extern const struct shape shape_parse_body, shape_parse_answer, shape_checked, shape_format_body,
    shape_format_answer;
extern const struct shape shape_given, shape_parameter /* shapes_segments.c */;
#define PARAMETERS                                                                                 \
  MAY("parameters", shape_given,                                                                   \
      "Values of $names in the expression (dates as text), or {type, default}.",                   \
      "表达式中 $名称 的取值（日期写作文本），或 {type, default}。")
/* Of a question's …/people: which number, and which page. */
#define QUESTION_PEOPLE_FIELDS(question_, cell_)                                                   \
  MUST("question", question_, NULL, NULL), MUST("cell", cell_, NULL, NULL),                        \
      MAY("as_of", shape_time, NULL, NULL),                                                        \
      MAY("columns", shape_texts, "As of listPeople.", "同 listPeople。"),                         \
      MAY("limit", shape_page_limit, NULL, NULL),                                                  \
      MAY("export", shape_bool, "The pages become a file: an entry in the audit trail.",           \
          "这些页将存为文件：记入操作日志。"),                                                     \
      MAY("cursor", shape_text, "From `next` of the page before.", "上一页的 next。")
/* shapes_behaviour.c */
extern const struct shape shape_question_events, shape_question_span, shape_question_name,
    shape_question_range, shape_page_limit;
/* shapes_funnel.c */
extern const struct shape shape_funnel_body, shape_funnel_answer, shape_funnel_people_body;
/* shapes_sets.c */
extern const struct shape shape_overlap_body, shape_overlap_answer, shape_overlap_people_body,
    shape_difference_body, shape_difference_answer, shape_difference_people_body;
/* question_saved.c */
extern const struct shape shape_ask_saved_body, shape_saved_answer;
/* shapes_trend.c */
extern const struct shape shape_trend_body, shape_trend_answer, shape_trend_people_body,
    shape_distribution_body, shape_distribution_answer, shape_distribution_people_body;
/* shapes_attribution.c */
extern const struct shape shape_attribution_body, shape_attribution_answer,
    shape_attribution_people_body;
/* shapes_paths.c */
extern const struct shape shape_paths_body, shape_paths_answer, shape_paths_people_body;
/* shapes_retention.c */
extern const struct shape shape_retention_body, shape_retention_answer, shape_retention_people_body;
/* shapes_segments.c */
extern const struct shape shape_segment_list, shape_segment_detail, shape_segment_body,
    shape_segment_versions, shape_segment_diff, shape_segment_trend, shape_segment_changes,
    shape_segment_history, shape_segment_look, shape_member_cause;
/* shapes_people.c */
extern const struct shape shape_person_matches, shape_erase_reach, shape_person_erased,
    shape_person, shape_people_merge, shape_people_unmerge, shape_person_moved, shape_person_events,
    shape_person_orders, shape_attribute_history;
/* shapes_data.c */
extern const struct shape shape_event_list, shape_event_detail, shape_attribute_list,
    shape_freshness;

bool api_count_people(struct call *c, struct err *err);     /* question_count.c */
bool api_list_people(struct call *c, struct err *err);      /* question_people.c */
bool api_sample_people(struct call *c, struct err *err);    /* question_people.c */
bool api_profile_people(struct call *c, struct err *err);   /* question_profile.c */
bool api_explain_person(struct call *c, struct err *err);   /* question_explain.c */
bool api_check_expression(struct call *c, struct err *err); /* question_check.c */
bool api_parse_expression(struct call *c, struct err *err); /* question_parse.c */
bool api_format_builder(struct call *c, struct err *err);   /* question_parse.c */
bool api_vocabulary(struct call *c, struct err *err);       /* vocabulary.c */

struct question_kind;
typedef void question_head_fn(struct call *c, void *ctx);
/* Asks c->body as a question of that kind.  With `head`, which writes fields of its own into the
 * object before, the answer is its field "answer".  (question_behaviour.c) */
bool ask_question(struct call *c, const struct question_kind *kind, question_head_fn *head,
                  void *ctx, struct err *err);
bool api_ask_saved(struct call *c, struct err *err); /* question_saved.c */

bool api_ask_behaviour(struct call *c, struct err *err);    /* question_behaviour.c */
bool api_behaviour_people(struct call *c, struct err *err); /* question_behaviour.c */

bool api_list_segments(struct call *c, struct err *err);    /* segment_list.c */
bool api_segment_trend(struct call *c, struct err *err);    /* segment_list.c */
bool api_get_segment(struct call *c, struct err *err);      /* segment.c */
bool api_put_segment(struct call *c, struct err *err);      /* segment.c */
bool api_archive_segment(struct call *c, struct err *err);  /* segment.c */
bool api_restore_segment(struct call *c, struct err *err);  /* segment.c */
bool api_segment_versions(struct call *c, struct err *err); /* segment_versions.c */
bool api_diff_segment(struct call *c, struct err *err);     /* segment_versions.c */
bool api_segment_changes(struct call *c, struct err *err);  /* segment_members.c */
bool api_segment_history(struct call *c, struct err *err);  /* segment_members.c */
bool api_look_at_segment(struct call *c, struct err *err);  /* segment_members.c */

bool api_search_people(struct call *c, struct err *err); /* person_search.c */
bool api_get_person(struct call *c, struct err *err);    /* person.c */
bool api_erase_reach(struct call *c, struct err *err);   /* person_erase.c */
bool api_erase_person(struct call *c, struct err *err);  /* person_erase.c */
bool api_merge_people(struct call *c, struct err *err);  /* person_merge.c */
bool api_unmerge_people(struct call *c, struct err *err);
bool api_person_events(struct call *c, struct err *err);     /* person_events.c */
bool api_person_orders(struct call *c, struct err *err);     /* person_events.c */
bool api_attribute_history(struct call *c, struct err *err); /* person_events.c */

bool api_draft_plan(struct call *c, struct err *err);      /* data_draft.c */
bool api_preview_plan(struct call *c, struct err *err);    /* data_draft.c */
bool api_list_events(struct call *c, struct err *err);     /* data.c */
bool api_freshness(struct call *c, struct err *err);       /* data.c */
bool api_get_event(struct call *c, struct err *err);       /* data_event.c */
bool api_list_attributes(struct call *c, struct err *err); /* data_attributes.c */

#endif
