# SPDX-License-Identifier: GPL-2.0-only
# In the guest: forks, copies on write, mappings and files, for some time.
set -e
storm -t 15 -j 8 &
for i in 1 2; do
	linux-tests memory >/tmp/output || { cat /tmp/output; exit 1; }
	linux-tests process >/tmp/output || { cat /tmp/output; exit 1; }
	dd if=/dev/urandom of=/tmp/a bs=4k count=300 2>/dev/null
	cp /tmp/a /tmp/b && cmp /tmp/a /tmp/b && rm /tmp/a /tmp/b
done
wait $!
