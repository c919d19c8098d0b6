# make setup && make run    the program (or, without a display, the tour of its main job)
# make test                 everything that must be green before a commit
.DEFAULT_GOAL := help
.PHONY: help setup run test lint bench soak screenshots approved package lock clean

PY := .venv/bin/python
OFFSCREEN := QT_QPA_PLATFORM=offscreen
# One file's tests stay together, so that an archive built for a module is built once
PYTEST_ARGS ?= -n auto --dist loadfile

help:
	@echo "setup  run  test  lint  bench  soak  screenshots  approved  package  lock  clean   (see README.md)"

setup:            ## system libraries, .venv, locked packages; instant when all is there
	@PYTHON="$(PYTHON)" bash .ci/setup.sh

run: setup        ## the window; without a display the tour, pictures and files in build/tour
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then $(PY) main.py; else $(PY) main.py tour build/tour; fi

lint: setup       ## style, types, floors of the house
	@$(PY) -m ruff check --quiet .
	@$(PY) -m basedpyright --level error
	@$(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"

test: lint        ## pytest comes last: its summary line closes the output
	@$(OFFSCREEN) $(PY) -m pytest -q $(PYTEST_ARGS)

bench: setup      ## speed on this machine, peers in the same run
	@$(OFFSCREEN) $(PY) -m pytest -q -s -p no:xdist tests/bench

soak: setup       ## the long fault and merge runs; HUDANG_SOAK multiplies their size
	@HUDANG_SOAK=$${HUDANG_SOAK:-100} $(OFFSCREEN) $(PY) -m pytest -q -m soak -p no:xdist tests

screenshots: setup ## pictures for docs/
	@$(OFFSCREEN) $(PY) -m tests.screenshots

approved: setup   ## pictures that printed pages are compared with; look at each before committing it
	@$(PY) -m tests.reports.approved_pages

package: setup    ## one folder in dist/hudang, then tried in a bare environment: size, start, no network
	@$(PY) -m PyInstaller --noconfirm --clean --log-level WARN --distpath dist --workpath build/pyinstaller build.spec
	@$(PY) .ci/try_package.py dist/hudang build/selftest

lock: setup       ## renew requirements.lock from pyproject.toml; uv is only the tool that writes it
	@bash .ci/lock.sh

clean:
	rm -rf build dist .pytest_cache .ruff_cache .import_linter_cache .hypothesis
