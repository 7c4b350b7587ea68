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
  struct clock *clock; /* NULL = clock_system() */
  unsigned threads;    /* 0 = all processors */
  size_t memory;       /* process ceiling in bytes; 0 = 4 GiB */
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
/* Writes memtable, people and import keys to their files, so that the next opening is fast. */
bool ws_checkpoint(struct workspace *w, bool compact, struct err *err);
bool ws_list(const char *dir, struct io *io, struct arena *out, struct str **ret, uint32_t *ret_n,
             struct err *err);

const struct tz *ws_tz(const struct workspace *w);
struct str ws_currency(const struct workspace *w);
struct str ws_slug(const struct workspace *w);
const char *ws_path(const struct workspace *w); /* DIR/w/<slug> */
struct clock *ws_clock(const struct workspace *w);
struct pool *ws_pool(const struct workspace *w);
struct io *ws_io(const struct workspace *w);
struct people *ws_people(struct workspace *w);
struct state *ws_state(struct workspace *w);
struct store *ws_store(struct workspace *w);
struct log *ws_log(struct workspace *w);
size_t ws_memory(const struct workspace *w);
bool ws_set_zone(struct workspace *w, struct str zone, struct err *err);
bool ws_set_currency(struct workspace *w, struct str currency, struct err *err);

/* Ingest: allots subjects, writes LOG_SUBJECTS and LOG_EVENTS (and `extra`, if given) as one
 * durable commit group, then applies.  Rows are not checked for duplicates here. */
struct ws_extra {
  enum log_kind kind;
  struct str body;
};
bool ws_ingest(struct workspace *w, const struct ev_batch *b, const struct ws_extra *extra,
               struct err *err);

struct snapshot *ws_snapshot(struct workspace *w); /* free with snapshot_free */

/* Catalogue items (from EV_ITEM rows), kept in SQL. */
struct ws_item {
  struct str id, name, category, brand;
  struct dec price;
  bool has_price;
};
bool ws_items(struct workspace *w, struct arena *out, struct ws_item **ret, uint32_t *ret_n,
              struct err *err);

#endif
