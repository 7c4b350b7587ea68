/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What bench_sale is compared with: the same statements on the same database, one durable
 * transaction for each request, as a shop without a writer of its own would do it.  In process and
 * from one thread, so without HTTP, which flatters it.
 *
 * Usage: bench_sale_naive FILE COUPONS PEOPLE SECONDS.  FILE is made; people ask one after the
 * other until SECONDS are over or all have.  Prints one JSON object. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "base/id.h"
#include "base/panic.h"
#include "loyalty/coupon.h"
#include "state/state.h"

static void must_ok(bool ok, const struct err *err) {
  struct buf b = BUF_INIT;
  if (ok) return;
  err_render(err, LANG_EN, &b);
  fprintf(stderr, "%s\n", b.p);
  exit(1);
}

static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static int64_t number(struct state *s, const char *sql, int64_t a, struct err *err) {
  struct state_stmt *q;
  bool row;
  must_ok(state_query(s, sql, &q, err), err);
  if (a) state_bind_int(q, 1, a);
  must_ok(state_step(q, &row, err), err);
  int64_t n = row ? state_int(q, 0) : 0;
  state_reset(q);
  return n;
}

static void exec(struct state *s, const char *sql, int64_t n, struct str text, struct str more,
                 struct err *err) {
  struct state_stmt *q;
  must_ok(state_query(s, sql, &q, err), err);
  state_bind_int(q, 1, n);
  if (text.p) state_bind_str(q, 2, text);
  if (more.p) state_bind_str(q, 3, more);
  must_ok(state_exec(q, err), err);
}

/* True: got one. */
static bool claim(struct state *s, int64_t person, int64_t coupons, struct err *err) {
  struct arena tmp;
  char code[COUPON_CODE_TEXT_MAX + 1];
  arena_init(&tmp, "claim");
  must_ok(state_begin(s, err), err);
  bool left = number(s, "SELECT issued FROM coupon_book WHERE n = 1", 0, err) < coupons;
  bool free_ =
      number(s, "SELECT count(*) FROM coupon WHERE holder = ?1 AND kind = 1", person, err) == 0;
  if (left && free_) {
    struct str text = arena_printf(&tmp, "sale-%lld", (long long)person);
    coupon_code_new(STR(""), 12, code);
    exec(s, "INSERT INTO holder (n, id, subject) VALUES (?1, ?2, ?1)", person, id_new("per_", &tmp),
         (struct str){0}, err);
    exec(s,
         "INSERT INTO coupon (n, id, kind, version, holder, status, code, code_key, from_ms, "
         "until_ms, issued_ms, claimed_ms, source, discount, order_total, due_ms) VALUES "
         "(?1, ?2, 1, 1, ?1, 'issued', ?3, ?3, 0, 1900000000000, 0, 0, 'page', 0, 0, "
         "1900000000000)",
         person, id_new("cpn_", &tmp), str_from(code), err);
    exec(s,
         "INSERT INTO coupon_act (actor, ask_key, hash, answer, at_ms) VALUES ('a', ?2, x'00', "
         "?3, ?1)",
         person, text, arena_printf(&tmp, "%0400d", 0), err);
    exec(s, "UPDATE coupon_book SET issued = issued + ?1, claimed = claimed + 1 WHERE n = 1", 1,
         (struct str){0}, (struct str){0}, err);
  }
  must_ok(state_commit(s, err), err);
  arena_release(&tmp);
  return left && free_;
}

static int order(const void *x, const void *y) {
  int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
  return a < b ? -1 : a > b;
}

int main(int argc, char **argv) {
  struct state *s;
  struct err err;
  if (argc != 5) {
    fprintf(stderr, "bench_sale_naive FILE COUPONS PEOPLE SECONDS\n");
    return 64;
  }
  int64_t coupons = atoll(argv[2]), people = atoll(argv[3]), given = 0, asked = 0;
  double limit = atof(argv[4]);
  must_ok(state_open(argv[1], true, &s, &err), &err);
  exec(s,
       "INSERT INTO coupon_book (n, slug, pool, issued, claimed, reserved, redeemed, expired, "
       "revoked, reserved_amount, redeemed_amount) VALUES (?1, 'sale', 0, 0, 0, 0, 0, 0, 0, 0, 0)",
       1, (struct str){0}, (struct str){0}, &err);
  int64_t *took = must_calloc((size_t)people, sizeof *took), from = now_ns(), last = from;
  while (asked < people && (double)(last - from) < limit * 1e9) {
    given += claim(s, asked + 1, coupons, &err);
    int64_t now = now_ns();
    took[asked++] = now - last;
    last = now;
  }
  double seconds = (double)(last - from) / 1e9;
  qsort(took, (size_t)asked, sizeof *took, order);
  printf("{\"asked\":%lld,\"given\":%lld,\"seconds\":%.3f,\"requests_per_s\":%.0f,\"p50_ms\":%.2f,"
         "\"p99_ms\":%.2f}\n",
         (long long)asked, (long long)given, seconds, (double)asked / seconds,
         (double)took[asked / 2] / 1e6, (double)took[asked * 99 / 100] / 1e6);
  state_close(s);
  return 0;
}
