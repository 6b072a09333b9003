# SPDX-License-Identifier: GPL-2.0-only
# In the guest, with Debian programs on the card at /mnt. Prints TAP.

number=0
failed=0

# point NAME COMMAND...: one line of TAP for the command's status
point() {
	name=$1
	shift
	number=$((number + 1))
	if "$@" >/tmp/output 2>&1; then
		echo "ok $number - $name"
	else
		echo "# status $?"
		sed 's/^/# /' /tmp/output
		echo "not ok $number - $name"
		failed=1
	fi
}

debian() {
	chroot /mnt "$@"
}

perl_says() {
	[ "$(debian perl -e "$1")" = "$2" ]
}

# gdb_says PATTERN COMMAND...: gdb's output for these commands on the debuggee
gdb_says() {
	pattern=$1
	shift
	for command in "$@"; do
		set -- "$@" -ex "$command"
		shift
	done
	debian gdb -nx -batch -iex 'set startup-with-shell off' "$@" /debuggee >/tmp/gdb 2>&1
	cat /tmp/gdb
	tr '\n' ' ' </tmp/gdb | grep -q "$pattern"
}

# stress-ng checks the results that its workers compute and read back
stress() {
	debian stress-ng --verify --temp-path /tmp --timeout 0 "$@"
}

mount -t proc proc /mnt/proc
mount --bind /dev /mnt/dev
mount -t tmpfs tmpfs /mnt/tmp

# Not requested by any package: the shell, users, hosts, and their programs
has_base() {
	[ "$(debian perl -e 'system("id -un; ls /etc/hosts")')" = "root
/etc/hosts" ]
}

point "a shell, users and hosts" has_base
point "perl computes" perl_says 'print join ",", map { $_ ** 2 } 1..5' 1,4,9,16,25
point "perl has floating point" perl_says 'printf "%.6f", atan2(1, 1) * 4' 3.141593
point "perl sorts 100000 strings" debian perl -e '
	my @a = sort map { sprintf "%08x", ($_ * 2654435761) & 0xffffffff } 1..100000;
	for (1..$#a) { die "order" if $a[$_ - 1] gt $a[$_] }'
point "perl forks, pipes and waits" debian perl -e '
	for my $i (1..20) {
		pipe(my $r, my $w);
		my $pid = fork // die;
		if (!$pid) { print $w "child $i\n"; close $w; exit $i }
		die unless <$r> eq "child $i\n";
		waitpid $pid, 0;
		die unless $? >> 8 == $i;
	}'
point "perl takes signals" debian perl -e '
	my $n = 0; $SIG{ALRM} = sub { $n++; alarm 1 if $n < 2 };
	alarm 1; select undef, undef, undef, 3 while $n < 2;'
point "python computes big numbers" debian python3 -c '
assert pow(3, 5000, 10**50) == (3 ** 5000) % 10**50
assert sum(range(100000)) == 4999950000'
point "python runs threads" debian python3 -c '
import threading
n = []
t = [threading.Thread(target=lambda: n.extend(range(1000))) for i in range(8)]
for x in t: x.start()
for x in t: x.join()
assert len(n) == 8000'
point "gdb: breakpoint, arguments, continue" gdb_says \
	'twice (n=0).*twice (n=1).* = 2.*sum 50.*exited with code 062' \
	'break twice' run continue 'print n + 1' delete continue
point "gdb: a breakpoint in Thumb code, backtrace" gdb_says \
	'thrice (n=0).*#1 .* in main' 'break thrice' run backtrace kill
point "gdb: single steps" gdb_says 'twice (n=0).*result = n.*return result.* = 6' \
	'break twice' run 'set var n = 3' step next 'print result' kill
point "gdb: finish prints the value" gdb_says 'Value returned is .* = 2' \
	'break twice if n == 1' run finish kill
point "gdb: a watched variable" gdb_says 'Old value = 0.*New value = 5' \
	'break main' run 'next' 'watch sum' continue kill
point "gdb: a crash is seen where it is" gdb_says 'SIGSEGV.*\*(volatile int \*)16' \
	'run crash' backtrace kill
point "stress-ng: integer and float" stress --cpu 2 --cpu-method all --cpu-ops 100
point "stress-ng: virtual memory" stress --vm 1 --vm-bytes 8M --vm-ops 200
point "stress-ng: fork and exec" stress --fork 2 --fork-ops 300 --vfork 1 --vfork-ops 300
point "stress-ng: pipes and switches" stress --pipe 1 --pipe-ops 2000 --switch 2 --switch-ops 2000
point "stress-ng: mmap and faults" stress --mmap 1 --mmap-bytes 4M --mmap-ops 10 --fault 1 --fault-ops 500
point "stress-ng: signals" stress --signal 1 --signal-ops 2000 --sigsegv 1 --sigsegv-ops 300
point "stress-ng: futexes and threads" stress --futex 2 --futex-ops 500 --pthread 1 --pthread-ops 100
point "stress-ng: files" stress --hdd 1 --hdd-bytes 1M --hdd-ops 20
point "stress-ng: sockets" stress --sock 1 --sock-ops 50
echo "1..$number"
umount /mnt/tmp /mnt/dev /mnt/proc
exit $failed
