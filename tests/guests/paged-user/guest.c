// SPDX-License-Identifier: GPL-2.0-only
/* Guest user: system calls, faults, and inaccessible memory. */
#include "paged.h"

static struct frame frame;

/* Registers returned from user: as in the frame, except for `except` */
static bool regs_kept(const struct frame *want, uint32_t except)
{
	bool good = true;
	uint32_t i;

	for (i = 0; i < 15; i++)
		if (!(except & 1u << i) && frame.r[i] != want->r[i]) {
			print("# r%u %x\n", i, frame.r[i]);
			good = false;
		}
	if (frame.psr != want->psr) {
		print("# psr %x instead of %x\n", frame.psr, want->psr);
		good = false;
	}
	return good;
}

static void syscalls(const char *text, const char *snippet, uint32_t after)
{
	struct frame want;
	bool good = true;
	uint32_t seed;

	for (seed = 0; seed < 32; seed++) {
		user_frame_init(&frame, snippet, seed);
		want = frame;
		shared->user.r0 = 0xabcd;
		good &= user_run(&frame) == DUET_UPCALL_SWI_USER;
		good &= regs_kept(&want, 0) && frame.pc == after;
		good &= frame.mask == 0 && (entry_cpsr & 0x3f) == 0x10;
		good &= shared->user.r0 == 0xabcd;
	}
	ok(good, text);
}

/* A harmless queued update makes iret take the slow path. */
static void slow_syscalls(void)
{
	struct frame want;
	bool good = true;
	uint32_t seed;

	for (seed = 0; seed < 32; seed++) {
		user_frame_init(&frame, seed & 1 ? u_swi_thumb : u_swi, seed);
		want = frame;
		queue(L2(0) | DUET_PT_L2, 0);
		good &= user_run(&frame) == DUET_UPCALL_SWI_USER;
		good &= regs_kept(&want, 0) && !frame.mask && !shared->qlen;
	}
	ok(good, "system calls after an iret that has work to do");
}

static void fault(const char *text, const char *snippet, int32_t kind,
		  uint32_t r6, uint32_t pc, uint32_t fsr)
{
	struct frame want;
	bool good = true;
	uint32_t seed;
	uint32_t far = kind == DUET_UPCALL_DABT_USER ? r6 :
		kind == DUET_UPCALL_PABT_USER ? pc : 0;
	int32_t got;

	for (seed = 0; seed < 8; seed++) {
		user_frame_init(&frame, snippet, seed);
		frame.r[6] = r6;
		want = frame;
		shared->busy = 0;
		got = user_run(&frame);
		good &= got == kind && regs_kept(&want, 0);
		good &= frame.pc == pc && frame.mask == MASKED;
		good &= (entry_cpsr & 0x3f) == 0x10 && !shared->busy;
		good &= frame.far == far && frame.fsr == fsr;
	}
	ok(good, text);
	if (!good)
		print("# kind %x pc %x far %x fsr %x mask %x\n", got,
		      frame.pc, frame.far, frame.fsr, frame.mask);
}

static void load_fault(const char *text, uint32_t va, uint32_t fsr)
{
	fault(text, u_load, DUET_UPCALL_DABT_USER, va, user_at(u_load), fsr);
	fault("... by a store", u_store, DUET_UPCALL_DABT_USER, va,
	      user_at(u_store), fsr);
}

static void store_fault(const char *text, uint32_t va, uint32_t fsr)
{
	fault(text, u_store, DUET_UPCALL_DABT_USER, va, user_at(u_store),
	      fsr);
}

static void jump_fault(const char *text, uint32_t va, uint32_t fsr)
{
	fault(text, u_jump, DUET_UPCALL_PABT_USER, va, va, fsr);
}

/* Status: domain in bits 4-7; 5, 7 translation, 9, b domain, d, f rights */
static void faults(void)
{
	load_fault("no section", 0x40000000, 0x05);
	load_fault("no page", 0x00040000, 0x37);
	store_fault("a page that is read-only", USER_RO, 0x3f);
	load_fault("a misaligned address", USER_DATA + 1, 0x01);
	fault("a load in Thumb state", u_load_thumb, DUET_UPCALL_DABT_USER,
	      0x40000000, user_at(u_load_thumb) & ~1u, 0x05);
	jump_fault("a jump to nothing", 0x40000000, 0x05);
	jump_fault("a jump into the kernel", RAM_VA + 0x8000, 0x29);
	jump_fault("a jump to the shared page", DUET_SHARED_VA, 0x2b);
	jump_fault("a jump into the victim", 0xf8001000, 0x49);
	jump_fault("a jump into the hypervisor", 0xf0000000, 0x0d);
	jump_fault("a jump to the vectors", 0xffff0008, 0x1f);
	fault("an undefined instruction", u_und, DUET_UPCALL_UND_USER, 0,
	      user_at(u_und) + 4, 0);
	fault("... in Thumb state", u_und_thumb, DUET_UPCALL_UND_USER, 0,
	      (user_at(u_und_thumb) & ~1u) + 2, 0);
	fault("a read of the control coprocessor", u_read_id,
	      DUET_UPCALL_UND_USER, 0, user_at(u_read_id) + 4, 0);
	fault("a breakpoint", u_bkpt, DUET_UPCALL_PABT_USER, 0,
	      user_at(u_bkpt), 0x02);
}

