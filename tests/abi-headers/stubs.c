// SPDX-License-Identifier: BSD-3-Clause
/* Calls each stub once: a new call must be added here too. */
#include <duet/hypercall.h>

int32_t call_all(uint32_t a, uint32_t b, uint32_t c, uint32_t *out);

int32_t call_all(uint32_t a, uint32_t b, uint32_t c, uint32_t *out)
{
	int32_t sum = duet_version(out);

	sum += duet_block();
	sum += duet_deliver();
	sum += duet_ack(a);
	sum += duet_timer(a, b);
	sum += duet_doorbell(a);
	sum += duet_pt_update();
	sum += duet_pt_root(a, b);
	sum += duet_mm_switch(a, b);
	sum += duet_tls(a);
	sum += duet_cache(a, b, c);
	sum += duet_tlb(a, b, c);
	sum += duet_console(a, b);
	sum += duet_exit(a);
	sum += duet_vm_info(a, b, out);
	sum += duet_upcall(a, b);
	sum += duet_kick();
	sum += duet_vm_control(a, b);
	sum += duet_log(a, out);
	return sum;
}
