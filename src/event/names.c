/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of known names, made from names.def, and how a word finds its entry.
 *
 * Files spell one name in many ways: "Order ID", "order_id", "orderId", "ORDER-ID".  Case of ASCII
 * letters, blanks, underscores and hyphens carry no meaning in a column's title, so they are left
 * out of the comparison; the lists then need one spelling of each alias.  A canonical name always
 * wins over an alias of another entry, and an earlier entry over a later one, so answers are
 * stable.
 *
 * Looking up walks the whole table: it happens once per column or distinct event word of a file.
 */
#include "event/names.h"
#include "event/names_int.h"

const struct known_name known_names[] = {
#define EVENT(name, en, zh, aliases)      {NAME_EVENT, V_NONE, #name, en, zh, aliases, false},
#define PROP(name, type, en, zh, aliases) {NAME_PROP, type, #name, en, zh, aliases, false},
#define MONEY(name, en, zh, aliases)      {NAME_PROP, V_NUM, #name, en, zh, aliases, true},
#define ATTR(name, type, en, zh, aliases) {NAME_ATTR, type, #name, en, zh, aliases, false},
#include "event/names.def"
#undef EVENT
#undef PROP
#undef MONEY
#undef ATTR
};
const size_t known_names_n = sizeof known_names / sizeof known_names[0];

/* The next byte that carries meaning, lower case; -1 at the end. */
static int next_byte(struct str *s) {
  while (s->n > 0) {
    char c = *s->p;
    s->p++, s->n--;
    if (c == ' ' || c == '_' || c == '-' || c == '\t') continue;
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
  }
  return -1;
}

bool name_same(struct str a, struct str b) {
  int ca, cb;
  do {
    ca = next_byte(&a);
    cb = next_byte(&b);
  } while (ca == cb && ca >= 0);
  return ca == cb;
}

bool name_in_list(struct str word, struct str list) {
  while (list.n > 0)
    if (name_same(word, str_cut(&list, '|'))) return true;
  return false;
}

const struct known_name *known_name_exact(enum name_kind kind, struct str name) {
  for (size_t i = 0; i < known_names_n; i++)
    if (known_names[i].kind == kind && str_is(name, known_names[i].name)) return &known_names[i];
  return NULL;
}

const struct known_name *known_name_find(enum name_kind kind, struct str word) {
  const struct known_name *exact = known_name_exact(kind, word);
  struct str rest = word;
  if (exact || next_byte(&rest) < 0) return exact;
  for (size_t i = 0; i < known_names_n; i++)
    if (known_names[i].kind == kind && name_same(word, str_from(known_names[i].name)))
      return &known_names[i];
  for (size_t i = 0; i < known_names_n; i++) {
    const struct known_name *k = &known_names[i];
    if (k->kind == kind && (name_same(word, str_from(k->en)) || name_same(word, str_from(k->zh)) ||
                            name_in_list(word, str_from(k->aliases))))
      return k;
  }
  return NULL;
}
