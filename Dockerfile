FROM python:3.11-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE settings.py requirements.lock ./
COPY crawler crawler
COPY spiders spiders
COPY pipelines pipelines
COPY seeds seeds
RUN python -m venv /opt/khobao \
 && /opt/khobao/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock \
 && /opt/khobao/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11-slim
COPY --from=build /opt/khobao /opt/khobao
RUN useradd --system --uid 10001 --home-dir /data khobao && install -d -o khobao -g khobao /data
ENV PATH=/opt/khobao/bin:$PATH ARCHIVE_DIR=/data DATABASE_URL=sqlite:////data/khobao.db PYTHONUNBUFFERED=1
USER khobao
WORKDIR /data
VOLUME /data
EXPOSE 8017
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8017/healthz', timeout=4)"]
ENTRYPOINT ["khobao"]
CMD ["daemon", "--http", "0.0.0.0:8017"]
