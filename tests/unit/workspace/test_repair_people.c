/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A log with whole stretches missing, and people who were merged, attached and claimed before and
 * after: what is whole is there once, nobody is one person with somebody who never was, and who
 * became one person by records that are whole is one.
 *
 * The twin reads the damaged log's original: every move of every record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "crash_twin.h"
#include "workspace/erase.h"
#include "workspace/persons.h"
#include "workspace/verify.h"

#define STEPS  36
#define ROUNDS 20

static uint64_t seed;

struct seen_row {
  uint64_t lsn;
  uint32_t subject; /* of before */
  char text[64];
};

struct name {
  char text[48];
  uint32_t subject;
  uint64_t lsn; /* of the record that gave it */
};

struct original {
  VEC(struct name) names; /* in the order of the log: the newest counts */
  VEC(struct seen_row) rows;
  VEC(uint32_t) root;     /* by subject: union of all who ever moved to another */
  VEC(uint64_t) last;     /* by subject: LSN of its last move; 0 = none */
  VEC(uint64_t) allotted; /* by subject: LSN */
  VEC(uint32_t) person;   /* at the end */
  VEC(uint8_t) erased;
};

static void know(struct original *o, uint32_t s) {
  while (o->root.n <= s) {
    uint32_t itself = (uint32_t)o->root.n;
    vec_push(&o->root, itself);
    vec_push(&o->last, 0);
    vec_push(&o->allotted, 0);
    vec_push(&o->erased, 0);
  }
}

static uint32_t root_of(const struct original *o, uint32_t s) {
  while (o->root.p[s] != s)
    s = o->root.p[s];
  return s;
}

static void see_persons(struct original *o, const struct log_record *rec) {
  struct person_ops ops;
  struct person_op op;
  struct err err;
  must_ok(person_ops_begin(rec->body, &ops, &err), &err);
  while (person_ops_next(&ops, &op)) {
    if (op.what != PERSON_MOVES) continue;
    know(o, op.move.subject);
    know(o, op.move.to);
    o->root.p[root_of(o, op.move.subject)] = root_of(o, op.move.to);
    o->last.p[op.move.subject] = rec->lsn;
  }
}

static struct name name_of(struct str type, struct str value) {
  struct name x = {.subject = SUBJECT_NONE};
  snprintf(x.text, sizeof x.text, "%.*s=%.*s", STRF(type), STRF(value));
  return x;
}

static uint32_t subject_of(const struct original *o, struct str type, struct str value) {
  struct name x = name_of(type, value);
  for (size_t i = o->names.n; i > 0; i--)
    if (strcmp(o->names.p[i - 1].text, x.text) == 0) return o->names.p[i - 1].subject;
  fail_msg("nobody is %s", x.text);
  return SUBJECT_NONE;
}

static void see_subjects(struct original *o, const struct log_record *rec) {
  struct cursor c = cur_of(rec->body.p, rec->body.n);
  cur_u8(&c);
  while (cur_left(&c) > 0) {
    uint32_t s = (uint32_t)cur_varint(&c);
    struct str type = cur_lenstr(&c);
    struct name x = name_of(type, cur_lenstr(&c));
    x.subject = s;
    x.lsn = rec->lsn;
    vec_push(&o->names, x);
    know(o, s);
    if (!o->allotted.p[s]) o->allotted.p[s] = rec->lsn;
  }
}

static void see_events(struct original *o, const struct log_record *rec) {
  struct ev_batch b;
  struct err err;
  char text[DEC_TEXT_BYTES];
  ev_batch_init(&b);
  must_ok(ev_batch_decode(rec->body, &b, &err), &err);
  for (size_t i = 0; i < b.rows.n; i++) {
    const struct ev_row *row = &b.rows.p[i];
    struct seen_row x = {.lsn = rec->lsn};
    struct str type, value;
    if (row->flags & EV_ITEM) continue;
    ev_batch_id_parts(&b, row->id, &type, &value);
    x.subject = row->who ? b.subjects.p[i] : subject_of(o, type, value);
    snprintf(x.text, sizeof x.text, "%lld product_viewed amount=%s", (long long)row->time,
             dec_text(dec_normal(b.vals.p[row->prop_begin].num), text));
    vec_push(&o->rows, x);
  }
  ev_batch_release(&b);
}

