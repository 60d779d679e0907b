# `make demo` and `make test` do all the set-up themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
# Some machines have Python keep no compiled modules: the tests start it over and over, and would compile them each time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test lint types imports tests coverage soak bench eval ablation calibrate browser format clean

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,slack,discord,rerank]'
	touch $(READY)

demo: $(READY)  ## index the starter corpus in a data folder of its own, and answer a question
	NEWSDESK_HOME=.demo $(BIN)/newsdesk add corpus/starter
	NEWSDESK_HOME=.demo $(BIN)/newsdesk ask "What is GPT-5.2 expected to bring?"

test:  ## linter, type checker, import rules and all tests; types are checked while tests wait for something
	$(MAKE) --no-print-directory --jobs=2 lint imports types tests

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	nice $(BIN)/mypy

imports: $(READY)
	$(BIN)/lint-imports

tests: $(READY)
	$(BIN)/pytest -n 4 --dist loadfile --no-loadscope-reorder

coverage: $(READY)  ## all tests, and which lines they run
	$(BIN)/pytest --cov

soak: $(READY)  ## play at full size what `make test` plays at a tenth
	NEWSDESK_SOAK=1 $(BIN)/pytest -s -m soak

bench: $(READY)  ## speed, memory and size
	$(BIN)/python -m tests.benchmarks.bench

DATA ?= ../shared/data
eval: $(READY)  ## figures on the questions with known answers in $(DATA), and what its feeds give
	NEWSDESK_HOME=.eval $(BIN)/newsdesk add $(DATA)/dev_corpus.jsonl
	NEWSDESK_HOME=.eval $(BIN)/newsdesk eval $(DATA)/dev_eval.jsonl
	NEWSDESK_HOME=.eval $(BIN)/newsdesk ask --batch $(DATA)/dev_eval.jsonl --json > .eval/answers.jsonl
	$(BIN)/python $(DATA)/score.py $(DATA)/dev_eval.jsonl .eval/answers.jsonl --corpus $(DATA)/dev_corpus.jsonl --misses
	$(BIN)/python -m tests.benchmarks.feeds $(DATA)/feeds
	$(BIN)/newsdesk releases $(DATA)/dev_releases.jsonl --json > .eval/events.jsonl
	$(BIN)/python $(DATA)/score_releases.py sentences $(DATA)/dev_releases.jsonl .eval/events.jsonl
	NEWSDESK_HOME=.eval $(BIN)/newsdesk latest --json > .eval/latest.json
	$(BIN)/python $(DATA)/score_releases.py register $(DATA)/releases_in_dev_corpus.csv .eval/latest.json

ablation: $(READY)  ## what each step adds on the same questions, after `make eval`; its own indexes take minutes, once
	$(BIN)/python -m tests.benchmarks.ablation $(DATA)/dev_eval.jsonl $(DATA)/dev_corpus.jsonl

calibrate: $(READY)  ## find anew what tells answers from silence, after `make eval`
	NEWSDESK_HOME=.eval $(BIN)/newsdesk calibrate $(DATA)/dev_eval.jsonl > .eval/calibration.json
	mv .eval/calibration.json retrieval/calibration.json

browser:  ## Chromium from Debian's packages, for the tests that need a browser
	command -v chromium > /dev/null || (apt-get update -qq && apt-get install -y -qq chromium)

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .demo .eval
