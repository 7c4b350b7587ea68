/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shell completion and the manual page, generated from the same tables as --help. */
#include <stdio.h>

#include "cli/cli_int.h"
#include "model/report.h"

static void option_words(struct buf *out, const struct cli_option *o, const char *lead) {
  for (; o && o->name; o++)
    buf_printf(out, "%s--%s", lead, o->name);
}

/* What may follow a command besides options; "file" and names that live in a workspace complete as
 * files. */
static void argument_words(struct buf *out, const struct cli_command *k) {
  if (!k->complete) return;
  if (strcmp(k->complete, "report") == 0) {
    for (size_t i = 0; reports[i]; i++)
      buf_printf(out, " %s", reports[i]->name);
    buf_puts(out, " points coupon membership");
  } else if (strcmp(k->complete, "command") == 0) {
    for (size_t i = 0; cli_commands[i]; i++)
      buf_printf(out, " %s", cli_commands[i]->name);
  } else if (strchr(k->complete, '|')) {
    struct str rest = str_from(k->complete);
    while (rest.n) {
      struct str word = str_cut(&rest, '|');
      buf_printf(out, " %.*s", STRF(word));
    }
  }
}

static void bash(struct buf *out) {
  buf_puts(out, "_shoal() {\n  local cur=${COMP_WORDS[COMP_CWORD]} cmd= w\n"
                "  for w in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do case $w in\n");
  for (size_t i = 0; cli_commands[i]; i++)
    buf_printf(out, "%s%s", i ? "|" : "    ", cli_commands[i]->name);
  buf_puts(out, ") cmd=$w; break;; esac; done\n  local words=\"");
  option_words(out, cli_global_options, " ");
  buf_puts(out, "\"\n  case $cmd in\n    '') words=\"$words");
  for (size_t i = 0; cli_commands[i]; i++)
    buf_printf(out, " %s", cli_commands[i]->name);
  buf_puts(out, "\";;\n");
  for (size_t i = 0; cli_commands[i]; i++) {
    buf_printf(out, "    %s) words=\"$words", cli_commands[i]->name);
    option_words(out, cli_commands[i]->options, " ");
    argument_words(out, cli_commands[i]);
    buf_puts(out, "\";;\n");
  }
  buf_puts(out, "  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\ncomplete -o "
                "default -F _shoal shoal\n");
}

/* Zsh reads bash's completion; this keeps one description of what completes. */
static void zsh(struct buf *out) {
  buf_puts(out, "#compdef shoal\nautoload -U +X bashcompinit && bashcompinit\n");
  bash(out);
}

static void fish_option(struct buf *out, const char *cmd, const struct cli_option *o) {
  buf_puts(out, "complete -c shoal");
  if (cmd) buf_printf(out, " -n '__fish_seen_subcommand_from %s'", cmd);
  buf_printf(out, " -l %s", o->name);
  if (o->letter) buf_printf(out, " -s %c", o->letter);
  if (o->type != OPT_FLAG) buf_puts(out, " -r");
  buf_printf(out, " -d '");
  for (const char *p = o->en; *p; p++)
    buf_printf(out, *p == '\'' ? "\\'" : "%c", *p);
  buf_puts(out, "'\n");
}

static void fish(struct buf *out) {
  for (const struct cli_option *o = cli_global_options; o->name; o++)
    fish_option(out, NULL, o);
  for (size_t i = 0; cli_commands[i]; i++) {
    const struct cli_command *k = cli_commands[i];
    buf_printf(out, "complete -c shoal -n __fish_use_subcommand -a %s -d \"%s\"\n", k->name, k->en);
    for (const struct cli_option *o = k->options; o && o->name; o++)
      fish_option(out, k->name, o);
    if (!k->complete || strcmp(k->complete, "file") == 0) continue;
    buf_printf(out, "complete -c shoal -f -n '__fish_seen_subcommand_from %s' -a '", k->name);
    argument_words(out, k);
    buf_puts(out, "'\n");
  }
}

void cli_completion(struct buf *out, const char *shell) {
  if (strcmp(shell, "bash") == 0)
    bash(out);
  else if (strcmp(shell, "zsh") == 0)
    zsh(out);
  else
    fish(out);
}

/* Roff text: a leading dot or quote would be a request, a backslash an escape. */
static void roff(struct buf *out, const char *s) {
  for (bool start = true; *s; s++) {
    if (start && (*s == '.' || *s == '\'')) buf_puts(out, "\\&");
    if (*s == '\\')
      buf_puts(out, "\\e");
    else if (*s == '-')
      buf_puts(out, "\\-");
    else
      buf_putc(out, *s);
    start = *s == '\n';
  }
}

static void roff_options(struct buf *out, const struct cli_option *o) {
  for (; o && o->name; o++) {
    buf_puts(out, ".TP\n\\fB");
    if (o->letter) buf_printf(out, "\\-%c\\fR, \\fB", o->letter);
    buf_puts(out, "\\-\\-");
    roff(out, o->name);
    buf_puts(out, "\\fR");
    if (o->arg) buf_printf(out, " \\fI%s\\fR", o->arg);
    buf_putc(out, '\n');
    roff(out, o->en);
    buf_putc(out, '\n');
  }
}

void cli_manual(struct buf *out) {
  buf_puts(out, ".TH SHOAL 1 \"\" \"shoal " SHOAL_VERSION
                "\"\n.SH NAME\nshoal \\- one engine for the whole user lifecycle\n"
                ".SH SYNOPSIS\n\\fBshoal\\fR [\\fIoptions\\fR] \\fIcommand\\fR …\n.SH OPTIONS\n");
  roff_options(out, cli_global_options);
  buf_puts(out, ".SH COMMANDS\n");
  for (size_t i = 0; cli_commands[i]; i++) {
    const struct cli_command *k = cli_commands[i];
    buf_printf(out, ".SS \\fBshoal %s\\fR ", k->name);
    roff(out, k->args);
    buf_putc(out, '\n');
    roff(out, k->en);
    buf_puts(out, ".\n");
    if (k->help_en) {
      buf_puts(out, ".PP\n");
      roff(out, k->help_en);
      buf_putc(out, '\n');
    }
    roff_options(out, k->options);
    if (!k->examples) continue;
    buf_puts(out, ".PP\n.nf\n");
    roff(out, k->examples);
    buf_puts(out, "\n.fi\n");
  }
  buf_puts(out, ".SH EXIT STATUS\n0 done; 64 usage; 65 bad data; 66 no input; 69 limit or "
                "unavailable; 70 internal; 74 input/output; "
                "75 try again; 76 damaged data; 78 configuration.\n"
                ".SH ENVIRONMENT\nSHOAL_DATA, SHOAL_WORKSPACE, SHOAL_LANG, SHOAL_THREADS, "
                "SHOAL_MEMORY: as the options.  "
                "NO_COLOR: no colour.\n.SH SEE ALSO\nThe project's docs: README.md, "
                "docs/LANGUAGE.md, docs/IMPORT.md, docs/CLI.md.\n");
}
