/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the simulator share.
 *
 * Time runs on two clocks: calendar time (ms UTC) and the brand's own time, in hours of average
 * business, in which every rate is constant (calendar.c).  A person is a number; all that is true
 * of her follows from (seed, number) and is computed again whenever it is needed (person.c).  What
 * she does at one moment follows from (seed, number, visit) and becomes struct ev (visit.c).
 */
#ifndef SHOAL_SIM_SIM_INT_H
#define SHOAL_SIM_SIM_INT_H

#include "base/io.h"
#include "base/rng.h"
#include "base/vec.h"
#include "sim/sim.h"

#define SIM_EVENTS_MIN      UINT64_C(10000)
#define SIM_EVENTS_MAX      UINT64_C(1000000000)
#define SIM_PER_PERSON_MIN  10
#define SIM_PER_PERSON_MAX  10000
#define SIM_DAYS_MIN        7
#define SIM_DAYS_MAX        3660
#define SIM_LINES_MAX       4 /* of one order */
#define SIM_CATEGORIES      12
#define SIM_SERIES          5 /* of a category */
#define SIM_SPECS           5 /* of a series: small to large, cheap to dear */
#define SIM_ITEMS           (SIM_CATEGORIES * SIM_SERIES * SIM_SPECS)
#define SIM_BLOCK           4096 /* people that one task looks after */
#define SIM_NEVER           UINT32_MAX
#define SIM_AFTERGLOW_HOURS (120 * 24.0) /* a lost customer is still written to for so long */

/* Random streams: one per purpose, in the high bits above the person's number. */
enum sim_stream { STREAM_RATES = 1, STREAM_FACE, STREAM_TABLE, STREAM_VISIT };
static inline void sim_rng(struct rng *r, uint64_t seed, enum sim_stream stream, uint32_t person,
                           uint32_t index) {
  rng_init(r, seed, (uint64_t)stream << 40 | person, index);
}

/* ---- calendar ---- */

/* A growing function of the hour, with its inverse: at[0] = 0 … at[n] = n. */
struct warp {
  uint32_t n;
  double *at;
  uint32_t *guide; /* guide[k]: the last hour h with at[h] ≤ k */
};

struct calendar {
  const struct tz *tz;
  int64_t start_ms, end_ms;
  int32_t first_day, days;
  uint32_t hours;
  struct warp business;  /* brand's own time */
  struct warp joins;     /* when people join */
  uint16_t *day_of_hour; /* from first_day */
  uint16_t *campaign;    /* by day, into campaigns */
  uint8_t *month;        /* by day, 0 = January */
  struct str *campaigns;
  bool *big; /* by campaign: one of the year's great sales */
  uint32_t n_campaigns;
};

void sim_calendar_init(struct calendar *c, const struct sim_options *o, struct arena *a);
double sim_warp_value(const struct warp *w, double hour);
double sim_warp_hour(const struct warp *w, double value); /* the inverse */
static inline double sim_hour(const struct calendar *c, int64_t ms) {
  return (double)(ms - c->start_ms) / (double)MS_HOUR;
}
static inline uint32_t sim_day(const struct calendar *c, int64_t ms) {
  return c->day_of_hour[(ms - c->start_ms) / MS_HOUR];
}

/* ---- catalogue ---- */

struct category {
  struct str name, brand;
  uint8_t halves;                       /* Dirichlet weight of tastes, in halves */
  uint16_t month[12];                   /* season, 100 = as usual */
  double north, female, older, younger; /* how much more these people take to it */
};

struct item {
  struct str id, name;
  uint8_t category;
  uint32_t cents;
};

struct catalogue {
  struct category categories[SIM_CATEGORIES];
  struct item items[SIM_ITEMS]; /* by category, series, spec */
};

void sim_catalogue_init(struct catalogue *c, struct arena *a);

/* ---- names of things ---- */

enum channel {
#define CHANNEL(id, zh, joins, visits, app) CH_##id,
#include "sim/channels.def"
#undef CHANNEL
  CH_COUNT
};

