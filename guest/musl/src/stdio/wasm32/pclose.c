#include <errno.h>
#include "stdio_impl.h"
#include "syscall.h"
#include "wait_arch.h"

/* The generic file makes SYS_wait4 itself, which a time64-only kernel does not have. */
int pclose(FILE *f)
{
	int status;
	long r;
	pid_t pid = f->pipe_pid;
	fclose(f);
	do {
		siginfo_t info = { 0 };
		r = __wait_done(__syscall(SYS_waitid, P_PID, pid, &info, WEXITED, 0), &info, &status);
	} while (r == -EINTR);
	return r < 0 ? __syscall_ret(r) : status;
}
