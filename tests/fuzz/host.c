// SPDX-License-Identifier: GPL-2.0-only
/* See host.h. */
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "arch.h"
#include "cpu.h"
#include "exit.h"
#include "life.h"
#include "plat.h"
#include "pt.h"
#include "sched.h"
#include "timer.h"
#include "vm.h"

#define TIMER_LINE	4u
#define UART_LINE	12u
#define STORE_PA	0x06800000u
/* the same offset in its MB as root's: the auditor relies on it */
#define ROOT_PA		(STORE_PA + ((uintptr_t)root & 0xfffff))
#define DEVICE_PA	0x10010000u
#define CHANNEL_PA	0x06700000u

uint32_t host_dacr = DACR_HYP, host_drains, host_root, host_pid;
uint32_t host_raised, host_cut_in;
jmp_buf host_off;

/* Symbols that assembly and the linker script define */
char guest_reset[4], guest_loader[4], guest_no_entry[4], guest_no_entry_end[4];
char swi_reset[4], swi_call[4], swi_user[4];
char dabt_slow[4], pabt_slow[4], und_slow[4];
char dabt_user[4], pabt_user[4], und_user[4];
char irq_device[4], irq_timer[4], irq_in_c[4];
uint32_t loaded_kern, loaded_user, tls_word, clock_quarters;
char pt_pages[4];
uint32_t hyp_root_pa;
const uint32_t *hyp_window;
static uint32_t *root;	/* the first-level table before any VM is loaded */
struct vm vms[NR_VMS];

const uint32_t plat_timer_line = TIMER_LINE;
const uint32_t plat_clock_va = 0xf0200000;

static struct sys_table *table;
static uint8_t *memory;		/* all memory below 4 GB */
static uint32_t memory_used;
static uint32_t waits;		/* waits while no VM runs, in this input */

#define WAITS_MAX	64

/* ---- input ---------------------------------------------------------------- */

static const uint8_t *input;
static size_t input_size;

void input_set(const uint8_t *data, size_t size)
{
	input = data;
	input_size = size;
}

bool input_left(void)
{
	return input_size;
}

uint8_t input_byte(void)
{
	if (!input_size)
		return 0;
	input_size--;
	return *input++;
}

uint32_t input_word(void)
{
	uint32_t a = input_byte(), b = input_byte();

	return a | b << 8 | (uint32_t)input_byte() << 16 |
		(uint32_t)input_byte() << 24;
}

uint32_t input_value(void)
{
	static const uint32_t at[] = {
		0, 1, 2, 3, 8, 16, 32, 64, 384, 0x1000, 0x4000, 0x8000, 0x9000,
		0xa000, 0xa400, 0xb000, 0xbc00, 0xc000, 0x10000, 0x14000,
		0x18000, 0x2c000, 0x100000, 0x400000, 0x01000000, 0x01400000,
		0x06000000, 0x06100000, 0x06700000, 0x06800000, 0x08000000,
		0x10010000, 0x7fffffff, 0x80000000, 0xbf000000, 0xc0000000,
		0xd8000000, 0xedf00000, 0xee000000, 0xef000000, 0xf0000000,
		0xf1000000, 0xf8000000, 0xfe000000, 0xffff0000, 0xffffffff,
	};
	uint8_t kind = input_byte();

	if (kind < 64)
		return kind;
	if (kind < 64 + sizeof(at) / 4)
		return at[kind - 64];
	if (kind < 192)
		return at[(kind - 64) % (sizeof(at) / 4)] +
			(int8_t)input_byte();
	if (kind < 224)
		return plat_clock() + (int8_t)input_byte() * 1024;
	return input_word();
}

/* ---- the board ------------------------------------------------------------ */

static struct board {
	uint32_t clock, enabled;
	uint32_t deadline;		/* of the timer */
	bool armed;
	uint32_t uart_room;
} board;

uint32_t plat_clock(void)
{
	return board.clock;
}

void plat_timer_arm(uint32_t ticks)
{
	board.armed = true;
	board.deadline = board.clock + ticks;
}

