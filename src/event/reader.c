/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The reader: opens a file through a mapping and hands out batches.
 *
 * One loop: cut a record, fill its fields, make rows of them, note what became of it.  Nothing a
 * file can hold stops the loop except damage below the text (I/O, compression): every record ends
 * either as rows or as a reject with line, reason and text.
 *
 * A batch ends at READER_BATCH_RECORDS records or READER_BATCH_BYTES of them, but not inside an
 * order: then the next record is cut and looked at without being taken, and only if it belongs to
 * another order does the batch end before it.  An order that fills the batch to its hard limit is
 * closed there, and counted (reader_split_orders).
 */
#include "event/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/utf8.h"
#include "event/reader_int.h"

#define FINGERPRINT_BYTES ((size_t)1 << 20)
#define ROWS_PER_RECORD   (ROW_ITEMS_MAX + 4)
#define VALID_BYTES       ((size_t)64 << 10) /* of text judged at a time */
#define ID_SEED           1 /* an id never hashes like the content that looks the same */

struct ev_key reader_content_of(struct str bytes) {
  XXH128_hash_t h = XXH3_128bits(bytes.p, bytes.n);
  return (struct ev_key){h.high64, h.low64};
}

static bool hash_part(int fd, size_t n, off_t at, uint8_t *room, uint64_t *ret) {
  size_t got = 0;
  while (got < n) {
    ssize_t r = pread(fd, room + got, n - got, at + (off_t)got);
    if (r < 0 && errno == EINTR) continue;
    if (r <= 0) return false;
    got += (size_t)r;
  }
  *ret = XXH3_64bits(room, n);
  return true;
}

/* Of a regular file only; anything else cannot be recognised again and gets none. */
static void take_fingerprint(struct reader *r) {
  struct stat st;
  int fd = strcmp(r->path, "-") == 0 ? -1 : open(r->path, O_RDONLY | O_CLOEXEC);
  if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
    size_t n = (size_t)st.st_size < FINGERPRINT_BYTES ? (size_t)st.st_size : FINGERPRINT_BYTES;
    uint8_t *room = must_malloc(n + 1);
    uint64_t head, tail;
    bool ok = hash_part(fd, n, 0, room, &head);
    if (n < FINGERPRINT_BYTES)
      tail = head; /* the same bytes */
    else
      ok = ok && hash_part(fd, n, st.st_size - (off_t)n, room, &tail);
    if (ok)
      snprintf(r->fingerprint, sizeof r->fingerprint, "%llu-%016llx-%016llx",
               (unsigned long long)st.st_size, (unsigned long long)head, (unsigned long long)tail);
    free(room);
  }
  if (fd >= 0) close(fd);
}

static bool settle_fixed_time(struct reader *r, struct err *err) {
  r->plan.time_fixed = r->now_ms;
  return r->map->time_fixed.n == 0 ||
         time_parse_iso(r->map->time_fixed, r->map->zone ? r->map->zone : r->tz,
                        &r->plan.time_fixed, NULL, err);
}

bool reader_open_limited(const char *path, const struct mapping *m, const struct tz *workspace_zone,
                         int64_t now_ms, const struct reader_limits *limits, struct reader **ret,
                         struct err *err) {
  struct text_in *text = NULL;
  if (!text_open(path, m->encoding, limits->read_step, &text, err)) return false;
  struct reader *r = must_calloc(1, sizeof *r);
  r->map = m;
  r->text = text;
  r->tz = workspace_zone ? workspace_zone : tz_utc();
  r->now_ms = now_ms;
  r->limit = limits->record_bytes ? limits->record_bytes : RECORD_BYTES_MAX;
  r->scratch = (struct buf)BUF_INIT;
  arena_init(&r->arena, "reader");
  arena_init(&r->batch_arena, "reader batch");
  intern_init(&r->words, "event words");
  intern_init(&r->item_words, "item keys");
  r->path = arena_cstr(&r->arena, str_from(path));
  if (m->format == MAP_NDJSON) r->ndjson = ndjson_new();
  take_fingerprint(r);
  if (!settle_fixed_time(r, err) ||
      !(r->ndjson ? reader_plan_ndjson(r, err) : reader_plan_csv(r, err))) {
    reader_close(r);
    return false;
  }
  *ret = r;
  return true;
}

