/* The wasm globals that the trampoline works with: each thread has its own. __stack_pointer is the linker's, the others are those of
 * src/signal/wasm32/__sig_globals.s. */
#include <features.h>
#include <stdint.h>

#define WASM_GLOBAL(get, set, name) \
static inline uintptr_t get(void) \
{ \
	uintptr_t v; \
	__asm__ volatile ( \
		".globaltype " #name ", i32\n\t" \
		"global.get " #name "\n\t" \
		"local.set %0" : "=r"(v) : : "memory"); \
	return v; \
} \
static inline void set(uintptr_t v) \
{ \
	__asm__ volatile ( \
		".globaltype " #name ", i32\n\t" \
		"local.get %0\n\t" \
		"global.set " #name : : "r"(v) : "memory"); \
}

WASM_GLOBAL(__get_sig_frame, __set_sig_frame, __sig_frame)
WASM_GLOBAL(__get_stack_pointer, __set_stack_pointer, __stack_pointer)

/* Runs the handlers that the kernel asked for; 1 if the call that was interrupted is to be made again. */
int __sig_deliver(void);

/* Not 0 while a handler runs that interrupted code whose stack cannot be captured: malloc, a lock of libc, a loop. */
WASM_GLOBAL(__get_uncapturable, __set_uncapturable, __uncapturable)

/* As __sig_deliver, from such code. */
hidden int __sig_deliver_uncapturable(void);
