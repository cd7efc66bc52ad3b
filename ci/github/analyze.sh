#!/usr/bin/env bash
# Analyzes, with an annotation for every finding, and ends with the status of meshctl.
set -uo pipefail

lines() {
  # Lines of a variable as words, blank ones left out.
  local -n into=$1
  local line
  while IFS= read -r line; do
    [ -z "${line//[[:space:]]/}" ] || into+=("$line")
  done <<<"$2"
}

paths=() flags=()
lines paths "$MESHCTL_PATHS"
lines flags "$MESHCTL_ARGS"
# Without an input the level of .meshctl.yaml counts.
[ -z "$MESHCTL_THRESHOLD" ] || flags+=(--failure-threshold "$MESHCTL_THRESHOLD")

if [ -n "$MESHCTL_SARIF" ]; then
  mkdir -p "$(dirname "$MESHCTL_SARIF")"
  meshctl analyze "${paths[@]}" "${flags[@]}" -o sarif --exit-zero >"$MESHCTL_SARIF" || exit
  echo "sarif-file=$MESHCTL_SARIF" >>"$GITHUB_OUTPUT"
fi

meshctl analyze "${paths[@]}" "${flags[@]}" -o github
status=$?
echo "status=$status" >>"$GITHUB_OUTPUT"
exit "$status"
