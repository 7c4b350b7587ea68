/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What clients send: requests of the SDKs and protocols we accept, decoded into messages.
 *
 * A request goes in as bytes; what comes out are messages in one shape whatever the protocol, what
 * could not be understood (with its reason and its text), the keys by which the request may be
 * admitted, and the answer that this client expects.  Pure: no clock, no disk, no threads of its
 * own; the same bytes and moment give the same messages.  Nothing here trusts its input.
 */
#ifndef SHOAL_WIRE_WIRE_H
#define SHOAL_WIRE_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "base/tz.h"
#include "event/batch.h"

#define WIRE_INFLATED_MAX                                                                          \
  ((size_t)32 << 20)                 /* bytes of a body after inflating: ERR_wire_too_large */
#define WIRE_HEAVY ((size_t)1 << 20) /* bytes of JSON beyond which a request is a heavy one */
#define WIRE_VALUES_MAX                                                                            \
  (UINT64_C(4) << 20)       /* values in the JSON of a request, as trees: ERR_json_values */
#define WIRE_RATIO_MAX 250u /* inflated bytes per byte, beyond the first MiB */
#define WIRE_MESSAGE_MAX                                                                           \
  ((size_t)1 << 20)              /* bytes of one message's JSON; larger: rejected alone            \
                                  */
#define WIRE_MESSAGES_MAX 50000u /* of one request; the rest is rejected */
#define WIRE_REJECTS_MAX  50000u /* of one request; the last says that more came */
#define WIRE_IDS_MAX      32u    /* identities of one message; the rest stay properties */

enum wire_protocol {
  WIRE_SHOAL, /* POST /v1/events */
  WIRE_SEGMENT,
  WIRE_SENSORS,
  WIRE_POSTHOG,
  WIRE_MIXPANEL,
  WIRE_GA4,
  WIRE_CLOUDEVENTS,
  WIRE_PROTOCOLS
};
const char *wire_protocol_name(enum wire_protocol p); /* "segment" … */

enum wire_kind {
  WIRE_TRACK,
  WIRE_PAGE,
  WIRE_SCREEN,
  WIRE_IDENTIFY,  /* these ids are one person; traits are attributes */
  WIRE_ALIAS,     /* `previous` was what `ids` is now */
  WIRE_SIGNUP,    /* as WIRE_IDENTIFY, and an event besides (Sensors' track_signup) */
  WIRE_BIND,      /* these ids are one person, said explicitly */
  WIRE_UNBIND,    /* this id is nobody's any more */
  WIRE_GROUP,     /* the person is of a company or group; stored as an event */
  WIRE_SET,       /* attributes … */
  WIRE_SET_ONCE,  /* … if there is none yet */
  WIRE_INCREMENT, /* … added to */
  WIRE_APPEND,    /* … to a list */
  WIRE_UNION,     /* … to a list, once */
  WIRE_REMOVE,    /* … from a list */
  WIRE_UNSET,     /* … no more (keys of `traits`) */
  WIRE_DELETE,    /* all attributes no more */
  WIRE_ITEM_SET,  /* a catalogue item: item_type, item_id, properties */
  WIRE_ITEM_DELETE,
};

/* An identity.  `type` is Shoal's word: user_id; phone, email, wx_unionid, wx_openid:<appid>,
 * wecom_ext:<corpid>, alipay_id, taobao_ouid, member_card …; anonymous_id, cookie_id, mp_id,
 * android_id, idfv, ga_client_id …; distinct_id where the client does not say which kind it is. */
struct wire_id {
  struct str type, value;
};

enum wire_flags {
  WIRE_REPEATS_LOGIN = 1, /* this client repeats the login id in every message: one without is a
                             log-out (PROTOCOLS R7) */
  WIRE_NO_SKEW = 2,       /* its time is not to be corrected */
  WIRE_CLIENT_SIDE = 4,   /* from a browser or app: the peer's address is the person's */
};

struct wire_message {
  enum wire_kind kind;
  enum wire_protocol protocol;
  unsigned flags;      /* enum wire_flags */
  struct str event;    /* as the client calls it; empty for attributes */
  struct wire_id *ids; /* without repeats, as given (trimmed, not judged) */
  uint32_t n_ids;
  struct wire_id previous; /* WIRE_ALIAS, WIRE_SIGNUP: the former id; else {0} */
  int64_t client_time;     /* as the client said it, ms UTC; WIRE_NO_TIME = did not say */
  int64_t sent_time;       /* when the client sent it, by its clock; WIRE_NO_TIME */
  struct str
      message_id; /* what repetitions are known by, with the protocol's prefix; empty: none */
  const struct json *properties; /* object or NULL: of the event or item */
  const struct json *traits;     /* object or NULL: attributes (identify, profile operations) */
  const struct json *context; /* object or NULL: page, campaign, device, library … (Segment's shape;
                                 other decoders leave it NULL: theirs are properties) */
  const struct tz *zone;      /* of local times among the properties; NULL: not said */
  struct str library;         /* "analytics-node/3.1.0"; empty if unknown */
  struct str item_type, item_id; /* WIRE_ITEM_… */
  struct str text;               /* its JSON as received: for dead letters and the live view */
  uint32_t index; /* of the thing sent, from 0.  One thing may be several messages (an event
                     that also sets attributes): they follow each other, share one
                     message_id, and are stored all or none */
};
#define WIRE_NO_TIME INT64_MIN

