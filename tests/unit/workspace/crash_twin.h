/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a workspace must show, worked out the simple way: a list of deeds, each done again from
 * nothing, by a machine of the person room that never touches a disk. */
#ifndef SHOAL_TESTS_CRASH_TWIN_H
#define SHOAL_TESTS_CRASH_TWIN_H

#include "event/item_words.h"
#include "workspace/catalogue.h"
#include "workspace/identity.h"
#include "ws_test.h"

#define CRASH_DAY_MS  INT64_C(86400000)
#define CRASH_STEP_MS INT64_C(1500000)       /* long enough for sessions to end in between */
#define CRASH_T0      INT64_C(1767232800000) /* 2026-01-01 10:00 in Shanghai */
#define CRASH_FILES   2
#define CRASH_ROWS    12 /* of a batch, at most */

typedef VEC(char *) lines;

/* A CSV file and what becomes of its rows if it comes after the earlier ones. */
struct crash_file {
  char path[PATH_BYTES + 64];
  lines new_; /* rows that are imported, in order */
  uint64_t read, duplicate, rejected;
};

struct crash_deed {
  enum { DEED_ROWS, DEED_FILE, DEED_MERGE, DEED_APART, DEED_HAND } what;
  uint64_t step;          /* ROWS: which batch … */
  int64_t received;       /* … and when it came */
  uint32_t file, n;       /* FILE: its first n rows */
  enum ws_hand hand;      /* HAND */
  char who[24], into[24]; /* user_ids */
};
typedef VEC(struct crash_deed) deeds;

static inline void lines_free(lines *l) {
  for (size_t i = 0; i < l->n; i++)
    free(l->p[i]);
  vec_free(l);
}

static inline int lines_by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines of a dump. */
static inline void lines_of(char *dump, lines *ret) {
  char *save = NULL, *line = strtok_r(dump, "\n", &save); /* "N rows" */
  while ((line = strtok_r(NULL, "\n", &save))) {
    char *copy = strdup(line);
    vec_push(ret, copy);
  }
}

static inline bool lines_same(lines *a, lines *b) {
  if (a->n) qsort(a->p, a->n, sizeof *a->p, lines_by_text);
  if (b->n) qsort(b->p, b->n, sizeof *b->p, lines_by_text);
  if (a->n != b->n) return false;
  for (size_t i = 0; i < a->n; i++)
    if (strcmp(a->p[i], b->p[i]) != 0) return false;
  return true;
}

/* ---- batches ---- */

static inline uint32_t crash_id(struct rng *r, struct ev_batch *b, const char *type, uint64_t n) {
  char value[32];
  char first = strncmp(type, "wx_openid", 9) == 0 ? 'o' : type[0]; /* no two types share a name */
  snprintf(value, sizeof value, "%c%llu", first, (unsigned long long)rng_below(r, n));
  return ev_batch_id(b, str_from(type), str_from(value));
}

/* A message of a small world in which everybody meets everybody. */
static inline uint32_t crash_who(struct rng *r, struct ev_batch *b, uint32_t *ret_id) {
  static const char *const strong[] = {"wx_unionid", "phone", "wx_openid:a", "email"};
  uint32_t ids[4], n = 0, first = (uint32_t)rng_below(r, 4), previous = EV_NO_ID;
  enum ev_link link = EV_OCCURS;
  if (rng_chance(r, 0.5)) ids[n++] = crash_id(r, b, "user_id", 9);
  if (rng_chance(r, 0.4)) ids[n++] = crash_id(r, b, strong[first], 5);
  if (rng_chance(r, 0.2) && first < 3) ids[n++] = crash_id(r, b, strong[first + 1], 5);
  if (n == 0 || rng_chance(r, 0.7)) ids[n++] = crash_id(r, b, "anonymous_id", 4);
  if (rng_chance(r, 0.4)) link = (enum ev_link)rng_below(r, EV_LINKS);
  if (link == EV_ALIASES) previous = crash_id(r, b, "anonymous_id", 4);
  *ret_id = ids[0];
  return ev_batch_who(b, ids, n, link, previous, (unsigned)rng_below(r, 4));
}

