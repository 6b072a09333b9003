// SPDX-License-Identifier: GPL-2.0-only
/* Access to the device, and the meaning of its errors. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include <duet/abi.h>
#include <duet-control.h>

#include "device.h"

#define NAME_WORDS	4

static int device = -1;

void die(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fputs("duetctl: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

int device_open(void)
{
	device = open(DEVICE, O_RDONLY | O_CLOEXEC);
	if (device >= 0)
		return device;
	if (errno == ENOENT)
		die(DEVICE " does not exist: this VM needs \"control\" in its node of the system description");
	if (errno == EACCES || errno == EPERM)
		die(DEVICE ": only root may do this");
	die(DEVICE ": %s", strerror(errno));
}

static int look(uint32_t vm, uint32_t index, uint32_t *value)
{
	struct duetctl_info info = { .vm = vm, .index = index };
	int err = ioctl(device, DUETCTL_INFO, &info);

	*value = info.value;
	return err;
}

bool vm_exists(uint32_t vm)
{
	uint32_t value;

	if (look(vm, DUET_INFO_STATE, &value) == 0)
		return true;
	if (errno != EINVAL)
		die(DEVICE ": %s", strerror(errno));
	return false;
}

uint32_t vm_word(uint32_t vm, uint32_t index)
{
	uint32_t value;

	if (look(vm, index, &value))
		die(DEVICE ": word %u of VM %u: %s", index, vm,
		    strerror(errno));
	return value;
}

/* A word has four letters, the first in its lowest byte, as on this CPU. */
const char *vm_name(uint32_t vm)
{
	static char name[4 * NAME_WORDS + 1];
	uint32_t i, word;

	for (i = 0; i < NAME_WORDS; i++) {
		word = vm_word(vm, DUET_INFO_NAME + i);
		memcpy(&name[4 * i], &word, 4);
	}
	return name;
}

uint32_t vm_find(const char *name)
{
	char *end;
	uint32_t vm;

	for (vm = 0; vm_exists(vm); vm++)
		if (!strcmp(vm_name(vm), name))
			return vm;
	vm = strtoul(name, &end, 10);
	if (!*name || *end || !vm_exists(vm))
		die("%s: no such VM: see duetctl list", name);
	return vm;
}

void vm_command(uint32_t vm, uint32_t op, const char *verb)
{
	struct duetctl_command c = { .vm = vm, .op = op };

	if (ioctl(device, DUETCTL_COMMAND, &c) == 0)
		return;
	if (errno == EBUSY)
		die("%s: can't %s it: it is %s", vm_name(vm), verb,
		    op == DUET_CONTROL_START ? "not off" : "not running");
	if (errno == EINVAL)
		die("%s: can't %s it: this is the VM you are in; use reboot or poweroff",
		    vm_name(vm), verb);
	die("%s: can't %s it: %s", vm_name(vm), verb, strerror(errno));
}
