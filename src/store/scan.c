/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scanners: one chunk of 65,536 people after the other, as batches.
 *
 * When a single source has the chunk (the rule after compaction) its decoded blocks are the
 * batches; nothing is copied.  A batch is held back until the next one is decoded, because only
 * then is it known whether its last person goes on.  The same when of several sources only one has
 * wanted rows (guests.c); others are merged (merge.c). */
#include <stdlib.h>

#include "base/panic.h"
#include "kernel/bits.h"
#include "store/guests_int.h"
#include "store/merge_int.h"

static uint8_t size_of(enum vtype t, bool wide) {
  switch (t) {
  case V_BOOL:
    return 1;
  case V_STR:
    return 4;
  case V_NUM:
    return wide ? 16 : 8;
  default:
    return 8;
  }
}

static void free_rows(struct dblock *d, uint32_t n_cols) {
  for (uint32_t i = 0; i < n_cols; i++) {
    free(d->cols[i].present);
    free(d->cols[i].values);
  }
  free(d->person_mem);
  free(d->begin_mem);
  free(d->first_mem);
  free(d->time);
  free(d->event);
  free(d->lsn);
  free(d->subject);
}

static void dblock_free(struct dblock *d, uint32_t n_cols) {
  if (!d) return;
  free_rows(d, n_cols);
  for (uint32_t i = 0; i < n_cols; i++) {
    struct dcol *c = &d->cols[i];
    free(c->offset);
    free(c->number);
    free(c->bytes);
  }
  free(d->cols);
  free(d);
}

static void new_rows(const struct scanner *s, struct dblock *d, uint32_t cap) {
  d->cap = cap;
  d->person_mem = must_malloc((cap + 1) * sizeof *d->person_mem);
  d->begin_mem = must_malloc((cap + 1) * sizeof *d->begin_mem);
  d->first_mem = must_malloc((cap + 1) * sizeof *d->first_mem);
  d->time = must_malloc(cap * sizeof *d->time);
  d->event = must_malloc(cap * sizeof *d->event);
  d->lsn = must_malloc(cap * sizeof *d->lsn);
  d->subject = s->subjects || s->combined ? must_malloc(cap * sizeof *d->subject) : NULL;
  for (uint32_t c = 0; c < s->n_cols; c++) {
    d->cols[c].present = must_calloc(bits_words(cap) + 1, 8);
    d->cols[c].values = must_malloc((size_t)cap * s->plan[c].size);
  }
  d->person = d->person_mem;
  d->row_begin = d->begin_mem;
  d->first = d->first_mem;
}

/* Of one person a block has few rows, and he may be in twenty sources: arrays of a block each would
 * be a hundred pages that nobody has touched yet, which cost more than reading him. */
struct dblock *scanner_block(struct scanner *s, uint32_t i) {
  if (s->blocks[i]) return s->blocks[i];
  struct dblock *d = must_calloc(1, sizeof *d);
  bool few = s->only != UINT32_MAX && s->cap > ONE_ROWS && i != s->n_blocks - 1;
  d->cols = must_calloc(s->n_cols + 1, sizeof *d->cols);
  new_rows(s, d, few ? ONE_ROWS : s->cap);
  s->blocks[i] = d;
  return d;
}

void scanner_room(const struct scanner *s, struct dblock *d, uint32_t rows) {
  if (rows <= d->cap) return;
  free_rows(d, s->n_cols);
  new_rows(s, d, s->cap);
}

static struct mem_numbers *numbers_of(struct scanner *s, const struct mem_strings *mem) {
  for (uint32_t i = 0; i < s->n_mems; i++)
    if (s->mem_numbers[i].of == mem) return &s->mem_numbers[i];
  return NULL;
}

uint32_t *scanner_mem_numbers(struct scanner *s, const struct frozen *f) {
  return numbers_of(s, f->mem)->number;
}

static bool any_strings(const struct scanner *s) {
  for (uint32_t i = 0; i < s->n_cols; i++)
    if (s->plan[i].type == V_STR) return true;
  return false;
}

