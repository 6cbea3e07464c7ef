// SPDX-License-Identifier: GPL-2.0
#include <linux/delay.h>

#include <asm/host.h>
#include <asm/processor.h>

void __ndelay(unsigned long nsecs)
{
	u64 end = host_time_mono() + nsecs;

	while (host_time_mono() < end)
		cpu_relax();
}
