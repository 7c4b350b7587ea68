/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parts: writing one from batches, opening one, getting at its sections.  format.h says what is in
 * them. */
#ifndef SHOAL_STORE_PART_INT_H
#define SHOAL_STORE_PART_INT_H

#include <stdatomic.h>

#include "base/cursor.h"
#include "base/io.h"
#include "store/format.h"
#include "store/store.h"

struct section_info {
  uint8_t kind, type, presence;
  uint32_t prop;
  uint64_t offset;
  uint32_t bytes, values;
  uint64_t sum;
  int64_t min, max;
};

struct block_info {
  uint32_t subject_first, subject_last, people, rows;
  int64_t time_min, time_max;
  uint64_t lsn_min, lsn_max;
  uint32_t n_events, n_sections;
  const uint32_t *events;
  const struct section_info *sections;
  uint32_t section_base; /* number of the first section in the part */
};

/* Who left, and what became of their rows (dirty.c).  Changed under the store's lock by who also is
 * `freezing` (gathered, gone, gone_rows, known) or working (the rest). */
struct hidden;
struct dirt {
  uint64_t written, taken; /* as in the manifest [F 13] */
  uint64_t gathered;   /* ≥ taken: rows of those who left before are in memory or other parts */
  struct hidden *gone; /* persons left in [written, gathered); NULL: none */
  struct hidden *taken_gone; /* … in [written, taken) */
  uint64_t gone_rows, taken_rows;
  bool known;     /* the sets are made (after opening they wait for the history) */
  uint64_t asked; /* what `taken` will be when the moved rows being written are safe; 0 = nothing */
  struct hidden *asked_gone;
  uint64_t asked_rows;
};

void dirt_release(struct dirt *d);

/* Immutable once open, but for its dirt; shared by snapshots of all threads. */
struct part {
  atomic_uint refs;
  uint64_t id, bytes, rows, sum; /* sum: checksum in the footer, the part's fingerprint */
  struct io *io;
  struct io_file *file;
  char *path;
  const uint8_t *map;
  uint32_t n_blocks;
  struct block_info *blocks;
  struct arena arena;
  bool subjects; /* some block has SUBJECT */
  struct dirt dirt;
  _Atomic uint8_t *checked; /* per section: its checksum was found right once since opening */
  _Atomic(char *) *kept;    /* per section, or NULL; see part_keep */
  uint32_t n_sections;
};

#define PART_NAME_BYTES 32
void part_name(uint64_t id, char out[PART_NAME_BYTES]);

/* expect_* are what the manifest says; 0 bytes = not known. */
bool part_open(struct io *io, const char *dir, uint64_t id, uint64_t expect_bytes,
               uint64_t expect_sum, struct part **ret, struct err *err);
struct part *part_ref(struct part *p);
void part_unref(struct part *p); /* NULL is fine */
/* ERR_corrupt with file, block and its subjects. */
bool part_damaged(const struct part *p, uint32_t block, const char *what, struct err *err);
/* ERR_io when bytes of the file could not be read (io_map_lost). */
bool part_readable(const struct part *p, struct err *err);
/* Whoever asks for one person after the other meets the same blocks again and again, and unpacking
 * their strings (texts.c) or counting what stands before a person (one.c) would be most of the
 * work; so that is kept with the part, PART_KEPT_MAX bytes in the whole process: a copy, aligned to
 * 8 bytes, of what the first to say so found of a section.  NULL: nothing. */
#define PART_KEPT_MAX ((size_t)64 << 20)
const void *part_kept(const struct part *p, uint32_t block, const struct section_info *s);
/* There is room for n more bytes; of strings only as much as leaves a quarter to what is small and
 * spares whole blocks. */
bool part_may_keep(const struct section_info *s, size_t n);
void part_keep(const struct part *p, uint32_t block, const struct section_info *s,
               const void *bytes, size_t n);
/* The bytes of a section, verified.  NULL section = not there. */
const struct section_info *block_section(const struct block_info *b, enum section_kind kind,
                                         uint32_t prop, enum vtype type);
bool part_section(const struct part *p, uint32_t block, const struct section_info *s,
                  struct cursor *ret, struct err *err);
