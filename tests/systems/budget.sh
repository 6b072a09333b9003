# SPDX-License-Identifier: GPL-2.0-only
# In the guest: a fixed piece of work, timed while the RTOS rests and while it
# spins in its half of the CPU, as tests/systems/budget makes it. Prints TAP.

number=0
failed=0

point() {
	number=$((number + 1))
	name=$1
	shift
	if "$@"; then
		echo "ok $number - $name"
	else
		echo "not ok $number - $name"
		failed=1
	fi
}

# hundredths of a second since the start
clock() {
	read -r up rest </proc/uptime
	# 08 would be octal
	echo $((${up%.*} * 100 + 1${up#*.} - 100))
}

# the time that the given number of loops took
timed() {
	t=$(clock)
	i=0
	while [ $i -lt "$1" ]; do
		i=$((i + 1))
	done
	took=$(($(clock) - t))
}

# Until a short piece of work takes as long as it does while the RTOS spins
# (begins) or rests (ends)
wait_until() {
	for n in $(seq 50); do
		timed $((count / 10))
		slow=$((took * 100 / alone > 15))
		[ $slow = "$1" ] && return
		usleep 50000
	done
	return 1
}

# enough loops for about 1.5 s
timed 10000
count=$((10000 * 150 / took))
timed $count
alone=$took
echo "# alone: $count loops in ${alone}0 ms"
echo "# now spin 7000"
echo "# waiting until that is felt"
point "the RTOS spins" wait_until 1
timed $count
echo "# next to a runaway VM: ${took}0 ms"
share=$((1000 * alone / took))
echo "# share of Linux: $share permille"
point "Linux has its half, within 2%" [ $share -ge 490 -a $share -le 510 ]
point "the RTOS answers meanwhile" duet-chan ping
point "and all of it afterwards" wait_until 0
point "the RTOS echoes" duet-chan echo -n 100
echo "1..$number"
exit $failed
