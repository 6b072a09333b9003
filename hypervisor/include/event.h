/* SPDX-License-Identifier: GPL-2.0-only */
/* Events of VMs. */
#ifndef HYP_EVENT_H
#define HYP_EVENT_H

#include <stdint.h>

struct vm;

/* Where the doorbells of its channels lead to */
void event_init_vm(struct vm *vm);

/* Posts events to a VM and wakes it. Does nothing unless the VM is live. */
void event_post(struct vm *vm, uint32_t events);

/* The same, for assembly: kern is the base of the VM's kernel context. */
void event_post_kern(uint32_t kern, uint32_t events);

/*
 * For the current VM, whose shared page is accessible: moves posted events to
 * the page, and makes the irq upcall unless they are masked; returns the events
 * that are pending, masked or not; updates peer_life[].
 */
void event_deliver(struct vm *vm);
uint32_t event_pending(struct vm *vm);
void event_peers(struct vm *vm);

/* Unmasks the lines of these device events and of those in the guest's word. */
void event_ack(struct vm *vm, uint32_t events);
void event_mask_devices(struct vm *vm);

#endif
