/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Requests recorded from real SDKs, decoded, against what they mean ("expect" of each file).  The
 * recordings are not part of the project: $SHOAL_SHARED/golden, or shared/golden beside a directory
 * above this program; skipped when not there.
 *
 * Ids that are hashes need only be of the same kind; ours have a protocol's prefix more. */
#include <dirent.h>
#include <unistd.h>

#include "base/io.h"
#include "said.h"

static bool golden_dir(char out[8192]) {
  char here[4096];
  const char *dir = getenv("SHOAL_SHARED");
  if (dir) {
    snprintf(out, 8192, "%s/golden", dir);
    return access(out, R_OK) == 0;
  }
  ssize_t n = readlink("/proc/self/exe", here, sizeof here - 1);
  for (here[n < 0 ? 0 : n] = 0; strrchr(here, '/'); *strrchr(here, '/') = 0) {
    snprintf(out, 8192, "%.*s/shared/golden", (int)(strrchr(here, '/') - here), here);
    if (access(out, R_OK) == 0) return true;
  }
  return false;
}

/* ---- the request ---- */

static const struct json *headers;

static struct str header(void *ctx, const char *name) {
  for (uint32_t i = 0; i < headers->n; i++)
    if (str_eq_nocase(headers->items[i].items[0].text, str_from(name)))
      return headers->items[i].items[1].text;
  return (struct str){0};
}

static struct str bytes_of(struct said *s, struct str text) {
  char *out = arena_alloc(&s->a, text.n), *to = out;
  uint32_t bits = 0, held = 0;
  for (size_t i = 0; i < text.n && text.p[i] != '='; i++) {
    char c = text.p[i];
    uint32_t v = c == '+'   ? 62
                 : c == '/' ? 63
                 : c >= 'a' ? (uint32_t)(c - 'a' + 26)
                 : c >= 'A' ? (uint32_t)(c - 'A')
                            : (uint32_t)(c - '0' + 52);
    bits = bits << 6 | v;
    if ((held += 6) >= 8) *to++ = (char)(bits >> (held -= 8));
  }
  return str_of(out, (size_t)(to - out));
}

static void replay(struct said *s, const struct json *request) {
  headers = json_get(request, "headers");
  struct str body = bytes_of(s, json_get_str(request, "body_base64"));
  s->q.header = header;
  s->q.authorization = header(NULL, "authorization");
  s->q.content_type = header(NULL, "content-type");
  s->q.user_agent = header(NULL, "user-agent");
  s->q.referer = header(NULL, "referer");
  if (str_is(json_get_str(request, "method"), "GET")) body = (struct str){0};
  said_post(s, arena_cstr(&s->a, json_get_str(request, "path")), body);
}

/* ---- what it means ---- */

static const struct {
  const char *word;
  enum wire_kind kind;
} kinds[] = {
    {"track", WIRE_TRACK},
    {"page", WIRE_PAGE},
    {"screen", WIRE_SCREEN},
    {"identify", WIRE_IDENTIFY},
    {"alias", WIRE_ALIAS},
    {"group", WIRE_GROUP},
    {"track_signup", WIRE_SIGNUP},
    {"track_id_bind", WIRE_BIND},
    {"track_id_unbind", WIRE_UNBIND},
    {"profile_set", WIRE_SET},
    {"profile_set_once", WIRE_SET_ONCE},
    {"profile_increment", WIRE_INCREMENT},
    {"profile_append", WIRE_APPEND},
    {"profile_unset", WIRE_UNSET},
    {"item_set", WIRE_ITEM_SET},
};

static struct str id_of(const struct wire_message *m, const char *type) {
  for (uint32_t i = 0; i < m->n_ids; i++)
    if (str_is(m->ids[i].type, type)) return m->ids[i].value;
  return (struct str){0};
}

static void expect_text(const char *what, struct str got, const struct json *wanted) {
  if (!wanted) return;
  struct str w = wanted->type == JSON_NULL ? (struct str){0} : wanted->text;
  if (str_eq(got, w)) return;
  fail_msg("%s is \"%.*s\", not \"%.*s\"", what, STRF(got), STRF(w));
}

