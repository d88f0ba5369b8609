#!/usr/bin/env bash
# Installs ctrain: the release that INPUT_VERSION names, else the revision that this action was checked out at.
set -euo pipefail

if [[ -n "${INPUT_VERSION:-}" ]]; then
  # Nothing but a version or a tag: npm would take an address or a folder as well.
  if [[ ! "$INPUT_VERSION" =~ ^[0-9A-Za-z][0-9A-Za-z.+-]*$ ]]; then
    echo '::error title=ctrain::version is not that of a release, such as 0.1.0'
    exit 2
  fi
  folder="$RUNNER_TEMP/ctrain-$INPUT_VERSION"
  npm install --prefix "$folder" --no-save --no-audit --no-fund "ctrain@$INPUT_VERSION"
  program="$folder/node_modules/ctrain/bin/ctrain.js"
else
  cd "$GITHUB_ACTION_PATH"
  # No package of ctrain needs a script to be installed, so none gets to run.
  npm ci --ignore-scripts --no-audit --no-fund
  npm run --silent build
  program="$GITHUB_ACTION_PATH/bin/ctrain.js"
fi
echo "program=$program" >> "$GITHUB_OUTPUT"
