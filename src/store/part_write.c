/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing a part: batches come in order and leave as blocks; the directory is kept in memory and
 * written last.  A batch is a block, cut in halves only when one string column of it has more bytes
 * than a block may have [F 8].  Bytes go out in pieces of a few MiB. */
#include <stdio.h>
#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/panic.h"
#include "kernel/bits.h"
#include "kernel/range.h"
#include "store/part_int.h"

#define WRITE_BYTES ((size_t)4 << 20)

struct part_writer {
  struct io *io;
  struct io_file *file;
  char *path, *dir_path;
  uint64_t id, written, rows; /* written: bytes of the file before encoder.out */
  bool subjects;
  const struct scan_col_want *cols;
  uint32_t n_cols, n_blocks;
  struct encoder e;
  struct buf dir;
  struct section_info *sections;
  uint32_t *event_index, *event_code, *event_local, event_cap, *gaps, *counts;
  int64_t *first;
  bool finished, passing;
};

void part_name(uint64_t id, char out[PART_NAME_BYTES]) {
  snprintf(out, PART_NAME_BYTES, "part-%016llx.shp", (unsigned long long)id);
}

static void put_header(struct part_writer *w) {
  struct buf *o = &w->e.out;
  buf_put(o, PART_MAGIC, 8);
  buf_put_u32(o, FORMAT_VERSION);
  buf_put_u32(o, FEATURE_BY_TIME | (w->subjects ? FEATURE_SUBJECTS : 0));
  buf_put_u32(o, 0);
  buf_put_u32(o, 0);
  buf_put_u64(o, w->id);
  while (o->n < PART_HEADER_BYTES - 8)
    buf_put_u8(o, 0);
  buf_put_u64(o, XXH3_64bits(o->p, o->n));
}

bool part_writer_new(struct io *io, const char *dir, uint64_t id, const struct scan_col_want *cols,
                     uint32_t n_cols, bool subjects, struct part_writer **ret, struct err *err) {
  char name[PART_NAME_BYTES];
  part_name(id, name);
  struct part_writer *w = must_calloc(1, sizeof *w);
  w->path = must_malloc(strlen(dir) + sizeof name + 2);
  sprintf(w->path, "%s/%s", dir, name);
  w->dir_path = must_malloc(strlen(dir) + 1);
  strcpy(w->dir_path, dir);
  w->io = io;
  w->id = id;
  w->cols = cols;
  w->n_cols = n_cols;
  w->subjects = subjects;
  w->dir = (struct buf)BUF_INIT_MAX(SIZE_MAX / 2);
  encoder_init(&w->e);
  w->sections = must_calloc(n_cols + 5, sizeof *w->sections);
  w->event_index = must_malloc(BLOCK_ROWS * sizeof(uint32_t));
  w->event_code = must_malloc(BLOCK_ROWS * sizeof(uint32_t));
  w->gaps = must_malloc(BLOCK_ROWS * sizeof(uint32_t));
  w->counts = must_malloc(BLOCK_ROWS * sizeof(uint32_t));
  w->first = must_malloc(BLOCK_ROWS * sizeof(int64_t));
  if (!io_open(io, w->path, IO_CREATE_NEW, &w->file, err)) {
    w->finished = true; /* not ours to unlink */
    part_writer_free(w);
    return false;
  }
  put_header(w);
  *ret = w;
  return true;
}

void part_writer_hurry(struct part_writer *w) {
  encoder_hurry(&w->e);
}

void part_writer_passing(struct part_writer *w) {
  w->passing = true;
}

void part_writer_free(struct part_writer *w) {
  if (!w) return;
  io_close(w->io, w->file);
  struct err ignored;
  if (!w->finished) io_unlink(w->io, w->path, &ignored);
  encoder_release(&w->e);
  buf_release(&w->dir);
  free(w->sections);
  free(w->event_index);
  free(w->event_code);
  free(w->event_local);
  free(w->gaps);
  free(w->counts);
  free(w->first);
  free(w->path);
  free(w->dir_path);
  free(w);
}

static bool write_out(struct part_writer *w, struct err *err) {
  must(!w->e.out.overflow && w->e.out.n % 8 == 0);
  if (!io_pwrite(w->io, w->file, w->e.out.p, w->e.out.n, w->written, err)) return false;
  w->written += w->e.out.n;
  buf_reset(&w->e.out);
  return true;
}

