#define _GNU_SOURCE
#include <unistd.h>
#include <sched.h>
#include <signal.h>
#include "syscall.h"

/* Both processes return from here, so nothing of this frame may be in memory that the child could overwrite. */
pid_t vfork(void)
{
	return __syscall_ret(__wasm_fork(CLONE_VM|CLONE_VFORK|SIGCHLD));
}
