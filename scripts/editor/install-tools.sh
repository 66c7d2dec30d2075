#!/bin/sh
# Fills a folder outside the repository with the editor's static files, which the editor tests serve to a browser.
# Chromium itself comes from the system (apt-get install chromium) or from COMFYC_CHROMIUM.
set -eu
folder=${1:?usage: install-tools.sh FOLDER}
version=${2:-1.58.1}
mkdir -p "$folder/frontend"
python3 -m pip download --quiet --no-deps "comfyui-frontend-package==$version" --dest "$folder/frontend"
python3 -m zipfile -e "$folder/frontend/comfyui_frontend_package-$version-py3-none-any.whl" "$folder/frontend"