static void see(struct original *o, struct workspace *w) {
  struct log_iter *it;
  struct log_record rec;
  struct err err;
  bool more;
  *o = (struct original){0};
  must_ok(log_iter_new(ws_log(w), log_oldest(ws_log(w)), &it, &err), &err);
  for (;;) {
    must_ok(log_iter_next(it, &rec, &more, &err), &err);
    if (!more) break;
    if (rec.kind == LOG_PERSONS) see_persons(o, &rec);
    if (rec.kind == LOG_SUBJECTS) see_subjects(o, &rec);
    if (rec.kind == LOG_EVENTS) see_events(o, &rec);
  }
  log_iter_free(it);
  know(o, people_count(ws_people(w)));
  for (uint32_t s = 0; s < people_count(ws_people(w)); s++) {
    uint32_t person = person_of(ws_people(w), s);
    vec_push(&o->person, person);
    o->erased.p[s] = people_erased(ws_people(w), s);
  }
}

static void original_release(struct original *o) {
  vec_free(&o->rows);
  vec_free(&o->names);
  vec_free(&o->root);
  vec_free(&o->last);
  vec_free(&o->allotted);
  vec_free(&o->person);
  vec_free(&o->erased);
}

/* ---- a history, and what damages it ---- */

static void some_move(struct workspace *w, struct rng *r) {
  struct ws_moved moved;
  struct ws_erased erased;
  struct err err;
  uint64_t lsn;
  uint32_t n = people_count(ws_people(w));
  uint32_t a = (uint32_t)rng_below(r, n), b = (uint32_t)rng_below(r, n);
  if (a == b || people_erased(ws_people(w), a) || people_erased(ws_people(w), b)) return;
  switch (rng_below(r, 8)) {
  case 0:
  case 1:
    must_ok(ws_unmerge_people(w, &a, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
    break;
  case 2:
    must_ok(ws_erase_person(w, a, STR("ann"), &erased, &err), &err);
    break;
  case 3:
    must_ok(
        ws_person_set(w, a, rng_chance(r, 0.5) ? WS_FREEZE : WS_UNFREEZE, STR("ann"), &lsn, &err),
        &err);
    break;
  default:
    must_ok(ws_merge_people(w, b, &a, 1, WS_MOVES, STR("ann"), &moved, &err), &err);
  }
}

static void live(struct workspace *w, struct rng *r, uint64_t life) {
  for (uint64_t step = 0; step < STEPS; step++) {
    struct ev_batch b;
    struct err err;
    ev_batch_init(&b);
    b.received = CRASH_T0 + (int64_t)step * CRASH_STEP_MS;
    crash_put_rows(w, &b, seed + life, step);
    must_ok(ws_ingest(w, &b, NULL, &err), &err);
    ev_batch_release(&b);
    if (rng_chance(r, 0.3)) some_move(w, r);
  }
}

static void flip(const struct place *p, struct rng *r) {
  char path[PATH_BYTES + 64];
  unsigned char c;
  snprintf(path, sizeof path, "%s/w/shop/log/log-%016d.shl", p->dir, 1);
  int fd = open(path, O_RDWR);
  if (fd < 0) fail_msg("no %s", path);
  off_t end = 4096, size = file_bytes(path);
  for (off_t at = 4096; at < size; at++) /* the rest is zeros made ahead */
    if (pread(fd, &c, 1, at) == 1 && c) end = at;
  for (uint64_t n = 1 + rng_below(r, 3); n > 0; n--) {
    off_t at = 4096 + (off_t)rng_below(r, (uint64_t)(end - 4096));
    assert_int_equal(pread(fd, &c, 1, at), 1);
    c ^= (unsigned char)(1u << rng_below(r, 8));
    assert_int_equal(pwrite(fd, &c, 1, at), 1);
  }
  close(fd);
}

/* ---- afterwards ---- */

struct found_row {
  uint32_t person;
  char text[64];
};
struct after {
  struct workspace *w;
  VEC(struct found_row) rows;
  VEC(uint64_t) whole; /* LSN · 256 + kind of each record */
};

/* A hole may hold what was made for it. */
static bool is_whole(const struct after *a, uint64_t lsn, enum log_kind kind) {
  for (size_t i = 0; i < a->whole.n; i++)
    if (a->whole.p[i] == lsn * 256 + kind) return true;
  return false;
}

/* Rows as the columns show them: "person time event amount". */
static void look(struct after *a) {
  struct log_iter *it;
  struct log_record rec;
  struct err err;
  bool more;
  char *dump = dump_all(a->w), *save = NULL, *line = strtok_r(dump, "\n", &save);
  while ((line = strtok_r(NULL, "\n", &save))) {
    struct found_row x;
    char name[64];
    size_t n = strcspn(line, " ");
    snprintf(name, sizeof name, "%.*s", (int)n, line);
    snprintf(x.text, sizeof x.text, "%s", line + n + 1);
    x.person = SUBJECT_NONE;
    for (uint32_t s = 0; s < people_count(ws_people(a->w)); s++)
      if (person_of(ws_people(a->w), s) == s &&
          str_is(people_external_id(ws_people(a->w), s), name) &&
          !people_erased(ws_people(a->w), s))
        x.person = s;
    vec_push(&a->rows, x);
  }
  free(dump);
  must_ok(log_iter_new(ws_log(a->w), log_oldest(ws_log(a->w)), &it, &err), &err);
  for (;;) {
    must_ok(log_iter_next(it, &rec, &more, &err), &err);
    if (!more) break;
    vec_push(&a->whole, rec.lsn * 256 + rec.kind);
  }
  log_iter_free(it);
}

static const struct found_row *found(const struct after *a, const char *text, bool *ret_once) {
  const struct found_row *f = NULL;
  *ret_once = true;
  for (size_t i = 0; i < a->rows.n; i++)
    if (strcmp(a->rows.p[i].text, text) == 0) {
      *ret_once = f == NULL;
      f = &a->rows.p[i];
    }
  return f;
}

static uint32_t same_text(const struct original *o, const char *text) {
  uint32_t n = 0;
  for (size_t i = 0; i < o->rows.n; i++)
    n += strcmp(o->rows.p[i].text, text) == 0;
  return n;
}

/* The record that put s into its person, and those that made this person who it is, are whole. */
static bool evidence_whole(const struct original *o, const struct after *a, uint32_t s) {
  uint32_t t = o->person.p[s];
  uint64_t moved = o->last.p[s], head = o->last.p[t];
  return s != t && is_whole(a, moved, LOG_PERSONS) && is_whole(a, o->allotted.p[s], LOG_SUBJECTS) &&
         is_whole(a, o->allotted.p[t], LOG_SUBJECTS) && (!head || is_whole(a, head, LOG_PERSONS));
}

static void compare(const struct original *o, const struct after *a, uint32_t *ret_kept) {
  const char *why = "";
  VEC(const struct found_row *) at = {0};
  if (!people_validate(ws_people(a->w), &why)) fail_msg("%s", why);
  for (size_t i = 0; i < o->rows.n; i++) {
    const struct seen_row *row = &o->rows.p[i];
    bool once, unique = same_text(o, row->text) == 1;
    const struct found_row *f = found(a, row->text, &once);
    if (unique && !o->erased.p[row->subject] && is_whole(a, row->lsn, LOG_EVENTS) && (!f || !once))
      fail_msg("%s: %s", row->text, f ? "twice" : "not there");
    if (f && o->erased.p[row->subject] && unique) fail_msg("%s is back", row->text);
    if (!unique || (f && f->person == SUBJECT_NONE)) f = NULL;
    vec_push(&at, f);
  }
  for (size_t i = 0; i < o->rows.n; i++)
    for (size_t k = 0; k < i && at.p[i]; k++) {
      if (!at.p[k]) continue;
      uint32_t x = o->rows.p[i].subject, y = o->rows.p[k].subject;
      bool together = at.p[i]->person == at.p[k]->person;
      if (together && root_of(o, x) != root_of(o, y))
        fail_msg("%s and %s never were one person", o->rows.p[i].text, o->rows.p[k].text);
      if (o->person.p[x] != o->person.p[y]) continue;
      bool both = (evidence_whole(o, a, x) || (x == o->person.p[x] && evidence_whole(o, a, y))) &&
                  (evidence_whole(o, a, y) || (y == o->person.p[y] && evidence_whole(o, a, x)));
      if (both && !together)
        fail_msg("%s and %s are one person", o->rows.p[i].text, o->rows.p[k].text);
      *ret_kept += both && x != y;
    }
  vec_free(&at);
}

/* Everybody has a seat in SQL. */
static void seat_all(const struct original *o, struct workspace *w) {
  struct state *s = ws_state(w);
  struct state_stmt *q;
  struct err err;
  must_ok(state_begin(s, &err), &err);
  for (size_t i = 0; i < o->root.n; i++) {
    char id[32];
    snprintf(id, sizeof id, "per_%zu", i);
    must_ok(state_query(s, "INSERT INTO holder (n, id, subject) VALUES (?1, ?2, ?3)", &q, &err),
            &err);
    state_bind_int(q, 1, (int64_t)i + 1);
    state_bind_str(q, 2, str_from(id));
    state_bind_int(q, 3, (int64_t)i);
    must_ok(state_exec(q, &err), &err);
  }
  must_ok(state_commit(s, &err), &err);
}

/* The seat of whoever has this name is that of whoever has it now. */
static uint32_t compare_seats(const struct original *o, const struct after *a) {
  struct state *s = ws_state(a->w);
  struct state_stmt *q;
  struct err err;
  uint32_t same = 0;
  bool row;
  state_enter(s);
  for (size_t i = 0; i < o->names.n; i++) {
    const struct name *x = &o->names.p[i];
    struct str value = str_from(x->text), type = str_cut(&value, '=');
    uint32_t was = x->subject, now = people_find(ws_people(a->w), type, value);
    /* Names with $ are made of numbers, and are others now. */
    if (str_starts(type, STR("$")) || subject_of(o, type, value) != was || now == SUBJECT_NONE ||
        o->erased.p[was] || !is_whole(a, x->lsn, LOG_SUBJECTS) ||
        !is_whole(a, o->allotted.p[was], LOG_SUBJECTS))
      continue;
    must_ok(state_query(s, "SELECT subject FROM holder WHERE n = ?1", &q, &err), &err);
    state_bind_int(q, 1, (int64_t)was + 1);
    must_ok(state_step(q, &row, &err), &err);
    assert_true(row);
    assert_int_equal(state_int(q, 0), now);
    state_reset(q);
    same++;
  }
  state_leave(s);
  return same;
}

static void ignore(void *ctx, const struct ws_damage *d) {}

static void no_damage(void *ctx, const struct ws_damage *d) {
  struct buf text = BUF_INIT;
  err_render(d->what, LANG_EN, &text);
  fail_msg("damage: %s", text.p);
}

static void goes_on(struct place *p, struct workspace *w, struct rng *r) {
  struct ws_options o = {.threads = 1, .memory = p->memory};
  struct ws_verified v;
  struct err err;
  const char *why = "";
  for (uint64_t step = STEPS; step < STEPS + 8; step++) {
    struct ev_batch b;
    ev_batch_init(&b);
    b.received = CRASH_T0 + (int64_t)step * CRASH_STEP_MS;
    crash_put_rows(w, &b, seed, step);
    must_ok(ws_ingest(w, &b, NULL, &err), &err);
    ev_batch_release(&b);
    some_move(w, r);
  }
  if (!people_validate(ws_people(w), &why)) fail_msg("going on: %s", why);
  char *living = dump_all(w);
  ws_close(w);
  must_ok(ws_verify(p->dir, STR("shop"), &o, no_damage, NULL, &v, &err), &err);
  struct ws_rebuilt made;
  must_ok(ws_rebuild(p->dir, STR("shop"), &o, &made, &err), &err);
  w = place_open(p, WS_READ);
  char *rebuilt = dump_all(w);
  assert_string_equal(living, rebuilt);
  free(living);
  free(rebuilt);
  ws_close(w);
}

static void lost_ranges_under_merged_people(void **state) {
  uint32_t lost = 0, merges = 0, kept = 0, seats = 0;
  for (uint64_t round = 0; round < ROUNDS; round++) {
    struct place p, to = {.memory = 2 << 20};
    struct ws_options opt = {.threads = 1, .memory = 2 << 20};
    struct original o;
    struct after a = {0};
    struct ws_repaired n;
    struct rng r;
    struct err err;
    rng_init(&r, seed, 5, round);
    place_init(&p, 2 << 20);
    struct workspace *w = place_open(&p, WS_WRITE);
    live(w, &r, round);
    see(&o, w);
    seat_all(&o, w);
    ws_close(w);
    flip(&p, &r);
    temp_dir(to.dir);
    must_ok(ws_repair(p.dir, STR("shop"), to.dir, &opt, ignore, NULL, &n, &err), &err);
    a.w = place_open(&to, WS_WRITE);
    look(&a);
    compare(&o, &a, &kept);
    seats += compare_seats(&o, &a);
    lost += n.lost_ranges;
    merges += n.lost_merges;
    goes_on(&to, a.w, &r);
    original_release(&o);
    vec_free(&a.rows);
    vec_free(&a.whole);
    place_release(&p);
    place_release(&to);
  }
  print_message("# %u lost ranges, %u records of which moves are lost, %u pairs kept\n", lost,
                merges, kept);
  assert_true(lost > ROUNDS / 2 && merges > 0 && kept > 0 && seats > ROUNDS);
}

int main(void) {
  const char *given = getenv("SHOAL_REPAIR_SEED");
  seed = given && *given ? strtoull(given, NULL, 10) : (uint64_t)clock_wall_ms(clock_system());
  printf("# seed %llu\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {cmocka_unit_test(lost_ranges_under_merged_people)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
