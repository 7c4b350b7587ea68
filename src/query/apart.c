/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Attributes apart from events.
 *
 * An attribute is the value of a person's latest $set row that has it, and nobody asks what came
 * before or after.  Read together, every event of a person is woven with those few rows, and their
 * values lie scattered among fifty times as many rows that have none.  So where many things are
 * asked at once (windows are ranges), and nothing but attributes looks at $set, a chunk is scanned
 * twice: first the $set rows, whose values are kept by person, then all others, which mostly lie in
 * one part and are not moved at all (store/guests.c).
 *
 * Who is known, and since when, comes with both; the second says it. */
#include "query/query_int.h"

struct kept {    /* of an accumulator, by person of the chunk */
  int64_t *v;    /* numbers wider than that are not read apart */
  uint8_t *type; /* enum vtype, V_NONE: no value */
};

struct apart {
  struct scanner *scanner;
  struct arena mem;
  uint32_t *acc, n;             /* which are read apart */
  uint32_t *first_col, n_first; /* plan's number of each column of the first scan */
  uint32_t *then_col, n_then;   /* … of the second */
  struct kept *kept;            /* per acc */
  struct scan_col *cols;        /* of the batch at hand, by the plan's numbers */
  struct scan_batch batch;
};

/* ---- cold ---- */

static bool is_set(const struct plan *p, uint32_t filter, uint32_t set) {
  return p->event_sets.p[p->filters.p[filter].events].one == set;
}

static bool looks(const struct plan *p, uint32_t filter, uint32_t set) {
  return filter != NONE && p->event_sets.p[p->filters.p[filter].events].has[set];
}

static bool suits(const struct plan *p, uint32_t acc, uint32_t set) {
  const struct acc *a = &p->accs.p[acc];
  return a->fn == ACC_ATTR && is_set(p, a->filter, set) && p->windows->acc_base[acc] != NONE &&
         a->src[0].kind == SRC_COL && a->src[0].rep != REP_I128;
}

/* Somebody else than attributes looks at the rows of attributes. */
static bool others_look(const struct plan *p, uint32_t set) {
  for (size_t i = 0; i < p->accs.n; i++)
    if (looks(p, p->accs.p[i].filter, set) && !suits(p, (uint32_t)i, set)) return true;
  for (size_t i = 0; i < p->seqs.n; i++)
    for (uint32_t k = 0; k < p->seqs.p[i].n_filters; k++)
      if (looks(p, p->seqs.p[i].filter[k], set)) return true;
  for (size_t i = 0; i < p->watches.n; i++)
    if (looks(p, p->watches.p[i].filter, set)) return true;
  return false;
}

void plan_apart(struct plan *p) {
  uint32_t set = snapshot_event_code(p->snap, STR(EV_SET)), apart = 0, wanted = 0;
  for (uint32_t i = 0; i < snapshot_events(p->snap); i++)
    wanted += p->want_event[i];
  if (set == INTERN_NONE || !p->want_event[set] || wanted < 2 || others_look(p, set)) return;
  uint8_t *is = arena_array(p->mem, uint8_t, p->accs.n);
  for (size_t i = 0; i < p->accs.n; i++)
    apart += is[i] = looks(p, p->accs.p[i].filter, set);
  if (apart) p->apart = is;
}

static uint32_t *columns(struct arena *mem, const struct plan *p, uint8_t use, uint32_t *ret_n) {
  uint32_t *col = arena_array(mem, uint32_t, p->cols.n + 1), n = 0;
  for (uint32_t i = 0; i < p->cols.n; i++)
    if (p->col_use.p[i] & use) col[n++] = i;
  *ret_n = n;
  return col;
}

static struct scan_col_want *wants(struct arena *mem, const struct plan *p, const uint32_t *col,
                                   uint32_t n) {
  struct scan_col_want *want = arena_array(mem, struct scan_col_want, n + 1);
  for (uint32_t i = 0; i < n; i++)
    want[i] = p->cols.p[col[i]];
  return want;
}

struct scan_want worker_want(const struct run *run, struct arena *mem) {
  const struct plan *p = &run->plan;
  uint32_t events = snapshot_events(p->snap), set = snapshot_event_code(p->snap, STR(EV_SET));
  uint32_t n_events = 0, n_cols, *codes = arena_array(mem, uint32_t, events + 1);
  for (uint32_t i = 0; i < events; i++)
    if (p->want_event[i] && !(p->apart && i == set)) codes[n_events++] = i;
  uint8_t use = p->apart ? COL_OF_ROWS : COL_OF_ROWS | COL_OF_ATTR;
  const uint32_t *col = columns(mem, p, use, &n_cols);
  return (struct scan_want){.all_events = n_events && n_events == events,
                            .events = codes,
                            .n_events = n_events,
                            .cols = wants(mem, p, col, n_cols),
                            .n_cols = n_events ? n_cols : 0,
                            .combined = true};
}