bool reader_open(const char *path, const struct mapping *m, const struct tz *workspace_zone,
                 int64_t now_ms, struct reader **ret, struct err *err) {
  return reader_open_limited(path, m, workspace_zone, now_ms, &(struct reader_limits){0}, ret, err);
}

void reader_calling_code(struct reader *r, unsigned calling_code) {
  r->calling_code = calling_code;
}

void reader_close(struct reader *r) {
  if (!r) return;
  text_close(r->text);
  csv_release(&r->csv);
  ndjson_free(r->ndjson);
  intern_release(&r->words);
  intern_release(&r->item_words);
  vec_free(&r->word_uses);
  vec_free(&r->word_names);
  vec_free(&r->item_keys);
  vec_free(&r->plan.props);
  vec_free(&r->plan.attrs);
  vec_free(&r->in.props);
  vec_free(&r->in.attrs);
  vec_free(&r->records);
  free(r->orders_seen);
  buf_release(&r->scratch);
  arena_release(&r->arena);
  arena_release(&r->batch_arena);
  free(r);
}

/* ---- one record ---- */

/* The fields, each with its length, without empty ones at the end (spreadsheets drop those). */
static struct ev_key fields_content(struct reader *r) {
  size_t n = r->csv.fields.n, bytes = 0;
  const struct str *fields = r->csv.fields.p;
  while (n > 0 && fields[n - 1].n == 0)
    n--;
  for (size_t i = 0; i < n; i++)
    bytes += fields[i].n + sizeof(uint32_t);
  r->scratch.n = 0;
  buf_reserve(&r->scratch, bytes + 1);
  char *p = r->scratch.p;
  for (size_t i = 0; i < n; i++) {
    uint32_t len = (uint32_t)fields[i].n;
    memcpy(p, &len, sizeof len);
    memcpy(p + sizeof len, fields[i].p, len);
    p += sizeof len + len;
  }
  return reader_content_of(str_of(r->scratch.p, bytes));
}

static bool fill_steps(struct reader *r, struct step *steps, size_t n, bool attributes,
                       struct err *why) {
  for (size_t i = 0; i < n; i++) {
    struct step *step = &steps[i];
    if (step->at >= r->csv.fields.n) continue;
    struct str cell = str_trim(r->csv.fields.p[step->at]);
    if (cell.n == 0) continue;
    struct put put = {.name = step->name, .prop = &step->prop, .role = step->role};
    if (!cell_value(step, cell, r->map->decimal_comma, &r->misfits, &put.v))
      return err_fail(why, ERR_row_long_value, "%.*s" ERR_SEP "%d", STRF(step->column),
                      VALUE_STR_MAX);
    if (attributes)
      vec_push(&r->in.attrs, put);
    else
      vec_push(&r->in.props, put);
  }
  return true;
}

static bool fill_csv(struct reader *r, struct err *why) {
  const struct str *fields = r->csv.fields.p;
  size_t n = r->csv.fields.n;
  for (size_t i = r->plan.columns; i < n; i++)
    if (str_trim(fields[i]).n > 0)
      return err_fail(why, ERR_row_many_columns, "%zu" ERR_SEP "%u", n, r->plan.columns);
  for (enum core c = 0; c < CORE_N; c++)
    if (r->plan.core_at[c] < n) r->in.core[c] = str_trim(fields[r->plan.core_at[c]]);
  return fill_steps(r, r->plan.props.p, r->plan.props.n, false, why) &&
         fill_steps(r, r->plan.attrs.p, r->plan.attrs.n, true, why);
}

/* Is the record text?  Asked of the whole lines before it and after it together, which costs much
 * less than asking each; only where the answer is no, each is asked. */
static bool is_valid(struct reader *r, struct str raw) {
  const char *end = raw.p + raw.n;
  if (end <= r->valid_to) return true;
  if (raw.p >= r->asked_to) {
    struct str view = text_view(r->text);
    size_t n = view.n < VALID_BYTES ? view.n : VALID_BYTES;
    const char *line_end = memrchr(view.p, '\n', n);
    r->asked_to = line_end ? line_end + 1 : end;
    r->valid_to = NULL;
    if (text_is_valid(str_of(view.p, (size_t)(r->asked_to - view.p)))) r->valid_to = r->asked_to;
  }
  return end <= r->valid_to || text_is_valid(raw);
}

