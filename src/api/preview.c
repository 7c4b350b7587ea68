/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file as a mapping understands it, without importing anything: the reader of the import itself,
 * its first rows shown, the rest only counted.
 *
 * Bounded: CHECK_ROWS_MAX records or CHECK_SECONDS, whichever comes first; `complete` says whether
 * the counts are those of the whole file. */
#include "api/jobs_int.h"
#include "event/reader.h"
#include "workspace/import.h"

#define CHECK_ROWS_MAX 200000
#define CHECK_SECONDS  2.0
#define ROWS_SHOWN     20
#define REASONS_MAX    64

struct reason {
  struct err first;
  uint64_t rows, line;
};

struct check {
  struct workspace *w;
  const struct upload *upload;
  const struct tz *tz;
  struct intern seen; /* identities */
  uint64_t read, good, rejected, new_people, known_people;
  bool complete, timed;
  int64_t time_min, time_max;
  struct dec sum;
  bool has_sum, sum_lost; /* more than exact arithmetic holds */
  struct reason reasons[REASONS_MAX];
  uint32_t n_reasons;
};

/* ---- counting ---- */

static void note_reason(struct check *k, const struct read_record *r) {
  k->rejected++;
  for (uint32_t i = 0; i < k->n_reasons; i++)
    if (k->reasons[i].first.code == r->why.code) {
      k->reasons[i].rows++;
      return;
    }
  if (k->n_reasons < REASONS_MAX) k->reasons[k->n_reasons++] = (struct reason){r->why, 1, r->line};
}

static void note_person(struct check *k, const struct ev_batch *b, uint32_t id) {
  struct str type, value;
  uint32_t before = k->seen.n;
  if (intern_put(&k->seen, intern_at(&b->ids, id)) != before) return;
  ev_batch_id_parts(b, id, &type, &value);
  if (people_find(ws_people(k->w), type, value) == SUBJECT_NONE)
    k->new_people++;
  else
    k->known_people++;
}

static const struct ev_prop *prop_of(const struct ev_batch *b, const struct ev_row *row,
                                     const char *name) {
  for (uint32_t i = 0; i < row->prop_n; i++) {
    const struct ev_prop *p = &b->vals.p[row->prop_begin + i];
    if (str_is(intern_at(&b->props, p->name), name)) return p;
  }
  return NULL;
}

static bool is_event(const struct ev_batch *b, const struct ev_row *row, const char *name) {
  return str_is(intern_at(&b->names, row->name), name);
}

static void note_row(struct check *k, const struct ev_batch *b, const struct ev_row *row) {
  if (row->flags & EV_ITEM) return;
  note_person(k, b, row->id);
  if (!(row->flags & EV_SINCE_EVER) && row->time != TIME_MIN) {
    if (!k->timed || row->time < k->time_min) k->time_min = row->time;
    if (!k->timed || row->time > k->time_max) k->time_max = row->time;
    k->timed = true;
  }
  const struct ev_prop *p = is_event(b, row, "order_completed") ? prop_of(b, row, "amount") : NULL;
  if (!p || p->type != V_NUM) return;
  k->has_sum = true;
  k->sum_lost |= !dec_add(k->sum, p->num, &k->sum);
}

static void note_records(struct check *k, const struct ev_batch *b, const struct read_record *r,
                         uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    k->read++;
    if (r[i].rejected) {
      note_reason(k, &r[i]);
      continue;
    }
    k->good++;
    for (uint32_t row = 0; row < r[i].row_n; row++)
      note_row(k, b, &b->rows.p[r[i].row_begin + row]);
  }
}

/* ---- showing ---- */

static void put_value(struct jw *w, const struct tz *tz, const struct value *v) {
  struct buf b = BUF_INIT;
  switch (v->type) {
  case V_BOOL:
    jw_bool(w, v->b);
    break;
  case V_NUM:
    put_decimal(w, v->num);
    break;
  case V_STR:
    jw_str(w, v->str);
    break;
  case V_TIME:
    time_format_minute(tz, v->time, &b);
    jw_str(w, buf_str(&b));
    break;
  case V_NONE:
    jw_null(w);
    break;
  }
  buf_release(&b);
}

