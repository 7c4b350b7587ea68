/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A property value as people read it and as programs do. */
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

void put_value_json(struct jw *w, const struct value *v) {
  struct buf b = BUF_INIT;
  switch (v->type) {
  case V_BOOL:
    jw_bool(w, v->b);
    break;
  case V_NUM:
    jw_dec(w, v->num);
    break;
  case V_STR:
    jw_str(w, v->str);
    break;
  case V_TIME:
    time_format_iso(v->time, &b);
    jw_str(w, buf_str(&b));
    break;
  case V_NONE:
    jw_null(w);
    break;
  }
  buf_release(&b);
}
