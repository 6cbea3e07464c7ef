#include <setjmp.h>
#include "libc.h"
#include "sig_arch.h"

__attribute__((import_module("linux"), import_name("longjmp"), noreturn))
void __linux_longjmp(struct __jmp_buf_tag *, int);

_Noreturn void longjmp(jmp_buf jb, int value)
{
	/* Out of any handler that interrupted what cannot be captured: setjmp cannot have been called below one. */
	__set_uncapturable(0);
	__linux_longjmp(jb, value ? value : 1);
}

weak_alias(longjmp, _longjmp);
