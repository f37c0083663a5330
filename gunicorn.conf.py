"""How gunicorn serves the site, in `make run` and in production; the address is given on the command line."""

import os
import shutil
import tempfile
from itertools import count

from gunicorn.http import message

from recruiter_wiki.logs import logging_settings_of_gunicorn

worker_class = "recruiter_wiki.patient_worker.PatientWorker"  # gthread, but for slow clients
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
# Workers share the memory of the program; a new version of it needs a new start, not a reload.
preload_app = True
timeout = 15
graceful_timeout = 10
keepalive = 5
max_requests = 5000  # a worker that grew starts afresh
max_requests_jitter = 500
# 10,000 characters typed into the search field reach the site, which cuts them and says so: an emoji is 12 bytes in an
# address. gunicorn takes at most 8,190 bytes, or 0 for no limit at all, with which one sender could fill the memory;
# so its maximum is raised instead. Longer addresses are answered with 414 before any of our code runs.
limit_request_line = message.MAX_REQUEST_LINE = 128 * 1024
control_socket_disable = True  # it would be made in the home directory, where two sites collide
loglevel = os.environ.get("LOG_LEVEL") or "warning"
_form = os.environ.get("LOG_FORMAT") or ("lines" if os.environ.get("MODE") == "local" else "json")
logconfig_dict = logging_settings_of_gunicorn("lines" if _form == "lines" else "json", loglevel.upper())

if os.environ.get("METRICS", "").strip().lower() in {"1", "true", "yes", "on"}:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:  # this file is read again at a reload
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="wiki-metrics-")

    def pre_fork(server, worker):
        """Give a worker the smallest number that no living one has."""
        taken = {other.number for other in server.WORKERS.values()}
        worker.number = next(number for number in count() if number not in taken)

    def post_fork(server, worker):
        """Let its figures go under that number."""
        os.environ["WIKI_WORKER"] = str(worker.number)

    def on_exit(server):
        """Remove the figures with the last process."""
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
