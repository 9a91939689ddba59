#!/usr/bin/env bash
# compare-versions 6.1.1, Node 20 and 24.
# Guess: a version's numbers may be as long as a vendor likes, or a number that cannot be compared is refused.
# Seen: parts are read as floating-point numbers. Builds named by date and time in milliseconds (17 digits, above 2^53) that are
#   one millisecond apart compare as equal, and `validateStrict` accepts them. `4.x` equals `4.7.0`, and `04.7` equals `4.7`.
#   The package semver 7.7.3 refuses the same version instead.
# For us: an updater would call the newer build "already installed". Versions stay bounded by our own schema (shared/version.ts).
source "$(dirname "$0")/common.sh"
in_temp_folder compare-versions@6.1.1 semver@7.7.3
cat >run.mjs <<'JS'
import { compareVersions, validateStrict } from "compare-versions";
import semver from "semver";
const [a, b] = ["1.0.20261130181500123", "1.0.20261130181500124"];
console.log(compareVersions(a, b), validateStrict(b), compareVersions("4.x", "4.7.0"), compareVersions("04.7", "4.7"), semver.valid(b));
JS
expect "later build, valid, wildcard, leading zero, semver" "$(node run.mjs)" "0 true 0 0 null"