static void expect_tree(const char *what, const struct json *got, const struct json *wanted) {
  struct buf a = BUF_INIT, b = BUF_INIT;
  if (!wanted) return;
  if (got)
    json_write_tree(got, true, &a);
  else
    buf_puts(&a, "{}");
  json_write_tree(wanted, true, &b);
  if (!str_eq(buf_str(&a), buf_str(&b))) fail_msg("%s is %s, not %s", what, a.p, b.p);
  buf_release(&a);
  buf_release(&b);
}

static void expect_message_id(struct str got, struct str wanted) {
  bool hash = wanted.n == 35 && wanted.p[2] == ':';
  if (hash)
    assert_true(got.n == 35 && memcmp(got.p, wanted.p, 3) == 0);
  else
    assert_true(got.n == wanted.n + 3 && got.p[2] == ':' && str_ends(got, wanted));
}

static void expect_ids(const struct wire_message *m, const struct json *e) {
  static const char *const words[][2] = {
      {"$identity_cookie_id", "cookie_id"},
      {"$identity_anonymous_id", "anonymous_id"},
      {"$identity_login_id", "user_id"},
      {"$identity_mp_id", "mp_id"},
      {"$identity_mp_unionid", "wx_unionid"},
      {"$identity_mp_wx1234567890abcdef_openid", "wx_openid:wx1234567890abcdef"},
  };
  const struct json *ids = json_get(e, "ids");
  expect_text("user_id", id_of(m, "user_id"), json_get(e, "user_id"));
  expect_text("anonymous_id", id_of(m, "anonymous_id"), json_get(e, "anonymous_id"));
  expect_text("untyped_id", id_of(m, "distinct_id"), json_get(e, "untyped_id"));
  for (uint32_t i = 0; ids && i < ids->n; i++) {
    size_t k = 0, n = sizeof words / sizeof *words;
    while (k < n && !str_is(ids->keys[i], words[k][0]))
      k++;
    assert_true(k < n);
    expect_text(words[k][1], id_of(m, words[k][1]), &ids->items[i]);
  }
}

/* A group whose event names no person is what is known of the group: a catalogue item. */
static bool is_group_item(const struct wire_message *m, const struct json *e) {
  return m->kind == WIRE_ITEM_SET && str_is(json_get_str(e, "kind"), "group") &&
         json_get(e, "user_id")->type == JSON_NULL;
}

static void expect_message(const struct wire_message *m, const struct json *e) {
  if (is_group_item(m, e)) {
    expect_text("group_id", m->item_id, json_get(e, "group_id"));
    return;
  }
  size_t k = 0;
  while (k < sizeof kinds / sizeof *kinds && !str_is(json_get_str(e, "kind"), kinds[k].word))
    k++;
  assert_true(k < sizeof kinds / sizeof *kinds);
  assert_int_equal(m->kind, kinds[k].kind);
  expect_text("event", m->event, json_get(e, "event"));
  expect_ids(m, e);
  const struct json *time = json_get(e, "client_ms");
  int64_t ms = WIRE_NO_TIME;
  assert_true(time->type == JSON_NULL || json_int(time, &ms));
  assert_int_equal(m->client_time, ms);
  bool attributes = m->kind >= WIRE_SET && m->kind <= WIRE_DELETE;
  if (m->kind == WIRE_GROUP && m->protocol == WIRE_SEGMENT)
    expect_tree("traits", json_get(m->properties, "traits"), json_get(e, "traits"));
  else if (m->kind != WIRE_PAGE) /* a page's category is added by us */
    expect_tree("props", attributes ? m->traits : m->properties, json_get(e, "props"));
  if (m->kind == WIRE_IDENTIFY) expect_tree("traits", m->traits, json_get(e, "traits"));
  expect_text("previous_id", m->previous.value,
              m->kind == WIRE_ALIAS ? json_get(e, "previous_id") : NULL);
  expect_text("item_type", m->item_type, json_get(e, "item_type"));
  expect_text("item_id", m->item_id, json_get(e, "item_id"));
  expect_message_id(m->message_id, json_get_str(e, "message_id"));
  struct str lib = json_get_str(e, "lib");
  assert_true(!lib.n || str_starts(m->library, lib));
}

