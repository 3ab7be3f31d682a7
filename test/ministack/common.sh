# Paths shared by install, start and stop. Sourced, not run.
# shellcheck shell=bash disable=SC2034

emulator=ministack
harness=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$harness/../localstack/process.sh"

home=$cache/ministack
venv=$home/venv

# One folder for each port, so that several instances can run side by side.
port=${MINISTACK_PORT:-4567}
run=$home/run/$port
pid_file=$run/pid
log=$run/ministack.log
endpoint=http://127.0.0.1:$port
