# SPDX-License-Identifier: GPL-2.0-only
# Sourced by the guest scripts: TAP in shell. In the guest it is /tap.sh.
points=0
failures=0

# ok NAME COMMAND...: a point, ok if the command succeeds. The output of the
# command is shown only if it does not.
ok() {
	name=$1
	shift
	points=$((points + 1))
	"$@" > /tmp/tap.out 2>&1
	status=$?
	if [ $status = 0 ]; then
		echo "ok $points - $name"
	else
		echo "not ok $points - $name"
		echo "# $*: status $status"
		sed 's/^/# /' /tmp/tap.out
		failures=$((failures + 1))
	fi
}

# shell NAME TEXT: the same for a text of shell commands
shell() {
	ok "$1" sh -c "$2"
}

plan() {
	echo "1..$points"
	[ $failures = 0 ]
}
