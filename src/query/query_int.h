/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What plan and run share.  Cold half: plan.c, compile*.c fill struct plan from trees.  Hot half:
 * run.c drives a worker per thread; mask.c, accum.c, vm*.c and kernels.c touch rows and people.
 *
 * Everything hot works on bit words (bit i of word i/64 = row or person i) and on tiles of TILE
 * elements, so that registers of the little machine stay in cache.
 */
#ifndef SHOAL_QUERY_QUERY_INT_H
#define SHOAL_QUERY_QUERY_INT_H

#include <pthread.h>

#include "base/vec.h"
#include "query/query.h"
#include "query/sequence_int.h"
#include "query/window_int.h"

#define TILE         1024
#define TILE_WORDS   (TILE / 64)
#define NONE         UINT32_MAX
#define BATCH_WORDS  (SCAN_BATCH_ROWS / 64)
#define CHUNK_PEOPLE (1u << SCAN_CHUNK_BITS)
#define CHUNK_WORDS  (CHUNK_PEOPLE / 64)
#define OWNER_SPARE  8 /* rows whose owner is written at once */

static inline bool bit_at(const uint64_t *w, size_t i) {
  return (w[i / 64] >> (i % 64)) & 1;
}
static inline void bit_set(uint64_t *w, size_t i) {
  w[i / 64] |= UINT64_C(1) << (i % 64);
}

/* ---- the plan ---- */

/* Values made per row from its time or event; computed per batch when the plan uses them. */
enum gen { GEN_TIME, GEN_DAY, GEN_DAY_START, GEN_HOUR, GEN_WEEKDAY, GEN_EVENT, GEN_N };

enum rep { REP_I64, REP_I128, REP_U32, REP_U8 }; /* how values lie in memory */

enum src_kind { SRC_NEVER, SRC_REG, SRC_COL, SRC_GEN, SRC_ACC, SRC_SHARED };
struct src {
  enum src_kind kind;
  enum rep rep;
  uint32_t i; /* register, column of the scan, enum gen, accumulator, or shared value */
};

/* A set of numbers: n disjoint inclusive ranges, ascending. */
struct range_set {
  i128 *lo, *hi;
  uint32_t n;
};

/* A condition on one string: is it one of a few; or answered once per distinct string that is met
 * and worker. */
#define STR_FEW 4
struct str_test {
  uint32_t n_few, few[STR_FEW]; /* plan->strings; none: */
  const struct intern *set;     /* one of these; NULL: */
  struct intern *own;           /* the plan's to release: what set points to, or NULL */
  struct str part;              /* contains it */
  const struct intern *items;   /* or, if set: it is the id of one whose bit is set */
  const uint64_t *bits;
};

struct vm;
struct step;
typedef void step_fn(struct vm *vm, const struct step *s);

struct vtype_scaled {
  enum lang_type type;
  uint8_t scale;
};

/* dst ← f(a, b): registers by number; the rest is what some steps need besides. */
struct step {
  step_fn *run;
  uint32_t dst, a, b;
  struct src src;
  enum node_op op;
  uint8_t scale_a, scale_b, scale; /* of a, b and dst */
  bool flag;
  uint8_t accept;      /* truth values that pass: 1 = false, 2 = true */
  uint32_t index;      /* accumulator, class array, measure, range set, string test, string */
  enum lang_type type; /* of dst, or of both operands of a comparison */
  i128 num;
  int64_t lo, hi;          /* a time, as an interval for dates; days_since: lo = day of as-of */
  const struct node *node; /* whom to blame for overflow */
};

struct prog {
  struct step *steps;
  uint32_t n;
  uint32_t regs;
  struct vtype_scaled result; /* in register 0 */
};

struct event_set {
  bool all;
  uint32_t one;  /* the only code, or NONE */
  uint8_t *has;  /* by code */
  uint32_t *few; /* the same as bits, when there are at most MEMBERS_MAX codes; else NULL */
};
struct span {
  int64_t from, to;
};
/* The rows an accumulator sees. */
struct filter {
  uint32_t events, span;
  uint32_t pred; /* NONE = no where */
};

