#!/bin/sh
# Install the Debian packages that are missing, where root or sudo allows; else say the exact line to type.
# tools/system_packages.sh venv | test | window
set -eu
command -v dpkg-query >/dev/null 2>&1 || exit 0

libraries="libegl1 libgl1 libfontconfig1 libxkbcommon0 libdbus-1-3 libglib2.0-0 libcups2"
case $1 in
venv) wanted="python3-venv" ;;
test) wanted="$libraries" ;;
window)
    wanted="$libraries libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
        libxcb-render-util0 libxcb-shape0 libxcb-sync1 libxcb-xfixes0 libxcb-xkb1 libx11-xcb1 fonts-noto-cjk"
    ;;
esac

missing=""
for package in $wanted; do
    # a library may carry another name on a newer Debian (libglib2.0-0t64), so ask for what provides it
    state=$(dpkg-query -W -f='${db:Status-Status}\n' "$package" "${package}t64" 2>/dev/null | grep -x installed || true)
    [ -n "$state" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo"
else
    echo "缺少系统软件包，请先运行：sudo apt-get install -y$missing" >&2
    exit 1
fi
echo "安装系统软件包：$missing" >&2
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
