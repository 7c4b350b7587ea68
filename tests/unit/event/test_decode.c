/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support.h"

#include <iconv.h>
#include <zlib.h>
#include <zstd.h>

#include "base/rng.h"
#include "event/unpack_int.h"

static const size_t steps[] = {0, 1, 2, 3, 7, 1000};
#define STEPS_N (sizeof steps / sizeof steps[0])

/* The whole text of a file, of which `keep` bytes are always left in view while there is more;
 * *ret_code is how it ended. */
static struct buf read_keeping(const char *path, enum map_encoding e, size_t step, size_t keep,
                               enum err_code *ret_code) {
  struct text_in *t;
  struct err err = {0};
  struct buf out = BUF_INIT;
  *ret_code = ERR_none;
  if (!text_open(path, e, step, &t, &err)) {
    *ret_code = err.code;
    return out;
  }
  for (;;) {
    struct str view = text_view(t);
    size_t take = view.n > keep + keep / 2 ? view.n - keep : 0;
    if (text_at_end(t)) take = view.n;
    buf_put(&out, view.p, take);
    text_take(t, take);
    if (text_at_end(t)) break;
    if (!text_more(t, &err)) {
      view = text_view(t);
      buf_put_str(&out, view);
      *ret_code = err.code;
      break;
    }
  }
  text_close(t);
  return out;
}

static struct buf read_text(const char *path, enum map_encoding e, size_t step,
                            enum err_code *ret_code) {
  return read_keeping(path, e, step, 3, ret_code); /* so that the window slides */
}

static void assert_text(struct str bytes, enum map_encoding e, struct str expected,
                        enum err_code code) {
  const char *path = temp_file(bytes.p, bytes.n);
  for (size_t i = 0; i < STEPS_N; i++) {
    if (steps[i] == 1 && bytes.n > 200000) continue;
    enum err_code got_code;
    struct buf got = read_text(path, e, steps[i], &got_code);
    assert_int_equal(got_code, code);
    assert_int_equal(got.n, expected.n);
    if (got.n) assert_memory_equal(got.p, expected.p, got.n);
    buf_release(&got);
  }
  unlink(path);
}

static struct buf to_charset(const char *charset, struct str utf8) {
  struct buf out = BUF_INIT;
  iconv_t cd = iconv_open(charset, "UTF-8");
  assert_true(cd != (iconv_t)-1);
  buf_reserve(&out, utf8.n * 4 + 16);
  char *in = (char *)(uintptr_t)utf8.p, *to = out.p;
  size_t in_left = utf8.n, out_left = utf8.n * 4 + 16;
  assert_true(iconv(cd, &in, &in_left, &to, &out_left) != (size_t)-1);
  out.n = (size_t)(to - out.p);
  iconv_close(cd);
  return out;
}

static struct buf gzipped(struct str s) {
  struct buf out = BUF_INIT;
  z_stream z = {0};
  assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  size_t room = deflateBound(&z, s.n) + 100;
  buf_reserve(&out, room);
  z.next_in = (Bytef *)(uintptr_t)s.p;
  z.avail_in = (uInt)s.n;
  z.next_out = (Bytef *)out.p;
  z.avail_out = (uInt)room;
  assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
  out.n = room - z.avail_out;
  deflateEnd(&z);
  return out;
}

static struct buf zstded(struct str s) {
  struct buf out = BUF_INIT;
  size_t room = ZSTD_compressBound(s.n);
  buf_reserve(&out, room);
  out.n = ZSTD_compress(out.p, room, s.p, s.n, 3);
  assert_false(ZSTD_isError(out.n));
  return out;
}

static struct buf lines_of_text(size_t n) {
  struct buf t = BUF_INIT;
  struct rng g;
  rng_init(&g, 5, 0, 0);
  while (t.n < n)
    buf_printf(&t, "行%llu,买家𠮷,羽绒服|%llu,€12.5\r\n",
               (unsigned long long)rng_below(&g, 1000000), (unsigned long long)rng_u64(&g));
  return t;
}

static void encodings(void **state) {
  struct str text = STR("会员号,付款时间,𠮷野家,ÿ€,a|b\n张三,今天,好,,x\n");
  const char *const charsets[] = {"GB18030", "UTF-16", "UTF-16BE", "UTF-16LE"};
  assert_text(text, MAP_AUTO, text, ERR_none);
  assert_text(STR("\xef\xbb\xbf"
                  "a,b\n"),
              MAP_AUTO, STR("a,b\n"), ERR_none);
  assert_text(STR(""), MAP_AUTO, STR(""), ERR_none);
  struct buf gb = to_charset(charsets[0], text);
  assert_text(buf_str(&gb), MAP_AUTO, text, ERR_none);
  assert_text(buf_str(&gb), MAP_GB18030, text, ERR_none);
  struct buf u16 = to_charset(charsets[1], text);
  assert_text(buf_str(&u16), MAP_AUTO, text, ERR_none);
  struct buf be = BUF_INIT, rest = to_charset(charsets[2], text);
  buf_put(&be, "\xfe\xff", 2);
  buf_put_str(&be, buf_str(&rest));
  assert_text(buf_str(&be), MAP_AUTO, text, ERR_none);
  buf_release(&gb);
  buf_release(&u16);
  buf_release(&be);
  buf_release(&rest);
}

