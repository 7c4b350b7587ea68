/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading ahead, for when the file is not in memory.
 *
 * A question wants a few sections of each block, a few hundred kilobytes of half a megabyte or of
 * several.  Left to page faults the kernel guesses: it reads around each touched page, most of the
 * file in the end, and the thread waits for every guess.  So the sections that decoding will touch
 * are asked for some blocks ahead, neighbours in one request.
 *
 * A section that was read since opening is taken to be in memory still, so a warm scan asks for
 * nothing.  That is wrong when memory is smaller than the data; then the thread meets pages it has
 * to wait for, and from that chunk on everything is asked for again. */
#include "store/scan_int.h"

#define NEAR  16384 /* so many bytes that nobody wants are cheaper than another request */
#define WAITS 4     /* more in a chunk: memory is short */

struct reach { /* bytes of the file to ask for */
  uint64_t from, to;
};

static void ask(const struct part *p, struct reach *r) {
  io_map_want(p->io, p->map + r->from, r->to - r->from);
  *r = (struct reach){0};
}

void fetch_block(const struct scanner *s, const struct part *p, uint32_t block, unsigned kinds) {
  const struct block_info *b = &p->blocks[block];
  struct reach r = {0};
  uint32_t n = SECTION_COLUMN - SECTION_PEOPLE + (kinds >> SECTION_COLUMN & 1 ? s->n_cols : 0);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t col = i - (SECTION_COLUMN - SECTION_PEOPLE);
    const struct section_info *x = &b->sections[i];
    if (i >= SECTION_COLUMN - SECTION_PEOPLE)
      x = block_section(b, SECTION_COLUMN, s->plan[col].prop, s->plan[col].type);
    else if (!(kinds >> (SECTION_PEOPLE + i) & 1))
      continue;
    if (!x || (!s->refetch && part_section_read(p, block, x))) continue;
    uint64_t to = x->offset + x->bytes;
    if (r.to && (x->offset < r.from || x->offset > r.to + NEAR)) ask(p, &r);
    if (!r.to) r.from = x->offset;
    if (to > r.to) r.to = to;
  }
  if (r.to) ask(p, &r);
}

/* What block_decode will read of it. */
static unsigned wanted_kinds(const struct scanner *s, const struct block_info *b) {
  unsigned kinds = 1u << SECTION_PEOPLE;
  bool any = s->all_events;
  if (b->time_min > s->t_max) return 0;
  for (uint32_t i = 0; i < b->n_events && !any; i++)
    any = b->events[i] < s->snap->catalog.events.n && s->wanted[b->events[i]];
  if (!any) return kinds;
  if (s->lsn) kinds |= 1u << SECTION_LSN;
  if (!s->no_time || b->time_max > s->t_max) kinds |= 1u << SECTION_TIME;
  return kinds | 1u << SECTION_EVENT | 1u << SECTION_COLUMN;
}

void fetch_ahead(const struct scanner *s, struct cursor_of_source *c) {
  const struct part *p = c->src.part;
  if (!p) return;
  uint32_t to = c->end - c->block < FETCH_AHEAD ? c->end : c->block + FETCH_AHEAD;
  for (; c->fetched < to; c->fetched++)
    fetch_block(s, p, c->fetched, wanted_kinds(s, &p->blocks[c->fetched]));
}

void fetch_chunk_begins(struct scanner *s) {
  s->waits = io_map_waits();
}

void fetch_chunk_ends(struct scanner *s) {
  if (!s->refetch) s->refetch = io_map_waits() - s->waits > WAITS;
}
