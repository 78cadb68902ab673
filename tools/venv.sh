#!/bin/sh
# Make a virtual environment with a Python of at least 3.11: tools/venv.sh PYTHON FOLDER
set -eu
python=$1
folder=$2
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    for other in python3.14 python3.13 python3.12 python3.11; do
        if command -v "$other" >/dev/null 2>&1; then python=$other; break; fi
    done
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "需要 Python 3.11 或更新版本；安装后重试，或写明位置：make PYTHON=/路径/python3.11 …" >&2
    exit 1
fi
[ -x "$folder/bin/python" ] && exit 0
if ! "$python" -m venv "$folder" >/dev/null 2>&1; then
    rm -rf "$folder"
    sh "$(dirname "$0")/system_packages.sh" venv
    "$python" -m venv "$folder"
fi
