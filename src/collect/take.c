/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Taking a request.
 *
 * Rows are stored before dead letters: when the second fails, the client sends all of it again, the
 * rows are recognised by their message ids, and the letters are stored then.  The other way round
 * a repetition would make each letter twice.
 *
 * A message's neighbours with the same index are one thing that was sent; what stops one stops all
 * of them. */
#include "base/panic.h"
#include "collect/collect_int.h"
#include "collect/known.h"

/* ---- what a key may say ---- */

static unsigned scope_of(enum wire_kind k) {
  switch (k) {
  case WIRE_TRACK:
  case WIRE_PAGE:
  case WIRE_SCREEN:
  case WIRE_GROUP:
    return COLLECT_EVENTS;
  case WIRE_ALIAS:
  case WIRE_BIND:
  case WIRE_UNBIND:
    return COLLECT_LINKS;
  case WIRE_ITEM_SET:
  case WIRE_ITEM_DELETE:
    return COLLECT_CATALOGUE;
  case WIRE_IDENTIFY:
  case WIRE_SIGNUP:
  case WIRE_SET:
  case WIRE_SET_ONCE:
  case WIRE_INCREMENT:
  case WIRE_APPEND:
  case WIRE_UNION:
  case WIRE_REMOVE:
  case WIRE_UNSET:
  case WIRE_DELETE:
    return COLLECT_PEOPLE;
  }
  panic("no such kind of a message: %d", k);
}

/* ---- taking ---- */

struct taking {
  struct collect *c;
  const struct collect_key *key;
  const struct collect_from *from;
  struct wire_batch *b;
  struct arena *mem;
  struct collect_outcome *outcomes;
  struct bench *bench;
  struct known *known; /* NULL unless messages depend on what is known */
  uint32_t rejects_room;
  int64_t stored_ms; /* what repetitions are judged by: a letter comes now, whatever its time */
  struct collect_taken taken;
};

/* Their own array from the first one on: who decoded knows what room the given one has. */
static void reject(struct taking *t, const struct wire_message *m, const struct err *why) {
  struct wire_batch *b = t->b;
  if (b->n_rejects >= t->rejects_room) {
    t->rejects_room = 2 * b->n_rejects + 8;
    struct wire_reject *more = arena_array(t->mem, struct wire_reject, t->rejects_room);
    if (b->n_rejects) memcpy(more, b->rejects, b->n_rejects * sizeof *more);
    b->rejects = more;
  }
  b->rejects[b->n_rejects++] =
      (struct wire_reject){.text = m->text, .why = *why, .event = m->event, .index = m->index};
}

/* The first of a thing's messages that is out of scope stops it. */
static void keep_to_scopes(struct taking *t) {
  struct wire_batch *b = t->b;
  uint32_t kept = 0, end;
  if ((t->key->scopes & COLLECT_SCOPES) == COLLECT_SCOPES) return;
  for (uint32_t i = 0; i < b->n_messages; i = end) {
    unsigned missing = 0;
    for (end = i; end < b->n_messages && b->messages[end].index == b->messages[i].index; end++)
      missing |= scope_of(b->messages[end].kind) & ~t->key->scopes;
    if (missing) {
      struct err why;
      err_fail(&why, ERR_collect_scope, "%.*s", STRF(collect_scopes_text(missing, t->mem)));
      reject(t, &b->messages[i], &why);
      continue;
    }
    memmove(&b->messages[kept], &b->messages[i], (end - i) * sizeof *b->messages);
    kept += end - i;
  }
  b->n_messages = kept;
}

static void show(struct taking *t, const struct wire_message *m, const struct wire_reject *r,
                 const struct collect_outcome *o, bool repeated) {
  struct watched x = {
      .protocol = t->b->protocol, .key = t->key->id, .path = t->from->path, .repeated = repeated};
  buf_reset(&t->bench->rows);
  if (m) {
    x.outcome = WATCH_TAKEN;
    x.event = m->event, x.library = m->library, x.text = m->text;
    x.ids = m->ids, x.n_ids = m->n_ids;
    x.clamped = o->clamped, x.bot = o->bot;
    watch_rows(&t->bench->batch, o->row_begin, o->row_n, &t->bench->rows);
    x.rows = buf_str(&t->bench->rows);
  } else {
    x.outcome = WATCH_REJECTED;
    x.event = r->event, x.text = r->text, x.why = r->why;
  }
  watch_put(t->c->watch, &x);
}

