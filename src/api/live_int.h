/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Streams that live longer than their request, for the files that begin one. */
#ifndef SHOAL_API_LIVE_INT_H
#define SHOAL_API_LIVE_INT_H

#include "api/api_int.h"

struct stream {
  struct stream *next;
  struct live *live;
  struct http_stream *http;
  struct tenant *tenant;
  struct arena arena; /* as long as the stream */
  struct actor actor;
  enum lang lang;
  uint64_t fresh_id, job_id; /* 0 = not subscribed */
  /* Of a stream that is told by somebody else: called once when it ends; NULL = a stream of what
   * changes. */
  void (*end)(struct stream *s);
  void (*pulse)(struct stream *s); /* every STREAM_PULSE_MS; quick.  NULL = none */
  void *own;
};

/* Answers the call with a stream.  ERR_too_many_streams; live_join must follow. */
bool live_begin(struct call *c, struct stream **ret, struct err *err);
/* The stream goes on until its reader, the session or the server ends; !ok: it ends at once. */
void live_join(struct stream *s, bool ok);

#endif
