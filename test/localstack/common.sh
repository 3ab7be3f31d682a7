# Paths shared by install, start and stop. Sourced, not run.
# shellcheck shell=bash disable=SC2034

emulator=localstack
harness=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$harness/process.sh"

home=$cache/localstack
build=$home/build
venv=$build/venv
packages=$build/lib

# One folder for each port, so that several instances can run side by side.
port=${LOCALSTACK_PORT:-4566}
run=$home/run/$port
pid_file=$run/pid
log=$run/localstack.log
endpoint=http://127.0.0.1:$port
