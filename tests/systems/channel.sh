# SPDX-License-Identifier: GPL-2.0-only
# In the guest: the channels to the RTOS. Prints TAP; needs the demo.
. /tap.sh

ok "the RTOS answers" duet-chan ping
ok "100,000 echoes of 64 bytes" duet-chan echo -n 100000 -s 64
cat /tmp/tap.out
for size in 4 256 1024; do
	ok "echoes of $size bytes" duet-chan echo -n 2000 -s $size
done
for way in to from; do
	ok "64 MB $way the RTOS" duet-chan stream -b 64M -d $way
	cp /tmp/tap.out /tmp/stream.$way
	cat /tmp/tap.out
done
ok "16 MB to and from it by mmap, without a copy" duet-chan stream -b 16M --mmap
cat /tmp/tap.out

# Of all that Linux rang and received in 64 MB, records being 2 KB: 32,768
few_doorbells() {
	sed -n 's/.*Linux rang \([0-9]*\) and received \([0-9]*\).*/\1 \2/p' "$1" |
		awk '{ n++; if ($1 + $2 > 32768 / 4) bad = 1 } END { exit bad || !n }'
}
ok "streaming to it rings few doorbells" few_doorbells /tmp/stream.to
ok "streaming from it rings few doorbells" few_doorbells /tmp/stream.from
shell "the driver's counters" 'duet-chan stat | grep -q "^echo .*[1-9]"'
shell "no errors, no resets" '[ -z "$(duet-chan stat | awk "NR > 1 && (\$9 + \$10)")" ]'
duet-chan stat
plan
