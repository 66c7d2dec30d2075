#!/usr/bin/env bash
# Runs python/tests/blender_script.py in Debian's Blender and in the bpy 4.5 wheel, on the embedded simulator.
# Installs both where they are missing: apt for the one (as root), a virtual environment in the user's cache for the other.
set -u
cd "$(dirname "$0")/.."
cache="${XDG_CACHE_HOME:-$HOME/.cache}/comfyc"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
export COMFYC_TEST_OUT="$out" COMFYC_BIN="$PWD/bin/comfyc.js" BLENDER_USER_RESOURCES="$out/blender"
status=0

if ! command -v blender >/dev/null; then
  (apt-get update -qq && apt-get install -y -qq --no-install-recommends blender) >"$out/apt.log" 2>&1 || tail -3 "$out/apt.log"
fi
if command -v blender >/dev/null; then
  blender --background --factory-startup --python-exit-code 3 --python python/tests/blender_script.py || status=1
else
  echo "Blender: 0 passed, 1 failed (no blender command, and apt could not install it)"
  status=1
fi

venv="$cache/bpy-4.5.15"
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c "import bpy" 2>/dev/null; then
  mkdir -p "$cache"
  { python3.11 -m venv --clear "$venv" && "$venv/bin/pip" install -q "bpy==4.5.15"; } >"$out/pip.log" 2>&1 || tail -3 "$out/pip.log"
fi
timeout 300 "$venv/bin/python" python/tests/blender_script.py || status=1
exit $status
