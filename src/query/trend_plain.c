/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The question about a trend that is asked most: rows and people by period, and at most by a text
 * or by something of the person.
 *
 * Neighbouring rows of somebody mostly are of one session, so of one slot and one value: then there
 * is nothing to look up.  What every row needs stands in `plain`, which no store of a row can
 * change, so it stays in registers. */
#include "query/trend_int.h"

struct plain {
  const int64_t *time;
  const uint32_t *text; /* NULL: the code is the person's */
  const uint64_t *present;
  struct trend_slots slots;
  const uint32_t *group_at;
  size_t n_group_at;
  struct trend_lane *lanes; /* of this plan, group after group */
  uint32_t step, reach;
  bool people, rows, grouped;
};

static void plain_refresh(struct trend_part *r, uint32_t k, struct plain *q) {
  q->group_at = r->group_at.p;
  q->n_group_at = r->group_at.n;
  q->lanes = &r->lanes.p[k];
}

/* As `somebody`, without slots that come again. */
INLINE bool plain_somebody(struct trend_lane *l, const struct plain *q, uint32_t slot, uint32_t who,
                           const bool wide) {
  if (l->person == who && l->slot == slot) return false;
  if (wide && l->person != who) l->covered = -1;
  l->person = who;
  l->slot = slot;
  if (wide) trend_cover(l, &q->slots, slot, q->reach);
  l->people[slot]++;
  if (slot >= q->slots.hidden && l->total_person != who) {
    l->total_person = who;
    l->total_people++;
  }
  return true;
}

/* The group of a code; 0: there can be none. */
INLINE uint32_t plain_group(struct trend_part *r, struct plain *q, uint32_t k, uint32_t code,
                            struct err *err) {
  uint32_t group = code < q->n_group_at ? q->group_at[code] : 0;
  if (group) return group;
  group = trend_group_of_new(r, code, err);
  plain_refresh(r, k, q);
  return group;
}

struct plain_run { /* where the row before went */
  int64_t end;     /* of the slot */
  uint32_t slot, code, group;
  struct trend_lane *lane; /* NULL: not known */
};

INLINE bool plain_row(struct trend_part *r, struct plain *q, uint32_t k, uint32_t row, uint32_t who,
                      struct plain_run *run, const bool wide, struct err *err) {
  int64_t t = q->time[row];
  uint32_t code = run->code;
  if (q->text) code = (2 * q->text[row] + 1) & -(uint32_t)bit_at(q->present, row);
  bool same = run->lane && code == run->code;
  if (t >= run->end) {
    run->slot = slot_at(&q->slots, t);
    run->end = q->slots.from[run->slot + 1];
  } else if (same) {
    if (q->rows) run->lane->rows[run->slot]++;
    return true;
  }
  if (!same) {
    run->code = code;
    run->group = 0;
    if (q->grouped && !(run->group = plain_group(r, q, k, code, err))) return false;
    run->lane = &q->lanes[run->group * q->step];
  }
  if (q->rows) run->lane->rows[run->slot]++;
  if (q->people && plain_somebody(run->lane, q, run->slot, who, wide) && run->group)
    plain_somebody(q->lanes, q, run->slot, who, wide);
  return true;
}

INLINE bool plain_rows(struct trend_part *r, const struct scan_batch *b, uint32_t k,
                       struct plain *q, const bool wide, struct err *err) {
  uint32_t filter = r->pass->lanes[k].filter;
  const uint64_t *pass = r->w->filter_all[filter] ? NULL : r->w->filter_bits[filter];
  struct plain_run run = {.lane = NULL};
  for (uint32_t p = 0; p < b->n_people; p++) {
    uint32_t who = b->person[p], r0 = b->row_begin[p], r1 = b->row_begin[p + 1];
    if (r0 == r1 || (r->wanted && !bit_at(r->wanted, who % CHUNK_PEOPLE))) continue;
    run.end = INT64_MIN;
    if (!q->text) {
      trend_person_codes(r, who);
      run.lane = NULL;
      run.code = r->person_code[0];
    }
    for (uint32_t row = r0; row < r1; row++)
      if ((!pass || bit_at(pass, row)) && !plain_row(r, q, k, row, who, &run, wide, err))
        return false;
  }
  return true;
}

