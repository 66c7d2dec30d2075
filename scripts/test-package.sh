#!/usr/bin/env bash
# Packs the package, installs it in an empty folder and uses it there as a newcomer would, with the machine's own Node.
set -u
cd "$(dirname "$0")/.."
repository=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# step NAME COMMAND… runs one command in the empty folder and says whether it worked.
step() {
  local name=$1
  shift
  if "$@" >"$work/log" 2>&1; then
    passed=$((passed + 1))
    echo "ok - $name"
  else
    failed=$((failed + 1))
    echo "not ok - $name"
    tail -n 20 "$work/log"
  fi
}

# npm puts node_modules/.bin (and so Node 24) first in the path of its scripts: leave the machine's own Node there.
PATH=$(echo "$PATH" | tr ':' '\n' | grep -v node_modules | paste -sd:)
export PATH
echo "Node on the path: $(node --version)"

step "npm pack" npm pack --silent --pack-destination "$work"
tarball=$(ls "$work"/comfyc-*.tgz)
step "publint is quiet" npx --no publint run "$tarball" --strict
step "attw is quiet" npx --no attw "$tarball" --profile esm-only

mkdir "$work/empty"
cd "$work/empty" || exit 1
step "npm init" npm init -y
step "npm install in an empty folder" npm install --no-audit --no-fund --loglevel=error "$tarball"
step "comfyc --version" npx --no comfyc --version
step "comfyc init" npx --no comfyc init studio
cd studio || exit 1
# The template asks for comfyc from the registry; here it is the packed one.
step "npm install in the new project" npm install --no-audit --no-fund --loglevel=error "$tarball"
step "comfyc build" npx --no comfyc build
step "comfyc check" npx --no comfyc check
step "comfyc run --server simulator" npx --no comfyc run sd_basic --server simulator --set steps=2 --out "$work/pictures"
cd .. || exit 1
step "comfyc init . in the folder of npm init" npx --no comfyc init .
step "comfyc build there" npx --no comfyc build
cd studio || exit 1
step "a PNG is there" sh -c "find '$work/pictures' -name '*.png' | grep -q ."
cat >program.ts <<'TS'
import { readBundle, Runtime } from "comfyc/runtime";
import { startSimulator } from "comfyc/simulator";

const simulator = await startSimulator();
const runtime = new Runtime({ server: simulator.url });
const run = runtime.run(await readBundle("generated/workflows/sd_basic"), { slots: { steps: 2, seed: 7n }, outDir: "pictures" });
let events = 0;
for await (const event of run) events += event.type.length > 0 ? 1 : 0;
const result = await run.result;
console.log(events > 0 && result.files.every((file) => file.path.endsWith(".png")) ? "fine" : "wrong");
await runtime.close();
await simulator.close();
TS
step "a program that imports comfyc/runtime type-checks" node_modules/.bin/tsc --ignoreConfig --noEmit --module nodenext --target es2024 --strict --types "" --skipLibCheck program.ts
step "and runs" sh -c "npm exec -- node program.ts | grep -q fine"
cd "$repository" || exit 1
echo "package: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