/* Runs of one memtable share its strings; the latest run knows the most. */
static void number_memtables(struct scanner *s) {
  const struct snapshot *n = s->snap;
  s->mem_numbers = must_calloc(n->n_runs + 1, sizeof *s->mem_numbers);
  for (uint32_t i = 0; i < n->n_runs; i++) {
    struct mem_numbers *m = numbers_of(s, n->runs[i]->mem);
    if (!m) {
      m = &s->mem_numbers[s->n_mems++];
      m->of = n->runs[i]->mem;
    }
    if (n->runs[i]->n_strings > m->n) m->n = n->runs[i]->n_strings;
  }
  if (s->only != UINT32_MAX || !any_strings(s))
    return; /* a table of all would cost more than they */
  for (uint32_t i = 0; i < s->n_mems; i++) {
    struct mem_numbers *m = &s->mem_numbers[i];
    m->number = must_malloc((m->n + 1) * sizeof *m->number);
    memset(m->number, 0xff, m->n * sizeof *m->number);
  }
}

bool scanner_keep_codes(struct scanner *s, struct intern *ret) {
  const struct snapshot *n = s->snap;
  if (n->n_parts || n->n_runs != 1 || s->only != UINT32_MAX) return false;
  free(s->mem_numbers[0].number);
  s->mem_numbers[0].number = NULL;
  *ret = (struct intern){.at = (struct str *)n->runs[0]->strings, .n = n->runs[0]->n_strings};
  return true;
}

static void add_sources(struct scanner *s) {
  const struct snapshot *n = s->snap;
  s->n_sources = n->n_parts + n->n_runs;
  s->sources = must_calloc(s->n_sources + 1, sizeof *s->sources);
  s->cursors = must_calloc(s->n_sources + 1, sizeof *s->cursors);
  uint64_t rows = 0;
  for (uint32_t i = 0; i < n->n_parts; i++) {
    s->sources[i].part = n->parts[i];
    s->sources[i].gone = n->gone[i];
    rows += n->parts[i]->rows;
  }
  for (uint32_t i = 0; i < n->n_runs; i++) {
    s->sources[n->n_parts + i].frozen = n->runs[i];
    rows += n->runs[i]->rows;
  }
  s->cap = rows < BLOCK_ROWS ? (uint32_t)rows : BLOCK_ROWS;
  number_memtables(s);
  s->n_blocks = s->n_sources + 2;
  s->blocks = must_calloc(s->n_blocks, sizeof(struct dblock *));
}

static void plan_column(struct scanner *s, struct scan_col_want w) {
  must(w.prop < s->snap->catalog.props.n && w.type > V_NONE && w.type < V_TYPES);
  const struct prop_info *p = &s->snap->props[w.prop];
  bool wide = w.type == V_NUM && p->wide;
  s->plan[s->n_cols++] = (struct col_plan){.prop = w.prop,
                                           .type = w.type,
                                           .scale = w.type == V_NUM ? p->scale : 0,
                                           .wide = wide,
                                           .blind = w.blind,
                                           .size = size_of(w.type, wide)};
}

static void plan_columns(struct scanner *s, const struct scan_want *want) {
  uint32_t n_more, most = want->n_cols * V_TYPES + 1;
  struct scan_col_want *more = must_calloc(most, sizeof *more);
  s->combined = combined_new(s->snap, want, more, &n_more);
  s->plan = must_calloc(want->n_cols + n_more + 1, sizeof *s->plan);
  for (uint32_t i = 0; i < want->n_cols; i++)
    plan_column(s, want->cols[i]);
  for (uint32_t i = 0; i < n_more; i++)
    plan_column(s, more[i]);
  free(more);
}