enum acc_fn {
  ACC_COUNT,
  ACC_SUM,
  ACC_AVG,
  ACC_MIN,
  ACC_MAX,
  ACC_DISTINCT,
  ACC_FIRST,
  ACC_LAST,
  ACC_GAP,
  ACC_ATTR, /* last value of any type */
  ACC_SEQUENCE,
  ACC_NTH,
  ACC_STREAK,
};
struct acc {
  enum acc_fn fn;
  uint32_t filter; /* NONE: no row can pass */
  uint32_t n_src;  /* ACC_DISTINCT and ACC_ATTR may have one per value type */
  struct src src[V_TYPES];
  uint8_t tag[V_TYPES]; /* enum vtype of src[i] */
  uint8_t scale;
  int32_t nth;         /* ACC_NTH */
  uint32_t set;        /* ACC_DISTINCT, ACC_SEQUENCE, ACC_NTH: number among those */
  int64_t few, enough; /* ACC_DISTINCT: numbers below the one and from the other on are alike */
  const struct node *node;
};

struct plan_seq {
  struct seq_def def;
  uint32_t n_filters; /* those of bits that rows can have */
  uint32_t filter[LANG_STEPS_MAX], bit[LANG_STEPS_MAX];
  uint32_t first;                        /* filter of the first step */
  uint32_t n_need, need[LANG_STEPS_MAX]; /* of every step: who has none of one has no match */
  uint32_t look[LANG_STEPS_MAX]; /* per filter: of which the bits are looked at; its rows … */
  int64_t from, to;              /* … at these times are the filter's */
  uint32_t pair;                 /* of plan->pairs, or NONE */
  bool chained;                  /* accum_chain.c does it */
};

/* Of `a -> b` whatever else: the rows of a next to which, of the rows of both, stands one of b. */
struct plan_pair {
  uint32_t a, b; /* filters */
};

/* Who asks for a column: attributes (perhaps only whether there is a value), others. */
enum col_use { COL_OF_ATTR = 1, COL_READ = 2, COL_OF_ROWS = 4 };

/* Time alone may change an expression at (time of a row of the filter) + base. */
struct watch {
  uint32_t filter;
  bool last; /* the person's last row of the filter decides, else already the first */
  int64_t base;
};

struct plan {
  const struct snapshot *snap;
  const struct query_input *in;
  struct arena *mem;
  struct err *err;
  int64_t t_max;
  bool all_events;
  uint8_t *want_event; /* by code */
  bool gen_used[GEN_N];
  struct intern event_keys, span_keys, pred_keys, filter_keys, acc_keys, strings;
  struct intern range_keys, test_keys, shared_keys;
  VEC(struct scan_col_want) cols;
  VEC(uint8_t) col_use; /* per column */
  bool of_attr;         /* columns asked for now are an attribute's */
  VEC(struct event_set) event_sets;
  VEC(struct span) spans;
  VEC(struct prog) preds;
  VEC(struct prog) shared; /* what is asked of a person, each once; share.c */
  VEC(struct filter) filters;
  VEC(struct acc) accs;
  VEC(struct plan_seq) seqs;
  VEC(struct plan_pair) pairs;
  struct plan_windows *windows; /* NULL: every filter has bits of its own */
  uint8_t *apart;               /* per accumulator: it is an attribute read apart; NULL: none is */
  VEC(struct range_set) ranges;
  VEC(struct str_test) str_tests;
  VEC(struct watch) watches;
  VEC(int64_t) as_ofs;
  struct prog *progs;    /* per expression */
  uint32_t *as_of_index; /* per expression, into as_ofs */
  uint32_t max_regs, n_sets, n_rings, n_shared_values;
  bool rows_only; /* every expression depends on nothing but the person's wanted rows */
};

bool plan_init(struct plan *p, const struct snapshot *n, const struct query_input *in,
               struct arena *mem, struct err *err);
void plan_release(struct plan *p);

/* plan_collect.c: the accumulator of an aggregate or attribute seen from as_of; NONE on error. */
uint32_t plan_agg(struct plan *p, const struct node *node, int64_t as_of);
uint32_t plan_attr(struct plan *p, const struct node *node, int64_t as_of);
void plan_reads(struct plan *p, uint32_t attr); /* its value, not only whether there is one */
uint32_t plan_sequence(struct plan *p, const struct node *node, int64_t as_of);
void plan_look(struct plan *p); /* plan_sequence.c: with windows */
/* The parts of an accumulator: the rows of agg's events that pass `where`, in [from, to] (NONE:
 * there are none; false on error); the columns of its property, of all types if it has none; and
 * the number of what equals `key`. */
