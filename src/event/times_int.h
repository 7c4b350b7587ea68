/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Times as files write them: a format is settled once per column, then run on every row.
 *
 * Format words of the mapping:
 *   iso (= ymd)  year, month, day in that order with any separator (2026-01-03, 2026/1/3,
 * 2026年1月3日), then perhaps a time (10:05, T10:05:00.123, 10时05分, 上午10:05, 10:05 PM), then
 * perhaps a zone (Z, +08:00, +0800) dmy, mdy     the same with the date's parts in that order; the
 * year may have two digits unix, unix_ms, excel     seconds or milliseconds since 1970 UTC; days
 * since 1899-12-30, local %Y%m%d …     a pattern as of strptime: %Y %y %m %d %e %H %I %M %S %f %p
 * %b %B %a %A %z %s %F %T %R %%; a blank matches any blanks; %z also accepts Z and UTC; the whole
 * value must match */
#ifndef SHOAL_EVENT_TIMES_INT_H
#define SHOAL_EVENT_TIMES_INT_H

#include "base/str.h"
#include "base/tz.h"

#define TIME_STEPS_MAX 64
#define TIME_MEMO_DAYS 1024

enum time_kind { TIME_YMD, TIME_DMY, TIME_MDY, TIME_UNIX, TIME_UNIX_MS, TIME_EXCEL, TIME_PATTERN };

struct time_step {
  char op;   /* conversion letter, or 0 for a literal byte, ' ' for blanks */
  char byte; /* of a literal */
};

struct time_reader {
  enum time_kind kind;
  const struct tz *tz;
  bool one_offset; /* the zone never changes its own, which is this: */
  int32_t offset_s;
  char name[TIME_STEPS_MAX]; /* the format's word or pattern */
  uint32_t n_steps;
  struct time_step steps[TIME_STEPS_MAX];
  /* First instant of recent civil days; regular: 24 hours without a change of offset.  Made ready
   * with the first day asked for: most readers are only tried on a few values. */
  bool memo_ready;
  struct {
    int32_t day;
    bool regular;
    int64_t start;
  } memo[TIME_MEMO_DAYS];
};

/* False: `format` is no word or pattern. */
bool time_reader_init(struct time_reader *r, struct str format, const struct tz *tz);
bool time_read(struct time_reader *r, struct str s, int64_t *ret_ms);

/* The format that reads most of the values (blank ones are ignored).  False if none reads four of
 * five, or there are none.  *ret_either: day and month could also be the other way round. */
bool time_recognise(const struct str *values, size_t n, const struct tz *tz, struct str *ret_format,
                    bool *ret_either);

#endif