/* The rows of batch `step`, always the same: who delivers it again delivers the same messages.
 * w NULL: with keys of no meaning. */
static inline void crash_put_rows(struct workspace *w, struct ev_batch *b, uint64_t seed,
                                  uint64_t step) {
  struct rng r;
  rng_init(&r, seed, 77, step);
  uint64_t rows = 1 + rng_below(&r, CRASH_ROWS);
  for (uint64_t i = 0; i < rows; i++) {
    char text[48];
    int64_t time = CRASH_T0 + (int64_t)step * CRASH_STEP_MS + (int64_t)i;
    struct value v = {.type = V_NUM, .num = {(int64_t)rng_below(&r, 100000), 2}};
    struct ev_key key = {step + 1, 2 * i + 2};
    uint32_t who = 0, id;
    if (rng_chance(&r, 0.1)) time -= 2 * CRASH_DAY_MS; /* late */
    if (rng_chance(&r, 0.6))
      who = crash_who(&r, b, &id);
    else
      id = crash_id(&r, b, "user_id", 20 + step);
    snprintf(text, sizeof text, "message %llu of batch %llu", (unsigned long long)i,
             (unsigned long long)step);
    if (w) key = ws_message_key(w, str_from(text));
    ev_batch_row(b, id, ev_batch_name(b, STR("product_viewed")), time, key, 0);
    if (who) ev_batch_row_who(b, who);
    ev_batch_put(b, ev_batch_prop(b, STR("amount")), &v);
  }
}

/* What batch `step` says of the catalogue; it has no messages, so it is no part of a repetition. */
static inline void crash_put_items(struct ev_batch *b, uint64_t seed, uint64_t step) {
  struct rng r;
  char id[16], text[32];
  rng_init(&r, seed, 78, step);
  while (rng_chance(&r, 0.4)) {
    bool category = rng_chance(&r, 0.3), gone = rng_chance(&r, 0.2);
    snprintf(id, sizeof id, "%s%llu", category ? "cat" : "sku",
             (unsigned long long)rng_below(&r, 3));
    item_begin(b, category ? STR(CATEGORY_TYPE) : STR(ITEM_TYPE), str_from(id),
               gone ? STR(EV_ITEM_DELETE) : STR(EV_ITEM_SET), CRASH_T0);
    snprintf(text, sizeof text, "name %llu", (unsigned long long)step);
    struct value v = {.type = V_NUM, .num = {100 + (int64_t)step, 2}};
    if (!gone && rng_chance(&r, 0.7)) item_put_text(b, "name", str_from(text));
    if (!gone && !category) item_put(b, STR("price"), &v);
  }
}

/* ---- the twin ---- */

struct crash_item {
  char name[48], price[DEC_TEXT_BYTES];
  bool there;
};
struct crash_row {
  uint32_t subject;
  char text[120];
};
struct crash_twin {
  struct people *people;
  uint64_t lsn;
  VEC(struct crash_row) rows;
  struct crash_item items[2][3]; /* items, categories; by the last digit of their ids */
};

static inline void twin_records(struct crash_twin *t, const struct buf *moves) {
  struct people_mark mark = people_mark(t->people);
  struct people_moves m = {buf_str(moves), ++t->lsn};
  struct err err;
  must_ok(people_keep_moves(t->people, &mark, t->lsn + 1, &m, moves->n > 0, &err), &err);
}

static inline void twin_item(struct crash_twin *t, const struct ev_batch *b,
                             const struct ev_row *row) {
  struct str type, id;
  ev_batch_id_parts(b, row->id, &type, &id);
  struct crash_item *x = &t->items[str_is(type, CATEGORY_TYPE)][id.p[id.n - 1] - '0'];
  if (str_is(intern_at(&b->names, row->name), EV_ITEM_DELETE)) {
    *x = (struct crash_item){0};
    return;
  }
  x->there = true;
  for (uint32_t i = row->prop_begin; i < row->prop_begin + row->prop_n; i++) {
    struct value v = ev_value(b, &b->vals.p[i]);
    if (v.type == V_NUM)
      dec_text(dec_normal(v.num), x->price);
    else
      snprintf(x->name, sizeof x->name, "%.*s", STRF(v.str));
  }
}

