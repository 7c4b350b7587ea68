/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Maintenance: tables to runs, runs to larger runs, the old ones gone.
 *
 * The lock is taken to choose and to switch, never while a file is written; meanwhile the sequencer
 * reads the same sealed table or the old runs.  The order is that of every set of files here: new
 * files are written and synced, the manifest is switched by atomic rename, then old files go.  If
 * the manifest cannot be written, memory is ahead of it and the old files stay until it can.
 *
 * Writing.  A table becomes a run when it is full, an hour old, or when opening would have to
 * replay much of the log for it.  Eight neighbouring runs of one size class of one slot are merged
 * into one of the next, as many as make the largest size when eight would be more, and a closed
 * slot into as few as that size allows: an id is written about log8(ids of a slot / ids of a table)
 * + 2 times, and a slot has at most seven runs a class and those of the largest size.  Eight and
 * not four: at a million events a second merging cost more than asking three filters more.  Runs of
 * two slots are never merged, so a run goes as a whole when its slot leaves the window.
 *
 * Filters.  In a slot that goes on runs get blocked filters as long as half of the memory for runs
 * suffices, because what comes in is asked of all of them; once the slot is closed they are written
 * with fuse filters, which take half of that.
 */
#include "seen_parts_int.h"

#include <stdlib.h>
#include <string.h>

#define FAN_IN     8
#define CLASS_KEYS 1024 /* size classes: up to this, eight times, 64 times … */
#define BLOCKED_PER_KEY_PC                                                                         \
  210 /* bytes of memory per 100 keys of a run with a blocked filter: it and pages */

/* ---- dropping ---- */

static void doom(struct seen *s, const struct keyrun *r) {
  vec_push(&s->doomed, r->number);
  s->changed = true;
}

static void drop_first_run(struct seen *s, struct keyrun **gone) {
  *gone = s->runs.p[0].run;
  memmove(s->runs.p, s->runs.p + 1, --s->runs.n * sizeof *s->runs.p);
}

static bool over_ceiling(const struct seen *s) {
  size_t memory = 0;
  uint64_t disk = 0, disk_max = s->o.disk_max - s->o.disk_max / 8; /* the rest is for a merge */
  for (size_t i = 0; i < s->runs.n; i++) {
    memory += keyrun_memory(s->runs.p[i].run);
    disk += s->runs.p[i].run->bytes;
  }
  return memory > s->runs_max || disk > disk_max || s->runs.n >= SEEN_RUNS_MAX;
}

/* Runs outside the window, and the oldest while a ceiling is passed. */
static void drop_old(struct seen *s) {
  for (bool more = true; more;) {
    struct keyrun *gone = NULL;
    pthread_mutex_lock(&s->lock);
    if (s->runs.n > 0) {
      int64_t last = s->runs.p[0].span.last;
      bool over = seen_slot_over(s, last), full = over_ceiling(s);
      if (!over && full && last > s->known_from) s->known_from = last;
      if (over || full) drop_first_run(s, &gone);
    }
    pthread_mutex_unlock(&s->lock);
    more = gone != NULL;
    if (gone) doom(s, gone);
    keyrun_close(gone);
  }
}

/* A file that stays is a stray: the next opening sweeps it. */
static void remove_run(struct seen *s, uint64_t number) {
  char path[KEYRUN_PATH_MAX];
  struct err ignored;
  keyrun_path(s->dir, number, path);
  io_unlink(s->io, path, &ignored);
}

/* ---- tables to runs ---- */

static bool wants_seal(const struct seen *s, uint64_t lsn, int64_t now_ms) {
  const struct seen_table *t = s->active;
  if (t->keys.n == 0) return false;
  return (lsn > t->span.lsn_begin && lsn - t->span.lsn_begin >= SEEN_LAG_MAX) ||
         s->clock.now - t->span.first >= SEEN_HOUR || now_ms - s->clock.high >= SEEN_HOUR;
}

