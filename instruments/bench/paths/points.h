/* SPDX-License-Identifier: GPL-2.0-only */
/* See points.S and user.S. */
#ifndef POINTS_H
#define POINTS_H

#include "commands.h"

int32_t point_version(void);
int32_t point_vm_info(uint32_t vm, uint32_t index);
int32_t point_upcall(uint32_t kind, uint32_t entry);
int32_t point_deliver(void);
int32_t point_ack(uint32_t events);
int32_t point_tls(uint32_t value);
int32_t point_timer(uint32_t deadline, uint32_t arm);
int32_t point_block(void);
int32_t point_block_masked(void);
int32_t point_doorbell(uint32_t channel);
int32_t point_doorbell_masked(uint32_t channel);
int32_t point_doorbell_other(uint32_t channel);
int32_t point_trip(uint32_t channel);
int32_t point_tlb_all(uint32_t op, uint32_t start, uint32_t end);
int32_t point_tlb_page(uint32_t op, uint32_t start, uint32_t end);
int32_t point_mm_switch(uint32_t root, uint32_t tls);
int32_t point_mm_switch_kept(uint32_t root, uint32_t tls);
int32_t point_root(uint32_t op, uint32_t offset);
int32_t point_clean_line(uint32_t op, uint32_t start, uint32_t end);
int32_t point_flush_cache(uint32_t op, uint32_t start, uint32_t end);
int32_t point_update_1(void);
int32_t point_update_2(void);
int32_t point_update_8(void);
int32_t point_update_16(void);
int32_t point_update_64(void);
int32_t point_update_128(void);
int32_t point_update_256(void);
int32_t point_update_384(void);

int touch(uint32_t va);
void spin_timer(volatile uint32_t *until);
void spin_own_timer(volatile uint32_t *until);
void spin_device(volatile uint32_t *until, volatile uint32_t *address,
		 uint32_t value);
void spin_own_device(volatile uint32_t *until, volatile uint32_t *address,
		     uint32_t value);

void ring_connect(void);
#define RING_SIZE(n)	\
	int ring_send_##n(void), ring_recv_##n(void), ring_place_##n(void), \
	    ring_take_##n(void), ring_copy_##n(void), ring_stream_##n(void)
RING_SIZE(16);
RING_SIZE(64);
RING_SIZE(512);
RING_SIZE(4096);

uint32_t go_user(struct frame *frame);
extern const char at_swi_user[], at_und_user[], at_pabt_user[];
extern const char at_dabt_user[], at_irq_user[];
extern const char code[], code_swi[], code_load[], code_und[], code_jump[];
extern const char code_device[], code_timer[], code_own_device[];
extern const char code_own_timer[], code_end[];

#endif
