/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * E-mail addresses and names as people type them, secrets as they are stored.
 *
 * An address is a name to log in with, so two spellings must not be two users: ASCII only, in lower
 * case.  (Mail servers may tell cases of the part before @ apart; none that people use does.) */
#include "access/access_int.h"
#include "base/json.h"
#include "base/utf8.h"

#define LOCAL_MAX 64
#define LABEL_MAX 63

static bool local_ok(struct str s) {
  static const char signs[] = "!#$%&'*+-/=?^_`{|}~.";
  if (s.n < 1 || s.n > LOCAL_MAX || s.p[0] == '.' || s.p[s.n - 1] == '.') return false;
  for (size_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c && strchr(signs, c))))
      return false;
    if (c == '.' && s.p[i - 1] == '.') return false;
  }
  return true;
}

static bool domain_ok(struct str s) {
  if (s.n == 0 || s.p[s.n - 1] == '.') return false;
  while (s.n) {
    struct str label = str_cut(&s, '.');
    if (label.n < 1 || label.n > LABEL_MAX || label.p[0] == '-' || label.p[label.n - 1] == '-')
      return false;
    for (size_t i = 0; i < label.n; i++) {
      char c = label.p[i];
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
    }
  }
  return true;
}

bool email_fold(struct str email, struct arena *out, struct str *ret, struct err *err) {
  struct str s = str_trim(email);
  if (s.n <= ACCESS_EMAIL_MAX) {
    char *p = arena_cstr(out, s);
    for (size_t i = 0; i < s.n; i++)
      if (p[i] >= 'A' && p[i] <= 'Z') p[i] = (char)(p[i] - 'A' + 'a');
    struct str rest = str_of(p, s.n), local = str_cut(&rest, '@');
    if (local_ok(local) && domain_ok(rest)) {
      *ret = str_of(p, s.n);
      return true;
    }
  }
  struct str shown = cut_text(s, ERR_ARG_BYTES - 1);
  return err_fail(err, ERR_bad_email, "%.*s" ERR_SEP "%d", STRF(shown), ACCESS_EMAIL_MAX);
}

static bool has_controls(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f) return true;
  return false;
}

bool name_check(struct str name, bool title, struct str *ret, struct err *err) {
  struct str s = str_trim(name);
  size_t n = utf8_valid(s) ? utf8_count(s) : SIZE_MAX;
  if (n > ACCESS_NAME_MAX || n < (title ? 1u : 0u) || has_controls(s))
    return err_fail(err, ERR_bad_name, "%s" ERR_SEP "%s" ERR_SEP "%d" ERR_SEP "%d",
                    title ? "title" : "name", title ? "标题" : "姓名", title ? 1 : 0,
                    ACCESS_NAME_MAX);
  *ret = s;
  return true;
}

struct str cut_text(struct str s, size_t max) {
  return utf8_valid(s) ? str_of(s.p, utf8_cut(s, max)) : STR("");
}

struct hash hash_of(const char *what, struct str secret) {
  struct hash h;
  crypto_generichash_state st;
  crypto_generichash_init(&st, NULL, 0, sizeof h.b);
  crypto_generichash_update(&st, (const unsigned char *)what, strlen(what) + 1);
  crypto_generichash_update(&st, (const unsigned char *)(secret.n ? secret.p : ""), secret.n);
  crypto_generichash_final(&st, h.b, sizeof h.b);
  return h;
}

struct str detail_of(struct arena *tmp, const char *k1, struct str v1, const char *k2,
                     struct str v2) {
  struct buf b = BUF_INIT;
  struct jw w;
  jw_init(&w, &b, 0);
  jw_begin_object(&w);
  jw_key(&w, k1), jw_str(&w, v1);
  if (k2) jw_key(&w, k2), jw_str(&w, v2);
  jw_end_object(&w);
  struct str text = arena_str(tmp, buf_str(&b));
  buf_release(&b);
  return text;
}
