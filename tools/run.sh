#!/bin/sh
# Open the window; where there is no screen, say so and run the demo instead: tools/run.sh PYTHON
set -eu
python=$1
system=$(uname -s)
if [ "$system" = Linux ] && [ -z "${DISPLAY:-}" ] && [ -z "${WAYLAND_DISPLAY:-}" ]; then
    echo "没有可用的屏幕，改为运行演示：python main.py demo --out demo-output"
    exec "$python" main.py demo --out demo-output
fi
exec "$python" main.py
