/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Write keys: what lets events in (collect/key.h says what one may), kept beside API keys because a
 * request names nothing but its key, not even a workspace.
 *
 *   browser  "wk_…", public: shown again whenever asked for
 *   server   "wks_…", secret: shown once, only a hash is kept
 *
 * Rotating gives a key another secret beside the old one, which goes on working for the overlap, so
 * that nothing is lost while pages and servers are changed.  Everything else stays: the key is the
 * same one in every list and count.  As in access.h: changes are judged and audited in their
 * transaction, nothing is cached, any thread. */
#ifndef SHOAL_ACCESS_WRITE_KEY_H
#define SHOAL_ACCESS_WRITE_KEY_H

#include "access/access.h"
#include "base/tz.h"
#include "collect/key.h"

#define WRITE_KEYS_MAX         200 /* not revoked, of a workspace */
#define WRITE_SECRETS_MAX      10  /* of a key that work at a time */
#define WRITE_OVERLAP_DAYS     7   /* that an old secret goes on, if nothing is said */
#define WRITE_OVERLAP_DAYS_MAX 365

struct write_secret {
  struct str prefix;            /* to recognise it */
  struct str shown;             /* the whole of it; "" of a server key */
  int64_t created_ms, until_ms; /* 0 = does not end */
};

struct write_key {
  struct collect_key key;
  struct str title, created_by;
  int64_t created_ms, revoked_ms;     /* 0 = never */
  uint64_t events;                    /* taken, also repetitions */
  int64_t last_event_ms;              /* 0 = none yet; these two lag by up to a minute */
  const struct write_secret *secrets; /* that work, newest first */
  uint32_t n_secrets;
};

/* What is given (has_… or not NULL) is set; the rest stays, or is the kind's default. */
struct write_key_change {
  struct str title;                    /* {NULL, 0} = as it is; needed to create */
  struct str scopes;                   /* names; {NULL, 0} */
  struct str origins;                  /* {NULL, 0} = as they are; "" = any */
  const uint32_t *rate, *address_rate; /* 0 = no limit */
  const bool *keep_ip;
};

/* Needs admin in the workspace.  *ret_secret: to be shown.  ERR_bad_name, ERR_collect_scope_name,
 * ERR_collect_origin_form, ERR_too_many_write_keys … */
bool write_key_create(struct access *a, const struct actor *by, struct str workspace,
                      enum collect_kind kind, const struct write_key_change *c, struct arena *out,
                      struct write_key *ret, struct str *ret_secret, struct err *err);
/* ERR_unknown_write_key: none of this workspace, or revoked. */
bool write_key_change(struct access *a, const struct actor *by, struct str workspace, struct str id,
                      const struct write_key_change *c, struct arena *out, struct write_key *ret,
                      struct err *err);
/* days: that the secrets of now go on; 0 = they end at once. */
bool write_key_rotate(struct access *a, const struct actor *by, struct str workspace, struct str id,
                      uint32_t days, struct arena *out, struct write_key *ret,
                      struct str *ret_secret, struct err *err);
/* All its secrets end at once.  Revoking twice is fine. */
bool write_key_revoke(struct access *a, const struct actor *by, struct str workspace, struct str id,
                      struct err *err);
/* Newest first, revoked ones too; workspace "*" = of all. */
bool write_keys(struct access *a, struct str workspace, struct arena *out, struct write_key **ret,
                uint32_t *ret_n, struct err *err);
bool write_key_get(struct access *a, struct str workspace, struct str id, struct arena *out,
                   struct write_key *ret, struct err *err);

/* The key of a secret; *ret_found false: there is none, or it works no more.  Takes about 10 µs. */
bool write_key_find(struct access *a, struct str secret, struct arena *out, struct collect_key *ret,
                    bool *ret_found, struct err *err);
/* The one browser key that names this very origin; *ret_found false: none does, or several. */
bool write_key_of_origin(struct access *a, struct str origin, struct arena *out,
                         struct collect_key *ret, bool *ret_found, struct err *err);
/* What came with a key in some time. */
struct write_use {
  struct str key;           /* id */
  uint64_t events, rejects; /* messages taken, repetitions too; that became dead letters */
  uint64_t refusals;        /* requests turned away as a whole */
  int64_t last_ms, at_ms;   /* of the last event taken, 0 = none; of the last of anything */
};

/* Of these times uses are known, and no others. */
#define WRITE_USE_MS (15 * MS_MINUTE)
static inline int64_t write_use_quarter(int64_t ms) {
  return ms - ms % WRITE_USE_MS;
}

/* Adds to what is known of the key's use: in the quarter of at_ms; all of n must belong to it. */
bool write_key_used(struct access *a, struct str id, const struct write_use *n, struct err *err);
/* Of each key of the workspace that had any, since the quarter of that moment; at most two days
 * back.  last_ms and at_ms are 0. */
bool write_key_uses(struct access *a, struct str workspace, int64_t since_ms, struct arena *out,
                    struct write_use **ret, uint32_t *ret_n, struct err *err);

#endif
