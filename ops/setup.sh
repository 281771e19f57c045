#!/usr/bin/env bash
# Installs what a command needs, unless it is already installed. The Makefile's targets call this.
# usage: ops/setup.sh [run | fast-tests | tests | bench | lint | airflow | uv]
#   run         Java, the run packages in .venv, the Kafka jars (default)
#   fast-tests  the run and test packages in .venv
#   tests       run and fast-tests, and Chromium, PostgreSQL and Airflow
#   bench       run, and the frameworks that `make bench` compares the job with, in .venv
#   lint        ruff, mypy and the types it reads, in .venv-lint
#   airflow     run, and Airflow in .airflow/venv
#   uv          the uv that pyproject.toml requires, in .uv
set -euo pipefail
cd "$(dirname "$0")/.."
unset VIRTUAL_ENV

fail() { echo "setup: $*" >&2; exit 1; }
on_debian_as_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
apt_install() { # NAME...: installs the first of these packages that this Debian has
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

java() { command "${JAVA_HOME:+$JAVA_HOME/bin/}java" "$@"; }

java_is_right() {
    java -version 2>&1 | grep -qE 'version "(17|21)[."]'
}

need_java() {
    java_is_right && return
    [ -z "${JAVA_HOME:-}" ] || fail "JAVA_HOME is $JAVA_HOME, which is not a Java 17 or 21"
    on_debian_as_root || fail "a Java 17 or 21 is needed (Debian, Ubuntu: sudo apt install openjdk-17-jdk-headless)"
    echo "setup: installing a JDK"
    apt_install openjdk-21-jdk-headless openjdk-17-jdk-headless || fail "no openjdk 17 or 21 among this system's packages"
    java_is_right || fail "another Java comes first on the PATH; set JAVA_HOME to a Java 17 or 21"
}

need_uv() { # installs the uv that pyproject.toml requires, in .uv; uv installs what uv.lock pins and checks the hashes
    local version
    version=$(sed -n 's/^required-version = "==\(.*\)".*/\1/p' pyproject.toml)
    [ "$(.uv/bin/uv --version 2>/dev/null | cut -d' ' -f2)" = "$version" ] && return
    [ -x .uv/bin/python ] || "$(python_command)" -m venv .uv
    .uv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$version"
}

install_into() { # ENVIRONMENT OPTIONS...: installs the packages that uv.lock has for these options of `uv sync`
    local environment=$1 python
    shift
    need_uv
    # A new environment gets our choice of Python, an existing one keeps its own.
    python=$environment/bin/python
    [ -x "$python" ] || python=$(python_command)
    UV_PROJECT_ENVIRONMENT=$environment .uv/bin/uv sync --quiet --frozen --system-certs --no-python-downloads \
        --python "$python" "$@"
}

is_installed() { cmp -s uv.lock "$1"; } # STAMP: a copy of the lock that was installed
stamp() { cp uv.lock "$1"; }

# --compile-bytecode: a library's own SyntaxWarnings appear when it is compiled, and would fail the test that imports it
# first.
need_run_packages() {
    is_installed .venv/.installed-run && return
    echo "setup: installing the run packages into .venv"
    install_into .venv --inexact --compile-bytecode
    stamp .venv/.installed-run
}

need_test_packages() {
    is_installed .venv/.installed-test && return
    echo "setup: installing the run and test packages into .venv"
    install_into .venv --inexact --compile-bytecode --group test
    stamp .venv/.installed-run
    stamp .venv/.installed-test
}

need_bench_packages() {
    is_installed .venv/.installed-bench && return
    echo "setup: installing the frameworks of the benchmark into .venv"
    install_into .venv --inexact --compile-bytecode --group bench
    stamp .venv/.installed-bench
}

need_lint_packages() {
    is_installed .venv-lint/.installed && return
    echo "setup: installing the lint packages into .venv-lint"
    # Large untyped libraries: the typed ones need them to run, but mypy does not need them.
    local package untyped=()
    for package in fonttools grpcio pandas pyarrow pydeck scipy zstandard; do
        untyped+=(--no-install-package "$package")
    done
    install_into .venv-lint --only-group lint "${untyped[@]}"
    stamp .venv-lint/.installed
}

need_airflow() {
    is_installed .airflow/venv/.installed && return
    echo "setup: installing Airflow into .airflow/venv"
    install_into .airflow/venv --only-group airflow --compile-bytecode
    stamp .airflow/venv/.installed
}

need_jars() {
    cmp -s ops/ivy.xml .jars/.fetched && return
    echo "setup: fetching the Kafka jars"
    rm -rf .jars && mkdir .jars
    local ivy
    ivy=$(.venv/bin/python -c 'import pathlib, pyspark; print(*pathlib.Path(pyspark.__file__).parent.glob("jars/ivy-*.jar"))')
    java -jar "$ivy" -ivy ops/ivy.xml -cache .jars/cache -confs connector broker \
        -retrieve '.jars/[conf]/[artifact]-[revision].[ext]' -types jar bundle >.jars/ivy.log 2>&1 ||
        fail "the jars could not be fetched; see .jars/ivy.log"
    [ -n "$(find .jars/connector -name '*.jar')" ] && [ -n "$(find .jars/broker -name '*.jar')" ] ||
        fail "the jars could not be fetched; see .jars/ivy.log"
    rm -rf .jars/cache
    cp ops/ivy.xml .jars/.fetched
}

need_class_archive() { # with which Spark starts faster; made for one Java and one installation of Spark
    java -version 2>&1 | cmp -s - .jars/.archived && [ .jars/spark.jsa -nt .venv/lib/python3.*/site-packages/pyspark/jars ] &&
        return
    echo "setup: preparing a fast start of Spark"
    if .venv/bin/python -m spark.class_archive >.jars/archive.log 2>&1; then
        java -version 2>.jars/.archived
    else
        echo "setup: Spark will start more slowly; see .jars/archive.log" >&2
    fi
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

need_what_runs() {
    need_java
    need_run_packages
    need_jars
    need_class_archive
}

case "${1:-run}" in
    run) need_what_runs ;;
    fast-tests) need_test_packages ;;
    tests)
        need_java
        need_test_packages
        need_jars
        need_class_archive
        need_chromium
        need_postgres
        need_airflow
        ;;
    bench)
        need_what_runs
        need_bench_packages
        ;;
    lint) need_lint_packages ;;
    uv) need_uv ;;
    airflow)
        need_what_runs
        need_airflow
        ;;
    *) fail "usage: ops/setup.sh [run | fast-tests | tests | bench | lint | airflow | uv]" ;;
esac
