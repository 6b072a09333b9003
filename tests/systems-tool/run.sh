#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Tests of duet-system, in TAP. Each description in bad/ must be refused with
# the expected message, and leave no file; each in systems/ must become an image
# that check-image.py, which only knows the formats, accepts. The tool is compiled
# with sanitizers; TOOL=path tests another one.
set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
count=0
failed=0
# memory is never freed: the tool's runs are short
export ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1

if [ -z "${TOOL:-}" ]; then
	TOOL=$tmp/duet-system
	gcc -std=gnu11 -O1 -g -Wall -Wextra -fsanitize=address,undefined \
		-fno-sanitize-recover=all -I"$top/include" \
		-I"$top/systems/tool" \
		"$top"/systems/tool/*.c -lfdt -o "$TOOL" || exit 1
fi
images=$tmp/images
python3 "$here/make-files.py" "$images" || exit 1

ok() {
	count=$((count + 1))
	echo "ok $count - $1"
}

# not_ok NAME FILE: FILE contains the reason
not_ok() {
	count=$((count + 1))
	failed=$((failed + 1))
	echo "not ok $count - $1"
	sed 's/^/# /' "$2"
}

# compile SOURCE DTB: -f, as a wrong one may be wrong for dtc, too
compile() {
	gcc -E -nostdinc -undef -D__DTS__ -x assembler-with-cpp -P \
		-I"$top/systems" -I"$here" "$1" 2>"$tmp/cpp" |
		dtc -f -q -I dts -O dtb -o "$2" - 2>"$tmp/dtc"
}

# pack SOURCE DTB [OPTION...]
pack() {
	source=$1 dtb=$2
	shift 2
	"$TOOL" pack "$dtb" --source "$source" --dir "$images" \
		--hypervisor "$images/hypervisor.bin" --out "$tmp/out.img" \
		"$@" >"$tmp/stdout" 2>"$tmp/stderr"
}

# field NAME FILE: the text of a comment /* NAME: text */, IMAGES replaced
field() {
	sed -n "s|^/\* $1: \(.*\) \*/\$|\1|p" "$2" | sed "s|IMAGES|$images|g"
}