static void seal_if_wanted(struct seen *s, uint64_t lsn, int64_t now_ms, bool all) {
  pthread_mutex_lock(&s->lock);
  struct seen_table *t = s->active;
  if ((all && t->keys.n > 0) || wants_seal(s, lsn, now_ms)) {
    if (s->adding)
      s->seal_wanted = true;
    else
      seen_seal(s);
  }
  t = s->active;
  if (t->keys.n == 0 && !s->adding && s->groups.n == 0 && t->lsn_end < lsn) {
    t->span.lsn_begin = t->lsn_end = lsn; /* without ids, nothing to replay */
    t->span.begin = s->clock;
  }
  pthread_mutex_unlock(&s->lock);
}

/* The oldest sealed table, if all of it is durable; busy from now on. */
static struct seen_table *next_table(struct seen *s, uint64_t lsn) {
  struct seen_table *t = NULL;
  pthread_mutex_lock(&s->lock);
  if (s->sealed.n > 0) {
    t = s->sealed.p[0];
    bool durable = t->lsn_end <= lsn && (s->groups.n == 0 || s->groups.p[0].seq > t->seq);
    if (!durable) t = NULL;
  }
  if (t) t->busy = true;
  pthread_mutex_unlock(&s->lock);
  return t;
}

/* Of a slot that goes on, keys in a run with a blocked filter, which costs least to build and to
 * ask: small ones, and while there is room enough all.  A closed slot is written once more. */
static uint64_t blocked_max(const struct seen *s) {
  size_t memory = 0;
  for (size_t i = 0; i < s->runs.n; i++)
    memory += keyrun_memory(s->runs.p[i].run);
  uint64_t room = memory < s->runs_max / 2 ? s->runs_max / 2 - memory : 0;
  uint64_t keys = room * 100 / BLOCKED_PER_KEY_PC;
  return keys < KEYFILTER_SMALL ? KEYFILTER_SMALL : keys;
}

static bool write_table(struct seen *s, const struct seen_table *t, struct keyrun **ret,
                        struct err *err) {
  struct keyrun_writer *w;
  uint64_t number = s->next_number, n = t->keys.n;
  if (!keyrun_create(s->io, s->dir, number, s->label_hash, n, blocked_max(s), true, &w, err))
    return false;
  struct ev_key *k = must_malloc((n + 1) * sizeof *k);
  keytable_sorted(&t->keys, k);
  bool ok = keyrun_put(w, k, n, err);
  free(k);
  if (!ok) {
    keyrun_abandon(w);
    return false;
  }
  if (!keyrun_finish(w, err) ||
      !keyrun_open(s->io, s->dir, number, s->label_hash, SIZE_MAX, KEYRUN_PAGED, ret, err))
    return false;
  s->next_number++;
  return true;
}

/* The next table but one gets the memory, cleared here and not under anybody's lock: fresh pages
 * would be given twice, empty for the first look and again for the first key. */
static void keep_memory(struct seen *s, struct seen_table *t) {
  if (t->keys.bits != s->table_bits) return;
  keytable_clear(&t->keys);
  pthread_mutex_lock(&s->lock);
  if (!s->spare.bits) {
    s->spare = t->keys;
    t->keys = (struct keytable){0};
  }
  pthread_mutex_unlock(&s->lock);
}

/* The table gives way to its run, if it has one. */
static void switch_table(struct seen *s, struct seen_table *t, struct keyrun *run) {
  pthread_mutex_lock(&s->lock);
  must(s->sealed.p[0] == t);
  if (run) {
    struct seen_run r = {.run = run, .span = t->span};
    vec_push(&s->runs, r);
  }
  seen_unseal(s);
  pthread_mutex_unlock(&s->lock);
  keep_memory(s, t);
  seen_table_free(t);
  s->changed = true;
}

