#!/bin/bash
# Runs once, when the database is made, as the server's superuser, which nobody signs in as afterwards: the owner changes the schema and
# nothing else of the server; the engine, the API and the console read and write rows, and only API and console, who sign in as
# agents, add to the record of accesses (registre); the reader looks. Later tables of the owner get the same rights.
# metrics sees no row. It is a member of pg_read_all_stats, since without it the state and age of others' sessions and the lag of standbys
# are hidden; the statements that it sees so hold parameters and no values, but for those that somebody types into psql. Of the settings and
# files that pg_monitor adds it needs none.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" -q \
    -v owner="$(cat /secrets/owner)" -v database="$POSTGRES_DB" -v engine="$(cat /secrets/engine)" -v agents="$(cat /secrets/agents)" -v reader="$(cat /secrets/reader)" -v metrics="$(cat /secrets/metrics)" <<'SQL'
CREATE ROLE reconciliation_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'owner';
ALTER DATABASE :"database" OWNER TO reconciliation_owner;
ALTER SCHEMA public OWNER TO reconciliation_owner;
CREATE ROLE reconciliation_engine LOGIN PASSWORD :'engine';
CREATE ROLE reconciliation_registre NOLOGIN;
CREATE ROLE reconciliation_agents LOGIN PASSWORD :'agents' IN ROLE reconciliation_engine, reconciliation_registre;
CREATE ROLE reconciliation_reader LOGIN PASSWORD :'reader';
CREATE ROLE reconciliation_metrics LOGIN PASSWORD :'metrics' IN ROLE pg_read_all_stats;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO reconciliation_engine, reconciliation_registre, reconciliation_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE reconciliation_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO reconciliation_engine;
ALTER DEFAULT PRIVILEGES FOR ROLE reconciliation_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO reconciliation_engine;
ALTER DEFAULT PRIVILEGES FOR ROLE reconciliation_owner IN SCHEMA public GRANT SELECT ON TABLES TO reconciliation_reader;
ALTER ROLE reconciliation_reader SET default_transaction_read_only = on;
SQL
