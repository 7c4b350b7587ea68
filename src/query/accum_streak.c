/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs of days.  The state is four numbers of 32 bits: the latest day, the run that ends there, the
 * longest run, and, while the run is one day long, the run that ended two days before it: a zone
 * that set its clock back over midnight gives the day between them afterwards, which joins both.
 * A run of zero is a state without days. */
#include "query/rows_int.h"

struct streak {
  int32_t day;
  uint32_t run, best, behind;
};

static struct streak unpack(i128 v) {
  u128 x = (u128)v;
  return (struct streak){(int32_t)(uint32_t)x, (uint32_t)(x >> 32), (uint32_t)(x >> 64),
                         (uint32_t)(x >> 96)};
}

static i128 pack(struct streak s) {
  return (i128)((u128)(uint32_t)s.day | (u128)s.run << 32 | (u128)s.best << 64 |
                (u128)s.behind << 96);
}

static void take(struct streak *s, int32_t day) {
  if (s->run == 0 || day > s->day + 1) {
    s->behind = s->run && day == s->day + 2 ? s->run : 0;
    s->run = 1;
    s->day = day;
  } else if (day == s->day + 1) {
    s->run++;
    s->day = day;
  } else if (day == s->day - 1 && s->run == 1) {
    s->run = s->behind + 2;
  }
  if (s->run > s->best) s->best = s->run;
}

/* Days that rise: each is the next, or begins a run. */
static struct streak take_rising(const struct rows *src, size_t r0, size_t r1) {
  const int64_t *day = src->v;
  int32_t last = 0;
  uint32_t run = 0, best = 0;
  EACH_ROW(src, r0, r1, {
    int32_t on = (int32_t)day[i];
    run = (run & -(uint32_t)(on == last + 1)) + 1;
    best = run > best ? run : best;
    last = on;
  })
  return (struct streak){last, run, best, 0};
}

void accum_streak(const struct rows *src, const uint32_t *begin, uint32_t n, bool rising,
                  const struct acc_vec *to) {
  const int64_t *day = src->v;
  for (uint32_t p = 0; p < n && rising; p++)
    to->v[p] = pack(take_rising(src, begin[p], begin[p + 1]));
  if (rising) return;
  for (uint32_t p = 0; p < n; p++) {
    size_t r0 = begin[p], r1 = begin[p + 1];
    struct streak s = unpack(to->v[p]);
    for (size_t word = r0 / 64; word * 64 < r1; word++) {
      uint64_t m = src->pass[word];
      if (word == r0 / 64) m &= UINT64_MAX << (r0 % 64);
      if (r1 < word * 64 + 64) m &= (UINT64_C(1) << (r1 % 64)) - 1;
      for (; m; m &= m - 1) {
        int32_t on = (int32_t)day[word * 64 + (unsigned)__builtin_ctzll(m)];
        if (on != s.day || s.run == 0) take(&s, on);
      }
    }
    to->v[p] = pack(s);
  }
}

uint32_t streak_best(i128 state) {
  return unpack(state).best;
}

uint32_t streak_now(i128 state, int64_t today) {
  struct streak s = unpack(state);
  return s.run && s.day >= today - 1 ? s.run : 0;
}
