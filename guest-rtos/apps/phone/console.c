// SPDX-License-Identifier: BSD-3-Clause
/*
 * The console: the operator of the simulated network, who makes calls and sends
 * messages to the phone, and the log of what the network sees.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <duet/abi.h>
#include <duet_port.h>
#include <duet_rtos.h>
#include <port.h>

#include "charset.h"
#include "phone.h"
#include "sms_pdu.h"

#define NOTES		8
#define STACK		6144

/* ---- the log --------------------------------------------------------------*/

struct note {
	uint8_t what;
	char number[MODEM_NUMBER_MAX];
	char text[SMS_TEXT_MAX + 1];
};

static osMessageQueueId_t notes;
static uint32_t notes_lost;

static void copy(char *to, const char *from, size_t size)
{
	size_t n = strlen(from);

	n = n < size ? n : size - 1;
	memcpy(to, from, n);
	to[n] = '\0';
}

/* In a thread of the radio: it must not wait for the console. */
static void queue_note(uint8_t what, const char *number, const char *text)
{
	struct note n = { .what = what };

	copy(n.number, number, sizeof(n.number));
	copy(n.text, text, sizeof(n.text));
	if (notes && osMessageQueuePut(notes, &n, 0, 0) != osOK)
		notes_lost++;
}

void console_note(struct radio_sim *s, enum radio_sim_note what,
		  const char *number, const char *text)
{
	queue_note(what, number, text);
}

/* What the phone itself does, with Linux or without */
enum { PHONE_RINGS = RADIO_SIM_DEACTIVATED + 1, PHONE_STORES };

/* The number of the caller, or of the message, which the modem has checked. */
static void note_event(struct modem_client *client,
		       const struct modem_event *event)
{
	struct sms_message msg;
	const struct modem_sms *s;

	if (event->type == MODEM_EVENT_RING) {
		queue_note(PHONE_RINGS,
			   phone_modem.call[event->index - 1].number, "");
	} else if (event->type == MODEM_EVENT_SMS) {
		s = modem_find_sms(&phone_modem, event->index);
		if (s && sms_parse(&msg, s->pdu, s->length, true))
			queue_note(PHONE_STORES, msg.number, "");
	}
}

static void log_thread(void *arg)
{
	static const char *const formats[] = {
		[RADIO_SIM_REGISTERED] = "the phone registered%s with %s",
		[RADIO_SIM_GONE] = "the phone left%s%s",
		[RADIO_SIM_SMS] = "message to %s: %s",
		[RADIO_SIM_DIALED] = "the phone calls %s%s",
		[RADIO_SIM_ANSWERED] = "the phone answers %s%s",
		[RADIO_SIM_HUNG_UP] = "the phone ends the call with %s%s",
		[RADIO_SIM_TONE] = "tone to %s: %s",
		[RADIO_SIM_USSD] = "request%s %s",
		[RADIO_SIM_ACTIVATED] = "context activated,%s APN \"%s\"",
		[RADIO_SIM_DEACTIVATED] = "context ended%s%s",
		[PHONE_RINGS] = "it rings: %s%s",
		[PHONE_STORES] = "stored a message from %s%s",
	};
	static char line[sizeof(struct note) + 64];
	static struct note n;

	while (osMessageQueueGet(notes, &n, NULL, osWaitForever) == osOK) {
		snprintf(line, sizeof(line) - 1, formats[n.what], n.number,
			 n.text);
		strcat(line, "\n");
		printf("%s: %s", n.what < PHONE_RINGS ? "network" : "phone",
		       line);
		operator_log(line);
	}
}

/* ---- answers --------------------------------------------------------------*/

/* One command at a time runs, so there is one line at a time. */
int console_say(const char *format, ...)
{
	static char line[sizeof(struct note) + 64];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	printf("%s", line);
	operator_log(line);
	return n;
}

/* ---- commands of the network ----------------------------------------------*/

static void run_call(char *args)
{
	bool good;

	modem_lock(&phone_modem);
	good = radio_sim_call(&phone_sim, args);
	modem_unlock(&phone_modem);
	console_say("%s\n", good ? "calling" : "the phone cannot be called");
}

static void run_sms(char *args)
{
	char *text = duet_split_word(args);
	bool good;

	modem_lock(&phone_modem);
	good = radio_sim_sms(&phone_sim, args, text);
	modem_unlock(&phone_modem);
	console_say("%s\n", good ? "accepted" : "too long, or too many");
}

static void run_hang_up(char *args)
{
	modem_lock(&phone_modem);
	radio_sim_hang_up(&phone_sim);
	modem_unlock(&phone_modem);
}

