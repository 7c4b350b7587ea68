/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of this room share. */
#ifndef SHOAL_WORKSPACE_WORKSPACE_INT_H
#define SHOAL_WORKSPACE_WORKSPACE_INT_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/vec.h"
#include "keyset_int.h"
#include "outbox_int.h"
#include "person/identity.h"
#include "pipeline_int.h"
#include "workspace/consumer.h"
#include "workspace/workspace.h"

#define WS_MEMORY_DEFAULT ((size_t)4 << 30)
#define WS_MEMTABLE_MAX   ((size_t)256 << 20)
#define WS_MEMTABLE_MIN   ((size_t)256 << 10)
#define WS_PATH_MAX       4096
#define WS_READ_ATTEMPTS                                                                           \
  5 /* a writer may switch files under an opening reader; each opening is short */
#define WS_SETTINGS_BYTES_MAX ((size_t)64 << 10)
#define SOURCE_BYTES_MAX      255
#define MESSAGE_SECRET_BYTES  16

/* A source that has marks past the imports cursor, or is being imported. */
struct import_source {
  char *name;
  bool before;        /* it had runs before those marks: its files should exist */
  struct keyset *set; /* complete to the log's end; NULL until asked for */
};

/* The consumer that knows imports: import_run rows in SQL and the key sets of sources (imports.c).
 */
struct imports {
  uint64_t lsn; /* SQL cursor: rows and key files are complete below this */
  VEC(struct import_source) sources;
};

/* Who was erased; erasures.json (erase_list.c).  Changed by who has the turn. */
#define ERASE_KEY_BYTES  32
#define ERASE_HASH_BYTES 16
struct erased_id {
  uint8_t hash[ERASE_HASH_BYTES]; /* keyed, of type and value */
};
struct erasure {
  uint32_t subject;
  uint64_t lsn; /* of its LOG_ERASE record: identities below are the erased person's */
  int64_t at_ms;
  bool done; /* no file holds the identities or rows any more */
  VEC(struct erased_id) ids;
};
struct erasures {
  bool has_key;
  uint8_t key[ERASE_KEY_BYTES];
  uint64_t lsn; /* LOG_ERASE records below are in the list */
  VEC(struct erasure) list;
};

/* Up to when the events of a name have been taken from the files; retention.json. */
struct retention_floor {
  char *event;
  int64_t floor_ms, done_ms; /* INT64_MIN = never */
};

/* consumer.c: subjects touched since a consumer looked. */
struct touched {
  pthread_mutex_t lock;
  bool on, all;
  VEC(struct ws_touched) list;
  uint32_t *slot, cap; /* number in the list + 1, by subject */
};

/* outbox_mark.c: where the log stands with the outbox. */
struct outbox_at {
  uint64_t seq; /* of the newest batch in the log; 0 = none */
  uint64_t lsn; /* of its mark */
  uint64_t end; /* marks below this are of batches up to seq */
};
struct outbox_log {
  pthread_mutex_t lock; /* guards all below; taken last, holds nothing else */
  uint8_t id[OUTBOX_ID_BYTES];
  struct outbox_at logged; /* acknowledged */
  struct outbox_at sure;   /* durable: what SQL may say */
  bool kept;               /* SQL still has what is sure */
};

/* Locks, in the order in which they are taken: import, the turn (pipeline_int.h), the state's;
 * retaining; settings, catalogue_lock, touched, the pipeline's, the people's, the log's and the
 * store's are taken last and hold nothing else. */
