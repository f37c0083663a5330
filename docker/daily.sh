#!/bin/sh
# The service `daily` of docker-compose.yml: cleans up and makes a backup, then waits for a day. What fails says why and
# is tried again in an hour; the health check asks when all went well last.
set -u
trap 'exit 0' TERM INT
while :; do
    if python manage.py clean_up && python manage.py backup "/backups/wiki-$(date -u +%Y-%m-%d-%H%M%S).dump"; then
        touch /tmp/well
        find /backups -name 'wiki-*.dump*' -mtime "+${BACKUP_DAYS:-14}" -delete
        pause=86400
    else
        pause=3600
    fi
    sleep "$pause" &
    wait $! # a signal ends this at once, but not a backup under way
done
