# Airflow and the project, each in its own environment, like `make airflow`; see docker-compose.yml.
FROM python:3.12-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends openjdk-17-jdk-headless \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /flightwatch
COPY requirements.txt requirements-dev.txt requirements-airflow.txt airflow-constraints.txt ./
COPY ops/setup.sh ops/ivy.xml ops/
RUN ops/setup.sh --with-airflow

COPY . .
CMD [".venv/bin/python", "-m", "ops.airflow"]
