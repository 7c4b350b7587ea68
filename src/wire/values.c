/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values as clients write them: null for absent, ids as numbers, moments in a dozen forms. */
#include <string.h>

#include "wire/wire_int.h"

const struct json *wire_get(const struct json *o, struct str key) {
  if (!o || o->type != JSON_OBJECT) return NULL;
  for (uint32_t i = 0; i < o->n; i++)
    if (o->keys[i].n == key.n && memcmp(o->keys[i].p, key.p, key.n) == 0)
      return o->items[i].type == JSON_NULL ? NULL : &o->items[i];
  return NULL;
}

struct str wire_text(const struct json *v) {
  if (!v || (v->type != JSON_STRING && v->type != JSON_NUMBER)) return (struct str){0};
  return str_trim(v->text);
}

struct str wire_member(const struct json *o, struct str key) {
  return wire_text(wire_get(o, key));
}

const struct json *wire_object(const struct json *v) {
  return v && v->type == JSON_OBJECT ? v : NULL;
}

/* ---- moments ---- */

#define SECONDS_BELOW INT64_C(100000000000)
#define MS_BELOW      INT64_C(100000000000000)
#define US_BELOW      INT64_C(100000000000000000)

static int64_t in_range(int64_t ms) {
  return ms < TIME_MIN || ms > TIME_MAX ? WIRE_NO_TIME : ms;
}

static int64_t since_1970(struct str s) {
  struct dec v, ms;
  if (!dec_parse(s, &v)) return WIRE_NO_TIME;
  i128 size = (v.m < 0 ? -v.m : v.m) / dec_pow10(v.scale);
  int unit = size < SECONDS_BELOW ? 3 : size < MS_BELOW ? 0 : size < US_BELOW ? -3 : -6;
  /* Cut, not rounded, as digits beyond ms are everywhere. */
  if (unit > 0)
    v.m *= 1000;
  else
    v.m /= dec_pow10((unsigned)-unit);
  ms = (struct dec){v.m / dec_pow10(v.scale), 0};
  return ms.m < INT64_MIN / 2 || ms.m > INT64_MAX / 2 ? WIRE_NO_TIME : in_range((int64_t)ms.m);
}

int64_t wire_time(const struct json *v, const struct tz *zone) {
  struct str s = wire_text(v);
  struct err ignored;
  int64_t ms;
  if (!s.n) return WIRE_NO_TIME;
  if (v->type == JSON_STRING && s.n >= 10 && s.p[4] == '-')
    return time_parse_iso(s, zone ? zone : tz_utc(), &ms, NULL, &ignored) ? in_range(ms)
                                                                          : WIRE_NO_TIME;
  return since_1970(s);
}

bool wire_bad_field(struct err *why, struct str name, enum wire_want want) {
  static const struct {
    const char *en, *zh;
  } words[] = {
#define W(name, en, zh) {en, zh},
#include "wire/wants.def"
#undef W
  };
  return err_fail(why, ERR_wire_bad_field, "%.*s" ERR_SEP "%s" ERR_SEP "%s", STRF(name),
                  words[want].en, words[want].zh);
}
