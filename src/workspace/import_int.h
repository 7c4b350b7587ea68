/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts of an import: parsed slots from a thread (import_pipe.c), the fate of each record
 * (import_dedupe.c), the group being gathered for the log (import_group.c), the one being written
 * to it (import_commit.c), the reject file (import_rejects.c).  import.c puts them together. */
#ifndef SHOAL_WORKSPACE_IMPORT_INT_H
#define SHOAL_WORKSPACE_IMPORT_INT_H

#include "imports_int.h"
#include "workspace/import.h"

#define IMPORT_SLOTS   12 /* parsed ahead: a group and more, so that one fsync stops nobody */
#define IMPORT_BATCHES 3  /* one being filled, one being written, one between them */
#define IMPORT_AHEAD_BYTES                                                                         \
  ((size_t)96 << 20) /* of parsed records in memory, unless two slots have more */
#define IMPORT_GROUP_ROWS  EV_BATCH_ROWS_MAX
#define IMPORT_GROUP_BYTES ((size_t)8 << 20)
#define IMPORT_GROUP_NS    INT64_C(1000000000) /* progress is durable at least this often */
#define IMPORT_PROGRESS_NS INT64_C(100000000)

/* As ws_import, with groups of at most group_rows: tests want many commits in small files. */
bool ws_import_grouped(struct workspace *w, const struct import_job *job, uint32_t group_rows,
                       struct arena *out, struct import_counts *ret, struct str *ret_reject_path,
                       struct err *err);

/* ---- import_names.c ---- */

struct str import_stem(const char *path, struct arena *a); /* orders.2026.csv.gz → orders.2026 */
/* As part of a file name: no separators, no leading dot, at most 80 bytes. */
void import_put_name(struct buf *b, struct str s);
bool import_same_file(const char *a, const char *b);

/* ---- import_pipe.c ---- */

struct parsed_reject {
  struct err why;
  struct str text;
};

struct parsed {
  struct ev_key content;
  uint64_t line;
  uint32_t row_begin, row_n;
  uint32_t reject; /* index into rejects when rejected */
  bool has_id, rejected;
};

struct import_slot {
  struct ev_batch batch;
  VEC(struct parsed) records;
  VEC(struct parsed_reject) rejects;
  struct arena texts;
  uint64_t bytes; /* of the file, after this slot */
};

struct import_pipe;
enum pipe_got { PIPE_SLOT, PIPE_LATE, PIPE_END, PIPE_FAILED };

/* The thread owns the reader until pipe_stop. */
struct import_pipe *pipe_start(struct reader *r);
/* The next slot, in file order; PIPE_LATE when none came within wait_ns. */
enum pipe_got pipe_take(struct import_pipe *p, int64_t wait_ns, struct import_slot **ret,
                        struct err *err);
void pipe_give_back(struct import_pipe *p);
void pipe_stop(struct import_pipe *p); /* NULL is fine; waits for the thread */

/* ---- import_dedupe.c ---- */

struct dedupe {
  struct keyset *known; /* of the source; the workspace's */
  struct keyset *seen;  /* keys that were known before the file and have been met in it */
  struct ev_key source;
  struct ev_key
      last; /* content of the row before, and its ordinal: equal rows often stand together */
  uint64_t last_ordinal;
  bool has_last;
};

bool dedupe_init(struct dedupe *d, struct workspace *w, struct str source, struct err *err);
void dedupe_release(struct dedupe *d);
/* The key that the record has unless an equal one came before it; fetches the memory where it would
 * be found. */
struct ev_key dedupe_look_ahead(const struct dedupe *d, struct ev_key content, bool has_id);
/* True: never imported before; the key is now known.  False: a duplicate.  `first` is what
 * dedupe_look_ahead said. */
bool dedupe_is_new(struct dedupe *d, struct ev_key content, bool has_id, struct ev_key first,
                   struct ev_key *ret_key);
bool dedupe_spill(struct dedupe *d, struct err *err); /* of `seen`; any time */

/* ---- import_group.c ---- */

struct remap {
  uint32_t *to;
  uint32_t cap;
};

struct import_group {
  struct ev_batch *batch;                  /* being filled; the committer's */
  struct remap ids, names, props, strings; /* of the slot at hand into batch */
  const struct ev_batch *src;
};

void group_release(struct import_group *g);
/* Goes on in another batch, which is empty; the source stays. */
void group_begin(struct import_group *g, struct ev_batch *batch);
void group_source(struct import_group *g, const struct ev_batch *src); /* NULL: none any more */
void group_add(struct import_group *g, uint32_t row_begin, uint32_t row_n, struct ev_key key);
size_t group_bytes(const struct import_group *g);

/* ---- import_commit.c ---- */

/* Of WS_OVERLOAD_WAIT_MS each, while memory waits for a flush: five minutes, because where others
 * keep the processors busy (load 28 on two) one took more than a minute. */
#define IMPORT_PATIENCE_TRIES 150

/* What the log says of a run. */
struct import_said {
  bool marked;             /* it has a mark of this run */
  struct import_mark last; /* the newest one */
  uint64_t people;         /* counted so far */
};

struct import_committer;

/* `mark` has the run's names and numbers, `said` what an earlier attempt left; the strings of both
 * stay valid until commit_stop. */
struct import_committer *commit_start(struct workspace *w, const struct import_mark *mark,
                                      const struct import_said *said);
/* The batch to be filled: empty, until it is given. */
struct ev_batch *commit_batch(struct import_committer *c);
/* Hands the filled batch over, once the one before is committed: with a mark of `counts` it becomes
 * one commit.  False: the one before failed; nothing more will be committed.  counts->people
 * becomes that of the groups before. */
bool commit_give(struct import_committer *c, struct import_counts *counts, bool finished,
                 struct err *err);
/* Waits for what was given. */
bool commit_wait(struct import_committer *c, struct err *err);
struct import_said commit_said(struct import_committer *c); /* waits like that */
void commit_stop(struct import_committer *c);               /* NULL is fine; waits */

/* ---- import_rejects.c ---- */

struct rejects {
  struct io *io;
  char *path;
  struct io_file *file; /* NULL until the first reject */
  uint64_t off;         /* so far; at first, what is kept of the file there */
  const char *input;
  struct buf buf;
};

/* `keep` bytes of the file are another input's rejects and stay. */
void rejects_init(struct rejects *r, struct io *io, const char *path, uint64_t keep,
                  const char *input);
bool rejects_add(struct rejects *r, uint64_t line, const struct parsed_reject *p, struct err *err);
bool rejects_finish(struct rejects *r, struct err *err);
void rejects_release(struct rejects *r);

#endif
