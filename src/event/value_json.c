/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A value as programs read it: the one form of it in answers, exports for programs, and SQL. */
#include "base/json.h"
#include "base/tz.h"
#include "event/value.h"

void value_put_json(struct jw *w, const struct value *v) {
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
