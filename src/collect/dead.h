/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dead letters: what a client sent that could not become an event, with the reason.
 *
 * A client is told 200 all the same where its protocol wants that, so the letter is durable before
 * the answer.  Kept for DEAD_DAYS and up to DEAD_BYTES of a workspace; then the oldest go, and are
 * counted.  Erasing a person takes the letters that name them, and those that cannot be read. */
#ifndef SHOAL_COLLECT_DEAD_H
#define SHOAL_COLLECT_DEAD_H

#include "wire/wire.h"
#include "workspace/workspace.h"

#define DEAD_DAYS     14
#define DEAD_BYTES    ((uint64_t)64 << 20) /* of texts, per workspace */
#define DEAD_LIST_MAX 500

struct dead_letter {
  int64_t id, received_ms;
  enum wire_protocol protocol;
  struct str key, path, event; /* key: id */
  struct err why;
  uint64_t bytes;
  struct str text; /* empty in lists unless asked for */
};

struct dead_from { /* one request */
  struct str key, path;
  enum wire_protocol protocol;
  int64_t received_ms;
};

struct dead_stats {
  uint64_t letters, bytes;
  uint64_t dropped; /* for age or room, since the workspace was opened */
};

struct dead_room; /* what is known of a workspace's letters while it is open for writing */
struct dead_room *dead_open(struct workspace *w);
void dead_close(struct dead_room *d); /* NULL is fine */
/* Durable when it returns.  Of rejects with the same index and text one is kept; and one that the
 * key sent within the last hour and whose letter is there is not put again: clients repeat requests
 * whose answer they did not get.  (Of very many letters an hour some may be there twice.) */
bool dead_put(struct dead_room *d, const struct dead_from *from, const struct wire_reject *rejects,
              uint32_t n, struct err *err);
uint64_t dead_dropped(const struct dead_room *d);

struct dead_filter {
  int64_t before;             /* only ids below; 0 = from the newest */
  struct str key;             /* id; empty = any */
  struct str code;            /* of the error; empty = any */
  struct str event;           /* as the client calls it; empty = any */
  int protocol;               /* < 0 = any */
  int64_t since_ms, until_ms; /* received from … up to but not at; 0 = whenever */
  uint32_t limit;             /* 1 … DEAD_LIST_MAX */
  bool text;                  /* with texts */
};

struct dead_reason {                     /* all letters of one code */
  struct dead_letter newest;             /* without its text */
  uint64_t letters, bytes, events, keys; /* events, keys: different ones */
  int64_t oldest_ms;
};
/* Newest first.  Read-only workspaces too. */
bool dead_list(struct workspace *w, const struct dead_filter *f, struct arena *out,
               struct dead_letter **ret, uint32_t *ret_n, struct err *err);
/* What went wrong, most frequent first; f's limit and text say nothing.  At most ERR_count_. */
bool dead_reasons(struct workspace *w, const struct dead_filter *f, struct arena *out,
                  struct dead_reason **ret, uint32_t *ret_n, struct err *err);
bool dead_count(struct workspace *w, uint64_t *ret_letters, uint64_t *ret_bytes, struct err *err);
/* Letters of one code, together by what its words say (the arguments of the error), most first. */
struct dead_kind {
  struct err why;
  uint64_t letters;
  int64_t newest, newest_ms; /* id, and when it came */
};
#define DEAD_KINDS_MAX 2000
bool dead_kinds(struct workspace *w, struct str code, uint32_t limit /* … DEAD_KINDS_MAX */,
                struct arena *out, struct dead_kind **ret, uint32_t *ret_n, struct err *err);
/* With its text; ERR_unknown_dead_letter. */
bool dead_get(struct workspace *w, int64_t id, struct arena *out, struct dead_letter *ret,
              struct err *err);
/* ERR_unknown_dead_letter.  The space is scrubbed with the next erasure. */
bool dead_discard(struct workspace *w, int64_t id, struct err *err);
bool dead_discard_all(struct workspace *w, const struct dead_filter *f, uint64_t *ret_n,
                      struct err *err);

#endif
