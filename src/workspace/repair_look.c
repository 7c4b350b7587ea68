/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * First reading of a damaged log: everybody gets a number in a scratch index, and who appears in
 * events without a surviving allotment is noted at the last hole before them (repair.c). */
#include "base/cursor.h"
#include "repair_pass_int.h"

static bool lose(struct repair *r, uint32_t before, struct str type, struct str value,
                 struct err *err) {
  size_t i = r->holes.n;
  while (i > 0 && r->holes.p[i - 1].place == r->holes.p[i - 1].lsn)
    i--;
  if (i == 0)
    return err_fail(err, ERR_corrupt, "%s" ERR_SEP "events without a subject, and nothing lost",
                    r->from);
  struct repair_hole *h = &r->holes.p[i - 1];
  r->n.renamed_people++;
  return people_salvage_lost(r->people, &r->erased.numbers, before, type, value, &h->orphans, err);
}

/* The row's subject has the strongest identity of its who, if there is no other of that class: of
 * several strong ones it may be any, and on a device it may be whoever uses it. */
static bool names_subject(const struct repair *r, const struct ev_row *row, struct str type,
                          struct str value) {
  const struct ev_batch *b = &r->batch;
  const struct ev_who *who = ev_row_who(b, row);
  enum id_class class = id_type_find(type)->class;
  uint32_t n = 0;
  for (uint32_t i = 0; i < who->n; i++) {
    struct str t, v;
    ev_batch_id_parts(b, b->who_ids.p[who->begin + i], &t, &v);
    n += id_type_find(t)->class == class;
  }
  return n == 1 && (class == ID_ACCOUNT || class == ID_STRONG) && who->link != EV_UNBINDS &&
         !identity_rejected(&r->rules, value);
}

static uint32_t *nameless_at(struct repair *r, uint32_t before) {
  for (size_t i = 0; i < r->nameless.n; i++)
    if (r->nameless.p[i] == before) return &r->nameless.p[i];
  return NULL;
}

/* Rows with a who say the number of their subject, so that what the log says of it later on still
 * finds it.  Of its name they only tell what is certain. */
static bool note_numbered(struct repair *r, const struct ev_row *row, uint32_t before, uint64_t lsn,
                          struct err *err) {
  struct str type, value;
  bool unknown = repair_erased_now(&r->erased, before) == SUBJECT_NONE;
  uint32_t *nameless = unknown ? NULL : nameless_at(r, before);
  if (people_number_is_erased(&r->erased.numbers, before) || (!unknown && !nameless)) return true;
  ev_batch_id_parts(&r->batch, row->id, &type, &value);
  bool named = people_find(r->people, type, value) == SUBJECT_NONE &&
               names_subject(r, row, type, value) &&
               !repair_erased_covers(&r->erased, type, value, lsn);
  if (nameless && !named) return true;
  if (nameless) *nameless = SUBJECT_NONE;
  if (!named) vec_push(&r->nameless, before);
  return lose(r, before, named ? type : STR(""), value, err);
}

static bool note_orphans(struct repair *r, struct str body, uint64_t lsn, struct err *err) {
  struct err ignored;
  if (!ev_batch_decode(body, &r->batch, &ignored)) return true; /* verify says so; replay would */
  arena_reset(&r->tmp);
  const uint8_t *used = ws_people_ids(&r->batch, &r->tmp);
  bool ok = true;
  for (size_t i = 0; ok && i < r->batch.rows.n && r->batch.subjects.n; i++)
    if (r->batch.rows.p[i].who)
      ok = note_numbered(r, &r->batch.rows.p[i], r->batch.subjects.p[i], lsn, err);
  for (uint32_t i = 0; ok && i < r->batch.ids.n; i++) {
    struct str type, value;
    if (!used[i]) continue;
    ev_batch_id_parts(&r->batch, i, &type, &value);
    if (str_is(type, "$erased") || repair_erased_covers(&r->erased, type, value, lsn)) continue;
    if (people_find(r->people, type, value) != SUBJECT_NONE) continue;
    ok = lose(r, SUBJECT_NONE, type, value, err);
  }
  return ok;
}

bool repair_look(void *ctx, const struct log_record *rec, bool last, struct err *err) {
  struct repair *r = ctx;
  if (rec->lsn > r->next) {
    uint64_t from = r->next, lost = rec->lsn - from, at;
    struct repair_hole h = {.lsn = rec->lsn,
                            .place = repair_erased_place(&r->erased, from, rec->lsn),
                            .orphans = BUF_INIT_MAX(LOG_RECORD_BYTES_MAX)};
    r->n.lost_lsns += lost;
    r->n.lost_ranges++;
    while (repair_erased_lost(&r->erased, r->people, from, rec->lsn, &at, &r->erasure))
      from = at + 1;
    vec_push(&r->holes, h);
  }
  r->next = rec->lsn + rec->n;
  if (rec->n == 0 && !last) r->next += LOG_LSN_SEQUENCE; /* the next epoch */
  if (rec->n == 0) return true;
  r->n.records++;
  if (rec->kind == LOG_ERASE)
    return repair_erased_record(&r->erased, r->people, rec, &r->erasure, err);
  if (rec->kind == LOG_SUBJECTS)
    return people_salvage(r->people, rec->body, &r->erased.numbers, &r->subjects, &r->n.renumbered,
                          err);
  if (rec->kind != LOG_EVENTS) return true;
  r->n.events += rec->n;
  return note_orphans(r, rec->body, rec->lsn, err);
}
