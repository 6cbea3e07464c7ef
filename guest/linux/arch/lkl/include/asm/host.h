/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_HOST_H
#define _ASM_LKL_HOST_H

#include <linux/types.h>
#include <linux/compiler.h>

#include <asm/host_abi.h>

/* The operations of the host, docs/abi.md section 2. Only park may suspend the caller. */
#define HOST_OP(name) \
	__attribute__((import_module("lkl"), import_name(#name))) host_##name
/* A function that the host or a program calls, docs/abi.md section 3. */
#define HOST_ENTRY(name) __attribute__((export_name(#name)))

/* tasks */
int HOST_OP(park)(int reason, int arg);
int HOST_OP(task_new)(const void *task, unsigned long stack_top, int mm, unsigned long user_sp);
void HOST_OP(task_free)(int id);

/* memories of processes */
int HOST_OP(mm_new)(void);
int HOST_OP(mm_fork)(int from);
void HOST_OP(mm_drop)(int id);
void HOST_OP(mm_activate)(int id);
int HOST_OP(mm_load)(int mm, int image, void *info);
unsigned long HOST_OP(mm_map)(int mm, unsigned long addr, unsigned long len, int prot, int flags);
int HOST_OP(mm_unmap)(int mm, unsigned long addr, unsigned long len);
unsigned long HOST_OP(mm_remap)(int mm, unsigned long addr, unsigned long old_len,
				unsigned long new_len, int flags, unsigned long new_addr);
unsigned long HOST_OP(mm_brk)(int mm, unsigned long addr);
int HOST_OP(mm_advise)(int mm, unsigned long addr, unsigned long len, int advice);

/* copies; the counts are bytes not copied */
unsigned long HOST_OP(copy_in)(void *dst, const void __user *src, unsigned long n);
unsigned long HOST_OP(copy_out)(void __user *dst, const void *src, unsigned long n);
unsigned long HOST_OP(clear_user)(void __user *dst, unsigned long n);
long HOST_OP(strncpy_in)(char *dst, const char __user *src, long max);
long HOST_OP(strnlen_user)(const char __user *src, long max);
unsigned long HOST_OP(mm_read)(int mm, void *dst, unsigned long src, unsigned long n);
unsigned long HOST_OP(mm_write)(int mm, const void *src, unsigned long dst, unsigned long n);

/* programs */
int HOST_OP(image_lookup)(u32 dev, u64 ino, u64 version, u64 size);
int HOST_OP(image_begin)(u32 dev, u64 ino, u64 version, u64 size);
int HOST_OP(image_feed)(int handle, const void *src, unsigned long n);
int HOST_OP(image_finish)(int handle);
int HOST_OP(sig_deliver)(const void *record);

/* time, interrupts, entropy */
u64 HOST_OP(time_mono)(void);
u64 HOST_OP(time_real)(void);
void HOST_OP(timer_set)(s64 deadline);
u32 HOST_OP(irq_take)(void);
void HOST_OP(random)(void *dst, unsigned long n);

/* the log and the host ports */
void HOST_OP(log)(const char *src, unsigned long n);
int HOST_OP(port_write)(int port, const void *src, unsigned long n);
int HOST_OP(port_read)(int port, void *dst, unsigned long n);
int HOST_OP(port_poll)(int port);
int HOST_OP(port_next)(void);
void HOST_OP(port_close)(int port);
u32 HOST_OP(port_winsize)(int port);
int HOST_OP(run_next)(void *dst, unsigned long max);
void HOST_OP(run_done)(u32 id, int status);

#endif
