/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Borders of the histogram of times to convert.
 *
 * Times spread over orders of magnitude: of equal bins one would hold nearly everybody.  So the
 * borders are those that people say (1 min, 5 min, 1 h …): the finest ladder of them that fits. The
 * first and the last hundredth must not cost a bin for every step of the way to the extremes, so
 * what lies outside of the middle is one bin at each end.  Where everybody is within a few steps of
 * the ladder, equal bins of a width that people say tell more, if they do. */
#include "base/tz.h"
#include "query/funnel_int.h"

#define LEVELS    3 /* 0: every border … 2: those of the coarsest ladder */
#define NARROW    5 /* fewer bins of the ladder: equal ones are tried */
#define ROOM      2 /* bins besides the middle */
#define EDGES_MAX (FUNNEL_BINS_MAX + ROOM + 2)

static const struct {
  int64_t at;
  int level; /* the coarsest ladder it is in */
} ladder[] = {
    {0, 2},
    {1 * MS_SECOND, 2},
    {5 * MS_SECOND, 1},
    {15 * MS_SECOND, 1},
    {30 * MS_SECOND, 0},
    {1 * MS_MINUTE, 2},
    {2 * MS_MINUTE, 0},
    {5 * MS_MINUTE, 1},
    {10 * MS_MINUTE, 0},
    {15 * MS_MINUTE, 1},
    {30 * MS_MINUTE, 0},
    {1 * MS_HOUR, 2},
    {2 * MS_HOUR, 0},
    {3 * MS_HOUR, 1},
    {6 * MS_HOUR, 0},
    {12 * MS_HOUR, 1},
    {1 * MS_DAY, 2},
    {2 * MS_DAY, 0},
    {3 * MS_DAY, 1},
    {5 * MS_DAY, 0},
    {7 * MS_DAY, 2},
    {14 * MS_DAY, 0},
    {30 * MS_DAY, 2},
    {60 * MS_DAY, 0},
    {90 * MS_DAY, 1},
    {180 * MS_DAY, 0},
    {365 * MS_DAY, 2},
    {730 * MS_DAY, 0},
    {1095 * MS_DAY, 1},
    {1825 * MS_DAY, 0},
    {3650 * MS_DAY, 2},
    {36500 * MS_DAY, 2},
};

static const int64_t widths[] = {1,
                                 2,
                                 5,
                                 10,
                                 20,
                                 50,
                                 100,
                                 200,
                                 500,
                                 1 * MS_SECOND,
                                 2 * MS_SECOND,
                                 5 * MS_SECOND,
                                 10 * MS_SECOND,
                                 15 * MS_SECOND,
                                 30 * MS_SECOND,
                                 1 * MS_MINUTE,
                                 2 * MS_MINUTE,
                                 5 * MS_MINUTE,
                                 10 * MS_MINUTE,
                                 15 * MS_MINUTE,
                                 30 * MS_MINUTE,
                                 1 * MS_HOUR,
                                 2 * MS_HOUR,
                                 3 * MS_HOUR,
                                 6 * MS_HOUR,
                                 12 * MS_HOUR,
                                 1 * MS_DAY,
                                 7 * MS_DAY,
                                 30 * MS_DAY,
                                 365 * MS_DAY};

struct sorted {
  const uint64_t *ms;
  uint64_t n;
};
struct edges { /* bin i is [at[i], at[i + 1]) */
  int64_t at[EDGES_MAX];
  uint32_t n;
};

static int64_t nth(const struct sorted *d, uint64_t i) {
  return (int64_t)d->ms[i];
}
static int64_t least(const struct sorted *d) {
  return nth(d, 0);
}
static int64_t most(const struct sorted *d) {
  return nth(d, d->n - 1);
}
/* All but a hundredth at either end; of a hundred and fewer everybody. */
static int64_t low(const struct sorted *d) {
  return nth(d, (d->n - 1) / 100);
}
static int64_t high(const struct sorted *d) {
  return nth(d, ((d->n - 1) * 99 + 99) / 100);
}

/* The first border above. */
static int64_t past(int64_t ms) {
  for (size_t i = 0; i < sizeof ladder / sizeof ladder[0]; i++)
    if (ladder[i].at > ms) return ladder[i].at;
  return ms + 1; /* longer than any window */
}

/* The borders of a ladder, every `stride`-th, from the last one at or below lo to the first above
 * hi.  False when that is more than `max` bins. */
