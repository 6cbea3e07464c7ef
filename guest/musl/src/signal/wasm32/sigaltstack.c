#include <errno.h>
#include <signal.h>
#include "syscall.h"
#include "sig_arch.h"

static int refused(const stack_t *ss)
{
	if (ss->ss_flags & SS_ONSTACK) return -EINVAL;
	return ss->ss_size < MINSIGSTKSZ && !(ss->ss_flags & SS_DISABLE) ? -ENOMEM : 0;
}

/* The kernel refuses to change the stack that its caller is on. The stack pointer is a wasm global, which it cannot see, so it is told. */
int sigaltstack(const stack_t *restrict ss, stack_t *restrict old)
{
	int r = ss ? refused(ss) : 0;
	return __syscall_ret(r ? r : __syscall(SYS_sigaltstack, ss, old, __get_stack_pointer()));
}