void plat_timer_stop(void)
{
	board.armed = false;
	host_raised &= ~(1u << TIMER_LINE);
}

void plat_timer_ack(void)
{
	host_raised &= ~(1u << TIMER_LINE);
}

/* Not far beyond a deadline: the timer interrupt is never delayed. */
void host_advance(uint32_t ticks)
{
	uint32_t left = board.deadline - board.clock;

	if (!board.armed || ticks < left) {
		board.clock += ticks;
		return;
	}
	board.clock += ticks - left < 512 ? ticks : left + 512;
	board.armed = false;
	host_raised |= 1u << TIMER_LINE;
}

uint32_t plat_irq_next(void)
{
	uint32_t lines = host_raised & board.enabled;

	return lines ? 31u - __builtin_clz(lines) : PLAT_NO_IRQ;
}

bool plat_irq_waiting(void)
{
	return (host_cut_in && !--host_cut_in) ||
		host_raised & board.enabled;
}

void plat_irq_mask(uint32_t line)
{
	board.enabled &= ~(1u << line);
}

void plat_irq_unmask(uint32_t line)
{
	board.enabled |= 1u << line;
}

bool plat_irq_valid(uint32_t line)
{
	return line < 32 && line != TIMER_LINE && line != UART_LINE;
}

bool plat_uart_put(char c)
{
	if (!board.uart_room) {
		host_raised &= ~(1u << UART_LINE);
		return false;
	}
	board.uart_room--;
	return true;
}

void host_raise(uint32_t line)
{
	board.uart_room = 16;
	if (line != TIMER_LINE)
		host_raised |= 1u << line;
}

void plat_power_off(void)
{
	longjmp(host_off, 1);
}

/* console.c's own would print and stop the board: here it is a finding. */
void __wrap_panic(const char *why);
void __wrap_panic(const char *why)
{
	fprintf(stderr, "panic: %s\n", why);
	abort();
}

/* The UART may have no room for ever. */
void __wrap_console_drain(void);
void __wrap_console_drain(void)
{
}

/*
 * No VM runs: advance to the timer, or end if it is not armed. End after some
 * waits as well: budget periods and the pauses of a full UART continue
 * whether a VM runs or not.
 */
void host_wait(void)
{
	if (host_raised & board.enabled)
		return;
	if (!board.armed || ++waits > WAITS_MAX)
		longjmp(host_off, 1);
	host_advance(board.deadline - board.clock);
}

/* ---- the CPU -------------------------------------------------------------- */

/* The extent of an operation that polls for an interrupt each 16 lines */
static uint32_t reach(uint32_t start, uint32_t end)
{
	uint32_t step = 16 * CACHE_LINE, looks = (end - start) / step;

	if (host_raised & board.enabled && looks)
		return start + step;
	if (host_cut_in && looks >= host_cut_in) {
		start += step * host_cut_in;
		host_cut_in = 0;
		return start;
	}
	return (end + CACHE_LINE - 1) & ~(CACHE_LINE - 1);
}

uint32_t cpu_cache_lines(uint32_t op, uint32_t start, uint32_t end)
{
	return reach(start, end);
}

void cpu_icache_all(void)
{
}

bool cpu_dcache_flush_some(void)
{
	return input_byte() & 1 || !input_left();
}

bool cpu_dcache_clean_some(void)
{
	return input_byte() & 1 || !input_left();
}

void cpu_tlb_all(void)
{
}

void cpu_tlb_pages(uint32_t va, uint32_t n)
{
}

void cpu_load_root(uint32_t pa, uint32_t pid)
{
	host_root = pa;
	host_pid = pid;
}

void pt_clear(volatile uint32_t *to, uint32_t size)
{
	memset((void *)to, 0, size);
}

void pt_copy(volatile uint32_t *to, const volatile uint32_t *from,
	     uint32_t size)
{
	memcpy((void *)to, (const void *)from, size);
}

