/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The first half of what vmlinux.lds is elsewhere (include/asm-generic/vmlinux.lds.h).
 * Linked first: wasm-ld lays output data segments out in the order in which it meets
 * their names, and the pieces of each in link order. It folds .data.*, .bss.* and
 * .rodata.* into one segment each.
 */
#include "labels.h"

/* Code has no addresses in memory: these ranges of it are empty. */
label .rodata, _text
label .rodata, _stext
label .rodata, _etext
label .rodata, _sinittext
label .rodata, _einittext
label .rodata, __sched_text_start
label .rodata, __sched_text_end
label .rodata, __lock_text_start
label .rodata, __lock_text_end
label .rodata, __cpuidle_text_start
label .rodata, __cpuidle_text_end
label .rodata, __noinstr_text_start
label .rodata, __noinstr_text_end
label .rodata, __irqentry_text_start
label .rodata, __irqentry_text_end
label .rodata, __softirqentry_text_start
label .rodata, __softirqentry_text_end
label .rodata, __kprobes_text_start
label .rodata, __kprobes_text_end
label .rodata, __entry_text_start
label .rodata, __entry_text_end
label .rodata, __static_call_text_start
label .rodata, __static_call_text_end

/* Memory of the boot is never given back (mm/init.c), and every section stays writable. */
label .rodata, __init_begin
label .rodata, __init_end
label .rodata, __start_ro_after_init
label .rodata, __end_ro_after_init
label .rodata, __nosave_begin
label .rodata, __nosave_end
label .rodata, __start_once
label .rodata, __end_once

/* One processor: per-CPU variables are ordinary ones. */
label .rodata, __per_cpu_load
label .rodata, __per_cpu_start
label .rodata, __per_cpu_end

label .rodata, __start_rodata, 4

/* kernel/sched/sched.h compares addresses of scheduling classes: one array, highest first. */
label __stop_sched_class, __sched_class_highest
label __dl_sched_class, __lkl_dl_sched_class
label __rt_sched_class, __lkl_rt_sched_class
label __fair_sched_class, __lkl_fair_sched_class
label __ext_sched_class, __lkl_ext_sched_class
label __idle_sched_class, __lkl_idle_sched_class

label __ex_table, __start___ex_table
label __param, __start___param
label __modver, __start___modver
label .note.Linux, __start_notes
label __bug_table, __start___bug_table

label .init.setup, __setup_start
label .initcallearly.init, __initcall_start
label .initcall0.init, __initcall0_start
label .initcall0s.init, __lkl_initcall0s
label .initcall1.init, __initcall1_start
label .initcall1s.init, __lkl_initcall1s
label .initcall2.init, __initcall2_start
label .initcall2s.init, __lkl_initcall2s
label .initcall3.init, __initcall3_start
label .initcall3s.init, __lkl_initcall3s
label .initcall4.init, __initcall4_start
label .initcall4s.init, __lkl_initcall4s
label .initcall5.init, __initcall5_start
label .initcall5s.init, __lkl_initcall5s
label .initcallrootfs.init, __initcallrootfs_start
label .initcallrootfss.init, __lkl_initcallrootfss
label .initcall6.init, __initcall6_start
label .initcall6s.init, __lkl_initcall6s
label .initcall7.init, __initcall7_start
label .initcall7s.init, __lkl_initcall7s
label .con_initcall.init, __con_initcall_start
label .lsm_info.init, __start_lsm_info
label .early_lsm_info.init, __start_early_lsm_info
label .builtin_fw, __start_builtin_fw, 3

label .init.ramfs, __initramfs_start
label .init.ramfs.info, __lkl_initramfs_info, 3

label .data, _sdata, 4

/* init/init_task.c and head.S: the stack of task 0, THREAD_SIZE bytes (asm/thread_info.h). */
	.section	.bss.init_stack,"",@
	.p2align	4
	.globl		__bss_start
__bss_start:
	.size		__bss_start, 0
	.globl		init_thread_union
init_thread_union:
	.size		init_thread_union, 0
	.globl		init_stack
init_stack:
	.skip		16384
	.size		init_stack, 16384
