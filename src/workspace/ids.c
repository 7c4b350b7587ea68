/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Message ids in the life of a workspace: the secret they are hashed with, opening, replay, and the
 * thread that writes them to files.
 *
 * They have a thread of their own because a merge of parts may keep the upkeep thread busy for
 * longer than it takes producers to fill the tables in memory, and full tables would have to forget
 * their oldest ids.  Producers wait while IDS_BACKLOG_MAX tables are not written; but not when
 * writing fails, because a smaller window is better than none of the events.
 *
 * What is called durable to the set is also applied: after a recovery the log may be durable beyond
 * what has been replayed into it. */
#include <sodium.h>

#include "base/thread.h"
#include "seen_int.h"
#include "workspace_int.h"

#define IDS_LOOK_MS     1000
#define IDS_BACKLOG_MAX 2

_Static_assert(WS_IDS_WINDOW_MS == SEEN_WINDOW_MS, "what the contract says");
_Static_assert(MESSAGE_SECRET_BYTES == crypto_shorthash_siphashx24_KEYBYTES, "of this hash");
_Static_assert(sizeof(struct ev_key) == crypto_shorthash_siphashx24_BYTES, "of this hash");

/* ---- keys ---- */

struct str message_secret_new(struct arena *out) {
  uint8_t key[MESSAGE_SECRET_BYTES];
  char *text = arena_array(out, char, 2 * MESSAGE_SECRET_BYTES + 1);
  must(sodium_init() >= 0);
  randombytes_buf(key, sizeof key);
  sodium_bin2hex(text, 2 * MESSAGE_SECRET_BYTES + 1, key, sizeof key);
  sodium_memzero(key, sizeof key);
  return str_of(text, 2 * MESSAGE_SECRET_BYTES);
}

static bool load_secret(struct workspace *w, struct err *err) {
  size_t n;
  if (!ws_message_secret_make(w, err)) return false;
  return (sodium_hex2bin(w->message_key, sizeof w->message_key, w->message_secret.p,
                         w->message_secret.n, NULL, &n, NULL) == 0 &&
          n == sizeof w->message_key) ||
         err_fail(err, ERR_corrupt,
                  "%s/workspace.json" ERR_SEP "\"message_secret\" is not %d hexadecimal digits",
                  w->path, 2 * MESSAGE_SECRET_BYTES);
}

struct ev_key ws_message_key(const struct workspace *w, struct str id) {
  uint8_t h[sizeof(struct ev_key)];
  struct ev_key k;
  must(w->mode == WS_WRITE);
  crypto_shorthash_siphashx24(h, (const uint8_t *)(id.n ? id.p : ""), id.n, w->message_key);
  memcpy(&k, h, sizeof k);
  k.lo &= ~(uint64_t)1;
  if (k.hi == 0 && k.lo == 0) k.hi = 1; /* {0, 0} is no id */
  return k;
}

/* ---- opening and replay ---- */

bool ids_open(struct workspace *w, struct err *err) {
  char path[WS_PATH_MAX];
  size_t memory = w->memory / 16;
  struct seen_options o = {.memory_max = memory < SEEN_MEMORY_MAX ? memory : SEEN_MEMORY_MAX};
  ws_join(path, w->path, "seen");
  return load_secret(w, err) && seen_open(w->io, path, log_id(w->log), &o, &w->seen, err);
}

uint64_t ids_replay_from(struct workspace *w) {
  uint64_t from = seen_lsn(w->seen), oldest = log_oldest(w->log);
  if (from < oldest) from = oldest;
  if (from == 0) from = 1;
  seen_replay_from(w->seen, from);
  w->ids_lsn = from;
  return from;
}

static uint64_t safe_lsn(struct workspace *w) {
  uint64_t applied = store_applied_lsn(w->store), durable = log_durable(w->log);
  return applied < durable ? applied : durable;
}

void ids_replay(struct workspace *w, const struct ev_batch *b, uint64_t lsn_end) {
  struct err ignored; /* they stay in memory */
  seen_replay_batch(w->seen, b, lsn_end);
  w->ids_lsn = lsn_end;
  if (seen_wants_maintain(w->seen) && lsn_end <= log_durable(w->log))
    seen_maintain(w->seen, lsn_end, clock_wall_ms(w->clock), &ignored);
}

/* ---- files ---- */

bool ids_maintain(struct workspace *w, struct err *err) {
  return seen_maintain(w->seen, safe_lsn(w), clock_wall_ms(w->clock), err);
}

bool ids_flush(struct workspace *w, struct err *err) {
  return seen_flush(w->seen, safe_lsn(w), err);
}

bool ids_has_room(const struct workspace *w) {
  return w->q.ids_failing || seen_backlog(w->seen) < IDS_BACKLOG_MAX;
}

static void *upkeep(void *arg) {
  struct workspace *w = arg;
  struct pipeline *q = &w->q;
  thread_name("message ids");
  thread_background();
  pthread_mutex_lock(&q->mu);
  for (;;) {
    int64_t until = pipeline_now_ns() + IDS_LOOK_MS * INT64_C(1000000);
    while (!q->upkeep_stop && !q->ids_due && pipeline_wait_until(&q->ids_wake, &q->mu, until))
      ;
    if (q->upkeep_stop) break;
    q->ids_due = false;
    pthread_mutex_unlock(&q->mu);
    struct err ignored; /* tried again; what it costs is in ws_health */
    bool ok = ids_maintain(w, &ignored);
    pthread_mutex_lock(&q->mu);
    q->ids_failing = !ok;
    if (q->room_waiting) pthread_cond_broadcast(&q->room);
  }
  pthread_mutex_unlock(&q->mu);
  return NULL;
}

void ids_start(struct workspace *w) {
  if (pthread_create(&w->q.ids_thread, NULL, upkeep, w) != 0) panic("cannot start a thread");
}

void ids_stop(struct workspace *w) {
  pthread_mutex_lock(&w->q.mu);
  pthread_cond_signal(&w->q.ids_wake);
  pthread_mutex_unlock(&w->q.mu);
  pthread_join(w->q.ids_thread, NULL);
}

void ids_stats(struct workspace *w, struct ws_ids *ret) {
  if (!w->seen) return;
  struct seen_stats s = seen_stats(w->seen);
  *ret = (struct ws_ids){.ids = s.ids,
                         .memory = s.memory,
                         .disk = s.disk,
                         .duplicates = s.duplicates,
                         .window_ms = s.window_ms,
                         .asked_window_ms = s.asked_window_ms,
                         .damaged = s.damaged};
}
