/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_ELF_H
#define _ASM_LKL_ELF_H

/* There are no ELF programs here; these satisfy linux/elf.h and the core-dump types in it. */
#include <linux/elf-em.h>

typedef unsigned long elf_greg_t;
typedef elf_greg_t elf_gregset_t[9];
typedef unsigned long elf_fpregset_t;

#define ELF_CLASS	ELFCLASS32
#define ELF_DATA	ELFDATA2LSB
#define ELF_ARCH	EM_NONE
#define ELF_HWCAP	0
#define ELF_PLATFORM	NULL
#define ELF_EXEC_PAGESIZE	4096
#define ELF_ET_DYN_BASE	0
#define elf_check_arch(x)	0

#endif
