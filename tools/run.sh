#!/bin/sh
# Open the window; where there is no screen, say so and run the demo instead: tools/run.sh PYTHON
set -eu
python=$1
if [ "$(uname -s)" = Linux ] && [ -z "${DISPLAY:-}" ] && [ -z "${WAYLAND_DISPLAY:-}" ]; then
    # a demo never writes over an earlier one
    folder=demo-output
    number=1
    while [ -e "$folder" ]; do
        number=$((number + 1))
        folder=demo-output-$number
    done
    echo "没有可用的屏幕，改为运行演示：python main.py demo --out $folder"
    exec "$python" main.py demo --out "$folder"
fi
exec "$python" main.py
