# The standalone site. Debian's PostgreSQL programs are for `deliberate backup` and `restore`: no older than the server.
FROM python:3.13-slim

RUN apt-get update \
 && apt-get install --yes --no-install-recommends postgresql-client \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 1000 --home-dir /data deliberate \
 && install --directory --owner deliberate --mode 700 /data

COPY . /src
# The locked versions as constraints: of everything that is locked, only what the site needs is installed.
RUN sed -nE 's/^([a-z0-9][^ ]*==[^ \\]+)( ;[^\\]*)?.*/\1\2/p' /src/requirements.lock > /tmp/locked.txt \
 && pip install --no-cache-dir --constraint /tmp/locked.txt "/src[standalone,postgres,articles,api,sso,lti]" \
 && rm -rf /src /tmp/locked.txt

USER deliberate
ENV DELIBERATE_DATA=/data PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
CMD ["deliberate", "serve", "--host", "0.0.0.0", "--port", "8000"]
