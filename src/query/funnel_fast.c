/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plain ordered funnel in one pass, without lists.
 *
 * Of two runs that have come equally far the later start can do all that the earlier can, and has
 * its window for longer.  So one run per step is enough: the latest start that has reached it. A
 * row of step s takes the run that stands at s − 1 on to s.  Rows of one moment are put together
 * and their steps taken in ascending order; a row of two steps would have to choose, and the
 * general way does that (funnel_run.c). */
#include "query/funnel_int.h"

struct standing { /* runs by how far they are */
  int64_t begun[FUNNEL_STEPS_MAX];
  uint32_t row[FUNNEL_STEPS_MAX][FUNNEL_STEPS_MAX];
  uint32_t valid; /* bits */
};

static void keep(struct funnel_run *best, const struct standing *st, uint32_t s, int64_t when) {
  best->done = (uint32_t)BIT(s + 1) - 1;
  best->furthest = s;
  best->begun = st->begun[s];
  best->reached = when;
  for (uint32_t k = 0; k <= s; k++)
    best->row[k] = st->row[s][k];
}

static inline bool step_on(struct standing *st, uint32_t s, uint32_t row, int64_t when,
                           int64_t within) {
  if (!(st->valid >> (s - 1) & 1)) return false;
  int64_t begun = st->begun[s - 1];
  if (when - begun > within) return false;
  if (st->valid >> s & 1 && st->begun[s] == begun) return false; /* that run has it already */
  st->begun[s] = begun;
  st->valid |= 1u << s;
  for (uint32_t k = 0; k < s; k++)
    st->row[s][k] = st->row[s - 1][k];
  st->row[s][s] = row;
  return true;
}

/* `rows` NULL: the rows are 0 … n − 1 (stamped apart, since that is the question most asked). */
static inline __attribute__((always_inline)) bool
best_of(const struct funnel *f, const int64_t *time, const uint64_t *mask, const uint32_t *rows,
        uint32_t n, uint64_t steps, struct funnel_run *ret, bool *ret_special) {
  struct standing st;
  uint32_t last = f->n_steps - 1;
  bool any = false;
  st.valid = 0;
  for (uint32_t i = 0; i < n;) {
    uint32_t at = rows ? rows[i] : i, end = i + 1;
    int64_t when = time[at];
    uint64_t bits = mask[at] & steps;
    bool one = (bits & (bits - 1)) == 0;
    for (; end < n && time[rows ? rows[end] : end] == when; end++) {
      uint64_t more = mask[rows ? rows[end] : end] & steps;
      one &= (more & (more - 1)) == 0;
      bits |= more;
    }
    if (!one) {
      *ret_special = true;
      return false;
    }
    for (; bits; bits &= bits - 1) {
      uint32_t s = (uint32_t)__builtin_ctzll(bits), k = i;
      while (!(mask[rows ? rows[k] : k] >> s & 1))
        k++;
      uint32_t row = rows ? rows[k] : k;
      if (s == 0) {
        if (when < f->from || when > f->to || (st.valid & 1 && st.begun[0] == when)) continue;
        st.begun[0] = when;
        st.row[0][0] = row;
        st.valid |= 1;
      } else if (!step_on(&st, s, row, when, f->within)) {
        continue;
      }
      if (!any || s > ret->furthest) keep(ret, &st, s, when);
      any = true;
    }
    if (any && ret->furthest == last) return true;
    i = end;
  }
  return any;
}

bool funnel_fast(const struct funnel *f, const int64_t *time, const uint64_t *mask,
                 const uint32_t *rows, uint32_t n, struct funnel_run *ret, bool *ret_special) {
  uint64_t steps = BIT(f->n_steps) - 1;
  return rows ? best_of(f, time, mask, rows, n, steps, ret, ret_special)
              : best_of(f, time, mask, NULL, n, steps, ret, ret_special);
}
