#include "syscall.h"
#include "sig_arch.h"

__attribute__((import_module("linux"), import_name("syscall")))
long __linux_syscall(long, long, long, long, long, long, long);

/* The compiler driver names this function to the step "capture" as one whose callers stay as they are. So a handler that runs here must
 * not capture the stack: fork fails in it, and setjmp traps. */
long __wasm_syscall_brief(long n, long a, long b, long c, long d, long e, long f)
{
	long r;
	do r = __linux_syscall(n, a, b, c, d, e, f);
	while (__get_sig_frame() && __sig_deliver_uncapturable());
	return r;
}
