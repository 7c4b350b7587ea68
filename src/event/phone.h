/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Telephone numbers.  They are compared as E.164 (ITU-T E.164: + and at most 15 digits) wherever
 * they say who somebody is: in files, in messages, in what an operator types, on a list. */
#ifndef SHOAL_EVENT_PHONE_H
#define SHOAL_EVENT_PHONE_H

#include "base/str.h"

/* Of a brand with this currency, in this zone; 0 where it cannot be told (EUR). */
unsigned phone_calling_code(struct str currency, struct str zone);
/* E.164 of a telephone number as people write it; *ret lies in `out`.  False: it is none, or its
 * country cannot be told (calling_code 0). */
#define PHONE_E164_BYTES 20
bool phone_e164(struct str s, unsigned calling_code, char out[PHONE_E164_BYTES], struct str *ret);

#endif
