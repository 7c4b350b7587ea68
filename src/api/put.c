/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small writers of a field of an answer. */
#include "api/put.h"

#include "base/tz.h"

void put_bound(struct jw *w, const char *name, int64_t ms) {
  jw_key(w, name);
  if (ms <= TIME_MIN || ms >= TIME_MAX)
    jw_null(w);
  else
    put_time(w, ms);
}

void put_moment(struct jw *w, const char *name, int64_t ms) {
  put_bound(w, name, ms ? ms : TIME_MIN);
}

void put_named(struct jw *w, const char *name, const struct bilingual *t) {
  jw_key(w, name), put_title(w, t->en, t->zh);
}

void put_units(struct jw *w, const char *name, int64_t v) {
  jw_key(w, name), put_decimal(w, dec_normal((struct dec){v, 4}));
}

void put_left(struct jw *w, const char *name, int64_t n) {
  jw_key(w, name);
  if (n < 0)
    jw_null(w);
  else
    jw_int(w, n);
}

void begin_items(struct jw *w) {
  jw_begin_object(w);
  jw_key(w, "items"), jw_begin_array(w);
}

void end_items(struct jw *w) {
  jw_end_array(w);
  jw_end_object(w);
}