static void show_taken(struct taking *t, uint32_t from, uint32_t to, bool repeated) {
  for (uint32_t i = from; i < to; i++)
    if (!t->outcomes[i].why && watch_wants(t->c->watch, t->key->id, true))
      show(t, &t->b->messages[i], NULL, &t->outcomes[i], repeated);
}

/* Messages from..to have become the rows of the batch. */
static bool store(struct taking *t, uint32_t from, uint32_t to, struct err *err) {
  struct ws_receipt r = {0};
  struct ev_batch *rows = &t->bench->batch;
  if (rows->rows.n && !ws_ingest_from(t->c->w, rows, NULL, &r, err)) return false;
  for (uint32_t i = from; i < to; i++)
    if (!t->outcomes[i].why) t->taken.taken++;
  t->taken.duplicates += r.duplicates;
  if (r.end > t->taken.end) t->taken.end = r.end;
  show_taken(t, from, to, rows->rows.n > 0 && r.duplicates == rows->rows.n);
  return true;
}

static struct ev_key key_of(void *ctx, struct str id) {
  return ws_message_key(ctx, id);
}

static bool take_by(struct taking *t, const struct collect_known *known, const struct plan *plan,
                    uint64_t number, struct err *err) {
  struct collect_rules rules = {
      .revision = ws_revision(t->c->w) + number, /* both only grow: equal sums are equal rules */
      .plan = plan,
      .zone = ws_tz(t->c->w),
      .calling_code = ws_calling_code(t->c->w),
      .keep_ip = t->key->keep_ip,
      .key = key_of,
      .key_ctx = t->c->w,
      .known = known};
  const struct collect_origin origin = {.received = t->from->received,
                                        .server_key = t->key->kind == COLLECT_SERVER,
                                        .peer = t->from->address,
                                        .user_agent = t->from->user_agent};
  if (plan) plan_renames(plan, &rules.events, &rules.n_events, &rules.props, &rules.n_props);
  for (uint32_t i = 0, next; i < t->b->n_messages; i = next) {
    if (t->known) known_renew(t->known);
    ev_batch_reset(&t->bench->batch);
    t->bench->batch.received = t->stored_ms;
    if (!collect_normalise(t->bench->normal, &rules, &origin, t->b, i, &t->bench->batch,
                           t->outcomes, t->mem, &next, err) ||
        !store(t, i, next, err))
      return false;
  }
  return true;
}

static bool take_all(struct taking *t, const struct collect_known *known, struct err *err) {
  uint64_t number;
  struct planned *p = collect_plan_enter(t->c, &number);
  bool ok = take_by(t, known, p->plan, number, err);
  collect_plan_exit(t->c, p);
  return ok;
}

/* What was not taken becomes letters: what could not be decoded, what the key may not say, what
 * makes no rows. */
static bool bury(struct taking *t, struct err *err) {
  const struct wire_batch *b = t->b;
  const struct dead_from from = {.key = t->key->id,
                                 .path = t->from->path,
                                 .protocol = b->protocol,
                                 .received_ms = t->from->received};
  for (uint32_t i = 0; i < b->n_messages; i++)
    if (t->outcomes[i].why) reject(t, &b->messages[i], t->outcomes[i].why);
  if (b->n_rejects && !dead_put(t->c->dead, &from, b->rejects, b->n_rejects, err)) return false;
  for (uint32_t i = 0; i < b->n_rejects; i++)
    if (watch_wants(t->c->watch, t->key->id, false)) show(t, NULL, &b->rejects[i], NULL, false);
  t->taken.rejected = b->n_rejects;
  return true;
}

/* Where new values depend on old ones, one request at a time: from reading until its rows are in
 * the order. */
