/* SPDX-License-Identifier: GPL-2.0 */
/* The second half of order.S: the end of each section. Linked last. */
#include "labels.h"

label .rodata, __end_rodata
label __idle_sched_class, __sched_class_lowest
label __ex_table, __stop___ex_table
label __param, __stop___param
label __modver, __stop___modver
label .note.Linux, __stop_notes
label __bug_table, __stop___bug_table
label .init.setup, __setup_end
label .initcall7s.init, __initcall_end
label .con_initcall.init, __con_initcall_end
label .lsm_info.init, __end_lsm_info
label .early_lsm_info.init, __end_early_lsm_info
label .builtin_fw, __end_builtin_fw
label .data, _edata
label .bss, __bss_stop
label .bss, _end
