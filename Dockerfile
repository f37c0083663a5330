ARG PYTHON=python:3.13-slim

FROM ${PYTHON} AS packages
# Besides: embedded for backup and restore, sentry for reports of errors.
ARG EXTRAS=""
COPY requirements*.txt ./
RUN python -m venv /venv && set -- -r requirements.txt && for extra in $EXTRAS; do set -- "$@" -r "requirements-$extra.txt"; done \
    && /venv/bin/pip install --quiet --no-cache-dir --require-hashes "$@"

FROM ${PYTHON}
RUN useradd --system --uid 10001 --home-dir /app wiki
COPY --from=packages /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MODE=production STATIC_ROOT=/app/staticfiles
WORKDIR /app
COPY . .
# No database and no secret is needed for this; the address only keeps the embedded server out.
RUN MODE=local DATABASE_URL=postgresql://nobody@localhost/none python manage.py collectstatic --no-input --verbosity=0
USER wiki
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "docker/health.py"]
CMD ["gunicorn", "--config", "gunicorn.conf.py", "--bind", "0.0.0.0:8000", "recruiter_wiki.wsgi"]
