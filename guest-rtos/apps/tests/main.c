// SPDX-License-Identifier: BSD-3-Clause
#include <stdio.h>
#include <cmsis_os2.h>
static void hello(void *arg)
{
	for (int i = 0; i < 5; i++) {
		printf("hello %d tick %lu\n", i, (unsigned long)osKernelGetTickCount());
		osDelay(100);
	}
}
int main(void)
{
	osKernelInitialize();
	osThreadNew(hello, NULL, NULL);
	osKernelStart();
	return 1;
}
