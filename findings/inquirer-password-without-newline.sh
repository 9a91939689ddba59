#!/usr/bin/env bash
# @inquirer/password 5.3.0, Node 20 and later.
# Guess: a password that a script pipes in is read to the end of the input.
# Seen: with a final newline it is read. Without one (`printf secret | …`, a file that an editor left without a final newline) it
#   is lost: the prompt waits for Enter until Node finds nothing left to do and exits; only then is it rejected, as
#   "User force closed the prompt with 13 null", which blames a user who is not there.
# For us: a password from a pipe or a file is read by our own code; the prompt is for terminals only.
source "$(dirname "$0")/common.sh"
in_temp_folder @inquirer/password@5.3.0
cat >run.mjs <<'JS'
import password from "@inquirer/password";
try {
  console.log("read", await password({ message: "P" }, { output: process.stderr }));
} catch (error) {
  console.log(error.name);
}
JS
expect "with a newline" "$(echo secret | node run.mjs 2>/dev/null)" "read secret"
expect "without a newline" "$(printf secret | node run.mjs 2>/dev/null || true)" "ExitPromptError"
