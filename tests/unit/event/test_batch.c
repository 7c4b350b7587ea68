/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support.h"

#include "base/json.h"
#include "base/rng.h"

static struct str random_text(struct rng *g, char *room, size_t max) {
  size_t n = rng_below(g, max + 1);
  for (size_t i = 0; i < n; i++)
    room[i] = (char)('a' + rng_below(g, 26));
  return str_of(room, n);
}

static struct value random_value(struct rng *g, char room[64]) {
  struct value v = {.type = (enum vtype)(1 + rng_below(g, 4))};
  switch (v.type) {
  case V_BOOL:
    v.b = rng_chance(g, 0.5);
    break;
  case V_NUM:
    v.num.scale = (uint8_t)rng_below(g, DEC_SCALE_MAX + 1);
    v.num.m = (i128)(int64_t)rng_u64(g);
    if (rng_chance(g, 0.3)) v.num.m = v.num.m * (i128)1000000000 * 1000000;
    break;
  case V_STR:
    v.str = random_text(g, room, 60);
    break;
  default:
    v.time = (int64_t)rng_below(g, (uint64_t)TIME_MAX);
    if (rng_chance(g, 0.1)) v.time = TIME_MIN;
  }
  return v;
}

static uint32_t random_id(struct rng *g, struct ev_batch *b) {
  static const char *const types[] = {"user_id", "phone", "anonymous_id"};
  char id[32];
  snprintf(id, sizeof id, "u%d", (int)rng_below(g, 8));
  return ev_batch_id(b, str_from(types[rng_below(g, 3)]), str_from(id));
}

static void random_who(struct rng *g, struct ev_batch *b) {
  uint32_t ids[6], n = 1 + (uint32_t)rng_below(g, 6);
  for (uint32_t i = 0; i < n; i++)
    ids[i] = random_id(g, b);
  uint32_t previous = rng_chance(g, 0.2) ? random_id(g, b) : EV_NO_ID;
  uint32_t who = ev_batch_who(b, ids, n, (enum ev_link)rng_below(g, EV_LINKS), previous,
                              (unsigned)rng_below(g, 4));
  ev_batch_row_who(b, who);
}

static void random_batch(struct rng *g, struct ev_batch *b) {
  char room[64];
  bool whos = rng_chance(g, 0.5);
  ev_batch_reset(b);
  if (rng_chance(g, 0.7)) b->received = (int64_t)rng_below(g, (uint64_t)TIME_MAX + 1);
  uint32_t rows = (uint32_t)rng_below(g, 50);
  for (uint32_t i = 0; i < rows; i++) {
    char id[32];
    snprintf(id, sizeof id, "u%d", (int)rng_below(g, 20));
    struct ev_key key = {rng_u64(g), rng_u64(g)};
    ev_batch_row(b, ev_batch_id(b, STR("user_id"), str_from(id)),
                 ev_batch_name(b, rng_chance(g, 0.5) ? STR("a") : STR("b")),
                 (int64_t)rng_below(g, 1u << 30), key, (uint32_t)rng_below(g, 4));
    if (whos && !(b->rows.p[b->rows.n - 1].flags & EV_ITEM) && rng_chance(g, 0.8)) random_who(g, b);
    for (uint64_t k = rng_below(g, 8); k > 0; k--) {
      char name[16];
      snprintf(name, sizeof name, "p%d", (int)rng_below(g, 10));
      struct value v = random_value(g, room);
      ev_batch_put(b, ev_batch_prop(b, str_from(name)), &v);
    }
    if (rng_chance(g, 0.1)) ev_batch_drop_row(b);
  }
}

