/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which format a column of times has.  Every candidate is tried on the sample and the one that
 * reads most wins, the earlier one on a tie.  01/02/2026 can be read in two ways; if the sample has
 * no day above 12 to tell, files are usually sorted by time, so the order with fewer steps
 * backwards is taken, and the caller is told to ask.
 */
#include "event/times_int.h"

static const char *const candidates[] = {"iso",
                                         "%Y%m%d",
                                         "%Y%m%d%H%M%S",
                                         "%Y%m%d %T",
                                         "dmy",
                                         "mdy",
                                         "%d %b %Y",
                                         "%d %b %Y %T",
                                         "%d-%b-%Y",
                                         "%d-%b-%y",
                                         "%b %d, %Y",
                                         "%b %d, %Y %T",
                                         "%b %d, %Y %H:%M",
                                         "%b %d, %Y %I:%M %p",
                                         "%a, %d %b %Y %T %z",
                                         "%a %b %d %T %Y",
                                         "unix",
                                         "unix_ms",
                                         "excel"};
#define CANDIDATES_N (sizeof candidates / sizeof candidates[0])

/* Numbers are times only where they are likely ones: 2001 … 2100 or so. */
static bool plausible(enum time_kind kind, struct str v) {
  size_t whole = 0;
  while (whole < v.n && v.p[whole] >= '0' && v.p[whole] <= '9')
    whole++;
  bool all_digits = whole == v.n;
  if (kind == TIME_UNIX) return whole == 10 && v.p[0] <= '4';
  if (kind == TIME_UNIX_MS) return whole == 13 && v.p[0] <= '4';
  if (kind == TIME_EXCEL)
    return whole == 5 && v.p[0] >= '2' && v.p[0] <= '6' && (all_digits || v.p[whole] == '.');
  return kind != TIME_PATTERN || !all_digits ||
         (v.n >= 8 && ((v.p[0] == '1' && v.p[1] == '9') || (v.p[0] == '2' && v.p[1] == '0')));
}

struct tried {
  size_t read, backwards;
};

static struct tried try_format(const char *name, const struct str *values, size_t n,
                               const struct tz *tz) {
  static _Thread_local struct time_reader r;
  struct tried t = {0};
  int64_t before = TIME_MIN, ms;
  if (!time_reader_init(&r, str_from(name), tz)) return t;
  for (size_t i = 0; i < n; i++) {
    struct str v = str_trim(values[i]);
    if (v.n == 0 || !plausible(r.kind, v) || !time_read(&r, v, &ms)) continue;
    t.read++;
    t.backwards += ms < before;
    before = ms;
  }
  return t;
}

bool time_recognise(const struct str *values, size_t n, const struct tz *tz, struct str *ret_format,
                    bool *ret_either) {
  size_t filled = 0, best = 0;
  struct tried most = {0};
  for (size_t i = 0; i < n; i++)
    filled += str_trim(values[i]).n > 0;
  for (size_t i = 0; i < CANDIDATES_N && most.read < filled; i++) {
    struct tried t = try_format(candidates[i], values, n, tz);
    if (t.read > most.read) {
      most = t;
      best = i;
    }
  }
  if (filled == 0 || most.read * 5 < filled * 4) return false;
  *ret_either = false;
  if (strcmp(candidates[best], "dmy") == 0) {
    struct tried other = try_format("mdy", values, n, tz);
    if (other.read > most.read) {
      best++;
    } else if (other.read == most.read) {
      *ret_either = true;
      best += other.backwards < most.backwards;
    }
  }
  *ret_format = str_from(candidates[best]);
  return true;
}