/* It was read since opening. */
bool part_section_read(const struct part *p, uint32_t block, const struct section_info *s);

/* ---- reading streams: false = the bytes make no sense ---- */

struct s32 {
  uint32_t base;
  unsigned width;
  const uint8_t *packed;
};
struct s64 {
  int64_t base;
  uint64_t step;
  unsigned width;
  uint8_t scale, flags;
  const uint8_t *packed;
};
bool s32_read(struct cursor *c, uint32_t n, struct s32 *ret);
bool s64_read(struct cursor *c, uint32_t n, struct s64 *ret); /* with STREAM_RAW: header only */
void s32_values(const struct s32 *s, uint32_t n, uint32_t *out);
void s64_values(const struct s64 *s, uint32_t n, int64_t *out);
/* Those of some rows; n is the length of the whole stream.  In place of idx is fine for s32. */
void s32_pick(const struct s32 *s, uint32_t n, const uint32_t *idx, uint32_t n_idx, uint32_t *out);
void s64_pick(const struct s64 *s, uint32_t n, const uint32_t *idx, uint32_t n_idx, int64_t *out);

/* ---- LSNs told from times (lsn.c) ---- */

#define LSN_KNOTS_MAX 4200
#define LSN_SHIFT_MAX 31

struct lsn_line {
  int64_t time;
  uint32_t n, shift;
  uint64_t *knots; /* room for LSN_KNOTS_MAX where one is read */
};
bool lsn_line_read(struct cursor *c, struct lsn_line *l);
/* Turns distances into LSNs. */
void lsn_line_add(const struct lsn_line *l, const int64_t *time, uint32_t n, uint64_t *lsn);

/* ---- writing ---- */

struct part_writer;
/* cols: what the batches' columns are; kept by the caller.  subjects: batches tell rows' subjects.
 */
bool part_writer_new(struct io *io, const char *dir, uint64_t id, const struct scan_col_want *cols,
                     uint32_t n_cols, bool subjects, struct part_writer **ret, struct err *err);
/* Of a part that will soon be merged: packed faster, and larger. */
void part_writer_hurry(struct part_writer *w);
/* Of a file that nobody will look for after a crash: neither it nor its name is synced. */
void part_writer_passing(struct part_writer *w);
/* One batch with all its rows, LSNs and columns becomes one block, or a few. */
bool part_writer_add(struct part_writer *w, const struct scan_batch *b,
                     const struct intern *strings, struct err *err);
uint64_t part_writer_bytes(const struct part_writer *w);         /* encoded so far */
bool part_writer_finish(struct part_writer *w, struct err *err); /* complete and synced [F 10] */
void part_writer_free(struct part_writer *w); /* unlinks the file unless finished */

/* Encoders of streams and columns (encode.c), shared by the sections. */
struct encoder {
  struct buf out;
  uint32_t *u32; /* scratch, BLOCK_ROWS each */
  uint64_t *u64;
  int64_t *i64;
  uint32_t *pos;
  uint32_t *local, local_cap; /* string number → its number in the block */
  struct buf bytes, packed;
  struct ZSTD_CCtx_s *zstd;
  int level; /* of zstd; encoder_init sets the better one */
};
void encoder_init(struct encoder *e);
void encoder_hurry(struct encoder *e);
void encoder_release(struct encoder *e);
void encode_s32(struct encoder *e, const uint32_t *v, uint32_t n);
void encode_times(struct encoder *e, const int64_t *v, uint32_t n); /* may use EVER */
void encode_lsn(struct encoder *e, const uint64_t *lsn, const int64_t *time, uint32_t n);
void encode_s64(struct encoder *e, const int64_t *v, uint32_t n, uint8_t scale);
/* Rows [from, to) of a batch's column; false when none has a value.  Fills presence, values, min,
 * max. */
bool encode_column(struct encoder *e, const struct scan_col *col, const struct intern *strings,
                   uint32_t from, uint32_t to, const uint32_t *event_index, uint32_t n_events,
                   struct section_info *ret);

/* SUBJECT of rows [from, to) of a batch that tells subjects; false when each is its person's
 * (owner.c). */
bool encode_subjects(struct encoder *e, const struct scan_batch *b, uint32_t from, uint32_t to,
                     struct section_info *ret);

#endif
