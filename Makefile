# Everything that this project can be asked to do; each target does its own set-up.

.PHONY: run test check bench pictures pins messages vendor
.DEFAULT_GOAL := run

PORT ?= 8000
export PORT
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))

## Serve the demo on http://localhost:8000, printing a link for each kind of person.
run: .venv/.runtime $(CATALOGUES)
	@exec .venv/bin/python -m webapp.demo.start

## The whole suite, on SQLite and on PostgreSQL, with browser, Redis and mail server.
test: .venv/.development $(CATALOGUES)
	@tools/system.sh
	@tools/test.sh

## Format, lint, floors, templates, catalogues, models against migrations.
check: .venv/.development
	@tools/check.sh

## The benchmarks; writes instance/bench.json.
bench: .venv/.development $(CATALOGUES)
	@.venv/bin/python -m bench

## Take the README's pictures anew, from the running app.
pictures: .venv/.development $(CATALOGUES)
	@.venv/bin/python tools/pictures.py

## Resolve requirements*.in again into pins with hashes (UPGRADE=1: to the newest).
pins: .venv/.development
	@tools/pins.sh

## Bring the catalogues in step with the texts in the sources.
messages: .venv/.runtime
	@.venv/bin/python tools/catalogues.py update

## Fetch the vendored browser files again, and compare them with their table.
vendor: .venv/.runtime
	@.venv/bin/python tools/vendor.py

.venv/.runtime: requirements.txt
	@tools/environment.sh runtime

.venv/.development: requirements.txt requirements-dev.txt
	@tools/environment.sh development

%.mo: %.po | .venv/.runtime
	@.venv/bin/python tools/catalogues.py compile $<
