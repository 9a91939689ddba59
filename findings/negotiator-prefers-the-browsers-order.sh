#!/usr/bin/env bash
# negotiator 1.1.0, with the header that Chromium and Firefox send over TLS.
# Guess: among encodings that the client accepts equally, the server's own order decides: `encoding(["br", "gzip"])` is brotli.
# Seen: equal weights are ordered as in the header, and browsers name gzip first: brotli is never selected. Only the option
#   `preferred` changes that. For media types it is the same: the header's order wins over the server's.
# For us: a build that stores .br beside .gz would never serve it.
source "$(dirname "$0")/common.sh"
in_temp_folder negotiator@1.1.0
cat >run.mjs <<'JS'
import Negotiator from "negotiator";
const browser = new Negotiator({ headers: { "accept-encoding": "gzip, deflate, br, zstd" } });
console.log(browser.encoding(["br", "gzip"]), browser.encoding(["br", "gzip"], { preferred: ["br", "gzip"] }));
JS
expect "server's order, preferred" "$(node run.mjs)" "gzip br"
