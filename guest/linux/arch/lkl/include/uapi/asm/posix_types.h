/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
#ifndef _UAPI_ASM_LKL_POSIX_TYPES_H
#define _UAPI_ASM_LKL_POSIX_TYPES_H

/*
 * clang's size_t is `unsigned long` on wasm32 and asm-generic/posix_types.h says
 * `unsigned int` for every 32-bit machine: memcpy() would not match its builtin.
 */
typedef unsigned long __kernel_size_t;
typedef long __kernel_ssize_t;
typedef long __kernel_ptrdiff_t;
#define __kernel_size_t __kernel_size_t

#include <asm-generic/posix_types.h>

#endif
