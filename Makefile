# SPDX-License-Identifier: GPL-3.0-or-later
# Thin: everything real is Meson (meson.build) and tools/.
BUILD ?= build

.PHONY: all setup run test bench fmt clean asan tsan fuzz

all: setup
	@[ -f $(BUILD)/build.ninja ] || meson setup $(BUILD) >/dev/null
	@ninja -C $(BUILD) --quiet

setup:
	@tools/setup.sh --dev

test: all
	@python3 tools/test.py $(BUILD) $(ONLY)

# The whole suite under sanitizers.
asan: setup
	@[ -f build-asan/build.ninja ] || meson setup build-asan -Db_sanitize=address,undefined -Db_lundef=false >/dev/null
	@ninja -C build-asan --quiet
	@python3 tools/test.py build-asan $(ONLY)
tsan: setup
	@[ -f build-tsan/build.ninja ] || meson setup build-tsan -Db_sanitize=thread -Db_lundef=false >/dev/null
	@ninja -C build-tsan --quiet
	@python3 tools/test.py build-tsan $(ONLY)

fmt:
	@git ls-files '*.c' '*.h' '*.cc' | xargs clang-format -i

clean:
	@rm -rf build build-asan build-tsan build-fuzz
