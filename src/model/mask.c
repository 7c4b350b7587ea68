/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What those see who must not see personal data: enough to tell two people apart in a list, not
 * enough to reach one of them.  And what they may ask: the names that are masked in answers are the
 * names that their own questions cannot use. */
#include "model/mask.h"

#include "base/utf8.h"
#include "event/names.h"

static size_t first_of(struct str s, size_t points) {
  struct str rest = s;
  for (size_t i = 0; i < points && rest.n; i++)
    utf8_next(&rest);
  return s.n - rest.n;
}

static bool looks_like_email(struct str s) {
  struct str rest = s, before = str_cut(&rest, '@');
  return before.n > 0 && rest.n > 0 && before.n < s.n;
}

static bool looks_like_phone(struct str s) {
  size_t digits = 0;
  for (size_t i = 0; i < s.n; i++) {
    bool digit = s.p[i] >= '0' && s.p[i] <= '9';
    digits += digit;
    if (!digit && !(i == 0 && s.p[i] == '+') && s.p[i] != '-' && s.p[i] != ' ') return false;
  }
  return digits >= 7;
}

static struct str shortened(struct str s, size_t head, size_t tail, const char *stars,
                            struct arena *out) {
  size_t points = utf8_count(s), from = first_of(s, head), to = first_of(s, points - tail);
  return arena_printf(out, "%.*s%s%.*s", (int)from, s.p, stars, (int)(s.n - to), s.p + to);
}

struct str mask_name(struct str s, struct arena *out) {
  if (s.n == 0) return s;
  return arena_printf(out, "%.*s**", (int)first_of(s, 1), s.p);
}

struct str mask_identity(struct str s, struct arena *out) {
  size_t points = utf8_count(s);
  if (s.n == 0) return s;
  if (looks_like_email(s)) return arena_printf(out, "%.*s***@…", (int)first_of(s, 1), s.p);
  if (looks_like_phone(s) && points >= 11) return shortened(s, 3, 4, "****", out);
  if (points >= 7) return shortened(s, 2, 2, "****", out);
  return arena_printf(out, "%.*s***", (int)first_of(s, 1), s.p);
}

bool mask_personal(struct str name) {
  static const char *const known[] = {"name", "phone", "email", "birthday"};
  static const char *const words[] = {
      "phone",      "mobile",    "mail",      "address",  "openid",    "unionid",
      "wechat",     "id_card",   "idcard",    "birthday", "full_name", "nickname",
      "first_name", "last_name", "real_name", "姓名",     "昵称",      "手机",
      "电话",       "邮箱",      "地址",      "身份证",   "微信",      "生日"};
  const struct known_name *k = known_name_find(NAME_ATTR, name);
  for (size_t i = 0; k && i < sizeof known / sizeof known[0]; i++)
    if (strcmp(k->name, known[i]) == 0) return true;
  char lower[256];
  size_t n = name.n < sizeof lower ? name.n : sizeof lower;
  for (size_t i = 0; i < n; i++)
    lower[i] = name.p[i] >= 'A' && name.p[i] <= 'Z' ? (char)(name.p[i] | 0x20) : name.p[i];
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (str_has(str_of(lower, n), str_from(words[i]))) return true;
  return false;
}

bool mask_kind(struct str kind) {
  return str_is(kind, "list");
}

struct str mask_text(struct str name, struct str value, struct arena *out) {
  const struct known_name *k = known_name_find(NAME_ATTR, name);
  bool mobile = value.n == 11 && value.p[0] == '1' && looks_like_phone(value);
  if (k && strcmp(k->name, "name") == 0) return mask_name(value, out);
  if (mask_personal(name) || looks_like_email(value) || mobile) return mask_identity(value, out);
  return value;
}

bool mask_hides(struct str name, struct str value, struct arena *tmp) {
  return !str_eq(mask_text(name, value, tmp), value);
}

/* ---- questions ---- */

static bool refuse(struct str name, struct node_pos at, struct err *err) {
  err_fail(err, ERR_masked_attribute, "%.*s", STRF(name));
  return err_at(err, "expression", at.line, at.column, at.length);
}

static bool allows_name(struct str written, struct str stored, struct node_pos at,
                        struct err *err) {
  return (!mask_personal(written) && !mask_personal(stored)) || refuse(written, at, err);
}

static bool allows_agg(const struct agg *g, struct err *err) {
  return (g->pseudo || g->prop.n == 0 || allows_name(g->prop_written, g->prop, g->prop_pos, err)) &&
         (!g->where || mask_allows(g->where, err));
}

bool mask_allows(const struct node *t, struct err *err) {
  bool named = (t->kind == N_ATTR || t->kind == N_PROP) && !t->pseudo;
  if (named && !allows_name(t->name, t->canonical, t->pos, err)) return false;
  if ((t->kind == N_AGG || t->kind == N_SEQUENCE) && !allows_agg(t->agg, err)) return false;
  /* a is somebody else's tree */
  if (t->kind == N_SEGMENT || t->kind == N_FACT) return true;
  for (uint32_t i = 0; i < t->n_kids; i++)
    if (!mask_allows(t->kids[i], err)) return false;
  return (!t->a || mask_allows(t->a, err)) && (!t->b || mask_allows(t->b, err));
}
