# Two commands do everything, installing included: `make run` and `make test`. The environment lives in .venv.

PYTHON ?=
STATIONS ?= 300
ELECTION ?=
MINUTES ?=
ANEW ?=
# What these look at is the same on every database; `make drill` has them on PostgreSQL too:
WITHOUT_DATABASE := browser asvs looking printing log_lines frame refusals security rights schema mandates chain nationwide keys senate again screens nominations organisation command loading at_the_office station reports observing setting_up whole_count scans
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run night test drill packages lint bench pins clean

run: .venv/office.done  ## two real elections counted; then an election night to walk into: office, public site, people, check
	@$(BIN)/dauys count kz-mazhilis-2023 --out out/kz-mazhilis-2023
	@$(BIN)/dauys count ge-parliament-2012 --out out/ge-parliament-2012
	@$(BIN)/dauys rehearse out/rehearsal$(ELECTION:%=-%) $(if $(ELECTION),--election $(ELECTION),--stations $(STATIONS)) $(if $(ANEW),--anew) $(if $(MINUTES),--minutes $(MINUTES))

night: .venv/run.done  ## without an office: an invented night of $(STATIONS) stations written at once, counted, published, verified
	@rm -rf out/night out/published
	@$(BIN)/dauys demo out/night --stations $(STATIONS)
	@$(BIN)/dauys count out/night
	@$(BIN)/dauys publish out/night --site out/published
	@$(BIN)/dauys verify out/published
	@echo "to see it in a browser: $(BIN)/dauys serve out/published"

test: .venv/test.done  ## all tests, as in CI; those of the office on both databases, in the browser on one
	@$(MAKE) --no-print-directory --jobs lint packages .venv-validate/done .spark/done
	$(BIN)/python -m pytest -n 2
	DAUYS_TEST_ON=postgresql $(BIN)/python -m pytest -n 2 tests/office $(patsubst %,--ignore-glob='*_%.py',$(WITHOUT_DATABASE))

drill: .venv/drill.done .venv-validate/done .spark/done  ## long drills and fuzzing; the whole office on the other database too
	$(BIN)/python -m pytest -m drill
	DAUYS_TEST_ON=postgresql $(BIN)/python -m pytest -m 'drill or not drill' tests/office

packages:
	@tools/debian-packages

lint: .venv/test.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/bench.done packages  ## speed against peers, as ratios: about forty minutes; the national list of voters at a twelfth
	$(BIN)/python bench/seats.py
	$(BIN)/python bench/ledger.py
	$(BIN)/python bench/tally.py
	$(BIN)/python bench/verify.py
	$(BIN)/python bench/office.py
	$(BIN)/python bench/checkin.py
	$(BIN)/python bench/voter_import.py --voters 1000000
	$(BIN)/python bench/site.py
	$(BIN)/python bench/lag.py
	@if command -v wrk >/dev/null; then $(BIN)/python bench/serving.py; else echo "not measured: bench/serving.py needs wrk"; fi
	@rm -rf out/bench && $(BIN)/dauys demo out/bench/night --stations 10223 && $(BIN)/dauys publish out/bench/night --site out/bench/site
	$(BIN)/python bench/first_paint.py out/bench/site 3

.venv/run.done: requirements/run.txt pyproject.toml
	@test -x $(BIN)/python && $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 12))' \
	  || { rm -rf .venv; python=$$(PYTHON="$(PYTHON)" tools/find-python) && echo "installing into .venv with $$python" && "$$python" -m venv .venv; }
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/office.done: .venv/run.done requirements/office.txt
	@$(PIP) install --require-hashes -r requirements/office.txt
	@touch $@

.venv/test.done: .venv/run.done requirements/test.txt
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

.venv/drill.done: .venv/test.done requirements/drill.txt
	@$(PIP) install --require-hashes -r requirements/drill.txt || echo "atheris has no wheel for this Python: its fuzzing is skipped"
	@touch $@

.venv-validate/done: requirements/validate.txt .venv/run.done  ## programs of others that look at the open data
	@test -x .venv-validate/bin/python || $(BIN)/python -m venv .venv-validate
	@.venv-validate/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/validate.txt
	@touch $@

.spark/done: requirements/spark.txt .venv/test.done  ## 450 MB, which only `dauys tally --engine spark` reads; stored, for packing takes longest
	@rm -rf .spark
	@$(PIP) install --require-hashes --no-build-isolation --no-compile --config-settings=--build-option=--compression=stored --target .spark -r requirements/spark.txt
	@touch $@

.venv/bench.done: .venv/test.done bench/requirements.txt
	@$(PIP) install -r bench/requirements.txt
	@touch $@

pins: EXTRAS := $(patsubst %,--extra %,batch numba store timestamps office)  # all but spark, which lies by itself
pins:  ## resolve the pinned requirements anew (needs uv)
	uv pip compile --universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-header --group build pyproject.toml -o requirements/run.txt
	uv pip compile --universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-header --group build --extra office pyproject.toml -o requirements/office.txt -c requirements/run.txt
	uv pip compile --universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-header --group build --group test $(EXTRAS) pyproject.toml -o requirements/test.txt -c requirements/run.txt
	uv pip compile --universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-header requirements/validate.in -o requirements/validate.txt
	echo 'pyspark>=4.1' | uv pip compile --universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-header --no-annotate - -o requirements/spark.txt
	echo 'atheris>=3.1' | uv pip compile --universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-header --no-annotate - -o requirements/drill.txt

clean:
	rm -rf .venv .venv-validate .spark out build dist
