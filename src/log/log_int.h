/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The log on disk, version 1.  Private to the room; code and tests cite the invariants by number.
 *
 * A log is a directory:
 *
 *   log.json                    {"format":1,"id":"<32 hex digits>"} and a line feed, exactly
 *   log-<first lsn, 16 hex>.shl files, whose groups follow one another without a gap in LSNs
 *   *.tmp                       something half made; ignored, removed by the next writer
 *
 * A file is a header page and then commit groups, all integers little-endian:
 *
 *   header page (4096 bytes)              group header (72 bytes, at a multiple of 8)
 *    0 magic     8  "SHOALLOG"             0 magic     4  "SLG1"
 *    8 version   4  1                      4 codec     1  0 plain, 1 zstd
 *   12 required  4  feature bits           5 flags     1  0
 *   16 optional  4  feature bits           6 zero      2
 *   20 zero      4                         8 salt      8  the file's
 *   24 log id   16                        16 stored    4  bytes of the body as stored
 *   40 salt      8  random                20 raw       4  bytes of the body unpacked
 *   48 first lsn 8                        24 first lsn 8
 *   56 before    8  see L14; else 0       32 lsns      8  taken by the records together
 *   64 zero   4024
 * 4088 sum       8  XXH3-64 of 0…4087     40 records   4
 *                                         44 zero      4
 *                                         48 durable   8  every LSN below was durable then
 *                                         56 body sum  8  XXH3-64 of the stored body and padding
 *                                         64 head sum  8  XXH3-64 of 0…63
 *                                         72 body, then zeros up to a multiple of 8 bytes
 *
 *   body: the records one after another, each
 *    kind    1  not 0
 *    n       varint ≥ 1
 *    length  varint
 *    body    length bytes
 *
 * Two sums instead of one over everything: a header whose body is torn still says, provably, how
 * long it is and what was durable before it, which is what the torn-tail rule and verify live on.
 *
 * L1  A file is made as *.tmp, filled with zeros to its full size, synced, renamed and its
 *     directory synced before its first group is written; so a log-*.shl without a valid header
 *     page is damage.
 * L2  The header page is never written again: no later crash can tear it.
 * L3  A file is made only when every LSN below its first is durable; so all files but the last are
 *     complete, and one that ends before the next begins is damage.
 * L4  Groups of a file follow without a gap, in bytes and in LSNs.  A group is one pwrite; LSNs
 *     count as durable only after a sync that began when it was done.
 * L5  A writer goes on in a file it finds only if that ends with a seal and zeros (or is empty and
 *     zeros); otherwise it makes the next one.  What a torn group left behind is never written
 *     over and never again looked at, as the next file says where this one ends.  (Clearing it
 *     instead is a trap: an old group that came back after a failed sync could stand exactly where
 *     the next one is expected, and be believed.)
 * L6  Torn-tail rule: where a valid group with the expected LSN does not stand, the last file ends,
 *     unless a valid header at or behind that place claims durability past the expected LSN: then
 *     acknowledged records are lost, and that is ERR_corrupt.
 * L7  A group without records (a seal) is written, unsynced, when a writer closes: it claims that
 *     everything before it is durable, so that damage to the last group of a closed log is not
 *     mistaken for a torn tail.  It takes no LSN.  A seal vouches for records, but nothing vouches
 *     for a seal: whoever makes a group behind it durable makes the seal durable too.
 * L8  An unknown required feature bit, version, codec or flag refuses (ERR_unsupported_format);
 *     unknown optional bits are ignored.
 * L9  log.json is written after the first file: without it there is no log, with it there is at
 *     least one file.  Its id stands in every file.
 * L10 No count from a file is trusted before its sum was right, and none beyond the limits below.
 * L11 What was submitted together or one after another is written in that order, whole submissions
 *     at a time, several in a group as it comes.  So whoever's ticket fails, all later tickets
 *     fail: no record is ever durable without everything that was appended before it.
 * L12 A write or sync that failed is the last one of this life: the bytes on disk are unknown, and
 *     only the code that opens a log (L5, L6) may find out.  Every ticket not yet acknowledged
 *     fails with the cause; log_recover goes through opening again and goes on in what it finds.
 * L13 In relaxed mode several groups are written before a sync; their headers claim no more than
 *     the last sync covered, and L3 and L7 still hold: a file is only left, and a seal only
 *     written, after a sync of everything.  A torn tail may then be several groups long, and what
 *     follows the first bad group is gone, whole or not.
 * L14 An LSN is epoch << 48 | sequence.  A file whose first LSN is of another epoch than the file
 *     before has required feature LOG_REQ_EPOCH and names in `before` the LSN at which that one
 *     ends, which is the same place of the epoch before: first - 2^48.  What lies between the two
 *     belongs to no record of this log, and a position there is of another history.
 * L15 Sealing: a file that is not the last may be replaced, by rename under its own name, with one
 *     that holds the same records at the same LSNs in fewer, larger, better packed groups, complete
 *     and synced before the rename.  It has optional feature LOG_OPT_SEALED.  An erasure replaces
 *     files in the same way; then records have other bodies, but kind, LSN and n stay.  So at every
 *     moment exactly one file of a name is there, and a reader that has the old one open reads on.
 *
 * A reader that scans while a writer appends can see a group half written and, behind it, a header
 * written a moment later.  Therefore a verdict of L6 is only passed after the doubted group was
 * read once more: the claim was written after the group was complete.
 */
