#include "syscall.h"
#include "sig_arch.h"

__attribute__((import_module("linux"), import_name("syscall")))
long __linux_syscall(long, long, long, long, long, long, long);

hidden int __uncapturable;

static __attribute__((noinline)) int deliver(void)
{
	__uncapturable++;
	int restart = __sig_deliver();
	__uncapturable--;
	return restart;
}

/* The compiler driver names this function to the step "capture" as one whose callers stay as they are. So a handler that runs here must
 * not capture the stack: fork fails in it, and setjmp traps. */
long __wasm_syscall_brief(long n, long a, long b, long c, long d, long e, long f)
{
	long r;
	do r = __linux_syscall(n, a, b, c, d, e, f);
	while (__get_sig_frame() && deliver());
	return r;
}
