#define _GNU_SOURCE
#include <sched.h>
#include <errno.h>
#include "pthread_impl.h"

/* The child goes on with the stack that it was captured on, in a copy of the memory or while the parent waits (CLONE_VFORK), so the stack
 * that the caller offers is not needed. A task that runs beside its parent in one memory needs it, and is not supported yet. */
int __clone(int (*func)(void *), void *stack, int flags, void *arg, ...)
{
	if ((flags & (CLONE_VM|CLONE_VFORK)) == CLONE_VM) return -ENOSYS;
	int pid = __wasm_fork(flags);
	if (pid) return pid;
	int status = func(arg);
	for (;;) __syscall(SYS_exit, status);
}
