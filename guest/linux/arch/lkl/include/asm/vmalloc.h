/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_VMALLOC_H
#define _ASM_LKL_VMALLOC_H

/* Nothing to say: vmalloc() without an MMU is kmalloc(). */

#endif
