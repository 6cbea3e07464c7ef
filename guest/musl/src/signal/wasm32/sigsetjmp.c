#include <setjmp.h>
#include "libc.h"

hidden int __sigsetjmp_tail(sigjmp_buf, int);

/* Returns a second time after siglongjmp; then the tail restores the mask that it saved the first time. */
int sigsetjmp(sigjmp_buf jb, int save)
{
	jb->__fl = save;
	int r = setjmp(jb);
	return jb->__fl ? __sigsetjmp_tail(jb, r) : r;
}

weak_alias(sigsetjmp, __sigsetjmp);
