# Sourced by the findings: `in_temp_folder PACKAGE@VERSION…` installs pinned packages and enters the folder; `expect NAME SEEN EXPECTED` compares.
set -euo pipefail
in_temp_folder() {
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  cd "$work"
  printf '{"private":true,"type":"module"}' >package.json
  npm install --no-audit --no-fund --ignore-scripts --loglevel=error "$@"
}
expect() {
  if [ "$2" = "$3" ]; then printf 'as found  %s: %s\n' "$1" "$2"; else
    printf 'CHANGED   %s: now %s, was %s\n' "$1" "$2" "$3"
    exit 1
  fi
}
