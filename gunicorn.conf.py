"""How gunicorn serves the site, in `make run` and in production; the address is given on the command line."""

import os

worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 30
graceful_timeout = 10
keepalive = 5
max_requests = 5000  # a worker that grew starts afresh
max_requests_jitter = 500
limit_request_line = 8190  # the most gunicorn takes; longer addresses are answered with 400
control_socket_disable = True  # it would be made in the home directory, where two sites collide
loglevel = os.environ.get("LOG_LEVEL", "warning")
