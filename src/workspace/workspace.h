/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One brand: a directory with its log, people, columns and SQL state, and the order they are
 * written in (append → fsync → identity → apply).
 *
 *   DIR/shoal.json                  data directory marker and format version
 *   DIR/w/<slug>/workspace.json     id, zone, currency
 *   DIR/w/<slug>/lock               held by the writer
 *   DIR/w/<slug>/log/  people/  store/  state.db  imports/  rejects/
 *
 * Opening for reading takes no lock and changes nothing: it sees what was durable when it opened.
 *
 * Threads: an opened workspace is everybody's.  ws_ingest may be called by any number of threads at
 * a time and shares commit groups among them; an import's groups go the same way; imports and
 * checkpoints wait for each other.  Snapshots, people, items, settings and what is built on
 * ws_state may be read from any thread all the while.
 *
 * After a failure to write (disk full, EIO, a sync that failed) the workspace stops accepting
 * (ERR_workspace_stopped) and goes on answering from what is durable; ws_recover, or by itself the
 * background thread, makes it go on when the disk works again.
 */
#ifndef SHOAL_WORKSPACE_WORKSPACE_H
#define SHOAL_WORKSPACE_WORKSPACE_H

#include "base/clock.h"
#include "base/io.h"
#include "base/pool.h"
#include "base/tz.h"
#include "event/batch.h"
#include "log/log.h"
#include "person/person.h"
#include "state/state.h"
#include "store/store.h"

enum ws_mode { WS_READ, WS_WRITE };

struct ws_options {
  struct io *io;       /* NULL = io_posix() */
  const char *state;   /* address of the PostgreSQL with the SQL state; NULL = SQLite, in DIR */
  struct clock *clock; /* NULL = clock_system() */
  unsigned threads;    /* 0 = all processors */
  size_t memory;       /* process ceiling in bytes; 0 = 4 GiB */
  bool background;     /* WS_WRITE: a thread flushes, merges, syncs and recovers; else the writers
                          flush, and recovery is the caller's business */
  /* The background thread says that the workspace stopped, and (why NULL) that it goes on. */
  void (*trouble)(void *ctx, struct str slug, const struct err *why);
  void *trouble_ctx;
  uint32_t sync_ms; /* 0 = strict: acknowledged is durable; else relaxed: see log.h */
};

struct workspace;

/* Makes DIR/w/<slug>.  zone "" = the machine's (TZ, /etc/localtime, else UTC); currency "" = CNY
 * for a zone in China, else USD.  ERR_workspace_exists. */
bool ws_create(const char *dir, struct str slug, struct str zone, struct str currency,
               const struct ws_options *o, struct err *err);
/* ERR_no_workspace if there is none; ERR_workspace_locked if another process writes (WS_WRITE). */
bool ws_open(const char *dir, struct str slug, enum ws_mode mode, const struct ws_options *o,
             struct workspace **ret, struct err *err);
void ws_close(struct workspace *w); /* WS_WRITE: flushes nothing that is not safe anyway */
/* Writes memtable, people and import keys to their files, so that the next opening is fast.  Waits
 * for a running import; writers wait meanwhile, readers do not. */
bool ws_checkpoint(struct workspace *w, bool compact, struct err *err);
/* As ws_checkpoint, but not while an import runs (which ends with a checkpoint of its own):
 * *ret_done false, at once. */
bool ws_checkpoint_try(struct workspace *w, bool compact, bool *ret_done, struct err *err);
/* True when rows or identities lie only in log and memory. */
bool ws_dirty(const struct workspace *w);
/* Makes DIR a data directory without workspaces if it is absent or empty.  ERR_no_data_dir if it
 * holds something else. */
bool ws_init_dir(const char *dir, struct io *io, struct err *err);
/* The same with the SQL state where `state` (as in ws_options) says. */
bool ws_init_dir_at(const char *dir, const char *state, struct io *io, struct err *err);
/* Appends where the SQL state of a workspace (slug empty: of the server) is, for state_open;
 * `state` as in ws_options.  ERR_state_elsewhere, ERR_state_here if that is not where DIR says it
 * is. */
bool ws_state_at(const char *dir, struct str slug, const char *state, struct io *io,
                 struct buf *ret, struct err *err);
/* Says where it is from now on. */
bool ws_state_note(struct io *io, const char *dir, bool postgresql, struct err *err);
bool ws_exists(const char *dir, struct str slug, struct io *io);
bool ws_list(const char *dir, struct io *io, struct arena *out, struct str **ret, uint32_t *ret_n,
             struct err *err);

/* Zone and currency of now; what they point to lives as long as the program and the workspace. */
const struct tz *ws_tz(const struct workspace *w);
struct str ws_currency(const struct workspace *w);
unsigned
ws_calling_code(const struct workspace *w); /* of the country these tell (event/identity.h); 0: none */
struct str ws_slug(const struct workspace *w);
const char *ws_path(const struct workspace *w); /* DIR/w/<slug> */
struct clock *ws_clock(const struct workspace *w);
struct pool *ws_pool(const struct workspace *w);
struct io *ws_io(const struct workspace *w);
const char *ws_state_url(const struct workspace *w); /* as opened; NULL = SQLite */
struct people *ws_people(struct workspace *w);
struct state *ws_state(struct workspace *w);
struct store *ws_store(struct workspace *w);
struct log *ws_log(struct workspace *w);
size_t ws_memory(const struct workspace *w);
struct str ws_title(const struct workspace *w); /* what people call it; the slug until set */
bool ws_week_sunday(const struct workspace *w); /* weeks are shown from Sunday, else from Monday */
#define WS_TITLE_MAX 100                        /* code points */
/* What is empty or NULL stays; all or nothing.  ERR_unknown_zone, ERR_bad_currency, ERR_bad_field.
 */
