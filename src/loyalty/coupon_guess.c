/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who types wrong codes: a table of fixed size in memory.
 *
 * A code of eight characters is one of 2^35, so guessing is hopeless as long as it is slow.  What
 * is forgotten when the server starts anew, or when the table is full of others who guess, does not
 * matter: it is a brake, not a proof. */
#include <pthread.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/panic.h"
#include "loyalty/coupon_int.h"

#define GUESS_PLACES 8192
#define GUESS_PROBES 8 /* places looked at for one who guesses; the oldest makes room */

struct guesser {
  uint64_t who; /* 0: free */
  int64_t since_ms;
  uint32_t wrong;
};

struct coupon_guesses {
  pthread_mutex_t lock;
  struct guesser of[GUESS_PLACES];
};

struct coupon_guesses *coupon_guesses_new(void) {
  struct coupon_guesses *g = must_calloc(1, sizeof *g);
  pthread_mutex_init(&g->lock, NULL);
  return g;
}

void coupon_guesses_free(struct coupon_guesses *g) {
  if (!g) return;
  pthread_mutex_destroy(&g->lock);
  free(g);
}

static uint64_t person_key(uint32_t person) {
  return XXH3_64bits_withSeed(&person, sizeof person, 1) | 1;
}
static uint64_t actor_key(struct str actor) {
  return XXH3_64bits_withSeed(actor.p, actor.n, 2) | 1;
}

static struct guesser *place(struct coupon_guesses *g, uint64_t who) {
  struct guesser *oldest = NULL;
  for (uint64_t i = 0; i < GUESS_PROBES; i++) {
    struct guesser *p = &g->of[(who / 2 + i) % GUESS_PLACES];
    if (p->who == who) return p;
    if (!oldest || p->since_ms < oldest->since_ms) oldest = p;
  }
  *oldest = (struct guesser){.who = who};
  return oldest;
}

static uint32_t wrong_of(struct coupon_guesses *g, uint64_t who, int64_t now) {
  for (uint64_t i = 0; i < GUESS_PROBES; i++) {
    const struct guesser *p = &g->of[(who / 2 + i) % GUESS_PLACES];
    if (p->who == who) return now - p->since_ms < COUPON_GUESS_MS ? p->wrong : 0;
  }
  return 0;
}

bool coupon_may_guess(struct coupon_guesses *g, uint32_t person, struct str actor, int64_t now,
                      struct err *err) {
  pthread_mutex_lock(&g->lock);
  bool ok = wrong_of(g, person_key(person), now) < COUPON_GUESSES_PERSON &&
            wrong_of(g, actor_key(actor), now) < COUPON_GUESSES_ACTOR;
  pthread_mutex_unlock(&g->lock);
  return ok || err_fail(err, ERR_coupon_guessing, "%d", (int)(COUPON_GUESS_MS / MS_MINUTE));
}

static void note(struct coupon_guesses *g, uint64_t who, int64_t now) {
  struct guesser *p = place(g, who);
  if (p->wrong == 0 || now - p->since_ms >= COUPON_GUESS_MS)
    *p = (struct guesser){.who = who, .since_ms = now};
  p->wrong++;
}

void coupon_guessed_wrong(struct coupon_guesses *g, uint32_t person, struct str actor,
                          int64_t now) {
  pthread_mutex_lock(&g->lock);
  note(g, person_key(person), now);
  note(g, actor_key(actor), now);
  pthread_mutex_unlock(&g->lock);
}
