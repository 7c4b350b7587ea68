/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Paths: from the first product viewed of each session, five levels, neighbours folded, people
 * counted; the fifty most frequent.  Lines of orders are no nodes: they share the moment of their
 * order, and tables do not keep the order in which rows of a moment came. */
#include <stdlib.h>

#include "base/vec.h"
#include "behaviour.h"

#define DEPTH 5
#define TOP   50
#define GAP   (30 * MS_MINUTE)
#define START "product_viewed"
#define SLOTS (1u << 16) /* of different paths; the loop stops the run when they are full */

#define NODES                                                                                      \
  "product_viewed or page_viewed or promotion_viewed or message_sent or application_opened or "    \
  "product_list_viewed or product_added or products_searched or signed_up or "                     \
  "product_added_to_wishlist or checkout_started or message_opened or promotion_clicked or "       \
  "order_completed or member_joined or message_clicked or product_shared or product_removed or "   \
  "followed or product_reviewed or order_refunded"
static const char *const not_nodes[] = {"order_item", "order_item_refunded"};

static void canonical(const struct json *answer, struct buf *out) {
  const struct json *paths = json_get(answer, "paths");
  buf_putc(out, '{');
  for (uint32_t i = 0; i < paths->n; i++) {
    const struct json *nodes = json_get(&paths->items[i], "nodes");
    buf_puts(out, i ? ",\"" : "\"");
    for (uint32_t l = 0; l < nodes->n; l++)
      buf_printf(out, "%s%.*s", l ? ">" : "", STRF(json_get_str(&nodes->items[l], "key")));
    buf_printf(out, "\":[%.*s]", STRF(json_get(&paths->items[i], "count")->text));
  }
  buf_putc(out, '}');
}

/* ---- over raw arrays ---- */

struct counted { /* a path as bytes: event + 1 per level, the first lowest */
  uint64_t path, people;
};
struct found {
  struct counted *slots;
  const struct raw *r;
};

static void add(struct counted *slots, uint64_t path, uint64_t people) {
  uint64_t at = path * UINT64_C(0x9E3779B97F4A7C15) >> 48;
  for (uint32_t tries = 0; slots[at].path && slots[at].path != path; at = (at + 1) % SLOTS)
    must(tries++ < SLOTS);
  slots[at].path = path;
  slots[at].people += people;
}

static void share(const struct raw *r, uint64_t from, uint64_t to, void *out) {
  struct found *f = out;
  uint8_t start = raw_event(r, START), set = raw_event(r, "$set"), no[2];
  VEC(uint64_t) own = {0}; /* paths of a person */
  f->r = r;
  f->slots = must_calloc(SLOTS, sizeof *f->slots);
  for (int i = 0; i < 2; i++)
    no[i] = raw_event(r, not_nodes[i]);
  for (uint64_t i = from; i < to;) {
    uint32_t who = r->person[i];
    own.n = 0;
    while (i < to && r->person[i] == who) {
      uint64_t path = 0;
      uint8_t before = 0;
      unsigned n = 0;
      int64_t last = r->time[i];
      for (; i < to && r->person[i] == who && r->time[i] - last <= GAP; i++) {
        uint8_t e = r->event[i];
        if (e == set) continue;
        last = r->time[i];
        if (n == DEPTH || e == no[0] || e == no[1] || (n ? e == before : e != start)) continue;
        path |= (uint64_t)(e + 1) << 8 * n++;
        before = e;
      }
      bool again = path == 0;
      for (size_t k = 0; k < own.n && !again; k++)
        again = own.p[k] == path;
      if (!again) vec_push(&own, path);
    }
    for (size_t k = 0; k < own.n; k++)
      add(f->slots, own.p[k], 1);
  }
  vec_free(&own);
}

static unsigned length(uint64_t path) {
  unsigned n = 0;
  for (; path; path >>= 8)
    n++;
  return n;
}

static const struct raw *names; /* of the sort */
static struct str name_at(uint64_t path, unsigned l) {
  return snapshot_event(names->bench->n, (uint32_t)(path >> 8 * l & 255) - 1)->name;
}

static int most_first(const void *x, const void *y) {
  const struct counted *a = x, *b = y;
  unsigned n = length(a->path), m = length(b->path);
  int less = 0;
  if (a->people != b->people) return a->people > b->people ? -1 : 1;
  if (n != m) return n < m ? -1 : 1;
  for (unsigned l = 0; l < n && !less; l++)
    less = str_cmp(name_at(a->path, l), name_at(b->path, l));
  return less;
}

static void naive(const struct raw *r, struct pool *pool, unsigned threads, struct buf *out) {
  struct found *f = must_calloc(threads, sizeof *f);
  uint32_t n = 0;
  raw_run(r, pool, threads, share, f, sizeof *f);
  for (unsigned i = 1; i < threads; i++)
    for (uint32_t k = 0; k < SLOTS; k++)
      if (f[i].slots[k].path) add(f->slots, f[i].slots[k].path, f[i].slots[k].people);
  for (uint32_t k = 0; k < SLOTS; k++)
    if (f->slots[k].path) f->slots[n++] = f->slots[k];
  names = r;
  qsort(f->slots, n, sizeof *f->slots, most_first);
  buf_putc(out, '{');
  for (uint32_t k = 0; k < n && k < TOP; k++) {
    buf_puts(out, k ? ",\"" : "\"");
    for (unsigned l = 0; l < length(f->slots[k].path); l++)
      buf_printf(out, "%s%.*s", l ? ">" : "", STRF(name_at(f->slots[k].path, l)));
    buf_printf(out, "\":[%" PRIu64 "]", f->slots[k].people);
  }
  buf_putc(out, '}');
  for (unsigned i = 0; i < threads; i++)
    free(f[i].slots);
  free(f);
}

const struct behaviour_question behaviour_paths[] = {
    {"paths", "{\"from\": \"" START "\", \"events\": \"" NODES "\", \"depth\": 5, \"top\": 50}",
     &question_paths, canonical, naive},
    {0}};
