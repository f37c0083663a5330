"""The container's health check: asks the site itself, under a name that it accepts."""

import http.client
import os
import sys

host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].lstrip(".") or "127.0.0.1"
connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
try:
    connection.request("GET", "/healthz", headers={"Host": host})
    sys.exit(connection.getresponse().status not in (200, 204))
except OSError as problem:
    sys.exit(str(problem))