/* The messages of one thing sent that are its $set, $set_once or group. */
static uint32_t expect_besides(const struct wire_batch *b, uint32_t i, uint32_t first,
                               const struct json *e) {
  for (; i < b->n_messages && b->messages[i].index == b->messages[first].index; i++) {
    const struct wire_message *m = &b->messages[i];
    assert_true(str_eq(m->message_id, b->messages[first].message_id));
    if (m->kind == WIRE_SET) expect_tree("traits", m->traits, json_get(e, "traits"));
    if (m->kind == WIRE_SET_ONCE) expect_tree("traits_once", m->traits, json_get(e, "traits_once"));
  }
  return i;
}

static void expect_all(const struct wire_batch *b, const struct json *expected) {
  const struct json *events = json_get(expected, "events");
  uint32_t at = 0;
  assert_int_equal(b->n_rejects, 0);
  assert_true(str_is(json_get_str(expected, "protocol"), wire_protocol_name(b->protocol)));
  for (uint32_t i = 0; i < events->n; i++) {
    assert_true(at < b->n_messages);
    uint32_t first = at, main = at;
    /* A person of a group comes after what is known of the group. */
    if (b->messages[at].kind == WIRE_ITEM_SET &&
        !is_group_item(&b->messages[at], &events->items[i]) &&
        str_is(json_get_str(&events->items[i], "kind"), "group"))
      main++;
    expect_message(&b->messages[main], &events->items[i]);
    at = b->protocol == WIRE_POSTHOG ? expect_besides(b, main + 1, first, &events->items[i])
                                     : main + 1;
  }
  assert_int_equal(at, b->n_messages);
}

static void expect_key(const struct wire_batch *b, const struct json *wanted) {
  if (!wanted || wanted->type == JSON_NULL) return;
  for (uint32_t i = 0; i < b->n_keys; i++)
    if (str_eq(b->keys[i], wanted->text)) return;
  fail_msg("no key \"%.*s\"", STRF(wanted->text));
}

/* False: not a request of a decoder (a preflight). */
static bool one(const char *path) {
  struct said s = {0};
  struct str text;
  struct json *file;
  arena_init(&s.a, "golden");
  assert_true(io_read_all(io_posix(), path, (size_t)1 << 20, &s.a, &text, &s.err));
  assert_true(json_parse(text, &s.a, &file, &s.err));
  const struct json *expected = json_get(file, "expect"), *crc = json_get(expected, "crc_ok");
  bool decoder = !str_is(json_get_str(expected, "protocol"), "cors-preflight");
  if (decoder) {
    replay(&s, json_get(file, "request"));
    assert_true(s.ok);
    expect_all(&s.b, expected);
    expect_key(&s.b, json_get(expected, "write_key"));
    if (crc) assert_int_equal(s.b.crc_wrong, crc->boolean ? 0 : 1);
  }
  said_release(&s);
  return decoder;
}

static void recordings(void **state) {
  char dir[8192], path[8192 + 300];
  unsigned n = 0;
  assert_true(golden_dir(dir));
  DIR *d = opendir(dir);
  assert_non_null(d);
  for (struct dirent *e; (e = readdir(d));) {
    if (!str_ends(str_from(e->d_name), STR(".json"))) continue;
    snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
    print_message("# %s\n", e->d_name);
    n += one(path);
  }
  closedir(d);
  assert_true(n > 0);
}

int main(void) {
  char dir[8192];
  if (!golden_dir(dir)) {
    printf("ok 1 - recordings # SKIP no shared/golden here\n");
    return 0;
  }
  const struct CMUnitTest tests[] = {cmocka_unit_test(recordings)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