/* Text of a record as r->in; rec->content and has_id. */
static bool fill(struct reader *r, struct str raw, struct read_record *rec, struct err *why) {
  memset(r->in.core, 0, sizeof r->in.core);
  r->in.props.n = r->in.attrs.n = 0;
  r->in.items = NULL;
  if (!is_valid(r, raw)) return err_fail(why, ERR_row_bad_encoding, NULL);
  if (!(r->ndjson ? ndjson_read(r, r->csv.fields.p[0], &rec->content, why) : fill_csv(r, why)))
    return false;
  static const enum core ids[] = {CORE_PERSON, CORE_ORDER_ID, CORE_ITEM_ID, CORE_ROW_ID};
  for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
    r->in.core[ids[i]] = cell_id_clean(r->in.core[ids[i]]);
  struct str id = r->in.core[CORE_ROW_ID];
  if (id.n > 0) {
    XXH128_hash_t h = XXH3_128bits_withSeed(id.p, id.n, ID_SEED);
    rec->content = (struct ev_key){h.high64, h.low64};
    rec->has_id = true;
    return true;
  }
  if (!r->ndjson) rec->content = fields_content(r);
  /* A list of members at another time is another statement: who is back at an old value is news. */
  struct str told = r->map->kind == MAP_PEOPLE ? r->map->time_fixed : (struct str){0};
  if (told.n > 0) rec->content.hi ^= XXH3_64bits(told.p, told.n);
  return true;
}

/* The record's first bytes, with what is not text replaced. */
static struct str reject_text(struct reader *r, struct str raw) {
  while (raw.n > 0 && (raw.p[raw.n - 1] == '\n' || raw.p[raw.n - 1] == '\r'))
    raw.n--;
  struct buf out = BUF_INIT;
  struct str rest = str_of(raw.p, raw.n < REJECT_TEXT_BYTES ? raw.n : REJECT_TEXT_BYTES);
  while (rest.n > 0 && out.n + 4 <= REJECT_TEXT_BYTES) {
    char bytes[4];
    uint32_t cp = utf8_next(&rest);
    buf_put(&out, bytes, utf8_put(cp ? cp : 0xfffd, bytes));
  }
  struct str kept = arena_str(&r->batch_arena, buf_str(&out));
  buf_release(&out);
  return kept;
}

static struct read_record *new_record(struct reader *r) {
  vec_reserve(&r->records, r->records.n + 1);
  struct read_record *rec = &r->records.p[r->records.n++];
  rec->line = r->line + 1;
  rec->row_begin = (uint32_t)r->batch->rows.n;
  rec->row_n = 0;
  rec->content = (struct ev_key){0};
  rec->has_id = rec->rejected = false; /* `why` is large, and only read when rejected */
  rec->text = (struct str){0};
  return rec;
}

static void reject(struct reader *r, struct read_record *rec, struct str raw) {
  must(rec->row_n == 0);
  rec->rejected = true;
  err_at(&rec->why, r->path, rec->line, 0, 0);
  rec->text = reject_text(r, raw);
}

static void reject_unread(struct reader *r, struct str raw, enum csv_result cut) {
  struct read_record *rec = new_record(r);
  err_clear(&rec->why);
  if (cut == CSV_LONG)
    err_fail(&rec->why, ERR_row_too_long, "%zu", r->limit);
  else
    err_fail(&rec->why, ERR_row_broken_quotes, NULL);
  rec->content = reader_content_of(raw);
  reject(r, rec, raw);
}

/* ---- batches ---- */

/* The rest of a record over the limit. */
static void skip_on(struct reader *r) {
  struct str view = text_view(r->text);
  const char *end = view.n ? memchr(view.p, r->csv.newline, view.n) : NULL;
  text_take(r->text, end ? (size_t)(end - view.p) + 1 : view.n);
  r->skipping = !end;
  r->line += end != NULL;
}

