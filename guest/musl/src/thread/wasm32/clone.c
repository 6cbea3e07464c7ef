#define _GNU_SOURCE
#include <sched.h>
#include <stdarg.h>
#include "pthread_impl.h"
#include "thread_arch.h"

/* Where a task that runs beside its parent finds what to do: at the top of its stack, to which the host sets its stack pointer. */
struct start {
	int (*func)(void *);
	void *arg;
	void *tp;
};

/* The host calls it in a new instance over the same memory. */
void __wasm_thread_start(struct start *s)
{
	__set_thread_area(s->tp);
	if (s->tp != 0) __wasm_enter_tls();
	int status = s->func(s->arg);
	for (;;) __syscall(SYS_exit, status);
}

static int beside(int (*func)(void *), void *stack, int flags, void *arg, pid_t *ptid, void *tp, pid_t *ctid)
{
	struct start *s = (void *)((uintptr_t)stack - sizeof *s & -16);
	*s = (struct start){ func, arg, flags & CLONE_SETTLS ? tp : 0 };
	return __syscall(SYS_clone, flags, s, ptid, ctid, tp);
}

/* A copy, or one that borrows the memory while its parent waits (CLONE_VFORK), goes on with the stack that it was captured on: the one that
 * the caller offers is not needed. */
int __clone(int (*func)(void *), void *stack, int flags, void *arg, ...)
{
	if ((flags & (CLONE_VM|CLONE_VFORK)) == CLONE_VM) {
		va_list ap;
		va_start(ap, arg);
		pid_t *ptid = va_arg(ap, pid_t *);
		void *tp = va_arg(ap, void *);
		pid_t *ctid = va_arg(ap, pid_t *);
		va_end(ap);
		return beside(func, stack, flags, arg, ptid, tp, ctid);
	}
	int pid = __wasm_fork(flags);
	if (pid) return pid;
	int status = func(arg);
	for (;;) __syscall(SYS_exit, status);
}
