#!/usr/bin/env bash
# Runs python/tests with every Python from 3.10 to 3.13 that the machine has; pytest comes into a folder of the cache.
set -u
cd "$(dirname "$0")/.."
cache="${XDG_CACHE_HOME:-$HOME/.cache}/comfyc"
status=0
found=0

# The interpreter of one minor version: on PATH, or one that pyenv keeps beside it.
find_python() {
  local candidate
  for candidate in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1".*/bin/python; do
    if "$candidate" -c 'import sys' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
}

for version in 3.10 3.11 3.12 3.13; do
  python=$(find_python "$version")
  [ -n "$python" ] || continue
  found=1
  tools="$cache/pytest-$version"
  if [ ! -d "$tools/pytest" ]; then
    "$python" -m pip install -q --disable-pip-version-check --target "$tools" pytest >/dev/null 2>&1
  fi
  log=$(mktemp)
  PYTHONPATH="$PWD/python:$tools" COMFYC_BIN="$PWD/bin/comfyc.js" PYTHONDONTWRITEBYTECODE=1 \
    "$python" -m pytest -q -p no:cacheprovider python/tests >"$log" 2>&1 || status=1
  tail -n 25 "$log"
  ok=$(grep -oE '[0-9]+ passed' "$log" | tail -1 | cut -d' ' -f1)
  bad=$(grep -oE '[0-9]+ (failed|error)' "$log" | awk '{n += $1} END {print n + 0}')
  echo "Python $version: ${ok:-0} passed, $bad failed"
  rm -f "$log"
done
if [ "$found" -eq 0 ]; then
  echo "Python: 0 passed, 1 failed (no python3.10 to python3.13 on this machine)"
  status=1
fi
exit $status
