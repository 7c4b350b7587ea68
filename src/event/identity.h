/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The form in which identities are compared: one person's number is one text, however a file, a
 * message, an operator or a list writes it. */
#ifndef SHOAL_EVENT_IDENTITY_H
#define SHOAL_EVENT_IDENTITY_H

#include "event/value.h"

/* Of a brand with this currency, in this zone; 0 where it cannot be told (EUR). */
unsigned phone_calling_code(struct str currency, struct str zone);
/* E.164 (ITU-T E.164: + and at most 15 digits) of a telephone number as people write it; *ret lies
 * in `out`.  False: it is none, or its country cannot be told (calling_code 0). */
#define PHONE_E164_BYTES 20
bool phone_e164(struct str s, unsigned calling_code, char out[PHONE_E164_BYTES], struct str *ret);

/* `value` of an identity of that type: an e-mail address in lower case, a telephone number as
 * E.164, others as they are.  What is no number, or one whose country cannot be told, stays as it
 * is written: it is still who somebody says.  value.n <= IDENTITY_MAX_BYTES; what is returned lies
 * in `form` or is `value`. */
struct str identity_form(struct str type, struct str value, unsigned calling_code,
                         char form[IDENTITY_MAX_BYTES]);

#endif