bool scanner_new(const struct snapshot *n, const struct scan_want *want, struct scanner **ret,
                 struct err *err) {
  if (n->damage) {
    *err = *n->damage;
    return false;
  }
  if (!retain_allows(n, want, err)) return false;
  struct scanner *s = must_calloc(1, sizeof *s);
  s->snap = n;
  s->subjects = want->subjects && snapshot_mixed(n);
  s->all_events = want->all_events;
  s->lsn = want->lsn;
  s->any_order = want->any_order;
  s->no_time = want->no_time && !want->lsn; /* LSNs are told from times */
  s->t_max = want->t_max;
  s->only = want->only;
  s->wanted = must_calloc(n->catalog.events.n + 1, 1);
  for (uint32_t i = 0; i < want->n_events; i++)
    if (want->events[i] < n->catalog.events.n) s->wanted[want->events[i]] = 1;
  for (uint32_t i = 0; i < n->catalog.events.n && i < MEMBERS_MAX; i++)
    s->wanted_set[i / 32] |= (uint32_t)s->wanted[i] << i % 32;
  scanner_retain(s);
  plan_columns(s, want);
  intern_init(&s->own_strings, "scan strings");
  s->strings = &s->own_strings;
  s->batch_cols = must_calloc(s->n_cols + 1, sizeof *s->batch_cols);
  add_sources(s);
  s->local = must_malloc(s->cap + 1);
  s->idx = must_malloc((s->cap + 64) * sizeof *s->idx);
  s->pos = must_malloc((s->cap + 64) * sizeof *s->pos);
  s->select = must_calloc(bits_words(s->cap) + 1, sizeof *s->select);
  s->present = must_calloc(bits_words(s->cap) + 1, sizeof *s->present);
  s->both = must_calloc(bits_words(s->cap) + 1, sizeof *s->both);
  s->idx2 = must_malloc((s->cap + 64) * sizeof *s->idx2);
  s->select_rank = must_calloc(bits_words(s->cap) + 2, sizeof *s->select_rank);
  s->present_rank = must_calloc(bits_words(s->cap) + 2, sizeof *s->present_rank);
  s->index = must_malloc(s->cap * sizeof *s->index);
  s->knots = must_malloc(LSN_KNOTS_MAX * sizeof *s->knots);
  s->wide_tmp = must_malloc(s->cap * sizeof *s->wide_tmp);
  *ret = s;
  return true;
}

void scanner_free(struct scanner *s) {
  if (!s) return;
  for (uint32_t i = 0; i < s->n_blocks; i++)
    dblock_free(s->blocks[i], s->n_cols);
  free(s->blocks);
  free(s->sources);
  free(s->cursors);
  for (uint32_t i = 0; i < s->n_mems; i++)
    free(s->mem_numbers[i].number);
  free(s->mem_numbers);
  free(s->wanted);
  free(s->of_low);
  free(s->before);
  combined_free(s->combined);
  free(s->plan);
  free(s->batch_cols);
  free(s->local);
  free(s->drop);
  free(s->select);
  free(s->present);
  free(s->both);
  free(s->idx2);
  free(s->select_rank);
  free(s->present_rank);
  free(s->idx);
  free(s->pos);
  free(s->index);
  free(s->wide_tmp);
  free(s->knots);
  free(s->guest_person);
  free(s->guest_begin);
  free(s->guest_first);
  weave_free(s->weave);
  intern_release(&s->own_strings);
  free(s);
}

void scanner_only(struct scanner *s, uint32_t person) {
  must(s->only != UINT32_MAX && person != UINT32_MAX);
  s->only = person;
}

size_t scanner_bytes(const struct snapshot *n, const struct scan_want *want) {
  uint64_t rows = snapshot_rows(n), sources = n->n_parts + n->n_runs;
  size_t cap = rows < BLOCK_ROWS ? rows : BLOCK_ROWS,
         row = 3 * 4 + 3 * 8 + 4 * (want->subjects || want->combined);
  size_t scratch = cap * (4 * 4 + 8 + 1 + 1) + LSN_KNOTS_MAX * 8;
  for (uint32_t i = 0; i < want->n_cols; i++) {
    enum vtype t = want->cols[i].type;
    row += 1 + (t == V_STR ? 12 : size_of(t, t == V_NUM && n->props[want->cols[i].prop].wide));
  }
  if (sources > 1) scratch += weave_bytes((uint32_t)cap) + SCAN_CHUNK_PEOPLE * 16;
  return scratch + (sources > 1 ? sources + 2 : 2) * cap * row;
}