static void run_signal(char *args)
{
	modem_lock(&phone_modem);
	radio_sim_signal(&phone_sim, strtoul(args, NULL, 10) % 100);
	modem_unlock(&phone_modem);
}

static void set_service(enum modem_registration service)
{
	modem_lock(&phone_modem);
	radio_sim_service(&phone_sim, service);
	modem_unlock(&phone_modem);
}

static void run_service(char *args)
{
	static const struct {
		const char *name;
		enum modem_registration service;
	} services[] = {
		{ "home", MODEM_HOME }, { "roam", MODEM_ROAMING },
		{ "none", MODEM_SEARCHING }, { "denied", MODEM_REG_DENIED },
	};
	unsigned int i;

	for (i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
		if (strcmp(args, services[i].name))
			continue;
		set_service(services[i].service);
		return;
	}
	console_say("reg can be: home, roam, none, denied\n");
}

static void send_ussd(char *text, bool question)
{
	bool good;

	modem_lock(&phone_modem);
	good = radio_sim_ussd(&phone_sim, text, question);
	modem_unlock(&phone_modem);
	console_say("%s\n", good ? "accepted" : "too long, or not now");
}

static void run_notify(char *args)
{
	send_ussd(args, false);
}

static void run_ask(char *args)
{
	send_ussd(args, true);
}

static void run_endask(char *args)
{
	modem_lock(&phone_modem);
	radio_sim_end_ussd(&phone_sim);
	modem_unlock(&phone_modem);
}

static void run_drop(char *args)
{
	modem_lock(&phone_modem);
	radio_sim_drop(&phone_sim);
	modem_unlock(&phone_modem);
}

static void run_detach(char *args)
{
	modem_lock(&phone_modem);
	radio_sim_detach(&phone_sim, strcmp(args, "off"));
	modem_unlock(&phone_modem);
}

/* ---- what there is --------------------------------------------------------*/

static uint32_t to_ns(uint64_t ticks)
{
	return ticks * 1000000000u / duet_clock_hz();
}

static void print_tick(const char *name, unsigned int which, bool reset)
{
	struct tdma_figures f;

	tdma_read(which, &f, reset);
	console_say("%s: %" PRIu32 " ticks, missed %" PRIu32
		    ", wake-up mean %" PRIu32 " ns, worst %" PRIu32 " ns\n",
		    name, f.ticks, f.missed,
		    f.ticks ? to_ns(f.sum / f.ticks) : 0, to_ns(f.worst));
}

static void run_tdma(char *args)
{
	bool reset = !strcmp(args, "reset");

	print_tick("slot", TDMA_SLOT, reset);
	print_tick("frame", TDMA_FRAME, reset);
}

static void run_speech(char *args)
{
	struct radio_sim_speech heard;

	modem_lock(&phone_modem);
	heard = phone_sim.speech;
	modem_unlock(&phone_modem);
	console_say("the far end heard %" PRIu32 " frames, %" PRIu32
		    " ms apart at most\n", heard.frames, heard.gap);
}

static void print_calls(const struct modem *m)
{
	static const char *const states[] = { "active", "held", "dialing",
		"alerting", "ringing", "waiting" };
	unsigned int id;

	for (id = 1; id <= MODEM_CALLS_MAX; id++)
		if (m->call[id - 1].state != MODEM_NO_CALL)
			console_say("call %u %s %s, %s\n", id,
				    m->call[id - 1].incoming ? "from" : "to",
				    m->call[id - 1].number,
				    states[m->call[id - 1].state]);
}

/* Prints from a copy: the lock must not be held while the UART is slow. */
static void run_state(char *args)
{
	static const char *const states[] = { "not registered", "home",
		"searching", "denied", "unknown", "roaming" };
	static struct modem m;

	modem_lock(&phone_modem);
	m = phone_modem;
	modem_unlock(&phone_modem);
	console_say("%s %s, %s, signal %u, %u messages\n",
		    states[m.registration], m.operator.name,
		    m.attached ? "attached" : "detached", m.rssi,
		    modem_count_sms(&m));
	console_say("messages in %" PRIu32 " out %" PRIu32 ", calls in %" PRIu32
		    " out %" PRIu32 ", notes lost %" PRIu32 "\n",
		    m.sms_received, m.sms_sent, m.calls_received,
		    m.calls_made, notes_lost);
	print_calls(&m);
}

