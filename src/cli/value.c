/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A property value as people read it. */
#include "cli/cli.h"

void put_value_text(struct buf *b, const struct tz *tz, const struct value *v) {
  switch (v->type) {
  case V_BOOL:
    buf_puts(b, v->b ? "true" : "false");
    break;
  case V_NUM:
    dec_format(v->num, b);
    break;
  case V_STR:
    buf_put_str(b, v->str);
    break;
  case V_TIME:
    time_format_minute(tz, v->time, b);
    break;
  case V_NONE:
    break;
  }
}