/* In the row's order, each value as it is in JSON. */
static void properties_as_json(void **state) {
  struct ev_batch b;
  struct buf out = BUF_INIT;
  struct jw w;
  struct value text = {.type = V_STR, .str = STR("a\"b")}, yes = {.type = V_BOOL, .b = true},
               at = {.type = V_TIME, .time = 0}, num = {.type = V_NUM, .num = {1250, 2}};
  ev_batch_init(&b);
  for (int i = 0; i < 2; i++) {
    ev_batch_row(&b, ev_batch_id(&b, STR("user_id"), STR("u")), ev_batch_name(&b, STR("e")), 0,
                 (struct ev_key){1, 1}, 0);
    ev_batch_put(&b, ev_batch_prop(&b, STR("z")), i ? &num : &text);
    if (i) ev_batch_put(&b, ev_batch_prop(&b, STR("a")), &yes);
    if (i) ev_batch_put(&b, ev_batch_prop(&b, STR("t")), &at);
  }
  jw_init(&w, &out, 0);
  ev_put_properties(&w, &b, &b.rows.p[1]);
  assert_string_equal(out.p, "{\"z\":12.50,\"a\":true,\"t\":\"1970-01-01T00:00:00.000Z\"}");
  buf_release(&out);
  ev_batch_release(&b);
}

static void render_who(const struct ev_batch *b, const struct ev_row *row, struct buf *out) {
  const struct ev_who *w = ev_row_who(b, row);
  if (!w) return;
  buf_printf(out, "{%d %d", w->link, w->flags);
  for (uint32_t k = 0; k < w->n; k++)
    buf_printf(out, " %.*s", STRF(intern_at(&b->ids, b->who_ids.p[w->begin + k])));
  if (w->previous != EV_NO_ID) buf_printf(out, " was %.*s", STRF(intern_at(&b->ids, w->previous)));
  if (b->subjects.n) buf_printf(out, " = %u", b->subjects.p[row - b->rows.p]);
  buf_putc(out, '}');
}

static void render(const struct ev_batch *b, struct buf *out) {
  buf_printf(out, "%lld ", (long long)b->received);
  for (size_t i = 0; i < b->rows.n; i++) {
    buf_printf(out, "%016llx%016llx ", (unsigned long long)b->rows.p[i].key.hi,
               (unsigned long long)b->rows.p[i].key.lo);
    render_who(b, &b->rows.p[i], out);
    render_row(b, &b->rows.p[i], out);
  }
  buf_putc(out, '.');
}

static void round_trip(void **state) {
  struct rng g;
  struct ev_batch b, copy;
  struct err err = {0};
  uint64_t seed = 7;
  print_message("seed %llu\n", (unsigned long long)seed);
  rng_init(&g, seed, 0, 0);
  ev_batch_init(&b);
  ev_batch_init(&copy);
  for (int round = 0; round < 600; round++) {
    struct buf bytes = BUF_INIT, again = BUF_INIT, before = BUF_INIT, after = BUF_INIT;
    random_batch(&g, &b);
    ev_batch_encode(&b, &bytes);
    assert_ok(ev_batch_decode(buf_str(&bytes), &copy, &err), &err);
    render(&b, &before);
    render(&copy, &after);
    assert_string_equal(before.p, after.p);
    ev_batch_encode(&copy, &again);
    assert_int_equal(bytes.n, again.n);
    assert_memory_equal(bytes.p, again.p, bytes.n);
    /* behind what is there, up to the last byte that is allowed, and not a byte further */
    struct buf tight = BUF_INIT_MAX(bytes.n + 3),
               small = BUF_INIT_MAX(bytes.n - 1 - rng_below(&g, bytes.n - 1));
    buf_put(&tight, "abc", 3);
    ev_batch_encode(&b, &tight);
    assert_true(!tight.overflow && tight.n == bytes.n + 3);
    assert_memory_equal(bytes.p, tight.p + 3, bytes.n);
    ev_batch_encode(&b, &small);
    assert_true(small.overflow && small.n <= small.max);
    buf_release(&tight);
    buf_release(&small);
    buf_release(&bytes);
    buf_release(&again);
    buf_release(&before);
    buf_release(&after);
  }
  ev_batch_release(&b);
  ev_batch_release(&copy);
}

