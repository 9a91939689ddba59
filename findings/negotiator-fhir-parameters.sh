#!/usr/bin/env bash
# negotiator 1.1.0.
# Guess: `Accept: application/fhir+json; fhirVersion=4.0`, which FHIR's own versioning asks clients to send, selects
#   `application/fhir+json` when that is what the server offers; so does a `charset` parameter.
# Seen: a parameter in Accept must also be on the offered type. Neither header matches anything: `mediaType` is undefined, and with
#   a fallback `*/*;q=0.1` the client is given plain JSON.
# For us: a FHIR client in front of the maintenance page would be answered in another format, or as if it accepted nothing.
#   What the offered type is must be decided without parameters.
source "$(dirname "$0")/common.sh"
in_temp_folder negotiator@1.1.0
cat >run.mjs <<'JS'
import Negotiator from "negotiator";
const answer = (accept) => String(new Negotiator({ headers: { accept } }).mediaType(["application/json", "application/fhir+json"]));
const headers = ["application/fhir+json", "application/fhir+json; fhirVersion=4.0", "application/fhir+json; charset=utf-8, */*;q=0.1"];
console.log(headers.map(answer).join(" "));
JS
expect "plain, fhirVersion, charset" "$(node run.mjs)" "application/fhir+json undefined application/json"
