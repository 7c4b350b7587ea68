/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Events in columns clustered by person: memtable → parts → manifest; snapshots; scans.
 *
 * Everything here is derived from the log.  The manifest names the live parts and the LSN up to
 * which the log is in them; opening replays the rest into the memtable (the workspace does).
 * Readers hold a snapshot and never block the writer.  format.h is the bible of the files.
 *
 * Codes: event names and property names have dense codes in a catalogue kept with the manifest;
 * codes are never reused within a store.  Columns are per (property, type): a property seen as
 * number and as string has two columns.
 *
 * Threads: one writer calls apply and advance (the applier); flush, compaction and their steps may
 * run beside it in another thread (several are taken in turns); snapshots, scans and statistics
 * from any thread.  The applier never touches the disk and never waits for it.
 */
#ifndef SHOAL_STORE_STORE_H
#define SHOAL_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/copy.h"
#include "base/err.h"
#include "base/intern.h"
#include "base/io.h"
#include "base/pace.h"
#include "base/tz.h"
#include "event/batch.h"
#include "person/persons.h"

struct store;
struct snapshot;

struct store_options {
  size_t memtable_bytes; /* a memtable is sealed above this; 0 = default 256 MiB */
  /* Called before a manifest is switched: makes durable what was applied; may be NULL. */
  bool (*before_switch)(void *ctx, struct err *err);
  void *ctx;
  uint64_t first_part; /* of a new store: least number of its parts, see store_adopt */
};

bool store_open(struct io *io, const char *dir, bool write, const struct store_options *o,
                struct store **ret, struct err *err);
void store_close(struct store *s);

uint64_t store_durable_lsn(
    const struct store *s); /* log records below this are in parts; replay from here */
uint64_t store_applied_lsn(const struct store *s); /* … below this are in parts or memtable */

/* Adds a batch to the memtable and seals it when it is full.  subject_of[id] maps the batch's
 * identities; rows flagged EV_ITEM are skipped.  Row i has LSN first_lsn + i.  Never fails for
 * well-formed batches, never touches the disk and never sorts; the first attribute change after
 * opening scans what is known of attributes. */
void store_apply(struct store *s, const struct ev_batch *b, const uint32_t *subject_of,
                 uint64_t first_lsn);
/* The same for batches in which rows have a who: those are of by_row[row]. */
void store_apply_rows(struct store *s, const struct ev_batch *b, const uint32_t *subject_of,
                      const uint32_t *by_row, uint64_t first_lsn);
/* Records without events move the applied position too. */
void store_advance(struct store *s, uint64_t applied_lsn);
/* Memory of everything applied and not yet in a part, open and sealed: what backpressure bounds. */
size_t store_unflushed_bytes(const struct store *s);

/* ---- to disk: beside apply and snapshots ----
 *
 * Whatever fails here (disk full, EIO) leaves everything as it was, reads go on, and the same call
 * can be made again; ERR_canceled after store_interrupt. */

bool store_wants_flush(const struct store *s); /* there is a sealed memtable */
bool store_wants_tidy(const struct store *s);  /* store_compact_step would merge runs in memory */
/* Each sealed memtable becomes a part, the oldest first; the durable LSN is that of its sealing. */
bool store_flush(struct store *s, struct err *err);
/* Seals what was applied up to now, too: afterwards the durable LSN is at least the applied LSN of
 * the call. */
bool store_flush_all(struct store *s, struct err *err);
/* One piece of upkeep if any is due: a merge of runs in memory, or one merge of parts.  Flushes
 * memtables that are sealed meanwhile.  *ret_did: there may be more. */
bool store_compact_step(struct store *s, bool *ret_did, struct err *err);
/* From any thread: while rows come in as fast as they can be taken, store_compact_step merges parts
 * only as far as the bound below asks for; what would be merged earlier otherwise waits. */
