/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person is known as, and why all of it is one person.
 *
 * An event stands under one subject, so the numbers of an identity are those of the events that
 * were decided for it; an identity that only ever came along has none, and the time when it came.
 */
#include <stdlib.h>

#include "api/person_identity.h"
#include "api/put.h"
#include "workspace/identity.h"

#define IDENTITIES_TOLD 1000 /* of one person */
#define EVIDENCE_TOLD   500  /* moves, the newest */

struct known_as {
  uint32_t subject;
  uint64_t events;
  int64_t first, last; /* of them */
};

struct all {
  struct ask *a;
  struct people *people;
  uint32_t person;
  struct known_as *v; /* ascending by subject */
  uint32_t n;
  struct ws_why *why;
  uint32_t n_why;
};

void put_subject(struct ask *a, uint32_t subject) {
  struct people *people = ws_people(tenant_workspace(a->c->tenant));
  struct jw *w = &a->c->out;
  struct str type, value;
  uint32_t device = subject == SUBJECT_NONE ? subject : people_device_of(people, subject);
  if (device == SUBJECT_NONE || !people_subject_identity(people, device, 0, &type, &value)) {
    jw_null(w);
    return;
  }
  jw_begin_object(w);
  jw_key(w, "type"), jw_str(w, type);
  jw_key(w, "value");
  jw_str(w, a->masked && type.p[0] != '$' ? mask_identity(value, a->c->arena) : value);
  jw_key(w, "subject"), jw_uint(w, device);
  jw_end_object(w);
}

/* ---- events by subject ---- */

static int by_subject(const void *x, const void *y) {
  uint32_t a = ((const struct known_as *)x)->subject, b = ((const struct known_as *)y)->subject;
  return a < b ? -1 : a > b;
}

static bool count_rows(void *ctx, const struct scan_batch *b, struct err *err) {
  struct all *x = ctx;
  (void)err;
  for (uint32_t i = 0; i < b->n_rows; i++) {
    struct known_as key = {.subject = b->subject ? b->subject[i] : x->person};
    struct known_as *k = bsearch(&key, x->v, x->n, sizeof key, by_subject);
    if (!k || b->time[i] == TIME_MIN) continue;
    if (k->events++ == 0 || b->time[i] < k->first) k->first = b->time[i];
    if (k->last < b->time[i]) k->last = b->time[i];
  }
  return true;
}

static bool count(struct all *x, struct err *err) {
  struct scan_want want = {
      .all_events = true, .subjects = true, .t_max = x->a->as_of, .only = x->person};
  const struct snapshot *n = view_snapshot(x->a->v);
  struct scanner *s;
  if (x->person >= snapshot_subjects(n)) return true;
  if (!scanner_new(n, &want, &s, err)) return false;
  bool ok = scanner_run(s, x->person >> SCAN_CHUNK_BITS, count_rows, x, err);
  scanner_free(s);
  return ok;
}

/* Stretches count for their device, or where that is somebody else's for the first of them. */
static void fold_stretches(struct all *x) {
  for (uint32_t i = 0; i < x->n; i++) {
    struct known_as key = {.subject = people_device_of(x->people, x->v[i].subject)}, *k;
    if (key.subject == x->v[i].subject || x->v[i].events == 0) continue;
    k = bsearch(&key, x->v, x->n, sizeof key, by_subject);
    for (uint32_t j = 0; !k && j < i; j++)
      if (x->v[j].events && people_device_of(x->people, x->v[j].subject) == key.subject)
        k = &x->v[j];
    if (!k) continue;
    if (k->events == 0 || x->v[i].first < k->first) k->first = x->v[i].first;
    if (k->events == 0 || x->v[i].last > k->last) k->last = x->v[i].last;
    k->events += x->v[i].events;
    x->v[i].events = 0;
  }
}

/* ---- the answer ---- */

static const struct ws_why *joined(const struct all *x, uint32_t subject) {
  for (uint32_t i = x->n_why; i > 0; i--)
    if (x->why[i - 1].subject == subject) return &x->why[i - 1];
  return NULL;
}

static void put_device(struct all *x, uint32_t subject) {
  struct jw *w = &x->a->c->out;
  struct people_device d;
  int64_t now = clock_wall_ms(ws_clock(tenant_workspace(x->a->c->tenant)));
  jw_key(w, "device");
  if (!people_device(x->people, subject, &d)) {
    jw_null(w);
    return;
  }
  jw_begin_object(w);
  jw_key(w, "owned");
  jw_bool(w, d.owner != SUBJECT_NONE && person_of(x->people, d.owner) == x->person);
  put_bound(w, "last_login", d.last_login_ms);
  put_bound(w, "shared_until", now < d.shared_until_ms ? d.shared_until_ms : TIME_MIN);
  jw_key(w, "accounts"), jw_uint(w, d.accounts);
  jw_end_object(w);
}

