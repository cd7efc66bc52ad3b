#!/usr/bin/env bash
# Puts meshctl on the PATH of the steps to come.
set -euo pipefail

if [ -n "${MESHCTL_VERSION:-}" ]; then
  npm install --global --no-fund --no-audit "meshctl@$MESHCTL_VERSION"
elif ! command -v meshctl >/dev/null; then
  cd "$GITHUB_ACTION_PATH"
  [ -e dist/boot.cjs ] || { npm ci --no-fund --no-audit && npm run --silent build; }
  mkdir -p .cache/bin
  ln -sf ../../bin/meshctl.js .cache/bin/meshctl
  echo "$PWD/.cache/bin" >>"$GITHUB_PATH"
fi
