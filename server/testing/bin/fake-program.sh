#!/bin/sh
# Replaces systemctl, nginx, pg_dump: linked under that name into a test's folder, which says what it does.
exec node "$(dirname "$(readlink -f "$0")")/fake-program.ts" "$0" "$@"