static void put_props(struct jw *w, const struct tz *tz, const struct ev_batch *b,
                      const struct ev_row *row) {
  jw_begin_object(w);
  for (uint32_t i = 0; row && i < row->prop_n; i++) {
    const struct ev_prop *p = &b->vals.p[row->prop_begin + i];
    struct value v = ev_value(b, p);
    jw_key_str(w, intern_at(&b->props, p->name));
    put_value(w, tz, &v);
  }
  jw_end_object(w);
}

static void put_row_time(struct jw *w, const struct tz *tz, const struct ev_row *row) {
  struct buf b = BUF_INIT;
  jw_key(w, "time");
  if (!row || row->flags & EV_SINCE_EVER || row->time == TIME_MIN) {
    jw_null(w);
    return;
  }
  time_format_minute(tz, row->time, &b);
  jw_str(w, buf_str(&b));
  buf_release(&b);
}

/* A record may give several events: the one that happened, and what is set on the person. */
static void put_good(struct jw *w, const struct check *k, const struct ev_batch *b,
                     const struct read_record *r) {
  const struct ev_row *main = NULL, *set = NULL;
  struct str type, value;
  for (uint32_t i = 0; i < r->row_n; i++) {
    const struct ev_row *row = &b->rows.p[r->row_begin + i];
    const struct ev_row **to = is_event(b, row, EV_SET) ? &set : &main;
    if (!*to) *to = row;
  }
  const struct ev_row *any = main ? main : set;
  const struct ev_prop *amount = main ? prop_of(b, main, "amount") : NULL;
  jw_key(w, "event"), jw_str(w, any ? intern_at(&b->names, any->name) : STR(""));
  jw_key(w, "person");
  if (any) {
    ev_batch_id_parts(b, any->id, &type, &value);
    jw_begin_object(w);
    jw_key(w, "type"), jw_str(w, type);
    jw_key(w, "value"), jw_str(w, value);
    jw_end_object(w);
  } else {
    jw_null(w);
  }
  put_row_time(w, k->tz, any);
  jw_key(w, "amount");
  if (amount && amount->type == V_NUM)
    put_decimal(w, amount->num);
  else
    jw_null(w);
  jw_key(w, "props"), put_props(w, k->tz, b, main);
  jw_key(w, "attributes"), put_props(w, k->tz, b, set);
  jw_key(w, "problem"), jw_null(w);
  jw_key(w, "text"), jw_cstr(w, "");
}

static void put_bad(struct jw *w, const struct check *k, const struct read_record *r,
                    enum lang lang) {
  struct err why = r->why;
  upload_hide(k->upload, &why);
  jw_key(w, "event"), jw_cstr(w, "");
  jw_key(w, "person"), jw_null(w);
  jw_key(w, "time"), jw_null(w);
  jw_key(w, "amount"), jw_null(w);
  jw_key(w, "props"), jw_begin_object(w), jw_end_object(w);
  jw_key(w, "attributes"), jw_begin_object(w), jw_end_object(w);
  jw_key(w, "problem"), put_problem(w, &why, lang);
  jw_key(w, "text"), jw_str(w, r->text);
}

/* Which rows are shown. */
struct shown {
  uint32_t left;
  bool rejected_only;
};

static void put_records(struct call *c, const struct check *k, const struct ev_batch *b,
                        const struct read_record *r, uint32_t n, struct shown *shown) {
  for (uint32_t i = 0; i < n && shown->left > 0; i++) {
    if (shown->rejected_only && !r[i].rejected) continue;
    shown->left--;
    jw_begin_object(&c->out);
    jw_key(&c->out, "line"), jw_uint(&c->out, r[i].line);
    jw_key(&c->out, "ok"), jw_bool(&c->out, !r[i].rejected);
    if (r[i].rejected)
      put_bad(&c->out, k, &r[i], c->lang);
    else
      put_good(&c->out, k, b, &r[i]);
    jw_end_object(&c->out);
  }
}

static void put_reasons(struct jw *w, const struct check *k) {
  jw_key(w, "reasons");
  jw_begin_array(w);
  for (uint32_t i = 0; i < k->n_reasons; i++) {
    jw_begin_object(w);
    jw_key(w, "code"), jw_cstr(w, err_name(k->reasons[i].first.code));
    jw_key(w, "detail"), put_detail(w, &k->reasons[i].first);
    jw_key(w, "rows"), jw_uint(w, k->reasons[i].rows);
    jw_key(w, "first_line"), jw_uint(w, k->reasons[i].line);
    jw_end_object(w);
  }
  jw_end_array(w);
}