struct workspace {
  struct io *io;
  const char *state_at; /* where the SQL state is: a path or a place in PostgreSQL */
  struct clock *clock;
  enum ws_mode mode;
  struct ws_options o; /* as given, for opening again */
  size_t memory, memtable_bytes;
  size_t unflushed_max; /* of rows not yet in parts, before producers wait */
  struct arena life;
  char *path;
  struct str slug, id;
  struct str message_secret; /* hexadecimal; "" = none yet */
  uint8_t message_key[MESSAGE_SECRET_BYTES];
  pthread_mutex_t settings; /* guards these five and life (after opening) */
  struct str currency, title;
  struct str retention; /* rules; "" = none */
  bool sunday;          /* weeks begin on it; else on Monday */
  const struct tz *tz;
  _Atomic uint64_t revision;
  pthread_mutex_t outbox; /* who has it sends */
  struct outbox_log outbox_log;
  pthread_mutex_t import; /* who has it imports, or touches key sets and their files */
  struct pipeline q;      /* how events get in */
  struct io_file *lock;
  struct pool *pool;
  struct people *people;
  struct state *state;
  struct store *store;
  struct log *log;
  struct seen *seen; /* message ids; NULL when opened for reading */
  /* the turn's, which opening and replay have without asking: */
  uint64_t items_lsn;                 /* events below this are in `item` */
  bool items_behind;                  /* SQL failed: items_lsn stays until recovery */
  bool items_changed;                 /* the open transaction changed the catalogue */
  int64_t items_n, categories_n;      /* in the catalogue; -1 = to be counted */
  _Atomic uint64_t catalogue_version; /* rises with every change of it */
  pthread_mutex_t catalogue_lock;     /* guards: */
  struct catalogue *catalogue;        /* of some version; NULL = nobody asked yet */
  struct {
    pthread_mutex_t lock; /* held around people_set_rules */
    bool set;
    uint64_t revision;
  } rules;
  uint64_t rows_in;              /* applied since opening or the last compaction */
  _Atomic uint64_t signed_bytes; /* of the log, at the last checkpoint */
  uint64_t positions_step; /* bytes of log between checkpoints of positions; 0 = as is usual */
  uint64_t ids_lsn;        /* message ids of records that end at or below this are known */
  struct touched touched[WS_TOUCHERS];
  struct imports imports;
  struct erasures erasures;
  pthread_mutex_t retaining; /* guards floors, and bounds being made */
  VEC(struct retention_floor) floors;
  _Atomic int64_t bounds_until; /* the store's bounds are right until then */
  uint64_t first_part;          /* of the store being rebuilt */
  bool rebuilding; /* people and store are those in rebuild/, from the log's beginning */
};

/* workspace.c, and settings.c: what workspace.json says */
bool ws_dir_check(const char *dir, struct io *io,
                  struct err *err); /* ERR_no_workspace, unsupported */
bool ws_settings_load(struct workspace *w, struct err *err);
void ws_join(char out[WS_PATH_MAX], const char *a, const char *b);
/* DIR/w/<slug>, checked for length and slug. */
bool ws_path_of(const char *dir, struct str slug, char out[WS_PATH_MAX], struct err *err);

/* replay.c: brings people, memtable and (writing) the consumers to the end of the log */
bool ws_replay(struct workspace *w, struct err *err);
/* The same for what the log has beyond memory, after recovery.  The caller has the import lock and
 * the turn. */
bool ws_catch_up(struct workspace *w, struct err *err);

/* open.c: sealed memtables to parts; never ahead of what is durable */
bool ws_flush(struct workspace *w, struct err *err);

/* open.c: all of a workspace but its rooms: settings, lock, threads.  ws_close in any case. */
bool ws_frame(const char *dir, struct str slug, enum ws_mode mode, const struct ws_options *o,
              struct workspace **ret, struct err *err);
bool ws_open_rooms(struct workspace *w, struct err *err);
void ws_close_rooms(struct workspace *w);
/* rebuild.c: inside the transaction of a replay from the beginning */
bool ws_rebuild_sql_begin(struct workspace *w, struct err *err);
bool ws_rebuild_sql_end(struct workspace *w, struct err *err);
/* What a rebuild that did not come to its end left behind. */
bool ws_rebuild_clear(struct workspace *w, struct err *err);

/* checkpoint.c: for who has the import lock */
bool ws_checkpoint_importing(struct workspace *w, bool compact, struct err *err);
/* People alone, and never ahead of what is durable; what else was acknowledged is durable too. */
bool ws_checkpoint_people(struct workspace *w, struct err *err);
/* Positions only, when the log has grown enough and no import runs. */
bool ws_checkpoint_positions(struct workspace *w, struct err *err);
/* Subjects of the people of the batch at `lsn` by lookup; SUBJECT_NONE for items and for those who
 * were erased since.  ERR_corrupt for an unknown
 * one. */
