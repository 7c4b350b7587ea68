/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The whole of it: check what is asked, set up the brand, find the right pace, sweep through time,
 * write what lies beside.  Wrong options are told before anything is written. */
#include "base/clock.h"
#include "sim/sim_int.h"

/* Nominal brand, to which person.c's rates belong. */
#define NOMINAL_PER_PERSON 50.0
#define NOMINAL_DAYS       548.0
#define START_MIN          INT64_C(94694400000)    /* 1973: offsets are whole minutes */
#define END_MAX            INT64_C(32503680000000) /* 3000 */

static bool check(const struct sim_options *o, uint64_t people, struct err *err) {
  if (o->events < SIM_EVENTS_MIN || o->events > SIM_EVENTS_MAX)
    return err_fail(err, ERR_sim_events, "%llu" ERR_SEP "%llu" ERR_SEP "%llu",
                    (unsigned long long)o->events, (unsigned long long)SIM_EVENTS_MIN,
                    (unsigned long long)SIM_EVENTS_MAX);
  uint64_t least = o->events / SIM_PER_PERSON_MAX, most = o->events / SIM_PER_PERSON_MIN;
  if (least < 1) least = 1;
  if (people < least || people > most)
    return err_fail(err, ERR_sim_people, "%llu" ERR_SEP "%llu" ERR_SEP "%llu" ERR_SEP "%llu",
                    (unsigned long long)people, (unsigned long long)o->events,
                    (unsigned long long)least, (unsigned long long)most);
  if (o->days < SIM_DAYS_MIN || o->days > SIM_DAYS_MAX)
    return err_fail(err, ERR_sim_days, "%d" ERR_SEP "%d" ERR_SEP "%d", o->days, SIM_DAYS_MIN,
                    SIM_DAYS_MAX);
  if (o->end_ms > END_MAX || o->end_ms < START_MIN + (o->days + 2) * MS_DAY)
    return err_fail(err, ERR_sim_end, NULL);
  return true;
}

/* A busier or quieter brand than the nominal one: orders keep up with visits when there is less of
 * everything, and fall behind (as the square root) when people come more often. */
static double pace_of(const struct sim *s) {
  double x = (double)s->o->events / s->people / NOMINAL_PER_PERSON;
  x *= NOMINAL_DAYS / s->o->days;
  return x < 1 ? x : __builtin_sqrt(x);
}

static void sim_init(struct sim *s, const struct sim_options *o, uint64_t people, struct arena *a) {
  *s = (struct sim){.o = o, .seed = o->seed, .people = (uint32_t)people, .user_digits = 6};
  for (uint64_t n = 1000000; n <= people; n *= 10)
    s->user_digits++;
  s->cities_people = sim_cities_people();
  s->pace = pace_of(s);
  sim_calendar_init(&s->calendar, o, a);
  sim_catalogue_init(&s->catalogue, a);
  sim_calibrate(s);
}

static const char *events_name(const struct sim_options *o) {
  if (o->csv) return o->compress ? "events.csv.zst" : "events.csv";
  return o->compress ? "events.ndjson.zst" : "events.ndjson";
}

static bool write_all(struct sim *s, struct out_dir *d, struct sim_counts *n, struct err *err) {
  const char *name = events_name(s->o);
  struct out_file *events = sim_out_add(d, name, err);
  return events && sim_sweep(s, events, n, err) && sim_write_tables(s, d, err) &&
         sim_write_guide(s, d, name, err) && sim_out_finish(d, &n->bytes, err);
}

bool simulate(const struct sim_options *o, struct sim_counts *ret, struct err *err) {
  struct clock *clock = clock_system();
  struct mono began = clock->mono(clock);
  uint64_t people = o->people ? o->people : o->events / (uint64_t)NOMINAL_PER_PERSON;
  struct out_dir *d = NULL;
  struct sim_counts n = {0};
  struct arena a;
  struct sim s;
  if (!check(o, people, err)) return false;
  arena_init(&a, "simulated brand");
  bool ok = sim_out_open(o->dir, io_posix(), &a, &d, err);
  if (ok) {
    sim_init(&s, o, people, &a);
    ok = write_all(&s, d, &n, err);
  }
  sim_out_close(d);
  arena_release(&a);
  if (!ok) return false;
  n.seconds = clock_seconds_since(clock, began);
  *ret = n;
  return true;
}
