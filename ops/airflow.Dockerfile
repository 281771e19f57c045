# Airflow and the project, each in its own environment, like `make airflow`; see docker-compose.yml.
FROM python:3.12-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends openjdk-17-jdk-headless \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /flightwatch
COPY pyproject.toml uv.lock ./
COPY ops/setup.sh ops/ivy.xml ops/
RUN UV_NO_CACHE=1 ops/setup.sh airflow

COPY . .
CMD [".venv/bin/python", "-m", "ops.airflow"]
