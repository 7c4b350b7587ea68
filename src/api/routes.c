/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list of route tables, in the order of the documentation.  A new one is two lines here, one of
 * each kind, so that two who add one do not meet.  README.md says more. */
#include "api/route.h"

// clang-format off
extern const struct route session_routes[];
extern const struct route retention_routes[];
extern const struct route workspace_routes[];
extern const struct route care_routes[];
extern const struct route live_routes[];
extern const struct route overview_routes[];
extern const struct route report_routes[];
extern const struct route effect_routes[];
extern const struct route classification_routes[];
extern const struct route question_routes[];
extern const struct route segment_routes[];
extern const struct route people_routes[];
extern const struct route coupon_routes[];
extern const struct route promotion_routes[];
extern const struct route point_routes[];
extern const struct route programme_routes[];
extern const struct route draw_routes[];
extern const struct route rank_routes[];
extern const struct route mall_routes[];
extern const struct route visit_routes[];
extern const struct route webhook_routes[];
extern const struct route data_routes[];
extern const struct route catalogue_routes[];
extern const struct route coupon_quote_routes[];
extern const struct route coupon_kind_routes[];
extern const struct route coupon_preview_routes[];
extern const struct route import_routes[];
extern const struct route job_routes[];
extern const struct route collect_key_routes[];
extern const struct route collect_dead_routes[];
extern const struct route collect_dead_again_routes[];
extern const struct route collect_live_routes[];
extern const struct route user_routes[];
extern const struct route audit_routes[];
extern const struct route earn_routes[];
extern const struct route task_routes[];
extern const struct route task_count_routes[];
extern const struct route task_row_routes[];
extern const struct route resource_routes[];
extern const struct route document_routes[];
extern const struct route place_routes[];
extern const struct route openapi_routes[];
extern const struct route health_routes[];
extern const struct route metrics_routes[];

const struct route *const route_tables[] = {
    session_routes,
    workspace_routes,
    retention_routes,
    care_routes,
    live_routes,
    overview_routes,
    report_routes,
    effect_routes,
    classification_routes,
    question_routes,
    segment_routes,
    people_routes,
    coupon_routes,
    promotion_routes,
    point_routes,
    programme_routes,
    draw_routes,
    rank_routes,
    mall_routes,
    visit_routes,
    webhook_routes,
    data_routes,
    catalogue_routes,
    coupon_quote_routes,
    coupon_kind_routes,
    coupon_preview_routes,
    import_routes,
    job_routes,
    collect_key_routes,
    collect_dead_routes,
    collect_dead_again_routes,
    collect_live_routes,
    user_routes,
    audit_routes,
    earn_routes,
    task_routes, task_count_routes,
    task_row_routes,
    resource_routes, document_routes,
    place_routes,
    openapi_routes,
    health_routes,
    metrics_routes,
    NULL,
};
