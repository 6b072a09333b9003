// SPDX-License-Identifier: GPL-2.0-only
/* The console call: lengths, and pointers that it must not follow. */
#include "test.h"

static char text[128];

static void lengths(void)
{
	uint32_t at = (uintptr_t)text;
	int i;

	for (i = 0; i < 128; i++)
		text[i] = i % 16 == 15 ? '\n' : '#';
	same(duet_console(at, 0), 0, "nothing");
	same(duet_console(at + 8, 8), 8, "a line");
	same(duet_console(at, 16), 16, "as much as one call takes");
	wait_ticks(TICKS_US(20000));
	same(duet_console(at, 17), 16, "one more");
	wait_ticks(TICKS_US(20000));
	same(duet_console(at, ~0u), 16, "4 GB");
	wait_ticks(TICKS_US(20000));
	same(duet_console(at + 15, 1), 1, "an end of line alone");
}

/* Every alignment and some lengths; `expect` has the expected output. */
static void content(void)
{
	static const char letters[] __attribute__((aligned(4))) =
		"0123456789abcdefghijklmnopqrstuvwxyz";
	static const uint32_t length[] = { 1, 3, 4, 7, 8, 13, 16 };
	uint32_t from, i;
	bool good = true;

	for (from = 0; from < 4; from++)
		for (i = 0; i < 7; i++) {
			uint32_t at = (uintptr_t)letters + from;

			good &= duet_console(at, length[i]) ==
				(int32_t)length[i];
			print("\n");
		}
	ok(good, "each alignment");
}

/* Lines end outside of readable memory: a read of that would be an error. */
static void pointers(void)
{
	uint32_t ram = shared->ram_va, top = ram + shared->ram_size;

	same(duet_console(0, 4), DUET_EFAULT, "address 0");
	same(duet_console(HYPERVISOR, 4), DUET_EFAULT, "the hypervisor");
	same(duet_console(HYPERVISOR + 0xfffff, 1), DUET_EFAULT,
	     "its last byte");
	same(duet_console(0xf0100000, 4), DUET_EFAULT, "its devices");
	same(duet_console(0xf1000000, 4), DUET_EFAULT, "the zones");
	same(duet_console(0xf4000000 + 0x1000000, 4), DUET_EFAULT,
	     "images that are not there");
	same(duet_console(top, 4), DUET_EFAULT, "beyond its RAM");
	same(duet_console(top - 2, 4), DUET_EFAULT, "across its RAM's end");
	same(duet_console(top - 4, 8), DUET_EFAULT, "... by a word");
	same(duet_console(ram - 4, 4), DUET_EFAULT, "before its RAM");
	same(duet_console(0xfe000000, 4), DUET_EFAULT, "a channel's slot");
	same(duet_console(0xffff0000, 4), DUET_EFAULT, "the vectors");
	same(duet_console(0xffff0bfc, 8), DUET_EFAULT,
	     "from the vectors to the helpers");
	same(duet_console(0xfffffffe, 4), DUET_EFAULT,
	     "across the end of the address space");
	same(duet_console(0xee000000, 4), DUET_EFAULT, "a slot of paged VMs");
	same(upcalls[DUET_UPCALL_DABT_KERN], 0, "none of it is an upcall");
}

int main(void)
{
	kern_upcalls();
	lengths();
	content();
	pointers();
	plan();
	return 0;
}
