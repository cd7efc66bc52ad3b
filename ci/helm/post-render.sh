#!/bin/sh
# Writes the sidecar into what a chart renders. Helm 3: helm install --post-renderer ci/helm/post-render.sh …
# Helm 4: helm plugin install ci/helm, then helm install --post-renderer meshctl-inject …
# Arguments are flags of meshctl inject. MESHCTL names another program than the one on the PATH.
set -eu

# The full stop keeps the line ends that the shell would take away.
manifests=$(cat && echo .)
manifests=${manifests%.}

case $manifests in
  *[![:space:]]*) printf %s "$manifests" | "${MESHCTL:-meshctl}" inject -f - "$@" ;;
  *) printf %s "$manifests" ;;
esac