refuse() {
	name=refuses/$(basename "$1" .dts)
	expect=$(field EXPECT "$1")
	if ! compile "$1" "$tmp/bad.dtb"; then
		cat "$tmp/cpp" "$tmp/dtc" >"$tmp/why"
		not_ok "$name" "$tmp/why"
		return
	fi
	# dtc merges nodes of the same name, so a test cannot simply have two
	rename=$(field RENAME "$1")
	[ -z "$rename" ] || LC_ALL=C sed -i "s/${rename% *}/${rename#* }/" \
		"$tmp/bad.dtb"
	echo before >"$tmp/out.img"
	# shellcheck disable=SC2046 # words of options
	pack "$1" "$tmp/bad.dtb" $(field ARGS "$1")
	status=$?
	case $expect in
	/*) expect="$1: $expect" ;;	# a node: file, node, reason
	esac
	{
		echo "status $status, expected 1 and: $expect"
		cat "$tmp/stderr"
	} >"$tmp/why"
	if [ $status -eq 1 ] && [ -n "$expect" ] &&
	   grep -qF -- "$expect" "$tmp/stderr" &&
	   [ "$(cat "$tmp/out.img")" = before ] &&
	   [ "$(find "$tmp" -name 'out.img*' | wc -l)" -eq 1 ]; then
		ok "$name"
	else
		not_ok "$name" "$tmp/why"
	fi
	rm -f "$tmp"/out.img*
}

# accept SOURCE [OPTION...]
accept() {
	source=$1
	shift
	name="packs/$(basename "$source" .dts)${*:+ with options}"
	compile "$source" "$tmp/good.dtb" && pack "$source" "$tmp/good.dtb" "$@"
	status=$?
	if [ $status -eq 0 ] && [ ! -s "$tmp/stderr" ] &&
	   python3 "$here/check-image.py" "$tmp/good.dtb" "$tmp/out.img" \
		"$images" "$@" >"$tmp/why" 2>&1; then
		ok "$name"
	else
		echo "status $status" >>"$tmp/why"
		cat "$tmp/cpp" "$tmp/dtc" "$tmp/stderr" >>"$tmp/why"
		not_ok "$name" "$tmp/why"
	fi
	rm -f "$tmp"/out.img*
}

# expect_failure NAME TEXT COMMAND...: must exit with nonzero status and print TEXT
expect_failure() {
	name=$1 text=$2
	shift 2
	if "$@" >"$tmp/why" 2>&1; then
		echo "succeeded" >>"$tmp/why"
		not_ok "$name" "$tmp/why"
	elif grep -qF -- "$text" "$tmp/why"; then
		ok "$name"
	else
		not_ok "$name" "$tmp/why"
	fi
}

for source in "$here"/bad/*.dts; do
	refuse "$source"
done

for source in "$here"/good*.dtsi "$top"/systems/*.dts; do
	accept "$source"
done
accept "$here/good.dtsi" --bootargs-append "panic=1 x=y" \
	--image rtos="$images/other.bin" --exit-on linux
accept "$here/good.dtsi" --bootargs "linux=a b=c" --initrd \
	linux="$images/large.gz"

compile "$here/good.dtsi" "$tmp/good.dtb"
expect_failure "says that the output can't be written" "No such file" \
	"$TOOL" pack "$tmp/good.dtb" --dir "$images" \
	--hypervisor "$images/hypervisor.bin" --out "$tmp/no/out.img"
expect_failure "refuses a file that is not a device tree" "not a device tree blob" \
	"$TOOL" check "$images/guest.bin"
expect_failure "refuses an unknown command" "duet-system check" \
	"$TOOL" wreck "$tmp/good.dtb"
expect_failure "pack asks for its options" "needs --hypervisor and --out" \
	"$TOOL" pack "$tmp/good.dtb"

frame="fe100000-fe1fffff    1024 KB  channel frame, domain 6, uncached"
if "$TOOL" show "$tmp/good.dtb" >"$tmp/why" 2>&1 &&
   grep -q "^  $frame\$" "$tmp/why" &&
   grep -q "^  event  5  channel 1 frame, with rtos$" "$tmp/why"; then
	ok "shows maps and events"
else
	not_ok "shows maps and events" "$tmp/why"
fi

if python3 "$here/damage.py" "$TOOL" "$tmp/good.dtb" "$images" \
	>"$tmp/why" 2>&1; then
	ok "survives damaged blobs"
else
	not_ok "survives damaged blobs" "$tmp/why"
fi

gcc -E -nostdinc -undef -D__DTS__ -x assembler-with-cpp -P -I"$top/systems" \
	"$here/good.dtsi" >"$tmp/good.dts"
if python3 "$here/mutate.py" "$TOOL" "$tmp/good.dts" "$images" \
	>"$tmp/why" 2>&1; then
	ok "refuses altered descriptions or packs them right"
else
	not_ok "refuses altered descriptions or packs them right" "$tmp/why"
fi

if [ -e /dev/full ]; then
	expect_failure "says that standard output is full" "standard output" \
		sh -c '"$0" show "$1" >/dev/full' "$TOOL" "$tmp/good.dtb"
fi
expect_failure "says that a folder is no output" "s a directory" \
	"$TOOL" pack "$tmp/good.dtb" --dir "$images" \
	--hypervisor "$images/hypervisor.bin" --out "$images"
expect_failure "refuses a folder as a description" "s a directory" \
	"$TOOL" check "$images"
expect_failure "refuses an empty description" "not a device tree blob" \
	"$TOOL" check "$images/empty.bin"
expect_failure "says which file is missing" "/nowhere/x.dtb: No such file" \
	"$TOOL" check /nowhere/x.dtb

echo "1..$count"
[ $failed -eq 0 ]
