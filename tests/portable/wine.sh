#!/usr/bin/env bash
# Judges the portable Windows folder with a genuine Windows Python under Wine 10.
#
#   tests/portable/wine.sh judge [FOLDER]   builds the folder (or takes FOLDER), runs the main job in it and on
#                                           this system, compares every byte, and opens the desk by 双击运行.cmd
#   tests/portable/wine.sh setup            makes the room alone (root, 2 GB, 2 min; Debian's archive)
#   tests/portable/wine.sh wine ARG...      any Windows program in the room
#   tests/portable/wine.sh away             unmounts what setup mounted
#
# Wine lives in a chroot of Debian trixie, for older ones lack DLLs that Python needs. Where that cannot be had
# (no root, no mounts, a download that fails) it says so and succeeds, unless PERFEVAL_REQUIRE_WINE=1.
# PERFEVAL_WINE names where the room is kept between runs; PERFEVAL_WINE_WORKBOOKS how many demo workbooks are run (60).
# PERFEVAL_WINE_ALL=0 compares bytes alone: no killed run, no files that are held, no desk.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
BASE=${PERFEVAL_WINE:-${TMPDIR:-/tmp}/perfeval-wine}
ROOM=$BASE/room JAIL=$BASE/debian TOOLS=$BASE/tools
PREFIX=$ROOM/prefix
PERFEVAL=${PERFEVAL:-$HERE/.venv/bin/python -m perfeval_batch}
WORKBOOKS=${PERFEVAL_WINE_WORKBOOKS:-60}

mirror() { # the Debian archive that this machine uses
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
        awk '$1 == "URIs:" && $2 ~ /\/debian\/?$/ { print $2; exit } $1 == "deb" && $2 ~ /\/debian\/?$/ { print $2; exit }'
}

missing() {
    echo "the portable folder is not judged: $1"
    [ "${PERFEVAL_REQUIRE_WINE:-}" != 1 ] || exit 1
    exit 0
}

mounted() {
    mkdir -p "$ROOM/home" "$JAIL$ROOM"
    {
        { mountpoint -q "$JAIL$ROOM" || mount --bind "$ROOM" "$JAIL$ROOM"; } &&
            { mountpoint -q "$JAIL/proc" || mount -t proc proc "$JAIL/proc"; } &&
            { mountpoint -q "$JAIL/sys" || mount -t sysfs sysfs "$JAIL/sys"; } && # else os.cpu_count() is None
            { mountpoint -q "$JAIL/dev" || mount --bind /dev "$JAIL/dev"; } &&
            { mountpoint -q "$JAIL/dev/pts" || mount -t devpts devpts "$JAIL/dev/pts" -o ptmxmode=0666; }
    } 2>/dev/null || missing "nothing can be mounted here"
}

away() {
    inside wineserver -k 2>/dev/null || true
    unmounted
}

unmounted() {
    local each
    for each in dev/pts dev sys proc "${ROOM#/}"; do umount -l "$JAIL/$each" 2>/dev/null || true; done
}

inside() { # code page 936 with LANGUAGE=zh_CN (the default), 437 with en_US
    local lang=${LANGUAGE_OF_PC:-zh_CN}.UTF-8
    chroot "$JAIL" env -i -C "$PWD" HOME="$ROOM/home" PATH=/usr/bin:/bin LANG="$lang" LC_ALL="$lang" \
        WINEPREFIX="$PREFIX" WINEARCH=win64 WINEDEBUG=-all TERM=xterm XDG_RUNTIME_DIR=/tmp \
        PERFEVAL_NO_PAUSE=1 "$@"
}