static bool write_tables(struct seen *s, uint64_t lsn, struct err *err) {
  for (struct seen_table *t; (t = next_table(s, lsn));) {
    struct keyrun *run = NULL;
    pthread_mutex_lock(&s->lock);
    bool wanted = t->keys.n > 0 && !seen_slot_over(s, t->span.last);
    pthread_mutex_unlock(&s->lock);
    if (wanted && !write_table(s, t, &run, err)) {
      remove_run(s, s->next_number); /* a full disk is not to be kept full by half a file */
      pthread_mutex_lock(&s->lock);
      t->busy = false;
      pthread_mutex_unlock(&s->lock);
      return false;
    }
    switch_table(s, t, run);
    drop_old(s);
  }
  return true;
}

/* ---- merging ---- */

static int class_of(uint64_t keys) {
  int c = 0;
  for (uint64_t most = CLASS_KEYS; keys > most && c < 30; most *= FAN_IN)
    c++;
  return c;
}

/* How many runs from `from` on may become one: same slot, sound, not too many keys.  *ret_full: one
 * more of the same would be too many. */
static size_t mergeable(const struct seen *s, size_t from, bool same_class, bool *ret_full) {
  const struct seen_run *first = &s->runs.p[from];
  uint64_t keys = 0;
  size_t n = 0;
  *ret_full = false;
  for (; from + n < s->runs.n; n++) {
    const struct seen_run *r = &s->runs.p[from + n];
    if (r->damaged || r->span.last / s->slot_ms != first->span.last / s->slot_ms) break;
    if (same_class && class_of(r->run->n) != class_of(first->run->n)) break;
    *ret_full = keys + r->run->n > s->run_keys_max;
    if (*ret_full) break;
    keys += r->run->n;
  }
  return n;
}

/* Of a slot that is over: it is kept for days and takes memory as one that is not. */
static bool wasteful(const struct seen_run *r) {
  return !r->damaged && r->run->filter.small.n > 0 && r->run->n > KEYFILTER_SMALL;
}

/* Only maintenance changes the list of runs, so it may read it without the lock. */
static size_t choose(const struct seen *s, size_t *ret_from, bool *ret_open) {
  int64_t slot = s->clock.now / s->slot_ms;
  for (size_t from = 0; from < s->runs.n; from++) {
    bool open = s->runs.p[from].span.last / s->slot_ms >= slot;
    bool full;
    size_t n = mergeable(s, from, open, &full);
    bool alone = n == 1 && !open && wasteful(&s->runs.p[from]);
    if (n < (open && !full ? FAN_IN : 2) && !alone) continue;
    *ret_from = from;
    *ret_open = open;
    return n;
  }
  return 0;
}

static void find_damage(struct seen *s, size_t from, size_t n) {
  for (size_t i = from; i < from + n; i++) {
    struct err why;
    if (keyrun_check(s->runs.p[i].run, &why)) continue;
    pthread_mutex_lock(&s->lock);
    s->runs.p[i].damaged = true;
    pthread_mutex_unlock(&s->lock);
    s->changed = true;
  }
}

static bool merge_some(struct seen *s, struct err *err) {
  struct keyrun *in[SEEN_RUNS_MAX], *merged;
  size_t from = 0;
  bool open = false;
  pthread_mutex_lock(&s->lock);
  size_t n = choose(s, &from, &open);
  for (size_t i = 0; i < n; i++)
    in[i] = s->runs.p[from + i].run;
  pthread_mutex_unlock(&s->lock);
  if (n == 0) return true;
  uint64_t number = s->next_number, blocked = open ? blocked_max(s) : KEYFILTER_SMALL;
  if (!keyrun_merge(s->io, s->dir, number, s->label_hash, blocked, true, in, n, err) ||
      !keyrun_open(s->io, s->dir, number, s->label_hash, SIZE_MAX, KEYRUN_PAGED, &merged, err)) {
    remove_run(s, number);
    if (err->code != ERR_corrupt) return false;
    find_damage(s, from, n);
    return true;
  }
  s->next_number++;
  pthread_mutex_lock(&s->lock);
  struct seen_run *r = &s->runs.p[from];
  bool damaged = false; /* found by the sequencer meanwhile */
  for (size_t i = 0; i < n; i++)
    damaged |= r[i].damaged;
  r->run = merged;
  r->damaged = damaged;
  r->span.last = r[n - 1].span.last;
  memmove(r + 1, r + n, (s->runs.n - from - n) * sizeof *r);
  s->runs.n -= n - 1;
  pthread_mutex_unlock(&s->lock);
  for (size_t i = 0; i < n; i++) {
    doom(s, in[i]);
    keyrun_close(in[i]);
  }
  return true;
}

