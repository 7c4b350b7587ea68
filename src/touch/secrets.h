/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a workspace has stored encrypted with DIR/secrets.key (base/seal.h), and whether that is the
 * key it needs: after a restore it may not be there, or be another one.
 *
 * Threads: as state.h. */
#ifndef SHOAL_TOUCH_SECRETS_H
#define SHOAL_TOUCH_SECRETS_H

#include "base/seal.h"
#include "state/state.h"

enum { SECRETS_CODES, SECRETS_WEBHOOKS, SECRETS_VISITS, SECRETS_KINDS };
extern const char *const secrets_words[SECRETS_KINDS][2]; /* by enum lang */

struct secrets_seen {
  uint64_t stored[SECRETS_KINDS], unreadable[SECRETS_KINDS];
};
/* k NULL: there is no key.  Opens each, about a microsecond.  Not counted: keys and secrets that
 * are over.  Caller is inside state_enter. */
bool secrets_look(struct state *s, const struct seal *k, int64_t now_ms, struct secrets_seen *ret,
                  struct err *err);

#endif