/* One period.  Which value comes next and whether somebody is new for it nobody can guess, so
 * neither is asked: whoever is not the one the group met last is one more. */
INLINE bool plain_period(struct trend_part *r, const struct scan_batch *b, uint32_t k,
                         struct plain *q, const bool people, struct err *err) {
  uint32_t filter = r->pass->lanes[k].filter;
  const uint64_t *pass = r->w->filter_all[filter] ? NULL : r->w->filter_bits[filter];
  for (uint32_t p = 0; p < b->n_people; p++) {
    uint32_t who = b->person[p], r0 = b->row_begin[p], r1 = b->row_begin[p + 1], some = 0,
             group = 0;
    if (r0 == r1 || (r->wanted && !bit_at(r->wanted, who % CHUNK_PEOPLE))) continue;
    if (!q->text) trend_person_codes(r, who);
    for (uint32_t row = r0; row < r1; row++) {
      if (pass && !bit_at(pass, row)) continue;
      uint32_t code = r->person_code[0];
      if (q->text) code = (2 * q->text[row] + 1) & -(uint32_t)bit_at(q->present, row);
      if (q->grouped && !(group = plain_group(r, q, k, code, err))) return false;
      struct trend_lane *l = &q->lanes[group * q->step];
      l->rows[0]++;
      some = 1;
      if (!people) continue;
      l->people[0] += l->person != who;
      l->person = who;
    }
    if (people && q->grouped && some) {
      q->lanes->people[0] += q->lanes->person != who;
      q->lanes->person = who;
    }
  }
  return true;
}

/* What plain_period leaves to the end: in one period a group's people are all it ever has. */
static void plain_totals(const struct trend_part *r, const struct plain *q) {
  for (uint32_t g = 0; g <= (q->grouped ? r->n_groups : 0); g++) {
    struct trend_lane *l = &q->lanes[g * q->step];
    l->total_people = l->people[0];
    l->total_person = l->person;
  }
}

static bool plain_one(struct trend_part *r, const struct scan_batch *b, uint32_t k, struct plain *q,
                      struct err *err) {
  if (!q->people) return plain_period(r, b, k, q, false, err);
  bool ok = plain_period(r, b, k, q, true, err);
  plain_totals(r, q);
  return ok;
}

bool trend_is_plain(const struct trend_pass *p, const struct trend_lane_plan *l) {
  const struct trend_by *by = &p->f->by[0];
  bool text = p->dims[0].n == 1 && p->dims[0].tag[0] == V_STR && !p->dims[0].item;
  return !p->slots->cyclic && !p->sets && l->number.kind == SRC_NEVER && !l->distinct &&
         (p->f->n_by == 0 || (p->f->n_by == 1 && (by->kind == TREND_BY_PERSON ||
                                                  (by->kind == TREND_BY_PROP && text))));
}

bool trend_add_plain(struct trend_part *r, const struct scan_batch *b, uint32_t k,
                     struct err *err) {
  const struct trend_pass *p = r->pass;
  const struct trend_lane_plan *plan = &p->lanes[k];
  bool text = p->f->n_by && p->f->by[0].kind == TREND_BY_PROP;
  struct plain q = {.time = b->time,
                    .text = text ? r->dim[0].v[0] : NULL,
                    .present = text ? r->dim[0].present[0] : NULL,
                    .slots = *p->slots,
                    .step = p->n_lanes,
                    .reach = plan->reach,
                    .people = plan->people,
                    .rows = plan->rows,
                    .grouped = p->f->n_by > 0};
  plain_refresh(r, k, &q);
  if (q.slots.n == 1 && plan->reach == 1) return plain_one(r, b, k, &q, err);
  return plan->reach == 1 ? plain_rows(r, b, k, &q, false, err)
                          : plain_rows(r, b, k, &q, true, err);
}