struct ws_change {
  struct str zone, currency, title;
  const bool *sunday;
  const struct str *retention; /* rules (retention.h); "none" = no rules */
};
bool ws_set(struct workspace *w, const struct ws_change *c, struct err *err);
bool ws_set_zone(struct workspace *w, struct str zone, struct err *err);
bool ws_set_currency(struct workspace *w, struct str currency, struct err *err);
/* A number that grows with every change of a setting or resource and every import that ended
 * (whoever makes one calls ws_revise when it is done); larger than any of an earlier opening.  At
 * most 2^53. */
uint64_t ws_revision(const struct workspace *w);
void ws_revise(struct workspace *w);
/* Rows with LSN below this can be asked for. */
uint64_t ws_lsn(const struct workspace *w);

/* Ingest: allots subjects, writes LOG_SUBJECTS and LOG_EVENTS (and `extra`, if given) as one
 * submission to the log, all or nothing.  True: acknowledged by the log (see ws_options.sync_ms)
 * and visible.  On failure nothing counts as written; the log may have it all the same, which is
 * known after recovery or opening.  ERR_overloaded: not tried, because memory is full of what the
 * disk has not taken; ERR_workspace_stopped: not tried; ERR_io, ERR_disk_full …: the cause. */
struct ws_extra {
  enum log_kind kind;
  struct str body;
};
bool ws_ingest(struct workspace *w, const struct ev_batch *b, const struct ws_extra *extra,
               struct err *err);
struct ws_receipt {
  uint64_t lsn; /* of the first row; 0 = no rows */
  uint64_t end; /* answers that have seen this LSN have seen the batch */
  uint32_t new_people;
  uint32_t duplicates; /* rows not stored, because their message came before */
};
bool ws_ingest_from(struct workspace *w, const struct ev_batch *b, const struct ws_extra *extra,
                    struct ws_receipt *ret, struct err *err); /* ret may be NULL */

/* Repeated deliveries.  Of a batch with a time of receipt (ev_batch.received), a row whose key came
 * within the last WS_IDS_WINDOW_MS is not stored again, nor are the rows behind it that share its
 * fate (bit 0 of key.lo set: further rows of one message).  Acknowledged means then: stored, or
 * stored before.  Keys {0, 0} are no ids.  The window is at least that long, counted by times of
 * receipt, unless a ceiling shrank it (ws_health); what failed to be stored is no repetition.
 *
 * ws_message_key: what stands for a message's id as the key of its first row; its further rows get
 * the same with bit 0 of lo set (ws_message_key_further).  Keyed with a secret of the workspace, so
 * that nobody can make two ids meet; the same for ever, also after backup and repair.  Any thread;
 * opened for writing. */
#define WS_IDS_WINDOW_MS ((int64_t)7 * 24 * 3600 * 1000)
struct ev_key ws_message_key(const struct workspace *w, struct str id);
static inline struct ev_key ws_message_key_further(struct ev_key first) {
  return (struct ev_key){first.hi, first.lo | 1};
}

/* Read your writes: until rows below lsn can be asked for, at most wait_ms (and at most
 * WS_WAIT_LSN_MS_MAX): ERR_lsn_not_reached. */
#define WS_WAIT_LSN_MS_MAX 10000
bool ws_wait_lsn(struct workspace *w, uint64_t lsn, int64_t wait_ms, struct err *err);

/* After a failure: looks at the disk as opening does and goes on if it can; true at once when
 * nothing is wrong.  Nothing acknowledged is lost; what failed may turn out to be there. */
bool ws_recover(struct workspace *w, struct err *err);
struct ws_ids {                       /* message ids; zeros when opened for reading */
  uint64_t ids, memory, disk;         /* count, bytes, bytes */
  uint64_t duplicates;                /* since opening, messages */
  int64_t window_ms, asked_window_ms; /* ids of the last window_ms are known; less than asked: a
                                         ceiling, or damage */
  bool damaged;                       /* a file of them; opening again makes it anew from the log */
};
struct ws_health {
  bool accepting;                          /* false: stopped, or opened for reading */
  struct err why;                          /* of the stop */
  int64_t since_ms;                        /* wall clock */
  uint64_t failures, recoveries, refused;  /* since opening; refused: ingests */
  bool merge_failing;                      /* the last merge of parts failed; tried again */
  struct err merge_why;                    /* … because */
  uint64_t merge_failures;                 /* since opening; events go on coming in */
  uint64_t applied, acknowledged, durable; /* LSNs */
  uint32_t queued;                         /* ingests inside */
  size_t queued_bytes;
  bool relaxed;
  uint32_t sync_ms;
  struct log_stats log;
  struct ws_ids ids;
};
void ws_health(struct workspace *w, struct ws_health *ret);

/* Makes everything that is derived again from the log, whatever state it is in: people, columns,
 * items, imports and their keys.  The new files are built beside the old ones and take their place
 * when they are complete; interrupted, either is there.  Nobody else may have the workspace open
 * for writing.  ERR_log_shortened when the log does not begin at its beginning. */
struct ws_rebuilt {
  uint64_t lsn, events; /* of the log; rows in columns (attribute repeats and items are none) */
  uint32_t people;
};
bool ws_rebuild(const char *dir, struct str slug, const struct ws_options *o,
                struct ws_rebuilt *ret, struct err *err);

struct snapshot *ws_snapshot(struct workspace *w); /* free with snapshot_free; any thread */

#endif
