# Short names only: everything is in dev.py, which needs nothing but Python.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: setup demo test lint crash-test bench-serving bench-reading bench-posting bench-extraction bench-anchors bench-exchange bench-map bench-rating bench-recount bench-weighting bench-embed check-html check-lighthouse check-axe check-words screens translations
setup:
	$(PYTHON) dev.py setup
demo:
	$(PYTHON) dev.py demo
test:
	$(PYTHON) dev.py test
lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --strict deliberate
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --lint templates
# Kills a server under write load, 20 times on each database.
crash-test: setup
	$(BIN)/python -m bench.crash
# Needs wrk (apt-get install wrk) and gunicorn (.venv/bin/pip install gunicorn).
bench-serving: setup
	$(BIN)/python -m bench.serving
# These two fetch their peers from PyPI into var/bench.
bench-reading: setup
	$(BIN)/python -m bench.reading
bench-posting: setup
	$(BIN)/python -m bench.posting
bench-extraction: setup
	$(BIN)/python bench/extraction.py
	$(BIN)/python bench/extraction.py --leave-one-out
	$(BIN)/python bench/extraction.py --speed
bench-anchors: setup
	$(BIN)/python bench/anchors.py
bench-exchange: setup
	$(BIN)/python bench/exchange.py
bench-map: setup
	$(BIN)/python bench/map.py
bench-rating: setup
	$(BIN)/python -m bench.rating
bench-recount: setup
	$(BIN)/python -m bench.recounting
# Fetches its peer from PyPI into var/bench. Some of it only: .venv/bin/python bench/weighting.py live memory
bench-weighting: setup
	$(BIN)/python bench/weighting.py
# Needs the browser tests' Chromium.
bench-embed: setup
	$(BIN)/python -m bench.embedding
# Needs Java and npm (apt-get install default-jre-headless npm), and the browser tests' Chromium, as the next three do.
check-html: setup
	$(BIN)/python -m bench.html_check
# Needs npm. Performance says little while the machine does other work.
check-lighthouse: setup
	$(BIN)/python -m bench.lighthouse
# Every page in light, dark, right to left, at 200 % and on 320 pixels; only some: .venv/bin/python -m bench.axe_check home map
check-axe: setup
	$(BIN)/python -m bench.axe_check
# Brings the catalogues up to what the code says, and compiles them.
translations: setup
	$(BIN)/python docs/render_translations.py
# Every page in a language made by rule, from right to left: what is left in Latin letters went past the catalogues.
check-words: setup
	$(BIN)/python -m bench.words_check
screens: setup
	$(BIN)/python -m docs.render_screens