setup() {
    [ "$(id -u)" = 0 ] || missing "root is needed for a chroot"
    [ -n "$(mirror)" ] || missing "no Debian archive is named on this machine"
    mkdir -p "$ROOM" "$TOOLS"
    local each
    for each in debootstrap curl objdump; do
        command -v "$each" >/dev/null || missing "no $each"
    done
    if [ ! -e "$JAIL/made" ]; then
        unmounted
        rm -rf --one-file-system "$JAIL"
        timeout 300 debootstrap --variant=minbase --include=ca-certificates trixie "$JAIL" "$(mirror)" >/dev/null 2>&1 ||
            missing "no Debian trixie could be had"
        timeout 300 chroot "$JAIL" sh -ec 'apt-get update -qq >/dev/null
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends wine wine64 locales >/dev/null
            printf "zh_CN.UTF-8 UTF-8\nen_US.UTF-8 UTF-8\n" > /etc/locale.gen; locale-gen >/dev/null' >/dev/null 2>&1 ||
            missing "no Wine could be had"
        touch "$JAIL/made"
    fi
    mounted
    cd "$ROOM"
    [ -e "$PREFIX/system.reg" ] || { inside wineboot -i && inside winecfg -v win10; } >/dev/null 2>&1 ||
        missing "Wine does not start"
    [ -x "$TOOLS/bin/pip" ] || python3 -m venv "$TOOLS"
    "$TOOLS/bin/python" -c 'import ziglang' 2>/dev/null || timeout 300 "$TOOLS/bin/pip" install -q ziglang 2>/dev/null ||
        missing "no compiler could be had"
}

complete() { # numpy calls complex functions that Wine's ucrtbase lacks: a DLL has them and forwards the rest
    [ -d "$1/program/numpy" ] || return 0
    cat > "$ROOM/cmath.c" <<'C'
#include <math.h>
typedef struct { float r, i; } F; typedef struct { double r, i; } D;
#define X __declspec(dllexport)
X float crealf_(F z){return z.r;} X float cimagf_(F z){return z.i;} X float cabsf_(F z){return hypotf(z.r,z.i);} X float cargf_(F z){return atan2f(z.i,z.r);}
X double creal_(D z){return z.r;} X double cimag_(D z){return z.i;} X double cabs_(D z){return hypot(z.r,z.i);} X double carg_(D z){return atan2(z.i,z.r);}
X D cexp_(D z){D x={exp(z.r)*cos(z.i),exp(z.r)*sin(z.i)};return x;} X F cexpf_(F z){F x={expf(z.r)*cosf(z.i),expf(z.r)*sinf(z.i)};return x;}
C
    python3 - "$1/program/numpy" "$ROOM/cmath.def" <<'PY'
import pathlib, re, subprocess, sys
real, fake = b"api-ms-win-crt-math-l1-1-0.dll", b"xpi-ms-win-crt-math-l1-1-0.dll"
names = set()
for path in pathlib.Path(sys.argv[1]).rglob("*.pyd"):
    data = path.read_bytes()
    if real not in data:
        continue
    on = False
    for line in subprocess.run(["objdump", "-p", path], capture_output=True, text=True).stdout.splitlines():
        if "DLL Name" in line:
            on = "crt-math" in line
        elif on and (found := re.match(r"\s+[0-9a-f]+\s+\d+\s+([A-Za-z_]\w*)$", line)):
            names.add(found[1])
    path.write_bytes(data.replace(real, fake))
own = {f"c{what}{end}": f"c{what}{'f' if end == 'f' else ''}_" for what in ("real", "imag", "abs", "arg", "exp") for end in ("", "f", "l")}
lines = [f"  {name} = {own.get(name, 'ucrtbase.' + name)}" for name in sorted(names)]
pathlib.Path(sys.argv[2]).write_text("\n".join([f"LIBRARY {fake.decode()}", "EXPORTS", *lines, ""]))
PY
    local dll=$PREFIX/drive_c/windows/system32/xpi-ms-win-crt-math-l1-1-0.dll
    if ! cmp -s "$ROOM/cmath.def" "$ROOM/cmath.made"; then
        HOME=$ROOM/home "$TOOLS/bin/python" -m ziglang cc -target x86_64-windows-gnu -shared -O2 \
            -o "$dll" "$ROOM/cmath.c" "$ROOM/cmath.def"
        cp "$ROOM/cmath.def" "$ROOM/cmath.made"
    fi
}

