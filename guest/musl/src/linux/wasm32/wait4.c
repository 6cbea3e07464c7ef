#define _GNU_SOURCE
#include <sys/resource.h>
#include "syscall.h"
#include "wait_arch.h"

/* The kernel's rusage is all longs; libc's begins with two timevals of 64-bit seconds and ends alike. */
struct kernel_rusage {
	long utime_sec, utime_usec, stime_sec, stime_usec, rest[14];
};

pid_t wait4(pid_t pid, int *status, int options, struct rusage *ru)
{
	siginfo_t info = { 0 };
	struct kernel_rusage k;
	struct wait_which w = __wait_which(pid);
	long r = __wait_done(__syscall(SYS_waitid, w.type, w.id, &info, options|WEXITED, ru ? &k : 0), &info, status);
	if (r > 0 && ru) {
		ru->ru_utime = (struct timeval){ k.utime_sec, k.utime_usec };
		ru->ru_stime = (struct timeval){ k.stime_sec, k.stime_usec };
		for (int i = 0; i < 14; i++) (&ru->ru_maxrss)[i] = k.rest[i];
	}
	return __syscall_ret(r);
}
