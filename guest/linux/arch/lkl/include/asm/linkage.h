/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_LINKAGE_H
#define _ASM_LKL_LINKAGE_H

/* linux/instruction_pointer.h takes a label's address, which wasm does not have. */
#define _THIS_IP_	0UL

#endif
