/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as an expression: a tree whose text parses back to it and which can be explained, or an
 * error that points into the text. */
#include <stddef.h>
#include <stdint.h>

#include "base/panic.h"
#include "base/utf8.h"
#include "lang/lang.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct str text = str_of(data, size);
  struct arena a;
  struct err err = {0};
  struct buf b = BUF_INIT, again = BUF_INIT;
  struct node *t = NULL, *u = NULL;
  arena_init(&a, "fuzz");
  if (lang_parse(text, &a, &t, &err)) {
    lang_format(t, &b);
    /* The canonical text may be longer than what was written (full words, quotes): the ceiling is
     * its own. */
    if (b.n <= LANG_TEXT_MAX) {
      must(lang_parse(buf_str(&b), &a, &u, &err));
      must(lang_equal(t, u));
      lang_format(u, &again);
      must(str_eq(buf_str(&b), buf_str(&again)));
    }
    for (enum lang l = LANG_EN; l <= LANG_ZH; l++) {
      buf_reset(&again);
      lang_explain(t, l, &again);
      must(utf8_valid(buf_str(&again)));
    }
  } else {
    must(t == NULL && err.code != ERR_none);
    must(err.place.line > 0 && err.place.column > 0 && err.place.length > 0);
    lang_caret(text, &err, &b);
    err_render(&err, LANG_EN, &again);
    err_render_hint(&err, LANG_ZH, &again);
  }
  buf_release(&b);
  buf_release(&again);
  arena_release(&a);
  return 0;
}