/* Rows left out leave the others as they were, and nothing of their own. */
static void without_rows(void **state) {
  struct rng g;
  struct ev_batch b, less;
  rng_init(&g, 13, 0, 0);
  ev_batch_init(&b);
  ev_batch_init(&less);
  for (int round = 0; round < 100; round++) {
    uint8_t drop[64] = {0};
    struct buf want = BUF_INIT, got = BUF_INIT;
    random_batch(&g, &b);
    buf_printf(&want, "%lld ", (long long)b.received);
    for (size_t i = 0; i < b.rows.n; i++) {
      drop[i] = rng_chance(&g, 0.5);
      if (drop[i]) continue;
      buf_printf(&want, "%016llx%016llx ", (unsigned long long)b.rows.p[i].key.hi,
                 (unsigned long long)b.rows.p[i].key.lo);
      render_who(&b, &b.rows.p[i], &want);
      render_row(&b, &b.rows.p[i], &want);
    }
    buf_putc(&want, '.');
    ev_batch_without(&b, drop, &less);
    render(&less, &got);
    assert_string_equal(want.p, got.p);
    memset(drop, 1, sizeof drop);
    ev_batch_without(&b, drop, &less);
    assert_int_equal(less.rows.n + less.ids.n + less.names.n + less.props.n + less.strings.n, 0);
    assert_int_equal(less.whos.n + less.who_ids.n, 0);
    buf_release(&want);
    buf_release(&got);
  }
  ev_batch_release(&b);
  ev_batch_release(&less);
}

/* What the first version wrote lacks the time of receipt and is read as "not said". */
static void version_one(void **state) {
  struct rng g;
  struct ev_batch b, copy;
  struct err err = {0};
  rng_init(&g, 3, 0, 0);
  ev_batch_init(&b);
  ev_batch_init(&copy);
  for (int round = 0; round < 50; round++) {
    struct buf bytes = BUF_INIT, old = BUF_INIT, before = BUF_INIT, after = BUF_INIT;
    do
      random_batch(&g, &b);
    while (b.whos.n);
    b.received = 0;
    ev_batch_encode(&b, &bytes);
    buf_put(&old, "EV\x01\x00", 4);
    buf_put(&old, bytes.p + 5, bytes.n - 5); /* version, features, and one byte of received */
    copy.received = 77;
    assert_ok(ev_batch_decode(buf_str(&old), &copy, &err), &err);
    assert_int_equal(copy.received, 0);
    render(&b, &before);
    render(&copy, &after);
    assert_string_equal(before.p, after.p);
    buf_release(&bytes);
    buf_release(&old);
    buf_release(&before);
    buf_release(&after);
  }
  ev_batch_release(&b);
  ev_batch_release(&copy);
}

/* Whatever the bytes: refused, or a batch that encodes to something that decodes again. */
static void damage(void **state) {
  struct rng g;
  struct ev_batch b, copy;
  struct err err = {0};
  uint64_t seed = 11, refused = 0;
  print_message("seed %llu\n", (unsigned long long)seed);
  rng_init(&g, seed, 0, 0);
  ev_batch_init(&b);
  ev_batch_init(&copy);
  for (int round = 0; round < 60; round++) {
    struct buf bytes = BUF_INIT;
    random_batch(&g, &b);
    ev_batch_encode(&b, &bytes);
    for (size_t n = 0; n < bytes.n; n++)
      assert_false(ev_batch_decode(str_of(bytes.p, n), &copy, &err));
    for (int k = 0; k < 50; k++) {
      size_t at = rng_below(&g, bytes.n);
      char old = bytes.p[at];
      bytes.p[at] = (char)rng_u64(&g);
      if (ev_batch_decode(buf_str(&bytes), &copy, &err)) {
        struct buf again = BUF_INIT;
        ev_batch_encode(&copy, &again);
        assert_ok(ev_batch_decode(buf_str(&again), &copy, &err), &err);
        buf_release(&again);
      } else {
        refused++;
        assert_int_equal(copy.rows.n, 0);
      }
      bytes.p[at] = old;
    }
    buf_release(&bytes);
  }
  assert_true(refused > 500);
  ev_batch_release(&b);
  ev_batch_release(&copy);
}

