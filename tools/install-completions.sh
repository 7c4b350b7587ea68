#!/bin/sh
# Run by `meson install`: shell completions, printed by the program itself.  Usage: install-completions.sh SHOAL
set -e
share=$MESON_INSTALL_DESTDIR_PREFIX/share
put() {
  mkdir -p "$share/$2"
  "$MESON_BUILD_ROOT/$1" completion "$3" > "$share/$2/$4"
}
put "$1" bash-completion/completions bash shoal
put "$1" zsh/vendor-completions zsh _shoal
put "$1" fish/vendor_completions.d fish shoal.fish