/* Guest memory holds random values. */
int32_t copy_from_guest(void *to, uint32_t from, uint32_t length,
			uint32_t dacr)
{
	uint8_t *p = to;

	if (dacr != current->sys->dacr_kern)
		abort();
	if (from >= DUET_WINDOW || (from & 3) == 3)
		return DUET_EFAULT;
	while (length--)
		*p++ = input_byte();
	return 0;
}

/* ---- the system ----------------------------------------------------------- */

static uint8_t *low(uint32_t size, uint32_t align)
{
	uint8_t *p;

	memory_used = (memory_used + align - 1) & ~(align - 1);
	p = memory + memory_used;
	memory_used += size;
	return p;
}

#define MEMORY	0x80000u
#define MB	0x100000u

/* Within one MB, as on a board: no table and no page crosses a boundary. */
static void memory_init(void)
{
	uint8_t *p = mmap(NULL, 2 * MB, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

	if (p == MAP_FAILED)
		abort();
	memory = (uint8_t *)(((uintptr_t)p + MB - 1) & ~(uintptr_t)(MB - 1));
}

static void describe_paged(struct sys_vm *s, uint32_t n)
{
	s->flags |= SYS_VM_PAGED | SYS_VM_FCSE;
	s->ram_pa = n << 24;
	s->ram_va = 0xc0000000;
	s->ram_size = 0x00400000;
	s->kernel_base = 0xbf000000;
	s->zone_pa = 0x06000000 + (n << 20);
	s->zone_size = ZONE_BYTES;
	s->zone_va = (uintptr_t)low(ZONE_BYTES, 0x4000);
	s->shared_va = s->zone_va + ZONE_SHARED;
	s->dacr_user = 0x5 | DOMAIN_CLIENT(DOMAIN_USER);
	s->dacr_kern |= s->dacr_user | DOMAIN_CLIENT(DOMAIN_KERN);
	s->first_range = 2 * n;
	s->nr_ranges = 2;
	table->range[2 * n] = (struct sys_range){ DEVICE_PA + n * 0x1000,
						  0x1000 };
	table->range[2 * n + 1] = (struct sys_range){ CHANNEL_PA, 0x1000 };
}

static void describe_window(struct sys_vm *s, uint32_t n)
{
	s->ram_pa = 0x06400000 + (n << 20);
	s->ram_va = 0xf8000000 + (n << 20);
	s->ram_size = 0x00100000;
	s->shared_va = (uintptr_t)low(sizeof(struct duet_shared), 0x1000);
	s->image_va = 0xf4000000 + (n << 20);
	s->device_va = 0xfd000000 + (n << 20);
	s->dacr_user = 0x5;
	s->dacr_kern |= 0x5 | DOMAIN_CLIENT(DOMAIN_FIRST_WINDOW + n);
}

/* The page at CHANNEL_PA + n: domain 8 + n */
static void describe_channel(uint32_t n, uint32_t a, uint32_t b, uint32_t flags)
{
	uint32_t end[2] = { a, b }, i;

	for (i = 0; i < 2; i++) {
		struct sys_vm *s = &table->vm[end[i]];

		s->channel[s->nr_channels++] = (struct sys_channel){
			.va = 0xfe000000 + (n << 20), .size = 0x1000,
			.pa = CHANNEL_PA + n * 0x1000,
			.flags = flags | (i ? 0 : DUET_CHAN_FIRST),
			.event = 8 + n, .peer = end[!i], .peer_event = 8 + n,
		};
		s->dacr_kern |= DOMAIN_CLIENT(8 + n);
	}
}

static void describe_irqs(void)
{
	uint32_t i;

	for (i = 0; i < SYS_IRQ_MAX; i++)
		table->irq[i].vm = SYS_NO_VM;
	for (i = 0; i < NR_VMS; i++) {
		table->irq[20 + i] = (struct sys_irq){ i, 1 };
		table->vm[i].device_events = 1u << 1;
	}
	table->irq[31] = (struct sys_irq){ 0, 31 };
	table->vm[0].device_events |= 1u << 31;
}

static void describe(void)
{
	static const uint8_t prio[NR_VMS] = { 3, 2, 2, 5 };
	static const uint8_t rank[NR_VMS] = { 1, 2, 3, 0 };
	static const uint32_t flags[NR_VMS] = {
		SYS_VM_ALONE | SYS_VM_MAY_RESTART | SYS_VM_CRASH_RESTART |
			SYS_VM_CONTROL,
		SYS_VM_MAY_RESTART | SYS_VM_CRASH_RESTART | SYS_VM_WATCHDOG,
		SYS_VM_MAY_RESTART,
		SYS_VM_ALONE | SYS_VM_MAY_RESTART | SYS_VM_CRASH_RESTART |
			SYS_VM_CONTROL,
	};
	uint32_t i;

	table = calloc(1, sizeof(*table) + NR_VMS * sizeof(struct sys_vm));
	table->nr_vms = NR_VMS;
	table->clock_va = HYP_CLOCK_VA;
	table->clock_hz = 24000000;
	table->ram_size = 0x08000000;
	for (i = 0; i < NR_VMS; i++) {
		struct sys_vm *s = &table->vm[i];

		snprintf(s->name, sizeof(s->name), "vm%u", i);
		s->prio = prio[i];
		s->rank = rank[i];
		s->slice = 2400;
		s->image_pa = STORE_PA + 0x100000 + (i << 20);
		s->image_size = 0x12345;
		s->flags = flags[i];
		if (i < 2)
			describe_paged(s, i);
		else
			describe_window(s, i);
	}
	table->vm[1].watchdog = 240000;
	table->vm[2].budget = 6000;
	table->vm[2].period = 24000;
	describe_channel(0, 0, 1, DUET_CHAN_UNCACHED);
	describe_channel(1, 1, 2, 0);
	describe_channel(2, 0, 3, 0);
	describe_irqs();
}

/* ---- the hypervisor's own tables ------------------------------------------ */

#define L2_ALL	(L2_AP_ALL | L2_SMALL)

static uint32_t *l2_at(uint32_t va, uint32_t domain)
{
	static uint32_t nr;
	uint32_t *l2 = root + 4096 + nr * 256;

	root[va >> 20] = (ROOT_PA + 0x4000 + nr++ * 0x400) |
		L1_DOMAIN(domain) | L1_SBO | L1_COARSE;
	return l2;
}

static void map(uint32_t va, uint32_t pa, uint32_t domain, uint32_t rights)
{
	root[va >> 20] = pa | rights | L1_DOMAIN(domain) | L1_SBO |
		L1_SECTION;
}

static void map_window_vm(uint32_t n)
{
	const struct sys_vm *s = &table->vm[n];
	uint32_t domain = DOMAIN_FIRST_WINDOW + n;

	map(s->ram_va, s->ram_pa, domain, L1_AP_ALL | MMU_WB);
	map(s->image_va, s->image_pa, domain, L1_AP_READ | MMU_WB);
	l2_at(s->device_va, domain)[0] = (DEVICE_PA + n * 0x1000) | L2_ALL;
}

static void map_all(void)
{
	uint32_t i, *l2;

	root = (uint32_t *)low(0x4000 + 16 * 0x400, 0x4000);
	hyp_window = root + (DUET_WINDOW >> 20);
	hyp_root_pa = ROOT_PA;
	map(HYP_VA, STORE_PA, DOMAIN_HYP, L1_AP_PRIV | MMU_WB);
	l2 = l2_at(HYP_PUBLIC_VA, DOMAIN_PUBLIC);
	l2[0xe0] = 0x10000000 | L2_AP_READ | L2_SMALL;
	l2[0xf0] = (STORE_PA + 0x3000) | L2_AP_VECTORS | MMU_WB | L2_SMALL;
	for (i = 0; i < NR_VMS; i++)
		if (table->vm[i].flags & SYS_VM_PAGED)
			map(HYP_ZONE_VA + (i << 20), table->vm[i].zone_pa,
			    DOMAIN_HYP, L1_AP_PRIV | MMU_WT);
		else
			map_window_vm(i);
	for (i = 0; i < 3; i++)
		l2_at(HYP_CHANNEL_VA + (i << 20), 8 + i)[0] =
			(CHANNEL_PA + i * 0x1000) | L2_ALL |
			(i ? MMU_WB : MMU_B);
}

/* ---- boot and back -------------------------------------------------------- */

/* All variables of the hypervisor and the board; see fuzz.lds */
extern char hyp_data_start[], hyp_data_end[], hyp_bss_start[], hyp_bss_end[];

static char *saved, *saved_memory;
static struct board saved_board;
static struct vm saved_vms[NR_VMS];
static uint32_t saved_root, saved_pid;

/* Across the red zones, where memcpy would be an error */
__attribute__((no_sanitize("address", "undefined", "coverage")))
static void copy(void *to, const void *from, size_t size)
{
	volatile uint64_t *t = to;
	const uint64_t *f = from;

	for (size /= 8; size; size--)
		*t++ = *f++;
}

static void save(void)
{
	size_t data = hyp_data_end - hyp_data_start;
	size_t bss = hyp_bss_end - hyp_bss_start;

	saved = malloc(data + bss);
	copy(saved, hyp_data_start, data);
	copy(saved + data, hyp_bss_start, bss);
	saved_memory = malloc(memory_used);
	memcpy(saved_memory, memory, memory_used);
	memcpy(saved_vms, vms, sizeof(vms));
	saved_board = board;
	saved_root = host_root;
	saved_pid = host_pid;
}

void host_restore(void)
{
	size_t data = hyp_data_end - hyp_data_start;

	copy(hyp_data_start, saved, data);
	copy(hyp_bss_start, saved + data, hyp_bss_end - hyp_bss_start);
	memcpy(memory, saved_memory, memory_used);
	memcpy(vms, saved_vms, sizeof(vms));
	board = saved_board;
	host_root = saved_root;
	host_pid = saved_pid;
	host_dacr = DACR_HYP;
	host_raised = 0;
	host_cut_in = 0;
	waits = 0;
}

static bool all_live(void)
{
	uint32_t i;

	for (i = 0; i < NR_VMS; i++)
		if (vms[i].state != VM_LIVE)
			return false;
	return true;
}

/* Each VM in turn, from the highest: it is reset, and then sleeps. */
void host_boot(void)
{
	uint32_t i;

	if (setjmp(host_off))
		abort();
	memory_init();
	describe();
	map_all();
	host_root = hyp_root_pa;
	board.enabled = 1u << TIMER_LINE;
	sys = table;
	vm_init_all();
	while (!all_live()) {
		sched_exit();
		if (current->state == VM_LIVE) {
			current->blocked = 1;
			sched_clear_ready(current);
		} else {
			vm_reset_step();
		}
	}
	for (i = 0; i < NR_VMS; i++) {
		vms[i].blocked = 0;
		sched_set_ready(&vms[i]);
	}
	sched_exit();
	save();
}

/* The timer is set for the first deadline; only live VMs have lines enabled. */
void host_check(void)
{
	uint32_t ticks, i;

	if (host_dacr != DACR_HYP)
		__wrap_panic("the guests' domains are open");
	if (!timer_head && board.armed)
		__wrap_panic("the timer runs without a user");
	if (timer_head && !(host_raised & 1u << TIMER_LINE)) {
		ticks = timer_head->deadline - board.clock;
		if (!board.armed || ((int32_t)ticks > 0 &&
		    board.deadline != timer_head->deadline))
			__wrap_panic("the timer is not set for the first");
	}
	for (i = 0; i < 32; i++)
		if (plat_irq_valid(i) && board.enabled & 1u << i &&
		    (sys->irq[i].vm == SYS_NO_VM ||
		     vms[sys->irq[i].vm].state != VM_LIVE))
			__wrap_panic("a line is open that no VM serves");
}
