#include "pthread_impl.h"

hidden long __cancel(void);

/* The generic pthread_cancel.c asks whether a thread was interrupted between two labels in assembler. wasm has no program counter, so these
 * are addresses that none ever has. (A thread that another one cancels while it is blocked will need more; there are no threads yet.) */
hidden const char __cp_begin[1] = { 0 }, __cp_end[1] = { 0 }, __cp_cancel[1] = { 0 };

/* No signal handler runs between the look and the call: handlers run after system calls only. */
hidden long __syscall_cp_asm(volatile void *cancel, syscall_arg_t nr,
	syscall_arg_t u, syscall_arg_t v, syscall_arg_t w,
	syscall_arg_t x, syscall_arg_t y, syscall_arg_t z)
{
	if (*(volatile int *)cancel) return __cancel();
	return __syscall(nr, u, v, w, x, y, z);
}
