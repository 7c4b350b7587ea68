#!/usr/bin/env bash
# Installs what building and testing Shoal needs on Debian 12.  Quick when nothing is missing.
# Usage: tools/setup.sh [--dev | --bench | --fuzz]      adds what only tests, benchmarks or fuzzing need.
set -euo pipefail

build=(gcc g++ meson ninja-build pkg-config re2c lemon libsimdjson-dev libyaml-dev libxxhash-dev libzstd-dev
       liblz4-dev zlib1g-dev libdeflate-dev libsqlite3-dev libpq-dev libsodium-dev libroaring-dev libmicrohttpd-dev libcurl4-gnutls-dev libgnutls28-dev libcmocka-dev python3 tzdata)
node=(nodejs npm) # the console; a Node of your own will do
dev=(zstd gzip postgresql chromium fonts-wqy-microhei)
bench=(wrk)
fuzz=(clang libclang-rt-14-dev)

want=("${build[@]}")
command -v npm >/dev/null || want+=("${node[@]}")
case "${1:-}" in
--dev) want+=("${dev[@]}") ;;
--bench) want+=("${bench[@]}") ;;
--fuzz) want+=("${fuzz[@]}") ;;
esac

missing=()
for p in "${want[@]}"; do
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || missing+=("$p")
done
[ ${#missing[@]} -eq 0 ] && exit 0

echo "setup: installing ${missing[*]}"
sudo=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "setup: run as root once, or install: ${missing[*]}" >&2; exit 1; }
  sudo=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
# An apt cache from the image may name package versions that are gone: refresh once, before installing.
"${sudo[@]}" apt-get update -qq
"${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
echo "setup: done"
