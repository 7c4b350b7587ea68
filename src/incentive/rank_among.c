/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A few people beside each other, as if the others were not on the board. */
#include <stdlib.h>

#include "incentive/rank_view_int.h"

static int by_person(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static int by_position(const void *a, const void *b) {
  uint64_t x = ((const struct rank_friend *)a)->place.position;
  uint64_t y = ((const struct rank_friend *)b)->place.position;
  return (x > y) - (x < y);
}

/* Ascending, each once. */
static uint32_t people_of(struct ranks *r, const uint32_t *whom, uint32_t n, struct arena *tmp,
                          uint32_t **ret) {
  uint32_t *p = arena_array(tmp, uint32_t, n + 1), k = 0;
  for (uint32_t i = 0; i < n; i++)
    p[i] = person_of(ws_people(r->w), whom[i]);
  qsort(p, n, sizeof *p, by_person);
  for (uint32_t i = 0; i < n; i++)
    if (k == 0 || p[k - 1] != p[i]) p[k++] = p[i];
  *ret = p;
  return k;
}

static void order_them(enum leaderboard_ties ties, struct rank_among *a) {
  qsort(a->p, a->n, sizeof *a->p, by_position);
  for (uint32_t i = 0; i < a->n; i++) {
    uint64_t before = i ? a->p[i - 1].rank : 0;
    bool tied = i && ties != RANK_FIRST && a->p[i - 1].place.score == a->p[i].place.score;
    a->p[i].rank = tied ? before : ties == RANK_DENSE ? before + 1 : (uint64_t)i + 1;
  }
}

static bool of_final(struct ranks *r, const struct rank_seen *x, const struct rank_row *row,
                     const uint32_t *people, uint32_t n, struct arena *tmp, struct rank_among *a,
                     struct err *err) {
  for (uint32_t i = 0; i < n; i++) {
    struct rank_mine m = {0};
    bool kept;
    if (!rank_final_place(r, x, row, people[i], tmp, &m, &kept, err)) return false;
    if (m.listed) a->p[a->n++].place = m.place;
  }
  return true;
}

static void of_live(struct ranks *r, const struct rank_seen *x, const struct rank_order *o,
                    const uint32_t *people, uint32_t n, struct rank_among *a) {
  for (uint32_t i = 0; i < n; i++) {
    struct rank_entry e;
    uint32_t at = rank_order_find(o, people[i], &e);
    if (at != RANK_NOBODY) a->p[a->n++].place = rank_place_at(r, &x->l, o, at, &e);
  }
}

bool rank_among(struct ranks *r, struct str slug, int64_t at, const uint32_t *whom, uint32_t n,
                struct arena *out, struct rank_among *ret, struct err *err) {
  struct rank_seen x;
  struct rank_row row;
  struct rank_order *o;
  bool settled;
  uint32_t *people;
  if (!rank_seen_open(r, slug, out, &x, err) ||
      !rank_seen_period(r, &x, at, out, &row, &settled, err))
    return false;
  struct rank_among a = {.period = row.p, .p = arena_array(out, struct rank_friend, n + 1)};
  n = people_of(r, whom, n, out, &people);
  if (settled) {
    if (!of_final(r, &x, &row, people, n, out, &a, err)) return false;
  } else {
    if (!rank_live_take(r, slug, row.p.from, &o, &a.period, err)) return false;
    of_live(r, &x, o, people, n, &a);
    rank_order_unref(o);
  }
  order_them(x.l.ties, &a);
  *ret = a;
  return true;
}
