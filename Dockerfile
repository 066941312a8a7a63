# The site in one image: as it starts, the web server; the worker and every other command of manage.py with another command.
# Nothing secret is needed to build it, and nothing is written in it while it runs but below /tmp and, with SQLite, var/.
#   docker build -t booking-site .                            the site
#   docker build -t booking-site-backup --target backup .     the same with PostgreSQL's programs, for the nightly backup

FROM python:3.11-slim-trixie AS python
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/opt/venv/bin:$PATH
WORKDIR /srv/booking

FROM python AS built
COPY requirements.txt constraints.txt ./
RUN python -m venv /opt/venv
RUN python -m pip install --no-cache-dir --disable-pip-version-check -r requirements.txt -c constraints.txt
COPY manage.py ./
COPY booking_site booking_site
COPY studios studios
COPY templates templates
COPY static static
RUN python manage.py collectstatic --noinput
RUN python -m compileall -q booking_site studios

FROM python AS site-base
COPY --from=built /opt/venv /opt/venv
COPY --from=built /srv/booking /srv/booking
RUN install -d -m 700 -o 10001 -g 10001 var var/backups var/metrics
USER 10001:10001

FROM site-base AS backup
USER root
# As new as the server in compose.yaml, or newer.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client-17 && rm -rf /var/lib/apt/lists/*
USER 10001:10001
CMD ["python", "manage.py", "backup", "--daily-at=02:30"]

FROM site-base AS site
# Processes; gunicorn reads it. Threads matter more: a page mostly waits for Magicline.
ENV WEB_CONCURRENCY=2
# Threads share glibc's heaps instead of keeping one each: they take turns in Python anyway.
ENV MALLOC_ARENA_MAX=2
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --start-interval=1s CMD ["python", "-m", "booking_site.alive"]
CMD ["gunicorn", "booking_site.wsgi", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--threads=16", "--worker-tmp-dir=/dev/shm", "--no-control-socket"]
