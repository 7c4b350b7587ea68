/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/fault.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool fault_armed;

static enum fault_point armed_point;
static bool armed_kill;
static atomic_long passes_left;

static const char *const names[] = {
#define F(name, text) #name,
#include "base/fault.def"
#undef F
};

bool fault_hit_slow(enum fault_point point) {
  if (point != armed_point || atomic_fetch_sub(&passes_left, 1) != 1) return false;
  if (armed_kill) raise(SIGKILL);
  return true;
}

void fault_init(void) {
  const char *spec = getenv("SHOAL_FAULT");
  fault_armed = false;
  if (!spec || !*spec) return;
  const char *colon = strchr(spec, ':');
  size_t len = colon ? (size_t)(colon - spec) : strlen(spec);
  for (int i = 0; i < FAULT_count_; i++) {
    if (strlen(names[i]) != len || memcmp(names[i], spec, len)) continue;
    char *end = NULL;
    long n = colon ? strtol(colon + 1, &end, 10) : 1;
    armed_point = (enum fault_point)i;
    armed_kill = !(end && strcmp(end, ":fail") == 0);
    atomic_store(&passes_left, n > 0 ? n : 1);
    fault_armed = true;
    return;
  }
  fprintf(stderr, "shoal: SHOAL_FAULT names no fault point: %s\n", spec);
  exit(64);
}
