#!/bin/bash
# Runs once, when the database volume is new: the same roles and rights as the embedded PostgreSQL has.
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d template1 \
     -v owner_password="$OWNER_PASSWORD" -v site_password="$SITE_PASSWORD" <<'SQL'
CREATE ROLE wiki_owner LOGIN CREATEDB PASSWORD :'owner_password';
CREATE ROLE wiki_site LOGIN PASSWORD :'site_password';
CREATE EXTENSION pg_trgm;
CREATE EXTENSION unaccent;
GRANT USAGE ON SCHEMA public TO wiki_site;
ALTER DEFAULT PRIVILEGES FOR ROLE wiki_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO wiki_site;
ALTER DEFAULT PRIVILEGES FOR ROLE wiki_owner GRANT USAGE, SELECT ON SEQUENCES TO wiki_site;
CREATE DATABASE wiki OWNER wiki_owner;
REVOKE ALL ON DATABASE wiki FROM PUBLIC;
GRANT CONNECT ON DATABASE wiki TO wiki_site;
SQL