struct row_subjects {
  uint32_t *by_id;  /* of rows without a who; SUBJECT_NONE for items */
  uint32_t *by_row; /* of rows with one; NULL when there is none */
};
bool ws_subjects(struct workspace *w, const struct ev_batch *b, uint64_t lsn, struct arena *tmp,
                 struct row_subjects *ret, struct err *err);
/* ids[i] = 1 for identities that some row without a who uses as a person. */
uint8_t *ws_people_ids(const struct ev_batch *b, struct arena *tmp);
/* The identities of a batch that some row uses as a person: n of them, and their numbers in the
 * batch. */
struct batch_people {
  struct people_id *id;
  uint32_t *number, n;
};
struct batch_people ws_batch_people(const struct ev_batch *b, struct arena *tmp);

/* ingest.c: what the pipeline's stages do */
struct ingest_note {   /* what is known when the extra record is made */
  uint64_t events_lsn; /* of the group's events; 0 = it has none */
  uint64_t moves_lsn;  /* of its LOG_PERSONS record; 0 = it has none */
  uint32_t new_people;
  uint32_t rows; /* of the group's events */
};
typedef void ingest_extra_fn(void *ctx, const struct ingest_note *n, struct ws_extra *ret);
/* As ws_ingest_from, with the extra record made late, by any thread while this one waits; the batch
 * may be empty. */
bool ws_ingest_with(struct workspace *w, const struct ev_batch *b, ingest_extra_fn *extra,
                    void *ctx, struct ws_receipt *ret, struct err *err);

/* One call of it, on its caller's stack; `q` is the pipeline's part. */
struct ingest {
  struct passage q;         /* first */
  const struct ev_batch *b; /* what is stored: the caller's, or `less` */
  ingest_extra_fn *extra;
  void *ctx;
  struct arena tmp;
  struct batch_people people;
  struct row_subjects subject_of;
  struct buf events, subjects, moves;
  struct ev_batch less; /* `b` without rows that came before, if there were any */
  uint32_t duplicates;
  struct ingest_note note;
  struct people_mark mark;
  struct outbox_mark sent; /* what the extra record says, if it is one of these */
  uint64_t sent_lsn;       /* 0 = it is not */
};
bool ingest_sequence(struct workspace *w, struct ingest *in, struct err *err);
/* A row of durable ones, in order; the caller has the turn.  Fails when SQL does; the rest is
 * applied all the same. */
bool ingest_apply(struct workspace *w, struct passage *first, struct err *err);

/* ids.c: message ids in the life of a workspace */
struct str message_secret_new(struct arena *out);
bool ws_message_secret_make(struct workspace *w, struct err *err); /* workspace.c */
bool ids_open(struct workspace *w, struct err *err);
uint64_t ids_replay_from(struct workspace *w); /* where replay has to begin for them */
void ids_replay(struct workspace *w, const struct ev_batch *b, uint64_t lsn_end);
/* Everything known to files; for a checkpoint. */
bool ids_flush(struct workspace *w, struct err *err);
bool ids_maintain(struct workspace *w, struct err *err);
bool ids_has_room(const struct workspace *w); /* else producers wait */
void ids_stats(struct workspace *w, struct ws_ids *ret);
void ids_start(struct workspace *w); /* their thread */
void ids_stop(struct workspace *w);  /* once upkeep_stop is set */

/* upkeep.c: the maintenance thread */
void ws_upkeep_start(struct workspace *w);
void ws_upkeep_stop(struct workspace *w);
void ws_upkeep_wake(struct workspace *w);

/* erase_list.c */
bool erasures_load(struct workspace *w, struct err *err); /* absent: empty, without a key */
/* Whoever was on the list and not done at the first load stays so: parts may have been opened
 * before they were purged. */
bool erasures_load_again(struct workspace *w, struct err *err);
bool erasures_read(struct io *io, const char *path, struct arena *tmp, struct erasures *ret,
                   struct err *err);
bool erasures_save(struct workspace *w, struct err *err);
void erasures_release(struct erasures *e);
void erasure_hash(const struct erasures *e, struct str type, struct str value,
                  uint8_t out[ERASE_HASH_BYTES]);
