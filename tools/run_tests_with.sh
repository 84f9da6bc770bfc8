#!/usr/bin/env bash
# Run the tests without a browser in an environment of their own: with each Python that can be found (`pythons`), or with the
# oldest packages that pyproject.toml allows (`oldest`). What comes after that is passed to pytest. A Python whose tests fail
# does not keep the others from running; the last line names those that failed.
set -euo pipefail
cd "$(dirname "$0")/.."
what=$1
shift

run() {  # run NAME INTERPRETER [more for pip]
    local folder="build/environments/$1" interpreter=$2
    shift 2
    # Joined with &&: bash ignores `set -e` in a function whose result is asked for with `||`.
    rm -rf "$folder" &&
        "$interpreter" -m venv "$folder" &&
        "$folder/bin/python" -m pip install --quiet --upgrade pip &&
        "$folder/bin/python" -m pip install --quiet -e '.[dev]' "$@" &&
        "$folder/bin/python" -m pytest -m "not browser and not slow" "${pytest_args[@]}"
}

find_python() {  # find_python VERSION: one that can make environments; some systems have the interpreter alone
    local candidate
    for candidate in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$1".*/bin/python; do
        if "$candidate" -c "import ensurepip, sys; sys.exit('%d.%d' % sys.version_info[:2] != '$1')" 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

pytest_args=("$@")
case $what in
pythons)
    found=0
    failed=()
    for version in ${VERSIONS:-3.11 3.12 3.13 3.14}; do
        if interpreter=$(find_python "$version"); then
            echo "== Python $version ($interpreter)"
            found=1
            run "$version" "$interpreter" || failed+=("$version")
        else
            echo "== Python $version is not here"
        fi
    done
    [ "$found" = 1 ] || { echo "none of these Pythons is here: ${VERSIONS:-3.11 to 3.14}" >&2; exit 1; }
    [ "${#failed[@]}" = 0 ] || { echo "failed with Python ${failed[*]}" >&2; exit 1; }
    ;;
oldest)
    # Of what the library needs and of what its extras bring; the tools of the extra `dev` are not part of it.
    mapfile -t pins < <("$(tools/find_python.sh)" - <<'PYTHON'
import re
import tomllib

with open("pyproject.toml", "rb") as file:
    project = tomllib.load(file)["project"]
extras = [needs for name, needs in project["optional-dependencies"].items() if name != "dev"]
for requirement in sorted({*project["dependencies"], *(need for needs in extras for need in needs)}):
    if not requirement.startswith("domsync["):
        name, version = re.fullmatch(r"([\w.-]+)>=([\w.]+)", requirement).groups()
        print(f"{name}=={version}")
PYTHON
    )
    echo "== ${pins[*]}"
    run oldest "$(tools/find_python.sh)" "${pins[@]}"
    ;;
*)
    echo "what to run with: pythons or oldest" >&2
    exit 2
    ;;
esac