enum kind {
#define KIND(name) EV_##name,
#include "sim/kinds.def"
#undef KIND
  EV_COUNT
};

extern const char *const sim_channel_names[CH_COUNT];
extern const bool sim_channel_is_app[CH_COUNT];
extern const char *const sim_kind_names[EV_COUNT];
extern const char *const sim_coupon_names[];
extern const uint32_t sim_coupon_rules[][2]; /* from so many cents, so many off; largest first */
enum { COUPON_COUNT = 3, COUPON_NONE = 0xff };
extern const char *const sim_scene_names[];
enum { SCENE_COUNT = 5 };
enum channel sim_channel_of_join(struct rng *r);
enum channel sim_channel_of_visit(struct rng *r);

/* ---- people ---- */

struct sim {
  const struct sim_options *o;
  uint64_t seed;
  uint32_t people;
  int user_digits;
  double cities_people;
  double pace;   /* orders, touches and ads, compared with the usual brand */
  double browse; /* visits per hour without purchase of the average person: calibrated */
  struct calendar calendar;
  struct catalogue catalogue;
};

/* What decides when; per hour of the brand's own time. */
struct rates {
  double join, death;                             /* moments */
  double order, drop_out, browse, touch, ad, sum; /* sum: of strokes of her clock */
  double interest;                                /* browse = interest × sim.browse */
  bool holdout;                                   /* never written to, for ever */
};

struct person {
  struct rates rates;
  double spend;                 /* log-normal, mean 1 */
  double sensitivity;           /* to discounts, 0 … 1 */
  double response;              /* to touches, 0 … 1 */
  double taste[SIM_CATEGORIES]; /* relative */
  uint16_t city;
  uint8_t age; /* full years at the end of history */
  bool female;
  enum channel channel;
};

void sim_rates_of(const struct sim *s, uint32_t p, struct rates *ret);
/* The rates again from what differs between people. */
void sim_rates_from(const struct sim *s, double order, double interest, double death, bool holdout,
                    struct rates *ret);
void sim_face_of(const struct sim *s, uint32_t p, struct person *ret);   /* all but the rates */
void sim_person_of(const struct sim *s, uint32_t p, struct person *ret); /* all */
/* Chances after a message: opened, clicked if opened, bought if clicked. */
struct reaction {
  double open, click, buy;
};
struct reaction sim_reaction_of(const struct person *p, bool coupon);
double sim_touch_lift(const struct person *p); /* orders that one message makes, expected */
double sim_orders_expected(const struct person *p, double hours_now, double days);
/* Events of a person, roughly: a + browse × b.  calibrate.c finds by how much this is wrong. */
void sim_rates_guess(const struct sim *s, const struct rates *r, double *ret_a, double *ret_b);

/* Where and who: words for the tables. */
struct city {
  const char *name, *province;
  double people; /* 10,000s */
  bool north;
};
extern const struct city sim_cities[];
double sim_cities_people(void);
uint32_t sim_city_pick(struct rng *r, double people);
struct str sim_level_name(const struct person *p);
size_t sim_person_name(struct rng *r, bool female, char out[16]);

/* ---- events ---- */

struct line {
  uint16_t item, quantity;
};

struct ev {
  int64_t time;
  uint32_t person;
  uint32_t order; /* number of the visit in which it was made */
  uint32_t cents; /* amount; of searches, views and carts unused */
  uint32_t discount;
  uint8_t kind, channel, lines;
  uint8_t extra;     /* rating, coupon, scene or kind of search */
  uint16_t campaign; /* of messages */
  struct line line[SIM_LINES_MAX];
};

struct events {
  struct ev *p;
  size_t n, cap;
};
struct ev *sim_events_add(struct events *v);

struct sim_ref {
  uint64_t key; /* ms since some moment before */
  const struct ev *ev;
};
struct sim_sorter { /* zeroed at first; its owner frees tmp */
  struct sim_ref *tmp;
  size_t n;
};
void sim_sort(struct sim_sorter *s, struct sim_ref *r, size_t n);