/* True when a record at `lsn` that says this identity means somebody who was erased since. */
bool erasures_cover(const struct erasures *e, struct str type, struct str value, uint64_t lsn);
/* True when a record at `lsn` that names this subject means somebody who was erased since. */
bool erasures_have(const struct erasures *e, uint32_t subject, uint64_t lsn);

/* retention.c */
/* Tells the store today's bounds. */
bool retention_apply(struct workspace *w, struct err *err);
void retention_look(struct workspace *w); /* … if a day has begun since */
/* How many events of a batch are too old to be shown. */
uint32_t retention_expired(struct workspace *w, const struct ev_batch *b);
/* retention_file.c */
bool floors_load(struct workspace *w, struct err *err); /* absent: nothing */
void floors_release(struct workspace *w);

/* erase.c */
/* A LOG_ERASE record of the replay, and what follows from it. */
bool erase_replay(struct workspace *w, const struct log_record *rec, struct err *err);
bool erase_hide(struct workspace *w, struct err *err);

/* persons.c */
/* Before replay: the columns learn who is one person. */
bool persons_open(struct workspace *w, struct err *err);
/* A LOG_PERSONS record of the replay. */
bool persons_replay(struct workspace *w, const struct log_record *rec, struct err *err);
/* For who holds the pipeline: writes a LOG_PERSONS record and applies it; on failure the workspace
 * is stopped. */
bool persons_write(struct workspace *w, struct str body, uint64_t *ret_lsn, struct err *err);
#define PERSONS_AUDIT_DETAIL "{\"lsn\":%llu}"
bool persons_audit(struct workspace *w, const char *action, uint32_t person, uint64_t lsn,
                   struct str author, struct err *err);
/* Tells columns and consumers what a record of it says; people know. */
bool persons_tell(struct workspace *w, uint64_t lsn, struct str body, struct err *err);

/* cursor.c: consumers' positions in SQL */
bool cursor_load(struct workspace *w, const char *consumer, uint64_t *ret, struct err *err);
bool cursor_save(struct workspace *w, const char *consumer, uint64_t lsn, struct err *err);

/* consumer.c: before rows are applied; after people were moved; after the log was read again */
void touched_rows(struct workspace *w, const struct ev_batch *b, const struct row_subjects *s,
                  uint64_t end, struct arena *tmp);
void touched_moved(struct workspace *w, uint32_t subject, uint64_t end);
void touched_left(struct workspace *w, uint64_t lsn); /* by moves at `lsn` and after it */
void touched_everybody(struct workspace *w);

/* items.c */
bool items_has(const struct ev_batch *b);
/* Inside a transaction of the caller, who tells items_settled how it ended: the revision rises when
 * the catalogue changed. */
bool items_apply(struct workspace *w, const struct ev_batch *b, uint64_t first_lsn,
                 struct err *err);
void items_settled(struct workspace *w, bool committed);

/* ---- outbox.c, outbox_mark.c ---- */

/* Sends what waits and forgets it; the caller has w->outbox. */
bool outbox_empty(struct workspace *w, uint64_t *ret_rows, struct err *err);

/* A mark that was applied or replayed, with the LSN behind it; others' are passed over.  The
 * turn's. */
void outbox_logged(struct workspace *w, const struct outbox_mark *m, uint64_t lsn, uint64_t end);
bool outbox_replay(struct workspace *w, const struct log_record *rec, struct err *err);
/* Opening for writing, before the replay: what SQL says.  *ret_from: where the replay has to begin
 * for the marks; UINT64_MAX = anywhere.  ERR_log_behind. */
bool outbox_open(struct workspace *w, uint64_t *ret_from, struct err *err);
/* Inside the transaction of a replay that has read the log up to `end`: state and log belong
 * together, or ERR_state_behind, ERR_corrupt.  Makes the numbering if there is none. */
bool outbox_replayed(struct workspace *w, uint64_t end, struct err *err);
/* Inside a transaction, with everything that is acknowledged durable and everything below `end`
 * applied: SQL says it too. */
bool outbox_sign(struct workspace *w, uint64_t end, struct err *err);
/* Inside a transaction: what is sure leaves SQL. */
bool outbox_forget(struct workspace *w, struct err *err);
/* Everything acknowledged is durable now; true: SQL still has some of it. */
bool outbox_is_sure(struct workspace *w);

#endif