/* ---- a round ---- */

static uint64_t filed_lsn(struct seen *s) {
  pthread_mutex_lock(&s->lock);
  uint64_t lsn = seen_lsn(s);
  for (size_t i = s->runs.n; i-- > 0;)
    if (s->runs.p[i].damaged) lsn = s->runs.p[i].span.lsn_begin;
  pthread_mutex_unlock(&s->lock);
  return lsn;
}

/* A position alone is written only when it has moved far: it saves replay, not ids. */
static bool publish(struct seen *s, bool all, struct err *err) {
  uint64_t lsn = filed_lsn(s);
  bool moved = all ? lsn != s->saved_lsn : lsn < s->saved_lsn || lsn - s->saved_lsn >= SEEN_LAG_MAX;
  if (!s->changed && !moved) return true;
  if (!seen_save(s, err)) return false;
  s->changed = false;
  for (size_t i = 0; i < s->doomed.n; i++)
    remove_run(s, s->doomed.p[i]);
  s->doomed.n = 0;
  return true;
}

static bool round_of(struct seen *s, uint64_t lsn, int64_t now_ms, bool all, struct err *err) {
  struct err late;
  pthread_mutex_lock(&s->maintenance);
  seal_if_wanted(s, lsn, now_ms, all);
  drop_old(s);
  bool ok = write_tables(s, lsn, err) && (all || merge_some(s, err));
  bool published = publish(s, all, ok ? err : &late); /* what did succeed counts */
  pthread_mutex_unlock(&s->maintenance);
  return ok && published;
}

bool seen_maintain(struct seen *s, uint64_t lsn, int64_t now_ms, struct err *err) {
  return round_of(s, lsn, now_ms, false, err);
}

bool seen_flush(struct seen *s, uint64_t lsn, struct err *err) {
  return round_of(s, lsn, 0, true, err);
}

bool seen_wants_maintain(struct seen *s) {
  pthread_mutex_lock(&s->lock);
  bool wants = s->sealed.n > 0;
  pthread_mutex_unlock(&s->lock);
  return wants;
}

/* ---- for `shoal verify` ---- */

void seen_hold(struct seen *s) {
  pthread_mutex_lock(&s->maintenance);
}

void seen_let_go(struct seen *s) {
  pthread_mutex_unlock(&s->maintenance);
}

void seen_verify(struct io *io, const char *dir, struct str log_id,
                 void (*bad)(void *ctx, const struct err *what), void *ctx) {
  struct seen_options o = {0};
  struct err what;
  struct seen *s = seen_new(io, dir, log_id, &o);
  seen_load(s);
  if (s->was_damaged && s->damage.code) {
    bad(ctx, &s->damage);
  } else if (s->was_damaged) {
    err_fail(&what, ERR_corrupt, "%s" ERR_SEP "%s", dir,
             "the manifest of message ids, or a run that it names");
    bad(ctx, &what);
  }
  for (size_t i = 0; i < s->runs.n; i++)
    if (!keyrun_check(s->runs.p[i].run, &what)) bad(ctx, &what);
  seen_free(s);
}
