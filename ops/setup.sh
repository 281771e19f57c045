#!/usr/bin/env bash
# Makes everything the project needs, once: a Java runtime, the virtual environment, the jars.
# What is there already is left as it is; `make setup`, `make run` and `make test` call this.
# usage: ops/setup.sh [--with-airflow | --with-tests]    also Airflow in its own environment; also what the tests need:
#        that, their packages and Chromium
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "setup: $*" >&2; exit 1; }
on_debian_as_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
apt_install() { # NAME...: the first of the names that this Debian has
    apt-get update -qq
    local name
    for name in "$@"; do
        if apt-cache show "$name" >/dev/null 2>&1; then
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$name" >/dev/null
            return
        fi
    done
    return 1
}

python_command() {
    local candidate
    for candidate in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    fail "Python 3.11, 3.12 or 3.13 is needed; install one, or name it: make setup PYTHON=/path/to/python3.12"
}

java_is_right() {
    local java=java
    [ -n "${JAVA_HOME:-}" ] && java="$JAVA_HOME/bin/java"
    "$java" -version 2>&1 | grep -qE 'version "(17|21)[."]'
}

need_java() {
    java_is_right && return
    [ -z "${JAVA_HOME:-}" ] || fail "JAVA_HOME is $JAVA_HOME, which is not a Java 17 or 21"
    on_debian_as_root || fail "a Java 17 or 21 is needed (Debian, Ubuntu: sudo apt install openjdk-17-jdk-headless)"
    echo "setup: installing a JDK"
    apt_install openjdk-21-jdk-headless openjdk-17-jdk-headless || fail "no openjdk 17 or 21 among this system's packages"
    java_is_right || fail "another Java comes first on the PATH; set JAVA_HOME to a Java 17 or 21"
}

need_packages() { # REQUIREMENTS: into .venv, unless the same file was installed before
    local stamp=".venv/.installed-$1"
    cmp -s <(cat requirements.txt requirements-dev.txt) "$stamp" && return
    [ -x .venv/bin/python ] || "$(python_command)" -m venv .venv
    echo "setup: installing $1 into .venv"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$1"
    cat requirements.txt requirements-dev.txt >"$stamp"
}

need_airflow() { # into .airflow/venv, unless the same versions were installed before
    local stamp=.airflow/venv/.installed
    cmp -s <(cat requirements-airflow.txt airflow-constraints.txt) "$stamp" && return
    [ -x .airflow/venv/bin/python ] || "$(python_command)" -m venv .airflow/venv
    echo "setup: installing Airflow into .airflow/venv"
    .airflow/venv/bin/python -m pip install --quiet --disable-pip-version-check \
        -r requirements-airflow.txt -c airflow-constraints.txt
    cat requirements-airflow.txt airflow-constraints.txt >"$stamp"
}

need_jars() {
    cmp -s ops/ivy.xml .jars/.fetched && return
    echo "setup: fetching the Kafka jars"
    rm -rf .jars && mkdir .jars
    local ivy java=java
    [ -n "${JAVA_HOME:-}" ] && java="$JAVA_HOME/bin/java"
    ivy=$(.venv/bin/python -c 'import pathlib, pyspark; print(*pathlib.Path(pyspark.__file__).parent.glob("jars/ivy-*.jar"))')
    "$java" -jar "$ivy" -ivy ops/ivy.xml -cache .jars/cache -confs connector broker \
        -retrieve '.jars/[conf]/[artifact]-[revision].[ext]' -types jar bundle >.jars/ivy.log 2>&1 ||
        fail "the jars could not be fetched; see .jars/ivy.log"
    [ -n "$(find .jars/connector -name '*.jar')" ] && [ -n "$(find .jars/broker -name '*.jar')" ] ||
        fail "the jars could not be fetched; see .jars/ivy.log"
    rm -rf .jars/cache
    cp ops/ivy.xml .jars/.fetched
}

need_chromium() {
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null && return
    if on_debian_as_root; then
        echo "setup: installing Chromium"
        apt_install chromium || echo "setup: no package named chromium; the browser tests will be skipped" >&2
    else
        echo "setup: no Chromium here; the browser tests will be skipped (Debian: sudo apt install chromium)" >&2
    fi
}

need_postgres() {
    command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null && return
    if on_debian_as_root; then
        echo "setup: installing PostgreSQL"
        apt_install postgresql || echo "setup: no package named postgresql; the warehouse's tests will be skipped" >&2
    else
        echo "setup: no PostgreSQL here; the warehouse's tests will be skipped (Debian: sudo apt install postgresql)" >&2
    fi
}

need_java
need_packages requirements.txt
if [ "${1:-}" = --with-tests ]; then
    need_packages requirements-dev.txt
    need_chromium
    need_airflow
    need_postgres
elif [ "${1:-}" = --with-airflow ]; then
    need_airflow
fi
need_jars
