#include "syscall.h"
#include "sig_arch.h"

__attribute__((import_module("linux"), import_name("syscall")))
long __linux_syscall(long, long, long, long, long, long, long);

/* Out of line, since every caller would otherwise repeat the look at the global. */
long __wasm_syscall(long n, long a, long b, long c, long d, long e, long f)
{
	long r;
	do r = __linux_syscall(n, a, b, c, d, e, f);
	while (__get_sig_frame() && __sig_deliver());
	return r;
}
