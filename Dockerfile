# One image for web, worker and beat; what differs is the command (docker-compose.yml).
# PYTHON_IMAGE may name a digest, python:3.11-slim@sha256:…; see docs/operations.md.
ARG PYTHON_IMAGE=python:3.11-slim
FROM ${PYTHON_IMAGE} AS build
COPY requirements/image.txt /tmp/image.txt
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: \
      --requirement /tmp/image.txt

# With PostgreSQL's own programs, which backups are made with.
FROM build AS build-backup
COPY requirements/run.txt /tmp/run.txt
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: \
      --requirement /tmp/run.txt

FROM ${PYTHON_IMAGE} AS register
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin register
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=config.settings STATIC_ROOT=/app/static-collected
WORKDIR /app
COPY --from=build /venv /venv
COPY manage.py ./
COPY config config
COPY controls controls
COPY locale locale
COPY news news
COPY ops ops
COPY static static
COPY templates templates
# The addresses and the key are for this one step, which opens neither; they do not stay in the image.
RUN SECRET_KEY=only-while-the-image-is-built DATABASE_URL=postgres://nobody@localhost/none \
    REDIS_URL=redis://localhost/0 python manage.py collectstatic --no-input --verbosity 0 \
 && python -m compileall -q manage.py config controls news ops
USER 10001:10001
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "4", "--backlog", "512", "--no-ws", "config.wsgi:application"]

FROM register AS backup
COPY --from=build-backup /venv /venv
CMD ["python", "-m", "ops", "backup", "--to", "/backups"]