static void reach(void)
{
	load_fault("the kernel's RAM", RAM_VA, 0x29);
	load_fault("the kernel's code", RAM_VA + 0x8000, 0x29);
	load_fault("the shared page", DUET_SHARED_VA, 0x2b);
	load_fault("the victim's RAM", 0xf8000000, 0x49);
	load_fault("the hypervisor", 0xf0000000, 0x0d);
	load_fault("the hypervisor's devices", 0xf0100000, 0x0d);
	load_fault("the zone", 0xf1004000, 0x0d);
	load_fault("the cached channel", 0xfe000000, 0x5b);
	load_fault("the vectors", 0xffff0000, 0x1f);
	store_fault("the TLS word", 0xffff0ff0, 0x1f);
	store_fault("a helper", 0xffff0fc0, 0x1f);
	store_fault("the clock", 0xfffe005c, 0x1f);
}

/* A snippet that ends in a swi; r6 is its argument, r5 its result */
static uint32_t run(const char *snippet, uint32_t r6)
{
	user_frame_init(&frame, snippet, 0);
	frame.r[6] = r6;
	if (user_run(&frame) != DUET_UPCALL_SWI_USER)
		return 0xbad;
	return frame.r[5];
}

static void allowed(void)
{
	uint32_t t = now(), r5;

	*frame_at(DATA_PA) = 0x11112222;
	*frame_at(RO_PA) = 0x33334444;
	flush_tlb();
	same(run(u_load, USER_DATA), 0x11112222, "user reads its data");
	same(run(u_load, USER_RO), 0x33334444, "... and read-only memory");
	r5 = run(u_store, USER_DATA + 4);
	duet_cache(DUET_CACHE_FLUSH_ALL, 0, 0);
	same(frame_at(DATA_PA)[1], r5, "... and writes its data");
	ok(run(u_load, shared->clock_va) - t < TICKS_US(100000),
	   "... and reads the clock");
	same(run(u_mode, 0x13) & 0xff, 0x10, "msr to SVC mode is ignored");
	same(run(u_mode, 0xdf) & 0xff, 0x10, "... and to SYS, masked");
}

static void helpers(void)
{
	volatile uint32_t *data = frame_at(DATA_PA);

	same(duet_tls(0x7e570001), 0, "tls");
	same(run(u_kuser, 0), 0x7e570001, "the TLS word, by a load");
	same(frame.r[4], 0x7e570001, "... by the helper");
	same(frame.r[6], 5, "the helpers' version");
	duet_mm_switch(ROOT, 0x7e570002);
	same(run(u_kuser, 0), 0x7e570002, "the TLS word of mm_switch");
	data[4] = 77;
	flush_tlb();
	user_frame_init(&frame, u_cmpxchg, 0);
	frame.r[0] = 77;
	frame.r[1] = 88;
	frame.r[2] = USER_DATA + 16;
	user_run(&frame);
	flush_tlb();
	ok(!frame.r[0] && frame.r[3] == 1 && data[4] == 88, "cmpxchg: equal");
	user_frame_init(&frame, u_cmpxchg, 0);
	frame.r[0] = 77;
	frame.r[1] = 99;
	frame.r[2] = USER_DATA + 16;
	user_run(&frame);
	flush_tlb();
	ok(frame.r[0] && !frame.r[3] && data[4] == 88, "cmpxchg: different");
}

static void helper64(void)
{
	volatile uint32_t *data = frame_at(DATA_PA);
	int round;

	for (round = 0; round < 4; round++) {
		data[8] = 1;
		data[9] = 2;
		data[10] = 3;
		data[11] = 4;
		data[12] = round == 1 ? 5 : 1;
		data[13] = round == 2 ? 5 : 2;
		flush_tlb();
		user_frame_init(&frame, u_cmpxchg64, 0);
		frame.r[0] = USER_DATA + 32;
		frame.r[1] = USER_DATA + 40;
		frame.r[2] = USER_DATA + 48;
		frame.r[13] = USER_DATA + 0x100;
		user_run(&frame);
		flush_tlb();
		if (round == 1 || round == 2)
			ok(frame.r[0] && !frame.r[3] && data[12] != 3,
			   "cmpxchg64: different");
		else
			ok(!frame.r[0] && frame.r[3] == 1 && data[12] == 3 &&
			   data[13] == 4, "cmpxchg64: equal");
	}
}

int main(void)
{
	kern_upcalls();
	user_upcalls();
	user_space();
	syscalls("system call, ARM", u_swi, user_at(u_swi) + 4);
	syscalls("system call, Thumb", u_swi_thumb,
		 (user_at(u_swi_thumb) & ~1u) + 2);
	slow_syscalls();
	faults();
	reach();
	allowed();
	helpers();
	helper64();
	plan();
	return 0;
}
