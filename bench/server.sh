# shellcheck shell=bash disable=SC2034,SC2154 # see the variables below
# Sourced by the programs of bench/. Functions to start a server of one example on its own embedded PostgreSQL, in a
# temporary directory that is deleted at exit, to send requests to it and to measure it. Uses loopback only.
#
# Reads $top, the checkout. Sets $work and $url; start_server sets $server, $ready (ms), $postgres and PG… variables.

say() { printf '%s\n' "bench/$(basename "$0"): $*" >&2; }
need() { # PROGRAM...
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || { say "'$tool' is not installed"; exit 2; }
  done
}

work=$(mktemp -d)
chmod 755 "$work"
port=${PORT:-8765}
url=http://127.0.0.1:$port
server=
stop_server() {
  [ -n "$server" ] || return 0
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  server=
}
cleanup() {
  stop_server
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM
trap 'say "line $LINENO failed: $BASH_COMMAND"' ERR

# EXAMPLE or FILE. Starts the server of examples/EXAMPLE, or of a spec, with its own data, and sets `ready` to the
# milliseconds until /readyz answers 200.
start_server() {
  local began data spec=$1
  [ -f "$spec" ] || spec=$top/examples/$1/freehold.yaml
  data=$work/data-$(basename "$1" .yaml)
  began=$(date +%s%N)
  (cd "$work" && exec env -u DATABASE_URL -u JWT_SECRET PORT="$port" RATE_LIMITS=off FREEHOLD_DATA_DIR="$data" \
    XDG_CACHE_HOME="$work/cache" "${FREEHOLD:-$top/freehold}" serve "$spec" >"$work/server.log" 2>&1) &
  server=$!
  until curl -sf -o /dev/null "$url/readyz"; do
    kill -0 "$server" 2>/dev/null || { tail -20 "$work/server.log" >&2; exit 1; }
    sleep 0.01
  done
  ready=$((($(date +%s%N) - began) / 1000000))
  postgres=$(sed -n 1p "$data/postgres/postmaster.pid")
  PGHOST=$(sed -n 5p "$data/postgres/postmaster.pid") PGPASSWORD=$(cat "$data/password")
  export PGHOST PGPASSWORD PGUSER=postgres PGDATABASE=freehold
}
forget_data() { rm -rf "$work/data-$1"; } # EXAMPLE

field() { sed "s/.*\"$1\":\"\\([^\"]*\\)\".*/\\1/"; }
post() { curl -sf "$url/api/v1/$1" -H 'Content-Type: application/json' "${@:2}"; }
account() { printf '{"email":"%s@example.com","password":"correct horse battery"}' "$1"; }
signup() { post auth/signup -d "$(account "$1")" | field access_token; }
# An access token is valid for 15 minutes; a longer load logs in again.
login() { post auth/login -d "$(account "$1")" | field access_token; }
user_id() { curl -sf "$url/api/v1/auth/me" -H "Authorization: Bearer $1" | sed 's/.*"id":"\([^"]*\)".*/\1/'; }
sql() { psql -qXAt -v ON_ERROR_STOP=1; }

# CPU ticks of the server, and of PostgreSQL with its backends; the connections stay open during the load. A process may
# end while its ticks are read (an autovacuum worker).
ticks() { { cat "$@" 2>/dev/null || true; } | awk '{ sub(/^.*\) /, ""); sum += $12 + $13 } END { print sum + 0 }'; }
server_ticks() { ticks "/proc/$server/stat"; }
postgres_ticks() {
  local pid files=("/proc/$postgres/stat")
  for pid in $(pgrep -P "$postgres"); do files+=("/proc/$pid/stat"); done
  ticks "${files[@]}"
}
tick_micros=$((1000000 / $(getconf CLK_TCK)))

cat >"$work/report.lua" <<'LUA'
function done(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %.2f %.2f %d\n", summary.requests, summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, e.status + e.connect + e.read + e.write + e.timeout))
end
LUA

machine() {
  echo "$(nproc) cores, $(awk '/MemTotal/ { printf "%d", $2 / 1048576 }' /proc/meminfo) GiB; load, server and database share them"
}