compared() { # two outputs, byte for byte, but for the log, what was put aside and the program's own folder
    python3 - "$1" "$2" <<'PY'
import hashlib, pathlib, sys
def digests(root):
    return {p.relative_to(root).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in root.rglob("*")
            if p.is_file() and not {".perfeval", "已作废"} & {*p.parts} and p.name != "运行日志.txt"}
linux, windows = map(digests, map(pathlib.Path, sys.argv[1:]))
differ = sorted(name for name in linux.keys() | windows.keys() if linux.get(name) != windows.get(name))
print(f"{len(windows)} files, {len(windows) - len(differ)} the same as on Linux")
for name in differ[:20]:
    print("DIFFERS", name, linux.get(name, "absent")[:12], windows.get(name, "absent")[:12])
sys.exit(bool(differ) or not windows)
PY
}

both() { # COMMAND…: on this system and in the folder, in a folder each
    (cd "$WORK/linux" && $PERFEVAL "$@" >>"$WORK/linux.txt" 2>&1) || [ $? = 1 ]
    (cd "$WORK/windows" && inside wine "$FOLDER/python/python.exe" -X utf8 -m perfeval_batch "$@" >>"$WORK/windows.txt" 2>&1) ||
        [ $? = 1 ] || { tail -20 "$WORK/windows.txt"; return 1; }
}

windows() { # a path of this system as Windows has it
    echo "Z:${1//\//\\}"
}

EXPLORER='import subprocess, sys; subprocess.call(f"cmd.exe /c \"{subprocess.list2cmdline(sys.argv[1:])}\"")'

opens() { # the desk by its start file, in a code page; the page must answer within five seconds
    local port=$1 said=$WORK/desk-$1.txt begun address cookie origin=http://127.0.0.1:$1
    begun=$(date +%s%N)
    inside wine "$FOLDER/python/python.exe" -c "$EXPLORER" "$(windows "$FOLDER/双击运行.cmd")" --no-browser --port "$port" "${@:2}" >"$said" 2>&1 &
    until address=$(grep -ao 'http://127[^[:space:]]*' "$said" 2>/dev/null) && curl -s -o /dev/null --max-time 1 "$origin/"; do
        [ $(($(date +%s%N) - begun)) -lt 30000000000 ] || { echo "the desk did not open:"; cat "$said"; return 1; }
        sleep 0.1
    done
    echo "${LANGUAGE_OF_PC:-zh_CN}: the desk answers after $((($(date +%s%N) - begun) / 1000000)) ms"
    cookie=$(curl -s -o /dev/null -D - "$address" | tr -d '\r' | sed -n 's/^set-cookie: \([^;]*\).*/\1/p')
    [ "$(curl -s -o "$WORK/page-$port.html" -w '%{http_code}' -b "$cookie" "$origin/run")" = 200 ]
    grep -q 收件夹 "$WORK/page-$port.html"
    if [ -n "${RUN_IT:-}" ]; then
        curl -s -o /dev/null -b "$cookie" -H "Origin: $origin" -d 'x=' "$origin/run/start"
        until { curl -s -N --max-time 2 -b "$cookie" "$origin/run/events" || true; } | grep -q '"phase": "done"'; do
            [ $(($(date +%s%N) - begun)) -lt 120000000000 ] || { echo "the run at the desk did not end"; return 1; }
            sleep 0.5
        done
        echo "a run at the desk ends"
    fi
    curl -s -o /dev/null -b "$cookie" -H "Origin: $origin" -d 'stop=1' "$origin/leave"
    wait $!
}

HOLDER='
import ctypes, msvcrt, sys, time
held = ctypes.windll.kernel32.CreateFileW(sys.argv[1], 0x80000000, 0, None, 3, 0, None)
print("held" if held != -1 else "not held", flush=True)
time.sleep(float(sys.argv[2]))
'

windows_run() { # ARG...: perfeval in the folder; its exit code
    (cd "$WORK/windows" && inside wine "$FOLDER/python/python.exe" -X utf8 -m perfeval_batch "$@" >>"$WORK/windows.txt" 2>&1)
}