enum search { SEARCH_CATEGORY, SEARCH_BRAND, SEARCH_SERIES };

/* The moment number `visit` of person p, at t: appends what happens then and because of it later
 * (refunds and reviews lie days ahead; times at or past the end are for the caller to drop).
 * Returns the time of her next moment, or -1 when there is none; *ret_ordered when she bought. */
int64_t sim_visit_run(const struct sim *s, uint32_t p, const struct rates *rates, uint32_t visit,
                      int64_t t, struct events *out, bool *ret_ordered);
int64_t sim_visit_first(const struct sim *s, const struct rates *rates); /* the moment she joins */

/* Sets s->browse so that the whole gives s->o->events. */
void sim_calibrate(struct sim *s);

/* ---- output ---- */

#define EV_TEXT_MAX 4096 /* no event is longer */

/* Prebuilt pieces of lines; read-only and shared.  A stamp is a writer's memory of the last minute:
 * one per thread. */
struct writer;
struct stamp {
  int64_t minute;
  char text[20], zone[8];
  uint32_t n, zone_n;
  uint16_t campaign;
};
struct writer *sim_writer_new(const struct sim *s, struct arena *a);
struct str sim_writer_header(const struct writer *w); /* first line of the file; may be empty */
char *sim_writer_put(const struct writer *w, struct stamp *m, uint64_t id, const struct ev *e,
                     char *p);

struct out_file;
struct out_dir;
bool sim_out_open(const char *path, struct io *io, struct arena *a, struct out_dir **ret,
                  struct err *err);
struct out_file *sim_out_add(struct out_dir *d, const char *name,
                             struct err *err);                                  /* NULL: failed */
bool sim_out_put(struct out_file *f, const void *p, size_t n, struct err *err); /* at the end */
uint64_t sim_out_claim(struct out_file *f,
                       size_t n); /* room for n bytes, to be filled by sim_out_fill */
bool sim_out_fill(struct out_file *f, uint64_t at, const void *p, size_t n, struct err *err);
bool sim_out_finish(struct out_dir *d, uint64_t *ret_bytes, struct err *err);
void sim_out_close(struct out_dir *d); /* whatever is not finished is removed; NULL is fine */
#define SIM_README_MARK "# A simulated brand / 模拟品牌\n"

bool sim_sweep(struct sim *s, struct out_file *f, struct sim_counts *n, struct err *err);
bool sim_write_tables(const struct sim *s, struct out_dir *d, struct err *err);
bool sim_write_guide(const struct sim *s, struct out_dir *d, const char *events_name,
                     struct err *err);

/* ---- text, fast ---- */

static inline char *put_str(char *p, struct str s) {
  memcpy(p, s.p, s.n);
  return p + s.n;
}
#define put_lit(p, lit) (memcpy((p), (lit), sizeof(lit) - 1), (p) + sizeof(lit) - 1)

extern const char sim_pairs[200]; /* "00" … "99" */
static inline char *put_uint(char *p, uint64_t v) {
  char t[20];
  unsigned at = 20;
  for (; v >= 100; v /= 100)
    memcpy(t + (at -= 2), sim_pairs + v % 100 * 2, 2);
  if (v >= 10)
    memcpy(t + (at -= 2), sim_pairs + v * 2, 2);
  else
    t[--at] = (char)('0' + v);
  memcpy(p, t + at, 20 - at);
  return p + 20 - at;
}

static inline char *put_padded(char *p, uint64_t v, int digits) {
  int i = digits;
  for (; i >= 2; i -= 2, v /= 100)
    memcpy(p + i - 2, sim_pairs + v % 100 * 2, 2);
  if (i) *p = (char)('0' + v % 10);
  return p + digits;
}

static inline char *put_cents(char *p, uint64_t cents) {
  p = put_uint(p, cents / 100);
  *p++ = '.';
  return put_padded(p, cents % 100, 2);
}

static inline char *put_user(const struct sim *s, char *p, uint32_t person) {
  *p++ = 'u';
  return put_padded(p, (uint64_t)person + 1, s->user_digits);
}

#endif
