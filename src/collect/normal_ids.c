/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whose a message is: its identities in the form in which they are compared (telephone numbers as
 * E.164, addresses in lower case), and what it says of them.
 *
 * Nothing is resolved here; the workspace's order decides who that is (PROTOCOLS 5).  An identity
 * that cannot be one (too long, control characters, no telephone number) is kept on the event as
 * `id.<type>`.  So is one of a kind that the house does not know when it comes from where anybody
 * can write anything: kinds are few and kept for ever. */
#include <string.h>

#include "base/utf8.h"
#include "collect/normal_int.h"
#include "event/identity.h"
#include "person/person.h"

/* ---- forms ---- */

static bool email_normal(struct str s, struct arena *mem, struct str *ret) {
  const char *at = memchr(s.p, '@', s.n);
  if (!at || at == s.p || at == s.p + s.n - 1) return false;
  bool upper = false;
  for (size_t i = 0; i < s.n; i++)
    upper |= s.p[i] >= 'A' && s.p[i] <= 'Z';
  *ret = s;
  if (!upper) return true;
  char *to = arena_alloc(mem, s.n);
  for (size_t i = 0; i < s.n; i++)
    to[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] | 0x20) : s.p[i];
  ret->p = to;
  return true;
}

static bool plain(struct str s, size_t max) {
  if (s.n < 1 || s.n > max) return false;
  for (size_t i = 0; i < s.n; i++)
    if ((uint8_t)s.p[i] < 0x20 || s.p[i] == 0x7f) return false;
  return true;
}

/* As id_type_find, which walks its table: clients name the same two or three kinds all day. */
static const struct id_type *kind_of(struct making *k, struct str type) {
  struct kind *kept = &k->n->kinds[(type.n + (uint8_t)*type.p) % KINDS_KEPT];
  if (kept->type && kept->n == type.n && memcmp(kept->name, type.p, type.n) == 0) return kept->type;
  kept->type = id_type_find(type);
  kept->n = (uint8_t)type.n;
  memcpy(kept->name, type.p, type.n);
  return kept->type;
}

_Static_assert(sizeof((struct kind){0}.name) == PEOPLE_TYPE_BYTES_MAX, "a type fits");

static bool is_other(const struct id_type *t) {
  uint32_t n;
  return t == &id_types(&n)[0] + n - 1;
}

static bool id_normal(struct making *k, const struct wire_id *id, struct wire_id *ret,
                      const struct id_type **ret_type) {
  *ret = *id;
  if (!plain(id->type, PEOPLE_TYPE_BYTES_MAX) || !plain(id->value, IDENTITY_MAX_BYTES))
    return false;
  *ret_type = kind_of(k, id->type);
  if (is_other(*ret_type) && !k->origin->server_key) return false;
  if (str_is(id->type, "email")) return email_normal(id->value, &k->n->mem, &ret->value);
  if (!str_is(id->type, "phone")) return true;
  char *out = arena_alloc(&k->n->mem, PHONE_E164_BYTES);
  return phone_e164(id->value, k->rules->calling_code, out, &ret->value);
}

/* ---- a message's ---- */

static bool has_id(const struct making *k, const struct wire_id *id) {
  for (uint32_t i = 0; i < k->n_ids; i++)
    if (str_eq(k->n->ids[i].value, id->value) && str_eq(k->n->ids[i].type, id->type)) return true;
  return false;
}

static bool add_id(struct making *k, const struct wire_id *id) {
  struct wire_id *to = &k->n->ids[k->n_ids];
  if (k->n_ids == EV_WHO_IDS_MAX) return true;
  if (!id_normal(k, id, to, &k->n->types[k->n_ids])) return false;
  k->n_ids += !has_id(k, to);
  return true;
}

/* From where nobody but the brand can write, what is known of a person says who it is; anybody can
 * type somebody else's number into a form. */