#ifndef SHOAL_LOG_LOG_INT_H
#define SHOAL_LOG_LOG_INT_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/vec.h"
#include "log/log.h"

#define LOG_VERSION         1u
#define LOG_REQ_EPOCH       1u            /* L14 */
#define LOG_REQUIRED_KNOWN  LOG_REQ_EPOCH /* required feature bits this program understands */
#define LOG_OPT_SEALED      1u            /* L15 */
#define LOG_PAGE            4096u
#define LOG_GROUP_HEAD      72u
#define LOG_GROUP_MAGIC     0x31474c53u         /* "SLG1" */
#define LOG_GROUP_BYTES_MAX ((size_t)256 << 20) /* of a group, unpacked */
#define LOG_FILE_BYTES      ((uint64_t)64 << 20)
#define LOG_FILE_BYTES_MIN  ((uint64_t)1 << 20)
#define LOG_PACK_MIN        512u               /* smaller bodies are stored plain */
#define LOG_HURRY_BYTES     ((size_t)32 << 10) /* larger groups are packed in a hurry (pack.c) */
#define LOG_ZSTD_HURRY      (-5)
#define LOG_ID_BYTES        16u
#define LOG_ID_TEXT         (2 * LOG_ID_BYTES)
#define LOG_NAME_BYTES      40u /* "log-" 16 hex ".shl" and room */

enum log_codec { LOG_PLAIN = 0, LOG_ZSTD = 1 };

/* Files grow with the log: as big as all before together, within these; so a small workspace does
 * not cost 64 MiB, and a large one has few files.  Only tests choose other numbers. */
struct log_sizes {
  uint64_t file_min, file_max;
};
#define LOG_SIZES_DEFAULT ((struct log_sizes){LOG_FILE_BYTES_MIN, LOG_FILE_BYTES})

struct log_file_head {
  uint8_t id[LOG_ID_BYTES];
  uint64_t salt, first_lsn;
  uint64_t before; /* L14: where the file before ends; 0 = at first_lsn */
  bool sealed;     /* L15 */
};

struct log_group_head {
  enum log_codec codec;
  uint64_t salt;
  uint32_t stored, raw;
  uint64_t first_lsn, lsns;
  uint32_t records;
  uint64_t durable;
  uint64_t body_sum;
};

/* ---- head.c: the two headers, the body's records ---- */
void log_file_head_put(const struct log_file_head *h, uint8_t page[LOG_PAGE]);
bool log_file_head_get(const uint8_t page[LOG_PAGE], const char *name, struct log_file_head *ret,
                       struct err *err);
void log_group_head_put(const struct log_group_head *h, uint8_t out[LOG_GROUP_HEAD]);
enum log_head_state {
  LOG_HEAD_GOOD,
  LOG_HEAD_BAD,     /* no header of this file */
  LOG_HEAD_UNKNOWN, /* the sum is right, codec or flags are a newer Shoal's */
  LOG_HEAD_ABSURD,  /* the sum is right, the numbers cannot be: not a torn tail, never ours */
};
enum log_head_state log_group_head_get(const uint8_t in[LOG_GROUP_HEAD], uint64_t salt,
                                       struct log_group_head *ret);
/* Header, body and padding in the file. */
static inline uint64_t log_group_bytes(const struct log_group_head *h) {
  return (LOG_GROUP_HEAD + (uint64_t)h->stored + 7) & ~UINT64_C(7);
}

/* ---- pack.c: bodies ---- */
struct log_packer;
struct log_packer *log_packer_new(void);
void log_packer_free(struct log_packer *p);
/* Of what follows, whatever its size; without it speed decides for large groups. */
void log_packer_level(struct log_packer *p, int zstd_level);
/* Appends the whole group (header, stored body, padding) to out; fills codec, stored, raw and sums
 * of h. */