/* Bytes that are no text become 0xFF; what is around them stays. */
static void bad_bytes(void **state) {
  assert_text(STR("\xbb\xe1,1\n\xbb\xff,2\n\xd4\xb1\n"), MAP_GB18030, STR("会,1\n\xff\xff,2\n员\n"),
              ERR_none);
  assert_text(STR("a\n\xbb"), MAP_GB18030, STR("a\n\xff"), ERR_none);
  assert_text(STR("\xff\xfe"
                  "a\0\x00\xd8"
                  "b\0"),
              MAP_AUTO,
              STR("a\xff"
                  "b"),
              ERR_none);
  assert_text(STR("会员\n\xbb\xe1\n人\n"), MAP_AUTO, STR("会员\n\xbb\xe1\n人\n"), ERR_none);
}

static void detection(void **state) {
  assert_true(text_looks_utf8(STR("abc\ndef")));
  assert_true(text_looks_utf8(STR("会员\n用户\n\xbb\xe1\n")));
  assert_false(text_looks_utf8(STR("\xbb\xe1\xd4\xb1\n\xbb\xe1\n会员\n")));
  assert_true(text_looks_utf8(STR("会员\xe5\xbc")));
  assert_false(text_looks_utf8(STR("\xbb\xe1\xd4\xb1\xba\xc5")));
}

static void packings(void **state) {
  struct buf text = lines_of_text(3000), twice = BUF_INIT, packed = BUF_INIT;
  buf_put_str(&twice, buf_str(&text));
  buf_put_str(&twice, buf_str(&text));
  struct buf gz = gzipped(buf_str(&text)), zs = zstded(buf_str(&text));
  assert_text(buf_str(&gz), MAP_AUTO, buf_str(&text), ERR_none);
  assert_text(buf_str(&zs), MAP_AUTO, buf_str(&text), ERR_none);
  buf_put_str(&packed, buf_str(&gz));
  buf_put_str(&packed, buf_str(&gz));
  buf_put(&packed, "\0\0\0", 3);
  assert_text(buf_str(&packed), MAP_AUTO, buf_str(&twice), ERR_none);
  packed.n = 0;
  buf_put_str(&packed, buf_str(&zs));
  buf_put_str(&packed, buf_str(&zs));
  assert_text(buf_str(&packed), MAP_AUTO, buf_str(&twice), ERR_none);
  buf_release(&text);
  buf_release(&twice);
  buf_release(&packed);
  buf_release(&gz);
  buf_release(&zs);
}

/* Damage is an error, and comes after the text before it. */
static void damage(void **state) {
  struct buf text = lines_of_text(20000);
  struct buf packed[2] = {gzipped(buf_str(&text)), zstded(buf_str(&text))};
  for (int i = 0; i < 2; i++) {
    for (size_t cut = 5; cut < packed[i].n; cut += 97) {
      const char *path = temp_file(packed[i].p, cut);
      enum err_code code;
      struct buf got = read_text(path, MAP_UTF8, 0, &code);
      assert_int_equal(code, ERR_bad_compression);
      assert_true(got.n <= text.n);
      if (got.n) assert_memory_equal(got.p, text.p, got.n);
      buf_release(&got);
      unlink(path);
    }
    struct buf worse = BUF_INIT;
    buf_put_str(&worse, buf_str(&packed[i]));
    buf_puts(&worse, "garbage");
    const char *path = temp_file(worse.p, worse.n);
    enum err_code code;
    struct buf got = read_text(path, MAP_UTF8, 0, &code);
    assert_int_equal(code, ERR_bad_compression);
    assert_int_equal(got.n, text.n);
    buf_release(&got);
    buf_release(&worse);
    unlink(path);
    buf_release(&packed[i]);
  }
  buf_release(&text);
}

/* In blocks of a few lines each. */
static struct buf zstded_in_blocks(struct str s) {
  struct buf out = BUF_INIT;
  ZSTD_CCtx *c = ZSTD_createCCtx();
  buf_reserve(&out, 2 * ZSTD_compressBound(s.n));
  assert_false(ZSTD_isError(ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1)));
  for (size_t left = s.n; left > 0;) {
    size_t n = left < 300 ? left : 300;
    ZSTD_inBuffer in = {s.p + s.n - left, n, 0};
    ZSTD_outBuffer to = {out.p + out.n, out.cap - out.n, 0};
    left -= n;
    assert_int_equal(ZSTD_compressStream2(c, &to, &in, left ? ZSTD_e_flush : ZSTD_e_end), 0);
    out.n += to.pos;
  }
  ZSTD_freeCCtx(c);
  return out;
}

