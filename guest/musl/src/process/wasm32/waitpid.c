#include "syscall.h"
#include "wait_arch.h"

pid_t waitpid(pid_t pid, int *status, int options)
{
	siginfo_t info = { 0 };
	struct wait_which w = __wait_which(pid);
	long r = __syscall_cp(SYS_waitid, w.type, w.id, &info, options|WEXITED, 0);
	return __syscall_ret(__wait_done(r, &info, status));
}