bool plan_rows(struct plan *p, const struct agg *agg, int64_t from, int64_t to, int64_t as_of,
               uint32_t *ret);
void plan_by(struct plan *p, struct acc *a, const struct agg *agg, enum lang_type type);
uint32_t plan_filter(struct plan *p, struct filter f);
uint32_t plan_span(struct plan *p, int64_t from, int64_t to);
/* plan_events.c: the set of agg's events; NONE: there are none, or they do not reach back. */
uint32_t plan_event_set(struct plan *p, const struct agg *agg, int64_t as_of);
/* The filter of the rows that pass one or the other; they differ in events only. */
uint32_t plan_either(struct plan *p, uint32_t a, uint32_t b);
uint32_t plan_keyed(struct plan *p, struct str key, struct acc a);
/* The scan column of (property, type), SRC_NEVER when the snapshot has no such values; *ret_scale
 * for numbers. */
struct src plan_column(struct plan *p, uint32_t prop, enum vtype type, uint8_t *ret_scale);
struct src plan_gen(struct plan *p, enum pseudo pseudo, enum lang_type type);
enum vtype plan_vtype(enum lang_type t);
bool plan_refuse(struct plan *p, const struct node *n, const char *what);

/* watch.c: what time alone may change of a tree. */
bool plan_watch(struct plan *p, const struct node *tree, int64_t as_of);
void plan_join_watches(struct plan *p); /* those of one window and several events become one */

/* compile.c: scope decides what names mean. */
enum scope { SCOPE_PERSON, SCOPE_ROW };
struct comp {
  struct plan *plan;
  enum scope scope;
  int64_t as_of;
  VEC(struct step) steps;
  uint32_t regs;
};
bool plan_compile(struct plan *p, enum scope scope, const struct node *tree, int64_t as_of,
                  struct prog *ret);
struct step *comp_step(struct comp *c, step_fn *run, uint32_t dst);
bool comp_value(struct comp *c, const struct node *n, uint32_t dst, struct vtype_scaled *ret);
bool comp_operand(struct comp *c, const struct node *n, uint32_t dst, struct src *ret_src,
                  struct vtype_scaled *ret);
/* The node without looking whether it is shared. */
bool comp_node(struct comp *c, const struct node *n, uint32_t dst, struct vtype_scaled *ret);
/* share.c: a condition on a person becomes one that all who ask it share; an operand is where its
 * value lies. */
bool comp_shares(const struct comp *c, const struct node *n);
bool comp_shared(struct comp *c, const struct node *n, uint32_t dst, struct vtype_scaled *ret);
bool comp_shared_operand(struct comp *c, const struct node *n, uint32_t dst, struct src *ret_src,
                         struct vtype_scaled *ret);
void vm_run_shared(struct vm *vm); /* once per tile of people, before their programs */
/* compile_test.c: comparisons, in, between, contains, exists. */
/* compile_item.c: a test one of whose sides is a field of the item, or the field itself; its
 * positive form */
bool comp_item(struct comp *c, const struct node *n, const struct node *item, uint32_t dst);
bool comp_string(struct comp *c, struct src src, struct str_test test, uint32_t dst);
bool comp_test(struct comp *c, const struct node *n, uint32_t dst);

/* ---- the machine ---- */

/* Lanes without `present` hold zero; a bool's bits are within present.  Lanes past n are
 * unspecified. */
struct reg {
  uint64_t *present, *bits;
  union {
    i128 *num;
    int64_t *time;
    uint32_t *code;
  };
};

struct acc_vec { /* states of the people of a tile; what v and n mean is accum.c's */
  i128 *v;
  int64_t *n;
};

struct key_set {         /* distinct values of one person; distinct.c */
  uint64_t *marks, mark; /* of strings: per number, the last who had it; the last person's */
  size_t n_marks;
  u128 *keys;
  uint32_t *slots, *pos;
  uint32_t n, cap;
};

struct seq_buf { /* rows of one person that some step wants; accum_sequence.c */
  struct seq_row *rows;
  u128 *keys;      /* `by`; NULL: none */
  uint32_t *kinds; /* per number of a text: bits of the rows that have it; all 0 between people */
  size_t n_kinds;
  size_t n, cap;
};

struct seq_pairs {      /* of a tile, by row; accum_pair.c */
  int64_t *begin, *gap; /* time of the first, and from it to the second */
  uint32_t *person;     /* of the batch */
  uint32_t n;
  bool done, touch; /* made; a row may be the second of one and the first of another */
};

