/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the two files of batches share. */
#ifndef SHOAL_EVENT_BATCH_INT_H
#define SHOAL_EVENT_BATCH_INT_H

#include "event/batch.h"

#define EV_ID_SEPARATOR '\x1f' /* between type and value of an identity */

/* Where the last row has `prop` already, or NULL; the next value pushed is then remembered as its.
 */
struct ev_prop *ev_batch_row_value(struct ev_batch *b, const struct ev_row *row, uint32_t prop);

#endif