static bool climb(int64_t lo, int64_t hi, int level, uint32_t stride, uint32_t max,
                  struct edges *ret) {
  uint32_t step = 0;
  ret->n = 0;
  for (size_t i = 0; i < sizeof ladder / sizeof ladder[0]; i++) {
    int64_t at = ladder[i].at;
    if (ladder[i].level < level || step++ % stride) continue;
    if (at <= lo)
      ret->n = 0;
    else if (ret->n > max)
      return false;
    ret->at[ret->n++] = at;
    if (at > hi) return true;
  }
  ret->at[ret->n++] = past(hi);
  return ret->n <= max + 1;
}

/* Whoever lies outside is one bin at that end: from nought, and to the next border of the ladder
 * that the longest is below. */
static void put_ends(const struct sorted *d, struct edges *e) {
  if (least(d) < e->at[0]) {
    memmove(&e->at[1], &e->at[0], e->n++ * sizeof e->at[0]);
    e->at[0] = 0;
  }
  if (most(d) >= e->at[e->n - 1]) e->at[e->n++] = past(most(d));
}

static void steps_of_ladder(const struct sorted *d, uint32_t max, struct edges *ret) {
  for (int level = 0; level < LEVELS; level++) {
    if (!climb(low(d), high(d), level, 1, max, ret)) continue;
    put_ends(d, ret);
    if (ret->n <= max + 1) return;
  }
  uint32_t stride = 1;
  while (!climb(least(d), most(d), LEVELS - 1, stride, max, ret))
    stride++;
}

static bool equal_steps(const struct sorted *d, uint32_t max, struct edges *ret) {
  for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
    int64_t width = widths[i], from = low(d) / width * width, n = (high(d) - from) / width + 1;
    if (n > max) continue;
    ret->n = 0;
    for (int64_t k = 0; k <= n; k++)
      ret->at[ret->n++] = from + k * width;
    put_ends(d, ret);
    if (ret->n <= max + 1) return true;
  }
  return false;
}

/* How many are below `at`. */
static uint64_t below(const struct sorted *d, int64_t at) {
  uint64_t lo = 0, hi = d->n;
  while (lo < hi) {
    uint64_t mid = lo + (hi - lo) / 2;
    if (nth(d, mid) < at)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}

static uint64_t in_bin(const struct sorted *d, const struct edges *e, uint32_t i) {
  return below(d, e->at[i + 1]) - below(d, e->at[i]);
}

static uint64_t fullest(const struct sorted *d, const struct edges *e) {
  uint64_t ret = 0;
  for (uint32_t i = 0; i + 1 < e->n; i++)
    if (in_bin(d, e, i) > ret) ret = in_bin(d, e, i);
  return ret;
}

/* Few people are not spread over many bins: 2 √n, rounded up, but 5 at least. */
static uint32_t at_most(uint64_t n, uint32_t asked) {
  uint64_t k = NARROW;
  while (k < asked && k * k < 4 * n)
    k++;
  return k < asked ? (uint32_t)k : asked;
}

static void durations(const struct sorted *d, uint32_t asked, struct edges *ret) {
  uint32_t max = at_most(d->n, asked);
  struct edges equal, middle;
  steps_of_ladder(d, max, ret);
  bool narrow = climb(low(d), high(d), 0, 1, NARROW - 1, &middle);
  if (narrow && least(d) < most(d) && equal_steps(d, max, &equal) &&
      fullest(d, &equal) < fullest(d, ret))
    *ret = equal;
}

/* Of whole milliseconds, so there may be fewer than asked. */
static void linear(const struct sorted *d, uint32_t asked, struct edges *ret) {
  int64_t span = most(d) - least(d), width = span / asked + 1;
  ret->n = 0;
  for (int64_t i = 0; i <= span / width + 1; i++)
    ret->at[ret->n++] = least(d) + i * width;
}

void funnel_bins(const uint64_t *ms, uint64_t n, enum funnel_scale scale, uint32_t asked,
                 struct arena *out, struct funnel_bin **ret, uint32_t *ret_n) {
  struct sorted d = {ms, n};
  struct edges e;
  *ret = NULL;
  *ret_n = 0;
  if (n == 0 || asked == 0) return;
  if (scale == FUNNEL_LINEAR)
    linear(&d, asked, &e);
  else
    durations(&d, asked, &e);
  *ret = arena_array(out, struct funnel_bin, e.n - 1);
  *ret_n = e.n - 1;
  for (uint32_t i = 0; i + 1 < e.n; i++)
    (*ret)[i] = (struct funnel_bin){e.at[i], e.at[i + 1], in_bin(&d, &e, i)};
}
