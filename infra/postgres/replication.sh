#!/bin/bash
# Lets the service of backups in: a role that may copy the server and reads no row, from the networks of this server alone. Runs when the
# database is made; for a database of a version before, docker compose exec postgres bash /docker-entrypoint-initdb.d/replication.sh
set -euo pipefail
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" -q -v password="$(cat /secrets/sauvegarde)" <<'SQL'
SELECT 'CREATE ROLE reconciliation_sauvegarde' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reconciliation_sauvegarde') \gexec
ALTER ROLE reconciliation_sauvegarde LOGIN REPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 4 PASSWORD :'password';
SQL
grep -q reconciliation_sauvegarde "$PGDATA/pg_hba.conf" \
    || echo 'host replication reconciliation_sauvegarde samenet scram-sha-256' >>"$PGDATA/pg_hba.conf"
psql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -Atqc 'SELECT pg_reload_conf()' >/dev/null