static void twice_keeps_last(void **state) {
  struct ev_batch b;
  ev_batch_init(&b);
  struct ev_key key = {1, 2};
  uint32_t p = ev_batch_prop(&b, STR("p")), q = ev_batch_prop(&b, STR("q"));
  uint32_t id = ev_batch_id(&b, STR("phone"), STR("138")), name = ev_batch_name(&b, STR("e"));
  struct value one = {.type = V_NUM, .num = dec_int(1)}, x = {.type = V_STR, .str = STR("x")};
  for (int row = 0; row < 3; row++) {
    ev_batch_row(&b, id, name, 5, key, 0);
    ev_batch_put(&b, q, &one);
    ev_batch_put(&b, p, &one);
    ev_batch_put(&b, q, &x);
    assert_int_equal(b.rows.p[b.rows.n - 1].prop_n, 2);
  }
  ev_batch_drop_row(&b);
  assert_int_equal(b.rows.n, 2);
  assert_int_equal(b.vals.n, 4);
  struct buf text = BUF_INIT;
  render_row(&b, &b.rows.p[1], &text);
  assert_string_equal(text.p, "1970-01-01T00:00:00.005Z phone:138 e p=1 q='x'\n");
  buf_release(&text);
  ev_batch_release(&b);
}

/* A version is only as high as the flags of its rows need, and says which flags there may be. */
static void flags_say_the_version(void **state) {
  struct ev_batch b;
  struct err err = {0};
  struct ev_key key = {1, 2};
  const uint32_t flags[] = {0, EV_SINCE_EVER, EV_SEEN};
  ev_batch_init(&b);
  for (int i = 0; i < 3; i++) {
    struct buf bytes = BUF_INIT;
    ev_batch_reset(&b);
    uint32_t id = ev_batch_id(&b, STR("phone"), STR("138"));
    ev_batch_row(&b, id, intern_put(&b.names, STR(EV_SET)), 5, key, flags[i]);
    ev_batch_encode(&b, &bytes);
    assert_int_equal(bytes.p[2], flags[i] == EV_SEEN ? 3 : 2);
    assert_true(ev_batch_decode(buf_str(&bytes), &b, &err));
    assert_int_equal(b.rows.p[0].flags, flags[i]);
    bytes.p[2] = 2;
    assert_int_equal(ev_batch_decode(buf_str(&bytes), &b, &err), flags[i] != EV_SEEN);
    buf_release(&bytes);
  }
  ev_batch_release(&b);
}

static void equal_whos_share_a_number(void **state) {
  struct ev_batch b;
  ev_batch_init(&b);
  uint32_t u = ev_batch_id(&b, STR("user_id"), STR("1")),
           p = ev_batch_id(&b, STR("phone"), STR("2"));
  const uint32_t both[] = {u, p}, other[] = {p, u}, again[] = {u, p, u};
  uint32_t first = ev_batch_who(&b, both, 2, EV_OCCURS, EV_NO_ID, 0);
  assert_int_equal(first, 1);
  assert_int_equal(ev_batch_who(&b, again, 3, EV_OCCURS, EV_NO_ID, 0), first);
  assert_int_not_equal(ev_batch_who(&b, other, 2, EV_OCCURS, EV_NO_ID, 0), first);
  assert_int_not_equal(ev_batch_who(&b, both, 2, EV_ASSOCIATES, EV_NO_ID, 0), first);
  assert_int_not_equal(ev_batch_who(&b, both, 2, EV_OCCURS, u, 0), first);
  assert_int_not_equal(ev_batch_who(&b, both, 2, EV_OCCURS, EV_NO_ID, EV_WHO_SERVER), first);
  for (uint32_t i = 0; i < 500; i++) {
    char text[16];
    snprintf(text, sizeof text, "p%u", i);
    uint32_t id = ev_batch_id(&b, STR("phone"), str_from(text));
    assert_int_equal(ev_batch_who(&b, &id, 1, EV_OCCURS, EV_NO_ID, 0), 6 + i);
  }
  assert_int_equal(ev_batch_who(&b, both, 2, EV_OCCURS, EV_NO_ID, 0), first);
  ev_batch_reset(&b);
  u = ev_batch_id(&b, STR("user_id"), STR("1"));
  assert_int_equal(ev_batch_who(&b, &u, 1, EV_OCCURS, EV_NO_ID, 0), 1);
  ev_batch_release(&b);
}

