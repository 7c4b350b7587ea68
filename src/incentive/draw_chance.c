/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Chance that can be computed again by anybody, in any language: only HMAC-SHA-256, SHA-256 and
 * whole numbers.  A word of 64 bits is taken modulo 10^9 only below the largest multiple of 10^9,
 * so each number is exactly as likely as any other; a word is refused once in 26 thousand million
 * times. */
#include <sodium.h>
#include <stdio.h>

#include "base/panic.h"
#include "incentive/draw.h"

const char *const draw_why_names[DRAW_WHYS] = {"", "stock", "budget", "person"};

void draw_commitment(const uint8_t seed[32], char ret[DRAW_HASH_TEXT]) {
  uint8_t hash[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(hash, seed, 32);
  sodium_bin2hex(ret, DRAW_HASH_TEXT, hash, sizeof hash);
}

static uint64_t word_of(const uint8_t *p) {
  uint64_t v = 0;
  for (int i = 0; i < 8; i++)
    v = v << 8 | p[i];
  return v;
}

int64_t draw_number(const uint8_t seed[32], struct str slug, int64_t seq, struct str nonce) {
  const uint64_t whole = DRAW_WHOLE, end = UINT64_MAX / whole * whole;
  char text[64 + DRAW_NONCE_MAX + 64];
  uint8_t digest[crypto_auth_hmacsha256_BYTES];
  must(slug.n <= 64 && nonce.n <= DRAW_NONCE_MAX);
  for (unsigned round = 0;; round++) {
    int n = snprintf(text, sizeof text, "%.*s:%lld:%.*s:%u", STRF(slug), (long long)seq,
                     STRF(nonce), round);
    crypto_auth_hmacsha256(digest, (const uint8_t *)text, (size_t)n, seed);
    for (unsigned i = 0; i < sizeof digest; i += 8)
      if (word_of(digest + i) < end) return (int64_t)(word_of(digest + i) % whole);
  }
}

void draw_odds(const struct draw *d, char ret[DRAW_HASH_TEXT]) {
  crypto_hash_sha256_state h;
  uint8_t hash[crypto_hash_sha256_BYTES];
  char line[256];
  crypto_hash_sha256_init(&h);
  for (uint32_t i = 0; i < d->n_prizes; i++) {
    const struct draw_prize *p = &d->prizes[i];
    int n = snprintf(line, sizeof line, "%.*s:%lld:%lld:%.*s\n", STRF(p->slug),
                     (long long)p->chance, (long long)p->stock,
                     STRF(p->falls_to < 0 ? STR("") : d->prizes[p->falls_to].slug));
    must(n > 0 && n < (int)sizeof line);
    crypto_hash_sha256_update(&h, (const uint8_t *)line, (size_t)n);
  }
  crypto_hash_sha256_final(&h, hash);
  sodium_bin2hex(ret, DRAW_HASH_TEXT, hash, sizeof hash);
}

void draw_chain(const char *before, struct str slug, const char *odds, const struct draw_turn *t,
                char ret[DRAW_HASH_TEXT]) {
  char text[1024];
  uint8_t hash[crypto_hash_sha256_BYTES];
  int n = snprintf(text, sizeof text, "%s|%.*s|%s|%lld|%lld|%lld|%.*s|%.*s|%lld|%.*s|%.*s|%s",
                   before, STRF(slug), odds, (long long)t->seq, (long long)t->at_ms,
                   (long long)t->version, STRF(t->pseudonym), STRF(t->nonce), (long long)t->number,
                   STRF(t->drawn), STRF(t->prize), draw_why_names[t->why]);
  must(n > 0 && n < (int)sizeof text);
  crypto_hash_sha256(hash, (const uint8_t *)text, (size_t)n);
  sodium_bin2hex(ret, DRAW_HASH_TEXT, hash, sizeof hash);
}
