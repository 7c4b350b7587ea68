/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages to rows: what happens to each, in order.
 *
 *   whose (ids.c) → when → an event with its properties (values.c, visit.c), an order with its
 *   lines (orders.c), attributes (profile.c), or a catalogue item
 *
 * Rows are begun before all of the message has been looked at, because nearly all messages are
 * fine; when one is not, its rows, which are the last ones, are dropped again.  Several messages of
 * one thing sent share its fate and its key. */
#include "collect/normal_int.h"

#include <string.h>

#include "base/panic.h"
#include "base/utf8.h"

#define WORDS_MAX  5000u                    /* names remembered per table; then it begins anew */
#define GROUP_ROWS (COLLECT_ITEMS_MAX + 8u) /* that one message may make at most */
#define GROUP_MAX  16u                      /* messages of one thing sent */

/* ---- the normaliser ---- */

struct normaliser *normaliser_new(void) {
  struct normaliser *n = must_calloc(1, sizeof *n);
  words_init(&n->events, "event words");
  words_init(&n->attrs, "attribute words");
  for (unsigned i = 0; i < SCOPES; i++)
    words_init(&n->props[i], "property words");
  intern_init(&n->agent_names, "user agents");
  arena_init(&n->mem, "normalising");
  n->text = n->path = (struct buf)BUF_INIT;
  return n;
}

void normaliser_free(struct normaliser *n) {
  if (!n) return;
  words_release(&n->events);
  words_release(&n->attrs);
  for (unsigned i = 0; i < SCOPES; i++)
    words_release(&n->props[i]);
  intern_release(&n->agent_names);
  vec_free(&n->agents);
  vec_free(&n->changed);
  buf_release(&n->text);
  buf_release(&n->path);
  arena_release(&n->mem);
  free(n);
}

/* Between things sent: nothing points to a word then. */
static void forget(struct normaliser *n, bool all) {
  struct words *tables[2 + SCOPES] = {&n->events, &n->attrs};
  for (unsigned i = 0; i < SCOPES; i++)
    tables[2 + i] = &n->props[i];
  for (unsigned i = 0; i < 2 + SCOPES; i++)
    if (all || tables[i]->names.n > WORDS_MAX) words_reset(tables[i]);
}

static void begin_call(struct normaliser *n, const struct collect_rules *rules) {
  if (!n->used || n->revision != rules->revision) forget(n, true);
  n->used = true;
  n->revision = rules->revision;
  n->changed.n = 0;
  arena_reset(&n->mem);
  if (++n->run == 0) n->run = 1;
}

/* ---- when ---- */

/* PROTOCOLS 1.6: the client's clock is believed unless it is off by more than a minute, so that a
 * message sent again has the same time. */
static void set_time(struct making *k, int64_t *ret_said) {
  const struct wire_message *m = k->m;
  int64_t received = k->origin->received, t = m->client_time;
  *ret_said = t;
  if (t == WIRE_NO_TIME) t = received;
  bool corrects =
      m->client_time != WIRE_NO_TIME && m->sent_time != WIRE_NO_TIME && !(m->flags & WIRE_NO_SKEW);
  int64_t skew = corrects ? received - m->sent_time : 0;
  if (skew > COLLECT_DEAD_MS || skew < -COLLECT_DEAD_MS) t += skew;
  k->outcome->clamped = t > received + COLLECT_AHEAD_MS;
  if (k->outcome->clamped) t = received;
  if (t < TIME_MIN) t = TIME_MIN;
  k->time = t;
}

static bool put_time_said(struct making *k, int64_t said) {
  struct value v = {.type = V_TIME, .time = said}, yes = {.type = V_BOOL, .b = true};
  if (said != WIRE_NO_TIME && said != k->time &&
      !put_value(k, prop_word(k, SCOPE_OTHER, STR("client_time")), false, &v))
    return false;
  return !k->outcome->clamped ||
         put_value(k, prop_word(k, SCOPE_OTHER, STR("clock_clamped")), false, &yes);
}

/* ---- events ---- */

static struct str event_name(const struct wire_message *m) {
  switch (m->kind) {
  case WIRE_PAGE:
    return STR("page_viewed");
  case WIRE_SCREEN:
    return STR("screen_viewed");
  case WIRE_GROUP:
    return STR("group_joined");
  case WIRE_SIGNUP:
    return m->event.n ? m->event : STR("$SignUp");
  default:
    return m->event;
  }
}

static bool put_page_name(struct making *k) {
  const struct wire_message *m = k->m;
  if (m->kind != WIRE_PAGE && m->kind != WIRE_SCREEN) return true;
  return put_text(k, prop_word(k, SCOPE_OTHER, STR("page_name")), m->event);
}

static bool make_event(struct making *k, int64_t said) {
  struct str name = event_name(k->m);
  if (name.n < 1 || name.n > NAME_MAX_BYTES)
    return err_fail(k->why, ERR_collect_event_long, "%.*s" ERR_SEP "%d", (int)utf8_cut(name, 60),
                    name.p ? name.p : "", NAME_MAX_BYTES);
  struct word *event = event_word(k, name);
  if (event->at_name_run != k->n->run) {
    event->at_name_run = k->n->run;
    event->at_name = ev_batch_name(k->out, event->to);
  }
  k->scope = (enum scope)event->scopes;
  begin_row(k, event->at_name, 0);
  if (!put_context(k) || !put_page_name(k) || !put_members(k, k->scope, k->m->properties))
    return false;
  if (event->changed && !put_text(k, prop_word(k, SCOPE_OTHER, STR("event_original")), name))
    return false;
  if (!put_visit(k) || !put_time_said(k, said) || !put_refused_ids(k)) return false;
  return event->order ? make_order(k, event) : put_items(k);
}

