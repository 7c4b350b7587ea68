/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a scanner holds: sources, the plan of columns, numbers of strings, and memory, made once for
 * all chunks.  A block's worth of each buffer; blocks themselves when they are first needed. */
#include <stdlib.h>

#include "base/panic.h"
#include "kernel/bits.h"
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
