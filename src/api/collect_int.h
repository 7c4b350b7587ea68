/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to what the server does for clients that send events: a request of one, and what is kept
 * of all of them. */
#ifndef SHOAL_API_COLLECT_INT_H
#define SHOAL_API_COLLECT_INT_H

#include <pthread.h>

#include "access/write_key.h"
#include "api/api_int.h"
#include "api/tenant_int.h"
#include "base/vec.h"
#include "collect/limits.h"

#define CLIENT_BODY_MAX ((size_t)16 << 20) /* as sent; WIRE_INFLATED_MAX when inflated */
#define CLIENT_SECONDS  30                 /* deadline: no SDK waits longer */
#define CLIENT_RETRY_S  5                  /* when to come back, if nothing better is known */
#define REFUSED_RATE    20u                /* refusals/s for want of a key, by address … */
#define REFUSED_BURST_S 60u                /* … of which so many seconds' worth may gather */
#define KEY_USE_MS      60000              /* use of keys is written at most this often */
#define DECODERS_KEPT   64u

/* What decoding a request takes, kept for the next one: memory that is warm, and no page faults. */
struct decoder {
  struct json_parser *json;
  struct arena mem;
};
#define DECODER_MEM_KEPT ((size_t)1 << 20)

struct client {
  struct wire_request wire;
  enum wire_protocol protocol;
  struct collect_from from;
  struct wire_batch batch;
  struct collect_key key;
  bool known;              /* key is */
  struct decoder *decoder; /* the batch lives in it */
  struct clients *heavy;   /* holds their lock of heavy requests; NULL: does not */
  struct collect_taken taken;
  uint32_t wait_s; /* of a refusal: when to come back; 0 = not said */
};

struct key_use {
  char id[40];
  struct write_use n; /* since written down, of one quarter */
  int64_t written_ms;
};

struct clients {
  struct api *api;
  struct limits *refused;
  pthread_mutex_t heavy; /* one body of more than WIRE_HEAVY is made a tree of at a time */
  pthread_mutex_t lock;  /* of: */
  struct decoder *decoders[DECODERS_KEPT];
  uint32_t n_decoders;
  VEC(struct key_use) uses;
  /* atomic */
  uint64_t requests[WIRE_PROTOCOLS], refusals[WIRE_PROTOCOLS][ERR_count_];
  struct latency latency[WIRE_PROTOCOLS];
};

/* collect_clients.c … collect_use.c */
const char *client_label(enum wire_protocol p); /* for log and metrics: "collect:segment" */
void client_cors(struct call *c);
void client_answer(struct call_own *own);
void decoder_free(struct decoder *d); /* NULL is fine */
void clients_timed(struct clients *c, enum wire_protocol p, double seconds);
/* n: what came with the key at n->at_ms. */
void clients_used(struct clients *c, struct str key, const struct write_use *n);

/* collect_plan.c: puts the tracking plans and identity rules of now in force.  False: they could
 * not be read now, and what would be judged by them must wait.  Plans that this version refuses
 * stop nothing: the server reports it, and nothing is judged until they are mended. */
bool client_plan(struct api *api, struct tenant *t, struct err *err);

/* collect_script.c: answers if the browser SDK was asked for. */
bool client_script(struct call *c);

/* collect_dead.c, of routes with DEAD_FILTERS */
#define DEAD_FILTERS                                                                               \
  {"key", &shape_text, "Id of a write key.", "写入密钥的编号。"},                                  \
      {"code", &shape_text, "Code of the problem.", "问题代码。"},                                 \
      {"event", &shape_text, "As the client calls it.", "客户端所用的事件名。"},                   \
      {"protocol", &shape_client_protocol, "Of the client.", "客户端协议。"},                      \
      {"since", &shape_time, "Received then or later; a date is its beginning.",                   \
       "接收时间不早于此；日期取当日零点。"},                                                      \
  {                                                                                                \
    "until", &shape_time, "Received before then; a date is its beginning.",                        \
        "接收时间早于此；日期取当日零点。"                                         \
  }
bool dead_filter_of(struct call *c, struct dead_filter *ret, struct err *err);
/* Pages go from the newest to older ids. */
bool dead_from_cursor(struct call *c, struct dead_filter *f, struct err *err);
void dead_put_next(struct call *c, const struct dead_letter *d, uint32_t n, uint32_t limit);
bool dead_id_of(struct call *c, int64_t *ret, struct err *err); /* of the path */
extern const struct shape shape_client_protocol;
int client_protocol(struct str name); /* enum wire_protocol, or -1 */

/* collect_mask.c: what a client sent, as those see it who must not see personal data. */
struct str client_masked(struct str text, struct arena *out);

#endif