/* What was decided stands behind what was sent, and is the same whoever writes it. */
static void subjects_are_kept(void **state) {
  struct rng g;
  struct ev_batch b, copy;
  struct err err = {0};
  uint32_t decided = 0;
  rng_init(&g, 17, 0, 0);
  ev_batch_init(&b);
  ev_batch_init(&copy);
  for (int round = 0; round < 200; round++) {
    struct buf bytes = BUF_INIT, whole = BUF_INIT, before = BUF_INIT, after = BUF_INIT;
    uint32_t subjects[64];
    random_batch(&g, &b);
    if (b.whos.n == 0) continue;
    ev_batch_encode(&b, &bytes);
    assert_int_equal(bytes.p[2], 4);
    assert_ok(ev_batch_decode(buf_str(&bytes), &copy, &err), &err);
    assert_int_equal(copy.subjects.n, 0);
    for (size_t i = 0; i < b.rows.n; i++)
      subjects[i] = b.rows.p[i].who ? (uint32_t)rng_below(&g, 3) + UINT32_MAX - 3 : EV_NO_SUBJECT;
    ev_batch_encode_subjects(&b, subjects, &bytes);
    for (size_t i = 0; i < b.rows.n; i++)
      vec_push(&b.subjects, subjects[i]);
    ev_batch_encode(&b, &whole);
    if (b.rows.n) assert_true(str_eq(buf_str(&bytes), buf_str(&whole)));
    assert_ok(ev_batch_decode(buf_str(&bytes), &copy, &err), &err);
    render(&b, &before);
    render(&copy, &after);
    assert_string_equal(before.p, after.p);
    decided += copy.subjects.n > 0;
    buf_release(&bytes);
    buf_release(&whole);
    buf_release(&before);
    buf_release(&after);
  }
  assert_true(decided > 50);
  ev_batch_release(&b);
  ev_batch_release(&copy);
}

/* A row that is copied without some identities keeps its place and says nothing of them. */
static void copies_without_identities(void **state) {
  struct ev_batch b, out;
  struct buf text = BUF_INIT;
  struct ev_key key = {1, 2};
  ev_batch_init(&b);
  ev_batch_init(&out);
  uint32_t u = ev_batch_id(&b, STR("user_id"), STR("1")),
           p = ev_batch_id(&b, STR("phone"), STR("2"));
  const uint32_t both[] = {u, p};
  ev_batch_row(&b, u, ev_batch_name(&b, STR("e")), 5, key, 0);
  ev_batch_row_who(&b, ev_batch_who(&b, both, 2, EV_ALIASES, p, EV_WHO_REPEATS));
  const uint8_t phone[] = {0, 1}, all[] = {1, 1};
  ev_batch_copy_row(&out, &b, 0, phone);
  ev_batch_copy_row(&out, &b, 0, all);
  for (size_t i = 0; i < 2; i++) {
    render_who(&out, &out.rows.p[i], &text);
    render_row(&out, &out.rows.p[i], &text);
  }
  assert_string_equal(text.p, "{3 2 user_id\x1f"
                              "1}1970-01-01T00:00:00.005Z user_id:1 e\n"
                              "{3 2 $erased\x1f"
                              "0}1970-01-01T00:00:00.005Z $erased:0 e\n");
  assert_int_equal(intern_find(&out.ids, STR("phone\x1f"
                                             "2")),
                   INTERN_NONE);
  buf_release(&text);
  ev_batch_release(&b);
  ev_batch_release(&out);
}

static void newer_is_refused(void **state) {
  struct ev_batch b;
  struct err err = {0};
  ev_batch_init(&b);
  assert_false(ev_batch_decode(str_of("EV\5\0", 4), &b, &err));
  assert_int_equal(err.code, ERR_unsupported_format);
  assert_false(ev_batch_decode(str_of("EV\1\1", 4), &b, &err));
  assert_int_equal(err.code, ERR_unsupported_format);
  assert_false(ev_batch_decode(str_of("", 0), &b, &err));
  assert_int_equal(err.code, ERR_corrupt);
  ev_batch_release(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(properties_as_json),
                                     cmocka_unit_test(round_trip),
                                     cmocka_unit_test(version_one),
                                     cmocka_unit_test(without_rows),
                                     cmocka_unit_test(damage),
                                     cmocka_unit_test(twice_keeps_last),
                                     cmocka_unit_test(flags_say_the_version),
                                     cmocka_unit_test(newer_is_refused),
                                     cmocka_unit_test(equal_whos_share_a_number),
                                     cmocka_unit_test(subjects_are_kept),
                                     cmocka_unit_test(copies_without_identities)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
