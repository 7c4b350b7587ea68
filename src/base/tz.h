/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Civil time and zones: own TZif reader, no global state, thread-safe after loading.
 * Instants are int64_t milliseconds UTC.  Days are int32_t counts of civil days since 1970-01-01 in
 * the zone.  An ambiguous local time is the first of the two; a missing one is shifted forward by
 * the gap (DESIGN "Decided once").  Proleptic Gregorian calendar, years 1 … 9999. */
#ifndef SHOAL_BASE_TZ_H
#define SHOAL_BASE_TZ_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#define MS_SECOND INT64_C(1000)
#define MS_MINUTE (60 * MS_SECOND)
#define MS_HOUR   (60 * MS_MINUTE)
#define MS_DAY    (24 * MS_HOUR)
#define TIME_MIN  INT64_C(-62135596800000) /* 0001-01-01 UTC; also "since ever" */
#define TIME_MAX  INT64_C(253402300799999) /* 9999-12-31T23:59:59.999 UTC */

struct tz;

struct civil {
  int32_t year;
  uint8_t month, day, hour, minute, second; /* month and day from 1 */
  uint16_t ms;
};

/* By IANA name ("Asia/Shanghai", "UTC") from SHOAL_ZONEINFO or /usr/share/zoneinfo, or a fixed
 * offset "+08:00". Names with "..", leading "/" or odd characters are ERR_unknown_zone.  Zones are
 * kept for the process's life; free is not needed. */
bool tz_load(struct str name, const struct tz **ret, struct err *err);
const struct tz *tz_utc(void);
/* Names to offer: UTC, then the zones of zone.tab in order (UTC alone where there is none). */
struct arena;
bool tz_list(struct arena *out, struct str **ret, uint32_t *ret_n, struct err *err);
struct str tz_name(const struct tz *z);
int32_t tz_offset_s(const struct tz *z, int64_t ms); /* seconds east of UTC at that instant */
/* The same for every instant of from … to (from ≤ to); false if it changes, or may change. */
bool tz_one_offset(const struct tz *z, int64_t from, int64_t to, int32_t *ret_s);

struct civil civil_of(const struct tz *z, int64_t ms);
int64_t civil_ms(const struct tz *z, struct civil c); /* fields must be valid */
bool civil_valid(struct civil c);

int32_t day_of(const struct tz *z, int64_t ms);
int64_t day_start(const struct tz *z, int32_t day); /* first instant of that civil day */
int32_t day_from_ymd(int32_t y, unsigned m, unsigned d);
void day_to_ymd(int32_t day, int32_t *y, unsigned *m, unsigned *d);
unsigned day_weekday(int32_t day);   /* 0 = Monday … 6 = Sunday */
int32_t day_week_start(int32_t day); /* the Monday at or before */
int32_t day_month_start(int32_t day);
int32_t day_add_months(int32_t day, int32_t n); /* clamps to the month's last day */

/* Fills days[i] = day_of(z, ms[i]); fast for sorted or clustered input. */
void day_of_many(const struct tz *z, const int64_t *ms, size_t n, int32_t *days);

/* ISO forms: 2026-01-31, 2026-01-31T10:00[:00[.123456789]][Z|+08:00], blank instead of T; date
 * alone = its first instant in z; digits beyond milliseconds are cut.  *ret_is_date tells which
 * (may be NULL).  ERR_bad_date. */
bool time_parse_iso(struct str s, const struct tz *z, int64_t *ret_ms, bool *ret_is_date,
                    struct err *err);
/* The same as the end of something, exclusive: a date is that whole day in z, so the first instant
 * after it.  Every `until` of documents and requests is read by this. */
bool time_parse_until(struct str s, const struct tz *z, int64_t *ret_ms, struct err *err);

/* "2026-01-31", "2026-01-31 10:00:00" in the zone; "2026-01-31T02:00:00.000Z" in UTC. */
void time_format_date(const struct tz *z, int64_t ms, struct buf *out);
void time_format_minute(const struct tz *z, int64_t ms, struct buf *out);
void time_format_iso(int64_t ms, struct buf *out);
void day_format(int32_t day, struct buf *out);

#endif