struct seq_texts { /* what is known of the texts of one person; accum_by.c */
  int64_t *p;      /* per number of a text `stride`: whose, with steps that are open, then times */
  size_t n;        /* texts */
  uint32_t stride;
  uint64_t people; /* seen so far */
};

struct ring { /* the last values of one person; accum_nth.c */
  i128 *v;
  uint64_t n; /* ever put */
};

struct str_answers { /* ANSWER_… by worker code */
  uint8_t *p;
  size_t n, cap;
};

struct vm {
  const struct plan *plan;
  const struct query_input *in;
  struct intern *strings;
  struct reg *regs;
  uint32_t n;  /* lanes of this tile */
  uint32_t at; /* SCOPE_ROW: first row */
  const struct scan_batch *batch;
  const uint32_t *person; /* SCOPE_PERSON: subjects of the lanes, … */
  const uint32_t *slot;   /* … where classes, scores and measures have them … */
  const int64_t *known;   /* … and the times of their first rows */
  void *gen[GEN_N];
  const struct acc_vec *accs;
  struct reg *shared;             /* per program of plan->shared */
  const uint32_t *plan_code;      /* plan->strings in worker codes */
  uint32_t **class_code;          /* per class array: names, then "none" */
  uint32_t **measure_code;        /* per measure: its codes in worker codes, NONE = not met yet */
  struct str_answers *str_answer; /* per string test */
  const struct node *overflow;
};

void vm_run(struct vm *vm, const struct prog *p);
const void *vm_values(const struct vm *vm, struct src s, const uint64_t **ret_present);
extern const uint64_t all_ones[BATCH_WORDS];

/* vm_load.c */
step_fn step_missing, step_const, step_source, step_acc, step_class, step_score, step_measure,
    step_known, step_listed, step_shared;
/* vm_test.c */
step_fn step_not, step_and, step_or, step_range_i64, step_range_i128, step_string, step_bool,
    step_present, step_present_or, step_compare;
/* vm_num.c */
step_fn step_arith, step_neg, step_abs, step_floor, step_rescale, step_days_since, step_civil,
    step_coalesce, step_anniversary;

/* ---- kernels.c ---- */
void bits_range_i64(const int64_t *v, size_t n, int64_t lo, int64_t hi, uint64_t *out);
void bits_range_i128(const i128 *v, size_t n, i128 lo, i128 hi, uint64_t *out);
void bits_equal_u32(const uint32_t *v, size_t n, uint32_t x, uint64_t *out);
void bits_table_u32(const uint32_t *v, size_t n, const uint8_t *table, uint64_t *out);
void bits_nonzero_u8(const uint8_t *v, size_t n, uint64_t *out);
void bits_as_before(const int32_t *v, size_t n, uint64_t *out); /* v[i] == v[i - 1], from v[-1] */
/* Bit i of out = a row of begin[i] … begin[i + 1] - 1 is in bits; n ≤ TILE. */
void bits_with_rows(const uint64_t *bits, const uint32_t *rank, const uint32_t *begin, uint32_t n,
                    uint64_t *out);

/* ---- memory ---- */
struct charge {
  size_t used, limit; /* used: atomic */
};
bool charge_add(struct charge *c, size_t bytes, struct err *err); /* ERR_memory_limit */

/* ---- a worker: one thread's scratch ---- */

struct carry { /* of an accumulator: the state of the person that continues in the next batch */
  i128 v;
  int64_t n;
};

/* What an expression gives for a person without any wanted row. */
struct idle {
  bool present, yes; /* has a value; of a bool, true */
  union {
    i128 num;
    int64_t time;
    uint32_t code;
  };
};

