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
  bool follows;              /* is told of what changes */
  uint64_t fresh_id, job_id; /* 0 = not subscribed */
  /* Of a stream that is told by somebody else: called once when it ends. */
  void (*end)(struct stream *s);
  void (*pulse)(struct stream *s); /* every STREAM_PULSE_MS; quick.  NULL = none */
  void *own;
};

/* Answers the call with a stream.  ERR_too_many_streams; live_join must follow. */
bool live_begin(struct call *c, struct stream **ret, struct err *err);
/* From now on it is told of what changes, as `live` says; before live_join. */
bool live_follow(struct stream *s, struct err *err);
/* The stream goes on until its reader, the session or the server ends; !ok: it ends at once. */
void live_join(struct stream *s, bool ok);

#endif