static inline void twin_rows(struct crash_twin *t, uint64_t seed, const struct crash_deed *d) {
  struct ev_batch b;
  struct buf subjects = BUF_INIT, moves = BUF_INIT;
  struct err err;
  uint32_t by_row[CRASH_ROWS + 32], by_id[256];
  ev_batch_init(&b);
  b.received = d->received;
  crash_put_rows(NULL, &b, seed, d->step);
  crash_put_items(&b, seed, d->step);
  must(b.rows.n <= CRASH_ROWS + 32 && b.ids.n <= 256);
  for (uint32_t id = 0; id < b.ids.n; id++) { /* those of rows without a who come first */
    struct str type, value;
    bool used = false;
    for (size_t i = 0; i < b.rows.n; i++)
      used |= b.rows.p[i].id == id && !b.rows.p[i].who && !(b.rows.p[i].flags & EV_ITEM);
    ev_batch_id_parts(&b, id, &type, &value);
    if (used) must_ok(people_resolve(t->people, type, value, &subjects, &by_id[id], &err), &err);
  }
  must_ok(people_decide(t->people, &b, &subjects, &moves, by_row, &err), &err);
  twin_records(t, &moves);
  for (size_t i = 0; i < b.rows.n; i++) {
    const struct ev_row *row = &b.rows.p[i];
    struct crash_row x = {.subject = row->who ? by_row[i] : by_id[row->id]};
    char text[DEC_TEXT_BYTES];
    if (row->flags & EV_ITEM) {
      twin_item(t, &b, row);
      continue;
    }
    snprintf(x.text, sizeof x.text, "%lld product_viewed amount=%s", (long long)row->time,
             dec_text(dec_normal(b.vals.p[row->prop_begin].num), text));
    vec_push(&t->rows, x);
  }
  buf_release(&subjects);
  buf_release(&moves);
  ev_batch_release(&b);
}

static inline void twin_file(struct crash_twin *t, const struct crash_file *f, uint32_t n) {
  struct buf subjects = BUF_INIT, none = BUF_INIT;
  struct err err;
  for (uint32_t i = 0; i < n; i++) {
    const char *line = f->new_.p[i];
    struct crash_row x;
    struct str who = str_of(line, strcspn(line, " "));
    must_ok(people_resolve(t->people, STR("user_id"), who, &subjects, &x.subject, &err), &err);
    snprintf(x.text, sizeof x.text, "%s", line + who.n + 1);
    vec_push(&t->rows, x);
  }
  twin_records(t, &none);
  buf_release(&subjects);
}

static inline uint32_t crash_user(const struct people *p, const char *id) {
  return people_find(p, STR("user_id"), str_from(id));
}

static inline void twin_people(struct crash_twin *t, const struct crash_deed *d) {
  struct buf record = BUF_INIT;
  struct err err;
  uint32_t moved, who = crash_user(t->people, d->who);
  if (d->what == DEED_MERGE)
    must_ok(people_merge(t->people, crash_user(t->people, d->into), &who, 1, &record, &moved, &err),
            &err);
  else if (d->what == DEED_APART)
    must_ok(people_unmerge(t->people, &who, 1, &record, &moved, &err), &err);
  else if (d->hand == WS_BLOCK || d->hand == WS_UNBLOCK)
    people_set_blocked(t->people, who, d->hand == WS_BLOCK, 0, &record);
  else
    people_set_frozen(t->people, person_of(t->people, who), d->hand == WS_FREEZE, 0, &record);
  t->lsn++;
  if (record.n)
    must_ok(people_apply_persons(t->people, buf_str(&record), t->lsn, t->lsn + 1, &err), &err);
  buf_release(&record);
}

