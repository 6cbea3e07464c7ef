#include <setjmp.h>
#include "libc.h"
#include "sig_arch.h"

__attribute__((import_module("linux"), import_name("setjmp"), returns_twice))
int __linux_setjmp(struct __jmp_buf_tag *);

/* Keeps nothing in memory: the stack that the host captures must not include a frame that is gone when longjmp comes. */
int setjmp(jmp_buf jb)
{
	if (__get_uncapturable()) __builtin_trap();
	return __linux_setjmp(jb);
}

weak_alias(setjmp, _setjmp);
weak_alias(setjmp, __setjmp);
