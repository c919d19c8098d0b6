#!/usr/bin/env bash
# Writes requirements.lock: every package with its version and hashes, for Linux and Windows, Python 3.11 and later.
# No addresses are written, so the lock works with any index or mirror.
set -euo pipefail
cd "$(dirname "$0")/.."
tool=build/uv
[ -x $tool/bin/uv ] || { .venv/bin/python -m venv $tool && $tool/bin/pip install --quiet uv; }
# Only changes what pyproject.toml asks for; for newer versions: rm requirements.lock first
$tool/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
    --generate-hashes --only-binary :all: --no-config \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
    --quiet --output-file requirements.lock
if grep -nE '://|^-' requirements.lock; then
    echo "lock: an address or an option got into requirements.lock" >&2
    exit 1
fi
echo "lock: $(grep -c '==' requirements.lock) packages"