void log_pack(struct log_packer *p, struct log_group_head *h, struct str raw, struct buf *out);
/* `out` ends with room for the header and `stored` bytes of body: padding, sum, header. */
void log_group_finish(struct log_group_head *h, size_t stored, size_t raw, struct buf *out);

/* A large group is packed while it fills, so that its writing need not wait for that.  One of these
 * belongs to one group at a time; who has the group has it. */
struct log_ahead;
struct log_ahead *log_ahead_new(void);
void log_ahead_free(struct log_ahead *a);
void log_ahead_reset(struct log_ahead *a); /* nothing is packed, of whatever comes next */
/* `raw` is the group as far as it goes, and only gets longer.  Small ones, and what is much at once
 * (the one who feeds keeps others waiting), are left for later. */
void log_ahead_feed(struct log_ahead *a, struct str raw);
/* As log_pack, but for what is packed already; `out` changes hands with a buffer of a's.  False and
 * nothing done when nothing is packed, or it did not pay. */
bool log_ahead_take(struct log_ahead *a, struct log_group_head *h, struct str raw, struct buf *out);
/* The records of a group whose sums were right, into raw, checked against the header (counts, ends,
 * LSNs). */
bool log_unpack(const struct log_group_head *h, const uint8_t *stored, struct buf *raw,
                const char *name, uint64_t off, struct err *err);
/* Takes one record off c; false when it is malformed. */
struct cursor;
bool log_record_take(struct cursor *c, struct log_record *ret);

/* ---- dir.c: names, log.json, making files ---- */
typedef VEC(uint64_t) log_files; /* first LSNs, ascending */
/* Files that begin an epoch, and where the one before each ends (L14); ascending, mostly none. */
struct log_joint {
  uint64_t first, before;
};
typedef VEC(struct log_joint) log_joints;
static inline uint64_t log_epoch_of(uint64_t lsn) {
  return lsn / LOG_LSN_SEQUENCE;
}
/* The LSN at which the file before the one that begins with `first` ends. */
uint64_t log_boundary(const log_joints *joints, uint64_t first);
/* True when lsn lies between two epochs: of another history. */
bool log_in_gap(const log_joints *joints, uint64_t lsn);
bool log_joints_read(struct io *io, const char *dir, const uint8_t id[LOG_ID_BYTES],
                     const log_files *files, log_joints *ret, struct err *err);
void log_name(uint64_t first_lsn, char out[LOG_NAME_BYTES]);
char *log_path(const char *dir, const char *name); /* free it */
bool log_list(struct io *io, const char *dir, log_files *ret, struct err *err);
bool log_remove_tmp(struct io *io, const char *dir, struct err *err);
/* ret_id untouched and *ret_found false when there is no log.json. */
bool log_id_read(struct io *io, const char *dir, uint8_t ret_id[LOG_ID_BYTES], bool *ret_found,
                 struct err *err);
bool log_id_write(struct io *io, const char *dir, const uint8_t id[LOG_ID_BYTES], struct err *err);
void log_id_text(const uint8_t id[LOG_ID_BYTES], char out[LOG_ID_TEXT + 1]);
/* A file of zeros, synced, under the name LOG_SPARE: what log_file_make would spend its time on. */
#define LOG_SPARE "log-next.tmp"
bool log_file_zeros(struct io *io, const char *dir, uint64_t bytes, struct io_file **ret,
                    struct err *err);
/* Keeps L1; *ret is open for writing.  Of `spare`, which is taken over, or made anew (NULL). */
bool log_file_make(struct io *io, const char *dir, const struct log_file_head *h, uint64_t bytes,
                   struct io_file *spare, struct io_file **ret, struct err *err);

/* ---- reader.c: groups of one file, the torn-tail rule ---- */
struct log_reader {
  struct io *io;
  struct io_file *f;
  char name[LOG_NAME_BYTES];
  uint64_t size; /* when opened */
  struct log_file_head head;
  uint8_t *win; /* bytes win_off … win_off + win_n of the file */
  uint64_t win_off;
  size_t win_n, win_cap;
};
bool log_reader_open(struct io *io, const char *dir, uint64_t first_lsn,
                     const uint8_t id[LOG_ID_BYTES], struct log_reader *ret, struct err *err);
void log_reader_close(struct log_reader *r); /* a zeroed one is fine */

enum log_group_state {
  LOG_GROUP_GOOD,
  LOG_GROUP_NONE, /* no valid header here, or the file ends */
  LOG_GROUP_TORN, /* the header is right, the body is not */
};
/* The group at off.  *ret_body is valid until the next call; it is only read and checked if
 * ret_body is not NULL. */
