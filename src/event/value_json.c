/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A value as programs read it: the one form of it in answers, exports for programs, and SQL. */
#include "base/json.h"
#include "base/tz.h"
#include "event/batch.h"

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

void ev_put_properties(struct jw *w, const struct ev_batch *b, const struct ev_row *row) {
  jw_begin_object(w);
  for (uint32_t i = 0; i < row->prop_n; i++) {
    const struct ev_prop *p = &b->vals.p[row->prop_begin + i];
    struct value v = ev_value(b, p);
    jw_key_str(w, intern_at(&b->props, p->name));
    value_put_json(w, &v);
  }
  jw_end_object(w);
}