void store_press(struct store *s, bool pressed);
/* All upkeep that is due; `full` leaves one part.
 *
 * Parts of fewer than 65,536 rows are merged as soon as there are two; above, size tiers are powers
 * of four and four parts of a tier are merged.  So with N rows in parts a person lives in at most
 * 1 + 3 · (1 + log4(N / 65,536)) of them (store_parts_max), and a row is written once by its flush,
 * once per tier it passes, and a flush adds at most 65,536 rows of rewriting of small ones. */
uint32_t store_parts_max(uint64_t rows);
bool store_compact(struct store *s, bool full, struct err *err);
/* Everything applied up to now, in parts or not, becomes one part: as store_flush_all and then
 * store_compact, but each row is written once.  When memtables are sealed meanwhile everything in
 * memory is flushed beside it, so that it stays bounded. */
bool store_gather(struct store *s, struct err *err);
/* From any thread: bytes per second that flush and compaction may write, 0 = as fast as the disk
 * takes them (the default).  Takes effect at once.  A flush ignores it while a second memtable
 * waits, because memory is bounded and time is not. */
void store_limit_writes(struct store *s, uint64_t bytes_per_second);
/* From any thread: a merge of parts under way gives up with ERR_canceled (for shutting down); until
 * called with false again none begins.  Flushes are not interrupted, but no longer limited. */
void store_interrupt(struct store *s, bool stop);

struct store_stats {
  uint64_t parts, part_rows, part_bytes;
  uint64_t sealed, runs; /* memtables waiting; sorted runs in memory */
  uint64_t memory_rows, unflushed_bytes;
  uint64_t piece_rows; /* of people who were merged, gathered into files without a name */
  uint64_t moved_rows; /* in parts, of people who were merged since: counted in memory, pieces or
                          later parts */
  uint64_t flushes, merges, failures; /* since opening */
  uint64_t bytes_flushed, bytes_compacted;
  double write_amplification; /* (flushed + compacted) / flushed; 0 before the first flush */
};
void store_stats(struct store *s, struct store_stats *ret);

/* ---- people who are several subjects ---- */

/* From the next snapshot on these subjects are of these persons, as the record at `lsn` says, which
 * is behind all of before.  The applier's; waits for a snapshot that is being made.  All of them
 * have rows below `lsn`.  ERR_corrupt (and nothing changed) when a move makes no sense. */
bool store_persons(struct store *s, uint64_t lsn, const struct person_move *m, uint32_t n,
                   struct err *err);
/* So many moves wait for their people's rows to be gathered out of parts, by the next snapshot or
 * by store_settle: who says many moves without asking anything calls it then, so that what is
 * gathered at once, and what waits in memory before a flush can write it, is bounded. */
#define STORE_MOVES_MAX 4096
bool store_wants_settle(const struct store *s);
/* Any thread.  Whatever fails leaves everything as it was. */
bool store_settle(struct store *s, struct err *err);
uint64_t store_persons_lsn(const struct store *s); /* behind the last record it was told of */
/* The history below this has to be told before anything else is asked or applied: parts are sorted
 * by it. */
uint64_t store_persons_wanted(const struct store *s);

/* ---- people who are erased ---- */

/* From the next snapshot on, these persons (ascending, all of them each time) have no rows, in
 * scans as in the facts of a snapshot.  Any thread but not two at once. */
bool store_hide(struct store *s, const uint32_t *subjects, uint32_t n, struct err *err);
/* Writes the parts that hold rows of hidden subjects again without them; what is in memory must
 * have been flushed.  The maintenance thread's. */
bool store_purge(struct store *s, struct err *err);

/* ---- rows too old to be shown ---- */