/* What was not understood: a dead letter. */
struct wire_reject {
  struct str text;  /* of the message, or of the whole body, at most WIRE_MESSAGE_MAX; any bytes */
  struct err why;   /* ERR_wire_… */
  struct str event; /* if it could be told */
  uint32_t index;   /* of the thing sent, from 0 */
};

enum wire_answer {
  WIRE_ANSWER_JSON,
  WIRE_ANSWER_TEXT,
  WIRE_ANSWER_SCRIPT, /* text/javascript */
  WIRE_ANSWER_PIXEL,
  WIRE_ANSWER_EMPTY
};

struct wire_request {
  bool post;        /* else GET */
  struct str path;  /* decoded, without trailing slash */
  struct str query; /* after '?', still encoded */
  struct str body;  /* as received; inflated here (magic bytes), up to WIRE_INFLATED_MAX */
  struct str content_type, authorization, user_agent, referer; /* empty if absent */
  struct str host; /* as the client calls us, with port: for settings documents */
  bool secure;     /* the client speaks TLS (to us or to a proxy before us) */
  struct str (*header)(void *ctx, const char *name); /* any other (ce-…); may be NULL */
  void *header_ctx;
  /* Called before JSON of more than WIRE_HEAVY bytes is parsed, at least once for a request that
   * has such; may wait.  A tree takes up to thirty times its text (WIRE_VALUES_MAX bounds it), so
   * whoever serves many sees to it that few are made at a time.  NULL: nobody does. */
  void (*heavy)(void *ctx);
  void *heavy_ctx;
  int64_t received;      /* ms UTC */
  /* What tells this request from every other: messages that may be meant twice are known by it.  The
   * same for the same letter whenever it is replayed. */
  struct str id;
  const struct tz *zone; /* the workspace's default for local times without zone (NULL: UTC) */
};

struct wire_batch {
  enum wire_protocol protocol;
  struct str keys[4]; /* candidates for the write key, in order of PROTOCOLS F9 */
  uint32_t n_keys;
  struct wire_message *messages;
  uint32_t n_messages;
  struct wire_reject *rejects;
  uint32_t n_rejects;
  uint32_t total;                /* things sent: all indexes are below it */
  uint32_t crc_wrong, encrypted; /* counted, see PROTOCOLS 2.2 */
  bool discard;                  /* nothing to store (remote metrics, stubs): answer and forget */
  int status;                    /* of the answer when all is well: 200, 204 … */
  enum wire_answer answer;
  struct str answer_body; /* JSON or text */
};

/* Which protocol a path (and where paths are shared the query or body) speaks; false: none.  Paths
 * are those of PROTOCOLS, with and without their prefix (/segment, /sensors, /posthog, /mixpanel,
 * /ga4, /cloudevents). */
bool wire_route(const struct wire_request *q, enum wire_protocol *ret);
/* A moment in any form clients use: ISO 8601, also with a blank for T and up to 9 digits, local in
 * `zone` (NULL: UTC) when it names none; seconds, ms, µs, ns since 1970, also as text (told apart
 * by size: below 10^11 seconds, below 10^14 ms, below 10^17 µs).  WIRE_NO_TIME: v is NULL, or none
 * of these. */
int64_t wire_time(const struct json *v, const struct tz *zone);

/* Adds to ret->keys those candidates that stand in the head, so that a workspace may be known
 * before the body is read. */
void wire_head_keys(const struct wire_request *q, struct arena *out, struct wire_batch *ret);

/* Decodes.  False only when nothing can be told from the request as a whole and the client is to
 * hear it (ERR_wire_json, ERR_wire_too_large, ERR_wire_gzip …); all else is rejects.  Everything in
 * *ret lives in `out` or points into the request. */
bool wire_decode(const struct wire_request *q, enum wire_protocol p, struct json_parser *parser,
                 struct arena *out, struct wire_batch *ret, struct err *err);
/* The same answer with an error in it, as this client wants it (PROTOCOLS 1.8, 2.6, 3). */
void wire_answer_error(enum wire_protocol p, const struct err *why, struct arena *out,
                       struct wire_batch *ret);
/* Rejects were added or taken after decoding (by rules of the workspace): the answer that tells of
 * them, in `lang`.  Of the protocols only WIRE_SHOAL's tells; the others stay as they are. */
void wire_answer_rejects(struct wire_batch *b, enum lang lang, struct arena *out);

#endif
