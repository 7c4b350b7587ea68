/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a flash sale of `shoal serve` is compared with: the same statements on the same database
 * behind the same HTTP, one durable transaction for each request, as a shop without a writer of its
 * own would do it.  It asks neither who may claim nor whether the request is well formed, which
 * flatters it.
 *
 * Usage: bench_sale_naive PLACE COUPONS.  PLACE is a file to be made, or of PostgreSQL
 * (postgresql://…#SCHEMA).  Prints its port, and serves until its input ends. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/id.h"
#include "base/panic.h"
#include "http/http.h"
#include "loyalty/coupon.h"
#include "state/state.h"

struct sale {
  struct state *s; /* the one connection: SQLite has one writer, whoever holds it */
  int64_t coupons;
};

static void must_ok(bool ok, const struct err *err) {
  struct buf b = BUF_INIT;
  if (ok) return;
  err_render(err, LANG_EN, &b);
  fprintf(stderr, "%s\n", b.p);
  exit(1);
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
  struct str key = arena_printf(&tmp, "sale-%lld", (long long)person);
  must_ok(state_begin(s, err), err);
  bool left = number(s, "SELECT issued FROM coupon_book WHERE n = 1", 0, err) < coupons;
  bool free_ =
      number(s, "SELECT count(*) FROM coupon WHERE holder = ?1 AND kind = 1", person, err) == 0;
  if (left && free_) {
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
         "INSERT INTO coupon_act (actor, ask_key, hash, answer, at_ms) VALUES ('a', ?2, CAST(?2 AS "
         "@blob), ?3, ?1)",
         person, key, arena_printf(&tmp, "%0400d", 0), err);
    exec(s, "UPDATE coupon_book SET issued = issued + ?1, claimed = claimed + 1 WHERE n = 1", 1,
         (struct str){0}, (struct str){0}, err);
  }
  must_ok(state_commit(s, err), err);
  arena_release(&tmp);
  return left && free_;
}

/* ---- HTTP ---- */

static void route(void *ctx, struct http_request *q, struct http_plan *ret) {
  (void)ctx, (void)q;
  ret->body_max = 4096;
  ret->waits = true;
}

/* …/people/pN/coupons/claim */
static void handle(void *ctx, struct http_request *q) {
  struct sale *x = ctx;
  struct err err = {0};
  const char *at = memmem(http_path(q).p, http_path(q).n, "/people/p", 9);
  must(at);
  int64_t person = atoll(at + 9) + 1;
  if (claim(x->s, person, x->coupons, &err)) {
    struct str body = arena_printf(http_arena(q), "{\"coupons\":[%0300d]}", 0);
    http_reply(q, 201, "application/json", body);
  } else {
    err_fail(&err, ERR_coupon_sold_out, "sale" ERR_SEP "%lld", (long long)x->coupons);
    http_reply_error(q, &err);
  }
}

int main(int argc, char **argv) {
  static struct sale x;
  struct http_app app = {.ctx = &x, .route = route, .handle = handle};
  struct http_server *server;
  struct err err;
  char line[64];
  if (argc != 3) {
    fprintf(stderr, "bench_sale_naive PLACE COUPONS\n");
    return 64;
  }
  x.coupons = atoll(argv[2]);
  must_ok(state_open(argv[1], true, &x.s, &err), &err);
  exec(x.s,
       "INSERT INTO coupon_book (n, slug, pool, issued, claimed, reserved, redeemed, expired, "
       "revoked, reserved_amount, redeemed_amount) VALUES (?1, 'sale', 0, 0, 0, 0, 0, 0, 0, 0, 0)",
       1, (struct str){0}, (struct str){0}, &err);
  must_ok(http_start(&(struct http_options){0}, &app, &server, &err), &err);
  printf("%u\n", http_port(server));
  fflush(stdout);
  while (fgets(line, sizeof line, stdin))
    ;
  http_stop(server, 5);
  state_close(x.s);
  return 0;
}
