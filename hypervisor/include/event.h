/* SPDX-License-Identifier: GPL-2.0-only */
/* Events of VMs. */
#ifndef HYP_EVENT_H
#define HYP_EVENT_H

#include <stdint.h>

struct vm;

/* Sets the targets of the VM's doorbells, once. */
void event_init_vm(struct vm *vm);

/*
 * Posts events, a mask of bits, to a VM and wakes it. Does nothing unless the
 * VM is live.
 */
void event_post(struct vm *vm, uint32_t events);

/* For assembly: kern is the base of the VM's kernel context. */
void event_post_kern(uint32_t kern, uint32_t events);

/*
 * The VM must be the current one, and its shared page mapped. event_deliver()
 * moves posted events to the page, and makes the irq upcall unless they are
 * masked; event_pending() returns the events that are pending, masked or not;
 * event_update_peers() updates peer_life[].
 */
void event_deliver(struct vm *vm);
uint32_t event_pending(struct vm *vm);
void event_update_peers(struct vm *vm);

/*
 * Unmask the lines of device events: of these, or of those in the `ack` word of
 * the shared page, which must be mapped. Other events are ignored.
 */
void event_unmask_devices(struct vm *vm, uint32_t events);
void event_unmask_acked(struct vm *vm);

/* Masks the lines of all device events of a VM that has ended. */
void event_mask_devices(struct vm *vm);

#endif
