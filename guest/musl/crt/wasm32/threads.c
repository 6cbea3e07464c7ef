/* Linked in by -pthread. The linker knows the thread-local variables of such a program: the size and alignment of a block of them, and how
 * to give one its initial values. */
#include <elf.h>
#include "pthread_impl.h"
#include "thread_arch.h"

/* Made by the linker (wasm-ld --shared-memory): fills the block and makes it the instance's own. */
void __wasm_init_tls(void *);

static Elf32_Phdr tls = { .p_type = PT_TLS };

/* src/env/__init_tls.c looks for a program header; its image is empty, because no address in memory holds it. */
void __wasm_describe_tls(size_t *auxv)
{
	tls.p_memsz = __builtin_wasm_tls_size();
	tls.p_align = __builtin_wasm_tls_align();
	if (!tls.p_align) tls.p_align = 1;
	for (; *auxv; auxv += 2) {
		if (auxv[0] == AT_PHDR) auxv[1] = (size_t)&tls;
		else if (auxv[0] == AT_PHENT) auxv[1] = sizeof tls;
		else if (auxv[0] == AT_PHNUM) auxv[1] = 1;
	}
}

void __wasm_enter_tls(void)
{
	__wasm_init_tls((char *)__pthread_self() - libc.tls_head->offset);
}
