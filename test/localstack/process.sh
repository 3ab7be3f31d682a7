# Helpers for emulators that run as processes of the host. Sourced, not run.
# shellcheck shell=bash

# Everything that emulators build or write goes under this folder; deleting it undoes the lot.
cache=${CAIRN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cairn}

say() {
  printf '%s: %s\n' "$emulator" "$*"
}

fail() {
  printf '%s: %s\n' "$emulator" "$*" >&2
  exit 1
}

# What the caller can do nothing about here and now, such as a missing JDK: exit code 3, so that tests tell it from a
# failure and say why they were skipped.
lack() {
  printf '%s: %s\n' "$emulator" "$*" >&2
  exit 3
}

# The kernel's start time of a process: with the pid it names one process for good,
# even after the pid has been given to another.
started_at() {
  local stat fields
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  read -ra fields <<<"${stat##*) }" # the name in parentheses may hold spaces
  printf '%s\n' "${fields[19]}"
}

# Is the process that a pid file names ("PID START_TIME") still running?
is_running() {
  local pid since
  read -r pid since 2>/dev/null <"$1" || return 1
  [[ -n $pid && $(started_at "$pid") == "$since" ]]
}

# Prints "PID START_TIME" of every process below a process.
descendants() {
  local child children
  read -ra children -d '' < <(cat /proc/"$1"/task/*/children 2>/dev/null) || true
  for child in "${children[@]}"; do
    printf '%s %s\n' "$child" "$(started_at "$child")"
    descendants "$child"
  done
}

# stop_tree PID_FILE SECONDS: asks the process that a pid file names to end, then ends what is left of it and of its
# process group, and every process that it had started.
stop_tree() {
  local pid child since below i
  read -r pid _ <"$1"
  below=$(descendants "$pid")
  kill -TERM "$pid"
  for ((i = 0; i < $2 * 10; i++)); do
    is_running "$1" || break
    sleep 0.1
  done
  # Normally nothing is left by now.
  kill -KILL -- "-$pid" 2>/dev/null || true
  while read -r child since; do
    if [[ -n $child && $(started_at "$child") == "$since" ]]; then
      kill -KILL "$child" 2>/dev/null || true
    fi
  done <<<"$below"
}

# Prints the first usable Python of the versions given (3.MINOR).
find_python() {
  local candidate minor
  for minor in "$@"; do
    for candidate in \
      "${CAIRN_PYTHON:-}" \
      "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3."$minor".*/bin/python3 \
      "$(command -v "python3.$minor" || true)" \
      "$(command -v python3 || true)"; do
      if [[ -x $candidate ]] && "$candidate" - "$minor" 2>/dev/null <<'PYTHON'
import ensurepip, sqlite3, ssl, sys, venv
sys.exit(sys.version_info[:2] != (3, int(sys.argv[1])))
PYTHON
      then
        printf '%s\n' "$candidate"
        return
      fi
    done
  done
  lack "no Python 3.12, 3.13 or 3.14 with venv found (looked in CAIRN_PYTHON, pyenv's versions and PATH)"
}

# port_is_free PYTHON PORT
port_is_free() {
  "$1" - "$2" 2>/dev/null <<'PYTHON'
import socket, sys
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind(("127.0.0.1", int(sys.argv[1])))
PYTHON
}

# answers PYTHON PORT PATH
answers() {
  "$1" - "$2" "$3" 2>/dev/null <<'PYTHON'
import http.client, sys
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=5)
connection.request("GET", sys.argv[2])
sys.exit(connection.getresponse().status != 200)
PYTHON
}

# await_answer PATH SECONDS: until the emulator answers there; else shows the end of its log, stops it and fails.
await_answer() {
  SECONDS=0
  until answers "$venv/bin/python" "$port" "$1"; do
    if ! is_running "$pid_file" || ((SECONDS >= $2)); then
      echo "--- the end of $log" >&2
      tail -n 40 "$log" >&2
      "$harness/stop" >&2 || true
      fail "did not answer on $endpoint after ${SECONDS} s"
    fi
    sleep 0.2
  done
  say "ready after ${SECONDS} s"
  printf '%s\n' "$endpoint"
}

# cap_memory MIB: called in the subshell that becomes the emulator.
#
# An emulator that leaks must not take the machine with it: memory that one process may write to, in MiB. Not the address
# space (ulimit -v): V8 and the JVM reserve far more of that than they use. What counts are writable pages, touched or
# not, so small stacks and few arenas keep a process with a hundred threads well below it.
cap_memory() {
  export MALLOC_ARENA_MAX=4
  ulimit -s 4096
  ulimit -d "$((${EMULATOR_MEMORY_MB:-$1} * 1024))"
}

# Nothing of the caller's own AWS settings may reach an emulator or its functions.
forget_aws_settings() {
  local name
  for name in ${!AWS_*}; do unset "$name"; done
  # Nor the files of the home directory: a line there leads the functions' SDKs away from the emulator.
  export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
}
