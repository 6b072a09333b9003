// SPDX-License-Identifier: BSD-3-Clause
/*
 * The gateway's thread. It moves packets between the chip and the channel in
 * batches, without a copy in between: a packet's head goes through the
 * gateway, the rest from one to the other.
 *
 * Nothing is queued here. Packets for a guest that does not read are dropped;
 * packets of the guest stay in its ring while the chip has no room. One packet
 * memory of the chip is kept for sending, so that received frames cannot take
 * all of it.
 */
#include <duet_channel.h>
#include <net_service.h>

#include "gateway.h"
#include "smc91c111.h"

#define FLAG_LINK	1u	/* the chip's interrupt */
#define FLAG_GUEST	2u	/* the guest rang */
#define FLAG_KICK	4u	/* look at the time again */
#define FLAGS		(FLAG_LINK | FLAG_GUEST | FLAG_KICK)

/*
 * Packets of each direction in one batch, after which the guest is told. After
 * BATCHES of them within a tick the thread waits for the next tick, so that a
 * flood from the network leaves CPU time to the other VMs.
 */
#define BATCH		8
#define BATCHES		4

static struct {
	struct gateway gateway;
	struct smc smc;
	struct duet_channel channel;
	osThreadId_t thread;
	uint32_t resets;
	uint32_t clock;		/* at the last update of the time */
	uint32_t half_second;	/* in units of this clock */
	bool wanted;		/* the session, by the modem */
} net;

static uint64_t stack[2048 / 8];
static uint32_t thread_cb[DUET_THREAD_CB_SIZE / 4];

/* ---- the gateway's functions to send --------------------------------------*/

static uint32_t head_length(const struct net_packet *p)
{
	return p->length < NET_HEAD ? p->length : NET_HEAD;
}

static void fill_record(uint8_t *to, const struct net_packet *p)
{
	memcpy(to, p->head, head_length(p));
	if (p->length <= NET_HEAD)
		return;
	if (p->body)
		memcpy(to + NET_HEAD, p->body, p->length - NET_HEAD);
	else
		smc_read(&net.smc, to + NET_HEAD, p->length - NET_HEAD);
}

static bool to_guest(struct gateway *g, const struct net_packet *p)
{
	void *record;

	if (duet_channel_reserve(&net.channel, p->length, &record, 0))
		return false;
	fill_record(record, p);
	duet_channel_commit(&net.channel, p->length);
	return true;
}

static bool to_link(struct gateway *g, const struct ether *e,
		    const struct net_packet *p)
{
	uint32_t length = head_length(p);

	if (!smc_can_send(&net.smc))
		return false;
	smc_send(&net.smc, e, p->head, length, p->body, p->length - length);
	return true;
}

static void pull(struct gateway *g, void *to, uint32_t length)
{
	smc_read(&net.smc, to, length);
}

static const struct gateway_ops ops = {
	.to_guest = to_guest, .to_link = to_link, .pull = pull,
};

/* ---- batches --------------------------------------------------------------*/

/* Each returns whether there may be more. */
static bool take_frames(void)
{
	struct net_packet p;
	struct ether e;
	uint32_t i;

	for (i = 0; i < BATCH; i++) {
		p.length = smc_receive(&net.smc, &e);
		if (!p.length)
			return false;
		p.body = NULL;
		smc_read(&net.smc, p.head, head_length(&p));
		gateway_from_link(&net.gateway, &e, &p);
		smc_release(&net.smc);
	}
	return true;
}

static bool take_records(void)
{
	const void *packet;
	uint32_t length, i;

	for (i = 0; i < BATCH; i++) {
		if (!smc_can_send(&net.smc) ||
		    duet_channel_peek(&net.channel, &packet, &length, 0))
			return false;
		gateway_from_guest(&net.gateway, packet, length);
		duet_channel_release(&net.channel);
	}
	return true;
}

/* What was asked for while this thread was at work or asleep */
static void follow_session(void)
{
	if (net.wanted == net.gateway.up)
		return;
	if (net.wanted)
		gateway_open(&net.gateway);
	else
		gateway_close(&net.gateway);
}

/*
 * The tick count costs more than a packet's checks, so it is read twice a second
 * at most. The wrap of this clock may delay that by as much, once in an hour.
 */
static void update_time(void)
{
	uint32_t clock = osKernelGetSysTimerCount();

	if (clock - net.clock < net.half_second)
		return;
	net.clock = clock;
	gateway_time(&net.gateway, osKernelGetTickCount());
}

static bool take_batch(void)
{
	bool more;

	follow_session();
	update_time();
	more = smc_service(&net.smc) && take_frames();
	more |= take_records();
	duet_channel_flush(&net.channel);
	return more;
}

/* ---- the thread -----------------------------------------------------------*/

static void on_link(uint32_t event, void *arg)
{
	smc_mask(&net.smc);
	osThreadFlagsSet(net.thread, FLAG_LINK);
}

static void on_guest(struct duet_channel *ch, void *arg)
{
	osThreadFlagsSet(net.thread, FLAG_GUEST);
}

/* The chip does not answer: start it again. Frames in it are lost. */
static void reset_link(void)
{
	net.resets++;
	net.smc.stuck = !smc_init(&net.smc, net.smc.base);
}

static void work(void)
{
	uint32_t batches = 0;

	while (take_batch())
		if (++batches % BATCHES == 0)
			osDelay(1);
	if (net.smc.stuck)
		reset_link();
}

/* Until an interrupt, or a second if there is something to do then */
static uint32_t wait_time(void)
{
	return net.gateway.asking || net.smc.stuck ? 1000 : osWaitForever;
}

static void serve(void *arg)
{
	for (;;) {
		work();
		smc_unmask(&net.smc);
		osThreadFlagsWait(FLAGS, osFlagsWaitAny, wait_time());
		smc_mask(&net.smc);
	}
}

/* ---- interface ------------------------------------------------------------*/

static void make_thread(osPriority_t priority)
{
	const osThreadAttr_t thread = {
		.name = "net", .priority = priority,
		.cb_mem = thread_cb, .cb_size = sizeof(thread_cb),
		.stack_mem = stack, .stack_size = sizeof(stack),
	};

	net.thread = osThreadNew(serve, NULL, &thread);
}

const char *net_start(const struct net_config *config,
		      const struct net_port *port)
{
	if (!smc_init(&net.smc, port->registers))
		return "no LAN91C111, or without a MAC address";
	if (!gateway_init(&net.gateway, &ops, config, net.smc.mac))
		return "addresses that cannot work";
	duet_channel_on_event(&net.channel, on_guest, NULL);
	if (duet_channel_open(&net.channel, duet_channel_find(port->channel),
			      DUET_CHAN_RECORDS))
		return "no such channel";
	net.half_second = osKernelGetSysTimerFreq() / 2;
	make_thread(port->priority);
	duet_irq_register(port->event, on_link, NULL);
	return NULL;
}

void net_open_session(bool open)
{
	net.wanted = open;
	if (net.thread)
		osThreadFlagsSet(net.thread, FLAG_KICK);
}

void net_get_stats(struct net_stats *stats, struct net_link_stats *link)
{
	*stats = net.gateway.stats;
	stats->evicted = net.gateway.nat.evicted;
	*link = (struct net_link_stats){
		.sent = net.smc.sent, .received = net.smc.received,
		.bad = net.smc.bad, .overruns = net.smc.overruns,
		.failures = net.smc.failures, .resets = net.resets,
	};
}
