// SPDX-License-Identifier: GPL-2.0
/* Constants for head.S, through generated/asm-offsets.h. */
#define COMPILE_OFFSETS
#include <linux/kbuild.h>
#include <linux/thread_info.h>

int main(void)
{
	DEFINE(LKL_THREAD_SIZE, THREAD_SIZE);
	return 0;
}