/* Cuts the next record without taking it.  *ret_raw.n == 0 at the end of the text. */
static bool peek(struct reader *r, enum csv_result *ret_cut, struct str *ret_raw,
                 uint32_t *ret_lines, struct err *err) {
  for (;;) {
    if (r->skipping) skip_on(r);
    struct str view = text_view(r->text);
    bool at_end = text_at_end(r->text);
    if (!r->skipping && view.n > 0) {
      size_t used = 0;
      *ret_cut = r->ndjson ? csv_line_next(&r->csv, view, at_end, &used, ret_lines)
                           : csv_scan_next(&r->csv, view, at_end, &used, ret_lines);
      *ret_raw = str_of(view.p, used);
      if (*ret_cut == CSV_EMPTY) {
        text_take(r->text, used);
        r->line += *ret_lines;
        continue;
      }
      if (*ret_cut != CSV_MORE) return true;
    } else if (at_end) {
      *ret_raw = (struct str){0};
      return true;
    }
    csv_scan_forget(&r->csv);
    r->valid_to = r->asked_to = NULL;
    if (!text_more(r->text, err)) return false;
  }
}

static void start_batch(struct reader *r, struct ev_batch *batch) {
  ev_batch_reset(batch);
  arena_reset(&r->batch_arena);
  r->batch = batch;
  r->batch_bytes = 0;
  r->records.n = 0;
  r->open.is = false;
  memset(&r->memo, 0xff, sizeof r->memo); /* INTERN_NONE each */
  for (size_t i = 0; i < r->plan.props.n; i++)
    r->plan.props.p[i].prop = INTERN_NONE;
  for (size_t i = 0; i < r->plan.attrs.n; i++)
    r->plan.attrs.p[i].prop = INTERN_NONE;
  for (size_t i = 0; i < r->word_names.n; i++)
    r->word_names.p[i] = INTERN_NONE;
}

static bool full(const struct reader *r) {
  return r->records.n >= READER_BATCH_RECORDS || r->batch_bytes >= READER_BATCH_BYTES ||
         r->batch->rows.n + ROWS_PER_RECORD > EV_BATCH_ROWS_MAX / 2;
}

static bool hard_full(const struct reader *r) {
  return r->records.n >= EV_BATCH_ROWS_MAX || r->batch_bytes >= 2 * READER_BATCH_BYTES ||
         r->batch->rows.n + ROWS_PER_RECORD > EV_BATCH_ROWS_MAX;
}

/* A record that was cut well: its rows, or a reject. */
static void add_record(struct reader *r, struct str raw) {
  struct read_record *rec = new_record(r);
  bool ok = fill(r, raw, rec, &rec->why) && reader_rows_add(r, rec, &rec->why);
  if (!ok) reject(r, rec, raw);
}

static bool belongs_to_open(struct reader *r, struct str raw) {
  struct read_record peeked = {0};
  uint64_t misfits = r->misfits; /* it is filled again when it is taken */
  bool same = fill(r, raw, &peeked, &peeked.why) && reader_lines_same_order(r);
  r->misfits = misfits;
  return same;
}

bool reader_next(struct reader *r, struct ev_batch *batch, struct read_record **ret,
                 uint32_t *ret_n, struct err *err) {
  struct err late;
  enum csv_result cut;
  struct str raw;
  uint32_t lines;
  start_batch(r, batch);
  while (!full(r) || r->open.is) {
    if (hard_full(r)) {
      r->split++;
      break;
    }
    if (!peek(r, &cut, &raw, &lines, &late)) {
      if (r->records.n > 0) break; /* what was read goes out first; the same error comes again */
      *err = late;
      return false;
    }
    if (raw.n == 0 || (full(r) && !(cut == CSV_ROW && belongs_to_open(r, raw)))) break;
    if (cut == CSV_ROW)
      add_record(r, raw);
    else
      reject_unread(r, raw, cut);
    r->skipping = cut == CSV_LONG && lines == 0;
    r->line += lines;
    r->batch_bytes += raw.n;
    text_take(r->text, raw.n);
  }
  reader_lines_close(r);
  *ret = r->records.p;
  *ret_n = (uint32_t)r->records.n;
  return true;
}

uint64_t reader_bytes(const struct reader *r) {
  return text_bytes(r->text);
}

uint64_t reader_bytes_total(const struct reader *r) {
  return text_bytes_total(r->text);
}

struct str reader_fingerprint(const struct reader *r) {
  return str_from(r->fingerprint);
}

uint64_t reader_scattered_orders(const struct reader *r) {
  return r->scattered;
}

uint64_t reader_split_orders(const struct reader *r) {
  return r->split;
}

uint64_t reader_misfit_values(const struct reader *r) {
  return r->misfits;
}
