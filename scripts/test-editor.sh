#!/usr/bin/env bash
# Opens every emitted workflow.json in the real editor, in a headless Chromium, and compares its Export (API) with our
# workflow_api.json. Installs Chromium (apt, as root) and the editor's files (pip, into the user's cache) where missing.
set -u
cd "$(dirname "$0")/.."
shared="${COMFYC_SHARED:-../shared}"
if [ ! -f "$shared/schema/object_info-0.8.0-core.json" ]; then
  echo "The editor needs an object_info of a server, and $shared is not there."
  echo "editor: 0 passed, 0 failed, 1 skipped"
  exit 0
fi
if ! command -v "${COMFYC_CHROMIUM:-chromium}" >/dev/null; then
  (apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium) >/dev/null 2>&1
fi
export COMFYC_EDITOR_TOOLS="${COMFYC_EDITOR_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/comfyc/editor-1.58.1}"
[ -d "$COMFYC_EDITOR_TOOLS/frontend/comfyui_frontend_package/static" ] || scripts/editor/install-tools.sh "$COMFYC_EDITOR_TOOLS"
node scripts/editor/check-workflows.ts --object-info "$shared/schema/object_info-0.8.0-core.json" generated/workflows test/golden/emit
