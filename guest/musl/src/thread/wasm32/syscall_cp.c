#include "pthread_impl.h"
#include "sig_arch.h"

__attribute__((import_module("linux"), import_name("syscall")))
long __linux_syscall(long, long, long, long, long, long, long);

hidden long __cancel(void);

/* The generic pthread_cancel.c asks whether a thread was interrupted between two labels in assembler. wasm has no program counter, so these
 * are addresses that none ever has. */
hidden const char __cp_begin[1] = { 0 }, __cp_end[1] = { 0 }, __cp_cancel[1] = { 0 };

/* No handler runs between the look and the call: the safepoint at the loop's header comes before the look. A call that a cancellation has
 * interrupted is not made again: __syscall_cp_c asks about EINTR. */
hidden long __syscall_cp_asm(volatile void *cancel, syscall_arg_t nr,
	syscall_arg_t u, syscall_arg_t v, syscall_arg_t w,
	syscall_arg_t x, syscall_arg_t y, syscall_arg_t z)
{
	long r;
	int again;
	do {
		if (*(volatile int *)cancel) return __cancel();
		r = __linux_syscall(nr, u, v, w, x, y, z);
		again = __get_sig_frame() && __sig_deliver();
	} while (again && !*(volatile int *)cancel);
	return r;
}
