/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Checkpoints: how far everything derived is in files.
 *
 * A whole one (ws_checkpoint) writes all that lies in memory and is for quiet moments, for the end
 * of an import, and before stopping.  A small one (ws_checkpoint_positions) only keeps the way back
 * short while events come in without a pause: it is due when the log has grown by POSITIONS_BYTES,
 * or by PEOPLE_SHARE times what people take, so that writing them is a small part of all writing.
 */
#include "imports_int.h"
#include "seen_int.h"
#include "workspace_int.h"

#define POSITIONS_BYTES ((uint64_t)256 << 20)
#define PEOPLE_SHARE    8
#define PERSON_BYTES    24 /* in the checkpoint, about */

/* After a bulk load one part for all is worth its price, which is about that of the load; after a
 * small one only size tiers are merged, or every day would rewrite the whole history. */
static bool write_parts(struct workspace *w, bool compact, uint64_t rows_in, struct err *err) {
  struct store_stats t;
  store_stats(w->store, &t);
  if (compact && rows_in > 0 && rows_in * 2 >= t.part_rows + t.memory_rows)
    return store_gather(w->store, err);
  return store_flush_all(w->store, err) &&
         (!compact || rows_in == 0 || store_compact(w->store, false, err));
}

/* Keys of imports and message ids: files of their own, which no part waits for. */
static bool write_keys(struct workspace *w, struct err *err) {
  return imports_spill(w, err) && ids_flush(w, err);
}

struct keys_beside {
  struct workspace *w;
  bool ok;
  struct err err;
};

static void *write_keys_beside(void *arg) {
  struct keys_beside *k = arg;
  k->ok = write_keys(k->w, &k->err);
  return NULL;
}

/* Parts and keys; after a large import each takes seconds, so that where there are threads anyway
 * one more writes the keys meanwhile. */
static bool write_parts_and_keys(struct workspace *w, bool compact, uint64_t rows_in,
                                 struct err *err) {
  struct keys_beside keys = {.w = w};
  pthread_t thread;
  if (!w->q.upkeep) return write_parts(w, compact, rows_in, err) && write_keys(w, err);
  must(pthread_create(&thread, NULL, write_keys_beside, &keys) == 0);
  bool ok = write_parts(w, compact, rows_in, err);
  pthread_join(thread, NULL);
  if (ok && !keys.ok) *err = keys.err;
  return ok && keys.ok;
}

/* One full log file at a time: a second or two of one core, at most every 64 MiB.  The import lock
 * keeps erasing away. */
static bool seal_one(struct workspace *w, struct err *err) {
  bool did;
  return log_seal_step(w->log, &did, err);
}

/* The caller has the turn, so `item` holds everything below items_lsn; no import runs, so `end`,
 * which was applied before the work began, is right for imports. */
static bool save_cursors(struct workspace *w, uint64_t end, struct err *err) {
  if (!log_sync(w->log, err)) return false;
  if (w->erasures.has_key) {
    if (w->erasures.lsn < end) w->erasures.lsn = end;
    if (!erasures_save(w, err)) return false;
  }
  if (!state_begin(w->state, err)) return false;
  if (!cursor_save(w, "items", w->items_lsn, err) || !cursor_save(w, "imports", end, err) ||
      !outbox_sign(w, end, err)) {
    state_rollback(w->state);
    return false;
  }
  return state_commit(w->state, err);
}

/* As far as positions go, everything but the columns', which flushes move, and message ids', which
 * have a manifest of their own: what an opening has to read again of the log is bounded by them.
 * The turn is taken only to look and to sign; in relaxed mode also for the checkpoint of people,
 * which must not be ahead of the log. */
static bool checkpoint_people(struct workspace *w, uint64_t *ret_end, uint64_t *ret_rows_in,
                              struct err *err) {
  if (!pipeline_check(w, err)) return false;
  pipeline_take_turn(w);
  *ret_end = store_applied_lsn(w->store);
  *ret_rows_in = w->rows_in;
  bool strict = w->o.sync_ms == 0;
  if (strict) pipeline_give_turn(w);
  bool ok = log_sync(w->log, err) && people_checkpoint(w->people, err);
  if (!strict) pipeline_give_turn(w);
  return ok;
}

bool ws_checkpoint_people(struct workspace *w, struct err *err) {
  uint64_t end, rows_in;
  return checkpoint_people(w, &end, &rows_in, err);
}

/* `compacted`: rows that are now in parts as they should be. */
static bool sign(struct workspace *w, uint64_t end, uint64_t compacted, struct err *err) {
  pipeline_take_turn(w);
  w->rows_in -= compacted;
  bool ok = save_cursors(w, end, err);
  if (ok) w->imports.lsn = end;
  if (ok) w->signed_bytes = log_bytes(w->log);
  pipeline_give_turn(w);
  return ok;
}

bool ws_checkpoint_importing(struct workspace *w, bool compact, struct err *err) {
  uint64_t end, rows_in;
  bool ok = checkpoint_people(w, &end, &rows_in, err) &&
            write_parts_and_keys(w, compact, rows_in, err) && seal_one(w, err);
  return ok && sign(w, end, compact ? rows_in : 0, err);
}

bool ws_checkpoint_positions(struct workspace *w, struct err *err) {
  uint64_t end, rows_in, people = (uint64_t)people_count(w->people) * PERSON_BYTES;
  uint64_t bytes = log_bytes(w->log), step = PEOPLE_SHARE * people;
  if (bytes < w->signed_bytes) w->signed_bytes = bytes; /* sealed or rewritten since */
  if (step < POSITIONS_BYTES) step = POSITIONS_BYTES;
  if (w->positions_step) step = w->positions_step;
  if (bytes < w->signed_bytes + step || pthread_mutex_trylock(&w->import) != 0) return true;
  bool ok =
      checkpoint_people(w, &end, &rows_in, err) && imports_spill(w, err) && sign(w, end, 0, err);
  pthread_mutex_unlock(&w->import);
  return ok;
}

bool ws_checkpoint(struct workspace *w, bool compact, struct err *err) {
  must(w->mode == WS_WRITE);
  pthread_mutex_lock(&w->import);
  bool ok = ws_checkpoint_importing(w, compact, err);
  pthread_mutex_unlock(&w->import);
  return ok;
}

bool ws_checkpoint_try(struct workspace *w, bool compact, bool *ret_done, struct err *err) {
  must(w->mode == WS_WRITE);
  if (pthread_mutex_trylock(&w->import) != 0) {
    *ret_done = false;
    return true;
  }
  bool ok = ws_checkpoint_importing(w, compact, err);
  pthread_mutex_unlock(&w->import);
  if (ok) *ret_done = true;
  return ok;
}

bool ws_dirty(const struct workspace *w) {
  return store_durable_lsn(w->store) < store_applied_lsn(w->store);
}