static bool take(struct taking *t, struct err *err) {
  struct collect_known known;
  keep_to_scopes(t);
  t->outcomes = arena_array(t->mem, struct collect_outcome, t->b->n_messages);
  if (!collect_asks_known(t->b)) return take_all(t, NULL, err);
  pthread_mutex_lock(&t->c->known);
  t->known = known_new(t->c->w, t->mem, &known);
  bool ok = take_all(t, &known, err);
  known_free(t->known);
  pthread_mutex_unlock(&t->c->known);
  return ok;
}

static void count(struct collect *c, enum wire_protocol p, const struct collect_taken *t) {
  struct collect_counts *n = &c->counts[p];
  __atomic_add_fetch(&n->requests, 1, __ATOMIC_RELAXED);
  __atomic_add_fetch(&n->events, t->taken, __ATOMIC_RELAXED);
  __atomic_add_fetch(&n->rejects, t->rejected, __ATOMIC_RELAXED);
  __atomic_add_fetch(&n->duplicates, t->duplicates, __ATOMIC_RELAXED);
}

bool collect_take(struct collect *c, const struct collect_key *k, const struct collect_from *from,
                  struct wire_batch *b, struct arena *mem, struct collect_taken *ret,
                  struct err *err) {
  struct taking t = {
      .c = c, .key = k, .from = from, .b = b, .mem = mem, .stored_ms = from->received};
  uint32_t wait;
  collect_rates(c, k, from->address, b->n_messages + b->n_rejects, &wait, err);
  t.bench = collect_bench_take(c);
  bool ok = take(&t, err) && bury(&t, err);
  collect_bench_give(c, t.bench);
  if (!ok) return false;
  count(c, b->protocol, &t.taken);
  *ret = t.taken;
  return true;
}

void collect_refused(struct collect *c, const struct collect_key *k,
                     const struct collect_from *from, enum wire_protocol p, const struct err *why) {
  const struct watched x = {
      .protocol = p, .outcome = WATCH_REFUSED, .key = k->id, .path = from->path, .why = *why};
  __atomic_add_fetch(&c->counts[p].refused, 1, __ATOMIC_RELAXED);
  if (watch_wants(c->watch, k->id, false)) watch_put(c->watch, &x);
}

/* ---- once more ---- */

bool collect_replay(struct collect *c, const struct collect_key *key, int64_t id,
                    const struct str *text, struct arena *mem, struct collect_taken *ret,
                    struct err *err) {
  struct dead_letter letter;
  struct wire_request q;
  struct wire_batch b;
  if (!dead_get(c->w, id, mem, &letter, err)) return false;
  if (text) letter.text = *text;
  if (letter.text.n > WIRE_MESSAGE_MAX)
    return err_fail(err, ERR_dead_letter_text, "%zu KiB", WIRE_MESSAGE_MAX >> 10);
  q = (struct wire_request){.post = true,
                            .path = letter.path,
                            .body = letter.text,
                            .received = letter.received_ms,
                            .id = arena_printf(mem, "letter %lld", (long long)id),
                            .zone = ws_tz(c->w)};
  struct collect_from from = {.path = letter.path, .received = letter.received_ms};
  struct json_parser *parser = json_parser_new();
  bool ok = wire_decode(&q, letter.protocol, parser, mem, &b, err);
  struct taking t = {.c = c,
                     .key = key,
                     .from = &from,
                     .b = &b,
                     .mem = mem,
                     .stored_ms = clock_wall_ms(ws_clock(c->w))};
  t.bench = collect_bench_take(c);
  ok = ok && take(&t, err);
  collect_bench_give(c, t.bench);
  for (uint32_t i = 0; ok && i < b.n_messages; i++)
    if (t.outcomes[i].why) reject(&t, &b.messages[i], t.outcomes[i].why);
  json_parser_free(parser);
  if (ok && b.n_rejects) {
    *err = b.rejects[0].why;
    ok = false;
  }
  if (!ok || !dead_discard(c->w, id, err)) return false;
  *ret = t.taken;
  return true;
}
