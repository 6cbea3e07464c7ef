#include <features.h>
#include <stddef.h>
#include "main_arch.h"
#include "thread_arch.h"

/* Made by the linker: runs the constructors. */
void __wasm_call_ctors(void);
int __libc_start_main(int (*)(int, char **, char **), int, char **, void (*)(), void (*)(), void (*)());

struct main_args __main_args;

weak void __wasm_describe_tls(size_t *auxv)
{
}

weak void __wasm_enter_tls(void)
{
}

void _init(void)
{
	__wasm_enter_tls();
	__wasm_call_ctors();
}

static int call_main(int argc, char **argv, char **envp)
{
	__main_args = (struct main_args){ argc, argv };
	return __main_void();
}

/* At p is what binfmt_elf would have put on the stack. */
__attribute__((export_name("_start")))
void _start(long *p)
{
	long *env = p + 1 + p[0] + 1;
	while (*env) env++;
	__wasm_describe_tls((size_t *)(env + 1));
	__libc_start_main(call_main, p[0], (char **)(p+1), _init, 0, 0);
}
