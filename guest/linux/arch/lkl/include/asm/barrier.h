/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_BARRIER_H
#define _ASM_LKL_BARRIER_H

/* cpu_relax() for the generic spin helpers that asm-generic/barrier.h defines. */
#include <asm/processor.h>
#include <asm-generic/barrier.h>

#endif