/* The bytes encoded since `from` are section s. */
static void close_section(struct part_writer *w, size_t from, struct section_info *s) {
  struct buf *o = &w->e.out;
  while (o->n % 8)
    buf_put_u8(o, 0);
  s->offset = w->written + from;
  must(o->n - from <= UINT32_MAX);
  s->bytes = (uint32_t)(o->n - from);
  s->sum = XXH3_64bits(o->p + from, o->n - from);
}

static int code_order(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

/* The events of the block, ascending, and each row's index into them. */
static uint32_t index_events(struct part_writer *w, const uint32_t *event, uint32_t n) {
  uint32_t max = range_max_u32(event, n), found = 0;
  if (max >= w->event_cap) {
    w->event_local = must_realloc(w->event_local, max + 1, sizeof *w->event_local);
    w->event_cap = max + 1;
  }
  for (uint32_t i = 0; i < n; i++)
    w->event_local[event[i]] = UINT32_MAX;
  for (uint32_t i = 0; i < n; i++) {
    if (w->event_local[event[i]] != UINT32_MAX) continue;
    w->event_local[event[i]] = 0;
    w->event_code[found++] = event[i];
  }
  qsort(w->event_code, found, sizeof *w->event_code, code_order);
  for (uint32_t i = 0; i < found; i++)
    w->event_local[w->event_code[i]] = i;
  for (uint32_t i = 0; i < n; i++)
    w->event_index[i] = w->event_local[event[i]];
  return found;
}

static void put_dir(struct part_writer *w, const struct block_info *b) {
  struct buf *d = &w->dir;
  buf_put_u32(d, b->subject_first);
  buf_put_u32(d, b->subject_last);
  buf_put_u32(d, b->people);
  buf_put_u32(d, b->rows);
  buf_put_u64(d, (uint64_t)b->time_min);
  buf_put_u64(d, (uint64_t)b->time_max);
  buf_put_u64(d, b->lsn_min);
  buf_put_u64(d, b->lsn_max);
  buf_put_u32(d, b->n_events);
  buf_put_u32(d, b->n_sections);
  for (uint32_t i = 0; i < b->n_events; i++)
    buf_put_u32(d, b->events[i]);
  if (b->n_events % 2) buf_put_u32(d, 0);
  for (uint32_t i = 0; i < b->n_sections; i++) {
    const struct section_info *s = &b->sections[i];
    buf_put_u8(d, s->kind);
    buf_put_u8(d, s->type);
    buf_put_u8(d, s->presence);
    buf_put_u8(d, 0);
    buf_put_u32(d, s->prop);
    buf_put_u64(d, s->offset);
    buf_put_u32(d, s->bytes);
    buf_put_u32(d, s->values);
    buf_put_u64(d, s->sum);
    buf_put_u64(d, (uint64_t)s->min);
    buf_put_u64(d, (uint64_t)s->max);
  }
}

static uint32_t slice_people(struct part_writer *w, const struct scan_batch *b, uint32_t from,
                             uint32_t to, struct block_info *info) {
  uint32_t n = 0, before = 0;
  for (uint32_t p = 0; p < b->n_people; p++) {
    uint32_t begin = b->row_begin[p] > from ? b->row_begin[p] : from;
    uint32_t end = b->row_begin[p + 1] < to ? b->row_begin[p + 1] : to;
    if (begin >= end) continue;
    if (n == 0) info->subject_first = before = b->person[p] - 1;
    w->gaps[n] = b->person[p] - before - 1;
    w->counts[n] = end - begin;
    w->first[n] = b->time[begin];
    before = b->person[p];
    n++;
  }
  info->subject_first++;
  info->subject_last = before;
  return n;
}

static void base_sections(struct part_writer *w, const struct scan_batch *b, uint32_t from,
                          uint32_t n, struct block_info *info) {
  struct encoder *e = &w->e;
  static const uint8_t kinds[4] = {SECTION_PEOPLE, SECTION_TIME, SECTION_EVENT, SECTION_LSN};
  for (unsigned k = 0; k < 4; k++) {
    size_t at = e->out.n;
    struct section_info *s = &w->sections[k];
    *s = (struct section_info){.kind = kinds[k], .values = k ? n : info->people};
    switch (kinds[k]) {
    case SECTION_PEOPLE:
      encode_s32(e, w->gaps, info->people);
      encode_s32(e, w->counts, info->people);
      encode_times(e, w->first, info->people);
      break;
    case SECTION_TIME:
      encode_times(e, b->time + from, n);
      break;
    case SECTION_EVENT:
      encode_s32(e, w->event_index, n);
      break;
    default:
      encode_lsn(e, b->lsn + from, b->time + from, n);
    }
    close_section(w, at, s);
  }
}

static bool add_block(struct part_writer *w, const struct scan_batch *b,
                      const struct intern *strings, uint32_t from, uint32_t to, struct err *err) {
  uint32_t n = to - from;
  struct block_info info = {.rows = n};
  info.people = slice_people(w, b, from, to, &info);
  must(info.people > 0 &&
       info.subject_first >> BLOCK_CHUNK_BITS == info.subject_last >> BLOCK_CHUNK_BITS);
  range_i64(b->time + from, n, &info.time_min, &info.time_max);
  range_i64((const int64_t *)b->lsn + from, n, (int64_t *)&info.lsn_min, (int64_t *)&info.lsn_max);
  info.n_events = index_events(w, b->event + from, n);
  info.events = w->event_code;
  base_sections(w, b, from, n, &info);
  info.n_sections = 4;
  for (uint32_t c = 0; c < w->n_cols; c++) {
    struct section_info *s = &w->sections[info.n_sections];
    *s = (struct section_info){
        .kind = SECTION_COLUMN, .type = (uint8_t)w->cols[c].type, .prop = w->cols[c].prop};
    size_t at = w->e.out.n;
    if (!encode_column(&w->e, &b->cols[c], strings, from, to, w->event_index, info.n_events, s))
      continue;
    close_section(w, at, s);
    info.n_sections++;
  }
  size_t at = w->e.out.n;
  struct section_info *subjects = &w->sections[info.n_sections];
  if (b->subject && encode_subjects(&w->e, b, from, to, subjects)) {
    close_section(w, at, subjects);
    info.n_sections++;
  }
  info.sections = w->sections;
  put_dir(w, &info);
  w->n_blocks++;
  w->rows += n;
  return w->e.out.n < WRITE_BYTES || write_out(w, err);
}

static bool strings_fit(const struct part_writer *w, const struct scan_batch *b,
                        const struct intern *strings, uint32_t from, uint32_t to) {
  for (uint32_t c = 0; c < w->n_cols; c++) {
    if (w->cols[c].type != V_STR) continue;
    size_t bytes = 0;
    for (uint32_t i = from; i < to; i++)
      if (bits_test(b->cols[c].present, i)) bytes += intern_at(strings, b->cols[c].code[i]).n;
    if (bytes > BLOCK_STR_BYTES) return false;
  }
  return true;
}

static bool add_rows(struct part_writer *w, const struct scan_batch *b,
                     const struct intern *strings, uint32_t from, uint32_t to, struct err *err) {
  if (to - from <= 1 || strings_fit(w, b, strings, from, to))
    return add_block(w, b, strings, from, to, err);
  uint32_t middle = from + (to - from) / 2;
  return add_rows(w, b, strings, from, middle, err) && add_rows(w, b, strings, middle, to, err);
}

bool part_writer_add(struct part_writer *w, const struct scan_batch *b,
                     const struct intern *strings, struct err *err) {
  return b->n_rows == 0 || add_rows(w, b, strings, 0, b->n_rows, err);
}

uint64_t part_writer_bytes(const struct part_writer *w) {
  return w->written + w->e.out.n;
}

bool part_writer_finish(struct part_writer *w, struct err *err) {
  if (!write_out(w, err)) return false;
  struct buf *o = &w->e.out, footer = BUF_INIT;
  uint64_t at = w->written, bytes = w->dir.n;
  must(!w->dir.overflow);
  buf_put(o, w->dir.p, w->dir.n);
  buf_put(&footer, PART_END_MAGIC, 8);
  buf_put_u64(&footer, at);
  buf_put_u64(&footer, bytes);
  buf_put_u64(&footer, XXH3_64bits(w->dir.p ? w->dir.p : "", w->dir.n));
  buf_put_u64(&footer, w->rows);
  buf_put_u32(&footer, w->n_blocks);
  buf_put_u32(&footer, 0);
  buf_put_u64(&footer, w->id);
  buf_put_u64(&footer, XXH3_64bits(footer.p, footer.n));
  buf_put(o, footer.p, footer.n);
  buf_release(&footer);
  w->finished =
      write_out(w, err) &&
      (w->passing || (io_sync(w->io, w->file, err) && io_sync_dir(w->io, w->dir_path, err)));
  return w->finished;
}