struct store_bound {
  struct str event;
  int64_t low;   /* its rows before this are not shown and may go; INT64_MIN = all stay */
  int64_t floor; /* ≥ low: before this some may be gone, so nothing is answered as of then */
  int64_t taken; /* ≤ floor: before this some have been taken from the files; INT64_MIN = none */
};
struct store_bounds {
  int64_t low; /* of events without a bound of their own; also their floor */
  const struct store_bound *bounds;
  uint32_t n;
  const struct tz *zone; /* whose days errors name; NULL = UTC */
};
/* From the next snapshot on.  Rows are left out of scans and tallies, not out of a snapshot's facts
 * (snapshot_rows, event_info …), which follow when the rows leave the files; people stay.  The
 * bound of $set hides nothing: store_expire takes changes that were followed by others before it.
 * NULL = no bounds.  Any thread. */
void store_retain(struct store *s, const struct store_bounds *b);

/* ---- taking them out of the files ---- */

/* Who of the rows before the bounds stays, all parts and memory together:
 *   of $set   the values that hold at the bound: the last of each property before it
 *   the first row of a person, whose moment is kept as a $set without values, so that whoever has
 *             nothing else is still known, since then
 * Everything else goes.  16 bytes per value that stays and 8 per person. */
struct expiry;
enum expiry_fate {
  EXPIRY_STAYS,  /* not before its bound, or not our business */
  EXPIRY_VALUES, /* a $set of which only some values stay: expiry_keeps */
  EXPIRY_MARK,   /* only that the person was there */
  EXPIRY_GOES,
};
/* By the bounds `b` (NULL: those of the snapshot).  The snapshot must outlive it. */
bool expiry_new(const struct snapshot *n, const struct store_bounds *b, struct expiry **ret,
                struct err *err);
void expiry_free(struct expiry *x); /* NULL is fine */
enum expiry_fate expiry_of_row(const struct expiry *x, uint32_t event, uint32_t subject,
                               int64_t time, uint64_t lsn);
bool expiry_keeps(const struct expiry *x, uint64_t lsn, uint32_t prop);
struct expiry_event { /* of what would go */
  uint64_t rows, people;
};
/* Per event code of the snapshot; of $set the rows of which nothing stays. */
const struct expiry_event *expiry_reach(const struct expiry *x);
uint64_t expiry_people(const struct expiry *x); /* with any row that would go */
/* Writes the parts that hold such rows again without them, and takes them off the facts; rows of
 * erased people are left to store_purge.  What is in memory must have been flushed, or stays.  The
 * maintenance thread's.  ERR_canceled after store_interrupt: what is done is done. */
bool store_expire(struct store *s, const struct expiry *x, uint64_t *ret_rows, struct err *err);

/* ---- snapshots ---- */

/* Holds what was applied at the call.  Sorts only rows applied since the last one, beside the
 * applier. */
struct snapshot *store_snapshot(struct store *s);
void snapshot_free(struct snapshot *n);
uint64_t snapshot_lsn(const struct snapshot *n); /* rows have LSN below this */

struct event_info {
  struct str name;
  uint64_t rows;
  int64_t time_min,
      time_max; /* over its rows except since-ever ones; min > max when there are none */
};
struct prop_info {
  struct str name;
  uint8_t types; /* V_MASKs of its columns */
  uint8_t told;  /* … but for texts that only ever unset an attribute: what its values are */
  uint64_t rows[V_TYPES]; /* values per type, all events together; of V_NONE: texts that unset */
  uint8_t scale;          /* of numbers: the finest seen */
  bool wide;              /* some number at that scale needs more than 63 bits */
};

uint32_t snapshot_events(const struct snapshot *n); /* codes 0 … n-1 */
const struct event_info *snapshot_event(const struct snapshot *n, uint32_t code);
uint32_t snapshot_event_code(const struct snapshot *n, struct str name); /* INTERN_NONE if unseen */
uint32_t snapshot_props(const struct snapshot *n);
const struct prop_info *snapshot_prop(const struct snapshot *n, uint32_t code);
uint32_t snapshot_prop_code(const struct snapshot *n, struct str name);
/* How many rows of event `e` carry property `p` (any type); 0 = never seen together, and of
 * EV_OPERATION, which is nothing to be asked about. */
