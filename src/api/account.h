/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes and writers of accounts: users, sessions, keys, the audit trail. */
#ifndef SHOAL_API_ACCOUNT_H
#define SHOAL_API_ACCOUNT_H

#include "api/route.h"

extern const struct shape shape_role, shape_scope, shape_locale, shape_me, shape_user, shape_users,
    shape_session_list, shape_key, shape_key_list, shape_key_made, shape_link, shape_invited,
    shape_audit_page;

#define LOCALES "en|zh"

const char *locale_name(enum lang l);
enum lang locale_of(struct str name);
void put_time_or_null(struct jw *w, int64_t ms); /* 0 = null */
/* Grants on `only` and on "*"; all of them if `only` is empty. */
void put_user(struct jw *w, const struct access_user *u, struct str only);
void put_key(struct jw *w, const struct access_key_info *k);
void put_scopes(struct jw *w, unsigned scopes);

/* Writes Me for the call's actor. */
bool put_me(struct call *c, struct err *err);

#endif