struct intern *scanner_strings(struct scanner *s) {
  return s->strings;
}

void scanner_share_strings(struct scanner *s, struct scanner *with) {
  s->strings = with->strings;
}

void scanner_forget(struct scanner *s) {
  intern_reset(s->strings);
  for (uint32_t i = 0; i < s->n_mems; i++)
    if (s->mem_numbers[i].number)
      memset(s->mem_numbers[i].number, 0xff, s->mem_numbers[i].n * sizeof(uint32_t));
  for (uint32_t i = 0; i < s->n_blocks; i++)
    for (uint32_t c = 0; s->blocks[i] && c < s->n_cols; c++) {
      struct str_table *t = &s->blocks[i]->cols[c].strings;
      if (!t->at && t->number) memset(t->number, 0xff, t->n * sizeof *t->number);
    }
}

void fill_batch_cols(struct scanner *s, const struct dblock *d, struct scan_col *cols) {
  for (uint32_t i = 0; i < s->n_cols; i++) {
    const struct col_plan *p = &s->plan[i];
    cols[i] = (struct scan_col){
        .type = p->type, .scale = p->scale, .wide = p->wide, .present = d->cols[i].present};
    switch (p->type) {
    case V_BOOL:
      cols[i].bit = d->cols[i].values;
      break;
    case V_STR:
      cols[i].code = d->cols[i].values;
      break;
    case V_NUM:
      if (p->wide)
        cols[i].wide_num = d->cols[i].values;
      else
        cols[i].num = d->cols[i].values;
      break;
    default:
      cols[i].num = d->cols[i].values;
    }
  }
}

/* Of few texts all get their numbers first; then no row is asked whether its has one, and where
 * many rows have a value, none whether it has one: without, any number will do. */
static bool number_all(struct scanner *s, struct dblock *d, struct dcol *c) {
  enum { MANY = 20 }; /* of a word's rows */
  struct str_table *t = &c->strings;
  uint32_t *code = c->values;
  if (t->n == 0 || t->each || t->n > kernel->count(c->present, bits_words(d->n_rows)) / 8)
    return false;
  for (uint32_t i = 0; i < t->n; i++)
    string_number(s, t, i);
  const uint32_t *number = t->number, last = t->n - 1;
  for (uint32_t w = 0; w < bits_words(d->n_rows); w++) {
    uint64_t bits = c->present[w];
    uint32_t row = w * 64, end = row + 64 < d->n_rows ? row + 64 : d->n_rows;
    if (__builtin_popcountll(bits) < MANY) {
      for (; bits; bits &= bits - 1) {
        uint32_t i = row + (uint32_t)__builtin_ctzll(bits);
        code[i] = number[code[i]];
      }
      continue;
    }
    kernel->translate(code + row, end - row, number, last);
  }
  return true;
}

/* Codes of the block's own tables become the scanner's numbers. */
static void number_strings(struct scanner *s, struct dblock *d) {
  for (uint32_t i = 0; i < s->n_cols; i++) {
    struct dcol *c = &d->cols[i];
    if (s->plan[i].type != V_STR || !(c->strings.number || c->strings.each) || number_all(s, d, c))
      continue;
    uint32_t *code = c->values;
    for (uint32_t w = 0; w < bits_words(d->n_rows); w++)
      for (uint64_t bits = c->present[w]; bits; bits &= bits - 1) {
        uint32_t row = w * 64 + (uint32_t)__builtin_ctzll(bits);
        code[row] = string_number(s, &c->strings, code[row]);
      }
  }
}

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
