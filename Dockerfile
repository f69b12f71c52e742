# One image, run four times by docker-compose.yml: prepare, web, worker and beat.

FROM node:24-slim AS packages
WORKDIR /portal
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM python:3.11-slim-bookworm AS build
WORKDIR /portal
COPY requirements.txt ./
RUN python -m venv --without-pip /venv \
 && pip --python /venv/bin/python install --no-cache-dir --disable-pip-version-check -r requirements.txt
COPY . .
COPY --from=packages /portal/node_modules node_modules
RUN /venv/bin/pybabel -q compile -d locale -D django
# Settings refuse to start half-configured; these values stay in this step.
RUN PORTAL_ENV=production SECRET_KEY=unused ALLOWED_HOSTS=unused SITE_URL=https://unused \
    DATABASE_URL=postgres://unused/unused REDIS_URL=redis://unused EMAIL_URL=smtp://unused \
    STATIC_ROOT=/srv/static /venv/bin/python manage.py collectstatic --noinput \
 && rm -rf node_modules var

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PORTAL_ENV=production \
    STATIC_ROOT=/srv/static \
    NUMBA_CACHE_DIR=/portal/var/numba \
    WEB_CONCURRENCY=2
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin portal
COPY --from=build /venv /venv
COPY --from=build /srv/static /srv/static
COPY --from=build /portal /portal
WORKDIR /portal
# The only folder that is written to: uploads, compiled loops, what prepare has loaded. A volume.
RUN install -d -o 10001 -g 10001 var
USER 10001:10001
EXPOSE 8000
# Asks under the public name, as ALLOWED_HOSTS expects; touches no database.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import os, urllib.parse, urllib.request; host = urllib.parse.urlsplit(os.environ['SITE_URL']).netloc; urllib.request.urlopen(urllib.request.Request('http://127.0.0.1:8000/healthz', headers={'Host': host}), timeout=4)"]
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-", "--log-level", "warning"]
