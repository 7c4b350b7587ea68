/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Segments: five conditions at once, one of them on a property; and a sequence with an absence. */
#include <stdlib.h>

#include "behaviour.h"

#define CATEGORY "羽绒服"

struct people {
  uint64_t n;
};

static void put_people(const struct people *p, unsigned threads, struct buf *out) {
  uint64_t n = 0;
  for (unsigned i = 0; i < threads; i++)
    n += p[i].n;
  buf_printf(out, "{\"people\":%" PRIu64 "}", n);
}

/* ---- five conditions ---- */

static void five_share(const struct raw *r, uint64_t from, uint64_t to, void *out) {
  struct people *p = out;
  int64_t as_of = r->bench->as_of;
  uint8_t viewed = raw_event(r, "product_viewed"), added = raw_event(r, "product_added"),
          ordered = raw_event(r, "order_completed"), shared = raw_event(r, "product_shared");
  uint32_t category = 1;
  while (category < r->n_names && !str_eq(r->names[category], STR(CATEGORY)))
    category++;
  for (uint64_t i = from; i < to;) {
    uint32_t who = r->person[i], views = 0;
    bool add = false, share = false, lately = false;
    int64_t spent = 0;
    for (; i < to && r->person[i] == who; i++) {
      int64_t age = as_of - r->time[i];
      uint8_t e = r->event[i];
      if (age < 0) continue;
      if (e == viewed)
        views += age < 30 * MS_DAY;
      else if (e == added)
        add |= age < 180 * MS_DAY && r->category[i] == category;
      else if (e == ordered) {
        lately |= age < 30 * MS_DAY;
        if (age < 365 * MS_DAY) spent += r->amount[i];
      } else if (e == shared)
        share |= age < 90 * MS_DAY;
    }
    p->n += views >= 2 && add && spent > 30000 && !lately && !share;
  }
}

static void naive_five(const struct raw *r, struct pool *pool, unsigned threads, struct buf *out) {
  struct people *p = must_calloc(threads, sizeof *p);
  raw_run(r, pool, threads, five_share, p, sizeof *p);
  put_people(p, threads, out);
  free(p);
}

/* ---- viewed, added within a day, then no order for three days ---- */

#define SPAN   (180 * MS_DAY)
#define NEVER  (INT64_MIN / 2)
#define ABSENT (3 * MS_DAY)

/* Forwards: additions that a view of the day before allows wait for an order.  Of those since the
 * last order the earliest has waited longest, so it speaks for all. */
static void absence_share(const struct raw *r, uint64_t from, uint64_t to, void *out) {
  struct people *p = out;
  int64_t as_of = r->bench->as_of, begin = as_of - SPAN;
  uint8_t viewed = raw_event(r, "product_viewed"), added = raw_event(r, "product_added"),
          ordered = raw_event(r, "order_completed");
  for (uint64_t i = from; i < to;) {
    uint32_t who = r->person[i];
    int64_t view = NEVER, waits = INT64_MAX; /* the earliest addition since the last order */
    bool found = false;
    for (; i < to && r->person[i] == who; i++) {
      int64_t t = r->time[i];
      uint8_t e = r->event[i];
      if (found || t <= begin || t > as_of) continue;
      if (e == viewed) {
        view = t;
      } else if (e == added) {
        if (t - view <= MS_DAY && waits == INT64_MAX) waits = t;
      } else if (e == ordered && waits != INT64_MAX) {
        found = t - waits > ABSENT;
        waits = INT64_MAX;
      }
    }
    p->n += found || (waits != INT64_MAX && waits + ABSENT <= as_of);
  }
}

static void naive_absence(const struct raw *r, struct pool *pool, unsigned threads,
                          struct buf *out) {
  struct people *p = must_calloc(threads, sizeof *p);
  raw_run(r, pool, threads, absence_share, p, sizeof *p);
  put_people(p, threads, out);
  free(p);
}

const struct behaviour_question behaviour_segment[] = {
    {"segment_five",
     "count(product_viewed, last 30 days) >= 2 and did(product_added where category = \"" CATEGORY
     "\", last 180 days) and sum(order_completed.amount, last 365 days) > 300 and not "
     "did(order_completed, last 30 days) and not did(product_shared, last 90 days)",
     NULL, NULL, naive_five},
    {"segment_absence",
     "sequence(product_viewed -> product_added within 1 day -> not order_completed within 3 days, "
     "last 180 days)",
     NULL, NULL, naive_absence},
    {0}};