static void print_message(unsigned int index)
{
	struct modem_sms s;
	struct sms_message msg;
	uint16_t text[SMS_TEXT_MAX];
	static char utf8[3 * SMS_TEXT_MAX + 1];
	size_t n;

	modem_lock(&phone_modem);
	s = phone_modem.sms[index - 1];
	modem_unlock(&phone_modem);
	if (!s.length || !sms_parse(&msg, s.pdu, s.length,
				    s.status <= MODEM_SMS_READ))
		return;
	n = sms_get_text(&msg, text, SMS_TEXT_MAX);
	ucs2_to_utf8(utf8, sizeof(utf8), text, n);
	console_say("%u %s %s: %s\n", index,
		    s.status <= MODEM_SMS_READ ? "from" : "to", msg.number,
		    utf8);
}

static void run_messages(char *args)
{
	unsigned int i;

	for (i = 1; i <= MODEM_SMS_MAX; i++)
		print_message(i);
}

static void run_net(char *args)
{
	phone_print_net();
}

static void run_crash(char *args)
{
	printf("crashing\n");
	fflush(stdout);
	osDelay(10);
	*(volatile uint32_t *)0 = 0;
}

static const struct duet_command commands[] = {
	{ "call", "NUMBER: call the phone", run_call },
	{ "hangup", "the far end hangs up", run_hang_up },
	{ "sms", "NUMBER TEXT: send a message to the phone", run_sms },
	{ "notify", "TEXT: a USSD notification", run_notify },
	{ "ask", "TEXT: a USSD request, which the phone may answer", run_ask },
	{ "endask", "end the USSD session", run_endask },
	{ "signal", "0-31 or 99: the strength at the phone", run_signal },
	{ "reg", "home, roam, none or denied: the cell's kind", run_service },
	{ "drop", "end the packet session", run_drop },
	{ "detach", "refuse packet service; \"detach off\": allow it",
	  run_detach },
	{ "state", "the modem's state and its calls", run_state },
	{ "messages", "the messages in the modem's store", run_messages },
	{ "tdma", "the radio's ticks; \"tdma reset\" also clears", run_tdma },
	{ "speech", "what the far end has heard of the latest call",
	  run_speech },
	{ "net", "packets of the gateway, and why some were dropped",
	  run_net },
	{ "crash", "write to address 0", run_crash },
	{ "wait", "SECONDS COMMAND: the command after that time", NULL },
	{ NULL }
};

/* "wait": while the others' commands run. Returns the command. */
static char *wait_first(char *line)
{
	char *seconds;

	if (strncmp(line, "wait ", 5))
		return line;
	seconds = duet_split_word(line);
	line = duet_split_word(seconds);
	osDelay(strtoul(seconds, NULL, 10) % 1000 * 1000);
	return line;
}

static osMutexId_t running;

/* One at a time: commands have static buffers. */
void console_run(char *line)
{
	line = wait_first(line);
	osMutexAcquire(running, osWaitForever);
	duet_run_command(commands, line, console_say);
	osMutexRelease(running);
}

static void console_thread(void *arg)
{
	static char line[CONSOLE_LINE_MAX];

	printf("\nDuet phone, life %" PRIu32 ", %" PRIu32
	       " channels. Try \"help\".\n", duet_shared_page.lives,
	       duet_shared_page.nr_channels);
	/* without a UART there is no input */
	while (duet_console_getline(line, sizeof(line), osWaitForever) >= 0)
		console_run(line);
}

void console_start(void)
{
	static uint32_t queue_cb[DUET_MSGQUEUE_CB_SIZE / 4];
	static uint32_t memory[DUET_MSGQUEUE_SIZE(NOTES,
						  sizeof(struct note)) / 4];
	static const osMessageQueueAttr_t queue = {
		.cb_mem = queue_cb,
		.cb_size = sizeof(queue_cb),
		.mq_mem = memory,
		.mq_size = sizeof(memory),
	};
	static uint32_t running_cb[DUET_MUTEX_CB_SIZE / 4];
	static const osMutexAttr_t mutex = {
		.attr_bits = osMutexPrioInherit,
		.cb_mem = running_cb,
		.cb_size = sizeof(running_cb),
	};
	static struct modem_client client = { .event = note_event };
	static uint64_t stacks[2][STACK / 8];
	osThreadAttr_t attr = {
		.name = "console",
		.priority = PRIORITY_CONSOLE,
		.stack_mem = stacks[0],
		.stack_size = STACK,
	};

	running = osMutexNew(&mutex);
	modem_add_client(&phone_modem, &client);
	notes = osMessageQueueNew(NOTES, sizeof(struct note), &queue);
	osThreadNew(console_thread, NULL, &attr);
	attr.name = "log";
	attr.stack_mem = stacks[1];
	osThreadNew(log_thread, NULL, &attr);
}