struct worker {
  struct run *run;
  struct arena mem;
  struct scanner *scanner;
  struct vm vm;
  const struct scan_batch *batch;
  uint64_t **filter_bits; /* per filter: rows of the stretch that pass, and a word more */
  uint32_t **filter_rank; /* per filter some of whose rows pass: those of it before each word */
  bool *filter_any;       /* some do */
  bool *filter_all;       /* all do */
  uint64_t **event_bits, **span_bits, **pred_bits;
  uint8_t *event_done, *span_done;
  uint64_t *pred_done;     /* a bit per tile */
  uint32_t *event_code;    /* event code → string code */
  int32_t *days;           /* of rows; one stands before the first */
  uint64_t *same_day;      /* bits of rows on the day of the row before, of the same person */
  uint64_t *day_rows;      /* accum.c */
  bool days_rise;          /* along the rows of each person of the tile, if these are in order */
  int32_t day_offset;      /* of all rows' zone so far, while they do */
  uint64_t *some_rows;     /* bits of rows; accum_distinct.c */
  uint32_t filled;         /* rows whose generated values are made */
  struct base_rows *bases; /* per base; NULL without windows */
  uint32_t **border_row;   /* per border: of each person of the tile the first row not before it */
  uint32_t *rank_lo, *rank_hi;
  struct stretch stretch; /* the rows at hand */
  struct acc_vec *accs;
  uint32_t *used; /* per accumulator: lanes that may not be as of a person without rows */
  struct carry *carry;
  uint32_t *owner; /* per row of the batch: number of its person in the batch; and a few more */
  uint64_t *tied;  /* bits of rows wanted by sequences that are of one instant with another such */
  uint32_t *tied_words, n_tied; /* words of `tied` with such rows */
  uint64_t *firsts;             /* bits of the first rows of people, when there are sequences */
  uint32_t *seq_filters, n_seq_filters; /* that sequences look at, each once */
  uint64_t *chain[3];                   /* bits of rows; accum_chain.c */
  struct seq_pairs *pairs;
  struct seq_texts seq_texts;
  struct key_set *sets;
  struct seq_buf *seqs;
  struct ring *rings;
  uint64_t **chunk_bits; /* per expression of type bool: people of the chunk; else NULL */
  uint32_t *ids;
  struct idle *idle;      /* per expression; NULL: some depend on more than the person's rows */
  struct scan_batch busy; /* the people of a batch who have rows; arrays of its own */
  uint32_t *busy_person, *busy_begin;
  int64_t *busy_first;
  bool alone;          /* one person at a time: until has one place */
  struct apart *apart; /* NULL unless the plan says so */
  bool in_apart;       /* the batch at hand is of attributes */
  size_t strings_charged;
  uint32_t chunk;
};

struct run {
  struct plan plan;
  const struct snapshot *snap;
  const struct query_input *in;
  struct query_limits limits;
  bool in_order; /* somebody looks at the order of a person's rows whatever the plan says */
  struct charge charge;
  struct mono started;
  struct worker **workers;
  unsigned n_workers;
  struct query_output *outputs;
  roaring_bitmap_t **sets; /* [expression * chunks + chunk] */
  unsigned *chunk_worker;  /* who ran it: whose string codes its slices hold */
  uint32_t chunks;
  bool alone;                        /* query_each */
  uint32_t batch_rows, chunk_people; /* what a batch or chunk holds at most, in whole tiles */
  uint32_t tile_rows;                /* of a tile of people at most, unless one has more */
  pthread_mutex_t lock;
  uint32_t err_chunk; /* of the errors met, the first chunk's is reported */
  struct err err;
};

/* apart.c: attributes read apart from events, before them. */
void plan_apart(struct plan *p); /* after windows */
bool apart_new(struct worker *w, struct err *err);
void apart_free(struct apart *a); /* NULL is fine */
bool apart_chunk(struct worker *w, uint32_t chunk, struct err *err);
/* The batch of events with columns where the plan has them. */
const struct scan_batch *apart_batch(struct worker *w, const struct scan_batch *b);
void apart_load(struct worker *w, uint32_t acc, uint32_t p0, uint32_t n);
struct scan_want worker_want(const struct run *run, struct arena *mem);

/* run.c: what query_run and query_groups share. */
uint32_t run_tile_people(const struct run *run, const struct scan_batch *b, uint32_t p0);
bool run_start(struct run *run, const struct snapshot *n, const struct query_input *in,
               const struct query_limits *limits, struct arena *mem, struct err *err);
void run_prepare(struct run *run, const struct pool *pool); /* after the plan: sizes, workers */
void run_release(struct run *run);
void run_failed(struct run *run, uint32_t chunk, const struct err *err);
bool query_may_go_on(struct run *run, struct err *err);   /* deadline, cancellation */
bool worker_may_go_on(struct worker *w, struct err *err); /* and the memory of its strings */

bool query_overflowed(const struct node *node, struct err *err);

bool worker_new(struct run *run, struct worker **ret, struct err *err); /* worker.c */
void worker_free(struct worker *w);