static inline void twin_does(struct crash_twin *t, const struct crash_file *files, uint64_t seed,
                             const struct crash_deed *d) {
  if (d->what == DEED_ROWS)
    twin_rows(t, seed, d);
  else if (d->what == DEED_FILE)
    twin_file(t, &files[d->file], d->n);
  else
    twin_people(t, d);
}

/* All the deeds, and one more (NULL: not). */
static inline void twin_init(struct crash_twin *t, const struct crash_file *files, uint64_t seed,
                             const deeds *d, const struct crash_deed *more) {
  struct err err;
  *t = (struct crash_twin){0};
  must_ok(people_open(io_posix(), "/nowhere/people", &t->people, &err), &err);
  for (size_t i = 0; i < d->n; i++)
    twin_does(t, files, seed, &d->p[i]);
  if (more) twin_does(t, files, seed, more);
}

static inline void twin_release(struct crash_twin *t) {
  people_close(t->people);
  vec_free(&t->rows);
}

static inline void twin_lines(const struct crash_twin *t, lines *ret) {
  for (size_t i = 0; i < t->rows.n; i++) {
    uint32_t person = person_of(t->people, t->rows.p[i].subject);
    char *line = must_malloc(256);
    snprintf(line, 256, "%.*s %s", STRF(people_external_id(t->people, person)), t->rows.p[i].text);
    vec_push(ret, line);
  }
}

/* NULL: the same people under the same numbers, and the same of devices, blocks and freezes. */
static inline const char *twin_differs(const struct crash_twin *t, const struct people *p) {
  struct identity_stats a, b;
  if (people_count(t->people) != people_count(p)) return "count of subjects";
  for (uint32_t s = 0; s < people_count(p); s++) {
    if (person_of(t->people, s) != person_of(p, s)) return "whose a subject is";
    if (!str_eq(people_external_id(t->people, s), people_external_id(p, s))) return "a name";
    if (people_blocked(t->people, s) != people_blocked(p, s)) return "who is blocked";
    if (people_frozen(t->people, s) != people_frozen(p, s)) return "who is frozen";
    if (people_device_of(t->people, s) != people_device_of(p, s)) return "a device";
  }
  people_identity_stats(t->people, &a);
  people_identity_stats(p, &b);
  if (a.devices != b.devices || a.stretches != b.stretches || a.shared != b.shared)
    return "counts of devices";
  return NULL;
}

static inline void twin_catalogue(const struct crash_twin *t, struct workspace *w) {
  struct arena a;
  struct catalogue_item *items;
  struct catalogue_category *cats;
  uint32_t n, m, there = 0, listed = 0;
  struct err err;
  arena_init(&a, "catalogue");
  must_ok(catalogue_items(w, &(struct catalogue_filter){0}, STR(""), 9, &a, &items, &n, &err),
          &err);
  must_ok(catalogue_categories(w, &a, &cats, &m, &err), &err);
  for (uint32_t i = 0; i < n; i++) {
    const struct crash_item *x = &t->items[0][items[i].id.p[items[i].id.n - 1] - '0'];
    char price[DEC_TEXT_BYTES];
    struct dec d = DEC_ZERO;
    assert_true(x->there && str_is(items[i].name, x->name) && dec_parse(items[i].price, &d));
    assert_string_equal(dec_text(dec_normal(d), price), x->price);
  }
  for (uint32_t i = 0; i < m; i++) {
    const struct crash_item *x = &t->items[1][cats[i].id.p[cats[i].id.n - 1] - '0'];
    listed += cats[i].listed;
    assert_true(x->there &&
                str_is(cats[i].name, x->name[0] ? x->name : arena_cstr(&a, cats[i].id)));
  }
  for (int i = 0; i < 3; i++)
    there += t->items[0][i].there;
  assert_int_equal(n, there);
  for (int i = 0; i < 3; i++)
    there += t->items[1][i].there;
  assert_int_equal(n + listed, there);
  arena_release(&a);
}

#endif
