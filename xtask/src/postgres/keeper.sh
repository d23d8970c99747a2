# Keeps a PostgreSQL server until standard input ends. The run that wants the server holds the other
# end, so that the server goes with the run, whichever way the run goes. Nothing is left: no
# process, no file.
#
# Arguments: the directory of the programs, the port, and whether writes reach the disk (on or off).
set -u
programs=$1 port=$2 fsync=$3

# What ends the run must not end what cleans up after it.
trap '' HUP INT TERM
# The user of the server may have no way into the directory that the run is in.
cd / || exit 1
directory=$(mktemp -d "${TMPDIR:-/tmp}/tieback-postgres.XXXXXX") || exit 1
data=$directory/data log=$directory/log

start() {
  "$programs/initdb" --pgdata "$data" --username tieback --auth trust --encoding UTF8 --no-locale \
    --no-sync >"$log" 2>&1 || return 1
  cat >>"$data/postgresql.conf" <<CONF || return 1
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = ''
max_connections = 200
fsync = $fsync
full_page_writes = $fsync
CONF
  "$programs/pg_ctl" start --wait --pgdata "$data" --log "$log" --timeout 60 >>"$log" 2>&1
}

if start; then
  echo ready
  cat >/dev/null
else
  cat "$log" >&2
fi
"$programs/pg_ctl" stop --wait --pgdata "$data" --mode immediate >/dev/null 2>&1
rm -rf "$directory"
