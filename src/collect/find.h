/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whom a text means that somebody typed or a shop sent, in this order: an identity of any kind, as
 * it is stored; ~ and the number of a subject; type:value; a telephone number as people write it. */
#ifndef SHOAL_COLLECT_FIND_H
#define SHOAL_COLLECT_FIND_H

#include "event/identity.h"
#include "workspace/workspace.h"

/* The subject, or the person it is of, as people_find_any and people_find_person; SUBJECT_NONE:
 * nobody.  A number without its country's code is one of the country of the workspace's currency
 * and zone, where these tell (ws_calling_code).  Any thread. */
uint32_t collect_find_any(struct workspace *w, struct str text);
uint32_t collect_find_person(struct workspace *w, struct str text);
/* The subject; *ret_value: the identity as it is stored, in `as` or in `text` (of a number the
 * text). */
uint32_t collect_find_as(struct workspace *w, struct str text, char as[PHONE_E164_BYTES],
                         struct str *ret_value);

#endif
