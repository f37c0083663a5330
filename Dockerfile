# The image of the site. Nothing of the first stage stays but the packages and the site itself.
ARG PYTHON=python:3.13-slim

FROM ${PYTHON} AS build
# Besides: embedded for backup and restore, sentry for reports of errors.
ARG EXTRAS=""
WORKDIR /app
COPY requirements*.txt ./
# pip and the sources of translations go again: nothing uses them in a running site.
RUN python -m venv /venv \
    && set -- -r requirements.txt && for extra in $EXTRAS; do set -- "$@" -r "requirements-$extra.txt"; done \
    && /venv/bin/pip install --quiet --no-cache-dir --require-hashes "$@" \
    && /venv/bin/pip uninstall --quiet --yes pip \
    && find /venv -name '*.po' -delete
COPY . .
# No database and no secret is needed for this; the address only keeps the embedded server out.
RUN MODE=local STATIC_ROOT=/app/staticfiles DATABASE_URL=postgresql://nobody@localhost/none \
    /venv/bin/python manage.py collectstatic --no-input --verbosity=0 \
    && rm -r var requirements*.txt && /venv/bin/python -m compileall -q . && chmod -R u=rwX,go=rX .

FROM ${PYTHON}
# The folder for backups is all that the site's account may write to, where the root file system is not read-only.
RUN useradd --system --uid 10001 --home-dir /app wiki && install --directory --owner=wiki --mode=0700 /backups
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
# gunicorn listens on all addresses at PORT, which some platforms set themselves.
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MODE=production STATIC_ROOT=/app/staticfiles PORT=8000
USER wiki
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "docker/health.py"]
CMD ["gunicorn", "--config", "gunicorn.conf.py", "recruiter_wiki.wsgi"]
