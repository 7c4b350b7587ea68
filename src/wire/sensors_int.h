/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sensors Analytics: what its files share. */
#ifndef SHOAL_WIRE_SENSORS_INT_H
#define SHOAL_WIRE_SENSORS_INT_H

#include "wire/make.h"

struct sensors { /* of one request */
  struct decoding *d;
  struct str project;                   /* of the query */
  struct str lib, lib_version, library; /* of the message before: nearly always this one's too */
};

/* Adds the message, or a reject. */
void sensors_message(struct sensors *s, const struct json *v, uint32_t index);
int32_t sensors_crc(struct str text);

/* The identity keys ($identity_…) and the words Shoal has for them.  False: not a key Sensors
 * declares (it stays a property), or no identity of one person (a group chat).  The type of a key
 * with an app in it ($identity_mp_<appid>_openid) is made in `out`. */
bool sensors_id_type(struct str key, struct arena *out, struct str *ret_type);
/* "key+value", as loginWithKey and servers of IDM 3 write a login id: cut at the first plus when
 * what stands left of it is such a key.  False: an ordinary id. */
bool sensors_id_split(struct str id, struct arena *out, struct str *ret_type,
                      struct str *ret_value);

#endif
