/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All events, in order of time, without holding them.
 *
 * A generator makes one person after another; an export has one moment after another.  Turning the
 * one into the other by sorting files would write everything twice.  Here only twenty bytes a
 * person are kept (struct life), because all else can be drawn again from (seed, person, number of
 * the moment).  The history is cut into slices of about SLICE_EVENTS; for each,
 *
 *   1. live: blocks of people, in parallel: whoever is due lives through her moments of the slice.
 *      What lies beyond it (an order's refund, a visit over the border) waits with the block.
 *   2. cut: the slice falls into pieces of about PIECE_EVENTS by time; each worker deals out what
 *      it made.
 *   3. write: pieces, in parallel and a wave at a time: sort, number, format, (compress).
 *      Meanwhile one worker writes the wave before: a file takes one writer at a time anyway, and
 *      the copy into the page cache is a third of all the work.
 *
 * The sort is total (time, person, kind …), so it does not matter who made what, nor when.
 * Memory: 20 bytes a person, 64 a slice's event, and two waves of text.
 */
#include "sim/sim_int.h"

#include <zstd.h>

#define SLICE_EVENTS 1000000
#define PIECE_EVENTS 4096
#define WAVE_PIECES  8
#define CELLS        4096 /* of a slice, at most; all of one length: the grain of pieces */
#define ZSTD_LEVEL   3

/* What of a person is not drawn again: where she stands, and what decides how fast she moves. */
struct life {
  uint32_t next; /* second of her next moment */
  uint32_t visit : 30;
  uint32_t bought : 1;
  uint32_t holdout : 1;
  float order, interest, death;
};

struct worker {
  struct events made; /* in this slice */
  uint32_t cells[CELLS];
  uint64_t *at; /* by piece: where its next ref goes */
  struct sim_sorter sorter;
  struct buf plain;
  ZSTD_CCtx *zstd;
};

struct piece {
  uint64_t from, n; /* refs */
};

/* Texts of a wave: one is written while the other is made. */
struct wave {
  struct buf text[WAVE_PIECES];
  uint32_t first, n; /* pieces */
};

struct sweep {
  struct sim *s;
  struct writer *writer;
  struct out_file *file;
  unsigned threads;
  uint32_t blocks;
  struct life *lives;     /* by person */
  struct events *waiting; /* by block */
  uint64_t *orders;       /* by block */
  struct worker *workers;
  int64_t from, to;   /* the slice */
  unsigned cell_bits; /* a cell is 2^so many ms */
  uint64_t n, done;   /* events of the slice, and before it */
  uint32_t cell_piece[CELLS];
  struct piece pieces[CELLS];
  uint32_t n_pieces;
  struct wave waves[2];
  struct wave *making, *writing;
  struct sim_ref *refs;
  size_t refs_cap;
  struct err err; /* of writing */
};

/* ---- 1. live ---- */

static bool begin(void *ctx, uint32_t block, unsigned worker) {
  struct sweep *w = ctx;
  const struct sim *s = w->s;
  for (uint32_t p = block * SIM_BLOCK; p < s->people && p / SIM_BLOCK == block; p++) {
    struct rates r;
    sim_rates_of(s, p, &r);
    w->lives[p] = (struct life){
        .next = (uint32_t)((sim_visit_first(s, &r) - s->calendar.start_ms) / MS_SECOND),
        .holdout = r.holdout,
        .order = (float)r.order,
        .interest = (float)r.interest,
        .death = (float)r.death,
    };
  }
  return true;
}

static uint32_t cell_of(const struct sweep *w, const struct ev *e) {
  return (uint32_t)((e->time - w->from) >> w->cell_bits);
}

static void count(const struct sweep *w, struct worker *k, const struct ev *e) {
  k->cells[cell_of(w, e)]++;
}

/* Moves what is due now from the waiting to the made. */
static void wake(const struct sweep *w, struct worker *k, struct events *waiting) {
  size_t keep = 0;
  for (size_t i = 0; i < waiting->n; i++) {
    if (waiting->p[i].time < w->to) {
      *sim_events_add(&k->made) = waiting->p[i];
      count(w, k, &waiting->p[i]);
    } else {
      waiting->p[keep++] = waiting->p[i];
    }
  }
  waiting->n = keep;
}

/* Sorts out what one moment made: now, later, or after the end of history. */
static void settle(const struct sweep *w, struct worker *k, size_t from, struct events *waiting) {
  size_t keep = from;
  for (size_t i = from; i < k->made.n; i++) {
    struct ev e = k->made.p[i];
    if (e.time >= w->s->calendar.end_ms) continue;
    if (e.time >= w->to) {
      *sim_events_add(waiting) = e;
      continue;
    }
    count(w, k, &e);
    k->made.p[keep++] = e;
  }
  k->made.n = keep;
}

/* Whether the order of this moment lies within the history. */
static bool has_order(const struct sweep *w, const struct events *made, size_t from) {
  for (size_t i = from; i < made->n; i++)
    if (made->p[i].kind == EV_order_completed) return made->p[i].time < w->s->calendar.end_ms;
  return false;
}

static void live_once(struct sweep *w, struct worker *k, uint32_t p) {
  const struct sim *s = w->s;
  struct life *life = &w->lives[p];
  int64_t start = s->calendar.start_ms;
  uint32_t block = p / SIM_BLOCK;
  size_t from = k->made.n;
  struct rates r;
  bool ordered;
  sim_rates_from(s, life->order, life->interest, life->death, life->holdout, &r);
  int64_t t =
      sim_visit_run(s, p, &r, life->visit, start + life->next * MS_SECOND, &k->made, &ordered);
  bool over = t < 0 || t >= s->calendar.end_ms;
  life->next = over ? SIM_NEVER : (uint32_t)((t - start) / MS_SECOND);
  life->visit++;
  if (ordered && has_order(w, &k->made, from)) {
    w->orders[block]++;
    life->bought = 1;
  }
  settle(w, k, from, &w->waiting[block]);
}

static bool live(void *ctx, uint32_t block, unsigned worker) {
  struct sweep *w = ctx;
  struct worker *k = &w->workers[worker];
  int64_t due = (w->to - w->s->calendar.start_ms + MS_SECOND - 1) / MS_SECOND;
  wake(w, k, &w->waiting[block]);
  for (uint32_t p = block * SIM_BLOCK; p < w->s->people && p / SIM_BLOCK == block; p++)
    while (w->lives[p].next < due)
      live_once(w, k, p);
  return true;
}

/* ---- 2. cut ---- */

static void cut(struct sweep *w) {
  struct piece *piece = NULL;
  w->n = 0;
  w->n_pieces = 0;
  for (uint32_t c = 0; c < CELLS; c++) {
    uint64_t n = 0;
    for (unsigned i = 0; i < w->threads; i++)
      n += w->workers[i].cells[c];
    if (!piece || (piece->n > 0 && piece->n + n > PIECE_EVENTS)) {
      piece = &w->pieces[w->n_pieces++];
      piece->from = w->n;
      piece->n = 0;
    }
    w->cell_piece[c] = w->n_pieces - 1;
    piece->n += n;
    w->n += n;
  }
  if (w->refs_cap < w->n) {
    free(w->refs);
    w->refs_cap = w->n + w->n / 4;
    w->refs = must_calloc(w->refs_cap, sizeof *w->refs);
  }
  for (uint32_t i = 0; i < w->n_pieces; i++)
    w->workers[0].at[i] = w->pieces[i].from;
  /* Worker i + 1 puts its share of each piece behind that of worker i. */
  for (unsigned i = 0; i + 1 < w->threads; i++) {
    memcpy(w->workers[i + 1].at, w->workers[i].at, w->n_pieces * sizeof(uint64_t));
    for (uint32_t c = 0; c < CELLS; c++)
      w->workers[i + 1].at[w->cell_piece[c]] += w->workers[i].cells[c];
  }
}

static bool deal(void *ctx, uint32_t task, unsigned worker) {
  struct sweep *w = ctx;
  struct worker *k = &w->workers[task];
  for (size_t i = 0; i < k->made.n; i++) {
    const struct ev *e = &k->made.p[i];
    uint64_t key = (uint64_t)(e->time - w->from);
    w->refs[k->at[w->cell_piece[cell_of(w, e)]]++] = (struct sim_ref){key, e};
  }
  return true;
}

/* ---- 3. write ---- */

static void format(const struct sweep *w, const struct piece *piece, struct buf *out) {
  struct stamp stamp = {0};
  for (uint64_t i = 0; i < piece->n; i++) {
    /* Events lie where they were made, far from each other: waiting for them was a tenth of all. */
    if (i + 8 < piece->n) __builtin_prefetch(w->refs[piece->from + i + 8].ev);
    must(buf_reserve(out, EV_TEXT_MAX));
    char *p = out->p + out->n;
    uint64_t id = w->done + piece->from + i + 1;
    out->n =
        (size_t)(sim_writer_put(w->writer, &stamp, id, w->refs[piece->from + i].ev, p) - out->p);
  }
}

static void format_piece(struct sweep *w, struct worker *k, uint32_t i) {
  const struct piece *piece = &w->pieces[w->making->first + i];
  struct buf *text = &w->making->text[i];
  buf_reset(text);
  sim_sort(&k->sorter, w->refs + piece->from, piece->n);
  if (!w->s->o->compress) {
    format(w, piece, text);
    return;
  }
  buf_reset(&k->plain);
  format(w, piece, &k->plain);
  size_t room = ZSTD_compressBound(k->plain.n);
  must(buf_reserve(text, room));
  size_t n = ZSTD_compressCCtx(k->zstd, text->p, room, k->plain.p, k->plain.n, ZSTD_LEVEL);
  must(!ZSTD_isError(n));
  text->n = n;
}

static bool write_wave(struct sweep *w) {
  for (uint32_t i = 0; i < w->writing->n; i++)
    if (!sim_out_put(w->file, w->writing->text[i].p, w->writing->text[i].n, &w->err)) return false;
  return true;
}

/* Task 0 writes the wave before; the others make this one. */
static bool make_or_write(void *ctx, uint32_t task, unsigned worker) {
  struct sweep *w = ctx;
  if (task == 0) return write_wave(w);
  format_piece(w, &w->workers[worker], task - 1);
  return true;
}

static bool run_wave(struct sweep *w, struct err *err) {
  if (!pool_run(w->s->o->pool, w->making->n + 1, make_or_write, w)) {
    *err = w->err;
    return false;
  }
  struct wave *swap = w->making;
  w->making = w->writing;
  w->writing = swap;
  w->making->n = 0;
  return true;
}

static bool write_slice(struct sweep *w, struct err *err) {
  const struct sim_options *o = w->s->o;
  for (uint32_t at = 0; at < w->n_pieces; at += WAVE_PIECES) {
    uint32_t left = w->n_pieces - at;
    w->making->first = at;
    w->making->n = left < WAVE_PIECES ? left : WAVE_PIECES;
    const struct piece *last = &w->pieces[at + w->making->n - 1];
    if (!run_wave(w, err)) return false;
    if (o->progress && !o->progress(o->ctx, w->done + last->from + last->n, o->events))
      return err_fail(err, ERR_canceled, NULL);
  }
  return true;
}

/* ---- slices ---- */

static bool slice(struct sweep *w, int64_t from, int64_t to, struct err *err) {
  w->from = from;
  w->to = to;
  w->cell_bits = 0;
  while ((to - from - 1) >> w->cell_bits >= CELLS)
    w->cell_bits++;
  for (unsigned i = 0; i < w->threads; i++) {
    w->workers[i].made.n = 0;
    memset(w->workers[i].cells, 0, sizeof w->workers[i].cells);
  }
  pool_run(w->s->o->pool, w->blocks, live, w);
  cut(w);
  pool_run(w->s->o->pool, w->threads, deal, w);
  if (!write_slice(w, err)) return false;
  w->done += w->n;
  return true;
}

/* How much happens until each hour, roughly: business, times those who have joined and stay. */
static double weight(const struct calendar *c, uint32_t h) {
  double joined = c->joins.at[h] / c->hours;
  return (c->business.at[h + 1] - c->business.at[h]) * (0.05 + joined) / (1 + joined);
}

static bool slices(struct sweep *w, struct err *err) {
  const struct calendar *c = &w->s->calendar;
  double sum = 0, run = 0;
  for (uint32_t h = 0; h < c->hours; h++)
    sum += weight(c, h);
  double each = sum / ((double)(w->s->o->events / SLICE_EVENTS) + 1);
  int64_t from = c->start_ms;
  for (uint32_t h = 0; h < c->hours; h++) {
    run += weight(c, h);
    bool last = h + 1 == c->hours;
    if (run < each && !last) continue;
    int64_t to = last ? c->end_ms : c->start_ms + (int64_t)(h + 1) * MS_HOUR;
    if (!slice(w, from, to, err)) return false;
    from = to;
    run = 0;
  }
  return true;
}

static void sweep_init(struct sweep *w, struct sim *s, struct out_file *f, struct arena *a) {
  *w = (struct sweep){.s = s, .file = f, .writer = sim_writer_new(s, a)};
  w->threads = pool_threads(s->o->pool);
  w->blocks = (s->people + SIM_BLOCK - 1) / SIM_BLOCK;
  w->lives = must_calloc(s->people, sizeof *w->lives);
  w->waiting = must_calloc(w->blocks, sizeof *w->waiting);
  w->orders = must_calloc(w->blocks, sizeof *w->orders);
  w->workers = must_calloc(w->threads, sizeof *w->workers);
  for (int i = 0; i < 2 * WAVE_PIECES; i++)
    w->waves[i / WAVE_PIECES].text[i % WAVE_PIECES] = (struct buf)BUF_INIT;
  w->making = &w->waves[0];
  w->writing = &w->waves[1];
  for (unsigned i = 0; i < w->threads; i++) {
    w->workers[i].at = must_calloc(CELLS, sizeof(uint64_t));
    w->workers[i].plain = (struct buf)BUF_INIT;
    if (s->o->compress) w->workers[i].zstd = ZSTD_createCCtx();
    if (s->o->compress) must(w->workers[i].zstd);
  }
}

static void sweep_release(struct sweep *w) {
  for (uint32_t i = 0; i < w->blocks; i++)
    free(w->waiting[i].p);
  for (unsigned i = 0; i < w->threads; i++) {
    struct worker *k = &w->workers[i];
    free(k->made.p);
    free(k->at);
    free(k->sorter.tmp);
    buf_release(&k->plain);
    ZSTD_freeCCtx(k->zstd);
  }
  for (int i = 0; i < 2 * WAVE_PIECES; i++)
    buf_release(&w->waves[i / WAVE_PIECES].text[i % WAVE_PIECES]);
  free(w->lives);
  free(w->waiting);
  free(w->orders);
  free(w->workers);
  free(w->refs);
}

static bool put_header(struct sweep *w, struct err *err) {
  struct str head = sim_writer_header(w->writer);
  char packed[512];
  if (head.n == 0 || !w->s->o->compress) return sim_out_put(w->file, head.p, head.n, err);
  size_t n = ZSTD_compress(packed, sizeof packed, head.p, head.n, ZSTD_LEVEL);
  must(!ZSTD_isError(n));
  return sim_out_put(w->file, packed, n, err);
}

bool sim_sweep(struct sim *s, struct out_file *f, struct sim_counts *n, struct err *err) {
  struct arena a;
  arena_init(&a, "simulation");
  struct sweep *w = must_malloc(sizeof *w);
  sweep_init(w, s, f, &a);
  pool_run(s->o->pool, w->blocks, begin, w);
  bool ok = put_header(w, err) && slices(w, err) && run_wave(w, err);
  if (ok) {
    n->events = w->done;
    n->people = s->people;
    for (uint32_t i = 0; i < w->blocks; i++)
      n->orders += w->orders[i];
    for (uint32_t p = 0; p < s->people; p++)
      n->buyers += w->lives[p].bought;
  }
  sweep_release(w);
  free(w);
  arena_release(&a);
  return ok;
}
