/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_IO_H
#define _ASM_LKL_IO_H

/* There is no I/O space; asm-generic/io.h warns about arithmetic on a null base. */
#define PCI_IOBASE	((void __iomem *)0x1000)

#include <asm-generic/io.h>

#endif