static void put_identity(struct all *x, const struct known_as *k, struct str type,
                         struct str value) {
  struct jw *w = &x->a->c->out;
  const struct ws_why *why = joined(x, k->subject);
  jw_begin_object(w);
  jw_key(w, "subject"), jw_uint(w, k->subject);
  jw_key(w, "type"), jw_str(w, type);
  jw_key(w, "value"), jw_str(w, x->a->masked ? mask_identity(value, x->a->c->arena) : value);
  jw_key(w, "class");
  jw_cstr(w, id_class_name(people_type_rule(x->people, type).class));
  jw_key(w, "blocked"), jw_bool(w, people_blocked(x->people, k->subject));
  put_bound(w, "joined_at", why ? why->evidence.time : TIME_MIN);
  jw_key(w, "events"), jw_uint(w, k->events);
  put_bound(w, "first_seen", k->events ? k->first : TIME_MIN);
  put_bound(w, "last_seen", k->events ? k->last : TIME_MIN);
  put_device(x, k->subject);
  jw_end_object(w);
}

/* Of a stretch its device; not of those that fold_stretches gave to another. */
static uint32_t put_subjects(struct all *x, const struct known_as *k, uint32_t told) {
  struct str type, value;
  uint32_t shown = people_device_of(x->people, k->subject), n = 0;
  if (shown != k->subject && k->events == 0) return 0;
  while (people_subject_identity(x->people, shown, n, &type, &value) && type.p[0] != '$') {
    struct known_as as = *k;
    as.subject = shown;
    if (told + n++ < IDENTITIES_TOLD) put_identity(x, &as, type, value);
  }
  return n;
}

static void put_identities(struct all *x) {
  struct jw *w = &x->a->c->out;
  uint32_t told = 0;
  jw_key(w, "identities"), jw_begin_array(w);
  for (uint32_t i = 0; i < x->n; i++)
    told += put_subjects(x, &x->v[i], told);
  jw_end_array(w);
  jw_key(w, "total"), jw_uint(w, told);
}

static void put_evidence(struct all *x) {
  struct jw *w = &x->a->c->out;
  uint32_t first = x->n_why > EVIDENCE_TOLD ? x->n_why - EVIDENCE_TOLD : 0;
  jw_key(w, "evidence"), jw_begin_array(w);
  for (uint32_t i = first; i < x->n_why; i++) {
    const struct ws_why *y = &x->why[i];
    const struct move_evidence *e = &y->evidence;
    jw_begin_object(w);
    jw_key(w, "cause"), jw_cstr(w, move_cause_name(e->cause));
    jw_key(w, "rule"), jw_cstr(w, *ws_why_rule(e->cause) ? ws_why_rule(e->cause) : NULL);
    put_bound(w, "time", e->time);
    jw_key(w, "identity"), put_subject(x->a, y->subject);
    jw_key(w, "a"), put_subject(x->a, e->a);
    jw_key(w, "b"), put_subject(x->a, e->b);
    jw_key(w, "event"), y->event.n ? jw_str(w, y->event) : jw_null(w);
    jw_key(w, "source"), y->lib.n ? jw_str(w, y->lib) : jw_null(w);
    jw_key(w, "author"), y->author.n ? jw_str(w, y->author) : jw_null(w);
    jw_key(w, "lsn"), jw_uint(w, y->lsn);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static bool gather(struct all *x, struct err *err) {
  struct arena *mem = x->a->c->arena;
  x->people = ws_people(tenant_workspace(x->a->c->tenant));
  x->n = person_subjects(x->people, x->person, NULL, 0);
  uint32_t *list = arena_array(mem, uint32_t, x->n);
  uint32_t n = person_subjects(x->people, x->person, list, x->n);
  if (n < x->n) x->n = n;
  x->v = arena_array(mem, struct known_as, x->n);
  for (uint32_t i = 0; i < x->n; i++)
    x->v[i] = (struct known_as){.subject = list[i], .last = TIME_MIN};
  qsort(x->v, x->n, sizeof *x->v, by_subject);
  return count(x, err) &&
         ws_person_why(tenant_workspace(x->a->c->tenant), x->person, mem, &x->why, &x->n_why, err);
}

bool api_person_identity(struct call *c, struct err *err) {
  struct ask a;
  struct all x = {.a = &a};
  struct jw *w = &c->out;
  bool ok = ask_begin(c, &a, err) && ask_person(&a, call_path(c, "id"), &x.person, err) &&
            gather(&x, err);
  if (ok) {
    fold_stretches(&x);
    jw_begin_object(w);
    jw_key(w, "person"), jw_uint(w, x.person);
    jw_key(w, "frozen"), jw_bool(w, people_frozen(x.people, x.person));
    put_identities(&x);
    put_evidence(&x);
    jw_end_object(w);
  }
  ask_end(&a);
  return ok;
}