/* mask.c: which rows pass.  Once per batch, then of the words with rows r0 … r1 - 1, ascending;
 * what was said of other words is gone. */
void mask_begin(struct worker *w);
void mask_rows(struct worker *w, uint32_t r0, uint32_t r1);
void mask_batch(struct worker *w);                                           /* of all rows */
bool accum_tile(struct worker *w, uint32_t p0, uint32_t n, struct err *err); /* accum.c */
void accum_reset(struct worker *w); /* people without rows yet */

void watch_tile(struct worker *w, uint32_t p0, uint32_t n); /* watch.c */

/* emit.c */
bool outputs_new(struct run *run, struct arena *out, struct err *err);
void emit_tile(struct worker *w, uint32_t p0, uint32_t n);
/* Gives n people of the batch what people without rows get. */
void emit_idle(struct worker *w, const struct scan_batch *b, uint32_t n);
void emit_chunk(struct worker *w, uint32_t chunk);
bool outputs_finish(struct run *run, struct arena *out, struct err *err);
void outputs_drop(struct run *run);

u128 accum_key(const void *v, enum rep rep, uint8_t tag, size_t i); /* of row i: type and value */
i128 accum_value(const void *v, enum rep rep, size_t i);
/* accum_nth.c, accum_streak.c: rows are those that pass and have a value */
struct rows { /* the rows of one accumulator in this batch */
  const uint64_t *pass;
  const uint64_t *present;
  const void *v;
  const uint32_t *owner; /* of each row: number of its person in the batch … */
  uint32_t p0;           /* … and that of the first person here */
  bool all;              /* every row of the tile passes and has a value */
};
void accum_nth(struct worker *w, const struct acc *a, const struct rows *src, uint32_t p0,
               uint32_t n, const struct acc_vec *to);
/* rising: everybody's rows are all here, and no day is before the one of a row before. */
void accum_streak(const struct rows *src, const uint32_t *begin, uint32_t n, bool rising,
                  const struct acc_vec *to);
/* accum_distinct.c */
/* w->some_rows: the rows of n people that pass and have a value; ret: how many each has. */
void accum_rows(struct worker *w, const struct rows *s, const uint32_t *begin, uint32_t n,
                uint32_t *ret);
/* After the plan: what is asked of the numbers.  days: src are the first rows of
 * each day, and days rise */
void plan_distinct(struct plan *p);
bool accum_distinct(struct worker *w, const struct acc *a, const struct rows *src, uint32_t p0,
                    uint32_t n, bool days, int64_t *count, struct err *err);
uint32_t streak_best(i128 state);
uint32_t streak_now(i128 state, int64_t today);
/* accum_sequence.c */
bool accum_sequence(struct worker *w, const struct acc *a, uint32_t p0, uint32_t n, int64_t *count,
                    struct err *err);
void seq_buf_release(struct seq_buf *b);
/* accum_chain.c: the tile's people, but for those it marks in slow, whose count is 0.  Not by a
 * value, and of two steps if counted. */
void chain_begin(struct worker *w, uint32_t p0, uint32_t n); /* of a tile, before */
void chain_tile(struct worker *w, const struct plan_seq *s, uint32_t p0, uint32_t n, int64_t *count,
                uint64_t slow[TILE_WORDS]);
/* Who of the tile is cut, or has two rows of the sequence at one instant. */
void chain_slow(const struct worker *w, const struct plan_seq *s, uint32_t p0, uint32_t n,
                uint64_t slow[TILE_WORDS]);
/* accum_pair.c: of sequences with a pair. */
void pair_tile(struct worker *w, const struct plan_seq *s, uint32_t p0, uint32_t n, int64_t *count);
#define BY_TEXTS_MAX (UINT32_C(1) << 20) /* of more its table would not stay in any cache */
/* accum_by.c: sequences by a text, whose numbers are `text`; false on error. */
bool by_suits(const struct plan_seq *s, const struct acc *a);
bool by_tile(struct worker *w, const struct plan_seq *s, const uint64_t *present,
             const uint32_t *text, uint32_t p0, uint32_t n, int64_t *count, uint64_t *slow,
             struct err *err);

bool key_set_add(struct key_set *s, u128 key, struct charge *c, struct err *err); /* distinct.c */
/* Room for marks of numbers < n. */
bool key_set_marks(struct key_set *s, size_t n, struct charge *c, struct err *err);
void key_set_clear(struct key_set *s);
void key_set_release(struct key_set *s);

#endif
