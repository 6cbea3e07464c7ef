#include "pthread_impl.h"

/* The stack of wasm itself is not in the memory that goes away, and nothing here needs the one in memory. */
void __unmapself(void *base, size_t size)
{
	__syscall(SYS_munmap, base, size);
	for (;;) __syscall(SYS_exit, 0);
}
