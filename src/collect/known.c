/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The latest value of each attribute of the people asked about: one scan over a person's $set rows,
 * remembered while the snapshot lasts.
 *
 * The person is that of the first identity anybody knows, in the order given (the strongest first):
 * what the workspace's rules decide too unless identities are in dispute; then the operation starts
 * from the values of whom it was sent for. */
#include "collect/known.h"

#include "base/panic.h"
#include "base/vec.h"

struct one {
  uint32_t person;
  struct str *names;
  struct value *values;
  int64_t *since;
  uint32_t n;
};

struct known {
  struct workspace *w;
  struct arena *mem;
  struct snapshot *snapshot;  /* NULL until asked */
  struct scan_col_want *cols; /* every column that $set has */
  uint32_t n_cols;
  struct scanner *scanner; /* NULL: nobody has attributes */
  struct one *filling;
  VEC(struct one) people;
};

void known_renew(struct known *k) {
  scanner_free(k->scanner);
  if (k->snapshot) snapshot_free(k->snapshot);
  k->scanner = NULL;
  k->snapshot = NULL;
  k->people.n = 0;
}

void known_free(struct known *k) {
  if (!k) return;
  known_renew(k);
  vec_free(&k->people);
  free(k);
}

/* ---- reading ---- */

static bool look(struct known *k, struct err *err) {
  if (k->snapshot) return true;
  k->snapshot = ws_snapshot(k->w);
  uint32_t set = snapshot_event_code(k->snapshot, STR(EV_SET)), props = snapshot_props(k->snapshot);
  if (set == INTERN_NONE) return true;
  k->cols = arena_array(k->mem, struct scan_col_want, (size_t)props * V_TYPES);
  k->n_cols = 0;
  for (uint32_t p = 0; p < props; p++) {
    if (!snapshot_event_prop_rows(k->snapshot, set, p)) continue;
    for (enum vtype t = V_BOOL; t < V_TYPES; t++)
      if (snapshot_prop(k->snapshot, p)->types & V_MASK(t))
        k->cols[k->n_cols++] = (struct scan_col_want){p, t};
  }
  uint32_t *events = arena_alloc(k->mem, sizeof *events);
  *events = set;
  struct scan_want want = {.events = events,
                           .n_events = 1,
                           .cols = k->cols,
                           .n_cols = k->n_cols,
                           .t_max = INT64_MAX,
                           .only = 0,
                           .combined = true};
  return scanner_new(k->snapshot, &want, &k->scanner, err);
}

static void put(struct known *k, struct str name, struct value v, int64_t time) {
  struct one *o = k->filling;
  uint32_t i = 0;
  while (i < o->n && !str_eq(o->names[i], name))
    i++;
  if (i == o->n) o->names[o->n++] = name;
  o->values[i] = v;
  o->since[i] = time;
}

/* Rows come by time: what is put later is later. */
static bool on_rows(void *ctx, const struct scan_batch *b, struct err *err) {
  struct known *k = ctx;
  (void)err;
  for (uint32_t p = 0; p < b->n_people; p++) {
    if (b->person[p] != k->filling->person) continue;
    for (uint32_t r = b->row_begin[p]; r < b->row_begin[p + 1]; r++)
      for (uint32_t c = 0; c < k->n_cols; c++)
        if (b->cols[c].present[r >> 6] >> (r & 63) & 1) {
          struct value v = scan_value(&b->cols[c], r, scanner_strings(k->scanner));
          if (v.type == V_STR) v.str = arena_str(k->mem, v.str);
          put(k, snapshot_prop(k->snapshot, k->cols[c].prop)->name, v, b->time[r]);
        }
  }
  return true;
}

static uint32_t person_among(struct known *k, const struct wire_id *ids, uint32_t n) {
  struct people *people = ws_people(k->w);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t subject = people_find(people, ids[i].type, ids[i].value);
    if (subject != SUBJECT_NONE) return person_of(people, subject);
  }
  return SUBJECT_NONE;
}

/* *ret NULL: nobody, or nothing is known of them. */
static bool read_person(struct known *k, const struct wire_id *ids, uint32_t n,
                        const struct one **ret, struct err *err) {
  *ret = NULL;
  if (!look(k, err)) return false;
  uint32_t person = person_among(k, ids, n);
  if (!k->scanner || person >= snapshot_subjects(k->snapshot)) return true;
  for (size_t i = 0; i < k->people.n; i++)
    if (k->people.p[i].person == person) {
      *ret = &k->people.p[i];
      return true;
    }
  struct one o = {.person = person};
  o.names = arena_array(k->mem, struct str, k->n_cols);
  o.values = arena_array(k->mem, struct value, k->n_cols);
  o.since = arena_array(k->mem, int64_t, k->n_cols);
  k->filling = &o;
  scanner_only(k->scanner, person);
  if (!scanner_run(k->scanner, person >> SCAN_CHUNK_BITS, on_rows, k, err)) return false;
  vec_push(&k->people, o);
  *ret = &k->people.p[k->people.n - 1];
  return true;
}

/* ---- answers ---- */

static bool value(void *ctx, const struct wire_id *ids, uint32_t n, struct str name,
                  struct value *ret, int64_t *ret_since, struct err *err) {
  const struct one *o;
  if (!read_person(ctx, ids, n, &o, err)) return false;
  *ret = (struct value){0};
  *ret_since = INT64_MIN;
  for (uint32_t i = 0; o && i < o->n; i++)
    if (str_eq(o->names[i], name)) *ret = o->values[i], *ret_since = o->since[i];
  return true;
}

static bool names(void *ctx, const struct wire_id *ids, uint32_t n, struct arena *out,
                  struct str **ret, uint32_t *ret_n, struct err *err) {
  const struct one *o;
  if (!read_person(ctx, ids, n, &o, err)) return false;
  struct str *all = arena_array(out, struct str, o ? o->n : 0);
  uint32_t some = 0;
  for (uint32_t i = 0; o && i < o->n; i++)
    if (o->values[i].type != V_STR || o->values[i].str.n) all[some++] = o->names[i];
  *ret = all;
  *ret_n = some;
  return true;
}

struct known *known_new(struct workspace *w, struct arena *mem, struct collect_known *ret) {
  struct known *k = must_calloc(1, sizeof *k);
  k->w = w;
  k->mem = mem;
  *ret = (struct collect_known){.value = value, .names = names, .ctx = k};
  return k;
}
