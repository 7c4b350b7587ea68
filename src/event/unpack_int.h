/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bytes of a file, inflated: plain, gzip (also several members in a row) or zstd (also several
 * frames), told apart by the first bytes. */
#ifndef SHOAL_EVENT_UNPACK_INT_H
#define SHOAL_EVENT_UNPACK_INT_H

#include "base/err.h"

struct unpack;

bool unpack_open(const char *path, size_t step, struct unpack **ret, struct err *err);
void unpack_close(struct unpack *u); /* NULL is fine */
/* Up to cap bytes; *ret_n == 0 only at the end.  Damage is ERR_bad_compression, after all bytes
 * before it. */
bool unpack_read(struct unpack *u, void *p, size_t cap, size_t *ret_n, struct err *err);
uint64_t unpack_bytes(const struct unpack *u);       /* stored bytes consumed */
uint64_t unpack_bytes_total(const struct unpack *u); /* 0 = unknown */

#endif
