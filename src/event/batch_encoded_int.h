/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The form in which the log keeps batches: batch_encode.c writes it, batch_decode.c reads it.
 *
 * Encoded form, versions 2 to 4 (integers are LEB128 varints unless said otherwise; z = zigzag):
 *
 *   "EV" u8 version=2 (3 when a row has EV_SEEN, 4 when one has a who), u8 required features=0
 *   received: ms UTC, 0 = not said (version 1 lacks this field, and is otherwise the same)
 *   four tables (ids, names, props, strings): count, then each length + bytes; all distinct
 *   version 4: whos: count, then each: u8 link, u8 flags, index of the previous id + 1 or 0, count
 *     of ids, their indexes; all distinct
 *   rows n; then one column after the other:
 *     time      z, difference to the row before (the first to 0)
 *     id, name  indexes     flags    version 4: who, 0 = none    props of the row
 *     key       u64 hi, u64 lo, fixed: random bits, which no shorter form holds
 *   values n = sum of props; each: name index, u8 type, payload
 *     V_BOOL u8 0|1    V_STR index    V_TIME z
 *     V_NUM  u8 scale, z m; when |m| needs more than 64 bits: u8 scale|0x80, u64 low, u64 high
 *   version 4: u8 decided 0|1; 1: for each row with a who: subject + 1 if it is another than that
 * of the row with this who before it, else 0; the first of a who is never 0
 *
 * Columns rather than rows because the log compresses sealed files, and because a decoder that
 * reads one column in one loop is both shorter and faster.  There are no counts that could disagree
 * with the bytes unnoticed: each is capped by what is left (cur_count), the values must add up,
 * nothing may follow. */
#ifndef SHOAL_EVENT_BATCH_ENCODED_INT_H
#define SHOAL_EVENT_BATCH_ENCODED_INT_H

#include "event/batch_int.h"

#define NUM_WIDE      0x80
#define BATCH_VERSION 4          /* 1 had no time of receipt; 3 and 4 only when a row needs them */
#define SUBJECTS_MAX  UINT32_MAX /* subject + 1 */
#define FLAGS_2       (EV_SINCE_EVER | EV_ITEM)
#define FLAGS_3       (FLAGS_2 | EV_SEEN)

#endif
