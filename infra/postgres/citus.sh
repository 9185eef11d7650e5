#!/bin/sh
# Joins the nodes of docker-compose.citus.yml and makes the schema of an installation there; run again, it changes nothing.
# citus.sh COORDINATOR_PORT WORKER_PORT…: all on this machine, in the database and as the user of PGDATABASE and PGUSER.
set -eu
coordinator=$1
shift
for port in "$coordinator" "$@"; do
    psql -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$port" -c 'SET client_min_messages = warning' -c 'CREATE EXTENSION IF NOT EXISTS citus'
done
on_coordinator() { psql -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$coordinator" -At -c "$1" >/dev/null; }
on_coordinator "SELECT citus_set_coordinator_host('127.0.0.1', $coordinator)"
for port in "$@"; do
    on_coordinator "SELECT citus_add_node('127.0.0.1', $port)"
done
on_coordinator 'SET client_min_messages = warning; CREATE SCHEMA IF NOT EXISTS cellule_00'
