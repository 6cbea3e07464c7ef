/* A time64-only architecture has waitid and no wait4; these two turn one into the other. */
#include <signal.h>
#include <sys/wait.h>

struct wait_which { int type, id; };

static inline struct wait_which __wait_which(pid_t pid)
{
	if (pid == -1) return (struct wait_which){ P_ALL, 0 };
	if (pid > 0) return (struct wait_which){ P_PID, pid };
	return (struct wait_which){ P_PGID, -pid };
}

static inline int __wait_status(const siginfo_t *info)
{
	switch (info->si_code) {
	case CLD_EXITED: return (info->si_status & 0xff) << 8;
	case CLD_KILLED: return info->si_status & 0x7f;
	case CLD_DUMPED: return info->si_status & 0x7f | 0x80;
	case CLD_CONTINUED: return 0xffff;
	default: return info->si_status << 8 | 0x7f;
	}
}

/* r is what waitid answered: 0 or -errno. The result is wait4's: pid, 0 (WNOHANG, none) or -errno. */
static inline long __wait_done(long r, const siginfo_t *info, int *status)
{
	if (r || !info->si_pid) return r;
	if (status) *status = __wait_status(info);
	return info->si_pid;
}