uint64_t snapshot_event_prop_rows(const struct snapshot *n, uint32_t event, uint32_t prop);
/* False (ERR_as_of_too_old) when rows of `event` that count as of this moment may be gone; a scan
 * asks by itself for its t_max, unless that is INT64_MAX. */
bool snapshot_reaches(const struct snapshot *n, uint32_t event, int64_t as_of, struct err *err);
/* False (ERR_range_too_old) when rows of `event` that happened at `from` or later are gone or not
 * shown any more. */
bool snapshot_kept(const struct snapshot *n, uint32_t event, int64_t from, struct err *err);
/* From this moment on every event can be asked about; INT64_MIN = whenever. */
int64_t snapshot_floor(const struct snapshot *n);
uint64_t snapshot_rows(const struct snapshot *n);
uint32_t snapshot_subjects(const struct snapshot *n); /* highest subject + 1 */
void snapshot_time_range(const struct snapshot *n, int64_t *ret_min,
                         int64_t *ret_max);        /* min > max if empty */
uint64_t snapshot_bytes(const struct snapshot *n); /* of parts on disk */

/* ---- scans ---- */

#define SCAN_CHUNK_BITS   16 /* 65,536 people: one unit of parallel work, one bitmap container */
#define SCAN_CHUNK_PEOPLE (1u << SCAN_CHUNK_BITS)
#define SCAN_BATCH_ROWS   65536

struct scan_col_want {
  uint32_t prop;
  enum vtype type;
  bool blind; /* of texts only which are empty: all others may have the number of any that is not */
};

struct scan_want {
  bool all_events;        /* else only rows of `events` are delivered */
  const uint32_t *events; /* codes */
  uint32_t n_events;
  const struct scan_col_want *cols;
  uint32_t n_cols;
  bool lsn;       /* deliver row LSNs */
  bool no_time;   /* nobody looks at the rows' times: they need not be read */
  bool any_order; /* nobody looks at the order of a person's rows: they may come in any */
  int64_t t_max;  /* rows with a later time do not exist */
  uint32_t only;  /* one person, or SUBJECT_NONE (UINT32_MAX) for all */
  bool subjects;  /* deliver the subjects of rows, if some row's is not its person */
  bool combined;  /* values of attribute rows are what the person has as of them, of several
                     subjects too (person/combine.h); else what each row says */
};

struct scan_col {
  enum vtype type;
  uint8_t scale;           /* V_NUM: snapshot_prop()->scale */
  bool wide;               /* V_NUM: snapshot_prop()->wide: values in `wide_num`, else in `num` */
  const uint64_t *present; /* one bit per row; values elsewhere are unspecified */
  union {
    const int64_t *num; /* mantissas; also V_TIME in ms */
    const i128 *wide_num;
    const uint32_t *code; /* V_STR: numbers in scanner_strings() */
    const uint8_t *bit;   /* V_BOOL: 0 or 1 */
  };
};

/* Whole people in ascending order, rows by (time, LSN); a person with more rows than fit comes in
 * several batches: the last person of one batch (last_continues) is the first of the next
 * (first_continued). People with any row up to t_max are delivered even when none of their rows is
 * wanted (equal row_begin); they may come without rows first in one batch only. */
struct scan_batch {
  uint32_t n_people;
  const uint32_t *person;    /* ascending */
  const uint32_t *row_begin; /* n_people + 1 */
  const int64_t *first_time; /* per person: time of the first of all their rows, wanted or not */
  bool first_continued, last_continues;
  bool unordered; /* rows of a person are in no order; only with any_order */
  uint32_t n_rows;
  const int64_t *time;     /* NULL or unspecified with no_time */
  const uint32_t *event;   /* codes */
  const uint64_t *lsn;     /* NULL unless wanted */
  const uint32_t *subject; /* of rows; NULL unless wanted, or when each row's is its person */
  const struct scan_col *cols;
};