bool log_reader_group(struct log_reader *r, uint64_t off, struct log_group_head *ret,
                      const uint8_t **ret_body, enum log_group_state *ret_state, struct err *err);
/* As log_reader_group, but not from memory. */
bool log_reader_group_again(struct log_reader *r, uint64_t off, struct log_group_head *ret,
                            const uint8_t **ret_body, enum log_group_state *ret_state,
                            struct err *err);
/* The first valid header at or behind off (a multiple of 8) that knows LSNs ≥ `past` + 1 durable,
 * if any; *ret_data is the end of the last non-zero word at or behind off (off if all is zero). */
struct log_claim {
  bool found;
  uint64_t off;
  struct log_group_head head;
  uint64_t data_end;
};
bool log_reader_claim(struct log_reader *r, uint64_t off, uint64_t past, struct log_claim *ret,
                      struct err *err);

struct log_tail {
  uint64_t lsn, off; /* where the next group belongs */
  uint64_t unproven; /* from here to off, no header says that it is durable */
  bool sealed;       /* there are no records in that range */
  uint64_t data_end; /* a torn group lies in off … data_end; == off if there is none */
};
/* Walks all groups of the last file by L4 and L6. */
bool log_reader_tail(struct log_reader *r, struct log_tail *ret, struct err *err);

/* ---- the log ----
 *
 * Locks: `gate` guards what is being filled, who leads, and the verdicts; `mu` guards files, joints
 * and end with them, because an iterator needs both at one moment.  gate before mu.  Neither is
 * held during a disk operation.  Whoever is the leader (writing) has the writer's fields to
 * himself. */
struct log {
  struct io *io;
  struct clock *clock;
  char *dir;
  bool write;
  int64_t sync_ns; /* relaxed: the longest time between syncs; 0 = strict */
  uint8_t id[LOG_ID_BYTES];
  char id_text[LOG_ID_TEXT + 1];
  struct log_sizes sizes;

  pthread_mutex_t mu;
  log_files files;
  log_joints joints;        /* as files */
  uint64_t oldest;          /* files.p[0], readable without the lock */
  _Atomic uint64_t end;     /* first LSN not acknowledged; written under both locks */
  _Atomic uint64_t durable; /* first LSN not durable; == end unless relaxed */
  _Atomic uint64_t bytes;   /* of headers and groups in all files */

  pthread_mutex_t gate;
  bool failed;
  struct err why; /* of the failure */
  bool writing;   /* there is a leader */
  bool syncing;   /* somebody syncs f; relaxed only */
  pthread_cond_t synced;
  uint64_t group;         /* number of the group being filled */
  uint64_t flight;        /* end of the newest group taken for writing */
  pthread_cond_t turn[2]; /* waiters of even and odd groups; only two are ever unfinished */
  uint32_t waiting[2];
  struct buf fill;            /* records: submitted, then staged */
  struct log_ahead *ahead[2]; /* of even and odd groups; the one in flight has the leader */
  uint32_t records, submitted_records;
  size_t submitted; /* bytes */
  uint64_t next, submitted_lsn;
  struct log_stats stats;
  bool spare_due, preparing; /* the file in use is half full; somebody makes the spare one */
  bool spare_failed;         /* not tried again for this file: a full disk needs no such help */
  struct io_file *spare;     /* zeros, for the next file; NULL = none */
  uint64_t spare_bytes;

  /* The leader's. */
  struct io_file *f;        /* changed under gate too */
  uint64_t salt, off, size; /* of the last file: its salt, where the next group goes, its length */
  bool sealed;              /* no records since the last seal */
  bool leave;               /* L5: the next group goes to a new file */
  int64_t synced_ns;
  struct buf raw, out; /* the group in flight, and packed */
  uint32_t raw_records;
  struct log_packer *packer;

  uint64_t sealed_below; /* log_seal_step's: files that begin below this are sealed */
};
bool log_open_sized(struct io *io, const char *dir, bool write, struct log_sizes sizes,
                    struct log **ret, struct err *err);
bool log_open_full(struct io *io, const char *dir, bool write, struct log_sizes sizes,
                   const struct log_options *o, struct log **ret, struct err *err);

/* ---- commit.c; for the leader, or while nobody else has the log ---- */
/* Goes on in a new file whose first group will be `group` bytes (L1, L3).  With `epoch` it begins
 * the next one (L14). */
bool log_next_file(struct log *log, uint64_t group, bool epoch, struct err *err);
/* L7: after a sync of everything. */
void log_seal(struct log *log);

#endif
