# SPDX-License-Identifier: GPL-3.0-or-later
# Thin: everything real is Meson (meson.build) and tools/.
BUILD ?= build

.PHONY: all setup console run test bench bench-serve bench-store fmt clean asan tsan fuzz

all: setup console
	@[ -f $(BUILD)/build.ninja ] || meson setup $(BUILD) >/dev/null
	@ninja -C $(BUILD) --quiet

setup:
	@tools/setup.sh

# The console, built into the program; nothing to do when its sources have not changed.
console: setup
	@tools/console.sh

test: all
	@tools/setup.sh --dev
	@python3 tools/test.py $(BUILD) $(ONLY)

# The whole suite under sanitizers.
asan: setup console
	@[ -f build-asan/build.ninja ] || meson setup build-asan -Db_sanitize=address,undefined -Db_lundef=false >/dev/null
	@ninja -C build-asan --quiet
	@tools/setup.sh --dev
	@python3 tools/test.py build-asan $(ONLY)
tsan: setup console
	@[ -f build-tsan/build.ninja ] || meson setup build-tsan -Db_sanitize=thread -Db_lundef=false >/dev/null
	@ninja -C build-tsan --quiet
	@tools/setup.sh --dev
	@python3 tools/test.py build-tsan $(ONLY)

# Simulates a brand, imports it, serves the console on LISTEN and prints a link that signs in.
LISTEN ?= 127.0.0.1:7420
run: all
	@tools/demo.sh $(BUILD)/shoal shoal-demo $(LISTEN)

# The main job beside DuckDB; see bench/README.md.
bench: all
	@tools/setup.sh --bench
	@cd bench && { [ -d node_modules ] || npm install --no-audit --no-fund --loglevel=error; } && node run.mjs ../$(BUILD) $(EVENTS)

# The store beside ClickHouse, DuckDB and raw arrays; EVENTS=50m, KEEP=DIR keeps the data.
bench-store: all
	@cd bench && { [ -d node_modules/chdb ] || npm install --no-audit --no-fund --loglevel=error; } && node store.mjs ../$(BUILD) $(EVENTS)

# wrk against one server on loopback.
bench-serve: all
	@tools/setup.sh --bench
	@python3 bench/serve.py $(BUILD)

# Long fuzzing with libFuzzer (FUZZ_SECONDS each); the corpora also run in `make test`.
FUZZ_SECONDS ?= 60
fuzz: setup
	@tools/setup.sh --fuzz
	@[ -f build-fuzz/build.ninja ] || CC=clang CXX=clang++ meson setup build-fuzz -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false >/dev/null
	@ninja -C build-fuzz --quiet
	@for t in build-fuzz/fuzz/fuzz_*; do [ -x $$t ] && [ -f $$t ] || continue; n=$${t##*/fuzz_}; mkdir -p build-fuzz/corpus/$$n; \
	  $$t -max_total_time=$(FUZZ_SECONDS) -max_len=65536 build-fuzz/corpus/$$n fuzz/corpus/$$n || exit 1; done

fmt:
	@git ls-files '*.c' '*.h' '*.cc' | xargs clang-format -i

clean:
	@rm -rf console/dist console/.stamp build build-asan build-tsan build-fuzz
