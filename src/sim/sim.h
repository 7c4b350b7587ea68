/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A simulated brand with known truth.
 *
 * Each person has latent purchase and drop-out rates (Pareto/NBD: λ ~ Gamma(r, α), μ ~ Gamma(s,
 * β)), a log-normal spend level, Dirichlet category tastes, a city, a channel and a season profile.
 * The same seed gives the same bytes whatever the threads.  Streams by person, so any size is made
 * without holding it.
 */
#ifndef SHOAL_SIM_SIM_H
#define SHOAL_SIM_SIM_H

#include "base/err.h"
#include "base/pool.h"
#include "base/tz.h"

struct sim_options {
  uint64_t seed;
  uint64_t events; /* about so many (±2 %); 10,000 … 1,000,000,000 */
  uint64_t people; /* 0 = events / 50 */
  int32_t days;    /* length of history; default 548 (18 months) */
  int64_t end_ms;  /* last moment, exclusive */
  const struct tz *tz;
  const char *dir; /* written: events.ndjson|csv (.zst when compress), people.csv, items.csv,
                      truth.csv, *.map.yaml, README.md */
  bool csv;        /* events as flat CSV instead of NDJSON */
  bool compress;
  struct pool *pool;
  bool (*progress)(void *ctx, uint64_t events, uint64_t total);
  void *ctx;
};

struct sim_counts {
  uint64_t events, people, buyers, orders, bytes;
  double seconds;
};

bool simulate(const struct sim_options *o, struct sim_counts *ret, struct err *err);

#endif