static void put_check(struct jw *w, const struct check *k, bool all_known) {
  jw_key(w, "check");
  jw_begin_object(w);
  jw_key(w, "read"), jw_uint(w, k->read);
  jw_key(w, "good"), jw_uint(w, k->good);
  jw_key(w, "rejected"), jw_uint(w, k->rejected);
  jw_key(w, "complete"), jw_bool(w, k->complete);
  put_reasons(w, k);
  jw_key(w, "new_people"), jw_uint(w, k->new_people);
  jw_key(w, "known_people"), jw_uint(w, k->known_people);
  jw_key(w, "duplicates");
  if (all_known)
    jw_uint(w, k->good);
  else
    jw_null(w);
  jw_key(w, "time_min");
  if (k->timed)
    put_time(w, k->time_min);
  else
    jw_null(w);
  jw_key(w, "time_max");
  if (k->timed)
    put_time(w, k->time_max);
  else
    jw_null(w);
  jw_key(w, "amount_sum");
  if (k->has_sum && !k->sum_lost)
    put_decimal(w, k->sum);
  else
    jw_null(w);
  jw_end_object(w);
}

/* Whether this very content was imported to its end from the source it would now come from; what
 * is known of other files is found out by the import alone. */
static bool imported_before(struct call *c, struct reader *r, const struct mapping *m, bool *ret,
                            struct err *err) {
  struct import_filter f = {.fingerprint = reader_fingerprint(r), .limit = 20};
  struct import_run *runs;
  uint32_t n;
  if (!ws_import_runs(tenant_workspace(c->tenant), &f, c->arena, &runs, &n, err)) return false;
  *ret = false;
  for (uint32_t i = 0; i < n; i++)
    *ret |=
        str_is(runs[i].status, "done") && (m->source.n == 0 || str_eq(m->source, runs[i].source));
  return true;
}

static bool read_all(struct call *c, struct reader *r, struct check *k, struct shown shown,
                     struct err *err) {
  struct clock *clock = ws_clock(k->w);
  struct mono started = clock->mono(clock);
  struct ev_batch b;
  struct read_record *records;
  uint32_t n = 0;
  bool ok = true;
  ev_batch_init(&b);
  jw_key(&c->out, "rows");
  jw_begin_array(&c->out);
  while (ok) {
    ok = reader_next(r, &b, &records, &n, err);
    if (!ok || n == 0) break;
    put_records(c, k, &b, records, n, &shown);
    note_records(k, &b, records, n);
    if (k->read >= CHECK_ROWS_MAX || clock_seconds_since(clock, started) >= CHECK_SECONDS) break;
  }
  jw_end_array(&c->out);
  k->complete = ok && n == 0;
  ev_batch_release(&b);
  return ok;
}

static bool answer(struct call *c, const struct upload *u, struct reader *r,
                   const struct mapping *m, struct err *err) {
  const struct json *given = json_get(c->body, "rows");
  int64_t rows = ROWS_SHOWN;
  struct check k = {
      .w = tenant_workspace(c->tenant), .upload = u, .tz = ws_tz(tenant_workspace(c->tenant))};
  bool known = false;
  if (given) json_int(given, &rows);
  struct shown shown = {(uint32_t)rows, str_is(json_get_str(c->body, "only"), "rejected")};
  intern_init(&k.seen, "people of a preview");
  jw_begin_object(&c->out);
  bool ok = read_all(c, r, &k, shown, err) && imported_before(c, r, m, &known, err);
  if (ok) {
    put_check(&c->out, &k, known && k.complete);
    ok = put_mapping(c, m, err);
    jw_end_object(&c->out);
  }
  intern_release(&k.seen);
  return ok;
}

bool api_preview_upload(struct call *c, struct err *err) {
  struct workspace *w = tenant_workspace(c->tenant);
  struct upload u;
  struct mapping m;
  struct str yaml;
  struct reader *r;
  if (!path_upload(c, &u, err) || !body_mapping(c, &m, &yaml, err)) return false;
  bool ok = reader_open(u.path, &m, ws_tz(w), clock_wall_ms(ws_clock(w)), &r, err);
  if (ok) {
    reader_calling_code(r, ws_calling_code(w));
    ok = answer(c, &u, r, &m, err);
    reader_close(r);
  }
  if (!ok) upload_hide(&u, err);
  return ok;
}
