#include "syscall.h"
#include "sig_arch.h"

__attribute__((import_module("linux"), import_name("fork")))
long __linux_fork(long);

/* In a file of its own: a program that never forks must not import it, for then no stack capture has to be added to it. */
long __wasm_fork(long flags)
{
	long r;
	if (__get_uncapturable()) return -EAGAIN;
	do r = __linux_fork(flags);
	while (__get_sig_frame() && __sig_deliver());
	return r;
}