/* All of a file in pieces of at most `cap` bytes. */
static struct buf unpack_all(const char *path, size_t cap, enum err_code *ret_code) {
  struct unpack *u;
  struct err err = {0};
  struct buf out = BUF_INIT;
  size_t got = 1;
  *ret_code = ERR_none;
  assert_ok(unpack_open(path, 0, &u, &err), &err);
  while (got > 0) {
    buf_reserve(&out, cap);
    if (!unpack_read(u, out.p + out.n, cap, &got, &err)) {
      *ret_code = err.code;
      break;
    }
    out.n += got;
  }
  unpack_close(u);
  return out;
}

/* What comes out before damage does not depend on how the file is read. */
static void damage_in_parts(void **state) {
  struct buf text = lines_of_text(3000);
  struct buf packed[2] = {gzipped(buf_str(&text)), zstded_in_blocks(buf_str(&text))};
  static const size_t caps[] = {1, 7, 300, 4000}; /* 300: just a block */
  size_t most = 0;
  for (int i = 0; i < 2; i++) {
    for (size_t at = 4; at < packed[i].n + 5; at += 5) { /* the last time it is whole */
      enum err_code whole_code, code;
      if (at < packed[i].n) packed[i].p[at] ^= 0x55;
      const char *path = temp_file(packed[i].p, packed[i].n);
      struct buf whole = read_text(path, MAP_UTF8, 0, &whole_code);
      for (size_t k = 1; k < STEPS_N; k++) {
        struct buf got = read_text(path, MAP_UTF8, steps[k], &code);
        assert_int_equal(code, whole_code);
        assert_int_equal(got.n, whole.n);
        if (got.n) assert_memory_equal(got.p, whole.p, got.n);
        buf_release(&got);
      }
      for (size_t k = 0; k < sizeof caps / sizeof caps[0]; k++) {
        struct buf got = unpack_all(path, caps[k], &code);
        assert_int_equal(code, whole_code);
        assert_int_equal(got.n, whole.n);
        if (got.n) assert_memory_equal(got.p, whole.p, got.n);
        buf_release(&got);
      }
      if (i == 1 && whole_code == ERR_bad_compression && whole.n > most) most = whole.n;
      buf_release(&whole);
      unlink(path);
      if (at < packed[i].n) packed[i].p[at] ^= 0x55;
    }
    buf_release(&packed[i]);
  }
  assert_true(most > text.n / 2); /* the blocks before it */
  buf_release(&text);
}

/* More than the window and the sniffed part, converted on the way. */
static void long_text(void **state) {
  struct buf text = lines_of_text((size_t)6 << 20), gb = to_charset("GB18030", buf_str(&text));
  struct buf packed = zstded(buf_str(&gb));
  enum err_code code;
  const char *path = temp_file(packed.p, packed.n);
  struct buf got = read_text(path, MAP_AUTO, 0, &code);
  assert_int_equal(code, ERR_none);
  assert_int_equal(got.n, text.n);
  assert_memory_equal(got.p, text.p, got.n);
  unlink(path);
  buf_release(&got);
  buf_release(&packed);
  buf_release(&gb);
  buf_release(&text);
}

/* Long records are wholly in view, however they come in: the window grows with what is left in it.
 */
static void long_views(void **state) {
  struct buf text = lines_of_text((size_t)5 << 20), gb = to_charset("GB18030", buf_str(&text));
  char path[2][4096];
  snprintf(path[0], sizeof path[0], "%s", temp_file(text.p, text.n));
  snprintf(path[1], sizeof path[1], "%s", temp_file(gb.p, gb.n));
  for (size_t keep = 5000; keep < TEXT_WINDOW_BYTES / 2; keep *= 7)
    for (int i = 0; i < 4; i++) {
      enum err_code code;
      struct buf got = read_keeping(path[i % 2], MAP_AUTO, i < 2 ? 0 : 4093, keep, &code);
      assert_int_equal(code, ERR_none);
      assert_int_equal(got.n, text.n);
      assert_memory_equal(got.p, text.p, got.n);
      buf_release(&got);
    }
  unlink(path[0]);
  unlink(path[1]);
  buf_release(&gb);
  buf_release(&text);
}

static void no_file(void **state) {
  struct text_in *t;
  struct err err = {0};
  assert_false(text_open("/nonexistent/file", MAP_AUTO, 0, &t, &err));
  assert_int_equal(err.code, ERR_not_found_file);
  assert_false(text_open("/", MAP_AUTO, 0, &t, &err));
  assert_int_equal(err.code, ERR_io);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(encodings), cmocka_unit_test(bad_bytes),  cmocka_unit_test(detection),
      cmocka_unit_test(packings),  cmocka_unit_test(damage),     cmocka_unit_test(damage_in_parts),
      cmocka_unit_test(long_text), cmocka_unit_test(long_views), cmocka_unit_test(no_file)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
