#!/bin/sh
# Fills a folder outside the repository with what the editor tests drive: the editor's static files and a browser driver.
# Chromium itself comes from the system (apt-get install chromium) or from COMFYC_CHROMIUM.
set -eu
folder=${1:?usage: install-tools.sh FOLDER}
version=${2:-1.58.1}
mkdir -p "$folder/frontend"
python3 -m pip download --quiet --no-deps "comfyui-frontend-package==$version" --dest "$folder/frontend"
python3 -m zipfile -e "$folder/frontend/comfyui_frontend_package-$version-py3-none-any.whl" "$folder/frontend"
npm install --silent --no-save --prefix "$folder" playwright-core
echo "export COMFYC_EDITOR_TOOLS=$folder"