bool apart_new(struct worker *w, struct err *err) {
  struct run *run = w->run;
  const struct plan *p = &run->plan;
  struct apart *a = w->apart = must_calloc(1, sizeof *a);
  struct arena *mem = &a->mem;
  arena_init(mem, "query attributes");
  uint32_t *set = arena_array(mem, uint32_t, 1), people = run->chunk_people;
  *set = snapshot_event_code(p->snap, STR(EV_SET));
  a->first_col = columns(mem, p, COL_OF_ATTR, &a->n_first);
  a->then_col = columns(mem, p, COL_OF_ROWS, &a->n_then);
  struct scan_want want = {.events = set,
                           .n_events = 1,
                           .cols = wants(mem, p, a->first_col, a->n_first),
                           .n_cols = a->n_first,
                           .t_max = p->t_max,
                           .only = UINT32_MAX,
                           .combined = true};
  a->acc = arena_array(mem, uint32_t, p->accs.n);
  for (uint32_t i = 0; i < p->accs.n; i++)
    if (p->apart[i]) a->acc[a->n++] = i;
  size_t bytes = (size_t)a->n * people * 9;
  if (!charge_add(&run->charge, scanner_bytes(run->snap, &want) + bytes, err)) return false;
  a->kept = arena_array(mem, struct kept, a->n);
  for (uint32_t i = 0; i < a->n; i++) {
    a->kept[i].v = arena_alloc(mem, people * sizeof(int64_t));
    a->kept[i].type = arena_alloc(mem, people);
  }
  a->cols = arena_array(mem, struct scan_col, p->cols.n + 1);
  if (!scanner_new(run->snap, &want, &a->scanner, err)) return false;
  scanner_share_strings(a->scanner, w->scanner);
  return true;
}

void apart_free(struct apart *a) {
  if (!a) return;
  scanner_free(a->scanner);
  arena_release(&a->mem);
  free(a);
}

/* ---- hot ---- */

static const struct scan_batch *place_columns(struct apart *a, const struct scan_batch *b,
                                              const uint32_t *col, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    a->cols[col[i]] = b->cols[i];
  a->batch = *b;
  a->batch.cols = a->cols;
  return &a->batch;
}

const struct scan_batch *apart_batch(struct worker *w, const struct scan_batch *b) {
  return place_columns(w->apart, b, w->apart->then_col, w->apart->n_then);
}

static void keep(const struct worker *w, uint32_t p0, uint32_t n) {
  const struct apart *a = w->apart;
  const uint32_t *person = w->batch->person + p0;
  for (uint32_t i = 0; i < a->n; i++) {
    const struct acc_vec *from = &w->accs[a->acc[i]];
    const struct kept *to = &a->kept[i];
    for (uint32_t p = 0; p < n && w->used[a->acc[i]]; p++) {
      to->v[person[p] % CHUNK_PEOPLE] = (int64_t)from->v[p];
      to->type[person[p] % CHUNK_PEOPLE] = (uint8_t)from->n[p];
    }
  }
}

static bool on_batch(void *ctx, const struct scan_batch *b, struct err *err) {
  struct worker *w = ctx;
  if (!worker_may_go_on(w, err)) return false;
  w->batch = w->vm.batch = place_columns(w->apart, b, w->apart->first_col, w->apart->n_first);
  if (b->n_rows == 0) return true; /* nor does anybody go on in it */
  mask_begin(w);
  for (uint32_t p0 = 0, n; p0 < b->n_people; p0 += n) {
    n = run_tile_people(w->run, b, p0);
    mask_rows(w, b->row_begin[p0], b->row_begin[p0 + n]);
    if (!accum_tile(w, p0, n, err)) return false;
    keep(w, p0, n - (b->last_continues && p0 + n == b->n_people));
  }
  return true;
}

bool apart_chunk(struct worker *w, uint32_t chunk, struct err *err) {
  struct apart *a = w->apart;
  for (uint32_t i = 0; i < a->n; i++)
    memset(a->kept[i].type, V_NONE, w->run->chunk_people);
  w->in_apart = true;
  bool ok = scanner_run(a->scanner, chunk, on_batch, w, err);
  w->in_apart = false;
  return ok;
}

void apart_load(struct worker *w, uint32_t acc, uint32_t p0, uint32_t n) {
  const struct apart *a = w->apart;
  const uint32_t *person = w->batch->person + p0;
  const struct acc_vec *to = &w->accs[acc];
  uint32_t i = 0;
  while (a->acc[i] != acc)
    i++;
  for (uint32_t p = 0; p < n; p++) {
    uint32_t at = person[p] % CHUNK_PEOPLE;
    to->n[p] = a->kept[i].type[at];
    to->v[p] = to->n[p] ? a->kept[i].v[at] : 0;
  }
}
