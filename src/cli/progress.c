/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One line on stderr, redrawn ten times a second at most; never mixed with what a script reads. */
#include <stdio.h>

#include "base/utf8.h"
#include "cli/cli.h"

#define REDRAW_SECONDS 0.1
#define BAR_CELLS      24

void progress_begin(struct progress *p, struct cli *c) {
  struct clock *k = clock_system();
  *p = (struct progress){.c = c, .started = k->mono(k)};
}

void progress_draw(struct progress *p, double fraction, uint64_t count, const char *unit) {
  struct clock *k = clock_system();
  double elapsed = clock_seconds_since(k, p->started);
  if (!p->c->tty_err || p->c->json) return;
  if (p->shown && clock_seconds_since(k, p->drawn) < REDRAW_SECONDS) return;
  struct buf b = BUF_INIT;
  buf_puts(&b, "\r\033[K");
  if (fraction >= 0) {
    if (fraction > 1) fraction = 1;
    for (int i = 0; i < BAR_CELLS; i++)
      buf_puts(&b, i < fraction * BAR_CELLS ? "█" : "░");
    buf_printf(&b, " %3.0f%%  ", fraction * 100);
  }
  put_count(&b, (int64_t)count);
  buf_printf(&b, " %s", unit);
  if (elapsed > 0.5) {
    buf_puts(&b, "  ");
    put_count(&b, (int64_t)((double)count / elapsed));
    buf_puts(&b, "/s");
    if (fraction > 0.005 && fraction < 1) {
      buf_puts(&b, "  ETA ");
      put_duration(&b, elapsed / fraction - elapsed);
    }
  }
  fputs(b.p, stderr);
  fflush(stderr);
  buf_release(&b);
  p->drawn = k->mono(k);
  p->shown = true;
}

void progress_end(struct progress *p) {
  if (p->shown) fputs("\r\033[K", stderr);
}