static void add_ids_of_traits(struct making *k) {
  static const struct {
    const char *trait;
    struct str type;
  } known[] = {{"phone", {"phone", 5}},         {"$phone", {"phone", 5}},
               {"email", {"email", 5}},         {"$email", {"email", 5}},
               {"unionid", {"wx_unionid", 10}}, {"wx_unionid", {"wx_unionid", 10}}};
  const struct json *t = k->m->traits;
  for (uint32_t i = 0; t && i < t->n; i++)
    for (size_t w = 0; w < sizeof known / sizeof *known; w++)
      if (str_is(t->keys[i], known[w].trait) &&
          (t->items[i].type == JSON_STRING || t->items[i].type == JSON_NUMBER))
        add_id(k, &(struct wire_id){known[w].type, str_trim(t->items[i].text)});
}

static enum ev_link link_of(enum wire_kind kind) {
  switch (kind) {
  case WIRE_IDENTIFY:
  case WIRE_SIGNUP:
    return EV_ASSOCIATES;
  case WIRE_BIND:
    return EV_BINDS;
  case WIRE_ALIAS:
    return EV_ALIASES;
  case WIRE_UNBIND:
    return EV_UNBINDS;
  default:
    return EV_OCCURS;
  }
}

/* row.id, and whom attributes are looked up by. */
static void strongest_first(struct making *k) {
  struct normaliser *n = k->n;
  uint32_t best = 0;
  for (uint32_t i = 1; i < k->n_ids; i++)
    if (n->types[i]->priority < n->types[best]->priority) best = i;
  struct wire_id first = n->ids[best];
  memmove(n->ids + 1, n->ids, best * sizeof *n->ids);
  n->ids[0] = first;
}

bool make_ids(struct making *k) {
  const struct wire_message *m = k->m;
  uint32_t at[EV_WHO_IDS_MAX], previous = EV_NO_ID;
  struct wire_id former;
  const struct id_type *former_type;
  unsigned flags = (k->origin->server_key ? EV_WHO_SERVER : 0) |
                   (m->flags & WIRE_REPEATS_LOGIN ? EV_WHO_REPEATS : 0);
  k->n_ids = k->refused = 0;
  for (uint32_t i = 0; i < m->n_ids; i++)
    if (!add_id(k, &m->ids[i])) k->refused |= 1u << i;
  if (m->kind == WIRE_IDENTIFY && k->origin->server_key) add_ids_of_traits(k);
  bool has_former = m->previous.value.n && id_normal(k, &m->previous, &former, &former_type);
  if (m->kind == WIRE_SIGNUP && has_former) add_id(k, &m->previous);
  if (!k->n_ids || (m->kind == WIRE_ALIAS && !has_former))
    return err_fail(k->why, ERR_collect_no_identity, "%s", "");
  strongest_first(k);
  for (uint32_t i = 0; i < k->n_ids; i++)
    at[i] = ev_batch_id(k->out, k->n->ids[i].type, k->n->ids[i].value);
  if (has_former) previous = ev_batch_id(k->out, former.type, former.value);
  k->id = at[0];
  k->who = ev_batch_who(k->out, at, k->n_ids, link_of(m->kind), previous, flags);
  return true;
}

bool put_refused_ids(struct making *k) {
  const struct wire_message *m = k->m;
  for (uint32_t i = 0; k->refused && i < m->n_ids; i++) {
    struct str type = m->ids[i].type;
    if (!(k->refused >> i & 1)) continue;
    if (type.n > PEOPLE_TYPE_BYTES_MAX) type.n = utf8_cut(type, PEOPLE_TYPE_BYTES_MAX);
    struct str name = arena_printf(&k->n->mem, "id.%.*s", STRF(type));
    if (!put_text(k, prop_word(k, SCOPE_OTHER, name), m->ids[i].value)) return false;
  }
  return true;
}

_Static_assert(WIRE_IDS_MAX <= 32, "bits of `refused`");