/* ---- catalogue ---- */

static bool make_item(struct making *k) {
  const struct wire_message *m = k->m;
  struct value yes = {.type = V_BOOL, .b = true};
  if (m->item_id.n < 1 || m->item_id.n > IDENTITY_MAX_BYTES)
    return err_fail(k->why, ERR_collect_bad_item, "%d", IDENTITY_MAX_BYTES);
  k->id = ev_batch_id(k->out, STR("item"), m->item_id);
  k->who = 0;
  begin_row(k, ev_batch_name(k->out, STR(EV_ITEM_SET)), EV_ITEM);
  k->has = 0;
  if (!put_members(k, SCOPE_ITEM, m->properties)) return false;
  if (k->has >> ROLE_ITEM & 1 && !put_value(k, k->slot_word[ROLE_ITEM], true, &k->slot[ROLE_ITEM]))
    return false;
  if (!put_text(k, prop_word(k, SCOPE_OTHER, STR("item_type")), m->item_type)) return false;
  return m->kind != WIRE_ITEM_DELETE ||
         put_value(k, prop_word(k, SCOPE_OTHER, STR("deleted")), false, &yes);
}

/* ---- one message ---- */

static bool is_item(enum wire_kind kind) {
  return kind == WIRE_ITEM_SET || kind == WIRE_ITEM_DELETE;
}

static bool is_event(enum wire_kind kind) {
  return kind == WIRE_TRACK || kind == WIRE_PAGE || kind == WIRE_SCREEN || kind == WIRE_GROUP ||
         kind == WIRE_SIGNUP;
}

/* False: k->why; *ret_fatal when it is not the message's fault. */
static bool make_one(struct making *k, bool *ret_fatal) {
  int64_t said;
  *ret_fatal = false;
  k->has = 0;
  k->items = k->ip = NULL;
  set_time(k, &said);
  if (is_item(k->m->kind)) return make_item(k);
  if (!make_ids(k)) return false;
  if (is_event(k->m->kind) && !make_event(k, said)) return false;
  if (is_event(k->m->kind) && (k->m->kind != WIRE_SIGNUP || !k->m->traits)) return true;
  return make_profile(k, ret_fatal);
}

static void drop_rows(struct ev_batch *b, size_t from) {
  while (b->rows.n > from)
    ev_batch_drop_row(b);
}

/* ---- one thing sent ---- */

struct group {
  uint32_t from, n; /* messages */
};

static struct group group_at(const struct wire_batch *in, uint32_t from) {
  uint32_t n = 1;
  while (from + n < in->n_messages && in->messages[from + n].index == in->messages[from].index)
    n++;
  return (struct group){from, n};
}

static void reject(const struct wire_batch *in, const struct group *g,
                   struct collect_outcome *outcomes, const struct err *why, struct arena *mem) {
  struct err *copy = arena_alloc(mem, sizeof *copy);
  *copy = *why;
  for (uint32_t i = g->from; i < g->from + g->n; i++)
    outcomes[i] = (struct collect_outcome){.why = copy};
}

static bool make_group(struct making *k, const struct wire_batch *in, const struct group *g,
                       struct collect_outcome *outcomes, struct arena *mem, bool *ret_fatal) {
  size_t first = k->out->rows.n, changed = k->n->changed.n;
  struct str id = in->messages[g->from].message_id;
  k->key = id.n ? k->rules->key(k->rules->key_ctx, id) : (struct ev_key){0};
  k->further = false;
  for (uint32_t i = g->from; i < g->from + g->n; i++) {
    size_t begin = k->out->rows.n;
    k->m = &in->messages[i];
    k->outcome = &outcomes[i];
    *k->outcome = (struct collect_outcome){0};
    k->open = k->unplanned = false;
    if (!make_one(k, ret_fatal) || k->unplanned || !judge_row(k)) {
      drop_rows(k->out, first);
      k->n->changed.n = changed;
      if (*ret_fatal) return false;
      reject(in, g, outcomes, k->why, mem);
      return true;
    }
    outcomes[i].row_begin = (uint32_t)begin;
    outcomes[i].row_n = (uint32_t)(k->out->rows.n - begin);
  }
  return true;
}

/* ---- many ---- */

static size_t bytes_of(const struct ev_batch *b) {
  return b->vals.n * sizeof *b->vals.p + b->rows.n * sizeof *b->rows.p + b->strings.bytes.used +
         b->ids.bytes.used;
}

static bool has_room(const struct ev_batch *b, uint32_t messages) {
  if (b->rows.n == 0) return true;
  return b->rows.n + (size_t)messages * GROUP_ROWS <= EV_BATCH_ROWS_MAX &&
         bytes_of(b) < COLLECT_BATCH_BYTES;
}

bool collect_normalise(struct normaliser *n, const struct collect_rules *rules,
                       const struct collect_origin *origin, const struct wire_batch *in,
                       uint32_t from, struct ev_batch *out, struct collect_outcome *outcomes,
                       struct arena *mem, uint32_t *ret_next, struct err *err) {
  struct err why;
  struct making k = {.n = n, .rules = rules, .origin = origin, .out = out, .why = &why};
  size_t rows = out->rows.n;
  bool fatal = false;
  begin_call(n, rules);
  while (from < in->n_messages) {
    struct group g = group_at(in, from);
    forget(n, false);
    if (g.n > GROUP_MAX) {
      err_fail(&why, ERR_collect_many_messages, "%u", GROUP_MAX);
      reject(in, &g, outcomes, &why, mem);
    } else if (!has_room(out, g.n)) {
      break;
    } else if (!make_group(&k, in, &g, outcomes, mem, &fatal)) {
      drop_rows(out, rows);
      *err = why;
      return false;
    }
    from += g.n;
  }
  *ret_next = from;
  return true;
}
