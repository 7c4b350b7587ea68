/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes that reports, the overview and classifications share. */
#ifndef SHOAL_API_REPORT_SHAPES_H
#define SHOAL_API_REPORT_SHAPES_H

#include "api/route.h"

extern const struct shape shape_cell_type, shape_day_list, shape_rate, shape_decimals,
    shape_uses, shape_versions, shape_diff_lines;

extern const struct route overview_routes[], report_routes[], classification_routes[];

#endif
