# One image for web, worker and beat: Debian 12's Python, the hash lock, Pango for PDF; runs as a user without rights.
FROM python:3.11-slim-bookworm AS packages
COPY requirements.txt /tmp/requirements.txt
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/requirements.txt

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 txct \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin txct \
 && install -d -o txct -g txct /var/lib/txct /var/lib/txct-static
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/txct
COPY manage.py ./
COPY txct ./txct
COPY delegates ./delegates
COPY meetings ./meetings
COPY petitions ./petitions
COPY reports ./reports
COPY templates ./templates
COPY static ./static
COPY locale ./locale
RUN /opt/venv/bin/python -m compileall -q .
ENV PATH=/opt/venv/bin:$PATH \
    HOME=/tmp \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    TXCT_ENV=production \
    TXCT_VAR=/var/lib/txct \
    STATIC_ROOT=/var/lib/txct-static
USER 10001:10001
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "1", "--no-ws", "txct.wsgi:application"]
