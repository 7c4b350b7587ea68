/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The next event of the log for a webhook, and what is posted of it:
 *
 *   {"type": "coupon_claimed", "timestamp": "2026-11-20T04:00:00.000Z",
 *    "data": {"workspace": "tea", "person": "u1", "ids": [{"type": "user_id", "value": "u1"}],
 *             "properties": {…}}}
 *
 * A record may hold many rows: it is decoded once, and its rows are looked at one after the other
 * however long the deliveries in between take. */
#include <inttypes.h>

#include "base/json.h"
#include "base/tz.h"
#include "person/person.h"
#include "touch/webhook_int.h"
#include "workspace/consumer.h"

#define IDS_MAX 20 /* identities of a person in a body */

void webhook_reader_init(struct webhook_reader *r, struct workspace *w) {
  *r = (struct webhook_reader){.w = w};
  ev_batch_init(&r->batch);
  arena_init(&r->mem, "webhook rows");
}

void webhook_reader_release(struct webhook_reader *r) {
  log_iter_free(r->it);
  ev_batch_release(&r->batch);
  webhook_filter_release(&r->filter);
  arena_release(&r->mem);
}

/* ---- the body ---- */

static void put_time_of(struct jw *w, int64_t ms) {
  struct buf b = BUF_INIT;
  time_format_iso(ms, &b);
  jw_str(w, buf_str(&b));
  buf_release(&b);
}

static void put_person(struct jw *w, const struct people *people, uint32_t subject) {
  struct str type, value;
  jw_key(w, "person");
  jw_str(w, people_external_id(people, person_of(people, subject)));
  jw_key(w, "ids"), jw_begin_array(w);
  for (uint32_t i = 0; i < IDS_MAX && people_identity(people, subject, i, &type, &value); i++) {
    jw_begin_object(w);
    jw_key(w, "type"), jw_str(w, type);
    jw_key(w, "value"), jw_str(w, value);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static void make(const struct webhook_reader *r, size_t i, struct arena *out,
                 struct webhook_event *ret) {
  const struct ev_row *row = &r->batch.rows.p[i];
  struct buf body = BUF_INIT;
  struct jw w;
  ret->lsn = r->lsn + i;
  ret->name = arena_str(out, intern_at(&r->batch.names, row->name));
  ret->id = arena_printf(out, "%.*s-%" PRIx64, STRF(ws_slug(r->w)), ret->lsn);
  jw_init(&w, &body, 0);
  jw_begin_object(&w);
  jw_key(&w, "type"), jw_str(&w, ret->name);
  jw_key(&w, "timestamp"), put_time_of(&w, row->time);
  jw_key(&w, "data"), jw_begin_object(&w);
  jw_key(&w, "workspace"), jw_str(&w, ws_slug(r->w));
  put_person(&w, ws_people(r->w), r->subjects[i]);
  jw_key(&w, "properties"), ev_put_properties(&w, &r->batch, row);
  jw_end_object(&w);
  jw_end_object(&w);
  ret->body = arena_str(out, buf_str(&body));
  buf_release(&body);
}

struct str webhook_test_body(struct workspace *w, struct arena *out) {
  struct buf body = BUF_INIT;
  struct jw j;
  jw_init(&j, &body, 0);
  jw_begin_object(&j);
  jw_key(&j, "type"), jw_cstr(&j, "webhook_test");
  jw_key(&j, "timestamp"), put_time_of(&j, clock_wall_ms(ws_clock(w)));
  jw_key(&j, "data"), jw_begin_object(&j);
  jw_key(&j, "workspace"), jw_str(&j, ws_slug(w));
  jw_key(&j, "properties"), jw_begin_object(&j), jw_end_object(&j);
  jw_end_object(&j);
  jw_end_object(&j);
  struct str s = arena_str(out, buf_str(&body));
  buf_release(&body);
  return s;
}

/* ---- reading ---- */

void webhook_reader_rest(struct webhook_reader *r) {
  log_iter_free(r->it);
  r->it = NULL;
  r->has = false;
}

/* Nothing beyond what is durable and can be asked for. */
static uint64_t end_of(struct workspace *w) {
  uint64_t durable = log_durable(ws_log(w)), asked = ws_lsn(w);
  return durable < asked ? durable : asked;
}

/* The record with *place, or the next one with events, decoded; r->has false: there is none yet. */
static bool load(struct webhook_reader *r, uint64_t *place, uint64_t end, struct err *err) {
  struct log_record rec;
  bool more;
  if (r->has && *place < r->lsn + r->batch.rows.n) return true;
  r->has = false;
  if (!r->it && *place < end && !log_iter_new(ws_log(r->w), *place, &r->it, err)) return false;
  while (r->it && !r->has) {
    if (!log_iter_next(r->it, &rec, &more, err)) {
      webhook_reader_rest(r);
      return false;
    }
    if (!more || rec.lsn >= end) {
      webhook_reader_rest(r);
      return true;
    }
    if (rec.lsn + rec.n <= *place) continue;
    if (rec.kind != LOG_EVENTS) {
      *place = rec.lsn + rec.n;
      continue;
    }
    arena_reset(&r->mem);
    if (!ws_record_rows(r->w, &rec, &r->batch, &r->mem, &r->subjects, err)) {
      webhook_reader_rest(r);
      return false;
    }
    r->lsn = rec.lsn;
    r->has = r->batch.rows.n > 0;
    if (*place < rec.lsn) *place = rec.lsn;
  }
  return true;
}

static bool is_wanted(const struct webhook_reader *r, size_t i, const struct webhook_doc *d) {
  uint32_t subject = r->subjects[i];
  return subject != SUBJECT_NONE && !people_erased(ws_people(r->w), subject) &&
         (!d || webhook_wants(d, intern_at(&r->batch.names, r->batch.rows.p[i].name)) ||
          webhook_filter_fits(&r->filter, r->w, &r->batch, i, r->lsn + i, subject));
}

bool webhook_next(struct webhook_reader *r, const struct webhook_doc *d, uint64_t *place,
                  struct arena *out, struct webhook_event *ret, bool *ret_found, struct err *err) {
  uint64_t end = end_of(r->w);
  *ret_found = false;
  if (*place < end && !webhook_filter_make(&r->filter, r->w, d, err)) return false;
  while (*place < end) {
    uint64_t before = *place;
    if (!load(r, place, end, err)) return false;
    if (!r->has) return true;
    for (size_t i = *place - r->lsn; i < r->batch.rows.n; i++, ++*place)
      if (is_wanted(r, i, d)) {
        make(r, i, out, ret);
        *ret_found = true;
        return true;
      }
    if (*place == before) return true;
  }
  return true;
}

bool webhook_event_at(struct workspace *w, uint64_t lsn, struct arena *out,
                      struct webhook_event *ret, bool *ret_found, struct err *err) {
  struct webhook_reader r;
  uint64_t place = lsn;
  *ret_found = false;
  if (!log_has(ws_log(w), lsn) || lsn >= end_of(w)) return true;
  webhook_reader_init(&r, w);
  bool ok = load(&r, &place, end_of(w), err);
  if (ok && r.has && place == lsn && is_wanted(&r, lsn - r.lsn, NULL)) {
    make(&r, lsn - r.lsn, out, ret);
    *ret_found = true;
  }
  webhook_reader_release(&r);
  return ok;
}