held() { # FILE: another program holds FILE while the demo workbooks are run anew; the others are done all the same
    local code=0
    (cd "$WORK/windows" && inside wine "$FOLDER/python/python.exe" -c "$HOLDER" "$(windows "$1")" 90 >"$WORK/held.txt" 2>&1) &
    local holder=$!
    until grep -q held "$WORK/held.txt" 2>/dev/null; do sleep 0.2; done
    windows_run run 试用 -o 结果-试用 --force || code=$?
    [ $code = 1 ] || { echo "with $1 held the run ends with $code"; return 1; }
    inside wine taskkill /f /im python.exe >/dev/null 2>&1 || true
    wait $holder || true
    windows_run run 试用 -o 结果-试用 --force || [ $? = 1 ]
    compared "$WORK/linux/结果-试用" "$WORK/windows/结果-试用"
}

killed() { # a run that is killed in the middle; the next one ends as if nothing had happened
    windows_run run 试用 -o 结果-试用-2 &
    local runner=$!
    until [ -n "$(find "$WORK/windows/结果-试用-2/.perfeval" -name '*.docx' 2>/dev/null | head -1)" ]; do sleep 0.1; done
    inside wine taskkill /f /im python.exe >/dev/null 2>&1 || true
    wait $runner || true
    [ ! -e "$WORK/windows/结果-试用-2/运行结果.json" ] || { echo "the run was not killed in the middle"; return 1; }
    windows_run run 试用 -o 结果-试用-2 || [ $? = 1 ]
    compared "$WORK/linux/结果-试用" "$WORK/windows/结果-试用-2"
}

judge() {
    setup
    trap away EXIT
    FOLDER="$ROOM/便 携/绩效 评价" WORK=$ROOM/work
    rm -rf "$ROOM/便 携" "$WORK"
    mkdir -p "$(dirname "$FOLDER")" "$WORK/linux" "$WORK/windows"
    if [ -n "${1:-}" ]; then
        cp -r "$1" "$FOLDER"
    elif ! (cd "$HERE" && $PERFEVAL portable -o "$FOLDER" 2>&1) >"$WORK/build.txt"; then
        cat "$WORK/build.txt"
        ! grep -q 没有取得所需的安装包 "$WORK/build.txt" || missing "the wheels for Windows could not be had"
        exit 1
    fi
    complete "$FOLDER"
    local system
    for system in linux windows; do cp -r "$HERE/input_templates" "$WORK/$system/"; done
    both run input_templates/示例 -o 结果 --engine serial
    both run input_templates/示例-待修改 -o 结果-待修改 --engine serial --draft --deadline 2024-3-15
    both demo "$WORKBOOKS" -o 试用
    both run 试用 -o 结果-试用
    both run 试用 -o 结果-试用
    for each in 结果 结果-待修改 试用 结果-试用; do
        echo -n "$each: "
        compared "$WORK/linux/$each" "$WORK/windows/$each"
    done
    [ "${PERFEVAL_WINE_ALL:-1}" = 1 ] || return 0
    echo -n "a run that was killed, and its second try: " && killed
    echo -n "a report that another program holds: " && held "$(ls "$WORK"/windows/结果-试用/报告/*/*.docx | head -1)"
    echo -n "a workbook that another program holds: " && held "$(ls "$WORK"/windows/试用/*/*.xlsx | head -1)"
    cd "$WORK/windows"
    mkdir -p "年度/收 件[1]&~甲" && cp input_templates/示例/01*.xlsx "年度/收 件[1]&~甲/"
    RUN_IT=1 opens 18936 "$(windows "$PWD/年度/收 件[1]&~甲")"
    ls 年度/结果/报告/*/*.docx >/dev/null
    LANGUAGE_OF_PC=en_US opens 18437
    echo "the portable folder holds"
}

case "${1:-}" in
    setup) setup ;;
    judge) judge "${2:-}" ;;
    away) away ;;
    wine) shift; mounted; inside wine "$@" ;;
    *) sed -n 2,14p "$0"; exit 2 ;;
esac