/* The value of a row that has one (present).  Numbers are dec_normal; a text is the one in
 * `strings`, the scanner's, and lives as long as it does there. */
struct value scan_value(const struct scan_col *c, uint32_t row, const struct intern *strings);

struct scanner;
typedef bool scan_fn(void *ctx, const struct scan_batch *b, struct err *err);

/* One per worker thread.  The snapshot must outlive it. */
bool scanner_new(const struct snapshot *n, const struct scan_want *want, struct scanner **ret,
                 struct err *err);
void scanner_free(struct scanner *s);
/* What a scanner takes at most, besides the strings it meets: a block per source that has the same
 * people, and two.  Parts are mapped, not read into memory, so this does not grow with the data. */
size_t scanner_bytes(const struct snapshot *n, const struct scan_want *want);
/* From the next run on only this person, as scan_want.only of one that was not UINT32_MAX. */
void scanner_only(struct scanner *s, uint32_t person);
/* String values met so far, numbered; the caller may put literals in before the scan. */
struct intern *scanner_strings(struct scanner *s);
static inline uint32_t scan_chunks(const struct snapshot *n) {
  return (uint32_t)(((uint64_t)snapshot_subjects(n) + (1u << SCAN_CHUNK_BITS) - 1) >>
                    SCAN_CHUNK_BITS);
}
/* s numbers strings as `with` does, from its first run on; `with` must outlive it. */
void scanner_share_strings(struct scanner *s, struct scanner *with);
/* Calls fn for each batch of the chunk, in order.  fn returning false stops with its error.
 * A damaged block is ERR_corrupt naming file and block. */
bool scanner_run(struct scanner *s, uint32_t chunk, scan_fn *fn, void *ctx, struct err *err);

/* ---- counting rows ---- */

/* How many rows of which event fall into which slot of time.  Sums do not depend on order, so
 * blocks are counted where they lie, on packed codes and times, and sources are not merged. */
struct scan_tally {
  bool by_event;       /* else all wanted events together, as code 0 */
  const int64_t *from; /* n_slots + 1 ascending times: slot i is [from[i], from[i + 1]) */
  uint32_t n_slots;    /* ≥ 1; rows without a slot are not counted */
  int64_t t_min;       /* nor are rows before */
  uint64_t *rows;      /* [code * n_slots + slot], added to; the caller's */
};
/* The chunk's rows that the scanner's want (events, t_max, only = UINT32_MAX) lets through. */
bool scanner_tally(struct scanner *s, uint32_t chunk, const struct scan_tally *t, struct err *err);

/* ---- care ---- */

/* A number that no part in dir has, whatever state dir is in. */
bool store_free_part(struct io *io, const char *dir, uint64_t *ret, struct err *err);
/* The store built in `from` (with first_part = store_free_part of `to`) takes the place of the one
 * in `to`, in the moment of one rename.  Nobody may have either open for writing; readers of `to`
 * stay right.  What the old one leaves behind is removed by the next opening for writing. */
bool store_adopt(struct io *io, const char *from, const char *to, struct err *err);

/* Hands out the parts and the manifest of one moment; beside a writer. */
bool store_copy(struct io *io, const char *dir, copy_fn *fn, void *ctx, struct err *err);
/* Reads every block of every part and checks checksums, order and statistics; `bad` per problem.
 * Also beside a writer.  `pace` may be NULL. */
bool store_verify(struct io *io, const char *dir, uint64_t *ret_parts, uint64_t *ret_rows,
                  void (*bad)(void *ctx, const struct err *what), void *ctx,
                  const struct pace *pace, struct err *err);
/* The subjects whose rows stand in the damaged block that an ERR_corrupt of this room names; false
 * if it names none. */
bool store_damage_people(const struct err *what, uint32_t *ret_first, uint32_t *ret_last);

#endif
