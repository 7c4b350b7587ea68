/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scanners: one chunk of 65,536 people after the other, as batches.
 *
 * When a single source has the chunk (the rule after compaction) its decoded blocks are the
 * batches; nothing is copied.  A batch is held back until the next one is decoded, because only
 * then is it known whether its last person goes on.  The same when of several sources only one has
 * wanted rows (guests.c); others are merged (merge.c). */
#include "store/guests_int.h"
#include "store/merge_int.h"

/* ---- blocks of a source for a range of subjects ---- */

uint32_t source_first(const struct source *src, uint32_t block) {
  return src->part ? src->part->blocks[block].subject_first
                   : src->frozen->blocks[block].subject_first;
}
static uint32_t last_of(const struct source *src, uint32_t block) {
  return src->part ? src->part->blocks[block].subject_last
                   : src->frozen->blocks[block].subject_last;
}

void source_blocks(const struct source *src, uint32_t first, uint32_t last, uint32_t *ret_begin,
                   uint32_t *ret_end) {
  uint32_t n = src->part ? src->part->n_blocks : src->frozen->n_blocks, lo = 0, hi = n;
  while (lo < hi) {
    uint32_t mid = lo + (hi - lo) / 2;
    if (last_of(src, mid) < first)
      lo = mid + 1;
    else
      hi = mid;
  }
  *ret_begin = lo;
  hi = n;
  while (lo < hi) {
    uint32_t mid = lo + (hi - lo) / 2;
    if (source_first(src, mid) <= last)
      lo = mid + 1;
    else
      hi = mid;
  }
  *ret_end = lo;
}

bool cursor_next(struct scanner *s, struct cursor_of_source *c, struct dblock *d, bool *ret_got,
                 struct err *err) {
  while (c->block < c->end) {
    fetch_ahead(s, c);
    if (!block_decode(s, c, c->block++, d, err)) return false;
    if (d->n_people) {
      *ret_got = true;
      return true;
    }
  }
  *ret_got = false;
  return true;
}

/* ---- one source ---- */

static bool emit(struct scanner *s, struct dblock *d, struct guests *g, bool first_continued,
                 bool last_continues, uint32_t limit, scan_fn *fn, void *ctx, struct err *err) {
  number_strings(s, d);
  combined_block(s, d, first_continued, last_continues);
  fill_batch_cols(s, d, s->batch_cols);
  struct scan_batch b = {.n_people = d->n_people,
                         .person = d->person,
                         .row_begin = d->row_begin,
                         .first_time = d->first,
                         .first_continued = first_continued,
                         .last_continues = last_continues,
                         .n_rows = d->n_rows,
                         .time = s->no_time ? NULL : d->time,
                         .event = d->event,
                         .lsn = s->lsn ? d->lsn : NULL,
                         .subject = s->subjects ? d->subject : NULL,
                         .cols = s->batch_cols};
  if (g->n && !guests_join(s, g, d, limit, &b, err)) return false;
  bool ok = fn(ctx, &b, err);
  if (s->forget_strings) scanner_forget(s);
  return ok;
}

/* Guests up to the last person of a batch come with it, all others with the last one. */
static bool scan_single(struct scanner *s, struct cursor_of_source *c, struct guests *g,
                        scan_fn *fn, void *ctx, struct err *err) {
  struct dblock *held = NULL;
  bool held_continued = false, got;
  for (uint32_t turn = 0;; turn ^= 1) {
    struct dblock *d = scanner_block(s, turn);
    if (!cursor_next(s, c, d, &got, err)) return false;
    if (!got) break;
    uint32_t last = held ? held->person[held->n_people - 1] : UINT32_MAX;
    bool continued = false;
    if (held && last == d->person[0]) {
      continued = d->row_begin[1] > 0;
      if (!continued) { /* already delivered, and nothing wanted of him here */
        d->person++;
        d->row_begin++;
        d->first++;
        if (--d->n_people == 0) {
          turn ^= 1; /* keep the held block, use this one again */
          continue;
        }
      }
    }
    if (held && !emit(s, held, g, held_continued, continued, last, fn, ctx, err)) return false;
    held = d;
    held_continued = continued;
  }
  if (!held && !guests_wait(g)) return true;
  if (!held) {
    held = scanner_block(s, 0);
    held->n_people = held->n_rows = 0;
  }
  return emit(s, held, g, held_continued, false, UINT32_MAX, fn, ctx, err);
}

static bool scan_hosted(struct scanner *s, struct cursor_of_source *c, uint32_t n, scan_fn *fn,
                        void *ctx, struct err *err) {
  struct guests g;
  return guests_begin(s, c + 1, n - 1, &g, err) && scan_single(s, c, &g, fn, ctx, err);
}

bool scanner_run(struct scanner *s, uint32_t chunk, scan_fn *fn, void *ctx, struct err *err) {
  uint32_t first = chunk << SCAN_CHUNK_BITS, last = first | ((1u << SCAN_CHUNK_BITS) - 1), n = 0;
  if (s->only != UINT32_MAX) {
    if (s->only < first || s->only > last) return true;
    first = last = s->only;
  }
  for (uint32_t i = 0; i < s->n_sources; i++) {
    struct cursor_of_source c = {.src = s->sources[i], .last_subject = UINT32_MAX};
    source_blocks(&c.src, first, last, &c.block, &c.end);
    c.fetched = c.block;
    if (c.block < c.end) s->cursors[n++] = c;
  }
  if (n == 0) return true;
  combined_begin(s);
  fetch_chunk_begins(s);
  bool ok = n == 1 || guests_only(s, s->cursors, n) ? scan_hosted(s, s->cursors, n, fn, ctx, err)
                                                    : scan_merged(s, s->cursors, n, fn, ctx, err);
  fetch_chunk_ends(s);
  /* What came of zeros in place of unreadable bytes, rows or a complaint, is not to be believed. */
  for (uint32_t i = 0; i < n; i++)
    if (s->cursors[i].src.part && !part_readable(s->cursors[i].src.part, err)) return false;
  return ok;
}
