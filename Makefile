# SPDX-License-Identifier: GPL-3.0-or-later
# Thin: everything real is Meson (meson.build) and tools/.
BUILD ?= build

.PHONY: all setup console run test soak earn-year bench bench-state bench-store bench-behaviour bench-writes bench-ingest bench-latency bench-identity bench-quote bench-fresh bench-members bench-rank bench-collect bench-startup bench-serve bench-console fmt clean asan tsan fuzz

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

# Losing power, flipped bits and being killed for long, other lives each time: four parts of SECONDS each, 40 minutes in
# all; flips by two processes (SEED=N repeats the lives).
SECONDS ?= 600
SEED ?=
soak: all
	@seed=$${SEED:-$(SEED)}; [ -n "$$seed" ] || seed=$$(date +%s); \
	  flips() { SHOAL_DAMAGE_SEED=$$1 SHOAL_DAMAGE_SECONDS=$(SECONDS) $(BUILD)/tests/unit_workspace_test_damage; }; \
	  both() { flips $$seed & other=$$!; flips $$((seed + 1)); s=$$?; wait $$other && [ $$s -eq 0 ]; }; \
	  echo "seed $$seed, four parts of $(SECONDS) s"; \
	  SHOAL_CRASH_SEED=$$seed SHOAL_CRASH_SECONDS=$(SECONDS) $(BUILD)/tests/unit_workspace_test_crash && both && \
	  SHOAL_KILL_SEED=$$seed SHOAL_KILL_SECONDS=$(SECONDS) python3 tests/kill_serve.py $(BUILD) && \
	  SHOAL_KILL_SEED=$$seed SHOAL_KILL_SECONDS=$(SECONDS) python3 tests/kill_collect.py $(BUILD)

# Earned points of a year of PEOPLE, beside a naive recomputation from the log.
PEOPLE ?= 100000
earn-year: all
	@SHOAL_EARN_PEOPLE=$(PEOPLE) SHOAL_EARN_SEED=$(or $(SEED),1) $(BUILD)/tests/unit_loyalty_test_earn

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

# Questions about behaviour beside ClickHouse, DuckDB and raw arrays; EVENTS=50m, KEEP=DIR keeps the data.
bench-behaviour: all
	@cd bench && { [ -d node_modules/chdb ] || npm install --no-audit --no-fund --loglevel=error; } && node behaviour.mjs ../$(BUILD) $(EVENTS)

# Small transactions a second on SQLite and PostgreSQL: bench/bench_state.c.
bench-state: all
	@python3 bench/state.py $(BUILD)

# What the store costs per row, in one thread: bench/bench_writes.c.
bench-writes: all
	@dir=$$(mktemp -d) && $(BUILD)/bench/bench_writes $$dir $(EVENTS); status=$$?; rm -rf $$dir; exit $$status

# Durable ingest inside one process: batches of many producers, then single events; INGEST_SECONDS each.
INGEST_SECONDS ?= 10
INGEST_DIR ?= $(BUILD)/bench-ingest
bench-ingest: all
	@rm -rf $(INGEST_DIR) && mkdir -p $(INGEST_DIR)
	@$(BUILD)/bench/bench_ingest $(INGEST_DIR) $(INGEST_SECONDS); s=$$?; rm -rf $(INGEST_DIR); exit $$s

# How long questions take while events come in: MILLIONS of events first, then LATENCY_SECONDS per stage.
MILLIONS ?= 4
LATENCY_SECONDS ?= 8
bench-latency: all
	@dir=$$(mktemp -d) && $(BUILD)/bench/bench_latency $$dir $(MILLIONS) $(LATENCY_SECONDS); s=$$?; rm -rf $$dir; exit $$s

# Carts of 20 lines with 30 coupons, beside the twin that tries every set.
bench-quote: all
	@$(BUILD)/bench/bench_quote

# Finding people by their identities, a million and ten million of them.
bench-identity: all
	@dir=$$(mktemp -d) && $(BUILD)/bench/bench_identity $$dir; s=$$?; rm -rf $$dir; exit $$s

# Scans of a store in which some people have fresh rows, beside the same rows in one part.
bench-fresh: all
	@dir=$$(mktemp -d) && $(BUILD)/bench/bench_fresh $$dir $(MILLIONS); s=$$?; rm -rf $$dir; exit $$s

# 200 segments kept true: one pass against each alone, one person at a time, a stream of events.
MEMBERS_EVENTS ?= 2m
MEMBERS_PEOPLE ?= 40k
bench-members: all
	@bench/members.sh $(BUILD) $(MEMBERS_EVENTS) $(MEMBERS_PEOPLE)

# Leaderboards: RANK_PEOPLE in memory beside sorting, counting and SQLite; RANK_STORE people from end to end.
RANK_PEOPLE ?= 10000000
RANK_STORE ?= 1000000
bench-rank: all
	@dir=$$(mktemp -d) && $(BUILD)/bench/bench_rank $(RANK_PEOPLE) $(RANK_STORE) $$dir/data; s=$$?; rm -rf $$dir; exit $$s

# Clients that send events over loopback, COLLECT_SECONDS per run; beside ClickHouse where it is installed.
COLLECT_SECONDS ?= 8
bench-collect: all
	@python3 bench/collect.py $(BUILD) $(COLLECT_SECONDS)

# A process killed with KILL_MB of log, opened again; then stopped in order and opened again.
KILL_MB ?= 1000
bench-startup: all
	@dir=$$(mktemp -d) && { $(BUILD)/bench/bench_ingest $$dir kill $(KILL_MB); $(BUILD)/bench/bench_ingest $$dir open; s=$$?; \
	  rm -rf $$dir; exit $$s; }

# wrk against one server on loopback.
bench-serve: all
	@tools/setup.sh --bench
	@python3 bench/serve.py $(BUILD)

# What the console costs a browser, on the data of `make run` (in shoal-demo).
bench-console: all
	@tools/setup.sh --dev
	@bench/console.sh $(BUILD)/shoal shoal-demo

# Long fuzzing with libFuzzer: FUZZ_RUNS executions of each target (ONLY="csv wire": of these), FUZZ_SECONDS at most, and
# how many it were; the corpora also run in `make test`.
FUZZ_RUNS ?= 1000000
FUZZ_SECONDS ?= 1800
fuzz: setup
	@tools/setup.sh --fuzz
	@[ -f build-fuzz/build.ninja ] || CC=clang CXX=clang++ meson setup build-fuzz -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false >/dev/null
	@ninja -C build-fuzz --quiet $$(cd fuzz && ls fuzz_*.c | sed 's/fuzz_\(.*\)\.c/fuzz\/fuzz_\1/')
	@tools/fuzz.sh build-fuzz $(FUZZ_RUNS) $(FUZZ_SECONDS) $(ONLY)

fmt:
	@git ls-files '*.c' '*.h' '*.cc' | xargs clang-format -i

clean:
	@rm -rf console/dist console/.stamp build build-asan build-tsan build-fuzz
